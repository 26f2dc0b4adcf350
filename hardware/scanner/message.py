"""What a scanner's message says, whichever wire it came by: AIM identifier, text, and the add-on beside an EAN."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hardware.scanner.alarm import Alarm
from hardware.words import CodeSeen, Symbology, Word

MESSAGE_SIZE_MAX = 4096
ADD_ON_SECONDS = 0.15
"""An add-on that comes as a message of its own leaves the scanner right behind its EAN."""

SYMBOLOGIES = {  # letter and modifier after the "]" (ISO/IEC 15424); what is not here is OTHER
    "E0": Symbology.EAN13,  # UPC too, as 13 digits
    "E3": Symbology.EAN13,  # with its add-on behind it
    "E4": Symbology.EAN8,
    "C0": Symbology.CODE128,
    "C1": Symbology.GS1_128,
    "C2": Symbology.CODE128,
    "C4": Symbology.CODE128,
    "e0": Symbology.DATABAR_EXPANDED,
    "d0": Symbology.DATAMATRIX,
    "d1": Symbology.DATAMATRIX,
    "d2": Symbology.GS1_DATAMATRIX,
    "d3": Symbology.DATAMATRIX,
    "I0": Symbology.ITF,
    "I1": Symbology.ITF,
    "Q0": Symbology.QR,
    "Q1": Symbology.QR,
    "Q2": Symbology.QR,
    "Q3": Symbology.GS1_QR,
    "Q4": Symbology.QR,
    "Q5": Symbology.QR,
    "Q6": Symbology.QR,
}
PLAIN_DIGITS = {8: Symbology.EAN8, 12: Symbology.UPCA, 13: Symbology.EAN13}
ADD_ON_SIZES = {"E1": 2, "E2": 5}

PREFIXES_WITH_ADD_ON = ("378", "379", "414", "419", "434", "439", "491", "977", "978", "979")
"""Press and books, the only retail articles with add-ons: French 378 and 379, ISSN 977, ISBN 978 and 979."""

_AIM = re.compile(r"\](?P<kind>[A-Za-z][0-9A-Za-z])(?P<text>.+)", re.DOTALL)
_EAN_SIZE = 13
# GS between GS1 elements; RS and EOT of ISO 15434 envelopes; line ends and tabs within QR codes.
_NOISE = re.compile(r"[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1c\x1f\x7f-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class AddOn:
    """The 2 or 5 digits beside an EAN, told in a message of their own."""

    digits: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How the last message came, for the self-test of a scanner: `text` with its identifier, and without its suffix.

    `ended`: by its suffix, not by silence. `french`: keys of a French keyboard, put right.
    """

    text: str
    ended: bool = True
    french: bool = False


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a message; one that cannot be decoded, or holds more than a message may, becomes noise."""
    return data.decode(encoding, "replace") if len(data) <= MESSAGE_SIZE_MAX else "\ufffd"


def is_damaged(text: str) -> bool:
    """Nothing, or signs that no code in a shop holds."""
    return not text or _NOISE.search(text) is not None


def read_message(text: str) -> CodeSeen | AddOn | None:
    """One message without its suffix; None when it was damaged on the way: noise, or a wrong check digit.

    Without an AIM identifier only 8, 12 or 13 digits with a right check digit are taken for EAN-8, UPC-A or EAN-13
    (a UPC-E or Code 128 of that shape would be mistaken for one); everything else is OTHER. Switch identifiers on.
    """
    if is_damaged(text):
        return None
    aim = _AIM.fullmatch(text)
    if aim is None:
        return CodeSeen(text, _guess(text))
    return identified(aim["kind"], aim["text"])


def identified(kind: str, text: str) -> CodeSeen | AddOn | None:
    """The code of an AIM identifier without its "]", such as "E0"; None: wrong length or check digit."""
    if kind in ADD_ON_SIZES:
        return AddOn(text) if re.fullmatch(rf"[0-9]{{{ADD_ON_SIZES[kind]}}}", text) else None
    symbology, add_on = SYMBOLOGIES.get(kind, Symbology.OTHER), ""
    if kind == "E3":
        text, add_on = text[:_EAN_SIZE], text[_EAN_SIZE:]
        if not re.fullmatch(r"(?:[0-9]{2}|[0-9]{5})?", add_on):
            return None
    match symbology:
        case Symbology.EAN13 if len(text) == 12:  # some send UPC-A as it is printed
            symbology = Symbology.UPCA
        case Symbology.DATABAR_EXPANDED if re.fullmatch(r"01[0-9]{14}", text):
            symbology = Symbology.DATABAR  # a lone article number: what the short kinds of DataBar hold
    sizes = {size for size, plain in PLAIN_DIGITS.items() if plain is symbology}
    if sizes and (len(text) not in sizes or not has_right_check_digit(text)):
        return None
    return CodeSeen(text, symbology, add_on)


def has_right_check_digit(text: str) -> bool:
    """GS1 General Specifications 7.9: weights 3 and 1 from the right, the last digit fills up to a ten."""
    if not re.fullmatch(r"[0-9]+", text):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _guess(text: str) -> Symbology:
    return PLAIN_DIGITS.get(len(text), Symbology.OTHER) if has_right_check_digit(text) else Symbology.OTHER


class Codes:
    """What was read, in order, to be told: an EAN of press or books waits a moment in case its add-on follows alone.

    `dropped` counts messages that were no code, and add-ons without an EAN. `overhear` is called with how each message
    came, `last` is the last of them.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.last = Manner("")
        self.overhear: Callable[[Manner], None] = lambda manner: None
        self._words: list[Word] = []
        self._waiting: tuple[CodeSeen, ...] = ()
        self._add_on_due = Alarm()

    @property
    def next_tick(self) -> float:
        return self._add_on_due.due

    def say(self, word: Word) -> None:
        """A word that is no code."""
        self._words.append(word)

    def came(self, manner: Manner) -> None:
        """A message, before anybody asks whether it is a code."""
        self.last = manner
        self.overhear(manner)

    def take(self, code: CodeSeen | AddOn | None) -> None:
        """What the next message says."""
        match code:
            case AddOn(digits) if self._waiting:
                (ean,) = self._waiting
                self._waiting = (CodeSeen(ean.text, ean.symbology, digits),)
                self._let_go()
            case None | AddOn():
                self.dropped += 1
            case CodeSeen():
                self._let_go()
                if may_have_add_on(code):
                    self._waiting = (code,)
                    self._add_on_due.set(ADD_ON_SECONDS)
                else:
                    self._words.append(code)

    def tick(self, now: float) -> None:
        """Time passes; call it with every tick of the wire."""
        if self._add_on_due.rings(now):
            self._let_go()

    def told(self) -> list[Word]:
        """What is to be told now, once."""
        words, self._words = self._words, []
        return words

    def _let_go(self) -> None:
        self._words += self._waiting
        self._waiting = ()
        self._add_on_due.stop()


def may_have_add_on(code: CodeSeen) -> bool:
    """Is this an EAN whose add-on may follow it?"""
    return code.symbology is Symbology.EAN13 and not code.add_on and code.text.startswith(PREFIXES_WITH_ADD_ON)
