"""The SQLite file of one catalogue edition: its tables, and the engines that write it once and then only read it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from kiosk.domain.barcode import is_gtin

try:  # The bundled SQLite is newer than the system's; it has no wheel for every machine.
    import pysqlite3.dbapi2 as _sqlite
except ImportError:
    import sqlite3 as _sqlite

sqlite: ModuleType = _sqlite
"""The DBAPI module in use."""

TABLES = (
    """
    CREATE TABLE article (
        number INTEGER PRIMARY KEY,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        department TEXT NOT NULL,
        price_cents INTEGER NOT NULL,
        rate_basis_points INTEGER NOT NULL,
        weighed INTEGER NOT NULL,
        deposit_cents INTEGER NOT NULL,
        minimum_age INTEGER NOT NULL,
        sale_stop TEXT NOT NULL,
        picture TEXT NOT NULL,
        tare_grams INTEGER NOT NULL,
        capture TEXT NOT NULL,
        favourite INTEGER NOT NULL,
        meal TEXT NOT NULL,
        pieces_max INTEGER NOT NULL,
        message TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX favourite ON article (number) WHERE favourite",
    "CREATE INDEX weighed_article ON article (number) WHERE weighed",
    # `first`: the number of its first article, before which there is none to look for
    "CREATE TABLE department (first INTEGER PRIMARY KEY, name TEXT NOT NULL, picture TEXT NOT NULL) STRICT",
    "CREATE TABLE gtin (gtin INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article,"
    " pieces INTEGER NOT NULL) STRICT",
    "CREATE TABLE own_code (own_code TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article,"
    " pieces INTEGER NOT NULL) STRICT",
    "CREATE TABLE edition (version INTEGER PRIMARY KEY, published_at TEXT NOT NULL, articles INTEGER NOT NULL) STRICT",
)
"""A GTIN is a number below 10**14: an INTEGER PRIMARY KEY is the fastest key SQLite has."""

FORMAT = 4
"""Of these tables, as `user_version`. 3 had no pieces_max and message; 2 no meal; 1 no tare, capture, favourite and
pieces, and no number: 0."""

_AS_NOW = {
    3: ("CREATE TEMP VIEW article AS SELECT *, 0 AS pieces_max, '' AS message FROM main.article",),
    2: ("CREATE TEMP VIEW article AS SELECT *, '' AS meal, 0 AS pieces_max, '' AS message FROM main.article",),
    0: (
        "CREATE TEMP VIEW article AS SELECT *, 0 AS tare_grams, '' AS capture, 0 AS favourite, '' AS meal,"
        " 0 AS pieces_max, '' AS message FROM main.article",
        "CREATE TEMP VIEW gtin AS SELECT *, 1 AS pieces FROM main.gtin",
        "CREATE TEMP VIEW own_code AS SELECT *, 1 AS pieces FROM main.own_code",
        "CREATE TEMP VIEW department AS SELECT min(number) AS first, department AS name, max(picture) AS picture"
        " FROM main.article GROUP BY department",
    ),
}
"""An edition that was published before an update is read as it would be written now: the shop goes on selling."""


class FormatUnknown(ValueError):  # noqa: N818  named by what it means
    """The file was written by a newer program."""


def key_of(code: str) -> int | str:
    """What a code is looked up by: the number of a GTIN, the same however many zeros stand before it, or the text."""
    return int(code) if is_gtin(code) else code


def writer(path: Path) -> Engine:
    """Builds a new file of this FORMAT. Its journal is off: it is nobody's yet; whoever builds it syncs it whole."""
    engine = create_engine(f"sqlite:///{path}", module=sqlite, poolclass=StaticPool)
    with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql(f"PRAGMA user_version={FORMAT}")
    return engine


def reader(path: Path) -> Engine:
    """One connection to a file that never changes, for any thread that holds its owner's lock. FormatUnknown."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"

    def connect() -> object:
        return sqlite.connect(uri, uri=True, check_same_thread=False)

    engine = create_engine("sqlite://", module=sqlite, creator=connect, poolclass=StaticPool)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found > FORMAT:
            raise FormatUnknown(f"it has the format {found}, and this program knows {FORMAT} and older")
        if connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'article'").all():
            for view in _AS_NOW.get(found, ()):
                connection.exec_driver_sql(view)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    return engine
