"""One session with an eSSP device, from SYNC to the next loss of its memory, as scripts.

A script is a generator: it yields a question (bytes) and is sent the reply, or yields the time until which to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from hardware.cash.essp_tally import Tally
from hardware.cash.ssp import Envelope, new_key_exchange
from hardware.cash.ssp_events import Said, parse_poll
from hardware.cash.ssp_words import (
    INVALID_CURRENCY,
    OK,
    Answer,
    Code,
    Kind,
    Refusal,
    key_command,
    parse_counters,
    parse_key,
    parse_levels,
    parse_refusal,
    parse_setup,
    set_coin_inhibit,
    set_inhibits,
    set_route,
)
from hardware.words import CashCounts, Fault, Pieces

T = TypeVar("T")
Script = Generator[bytes | float, bytes, T]

VERSIONS = (8, 7, 6)  # 6 is the first with currencies
COUNTS_SECONDS = 300.0
"""Counts are only true while nothing moves: a device that does not come to rest for so long is out of order."""
NONE: frozenset[int] = frozenset()


class Turn(Exception):  # noqa: N818 - not an error: the conversation takes another turn
    """The session is over."""


class Silent(Turn):
    """A question was asked as often as allowed."""


class Forgotten(Turn):
    """The device was reset or lost its key."""


class Unusable(Turn):
    """The device answers but is not what was configured."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Terms:
    """What was configured."""

    random: Random
    fixed_key: int
    currency: str
    fast_poll_seconds: float


class Session:
    """What the device told and was told since SYNC."""

    def __init__(
        self, terms: Terms, tally: Tally, use_key: Callable[[Envelope], None], now: Callable[[], float]
    ) -> None:
        self.terms = terms
        self.now = now
        self._tally = tally
        self._use_key = use_key
        self.slot: frozenset[int] | None = None
        """The denominations for which the slot is open; None: not known, or opened for a payout."""
        self.routes: frozenset[int] | None = None
        """The denominations that are kept for payouts, as told to the device; None: not known."""
        self.kind = Kind.NOTES
        self.is_secure = False
        """Did the device answer under our key?"""
        self.has_key = False
        """Were keys exchanged?"""
        self._version = VERSIONS[-1]
        self._channels: dict[int, int] = {}
        self._unknown: set[int] = set()
        self._payout_unit_is_on: bool | None = False  # None: ask
        self._accepted: frozenset[int] | None = None
        self._mech_is_on: bool | None = None
        self._is_enabled: bool | None = None
        self._has_polled = False
        self._last_unknown = b""

    def call(self, question: bytes) -> Script[bytes]:
        """The device's reply; Forgotten when it has no key any more."""
        reply = yield question
        if reply[0] == Answer.UNKNOWN_COMMAND:
            self._unknown.add(question[0])
        if self.has_key:
            if reply[0] == Answer.KEY_NOT_SET:
                raise Forgotten
            self.is_secure = True
        return reply

    def knows(self, code: Code) -> bool:
        """Has the device not refused this command as unknown?"""
        return code not in self._unknown

    # Start-up

    def connect(self, recycle: frozenset[int] | None) -> Script[None]:
        """SYNC, keys, version, set-up and routes; the slot is shut. `recycle`: see set_routes."""
        if (yield from self.call(bytes((Code.SYNC,)))) != OK:
            raise Unusable(Fault.WRONG_DEVICE, "no SSP device: SYNC was refused")
        yield from self._exchange_keys()
        yield from self._agree_on_version()
        yield from self._set_up()
        yield from self.set_slot(NONE, enabled=False)
        yield from self.set_routes(recycle)

    def _exchange_keys(self) -> Script[None]:
        exchange = new_key_exchange(self.terms.random)
        for code, number in ((Code.SET_GENERATOR, exchange.generator), (Code.SET_MODULUS, exchange.modulus)):
            if (yield from self.call(key_command(code, number))) != OK:
                raise Unusable(Fault.KEY_REFUSED, f"{code.name} was refused")
        answer = parse_key((yield from self.call(key_command(Code.REQUEST_KEY_EXCHANGE, exchange.public))))
        if answer is None or not 1 < answer < exchange.modulus - 1:
            raise Unusable(Fault.KEY_REFUSED, "the key exchange was refused")
        self._use_key(Envelope(self.terms.fixed_key, exchange.key(answer)))
        self.has_key = True

    def _agree_on_version(self) -> Script[None]:
        for version in VERSIONS:
            if (yield from self.call(bytes((Code.HOST_PROTOCOL_VERSION, version)))) == OK:
                self._version = version
                return
        raise Unusable(Fault.WRONG_DEVICE, f"it does not speak SSP {VERSIONS[-1]} or later")

    def _set_up(self) -> Script[None]:
        setup = parse_setup((yield from self.call(bytes((Code.SETUP_REQUEST,)))))
        if setup is None:
            raise Unusable(Fault.WRONG_DEVICE, "it is neither a note recycler nor a hopper")
        if not (channels := setup.channels(self.terms.currency)):
            others = ", ".join(sorted({code for code in setup.currencies if code.isalpha()})) or "nothing"
            raise Unusable(Fault.WRONG_CURRENCY, f"it takes {others}, not {self.terms.currency}")
        self.kind = setup.kind
        self._channels = self._tally.channels = channels
        yield from self.call(bytes((Code.GET_SERIAL_NUMBER,)))

    def set_routes(self, recycle: frozenset[int] | None) -> Script[None]:
        """Keep pieces of these values for payouts, the others go to the cashbox. None: keep all that the device can.

        What the device cannot keep it refuses; when it was busy, `routes` stays unknown and it is to be told again.
        """
        recycled, was_busy = set(), False
        for value in sorted(self._channels.values()):
            is_kept = recycle is None or value in recycle
            reply = yield from self.call(set_route(value, self.terms.currency, is_kept))
            was_busy |= parse_refusal(reply) == Refusal.BUSY
            if is_kept and reply == OK:
                recycled.add(value)
        self._tally.recycled = frozenset(recycled)
        self.routes = None if was_busy else frozenset(recycled if recycle is None else recycle)

    # Polls and counts

    def poll(self) -> Script[bool]:
        """One poll, its events given to the tally. True: all quiet (see Tally.take)."""
        repeats = self.knows(Code.POLL_WITH_ACK)
        reply = yield from self.call(bytes((Code.POLL_WITH_ACK if repeats else Code.POLL,)))
        if repeats and not self.knows(Code.POLL_WITH_ACK):
            repeats = False
            reply = yield from self.call(bytes((Code.POLL,)))
        if reply[0] != Answer.OK:
            return False
        parsed = parse_poll(reply, self._version)
        quiet = self._tally.take(parsed.events, repeats, self.now())
        said = {event.said for event in parsed.events}
        if Said.SLAVE_RESET in said and self._has_polled:
            raise Forgotten
        self._has_polled = True
        if Said.PAYOUT_OUT_OF_SERVICE in said:
            self._payout_unit_is_on = self.slot = None  # to enable it is to ask whether it is back
        if Said.DISABLED in said and self._is_enabled:
            self._is_enabled = self.slot = None  # it disables itself when it was not polled for seconds
        if parsed.unknown is not None and reply != self._last_unknown:
            self._last_unknown = reply
            self._tally.recount = True  # whatever stood behind the unknown code, the counts will tell
            return False
        return quiet

    def counts(self) -> Script[CashCounts]:
        """Levels and pieces in the cashbox, with nothing moving and every event until then in the tally.

        After a payout they are read until they are twice the same.
        """
        last: Pieces | None = None
        until = self.now() + COUNTS_SECONDS
        while self.now() < until:
            levels = parse_levels((yield from self.call(bytes((Code.GET_ALL_LEVELS,)))), self.terms.currency)
            pieces = yield from self._cashbox_pieces()
            if (yield from self.poll()) and levels is not None:
                order = self._tally.order
                if not (order and order.has_ended) or levels == last:
                    return CashCounts(levels, pieces)
                last = levels
            yield self.now() + self.terms.fast_poll_seconds
        raise Unusable(Fault.COUNTS_IN_DOUBT, "it does not stop moving money")

    def _cashbox_pieces(self) -> Script[int | None]:
        if not self.knows(Code.GET_COUNTERS):
            return None
        counters = parse_counters((yield from self.call(bytes((Code.GET_COUNTERS,)))))
        return counters.to_cashbox if counters else None

    def acknowledge(self) -> Script[None]:
        """Let the device forget the events it repeats."""
        yield from self.call(bytes((Code.EVENT_ACK,)))
        self._tally.acknowledged()

    # The slot

    def forget_that_it_is_enabled(self) -> None:
        """It says that it is not, or may not be."""
        self._is_enabled, self._payout_unit_is_on = None, False

    def set_slot(self, values: frozenset[int], enabled: bool) -> Script[None]:
        """Accept exactly these denominations of the device's. Enabled without any: ready to pay only."""
        known = values & frozenset(self._channels.values())
        if self.kind is Kind.NOTES:
            yield from self._set_note_inhibits(known, enabled)
        else:
            yield from self._set_coin_inhibits(known)
        if self._is_enabled is not enabled:
            reply = yield from self.call(bytes((Code.ENABLE if enabled else Code.DISABLE,)))
            self._is_enabled = enabled if reply == OK else None
        settled = self._is_enabled is not None and enabled == bool(values)
        if (self._mech_is_on if self.kind is Kind.COINS else self._payout_unit_is_on) is None:
            settled = False
        self.slot = values if settled else None

    def _set_note_inhibits(self, values: frozenset[int], enabled: bool) -> Script[None]:
        if self._accepted != values and (enabled or self._accepted is None):
            channels = frozenset(channel for channel, value in self._channels.items() if value in values)
            reply = yield from self.call(set_inhibits(channels))
            self._accepted = values if reply == OK else None
        if self._payout_unit_is_on is None or (enabled and not self._payout_unit_is_on):
            reply = yield from self.call(bytes((Code.ENABLE_PAYOUT_DEVICE, 0)))
            if parse_refusal(reply) == INVALID_CURRENCY:
                raise Unusable(Fault.WRONG_CURRENCY, "it holds notes of another currency than it reads")
            is_busy = parse_refusal(reply) == Refusal.BUSY
            self._payout_unit_is_on = None if is_busy else reply == OK
            self._tally.set_fault(Fault.PAYOUT_OUT_OF_SERVICE, present=not self._payout_unit_is_on)

    def _set_coin_inhibits(self, values: frozenset[int]) -> Script[None]:
        has_global = self.knows(Code.SET_COIN_MECH_GLOBAL_INHIBIT)
        if values or not has_global:  # an acceptor that is shut as a whole may be told its coins later
            yield from self._set_each_coin_inhibit(values)
        if has_global and self._mech_is_on is not bool(values):
            reply = yield from self.call(bytes((Code.SET_COIN_MECH_GLOBAL_INHIBIT, bool(values))))
            self._mech_is_on = bool(values) if reply == OK else None

    def _set_each_coin_inhibit(self, values: frozenset[int]) -> Script[None]:
        before, self._accepted = self._accepted, values
        for value in sorted(self._channels.values()):
            if before is None or (value in values) != (value in before):
                reply = yield from self.call(set_coin_inhibit(value, self.terms.currency, value in values))
                if reply != OK:
                    self._accepted = None
