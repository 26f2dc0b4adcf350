"""What is asked of a CashlogyConnector about money, and what its answers mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hardware.cash import cashlogy_message as m
from hardware.cash import teller
from hardware.cash.cashlogy_message import Question, Reply, Status
from hardware.cash.teller import Forgotten, Taken, Unusable
from hardware.cash.vault import EUROS, Holding
from hardware.words import Degraded, Fault, Health, Lost, Pieces, Ready

T = TypeVar("T")
Script = teller.Script[Question, Reply, T]

INIT_SECONDS = 60.0
PAY_SECONDS = 180.0  # notes wait to be taken
BUSY_SECONDS = 1.0  # between questions to a busy machine
BUSY_TRIES = 20
BUSY_SECONDS_MAX = 90.0  # longer than any payout: then what it does is cancelled

BUSY = Degraded(Fault.STARTING, "the machine is busy with something else: wait, or end it at its own screen")
STUCK = Lost(Fault.NO_ANSWER, "the machine stays busy with something else: end it at its own screen, or restart it")

EMPTY, NEAR_EMPTY, FULL, NEAR_FULL = 11, 12, 21, 22  # OPOS CashChanger
BOXES = ("STACKER", "SAFEBOX")
DOORS = frozenset({"1130", "1131", "1132", "1133"})
LEVELS = frozenset({"1110", "1313", "1314"})  # told by GC, too


@dataclass(frozen=True, slots=True)
class Dialect:
    """Commands with one meaning. `boxes`: how many lists of counts stand behind that of the recycler."""

    counts: str
    boxes: int
    pay: str
    levels: str


WIDE = Dialect("Y2", 3, "U2", "GC2")
PLAIN = Dialect("Y", 1, "U", "GC")


class Session:
    """Implements `hardware.cash.teller.Machine`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._dialect = WIDE
        self._counts_while_open = True
        self._tells_levels = True

    def start(self, report: Callable[[Health], None]) -> Script[None]:
        """Initialise it; while it is busy, wait."""
        busy_since = self._now()
        while not (yield from self._initialise()):
            yield m.command("J")  # a till that died may have left the slot open
            if self._now() >= busy_since + BUSY_SECONDS_MAX:
                report(STUCK)
                yield m.command("!")
                busy_since = self._now()
            elif self._now() > busy_since + BUSY_SECONDS:
                report(BUSY)
            yield self._now() + BUSY_SECONDS
        yield m.command("J")

    def _initialise(self) -> Script[bool]:
        reply = yield m.command("I", seconds=INIT_SECONDS)
        match reply.status:
            case Status.OK | Status.LEVEL:
                return True
            case Status.BUSY | Status.CANCELLED:
                return False
            case Status.GENERIC:
                raise Unusable(Fault.NO_ANSWER, "the Connector answers, the machine does not: is it switched on?")
            case _:
                raise Unusable(Fault.WRONG_DEVICE, f"it refuses to start ({reply.status})")

    def count(self) -> Script[Holding]:
        """Y, or Y2 where the Connector knows it."""
        for _ in range(BUSY_TRIES):
            reply = yield m.command(self._dialect.counts)
            if reply.is_good:
                return self._holding(reply)
            if reply.status is Status.ILLEGAL:
                raise Forgotten
            if reply.status is Status.BAD_DATA and self._dialect is WIDE:
                self._dialect = PLAIN
            else:
                yield self._now() + BUSY_SECONDS
        raise Unusable(Fault.COUNTS_IN_DOUBT, "the machine does not tell what it holds")

    def _holding(self, reply: Reply) -> Holding:
        recycler, *boxes = (m.counts(reply.field(index)) for index in range(1 + self._dialect.boxes))
        cashbox = {value: sum(box.get(value, 0) for box in boxes) for box in boxes for value in box}
        if not recycler.keys() | cashbox.keys() <= EUROS:
            raise Unusable(Fault.WRONG_CURRENCY, "it holds values that are no coin or note of the euro")
        try:
            return Holding(recycler, cashbox)
        except ValueError as why:
            raise Unusable(Fault.COUNTS_IN_DOUBT, f"not believed: {why}") from None

    # The slot

    def open_slot(self) -> Script[Health | None]:
        """B, without the machine's own screen."""
        reply = yield m.command("B", 0, 0, 0)
        match reply.status:
            case Status.OK | Status.LEVEL:
                return None
            case Status.ILLEGAL:
                raise Forgotten
            case Status.BUSY:
                return BUSY
            case _:
                return Degraded(Fault.PAYOUT_OUT_OF_SERVICE, f"it takes no money ({reply.status})")

    def watch(self, explained: int) -> Script[Taken]:
        """Q, and where it tells more than is known, Y."""
        reply = yield m.command("Q")
        if reply.status is Status.ILLEGAL:
            raise Forgotten
        if not reply.is_good:
            return Taken(explained)
        amount = m.cents(reply.field(0))
        if amount == explained or not self._counts_while_open:
            return Taken(amount)
        reply = yield m.command(self._dialect.counts)
        self._counts_while_open = reply.is_good or reply.status is Status.BUSY
        return Taken(amount, self._holding(reply) if reply.is_good else None)

    def shut_slot(self) -> Script[int | None]:
        """J. Its amount is final: pieces may have fallen in after the last Q."""
        for _ in range(BUSY_TRIES):
            reply = yield m.command("J", seconds=15.0)
            if reply.is_good or (reply.status is Status.GENERIC and reply.fields):
                return m.cents(reply.field(0))
            if reply.status is not Status.BUSY:
                break
            yield self._now() + BUSY_SECONDS
        raise Forgotten

    # Orders

    def pay(self, pieces: Pieces, moved: Callable[[int], None]) -> Script[Fault | None]:
        """U into the tray. It answers when it is done."""
        return (yield from self._move(pieces, to_stacker=False))

    def collect(self, pieces: Pieces) -> Script[Fault | None]:
        """U to the stacker, for notes. Coins stay where they are."""
        notes = tuple((value, count) for value, count in pieces if value >= m.NOTES_FROM)
        if notes and (fault := (yield from self._move(notes, to_stacker=True))):
            return fault
        return None if notes == pieces else Fault.PAYOUT_OUT_OF_SERVICE

    def _move(self, pieces: Pieces, to_stacker: bool) -> Script[Fault | None]:
        for _ in range(BUSY_TRIES):
            reply = yield m.command(self._dialect.pay, m.listed(pieces), int(to_stacker), 0, 0, seconds=PAY_SECONDS)
            match reply.status:
                case Status.OK | Status.LEVEL:
                    m.numbers(reply.field(0) if reply.fields else "")  # an amount here answers another question
                    return None
                case Status.BUSY:
                    yield self._now() + BUSY_SECONDS
                case Status.ILLEGAL:
                    raise Forgotten
                case Status.BAD_DATA:
                    return Fault.NOT_ENOUGH_CASH
                case _:
                    return Fault.PAYOUT_OUT_OF_SERVICE
        return Fault.NO_ANSWER

    # Health

    def look(self) -> Script[Health | None]:
        """Error codes, and what is nearly empty or nearly full."""
        reply = yield m.command("?")
        if reply.status is Status.ILLEGAL:
            raise Forgotten
        if reply.status is Status.BUSY:
            return None
        codes = {code for code in (reply.fields[0] if reply.fields else "").split(",") if code} - LEVELS
        if codes & DOORS:
            return Degraded(Fault.COVER_OPEN)
        if codes:
            shown = ", ".join(sorted(code for code in codes if code.isascii() and code.isalnum())[:5])
            return Degraded(Fault.PAYOUT_OUT_OF_SERVICE, f"the machine tells of trouble ({shown}): see its screen")
        return (yield from self._levels())

    def _levels(self) -> Script[Health]:
        if not self._tells_levels:
            return Ready()
        reply = yield m.command(self._dialect.levels)
        self._tells_levels = reply.is_good or reply.status is Status.BUSY
        if not reply.is_good:
            return Ready()
        states = m.numbers(reply.field(0))
        full = [name for name, state in states.items() if state in (FULL, NEAR_FULL)]
        empty = [name for name, state in states.items() if state in (EMPTY, NEAR_EMPTY)]
        if any(name in BOXES for name in full):
            return Degraded(Fault.CASHBOX_FULL, "the notes' box is full, or nearly")
        if full:
            return Degraded(Fault.DEVICE_FULL, f"full, or nearly: {_euros(full)}")
        return Degraded(Fault.NOT_ENOUGH_CASH, f"empty, or nearly: {_euros(empty)}") if empty else Ready()


def _euros(names: list[str]) -> str:
    values = sorted(int(name) for name in names if name.isdecimal())
    return ", ".join(f"{value // 100}.{value % 100:02d}" for value in values)
