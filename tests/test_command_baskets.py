"""`kiosk baskets`: what staff type on a handheld and on a kiosk, and what comes out."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from hardware.camera.snapshots import scan_pictures
from hardware.camera.votes import Accepted
from hardware.simulated.printer import PrinterEmulator
from hardware.simulated.serve import serve
from kiosk.basket_making import BasketNotMade, print_out, ticket
from kiosk.baskets.basket import BasketLine
from kiosk.baskets.keys import enrolled
from kiosk.baskets.parts import join
from kiosk.baskets.seal import Genuine, Trusted, unseal
from kiosk.command import app
from kiosk.config import BasketsSection
from tests.baskets.stall import SHOP, basket, sealed, usual_lines

run = CliRunner().invoke


@pytest.fixture
def handheld(tmp_path: Path) -> tuple[Path, str]:
    """Its private key, and the line to enrol."""
    path = tmp_path / "maker.key"
    made = run(app, ["baskets", "keygen", "--name", "CAISSE-2", str(path), "--qr", str(tmp_path / "key.png")])
    assert made.exit_code == 0, made.output
    return path, made.output.strip()


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "kiosk.toml"
    folder = tmp_path / "data"
    path.write_text(f'[shop]\nname = "T"\n[kiosk]\nfolder = "{folder}"\n[baskets]\nshop = "{SHOP}"\n', encoding="utf-8")
    return str(path)


def taken(texts: list[str], line: str) -> tuple[BasketLine, ...]:
    """What a kiosk that has enrolled this line takes."""
    trusted = Trusted(SHOP, enrolled((), line, 1), BasketsSection(shop=SHOP).max_hours * 60)
    parts = {}
    for text in texts:
        found = unseal(text, trusted, int(time.time()))
        assert isinstance(found, Genuine), found
        parts[found.part.number] = found.part
    return join(parts).lines


def make(key: Path, *arguments: str) -> list[str]:
    made = run(app, ["baskets", "make", "--key", str(key), "--shop", SHOP, *arguments])
    assert made.exit_code == 0, made.output
    return made.output.rstrip("\n").split("\n")


def said(*arguments: str) -> str:
    """What a command that did nothing says."""
    refused = run(app, ["baskets", *arguments])
    assert refused.exit_code == 2, refused.output
    return " ".join(refused.output.split())


def test_a_handheld_s_line_is_printed_and_drawn(handheld: tuple[Path, str], tmp_path: Path) -> None:
    path, line = handheld
    assert line.startswith("CAISSE-2:")
    with Image.open(tmp_path / "key.png") as drawn:
        (read,) = zxingcpp.read_barcodes(drawn.convert("L"))
    assert read.text == line
    assert "left as it is" in said("keygen", "--name", "X", str(path))
    assert "letters, digits or hyphens" in said("keygen", "--name", "à", str(tmp_path / "other.key"))
    assert not (tmp_path / "other.key").exists()


def test_a_kiosk_enrols_lists_and_revokes(handheld: tuple[Path, str], config: str) -> None:
    _, line = handheld
    assert run(app, ["baskets", "enrol", line, "--config", config]).exit_code == 0
    assert "enrolled already" in said("enrol", line, "--config", config)
    listed = run(app, ["baskets", "list", "--config", config])
    assert "CAISSE-2" in listed.output
    assert "no handheld in force" in said("revoke", "CAISSE-3", "--config", config)
    assert run(app, ["baskets", "revoke", "CAISSE-2", "--config", config]).exit_code == 0
    assert "make a new one" in said("enrol", line, "--config", config)
    folder = Path(config).parent / "data"
    assert (folder / "handhelds.json").stat().st_mode & 0o777 == 0o644
    (folder / "handhelds.json").write_text("{")
    for command in (["list"], ["enrol", line], ["revoke", "CAISSE-2"]):
        assert "not JSON" in said(*command, "--config", config)


def test_a_kiosk_tells_its_own_line_and_always_the_same(config: str) -> None:
    first, again = (run(app, ["baskets", "key", "--config", config]) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.output.startswith("KIOSK-1:")
    assert first.output == again.output
    (Path(config).parent / "data" / "keys" / "basket.pem").write_text("")
    assert "holds no key" in said("key", "--config", config)


def test_a_basket_is_made_of_what_is_typed_and_of_a_file(handheld: tuple[Path, str], tmp_path: Path) -> None:
    key, line = handheld
    listed = tmp_path / "basket.csv"
    listed.write_text("\ufeffCode;Grams;Count\r\n96385074;;3\r\n\r\n2112345;482;\r\n", encoding="utf-8")
    texts = make(key, "3000000000014:2", "3790000001080@1250", "--csv", str(listed), "--restricted")
    assert taken(texts, line) == (
        BasketLine("3000000000014", 2),
        BasketLine("3790000001080", grams=1250),
        BasketLine("0000096385074", 3),
        BasketLine("2112345", grams=482),
    )
    assert make(key, "3000000000014") != make(key, "3000000000014")  # another id: each is spent by itself


def test_drawn_codes_are_seen_by_the_camera_and_taken(handheld: tuple[Path, str], tmp_path: Path) -> None:
    key, line = handheld
    inside = usual_lines(60)
    texts = make(key, "--png", str(tmp_path / "b.png"), *(f"{each.code}:{each.count}" for each in inside))
    seen = []
    for snapshot in scan_pictures([tmp_path / "b-1.png", tmp_path / "b-2.png"]):
        assert isinstance(snapshot.outcome, tuple)
        (code,) = snapshot.outcome
        assert isinstance(code, Accepted)
        seen.append(code.text)
    assert seen == texts
    assert taken(seen, line) == inside


def test_a_code_on_the_terminal_is_one(handheld: tuple[Path, str]) -> None:
    key, line = handheld
    rows = make(key, "--terminal", "3000000000014")
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    assert len({len(row) for row in rows}) == 1
    picture = Image.new("L", (len(rows[0]), 2 * len(rows)))
    for y, row in enumerate(rows):
        for x, character in enumerate(row):
            for half, level in enumerate(halves[character]):
                picture.putpixel((x, 2 * y + half), level)
    large = picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)
    (read,) = zxingcpp.read_barcodes(large)
    assert taken([read.text], line) == (BasketLine("3000000000014"),)


def test_a_basket_is_printed_at_a_printer_s_link(tmp_path: Path) -> None:
    printer, stopped, ready = PrinterEmulator(), threading.Event(), threading.Event()
    where = str(tmp_path / "printer")
    thread = threading.Thread(target=serve, args=(printer, where, stopped, lambda address: ready.set()), daemon=True)
    thread.start()
    assert ready.wait(10)
    texts = sealed(basket())
    try:
        print_out(ticket(texts, SHOP), where)
    finally:
        stopped.set()
        thread.join(10)
    (receipt,) = printer.receipts
    assert [part.text for part in receipt.parts if hasattr(part, "dots")] == list(texts)


def test_a_printer_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BasketNotMade, match="the printer is not there"):
        print_out(ticket(sealed(basket()), SHOP), str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ([], "1 to 200 lines"),
        (["3000000000015"], "wrong check digit"),
        (["3000000000014:x"], "is not CODE"),
        (["3000000000014:0"], "1 to 99 pieces"),
        (["3000000000014:100"], "1 to 99 pieces"),
        (["3000000000014@0"], "weighs something"),
        (["3000000000014@30001"], "one portion"),
        (["é"], "is not CODE"),
        (["3000000000014"] * 201, "1 to 200 lines"),
        ([f"{number:040}" for number in range(120)], "make two baskets"),
        (["3000000000014", "--shop", "été"], "a shop id has"),
        (["3000000000014", "--device", "été"], "a device has"),
        (["3000000000014", "--png", "no/such/folder.png"], "cannot be written"),
        (["3000000000014", "--key", "none"], "cannot be read"),
        (["3000000000014", "--key", "text"], "holds no key"),
        (["--csv", "none"], "cannot be read"),
        (["--csv", "latin"], "is not UTF-8"),
        (["--csv", "text"], "must begin with code;count;grams"),
        (["--csv", "wrong"], "line 3 of wrong: 3000000000015 has the wrong check digit"),
        (["--csv", "wide"], "more columns"),
        (["--csv", "numbers"], "whole numbers"),
        (["--csv", "long"], "the most"),
        (["--csv", "large"], "larger than 64 KiB"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(
    handheld: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "text": b"no key",
        "latin": b"code\n\xe9",
        "wrong": b"code,count\n3000000000014,2\n3000000000015,1",
        "wide": b"code\n3000000000014;2;3;4",
        "numbers": b"code;count\n3000000000014;two",
        "long": b"code\n" + b"3000000000014\n" * 201,
        "large": b"code\n" + Random(1).randbytes(70_000).hex().encode(),
    }.items():
        Path(name).write_bytes(content)
    assert told in said("make", "--key", str(handheld[0]), "--shop", SHOP, *changed)
