"""What all commands share: where they speak, and how they read the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from kiosk.config import Config, ConfigRefused, load

out = Console()
err = Console(stderr=True)

ConfigFile = Annotated[Path, typer.Option("--config", help="The kiosk's configuration.")]
DEFAULT_CONFIG = Path("/etc/borne/kiosk.toml")


def loaded(path: Path) -> Config:
    """The configuration; every mistake in it is told, and the command ends."""
    try:
        return load(path)
    except ConfigRefused as refused:
        err.print(f"[bold]{escape(str(path))} cannot be used.[/] Nothing was started and no money is affected.")
        for mistake in refused.mistakes:
            err.print(f"  {escape(mistake)}")
        raise typer.Exit(2) from None


def refused(what: str, why: object) -> NoReturn:
    """Says what was not done and why; the command ends with 2."""
    err.print(f"[bold]{escape(what)}[/] {escape(str(why))}")
    raise typer.Exit(2)
