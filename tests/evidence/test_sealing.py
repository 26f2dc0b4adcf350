"""What is sealed, in which order, with which key; and that a mistake in the program writes nothing at all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head
from kiosk.domain.money import Money
from kiosk.domain.tax import Rate, split
from kiosk.evidence.entries import FIRST, JournalBroken, chained, entry_of
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import KeyUnusable, certificate
from kiosk.evidence.record import Record
from kiosk.evidence.sealing import furthest
from kiosk.evidence.seals import EVENT, FIELDS, Moment, drafts, fields_of, fields_text
from tests.evidence.facts_of_all_kinds import EXAMPLES
from tests.evidence.forging import fault_of
from tests.evidence.kept_till import KeptTill
from tests.evidence.sealed import AT, IDENTITY, adopt, ring_in, sealed_journal
from tests.flows.customer import Till as CustomersTill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def sale(receipt: int, training: bool = False) -> f.SaleCompleted:
    total = Money(120)
    return f.SaleCompleted(
        receipt, AT, 0, total, (split(total, Rate(550)),), total, Money(0), "2025-06-15", training=training
    )


# The rule of the first key


@pytest.mark.parametrize("fact", [f.KioskStarted("1", AT), f.SessionEnded(), sale(1)])
def test_the_first_thing_a_journal_takes_down_is_its_key(path: Path, fact: Fact) -> None:
    journal = Journal(path, ring_in(path.parent), IDENTITY.till, durable=False)
    with pytest.raises(JournalBroken, match="its key"):
        journal.append((fact,), AT)
    assert journal.head == (0, FIRST)
    assert journal.signer == ()
    adopt(journal, ring_in(path.parent))
    journal.append((fact,), AT)
    assert journal.key
    journal.close()


def test_a_key_that_is_not_here_is_not_adopted(path: Path, tmp_path: Path) -> None:
    (elsewhere,) = ring_in(tmp_path / "elsewhere").unadopted("", AT)
    journal = sealed_journal(path)
    with pytest.raises(KeyUnusable):
        journal.append((f.KeyAdopted(elsewhere.key, elsewhere.certificate),), AT)
    (ours,) = ring_in(tmp_path).unadopted("", AT)
    with pytest.raises(JournalBroken, match="not the one of its certificate"):
        journal.append((f.KeyAdopted(elsewhere.key, ours.certificate),), AT)
    assert journal.head[0] == 1
    journal.close()


# Tickets


def test_append_tells_the_heads_of_the_chains_that_moved(path: Path) -> None:
    journal = sealed_journal(path)
    heads = journal.append((f.PaymentBegun(), sale(1), f.AttendantArrived("A1"), f.AttendantLeft("A1")), AT)
    assert {(head.chain, head.number) for head in heads} == {("ticket", 1), ("grand_ticket", 1), ("event", 2)}
    assert journal.append((f.SessionEnded(),), AT) == ()
    assert journal.append((), AT) == ()
    assert all(journal.heads()[head.chain] == head for head in heads)
    journal.close()


@pytest.mark.parametrize("receipt", [0, 1, 3, 10])
@pytest.mark.parametrize("training", [False, True])
def test_a_receipt_out_of_order_is_a_mistake_and_nothing_is_written(path: Path, receipt: int, training: bool) -> None:
    journal = sealed_journal(path)
    journal.append((sale(1, training),), AT)
    head, heads = journal.head, journal.heads()
    with pytest.raises(JournalBroken, match=f"receipt {receipt} cannot be sealed as number 2"):
        journal.append((f.AttendantArrived("A1"), sale(receipt, training)), AT)
    assert (journal.head, journal.heads()) == (head, heads)
    assert len(list(journal.entries())) == head[0]
    journal.append((sale(2, training),), AT)
    journal.close()


def test_training_has_numbers_of_its_own(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append((sale(1), sale(1, training=True), sale(2), sale(2, training=True)), AT)
    assert {chain: head.number for chain, head in journal.heads().items()} == {
        "ticket": 2, "grand_ticket": 2, "training": 2,
    }  # fmt: skip
    journal.close()


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: type(fact).__name__)
def test_an_event_names_whom_its_fact_names_and_so_the_verifier_reads_it(fact: Fact) -> None:
    events = [draft for draft in drafts(fact, Moment(AT, 0, "1")) if draft.chain == EVENT]
    assert all(event.values["operator"] == getattr(fact, "by", "") for event in events)


def test_the_shops_own_time_is_sealed(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append((f.AttendantArrived("A1"),), AT, 7200)
    (seal,) = journal.seals(1)
    assert fields_of("event", seal.fields)["at"] == "20250615170640"
    journal.close()


# Rollback and rotation


def test_after_a_rollback_numbers_go_on_after_the_lost_ones(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append((sale(1),), AT)
    lost = (Head("ticket", 9, "T" * 86), Head("grand_ticket", 9, "G" * 86), Head("event", 20, "E" * 86))
    heads = journal.append((f.RollbackFound(50, 2, lost),), AT)
    assert ("event", 21) in {(head.chain, head.number) for head in heads}
    journal.append((sale(10),), AT)
    seals = {(seal.chain, seal.number): seal.previous for seal in journal.seals()}
    assert seals["event", 21] == "E" * 86
    assert seals["ticket", 10] == "T" * 86
    journal.close()
    journal = sealed_journal(path)
    assert journal.heads()["ticket"].number == 10
    assert journal.append((sale(11),), AT)
    journal.close()


def test_a_rollback_never_sets_a_chain_back(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append((sale(1), sale(2)), AT)
    journal.append((f.RollbackFound(50, 2, (Head("ticket", 1, "T" * 86),)),), AT)
    journal.append((sale(3),), AT)
    journal.close()


@given(st.lists(st.builds(Head, st.sampled_from(["a", "b"]), st.integers(1, 5), st.text(max_size=3))))
def test_the_furthest_head_is_the_last_with_the_highest_number(heads: list[Head]) -> None:
    for chain, found in furthest(heads).items():
        of_chain = [head for head in heads if head.chain == chain]
        highest = max(head.number for head in of_chain)
        assert found == [head for head in of_chain if head.number == highest][-1]


def test_a_new_key_goes_on_with_the_chains_and_is_sealed_with_the_old_one(path: Path) -> None:
    journal = sealed_journal(path)
    till = KeptTill(journal=journal)
    till.sell()
    old = journal.key
    journal.close()
    ring_in(path.parent).rotate()
    journal = sealed_journal(path)
    KeptTill(journal=journal).sell()
    first, second = [seal for seal in journal.seals() if seal.chain == "ticket"]
    adoption = [entry.number for entry, _ in journal.milestones("KeyAdopted")][-1]
    (event,) = [seal for seal in journal.seals() if seal.entry == adoption]
    assert (first.key, event.key, second.key) == (old, old, journal.key)
    assert (second.number, second.previous) == (2, first.signature)
    assert journal.verify().intact
    assert journal.verify().key == journal.key
    journal.close()


# Journals of older versions


def old_journal(path: Path, sales: int) -> int:
    """As the version before wrote it: no seals, no days, no grand totals; the number of its entries."""
    till = CustomersTill()
    for _ in range(sales):
        KeptTill.sell(till)  # type: ignore[arg-type]
    facts = [fact for fact in till.facts if not isinstance(fact, f.DayOpened | f.PeriodClosed)]
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE journal (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
        " fact TEXT NOT NULL, digest BLOB NOT NULL) STRICT"
    )
    digest = FIRST
    for number, fact in enumerate(facts, 1):
        if isinstance(fact, f.SaleCompleted):
            fact = f.SaleCompleted(fact.receipt, AT, 0, fact.total, fact.taxes, fact.cash, fact.card)
        entry = entry_of(fact, number, AT, digest)
        payload = entry.payload.replace(b'"day":"",', b"").replace(b',"training":false', b"")
        digest = chained(digest, number, AT, entry.kind, payload)
        db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", (number, AT, entry.kind, payload.decode(), digest))
    db.commit()
    db.close()
    return len(facts)


def test_an_old_journal_is_read_without_being_changed(path: Path) -> None:
    count = old_journal(path, 2)
    before = path.read_bytes()
    record = Record(path)
    assert record.verify().entries == count
    assert record.verify().intact
    assert (list(record.seals()), record.heads(), record.ticket(1), list(record.closings("day"))) == ([], {}, None, [])
    assert len(list(record.lines())) == count
    record.close()
    assert path.read_bytes() == before


def test_an_old_journal_goes_on_with_seals_and_its_own_numbers(path: Path) -> None:
    count = old_journal(path, 3)
    journal = sealed_journal(path)
    assert next(entry.number for entry, _ in journal.milestones("KeyAdopted")) == count + 1
    till = KeptTill(journal=journal)
    till.sell(2)
    assert [seal.number for seal in journal.seals() if seal.chain == "ticket"] == [4, 5]
    till.days(2)
    till.sell()
    verdict = journal.verify()
    assert verdict.intact, verdict.fault
    journal.close()
    assert fault_of(path) == ""
    sealed_journal(path).close()


@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_change_in_the_old_part_is_found(path: Path, number: int) -> None:
    old_journal(path, 2)
    journal = sealed_journal(path)
    KeptTill(journal=journal).sell()
    journal.close()
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER journal_is_never_updated")
    db.execute("UPDATE journal SET at = at + 1 WHERE number = ?", (number,))
    db.commit()
    db.close()
    record = Record(path)
    verdict = record.verify()
    record.close()
    assert verdict.entries == number - 1
    assert f"écriture {number} " in verdict.fault


# The signed line


@pytest.mark.parametrize("chain", FIELDS)
@given(data=st.data())
def test_any_values_come_back_from_the_signed_line(chain: str, data: st.DataObject) -> None:
    values = {name: data.draw(st.text(max_size=12)) for name in FIELDS[chain]}
    assert fields_of(chain, fields_text(chain, values)) == values


@given(chain=st.sampled_from([*FIELDS, "another"]), text=st.text(alphabet="ab\\,n\n", max_size=30))
def test_no_two_texts_stand_for_the_same_values(chain: str, text: str) -> None:
    try:
        values = fields_of(chain, text)
    except ValueError:
        return
    assert fields_text(chain, values) == text


SPOILED = ({"entry": 99}, {"fields": ""}, {"previous": "A"}, {"key": ""}, {"signature": "A" * 86})


@pytest.mark.parametrize("spoiled", SPOILED, ids=[name for each in SPOILED for name in each])
def test_a_seal_holds_only_as_it_was_made(path: Path, spoiled: dict[str, Any]) -> None:
    journal = sealed_journal(path)
    journal.append((sale(1),), AT)
    seal, entry = next(journal.seals()), journal.entry(2)
    known = certificate(journal.certificates()[0])
    journal.close()
    assert entry is not None
    assert seal.holds(entry.digest, known)
    assert not seal.holds(FIRST, known)
    assert not replace(seal, **spoiled).holds(entry.digest, known)
