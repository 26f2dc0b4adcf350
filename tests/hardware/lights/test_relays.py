"""Relay boards, byte by byte."""

from __future__ import annotations

import pytest

from hardware.lights.relays import Lcus, Numato, switch
from hardware.words import Lamp

CHANNELS = {Lamp.RED: 1, Lamp.GREEN: 2}


@pytest.mark.parametrize(
    ("channel", "on", "message"),
    [(1, True, "A0 01 01 A2"), (1, False, "A0 01 00 A1"), (2, True, "A0 02 01 A3"), (4, False, "A0 04 00 A4")],
)
def test_the_maker_s_examples(channel: int, on: bool, message: str) -> None:
    assert switch(channel, on) == bytes.fromhex(message)


def test_every_lamp_that_is_there_is_switched() -> None:
    assert Lcus(CHANNELS).show(frozenset({Lamp.GREEN, Lamp.AMBER})) == (switch(1, False), switch(2, True))


def test_numato_is_told_in_lines_and_counts_on_in_letters() -> None:
    dialect = Numato({Lamp.RED: 0, Lamp.GREEN: 15})
    assert dialect.show(frozenset({Lamp.RED})) == (b"\r", b"relay on 0\r", b"relay off F\r")


@pytest.mark.parametrize(
    ("arrived", "understood"),
    [
        (b"", None),
        (b"relay on 0\n\r", None),
        (b"relay on 0\n\r>", True),
        (b"junk>", False),
        (b"relay on 0 is no command\n\r>", True),  # it has heard us; what a board can do, it was bought for
    ],
)
def test_numato_echoes_and_prompts(arrived: bytes, understood: bool | None) -> None:
    assert Numato(CHANNELS).understood(b"relay on 0\r", arrived) is understood
