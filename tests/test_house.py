"""The house has rooms, and doors between some of them: this walks through every import and every file.

A map that cannot go stale, not a straitjacket: when a door is wrong, change the table and say why in the commit.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
STANDARD = frozenset(sys.stdlib_module_names)

VALUES = frozenset({"__future__", "collections", "dataclasses", "datetime", "enum", "functools", "itertools", "typing"})
"""The standard library's values: no clock, no dice, no thread, no file."""

WAITING = frozenset({"asyncio", "logging", "select", "selectors", "socket", "subprocess", "threading", "time"})
"""What a protocol must not know: it gets bytes and the time handed in."""

ROOMS: dict[str, frozenset[str]] = {
    "kiosk.domain": VALUES | {"kiosk.domain"},
    "kiosk.evidence": STANDARD
    | {"kiosk.evidence", "kiosk.domain", "sqlalchemy", "cryptography", "msgspec", "pysqlite3"},
    "kiosk.catalogue": STANDARD | {"kiosk.catalogue", "kiosk.domain", "sqlalchemy", "pysqlite3"},
    "kiosk.baskets": STANDARD | {"kiosk.baskets", "kiosk.domain", "cryptography"},
    # What leaves the kiosk: for customers, and for accountants.
    "kiosk.receipts": STANDARD | {"kiosk.receipts", "kiosk.domain", "cryptography", "fpdf", "segno"},
    "kiosk.exports": STANDARD | {"kiosk.exports", "kiosk.domain", "kiosk.evidence"},
    "kiosk.runtime": STANDARD
    | {
        "kiosk.runtime",
        "kiosk.domain",
        "kiosk.evidence",
        "kiosk.catalogue",
        "kiosk.baskets",
        "hardware",
        "argon2",
        "biip",
    },
    # A whole kiosk on simulated hardware: it may use everything, like the modules at the top.
    "kiosk.demo": STANDARD | {"kiosk", "hardware", "cv2", "numpy", "rich", "kivy", "cryptography"},
    "kiosk.ui": STANDARD | {"kiosk.ui", "kiosk.domain", "kivy"},
    "hardware": STANDARD
    | {"hardware", "serial", "cv2", "numpy", "pyzbar", "zxingcpp", "PIL", "escpos", "cryptography", "h11", "wsproto"},
    # One wire protocol each: bytes in, words out.
    "hardware.card": (STANDARD - WAITING)
    | {"hardware.card", "hardware.words", "hardware.wire", "hardware.http_client", "cryptography"},
    "hardware.cash": (STANDARD - WAITING)
    | {"hardware.cash", "hardware.words", "hardware.wire", "hardware.http_client", "cryptography", "wsproto"},
    "hardware.printer": (STANDARD - WAITING) | {"hardware.printer", "hardware.words", "hardware.wire"},
    "hardware.printer.paper": (STANDARD - WAITING) | {"hardware.words", "escpos"},  # the layout, not the wire
    "hardware.scanner": (STANDARD - WAITING) | {"hardware.scanner", "hardware.words", "hardware.wire"},
    "hardware.scale": (STANDARD - WAITING) | {"hardware.scale", "hardware.words", "hardware.wire"},
    "hardware.lights": (STANDARD - WAITING) | {"hardware.lights", "hardware.words", "hardware.wire"},
}
"""Which room may import what. Modules that lie in `kiosk` itself are the top: they import anything, nobody them."""

PROTOCOLS = (
    "hardware/card",
    "hardware/cash",
    "hardware/printer",
    "hardware/scanner",
    "hardware/scale",
    "hardware/lights",
)

LINES_MAX = 420
VOCABULARIES = frozenset(
    {"hardware/words.py", "kiosk/domain/events.py", "kiosk/domain/facts.py", "kiosk/domain/views.py"}
)
"""Lists of words, one dataclass each: reading a half of one helps nobody."""

TRAVELS_ALONE = frozenset({"kiosk/evidence/verify_archive.py"})
"""It must run on an inspector's machine without any other file of ours, so it cannot be parted."""

EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"})

SOURCES = sorted(path for top in ("kiosk", "hardware") for path in (HOUSE / top).rglob("*.py"))
DOMAIN = sorted((HOUSE / "kiosk" / "domain").glob("*.py"))
WIRES = sorted(path for protocol in PROTOCOLS for path in (HOUSE / protocol).glob("*.py"))
TESTS = sorted((HOUSE / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(module: str) -> str:
    """The innermost room of the table that a module lies in; empty for the top."""
    parts = module.split(".")
    return next((room for n in range(len(parts), 0, -1) if (room := ".".join(parts[:n])) in ROOMS), "")


def imported(path: Path) -> Iterator[str]:
    """Every module that is imported anywhere in this file, also inside functions and by name."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{each.name}" for each in names)
            case ast.ImportFrom():
                yield "a relative import"
            case ast.Call(ast.Attribute(attr="import_module") | ast.Name("import_module"), [ast.Constant(str(module))]):
                yield module


def may_enter(room: str, module: str) -> bool:
    """A door is open when a part of the module's path, from its beginning, stands in the room's table."""
    if not room:
        return True
    parts = module.split(".")
    return any(".".join(parts[:n]) in ROOMS[room] for n in range(1, len(parts) + 1))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_open_doors_are_used(path: Path) -> None:
    module = name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    room = room_of(module)
    broken = [f"{room} -> {each}" for each in imported(path) if not may_enter(room, each)]
    assert not broken, f"{module} uses a door that is not there: {broken}"


def test_every_folder_of_the_kiosk_and_its_hardware_is_a_room_of_the_table() -> None:
    folders = {name_of(path.parent).replace("/", ".") for path in SOURCES} - {"kiosk"}
    assert not [folder for folder in folders if not room_of(folder)]


def test_a_broken_door_would_be_seen() -> None:
    for room, module in (
        ("kiosk.domain", "time"),
        ("kiosk.domain", "random.Random"),
        ("kiosk.domain", "sqlalchemy"),
        ("kiosk.domain", "hardware.words"),
        ("kiosk.catalogue", "kiosk.runtime.kernel"),
        ("kiosk.receipts", "kivy.app"),
        ("kiosk.exports", "kiosk.receipts.pdf"),
        ("kiosk.evidence", "kivy.app"),
        ("kiosk.ui", "kiosk.runtime.kernel"),
        ("kiosk.ui", "segno"),
        ("kiosk.ui", "kiosk.assemble.assemble"),
        ("kiosk.runtime", "kiosk.config.Config"),
        ("hardware", "kiosk.domain.money"),
        ("hardware.cash", "serial"),
        ("hardware.cash", "time.monotonic"),
        ("hardware.cash", "hardware.link.Link"),
        ("hardware.scanner", "cryptography"),
        ("hardware.scale", "serial"),
    ):
        assert not may_enter(room, module), (room, module)


@pytest.mark.parametrize("path", DOMAIN, ids=name_of)
def test_the_domain_knows_no_float_and_no_clock(path: Path) -> None:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Constant(value=float()) | ast.Name("float") | ast.BinOp(op=ast.Div()):
                raise AssertionError(f"{name_of(path)}:{node.lineno} reckons in floats")
            case ast.Attribute(attr="now" | "utcnow" | "today", value=ast.Name("datetime" | "date")):
                raise AssertionError(f"{name_of(path)}:{node.lineno} looks at a clock")


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_no_mistake_is_swallowed(path: Path) -> None:
    for node in ast.walk(tree(path)):
        match node:
            case ast.ExceptHandler(type=None | ast.Name("Exception" | "BaseException"), body=[ast.Pass()]):
                raise AssertionError(f"{name_of(path)}:{node.lineno} swallows every mistake")


@pytest.mark.parametrize("path", [*WIRES, *TESTS], ids=name_of)
def test_protocols_and_tests_never_sleep(path: Path) -> None:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(ast.Name("sleep") | ast.Attribute(attr="sleep")):
                raise AssertionError(f"{name_of(path)}:{node.lineno} sleeps")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES_MAX or name_of(path) in VOCABULARIES | TRAVELS_ALONE
    assert not text or ast.get_docstring(tree(path)), f"{name_of(path)} does not say what it is"


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_names_say_something(path: Path) -> None:
    assert not EMPTY_NAMES & {path.stem, *path.relative_to(HOUSE).parts}
    classes = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if name.lower().endswith(("manager", "helper", "utils"))]
