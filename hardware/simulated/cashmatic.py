"""A simulated Cashmatic: coins and notes behind a REST service, with bad days."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from hardware.simulated.all_in_one import NOTES_FROM, VALUES, Works
from hardware.simulated.http_server import HttpServer, Question, Reply
from hardware.wire import NEVER

USER, PASSWORD = "kiosk", "let-me-in"
BEGIN_SECONDS = 0.5
"""From the answer to an order until ActiveTransaction shows it."""

OTHER_OPERATION, BAD_CREDENTIALS, NOT_ACTIVE, FUND_LOW = 4, 7, 13, 18


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances for each question, from 0 to 1; `jam` for each piece."""

    lose_reply: float = 0.0
    late_reply: float = 0.0
    deaf: float = 0.0  # the question is swallowed
    garbage: float = 0.0  # an answer that is no JSON, though the order was done
    error: float = 0.0  # an HTTP error instead of doing it
    expire: float = 0.0  # the token is no longer good
    hang_up: float = 0.0  # done, and the connection is cut
    reset: float = 0.0
    jam: float = 0.0
    late_seconds: float = 2.0


class CashmaticEmulator:
    """`levels_follow`: levels show an inserted piece at once, or only when the refill has ended.

    `sees_cashbox`: the levels list what fell into the cashbox. `pays_at_most`: cents a payout leaves short of, None:
    no limit. What is true of the money is `levels`, `cashbox`, `taken`, `paid_out`.
    """

    def __init__(
        self,
        random: Random,
        *,
        levels: Mapping[int, int] | None = None,
        capacity: int = 200,
        currency: str = "EUR",
        user: str = USER,
        password: str = PASSWORD,
        levels_follow: bool = True,
        sees_cashbox: bool = True,
        echoes_reference: bool = True,
        faults: Faults | None = None,
    ) -> None:
        self._random = random
        self.works = Works(random, levels, capacity)
        self.faults = faults or Faults()
        self.trouble = 0
        """The error code of GetDeviceInfo."""
        self.is_mute = False
        """Executes, but never answers."""
        self.absurd: object = None
        """Levels that are told instead of the true ones."""
        self.asked: list[tuple[str, dict[str, object]]] = []
        """Every question understood, path and body."""
        self._currency = currency
        self._credentials = {"username": user, "password": password}
        self._levels_follow = levels_follow
        self._sees_cashbox = sees_cashbox
        self._echoes_reference = echoes_reference
        self._server = HttpServer(self._answer)
        self._now = 0.0
        self._is_powered = self._is_plugged = True
        self._hangs_up = False
        self._input = bytearray()
        self._output: deque[tuple[float, bytes]] = deque()
        self._tokens = 0
        self._token = ""
        self._operation = "idle"
        self._begins_at = NEVER
        self._begin: Callable[[], None] = lambda: None
        self._amount = 0
        self._id = 0
        self._reference = ""
        self._last: dict[str, object] = {"id": 0, "end": "normal"}
        self._shown = self._shown_now()
        self._paths: dict[str, Callable[[dict[str, object]], Reply]] = {
            "device/AllLevels": lambda _: _ok(self.absurd if self.absurd is not None else self._listed()),
            "device/ActiveTransaction": lambda _: _ok(self._active()),
            "device/LastTransaction": lambda _: _ok(self._last),
            "device/GetDeviceInfo": lambda _: _ok(self._info()),
            "transaction/StartRefill": lambda body: self._order("refill", body, self.works.open),
            "transaction/StopRefill": lambda _: self._stop("refill"),
            "transaction/StartPayment": self._pay_in,
            "transaction/CancelPayment": lambda _: self._stop("payment"),
            "transaction/StartWithdrawal": self._withdraw,
            "transaction/StartEmptyAll": lambda body: self._empty(body, VALUES),
            "transaction/StartEmptyCoins": lambda body: self._empty(body, VALUES[: VALUES.index(NOTES_FROM)]),
            "transaction/StartEmptyNotes": lambda body: self._empty(body, VALUES[VALUES.index(NOTES_FROM) :]),
        }

    # What really happened

    @property
    def taken(self) -> Counter[int]:
        """Pieces kept since the beginning."""
        return self.works.taken

    @property
    def paid_out(self) -> Counter[int]:
        """Pieces in the customer's tray."""
        return self.works.paid_out

    @property
    def levels(self) -> Counter[int]:
        """Pieces in the recycler."""
        return self.works.levels

    @property
    def cashbox(self) -> Counter[int]:
        """Pieces in the cashbox."""
        return self.works.cashbox

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in."""
        return self._is_powered and self._operation in ("refill", "payment") and self.works.insert(value)

    def jam(self) -> None:
        """A piece sticks: what runs ends short."""
        self.works.jam()

    def clear_jam(self) -> None:
        """Staff clears it."""
        self.works.clear_jam()

    def pay_by_hand(self, amount: int) -> None:
        """Staff withdraws at the machine's own screen."""
        self._order("withdrawal", {}, lambda: self.works.pay(self.works.pieces_for(amount), self._now))

    def expire_token(self) -> None:
        """The token is no longer good."""
        self._token = ""

    # Wire and power

    @property
    def listening(self) -> bool:
        """Powered and plugged."""
        return self._is_powered and self._is_plugged

    @property
    def hangs_up(self) -> bool:
        """Was it just unplugged, cut, or is the connection over?"""
        hangs_up = self._hangs_up or self._server.hangs_up
        self._hangs_up = self._server.hangs_up = False
        return hangs_up

    def unplug(self) -> None:
        """The cable comes out; the machine goes on."""
        self._is_plugged, self._hangs_up = False, True

    def plug(self) -> None:
        """The cable is back."""
        self._is_plugged = True

    def cut_power(self) -> None:
        """Everything stops where it is."""
        self._is_powered, self._hangs_up = False, True
        self.works.power_down()
        self._end("stopped")
        self._begins_at = NEVER
        self._token = ""
        self._input.clear()
        self._output.clear()

    def restore_power(self) -> None:
        """The machine starts."""
        self._is_powered = True

    @property
    def next_tick(self) -> float:
        """Input to answer, output due, or something that moves."""
        if not self._is_powered:
            return NEVER
        if self._input:
            return -NEVER
        return min(self.works.due, self._begins_at, self._output[0][0] if self._output else NEVER)

    def connected(self) -> None:
        """A host opened the link."""
        self._server.connected()
        self._input.clear()
        self._output.clear()

    def disconnected(self) -> None:
        """The host went away."""
        self._input.clear()
        self._output.clear()

    def receive(self, data: bytes) -> None:
        """Bytes from the host; answered at the next tick."""
        if self._is_powered:
            self._input += data

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now = now
        if not self._is_powered:
            return b""
        self.works.jam_chance = self.faults.jam
        self._advance(now)
        data = bytes(self._input)
        self._input.clear()
        if data and not self._happens(self.faults.deaf):
            self._send(self._server.receive(data))
        out = b""
        while self._output and self._output[0][0] <= now:
            out += self._output.popleft()[1]
        return out

    def _advance(self, now: float) -> None:
        if now >= self._begins_at:
            self._begins_at = NEVER
            self._begin()
        self.works.advance(now)
        if self._operation not in ("idle", "refill", "payment") and not (
            self.works.is_moving or self._begins_at < NEVER
        ):
            self._end("stopped" if self.works.is_jammed else "normal")
        if self._operation == "payment" and self._inserted >= self._amount:
            self.works.close()
            self._operation = "dispense"
            self.works.pay(self.works.pieces_for(self._inserted - self._amount), now)

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _send(self, reply: bytes) -> None:
        faults = self.faults
        if self._happens(faults.reset):
            self.cut_power()
            self.restore_power()
        elif self._happens(faults.hang_up):
            self._hangs_up = True
        elif reply and not (self.is_mute or self._happens(faults.lose_reply)):
            late = self._random.uniform(0, faults.late_seconds) if self._happens(faults.late_reply) else 0.0
            self._output.append((self._now + late, reply))

    # What it answers

    def _answer(self, question: Question) -> Reply | None:
        path = question.target.removeprefix("/api/")
        try:
            body = json.loads(question.body or b"{}")
        except ValueError:
            return Reply(400, b"")
        if self._happens(self.faults.error):
            return Reply(503, b"<html>busy</html>", "text/html")
        if path == "user/Login":
            return self._renew() if body == self._credentials else Reply(401, b"{}")
        if self._happens(self.faults.expire):
            self._token = ""
        if not self._token or question.headers.get("authorization") != f"Bearer {self._token}":
            return Reply(401, b"{}")
        if path == "user/RenewToken":
            return self._renew()
        if path not in self._paths or question.method != "POST":
            return Reply(404, b"{}")
        self.asked.append((path, body))
        reply = self._paths[path](body)
        return Reply(200, reply.body[:-1]) if self._happens(self.faults.garbage) else reply

    def _renew(self) -> Reply:
        self._tokens += 1
        self._token = f"token{self._tokens}"
        return _ok({"token": self._token})

    def _shown_now(self) -> list[dict[str, object]]:
        entries = [_level(value, self.works.levels[value], "recycle", self._currency) for value in VALUES]
        if self._sees_cashbox:
            entries += [_level(value, self.works.cashbox[value], "cashbox", self._currency) for value in VALUES]
        return entries

    def _listed(self) -> list[dict[str, object]]:
        if self._levels_follow or self._operation not in ("refill", "payment"):
            self._shown = self._shown_now()
        return self._shown

    @property
    def _inserted(self) -> int:
        return sum(value * count for value, count in self.works.session_taken.items())

    def _active(self) -> dict[str, object]:
        if self._operation == "idle" or self._begins_at < NEVER:
            return {"operation": "idle"}
        taking = self._operation in ("refill", "payment")
        return {
            "operation": self._operation,
            "reference": self._reference,
            "inserted": self._inserted if taking else 0,
            "dispensed": 0 if taking else self.works.dispensed,
        }

    def _info(self) -> dict[str, object]:
        if self.works.is_jammed:
            return {"errorCode": NOT_ACTIVE, "errorMessage": "Device not active"}
        return {"errorCode": self.trouble, "errorMessage": "Trouble" if self.trouble else ""}

    def _order(self, operation: str, body: dict[str, object], begin: Callable[[], None]) -> Reply:
        if self._operation != "idle":
            return _error(OTHER_OPERATION, "Other operation active")
        if self.works.is_jammed or self.trouble == NOT_ACTIVE:
            return _error(NOT_ACTIVE, "Device not active")
        self._listed()
        self._operation, self._begins_at, self._begin = operation, self._now + BEGIN_SECONDS, begin
        self._id += 1
        self._reference = str(body.get("reference", "")) if self._echoes_reference else ""
        return _ok({})

    def _pay_in(self, body: dict[str, object]) -> Reply:
        self._amount = int(str(body["amount"]))
        return self._order("payment", body, self.works.open)

    def _withdraw(self, body: dict[str, object]) -> Reply:
        self._amount = amount = int(str(body["amount"]))
        if not self.works.pieces_for(amount):
            return _error(FUND_LOW, "Cash fund low")
        return self._order("withdrawal", body, lambda: self.works.pay(self.works.pieces_for(amount), self._now))

    def _empty(self, body: dict[str, object], values: tuple[int, ...]) -> Reply:
        pieces = [value for value in values for _ in range(self.works.levels[value])]
        return self._order("empty", body, lambda: self.works.collect(pieces, self._now))

    def _stop(self, operation: str) -> Reply:
        if self._operation != operation or self._begins_at < NEVER:
            return _error(OTHER_OPERATION, "Cannot process command")
        self.works.close()
        if operation == "payment":
            self._operation = "dispense"
            pieces = [value for value, count in self.works.session_taken.items() for _ in range(count)]
            self.works.pay(pieces, self._now)
        else:
            self._end("normal")
        return _ok({})

    def _end(self, how: str) -> None:
        if self._operation == "idle":
            return
        missing = max(0, self._amount - self.works.dispensed) if self._operation == "withdrawal" else 0
        self._last = {
            "id": self._id,
            "operation": self._operation,
            "reference": self._reference,
            "inserted": self._inserted if self._operation == "refill" else 0,
            "dispensed": self.works.dispensed if self._operation == "withdrawal" else 0,
            "notDispensed": missing,
            "end": how,
        }
        self._operation = "idle"


def _level(value: int, level: int, routing: str, currency: str) -> dict[str, object]:
    kind = "note" if value >= NOTES_FROM else "coin"
    return {"value": value, "level": level, "routing": routing, "type": kind, "currency": currency}


def _ok(data: object) -> Reply:
    return Reply(200, json.dumps({"code": 0, "message": "No error", "data": data}).encode())


def _error(code: int, message: str) -> Reply:
    return Reply(200, json.dumps({"code": code, "message": message, "data": None}).encode())
