"""Looking for an article without a code, and typing a number that a pack must be sold with. Nothing here is history."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.barcode import GTIN_LENGTHS, is_gtin
from kiosk.domain.sight import Finder, Sees
from kiosk.domain.states import Attract, Kiosk, Shopping

TEXT_LENGTH_MAX = 40


def asked(kiosk: Kiosk) -> tuple[tuple[str, str], ...]:
    """The text and department the catalogue is to be searched for: empty or one."""
    finder = kiosk.sees.finder
    if not (finder.open and _may_look(kiosk)) or finder.capture:
        return ()
    return () if answered(finder) else ((finder.text, finder.department),)


def answered(finder: Finder) -> bool:
    """Is what came last the answer to what is asked for?"""
    return any((each.text, each.department) == (finder.text, finder.department) for each in finder.answer)


def mistyped(finder: Finder) -> bool:
    """Is it a number under bars whose check digit does not fit, and nothing that begins so?"""
    text = finder.text
    found = any(each.articles for each in finder.answer) and answered(finder)
    return len(text) in GTIN_LENGTHS and text.isdigit() and not is_gtin(text) and not found


def seen(kiosk: Kiosk, event: e.Event) -> Sees:
    """What the kiosk sees after an event that is a sign of life, but for what the catalogue answers."""
    sees, finder = kiosk.sees, looked(kiosk, event)
    if isinstance(event, e.ArticlesFound):
        return sees if finder is sees.finder else replace(sees, finder=finder)
    return replace(sees, finder=finder, active_at=sees.elapsed)


def _may_look(kiosk: Kiosk) -> bool:
    """While shopping, and where only the price is asked."""
    return isinstance(kiosk.own, Shopping) or (isinstance(kiosk.state, Attract) and kiosk.sees.price_check.open)


def looked(kiosk: Kiosk, event: e.Event) -> Finder:
    """The finder after this event; the same one when it does not concern it."""
    finder = kiosk.sees.finder
    match event:
        case _ if not _may_look(kiosk):
            return finder if finder == CLOSED else CLOSED  # whoever comes next finds nothing
        case e.FindPressed():
            return Finder(open=True)
        case e.CapturePressed(exception):
            return Finder(open=True, capture=exception)
        case _ if not finder.open:
            return finder
        case e.FindTyped(text):
            return replace(finder, text=text[:TEXT_LENGTH_MAX], department="")
        case e.DepartmentPressed(department):
            return replace(finder, text="", department=department)
        case e.ArticlesFound(text, department, codes=()) if (text, department) == (finder.text, finder.department):
            return replace(finder, answer=(event,))
        case e.BackPressed() if finder.department:
            return replace(finder, department="")
        case e.BackPressed() | e.ItemScanned() | e.UnknownScanned() | e.NumberEntered():
            return CLOSED
        case e.BasketShown() | e.CodesShown() | e.ReferenceShown():
            return CLOSED
        case _:
            return finder


CLOSED = Finder()
