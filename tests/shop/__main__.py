"""python -m tests.shop [--seed N] [--customers N] [--days N] [--seconds N] [--calm]: run the simulated shop."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import traceback

from tests.shop.day import run_day


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shop", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="the first day's seed; the next days count on from it")
    parser.add_argument("--customers", type=int, default=40, help="customers a day")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=None, help="go on with new days for this long")
    parser.add_argument("--calm", action="store_true", help="nothing breaks")
    asked = parser.parse_args()
    first = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    started, seed, customers, sales, cuts = time.monotonic(), first, 0, 0, 0

    def is_open() -> bool:
        if asked.seconds is not None:
            return time.monotonic() - started < asked.seconds
        return seed < first + asked.days

    while is_open():
        try:
            takings = run_day(seed, asked.customers, not asked.calm)
        except Exception:  # whatever it is, the command that repeats it must be told
            traceback.print_exc()
            calm = " --calm" if asked.calm else ""
            print(f"\nRepeat it with: python -m tests.shop --seed {seed} --customers {asked.customers}{calm}")
            return 1
        customers, sales, cuts = customers + asked.customers, sales + takings.sales, cuts + takings.power_cuts
        seed += 1
    seconds = time.monotonic() - started
    print(
        f"{customers} customers, {sales} sales, {cuts} power cuts, seeds {first} to {seed - 1},"
        f" {customers / seconds:.0f} customers a second: every cent accounted for"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
