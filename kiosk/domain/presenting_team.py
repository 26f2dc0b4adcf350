"""The team's pages: who may come, somebody new, a PIN chosen, a badge given; and whose PIN the keypad wants."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import enrolling
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.enrolling import name_of
from kiosk.domain.facts import Grade
from kiosk.domain.language import Language
from kiosk.domain.permitting import offered
from kiosk.domain.phrases import say
from kiosk.domain.presenting_books import pages
from kiosk.domain.roll import Person, lost
from kiosk.domain.sight import RollCall
from kiosk.domain.states import Attended, Kiosk
from kiosk.domain.views import Button, TaskView, Tone

LETTERS = {
    Language.FR: ("azertyuiop", "qsdfghjklm", "wxcvbn-' ", "éèêëàâçïîô"),
    Language.EN: ("qwertyuiop", "asdfghjkl-", "zxcvbnm' ", "éèêëàâçïîô"),
}
"""What names are made of."""


def page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.View:
    """What the manager is doing to the roll."""
    for call in kiosk.sees.desk.roll:
        match call.step:
            case e.RollStep.NAME:
                return _name(kiosk, visit, frame)
            case e.RollStep.PIN:
                return _pin(kiosk, call, frame)
            case e.RollStep.BADGE:
                return _badge(kiosk, visit, call, frame)
            case e.RollStep.DISMISS:
                return _dismiss(kiosk, visit, call, frame)
            case e.RollStep.PERSON:
                return _person(kiosk, visit, call, frame)
    return _everybody(kiosk, visit, frame)


def keypad_title(kiosk: Kiosk) -> str:
    """Whose PIN is wanted, where a badge has said it."""
    whose = kiosk.sees.pin_of
    return _say(kiosk, "pin_title_of", name=name_of(kiosk, whose)) if whose else _say(kiosk, "pin_title")


def keypad_hint(kiosk: Kiosk) -> str:
    """A badge is spoken of where somebody has one."""
    if kiosk.sees.pin_of or not enrolling.badges(kiosk):
        return _say(kiosk, "pin_hint")
    return _say(kiosk, "pin_hint_badge_first" if kiosk.shop.badge_required else "pin_hint_badge")


def recovered(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """A technician let somebody in: told until a manager has read it."""
    if not kiosk.till.recovered:
        return ()
    seen = Button(_say(kiosk, "understood"), e.RecoverySeenPressed(), Tone.SECONDARY)
    name = name_of(kiosk, kiosk.till.recovered)
    return (
        TaskView(_say(kiosk, "task_recovered", name=name), _say(kiosk, "task_recovered_detail", name=name), (seen,)),
    )


def _everybody(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.TeamView:
    people = tuple(
        Button(f"{person.name} · {_grade(kiosk, person.grade)}", e.RollPressed(e.RollStep.PERSON, person.id))
        for person in enrolling.staff(kiosk)
    )
    add = Button(
        _say(kiosk, "team_add"), e.RollPressed(e.RollStep.NAME), Tone.PRIMARY, "", "", enrolling.may_enrol(kiosk)
    )
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY)
    return _team(kiosk, visit, frame, _say(kiosk, "page_staff"), _state(kiosk), people, add, leave)


def _state(kiosk: Kiosk) -> str:
    """What is wrong with the roll, or why nothing can be changed now, or nothing."""
    if kiosk.sees.roll_damaged:
        return _say(kiosk, "team_damaged")
    if missing := lost(kiosk.sees.people, kiosk.till.roll):
        return _say(kiosk, "team_lost", ids=", ".join(name_of(kiosk, id_) for id_ in missing))
    if not enrolling.undisturbed(kiosk):
        return _say(kiosk, "team_busy")
    return _say(kiosk, "team_hint" if enrolling.may_enrol(kiosk) else "team_full")


def _person(kiosk: Kiosk, visit: Attended, call: RollCall, frame: v.Frame) -> v.TeamView:
    about = next(iter(enrolling.person(kiosk, call.person)), Person(call.person, call.name, call.grade))
    can, out = enrolling.may_change(kiosk, visit, about.id), enrolling.may_dismiss(kiosk, visit, about.id)
    badge = "team_badge_other" if about.badge else "team_badge"
    return _team(
        kiosk,
        visit,
        frame,
        about.name,
        _say(kiosk, "team_has_badge" if about.badge else "team_has_pin", grade=_grade(kiosk, about.grade)),
        (
            Button(_say(kiosk, "team_pin"), e.RollPressed(e.RollStep.PIN, about.id), enabled=can),
            Button(_say(kiosk, badge), e.RollPressed(e.RollStep.BADGE, about.id), enabled=can),
            Button(_say(kiosk, "team_dismiss"), e.RollPressed(e.RollStep.DISMISS, about.id), Tone.DANGER, enabled=out),
        ),
        _back(kiosk),
    )


def _dismiss(kiosk: Kiosk, visit: Attended, call: RollCall, frame: v.Frame) -> v.TeamView:
    """What it means is said before it is done, and the way back stands first."""
    title, hint = _say(kiosk, "team_dismiss_title", name=call.name), _say(kiosk, "team_dismiss_hint")
    done = Button(_say(kiosk, "team_dismiss"), e.DismissPressed(call.person), Tone.DANGER)
    return _team(kiosk, visit, frame, title, hint, (), _back(kiosk, Tone.PRIMARY), done)


def _badge(kiosk: Kiosk, visit: Attended, call: RollCall, frame: v.Frame) -> v.TeamView:
    title = _say(kiosk, "team_badge_title", name=call.name)
    without = Button(_say(kiosk, "team_badge_none"), e.RollLeft(), Tone.SECONDARY)
    view = _team(kiosk, visit, frame, title, _say(kiosk, "team_badge_hint"), (), without, icon="scan")
    return replace(view, told=_say(kiosk, f"entry_{call.wrong}")) if call.wrong else view


def _name(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.NameView:
    return v.NameView(
        frame=frame,
        title=_say(kiosk, "team_name_title"),
        hint=_say(kiosk, "team_name_hint"),
        rows=LETTERS[kiosk.till.language],
        grades=tuple(
            Button(_grade(kiosk, grade), e.PersonNamed("", grade), Tone.SECONDARY) for grade in enrolling.grades(visit)
        ),
        back=_back(kiosk),
    )


def _pin(kiosk: Kiosk, call: RollCall, frame: v.Frame) -> v.PinView:
    return v.PinView(
        frame=frame,
        title=_say(kiosk, "team_pin_title", name=call.name),
        hint=_say(kiosk, "team_pin_hint"),
        wrong=_say(kiosk, f"entry_{call.wrong}") if call.wrong else "",
        locked="",
        confirm_label=_say(kiosk, "confirm"),
        back=(_back(kiosk),),
        twice=(v.Twice(_say(kiosk, "team_pin_again"), _say(kiosk, "team_pin_differs")),),
    )


def _team(
    kiosk: Kiosk,
    visit: Attended,
    frame: v.Frame,
    title: str,
    hint: str,
    choices: tuple[Button, ...],
    *buttons: Button,
    icon: str = "staff",
) -> v.TeamView:
    desk = kiosk.sees.desk
    return v.TeamView(
        frame=frame,
        title=title,
        name=name_of(kiosk, visit.by),
        pages=pages(kiosk, visit),
        icon=icon,
        hint=hint,
        choices=offered(kiosk, visit, choices),
        told=_say(kiosk, f"told_{desk.told}") if desk.told in TOLD else "",
        buttons=offered(kiosk, visit, buttons),
    )


TOLD = frozenset({"enrolled", "pin_given", "badge_given", "dismissed"})


def _back(kiosk: Kiosk, tone: Tone = Tone.SECONDARY) -> Button:
    return Button(_say(kiosk, "back"), e.RollLeft(), tone, "back")


def _grade(kiosk: Kiosk, grade: Grade) -> str:
    return _say(kiosk, f"grade_{grade}")


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
