"""What a nexo answer proves about money; nothing it does not prove is believed."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import parse_qs, unquote

from hardware.card.evidence import Doubt, masked_card, without_card_numbers
from hardware.card.nexo_message import (
    EURO,
    Body,
    Header,
    Json,
    at,
    cents_at,
    decode,
    text_at,
)
from hardware.words import Authorized, CardRefusal, NotAuthorized

RECEIPT_LINES_MAX = 200
DETAIL_SIZE_MAX = 200
FIELDS_MAX = 200

REFUSALS: dict[str, CardRefusal] = {  # ErrorCondition of an answer to the payment itself
    "Aborted": CardRefusal.ABANDONED,  # by us
    "Busy": CardRefusal.BUSY,
    "Cancel": CardRefusal.ABANDONED,  # on the terminal
    "InsertedCard": CardRefusal.BUSY,  # another customer's card is still in it
    "InvalidCard": CardRefusal.REFUSED,
    "LoggedOut": CardRefusal.UNREACHABLE,
    "NotFound": CardRefusal.REFUSED,  # the payment that was to be given back
    "PaymentRestriction": CardRefusal.REFUSED,
    "Refusal": CardRefusal.REFUSED,
    "UnavailableService": CardRefusal.NOT_SUPPORTED,
    "WrongPIN": CardRefusal.REFUSED,
}
"""All others may come from on the way, or mean that the terminal knows this ServiceID already: it is asked again."""

NOBODY_CAME = "126"  # what the message of a Cancel begins with when no card was shown in time
MEAL_BRAND = "mealvoucher"  # as the brands of French meal vouchers begin: mealVoucher_FR_edenred
CONTACTLESS = frozenset({"Contactless", "Tapped", "CLESS"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked the terminal to do, or may have."""

    reference: str
    amount: int
    refund: bool = False


class Status(Enum):
    """What a terminal says of a charge that it cannot tell the outcome of."""

    IN_PROGRESS = auto()
    NOT_FOUND = auto()


Verdict = Authorized | NotAuthorized | Doubt


def judge(body: Body, category: str, asked: Asked) -> Verdict:
    """What the answer to our Payment or Reversal proves. A yes must name our reference and no more than we asked."""
    answer = at(body, f"{category}Response")
    match text_at(answer, "Response", "Result"):
        case "Success" | "Partial":
            return _paid(answer, asked) if category == "Payment" else _reversed(answer, asked)
        case "Failure":
            condition = text_at(answer, "Response", "ErrorCondition")
            if condition in REFUSALS:
                return _refused(answer, condition, asked)
            return Doubt(f"not done, {condition[:40] or 'without a reason'}: {detail_of(answer)}")
    return Doubt("the answer says neither done nor not done")


def judge_status(body: Body, charge: Header, asked: Asked) -> Verdict | Status:
    """What the answer to TransactionStatus proves of the message that had the header `charge`."""
    answer = at(body, "TransactionStatusResponse")
    named = at(answer, "MessageReference")
    if named is not None and not _is_of(named, charge):
        return Doubt("it tells of another payment")
    match text_at(answer, "Response", "Result"), text_at(answer, "Response", "ErrorCondition"):
        case "Success", _:
            repeated = at(answer, "RepeatedMessageResponse")
            if not _is_of(at(repeated, "MessageHeader"), charge):
                return Doubt("it repeats the answer to another payment")
            return _judge_repeated(at(repeated, "RepeatedResponseMessageBody"), charge.category, asked)
        case "Failure", "InProgress":
            return Status.IN_PROGRESS
        case "Failure", "NotFound":
            return Status.NOT_FOUND
        case _, condition:
            return Doubt(f"it cannot tell now, {condition[:40] or 'without a reason'}: {detail_of(answer)}")


def _judge_repeated(content: Json, category: str, asked: Asked) -> Verdict:
    """What a terminal has kept of a failure is its last word, whatever the reason was."""
    answer = at(content, f"{category}Response")
    condition = text_at(answer, "Response", "ErrorCondition")
    if text_at(answer, "Response", "Result") == "Failure" and condition not in ("", "InProgress"):
        return _refused(answer, condition, asked)
    return judge(content, category, asked) if isinstance(content, dict) else Doubt("it repeats nothing")


def _refused(answer: Json, condition: str, asked: Asked) -> NotAuthorized:
    detail = detail_of(answer)
    reason = REFUSALS.get(condition, CardRefusal.UNREACHABLE)
    if condition == "Cancel" and detail.startswith(NOBODY_CAME):
        reason = CardRefusal.TIMED_OUT
    return NotAuthorized(asked.reference, reason, detail or _shown(condition))


def _is_of(named: Json, charge: Header) -> bool:
    """SaleID and POIID may be left out where they are the same as of the question."""
    return (
        text_at(named, "ServiceID") == charge.service
        and text_at(named, "MessageCategory") in ("", charge.category)
        and text_at(named, "SaleID") in ("", charge.sale)
        and text_at(named, "POIID") in ("", charge.poi)
    )


def _paid(answer: Json, asked: Asked) -> Authorized | Doubt:
    result = at(answer, "PaymentResult")
    amount = cents_at(result, "AmountsResp", "AuthorizedAmount")
    if text_at(answer, "SaleData", "SaleTransactionID", "TransactionID") != asked.reference:
        return Doubt("the payment it shows does not carry our reference")
    if at(result, "AmountsResp", "Currency") not in (None, EURO):
        return Doubt("the payment it shows is not in euros")
    if text_at(result, "PaymentType") not in ("", "Refund" if asked.refund else "Normal"):
        return Doubt(f"what it shows is {'no refund' if asked.refund else 'no ordinary payment'}")
    if amount is None or not 0 < amount <= asked.amount:
        return Doubt("the amount it shows is not one we asked for")
    card = at(result, "PaymentInstrumentData", "CardData")
    brand = text_at(card, "PaymentBrand")
    modes = at(card, "EntryMode")
    return Authorized(
        asked.reference,
        amount,
        card=masked_card(text_at(card, "MaskedPan")),
        authorization=_shown(text_at(result, "PaymentAcquirerData", "ApprovalCode")),
        application=_shown(brand),
        contactless=isinstance(modes, list) and any(mode in CONTACTLESS for mode in modes if isinstance(mode, str)),
        receipt=receipt_in(answer),
        transaction=transaction_of(answer),
        meal=brand.lower().startswith(MEAL_BRAND),
    )


def _reversed(answer: Json, asked: Asked) -> Authorized | Doubt:
    """A Reversal's answer names no reference of ours; its header, ServiceID and all, has been compared already."""
    amount = asked.amount if at(answer, "ReversedAmount") is None else cents_at(answer, "ReversedAmount")
    if amount is None or not 0 < amount <= asked.amount:
        return Doubt("the amount it shows is not one we asked for")
    return Authorized(asked.reference, amount, receipt=receipt_in(answer), transaction=transaction_of(answer))


def transaction_of(answer: Json) -> str:
    """The terminal's own name of what it did, and when: both are wanted for a refund. "" when it gave none."""
    identity = at(answer, "POIData", "POITransactionID")
    name, when = text_at(identity, "TransactionID"), text_at(identity, "TimeStamp")
    return f"{name} {when}" if name and when and name.isascii() and " " not in name + when else ""


def detail_of(answer: Json) -> str:
    """What the terminal says of a failure: AdditionalResponse is form-encoded, or JSON in base64, or plain words."""
    text = text_at(answer, "Response", "AdditionalResponse")
    form = {name: values[0] for name, values in _form(text).items()}
    told: Json = form
    if not form.keys() & {"message", "refusalReason"}:
        try:
            told = decode(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            return "" if form else _shown(unquote(text))
    return _shown(
        text_at(told, "message") or text_at(told, "refusalReason") or text_at(told, "additionalData", "refusalReason")
    )


def receipt_in(answer: Json) -> str:
    """The customer's copy as text, else the cashier's; "" when there is none."""
    receipts = at(answer, "PaymentReceipt")
    copies = {text_at(copy, "DocumentQualifier"): copy for copy in receipts} if isinstance(receipts, list) else {}
    copy = copies.get("CustomerReceipt") or copies.get("CashierReceipt")
    lines = at(copy, "OutputContent", "OutputText")
    if not isinstance(lines, list):
        return ""
    texts = [_line(text_at(line, "Text")) for line in lines[:RECEIPT_LINES_MAX]]
    return without_card_numbers("\n".join(texts)).strip("\n")


def _line(text: str) -> str:
    """`name=Date&value=29%2f04%2f19&key=txdate`: a name and a value, either may be missing; or plain text."""
    fields = _form(text)
    if not fields.keys() & {"name", "value", "key"}:
        return _printable(unquote(text)).rstrip()
    parts = (fields.get(name, [""])[0].strip() for name in ("name", "value"))
    return _printable("  ".join(part for part in parts if part))


def _form(text: str) -> dict[str, list[str]]:
    try:
        return {} if "=" not in text else parse_qs(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return {}


def _shown(text: str) -> str:
    return without_card_numbers(_printable(text))[:DETAIL_SIZE_MAX].strip()


def _printable(text: str) -> str:
    """No-break spaces become spaces: printers know them better."""
    return "".join(" " if letter.isspace() else letter for letter in text if letter.isprintable() or letter.isspace())
