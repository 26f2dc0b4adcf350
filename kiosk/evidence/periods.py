"""Which entries a period is, and how the till stood before them: found from closings, without reading the journal.

An archive begins with the opening of a day and ends with a day's closing and those of the month and year that came
with it, so archives of consecutive periods, of whatever kinds, follow each other without a gap. Only a free one may end
in the open day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain import facts as f
from kiosk.domain.books import RateTotals, Takings
from kiosk.evidence import verify_archive as v
from kiosk.evidence.entries import Entry, JournalBroken
from kiosk.evidence.record import EVER, Record
from kiosk.evidence.sealing import Seal
from kiosk.evidence.seals import DAY, MONTH, TICKET, TRAINING, YEAR, fields_of
from kiosk.evidence.verifying import opening_after

FREE = "free"

CLOSINGS_MAX = 20_000
"""More days than any till will see."""

ENDS_OF_SALE = frozenset({"SaleCompleted", "SaleCancelled", "SaleAbandoned", "SaleSetAside", "SaleParked"})


class NoSuchPeriod(Exception):  # noqa: N818 - said as staff would say it
    """This journal holds no such period, or not yet or no longer as a whole. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period's entries. `period` is its name, "" for a free one; `opening` is Verifier.state() before them."""

    kind: str
    period: str
    first_day: str
    last_day: str
    first_entry: int
    last_entry: int
    opening: Mapping[str, Any]


def span_of(record: Record, kind: str, first_day: str, last_day: str) -> Span:
    """The entries of a day, month or year by its name in `first_day`, or of the days from `first_day` to `last_day`.

    A free span may include the open day, as far as it has come. NoSuchPeriod says why there is none.
    """
    ends = _ends(record)
    days = [(ends[entry], day) for entry, day in _closings(record, DAY)]
    if kind == FREE:
        before, last = _free(record, days, first_day, last_day)
    elif kind in (DAY, MONTH, YEAR):
        before, last = _closed(record, [(ends[entry], name) for entry, name in _closings(record, kind)], first_day)
    else:
        raise NoSuchPeriod(f"there are archives of a day, month, year or free ones, not of {kind!r}")
    before = max(before, _base(record))
    inside = [period for entry, period in days if before < entry <= last]
    inside += [day for day in _open_day(record, days) if last > (days[-1][0] if days else 0)]
    if not inside:
        raise NoSuchPeriod("no business day of this journal lies in it")
    period = "" if kind == FREE else first_day
    return Span(kind, period, inside[0], inside[-1], before + 1, last, opening_before(record, before + 1))


def _ends(record: Record) -> dict[int, int]:
    """The last of the closings that came together, by the entry of each of them."""
    ends: dict[int, int] = {}
    for entry in sorted((entry for kind in (DAY, MONTH, YEAR) for entry, _ in _closings(record, kind)), reverse=True):
        ends[entry] = ends.get(entry + 1, entry)
    return ends


def _closed(record: Record, closings: list[tuple[int, str]], period: str) -> tuple[int, int]:
    """The entries after which this period begins and with which it ends."""
    before = 0
    for entry, name in closings:
        if name == period:
            if entry <= record.start().entry:
                raise NoSuchPeriod(f"{period} has left this journal: look for the archive that was made of it")
            return before, entry
        before = entry
    raise NoSuchPeriod(f"{period} is not closed yet: a free archive can be made of it")


def _free(record: Record, days: list[tuple[int, str]], first_day: str, last_day: str) -> tuple[int, int]:
    """The entry before the first of these days, and the last entry of the last of them."""
    before = max((entry for entry, day in days if day < first_day), default=0)
    last = max((entry for entry, day in days if day <= last_day), default=0)
    if any(first_day <= day <= last_day for day in _open_day(record, days)):
        last = record.last()[0]
    if last <= before:
        raise NoSuchPeriod(f"there is no business day from {first_day} to {last_day}")
    return before, last


def _closings(record: Record, kind: str, until: int = EVER) -> Iterator[tuple[int, str]]:
    """The entry and the name of every closed period of this kind, in order."""
    for seal in reversed(list(record.last_seals(kind, CLOSINGS_MAX, until))):
        yield seal.entry, _fields(seal)["period"]


def _fields(seal: Seal) -> dict[str, str]:
    try:
        return fields_of(seal.chain, seal.fields)
    except ValueError as error:
        raise JournalBroken(f"seal {seal.number} of chain {seal.chain} was changed") from error


def _open_day(record: Record, days: list[tuple[int, str]]) -> list[str]:
    """The day that is open now; empty when none is."""
    closed = days[-1][0] if days else 0
    for line in record.lines(max(closed, _base(record))):
        if isinstance(line, Entry) and line.kind == "DayOpened":
            fact = line.fact()
            assert isinstance(fact, f.DayOpened)
            return [fact.day]
    return []


def _base(record: Record) -> int:
    """The entry before the first that an archive can hold: the last that left, or the last that was not sealed."""
    adoptions = [entry.number - 1 for entry, _ in record.milestones("KeyAdopted")]
    if not adoptions:
        raise NoSuchPeriod("this journal has no seals: there is nothing to archive")
    return max(record.start().entry, adoptions[0])


# How the till stood


def opening_before(record: Record, entry: int) -> dict[str, Any]:
    """Verifier.state() before this entry, which follows closings or is the first that an archive can hold."""
    before = entry - 1
    closed = dict.fromkeys((DAY, MONTH, YEAR), (0, ""))
    for kind in closed:
        closed[kind] = next(iter(reversed(list(_closings(record, kind, before)))), (0, ""))
    if closed[DAY][0] <= _base(record):
        return opening_after(record, before)
    months = _takings(record, MONTH, closed[YEAR][0], before)
    days = _takings(record, DAY, closed[MONTH][0], before)
    last = _closing(record, closed[DAY][0])
    heads = record.heads(before)
    key = [v.fingerprint_of(pem) for pem in record.certificates(before)][-1]
    return {
        "entry": before, "digest": record.digest_of(before).hex(), "key": key,
        "heads": {chain: {"number": head.number, "signature": head.signature} for chain, head in heads.items()},
        "day": closed[DAY][1], "day_open": False, "receipts": heads[TICKET].number if TICKET in heads else 0,
        "training_receipts": heads[TRAINING].number if TRAINING in heads else 0,
        "training": _training_sale(record, before),
        "takings": {DAY: v.Takings().state(), MONTH: _sum(days), YEAR: _sum(months)},
        "closed": {kind: name for kind, (_, name) in closed.items()},
        "perpetual": _totals(last.perpetual), "absolute": _totals(last.absolute),
    }  # fmt: skip


def _takings(record: Record, kind: str, since: int, until: int) -> list[Takings]:
    """What the periods of this kind that were closed after `since` have brought."""
    return [_closing(record, entry).takings for entry, _ in _closings(record, kind, until) if entry > since]


def _closing(record: Record, number: int) -> f.PeriodClosed:
    kept = (each.entry for each in record.kept() if each.entry.number == number)
    entry = record.entry(number) or next(kept, None)
    fact = entry.fact() if entry else None
    if not isinstance(fact, f.PeriodClosed):
        raise JournalBroken(f"entry {number} should be a closing")
    return fact


def _sum(all_takings: list[Takings]) -> dict[str, Any]:
    together = v.Takings()
    for takings in all_takings:
        each = v.Takings()
        each.counts = {name: getattr(takings, name) for name in v.Takings.COUNTS}
        each.counts.update(cash=takings.cash.cents, card=takings.card.cents)
        each.kinds = {"tenders": dict(takings.tenders), "others": dict(takings.others)}
        each.rates = {tax.rate.basis_points: [tax.net.cents, tax.vat.cents, tax.gross.cents] for tax in takings.taxes}
        together.add(each)
    return together.state()


def _totals(totals: RateTotals) -> list[list[int]]:
    return [list(pair) for pair in totals]


def _training_sale(record: Record, until: int) -> bool:
    """Was a sale for training open? The last beginning or end of a sale is near."""
    reach, start = 500, record.start().entry
    while True:
        since = max(start, until - reach)
        found = [
            line
            for line in record.lines(since, until)
            if isinstance(line, Entry) and (line.kind == "SaleStarted" or line.kind in ENDS_OF_SALE)
        ]
        if found or since == start:
            fact = found[-1].fact() if found else None
            return isinstance(fact, f.SaleStarted) and fact.training
        reach *= 20
