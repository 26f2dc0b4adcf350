"""Checkout dialogues 02 and 04: the till sends a unit price, the scale answers weight, price and amount.

Sources: Ohaus Aviator 7000 service manual 6.1.3 and 6.1.6; Mettler Toledo DIVA service manual 6.1.8. Dialog 06 is the
same with checksums that need a secret of the scale's maker: a scale that demands them cannot be used, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from hardware.scale.polled import NOT_READY, Answers, Damaged, Dialogue, Reading, Shows, Unfit, Unmoved
from hardware.words import Degraded, Fault, Lost, Weight, WeightState

STX, ETX, EOT, ENQ, ACK, NAK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
ASK_RESULT = EOT + ENQ
ASK_STATUS = EOT + STX + b"08" + ETX
MESSAGE_SIZE_MAX = 40
ROUNDING_CENTS = 1  # by which the scale's amount may differ from weight times price

IN_MOTION = 20
NOT_MOVED = 21  # since the last weighing: the goods must be lifted before they can be weighed again
NOT_FINISHED = 22
PRICE_REFUSED = 11

MEANINGS: dict[int, Reading] = {
    IN_MOTION: Shows(Weight(WeightState.UNSTABLE)),
    NOT_MOVED: Unmoved(),
    # Less than the scale's minimum. It has no other word for an empty platter.
    30: Shows(Weight(WeightState.ZERO)),
    31: Shows(Weight(WeightState.UNDER_ZERO)),
    32: Shows(Weight(WeightState.OVERWEIGHT)),
}
"""What the codes of record 09 say of the weight; all others: there is none to give now."""

POUNDS = Unfit(Lost(Fault.WRONG_DEVICE, "the scale weighs in pounds: set it to kilograms"))
CHECKSUMS = Unfit(
    Lost(
        Fault.WRONG_DEVICE,
        "the scale demands checksums with its maker's secret (Dialog 06): set it to Dialog 02 or 04, or have its"
        " service switch the check off",
    )
)

_RESULT = re.compile(
    rb"\x0202\x1b(?P<unit>[0-3])\x1b(?P<weight>[0-9]{5})\x1b(?P<price>[0-9]{5,6})\x1b(?P<amount>[0-9]{6})\x03"
)
_STATUS = re.compile(rb"\x0209\x1b(?P<code>[0-9]{2})\x03")
_CHECKSUMS_DEMANDED = re.compile(rb"\x0211\x1b(?:0|2[0-9A-F]{2})\x03")


class Dialog:
    """The dialect. `price_digits`: 5 or 6, as the scale is set up.

    A result is believed when it repeats the price that was sent and its amount is weight times price: there is no
    other check than parity. A price of more digits is not sent; the scale is Degraded until the next weighing.
    """

    line = "Dialog 02 or 04, 7 bits, odd parity, kilograms, and the speed of kiosk.toml"
    pace_seconds = 0.2  # one round takes some 120 ms at 2400 baud
    farewell = EOT

    def __init__(self, price_digits: int = 6) -> None:
        self._price_digits = price_digits
        self._sent_price: int | None = None  # the scale has this price and goes on weighing

    def cut(self, arrived: bytes) -> bytes | None:
        if arrived[:1] in (ACK, NAK):
            return arrived[:1]
        message, end, _ = arrived.partition(ETX)
        if not arrived.startswith(STX) or len(message) >= MESSAGE_SIZE_MAX:
            raise Damaged("neither ACK, NAK nor a record")
        return message + end if end else None

    def weigh(self, unit_price: int) -> Dialogue:
        if not unit_price:  # nobody has chosen an article: such a scale weighs nothing without a price
            yield from self._status()
            return Shows(NOT_READY)
        sent_price, self._sent_price = self._sent_price, None
        if sent_price != unit_price:
            if not 0 <= unit_price < 10**self._price_digits:
                yield from self._status()
                return _price_refused(unit_price)
            answer = yield EOT + STX + b"01\x1b%0*d\x1b" % (self._price_digits, unit_price) + ETX
            if answer == NAK:
                return _meaning((yield from self._status()), unit_price)
            if answer != ACK:
                return _demand(answer)
        answer = yield ASK_RESULT
        if answer != NAK:
            return read_result(answer, unit_price)
        code = yield from self._status()
        if code in (IN_MOTION, NOT_FINISHED):
            self._sent_price = unit_price
        return _meaning(code, unit_price)

    def probe(self) -> Dialogue:
        yield from self._status()
        return Answers()

    def zero(self) -> None:
        return None

    def forget(self) -> None:
        self._sent_price = None

    def _status(self) -> Generator[bytes, bytes, int]:
        answer = yield ASK_STATUS
        status = _STATUS.fullmatch(answer)
        if status is None:
            raise Damaged("no record 09")
        return int(status["code"])


def read_result(answer: bytes, unit_price: int) -> Reading:
    """What the scale answers when it is asked for the result. Damaged: nothing to believe."""
    result = _RESULT.fullmatch(answer)
    if result is None:
        return _demand(answer)
    if result["unit"] != b"3":
        return POUNDS
    grams = int(result["weight"])
    if int(result["price"]) != unit_price:
        raise Damaged("another price than was sent")
    if abs(int(result["amount"]) * 1000 - grams * unit_price) > ROUNDING_CENTS * 1000:
        raise Damaged("the amount is not weight times price")
    return Shows(Weight(WeightState.STABLE, grams) if grams else Weight(WeightState.ZERO))


def _demand(answer: bytes) -> Reading:
    if _CHECKSUMS_DEMANDED.fullmatch(answer) is None:
        raise Damaged("no record that belongs here")
    return CHECKSUMS


def _meaning(code: int, unit_price: int) -> Reading:
    return _price_refused(unit_price) if code == PRICE_REFUSED else MEANINGS.get(code, Shows(NOT_READY))


def _price_refused(unit_price: int) -> Reading:
    price = f"{unit_price // 100}.{unit_price % 100:02d} EUR"
    return Unfit(Degraded(Fault.WRONG_DEVICE, f"the scale cannot take {price} for a kilogram: check price_digits"))
