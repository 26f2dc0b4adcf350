"""Payouts from the hoppers of a ccTalk bus: ordered once, followed to the end, believed by the lifetime counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from hardware.cash.cctalk_device import Refused, Script, Silent, Turn, Unfit
from hardware.cash.cctalk_hopper import COUNT_MAX, Hopper
from hardware.cash.cctalk_tally import Payout, Tally
from hardware.cash.cctalk_words import Status
from hardware.words import Dispense, Dispensing, Fault

T = TypeVar("T")

INSIST_SECONDS = 1.0
PATIENCE_SECONDS = 10.0
"""How long a hopper may be silent in the middle of its payout before the machine is lost, and staff are called."""


class Payouts:
    """`lose` is told why the machine is lost: a hopper is gone in the middle of its payout."""

    def __init__(
        self, hoppers: Mapping[int, Hopper], tally: Tally, now: Callable[[], float], lose: Callable[[str], None]
    ) -> None:
        self._hoppers = hoppers
        self._tally = tally
        self._now = now
        self._lose = lose
        self._under_way: Hopper | None = None
        """The hopper that was ordered to pay: only it knows what became of it."""

    def finish(self) -> Script[None]:
        """At a start: wait for the hopper whose payout was under way when the link broke."""
        if self._under_way:
            yield from self._insist(self._under_way, self._under_way.start)
            self._under_way = None

    def dispense(self, order: Dispense) -> Script[None]:
        """Pay what the hoppers can; the tally knows the payout until its end is told."""
        pieces = [(value, count) for value, count in order.pieces if value > 0 and count > 0]
        payout = self._tally.payout = Payout(sum(value * count for value, count in pieces), order.reference)
        for value, count in sorted(pieces, reverse=True):
            hopper = self._hoppers.get(value)
            if hopper is None:
                payout.fault = Fault.NOT_ENOUGH_CASH
            elif not hopper.is_ready:
                payout.fault = Fault.PAYOUT_OUT_OF_SERVICE
            else:
                payout.fault = (yield from self._pay(hopper, count, payout)) or payout.fault

    def _pay(self, hopper: Hopper, count: int, payout: Payout) -> Script[Fault | None]:
        while count:
            batch = min(count, COUNT_MAX, max(0, self._tally.levels[hopper.value]))
            if not batch:
                return Fault.NOT_ENOUGH_CASH
            try:
                before = yield from hopper.prepare()
            except Silent:
                return Fault.NO_ANSWER
            except Refused:
                return Fault.PAYOUT_OUT_OF_SERVICE
            if isinstance(before, Fault):
                return before
            if fault := (yield from self._pay_batch(hopper, batch, before, payout)):
                return fault
            count -= batch
        return None

    def _pay_batch(self, hopper: Hopper, count: int, before: Status, payout: Payout) -> Script[Fault | None]:
        paid_before = told = payout.paid

        def moved(status: Status) -> None:
            nonlocal told
            if (so_far := paid_before + status.paid * hopper.value) > told:
                told = so_far
                self._tally.words.append(Dispensing(told))

        self._under_way = hopper
        for _ in range(2):
            is_refused = yield from hopper.order(count)
            has_begun = yield from self._insist(hopper, lambda: hopper.has_begun(before))
            if has_begun or not is_refused:
                break  # else it is certainly unheard, and may want its order in the other form
        status = yield from self._insist(hopper, lambda: hopper.wait_for_end(moved))
        yield from self._insist(hopper, hopper.count)
        self._under_way = None
        paid = (payout.paid - paid_before) // hopper.value
        if not has_begun and not paid:
            return Fault.PAYOUT_OUT_OF_SERVICE if is_refused else Fault.NO_ANSWER
        was_reset = status is None or not status.counter
        if status and not was_reset and status.paid != paid:
            self._tally.doubt(f"{hopper.name} says it paid {status.paid} coins, its lifetime count says {paid}")
        if paid >= count:
            self._tally.over(f"{hopper.name} empty")
            return None
        if status is None or was_reset:
            return Fault.NO_ANSWER  # what it left unpaid can be asked of it again
        return (yield from self._insist(hopper, lambda: hopper.explain(status))) or Fault.PAYOUT_OUT_OF_SERVICE

    def _insist(self, hopper: Hopper, script: Callable[[], Script[T]]) -> Script[T | None]:
        """Run a script of a hopper under way until it comes to its end. None: it cannot be used as it is."""
        patient_until = self._now() + PATIENCE_SECONDS
        while True:
            try:
                return (yield from script())
            except Unfit as unfit:
                self._tally.trouble(hopper.name, unfit.fault, unfit.detail)
                return None
            except Turn:
                if self._now() >= patient_until:
                    self._lose(f"{hopper.name} fell silent while it paid: the payout waits for it, check its cable")
                yield self._now() + INSIST_SECONDS
