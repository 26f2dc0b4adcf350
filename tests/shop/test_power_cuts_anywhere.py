"""The power fails before and after every write of a sale and at some of its bytes, with whatever stands in the shop.

`python -m tests.shop.cuts` cuts every byte, in every way, with everything; here it is other machines each time.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path

from tests.shop.machines import MACHINES, TERMINALS

HOUSE = Path(__file__).parents[2]
EVERY = 2999
AT_ONCE = 4
KITS = [("--machines", name) for name in MACHINES] + [("--terminal", name) for name in TERMINALS]


def test_no_cent_is_lost_wherever_the_power_fails() -> None:
    """In a process of its own: it forks."""
    kits = secrets.SystemRandom().sample(KITS, AT_ONCE)
    named = [word for kit in kits for word in kit]
    told = cuts(*named, "--every", str(EVERY), "--one-way", "--seed", str(secrets.randbelow(10**9)))
    assert told.count("writes; cuts") == len(kits)
    assert min(int(writes) for writes in re.findall(r"and (\d+) writes", told)) >= 5


def cuts(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.shop.cuts", *arguments]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    print(done.stdout)  # with the command that repeats what failed
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
