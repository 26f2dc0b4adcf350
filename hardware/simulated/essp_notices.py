"""What a simulated eSSP recycler tells in its polls: events until they are fetched, states for as long as they last."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

from hardware.simulated import essp_machine as works
from hardware.simulated.essp_machine import Leaving, Machine, Stage
from hardware.simulated.ssp_slave import REPLY_SIZE_MAX

EVENTS_SIZE_MAX = 1000

_BY_CHANNEL = frozenset({works.READ, works.CREDIT, works.FRONT_AT_START})
_BY_SUM = frozenset(
    {
        works.COIN,
        works.DISPENSED,
        works.JAMMED,
        works.HALTED,
        works.FLOATED,
        works.SMART_EMPTIED,
        works.BOX_PAID,
        works.FRAUD,
    }
)
_AT_START = frozenset({works.TO_STACKER_AT_START, works.TO_STORE_AT_START})
_KEPT_UNTIL_ACKNOWLEDGED = frozenset(
    {
        works.CREDIT,
        works.COIN,
        works.DISPENSED,
        works.JAMMED,
        works.HALTED,
        works.INCOMPLETE,
        works.FLOATED,
        works.INCOMPLETE_FLOAT,
        works.EMPTIED,
        works.SMART_EMPTIED,
        works.PAYOUT_ERROR,
        works.FRONT_AT_START,
        *_AT_START,
    }
)

Notice = tuple[int, int, int]  # code, value, requested


class Notices:
    """The list of a machine. `version` is the protocol version that was agreed on: it decides how events are told."""

    def __init__(self, machine: Machine, currency: bytes) -> None:
        self._machine = machine
        self._currency = currency
        self.version = 6
        self._events: deque[Notice] = deque()
        self.kept: list[Notice] = []
        """Told, but not acknowledged."""
        self.unsure: Counter[int] = Counter()
        """Of the last answer, which is told once: a host that goes away now may not have kept it."""

    def add(self, notice: Notice) -> None:
        """Something happened in the works."""
        if len(self._events) < EVENTS_SIZE_MAX:
            self._events.append(notice)

    @property
    def unheard(self) -> Counter[int]:
        """Pieces by value in the cashbox, or on their way there, of which no host has surely heard."""
        return self._boxed((*self.kept, *self._events)) + self.unsure

    def _boxed(self, notices: Iterable[Notice]) -> Counter[int]:
        pieces = (value for code, value, _ in notices if code in (works.CREDIT, works.COIN))
        return Counter(value for value in pieces if not self._machine.can_store(value))

    def told(self, keeps: bool, status: bytes) -> bytes:
        """All that is new, and `status`. `keeps`: what is about money is repeated until it is acknowledged."""
        reply = b"".join(self._encoded(notice) for notice in self.kept if keeps)
        if not keeps:
            self.kept.clear()
        told: list[Notice] = []
        while self._events:
            event = self._encoded(self._events[0])
            if len(reply) + len(event) + len(status) >= REPLY_SIZE_MAX:
                break
            notice = self._events.popleft()
            reply += event
            if keeps and notice[0] in _KEPT_UNTIL_ACKNOWLEDGED:
                self.kept.append(notice)
            else:
                told.append(notice)
            if notice[0] == works.CREDIT and self._is_stacking():
                self._machine.in_transit[0].credit_told = True
        self.unsure = self._boxed(told)
        return reply + status

    def status(self, is_enabled: bool) -> bytes:
        """What is told in every poll for as long as it lasts."""
        machine = self._machine
        status = b""
        if machine.in_transit and not machine.is_coins:
            stage = machine.in_transit[0].stage
            status += {Stage.READING: b"\xef\x00", Stage.STACKING: b"\xcc", Stage.REJECTING: b"\xed"}.get(stage, b"")
        if machine.leaving:
            status += self._progress(machine.leaving)
        if machine.held:
            status += b"\xce"
            if self.version >= 8:
                status += machine.held.to_bytes(4, "little") + self._currency
        if machine.is_jammed:
            status += b"\xc4" if machine.is_coins else b"\xe9"
        if machine.is_coins and machine.is_store_full:
            status += b"\xcf"
        if not machine.is_coins and not machine.can_box():
            status += b"\xe7" if machine.has_cashbox else b"\xe3"
        return status if is_enabled else status + b"\xe8"

    def _progress(self, leaving: Leaving) -> bytes:
        code = {works.DISPENSED: 0xDA, works.FLOATED: 0xD7, works.SMART_EMPTIED: 0xB3, works.EMPTIED: 0xC2}[
            leaving.code
        ]
        if leaving.code == works.EMPTIED:
            return bytes((code,))
        return bytes((code, 1)) + leaving.gone.to_bytes(4, "little") + self._currency

    def _is_stacking(self) -> bool:
        return bool(self._machine.in_transit) and self._machine.in_transit[0].stage is Stage.STACKING

    def _encoded(self, notice: Notice) -> bytes:
        code, value, requested = notice
        said = bytes((code,))
        money = value.to_bytes(4, "little") + self._currency
        if code in _BY_CHANNEL:
            return said + self._channel(value)
        if code in _BY_SUM:
            return said + b"\x01" + money
        if code in _AT_START:
            return said + money if self.version >= 8 else self._encoded_early(code, value)
        if code in (works.INCOMPLETE, works.INCOMPLETE_FLOAT):
            return said + b"\x01" + money[:4] + requested.to_bytes(4, "little") + self._currency
        if code == works.PAYOUT_ERROR:
            return said + (b"\x01" + money if self.version >= 7 else b"") + b"\x00"
        return said

    def _encoded_early(self, code: int, value: int) -> bytes:
        """Before version 8 a note moved at power-up is told without its value, or by channel."""
        if code == works.TO_STACKER_AT_START and self.version < 7:
            return bytes((works.TO_CASHBOX_AT_START,)) + self._channel(value)
        return bytes((code,))

    def _channel(self, value: int) -> bytes:
        return bytes((self._machine.denominations.index(value) + 1,))
