"""A coin hopper on a ccTalk bus: it knows how many coins it ever paid, not how many it holds."""

from __future__ import annotations

from collections.abc import Callable

from hardware.cash import cctalk_words as w
from hardware.cash.cctalk_device import Device, Refused, Script, Silent, Unfit
from hardware.cash.cctalk_tally import Tally
from hardware.cash.cctalk_words import Header, Status
from hardware.words import Fault

COUNT_MAX = 255
"""Coins in one order: one byte."""

POLL_SECONDS = 0.2
STUCK_SECONDS = 60.0
"""Without a coin, after which a payout is stopped. Hoppers give up by themselves long before."""

BEGIN_POLLS = 5
"""Looks at the event counter before an order without an answer is taken for unheard."""

LOW_PIECES_MAX, HIGH_PIECES_MIN = 400, 40
"""No hopper sold for tills is below its low sensor with more coins, nor at its high sensor with fewer."""


class Hopper(Device):
    """One value of coins. An order is sent once: whether it was heard shows in the hopper's event counter, what came
    of it in its lifetime count, also after a cut of power.
    """

    kind = "hopper"
    kinds = ("payout", "hopper")

    def __init__(self, address: int, value: int, tally: Tally, now: Callable[[], float]) -> None:
        super().__init__(address, now)
        self.value = value
        self.is_full = False
        self._tally = tally
        self._has_sensors = True
        self._wants_security_bytes = False

    @property
    def name(self) -> str:
        return f"{super().name} ({self.value // 100}.{self.value % 100:02})"

    def start(self) -> Script[None]:
        """Find it, wait until nothing moves, and read what it paid while nobody looked."""
        yield from self.identify()
        self._has_sensors = True
        try:
            yield from self.wait_for_end()
            yield from self.count()
        except Refused:
            raise Unfit(Fault.PAYOUT_OUT_OF_SERVICE, f"{self.name} tells no status or dispense count") from None
        yield from self.poll()
        self.is_ready = True

    def poll(self) -> Script[None]:
        """Is it there, and do its sensors agree with the level?"""
        if self._has_sensors:
            try:
                sensors = w.parse_sensors((yield from self.ask(Header.PAYOUT_HIGH_LOW, b"", range(1, 2), tries=1)))
            except Refused:
                self._has_sensors = False
            else:
                assert sensors is not None  # the size was asked for
                self.is_full = sensors.is_high is True
                self._compare(sensors)
                return
        yield from self.status()

    def count(self) -> Script[None]:
        """What left it since the last time, by its lifetime count."""
        lifetime = int.from_bytes((yield from self.ask_twice(Header.DISPENSE_COUNT, b"", range(3, 4))), "little")
        self._tally.paid(self.address, self.serial, self.value, lifetime)

    def status(self) -> Script[Status]:
        """Its event counter and the coins of the payout that runs, or of the last one."""
        status = w.parse_status((yield from self.ask(Header.HOPPER_STATUS, b"", range(4, 5))))
        assert status is not None  # the size was asked for
        return status

    # Payouts

    def prepare(self) -> Script[Status | Fault]:
        """Ask it first: can it pay? The status before the order, or why not."""
        flags = yield from self._flags()
        if flags & w.HOPPER_LOCKED:
            return Fault.PAYOUT_OUT_OF_SERVICE
        if flags & w.Hopper.OPTO_FRAUD:
            return Fault.FRAUD
        if flags & (w.Hopper.OPTO_BLOCKED_IDLE | w.Hopper.OPTO_SHORT_IDLE | w.Hopper.COIL_FAULT):
            return Fault.JAM
        before = yield from self.wait_for_end()
        yield from self.count()
        yield from self.ask(Header.ENABLE_HOPPER, w.ENABLE_KEY)
        return before

    def order(self, count: int) -> Script[bool]:
        """Order so many coins, once, whatever comes back. True: it was refused."""
        key = w.SECURITY_BYTES if self._wants_security_bytes else self.serial.to_bytes(3, "little")
        try:
            yield from self.ask(Header.DISPENSE, key + bytes((count,)), range(3), tries=1)
        except Refused:
            self._wants_security_bytes = not self._wants_security_bytes  # it may want the other form
            return True
        except Silent:
            return False
        return False

    def has_begun(self, before: Status) -> Script[bool]:
        """Was the order heard? Its event counter tells, when the reply was lost."""
        for _ in range(BEGIN_POLLS):
            status = yield from self.status()
            if status.counter != before.counter or status.remaining:
                return True
            yield self.now() + POLL_SECONDS
        return False

    def wait_for_end(self, moved: Callable[[Status], None] = lambda status: None) -> Script[Status]:
        """The status when nothing is left to pay; `moved` is told each one on the way."""
        last, stuck_at = None, self.now() + STUCK_SECONDS
        while True:
            status = yield from self.status()
            if not status.remaining and status == (yield from self.status()):  # a damaged one must not end it early
                return status
            moved(status)
            if status != last:
                stuck_at = self.now() + STUCK_SECONDS
            elif self.now() >= stuck_at:
                yield from self.ask(Header.EMERGENCY_STOP, b"", range(2))
                stuck_at = self.now() + STUCK_SECONDS
            last = status
            yield self.now() + POLL_SECONDS

    def explain(self, status: Status) -> Script[Fault]:
        """Why coins were left unpaid."""
        if (yield from self._flags()) & w.HOPPER_JAM:
            return Fault.JAM
        if status.unpaid and self._tally.levels[self.value] > 0:
            self._tally.trouble(
                f"{self.name} empty",
                Fault.COUNTS_IN_DOUBT,
                f"{self.name} ran empty, by its level it holds {self._tally.levels[self.value]}: count the coins",
            )
        return Fault.NOT_ENOUGH_CASH

    def _flags(self) -> Script[w.Hopper]:
        flags = w.parse_flags((yield from self.ask(Header.TEST_HOPPER, b"", range(1, 5))))
        assert flags is not None  # the size was asked for
        return flags

    def _compare(self, sensors: w.Sensors) -> None:
        level = self._tally.levels[self.value]
        found = ""
        if sensors.is_low is False and level <= 0:
            found = "holds coins by its low sensor"
        elif sensors.is_low and level > LOW_PIECES_MAX:
            found = "is nearly empty by its low sensor"
        elif sensors.is_high and level < HIGH_PIECES_MIN:
            found = "is full by its high sensor"
        where = f"{self.name} sensor"
        if found:
            detail = f"{self.name} {found}, by its level it holds {level}: count the coins"
            self._tally.trouble(where, Fault.COUNTS_IN_DOUBT, detail)
        else:
            self._tally.over(where)
