"""A device as the runtime knows it: a name, a role, and something to tell commands to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hardware.words import Command
from kiosk.domain.events import Role


@dataclass(frozen=True, slots=True)
class Device:
    """`ask` may be called from the kernel's thread and never blocks."""

    name: str
    role: Role
    ask: Callable[[Command], None]


class Devices:
    """All configured devices, by name and by role."""

    def __init__(self, devices: Iterable[Device] = ()) -> None:
        self._devices = {device.name: device for device in devices}

    def __getitem__(self, name: str) -> Device:
        return self._devices[name]

    def __iter__(self) -> Iterator[Device]:
        return iter(self._devices.values())

    def __contains__(self, name: str) -> bool:
        return name in self._devices

    def of(self, role: Role) -> tuple[Device, ...]:
        """Devices of this role, in the order of the configuration."""
        return tuple(device for device in self._devices.values() if device.role is role)
