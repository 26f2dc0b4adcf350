"""A simulated CAS scale (type 6, Samsung ECR)."""

from __future__ import annotations

from hardware.simulated.counter_scale import CounterScale
from hardware.words import WeightState

ACK, NAK = b"\x06", b"\x15"


class CasEmulator(CounterScale):
    """One scale. `minimum_grams`: below it a request is refused, as some makes do. `unit`: b"lb" is a wrong set-up."""

    minimum_grams = 0
    unit = b"kg"
    _is_enquired = False

    def _take(self, buffer: bytearray) -> bytes | None:
        letter = bytes(buffer[:1])
        del buffer[:1]
        was_enquired, self._is_enquired = self._is_enquired, letter == b"\x05"
        match letter:
            case b"\x05":
                return ACK
            case b"\x11" if was_enquired:
                return self._weight()
            case b"\x12":
                return NAK  # this model tells the weight alone
            case _:
                return b""

    def _restart(self) -> None:
        self._is_enquired = False

    def _weight(self) -> bytes:
        reading, is_new = self._weigh()
        if self.weighs_once and not is_new:
            return NAK
        if reading.state is WeightState.OVERWEIGHT:
            return self._frame(b"SFFFFFFF")
        if reading.state is WeightState.STABLE and reading.grams < self.minimum_grams:
            return NAK
        grams = abs(reading.grams)
        state = b"U" if reading.state is WeightState.UNSTABLE else b"S"
        return self._frame(state + (b"-" if reading.grams < 0 else b" ") + b"%02d.%03d" % divmod(grams, 1000))

    def _frame(self, shown: bytes) -> bytes:
        checked = shown + self.unit
        check = 0
        for byte in checked:
            check ^= byte
        return b"\x01\x02" + checked + bytes([check]) + b"\x03\x04"
