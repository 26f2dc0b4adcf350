"""Money that an eSSP device is told to move: to the customer, to the cashbox; and levels that were set by hand."""

from __future__ import annotations

from collections.abc import Callable

from hardware.cash.essp_orders import Collection, Payout, value_of
from hardware.cash.essp_session import NONE, Script, Session
from hardware.cash.ssp_words import (
    CANNOT_PAY,
    DO_IT,
    OK,
    TEST,
    Answer,
    Code,
    Refusal,
    float_amount,
    float_by_denomination,
    parse_moved,
    parse_refusal,
    payout_amount,
    payout_by_denomination,
    set_level,
)
from hardware.words import Fault, Pieces

BUSY_SECONDS = 10.0
STUCK_SECONDS = 60.0
"""A payout that stands still for so long is halted."""
EMPTYING_SECONDS = 300.0
"""The same for a collection: EMPTY_ALL does not tell how far it is."""
HALT_SECONDS = 10.0
LEVEL_MAX = 0xFFFF


def pay(session: Session, order: Payout, pieces: Pieces) -> Script[Fault | None]:
    """Order these pieces, tested first. None: the device pays; otherwise why it does not."""
    currency = session.terms.currency
    if session.knows(Code.PAYOUT_BY_DENOMINATION):
        reply = yield from _tested(session, order, lambda option: payout_by_denomination(pieces, currency, option))
        if reply[0] != Answer.UNKNOWN_COMMAND:
            return _why(reply)
    return _why((yield from _tested(session, order, lambda option: payout_amount(value_of(pieces), currency, option))))


def collect(session: Session, order: Collection, held: Pieces, rest: Pieces) -> Script[Fault | None]:
    """Order that only `rest` of what is `held` stays, tested first. None: the device moves the others."""
    if not value_of(rest):
        for code in filter(session.knows, (Code.SMART_EMPTY, Code.EMPTY_ALL)):
            reply = yield from _when_idle(session, bytes((code,)))
            order.is_under_way = reply == OK
            if reply[0] != Answer.UNKNOWN_COMMAND:
                return _why(reply)
    currency = session.terms.currency
    if session.knows(Code.FLOAT_BY_DENOMINATION):
        lines = tuple((value, count) for value, count in rest if dict(held)[value])
        reply = yield from _tested(session, order, lambda option: float_by_denomination(lines, currency, option))
        if reply[0] != Answer.UNKNOWN_COMMAND:
            return _why(reply)
    smallest = min((value for value, count in rest if count), default=0)
    return _why(
        (yield from _tested(session, order, lambda option: float_amount(smallest, value_of(rest), currency, option)))
    )


def moved_otherwise(session: Session, collected: Pieces | None) -> Script[bool]:
    """Does the device say that other pieces, or unknown objects, went to the cashbox than its levels say?

    None: some of its levels rose meanwhile.
    """
    if not session.knows(Code.CASHBOX_PAYOUT_OPERATION_DATA):
        return False
    moved = parse_moved((yield from session.call(bytes((Code.CASHBOX_PAYOUT_OPERATION_DATA,)))), session.terms.currency)
    if moved is None:
        return False
    pieces, strangers = moved
    if collected is None or strangers:
        return True
    return {each for each in pieces if each[1]} != {each for each in collected if each[1]}


def follow(session: Session, order: Payout | Collection, look: Callable[[], None]) -> Script[None]:
    """Until it has ended; one that stands still is halted, and what it has moved then only the counts tell.

    `look` is called after each poll: somebody may have to take a note or clear a jam.
    """
    stuck_seconds = STUCK_SECONDS if isinstance(order, Payout) else EMPTYING_SECONDS
    order.stirred_at = session.now()
    is_halted = False
    while not order.has_ended:
        yield session.now() + session.terms.fast_poll_seconds
        yield from session.poll()
        look()
        if order.has_ended or session.now() < order.stirred_at + stuck_seconds:
            continue
        order.fault = Fault.PAYOUT_OUT_OF_SERVICE
        if is_halted or (yield from session.call(bytes((Code.HALT_PAYOUT,)))) != OK:
            order.end_by_counts()
        is_halted = True
        order.stirred_at = session.now() - stuck_seconds + HALT_SECONDS


def set_levels(session: Session, held: Pieces, wanted: Pieces) -> Script[None]:
    """Tell a hopper that it holds so many of these values; a level can only be cleared and added to."""
    currency = session.terms.currency
    for value, count in wanted:
        level = dict(held).get(value, count)
        if level > count:
            yield from session.call(set_level(value, currency, 0))
            level = 0
        if level < count:
            yield from session.call(set_level(value, currency, count - level))


def _tested(session: Session, order: Payout | Collection, command: Callable[[bytes], bytes]) -> Script[bytes]:
    reply = yield from _when_idle(session, command(TEST))
    if reply == OK:
        order.is_under_way = True
        reply = yield from session.call(command(DO_IT))
    return reply


def _when_idle(session: Session, question: bytes) -> Script[bytes]:
    until = session.now() + BUSY_SECONDS
    reply = yield from session.call(question)
    while parse_refusal(reply) in (Refusal.BUSY, Refusal.DISABLED) and session.now() < until:
        yield session.now() + session.terms.fast_poll_seconds
        yield from session.poll()
        if parse_refusal(reply) == Refusal.DISABLED:  # on a slow line the device may think the host gone
            session.forget_that_it_is_enabled()
            yield from session.set_slot(NONE, enabled=True)
        reply = yield from session.call(question)
    return reply


def _why(reply: bytes) -> Fault | None:
    if reply == OK:
        return None
    if parse_refusal(reply) in CANNOT_PAY:
        return Fault.NOT_ENOUGH_CASH
    return Fault.PAYOUT_OUT_OF_SERVICE
