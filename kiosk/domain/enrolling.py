"""Rules of the roll on the kiosk: who enrols whom, whose PIN and badge change, who is dismissed, and who never is."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Grade
from kiosk.domain.rights import Right
from kiosk.domain.roll import NAME_MAX, PEOPLE_MAX, RANKS, Person, in_force, new_id, outranks
from kiosk.domain.sight import Desk, RollCall, Sees
from kiosk.domain.states import Attended, Attract, Closed, Kiosk, may

Facts = tuple[Fact, ...]

Pressed = e.EntryWritten | e.DismissPressed | e.RecoverySeenPressed

KEYPAD_SECONDS = 60
"""How long the keypad stays before a customer when nobody types."""


def staff(kiosk: Kiosk) -> tuple[Person, ...]:
    """Everybody who may come, by name."""
    return tuple(sorted(in_force(kiosk.sees.people, kiosk.till.roll), key=lambda person: person.name.casefold()))


def badges(kiosk: Kiosk) -> bool:
    """Has somebody a badge?"""
    return any(each.badge for each in staff(kiosk))


def person(kiosk: Kiosk, id_: str) -> tuple[Person, ...]:
    """Who may come under this id: empty or one."""
    return tuple(each for each in staff(kiosk) if each.id == id_)


def name_of(kiosk: Kiosk, id_: str) -> str:
    """Whose id this is, also of somebody who left; the id itself when neither the roll nor kiosk.toml knows it."""
    named = {**dict(kiosk.shop.staff), **{each.id: each.name for each in kiosk.sees.people}}
    return named.get(id_) or id_


def pressed(kiosk: Kiosk, visit: Attended, event: Pressed) -> Facts:
    """What the manager has done to the roll."""
    match event:
        case e.EntryWritten(step, id_, grade, entry) if any(call.person == id_ for call in kiosk.sees.desk.roll):
            if not person(kiosk, id_):
                new = step is e.RollStep.PIN and not outranks(visit.grade, grade)
                return (f.AttendantEnrolled(id_, grade, visit.by, entry),) if new else ()
            if not may_change(kiosk, visit, id_):
                return ()
            return ((f.PinChanged if step is e.RollStep.PIN else f.BadgeGiven)(id_, visit.by, entry),)
        case e.DismissPressed(id_) if may_dismiss(kiosk, visit, id_):
            return (f.AttendantDismissed(id_, visit.by),)
        case e.RecoverySeenPressed() if kiosk.till.recovered:
            return (f.RecoverySeen(visit.by),)
        case _:
            return ()


def undisturbed(kiosk: Kiosk) -> bool:
    """Is nobody buying? Whose turn it is must not wait for paperwork."""
    return isinstance(kiosk.own, Attract | Closed)


def may_enrol(kiosk: Kiosk) -> bool:
    """Is there room, a roll to write in, and nobody waiting at the kiosk?"""
    return undisturbed(kiosk) and not kiosk.sees.roll_damaged and len(staff(kiosk)) < PEOPLE_MAX


def may_change(kiosk: Kiosk, visit: Attended, id_: str) -> bool:
    """May the visitor give this person a PIN and a badge?"""
    known = (not outranks(visit.grade, each.grade) for each in person(kiosk, id_))
    return undisturbed(kiosk) and not kiosk.sees.roll_damaged and any(known)


def may_dismiss(kiosk: Kiosk, visit: Attended, id_: str) -> bool:
    """Nobody dismisses themselves, somebody above them, or the last manager."""
    managers = [each.id for each in staff(kiosk) if each.grade is Grade.MANAGER]
    known = (not outranks(visit.grade, each.grade) for each in person(kiosk, id_))
    return undisturbed(kiosk) and id_ != visit.by and managers != [id_] and any(known)


def grades(visit: Attended) -> tuple[Grade, ...]:
    """What the visitor may make of somebody new."""
    return tuple(grade for grade in RANKS if not outranks(visit.grade, grade))


def learning(kiosk: Kiosk) -> bool:
    """Is the next code that is read somebody's badge, and nothing else?"""
    at_badge = any(call.step is e.RollStep.BADGE for call in kiosk.sees.desk.roll)
    visited = isinstance(kiosk.state, Attended) and may(kiosk, kiosk.state, Right.STAFF)
    return at_badge and visited and kiosk.sees.desk.page is e.Page.STAFF


def at_the_desk(kiosk: Kiosk, visit: Attended, event: e.Event) -> Desk:  # noqa: C901 - one case a step
    """The desk after this event; the same one when it is none of its business."""
    desk = kiosk.sees.desk
    match event, desk.roll:
        case e.RollPressed(e.RollStep.NAME), _ if may_enrol(kiosk):
            return _at(desk, RollCall(e.RollStep.NAME, new=True))
        case e.RollPressed(e.RollStep.PERSON, id_), _:
            return _at(
                desk, *(RollCall(e.RollStep.PERSON, each.id, each.name, each.grade) for each in person(kiosk, id_))
            )
        case e.RollPressed(e.RollStep.DISMISS as step, id_), (RollCall(person=same) as call,) if id_ == same:
            return _at(desk, replace(call, step=step)) if may_dismiss(kiosk, visit, id_) else desk
        case e.RollPressed(step, id_), (RollCall(person=same) as call,) if id_ == same and may_change(
            kiosk, visit, id_
        ):
            return _at(desk, replace(call, step=step, wrong=""))
        case e.PersonNamed(name, grade), (RollCall(e.RollStep.NAME),) if called := _called(name):
            if outranks(visit.grade, grade):
                return desk
            known = {*kiosk.till.roll, *(each.id for each in kiosk.sees.people)}
            return _at(desk, RollCall(e.RollStep.PIN, new_id(known), called, grade, new=True))
        case e.EntryRefused(reason), (call,):
            return _at(desk, replace(call, wrong=reason.value))
        case e.EntryWritten(e.RollStep.PIN), (call,) if _about(call, event) and call.new:
            return replace(_at(desk, replace(call, step=e.RollStep.BADGE, wrong="", new=False)), told="enrolled")
        case e.EntryWritten(step), (call,) if _about(call, event):
            return replace(_at(desk, replace(call, step=e.RollStep.PERSON, wrong="")), told=f"{step}_given")
        case e.DismissPressed(id_), _ if may_dismiss(kiosk, visit, id_):
            return replace(_at(desk), told="dismissed")
        case e.RollLeft(), (call,) if call.step in (e.RollStep.PERSON, e.RollStep.NAME) or call.new:
            return _at(desk)
        case e.RollLeft(), (call,):
            return _at(desk, replace(call, step=e.RollStep.PERSON, wrong=""))
        case _:
            return desk


def at_the_keypad(kiosk: Kiosk, event: e.Event) -> Sees:
    """What the kiosk sees after what concerns the keypad and the roll; the same when nothing does."""
    sees = kiosk.sees
    match event:
        case e.RollArrived(people, damaged):
            return replace(sees, people=people, roll_damaged=damaged)
        case e.KeysShuffled(keys):
            return replace(sees, keys=keys)
        case e.BadgeShown(owners) if not isinstance(kiosk.state, Attended) and not _held(kiosk):
            for each in staff(kiosk):
                if (each.id, each.entry) in owners:
                    keys = sees.keys if keypad_open(kiosk) else ""
                    return replace(
                        sees, pin_open=True, pin_of=each.id, pin_wrong=False, keys=keys, active_at=sees.elapsed
                    )
            return sees
        case _:
            return sees


def forgotten(sees: Sees) -> Sees:
    """Somebody opened the keypad and went away: it closes, and what lies under it is there again."""
    if not sees.pin_open or sees.elapsed - sees.active_at < KEYPAD_SECONDS:
        return sees
    return closed(sees)


def closed(sees: Sees) -> Sees:
    """No keypad: whoever comes next finds nothing of this one."""
    return replace(sees, pin_open=False, pin_wrong=False, pin_of="", keys="")


def keypad_open(kiosk: Kiosk) -> bool:
    """Is the keypad on the screen? On a handheld that nobody holds it always is."""
    if kiosk.sees.journal_broken or isinstance(kiosk.state, Attended):
        return False
    return kiosk.sees.pin_open or (bool(kiosk.shop.handheld) and not kiosk.till.holder and not kiosk.calls)


def _held(kiosk: Kiosk) -> bool:
    return bool(kiosk.shop.handheld and kiosk.till.holder)


def _about(call: RollCall, event: e.EntryWritten) -> bool:
    """Does the manager still look at what was asked?"""
    return (call.step, call.person) == (event.step, event.person)


def _called(name: str) -> str:
    """As it is written: "jean-luc" was typed on a keyboard without capitals."""
    return " ".join(name.split())[:NAME_MAX].title()


def _at(desk: Desk, *call: RollCall) -> Desk:
    return replace(desk, roll=call, told="")
