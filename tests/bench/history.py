"""The pure core: folding a long journal, and how many simulated customers fit in a second."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from kiosk.domain import events as e
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.states import Kiosk
from kiosk.evidence.database import driver
from kiosk.evidence.journal import Journal
from tests.bench.figures import Figure, Row, in_turns, seconds
from tests.evidence.sealed import sealed_journal
from tests.flows.customer import BREAD, Till
from tests.shop.day import run_day

FACTS = 10_000


def bench_fold(quick: bool, folder: Path) -> Iterator[Row]:
    """What every start waits for."""
    till = _lived()
    facts, shop = till.facts[:FACTS], till.shop
    rounds = 3 if quick else 15
    folded = median(seconds(lambda: replay(facts, Kiosk(shop))) for _ in range(rounds))
    yield Figure(f"fold of {FACTS:,} facts", 1000 * folded, "ms")
    path = folder / "fold.db"
    journal = _written(path, facts)
    raw = driver().connect(str(path))

    def peer() -> None:
        for _, fact in raw.execute("SELECT kind, fact FROM journal ORDER BY number"):
            json.loads(fact)

    mine, peers = in_turns(rounds, lambda: replay(journal.facts(), Kiosk(shop)), peer)
    name = f"{FACTS:,} facts read from disk and folded"
    yield Figure(name, 1000 * mine, "ms", "", "SELECT and json.loads of the same rows", 1000 * peers)
    verified = median(seconds(journal.verify) for _ in range(rounds))
    yield Figure(f"{FACTS:,} facts with their seals verified", 1000 * verified, "ms")
    raw.close()
    journal.close()


def bench_customers(quick: bool, folder: Path) -> Iterator[Row]:
    """The simulated shop, calm days and bad days in turns: real protocols, emulators, kernel and journal."""
    calm, troubled = [], []
    customers, rounds = (5, 1) if quick else (20, 5)
    first = int(time.time())
    for seed in range(first, first + rounds):
        calm.append(customers / seconds(partial(run_day, seed, customers, troubled=False)))
        troubled.append(customers / seconds(partial(run_day, seed, customers, troubled=True)))
    yield Figure("simulated customers a second, calm day", median(calm), "/s")
    yield Figure("simulated customers a second, bad day", median(troubled), "/s")


def _lived() -> Till:
    """A till that has sold by card until it has enough facts."""
    till, dice = Till(), Random(1)
    while len(till.facts) < FACTS:
        for _ in range(dice.randint(1, 12)):
            till.scan(BREAD)
        _pay(till)
    return till


def _pay(till: Till) -> None:
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed())


def _written(path: Path, facts: list[Fact]) -> Journal:
    journal = sealed_journal(path)
    journal.append(facts, 1_750_000_000)
    return journal
