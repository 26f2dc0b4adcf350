"""A screen draws its view and posts exactly what its buttons carry."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import get_args

import pytest

from kiosk.domain import events, views
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.ui.screens.pin import DIGITS_MAX
from tests.ui.conftest import FRENCH, SAMPLES, Kiosk


def test_every_view_has_a_screen() -> None:
    from kiosk.ui.screens.all_screens import SCREENS

    assert set(SCREENS) == set(get_args(views.View))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_view_is_drawn_by_its_screen(kiosk: Kiosk, name: str) -> None:
    assert kiosk.show(name).view == FRENCH[name]


@pytest.mark.parametrize(
    ("name", "label", "event"),
    [
        ("attract", "English", events.LanguagePressed(Language.EN)),
        ("attract", "Aide", events.HelpPressed()),
        ("attract", "Personnel", events.StaffPressed()),
        ("attract", "Commencer", events.StartPressed()),
        ("basket_1", "−", events.QuantityPressed(1, 1)),
        ("basket_1", "+", events.QuantityPressed(1, 3)),
        ("basket_1", "Retirer", events.RemovePressed(1)),
        ("basket_3", "Payer", events.PayPressed()),
        ("basket_3", "Tout annuler", events.CancelPressed()),
        ("basket_idle", "Je suis là", events.StillHerePressed()),
        ("choice", "Carte", events.PayCardPressed()),
        ("choice", "Espèces", events.PayCashPressed()),
        ("choice", "Ajouter un article", events.BackPressed()),
        ("cash", "Tout annuler", events.CancelPressed()),
        ("receipt", "Ticket", events.ReceiptPressed()),
        ("receipt", "Sans ticket", events.NoReceiptPressed()),
        ("receipt", "QR code", events.ReceiptCodePressed()),
        ("receipt_email", "E-mail", events.EmailPressed()),
        ("receipt_code", "Terminé", events.DonePressed()),
        ("parked", "J’ai le code", events.DonePressed()),
        ("parked", "Imprimer", events.PrintCodesPressed()),
        ("thanks", "Terminé", events.DonePressed()),
        ("called_help", "Finalement, ça va", events.HelpDismissed()),
        ("pin", "Retour", events.StaffLeft()),
        ("attendant", "Âge vérifié", events.AgeApprovePressed()),
        ("attendant_unknown", "Refuser", events.RefusePressed(1)),
        ("attendant", "Rendre la borne", events.AttendantDonePressed()),
        ("attendant_manager", "X et Z", events.PagePressed(events.Page.REPORTS)),
        ("attendant_rollback_technician", "Reprendre les ventes", events.RollbackAcceptedPressed()),
        ("reports_x", "À faire", events.PagePressed(events.Page.TASKS)),
        ("reports_x", "Archives", events.PagePressed(events.Page.ARCHIVE)),
        ("reports_x", "Z mois", events.ReportPressed(events.Report.MONTH)),
        ("reports_x", "Imprimer", events.PrintReportPressed()),
        ("reports_x", "Clôturer le 15/06/2025", events.PagePressed(events.Page.CLOSING)),
        ("reports_x", "Mode école", events.TrainingPressed()),
        ("reports_closing", "Clôturer", events.CloseDayPressed()),
        ("reports_closing", "Retour", events.PagePressed(events.Page.REPORTS)),
        ("archive", "Mois 05/2025", events.ArchivePressed("2025-05", "2025-05", "month")),
        ("training_attract", "Commencer", events.StartPressed()),
    ],
)
def test_a_touch_posts_the_event_of_its_button_once(kiosk: Kiosk, name: str, label: str, event: events.Event) -> None:
    kiosk.show(name)
    kiosk.touch(label)
    assert kiosk.posted == [event]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("basket_empty", "Payer"),
        ("reports_x", "X et Z"),
        ("reports_x", "X du jour"),
        ("reports_printing", "Imprimer"),
        ("archive_42", "Année 2024"),
    ],
)
def test_a_disabled_button_posts_nothing(kiosk: Kiosk, name: str, label: str) -> None:
    kiosk.show(name)
    kiosk.touch(label)
    assert kiosk.posted == []


def test_a_touch_anywhere_on_the_attract_screen_begins(kiosk: Kiosk) -> None:
    from kivy.tests.common import UnitTestTouch

    kiosk.show("attract")
    finger = UnitTestTouch(40, 900)
    finger.touch_down()
    finger.touch_up()
    assert kiosk.posted == [events.StartPressed()]


def test_nothing_below_the_idle_warning_can_be_touched(kiosk: Kiosk) -> None:
    kiosk.show("basket_idle")
    kiosk.touch("Payer")
    kiosk.touch("Aide")
    assert kiosk.posted == []


def test_every_screen_is_made_before_it_is_needed(kiosk: Kiosk) -> None:
    shell = kiosk.offscreen.app.shell
    kiosk.until(lambda: set(shell._screens) == set(get_args(views.View)))


def test_widgets_of_a_shorter_list_draw_the_longer_list_after_it(kiosk: Kiosk) -> None:
    screen = kiosk.show("basket_30")
    cards = set(screen.ids.lines.children)
    kiosk.show("basket_1")
    kiosk.show("basket_30")
    assert set(screen.ids.lines.children) == cards
    assert [card.model for card in reversed(screen.ids.lines.children)] == [*reversed(screen.view.lines)]


def test_a_task_without_a_price_to_enter_leaves_no_hole_where_that_button_was(kiosk: Kiosk) -> None:
    kiosk.show("attendant_unknown")
    kiosk.show("attendant_owed")
    (button,) = [
        touch
        for touch in kiosk.offscreen.app.root.walk()
        if getattr(getattr(touch, "model", None), "label", "") == "C’est donné"
    ]
    (card,) = [widget for widget in kiosk.offscreen.app.root.walk() if type(widget).__name__ == "TaskCard"]
    assert button.width == pytest.approx(card.width - card.padding[0] - card.padding[2])


def test_a_view_may_come_from_another_thread(kiosk: Kiosk) -> None:
    kernel = threading.Thread(target=kiosk.offscreen.app.draw, args=(FRENCH["card"],))
    kernel.start()
    kernel.join()
    kiosk.offscreen.settle()
    assert kiosk.offscreen.app.shown.view == FRENCH["card"]


def test_a_changed_view_is_drawn_and_an_equal_one_is_not(kiosk: Kiosk) -> None:
    kiosk.show("basket_3")
    app, offscreen = kiosk.offscreen.app, kiosk.offscreen
    app.draw(replace(FRENCH["basket_3"], frame=replace(FRENCH["basket_3"].frame)))
    assert offscreen.settle() == 0
    app.draw(FRENCH["basket_1"])
    assert offscreen.settle() > 0


def test_lines_that_stay_keep_their_widgets(kiosk: Kiosk) -> None:
    screen = kiosk.show("basket_3")
    before = list(screen.ids.lines.children)
    view = FRENCH["basket_30"]
    assert isinstance(view, views.BasketView)
    kiosk.show(replace(view, lines=view.lines[:4]))
    assert screen.ids.lines.children[:3] == before
    assert [card.newest for card in screen.ids.lines.children] == [False, False, False, True]


def test_the_newest_line_is_in_sight(kiosk: Kiosk) -> None:
    screen = kiosk.show("basket_30")
    newest, scroll = screen.ids.lines.children[-1], screen.ids.lines.parent
    assert newest.to_window(*newest.pos)[1] >= scroll.to_window(*scroll.pos)[1]
    assert newest.to_window(newest.x, newest.top)[1] <= scroll.to_window(scroll.x, scroll.top)[1]


def test_a_pin_is_posted_and_forgotten(kiosk: Kiosk) -> None:
    screen = kiosk.show("pin")
    for digit in "20268":
        kiosk.touch(digit)
    kiosk.touch("erase")
    assert screen.typed == 4
    kiosk.touch("Valider")
    assert kiosk.posted == [events.PinEntered("2026")]
    assert (screen.typed, screen._digits) == (0, "")


def test_digits_of_a_left_pin_screen_are_gone(kiosk: Kiosk) -> None:
    screen = kiosk.show("pin")
    kiosk.touch("7")
    kiosk.show("attract")
    assert screen._digits == ""


def test_a_locked_keypad_is_dead(kiosk: Kiosk) -> None:
    screen = kiosk.show("pin")
    kiosk.touch("7")
    kiosk.show("pin_locked")
    kiosk.touch("7")
    kiosk.touch("Valider")
    assert (screen._digits, kiosk.posted) == ("", [])


def test_a_pin_has_an_end(kiosk: Kiosk) -> None:
    screen = kiosk.show("pin")
    for _ in range(DIGITS_MAX + 3):
        kiosk.touch("1")
    assert screen.typed == DIGITS_MAX


def test_the_attendant_sells_an_unknown_article_by_department_and_price(kiosk: Kiosk) -> None:
    kiosk.show("attendant_unknown")
    kiosk.touch("Saisir le prix")
    kiosk.touch("Boissons")
    for digits in ("2", "5", "00", "erase", "erase", "0"):
        kiosk.touch(digits)
    kiosk.touch("Vendre")
    assert kiosk.posted == [events.ReleasePressed(1, "Boissons", Money(250))]


def test_nothing_is_sold_without_a_department(kiosk: Kiosk) -> None:
    kiosk.show("attendant_unknown")
    kiosk.touch("Saisir le prix")
    kiosk.touch("5")
    kiosk.touch("Vendre")
    assert kiosk.posted == []


def test_the_price_pad_closes_when_its_task_is_settled(kiosk: Kiosk) -> None:
    screen = kiosk.show("attendant_unknown")
    kiosk.touch("Saisir le prix")
    assert screen._pad.parent is not None
    kiosk.show("attendant_quiet")
    assert screen._pad.parent is None
