"""What the events of an eSSP device mean: for money (told once), for a payout, for its health."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hardware.cash.ssp_events import Event, Said
from hardware.wire import NEVER
from hardware.words import CashCounts, Degraded, Dispensing, Fault, Health, PaidOut, Pieces, Ready, Stacked, Word

DESTINATION_SECONDS = 3.0
"""A credited note is told when the device says where it went, or after this time with where it should have gone."""

_ENDS = {
    Said.DISPENSED: None,
    Said.JAMMED: Fault.JAM,
    Said.HALTED: Fault.PAYOUT_OUT_OF_SERVICE,
    Said.TIME_OUT: Fault.PAYOUT_OUT_OF_SERVICE,
    Said.INCOMPLETE_PAYOUT: Fault.LINK_LOST,
    Said.ERROR_DURING_PAYOUT: Fault.JAM,
}
_MONEY_MOVED = frozenset(
    {
        *_ENDS,
        Said.CREDIT_NOTE,
        Said.COIN_CREDIT,
        Said.STORED_IN_PAYOUT,
        Said.NOTE_STACKED,
        Said.INTO_STORE_AT_POWER_UP,
        Said.INTO_STACKER_AT_POWER_UP,
        Said.DISPENSED_AT_POWER_UP,
        Said.CLEARED_TO_CASHBOX,
        Said.CLEARED_FROM_FRONT,
        Said.CASHBOX_PAID,
        Said.TRANSFERRED_TO_STACKER,
        Said.INCOMPLETE_FLOAT,
        Said.FLOATED,
        Said.EMPTIED,
        Said.SMART_EMPTIED,
    }
)
_MOVING = frozenset(
    {
        Said.READ_NOTE,
        Said.NOTE_REJECTING,
        Said.NOTE_STACKING,
        Said.DISPENSING,
        Said.FLOATING,
        Said.EMPTYING,
        Said.SMART_EMPTYING,
        Said.INITIALISING,
        Said.JAM_RECOVERY,
    }
)
_RECOUNT = frozenset(
    {
        Said.INTO_STORE_AT_POWER_UP,
        Said.INTO_STACKER_AT_POWER_UP,
        Said.DISPENSED_AT_POWER_UP,
        Said.CLEARED_TO_CASHBOX,
        Said.CLEARED_FROM_FRONT,
        Said.CASHBOX_PAID,
        Said.TRANSFERRED_TO_STACKER,
        Said.INCOMPLETE_FLOAT,
        Said.FLOATED,
        Said.EMPTIED,
        Said.SMART_EMPTIED,
    }
)
_REPEATED_UNTIL_ACKNOWLEDGED = _MONEY_MOVED - {Said.STORED_IN_PAYOUT, Said.NOTE_STACKED}

_FAULTS: dict[Said, tuple[Fault, float]] = {  # with the seconds it is believed; NEVER: until it is taken back
    Said.UNSAFE_JAM: (Fault.JAM, 3.0),
    Said.SAFE_JAM: (Fault.JAM, 3.0),
    Said.JAMMED: (Fault.JAM, 3.0),
    Said.JAM_RECOVERY: (Fault.JAM, 3.0),
    Said.ERROR_DURING_PAYOUT: (Fault.JAM, 3.0),
    Said.COIN_MECH_JAMMED: (Fault.JAM, 3.0),
    Said.FRAUD_ATTEMPT: (Fault.FRAUD, 30.0),
    Said.CASHBOX_REMOVED: (Fault.CASHBOX_REMOVED, NEVER),
    Said.STACKER_FULL: (Fault.CASHBOX_FULL, 3.0),
    Said.DEVICE_FULL: (Fault.DEVICE_FULL, NEVER),
    Said.HELD_IN_BEZEL: (Fault.NOTE_IN_BEZEL, 3.0),
    Said.PAYOUT_OUT_OF_SERVICE: (Fault.PAYOUT_OUT_OF_SERVICE, 3.0),
    Said.FLOAT_REMOVED: (Fault.PAYOUT_OUT_OF_SERVICE, NEVER),
    Said.INITIALISING: (Fault.STARTING, 3.0),
}
_TAKES_BACK: dict[Said, tuple[Fault, ...]] = {
    Said.CASHBOX_REPLACED: (Fault.CASHBOX_REMOVED, Fault.CASHBOX_FULL),
    Said.FLOAT_ATTACHED: (Fault.PAYOUT_OUT_OF_SERVICE,),
    **dict.fromkeys(
        (Said.DISPENSING, Said.DISPENSED, Said.FLOATED, Said.EMPTIED, Said.SMART_EMPTIED), (Fault.DEVICE_FULL,)
    ),
}
_SEVEREST_FIRST = (
    Fault.FRAUD,
    Fault.CASHBOX_REMOVED,
    Fault.STARTING,
    Fault.JAM,
    Fault.NOTE_IN_BEZEL,
    Fault.PAYOUT_OUT_OF_SERVICE,
    Fault.CASHBOX_FULL,
    Fault.DEVICE_FULL,
)


@dataclass(slots=True)
class Payout:
    """A payout from its command until its end is told. `asked` is None when somebody else ordered it."""

    asked: int | None = None
    reference: str = ""
    before: CashCounts | None = None
    reported: int | None = None
    fault: Fault | None = None
    has_ended: bool = False
    was_interrupted: bool = False

    def end_by_counts(self) -> None:
        """Its end was not seen, or it never began: only the counts tell what was paid."""
        self.has_ended = True
        self.was_interrupted = True

    @property
    def is_under_way(self) -> bool:
        """May an event tell of it? What the device says before it was ordered is about something else."""
        return self.asked is None or self.before is not None

    def paid(self, after: CashCounts) -> int:
        """The cents that left: as the device told, but as its levels tell when the end was not seen."""
        if self.before is None:
            return self.reported or 0
        left = _value(self.before.recycler) - _value(after.recycler)
        if self.reported is None:
            return max(0, left)
        if self.was_interrupted and _only_fell(self.before, after):
            return left
        return self.reported


def _value(pieces: Pieces) -> int:
    return sum(value * count for value, count in pieces)


def _only_fell(before: CashCounts, after: CashCounts) -> bool:
    """Did pieces leave the recycler for the customer only (none came in, none went to the cashbox)?"""
    levels = dict(after.recycler)
    fell = all(levels.get(value, 0) <= count for value, count in before.recycler)
    return fell and before.cashbox_pieces == after.cashbox_pieces


@dataclass(slots=True)
class _Held:
    value: int
    until: float
    is_told: bool


@dataclass(slots=True)
class Tally:
    """Turns events into words. While `starting`, money is not told: the counts that end the start contain it."""

    currency: str
    channels: dict[int, int] = field(default_factory=dict)  # note channel or coin position -> cents
    recycled: frozenset[int] = frozenset()
    starting: bool = True
    words: list[Word] = field(default_factory=list)
    payout: Payout | None = None
    unreported: Counter[int] = field(default_factory=Counter)
    recount: bool = False
    """Something happened that only fresh counts can tell."""
    wants_acknowledge: bool = False

    _held: deque[_Held] = field(default_factory=deque)
    _unacknowledged: Counter[Event] = field(default_factory=Counter)
    _faults: dict[Fault, float] = field(default_factory=dict)

    def restart(self) -> None:
        """The session ended: tell what was credited, and doubt the payout that was going on."""
        while self._held:
            self._tell_held()
        self.starting = True
        self.recount = self.wants_acknowledge = False
        self._faults.clear()
        if self.payout and not self.payout.has_ended:
            self.payout.was_interrupted = True

    def tell_counts(self, counts: CashCounts) -> None:
        """Tell fresh counts, and the end of the payout which they contain."""
        unreported = tuple(sorted(self.unreported.items()))
        self.words.append(replace(counts, unreported=unreported))
        self.unreported.clear()
        self.recount = False
        if payout := self.payout:
            paid = payout.paid(counts)
            is_whole = paid == payout.asked or (payout.asked is None and payout.fault is None)
            self.words.append(PaidOut(paid, None if is_whole else payout.fault or Fault.NO_ANSWER, payout.reference))
            self.payout = None

    def acknowledge(self) -> None:
        """All words so far are on disk. While more is known here than was told, the device must keep it."""
        told = not (self.starting or self._held or self.payout or self.recount)
        self.wants_acknowledge = told and bool(self._unacknowledged)

    def acknowledged(self) -> None:
        """The device forgot its repeated events."""
        self._unacknowledged.clear()
        self.wants_acknowledge = False

    def set_fault(self, fault: Fault, present: bool) -> None:
        """A fault that a reply told, not an event."""
        if present:
            self._faults[fault] = NEVER
        else:
            self._faults.pop(fault, None)

    def health(self, now: float) -> Health:
        """The severest fault that is still believed."""
        if not self._faults:
            return Ready()
        for fault in _SEVEREST_FIRST:
            if fault in self._faults:
                if now < self._faults[fault]:
                    return Degraded(fault)
                del self._faults[fault]
        return Ready()

    def take(self, events: Sequence[Event], repeats: bool, now: float) -> bool:
        """The events of one poll reply, in order. `repeats`: the device repeats until acknowledged. True: all quiet.

        Quiet means that counts read just before this poll are exact, and that all they contain has been told.
        """
        quiet = True
        for event in self._without_repeats(events) if repeats else events:
            self._take(event, now)
            if event.said in _MONEY_MOVED or event.said in _MOVING:
                quiet = False
        while self._held and now >= self._held[0].until:
            self._tell_held()
        return quiet and not self._held

    def _without_repeats(self, events: Sequence[Event]) -> list[Event]:
        # What the device does not repeat any more it has forgotten, and could tell again as news.
        told, self._unacknowledged = self._unacknowledged, Counter()
        news = []
        for event in events:
            if event.said in _REPEATED_UNTIL_ACKNOWLEDGED:
                self._unacknowledged[event] += 1
                if self._unacknowledged[event] <= told[event]:
                    continue
                self.wants_acknowledge = False
            news.append(event)
        return news

    def _take(self, event: Event, now: float) -> None:
        said = event.said
        if said in _RECOUNT:
            self.recount = True
        match said:
            case Said.CREDIT_NOTE:
                self._hold(event, now)
            case Said.STORED_IN_PAYOUT | Said.NOTE_STACKED:
                if self._held:
                    self._tell_held(said is Said.STORED_IN_PAYOUT)
            case Said.COIN_CREDIT:
                self._take_coins(event)
            case Said.INTO_STACKER_AT_POWER_UP | Said.CLEARED_TO_CASHBOX:
                self._take_unreported(event)
            case Said.DISPENSING:
                self._take_progress(event)
            case _ if said in _ENDS:
                self._take_end(event)
        self._take_fault(said, now)

    def _hold(self, event: Event, now: float) -> None:
        if value := self.channels.get(event.channel):
            self._held.append(_Held(value, now + DESTINATION_SECONDS, is_told=self.starting))
        else:
            self.recount = True  # a note of another currency, or of no known channel

    def _tell_held(self, recycled: bool | None = None) -> None:
        note = self._held.popleft()
        if not note.is_told:
            self.words.append(Stacked(note.value, 1, note.value in self.recycled if recycled is None else recycled))

    def _take_coins(self, event: Event) -> None:
        if self.starting:
            return
        for amount in event.amounts:
            if amount.currency == self.currency:
                self.words.append(Stacked(amount.value, 1, amount.value in self.recycled))
            if amount.currency != self.currency or amount.value not in self.channels.values():
                self.recount = True  # several coins told as one sum: only the levels know which

    def _take_unreported(self, event: Event) -> None:
        values = [amount.value for amount in event.amounts if amount.currency == self.currency]
        if value := self.channels.get(event.channel):
            values.append(value)
        self.unreported.update(values)

    def _take_progress(self, event: Event) -> None:
        if self.payout is None:
            self.payout = Payout()
        paid = event.total(self.currency)
        if self.payout.is_under_way and paid != self.payout.reported:
            self.payout.reported = paid
            self.words.append(Dispensing(paid))

    def _take_end(self, event: Event) -> None:
        if self.payout is None:
            if not self.starting and event.said not in (Said.DISPENSED, Said.INCOMPLETE_PAYOUT):
                self.recount |= Fault.JAM not in self._faults  # else it is a jam that is still there
                return
            self.payout = Payout()
        if not self.payout.is_under_way:
            return
        if event.amounts:
            self.payout.reported = event.total(self.currency)
        self.payout.fault = _ENDS[event.said]
        self.payout.has_ended = True

    def _take_fault(self, said: Said, now: float) -> None:
        if said in _FAULTS:
            fault, seconds = _FAULTS[said]
            self._faults[fault] = now + seconds
        for fault in _TAKES_BACK.get(said, ()):
            self._faults.pop(fault, None)
