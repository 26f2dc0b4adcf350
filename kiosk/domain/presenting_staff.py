"""The attendant's page: what is open, most urgent first, each with what to do and one touch to settle it."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from kiosk.domain import events as e
from kiosk.domain import (
    presenting_baskets,
    presenting_books,
    presenting_care,
    presenting_cashier,
    presenting_control,
    presenting_means,
    presenting_orders,
    presenting_prices,
    presenting_refunds,
    presenting_team,
    presenting_vouchers,
    returning,
)
from kiosk.domain import views as v
from kiosk.domain.basket import TELLING, WISHES, Doubt, Line, OpenException, Sale, ShelfNote
from kiosk.domain.books import date_of, moment
from kiosk.domain.clock import possible
from kiosk.domain.closing import days_due
from kiosk.domain.enrolling import name_of
from kiosk.domain.facts import Reason
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.permitting import allowed, offered, permitted
from kiosk.domain.phrases import money, say
from kiosk.domain.rights import Right
from kiosk.domain.states import (
    Attended,
    Attract,
    Call,
    Cancelling,
    Closed,
    Kiosk,
    Refunding,
    RefundingCard,
    Shopping,
    TakingCard,
    may,
    sale_of,
)
from kiosk.domain.views import Amount, Button, TaskView, Tone

SHELF_SHOWN_MAX = 4
"""Articles named in one task: more would not be read."""


def attendant(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.View:
    """The attendant's screen over whatever the visit interrupted."""
    match kiosk.sees.desk.page:
        case page if page is e.Page.TASKS or not permitted(kiosk, visit, e.PagePressed(page)):
            return _page_of_tasks(kiosk, visit, frame)
        case e.Page.REPORTS:
            return presenting_books.reports_page(kiosk, visit, frame)
        case e.Page.ARCHIVE:
            return presenting_books.archive_page(kiosk, visit, frame)
        case e.Page.CLOSING:
            return presenting_books.closing_page(kiosk, visit, frame)
        case e.Page.CASH:
            return presenting_cashier.page(kiosk, visit, frame)
        case e.Page.STAFF:
            return presenting_team.page(kiosk, visit, frame)
        case e.Page.RETURN if returning.may_return(kiosk, visit):
            return presenting_refunds.return_page(kiosk, visit, frame)
        case e.Page.RETURN:
            return _page_of_tasks(kiosk, visit, frame)
        case e.Page.DEVICES:
            return presenting_care.page(kiosk, visit, frame)
        case page:
            assert_never(page)


def _page_of_tasks(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.AttendantView:
    sales = sale_of(kiosk.own)
    total = sum((sale.total for sale in sales), NOTHING)
    priced = tuple(task for sale in sales for task in presenting_prices.page(kiosk, visit, sale))
    tasks = priced or tuple(allowed(kiosk, visit, task) for task in _tasks(kiosk, visit))
    leaving = Tone.SECONDARY if tasks else Tone.PRIMARY
    return v.AttendantView(
        frame=frame,
        title=_say(kiosk, "attendant_title"),
        name=name_of(kiosk, visit.by),
        hint=presenting_books.told(kiosk) or ("" if tasks else _say(kiosk, "all_settled")),
        tasks=tasks,
        lines=presenting_control.differences(kiosk)
        or tuple(_void(kiosk, visit, line) for sale in sales for line in sale.lines if not (sale.returns or priced)),
        total=Amount(_say(kiosk, "total"), _money(kiosk, total)),
        buttons=_back(kiosk) if priced else offered(kiosk, visit, _buttons(kiosk, visit, leaving)),
        devices=(*_offered(kiosk), *(_device(kiosk, name) for name in sorted(kiosk.sees.devices))),
        pages=presenting_books.pages(kiosk, visit),
    )


def _tasks(kiosk: Kiosk, visit: Attended) -> tuple[TaskView, ...]:
    calls = tuple(task for call in visit.calls for task in _call(kiosk, visit, call))
    calls += presenting_refunds.under_way(kiosk) + presenting_baskets.suspicions(kiosk)
    calls += presenting_vouchers.excess(kiosk)
    articles = tuple(task for sale in sale_of(kiosk.own) for task in _articles(kiosk, sale))
    bring = () if sale_of(kiosk.own) else presenting_cashier.to_bring(kiosk)
    idle = presenting_baskets.waiting(kiosk) + _shelf(kiosk) + bring
    if may(kiosk, visit, Right.STAFF):
        calls += presenting_team.recovered(kiosk)
    return calls + presenting_control.checks(kiosk) + articles + presenting_orders.tasks(kiosk) + idle


def _call(kiosk: Kiosk, visit: Attended, call: Call) -> tuple[TaskView, ...]:  # noqa: C901 - one case a reason
    amount = _money(kiosk, call.amount)
    match call.reason:
        case Reason.OWED:
            return (_task(kiosk, "task_owed", "task_owed_detail", call, ("owed_done", e.OwedSettledPressed())),)
        case Reason.PAYOUT_STUCK:
            return (_task(kiosk, "task_stuck", "task_stuck_detail", call, ("owed_done", e.OwedSettledPressed())),)
        case Reason.CARD_UNKNOWN if isinstance(kiosk.own, RefundingCard):
            return (presenting_refunds.card_unknown(kiosk, call),)
        case Reason.CARD_UNKNOWN:
            yes = ("card_yes", e.CardSettledPressed(call.amount))
            no = ("card_no", e.CardSettledPressed(NOTHING))
            return (_task(kiosk, "task_card", "task_card_detail", call, yes, no),)
        case Reason.CARD_REFUND:
            return (presenting_refunds.card_refund(kiosk, call),)
        case Reason.VOUCHER:
            take, refuse = ("voucher_take", e.VoucherTakenPressed()), ("voucher_refuse", e.VoucherRefusedPressed())
            return (_task(kiosk, "task_voucher", "task_voucher_detail", call, take, refuse),)
        case Reason.CREDIT_NOTE:
            return (presenting_refunds.credit_note(kiosk, call),)
        case Reason.GIVEN_LATE:
            return (presenting_refunds.given_late(kiosk, call),)
        case Reason.BOXED:
            return (
                _task(kiosk, "task_boxed", "task_boxed_detail", call, ("understood", e.CallSeenPressed(call.reason))),
            )
        case Reason.LEFT_BEHIND:
            return (TaskView(_say(kiosk, "task_left", amount=amount), _say(kiosk, "task_left_detail"), ()),)
        case Reason.CLOCK:
            return (_clock(kiosk, call),)
        case Reason.ROLLBACK:
            return (_rollback(kiosk, visit, call),)
        case Reason.PRICE:
            return (presenting_prices.called(kiosk),)
        case Reason.HELP | Reason.ARTICLES | Reason.CHECK:
            return ()


def _clock(kiosk: Kiosk, call: Call) -> TaskView:
    sees = kiosk.sees
    known, _ = map(int, call.evidence.split())
    now, before = (f"{moment(at, sees.utc_offset):%d/%m/%Y %H:%M}" for at in (sees.now, known))
    if not possible(sees.now):
        return TaskView(_say(kiosk, "task_clock_wrong", now=now), _say(kiosk, "task_clock_wrong_detail"), ())
    title = _say(kiosk, "task_clock", now=now)
    days = days_due(kiosk)
    detail = "task_clock_days" if days > 1 else "task_clock_detail"
    right = Button(_say(kiosk, "clock_right"), e.ClockConfirmedPressed(), Tone.SECONDARY)
    return TaskView(title, _say(kiosk, detail, before=before, days=days), (right,))


def _rollback(kiosk: Kiosk, visit: Attended, call: Call) -> TaskView:
    here, entry = call.evidence.split()
    able = may(kiosk, visit, Right.JOURNAL)
    accept = Button(_say(kiosk, "rollback_accept"), e.RollbackAcceptedPressed(), Tone.DANGER)
    detail = _say(kiosk, "task_rollback_detail" if able else "task_rollback_refused", here=here, entry=entry)
    return TaskView(_say(kiosk, "task_rollback"), detail, (accept,) if able else ())


def _task(kiosk: Kiosk, title: str, detail: str, call: Call, *choices: tuple[str, e.Event]) -> TaskView:
    tone = Tone.PRIMARY if len(choices) == 1 else Tone.SECONDARY  # no answer is put into anybody's mouth
    return TaskView(
        _say(kiosk, title, amount=_money(kiosk, call.amount)),
        _say(kiosk, detail, evidence=call.evidence),
        tuple(Button(_say(kiosk, label), event, tone) for label, event in choices),
    )


def _articles(kiosk: Kiosk, sale: Sale) -> tuple[TaskView, ...]:
    noted = {(note.reason, note.device) for note in kiosk.till.suspicions}  # told once: they stand above
    open_ = (each for each in sale.exceptions if (each.reason, each.name) not in noted)
    tasks = tuple(_doubt(kiosk, exception) for exception in open_)
    if not sale.age_needed or isinstance(kiosk.own, TakingCard):
        return tasks
    age = TaskView(
        _say(kiosk, "task_age", age=sale.age_needed),
        _say(kiosk, _age_detail(sale), date=_born_before(kiosk, sale.age_needed)),
        (
            Button(_say(kiosk, "age_ok"), e.AgeApprovePressed(), Tone.PRIMARY),
            Button(_say(kiosk, "age_no"), e.AgeRefusePressed(), Tone.DANGER),
        ),
    )
    return (age, *tasks)


def _age_detail(sale: Sale) -> str:
    """A basket may hold something restricted that the catalogue knows no age for."""
    known = any(line.minimum_age >= sale.age_needed for line in sale.lines)
    return "task_age_detail" if known else "task_age_basket"


def _born_before(kiosk: Kiosk, age: int) -> str:
    today = moment(kiosk.sees.now, kiosk.sees.utc_offset).date()
    # Somebody born on 29 February is of age on 1 March: the earlier day would be a day too generous.
    leap = (today.month, today.day) == (2, 29)
    born = date(today.year - age, 2, 28) if leap else today.replace(year=today.year - age)
    return f"{born:%d/%m/%Y}"


def phrases_of(exception: OpenException) -> str:
    """What the names of an exception's two sentences begin with."""
    match exception.doubt:
        case Doubt.TURNED_AWAY:
            return f"basket_{exception.reason}"
        case Doubt.UNTRACED:
            return f"untraced_{exception.reason}"
        case doubt:
            return doubt.value


def reason_of(exception: OpenException | ShelfNote) -> str:
    """The reason as people read it: a day as 22/11/2026, anything else as it is."""
    if exception.doubt is not Doubt.EXPIRED:
        return exception.reason
    day, _, minute = exception.reason.partition(" ")
    return f"{date_of(day)} {minute}".strip()


def _shelf(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """What customers found that nobody may sell: the newest first."""
    notes = tuple(reversed(kiosk.till.shelf))
    if not notes:
        return ()
    told = [
        _say(kiosk, f"shelf_{note.doubt}", name=note.name, code=note.code, reason=reason_of(note))
        for note in notes[:SHELF_SHOWN_MAX]
    ]
    if more := len(notes) - len(told):
        told.append(_say(kiosk, "shelf_more", count=more))
    done = Button(_say(kiosk, "shelf_done"), e.ShelfClearedPressed(), Tone.SECONDARY)
    return (TaskView(_say(kiosk, "task_shelf"), "; ".join(told), (done,)),)


def _doubt(kiosk: Kiosk, exception: OpenException) -> TaskView:
    if exception.doubt in WISHES:
        return presenting_control.wish(kiosk, exception)
    key = phrases_of(exception)
    title = _say(kiosk, f"{key}_title", name=exception.name)
    if exception.doubt in TELLING:
        seen = Button(_say(kiosk, "understood"), e.RefusePressed(exception.number), Tone.SECONDARY)
        if exception.doubt is Doubt.TURNED_AWAY:
            text = presenting_baskets.for_staff(kiosk, exception.reason, exception.name)
        else:
            text = _say(kiosk, f"{key}_text", code=exception.code, reason=reason_of(exception).rstrip("."))
        return TaskView(title, text, (seen,))
    release = v.Release(
        exception=exception.number,
        title=title,
        price_label=_say(kiosk, "price"),
        departments=tuple(name for name, _ in kiosk.shop.departments),
        sell_label=_say(kiosk, "release"),
        back_label=_say(kiosk, "back"),
    )
    detail = _detail(kiosk, exception)
    refuse = Button(_say(kiosk, "refuse"), e.RefusePressed(exception.number), Tone.DANGER)
    can_sell = isinstance(kiosk.own, Shopping)
    return TaskView(title, detail, (refuse,), (release,) if can_sell else (), _say(kiosk, "enter_price"))


def _detail(kiosk: Kiosk, exception: OpenException) -> str:
    match exception.doubt:
        case Doubt.UNSURE:
            return _say(kiosk, "unsure_detail", code=exception.code, reason=exception.reason)
        case Doubt.UNTRACED:
            return exception.code
        case _:
            return " ".join(part for part in (exception.code, exception.reason) if part)


def _void(kiosk: Kiosk, visit: Attended, line: Line) -> TaskView:
    detail = f"{line.count} × {_money(kiosk, line.price)} = {_money(kiosk, line.amount)}"
    if line.grams:
        detail = _money(kiosk, line.amount)
    can_void = not isinstance(kiosk.own, TakingCard | RefundingCard)
    void = Button(_say(kiosk, "void"), e.RemovePressed(line.number), Tone.QUIET, "remove", "", can_void)
    return TaskView(line.name, detail, offered(kiosk, visit, (*presenting_prices.opening(kiosk, line), void)))


def _back(kiosk: Kiosk) -> tuple[Button, ...]:
    return (Button(_say(kiosk, "back"), e.PagePressed(e.Page.TASKS), Tone.SECONDARY),)


def _buttons(kiosk: Kiosk, visit: Attended, leaving: Tone) -> tuple[Button, ...]:
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), leaving)
    match kiosk.own:
        case Attract():
            close = Button(_say(kiosk, "close_kiosk"), e.ClosePressed(), Tone.SECONDARY)
            returns = presenting_refunds.page(kiosk) if returning.may_return(kiosk, visit) else ()
            return (leave, close, *returns, *presenting_books.last_copy(kiosk))
        case Refunding() | RefundingCard():
            return presenting_refunds.buttons(kiosk, leave)
        case Closed():
            open_ = Button(_say(kiosk, "open_kiosk"), e.OpenPressed(), Tone.SECONDARY)
            return (leave, open_, *presenting_books.last_copy(kiosk))
        case TakingCard(unknown=False, cancelled=False):
            return (leave, Button(_say(kiosk, "card_stop"), e.CardCancelPressed(), Tone.SECONDARY))
        case Cancelling() | TakingCard():
            return (leave,)
        case Shopping(sale):
            cancel = Button(_say(kiosk, "cancel_sale"), e.CancelPressed(), Tone.DANGER)
            discount = presenting_prices.on_the_sale(kiosk, visit, sale)
            return (leave, *discount, *presenting_baskets.park(kiosk, sale, Tone.SECONDARY), cancel)
        case own if sale_of(own):
            return (leave, Button(_say(kiosk, "cancel_sale"), e.CancelPressed(), Tone.DANGER))
        case _:
            return (leave,)


def _offered(kiosk: Kiosk) -> tuple[Amount, ...]:
    """What customers read about the ways to pay, now."""
    pays = any(device.role in (e.Role.CASH, e.Role.CARD) for device in kiosk.sees.devices.values())
    return (Amount(_say(kiosk, "now_offered"), presenting_means.line(kiosk)),) if pays else ()


def _device(kiosk: Kiosk, name: str) -> Amount:
    device = kiosk.sees.devices[name]
    words = presenting_care.state_of(kiosk, device)
    if device.detail and device.condition is e.Condition.LOST:
        words += f" ({device.detail})"
    return Amount(presenting_care.title_of(kiosk, name, device), words)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(Language(kiosk.till.language), amount)
