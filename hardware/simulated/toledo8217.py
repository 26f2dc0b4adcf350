"""A simulated Mettler-Toledo 8217 scale."""

from __future__ import annotations

from hardware.simulated.counter_scale import ParityScale
from hardware.words import WeightState

MOVING, OVER_CAPACITY, UNDER_ZERO, OUTSIDE_ZERO_RANGE, CENTRE_OF_ZERO, NET = 1, 2, 4, 8, 16, 32
STATES = {
    WeightState.UNSTABLE: MOVING | OUTSIDE_ZERO_RANGE,
    WeightState.OVERWEIGHT: OVER_CAPACITY | OUTSIDE_ZERO_RANGE,
    WeightState.UNDER_ZERO: UNDER_ZERO,
    WeightState.ZERO: CENTRE_OF_ZERO,
    WeightState.STABLE: OUTSIDE_ZERO_RANGE,
}


class Toledo8217Emulator(ParityScale):
    """One scale. `tare_grams` is what its own tare key took; `pounds` how a wrong set-up makes it talk."""

    tare_grams = 0
    pounds = False
    _echoes = False

    def _take(self, buffer: bytearray) -> bytes | None:
        letter = bytes(buffer[:1])
        del buffer[:1]
        if self._echoes:
            self._echoes = letter != b"F"
            return letter if self._echoes else b""
        match letter:
            case b"W":
                return self._weight()
            case b"Z":
                self.platter.set_zero()
            case b"T":
                if self.platter.reading.state is WeightState.STABLE:
                    self.tare_grams = self.platter.reading.grams
            case b"C":
                if self.platter.is_still:
                    self.tare_grams = 0
            case b"E":
                self._echoes = True
                return b"\x02E\r"
            case _:
                return b""
        return self._status()

    def _restart(self) -> None:
        self.tare_grams = 0
        self._echoes = False

    def _weight(self) -> bytes:
        reading, is_new = self._weigh()
        net = reading.grams - self.tare_grams
        if reading.state not in (WeightState.STABLE, WeightState.ZERO) or net < 0 or (self.weighs_once and not is_new):
            return self._status()
        if self.pounds:
            hundredths = net * 10_000_000 // 45_359_237
            return b"\x02%02d.%02d\r" % divmod(hundredths, 100)
        return b"\x02%02d.%03d%s\r" % (*divmod(net, 1000), b"N" if self.tare_grams else b"")

    def _status(self) -> bytes:
        reading = self.platter.reading
        flags = STATES[reading.state] | (NET if self.tare_grams else 0)
        if self.tare_grams > reading.grams and reading.state in (WeightState.STABLE, WeightState.ZERO):
            flags |= UNDER_ZERO
        return bytes([0x02, ord("?"), 0x40 | flags, 0x0D])
