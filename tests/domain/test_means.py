"""Whatever fails, in whatever combination: every basket can be paid, parked or handed to staff, and nothing is promised
that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.activities import AcceptCash, Charge, PrintReceipt, wanted
from kiosk.domain.checkout import decide
from kiosk.domain.history import replay
from kiosk.domain.limits import Limits
from kiosk.domain.means import UNFIT, means
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.presenting import present
from kiosk.domain.senses import notice
from kiosk.domain.states import ChoosingPayment, ChoosingReceipt, Kiosk, Shopping
from tests.domain.kiosks import PARKS
from tests.flows.customer import APPLES, BREAD, WINE, Till

ROLES = {
    "card": e.Role.CARD, "notes": e.Role.CASH, "coins": e.Role.CASH, "printer": e.Role.PRINTER,
    "scale": e.Role.SCALE, "camera": e.Role.CAMERA, "scanner": e.Role.SCANNER,
}  # fmt: skip
POORLY = {
    "card": "busy", "notes": "payout_out_of_service", "coins": "jam", "printer": "paper_near_end", "scale": "starting",
    "camera": "no_picture", "scanner": "starting",
}  # fmt: skip
"""How each is when it works less than fully."""

Health = dict[str, e.Condition]


def every_combination(kiosk: Kiosk, names: tuple[str, ...] = tuple(ROLES)) -> Iterator[tuple[Health, Kiosk]]:
    """This kiosk with every device in every condition: 3 to the power of 7 of them."""
    if not names:
        yield {}, kiosk
        return
    for condition in e.Condition:
        for health, failing_kiosk in every_combination(failing(kiosk, {names[0]: condition}), names[1:]):
            yield {names[0]: condition, **health}, failing_kiosk


def failing(kiosk: Kiosk, health: Health) -> Kiosk:
    for name, condition in health.items():
        fault = {e.Condition.READY: "", e.Condition.DEGRADED: POORLY[name], e.Condition.LOST: "no_answer"}[condition]
        kiosk = told(kiosk, e.DeviceChanged(name, ROLES[name], condition, fault))
    return kiosk


def told(kiosk: Kiosk, *events: e.Event) -> Kiosk:
    for event in events:
        kiosk = notice(kiosk, event)
        kiosk = replay(decide(kiosk, event), kiosk)
    return kiosk


def shop() -> Till:
    till = Till(shop=PARKS)
    till.tell(*(e.DeviceChanged(name, role, e.Condition.READY) for name, role in ROLES.items()))
    till.tell(e.WeightChanged("scale", e.WeightState.ZERO))
    return till


def works(health: Health, name: str) -> bool:
    return health[name] is not e.Condition.LOST


def promises(health: Health, name: str) -> bool:
    """May more be promised in its name?"""
    return health[name] is e.Condition.READY or (works(health, name) and POORLY[name] not in UNFIT)


QUIET = shop().kiosk
CHOOSING = told(QUIET, e.ItemScanned(BREAD, BREAD.code), e.PayPressed())
CHARGING = told(CHOOSING, e.PayCardPressed())
PAID = told(
    CHARGING, *(e.CardApproved(each.attempt, Money(120)) for each in wanted(CHARGING) if isinstance(each, Charge))
)


def test_every_combination_is_tried() -> None:
    combinations = [health for health, _ in every_combination(QUIET)]
    assert len(combinations) == len({tuple(health.items()) for health in combinations}) == 3 ** len(ROLES)
    assert isinstance(CHOOSING.own, ChoosingPayment)


def test_the_welcome_names_exactly_the_means_that_are_there() -> None:
    for health, kiosk in every_combination(QUIET):
        view = present(kiosk)
        assert isinstance(view, v.AttractView)
        line, now = view.means, means(kiosk)
        notes, coins = promises(health, "notes"), promises(health, "coins")
        assert (now.card, now.notes, now.coins) == (works(health, "card"), notes, coins), health
        assert ("Carte" in line) == works(health, "card"), (line, health)
        assert notes or coins or "espèces" not in line.lower() or "caisse" in line, (line, health)
        if not (now.card or now.cash):
            assert line == "Paiement à la caisse uniquement"
        if now.cash and not now.change:
            assert "somme exacte" in line, (line, health)
        assert ("Scannez" in view.hint) == (works(health, "camera") or works(health, "scanner"))


def test_every_basket_can_be_paid_parked_or_handed_to_staff() -> None:
    for health, kiosk in every_combination(CHOOSING):
        view = present(kiosk)
        assert isinstance(view, v.ChoiceView)
        enabled = [button for button in view.means if button.enabled]
        assert all(button.hint for button in view.means if not button.enabled), health
        for button in enabled:
            paid_with(kiosk, button, health)
        assert view.frame.help, "staff can always be called"
        assert any(isinstance(button.event, e.BackPressed) for button in view.back)
        if not enabled:
            told_so = " ".join((*view.frame.notices, *(button.hint for button in view.means)))
            assert "caisse" in told_so, health
            back = told(kiosk, e.BackPressed())
            assert isinstance(back.own, Shopping)
            assert any(isinstance(each.event, e.ParkPressed) for each in present(back).other)  # type: ignore[union-attr]


def paid_with(kiosk: Kiosk, button: v.Button, health: Health) -> None:
    """What is offered works: the device behind it is there, and the sale comes to its end."""
    begun = told(kiosk, button.event)
    doing = wanted(begun)
    if isinstance(button.event, e.PayCardPressed):
        (charge,) = (each for each in doing if isinstance(each, Charge))
        assert works(health, "card"), health
        done = told(begun, e.CardApproved(charge.attempt, charge.amount))
        assert isinstance(done.own, ChoosingReceipt)
        return
    slots = [each for each in doing if isinstance(each, AcceptCash)]
    assert slots, health
    assert all(promises(health, each.machine) for each in slots), health
    if any(health[name] is not e.Condition.READY for name in ("printer", "scale", "camera", "scanner")):
        return  # what becomes of each piece hangs on the terminal and the machines alone
    for slot in slots:
        for value in slot.values:
            over = told(begun, e.CashStacked(slot.machine, Money(value)))
            assert not over.calls, "change that is promised can be given"


def test_receipts_and_weighing_and_reading_say_what_remains() -> None:
    for health, kiosk in every_combination(PAID):
        view = present(kiosk)
        assert isinstance(view, v.ReceiptView)
        paper = [each for each in view.choices if isinstance(each.event, e.ReceiptPressed)]
        assert [each.enabled for each in paper] == [works(health, "printer")]
        if works(health, "printer"):
            asked = told(kiosk, e.ReceiptPressed())
            assert any(isinstance(each, PrintReceipt) for each in wanted(asked))
        notices = " ".join(view.frame.notices)
        reads = {name: works(health, name) for name in ("camera", "scanner")}
        assert ("utilisez le lecteur" in notices) == (reads["scanner"] and not reads["camera"])
        assert ("utilisez la caméra" in notices) == (reads["camera"] and not reads["scanner"])
        assert ("cherchez vos articles" in notices) == (not any(reads.values()))


@pytest.mark.parametrize("condition", e.Condition)
def test_what_is_sold_by_weight_is_weighed_or_goes_to_staff(condition: e.Condition) -> None:
    kiosk = failing(QUIET, {"scale": condition})
    scanned = told(kiosk, e.ItemScanned(APPLES, APPLES.code))
    if condition is e.Condition.LOST:
        assert present(scanned).exceptions  # type: ignore[union-attr]
        assert told(scanned, e.PayPressed()).calls
    else:
        assert isinstance(present(scanned), v.WeighView)


def test_a_machine_that_fails_while_paying_changes_the_screen_at_once() -> None:
    till = shop()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(50)
    for name in ("coins", "notes"):
        till.tell(e.DeviceChanged(name, e.Role.CASH, e.Condition.LOST, "no_answer"))
    view = till.view
    assert isinstance(view, v.CashView)
    assert not view.accepted
    assert [type(button.event) for button in view.buttons] == [e.PayCardPressed, e.CancelPressed]
    till.tell(e.PayCardPressed())
    till.tap()
    assert till.told(f.SaleCompleted)[0].card == Money(70)


def test_staff_read_what_customers_read() -> None:
    till = shop()
    till.tell(e.DeviceChanged("card", e.Role.CARD, e.Condition.LOST, "no_answer"))
    till.attendant()
    view = till.view
    assert isinstance(view, v.AttendantView)
    assert (view.devices[0].label, view.devices[0].amount) == ("Les clients lisent", "Pièces et billets uniquement")


# The hint comes before the choice


def test_when_coins_run_short_customers_read_it_before_they_choose() -> None:
    till = Till(coins=dict.fromkeys((10, 20, 50, 100, 200), 0))
    assert till.view.means == "Carte, ou somme exacte en espèces"  # type: ignore[union-attr]
    till.scan(BREAD)
    assert "Peu de monnaie" in till.view.frame.notices[0]
    till.tell(e.PayPressed())
    view = till.view
    assert isinstance(view, v.ChoiceView)
    card, cash = view.means
    assert (card.event, card.tone, card.enabled) == (e.PayCardPressed(), v.Tone.PRIMARY, True)
    assert (cash.label, cash.tone) == ("Espèces, somme exacte", v.Tone.SECONDARY)


# Limits


def buying(limits: Limits, *products: object, **levels: dict[int, int]) -> Till:
    till = Till(shop=replace(PARKS, limits=limits), **levels)
    for each in products:
        till.scan(each)  # type: ignore[arg-type]
    if any(each is WINE for each in products):
        till.tell(e.PayPressed())
        till.attendant()
        till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    till.tell(e.PayPressed())
    return till


def test_after_fifty_coins_only_notes_are_taken_and_the_law_is_on_the_screen() -> None:
    till = buying(Limits(), WINE)
    till.tell(e.PayCashPressed())
    till.insert(*[10] * 49)
    assert any(value < 500 for slot in till.wanted("AcceptCash") for value in slot.values)
    till.insert(10)
    assert all(value >= 500 for slot in till.wanted("AcceptCash") for value in slot.values)
    assert "50 pièces au plus" in till.view.warning  # type: ignore[union-attr]
    till.insert(10)
    assert till.kiosk.own.sale.cash_in == Money(510)  # type: ignore[union-attr]
    assert till.kiosk.own.sale.coins_in == 51  # type: ignore[union-attr]


def test_no_more_than_a_thousand_euro_of_a_purchase_are_taken_in_cash() -> None:
    dear = replace(BREAD, price=Money(110_000))
    till = buying(Limits(), dear, notes={500: 40, 1000: 40, 2000: 40, 5000: 20})
    till.tell(e.PayCashPressed())
    till.insert(*[5000] * 19, 2000, 2000)
    assert {value for slot in till.wanted("AcceptCash") for value in slot.values} <= {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1000,
    }
    till.insert(1000)
    assert not till.wanted("AcceptCash")
    assert "1\u202f000,00" in till.view.warning  # type: ignore[union-attr]
    till.insert(500)
    assert till.kiosk.own.sale.cash_in == Money(100_500)  # type: ignore[union-attr]
    till.tell(e.PayCardPressed())
    till.tap()
    assert till.told(f.SaleCompleted)[0].cash == Money(100_500)


def test_a_card_minimum_is_told_where_people_pay_and_before() -> None:
    till = buying(Limits(card_min=Money(500)), BREAD)
    view = till.view
    assert isinstance(view, v.ChoiceView)
    assert (view.means[0].enabled, view.means[0].hint) == (False, "Carte à partir de 5,00\u00a0€")
    assert "974/98" in view.legal
    assert "Carte à partir de 5,00" in view.legal
    till.tell(e.PayCardPressed())
    assert not till.wanted("Charge")
    assert "Carte à partir de 5,00" in Till(shop=till.shop).view.means  # type: ignore[union-attr]


def test_a_kiosk_without_cash_says_where_cash_is_taken() -> None:
    kiosk = failing(CHOOSING, {"notes": e.Condition.LOST, "coins": e.Condition.LOST})
    assert "R642-3" in present(kiosk).legal  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("limits", "card", "cash"),
    [
        (Limits(card_max=Money(100)), False, True),
        (Limits(cash_min=Money(500)), True, False),
        (Limits(cash_max=Money(100)), True, True),
    ],
)
def test_the_shop_s_own_limits_hold(limits: Limits, card: bool, cash: bool) -> None:
    view = buying(limits, BREAD).view
    assert isinstance(view, v.ChoiceView)
    assert [button.enabled for button in view.means] == [card, cash]


# The charity


def charitable(*products: object) -> Till:
    till = Till(shop=replace(PARKS, charity="Les Restos"))
    for each in products:
        till.scan(each)  # type: ignore[arg-type]
    till.tell(e.PayPressed())
    return till


def offered(till: Till) -> list[str]:
    view = till.view
    return [button.label for button in view.more] if isinstance(view, v.ChoiceView) else []


def test_a_gift_to_the_next_euro_is_one_touch_and_is_no_revenue() -> None:
    till = charitable(BREAD)
    assert offered(till) == ["Arrondir à 2,00\u00a0€ pour Les Restos"]
    till.tell(e.RoundUpPressed(), e.RoundUpPressed(), e.PayCardPressed())
    till.tap()
    (sold,) = till.told(f.SaleCompleted)
    assert (sold.total, sold.card, [gift.amount for gift in sold.others]) == (Money(120), Money(200), [Money(80)])


def test_a_gift_is_undone_with_one_touch_or_by_going_back_or_when_the_basket_changes() -> None:
    for undoing in (e.RoundUpUndone(), e.BackPressed()):
        till = charitable(BREAD)
        till.tell(e.RoundUpPressed(), undoing)
        assert till.told(f.NonItemRemoved)
        assert till.kiosk.own.sale.to_pay == Money(120)  # type: ignore[union-attr]
    till = charitable(BREAD, replace(BREAD, code="3000000000083"))
    till.tell(e.RoundUpPressed())
    till.attendant()
    till.tell(e.RemovePressed(2))
    assert till.kiosk.own.sale.to_pay == Money(120)  # type: ignore[union-attr]
    till.tell(e.RemovePressed(1))
    assert till.told(f.SaleCancelled)


def test_nothing_is_offered_for_a_whole_euro_or_once_something_is_paid_or_by_a_shop_without_charity() -> None:
    assert not offered(charitable(replace(BREAD, price=Money(300))))
    till = charitable(BREAD)
    till.insert(50)
    assert not offered(till)
    till.tell(e.RoundUpPressed())
    assert till.kiosk.own.sale.others == ()  # type: ignore[union-attr]
    assert not offered(buying(Limits(), BREAD))


def test_a_gift_that_nothing_is_bought_with_is_given_back() -> None:
    till = charitable(BREAD)
    till.tell(e.RoundUpPressed())
    till.insert(50)
    till.attendant()
    till.tell(e.RemovePressed(1), e.AttendantDonePressed())
    till.pay_out()
    assert till.told(f.SaleCancelled)
    assert till.kiosk.till.stray == NOTHING
    assert real_money(till) == Money(0)


def real_money(till: Till) -> Money:
    """What went in and did not come out."""
    put = sum(fact.value.cents * fact.count for fact in till.told(f.CashInserted))
    return Money(put - sum(fact.value.cents * fact.count for fact in till.told(f.CashDispensed)))


def test_a_note_that_can_only_go_to_the_cashbox_is_not_taken_where_nothing_else_could_be_given_back() -> None:
    till = buying(Limits(), WINE)
    till.tell(e.PayCashPressed(), e.CashCounted("coins", tuple(dict.fromkeys(till.coins, 0).items())))
    till.tell(e.CashCounted("notes", ((500, 0),), 0))
    assert ("notes", 500) in taken_now(till)
    till.tell(e.CashCounted("notes", ((500, 0),), 0, boxed=frozenset({500})))
    assert not [value for machine, value in taken_now(till) if machine == "notes"]


def test_what_hoppers_hold_can_be_given_back_for_such_a_note() -> None:
    till = buying(Limits(), WINE)
    till.tell(e.PayCashPressed(), e.CashCounted("notes", ((500, 0),), 0, boxed=frozenset({500})))
    assert ("notes", 500) in taken_now(till)


def taken_now(till: Till) -> frozenset[tuple[str, int]]:
    """What may be put in now."""
    return frozenset((a.machine, value) for a in till.activities if isinstance(a, AcceptCash) for value in a.values)
