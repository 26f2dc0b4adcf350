"""A telephone's browser: Chromium without a window, as large as a telephone. Tests that need it skip without it."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SECONDS_MAX = 120

needs_browser = pytest.mark.skipif(not BROWSER, reason="Chromium is not installed")


def opened(url: str, profile: Path, *more: str) -> str:
    """The text on the page when its script has run."""
    told = subprocess.run(
        (
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,844",
            f"--user-data-dir={profile}", "--virtual-time-budget=20000", *more, "--dump-dom", url,
        ),
        capture_output=True, timeout=SECONDS_MAX, check=True,
    )  # fmt: skip
    reader = _Text()
    reader.feed(told.stdout.decode())
    return "\n".join(reader.found)


class _Text(HTMLParser):
    """What can be read: no script, no style, no title."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._hidden = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.found.append(data.strip())
