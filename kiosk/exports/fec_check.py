"""Reads a FEC as the tax office's own first test does: its form, and that it adds up (LPF, art. A47 A-1).

Published rules: the file's name; one of the allowed encodings; 18 columns in order, named on the first line; tab or
vertical bar between them; dates as YYYYMMDD; amounts with a decimal comma and no thousands; accounts that begin with
three digits; entries numbered without a hole, in the order of their validation; debit or credit, never both; each entry
and the whole file balanced. Letters of lettering, currencies and auxiliary accounts come in pairs or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.exports.fec import COLUMNS, ENCODING

MISTAKES_MAX = 100
LINE_SIZE_MAX = 10_000

_NAME = re.compile(r"([0-9]{9})FEC([0-9]{8})\.txt", re.IGNORECASE | re.ASCII)
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:,([0-9]{1,2}))?", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{3}[0-9A-Za-z]*", re.ASCII)
_NUMBER = re.compile(r"([^0-9]*)([0-9]{1,15})", re.ASCII)

_NEEDED = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "PieceRef", "PieceDate",
    "EcritureLib", "Debit", "Credit", "ValidDate",
)  # fmt: skip
_PAIRS = (("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"))
_DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")

Fields = dict[str, str]


@dataclass(slots=True)
class _Entry:
    """The entry that is being read: all its lines say the same of it."""

    journal: str = ""
    number: str = ""
    date: str = ""
    valid: str = ""
    balance: int = 0


@dataclass(slots=True)
class _Reading:
    """What is known so far."""

    year_end: str = ""
    entry: _Entry = field(default_factory=_Entry)
    seen: set[tuple[str, str]] = field(default_factory=set)
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)  # the last of each journal
    accounts: dict[str, str] = field(default_factory=dict)
    valid: str = ""
    total: int = 0


def check_fec(path: Path) -> tuple[str, ...]:
    """One sentence for each mistake, at most 100; empty when the file keeps all rules above."""
    found: list[str] = []
    for mistake in _mistakes(path):
        found.append(mistake)
        if len(found) == MISTAKES_MAX:
            break
    return tuple(found)


def _mistakes(path: Path) -> Iterator[str]:
    named = _NAME.fullmatch(path.name)
    if not named or not _is_date(named[2]):
        yield f"{path.name}: the name is not SIREN, FEC, the year's last day as YYYYMMDD, and .txt"
    reading = _Reading(year_end=named[2] if named else "")
    separator, rows = "", 0
    with path.open("rb") as file:
        for place, raw in enumerate(iter(lambda: file.readline(LINE_SIZE_MAX + 1), b""), 1):
            if len(raw) > LINE_SIZE_MAX:
                yield f"line {place}: longer than {LINE_SIZE_MAX} bytes"
                return
            yield from (f"line {place}: {mistake}" for mistake in _encoding(raw))
            text = raw.decode(ENCODING).rstrip("\r\n")
            if place == 1:
                separator = "|" if "|" in text else "\t"
                if tuple(text.split(separator)) != COLUMNS:
                    yield "line 1: not the 18 names of the columns in order, with tabs or vertical bars between them"
                    return
                continue
            rows += 1
            yield from (f"line {place}: {mistake}" for mistake in _line(text.split(separator), reading))
    yield from _end(reading)
    if not rows:
        yield "there is no entry in this file"


def _encoding(raw: bytes) -> Iterator[str]:
    if any((byte < 0x20 and byte not in b"\t\r\n") or 0x7F <= byte < 0xA0 for byte in raw):
        yield "has bytes that are no characters of ISO 8859-15"
    elif not raw.isascii() and _is_utf8(raw):
        yield "is written in UTF-8, not in ASCII or ISO 8859-15"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(cells: list[str], reading: _Reading) -> Iterator[str]:
    if len(cells) != len(COLUMNS):
        yield f"{len(cells)} columns, not {len(COLUMNS)}"
        return
    fields = dict(zip(COLUMNS, cells, strict=True))
    yield from (f"{name} is empty" for name in _NEEDED if not fields[name].strip())
    for one, other in _PAIRS:
        if bool(fields[one]) != bool(fields[other]):
            yield f"{one} and {other} come together or not at all"
    dates = [name for name in _DATES if fields[name] and not _is_date(fields[name])]
    yield from (f"{name} {fields[name]!r} is no date as YYYYMMDD" for name in dates)
    yield from _account(fields, reading)
    yield from _entry(fields, reading)
    yield from _amounts(fields, reading)


def _account(fields: Fields, reading: _Reading) -> Iterator[str]:
    number, name = fields["CompteNum"], fields["CompteLib"]
    if number and not _ACCOUNT.fullmatch(number):
        yield f"CompteNum {number!r} does not begin with three digits of the general chart"
    if reading.accounts.setdefault(number, name) != name:
        yield f"account {number} has two names"


def _entry(fields: Fields, reading: _Reading) -> Iterator[str]:
    """The entry as a whole: its number, its order, its dates."""
    entry = reading.entry
    journal, number, date, valid = (
        fields[name] for name in ("JournalCode", "EcritureNum", "EcritureDate", "ValidDate")
    )
    if (journal, number) == (entry.journal, entry.number):
        if (date, valid) != (entry.date, entry.valid):
            yield f"entry {journal} {number} has two dates"
        return
    yield from _end_entry(reading)
    reading.entry = _Entry(journal, number, date, valid)
    if (journal, number) in reading.seen:
        yield f"entry {journal} {number} comes twice"
    reading.seen.add((journal, number))
    yield from _numbering(journal, number, reading)
    if valid < date:
        yield f"entry {journal} {number} was validated before its date"
    if valid < reading.valid:
        yield f"entry {journal} {number} stands after one that was validated later"
    if reading.year_end and date > reading.year_end:
        yield f"entry {journal} {number} is after the end of the fiscal year"
    reading.valid = max(reading.valid, valid)


def _numbering(journal: str, number: str, reading: _Reading) -> Iterator[str]:
    found = _NUMBER.fullmatch(number)
    if not found:
        yield f"EcritureNum {number!r} does not end in a number"
        return
    prefix, count = found[1], int(found[2])
    before = reading.numbers.get(journal)
    if before and before != (prefix, count - 1):
        yield f"entry {journal} {number} does not follow {before[0]}{before[1]}: a number is missing"
    reading.numbers[journal] = (prefix, count)


def _amounts(fields: Fields, reading: _Reading) -> Iterator[str]:
    debit, credit = _cents(fields["Debit"]), _cents(fields["Credit"])
    for name, cents in (("Debit", debit), ("Credit", credit)):
        if cents is None and fields[name]:
            yield f"{name} {fields[name]!r} is no amount: digits, a decimal comma, no thousands"
    if debit is None or credit is None:
        return
    if bool(debit) == bool(credit):
        yield "either Debit or Credit has an amount, and the other is 0,00"
    reading.entry.balance += debit - credit
    reading.total += debit - credit


def _end(reading: _Reading) -> Iterator[str]:
    yield from _end_entry(reading)
    if reading.total:
        yield f"debit and credit of the whole file differ by {abs(reading.total)} cents"


def _end_entry(reading: _Reading) -> Iterator[str]:
    entry = reading.entry
    if entry.balance:
        yield f"entry {entry.journal} {entry.number} is not balanced: {abs(entry.balance)} cents"


def _cents(text: str) -> int | None:
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    cents = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -cents if found[1] == "-" else cents


def _is_date(text: str) -> bool:
    if not (len(text) == 8 and text.isascii() and text.isdecimal()):
        return False
    try:
        datetime.strptime(text, "%Y%m%d")
    except ValueError:
        return False
    return True
