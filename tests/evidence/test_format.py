"""FORMAT.md is true: its tables are the program's, and an archive of each format stays readable for ever."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.domain.facts import FACTS
from kiosk.evidence import verify_archive as v
from kiosk.evidence.seals import EVENTS, FIELDS
from tests.evidence.archives import files_of, inspected

FORMAT = (Path(v.__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden"


def rows(head: str) -> list[list[str]]:
    """The cells of the table with this head."""
    table = FORMAT.split(head, 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_the_chains_and_their_fields_are_those_of_the_program() -> None:
    told = {
        chain: tuple(names.split(", "))
        for chains, names in rows("| chain | fields, in the order in which they are signed |")
        for chain in re.findall(r"`(\w+)`", chains)
    }
    assert told == FIELDS == v.FIELDS


def test_the_codes_of_events_are_those_of_the_program() -> None:
    told: dict[str, set[int]] = {}
    for code, fact in rows("| code | fact |"):
        told.setdefault(re.match(r"\w+", fact)[0], set()).add(int(code))  # type: ignore[index]
    assert told == v.EVENT_CODES
    assert set(told) == set(EVENTS)


def test_facts_have_the_names_that_the_page_gives_them() -> None:
    told = rows("| fact | names | what must be true, and what follows |")
    for facts, names, _ in told:
        for fact in facts.split(", "):
            assert [field.name for field in fields(FACTS[fact])] == re.sub(r" \(\w+\)", "", names).split(", "), fact
    assert {fact for facts, *_ in told for fact in facts.split(", ")} == set(v.HANDLERS)


def test_the_verifier_is_one_file_for_python_3_9_and_one_package() -> None:
    tree = ast.parse(Path(v.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    imported |= {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    ours = {"argparse", "base64", "binascii", "calendar", "collections", "datetime", "hashlib", "io", "json", "re"}
    assert imported <= ours | {"__future__", "sys", "time", "typing", "zipfile", "zlib", "cryptography"}
    newer = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and any(k.arg == "slots" for k in node.keywords)
    ]
    assert not newer


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.zip")), ids=lambda path: path.stem)
def test_archives_of_every_format_are_intact_for_ever(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    key = (GOLDEN / f"{path.stem}.key").read_text(encoding="ascii").strip()
    code, words = inspected(copy, "--key", key)
    assert code == 0, words
    assert "Tickets : 4, total TTC 557,88 EUR" in words


def test_there_is_a_golden_archive_of_this_format_and_it_carries_a_verifier() -> None:
    files = files_of(GOLDEN / f"format-{v.FORMAT}.zip")
    assert b"class Verifier" in files["verify_archive.py"]
