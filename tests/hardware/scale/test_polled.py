from __future__ import annotations

from collections import deque
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.scale.polled import (
    ANSWER_SECONDS,
    LATE_SECONDS,
    MISSES_MAX,
    PROBE_SECONDS,
    SETTLE_SECONDS_MAX,
    Damaged,
    PolledScale,
)
from hardware.scale.toledo8217 import Toledo8217
from hardware.simulated.counter_scale import CounterScale, Faults
from hardware.simulated.platter import Reading
from hardware.wire import NEVER
from hardware.words import (
    BeginWeighing,
    EndDeposit,
    EndWeighing,
    Fault,
    Lost,
    Ready,
    Weight,
    WeightState,
    Word,
    ZeroScale,
)
from tests.hardware.scale.counter import KINDS, Counter, Kind

ZERO = Weight(WeightState.ZERO)
NOT_READY = Weight(WeightState.NOT_READY)
LOST_SECONDS = MISSES_MAX * (ANSWER_SECONDS + SETTLE_SECONDS_MAX) + PROBE_SECONDS

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


def stable(grams: int) -> Weight:
    return Weight(WeightState.STABLE, grams)


def without_swings(words: list[Word]) -> list[Word]:
    return [word for word in words if not (isinstance(word, Weight) and word.state is WeightState.UNSTABLE)]


@every_kind
def test_goods_come_are_weighed_when_they_rest_and_go(kind: Kind) -> None:
    counter = kind.meet()
    assert counter.run(1) == [Ready()]
    assert counter.weigh() == [ZERO]
    words = counter.put(502)
    assert isinstance(words[0], Weight)
    assert words[0].state is WeightState.UNSTABLE
    assert without_swings(words) == [stable(500)]
    assert without_swings(counter.put(100)) == [stable(600)]
    counter.platter.clear()
    assert without_swings(counter.run(1.5)) == [ZERO]


@every_kind
def test_nothing_is_told_unless_somebody_weighs(kind: Kind) -> None:
    counter = kind.meet()
    counter.run(1)
    assert counter.put(500, 5) == []
    counter.platter.clear()
    assert counter.weigh()[-1] == ZERO
    counter.wire.ask(EndWeighing())
    assert counter.put(500, 5) == []


@every_kind
def test_a_scale_is_asked_often_in_a_weighing_and_seldom_otherwise(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh(10)
    questions = counter.scale.heard
    assert questions >= 40
    counter.wire.ask(EndWeighing())
    counter.run(10)
    assert counter.scale.heard - questions <= 12


@every_kind
@pytest.mark.parametrize(
    ("grams", "state"),
    [(20_000, WeightState.OVERWEIGHT), (-30, WeightState.UNDER_ZERO), (30_000, WeightState.OVERWEIGHT)],
)
def test_too_much_and_less_than_nothing_have_words_of_their_own(kind: Kind, grams: int, state: WeightState) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.platter.drift(grams)
    assert counter.run(2)[-1] == Weight(state)


@every_kind
def test_an_empty_platter_under_zero_is_set_to_zero_where_the_scale_can_be_told_to(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.platter.drift(-30)
    counter.run(2)
    counter.wire.ask(ZeroScale())
    words = counter.run(2)
    assert words == ([ZERO] if kind.dialect().zero() else [])


@every_kind
def test_a_weight_of_the_last_weighing_is_never_told_again_for_the_next(kind: Kind) -> None:
    """The goods still lie there: a scale that tells it anew is believed, one that says "unmoved" is not."""
    counter = kind.meet()
    counter.weigh()
    assert counter.put(500)[-1] == stable(500)
    assert counter.weigh(3) == [NOT_READY if kind.weighs_once else stable(500)]
    counter.platter.clear()
    assert without_swings(counter.run(2)) == [ZERO]
    assert without_swings(counter.put(300)) == [stable(300)]


@every_kind
def test_a_weight_told_once_stands_while_the_scale_confirms_it(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.put(500)
    assert counter.run(30) == []


@every_kind
def test_a_scale_that_falls_silent_takes_its_weight_back_is_lost_and_comes_back_by_itself(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.put(500)
    counter.scale.power_off()
    assert counter.run(ANSWER_SECONDS + 0.3) == [NOT_READY]
    (lost,) = counter.run(LOST_SECONDS)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.NO_ANSWER
    assert "silent" in lost.detail
    assert kind.dialect().line in lost.detail
    assert counter.run(60) == []
    counter.platter.clear()
    counter.scale.power_on()
    assert without_swings(counter.run(3)) == [Ready(), ZERO]


@every_kind
def test_a_scale_nobody_weighs_on_is_missed_too(kind: Kind) -> None:
    counter = kind.meet()
    counter.run(1)
    counter.scale.power_off()
    (lost,) = counter.run(LOST_SECONDS)
    assert isinstance(lost, Lost)
    counter.scale.power_on()
    assert counter.run(LOST_SECONDS) == [Ready()]


@every_kind
def test_a_pulled_cable_takes_the_weight_back_and_what_is_there_later_is_weighed_anew(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.put(500)
    counter.scale.unplug()
    assert counter.run(1) == [NOT_READY]
    counter.platter.clear()
    counter.scale.plug_in()
    assert without_swings(counter.run(3)) == [Ready(), ZERO]


@every_kind
def test_a_weighing_begun_without_a_scale_says_so_and_goes_on_when_it_is_there(kind: Kind) -> None:
    counter = kind.meet()
    counter.scale.unplug()
    assert counter.weigh() == [NOT_READY]
    counter.scale.plug_in()
    assert counter.run(2) == [Ready(), ZERO]


@every_kind
@pytest.mark.parametrize(
    "faults", [Faults(damage=1.0), Faults(late=1.0), Faults(lose=1.0)], ids=["damage", "late", "lose"]
)
def test_answers_that_are_all_bad_make_no_weight(kind: Kind, faults: Faults) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.scale.faults = faults
    words = counter.put(500, 30)
    assert [type(word) for word in words if word != NOT_READY] == [Lost]
    counter.scale.faults = Faults()
    assert counter.run(5)[0] == Ready()


@every_kind
def test_one_damaged_answer_takes_the_weight_back_for_a_moment(kind: Kind) -> None:
    counter = kind.meet()
    counter.weigh()
    counter.put(500)
    counter.scale.faults = Faults(damage=1.0)
    assert counter.run(0.3) == [NOT_READY]
    counter.scale.faults = Faults()
    words = counter.run(3)
    assert words == ([] if kind.weighs_once else [stable(500)])


def test_a_late_answer_is_not_taken_for_the_answer_to_the_next_question() -> None:
    wire = PolledScale(Toledo8217())
    wire.opened()
    assert wire.tick(0.0) == b"W"
    wire.receive(b"\x0200.000\r")
    wire.ask(BeginWeighing())
    now = wire.next_tick
    assert wire.tick(max(now, 1.0)) == b"W"
    assert wire.receive(b"\x0200.500\r") == [stable(500)]
    assert wire.tick(2.0) == b"W"
    assert wire.tick(2.0 + ANSWER_SECONDS) == b""
    assert wire.receive(b"") == [NOT_READY]
    assert wire.next_tick == 2.0 + ANSWER_SECONDS + LATE_SECONDS
    assert wire.tick(4.0) == b"W"
    assert wire.receive(b"\x0200.500\r") == []  # of goods that are gone, perhaps
    assert wire.receive(b"\x0200.000\r") == []
    assert wire.tick(4.0) == b""
    assert wire.tick(5.0) == b"W"
    wire.receive(b"\x0200.000\r")
    assert wire.tick(6.0) == b"W"
    assert wire.receive(b"\x0200.000\r") == [ZERO]


def test_a_line_that_never_falls_silent_is_lost() -> None:
    wire = PolledScale(Toledo8217())
    wire.opened()
    words, now = [], 0.0
    while now < 20:
        wire.tick(now)
        words += wire.receive(b"\x02")
        now += 0.05
    (lost,) = words
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.NO_ANSWER


def test_a_scale_takes_no_other_command() -> None:
    with pytest.raises(TypeError):
        PolledScale(Toledo8217()).ask(EndDeposit())


@every_kind
@pytest.mark.parametrize("seed", range(3))
def test_a_stable_weight_is_the_platters_and_never_outlives_the_goods(kind: Kind, seed: int) -> None:
    counter, story = kind.meet(seed), Random(seed)
    watch = Watch(counter)
    counter.weigh(1)
    for _ in range(120):
        happen(story, counter)
        watch.go(story.uniform(0.05, 2.5))
    assert watch.stables >= 10
    counter.scale.faults = Faults()
    counter.scale.plug_in()
    counter.scale.power_on()
    counter.platter.clear()
    counter.run(10)
    counter.weigh(3)
    assert watch.shown(counter.words) == counter.platter.reading.state


def happen(story: Random, counter: Counter) -> None:
    """Something a shop's counter lives through."""
    scale, platter = counter.scale, counter.platter
    match story.randrange(12):
        case 0 | 1 | 2 | 3:
            platter.put(story.randint(50, 4000))
        case 4:
            platter.take_off()
        case 5 | 6:
            platter.clear()
        case 7:
            platter.nudge()
        case 8:
            counter.wire.ask(BeginWeighing(story.randint(1, 99_999)))
        case 9:
            scale.faults = story.choice([Faults(), Faults(), Faults(lose=0.1, damage=0.1), Faults(damage=0.5)])
        case 10 if scale.listening:
            story.choice([scale.unplug, scale.power_off])()
        case _:
            scale.plug_in()
            scale.power_on()


class Watch:
    """Looks at the till's last word and at the platter all the time."""

    STEP_SECONDS = 0.05
    OUTLIVES_SECONDS = 0.2 + ANSWER_SECONDS + 2 * STEP_SECONDS  # the pace, and the patience with a silent scale

    def __init__(self, counter: Counter) -> None:
        self.stables = 0
        self._counter = counter
        self._seen: deque[tuple[float, Reading]] = deque()

    def go(self, seconds: float) -> None:
        end = self._counter.now + seconds
        while self._counter.now < end:
            words = self._counter.run(self.STEP_SECONDS)
            now = self._counter.now
            self._seen.append((now, self._counter.platter.reading))
            while self._seen[0][0] < now - self.OUTLIVES_SECONDS:
                self._seen.popleft()
            for word in words:
                if isinstance(word, Weight) and word.state is WeightState.STABLE:
                    self.stables += 1
                    self._was_there(word, 2 * self.STEP_SECONDS)
            last = next((word for word in reversed(self._counter.words) if isinstance(word, Weight)), NOT_READY)
            if last.state is WeightState.STABLE:
                self._was_there(last, self.OUTLIVES_SECONDS)

    def _was_there(self, weight: Weight, seconds: float) -> None:
        truth = [reading for at, reading in self._seen if at >= self._counter.now - seconds]
        assert any((each.state, each.grams) == (weight.state, weight.grams) for each in truth), (weight, truth)

    @staticmethod
    def shown(words: list[Word]) -> WeightState:
        return next(word.state for word in reversed(words) if isinstance(word, Weight))


@every_kind
@given(st.lists(st.one_of(st.binary(max_size=20), st.floats(0.0, 2.0)), max_size=40))
def test_any_bytes_at_any_time_are_survived_and_make_the_scale_weigh_again(
    kind: Kind, story: list[bytes | float]
) -> None:
    wire, now = PolledScale(kind.dialect()), 0.0
    wire.opened()
    for each in story:
        if isinstance(each, bytes):
            wire.receive(each)
        else:
            now += each
            wire.ask(BeginWeighing(350))
            wire.tick(now)
    wire.closed("pulled")
    assert wire.next_tick == NEVER
    wire.ask(EndWeighing())
    counter = Counter(wire, kind.emulator(weighs_once=kind.weighs_once))
    counter.now = now
    counter.run(3)
    assert counter.weigh()[-1] == ZERO
    assert counter.put(500)[-1] == stable(500)


@every_kind
@given(st.binary(min_size=64, max_size=200))
def test_what_arrives_is_never_kept_for_long(kind: Kind, arrived: bytes) -> None:
    try:
        assert kind.dialect().cut(arrived)
    except Damaged:
        return


@every_kind
@settings(max_examples=50)
@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_simulated_scale_survives_any_bytes_and_answers_afterwards(kind: Kind, pieces: list[bytes]) -> None:
    emulator: CounterScale = kind.emulator()
    emulator.connected()
    for at, piece in enumerate(pieces):
        emulator.receive(piece)
        emulator.tick(at / 10)
    emulator.tick(100.0)
    counter = Counter(PolledScale(kind.dialect()), emulator)
    counter.now = 100.0
    assert Ready() in counter.run(30)
