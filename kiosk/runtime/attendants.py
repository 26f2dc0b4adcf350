"""Who knows a PIN. The digits are compared here and go no further: no fact, log or screen ever holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.domain.events import AttendantIdentified, PinWrong
from kiosk.domain.facts import Grade

PIN_LENGTHS = range(4, 13)

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's argon2id minimum: about 45 ms a try on the machines measured. The growing delay does the rest."""


@dataclass(frozen=True, slots=True)
class Attendant:
    """`pin_hash` in argon2's own encoding."""

    id: str
    pin_hash: str
    grade: Grade = Grade.ATTENDANT


def pin_hash(pin: str) -> str:
    """What kiosk.toml keeps instead of a PIN. ValueError when it is not 4 to 12 digits."""
    if len(pin) not in PIN_LENGTHS or not (pin.isascii() and pin.isdigit()):
        raise ValueError("a PIN has 4 to 12 digits")
    return _HASHER.hash(pin)


class Attendants:
    """Everybody who may come."""

    def __init__(self, attendants: Iterable[Attendant] = ()) -> None:
        self._attendants = tuple(attendants)

    def identify(self, pin: str) -> AttendantIdentified | PinWrong:
        """Whose PIN this is."""
        for attendant in self._attendants:
            if _matches(attendant.pin_hash, pin):
                return AttendantIdentified(attendant.id, attendant.grade)
        return PinWrong()


def _matches(pin_hash_: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash_, pin)
    except (VerificationError, InvalidHashError, UnicodeError):
        return False
