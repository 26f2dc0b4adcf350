"""The roll: everybody who may come. What is in force is said by the journal; the secrets are in a file beside it.

Each entry of that file has a fingerprint, and the journal names the entry in force of each person. So an entry that was
written just before the power failed, one that somebody changed by hand, and one of an older backup open nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kiosk.domain.facts import Grade

GONE = ""
"""What the journal names instead of an entry when somebody was dismissed."""

NAME_MAX = 40
PEOPLE_MAX = 50
RANKS = tuple(Grade)
"""Nobody enrols, changes or dismisses somebody of a higher grade than their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a PIN. `entry`: the fingerprint of their entry in the roll; empty: they stand in kiosk.toml."""

    id: str
    name: str
    grade: Grade = Grade.ATTENDANT
    badge: bool = False
    entry: str = ""


class Listed(Protocol):
    """What there may be several of for one person: an entry of the roll, and one of kiosk.toml."""

    @property
    def id(self) -> str: ...
    @property
    def entry(self) -> str: ...


Anybody = TypeVar("Anybody", bound=Listed)


def in_force(listed: Iterable[Anybody], named: Mapping[str, str]) -> tuple[Anybody, ...]:
    """Who may come: of each person the entry that the journal names, else the one of kiosk.toml.

    The roll may be damaged or lost: then kiosk.toml's people come with what stands there. Who was dismissed never does.
    """
    found: dict[str, Anybody] = {}
    for each in listed:
        entry = named.get(each.id)
        if entry == GONE:
            continue
        if each.entry == (entry or "") or (not each.entry and each.id not in found):
            found[each.id] = each
    return tuple(found.values())


def lost(listed: Iterable[Listed], named: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of those whose entry the journal names, and the roll does not hold."""
    held = {(each.id, each.entry) for each in listed}
    return tuple(id_ for id_, entry in named.items() if entry != GONE and (id_, entry) not in held)


def new_id(known: Iterable[str]) -> str:
    """An id that nobody has or had: the journal names people by nothing else, for ever."""
    taken = set(known)
    number = len(taken) + 1
    while f"P{number}" in taken:
        number += 1
    return f"P{number}"


def outranks(grade: Grade, other: Grade) -> bool:
    """Is `other` above `grade`?"""
    return RANKS.index(other) > RANKS.index(grade)
