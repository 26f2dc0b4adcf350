"""Messages on their way to a real mail server, which is down, slow, rude or choosy."""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.runtime import outbox as outbox_module
from kiosk.runtime.outbox import Outbox, OutboxFull
from kiosk.runtime.postman import DELAY_SECONDS, DELAY_SECONDS_MAX, GIVE_UP_SECONDS, MailServer, Postman, Waiting
from tests.runtime.mail_server import MailHost

ADDRESS = "marie@example.fr"
MESSAGE = f"From: t@example.fr\r\nTo: {ADDRESS}\r\nSubject: Ticket\r\n\r\n.dots\r\n..more\r\nFin\r\n".encode()
PATIENCE_SECONDS = 20


@dataclass
class Clock:
    """Both of the postman's clocks; a test winds them."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def host() -> Iterator[MailHost]:
    host = MailHost()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def server_of(host: MailHost) -> MailServer:
    return MailServer("127.0.0.1", host.port, "none", "t@example.fr", answer_seconds=PATIENCE_SECONDS)


def postman_of(folder: Path, server: MailServer, clock: Clock) -> Postman:
    """Files get their age from the disk, so the clock that tells it starts there."""
    postman = Postman(Outbox(folder / "outbox"), server, composed, lambda: began + clock(), clock)
    postman.post(MESSAGE)
    (letter,) = Outbox(folder / "outbox").letters()
    began = letter.at
    return postman


def composed(kept: bytes) -> bytes:
    """Messages lie ready in these tests; what has no recipient is none."""
    if b"\nTo: " not in kept:
        raise ValueError
    return kept


def left_on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_message_is_delivered_once_and_nothing_of_it_is_left(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    postman = postman_of(tmp_path, server_of(host), clock)
    postman.round()
    postman.round()
    assert host.mails.get(timeout=PATIENCE_SECONDS) == (ADDRESS, MESSAGE)
    assert host.mails.empty()
    assert left_on_disk(tmp_path) == []
    assert postman.waiting() == Waiting(0, 0)


def test_only_the_kiosk_can_read_the_outbox(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir(mode=0o755)
    postman_of(tmp_path, server_of(host), clock)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in left_on_disk(tmp_path)] == [0o600]


def test_a_server_that_is_down_is_asked_again_later_and_later_and_told_of_once(
    tmp_path: Path, host: MailHost, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    host.stop()
    postman = postman_of(tmp_path, server_of(host), clock)
    rests = []
    with caplog.at_level(logging.INFO):
        for _ in range(8):
            rests.append(postman.round())
            clock.passed += rests[-1]
    assert rests[:3] == [DELAY_SECONDS, 2 * DELAY_SECONDS, 4 * DELAY_SECONDS]
    assert rests[-1] == DELAY_SECONDS_MAX
    assert len(caplog.records) == 1
    assert postman.waiting().count == 1
    assert postman.waiting().oldest_seconds == int(sum(rests))
    host.start()
    postman.round()
    assert host.mails.get(timeout=PATIENCE_SECONDS) == (ADDRESS, MESSAGE)
    assert left_on_disk(tmp_path) == []


def test_a_message_is_given_up_after_two_days_and_is_gone(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.stop()
    postman = postman_of(tmp_path, server_of(host), clock)
    clock.passed = GIVE_UP_SECONDS - 1
    postman.round()
    assert len(left_on_disk(tmp_path)) == 1
    clock.passed = GIVE_UP_SECONDS
    postman.round()
    assert left_on_disk(tmp_path) == []


def test_a_recipient_that_the_server_does_not_know_is_given_up_and_named_nowhere(
    tmp_path: Path, host: MailHost, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    host.recipient = "550 no such user <{to}>"
    postman = postman_of(tmp_path, server_of(host), clock)
    with caplog.at_level(logging.DEBUG):
        postman.round()
    assert left_on_disk(tmp_path) == []
    assert host.mails.empty()
    assert "550" in caplog.text
    assert "marie" not in caplog.text


def test_a_message_that_the_server_refuses_for_good_is_given_up(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.data = "554 not for {to}"
    postman_of(tmp_path, server_of(host), clock).round()
    assert left_on_disk(tmp_path) == []


def test_a_full_mailbox_is_tried_again_and_holds_up_nobody_else(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.recipient = "452 <{to}> is full"
    postman = postman_of(tmp_path, server_of(host), clock)
    assert postman.round() == DELAY_SECONDS
    host.recipient = "250 ok"
    postman.post(MESSAGE.replace(b"marie", b"paul"))
    postman.round()
    assert host.mails.get(timeout=PATIENCE_SECONDS)[0] == "paul@example.fr"
    assert host.mails.empty()
    clock.passed += DELAY_SECONDS
    postman.round()
    assert host.mails.get(timeout=PATIENCE_SECONDS)[0] == ADDRESS


@pytest.mark.parametrize("answer", ["530 sign on first", "535 who are you"])
def test_a_kiosk_that_must_sign_on_loses_no_message(tmp_path: Path, host: MailHost, clock: Clock, answer: str) -> None:
    host.recipient = answer
    postman = postman_of(tmp_path, server_of(host), clock)
    assert postman.round() == DELAY_SECONDS
    assert postman.waiting().count == 1


def test_without_starttls_nothing_goes_in_clear(
    tmp_path: Path, host: MailHost, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server = replace(server_of(host), security="starttls", user="kiosk", password_file=tmp_path / "password")
    (tmp_path / "password").write_text("secret")
    postman = postman_of(tmp_path, server, clock)
    assert postman.round() == DELAY_SECONDS
    assert host.mails.empty()
    assert {command.split()[0].upper() for command in host.commands} == {"EHLO"}
    assert "STARTTLS" in caplog.text


def test_a_starttls_that_is_no_tls_sends_nothing(tmp_path: Path, clock: Clock) -> None:
    host = MailHost(offers=("STARTTLS",))
    host.start()
    postman = postman_of(tmp_path, replace(server_of(host), security="starttls"), clock)
    postman.round()
    assert {command.split()[0].upper() for command in host.commands} <= {"EHLO", "STARTTLS"}
    assert host.mails.empty()
    assert postman.waiting().count == 1
    host.stop()


def test_tls_asks_who_the_server_is() -> None:
    context = MailServer("h", 1, "tls", "s").trust()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_the_password_comes_from_its_file(tmp_path: Path, clock: Clock) -> None:
    host = MailHost(offers=("AUTH PLAIN",))
    host.start()
    (tmp_path / "password").write_text("secret\n")
    server = replace(server_of(host), user="kiosk", password_file=tmp_path / "password")
    postman_of(tmp_path, server, clock).round()
    assert "AUTH PLAIN AGtpb3NrAHNlY3JldA==" in host.commands  # \0kiosk\0secret
    assert host.mails.get(timeout=PATIENCE_SECONDS)[0] == ADDRESS
    host.stop()


def test_a_password_file_that_is_missing_keeps_the_message(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    postman = postman_of(tmp_path, replace(server_of(host), user="k", password_file=tmp_path / "none"), clock)
    postman.round()
    assert postman.waiting().count == 1
    assert host.mails.empty()


def test_a_server_that_says_goodbye_badly_has_the_message_all_the_same(
    tmp_path: Path, host: MailHost, clock: Clock
) -> None:
    host.farewell = "421 bad day"
    postman = postman_of(tmp_path, server_of(host), clock)
    postman.round()
    postman.round()
    assert host.mails.qsize() == 1
    assert left_on_disk(tmp_path) == []


def test_a_server_that_hangs_stops_neither_the_till_nor_its_end(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.mute = True
    postman = postman_of(tmp_path, server_of(host), clock)
    postman.start()
    assert host.visited.wait(PATIENCE_SECONDS)
    postman.post(MESSAGE)
    assert postman.waiting().count == 2
    postman.stop()
    assert postman.waiting().count == 2


def test_a_server_that_never_answers_is_left_after_a_while(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.mute = True
    postman = postman_of(tmp_path, replace(server_of(host), answer_seconds=0.2), clock)
    assert postman.round() == DELAY_SECONDS
    assert postman.waiting().count == 1


def test_what_waited_before_a_restart_is_sent_after_it(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    host.stop()
    postman_of(tmp_path, server_of(host), clock).round()
    torn = tmp_path / "outbox" / "half.part"
    torn.write_bytes(MESSAGE[:40])
    host.start()
    after = Postman(Outbox(tmp_path / "outbox"), server_of(host), composed)
    after.start()
    assert host.mails.get(timeout=PATIENCE_SECONDS) == (ADDRESS, MESSAGE)
    after.stop()
    after.round()
    assert left_on_disk(tmp_path) == []


def test_a_message_that_is_posted_wakes_the_postman(tmp_path: Path, host: MailHost) -> None:
    postman = Postman(Outbox(tmp_path / "outbox"), server_of(host), composed)
    postman.start()
    postman.post(MESSAGE)
    assert host.mails.get(timeout=PATIENCE_SECONDS)[0] == ADDRESS
    postman.stop()


def test_the_outbox_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "LETTERS_MAX", 2)
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(MESSAGE)
    outbox.put(MESSAGE)
    with pytest.raises(OutboxFull):
        outbox.put(MESSAGE)
    assert len(left_on_disk(tmp_path)) == 2


def test_a_message_that_the_disk_does_not_take_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Outbox(tmp_path / "outbox").put(MESSAGE)
    assert left_on_disk(tmp_path) == []


def test_what_is_no_message_is_given_up_and_holds_up_nobody(tmp_path: Path, host: MailHost, clock: Clock) -> None:
    postman = postman_of(tmp_path, server_of(host), clock)
    postman.post(b"damaged")
    postman.round()
    assert host.mails.get(timeout=PATIENCE_SECONDS)[0] == ADDRESS
    assert left_on_disk(tmp_path) == []
