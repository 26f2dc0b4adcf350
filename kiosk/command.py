"""The command line: run, demo, doctor, scan, import-prices, import-recalls, journal, simulate, baskets, hash-pin."""

from __future__ import annotations

import json
import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kiosk import command_accounts, command_attendants, command_baskets, command_books, command_scanner
from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, err, loaded, out

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
journal_app = typer.Typer(no_args_is_help=True, help="Look into the journal and verify it.")
app.add_typer(journal_app, name="journal")
app.add_typer(command_baskets.app, name="baskets")
app.add_typer(command_attendants.app, name="attendants")

app.add_typer(command_books.key_app, name="key")
app.add_typer(command_books.app)
app.add_typer(command_accounts.app)
app.add_typer(command_scanner.app)


REFUSED_SHOWN_MAX = 100

OURS = ("kiosk", "hardware")


def main() -> None:
    """Entry point of the `kiosk` program."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        # Libraries set their own level when they are imported; a kiosk's log is no place for their chat.
        handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.startswith(OURS))
    app()


@app.command()
def run(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Run the kiosk."""
    from kiosk.window import open_kiosk

    raise typer.Exit(open_kiosk(loaded(config)))


@app.command()
def queuebuster(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Run a staff handheld: scan in the queue, hand over a QR code that any kiosk of the shop takes."""
    from kiosk.window import open_kiosk

    settings = loaded(config)
    if settings.handheld is None:
        err.print(f"{config} is a kiosk's: a handheld's has \\[handheld]. Nothing was started.")
        raise typer.Exit(2)
    raise typer.Exit(open_kiosk(settings))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option(help="No window: a scripted customer that leaves pictures behind.")] = False,
    output: Annotated[Path, typer.Option(help="Where the scripted customer leaves its pictures.")] = Path(
        "demo-output"
    ),
    photographs: Annotated[
        Path | None, typer.Option(help="A folder of photographs to show to the camera, searched for pictures.")
    ] = None,
    landscape: Annotated[bool, typer.Option(help="A lying screen.")] = False,
    until_first_frame: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Sell with simulated hardware: a window with a drawer that plays the devices, or a scripted customer."""
    from kiosk.demo.start import run_demo

    raise typer.Exit(run_demo(headless, output, photographs, landscape, until_first_frame))


@app.command("import-prices")
def import_prices(
    file: Annotated[Path, typer.Argument(help="The price file, see kiosk/catalogue/PRICE_FILE.md.")],
    config: ConfigFile = DEFAULT_CONFIG,
    keep_good: Annotated[bool, typer.Option(help="Take the good lines even if others are refused.")] = False,
) -> None:
    """Publish a price file; a running kiosk takes it over between two customers."""
    from kiosk.catalogue.price_file import read
    from kiosk.catalogue.publish import publish
    from kiosk.catalogue.refusals import PriceFileUnreadable

    folder = loaded(config).kiosk.folder / "catalogue"
    folder.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TextColumn("lines"), TimeElapsedColumn())
    try:
        lines = _count_lines(file)
        with Progress(*columns, console=err) as progress:
            task = progress.add_task("lines", total=lines)
            report = publish(
                read(file), folder, keep_good, progress=lambda count: progress.update(task, completed=count)
            )
    except PriceFileUnreadable as unreadable:
        err.print(f"[bold]Nothing was imported, the prices in force stay.[/] {escape(str(unreadable))}")
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"[bold]Nothing was imported, the prices in force stay.[/] {escape(str(error))}")
        raise typer.Exit(2) from None
    for line in report.refused_lines:
        err.print(f"  line {line.line_number}: {escape(line.sentence())} Found: {escape(repr(line.text))}")
    if report.refused > len(report.refused_lines):
        err.print(f"  … and {report.refused - len(report.refused_lines)} more refused lines")
    if not report.version:
        err.print(
            f"[bold]Nothing was imported, the prices in force stay:[/] {report.refused} lines are refused."
            " Mend them, or use --keep-good to take the others."
        )
        raise typer.Exit(1)
    out.print(f"Edition {report.version} is published. Articles: {report.accepted}. Refused lines: {report.refused}.")


@app.command("import-recalls")
def import_recalls(
    file: Annotated[Path, typer.Argument(help="The recalls, see kiosk/catalogue/PRICE_FILE.md.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Publish the list of recalled articles and batches; a running kiosk heeds it from the next scan on."""
    from kiosk.catalogue.recalls import publish_recalls, read_recalls
    from kiosk.catalogue.refusals import PriceFileUnreadable

    try:
        report = publish_recalls(read_recalls(file), loaded(config).kiosk.folder / "catalogue")
    except (PriceFileUnreadable, OSError) as error:
        err.print(f"[bold]Nothing was imported, the recalls in force stay.[/] {escape(str(error))}")
        raise typer.Exit(2) from None
    for line in report.refused_lines[:REFUSED_SHOWN_MAX]:
        err.print(f"  line {line.line_number}: {escape(line.sentence())} Found: {escape(repr(line.text))}")
    if report.refused_lines:
        refused = len(report.refused_lines)
        err.print(f"[bold]Nothing was imported, the recalls in force stay:[/] {refused} lines are refused. Mend them.")
        raise typer.Exit(1)
    out.print(f"The recalls {report.version} are in force. Entries: {report.accepted}.")


def _count_lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


@journal_app.command()
def show(
    config: ConfigFile = DEFAULT_CONFIG,
    since: Annotated[int, typer.Option(help="Show what comes after this entry.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Every entry in order."""
    record = _record(config)
    for entry in record.entries(since):
        if as_json:
            payload = json.loads(entry.payload)
            typer.echo(json.dumps({"number": entry.number, "at": entry.at, "kind": entry.kind, "fact": payload}))
        else:
            out.print(f"{entry.number:>8}  {entry.at}  [bold]{entry.kind}[/] {escape(entry.payload.decode())}")


@journal_app.command()
def verify(
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Recompute the whole chain; exit 0 when it is intact, 1 when it is not."""
    verdict = _record(config).verify()
    if as_json:
        typer.echo(json.dumps({"entries": verdict.entries, "intact": verdict.intact, "fault": verdict.fault}))
    elif verdict.intact:
        out.print(f"Intact: {verdict.entries} entries.")
    else:
        out.print(f"[bold]Not intact:[/] {escape(verdict.fault)}. The {verdict.entries} entries before it are.")
    raise typer.Exit(0 if verdict.intact else 1)


def _record(config: Path) -> Any:
    from kiosk.evidence.entries import JournalBroken
    from kiosk.evidence.record import Record

    path = config if config.suffix == ".db" else loaded(config).kiosk.folder / "journal.db"
    try:
        return Record(path)
    except JournalBroken as broken:
        err.print(f"[bold]The journal cannot be read:[/] {escape(str(broken))}")
        raise typer.Exit(2) from None


@app.command()
def doctor(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Open each device, look at the team, say how it is and what to do. Stop the kiosk first: a port has one user."""
    from kiosk.doctor import examine, examine_bags, examine_team

    table = Table("Device", "Driver", "Link", "State", "What to do")
    healthy = True
    settings = loaded(config)
    for finding in (examine_team(settings), *examine_bags(settings), *examine(settings)):
        healthy = healthy and finding.healthy
        table.add_row(*map(escape, (finding.device, finding.driver, finding.link, finding.state, finding.advice)))
    out.print(table)
    raise typer.Exit(0 if healthy else 1)


@app.command()
def scan(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures of what the camera saw.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a picture.")] = False,
    seed: Annotated[int, typer.Option(help="Of the hand's small motions.")] = 0,
) -> None:
    """What the camera path accepts in each picture, by the voting rules alone."""
    from hardware.camera.snapshots import scan_pictures, told

    for snapshot in scan_pictures(pictures, seed):
        said: Any = told(snapshot)
        if as_json:
            typer.echo(json.dumps(said, ensure_ascii=False))
            continue
        codes = ", ".join(" ".join(code.values()) for code in said["codes"]) or "nothing"
        typer.echo(f"{said['picture']}: {said.get('error') or codes}")


@app.command()
def simulate(
    device: Annotated[
        str,
        typer.Argument(
            help="notes, coins, cctalk, cashlogy, cashdro, cashmatic, glory, card, card-nexo, card-serial, printer, "
            "scanner, ssi, wedge, hid-pos, toledo-8217, cas, dialog-02, dialog-04."
        ),
    ],
    link: Annotated[str, typer.Option(help="A path for a serial device, or HOST:PORT on loopback.")],
    fault: Annotated[list[str] | None, typer.Option(help="NAME=PROBABILITY, e.g. lose_reply=0.01.")] = None,
    seed: Annotated[int, typer.Option(help="Everything random follows from it.")] = 0,
    scan_code: Annotated[list[str] | None, typer.Option(help="A scanner scans these when a host connects.")] = None,
    goods: Annotated[list[int] | None, typer.Option(min=1, help="Grams that come and go on a scale.")] = None,
) -> None:
    """Run one simulated device by itself, for a technician or for other people's software."""
    from hardware.simulated.serve import serve
    from kiosk.simulator import GOODS, SimulationRefused, simulated

    random = Random(seed)  # noqa: S311 - repeatable on purpose
    try:
        emulator = simulated(device, random, fault or [], scan_code or [], typer.echo, goods or GOODS)
    except SimulationRefused as refused:
        err.print(f"[bold]Cannot simulate that:[/] {escape(str(refused))}")
        raise typer.Exit(2) from None
    stopped = _stopped_by_signal()
    try:
        serve(emulator, link, stopped, lambda address: out.print(f"{device} answers at {escape(address)}"))
    except OSError as error:
        err.print(f"[bold]Cannot listen at {escape(link)}:[/] {escape(str(error))}")
        raise typer.Exit(2) from None


@app.command("hash-pin")
def hash_pin() -> None:
    """Ask for a PIN and print what kiosk.toml keeps instead of it."""
    from kiosk.runtime.attendants import easy, pin_hash

    try:
        pin = typer.prompt("PIN", hide_input=True, confirmation_prompt=True)
        hashed = pin_hash(pin)
        if easy(pin):
            raise ValueError("everybody tries this PIN first: choose another")
        typer.echo(hashed)
    except ValueError as error:
        err.print(escape(str(error)))
        raise typer.Exit(2) from None


def _stopped_by_signal() -> threading.Event:
    stopped = threading.Event()
    handler: Callable[..., None] = lambda *_: stopped.set()  # noqa: E731 - a handler, not a function of its own
    signal.signal(signal.SIGTERM, handler)
    signal.signal(signal.SIGINT, handler)
    return stopped
