"""The firmware of a simulated eSSP recycler: commands in, replies out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hardware.simulated import essp_machine as works
from hardware.simulated.essp_machine import Machine
from hardware.simulated.essp_notices import Notices

POLL_GRACE_SECONDS = 5.0
LEVEL_MAX = 0xFFFF
OK, UNKNOWN, WRONG_COUNT, OUT_OF_RANGE, FAIL = b"\xf0", b"\xf2", b"\xf3", b"\xf4", b"\xf8"
CANNOT, BUSY, DISABLED, BROKEN = b"\xf5", b"\xf5\x03", b"\xf5\x04", b"\xf5\x05"
TEST, DO_IT = 0x19, 0x58
NEEDS_KEY = frozenset({0x33, 0x38, 0x3B, 0x3C, 0x3D, 0x3F, 0x44, 0x46, 0x52, 0x56, 0x57})


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
        first_refusal: int,
        unknown: frozenset[int],
    ) -> None:
        self.machine = machine
        self._currency = currency.encode()
        self._version_max = version_max
        self._not_enough, self._not_exact = bytes((0xF5, first_refusal)), bytes((0xF5, first_refusal + 1))
        self.now = 0.0
        self.is_starting = True
        self.payout_works = True
        self._commands: dict[int, Callable[[bytes], bytes]] = {
            0x05: self._setup,
            0x06: self._set_version,
            0x07: lambda _: self._poll(keeps=False),
            0x09: lambda _: self._enable(False),
            0x0A: lambda _: self._enable(True),
            0x0C: lambda _: OK + bytes.fromhex("004A78B4"),
            0x22: self._all_levels,
            0x33: self._payout_amount,
            0x35: lambda data: OK + _u16(machine.levels[int.from_bytes(data[:4], "little")]),
            0x3B: self._set_route,
            0x3C: lambda data: OK + bytes((not machine.routes.get(int.from_bytes(data[:4], "little"), False),)),
            0x38: lambda _: OK if machine.halt() else CANNOT,
            0x3D: self._float_amount,
            0x3F: lambda _: self._empty(works.EMPTIED),
            0x44: self._float_by_denomination,
            0x46: self._payout_by_denomination,
            0x52: lambda _: self._empty(works.SMART_EMPTIED),
            0x53: self._moved,
        }
        if machine.is_coins:
            self._commands |= {0x34: self._set_level, 0x40: self._set_coin_inhibit, 0x49: self._set_mech}
        else:
            self._commands |= {
                0x02: self._set_inhibits,
                0x58: self._counters,
                0x5B: lambda _: self._enable_payout(False),
                0x5C: lambda _: self._enable_payout(True),
            }
        if polls_with_ack:
            self._commands |= {0x56: lambda _: self._poll(keeps=True), 0x57: self._acknowledge}
        for code in unknown:
            self._commands.pop(code, None)
        self.untold: Counter[int] = Counter()
        self.notices = Notices(self.machine, self._currency)
        self.forget()

    def forget(self) -> None:
        """What a cut of power takes."""
        self.untold += self.notices.unheard
        self.notices = Notices(self.machine, self._currency)
        # The maker's own host never switches a coin acceptor on: it must take all coins from the start.
        self._accepted = set(self.machine.denominations if self.machine.is_coins else ())
        self._mech_is_on = True
        self._is_enabled = False
        self._payout_is_on = self.machine.is_coins
        self._polled_at = self.now

    def lose_host(self) -> None:
        """What it was told last it may not have kept."""
        self.untold += self.notices.unsure
        self.notices.unsure = Counter()

    def execute(self, data: bytes) -> bytes:
        """The reply data."""
        command = self._commands.get(data[0])
        return command(data[1:]) if command else UNKNOWN

    def takes(self, value: int) -> bool:
        """Is the slot open for this denomination now?"""
        machine = self.machine
        is_open = self._is_enabled and self._mech_is_on and self.now - self._polled_at <= POLL_GRACE_SECONDS
        is_idle = not (self.is_starting or machine.leaving or machine.is_jammed or self.notices.kept)
        return is_open and is_idle and value in self._accepted and (machine.has_cashbox or machine.is_coins)

    # Set-up

    def _setup(self, _data: bytes) -> bytes:
        values, money = self.machine.denominations, self._currency
        if self.machine.is_coins:
            coins = b"".join(_u16(value) for value in values)
            return OK + b"\x030100" + money + bytes((self.notices.version, len(values))) + coins + money * len(values)
        units = [value // 100 for value in values]
        channels = bytes(unit if unit < 256 else 0 for unit in units) + b"\x02" * len(units)
        head = OK + b"\x060333" + money + b"\x00\x00\x01" + bytes((len(units),)) + channels
        return head + b"\x00\x00\x64" + bytes((self.notices.version,)) + money * len(units) + b"".join(map(_u32, units))

    def _set_version(self, data: bytes) -> bytes:
        if len(data) != 1:
            return WRONG_COUNT
        if not 6 <= data[0] <= self._version_max:
            return FAIL
        self.notices.version = data[0]
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
        if on and not self.payout_works:
            return BROKEN
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
        if count > LEVEL_MAX - self.machine.levels[value]:
            return OUT_OF_RANGE
        self.machine.levels[value] = self.machine.levels[value] + count if count else 0
        return OK

    def _counters(self, _data: bytes) -> bytes:
        works = self.machine
        numbers = (works.stacked, works.stored, works.dispensed, works.transferred, works.rejected)
        return OK + bytes((len(numbers),)) + b"".join(map(_u32, numbers))

    # Payouts

    def _payout_by_denomination(self, data: bytes) -> bytes:
        if (lines := self._lines(data)) is None:
            return WRONG_COUNT
        if any(count > self.machine.levels[value] for value, count in lines):
            return self._refusal() or self._not_enough
        return self._pay([value for value, count in lines for _ in range(count)], data[-1])

    def _payout_amount(self, data: bytes) -> bytes:
        if len(data) != 8 or data[-1] not in (TEST, DO_IT):
            return WRONG_COUNT
        amount = int.from_bytes(data[:4], "little")
        if amount > self._worth:
            return self._refusal() or self._not_enough
        pieces = self._largest_pieces(amount)
        return self._pay(pieces, data[-1]) if sum(pieces) == amount else self._refusal() or self._not_exact

    def _pay(self, pieces: list[int], option: int) -> bytes:
        if refusal := self._refusal():
            return refusal
        if option == DO_IT:
            self.machine.begin_payout(pieces, self.now)
        return OK

    def _lines(self, data: bytes) -> list[tuple[int, int]] | None:
        if not data or len(data) != 2 + 9 * data[0] or data[-1] not in (TEST, DO_IT):
            return None
        starts = range(1, len(data) - 1, 9)
        return [
            (int.from_bytes(data[at + 2 : at + 6], "little"), int.from_bytes(data[at : at + 2], "little"))
            for at in starts
        ]

    def _largest_pieces(self, amount: int) -> list[int]:
        pieces: list[int] = []
        for value in sorted(self.machine.denominations, reverse=True):
            count = min(amount // value, self.machine.levels[value])
            pieces += [value] * count
            amount -= value * count
        return pieces

    @property
    def _worth(self) -> int:
        return sum(value * count for value, count in self.machine.levels.items())

    def _refusal(self) -> bytes:
        machine = self.machine
        if self.is_starting or machine.leaving or machine.in_transit or machine.is_jammed or self.notices.kept:
            return BUSY
        return b"" if self._is_enabled and self._payout_is_on else DISABLED

    # Collections

    def _float_by_denomination(self, data: bytes) -> bytes:
        """Pieces of values that are not named stay where they are: what a real device does is not documented."""
        if (lines := self._lines(data)) is None:
            return WRONG_COUNT
        levels = self.machine.levels
        if any(count > levels[value] for value, count in lines):
            return self._refusal() or self._not_enough
        gone = [value for value, count in lines for _ in range(levels[value] - count)]
        return self._collect(gone, works.FLOATED, data[-1])

    def _float_amount(self, data: bytes) -> bytes:
        if len(data) != 10 or data[-1] not in (TEST, DO_IT):
            return WRONG_COUNT
        amount = int.from_bytes(data[2:6], "little")
        if amount > self._worth:
            return self._refusal() or self._not_enough
        gone = self._largest_pieces(self._worth - amount)
        if sum(gone) != self._worth - amount:
            return self._refusal() or self._not_exact
        return self._collect(gone, works.FLOATED, data[-1])

    def _empty(self, code: int) -> bytes:
        return self._collect([value for value, count in self.machine.levels.items() for _ in range(count)], code, DO_IT)

    def _collect(self, pieces: list[int], code: int, option: int) -> bytes:
        if refusal := self._refusal():
            return refusal
        if not self.machine.has_cashbox:
            return BROKEN
        if option == DO_IT:
            self.machine.begin_collection(pieces, code, self.now)
        return OK

    def _moved(self, _data: bytes) -> bytes:
        machine = self.machine
        lines = [_u16(machine.boxed[value]) + _u32(value) + self._currency for value in machine.denominations]
        return OK + bytes((len(lines),)) + b"".join(lines) + _u32(machine.boxed_strangers)

    # Polls

    def _poll(self, keeps: bool) -> bytes:
        if self.now - self._polled_at > POLL_GRACE_SECONDS:
            self._is_enabled = False
        self._polled_at = self.now
        return OK + self.notices.told(keeps, b"\xb6" if self.is_starting else self.notices.status(self._is_enabled))

    def _acknowledge(self, _data: bytes) -> bytes:
        self.notices.kept.clear()
        return OK
