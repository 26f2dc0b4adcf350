"""A simulated CashDro that answers over HTTP, with a customer before it, staff behind it, and bad days."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import parse_qsl, urlsplit

from hardware.simulated.cash_works import NOTES, RECYCLED, Works
from hardware.simulated.cashdro_pages import FIRST_NOTE, device, index, index3
from hardware.simulated.http_server import HttpServer, Question, Reply
from hardware.wire import NEVER

REPLY_SECONDS = 0.03
QUEUE_SECONDS = 0.4
BOOT_SECONDS = 5.0
PAYOUT, DEPOSIT = "3", "16"


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances, each from 0 to 1: per question the first seven, per piece the last two."""

    lose_reply: float = 0.0  # heard and done, never answered
    deaf: float = 0.0
    late_reply: float = 0.0
    nonsense: float = 0.0
    server_error: float = 0.0
    busy: float = 0.0
    reset: float = 0.0
    jam: float = 0.0
    reject: float = 0.0
    late_seconds: float = 15.0


@dataclass(slots=True)
class _Operation:
    """Kept by the machine whatever happens. `came`, `went`: when it was over."""

    kind: str
    amount: int
    state: str = "I"
    begins_at: float = NEVER
    is_ending: bool = False
    has_error: bool = False
    lacking: int = 0
    seen: int = 0
    came: Counter[tuple[int, bool]] = field(default_factory=Counter)
    went: Counter[int] = field(default_factory=Counter)


class CashDroEmulator:
    """`tells_devices`: does askOperation say which pieces moved? `may_deposit`: has the user the right to?
    `queue_seconds`: from an acknowledgement to the beginning.

    What the customer and the staff see is `taken`, `returned`, `paid_out`, `levels` and `cashbox`, by denomination.
    """

    def __init__(
        self,
        random: Random,
        *,
        levels: Mapping[int, int] | None = None,
        capacity: int = 200,
        cashbox_capacity: int = 500,
        user: str = "admin",
        password: str = "3428",  # noqa: S107 - of a machine that is not real
        currency: str = "EUR",
        tells_devices: bool = True,
        may_deposit: bool = True,
        queue_seconds: float = QUEUE_SECONDS,
        faults: Faults | None = None,
    ) -> None:
        self._random = random
        self._works = Works(random, levels or {}, capacity, cashbox_capacity, RECYCLED)
        self._user, self._password, self._currency = user, password, currency
        self._tells_devices = tells_devices
        self._may_deposit = may_deposit
        self._queue_seconds = queue_seconds
        self.faults = faults or Faults()
        self._server = HttpServer(self._answer)
        self._operations: dict[str, _Operation] = {}
        self._running = ""
        self.heard: list[str] = []
        """The operations that were asked for, in order."""
        self._now = 0.0
        self._is_powered = True
        self._is_plugged = True
        self._boots_until = -NEVER
        self._hangs_up = False
        self._lose = 0
        self._late = 0.0
        self._input = b""
        self._output: deque[tuple[float, bytes]] = deque()

    # What really happened, by value

    @property
    def taken(self) -> Counter[int]:
        """Pieces kept since the beginning."""
        return self._works.taken

    @property
    def returned(self) -> Counter[int]:
        """Pieces given back to who inserted them."""
        return self._works.returned

    @property
    def paid_out(self) -> Counter[int]:
        """Pieces in the customer's tray."""
        return self._works.paid_out

    @property
    def levels(self) -> Counter[int]:
        """Pieces in the recycler."""
        return self._works.levels

    @property
    def cashbox(self) -> Counter[int]:
        """Pieces in the cassettes."""
        return self._works.cashbox

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in, or came straight back."""
        running = self._operations.get(self._running)
        is_open = running is not None and running.kind == DEPOSIT and running.state == "E" and not running.is_ending
        return self._is_powered and is_open and self._works.insert(value)

    def jam(self) -> None:
        """The next piece to be paid sticks."""
        self._works.jam()

    def clear_jam(self) -> None:
        """Staff frees it."""
        self._works.clear_jam()

    def empty_cashbox(self) -> None:
        """Staff takes the cassettes away and brings them back empty."""
        self._works.cashbox.clear()

    def lose_replies(self, count: int) -> None:
        """Do what the next questions ask, answer nothing."""
        self._lose = count

    def unplug(self) -> None:
        """The network cable comes out; the machine goes on."""
        self._is_plugged = False
        self._hangs_up = True

    def plug(self) -> None:
        """The cable is back."""
        self._is_plugged = True

    def cut_power(self) -> None:
        """Everything stops where it is; what was under way is over, with an error, when it starts again."""
        self._is_powered = False
        self._hangs_up = True
        self._works.cut_power()
        if running := self._operations.get(self._running):
            running.has_error = True
            self._end(running)
        for operation in self._operations.values():
            if operation.state in ("I", "Q"):
                operation.state = "F"
        self._drop_talk()

    def restore_power(self) -> None:
        """It starts, and answers after BOOT_SECONDS."""
        if not self._is_powered:
            self._is_powered = True
            self._boots_until = self._now + BOOT_SECONDS

    # Wire

    @property
    def listening(self) -> bool:
        """Powered, started and plugged."""
        return self._is_powered and self._is_plugged and self._now >= self._boots_until

    @property
    def hangs_up(self) -> bool:
        """Was it just unplugged or cut, or is the connection over?"""
        hangs_up = self._hangs_up or (self._server.hangs_up and not self._output)
        self._hangs_up = self._server.hangs_up = False
        return hangs_up

    @property
    def next_tick(self) -> float:
        """A question to answer, an answer due, or something that moves."""
        if not self._is_powered:
            return NEVER
        if self._now < self._boots_until:
            return self._boots_until
        if self._input or self._is_restless:
            return -NEVER
        begins = min((each.begins_at for each in self._operations.values() if each.state == "Q"), default=NEVER)
        return min(self._works.due, begins, self._output[0][0] if self._output else NEVER)

    def connected(self) -> None:
        """A host opened the link."""
        self._drop_talk()
        self._server.connected()

    def disconnected(self) -> None:
        """The host went away; what it ordered goes on."""
        self._drop_talk()

    def receive(self, data: bytes) -> None:
        """Bytes from the host; answered at the next tick."""
        if self._is_powered:
            self._input += data

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now = now
        if not self._is_powered:
            return b""
        self._works.jam_chance, self._works.reject_chance = self.faults.jam, self.faults.reject
        self._works.advance(now)
        self._go_on()
        if self._input:
            data, self._input, self._late = self._input, b"", 0.0
            if reply := self._server.receive(data):
                self._output.append((now + REPLY_SECONDS + self._late, reply))
        out = b""
        while self._output and self._output[0][0] <= now:
            out += self._output.popleft()[1]
        return out

    def _drop_talk(self) -> None:
        self._input = b""
        self._output.clear()

    # Operations

    @property
    def _is_restless(self) -> bool:
        running = self._operations.get(self._running)
        return running is not None and not self._works.is_moving and (running.kind != DEPOSIT or running.is_ending)

    def _go_on(self) -> None:
        for number, operation in self._operations.items():
            if operation.state == "Q" and operation.begins_at <= self._now and not self._running:
                self._running = number
                self._begin(operation)
        if self._is_restless:
            self._end(self._operations[self._running])

    def _begin(self, operation: _Operation) -> None:
        operation.state = "E"
        self._works.begin()
        if operation.kind == PAYOUT:
            pieces = self._change(operation.amount)
            operation.lacking = operation.amount - sum(value * count for value, count in pieces.items())
            self._works.pay(pieces, self._now)

    def _change(self, amount: int) -> dict[int, int]:
        pieces = {}
        for value in sorted(self._works.levels, reverse=True):
            count = min(amount // value, self._works.levels[value])
            if count:
                pieces[value] = count
                amount -= value * count
        return pieces

    def _end(self, operation: _Operation) -> None:
        self._running = ""
        operation.state = "F"
        operation.seen, operation.came = self._works.seen, self._works.kept_in.copy()
        if operation.kind == PAYOUT:
            operation.went = self._works.gone.copy()
            operation.has_error |= self._works.is_short

    # Answers

    def _answer(self, question: Question) -> Reply | None:
        parts = urlsplit(question.target)
        asked = dict(parse_qsl(parts.query))
        faults = self.faults
        if self._happens(faults.deaf):
            return None
        if self._happens(faults.reset):
            self.cut_power()
            self.restore_power()
            return None
        self.heard.append(asked.get("operation", ""))
        code, content = (-1900, None) if self._happens(faults.busy) else self._do(asked)
        if self._lose or self._happens(faults.lose_reply):
            self._lose = max(0, self._lose - 1)
            return None
        if self._happens(faults.server_error):
            return Reply(500, b"<html>Internal Server Error</html>", "text/html")
        if self._happens(faults.late_reply):
            self._late = self._random.uniform(0, faults.late_seconds)
        body = json.dumps(index(code, content) if parts.path.endswith("index.php") else index3(code, content)).encode()
        return Reply(200, body[:-7] if self._happens(faults.nonsense) else body)

    def _do(self, asked: dict[str, str]) -> tuple[int, object]:
        if (asked.get("name"), asked.get("password")) != (self._user, self._password):
            return -1, None
        number = asked.get("operationId", "")
        operation = self._operations.get(number)
        match asked["operation"]:
            case "login":
                return 1, None
            case "getPiecesCurrency":
                return 1, self._pieces()
            case "askOperationExecuting":
                return 1, {"OperationId": self._running or "-1"}
            case "startOperation":
                return self._start(asked)
            case _ if operation is None:
                return -1, None
            case "acknowledgeOperationId":
                if operation.state == "I":
                    operation.state, operation.begins_at = "Q", self._now + self._queue_seconds
                return 1, None
            case "askOperation":
                return 1, self._state(number, operation)
            case "finishOperation":
                self._finish(operation, asked.get("type", ""))
                return 1, None
            case _:
                return -99, None

    def _start(self, asked: dict[str, str]) -> tuple[int, object]:
        if self._running or any(each.state == "Q" for each in self._operations.values()):
            return -2, None
        kind = asked.get("type", "")
        if kind not in (PAYOUT, DEPOSIT):
            return -99, None
        if kind == DEPOSIT and not self._may_deposit:
            return -4, None
        amount = int(json.loads(asked.get("parameters", "{}")).get("amount", "0"))
        if kind == PAYOUT and amount <= 0:
            return -3, None
        number = str(1001 + len(self._operations))
        self._operations[number] = _Operation(kind, amount)
        return 1, {"operationId": number}

    def _finish(self, operation: _Operation, how: str) -> None:
        if operation.state == "I":
            operation.state = "F"
        elif operation.state == "E" and operation.kind == DEPOSIT and not operation.is_ending:
            operation.is_ending = True
            if how != "1":
                self._works.pay(Counter(value for value, _ in self._works.kept_in.elements()), self._now)

    def _state(self, number: str, operation: _Operation) -> object:
        is_running = number == self._running
        seen = self._works.seen if is_running else operation.seen
        came = self._works.kept_in if is_running else operation.came
        went = self._works.gone if is_running and operation.kind == PAYOUT else operation.went
        paid = sum(value * count for value, count in went.items())
        return {
            "operation": {
                "operationid": number,
                "state": operation.state,
                "type": operation.kind,
                "total": str(operation.amount),
                "totalin": str(seen),
                "totalout": str(-paid),
                "amountchangenotavailable": str(operation.lacking),
            },
            "devices": [device(kind, came, went) for kind in ("2", "3")] if self._tells_devices else [],
            "messages": [],
            "withError": "true" if operation.has_error else "false",
        }

    def _pieces(self) -> object:
        values = sorted({*self._works.levels, *NOTES})
        return [
            {
                "CurrencyId": self._currency,
                "Value": str(value),
                "Type": "2" if value >= FIRST_NOTE else "1",
                "DepositLevel": "0",
                "LevelRecycler": str(self._works.levels.get(value, 0)),
                "LevelCasete": str(self._works.cashbox[value]),
            }
            for value in values
        ]

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance
