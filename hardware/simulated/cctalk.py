"""A simulated ccTalk bus: coin acceptor, bill validator and hoppers that speak real bytes, and have bad days."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from hardware.simulated.cctalk_devices import CASHBOX_PATH, CoinAcceptor, CoinHopper, Device, Purse
from hardware.simulated.cctalk_slave import BUSY, Answer, Line
from hardware.simulated.cctalk_validator import BillValidator
from hardware.wire import NEVER

COINS = {at + 1: f"EU{value:03}A" for at, value in enumerate((1, 2, 5, 10, 20, 50, 100, 200))}
NOTES = {at + 1: f"EU{value:04}A" for at, value in enumerate((5, 10, 20, 50))}
LEVELS = {10: 60, 20: 60, 50: 60, 100: 60}
FIRST_HOPPER = 3


@dataclass(slots=True)
class Faults:
    """Chances, each from 0 to 1: per question the first nine, then per coin paid and per piece inserted."""

    lose_reply: float = 0.0
    late_reply: float = 0.0
    repeat_reply: float = 0.0
    noise: float = 0.0
    drop_byte: float = 0.0
    outwit: float = 0.0  # two bytes change, and their sum stays
    deaf: float = 0.0  # the question is not heard
    busy: float = 0.0
    reset: float = 0.0  # of the device that was asked
    jam: float = 0.0
    reject: float = 0.0
    late_seconds: float = 1.0


class CcTalkEmulator:
    """`levels`: coins in each hopper, by value; hoppers have the addresses from 3 on, in this order. `coins`, `notes`:
    what the positions of acceptor and validator know, empty: there is none. What customer and staff see is `taken`,
    `returned`, `paid_out`, `levels` and `cashbox`: the truth about the money.
    """

    def __init__(
        self,
        random: Random,
        *,
        levels: Mapping[int, int] | None = None,
        coins: Mapping[int, str] | None = None,
        notes: Mapping[int, str] | None = None,
        with_crc: bool = False,
        echo: bool = True,
        has_sorter: bool = True,
        keeps_last: bool = True,
        wants_security_bytes: bool = False,
        high: int = 500,
        faults: Faults | None = None,
    ) -> None:
        self._random = random
        self.faults = faults or Faults()
        self._echo = echo
        self._line = Line(with_crc)
        self._purse = Purse()
        self.hoppers = {
            value: CoinHopper(
                FIRST_HOPPER + at, 0x010203 * (at + 1), self._purse, value, level, high=high, keeps_last=keeps_last,
                wants_security_bytes=wants_security_bytes,
            )
            for at, (value, level) in enumerate((LEVELS if levels is None else levels).items())
        }  # fmt: skip
        for hopper in self.hoppers.values():
            hopper.jam_chance = lambda: self._happens(self.faults.jam)
        coins, notes = COINS if coins is None else coins, NOTES if notes is None else notes
        paths = {position: self._path_of(name) for position, name in coins.items() if self._path_of(name)}
        wiring = {at + 1: hopper for at, hopper in enumerate(self.hoppers.values()) if at < CASHBOX_PATH - 1}
        self.acceptor = CoinAcceptor(2, 0xACCE, self._purse, coins, paths, wiring, has_sorter)
        self.validator = BillValidator(40, 0xB111, self._purse, notes)
        present: list[Device] = [*self.hoppers.values()]
        present += [self.acceptor] if coins else []
        present += [self.validator] if notes else []
        self._devices = {device.address: device for device in present}
        self._now = 0.0
        self._is_linked = True
        self._is_powered = True
        self._hangs_up = False
        self._input: deque[bytes] = deque()
        self._output: deque[tuple[float, bytes]] = deque()
        self._lose = 0
        self.asked: Counter[tuple[int, int]] = Counter()
        """How often each (address, header) was executed."""

    def _path_of(self, name: str) -> int:
        values = list(self.hoppers)[: CASHBOX_PATH - 1]  # a sorter has no more ways
        return values.index(int(name[2:5])) + 1 if name[2:5].isdecimal() and int(name[2:5]) in values else 0

    # What really happened

    @property
    def taken(self) -> Counter[int]:
        """Pieces kept since the beginning."""
        return self._purse.taken

    @property
    def returned(self) -> Counter[int]:
        """Pieces given back to who inserted them."""
        return self._purse.returned

    @property
    def paid_out(self) -> Counter[int]:
        """Coins in the customer's tray."""
        return self._purse.paid_out

    @property
    def cashbox(self) -> Counter[int]:
        """Pieces in the cashbox and the stacker."""
        return self._purse.cashbox

    @property
    def untold(self) -> Counter[int]:
        """Pieces whose events went with a device's power: the host may know them or not."""
        return self._purse.untold

    @property
    def levels(self) -> Counter[int]:
        """Coins in the hoppers."""
        return Counter({value: hopper.level for value, hopper in self.hoppers.items()})

    # Hands

    def insert(self, value: int) -> bool:
        """Throw in a coin, push in a note; False: it came straight back."""
        if not self._is_powered or (self.acceptor if value < 500 else self.validator).address not in self._present():
            return False
        if self._happens(self.faults.reject):
            self.acceptor.reject()
            return False
        return self.acceptor.insert(value) if value < 500 else self.validator.insert(value)

    def jam(self, value: int) -> None:
        """The hopper of this value gets stuck."""
        self.hoppers[value].is_jammed = True

    def clear_jam(self) -> None:
        """Staff clears every hopper."""
        for hopper in self.hoppers.values():
            hopper.is_jammed = False

    def remove(self, address: int) -> None:
        """A device's plug comes out: no power, no data."""
        if self._devices[address].is_plugged:
            self._devices[address].is_plugged = False
            self._devices[address].power_down()

    def replace(self, address: int) -> None:
        """And goes in again."""
        if not self._devices[address].is_plugged:
            self._devices[address].is_plugged = True
            self._devices[address].power_up(self._now)

    def cut_power(self) -> None:
        """The machine's supply fails; the converter lives on the till's."""
        if self._is_powered:
            self._is_powered = False
            self._input.clear()
            self._output.clear()
            self._line.forget()
            for device in self._present().values():
                device.power_down()

    def restore_power(self) -> None:
        """Every device starts."""
        if not self._is_powered:
            self._is_powered = True
            for device in self._present().values():
                device.power_up(self._now)

    def unplug(self) -> None:
        """The converter is pulled out of the till; the devices go on."""
        self._is_linked = False
        self._hangs_up = True

    def plug(self) -> None:
        """It is back."""
        self._is_linked = True

    def lose_replies(self, count: int) -> None:
        """Execute the next questions, answer nothing."""
        self._lose = count

    def send_noise(self, data: bytes) -> None:
        """These bytes appear on the line."""
        self._output.append((self._now, data))

    def _present(self) -> dict[int, Device]:
        return {address: device for address, device in self._devices.items() if device.is_plugged}

    # The wire

    @property
    def listening(self) -> bool:
        """Is the converter there?"""
        return self._is_linked

    @property
    def hangs_up(self) -> bool:
        """Was it just pulled out?"""
        hangs_up, self._hangs_up = self._hangs_up, False
        return hangs_up

    @property
    def next_tick(self) -> float:
        """Questions to answer, bytes due, or something that moves."""
        if self._input:
            return -NEVER
        due = self._output[0][0] if self._output else NEVER
        return min([due, *(device.due for device in self._present().values())] if self._is_powered else [due])

    def connected(self) -> None:
        """A host opened the line."""
        self.disconnected()

    def disconnected(self) -> None:
        """The host went away."""
        self._input.clear()
        self._output.clear()
        self._line.forget()

    def receive(self, data: bytes) -> None:
        """Bytes from the host; they echo, and are answered at the next tick."""
        if data:
            self._input.append(data)

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now = now
        if self._is_powered:
            for device in self._present().values():
                device.advance(now)
        while self._input:
            data = self._input.popleft()
            if self._echo:
                self._output.append((now, data))
            if self._is_powered:
                for address, header, asked in self._line.receive(data, now):
                    self._ask(address, header, asked)
        out = [each for each in self._output if each[0] <= now]
        self._output = deque(each for each in self._output if each[0] > now)
        return b"".join(data for _, data in out)

    def _ask(self, address: int, header: int, data: bytes) -> None:
        device = self._present().get(address)
        if device is None or self._now < device.ready_at or self._happens(self.faults.deaf):
            return
        if self._happens(self.faults.reset):
            device.power_down()
            device.power_up(self._now)
            return
        if self._happens(self.faults.busy):
            self._send(self._line.answer(address, Answer(BUSY)))
            return
        self.asked[address, header] += 1
        self._send(self._line.answer(address, device.execute(header, data)))

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _send(self, reply: bytes) -> None:
        faults = self.faults
        if self._lose or self._happens(faults.lose_reply):
            self._lose = max(0, self._lose - 1)
            return
        if self._happens(faults.drop_byte):
            at = self._random.randrange(len(reply))
            reply = reply[:at] + reply[at + 1 :]
        if self._happens(faults.outwit):
            up, down = self._random.sample(range(len(reply)), 2)
            changed = bytearray(reply)
            changed[up], changed[down] = (changed[up] + 1) % 256, (changed[down] - 1) % 256
            reply = bytes(changed)
        if self._happens(faults.noise):
            reply = self._random.randbytes(self._random.randrange(1, 9)) + reply
        if self._happens(faults.repeat_reply):
            reply += reply
        delay = self._random.uniform(0, faults.late_seconds) if self._happens(faults.late_reply) else 0.0
        self._output.append((self._now + delay, reply))
        self._output = deque(sorted(self._output, key=lambda each: each[0]))
