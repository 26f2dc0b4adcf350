"""A recycler and its wire, started, with what tests look at."""

from __future__ import annotations

from random import Random

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    CashCounts,
    Degraded,
    Lost,
    PaidOut,
    Pieces,
    Ready,
    Stacked,
    Word,
)
from tests.hardware.conversation import Conversation

NOTES = {500: 10, 1000: 5}
COINS = {10: 20, 50: 20, 100: 20}
ALL = frozenset({10, 50, 100, 500, 1000, 2000})


def a_conversation(
    kind: str = "notes", acknowledges: bool = True, **options: object
) -> tuple[Conversation, EsspEmulator]:
    options.setdefault("levels", NOTES if kind == "notes" else COINS)
    emulator = EsspEmulator(Random(1), kind=kind, **options)  # type: ignore[arg-type]
    return Conversation(Essp(Random(2)), emulator, acknowledges), emulator


def started(kind: str = "notes", **options: object) -> tuple[Conversation, EsspEmulator]:
    conversation, emulator = a_conversation(kind, **options)  # type: ignore[arg-type]
    assert conversation.run(10)[-1] == Ready()
    return conversation, emulator


def pieces(levels: dict[int, int]) -> Pieces:
    return tuple(sorted(levels.items()))


def money(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Stacked | CashCounts | PaidOut)]


def health(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Ready | Degraded | Lost)]


def counts(emulator: EsspEmulator, unreported: Pieces = ()) -> CashCounts:
    machine = emulator._machine
    cashbox = None if machine.is_coins else machine.stacked + machine.transferred
    return CashCounts(pieces(emulator.levels), cashbox, unreported)
