"""eSSP: Innovative Technology's note recyclers (SMART Payout) and coin recyclers (SMART Hopper, Smart Coin System).

When the device falls silent or forgets the session, the start-up begins again: after it the counts, not our memory,
say where the money is. A payout or a collection is ordered once and never again.

The device keeps its levels, routes and (notes) lifetime counters through a cut of power. It does not go on with what it
was moving: it tells INCOMPLETE_PAYOUT or INCOMPLETE_FLOAT with what has gone, of an emptying nothing. When only the
till dies the device goes on, and says so in every poll. So the first counts are read when nothing moves any more, and
hold all that has happened; whoever wants the rest paid or collected asks for the rest.

Evidence: the maker's host library and kybarg/ssp for commands and events. Assumed: an emptying cut by the power leaves
true levels; a denomination that FLOAT_BY_DENOMINATION does not name, of which nothing is held, may be left out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random

from hardware.cash import essp_moves as moves
from hardware.cash.essp_orders import Collection, Payout, value_of, without
from hardware.cash.essp_session import NONE, Forgotten, Script, Session, Silent, Terms, Unusable
from hardware.cash.essp_tally import Tally
from hardware.cash.ssp import FIXED_KEY_FACTORY
from hardware.cash.ssp_exchange import Exchange
from hardware.cash.ssp_words import Kind
from hardware.wire import NEVER
from hardware.words import (
    Acknowledge,
    AdjustCashCounts,
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Command,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Health,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    RestoreCashCounts,
    SetRoutes,
    Word,
)

QUEUE_SIZE_MAX = 64
RESTART_SECONDS = 0.5
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


@dataclass(slots=True)
class _Adjustment:
    """Coins that were put in by hand. `wanted`: the levels to reach, so that it can be begun again after a cut."""

    pieces: Pieces
    wanted: Pieces | None = None


class Essp:
    """One device. Acknowledge is expected after Stacked, PaidOut and CashCounts with `unreported`: until then a
    device which repeats its events keeps them, and takes no further note.

    `random` makes keys: a SystemRandom, except in a simulation. `recycle`: the denominations (cents) kept for
    payouts, None for all that the device can keep; the others go to the cashbox. SetRoutes changes it.
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
        self._terms = Terms(random, fixed_key, currency, self._tempo.fast_poll_seconds)
        self._exchange = Exchange(address, self._tempo.time_out_seconds, random)
        self._tally = Tally(currency)
        self._script: Script[None] | None = None
        self._wake_at = NEVER
        self._now = 0.0
        self._health: Health | None = None
        self._queue: deque[Dispense | CollectCash | ReadCashCounts] = deque()
        self._adjustments: deque[_Adjustment] = deque()
        self._refused: deque[PaidOut | Collected] = deque()
        self._wanted = NONE
        self._recycle = recycle
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
        """Queue a command. A Dispense or CollectCash asked while the device is lost is refused when it is back."""
        match command:
            case BeginDeposit(values):
                self._wanted = values
            case EndDeposit():
                self._wanted = NONE
            case SetRoutes(recycled):
                self._recycle = recycled
            case Acknowledge():
                self._tally.acknowledge()
            case RestoreCashCounts():
                return  # its own counts are the truth
            case Dispense() | CollectCash() if isinstance(self._health, Lost):
                self._refused.append(_refusal(command, self._health.fault))
            case Dispense() | CollectCash() | ReadCashCounts():
                self._limit(len(self._queue))
                self._queue.append(command)
            case AdjustCashCounts(pieces):
                self._limit(len(self._adjustments))
                self._adjustments.append(_Adjustment(pieces))
            case _:
                raise TypeError(f"a cash recycler cannot {type(command).__name__}")
        if self._is_resting:
            self._wake_at = 0.0

    def _limit(self, waiting: int) -> None:
        if waiting >= QUEUE_SIZE_MAX:
            raise ValueError(f"more than {QUEUE_SIZE_MAX} commands wait for the device")

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

    def _look(self) -> None:
        self._say(self._tally.health(self._now))

    def _step(self, step: bytes | float) -> None:
        if isinstance(step, bytes):
            self._wake_at = NEVER
            self._exchange.ask(step, self._tempo.tries_before_new_key)
        else:
            self._wake_at = step

    def _say(self, health: Health) -> None:
        """Tell a change of health. Once the device is lost, what was queued will not be done any more."""
        if isinstance(health, Lost):
            for each in self._queue:
                if not isinstance(each, ReadCashCounts):
                    self._refused.append(_refusal(each, health.fault))
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
        yield from session.connect(self._recycle)
        self._key_trials = 0
        if not (isinstance(self._health, Lost) and self._health.fault is Fault.COUNTS_IN_DOUBT):
            self._say(Degraded(Fault.STARTING))  # else it has not come to rest yet, and stays lost until it has
        counts = yield from self._counted(session)
        # The counts can be read again at any time: what they tell in full, the device need not repeat.
        forgettable = not (self._tally.order or self._tally.unreported)
        self._tally.set_fault(Fault.STARTING, present=False)
        self._tell_counts(counts)
        self._tally.starting = False
        if forgettable:
            self._tally.acknowledge()
        self._tally.words.extend(self._refused)
        self._refused.clear()
        self._look()

    def _tell_counts(self, counts: CashCounts) -> None:
        """Tell the counts, the end of an order behind them; they answer every ReadCashCounts asked before."""
        self._tally.tell_counts(counts)
        while self._queue and isinstance(self._queue[0], ReadCashCounts):
            self._queue.popleft()

    def _serve(self, session: Session) -> Script[None]:
        next_poll = self._now
        while True:
            if self._tally.order:
                yield from self._follow(session, self._tally.order)
            if self._tally.wants_acknowledge:
                yield from session.acknowledge()
            if self._tally.recount or self._queue or self._adjustments:
                yield from self._obey(session)
            if self._recycle is not None and session.routes != self._recycle:
                yield from session.set_routes(self._recycle)
            if session.slot != self._wanted:
                yield from session.set_slot(self._wanted, enabled=bool(self._wanted))
                next_poll = min(next_poll, self._now + self._tempo.fast_poll_seconds)
            if self._now >= next_poll:
                is_quiet = yield from session.poll()
                is_slow = is_quiet and not self._wanted
                next_poll = self._now + (self._tempo.idle_poll_seconds if is_slow else self._tempo.fast_poll_seconds)
                self._look()
            self._is_resting = True
            yield next_poll
            self._is_resting = False

    def _obey(self, session: Session) -> Script[None]:
        match self._queue.popleft() if self._queue and not self._adjustments else ReadCashCounts():
            case Dispense() as order:
                yield from self._dispense(session, order)
            case CollectCash() as order:
                yield from self._collect(session, order)
            case ReadCashCounts():
                if self._adjustments and session.kind is Kind.COINS:
                    yield from session.set_slot(NONE, enabled=False)
                self._tell_counts((yield from self._counted(session)))

    def _counted(self, session: Session) -> Script[CashCounts]:
        """The counts, with all in them that was put in by hand; notes are all seen by the machine itself."""
        counts = yield from session.counts()
        while self._adjustments:
            adjustment = self._adjustments[0]
            if session.kind is Kind.COINS:
                adjustment.wanted = adjustment.wanted or _adjusted(counts.recycler, adjustment.pieces)
                yield from moves.set_levels(session, counts.recycler, adjustment.wanted)
                counts = yield from session.counts()
            self._adjustments.popleft()
        return counts

    # Payouts and collections

    def _dispense(self, session: Session, order: Dispense) -> Script[None]:
        payout = self._tally.order = Payout(value_of(order.pieces), order.reference)
        yield from session.set_slot(NONE, enabled=True)
        payout.before = yield from session.counts()
        payout.fault = yield from moves.pay(session, payout, order.pieces)
        if payout.fault:
            payout.end_by_counts()
        yield from self._follow(session, payout)

    def _collect(self, session: Session, order: CollectCash) -> Script[None]:
        collection = self._tally.order = Collection(order.reference)
        yield from session.set_slot(NONE, enabled=True)
        held = (yield from session.counts()).recycler
        rest = collection.rest = without(held, order.pieces)
        if rest is None:
            collection.fault = Fault.NOT_ENOUGH_CASH
        elif rest != held:
            collection.fault = yield from moves.collect(session, collection, held, rest)
        if collection.fault or rest == held:
            collection.end_by_counts()
        yield from moves.follow(session, collection, self._look)
        counts = yield from session.counts()
        if collection.is_under_way and not collection.fault:
            collection.is_in_doubt = yield from moves.moved_otherwise(session, without(held, counts.recycler))
        self._tell_counts(counts)

    def _follow(self, session: Session, order: Payout | Collection) -> Script[None]:
        yield from moves.follow(session, order, self._look)
        self._tell_counts((yield from session.counts()))


def _refusal(order: Dispense | CollectCash, fault: Fault) -> PaidOut | Collected:
    if isinstance(order, Dispense):
        return PaidOut(0, fault, order.reference)
    return Collected(fault, order.reference)


def _adjusted(held: Pieces, pieces: Pieces) -> Pieces:
    """The levels to reach: of values which the hopper knows, none below zero."""
    levels = dict(held)
    changed = {value: levels[value] + count for value, count in pieces if value in levels}
    return tuple((value, min(max(0, count), moves.LEVEL_MAX)) for value, count in changed.items())


def _gist(health: Health) -> object:
    return type(health), getattr(health, "fault", None)
