"""Questions to a Cashmatic, as scripts: tokens, repeats of what may be repeated, and waiting until nothing moves.

A script is a generator: it yields a question and is sent how it ended, or yields the time until which to wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hardware.cash.cashmatic_words import (
    NOTHING,
    Transaction,
    WrongCurrency,
    parse_envelope,
    parse_levels,
    parse_token,
    parse_transaction,
)
from hardware.cash.vault import Holding
from hardware.http_client import Answered, Ending, NotSent, Request
from hardware.words import Fault

BAD_CREDENTIALS = 7
UNAUTHORIZED, UNKNOWN_PATH = (401, 403), (404, 405)
NO_SUCH_THING = (404, -1)
"""Codes some versions answer where there is no transaction."""

TRIES = 3
CLOSES = {"refill": "StopRefill", "deposit": "StopRefill", "payment": "CancelPayment"}
"""What ends an operation that waits for money."""

T = TypeVar("T")
Script = Generator[Request | float, Ending | None, T]


@dataclass(frozen=True, slots=True)
class CashmaticSettings:
    """`password` is asked for at every login and kept nowhere; it may raise OSError."""

    user: str
    password: Callable[[], str] = field(repr=False)
    host: str = "cashmatic"


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds. `begin`: how long an order may take until it shows; `settle`: how long levels must stand still."""

    poll: float = 0.35
    idle_poll: float = 2.0
    answer: float = 15.0
    begin: float = 8.0
    settle: float = 1.0
    start_settle: float = 3.0
    lag: float = 3.0  # of the levels behind the amount inserted
    stuck: float = 120.0
    retry: float = 2.0
    retry_login: float = 30.0  # too many refused ones may lock the user out


class Turn(Exception):  # noqa: N818 - not an error: the conversation takes another turn
    """The session is over. `is_certain`: what was asked was certainly not done."""

    def __init__(self, fault: Fault, detail: str, is_certain: bool = True) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.is_certain = is_certain


class Refused(Exception):  # noqa: N818 - it says what the machine did
    """The machine understood, and did not do it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Session:
    """What is asked of one machine."""

    def __init__(self, settings: CashmaticSettings, tempo: Tempo, now: Callable[[], float]) -> None:
        self._settings = settings
        self._tempo = tempo
        self._now = now
        self._token = ""

    def login(self) -> Script[None]:
        """Sign on. Turn: refused."""
        try:
            password = self._settings.password()
        except OSError as error:
            raise Turn(Fault.KEY_REFUSED, f"its password cannot be read: {error.strerror}") from None
        self._token = ""
        answered = yield from self._post("user/Login", {"username": self._settings.user, "password": password})
        envelope = parse_envelope(answered.body)
        if answered.status in UNAUTHORIZED or (envelope and envelope.code):
            raise Turn(Fault.KEY_REFUSED, "user or password refused: nothing is taken; look at [devices]")
        token = parse_token(envelope.data) if envelope and answered.status == 200 else None
        if token is None:
            raise Turn(Fault.WRONG_DEVICE, f"no Cashmatic: it answered {answered.status} to a login")
        self._token = token

    def at_rest(self, settle: float, *, may_be_stuck: bool = False) -> Script[Holding]:
        """What the machine holds, once nothing runs and the levels have stood still for `settle` seconds.

        What waits for money is ended. `may_be_stuck`: a payout that never ends is not waited for after a while.
        """
        before, since, closed = None, self._now(), ""
        while True:
            active = yield from self.active()
            if (close := CLOSES.get(active.operation)) and closed != active.operation:
                closed = active.operation
                yield from self.close(close)
            now = yield from self.levels()
            if now != before or not (active.is_idle or may_be_stuck):
                before, since = now, self._now()
            still = self._now() - since
            if still >= (settle if active.is_idle else self._tempo.stuck):
                return now
            yield self._now() + self._tempo.poll

    def close(self, how: str) -> Script[None]:
        """End what waits for money. Refused: it ended meanwhile, or cannot be ended now; what it does next tells."""
        try:
            yield from self.call(f"transaction/{how}", moves=True)
        except Refused:
            return

    def levels(self) -> Script[Holding]:
        """What it holds."""
        try:
            return (yield from self._believed("AllLevels", parse_levels))
        except WrongCurrency:
            raise Turn(Fault.WRONG_CURRENCY, "the machine does not hold euros: nothing is taken") from None

    def active(self) -> Script[Transaction]:
        """What it does now."""
        return (yield from self._transaction("ActiveTransaction"))

    def last(self) -> Script[Transaction]:
        """What it did last."""
        return (yield from self._transaction("LastTransaction"))

    def _transaction(self, which: str) -> Script[Transaction]:
        try:
            return (yield from self._believed(which, parse_transaction))
        except Refused as why:
            if why.code in NO_SUCH_THING:
                return NOTHING
            raise

    def _believed(self, which: str, parse: Callable[[object], T | None]) -> Script[T]:
        for _ in range(TRIES):
            if (parsed := parse((yield from self.read(f"device/{which}")))) is not None:
                return parsed
            yield self._now() + self._tempo.poll
        raise Turn(Fault.COUNTS_IN_DOUBT, f"what it tells ({which}) cannot be: nothing is taken until staff looked")

    def read(self, path: str) -> Script[object]:
        """Ask what may be asked again."""
        for _ in range(TRIES - 1):
            try:
                return (yield from self.call(path))
            except Turn:
                yield self._now() + self._tempo.poll
        return (yield from self.call(path))

    def call(self, path: str, body: Mapping[str, object] | None = None, *, moves: bool = False) -> Script[object]:
        """The data of the answer. `moves`: it moves money, and is never asked twice. Refused: it was not done."""
        for renewed in (False, True):
            answered = yield from self._post(path, body or {}, moves)
            envelope = parse_envelope(answered.body)
            expired = answered.status in UNAUTHORIZED or bool(envelope and envelope.code == BAD_CREDENTIALS)
            if not expired:
                break
            if renewed:
                raise Turn(Fault.KEY_REFUSED, f"its user may not do {path}")
            yield from self._renew()
        if answered.status in UNKNOWN_PATH:
            raise Refused(answered.status, f"it does not know {path}")
        if answered.status != 200 or envelope is None:
            raise Turn(Fault.NO_ANSWER, f"{path}: an answer {answered.status} that says nothing", is_certain=False)
        if envelope.code:
            raise Refused(envelope.code, envelope.message)
        return envelope.data

    def _renew(self) -> Script[None]:
        answered = yield from self._post("user/RenewToken", {})
        envelope = parse_envelope(answered.body)
        token = parse_token(envelope.data) if answered.status == 200 and envelope and not envelope.code else None
        if token is None:
            yield from self.login()
        else:
            self._token = token

    def _post(self, path: str, body: Mapping[str, object], moves: bool = False) -> Script[Answered]:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        ending = yield Request("POST", f"/api/{path}", headers, json.dumps(body).encode(), fresh=moves)
        match ending:
            case Answered():
                return ending
            case NotSent(why):
                raise Turn(Fault.LINK_LOST, why)
            case _:
                why = ending.why if ending else "nothing was asked"
                raise Turn(Fault.NO_ANSWER, why, is_certain=False)
