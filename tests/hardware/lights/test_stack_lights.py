"""Towers with a plug of their own, byte by byte."""

from __future__ import annotations

import pytest

from hardware.lights.stack_lights import Adafruit, Patlite
from hardware.words import Lamp


def test_the_usb_tower_has_a_byte_for_each_lamp_on_and_off() -> None:
    lit = Adafruit().show(frozenset(Lamp))
    dark = Adafruit().show(frozenset())
    assert (lit, dark) == ((b"\x11", b"\x12", b"\x14"), (b"\x21", b"\x22", b"\x24"))


@pytest.mark.parametrize(
    ("lit", "message"),
    [(frozenset({Lamp.RED}), b"W\x01"), (frozenset({Lamp.AMBER}), b"W\x02"), (frozenset(Lamp), b"W\x07")],
)
def test_patlite_has_a_bit_for_each_tier(lit: frozenset[Lamp], message: bytes) -> None:
    assert Patlite().show(lit) == (message,)


@pytest.mark.parametrize(
    ("arrived", "understood"),
    [(b"", None), (b"A", None), (b"AC", None), (b"ACK", True), (b"NA", None), (b"NAK", False), (b"ACKS", False),
     (b"X", False)],
)  # fmt: skip
def test_patlite_answers_ack_or_nak(arrived: bytes, understood: bool | None) -> None:
    assert Patlite().understood(b"W\x01", arrived) is understood
