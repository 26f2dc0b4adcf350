"""What the camera reads, a scan's way to the screen, and a purchase, beside the synced commits both need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.evidence.database import driver
from tests.bench.figures import Figure, Row, seconds
from tests.bench.photographs import bench_photographs
from tests.bench.shop_files import code, publish_catalogue
from tests.bench.till import BenchTill

BASKET = 30
"""Articles of a customer."""
_ARTICLES = 1_000
_ROW = "x" * 300
"""About as long as the fact of an added article."""


def bench_scan(quick: bool, folder: Path) -> Iterator[Row]:
    """From "a code was read" to the new view: looked up, decided, on disk, presented. The thread change included."""
    till, insert = BenchTill(folder, _catalogue(folder), durable=True), _raw_insert(folder / "raw.db")
    scans: list[float] = []
    inserts: list[float] = []
    with till.running():
        for _ in range(2 if quick else 10):
            for number in range(BASKET):
                scans.append(1000 * till.tell_seconds(code(number), _lines(number + 1)))
                inserts.append(1000 * seconds(insert))
            till.touch_seconds(e.CancelPressed(), v.AttractView)
    beside = "one raw synced insert (WAL, FULL)"
    yield Figure("scan event to new view, median", median(scans), "ms", "", beside, median(inserts))
    own = [scan - raw for scan, raw in zip(scans, inserts, strict=True)]
    yield Figure("  of it our own: less the insert beside it", median(own), "ms", "50 ms")
    yield Figure(f"  worst of {len(scans)}", max(scans), "ms", "", "the worst insert", max(inserts))
    yield from bench_photographs(quick)


def bench_purchase(quick: bool, folder: Path) -> Iterator[Row]:
    """30 articles through scanner, line, pump and kernel, and a card; commits synced and not, in turns."""
    synced, own = [], []
    catalogue = _catalogue(folder)
    durable, fleeting = (BenchTill(folder, catalogue, durable) for durable in (True, False))
    with durable.running(), fleeting.running():
        for till in (durable, fleeting):
            _purchase(till)  # the first warms up
        for _ in range(3 if quick else 15):
            synced.append(_purchase(durable))
            own.append(_purchase(fleeting))
    name = f"{BASKET} articles rung and paid by card, not synced"
    yield Figure(name, median(own), "s", "0.3 s", "the same, every commit synced", median(synced))
    yield Figure(f"  worst of {len(own)}", max(own), "s", "", "the worst, synced", max(synced))


def _purchase(till: BenchTill) -> float:
    """Seconds from every stimulus to its view, added up."""
    till.screen.forget()
    total = sum(till.scan_seconds(code(number), _lines(number + 1)) for number in range(BASKET))
    total += till.touch_seconds(e.PayPressed(), v.ChoiceView)
    total += till.touch_seconds(e.PayCardPressed(), v.CardView)
    total += till.card_seconds()
    total += till.touch_seconds(e.NoReceiptPressed(), v.ThanksView)
    return total + till.touch_seconds(e.DonePressed(), v.AttractView)


def _lines(count: int) -> Callable[[v.View], bool]:
    return lambda view: isinstance(view, v.BasketView) and len(view.lines) == count


def _catalogue(folder: Path) -> Catalogue:
    published = folder / "scan"
    if not published.exists():
        publish_catalogue(published, _ARTICLES)
    return Catalogue.open(published)


def _raw_insert(path: Path) -> Callable[[], Any]:
    """As little as a row on disk can cost: no SQLAlchemy, no chain, one statement in its own transaction."""
    connection = driver().connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, at INTEGER, kind TEXT, fact TEXT, digest BLOB)")
    values = (1_750_000_000, "ItemAdded", _ROW, bytes(32))
    return lambda: connection.execute("INSERT INTO row (at, kind, fact, digest) VALUES (?, ?, ?, ?)", values)
