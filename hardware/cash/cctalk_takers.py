"""The devices on a ccTalk bus that take money: a coin acceptor with its sorter, a bill validator with its escrow."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from hardware.cash import cctalk_words as w
from hardware.cash.cctalk_device import Device, Refused, Script, Unfit
from hardware.cash.cctalk_tally import Tally
from hardware.cash.cctalk_words import Event, Header
from hardware.wire import NEVER
from hardware.words import Fault

CURRENCY = "EU"
TROUBLE_SECONDS = 30.0
"""How long an event that tells of trouble is believed: most devices never say that it is over."""

REFRESH_SECONDS = 5.0
"""A device that was reset before it took anything forgets its inhibits without a sign."""

NONE: frozenset[int] = frozenset()
_EVENTS = range(1 + 2 * w.BUFFERED, 2 + 2 * w.BUFFERED)


class Taker(Device):
    """What both have in common: positions with values, inhibits, and a counter of buffered events."""

    letter = ""
    read_events = Header.READ_CREDIT

    def __init__(self, address: int, tally: Tally, now: Callable[[], float]) -> None:
        super().__init__(address, now)
        self._tally = tally
        self.values: dict[int, int] = {}
        """Position -> cents; positions of other currencies are left out, and never enabled."""
        self._slot: frozenset[int] | None = None
        self._refresh_at = NEVER

    def start(self) -> Script[None]:
        """Everything from finding it to the last event it remembers; the slot is shut."""
        yield from self.identify()
        self.values = yield from self._read_values()
        if not self.values:
            raise Unfit(Fault.WRONG_CURRENCY, f"{self.name} knows no euros")
        self._tally.know(self.values.values())
        yield from self._set_up()
        yield from self._read_news((yield from self.ask(self.read_events, b"", _EVENTS)))
        self.is_ready = True  # also when that found a reset: this is the start after it
        self._slot = None
        yield from self.set_slot(NONE)

    def poll(self) -> Script[None]:
        """What happened since the last time."""
        yield from self._read_news((yield from self.ask(self.read_events, b"", _EVENTS, tries=1)))

    def set_slot(self, wanted: frozenset[int]) -> Script[None]:
        """Take these values (cents), of those it can."""
        values = wanted & self._can_take()
        if values == self._slot and self.now() < self._refresh_at:
            return
        positions = frozenset(position for position, value in self.values.items() if value in values)
        self._slot = None
        yield from self.ask(Header.MODIFY_INHIBIT, w.inhibits(positions))
        yield from self.ask(Header.MODIFY_MASTER_INHIBIT, bytes((bool(positions),)))
        self._slot = values
        self._refresh_at = self.now() + REFRESH_SECONDS if positions else NEVER

    def _read_news(self, data: bytes) -> Script[None]:
        if self._tally.has_seen(self.letter, self.serial, data[0]):
            return
        told = w.parse_events((yield from self.ask_twice(self.read_events, b"", _EVENTS)))
        assert told is not None  # the size was asked for
        if self._tally.was_reset(self.letter, self.serial, told.counter):
            self.is_ready = False
        news = self._tally.news(self.letter, self.serial, told)
        for counter, event in news:
            self._take(event, counter)
        if news:
            yield from self._answer(news[-1][1])

    def _can_take(self) -> frozenset[int]:
        return frozenset(self.values.values())

    @abstractmethod
    def _read_values(self) -> Script[dict[int, int]]:
        """Positions with their values in cents."""

    @abstractmethod
    def _set_up(self) -> Script[None]:
        """How it is to work."""

    @abstractmethod
    def _take(self, event: Event, counter: int) -> None:
        """What this event means; the tally must hear of its counter."""

    def _answer(self, newest: Event) -> Script[None]:
        """What the newest event wants to be answered."""
        yield from ()

    def _unknown(self, event: Event, counter: int) -> None:
        self._tally.seen(self.letter, self.serial, counter)
        self._tally.doubt(f"{self.name} took something of no known value (position {event.what})")

    def _say(self, faults: dict[int, Fault], code: int) -> None:
        if fault := faults.get(code):
            until = NEVER if fault in _UNTIL_MENDED else self.now() + TROUBLE_SECONDS
            self._tally.trouble(f"{self.name} event", fault, f"{self.name} says {code}", until)


_UNTIL_MENDED = frozenset({Fault.CASHBOX_FULL, Fault.CASHBOX_REMOVED})

_COIN_FAULTS = {
    **dict.fromkeys((4, 5, 6, 7, 13, 14, 15, 21, 26, 27, 28, 29, 30, 31, 32, 33, 35), Fault.JAM),
    **dict.fromkeys((16, 17, 20, 24, 34, 40), Fault.FRAUD),
}
_COIN_LOST = {36: "swallowed a coin", 39: "sorted a coin wrongly"}


class Acceptor(Taker):
    """Coins. Where each value goes is programmed into the acceptor by whoever built the machine: the sorter path of a
    value with a hopper leads into that hopper, the default path into the cashbox. Without a sorter every value with
    a hopper falls into it.

    `hopper_values`: the values (cents) that have a hopper.
    """

    kind = "coin acceptor"
    kinds = ("coin", "acceptor", "changer")
    letter = "c"
    read_events = Header.READ_CREDIT

    def __init__(self, address: int, tally: Tally, now: Callable[[], float], hopper_values: frozenset[int]) -> None:
        super().__init__(address, tally, now)
        self._hopper_values = hopper_values
        self._default = 0  # 0: no sorter
        self._paths: dict[int, int] = {}
        self._full: frozenset[int] = NONE
        self._diverted: frozenset[int] = NONE
        self._is_diverting = False

    def divert(self, full: frozenset[int], unwanted: frozenset[int]) -> Script[None]:
        """Coins of these values go to the cashbox: their hopper is full, or nobody wants to keep them."""
        self._full = full
        values = full | unwanted
        if not self._default or (values == self._diverted and self._is_diverting):
            return
        paths = frozenset(self._paths[position] for position, value in self.values.items() if value in values)
        self._is_diverting = False
        yield from self.ask(Header.MODIFY_SORTER_OVERRIDE, w.overrides(paths - {self._default}))
        yield from self.poll()  # what was on its way went the old way
        self._diverted, self._is_diverting = values, True

    def _can_take(self) -> frozenset[int]:
        return super()._can_take() - (NONE if self._default else self._full)

    def _read_values(self) -> Script[dict[int, int]]:
        values = {}
        for position in range(1, w.POSITIONS + 1):
            try:
                data = yield from self.ask_twice(Header.REQUEST_COIN_ID, bytes((position,)), range(6, 7))
            except Refused:
                continue
            coin = w.parse_coin_id(data)
            if coin and coin[0] == CURRENCY and coin[1] in w.EURO_COINS:
                values[position] = coin[1]
        return values

    def _set_up(self) -> Script[None]:
        self._default, self._paths, self._is_diverting = 0, {}, False
        default = yield from self.ask_if_known(Header.DEFAULT_SORTER_PATH, b"", range(1, 2))
        if not default or not 1 <= default[0] <= 8:
            return
        for position, value in self.values.items():
            paths = yield from self.ask_if_known(Header.SORTER_PATHS, bytes((position,)), range(1, 9))
            if not paths or not 1 <= paths[0] <= 8:
                return
            self._paths[position] = paths[0]
            if value not in self._hopper_values and paths[0] != default[0]:
                yield from self.ask(Header.MODIFY_SORTER_PATHS, bytes((position, default[0])))
                self._paths[position] = default[0]
        self._default = default[0]

    def _take(self, event: Event, counter: int) -> None:
        if not event.what:
            self._tally.seen(self.letter, self.serial, counter)
            self._say(_COIN_FAULTS, event.how)
            if event.how in _COIN_LOST:
                self._tally.doubt(f"{self.name} {_COIN_LOST[event.how]}")
            return
        value = self.values.get(event.what)
        if value is None:
            self._unknown(event, counter)
            return
        self._tally.over(f"{self.name} event")
        self._tally.took(value, self._is_kept(event, value), self.letter, self.serial, counter)

    def _is_kept(self, event: Event, value: int) -> bool:
        if value not in self._hopper_values:
            return False
        if not self._default:
            return True
        path = event.how or self._paths[event.what]
        return path != self._default and value not in self._diverted


_BILL_FAULTS = {
    **dict.fromkeys((3, 6, 7, 13, 15, 16, 19), Fault.JAM),
    **dict.fromkeys((8, 9, 17, 18), Fault.FRAUD),
    11: Fault.CASHBOX_REMOVED,
    14: Fault.CASHBOX_FULL,
}
_BILL_MENDED = frozenset({10, 12, 22})
_BILL_STACKED_UNKNOWN = 21
_STACKED, _IN_ESCROW = 0, 1


class Validator(Taker):
    """Notes, one after the other through an escrow into its stacker, which is the cashbox. A note in escrow is not
    money: it is stacked when its value is wanted at that moment, and counts when the validator says it is stacked. One
    without escrow stacks what its inhibits let in.
    """

    kind = "bill validator"
    kinds = ("bill", "note")
    letter = "b"
    read_events = Header.READ_BILL_EVENTS

    def __init__(
        self, address: int, tally: Tally, now: Callable[[], float], wanted: Callable[[], frozenset[int]]
    ) -> None:
        super().__init__(address, tally, now)
        self._wanted = wanted

    def _read_values(self) -> Script[dict[int, int]]:
        values: dict[int, int] = {}
        data = yield from self.ask_if_known(Header.COUNTRY_SCALING_FACTOR, CURRENCY.encode(), range(3, 4))
        scaling = w.parse_scaling(data or b"")
        for position in range(1, w.POSITIONS + 1) if scaling else ():
            try:
                data = yield from self.ask_twice(Header.REQUEST_BILL_ID, bytes((position,)), range(7, 8))
            except Refused:
                continue
            assert scaling is not None
            bill = w.parse_bill_id(data, scaling)
            if bill and bill[0] == CURRENCY and bill[1] in w.EURO_NOTES:
                values[position] = bill[1]
        return values

    def _set_up(self) -> Script[None]:
        yield from self.ask_if_known(Header.MODIFY_BILL_OPERATING_MODE, w.STACKER_AND_ESCROW, range(1))

    def _take(self, event: Event, counter: int) -> None:
        value = self.values.get(event.what)
        if event.what and event.how == _STACKED:
            if value is None:
                self._unknown(event, counter)
            else:
                self._tally.over(f"{self.name} event")
                self._tally.took(value, False, self.letter, self.serial, counter)
            return
        self._tally.seen(self.letter, self.serial, counter)
        if event.what:
            return
        if event.how in _BILL_MENDED:
            self._tally.over(f"{self.name} event")
        elif event.how == _BILL_STACKED_UNKNOWN:
            self._tally.doubt(f"{self.name} stacked a note it does not know")
        else:
            self._say(_BILL_FAULTS, event.how)

    def _answer(self, newest: Event) -> Script[None]:
        if newest.what and newest.how == _IN_ESCROW:
            is_wanted = self.values.get(newest.what) in self._wanted()
            try:
                yield from self.ask(Header.ROUTE_BILL, w.STACK_BILL if is_wanted else w.RETURN_BILL, range(2))
            except Refused:
                return  # nothing is in escrow any more: its next event says where it went
