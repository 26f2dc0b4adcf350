"""Search as you type: from the text to the articles, for what people type at each key and for what they mistype."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from kiosk.catalogue.catalogue import Catalogue
from tests.bench.figures import Figure, Row, seconds
from tests.bench.shop_files import ARTICLES_MAX, name, publish_catalogue

_LIMIT = "100 ms"
"""A key press that takes longer is felt."""


def bench_search(quick: bool, folder: Path) -> Iterator[Row]:
    """Among a hundred thousand articles, and among a million."""
    for articles in (10_000,) if quick else (100_000, ARTICLES_MAX):
        shop = folder / f"shop-of-{articles}"
        publish_catalogue(shop, articles)
        catalogue = Catalogue.open(shop, check_digest=False)
        dice = Random(1)
        asked = [name(dice.randrange(articles)) for _ in range(5 if quick else 25)]
        begun = [text[:end] for text in asked for end in range(1, 25)]
        mistyped = [_mistyped(text, dice) for text in asked]
        for kind, texts in (("key by key", begun), ("with a mistake in each word", mistyped)):
            taken = sorted(1000 * seconds(partial(catalogue.search, text)) for text in texts)
            yield Figure(f"search among {articles:,}, {kind}", median(taken), "ms", _LIMIT)
            yield Figure("  the slowest of them", taken[-1], "ms", _LIMIT)
        catalogue.close()


def _mistyped(text: str, dice: Random) -> str:
    """Two letters swapped in each word of a name's first three."""
    words = text.split()[:3]
    for at, word in enumerate(words):
        if len(word) > 4:
            place = dice.randrange(1, len(word) - 2)
            words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)
