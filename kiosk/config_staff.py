"""[staff] and [[attendants]] of kiosk.toml: who may come, and what each grade may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from kiosk.config_devices import Section
from kiosk.domain.facts import Grade
from kiosk.domain.rights import ALLOWED, DISCOUNT_PERCENT, Right, Rights

PinHash = Annotated[
    str,
    Field(
        pattern=r"^\$argon2id\$v=[0-9]+\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$", max_length=200
    ),
]
Percent = Annotated[int, Field(ge=0, le=100)]


class AttendantSection(Section):
    """Somebody who may use the PIN screen; `pin_hash` comes from `kiosk hash-pin`."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,16}$")]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    pin_hash: PinHash
    grade: Grade = Grade.ATTENDANT


class StaffSection(Section):
    """What each grade may do, and the most it may take off; what is left out is as usual (kiosk.domain.rights)."""

    rights: Mapping[Grade, frozenset[Right]] = Field(default_factory=dict)
    discount_percent: Mapping[Grade, Percent] = Field(default_factory=dict)
    badge_required: bool = False
    shuffled_keypad: bool = False

    @model_validator(mode="after")
    def _somebody_can_help(self) -> StaffSection:
        granted = self.granted()
        if not granted.has(Grade.TECHNICIAN, Right.JOURNAL) or not granted.has(Grade.TECHNICIAN, Right.STAFF):
            raise ValueError("technicians need the rights journal and staff: nobody else could open this kiosk again")
        return self

    def granted(self) -> Rights:
        """As the rules want them."""
        return Rights({**ALLOWED, **self.rights}, {**DISCOUNT_PERCENT, **self.discount_percent})
