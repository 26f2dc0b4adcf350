"""A simulated French card terminal (Caisse-AP over TCP) with a customer before it and a ledger of the truth."""

from __future__ import annotations

import base64
import random
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from hardware.wire import NEVER

REQUEST_SIZE_MAX = 8192
SILENCE_SECONDS = 0.1  # a request has no end mark: it ends when nothing more comes
THINK_SECONDS = 0.2  # to answer what needs no customer
BANK_SECONDS = 2.0  # from the card to the bank's answer
CUSTOMER_SECONDS = 60.0  # then the terminal gives up
BOOT_SECONDS = 30.0
LATE_SECONDS = 200.0
PIECE_SECONDS = 0.02
CARD_NUMBER = "4970101234567890"


class Plan(StrEnum):
    """How the next sale goes."""

    APPROVE = "approve"
    REFUSE = "refuse"
    APPROVE_PART = "approve part"
    IGNORE = "ignore"  # the request is swallowed, nothing shows on the terminal
    CUT_UNCHARGED = "cut uncharged"  # hangs up on receiving the request
    CUT_CHARGED = "cut charged"  # charges, then hangs up without an answer
    DIE_UNCHARGED = "die uncharged"  # power fails as the card is shown
    DIE_CHARGED = "die charged"  # power fails just after the bank said yes
    ANSWER_LATE = "answer late"
    WRONG_REFERENCE = "wrong reference"  # charges, but names another sale


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
    """What the terminal shows its customer. `done_at`: when the bank answers, NEVER before a card was shown."""

    fields: dict[str, str]
    plan: Plan
    give_up_at: float
    done_at: float = NEVER
    contactless: bool = False
    pressed_red: bool = False


class ConcertEmulator:
    """One terminal. `charges` and `refunds`: the money truly moved, as (reference, cents); they survive everything."""

    def __init__(self, seed: int = 0, faults: Faults | None = None) -> None:
        self.charges: list[tuple[str, int]] = []
        self.refunds: list[tuple[str, int]] = []
        self.takes_meals = True  # has the application for meal vouchers
        self.gives_back = True  # its contract knows refunds
        self.holds_meal_card = False  # what the customer has in hand
        self.busy = False  # refuses connections, as a terminal does while somebody else uses it
        self.repeats_last_ticket = True  # can it answer CD=3?
        self.piece_size = REQUEST_SIZE_MAX  # how many bytes of an answer leave at once
        self.leaks_card_number = False  # sends the whole card number in every field that could hold it
        self.plans: deque[Plan] = deque()  # for the coming sales; then faults decide
        self._dice = random.Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._faults = faults or Faults()
        self._now = 0.0
        self._is_powered = True
        self._boot_seconds: float | None = None
        self._ready_at = 0.0
        self._is_connected = False
        self._wants_hang_up = False
        self._heard = bytearray()
        self._heard_until = NEVER
        self._sale: _Sale | None = None
        self._touched = False
        self._answers: deque[tuple[float, bytes]] = deque()
        self._last_ticket: dict[str, str] | None = None

    # the customer's side

    @property
    def amount_shown(self) -> int | None:
        """What the terminal asks its customer to pay, in cents; None when it waits for nobody."""
        if self._sale is None or self._sale.done_at != NEVER or self._sale.pressed_red:
            return None
        return int(self._sale.fields["CB"])

    def tap(self) -> None:
        """A card or telephone is held against the terminal; nothing happens when no amount is shown."""
        self._show_card(contactless=True)

    def insert_card(self) -> None:
        """With the right code."""
        self._show_card(contactless=False)

    def press_red(self) -> None:
        """By the customer or the staff; too late once the card was read."""
        if self._sale and self.amount_shown is not None:
            self._sale.pressed_red = self._touched = True

    def cut_power(self) -> None:
        """The sale under way is forgotten, the ledger and the last ticket are not."""
        self._is_powered = False
        self._wants_hang_up = self._is_connected
        self._sale = None
        self._forget_connection()

    def restore_power(self) -> None:
        """Takes connections again after BOOT_SECONDS."""
        if not self._is_powered:
            self._is_powered, self._boot_seconds = True, BOOT_SECONDS

    # the till's side

    @property
    def listening(self) -> bool:
        """One connection at a time, and none while a sale without connection is still being finished."""
        is_up = self._is_powered and self._boot_seconds is None and self._now >= self._ready_at
        return is_up and (self._is_connected or not (self.busy or self._sale))

    @property
    def hangs_up(self) -> bool:
        wish, self._wants_hang_up = self._wants_hang_up, False
        return wish

    @property
    def next_tick(self) -> float:
        if self._touched or self._boot_seconds is not None:
            return -NEVER
        moments = [self._heard_until]
        if self._ready_at > self._now:
            moments.append(self._ready_at)
        if self._sale:
            moments.append(min(self._sale.done_at, self._sale.give_up_at))
        if self._answers:
            moments.append(self._answers[0][0])
        return min(moments)

    def connected(self) -> None:
        self._is_connected = True
        self._forget_connection()

    def disconnected(self) -> None:
        """A request already here is carried out all the same."""
        self._is_connected = False
        heard = bytes(self._heard)
        self._forget_connection()
        self._heard += heard
        if heard:
            self._touched = True
            self._heard_until = -NEVER

    def receive(self, data: bytes) -> None:
        self._heard = (self._heard + data)[:REQUEST_SIZE_MAX]
        self._touched = True
        self._heard_until = NEVER

    def tick(self, now: float) -> bytes:
        self._now = now
        if self._boot_seconds is not None:
            self._ready_at, self._boot_seconds = now + self._boot_seconds, None
        if self._touched:
            self._touched = False
            if self._heard and self._heard_until == NEVER:
                self._heard_until = now + SILENCE_SECONDS
        if now >= self._heard_until:
            self._heard_until = NEVER
            heard, self._heard = bytes(self._heard), bytearray()
            self._take_request(heard.strip(b"\r\n"))
        if self._sale:
            self._continue_sale(self._sale)
        return self._due_bytes()

    def _due_bytes(self) -> bytes:
        out = b""
        while self._answers and self._answers[0][0] <= self._now:
            out += self._answers.popleft()[1]
        return out if self._is_connected else b""

    def _forget_connection(self) -> None:
        self._heard.clear()
        self._heard_until = NEVER
        self._answers.clear()

    # requests

    def _take_request(self, heard: bytes) -> None:
        fields = _read(heard)
        if fields is None or "CZ" not in fields or "CD" not in fields:
            self._answer({"CZ": "0300", "AE": "01", "AF": "09"}, THINK_SECONDS)
        elif fields["CD"] == "I":
            self._answer(fields | {"AE": "10"}, THINK_SECONDS)
        elif fields["CD"] == "3":
            self._repeat_ticket(fields)
        elif fields["CD"] not in ("0", "1") or self._sale:
            self._answer(fields | {"AE": "01", "AF": "12"}, THINK_SECONDS)
        elif not fields.get("CB", "").isdecimal() or fields.get("CE") != "978":
            self._answer(fields | {"AE": "01", "AF": "09"}, THINK_SECONDS)
        elif (fields.get("CC") == "00E" and not self.takes_meals) or (fields["CD"] == "1" and not self.gives_back):
            self._answer(fields | {"AE": "01", "AF": "10"}, THINK_SECONDS)
        else:
            self._begin_sale(fields)

    def _repeat_ticket(self, fields: dict[str, str]) -> None:
        if self.repeats_last_ticket and self._last_ticket:
            self._answer(self._last_ticket | {"CD": "3"}, THINK_SECONDS)
        else:
            self._answer({"CZ": fields["CZ"], "CD": "3", "AE": "01", "AF": "12"}, THINK_SECONDS)

    def _begin_sale(self, fields: dict[str, str]) -> None:
        plan = self.plans.popleft() if self.plans else self._faults.draw(self._dice)
        if plan is Plan.CUT_UNCHARGED:
            self._wants_hang_up = True
        elif plan is not Plan.IGNORE:
            self._sale = _Sale(fields, plan, self._now + CUSTOMER_SECONDS)

    # the sale

    def _show_card(self, contactless: bool) -> None:
        if self._sale and self.amount_shown is not None:
            self._sale.contactless = contactless
            self._sale.done_at = self._now + BANK_SECONDS
            self._touched = True

    def _continue_sale(self, sale: _Sale) -> None:
        if sale.pressed_red:
            self._refuse(sale, "06")
        elif self._now >= sale.done_at:
            self._finish_sale(sale)
        elif sale.done_at == NEVER and self._now >= sale.give_up_at:
            self._refuse(sale, "08")

    def _finish_sale(self, sale: _Sale) -> None:
        self._sale = None
        match sale.plan:
            case Plan.REFUSE:
                self._refuse(sale, "04")
            case Plan.DIE_UNCHARGED:
                self.cut_power()
            case Plan.DIE_CHARGED:
                self._charge(sale)
                self.cut_power()
            case Plan.CUT_CHARGED:
                self._charge(sale)
                self._wants_hang_up = True
            case Plan.ANSWER_LATE:
                self._answer(self._charge(sale), LATE_SECONDS)
            case Plan.WRONG_REFERENCE:
                self._answer(self._charge(sale) | {"CF": "another sale"}, 0.0)
            case _:
                self._answer(self._charge(sale), 0.0)

    def _refuse(self, sale: _Sale, reason: str) -> None:
        self._sale = None
        answer = {tag: value for tag, value in sale.fields.items() if tag != "CB"}  # as real ones do
        self._answer(answer | {"AE": "01", "AF": reason}, 0.0)

    def _charge(self, sale: _Sale) -> dict[str, str]:
        """The money moves here, and only here."""
        amount = int(sale.fields["CB"])
        if sale.plan is Plan.APPROVE_PART:
            amount = (amount + 1) // 2
        (self.refunds if sale.fields["CD"] == "1" else self.charges).append((sale.fields.get("CF", ""), amount))
        self._last_ticket = sale.fields | self._ticket(amount, sale.contactless)
        return self._last_ticket

    def _ticket(self, amount: int, contactless: bool) -> dict[str, str]:
        card = CARD_NUMBER if self.leaks_card_number else f"{CARD_NUMBER[:6]}######{CARD_NUMBER[-4:]}"
        text = f"CARTE BANCAIRE\r\n{card}\r\nMONTANT {amount // 100},{amount % 100:02d} EUR\r\n"
        paper = base64.b64encode(text.encode("cp1252")).decode()
        return {
            "CB": f"{amount:02d}",
            "AE": "10",
            "CC": ("10E" if contactless else "00E") if self.holds_meal_card else "00B" if contactless else "001",
            "CI": "2" if contactless else "1",
            "AC": f"{len(self.charges):06d}",
            "AA": card,
            "ZT": f"CK003100AK{len(paper):03d}{paper}",
        }

    def _answer(self, fields: dict[str, str], after_seconds: float) -> None:
        message = "".join(f"{tag}{len(value):03d}{value}" for tag, value in fields.items()).encode("latin-1")
        for index, start in enumerate(range(0, len(message), self.piece_size)):
            at = self._now + after_seconds + index * PIECE_SECONDS
            self._answers.append((at, message[start : start + self.piece_size]))


def _read(message: bytes) -> dict[str, str] | None:
    """The fields of a request, None when it does not hold together."""
    text, fields, at = message.decode("latin-1"), dict[str, str](), 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 5]
        if not tag.isalpha() or len(length) < 3 or not length.isdecimal() or tag in fields:
            return None
        end = at + 5 + int(length)
        if end > len(text):
            return None
        fields[tag] = text[at + 5 : end]
        at = end
    return fields
