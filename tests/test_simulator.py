"""`kiosk simulate`: each device by itself, as other people's software would meet it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from hardware import words as w
from hardware.cash.cashdro import CashDro
from hardware.cash.cashlogy import Cashlogy
from hardware.cash.essp import Essp
from hardware.drivers import DRIVERS
from hardware.printer.escpos import EscposPrinter
from hardware.printer.paper import encode
from hardware.simulated.cashdro import CashDroEmulator
from hardware.simulated.cashlogy import CashlogyEmulator
from hardware.simulated.cctalk import CcTalkEmulator
from hardware.simulated.essp import EsspEmulator
from hardware.simulated.glory import PASSWORD, USER
from hardware.simulated.loop import Loop
from hardware.wire import Wire
from hardware.words import (
    BeginDeposit,
    BeginWeighing,
    CashCounts,
    CodeSeen,
    Ready,
    Stacked,
    Symbology,
    Weight,
    WeightState,
)
from kiosk.config import parse
from kiosk.simulator import SCALES, SimulationRefused, simulated
from tests.hardware.conversation import Conversation


@pytest.mark.parametrize(("device", "address", "value"), [("notes", 0, 500), ("coins", 16, 100)])
def test_a_simulated_recycler_has_room_from_the_start(device: str, address: int, value: int) -> None:
    emulator = simulated(device, Random(1))
    assert isinstance(emulator, EsspEmulator)
    conversation = Conversation(Essp(Random(2), address=address), emulator)
    assert conversation.run(10)[-1] == Ready()
    conversation.wire.ask(BeginDeposit(frozenset({value})))
    conversation.run(2)
    level = emulator.levels[value]
    assert emulator.insert(value)
    assert Stacked(value) in conversation.run(5)
    assert emulator.levels[value] == level + 1


def test_a_simulated_cctalk_bus_takes_coins_from_a_till_set_up_by_the_settings() -> None:
    text = "driver = 'cctalk'\nlink = 'x'\nvalidator = 40\nhoppers = { 10 = 3, 20 = 4, 50 = 5, 100 = 6 }"
    section = parse(f"[shop]\nname = 'x'\n[devices.coins]\n{text}").devices["coins"]
    wire = DRIVERS["cctalk"].build(section.model_dump(exclude={"driver", "link"}, exclude_none=True))
    emulator = simulated("cctalk", Random(1), ["noise=0.01"])
    assert isinstance(emulator, CcTalkEmulator)
    wire.ask(w.RestoreCashCounts(tuple(emulator.levels.items())))
    conversation = Conversation(wire, emulator)
    assert conversation.run(15)[-1] == Ready()
    conversation.wire.ask(BeginDeposit(frozenset({10})))
    conversation.run(2)
    assert emulator.insert(10)
    assert [word.value for word in conversation.run(5) if isinstance(word, Stacked)] == [10]


@pytest.mark.parametrize(
    ("device", "wire", "fault"),
    [("cashlogy", Cashlogy(), "busy"), ("cashdro", CashDro("admin", lambda: "3428"), "deaf")],
)
def test_a_simulated_recycler_of_coins_and_notes_takes_both(device: str, wire: Wire, fault: str) -> None:
    emulator = simulated(device, Random(1))
    assert isinstance(emulator, CashlogyEmulator | CashDroEmulator)
    conversation = Conversation(wire, emulator)
    assert conversation.run(10)[-1] == Ready()
    wire.ask(BeginDeposit(frozenset({100, 500})))
    conversation.run(3)
    assert emulator.insert(100)
    assert emulator.insert(500)
    assert [word.value for word in conversation.run(6) if isinstance(word, Stacked)] == [100, 500]
    simulated(device, Random(1), [f"{fault}=0.1"])
    with pytest.raises(SimulationRefused, match="lose_reply"):
        simulated(device, Random(1), ["noses=0.1"])


def test_simulated_all_in_one_machines_start_with_coins_and_notes(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    for name in ("cashmatic", "glory"):
        wire = DRIVERS[name].build({"user": USER, "password_file": str(tmp_path / "password")})
        words = Conversation(wire, simulated(name, Random(1), ["lose_reply=0.01"])).run(30)
        assert words[-1] == Ready()
        assert any(dict(word.recycler)[500] == 20 for word in words if isinstance(word, CashCounts))
        with pytest.raises(SimulationRefused, match="lose_reply, late_reply"):
            simulated(name, Random(1), ["tap=0.1"])


def test_a_simulated_printer_shows_what_it_prints() -> None:
    shown: list[str] = []
    printer = simulated("printer", Random(1), show=shown.append)
    loop = Loop(EscposPrinter(encode), printer)
    now = 0.0
    loop.run(now)
    loop.wire.ask(w.Print("1", w.Document((w.Line("Baguette", "1,20 €"),))))
    while not any(isinstance(word, w.Printed) for word in loop.run(now)):
        now += 0.1
        assert now < 60
    assert any("Baguette" in line and "1,20" in line for line in shown)


@pytest.mark.parametrize("name", SCALES)
def test_customers_weigh_on_a_simulated_scale(name: str) -> None:
    wire = DRIVERS[name].build({})
    conversation = Conversation(wire, simulated(name, Random(1), goods=(300, 700)))
    wire.ask(BeginWeighing(350))
    shown = [word for word in conversation.run(60) if isinstance(word, Weight)]
    rested = [word for word in shown if word.state in (WeightState.STABLE, WeightState.ZERO)]
    assert [word.grams for word in rested][:6] == [0, 300, 0, 700, 0, 300]


def test_a_simulated_scale_has_faults_of_its_own() -> None:
    simulated("cas", Random(1), ["damage=0.1", "late=0.1", "lose=0.1"])
    with pytest.raises(SimulationRefused, match="lose, damage, late"):
        simulated("cas", Random(1), ["jam=0.1"])


EAN = CodeSeen("4006381333931", Symbology.EAN13)


@pytest.mark.parametrize(
    ("device", "driver"), [("scanner", "aim"), ("ssi", "ssi"), ("wedge", "wedge"), ("hid-pos",) * 2]
)
def test_every_simulated_scanner_reads_the_codes_it_was_given(device: str, driver: str) -> None:
    wire = DRIVERS[driver].build({})
    loop = Loop(wire, simulated(device, Random(1), codes=["4006381333931", "96385074", "ABC"]))
    words, now = loop.run(0.0), 0.0
    while loop.next_tick < 5.0:
        now = max(now, loop.next_tick)
        words += loop.run(now)
    codes = [EAN, CodeSeen("96385074", Symbology.EAN8), CodeSeen("ABC", Symbology.CODE128)]
    assert [word for word in words if isinstance(word, CodeSeen)] == codes
    assert Ready() in words


def test_the_line_of_a_simulated_ssi_scanner_can_be_bad_and_that_of_others_cannot() -> None:
    simulated("ssi", Random(1), ["lose_ack=0.5", "damage=0.1", "cut=0.1"])
    with pytest.raises(SimulationRefused, match="lose_ack, damage, cut"):
        simulated("ssi", Random(1), ["jam=1"])
    with pytest.raises(SimulationRefused, match="no faults by chance"):
        simulated("wedge", Random(1), ["lose_ack=0.5"])
