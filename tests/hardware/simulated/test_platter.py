from __future__ import annotations

from hardware.simulated.platter import SETTLE_SECONDS, Platter, Reading
from hardware.wire import NEVER
from hardware.words import WeightState


def test_goods_swing_until_they_rest() -> None:
    platter = Platter()
    platter.put(502)
    assert platter.reading.state is WeightState.UNSTABLE
    seen, now = [], 0.0
    while platter.next_look != NEVER:
        now = max(now, platter.next_look)
        platter.look(now)
        seen.append(platter.reading)
    assert len({reading.grams for reading in seen}) > 2
    assert {reading.state for reading in seen[:-1]} == {WeightState.UNSTABLE}
    assert seen[-1] == Reading(WeightState.STABLE, 500)
    assert SETTLE_SECONDS <= now < SETTLE_SECONDS + 0.1


def test_the_same_seed_swings_the_same_way() -> None:
    def story(seed: int) -> list[Reading]:
        platter, seen = Platter(seed), []
        platter.put(1000)
        for tick in range(10):
            platter.look(tick * 0.06)
            seen.append(platter.reading)
        return seen

    assert story(1) == story(1)
    assert story(1) != story(2)


def rested(platter: Platter, now: float) -> Reading:
    platter.look(now)
    platter.look(now + SETTLE_SECONDS)
    return platter.reading


def test_what_is_taken_off_is_gone() -> None:
    platter = Platter()
    platter.put(500)
    platter.put(200)
    assert rested(platter, 1.0).grams == 700
    assert platter.take_off() == 200
    assert rested(platter, 2.0).grams == 500
    platter.clear()
    assert rested(platter, 3.0) == Reading(WeightState.ZERO, 0)
    assert platter.take_off() == 0


def test_too_much_is_overweight_and_drift_goes_under_zero() -> None:
    platter = Platter(capacity_grams=6_000, division_grams=2)
    platter.put(6_018)
    assert rested(platter, 1.0).state is WeightState.STABLE
    platter.put(2)
    assert rested(platter, 2.0).state is WeightState.OVERWEIGHT
    platter.clear()
    platter.drift(-4)
    assert rested(platter, 3.0) == Reading(WeightState.UNDER_ZERO, -4)


def test_zero_is_set_on_a_still_platter_within_its_range() -> None:
    platter = Platter()
    platter.drift(-30)
    assert not platter.set_zero()  # it moves
    rested(platter, 1.0)
    assert platter.set_zero()
    assert platter.reading == Reading(WeightState.ZERO, 0)
    platter.put(500)
    assert rested(platter, 2.0).grams == 500
    assert not platter.set_zero()  # goods are not nothing
    platter.clear()
    platter.drift(290)
    rested(platter, 3.0)
    assert platter.set_zero()
    platter.drift(290)
    rested(platter, 4.0)
    assert not platter.set_zero()  # step by step it goes no further either
