"""The simulated shop: how many customers a second it serves on bad days, by what stands in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, Row, seconds
from tests.shop.day import run_day
from tests.shop.machines import MACHINES, TERMINALS, Kit

NIGHT_CUSTOMERS = 100_000
CUSTOMERS, CUSTOMERS_QUICKLY = 40, 4
SEED = 1


def bench_shop(quick: bool, _folder: Path) -> Iterator[Row]:
    """Whole days, from the opening to the last audit, one after the other in one process."""
    logging.disable(logging.CRITICAL)  # what the kiosk logs about mischief is expected
    customers, total = CUSTOMERS_QUICKLY if quick else CUSTOMERS, 0.0
    terminals = sorted(TERMINALS)
    for nth, machines in enumerate(MACHINES):
        kit = Kit(machines, terminals[nth % len(terminals)])
        took = seconds(partial(run_day, SEED, customers, kit=kit))
        total += took
        yield Figure(f"simulated shop, {kit.machines} and {kit.terminal}", customers / took, "cust./s")
    logging.disable(logging.NOTSET)
    each = total / (customers * len(MACHINES))
    yield Figure(
        f"a night of {NIGHT_CUSTOMERS} customers of all shops, one process", NIGHT_CUSTOMERS * each / 3600, "h"
    )
