"""Verifying a journal with the same Verifier that verifies archives: one verifier in the house.

What that one cannot know is verified here: closings and keys that stayed when a purge took the entries around them, and
the entries of a journal from before there were seals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.domain import facts as f
from kiosk.domain.books import PeriodKind, RateTotals, Takings
from kiosk.domain.history import ImpossibleHistory, evolve
from kiosk.domain.states import Kiosk, Shop
from kiosk.evidence.entries import FIRST, Entry, JournalBroken, chained
from kiosk.evidence.keys import certificate
from kiosk.evidence.sealing import Seal
from kiosk.evidence.seals import DAY, MONTH, TICKET, TRAINING, YEAR, fields_of
from kiosk.evidence.standing import carried
from kiosk.evidence.verify_archive import START, Fault, Verifier

if TYPE_CHECKING:
    from kiosk.evidence.record import Kept, Record

Opening = dict[str, Any]
"""What Verifier.state() tells."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: the number of the last entry that holds, and the first fault (empty: intact).

    `losses` are what the journal itself says it has lost; `key` is the one in force at its end.
    """

    entries: int
    fault: str = ""
    losses: tuple[str, ...] = ()
    key: str = ""

    @property
    def intact(self) -> bool:
        return not self.fault


def verified(record: Record) -> Verdict:
    """The whole journal."""
    try:
        opening = _opening(record)
        verifier = Verifier(opening, _certificates(record))
    except (Fault, JournalBroken, ValueError) as fault:
        return Verdict(max(0, fault.entry - 1) if isinstance(fault, Fault) else 0, str(fault))
    last = opening["entry"]
    try:
        for line in record.lines(last):
            _tell(verifier, line)
            last = line.number - 1 if isinstance(line, Entry) else line.entry - 1
        verifier.finish()
        _nothing_stray(record)
    except (Fault, JournalBroken) as fault:
        return Verdict(last, str(fault), tuple(verifier.losses), verifier.key)
    return Verdict(verifier.number, "", tuple(verifier.losses), verifier.state()["key"])


def opening_after(record: Record, entry: int) -> Opening:
    """The verifier's state after this entry. JournalBroken when the journal does not hold up to there."""
    try:
        opening = _opening(record)
        verifier = Verifier(opening, _certificates(record))
        for line in record.lines(opening["entry"], entry):
            _tell(verifier, line)
        verifier.finish()
    except Fault as fault:
        raise JournalBroken(str(fault)) from fault
    return verifier.state()


def _tell(verifier: Verifier, line: Entry | Seal) -> None:
    if isinstance(line, Entry):
        try:
            verifier.entry(line.number, line.at, line.kind, line.payload.decode(), line.digest.hex())
        except UnicodeDecodeError:
            raise Fault("le texte n’est pas de l’UTF-8 : cette écriture a été changée", line.number) from None
        return
    try:
        fields = fields_of(line.chain, line.fields)
    except ValueError:
        changed = "ses champs ne se lisent pas : ce sceau a été changé"
        raise Fault(changed, line.entry, line.chain, line.number) from None
    verifier.seal(line.chain, line.number, line.entry, fields, line.previous, line.key, line.signature)


def _certificates(record: Record) -> dict[str, str]:
    return {certificate(pem).fingerprint: pem for pem in record.certificates()}


def _nothing_stray(record: Record) -> None:
    for seal in record.stray_seals():
        raise Fault("ce sceau n’appartient à aucune écriture", seal.entry, seal.chain, seal.number)


def _opening(record: Record) -> Opening:
    """The state before the first entry that the verifier reads."""
    found = carried(record)
    if found is None:
        return _before_the_seals(record)
    _same_start(record, found.opening)
    _kept_holds(record, list(record.kept()))
    return found.opening


# After a purge


def _same_start(record: Record, opening: Opening) -> None:
    start = record.start()
    heads = {head.chain: {"number": head.number, "signature": head.signature} for head in start.heads}
    if (opening["entry"], opening["digest"], opening["heads"]) != (start.entry, start.digest.hex(), heads):
        raise JournalBroken(f"what was carried on from entry {start.entry} is not what the purge says")


def _kept_holds(record: Record, kept: list[Kept]) -> None:
    """Each entry by its digest, each seal by its signature, and closings chain by chain up to the purge."""
    known = {each.fingerprint: each for each in map(certificate, record.certificates())}
    for each in kept:
        entry = each.entry
        if chained(each.previous, entry.number, entry.at, entry.kind, entry.payload) != entry.digest:
            raise Fault(f"cette écriture gardée ({entry.kind}) a été changée", entry.number)
        for seal in each.seals:
            if seal.key not in known or not seal.holds(entry.digest, known[seal.key]):
                raise Fault("ce sceau gardé a été changé", seal.entry, seal.chain, seal.number)
    lost = [head for each in kept for head in _lost(each.entry)]
    ends = {head.chain: head for head in record.start().heads}
    for chain in (DAY, MONTH, YEAR):
        number, signature = 0, ""
        for seal in (seal for each in kept for seal in each.seals if seal.chain == chain):
            follows = [(number, signature), *((head.number, head.signature) for head in lost if head.chain == chain)]
            if (seal.number - 1, seal.previous) not in follows:
                raise Fault("le sceau précédent de cette chaîne manque", seal.entry, chain, seal.number)
            number, signature = seal.number, seal.signature
        if chain in ends and (number, signature) != (ends[chain].number, ends[chain].signature):
            raise Fault("ce sceau gardé manque", 0, chain, ends[chain].number)


def _lost(entry: Entry) -> tuple[f.Head, ...]:
    fact = entry.fact()
    return fact.heads if isinstance(fact, f.RollbackFound) else ()


# Before there were seals


def _before_the_seals(record: Record) -> Opening:
    """Entries before the first key, as older versions wrote them: their chain is verified, their totals folded."""
    adoptions = [entry for entry, _ in record.milestones("KeyAdopted")]
    until = adoptions[0].number - 1 if adoptions else record.last()[0]
    if not until:
        return START
    kiosk, digest = Kiosk(Shop("")), FIRST
    for number, entry in enumerate(_until(record.entries(), until), 1):
        if entry.number != number:
            raise Fault("cette écriture manque", number)
        digest = chained(digest, entry.number, entry.at, entry.kind, entry.payload)
        if digest != entry.digest:
            raise Fault(f"l’empreinte ne correspond pas : cette écriture ({entry.kind}) a été changée", number)
        try:
            kiosk = evolve(kiosk, entry.fact())
        except (ImpossibleHistory, AssertionError) as error:
            raise Fault(f"elle ne peut pas suivre : {error}", number) from error
    return _opening_of(kiosk, until, digest)


def _until(entries: Iterator[Entry], last: int) -> Iterator[Entry]:
    for entry in entries:
        if entry.number > last:
            return
        yield entry


def _opening_of(kiosk: Kiosk, entry: int, digest: bytes) -> Opening:
    books, training = kiosk.till.books, kiosk.till.training
    unsigned = {TICKET: kiosk.till.receipts, TRAINING: training.receipts}
    return {
        **START,
        "entry": entry,
        "digest": digest.hex(),
        "heads": {chain: {"number": number, "signature": ""} for chain, number in unsigned.items() if number},
        "receipts": kiosk.till.receipts,
        "training_receipts": training.receipts,
        "day": books.day,
        "day_open": bool(books.day),
        "takings": {**START["takings"], PeriodKind.DAY.value: _takings(books.of_day)},
        "perpetual": _totals(books.perpetual),
        "absolute": _totals(books.absolute),
    }


def _takings(takings: Takings) -> dict[str, Any]:
    taxes = [[tax.rate.basis_points, tax.net.cents, tax.vat.cents, tax.gross.cents] for tax in takings.taxes]
    counts = {
        name: getattr(takings, name) for name in ("tickets", "first", "last", "cancelled", "removed", "overrides")
    }
    besides = {"tenders": takings.tenders, "others": takings.others}
    kinds = {name: [list(pair) for pair in pairs] for name, pairs in besides.items() if pairs}
    return {**counts, "cash": takings.cash.cents, "card": takings.card.cents, "taxes": taxes, **kinds}


def _totals(totals: RateTotals) -> list[list[int]]:
    return [list(pair) for pair in totals]
