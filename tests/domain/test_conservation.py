"""Whatever happens in whatever order: no cent is lost or made, no number given twice, history folds to the present."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.activities import PayOut
from kiosk.domain.basket import NonItemKind, Refusal, Tender, TenderKind
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.states import Collecting, Filling, RefundingCard, TakingCard, sale_of
from kiosk.domain.voucher import LEDGERED
from tests.flows.customer import APPLES, BEER, BREAD, RECALLED, WINE, Till
from tests.flows.returning import takes_back
from tests.flows.vouchers import MONDAY, TAKES_VOUCHERS, coupon, empties, gift_card, meal

VALUES = st.sampled_from((10, 20, 50, 100, 200, 500, 1000, 2000, 5000))
MACHINES = st.sampled_from(("notes", "coins"))
ROLES = {"notes": e.Role.CASH, "coins": e.Role.CASH, "card": e.Role.CARD, "printer": e.Role.PRINTER}
FAULTS = st.sampled_from(("jam", "no_answer", "not_enough_cash", "link_lost"))
TOUCHES: tuple[e.Event, ...] = (
    e.StartPressed(), e.PayPressed(), e.BackPressed(), e.PayCashPressed(), e.PayCardPressed(), e.CancelPressed(),
    e.ReceiptPressed(), e.NoReceiptPressed(), e.DonePressed(), e.HelpPressed(), e.HelpDismissed(), e.RemovePressed(1),
    e.RemovePressed(2), e.ReceiptCodePressed(), e.QuantityPressed(1, 1), e.QuantityPressed(1, 7), e.DropPressed(1),
    e.EmailPressed(), e.EmailQueued(1), e.PayMealPressed(), e.OtherRemovePressed(0), e.RoundUpPressed(),
    e.RoundUpUndone(), e.CardCancelPressed(),
)  # fmt: skip
VOUCHERS = (
    meal(1, 100),
    meal(2, 240),
    empties(1, 150),
    empties(2, 900),
    coupon("7", 50),
    coupon("8", 30, 2),
    gift_card(1),
)
STAFF: tuple[e.Event, ...] = (
    e.AttendantIdentified("A1"), e.AttendantDonePressed(), e.AgeApprovePressed(), e.AgeRefusePressed(),
    e.ReleasePressed(1, "Divers", Money(250)), e.RefusePressed(1), e.OwedSettledPressed(), e.CardRefundedPressed(),
    e.CardSettledPressed(NOTHING), e.CancelPressed(), e.RemovePressed(1), e.ClosePressed(), e.OpenPressed(),
    e.AttendantIdentified("M1", Grade.MANAGER), e.FillPressed("coins"), e.FillPressed("notes"), e.FillDonePressed(),
    e.CollectPressed("notes"), e.CollectPressed("coins"), e.CollectStopPressed(), e.RecountPressed("notes"),
    e.CountConfirmed(e.CountOf.FLOAT, "notes", ((500, 1), (1000, 0), (2000, 0))),
    e.CountConfirmed(e.CountOf.FLOAT, "coins", ((10, 3), (20, 0), (50, 1))),
    e.CardGiveBackPressed(), e.CreditNotePressed("7KQ2MX"), e.CallSeenPressed(Reason.GIVEN_LATE),
)  # fmt: skip


def of_ledger(tenders: Iterable[Tender]) -> Money:
    """What vouchers paid; a credit note that was given is below zero, and pays nothing."""
    return total(each.amount for each in tenders if each.kind in LEDGERED and each.amount > NOTHING)


class Day(RuleBasedStateMachine):
    """One kiosk, its honest machines, an honest terminal, and everybody else pressing anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.till = Till(shop=replace(TAKES_VOUCHERS, email=True, charity="Les Restos"), start=MONDAY)
        self.inserted = 0
        self.dispensed = 0
        self.collected = 0
        self.charged: dict[str, int] = {}
        self.given_back: dict[str, int] = {}
        self.morning = self._inside()

    # People

    @rule(product=st.sampled_from((BREAD, BEER, WINE, RECALLED)))
    def scans(self, product: Any) -> None:
        self.till.scan(product)

    @rule(basket=st.sampled_from("AB"), count=st.integers(1, 99))
    def shows_a_basket(self, basket: str, count: int) -> None:
        items = tuple(e.ItemScanned(product, product.code, count) for product in (BREAD, BEER, RECALLED))
        self.till.tell(e.BasketShown(basket, items, ("4006381333931",)))

    @rule(refusal=st.sampled_from(Refusal))
    def shows_a_bad_basket(self, refusal: Refusal) -> None:
        self.till.tell(e.BasketRefused(refusal))

    @rule(grams=st.integers(0, 3000))
    def weighs(self, grams: int) -> None:
        self.till.scan(APPLES, grams=grams)

    @rule()
    def buys_bread_and_goes_to_pay(self) -> None:
        self.till.scan(BREAD)
        self.till.tell(e.PayPressed())

    @rule(voucher=st.sampled_from(VOUCHERS))
    def shows_a_voucher(self, voucher: e.VoucherShown) -> None:
        self.till.tell(voucher)

    @rule()
    def puts_money_on_a_gift_card(self) -> None:
        self.till.tell(gift_card(1), e.GiftCardPressed(gift_card(1).reference, Money(1000)), e.PayPressed())

    @rule(touch=st.sampled_from(TOUCHES))
    def touches(self, touch: e.Event) -> None:
        self.till.tell(touch)

    @rule(press=st.sampled_from(STAFF))
    def staff_press(self, press: e.Event) -> None:
        self.till.tell(press)

    @rule(seconds=st.sampled_from((1, 7, 30, 100, 130)))
    def time_passes(self, seconds: int) -> None:
        self.till.wait(seconds)

    # Cash

    @rule(value=VALUES)
    def puts_in(self, value: int) -> None:
        self.till.insert(value)
        self.inserted += value

    @precondition(lambda self: bool(self.till.wanted("AcceptCash")))
    @rule(data=st.data())
    def puts_in_what_the_slot_takes(self, data: st.DataObject) -> None:
        open_ = sorted({value for slot in self.till.wanted("AcceptCash") for value in slot.values})
        self.puts_in(data.draw(st.sampled_from(open_)))

    @rule(value=VALUES)
    def puts_in_while_nobody_listens(self, value: int) -> None:
        levels = self.till.notes if value >= 500 else self.till.coins
        levels[value] = levels.get(value, 0) + 1
        self.inserted += value

    @rule()
    def machines_count(self) -> None:
        self.till.count()

    @rule()
    def machines_pay_out(self) -> None:
        before = self._inside()
        self.till.pay_out()
        self.dispensed += before - self._inside()

    @rule(machine=MACHINES, share=st.integers(0, 3), fault=FAULTS)
    def a_machine_pays_a_part_and_fails(self, machine: str, share: int, fault: str) -> None:
        for activity in self.till.wanted("PayOut"):
            if activity.machine == machine:
                self._pay(activity, share)
                self.till.count()
                self.till.tell(e.PayoutEnded(machine, activity.payout, fault))

    @rule(machine=MACHINES, payout=st.sampled_from(("", "P1", "P99")))
    def a_machine_ends_what_nobody_asked(self, machine: str, payout: str) -> None:
        if payout not in {activity.payout for activity in self.till.wanted("PayOut")}:
            self.till.tell(e.PayoutEnded(machine, payout))

    @rule(share=st.integers(0, 4), fault=st.sampled_from(("", "jam")))
    def a_machine_collects(self, share: int, fault: str) -> None:
        before = self._inside()
        self.till.collect(share, fault)
        self.collected += before - self._inside()

    @rule(share=st.integers(1, 4))
    def the_power_fails_in_the_middle_of_a_collection(self, share: int) -> None:
        for activity in self.till.wanted("Collect"):
            levels = self.till.notes if activity.machine == "notes" else self.till.coins
            value, count = activity.pieces[0]
            levels[value] -= min(share, count)
            self.till.boxed[activity.machine] += min(share, count)
            self.collected += value * min(share, count)
        self.the_power_fails()

    @rule(value=st.sampled_from((20, 50, 500)), count=st.integers(-3, 3))
    def staff_change_a_level_by_hand(self, value: int, count: int) -> None:
        levels, machine = (self.till.notes, "notes") if value >= 500 else (self.till.coins, "coins")
        of = e.CountOf.ADDED if count > 0 else e.CountOf.TAKEN
        before = len(self.till.told(f.CashAdjusted))
        self.till.tell(e.CountConfirmed(of, machine, ((value, abs(count)),)))
        if len(self.till.told(f.CashAdjusted)) > before:
            levels[value] += count
            self.inserted += value * count

    @rule(machine=MACHINES, found=st.integers(0, 3))
    def staff_empty_a_cashbox(self, machine: str, found: int) -> None:
        self.till.tell(e.CountConfirmed(e.CountOf.CASHBOX, machine, ((500, found),)))

    def _pay(self, activity: PayOut, share: int) -> None:
        levels = self.till.notes if activity.machine == "notes" else self.till.coins
        for value, count in activity.pieces:
            paid = min(count, share)
            levels[value] -= paid
            self.dispensed += paid * value

    def _inside(self) -> int:
        return sum(value * n for levels in (self.till.notes, self.till.coins) for value, n in levels.items())

    # The card

    @rule(part=st.booleans())
    def the_card_pays(self, part: bool) -> None:
        for charge in self.till.wanted("Charge"):
            if charge.attempt not in self.charged:
                cents = max(1, charge.amount.cents // 2) if part else charge.amount.cents
                self.charged[charge.attempt] = cents
                self.till.tell(e.CardApproved(charge.attempt, Money(cents)))

    @rule()
    def the_terminal_repeats_itself(self) -> None:
        for attempt, cents in list(self.charged.items()):
            self.till.tell(e.CardApproved(attempt, Money(cents)))

    @rule()
    def the_card_is_declined(self) -> None:
        for charge in self.till.wanted("Charge"):
            self.till.tell(e.CardDeclined(charge.attempt, "refused"))

    @rule()
    def nobody_knows_about_the_card(self) -> None:
        for asked in (*self.till.wanted("Charge"), *self.till.wanted("Refund")):
            self.till.tell(e.CardUnknown(asked.attempt, "no answer"))

    @rule(receipt=st.integers(1, 5), count=st.integers(1, 7))
    def staff_take_articles_back(self, receipt: int, count: int) -> None:
        takes_back(self.till, receipt, {1: count})

    @rule()
    def the_terminal_gives_back(self) -> None:
        late = [(attempt, 77) for attempt in self.till.kiosk.till.ungiven]
        for attempt, cents in [*((each.attempt, each.amount.cents) for each in self.till.wanted("Refund")), *late]:
            if attempt not in self.given_back:
                self.given_back[attempt] = cents
                self.till.tell(e.CardApproved(attempt, Money(cents)))

    @rule()
    def the_terminal_gives_nothing_back(self) -> None:
        for refund in self.till.wanted("Refund"):
            self.till.tell(e.CardDeclined(refund.attempt, "refused"))

    @precondition(lambda self: isinstance(self.till.kiosk.own, RefundingCard))
    @rule()
    def staff_read_of_the_refund_in_the_terminal_s_journal(self) -> None:
        own = self.till.kiosk.own
        assert isinstance(own, RefundingCard)
        self.till.attendant()
        if own.unknown:
            self.till.tell(e.CardSettledPressed(own.amount))
            if self.till.kiosk.own != own:
                self.given_back[own.attempt] = own.amount.cents

    @rule()
    def a_declined_card_was_charged_after_all(self) -> None:
        for attempt in self.till.kiosk.till.uncharged:
            if attempt not in self.charged:
                self.charged[attempt] = 77
                self.till.tell(e.CardApproved(attempt, Money(77)))

    @precondition(lambda self: isinstance(self.till.kiosk.own, TakingCard))
    @rule()
    def staff_read_the_terminal_s_journal(self) -> None:
        own = self.till.kiosk.own
        assert isinstance(own, TakingCard)
        self.till.attendant()
        if own.unknown:
            self.till.tell(e.CardSettledPressed(own.amount))
            if self.till.kiosk.own != own:
                self.charged[own.attempt] = own.amount.cents

    # The machine room

    @rule(name=st.sampled_from(tuple(ROLES)), fault=FAULTS)
    def a_device_goes(self, name: str, fault: str) -> None:
        self.till.tell(e.DeviceChanged(name, ROLES[name], e.Condition.LOST, fault))

    @rule()
    def devices_come_back(self) -> None:
        for name, role in ROLES.items():
            self.till.tell(e.DeviceChanged(name, role, e.Condition.READY))
        self.till.count()

    @rule(works=st.booleans())
    def the_printer_answers(self, works: bool) -> None:
        for printing in self.till.wanted("PrintReceipt"):
            done = e.PrintFinished(printing.job) if works else e.PrintFailed(printing.job, "out_of_paper")
            self.till.tell(done)

    @rule()
    def the_power_fails(self) -> None:
        now = self.till.kiosk.sees.now
        self.till.kiosk = self.till.refolded()
        self.till.tell(e.ClockTicked(now + 30))
        for name, role in ROLES.items():
            self.till.tell(e.DeviceChanged(name, role, e.Condition.LOST, "starting"))
        self.till.tell(e.Booted("test", now + 30))
        self.devices_come_back()

    # What always holds

    @invariant()
    def all_cash_is_somewhere(self) -> None:
        told = self._sum(f.CashInserted, lambda fact: fact.value * fact.count)
        gone = self._sum(f.CashDispensed, lambda fact: fact.value * fact.count)
        by_hand = self._sum(f.OwedSettled, lambda fact: fact.amount)
        sold = self._sum(f.SaleCompleted, lambda fact: NOTHING if fact.training else fact.cash)
        held = total(sale.cash_kept for sale in sale_of(self.till.kiosk.own))
        assert told == gone + by_hand + sold + held + self.till.kiosk.till.stray

    @invariant()
    def machines_hold_what_went_in_less_what_came_out(self) -> None:
        assert self._inside() == self.morning + self.inserted - self.dispensed - self.collected
        assert self._sum(f.CashDispensed, lambda fact: fact.value * fact.count).cents <= self.dispensed

    @invariant()
    def every_denomination_is_where_its_facts_put_it(self) -> None:
        """Recycler and cashbox, piece by piece: nothing changes kind, and nothing is in both."""
        held: Counter[tuple[str, int]] = Counter()
        boxes: Counter[tuple[str, int]] = Counter()
        for fact in self.till.facts:
            match fact:
                case f.CashCountTaken(machine, levels):
                    held.update({(machine, value): count for value, count in levels})
                case f.CashInserted(machine, value, count, recycled) | f.CashFilled(machine, value, count, recycled):
                    (held if recycled else boxes)[machine, value.cents] += count
                case f.CashDiffered(machine, value, count, recycled):
                    (held if recycled else boxes)[machine, value.cents] += count
                case f.CashDispensed(_, machine, value, count):
                    held[machine, value.cents] -= count
                case f.CashCollected(_, machine, value, count):
                    held[machine, value.cents] -= count
                    boxes[machine, value.cents] += count
                case f.CashAdjusted(_, machine, pieces):
                    held.update({(machine, value): count for value, count in pieces})
                case f.CashboxEmptied(machine, _, expected):
                    assert dict(expected) == {value: n for (name, value), n in boxes.items() if name == machine and n}
                    boxes = Counter({slot: n for slot, n in boxes.items() if slot[0] != machine})
                case _:
                    pass
        till = self.till.kiosk.till
        assert {slot: n for slot, n in till.held.items() if n} == {slot: n for slot, n in held.items() if n}
        assert {slot: n for slot, n in till.cashbox.items() if n} == {slot: n for slot, n in boxes.items() if n}

    @invariant()
    def what_was_filled_and_collected_is_what_was_said(self) -> None:
        filled = self._sum(f.CashFilled, lambda fact: fact.value * fact.count)
        running = [self.till.kiosk.own] if isinstance(self.till.kiosk.own, Filling) else []
        assert filled == self._sum(f.FillEnded, lambda fact: fact.amount) + total(each.filled for each in running)
        moved = self._sum(f.CashCollected, lambda fact: fact.value * fact.count)
        going = [self.till.kiosk.own] if isinstance(self.till.kiosk.own, Collecting) else []
        assert moved == self._sum(f.CollectionEnded, lambda fact: fact.amount) + total(each.collected for each in going)

    @invariant()
    def all_card_money_is_somewhere(self) -> None:
        sold = self._sum(f.SaleCompleted, lambda fact: NOTHING if fact.training else fact.card)
        refunded = self._sum(f.CardRefunded, lambda fact: fact.amount)
        held = total(sale.cards_kept for sale in sale_of(self.till.kiosk.own))
        late = total(c.amount for c in self.till.kiosk.calls if c.reason is Reason.CARD_REFUND and c.evidence)
        given_late = total(fact.amount for fact in self.till.told(f.CardGivenBack) if fact.late)
        moved = sum(self.charged.values()) - sum(self.given_back.values())
        assert moved == (sold + refunded + held + late - given_late).cents

    @invariant()
    def no_number_is_given_twice(self) -> None:
        for training in (False, True):
            receipts = [fact.receipt for fact in self.till.told(f.SaleCompleted) if fact.training is training]
            assert receipts == list(range(1, len(receipts) + 1))
        begun = [fact.sale for kind in (f.SaleStarted, f.RefundBegun) for fact in self.till.told(kind)]
        asked = [fact.attempt for kind in (f.CardAttemptStarted, f.CardRefundStarted) for fact in self.till.told(kind)]
        paid_out = [fact.payout for fact in self.till.told(f.PayoutStarted)]
        notes = [fact.reference for fact in self.till.told(f.VoucherIssued)]
        for numbers in (begun, asked, paid_out, notes):
            assert len(set(numbers)) == len(numbers)

    @invariant()
    def a_completed_sale_is_paid_exactly(self) -> None:
        for fact in self.till.told(f.SaleCompleted)[-1:]:
            paid = fact.cash + fact.card + total(tender.amount for tender in fact.tenders)
            assert paid == fact.total + total(other.amount for other in fact.others)
            assert fact.total == total(tax.gross for tax in fact.taxes)

    @invariant()
    def all_money_of_vouchers_is_somewhere(self) -> None:
        issued = self._sum(f.VoucherIssued, lambda fact: fact.amount)
        spent = self._sum(f.SaleCompleted, lambda fact: of_ledger(fact.tenders))
        held = total(of_ledger(sale.tenders) for sale in sale_of(self.till.kiosk.own))
        left = [voucher.balance for voucher in self.till.kiosk.till.vouchers.values()]
        assert issued == spent + held + total(left)
        assert min(left, default=NOTHING) >= NOTHING
        cards = self._sum(f.VoucherIssued, lambda fact: fact.amount if fact.kind is TenderKind.GIFT_CARD else NOTHING)
        assert cards == self._sum(
            f.SaleCompleted,
            lambda fact: total(each.amount for each in fact.others if each.kind is NonItemKind.GIFT_CARD),
        )

    @invariant()
    def a_voucher_is_good_once_for_ever(self) -> None:
        once = {(fact.kind, fact.reference) for fact in self.till.told(f.TenderTaken) if fact.once}
        tickets = [tender for fact in self.till.told(f.SaleCompleted) for tender in fact.tenders]
        open_ = [tender for sale in sale_of(self.till.kiosk.own) for tender in sale.tenders]
        taken = [(each.kind, each.reference) for each in (*tickets, *open_) if (each.kind, each.reference) in once]
        assert len(set(taken)) == len(taken)
        assert {f"{kind}:{reference}" for kind, reference in taken} == set(self.till.kiosk.till.redeemed)

    @invariant()
    def vouchers_pay_goods_and_meal_vouchers_pay_food(self) -> None:
        for fact in self.till.told(f.SaleCompleted)[-1:]:
            of_meals = [each for each in fact.tenders if each.kind is TenderKind.MEAL_VOUCHER]
            goods = [each for each in fact.tenders if each.kind is not TenderKind.EMPTIES]
            assert total(each.amount for each in goods) <= fact.total
            assert total(each.amount for each in of_meals) <= total(line.gross for line in fact.lines if line.meal)

    @invariant()
    def no_ticket_gives_back_more_than_it_took(self) -> None:
        tickets = {fact.receipt: fact for fact in self.till.told(f.SaleCompleted) if not fact.training}
        for sold in tickets.values():
            back = [fact for fact in tickets.values() if fact.refund_of == sold.receipt]
            assert total(fact.total for fact in back) + sold.total >= NOTHING
            assert total(fact.cash for fact in back) + sold.cash >= NOTHING or not back
            assert total(fact.card for fact in back) + sold.card >= NOTHING or not back

    @invariant()
    def history_folds_to_the_present(self) -> None:
        again = self.till.refolded()
        assert again.state == self.till.kiosk.state
        assert again.till == self.till.kiosk.till

    def _sum(self, kind: type[Any], amount: Any) -> Money:
        return total(amount(fact) for fact in self.till.told(kind))

    def teardown(self) -> None:
        """However the day went, the books know every piece in the machines once these have counted."""
        self.devices_come_back()
        held = {slot: n for slot, n in self.till.kiosk.till.held.items() if n}
        real = {("notes", value): n for value, n in self.till.notes.items() if n}
        assert held == real | {("coins", value): n for value, n in self.till.coins.items() if n}


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=50, stateful_step_count=40)
