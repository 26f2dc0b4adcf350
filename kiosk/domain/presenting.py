"""present: what the customer should see right now, as finished text. Pure, and complete for every state."""

from __future__ import annotations

from typing import assert_never

from kiosk.domain import (
    bagging,
    handheld,
    presenting_bagging,
    presenting_bags,
    presenting_baskets,
    presenting_email,
    presenting_goods,
    presenting_handheld,
    presenting_means,
    presenting_orders,
    presenting_payment,
    presenting_price_check,
    presenting_prices,
    presenting_refunds,
    presenting_team,
    presenting_trouble,
    presenting_vouchers,
)
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.attending import locked_seconds
from kiosk.domain.barcode import is_periodical
from kiosk.domain.basket import COUNT_MAX, TELLING, WISHES, Doubt, Line, OpenException, Sale
from kiosk.domain.language import Language
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.phrases import fault, kilograms, money, say
from kiosk.domain.presenting_staff import attendant, phrases_of, reason_of
from kiosk.domain.states import (
    NO_CODE,
    Attended,
    Attract,
    Cancelling,
    ChoosingPayment,
    ChoosingReceipt,
    Closed,
    Collecting,
    Filling,
    GivingChange,
    Kiosk,
    NeedsAttendant,
    OfferingBags,
    Own,
    Parking,
    Printing,
    Refunding,
    RefundingCard,
    Shopping,
    ShowingReceipt,
    TakingCard,
    TakingCash,
    Thanks,
    TypingEmail,
    Weighing,
    WeighingContainer,
)
from kiosk.domain.views import Button, Tone


def present(kiosk: Kiosk) -> v.View:
    """The screen."""
    if kiosk.sees.journal_broken:
        return presenting_trouble.journal_broken(kiosk, _frame(kiosk, help_=False))
    if kiosk.sees.ending:
        return v.WaitView(_frame(kiosk, help_=False), _say(kiosk, "restarting_title"), _say(kiosk, "restarting_hint"))
    if kiosk.sees.pin_open and not isinstance(kiosk.state, Attended):
        return _pin(kiosk)
    if handheld.rules_apply(kiosk) and not kiosk.till.holder:
        return presenting_handheld.locked(kiosk, _pin(kiosk))
    match kiosk.state:
        case Attended() as visit:
            return attendant(kiosk, visit, _frame(kiosk, help_=False))
        case NeedsAttendant(calls, under):
            return presenting_trouble.called(kiosk, calls, under, _frame(kiosk, help_=False))
        case GivingChange(payout):
            return presenting_payment.change(kiosk, payout, _frame(kiosk))
        case state:
            return _own(kiosk, state)


def _own(kiosk: Kiosk, state: Own) -> v.View:  # noqa: C901 - one case a state
    match state:
        case Attract() if kiosk.shop.handheld:
            return presenting_handheld.handovers(kiosk, _frame(kiosk))
        case Attract():
            return _attract(kiosk)
        case Shopping(sale) if kiosk.shop.handheld:
            return presenting_handheld.basket(kiosk, _basket(kiosk, sale))
        case Shopping(sale):
            return _shopping(kiosk, sale)
        case Weighing():
            return presenting_goods.weigh(kiosk, state, _frame(kiosk))
        case WeighingContainer():
            return presenting_goods.weigh_container(kiosk, state, _frame(kiosk))
        case OfferingBags(sale):
            return presenting_bags.view(kiosk, sale, _frame(kiosk))
        case ChoosingPayment(sale) | TakingCash(sale) if sale.balance <= NOTHING:
            return v.WaitView(_frame(kiosk), _say(kiosk, "counting_title"), _say(kiosk, "counting_hint"))
        case ChoosingPayment(sale):
            return presenting_payment.choice(kiosk, sale, _frame(kiosk))
        case TakingCash(sale):
            return presenting_payment.cash(kiosk, sale, _frame(kiosk))
        case TakingCard():
            return presenting_payment.card(kiosk, state, _frame(kiosk))
        case Cancelling():
            return v.WaitView(_frame(kiosk), _say(kiosk, "cancelling_title"), _say(kiosk, "cancelling_hint"))
        case Refunding():
            return presenting_refunds.refunding(kiosk, _frame(kiosk))
        case RefundingCard():
            return presenting_refunds.card(kiosk, state, _frame(kiosk))
        case ChoosingReceipt():
            return _receipt(kiosk, state)
        case Printing():
            return v.WaitView(_frame(kiosk), _say(kiosk, "printing_title"), _say(kiosk, "printing_hint"))
        case ShowingReceipt():
            return _receipt_code(kiosk)
        case TypingEmail():
            return presenting_email.email(kiosk, _frame(kiosk))
        case Thanks(_, taken):
            hint = _say(kiosk, f"thanks_{taken}" if taken else "thanks_hint")
            done = Button(_say(kiosk, "done"), e.DonePressed(), Tone.PRIMARY)
            return v.ThanksView(_frame(kiosk), _say(kiosk, "thanks_title"), hint, done)
        case Parking() if kiosk.shop.handheld:
            return presenting_handheld.codes(kiosk, presenting_baskets.codes(kiosk, _frame(kiosk)))
        case Parking():
            return presenting_baskets.codes(kiosk, _frame(kiosk))
        case Closed():
            return presenting_trouble.closed(kiosk, _frame(kiosk))
        case Filling() | Collecting():
            return presenting_trouble.filling(kiosk, _frame(kiosk))
        case _:
            assert_never(state)


# The frame around every screen


def _frame(kiosk: Kiosk, help_: bool = True) -> v.Frame:
    till = kiosk.till
    return v.Frame(
        shop=kiosk.shop.name,
        language=till.language,
        languages=tuple(
            Button(language.endonym, e.LanguagePressed(language), Tone.QUIET, enabled=language is not till.language)
            for language in Language
        ),
        help=(Button(_say(kiosk, "help"), e.HelpPressed(), Tone.SECONDARY, "help"),) if help_ else (),
        staff=(Button(_say(kiosk, "staff"), e.StaffPressed(), Tone.QUIET, "staff"),),
        notices=presenting_means.notices(kiosk),
        cue=v.Cue(v.Sound(till.sound), till.sounds),
        bell=v.Cue(v.Sound.CALL, kiosk.sees.rings),
        idle=_idle(kiosk),
        brightness=till.brightness,
        volume=till.volume,
        training=_say(kiosk, "training") if kiosk.till.training.by else "",
    )


def _idle(kiosk: Kiosk) -> tuple[v.Idle, ...]:
    quiet = kiosk.sees.elapsed - kiosk.sees.active_at
    match kiosk.state:
        case (
            Shopping() | Weighing() | WeighingContainer() | OfferingBags() | ChoosingPayment() | TakingCash()
        ) as state if quiet >= kiosk.shop.idle_warning_seconds:
            left = kiosk.shop.idle_warning_seconds + kiosk.shop.idle_grace_seconds - quiet
            text = _say(kiosk, "idle_money" if state.sale.paid_anything else "idle_text", seconds=max(0, left))
            stay = Button(_say(kiosk, "stay"), e.StillHerePressed(), Tone.PRIMARY)
            return (v.Idle(_say(kiosk, "idle_title"), text, stay),)
        case _:
            return ()


# The customer's screens


def _attract(kiosk: Kiosk) -> v.View:
    if kiosk.sees.price_check.open:
        return _price_check(kiosk)
    start = Button(_say(kiosk, "start"), e.StartPressed(), Tone.PRIMARY)
    hint, means = presenting_means.welcome(kiosk), presenting_means.line(kiosk)
    other = presenting_price_check.button(kiosk)
    return v.AttractView(_frame(kiosk), _say(kiosk, "welcome"), hint, start, means, other)


def _price_check(kiosk: Kiosk) -> v.View:
    if kiosk.sees.finder.open:
        return presenting_goods.finder(kiosk, _frame(kiosk))
    return presenting_price_check.view(kiosk, _frame(kiosk))


def _shopping(kiosk: Kiosk, sale: Sale) -> v.View:
    if kiosk.sees.price_check.open:
        return _price_check(kiosk)
    for shown in kiosk.sees.gift_card:
        return presenting_vouchers.gift_card(kiosk, sale, shown, _frame(kiosk))
    if not kiosk.sees.finder.open:
        return _basket(kiosk, sale)
    if not kiosk.sees.finder.capture:
        return presenting_goods.finder(kiosk, _frame(kiosk))
    for asked in presenting_goods.asks_for_number(kiosk, sale):
        return presenting_goods.capture(kiosk, asked, _frame(kiosk))
    return _basket(kiosk, sale)


def _basket(kiosk: Kiosk, sale: Sale) -> v.BasketView:
    hint = "basket_hint_exceptions" if len(sale.questions) > len(bagging.asked(sale)) else "basket_hint"
    payable = bool(sale.lines or sale.questions or sale.others)
    empty_or_not = _say(kiosk, hint) if sale.questions or sale.lines else presenting_means.empty_basket(kiosk)
    named = (_exception(kiosk, each) for each in sale.exceptions if each.doubt is not Doubt.WEIGHT)
    return v.BasketView(
        frame=_frame(kiosk),
        title=_say(kiosk, "basket_title"),
        hint=presenting_bagging.hint(kiosk, sale) or empty_or_not,
        lines=(*(_line(kiosk, line) for line in sale.lines), *presenting_vouchers.other_lines(kiosk, sale)),
        exceptions=(*presenting_bagging.card(kiosk, sale), *named),
        count=_count(kiosk, sale.pieces),
        total_label=_say(kiosk, "total"),
        total=_money(kiosk, sale.to_pay),
        pay=Button(
            _say(kiosk, "pay"),
            e.PayPressed(),
            Tone.PRIMARY,
            "",
            "" if payable else _say(kiosk, "pay_empty"),
            payable,
        ),
        cancel=Button(_say(kiosk, "cancel"), e.CancelPressed(), Tone.QUIET),
        other=(
            *presenting_bagging.other(kiosk, sale),
            *presenting_goods.other(kiosk),
            *presenting_baskets.park(kiosk, sale),
        ),
        told=presenting_bagging.told(kiosk) or presenting_baskets.told(kiosk) or presenting_vouchers.told(kiosk),
        messages=presenting_goods.messages(kiosk),
        ask=presenting_price_check.button(kiosk),
    )


def _count(kiosk: Kiosk, pieces: int) -> str:
    return _say(kiosk, {0: "no_items", 1: "one_item"}.get(pieces, "items"), count=pieces)


def _line(kiosk: Kiosk, line: Line) -> v.LineView:
    remove = Button(_say(kiosk, "remove"), e.RemovePressed(line.number), Tone.QUIET, "remove")
    fewer = Button("−", e.QuantityPressed(line.number, line.count - 1), Tone.QUIET, "fewer")
    more = Button("+", e.QuantityPressed(line.number, line.count + 1), Tone.QUIET, "more")
    counted = not line.grams and not line.serial and not line.order
    return v.LineView(
        number=line.number,
        name=line.name,
        detail=_detail(kiosk, line),
        amount=_money(kiosk, line.amount),
        picture=line.picture,
        tags=_tags(kiosk, line),
        fewer=(fewer,) if counted and line.count > 1 else (),
        more=(more,) if counted and line.count < COUNT_MAX and not line.was else (),
        remove=(remove,),
    )


def _detail(kiosk: Kiosk, line: Line) -> str:
    detail = _say(kiosk, "pieces_detail", count=line.count, price=_money(kiosk, line.price))
    if line.grams:
        weight = kilograms(kiosk.till.language, line.grams)
        detail = _say(kiosk, "weight_detail", weight=weight, price=_money(kiosk, line.price))
    if line.batch:
        key = "issue_detail" if is_periodical(line.code) else "batch_detail"
        detail = _say(kiosk, key, detail=detail, number=line.batch)
    return _say(kiosk, "serial_detail", detail=detail, number=line.serial) if line.serial else detail


def _tags(kiosk: Kiosk, line: Line) -> tuple[str, ...]:
    tags: tuple[str, ...] = ()
    if line.deposits:
        tags += (_say(kiosk, "deposit_tag", amount=_money(kiosk, line.deposits)),)
    if line.order:
        tags += (_say(kiosk, "order_tag", order=line.order),)
    tags += presenting_prices.tag(kiosk, line)
    if line.minimum_age:
        tags += (_say(kiosk, "age_tag", age=line.minimum_age),)
    return tags


def _exception(kiosk: Kiosk, exception: OpenException) -> v.ExceptionView:
    key = phrases_of(exception)
    drop = "understood" if exception.doubt in TELLING else "keep" if exception.doubt in WISHES else "drop"
    number = Button(_say(kiosk, "type_number"), e.CapturePressed(exception.number), Tone.PRIMARY)
    text = _say(kiosk, f"{key}_text", code=exception.code, reason=reason_of(exception).rstrip("."))
    return v.ExceptionView(
        _say(kiosk, f"{key}_title", name=exception.name),
        presenting_goods.unweighed(kiosk, exception) if exception.doubt is Doubt.UNWEIGHED else text,
        (Button(_say(kiosk, drop), e.DropPressed(exception.number), Tone.SECONDARY),),
        (number,) if exception.doubt is Doubt.UNTRACED else (),
    )


def _receipt(kiosk: Kiosk, state: ChoosingReceipt) -> v.ReceiptView:
    printer = usable(kiosk, e.Role.PRINTER)
    yes = "receipt_again" if state.tries else "receipt_yes"
    return v.ReceiptView(
        frame=_frame(kiosk),
        title=_say(kiosk, "refunded_receipt_title" if state.done.sale.returns else "receipt_title"),
        paid=presenting_refunds.paid(kiosk, state.done.sale),
        question=_say(kiosk, "receipt_question"),
        notice=presenting_refunds.credit_note_numbers(kiosk, state.done.sale)
        or presenting_orders.number_to_keep(kiosk, state.done)
        or _receipt_notice(kiosk, state, printer),
        choices=(
            Button(_say(kiosk, "receipt_no"), e.NoReceiptPressed(), Tone.PRIMARY, "no_receipt"),
            Button(_say(kiosk, yes), e.ReceiptPressed(), Tone.SECONDARY, "receipt", "", printer),
            Button(
                _say(kiosk, "receipt_code"), e.ReceiptCodePressed(), Tone.SECONDARY, "code", "", state.failed != NO_CODE
            ),
            *presenting_email.offered(kiosk),
        ),
    )


def _receipt_notice(kiosk: Kiosk, state: ChoosingReceipt, printer: bool) -> str:
    failed = state.failed
    if failed == NO_CODE:
        return _say(kiosk, "code_failed" if printer else "code_failed_off")
    if not printer:
        return _say(kiosk, "receipt_off")
    if failed:
        return _say(kiosk, "receipt_failed", reason=fault(kiosk.till.language, failed))
    return presenting_vouchers.left(kiosk, state.done.sale) or _say(kiosk, "receipt_notice")


def _receipt_code(kiosk: Kiosk) -> v.ReceiptCodeView:
    hint = "code_hint_link" if kiosk.shop.receipt_link else "code_hint_text"
    return v.ReceiptCodeView(
        _frame(kiosk),
        _say(kiosk, "code_title"),
        _say(kiosk, hint if kiosk.sees.code else "code_wait"),
        kiosk.sees.code,
        Button(_say(kiosk, "done"), e.DonePressed(), Tone.PRIMARY),
    )


def _pin(kiosk: Kiosk) -> v.PinView:
    seconds = locked_seconds(kiosk)
    return v.PinView(
        frame=_frame(kiosk, help_=False),
        title=presenting_team.keypad_title(kiosk),
        hint=presenting_team.keypad_hint(kiosk),
        wrong=_say(kiosk, "pin_wrong") if kiosk.sees.pin_wrong else "",
        locked=_say(kiosk, "pin_locked", seconds=seconds) if seconds else "",
        confirm_label=_say(kiosk, "confirm"),
        back=(Button(_say(kiosk, "back"), e.StaffLeft(), Tone.SECONDARY, "back"),),
        keys=kiosk.sees.keys if kiosk.shop.shuffled_keypad else v.DIGITS,
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
