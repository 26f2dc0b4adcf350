"""How the kiosk looks: colours, fonts, logo (`Theme`, the shop's choice) and sizes (`Look`, from the window)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from kiosk.domain.views import Tone

CONTRAST_MIN = 7.0
"""WCAG 2.2, success criterion 1.4.6."""

TOUCH_MIN = 9.0
"""The least height and width of anything to touch, in units (hundredths of the window's short side)."""


LOGO_RATIO_MAX = 3.5
"""A wider logo is drawn lower: the buttons beside it need their room."""


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
    picture: float = 80
    small: float = 15
    body: float = 16

    @property
    def corners(self) -> list[float]:
        """The radius of each corner."""
        return [self.gap]


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes in pixels for a window, all multiples of one unit: a hundredth of its short side."""

    portrait: bool
    hairline: float
    space: float  # between things that belong together
    gap: float  # between things that do not
    loose: float  # in a column that has room
    margin: float  # around the page
    radius: float
    header: float
    touch: float  # the least height of a button
    tall: float  # the height of the one obvious next step
    tile_icon: float
    low_tile: float
    tile: float  # the height of a means of payment
    icon: float
    stroke: float
    keypad: float  # its width
    emblem_stroke: float
    outline: float  # of a found code
    key: float  # of a keypad
    emblem: float  # the large drawing of a quiet page
    welcome: float  # the same where nobody is there
    progress: float  # the height of its bar
    picture: float  # of an article
    exceptions: float  # the most height that exceptions take from the list
    side: float  # the width of the right column, or the height of the bottom block
    note: tuple[float, float]
    coin: float
    dot: float
    pad: float  # the width of a pad over the page
    reading: float  # the widest a text may run
    small: float
    body: float
    lead: float
    heading: float
    title: float
    figure: float
    display: float
    footing: float
    steps: float  # two steps below each other
    start: float  # the width of the start button
    bar: float  # of a list that scrolls

    @property
    def corners(self) -> list[float]:
        """The radius of each corner."""
        return [self.radius]

    @property
    def icon_square(self) -> tuple[float, float]:
        """Beside a text."""
        return (self.icon, self.icon)

    @property
    def tile_square(self) -> tuple[float, float]:
        """Above the text of a large choice."""
        return (self.tile_icon, self.tile_icon)

    @property
    def mark_square(self) -> tuple[float, float]:
        """Above a page that has more to show."""
        return self.tile_square if self.portrait else self.large_square

    @property
    def list_padding(self) -> tuple[float, float, float, float]:
        """Around a list that scrolls: its cards' edges at the left, its bar at the right."""
        return (self.hairline, self.hairline, self.bar + self.space, self.hairline)

    @property
    def large_square(self) -> tuple[float, float]:
        """Above a text."""
        return (self.picture, self.picture)

    @property
    def emblem_square(self) -> tuple[float, float]:
        """Alone."""
        return (self.emblem, self.emblem)

    @property
    def coin_square(self) -> tuple[float, float]:
        """Every coin is drawn equally large: it is to be recognised, not measured."""
        return (self.coin, self.coin)

    @property
    def coin_corners(self) -> list[float]:
        """Round."""
        return [self.coin / 2]

    @property
    def note_corners(self) -> list[float]:
        """Nearly square."""
        return [self.space / 2]

    @property
    def core(self) -> tuple[float, float]:
        """How much of a coin its inner metal takes."""
        return (0.72, 0.72)

    def logo(self, ratio: float) -> tuple[float, float]:
        """The logo's box in the header; `ratio`: how much wider than high the logo is."""
        return (self.touch * min(ratio, LOGO_RATIO_MAX), self.touch)

    @property
    def name_lines(self) -> int:
        """A shop's name has no more room in the header."""
        return 2

    @property
    def side_hint(self) -> tuple[float | None, float | None]:
        """The side fills the window along its long edge."""
        return (1, None) if self.portrait else (None, 1)

    @property
    def aside_hint(self) -> tuple[float, float]:
        """The first part of the side takes what the second leaves."""
        return (1, 1)

    @property
    def totals_hint(self) -> tuple[float, float | None]:
        """In portrait the second part is the wider one: an amount of five figures fits."""
        return (1.3 if self.portrait else 1, None)

    @property
    def figure_length(self) -> int:
        """Characters of the longest amount in the largest letters."""
        return 8

    @property
    def faint(self) -> float:
        """The opacity of what cannot be used now."""
        return 0.4

    @property
    def modest_square(self) -> tuple[float, float]:
        """Above a text and a card."""
        return self.emblem_square if self.portrait else self.coin_square

    @property
    def welcome_square(self) -> tuple[float, float]:
        """The drawing on the page that waits for somebody."""
        return (self.welcome, self.welcome)

    @property
    def absent_hint(self) -> tuple[float | None, float]:
        """In portrait the first part, when it is empty, leaves its width to the second."""
        return (None, 1) if self.portrait else (1, 1)

    @property
    def tile_columns(self) -> int:
        """Means of payment beside each other."""
        return 2

    @property
    def bar_corners(self) -> list[float]:
        """A bar of progress ends round."""
        return [self.progress / 2]

    @property
    def keypad_hint(self) -> tuple[float | None, float | None]:
        """A keypad keeps its width; in landscape its column is as high as the window."""
        return (None, None) if self.portrait else (None, 1)

    @property
    def top(self) -> dict[str, float]:
        """At the upper edge."""
        return {"top": 1}

    @property
    def bottom(self) -> dict[str, float]:
        """At the lower edge."""
        return {"y": 0}

    @property
    def nothing(self) -> tuple[float, float]:
        """The size of what is not there."""
        return (0, 0)

    @property
    def middle(self) -> dict[str, float]:
        """At half height."""
        return {"center_y": 0.5}

    @property
    def centre(self) -> dict[str, float]:
        """At half width."""
        return {"center_x": 0.5}

    @property
    def across(self) -> str:
        """How main part and side stand: beside each other in landscape."""
        return "vertical" if self.portrait else "horizontal"

    @property
    def along(self) -> str:
        """How the parts of the side stand: the other way round."""
        return "horizontal" if self.portrait else "vertical"


def look(width: float, height: float, scale: float = 1.0) -> Look:
    """The sizes for a window of this many pixels."""
    portrait = height > width
    unit = min(width, height) / 100

    def units(count: float) -> float:
        return round(count * unit * scale)

    return Look(
        portrait=portrait,
        hairline=max(1.0, round(0.16 * unit)),
        space=units(1.2),
        gap=units(2.4),
        loose=units(2.4) if portrait else units(1.2),
        margin=units(4),
        radius=units(2.2),
        header=units(14),
        touch=units(10),
        tall=units(14),
        tile_icon=units(20),
        low_tile=units(44) if portrait else units(28),
        tile=units(52) if portrait else units(50),
        icon=units(5),
        stroke=max(1.0, 0.24 * unit * scale),
        keypad=units(76) if portrait else round(width * 0.4),
        emblem_stroke=max(1.0, 0.5 * unit * scale),
        outline=units(0.5),
        key=units(13) if portrait else units(11),
        emblem=units(30) if portrait else units(18),
        welcome=units(40) if portrait else units(14),
        progress=units(4),
        picture=units(13),
        exceptions=units(44) if portrait else units(25),
        side=units(57) if portrait else round(width * 0.37),
        note=(units(26), units(14)) if portrait else (units(19), units(10)),
        coin=units(14) if portrait else units(10),
        dot=units(4),
        pad=units(90) if portrait else units(140),
        reading=units(90) if portrait else units(104),
        small=units(3.2),
        body=units(3.6),
        lead=units(4.2),
        heading=units(4.8),
        title=units(5.8),
        figure=units(9.6),
        display=units(8.4),
        footing=units(28) if portrait else 0,
        steps=units(28),
        start=units(60),
        bar=units(0.8),
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two "#RRGGBB" colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
