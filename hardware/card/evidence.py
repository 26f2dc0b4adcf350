"""What any terminal's answer is judged with: a doubt, and words for staff that name no card and no more."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CARD_NUMBER = re.compile(r"\d(?:[ \xa0.-]{0,2}\d){11,}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that cannot be believed, and why."""

    why: str


def masked_card(number: str) -> str:
    """The last four digits and nothing else."""
    last = re.search(r"[0-9]{1,4}$", number.strip())
    return f"**** {last.group()}" if last else ""


def without_card_numbers(text: str) -> str:
    """Any run of 12 digits or more, grouped or not, is shown by its last four only."""
    return _CARD_NUMBER.sub(lambda run: masked_card(run.group()), text)


def euros(cents: int) -> str:
    """As staff reads it: 12.34 EUR."""
    return f"{cents // 100}.{cents % 100:02d} EUR"


def short_name(reference: str, size: int) -> str:
    """`size` digits of base 36 from its SHA-256, for protocols with no room for a reference: always the same ones."""
    return base36(int.from_bytes(hashlib.sha256(reference.encode()).digest()[:16]), size)


def base36(number: int, size: int) -> str:
    """The `size` lowest digits, lowest first."""
    return "".join(_DIGITS[number // 36**place % 36] for place in range(size))
