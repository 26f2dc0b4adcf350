"""A simulated nexo terminal (JSON over HTTP) with a customer before it, a memory, and a ledger of the truth."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from hardware.card import nexo_message as says
from hardware.card.nexo_blob import NONCE_SIZE, NexoKey
from hardware.card.nexo_message import Body, DamagedAnswer, Header, Json, KeyRefused, at, cents_at, text_at
from hardware.simulated.http_server import HttpServer, Question, Reply
from hardware.wire import NEVER

BANK_SECONDS = 2.0  # from the card to the bank's answer
CUSTOMER_SECONDS = 120.0  # then the terminal gives up
BOOT_SECONDS = 30.0
LATE_SECONDS = 200.0
CARD_NUMBER = "4970101234567890"
POI = "V400m-123456789"
TIME = "2026-01-02T03:04:05.000Z"
PATH = "/nexo"


class Plan(StrEnum):
    """How the next payment or unreferenced refund goes."""

    APPROVE = "approve"
    REFUSE = "refuse"
    APPROVE_PART = "approve part"
    IGNORE = "ignore"  # the request is swallowed, nothing shows on the terminal
    CUT_UNCHARGED = "cut uncharged"  # hangs up on receiving the request
    CUT_CHARGED = "cut charged"  # charges, then hangs up without an answer
    DIE_UNCHARGED = "die uncharged"  # power fails as the card is shown
    DIE_CHARGED = "die charged"  # power fails just after the bank said yes
    ANSWER_LATE = "answer late"
    ANSWER_TWICE = "answer twice"
    OTHER_SALE = "other sale"  # charges, and answers with what another sale would be told
    OTHER_QUESTION = "other question"  # charges, and answers under another ServiceID
    OTHER_TERMINAL = "other terminal"
    DAMAGED = "damaged"  # charges, and its answer is changed on the way
    SERVER_ERROR = "server error"  # charges, and answers HTTP 500
    DOLLARS = "dollars"  # says, and repeats, that it charged dollars
    TOO_MUCH = "too much"  # says, and repeats, that it charged more than was asked


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities, 0 to 1, for the next payment; what is left of 1 is an approval."""

    of: tuple[tuple[Plan, float], ...] = ()

    def draw(self, dice: random.Random) -> Plan:
        plans = [plan for plan, _ in self.of]
        weights = [weight for _, weight in self.of]
        return dice.choices([*plans, Plan.APPROVE], [*weights, max(0.0, 1.0 - sum(weights))])[0]


@dataclass(slots=True)
class _Sale:
    """What the terminal shows its customer. `done_at`: when the bank answers, NEVER before a card was shown."""

    header: Header
    reference: str
    amount: int
    is_refund: bool
    plan: Plan
    give_up_at: float
    is_waited_for: bool = True  # on the connection it came by
    done_at: float = NEVER
    contactless: bool = False
    stopped_by: str = ""  # the ErrorCondition of whoever stopped it


@dataclass(frozen=True, slots=True)
class _Done:
    amount: int
    given_back: list[int] = field(default_factory=list)


class NexoEmulator:
    """One terminal. `charges` and `refunds` are the money truly moved, as (reference, cents), and survive everything.

    So does what it remembers of finished payments. One connection at a time: a payment goes on without its own.
    """

    def __init__(self, seed: int = 0, faults: Faults | None = None, key: NexoKey | None = None, poi: str = POI) -> None:
        self.charges: list[tuple[str, int]] = []
        self.refunds: list[tuple[str, int]] = []
        self.busy = False  # refuses connections
        self.maintenance = False
        self.wants_login = False
        self.holds_meal_card = False  # what the customer has in hand
        self.prints = True  # receipts come with the answers
        self.leaks_card_number = False  # sends the whole card number in every field that could hold it
        self.questions: deque[str] = deque(maxlen=1000)  # categories asked so far
        self.plans: deque[Plan] = deque()  # for the coming payments; then faults decide
        self._key = key
        self._poi = poi
        self._dice = random.Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._faults = faults or Faults()
        self._server = HttpServer(self._hear)
        self._now = 0.0
        self._is_powered = True
        self._boot_seconds: float | None = None
        self._ready_at = 0.0
        self._is_connected = False
        self._wants_hang_up = False
        self._touched = False
        self._out = b""
        self._late: deque[tuple[float, Reply]] = deque()
        self._sale: _Sale | None = None
        self._kept: dict[Header, Body] = {}
        self._done: dict[str, _Done] = {}

    # the customer's side

    @property
    def amount_shown(self) -> int | None:
        """What the terminal asks its customer to pay (or will give back), in cents; None when it waits for nobody."""
        sale = self._sale
        return sale.amount if sale and sale.done_at == NEVER and not sale.stopped_by else None

    def tap(self) -> None:
        """A card or telephone is held against the terminal; nothing happens when no amount is shown."""
        self._show_card(contactless=True)

    def insert_card(self) -> None:
        """With the right code."""
        self._show_card(contactless=False)

    def press_red(self) -> None:
        """By the customer or the staff; too late once the card was read."""
        self._stop("Cancel")

    def cut_power(self) -> None:
        """The payment under way is forgotten, the ledger and the finished ones are not."""
        self._is_powered = False
        self._wants_hang_up = self._is_connected
        self._sale = None
        self._late.clear()
        self._out = b""

    def restore_power(self) -> None:
        """Takes connections again after BOOT_SECONDS."""
        if not self._is_powered:
            self._is_powered, self._boot_seconds = True, BOOT_SECONDS

    # the till's side

    @property
    def listening(self) -> bool:
        return self._is_powered and self._boot_seconds is None and self._now >= self._ready_at and not self.busy

    @property
    def hangs_up(self) -> bool:
        wish, self._wants_hang_up = self._wants_hang_up, False
        return wish

    @property
    def next_tick(self) -> float:
        if self._touched or self._boot_seconds is not None:
            return -NEVER
        moments = [at for at, _ in self._late]
        if self._ready_at > self._now:
            moments.append(self._ready_at)
        if self._sale:
            moments.append(min(self._sale.done_at, self._sale.give_up_at))
        return min(moments, default=NEVER)

    def connected(self) -> None:
        self._is_connected = True
        self._server.connected()

    def disconnected(self) -> None:
        """Whole questions that are here already are carried out all the same."""
        self._is_connected = False
        self._late.clear()
        self._out = b""
        if self._sale:
            self._sale.is_waited_for = False

    def receive(self, data: bytes) -> None:
        self._out += self._server.receive(data)
        self._wants_hang_up |= self._server.hangs_up
        self._touched = True

    def tick(self, now: float) -> bytes:
        self._now, self._touched = now, False
        if self._boot_seconds is not None:
            self._ready_at, self._boot_seconds = now + self._boot_seconds, None
        if self._sale:
            self._continue_sale(self._sale)
        while self._late and self._late[0][0] <= now:
            self._out += self._server.reply(self._late.popleft()[1])
        out, self._out = self._out, b""
        return out if self._is_connected and self._is_powered else b""

    # questions

    def _hear(self, question: Question) -> Reply | None:
        if (question.method, question.target) != ("POST", PATH):
            return Reply(404, b"")
        try:
            message = says.opened("Request", question.body, self._key)
        except DamagedAnswer as error:
            return Reply(401 if isinstance(error, KeyRefused) else 400, b"")
        self.questions.append(message.header.category)
        return self._take(message.header, message.body)

    def _take(self, header: Header, body: Body) -> Reply | None:
        match header.category:
            case "Diagnosis":
                state = "Maintenance" if self.maintenance else "Busy" if self._sale else "OK"
                return self._told(header, {"Response": _success(), "POIStatus": {"GlobalStatus": state}})
            case "Login":
                self.wants_login = False
                return self._told(header, {"Response": _success()})
            case "Abort":
                self._abort(at(body, "AbortRequest", "MessageReference"))
                return Reply(200, b"ok", "text/plain")
            case "TransactionStatus":
                return self._told(header, self._status(at(body, "TransactionStatusRequest", "MessageReference")))
            case "Payment" | "Reversal" if header in self._kept or (self._sale and self._sale.header == header):
                return self._told(header, _failure("NotAllowed", "message=Duplicate+service+ID"))
            case "Payment" | "Reversal" if self.wants_login:
                return self._told(header, self._keep(header, _failure("LoggedOut", "")))
            case "Reversal":
                return self._told(header, self._keep(header, self._reverse(at(body, "ReversalRequest"))))
            case "Payment":
                return self._begin_sale(header, at(body, "PaymentRequest"))
        return self._told(header, _failure("UnavailableService", "message=Unknown+category"))

    def _abort(self, named: Json) -> None:
        if self._sale and text_at(named, "ServiceID") == self._sale.header.service:
            self._stop("Aborted")

    def _status(self, named: Json) -> dict[str, Json]:
        header = Header(*(text_at(named, name) for name in ("MessageCategory", "ServiceID", "SaleID", "POIID")))
        if self._sale and self._sale.header == header:
            return {**_failure("InProgress", "message=Uncompleted%20transaction"), "MessageReference": named}
        if header not in self._kept:
            return {**_failure("NotFound", "message=Not+found"), "MessageReference": named}
        repeated = {
            "MessageHeader": header.as_json("Response"),
            "RepeatedResponseMessageBody": {f"{header.category}Response": self._kept[header]},
        }
        return {"Response": _success(), "MessageReference": named, "RepeatedMessageResponse": repeated}

    def _reverse(self, body: Json) -> dict[str, Json]:
        original = text_at(body, "OriginalPOITransaction", "POITransactionID", "TransactionID")
        done, amount = self._done.get(original), cents_at(body, "ReversedAmount")
        if done is None or amount is None:
            return _failure("NotFound", "message=Original+not+found")
        if amount + sum(done.given_back) > done.amount:
            return _failure("Refusal", "refusalReason=More+than+was+paid")
        done.given_back.append(amount)
        reference = text_at(body, "SaleData", "SaleTransactionID", "TransactionID")
        self.refunds.append((reference, amount))
        identity = self._identity(amount)
        return {"Response": _success(), "POIData": identity, "ReversedAmount": says.decimal_of(amount)}

    # the payment

    def _begin_sale(self, header: Header, body: Json) -> Reply | None:
        if self._sale:
            return self._told(header, self._keep(header, _failure("Busy", "message=Busy")))
        asked = at(body, "PaymentTransaction", "AmountsReq")
        amount = cents_at(asked, "RequestedAmount")
        reference = text_at(body, "SaleData", "SaleTransactionID", "TransactionID")
        if not amount or text_at(asked, "Currency") != "EUR" or not reference:
            return self._told(header, self._keep(header, _failure("MessageFormat", "message=Amount")))
        plan = self.plans.popleft() if self.plans else self._faults.draw(self._dice)
        if plan is Plan.CUT_UNCHARGED:
            self._wants_hang_up = True
        elif plan is not Plan.IGNORE:
            is_refund = text_at(body, "PaymentData", "PaymentType") == "Refund"
            self._sale = _Sale(header, reference, amount, is_refund, plan, self._now + CUSTOMER_SECONDS)
        return None

    def _show_card(self, contactless: bool) -> None:
        if self._sale and self.amount_shown is not None:
            self._sale.contactless, self._sale.done_at = contactless, self._now + BANK_SECONDS
            self._touched = True

    def _stop(self, condition: str) -> None:
        if self._sale and self.amount_shown is not None:
            self._sale.stopped_by, self._touched = condition, True

    def _continue_sale(self, sale: _Sale) -> None:
        if sale.stopped_by:
            self._finish(sale, _failure(sale.stopped_by, "message=108+Shopper+cancelled+tx"))
        elif self._now >= sale.done_at:
            self._finish_sale(sale)
        elif sale.done_at == NEVER and self._now >= sale.give_up_at:
            self._finish(sale, _failure("Cancel", "message=126+Shopper+did+not+present+card"))

    def _finish_sale(self, sale: _Sale) -> None:
        match sale.plan:
            case Plan.REFUSE:
                self._finish(sale, _failure("Refusal", "refusalReason=214+Declined+online"))
            case Plan.DIE_UNCHARGED:
                self.cut_power()
            case Plan.DIE_CHARGED:
                self._keep(sale.header, self._charge(sale))
                self.cut_power()
            case Plan.CUT_CHARGED:
                self._keep(sale.header, self._charge(sale))
                self._sale, self._wants_hang_up = None, self._is_connected
            case _:
                self._finish(sale, self._charge(sale))

    def _finish(self, sale: _Sale, answer: dict[str, Json]) -> None:
        """The answer goes where it is waited for."""
        self._sale = None
        reply = self._disturbed(sale, self._keep(sale.header, answer))
        if sale.is_waited_for and sale.plan is Plan.ANSWER_LATE:
            self._late.append((self._now + LATE_SECONDS, reply))
        elif sale.is_waited_for:
            self._out += self._server.reply(reply) * (2 if sale.plan is Plan.ANSWER_TWICE else 1)

    def _disturbed(self, sale: _Sale, answer: dict[str, Json]) -> Reply:
        header = sale.header
        match sale.plan:
            case Plan.OTHER_SALE:
                answer = {**answer, "SaleData": {"SaleTransactionID": {"TransactionID": "another", "TimeStamp": TIME}}}
            case Plan.OTHER_QUESTION:
                header = Header(header.category, "ANOTHER", header.sale, header.poi)
            case Plan.OTHER_TERMINAL:
                header = Header(header.category, header.service, header.sale, "P400Plus-987654321")
            case Plan.SERVER_ERROR:
                return Reply(500, b"")
        reply = self._told(header, answer)
        if sale.plan is Plan.DAMAGED:
            middle = len(reply.body) // 2
            return Reply(200, reply.body[:middle] + b"~" + reply.body[middle + 1 :])
        return reply

    def _charge(self, sale: _Sale) -> dict[str, Json]:
        """The money moves here, and only here and in _reverse."""
        part = sale.plan is Plan.APPROVE_PART
        amount = (sale.amount + 1) // 2 if part else sale.amount
        (self.refunds if sale.is_refund else self.charges).append((sale.reference, amount))
        told = sale.amount * 10 if sale.plan is Plan.TOO_MUCH else amount
        card = CARD_NUMBER if self.leaks_card_number else f"{CARD_NUMBER[:6]} **** {CARD_NUMBER[-4:]}"
        answer: dict[str, Json] = {
            "Response": {"Result": "Partial" if part else "Success", "AdditionalResponse": "tid=75039202"},
            "SaleData": {"SaleTransactionID": {"TransactionID": sale.reference, "TimeStamp": TIME}},
            "POIData": self._identity(amount),
            "PaymentResult": {
                "PaymentType": "Refund" if sale.is_refund else "Normal",
                "PaymentAcquirerData": {"ApprovalCode": f"{len(self.charges):06d}"},
                "PaymentInstrumentData": {
                    "CardData": {
                        "EntryMode": ["Contactless" if sale.contactless else "ICC"],
                        "PaymentBrand": "mealVoucher_FR_edenred" if self.holds_meal_card else "cartebancaire",
                        "MaskedPan": card,
                    },
                },
                "AmountsResp": {
                    "AuthorizedAmount": says.decimal_of(told),
                    "Currency": "USD" if sale.plan is Plan.DOLLARS else "EUR",
                },
            },
        }
        return answer | ({"PaymentReceipt": _receipts(told, card)} if self.prints else {})

    def _identity(self, amount: int) -> dict[str, Json]:
        name = f"oLkO{len(self._done):09d}.{self._dice.getrandbits(32)}"
        self._done[name] = _Done(amount)
        return {"POITransactionID": {"TransactionID": name, "TimeStamp": TIME}}

    def _keep(self, header: Header, answer: dict[str, Json]) -> dict[str, Json]:
        self._kept[header] = answer
        return answer

    def _told(self, header: Header, answer: dict[str, Json]) -> Reply:
        nonce = self._dice.randbytes(NONCE_SIZE)
        return Reply(200, says.envelope("Response", header, {f"{header.category}Response": answer}, self._key, nonce))


def _success() -> dict[str, Json]:
    return {"Result": "Success"}


def _failure(condition: str, more: str) -> dict[str, Json]:
    return {"Response": {"Result": "Failure", "ErrorCondition": condition, "AdditionalResponse": more}}


def _receipts(cents: int, card: str) -> list[Json]:
    return [_receipt(copy, cents, card) for copy in ("CashierReceipt", "CustomerReceipt")]


def _receipt(copy: str, cents: int, card: str) -> dict[str, Json]:
    total = f"{Decimal(cents).scaleb(-2)}".replace(".", "%2c")
    texts = (
        f"name={copy}&key=title",
        "key=filler",
        f"name=Carte&value={card.replace('*', '%2a').replace(' ', '%20')}&key=pan",
        f"name=MONTANT&value=%e2%82%ac%c2%a0{total}&key=totalAmount",
    )
    lines: list[Json] = [{"Text": text, "EndOfLineFlag": True} for text in texts]
    content = {"OutputFormat": "Text", "OutputText": lines}
    return {"DocumentQualifier": copy, "RequiredSignatureFlag": False, "OutputContent": content}
