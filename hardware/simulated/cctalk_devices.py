"""Simulated ccTalk devices for coins, an acceptor with a sorter and hoppers: what moves, and how long it takes."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hardware.simulated.cctalk_slave import ACK, BUSY, NAK, Answer

NEVER = float("inf")
START_SECONDS = 0.5
COIN_SECONDS = 0.15
PAY_SECONDS = 0.3
TIMEOUT_SECONDS = 2.0  # of a hopper without coins
CASHBOX_PATH = 8
_EMPTY = "......"
_OK, _NO = Answer(ACK), Answer(NAK)


@dataclass(slots=True)
class Purse:
    """The truth about the money of the whole machine, in pieces by value."""

    taken: Counter[int] = field(default_factory=Counter)
    returned: Counter[int] = field(default_factory=Counter)
    cashbox: Counter[int] = field(default_factory=Counter)
    paid_out: Counter[int] = field(default_factory=Counter)
    untold: Counter[int] = field(default_factory=Counter)
    """Pieces taken whose events went with a device's power, read by the host before or not: it only grows."""


class Device:
    """What all answer: who they are. `now` is kept by the bus."""

    category = ""

    def __init__(self, address: int, serial: int, purse: Purse) -> None:
        self.address = address
        self.serial = serial
        self.purse = purse
        self.now = 0.0
        self.is_plugged = True
        self.ready_at = START_SECONDS
        self.unknown: frozenset[int] = frozenset()
        """Headers this make does not know."""

    @property
    def due(self) -> float:
        """When something moves next."""
        return NEVER

    def advance(self, now: float) -> None:
        """All that moved until now."""
        self.now = now

    def power_up(self, now: float) -> None:
        """It starts, without what it kept in memory."""
        self.now = now
        self.ready_at = now + START_SECONDS

    def power_down(self) -> None:
        """Power goes while something may move."""

    def execute(self, header: int, data: bytes) -> Answer:
        """Answer one question."""
        match header:
            case _ if header in self.unknown:
                return _NO
            case 254:
                return _OK
            case 246:
                return Answer(ACK, b"SIM")
            case 245:
                return Answer(ACK, self.category.encode())
            case 244:
                return Answer(ACK, b"BORNE")
            case 242:
                return Answer(ACK, self.serial.to_bytes(3, "little"))
            case 241 | 192:
                return Answer(ACK, b"1.0")
            case 1:
                self.power_down()
                self.power_up(self.now)
                return _OK
            case _:
                return self.answer(header, data)

    def answer(self, header: int, data: bytes) -> Answer:
        """What only this kind knows."""
        return _NO


class EventMemory:
    """The newest five events and their counter: 0 after a reset, then 1 to 255 and 1 again."""

    def __init__(self) -> None:
        self.counter = 0
        self._events: deque[tuple[int, int]] = deque(maxlen=5)
        self._values: deque[int] = deque(maxlen=5)

    def clear(self) -> Counter[int]:
        """Forget all; the pieces whose events are forgotten, by value."""
        forgotten = Counter(value for value in self._values if value)
        self.counter = 0
        self._events.clear()
        self._values.clear()
        return forgotten

    def add(self, what: int, how: int, value: int = 0) -> None:
        """Remember this; the sixth event back is gone. `value`: of the piece that was taken, 0: none was."""
        self.counter = 1 if self.counter == 255 else self.counter + 1
        self._events.appendleft((what, how))
        self._values.appendleft(value)

    def read(self) -> bytes:
        """The reply to 229 or 159."""
        flat = [byte for event in self._events for byte in event]
        return bytes([self.counter, *flat]).ljust(11, b"\0")


class CoinAcceptor(Device):
    """`ids`: position -> coin id. `wiring`: sorter path -> its hopper; the other paths lead to the cashbox."""

    category = "Coin Acceptor"

    def __init__(
        self,
        address: int,
        serial: int,
        purse: Purse,
        ids: Mapping[int, str],
        paths: Mapping[int, int],
        wiring: Mapping[int, CoinHopper],
        has_sorter: bool = True,
    ) -> None:
        super().__init__(address, serial, purse)
        self._ids = ids
        self.paths = dict(paths)
        self._wiring = wiring
        if not has_sorter:
            self.unknown = frozenset({188, 209, 210, 222})
        self._has_sorter = has_sorter
        self.events = EventMemory()
        self._mask, self._master, self._override = 0, False, 0xFF
        self._moving: deque[tuple[float, int]] = deque()

    def insert(self, value: int) -> bool:
        """A coin is thrown in."""
        for position, name in self._ids.items():
            if name == f"EU{value:03}A" and self._master and self._mask >> position - 1 & 1:
                self._moving.append((self.now + COIN_SECONDS, position))
                return True
        return False

    def reject(self, code: int = 1) -> None:
        """A coin is not recognised."""
        self.events.add(0, code)

    @property
    def due(self) -> float:
        return self._moving[0][0] if self._moving else NEVER

    def advance(self, now: float) -> None:
        while self._moving and self._moving[0][0] <= now:
            self._credit(self._moving.popleft()[1])
        self.now = now

    def power_down(self) -> None:
        for _, position in self._moving:
            self.purse.returned[self._value(position)] += 1
        self._moving.clear()

    def power_up(self, now: float) -> None:
        super().power_up(now)
        self.purse.untold += self.events.clear()
        self._mask, self._master, self._override = 0, False, 0xFF

    def answer(self, header: int, data: bytes) -> Answer:
        match header, list(data):
            case 184, [position]:
                return Answer(ACK, self._ids.get(position, _EMPTY).encode())
            case 229, []:
                return Answer(ACK, self.events.read())
            case 231, [low, high]:
                self._mask = low | high << 8
            case 228, [on]:
                self._master = bool(on & 1)
            case 188, []:
                return Answer(ACK, bytes([CASHBOX_PATH]))
            case 209, [position]:
                return Answer(ACK, bytes([self.paths.get(position, CASHBOX_PATH)] + [CASHBOX_PATH] * 3))
            case 210, [position, path]:
                self.paths[position] = path
            case 222, [mask]:
                self._override = mask
            case 232, []:
                return Answer(ACK, b"\0")
            case _:
                return _NO
        return _OK

    def _value(self, position: int) -> int:
        return int(self._ids[position][2:5])

    def _credit(self, position: int) -> None:
        value = self._value(position)
        path = self.paths.get(position, CASHBOX_PATH)
        if not self._override >> path - 1 & 1:
            path = CASHBOX_PATH
        self.purse.taken[value] += 1
        if hopper := self._wiring.get(path):
            hopper.level += 1
        else:
            self.purse.cashbox[value] += 1
        self.events.add(position, path if self._has_sorter else 0, value)


class CoinHopper(Device):
    """`keeps_last`: does it remember through a power cut what it was paying? Its lifetime count it always keeps."""

    category = "Payout"

    def __init__(
        self,
        address: int,
        serial: int,
        purse: Purse,
        value: int,
        level: int,
        low: int = 20,
        high: int = 500,
        keeps_last: bool = True,
        wants_security_bytes: bool = False,
    ) -> None:
        super().__init__(address, serial, purse)
        self.value, self.level = value, level
        self._low, self._high = low, high
        self._keeps_last = keeps_last
        self._wants_security_bytes = wants_security_bytes
        self.lifetime = 0xFFFFFF - serial % 8  # it wraps soon
        self.counter = self._remaining = self._paid = self._unpaid = 0
        self._is_enabled = False
        self._was_cut = False
        self._due = NEVER
        self._is_waiting = False
        self.jam_chance: Callable[[], bool] = lambda: False
        self.is_jammed = False

    @property
    def due(self) -> float:
        return self._due

    def advance(self, now: float) -> None:
        while self._due <= now:
            self._turn()
        self.now = now

    def power_down(self) -> None:
        self._was_cut = bool(self._remaining)
        self._unpaid += self._remaining
        self._remaining = 0
        self._due = NEVER
        if not self._keeps_last:
            self._paid = self._unpaid = 0

    def power_up(self, now: float) -> None:
        super().power_up(now)
        self.counter = 0
        self._is_enabled = False

    def answer(self, header: int, data: bytes) -> Answer:
        match header, list(data):
            case 163, []:
                jam = 0x01 if self.is_jammed else 0
                timeout = 0x02 if self._unpaid else 0
                disabled = 0 if self._is_enabled else 0x80
                return Answer(ACK, bytes([jam | timeout | disabled, 0, 0x01 if self._was_cut else 0]))
            case 164, [key]:
                self._is_enabled = key == 0xA5
            case 166, []:
                return Answer(ACK, bytes([self.counter, self._remaining, self._paid, self._unpaid]))
            case 167, [*key, count]:
                return self._dispense(bytes(key), count)
            case 168, []:
                return Answer(ACK, self.lifetime.to_bytes(3, "little"))
            case 172, []:
                left, self._unpaid = self._remaining, self._unpaid + self._remaining
                self._remaining, self._due = 0, NEVER
                return Answer(ACK, bytes([left]))
            case 217, []:
                return Answer(ACK, bytes([0x30 | (self.level < self._low) | (self.level >= self._high) << 1]))
            case _:
                return _NO
        return _OK

    def _dispense(self, key: bytes, count: int) -> Answer:
        wanted = bytes(8) if self._wants_security_bytes else self.serial.to_bytes(3, "little")
        if key != wanted or not count or not self._is_enabled:
            return _NO
        if self._remaining:
            return Answer(BUSY)
        self.counter = 1 if self.counter == 255 else self.counter + 1
        self._remaining, self._paid, self._unpaid = count, 0, 0
        self._was_cut = False
        self._due = self.now + PAY_SECONDS
        return Answer(ACK, bytes([self.counter]))

    def _turn(self) -> None:
        self.is_jammed = self.is_jammed or self.jam_chance()
        if self.is_jammed or not self.level:
            if self._is_waiting:
                self._unpaid, self._remaining, self._due = self._remaining, 0, NEVER
            else:
                self._due += TIMEOUT_SECONDS
            self._is_waiting = not self._is_waiting
            return
        self._is_waiting = False
        self.level -= 1
        self.lifetime = self.lifetime + 1 & 0xFFFFFF
        self.purse.paid_out[self.value] += 1
        self._remaining -= 1
        self._paid += 1
        self._due = self._due + PAY_SECONDS if self._remaining else NEVER
