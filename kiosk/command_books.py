"""Commands about the books and the evidence: `archive`, `report`, `receipt`, `export`, `key`, `purge`.

What writes into the journal needs it for itself: stop the kiosk first, or use its own screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zipfile import ZipFile

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from kiosk.command_desk import BY, opened_desk
from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, loaded, out, refused
from kiosk.config import AccountsSection, Config, basis_points
from kiosk.domain import facts as f
from kiosk.domain import receipt as receipts
from kiosk.domain import reports
from kiosk.domain.books import PeriodKind, period_of
from kiosk.domain.events import Report
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.receipt import ReceiptPart, Text
from kiosk.domain.sight import Duplicate, Sees
from kiosk.domain.states import Books, Kiosk, Shop, Till
from kiosk.evidence.archive import ArchiveNotMade, write_archive
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.periods import FREE, NoSuchPeriod, span_of
from kiosk.evidence.record import Record
from kiosk.evidence.standing import begun
from kiosk.evidence.verify_archive import MANIFEST, Fault, Unreadable, check_archive
from kiosk.exports.days import BooksDiffer, Span
from kiosk.exports.fec import Accounts, write_fec
from kiosk.exports.fec_check import check_fec
from kiosk.exports.reporting import write_reporting
from kiosk.exports.sales import write_lines, write_tickets
from kiosk.paperwork import archivist
from kiosk.runtime.clock import wall_clock
from kiosk.version import version

WIDTH = 48

SO_FAR = (Report.X, Report.CASH, Report.MORNING)
"""Reports about now: the others are of a closing."""

app = typer.Typer(no_args_is_help=True)
key_app = typer.Typer(no_args_is_help=True, help="The key that seals: its fingerprint, and how to change it.")

PdfFile = Annotated[Path | None, typer.Option("--pdf", help="Write a PDF instead of showing it.")]


@contextmanager
def _record(config: Config) -> Iterator[Record]:
    try:
        record = Record(config.kiosk.folder / "journal.db")
    except JournalBroken as broken:
        refused("The journal cannot be read:", broken)
    try:
        yield record
    finally:
        record.close()


@app.command()
def archive(
    period: Annotated[str, typer.Argument(help="2026-11-22, 2026-11, 2026, or 2026-11-01..2026-11-15.")],
    folder: Annotated[
        Path | None, typer.Option("--to", help="Where to write it; else the medium of kiosk.toml.")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write an archive that an inspector can verify without us, and read it back."""
    undone, settings = "No archive was made, and nothing has changed.", loaded(config)
    first, _, last = period.partition("..")
    kind = FREE if last else {4: "year", 7: "month", 9: "year", 10: "day"}.get(len(period), FREE)
    with opened_desk(settings, undone) as desk, _progress("Archive") as moved:
        journal, shop = desk.evidence.journal, desk.kiosk.shop
        (signer,) = journal.signer
        try:
            span = span_of(journal, kind, first, last or first)
            target = folder or settings.archives.folder
            made = write_archive(journal, signer, archivist(shop), span, target, wall_clock().now, moved)
        except (ArchiveNotMade, NoSuchPeriod) as error:
            refused(undone, error)
        desk.write(
            f.ArchiveMade(made.kind, made.first_day, made.last_day, made.first_entry, made.last_entry, made.digest, BY)
        )
    out.print(f"{escape(str(made.place))}: entries {made.first_entry} to {made.last_entry}, read back and intact.")


@app.command()
def report(
    which: Annotated[Report, typer.Argument(help="x, cash, morning: as it stands; day, month, year: a closing (Z).")],
    period: Annotated[str, typer.Argument(help="Of which period; left out: the last one.")] = "",
    pdf: PdfFile = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Show an X or a Z. The kiosk may be running."""
    settings = loaded(config)
    with _record(settings) as record:
        shop = settings.domain_shop(version())
        kiosk = _so_far(record, shop) if which in SO_FAR else _closed(record, shop, which, period)
    _give(reports.parts(kiosk, which), pdf)


def so_far(settings: Config) -> Kiosk:
    """The kiosk as its journal has it now."""
    with _record(settings) as record:
        return _so_far(record, settings.domain_shop(version()))


def _so_far(record: Record, shop: Shop) -> Kiosk:
    now = wall_clock()
    kiosk, since = begun(record, shop)
    folded = replay((entry.fact() for entry in record.entries(since)), kiosk)
    return replace(folded, sees=Sees(now=now.now, utc_offset=now.utc_offset))


def _closed(record: Record, shop: Shop, which: Report, period: str) -> Kiosk:
    """A kiosk that knows just this closing, with its seal."""
    numbered = [(n, closing) for n, closing in enumerate(record.closings(which.value), 1)]
    for number, closing in reversed(numbered):
        seal = record.seal_of(which.value, number)
        if seal and period in ("", closing.period):
            till = Till(books=Books(closings=(closing,)), key="".join(record.keys(seal.entry)[-1:]))
            sees = Sees(now=closing.at, utc_offset=closing.utc_offset, heads={which.value: seal.head})
            return Kiosk(shop, till=till, sees=sees)
    return refused("There is no such closing in the journal:", f"{which.value} {period}")


@app.command()
def receipt(
    number: Annotated[int, typer.Argument(help="The receipt's number.")],
    pdf: Annotated[Path, typer.Option("--pdf", help="The file to write.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write a receipt of the past as a PDF: a numbered and sealed duplicate."""
    undone = "No duplicate was made."
    with opened_desk(loaded(config), undone) as desk:
        found = desk.evidence.journal.ticket(number)
        if found is None:
            refused(undone, f"Receipt {number} is not in this journal; an older one may be in an archive.")
        ticket, copies = found
        desk.write(f.DuplicateIssued(number, copies + 1, "pdf", BY))
        _give(receipts.duplicate(desk.kiosk, Duplicate(ticket, copies + 1)), pdf)


class Export(StrEnum):
    """What can be exported."""

    FEC = "fec"
    DAYS = "days"
    TICKETS = "tickets"
    LINES = "lines"


@app.command()
def export(
    what: Annotated[Export, typer.Argument(help="fec: for the accountant; days: totals per rate; tickets; lines.")],
    first: Annotated[str, typer.Option("--from", help="The first business day, 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", help="The last one.")],
    folder: Annotated[Path, typer.Option(help="Where the file is to be.")] = Path("."),
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write entries, totals or lines for other programs. The kiosk may be running."""
    undone, settings = "Nothing was exported.", loaded(config)
    try:
        span = Span(date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat())
        with _record(settings) as record:
            place = _exported(what, record.facts(), settings, span, folder)
    except (ValueError, OSError, BooksDiffer, JournalBroken) as error:
        refused(undone, error)
    if what is Export.FEC and (mistakes := check_fec(place)):
        place.unlink()
        refused("Nothing was exported:", " ".join(mistakes))
    typer.echo(str(place))


def _exported(what: Export, facts: Iterable[Fact], config: Config, span: Span, folder: Path) -> Path:
    siren = config.shop.siret[:9]
    place = folder / f"{what.value}-{config.shop.till}-{span.first}-{span.last}.csv"
    match what:
        case Export.FEC:
            end = _year_end(span.last, config.shop.year_begins)
            return write_fec(facts, folder, siren, end, span, config.shop.till, accounts(config.accounts))
        case Export.DAYS:
            write_reporting(facts, place, siren, span)
        case Export.TICKETS:
            write_tickets(facts, place, span)
        case Export.LINES:
            write_lines(facts, place, span)
    return place


def _year_end(day: str, begins: int) -> date:
    """The last day of the fiscal year that this day lies in."""
    year = period_of(PeriodKind.YEAR, day, begins)
    following = date(int(year[:4]) + 1, begins, 1)
    return following - timedelta(days=1)


def accounts(section: AccountsSection) -> Accounts:
    """The accountant's numbers: kiosk.toml's, else the general chart's usual ones."""
    usual = Accounts()
    return replace(
        usual,
        journal=(section.journal or usual.journal[0], usual.journal[1]),
        cash=(section.cash or usual.cash[0], usual.cash[1]),
        card=(section.card or usual.card[0], usual.card[1]),
        deposits=(section.deposits or usual.deposits[0], usual.deposits[1]),
        tenders={kind: (section.tenders.get(kind, number), name) for kind, (number, name) in usual.tenders.items()},
        others={kind: (section.others.get(kind, number), name) for kind, (number, name) in usual.others.items()},
        sales_by_rate={
            **usual.sales_by_rate,
            **{basis_points(vat): (number, usual.sold(basis_points(vat))[1]) for vat, number in section.sales.items()},
        },
        vat_by_rate={
            **usual.vat_by_rate,
            **{
                basis_points(vat): (number, usual.collected(basis_points(vat))[1])
                for vat, number in section.vat.items()
            },
        },
    )


@key_app.command("show")
def key_show(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """The fingerprints of all certificates of this till, the one in force last."""
    with _record(loaded(config)) as record:
        typer.echo("\n".join(record.keys()))


@key_app.command("rotate")
def key_rotate(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Make a new key. The chains go on: at the next start the old key seals the new one, and is destroyed."""
    undone = "The key was not changed."
    with opened_desk(loaded(config), undone) as desk:
        try:
            desk.evidence.ring.rotate()
        except JournalBroken as broken:
            refused(undone, broken)
    out.print("The next key is made. Start the kiosk: it takes it into use and the journal says so.")


@app.command()
def purge(
    file: Annotated[Path, typer.Argument(help="The archive of what is to leave, as it lies on its medium.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Let the entries of an archive leave the journal. Grand totals stay; keep the archive for six years."""
    undone = "Nothing was purged."
    try:
        manifest, _ = check_archive(str(file))
        with ZipFile(file) as packed:
            digest = sha256(packed.read(MANIFEST)).hexdigest()
    except (Fault, Unreadable, OSError) as error:
        refused(undone, error)
    with opened_desk(loaded(config), undone) as desk:
        now = wall_clock()
        entry = int(manifest["last_entry"])
        desk.evidence.journal.purge(entry, digest, BY, now.now, now.utc_offset, desk.kiosk.shop)
    out.print(f"Entries up to {entry} have left the journal. Keep {escape(str(file))} for six years, twice.")


def _give(parts: tuple[ReceiptPart, ...], pdf: Path | None) -> None:
    if pdf is None:
        for line in map(_shown, parts):
            typer.echo(line)
        return
    from kiosk.receipts.pdf import receipt_pdf  # half a second that only this needs

    try:
        pdf.write_bytes(receipt_pdf(parts))
    except OSError as error:
        refused("The PDF was not written:", error)
    typer.echo(str(pdf))


def _shown(part: ReceiptPart) -> str:
    match part:
        case Text(text, right, centred=centred):
            return text.center(WIDTH).rstrip() if centred else f"{text:<{max(0, WIDTH - len(right))}}{right}"
        case _:
            return "-" * WIDTH


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as shown:
        task = shown.add_task(title, total=100)
        yield lambda percent: shown.update(task, completed=percent)
