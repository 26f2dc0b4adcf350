"""How well do we read? Photographs with known contents, through the camera's whole path.

python -m hardware.camera.rate MANIFEST [SEED ...]: one report for each hand.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

from hardware.camera.candidates import RETAIL, gtin
from hardware.camera.reader import Wanted
from hardware.camera.snapshots import Snapshot, scan_pictures
from hardware.words import Symbology

WANTED: Final = ("EAN13", "EAN8", "UPCA", "QRCode")
"""The kinds of the manifest that every shop must read; the others are welcome."""
NOTHING: Final = "NONE"
"""The kind of a picture that shows no code: whatever article is read in it is wrong."""

Answer = tuple[str, Symbology]


@dataclass(frozen=True, slots=True)
class Photograph:
    """One line of a manifest (tab-separated: path, format, expected, also_true)."""

    path: Path
    kind: str
    true: frozenset[str]

    def shows(self, text: str, number: str | None = None) -> bool:
        """Is this what the picture shows? Numbers as GTIN-14, lines end as the manifest writes it: with \\n."""
        written = text.replace("\r\n", "\n").replace("\n", "\\n")
        return bool(self.true & {text, written, text.zfill(14), number or text})


@dataclass(frozen=True, slots=True)
class Score:
    """Pictures and those read, by kind; the wrong articles, each with its picture; what was missed."""

    pictures: Counter[str]
    read: Counter[str]
    wrong: tuple[tuple[Path, str], ...]
    missed: tuple[Photograph, ...]

    @property
    def rate(self) -> float:
        """The share of the wanted kinds that was read, 0 to 1."""
        return self.rate_of(WANTED)

    @property
    def rate_of_all(self) -> float:
        """The same of all the pictures that show a code."""
        return self.rate_of(kind for kind in self.pictures if kind != NOTHING)

    def rate_of(self, kinds: Iterable[str]) -> float:
        """The same of these kinds; 0 when there are none."""
        counted = [(self.read[kind], self.pictures[kind]) for kind in kinds]
        return sum(read for read, _ in counted) / max(1, sum(count for _, count in counted))


def photographs(manifest: Path | str) -> list[Photograph]:
    """The photographs a manifest names; paths are beside it."""
    folder = Path(manifest).parent
    with Path(manifest).open(encoding="utf-8", newline="") as lines:
        return [
            Photograph(folder / line["path"], line["format"], _true(line["expected"], line["also_true"]))
            for line in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def score(answered: Iterable[tuple[Photograph, Iterable[Answer]]]) -> Score:
    """Judge what somebody answered to each photograph."""
    pictures, read = Counter[str](), Counter[str]()
    wrong: list[tuple[Path, str]] = []
    missed: list[Photograph] = []
    for photograph, answers in answered:
        pictures[photograph.kind] += 1
        right = {(text, kind): photograph.shows(text, gtin(text, kind)) for text, kind in answers}
        wrong += [
            (photograph.path, text) for (text, kind), is_right in right.items() if kind in RETAIL and not is_right
        ]
        if any(right.values()):
            read[photograph.kind] += 1
        elif photograph.kind != NOTHING:
            missed.append(photograph)
    return Score(pictures, read, tuple(wrong), tuple(missed))


def rate(chosen: Iterable[Photograph], seed: int = 0, wanted: Wanted | None = None) -> Score:
    """What we answer: five frames a picture, held by the hand of this seed, no catalogue to help."""
    by_path = {photograph.path: photograph for photograph in chosen}
    return score((by_path[shot.path], _answers(shot)) for shot in scan_pictures(by_path, seed, wanted=wanted))


def _true(expected: str, also_true: str) -> frozenset[str]:
    bare = expected.replace("(", "").replace(")", "")  # a GS1 message as scanners tell it, without brackets
    texts = {expected, bare, *also_true.split(",")} - {""}
    return frozenset(texts | {text.zfill(14) for text in texts if text.isdecimal()})


def _answers(shot: Snapshot) -> list[Answer]:
    return [(code.text, code.symbology) for code in shot.outcome] if isinstance(shot.outcome, tuple) else []


def _lines(told: Score) -> Iterator[str]:
    for kind, count in sorted(told.pictures.items()):
        yield f"{kind:12}{count:>5}{told.read[kind]:>5}"
    yield f"wanted kinds read: {told.rate:.1%}, all {told.rate_of_all:.1%}, wrong articles: {len(told.wrong)}"
    yield from (f"WRONG {path}: {text}" for path, text in told.wrong)
    yield from (f"missed {photograph.path} ({photograph.kind})" for photograph in told.missed)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    asked = photographs(sys.argv[1])
    for hand in map(int, sys.argv[2:] or ["0"]):
        sys.stdout.writelines(f"{line}\n" for line in _lines(rate(asked, hand, Wanted(upce=True))))
