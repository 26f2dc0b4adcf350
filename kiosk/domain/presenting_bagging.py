"""The customer's bag on the screen: a light hint while scanning, what to put right, and the same for staff."""

from __future__ import annotations

from kiosk.domain import bagging
from kiosk.domain import events as e
from kiosk.domain.bagging import AMISS, Fit
from kiosk.domain.basket import OpenException, Sale
from kiosk.domain.phrases import say
from kiosk.domain.states import Kiosk, sale_of
from kiosk.domain.views import Button, ExceptionView, TaskView, Tone

SHOWN_SECONDS = 2
"""Who lays a bag down, or scans what is in it already, is not spoken to at once."""

CARDS = ("first", "full", "own", "removed", "more", "less", "waiting")
"""What the names of the sentences on a card begin with, after "bag_"."""


def hint(kiosk: Kiosk, sale: Sale) -> str:
    """What is to be put into the bag; empty when nothing is, or too little to be weighed."""
    if bagging.fit(kiosk, sale) not in (Fit.WAITING, Fit.FITS):
        return ""
    awaited, tolerance = bagging.awaited(kiosk, sale), kiosk.shop.bagging.tolerance_grams
    nothing = abs(awaited.grams) <= tolerance and not awaited.heavier
    down = any(grams > tolerance for grams in bagging.change(kiosk, sale)) and bagging.fit(kiosk, sale) is Fit.FITS
    return "" if nothing or down else _say(kiosk, "bag_put", name=bagging.names(kiosk, sale))


def told(kiosk: Kiosk) -> str:
    """Why it is not paid yet."""
    return _say(kiosk, "bag_steady") if kiosk.sees.bag.paying else ""


def other(kiosk: Kiosk, sale: Sale) -> tuple[Button, ...]:
    """What the customer may say of an article that is to be put into the bag."""
    large = bagging.too_large(kiosk, sale) and (hint(kiosk, sale) or bagging.asked(sale))
    return (Button(_say(kiosk, "too_large"), e.TooLargePressed(), Tone.SECONDARY),) if large else ()


def card(kiosk: Kiosk, sale: Sale) -> tuple[ExceptionView, ...]:
    """What does not fit, and what to do about it: empty or one."""
    sees, open_ = kiosk.sees, bagging.asked(sale)
    lasts = sees.elapsed - sees.since.get(AMISS, sees.elapsed) >= SHOWN_SECONDS
    if not open_ and not (lasts and bagging.is_amiss(kiosk)):
        return ()
    own = bagging.own_bag(kiosk, sale)
    buttons = tuple(Button(_say(kiosk, "own_bag"), e.OwnBagPressed(), Tone.PRIMARY) for _ in own)
    return (ExceptionView(_title(kiosk, sale), _say(kiosk, f"{_key(kiosk, sale)}_text"), buttons),)


def _title(kiosk: Kiosk, sale: Sale) -> str:
    return _say(kiosk, f"{_key(kiosk, sale)}_title", name=bagging.names(kiosk, sale))


def _key(kiosk: Kiosk, sale: Sale) -> str:
    match bagging.fit(kiosk, sale):
        case Fit.MORE if not (sale.lines or sale.bag.pieces):
            return "bag_first" if bagging.own_bag(kiosk, sale) else "bag_full"
        case Fit.MORE if any(piece.count < 0 for piece in bagging.due(kiosk, sale)):
            return "bag_removed"
        case Fit.MORE:
            return "bag_own" if bagging.own_bag(kiosk, sale) else "bag_more"
        case Fit.LESS:
            return "bag_less"
        case Fit.WAITING:
            return "bag_waiting"
        case Fit.FITS | Fit.UNKNOWN:
            return "weight"


def called(kiosk: Kiosk) -> str:
    """What is amiss, when the bag's weight is all that staff are called for; else empty."""
    for sale in sale_of(kiosk.own):
        if sale.questions and sale.questions == bagging.asked(sale) and not sale.age_needed:
            title = _title(kiosk, sale)
            return title if title.endswith("?") else f"{title}."
    return ""


def task(kiosk: Kiosk, exception: OpenException) -> TaskView:
    """For staff: what was expected and what is there, now where that can be said, else as it was when it was asked."""
    expected, grams = (int(number) for number in exception.reason.split()[1:])
    for sale in sale_of(kiosk.own):
        for shown in bagging.change(kiosk, sale):
            expected, grams = bagging.awaited(kiosk, sale).grams, shown
    key = "task_bag_heavy" if grams > expected else "task_bag_light"
    return TaskView(
        _say(kiosk, key, differ=abs(grams - expected)),
        _say(kiosk, "task_bag_detail", expected=expected, grams=grams, name=exception.name).strip(),
        (
            Button(_say(kiosk, "check_rescan"), e.RescanPressed(), Tone.SECONDARY),
            Button(_say(kiosk, "weight_fine"), e.ApprovePressed(exception.number), Tone.SECONDARY),
        ),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
