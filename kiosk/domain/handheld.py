"""Rules of the staff handheld: the same kiosk, which sells nothing. Staff scan in the queue and hand over a QR code.

Whoever knows a PIN takes it; scans become a basket, and the basket leaves as signed codes (kiosk.domain.parking). It
needs no network, and cannot know what became of a basket.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import parking
from kiosk.domain.attending import AUTO_LOCK_SECONDS, locked_seconds
from kiosk.domain.basket import Handover
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.states import Attended, Attract, Kiosk, Own, Parking, Shopping

Facts = tuple[Fact, ...]
Rules = Callable[[Kiosk, Own, e.Event], Facts]


def rules_apply(kiosk: Kiosk) -> bool:
    """Is this a handheld in the hands of its staff? A manager who puts it right sees the kiosk's own pages."""
    return bool(kiosk.shop.handheld) and not kiosk.calls and not isinstance(kiosk.state, Attended)


def decided(kiosk: Kiosk, event: e.Event, otherwise: Rules) -> Facts:
    """What a touch or a code means on a handheld; `otherwise`: what it means on any kiosk."""
    holder = kiosk.till.holder
    match kiosk.own, event:
        case _, e.PinWrong():
            return (f.PinRefused(kiosk.sees.now),)
        case _, e.AttendantIdentified(by) if not holder and not locked_seconds(kiosk):
            return (f.HandheldTaken(by),)
        case _, e.LanguagePressed(language):
            return (f.LanguageChosen(language),) if language is not kiosk.till.language else ()
        case _ if not holder:
            return ()
        case _, e.LockPressed():
            return (f.HandheldLocked(holder),)
        case Attract(), e.HandoverPressed(basket):
            shown = (each for each in showable(kiosk) if each.basket == basket)
            return tuple(f.HandoverShown(each.sale, each.basket, each.expires, holder) for each in shown)
        case Shopping(sale), (e.PayPressed() | e.ParkPressed()):
            return parking.parked(kiosk, sale)
        case _, (e.HelpPressed() | e.BasketShown() | e.BasketPartShown() | e.BasketRefused()):
            return ()
        case Parking(), (e.ItemScanned() | e.UnknownScanned()):
            ended = (f.SessionEnded(),)
            return (*ended, *otherwise(replay(ended, kiosk), Attract(), event))
        case Parking(), e.DonePressed():
            return (f.SessionEnded(),)
        case own, _:
            return otherwise(kiosk, own, event)


def locked_by_time(kiosk: Kiosk) -> Facts:
    """A handheld that lies untouched locks itself. Its basket waits."""
    quiet = kiosk.sees.elapsed - kiosk.sees.active_at
    return (f.HandheldLocked(kiosk.till.holder),) if kiosk.till.holder and quiet >= AUTO_LOCK_SECONDS else ()


def showable(kiosk: Kiosk) -> tuple[Handover, ...]:
    """The baskets whose codes a kiosk would still take."""
    return tuple(each for each in kiosk.till.handovers if each.expires > kiosk.sees.now)
