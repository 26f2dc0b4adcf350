"""The words of SSP: commands with their arguments, and replies; the events of a poll are in ssp_events.

Source: kybarg/ssp (MIT), docs/commands.md and its parser's tests; all counts little-endian.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from hardware.words import Pieces


class Code(IntEnum):
    """Commands."""

    SET_INHIBITS = 0x02
    SETUP_REQUEST = 0x05
    HOST_PROTOCOL_VERSION = 0x06
    POLL = 0x07
    DISABLE = 0x09
    ENABLE = 0x0A
    GET_SERIAL_NUMBER = 0x0C
    SYNC = 0x11
    GET_ALL_LEVELS = 0x22
    PAYOUT_AMOUNT = 0x33
    SET_DENOMINATION_LEVEL = 0x34
    GET_DENOMINATION_LEVEL = 0x35
    HALT_PAYOUT = 0x38
    SET_DENOMINATION_ROUTE = 0x3B
    FLOAT_AMOUNT = 0x3D
    EMPTY_ALL = 0x3F
    SET_COIN_MECH_INHIBITS = 0x40
    FLOAT_BY_DENOMINATION = 0x44
    PAYOUT_BY_DENOMINATION = 0x46
    SET_COIN_MECH_GLOBAL_INHIBIT = 0x49
    SET_GENERATOR = 0x4A
    SET_MODULUS = 0x4B
    REQUEST_KEY_EXCHANGE = 0x4C
    SMART_EMPTY = 0x52
    CASHBOX_PAYOUT_OPERATION_DATA = 0x53
    POLL_WITH_ACK = 0x56
    EVENT_ACK = 0x57
    GET_COUNTERS = 0x58
    ENABLE_PAYOUT_DEVICE = 0x5C


class Answer(IntEnum):
    """First byte of every reply."""

    OK = 0xF0
    UNKNOWN_COMMAND = 0xF2
    WRONG_PARAMETER_COUNT = 0xF3
    OUT_OF_RANGE = 0xF4
    CANNOT_BE_PROCESSED = 0xF5
    SOFTWARE_ERROR = 0xF6
    FAIL = 0xF8
    KEY_NOT_SET = 0xFA


class Refusal(IntEnum):
    """Second byte of CANNOT_BE_PROCESSED to a payout.

    kybarg/ssp counts the first two from 0, ITL's own host library and other hosts count them from 1.
    """

    NOT_ENOUGH_VALUE = 0
    NOT_EXACT = 1  # or not enough value
    NOT_EXACT_FROM_1 = 2
    BUSY = 3
    DISABLED = 4


INVALID_CURRENCY = 2
"""Second byte of CANNOT_BE_PROCESSED to ENABLE_PAYOUT_DEVICE: it holds another currency than the validator reads."""

CANNOT_PAY = frozenset({Refusal.NOT_ENOUGH_VALUE, Refusal.NOT_EXACT, Refusal.NOT_EXACT_FROM_1})


OK = bytes((Answer.OK,))
TEST = b"\x19"
DO_IT = b"\x58"


class Kind(Enum):
    """What a device takes and pays."""

    NOTES = "notes"
    COINS = "coins"


_HOPPERS = (0x03, 0x09)  # SMART Hopper, SMART Coin System
_NOTE_RECYCLERS = (0x06, 0x07)  # SMART Payout, Note Float


@dataclass(frozen=True, slots=True)
class Setup:
    """What the device is; `values` and `currencies` by channel, channel 1 first, values in cents."""

    kind: Kind
    firmware: str
    version: int
    values: tuple[int, ...]
    currencies: tuple[str, ...]

    def channels(self, currency: str) -> dict[int, int]:
        """Channel number -> cents, of the channels in this currency."""
        pairs = zip(self.values, self.currencies, strict=True)
        return {channel: value for channel, (value, code) in enumerate(pairs, 1) if code == currency and value > 0}


def parse_setup(data: bytes) -> Setup | None:
    """A SETUP_REQUEST reply (protocol version 6 or above) of a note recycler or a hopper; None for anything else.

    Note values are told in whole currency units and scaled by the device's own multiplier to cents.
    """
    if len(data) < 11 or data[0] != Answer.OK:
        return None
    firmware = _text(data, 2, 4)
    if data[1] in _HOPPERS:
        count, version = data[10], data[9]
        if len(data) < 11 + 5 * count:
            return None
        values = tuple(_u16(data, 11 + 2 * i) for i in range(count))
        currencies = tuple(_text(data, 11 + 2 * count + 3 * i) for i in range(count))
        return Setup(Kind.COINS, firmware, version, values, currencies)
    if data[1] not in _NOTE_RECYCLERS or len(data) < 13:
        return None
    count = data[12]
    if len(data) < 17 + 9 * count:
        return None
    after_security = 13 + 2 * count
    multiplier = int.from_bytes(data[after_security : after_security + 3], "big")
    version = data[after_security + 3]
    currencies = tuple(_text(data, after_security + 4 + 3 * i) for i in range(count))
    values = tuple(_u32(data, after_security + 4 + 3 * count + 4 * i) * multiplier for i in range(count))
    return Setup(Kind.NOTES, firmware, version, values, currencies)


def parse_levels(data: bytes, currency: str) -> Pieces | None:
    """A GET_ALL_LEVELS reply: the pieces of this currency, zero levels included; None when it is malformed."""
    if len(data) < 2 or data[0] != Answer.OK or len(data) < 2 + 9 * data[1]:
        return None
    starts = range(2, 2 + 9 * data[1], 9)
    return tuple(sorted((_u32(data, i + 2), _u16(data, i)) for i in starts if _text(data, i + 6) == currency))


def parse_moved(data: bytes, currency: str) -> tuple[Pieces, int] | None:
    """A CASHBOX_PAYOUT_OPERATION_DATA reply: the pieces which the last float, empty or payout moved to the cashbox, and
    how many objects beside that were no known piece; None when it is malformed."""
    pieces = parse_levels(data, currency)
    if pieces is None:
        return None
    at = 2 + 9 * data[1]
    return pieces, int.from_bytes(data[at : at + 4], "little")


def parse_level(data: bytes) -> int | None:
    """A GET_DENOMINATION_LEVEL reply: the pieces of the denomination asked for."""
    return _u16(data, 1) if len(data) == 3 and data[0] == Answer.OK else None


def parse_channel_values(data: bytes, version: int) -> tuple[tuple[int, str], ...] | None:
    """A CHANNEL_VALUE_REQUEST reply: (value in the device's unit, currency) by channel; no currency below version 6."""
    if len(data) < 2 or data[0] != Answer.OK or len(data) < 2 + data[1] * (8 if version >= 6 else 1):
        return None
    count = data[1]
    if version < 6:
        return tuple((value, "") for value in data[2 : 2 + count])
    currencies, values = 2 + count, 2 + 4 * count
    return tuple((_u32(data, values + 4 * i), _text(data, currencies + 3 * i)) for i in range(count))


def parse_refusal(data: bytes) -> int | None:
    """The reason byte of a CANNOT_BE_PROCESSED; None for any other reply, or when no reason is given."""
    return data[1] if len(data) == 2 and data[0] == Answer.CANNOT_BE_PROCESSED else None


@dataclass(frozen=True, slots=True)
class Counters:
    """Lifetime numbers of pieces, kept through power cuts; each wraps at 2**32."""

    stacked: int
    stored: int
    dispensed: int
    transferred: int
    rejected: int

    @property
    def to_cashbox(self) -> int:
        """All that ever went to the cashbox."""
        return self.stacked + self.transferred


def parse_counters(data: bytes) -> Counters | None:
    """A GET_COUNTERS reply; None when the device does not offer it."""
    if len(data) < 22 or data[0] != Answer.OK or data[1] != 5:
        return None
    return Counters(*(_u32(data, i) for i in range(2, 22, 4)))


def parse_serial(data: bytes) -> int | None:
    """A GET_SERIAL_NUMBER reply: the number, sent big-endian."""
    return int.from_bytes(data[1:5], "big") if len(data) == 5 and data[0] == Answer.OK else None


def parse_key(data: bytes) -> int | None:
    """A REQUEST_KEY_EXCHANGE reply: the device's intermediate key."""
    return int.from_bytes(data[1:9], "little") if len(data) == 9 and data[0] == Answer.OK else None


def payout_by_denomination(pieces: Pieces, currency: str, option: bytes) -> bytes:
    """Pay exactly these pieces; `option` is TEST or DO_IT."""
    return bytes((Code.PAYOUT_BY_DENOMINATION,)) + _lines(pieces, currency) + option


def payout_amount(value: int, currency: str, option: bytes) -> bytes:
    """Pay this many cents, in pieces of the device's choice."""
    return bytes((Code.PAYOUT_AMOUNT,)) + _u32le(value) + currency.encode() + option


def float_by_denomination(rest: Pieces, currency: str, option: bytes) -> bytes:
    """Keep exactly these pieces, the others of their values go to the cashbox."""
    return bytes((Code.FLOAT_BY_DENOMINATION,)) + _lines(rest, currency) + option


def float_amount(smallest: int, rest: int, currency: str, option: bytes) -> bytes:
    """Keep this many cents in pieces of the device's choice, so that it can still pay the `smallest` amount."""
    return bytes((Code.FLOAT_AMOUNT,)) + _u16le(smallest) + _u32le(rest) + currency.encode() + option


def set_route(value: int, currency: str, recycled: bool) -> bytes:
    """Where pieces of this value go from now on: kept for payouts, or the cashbox."""
    return bytes((Code.SET_DENOMINATION_ROUTE, not recycled)) + _u32le(value) + currency.encode()


def set_inhibits(channels: frozenset[int]) -> bytes:
    """Accept notes of these channels (1 to 16) and no others."""
    return bytes((Code.SET_INHIBITS,)) + _u16le(sum(1 << channel - 1 for channel in channels))


def set_coin_inhibit(value: int, currency: str, accepted: bool) -> bytes:
    """Accept coins of this value, or not."""
    return bytes((Code.SET_COIN_MECH_INHIBITS, accepted)) + _u16le(value) + currency.encode()


def set_level(value: int, currency: str, added: int) -> bytes:
    """Tell a hopper that this many coins were put in by hand; 0 clears its level."""
    return bytes((Code.SET_DENOMINATION_LEVEL,)) + _u16le(added) + _u32le(value) + currency.encode()


def get_level(value: int, currency: str) -> bytes:
    """Ask for one level."""
    return bytes((Code.GET_DENOMINATION_LEVEL,)) + _u32le(value) + currency.encode()


def key_command(code: Code, number: int) -> bytes:
    """SET_GENERATOR, SET_MODULUS or REQUEST_KEY_EXCHANGE with its 64-bit number."""
    return bytes((code,)) + number.to_bytes(8, "little")


def _lines(pieces: Pieces, currency: str) -> bytes:
    lines = (_u16le(count) + _u32le(value) + currency.encode() for value, count in pieces)
    return bytes((len(pieces),)) + b"".join(lines)


def _u16le(number: int) -> bytes:
    return number.to_bytes(2, "little")


def _u32le(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _text(data: bytes, at: int, size: int = 3) -> str:
    return data[at : at + size].decode("latin-1")
