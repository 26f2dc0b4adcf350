"""A signed basket, its parts and its lines: what may be in them. FORMAT.md says the same in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kiosk.domain.barcode import is_gtin
from kiosk.domain.basket import COUNT_MAX, LINES_MAX, Refusal
from kiosk.domain.product import GRAMS_MAX

SHOP_LENGTH_MAX = DEVICE_LENGTH_MAX = 16
SHOP_PATTERN = DEVICE_PATTERN = r"^[A-Za-z0-9-]{1,16}$"
ID_SIZE = 8
KEY_ID_SIZE = 4
DIGEST_SIZE = 4
CODE_LENGTH_MAX = 40
PARTS_MAX = 8
MINUTES_MAX = 2**16 - 1
MINUTE: Final = 60
ISSUED_MAX = (2**32 - 1) * MINUTE
GTIN_LENGTH = 13

__all__ = ["COUNT_MAX", "LINES_MAX", "Basket", "BasketLine", "Head", "Part", "Refused", "code_of"]

_CODE = re.compile(rf"[!-~](?:[ -~]{{0,{CODE_LENGTH_MAX - 2}}}[!-~])?")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`count` pieces (1 to 99) of an article, or one weighed portion of so many `grams` (net; 0: not weighed).

    `code`: a GTIN or an in-store label in 13 digits, else the shop's own code, 1 to 40 printable ASCII characters
    without a space at either end. A GTIN of 14 digits is 13 digits when its first is 0, else it is an own code.
    """

    code: str
    count: int = 1
    grams: int = 0

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is no code of 1 to {CODE_LENGTH_MAX} printable ASCII characters")
        if self.code != code_of(self.code):
            raise ValueError(f"{self.code!r} is a GTIN that is not written in {GTIN_LENGTH} digits")
        if not 1 <= self.count <= COUNT_MAX:
            raise ValueError(f"{self.code}: a line holds 1 to {COUNT_MAX} pieces, not {self.count}")
        if not 0 <= self.grams <= GRAMS_MAX or (self.grams and self.count != 1):
            raise ValueError(f"{self.code}: a weighed line is one portion of 1 to {GRAMS_MAX} g, not {self.grams}")

    @property
    def gtin(self) -> bool:
        """Is the code 13 digits with the right check digit?"""
        return len(self.code) == GTIN_LENGTH and is_gtin(self.code)


@dataclass(frozen=True, slots=True)
class Head:
    """What every part says of the whole basket: two parts with equal heads are parts of the same basket.

    `key`: the first 4 bytes of the public key's SHA-256. `device`: what its maker calls itself. `id`: 8 random bytes,
    used once. `issued`: UTC seconds, a whole minute. `minutes`: how long after that it can be taken. `restricted`: a
    person must check an age. `lines`, `pieces`, `digest`: of the whole basket (a weighed portion is one piece).
    """

    key: bytes
    shop: str
    device: str
    id: bytes
    issued: int
    minutes: int
    parts: int
    lines: int
    pieces: int
    restricted: bool
    digest: bytes

    def __post_init__(self) -> None:
        if (len(self.key), len(self.id), len(self.digest)) != (KEY_ID_SIZE, ID_SIZE, DIGEST_SIZE):
            raise ValueError("a key id has 4 bytes, a basket id 8 and a digest 4")
        if not re.fullmatch(SHOP_PATTERN, self.shop):
            raise ValueError(f"a shop id has 1 to {SHOP_LENGTH_MAX} letters, digits or hyphens, not {self.shop!r}")
        if not re.fullmatch(DEVICE_PATTERN, self.device):
            raise ValueError(f"a device has 1 to {DEVICE_LENGTH_MAX} letters, digits or hyphens, not {self.device!r}")
        if not 0 <= self.issued <= ISSUED_MAX or self.issued % MINUTE:
            raise ValueError(f"a basket is issued at a whole minute after 1970, not at {self.issued}")
        if not 1 <= self.minutes <= MINUTES_MAX:
            raise ValueError(f"a basket can be taken for 1 to {MINUTES_MAX} minutes, not {self.minutes}")
        if not 1 <= self.parts <= PARTS_MAX:
            raise ValueError(f"a basket has 1 to {PARTS_MAX} parts, not {self.parts}")
        if not self.parts <= self.lines <= LINES_MAX:
            raise ValueError(f"a basket has 1 to {LINES_MAX} lines and no part without any, not {self.lines}")
        if not self.lines <= self.pieces <= LINES_MAX * COUNT_MAX:
            raise ValueError(f"{self.lines} lines do not hold {self.pieces} pieces")

    @property
    def expires(self) -> int:
        """UTC seconds."""
        return self.issued + self.minutes * MINUTE


@dataclass(frozen=True, slots=True)
class Part:
    """One of `head.parts` codes: `number` counts from 1."""

    head: Head
    number: int
    lines: tuple[BasketLine, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.head.parts:
            raise ValueError(f"there is no part {self.number} of {self.head.parts}")
        if not 1 <= len(self.lines) <= self.head.lines:
            raise ValueError(f"a part of {self.head.lines} lines does not hold {len(self.lines)}")


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody puts together, before it is split and signed. See Head for what is what."""

    shop: str
    device: str
    id: bytes
    issued: int
    minutes: int
    lines: tuple[BasketLine, ...]
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a part is not taken; `device` is whose it says it is, where the key id is known."""

    reason: Refusal
    device: str = ""


def code_of(code: str) -> str:
    """A code as baskets write it: a GTIN of 8, 12 or 13 digits in 13, one of 14 as well when its first digit is 0."""
    if not is_gtin(code) or (len(code) > GTIN_LENGTH and not code.startswith("0")):
        return code
    return code.zfill(GTIN_LENGTH)[-GTIN_LENGTH:]
