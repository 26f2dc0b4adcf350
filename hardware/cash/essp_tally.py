"""What the events of an eSSP device mean: for money (told once), for a payout, for its health."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hardware.cash.essp_orders import Collection, Payout
from hardware.cash.ssp_events import Event, Said
from hardware.wire import NEVER
from hardware.words import CashCounts, Degraded, Dispensing, Fault, Health, Ready, Stacked, Word

DESTINATION_SECONDS = 3.0
"""A credited note is told when the device says where it went, or after this time with where it should have gone."""

_STOPS = {
    Said.JAMMED: Fault.JAM,
    Said.HALTED: Fault.PAYOUT_OUT_OF_SERVICE,
    Said.TIME_OUT: Fault.PAYOUT_OUT_OF_SERVICE,
    Said.ERROR_DURING_PAYOUT: Fault.JAM,
}
_PAYOUT_ENDS = {Said.DISPENSED: None, Said.INCOMPLETE_PAYOUT: Fault.LINK_LOST, **_STOPS}
_COLLECTION_ENDS = {
    **dict.fromkeys((Said.FLOATED, Said.EMPTIED, Said.SMART_EMPTIED)),
    Said.INCOMPLETE_FLOAT: Fault.LINK_LOST,
    **_STOPS,
}
_MONEY_MOVED = frozenset(
    {
        *_PAYOUT_ENDS,
        *_COLLECTION_ENDS,
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
    Said.COIN_MECH_ERROR: (Fault.JAM, 3.0),
    Said.FRAUD_ATTEMPT: (Fault.FRAUD, 30.0),
    Said.CASHBOX_REMOVED: (Fault.CASHBOX_REMOVED, NEVER),
    Said.STACKER_FULL: (Fault.CASHBOX_FULL, 3.0),
    Said.DEVICE_FULL: (Fault.DEVICE_FULL, NEVER),
    Said.HELD_IN_BEZEL: (Fault.NOTE_IN_BEZEL, 3.0),
    Said.PAYOUT_OUT_OF_SERVICE: (Fault.PAYOUT_OUT_OF_SERVICE, NEVER),
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
    order: Payout | Collection | None = None
    unreported: list[int] = field(default_factory=list)
    """Pieces that the device took to its cashbox, which no word has told: the newest last."""
    recount: bool = False
    """Something happened that only fresh counts can tell."""
    wants_acknowledge: bool = False

    _held: deque[_Held] = field(default_factory=deque)
    _read: int = 0
    """The value of the note that was recognised last, until its fate is known, even through a cut of power."""
    _unacknowledged: Counter[Event] = field(default_factory=Counter)
    _faults: dict[Fault, float] = field(default_factory=dict)

    def restart(self) -> None:
        """The session ended: tell what was credited, and doubt the payout that was going on."""
        while self._held:
            self._tell_held()
        self.starting = True
        self.recount = self.wants_acknowledge = False
        self._faults.clear()
        if isinstance(self.order, Payout) and not self.order.has_ended:
            self.order.was_interrupted = True

    def tell_counts(self, counts: CashCounts) -> None:
        """Tell fresh counts, and the end of the order which they contain."""
        unreported = tuple((value, 1) for value in reversed(self.unreported))
        self.words.append(replace(counts, unreported=unreported))
        self.unreported.clear()
        self.recount = False
        if self.order:
            self.words.append(self.order.ended(counts))
            self.order = None

    def acknowledge(self) -> None:
        """All words so far are on disk. While more is known here than was told, the device must keep it."""
        told = not (self.starting or self._held or self.order or self.recount)
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
            case Said.READ_NOTE if event.channel:
                self._read = self.channels.get(event.channel, 0)
            case Said.CREDIT_NOTE:
                self._hold(event, now)
            case Said.STORED_IN_PAYOUT | Said.NOTE_STACKED:
                if self._held:
                    self._tell_held(said is Said.STORED_IN_PAYOUT)
            case Said.COIN_CREDIT:
                self._take_coins(event)
            case Said.INTO_STACKER_AT_POWER_UP | Said.CLEARED_TO_CASHBOX:
                self._take_unreported(event)
            case Said.NOTE_REJECTED | Said.CLEARED_FROM_FRONT | Said.INTO_STORE_AT_POWER_UP:
                self._read = 0
            case _:
                self._take_move(event, now)
        self._take_fault(said, now)

    def _take_move(self, event: Event, now: float) -> None:
        match event.said:
            case Said.DISPENSING:
                self._take_progress(event, now)
            case Said.FLOATING | Said.SMART_EMPTYING:
                self._take_collected(event, now)
            case Said.HELD_IN_BEZEL if self.order:
                self.order.stirred_at = now  # only the customer can end that
            case said if isinstance(self.order, Collection):
                self._take_end_of_collection(said, self.order)
            case said if said in _PAYOUT_ENDS:
                self._take_end(event, self.order)

    def _hold(self, event: Event, now: float) -> None:
        self._read = 0
        if value := self.channels.get(event.channel):
            self._held.append(_Held(value, now + DESTINATION_SECONDS, is_told=self.starting))
        else:
            self.recount = True  # a note of another currency, or of no known channel

    def _tell_held(self, recycled: bool | None = None) -> None:
        note = self._held.popleft()
        is_kept = note.value in self.recycled if recycled is None else recycled
        if not note.is_told:
            self.words.append(Stacked(note.value, 1, is_kept))
        elif not is_kept:
            self.unreported.append(note.value)  # the counts to come know of a piece in the cashbox, and not of which

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
        if not (values or event.amounts or event.channel) and self._read:
            values.append(self._read)  # below version 8 the device does not say which note it was
        self._read = 0
        self.unreported += values

    def _take_progress(self, event: Event, now: float) -> None:
        if self.order is None:
            self.order = Payout(is_under_way=True)
        paid = event.total(self.currency)
        if isinstance(self.order, Payout) and self.order.is_under_way and paid != self.order.reported:
            self.order.reported = paid
            self.order.stirred_at = now
            self.words.append(Dispensing(paid))

    def _take_end(self, event: Event, payout: Payout | None) -> None:
        if payout is None:
            if not self.starting and event.said not in (Said.DISPENSED, Said.INCOMPLETE_PAYOUT):
                self.recount |= Fault.JAM not in self._faults  # else it is a jam that is still there
                return
            payout = self.order = Payout(is_under_way=True)
        if not payout.is_under_way:
            return
        if event.amounts:
            payout.reported = event.total(self.currency)
        payout.fault = _PAYOUT_ENDS[event.said]
        payout.has_ended = True

    def _take_collected(self, event: Event, now: float) -> None:
        moved = event.total(self.currency)
        if isinstance(self.order, Collection) and moved != self.order.reported:
            self.order.reported = moved
            self.order.stirred_at = now

    def _take_end_of_collection(self, said: Said, collection: Collection) -> None:
        if said in _COLLECTION_ENDS and collection.is_under_way:
            collection.fault = _COLLECTION_ENDS[said]
            collection.has_ended = True

    def _take_fault(self, said: Said, now: float) -> None:
        if said in _FAULTS:
            fault, seconds = _FAULTS[said]
            self._faults[fault] = now + seconds
        for fault in _TAKES_BACK.get(said, ()):
            self._faults.pop(fault, None)
