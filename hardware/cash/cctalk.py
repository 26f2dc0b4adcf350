"""ccTalk: a bus with one coin acceptor, one bill validator and coin hoppers, each of them optional, as one machine.

No device on the bus knows how many coins it holds. The levels go on from RestoreCashCounts, with what the event
counters of the acceptors and the lifetime dispense counts of the hoppers say since the mark. Hence:

- Inserted while the till was off or dead: the event counter says how many, up to five; more than five new events are
  told as COUNTS_IN_DOUBT. A counter of 0 is a device that was reset: what it had not told yet is lost.
- Paid while the till was off or dead: the lifetime count (header 168) says it, however the payout ended. A payout that
  still runs at the start is waited for. A hopper that does not know header 168 is not paid from.
- The event counter of a hopper (header 166) tells whether an order without an answer was heard; it is never sent twice.

Headers, layouts and counters were found alike in hosts and devices of others. Assumed of the devices: the lifetime
count is kept to the last coin when power is cut, a BUSY device did nothing, and a credit tells the way the coin took.

The devices must talk in the clear: neither the DES layer of ccTalk nor the code of bill validators (BNV) is spoken.
Hoppers pay into the customer's tray only: CollectCash is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from hardware.cash.cctalk_device import Device, Script, Silent, Turn, Unfit
from hardware.cash.cctalk_exchange import Echo, Exchange, Question
from hardware.cash.cctalk_frame import ADDRESS_MAX, ADDRESS_MIN, Checksum
from hardware.cash.cctalk_hopper import Hopper
from hardware.cash.cctalk_payout import Payouts
from hardware.cash.cctalk_takers import NONE, Acceptor, Taker, Validator
from hardware.cash.cctalk_tally import Tally
from hardware.cash.cctalk_words import EURO_COINS
from hardware.wire import NEVER
from hardware.words import (
    Acknowledge,
    AdjustCashCounts,
    BeginDeposit,
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
    ReadCashCounts,
    RestoreCashCounts,
    SetRoutes,
    Word,
)

HOPPERS_MAX = 8
QUEUE_SIZE_MAX = 64
FAST_ROUND_SECONDS, IDLE_ROUND_SECONDS = 0.2, 1.0
MISSES_MAX = 3
GRACE_SECONDS = 10.0
"""From the first devices that answer until the counts are told without the others: some start slowly."""

RETRY_SECONDS = 10.0
SEARCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class BusSettings:
    """What stands on the bus. `hoppers`: value in cents -> address. `acceptor`, `validator`: address, 0 for none."""

    acceptor: int = 2
    validator: int = 0
    hoppers: Mapping[int, int] = field(default_factory=dict)
    checksum: Checksum = Checksum.SIMPLE
    echo: Echo = Echo.DETECT

    def __post_init__(self) -> None:
        addresses = [address for address in (self.acceptor, self.validator, *self.hoppers.values()) if address]
        if not addresses or len(self.hoppers) > HOPPERS_MAX:
            raise ValueError(f"a ccTalk bus has at least one device, and at most {HOPPERS_MAX} hoppers")
        if len(set(addresses)) < len(addresses) or not all(ADDRESS_MIN <= each <= ADDRESS_MAX for each in addresses):
            raise ValueError(f"ccTalk addresses are different and {ADDRESS_MIN} to {ADDRESS_MAX}, found {addresses}")
        if unknown := self.hoppers.keys() - EURO_COINS:
            raise ValueError(f"hoppers for what is no euro coin, in cents: {sorted(unknown)}")


class CcTalk:
    """The whole bus. Needs RestoreCashCounts before it is opened; without one it holds nothing.

    A Dispense pays from the hoppers of these values what their levels allow, the rest is left unpaid. A value that has
    a hopper is kept for payouts, others go to the cashbox; SetRoutes and full hoppers divert more, where the acceptor
    has a sorter. CashCounts are also told when nothing moved but the counters did: their mark must not fall behind.
    """

    wants_link = True

    def __init__(self, settings: BusSettings) -> None:
        self._settings = settings
        self._exchange = Exchange(settings.checksum, settings.echo)
        self._tally = Tally()
        self._tally.keep(settings.hoppers)
        self._hoppers = {
            value: Hopper(address, value, self._tally, self._time)
            for value, address in sorted(settings.hoppers.items())
        }
        self._takers: list[Taker] = []
        if settings.acceptor:
            self._takers.append(Acceptor(settings.acceptor, self._tally, self._time, frozenset(settings.hoppers)))
        if settings.validator:
            self._takers.append(Validator(settings.validator, self._tally, self._time, lambda: self._wanted))
        self._devices: list[Device] = [*self._takers, *self._hoppers.values()]
        self._turns = deque(self._hoppers.values())
        self._payouts = Payouts(
            self._hoppers, self._tally, self._time, lambda why: self._say(Lost(Fault.NO_ANSWER, why))
        )
        self._script: Script[None] | None = None
        self._wake_at = NEVER
        self._now = 0.0
        self._health: Health | None = None
        self._queue: deque[Dispense | ReadCashCounts | CollectCash] = deque()
        self._refused: list[PaidOut | Collected] = []
        self._wanted = NONE
        self._kept: frozenset[int] | None = None  # None: every value that has a hopper
        self._is_resting = False
        self._is_asked = False

    @property
    def next_tick(self) -> float:
        """When a question, its end or the next round is due; at once when words wait to be told."""
        if self._tally.words:
            return 0.0
        return min(self._exchange.next_tick, self._wake_at)

    def opened(self) -> None:
        """Start up."""
        self._exchange.reset()
        self._is_resting = False
        self._script = self._live()
        self._wake_at = -NEVER

    def closed(self, reason: str) -> None:
        """Nobody is heard any more."""
        self._script = None
        self._is_resting = False
        self._wake_at = NEVER
        self._exchange.reset()
        if self._tally.payout:
            self._tally.payout.fault = Fault.LINK_LOST
        self._say(Lost(Fault.LINK_LOST, reason))

    def ask(self, command: Command) -> None:
        """Queue a command. What is asked while the machine is lost is answered when it is back."""
        match command:
            case BeginDeposit(values):
                self._wanted = values
            case EndDeposit():
                self._wanted = NONE
            case Acknowledge():
                return  # the mark says what is on disk
            case RestoreCashCounts(recycler, mark):
                self._tally.restore(recycler, mark)
            case SetRoutes(recycled):
                self._kept = recycled
            case AdjustCashCounts(pieces):
                self._tally.adjust(pieces)
                self._enqueue(ReadCashCounts())
            case Dispense() | CollectCash() if isinstance(self._health, Lost):
                self._refused.append(_refusal(command, self._health.fault))
            case Dispense() | ReadCashCounts() | CollectCash():
                self._enqueue(command)
            case _:
                raise TypeError(f"a ccTalk bus cannot {type(command).__name__}")
        self._is_asked = True
        if self._is_resting:
            self._wake_at = -NEVER

    def receive(self, data: bytes) -> list[Word]:
        """The words these bytes complete, and those that time brought."""
        if data and (reply := self._exchange.receive(data)) is not None and self._script:
            self._step(self._script.send(reply))
        words, self._tally.words = self._tally.words, []
        return words

    def tick(self, now: float) -> bytes:
        """The question that is due."""
        self._now = now
        if self._script and now >= self._wake_at:
            self._step(next(self._script))
        out = self._exchange.tick(now)
        if self._exchange.is_silent and self._script:
            self._exchange.give_up()
            self._step(self._script.send(None))
        return out

    def _time(self) -> float:
        return self._now

    def _enqueue(self, command: Dispense | ReadCashCounts | CollectCash) -> None:
        if len(self._queue) >= QUEUE_SIZE_MAX:
            raise ValueError(f"more than {QUEUE_SIZE_MAX} commands wait for the machine")
        self._queue.append(command)

    def _step(self, step: Question | float) -> None:
        if isinstance(step, Question):
            self._wake_at = NEVER
            self._exchange.ask(step)
        else:
            self._wake_at = step

    def _say(self, health: Health) -> None:
        """Tell a change of health. Once the machine is lost, what was queued will not be done any more."""
        if isinstance(health, Lost):
            orders = (each for each in self._queue if not isinstance(each, ReadCashCounts))
            self._refused.extend(_refusal(each, health.fault) for each in orders)
            self._queue.clear()
        if health != self._health:
            self._tally.words.append(health)
        self._health = health

    def _lose(self, why: str) -> None:
        self._say(Lost(Fault.NO_ANSWER, why))

    def _tell_counts(self) -> None:
        """They answer every ReadCashCounts asked before."""
        self._tally.tell_counts()
        self._tally.words += self._refused
        self._refused = []
        while self._queue and isinstance(self._queue[0], ReadCashCounts):
            self._queue.popleft()

    # The script of a life: find the devices, serve, and start again when all are gone

    def _live(self) -> Script[None]:
        while True:
            self._tally.starting = True
            self._give_up()
            yield from self._start_up()
            self._tally.starting = False
            self._tell_counts()
            self._say(self._tally.health(self._now))
            yield from self._serve()

    def _start_up(self) -> Script[None]:
        silent_until = self._now + GRACE_SECONDS
        found_until: float | None = None
        while True:
            yield from self._payouts.finish()
            for device in self._devices:
                if not device.is_ready and (yield from self._attend(device, device.start)):
                    self._say(Degraded(Fault.STARTING))
            lost = self._verdict()
            if not lost and found_until is None:
                found_until = self._now + GRACE_SECONDS
            if lost and (lost.fault is not Fault.NO_ANSWER or self._now >= silent_until):
                self._say(lost)
                yield self._now + RETRY_SECONDS
            elif not lost and (self._now >= (found_until or 0) or all(d.is_ready or d.unfit for d in self._devices)):
                return
            else:
                yield self._now + SEARCH_SECONDS

    def _verdict(self) -> Lost | None:
        """Why nothing of the bus can be used."""
        unfit = [device.unfit for device in self._devices if device.unfit]
        wrong = [each for each in unfit if each.fault is Fault.WRONG_DEVICE]
        if not wrong and self._takers and all(taker.unfit for taker in self._takers):
            wrong = [taker.unfit for taker in self._takers if taker.unfit]
        if wrong:
            return Lost(wrong[0].fault, "; ".join(each.detail for each in wrong))
        if any(device.is_ready or device.unfit for device in self._devices):
            return None
        addresses = ", ".join(str(device.address) for device in self._devices)
        echo = ", or the line has no echo" if self._settings.echo is Echo.ON else ""
        return Lost(Fault.NO_ANSWER, f"nobody answers at the addresses {addresses}{echo}")

    def _serve(self) -> Script[None]:
        """Until the last device is gone."""
        silent_rounds = 0
        while not (lost := self._verdict()):
            self._is_asked = False
            while self._queue:
                yield from self._obey(self._queue.popleft())
            began = self._now
            silent_rounds = silent_rounds + 1 if (yield from self._is_round_silent()) else 0
            if silent_rounds >= MISSES_MAX:
                self._give_up()
            if self._tally.recount:
                self._tell_counts()
            self._say(self._tally.health(self._now))
            if not self._is_asked:
                self._is_resting = True
                yield began + (FAST_ROUND_SECONDS if self._wanted else IDLE_ROUND_SECONDS)
                self._is_resting = False
        self._say(lost)

    def _give_up(self) -> None:
        """Every device must be found again."""
        for device in self._devices:
            device.is_ready, device.unfit = False, None

    def _is_round_silent(self) -> Script[bool]:
        """Ask who has a turn. True: some were there before, and now nobody answers."""
        answers = set()
        for device in [*self._takers, *self._next_hopper()]:
            was_ready = device.is_ready
            if was_ready:
                is_there = yield from self._attend(device, device.poll)
            else:
                is_there = self._now >= device.retry_at and (yield from self._attend(device, device.start))
            if is_there or was_ready:
                answers.add(is_there)
            if is_there and isinstance(device, Taker):
                yield from self._direct(device)
        return answers == {False}

    def _direct(self, taker: Taker) -> Script[None]:
        """Where its pieces are to go, and which it is to take."""
        full = frozenset(value for value, hopper in self._hoppers.items() if hopper.is_full)
        unwanted = NONE if self._kept is None else frozenset(self._hoppers) - self._kept
        if isinstance(taker, Acceptor):
            yield from self._attend(taker, lambda: taker.divert(full, unwanted))
        if taker.is_ready:
            yield from self._attend(taker, lambda: taker.set_slot(self._wanted))

    def _next_hopper(self) -> list[Hopper]:
        self._turns.rotate(-1)
        return list(self._turns)[:1]

    def _attend(self, device: Device, script: Callable[[], Script[None]]) -> Script[bool]:
        """Run a script of this device. False: it did not come to its end, and the health says why."""
        try:
            yield from script()
        except Unfit as unfit:
            device.unfit, device.is_ready = unfit, False
            device.retry_at = self._now + RETRY_SECONDS
            self._tally.trouble(device.name, unfit.fault, unfit.detail)
            return False
        except Turn as turn:
            device.misses += 1
            if device.misses >= MISSES_MAX or not device.is_ready:
                device.unfit, device.is_ready = None, False
                device.retry_at = self._now + RETRY_SECONDS
                why = turn.why if isinstance(turn, Silent) else "refuses what it must know"
                self._tally.trouble(device.name, Fault.NO_ANSWER, f"{device.name} {why}")
            return False
        device.misses = 0
        device.unfit = None
        self._tally.over(device.name)
        return True

    # Commands

    def _obey(self, command: Dispense | ReadCashCounts | CollectCash) -> Script[None]:
        match command:
            case Dispense():
                yield from self._dispense(command)
            case ReadCashCounts():
                yield from self._count()
                self._tell_counts()
            case CollectCash():
                yield from self._count()
                self._refused.append(_refusal(command, Fault.PAYOUT_OUT_OF_SERVICE))
                self._tell_counts()

    def _count(self) -> Script[None]:
        for taker in self._takers:
            if taker.is_ready:
                yield from self._attend(taker, taker.poll)
        for hopper in self._hoppers.values():
            if hopper.is_ready:
                yield from self._attend(hopper, hopper.count)

    def _dispense(self, order: Dispense) -> Script[None]:
        for taker in self._takers:
            if taker.is_ready:
                yield from self._attend(taker, partial(taker.set_slot, NONE))
        yield from self._payouts.dispense(order)
        self._tell_counts()
        self._say(self._tally.health(self._now))


def _refusal(command: Dispense | CollectCash, fault: Fault) -> PaidOut | Collected:
    if isinstance(command, Dispense):
        return PaidOut(0, fault, command.reference)
    return Collected(fault, command.reference)
