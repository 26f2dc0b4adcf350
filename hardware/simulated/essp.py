"""A simulated SMART Payout (notes) or SMART Hopper (coins) that speaks eSSP from the far end, and has bad days."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from hardware.simulated import essp_machine as works
from hardware.simulated.essp_firmware import NEEDS_KEY, Firmware
from hardware.simulated.essp_machine import Machine
from hardware.simulated.ssp_slave import SspSlave
from hardware.wire import NEVER

NOTES = (500, 1000, 2000, 5000, 10000, 20000, 50000)
NOTE_CAPACITY, COIN_CAPACITY = 80, 1500
COINS = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(slots=True)
class Faults:
    """Chances, each from 0 to 1: per command the first seven, per piece the last three."""

    lose_reply: float = 0.0
    late_reply: float = 0.0
    repeat_reply: float = 0.0
    noise: float = 0.0
    drop_byte: float = 0.0
    deaf: float = 0.0  # the command is not heard
    reset: float = 0.0
    jam: float = 0.0
    reject: float = 0.0
    stall: float = 0.0  # on its way out it is searched for until the host halts it
    late_seconds: float = 1.5


class EsspEmulator:
    """`kind` is "notes" or "coins"; `levels` what the recycler holds at first. What the customer and the staff see is
    `taken`, `returned`, `paid_out`, `levels` and `cashbox`, by denomination: the truth about the money.
    `first_refusal`: the reason byte for "not enough value", 0 or 1; the next one says "not the exact amount".
    `unknown`: commands that its firmware is too old for.
    """

    def __init__(
        self,
        random: Random,
        *,
        kind: str = "notes",
        levels: Mapping[int, int] | None = None,
        denominations: tuple[int, ...] | None = None,
        currency: str = "EUR",
        capacity: int | None = None,
        cashbox_capacity: int = 1000,
        address: int = 0,
        fixed_key: int = 0x0123456701234567,
        version_max: int = 8,
        polls_with_ack: bool = False,
        first_refusal: int = 0,
        unknown: frozenset[int] = frozenset(),
        faults: Faults | None = None,
    ) -> None:
        if kind not in ("notes", "coins"):
            raise ValueError(f"no such kind of recycler: {kind!r}")
        is_coins = kind == "coins"
        self._random = random
        self.faults = faults or Faults()
        is_coins = kind == "coins"
        denominations = denominations or (COINS if is_coins else NOTES)
        capacity = capacity if capacity is not None else COIN_CAPACITY if is_coins else NOTE_CAPACITY
        self._machine = Machine(denominations, is_coins, capacity, cashbox_capacity, random, self._notify)
        self._machine.levels.update(levels or {})
        self._firmware = Firmware(self._machine, currency, version_max, polls_with_ack, first_refusal, unknown)
        self._slave = SspSlave(address, fixed_key, random, self._firmware.execute, NEEDS_KEY)
        self.is_mute = False
        """Executes, but never answers."""
        self._now = 0.0
        self._is_powered = True
        self._is_plugged = True
        self._hangs_up = False
        self._input = bytearray()
        self._output: deque[tuple[float, bytes]] = deque()
        self._lose = self._repeat = 0
        self._delay = 0.0
        self._start()

    def _notify(self, code: int, value: int, requested: int) -> None:
        self._firmware.notices.add((code, value, requested))

    def _forget(self) -> None:
        """What a cut of power takes."""
        self._slave.power_up()
        self._firmware.forget()
        self._input.clear()
        self._output.clear()

    # What really happened

    @property
    def taken(self) -> Counter[int]:
        """Pieces kept since the beginning."""
        return self._machine.taken

    @property
    def returned(self) -> Counter[int]:
        """Pieces given back to who inserted them."""
        return self._machine.returned

    @property
    def paid_out(self) -> Counter[int]:
        """Pieces in the customer's tray."""
        return self._machine.paid_out

    @property
    def untold(self) -> Counter[int]:
        """Pieces in the cashbox whose value no host may have heard of before the power failed; they only grow."""
        return self._firmware.untold

    @property
    def levels(self) -> Counter[int]:
        """Pieces in the recycler."""
        return self._machine.levels

    @property
    def cashbox(self) -> Counter[int]:
        """Pieces in the cashbox."""
        return self._machine.cashbox

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in, or came straight back."""
        machine = self._machine
        if not (self._is_powered and self._firmware.takes(value)) or machine.is_full(value):
            return False
        if machine.is_coins and self._happens(self.faults.reject):
            return False
        return machine.insert(value)

    def jam(self) -> None:
        """The next piece sticks, in or out."""
        self._machine.jam()

    def clear_jam(self) -> None:
        """Staff clears it."""
        self._machine.clear_jam()

    def lose_a_note(self) -> None:
        """The next piece to be paid falls into the cashbox."""
        self._machine.lose_a_note()

    def stall(self) -> None:
        """The next piece on its way out is never found."""
        self._machine.stall()

    def forget_to_take(self) -> None:
        """The customer leaves the next note that is paid in the bezel."""
        self._machine.hold_a_note()

    def take(self) -> None:
        """And takes it after all."""
        self._machine.take_held_note()

    def drop_in_a_button(self) -> None:
        """Something that is no money lies in the recycler."""
        self._machine.strangers += 1

    def empty(self) -> None:
        """Staff has the recycler emptied into the cashbox, at the machine itself."""
        machine = self._machine
        pieces = [value for value, count in machine.levels.items() for _ in range(count)]
        machine.begin_collection(pieces, works.EMPTIED, self._now)

    def break_payout_unit(self) -> None:
        """It goes out of service."""
        self._firmware.payout_works = False
        self._notify(works.PAYOUT_FAILED, 0, 0)

    def repair_payout_unit(self) -> None:
        """Staff repairs it; the host finds out when it asks."""
        self._firmware.payout_works = True

    def fraud(self) -> None:
        """Somebody pulls at a note."""
        self._notify(works.FRAUD, 0, 0)

    def remove_cashbox(self) -> None:
        """Staff takes the cashbox out, with what is in it."""
        self._machine.has_cashbox = False

    def replace_cashbox(self) -> None:
        """And puts it back."""
        self._machine.has_cashbox = True
        self._notify(works.BOX_REPLACED, 0, 0)

    # Wire and power

    @property
    def listening(self) -> bool:
        """Powered and plugged."""
        return self._is_powered and self._is_plugged

    @property
    def hangs_up(self) -> bool:
        """Was it just unplugged or cut?"""
        hangs_up, self._hangs_up = self._hangs_up, False
        return hangs_up

    def unplug(self) -> None:
        """The cable comes out; the device goes on."""
        self._is_plugged = False
        self._hangs_up = True

    def plug(self) -> None:
        """The cable is back."""
        self._is_plugged = True

    def cut_power(self) -> None:
        """Everything stops where it is."""
        self._is_powered = False
        self._hangs_up = True
        self._forget()

    def restore_power(self) -> None:
        """The device starts."""
        if not self._is_powered:
            self._is_powered = True
            self._start()

    def reset(self) -> None:
        """The device starts anew, its USB link stays."""
        self._forget()
        self._start()

    def _start(self) -> None:
        self._firmware.is_starting = True
        self._machine.power_up(self._now)

    def lose_replies(self, count: int) -> None:
        """Execute the next commands, answer nothing."""
        self._lose = count

    def repeat_replies(self, count: int) -> None:
        """Answer the next commands twice."""
        self._repeat = count

    def delay_replies(self, seconds: float) -> None:
        """Answer late from now on; 0 ends it."""
        self._delay = seconds

    def skip_count(self) -> None:
        """The packet count goes wrong: encrypted packets are ignored until new keys."""
        self._slave.count += 7

    def send_noise(self, data: bytes) -> None:
        """These bytes appear on the line."""
        self._output.append((self._now, data))

    @property
    def next_tick(self) -> float:
        """Input to answer, output due, or something that moves."""
        if not self._is_powered:
            return NEVER
        if self._input:
            return 0.0
        due = self._machine.due
        if self._firmware.is_starting:
            due = min(due, self._machine.ready_at)
        return min(due, self._output[0][0]) if self._output else due

    def connected(self) -> None:
        """A host opened the line."""
        self._input.clear()
        self._output.clear()
        self._slave.forget_half_packet()

    def disconnected(self) -> None:
        """The host went away."""
        self._firmware.lose_host()
        self._input.clear()
        self._output.clear()

    def receive(self, data: bytes) -> None:
        """Bytes from the host; answered at the next tick."""
        if self._is_powered:
            self._input += data

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now = self._firmware.now = now
        if not self._is_powered:
            return b""
        self._machine.jam_chance, self._machine.reject_chance = self.faults.jam, self.faults.reject
        self._machine.stall_chance = self.faults.stall
        if now >= self._machine.ready_at:
            self._firmware.is_starting = False
        if self._machine.due <= now:
            self._machine.advance(now)
        if self._input:
            data = bytes(self._input)
            self._input.clear()
            if not self._happens(self.faults.deaf):
                for reply in self._slave.receive(data):
                    self._send(reply)
        if not self._output:
            return b""
        out = b""
        while self._output and self._output[0][0] <= now:
            out += self._output.popleft()[1]
        return out

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _send(self, reply: bytes) -> None:
        faults = self.faults
        if self._happens(faults.reset):
            self.reset()
            return
        if self.is_mute or self._lose or self._happens(faults.lose_reply):
            self._lose = max(0, self._lose - 1)
            return
        if self._happens(faults.drop_byte):
            at = self._random.randrange(len(reply))
            reply = reply[:at] + reply[at + 1 :]
        if self._happens(faults.noise):
            reply = self._random.randbytes(self._random.randrange(1, 9)) + reply
        if self._repeat or self._happens(faults.repeat_reply):
            self._repeat = max(0, self._repeat - 1)
            reply += reply
        delay = self._delay or (self._random.uniform(0, faults.late_seconds) if self._happens(faults.late_reply) else 0)
        due = self._now + delay
        self._output.append((max(due, self._output[-1][0]) if self._output else due, reply))
