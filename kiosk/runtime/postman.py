"""The postman: takes what lies in the outbox to the shop's mail server, again and again until it is taken.

It has a thread of its own, so that nobody ever waits for a network. What a server answers may repeat the address: only
its code is logged. A message may arrive twice (the line breaks before the answer does), with the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Literal

from kiosk.runtime.outbox import Letter, Outbox

ANSWER_SECONDS = 20.0
DELAY_SECONDS, DELAY_SECONDS_MAX = 60.0, 3600.0
GIVE_UP_SECONDS = 48 * 3600.0
STOP_SECONDS = 1.0
PASSWORD_SIZE_MAX = 1024
SIGN_ON = frozenset({530, 535, 538})
"""RFC 4954: these refuse the kiosk and not the recipient."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages go. `password_file` is read at every connection and kept nowhere; `user` empty: no sign-on."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password_file: Path | None = None
    answer_seconds: float = ANSWER_SECONDS
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait, and for how long the oldest has."""

    count: int
    oldest_seconds: int


@dataclass(slots=True)
class _Delays:
    """When what failed may be tried again: each time twice as late, to an hour."""

    clock: Callable[[], float]
    _later: dict[str, tuple[int, float]] = field(default_factory=dict)

    def failed(self, name: str) -> None:
        tries, _ = self._later.get(name, (0, 0.0))
        self._later[name] = (tries + 1, self.clock() + min(DELAY_SECONDS * 2 ** min(tries, 10), DELAY_SECONDS_MAX))

    def forget(self, name: str) -> None:
        self._later.pop(name, None)

    def seconds_left(self, name: str) -> float:
        return max(0.0, self._later.get(name, (0, 0.0))[1] - self.clock())


class Postman:
    """`round` is one walk to the mail server; `start` begins a thread that walks whenever there is a reason to.

    `compose`: makes the message of what lies in the outbox, ValueError when it cannot. `now`: seconds since 1970, which
    tell a message's age; `clock`: seconds that only grow, which count delays.
    """

    def __init__(
        self,
        outbox: Outbox,
        server: MailServer,
        compose: Callable[[bytes], bytes],
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox, self._server, self._compose, self._now = outbox, server, compose, now
        self._delays = _Delays(clock)
        self._delivered: set[Letter] = set()  # the disk would not let them go
        self._trouble = ""
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    @property
    def sender(self) -> str:
        """Whom messages come from."""
        return self._server.sender

    def post(self, kept: bytes) -> None:
        """Puts this into the outbox, from any thread. OSError or OutboxFull when it cannot be kept."""
        self._outbox.put(kept)
        self._woken.set()

    def waiting(self) -> Waiting:
        """How things stand, for those who look after the kiosk."""
        letters = self._outbox.letters()
        oldest = max((self._now() - letter.at for letter in letters), default=0.0)
        return Waiting(len(letters), max(0, int(oldest)))

    def start(self) -> None:
        """Goes on with what waited before."""
        self._thread.start()

    def stop(self) -> None:
        """No more walks. One that hangs is left behind: its message is still in the outbox."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def round(self) -> float:
        """Takes what is due to the server; how many seconds there is nothing to do then."""
        for letter in self._outbox.letters():
            if self._stopped.is_set():
                break
            if letter in self._delivered:
                self._drop(letter)
            elif self._now() - letter.at >= GIVE_UP_SECONDS:
                log.error("a receipt by e-mail was given up after %d hours", GIVE_UP_SECONDS // 3600)
                self._drop(letter)
            elif not self._left(letter):
                self._try(letter)
        return min((self._left(letter) for letter in self._outbox.letters()), default=DELAY_SECONDS_MAX)

    def _left(self, letter: Letter) -> float:
        """A server that cannot be reached delays everything, a mailbox that is full its own message."""
        return max(self._delays.seconds_left(""), self._delays.seconds_left(letter.path.name))

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            rest = self.round()
            self._woken.wait(max(rest, STOP_SECONDS) if rest else STOP_SECONDS)

    def _try(self, letter: Letter) -> None:
        try:
            message = self._compose(letter.path.read_bytes())
        except OSError as error:
            self._delays.failed(letter.path.name)
            log.error("a message in the outbox cannot be read: %s", error.strerror)
            return
        except ValueError:
            log.error("a message in the outbox is damaged and was given up")
            self._drop(letter)
            return
        try:
            self._deliver(letter, message)
        except smtplib.SMTPRecipientsRefused as refused:
            self._refused(letter, *(code for code, _ in refused.recipients.values()))
        except smtplib.SMTPDataError as refused:
            self._refused(letter, refused.smtp_code)
        except (OSError, UnicodeError) as error:
            self._delays.failed("")
            self._tell(_why(error))

    def _deliver(self, letter: Letter, message: bytes) -> None:
        to = str(BytesHeaderParser(policy=policy.SMTP).parsebytes(message)["To"])
        with self._connected() as smtp:
            smtp.sendmail(self._server.sender, [to], message)
            self._drop(letter)
        self._delays.forget("")
        if self._trouble:
            log.info("the mail server takes receipts again")
        self._trouble = ""

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A server that was signed on to. What it says when it is left does not matter: the message is taken."""
        server = self._server
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.answer_seconds, context=server.trust()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.answer_seconds)
        try:
            if server.security == "starttls":
                smtp.starttls(context=server.trust())  # a server without it is an error: nothing goes in clear
            if server.user is not None and server.password_file is not None:
                smtp.login(server.user, _password(server.password_file))
            yield smtp
            with suppress(OSError):
                smtp.quit()
        finally:
            smtp.close()

    def _refused(self, letter: Letter, *codes: int) -> None:
        """5xx: this message will never be taken. 4xx (a full mailbox, a greylist): later perhaps."""
        if set(codes) & SIGN_ON:
            self._delays.failed("")
            self._tell(f"it wants the kiosk to sign on (SMTP {codes[0]})")
        elif all(500 <= code <= 599 for code in codes):
            log.warning("the mail server refused a receipt for good (SMTP %s)", ", ".join(map(str, codes)))
            self._drop(letter)
        else:
            self._delays.failed(letter.path.name)

    def _drop(self, letter: Letter) -> None:
        try:
            self._outbox.drop(letter)
        except OSError as error:
            if letter not in self._delivered:
                log.error("a message that was dealt with cannot be deleted from the outbox: %s", error.strerror)
            self._delivered.add(letter)
            self._delays.failed(letter.path.name)
        else:
            self._delivered.discard(letter)
            self._delays.forget(letter.path.name)

    def _tell(self, why: str) -> None:
        """Once for each kind of trouble."""
        if why != self._trouble:
            log.warning(
                "receipts by e-mail wait, %d of them: %s. Check [email] in kiosk.toml and the network",
                self.waiting().count,
                why,
            )
        self._trouble = why


def _password(file: Path) -> str:
    with file.open(encoding="utf-8") as opened:
        return opened.read(PASSWORD_SIZE_MAX).strip()


def _why(error: OSError | UnicodeError) -> str:
    """Without any text of the server."""
    match error:
        case smtplib.SMTPResponseException():
            return f"{type(error).__name__} (SMTP {error.smtp_code})"
        case smtplib.SMTPNotSupportedError():
            return "the mail server does not offer what kiosk.toml demands (STARTTLS, or signing on)"
        case smtplib.SMTPException() | UnicodeError():
            return type(error).__name__
        case _:
            return error.strerror or type(error).__name__
