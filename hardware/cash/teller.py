"""What is said of the money in a machine that counts what it holds, whatever its protocol: in the right order, once.

A protocol (a `Machine`) knows questions and answers, the teller knows money. The counts are the truth: after a start, a
lost link, an order and on request they are read and told; what came in is told by comparing them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from hardware.cash.vault import Holding, Vault
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
    Dispensing,
    EndDeposit,
    Fault,
    Health,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    Ready,
    RestoreCashCounts,
    SetRoutes,
    Word,
)

Q = TypeVar("Q")
A = TypeVar("A")
T = TypeVar("T")
Q_co = TypeVar("Q_co", covariant=True)
A_contra = TypeVar("A_contra", contravariant=True)

Script = Generator[Q | float, A, T]
"""Yields a question and is sent its answer, or yields the time until which to wait."""

QUEUE_SIZE_MAX = 64
RESTART_SECONDS = 0.5
RETRY_SECONDS = 5.0
SILENCES_MAX = 2  # in a row, before the machine is lost
OPEN_SECONDS = 0.3  # between looks at an open slot
IDLE_SECONDS = 1.0
COUNT_SECONDS = 10.0  # staff may fill or empty an idle machine at its own screen
LOOK_SECONDS = 3.0
STEADY_SECONDS = 0.5
START_SECONDS = 3.0
"""How long the counts must stand still at a start: longer than any machine takes from one piece to the next, so that a
payout of which nobody knows is not taken for over."""

STEADY_TRIES = 20
EXPLAIN_SECONDS = 2.0
"""How long an open slot may have taken an amount that the counts do not explain, before it is shut to count."""

SETTLE_SECONDS = 3.0  # for the counts to contain what a shut slot says it took


class Forgotten(Exception):  # noqa: N818 - the conversation takes another turn
    """The machine started anew: so do we."""


class Unusable(Exception):  # noqa: N818 - the conversation takes another turn
    """The machine answers but cannot be used."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Taken:
    """What an open slot took. `amount`: cents since it was opened. `holding`: all there is now, where that is told."""

    amount: int
    holding: Holding | None = None
    is_open: bool = True


class Machine(Protocol[Q_co, A_contra]):
    """One protocol's questions about money. Every script may raise Forgotten or Unusable."""

    def start(self, report: Callable[[Health], None]) -> Script[Q_co, A_contra, None]:
        """Begin to talk, wait for the end of what the machine is doing, and see that its slot is shut."""

    def count(self) -> Script[Q_co, A_contra, Holding]:
        """What it holds, while nothing moves."""

    def open_slot(self) -> Script[Q_co, A_contra, Health | None]:
        """None: it is open. Else why not."""

    def watch(self, explained: int) -> Script[Q_co, A_contra, Taken]:
        """What the open slot took. `explained`: cents of it that have been told."""

    def shut_slot(self) -> Script[Q_co, A_contra, int | None]:
        """Returns when nothing can come in any more; what the machine says it took, None when it does not say."""

    def pay(self, pieces: Pieces, moved: Callable[[int], None]) -> Script[Q_co, A_contra, Fault | None]:
        """Pay, and wait for the end. `moved`: told how much so far. Why it may be less than asked."""

    def collect(self, pieces: Pieces) -> Script[Q_co, A_contra, Fault | None]:
        """Move to the cashbox, and wait for the end."""

    def look(self) -> Script[Q_co, A_contra, Health | None]:
        """How is it? None: somebody else uses it now, do not count."""


@dataclass(slots=True)
class _Slot:
    """An open slot. `value`: cents in the machine when it was opened."""

    value: int
    amount: int = 0
    unexplained_since: float = NEVER


@dataclass(slots=True)
class _Order:
    """A Dispense or CollectCash until its end is told. `before`: counted just before it; None: not yet."""

    command: Dispense | CollectCash
    before: Holding | None = None
    fault: Fault | None = None
    progress: int = 0


class Teller(Generic[Q, A]):
    """Runs `machine`; `now` is what the coming step takes for the time. Its words wait in `words`. `start_seconds`: how
    long the counts must stand still at a start.

    A driver runs `live()` from the moment it can ask, drops it when an answer stays away (`silent`) or the link breaks
    (`link_lost`), and runs another. An order that was under way then is answered after the next start, by the counts.
    """

    def __init__(self, machine: Machine[Q, A], now: Callable[[], float], start_seconds: float) -> None:
        self._machine = machine
        self._now = now
        self._start_seconds = start_seconds
        self._vault = Vault()
        self._health: Health | None = None
        self._queue: deque[Dispense | CollectCash | ReadCashCounts] = deque()
        self._refused: deque[tuple[Fault, Dispense | CollectCash]] = deque()
        self._order: _Order | None = None
        self._slot: _Slot | None = None
        self._wants_slot = False
        self._refusal: Health | None = None  # why the slot could not be opened
        self._open_at = -NEVER
        self._doubt = ""
        self._owes_counts = False  # what it held before it was busy is not believed any more
        self._silences = 0
        self.words: list[Word] = []
        self.is_resting = False
        """Does the script wait for its next look? A command may wake it."""

    def ask(self, command: Command) -> None:
        """Queue a command. What is ordered while the machine is lost is refused when it is back."""
        match command:
            case BeginDeposit(values):
                self._wants_slot = bool(values)
            case EndDeposit():
                self._wants_slot, self._open_at = False, -NEVER
            case RestoreCashCounts(recycler, mark):
                self._vault.restore(recycler, mark)
            case Acknowledge() | SetRoutes():
                pass  # it forgets nothing, and keeps what its own set-up says
            case Dispense() | CollectCash() if isinstance(self._health, Lost):
                self._refused.append((self._health.fault, command))
            case Dispense() | CollectCash() | ReadCashCounts() | AdjustCashCounts():
                if len(self._queue) >= QUEUE_SIZE_MAX:
                    raise ValueError(f"more than {QUEUE_SIZE_MAX} commands wait for the machine")
                self._queue.append(ReadCashCounts() if isinstance(command, AdjustCashCounts) else command)
            case _:
                raise TypeError(f"a cash machine cannot {type(command).__name__}")

    def link_lost(self, reason: str) -> None:
        """The link broke or could not be opened."""
        self.unusable(Fault.LINK_LOST, reason)

    def silent(self, why: str) -> float:
        """A question has no answer that could be believed; the seconds until the next start."""
        self.is_resting = False
        self._doubt_order(Fault.NO_ANSWER)
        self._silences += 1
        if self._silences < SILENCES_MAX:
            self._say(Degraded(Fault.STARTING))
            return RESTART_SECONDS
        self._say(Lost(Fault.NO_ANSWER, why))
        return RETRY_SECONDS

    def unusable(self, fault: Fault, detail: str) -> float:
        """It cannot be used as it is; the seconds until the next start."""
        self.is_resting = False
        self._doubt_order(fault)
        self._say(Lost(fault, detail))
        return RETRY_SECONDS

    def live(self) -> Script[Q, A, None]:
        """The script of a life: start, serve, and start again whatever happens."""
        while True:
            self._slot = None
            self.is_resting = False
            pause = RESTART_SECONDS
            try:
                yield from self._machine.start(self._say)
                yield from self._begin()
                yield from self._serve()
            except Forgotten:
                self._doubt_order(Fault.STARTING)
                self._say(Degraded(Fault.STARTING))
            except Unusable as why:
                pause = self.unusable(why.fault, why.detail)
            yield self._now() + pause

    def _doubt_order(self, fault: Fault) -> None:
        if self._order:
            self._order.fault = fault

    def _say(self, health: Health) -> None:
        """Tell a change of health. Once the machine is lost, what was queued will not be done any more."""
        if isinstance(health, Lost):
            waiting = [each for each in self._queue if not isinstance(each, ReadCashCounts)]
            self._refused.extend((health.fault, each) for each in waiting)
            self._queue.clear()
        if health != self._health:
            self.words.append(health)
            self._owes_counts |= isinstance(health, Degraded) and health.fault is Fault.STARTING
        self._health = health

    def _begin(self) -> Script[Q, A, None]:
        yield from self._machine.count()  # what cannot be used stays lost
        self._say(Degraded(Fault.STARTING))
        holding = yield from self._steady_count(self._start_seconds)
        self._silences = 0
        self._tell_counts(holding)
        if self._order:
            self._end_order(self._order, holding)
        while self._refused:
            fault, command = self._refused.popleft()
            self._answer(command, 0, fault)
        self._say(Ready())

    def _steady_count(self, seconds: float) -> Script[Q, A, Holding]:
        """Read until it is twice the same, so far apart."""
        last = yield from self._machine.count()
        for _ in range(STEADY_TRIES):
            yield self._now() + seconds
            holding = yield from self._machine.count()
            if holding == last:
                return holding
            last = holding
        raise Unusable(Fault.COUNTS_IN_DOUBT, "its counts never come to rest")

    def _tell_counts(self, holding: Holding) -> None:
        """Tell the counts; they answer every ReadCashCounts asked before."""
        self._owes_counts = False
        self.words.append(self._vault.counts(holding))
        while self._queue and isinstance(self._queue[0], ReadCashCounts):
            self._queue.popleft()

    def _serve(self) -> Script[Q, A, None]:
        look_at = self._now()
        count_at = self._now() + COUNT_SECONDS
        is_ours = True
        while True:
            if self._queue:
                yield from self._obey(self._queue.popleft())
                continue
            if self._now() >= look_at:
                health = yield from self._machine.look()
                if health and self._owes_counts:
                    self._tell_counts((yield from self._machine.count()))
                is_ours = health is not None
                self._tell_health(health)
                look_at = self._now() + LOOK_SECONDS
            if self._slot is not None:
                yield from self._attend(self._slot)
            elif self._wants_slot and is_ours and self._now() >= self._open_at:
                yield from self._open()
            elif self._now() >= count_at and is_ours:
                yield from self._recount()
                count_at = self._now() + COUNT_SECONDS
            self.is_resting = True
            yield self._now() + (OPEN_SECONDS if self._slot else IDLE_SECONDS)
            self.is_resting = False

    def _tell_health(self, health: Health | None) -> None:
        if health is None:
            self._say(Degraded(Fault.STARTING, "somebody else uses the machine: wait, or end it at its own screen"))
        elif isinstance(health, Ready) and self._refusal and self._wants_slot:
            self._say(self._refusal)
        elif isinstance(health, Ready) and self._doubt:
            self._say(Degraded(Fault.COUNTS_IN_DOUBT, self._doubt))
        else:
            self._say(health)

    def _obey(self, command: Dispense | CollectCash | ReadCashCounts) -> Script[Q, A, None]:
        order = self._order = None if isinstance(command, ReadCashCounts) else _Order(command)
        if self._slot:
            yield from self._shut(self._slot)
        if order is None:
            self._tell_counts((yield from self._machine.count()))
            return
        order.before = yield from self._recount()
        match order.command:
            case Dispense(pieces):
                order.fault = yield from self._machine.pay(pieces, lambda paid: self._progress(order, paid))
            case CollectCash(pieces):
                order.fault = yield from self._machine.collect(pieces)
        holding = yield from self._steady_count(STEADY_SECONDS)
        self._tell_counts(holding)
        self._end_order(order, holding)

    # The slot

    def _open(self) -> Script[Q, A, None]:
        yield from self._recount()
        self._refusal = yield from self._machine.open_slot()
        if self._refusal:
            self._open_at = self._now() + RETRY_SECONDS
            self._say(self._refusal)
        else:
            self._slot = _Slot(self._vault.value)

    def _attend(self, slot: _Slot) -> Script[Q, A, None]:
        if not self._wants_slot:
            yield from self._shut(slot)
            return
        explained = self._vault.value - slot.value
        taken = yield from self._machine.watch(explained)
        if not taken.is_open:
            self._slot = None
            yield from self._settle(slot, taken.amount)
        elif taken.amount == explained or self._explains(slot, taken):
            slot.amount, slot.unexplained_since = taken.amount, NEVER
        elif slot.unexplained_since == NEVER or taken.amount != slot.amount:
            slot.amount, slot.unexplained_since = taken.amount, self._now()
        elif self._now() >= slot.unexplained_since + EXPLAIN_SECONDS:
            yield from self._shut(slot)

    def _explains(self, slot: _Slot, taken: Taken) -> bool:
        """Tell what the counts contain already of the amount taken. Is that all of it?"""
        rose = taken.holding.value - slot.value if taken.holding else 0
        if taken.holding is None or rose > taken.amount:
            return False
        stacked = self._vault.stacked(taken.holding)
        self.words += stacked or ()
        return stacked is not None and rose == taken.amount

    def _shut(self, slot: _Slot) -> Script[Q, A, None]:
        amount = yield from self._machine.shut_slot()
        self._slot = None
        yield from self._settle(slot, amount)

    def _settle(self, slot: _Slot, amount: int | None) -> Script[Q, A, None]:
        """Read what the slot took, until it is what the machine says it took, or will not become so."""
        until = self._now() + SETTLE_SECONDS
        while True:
            holding = yield from self._machine.count()
            rose = holding.value - slot.value
            if amount in (None, rose) or self._now() >= until:
                break
            yield self._now() + STEADY_SECONDS
        stacked = self._vault.stacked(holding)
        self.words += stacked or ()
        if stacked is None or amount not in (None, rose):
            self._tell_counts(holding)
        self._doubt = "" if amount in (None, rose) else f"it took {amount} cents, its counts rose by {rose}: count it"

    def _recount(self) -> Script[Q, A, Holding]:
        holding = yield from self._machine.count()
        if self._vault.differs(holding):
            self._tell_counts(holding)
        return holding

    # Orders

    def _progress(self, order: _Order, paid: int) -> None:
        if paid > order.progress:
            order.progress = paid
            self.words.append(Dispensing(paid))

    def _end_order(self, order: _Order, holding: Holding) -> None:
        self._order = None
        paid, is_whole = 0, False
        match order.command:
            case Dispense(pieces) if order.before:
                paid = holding.paid_since(order.before)
                is_whole = paid == sum(value * count for value, count in pieces)
            case CollectCash(pieces) if order.before:
                is_whole = holding.moved(pieces, order.before)
        self._answer(order.command, paid, None if is_whole else order.fault or Fault.PAYOUT_OUT_OF_SERVICE)

    def _answer(self, command: Dispense | CollectCash, paid: int, fault: Fault | None) -> None:
        match command:
            case Dispense(reference=reference):
                self.words.append(PaidOut(paid, fault, reference))
            case CollectCash(reference=reference):
                self.words.append(Collected(fault, reference))
