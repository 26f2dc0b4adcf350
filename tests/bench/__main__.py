"""python -m tests.bench [--only NAME] [--quick]: what matters, measured beside its limit or what it could be.

Nothing is asserted: the table is for people. Beside what is measured stands a peer of the same run, in turns with it.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.evidence.database import driver
from kiosk.version import version
from tests.bench.baskets import bench_baskets
from tests.bench.change import bench_change
from tests.bench.evidence import bench_evidence
from tests.bench.figures import NotMeasured, Row, header, line
from tests.bench.history import bench_customers, bench_fold
from tests.bench.journal import bench_journal
from tests.bench.prices import bench_import, bench_lookup
from tests.bench.scanning import bench_purchase, bench_scan
from tests.bench.search import bench_search
from tests.bench.shop import bench_shop
from tests.bench.sight import bench_camera
from tests.bench.start import bench_memory, bench_start

_BUILD = Path(__file__).parents[2] / "build"
"""Git ignores it; it is on the disk of the repository, not in a temporary file system in memory."""

Bench = Callable[[bool, Path], Iterator[Row]]

BENCHES: dict[str, Bench] = {
    "scan": bench_scan,
    "purchase": bench_purchase,
    "camera": bench_camera,
    "baskets": bench_baskets,
    "change": bench_change,
    "fold": bench_fold,
    "import": bench_import,
    "lookup": bench_lookup,
    "search": bench_search,
    "start": bench_start,
    "memory": bench_memory,
    "customers": bench_customers,
    "evidence": bench_evidence,
    "journal": bench_journal,
    "shop": bench_shop,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHES, action="append", help="leave out the others; may be repeated")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller shops, to see that it works")
    asked = parser.parse_args()
    say(f"Borne {version()}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC{', quick' if asked.quick else ''}")
    say(f"{os.cpu_count()} x {_processor()}; Python {platform.python_version()}, SQLite {driver().sqlite_version}")
    say("\n" + header())
    _BUILD.mkdir(exist_ok=True)
    for name in asked.only or BENCHES:
        with tempfile.TemporaryDirectory(prefix="bench-", dir=_BUILD) as folder:
            for row in _rows(name, asked.quick, Path(folder)):
                say(line(row))


def say(text: str) -> None:
    print(text, flush=True)


def _rows(name: str, quick: bool, folder: Path) -> Iterator[Row]:
    """One bench that breaks must not hide the others."""
    try:
        yield from BENCHES[name](quick, folder)
    except Exception as error:
        yield NotMeasured(name, f"{type(error).__name__}: {error}")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


if __name__ == "__main__":
    main()
