"""Mettler-Toledo 8217, weight only: `W` asks, the scale answers its weight, or a status byte when it has none to give.

Source: Mettler Toledo DIVA service manual, 6.1.3 and 6.1.4. Nothing protects an answer but parity and its shape, so
the shape is taken strictly: kilograms have exactly three decimals and two digits before the point.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from hardware.scale.polled import NOT_READY, Answers, Damaged, Dialogue, Reading, Shows, Unfit, Unmoved
from hardware.words import Fault, Lost, Weight, WeightState

STX, CR = b"\x02", b"\r"
WEIGH, ZERO, CLEAR_TARE, END_ECHO = b"W", b"Z", b"C", b"F"
MESSAGE_SIZE_MAX = 10

MOVING = 0x01
OVER_CAPACITY = 0x02
UNDER_ZERO = 0x04
CENTRE_OF_ZERO = 0x10
NET = 0x20
ALWAYS = 0x40  # an answer without it was damaged; a character with wrong parity arrives as NUL

_KILOGRAMS = re.compile(rb"\x02([ 0-9][0-9])\.([0-9]{3})(N?)\r")
_POUNDS = re.compile(rb"\x02[ 0-9]{1,2}[0-9]\.[0-9]{2}N?\r")  # two decimals
_STATUS = re.compile(rb"\x02\?([\x40-\x7f])\r")


class Toledo8217:
    """The dialect. A weight the scale calls net is no gross weight: its tare is cleared, by `C`, and it is asked again.

    A scale without a new weight to give, which still says that it stands still with goods on it, is Unmoved. A scale
    that only repeats our letter was left in its echo mode by other software, and is led out of it.
    """

    line = "Toledo 8217, 7 bits, even parity, kilograms, and the speed of kiosk.toml"
    pace_seconds = 0.15
    farewell = b""

    def __init__(self) -> None:
        self._has_tare = False
        self._echoes = False

    def cut(self, arrived: bytes) -> bytes | None:
        if arrived == WEIGH:
            return arrived
        if not arrived.startswith(STX):
            raise Damaged("no STX")
        message, end, _ = arrived.partition(CR)
        if len(message) >= MESSAGE_SIZE_MAX:
            raise Damaged("longer than any answer")
        return message + end if end else None

    def weigh(self, unit_price: int) -> Dialogue:
        if self._has_tare:
            self._has_tare = False
            read_status((yield CLEAR_TARE))
        answer = yield from self._ask()
        self._has_tare = _is_net(answer)
        return read_answer(answer)

    def probe(self) -> Dialogue:
        """The same question: the scale has no other without a side effect."""
        return read_answer((yield from self._ask()))

    def zero(self) -> Dialogue:
        read_status((yield ZERO))
        return Answers()

    def forget(self) -> None:
        self._has_tare = self._echoes = False

    def _ask(self) -> Generator[bytes, bytes, bytes]:
        echoed, self._echoes = self._echoes, False
        answer = yield END_ECHO + WEIGH if echoed else WEIGH
        self._echoes = answer == WEIGH
        return answer


def read_answer(answer: bytes) -> Reading:
    """What `W` was answered. Damaged: neither a weight in grams nor a status."""
    if weight := _KILOGRAMS.fullmatch(answer):
        if weight[3]:
            return Shows(NOT_READY)
        grams = int(weight[1]) * 1000 + int(weight[2])
        return Shows(Weight(WeightState.STABLE, grams) if grams else Weight(WeightState.ZERO))
    if _POUNDS.fullmatch(answer):
        return Unfit(Lost(Fault.WRONG_DEVICE, "the scale weighs in pounds: set it to kilograms"))
    return _status(read_status(answer))


def read_status(answer: bytes) -> int:
    """The status byte, 0x40 to 0x7F. Damaged: it is none."""
    status = _STATUS.fullmatch(answer)
    if status is None:
        raise Damaged("neither weight nor status")
    return status[1][0]


def _status(flags: int) -> Reading:
    if flags & OVER_CAPACITY:
        return Shows(Weight(WeightState.OVERWEIGHT))
    if flags & MOVING:
        return Shows(Weight(WeightState.UNSTABLE))
    if flags & UNDER_ZERO:
        return Shows(Weight(WeightState.UNDER_ZERO))
    if flags & NET:
        return Shows(NOT_READY)
    return Shows(Weight(WeightState.ZERO)) if flags & CENTRE_OF_ZERO else Unmoved()


def _is_net(answer: bytes) -> bool:
    if weight := _KILOGRAMS.fullmatch(answer):
        return bool(weight[3])
    status = _STATUS.fullmatch(answer)
    return bool(status and status[1][0] & NET)
