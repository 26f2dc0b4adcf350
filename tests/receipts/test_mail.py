"""The message that takes a receipt to a customer."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from json import dumps

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.language import Language
from kiosk.domain.receipt import Separator, Text
from kiosk.domain.states import ChoosingReceipt, Completed
from kiosk.receipts.mail import read, receipt_mail, slip_of, written
from tests.domain.kiosks import STORIES
from tests.receipts.shop import AT, PARIS_IN_WINTER, SHOP

CODE = "BRN1:ABC"


def kept(
    to: str = "marie@example.fr",
    name: str = SHOP.name,
    language: Language = Language.FR,
    story: str = "ChoosingReceipt",
) -> bytes:
    kiosk = STORIES[story]().kiosk
    assert isinstance(kiosk.own, ChoosingReceipt)
    kiosk = replace(kiosk, shop=replace(SHOP, name=name), till=replace(kiosk.till, language=language))
    done = Completed(kiosk.own.done.sale, 7, AT, PARIS_IN_WINTER)
    return written(slip_of(to, "tickets@example.fr", kiosk, done, CODE))


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


@cache
def mail(language: Language = Language.FR, story: str = "ChoosingReceipt") -> EmailMessage:
    return parsed(receipt_mail(kept(language=language, story=story)))


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
    assert "Signature : ----" in text_of(message)
    (attached,) = message.iter_attachments()
    assert attached.get_content().startswith(b"%PDF")
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
    raw = receipt_mail(kept(language=Language.EN))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("to", ["a@x.fr\r\nBcc: b@x.fr", "a@x.fr\nX: y", "a@x.fr, b@x.fr", "a b@x.fr"])
def test_no_address_can_begin_a_header_of_its_own(to: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        receipt_mail(kept(to))


def test_a_name_of_two_lines_stays_one_header() -> None:
    message = parsed(receipt_mail(kept(name="Port\r\nBcc: b@x.fr")))
    assert message["Bcc"] is None
    assert message["From"].addresses[0].display_name == "Port Bcc: b@x.fr"


def test_a_slip_is_read_as_it_was_written() -> None:
    slip = read(kept())
    assert written(slip) == kept()
    assert slip.parts[-1] == Text("Merci de votre visite", centred=True)
    assert Separator() in slip.parts


@given(
    st.one_of(st.binary(max_size=99), st.recursive(st.none() | st.text(), st.lists).map(lambda v: dumps(v).encode()))
)
def test_what_is_no_slip_is_refused(kept_: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(kept_)


@pytest.mark.parametrize("kept_", [b"{}", b'{"parts": [{"a": 1}]}', b'{"parts": 7}', b'{"parts": [], "to": "x"}'])
def test_a_slip_with_a_hole_is_refused(kept_: bytes) -> None:
    with pytest.raises(ValueError, match="no slip"):
        read(kept_)
