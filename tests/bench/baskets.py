"""A signed basket's way: from the frames of a camera to the basket on the screen, and what each step of it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from hardware.camera.reader import Reader
from hardware.camera.snapshots import hand_held
from hardware.camera.votes import Votes
from hardware.words import CodeSeen, Symbology
from kiosk.basket_codes import rows
from kiosk.baskets.basket import BasketLine
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.runtime.baskets import Baskets
from kiosk.runtime.reading import ShopReading
from tests.baskets.stall import NOW, TRUSTED, basket, picture, sealed
from tests.bench.figures import Figure, Row, seconds
from tests.bench.shop_files import code, publish_catalogue
from tests.bench.till import BenchTill

LINES = 40
_ARTICLES = 1_000


def bench_baskets(quick: bool, folder: Path) -> Iterator[Row]:
    """40 lines in one code: believed by the camera, verified, looked up, decided, on disk, presented."""
    publish_catalogue(folder / "baskets", _ARTICLES)
    catalogue = Catalogue.open(folder / "baskets")
    till = BenchTill(folder, catalogue, durable=True)
    baskets = Baskets(lambda: NOW)
    baskets.trust(TRUSTED)
    reading = ShopReading(catalogue, Labels(()), baskets)
    lines = tuple(BasketLine(code(number), 1 + number % 3) for number in range(LINES))
    frames, looks, verified, shown = [], [], [], []
    with till.running():
        for number in range(3 if quick else 12):
            (text,) = sealed(replace(basket(*lines), id=number.to_bytes(8)))
            count, look = _seen(text, number)
            frames.append(count)
            looks.append(1000 * look)
            begin = perf_counter()
            (event,) = reading(CodeSeen(text, Symbology.QR))
            verified.append(1000 * (perf_counter() - begin))
            assert isinstance(event, e.BasketShown)
            shown.append(1000 * till.touch_seconds(event, v.BasketView))
            till.touch_seconds(e.CancelPressed(), v.AttractView)
    whole = [sum(each) for each in zip(looks, verified, shown, strict=True)]
    yield Figure(f"last frame to basket, {LINES} lines, median", median(whole), "ms", "500 ms")
    yield Figure("  of it the look at the last frame", median(looks), "ms")
    yield Figure("  of it verified and looked up", median(verified), "ms")
    yield Figure("  of it decided, on disk, presented", median(shown), "ms")
    yield Figure("  frames until it is believed, most", max(frames), "")
    made = [1000 * seconds(lambda: tuple(map(rows, sealed(basket(*lines))))) for _ in range(3 if quick else 12)]
    yield Figure("a basket signed and drawn as modules, median", median(made), "ms")


def _seen(text: str, seed: int) -> tuple[int, float]:
    """After how many frames the code is believed, and how long the look at the last of them took."""
    reader, votes = Reader(), Votes()
    for count, frame in enumerate(hand_held(picture(text, seed=seed), seed, 8), 1):
        begin = perf_counter()
        believed = votes.see(reader.read(frame))
        if any(each.text == text for each in believed):
            return count, perf_counter() - begin
    raise AssertionError("the camera did not read it")
