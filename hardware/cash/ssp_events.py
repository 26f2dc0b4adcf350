"""The events of an SSP poll reply: their codes, and their lengths by protocol version.

Source: kybarg/ssp (MIT), docs/events.md and its parser's tests; all counts little-endian.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto


class Said(IntEnum):
    """Events in a poll reply."""

    SLAVE_RESET = 0xF1
    READ_NOTE = 0xEF
    CREDIT_NOTE = 0xEE
    NOTE_REJECTING = 0xED
    NOTE_REJECTED = 0xEC
    NOTE_STACKED = 0xEB
    SAFE_JAM = 0xEA
    UNSAFE_JAM = 0xE9
    DISABLED = 0xE8
    STACKER_FULL = 0xE7
    FRAUD_ATTEMPT = 0xE6
    TICKET_VALIDATED = 0xE5
    CASHBOX_REPLACED = 0xE4
    CASHBOX_REMOVED = 0xE3
    CLEARED_TO_CASHBOX = 0xE2
    CLEARED_FROM_FRONT = 0xE1
    PATH_OPEN = 0xE0
    COIN_CREDIT = 0xDF
    CASHBOX_PAID = 0xDE
    INCOMPLETE_FLOAT = 0xDD
    INCOMPLETE_PAYOUT = 0xDC
    STORED_IN_PAYOUT = 0xDB
    DISPENSING = 0xDA
    TIME_OUT = 0xD9
    FLOATED = 0xD8
    FLOATING = 0xD7
    HALTED = 0xD6
    JAMMED = 0xD5
    DISPENSED = 0xD2
    TICKET_ACKNOWLEDGED = 0xD1
    DEVICE_FULL = 0xCF
    HELD_IN_BEZEL = 0xCE
    DISPENSED_AT_POWER_UP = 0xCD
    NOTE_STACKING = 0xCC
    INTO_STORE_AT_POWER_UP = 0xCB
    INTO_STACKER_AT_POWER_UP = 0xCA
    TRANSFERRED_TO_STACKER = 0xC9
    FLOAT_ATTACHED = 0xC8
    FLOAT_REMOVED = 0xC7
    PAYOUT_OUT_OF_SERVICE = 0xC6
    COIN_RETURN_PRESSED = 0xC5
    COIN_MECH_JAMMED = 0xC4
    EMPTIED = 0xC3
    EMPTYING = 0xC2
    COIN_MECH_ERROR = 0xB7
    INITIALISING = 0xB6
    CHANNELS_DISABLED = 0xB5
    SMART_EMPTIED = 0xB4
    SMART_EMPTYING = 0xB3
    ERROR_DURING_PAYOUT = 0xB1
    JAM_RECOVERY = 0xB0


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in cents; `requested` only where the event tells both; `currency` is empty below version 6."""

    value: int
    currency: str = ""
    requested: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a poll reply; what it does not carry is left at zero or empty."""

    said: Said
    channel: int = 0
    amounts: tuple[Amount, ...] = ()
    cause: int = 0

    def total(self, currency: str) -> int:
        """The cents it tells in this currency (or in none)."""
        return sum(amount.value for amount in self.amounts if amount.currency in ("", currency))


@dataclass(frozen=True, slots=True)
class PollReply:
    """The events in order. `unknown` is the code that could not be understood: what followed it is not known."""

    events: tuple[Event, ...]
    unknown: int | None = None


class _Layout(Enum):
    NOTHING = auto()
    CHANNEL = auto()
    AMOUNT = auto()  # u32
    PAIR = auto()  # u32 paid, u32 requested
    MONEY = auto()  # u32, currency
    MONIES = auto()  # n, n x (u32, currency)
    PAIRS = auto()  # n, n x (u32 paid, u32 requested, currency)
    CAUSE = auto()
    MONIES_CAUSE = auto()


_VERSIONED: dict[Said, tuple[tuple[int, _Layout], ...]] = {  # from this protocol version on, latest first
    **dict.fromkeys(
        (Said.READ_NOTE, Said.CREDIT_NOTE, Said.CLEARED_FROM_FRONT, Said.CLEARED_TO_CASHBOX), ((0, _Layout.CHANNEL),)
    ),
    **dict.fromkeys(
        (
            Said.DISPENSING,
            Said.DISPENSED,
            Said.JAMMED,
            Said.HALTED,
            Said.FLOATING,
            Said.FLOATED,
            Said.TIME_OUT,
            Said.CASHBOX_PAID,
            Said.COIN_CREDIT,
            Said.SMART_EMPTYING,
            Said.SMART_EMPTIED,
            Said.FRAUD_ATTEMPT,
        ),
        ((6, _Layout.MONIES), (0, _Layout.AMOUNT)),
    ),
    **dict.fromkeys((Said.INCOMPLETE_PAYOUT, Said.INCOMPLETE_FLOAT), ((6, _Layout.PAIRS), (0, _Layout.PAIR))),
    **dict.fromkeys(
        (Said.TRANSFERRED_TO_STACKER, Said.DISPENSED_AT_POWER_UP), ((6, _Layout.MONEY), (0, _Layout.NOTHING))
    ),
    **dict.fromkeys(
        (Said.HELD_IN_BEZEL, Said.INTO_STACKER_AT_POWER_UP, Said.INTO_STORE_AT_POWER_UP),
        ((8, _Layout.MONEY), (0, _Layout.NOTHING)),
    ),
    Said.ERROR_DURING_PAYOUT: ((7, _Layout.MONIES_CAUSE), (0, _Layout.CAUSE)),
}


def _layouts(version: int) -> dict[int, tuple[Said, _Layout]]:
    return {
        said: (
            said,
            next(layout for since, layout in _VERSIONED.get(said, ((0, _Layout.NOTHING),)) if version >= since),
        )
        for said in Said
    }


_SIZES = {  # bytes, and bytes for each item that the first byte counts
    _Layout.CHANNEL: (1, 0),
    _Layout.AMOUNT: (4, 0),
    _Layout.PAIR: (8, 0),
    _Layout.MONEY: (7, 0),
    _Layout.MONIES: (1, 7),
    _Layout.PAIRS: (1, 11),
    _Layout.CAUSE: (1, 0),
    _Layout.MONIES_CAUSE: (2, 7),
}

VERSION_MAX = 8
_LAYOUTS = tuple(_layouts(version) for version in range(VERSION_MAX + 1))


def parse_poll(data: bytes, version: int) -> PollReply:
    """The events behind the OK of a poll reply from a payout device or hopper speaking `version` (0 to 8).

    Events carry no length: an unknown code, or one cut short, ends the reading.
    """
    layouts = _LAYOUTS[version]
    events: list[Event] = []
    at = 1
    while at < len(data):
        known = layouts.get(data[at])
        parsed = known and _parse_event(*known, data, at + 1)
        if not parsed:
            return PollReply(tuple(events), data[at])
        event, at = parsed
        events.append(event)
    return PollReply(tuple(events))


def _parse_event(said: Said, layout: _Layout, data: bytes, at: int) -> tuple[Event, int] | None:
    if layout is _Layout.NOTHING:
        return Event(said), at
    count = data[at] if at < len(data) else 0
    fixed, per_item = _SIZES[layout]
    end = at + fixed + per_item * count
    if end > len(data):
        return None
    match layout:
        case _Layout.CHANNEL:
            return Event(said, channel=count), end
        case _Layout.CAUSE:
            return Event(said, cause=count), end
        case _Layout.MONIES | _Layout.MONIES_CAUSE:
            amounts = tuple(_money(data, at + 1 + 7 * i) for i in range(count))
            return Event(said, amounts=amounts, cause=data[end - 1] if layout is _Layout.MONIES_CAUSE else 0), end
        case _Layout.PAIRS:
            pairs = tuple(
                Amount(_u32(data, i), _currency(data, i + 8), _u32(data, i + 4)) for i in range(at + 1, end, 11)
            )
            return Event(said, amounts=pairs), end
        case _Layout.MONEY:
            return Event(said, amounts=(_money(data, at),)), end
        case _Layout.AMOUNT:
            return Event(said, amounts=(Amount(_u32(data, at)),)), end
        case _Layout.PAIR:
            return Event(said, amounts=(Amount(_u32(data, at), requested=_u32(data, at + 4)),)), end


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _currency(data: bytes, at: int) -> str:
    return data[at : at + 3].decode("latin-1")


def _money(data: bytes, at: int) -> Amount:
    return Amount(_u32(data, at), _currency(data, at + 4))
