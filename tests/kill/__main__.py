"""python -m tests.kill [--seed N] [--writes N] [--moments N]: kill a real kiosk at its writes and at random moments."""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.kill.child import PHASES
from tests.kill.shop import opened

SECONDS_MAX = 12.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--writes", type=int, default=30, help="kill at the writes 1 to N, each in all three phases")
    parser.add_argument("--moments", type=int, default=100, help="and at so many random moments")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="kill-")  # stays when something is found
    with opened(Path(folder), seed) as shop:
        for write in range(1, asked.writes + 1):
            for phase in PHASES:
                shop.live(write, phase)
                print(f"killed {phase} write {write}", flush=True)
        for _ in range(asked.moments):
            seconds = shop.dice.uniform(0.5, SECONDS_MAX)
            shop.live(seconds=seconds)
            print(f"killed after {seconds:.2f} s", flush=True)
        shop.last_life()
        sales = shop.audited()
    shutil.rmtree(folder)
    print(f"{shop.lives} lives, {sales} sales, every cent accounted for")
    return 0


if __name__ == "__main__":
    sys.exit(main())
