"""Rules of the scale under the customer's bag: what was scanned lies in it, and nothing else.

It is looked at once a second and before paying, when it stands still. Several articles put down at once are compared by
their sum; one that is not known yet makes any weight right. What does not fit is the customer's to mend, by scanning,
taking out or putting back; what lasts is for staff. Where the scale does not answer, nothing is compared.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.bag import Expected, Piece, expected, weight_of
from kiosk.domain.basket import Doubt, OpenException, Sale
from kiosk.domain.facts import Fact
from kiosk.domain.history_bagging import to_bag
from kiosk.domain.means import usable
from kiosk.domain.sight import BagScale
from kiosk.domain.states import Attended, Kiosk, Shopping, sale_of

Facts = tuple[Fact, ...]

STILL_SECONDS = 1
"""What stands still for so long has been put down; a hand that rests on it has not."""

MOVING_SECONDS = 5
"""Who wants to pay waits no longer for a scale that does not come to rest."""

NAMES_SHOWN_MAX = 3

AMISS = "bag"
"""The key, in Sees.since, of a bag that does not fit."""


class Fit(StrEnum):
    """Does what the scale shows fit what was scanned?"""

    UNKNOWN = "unknown"  # it is not compared, or not now
    FITS = "fits"
    WAITING = "waiting"  # something is still to be put down
    MORE = "more"  # something is there that was not scanned, or was taken out of the basket
    LESS = "less"  # something is gone


def fit(kiosk: Kiosk, sale: Sale) -> Fit:
    """How it is now."""
    for grams in change(kiosk, sale):
        return _fit(grams, awaited(kiosk, sale))
    return Fit.UNKNOWN


def change(kiosk: Kiosk, sale: Sale) -> tuple[int, ...]:
    """By how many grams the scale shows more than when all was right: empty or one."""
    if not is_watched(kiosk, sale):
        return ()
    match kiosk.sees.bag.state:
        case e.WeightState.STABLE | e.WeightState.ZERO | e.WeightState.UNDER_ZERO:
            return (kiosk.sees.bag.grams - sale.bag.grams,)
        case _:
            return ()


def awaited(kiosk: Kiosk, sale: Sale) -> Expected:
    """By how much it should."""
    return _expected(kiosk, due(kiosk, sale))


def due(kiosk: Kiosk, sale: Sale) -> tuple[Piece, ...]:
    """What is to come into the bag, or out of it. Not the bags that the shop sells: in them it all lies."""
    return tuple(piece for piece in to_bag(sale) if piece.code not in kiosk.shop.bags)


def is_watched(kiosk: Kiosk, sale: Sale) -> bool:
    """Is this sale's bag compared at all? Not what staff have scanned, or put by: that lies elsewhere."""
    elsewhere = sale.baskets or sale.orders or sale.collects or sale.bag.unwatched
    there = bool(kiosk.shop.bagging.scale) and usable(kiosk, e.Role.BAGGING)
    return there and isinstance(kiosk.own, Shopping) and not (elsewhere or kiosk.shop.handheld)


def is_moving(kiosk: Kiosk, sale: Sale) -> bool:
    """Is something being put down at this moment?"""
    bag = kiosk.sees.bag
    moves = bag.state is e.WeightState.UNSTABLE and kiosk.sees.elapsed - bag.moved_at < MOVING_SECONDS
    return moves and is_watched(kiosk, sale)


def is_amiss(kiosk: Kiosk) -> bool:
    """Is something there that should not be, or gone that should be there?"""
    return any(fit(kiosk, sale) in (Fit.MORE, Fit.LESS) for sale in sale_of(kiosk.own))


def asked(sale: Sale) -> tuple[OpenException, ...]:
    """What staff were asked about the bag's weight: empty or one."""
    return tuple(each for each in sale.exceptions if each.doubt is Doubt.WEIGHT)


# What follows by itself


def looked(kiosk: Kiosk) -> Facts:
    """A second has passed."""
    match kiosk.own:
        case Shopping(sale) if not is_watched(kiosk, sale):
            return tuple(f.DoubtSettled(each.number, "unwatched") for each in asked(sale))
        case Shopping(sale) if kiosk.sees.elapsed - kiosk.sees.bag.still_at >= STILL_SECONDS:
            return _put_down(kiosk, sale) or _mended(kiosk, sale) or _lasting(kiosk, sale)
        case _:
            return ()


def before_paying(kiosk: Kiosk, sale: Sale) -> Facts:
    """What is still to be noted before this basket is paid; in the end, when something is amiss, the question."""
    if noted := _put_down(kiosk, sale) or _mended(kiosk, sale):
        return noted
    amiss = fit(kiosk, sale) in (Fit.WAITING, Fit.MORE, Fit.LESS)
    return _question(kiosk, sale) if sale.lines and amiss else ()


def _put_down(kiosk: Kiosk, sale: Sale) -> Facts:
    """Articles that came into the bag (or left it). What weighs nearly nothing is put down with the next."""
    pieces = due(kiosk, sale)
    known = tuple(each for each in pieces if weight_of(each, kiosk.till.weights))
    of_known = _expected(kiosk, known)
    for grams in change(kiosk, sale):
        if abs(grams) <= kiosk.shop.bagging.tolerance_grams:
            continue
        if known and _fit(grams, of_known) is Fit.FITS:
            return (_bagged(grams, known),)
        alone = tuple(each for each in pieces if each not in known)
        light = abs(of_known.grams) <= kiosk.shop.bagging.tolerance_grams
        since_scanned = kiosk.sees.bag.still_at >= kiosk.sees.bag.scanned_at
        if [each.count for each in alone] in ([1], [-1]) and grams * alone[0].count > 0 and light and since_scanned:
            return (_bagged(grams, alone),)
    return ()


def _bagged(grams: int, pieces: tuple[Piece, ...]) -> f.ItemsBagged:
    return f.ItemsBagged(grams, tuple((piece.line, piece.count) for piece in pieces))


def _mended(kiosk: Kiosk, sale: Sale) -> Facts:
    """The customer has put it right."""
    fits = fit(kiosk, sale) is Fit.FITS
    return tuple(f.DoubtSettled(each.number, "mended") for each in asked(sale) if fits)


def _lasting(kiosk: Kiosk, sale: Sale) -> Facts:
    """It has been amiss for long, and nobody is there to see to it."""
    lasts = kiosk.sees.elapsed - kiosk.sees.since.get(AMISS, kiosk.sees.elapsed)
    theirs = sale.lines and not isinstance(kiosk.state, Attended)
    return _question(kiosk, sale) if theirs and is_amiss(kiosk) and lasts >= kiosk.shop.bagging.patience_seconds else ()


def _question(kiosk: Kiosk, sale: Sale) -> Facts:
    if asked(sale):
        return ()
    (grams,), found = change(kiosk, sale), fit(kiosk, sale)
    reason = f"{found} {awaited(kiosk, sale).grams} {grams}"
    number, name = sale.last_exception + 1, names(kiosk, sale)
    return (f.ArticleDoubted(number, Doubt.WEIGHT, "", name, reason, at=kiosk.sees.now),)


def names(kiosk: Kiosk, sale: Sale) -> str:
    """The articles that are still to be put down; when there are none, the one put down last."""
    lines = {line.number: line.name for line in sale.lines}
    still = [lines[piece.line] for piece in due(kiosk, sale) if piece.count > 0]
    told = still[-NAMES_SHOWN_MAX:] or [lines[each.line] for each in sale.bag.pieces[-1:] if each.line in lines]
    return ", ".join(told)


# What people press


def pressed(kiosk: Kiosk, sale: Sale, event: e.OwnBagPressed | e.TooLargePressed) -> Facts:
    """What the customer says of the bag."""
    match event:
        case e.OwnBagPressed():
            return tuple(map(f.BagPlaced, own_bag(kiosk, sale)))
        case e.TooLargePressed():
            return tuple(f.ItemTooLarge(piece.line) for piece in too_large(kiosk, sale))


def own_bag(kiosk: Kiosk, sale: Sale) -> tuple[int, ...]:
    """What the customer's bag weighs, where it can be one: empty or one. Heavier ones staff look into."""
    most = kiosk.shop.bagging.own_bag_grams - sale.bag.own
    removed = any(piece.count < 0 for piece in due(kiosk, sale))
    beyond = (grams - awaited(kiosk, sale).grams for grams in change(kiosk, sale))
    return tuple(grams for grams in beyond if fit(kiosk, sale) is Fit.MORE and 0 < grams <= most and not removed)


def too_large(kiosk: Kiosk, sale: Sale) -> tuple[Piece, ...]:
    """The piece that customers may still say of that it is too large: the one scanned last; empty or one."""
    if not is_watched(kiosk, sale) or len(sale.bag.large) >= kiosk.shop.bagging.large_max:
        return ()
    return tuple(piece for piece in due(kiosk, sale) if piece.count > 0)[-1:]


def accepted(kiosk: Kiosk, sale: Sale, by: str) -> Facts:
    """Staff say that all is well: what lies there now is right."""
    settled = tuple(f.DoubtSettled(each.number, "approved", by) for each in asked(sale))
    return (*settled, *seen_by_staff(kiosk, sale, by))


def seen_by_staff(kiosk: Kiosk, sale: Sale, by: str) -> Facts:
    """Whatever lies there, staff have looked into the bag."""
    return tuple(
        f.WeightAccepted(grams, awaited(kiosk, sale).grams, by)
        for grams in change(kiosk, sale)
        if due(kiosk, sale) or abs(grams) > kiosk.shop.bagging.tolerance_grams
    )


def rescanned(sale: Sale, by: str) -> Facts:
    """Staff scan what is in the bag: a check of the basket begins, unless one goes on."""
    settled = tuple(f.DoubtSettled(each.number, "rescanned", by) for each in asked(sale))
    going_on = any(not check.is_over for check in sale.checks[-1:])
    begun = () if going_on else (f.CheckBegun(("weight",)),)
    return (*settled, *begun, f.RescanBegun(by))


# What is seen


def seen(kiosk: Kiosk, event: e.Event) -> BagScale:
    """The scale under the bag, after this event. Not history."""
    bag, now = kiosk.sees.bag, kiosk.sees.elapsed
    if bag.pays:
        bag = replace(bag, pays=False)
    match event:
        case e.WeightChanged(name, state, grams) if name and name == kiosk.shop.bagging.scale:
            return _shown(bag, state, grams, now)
        case e.DeviceChanged(name, condition=e.Condition.LOST) if name == kiosk.shop.bagging.scale:
            return BagScale()  # what it showed may not be there any more
        case e.ClockTicked() if bag.paying and not any(is_moving(kiosk, sale) for sale in sale_of(kiosk.own)):
            return replace(bag, paying=False, pays=True)
        case e.ItemScanned() | e.UnknownScanned() | e.QuantityPressed() if kiosk.shop.bagging.scale:
            return replace(bag, scanned_at=now, paying=False)
        case e.PayPressed() if any(is_moving(kiosk, sale) for sale in sale_of(kiosk.own)):
            return replace(bag, paying=True)
        case _ if bag.paying and isinstance(event, e.CustomerEvent | e.AttendantEvent):
            return replace(bag, paying=False)
        case _:
            return bag


def _shown(bag: BagScale, state: e.WeightState, grams: int, now: int) -> BagScale:
    match state:
        case e.WeightState.UNSTABLE:
            moved_at = bag.moved_at if bag.state is state else now
            return replace(bag, state=state, moved_at=moved_at)
        case e.WeightState.STABLE | e.WeightState.ZERO | e.WeightState.UNDER_ZERO:
            grams = grams if state is e.WeightState.STABLE else 0
            still_at = bag.still_at if (bag.state, bag.grams) == (state, grams) else now
            return replace(bag, state=state, grams=grams, still_at=still_at, paying=False, pays=bag.paying)
        case _:
            return replace(bag, state=state, paying=False, pays=bag.paying)


def _expected(kiosk: Kiosk, pieces: tuple[Piece, ...]) -> Expected:
    return expected(pieces, kiosk.till.weights, kiosk.shop.bagging.tolerance_grams)


def _fit(grams: int, awaited_now: Expected) -> Fit:
    most, least = awaited_now.grams + awaited_now.give, awaited_now.grams - awaited_now.give
    if grams > most and not awaited_now.heavier:
        return Fit.MORE
    if grams >= least or awaited_now.lighter:
        return Fit.FITS
    return Fit.WAITING if grams >= awaited_now.gone - awaited_now.give else Fit.LESS
