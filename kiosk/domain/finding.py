"""Looking for an article without a code, and typing a number that a pack must be sold with. Nothing here is history."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.sight import Finder
from kiosk.domain.states import Kiosk, Shopping

TEXT_LENGTH_MAX = 40


def asked(kiosk: Kiosk) -> tuple[tuple[str, str], ...]:
    """The text and department the catalogue is to be searched for: empty or one."""
    finder = kiosk.sees.finder
    if not (finder.open and isinstance(kiosk.own, Shopping)) or finder.capture:
        return ()
    answered = any((each.text, each.department) == (finder.text, finder.department) for each in finder.answer)
    return () if answered else ((finder.text, finder.department),)


def looked(kiosk: Kiosk, event: e.Event) -> Finder:
    """The finder after this event; the same one when it does not concern it."""
    finder = kiosk.sees.finder
    match event:
        case e.FindPressed() if isinstance(kiosk.own, Shopping):
            return Finder(open=True)
        case e.CapturePressed(exception) if isinstance(kiosk.own, Shopping):
            return Finder(open=True, capture=exception)
        case e.FindTyped(text) if finder.open:
            return replace(finder, text=text[:TEXT_LENGTH_MAX], department="")
        case e.DepartmentPressed(department) if finder.open:
            return replace(finder, text="", department=department)
        case e.ArticlesFound(text, department) if finder.open and (text, department) == (
            finder.text,
            finder.department,
        ):
            return replace(finder, answer=(event,))
        case (
            e.BackPressed()
            | e.ItemScanned()
            | e.UnknownScanned()
            | e.NumberEntered()
            | e.BasketShown()
            | e.CodesShown()
        ) if finder.open:
            return Finder()
        case _:
            return finder
