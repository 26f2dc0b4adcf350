"""What packs say of themselves: each test is one visit to the kiosk, with a code that says more than a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import LINES_MAX, Doubt
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.presenting import present
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL, NUMBER_LENGTH_MAX, Product, Recall
from kiosk.domain.receipt import Text
from kiosk.domain.states import Attract, ChoosingPayment, Shopping
from kiosk.domain.tax import Rate
from tests.flows.customer import APPLES, BREAD, Till

YOGHURT = Product("3033710065967", "Yaourt", "Crèmerie", Money(65), Rate(550))
PHONE = Product("3700000000019", "Téléphone", "Multimédia", Money(19_900), Rate(2000), capture=CAPTURE_SERIAL)
TYRE = Product("3700000000026", "Pneu", "Auto", Money(8_900), Rate(2000), capture=CAPTURE_BATCH)
MAGAZINE = Product("9771234567003", "Le Port", "Presse", Money(390), Rate(210))
CHEESE = replace(YOGHURT, code="3033710065974", name="Fromage", recalls=(Recall("L24-A", "Rappel : listeria"),))
STOPPED = replace(YOGHURT, recalls=(Recall("", "Rappel : verre"),))

TODAY, YESTERDAY = "2025-06-15", "2025-06-14"
IMEI, OTHER_IMEI = "490154203237518", "356938035643809"


def shown(till: Till) -> v.BasketView:
    assert isinstance(till.view, v.BasketView)
    return till.view


def pack(product: Product, **said: str) -> e.ItemScanned:
    return e.ItemScanned(product, product.code, **said)  # type: ignore[arg-type]


def tasks(till: Till) -> list[v.TaskView]:
    view = till.attendant()
    assert isinstance(view, v.AttendantView)
    return list(view.tasks)


# Past its date, or recalled


def test_an_expired_yoghurt_is_refused_kindly_and_hinders_nothing() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(pack(YOGHURT, expires=YESTERDAY))
    (card,) = shown(till).exceptions
    assert card.title == "Date dépassée\u00a0: Yaourt"
    assert "14/06/2025" in card.text
    assert "vous ne payez rien" in card.text
    assert [line.name for line in shown(till).lines] == ["Baguette"]
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.state, ChoosingPayment)
    assert till.told(f.ItemAdded)[-1].code == BREAD.code


def test_the_customer_puts_the_message_away_with_a_touch() -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=YESTERDAY))
    till.tell(shown(till).exceptions[0].drop[0].event)
    assert not shown(till).exceptions
    assert till.told(f.DoubtSettled) == [f.DoubtSettled(1, "dropped")]


@pytest.mark.parametrize("expires", [TODAY, "2025-06-16", "2025-06-15 15:06", "2025-06-15 23:59"])
def test_what_may_still_be_used_today_is_sold(expires: str) -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=expires))
    assert len(shown(till).lines) == 1


@pytest.mark.parametrize("expires", [YESTERDAY, "2024-06-16", "2025-06-15 15:05"])
def test_what_was_over_before_is_not(expires: str) -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=expires))
    assert not shown(till).lines


def test_the_day_ends_at_midnight_in_the_shop_not_in_greenwich() -> None:
    evening = 1_750_024_800  # 15 June 2025, 22:00 UTC: midnight in France
    for offset, sold in ((0, 1), (7200, 0)):
        till = Till(start=evening)
        till.tell(e.ClockTicked(evening, offset), pack(YOGHURT, expires=TODAY))
        assert len(shown(till).lines) == sold


def test_a_recalled_batch_is_refused_and_another_batch_is_sold() -> None:
    till = Till()
    till.tell(pack(CHEESE, batch="l24a"), pack(CHEESE, batch="L24-B"))
    (card,) = shown(till).exceptions
    assert card.title == "Article rappelé\u00a0: Fromage"
    assert card.text.startswith("Rappel : listeria.")
    assert [line.detail for line in shown(till).lines] == ["1 × 0,65\u00a0€ · lot L24-B"]


def test_a_recall_of_every_batch_needs_no_batch() -> None:
    till = Till()
    till.scan(STOPPED)
    assert [each.doubt for each in till.kiosk.state.sale.exceptions] == [Doubt.RECALLED]  # type: ignore[union-attr]


def test_a_code_without_its_batch_is_not_sold_blindly_while_some_batches_are_recalled() -> None:
    till = Till()
    till.scan(CHEESE)
    (card,) = shown(till).exceptions
    assert card.title == "Lot à vérifier\u00a0: Fromage"
    assert not shown(till).lines
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    (task,) = tasks(till)
    assert "L24-A" in task.detail
    till.tell(e.ReleasePressed(1, "Épicerie", Money(65)), e.AttendantDonePressed())
    assert [line.name for line in shown(till).lines] == ["Fromage"]


@pytest.mark.parametrize("language", Language)
def test_staff_take_what_was_found_off_the_shelf(language: Language) -> None:
    till = Till()
    till.tell(e.LanguagePressed(language), pack(YOGHURT, expires=YESTERDAY), pack(CHEESE, batch="L24-A"))
    *_, task = tasks(till)
    assert "Yaourt" in task.detail
    assert "14/06/2025" in task.detail
    assert "Fromage" in task.detail
    till.tell(task.buttons[0].event)
    assert till.told(f.ShelfCleared) == [f.ShelfCleared("A1")]
    assert not till.kiosk.till.shelf


def test_the_shelf_is_remembered_after_the_customer_and_after_a_power_cut() -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=YESTERDAY), e.CancelPressed())
    assert isinstance(till.kiosk.state, Attract)
    till.off(60)
    (task,) = tasks(till)
    assert task.title == "À retirer du rayon"


def test_a_long_shelf_is_counted_not_listed() -> None:
    till = Till()
    for number in range(7):
        till.tell(pack(replace(YOGHURT, code=f"A{number}", name=f"Yaourt {number}"), expires=YESTERDAY))
    *_, task = tasks(till)
    assert "et 3 autres" in task.detail
    assert "Yaourt 6" in task.detail


def test_nobody_can_release_what_is_past_its_date() -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=YESTERDAY))
    assert not any(task.release for task in tasks(till))
    till.tell(e.ReleasePressed(1, "Épicerie", Money(65)))
    assert not till.told(f.ItemAdded)


def test_the_same_expired_pack_shown_twice_is_one_message() -> None:
    till = Till()
    till.tell(pack(YOGHURT, expires=YESTERDAY), pack(YOGHURT, expires=YESTERDAY))
    assert len(till.told(f.ArticleDoubted)) == 1
    assert till.told(f.ArticleDoubted)[0].at == till.kiosk.sees.now


@pytest.mark.parametrize(
    "refused",
    [
        pack(YOGHURT, expires=YESTERDAY),
        pack(CHEESE, batch="L24-A"),
        pack(CHEESE),
        pack(replace(YOGHURT, sale_stop="Rappel")),
        pack(APPLES),
        replace(pack(YOGHURT), grams=500),
    ],
    ids=["expired", "recalled", "unsure", "blocked", "unweighed", "weight without a price"],
)
def test_what_is_not_sold_is_not_sold_when_it_is_shown_again(refused: e.ItemScanned) -> None:
    till = Till()
    till.tell(refused, refused, refused)
    assert len(till.told(f.ArticleDoubted)) == 1
    assert not till.told(f.ItemAdded)


def test_a_captured_batch_whose_recall_was_told_already_is_not_sold() -> None:
    till = Till()
    tyre = replace(TYRE, recalls=(Recall("B7", "Rappel"),))
    till.tell(pack(tyre, batch="B7"), pack(tyre), e.UnknownScanned("B7"))
    assert not till.told(f.ItemAdded)
    assert [fact.outcome for fact in till.told(f.DoubtSettled)] == ["refused"]


def test_another_list_of_recalls_is_journaled_once() -> None:
    till = Till()
    till.tell(e.RecallsArrived("a1", 3), e.RecallsArrived("a1", 3), e.RecallsArrived("b2", 4))
    assert till.told(f.RecallsApplied) == [f.RecallsApplied("a1", 3), f.RecallsApplied("b2", 4)]


# Serial and batch numbers


def test_a_phone_is_sold_with_the_serial_number_that_is_scanned_next() -> None:
    till = Till()
    till.scan(PHONE)
    (card,) = shown(till).exceptions
    assert card.title == "Numéro de série\u00a0: Téléphone"
    assert card.capture
    assert isinstance(till.tell(e.PayPressed(), e.HelpDismissed()), v.CalledView)
    till.attendant()
    till.tell(e.AttendantDonePressed(), e.UnknownScanned(IMEI))
    (line,) = shown(till).lines
    assert line.detail == f"1 × 199,00\u00a0€ · n° de série {IMEI}"
    assert line.fewer == line.more == ()
    assert not shown(till).exceptions
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    (completed,) = till.told(f.SaleCompleted)
    assert completed.lines[0].serial == IMEI
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert Text(f"  N° de série {IMEI}") in printing.parts


def test_the_number_may_be_typed() -> None:
    till = Till()
    till.tell(e.ItemScanned(PHONE, PHONE.code), e.NumberEntered(1, f" {IMEI} "))
    assert till.told(f.ItemAdded)[-1].serial == IMEI
    assert till.told(f.DoubtSettled) == [f.DoubtSettled(1, "captured")]


@pytest.mark.parametrize("number", ["", "   ", "x" * (NUMBER_LENGTH_MAX + 1), "A\x00", "A\nB"])
def test_what_can_be_no_number_is_passed_over(number: str) -> None:
    till = Till()
    till.tell(e.ItemScanned(PHONE, PHONE.code), e.NumberEntered(1, number), e.NumberEntered(7, IMEI))
    assert not till.told(f.ItemAdded)
    assert len(shown(till).exceptions) == 1


def test_a_code_that_says_its_serial_number_needs_no_question() -> None:
    till = Till()
    till.tell(pack(PHONE, serial=IMEI))
    assert not shown(till).exceptions
    assert till.told(f.ItemAdded)[-1].serial == IMEI


def test_the_2d_code_of_the_same_article_answers_the_question() -> None:
    till = Till()
    till.tell(pack(PHONE), pack(PHONE, serial=IMEI))
    assert not shown(till).exceptions
    assert len(shown(till).lines) == 1


def test_two_phones_are_two_lines_and_one_phone_scanned_twice_is_one() -> None:
    till = Till()
    till.tell(pack(PHONE), e.UnknownScanned(IMEI), pack(PHONE), e.UnknownScanned(IMEI))
    assert len(shown(till).lines) == 1
    assert len(shown(till).exceptions) == 1
    till.tell(e.UnknownScanned(OTHER_IMEI), pack(PHONE, serial=IMEI))
    assert len(shown(till).lines) == 2
    assert not shown(till).exceptions
    till.tell(e.QuantityPressed(1, 3))
    assert shown(till).count == "2 articles"


def test_each_of_two_phones_of_a_basket_is_asked_for_its_number() -> None:
    till = Till()
    till.tell(e.ItemScanned(PHONE, PHONE.code, 2))
    assert len(shown(till).exceptions) == 2
    till.tell(e.UnknownScanned(IMEI), e.UnknownScanned(OTHER_IMEI))
    assert [line.detail.split()[-1] for line in shown(till).lines] == [IMEI, OTHER_IMEI]
    assert not shown(till).exceptions


def test_an_unknown_article_is_no_serial_number() -> None:
    till = Till()
    till.tell(pack(PHONE), e.UnknownScanned("4006381333931"))
    assert [card.title for card in shown(till).exceptions] == ["Numéro de série\u00a0: Téléphone", "Article inconnu"]


def test_an_unknown_code_without_a_question_is_an_unknown_article() -> None:
    till = Till()
    till.tell(e.UnknownScanned(IMEI))
    assert [card.title for card in shown(till).exceptions] == ["Article inconnu"]


def test_the_customer_may_do_without_the_phone() -> None:
    till = Till()
    till.tell(pack(PHONE))
    till.tell(shown(till).exceptions[0].drop[0].event, e.UnknownScanned(IMEI))
    assert not till.told(f.ItemAdded)


def test_a_batch_number_is_captured_and_its_pieces_can_be_more() -> None:
    till = Till()
    till.tell(pack(TYRE), e.UnknownScanned("2425"), pack(TYRE, batch="2425"))
    assert [line.detail for line in shown(till).lines] == ["2 × 89,00\u00a0€ · lot 2425"]
    till.tell(e.QuantityPressed(1, 4))
    assert shown(till).total == "356,00\u00a0€"


def test_a_captured_batch_that_is_recalled_is_not_sold() -> None:
    till = Till()
    tyre = replace(TYRE, recalls=(Recall("2425", "Rappel : éclatement"),))
    till.tell(pack(tyre), e.NumberEntered(1, "24 25"))
    assert [card.title for card in shown(till).exceptions] == ["Article rappelé\u00a0: Pneu"]
    assert not till.told(f.ItemAdded)
    till.tell(pack(tyre), e.NumberEntered(3, "2426"))
    assert till.told(f.ItemAdded)[-1].batch == "2426"


def test_a_full_basket_keeps_the_question() -> None:
    till = Till()
    for number in range(LINES_MAX):
        till.scan(replace(BREAD, code=f"A{number}"))
    till.tell(pack(PHONE), e.UnknownScanned(IMEI))
    assert len(till.kiosk.own.sale.exceptions) == 1  # type: ignore[union-attr]
    assert len(till.kiosk.own.sale.lines) == LINES_MAX  # type: ignore[union-attr]


# Packs of several, magazines, labels


def test_a_six_pack_is_six_pieces() -> None:
    till = Till()
    till.tell(e.ItemScanned(YOGHURT, "3033710065981", 6), pack(YOGHURT))
    assert [line.detail for line in shown(till).lines] == ["7 × 0,65\u00a0€"]


def test_two_batches_of_an_article_are_two_lines() -> None:
    till = Till()
    till.tell(pack(YOGHURT, batch="A"), pack(YOGHURT, batch="B"), pack(YOGHURT, batch="A"), pack(YOGHURT))
    assert [line.detail for line in shown(till).lines] == [
        "2 × 0,65\u00a0€ · lot A",
        "1 × 0,65\u00a0€ · lot B",
        "1 × 0,65\u00a0€",
    ]


def test_a_magazine_says_which_issue_it_is() -> None:
    till = Till()
    till.tell(pack(MAGAZINE, batch="11"))
    assert shown(till).lines[0].detail == "1 × 3,90\u00a0€ · numéro 11"
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert Text("  Numéro 11") in printing.parts


def test_a_weight_of_an_article_that_is_sold_by_the_piece_is_a_question_to_staff() -> None:
    till = Till()
    till.tell(e.ItemScanned(BREAD, "2112345004822", grams=482))
    assert [each.doubt for each in till.kiosk.own.sale.exceptions] == [Doubt.UNKNOWN]  # type: ignore[union-attr]
    till.tell(e.ItemScanned(BREAD, BREAD.code, grams=482, price=Money(120)))
    assert len(shown(till).lines) == 1


def test_the_label_that_gave_the_weight_is_on_the_ticket() -> None:
    till = Till()
    till.tell(e.ItemScanned(APPLES, "2112345004822", grams=482, label="2112345004822"))
    assert till.told(f.ItemAdded)[-1].label == "2112345004822"
    assert isinstance(till.kiosk.state, Shopping)


@pytest.mark.parametrize("language", Language)
def test_every_message_is_said_in_both_languages(language: Language) -> None:
    till = Till()
    till.tell(
        e.LanguagePressed(language),
        pack(YOGHURT, expires="2025-06-15 10:00"),
        pack(STOPPED),
        pack(CHEESE),
        pack(PHONE),
        pack(TYRE),
    )
    cards = shown(till).exceptions
    assert len({(card.title, card.text) for card in cards}) == 5
    assert "15/06/2025 10:00" in cards[0].text
    assert present(till.refolded()) is not None
