"""The words of a Glory CI in XML: requests, replies, events; what is damaged or absurd is not believed.

Names and numbers as in Odoo's pos_glory_cash (checked on machines) and in the programs of others written from Glory's
BrueBox WSDL. Cash type 4 is what can be paid out, 1 was put in, 2 goes out, 5 names denominations [seen]; that 3 is
everything inside, so that what is in 3 and not in 4 lies in the cashbox or a mixed stacker, is assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.sax.saxutils import escape, quoteattr

from hardware.cash.vault import EUROS, VALUE_MAX, Holding, worth
from hardware.words import Fault, Pieces

XML_SIZE_MAX = 128 * 1024
ELEMENTS_SIZE_MAX = 5000
PIECES_MAX = 100_000
CURRENCY = "EUR"
SENDER = "borne"
SEQUENCE_SIZE = 11


class Status(IntEnum):
    """What the machine does."""

    INITIALIZING = 0
    IDLE = 1
    STARTING = 2
    WAITING_FOR_MONEY = 3
    COUNTING = 4
    DISPENSING = 5
    CASH_IN_TO_REMOVE = 6
    CASH_OUT_TO_REMOVE = 7
    ERROR = 13
    OVERFLOW_TO_REMOVE = 26
    ERROR_RECOVERY = 30


AT_REST = frozenset({Status.IDLE, Status.ERROR, Status.ERROR_RECOVERY})
"""Nothing moves: what the machine holds can be read."""

TAKING = frozenset({Status.STARTING, Status.WAITING_FOR_MONEY, Status.COUNTING})


class Result(IntEnum):
    """What became of a request."""

    SUCCESS = 0
    OCCUPIED_BY_OTHER = 3
    NOT_OCCUPIED = 5
    EXCLUSIVE = 11  # not now: something else runs
    INVALID_SESSION = 21
    SESSION_TIMEOUT = 22
    DUPLICATE = 96  # this Id and SeqNo were done before


BUSY = frozenset({Result.OCCUPIED_BY_OTHER, Result.EXCLUSIVE})
SESSION_OVER = frozenset({Result.INVALID_SESSION, Result.SESSION_TIMEOUT})

FAULTS: Mapping[int, Fault] = {
    1: Fault.PAYOUT_OUT_OF_SERVICE,  # cancelled
    2: Fault.LINK_LOST,  # reset meanwhile: what it did not pay may be asked again
    6: Fault.NOT_ENOUGH_CASH,  # of a denomination
    9: Fault.NOT_ENOUGH_CASH,
    10: Fault.NOT_ENOUGH_CASH,
    12: Fault.COUNTS_IN_DOUBT,
    13: Fault.JAM,
    40: Fault.CASHBOX_REMOVED,
    41: Fault.CASHBOX_REMOVED,
    100: Fault.JAM,
}
"""Why less was moved than asked; any other result: PAYOUT_OUT_OF_SERVICE."""


class WrongCurrency(Exception):  # noqa: N818 - it says what is the matter
    """The machine holds other money than euros."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the machine holds, and which of its devices (1 notes, 2 coins) pays a value."""

    holdings: Holding
    devices: Mapping[int, str]


# To the machine


def request(name: str, sequence: str, session: str, *children: str) -> str:
    """A request as it is sent, NUL at its end."""
    header = _tag("Id", SENDER) + _tag("SeqNo", sequence) + (_tag("SessionID", session) if session else "")
    return f"<{name}>{header}{''.join(children)}</{name}>\0"


def option(name: str, kind: int) -> str:
    """An element that is only a type."""
    return f'<{name} type="{kind}"/>'


def cash(kind: int, pieces: Pieces, devices: Mapping[int, str]) -> str:
    """Denominations with their pieces."""
    lines = (
        f'<Denomination cc="{CURRENCY}" fv="{value}" devid={quoteattr(devices.get(value, "1"))}>'
        f"<Piece>{count}</Piece><Status>0</Status></Denomination>"
        for value, count in pieces
    )
    return f'<Cash type="{kind}">{"".join(lines)}</Cash>'


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


# From the machine


def parse(data: bytes) -> tuple[Element, ...]:
    """Everything told in one message, without its envelope; nothing when it is damaged, too long, or has a DTD."""
    if len(data) > XML_SIZE_MAX or b"<!" in data:
        return ()
    text = _DECLARATION.sub("", _CONTROL.sub("", data.decode("utf-8", "replace"))).strip()
    parser = XMLParser()  # noqa: S314 - a document with a DTD was refused: there are no entities to expand
    try:
        parser.feed(f'<wrapper xmlns:n="{_NAMESPACE}">{text}</wrapper>')
        root = parser.close()
    except (ParseError, ValueError):
        return ()
    for count, element in enumerate(root.iter()):
        if count > ELEMENTS_SIZE_MAX:
            return ()
        element.tag = str(element.tag).rpartition("}")[2]
    roots: list[Element] = []
    for each in root:
        roots.extend(each if each.tag == "BbxEventRequest" else (each,))
    return tuple(roots)


def result_of(reply: Element) -> int:
    """99, a program error, when it says none."""
    found = reply.get("result", reply.get(f"{{{_NAMESPACE}}}result"))
    number = _number(found, 999)
    return 99 if number is None else number


def text_of(root: Element, name: str) -> str:
    """The text of the first element of this name, "" if there is none."""
    return next((each.text or "" for each in root.iter(name)), "").strip()


def parse_status(root: Element) -> int | None:
    """The status of a StatusResponse or a StatusChangeEvent."""
    return _number(text_of(root, "Code") or text_of(root, "Status"), 99)


def parse_amount(root: Element) -> int | None:
    """Cents put in so far, where the event says so."""
    return _number(text_of(root, "Amount"), VALUE_MAX)


def parse_inventory(root: Element) -> Inventory | None:
    """An InventoryResponse; None when it cannot be believed. WrongCurrency: no euros."""
    devices: dict[int, str] = {}
    payable = all_inside = None
    for each in root.iter("Cash"):
        if each.get("type") == "4":
            payable = _pieces(each, devices)
        elif each.get("type") == "3":
            all_inside = _pieces(each, devices)
    if not payable:
        return None
    boxed = dict(Counter(all_inside) - Counter(payable)) if all_inside is not None else None
    try:
        return Inventory(Holding(payable, boxed), devices)
    except ValueError:
        return None


def parse_deposit(event: Element) -> tuple[str, dict[int, int]] | None:
    """A GlyCashierEvent's eventDepositCountChange: the device, and all it took since the slot was opened."""
    counted = event.find("eventDepositCountChange")
    try:
        pieces = _pieces(counted, {}) if counted is not None else None
    except WrongCurrency:
        return None
    if pieces is None or worth(pieces) > VALUE_MAX:
        return None
    return event.get("devid", ""), pieces


def _pieces(parent: Element, devices: dict[int, str]) -> dict[int, int] | None:
    pieces: Counter[int] = Counter()
    for line in parent.iter("Denomination"):
        if line.get("cc", CURRENCY) != CURRENCY:
            raise WrongCurrency
        value, count = _number(line.get("fv"), max(EUROS)), _number(text_of(line, "Piece"), PIECES_MAX)
        if value not in EUROS or count is None:
            return None
        assert value is not None
        pieces[value] += count
        if (device := line.get("devid", "")).isalnum():
            devices.setdefault(value, device)
    return dict(pieces)


def _number(text: str | None, most: int) -> int | None:
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 12:
        return None
    return int(text) if int(text) <= most else None


_NAMESPACE = "http://www.glory.co.jp/bruebox.xsd"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
