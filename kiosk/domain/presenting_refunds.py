"""The screens of what goes back: the page of returns, what staff settle, and the customer before the terminal."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import receipt_returns, returning
from kiosk.domain import views as v
from kiosk.domain.basket import Line, Return, Sale
from kiosk.domain.books import moment
from kiosk.domain.enrolling import name_of
from kiosk.domain.facts import Reason
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.phrases import fault, kilograms, money, say
from kiosk.domain.sight import Returning
from kiosk.domain.states import Attended, Call, Kiosk, Refunding, RefundingCard
from kiosk.domain.views import Amount, Button, TaskView, Tone

DIGITS = ("123", "456", "789", "0")
NOT_TAKEN = frozenset(
    {"ticket_missing", "return_of_return", "return_too_old", "return_all", "return_deposit", "return_unpaid"}
)
"""What may be wrong with a ticket, of all that the desk tells."""


# The customer


def refunding(kiosk: Kiosk, frame: v.Frame) -> v.WaitView:
    """Between two steps."""
    return v.WaitView(frame, _say(kiosk, "refunding_title"), _say(kiosk, "refunding_hint"))


def card(kiosk: Kiosk, back: RefundingCard, frame: v.Frame) -> v.CardView:
    """The terminal gives back."""
    due = Amount(_say(kiosk, "to_give"), _money(kiosk, back.amount))
    return v.CardView(frame, _say(kiosk, "card_title"), _say(kiosk, "card_back_hint"), due, _say(kiosk, "card_cancel"))


def paid(kiosk: Kiosk, sale: Sale) -> Amount:
    """What the receipt is about."""
    if sale.returns:
        return Amount(_say(kiosk, "given"), _money(kiosk, -sale.total))
    return Amount(_say(kiosk, "paid"), _money(kiosk, sale.total))


def credit_note_numbers(kiosk: Kiosk, sale: Sale) -> str:
    """They are worth money: whoever has no paper writes them down. Empty when there are none."""
    notes = (f"{note.reference} ({_money(kiosk, -note.amount)})" for note in receipt_returns.given(sale))
    told = ", ".join(notes)
    return _say(kiosk, "note_number", notes=told) if told else ""


# Staff: what is to be settled


def page(kiosk: Kiosk) -> tuple[Button, ...]:
    """To the page of returns, between customers."""
    return (Button(_say(kiosk, "page_return"), e.PagePressed(e.Page.RETURN), Tone.SECONDARY),)


def buttons(kiosk: Kiosk, leave: Button) -> tuple[Button, ...]:
    """Beneath the tasks, while something goes back. It can be stopped until something was given."""
    match kiosk.own:
        case Refunding(sale) if not sale.paid_anything:
            return (leave, Button(_say(kiosk, "return_stop"), e.CancelPressed(), Tone.DANGER))
        case _:
            return (leave,)


def under_way(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """The customer holds the card before the terminal: empty or one."""
    match kiosk.own:
        case RefundingCard(amount=amount, unknown=False):
            title = _say(kiosk, "task_card_back", amount=_money(kiosk, amount))
            return (TaskView(title, _say(kiosk, "task_card_back_detail"), ()),)
        case _:
            return ()


def card_refund(kiosk: Kiosk, call: Call) -> TaskView:
    """What was paid by card goes back: by the terminal, by hand, or as a credit note."""
    by_hand = Button(_say(kiosk, "refunded"), e.CardRefundedPressed(), Tone.SECONDARY)
    title = _say(kiosk, "task_refund", amount=_money(kiosk, call.amount))
    if call.evidence:
        return TaskView(title, _say(kiosk, "task_refund_detail", evidence=call.evidence), (by_hand,))
    why = fault(kiosk.till.language, kiosk.till.declined)
    ready = usable(kiosk, e.Role.CARD)
    detail = _say(kiosk, "task_refund_again", reason=why) if kiosk.till.declined else _say(kiosk, "task_refund_ways")
    hint = "" if ready else _say(kiosk, "notice_card")
    terminal = Button(_say(kiosk, "give_back_card"), e.CardGiveBackPressed(), Tone.SECONDARY, "card", hint, ready)
    return TaskView(title, detail, (terminal, by_hand, _note(kiosk)))


def credit_note(kiosk: Kiosk, call: Call) -> TaskView:
    """What can go back in no other way."""
    title = _say(kiosk, "task_note", amount=_money(kiosk, call.amount))
    return TaskView(title, _say(kiosk, "task_note_detail"), (_note(kiosk),))


def given_late(kiosk: Kiosk, call: Call) -> TaskView:
    """A card got its money after all."""
    seen = Button(_say(kiosk, "understood"), e.CallSeenPressed(Reason.GIVEN_LATE), Tone.SECONDARY)
    detail = _say(kiosk, "task_given_late_detail", evidence=call.evidence)
    return TaskView(_say(kiosk, "task_given_late", amount=_money(kiosk, call.amount)), detail, (seen,))


def card_unknown(kiosk: Kiosk, call: Call) -> TaskView:
    """Did the card get its money? Staff read it in the terminal's journal."""
    answers = (("card_back_yes", call.amount), ("card_back_no", NOTHING))
    choices = (Button(_say(kiosk, key), e.CardSettledPressed(amount), Tone.SECONDARY) for key, amount in answers)
    title = _say(kiosk, "task_card_back_unknown", amount=_money(kiosk, call.amount))
    return TaskView(title, _say(kiosk, "task_card_detail", evidence=call.evidence), tuple(choices))


def _note(kiosk: Kiosk) -> Button:
    return Button(_say(kiosk, "give_note"), e.CreditNotePressed(), Tone.SECONDARY)


def called(kiosk: Kiosk, call: Call) -> str:
    """What the customer is told, where it is not what is told of a payment: the key of a sentence, or nothing."""
    match kiosk.own, call.reason:
        case RefundingCard(), Reason.CARD_UNKNOWN:
            return "called_card_back_unknown"
        case Refunding(), Reason.CARD_REFUND:
            return "called_return"
        case _:
            return ""


# Staff: the page of returns


def return_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.View:
    """Which ticket; then which of its articles, and why."""
    for chosen in kiosk.sees.desk.returning:
        return _articles(kiosk, visit, chosen, frame)
    desk = kiosk.sees.desk
    send = Button(_say(kiosk, "return_find"), e.TicketNumberEntered(""), Tone.PRIMARY)
    wrong = _say(kiosk, f"told_{desk.told}") if desk.told in NOT_TAKEN else ""
    return v.FinderView(
        frame=frame,
        title=_say(kiosk, "page_return"),
        hint=_say(kiosk, "return_looking" if desk.finding else "return_hint", till=kiosk.shop.till),
        typed="",
        wrong=wrong,
        rows=DIGITS,
        tiles=(),
        send=(send,),
        back=_back(kiosk),
    )


def _articles(kiosk: Kiosk, visit: Attended, chosen: Returning, frame: v.Frame) -> v.AttendantView:
    ticket, when = chosen.ticket, moment(chosen.ticket.at, chosen.ticket.utc_offset)
    refund = returning.planned(kiosk.till, ticket, dict(chosen.pieces), visit.by, chosen.reason)
    amount = total(-line.amount for line in returning.taken_back(ticket, dict(chosen.pieces)))
    ready = bool(chosen.pieces and chosen.reason)
    hint = "" if ready else _say(kiosk, "return_choose" if not chosen.pieces else "return_choose_reason")
    begin = Button(_say(kiosk, "return_begin"), e.ReturnPressed(), Tone.PRIMARY, "", hint, ready)
    left = returning.left_of(kiosk.till, ticket)
    return v.AttendantView(
        frame=frame,
        title=_say(kiosk, "return_title", receipt=ticket.receipt),
        name=name_of(kiosk, visit.by),
        hint=_say(kiosk, "return_of", when=f"{when:%d/%m/%Y %H:%M}"),
        tasks=(_reasons(kiosk, chosen), *_means(kiosk, refund, amount)),
        lines=tuple(_line(kiosk, line, left[line.number], dict(chosen.pieces)) for line in ticket.lines),
        total=Amount(_say(kiosk, "to_give"), _money(kiosk, amount)),
        buttons=(begin, Button(_say(kiosk, "return_other"), e.PagePressed(e.Page.RETURN)), _back(kiosk)),
        devices=(),
    )


def _back(kiosk: Kiosk) -> Button:
    return Button(_say(kiosk, "back"), e.PagePressed(e.Page.TASKS), Tone.SECONDARY, "back")


def _reasons(kiosk: Kiosk, chosen: Returning) -> TaskView:
    reasons = (
        Button(reason, e.ReturnReasonPressed(reason), Tone.PRIMARY if reason == chosen.reason else Tone.SECONDARY)
        for reason in kiosk.shop.returns.reasons
    )
    return TaskView(_say(kiosk, "return_reason"), chosen.reason or _say(kiosk, "return_choose_reason"), tuple(reasons))


def _means(kiosk: Kiosk, refund: Return, amount: Money) -> tuple[TaskView, ...]:
    """How it would go back; nothing while nothing is chosen."""
    ways = [(_say(kiosk, "return_card", card=card.card).strip(), card.amount) for card in refund.cards]
    note = amount - refund.cash - total(card.amount for card in refund.cards)
    ways += [(_say(kiosk, "return_cash"), refund.cash), (_say(kiosk, "return_note"), note)]
    told = ", ".join(f"{name}\u00a0: {_money(kiosk, given)}" for name, given in ways if given)
    return (TaskView(_say(kiosk, "return_means"), told, ()),) if told else ()


def _line(kiosk: Kiosk, line: Line, left: int, pieces: dict[int, int]) -> TaskView:
    picked = pieces.get(line.number, 0)
    fewer = e.ReturnCountPressed(line.number, picked - 1)
    more = e.ReturnCountPressed(line.number, picked + 1)
    what = _say(kiosk, "pieces_detail", count=line.count, price=_money(kiosk, line.price))
    if line.grams:
        weight = kilograms(kiosk.till.language, line.grams)
        what = _say(kiosk, "weight_detail", weight=weight, price=_money(kiosk, line.price))
    told = _say(kiosk, "return_line" if left else "return_line_gone", what=what, picked=picked, left=left)
    return TaskView(
        line.name,
        told,
        (
            Button("−", fewer, Tone.QUIET, enabled=picked > 0),
            Button("+", more, Tone.QUIET, enabled=picked < left),
        ),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
