"""The firmware of a simulated eSSP recycler: commands in, replies out, events kept until they are fetched."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from hardware.simulated import essp_machine as works
from hardware.simulated.essp_machine import Machine, Stage
from hardware.simulated.ssp_slave import REPLY_SIZE_MAX

POLL_GRACE_SECONDS = 5.0
EVENTS_SIZE_MAX = 1000
OK, UNKNOWN, WRONG_COUNT, OUT_OF_RANGE, FAIL = b"\xf0", b"\xf2", b"\xf3", b"\xf4", b"\xf8"
BUSY, DISABLED = b"\xf5\x03", b"\xf5\x04"
TEST, DO_IT = 0x19, 0x58
NEEDS_KEY = frozenset({0x33, 0x3B, 0x3C, 0x3F, 0x46, 0x56, 0x57})

_BY_CHANNEL = frozenset({works.READ, works.CREDIT, works.FRONT_AT_START})
_BY_SUM = frozenset({works.COIN, works.DISPENSED, works.JAMMED, works.FRAUD})
_AT_START = frozenset({works.TO_STACKER_AT_START, works.TO_STORE_AT_START})
_KEPT_UNTIL_ACKNOWLEDGED = frozenset(
    {
        works.CREDIT,
        works.COIN,
        works.DISPENSED,
        works.JAMMED,
        works.INCOMPLETE,
        works.PAYOUT_ERROR,
        works.FRONT_AT_START,
        *_AT_START,
    }
)

Notice = tuple[int, int, int]  # code, value, requested


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "little")


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


class Firmware:
    """Executes plain command data. Protocol versions 6 to `version_max`."""

    def __init__(
        self,
        machine: Machine,
        currency: str,
        version_max: int,
        polls_with_ack: bool,
        pays_by_denomination: bool,
        first_refusal: int,
    ) -> None:
        self.machine = machine
        self._currency = currency.encode()
        self._version_max = version_max
        self._not_enough, self._not_exact = bytes((0xF5, first_refusal)), bytes((0xF5, first_refusal + 1))
        self.now = 0.0
        self.is_starting = True
        self._commands: dict[int, Callable[[bytes], bytes]] = {
            0x05: self._setup,
            0x06: self._set_version,
            0x07: lambda _: self._poll(keeps=False),
            0x09: lambda _: self._enable(False),
            0x0A: lambda _: self._enable(True),
            0x0C: lambda _: OK + bytes.fromhex("004A78B4"),
            0x22: self._all_levels,
            0x33: self._payout_amount,
            0x34: self._set_level,
            0x35: lambda data: OK + _u16(machine.levels[int.from_bytes(data[:4], "little")]),
            0x3B: self._set_route,
            0x3C: lambda data: OK + bytes((not machine.routes.get(int.from_bytes(data[:4], "little"), False),)),
            0x3F: self._empty,
        }
        if machine.is_coins:
            self._commands |= {0x40: self._set_coin_inhibit, 0x49: self._set_mech}
        else:
            self._commands |= {
                0x02: self._set_inhibits,
                0x58: self._counters,
                0x5B: lambda _: self._enable_payout(False),
                0x5C: lambda _: self._enable_payout(True),
            }
        if pays_by_denomination:
            self._commands[0x46] = self._payout_by_denomination
        if polls_with_ack:
            self._commands |= {0x56: lambda _: self._poll(keeps=True), 0x57: self._acknowledge}
        self.forget()

    def forget(self) -> None:
        """What a cut of power takes."""
        self._events: deque[Notice] = deque()
        self._kept: list[Notice] = []  # told, but not acknowledged
        self._version = 6
        self._accepted: set[int] = set()
        self._mech_is_on = not self.machine.is_coins
        self._is_enabled = False
        self._payout_is_on = self.machine.is_coins
        self._polled_at = self.now

    def notify(self, code: int, value: int, requested: int) -> None:
        """Something happened in the works."""
        if len(self._events) < EVENTS_SIZE_MAX:
            self._events.append((code, value, requested))

    def execute(self, data: bytes) -> bytes:
        """The reply data."""
        command = self._commands.get(data[0])
        return command(data[1:]) if command else UNKNOWN

    def takes(self, value: int) -> bool:
        """Is the slot open for this denomination now?"""
        machine = self.machine
        is_open = self._is_enabled and self._mech_is_on and self.now - self._polled_at <= POLL_GRACE_SECONDS
        is_idle = not (self.is_starting or machine.paying or machine.is_jammed or self._kept)
        return is_open and is_idle and value in self._accepted and (machine.has_cashbox or machine.is_coins)

    # Set-up

    def _setup(self, _data: bytes) -> bytes:
        values, money = self.machine.denominations, self._currency
        if self.machine.is_coins:
            coins = b"".join(_u16(value) for value in values)
            return OK + b"\x030100" + money + bytes((self._version, len(values))) + coins + money * len(values)
        units = [value // 100 for value in values]
        channels = bytes(unit if unit < 256 else 0 for unit in units) + b"\x02" * len(units)
        head = OK + b"\x060333" + money + b"\x00\x00\x01" + bytes((len(units),)) + channels
        return head + b"\x00\x00\x64" + bytes((self._version,)) + money * len(units) + b"".join(map(_u32, units))

    def _set_version(self, data: bytes) -> bytes:
        if len(data) != 1:
            return WRONG_COUNT
        if not 6 <= data[0] <= self._version_max:
            return FAIL
        self._version = data[0]
        return OK

    def _set_inhibits(self, data: bytes) -> bytes:
        if len(data) != 2:
            return WRONG_COUNT
        mask = int.from_bytes(data, "little")
        self._accepted = {value for i, value in enumerate(self.machine.denominations) if mask >> i & 1}
        return OK

    def _set_coin_inhibit(self, data: bytes) -> bytes:
        if len(data) != 6:
            return WRONG_COUNT
        value = int.from_bytes(data[1:3], "little")
        if value not in self.machine.denominations or data[3:] != self._currency:
            return OUT_OF_RANGE
        (self._accepted.add if data[0] else self._accepted.discard)(value)
        return OK

    def _set_mech(self, data: bytes) -> bytes:
        self._mech_is_on = data == b"\x01"
        return OK

    def _enable(self, on: bool) -> bytes:
        self._is_enabled = on
        self._polled_at = self.now
        return OK

    def _enable_payout(self, on: bool) -> bytes:
        if on and self.is_starting:
            return BUSY
        self._payout_is_on = on
        return OK

    def _set_route(self, data: bytes) -> bytes:
        value = int.from_bytes(data[1:5], "little")
        if len(data) != 8 or data[0] > 1:
            return WRONG_COUNT
        if value not in self.machine.routes or data[5:] != self._currency:
            return OUT_OF_RANGE
        self.machine.routes[value] = data[0] == 0
        return OK

    # Levels

    def _all_levels(self, _data: bytes) -> bytes:
        levels = self.machine.levels
        lines = [_u16(levels[value]) + _u32(value) + self._currency for value in self.machine.denominations]
        return OK + bytes((len(lines),)) + b"".join(lines)

    def _set_level(self, data: bytes) -> bytes:
        count, value = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:6], "little")
        if len(data) != 9 or value not in self.machine.denominations:
            return WRONG_COUNT
        self.machine.levels[value] = self.machine.levels[value] + count if count else 0
        return OK

    def _counters(self, _data: bytes) -> bytes:
        works = self.machine
        numbers = (works.stacked, works.stored, works.dispensed, works.transferred, works.rejected)
        return OK + bytes((len(numbers),)) + b"".join(map(_u32, numbers))

    def _empty(self, _data: bytes) -> bytes:
        if self.machine.paying or self.machine.in_transit:
            return BUSY
        self.machine.empty_to_cashbox()
        self.notify(works.EMPTIED, 0, 0)
        return OK

    # Payouts

    def _payout_by_denomination(self, data: bytes) -> bytes:
        if not data or len(data) != 2 + 9 * data[0] or data[-1] not in (TEST, DO_IT):
            return WRONG_COUNT
        pieces: list[int] = []
        for at in range(1, len(data) - 1, 9):
            count, value = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 6], "little")
            if count > self.machine.levels[value]:
                return self._refusal() or self._not_enough
            pieces += [value] * count
        return self._pay(pieces, data[-1])

    def _payout_amount(self, data: bytes) -> bytes:
        if len(data) != 8 or data[-1] not in (TEST, DO_IT):
            return WRONG_COUNT
        rest = int.from_bytes(data[:4], "little")
        if rest > sum(value * count for value, count in self.machine.levels.items()):
            return self._refusal() or self._not_enough
        pieces: list[int] = []
        for value in sorted(self.machine.denominations, reverse=True):
            count = min(rest // value, self.machine.levels[value])
            pieces += [value] * count
            rest -= value * count
        return self._pay(pieces, data[-1]) if rest == 0 else self._refusal() or self._not_exact

    def _refusal(self) -> bytes:
        machine = self.machine
        if self.is_starting or machine.paying or machine.in_transit or machine.is_jammed or self._kept:
            return BUSY
        return b"" if self._is_enabled and self._payout_is_on else DISABLED

    def _pay(self, pieces: list[int], option: int) -> bytes:
        if refusal := self._refusal():
            return refusal
        if option == DO_IT:
            self.machine.begin_payout(pieces, self.now)
        return OK

    # Events

    def _poll(self, keeps: bool) -> bytes:
        if self.now - self._polled_at > POLL_GRACE_SECONDS:
            self._is_enabled = False
        self._polled_at = self.now
        status = self._status()
        reply = OK + b"".join(self._encode(notice) for notice in self._kept if keeps)
        if not keeps:
            self._kept.clear()
        while self._events:
            event = self._encode(self._events[0])
            if len(reply) + len(event) + len(status) > REPLY_SIZE_MAX:
                break
            notice = self._events.popleft()
            reply += event
            if keeps and notice[0] in _KEPT_UNTIL_ACKNOWLEDGED:
                self._kept.append(notice)
            if notice[0] == works.CREDIT and self._is_stacking():
                self.machine.in_transit[0].credit_told = True
        return reply + status

    def _is_stacking(self) -> bool:
        return bool(self.machine.in_transit) and self.machine.in_transit[0].stage is Stage.STACKING

    def _acknowledge(self, _data: bytes) -> bytes:
        self._kept.clear()
        return OK

    def _status(self) -> bytes:
        """What is told in every poll for as long as it lasts."""
        machine = self.machine
        if self.is_starting:
            return b"\xb6"
        status = b""
        if machine.in_transit and not machine.is_coins:
            stage = machine.in_transit[0].stage
            status += {Stage.READING: b"\xef\x00", Stage.STACKING: b"\xcc", Stage.REJECTING: b"\xed"}.get(stage, b"")
        if machine.paying:
            status += b"\xda\x01" + _u32(machine.paying.paid) + self._currency
        if machine.is_jammed:
            status += b"\xc4" if machine.is_coins else b"\xe9"
        if machine.is_coins and machine.is_store_full:
            status += b"\xcf"
        if not machine.is_coins and not machine.can_box():
            status += b"\xe7" if machine.has_cashbox else b""
        return status if self._is_enabled else status + b"\xe8"

    def _encode(self, notice: Notice) -> bytes:
        code, value, requested = notice
        said = bytes((code,))
        money = _u32(value) + self._currency
        if code in _BY_CHANNEL:
            return said + bytes((self.machine.denominations.index(value) + 1,))
        if code in _BY_SUM:
            return said + b"\x01" + money
        if code in _AT_START:
            return said + money if self._version >= 8 else self._encode_early(code, value)
        if code == works.INCOMPLETE:
            return said + b"\x01" + _u32(value) + _u32(requested) + self._currency
        if code == works.PAYOUT_ERROR:
            return said + (b"\x01" + money if self._version >= 7 else b"") + b"\x00"
        return said

    def _encode_early(self, code: int, value: int) -> bytes:
        """Before version 8 a note moved at power-up is told without its value, or by channel."""
        if code == works.TO_STORE_AT_START:
            return bytes((code,))
        return bytes((works.TO_CASHBOX_AT_START, self.machine.denominations.index(value) + 1))
