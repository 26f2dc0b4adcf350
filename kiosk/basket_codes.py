"""The QR codes of a signed basket: as modules for the screen, as pictures, and for a terminal."""

from __future__ import annotations

from pathlib import Path

import segno

from kiosk.domain.events import CodeRows

MODULE_PIXELS = 8
QUIET_MODULES = 4
"""White around a QR code (ISO/IEC 18004)."""

BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Two modules, one above the other, as a character of a terminal that writes light on dark."""


class NotDrawn(Exception):  # noqa: N818 - it says what happened to the picture
    """The picture cannot be written; the message says why."""


def rows(text: str) -> CodeRows:
    """The code without its margin, correction M; True is dark."""
    return tuple(tuple(bool(module) for module in row) for row in _code(text).matrix)


def draw(texts: tuple[str, ...], path: Path) -> tuple[Path, ...]:
    """A PNG for each code: PATH, or when there are several PATH-1, PATH-2 before its ending. NotDrawn."""
    endings = [""] if len(texts) == 1 else [f"-{number}" for number in range(1, len(texts) + 1)]
    places = tuple(path.with_name(f"{path.stem}{ending}{path.suffix}") for ending in endings)
    for text, place in zip(texts, places, strict=True):
        try:
            _code(text).save(str(place), kind="png", scale=MODULE_PIXELS, border=QUIET_MODULES)
        except OSError as error:
            raise NotDrawn(f"{place} cannot be written: {error.strerror}.") from error
    return places


def terminal(text: str) -> str:
    """Lines of half blocks, light on dark, with the code's margin."""
    quiet = QUIET_MODULES
    across = len(rows(text)) + 2 * quiet
    margin = [(False,) * across] * quiet
    lines = [*margin, *((False,) * quiet + row + (False,) * quiet for row in rows(text)), *margin]
    pairs = zip(lines[::2], [*lines[1::2], (True,) * across], strict=False)
    return "\n".join("".join(map(BLOCKS.__getitem__, zip(*pair, strict=True))) for pair in pairs)


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", boost_error=False)
