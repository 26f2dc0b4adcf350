"""Where the numbering of each device on a ccTalk bus stood when the levels were true: the driver's mark, as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

VERSION = "1"
CASHBOX_PIECES_MAX = 0xFFFFFFFF

_PART = re.compile(
    r"(?:(?P<taker>[cb])(?P<serial>[0-9A-F]{6})(?P<counter>[0-9A-F]{2})"
    r"|x(?P<cashbox>[0-9A-F]{1,8})"
    r"|h(?P<address>[0-9A-F]{2})(?P<of>[0-9A-F]{6})(?P<lifetime>[0-9A-F]{6})"
    r"|(?P<doubt>\?))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A count of the device with this serial number: another device counts for itself."""

    serial: int
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """`takers`: event counters of the coin acceptor "c" and the bill validator "b". `hoppers`: coins ever paid, by
    address. `cashbox`: pieces that went to the cashbox. `doubt`: staff must count.
    """

    takers: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    hoppers: Mapping[int, Place] = field(default_factory=lambda: MappingProxyType({}))
    cashbox: int = 0
    doubt: bool = False

    def encode(self) -> str:
        """At most 168 characters with eight hoppers."""
        takers = [f"{kind}{place.serial:06X}{place.count:02X}" for kind, place in sorted(self.takers.items())]
        hoppers = [
            f"h{address:02X}{place.serial:06X}{place.count:06X}" for address, place in sorted(self.hoppers.items())
        ]
        return ";".join([VERSION, *takers, f"x{self.cashbox:X}", *hoppers, *(["?"] if self.doubt else [])])

    def with_taker(self, kind: str, place: Place) -> Mark:
        """The same, with this taker's counter."""
        return replace(self, takers={**self.takers, kind: place})

    def with_hopper(self, address: int, place: Place) -> Mark:
        """The same, with this hopper's count."""
        return replace(self, hoppers={**self.hoppers, address: place})


def parse_mark(text: str) -> Mark | None:
    """None: these are not our words."""
    version, *parts = text.split(";")
    if version != VERSION:
        return None
    mark = Mark()
    for part in parts:
        if not (found := _PART.fullmatch(part)):
            return None
        match found.lastgroup:
            case "counter":
                mark = mark.with_taker(found["taker"], Place(int(found["serial"], 16), int(found["counter"], 16)))
            case "lifetime":
                place = Place(int(found["of"], 16), int(found["lifetime"], 16))
                mark = mark.with_hopper(int(found["address"], 16), place)
            case "cashbox":
                mark = replace(mark, cashbox=int(found["cashbox"], 16))
            case _:
                mark = replace(mark, doubt=True)
    return mark
