"""Which version of the program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """The version of this program, as receipts and the journal name it."""
    try:
        return installed_version("borne")
    except PackageNotFoundError:
        return "0"
