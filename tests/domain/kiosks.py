"""One kiosk for every state there is, reached by what really happens: touches, codes, coins and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.bag import WEIGHTS_NEEDED
from kiosk.domain.basket import Refusal, Tender, TenderKind
from kiosk.domain.facts import Grade, Head
from kiosk.domain.limits import Limits
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.roll import Person
from kiosk.domain.shop import Bagging, Control
from kiosk.domain.tax import Rate
from tests.flows.customer import APPLES, BREAD, CHEESE, COINS, PHONE, RECALLED, SHOP, WINE, Till
from tests.flows.vouchers import (
    SALAD,
    SOAP,
    SUPERVISES,
    coupon,
    empties,
    filled,
    gift_card,
    meal,
    monday,
    to_pay,
)

Story = Callable[[], Till]

A_DAY = 24 * 3600
MAILING = replace(SHOP, email=True)
HANDHELD = replace(SHOP, handheld="DOUCHETTE-1", parks=True)
PARKS = replace(SHOP, parks=True)
BAGGING = replace(PARKS, bagging=Bagging("bag"))
BAG = Product("3000000000090", "Sac réutilisable", "Divers", Money(15), Rate(2000), picture="bag")
SELLS_BAGS = replace(SHOP, bags=(BAG.code,))
BAGS_FOUND = e.ArticlesFound("", "", (BAG,), codes=SELLS_BAGS.bags)
NEW_YEAR = 1_767_261_600  # 1 January 2026, 10:00 UTC
CODE = ((True, False), (False, True))
"""A QR code, as far as the rules can tell."""


def _attract() -> Till:
    return Till()


def _closed() -> Till:
    till = Till()
    till.attendant()
    till.tell(e.ClosePressed(), e.AttendantDonePressed())
    return till


def _shopping() -> Till:
    till = Till()
    till.scan(BREAD)
    return till


def _shopping_with_baskets() -> Till:
    """One was taken, and then one of each was turned away."""
    till = Till()
    till.tell(e.BasketShown("spent", (e.ItemScanned(WINE, WINE.code, 2),), ("4006381333931",)))
    for refusal in Refusal:
        till.tell(e.BasketRefused(refusal), e.HelpDismissed())
    return till


def _with_a_scale() -> Till:
    """Somebody has bread, and the scale is empty."""
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.scan(BREAD)
    till.weight(0)
    return till


def _weighing() -> Till:
    till = _with_a_scale()
    till.scan(APPLES)
    return till


def _weighing_steady() -> Till:
    till = _weighing()
    till.weight(482)
    return till


def _weighing_unproven() -> Till:
    """The goods of the line before are still on the scale."""
    till = _weighing_steady()
    till.tell(e.WeighedPressed(482))
    till.scan(APPLES)
    return till


def _weighing_container() -> Till:
    till = _weighing()
    till.tell(e.OwnContainerPressed())
    till.weight(212)
    return till


def _weighing_in_it() -> Till:
    till = _weighing_container()
    till.tell(e.ContainerWeighedPressed(212))
    till.weight(694, e.WeightState.UNSTABLE)
    return till


def _offering_bags(*events: e.Event) -> Story:
    def story() -> Till:
        till = Till(shop=SELLS_BAGS)
        till.scan(BREAD)
        till.tell(e.PayPressed(), *events)
        return till

    return story


def _asking(before: Story, *events: e.Event) -> Story:
    def story() -> Till:
        till = before()
        till.tell(e.PriceCheckPressed(), *events)
        return till

    return story


def _looking(*events: e.Event) -> Story:
    def story() -> Till:
        till = _with_a_scale()
        till.tell(e.FindPressed(), *events)
        return till

    return story


_FAVOURITES = e.ArticlesFound("", "", (APPLES, BREAD), (("Fruits & légumes", "apple"), ("Boulangerie", "")))
_FOUND = e.ArticlesFound("pom", "", (APPLES,), _FAVOURITES.departments)
_OF_A_DEPARTMENT = e.ArticlesFound("", "Boulangerie", (BREAD,), _FAVOURITES.departments)


def _unweighed() -> Till:
    """A scale that is gone: staff weigh."""
    till = _with_a_scale()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.LOST, "link_lost"))
    till.scan(APPLES)
    return till


def _shopping_with_doubts() -> Till:
    """One of each that packs say of themselves: past its date, recalled, of which batch, without its number."""
    till = _shopping()
    till.tell(
        e.ItemScanned(BREAD, BREAD.code, expires="2025-06-01"),
        e.ItemScanned(CHEESE, CHEESE.code, batch="L24"),
        e.ItemScanned(CHEESE, CHEESE.code),
        e.ItemScanned(PHONE, PHONE.code, serial="S2"),
        e.ItemScanned(PHONE, PHONE.code),
    )
    return till


def _locked_handheld() -> Till:
    return Till(shop=HANDHELD)


def _handheld() -> Till:
    """Somebody of the staff holds it, and has handed over a basket."""
    till = _locked_handheld()
    till.tell(e.AttendantIdentified("A1"))
    till.scan(WINE)
    till.tell(e.PayPressed(), e.DonePressed())
    return till


def _handheld_scanning() -> Till:
    till = _handheld()
    till.scan(BREAD)
    return till


def _handheld_put_away() -> Till:
    till = _handheld_scanning()
    till.tell(e.LockPressed())
    return till


def _handheld_showing() -> Till:
    till = _handheld_scanning()
    till.tell(e.PayPressed())
    (making,) = till.wanted("MakeBasketCodes")
    till.tell(e.BasketCodesMade(making.basket, ("BORNE2:1", "BORNE2:2"), (CODE, CODE)))
    return till


def _shopping_with_a_part() -> Till:
    """One of three codes of a basket was read."""
    till = Till(shop=PARKS)
    till.tell(e.BasketPartShown("part", frozenset({2}), 3))
    return till


def _parking() -> Till:
    till = Till(shop=PARKS)
    till.scan(BREAD)
    till.tell(e.UnknownScanned("4006381333931"), e.ParkPressed())
    return till


def _parked() -> Till:
    """Its codes are on the screen."""
    till = _parking()
    (wanted,) = till.wanted("MakeBasketCodes")
    till.tell(e.BasketCodesMade(wanted.basket, ("BORNE2:1", "BORNE2:2"), (CODE, CODE)))
    return till


def _parked_on_paper() -> Till:
    till = _parked()
    till.tell(e.PrintCodesPressed())
    return till


def _choosing_payment() -> Till:
    till = _shopping()
    till.scan(BREAD)
    till.tell(e.PayPressed())
    return till


def _partly_paid() -> Till:
    till = _choosing_payment()
    till.tell(e.PayCardPressed())
    till.tap(cents=100)
    return till


def _taking_cash() -> Till:
    till = _choosing_payment()
    till.tell(e.PayCashPressed())
    till.insert(50)
    return till


def _taking_card() -> Till:
    till = _choosing_payment()
    till.tell(e.PayCardPressed())
    return till


def _cancelling_a_card() -> Till:
    till = _taking_card()
    till.tell(e.CardCancelPressed())
    return till


def _after_a_decline() -> Till:
    till = _taking_card()
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "timed_out"))
    return till


def _choosing_receipt() -> Till:
    till = _taking_card()
    till.tap()
    return till


def _printing() -> Till:
    till = _choosing_receipt()
    till.tell(e.ReceiptPressed())
    return till


def _receipt_failed() -> Till:
    till = _printing()
    (printing,) = till.wanted("PrintReceipt")
    till.tell(e.PrintFailed(printing.job, "out_of_paper"))
    return till


def _thanks() -> Till:
    till = _choosing_receipt()
    till.tell(e.NoReceiptPressed())
    return till


def _giving_change() -> Till:
    till = _choosing_payment()
    till.tell(e.PayCashPressed())
    till.insert(500)
    return till


def _giving_change_after_the_choice() -> Till:
    """The slot took a coin after the customer had gone back to the choice: too much is in."""
    till = _choosing_payment()
    till.insert(500)
    return till


def _giving_refund() -> Till:
    till = _taking_cash()
    till.tell(e.CancelPressed())
    return till


def _showing_receipt() -> Till:
    till = _choosing_receipt()
    till.tell(e.ReceiptCodePressed())
    return till


def _receipt_shown() -> Till:
    till = _showing_receipt()
    till.tell(e.ReceiptCodeMade(1, CODE))
    return till


def _code_failed() -> Till:
    till = _showing_receipt()
    till.tell(e.ReceiptCodeNotMade(1))
    return till


def _typing_email() -> Till:
    till = _paid_by_card(Till(shop=MAILING))
    till.tell(e.EmailPressed())
    return till


def _email_refused() -> Till:
    till = _typing_email()
    till.tell(e.EmailRefused(e.EmailFault.NO_AT))
    return till


def _email_on_its_way() -> Till:
    till = _typing_email()
    till.tell(e.EmailQueued(1))
    return till


def _paid_by_card(till: Till) -> Till:
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    return till


def _training() -> Till:
    till = Till()
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    return till


def _trained_shopping() -> Till:
    till = _training()
    till.scan(BREAD)
    return till


def _trained_choosing_payment() -> Till:
    till = _trained_shopping()
    till.tell(e.PayPressed())
    return till


def _trained_choosing_receipt() -> Till:
    till = _trained_choosing_payment()
    till.tell(e.PayCardPressed())
    return till


def _trained_printing() -> Till:
    till = _trained_choosing_receipt()
    till.tell(e.ReceiptPressed())
    return till


def _trained_showing() -> Till:
    till = _trained_choosing_receipt()
    till.tell(e.ReceiptCodePressed())
    return till


def _gift_card_shown() -> Till:
    till = filled(1, 2000)
    till.tell(gift_card(1))
    return till


def _gift_card_bought() -> Till:
    till = monday()
    till.scan(BREAD)
    till.tell(gift_card(1), e.GiftCardPressed(gift_card(1).reference, Money(1000)))
    return till


def _part_by_vouchers() -> Till:
    """A gift card, a coupon and a meal voucher paid a part, and another meal voucher was not taken."""
    till = to_pay(SALAD, SALAD, BREAD, SOAP, till=filled(1, 1000))
    till.tell(coupon("77", 50), meal(1, 700), gift_card(1), meal(1, 700), meal(2, 1500))
    return till


def _taking_meal_card() -> Till:
    till = to_pay(SALAD, SOAP)
    till.tell(e.PayMealPressed())
    return till


def _change_of_empties() -> Till:
    till = to_pay(BREAD)
    till.tell(empties(1, 500))
    return till


def _called_voucher() -> Till:
    till = to_pay(SALAD, till=monday(SUPERVISES))
    till.tell(meal(1, 800))
    return till


def _meal_card_unasked() -> Till:
    """A meal voucher card paid for soap."""
    till = to_pay(SOAP)
    till.tell(e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardApproved(charge.attempt, charge.amount, meal=True))
    return till


def _stray(under: Story) -> Story:
    def story() -> Till:
        till = under()
        till.insert(200)
        return till

    return story


def _called_for_help(under: Story) -> Story:
    def story() -> Till:
        till = under()
        till.tell(e.HelpPressed())
        return till

    return story


def _called_for_articles() -> Till:
    till = Till()
    till.tell(e.UnknownScanned("4006381333931"))
    till.scan(RECALLED)
    till.scan(WINE)
    till.tell(e.PayPressed())
    return till


def _called_owed() -> Till:
    till = _giving_change()
    while jammed := till.wanted("PayOut"):
        till.tell(*(e.PayoutEnded(each.machine, each.payout, "jam") for each in jammed))
    return till


def _called_stray_owed() -> Till:
    till = Till(coins=dict.fromkeys(COINS, 0), notes={})
    till.tell(e.CashStacked("notes", Money(1000), recycled=False))
    return till


def _called_card_unknown() -> Till:
    till = _taking_card()
    (charge,) = till.wanted("Charge")
    till.tell(e.CardUnknown(charge.attempt, "no answer"))
    return till


def _called_card_refund() -> Till:
    till = _partly_paid()
    till.tell(e.CancelPressed())
    return till


def _called_credit_note() -> Till:
    """An article that a voucher paid comes back."""
    till = Till()
    till.buys(BREAD)
    ticket = till.told(f.SaleCompleted)[-1]
    by_voucher = replace(ticket, card=Money(0), cards=(), tenders=(Tender(TenderKind.COUPON, "7", Money(120)),))
    _chosen(till, by_voucher)
    till.tell(e.ReturnPressed(), e.AttendantDonePressed())
    return till


def _called_given_late() -> Till:
    """Staff had read that nothing went back, and gave a credit note."""
    till = _refund_unknown()
    attempt = till.told(f.CardRefundStarted)[-1].attempt
    till.tell(e.CardSettledPressed(Money(0)), e.CreditNotePressed("7KQ2MX"), e.CardApproved(attempt, Money(120)))
    till.tell(e.AttendantDonePressed())
    return till


def _called_price() -> Till:
    """The shelf says another price."""
    till = _shopping()
    till.tell(e.HelpPressed(), e.PriceDisputedPressed())
    return till


def _called_check() -> Till:
    """A basket above the limit."""
    till = Till(shop=replace(SHOP, control=Control(basket_max=Money(200))))
    till.scan(BREAD)
    till.scan(BREAD)
    till.tell(e.PayPressed())
    return till


def _rescanning() -> Till:
    """Staff scan the bag."""
    till = _called_check()
    till.attendant()
    till.tell(e.RescanPressed())
    till.scan(BREAD)
    till.scan(WINE)
    return till


def _wishing() -> Till:
    """The customer wants what staff must agree to."""
    till = Till(shop=replace(SHOP, control=Control(removal_max=Money(500), count_max=2)))
    till.scan(WINE)
    for _ in range(3):
        till.scan(BREAD)
    till.tell(e.RemovePressed(1))
    return till


def _with_a_bag(*events: e.Event) -> Story:
    """The bag is weighed, and what bread weighs is known; somebody has one in the bag."""

    def story() -> Till:
        till = Till(shop=BAGGING)
        till.tell(e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.READY), *_rests(0))
        for _ in range(WEIGHTS_NEEDED):
            till.scan(BREAD)
            till.tell(*_rests(250))
            till.wait(1)
            till.buys()
            till.tell(*_rests(0))
        till.scan(BREAD)
        till.tell(*_rests(250))
        till.wait(1)
        for event in events:
            till.tell(event)
            till.wait(1)
        return till

    return story


def _rests(grams: int) -> tuple[e.Event, ...]:
    return (e.WeightChanged("bag", e.WeightState.STABLE if grams else e.WeightState.ZERO, grams),)


def _too_heavy() -> Till:
    """Something that was not scanned has been in the bag for long."""
    till = _with_a_bag(*_rests(1500))()
    till.wait(30)
    return till


def _called_weight() -> Till:
    till = _too_heavy()
    till.tell(e.PayPressed())
    return till


def _paying_while_it_moves() -> Till:
    till = _with_a_bag()()
    till.tell(e.WeightChanged("bag", e.WeightState.UNSTABLE, 300), e.PayPressed())
    return till


def _called_boxed() -> Till:
    """A note went to the cashbox while the power was off."""
    till = _taking_cash()
    till.boxed["notes"] += 1
    till.off(60)
    return till


def _chosen(till: Till, ticket: f.SaleCompleted) -> None:
    """All of this ticket is about to come back."""
    till.attendant()
    till.tell(e.PagePressed(e.Page.RETURN), e.TicketNumberEntered(str(ticket.receipt)), e.TicketFound(ticket, 0))
    till.tell(*(e.ReturnCountPressed(line.number, line.count) for line in ticket.lines))
    till.tell(e.ReturnReasonPressed(till.shop.returns.reasons[0]))


def _bought() -> Till:
    """Bread, 1.00 by card and 1.40 in coins."""
    till = _partly_paid()
    till.tell(e.PayCashPressed())
    till.insert(100, 20, 20)
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    return till


def _choosing_returns() -> Till:
    till = _bought()
    _chosen(till, till.told(f.SaleCompleted)[-1])
    return till


def _refunding() -> Till:
    """The card comes first."""
    till = _choosing_returns()
    till.tell(e.ReturnPressed(), e.AttendantDonePressed())
    return till


def _refund_waits() -> Till:
    """The machines have not counted yet: nothing is paid on an old count."""
    till = _choosing_returns()
    till.tell(e.DeviceChanged("coins", e.Role.CASH, e.Condition.LOST, "starting"))
    till.tell(e.ReturnPressed(), e.AttendantDonePressed())
    return till


def _refunding_card() -> Till:
    till = _choosing_returns()
    till.tell(e.ReturnPressed(), e.CardGiveBackPressed(), e.AttendantDonePressed())
    return till


def _refunding_card_of_a_cancelled_sale() -> Till:
    till = _called_card_refund()
    till.attendant()
    till.tell(e.CardGiveBackPressed(), e.AttendantDonePressed())
    return till


def _refund_unknown() -> Till:
    till = Till()
    till.buys(BREAD)
    _chosen(till, till.told(f.SaleCompleted)[-1])
    till.tell(e.ReturnPressed(), e.CardGiveBackPressed())
    till.tell(e.CardUnknown(till.told(f.CardRefundStarted)[-1].attempt, "no answer"))
    return till


def _called_refund_unknown() -> Till:
    till = _refund_unknown()
    till.tell(e.AttendantDonePressed())
    return till


def _refunding_cash() -> Till:
    till = _refunding_card()
    (refund,) = till.wanted("Refund")
    till.tell(e.CardApproved(refund.attempt, refund.amount))
    return till


def _called_late_charge() -> Till:
    till = _after_a_decline()
    till.tell(e.CardApproved(till.kiosk.till.uncharged[-1], Money(240)))
    return till


def _called_payout_stuck() -> Till:
    till = _giving_change()
    for activity in till.wanted("PayOut"):
        till.tell(e.DeviceChanged(activity.machine, e.Role.CASH, e.Condition.LOST, "no_answer"))
    till.wait(30)
    return till


def _called_left_behind() -> Till:
    till = _taking_cash()
    till.wait(100)
    return till


def _clock_set_back(under: Story) -> Story:
    def story() -> Till:
        till = under()
        till.clock(till.kiosk.sees.now - A_DAY)
        return till

    return story


def _rolled_back(under: Story) -> Story:
    def story() -> Till:
        till = under()
        till.tell(e.RollbackSeen(90, len(till.facts), (Head("ticket", 7, "s" * 86), Head("training", 2, "s" * 86))))
        return till

    return story


def _new_year() -> Till:
    """A few days after a year's end, with something sold in the old one."""
    till = Till(start=NEW_YEAR - A_DAY)
    till.buys(BREAD)
    till.off(3 * A_DAY)
    till.buys(BREAD, BREAD)
    return till


def _at_the_desk(*presses: e.Event) -> Story:
    """A manager between customers."""

    def story() -> Till:
        till = _new_year()
        till.attendant(Grade.MANAGER)
        till.tell(*presses)
        return till

    return story


def _with_a_manager(machine: str, *presses: e.Event) -> Story:
    def story() -> Till:
        till = Till()
        till.attendant(Grade.MANAGER)
        till.tell(e.PagePressed(e.Page.CASH), e.MachinePressed(machine), *presses)
        return till

    return story


def _with_the_team(*presses: e.Event) -> Story:
    """A manager looks at the team."""

    def story() -> Till:
        till = Till()
        till.tell(e.RollArrived(TEAM))
        till.attendant(Grade.MANAGER)
        till.tell(e.PagePressed(e.Page.STAFF), *presses)
        return till

    return story


def _enrolled() -> Till:
    """Somebody new has a PIN and a badge, and nobody is at the kiosk."""
    till = _with_the_team(_ADDED, _NAMED, e.EntryWritten(_PIN, "P4", Grade.ATTENDANT, "f00d"))()
    fatou = Person("P4", "Fatou", badge=True, entry="beef")
    till.tell(e.RollArrived((*TEAM, fatou)), e.EntryWritten(_BADGE, "P4", Grade.ATTENDANT, "beef"))
    till.tell(e.AttendantDonePressed())
    return till


def _badge_shown() -> Till:
    till = _enrolled()
    till.scan(BREAD)
    till.tell(e.BadgeShown((("P4", "beef"),)))
    return till


def _visited_page(page: e.Page) -> Story:
    def story() -> Till:
        till = _bought()
        till.attendant()
        till.tell(e.PagePressed(page))
        return till

    return story


def _filling() -> Till:
    till = _with_a_manager("coins", e.FillPressed("coins"))()
    till.insert(20, 20)
    return till


def _collecting() -> Till:
    """More notes than the float asks for are on their way to the cashbox."""
    till = Till(notes={500: 29, 1000: 5, 2000: 12})
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.CASH), e.CollectPressed("notes"))
    return till


def _left(under: Story) -> Story:
    """Staff have gone: the power was cut, or nobody touched anything for a while."""

    def story() -> Till:
        till = under()
        till.kiosk = till.refolded()
        till.tell(e.ClockTicked(till.start + 60), e.Booted("test", till.start + 60))
        return till

    return story


def _filling_left() -> Till:
    """The machine has not told yet what went in before the power was cut."""
    till = _filling()
    till.kiosk = till.refolded()
    starting = e.DeviceChanged("coins", e.Role.CASH, e.Condition.LOST, "starting")
    till.tell(e.ClockTicked(till.start + 60), starting, e.Booted("test", till.start + 60))
    return till


def _given() -> Till:
    """The customer rounds up."""
    till = Till(shop=replace(SHOP, charity="Les Restos"))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.RoundUpPressed())
    return till


def _limited() -> Till:
    """Fifty coins are in, and the card is for larger sums."""
    till = Till(shop=replace(SHOP, limits=Limits(card_min=Money(2000))))
    till.scan(WINE)
    till.tell(e.PayPressed(), e.AttendantIdentified("A1"), e.AgeApprovePressed(), e.AttendantDonePressed())
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(*[10] * 50)
    return till


def _printing_a_copy() -> Till:
    till = _at_the_desk(e.DuplicatePressed())()
    till.tell(e.TicketFound(till.told(f.SaleCompleted)[-1], 0))
    return till


def _copy_not_printed() -> Till:
    till = _printing_a_copy()
    (printing,) = till.wanted("PrintReceipt")
    till.tell(e.PrintFailed(printing.job, "out_of_paper"))
    return till


def _desk_of_the_first_day() -> Till:
    till = Till()
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.ARCHIVE))
    return till


def _visited(under: Story, grade: Grade) -> Story:
    def story() -> Till:
        till = under()
        till.attendant(grade)
        return till

    return story


def _attended(under: Story) -> Story:
    def story() -> Till:
        till = under()
        till.attendant()
        return till

    return story


def _without_a_machine(under: Story) -> Story:
    """Everything is gone at once: cash machines, terminal, printer."""

    def story() -> Till:
        till = under()
        for name, device in list(till.kiosk.sees.devices.items()):
            till.tell(e.DeviceChanged(name, device.role, e.Condition.LOST, "link_lost", "cable"))
        return till

    return story


_OWN: dict[str, Story] = {
    "Attract": _attract,
    "Closed": _closed,
    "Shopping": _shopping,
    "Shopping, baskets": _shopping_with_baskets,
    "Shopping, unweighed": _unweighed,
    "Attract, asking a price": _asking(_attract),
    "Attract, a price": _asking(_attract, e.ItemScanned(WINE, WINE.code)),
    "Attract, asking a price among pictures": _asking(_attract, e.FindPressed(), _FAVOURITES),
    "Shopping, asking a price": _asking(_shopping, e.UnknownScanned("4006381333931")),
    "Shopping, a price of what is not sold": _asking(_shopping, e.ItemScanned(RECALLED, RECALLED.code)),
    "Shopping, looking": _looking(_FAVOURITES),
    "Shopping, found": _looking(_FAVOURITES, e.FindTyped("pom"), _FOUND),
    "Shopping, department": _looking(_FAVOURITES, e.DepartmentPressed("Boulangerie"), _OF_A_DEPARTMENT),
    "Shopping, nothing found": _looking(e.FindTyped("4006381333932"), e.ArticlesFound("4006381333932", "", ())),
    "Weighing": _weighing,
    "Weighing, steady": _weighing_steady,
    "Weighing, goods before still there": _weighing_unproven,
    "Weighing, own container": _weighing_in_it,
    "WeighingContainer": _weighing_container,
    "OfferingBags": _offering_bags(),
    "OfferingBags, some taken": _offering_bags(BAGS_FOUND, e.ItemScanned(BAG, BAG.code), e.ItemScanned(BAG, BAG.code)),
    "NeedsAttendant help over OfferingBags": _offering_bags(BAGS_FOUND, e.HelpPressed()),
    "Shopping, doubts": _shopping_with_doubts,
    "Handheld, locked": _locked_handheld,
    "Handheld": _handheld,
    "Handheld, scanning": _handheld_scanning,
    "Handheld, put away": _handheld_put_away,
    "Handheld, showing": _handheld_showing,
    "Shopping, part of a basket": _shopping_with_a_part,
    "Shopping with wishes": _wishing,
    "Shopping, own bag put down": _with_a_bag(*_rests(430)),
    "Shopping, to be bagged": _with_a_bag(e.ItemScanned(BREAD, BREAD.code)),
    "Shopping, taken out of the basket": _with_a_bag(e.RemovePressed(1)),
    "Shopping, too heavy": _too_heavy,
    "Shopping, paying while it moves": _paying_while_it_moves,
    "Parking": _parking,
    "Parking, shown": _parked,
    "Parking, printing": _parked_on_paper,
    "ChoosingPayment": _choosing_payment,
    "ChoosingPayment, partly paid": _partly_paid,
    "ChoosingPayment, declined": _after_a_decline,
    "Shopping, gift card shown": _gift_card_shown,
    "Shopping, gift card bought": _gift_card_bought,
    "ChoosingPayment, part by vouchers": _part_by_vouchers,
    "TakingCard, meal": _taking_meal_card,
    "ChoosingReceipt, meal card unasked": _meal_card_unasked,
    "TakingCash": _taking_cash,
    "TakingCard": _taking_card,
    "TakingCard, cancelled": _cancelling_a_card,
    "Refunding": _refund_waits,
    "RefundingCard": _refunding_card,
    "RefundingCard, cancelled sale": _refunding_card_of_a_cancelled_sale,
    "ChoosingReceipt": _choosing_receipt,
    "ChoosingReceipt, failed": _receipt_failed,
    "Printing": _printing,
    "ShowingReceipt": _showing_receipt,
    "ShowingReceipt, signed": _receipt_shown,
    "ChoosingReceipt, no code": _code_failed,
    "ChoosingReceipt, with e-mail": lambda: _paid_by_card(Till(shop=MAILING)),
    "TypingEmail": _typing_email,
    "TypingEmail, refused": _email_refused,
    "Thanks": _thanks,
    "Thanks, by e-mail": _email_on_its_way,
    "Filling, alone": _filling_left,
    "Collecting, alone": _left(_collecting),
    "ChoosingPayment, given": _given,
    "TakingCash, limited": _limited,
    "Attract, training": _training,
    "Shopping, training": _trained_shopping,
    "ChoosingPayment, training": _trained_choosing_payment,
    "ChoosingReceipt, training": _trained_choosing_receipt,
    "Printing, training": _trained_printing,
    "ShowingReceipt, training": _trained_showing,
}

_NO_SALE = (
    "Attract", "Closed", "Parking", "ChoosingReceipt", "Printing", "ShowingReceipt", "TypingEmail", "Thanks",
    "Attract, training",
)  # fmt: skip

_PAYING_OUT: dict[str, Story] = {
    "GivingChange over TakingCash": _giving_change,
    "GivingChange over ChoosingPayment": _giving_change_after_the_choice,
    "GivingChange over Cancelling": _giving_refund,
    "GivingChange of empties": _change_of_empties,
    "GivingChange over Refunding": _refunding_cash,
    **{f"GivingChange over {name}": _stray(_OWN[name]) for name in _NO_SALE},
}

_CALLED: dict[str, Story] = {
    "NeedsAttendant help over Shopping": _called_for_help(_shopping),
    "NeedsAttendant help over Weighing": _called_for_help(_weighing_steady),
    "NeedsAttendant help over WeighingContainer": _called_for_help(_weighing_container),
    "NeedsAttendant help over TakingCash": _called_for_help(_taking_cash),
    "NeedsAttendant help over TakingCard": _called_for_help(_taking_card),
    "NeedsAttendant help over GivingChange": _called_for_help(_giving_change),
    "NeedsAttendant help over Printing": _called_for_help(_printing),
    "NeedsAttendant help over TypingEmail": _called_for_help(_typing_email),
    "NeedsAttendant articles": _called_for_articles,
    "NeedsAttendant doubts": _called_for_help(_shopping_with_doubts),
    "NeedsAttendant owed": _called_owed,
    "NeedsAttendant owed over Attract": _called_stray_owed,
    "NeedsAttendant card_unknown": _called_card_unknown,
    "NeedsAttendant card_refund": _called_card_refund,
    "NeedsAttendant card_refund, late": _called_late_charge,
    "NeedsAttendant card_refund, return": _refunding,
    "NeedsAttendant card_unknown, return": _called_refund_unknown,
    "NeedsAttendant credit_note": _called_credit_note,
    "NeedsAttendant given_late": _called_given_late,
    "NeedsAttendant price": _called_price,
    "NeedsAttendant check": _called_check,
    "NeedsAttendant boxed": _called_boxed,
    "NeedsAttendant weight": _called_weight,
    "NeedsAttendant payout_stuck": _called_payout_stuck,
    "NeedsAttendant left_behind": _called_left_behind,
    "NeedsAttendant voucher": _called_voucher,
}

_CLOCK_OVER = (
    "Attract", "Closed", "Shopping", "TakingCash", "TakingCard", "ChoosingReceipt", "Shopping, training", "Weighing",
    "GivingChange over TakingCash", "NeedsAttendant owed",
)  # fmt: skip
_ROLLBACK_OVER = ("Attract", "TakingCash", "TakingCard", "Printing", "Shopping, training", "GivingChange over Attract")

_SOUND: dict[str, Story] = {**_OWN, **_PAYING_OUT, **_CALLED}

_BLOCKED: dict[str, Story] = {
    **{f"NeedsAttendant clock over {name}": _clock_set_back(_SOUND[name]) for name in _CLOCK_OVER},
    **{f"NeedsAttendant rollback over {name}": _rolled_back(_SOUND[name]) for name in _ROLLBACK_OVER},
    "NeedsAttendant rollback and clock": _clock_set_back(_rolled_back(_attract)),
}

TEAM = (Person("M1", "Nadia", Grade.MANAGER), Person("A1", "Zoé"), Person("T1", "Luc", Grade.TECHNICIAN))
_PIN, _BADGE = e.RollStep.PIN, e.RollStep.BADGE
_ADDED, _NAMED = e.RollPressed(e.RollStep.NAME), e.PersonNamed("fatou", Grade.ATTENDANT)
_ZOE = e.RollPressed(e.RollStep.PERSON, "A1")

_ARCHIVE = e.ArchivePressed("2025-12", "2025-12", "month")
_DESK: dict[str, Story] = {
    **{
        f"Desk, report {report}": _at_the_desk(e.PagePressed(e.Page.REPORTS), e.ReportPressed(report))
        for report in e.Report
    },
    "Desk, closing the day": _at_the_desk(e.PagePressed(e.Page.CLOSING)),
    "Desk, day closed": _at_the_desk(e.PagePressed(e.Page.CLOSING), e.CloseDayPressed()),
    "Desk, closing not now": _at_the_desk(e.CloseDayPressed(), e.PagePressed(e.Page.CLOSING)),
    "Desk, printing a report": _at_the_desk(e.PagePressed(e.Page.REPORTS), e.PrintReportPressed()),
    "Desk, looking for a ticket": _at_the_desk(e.DuplicatePressed()),
    "Desk, ticket missing": _at_the_desk(e.DuplicatePressed(7), e.TicketMissing(7)),
    "Desk, printing a copy": _printing_a_copy,
    "Desk, copy not printed": _copy_not_printed,
    "Desk, archives": _at_the_desk(e.PagePressed(e.Page.ARCHIVE)),
    "Desk, archive being written": _at_the_desk(e.PagePressed(e.Page.ARCHIVE), _ARCHIVE, e.ArchiveMoved(40)),
    "Desk, archive written": _at_the_desk(
        e.PagePressed(e.Page.ARCHIVE),
        _ARCHIVE,
        e.ArchiveWritten("M1", "month", "2025-12", "2025-12", 1, 30, "0" * 64, "USB"),
    ),
    "Desk, archive not written": _at_the_desk(
        e.PagePressed(e.Page.ARCHIVE), _ARCHIVE, e.ArchiveNotWritten("M1", "no stick")
    ),
    "Desk, scanning the bag": _rescanning,
    "Desk, levels": _with_a_manager("coins"),
    "Desk, filling": _filling,
    "Desk, collecting": _collecting,
    "Desk, counting by hand": _with_a_manager(
        "notes", e.CountPressed(e.CountOf.CASHBOX, "notes"), e.CountRowPressed(1000), e.CountTyped("7")
    ),
    "Desk, recounting": _with_a_manager("coins", e.RecountPressed("coins")),
    "Desk, float set": _with_a_manager("coins", e.CountConfirmed(e.CountOf.FLOAT, "coins", ((10, 5), (20, 5)))),
    "Desk, team": _with_the_team(),
    "Desk, team, name": _with_the_team(_ADDED),
    "Desk, team, new PIN": _with_the_team(_ADDED, _NAMED),
    "Desk, team, new badge": _with_the_team(_ADDED, _NAMED, e.EntryWritten(_PIN, "P4", Grade.ATTENDANT, "f00d")),
    "Desk, team, person": _with_the_team(_ZOE),
    "Desk, team, PIN": _with_the_team(_ZOE, e.RollPressed(_PIN, "A1")),
    "Desk, team, badge": _with_the_team(_ZOE, e.RollPressed(_BADGE, "A1")),
    "Desk, team, dismiss": _with_the_team(_ZOE, e.RollPressed(e.RollStep.DISMISS, "A1")),
    "Desk, team, gone": _with_the_team(_ZOE, e.DismissPressed("A1")),
    "Shopping, badge shown": _badge_shown,
    "Desk, returns": _visited_page(e.Page.RETURN),
    "Desk, returns, chosen": _choosing_returns,
    "Desk, devices": _at_the_desk(e.PagePressed(e.Page.DEVICES)),
    "Desk, printing a test": _at_the_desk(e.PagePressed(e.Page.DEVICES), e.TestPrintPressed()),
    "Desk, devices in trouble": _visited(_without_a_machine(_attract), Grade.ATTENDANT),
    "Desk, restarting": _at_the_desk(e.RestartPressed()),
    "Desk, first day": _visited(_attract, Grade.MANAGER),
    "Desk, first day's archives": _desk_of_the_first_day,
    "Desk, training": _visited(_training, Grade.MANAGER),
    "Desk, technician and rollback": _visited(_rolled_back(_attract), Grade.TECHNICIAN),
    "Desk, manager and clock": _visited(_clock_set_back(_taking_cash), Grade.MANAGER),
}
"""Managers and technicians at work."""

_HERE: dict[str, Story] = {**_SOUND, **_BLOCKED}

STORIES: dict[str, Story] = {
    **_HERE,
    **{f"Attended, {name}": _attended(under) for name, under in _HERE.items()},
    **{f"{name}, all devices lost": _without_a_machine(under) for name, under in _HERE.items()},
    **_DESK,
}
"""How to reach each state, by a name that says where the customer is."""
