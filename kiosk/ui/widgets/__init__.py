"""The pieces that screens are put together from; each draws one value, its `model`. Importing them names them for .kv."""

from kiosk.ui.widgets import (
    amount,
    header,
    icon,
    idle,
    keypad,
    matter,
    panel,
    picture,
    piece,
    price_pad,
    repeat,
    text,
    touch,
)

__all__ = [
    "amount",
    "header",
    "icon",
    "idle",
    "keypad",
    "matter",
    "panel",
    "picture",
    "piece",
    "price_pad",
    "repeat",
    "text",
    "touch",
]
