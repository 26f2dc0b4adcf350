"""What every signal tower does, whatever it speaks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.lights.relays import BLINKS_MAX
from hardware.lights.tower import REFRESH_SECONDS, Tower
from hardware.simulated.signal_tower import Faults
from hardware.words import EndWeighing, Fault, Lamp, Lost, Ready, SwitchLights
from tests.hardware.lights.towers import KINDS, Counter, Kind

GREEN, AMBER, RED = frozenset({Lamp.GREEN}), frozenset({Lamp.AMBER}), frozenset({Lamp.RED})
DARK: frozenset[Lamp] = frozenset()

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
every_kind_that_answers = pytest.mark.parametrize(
    "kind", [KINDS["numato"], KINDS["patlite"]], ids=("numato", "patlite")
)


@every_kind
def test_a_tower_shows_what_it_is_told_and_is_ready(kind: Kind) -> None:
    counter = Counter(kind)
    counter.wire.ask(SwitchLights(GREEN))
    assert counter.run(2) == [Ready()]
    assert counter.tower.lit == GREEN
    counter.wire.ask(SwitchLights(RED | AMBER))
    assert counter.run(2) == []
    assert counter.tower.lit == RED | AMBER
    counter.wire.ask(SwitchLights())
    counter.run(2)
    assert counter.tower.lit == DARK


@every_kind
def test_a_lamp_blinks_by_the_time_it_is_given_and_stops_when_told(kind: Kind) -> None:
    counter = Counter(kind)
    counter.wire.ask(SwitchLights(AMBER, AMBER))
    counter.run(5)
    assert counter.tower.changes[:6] == [AMBER, DARK, AMBER, DARK, AMBER, DARK]
    assert 10 <= len(counter.tower.changes) <= 11
    counter.wire.ask(SwitchLights(GREEN))
    counter.run(1)
    counter.tower.changes.clear()
    counter.run(30)
    assert counter.tower.lit == GREEN
    assert counter.tower.changes == []


def test_a_relay_is_spared_after_a_while_and_blinks_again_for_the_next_call() -> None:
    counter = Counter(KINDS["lcus"])
    for _ in range(2):
        counter.wire.ask(SwitchLights(AMBER, AMBER))
        counter.run(60)
        assert counter.tower.lit == AMBER
        assert len(counter.tower.changes) == 2 * BLINKS_MAX + 1
        counter.wire.ask(SwitchLights())
        counter.run(1)
        counter.tower.changes.clear()


@every_kind
def test_after_a_power_cut_the_lamp_is_right_again_by_itself(kind: Kind) -> None:
    counter = Counter(kind)
    counter.wire.ask(SwitchLights(GREEN))
    counter.run(2)
    counter.tower.cut_power()
    assert counter.tower.lit == DARK
    counter.run(1)
    counter.tower.restore_power()
    counter.run(REFRESH_SECONDS + 1)
    assert counter.tower.lit == GREEN


@every_kind
def test_after_the_cable_was_out_the_lamp_shows_what_was_told_meanwhile(kind: Kind) -> None:
    counter = Counter(kind)
    counter.wire.ask(SwitchLights(GREEN))
    counter.run(2)
    counter.tower.unplug()
    counter.wire.ask(SwitchLights(RED))
    counter.run(5)
    counter.tower.plug_in()
    assert counter.run(2) == [Ready()]
    assert counter.tower.lit == RED


@every_kind_that_answers
def test_a_silent_tower_is_lost_and_heals_by_itself(kind: Kind) -> None:
    counter = Counter(kind)
    counter.wire.ask(SwitchLights(GREEN))
    counter.run(2)
    counter.tower.cut_power()
    (lost,) = counter.run(40)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.NO_ANSWER
    assert "silent" in lost.detail
    counter.wire.ask(SwitchLights(AMBER))
    counter.tower.restore_power()
    assert counter.run(5) == [Ready()]
    assert counter.tower.lit == AMBER


@every_kind_that_answers
def test_answers_that_cannot_be_read_mean_a_lost_tower(kind: Kind) -> None:
    counter = Counter(kind, Faults(garbage=1))
    counter.wire.ask(SwitchLights(GREEN))
    (lost,) = counter.run(20)
    assert isinstance(lost, Lost)


@every_kind
def test_now_and_then_a_lost_answer_harms_nothing(kind: Kind) -> None:
    counter = Counter(kind, Faults(silence=0.05, garbage=0.05))
    counter.wire.ask(SwitchLights(RED, RED))
    counter.run(60)
    counter.wire.ask(SwitchLights(GREEN))
    counter.run(20)
    assert counter.tower.lit == GREEN


@every_kind
def test_a_tower_takes_no_other_command(kind: Kind) -> None:
    with pytest.raises(TypeError, match="signal tower"):
        Tower(kind.dialect()).ask(EndWeighing())


@given(
    kind=st.sampled_from([*KINDS.values()]),
    heard=st.lists(st.tuples(st.binary(max_size=80), st.booleans()), max_size=30),
)
def test_no_bytes_make_a_tower_stumble_or_grow(kind: Kind, heard: list[tuple[bytes, bool]]) -> None:
    wire = Tower(kind.dialect())
    wire.opened()
    now = 0.0
    for data, blinks in heard:
        wire.ask(SwitchLights(AMBER, AMBER if blinks else DARK))
        now = max(now + 0.001, min(wire.next_tick, now + 5))
        assert len(wire.tick(now)) <= 16
        words = wire.receive(data)
        assert all(isinstance(word, Ready | Lost) for word in words)
        assert not any(one == other for one, other in pairwise(words))
