"""The keyboard for an address: what is touched is typed, posted, and gone when the screen is."""

from __future__ import annotations

from kiosk.domain import events
from kiosk.domain.events import EmailEntered
from kiosk.domain.mailing import ADDRESS_MAX
from tests.ui.conftest import Kiosk


def entered(kiosk: Kiosk) -> list[events.Event]:
    """What was posted, without the signs of life."""
    return [event for event in kiosk.posted if not isinstance(event, events.StillHerePressed)]


def test_an_address_is_typed_corrected_and_posted(kiosk: Kiosk) -> None:
    kiosk.show("email")
    for key in ("m", "a", ".", "2", "-", "_", "+", "x", "erase", "@orange.fr"):
        kiosk.touch(key)
    kiosk.touch("Envoyer")
    assert entered(kiosk) == [EmailEntered("ma.2-_+@orange.fr")]


def test_each_touch_tells_that_somebody_is_there(kiosk: Kiosk) -> None:
    kiosk.show("email")
    kiosk.touch("m")
    kiosk.touch("erase")
    assert kiosk.posted == [events.StillHerePressed()] * 2


def test_another_ending_takes_the_place_of_the_one_before(kiosk: Kiosk) -> None:
    screen = kiosk.show("email")
    for key in ("m", "@gmail.com", "@free.fr"):
        kiosk.touch(key)
    assert screen.typed == "m@free.fr"
    for key in ("erase", "erase", "erase", ".com"):
        kiosk.touch(key)
    assert screen.typed == "m@free.com"


def test_nothing_typed_is_nothing_to_send(kiosk: Kiosk) -> None:
    kiosk.show("email")
    kiosk.touch("Envoyer")
    assert kiosk.posted == []


def test_a_refused_address_stays_to_be_corrected(kiosk: Kiosk) -> None:
    screen = kiosk.show("email")
    kiosk.touch("m")
    kiosk.touch("Envoyer")
    kiosk.show("email_refused")
    assert screen.typed == "m"
    kiosk.touch("@free.fr")
    kiosk.touch("Envoyer")
    assert entered(kiosk)[-1] == EmailEntered("m@free.fr")


def test_whoever_comes_next_finds_nothing(kiosk: Kiosk) -> None:
    screen = kiosk.show("email")
    kiosk.touch("m")
    kiosk.show("attract")
    assert screen.typed == ""


def test_an_address_has_an_end(kiosk: Kiosk) -> None:
    screen = kiosk.show("email")
    screen.typed = "a" * (ADDRESS_MAX - 1)
    kiosk.touch(".com")
    assert len(screen.typed) == ADDRESS_MAX


def test_of_a_long_address_the_end_is_in_sight(kiosk: Kiosk) -> None:
    screen = kiosk.show("email")
    screen.typed = "marie-antoinette.de-la-rochefoucauld-montmorency@tres-longue-adresse.example.fr"
    kiosk.offscreen.settle()
    (line,) = [
        widget for widget in screen.walk() if getattr(widget, "text", "") == screen.typed and widget.children == []
    ]
    assert line.is_shortened
    assert line.shorten_from == "left"
    assert line.texture_size[0] <= line.width
    assert line.texture_size[1] <= line.height


def test_back_is_posted(kiosk: Kiosk) -> None:
    kiosk.show("email")
    kiosk.touch("Retour")
    assert kiosk.posted == [events.BackPressed()]
