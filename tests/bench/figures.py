"""What was measured, beside what it may be or could be; and how two things are measured fairly: in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table, every number in `unit`. `peer` names what was measured beside it; "" for nothing."""

    name: str
    measured: float
    unit: str
    limit: str = ""
    peer: str = ""
    peer_measured: float = 0.0

    @property
    def ratio(self) -> str:
        """How many times the peer."""
        return f"x {self.measured / self.peer_measured:.2f}" if self.peer_measured else ""


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A line that says why there is no figure."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a table with columns of its own."""

    text: str


Row = Figure | NotMeasured | Text

_WIDTHS = "{:<52} {:>10} {:<8} {:<8} {:<38} {:>10} {:>8}"


def header() -> str:
    """The heads of the columns, underlined."""
    heads = _WIDTHS.format("figure", "measured", "", "limit", "beside it", "", "ratio")
    return f"{heads}\n{'-' * len(heads)}"


def line(row: Row) -> str:
    """One row as text."""
    match row:
        case Text(text):
            return text
        case NotMeasured(name, why):
            return f"{name:<52} not measured: {why}"
        case Figure(name, measured, unit, limit, peer, peer_measured):
            beside = _number(peer_measured) if peer else ""
            return _WIDTHS.format(name, _number(measured), unit, limit, peer, beside, row.ratio).rstrip()


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(rounds: int, ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """The median seconds of each, the two taking turns so that a busy moment of the machine meets both."""
    return medians((seconds(ours), seconds(peer)) for _ in range(rounds))


def medians(pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Of each side."""
    ours, peers = zip(*pairs, strict=True)
    return median(ours), median(peers)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
