"""The drawer beside the demonstration's kiosk: what the hardware can do, as buttons."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from hardware.simulated.barcode_picture import draw as draw_barcode
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.demo.scenes import scenes
from kiosk.demo.station import PRICES, Demo
from kiosk.domain.barcode import check_digit, is_gtin

DRAWER_WIDTH = 380
CODES_SHOWN = 10
PHOTOGRAPHS_SHOWN = 30
GOODS = (85, 480, 1250)
"""Grams: a jar, apples, a melon."""
PICTURES = (".jpg", ".jpeg", ".png")


def drawer(demo: Demo, photographs: Path | None) -> Any:
    """The widget. `photographs` is searched for pictures to hold before the camera."""
    from kiosk.ui.drawer import Drawer
    from kiosk.ui.drawer_words import DrawerButton, DrawerGroup

    hardware = demo.hardware
    codes, played = some_codes(), scenes(demo)
    folder = Path(tempfile.mkdtemp(prefix="borne-codes-"))
    coins = (1, 2, 5, 10, 20, 50, 100, 200)
    notes = (500, 1000, 2000, 5000)
    groups = [
        DrawerGroup(
            "Show to the camera",
            tuple(
                DrawerButton(name, partial(hardware.show_code, code), _picture(folder, code)) for name, code in codes
            ),
        ),
        DrawerGroup(
            "Scan by hand",
            (
                *(DrawerButton(name, partial(hardware.scan_code, code)) for name, code in codes),
                DrawerButton("Unknown article", partial(hardware.scan_code, "4006381333931")),
            ),
        ),
        DrawerGroup(
            "Scale",
            (
                *(DrawerButton(f"Lay down {grams} g", partial(hardware.weigh, grams)) for grams in GOODS),
                DrawerButton("Clear it", hardware.scale.platter.clear),
            ),
        ),
        DrawerGroup(
            "Insert",
            tuple(DrawerButton(_cents(value), partial(hardware.insert, value)) for value in coins + notes),
        ),
        DrawerGroup(
            "Card",
            (
                DrawerButton("Tap a card", hardware.terminal.tap),
                DrawerButton("Insert a card", hardware.terminal.insert_card),
                DrawerButton("Press the red key", hardware.terminal.press_red),
            ),
        ),
        DrawerGroup(
            "Staff are called",
            tuple(DrawerButton(name, partial(played.begin, name)) for name in played.all),
        ),
        DrawerGroup(
            "Trouble",
            (
                DrawerButton("Jam the notes", hardware.notes.jam),
                DrawerButton("Jam the coins", hardware.coins.jam),
                DrawerButton("Unplug the coins", hardware.coins.unplug),
                DrawerButton("Unplug the scanner", hardware.scanner.unplug),
                DrawerButton("Unplug the scale", hardware.scale.unplug),
                DrawerButton("Unplug the light tower", hardware.tower.unplug),
                DrawerButton("Terminal busy", partial(setattr, hardware.terminal, "busy", True)),
                DrawerButton("Paper out", hardware.printer.paper_out),
                DrawerButton("Open the printer", hardware.printer.open_cover),
                DrawerButton("Cut the power", demo.cut_power),
                DrawerButton("Mend everything", hardware.mend),
            ),
        ),
    ]
    if photographs is not None:
        files = sorted(file for file in photographs.rglob("*") if file.suffix.lower() in PICTURES)
        shown = tuple(DrawerButton(f.stem, partial(hardware.show_file, f), f) for f in files[:PHOTOGRAPHS_SHOWN])
        groups.insert(1, DrawerGroup("Photographs for the camera", shown))
    return Drawer(lambda: frozenset(lamp.value for lamp in hardware.tower.lit), groups=tuple(groups))


def some_codes() -> tuple[tuple[str, str], ...]:
    """A few articles of every kind, as (name, code): plain, with deposit, for adults, recalled, and a weight label."""
    products = [row.product for row in read(PRICES) if isinstance(row, PricedLine)]
    plain = [p for p in products if is_gtin(p.code) and not (p.minimum_age or p.deposit.cents or p.sale_stop)]
    chosen = plain[:: max(1, len(plain) // CODES_SHOWN)][: CODES_SHOWN - 4]
    for special in (
        [p for p in products if p.deposit.cents and not p.minimum_age],
        [p for p in products if p.minimum_age],
        [p for p in products if p.sale_stop],
    ):
        chosen += special[:1]
    weighed = next(p for p in products if p.weighed and p.code.startswith("21"))
    label = weighed.code.ljust(7, "0") + "00642"
    return (*((p.name, p.code) for p in chosen), (f"{weighed.name}, 642 g", label + str(check_digit(label))))


def _picture(folder: Path, code: str) -> Path:
    path = folder / f"{code}.png"
    cv2.imwrite(str(path), draw_barcode(code))
    return path


def _cents(value: int) -> str:
    return f"{value // 100} €" if value >= 100 else f"{value} c"
