"""What the owner reads next morning: from the journal alone, on the screen, on paper and from the command line."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import reports_morning
from kiosk.domain import views as v
from kiosk.domain.basket import PriceReason
from kiosk.domain.facts import Grade
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.morning import NOTES_MAX, Diary, Kind, Note, Notes
from kiosk.domain.receipt import Text
from kiosk.domain.states import Kiosk
from tests.domain.kiosks import A_DAY
from tests.flows.customer import BREAD, RECALLED, SHOP, START, WINE, Till


def a_day() -> Till:
    """Something of everything happens, then the day is closed."""
    till = Till()
    till.buys(BREAD)
    till.scan(WINE)
    till.scan(BREAD)
    till.tell(e.RemovePressed(2), e.UnknownScanned("4006381333931"))
    till.attendant()
    till.tell(
        e.ReleasePressed(1, "Divers", Money(250)),
        e.PricePressed(1, Money(600), PriceReason.SHELF),
        e.DiscountPressed(3, 10),
        e.AgeRefusePressed(),
        e.CancelPressed(),
        e.AttendantDonePressed(),
        e.PinWrong(),
        e.DeviceChanged("coins", e.Role.CASH, e.Condition.LOST, "jam"),
    )
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.CLOSING), e.CloseDayPressed())
    return till


def page(till: Till) -> list[tuple[str, str]]:
    till.tell(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.MORNING))
    assert isinstance(till.view, v.ReportsView)
    return [(part.text.strip(), part.right) for part in till.view.parts if isinstance(part, Text)]


def test_the_page_tells_what_no_total_tells() -> None:
    lines = page(a_day())
    told = dict(lines)
    assert told["Prix à corriger en rayon"] == "1"
    assert told["Codes à créer"] == "1"
    assert told["4006381333931"] == "x 1"
    assert told["Vendus sans code"] == "1"
    assert told["Retirés par les clients"].startswith("1, 1,20")
    assert told["Prix et remises"] == "1"
    assert told["Âge refusé"] == "1"
    assert told["PIN refusés"] == "1"
    assert told["Espèces (coins)\u00a0: bourrage"] == "x 1"
    assert told["Voir Espèces (coins)"] == "bourrage"
    assert "15:06 moins de 18 ans (A1)" in told
    assert any(line.endswith("4006381333931 Divers (A1)") for line in told)
    assert ("15:06 Vin rouge (A1)", "6,90\u00a0€ > 6,00\u00a0€") in lines
    assert told["15h"] == "1 / 4"


def test_the_journal_alone_makes_the_page() -> None:
    till = a_day()
    again = replay(till.facts, Kiosk(till.shop))
    assert again.till.diary == till.kiosk.till.diary
    assert {note.kind for note in again.till.diary.before.notes} >= {
        Kind.SHELF_PRICE,
        Kind.SOLD,
        Kind.REMOVED,
        Kind.PIN,
    }


def test_a_quiet_day_says_so() -> None:
    till = Till()
    till.buys(BREAD)
    till.wait(A_DAY)
    till.attendant(Grade.MANAGER)
    assert ("Rien à signaler", "") in page(till)


def test_what_was_sold_for_a_stopped_article_stands_there() -> None:
    till = Till()
    till.scan(RECALLED)
    till.attendant()
    till.tell(e.ReleasePressed(1, "Épicerie", Money(100)))
    (sold,) = (note for note in till.kiosk.till.diary.today.notes if note.kind is Kind.SOLD)
    assert sold.amount == Money(100)


def test_training_is_no_news() -> None:
    till = Till()
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    till.scan(BREAD)
    till.tell(e.RemovePressed(1))
    assert not till.kiosk.till.diary.today.notes


def test_a_day_full_of_trouble_has_an_end() -> None:
    till = Till()
    for number in range(NOTES_MAX + 5):
        till.scan(BREAD)
        till.tell(e.RemovePressed(number + 1))
    diary = till.kiosk.till.diary
    assert (len(diary.today.notes), diary.today.more) == (NOTES_MAX, 5)
    till.tell(e.CancelPressed())
    till.attendant(Grade.MANAGER)
    told = dict(page(till))
    assert told["Non détaillées"] == "5"
    assert told["et 188 autres"] == ""


def test_only_those_with_the_books_read_it() -> None:
    till = a_day()
    till.tell(e.AttendantDonePressed())
    till.attendant()
    till.tell(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.MORNING), e.PrintReportPressed())
    assert isinstance(till.view, v.AttendantView)
    assert not till.wanted("PrintReceipt")


def test_removals_and_decisions_stand_by_the_hour_on_the_closing_too() -> None:
    till = a_day()
    till.tell(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.DAY))
    assert isinstance(till.view, v.ReportsView)
    told = {part.text.strip(): part.right for part in till.view.parts if isinstance(part, Text)}
    assert (told["Retraits par les clients"], told["Décisions du personnel"]) == ("1", "4")
    assert told["15h"] == "1 / 4"


def test_staff_are_told_by_name() -> None:
    till = Till(shop=replace(SHOP, staff=(("A1", "Nadia"),)))
    till.scan(BREAD)
    till.scan(BREAD)
    till.tell(e.QuantityPressed(1, 1))
    till.attendant()
    till.tell(e.RemovePressed(1), e.AttendantDonePressed())
    till.attendant(Grade.MANAGER)
    told = dict(page(till))
    assert told["15:06 Baguette (Nadia)"] == "1,20\u00a0€"
    assert told["15:06 Baguette"] == "1,20\u00a0€"  # one piece fewer, by the customer


def test_a_forged_basket_and_a_card_read_by_staff_are_told_in_words() -> None:
    notes = (
        Note(Kind.BASKET, START, "H2", why="forged"),
        Note(Kind.OWED, START, "given", Money(300), by="A1"),
        Note(Kind.OWED, START, "not_charged", by="A1"),
        Note(Kind.CASH, START, "notes", Money(-500)),
    )
    kiosk = Kiosk(SHOP)
    kiosk = replace(kiosk, till=replace(kiosk.till, diary=Diary(before=Notes("20250615", notes))))
    told = [(part.text.strip(), part.right) for part in reports_morning.parts(kiosk) if isinstance(part, Text)]
    assert ("15:06 Panier non reconnu H2", "") in told
    assert ("15:06 rendu à la main (A1)", "3,00\u00a0€") in told
    assert ("15:06 carte, selon le terminal (A1)", "0,00\u00a0€") in told
    assert ("15:06 Espèces (notes)", "-5,00\u00a0€") in told
