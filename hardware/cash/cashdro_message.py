"""Questions to a CashDro and its answers: HTTP GET, everything in the query, JSON back.

Known from public clients only: Odoo 19's pos_cashdro and its tests (index3.php: start, acknowledge, ask, executing,
finish, codes), OCA's pos_payment_method_cashdro (index.php: `data`, a JSON text), a mock server with a recorded answer
(`devices`, `pieces`, the list of codes), and three back offices (getPiecesCurrency: `Value`, `LevelRecycler`,
`LevelCasete`; types and ends of operations).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hardware.cash.vault import EUROS, VALUE_MAX, Holding

OK = 1
NO_ENTRY = -1  # authentication failed; or no such operation, to a question about one
NOT_QUEUED = -2
WRONG_AMOUNT = -3
NOT_PERMITTED = -4
INVALID = -99
CANNOT_START = -998
NO_SERVICE = -999
BUSY = -1900

PAYOUT, DEPOSIT = 3, 16
KEEP, CANCEL = 1, 2
"""How an operation is ended: with what it took kept, or undone."""

DEPTH_MAX = 5  # of answers within answers
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_ID = re.compile(r"[1-9]\d{0,17}", re.ASCII)


class ForeignMoney(Exception):  # noqa: N818 - named like the fault
    """The machine is set up for another currency."""


class Damaged(ValueError):  # noqa: N818 - it says what happened to the answer
    """What came is no answer to what was asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One call. `fresh`: on a new connection. Who asks, and the password, are added at the last moment."""

    operation: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False

    def target(self, page: str, user: str, password: str) -> str:
        """Path and query. Secret: it holds the password."""
        query = urlencode({"operation": self.operation, "name": user, "password": password, **self.arguments})
        return f"/Cashdro3WS/{page}?{query}"


@dataclass(frozen=True, slots=True)
class Answer:
    """`content`: what it holds, whatever the envelope."""

    code: int
    content: object = None

    @property
    def is_good(self) -> bool:
        """Was it done?"""
        return self.code == OK


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the machine. `state`: I not begun, Q queued, E under way, F or C over. Amounts in cents.

    `came`, `went`: pieces by (value, is it the recycler) that came in and went out; None: the machine does not say.
    """

    state: str
    kind: int
    total_in: int
    total_out: int
    lacks_change: bool = False
    has_error: bool = False
    came: Mapping[tuple[int, bool], int] | None = None
    went: Mapping[tuple[int, bool], int] | None = None

    @property
    def is_over(self) -> bool:
        """Nothing moves any more."""
        return self.state in ("F", "C")


def parse(body: bytes) -> Answer:
    """index3.php: `response`; index.php: `data`, an object or a JSON text. Damaged: neither."""
    envelope = _json(body)
    if not isinstance(envelope, dict):
        raise Damaged("not an object")
    code = number(envelope.get("code"))
    content = envelope.get("response", envelope.get("data"))
    if isinstance(content, str) and content[:1] in ("{", "["):
        content = _json(content)
    return Answer(code, content)


def operation_id(answer: Answer) -> str:
    """Of an operation that was started. Damaged: none is named."""
    found = answer.content
    for _ in range(DEPTH_MAX):
        if not isinstance(found, dict):
            break
        found = next((found[key] for key in ("operation", "operationId", "data") if key in found), None)
    text = str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""
    if not _ID.fullmatch(text):
        raise Damaged("no operation is named")
    return text


def executing_id(answer: Answer) -> str:
    """Of the operation that is under way, "" when there is none (odoo: OperationId; older pages: LogId -1)."""
    content = answer.content
    if isinstance(content, dict) and "operation" in content:
        content = content["operation"]
    if isinstance(content, list):
        content = content[0] if content else {}
    if not isinstance(content, dict):
        return ""
    found = next((content[key] for key in ("OperationId", "operationId", "LogId") if key in content), -1)
    return str(found) if _ID.fullmatch(str(found)) else ""


def operation(answer: Answer) -> Operation:
    """Damaged: it does not say how an operation goes."""
    whole = answer.content
    while isinstance(whole, dict) and isinstance(inner := whole.get("operation"), dict) and "operation" in inner:
        whole = inner
    part = whole.get("operation") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(part, dict) or not isinstance(state := part.get("state"), str):
        raise Damaged("no state of an operation")
    moves = _moves(whole.get("devices"))
    return Operation(
        state,
        number(part.get("type", 0)),
        abs(number(part.get("totalin", 0))),
        abs(number(part.get("totalout", 0))),
        number(part.get("amountchangenotavailable", 0)) != 0,
        str(whole.get("withError", "false")).lower() == "true",
        *(moves or (None, None)),
    )


def holding(answer: Answer, currency: str) -> Holding:
    """Levels of getPiecesCurrency. Damaged: not believed. ForeignMoney: as it says."""
    content = answer.content
    for _ in range(DEPTH_MAX):
        if not isinstance(content, dict):
            break
        content = next((content[key] for key in ("operation", "pieces", "data") if key in content), None)
    if not isinstance(content, list) or not content or not all(isinstance(piece, dict) for piece in content):
        raise Damaged("no list of pieces")
    recycler: dict[int, int] = {}
    cashbox: dict[int, int] = {}
    for piece in content:
        named = {str(name).lower(): value for name, value in piece.items()}
        if str(named.get("currencyid", currency)) != currency:
            raise ForeignMoney
        value = number(named.get("value"))
        if value in recycler:
            raise Damaged("a denomination stands there twice")
        if value in EUROS:
            recycler[value], cashbox[value] = number(named.get("levelrecycler")), number(named.get("levelcasete", 0))
        elif any(number(named.get(level, 0)) for level in ("levelrecycler", "levelcasete")):
            raise Damaged("a value that is no coin or note of the euro")
    try:
        return Holding(recycler, cashbox)
    except ValueError as why:
        raise Damaged(str(why)) from None


def number(value: object) -> int:
    """A whole number, as such or as text. Damaged: none, or one that no machine tells."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _NUMBER.fullmatch(text) or abs(int(text)) > VALUE_MAX:
        raise Damaged("not a number")
    return int(text)


def _moves(devices: object) -> tuple[dict[tuple[int, bool], int], dict[tuple[int, bool], int]] | None:
    """Pieces in and out by denomination, over all devices; None: not told."""
    if not isinstance(devices, list) or not devices:
        return None
    came: dict[tuple[int, bool], int] = {}
    went: dict[tuple[int, bool], int] = {}
    for device in devices:
        pieces = device.get("pieces") if isinstance(device, dict) else None
        for piece in pieces if isinstance(pieces, list) else ():
            if not isinstance(piece, dict):
                raise Damaged("no piece")
            value = number(piece.get("value"))
            for part, recycled in (("recycler", True), ("cassette", False)):
                for moves, way in ((came, "in"), (went, "out")):
                    count = number(piece.get(f"units{way}{part}", 0))
                    if count and (count < 0 or value not in EUROS):
                        raise Damaged("no piece of the euro")
                    moves[value, recycled] = moves.get((value, recycled), 0) + count
    return came, went


def _json(text: bytes | str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Damaged("not JSON") from None
