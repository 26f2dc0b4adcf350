"""French card terminals on a serial line: Concert E+, without I/O.

The till calls (ENQ), sends one request, and hangs up (EOT); when the customer is done the terminal calls in turn and
gives its answer once. There is no cancel, and no question "what became of it?": a terminal that was not heard does not
tell again, neither later nor to a till that was restarted. So an answer lost for good leaves the outcome unknown,
always. What is done about it: the line is listened to as long as a customer may take, after a broken cable too, and an
answer that still comes, even after OutcomeUnknown was told, is told when it names a charge of ours. Only silence or NAK
before the request was taken is certainly no charge: a request that was not acknowledged may have been heard.

When the answer is to come: A010 is "at the end of the payment" in one source, A011 in another, which waits for it all
the same; so it is a setting, and an answer that only says "accepted" (9) is not taken for one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from hardware.card.concert_e_message import (
    ACCEPTED_ONLY,
    ACK,
    ANSWER_SIZES,
    ENQ,
    EOT,
    NAK,
    Answer,
    Asked,
    Ear,
    Heard,
    Signal,
    check_asked,
    framed,
    judge,
    private_of,
    request,
)
from hardware.card.evidence import Doubt, euros
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
REMEMBERED_MAX = 20


@dataclass(frozen=True, slots=True)
class ConcertESettings:
    """`till`: 2 digits. `delay`: see the module."""

    till: str = "01"
    delay: Literal["A010", "A011"] = "A010"
    signal_seconds: float = 3.0
    pause_seconds: float = 1.0
    tries: int = 3
    answer_seconds: float = 180.0  # a customer looks for the card
    recall_seconds: float = 120.0  # of a charge sent before a restart


@dataclass(frozen=True, slots=True)
class _Step:
    """Say this, and wait so long for what is heard next."""

    data: bytes
    seconds: float


_Dialogue = Generator[_Step, Heard, None]


class ConcertE:
    """One terminal. Commands: Authorize, AuthorizeRefund, AskOutcome, one at a time; CancelAuthorize is passed over."""

    def __init__(self, settings: ConcertESettings) -> None:
        self._settings = settings
        self._asked: deque[Asked] = deque()
        self._open: dict[str, Asked] = {}  # by private field: sent, or perhaps sent, and not answered
        self._ear = Ear(ANSWER_SIZES)
        self._heard: deque[Heard] = deque()
        self._dialogue: _Dialogue | None = None
        self._now = 0.0
        self._until = NEVER
        self._is_linked = False
        self._doubt = ""
        self._words: list[Word] = []
        self._health: Health | None = None

    @property
    def wants_link(self) -> bool:
        return True

    @property
    def next_tick(self) -> float:
        if self._heard or (self._asked and self._dialogue is None):
            return AT_ONCE
        return self._until

    def opened(self) -> None:
        self._is_linked = True
        self._ear.forget()
        self._tell_health(Ready())

    def closed(self, reason: str) -> None:
        self._is_linked = False
        self._health = None  # whoever drives this wire tells that its link is lost
        self._heard.append(Heard(Signal.LINK_LOST, reason))

    def ask(self, command: Command) -> None:
        """ValueError for an amount the protocol cannot say: nothing was sent then."""
        match command:
            case CancelAuthorize():
                return
            case Authorize() | AuthorizeRefund() | AskOutcome():
                check_asked(command)
                self._asked.append(command)
            case _:
                raise TypeError(f"a card terminal cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        self._heard += self._ear.hear(data)
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        self._now = now
        if self._dialogue is None:
            return self._begin()
        if self._heard:
            return self._advance(self._heard.popleft())
        if now >= self._until:
            heard = Heard(Signal.DAMAGED if self._ear.is_amid else Signal.TIMEOUT)
            self._ear.forget()
            return self._advance(heard)
        return b""

    def _begin(self) -> bytes:
        self._until = NEVER
        while self._heard:
            if self._heard.popleft().signal is Signal.ENQ:
                return self._start(self._take_answer())
        if self._asked:
            asked = self._asked.popleft()
            return self._start(self._recall(asked) if isinstance(asked, AskOutcome) else self._charge(asked))
        return b""

    def _start(self, dialogue: _Dialogue) -> bytes:
        self._dialogue = dialogue
        return self._advance(None)

    def _advance(self, heard: Heard | None) -> bytes:
        assert self._dialogue is not None
        try:
            step = next(self._dialogue) if heard is None else self._dialogue.send(heard)
        except StopIteration:
            self._dialogue, self._until = None, AT_ONCE
            return b""
        self._until = self._now + step.seconds
        return step.data

    # dialogues

    def _charge(self, asked: Authorize | AuthorizeRefund) -> _Dialogue:
        if refusal := (yield from self._call(asked)):
            self._words.append(refusal)
            return
        self._open[private_of(asked)] = asked
        message = framed(request(asked, self._settings.till, self._settings.delay))
        heard = yield _Step(message, self._settings.signal_seconds)
        for _ in range(self._settings.tries - 1):
            if heard.signal is Signal.NAK:
                heard = yield _Step(message, self._settings.signal_seconds)
        if heard.signal is Signal.NAK:
            del self._open[private_of(asked)]
            self._words.append(_refused(asked, CardRefusal.FORMAT, "the terminal did not take the request"))
            yield _Step(EOT, self._settings.pause_seconds)
            return
        story = "it was taken" if heard.signal is Signal.ACK else "it was not acknowledged"
        until = self._now + self._settings.answer_seconds
        if heard.signal is not Signal.ENQ:
            heard = yield _Step(EOT, self._settings.answer_seconds)
        yield from self._await(asked, heard, until, f"was sent; {story}")

    def _call(self, asked: Asked) -> Generator[_Step, Heard, NotAuthorized | None]:
        """Until the terminal listens; else why nothing was asked."""
        why = "it is not there"
        for _ in range(self._settings.tries if self._is_linked else 0):
            heard = yield _Step(ENQ, self._settings.signal_seconds)
            if heard.signal is Signal.ENQ:  # both call at once: it has an answer, perhaps of long ago
                yield from self._take_answer()
                heard = yield _Step(ENQ, self._settings.signal_seconds)
            if heard.signal is Signal.ACK:
                self._tell_health(Ready())
                return None
            if heard.signal is Signal.LINK_LOST:
                return _refused(asked, CardRefusal.UNREACHABLE, heard.body)
            why = "it is busy" if heard.signal is Signal.NAK else "it does not answer"
            yield _Step(EOT, self._settings.pause_seconds)
        if self._is_linked:
            self._tell_health(Lost(Fault.NO_ANSWER, f"the terminal was called: {why}"))
        return _refused(asked, CardRefusal.UNREACHABLE, why)

    def _recall(self, asked: Asked) -> _Dialogue:
        self._open[private_of(asked)] = asked
        seconds = self._settings.recall_seconds
        until = self._now + seconds
        heard = yield _Step(b"", seconds)
        yield from self._await(asked, heard, until, "may have been sent; the till was restarted")

    def _await(self, asked: Asked, heard: Heard, until: float, story: str) -> _Dialogue:
        """The terminal calls when the customer is done. After a broken link it may still."""
        private, self._doubt = private_of(asked), ""
        while private in self._open and self._now < until:
            if heard.signal is Signal.ENQ:
                yield from self._take_answer()
            if private in self._open:
                heard = yield _Step(b"", until - self._now)
        if private in self._open:
            is_refund = asked.refund if isinstance(asked, AskOutcome) else isinstance(asked, AuthorizeRefund)
            what = "Refund" if is_refund else "Payment"
            doubt = f" What it said is not believed: {self._doubt}." if self._doubt else ""
            evidence = f"{what} of {euros(asked.amount)} for {asked.reference} {story}; no answer came.{doubt}"
            self._words.append(OutcomeUnknown(asked.reference, evidence))
            for oldest in list(self._open)[:-REMEMBERED_MAX]:
                del self._open[oldest]

    def _take_answer(self) -> _Dialogue:
        """After the terminal's call. What was told is noted before it is acknowledged: it does not come again."""
        self._ear.expects_frame = True
        heard = yield _Step(ACK, self._settings.signal_seconds)
        for _ in range(self._settings.tries):
            match heard.signal:
                case Signal.DAMAGED:
                    heard = yield _Step(NAK, self._settings.signal_seconds)
                case Signal.ENQ:  # it did not hear us
                    heard = yield _Step(ACK, self._settings.signal_seconds)
        self._ear.expects_frame = False
        if heard.signal is Signal.FRAME:
            self._note(Answer.of(heard.body))
            yield _Step(ACK, self._settings.signal_seconds)  # its EOT, or nothing, ends it

    def _note(self, answer: Answer) -> None:
        asked = self._open.get(answer.private)
        if asked is None:
            self._doubt = f"an answer for something else ({answer.describe()})"
        elif answer.result != ACCEPTED_ONLY:
            verdict = judge(answer, asked, self._settings.till)
            if isinstance(verdict, Doubt):
                self._doubt = f"{verdict.why} ({answer.describe()})"
            else:
                del self._open[answer.private]
                self._words.append(verdict)

    def _tell_health(self, health: Health) -> None:
        if type(health) is not type(self._health):
            self._health = health
            self._words.append(health)


def _refused(asked: Asked, reason: CardRefusal, why: str) -> NotAuthorized:
    return NotAuthorized(asked.reference, reason, why)
