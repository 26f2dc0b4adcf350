"""For every test."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on who else uses the machine: that is for script/bench.
settings.register_profile("borne", deadline=None)
settings.load_profile("borne")

LONGEST_FIRST = ("test_demo.py", "shop", "ui", "kill", "receipts")
"""Files and folders whose few tests take long: begun last, they would keep one core busy and leave the others idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.path.relative_to(Path(__file__).parent).parts[0]))


def _place(name: str) -> int:
    return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)
