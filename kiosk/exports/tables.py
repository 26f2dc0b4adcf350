"""Tables for spreadsheets and accountants: semicolons, decimal commas, UTF-8 with its mark, no cell computes."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from kiosk.domain.money import Money

Row = tuple[str, ...]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection)."""


def write_table(path: Path, heading: Row, rows: Iterable[Row]) -> int:
    """How many rows below the heading were written. The file is whole on disk, or not there."""
    count = 0
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\r\n")
        table.writerow(heading)
        for row in rows:
            table.writerow(row)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return count


def words(text: str) -> str:
    """A text from outside (names, codes) that no spreadsheet takes for a formula, on one line."""
    flat = "".join(character if character.isprintable() else " " for character in text)
    return f"'{flat}" if text.startswith(_FORMULA) or flat.startswith(_FORMULA) else flat


def decimal(amount: Money) -> str:
    """1234,50: no thousands, two decimals, the sign first."""
    euros, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{euros},{cents:02}"


def rate(basis_points: int) -> str:
    """5,50: percent with two decimals."""
    return f"{basis_points // 100},{basis_points % 100:02}"
