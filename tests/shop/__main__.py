"""Runs the simulated shop: single days, or months with closings, clock jumps and power cuts.

python -m tests.shop [--seed N] [--customers N] [--days N] [--seconds N] [--calm] [--machines NAME] [--terminal NAME]
python -m tests.shop --months N [--seed N] [--customers N] [--seconds N] [--calm]

Each seed has its own cash machines and card terminal, if none are named. Months are spent with the same ones.
A night: `--days 2500 --customers 40` are 100,000 customers, six to ten hours of one core (tests.bench --only shop).
"""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from tests.shop.day import run_day
from tests.shop.machines import MACHINES, TERMINALS, kit_of
from tests.shop.months import run_months


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shop", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="the first day's seed; the next days count on from it")
    parser.add_argument("--customers", type=int, default=None, help="customers a day: 40, over months 2 on average")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=None, help="go on with new days for this long")
    parser.add_argument("--months", type=int, default=None, help="months of 30 days with their nights instead of days")
    parser.add_argument("--calm", action="store_true", help="nothing breaks")
    parser.add_argument("--machines", choices=MACHINES, default="", help="cash machines of every day")
    parser.add_argument("--terminal", choices=TERMINALS, default="", help="card terminal of every day")
    asked = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # else sets have another order in each process
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONHASHSEED": "0"})
    logging.disable(logging.CRITICAL)  # what the kiosk logs about mischief is expected
    asked.customers = asked.customers or (40 if asked.months is None else 2)
    first = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    started, seed, sums = time.monotonic(), first, Counter[str]()

    def is_open() -> bool:
        if asked.seconds is not None:
            return time.monotonic() - started < asked.seconds
        return seed < first + (asked.days if asked.months is None else 1)

    while is_open():
        try:
            sums.update(_run(seed, asked))
        except Exception:  # whatever it is, the command that repeats it must be told
            traceback.print_exc()
            months = f" --months {asked.months}" if asked.months else ""
            kit = "" if asked.months else f" {kit_of(seed, asked.machines, asked.terminal)}"
            calm = " --calm" if asked.calm else ""
            told = f"--seed {seed} --customers {asked.customers}"
            print(f"\nRepeat it with: python -m tests.shop{months} {told}{kit}{calm}", flush=True)
            return 1
        seed += 1
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sums.items())
    print(f"{told}, seeds {first} to {seed - 1}, in {time.monotonic() - started:.0f} seconds: every cent accounted for")
    return 0


def _run(seed: int, asked: argparse.Namespace) -> Mapping[str, int]:
    """What one seed has brought."""
    if asked.months is None:
        kit = kit_of(seed, asked.machines, asked.terminal)
        takings = run_day(seed, asked.customers, not asked.calm, kit)
        told = ("sales", "power_cuts", "weighed", "baskets_taken", "baskets_parked")
        return {"customers": asked.customers, **{name: getattr(takings, name) for name in told}, **takings.used}
    return asdict(run_months(seed, 30 * asked.months, asked.customers, not asked.calm))


if __name__ == "__main__":
    sys.exit(main())
