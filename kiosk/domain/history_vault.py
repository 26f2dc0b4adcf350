"""What each fact about filling, collecting and counting makes of the kiosk."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.filling import Collecting, Filling
from kiosk.domain.states import Attract, Closed, ImpossibleHistory, Own
from kiosk.domain.stock import Levels
from kiosk.domain.vault import Balance, Errand, Vault

Kept = (
    f.RoutesChosen
    | f.FillEnded
    | f.CollectionStarted
    | f.CollectionEnded
    | f.CashboxEmptied
    | f.CashAdjusted
    | f.CashBalanced
    | f.FloatSet
)
"""What the vault remembers."""


def kept(vault: Vault, fact: Kept) -> Vault:
    """The vault after this fact."""
    match fact:
        case f.RoutesChosen(machine, recycled):
            return replace(vault, routes={**vault.routes, machine: recycled})
        case f.FillEnded(machine, amount):
            return replace(vault, last=Errand("filled", machine, amount))
        case f.CollectionStarted():
            return replace(vault, moves=vault.moves + 1)
        case f.CollectionEnded(_, machine, amount, fault):
            return replace(vault, last=Errand("collected_less" if fault else "collected", machine, amount, fault))
        case f.CashboxEmptied(machine, difference=difference):
            return replace(vault, last=Errand("emptied", machine, difference))
        case f.CashAdjusted(adjustment, machine, pieces):
            adjusted = {**vault.adjusted, machine: (adjustment, pieces)}
            last = Errand("adjusted", machine)
            return replace(vault, adjusted=adjusted, moves=vault.moves + 1, last=last)
        case f.CashBalanced(machine, expected, counted, at, by):
            balances = {**vault.balances, machine: Balance(at, expected, counted, by)}
            return replace(vault, balances=balances, last=Errand("balanced", machine, counted - expected))
        case f.FloatSet(machine, levels):
            return replace(vault, floats={**vault.floats, machine: levels}, last=Errand("float", machine))


def evolved(state: Own, fact: Fact) -> Own:
    """The customer's own state after this fact. ImpossibleHistory when it cannot follow."""
    match state, fact:
        case ((Attract() | Closed()), f.FillBegun(machine, by)):
            return Filling(machine, by, closed_by=_closed_by(state))
        case Filling(machine), f.CashFilled(same) if machine == same:
            return replace(state, filled=state.filled + fact.value * fact.count)
        case Filling(machine), f.FillEnded(same) if machine == same:
            return _back(state)
        case ((Attract() | Closed()), f.CollectionStarted(collection, machine, pieces, by)):
            return Collecting(collection, machine, by, pieces, closed_by=_closed_by(state))
        case Collecting(id_), f.CashCollected(same, _, value, count) if id_ == same:
            pieces = _less(state.pieces, value.cents, count)
            return replace(state, pieces=pieces, collected=state.collected + value * count)
        case Collecting(id_), f.CollectionEnded(same) if id_ == same:
            return _back(state)
        case _, f.RoutesChosen() | f.CashboxEmptied() | f.CashAdjusted() | f.CashBalanced() | f.FloatSet():
            return state
        case _:
            raise ImpossibleHistory(f"{type(fact).__name__} cannot follow in {type(state).__name__}")


def _closed_by(state: Attract | Closed) -> str:
    return state.by if isinstance(state, Closed) else ""


def _back(state: Filling | Collecting) -> Own:
    return Closed(state.closed_by) if state.closed_by else Attract()


def _less(pieces: Levels, value: int, count: int) -> Levels:
    rest = ((each, n - count if each == value else n) for each, n in pieces)
    return tuple((each, n) for each, n in rest if n > 0)
