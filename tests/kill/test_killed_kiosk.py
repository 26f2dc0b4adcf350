"""A real kiosk in its own process is killed in mid-work, again and again; `python -m tests.kill` does it for hours."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.kill.shop import opened

WRITES = ((2, "before"), (4, "inside"), (9, "after"), (16, "inside"), (24, "after"))


@pytest.mark.timeout(600)
def test_no_kill_loses_a_cent_a_number_or_a_seal(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    with opened(tmp_path, seed) as shop:
        for write, phase in WRITES:
            shop.live(write, phase)
        shop.live(seconds=shop.dice.uniform(2, 8))
        shop.last_life()
        assert shop.audited() > 0
