"""A simulated French card terminal on a serial line (Concert E+), with a customer before it and a ledger."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from hardware.wire import NEVER

STX, ETX, EOT, ENQ, ACK, NAK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
REQUEST_FRAME_SIZE = 37
BANK_SECONDS = 2.0
CUSTOMER_SECONDS = 60.0
BOOT_SECONDS = 30.0
LATE_SECONDS = 200.0
HEARD_SECONDS = 3.0  # for an ACK to what it says; then it says it again
CALLS_MAX = 5
CARD_NUMBER = "4970101234567890"


class Plan(StrEnum):
    """How the next sale goes."""

    APPROVE = "approve"
    REFUSE = "refuse"
    APPROVE_PART = "approve part"
    LONG_ANSWER = "long answer"  # with REP
    IGNORE = "ignore"  # does not acknowledge the request, and does nothing
    MISTAKE = "mistake"  # takes the request for damaged, once
    LOSE_ANSWER = "lose answer"  # charges, and never tells
    ANSWER_LATE = "answer late"
    ANSWER_TWICE = "answer twice"
    DAMAGED = "damaged"  # its answer is damaged once on the line
    OTHER_SALE = "other sale"  # charges, and answers for another one
    DOLLARS = "dollars"
    TOO_MUCH = "too much"
    ACCEPTED_FIRST = "accepted first"  # says that it has begun, then how it went
    DIE_UNCHARGED = "die uncharged"
    DIE_CHARGED = "die charged"


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities, 0 to 1, for the next sale; what is left of 1 is an approval."""

    of: tuple[tuple[Plan, float], ...] = ()

    def draw(self, dice: random.Random) -> Plan:
        plans = [plan for plan, _ in self.of]
        weights = [weight for _, weight in self.of]
        return dice.choices([*plans, Plan.APPROVE], [*weights, max(0.0, 1.0 - sum(weights))])[0]


@dataclass(slots=True)
class _Sale:
    """`done_at`: when the bank answers, NEVER before a card was shown."""

    request: str
    plan: Plan
    give_up_at: float
    done_at: float = NEVER
    pressed_red: bool = False

    @property
    def amount(self) -> int:
        return int(self.request[2:10])


class ConcertEEmulator:
    """One terminal. `charges` and `refunds` are the money truly moved, as (private field, cents)."""

    def __init__(self, seed: int = 0, faults: Faults | None = None) -> None:
        self.charges: list[tuple[str, int]] = []
        self.refunds: list[tuple[str, int]] = []
        self.busy = False  # hears nothing
        self.plans: deque[Plan] = deque()
        self._dice = random.Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._faults = faults or Faults()
        self._now = 0.0
        self._is_powered = True
        self._boot_seconds: float | None = None
        self._ready_at = 0.0
        self._wants_hang_up = False
        self._is_called = False  # the till has the line
        self._frame = b""
        self._request = ""  # taken, and begun when the till hangs up
        self._plan = Plan.APPROVE
        self._sale: _Sale | None = None
        self._touched = False
        self._out = b""
        self._answers: deque[tuple[float, str, bool]] = deque()  # when, what, and damaged at first?
        self._saying = b""  # what waits for its ACK
        self._say_again_at = NEVER
        self._calls = 0

    # the customer's side

    @property
    def amount_shown(self) -> int | None:
        """What the terminal asks its customer to pay, in cents; None when it waits for nobody."""
        sale = self._sale
        return sale.amount if sale and sale.done_at == NEVER and not sale.pressed_red else None

    def tap(self) -> None:
        """A card is held against the terminal; nothing happens when no amount is shown."""
        if self._sale and self.amount_shown is not None:
            self._sale.done_at, self._touched = self._now + BANK_SECONDS, True

    def insert_card(self) -> None:
        """With the right code."""
        self.tap()

    def press_red(self) -> None:
        """By the customer or the staff; too late once the card was read."""
        if self._sale and self.amount_shown is not None:
            self._sale.pressed_red = self._touched = True

    def cut_power(self) -> None:
        """Everything but the ledger is forgotten."""
        self._is_powered, self._wants_hang_up = False, True
        self._sale, self._request, self._out = None, "", b""
        self._answers.clear()
        self._quiet()

    def restore_power(self) -> None:
        """Is there again after BOOT_SECONDS."""
        if not self._is_powered:
            self._is_powered, self._boot_seconds = True, BOOT_SECONDS

    # the till's side

    @property
    def listening(self) -> bool:
        return self._is_powered and self._boot_seconds is None and self._now >= self._ready_at

    @property
    def hangs_up(self) -> bool:
        wish, self._wants_hang_up = self._wants_hang_up, False
        return wish

    @property
    def next_tick(self) -> float:
        if self._touched or self._out or self._boot_seconds is not None:
            return -NEVER
        moments = [self._say_again_at]
        if self._ready_at > self._now:
            moments.append(self._ready_at)
        if self._sale:
            moments.append(min(self._sale.done_at, self._sale.give_up_at))
        if self._answers and not self._saying:
            moments.append(self._answers[0][0])
        return min(moments)

    def connected(self) -> None:
        """A serial terminal does not notice."""

    def disconnected(self) -> None:
        """Nor this; what is being said is lost."""
        self._out, self._frame, self._is_called = b"", b"", False

    def receive(self, data: bytes) -> None:
        for place in range(len(data)):
            self._hear(data[place : place + 1])
        self._touched = True

    def tick(self, now: float) -> bytes:
        self._now, self._touched = now, False
        if self._boot_seconds is not None:
            self._ready_at, self._boot_seconds = now + self._boot_seconds, None
        if self._sale:
            self._continue_sale(self._sale)
        if self._saying and now >= self._say_again_at:
            self._say_again()
        elif self._answers and not self._saying and now >= self._answers[0][0] and not self._is_called:
            self._calls = 0
            self._say(ENQ)
        out, self._out = self._out, b""
        return out if self.listening else b""

    def _hear(self, byte: bytes) -> None:
        if self.busy or not self.listening:
            return
        if self._frame or (byte == STX and self._is_called):
            self._frame += byte
            if len(self._frame) == REQUEST_FRAME_SIZE:
                self._take_request(self._frame)
                self._frame = b""
        elif byte == ENQ:
            self._out += ACK if self._sale is None else b""  # busy with a customer: it does not hear
            self._is_called = self._sale is None
        elif byte == EOT:
            self._is_called = False
            self._begin_sale()
        elif byte == ACK and self._saying:
            self._was_heard()
        elif byte == NAK and self._saying:
            self._say_again()

    def _take_request(self, frame: bytes) -> None:
        body = frame[1:-2].decode("latin-1")
        plan = self.plans.popleft() if self.plans else self._faults.draw(self._dice)
        if frame[-2:-1] != ETX or frame[-1] != _checksum(frame[1:-1]) or not body[:10].isdecimal():
            self._out += NAK
            self.plans.appendleft(plan)
        elif plan is Plan.MISTAKE:
            self._out += NAK
            self.plans.appendleft(Plan.APPROVE)
        elif plan is not Plan.IGNORE:
            self._out += ACK
            self._request, self._plan = body, plan

    def _begin_sale(self) -> None:
        if self._request:
            self._sale = _Sale(self._request, self._plan, self._now + CUSTOMER_SECONDS)
            self._request = ""
            if self._plan is Plan.ACCEPTED_FIRST:
                self._tell(self._sale, "9", self._sale.amount)

    # the sale

    def _continue_sale(self, sale: _Sale) -> None:
        if sale.pressed_red or (sale.done_at == NEVER and self._now >= sale.give_up_at):
            self._sale = None
            self._tell(sale, "7", sale.amount)
        elif self._now >= sale.done_at:
            self._sale = None
            if sale.plan is Plan.REFUSE:
                self._tell(sale, "7", sale.amount)
            elif sale.plan is Plan.DIE_UNCHARGED:
                self.cut_power()
            else:
                self._charge(sale)

    def _charge(self, sale: _Sale) -> None:
        """The money moves here, and only here."""
        amount = (sale.amount + 1) // 2 if sale.plan is Plan.APPROVE_PART else sale.amount
        (self.refunds if sale.request[12] == "1" else self.charges).append((sale.request[16:26], amount))
        if sale.plan is Plan.DIE_CHARGED:
            self.cut_power()
        elif sale.plan is not Plan.LOSE_ANSWER:
            self._tell(sale, "0", amount * 10 if sale.plan is Plan.TOO_MUCH else amount)

    def _tell(self, sale: _Sale, result: str, amount: int) -> None:
        private = "ANOTHERONE" if sale.plan is Plan.OTHER_SALE else sale.request[16:26]
        currency = "840" if sale.plan is Plan.DOLLARS else sale.request[13:16]
        rep = f"{CARD_NUMBER:<55}" if sale.plan is Plan.LONG_ANSWER or sale.request[10] == "1" else ""
        answer = f"{sale.request[:2]}{result}{amount:08d}{sale.request[11]}{rep}{currency}{private}"
        at = self._now + (LATE_SECONDS if sale.plan is Plan.ANSWER_LATE else 0.0)
        for _ in range(2 if sale.plan is Plan.ANSWER_TWICE else 1):
            self._answers.append((at, answer, sale.plan is Plan.DAMAGED))

    # telling it

    def _say(self, what: bytes) -> None:
        self._saying, self._say_again_at = what, self._now + HEARD_SECONDS
        self._out += what

    def _say_again(self) -> None:
        self._calls += 1
        if self._calls < CALLS_MAX:
            self._say(self._saying)
        else:
            self._answers.popleft()
            self._quiet()

    def _was_heard(self) -> None:
        if self._saying == ENQ:
            _, answer, is_damaged = self._answers[0]
            inner = answer.encode() + ETX
            frame = STX + inner + bytes([_checksum(inner)])
            self._say(frame)
            if is_damaged:
                self._out = self._out[:-3] + b"~" + self._out[-2:]
        else:
            self._answers.popleft()
            self._quiet()
            self._out += EOT

    def _quiet(self) -> None:
        self._saying, self._say_again_at, self._calls = b"", NEVER, 0


def _checksum(inner: bytes) -> int:
    checksum = 0
    for byte in inner:
        checksum ^= byte
    return checksum
