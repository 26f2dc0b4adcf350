"""Who knows a PIN. The digits are compared here and go no further: no fact, log or screen ever holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.domain.events import (
    AttendantIdentified,
    BadgeShown,
    EntryFault,
    EntryRefused,
    EntryWritten,
    PinWrong,
    RollArrived,
    RollStep,
)
from kiosk.domain.facts import Grade
from kiosk.domain.roll import Person, in_force
from kiosk.runtime.roll import Entry, Roll, RollDamaged, RollFull, badge_of

PIN_LENGTHS = range(4, 13)

_HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
"""Above OWASP's minimum for argon2id (19 MiB, two passes). One try takes 61 ms on the slowest machine measured (two
shared cores, 2.3 times its load); `kiosk doctor` says what it takes here. It is meant to lie between 50 and 300 ms."""

Named = Mapping[str, str]
"""The entry in force of each id, as the journal has it: see kiosk.domain.roll."""

NOBODY_NAMED: Named = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody in kiosk.toml. `pin_hash` in argon2's own encoding."""

    id: str
    pin_hash: str = field(repr=False)
    grade: Grade = Grade.ATTENDANT
    name: str = ""

    @property
    def entry(self) -> str:
        """None in the roll."""
        return ""

    @property
    def badge(self) -> str:
        """Badges are given on the kiosk."""
        return ""


Anybody = Attendant | Entry


def pin_hash(pin: str) -> str:
    """What is kept instead of a PIN. ValueError when it is not 4 to 12 digits."""
    if len(pin) not in PIN_LENGTHS or not (pin.isascii() and pin.isdigit()):
        raise ValueError("a PIN has 4 to 12 digits")
    return _HASHER.hash(pin)


def easy(pin: str) -> bool:
    """Is it one of those that everybody tries first: 0000, 1234, 8765, 1212?"""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {9}) or pin == pin[:2] * (len(pin) // 2)


class Attendants:
    """Everybody who may come: kiosk.toml's people, and those of the roll that the journal names."""

    def __init__(self, attendants: Iterable[Attendant] = (), roll: Roll | None = None) -> None:
        self._attendants = tuple(attendants)
        self._roll = roll

    def arrived(self) -> RollArrived:
        """Everybody, in force or not."""
        people = (Person(each.id, each.name, each.grade, bool(each.badge), each.entry) for each in self._listed())
        return RollArrived(tuple(people), self._roll.damaged if self._roll else "")

    def identify(
        self, pin: str, named: Named = NOBODY_NAMED, whose: str = "", badge_required: bool = False
    ) -> AttendantIdentified | PinWrong:
        """Whose PIN this is. `whose`: the badge of this id was shown; else who must show one is nobody."""
        for each in in_force(self._listed(), named):
            able = each.id == whose if whose else not (badge_required and each.badge)
            if able and _matches(each.pin_hash, pin):
                return AttendantIdentified(each.id, each.grade)
        return PinWrong()

    def badge_shown(self, code: str) -> tuple[BadgeShown, ...]:
        """A code that is or was somebody's badge: empty or one."""
        owners = self._roll.whose(code) if self._roll else ()
        return (BadgeShown(tuple((each.id, each.entry) for each in owners)),) if owners else ()

    def give_pin(self, pin: str, person: Person, named: Named) -> EntryWritten | EntryRefused:
        """A PIN for this person, who may be new. Nobody else has the same: without a badge it says who it is."""
        try:
            hashed = pin_hash(pin)
        except ValueError:
            return EntryRefused(EntryFault.SHORT)
        if easy(pin):
            return EntryRefused(EntryFault.EASY)
        others = (each for each in in_force(self._listed(), named) if each.id != person.id)
        if any(_matches(each.pin_hash, pin) for each in others):
            return EntryRefused(EntryFault.TAKEN)
        before = self._entry(person.id, named)
        badge = before[0].badge if before else ""
        return self._written(RollStep.PIN, Entry(person.id, person.name, person.grade, hashed, badge), named)

    def give_badge(self, code: str, id_: str, named: Named) -> EntryWritten | EntryRefused:
        """This code is the badge of somebody who may come already."""
        badge = badge_of(code)
        if any(each.badge == badge for each in in_force(self._listed(), named) if each.id != id_):
            return EntryRefused(EntryFault.BADGE_TAKEN)
        for each in self._entry(id_, named):
            return self._written(RollStep.BADGE, replace(each, badge=badge), named)
        return EntryRefused(EntryFault.DISK)

    def _written(self, step: RollStep, entry: Entry, named: Named) -> EntryWritten | EntryRefused:
        if self._roll is None:
            return EntryRefused(EntryFault.DISK)
        try:
            self._roll.add(entry, named)
        except (RollDamaged, RollFull, OSError):
            return EntryRefused(EntryFault.DISK)
        return EntryWritten(step, entry.id, entry.grade, entry.entry)

    def _entry(self, id_: str, named: Named) -> tuple[Entry, ...]:
        """Of somebody who may come: empty or one."""
        return tuple(
            each if isinstance(each, Entry) else Entry(each.id, each.name, each.grade, each.pin_hash)
            for each in in_force(self._listed(), named)
            if each.id == id_
        )

    def _listed(self) -> tuple[Anybody, ...]:
        return (*self._attendants, *(self._roll.entries if self._roll else ()))


def _matches(pin_hash_: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash_, pin)
    except (VerificationError, InvalidHashError, UnicodeError):
        return False
