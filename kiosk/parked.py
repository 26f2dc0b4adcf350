"""A sale as the basket that leaves the kiosk: what another kiosk must read to sell the same again."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.baskets.basket import CODE_LENGTH_MAX, MINUTE, Basket, BasketLine, code_of
from kiosk.catalogue.labels import Labels
from kiosk.config import Config
from kiosk.domain.activities import MakeBasketCodes
from kiosk.domain.basket import COUNT_MAX, Line
from kiosk.handhelds import device_of

UNSAYABLE = "?"
"""Stands for a character that a basket's code cannot hold; such a code is no article's, so staff look at it anyway."""


def parked_basket(wanted: MakeBasketCodes, config: Config) -> Basket:
    """The lines, then what staff were still to look at. ValueError where no basket is made."""
    section = config.baskets
    if section is None:
        raise ValueError("this kiosk has no [baskets] in kiosk.toml")
    labels = Labels(config.shop.labels)
    lines = (each for line in wanted.lines for each in _lines(line, labels))
    return Basket(
        section.shop,
        device_of(config),
        bytes.fromhex(wanted.basket),
        wanted.expires - section.parked_minutes * MINUTE,
        section.parked_minutes,
        (*lines, *(BasketLine(_sayable(code)) for code in wanted.unknown)),
        wanted.restricted,
    )


def _lines(line: Line, labels: Labels) -> Iterator[BasketLine]:
    """A label is shown as often as it was: its price, weight or count is in it and nowhere else."""
    if line.label:
        label = labels.read(line.label)
        pieces = label.value if label and isinstance(label.value, int) else 1
        yield BasketLine(_sayable(line.label), max(1, line.count // pieces))
    elif line.grams:
        yield BasketLine(_sayable(line.code), grams=line.grams)
    else:
        yield BasketLine(_sayable(line.code), min(line.count, COUNT_MAX))


def _sayable(code: str) -> str:
    ascii_ = code.strip()[:CODE_LENGTH_MAX].strip() or UNSAYABLE
    return code_of("".join(each if " " <= each <= "~" else UNSAYABLE for each in ascii_))
