"""What a receipt is made of, whatever it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `right` is flush right on it."""

    text: str = ""
    right: str = ""
    bold: bool = False
    large: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Separator:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of this text."""

    text: str


ReceiptPart = Text | Separator | Code
