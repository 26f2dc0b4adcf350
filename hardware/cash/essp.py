"""eSSP: Innovative Technology's note recyclers (SMART Payout) and coin recyclers (SMART Hopper, Smart Coin System).

When the device falls silent or forgets the session, the start-up begins again: after it the counts, not our memory,
say where the money is. A payout is ordered once and never again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random

from hardware.cash.essp_session import NONE, Forgotten, Script, Session, Silent, Terms, Unusable
from hardware.cash.essp_tally import Payout, Tally
from hardware.cash.ssp import FIXED_KEY_FACTORY
from hardware.cash.ssp_exchange import Exchange
from hardware.wire import NEVER
from hardware.words import (
    Acknowledge,
    BeginDeposit,
    CashCounts,
    Command,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Health,
    Lost,
    PaidOut,
    ReadCashCounts,
    RestoreCashCounts,
    Word,
)

QUEUE_SIZE_MAX = 64
RESTART_SECONDS = 0.5
PAYOUT_SILENT_SECONDS = 60.0
KEY_TRIALS = 2


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds between polls and for replies; the maker's defaults for silence: 1 s, 20 times."""

    fast_poll_seconds: float = 0.2
    idle_poll_seconds: float = 1.0
    time_out_seconds: float = 1.0
    tries: int = 20
    tries_before_new_key: int = 4  # a device that lost our count or our key is silent: ask in the clear early
    retry_seconds: float = 5.0


class Essp:
    """One device. Acknowledge is expected after Stacked, PaidOut and CashCounts with `unreported`: until then a
    device which repeats its events keeps them, and takes no further note.

    `random` makes keys: a SystemRandom, except in a simulation. `recycle`: the denominations (cents) kept for
    payouts, None for all that the device can keep; the others go to the cashbox.
    """

    def __init__(
        self,
        random: Random,
        *,
        address: int = 0,
        fixed_key: int = FIXED_KEY_FACTORY,
        currency: str = "EUR",
        recycle: frozenset[int] | None = None,
        tempo: Tempo | None = None,
    ) -> None:
        self._tempo = tempo or Tempo()
        self._terms = Terms(random, fixed_key, currency, recycle, self._tempo.fast_poll_seconds)
        self._exchange = Exchange(address, self._tempo.time_out_seconds, random)
        self._tally = Tally(currency)
        self._script: Script[None] | None = None
        self._wake_at = NEVER
        self._now = 0.0
        self._health: Health | None = None
        self._queue: deque[Dispense | ReadCashCounts] = deque()
        self._refused: deque[tuple[Fault, str]] = deque()
        self._wanted = NONE
        self._is_resting = False  # between two polls: a command may wake the script
        self._silent_tries = 0
        self._key_trials = 0

    @property
    def wants_link(self) -> bool:
        """Always: it is a device on a line of its own."""
        return True

    @property
    def next_tick(self) -> float:
        """When a question, its repeat or the next poll is due; at once when words wait to be told."""
        if self._tally.words:
            return 0.0
        return min(self._exchange.next_tick, self._wake_at)

    def opened(self) -> None:
        """Start up."""
        self._exchange.reset()
        self._silent_tries = 0
        self._is_resting = False
        self._script = self._live()
        self._wake_at = 0.0

    def closed(self, reason: str) -> None:
        """The session is over; what was credited is told."""
        self._script = None
        self._is_resting = False
        self._wake_at = NEVER
        self._exchange.reset()
        self._tally.restart()
        self._say(Lost(Fault.LINK_LOST, reason))

    def ask(self, command: Command) -> None:
        """Queue a command. A Dispense asked while the device is lost is answered PaidOut(0) when it is back."""
        match command:
            case BeginDeposit(values):
                self._wanted = values
            case EndDeposit():
                self._wanted = NONE
            case Acknowledge():
                self._tally.acknowledge()
            case RestoreCashCounts():
                pass  # it counts what it holds
            case Dispense(reference=reference) if isinstance(self._health, Lost):
                self._refused.append((self._health.fault, reference))
            case Dispense() | ReadCashCounts():
                if len(self._queue) >= QUEUE_SIZE_MAX:
                    raise ValueError(f"more than {QUEUE_SIZE_MAX} commands wait for the device")
                self._queue.append(command)
            case _:
                raise TypeError(f"a cash recycler cannot {type(command).__name__}")
        if self._is_resting:
            self._wake_at = 0.0

    def receive(self, data: bytes) -> list[Word]:
        """The words these bytes complete, and those that time brought."""
        if data and (reply := self._exchange.receive(data)) is not None and self._script:
            self._silent_tries = 0
            self._step(self._script.send(reply))
        words, self._tally.words = self._tally.words, []
        return words

    def tick(self, now: float) -> bytes:
        """The question that is due, or its repeat."""
        self._now = now
        if self._script and now >= self._wake_at:
            self._step(next(self._script))
        out = self._exchange.tick(now)
        if self._exchange.is_silent and self._script:
            self._exchange.give_up()
            self._step(self._script.throw(Silent()))
        return out

    def _step(self, step: bytes | float) -> None:
        if isinstance(step, bytes):
            self._wake_at = NEVER
            self._exchange.ask(step, self._tempo.tries_before_new_key)
        else:
            self._wake_at = step

    def _say(self, health: Health) -> None:
        """Tell a change of health. Once the device is lost, what was queued will not be done any more."""
        if isinstance(health, Lost):
            self._refused.extend((health.fault, each.reference) for each in self._queue if isinstance(each, Dispense))
            self._queue.clear()
        if self._health is None or _gist(self._health) != _gist(health):
            self._tally.words.append(health)
        self._health = health

    # The script of a life: start, serve, and start again whatever happens

    def _live(self) -> Script[None]:
        while True:
            self._tally.restart()
            session = Session(self._terms, self._tally, self._exchange.use_key, lambda: self._now)
            pause = RESTART_SECONDS
            try:
                yield from self._start_up(session)
                yield from self._serve(session)
            except Silent:
                pause = self._after_silence(session)
            except Forgotten:
                if session.is_secure:
                    self._say(Degraded(Fault.STARTING))
            except Unusable as why:
                self._say(Lost(why.fault, why.detail))
                pause = self._tempo.retry_seconds
            yield self._now + pause

    def _after_silence(self, session: Session) -> float:
        self._silent_tries += self._tempo.tries_before_new_key
        if session.has_key and not session.is_secure:  # it answers in the clear, but not under our key
            self._key_trials += 1
            if self._key_trials >= KEY_TRIALS:
                self._say(Lost(Fault.KEY_REFUSED))
                return self._tempo.retry_seconds
        if self._silent_tries >= self._tempo.tries:
            self._say(Lost(Fault.NO_ANSWER))
            return self._tempo.retry_seconds
        return RESTART_SECONDS

    def _start_up(self, session: Session) -> Script[None]:
        yield from session.connect()
        self._key_trials = 0
        self._say(Degraded(Fault.STARTING))
        counts = yield from session.counts()
        # The counts can be read again at any time: what they tell in full, the device need not repeat.
        forgettable = not (self._tally.payout or self._tally.unreported)
        self._tally.set_fault(Fault.STARTING, present=False)
        self._tell_counts(counts)
        self._tally.starting = False
        if forgettable:
            self._tally.acknowledge()
        while self._refused:
            fault, reference = self._refused.popleft()
            self._tally.words.append(PaidOut(0, fault, reference))
        self._say(self._tally.health(self._now))

    def _tell_counts(self, counts: CashCounts) -> None:
        """Tell the counts, the end of a payout behind them; they answer every ReadCashCounts asked before."""
        self._tally.tell_counts(counts)
        while self._queue and isinstance(self._queue[0], ReadCashCounts):
            self._queue.popleft()

    def _serve(self, session: Session) -> Script[None]:
        next_poll = self._now
        while True:
            if self._tally.payout:
                yield from self._follow_payout(session, self._tally.payout)
            if self._tally.wants_acknowledge:
                yield from session.acknowledge()
            if self._tally.recount or self._queue:
                yield from self._obey(session)
            if session.slot != self._wanted:
                yield from session.set_slot(self._wanted, enabled=bool(self._wanted))
            if self._now >= next_poll:
                is_quiet = yield from session.poll()
                is_slow = is_quiet and not self._wanted
                next_poll = self._now + (self._tempo.idle_poll_seconds if is_slow else self._tempo.fast_poll_seconds)
                self._say(self._tally.health(self._now))
            self._is_resting = True
            yield next_poll
            self._is_resting = False

    def _obey(self, session: Session) -> Script[None]:
        match self._queue.popleft() if self._queue else ReadCashCounts():
            case Dispense() as order:
                yield from self._dispense(session, order)
            case ReadCashCounts():
                self._tell_counts((yield from session.counts()))

    # Payouts

    def _dispense(self, session: Session, order: Dispense) -> Script[None]:
        asked = sum(value * count for value, count in order.pieces)
        payout = self._tally.payout = Payout(asked, order.reference)
        yield from session.set_slot(NONE, enabled=True)
        payout.before = yield from session.counts()
        payout.fault = yield from session.order(order.pieces)
        if payout.fault:
            payout.end_by_counts()
        yield from self._follow_payout(session, payout)

    def _follow_payout(self, session: Session, payout: Payout) -> Script[None]:
        silent_at = self._now + PAYOUT_SILENT_SECONDS
        while not payout.has_ended:
            yield self._now + self._tempo.fast_poll_seconds
            if not (yield from session.poll()):
                silent_at = self._now + PAYOUT_SILENT_SECONDS
            elif self._now >= silent_at:
                payout.fault = Fault.PAYOUT_OUT_OF_SERVICE
                payout.end_by_counts()
        self._tell_counts((yield from session.counts()))


def _gist(health: Health) -> object:
    return type(health), getattr(health, "fault", None)
