"""Messages of nexo Retailer (Sale to POI) in the JSON of Adyen's Terminal API: text to meaning and back.

Evidence: Adyen's documentation and the models and mocks of its open libraries; the genuine replies among those mocks
are read here. Assumed, not seen on a terminal: what a partial Reversal wants (ReversedAmount, "currency=EUR"), Login,
and AllowedPaymentBrand as the way to ask for a meal voucher.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hardware.card.evidence import base36, short_name
from hardware.card.nexo_blob import NexoKey, SealBroken

Json = object
Body = Mapping[str, Json]

EURO = "EUR"
AMOUNT_CENTS_MAX = 999_999_99
REFERENCE_SIZE_MAX = 80
SERVICE_ID_SIZE = 10


class DamagedAnswer(ValueError):  # noqa: N818 - the thing itself
    """Not an answer to our question; nothing in it is believed."""


class KeyRefused(DamagedAnswer):
    """It is not sealed as agreed: the passphrase, its identifier or its version is another one."""


class OtherDevice(DamagedAnswer):
    """Another terminal answered."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which question a message is, or answers. `category`: Payment, Reversal, Abort, TransactionStatus, Diagnosis..."""

    category: str
    service: str
    sale: str
    poi: str

    def as_json(self, kind: str) -> dict[str, Json]:
        """`kind`: Request or Response."""
        return {
            "ProtocolVersion": "3.0",
            "MessageClass": "Service",
            "MessageCategory": self.category,
            "MessageType": kind,
            "ServiceID": self.service,
            "SaleID": self.sale,
            "POIID": self.poi,
        }

    @classmethod
    def of(cls, message: Json, kind: str) -> Header:
        """DamagedAnswer when there is none, or when it is of another kind."""
        header = at(message, "MessageHeader")
        names = ("MessageCategory", "ServiceID", "SaleID", "POIID")
        values = [text_at(header, name) for name in names]
        if text_at(header, "MessageType") != kind or text_at(header, "MessageClass") != "Service" or not all(values):
            raise DamagedAnswer(f"it has no header of a {kind}")
        return cls(*values)


def service_of(reference: str) -> str:
    """The ServiceID under which `reference` is charged or refunded: 1 to 10 letters or digits, the same at any time.

    It must be unique for the terminal within 48 hours, and must be known again after a crash from the reference alone:
    so it is P and nine digits of base 36 taken from the reference's SHA-256. Of 2,000 charges in 48 hours two have the
    same with a chance of 1 in 50,000,000; the terminal then refuses the second as a repetition, or tells the first
    one's outcome, which is not believed, because the answer names the other reference. All other questions have a Q.
    """
    return "P" + short_name(reference, SERVICE_ID_SIZE - 1)


def service_of_query(number: int) -> str:
    """The ServiceID of a question that moves no money, from a random number."""
    return "Q" + base36(number, SERVICE_ID_SIZE - 1)


def check_asked(reference: str, amount: int) -> None:
    """ValueError for what cannot be asked: 1 cent to 999,999.99 euros, 1 to 80 printable characters."""
    if not 0 < amount <= AMOUNT_CENTS_MAX:
        raise ValueError(f"{amount} cents cannot be charged")
    if not re.fullmatch(rf"[!-~]{{1,{REFERENCE_SIZE_MAX}}}", reference):
        raise ValueError(f"{reference!r} cannot be a reference")


# requests


@dataclass(frozen=True, slots=True)
class Sale:
    """What is said with every payment. `brands`: what a meal voucher card is called, empty: the customer chooses."""

    reference: str
    when: datetime
    environment: str = ""  # Attended, SemiAttended or Unattended; "": as the terminal is set up
    partial: bool = False  # less than asked may be charged
    brands: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        data: dict[str, Json] = {"SaleTransactionID": {"TransactionID": self.reference, "TimeStamp": stamp(self.when)}}
        if self.environment:
            data["SaleTerminalData"] = {"TerminalEnvironment": self.environment}
        if self.partial:
            data["SaleToAcquirerData"] = "tenderOption=AllowPartialAuthorisation"
        return data


def payment(sale: Sale, amount: int) -> dict[str, Json]:
    """Charge `amount` cents."""
    transaction: dict[str, Json] = {"AmountsReq": {"Currency": EURO, "RequestedAmount": decimal_of(amount)}}
    if sale.brands:
        transaction["TransactionConditions"] = {"AllowedPaymentBrand": list(sale.brands)}
    return {"PaymentRequest": {"SaleData": sale.as_json(), "PaymentTransaction": transaction}}


def unreferenced_refund(sale: Sale, amount: int) -> dict[str, Json]:
    """Give `amount` cents to the card that will be shown."""
    return {
        "PaymentRequest": {
            "SaleData": sale.as_json(),
            "PaymentTransaction": {"AmountsReq": {"Currency": EURO, "RequestedAmount": decimal_of(amount)}},
            "PaymentData": {"PaymentType": "Refund"},
        }
    }


def reversal(sale: Sale, amount: int, transaction: str, when: str) -> dict[str, Json]:
    """Give `amount` cents back to the card of an earlier payment, known by the terminal's own name and time of it."""
    data = sale.as_json() | {"SaleToAcquirerData": f"currency={EURO}"}
    return {
        "ReversalRequest": {
            "SaleData": data,
            "OriginalPOITransaction": {"POITransactionID": {"TransactionID": transaction, "TimeStamp": when}},
            "ReversalReason": "MerchantCancel",
            "ReversedAmount": decimal_of(amount),
        }
    }


def abort(charge: Header) -> dict[str, Json]:
    """Nobody wants this payment any more. It has no answer of its own: the payment's own answer tells."""
    return {"AbortRequest": {"AbortReason": "MerchantAbort", "MessageReference": _reference(charge)}}


def transaction_status(charge: Header) -> dict[str, Json]:
    """What became of it, with its receipts?"""
    return {
        "TransactionStatusRequest": {
            "ReceiptReprintFlag": True,
            "DocumentQualifier": ["CashierReceipt", "CustomerReceipt"],
            "MessageReference": _reference(charge),
        }
    }


def diagnosis() -> dict[str, Json]:
    """How is the terminal? Its bank is not asked."""
    return {"DiagnosisRequest": {"HostDiagnosisFlag": False}}


def login(when: datetime) -> dict[str, Json]:
    """The till's day begins, for terminals that want to be told."""
    software = {"ManufacturerID": "Borne", "ApplicationName": "Borne", "SoftwareVersion": "1", "CertificationCode": "-"}
    return {"LoginRequest": {"DateTime": stamp(when), "SaleSoftware": software, "OperatorLanguage": "fr"}}


def _reference(charge: Header) -> dict[str, Json]:
    return {
        "MessageCategory": charge.category,
        "ServiceID": charge.service,
        "SaleID": charge.sale,
        "POIID": charge.poi,
    }


def stamp(when: datetime) -> str:
    """As nexo writes a moment."""
    return when.isoformat(timespec="milliseconds")


def decimal_of(cents: int) -> Decimal:
    """Euros with two decimals."""
    return Decimal(cents).scaleb(-2)


# to text and back


def encode(value: Json) -> str:
    """JSON in which an amount is a number and has two decimals: 12.30."""
    match value:
        case Decimal():
            return f"{value:.2f}"
        case dict():
            return "{" + ",".join(f"{json.dumps(name)}:{encode(part)}" for name, part in value.items()) + "}"
        case list():
            return "[" + ",".join(map(encode, value)) + "]"
    return json.dumps(value)


@dataclass(frozen=True, slots=True)
class Message:
    """Header and body of a whole message."""

    header: Header
    body: Body


def envelope(kind: str, header: Header, body: Body, key: NexoKey | None, nonce: bytes) -> bytes:
    """A whole message, sealed where there is a key. `kind`: Request or Response."""
    head = {"MessageHeader": header.as_json(kind)}
    message = encode({f"SaleToPOI{kind}": {**head, **body}}).encode()
    if key is None:
        return message
    return encode({f"SaleToPOI{kind}": {**head, **key.seal(message, nonce)}}).encode()


def opened(kind: str, message: bytes, key: NexoKey | None) -> Message:
    """What a whole message says. DamagedAnswer, or KeyRefused, for anything else.

    The header within the seal must be the one outside, which anybody could have written.
    """
    outer = at(decode(message), f"SaleToPOI{kind}")
    if not isinstance(outer, dict):
        raise DamagedAnswer(f"it is no SaleToPOI{kind}")
    header = Header.of(outer, kind)
    if key is None:
        return Message(header, outer)
    try:
        inner = at(decode(key.open(outer)), f"SaleToPOI{kind}")
    except SealBroken as error:
        raise KeyRefused(str(error)) from error
    if not isinstance(inner, dict):
        raise DamagedAnswer(f"its seal holds no SaleToPOI{kind}")
    if Header.of(inner, kind) != header:
        raise DamagedAnswer("its header was changed on the way")
    return Message(header, inner)


def decode(message: bytes) -> Json:
    """JSON, its numbers exact. DamagedAnswer when it is none."""
    try:
        return json.loads(message, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise DamagedAnswer(f"it is no JSON: {error}") from error


def _no_number(name: str) -> Json:
    raise ValueError(f"{name} is no number")


def at(value: Json, *path: str) -> Json:
    """What lies there; None when nothing does."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: Json, *path: str) -> str:
    """The text that lies there; "" when there is none."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def cents_at(value: Json, *path: str) -> int | None:
    """The amount that lies there; None when there is none, or none in whole cents up to AMOUNT_CENTS_MAX."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        return None
    amount = Decimal(found)
    if not amount.is_finite() or amount.adjusted() > 6 or amount != amount.quantize(Decimal("0.01")):
        return None
    cents = int(amount.scaleb(2))
    return cents if 0 <= cents <= AMOUNT_CENTS_MAX else None
