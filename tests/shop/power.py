"""Power that fails between any two bytes."""

from __future__ import annotations

from collections.abc import Callable

from hardware.wire import Emulator


class PowerCut(BaseException):
    """The till's program ends here, without another instruction."""


class Fragile:
    """An emulator's end of the line; the power may fail between any two bytes, in either direction."""

    def __init__(self, emulator: Emulator, spend: Callable[[int], int]) -> None:
        self._emulator = emulator
        self._spend = spend

    @property
    def listening(self) -> bool:
        return self._emulator.listening

    @property
    def hangs_up(self) -> bool:
        return self._emulator.hangs_up

    @property
    def next_tick(self) -> float:
        return self._emulator.next_tick

    def connected(self) -> None:
        self._emulator.connected()

    def disconnected(self) -> None:
        self._emulator.disconnected()

    def receive(self, data: bytes) -> None:
        arrived = self._spend(len(data))
        self._emulator.receive(data[:arrived])
        if arrived < len(data):
            raise PowerCut

    def tick(self, now: float) -> bytes:
        data = self._emulator.tick(now)
        if data and self._spend(len(data)) < len(data):
            raise PowerCut
        return data
