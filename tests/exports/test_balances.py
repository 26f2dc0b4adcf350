"""What customers still have to pay, as a table and as letters to those who are late."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.basket import Line, Order
from kiosk.domain.money import Money
from kiosk.domain.orders import Customer, Receivable
from kiosk.domain.states import Till
from kiosk.domain.tax import Rate
from kiosk.exports.balances import HEADING, write_balances, write_reminders
from tests.exports.test_tables import table

LINE = Line(1, "c", "Gâteau", "d", 1, 0, Money(3000), Money(3000), Rate(550))
TILL = Till(
    orders={"C1-7": Order("C1-7", (LINE,), ((550, 1000),), "2026-11-01")},
    receivables={
        "F1-3": Receivable("F1-3", "MAIRIE", Money(1250), "2026-09-01", "2026-10-01"),
        "F1-9": Receivable("F1-9", "MAIRIE", Money(50), "2026-11-20", "2026-12-20"),
        "F1-4": Receivable("F1-4", "CLUB", Money(700), "2026-09-02", "2026-10-02"),
    },
)
CUSTOMERS = {"MAIRIE": Customer("MAIRIE", "=Mairie", Money(5000), 30)}


def test_every_open_balance_is_a_row_with_its_delay(tmp_path: Path) -> None:
    path = tmp_path / "soldes.csv"
    assert write_balances(TILL, CUSTOMERS, path, "2026-11-22") == 4
    heading, order, late, other, due = table(path)
    assert tuple(heading) == HEADING
    assert order == ["Commande", "C1-7", "", "", "2026-11-01", "", "", "20,00"]
    assert late == ["Compte", "F1-3", "MAIRIE", "'=Mairie", "2026-09-01", "2026-10-01", "52", "12,50"]
    assert other[1:4] == ["F1-4", "CLUB", ""]
    assert due[6] == ""


def test_who_is_late_gets_one_letter_about_all_that_is_late(tmp_path: Path) -> None:
    letters = write_reminders(TILL, CUSTOMERS, "Épicerie du Port", tmp_path, "2026-11-22")
    assert [path.name for path in letters] == ["rappel-CLUB-2026-11-22.txt", "rappel-MAIRIE-2026-11-22.txt"]
    text = letters[1].read_text(encoding="utf-8")
    assert "F1-3, achat du 01/09/2026, dû le 01/10/2026 : 12,50 €" in text
    assert "F1-9" not in text
    assert "Total : 12,50 €" in text


def test_nobody_is_reminded_on_the_last_day(tmp_path: Path) -> None:
    assert write_reminders(TILL, CUSTOMERS, "Épicerie", tmp_path, "2026-10-01") == ()
