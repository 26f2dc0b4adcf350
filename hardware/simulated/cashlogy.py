"""A simulated Cashlogy behind its CashlogyConnector, with a customer before it, staff behind it, and bad days."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from hardware.simulated.cash_works import NOTES, RECYCLED, Works
from hardware.wire import NEVER

ARGUMENTS = {
    "I": 0, "E": 0, "B": 3, "Q": 0, "J": 0, "P": 4, "U": 4, "U2": 4, "Y": 0, "Y2": 0, "GC": 0, "GC2": 0, "?": 0, "!": 0,
    "Z": 0,
}  # fmt: skip
REPLY_SECONDS = 0.05
BOOT_SECONDS = 3.0
NEARLY_EMPTY = 3  # pieces
FIRST_NOTE = NOTES[0]


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances, each from 0 to 1: per command the first eight, per piece the last two."""

    lose_reply: float = 0.0
    late_reply: float = 0.0
    repeat_reply: float = 0.0
    tear_reply: float = 0.0
    noise: float = 0.0
    busy: float = 0.0  # refused without a reason
    generic: float = 0.0  # done, and then reported as a failure
    reset: float = 0.0
    jam: float = 0.0
    reject: float = 0.0
    late_seconds: float = 3.0


class CashlogyEmulator:
    """`has_safe` knows the commands ending in 2. `counts_while_open`: does it answer Y while its slot is open?

    What the customer and the staff see is `taken`, `returned`, `paid_out`, `levels` and `cashbox`, by denomination.
    """

    def __init__(
        self,
        random: Random,
        *,
        levels: Mapping[int, int] | None = None,
        capacity: int = 200,
        cashbox_capacity: int = 500,
        has_safe: bool = True,
        counts_while_open: bool = True,
        faults: Faults | None = None,
    ) -> None:
        self._random = random
        self._works = Works(random, levels or {}, capacity, cashbox_capacity, RECYCLED)
        self._cashbox_capacity = cashbox_capacity
        self._capacity = capacity
        self._has_safe = has_safe
        self._counts_while_open = counts_while_open
        self.faults = faults or Faults()
        self.codes: tuple[str, ...] = ()
        """Error codes that `#?#` tells."""
        self.is_used_by_staff = False
        """Somebody works at the machine's own screen: it is busy."""
        self.heard: list[str] = []
        self._now = 0.0
        self._is_powered = True
        self._is_plugged = True
        self._boots_until = -NEVER
        self._hangs_up = False
        self._is_initialised = False
        self._is_open = False
        self._running = ""  # the command whose reply waits for the works
        self._lose = 0
        self._input = b""
        self._is_asked = False
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
        """Pieces in the notes' box."""
        return self._works.cashbox

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in, or came straight back."""
        return self._is_powered and self._is_open and self._works.insert(value)

    def jam(self) -> None:
        """The next piece to be paid sticks."""
        self._works.jam()

    def clear_jam(self) -> None:
        """Staff frees it."""
        self._works.clear_jam()

    def empty_cashbox(self) -> None:
        """Staff takes the notes' box away and brings it back empty."""
        self._works.cashbox.clear()

    def lose_replies(self, count: int) -> None:
        """Do the next commands, answer nothing."""
        self._lose = count

    def unplug(self) -> None:
        """The network cable comes out; the machine goes on."""
        self._is_plugged = False
        self._hangs_up = True

    def plug(self) -> None:
        """The cable is back."""
        self._is_plugged = True

    def cut_power(self) -> None:
        """Everything stops where it is."""
        self._is_powered = self._is_initialised = self._is_open = False
        self._hangs_up = True
        self._works.cut_power()
        self._drop_talk()

    def restore_power(self) -> None:
        """It starts; the Connector is there after BOOT_SECONDS."""
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
        """Was it just unplugged or cut?"""
        hangs_up, self._hangs_up = self._hangs_up, False
        return hangs_up

    @property
    def next_tick(self) -> float:
        """A command to answer, a reply due, or something that moves."""
        if not self._is_powered:
            return NEVER
        if self._now < self._boots_until:
            return self._boots_until
        if self._is_asked or (self._running and not self._works.is_moving):
            return -NEVER
        return min(self._works.due, self._output[0][0] if self._output else NEVER)

    def connected(self) -> None:
        """A host opened the link."""
        self._drop_talk()

    def disconnected(self) -> None:
        """The host went away. What it ordered goes on; nobody hears how it ended."""
        self._drop_talk()

    def receive(self, data: bytes) -> None:
        """Bytes from the host; answered at the next tick."""
        if self._is_powered:
            self._input += data
            self._is_asked = True

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now, self._is_asked = now, False
        if not self._is_powered:
            return b""
        self._works.jam_chance, self._works.reject_chance = self.faults.jam, self.faults.reject
        self._works.advance(now)
        if self._running and not self._works.is_moving:
            self._answer(self._ended(self._running))
            self._running = ""
        while command := self._next_command():
            self._obey(*command)
        out = b""
        while self._output and self._output[0][0] <= now:
            out += self._output.popleft()[1]
        return out

    def _drop_talk(self) -> None:
        self._input, self._is_asked = b"", False
        self._output.clear()
        self._running = ""

    def _next_command(self) -> list[str]:
        """The first whole command that was received; empty: none yet. What is none is passed over."""
        parts = self._input.decode("ascii", "replace").split("#")
        if len(parts) < 3:
            return []
        length = 2 + ARGUMENTS.get(parts[1], 0)
        if len(parts) <= length:
            return []
        self._input = "#".join(["", *parts[length + 1 :]]).encode() if any(parts[length:]) else b""
        return parts[1:length]

    def _obey(self, name: str, *arguments: str) -> None:
        self.heard.append(name)
        if self._happens(self.faults.reset):
            self.cut_power()
            self.restore_power()
            return
        if name == "!":
            self._cancel()
        elif self._running or self.is_used_by_staff or self._works.is_paying or self._happens(self.faults.busy):
            self._answer("#ER:BUSY#")
        elif name not in ARGUMENTS or (name.endswith("2") and not self._has_safe):
            self._answer("#ER:BAD_DATA#")
        elif name == "I":
            self._answer("#ER:BUSY#" if self._is_open else "#0#2.5#")
            self._is_initialised = True
        elif not self._is_initialised:
            self._answer("#ER:ILLEGAL#")
        else:
            self._serve(name, arguments)

    def _serve(self, name: str, arguments: tuple[str, ...]) -> None:
        match name:
            case "B" if not self._is_open:
                self._is_open = True
                self._works.begin()
                self._answer(f"#{self._status}#")
            case "Q" if self._is_open:
                self._answer(f"#{self._status}#{self._works.seen}#")
            case "J" if self._is_open:
                self._is_open = False
                self._running = "J"
            case "Y" | "Y2" if self._counts_while_open or not self._is_open:
                self._answer(self._inventory(name))
            case "U" | "U2" if not self._is_open:
                self._dispense(arguments)
            case "GC" | "GC2":
                self._answer(self._capacities())
            case "?":
                self._answer(f"#0#{','.join(self.codes)}#")
            case "E":
                self._is_initialised = False
                self._answer("#0#")
            case _:
                self._answer("#ER:ILLEGAL#")

    def _cancel(self) -> None:
        self.is_used_by_staff = False
        self._works.stop()
        if not self._running:
            self._answer("#0#")

    def _dispense(self, arguments: tuple[str, ...]) -> None:
        pairs = [pair.split(":") for pair in arguments[0].replace(";", ",").split(",") if pair]
        pieces = {int(value): int(count) for value, count in pairs}
        if any(self._works.levels[value] < count for value, count in pieces.items()):
            self._answer("#ER:BAD_DATA#")
            return
        to_stacker = arguments[1] != "0"
        self._works.pay({v: n for v, n in pieces.items() if not to_stacker or v >= FIRST_NOTE}, self._now, to_stacker)
        self._running = "U"

    def _ended(self, name: str) -> str:
        if name == "J":
            return f"#{self._status}#{self._works.seen}#"
        is_bad = self._works.is_short or self._happens(self.faults.generic)
        return f"#{'ER:GENERIC' if is_bad else self._status}#{_list(self._works.gone)}#"

    @property
    def _status(self) -> str:
        return "WR:LEVEL" if min(self._works.levels.values()) < NEARLY_EMPTY else "0"

    def _inventory(self, name: str) -> str:
        recycler, stacker = _list(self._works.levels), _list(dict.fromkeys(NOTES, 0) | dict(self._works.cashbox))
        return f"#0#{recycler}#{stacker}#" if name == "Y" else f"#0#{recycler}##{stacker}##"

    def _capacities(self) -> str:
        states = {value: _state(count, self._capacity) for value, count in self._works.levels.items()}
        box = _state(self._works.cashbox.total() + NEARLY_EMPTY, self._cashbox_capacity + NEARLY_EMPTY)
        return f"#0#{_list(states)},STACKER:{box}#{_list(dict.fromkeys(states, 50))}#"

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _answer(self, text: str) -> None:
        if self._lose or self._happens(self.faults.lose_reply):
            self._lose = max(0, self._lose - 1)
            return
        reply = text.encode("ascii")
        if self._happens(self.faults.noise):
            reply = bytes(self._random.randrange(256) for _ in range(4)) + reply
        if self._happens(self.faults.repeat_reply):
            reply += reply
        late = self._random.uniform(0, self.faults.late_seconds) if self._happens(self.faults.late_reply) else 0.0
        due = self._now + REPLY_SECONDS + late
        cut = self._random.randrange(len(reply)) if self._happens(self.faults.tear_reply) else len(reply)
        self._output.append((due, reply[:cut]))
        if reply[cut:]:
            self._output.append((due + 0.1, reply[cut:]))


def _list(counts: Mapping[int, int]) -> str:
    coins = ",".join(f"{value}:{count}" for value, count in sorted(counts.items()) if value < FIRST_NOTE)
    notes = ",".join(f"{value}:{count}" for value, count in sorted(counts.items()) if value >= FIRST_NOTE)
    return f"{coins};{notes}" if notes else coins


def _state(count: int, capacity: int) -> int:
    """As OPOS CashChanger has it: 11 empty, 12 nearly, 21 full, 22 nearly."""
    if count == 0:
        return 11
    if count < NEARLY_EMPTY:
        return 12
    return 21 if count >= capacity else 22 if count >= capacity * 9 // 10 else 0
