"""Frames of Concert E+ (serial): fixed fields between STX and ETX, read by position, never by looking for ETX.

Evidence: two independent open hosts (pypostelium; a JavaScript one that also reads the long answer) and frames captured
from the first. The checksum (LRC) is the XOR of what lies between STX and itself, and may be any control byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from hardware.card.evidence import Doubt, masked_card, short_name
from hardware.words import AskOutcome, Authorize, Authorized, AuthorizeRefund, CardRefusal, NotAuthorized

STX, ETX, EOT, ENQ, ACK, NAK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
EURO = "978"
AMOUNT_CENTS_MAX = 99_999_999
PRIVATE_SIZE = 10
REQUEST_SIZE = 34
ANSWER_SIZES = (25, 80)  # without and with REP, 55 characters of the terminal's own
REP_SIZE = 55
DONE, NOT_DONE, ACCEPTED_ONLY = "0", "7", "9"
CARD, DEBIT, CREDIT = "1", "0", "1"

Asked = Authorize | AuthorizeRefund | AskOutcome


class Signal(Enum):
    """What can be heard on the line, and the two silences."""

    ACK = auto()
    NAK = auto()
    ENQ = auto()
    EOT = auto()
    FRAME = auto()
    DAMAGED = auto()
    TIMEOUT = auto()
    LINK_LOST = auto()


_SIGNALS = {ACK: Signal.ACK, NAK: Signal.NAK, ENQ: Signal.ENQ, EOT: Signal.EOT}


@dataclass(frozen=True, slots=True)
class Heard:
    """`body`: of a FRAME, what lies between STX and ETX."""

    signal: Signal
    body: str = ""


class Ear:
    """Cuts what arrives into signals and frames of these sizes; between them, noise is passed over.

    A frame is heard only while `expects_frame`: an STX that is noise must not swallow the call that follows.
    """

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.expects_frame = False
        self._sizes = sizes
        self._frame = b""

    @property
    def is_amid(self) -> bool:
        """Has a frame begun that is not whole?"""
        return bool(self._frame)

    def forget(self) -> None:
        """The rest of a frame did not come."""
        self._frame = b""

    def hear(self, data: bytes) -> list[Heard]:
        """Whatever arrived, in any pieces."""
        heard: list[Heard] = []
        for place in range(len(data)):
            byte = data[place : place + 1]
            if not self._frame:
                if byte == STX and self.expects_frame:
                    self._frame = byte
                elif byte in _SIGNALS:
                    heard.append(Heard(_SIGNALS[byte]))
                continue
            self._frame += byte
            if whole := self._whole():
                self._frame = b""
                heard.append(whole)
        return heard

    def _whole(self) -> Heard | None:
        inner = self._frame[1:-2]
        if len(inner) not in self._sizes or self._frame[-2:-1] != ETX:
            return Heard(Signal.DAMAGED) if len(inner) >= max(self._sizes) else None
        if self._frame != framed(inner.decode("latin-1")) or not inner.isascii():
            return Heard(Signal.DAMAGED)
        return Heard(Signal.FRAME, inner.decode("ascii"))


def framed(body: str) -> bytes:
    """STX, the body, ETX and the checksum."""
    inner = body.encode("latin-1") + ETX
    checksum = 0
    for byte in inner:
        checksum ^= byte
    return STX + inner + bytes([checksum])


def check_asked(asked: Asked) -> None:
    """ValueError for what this protocol cannot say: 1 cent to 999,999.99 euros."""
    if not 0 < asked.amount <= AMOUNT_CENTS_MAX or not asked.reference:
        raise ValueError(f"{asked.amount} cents cannot be charged for {asked.reference!r}")


def private_of(asked: Asked) -> str:
    """The ten characters which the terminal gives back: they stand for our reference."""
    return short_name(asked.reference, PRIVATE_SIZE)


def request(asked: Authorize | AuthorizeRefund, till: str, delay: Literal["A010", "A011"]) -> str:
    """The body of a request without REP in its answer; the authorization is the terminal's own affair (B010)."""
    kind = CREDIT if isinstance(asked, AuthorizeRefund) else DEBIT
    return f"{till}{asked.amount:08d}0{CARD}{kind}{EURO}{private_of(asked)}{delay}B010"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the terminal says of a request."""

    till: str
    result: str
    amount: str
    mode: str
    rep: str
    currency: str
    private: str

    @classmethod
    def of(cls, body: str) -> Answer:
        """From a body of 25 or 80 characters."""
        rep = body[12 : 12 + REP_SIZE] if len(body) > ANSWER_SIZES[0] else ""
        return cls(body[:2], body[2], body[3:11], body[11], rep, body[-13:-10], body[-10:])

    def describe(self) -> str:
        """For staff; REP, which may name a card, is left out."""
        return f"result {self.result!r}, amount {self.amount!r}, currency {self.currency!r}, private {self.private!r}"


def judge(answer: Answer, asked: Asked, till: str) -> Authorized | NotAuthorized | Doubt:
    """What this answer, which carries our private field, proves."""
    if answer.till != till or answer.mode != CARD:
        return Doubt("the answer is for another till, or not of a card")
    match answer.result:
        case "0":
            if answer.currency != EURO:
                return Doubt("what it shows is not a payment in euros")
            amount = int(answer.amount) if re.fullmatch("[0-9]{8}", answer.amount) else 0
            if not 0 < amount <= asked.amount:
                return Doubt("the amount it shows is not one we asked for")
            card = re.search(r"[0-9*#]{8,19}", answer.rep)
            return Authorized(asked.reference, amount, masked_card(card.group()) if card else "")
        case "7":
            return NotAuthorized(asked.reference, CardRefusal.REFUSED, "not done; the terminal shows why")
    return Doubt("the answer says neither done nor not done")
