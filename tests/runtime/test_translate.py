"""The dictionary: every word of a device has its meaning in the shop."""

from __future__ import annotations

from typing import get_args

import pytest

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.money import Money
from kiosk.runtime.translate import event

DICTIONARY: tuple[tuple[w.Word, e.Event], ...] = (
    (w.Ready(), e.DeviceChanged("it", e.Role.CASH, e.Condition.READY)),
    (w.Degraded(w.Fault.JAM, "d"), e.DeviceChanged("it", e.Role.CASH, e.Condition.DEGRADED, "jam", "d")),
    (w.Lost(w.Fault.NO_ANSWER, "d"), e.DeviceChanged("it", e.Role.CASH, e.Condition.LOST, "no_answer", "d")),
    (w.CodeSeen("73513537", w.Symbology.EAN8), e.UnknownScanned("73513537")),
    (w.Stacked(500), e.CashStacked("it", Money(500))),
    (w.Stacked(20, 3, False), e.CashStacked("it", Money(20), 3, False)),
    (w.CashCounts(((500, 2),)), e.CashCounted("it", ((500, 2),), -1, ())),
    (w.CashCounts(((500, 2),), 7, ((1000, 1),)), e.CashCounted("it", ((500, 2),), 7, ((1000, 1),))),
    (w.CashCounts((), 0), e.CashCounted("it", (), 0)),
    (w.Dispensing(120), e.PayoutMoved("it", Money(120))),
    (w.PaidOut(120, None, "P1"), e.PayoutEnded("it", "P1")),
    (w.Stacked(20, 3, False, "2:7"), e.CashStacked("it", Money(20), 3, False, "2:7")),
    (w.CashCounts(((500, 2),), None, (), "2:7"), e.CashCounted("it", ((500, 2),), -1, (), "2:7")),
    (w.PaidOut(0, w.Fault.JAM), e.PayoutEnded("it", "", "jam")),
    (w.Collected(w.Fault.JAM, "C1"), e.CollectEnded("it", "C1", "jam")),
    (w.Authorized("1", 240, "**** 1", "A", "CB", True, "t"), e.CardApproved("1", Money(240), "**** 1", "A", "CB", "t")),
    (
        w.Authorized("1", 240, receipt="t", transaction="7F", meal=True),
        e.CardApproved("1", Money(240), receipt="t", transaction="7F", meal=True),
    ),
    (w.NotAuthorized("1.1", w.CardRefusal.TIMED_OUT, "d"), e.CardDeclined("1.1", "timed_out", "d")),
    (w.OutcomeUnknown("1.1", "why"), e.CardUnknown("1.1", "why")),
    (w.Printed("R1"), e.PrintFinished("R1")),
    (w.NotPrinted("R1", w.Fault.COVER_OPEN), e.PrintFailed("R1", "cover_open")),
    (w.Weight(w.WeightState.STABLE, 482), e.WeightChanged("it", e.WeightState.STABLE, 482)),
)  # fmt: skip


def unknown(seen: w.CodeSeen) -> tuple[e.Event, ...]:
    return (e.UnknownScanned(seen.text),)


@pytest.mark.parametrize(("word", "meaning"), DICTIONARY, ids=lambda each: type(each).__name__)
def test_a_word_means(word: w.Word, meaning: e.Event) -> None:
    assert event("it", e.Role.CASH, word, unknown) == (meaning,)


def test_the_dictionary_has_every_word() -> None:
    assert {type(word) for word, _ in DICTIONARY} == set(get_args(w.Word))


def test_a_code_that_is_none_of_our_business_means_nothing() -> None:
    assert event("it", e.Role.CAMERA, w.CodeSeen("x", w.Symbology.QR), lambda seen: ()) == ()
