"""A simulated scale of the checkout dialogues 02, 04 and, when it demands checksums, 06."""

from __future__ import annotations

import re

from hardware.simulated.counter_scale import ParityScale
from hardware.words import WeightState

STX, ETX, EOT, ENQ, ACK, NAK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
CODES = {
    WeightState.UNSTABLE: b"20",
    WeightState.ZERO: b"30",
    WeightState.UNDER_ZERO: b"31",
    WeightState.OVERWEIGHT: b"32",
}

_PRICE = re.compile(rb"01\x1b([0-9]+)\x1b")
_PRICE_AND_TARE = re.compile(rb"03\x1b([0-9]+)\x1b([0-9]{4})")


class DialogEmulator(ParityScale):
    """One scale. It gives each weighing out once: the goods must move before the next.

    `price_digits` is how its unit price is set up, 0 refused; `demands_checksums` makes it a Dialog 06; `unit` is b"3"
    for kilograms; below `minimum_grams` it does not weigh.
    """

    price_digits = 6
    demands_checksums = False
    unit = b"3"
    minimum_grams = 40
    _price: int | None = None
    _tare_grams = 0
    _code = b"00"

    def _take(self, buffer: bytearray) -> bytes | None:
        if buffer[:1] == EOT:
            del buffer[:1]
            return b""
        if buffer[:1] == ENQ:
            del buffer[:1]
            return self._result()
        if buffer[:1] != STX:
            del buffer[:1]
            return b""
        record, end, rest = bytes(buffer[1:]).partition(ETX)
        if EOT in record:  # the till gave up and began anew
            del buffer[: buffer.index(EOT)]
            return b""
        if not end:
            return None
        buffer[:] = rest
        return self._do(record)

    def _restart(self) -> None:
        self._price = None
        self._code = b"00"

    def _do(self, record: bytes) -> bytes:
        if record == b"08":
            return STX + b"09\x1b" + self._code + ETX
        self._price = None
        price = _PRICE.fullmatch(record) or _PRICE_AND_TARE.fullmatch(record)
        if price is None:
            return self._refuse(b"10")
        if self.demands_checksums:
            return STX + b"11\x1b247" + ETX
        if len(price[1]) != self.price_digits or not int(price[1]):
            return self._refuse(b"11")
        self._price = int(price[1])
        self._tare_grams = int(price[2]) if price.re is _PRICE_AND_TARE else 0
        self._code = b"00"
        return ACK

    def _result(self) -> bytes:
        if self._price is None:
            return self._refuse(b"01")
        reading = self.platter.reading
        if reading.state is not WeightState.STABLE:
            return self._refuse(CODES[reading.state])
        if reading.grams < self.minimum_grams:
            return self._refuse(b"30")
        if not self._weigh()[1]:
            return self._refuse(b"21")
        grams, price = reading.grams - self._tare_grams, self._price
        if grams < 0:
            return self._refuse(b"31")
        amount = (grams * price + 500) // 1000
        self._price = None
        fields = self.unit, b"%05d" % grams, b"%0*d" % (self.price_digits, price), b"%06d" % (amount % 1_000_000)
        return STX + b"02\x1b" + b"\x1b".join(fields) + ETX

    def _refuse(self, code: bytes) -> bytes:
        self._code = code
        if code not in (b"20", b"22"):
            self._price = None
        return NAK
