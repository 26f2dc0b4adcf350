"""Card terminals that speak nexo Retailer in JSON over HTTPS (Adyen's Terminal API, local), without I/O.

The one protocol here that can say for certain what became of a charge: the ServiceID it was sent under follows from our
reference (nexo_message.service_of), so after a lost answer or a restart the terminal is asked by it and repeats its
answer, says that it is still busy with it, or that it never got it. The last is believed when said twice with a pause
between, since a request may still be on its way; and only while the terminal remembers, which is not documented beyond
the 48 hours in which no ServiceID may be used again. Without any answer for minutes: OutcomeUnknown.

A terminal takes an abort on a second connection while the first waits. A wire has one: so the payment's connection is
hung up, the abort is sent on the next, and TransactionStatus then tells what the payment's own answer would have.

Login is sent where the settings want it; no Logout, since a kiosk's day does not end for the terminal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from hardware.card import nexo_message as says
from hardware.card.evidence import Doubt, euros
from hardware.card.nexo_blob import NONCE_SIZE, NexoKey
from hardware.card.nexo_message import Body, DamagedAnswer, Header, KeyRefused, OtherDevice, Sale, at, text_at
from hardware.card.nexo_verdict import Asked, Status, detail_of, judge, judge_status
from hardware.http_client import Answered, Ending, HttpClient, NoAnswer, NotSent, Request
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
KEY_STATUSES = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class NexoSettings:
    """What the terminal is called and how the shop wants it. `poi`: model and serial number, V400m-123456789."""

    poi: str
    sale: str = "borne"  # SaleID: unlike any other till's of this terminal
    path: str = "/nexo"
    environment: str = ""  # Attended, SemiAttended, Unattended; "": not said
    meal_brands: tuple[str, ...] = ()  # what a meal voucher card may be, where the terminal shall refuse others
    login: bool = False
    flaw: str = ""  # why this terminal cannot be used at all: its passphrase cannot be read
    answer_seconds: float = 125.0  # the terminal itself gives up after 120
    question_seconds: float = 15.0  # for what needs no customer
    check_every_seconds: float = 60.0
    check_lost_seconds: float = 5.0
    inquiries_max: int = 30
    inquiry_pause_seconds: float = 7.0
    doubts_max: int = 3
    not_found_times: int = 2


@dataclass(frozen=True, slots=True)
class _Question:
    """Dial, ask, and wait this long for an answer. `fresh`: money moves."""

    header: Header
    body: Body = field(repr=False)
    answer_seconds: float
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class _Pause:
    """Do nothing for a while."""

    seconds: float


_Outcome = says.Message | NotSent | NoAnswer
_Dialogue = Generator[_Question | _Pause, _Outcome, None]


class Nexo:
    """One terminal. Authorize, AuthorizeRefund, AskOutcome are done in the order asked; CancelAuthorize at once."""

    def __init__(
        self, settings: NexoSettings, key: NexoKey | None, random: Random, clock: Callable[[], datetime]
    ) -> None:
        """`random`: one that nobody can foretell, where there is a key. `clock`: with its time zone."""
        self._settings = settings
        self._key = key
        self._random = random
        self._clock = clock
        self._http = HttpClient(settings.poi)
        self._asked: deque[Authorize | AuthorizeRefund | AskOutcome] = deque()
        self._current = ""  # the reference of the running dialogue
        self._is_withdrawn = False
        self._dialogue: _Dialogue | None = None
        self._pending: _Question | _Pause | None = None
        self._open: _Question | None = None
        self._resume_at = NEVER
        self._check_at: float | None = AT_ONCE
        self._words: list[Word] = []
        self._health: Health | None = None
        self._is_logged_in = False

    @property
    def wants_link(self) -> bool:
        return self._http.wants_link

    @property
    def next_tick(self) -> float:
        if self._open:
            return self._http.next_tick
        if self._dialogue:
            return AT_ONCE if self._pending else min(self._resume_at, self._http.next_tick)
        due = AT_ONCE if self._asked or self._check_at is None else self._check_at
        return min(due, self._http.next_tick)

    def opened(self) -> None:
        self._http.opened()

    def closed(self, reason: str) -> None:
        self._http.closed(reason)
        self._settle()

    def ask(self, command: Command) -> None:
        """ValueError for a reference or an amount the protocol cannot say: nothing was sent then."""
        match command:
            case CancelAuthorize(reference):
                self._withdraw(reference)
            case Authorize() | AuthorizeRefund() | AskOutcome():
                says.check_asked(command.reference, command.amount)
                self._asked.append(command)
            case _:
                raise TypeError(f"a card terminal cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        self._http.receive(data)
        self._settle()
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        out = self._http.tick(now)
        self._settle()
        if self._open:
            return out
        if self._dialogue is None:
            self._begin_dialogue(now)
        elif now >= self._resume_at:
            self._resume_at = NEVER
            self._advance(NotSent("paused"))
        self._begin_step(now)
        return out

    # dialogues: which question comes after which answer

    def _begin_dialogue(self, now: float) -> None:
        settings = self._settings
        if self._check_at is None:
            is_lost = isinstance(self._health, Lost)
            self._check_at = now + (settings.check_lost_seconds if is_lost else settings.check_every_seconds)
        if self._asked:
            asked = self._asked.popleft()
            self._current = asked.reference
            self._dialogue = self._recall(asked) if isinstance(asked, AskOutcome) else self._charge(asked)
        elif now >= self._check_at:
            self._dialogue = self._check()
        if self._dialogue:
            self._check_at = None  # counted from the end of this dialogue
            self._advance(None)

    def _begin_step(self, now: float) -> None:
        step, self._pending = self._pending, None
        match step:
            case _Question():
                self._open = step
                body = says.envelope("Request", step.header, step.body, self._key, self._random.randbytes(NONCE_SIZE))
                headers = {"Content-Type": "application/json"}
                request = Request("POST", self._settings.path, headers, body, step.fresh)
                self._http.ask(request, step.answer_seconds)
            case _Pause(seconds):
                self._resume_at = now + seconds

    def _settle(self) -> None:
        if self._open and (ending := self._http.take_ending()):
            question, self._open = self._open, None
            self._advance(self._outcome(ending, question.header))

    def _advance(self, outcome: _Outcome | None) -> None:
        assert self._dialogue is not None
        try:
            self._pending = next(self._dialogue) if outcome is None else self._dialogue.send(outcome)
        except StopIteration:
            self._dialogue, self._current, self._is_withdrawn = None, "", False

    def _withdraw(self, reference: str) -> None:
        for asked in [each for each in self._asked if each.reference == reference and isinstance(each, Authorize)]:
            self._asked.remove(asked)
            self._words.append(_withdrawn(reference))
        if reference == self._current:
            self._is_withdrawn = True
            if self._open and self._open.fresh:
                self._http.give_up("nobody wants it any more")
                self._settle()
            elif self._resume_at != NEVER:
                self._resume_at = AT_ONCE

    def _check(self) -> _Dialogue:
        if self._settings.flaw:
            self._tell_health(Lost(Fault.KEY_REFUSED, self._settings.flaw))
            return
        if self._settings.login and not self._is_logged_in:
            answer = yield self._question("Login", says.login(self._clock()))
            if not isinstance(answer, says.Message):
                return
            self._is_logged_in = text_at(answer.body, "LoginResponse", "Response", "Result") == "Success"
        answer = yield self._question("Diagnosis", says.diagnosis())
        if isinstance(answer, says.Message):
            self._tell_health(_health(answer.body))

    def _charge(self, asked: Authorize | AuthorizeRefund) -> _Dialogue:
        """Nothing is sent to a terminal that was lost when last heard of and does not answer a harmless question."""
        if not isinstance(self._health, Ready):
            yield from self._check()
            if isinstance(self._health, Lost):
                why = self._health.detail
                self._words.append(NotAuthorized(asked.reference, CardRefusal.UNREACHABLE, why))
                return
        if self._is_withdrawn:
            self._words.append(_withdrawn(asked.reference))
            return
        question = self._order(asked)
        about = Asked(asked.reference, asked.amount, isinstance(asked, AuthorizeRefund))
        answer = yield question
        match answer:
            case NotSent(why):
                reason = CardRefusal.ABANDONED if self._is_withdrawn else CardRefusal.UNREACHABLE
                self._words.append(NotAuthorized(asked.reference, reason, why))
                return
            case NoAnswer(why):
                verdict: Word | Doubt = Doubt(why)
            case says.Message(_, body):
                verdict = judge(body, question.header.category, about)
                if _condition(body, question.header.category) == "LoggedOut":
                    self._is_logged_in, self._health = False, None  # the next charge begins with a check
        if isinstance(verdict, Doubt):
            story = [f"{_order_of(about)} sent as {question.header.service}; then: {verdict.why}."]
            yield from self._inquire([question.header], about, story)
        else:
            self._words.append(verdict)

    def _order(self, asked: Authorize | AuthorizeRefund) -> _Question:
        settings = self._settings
        sale = Sale(asked.reference, self._clock(), settings.environment)
        match asked:
            case AuthorizeRefund(original="", amount=amount):
                category, body = "Payment", says.unreferenced_refund(sale, amount)
            case AuthorizeRefund(original=original, amount=amount):
                name, _, when = original.partition(" ")
                category, body = "Reversal", says.reversal(sale, amount, name, when or says.stamp(self._clock()))
            case Authorize(amount=amount, meal=True):
                sale = Sale(asked.reference, sale.when, settings.environment, True, settings.meal_brands)
                category, body = "Payment", says.payment(sale, amount)
            case _:
                category, body = "Payment", says.payment(sale, asked.amount)
        header = self._header(category, says.service_of(asked.reference))
        return _Question(header, body, settings.answer_seconds, fresh=True)

    def _recall(self, asked: AskOutcome) -> _Dialogue:
        """Of a refund it is not known any more which way it was asked for."""
        about = Asked(asked.reference, asked.amount, asked.refund)
        service = says.service_of(asked.reference)
        charges = [
            self._header(category, service) for category in (("Reversal", "Payment") if asked.refund else ("Payment",))
        ]
        story = [f"{_order_of(about)} may have been sent as {service}; the till was restarted."]
        yield from self._inquire(charges, about, story)

    def _inquire(self, charges: Sequence[Header], asked: Asked, story: list[str]) -> _Dialogue:
        """What became of it? Again until the terminal knows, or patience ends."""
        failure, doubts, times_not_found, attempt = self._settings.flaw, 0, 0, -1
        for attempt in range(0 if failure else self._settings.inquiries_max):
            if attempt:
                yield _Pause(self._settings.inquiry_pause_seconds)
            if self._is_withdrawn and charges[0].category == "Payment":
                yield self._question("Abort", says.abort(charges[0]))
            unknown_of = 0
            for charge in charges:
                answer = yield self._question("TransactionStatus", says.transaction_status(charge))
                if not isinstance(answer, says.Message):
                    failure = answer.why
                    continue
                match judge_status(answer.body, charge, asked):
                    case Status.NOT_FOUND:
                        unknown_of += 1
                    case Status.IN_PROGRESS:
                        failure = "it is still busy with it"
                    case Doubt(why):
                        failure, doubts = why, doubts + 1
                    case verdict:
                        self._words.append(verdict)
                        return
            times_not_found = times_not_found + 1 if unknown_of == len(charges) else 0
            if times_not_found == self._settings.not_found_times:
                self._words.append(_never_got(asked, self._is_withdrawn))
                return
            if doubts >= self._settings.doubts_max:
                break
        story.append(f"Asked {attempt + 1} times, the terminal did not tell more: {failure}.")
        self._words.append(OutcomeUnknown(asked.reference, " ".join(story)))

    # questions and answers

    def _question(self, category: str, body: Body) -> _Question:
        service = says.service_of_query(self._random.getrandbits(64))
        return _Question(self._header(category, service), body, self._settings.question_seconds)

    def _header(self, category: str, service: str) -> Header:
        return Header(category, service, self._settings.sale, self._settings.poi)

    def _outcome(self, ending: Ending, asked: Header) -> _Outcome:
        """The terminal's answer to this very question, or why there is none; its health follows from it."""
        if isinstance(ending, Answered):
            ending_or_answer = self._answer(ending, asked)
            if isinstance(ending_or_answer, says.Message):
                if asked.category != "Diagnosis":
                    self._tell_health(Ready())
                return ending_or_answer
            ending = ending_or_answer
        elif not self._is_withdrawn or isinstance(ending, NotSent):
            fault = Fault.LINK_LOST if isinstance(ending, NotSent) else Fault.NO_ANSWER
            self._tell_health(Lost(fault, ending.why))
        return ending

    def _answer(self, ending: Answered, asked: Header) -> says.Message | NoAnswer:
        if asked.category == "Abort":
            return says.Message(asked, {})  # nothing, or two letters, or JSON: it says nothing about the payment
        try:
            if ending.status != 200:
                refusal = KeyRefused if ending.status in KEY_STATUSES else DamagedAnswer
                raise refusal(f"it refuses to be asked (HTTP {ending.status})")
            answer = says.opened("Response", ending.body, self._key)
            if answer.header.poi != asked.poi:
                raise OtherDevice(f"{answer.header.poi[:40]} answers instead of {asked.poi}")
            if answer.header != asked:
                raise DamagedAnswer("it answers another question")
        except DamagedAnswer as error:
            self._tell_health(Lost(_fault(error), f"the terminal's answer is not believed: {error}"))
            return NoAnswer(f"an answer that is not believed: {error}")
        return answer

    def _tell_health(self, health: Health) -> None:
        if _kind(health) != _kind(self._health):
            self._health = health
            self._words.append(health)


def _fault(error: DamagedAnswer) -> Fault:
    match error:
        case KeyRefused():
            return Fault.KEY_REFUSED
        case OtherDevice():
            return Fault.WRONG_DEVICE
    return Fault.NO_ANSWER


def _health(body: Body) -> Health:
    """What a Diagnosis says. A terminal that is busy is well."""
    answer = at(body, "DiagnosisResponse")
    match text_at(answer, "Response", "Result"), text_at(answer, "POIStatus", "GlobalStatus"):
        case "Success", "Maintenance":
            return Lost(Fault.STARTING, "the terminal is in maintenance")
        case "Success", "Unreachable":
            return Lost(Fault.NO_ANSWER, "the terminal says that it cannot be reached")
        case "Success", _:
            return Ready()
        case "Failure", _ if text_at(answer, "Response", "ErrorCondition") == "Busy":
            return Ready()
    return Lost(Fault.NO_ANSWER, f"the terminal does not say that it is well: {detail_of(answer)}")


def _condition(body: Body, category: str) -> str:
    return text_at(body, f"{category}Response", "Response", "ErrorCondition")


def _withdrawn(reference: str) -> NotAuthorized:
    return NotAuthorized(reference, CardRefusal.ABANDONED, "withdrawn before the terminal was asked")


def _never_got(asked: Asked, is_withdrawn: bool) -> NotAuthorized:
    reason = CardRefusal.ABANDONED if is_withdrawn else CardRefusal.UNREACHABLE
    return NotAuthorized(asked.reference, reason, "the terminal never got the request")


def _order_of(asked: Asked) -> str:
    return f"{'Refund' if asked.refund else 'Charge'} of {euros(asked.amount)} for {asked.reference}"


def _kind(health: Health | None) -> Fault | type | None:
    """What makes a change worth telling: the details of a refused connection differ every time."""
    return health.fault if isinstance(health, Lost) else type(health)
