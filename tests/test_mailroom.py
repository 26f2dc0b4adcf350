"""A whole kiosk with a mail server: from the typed address to the message, and the address nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk, Thanks, TypingEmail
from kiosk.mailroom import Mailroom
from kiosk.receipts.mail import receipt_mail
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Devices
from kiosk.runtime.inbox import Inbox
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.postman import MailServer, Postman
from tests.domain.kiosks import STORIES
from tests.evidence.sealed import sealed_journal
from tests.flows.customer import START
from tests.runtime.bench import Clerk
from tests.runtime.mail_server import MailHost

ADDRESS = "marie.tremolo+29@example.fr"
PATIENCE_SECONDS = 20


class Shop:
    """A kiosk at the keyboard, in a folder of its own; its journal is real and its devices are away."""

    def __init__(self, folder: Path, host: MailHost) -> None:
        self.folder = folder
        server = MailServer("127.0.0.1", host.port, "none", "tickets@example.fr")
        self.postman = Postman(Outbox(folder / "outbox"), server, receipt_mail)
        self.journal = sealed_journal(folder / "journal.db")
        self.inbox = Inbox(
            Attendants(), lambda: e.ClockTicked(START), Mailroom(self.postman, lambda done: f"BRN1:{done.receipt}")
        )
        self.conductor = Conductor(Devices([]), self.inbox.post, Clerk())
        self.crashes: list[BaseException] = []

    def begin(self, kiosk: Kiosk) -> None:
        self.kernel = Kernel(kiosk, self.journal, self.conductor, lambda view: None)

    def told(self, *events: e.Event) -> Kiosk:
        """Each event goes through the box; the kiosk after the last."""
        self.inbox.start(self.kernel, self.conductor, self.crashes.append)
        for event in events:
            self.inbox.post(event)
        self.inbox.stop()
        assert not self.crashes
        return self.kernel.kiosk

    def facts(self) -> list[Fact]:
        return [fact for fact in self.journal.facts() if not isinstance(fact, f.KeyAdopted)]


@pytest.fixture
def host() -> MailHost:
    return MailHost()


@pytest.fixture
def shop(tmp_path: Path, host: MailHost) -> Iterator[Shop]:
    shop = Shop(tmp_path, host)
    shop.begin(typing())
    yield shop
    shop.journal.close()


def typing() -> Kiosk:
    return STORIES["TypingEmail"]().kiosk


def holding(folder: Path, words: bytes) -> list[str]:
    """The files that hold these bytes."""
    return [path.name for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


def test_the_receipt_arrives_and_its_address_was_in_the_outbox_only(
    shop: Shop, host: MailHost, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        kiosk = shop.told(e.EmailEntered(ADDRESS))
        assert isinstance(kiosk.state, Thanks)
        assert kiosk.state.taken == "email"
        assert shop.facts() == [f.ReceiptMailed()]
        waiting = holding(shop.folder, ADDRESS.encode())
        assert [name.endswith(".letter") for name in waiting] == [True]
        host.start()
        shop.postman.round()
    to, raw = host.mails.get(timeout=PATIENCE_SECONDS)
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert (to, str(message["To"])) == (ADDRESS, ADDRESS)
    (attached,) = message.iter_attachments()  # type: ignore[union-attr]
    assert attached.get_content().startswith(b"%PDF")
    assert holding(shop.folder, b"tremolo") == []
    assert "tremolo" not in caplog.text
    host.stop()


@pytest.mark.parametrize("address", ["marie", "marie@example.fr\r\nBcc: paul@example.fr", "@", "marie@example"])
def test_a_wrong_address_is_answered_and_nothing_is_kept(shop: Shop, address: str) -> None:
    kiosk = shop.told(e.EmailEntered(address))
    assert isinstance(kiosk.state, TypingEmail)
    assert kiosk.sees.email_refused
    assert shop.facts() == []
    assert shop.postman.waiting().count == 0


def test_send_pressed_twice_is_one_message(shop: Shop) -> None:
    shop.told(e.EmailEntered(ADDRESS), e.EmailEntered(ADDRESS))
    assert shop.postman.waiting().count == 1


def test_an_address_from_a_screen_that_is_gone_is_nothing(shop: Shop) -> None:
    shop.told(e.BackPressed(), e.EmailEntered(ADDRESS))
    assert shop.facts() == [f.EmailLeft()]
    assert holding(shop.folder, b"tremolo") == []


def test_while_nothing_can_be_written_nothing_is_sent(shop: Shop) -> None:
    shop.begin(notice(typing(), e.JournalBroke("disk full")))
    shop.told(e.EmailEntered(ADDRESS))
    assert shop.postman.waiting().count == 0


def test_an_outbox_that_cannot_be_written_leaves_the_customer_the_other_choices(shop: Shop) -> None:
    (shop.folder / "outbox").write_text("not a folder")
    kiosk = shop.told(e.EmailEntered(ADDRESS))
    assert kiosk.sees.email_refused == (e.EmailFault.OUTBOX,)
    assert isinstance(kiosk.state, TypingEmail)


def test_a_kiosk_whose_mail_server_was_taken_out_says_so(shop: Shop) -> None:
    shop.inbox = Inbox(Attendants(), lambda: e.ClockTicked(START))
    shop.begin(replace(typing()))
    assert shop.told(e.EmailEntered(ADDRESS)).sees.email_refused == (e.EmailFault.OUTBOX,)
