"""Whatever is shown, taken, given back and paid, in whatever order: the money of vouchers is conserved."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import ledger, meals
from kiosk.domain.basket import Sale, TenderKind
from kiosk.domain.history import replay
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.product import Product
from kiosk.domain.states import sale_of
from tests.flows.customer import BREAD, Till
from tests.flows.vouchers import SALAD, SOAP, coupon, credit_note, empties, gift_card, meal, monday, to_pay

NOTE = "N1-1-K3M9QX"
CARDS = (gift_card(1), gift_card(2))
ONCE = (
    meal(1, 400), meal(2, 850), meal(3, 800), empties(1, 150), empties(2, 990), coupon("1", 50),
    coupon("2", 700, 0, "Hygiène"),
)  # fmt: skip
STEPS: tuple[Callable[[Till], object], ...] = (
    *(lambda till, each=each: till.scan(each) for each in (BREAD, SALAD, SOAP)),
    *(lambda till, each=each: till.tell(each) for each in (*ONCE, *CARDS, credit_note(NOTE), coupon("9", 30, 2))),
    *(lambda till, each=each: till.tell(e.GiftCardPressed(each.reference, Money(2000))) for each in CARDS),
    lambda till: till.tell(e.PayPressed()),
    lambda till: till.tell(e.BackPressed()),
    lambda till: till.tell(e.CancelPressed()),
    lambda till: till.tell(e.PayMealPressed()),
    lambda till: till.tell(e.PayCardPressed()),
    lambda till: [till.tell(e.CardApproved(each.attempt, each.amount)) for each in till.wanted("Charge")],
    lambda till: [till.tell(e.CardDeclined(each.attempt, "refused")) for each in till.wanted("Charge")],
    lambda till: till.insert(200),
    lambda till: till.pay_out(),
    lambda till: till.tell(e.AttendantIdentified("A1"), e.RemovePressed(1), e.AttendantDonePressed()),
    lambda till: till.tell(e.AttendantIdentified("A1"), e.CardRefundedPressed(), e.AttendantDonePressed()),
    lambda till: till.tell(e.NoReceiptPressed(), e.DonePressed()),
    lambda till: till.off(60),
    lambda till: staff_take_out(till, SALAD, SOAP, CARDS[0]),
    lambda till: staff_take_out(till, SOAP, SALAD, meal(3, 800)),
)


def staff_take_out(till: Till, kept: Product, gone: Product, shown: e.VoucherShown) -> None:
    """A voucher pays a part, then staff take out one of the two articles."""
    to_pay(kept, gone, till=till).tell(shown, e.AttendantIdentified("A1"))
    till.tell(*(e.RemovePressed(line.number) for sale in sale_of(till.kiosk.own) for line in sale.lines[-1:]))
    till.tell(e.AttendantDonePressed())


def given_and_sold() -> Till:
    """A kiosk that gave a credit note and sold a gift card."""
    till = monday()
    issued = (
        f.VoucherIssued(TenderKind.CREDIT_NOTE, NOTE, Money(1000)),
        f.VoucherIssued(TenderKind.GIFT_CARD, CARDS[0].reference, Money(1500), "2030-01-01"),
    )
    till.facts += issued
    till.kiosk = replay(issued, till.kiosk)
    return till


@given(st.lists(st.sampled_from(STEPS), max_size=40))
@settings(max_examples=120)
def test_no_cent_of_a_voucher_is_lost_or_made_and_none_is_good_twice(steps: list[Callable[[Till], object]]) -> None:
    till = given_and_sold()
    for step in steps:
        step(till)
        kiosk = till.kiosk
        open_ = [tender for sale in sale_of(kiosk.own) for tender in sale.tenders]
        spent = [tender for fact in till.told(f.SaleCompleted) for tender in fact.tenders]
        of_ledger = [each for each in (*open_, *spent) if each.kind in (TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE)]
        left = [voucher.balance for voucher in kiosk.till.vouchers.values()]
        issued = total(fact.amount for fact in till.told(f.VoucherIssued))
        assert min(left) >= NOTHING
        assert issued == total(left) + total(each.amount for each in of_ledger)
        for shown in ONCE:
            uses = [each for each in (*open_, *spent) if (each.kind, each.reference) == (shown.kind, shown.reference)]
            assert len(uses) == ledger.redeemed(kiosk.till, shown.kind, shown.reference)
        for sale in sale_of(kiosk.own):
            nothing_is_overpaid(sale)
    assert till.refolded().till == till.kiosk.till


def nothing_is_overpaid(sale: Sale) -> None:
    goods = total(each.amount for each in sale.tenders if each.kind is not TenderKind.EMPTIES)
    paper = total(each.amount for each in sale.tenders if each.kind is TenderKind.MEAL_VOUCHER)
    assert goods <= sale.total or not sale.lines
    assert paper <= meals.foods(sale) or not sale.lines
