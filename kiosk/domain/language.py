"""The languages a customer can choose."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1 codes; the shop's own language comes first."""

    FR = "fr"
    EN = "en"

    @property
    def endonym(self) -> str:
        """Its name in itself, as on the button."""
        return {"fr": "Français", "en": "English"}[self.value]
