"""Messages of Azkoyen's CashlogyConnector: `#status#field#field#`, without a length and without an end mark.

Known from public clients only (the maker's manual is confidential and was not used): hw_cashlogy for `Y` and `P`, a
TypeScript client for the commands ending in 2 (machines with a safe box), a Dart client for `U`; the layout of `U`'s
reply is assumed to be that of `U2`. `#0#1250#` may be whole or the beginning of more: how many fields a reply has is
known only from the command. A refusal may have fewer fields than that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from hardware.cash.vault import VALUE_MAX
from hardware.words import Pieces

REPLY_SIZE_MAX = 8192
NOTES_FROM = 500  # cents: the list of notes stands behind the list of coins

FIELDS = {
    b"I": 2,  # status, version
    b"E": 1,
    b"C": 5,  # status, introduced, returned, by hand, added change
    b"G": 7,  # status, before, after, inserted, withdrawn, not dispensed, consolidated
    b"B": 1,
    b"Q": 2,  # status, cents so far
    b"J": 2,  # status, cents in all
    b"P": 3,  # status, cents paid, added change
    b"U": 2,  # status, pieces paid
    b"U2": 2,
    b"Y": 3,  # status, recycler, stacker
    b"Y2": 5,  # status, recycler, not returnable, stacker, safe box
    b"GC": 3,  # status, state by denomination, per cent by denomination
    b"GC2": 3,
    b"?": 2,  # status, error codes
    b"!": 1,
    b"Z": 1,
}
"""Fields of the reply to each command, the status among them."""

_CENTS = re.compile(r"\d{1,9}", re.ASCII)
_PAIR = re.compile(r"(\d{1,5}|[A-Z]{1,16}):(\d{1,5})", re.ASCII)


class Status(StrEnum):
    """The first field."""

    OK = "0"
    LEVEL = "WR:LEVEL"  # done, and something is nearly empty or nearly full
    CANCELLED = "WR:CANCEL"
    GENERIC = "ER:GENERIC"  # the machine failed; money may have moved
    BAD_DATA = "ER:BAD_DATA"
    BUSY = "ER:BUSY"
    ILLEGAL = "ER:ILLEGAL"  # not now, or not initialised


class Damaged(ValueError):  # noqa: N818 - it says what happened to the reply
    """What arrived is no reply to what was asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """A command. `seconds`: how long its reply may take."""

    data: bytes
    seconds: float = 10.0

    @property
    def fields(self) -> int:
        """Of the reply. KeyError: no such command."""
        return FIELDS[self.data.split(b"#")[1]]


@dataclass(frozen=True, slots=True)
class Reply:
    """`fields` without the status."""

    status: Status
    fields: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Was it done?"""
        return self.status in (Status.OK, Status.LEVEL)

    def field(self, index: int) -> str:
        """Damaged: it is not there."""
        if index >= len(self.fields):
            raise Damaged("a field is missing")
        return self.fields[index]


def command(*parts: str | int, seconds: float = 10.0) -> Question:
    """The message of these parts."""
    return Question(("#" + "#".join(map(str, parts)) + "#").encode("ascii"), seconds)


def parse(data: bytes, fields: int, is_over: bool = False) -> Reply | None:
    """The reply in `data`; None: more must come. `is_over`: nothing more comes. Damaged: it is none."""
    if data[:1] not in (b"", b"#") or len(data) > REPLY_SIZE_MAX:
        raise Damaged("not a reply of a CashlogyConnector")
    marks = data.count(b"#")
    if marks > fields + 1 or (marks == fields + 1 and data[-1:] != b"#"):
        raise Damaged("more than was asked for")
    if marks <= fields and not is_over:
        return None
    if marks < 2 or data[-1:] != b"#":
        raise Damaged("the reply breaks off")
    status, *rest = data[1:-1].decode("cp1252", "replace").split("#")
    try:
        return Reply(Status(status), tuple(rest))
    except ValueError:
        raise Damaged("an unknown status") from None


def cents(text: str) -> int:
    """An amount. Damaged: none, or one that no machine holds."""
    if not _CENTS.fullmatch(text) or int(text) > VALUE_MAX:
        raise Damaged("not an amount")
    return int(text)


def numbers(text: str) -> dict[str, int]:
    """`1:0,200:4;500:1,STACKER:0`: a number by denomination (or by box). Damaged: not that."""
    found: dict[str, int] = {}
    for pair in (pair for part in text.split(";") if part for pair in part.split(",")):
        parsed = _PAIR.fullmatch(pair)
        if not parsed or parsed[1] in found:
            raise Damaged("not a list of denominations")
        found[parsed[1]] = int(parsed[2])
    return found


def counts(text: str) -> dict[int, int]:
    """Pieces by value in cents; what stands there for a box is passed over. Damaged: not that."""
    return {int(name): count for name, count in numbers(text).items() if name.isdecimal()}


def listed(pieces: Pieces) -> str:
    """Coins, and behind a semicolon notes."""
    coins = ",".join(f"{value}:{count}" for value, count in sorted(pieces) if value < NOTES_FROM)
    notes = ",".join(f"{value}:{count}" for value, count in sorted(pieces) if value >= NOTES_FROM)
    return f"{coins};{notes}" if notes else coins
