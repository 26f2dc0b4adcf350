"""What was decided about the cash in the machines, and how it was found when somebody last looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.stock import Levels


@dataclass(frozen=True, slots=True)
class Balance:
    """A machine's count beside the journal's, when staff asked for it (UTC seconds)."""

    at: int
    expected: Money
    counted: Money
    by: str


@dataclass(frozen=True, slots=True)
class Errand:
    """What staff did last to a machine, and how much that was: the key of its sentence, without "vault_"."""

    done: str = ""
    machine: str = ""
    amount: Money = NOTHING
    fault: str = ""


NO_ERRAND = Errand()


@dataclass(frozen=True, slots=True)
class Vault:
    """By machine. What is not in a mapping was never decided."""

    routes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # the values kept for payouts
    floats: Mapping[str, Levels] = field(default_factory=dict)  # what stays when it is collected from
    adjusted: Mapping[str, tuple[str, Levels]] = field(default_factory=dict)  # the last change by hand: its id, pieces
    balances: Mapping[str, Balance] = field(default_factory=dict)
    moves: int = 0  # collections and changes by hand so far: makes their ids
    last: Errand = NO_ERRAND  # of this visit


NEW_VAULT = Vault()
"""Nothing was decided yet."""
