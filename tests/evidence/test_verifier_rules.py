"""Whoever has the key cannot make totals disagree: facts told wrong, sealed properly, are still found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain import facts as f
from kiosk.domain.basket import NonItem, NonItemKind, Tender, TenderKind
from kiosk.domain.books import RateTotals
from kiosk.domain.facts import Fact, Head
from kiosk.domain.money import Money
from kiosk.domain.tax import TaxTotal
from kiosk.evidence import verify_archive as v
from kiosk.evidence.entries import FIRST, Entry, entry_of
from kiosk.evidence.keys import KeyRing
from kiosk.evidence.record import Record
from kiosk.evidence.sealing import Seal
from kiosk.evidence.seals import EVENTS, FIELDS, Moment, drafts, fields_text, signed_text
from tests.evidence.tills import OFFSET, Till

Facts = list[Fact]
CENT = Money(1)
NO_CERTIFICATE = "no certificate"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A day, the end of a month, and a day more."""
    till = Till(tmp_path_factory.mktemp("till"))
    for _ in range(3):
        till.day(2)
    till.sell()
    till.archive("day", "2026-11-30")
    yield till
    till.close()


@pytest.fixture(scope="module")
def facts(till: Till) -> Facts:
    record = Record(till.path)
    told = list(record.facts())
    record.close()
    return told


def fault(facts: Facts, ring: KeyRing, spoil: Callable[[Seal], Seal] = lambda seal: seal) -> str:
    """What the verifier says of these facts in a journal whose seals are all right; "" when it has nothing to say."""
    verifier = v.Verifier()
    try:
        for entry, seals in sealed(facts, ring):
            verifier.entry(entry.number, entry.at, entry.kind, entry.payload.decode(), entry.digest.hex())
            for fields, seal in seals:
                spoilt = spoil(seal)
                verifier.seal(
                    spoilt.chain, spoilt.number, spoilt.entry, fields, spoilt.previous, spoilt.key, spoilt.signature
                )
        verifier.finish()
    except v.Fault as found:
        return str(found)
    return ""


def sealed(facts: Facts, ring: KeyRing) -> Iterator[tuple[Entry, list[tuple[dict[str, str], Seal]]]]:
    """Entries and seals as a dishonest program with the key would write them: without any refusal."""
    digest, heads, signer = FIRST, dict[str, Head](), None
    for number, fact in enumerate(facts, 1):
        entry = entry_of(fact, number, 1_800_000_000, digest)
        digest = entry.digest
        seals = []
        if isinstance(fact, f.RollbackFound):
            heads.update({head.chain: head for head in fact.heads})
        for draft in drafts(fact, Moment(entry.at, OFFSET, "1")) if signer else ():
            before = heads.get(draft.chain)
            fields = {**draft.values, "number": str(before.number + 1 if before else 1)}
            previous = before.signature if before else ""
            text = fields_text(draft.chain, fields)
            signature = signer.sign(signed_text(text, number, digest.hex(), not previous, previous))
            key = signer.certificate.fingerprint
            seal = Seal(draft.chain, int(fields["number"]), number, text, previous, key, signature)
            heads[draft.chain] = seal.head
            seals.append((fields, seal))
        if isinstance(fact, f.KeyAdopted) and fact.certificate != NO_CERTIFICATE:
            signer = ring.signer(fact.certificate)
        yield entry, seals


def of_kind(facts: Facts, kind: type[Fact], nth: int = 0) -> int:
    return [place for place, fact in enumerate(facts) if isinstance(fact, kind)][nth]


def with_sale(change: Callable[[f.SaleCompleted], f.SaleCompleted], nth: int = 1) -> Callable[[Facts], Facts]:
    def changed(facts: Facts) -> Facts:
        place = of_kind(facts, f.SaleCompleted, nth)
        sale = facts[place]
        assert isinstance(sale, f.SaleCompleted)
        return [*facts[:place], change(sale), *facts[place + 1 :]]

    return changed


def with_closing(change: Callable[[f.PeriodClosed], f.PeriodClosed], nth: int) -> Callable[[Facts], Facts]:
    def changed(facts: Facts) -> Facts:
        place = of_kind(facts, f.PeriodClosed, nth)
        closing = facts[place]
        assert isinstance(closing, f.PeriodClosed)
        return [*facts[:place], change(closing), *facts[place + 1 :]]

    return changed


def without(kind: type[Fact], nth: int = 0) -> Callable[[Facts], Facts]:
    def changed(facts: Facts) -> Facts:
        place = of_kind(facts, kind, nth)
        return [*facts[:place], *facts[place + 1 :]]

    return changed


def before(kind: type[Fact], nth: int, more: Fact) -> Callable[[Facts], Facts]:
    def changed(facts: Facts) -> Facts:
        place = of_kind(facts, kind, nth)
        return [*facts[:place], more, *facts[place:]]

    return changed


def cheaper_line(sale: f.SaleCompleted) -> f.SaleCompleted:
    first = replace(sale.lines[0], gross=sale.lines[0].gross - CENT)
    return replace(sale, lines=(first, *sale.lines[1:]))


def line_left_out(sale: f.SaleCompleted) -> f.SaleCompleted:
    return replace(sale, lines=sale.lines[1:])


def a_voucher_more(sale: f.SaleCompleted) -> f.SaleCompleted:
    return replace(sale, tenders=(*sale.tenders, Tender(TenderKind.GIFT_CARD, "G1", CENT)))


def a_donation_more(sale: f.SaleCompleted) -> f.SaleCompleted:
    return replace(sale, others=(*sale.others, NonItem(NonItemKind.DONATION, "", CENT)))


def other_vouchers(closing: f.PeriodClosed) -> f.PeriodClosed:
    return replace(closing, takings=replace(closing.takings, tenders=(("coupon", 12345),)))


def vouchers_twice(closing: f.PeriodClosed) -> f.PeriodClosed:
    return replace(closing, takings=replace(closing.takings, tenders=(("coupon", 1), ("coupon", 1))))


def less_vat(sale: f.SaleCompleted) -> f.SaleCompleted:
    return replace(sale, taxes=(shifted(sale.taxes[0]), *sale.taxes[1:]))


def shifted(tax: TaxTotal) -> TaxTotal:
    return TaxTotal(tax.rate, tax.net + CENT, tax.vat - CENT, tax.gross)


def more(totals: RateTotals) -> RateTotals:
    (rate, cents), *rest = totals
    return ((rate, cents + 1), *rest)


def sold_after_closing(facts: Facts) -> Facts:
    """The first sale of the second day is told as one more of the first, behind its closing."""
    place, opening = of_kind(facts, f.SaleCompleted, 3), of_kind(facts, f.DayOpened, 1)
    sale = facts[place]
    assert isinstance(sale, f.SaleCompleted)
    late = replace(sale, day="2026-11-29")
    return [*facts[:opening], late, *facts[opening:place], *facts[place + 1 :]]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (with_sale(cheaper_line), "n'est pas son prix fois sa quantité"),
        (with_sale(line_left_out), "ne sont pas la somme des lignes"),
        (with_sale(less_vat), "hors taxe"),
        (with_sale(lambda sale: replace(sale, total=sale.total - CENT)), "n'est pas la somme de ses taux"),
        (with_sale(lambda sale: replace(sale, cash=sale.cash - CENT)), "centimes payés"),
        (with_sale(a_voucher_more), "centimes payés"),
        (with_sale(a_donation_more), "centimes payés"),
        (with_closing(other_vouchers, 0), "les bons ou les encaissements hors vente"),
        (with_closing(vouchers_twice, 0), "un genre deux fois"),
        (with_sale(lambda sale: replace(sale, cash_in=sale.cash_in + CENT)), "espèces gardées"),
        (
            with_sale(
                lambda sale: replace(
                    sale, card=sale.cash + sale.card, cash=Money(0), cash_in=Money(0), cash_out=Money(0), cards=()
                )
            ),
            "carte est comptée",
        ),
        (with_sale(lambda sale: replace(sale, perpetual=sale.perpetual + CENT)), "grand total perpétuel dit"),
        (with_sale(lambda sale: replace(sale, absolute=sale.absolute - CENT)), "perpétuel absolu dit"),
        (with_sale(lambda sale: replace(sale, day="2026-11-28")), "la journée ouverte est 2026-11-29"),
        (with_sale(lambda sale: replace(sale, receipt=sale.receipt + 1)), "le ticket 3 suit le ticket 1"),
        (with_sale(lambda sale: replace(sale, training=True)), "grand total perpétuel dit"),
        (without(f.SaleCompleted, 1), "le ticket|le grand total|somme"),
        (sold_after_closing, "ticket 3 est daté du 2026-11-29, mais la journée 2026-11-29 est close"),
        (with_closing(lambda c: replace(c, takings=replace(c.takings, tickets=1)), 0), "tickets = 1"),
        (with_closing(lambda c: replace(c, takings=replace(c.takings, cash=c.takings.cash - CENT)), 0), "cash = "),
        (with_closing(lambda c: replace(c, takings=replace(c.takings, cancelled=0)), 0), "cancelled = 0"),
        (
            with_closing(
                lambda c: replace(
                    c, takings=replace(c.takings, taxes=(shifted(c.takings.taxes[0]), *c.takings.taxes[1:]))
                ),
                0,
            ),
            "totaux par taux de la clôture",
        ),
        (with_closing(lambda c: replace(c, perpetual=more(c.perpetual)), 1), "grands totaux perpétuels"),
        (with_closing(lambda c: replace(c, absolute=more(c.absolute)), 2), "grands totaux perpétuels"),
        (with_closing(lambda c: replace(c, takings=replace(c.takings, last=1)), 2), "last = 1"),
        (with_closing(lambda c: replace(c, period="2026-11-28"), 0), "n'est pas la journée ouverte"),
        (with_closing(lambda c: replace(c, period="2026-10"), 2), "le mois 2026-10"),
        (without(f.PeriodClosed, 0), "sans que la journée 2026-11-29 soit close"),
        (without(f.PeriodClosed, 2), "sans que le mois 2026-11 soit clos"),
        (without(f.DayOpened, 1), "est close"),
        (before(f.PeriodClosed, 0, f.DayOpened("2026-11-29")), "sans que la journée"),
        (before(f.DayOpened, 1, f.DayOpened("2026-11-29")), "s'ouvre après la journée"),
        (before(f.DayOpened, 0, f.DayOpened("2026-13-01")), "n'est pas une date"),
        (before(f.SaleStarted, 3, f.DuplicateIssued(2, 2, "paper")), "mais le précédent est le n° "),
        (before(f.SaleStarted, 3, f.DuplicateIssued(99, 1, "paper")), "qui n'existe pas"),
        (before(f.SaleStarted, 3, f.ArchiveMade("free", "", "", 1, 9999, "", "")), "n'a pas pu être faite"),
        (before(f.SaleStarted, 3, f.RollbackFound(9999, 9998, ())), "n'a pas pu être constaté"),
        (before(f.SaleStarted, 3, f.KeyAdopted("0" * 64, NO_CERTIFICATE)), "certificat"),
        (without(f.KeyAdopted, 0), "aucune clé"),
    ],
)
def test_a_fact_told_wrong_is_found(till: Till, facts: Facts, wrong: Callable[[Facts], Facts], told: str) -> None:
    found = fault(wrong(facts), till.ring)
    assert re.search(told, found), found
    assert found.startswith(("écriture ", "sceau "))


def test_facts_told_right_have_no_fault(till: Till, facts: Facts) -> None:
    assert fault(facts, till.ring) == ""


def test_a_parked_sale_counts_as_one_that_was_given_up(till: Till, facts: Facts) -> None:
    parked = [f.SaleParked("0" * 16, 1, each.total) if isinstance(each, f.SaleAbandoned) else each for each in facts]
    assert any(isinstance(each, f.SaleParked) for each in parked)
    assert fault(parked, till.ring) == ""


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda seal: replace(seal, number=seal.number + 1), "manque"),
        (lambda seal: replace(seal, previous="A" * 86), "signature précédente"),
        (lambda seal: replace(seal, entry=seal.entry + 1), "devrait suivre son écriture"),
        (lambda seal: replace(seal, key="0" * 64), "clé en vigueur"),
        (lambda seal: replace(seal, signature="A" * 86), "signature est fausse"),
        (lambda seal: replace(seal, signature=seal.signature + "="), "signature est fausse"),
        (lambda seal: replace(seal, chain="tickets"), "n'existe pas"),
        (lambda seal: replace(seal, chain="month"), "attendu"),
    ],
)
def test_a_seal_made_wrong_is_found(till: Till, facts: Facts, spoil: Callable[[Seal], Seal], told: str) -> None:
    found = fault(facts, till.ring, lambda seal: spoil(seal) if seal.chain == "day" else seal)
    assert told in found
    assert found.startswith("sceau ")


def test_every_event_code_and_every_field_of_a_chain_is_known_to_the_verifier() -> None:
    assert v.FIELDS == FIELDS
    assert set(v.EVENT_CODES) == set(EVENTS)


def test_memory_of_duplicates_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(v, "COPIES_MAX", 2)
    till = Till(tmp_path)
    for receipt in range(1, 6):
        till.sell(lines=1)
        till.duplicate(receipt, 1)
    till.duplicate(1, 2)
    record = Record(till.path)
    assert fault(list(record.facts()), till.ring) == ""
    record.close()
    till.close()
