"""Articles come back: each test is one visit of a customer with a ticket to a member of staff at the kiosk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import CardPayment, Tender, TenderKind
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.history import evolve
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.receipt import Code, Text
from kiosk.domain.rights import Right, without
from kiosk.domain.states import Attract, Refunding, RefundingCard
from kiosk.evidence.standing import Standing, packed, standing, unpacked
from tests.flows.customer import APPLES, BEER, BREAD, SHOP, Till
from tests.flows.returning import (
    REASON,
    SECRET,
    gives_back_by_card,
    last_ticket,
    leaves,
    opened,
    paid,
    takes_back,
)

A_DAY = 24 * 3600


def breads_by_card_and_cash() -> Till:
    """Three for 3.60 EUR: 2.00 by card, 1.60 in coins."""
    till = Till()
    till.scan(BREAD)
    till.tell(e.QuantityPressed(1, 3))
    paid(till, 160, 100, 50, 10)
    return till


def printed(till: Till) -> list[str]:
    (printing,) = till.wanted("PrintReceipt")
    return [f"{part.text} {part.right}".strip() for part in printing.parts if isinstance(part, Text)]


def test_two_of_three_pieces_go_back_to_the_card_first_and_then_in_coins() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    assert isinstance(till.kiosk.own, Refunding)
    assert till.kiosk.called(Reason.CARD_REFUND)
    gives_back_by_card(till)
    till.pay_out()
    ticket = last_ticket(till)
    assert (ticket.refund_of, ticket.total, ticket.card, ticket.cash) == (1, Money(-240), Money(-200), Money(-40))
    assert (ticket.cash_in, ticket.cash_out, ticket.reason, ticket.by) == (NOTHING, Money(40), REASON, "A1")
    assert [(card.amount, card.of) for card in ticket.cards] == [(Money(-200), till.told(f.CardCharged)[0].attempt)]
    assert (ticket.perpetual, ticket.absolute) == (Money(120), Money(600))
    (line,) = ticket.lines
    assert (line.number, line.count, line.price, line.gross) == (1, 2, Money(-120), Money(-240))
    books = till.kiosk.till.books
    assert (books.of_day.total, books.of_day.cash, books.of_day.card) == (Money(120), Money(120), NOTHING)
    assert (books.perpetual, books.absolute) == (((550, 120),), ((550, 600),))


def test_its_receipt_comes_out_unasked_says_return_and_names_the_ticket() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    gives_back_by_card(till)
    shown = printed(till)
    assert "RETOUR" in shown
    assert "Retour du ticket 1" in shown
    assert f"Motif {REASON}" in shown
    assert "TOTAL -1,20\u00a0€" in shown
    assert "Carte **** 1234 -1,20\u00a0€" in shown
    leaves(till)
    assert isinstance(till.kiosk.state, Attract)
    till.buys(BREAD)
    assert last_ticket(till).receipt == 3


def test_the_page_says_beforehand_what_can_come_back_and_how() -> None:
    till = breads_by_card_and_cash()
    page = opened(till, 1)
    assert isinstance(page, v.AttendantView)
    assert page.title == "Retour du ticket 1"
    begin = page.buttons[0]
    assert (begin.event, begin.enabled, begin.hint) == (e.ReturnPressed(), False, "Choisissez les articles")
    page = till.tell(e.ReturnCountPressed(1, 3), e.ReturnReasonPressed(REASON))
    assert isinstance(page, v.AttendantView)
    assert page.buttons[0].enabled
    assert page.total.amount == "3,60\u00a0€"
    assert page.tasks[1].detail == "Carte **** 1234\u00a0: 2,00\u00a0€, Espèces\u00a0: 1,60\u00a0€"


@pytest.mark.parametrize("pieces", [{1: 4}, {1: -1}, {1: 0}, {9: 1}])
def test_more_than_was_bought_or_something_else_cannot_come_back(pieces: dict[int, int]) -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, pieces)
    assert not till.told(f.RefundBegun)


def test_what_came_back_cannot_come_back_again() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    gives_back_by_card(till)
    till.pay_out()
    leaves(till)
    page = opened(till, 1)
    assert isinstance(page, v.AttendantView)
    assert "repris 0 sur 1" in page.lines[0].detail
    till.tell(e.ReturnCountPressed(1, 2), e.ReturnReasonPressed(REASON), e.ReturnPressed())
    assert len(till.told(f.RefundBegun)) == 1
    till.tell(e.AttendantDonePressed())
    takes_back(till, 1, {1: 1})
    till.pay_out()
    leaves(till)
    page = opened(till, 1)
    assert isinstance(page, v.FinderView)
    assert page.wrong == "Tout ce ticket a déjà été repris."
    assert till.kiosk.till.books.perpetual == ((550, 0),)


def test_a_return_is_never_returned() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    gives_back_by_card(till)
    leaves(till)
    page = opened(till, 2)
    assert isinstance(page, v.FinderView)
    assert "déjà un retour" in page.wrong
    till.tell(e.ReturnCountPressed(1, 1), e.ReturnReasonPressed(REASON), e.ReturnPressed())
    assert len(till.told(f.RefundBegun)) == 1


@pytest.mark.parametrize("typed", ["99", "0", "", "douze", "9" * 30])
def test_without_a_ticket_nothing_goes_back(typed: str) -> None:
    till = breads_by_card_and_cash()
    till.attendant()
    till.tell(e.PagePressed(e.Page.RETURN), e.TicketNumberEntered(typed))
    till.tell(*(e.TicketMissing(find.receipt) for find in till.wanted("FindTicket")))
    page = till.view
    assert isinstance(page, v.FinderView)
    assert "plus dans le journal" in page.wrong
    till.tell(e.ReturnReasonPressed(REASON), e.ReturnPressed())
    assert not till.told(f.RefundBegun)


def test_a_reason_must_be_one_of_the_shop_s() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1}, reason="parce que")
    assert not till.told(f.RefundBegun)


def test_a_shop_may_leave_returns_to_its_manager() -> None:
    till = Till(shop=replace(SHOP, rights=without(Grade.ATTENDANT, Right.RETURN)))
    till.buys(BREAD)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert e.PagePressed(e.Page.RETURN) not in [button.event for button in page.buttons]
    till.tell(e.PagePressed(e.Page.RETURN), e.TicketNumberEntered("1"))
    assert not till.wanted("FindTicket")
    till.tell(e.AttendantDonePressed())
    page = opened(till, 1, Grade.MANAGER)
    assert isinstance(page, v.AttendantView)
    assert page.title == "Retour du ticket 1"


def test_the_terminal_says_no_and_a_credit_note_is_given() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    till.tell(e.CardGiveBackPressed())
    (refund,) = till.wanted("Refund")
    page = till.tell(e.CardDeclined(refund.attempt, "not_supported"))
    assert isinstance(page, v.AttendantView)
    assert "opération non prévue" in page.tasks[0].detail
    till.tell(e.CreditNotePressed(SECRET))
    till.pay_out()
    (issued,) = till.told(f.VoucherIssued)
    note = f"N1-1-{SECRET}"
    assert issued == f.VoucherIssued(TenderKind.CREDIT_NOTE, note, Money(200), "2026-06-15", "A1")
    ticket = last_ticket(till)
    assert (ticket.card, ticket.cash) == (NOTHING, Money(-40))
    assert ticket.tenders == (Tender(TenderKind.CREDIT_NOTE, note, Money(-200), "A1"),)
    (printing,) = till.wanted("PrintReceipt")
    assert Code(note) in printing.parts
    assert "À présenter jusqu’au 15/06/2026" in printed(till)


def test_no_credit_note_without_a_number_that_nobody_can_guess() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    till.tell(e.CreditNotePressed(), e.CreditNotePressed("ABC"), e.CreditNotePressed("ABC-EF"))
    assert not till.told(f.VoucherIssued)


def test_staff_give_back_on_the_terminal_by_hand() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    till.tell(e.CardRefundedPressed())
    ticket = last_ticket(till)
    charge = till.told(f.CardCharged)[0].attempt
    assert ticket.cards == (CardPayment("", Money(-120), of=charge),)
    assert till.told(f.CardRefunded) == [f.CardRefunded(Money(120), "A1", charge=charge)]


def test_what_a_voucher_paid_comes_back_as_a_credit_note() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed())
    issued = f.VoucherIssued(TenderKind.GIFT_CARD, "G1", Money(100), "")
    for fact in (issued, f.TenderTaken(TenderKind.GIFT_CARD, "G1", Money(100))):
        till.facts.append(fact)
        till.kiosk = evolve(till.kiosk, fact)
    till.tell(e.PayCashPressed())
    till.insert(20)
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    takes_back(till, 1, {1: 1})
    till.pay_out()
    page = till.view
    assert isinstance(page, v.AttendantView)
    assert page.tasks[0].title == "Avoir de 1,00\u00a0€ à donner"
    till.tell(e.CreditNotePressed(SECRET))
    ticket = last_ticket(till)
    assert (ticket.cash, ticket.card) == (Money(-20), NOTHING)
    assert total(tender.amount for tender in ticket.tenders) == Money(-100)


def test_a_machine_that_cannot_pay_owes_it_and_staff_give_it() -> None:
    till = Till(coins={20: 0, 100: 0}, notes={})
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed(), e.CashStacked("coins", Money(100), recycled=False))
    till.tell(e.CashStacked("coins", Money(20), recycled=False), e.NoReceiptPressed(), e.DonePressed())
    takes_back(till, 1, {1: 1})
    assert till.kiosk.called(Reason.OWED)
    till.tell(e.OwedSettledPressed())
    ticket = last_ticket(till)
    assert (ticket.cash, ticket.cash_out, ticket.by_hand) == (Money(-120), NOTHING, Money(120))


def test_a_weighed_line_comes_back_whole() -> None:
    till = Till()
    till.scan(APPLES, grams=482)
    paid(till, 140, 100, 20, 20)
    page = opened(till, 1)
    assert isinstance(page, v.AttendantView)
    assert "0,482" in page.lines[0].detail
    till.tell(e.ReturnCountPressed(1, 1), e.ReturnReasonPressed(REASON), e.ReturnPressed())
    till.pay_out()
    (line,) = last_ticket(till).lines
    assert (line.grams, line.price, line.gross) == (482, Money(-290), Money(-140))


def test_a_deposit_comes_back_with_its_bottle_and_bears_no_vat() -> None:
    till = Till()
    till.scan(BEER)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    paid(till, 270, 200, 50, 20)
    takes_back(till, 1, {1: 1})
    till.pay_out()
    ticket = last_ticket(till)
    assert ticket.total == Money(-270)
    assert [(tax.rate.basis_points, tax.gross, tax.vat) for tax in ticket.taxes] == [
        (2000, Money(-250), Money(-42)),
        (0, Money(-20), NOTHING),
    ]


def test_a_return_after_the_day_was_closed_counts_today() -> None:
    till = breads_by_card_and_cash()
    sold = last_ticket(till)
    till.off(A_DAY)
    takes_back(till, 1, {1: 1})
    gives_back_by_card(till)
    back = last_ticket(till)
    assert (sold.day, back.day) == ("2025-06-15", "2025-06-16")
    (closing,) = [fact for fact in till.told(f.PeriodClosed) if fact.period == "2025-06-15"]
    assert closing.takings.total == Money(360)
    assert till.kiosk.till.books.of_day.total == Money(-120)


def test_a_return_that_nothing_was_given_for_can_be_stopped() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    page = till.view
    assert isinstance(page, v.AttendantView)
    assert e.CancelPressed() in [button.event for button in page.buttons]
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Attract)
    takes_back(till, 1, {1: 3})
    gives_back_by_card(till)
    till.pay_out()
    assert last_ticket(till).total == Money(-360)


def test_a_return_that_something_was_given_for_goes_on_to_its_end() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 3})
    gives_back_by_card(till)
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    till.pay_out()
    assert last_ticket(till).total == Money(-360)


# When nobody knows, and when the power fails


def asked(till: Till) -> tuple[str, Money]:
    (refund,) = till.wanted("Refund")
    return refund.attempt, refund.amount


@pytest.mark.parametrize("given", [True, False])
def test_an_unknown_outcome_is_settled_by_staff_from_the_terminal_s_journal(given: bool) -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    till.tell(e.CardGiveBackPressed())
    attempt, amount = asked(till)
    page = till.tell(e.CardUnknown(attempt, "no answer"))
    assert isinstance(page, v.AttendantView)
    assert page.tasks[0].title == "Carte\u00a0: 1,20\u00a0€ rendus ou non\u00a0?"
    assert "no answer" in page.tasks[0].detail
    assert asked(till) == (attempt, amount)
    till.tell(e.CardGiveBackPressed(), e.CreditNotePressed(SECRET))
    assert not till.told(f.VoucherIssued)
    till.tell(e.CardSettledPressed(amount if given else NOTHING))
    if given:
        assert last_ticket(till).card == Money(-120)
    else:
        assert till.kiosk.called(Reason.CARD_REFUND)
        till.tell(e.CreditNotePressed(SECRET))
        assert last_ticket(till).total == Money(-120)


def test_a_card_that_got_its_money_after_all_is_told_to_staff() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 1})
    till.tell(e.CardGiveBackPressed())
    attempt, amount = asked(till)
    till.tell(e.CardUnknown(attempt, "no answer"), e.CardSettledPressed(NOTHING), e.CreditNotePressed(SECRET))
    page = till.tell(e.CardApproved(attempt, amount))
    assert [(fact.amount, fact.late) for fact in till.told(f.CardGivenBack)] == [(amount, True)]
    assert isinstance(page, v.AttendantView)
    assert "rendus finalement" in page.tasks[0].title
    assert last_ticket(till).card == NOTHING
    till.tell(e.CardApproved(attempt, amount), e.CallSeenPressed(Reason.GIVEN_LATE))
    assert len(till.told(f.CardGivenBack)) == 1
    assert not till.kiosk.called(Reason.GIVEN_LATE)


def test_the_power_fails_at_every_step_and_the_customer_gets_each_cent_once() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    till.off(60)
    assert isinstance(till.kiosk.own, Refunding)
    till.attendant()
    till.tell(e.CardGiveBackPressed())
    before = asked(till)
    till.off(60)
    assert isinstance(till.kiosk.own, RefundingCard)
    assert asked(till) == before
    till.tell(e.CardApproved(*before))
    till.off(60)
    till.pay_out()
    till.off(60)
    ticket = last_ticket(till)
    assert (ticket.total, ticket.card, ticket.cash) == (Money(-240), Money(-200), Money(-40))
    assert len(till.told(f.CardRefundStarted)) == len(till.told(f.PayoutStarted)) == 1
    assert till.kiosk.till.held == till.refolded().till.held


def test_the_power_fails_while_the_machine_pays_and_only_the_rest_comes() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 3})
    gives_back_by_card(till)
    (payout,) = till.wanted("PayOut")
    value, count = payout.pieces[-1]
    till.coins[value] -= count  # it paid this, and nobody heard of it
    till.off(60)
    till.pay_out()
    assert last_ticket(till).cash == Money(-160)
    assert sum(value * count for value, count in till.coins.items()) == sum(
        value * count for value, count in Till().coins.items()
    )


# Not everybody, not always


def test_nothing_comes_back_while_a_customer_is_there_or_staff_are_learning() -> None:
    till = breads_by_card_and_cash()
    till.scan(BREAD)
    till.attendant()
    till.tell(e.PagePressed(e.Page.RETURN), e.TicketNumberEntered("1"))
    assert not till.wanted("FindTicket")
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.PagePressed(e.Page.RETURN), e.TicketNumberEntered("1"))
    assert not till.wanted("FindTicket")


def test_who_leaves_in_the_middle_of_choosing_leaves_nothing() -> None:
    till = breads_by_card_and_cash()
    opened(till, 1)
    till.tell(e.ReturnCountPressed(1, 1), e.AttendantDonePressed())
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    till.tell(e.ReturnReasonPressed(REASON), e.ReturnPressed())
    assert not till.told(f.RefundBegun)


def test_what_came_back_is_still_known_after_a_start_from_a_checkpoint() -> None:
    till = breads_by_card_and_cash()
    takes_back(till, 1, {1: 2})
    gives_back_by_card(till)
    till.pay_out()
    leaves(till)
    kept = unpacked(packed(standing(till.kiosk)), Standing)
    assert kept.till.returned == till.kiosk.till.returned
    assert kept.till == till.kiosk.till
