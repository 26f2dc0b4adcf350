"""What does this cost? The next code is looked at and nothing is sold. Nothing here is history."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.sight import PriceCheck, Sees
from kiosk.domain.states import Attract, Kiosk, Shopping

Code = (
    e.ItemScanned
    | e.UnknownScanned
    | e.VoucherShown
    | e.ReferenceShown
    | e.BasketShown
    | e.BasketPartShown
    | e.BasketRefused
    | e.CodesShown
)
"""Whatever a reader can read, and staff's badges excepted."""

Aside = e.LanguagePressed | e.StillHerePressed | e.FindPressed | e.FindTyped | e.DepartmentPressed | e.PriceCheckPressed
"""What a customer presses meanwhile."""

CLOSED = PriceCheck()


def may_ask(kiosk: Kiosk) -> bool:
    """Can a price be asked for now? Whoever holds a handheld sees it in the basket."""
    return isinstance(kiosk.state, Attract | Shopping) and not kiosk.shop.handheld


def asked(kiosk: Kiosk, sees: Sees, event: e.Event) -> PriceCheck:
    """What is asked after this event; `sees`: what it shows otherwise. It ends by itself when nobody goes on."""
    check = kiosk.sees.price_check
    match event:
        case e.PriceCheckPressed():
            return PriceCheck(open=True) if may_ask(kiosk) else CLOSED
        case _ if not check.open:
            return check
        case _ if not may_ask(kiosk) or sees.elapsed - sees.active_at >= kiosk.shop.idle_warning_seconds:
            return CLOSED
        case e.ItemScanned():
            return PriceCheck(open=True, shown=(event,))
        case _ if isinstance(event, Code):
            return PriceCheck(open=True, unknown=True)
        case e.BackPressed() if kiosk.sees.finder.open:
            return check
        case _ if isinstance(event, e.CustomerEvent) and not isinstance(event, Aside):
            return CLOSED
        case _:
            return check
