"""What is still to be paid: orders and their balances, what was bought on account, and reminders for what is late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from kiosk.domain.books import date_of
from kiosk.domain.money import total
from kiosk.domain.orders import Customer, Receivable
from kiosk.domain.states import Till
from kiosk.exports.tables import Row, decimal, words, write_table

HEADING = ("Genre", "Référence", "Compte", "Nom", "Depuis le", "À payer avant le", "Jours de retard", "Montant")


def write_balances(till: Till, accounts: Mapping[str, Customer], path: Path, today: str) -> int:
    """How many rows: every open order and every amount on account, the oldest first. `today` as 2026-11-22."""
    return write_table(path, HEADING, _rows(till, accounts, today))


def write_reminders(
    till: Till, accounts: Mapping[str, Customer], shop: str, folder: Path, today: str
) -> tuple[Path, ...]:
    """A letter for each account of which something is late, as text."""
    late = sorted((each for each in till.receivables.values() if each.due < today), key=lambda each: each.due)
    written: list[Path] = []
    for account in sorted({each.account for each in late}):
        theirs = [each for each in late if each.account == account]
        name = accounts[account].name if account in accounts else account
        path = folder / f"rappel-{account}-{today}.txt"
        path.write_text("\n".join(_letter(shop, name, theirs, today)), encoding="utf-8")
        written.append(path)
    return tuple(written)


def _rows(till: Till, accounts: Mapping[str, Customer], today: str) -> Iterator[Row]:
    for order in sorted(till.orders.values(), key=lambda order: (order.day, order.reference)):
        yield ("Commande", order.reference, "", "", order.day, "", "", decimal(order.balance))
    for owed in sorted(till.receivables.values(), key=lambda each: (each.due, each.reference)):
        late = max(0, (date.fromisoformat(today) - date.fromisoformat(owed.due)).days)
        name = accounts[owed.account].name if owed.account in accounts else ""
        yield (
            "Compte", owed.reference, words(owed.account), words(name), owed.day, owed.due, str(late) if late else "",
            decimal(owed.amount),
        )  # fmt: skip


def _letter(shop: str, name: str, late: list[Receivable], today: str) -> Iterator[str]:
    yield from (shop, "", f"Rappel du {date_of(today)} pour {name}", "")
    yield "Nous n’avons pas encore reçu le règlement de :"
    for each in late:
        dates = f"achat du {date_of(each.day)}, dû le {date_of(each.due)}"
        yield f"  {each.reference}, {dates} : {decimal(each.amount)} €"
    yield from ("", f"Total : {decimal(total(each.amount for each in late))} €", "")
    yield "Vous pouvez payer à la caisse en libre-service : montrez le QR code de votre ticket,"
    yield from ("ou tapez sa référence.", "")
