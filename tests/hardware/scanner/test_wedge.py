"""A scanner that plays a keyboard: the same code whatever country it was set to, and never half of one."""

from __future__ import annotations

from itertools import pairwise
from struct import Struct
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner import keyboard as k
from hardware.scanner.keyboard import Layout, Stroke
from hardware.scanner.message import MESSAGE_SIZE_MAX, Manner
from hardware.scanner.wedge import (
    EV_KEY,
    EV_LED,
    EV_SYN,
    FLUSH_SECONDS,
    INPUT_EVENT,
    LED_CAPS_LOCK,
    STALE_SECONDS,
    SYN_DROPPED,
    Wedge,
    WedgeSettings,
)
from hardware.simulated.loop import Loop
from hardware.simulated.wedge import WedgeEmulator
from hardware.wire import NEVER
from hardware.words import CodeSeen, DisableReading, EndDeposit, Ready, Symbology, Word
from tests.hardware.scanner.test_aim import EAN, MAGAZINE

SEEN = CodeSeen(EAN, Symbology.EAN13)
GS1 = "0104006381333931\x1d10LOT7\x1d17270101"
DIGITS_AND_CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EVERY_KIND = [
    (EAN, Symbology.EAN13),
    ("96385074", Symbology.EAN8),
    (DIGITS_AND_CAPITALS, Symbology.CODE128),
    ("lower-case_and$signs+1.5%:/", Symbology.CODE128),
    (GS1, Symbology.GS1_128),
    ("15400141288763", Symbology.ITF),
    ("https://id.gs1.org/01/04006381333931?a=[1]", Symbology.QR),
    (GS1, Symbology.GS1_QR),
    (GS1, Symbology.GS1_DATAMATRIX),
]


def key(code: int, value: int = 1, kind: int = EV_KEY) -> bytes:
    return INPUT_EVENT.pack(0, 0, kind, code, value)


def typed(*strokes: int) -> bytes:
    return b"".join(key(code) + key(code, 0) for code in strokes)


def opened(settings: WedgeSettings | None = None) -> Wedge:
    wire = Wedge(settings)
    wire.opened()
    assert wire.receive(b"") == [Ready()]
    return wire


def heard(emulator: WedgeEmulator, wire: Wedge, *codes: tuple[str, Symbology]) -> list[Word]:
    """All that is told of these codes, one after the other."""
    loop = Loop(wire, emulator)
    now, words = 0.0, loop.run(0.0)
    for text, symbology in codes:
        emulator.scan(text, symbology)
        words += loop.run(now)
        while (due := loop.next_tick) != NEVER:
            now = max(now, due)
            words += loop.run(now)
    assert words[0] == Ready()
    return words[1:]


@pytest.mark.parametrize(("text", "symbology"), EVERY_KIND)
@pytest.mark.parametrize("layout", list(Layout))
def test_every_kind_of_code_arrives_as_it_was_printed_from_either_keyboard(
    text: str, symbology: Symbology, layout: Layout
) -> None:
    wire = Wedge()
    assert heard(WedgeEmulator(layout, piece_size=7), wire, (text, symbology)) == [CodeSeen(text, symbology)]
    assert wire.codes.last.french is (layout is Layout.FRENCH)
    assert wire.codes.last.ended


@pytest.mark.parametrize("layout", list(Layout))
def test_plain_digits_show_the_keyboard_and_letters_follow(layout: Layout) -> None:
    emulator = WedgeEmulator(layout, identifies=False)
    codes = ((EAN, Symbology.EAN13), ("QWERTYAZM", Symbology.CODE128), ("96385074", Symbology.EAN8))
    assert heard(emulator, Wedge(), *codes) == [
        SEEN,
        CodeSeen("QWERTYAZM", Symbology.OTHER),
        CodeSeen("96385074", Symbology.EAN8),
    ]


def test_a_scanner_set_to_another_country_while_running_is_followed() -> None:
    emulator, wire = WedgeEmulator(Layout.FRENCH), Wedge()
    assert heard(emulator, wire, (EAN, Symbology.EAN13)) == [SEEN]
    emulator.layout = Layout.US
    assert heard(emulator, wire, (EAN, Symbology.EAN13)) == [SEEN]


def test_what_only_seems_french_does_not_overrule_what_is_proved() -> None:
    emulator = WedgeEmulator(identifies=False)
    words = heard(emulator, Wedge(), (EAN, Symbology.EAN13), ("A!B", Symbology.CODE128))
    assert words == [SEEN, CodeSeen("A!B", Symbology.OTHER)]


def test_the_layout_can_be_fixed() -> None:
    settings = WedgeSettings(layout="fr")
    assert heard(WedgeEmulator(Layout.FRENCH, identifies=False), Wedge(settings), ("A!B", Symbology.CODE128)) == [
        CodeSeen("A!B", Symbology.OTHER)
    ]


def test_signs_by_their_number_are_read_on_any_keyboard() -> None:
    words = heard(WedgeEmulator(numbers=True), Wedge(), (EAN, Symbology.EAN13), (GS1, Symbology.GS1_128))
    assert words == [SEEN, CodeSeen(GS1, Symbology.GS1_128)]


@pytest.mark.parametrize("digits", ["0999", "999", "12345", "0"])
def test_a_number_that_is_no_sign_spoils_its_code_alone(digits: str) -> None:
    wire = opened()
    keypad = {digit: code for code, digit in k.KEYPAD.items()}
    data = key(k.LEFT_ALT) + typed(*(keypad[digit] for digit in digits)) + key(k.LEFT_ALT, 0)
    assert wire.receive(typed(30) + data + typed(k.ENTER)) == []
    assert wire.dropped == 1
    assert wire.receive(typed(30, k.ENTER)) == [CodeSeen("a", Symbology.OTHER)]


def test_f8_is_a_gs_and_a_lost_gs_shows() -> None:
    gs: Literal["f8", "lost"]
    for gs, text in (("f8", GS1), ("lost", GS1.replace("\x1d", ""))):
        assert heard(WedgeEmulator(gs=gs), Wedge(), (GS1, Symbology.GS1_128)) == [CodeSeen(text, Symbology.GS1_128)]


@pytest.mark.parametrize("layout", list(Layout))
def test_the_number_pad_and_enter_on_it_are_the_same_on_all(layout: Layout) -> None:
    keypad = {digit: code for code, digit in k.KEYPAD.items()}
    wire = opened(WedgeSettings(layout=layout.value))
    assert wire.receive(typed(*(keypad[digit] for digit in EAN), k.KEYPAD_ENTER)) == [SEEN]


def test_caps_lock_turns_letters_whoever_switched_it_on() -> None:
    wire = opened()
    assert wire.receive(typed(k.CAPS_LOCK, 30, 3, k.CAPS_LOCK, 30, k.ENTER)) == [CodeSeen("A2a", Symbology.OTHER)]
    assert wire.receive(key(LED_CAPS_LOCK, 1, EV_LED) + typed(30, k.ENTER)) == [CodeSeen("A", Symbology.OTHER)]


def test_keys_held_down_and_foreign_events_are_nothing() -> None:
    wire = opened()
    data = key(30) + key(30, 2) * 5 + key(30, 0) + key(0, 5, 2) + key(0, 0, EV_SYN) + typed(k.ENTER, k.ENTER)
    assert wire.receive(data) == [CodeSeen("a", Symbology.OTHER)]
    assert wire.dropped == 0


@pytest.mark.parametrize("layout", list(Layout))
def test_a_line_end_may_come_as_control_m_or_j(layout: Layout) -> None:
    m = k.stroke_for("m", layout).key
    wire = opened(WedgeSettings(layout=layout.value))
    for letter in (m, 36):
        strokes = [k.stroke_for(digit, layout) for digit in EAN]
        data = b"".join(key(42) * each.shift + typed(each.key) + key(42, 0) * each.shift for each in strokes) + (
            key(29) + typed(letter) + key(29, 0)
        )
        assert wire.receive(data) == [SEEN]


def test_tab_ends_a_code_where_it_is_the_suffix_and_spoils_it_nowhere() -> None:
    assert heard(WedgeEmulator(suffix=k.TAB), Wedge(WedgeSettings(suffix="tab")), (EAN, Symbology.EAN13)) == [SEEN]


def test_without_suffix_silence_ends_a_code() -> None:
    wire = Wedge(WedgeSettings(suffix="none"))
    assert heard(WedgeEmulator(suffix=None), wire, (EAN, Symbology.EAN13), (EAN, Symbology.EAN13)) == [SEEN, SEEN]
    assert wire.codes.last == Manner("]E0" + EAN, ended=False)
    assert FLUSH_SECONDS < STALE_SECONDS


def test_a_missing_suffix_gives_no_article_and_shows() -> None:
    wire = Wedge()
    assert heard(WedgeEmulator(suffix=None), wire, (EAN, Symbology.EAN13)) == []
    assert wire.codes.last == Manner("]E0" + EAN, ended=False)
    assert wire.dropped == 1


def test_an_add_on_by_itself_is_joined_here_as_well() -> None:
    wire = opened()
    emulator = WedgeEmulator(identifies=False)
    words = heard(emulator, wire, ("]E3" + MAGAZINE + "12", Symbology.OTHER))
    assert words == [CodeSeen(MAGAZINE, Symbology.EAN13, "12")]


def test_keys_that_the_kernel_threw_away_spoil_the_code_they_belong_to() -> None:
    wire = opened()
    dropped = key(SYN_DROPPED, 0, EV_SYN)
    assert wire.receive(key(42) + typed(30) + dropped + typed(48, k.ENTER)) == []
    assert wire.receive(typed(48, k.ENTER)) == [CodeSeen("b", Symbology.OTHER)]  # nor is Shift held any more
    assert wire.dropped == 1


def test_an_endless_code_is_dropped_to_its_end() -> None:
    wire = opened()
    for _ in range(3):
        assert wire.receive(typed(30) * MESSAGE_SIZE_MAX) == []
        assert len(wire._strokes) <= MESSAGE_SIZE_MAX
    assert wire.receive(typed(k.ENTER, 30, k.ENTER)) == [CodeSeen("a", Symbology.OTHER)]
    assert wire.dropped == 1


def test_unplugged_in_the_middle_it_forgets_keys_and_shift() -> None:
    wire = opened()
    wire.receive(key(42) + typed(30) + key(48)[:5])
    wire.closed("unplugged")
    wire.opened()
    assert wire.receive(typed(48, k.ENTER)) == [Ready(), CodeSeen("b", Symbology.OTHER)]


def test_the_records_of_a_32_bit_kernel_are_read_as_well() -> None:
    record = Struct("<iiHHi")
    assert (record.size, Struct("<qqHHi").size) == (16, 24)
    assert heard(WedgeEmulator(record=record), Wedge(record=record), (EAN, Symbology.EAN13)) == [SEEN]


def test_it_reads_whether_it_is_told_to_or_not() -> None:
    wire = opened()
    wire.ask(DisableReading())
    assert wire.receive(typed(30, k.ENTER)) == [CodeSeen("a", Symbology.OTHER)]
    assert wire.tick(0.0) == b""
    with pytest.raises(TypeError):
        wire.ask(EndDeposit())


def test_every_sign_of_a_keyboard_has_its_key() -> None:
    for layout in Layout:
        for sign in DIGITS_AND_CAPITALS + DIGITS_AND_CAPITALS.lower() + " $%*+-./:]":
            assert k.text_of([k.stroke_for(sign, layout)], layout) == sign


TYPEABLE = st.text(st.sampled_from([chr(code) for code in range(0x20, 0x7F)]), min_size=1, max_size=40)


@given(TYPEABLE, st.sampled_from(Layout))
def test_any_text_with_an_identifier_is_read_back_from_either_keyboard(text: str, layout: Layout) -> None:
    assert heard(WedgeEmulator(layout), Wedge(), (text, Symbology.QR)) == [CodeSeen(text, Symbology.QR)]


KEYS = st.builds(Stroke, st.integers(0, 255), st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(KEYS | st.sampled_from(["x", "é", k.GS, k.UNKNOWN]), max_size=30))
def test_any_keys_say_something_on_any_keyboard(strokes: list[Stroke | str]) -> None:
    for layout in Layout:
        assert len(k.text_of(strokes, layout)) >= sum(isinstance(stroke, Stroke) for stroke in strokes)
    seen = k.evidence(strokes)
    assert seen is None or seen.layout in Layout


EVENTS = st.builds(
    lambda kind, code, value: key(code, value, kind),
    st.sampled_from([EV_SYN, EV_KEY, EV_KEY, EV_KEY, EV_LED, 4]),
    st.integers(0, 120) | st.integers(0, 0xFFFF),
    st.sampled_from([0, 1, 2]) | st.integers(-(2**31), 2**31 - 1),
)


@given(st.lists(EVENTS | st.binary(max_size=60), max_size=40), st.sampled_from(["enter", "tab", "none"]))
def test_any_bytes_are_survived_and_after_replugging_the_next_code_is_read(
    pieces: list[bytes], suffix: Literal["enter", "tab", "none"]
) -> None:
    wire, now = opened(WedgeSettings(suffix)), 0.0
    for piece in pieces:
        wire.receive(piece)
        wire.tick(now)
        now += 0.1
    wire.closed("unplugged")
    settings = {"enter": k.ENTER, "tab": k.TAB, "none": None}
    assert heard(WedgeEmulator(suffix=settings[suffix]), wire, (EAN, Symbology.EAN13))[-1] == SEEN


@given(st.lists(EVENTS, max_size=30), st.data())
def test_how_bytes_are_cut_changes_nothing(events: list[bytes], draw: st.DataObject) -> None:
    data = b"".join(events)
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=4)))
    whole, parts = opened(), opened()
    words = [word for a, b in pairwise([0, *cuts, len(data)]) for word in parts.receive(data[a:b])]
    assert whole.receive(data) == words
