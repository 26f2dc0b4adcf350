"""What staff do to a cash machine while the kiosk sells nothing: pieces go in, or from the recycler to the cashbox.

Both go on after a power cut. `by`: who began it; `closed_by`: who had closed the kiosk before, empty when it was open.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.stock import Levels


@dataclass(frozen=True, slots=True)
class Filling:
    """The slot is open for staff: what goes in is the shop's. `filled`: its worth so far."""

    machine: str
    by: str
    filled: Money = NOTHING
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class Collecting:
    """The machine moves pieces to its cashbox. `pieces`: what is still to move; `collected`: the worth of the rest."""

    id: str
    machine: str
    by: str
    pieces: Levels
    collected: Money = NOTHING
    closed_by: str = ""
