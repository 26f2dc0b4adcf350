"""French card terminals over TCP: Caisse-AP (Concert V3), without I/O.

The till dials the terminal for every question, asks once and waits on the same connection for the answer. There is
no cancel in this protocol: once a charge was asked, only the red key of the terminal can stop it. Nor is there a
question "what became of sale X?": after a lost answer the terminal is asked for its last ticket, which proves a
charge when it carries our reference, and otherwise proves nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass

from hardware.card.concert_message import (
    ACCEPTED_ONLY,
    ENDED_WELL,
    MESSAGE_SIZE_MAX,
    Asked,
    DamagedMessage,
    Doubt,
    Fields,
    IncompleteMessage,
    action,
    believe_charge,
    check_asked,
    describe,
    duplicate,
    identification,
    judge,
    order,
    parse,
)
from hardware.wire import NEVER
from hardware.words import (
    AskOutcome,
    Authorize,
    AuthorizeRefund,
    CancelAuthorize,
    CardRefusal,
    Command,
    Fault,
    Health,
    Lost,
    NotAuthorized,
    OutcomeUnknown,
    Ready,
    Word,
)

AT_ONCE = -NEVER
DRAIN_SECONDS = 0.25  # after a whole answer: terminals send fields in several segments
STRAGGLE_SECONDS = 2.0  # after a yes that does not yet say how much, or for whom


@dataclass(frozen=True, slots=True)
class ConcertSettings:
    """What the association, the shop and the installer decide. `software` is the IPC number of the till software."""

    software: str  # CJ, 12 digits
    till: str = "01"  # CA, 2 digits
    line_end: bytes = b""  # b"\r\n" for Nepting set-ups; never waited for in an answer
    answer_seconds: float = 180.0  # a customer looks for the card
    dial_seconds: float = 10.0
    ping_seconds: float = 5.0
    ping_every_seconds: float = 60.0  # NEVER: the terminal is taken to be well until a sale shows otherwise
    ping_lost_seconds: float = 5.0  # a terminal that comes back is soon seen
    inquiries_max: int = 24  # a terminal busy with the lost sale, or rebooting, refuses for a minute or two
    inquiry_pause_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class _Request:
    """Dial, send, and wait this long for an answer."""

    message: bytes
    answer_seconds: float
    yes_names: frozenset[str] = frozenset({"CB", "CF"})  # without these a yes is not complete yet


@dataclass(frozen=True, slots=True)
class _Pause:
    """Do nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class _NotSent:
    """No byte left us."""

    why: str


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    """Something left us, nothing whole came back."""

    why: str


@dataclass(frozen=True, slots=True)
class _Answered:
    fields: Fields


_Ending = _NotSent | _NoAnswer | _Answered
_Dialogue = Generator[_Request | _Pause, _Ending, None]


class ConcertV3:
    """One terminal. Commands: Authorize, AuthorizeRefund, AskOutcome; one at a time, in the order asked."""

    def __init__(self, settings: ConcertSettings) -> None:
        self._settings = settings
        self._asked: deque[Asked] = deque()
        self._dialogue: _Dialogue | None = None
        self._pending: _Request | _Pause | None = None  # the dialogue's next step, begun by the next tick
        self._exchange: _Exchange | None = None
        self._resume_at = NEVER
        self._check_at: float | None = AT_ONCE
        self._words: list[Word] = []
        self._health: Health | None = None

    @property
    def wants_link(self) -> bool:
        """During an exchange only. Between two of them it is False for one tick at least: every one dials anew."""
        return self._exchange is not None

    @property
    def next_tick(self) -> float:
        if self._exchange:
            return self._exchange.next_tick
        if self._dialogue:
            return AT_ONCE if self._pending else self._resume_at
        return AT_ONCE if self._asked or self._check_at is None else self._check_at

    def opened(self) -> None:
        if self._exchange:
            self._exchange.opened()

    def closed(self, reason: str) -> None:
        if self._exchange:
            self._exchange.closed(reason)
            self._finish_exchange()

    def ask(self, command: Command) -> None:
        """ValueError for a reference or an amount the protocol cannot say: nothing was sent then.

        CancelAuthorize is passed over: only the red key stops a terminal of this protocol.
        """
        if isinstance(command, CancelAuthorize):
            return
        if not isinstance(command, Asked):
            raise TypeError(f"a card terminal cannot {command!r}")
        check_asked(command)
        self._asked.append(command)

    def receive(self, data: bytes) -> list[Word]:
        if data and self._exchange:  # bytes on a connection we have finished with say nothing about the next sale
            self._exchange.receive(data)
            self._finish_exchange()
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        if self._exchange:
            out = self._exchange.tick(now)
            self._finish_exchange()
            return out
        if self._dialogue is None:
            self._begin_dialogue(now)
        elif now >= self._resume_at:
            self._resume_at = NEVER
            self._advance(_NotSent("paused"))
        self._begin_step(now)
        return b""

    # dialogues: which question comes after which answer

    def _begin_dialogue(self, now: float) -> None:
        if self._check_at is None:
            settings, is_lost = self._settings, isinstance(self._health, Lost)
            self._check_at = now + (min if is_lost else max)(settings.ping_lost_seconds, settings.ping_every_seconds)
        if self._asked:
            asked = self._asked.popleft()
            self._dialogue = self._recall(asked) if isinstance(asked, AskOutcome) else self._order(asked)
        elif now >= self._check_at:
            self._dialogue = self._check()
        if self._dialogue:
            self._check_at = None  # counted from the end of this dialogue
            self._advance(None)

    def _begin_step(self, now: float) -> None:
        step, self._pending = self._pending, None
        match step:
            case _Request():
                self._exchange = _Exchange(step, now + self._settings.dial_seconds)
            case _Pause(seconds):
                self._resume_at = now + seconds

    def _finish_exchange(self) -> None:
        if self._exchange and self._exchange.ending:
            ending = self._exchange.ending
            self._exchange = None
            self._note_health(ending)
            self._advance(ending)

    def _advance(self, ending: _Ending | None) -> None:
        assert self._dialogue is not None
        try:
            self._pending = next(self._dialogue) if ending is None else self._dialogue.send(ending)
        except StopIteration:
            self._dialogue = None

    def _check(self) -> _Dialogue:
        if self._settings.ping_every_seconds == NEVER:
            self._tell_health(Ready())
        else:
            yield self._ping()

    def _order(self, asked: Authorize | AuthorizeRefund) -> _Dialogue:
        message = order(asked, self._settings.till, self._settings.software)
        ending = yield self._request(message, self._settings.answer_seconds)
        verdict = (
            NotAuthorized(asked.reference, CardRefusal.UNREACHABLE, ending.why)
            if isinstance(ending, _NotSent)
            else _verdict(ending, asked)
        )
        if isinstance(verdict, Doubt):
            story = [f"{_what(asked)} of {_euros(asked.amount)} sent as {asked.reference}; then: {verdict.why}."]
            yield from self._inquire(asked, story)
        else:
            self._words.append(verdict)

    def _recall(self, asked: AskOutcome) -> _Dialogue:
        what = f"{_what(asked)} of {_euros(asked.amount)}"
        story = [f"{what} may have been sent as {asked.reference}; the till was restarted."]
        yield from self._inquire(asked, story)

    def _inquire(self, asked: Asked, story: list[str]) -> _Dialogue:
        """Is it there? What is its last ticket? Again until it answers both, or patience ends."""
        failure = ""
        for attempt in range(self._settings.inquiries_max):
            if attempt:
                yield _Pause(self._settings.inquiry_pause_seconds)
            ending = yield self._ping()
            if isinstance(ending, _Answered):
                verdict = _late_answer(ending.fields, asked)
                if not isinstance(verdict, Doubt):
                    self._words.append(verdict)
                    return
                message = duplicate(self._settings.till, self._settings.software)
                ending = yield self._request(message, self._settings.dial_seconds)
            if isinstance(ending, _Answered):
                self._words.append(_recognise(ending.fields, asked, story))
                return
            failure = ending.why
        story.append(f"Asked {self._settings.inquiries_max} times, the terminal did not tell more: {failure}.")
        self._words.append(OutcomeUnknown(asked.reference, " ".join(story)))

    def _ping(self) -> _Request:
        message = identification(self._settings.till, self._settings.software)
        return _Request(message + self._settings.line_end, self._settings.ping_seconds, frozenset())

    def _request(self, message: bytes, answer_seconds: float) -> _Request:
        return _Request(message + self._settings.line_end, answer_seconds)

    def _note_health(self, ending: _Ending) -> None:
        match ending:
            case _Answered():
                self._tell_health(Ready())
            case _NotSent(why):
                self._tell_health(Lost(Fault.LINK_LOST, why))
            case _NoAnswer(why):
                self._tell_health(Lost(Fault.NO_ANSWER, why))

    def _tell_health(self, health: Health) -> None:
        if _kind(health) != _kind(self._health):
            self._health = health
            self._words.append(health)


class _Exchange:
    """One connection: dial, send one message, collect one answer."""

    def __init__(self, request: _Request, dial_until: float) -> None:
        self.ending: _Ending | None = None
        self.next_tick = dial_until
        self._request = request
        self._is_open = False
        self._is_sent = False
        self._answer_until = dial_until
        self._arrived = bytearray()
        self._has_news = False

    def opened(self) -> None:
        self._is_open = True
        self.next_tick = AT_ONCE

    def closed(self, reason: str) -> None:
        fields = self._answer()
        if fields:
            self.ending = _Answered(fields)
        elif self._is_sent:
            self.ending = _NoAnswer(f"the link broke after {len(self._arrived)} bytes of answer ({reason})")
        else:
            self.ending = _NotSent(reason)

    def receive(self, data: bytes) -> None:
        if not self._is_sent:
            return  # an answer to nothing, perhaps to a sale of long ago
        self._arrived += data
        self._has_news = True
        self.next_tick = AT_ONCE
        if len(self._arrived) > MESSAGE_SIZE_MAX:
            self.ending = _NoAnswer(f"an answer of more than {MESSAGE_SIZE_MAX} bytes")

    def tick(self, now: float) -> bytes:
        if self._is_open and not self._is_sent:
            self._is_sent = True
            self._answer_until = self.next_tick = now + self._request.answer_seconds
            return self._request.message
        if self._has_news:
            self._has_news = False
            self._settle(now)
        elif now >= self.next_tick:
            self._end()
        return b""

    def _settle(self, now: float) -> None:
        """Something arrived: is it time to wait for the customer, for stragglers, or no longer?"""
        fields = self._answer()
        if fields and fields["AE"] == ACCEPTED_ONLY:
            self._arrived.clear()  # the true answer follows
            fields = None
        if fields is None:
            self.next_tick = self._answer_until if self._may_become_whole() else now + DRAIN_SECONDS
        elif fields["AE"] == ENDED_WELL and not self._request.yes_names <= fields.keys():
            self.next_tick = now + STRAGGLE_SECONDS
        else:
            self.next_tick = now + DRAIN_SECONDS

    def _end(self) -> None:
        if fields := self._answer():
            self.ending = _Answered(fields)
        elif not self._is_sent:
            self.ending = _NotSent("no connection in time")
        elif self._arrived:
            self.ending = _NoAnswer(f"{len(self._arrived)} bytes came that are no whole answer")
        else:
            self.ending = _NoAnswer(f"no answer within {self._request.answer_seconds:.0f} seconds")

    def _answer(self) -> dict[str, str] | None:
        """The fields that have come, once they are whole and say what was done; a line end after them is allowed."""
        for arrived in (bytes(self._arrived), bytes(self._arrived).rstrip(b"\r\n")):
            try:
                fields = parse(arrived)
            except DamagedMessage:
                continue
            return fields if "AE" in fields else None
        return None

    def _may_become_whole(self) -> bool:
        try:
            parse(bytes(self._arrived))
        except IncompleteMessage:
            return True
        except DamagedMessage:
            return False
        return True


def _verdict(ending: _NoAnswer | _Answered, asked: Asked) -> Word | Doubt:
    if isinstance(ending, _NoAnswer):
        return Doubt(ending.why)
    verdict = judge(ending.fields, asked)
    return Doubt(f"{verdict.why} ({describe(ending.fields)})") if isinstance(verdict, Doubt) else verdict


def _late_answer(fields: Fields, asked: Asked) -> Word | Doubt:
    """Some terminals give the lost answer to whoever dials next: an order's, with the reference we did not send now."""
    if fields.get("CD") != action(asked) or fields.get("CF") != asked.reference:
        return Doubt("not the answer to our order")
    return judge(fields, asked)


def _recognise(ticket: Fields, asked: Asked, story: list[str]) -> Word:
    """Only a yes can be read from a last ticket: another sale's ticket does not say that ours was not charged."""
    verdict = believe_charge(ticket, asked)
    if not isinstance(verdict, Doubt):
        return verdict
    story.append(f"Asked for its last ticket, the terminal said: {describe(ticket)} ({verdict.why}).")
    return OutcomeUnknown(asked.reference, " ".join(story))


def _kind(health: Health | None) -> Fault | type | None:
    """What makes a change worth telling: the details of a refused connection differ every time."""
    return health.fault if isinstance(health, Lost) else type(health)


def _what(asked: Asked) -> str:
    return "Charge" if action(asked) == "0" else "Refund"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"
