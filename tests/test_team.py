"""The team on a whole kiosk: real threads, journal and roll; and no digit of a PIN is anywhere afterwards."""

from __future__ import annotations

import io
import logging
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware import words as w
from kiosk.assemble import Station, assemble
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.config import Config
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.record import Record
from kiosk.runtime.attendants import pin_hash
from kiosk.runtime.roll import FILE
from tests.test_assemble import PRICES, Screen

OWNER, NEW, ANOTHER, WRONG = "481516", "729451", "838361", "605172"
BADGE, BREAD = "BADGE-00417", "Baguette de tradition"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config.model_validate(
        {
            "shop": {"name": "Test"},
            "kiosk": {"folder": str(tmp_path / "data")},
            "devices": {"scanner": {"driver": "aim", "link": str(tmp_path / "no-scanner")}},
            "attendants": [{"id": "A1", "name": "Nadia", "grade": "manager", "pin_hash": pin_hash(OWNER)}],
        }
    )


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """Everything that is logged, also by libraries, as a technician would find it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(level)
    root.removeHandler(handler)


class Visit:
    """A running kiosk, somebody before it, and all that was on its screen."""

    def __init__(self, config: Config) -> None:
        self.screen, self.seen = Screen(), []  # type: ignore[var-annotated]
        self.crashes: list[BaseException] = []
        self.station: Station = assemble(config, self._draw)
        (scanner,) = self.station.devices.of(e.Role.SCANNER)
        self._tell = self.station.inbox.teller(scanner, self._reading())
        self.station.start(self.crashes.append)

    def _draw(self, view: v.View) -> None:
        self.seen.append(view)
        self.screen.draw(view)

    def _reading(self) -> object:
        from kiosk.catalogue.labels import Labels
        from kiosk.runtime.reading import ShopReading

        return ShopReading(self.station.catalogue, Labels(()), badges=self.station.attendants.badge_shown)

    def until(self, kind: type[v.View], words: str = "") -> v.View:
        return self.screen.until(lambda view: isinstance(view, kind) and words in repr(view))

    def post(self, *events: e.Event) -> None:
        for event in events:
            self.station.inbox.post(event)

    def scan(self, code: str) -> None:
        self._tell(w.CodeSeen(code, w.Symbology.CODE128))

    def comes(self, pin: str) -> None:
        self.post(e.StaffPressed())
        self.until(v.PinView)
        self.post(e.PinEntered(pin))


@pytest.fixture
def visit(config: Config) -> Iterator[Visit]:
    visit = Visit(config)
    yield visit
    visit.station.stop()
    assert not visit.crashes


def enrols(visit: Visit, pin: str = NEW) -> None:
    """Nadia lets Zoé come, with a badge."""
    visit.comes(OWNER)
    visit.until(v.AttendantView)
    visit.post(e.PagePressed(e.Page.STAFF), e.RollPressed(e.RollStep.NAME), e.PersonNamed("zoé", Grade.ATTENDANT))
    visit.until(v.PinView, "Code de Zoé")
    visit.post(e.PinChosen(pin))
    visit.until(v.TeamView, "Scannez le badge")
    visit.scan(BADGE)
    visit.until(v.TeamView, "badge et code")
    visit.post(e.AttendantDonePressed())
    visit.until(v.AttractView)


def test_who_was_enrolled_comes_with_badge_and_pin_also_after_a_restart(config: Config, visit: Visit) -> None:
    enrols(visit)
    visit.scan(BADGE)
    visit.until(v.PinView, "Code de Zoé")
    visit.post(e.PinEntered(OWNER))
    visit.until(v.PinView, "Code refusé")  # somebody else's PIN
    visit.post(e.PinEntered(NEW))
    visit.until(v.AttendantView, "Zoé")
    visit.station.stop()
    again = Visit(config)
    again.comes(NEW)
    again.until(v.AttendantView, "Zoé")
    again.station.stop()


def test_a_badge_is_never_an_article_and_an_article_never_a_badge(config: Config, visit: Visit) -> None:
    publish(read(PRICES), config.kiosk.folder / "catalogue")
    visit.station.catalogue.refresh()
    (bread,) = (
        each.product.code for each in read(PRICES) if isinstance(each, PricedLine) and each.product.name == BREAD
    )
    visit.comes(OWNER)
    visit.until(v.AttendantView)
    visit.post(e.PagePressed(e.Page.STAFF), e.RollPressed(e.RollStep.PERSON, "A1"))
    visit.post(e.RollPressed(e.RollStep.BADGE, "A1"))
    visit.until(v.TeamView, "Scannez le badge")
    visit.scan(bread)
    visit.until(v.TeamView, "autre chose")
    visit.scan(BADGE)
    visit.until(v.TeamView, "badge et code")
    visit.post(e.AttendantDonePressed())
    visit.until(v.AttractView)
    visit.scan(bread)
    before = visit.until(v.BasketView)
    visit.scan(BADGE)
    visit.until(v.PinView, "Code de Nadia")
    visit.post(e.StaffLeft())
    after = visit.until(v.BasketView)
    assert isinstance(before, v.BasketView)
    assert isinstance(after, v.BasketView)
    assert len(before.lines) == 1
    assert (after.lines, after.exceptions) == (before.lines, ())


def test_a_pin_that_somebody_has_is_refused_and_nobody_says_whose_it_is(visit: Visit) -> None:
    visit.comes(OWNER)
    visit.until(v.AttendantView)
    visit.post(e.PagePressed(e.Page.STAFF), e.RollPressed(e.RollStep.NAME), e.PersonNamed("zoé", Grade.ATTENDANT))
    visit.until(v.PinView, "Code de Zoé")
    visit.post(e.PinChosen(OWNER))
    refused = visit.until(v.PinView, "Choisissez un autre code")
    assert "Nadia" not in repr(refused)


def test_wrong_pins_one_after_the_other_all_count(visit: Visit) -> None:
    visit.post(e.StaffPressed(), *[e.PinEntered(WRONG)] * 3, e.PinEntered(OWNER))
    visit.until(v.PinView, "Réessayez")
    visit.station.stop()
    assert visit.station.kernel.kiosk.till.wrong_pins == 3


def test_no_digit_of_a_pin_is_left_anywhere(config: Config, visit: Visit, told: io.StringIO) -> None:
    visit.comes(WRONG)
    visit.until(v.PinView, "Code refusé")
    visit.post(e.StaffLeft())
    visit.until(v.AttractView)
    enrols(visit, ANOTHER)
    visit.station.stop()
    record = Record(config.kiosk.folder / "journal.db")
    rows = b"".join(entry.payload for entry in record.entries())
    record.close()
    files = {path: path.read_bytes() for path in config.kiosk.folder.rglob("*") if path.is_file()}
    assert (config.kiosk.folder / FILE) in files
    for secret in (OWNER, ANOTHER, WRONG, BADGE):
        assert secret.encode() not in rows
        assert not [path for path, data in files.items() if secret.encode() in data]
        assert secret not in told.getvalue()
        assert secret not in repr(visit.seen)
    assert "Zoé".encode() not in rows


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_crash_while_a_pin_is_looked_at_tells_no_digit(
    config: Config, told: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(config)
    crashed = threading.Event()
    append = visit.station.evidence.journal.append

    def broken(facts: tuple[object, ...], *when: int) -> object:
        if "AttendantArrived" in repr(facts):
            crashed.set()
            raise ZeroDivisionError(f"a mistake of ours, about {facts}")
        return append(facts, *when)  # type: ignore[arg-type]

    visit.station.evidence.journal.append = broken  # type: ignore[method-assign, assignment]
    visit.comes(OWNER)
    assert crashed.wait(30)
    visit.station.stop()
    report = "".join("".join(traceback.format_exception(error)) for error in visit.crashes)
    said = capsys.readouterr()
    assert "ZeroDivisionError" in report
    assert "ZeroDivisionError" in told.getvalue()
    assert OWNER not in report + told.getvalue() + said.out + said.err


def test_a_journal_that_cannot_be_written_enrols_nobody(config: Config) -> None:
    visit = Visit(config)
    visit.comes(OWNER)
    visit.until(v.AttendantView)
    visit.post(e.PagePressed(e.Page.STAFF), e.RollPressed(e.RollStep.NAME), e.PersonNamed("zoé", Grade.ATTENDANT))
    visit.until(v.PinView, "Code de Zoé")

    def full(*_anything: object) -> object:
        raise JournalBroken("database or disk is full")

    visit.station.evidence.journal.append = full  # type: ignore[method-assign, assignment]
    visit.post(e.PinChosen(NEW))
    visit.until(v.ClosedView)
    visit.station.stop()
    assert (config.kiosk.folder / FILE).exists()  # its entry lies there and opens nothing
    again = Visit(config)
    again.comes(NEW)
    again.until(v.PinView, "Code refusé")
    again.station.stop()


def test_the_keypad_of_a_shop_that_wants_it_is_shuffled(config: Config) -> None:
    staff = config.staff.model_copy(update={"shuffled_keypad": True})
    visit = Visit(config.model_copy(update={"staff": staff}))
    visit.post(e.StaffPressed())
    view = visit.screen.until(lambda view: isinstance(view, v.PinView) and bool(view.keys))
    assert isinstance(view, v.PinView)
    assert sorted(view.keys) == sorted(v.DIGITS)
    visit.station.stop()
