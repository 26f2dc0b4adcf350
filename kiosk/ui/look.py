"""The sizes of everything on the screen, from the size of the window."""

from __future__ import annotations

from dataclasses import dataclass

TOUCH_MIN = 9.0
"""The least height and width of anything to touch, in units (hundredths of the window's short side)."""


LOGO_RATIO_MAX = 3.5
"""A wider logo is drawn lower: the buttons beside it need their room."""


EDGE, BANNER = 1.0, 8.0
"""The edge around everything and the banner on top while staff are learning, in units."""


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
    letter: float  # the height of a keyboard's key
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
    chooser: float  # the width of a column of things to look at
    wide: bool  # there is room for three articles beside a keyboard
    keyboard: float  # its width where it stands beside something
    article: float  # the height of an article among others
    weight: float  # the letters of a weight

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
    def article_lines(self) -> int:
        """A name among others has no more room: its beginning says what it is."""
        return 3

    @property
    def article_square(self) -> tuple[float, float]:
        """The picture of an article among others."""
        return (self.touch, self.touch)

    @property
    def mark_square(self) -> tuple[float, float]:
        """Above a page that has more to show."""
        return self.tile_square if self.portrait else self.coin_square

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
    def key_gap(self) -> float:
        """Between the keys of a keyboard: ten of them, each as wide as a finger, fill the short side."""
        return self.space / 2

    def key_share(self, model: str) -> float:
        """How wide a key is beside others: the one that types a space is the widest."""
        return 2 if model == " " else 1

    @property
    def finder_columns(self) -> int:
        """Articles beside each other."""
        return 4 if self.portrait else 3 if self.wide else 2

    @property
    def finder_hint(self) -> tuple[float | None, float | None]:
        """What is typed stands below the articles, or beside them."""
        return (1, None) if self.portrait else (None, 1)

    @property
    def keyboard_padding(self) -> tuple[float, float]:
        """Around a keyboard."""
        return (self.space, self.space)

    @property
    def ending_columns(self) -> int:
        """Keys that type more than a character, beside each other: eight of them."""
        return 4 if self.portrait else 8

    @property
    def sending(self) -> float:
        """The height of the steps below a keyboard."""
        return self.tall if self.portrait else self.touch

    @property
    def bar_corners(self) -> list[float]:
        """A bar of progress ends round."""
        return [self.progress / 2]

    @property
    def tab_mark(self) -> float:
        """The height of the mark under the page that is open."""
        return self.space / 2

    @property
    def paper_padding(self) -> tuple[float, float, float, float]:
        """Around a strip of paper: its torn edge below, the bar at the right."""
        return (self.space, self.space, self.space + self.bar, self.gap)

    @property
    def code_hint(self) -> tuple[float | None, float | None]:
        """A QR code takes the whole short side of its page."""
        return (1, None) if self.portrait else (None, 1)

    @property
    def chooser_hint(self) -> float | None:
        """Things to look at stand above what is shown, or beside it."""
        return 1 if self.portrait else None

    @property
    def chooser_high(self) -> float | None:
        """As high as they are above it; beside it they scroll where the page is low."""
        return None if self.portrait else 1

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
    def flush(self) -> float:
        """Between things that touch."""
        return 0

    @property
    def middle(self) -> dict[str, float]:
        """At half height."""
        return {"center_y": 0.5}

    @property
    def centre(self) -> dict[str, float]:
        """At half width."""
        return {"center_x": 0.5}

    @property
    def filler_hint(self) -> tuple[float, float | None]:
        """What pushes the staff's buttons down beside a page, and takes nothing below it."""
        return (1, None) if self.portrait else (1, 1)

    @property
    def action_columns(self) -> int:
        """The staff's buttons beside each other: two below a page, one beside it."""
        return 2 if self.portrait else 1

    @property
    def action(self) -> float:
        """The height of the staff's buttons: beside each other they are equally high, with a hint or without."""
        return self.tall if self.portrait else self.touch

    @property
    def level_columns(self) -> int:
        """Levels of a cash machine beside each other."""
        return 4

    @property
    def team_columns(self) -> int:
        """People beside each other: a name may be long."""
        return 1 if self.portrait else 2

    @property
    def period_columns(self) -> int:
        """Periods beside each other: where a page is low, all three."""
        return 1 if self.portrait else 3

    @property
    def report_columns(self) -> int:
        """Reports to choose from, beside each other above the paper; below each other beside it."""
        return 3 if self.portrait else 1

    @property
    def report_gap(self) -> float:
        """Between them: six fill the height of a low page."""
        return self.space if self.portrait else self.space / 3

    @property
    def across(self) -> str:
        """How main part and side stand: beside each other in landscape."""
        return "vertical" if self.portrait else "horizontal"

    @property
    def along(self) -> str:
        """How the parts of the side stand: the other way round."""
        return "horizontal" if self.portrait else "vertical"


def edges(width: float, height: float) -> tuple[float, float, float, float]:
    """What training takes of a window of this many pixels at its left, top, right and bottom."""
    unit = min(width, height) / 100
    edge = round(EDGE * unit)
    return (edge, round(BANNER * unit), edge, edge)


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
        low_tile=units(34) if portrait else units(28),
        tile=units(52) if portrait else units(40),
        icon=units(5),
        stroke=max(1.0, 0.24 * unit * scale),
        keypad=units(76) if portrait else round(width * 0.4),
        emblem_stroke=max(1.0, 0.5 * unit * scale),
        outline=units(0.5),
        key=units(13) if portrait else units(11),
        letter=units(11) if portrait else units(10),
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
        chooser=units(22),
        wide=width > 1.7 * height,
        keyboard=units(104),
        article=units(29),
        weight=units(16),
    )
