"""Sealing: which seals a new entry gets, and where the chains stand after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head
from kiosk.evidence.entries import Entry, JournalBroken
from kiosk.evidence.keys import Certificate, KeyRing, Signer, certificate
from kiosk.evidence.seals import TICKET, TRAINING, Draft, Moment, drafts, fields_text, signed_text


@dataclass(frozen=True, slots=True)
class Seal:
    """One row. `fields` is the first part of the signed line, as FORMAT.md writes it."""

    chain: str
    number: int
    entry: int
    fields: str
    previous: str
    key: str
    signature: str

    @property
    def head(self) -> Head:
        return Head(self.chain, self.number, self.signature)

    def holds(self, digest: bytes, known: Certificate) -> bool:
        """Was exactly this sealed, on an entry with this digest, with this certificate's key?"""
        line = signed_text(self.fields, self.entry, digest.hex(), not self.previous, self.previous)
        return self.key == known.fingerprint and known.holds(line, self.signature)


def furthest(heads: Iterable[Head]) -> dict[str, Head]:
    """The highest number of each chain; of two with the same number the later one."""
    found: dict[str, Head] = {}
    for head in heads:
        if head.chain not in found or head.number >= found[head.chain].number:
            found[head.chain] = head
    return found


class Sealing:
    """The heads of all chains and the key in force: what the next seals are made from."""

    def __init__(self, ring: KeyRing, heads: Mapping[str, Head], signers: tuple[Signer, ...], older: bool) -> None:
        """`signers`: the one in force, none before the first KeyAdopted. `older`: the journal began without seals."""
        self.heads = dict(heads)
        self.signers = signers
        self._ring = ring
        self._older = older

    def copy(self) -> Sealing:
        """To be thrown away when nothing could be written."""
        return Sealing(self._ring, self.heads, self.signers, self._older)

    @property
    def key(self) -> str:
        """The fingerprint in force, "" before the first."""
        return self.signers[0].certificate.fingerprint if self.signers else ""

    def seal(self, fact: Fact, entry: Entry, when: Moment) -> list[Seal]:
        """The seals of this entry. JournalBroken (a mistake in this program) when it must not be written."""
        match fact:
            case f.KeyAdopted(key, pem):
                if certificate(pem).fingerprint != key:
                    raise JournalBroken(f"the key {key[:16]}… is not the one of its certificate")
                adopted = self._ring.signer(pem)
                seals = self._seals(fact, entry, when) if self.signers else []
                self.signers = (adopted,)
                return seals
            case _ if not self.signers:
                raise JournalBroken("the first thing a journal takes down is its key")
            case f.RollbackFound(heads=heads):
                self.heads = furthest((*self.heads.values(), *heads))
        return self._seals(fact, entry, when)

    def _seals(self, fact: Fact, entry: Entry, when: Moment) -> list[Seal]:
        return [self._sealed(draft, fact, entry) for draft in drafts(fact, when)]

    def _sealed(self, draft: Draft, fact: Fact, entry: Entry) -> Seal:
        chain, (signer,) = draft.chain, self.signers
        before = self.heads.get(chain)
        number = self._number(chain, before, fact)
        previous = before.signature if before else ""
        fields = fields_text(chain, {**draft.values, "number": str(number)})
        line = signed_text(fields, entry.number, entry.digest.hex(), not previous, previous)
        seal = Seal(chain, number, entry.number, fields, previous, signer.certificate.fingerprint, signer.sign(line))
        self.heads[chain] = seal.head
        return seal

    def _number(self, chain: str, before: Head | None, fact: Fact) -> int:
        following = before.number + 1 if before else 1
        if chain not in (TICKET, TRAINING) or not isinstance(fact, f.SaleCompleted):
            return following
        if fact.receipt != following and (before or not self._older):
            raise JournalBroken(f"receipt {fact.receipt} cannot be sealed as number {following} of its chain")
        return fact.receipt
