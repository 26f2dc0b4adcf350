"""The journal: what sealing costs beside the disk, and that a start does not grow with the year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.states import Shop
from kiosk.evidence.checkpoint import Checkpoint, fold
from kiosk.evidence.database import driver, pragmas
from kiosk.evidence.journal import Journal
from tests.bench.figures import Figure, Row, in_turns, seconds
from tests.evidence.sealed import sealed_journal
from tests.evidence.tills import Till


def bench_journal(quick: bool, folder: Path) -> Iterator[Row]:
    """Appending a sale, then starting with a short and a long journal."""
    yield from _append(20 if quick else 300, folder)
    yield from _start(folder, days=30 if quick else 365)


def _append(rounds: int, folder: Path) -> Iterator[Row]:
    """A sale of ten lines with its two seals, synced, beside the bare INSERTs of the same bytes, synced."""
    journal = sealed_journal(folder / "append.db", durable=True)
    facts = list(_sale(folder))
    texts = [json.dumps({"kind": type(fact).__name__, "fact": repr(fact)}) for fact in facts]
    raw = driver().connect(str(folder / "raw.db"), isolation_level=None)
    for pragma in pragmas(durable=True):
        raw.execute(pragma)
    raw.execute("CREATE TABLE raw (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
    receipts = iter(range(1, rounds + 1))

    def sealed() -> None:
        receipt = next(receipts)
        sold = (replace(each, receipt=receipt) if isinstance(each, f.SaleCompleted) else each for each in facts)
        journal.append(tuple(sold), 1_750_000_000 + receipt)

    def bare() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO raw (text) VALUES (?)", [(text,) for text in texts])
        raw.execute("COMMIT")

    mine, peer = in_turns(rounds, sealed, bare)
    name = f"append of a sale ({len(facts)} facts, 2 seals), synced"
    yield Figure(name, 1000 * mine, "ms", "", "raw synced INSERT of the same", 1000 * peer)
    raw.close()
    journal.close()


def _sale(folder: Path) -> Iterator[Fact]:
    till = Till(folder / "sale")
    before, _ = till.journal.head
    till.sell(lines=10)
    yield from (entry.fact() for entry in till.journal.entries(before))
    till.close()


def _start(folder: Path, days: int) -> Iterator[Row]:
    """Opening, checking the end and folding: a day after a checkpoint, with ten days before it and with a year."""
    figures = []
    for count in (10, days):
        till = Till(folder / f"start-{count}", "2026-01-01")
        for _ in range(count):
            till.day(30)
        shop, checkpoint = Shop("Bench"), Checkpoint(till.folder, "bench")
        checkpoint.keep(fold(till.journal, checkpoint, shop), till.journal)
        till.day(300)
        path, entries = till.path, till.journal.head[0]
        till.close()

        def start(path: Path = path, till: Till = till) -> None:
            journal = Journal(path, till.ring, "1", durable=False)
            fold(journal, Checkpoint(path.parent, "bench"), Shop("Bench"))
            journal.close()

        start()
        figures.append((entries, 1000 * min(seconds(start) for _ in range(5))))
    (short, peer), (long, mine) = figures
    name = f"start with {long:,} entries, checkpoint of yesterday"
    yield Figure(name, mine, "ms", "", f"with {short:,} entries", peer)
