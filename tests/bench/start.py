"""The whole program in a process of its own: how soon it is ready, what it draws at rest, what memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure, NotMeasured, Row
from tests.bench.shop_files import ARTICLES_MAX, publish_catalogue

_WAIT_SECONDS = 120
_DEMO = ("-c", "from kiosk.command import main; main()", "demo", "--headless", "--until-first-frame")


def bench_start(quick: bool, folder: Path) -> Iterator[Row]:
    """`kiosk demo` without a screen: every device, window and camera of it real, but for the hardware."""
    name = "start to first screen, every device ready"
    try:
        runs = [_run(*_DEMO) for _ in range(1 if quick else 5)]
    except RuntimeError as error:
        yield NotMeasured(name, str(error))
        return
    yield Figure(f"{name}, median of {len(runs)}", median(_ready_after(run) for run in runs), "s", "3 s")
    yield Figure("frames drawn in 5 s while nothing moves", max(run["frames_while_quiet"] for run in runs), "", "0")
    yield Figure("resident memory of the demonstration", median(int(run["memory"]) / 1024 for run in runs), "MiB")


def bench_memory(quick: bool, folder: Path) -> Iterator[Row]:
    """One kiosk with its window, its camera at work and a million articles."""
    articles = 50_000 if quick else ARTICLES_MAX
    catalogue = folder / "memory" / "catalogue"
    publish_catalogue(catalogue, articles)
    try:
        run = _run("-m", "tests.bench.kiosk_process", str(catalogue.parent))
    except RuntimeError as error:
        yield NotMeasured("resident memory", str(error))
        return
    name = f"resident memory, camera and {articles:,} articles"
    yield Figure(name, run["resident_kib"] / 1024, "MiB", "350 MiB")
    yield Figure("  at its highest", run["highest_kib"] / 1024, "MiB", "350 MiB")
    yield Figure("  frames the camera looked at meanwhile", run["camera_frames"], "")


def _run(*arguments: str) -> dict[str, Any]:
    """What the process said in its last line, and when it was started. RuntimeError when it said nothing."""
    started = time.clock_gettime(time.CLOCK_BOOTTIME)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=_WAIT_SECONDS)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        last = (done.stderr.splitlines() or ["it said nothing"])[-1]
        raise RuntimeError(f"the process ended with {done.returncode}: {last}")
    said: dict[str, Any] = json.loads(lines[-1])
    return {"started_at_boottime": started, **said}


def _ready_after(run: dict[str, Any]) -> float:
    return float(run["ready_at_boottime"] - run["started_at_boottime"])
