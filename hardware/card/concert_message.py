"""Messages of Caisse-AP (Concert V3): two-letter tags, pure functions from text to meaning and back.

Facts: association "du Paiement", Concert V3.10 to V3.20, as public integrations show them. A message is nothing but
fields, TAG(2 letters) LENGTH(3 digits) VALUE, without header or end mark.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardware.words import AskOutcome, Authorize, Authorized, AuthorizeRefund, CardRefusal, NotAuthorized

Fields = Mapping[str, str]
Asked = Authorize | AuthorizeRefund | AskOutcome

MESSAGE_SIZE_MAX = 8192
VALUE_SIZE_MAX = 999
REFERENCE_SIZE_MAX = 99
AMOUNT_CENTS_MAX = 999_999_999_999
RECEIPT_SIZE_MAX = 4096
EURO = "978"
CONTACTLESS_READING = "2"
CONTACTLESS_APPLICATIONS = frozenset({"00B", "00D", "10E"})

ENDED_WELL, NOT_DONE, ACCEPTED_ONLY = "10", "01", "11"  # AE

REFUSALS: dict[str, tuple[CardRefusal, str]] = {  # AF
    "00": (CardRefusal.REFUSED, "no reason given"),
    "02": (CardRefusal.REFUSED, "the bank wants a telephone call"),
    "04": (CardRefusal.REFUSED, "refused"),
    "05": (CardRefusal.REFUSED, "forbidden"),
    "06": (CardRefusal.ABANDONED, "abandoned"),
    "07": (CardRefusal.REFUSED, "not completed"),
    "08": (CardRefusal.TIMED_OUT, "nobody showed a card in time"),
    "09": (CardRefusal.FORMAT, "the terminal does not understand the request"),
    "10": (CardRefusal.NOT_SUPPORTED, "no such application on the terminal"),
    "11": (CardRefusal.ABANDONED, "abandoned by the operator"),
    "12": (CardRefusal.NOT_SUPPORTED, "the terminal does not know this action"),
    "13": (CardRefusal.FORMAT, "wrong currency"),
}

_TAG = re.compile(rb"[A-Z]{2}")
_CARD_NUMBER = re.compile(r"\d(?:[ \xa0.-]{0,2}\d){11,}")


class DamagedMessage(ValueError):  # noqa: N818 - the thing itself, as in IncompleteMessage
    """What arrived can never become a message."""


class IncompleteMessage(DamagedMessage):
    """What arrived is the beginning of a message."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that cannot be believed, and why."""

    why: str


def encode(fields: Iterable[tuple[str, str]]) -> bytes:
    """Latin-1 bytes. ValueError for a bad tag, a tag given twice, an empty or overlong value."""
    message, seen = b"", set[str]()
    for tag, value in fields:
        data = value.encode("latin-1")
        if not _TAG.fullmatch(tag.encode()) or tag in seen:
            raise ValueError(f"tag {tag!r} is malformed or given twice")
        if not 0 < len(data) <= VALUE_SIZE_MAX:
            raise ValueError(f"{tag} holds {len(data)} bytes")
        seen.add(tag)
        message += b"%s%03d%s" % (tag.encode(), len(data), data)
    return message


def parse(message: bytes) -> dict[str, str]:
    """The fields in order. IncompleteMessage when more may make it whole, DamagedMessage when nothing can."""
    if len(message) > MESSAGE_SIZE_MAX:
        raise DamagedMessage(f"longer than {MESSAGE_SIZE_MAX} bytes")
    fields: dict[str, str] = {}
    rest = message
    while rest:
        tag, length, value = rest[:2], rest[2:5], rest[5:]
        if not _TAG.fullmatch(tag.ljust(2, b"A")) or not re.fullmatch(rb"[0-9]{3}", length.ljust(3, b"0")):
            raise DamagedMessage("not a field: two letters and three digits were due")
        if tag.decode() in fields or length == b"000":
            raise DamagedMessage(f"{tag.decode()} is empty or given twice")
        if len(length) < 3 or len(value) < int(length):
            raise IncompleteMessage("cut within a field")
        fields[tag.decode()] = value[: int(length)].decode("latin-1")
        rest = value[int(length) :]
    return fields


def order(asked: Authorize | AuthorizeRefund, till: str, software: str) -> bytes:
    """Charge or give back: the amount comes last, so that a request cut anywhere is never a whole one.

    A refund names no charge: this protocol has no field for one, the customer shows the card again. BF (part payment
    allowed) is left out: recent Ingenico terminals refuse the whole request because of it.
    """
    return encode(
        [
            *_opening(till, software),
            ("CE", EURO),
            ("BA", "0"),
            ("CD", action(asked)),
            ("CF", asked.reference),
            ("CB", f"{asked.amount:02d}"),
        ]
    )


def identification(till: str, software: str) -> bytes:
    """Who is there? No money moves."""
    return encode([*_opening(till, software), ("CD", "I")])


def duplicate(till: str, software: str) -> bytes:
    """The terminal's last ticket again, sent to us. No CF: one in the answer must come from the terminal's memory."""
    return encode([*_opening(till, software), ("CE", EURO), ("CD", "3"), ("CK", "100")])


def _opening(till: str, software: str) -> list[tuple[str, str]]:
    return [("CZ", "0300"), ("CJ", software), ("CA", till)]


def action(asked: Asked) -> str:
    """CD: 0 is a debit, 1 a credit."""
    return "1" if isinstance(asked, AuthorizeRefund) or (isinstance(asked, AskOutcome) and asked.refund) else "0"


def check_asked(asked: Asked) -> None:
    """ValueError for what this protocol cannot say: 1 cent to 10 digits of euros, 1 to 99 printable characters."""
    if not 0 < asked.amount <= AMOUNT_CENTS_MAX:
        raise ValueError(f"{asked.amount} cents cannot be charged or given back")
    if not re.fullmatch(rf"[ -~]{{1,{REFERENCE_SIZE_MAX}}}", asked.reference):
        raise ValueError(f"{asked.reference!r} cannot be a reference")


def judge(answer: Fields, asked: Asked) -> Authorized | NotAuthorized | Doubt:
    """What this answer to our order proves. A yes must name our reference and an amount we could have asked."""
    if answer.get("CF", asked.reference) != asked.reference:
        return Doubt("the answer is for another reference")
    match answer.get("AE"):
        case "10":
            return believe_charge(answer, asked)
        case "01":
            reason = answer.get("AF", "00")[:2]
            if reason not in REFUSALS:
                return Doubt("not done, with a reason that does not say so")
            return NotAuthorized(asked.reference, *REFUSALS[reason])
        case _:
            return Doubt("the answer says neither done nor not done")


def believe_charge(answer: Fields, asked: Asked) -> Authorized | Doubt:
    """Does this answer, to our order or to a duplicate, prove that our reference was charged (or given back)?"""
    amount = amount_in(answer)
    if answer.get("AE") != ENDED_WELL or answer.get("AF", "01")[:2] not in ("01", "03"):
        return Doubt("the terminal shows no finished payment")
    if answer.get("CF") != asked.reference:
        return Doubt("the payment it shows does not carry our reference")
    if answer.get("CD", "3") not in (action(asked), "3") or answer.get("CE", EURO) != EURO:
        return Doubt("what it shows is not what we asked for, in euros")
    if amount is None or not 0 < amount <= asked.amount:
        return Doubt("the amount it shows is not one we asked for")
    return Authorized(
        asked.reference,
        amount,
        card=masked_card(answer.get("AA", "")),
        authorization=without_card_numbers(answer.get("AC", "")),
        application=without_card_numbers(answer.get("CC", "")),
        contactless=answer.get("CI") == CONTACTLESS_READING or answer.get("CC") in CONTACTLESS_APPLICATIONS,
        receipt=receipt_in(answer),
    )


def amount_in(answer: Fields) -> int | None:
    """CB in cents; None when there is none or it is no number of 1 to 12 digits."""
    text = answer.get("CB", "")
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def describe(answer: Fields) -> str:
    """The fields that staff can compare with the terminal's journal, and none that could name a card."""
    shown = (f"{tag}={without_card_numbers(answer[tag])}" for tag in ("CD", "AE", "AF", "CB", "CF") if tag in answer)
    return " ".join(shown) or "none of the expected fields"


def masked_card(number: str) -> str:
    """The last four digits and nothing else."""
    last = re.search(r"[0-9]{1,4}$", number.strip())
    return f"**** {last.group()}" if last else ""


def without_card_numbers(text: str) -> str:
    """Any run of 12 digits or more, grouped or not, is shown by its last four only."""
    return _CARD_NUMBER.sub(lambda run: masked_card(run.group()), text)


def receipt_in(answer: Fields) -> str:
    """The ticket as text, from AK or from AK within ZT; "" when there is none or it cannot be read."""
    try:
        encoded = answer.get("AK") or parse(answer.get("ZT", "").encode("latin-1")).get("AK", "")
        ticket = base64.b64decode(encoded, validate=True).decode("cp1252", errors="replace")
    except (DamagedMessage, binascii.Error, ValueError):
        return ""
    lines = (line.rstrip() for line in ticket[:RECEIPT_SIZE_MAX].splitlines())
    clean = "\n".join("".join(letter for letter in line if letter.isprintable()) for line in lines)
    return without_card_numbers(clean).strip("\n")
