"""Players know commands, not rules: a charge refuses to be changed, and a receipt becomes a document."""

from __future__ import annotations

import pytest

from hardware import words as w
from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.money import Money
from kiosk.domain.receipt import Separator, Text
from kiosk.domain.signalling import READY, WANTED
from kiosk.runtime import players
from tests.runtime.bench import Bench

WORDS: tuple[w.Word, ...] = (
    w.Ready(), w.Lost(w.Fault.NO_ANSWER), w.CodeSeen("1", w.Symbology.EAN13), w.Stacked(100), w.CashCounts(()),
    w.Dispensing(1), w.PaidOut(0), w.Authorized("x", 1), w.NotAuthorized("x", w.CardRefusal.REFUSED),
    w.OutcomeUnknown("x", ""), w.Printed("x"), w.NotPrinted("x", w.Fault.OUT_OF_PAPER),
)  # fmt: skip


def test_a_receipt_becomes_the_printer_s_document() -> None:
    bench = Bench()
    parts = (Text("TOTAL", "1,20", bold=True, large=True), Separator(), Text("Merci", centred=True))
    players.PrintReceipt(bench.device("printer", e.Role.PRINTER), a.PrintReceipt("R1", parts)).begin(resumed=False)
    document = w.Document((w.Line("TOTAL", "1,20", bold=True, large=True), w.Rule(), w.Line("Merci", centred=True)))
    assert bench.asked == [("printer", w.Print("R1", document))]


def test_the_amount_of_a_charge_never_changes() -> None:
    player = players.Charge(Bench().device("card", e.Role.CARD), a.Charge("1.1", Money(1)))
    with pytest.raises(TypeError, match="another attempt"):
        player.change(a.Charge("1.1", Money(2)))


def test_the_terminal_is_told_once_that_a_charge_is_not_wanted_any_more() -> None:
    bench = Bench()
    player = players.Charge(bench.device("card", e.Role.CARD), a.Charge("1.1", Money(1)))
    player.begin(resumed=False)
    for _ in range(2):
        player.change(a.Charge("1.1", Money(1), cancelled=True))
    assert bench.asked == [("card", w.Authorize("1.1", 1)), ("card", w.CancelAuthorize("1.1"))]


@pytest.mark.parametrize("word", WORDS)
def test_a_charge_is_not_repeated_whatever_its_terminal_says(word: w.Word) -> None:
    bench = Bench()
    player = players.Charge(bench.device("card", e.Role.CARD), a.Charge("1.1", Money(1)))
    player.begin(resumed=False)
    player.heard(word)
    player.end()
    assert bench.asked == [("card", w.Authorize("1.1", 1))]


@pytest.mark.parametrize("word", WORDS)
def test_no_word_opens_a_slot_wider_or_pays_before_the_count(word: w.Word) -> None:
    bench = Bench()
    slot = players.AcceptCash(bench.device("coins", e.Role.CASH), a.AcceptCash("coins", frozenset({100})))
    slot.heard(word)
    payout = players.PayOut(bench.device("coins", e.Role.CASH), a.PayOut("coins", "P1", ((20, 1),)))
    payout.heard(word)
    assert {command for _, command in bench.asked} <= {w.BeginDeposit(frozenset({100}))}


def test_a_device_is_tried_again_for_each_touch() -> None:
    bench = Bench()
    player = players.TryAgain(bench.device("printer", e.Role.PRINTER))
    player.begin(resumed=True)
    player.change(a.TryAgain("printer", 2))
    player.heard(w.Lost(w.Fault.NO_ANSWER))
    player.end()
    assert bench.asked == [("printer", w.TryAgain())] * 2


def test_a_tower_is_told_what_to_show_when_it_changes_and_goes_dark_at_the_end() -> None:
    bench = Bench()
    player = players.ShowSignal(bench.device("tower", e.Role.LIGHTS), a.ShowSignal(READY))
    player.begin(resumed=True)
    player.change(a.ShowSignal(WANTED))
    player.heard(w.Ready())
    player.end()
    amber = frozenset({w.Lamp.AMBER})
    assert [command for _, command in bench.asked] == [
        w.SwitchLights(frozenset({w.Lamp.GREEN})),
        w.SwitchLights(amber, amber),
        w.SwitchLights(),
    ]
