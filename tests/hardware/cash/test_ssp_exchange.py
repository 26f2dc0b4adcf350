from __future__ import annotations

from random import Random

from hardware.cash.ssp import Envelope, Packet
from hardware.cash.ssp_exchange import Exchange
from hardware.wire import NEVER

OK_0, OK_1 = Packet(0, False, b"\xf0").encode(), Packet(0, True, b"\xf0").encode()


def a_synchronised_exchange() -> Exchange:
    exchange = Exchange(0, 1.0, Random(1))
    exchange.ask(b"\x11", 1)
    assert exchange.tick(0) == Packet(0, True, b"\x11").encode()
    assert exchange.receive(OK_1) == b"\xf0"
    return exchange


def test_the_flag_turns_with_every_reply() -> None:
    exchange = a_synchronised_exchange()
    for flag, reply in ((False, OK_0), (True, OK_1), (False, OK_0)):
        exchange.ask(b"\x07", 1)
        assert exchange.tick(0) == Packet(0, flag, b"\x07").encode()
        assert exchange.receive(reply) == b"\xf0"


def test_a_reply_on_the_other_flag_or_of_another_address_is_dropped() -> None:
    exchange = a_synchronised_exchange()
    exchange.ask(b"\x07", 1)
    exchange.tick(0)
    assert exchange.receive(OK_1 + Packet(0x10, False, b"\xf0").encode()) is None
    assert exchange.receive(OK_0) == b"\xf0"
    assert exchange.receive(OK_0) is None


def test_only_the_identical_bytes_are_repeated_and_then_it_is_silent() -> None:
    exchange = a_synchronised_exchange()
    exchange.use_key(Envelope(1, 2))
    exchange.ask(b"\x46", 3)
    sent = [exchange.tick(now) for now in (0.0, 0.5, 1.0, 2.0)]
    assert sent[0]
    assert sent == [sent[0], b"", sent[0], sent[0]]
    assert not exchange.is_silent
    assert exchange.next_tick == 3.0
    assert exchange.tick(3.0) == b""
    assert exchange.is_silent
    assert exchange.next_tick == NEVER


def test_a_sealed_reply_must_carry_the_next_count() -> None:
    envelope, exchange = Envelope(1, 2), a_synchronised_exchange()
    exchange.use_key(envelope)
    exchange.ask(b"\x07", 1)
    exchange.tick(0)
    for count, heard in ((0, None), (2, None), (1, b"\xf0\xe8")):
        sealed = envelope.seal(b"\xf0\xe8", count, Random(3))
        assert exchange.receive(Packet(0, False, sealed).encode()) == heard


def test_a_plain_reply_to_a_sealed_question_is_only_believed_when_the_key_is_gone() -> None:
    exchange = a_synchronised_exchange()
    exchange.use_key(Envelope(1, 2))
    exchange.ask(b"\x07", 1)
    exchange.tick(0)
    assert exchange.receive(Packet(0, False, b"\xf0\xee\x01").encode()) is None
    assert exchange.receive(Packet(0, False, b"\xfa").encode()) == b"\xfa"
