"""The shop's choice of how the kiosk looks: colours, font, logo; and the demo's drawer beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from kiosk.domain.views import Tone

CONTRAST_MIN = 7.0
"""WCAG 2.2, success criterion 1.4.6."""


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a button."""

    fill: str
    ink: str
    edge: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as "#RRGGBB", `font` a name or a file, `logo` a file or empty; every text is legible on its ground.

    `scale` enlarges everything (1.0 to 1.25).
    """

    ground: str = "#FAF7F2"
    surface: str = "#FFFFFF"
    ink: str = "#1B2727"
    quiet_ink: str = "#434E4E"
    hairline: str = "#DDD7CC"
    dead: str = "#EFEBE3"  # under what cannot be pressed
    brand: str = "#0F4A47"
    on_brand: str = "#FFFFFF"
    brand_tint: str = "#E3EEEA"
    accent: str = "#F7B93E"
    on_accent: str = "#1B2727"
    caution: str = "#FFF0CC"
    on_caution: str = "#4A3400"
    danger: str = "#8E1B1B"
    danger_tint: str = "#FBEAE7"
    font: str = "Roboto"
    logo: str = ""
    scale: float = 1.0
    veil: str = "#0000001F"  # over what a finger is on
    scrim: str = "#0A1F1EB8"  # over a page that waits
    clear: str = "#00000000"

    def __post_init__(self) -> None:
        for ink, ground in self.pairs():
            if contrast(ink, ground) < CONTRAST_MIN:
                raise ValueError(
                    f"{ink} on {ground} has a contrast of {contrast(ink, ground):.1f}, below {CONTRAST_MIN}"
                )
        if not 1.0 <= self.scale <= 1.25:
            raise ValueError(f"the scale lies between 1.0 and 1.25, not {self.scale}")

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (text colour, ground colour) that the screens put together."""
        plain = product((self.ink, self.quiet_ink), (self.ground, self.surface, self.brand_tint, self.dead))
        return (
            *plain,
            (self.on_brand, self.brand),
            (self.brand, self.surface),
            (self.brand, self.ground),
            (self.brand, self.brand_tint),
            (self.on_accent, self.accent),
            (self.on_caution, self.caution),
            (self.danger, self.surface),
            (self.danger, self.ground),
            (self.danger, self.danger_tint),
        )

    @property
    def paint_key(self) -> Paint:
        """The colours of a keypad's key."""
        return Paint(self.surface, self.ink, self.hairline)

    def paint_next(self, ready: bool) -> Paint:
        """The colours of a next step that a keypad leads to."""
        return self.paint(Tone.PRIMARY, ready)

    def paint_choice(self, chosen: bool) -> Paint:
        """The colours of one of several choices."""
        return Paint(self.brand, self.on_brand, self.brand) if chosen else Paint(self.surface, self.ink, self.hairline)

    def paint_tab(self, open_: bool) -> Paint:
        """The colours of a page's tab."""
        return (
            Paint(self.brand_tint, self.brand, self.brand_tint)
            if open_
            else Paint(self.surface, self.ink, self.surface)
        )

    def paint(self, tone: Tone, enabled: bool) -> Paint:
        """The colours of a button of this tone; a disabled one is flat."""
        if not enabled:
            return Paint(self.dead, self.quiet_ink, self.dead)
        match tone:
            case Tone.PRIMARY:
                return Paint(self.accent, self.on_accent, self.accent)
            case Tone.SECONDARY:
                return Paint(self.surface, self.brand, self.brand)
            case Tone.QUIET:
                return Paint(self.ground, self.ink, self.hairline)
            case Tone.DANGER:
                return Paint(self.surface, self.danger, self.danger)


@dataclass(frozen=True, slots=True)
class DrawerLook:
    """The demo's drawer looks unlike the kiosk: small, dark and plain. Sizes in pixels."""

    ground: str = "#23272B"
    ink: str = "#F2F2F2"
    quiet_ink: str = "#C3C8CC"
    key_ground: str = "#363C42"
    pressed: str = "#56606A"
    width: float = 380
    gap: float = 8
    line: float = 30
    key: float = 52
    tall_key: float = 136
    lamp: float = 64
    red: str = "#F0453A"
    amber: str = "#FFB020"
    green: str = "#2FC46B"
    picture: float = 80
    small: float = 15
    body: float = 16

    @property
    def corners(self) -> list[float]:
        """The radius of each corner."""
        return [self.gap]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two "#RRGGBB" colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
