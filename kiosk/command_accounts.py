"""`kiosk balances`: what customers still have to pay, as a table, and reminders for what is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from kiosk.command_books import so_far
from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, loaded, refused
from kiosk.exports.balances import write_balances, write_reminders
from kiosk.runtime.clock import wall_clock

app = typer.Typer(no_args_is_help=True)


@app.command()
def balances(
    folder: Annotated[Path, typer.Option("--to", help="Where to write.")] = Path("."),
    reminders: Annotated[bool, typer.Option(help="A letter for each customer who is late.")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write all open orders and everything that is on account. The kiosk may be running."""
    settings = loaded(config)
    kiosk, now = so_far(settings), wall_clock()
    today = f"{datetime.fromtimestamp(now.now, UTC) + timedelta(seconds=now.utc_offset):%Y-%m-%d}"
    accounts = {account.id: account for account in kiosk.shop.customers}
    try:
        path = folder / f"soldes-{today}.csv"
        count = write_balances(kiosk.till, accounts, path, today)
        letters = write_reminders(kiosk.till, accounts, kiosk.shop.name, folder, today) if reminders else ()
    except OSError as error:
        refused("Not everything was written:", error)
    typer.echo(f"{path}: {count}")
    for letter in letters:
        typer.echo(str(letter))
