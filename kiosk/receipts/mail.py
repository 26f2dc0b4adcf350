"""The message that takes a receipt to a customer: a few plain words, the receipt attached, nothing that tracks."""

from __future__ import annotations

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from kiosk.domain.books import moment
from kiosk.domain.language import Language
from kiosk.domain.states import Completed, Shop

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


def receipt_mail(to: str, sender: str, shop: Shop, done: Completed, seal: str, pdf: bytes, language: Language) -> bytes:
    """The whole message, in French and, for whoever chose it, in English too. ValueError for what is no address."""
    when = moment(done.at, done.utc_offset)
    name = " ".join(shop.name.split())
    what = "ticket école" if done.sale.training else "ticket"
    values = {
        "what": what,
        "number": done.receipt,
        "day": f"{when:%d/%m/%Y}",
        "till": shop.till,
        "seal": seal,
        "shop": name,
    }
    text = FRENCH.format(**values)
    if language is Language.EN:
        text = f"{ENGLISH.format(**values)}\n--\n\n{text}"
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = f"Votre {what} du {when:%d/%m/%Y} - {name}"
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{shop.till}.{done.at}.{done.receipt}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=f"ticket-{shop.till}-{done.receipt}.pdf"
    )
    return message.as_bytes()
