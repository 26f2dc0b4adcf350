"""The articles of the shop: looked up by code in tens of microseconds, replaced only between two customers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.catalogue.database import FormatUnknown, key_of, reader, sqlite
from kiosk.catalogue.editions import CatalogueDamaged, Editions
from kiosk.catalogue.recalls import NO_RECALLS, RecallList, RecallsInForce
from kiosk.catalogue.search import Search
from kiosk.domain.money import Money
from kiosk.domain.product import Meal, Pack, Product, Recall
from kiosk.domain.tax import Rate

_ARTICLE = """
    SELECT code, name, department, price_cents, rate_basis_points, weighed, deposit_cents, minimum_age, sale_stop,
           picture, tare_grams, capture, meal, pieces_max, message, number
"""
_BY_GTIN = _ARTICLE + ", pieces FROM gtin JOIN article ON number = article WHERE gtin = ?"
_BY_OWN_CODE = _ARTICLE + ", pieces FROM own_code JOIN article ON number = article WHERE own_code = ?"
_SINCE_ITS_FIRST = "number >= (SELECT first FROM department WHERE name = ?1)"
_BY_DEPARTMENT = _ARTICLE + f"FROM article WHERE {_SINCE_ITS_FIRST} AND department = ?1 ORDER BY number LIMIT ?2"
_BY_NUMBERS = _ARTICLE + "FROM json_each(?) JOIN article ON number = value ORDER BY key"
_FAVOURITES = _ARTICLE + "FROM article WHERE favourite ORDER BY number LIMIT ?"
_WEIGHED = _ARTICLE + "FROM article WHERE weighed ORDER BY number LIMIT ?"

FAVOURITES_MAX = 24

_NUMBER = 15
"""The column of _ARTICLE with the article's number in this edition."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When the empty catalogue was published."""


class Catalogue:
    """The open edition. Any thread may ask; only one statement runs at a time, for some ten microseconds."""

    def __init__(self, folder: Path, check_digest: bool = True) -> None:
        self._editions = Editions(folder)
        self._check_digest = check_digest
        self._lock = Lock()
        self._named = self._editions.current()
        self._edition, self._damaged = self._best()
        self._recalls = RecallsInForce(folder)
        self._recalled = _Recalled()

    @classmethod
    def open(cls, folder: Path, check_digest: bool = True) -> Self:
        """The current edition of a folder, or the newest older one that is whole; empty when there is none.

        `check_digest` reads the whole file first; without it damage shows only when a query meets it.
        """
        return cls(folder, check_digest)

    @property
    def version(self) -> int:
        """0 for the empty catalogue."""
        return self._edition.version

    @property
    def articles(self) -> int:
        """How many can be sold."""
        return self._edition.articles

    @property
    def applied_at(self) -> datetime:
        """When this edition was published, in UTC."""
        return self._edition.published_at

    @property
    def damaged(self) -> tuple[CatalogueDamaged, ...]:
        """The editions that should have been used and could not be, to be told to staff."""
        return self._damaged

    @property
    def recalls(self) -> RecallList:
        """The list of recalled articles in force, published at any moment and heeded from the next `find` on."""
        return self._recalls.now()

    @property
    def recalls_damaged(self) -> str:
        """Why the published list of recalls cannot be used, and the one before it stays in force; empty: it can."""
        return self._recalls.damaged

    def find(self, code: str) -> Pack | None:
        """What this code stands for, in any of the ways its GTIN is written; None when the shop has no such article."""
        rows = self._by_code(key_of(code))
        return Pack(self._product(rows[0]), rows[0][-1]) if rows else None

    def departments(self) -> tuple[str, ...]:
        """The departments in the order of the price file, for choosing by picture."""
        return tuple(name for name, _ in self.department_pictures())

    def department_pictures(self) -> tuple[tuple[str, str], ...]:
        """The same, each with the picture of its first article that has one; else with an empty name."""
        return tuple(self._rows("SELECT name, picture FROM department ORDER BY first"))

    def of_department(self, department: str, limit: int = 200) -> tuple[Product, ...]:
        """The first articles of a department, in the order of the price file."""
        return tuple(map(self._product, self._rows(_BY_DEPARTMENT, (department, limit))))

    def favourites(self) -> tuple[Product, ...]:
        """The articles that people often look for, in the order of the price file.

        Where it names none: the first that are weighed, since they have no code to scan.
        """
        return tuple(map(self._product, self._favourites()))

    def search(self, text: str) -> tuple[Product, ...]:
        """The articles that this text may mean, at most search.FOUND_MAX, best first. Scans do not wait for it."""
        with self._lock:
            searched = self._edition.search
        if searched is None:
            return ()
        numbers = searched.find(text, [(row[_NUMBER], row[1]) for row in self._favourites()])
        return tuple(map(self._product, self._rows(_BY_NUMBERS, (json.dumps(numbers),))))

    def newer(self) -> bool:
        """Was another edition made current since the last `open` or `refresh`? One small file is read."""
        return self._editions.current() != self._named

    def refresh(self) -> bool:
        """Swap to the edition that is current now; True when the articles changed. Only between two customers."""
        if not self.newer():
            return False
        self._named = self._editions.current()
        fresh, self._damaged = self._best()
        with self._lock:
            before, self._edition = self._edition, fresh
        before.close()
        return fresh.version != before.version

    def close(self) -> None:
        """Let go of the file; the catalogue is empty afterwards."""
        with self._lock:
            before, self._edition = self._edition, _NOTHING_PUBLISHED
        before.close()

    def _product(self, row: tuple[Any, ...]) -> Product:
        product, number = _product(row), row[_NUMBER]
        recalls, recalled = self._recalls.now(), self._recalled
        if recalled.recalls is not recalls or recalled.version != self.version:
            self._recalled = recalled = self._recalled_now(recalls)
        return replace(product, recalls=recalled.articles[number]) if number in recalled.articles else product

    def _recalled_now(self, recalls: RecallList) -> _Recalled:
        """The recalls by article: a list may name any code of an article, and a scan shows any other."""
        version, articles = self.version, dict[int, tuple[Recall, ...]]()
        for each in recalls.entries:
            for row in self._by_code(key_of(each.code)):
                articles[row[_NUMBER]] = (*articles.get(row[_NUMBER], ()), each.recall)
        return _Recalled(recalls, version, articles)

    def _by_code(self, key: int | str) -> list[tuple[Any, ...]]:
        return self._rows(_BY_OWN_CODE if isinstance(key, str) else _BY_GTIN, (key,))

    def _favourites(self) -> list[tuple[Any, ...]]:
        return self._rows(_FAVOURITES, (FAVOURITES_MAX,)) or self._rows(_WEIGHED, (FAVOURITES_MAX,))

    def _rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._edition.rows(statement, values)

    def _best(self) -> tuple[_Edition, tuple[CatalogueDamaged, ...]]:
        damaged: list[CatalogueDamaged] = []
        if self._named and self._named not in self._editions.versions():
            damaged.append(CatalogueDamaged(self._named, "its file is missing"))
        for version in self._editions.to_try():
            try:
                return self._opened(version), tuple(damaged)
            except CatalogueDamaged as damage:
                damaged.append(damage)
        return _NOTHING_PUBLISHED, tuple(damaged)

    def _opened(self, version: int) -> _Edition:
        if self._check_digest:
            self._editions.verify(version)
        return _open_edition(self._editions.database(version), version)


@dataclass(frozen=True, slots=True)
class _Recalled:
    """A list of recalls as it applies to one edition: by the numbers of its articles."""

    recalls: RecallList = NO_RECALLS
    version: int = 0
    articles: Mapping[int, tuple[Recall, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Edition:
    version: int = 0
    articles: int = 0
    published_at: datetime = NEVER
    engine: Engine | None = None
    connection: DBAPIConnection | None = None
    search: Search | None = None

    def rows(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if self.connection is None:
            return []
        # The driver itself: it keeps the statement prepared, and Core would cost three times the look-up.
        return list(self.connection.execute(statement, values))

    def close(self) -> None:
        if self.search is not None:
            self.search.close()
        if self.engine is not None:
            self.engine.dispose()


_NOTHING_PUBLISHED = _Edition()


def _open_edition(path: Path, version: int) -> _Edition:
    try:
        engine = reader(path)
    except (FormatUnknown, SQLAlchemyError) as error:
        raise CatalogueDamaged(version, f"it cannot be opened ({error})") from error
    connection = engine.raw_connection().driver_connection
    assert connection is not None
    try:
        published_at, articles = next(iter(connection.execute("SELECT published_at, articles FROM edition")))
    except (sqlite.DatabaseError, StopIteration) as error:
        engine.dispose()
        raise CatalogueDamaged(version, f"it is no catalogue ({error})") from error
    return _Edition(version, articles, datetime.fromisoformat(published_at), engine, connection, Search(path))


def _product(row: tuple[Any, ...]) -> Product:
    code, name, department, price, rate, weighed, deposit, minimum_age, sale_stop, picture, *rest = row[:_NUMBER]
    tare, capture, meal, limit, message = rest
    return Product(
        code=code,
        name=name,
        department=department,
        price=Money(price),
        rate=Rate(rate),
        weighed=bool(weighed),
        deposit=Money(deposit),
        minimum_age=minimum_age,
        sale_stop=sale_stop,
        picture=picture,
        tare=tare,
        capture=capture,
        meal=Meal(meal),
        limit=limit,
        message=message,
    )
