"""One whole charge, cut after any byte of it: the money is exact, or its outcome is unknown and there is evidence."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from hardware.card.nexo import Nexo, NexoSettings
from hardware.simulated.nexo import POI, NexoEmulator
from hardware.words import AskOutcome, Authorize, Authorized, NotAuthorized, OutcomeUnknown, Ready
from tests.hardware.card.desk import VERDICTS
from tests.hardware.conversation import Conversation

SALE = Authorize("till.1f.7.1", 1590)


def wire(seed: int = 0) -> Nexo:
    return Nexo(NexoSettings(poi=POI), None, random.Random(seed), lambda: datetime(2026, 1, 2, tzinfo=UTC))


class Tapping(NexoEmulator):
    """A customer taps as soon as an amount shows."""

    def tick(self, now: float) -> bytes:
        if self.amount_shown is not None:
            self.tap()
        return super().tick(now)


def beginning() -> Conversation:
    terminal = Tapping()
    terminal.prints = False
    line = Conversation(wire(), terminal)
    line.run(1.0)
    assert line.words == [Ready()]
    line.words.clear()
    return line


def till_dies(line: Conversation) -> None:
    line.restart(wire(1))
    line.wire.ask(AskOutcome(SALE.reference, SALE.amount))


def terminal_dies(line: Conversation) -> None:
    line.emulator.cut_power()  # type: ignore[attr-defined]
    line.emulator.restore_power()  # type: ignore[attr-defined]


def both_die(line: Conversation) -> None:
    till_dies(line)
    terminal_dies(line)


def link_breaks(line: Conversation) -> None:
    line.unlink()
    line.wire.closed("the cable was pulled")


def charge(cut_after: int, on_cut: Callable[[Conversation], None]) -> tuple[Conversation, VERDICTS, bool]:
    """The conversation until all is said, what was said, and whether it was so long as to be cut."""
    line = beginning()
    line.cut_after, line.on_cut = cut_after, partial(on_cut, line)
    line.wire.ask(SALE)
    for _ in range(40):
        line.run(10.0)
        told = [word for word in line.words if isinstance(word, VERDICTS)]
        if told:
            assert len(told) == 1
            return line, told[0], line.cut_after is None
    raise AssertionError(f"nothing told when cut after {cut_after} bytes: {line.words}")


STEP = 8  # bytes from one cut to the next, so that the four kinds together try every second byte; 1 tries all
ENDS = (link_breaks, till_dies, terminal_dies, both_die)


@pytest.mark.parametrize(("turn", "on_cut"), list(enumerate(ENDS)), ids=[end.__name__ for end in ENDS])
def test_a_charge_cut_at_any_byte_is_known_exactly(turn: int, on_cut: Callable[[Conversation], None]) -> None:
    """It is this terminal which is asked afterwards, so nothing remains unknown here."""
    kinds = set()
    at, was_cut = turn * 2, True
    while was_cut:
        line, verdict, was_cut = charge(at, on_cut)
        charges = line.emulator.charges  # type: ignore[attr-defined]
        kinds.add(type(verdict))
        if isinstance(verdict, Authorized):
            assert charges == [(SALE.reference, verdict.amount)], f"cut after {at} bytes"
        else:
            assert isinstance(verdict, NotAuthorized), f"cut after {at} bytes: {verdict}"
            assert charges == [], f"cut after {at} bytes"
        at += STEP
    assert kinds == {Authorized, NotAuthorized}
    assert at > 1000


def test_a_terminal_that_never_comes_back_leaves_evidence() -> None:
    def goes(line: Conversation) -> None:
        line.emulator.cut_power()  # type: ignore[attr-defined]

    line, verdict, _ = charge(1000, goes)
    assert isinstance(verdict, OutcomeUnknown)
    assert line.emulator.charges  # type: ignore[attr-defined]
    assert "15.90 EUR" in verdict.evidence
    assert SALE.reference in verdict.evidence
