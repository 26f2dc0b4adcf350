"""Commands for handheld scanners: `scanner-sheet` prints codes to try them with, `scanner-test` says what to set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, loaded, refused

app = typer.Typer(no_args_is_help=True)


@app.command("scanner-sheet")
def scanner_sheet(
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("essai-lecteur.pdf"),
) -> None:
    """Write the self-test sheet for handheld scanners, one A4 page to be printed at 100 %."""
    from kiosk.scanner_sheet import sheet_pdf

    try:
        out.write_bytes(sheet_pdf())
    except OSError as error:
        refused("The sheet was not written:", error)
    typer.echo(str(out))


@app.command("scanner-test")
def scanner_test(
    config: ConfigFile = DEFAULT_CONFIG,
    seconds: Annotated[int, typer.Option(min=1, help="Stop listening after this long.")] = 600,
) -> None:
    """Listen to the configured scanners and say for each code of the sheet what to set. Stop the kiosk first."""
    from kiosk.scanner_check import NoScanner, listen

    try:
        good = listen(loaded(config), typer.echo, seconds)
    except NoScanner:
        refused("Nothing was tested:", "kiosk.toml names no handheld scanner (driver aim, ssi, wedge or hid-pos).")
    raise typer.Exit(0 if good else 1)
