"""The manager of the simulated shop: closes days by hand, trains staff, wants copies and archives, reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.evidence import verify_archive
from kiosk.evidence.archive import write_archive
from kiosk.evidence.periods import span_of
from kiosk.evidence.record import Record
from kiosk.paperwork import archivist
from tests.shop.people import Customer
from tests.shop.world import World

Deed = Callable[[World], None]


def visit(world: World, deed: Deed) -> None:
    """The manager comes, does this, and leaves."""
    world.post(e.StaffPressed())
    world.post(e.AttendantIdentified("M1", Grade.MANAGER))
    deed(world)
    world.post(e.AttendantDonePressed())
    world.run(1)


def close_the_day(world: World) -> None:
    """Z, by hand; twice only when there is another day to close."""
    world.post(e.PagePressed(e.Page.CLOSING))
    _press(world, e.CloseDayPressed)


def read_reports(world: World) -> None:
    """X and Z on paper."""
    world.post(e.PagePressed(e.Page.REPORTS))
    for report in e.Report:
        world.post(e.ReportPressed(report))
        _press(world, e.PrintReportPressed)
        world.run(20)


def copy_a_receipt(world: World) -> None:
    """The last one, or any that ever was."""
    receipt = world.random.choice((0, world.random.randint(1, world.kiosk.till.receipts or 1)))
    world.post(e.DuplicatePressed(receipt))
    world.run(20)


def archive(world: World) -> None:
    """An archive of the last closed day, month or year, read at once."""
    world.post(e.PagePressed(e.Page.ARCHIVE))
    if isinstance(world.view, v.ArchiveView) and world.view.choices:
        before = set(world.archives.iterdir())
        world.post(world.random.choice(world.view.choices).event)
        world.run(2)
        for path in set(world.archives.iterdir()) - before:
            read_archive(world, path)


def train(world: World) -> None:
    """Training begins, a customer of no consequence comes, and training ends."""
    _training(world, begin=True)
    Customer(world).visit()


def end_training(world: World) -> None:
    """Whatever became of it, sales count again."""
    _training(world, begin=False)


def _training(world: World, begin: bool) -> None:
    world.post(e.PagePressed(e.Page.REPORTS))
    if bool(world.kiosk.till.training.by) is not begin:
        _press(world, e.TrainingPressed)
    world.post(e.AttendantDonePressed())


def read_archive(world: World, path: Path, previous: str = "") -> dict[str, Any]:
    """As an inspector does: the manifest. Fault when it does not verify."""
    manifest, verifier = verify_archive.check_archive(str(path), [world.journal.key], previous)
    assert not verifier.losses or world.reckoning.rollbacks, verifier.losses
    return manifest


def archive_every_month(world: World) -> int:
    """All closed months once more, each read with the one before it; how many there are."""
    record = Record(world.folder / "journal.db")
    (signer,) = world.journal.signer
    place, previous, months = world.folder / "months", "", 0
    place.mkdir(exist_ok=True)
    try:
        for period in _months(world):
            span = span_of(record, "month", period, period)
            made = write_archive(record, signer, archivist(world.shop), span, place, world.true_now)
            manifest = read_archive(world, made.place, previous)
            assert manifest["period"] == period
            previous, months = str(made.place), months + 1
    finally:
        record.close()
    return months


def _months(world: World) -> Iterator[str]:
    return (period for kind, period in world.reckoning.closed if kind == "month")


def _press(world: World, kind: type[e.Event]) -> None:
    """What is on the screen and can be pressed."""
    if isinstance(world.view, v.ReportsView):
        for button in world.view.buttons:
            if button.enabled and isinstance(button.event, kind):
                world.post(button.event)
                return
