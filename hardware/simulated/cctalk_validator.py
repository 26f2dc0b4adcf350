"""A simulated ccTalk bill validator with escrow and stacker: what moves, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.simulated.cctalk_devices import Device, EventMemory, Purse
from hardware.simulated.cctalk_slave import ACK, NAK, Answer

NEVER = float("inf")
READ_SECONDS, STACK_SECONDS = 0.6, 0.8
ESCROW_SECONDS = 10.0  # then a note is given back
UNPOLLED_SECONDS = 5.0  # then it takes no more notes
_EMPTY = "......."
_OK, _NO = Answer(ACK), Answer(NAK)


class BillValidator(Device):
    """`ids`: kind -> bill id such as "EU0005A"."""

    category = "Bill Validator"

    def __init__(self, address: int, serial: int, purse: Purse, ids: Mapping[int, str]) -> None:
        super().__init__(address, serial, purse)
        self._ids = ids
        self.events = EventMemory()
        self._mask, self._master, self._mode = 0, False, 0
        self._kind = 0  # of the note inside
        self._stage = ""
        self._due = NEVER
        self._polled_at = -NEVER
        self.is_full = False

    def insert(self, value: int) -> bool:
        """A note is pushed in."""
        kind = next((kind for kind, name in self._ids.items() if name == f"EU{value // 100:04}A"), 0)
        is_open = self._master and self.now - self._polled_at <= UNPOLLED_SECONDS and not self.is_full
        if not kind or self._kind or not is_open or not self._mask >> kind - 1 & 1:
            return False
        self._kind, self._stage, self._due = kind, "reading", self.now + READ_SECONDS
        return True

    @property
    def due(self) -> float:
        return self._due

    def advance(self, now: float) -> None:
        while self._due <= now:
            match self._stage:
                case "reading" if self._mode & 2:
                    self._stage, self._due = "escrow", self._due + ESCROW_SECONDS
                    self.events.add(self._kind, 1)
                case "reading":
                    self._stage, self._due = "stacking", self._due + STACK_SECONDS
                case "escrow" | "returning":
                    self.purse.returned[self._value()] += 1
                    self.events.add(0, 1)
                    self._rest()
                case _:
                    self._stack()
                    self.events.add(self._kind, 0, self._value())
                    self._rest()
        self.now = now

    def power_down(self) -> None:
        if self._stage == "stacking":  # it ends up in the stacker when power is back, and nobody is told
            self._stack()
            self.purse.untold[self._value()] += 1
        elif self._kind:
            self.purse.returned[self._value()] += 1
        self._rest()

    def power_up(self, now: float) -> None:
        super().power_up(now)
        self.purse.untold += self.events.clear()
        self._mask, self._master, self._mode = 0, False, 0

    def answer(self, header: int, data: bytes) -> Answer:
        match header, list(data):
            case 157, [kind]:
                return Answer(ACK, self._ids.get(kind, _EMPTY).encode())
            case 156, _ if any(name.startswith(data.decode("ascii", "replace")) for name in self._ids.values()):
                return Answer(ACK, bytes([100, 0, 2]))
            case 156, _:
                return Answer(ACK, bytes(3))
            case 159, []:
                self._polled_at = self.now
                return Answer(ACK, self.events.read())
            case 231, [low, high]:
                self._mask = low | high << 8
            case 228, [on]:
                self._master = bool(on & 1)
            case 153, [mode]:
                self._mode = mode
            case 154, [_] if self._stage != "escrow":
                return Answer(ACK, bytes([254]))
            case 154, [route]:
                self._stage = "stacking" if route == 1 else "returning"
                self._due = self.now + STACK_SECONDS
            case _:
                return _NO
        return _OK

    def _value(self) -> int:
        return int(self._ids[self._kind][2:6]) * 100

    def _stack(self) -> None:
        self.purse.taken[self._value()] += 1
        self.purse.cashbox[self._value()] += 1

    def _rest(self) -> None:
        self._kind, self._stage, self._due = 0, "", NEVER
