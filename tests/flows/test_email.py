"""Customers who take their receipt by e-mail."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.language import Language
from kiosk.domain.states import Attract, ChoosingReceipt, TypingEmail
from tests.domain.kiosks import STORIES
from tests.flows.customer import BREAD, SHOP, Till


def test_a_shop_without_a_mail_server_offers_no_email() -> None:
    till = STORIES["ChoosingReceipt"]()
    view = till.view
    assert isinstance(view, v.ReceiptView)
    assert e.EmailPressed() not in [button.event for button in view.choices]
    assert till.tell(e.EmailPressed()) == view


def test_the_receipt_leaves_by_email_and_the_customer_goes() -> None:
    till = STORIES["ChoosingReceipt, with e-mail"]()
    view = till.view
    assert isinstance(view, v.ReceiptView)
    assert e.EmailPressed() in [button.event for button in view.choices]
    keyboard = till.tell(e.EmailPressed())
    assert isinstance(keyboard, v.EmailView)
    assert keyboard.wrong == ""
    assert keyboard.rows[1].startswith("azerty")
    thanks = till.tell(e.EmailQueued(1))
    assert isinstance(thanks, v.ThanksView)
    assert "e-mail" in thanks.hint
    assert till.told(f.ReceiptMailed) == [f.ReceiptMailed()]
    assert isinstance(till.wait(10), v.AttractView)


def test_a_wrong_address_is_told_at_once_and_the_next_visit_begins_without_it() -> None:
    till = STORIES["TypingEmail"]()
    view = till.tell(e.EmailRefused(e.EmailFault.DOMAIN))
    assert isinstance(view, v.EmailView)
    assert "fin de l’adresse" in view.wrong
    till.tell(e.BackPressed())
    again = till.tell(e.EmailPressed())
    assert isinstance(again, v.EmailView)
    assert again.wrong == ""


def test_an_english_customer_finds_english_keys() -> None:
    till = STORIES["TypingEmail"]()
    view = till.tell(e.LanguagePressed(Language.EN))
    assert isinstance(view, v.EmailView)
    assert view.rows[1] == "qwertyuiop"


def test_back_from_the_keyboard_no_print_job_is_ever_used_twice() -> None:
    till = Till(shop=replace(SHOP, email=True))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    (first,) = till.wanted("PrintReceipt")
    till.tell(e.PrintFailed(first.job, "out_of_paper"))
    view = till.view
    assert till.tell(e.EmailPressed(), e.BackPressed()) == view
    till.tell(e.ReceiptPressed())
    (second,) = till.wanted("PrintReceipt")
    assert second.job != first.job


def test_a_customer_who_types_is_there_and_one_who_does_not_has_left() -> None:
    till = STORIES["TypingEmail"]()
    for _ in range(5):
        till.wait(SHOP.idle_warning_seconds - 20)
        till.tell(e.StillHerePressed())
    assert isinstance(till.kiosk.state, TypingEmail)
    till.wait(SHOP.idle_warning_seconds + 10)
    assert isinstance(till.kiosk.state, Attract)
    assert not till.told(f.ReceiptMailed)


def test_an_answer_that_comes_late_or_for_another_receipt_is_nothing() -> None:
    till = STORIES["TypingEmail"]()
    till.tell(e.EmailQueued(2))
    assert isinstance(till.kiosk.state, TypingEmail)
    till.tell(e.BackPressed(), e.EmailQueued(1))
    assert isinstance(till.kiosk.state, ChoosingReceipt)
    assert not till.told(f.ReceiptMailed)


def test_after_a_power_cut_the_customer_types_again() -> None:
    till = STORIES["TypingEmail"]()
    assert isinstance(till.off(60), v.EmailView)
    assert isinstance(till.tell(e.EmailQueued(1)), v.ThanksView)


def test_an_answer_that_comes_while_staff_are_wanted_counts() -> None:
    till = STORIES["NeedsAttendant help over TypingEmail"]()
    till.tell(e.EmailQueued(1))
    assert till.told(f.ReceiptMailed) == [f.ReceiptMailed()]
    assert isinstance(till.tell(e.HelpDismissed()), v.ThanksView)
