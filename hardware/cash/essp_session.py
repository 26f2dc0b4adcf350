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
    CANNOT_PAY,
    DO_IT,
    TEST,
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
    payout_amount,
    payout_by_denomination,
    set_coin_inhibit,
    set_inhibits,
    set_route,
)
from hardware.words import CashCounts, Fault, Pieces

T = TypeVar("T")
Script = Generator[bytes | float, bytes, T]

VERSIONS = (8, 7, 6)  # 6 is the first with currencies
BUSY_SECONDS = 10.0
NONE: frozenset[int] = frozenset()
_OK = bytes((Answer.OK,))


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
    """What was configured. `recycle`: denominations kept for payouts, None: all; the others go to the cashbox."""

    random: Random
    fixed_key: int
    currency: str
    recycle: frozenset[int] | None
    fast_poll_seconds: float


class Session:
    """What the device told and was told since SYNC."""

    def __init__(
        self, terms: Terms, tally: Tally, use_key: Callable[[Envelope], None], now: Callable[[], float]
    ) -> None:
        self._terms = terms
        self._tally = tally
        self._use_key = use_key
        self._now = now
        self.slot: frozenset[int] | None = None
        """The denominations for which the slot is open; None: not known, or opened for a payout."""
        self.is_secure = False
        """Did the device answer under our key?"""
        self.has_key = False
        """Were keys exchanged?"""
        self._kind = Kind.NOTES
        self._version = VERSIONS[-1]
        self._channels: dict[int, int] = {}
        self._poll_code = Code.POLL_WITH_ACK
        self._has_counters = True
        self._pays_by_denomination = True
        self._payout_unit_is_on = False
        self._accepted: frozenset[int] | None = None
        self._mech_is_on: bool | None = None
        self._is_enabled: bool | None = None
        self._has_polled = False
        self._last_unknown = b""

    def call(self, question: bytes) -> Script[bytes]:
        """The device's reply; Forgotten when it has no key any more."""
        reply = yield question
        if self.has_key:
            if reply[0] == Answer.KEY_NOT_SET:
                raise Forgotten
            self.is_secure = True
        return reply

    # Start-up

    def connect(self) -> Script[None]:
        """SYNC, keys, version, set-up and routes; the slot is shut."""
        if (yield from self.call(bytes((Code.SYNC,)))) != _OK:
            raise Unusable(Fault.WRONG_DEVICE, "no SSP device: SYNC was refused")
        yield from self._exchange_keys()
        yield from self._agree_on_version()
        yield from self._set_up()
        yield from self.set_slot(NONE, enabled=False)
        yield from self._set_routes()

    def _exchange_keys(self) -> Script[None]:
        exchange = new_key_exchange(self._terms.random)
        for code, number in ((Code.SET_GENERATOR, exchange.generator), (Code.SET_MODULUS, exchange.modulus)):
            if (yield from self.call(key_command(code, number))) != _OK:
                raise Unusable(Fault.KEY_REFUSED, f"{code.name} was refused")
        answer = parse_key((yield from self.call(key_command(Code.REQUEST_KEY_EXCHANGE, exchange.public))))
        if answer is None or not 1 < answer < exchange.modulus - 1:
            raise Unusable(Fault.KEY_REFUSED, "the key exchange was refused")
        self._use_key(Envelope(self._terms.fixed_key, exchange.key(answer)))
        self.has_key = True

    def _agree_on_version(self) -> Script[None]:
        for version in VERSIONS:
            if (yield from self.call(bytes((Code.HOST_PROTOCOL_VERSION, version)))) == _OK:
                self._version = version
                return
        raise Unusable(Fault.WRONG_DEVICE, f"it does not speak SSP {VERSIONS[-1]} or later")

    def _set_up(self) -> Script[None]:
        setup = parse_setup((yield from self.call(bytes((Code.SETUP_REQUEST,)))))
        if setup is None or not (channels := setup.channels(self._terms.currency)):
            raise Unusable(Fault.WRONG_DEVICE, f"not a recycler for {self._terms.currency}")
        self._kind = setup.kind
        self._channels = self._tally.channels = channels
        yield from self.call(bytes((Code.GET_SERIAL_NUMBER,)))

    def _set_routes(self) -> Script[None]:
        recycled = set()
        for value in sorted(self._channels.values()):
            if self._terms.recycle is None or value in self._terms.recycle:
                reply = yield from self.call(set_route(value, self._terms.currency, recycled=True))
                if reply == _OK:
                    recycled.add(value)
            else:
                yield from self.call(set_route(value, self._terms.currency, recycled=False))
        self._tally.recycled = frozenset(recycled)

    # Polls and counts

    def poll(self) -> Script[bool]:
        """One poll, its events given to the tally. True: all quiet (see Tally.take)."""
        reply = yield from self.call(bytes((self._poll_code,)))
        if reply[0] == Answer.UNKNOWN_COMMAND and self._poll_code is Code.POLL_WITH_ACK:
            self._poll_code = Code.POLL
            reply = yield from self.call(bytes((self._poll_code,)))
        if reply[0] != Answer.OK:
            return False
        parsed = parse_poll(reply, self._version)
        quiet = self._tally.take(parsed.events, self._poll_code is Code.POLL_WITH_ACK, self._now())
        said = {event.said for event in parsed.events}
        if Said.SLAVE_RESET in said and self._has_polled:
            raise Forgotten
        self._has_polled = True
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
        while True:
            levels = parse_levels((yield from self.call(bytes((Code.GET_ALL_LEVELS,)))), self._terms.currency)
            pieces = yield from self._cashbox_pieces()
            if (yield from self.poll()) and levels is not None:
                payout = self._tally.payout
                if not (payout and payout.has_ended) or levels == last:
                    return CashCounts(levels, pieces)
                last = levels
            yield self._now() + self._terms.fast_poll_seconds

    def _cashbox_pieces(self) -> Script[int | None]:
        if not self._has_counters:
            return None
        reply = yield from self.call(bytes((Code.GET_COUNTERS,)))
        self._has_counters = reply[0] != Answer.UNKNOWN_COMMAND
        counters = parse_counters(reply)
        return counters.to_cashbox if counters else None

    def acknowledge(self) -> Script[None]:
        """Let the device forget the events it repeats."""
        yield from self.call(bytes((Code.EVENT_ACK,)))
        self._tally.acknowledged()

    # The slot

    def set_slot(self, values: frozenset[int], enabled: bool) -> Script[None]:
        """Accept exactly these denominations of the device's. Enabled without any: ready to pay only."""
        known = values & frozenset(self._channels.values())
        if self._kind is Kind.NOTES:
            yield from self._set_note_inhibits(known, enabled)
        else:
            yield from self._set_coin_inhibits(known)
        if self._is_enabled is not enabled:
            reply = yield from self.call(bytes((Code.ENABLE if enabled else Code.DISABLE,)))
            self._is_enabled = enabled if reply == _OK else None
        settled = self._is_enabled is not None and enabled == bool(values)
        self.slot = values if settled else None

    def _set_note_inhibits(self, values: frozenset[int], enabled: bool) -> Script[None]:
        if self._accepted != values and (enabled or self._accepted is None):
            channels = frozenset(channel for channel, value in self._channels.items() if value in values)
            reply = yield from self.call(set_inhibits(channels))
            self._accepted = values if reply == _OK else None
        if enabled and not self._payout_unit_is_on:
            reply = yield from self.call(bytes((Code.ENABLE_PAYOUT_DEVICE, 0)))
            self._payout_unit_is_on = reply == _OK
            self._tally.set_fault(Fault.PAYOUT_OUT_OF_SERVICE, present=not self._payout_unit_is_on)

    def _set_coin_inhibits(self, values: frozenset[int]) -> Script[None]:
        if values:
            for value in sorted(self._channels.values()):
                if self._accepted is None or (value in values) != (value in self._accepted):
                    yield from self.call(set_coin_inhibit(value, self._terms.currency, value in values))
            self._accepted = values
        if self._mech_is_on is not bool(values):
            self._mech_is_on = bool(values)
            yield from self.call(bytes((Code.SET_COIN_MECH_GLOBAL_INHIBIT, self._mech_is_on)))

    # Payouts

    def order(self, pieces: Pieces) -> Script[Fault | None]:
        """Order a payout, tested first. None: the device pays; otherwise why it does not."""
        if self._pays_by_denomination:
            reply = yield from self._order(lambda option: payout_by_denomination(pieces, self._terms.currency, option))
            if reply[0] != Answer.UNKNOWN_COMMAND:
                return _why(reply)
            self._pays_by_denomination = False
        total = sum(value * count for value, count in pieces)
        return _why((yield from self._order(lambda option: payout_amount(total, self._terms.currency, option))))

    def _order(self, command: Callable[[bytes], bytes]) -> Script[bytes]:
        until = self._now() + BUSY_SECONDS
        reply = yield from self.call(command(TEST))
        while parse_refusal(reply) in (Refusal.BUSY, Refusal.DISABLED) and self._now() < until:
            yield self._now() + self._terms.fast_poll_seconds
            yield from self.poll()
            if parse_refusal(reply) == Refusal.DISABLED:  # on a slow line the device may think the host gone
                self._is_enabled, self._payout_unit_is_on = None, False
                yield from self.set_slot(NONE, enabled=True)
            reply = yield from self.call(command(TEST))
        if reply == _OK:
            reply = yield from self.call(command(DO_IT))
        return reply


def _why(reply: bytes) -> Fault | None:
    if reply == _OK:
        return None
    if parse_refusal(reply) in CANNOT_PAY:
        return Fault.NOT_ENOUGH_CASH
    return Fault.PAYOUT_OUT_OF_SERVICE
