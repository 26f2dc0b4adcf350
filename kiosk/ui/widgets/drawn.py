"""Loads the drawing of a module: the .kv file beside it, once per process."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder


def load_drawing(module_file: str) -> None:
    """Load the .kv beside this module (`__file__`); loading it twice changes nothing."""
    drawing = str(Path(module_file).with_suffix(".kv"))
    if drawing not in Builder.files:
        Builder.load_file(drawing)
