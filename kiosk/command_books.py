"""Commands about the books and the evidence: `archive`, `report`, `receipt`, `export`, `key`, `purge`.

What writes into the journal needs it for itself: the kiosk must be stopped, or its own screen does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kiosk.config import Config
from kiosk.settings import ConfigFile, load_config

if TYPE_CHECKING:
    from kiosk.domain.facts import Fact
    from kiosk.domain.states import Kiosk
    from kiosk.evidence.record import Record
    from kiosk.paperwork import Evidence

out = Console()
err = Console(stderr=True)

BY = "console"
"""Who did it, in the journal: somebody with the machine's own command line."""

SIX_YEARS = 6
"""How long line data are kept (LPF, art. L102 B)."""
