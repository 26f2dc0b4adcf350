"""What ccTalk devices are told and what their replies mean. Damaged or absurd replies are None, never a guess.

Headers and layouts: "ccTalk Generic Specification" part 2 and 3 and appendices, read against 4gsim/dotnet-cctalk,
PierreBeucher/ccTalk4j and vltgroup/ccTalk. In a sorter override mask a 0 bit sends that path's coins to the default
path, as two hosts of others have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

EURO_COINS = frozenset({1, 2, 5, 10, 20, 50, 100, 200})
EURO_NOTES = frozenset({500, 1000, 2000, 5000, 10000, 20000, 50000})
POSITIONS = 16
"""Coins, and kinds of notes, that one acceptor tells apart here: two bytes of inhibits."""

BUFFERED = 5
"""Events a device remembers: one more, and the oldest is gone."""

LIFETIME_MASK = 0xFFFFFF


class Header(IntEnum):
    """Commands; in replies ACK, NAK and BUSY."""

    ACK = 0
    NAK = 5
    BUSY = 6
    MODIFY_BILL_OPERATING_MODE = 153
    ROUTE_BILL = 154
    COUNTRY_SCALING_FACTOR = 156
    REQUEST_BILL_ID = 157
    READ_BILL_EVENTS = 159
    TEST_HOPPER = 163
    ENABLE_HOPPER = 164
    HOPPER_STATUS = 166
    DISPENSE = 167
    DISPENSE_COUNT = 168
    EMERGENCY_STOP = 172
    REQUEST_COIN_ID = 184
    DEFAULT_SORTER_PATH = 188
    SORTER_PATHS = 209
    MODIFY_SORTER_PATHS = 210
    PAYOUT_HIGH_LOW = 217
    MODIFY_SORTER_OVERRIDE = 222
    MODIFY_MASTER_INHIBIT = 228
    READ_CREDIT = 229
    MODIFY_INHIBIT = 231
    REQUEST_SERIAL = 242
    REQUEST_CATEGORY = 245


ENABLE_KEY = b"\xa5"
RETURN_BILL, STACK_BILL = b"\x00", b"\x01"
STACKER_AND_ESCROW = b"\x03"
SECURITY_BYTES = bytes(8)
"""What a hopper without encryption wants in place of its serial number, where it does not want that."""


class Hopper(IntFlag):
    """What a hopper says of itself (header 163), the first byte lowest."""

    CURRENT_EXCEEDED = 1 << 0
    PAYOUT_TIMEOUT = 1 << 1
    MOTOR_REVERSED = 1 << 2
    OPTO_BLOCKED_IDLE = 1 << 3
    OPTO_SHORT_IDLE = 1 << 4
    OPTO_BLOCKED_PAYOUT = 1 << 5
    POWER_UP = 1 << 6
    DISABLED = 1 << 7
    OPTO_SHORT_PAYOUT = 1 << 8
    SINGLE_COIN_MODE = 1 << 9
    USE_OTHER = 1 << 10
    OPTO_FRAUD = 1 << 11
    REVERSE_LIMIT = 1 << 12
    COIL_FAULT = 1 << 13
    POWER_FAIL_WRITING = 1 << 14
    PIN = 1 << 15
    POWER_DOWN_PAYING = 1 << 16
    UNKNOWN_COIN = 1 << 17
    PIN_WRONG = 1 << 18
    CIPHER_WRONG = 1 << 19
    ENCRYPTED = 1 << 20


HOPPER_JAM = (
    Hopper.CURRENT_EXCEEDED
    | Hopper.OPTO_BLOCKED_IDLE
    | Hopper.OPTO_SHORT_IDLE
    | Hopper.OPTO_BLOCKED_PAYOUT
    | Hopper.OPTO_SHORT_PAYOUT
    | Hopper.REVERSE_LIMIT
    | Hopper.COIL_FAULT
)
HOPPER_LOCKED = Hopper.PIN_WRONG | Hopper.CIPHER_WRONG | Hopper.ENCRYPTED


@dataclass(frozen=True, slots=True)
class Event:
    """A credit of position `what` when that is not 0, with `how` the sorter path (coins) or 0/1 stacked/in escrow
    (notes); otherwise `how` is a status or error code.
    """

    what: int
    how: int


@dataclass(frozen=True, slots=True)
class Events:
    """The event counter and the newest events, newest first."""

    counter: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Of a hopper: payouts begun (0 after a reset, then 1 to 255 and 1 again), coins still to pay, paid, and unpaid
    of the last payout.
    """

    counter: int
    remaining: int
    paid: int
    unpaid: int


@dataclass(frozen=True, slots=True)
class Sensors:
    """Is a hopper filled below its low level, to its high level? None: no such sensor."""

    is_low: bool | None
    is_high: bool | None


def parse_events(data: bytes) -> Events | None:
    """The reply to 229 and 159."""
    if len(data) != 1 + 2 * BUFFERED:
        return None
    return Events(data[0], tuple(Event(data[at], data[at + 1]) for at in range(1, len(data), 2)))


def new_events(last: int, now: int) -> int | None:
    """How many events lie between two counters: 1 to 255, then 1 again. None: 0 again, the device was reset."""
    if last and not now:
        return None
    return (now - last) % 255 if last else now


def next_counter(counter: int) -> int:
    """What follows in a counter that skips 0."""
    return counter % 255 + 1


def parse_status(data: bytes) -> Status | None:
    """The reply to 166."""
    return Status(*data) if len(data) == 4 else None


def parse_flags(data: bytes) -> Hopper | None:
    """The reply to 163: one byte from old hoppers, up to four from new ones; the fourth is the maker's own."""
    return Hopper(int.from_bytes(data[:3], "little") & (1 << 21) - 1) if 1 <= len(data) <= 4 else None


def parse_sensors(data: bytes) -> Sensors | None:
    """The reply to 217: bits 4 and 5 tell which sensors are fitted, 0 and 1 which are triggered."""
    if len(data) != 1:
        return None
    byte = data[0]
    return Sensors(bool(byte & 0x01) if byte & 0x10 else None, bool(byte & 0x02) if byte & 0x20 else None)


def parse_coin_id(data: bytes) -> tuple[str, int] | None:
    """The reply to 184: country ("EU", "CH", ...) and value in hundredths of its unit. None: an empty position.

    Three characters tell the value; a letter among them stands for the decimal point: "10K" are 10,000.
    """
    text = data.decode("ascii", "replace")
    if len(text) != 6 or not text[:2].isalpha():
        return None
    value = _coin_value(text[2:5])
    return (text[:2].upper(), value) if value else None


_FACTORS = {".": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def _coin_value(text: str) -> int | None:
    letters = [letter for letter in text if letter in _FACTORS]
    factor, places = 1, 0
    if len(letters) == 1:
        factor, places = _FACTORS[letters[0]], len(text) - 1 - text.index(letters[0])
        text = text.replace(letters[0], "")
    if not (text.isascii() and text.isdecimal()):
        return None
    value, rest = divmod(int(text) * factor, 10**places)
    return None if rest else value


def parse_scaling(data: bytes) -> tuple[int, int] | None:
    """The reply to 156: factor and decimals. None: not this country's device."""
    if len(data) != 3 or data[2] > 9:
        return None
    factor = int.from_bytes(data[:2], "little")
    return (factor, data[2]) if factor else None


def parse_bill_id(data: bytes, scaling: tuple[int, int]) -> tuple[str, int] | None:
    """The reply to 157: country and value in cents. None: an empty position, or a value of no whole cents."""
    text = data.decode("ascii", "replace")
    if len(text) != 7 or not text[:2].isalpha() or not (text[2:6].isascii() and text[2:6].isdecimal()):
        return None
    factor, decimals = scaling
    value, rest = divmod(int(text[2:6]) * factor * 100, 10**decimals)
    return (text[:2].upper(), value) if value and not rest else None


def inhibits(positions: frozenset[int]) -> bytes:
    """The mask for 231: these positions (from 1) are taken, the others refused."""
    return sum(1 << position - 1 for position in positions).to_bytes(2, "little")


def overrides(paths: frozenset[int]) -> bytes:
    """The mask for 222: coins of these sorter paths (1 to 8) go to the default path instead."""
    return bytes((0xFF - sum(1 << path - 1 for path in paths),))
