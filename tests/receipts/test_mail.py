"""The message that takes a receipt to a customer."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from kiosk.domain.language import Language
from kiosk.domain.states import Completed, Shop
from kiosk.receipts.mail import receipt_mail
from tests.domain.kiosks import STORIES
from tests.receipts.shop import AT, PARIS_IN_WINTER, SEAL, SHOP

PDF = b"%PDF-1.3 a receipt"


def done_of(story: str) -> Completed:
    own = STORIES[story]().kiosk.own
    return Completed(own.done.sale, 7, AT, PARIS_IN_WINTER)  # type: ignore[union-attr]


def mail(
    to: str = "marie@example.fr", shop: Shop = SHOP, language: Language = Language.FR, story: str = "ChoosingReceipt"
) -> EmailMessage:
    raw = receipt_mail(to, "tickets@example.fr", shop, done_of(story), SEAL, PDF, language)
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_it_says_which_receipt_it_is_and_the_receipt_is_attached() -> None:
    message = mail()
    assert str(message["To"]) == "marie@example.fr"
    assert message["From"].addresses[0].addr_spec == "tickets@example.fr"
    assert message["From"].addresses[0].display_name == SHOP.name
    assert "n° 7" in text_of(message)
    assert SEAL in text_of(message)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_filename() == "ticket-2-7.pdf"


def test_nothing_in_it_tells_that_it_was_read() -> None:
    message = mail()
    assert {part.get_content_type() for part in message.walk()} == {
        "multipart/mixed",
        "text/plain",
        "application/pdf",
    }
    assert "http" not in text_of(message)
    assert not {"disposition-notification-to", "return-receipt-to"} & {key.lower() for key in message}


def test_an_english_customer_reads_english_first_and_french_below() -> None:
    text = text_of(mail(language=Language.EN))
    assert text.index("Hello") < text.index("Bonjour")
    assert "Hello" not in text_of(mail())


def test_a_receipt_of_training_says_so() -> None:
    assert "école" in str(mail(story="ChoosingReceipt, training")["Subject"])


def test_every_line_is_one_that_any_server_takes() -> None:
    raw = receipt_mail("m@x.fr", "t@x.fr", SHOP, done_of("ChoosingReceipt"), SEAL, PDF * 999, Language.EN)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("to", ["a@x.fr\r\nBcc: b@x.fr", "a@x.fr\nX: y", "a@x.fr, b@x.fr", "a b@x.fr"])
def test_no_address_can_begin_a_header_of_its_own(to: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        mail(to)


def test_a_name_of_two_lines_stays_one_header() -> None:
    assert mail(shop=Shop("Port\r\nBcc: b@x.fr"))["Bcc"] is None
