"""Parking a basket of which nothing was paid.

Who parks it takes it along as signed QR codes, which any kiosk of the shop takes once. One whose customer walked away
waits here for staff.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import WISHES, Doubt, OpenException, Sale
from kiosk.domain.books import moment
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import usable
from kiosk.domain.phrases import say
from kiosk.domain.putting_by import added
from kiosk.domain.receipt import Code, ReceiptPart, Separator, Text
from kiosk.domain.sight import Parked
from kiosk.domain.states import Attended, Attract, Kiosk, Parking, Shopping, own

Facts = tuple[Fact, ...]

PATIENCE_SECONDS = 180
"""How long the codes stay on the screen while nobody touches it."""

FAILED = "parking_failed"
PRINTED, NOT_PRINTED = "parking_printed", "parking_not_printed"
"""What came of it: keys of sentences."""

_MINUTE = 60
_FNV_OFFSET, _FNV_PRIME, _FNV_MASK = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


def can_park(kiosk: Kiosk, sale: Sale) -> bool:
    """Only what nothing was paid for; no order and no price of staff, for codes hold neither; nothing in training."""
    something = bool(sale.lines or unsold(sale))
    here_alone = sale.paid_anything or sale.others or sale.orders or sale.collects or sale.training
    amiss = any(each.doubt is Doubt.WEIGHT for each in sale.exceptions)
    priced = any(line.was for line in sale.lines)
    return kiosk.shop.parks and something and not (here_alone or amiss or priced)


def unsold(sale: Sale) -> tuple[OpenException, ...]:
    """What leaves beside the lines: articles that staff must still look at. What was asked about a line stays here."""
    return tuple(each for each in sale.questions if each.doubt not in WISHES)


def parked(kiosk: Kiosk, sale: Sale) -> Facts:
    """The customer or staff want the basket to wait."""
    if not can_park(kiosk, sale):
        return ()
    whole_minute = kiosk.sees.now - kiosk.sees.now % _MINUTE
    expires = whole_minute + kiosk.shop.parked_minutes * _MINUTE
    return (f.SaleParked(basket_id(kiosk, sale), expires, sale.total, kiosk.sees.now, kiosk.till.holder),)


def walked_away(kiosk: Kiosk, sale: Sale) -> Facts:
    """Nobody is there any more. With money in the machine nothing is ever reset: staff come."""
    if sale.paid_anything:
        return (f.AttendantCalled(Reason.LEFT_BEHIND, sale.cash_kept + sale.cards_kept + sale.tendered),)
    if can_wait(sale):
        return (f.SaleSetAside(sale.total, kiosk.sees.now),)
    return (f.SaleAbandoned(sale.total),)


def can_wait(sale: Sale) -> bool:
    """Only goods: an order is open again by itself, and nothing real comes of training."""
    besides = sale.others or sale.orders or sale.collects or sale.training
    return bool(sale.lines or sale.questions) and not besides


def attended(kiosk: Kiosk, visit: Attended, event: e.TakeUpPressed | e.AsideClearedPressed) -> Facts:
    """What staff do with a basket that waits: it goes on as a sale of its own, or its goods are back on the shelf."""
    for waiting in kiosk.till.asides:
        if waiting.sale.number == event.sale:
            match event:
                case e.AsideClearedPressed(number):
                    return (f.AsideCleared(number, visit.by),)
                case e.TakeUpPressed() if may_go_on(kiosk):
                    return _taken_up(kiosk, waiting.sale, visit.by)
    return ()


def may_go_on(kiosk: Kiosk) -> bool:
    """Is nobody buying, and is this no training?"""
    return isinstance(kiosk.own, Attract) and not kiosk.till.training.by


def _taken_up(kiosk: Kiosk, sale: Sale, by: str) -> Facts:
    """With the same prices. Whoever is of age is looked at again: it may be somebody else."""
    return (
        f.SaleStarted(kiosk.till.sales + 1, kiosk.sees.now),
        f.SaleTakenUp(sale.number, by, sale.age_floor, sale.baskets, sale.limits, sale.bags_offered),
        *map(added, sale.lines),
        *(
            f.ArticleDoubted(
                each.number, each.doubt, each.code, each.name, each.reason, each.product, kiosk.sees.now, each.pack
            )
            for each in sale.questions
            if each.doubt is not Doubt.WEIGHT
        ),
    )


def basket_id(kiosk: Kiosk, sale: Sale) -> str:
    """16 hexadecimal digits that no other sale of the shop's kiosks has, but by a chance of one to 2**64.

    Made of the till's name, of when its journal began and of the sale's number, so that replay needs no dice (FNV-1a).
    """
    digest = _FNV_OFFSET
    for byte in f"{kiosk.shop.handheld or kiosk.shop.till}.{kiosk.till.born}.{sale.number}".encode():
        digest = (digest ^ byte) * _FNV_PRIME & _FNV_MASK
    return f"{digest:016x}"


def failed(kiosk: Kiosk, event: e.BasketCodesNotMade) -> Facts:
    """The basket goes on here."""
    match kiosk.own:
        case Parking(basket=basket) if basket == event.basket:
            return (f.ParkingFailed(basket, event.reason),)
        case _:
            return ()


def parked_now(kiosk: Kiosk, event: e.Event) -> Parked:
    """The codes on the screen and their way to paper, after this event. Not history."""
    before = kiosk.sees.parked
    match own(kiosk.state), event:
        case Parking(basket=basket), e.BasketCodesMade(made, texts, codes) if basket == made:
            return Parked(texts, codes)
        case Parking(basket=basket), e.BasketCodesNotMade(made) if basket == made:
            return Parked(told=FAILED)
        case Parking(sale), e.PrintCodesPressed() if before.codes and not before.job and usable(kiosk, e.Role.PRINTER):
            job = f"{kiosk.shop.till}.{kiosk.till.born:x}.P{sale.number}.{kiosk.sees.now:x}"
            return replace(before, job=job, told="")
        case Parking(), e.PrintFinished(job) if before.job and job == before.job:
            return replace(before, job="", told=PRINTED)
        case Parking(), e.PrintFailed(job) if before.job and job == before.job:
            return replace(before, job="", told=NOT_PRINTED)
        case Parking(), _:
            return before
        case Shopping(), _ if before.told and not isinstance(event, e.CustomerEvent):
            return before  # that it failed stays on the screen until the customer goes on
        case _:
            return Parked()


def parts(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    """The paper a customer takes along: each code with its number, and until when it is taken."""
    texts, language = kiosk.sees.parked.texts, kiosk.till.language
    paper: list[ReceiptPart] = [
        Text(kiosk.shop.name, bold=True, centred=True),
        Text(say(language, "parking_paper"), centred=True),
        Separator(),
    ]
    for number, text in enumerate(texts, 1):
        paper += [Text(f"{number}/{len(texts)}", centred=True)] if len(texts) > 1 else []
        paper += [Code(text)]
    return (*paper, Text(until(kiosk), centred=True), Text(say(language, "parking_unpaid"), centred=True))


def until(kiosk: Kiosk) -> str:
    """Until when the parked basket is taken, in words and in the shop's own time."""
    match kiosk.own:
        case Parking(expires=expires):
            return say(kiosk.till.language, "parking_until", time=f"{moment(expires, kiosk.sees.utc_offset):%H:%M}")
        case _:
            return ""
