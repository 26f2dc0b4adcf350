"""From read lines to a published catalogue: built aside, verified, synced, and only then switched to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

from kiosk.catalogue.database import TABLES, reader, writer
from kiosk.catalogue.editions import UNFINISHED, CatalogueDamaged, Editions, alone, digest, replace, sync
from kiosk.catalogue.price_file import PricedLine
from kiosk.catalogue.refusals import RefusedLine
from kiosk.catalogue.search import INDEX_TABLES, Indexer

REFUSED_KEPT_MAX = 100
"""Refused lines that a report keeps; it counts them all."""

BATCH_SIZE = 5_000

Row = PricedLine | RefusedLine
_Record = tuple[int, str, str, str, int, int, bool, int, int, str, str, int, str, bool, str, int, str]

_ADD_ARTICLE = "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_GTIN = "INSERT INTO gtin VALUES (?, ?, ?)"
_ADD_OWN_CODE = "INSERT INTO own_code VALUES (?, ?, ?)"
_ADD_DEPARTMENT = "INSERT INTO department VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a price file. `version` 0: nothing was published and the shop sells as before."""

    version: int
    accepted: int
    refused: int
    refused_lines: tuple[RefusedLine, ...]


def publish(
    rows: Iterable[Row],
    folder: Path,
    keep_good: bool = False,
    progress: Callable[[int], None] = lambda lines: None,
    step: Callable[[str], None] = lambda name: None,
    at: datetime | None = None,
) -> Report:
    """Make these rows the catalogue; the one before it stays for `roll_back`.

    All or nothing: one refused line publishes nothing, unless `keep_good` takes the good lines, at least one. A power
    cut at any moment leaves the old catalogue or the new one. `progress` hears how many lines were read so far, `step`
    the name of what comes next; an exception from either stops the work as a power cut would. A second caller waits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    editions = Editions(folder)
    with alone(folder):
        _sweep(editions, keep=set(editions.versions()))
        version = max(editions.current(), *editions.versions(), 0) + 1
        aside = editions.database(version).with_suffix(".db" + UNFINISHED)
        step("build")
        tally = _build(aside, rows, version, at or datetime.now(UTC), progress)
        if not tally.accepted or (tally.refused and not keep_good):
            aside.unlink()
            return tally.report(0)
        _set_up(editions, version, aside, tally.accepted, step)
    return tally.report(version)


def roll_back(folder: Path) -> int:
    """Go back to the edition before the current one; its version, or 0 when there is none to go back to.

    CatalogueDamaged, and nothing changes, when that one is not whole.
    """
    editions = Editions(folder)
    with alone(folder):
        version = next((version for version in editions.to_try() if version < editions.current()), 0)
        if version:
            editions.verify(version)
            editions.switch(version)
        return version


def _set_up(editions: Editions, version: int, aside: Path, articles: int, step: Callable[[str], None]) -> None:
    """From a built file to the current edition, in the order in which a power cut does no harm."""
    before = editions.newest_whole()
    step("verify")
    _verify(aside, version, articles)
    step("sync")
    sync(aside)
    step("digest")
    replace(editions.digest_file(version), f"{digest(aside)}  {editions.database(version).name}\n".encode("ascii"))
    step("name")
    aside.replace(editions.database(version))
    sync(editions.folder)
    step("switch")
    editions.switch(version)
    step("sweep")
    _sweep(editions, keep={version, before})


def _sweep(editions: Editions, keep: set[int]) -> None:
    """Remove what no one will read: unfinished files, and editions that are not kept."""
    for path in editions.folder.glob(f"*{UNFINISHED}"):
        path.unlink()
    for version in set(editions.versions()) - keep:
        # The digest goes first: an edition without one is never used.
        editions.digest_file(version).unlink(missing_ok=True)
        editions.database(version).unlink()


class _Tally:
    """Counts rows as they pass, and keeps the first refused ones."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self.accepted = 0
        self.refused = 0
        self._refused_lines: list[RefusedLine] = []
        self._progress = progress

    def good(self, rows: Iterable[Row]) -> Iterator[PricedLine]:
        for row in rows:
            if isinstance(row, PricedLine):
                self.accepted += 1
                yield row
            else:
                self.refused += 1
                if self.refused <= REFUSED_KEPT_MAX:
                    self._refused_lines.append(row)
            if (self.accepted + self.refused) % BATCH_SIZE == 0:
                self._progress(self.accepted + self.refused)

    def report(self, version: int) -> Report:
        self._progress(self.accepted + self.refused)
        return Report(version, self.accepted, self.refused, tuple(self._refused_lines))


def _build(aside: Path, rows: Iterable[Row], version: int, at: datetime, progress: Callable[[int], None]) -> _Tally:
    tally = _Tally(progress)
    engine = writer(aside)
    connection = engine.raw_connection()  # four times as fast as Core for whole batches of tuples
    try:
        cursor = connection.cursor()
        for table in (*TABLES, *INDEX_TABLES):
            cursor.execute(table)
        _add(cursor, tally.good(rows))
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        cursor.execute("INSERT INTO edition VALUES (?, ?, ?)", (version, stamp, tally.accepted))
        connection.commit()
    finally:
        connection.close()
        engine.dispose()
    return tally


def _add(cursor: DBAPICursor, lines: Iterator[PricedLine]) -> None:
    number = 0
    gtins: list[tuple[int, int, int]] = []
    own_codes: list[tuple[str, int, int]] = []
    departments: dict[str, tuple[int, str]] = {}
    indexer = Indexer(cursor)
    while batch := list(islice(lines, BATCH_SIZE)):
        records = [_record(number + place, line) for place, line in enumerate(batch, 1)]
        cursor.executemany(_ADD_ARTICLE, records)
        indexer.add((number + place, line.product.name) for place, line in enumerate(batch, 1))
        for place, line in enumerate(batch, 1):
            first, picture = departments.get(line.product.department, (number + place, ""))
            departments[line.product.department] = (first, picture or line.product.picture)
            for key, pieces in (*((key, 1) for key in line.keys), *line.packs):
                if isinstance(key, int):
                    gtins.append((key, number + place, pieces))
                else:
                    own_codes.append((key, number + place, pieces))
        number += len(batch)
    cursor.executemany(_ADD_GTIN, sorted(gtins))  # in key order each page is filled once
    cursor.executemany(_ADD_OWN_CODE, sorted(own_codes))
    cursor.executemany(_ADD_DEPARTMENT, [(first, name, picture) for name, (first, picture) in departments.items()])
    indexer.finish()


def _record(number: int, line: PricedLine) -> _Record:
    product = line.product
    return (
        number,
        product.code,
        product.name,
        product.department,
        product.price.cents,
        product.rate.basis_points,
        product.weighed,
        product.deposit.cents,
        product.minimum_age,
        product.sale_stop,
        product.picture,
        product.tare,
        product.capture,
        line.favourite,
        product.meal.value,
        product.limit,
        product.message,
    )


def _verify(path: Path, version: int, articles: int) -> None:
    """Read the new file back as the shop will."""
    engine = reader(path)
    try:
        found = _first(engine, "PRAGMA quick_check")
        counted = _first(engine, "SELECT count(*) FROM article")
    finally:
        engine.dispose()
    if found != "ok" or counted != articles:
        raise CatalogueDamaged(version, f"it read back as {counted} of {articles} articles ({found})")


def _first(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(statement).scalar_one()
