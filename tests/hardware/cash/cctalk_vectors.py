"""Bytes of others for ccTalk; all of them are in the file beside the project, where that is present.

The few here are the specification's own examples, so that something is checked everywhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[4] / "shared" / "protocols" / "vectors" / "vectors.json"

CRCS = (("280001", 0x3F46), ("49D5F2", 0xA6B3), ("D953D1", 0x7BB5), ("7261B94ED078", 0x93E3), ("63FAD19FE619", 0x5BB3))
FRAMES = ("020001F20B", "020001F607", "01000200FD")


def shared(key: str) -> list[dict[str, Any]]:
    """The vectors of this key; none when the file is not there."""
    if not _FILE.exists():
        return []
    found: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))[key]
    return found
