"""The catalogue: a price file read and published beside a bare loader, look-ups beside the bare statement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.database import TABLES, sqlite
from kiosk.catalogue.editions import Editions, sync
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from tests.bench.figures import Figure, Row, in_turns, seconds
from tests.bench.shop_files import ARTICLES_MAX, code, publish_catalogue, write_price_file

_STATEMENT = (
    "SELECT code, name, department, price_cents, rate_basis_points, weighed, deposit_cents, minimum_age, sale_stop,"
    " picture FROM gtin JOIN article ON number = article WHERE gtin = ?"
)
_LOOK_UPS = 2_000


def bench_import(quick: bool, folder: Path) -> Iterator[Row]:
    """A price file of 100,000 lines, from the stick to the next customer."""
    articles = 10_000 if quick else 100_000
    prices, published, bare = folder / "prices.csv", folder / "import", folder / "bare.db"
    write_price_file(prices, articles)
    lines = [line for line in read(prices) if isinstance(line, PricedLine)]
    records = [_record(number, line) for number, line in enumerate(lines, 1)]
    gtins = sorted((int(line.product.code), number) for number, line in enumerate(lines, 1))

    def ours() -> None:
        rmtree(published, ignore_errors=True)
        publish(read(prices), published)

    def peer() -> None:
        bare.unlink(missing_ok=True)
        _load(bare, records, gtins)

    mine, peers = in_turns(1 if quick else 3, ours, peer)
    name = f"import of {articles:,} prices: read, check, publish"
    yield Figure(name, mine, "s", "", "executemany of the same rows, synced", peers)
    reading = median(seconds(lambda: sum(1 for _ in read(prices))) for _ in range(1 if quick else 3))
    yield Figure("  of it reading and checking the file", reading, "s")


def bench_lookup(quick: bool, folder: Path) -> Iterator[Row]:
    """An article by its code among a million."""
    articles = 50_000 if quick else ARTICLES_MAX
    million = folder / f"catalogue-of-{articles}"
    built = seconds(lambda: publish_catalogue(million, articles))
    yield Figure(f"catalogue of {articles:,} articles built", built, "s")
    opened = seconds(lambda: Catalogue.open(million).close())
    yield Figure("  opened at a start, digest checked", opened, "s")
    catalogue, raw = Catalogue.open(million), _raw(million)
    dice = Random(1)

    def ours() -> None:
        for ean in codes:
            if catalogue.find(ean) is None:
                raise LookupError(ean)

    def peer() -> None:
        for ean in codes:
            if raw.execute(_STATEMENT, (int(ean),)).fetchone() is None:
                raise LookupError(ean)

    samples = []
    for _ in range(3 if quick else 15):
        codes = [code(dice.randrange(articles)) for _ in range(_LOOK_UPS)]
        ours()  # both find the pages in the cache of the system
        samples.append(in_turns(1, ours, peer))
    mine, peers = (1e6 * median(side) / _LOOK_UPS for side in zip(*samples, strict=True))
    yield Figure(f"look-up by code among {articles:,}", mine, "µs", "", "the raw prepared statement", peers)
    catalogue.close()
    raw.close()


def _record(number: int, line: PricedLine) -> tuple[object, ...]:
    article = line.product
    return (
        number, article.code, article.name, article.department, article.price.cents, article.rate.basis_points,
        article.weighed, article.deposit.cents, article.minimum_age, article.sale_stop, article.picture,
    )  # fmt: skip


def _load(path: Path, records: list[tuple[object, ...]], gtins: list[tuple[int, int]]) -> None:
    connection = sqlite.connect(str(path))
    for pragma in ("journal_mode=OFF", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    for table in TABLES:
        connection.execute(table)
    connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", records)
    connection.executemany("INSERT INTO gtin VALUES (?, ?)", gtins)
    connection.commit()
    connection.close()
    sync(path)


def _raw(folder: Path) -> Any:
    editions = Editions(folder)
    path = editions.database(editions.current())
    return sqlite.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
