"""Questions to a Glory CI, as scripts: signing on, sessions, what it does and holds.

A script is a generator: it yields a question and is sent the reply, or yields the time until which to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeVar
from xml.etree.ElementTree import Element

from hardware.cash.glory_words import (
    AT_REST,
    SEQUENCE_SIZE,
    SESSION_OVER,
    TAKING,
    Inventory,
    Result,
    WrongCurrency,
    option,
    parse_inventory,
    parse_status,
    request,
    result_of,
)
from hardware.words import Fault

TRIES = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: the event to send (empty: only wait), the reply's name, and its SeqNo where it has one."""

    event: tuple[object, ...]
    reply: str
    seconds: float
    sequence: str = ""


Reply = Element | tuple[object, ...]
Script = Generator[Ask | float, Reply | None, T]


@dataclass(frozen=True, slots=True)
class GlorySettings:
    """`user` empty: the machine asks for none. `password` is asked for at every sign-on and kept nowhere."""

    user: str = ""
    password: Callable[[], str] = field(default=lambda: "", repr=False)
    host: str = "glory"


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds. `settle`: how long what it holds must stand still."""

    poll: float = 0.5
    idle_poll: float = 15.0
    answer: float = 10.0
    move: float = 240.0  # a payout, with a customer who is slow to take it
    settle: float = 1.0
    start_settle: float = 3.0
    lag: float = 3.0  # of the denominations behind the amount
    stuck: float = 120.0
    retry: float = 2.0
    retry_login: float = 30.0  # too many refused ones may lock the user out


class Turn(Exception):  # noqa: N818 - not an error: the conversation takes another turn
    """The session is over."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


class Session:
    """What is asked of one machine on one connection."""

    def __init__(self, settings: GlorySettings, tempo: Tempo, now: Callable[[], float]) -> None:
        self._settings = settings
        self._tempo = tempo
        self._now = now
        self._session = ""
        self._has_sessions = self._is_occupied_by_turns = False
        self._sequence = 0

    def sign_on(self) -> Script[None]:
        """Credentials, settings and a session, as far as the machine has them. Turn: refused."""
        self._session = ""
        yield Ask((), "connected", self._tempo.answer)
        token: object = None
        if self._settings.user:
            token = yield from self._login()
        yield Ask(("check credential", token), "credential ok", self._tempo.answer)
        told = yield Ask(("getFunctionSetting",), "sendFunctionSetting", self._tempo.answer)
        settings = told[0] if isinstance(told, tuple) and told else None
        functions = settings.get("FunctionSetting") if isinstance(settings, dict) else None
        if not isinstance(functions, dict):
            raise Turn(Fault.WRONG_DEVICE, "it tells no settings: no Glory CI")
        self._is_occupied_by_turns = str(functions.get("OccupyEnable", "0")) == "1"
        self._has_sessions = str(functions.get("SessionEnable", "0")) == "1"
        yield from self._open_session()

    def _login(self) -> Script[object]:
        try:
            password = self._settings.password()
        except OSError as error:
            raise Turn(Fault.KEY_REFUSED, f"its password cannot be read: {error.strerror}") from None
        told = yield Ask(("login request", self._settings.user, password), "login response", self._tempo.answer)
        answer = told[0] if isinstance(told, tuple) and told else None
        if not isinstance(answer, dict) or answer.get("ret") != 0:
            raise Turn(Fault.KEY_REFUSED, "user or password refused: nothing is taken; look at [devices]")
        return answer.get("session_id")

    def _open_session(self) -> Script[None]:
        if self._has_sessions:
            told = yield Ask(("openSession",), "sendSessionID", self._tempo.answer)
            answer = told[0] if isinstance(told, tuple) and told else None
            self._session = str(answer.get("SessionID", ""))[:64] if isinstance(answer, dict) else ""

    def occupy(self) -> Script[int]:
        """Have the machine for us alone, where it is set up so."""
        if not self._is_occupied_by_turns:
            return int(Result.SUCCESS)
        return result_of((yield from self.call("Occupy")))

    def release(self) -> Script[None]:
        """Let others have it."""
        if self._is_occupied_by_turns:
            yield from self.call("Release")

    def call(self, name: str, *children: str, seconds: float = 0.0, sequence: str = "") -> Script[Element]:
        """The reply. `sequence`: a name for what must be done once; a session that is over is opened again."""
        reply = yield from self._asked(name, children, seconds, sequence)
        if result_of(reply) in SESSION_OVER:
            yield from self._open_session()
            reply = yield from self._asked(name, children, seconds, sequence)
        return reply

    def _asked(self, name: str, children: tuple[str, ...], seconds: float, sequence: str) -> Script[Element]:
        number = sequence or self._next_sequence()
        text = request(f"{name}Request", number, self._session, *children)
        reply = yield Ask(("xml send", text), f"{name}Response", seconds or self._tempo.answer, number)
        assert isinstance(reply, Element)
        return reply

    def _next_sequence(self) -> str:
        self._sequence += 1
        return f"{self._sequence:0{SEQUENCE_SIZE}d}"

    def status(self) -> Script[int]:
        """What the machine does."""
        for _ in range(TRIES):
            reply = yield from self.call("Status", option("RequireVerification", 1))
            if (status := parse_status(reply)) is not None:
                return status
            yield self._now() + self._tempo.poll
        raise Turn(Fault.NO_ANSWER, "it does not tell its status")

    def inventory(self) -> Script[Inventory]:
        """What the machine holds."""
        for _ in range(TRIES):
            reply = yield from self.call("Inventory", option("Option", 0))
            try:
                inventory = parse_inventory(reply) if result_of(reply) == Result.SUCCESS else None
            except WrongCurrency:
                raise Turn(Fault.WRONG_CURRENCY, "the machine does not hold euros: nothing is taken") from None
            if inventory is not None:
                return inventory
            yield self._now() + self._tempo.poll
        raise Turn(Fault.COUNTS_IN_DOUBT, "what it says it holds cannot be: nothing is taken until staff looked")

    def at_rest(self, settle: float, *, may_be_stuck: bool = False) -> Script[Inventory]:
        """What the machine holds, once nothing moves and that has stood still for `settle` seconds.

        A slot left open is closed. `may_be_stuck`: a payout that never ends is not waited for after a while.
        """
        began, since = self._now(), self._now()
        before: Inventory | None = None
        is_closed = False
        while True:
            status = yield from self.status()
            if status in TAKING and not is_closed:
                is_closed = True
                yield from self.call("EndCashin", seconds=self._tempo.move)
                continue
            if status in AT_REST or (may_be_stuck and self._now() - began >= self._tempo.stuck):
                now = yield from self.inventory()
                if now != before:
                    before, since = now, self._now()
                if self._now() - since >= settle:
                    return now
            else:
                before = None
            yield self._now() + self._tempo.poll
