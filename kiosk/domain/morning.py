"""What the owner should know next morning: notes on what customers and staff did that no total tells.

Kept by the fold, so that the journal alone makes the page. A day's notes end with the day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain import facts as f
from kiosk.domain.basket import TOLD_TO_STAFF, Doubt, PriceReason, Sale
from kiosk.domain.books import PeriodKind
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.overrides import is_override, is_removal

if TYPE_CHECKING:
    from kiosk.domain.states import Kiosk

NOTES_MAX = 200
"""Notes kept of a day; of more only how many there were."""


class Kind(StrEnum):
    """What a note is about. The order is the order on the page."""

    SHELF_PRICE = "shelf_price"  # the shelf said another price: to be put right
    UNKNOWN = "unknown"  # a code that the price file lacks
    SOLD = "sold"  # what an unknown or stopped article was sold for
    SHELF = "shelf"  # expired or recalled, found by a customer
    REMOVED = "removed"  # by the customer
    VOIDED = "voided"  # by staff
    PRICED = "priced"  # another price, a discount
    CHECK = "check"  # a spot check
    AGE = "age"  # somebody was too young
    BASKET = "basket"  # a basket that was forged, or shown twice
    OWED = "owed"  # given by hand, or unknown to the terminal
    CASH = "cash"  # counted, and not what the journal said
    DEVICE = "device"
    PIN = "pin"  # wrong PINs


HOUR = 3600


@dataclass(frozen=True, slots=True)
class Note:
    """One of them. `at`: UTC seconds, of the sale that was open or came before. `was`: a price before.

    `by`: an id of staff. `why`: what a device or a basket had. `role`: of a device.
    """

    kind: Kind
    at: int
    what: str
    amount: Money = NOTHING
    was: Money = NOTHING
    by: str = ""
    why: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """Of one business day. `more`: notes beyond NOTES_MAX.

    `hours`: (UTC seconds / 3600, removals by customers, overrides by staff), of each hour that had some.
    """

    day: str = ""
    notes: tuple[Note, ...] = ()
    more: int = 0
    hours: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """The open day's notes and those of the last day that was closed."""

    today: Notes = Notes()
    before: Notes = Notes()


NO_DIARY = Diary()


def kept(kiosk: Kiosk, fact: Fact, sale: Sale | None) -> Diary:
    """The diary after this fact; `sale`: the one that was open before it."""
    diary = kiosk.till.diary
    match fact:
        case f.DayOpened(day):
            return replace(diary, today=replace(diary.today, day=day))
        case f.PeriodClosed(kind=PeriodKind.DAY):
            return Diary(Notes(), diary.today)
        case f.ItemAdded(code=code, price=price, name=name):
            return _with_price(diary, code, name, price)
        case _:
            if sale and sale.training:
                return diary
            note = _of(kiosk, fact, sale)
            return _counted(_and(diary, note) if note else diary, kiosk.till.clock // HOUR, fact)


def _counted(diary: Diary, hour: int, fact: Fact) -> Diary:
    removed, decided = is_removal(fact), is_override(fact)
    if not removed and not decided:
        return diary
    hours = {each: (removals, overrides) for each, removals, overrides in diary.today.hours}
    removals, overrides = hours.get(hour, (0, 0))
    hours[hour] = removals + removed, overrides + decided
    return replace(diary, today=replace(diary.today, hours=tuple((each, *two) for each, two in sorted(hours.items()))))


def _and(diary: Diary, note: Note) -> Diary:
    today = diary.today
    if len(today.notes) >= NOTES_MAX:
        return replace(diary, today=replace(today, more=today.more + 1))
    return replace(diary, today=replace(today, notes=(*today.notes, note)))


def _with_price(diary: Diary, code: str, name: str, price: Money) -> Diary:
    """Staff released this code just now: what it was sold for."""
    match diary.today.notes:
        case (*before, Note(kind=Kind.SOLD, what=what, amount=Money(0)) as last) if what == code:
            sold = replace(last, what=f"{code} {name}", amount=price)
            return replace(diary, today=replace(diary.today, notes=(*before, sold)))
        case _:
            return diary


def _of(kiosk: Kiosk, fact: Fact, sale: Sale | None) -> Note | None:  # noqa: C901 - one case a fact
    at = kiosk.till.clock
    match fact:
        case f.LinePriced(line, before, after, reason, by) if sale and sale.has_line(line):
            kind = Kind.SHELF_PRICE if reason is PriceReason.SHELF else Kind.PRICED
            return Note(kind, at, sale.line(line).name, after, before, by)
        case f.QuantityChanged(line, before, after, by) if after < before and sale and sale.has_line(line):
            of_line = sale.line(line)
            fewer = of_line.amount - of_line.with_count(after).amount
            return Note(Kind.VOIDED if by else Kind.REMOVED, at, of_line.name, fewer, by=by)
        case f.LineRemoved(line, amount, by) if sale and sale.has_line(line):
            return Note(Kind.VOIDED if by else Kind.REMOVED, at, sale.line(line).name, amount, by=by)
        case f.ArticleDoubted(_, doubt, code) if doubt == Doubt.UNKNOWN:
            return Note(Kind.UNKNOWN, at, code)
        case f.ArticleDoubted(_, doubt, code, name, reason) if doubt in (Doubt.EXPIRED, Doubt.RECALLED):
            return Note(Kind.SHELF, at, f"{name} ({code}), {reason}")
        case f.DoubtSettled(number, "released", by) if sale and sale.has_exception(number):
            return Note(Kind.SOLD, at, sale.exception(number).code, by=by)
        case f.CheckEnded(outcome, by, total, differ):
            found = ", ".join(f"{name} +{count}" for name, count in differ)
            return Note(Kind.CHECK, at, found or outcome, total, by=by)
        case f.AgeChecked(age, False, by):
            return Note(Kind.AGE, at, str(age), by=by)
        case f.BasketTurnedAway(_, reason, device) if reason in TOLD_TO_STAFF:
            return Note(Kind.BASKET, at, device, why=reason)
        case f.OwedSettled(amount, by):
            return Note(Kind.OWED, at, "given", amount, by=by)
        case f.CardOutcomeSettled(charged=amount, by=by):
            return Note(Kind.OWED, at, "charged" if amount else "not_charged", amount, by=by)
        case f.CashDiffered(machine, value, count):
            return Note(Kind.CASH, at, machine, value * count)
        case f.CashboxEmptied(machine=machine, difference=difference, by=by) if difference:
            return Note(Kind.CASH, at, machine, difference, by=by)
        case f.CashBalanced(machine=machine, expected=expected, counted=counted, by=by) if counted != expected:
            return Note(Kind.CASH, at, machine, counted - expected, by=by)
        case f.DeviceConditionChanged(device, role, condition, fault) if condition != "ready":
            return Note(Kind.DEVICE, at, device, why=fault or condition, role=role)
        case f.PinRefused(refused_at):
            return Note(Kind.PIN, refused_at, "")
        case _:
            return None
