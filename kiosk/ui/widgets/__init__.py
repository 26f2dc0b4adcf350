"""The pieces that screens are put together from; each draws one value, its `model`. Imported, they are known to .kv."""

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
    scroll,
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
    "scroll",
    "text",
    "touch",
]
