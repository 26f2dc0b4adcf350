"""The message that takes a receipt to a customer: a few plain words, the receipt attached, nothing that tracks."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from kiosk.domain import receipt
from kiosk.domain.books import moment
from kiosk.domain.language import Language
from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.domain.states import Completed, Kiosk
from kiosk.receipts.pdf import receipt_pdf

FRENCH = """Bonjour,

Voici votre {what} n° {number} du {day}, caisse {till}.
Signature : {seal}

Votre adresse n’a servi qu’à cet envoi : elle n’est pas conservée par la borne.

{shop}
"""

ENGLISH = """Hello,

Here is your receipt no. {number} of {day}, till {till}.
Signature: {seal}

Your address served for this message only: the kiosk does not keep it.

{shop}
"""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a message is made of, when there is time: drawing a PDF takes a second, and a customer stands there."""

    to: str
    sender: str
    shop: str
    till: str
    number: int
    at: int
    utc_offset: int
    training: bool
    english: bool
    seal: str
    code: str
    parts: tuple[ReceiptPart, ...]


def slip_of(to: str, sender: str, kiosk: Kiosk, done: Completed, code: str) -> Slip:
    """The slip for a receipt. `code`: the text of its QR code."""
    return Slip(
        to, sender, " ".join(kiosk.shop.name.split()), kiosk.shop.till, done.receipt, done.at, done.utc_offset,
        done.sale.training, kiosk.till.language is Language.EN, receipt.seal(kiosk, done), code,
        receipt.parts(kiosk, done),
    )  # fmt: skip


def written(slip: Slip) -> bytes:
    """A slip as it is kept."""
    return json.dumps(asdict(slip)).encode()


def read(kept: bytes) -> Slip:
    """The slip that was kept. ValueError when it is none."""
    try:
        values = json.loads(kept)
        parts = tuple(Text(**part) if part else Separator() for part in values.pop("parts"))
        return Slip(**values, parts=parts)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no slip of a receipt") from error


def receipt_mail(kept: bytes) -> bytes:
    """The whole message, in French and, for whoever chose it, in English too. ValueError for what is no slip."""
    slip = read(kept)
    when = moment(slip.at, slip.utc_offset)
    what = "ticket école" if slip.training else "ticket"
    values = {
        "what": what,
        "number": slip.number,
        "day": f"{when:%d/%m/%Y}",
        "till": slip.till,
        "seal": slip.seal,
        "shop": slip.shop,
    }
    text = FRENCH.format(**values)
    if slip.english:
        text = f"{ENGLISH.format(**values)}\n--\n\n{text}"
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(slip.shop, addr_spec=slip.sender)
    message["To"] = Address(addr_spec=slip.to)
    message["Subject"] = f"Votre {what} du {when:%d/%m/%Y} - {slip.shop}"
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{slip.till}.{slip.at}.{slip.number}@{slip.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    message.add_attachment(
        receipt_pdf(slip.parts, slip.code),
        maintype="application",
        subtype="pdf",
        filename=f"ticket-{slip.till}-{slip.number}.pdf",
    )
    return message.as_bytes()
