"""The owner's morning page: what happened on the last closed day that totals do not tell, and what to bring today."""

from __future__ import annotations

from collections import Counter

from kiosk.domain import stock
from kiosk.domain.books import date_of, moment
from kiosk.domain.events import Condition
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.morning import Kind, Note, Notes
from kiosk.domain.phrases import money, piece
from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.domain.states import Kiosk

TITLES = {
    Kind.SHELF_PRICE: "Prix à corriger en rayon",
    Kind.UNKNOWN: "Codes à créer",
    Kind.SOLD: "Vendus sans code",
    Kind.SHELF: "À retirer du rayon",
    Kind.REMOVED: "Retirés par les clients",
    Kind.VOIDED: "Supprimés par le personnel",
    Kind.PRICED: "Prix et remises",
    Kind.CHECK: "Contrôles",
    Kind.AGE: "Âge refusé",
    Kind.BASKET: "Paniers suspects",
    Kind.OWED: "Rendu à la main, carte incertaine",
    Kind.CASH: "Écarts de caisse",
    Kind.DEVICE: "Pannes",
    Kind.PIN: "Codes faux",
}
OUTCOMES = {"seen": "vu", "same": "identique", "partly": "scanné en partie"}
PIECES = frozenset({Kind.UNKNOWN, Kind.SHELF, Kind.DEVICE, Kind.PIN})
"""The same ones are told once, with how often."""

SHOWN_MAX = 12
"""Lines of one kind on the page; of more only how many."""


def parts(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    """The page, below its head. Of the open day while none was closed."""
    diary = kiosk.till.diary
    notes = diary.before if diary.before.day else diary.today
    offset = kiosk.sees.utc_offset
    return (
        Text(f"Journée du {date_of(notes.day)}" if notes.day else "Aucune journée", bold=True),
        *(part for kind in Kind for part in _section(notes, kind, offset)),
        *_by_hour(notes, offset),
        *(Text("Non détaillées", str(notes.more)) for _ in range(bool(notes.more))),
        *(Text("Rien à signaler") for _ in range(bool(notes.day) and not notes.notes)),
        Separator(),
        *_today(kiosk),
    )


def _section(notes: Notes, kind: Kind, offset: int) -> tuple[ReceiptPart, ...]:
    of_kind = [note for note in notes.notes if note.kind is kind]
    if not of_kind:
        return ()
    if kind in PIECES:
        lines = [Text(f"  {what}", f"x {count}") for what, count in Counter(note.what for note in of_kind).items()]
    else:
        lines = [_line(note, offset) for note in of_kind]
    worth = sum((note.amount for note in of_kind if kind in (Kind.REMOVED, Kind.VOIDED)), NOTHING)
    told = f"{len(of_kind)}" + (f", {_euros(worth)}" if worth else "")
    rest = len(lines) - SHOWN_MAX
    return (
        Text(TITLES[kind], told, bold=True),
        *lines[:SHOWN_MAX],
        *(Text(f"  et {rest} autres") for _ in range(rest > 0)),
    )


def _line(note: Note, offset: int) -> Text:
    """When, what, by whom; what it was worth."""
    what = OUTCOMES.get(note.what, note.what)
    by = f" ({note.by})" if note.by else ""
    amount = _euros(note.amount) if note.amount else ""
    if note.was:
        amount = f"{_euros(note.was)} > {_euros(note.amount)}"
    return Text(f"  {moment(note.at, offset):%H:%M} {what}{by}", amount)


def _by_hour(notes: Notes, offset: int) -> tuple[ReceiptPart, ...]:
    """Removals by customers, and what staff decided, hour by hour."""
    removed, decided = Counter[str](), Counter[str]()
    for note in notes.notes:
        hour = f"{moment(note.at, offset):%H}h"
        removed[hour] += note.kind is Kind.REMOVED
        decided[hour] += note.kind in (Kind.VOIDED, Kind.PRICED, Kind.SHELF_PRICE, Kind.SOLD)
    hours = sorted(hour for hour in removed if removed[hour] or decided[hour])
    if not hours:
        return ()
    return (
        Text("Par heure", "retirés / décisions", bold=True),
        *(Text(f"  {hour}", f"{removed[hour]} / {decided[hour]}") for hour in hours),
    )


def _today(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    bring = stock.to_bring(kiosk.shop.stock, kiosk.till.held)
    ill = [(name, fault) for name, (condition, fault) in kiosk.till.devices.items() if condition != Condition.READY]
    return (
        Text("Pour aujourd’hui", bold=True),
        *(Text(f"  Apporter {piece(Language.FR, each.value)}", str(each.pieces)) for each in bring),
        *(Text(f"  Voir {name}", fault) for name, fault in ill),
        *(Text("  rien à apporter") for _ in range(not (bring or ill))),
    )


def _euros(amount: Money) -> str:
    return money(Language.FR, amount)
