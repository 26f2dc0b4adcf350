"""The manager at the kiosk: X and Z, copies of receipts, archives; and the receipt as a QR code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.receipt import ReceiptPart, Text, excerpt
from kiosk.domain.states import Attract, ShowingReceipt
from tests.domain.kiosks import CODE, STORIES
from tests.flows.customer import BEER, BREAD, SHOP, Till, signature

DAY = 24 * 3600


def lines(parts: tuple[ReceiptPart, ...]) -> list[str]:
    return [f"{part.text} {part.right}".strip() for part in parts if isinstance(part, Text)]


def printed(till: Till) -> list[str]:
    (printing,) = till.wanted("PrintReceipt")
    return lines(printing.parts)


def finish(till: Till, fault: str = "") -> v.View:
    (printing,) = till.wanted("PrintReceipt")
    return till.tell(e.PrintFailed(printing.job, fault) if fault else e.PrintFinished(printing.job))


def at_the_desk(*presses: e.Event) -> Till:
    till = Till()
    till.buys(BREAD, BREAD)
    till.attendant(Grade.MANAGER)
    till.tell(*presses)
    return till


# Reports


def test_an_x_shows_the_day_so_far_and_closes_nothing() -> None:
    till = at_the_desk(e.PagePressed(e.Page.REPORTS))
    view = till.view
    assert isinstance(view, v.ReportsView)
    shown = lines(view.parts)
    assert "X 15/06/2025" in shown
    assert "Journée en cours, non close" in shown
    assert "TOTAL TTC 2,40\u00a0€" in shown
    assert "Grand total perpétuel 2,40\u00a0€" in shown
    till.tell(e.PrintReportPressed())
    assert printed(till) == shown
    assert not till.told(f.PeriodClosed)
    view = finish(till)
    assert isinstance(view, v.ReportsView)
    assert view.told == "Imprimé"
    assert not till.wanted("PrintReceipt")


def test_a_z_shows_the_last_closing_with_its_seal() -> None:
    till = Till()
    till.buys(BREAD, BREAD)
    till.off(DAY)
    till.buys(BREAD)
    till.attendant(Grade.MANAGER)
    view = till.tell(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.DAY))
    assert isinstance(view, v.ReportsView)
    shown = lines(view.parts)
    assert "Z JOUR 15/06/2025" in shown
    assert "TOTAL TTC 2,40\u00a0€" in shown
    assert f"Signature n° 1 {excerpt(signature('day', 1))}" in shown


def test_a_z_that_does_not_exist_yet_says_so() -> None:
    till = at_the_desk(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.YEAR))
    view = till.view
    assert isinstance(view, v.ReportsView)
    assert "Aucune clôture" in lines(view.parts)


def test_a_report_that_did_not_come_out_says_why_and_can_be_printed_again() -> None:
    till = at_the_desk(e.PagePressed(e.Page.REPORTS), e.PrintReportPressed())
    (first,) = till.wanted("PrintReceipt")
    view = finish(till, "out_of_paper")
    assert isinstance(view, v.ReportsView)
    assert "plus de papier" in view.told
    till.tell(e.PrintReportPressed())
    (second,) = till.wanted("PrintReceipt")
    assert second.job != first.job


def test_nothing_is_printed_without_a_printer_and_the_button_says_why() -> None:
    till = at_the_desk(e.PagePressed(e.Page.REPORTS))
    view = till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"), e.PrintReportPressed())
    assert isinstance(view, v.ReportsView)
    (button,) = [button for button in view.buttons if button.event == e.PrintReportPressed()]
    assert not button.enabled
    assert button.hint
    assert not till.wanted("PrintReceipt")


def test_a_customer_s_receipt_comes_out_before_the_manager_s_report() -> None:
    till = STORIES["Printing"]()
    (theirs,) = till.wanted("PrintReceipt")
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.REPORTS), e.PrintReportPressed())
    assert till.wanted("PrintReceipt") == [theirs]
    till.tell(e.PrintFinished(theirs.job))
    assert "X 15/06/2025" in printed(till)


def test_who_leaves_takes_the_report_along_and_the_next_visit_begins_at_the_tasks() -> None:
    till = at_the_desk(e.PagePressed(e.Page.REPORTS), e.PrintReportPressed(), e.AttendantDonePressed())
    assert not till.wanted("PrintReceipt")
    assert isinstance(till.attendant(Grade.MANAGER), v.AttendantView)
    assert not till.wanted("PrintReceipt")


# Copies


def found(till: Till, copies: int = 0) -> v.View:
    (find,) = till.wanted("FindTicket")
    ticket = next(fact for fact in till.told(f.SaleCompleted) if fact.receipt == find.receipt)
    return till.tell(e.TicketFound(ticket, copies))


def test_a_copy_of_the_last_receipt_is_numbered_and_sealed() -> None:
    till = at_the_desk(e.DuplicatePressed())
    found(till)
    assert till.told(f.DuplicateIssued) == [f.DuplicateIssued(1, 1, "paper", "M1")]
    shown = printed(till)
    assert "DUPLICATA n° 1 Copie n° 1" in shown
    assert "Ticket 1 Caisse 1" in shown
    assert "TOTAL 2,40\u00a0€" in shown
    assert any(excerpt(signature("duplicate", 1)) in line for line in shown)
    assert "Carte **** 1234 2,40\u00a0€" in shown
    view = finish(till)
    assert isinstance(view, v.AttendantView)
    assert view.hint == "Imprimé"


def test_an_attendant_may_hand_out_a_copy() -> None:
    till = Till()
    till.buys(BREAD)
    till.attendant()
    till.tell(e.DuplicatePressed())
    found(till)
    assert [fact.by for fact in till.told(f.DuplicateIssued)] == ["A1"]


def test_every_copy_has_the_next_number_also_after_one_that_did_not_come_out() -> None:
    till = at_the_desk(e.DuplicatePressed())
    found(till)
    finish(till, "cutter_jam")
    till.tell(e.DuplicatePressed())
    found(till, copies=1)
    assert [fact.copy for fact in till.told(f.DuplicateIssued)] == [1, 2]
    assert "DUPLICATA n° 2 Copie n° 2" in printed(till)


def test_a_ticket_that_is_found_twice_is_copied_once() -> None:
    till = at_the_desk(e.DuplicatePressed())
    ticket = till.told(f.SaleCompleted)[0]
    till.tell(e.TicketFound(ticket, 0), e.TicketFound(ticket, 0))
    assert len(till.told(f.DuplicateIssued)) == 1


def test_a_ticket_nobody_asked_for_is_not_copied() -> None:
    till = at_the_desk()
    till.tell(e.TicketFound(till.told(f.SaleCompleted)[0], 0))
    assert not till.told(f.DuplicateIssued)
    assert not till.wanted("PrintReceipt")


def test_a_ticket_that_is_gone_is_said_to_be_in_the_archives() -> None:
    till = at_the_desk(e.DuplicatePressed(99))
    view = till.tell(e.TicketMissing(99))
    assert isinstance(view, v.AttendantView)
    assert "archives" in view.hint
    assert not till.wanted("FindTicket")


def test_a_copy_says_how_the_ticket_was_paid_and_when() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    till.pay_out()
    till.tell(e.ReceiptPressed())
    original = printed(till)
    finish(till)
    till.off(3 * DAY)
    till.attendant(Grade.MANAGER)
    till.tell(e.DuplicatePressed())
    found(till)
    copy = printed(till)
    changed = [line for line in original if line not in copy]
    assert [line.split()[0] for line in changed] == ["TICKET", "Borne"]  # its kind, and its seal


# Archives


@pytest.fixture
def archivist() -> Till:
    till = Till()
    till.buys(BREAD)
    till.off(20 * DAY)
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.ARCHIVE))
    return till


def press_month(till: Till) -> v.ArchiveView:
    view = till.view
    assert isinstance(view, v.ArchiveView)
    (button,) = [button for button in view.choices if button.label.split()[-1] == "06/2025"]
    view = till.tell(button.event)
    assert isinstance(view, v.ArchiveView)
    return view


def test_a_month_is_archived_with_one_touch_and_goes_on_when_the_manager_has_left(archivist: Till) -> None:
    view = press_month(archivist)
    assert view.percent == 0
    assert not any(button.enabled for button in view.choices)
    (wanted,) = archivist.wanted("WriteArchive")
    assert (wanted.by, wanted.kind, wanted.first_day) == ("M1", "month", "2025-06")
    archivist.tell(e.ArchiveMoved(40), e.AttendantDonePressed())
    assert archivist.wanted("WriteArchive") == [wanted]
    archivist.tell(e.ArchiveWritten("M1", "month", "2025-06-01", "2025-06-30", 1, 40, "0" * 64, "BORNE/2025-06"))
    assert not archivist.wanted("WriteArchive")
    assert archivist.told(f.ArchiveMade) == [f.ArchiveMade("month", "2025-06-01", "2025-06-30", 1, 40, "0" * 64, "M1")]


def test_the_page_tells_what_came_of_it(archivist: Till) -> None:
    press_month(archivist)
    view = archivist.tell(e.ArchiveMoved(40))
    assert isinstance(view, v.ArchiveView)
    assert view.percent == 40
    assert "40" in view.told
    view = archivist.tell(e.ArchiveNotWritten("M1", "pas de clé"))
    assert isinstance(view, v.ArchiveView)
    assert view.percent == -1
    assert "pas de clé" in view.told
    assert archivist.told(f.ArchiveFailed) == [f.ArchiveFailed("pas de clé", "M1")]
    press_month(archivist)
    assert archivist.wanted("WriteArchive")


# The receipt as a QR code


def test_a_receipt_is_shown_as_a_qr_code_once_it_is_signed() -> None:
    till = STORIES["ChoosingReceipt"]()
    waiting = till.tell(e.ReceiptCodePressed())
    assert isinstance(waiting, v.ReceiptCodeView)
    assert waiting.code == ()
    (making,) = till.wanted("MakeReceiptCode")
    assert making.done.receipt == 1
    shown = till.tell(e.ReceiptCodeMade(1, CODE))
    assert isinstance(shown, v.ReceiptCodeView)
    assert shown.code == CODE
    assert not till.wanted("MakeReceiptCode")
    assert isinstance(till.tell(e.DonePressed()), v.AttractView)


def test_the_code_of_another_receipt_is_never_shown() -> None:
    till = STORIES["ShowingReceipt"]()
    view = till.tell(e.ReceiptCodeMade(99, CODE))
    assert isinstance(view, v.ReceiptCodeView)
    assert view.code == ()


def test_the_next_customer_s_code_begins_empty() -> None:
    till = STORIES["ShowingReceipt, signed"]()
    till.tell(e.DonePressed())
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    view = till.tell(e.ReceiptCodePressed())
    assert isinstance(view, v.ReceiptCodeView)
    assert view.code == ()


def test_who_walks_away_from_the_code_frees_the_kiosk() -> None:
    till = STORIES["ShowingReceipt, signed"]()
    till.wait(50)
    assert isinstance(till.kiosk.state, ShowingReceipt)
    till.wait(20)
    assert isinstance(till.kiosk.state, Attract)


@pytest.mark.parametrize(("link", "said"), [(True, "Wi-Fi du magasin"), (False, "texte du ticket")])
def test_who_takes_a_code_is_told_what_the_telephone_needs_for_it(link: bool, said: str) -> None:
    till = Till(shop=replace(SHOP, receipt_link=link))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    view = till.tell(e.ReceiptCodePressed(), e.ReceiptCodeMade(1, CODE))
    assert isinstance(view, v.ReceiptCodeView)
    assert said in view.hint


def choice_of(view: v.View, event: e.Event) -> v.Button:
    assert isinstance(view, v.ReceiptView)
    (button,) = [button for button in view.choices if button.event == event]
    return button


def test_a_code_that_cannot_be_made_says_so_and_leaves_the_other_ways() -> None:
    till = STORIES["ShowingReceipt"]()
    view = till.tell(e.ReceiptCodeNotMade(1))
    assert isinstance(view, v.ReceiptView)
    assert "QR code n’a pas pu" in view.notice
    assert not choice_of(view, e.ReceiptCodePressed()).enabled
    assert choice_of(view, e.NoReceiptPressed()).enabled
    assert choice_of(view, e.ReceiptPressed()).label == "Ticket"
    till.tell(e.ReceiptCodePressed())
    assert not till.wanted("MakeReceiptCode"), "it would fail again"
    till.tell(e.ReceiptPressed())
    assert "TICKET DE CAISSE" in printed(till)


def test_without_code_and_printer_the_customer_hears_of_both() -> None:
    till = STORIES["ShowingReceipt"]()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"))
    view = till.tell(e.ReceiptCodeNotMade(1))
    assert isinstance(view, v.ReceiptView)
    assert "Ni QR code ni imprimante" in view.notice
    assert not choice_of(view, e.ReceiptPressed()).enabled


def test_news_of_another_receipt_s_code_changes_nothing() -> None:
    till = STORIES["ShowingReceipt"]()
    before = till.kiosk.state
    till.tell(e.ReceiptCodeNotMade(99))
    assert till.kiosk.state == before


def test_paper_after_a_failed_code_is_not_taken_for_the_paper_before_it() -> None:
    till = STORIES["Printing"]()
    (first,) = till.wanted("PrintReceipt")
    till.tell(e.PrintFailed(first.job, "out_of_paper"), e.ReceiptCodePressed(), e.ReceiptCodeNotMade(1))
    till.tell(e.ReceiptPressed())
    (second,) = till.wanted("PrintReceipt")
    assert first.job != second.job
    assert "TICKET DE CAISSE Impression n° 2" in lines(second.parts)


def test_a_receipt_that_came_out_in_half_is_printed_again_with_its_number() -> None:
    till = STORIES["Printing"]()
    (first,) = till.wanted("PrintReceipt")
    till.off(60)
    view = till.view
    assert isinstance(view, v.ReceiptView)
    assert not till.told(f.ReceiptPrinted)
    till.tell(e.ReceiptPressed())
    (second,) = till.wanted("PrintReceipt")
    assert first.job != second.job
    assert "TICKET DE CAISSE Impression n° 2" in lines(second.parts)


def test_a_receipt_carries_all_its_mentions() -> None:
    till = Till()
    till.scan(BREAD)
    till.scan(BEER)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    shown = printed(till)
    assert "TICKET DE CAISSE" in shown
    assert "Ticket 1 Caisse 1" in shown
    assert "15/06/2025 15:06:40" in shown
    assert "Opérateur libre-service" in shown
    assert "2 articles 2 lignes" in shown
    assert "A TVA 20 % TTC 2,50\u00a0€" in shown
    assert "HT 2,08\u00a0€ TVA 0,42\u00a0€" in shown
    assert f"Borne test Signature {excerpt(signature('ticket', 1))}" in shown
