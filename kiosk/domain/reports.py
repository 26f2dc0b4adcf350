"""X and Z: what the open day has brought so far, and what closed days, months and years have brought, as documents."""

from __future__ import annotations

from kiosk.domain import cashier, reports_morning, stock
from kiosk.domain.books import PeriodKind, RateTotals, Takings, date_of, moment, worth
from kiosk.domain.events import Report
from kiosk.domain.facts import PeriodClosed
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.morning import Notes
from kiosk.domain.phrases import money, percent, piece, say
from kiosk.domain.receipt import ReceiptPart, Separator, Text, excerpt
from kiosk.domain.states import Kiosk, Shop

TITLES = {Report.DAY: "Z JOUR", Report.MONTH: "Z MOIS", Report.YEAR: "Z ANNÉE"}


def parts(kiosk: Kiosk, report: Report) -> tuple[ReceiptPart, ...]:
    """The report, top to bottom."""
    if report is Report.X:
        return _x(kiosk)
    if report is Report.CASH:
        return _cash(kiosk)
    if report is Report.MORNING:
        when = kiosk.sees.now, kiosk.sees.utc_offset
        return (*_head(kiosk.shop, "MATIN", *when), *reports_morning.parts(kiosk))
    kind = PeriodKind(report.value)
    for closing in kiosk.till.books.closings:
        if closing.kind is kind:
            head = kiosk.sees.heads.get(kind.value)
            seal = f"n° {head.number} {excerpt(head.signature)}" if head else ""
            title = f"{TITLES[report]} {date_of(closing.period)}"
            return (
                *_head(kiosk.shop, title, closing.at, closing.utc_offset),
                *_takings(closing.takings),
                *reports_morning.by_hour(_notes(kiosk, closing), closing.utc_offset),
                Separator(),
                *_perpetual(closing.perpetual, closing.absolute),
                Separator(),
                Text("Signature", seal),
                Text("Empreinte de la clé"),
                Text(f"  {kiosk.till.key[:32]}"),
            )
    return (*_head(kiosk.shop, TITLES[report], kiosk.sees.now, kiosk.sees.utc_offset), Text("Aucune clôture"))


def _x(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    books = kiosk.till.books
    return (
        *_head(kiosk.shop, f"X {date_of(books.day)}", kiosk.sees.now, kiosk.sees.utc_offset),
        Text("Journée en cours, non close"),
        *_takings(books.of_day),
        *reports_morning.by_hour(kiosk.till.diary.today, kiosk.sees.utc_offset),
        Separator(),
        *_perpetual(books.perpetual, books.absolute),
    )


def _cash(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    """Levels and cashboxes by the journal, and what to bring."""
    bring = stock.to_bring(kiosk.shop.stock, kiosk.till.held)
    return (
        *_head(kiosk.shop, "MONNAIE", kiosk.sees.now, kiosk.sees.utc_offset),
        *(part for machine in cashier.machines(kiosk) for part in _machine(kiosk, machine)),
        Text("À apporter", bold=True),
        *(Text(f"  {piece(Language.FR, each.value)}", _brought(each)) for each in bring),
        *(Text("  rien") for _ in range(not bring)),
    )


def _brought(bring: stock.Bring) -> str:
    return f"{bring.pieces} ({bring.rolls} rouleaux)" if bring.rolls else str(bring.pieces)


def _machine(kiosk: Kiosk, machine: str) -> tuple[ReceiptPart, ...]:
    levels, box = cashier.levels_of(kiosk, machine), cashier.cashbox_of(kiosk, machine)
    return (
        Text(f"Recycleur {machine}", _euros(stock.worth_of(levels)), bold=True),
        *(Text(f"  {piece(Language.FR, value)}", str(count)) for value, count in levels),
        Text(f"Coffre {machine}", _euros(stock.worth_of(box)), bold=True),
        *(Text(f"  {piece(Language.FR, value) if value else 'inconnu'}", str(count)) for value, count in box),
        Separator(),
    )


def _head(shop: Shop, title: str, at: int, utc_offset: int) -> tuple[ReceiptPart, ...]:
    when = moment(at, utc_offset)
    return (
        Text(shop.name, bold=True, centred=True),
        *(Text(f"SIRET {shop.siret}", centred=True) for _ in shop.siret[:1]),
        Text(title, bold=True, large=True, centred=True),
        Text(f"{when:%d/%m/%Y %H:%M:%S}", f"Caisse {shop.till}"),
        Text(f"{shop.software} {shop.version}".strip()),
        Separator(),
    )


def _takings(takings: Takings) -> tuple[ReceiptPart, ...]:
    numbers = f"{takings.first} à {takings.last}" if takings.tickets else "aucun"
    return (
        Text("Tickets", str(takings.tickets)),
        Text("Numéros", numbers),
        Text("TOTAL TTC", _euros(takings.total), bold=True),
        *(part for tax in takings.taxes for part in (
            Text(f"TVA {percent(Language.FR, tax.rate.basis_points)} TTC", _euros(tax.gross)),
            Text("  HT", _euros(tax.net)),
            Text("  TVA", _euros(tax.vat)),
        )),
        Text("Espèces", _euros(takings.cash)),
        Text("Carte", _euros(takings.card)),
        *(Text(say(Language.FR, f"tender_{kind}"), _euros(Money(cents))) for kind, cents in takings.tenders),
        *(Text(f"Hors vente, {_lower(kind)}", _euros(Money(cents))) for kind, cents in takings.others),
        Text("Ventes annulées ou abandonnées", str(takings.cancelled)),
        Text("Retraits par les clients", str(takings.removed)),
        Text("Décisions du personnel", str(takings.overrides)),
    )  # fmt: skip


def _notes(kiosk: Kiosk, closing: PeriodClosed) -> Notes:
    """What the diary has of a closed day: it has the last one, which is the one that is shown."""
    before = kiosk.till.diary.before
    return before if (closing.kind, closing.period) == (PeriodKind.DAY, before.day) else Notes()


def _perpetual(perpetual: RateTotals, absolute: RateTotals) -> tuple[ReceiptPart, ...]:
    return (
        Text("Grand total perpétuel", _euros(worth(perpetual)), bold=True),
        *(Text(f"  TVA {percent(Language.FR, rate)}", _euros(Money(cents))) for rate, cents in perpetual),
        Text("Grand total perpétuel absolu", _euros(worth(absolute)), bold=True),
        *(Text(f"  TVA {percent(Language.FR, rate)}", _euros(Money(cents))) for rate, cents in absolute),
    )


def _lower(kind: str) -> str:
    name = say(Language.FR, f"other_{kind}")
    return name[0].lower() + name[1:]


def _euros(amount: Money) -> str:
    return money(Language.FR, amount)
