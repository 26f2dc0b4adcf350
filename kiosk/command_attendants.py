"""`kiosk attendants`: who may come. The first manager, everybody else, and a technician's way back in.

Whatever changes is in the journal, so the kiosk must be stopped; on its own screen a manager does the same (Équipe).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, NoReturn

import typer
from rich.markup import escape
from rich.table import Table

from kiosk.command_books import so_far
from kiosk.command_desk import BY, Desk, opened_desk
from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, loaded, out, refused
from kiosk.config import Config
from kiosk.domain import facts as f
from kiosk.domain.events import EntryFault, EntryRefused, EntryWritten
from kiosk.domain.facts import Grade
from kiosk.domain.roll import NAME_MAX, Person, in_force, lost, new_id
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.roll import ID
from kiosk.team import attendants_of

app = typer.Typer(no_args_is_help=True, help="Who may use the keypad: enrol, badges, new PINs, dismiss, the way back.")

UNDONE = "Nobody's access was changed."
WHY = {
    EntryFault.SHORT: "A PIN has 4 to 12 digits.",
    EntryFault.EASY: "Everybody tries this PIN first: choose another.",
    EntryFault.TAKEN: "Choose another PIN.",
    EntryFault.BADGE_TAKEN: "Somebody has this badge already.",
    EntryFault.ARTICLE: "This code is an article's.",
    EntryFault.DISK: "staff.json in the kiosk's folder cannot be written: look at its disk, or remove a damaged one.",
}

Id = Annotated[str, typer.Argument(help="As `kiosk attendants list` shows it.")]
Name = Annotated[
    str, typer.Argument(help="What this person is called; it is kept in staff.json, never in the journal.")
]
NewId = Annotated[str, typer.Option("--id", help="An id of your own instead of the next free one.")]


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Who may come, and how. The kiosk may be running."""
    settings = loaded(config)
    attendants, named = attendants_of(settings), so_far(settings).till.roll
    arrived = attendants.arrived()
    table = Table("Id", "Name", "Grade", "Comes with", "From")
    for each in in_force(arrived.people, named):
        comes = "badge and PIN" if each.badge else "PIN"
        table.add_row(escape(each.id), escape(each.name), each.grade, comes, "roll" if each.entry else "kiosk.toml")
    out.print(table)
    if arrived.damaged:
        refused("The roll cannot be used, only kiosk.toml's people come:", arrived.damaged)
    if missing := lost(arrived.people, named):
        refused("Their PINs are lost, enrol them again:", ", ".join(missing))


@app.command()
def enrol(
    name: Name,
    grade: Annotated[Grade, typer.Option(help="What this person may do.")] = Grade.ATTENDANT,
    id_: NewId = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Let somebody come, with a PIN of their own. With the id of somebody who left or lost it: once more."""
    settings = loaded(config)
    with opened_desk(settings, UNDONE) as desk:
        new = _enrolled(settings, desk, name, grade, id_)
        desk.write(new)
    out.print(f"{escape(name)} is {new.attendant} and may come from the next start on.")


@app.command()
def recover(name: Name, id_: NewId = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """No manager's PIN is known any more: make this person a manager. Managers read of it at the kiosk, always."""
    settings = loaded(config)
    with opened_desk(settings, UNDONE) as desk:
        new = _enrolled(settings, desk, name, Grade.MANAGER, id_)
        desk.write(f.StaffRecovered(new.attendant, BY), new)
    out.print(f"{escape(name)} is {new.attendant}, a manager, from the next start on. The journal says so.")


@app.command("change-pin")
def change_pin(id_: Id, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Give somebody another PIN; a locked keypad stays locked."""
    settings = loaded(config)
    with opened_desk(settings, UNDONE) as desk:
        attendants = attendants_of(settings)
        person = _person(attendants, desk, id_)
        written = _taken(attendants.give_pin(_pin(), person, desk.kiosk.till.roll))
        desk.write(f.PinChanged(id_, BY, written.entry))
    out.print(f"{escape(person.name)} has another PIN from the next start on.")


@app.command()
def badge(id_: Id, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Give somebody a badge: scan it with a scanner that types, or type its code."""
    settings = loaded(config)
    with opened_desk(settings, UNDONE) as desk:
        attendants = attendants_of(settings)
        person = _person(attendants, desk, id_)
        code = typer.prompt("Badge", hide_input=True).strip()
        if not code or _is_article(settings, code):
            _not_taken(EntryFault.ARTICLE)
        written = _taken(attendants.give_badge(code, id_, desk.kiosk.till.roll))
        desk.write(f.BadgeGiven(id_, BY, written.entry))
    out.print(f"{escape(person.name)} has a badge from the next start on.")


@app.command()
def dismiss(id_: Id, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Let somebody come no more, also when kiosk.toml names them."""
    settings = loaded(config)
    with opened_desk(settings, UNDONE) as desk:
        attendants = attendants_of(settings)
        person = _person(attendants, desk, id_)
        everybody = in_force(attendants.arrived().people, desk.kiosk.till.roll)
        if [each.id for each in everybody if each.grade is Grade.MANAGER] == [id_]:
            refused(UNDONE, "This is the last manager: enrol another first.")
        desk.write(f.AttendantDismissed(id_, BY))
    out.print(f"{escape(person.name)} may not come any more.")


def _enrolled(settings: Config, desk: Desk, name: str, grade: Grade, id_: str) -> f.AttendantEnrolled:
    """Somebody new, whose entry lies in the roll; the journal is still to name it."""
    attendants, named = attendants_of(settings), desk.kiosk.till.roll
    people, called = attendants.arrived().people, " ".join(name.split())
    if not 0 < len(called) <= NAME_MAX or not called.isprintable():
        refused(UNDONE, f"A name has 1 to {NAME_MAX} characters.")
    if id_ and not ID.fullmatch(id_):
        refused(UNDONE, "An id has 1 to 16 letters, digits or hyphens.")
    if any(each.id == id_ and each.entry for each in in_force(people, named)):
        refused(UNDONE, f"{id_} may come already: change the PIN, or choose another id.")
    who = Person(id_ or new_id({*named, *(each.id for each in people)}), called, grade)
    written = _taken(attendants.give_pin(_pin(), who, named))
    return f.AttendantEnrolled(who.id, grade, BY, written.entry)


def _person(attendants: Attendants, desk: Desk, id_: str) -> Person:
    people = {each.id: each for each in in_force(attendants.arrived().people, desk.kiosk.till.roll)}
    return people[id_] if id_ in people else refused(UNDONE, f"Nobody who may come has the id {id_}.")


def _pin() -> str:
    return str(typer.prompt("PIN", hide_input=True, confirmation_prompt="The same again"))


def _taken(came: EntryWritten | EntryRefused) -> EntryWritten:
    return came if isinstance(came, EntryWritten) else _not_taken(came.reason)


def _not_taken(fault: EntryFault) -> NoReturn:
    refused(UNDONE, WHY[fault])


def _is_article(settings: Config, code: str) -> bool:
    """A shop without prices yet has no articles."""
    from kiosk.catalogue.catalogue import Catalogue

    with suppress(OSError):
        catalogue = Catalogue.open(settings.kiosk.folder / "catalogue")
        found = catalogue.find(code) is not None
        catalogue.close()
        return found
    return False
