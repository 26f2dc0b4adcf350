"""What a Cashmatic answers, checked: nothing that is damaged or absurd is believed.

Field names as used by Odoo's pos_cashmatic and by others against real machines. `routing` is "recycle" for what can be
paid out [seen]; that other entries of the levels are the cashbox is assumed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from hardware.cash.vault import EUROS, VALUE_MAX, Holding

TOKEN_SIZE_MAX = 4096
TEXT_SIZE_MAX = 200
LEVELS_SIZE_MAX = 64
PIECES_MAX = 100_000
CURRENCY = "EUR"


class WrongCurrency(Exception):  # noqa: N818 - it says what is the matter
    """The machine holds other money than euros."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Every answer: `code` 0 is success."""

    code: int
    message: str
    data: object


@dataclass(frozen=True, slots=True)
class Transaction:
    """What the machine does now, or did last; amounts in cents. `is_idle`: it does nothing."""

    id: str
    operation: str
    reference: str
    inserted: int
    dispensed: int
    not_dispensed: int
    end: str

    @property
    def is_idle(self) -> bool:
        """Does nothing move?"""
        return self.operation == "idle"


NOTHING = Transaction("", "idle", "", 0, 0, 0, "")
"""No transaction."""


def parse_envelope(body: bytes) -> Envelope | None:
    """None for anything else."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or type(answer.get("code")) is not int:
        return None
    return Envelope(answer["code"], _text(answer.get("message")), answer.get("data"))


def parse_token(data: object) -> str | None:
    """The token of a login; it becomes part of a header, so it is printable."""
    token = data.get("token") if isinstance(data, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_SIZE_MAX:
        return None
    return token if token.isascii() and token.isprintable() and " " not in token else None


def parse_levels(data: object) -> Holding | None:
    """What the machine holds; None when it cannot be believed. WrongCurrency: not in euros."""
    if not isinstance(data, list) or not 0 < len(data) <= LEVELS_SIZE_MAX:
        return None
    recycler: Counter[int] = Counter()
    cashbox: Counter[int] = Counter()
    for entry in data:
        if not isinstance(entry, dict):
            return None
        if str(entry.get("currency", CURRENCY)).upper() != CURRENCY:
            raise WrongCurrency
        value, level = _number(entry.get("value"), max(EUROS)), _number(entry.get("level"), PIECES_MAX)
        if value is None or level is None:
            return None
        (recycler if entry.get("routing", "recycle") == "recycle" else cashbox)[value] += level
    try:
        return Holding(dict(recycler), dict(cashbox) if cashbox else None)
    except ValueError:
        return None


def parse_transaction(data: object) -> Transaction | None:
    """ActiveTransaction or LastTransaction; None when it cannot be believed."""
    if data is None:
        return NOTHING
    if not isinstance(data, dict):
        return None
    inserted, dispensed, missing = (
        _number(data.get(name, 0), VALUE_MAX) for name in ("inserted", "dispensed", "notDispensed")
    )
    if inserted is None or dispensed is None or missing is None:
        return None
    operation = _text(data.get("operation", "")).lower()
    reference, end = _text(data.get("reference")), _text(data.get("end")).lower()
    return Transaction(_text(data.get("id")), operation, reference, inserted, dispensed, missing, end)


def parse_trouble(data: object) -> tuple[int, str]:
    """The error of GetDeviceInfo, 0 for none, and what it says of it."""
    if not isinstance(data, dict):
        return 0, ""
    code = _number(data.get("errorCode", 0), 9999)
    return code or 0, _text(data.get("errorMessage"))


def _number(value: object, most: int) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 12:
        value = int(value)
    return value if type(value) is int and 0 <= value <= most else None


def _text(value: object) -> str:
    return str(value)[:TEXT_SIZE_MAX] if isinstance(value, str | int) else ""
