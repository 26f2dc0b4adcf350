"""What a ccTalk bus took, holds and paid, reckoned from its counters: the devices do not know how much they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hardware.cash.cctalk_mark import Mark, Place, parse_mark
from hardware.cash.cctalk_words import BUFFERED, LIFETIME_MASK, Event, Events, new_events
from hardware.wire import NEVER
from hardware.words import CashCounts, Degraded, Fault, Health, PaidOut, Pieces, Ready, Stacked, Word

UNSEEN_COINS_MAX = 10_000
"""Coins that a hopper may have paid while nobody looked, before its count is believed to be another one's."""

_SEVEREST_FIRST = (
    Fault.COUNTS_IN_DOUBT,
    Fault.FRAUD,
    Fault.CASHBOX_REMOVED,
    Fault.NO_ANSWER,
    Fault.WRONG_DEVICE,
    Fault.WRONG_CURRENCY,
    Fault.STARTING,
    Fault.JAM,
    Fault.PAYOUT_OUT_OF_SERVICE,
    Fault.CASHBOX_FULL,
    Fault.DEVICE_FULL,
)


@dataclass(slots=True)
class Payout:
    """A payout from its command until its end is told; `paid` cents by the hoppers' lifetime counts."""

    asked: int
    reference: str
    paid: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class _Trouble:
    fault: Fault
    detail: str
    until: float


@dataclass(slots=True)
class Tally:
    """`levels`: pieces by value, zero for what is only taken. While `starting`, money is not told piece by piece: the
    counts that end the start contain it.
    """

    levels: dict[int, int] = field(default_factory=dict)
    starting: bool = True
    words: list[Word] = field(default_factory=list)
    payout: Payout | None = None
    recount: bool = False
    """The counters went on without a word that carries the mark: the counts must be told."""

    _recycled: frozenset[int] = frozenset()
    _mark: Mark = field(default_factory=Mark)
    _unreported: Counter[int] = field(default_factory=Counter)
    _troubles: dict[str, _Trouble] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """See RestoreCashCounts."""
        return self._mark.encode()

    def keep(self, recycled: Iterable[int]) -> None:
        """The values that hoppers hold."""
        self._recycled = frozenset(recycled)
        self.levels.update(dict.fromkeys(self._recycled, 0))

    def restore(self, recycler: Pieces, mark: str) -> None:
        """Go on from what the journal knows."""
        self.levels.update({value: count for value, count in recycler if value in self._recycled})
        known = parse_mark(mark) if mark else Mark()
        self._mark = known or Mark()
        if known is None:
            self.doubt("the journal's mark of this machine cannot be read")
        elif known.doubt:
            self.doubt("they were in doubt already when the till was last on")

    def adjust(self, pieces: Pieces) -> None:
        """Staff counted: so many more, or fewer. What was in doubt is settled."""
        for value, count in pieces:
            if value in self._recycled:
                self.levels[value] += count
        self._mark = replace(self._mark, doubt=False)
        self._troubles = {
            where: each for where, each in self._troubles.items() if each.fault is not Fault.COUNTS_IN_DOUBT
        }

    def know(self, values: Iterable[int]) -> None:
        """Denominations which are taken: they belong to the counts, held or not."""
        new = frozenset(values) - self.levels.keys()
        self.levels.update(dict.fromkeys(new, 0))
        self.recount = self.recount or bool(new)

    # Money in

    def news(self, kind: str, serial: int, told: Events) -> list[tuple[int, Event]]:
        """The events since the last ones, oldest first, each with the counter after it."""
        place = self._mark.takers.get(kind)
        if place is None or place.serial != serial:
            self.seen(kind, serial, told.counter)
            return []
        new = new_events(place.count, told.counter)
        if new is None:
            self.seen(kind, serial, 0)
            return []
        if new > BUFFERED:
            self.doubt(
                f"{new - BUFFERED} events of the {'coin acceptor' if kind == 'c' else 'bill validator'} are lost"
            )
        counters = [(told.counter - ago - 1) % 255 + 1 if told.counter else 0 for ago in range(BUFFERED)]
        return list(zip(counters, told.events, strict=True))[: min(new, BUFFERED)][::-1]

    def has_seen(self, kind: str, serial: int, counter: int) -> bool:
        """Did the events of this device end with this counter?"""
        return self._mark.takers.get(kind) == Place(serial, counter)

    def was_reset(self, kind: str, serial: int, counter: int) -> bool:
        """Did this device begin to count again?"""
        place = self._mark.takers.get(kind)
        return place is not None and place.serial == serial and new_events(place.count, counter) is None

    def seen(self, kind: str, serial: int, counter: int) -> None:
        """The events up to this counter are dealt with."""
        if self._mark.takers.get(kind) != Place(serial, counter):
            self._mark = self._mark.with_taker(kind, Place(serial, counter))
            self.recount = True

    def took(self, value: int, recycled: bool, kind: str, serial: int, counter: int) -> None:
        """A piece was taken for good, by the event of this counter."""
        self._mark = self._mark.with_taker(kind, Place(serial, counter))
        if recycled:
            self.levels[value] += 1
        else:
            self._mark = replace(self._mark, cashbox=self._mark.cashbox + 1)
        if not self.starting:
            self.words.append(Stacked(value, 1, recycled, self.mark))
        elif not recycled:
            self._unreported[value] += 1

    # Money out

    def paid(self, address: int, serial: int, value: int, lifetime: int) -> int:
        """A hopper's lifetime count: so many coins left since it was last looked at."""
        place = self._mark.hoppers.get(address)
        left = (lifetime - place.count) & LIFETIME_MASK if place and place.serial == serial else 0
        if place and (place.serial != serial or left > UNSEEN_COINS_MAX):
            self.doubt(f"hopper {address} is another one than before")
            left = 0
        if place != Place(serial, lifetime):
            self._mark = self._mark.with_hopper(address, Place(serial, lifetime))
            self.recount = True
        self.levels[value] -= left
        if left and self.payout:
            self.payout.paid += value * left
        return left

    # What is told

    def tell_counts(self) -> None:
        """Tell the counts, and behind them the end of the payout which they contain."""
        recycler = tuple(sorted(self.levels.items()))
        unreported = tuple(sorted(self._unreported.items()))
        boxed = frozenset(self.levels) - self._recycled
        self.words.append(CashCounts(recycler, self._mark.cashbox, unreported, self.mark, boxed))
        self._unreported.clear()
        self.recount = False
        if payout := self.payout:
            is_whole = payout.paid == payout.asked
            fault = None if is_whole else payout.fault or Fault.NO_ANSWER
            self.words.append(PaidOut(payout.paid, fault, payout.reference))
            self.payout = None

    def doubt(self, why: str) -> None:
        """Pieces may be missing in the reckoning: staff must count. It stays until they did."""
        if not self._mark.doubt:
            self._mark = replace(self._mark, doubt=True)
            self.recount = True
        self.trouble("doubt", Fault.COUNTS_IN_DOUBT, f"{why}: count the coins")

    def trouble(self, where: str, fault: Fault, detail: str, until: float = NEVER) -> None:
        """Something at `where` does not work, until then or until it is said to be over."""
        if where != "doubt" or where not in self._troubles:
            self._troubles[where] = _Trouble(fault, detail, until)

    def over(self, where: str) -> None:
        """It works again."""
        self._troubles.pop(where, None)

    def health(self, now: float) -> Health:
        """The severest trouble."""
        self._troubles = {where: each for where, each in self._troubles.items() if now < each.until}
        for fault in _SEVEREST_FIRST:
            if details := [each.detail for each in self._troubles.values() if each.fault is fault]:
                return Degraded(fault, "; ".join(details))
        return Ready()
