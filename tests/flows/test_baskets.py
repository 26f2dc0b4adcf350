"""Customers come with a basket that staff scanned in the queue: each test is one visit to the kiosk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import LINES_MAX, TOLD_TO_STAFF, Doubt, Refusal
from kiosk.domain.events import BasketPartShown, BasketRefused, BasketShown, CodesShown, ItemScanned
from kiosk.domain.facts import Reason
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.product import Product, Recall
from kiosk.domain.states import Attract, ChoosingPayment, OfferingBags, Shopping, Weighing, WeighingContainer
from kiosk.domain.tax import Rate
from kiosk.domain.till import SPENT_SECONDS
from tests.domain.kiosks import STORIES
from tests.flows.customer import APPLES, BEER, BREAD, RECALLED, START, WINE, Till

UNKNOWN = "4006381333931"
QUIET = [each for each in Refusal if each not in TOLD_TO_STAFF]
HOUR = 3600


def showing(
    *products: Product, basket: str = "B1", count: int = 1, unknown: tuple[str, ...] = (), restricted: bool = False
) -> BasketShown:
    items = tuple(ItemScanned(each, each.code, count) for each in products)
    return BasketShown(basket, items, unknown, "CAISSE-2", START + HOUR, restricted)


def basket(till: Till) -> v.BasketView:
    assert isinstance(till.view, v.BasketView)
    return till.view


def cards(till: Till) -> list[str]:
    return [exception.title for exception in basket(till).exceptions]


def called(till: Till) -> v.CalledView:
    assert isinstance(till.view, v.CalledView)
    return till.view


def tasks(till: Till) -> dict[str, str]:
    """What an attendant reads, who then leaves."""
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    till.tell(e.AttendantDonePressed())
    return {task.title: task.detail for task in page.tasks}


def test_a_basket_starts_a_sale_at_today_s_prices_and_is_paid() -> None:
    till = Till()
    till.tell(showing(BREAD, BEER, count=2))
    view = basket(till)
    assert [(line.name, line.amount) for line in view.lines] == [("Baguette", "2,40\u00a0€"), ("Bière", "5,40\u00a0€")]
    assert not view.exceptions
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    (completed,) = till.told(f.SaleCompleted)
    assert completed.total == Money(780)
    assert till.told(f.BasketTaken) == [f.BasketTaken("B1", "CAISSE-2", START + HOUR)]


def test_a_basket_joins_what_was_scanned_before_as_more_scans_would() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(showing(BREAD, WINE, BREAD))
    assert [(line.number, line.detail) for line in basket(till).lines] == [
        (1, "3 × 1,20\u00a0€"),
        (2, "1 × 6,90\u00a0€"),
    ]
    assert till.refolded().state == till.kiosk.state


def test_two_baskets_make_one_sale() -> None:
    till = Till()
    till.tell(showing(BREAD), showing(WINE, basket="B2"))
    assert len(basket(till).lines) == 2


def test_a_basket_that_stays_before_the_camera_is_no_replay() -> None:
    till = Till()
    till.tell(showing(BREAD))
    before = len(till.facts)
    till.tell(showing(BREAD), BasketPartShown("B1", frozenset({1}), 2))
    assert till.facts[before:] == []
    assert not basket(till).told


def test_the_same_basket_is_taken_only_once_and_staff_are_told_who_made_it() -> None:
    till = Till()
    till.tell(showing(BREAD), e.CancelPressed())
    assert isinstance(till.kiosk.state, Attract)
    till.tell(showing(BREAD))
    assert called(till).title == "Panier déjà utilisé"
    assert "peut continuer" not in called(till).todo
    assert "continuer" in called(till).todo
    till.tell(e.HelpDismissed())
    assert cards(till) == ["Panier déjà utilisé"]
    assert not basket(till).lines
    assert any("CAISSE-2" in detail for detail in tasks(till).values())


def test_the_first_code_of_a_spent_basket_is_enough_to_say_so() -> None:
    till = Till()
    till.tell(showing(BREAD), e.CancelPressed(), BasketPartShown("B1", frozenset({1}), 2))
    assert called(till).title == "Panier déjà utilisé"
    till.tell(e.HelpDismissed())
    assert not basket(till).told


def test_a_basket_stays_spent_after_a_power_cut() -> None:
    till = Till()
    till.tell(showing(BREAD))
    till.off(60)
    till.tell(e.CancelPressed(), showing(BREAD))
    assert called(till).title == "Panier déjà utilisé"


def test_a_spent_basket_is_remembered_for_a_day_after_its_end_and_then_no_more() -> None:
    till = Till()
    till.tell(showing(BREAD), e.CancelPressed())
    till.off(HOUR + SPENT_SECONDS - 1)
    till.tell(showing(WINE, basket="B2"), e.CancelPressed())
    assert set(till.kiosk.till.spent) == {"B1", "B2"}
    till.off(10)
    till.tell(showing(WINE, basket="B3"))
    assert set(till.kiosk.till.spent) == {"B3"}


def test_wine_in_a_basket_waits_for_an_age_check() -> None:
    till = Till()
    till.tell(showing(BREAD, WINE))
    assert basket(till).lines[1].tags == ("18 ans et plus",)
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert "18" in page.tasks[0].title
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    assert isinstance(till.tell(e.PayPressed()), v.ChoiceView)


def test_a_basket_that_says_it_is_restricted_waits_for_a_person_whatever_the_catalogue_knows() -> None:
    till = Till()
    till.tell(showing(BREAD, restricted=True))
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert "article réservé" in page.tasks[0].detail
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    assert isinstance(till.tell(e.PayPressed()), v.ChoiceView)


def test_somebody_too_young_for_a_restricted_basket_keeps_what_staff_leave_in_it() -> None:
    till = Till()
    till.tell(showing(BREAD, WINE, restricted=True))
    till.attendant()
    till.tell(e.AgeRefusePressed(), e.AttendantDonePressed())
    assert [line.name for line in basket(till).lines] == ["Baguette"]
    assert isinstance(till.tell(e.PayPressed()), v.ChoiceView)


def test_what_is_sold_by_weight_and_recalled_comes_no_way_round_its_recall() -> None:
    till = Till()
    apples = replace(APPLES, recalls=(Recall("", "Éclats de verre"),))
    till.tell(showing(apples))
    (told,) = till.told(f.ArticleDoubted)
    assert (told.doubt, told.reason) == (Doubt.RECALLED, "Éclats de verre")


def test_a_recalled_an_unweighed_and_an_unknown_article_of_a_basket_wait_for_staff() -> None:
    till = Till()
    till.tell(showing(BREAD, RECALLED, APPLES, APPLES, unknown=(UNKNOWN,)))
    assert [line.name for line in basket(till).lines] == ["Baguette"]
    assert cards(till) == ["Article bloqué\u00a0: Fromage", "À peser\u00a0: Pommes", "Article inconnu"]
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)


def test_a_basket_in_three_codes_says_which_are_missing() -> None:
    till = Till()
    till.tell(BasketPartShown("B1", frozenset({2}), 3))
    assert basket(till).told == "Panier en 3 codes\u00a0: 1 lus. Montrez encore le code 1, 3."
    till.tell(BasketPartShown("B1", frozenset({2, 3}), 3))
    assert "2 lus" in basket(till).told
    till.scan(WINE)
    assert "code 1" in basket(till).told
    till.tell(showing(BREAD))
    assert not basket(till).told
    assert len(basket(till).lines) == 2


def test_what_the_customer_before_left_half_read_is_not_told_to_the_next() -> None:
    till = Till()
    till.tell(BasketPartShown("B1", frozenset({2}), 3), e.CancelPressed(), e.StartPressed())
    assert not basket(till).told
    till.tell(BasketPartShown("B1", frozenset({2}), 3))
    till.wait(200)
    till.tell(e.StartPressed())
    assert not basket(till).told


def test_a_list_of_codes_is_as_many_scans_and_may_come_again() -> None:
    till = Till()
    shown = CodesShown((ItemScanned(BREAD, BREAD.code, 2), ItemScanned(APPLES, APPLES.code, grams=500)), (UNKNOWN,))
    till.tell(shown, shown)
    assert [line.detail for line in basket(till).lines] == [
        "4 × 1,20\u00a0€", "0,500 kg × 2,90\u00a0€ le kg", "0,500 kg × 2,90\u00a0€ le kg",
    ]  # fmt: skip
    assert cards(till) == ["Article inconnu"]
    assert not till.told(f.BasketTaken)


@pytest.mark.parametrize("refusal", QUIET)
@pytest.mark.parametrize("language", Language)
def test_a_refused_basket_says_why_and_changes_nothing_else(refusal: Refusal, language: Language) -> None:
    till = Till()
    till.tell(e.LanguagePressed(language))
    till.scan(BREAD)
    before = basket(till)
    till.tell(BasketRefused(refusal, "CAISSE-2"))
    after = basket(till)
    (card,) = after.exceptions
    assert card.title
    assert ("Rien" if language is Language.FR else "Nothing") in card.text
    assert (after.lines, after.total, after.pay, after.hint) == (before.lines, before.total, before.pay, before.hint)
    assert not till.kiosk.calls
    till.tell(card.drop[0].event)
    assert not basket(till).exceptions


def test_each_refusal_reads_differently_to_customers_and_to_staff() -> None:
    till = Till()
    for refusal in Refusal:
        till.tell(BasketRefused(refusal, "CAISSE-2"), e.HelpDismissed())
    assert len({(card.title, card.text) for card in basket(till).exceptions}) == len(Refusal)
    told = tasks(till)
    assert len(told) == len(set(told.values())) == len(Refusal)
    assert sum("CAISSE-2" in detail for detail in told.values()) == len(Refusal) - 1  # nobody is known to have forged


@pytest.mark.parametrize("refusal", sorted(TOLD_TO_STAFF))
@pytest.mark.parametrize("language", Language)
def test_staff_are_told_of_what_somebody_may_be_trying_and_the_customer_goes_on(
    refusal: Refusal, language: Language
) -> None:
    till = Till()
    till.tell(e.LanguagePressed(language))
    till.scan(BREAD)
    till.tell(BasketRefused(refusal, "CAISSE-2"))
    (call,) = till.kiosk.calls
    assert (call.reason, call.evidence) == (Reason.HELP, f"{refusal} CAISSE-2")
    view = called(till)
    assert ("Rien" if language is Language.FR else "Nothing") in view.what
    assert [button.event for button in view.buttons] == [e.HelpDismissed(), e.StaffPressed()]
    till.scan(WINE)  # what is shown meanwhile is not lost
    till.tell(view.buttons[0].event)
    assert len(basket(till).lines) == 2
    assert len(till.kiosk.till.suspicions) == 1


def test_staff_read_of_a_forgery_also_when_the_customer_has_gone() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(BasketRefused(Refusal.FORGED), e.HelpDismissed(), e.CancelPressed())
    till.wait(60)
    (title,) = tasks(till)
    assert title.endswith("Panier non reconnu")
    assert title.startswith("17:06" if till.kiosk.sees.utc_offset else "15:06")
    assert not tasks(till)


def test_nothing_of_a_forged_basket_can_be_sold_by_staff() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(BasketRefused(Refusal.FORGED))
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    (task,) = page.tasks
    assert not task.release
    till.tell(e.ReleasePressed(1, "Divers", Money(100)), e.AttendantDonePressed())
    assert len(till.told(f.ItemAdded)) == 1
    assert basket(till).total == "1,20\u00a0€"


def test_every_forgery_calls_staff_again() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.FORGED), e.HelpDismissed(), BasketRefused(Refusal.FORGED))
    assert till.kiosk.called(Reason.HELP)
    assert len(till.told(f.BasketTurnedAway)) == 1


def test_a_refused_basket_on_the_empty_kiosk_is_told_and_there_is_nothing_to_pay() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.EXPIRED))
    assert cards(till) == ["Panier trop ancien"]
    assert not basket(till).pay.enabled
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.state, Shopping)
    till.wait(200)
    assert isinstance(till.kiosk.state, Attract)


def test_the_same_refusal_again_is_told_once() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.OTHER_SHOP, "A"), BasketRefused(Refusal.OTHER_SHOP, "A"))
    assert cards(till) == ["Panier d’un autre magasin"]
    assert till.told(f.BasketTurnedAway) == [f.BasketTurnedAway(1, Refusal.OTHER_SHOP, "A", START)]


def test_a_message_about_a_basket_does_not_hinder_paying() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(BasketRefused(Refusal.TRUNCATED), e.PayPressed())
    assert isinstance(till.kiosk.state, ChoosingPayment)
    assert not till.kiosk.state.sale.exceptions


def test_a_basket_that_does_not_fit_is_not_spent() -> None:
    till = Till()
    articles = [Product(str(n), f"Article {n}", "Divers", Money(100), Rate(2000)) for n in range(LINES_MAX)]
    till.tell(CodesShown(tuple(ItemScanned(each, each.code) for each in articles[1:])))
    till.tell(showing(BREAD, WINE))
    assert cards(till) == ["Trop d’articles à la fois"]
    assert len(basket(till).lines) == LINES_MAX - 1
    till.tell(e.RemovePressed(1), showing(BREAD, WINE))
    assert len(basket(till).lines) == LINES_MAX
    assert len(till.told(f.BasketTaken)) == 1


def test_the_journal_says_whose_baskets_are_taken_when_that_changes() -> None:
    till = Till()
    till.tell(e.HandheldsArrived(()), *[e.HandheldsArrived(("A:01020304",))] * 2, e.HandheldsArrived(()))
    assert till.told(f.HandheldsTrusted) == [f.HandheldsTrusted(("A:01020304",)), f.HandheldsTrusted(())]


OPEN = ("Attract", "Shopping", "NeedsAttendant help over Shopping", "NeedsAttendant articles", "Attended")


@pytest.mark.parametrize("name", [name for name in STORIES if not name.startswith(OPEN)])
@pytest.mark.parametrize("shown", [showing(BREAD), BasketRefused(Refusal.FORGED), CodesShown((), (UNKNOWN,))])
def test_anywhere_else_a_basket_is_passed_over(name: str, shown: e.Event) -> None:
    till = STORIES[name]()
    if isinstance(till.kiosk.own, Shopping | Weighing | WeighingContainer | OfferingBags) and not till.kiosk.blocked:
        pytest.skip("there it is taken")
    if isinstance(till.kiosk.state, Attract):
        pytest.skip("what staff did there is over")
    if till.kiosk.till.holder and isinstance(shown, CodesShown):
        pytest.skip("staff scan with a handheld")
    before = len(till.facts)
    till.tell(shown)
    assert till.facts[before:] == []


def test_a_shop_without_parking_does_not_park() -> None:
    till = Till()
    till.scan(BREAD)
    assert not [button for button in basket(till).other if button.event == e.ParkPressed()]
    till.tell(e.ParkPressed())
    assert isinstance(till.kiosk.state, Shopping)
    assert replace(till.shop, parks=True).parks
