"""Price files: what is understood, what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.catalogue.price_file import COLUMNS, PricedLine, read
from kiosk.catalogue.refusals import SENTENCES, TEXT_SHOWN_MAX, PriceFileUnreadable, Reason, RefusedLine
from kiosk.catalogue.text_lines import LINE_SIZE_MAX, raw_lines
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product
from kiosk.domain.tax import Rate

HEADER = "code;other_codes;name;department;price;price_per_kg;vat;deposit;minimum_age;sale_stop;picture"
GOOD = "3274080005003;;Eau de source;Boissons;0,45;;5,5;;;;water"


def priced(tmp_path: Path, content: str | bytes) -> list[PricedLine | RefusedLine]:
    path = tmp_path / "prices.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(path))


def refused(tmp_path: Path, line: str | bytes, header: str = HEADER) -> RefusedLine:
    data = line if isinstance(line, bytes) else line.encode()
    found, after = priced(tmp_path, header.encode() + b"\n" + data + b"\n" + GOOD.encode())
    assert isinstance(found, RefusedLine)
    assert found.line_number == 2
    assert isinstance(after, PricedLine)
    return found


def unreadable(tmp_path: Path, content: str | bytes) -> PriceFileUnreadable:
    with pytest.raises(PriceFileUnreadable) as caught:
        priced(tmp_path, content)
    return caught.value


def test_a_line_becomes_an_article_with_all_its_codes(tmp_path: Path) -> None:
    line = "3274080005003;012345678905 pain-7;Eau de source;Boissons;1.5;;5.50;0,2;18;Rappel;water"
    assert priced(tmp_path, f"{HEADER}\n{line}\n") == [
        PricedLine(
            2,
            Product(
                code="3274080005003",
                name="Eau de source",
                department="Boissons",
                price=Money(150),
                rate=Rate(550),
                deposit=Money(20),
                minimum_age=18,
                sale_stop="Rappel",
                picture="water",
            ),
            (3274080005003, 12345678905, "pain-7"),
        )
    ]


def test_a_price_per_kilogram_makes_a_weighed_article(tmp_path: Path) -> None:
    (line,) = priced(tmp_path, f"{HEADER}\n2112345;;Pomme;Fruits;;2,29;5,5;;;;\n")
    assert isinstance(line, PricedLine)
    assert line.product.weighed
    assert line.product.price == Money(229)
    assert line.product.deposit == NOTHING


@pytest.mark.parametrize(
    ("text", "cents"), [("0", 0), ("7", 700), ("7,5", 750), ("0.05", 5), ("100000.00", 10_000_000)]
)
def test_amounts_are_read_to_the_cent(tmp_path: Path, text: str, cents: int) -> None:
    (line,) = priced(tmp_path, f'code,name,price,vat\nA1,Pain,"{text}",20\n')
    assert isinstance(line, PricedLine)
    assert line.product.price == Money(cents)


@pytest.mark.parametrize(("text", "points"), [("20", 2000), ("20.0", 2000), ("10,00", 1000), ("2.1", 210), ("0", 0)])
def test_rates_are_read_with_comma_point_or_zeros_behind(tmp_path: Path, text: str, points: int) -> None:
    (line,) = priced(tmp_path, f"code;name;price;vat\nA1;Pain;1;{text}\n")
    assert isinstance(line, PricedLine)
    assert line.product.rate == Rate(points)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_accents_survive_every_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    content = f"code;name;price;vat{end}A1;Crème brûlée 2 € œuf;1;10{end}".encode(encoding)
    (line,) = priced(tmp_path, content)
    assert isinstance(line, PricedLine)
    assert line.product.name == "Crème brûlée 2 € œuf"


def test_one_damaged_line_does_not_change_the_accents_of_the_others(tmp_path: Path) -> None:
    good = "code;name;price;vat\nA1;Crème;1;10\nA2;Pâté;1;10\n".encode()
    first, second, damaged = priced(tmp_path, good + b"A3;P\xe2t\xe9;1;10\n")
    assert isinstance(first, PricedLine)
    assert first.product.name == "Crème"
    assert isinstance(second, PricedLine)
    assert isinstance(damaged, RefusedLine)
    assert damaged.reason is Reason.NOT_TEXT


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    lines = priced(tmp_path, f"{HEADER}\n\n{GOOD}\n;;;;;;;;;;\n \r\n")
    assert [line.line_number for line in lines] == [3]


REFUSED = [
    ("3274080005004;;Eau;B;1;;20;;;;", Reason.CHECK_DIGIT, "3274080005004 ends in a wrong check digit; 3 was"),
    ("3274080005003;;Eau;B;1;;20;;;", Reason.COLUMN_COUNT, "has 10 columns; the header has 11"),
    ("3274080005003;;Eau;B;-1;;20;;;;", Reason.NEGATIVE, "price is -1; an amount is never negative"),
    ("3274080005003;;Eau;B;100000,01;;20;;;;", Reason.TOO_HIGH, "at most 100,000.00 EUR"),
    (f"3274080005003;;Eau;B;{'9' * 5000};;20;;;;", Reason.TOO_HIGH, "at most 100,000.00 EUR"),
    ("3274080005003;;Eau;B;1,999;;20;;;;", Reason.DECIMALS, "at most two decimals"),
    ("3274080005003;;Eau;B;1 234,50;;20;;;;", Reason.AMOUNT_FORM, "price is “1 234,50”"),
    ("3274080005003;;Eau;B;1e3;;20;;;;", Reason.AMOUNT_FORM, "price is “1e3”"),
    ("3274080005003;;Eau;B;;nan;20;;;;", Reason.AMOUNT_FORM, "price_per_kg is “nan”"),
    ("3274080005003;;Eau;B;١;;20;;;;", Reason.AMOUNT_FORM, "price is “١”"),
    ("3274080005003;;Eau;B;;;20;;;;", Reason.NO_PRICE, "fill either"),
    ("3274080005003;;Eau;B;1;1;20;;;;", Reason.TWO_PRICES, "fill only one"),
    ("3274080005003;;Eau;B;1;;19.6;;;;", Reason.VAT, "rate is “19.6”; allowed are 20, 10, 5.5, 2.1, 0"),
    ("3274080005003;;Eau;B;1;;;;;;", Reason.VAT, "rate is “”; allowed are"),
    ("3274080005003;;Eau;B;1;;20;-0,20;;;", Reason.NEGATIVE, "deposit is -0,20"),
    ("3274080005003;;Eau;B;1;;20;;dix-huit;;", Reason.AGE, "minimum_age is “dix-huit”"),
    ("3274080005003;;Eau;B;1;;20;;100;;", Reason.AGE, "from 0 to 99"),
    ("3274080005003;;Eau;B;1;;20;;;;../../etc/passwd", Reason.PICTURE, "without folder or ending"),
    (";;Eau;B;1;;20;;;;", Reason.EMPTY, "column code is empty"),
    ("3274080005003;;;B;1;;20;;;;", Reason.EMPTY, "column name is empty"),
    (f"3274080005003;;{'a' * 61};B;1;;20;;;;", Reason.TOO_LONG, "name holds 61 characters; at most 60"),
    (f"3274080005003;;Eau;{'a' * 41};1;;20;;;;", Reason.TOO_LONG, "department holds 41 characters"),
    ("3274080005003;;=1+1;B;1;;20;;;;", Reason.FORMULA, "name begins with =, as a spreadsheet formula"),
    ("3274080005003;;+33;B;1;;20;;;;", Reason.FORMULA, "begins with +"),
    ("3274080005003;;-Eau;B;1;;20;;;;", Reason.FORMULA, "begins with -"),
    ("3274080005003;; @SUM(A1);B;1;;20;;;;", Reason.FORMULA, "begins with @"),
    ("3274080005003;;Eau;B;1;;20;;;=cmd;", Reason.FORMULA, "sale_stop begins with ="),
    ("3274080005003;;Ea\x00u;B;1;;20;;;;", Reason.CONTROL_CHARACTER, "U+0000"),
    ("3274080005003;;Ea\tu;B;1;;20;;;;", Reason.CONTROL_CHARACTER, "U+0009"),
    ("3274080005003;;Ea\u202eu;B;1;;20;;;;", Reason.CONTROL_CHARACTER, "U+202E"),
    ('3274080005003;;"Eau;B;1;;20;;;;', Reason.QUOTES, "quotation marks"),
    ("3,27408E+12;;Eau;B;1;;20;;;;", Reason.CODE_ROUNDED, "rounded the code to 3,27408E+12"),
    ("pain!;;Eau;B;1;;20;;;;", Reason.CODE_FORM, "“pain!” is no code"),
    (f"{'7' * 41};;Eau;B;1;;20;;;;", Reason.CODE_FORM, "1 to 40"),
    ("A1;12345678;Eau;B;1;;20;;;;", Reason.CHECK_DIGIT, "12345678 ends in a wrong check digit; 0 was"),
    ("A1;" + "x" * LINE_SIZE_MAX + ";Eau;B;1;;20;;;;", Reason.LINE_TOO_LONG, "longer than 8192 bytes"),
]


@pytest.mark.parametrize(("line", "reason", "words"), REFUSED)
def test_a_wrong_line_is_refused_with_what_was_found_and_what_is_allowed(
    tmp_path: Path, line: str, reason: Reason, words: str
) -> None:
    found = refused(tmp_path, line)
    assert found.reason is reason
    assert words in found.sentence()
    assert found.sentence("fr") not in ("", found.sentence())
    assert len(found.text) <= TEXT_SHOWN_MAX
    assert found.text.isprintable()


def test_a_code_that_stands_twice_names_the_earlier_line(tmp_path: Path) -> None:
    twin = "03274080005003;;Encore;B;1;;20;;;;"
    _, again = priced(tmp_path, f"{HEADER}\n{GOOD}\n{twin}\n")
    assert isinstance(again, RefusedLine)
    assert again.sentence() == "The code 3274080005003 already stands on line 2; a code belongs to one article."


def test_a_refused_line_does_not_keep_its_codes_from_a_later_good_one(tmp_path: Path) -> None:
    _, good = priced(tmp_path, f"{HEADER}\n3274080005003;;Eau;B;x;;20;;;;\n{GOOD}\n")
    assert isinstance(good, PricedLine)


UNREADABLE: list[tuple[str | bytes, Reason, str]] = [
    ("", Reason.EMPTY_FILE, "The file is empty"),
    ("\ufeff\n\n", Reason.EMPTY_FILE, "The file is empty"),
    (";;\n", Reason.UNKNOWN_COLUMN, "the column “”"),
    (HEADER, Reason.NO_ARTICLES, "no article"),
    (HEADER + "\n;;;;\n\n", Reason.NO_ARTICLES, "no article"),
    ("code;name;prix;vat\n", Reason.UNKNOWN_COLUMN, "the column “prix”; allowed are code, other_codes, name"),
    ("code;name;name;vat\n", Reason.COLUMN_TWICE, "the column name twice"),
    ("code;name;price\n", Reason.MISSING_COLUMN, "lacks the column vat; found were code, name, price"),
    ("code;name;vat\n", Reason.MISSING_COLUMN, "price (or price_per_kg)"),
    ("x" * 100_000, Reason.HEADER, "longer than 8192 bytes"),
    ("code;na\x00me\n", Reason.HEADER, "U+0000"),
    (b"PK\x03\x04\x14\x00", Reason.NOT_CSV, "a spreadsheet or ZIP archive; save it as CSV (UTF-8)"),
    (HEADER.encode("utf-16"), Reason.NOT_CSV, "UTF-16"),
]


@pytest.mark.parametrize(("content", "reason", "words"), UNREADABLE)
def test_a_file_that_cannot_be_used_is_refused_whole(
    tmp_path: Path, content: str | bytes, reason: Reason, words: str
) -> None:
    error = unreadable(tmp_path, content)
    assert error.refusal.reason is reason
    assert words in str(error)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(PriceFileUnreadable, match="No such file"):
        list(read(tmp_path / "nowhere.csv"))


def test_a_line_of_a_hundred_megabytes_is_passed_over_in_small_pieces() -> None:
    stream = _Endless(100_000_000)
    first, second = raw_lines(stream)  # type: ignore[arg-type]
    assert (first.number, len(first.data), first.whole) == (1, LINE_SIZE_MAX, False)
    assert (second.number, second.data, second.whole) == (2, b"after", True)
    assert stream.most_asked <= LINE_SIZE_MAX + 1


class _Endless:
    """A stream whose first line is `size` bytes long and never in memory."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.rest = [b"after\n"]
        self.most_asked = 0

    def seek(self, place: int) -> None:
        assert place == 0

    def readline(self, size: int) -> bytes:
        self.most_asked = max(self.most_asked, size)
        if self.left:
            taken = min(size, self.left)
            self.left -= taken
            return b"x" * taken if self.left else b"x" * (taken - 1) + b"\n"
        return self.rest.pop() if self.rest else b""


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert {language: set(sentences) for language, sentences in SENTENCES.items()} == {
        "en": set(Reason),
        "fr": set(Reason),
    }


def test_the_documentation_names_every_column_and_its_example_is_read(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "kiosk/catalogue/PRICE_FILE.md").read_text("utf-8")
    example = document.split("```\n")[1]
    assert [type(line) for line in priced(tmp_path, example)] == [PricedLine, PricedLine]
    assert [name for name in COLUMNS if f"| `{name}` |" not in document] == []


def _pieces() -> st.SearchStrategy[bytes]:
    words = [
        b"3274080005003",
        b"code",
        b";",
        b",",
        b"\n",
        b'"',
        b"1,50",
        b"20",
        b"\x00",
        b"\xe9",
        b"\xc3\xa9",
        b"=",
        b"\r",
    ]
    return st.lists(st.sampled_from(words) | st.binary(max_size=12), max_size=60).map(b"".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=_pieces(), header=st.sampled_from([b"", HEADER.encode() + b"\n", b"code,name,price,vat\n"]))
def test_any_bytes_are_articles_refused_lines_or_an_unreadable_file(
    tmp_path: Path, content: bytes, header: bytes
) -> None:
    try:
        lines = priced(tmp_path, header + content)
    except PriceFileUnreadable:
        return
    for line in lines:
        if isinstance(line, PricedLine):
            assert type(line.product.price.cents) is int
            assert line.product.name.isprintable() or "\xa0" in line.product.name or "\u3000" in line.product.name
        else:
            assert line.text.isprintable()


MORE = "code;other_codes;name;vat;price;price_per_kg;tare;capture;favourite"


def test_a_code_may_stand_for_several_pieces(tmp_path: Path) -> None:
    (line,) = priced(tmp_path, f"{MORE}\n3274080005003;96385074 012345678905*6 six-pack*12;Eau;5.5;1;;;;1")
    assert isinstance(line, PricedLine)
    assert line.keys == (3274080005003, 96385074)
    assert line.packs == ((12345678905, 6), ("six-pack", 12))
    assert line.favourite


def test_a_tare_and_a_number_to_be_captured_are_read(tmp_path: Path) -> None:
    apples, phone = priced(tmp_path, f"{MORE}\nA-1;;Pommes;5.5;;2,90;12;;\nA-2;;Téléphone;20;199;;;serial;0")
    assert isinstance(apples, PricedLine)
    assert isinstance(phone, PricedLine)
    assert (apples.product.tare, phone.product.capture, phone.favourite) == (12, "serial", False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A-1;A-2*1;Eau;5.5;1;;;;", Reason.PACK),
        ("A-1;A-2*100;Eau;5.5;1;;;;", Reason.PACK),
        ("A-1;A-2*six;Eau;5.5;1;;;;", Reason.PACK),
        ("A-1;*6;Eau;5.5;1;;;;", Reason.PACK),
        ("A-1;A-2*;Eau;5.5;1;;;;", Reason.PACK),
        ("A-1;A-2*6*6;Eau;5.5;1;;;;", Reason.CODE_FORM),
        ("A-1;3274080005004*6;Eau;5.5;1;;;;", Reason.CHECK_DIGIT),
        ("A-1;A-1*6;Eau;5.5;1;;;;", Reason.CODE_TWICE),
        ("A-1;A-2*6 A-2*12;Eau;5.5;1;;;;", Reason.CODE_TWICE),
        ("A-1;3274080005003*6;Eau;5.5;1;;;;", Reason.CODE_TWICE),
        ("A-1;A-2*6;Pommes;5.5;;1;;;", Reason.WEIGHED),
        ("A-1;;Eau;5.5;1;;5;;", Reason.NOT_WEIGHED),
        ("A-1;;Pommes;5.5;;1;5001;;", Reason.TARE),
        ("A-1;;Pommes;5.5;;1;-5;;", Reason.TARE),
        ("A-1;;Pommes;5.5;;1;1,5;;", Reason.TARE),
        ("A-1;;Pommes;5.5;;1;" + "9" * 5000 + ";;", Reason.TARE),
        ("A-1;;Eau;5.5;1;;;imei;", Reason.CAPTURE),
        ("A-1;;Pommes;5.5;;1;;batch;", Reason.WEIGHED),
        ("A-1;;Eau;5.5;1;;;;yes", Reason.FAVOURITE),
    ],
)
def test_what_the_newer_columns_cannot_hold_is_refused(tmp_path: Path, line: str, reason: Reason) -> None:
    first = "3274080005003;;Eau;5.5;1;;;;"
    good, found = priced(tmp_path, f"{MORE}\n{first}\n{line}")
    assert isinstance(good, PricedLine)
    assert isinstance(found, RefusedLine)
    assert found.reason is reason
    assert found.sentence("fr") != found.sentence("en")
