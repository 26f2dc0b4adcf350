"""The owner's morning page: what happened on the last closed day that totals do not tell, and what to bring today."""

from __future__ import annotations

from collections import Counter

from kiosk.domain import stock
from kiosk.domain.books import date_of, moment
from kiosk.domain.enrolling import name_of
from kiosk.domain.events import Condition
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.morning import HOUR, Kind, Note, Notes
from kiosk.domain.phrases import PHRASES, fault, money, piece, say
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
    Kind.PIN: "PIN refusés",
}
WORDS = {
    "seen": "vu",
    "same": "identique",
    "partly": "scanné en partie",
    "given": "rendu à la main",
    "charged": "carte, selon le terminal",
    "not_charged": "carte, selon le terminal",
}
PIECES = frozenset({Kind.UNKNOWN, Kind.SHELF, Kind.DEVICE})
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
        *(part for kind in Kind for part in _section(kiosk, notes, kind)),
        *by_hour(notes, offset),
        *(Text("Non détaillées", str(notes.more)) for _ in range(bool(notes.more))),
        *(Text("Rien à signaler") for _ in range(bool(notes.day) and not notes.notes)),
        Separator(),
        *_today(kiosk),
    )


def _section(kiosk: Kiosk, notes: Notes, kind: Kind) -> tuple[ReceiptPart, ...]:
    of_kind = [note for note in notes.notes if note.kind is kind]
    if not of_kind:
        return ()
    if kind is Kind.PIN:
        lines = []
    elif kind in PIECES:
        lines = [Text(f"  {what}", f"x {count}") for what, count in Counter(map(_words, of_kind)).items()]
    else:
        lines = [_line(kiosk, note) for note in of_kind]
    worth = sum((note.amount for note in of_kind if kind in (Kind.REMOVED, Kind.VOIDED)), NOTHING)
    told = f"{len(of_kind)}" + (f", {_euros(worth)}" if worth else "")
    rest = len(lines) - SHOWN_MAX
    return (
        Text(TITLES[kind], told, bold=True),
        *lines[:SHOWN_MAX],
        *(Text(f"  et {rest} autres") for _ in range(rest > 0)),
    )


def _line(kiosk: Kiosk, note: Note) -> Text:
    """When, what, by whom; what it was worth."""
    by = f" ({name_of(kiosk, note.by)})" if note.by else ""
    amount = _euros(note.amount) if note.amount or note.kind is Kind.OWED else ""
    if note.was:
        amount = f"{_euros(note.was)} > {_euros(note.amount)}"
    return Text(f"  {moment(note.at, kiosk.sees.utc_offset):%H:%M} {_words(note)}{by}", amount)


def _words(note: Note) -> str:
    match note.kind:
        case Kind.AGE:
            return f"moins de {note.what} ans"
        case Kind.BASKET:
            return f"{say(Language.FR, f'basket_{note.why}_title')} {note.what}".strip()
        case Kind.CASH:
            return say(Language.FR, "cash_device", name=note.what)
        case Kind.DEVICE:
            return f"{_device(note.role, note.what)}\u00a0: {_ill(note.why)}"
        case _:
            return WORDS.get(note.what, note.what)


def _device(role: str, name: str) -> str:
    return say(Language.FR, f"{role}_device", name=name)


def _ill(why: str) -> str:
    """A fault, or a condition for want of one, in words."""
    return say(Language.FR, why) if why in PHRASES else fault(Language.FR, why)


def by_hour(notes: Notes, offset: int) -> tuple[ReceiptPart, ...]:
    """Removals by customers, and what staff decided, hour by hour of the shop's clock, which is `offset` from UTC."""
    if not notes.hours:
        return ()
    return (
        Text("Par heure", "retraits / décisions", bold=True),
        *(
            Text(f"  {moment(hour * HOUR, offset):%H}h", f"{removals} / {overrides}")
            for hour, removals, overrides in notes.hours
        ),
    )


def _today(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    bring = stock.to_bring(kiosk.shop.stock, kiosk.till.held)
    ill = [
        (_device(kiosk.sees.devices[name].role, name) if name in kiosk.sees.devices else name, _ill(why or condition))
        for name, (condition, why) in kiosk.till.devices.items()
        if condition != Condition.READY
    ]
    return (
        Text("Pour aujourd’hui", bold=True),
        *(Text(f"  Apporter {piece(Language.FR, each.value)}", str(each.pieces)) for each in bring),
        *(Text(f"  Voir {name}", why) for name, why in ill),
        *(Text("  rien à apporter") for _ in range(not (bring or ill))),
    )


def _euros(amount: Money) -> str:
    return money(Language.FR, amount)
