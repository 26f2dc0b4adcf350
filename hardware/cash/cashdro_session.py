"""What is asked of a CashDro about money, and what its answers mean."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

from hardware.cash import cashdro_message as m
from hardware.cash import teller
from hardware.cash.cashdro_message import Answer, Operation, Question
from hardware.cash.teller import Taken, Unusable
from hardware.cash.vault import Holding
from hardware.words import Degraded, Fault, Health, Pieces, Ready

T = TypeVar("T")
Script = teller.Script[Question, Answer, T]

POLL_SECONDS = 1.0
QUEUE_SECONDS = 2.0
"""A queued operation is under way within this time: after a start we look twice, so far apart."""

BEGIN_SECONDS = 10.0  # for an acknowledged operation to be under way
END_SECONDS = 300.0  # for any operation to end
FINISH_SECONDS = 5.0  # until an end that was asked for is asked for again
TRIES = 5
BUSY = Degraded(Fault.STARTING, "the machine is busy with something else: wait, or end it at its own screen")
TROUBLE = Degraded(Fault.PAYOUT_OUT_OF_SERVICE, "its last operation ended with an error: see its screen")

_PASSING = (m.NOT_QUEUED, m.BUSY)


class Session:
    """Implements `hardware.cash.teller.Machine`."""

    def __init__(self, now: Callable[[], float], currency: str = "EUR") -> None:
        self._now = now
        self._currency = currency
        self._operation = ""  # the one we started, until it is over
        self._kind = 0
        self._counted = Holding({})
        self._has_trouble = False

    def start(self, report: Callable[[Health], None]) -> Script[None]:
        """Sign on, then find what is under way: ours by its number, anybody's by asking."""
        while (answer := (yield Question("login"))).code in _PASSING:
            report(BUSY)
            yield self._now() + POLL_SECONDS
        self._check(answer)
        if self._operation:
            yield from self._wind_up(self._operation, report)
        for pause in (QUEUE_SECONDS, 0.0):
            while running := (yield from self._executing()):
                yield from self._wind_up(running, report)
            yield self._now() + pause

    def count(self) -> Script[Holding]:
        """Recycler and cassette by denomination."""
        arguments = {"currencyId": self._currency, "includeImages": "0", "includeLevels": "1"}
        for _ in range(TRIES):
            answer = yield Question("getPiecesCurrency", arguments)
            if answer.is_good:
                try:
                    self._counted = m.holding(answer, self._currency)
                except m.ForeignMoney:
                    raise Unusable(Fault.WRONG_CURRENCY, f"it is not set up for {self._currency}") from None
                return self._counted
            yield self._now() + POLL_SECONDS
        raise Unusable(Fault.COUNTS_IN_DOUBT, f"it does not tell what it holds (code {answer.code})")

    # The slot

    def open_slot(self) -> Script[Health | None]:
        """A deposit, without an amount: it takes all that comes until it is ended."""
        code = yield from self._begin(m.DEPOSIT, {})
        if code in _PASSING:
            return BUSY
        if code == m.NOT_PERMITTED:
            return Degraded(Fault.KEY_REFUSED, "its user may not deposit: give the user that right on the machine")
        if code != m.OK:
            return Degraded(Fault.PAYOUT_OUT_OF_SERVICE, f"it takes no money (code {code}): see its diagnosis screen")
        return None

    def watch(self, explained: int) -> Script[Taken]:
        """What the deposit took, by denomination where the machine says so."""
        operation = yield from self._ask(self._operation)
        if operation is None or operation.is_over:
            self._over(operation)
            return Taken(_net(operation) if operation else explained, is_open=False)
        amount = _net(operation)
        return Taken(amount, None if amount == explained else _with(self._counted, operation))

    def shut_slot(self) -> Script[int | None]:
        """End the deposit and keep what it took."""
        operation = yield from self._finish(self._operation, m.KEEP)
        self._over(operation)
        return _net(operation) if operation else None

    # Orders

    def pay(self, pieces: Pieces, moved: Callable[[int], None]) -> Script[Fault | None]:
        """Pay their worth: the machine chooses the pieces."""
        amount = sum(value * count for value, count in pieces)
        for _ in range(TRIES):
            code = yield from self._begin(m.PAYOUT, {"amount": str(amount)})
            if code not in _PASSING:
                break
            yield self._now() + 2 * POLL_SECONDS
        if code != m.OK:
            return Fault.NOT_ENOUGH_CASH if code == m.WRONG_AMOUNT else Fault.PAYOUT_OUT_OF_SERVICE
        operation = yield from self._follow(self._operation, lambda seen: moved(seen.total_out))
        self._over(operation)
        if operation and operation.lacks_change:
            return Fault.NOT_ENOUGH_CASH
        return Fault.PAYOUT_OUT_OF_SERVICE if operation and operation.has_error else None

    def collect(self, pieces: Pieces) -> Script[Fault | None]:
        """Not without the machine's own screen."""
        yield from ()
        return Fault.PAYOUT_OUT_OF_SERVICE

    # Health

    def look(self) -> Script[Health | None]:
        """Does somebody else use it?"""
        running = yield from self._executing()
        if running and running != self._operation:
            return None
        return TROUBLE if self._has_trouble else Ready()

    # Operations

    def _begin(self, kind: int, parameters: Mapping[str, str]) -> Script[int]:
        """Start and acknowledge; the machine's code. Without an acknowledgement it never begins, so asking is safe."""
        arguments = {"type": str(kind)} | ({"parameters": json.dumps(parameters)} if parameters else {})
        answer = yield Question("startOperation", arguments)
        if answer.code in (m.NO_ENTRY, m.NO_SERVICE):
            self._check(answer)
        if not answer.is_good:
            return answer.code
        self._operation, self._kind = m.operation_id(answer), kind
        answer = yield Question("acknowledgeOperationId", {"operationId": self._operation}, fresh=True)
        if not answer.is_good:
            self._operation = ""
            return answer.code if answer.code in _PASSING else m.CANNOT_START
        until = self._now() + BEGIN_SECONDS
        while (operation := (yield from self._ask(self._operation))) and operation.state in ("I", "Q"):
            if self._now() >= until:
                operation = yield from self._finish(self._operation, m.CANCEL)
                self._over(operation)
                return m.CANNOT_START
            yield self._now() + POLL_SECONDS / 2
        return m.OK

    def _wind_up(self, number: str, report: Callable[[Health], None]) -> Script[None]:
        """See an operation end that was under way before: a deposit is shut, all else is waited for."""
        operation = yield from self._ask(number)
        kind = self._kind if number == self._operation else operation.kind if operation else 0
        if operation and operation.state == "I":
            operation = yield from self._finish(number, m.CANCEL)
        elif operation and not operation.is_over and kind == m.DEPOSIT:
            operation = yield from self._finish(number, m.KEEP)
        elif operation and not operation.is_over:
            report(BUSY)
            operation = yield from self._follow(number, lambda seen: None)
        if number == self._operation:
            self._over(operation)

    def _finish(self, number: str, how: int) -> Script[Operation | None]:
        """Ask for the end, and wait for it; None: the machine knows no such operation."""
        until = self._now() + END_SECONDS
        again_at = self._now()
        while self._now() < until:
            if self._now() >= again_at:
                yield Question("finishOperation", {"operationId": number, "type": str(how)}, fresh=True)
                again_at = self._now() + FINISH_SECONDS
            operation = yield from self._ask(number)
            if operation is None or operation.is_over or (how == m.CANCEL and operation.state == "I"):
                return operation
            yield self._now() + POLL_SECONDS / 2
        raise Unusable(Fault.NO_ANSWER, "what it does never ends: end it at its own screen, or restart it")

    def _follow(self, number: str, seen: Callable[[Operation], None]) -> Script[Operation | None]:
        """Wait for the end; None: the machine knows no such operation."""
        until = self._now() + END_SECONDS
        while self._now() < until:
            operation = yield from self._ask(number)
            if operation is None or operation.is_over:
                return operation
            seen(operation)
            yield self._now() + POLL_SECONDS
        raise Unusable(Fault.NO_ANSWER, "what it does never ends: end it at its own screen, or restart it")

    def _over(self, operation: Operation | None) -> None:
        self._operation, self._kind = "", 0
        self._has_trouble = operation is not None and operation.has_error

    def _ask(self, number: str) -> Script[Operation | None]:
        """How it goes. None: the machine knows no such operation, and it is not under way."""
        for _ in range(TRIES):
            answer = yield Question("askOperation", {"operationId": number})
            if answer.is_good:
                return m.operation(answer)
            is_unknown = answer.code in (m.NO_ENTRY, m.NOT_QUEUED)
            if is_unknown and (yield from self._executing()) != number:
                return None
            yield self._now() + POLL_SECONDS
        raise Unusable(Fault.NO_ANSWER, f"it does not tell how its operation goes (code {answer.code})")

    def _executing(self) -> Script[str]:
        for _ in range(TRIES):
            answer = yield Question("askOperationExecuting")
            if answer.code not in _PASSING:
                break
            yield self._now() + POLL_SECONDS
        self._check(answer)
        return m.executing_id(answer)

    def _check(self, answer: Answer) -> None:
        match answer.code:
            case m.OK:
                return
            case m.NO_ENTRY:
                raise Unusable(Fault.KEY_REFUSED, "it refuses the user or the password")
            case m.NO_SERVICE:
                raise Unusable(Fault.NO_ANSWER, "it answers, but its cash service is not running: restart it")
            case code:
                raise Unusable(Fault.WRONG_DEVICE, f"it refuses to talk (code {code})")


def _net(operation: Operation) -> int:
    return operation.total_in - operation.total_out


def _with(counted: Holding, operation: Operation) -> Holding | None:
    """All there is now: what was counted before, and what moved since. None: it is not said, or not believed."""
    if operation.came is None or operation.went is None:
        return None
    moved = Counter(operation.came)
    moved.subtract(operation.went)
    parts = []
    for part, recycled in ((counted.recycler, True), (counted.boxed, False)):
        values = part.keys() | {value for (value, in_recycler), n in moved.items() if in_recycler is recycled and n}
        parts.append({value: part.get(value, 0) + moved[value, recycled] for value in values})
    try:
        return Holding(*parts)
    except ValueError:
        return None
