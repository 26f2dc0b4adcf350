"""The pages of those who oversee: reports as strips of paper, archives, and tabs between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain.receipt import Separator, Text
from kiosk.domain.views import ArchiveView, ReportsView
from tests.ui.conftest import FRENCH, Kiosk

STRIP = (
    Text("Au Panier", bold=True, large=True, centred=True),
    Separator(),
    Text("Grand total perpétuel absolu", "123 456 789,00 €", bold=True),
    Text("  TVA 5,5 %", "0,63 €"),
    Text("Une ligne si longue qu’elle ne tient pas sur une seule largeur de papier, même sur un grand écran", "1,00 €"),
)


def shown(kiosk: Kiosk, name: str) -> list[Any]:
    """The widgets on the screen of this class, top to bottom."""
    found = [widget for widget in kiosk.offscreen.app.shown.walk() if type(widget).__name__ == name]
    return sorted(found, key=lambda widget: -widget.to_window(*widget.pos)[1])


def reports(name: str, **changes: Any) -> ReportsView:
    view = FRENCH[name]
    assert isinstance(view, ReportsView)
    return replace(view, **changes)


def texts(line: Any) -> tuple[Any, Any]:
    right, left = line.children
    return left, right


def test_left_stands_at_the_left_edge_and_right_at_the_right_edge(kiosk: Kiosk) -> None:
    kiosk.show(reports("reports_x", parts=STRIP))
    (paper,) = shown(kiosk, "Paper")
    for line in shown(kiosk, "PaperLine")[2:]:
        left, right = texts(line)
        assert left.x == paper.x + paper.padding[0]
        assert right.right == pytest.approx(paper.right - paper.padding[2])
        assert left.right <= right.x
        assert left.halign == "left"


def test_what_is_large_bold_or_centred_looks_so(kiosk: Kiosk) -> None:
    kiosk.show(reports("reports_x", parts=STRIP))
    title, rule, grand, plain, long = shown(kiosk, "PaperLine")
    (heading, _), (total, sum_), (rate, _) = texts(title), texts(grand), texts(plain)
    assert heading.halign == "center"
    assert heading.font_size > total.font_size == rate.font_size
    assert (heading.bold, total.bold, sum_.bold, rate.bold) == (True, True, True, False)
    assert (rule.ruled, title.ruled) == (True, False)
    assert texts(long)[0].height > total.height, "a long text takes two lines"


def test_a_report_that_follows_a_shorter_one_is_whole(kiosk: Kiosk) -> None:
    kiosk.show("reports_empty")
    view = reports("reports_year_large")
    kiosk.show(view)
    assert tuple(line.model for line in shown(kiosk, "PaperLine")) == view.parts


def test_the_end_of_a_long_report_can_be_reached(kiosk: Kiosk) -> None:
    screen = kiosk.show("reports_year_large")
    scroll = screen.ids.tray.ids.scroll
    (paper,) = shown(kiosk, "Paper")
    bottom = scroll.to_window(*scroll.pos)[1]
    assert paper.to_window(*paper.pos)[1] < bottom, "too long for the screen"
    scroll.scroll_y = 0
    kiosk.offscreen.settle()
    assert paper.to_window(*paper.pos)[1] >= bottom


def test_another_report_begins_at_its_top_and_a_tick_of_the_clock_moves_nothing(kiosk: Kiosk) -> None:
    screen = kiosk.show("reports_year_large")
    scroll = screen.ids.tray.ids.scroll
    scroll.scroll_y = 0.25
    view = reports("reports_year_large")
    kiosk.show(replace(view, parts=(*view.parts[:-1], Text("Une seconde plus tard"))))
    assert scroll.scroll_y == 0.25
    kiosk.show("reports_month")
    assert scroll.scroll_y == 1


def test_the_next_visit_begins_at_the_top(kiosk: Kiosk) -> None:
    screen = kiosk.show("reports_x")
    screen.ids.tray.ids.scroll.scroll_y = 0
    kiosk.show("attract")
    assert kiosk.show("reports_x").ids.tray.ids.scroll.scroll_y == 1


def test_what_came_of_printing_is_told(kiosk: Kiosk) -> None:
    kiosk.show("reports_not_printed")
    (told,) = shown(kiosk, "Outcome")
    assert told.model == reports("reports_not_printed").told
    kiosk.show("reports_x")
    assert shown(kiosk, "Outcome") == []


@pytest.mark.parametrize(("name", "percent"), [("archive_42", 42), ("archive", None), ("archive_failed", None)])
def test_a_bar_shows_how_far_the_archive_is_and_only_then(kiosk: Kiosk, name: str, percent: int | None) -> None:
    kiosk.show("archive_42")
    kiosk.show(name)
    (bar,) = shown(kiosk, "Progress")
    assert bool(bar.height and bar.opacity) is (percent is not None)
    if percent is not None:
        assert bar.done_size[0] == pytest.approx(bar.width * percent / 100)


def test_the_bar_of_an_archive_moves(kiosk: Kiosk) -> None:
    kiosk.show("archive_42")
    view = FRENCH["archive_42"]
    assert isinstance(view, ArchiveView)
    kiosk.show(replace(view, percent=100))
    (bar,) = shown(kiosk, "Progress")
    assert bar.done_size[0] == bar.width


def test_the_open_page_is_the_only_tab_that_is_marked(kiosk: Kiosk) -> None:
    kiosk.show("archive")
    tabs = shown(kiosk, "PageTab")
    (marked,) = (tab for tab in tabs if not tab.model.enabled)
    (plain,) = {tab.paint for tab in tabs if tab is not marked}
    assert marked.model.label == "Archives"
    assert plain != marked.paint


def test_the_receipt_page_has_one_next_step_and_two_other_choices(kiosk: Kiosk) -> None:
    kiosk.show("receipt")
    assert [button.model.label for button in shown(kiosk, "TallButton")] == ["Sans ticket"]
    assert {tile.model.label for tile in shown(kiosk, "LowTile")} == {"Ticket", "QR code"}
