"""A simulated device that does something as soon as a host is there."""

from __future__ import annotations

from collections.abc import Callable

from hardware.wire import Emulator


class WhenConnected:
    """`device`, and `then` each time a host has opened its link."""

    def __init__(self, device: Emulator, then: Callable[[], None]) -> None:
        self._device = device
        self._then = then

    @property
    def listening(self) -> bool:
        return self._device.listening

    @property
    def hangs_up(self) -> bool:
        return self._device.hangs_up

    @property
    def next_tick(self) -> float:
        return self._device.next_tick

    def connected(self) -> None:
        self._device.connected()
        self._then()

    def disconnected(self) -> None:
        self._device.disconnected()

    def receive(self, data: bytes) -> None:
        self._device.receive(data)

    def tick(self, now: float) -> bytes:
        return self._device.tick(now)
