"""CAS and the many scales that speak like it ("Samsung ECR", CAS PD-II type 6): ENQ, ACK, DC1, a frame with a check.

Sources: CAS PD-II manual 3.1.6; Ohaus Aviator 7000 service manual 6.1.1.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from hardware.scale.polled import NOT_READY, Damaged, Dialogue, Reading, Shows, Unfit
from hardware.words import Fault, Lost, Weight, WeightState

ENQ, ACK, NAK = b"\x05", b"\x06", b"\x15"
SEND_WEIGHT = b"\x11"  # DC1
FRAME_SIZE = 15

_FRAME = re.compile(
    rb"\x01\x02(?P<checked>(?P<state>[SU])(?P<sign>[ \-F])(?P<weight>.{6})(?P<unit>.{2}))(?P<check>.)\x03\x04",
    re.DOTALL,
)
_KILOGRAMS = re.compile(rb"([ 0-9][0-9])\.([0-9]{3})")


class Cas:
    """The dialect. NAK in place of a weight (below the scale's minimum, or not moved enough) is NOT_READY."""

    line = "CAS type 6 (Samsung ECR), 8 bits, no parity, kilograms, and the speed of kiosk.toml"
    pace_seconds = 0.15
    farewell = b""

    def cut(self, arrived: bytes) -> bytes | None:
        if arrived[:1] in (ACK, NAK):
            return arrived[:1]
        if not arrived.startswith(b"\x01") or len(arrived) > FRAME_SIZE:
            raise Damaged("neither ACK, NAK nor a frame")
        return arrived if len(arrived) == FRAME_SIZE else None

    def weigh(self, unit_price: int) -> Dialogue:
        answer = yield ENQ
        if answer == ACK:
            answer = yield SEND_WEIGHT
        elif answer != NAK:
            raise Damaged("a frame nobody asked for")
        return Shows(NOT_READY) if answer == NAK else read_frame(answer)

    def probe(self) -> Dialogue:
        return self.weigh(0)

    def zero(self) -> None:
        return None

    def forget(self) -> None:
        return


def read_frame(frame: bytes) -> Reading:
    """What a frame says. Damaged: a wrong check character, or anything else that does not belong there."""
    parts = _FRAME.fullmatch(frame)
    if parts is None or check(parts["checked"]) != parts["check"]:
        raise Damaged("no frame with a right check")
    if parts["unit"].lower() == b"lb":
        return Unfit(Lost(Fault.WRONG_DEVICE, "the scale weighs in pounds: set it to kilograms"))
    if parts["unit"].lower() != b"kg":
        raise Damaged("no unit we know")
    if parts["sign"] == b"F":
        return Shows(Weight(WeightState.OVERWEIGHT))
    digits = _KILOGRAMS.fullmatch(parts["weight"])
    if digits is None:
        raise Damaged("no weight in whole grams")
    grams = int(digits[1]) * 1000 + int(digits[2])
    return Shows(_weight(grams, is_negative=parts["sign"] == b"-", is_stable=parts["state"] == b"S"))


def check(data: bytes) -> bytes:
    """The block check character: all bytes from the status to the unit, exclusive-or."""
    return bytes([reduce(xor, data, 0)])


def _weight(grams: int, *, is_negative: bool, is_stable: bool) -> Weight:
    if not is_stable:
        return Weight(WeightState.UNSTABLE, 0 if is_negative else grams)
    if is_negative:
        return Weight(WeightState.UNDER_ZERO)
    return Weight(WeightState.STABLE, grams) if grams else Weight(WeightState.ZERO)
