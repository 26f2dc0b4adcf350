"""Publishing a catalogue and reading it, through damage, power cuts and a busy shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.catalogue.catalogue import NEVER, Catalogue
from kiosk.catalogue.database import FORMAT, sqlite
from kiosk.catalogue.editions import CatalogueDamaged, Editions
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import BATCH_SIZE, REFUSED_KEPT_MAX, Report, publish, roll_back
from kiosk.catalogue.refusals import PriceFileUnreadable, Reason, Refusal, RefusedLine
from kiosk.domain.barcode import check_digit
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_BATCH, Pack, Product
from kiosk.domain.tax import Rate

WATER = "3274080005003"
STEPS = ("build", "verify", "sync", "digest", "name", "switch", "sweep")


def article(code: str, cents: int, *keys: int | str, line: int = 2) -> PricedLine:
    product = Product(code, "Eau", "Boissons", Money(cents), Rate(550), picture="water")
    return PricedLine(line, product, keys or (int(code),))


def refused(line: int = 3) -> RefusedLine:
    return RefusedLine(line, Refusal(Reason.NO_PRICE), "x;y")


def price_of(folder: Path, code: str = WATER) -> int:
    pack = Catalogue.open(folder).find(code)
    return pack.product.price.cents if pack else 0


def test_a_folder_where_nothing_was_published_is_an_empty_catalogue(tmp_path: Path) -> None:
    catalogue = Catalogue.open(tmp_path / "nowhere")
    assert (catalogue.version, catalogue.articles, catalogue.applied_at) == (0, 0, NEVER)
    assert catalogue.find(WATER) is None
    assert not catalogue.newer()
    assert catalogue.damaged == ()


def test_what_was_published_is_found_as_it_was_written(tmp_path: Path) -> None:
    whole = Product("A-1", "Bière", "Alcools", Money(210), Rate(2000), True, Money(20), 18, "Rappel", "beer")
    at = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert publish([PricedLine(2, whole, ("A-1", 96385074))], tmp_path, at=at) == Report(1, 1, 0, ())
    catalogue = Catalogue.open(tmp_path)
    assert catalogue.find("A-1") == catalogue.find("96385074") == Pack(whole)
    assert (catalogue.version, catalogue.articles, catalogue.applied_at) == (1, 1, at)


@pytest.mark.parametrize("written", ["012345678905", "0012345678905", "00012345678905"])
def test_a_gtin_is_found_however_many_zeros_stand_before_it(tmp_path: Path, written: str) -> None:
    publish([article("012345678905", 100)], tmp_path)
    found = Catalogue.open(tmp_path).find(written)
    assert found is not None
    assert found.product.code == "012345678905"


@pytest.mark.parametrize("code", ["", "3274080005004", "12345678905", "a'; DROP TABLE article", "9" * 400, "١٢٣٤٥٦٧٠"])
def test_any_other_text_finds_nothing(tmp_path: Path, code: str) -> None:
    publish([article("012345678905", 100)], tmp_path)
    assert Catalogue.open(tmp_path).find(code) is None


def test_departments_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    names = ("Pain", "Boissons", "Pain", "Alcools")
    products = [Product(f"A{i}", f"Article {i}", name, Money(1), Rate(0)) for i, name in enumerate(names)]
    publish([PricedLine(2, product, (product.code,)) for product in products], tmp_path)
    catalogue = Catalogue.open(tmp_path)
    assert catalogue.departments() == ("Pain", "Boissons", "Alcools")
    assert catalogue.of_department("Pain") == (products[0], products[2])
    assert catalogue.of_department("Pain", limit=1) == (products[0],)


def test_an_open_catalogue_changes_only_when_it_is_refreshed(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    catalogue = Catalogue.open(tmp_path)
    publish([article(WATER, 50)], tmp_path)
    before = catalogue.find(WATER)
    assert before is not None
    assert before.product.price == Money(45)
    assert catalogue.newer()
    assert catalogue.refresh()
    after = catalogue.find(WATER)
    assert after is not None
    assert after.product.price == Money(50)
    assert not catalogue.newer()
    assert not catalogue.refresh()


def test_one_refused_line_publishes_nothing(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    assert publish([article(WATER, 50), refused()], tmp_path) == Report(0, 1, 1, (refused(),))
    assert price_of(tmp_path) == 45
    assert list(tmp_path.glob("*.part")) == []


def test_the_good_lines_are_kept_when_asked(tmp_path: Path) -> None:
    assert publish([article(WATER, 50), refused()], tmp_path, keep_good=True) == Report(1, 1, 1, (refused(),))
    assert price_of(tmp_path) == 50


def test_a_file_without_one_good_line_never_empties_the_shop(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    assert publish([refused()], tmp_path, keep_good=True).version == 0
    assert publish([], tmp_path, keep_good=True).version == 0
    assert price_of(tmp_path) == 45


def test_an_unreadable_file_leaves_the_catalogue_as_it_was(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(PriceFileUnreadable):
        publish(read(tmp_path / "empty.csv"), tmp_path)
    assert price_of(tmp_path) == 45


def test_a_report_counts_every_refused_line_and_keeps_the_first(tmp_path: Path) -> None:
    report = publish((refused(line) for line in range(2, 502)), tmp_path)
    assert report.refused == 500
    assert [line.line_number for line in report.refused_lines] == list(range(2, 2 + REFUSED_KEPT_MAX))


def test_progress_counts_the_lines_read(tmp_path: Path) -> None:
    told: list[int] = []
    rows = (article(f"A{i}", 1, f"A{i}") for i in range(BATCH_SIZE + 3))
    publish(rows, tmp_path, progress=told.append)
    assert told == [BATCH_SIZE, BATCH_SIZE + 3]


def test_roll_back_returns_to_the_edition_before(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    publish([article(WATER, 50)], tmp_path)
    catalogue = Catalogue.open(tmp_path)
    assert roll_back(tmp_path) == 1
    assert catalogue.newer()
    assert catalogue.refresh()
    assert catalogue.version == 1
    assert price_of(tmp_path) == 45
    assert roll_back(tmp_path) == 0
    assert publish([article(WATER, 55)], tmp_path).version == 3
    assert price_of(tmp_path) == 55


def test_only_the_current_edition_and_the_one_before_are_kept(tmp_path: Path) -> None:
    for cents in (45, 50, 55):
        publish([article(WATER, cents)], tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["catalogue-2.db", "catalogue-3.db"]
    assert sorted(path.name for path in tmp_path.glob("*.sha256")) == ["catalogue-2.db.sha256", "catalogue-3.db.sha256"]


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def remove_digest(path: Path) -> None:
    path.with_suffix(".db.sha256").unlink()


@pytest.mark.parametrize("harm", [flip_a_bit, truncate, remove_digest, Path.unlink])
def test_a_damaged_edition_is_told_and_the_one_before_is_sold_from(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    publish([article(WATER, 45)], tmp_path)
    publish([article(WATER, 50)], tmp_path)
    harm(tmp_path / "catalogue-2.db")
    catalogue = Catalogue.open(tmp_path)
    assert [damage.version for damage in catalogue.damaged] == [2]
    assert "damaged" in str(catalogue.damaged[0])
    assert price_of(tmp_path) == 45
    assert not catalogue.newer()
    publish([article(WATER, 55)], tmp_path)
    assert catalogue.refresh()
    assert catalogue.damaged == ()
    assert price_of(tmp_path) == 55
    assert roll_back(tmp_path) < 3
    assert price_of(tmp_path) == 45


def test_without_any_whole_edition_nothing_is_sold(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    truncate(tmp_path / "catalogue-1.db")
    catalogue = Catalogue.open(tmp_path)
    assert catalogue.find(WATER) is None
    assert [damage.version for damage in catalogue.damaged] == [1]


def test_a_file_that_is_no_catalogue_is_told_even_unchecked(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    (tmp_path / "catalogue-1.db").write_bytes(b"no database at all" * 100)
    assert [damage.version for damage in Catalogue.open(tmp_path, check_digest=False).damaged] == [1]


def test_a_roll_back_to_a_damaged_edition_changes_nothing(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    publish([article(WATER, 50)], tmp_path)
    flip_a_bit(tmp_path / "catalogue-1.db")
    with pytest.raises(CatalogueDamaged):
        roll_back(tmp_path)
    assert price_of(tmp_path) == 50


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"catalogue-99999999999999999999.db", b"../../x"])
def test_a_pointer_that_cannot_be_read_leaves_the_newest_whole_edition(tmp_path: Path, content: bytes) -> None:
    publish([article(WATER, 45)], tmp_path)
    (tmp_path / "current").write_bytes(content)
    assert price_of(tmp_path) == 45


class PowerCut(BaseException):
    """Nothing in the code under test may catch it."""


@pytest.mark.parametrize("cut", STEPS)
def test_a_power_cut_at_any_step_leaves_the_old_or_the_new_catalogue(tmp_path: Path, cut: str) -> None:
    publish([article(WATER, 45)], tmp_path)

    def step(name: str) -> None:
        if name == cut:
            raise PowerCut

    with pytest.raises(PowerCut):
        publish([article(WATER, 50)], tmp_path, step=step)
    catalogue = Catalogue.open(tmp_path)
    found = catalogue.find(WATER)
    assert found is not None
    assert found.product.price == Money(50 if cut == "sweep" else 45)
    assert catalogue.damaged == ()
    publish([article(WATER, 55)], tmp_path)
    assert price_of(tmp_path) == 55
    assert len(list(tmp_path.glob("*.db"))) == 2
    assert list(tmp_path.glob("*.part")) == []


def test_every_step_is_named_once_and_in_order(tmp_path: Path) -> None:
    steps: list[str] = []
    publish([article(WATER, 45)], tmp_path, step=steps.append)
    assert tuple(steps) == STEPS


def test_a_power_cut_while_lines_are_read_leaves_the_old_catalogue(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)

    def progress(lines: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        publish((article(f"A{i}", 1, f"A{i}") for i in range(BATCH_SIZE)), tmp_path, progress=progress)
    assert price_of(tmp_path) == 45


def test_articles_are_found_by_several_threads_while_editions_are_published(tmp_path: Path) -> None:
    publish([article(WATER, 1)], tmp_path)
    catalogue = Catalogue.open(tmp_path)
    over = Event()
    prices: list[set[int]] = [set(), set(), set()]

    def scan(seen: set[int]) -> None:
        while not over.is_set():
            pack = catalogue.find(WATER)
            seen.add(pack.product.price.cents if pack else 0)

    threads = [Thread(target=scan, args=(seen,)) for seen in prices]
    for thread in threads:
        thread.start()
    for cents in range(2, 12):
        publish([article(WATER, cents)], tmp_path)
        assert catalogue.refresh()
    over.set()
    for thread in threads:
        thread.join()
    assert all(seen and seen <= set(range(1, 12)) for seen in prices)


def test_ten_thousand_articles_are_each_found_again(tmp_path: Path) -> None:
    stems = [f"{300_000_000_000 + 7919 * i:012}" for i in range(10_000)]
    codes = [stem + str(check_digit(stem)) for stem in stems]
    path = tmp_path / "prices.csv"
    path.write_text("code;name;price;vat\n" + "".join(f"{code};Article {code};1,50;20\n" for code in codes), "utf-8")
    assert publish(read(path), tmp_path).accepted == 10_000
    catalogue = Catalogue.open(tmp_path)
    assert [pack.product.code for code in codes if (pack := catalogue.find(code))] == codes


def test_a_code_of_a_pack_finds_the_article_and_how_many(tmp_path: Path) -> None:
    product = Product(WATER, "Eau", "Boissons", Money(45), Rate(550), capture=CAPTURE_BATCH)
    lines = [PricedLine(2, product, (int(WATER),), ((96385074, 6), ("crate", 12)), favourite=True)]
    publish([*lines, article("012345678905", 100)], tmp_path)
    catalogue = Catalogue.open(tmp_path)
    assert catalogue.find(WATER) == Pack(product)
    assert catalogue.find("96385074") == Pack(product, 6)
    assert catalogue.find("crate") == Pack(product, 12)
    assert catalogue.favourites() == (product,)


def test_an_edition_of_the_format_before_is_sold_from(tmp_path: Path) -> None:
    publish([article(WATER, 45), PricedLine(3, Product("A-1", "Vis", "", Money(5), Rate(2000)), ("A-1",))], tmp_path)
    _as_format_1(Editions(tmp_path).database(1))
    catalogue = Catalogue.open(tmp_path, check_digest=False)
    assert catalogue.find(WATER) == Pack(Product(WATER, "Eau", "Boissons", Money(45), Rate(550), picture="water"))
    found = catalogue.find("A-1")
    assert found is not None
    assert (found.product.price, found.count, catalogue.favourites()) == (Money(5), 1, ())
    assert [each.code for each in catalogue.of_department("Boissons")] == [WATER]
    assert catalogue.department_pictures() == (("Boissons", "water"), ("", ""))
    assert catalogue.search("eau") == ()
    publish([article(WATER, 50)], tmp_path)
    assert catalogue.refresh()
    assert catalogue.find("A-1") is None


def test_an_edition_of_a_newer_program_is_told_and_not_sold_from(tmp_path: Path) -> None:
    publish([article(WATER, 45)], tmp_path)
    publish([article(WATER, 50)], tmp_path)
    _execute(Editions(tmp_path).database(2), f"PRAGMA user_version={FORMAT + 1}")
    catalogue = Catalogue.open(tmp_path, check_digest=False)
    assert catalogue.version == 1
    assert [str(damage) for damage in catalogue.damaged] == [
        "The catalogue 2 is damaged: it cannot be opened (it has the format 5, and this program knows 4 and older). "
        "Publish the price file again."
    ]


def _as_format_1(path: Path) -> None:
    """As the program before wrote it."""
    _execute(
        path,
        "DROP INDEX favourite",
        *(f"DROP TABLE {name}" for name in ("department", "spelling", "word")),
        *(f"ALTER TABLE article DROP COLUMN {name}" for name in ("tare_grams", "capture", "favourite", "meal")),
        "ALTER TABLE gtin DROP COLUMN pieces",
        "ALTER TABLE own_code DROP COLUMN pieces",
        "PRAGMA user_version=0",
    )


def _execute(path: Path, *statements: str) -> None:
    connection = sqlite.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
