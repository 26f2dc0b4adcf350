"""A basket from the command line to the camera: what staff make, the kiosk reads."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from hardware.camera.snapshots import scan_pictures
from hardware.camera.votes import Accepted
from hardware.words import Symbology
from kiosk.baskets.signed_basket import Basket, BasketLine, read
from kiosk.command import app
from tests.baskets.stall import SHOP

run = CliRunner().invoke


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, Ed25519PublicKey]:
    path = tmp_path / "maker.key"
    made = run(app, ["basket", "new-key", str(path)])
    assert made.exit_code == 0, made.output
    return path, Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.output.strip()))


def test_a_private_key_is_for_its_owner_only_and_never_overwritten(key: tuple[Path, Ed25519PublicKey]) -> None:
    path, _ = key
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    again = run(app, ["basket", "new-key", str(path)])
    assert again.exit_code == 2
    assert "left as it is" in " ".join(again.output.split())
    assert path.read_bytes() == before


def test_a_basket_is_printed_and_the_kiosk_takes_it(key: tuple[Path, Ed25519PublicKey]) -> None:
    path, public = key
    before = int(time.time())
    arguments = ["--key", str(path), "--shop", SHOP, "--minutes", "5", "3000000000014:2", "96385074", "036000291452"]
    made = run(app, ["basket", "make", *arguments])
    assert made.exit_code == 0, made.output
    taken = read(made.output.rstrip("\n"), (public,), SHOP, before)
    assert isinstance(taken, Basket)
    assert taken.lines == (
        BasketLine("3000000000014", 2),
        BasketLine("0000096385074", 1),
        BasketLine("0036000291452", 1),
    )
    assert 300 <= taken.expires - before <= 360
    other = run(app, ["basket", "make", *arguments])
    assert other.output != made.output  # another id: each is spent by itself


@pytest.mark.parametrize("lines", [1, 19, 50])
def test_a_drawn_basket_is_seen_by_the_camera_and_taken(
    key: tuple[Path, Ed25519PublicKey], tmp_path: Path, lines: int
) -> None:
    path, public = key
    picture = tmp_path / "basket.png"
    codes = ["3000000000014:99"] * lines
    made = run(app, ["basket", "make", "--key", str(path), "--shop", SHOP, "--png", str(picture), *codes])
    assert made.exit_code == 0, made.output
    (snapshot,) = scan_pictures([picture])
    assert isinstance(snapshot.outcome, tuple)
    (seen,) = snapshot.outcome
    assert isinstance(seen, Accepted)
    assert seen.symbology is Symbology.QR
    taken = read(seen.text, (public,), SHOP, int(time.time()))
    assert isinstance(taken, Basket)
    assert taken.lines == (BasketLine("3000000000014", 99),) * lines


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (["3000000000015"], "is not CODE"),
        (["3000000000014:x"], "is not CODE"),
        (["3000000000014:0"], "1 to 99 pieces"),
        (["3000000000014:100"], "1 to 99 pieces"),
        (["3000000000014"] * 51, "1 to 50 lines"),
        (["10012345678902"], "no GTIN of 13 digits"),
        (["3000000000014", "--shop", "été"], "a shop id has"),
        (["3000000000014", "--png", "no/such/folder.png"], "cannot be written"),
        (["3000000000014", "--png", "basket.magic"], "no name of a picture"),
        (["3000000000014", "--key", "none"], "cannot be read"),
        (["3000000000014", "--key", "text"], "holds no key"),
        (["3000000000014", "--key", "x25519"], "a key of another kind"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(
    key: tuple[Path, Ed25519PublicKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text").write_text("no key", encoding="ascii")
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    Path("x25519").write_bytes(other)
    refused = run(app, ["basket", "make", "--key", str(key[0]), "--shop", SHOP, *changed])
    assert refused.exit_code == 2
    assert said in " ".join(refused.output.split())


def test_a_key_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    refused = run(app, ["basket", "new-key", str(tmp_path / "none" / "key")])
    assert refused.exit_code == 2
    assert "cannot be written" in " ".join(refused.output.split())
