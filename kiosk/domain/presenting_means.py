"""What remains when parts fail, as customers and staff read it: never a way that is not there."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import limits
from kiosk.domain.basket import Sale
from kiosk.domain.cash import NOTES_FROM
from kiosk.domain.means import Means, means, usable
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.phrases import money, say, short_money
from kiosk.domain.states import Kiosk

TAKEN = {
    # card, notes, coins
    (True, True, True): "means_all",
    (True, True, False): "means_card_notes",
    (True, False, True): "means_card_coins",
    (True, False, False): "means_card",
    (False, True, True): "means_cash",
    (False, True, False): "means_notes",
    (False, False, True): "means_coins",
    (False, False, False): "means_none",
}


def line(kiosk: Kiosk) -> str:
    """What can be paid with, in one line: before anybody has begun, and for staff."""
    now = means(kiosk)
    told = _say(kiosk, _taken(now))
    least = kiosk.shop.limits.card_min
    return f"{told} · {_say(kiosk, 'card_from', amount=_money(kiosk, least))}" if now.card and least else told


def _taken(now: Means) -> str:
    if now.cash and not now.change:
        return "means_exact_card" if now.card else "means_exact"
    return TAKEN[now.card, now.notes, now.coins]


def welcome(kiosk: Kiosk) -> str:
    """How to begin."""
    return _say(kiosk, "attract_hint_touch" if _deaf(kiosk) else "attract_hint")


def empty_basket(kiosk: Kiosk) -> str:
    """How to get the first article in."""
    if _deaf(kiosk):
        return _say(kiosk, "basket_empty_touch")
    return _say(kiosk, "basket_empty_scanner" if _gone(kiosk, e.Role.CAMERA) else "basket_empty")


def _deaf(kiosk: Kiosk) -> bool:
    """Is there no way to read a code? Where there is no reader at all, nothing is known of any."""
    readers = [role for role in (e.Role.CAMERA, e.Role.SCANNER) if _has(kiosk, role)]
    return bool(readers) and not means(kiosk).reads


def notices(kiosk: Kiosk) -> tuple[str, ...]:
    """What does not work now, and what to do instead."""
    now = means(kiosk)
    told = (
        "notice_card" if _gone(kiosk, e.Role.CARD) else "",
        _about_cash(kiosk, now),
        "notice_printer" if _gone(kiosk, e.Role.PRINTER) else "",
        *_about_readers(kiosk, now),
        "notice_scale" if _gone(kiosk, e.Role.SCALE) else "",
    )
    return tuple(_say(kiosk, key) for key in told if key)


def _about_cash(kiosk: Kiosk, now: Means) -> str:
    if not _has(kiosk, e.Role.CASH) or _starting(kiosk):
        return ""
    if not now.cash:
        return "notice_cash"
    if not now.change:
        return "notice_change_card" if now.card else "notice_change"
    values = {value for _, value in kiosk.till.held}
    if not now.notes and any(value >= NOTES_FROM for value in values):
        return "notice_notes"
    return "notice_coins" if not now.coins and any(value < NOTES_FROM for value in values) else ""


def _starting(kiosk: Kiosk) -> bool:
    """Is a cash machine still waking up? What it will be able to do is not known yet."""
    return any(device.role is e.Role.CASH and device.fault == "starting" for device in kiosk.sees.devices.values())


def _about_readers(kiosk: Kiosk, now: Means) -> tuple[str, ...]:
    camera, scanner = _gone(kiosk, e.Role.CAMERA), _gone(kiosk, e.Role.SCANNER)
    if (camera or scanner) and not now.reads:
        return ("notice_readers",)
    return ("notice_camera" if camera else "", "notice_scanner" if scanner else "")


def _has(kiosk: Kiosk, role: e.Role) -> bool:
    return any(device.role is role for device in kiosk.sees.devices.values())


def _gone(kiosk: Kiosk, role: e.Role) -> bool:
    known = any(device.role is role and device.fault != "starting" for device in kiosk.sees.devices.values())
    return known and not usable(kiosk, role)


# Limits of the law and of the shop


def card_limit(kiosk: Kiosk, sale: Sale) -> str:
    """Why the card cannot pay, though the terminal works; empty when it can."""
    limit = kiosk.shop.limits
    match limits.card_refused(limit, sale):
        case "card_min":
            return _say(kiosk, "card_from", amount=_money(kiosk, limit.card_min))
        case "card_max":
            return _say(kiosk, "card_up_to", amount=_money(kiosk, limit.card_max))
        case _:
            return ""


def cash_limit(kiosk: Kiosk, sale: Sale) -> str:
    """Why no (more) coins or notes are taken, though the machines work; empty when they are."""
    limit = kiosk.shop.limits
    match limits.cash_refused(limit, sale):
        case "cash_min":
            return _say(kiosk, "cash_from", amount=_money(kiosk, limit.cash_min))
        case "cash_max":
            return _say(kiosk, "cash_up_to", amount=_money(kiosk, limit.cash_max))
        case _:
            return _say(kiosk, "coins_up_to", count=limit.coins) if limits.coins_refused(limit, sale) else ""


def legal(kiosk: Kiosk) -> str:
    """What the law wants to be read where people pay."""
    limit, now = kiosk.shop.limits, means(kiosk)
    if not now.cash:
        told = _say(kiosk, "legal_no_cash")
    else:
        told = _say(kiosk, "legal_cash", count=limit.coins, amount=short_money(kiosk.till.language, limit.cash_max))
    if now.card and limit.card_min > NOTHING:
        told += _say(kiosk, "legal_card", amount=_money(kiosk, limit.card_min))
    return told


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
