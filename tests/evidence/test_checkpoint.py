"""A checkpoint saves reading the year; whatever does not agree is not used, and the whole journal is read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.aside import Aside
from kiosk.domain.basket import BasketNote, Doubt, Handover, Order, Refusal, Sale, ShelfNote, TenderKind
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.orders import Receivable
from kiosk.domain.refund import Returned
from kiosk.domain.states import Attract, Closed, Kiosk, Till
from kiosk.domain.vault import Balance, Errand, Vault
from kiosk.domain.voucher import NotTaken, Voucher
from kiosk.evidence import checkpoint as module
from kiosk.evidence.checkpoint import NAME, Checkpoint, fold
from kiosk.evidence.journal import Journal
from kiosk.evidence.record import Record
from kiosk.evidence.standing import Standing, packed, unpacked
from tests.domain.kiosks import STORIES
from tests.evidence.facts_of_all_kinds import LINE
from tests.evidence.forging import forge
from tests.evidence.kept_till import KeptTill
from tests.evidence.sealed import sealed_journal
from tests.flows.customer import SHOP


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def kept(path: Path, after: int = 2) -> int:
    """A journal with a checkpoint, and a few sales after it; the entry of the checkpoint."""
    journal = sealed_journal(path)
    till = KeptTill(journal=journal)
    till.sell(2)
    assert Checkpoint(path.parent, "1").keep(till.kiosk, journal)
    entry, _ = journal.head
    till.sell(after)
    journal.close()
    return entry


def loaded(path: Path, version: str = "1", shop: Any = SHOP) -> int:
    """The entry up to which nothing has to be read."""
    record = Record(path)
    _, entry = Checkpoint(path.parent, version).load(record, shop)
    record.close()
    return entry


def test_a_start_reads_only_what_came_after_the_checkpoint_and_finds_the_same(path: Path) -> None:
    entry = kept(path)
    assert entry > 0
    assert loaded(path) == entry
    record = Record(path)
    assert fold(record, Checkpoint(path.parent, "1"), SHOP) == replay(record.facts(), Kiosk(SHOP))
    record.close()


def test_without_a_checkpoint_all_is_read(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept(path)
    (path.parent / NAME).unlink()
    with caplog.at_level(logging.INFO):
        assert loaded(path) == 0
    assert "the whole journal is read" in caplog.text


def test_another_version_of_the_program_reads_all(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept(path)
    assert loaded(path, version="2") == 0
    assert "another version" in caplog.text


def test_another_configuration_reads_all(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept(path)
    assert loaded(path, shop=replace(SHOP, closing_hour=4)) == 0
    assert "configuration has changed" in caplog.text


def test_other_fields_in_the_kiosk_read_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(path)
    monkeypatch.setattr(module, "_described", lambda kind: "another")
    assert loaded(path) == 0


def test_a_checkpoint_of_another_journal_is_not_used(path: Path, tmp_path: Path) -> None:
    kept(path)
    other = tmp_path / "other"
    other.mkdir()
    kept(other / "journal.db")
    (path.parent / NAME).write_bytes((other / NAME).read_bytes())
    assert loaded(path) == 0


def test_a_checkpoint_of_entries_that_were_changed_since_is_not_used(path: Path) -> None:
    entry = kept(path)
    forge(path, lambda db: db.execute("UPDATE journal SET digest = zeroblob(32) WHERE number = ?", (entry,)))
    assert loaded(path) == 0


@pytest.mark.parametrize("place", [0, 0.2, 0.5, 0.8, 0.99])
def test_a_damaged_checkpoint_is_not_used(path: Path, place: float) -> None:
    kept(path)
    data = bytearray((path.parent / NAME).read_bytes())
    data[int(place * len(data))] ^= 1
    (path.parent / NAME).write_bytes(data)
    assert loaded(path) == 0


@given(data=st.binary(max_size=200))
def test_no_bytes_are_taken_for_a_standing(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        unpacked(data, Standing)


@pytest.mark.parametrize("name", STORIES)
def test_every_till_survives(name: str) -> None:
    till = STORIES[name]().kiosk.till
    assert unpacked(packed(Standing(till, "A1")), Standing) == Standing(till, "A1")


def test_every_field_of_the_till_survives_with_something_in_it() -> None:
    """A field that a checkpoint forgot would come back at its default."""
    till = Till()
    changed = replace(till, **{field.name: _other(getattr(till, field.name), field.name) for field in fields(till)})
    assert all(getattr(changed, field.name) != getattr(till, field.name) for field in fields(till))
    assert unpacked(packed(Standing(changed)), Standing).till == changed


VAULT = Vault(
    {"coins": (20, 50)}, {"coins": ((20, 40),)}, {"coins": ("A2", ((20, -3),))},
    {"notes": Balance(5, Money(100), Money(90), "A1")}, 2, Errand("filled", "coins", Money(40), "jam"),
)  # fmt: skip
"""Something in each field."""


def _other(value: Any, name: str) -> Any:
    """Another value of the same kind."""
    filled: dict[str, Any] = {
        "held": {("notes", 500): 3}, "cashbox": {("coins", 5): 1}, "cashbox_pieces": {"notes": -1},
        "roll": {"P1": "f00d", "P2": ""}, "devices": {"card": ("lost", "jam")}, "last_copy": (3, 1),
        "slip": (f.SlipDue("1.1", Money(240), "refused", 5, 0),), "uncharged": ("1.1",), "spent": {"00ff": 5},
        "handhelds": ("CAISSE-2:01020304",), "shelf": (ShelfNote(Doubt.EXPIRED, "1", "A", "", 5),),
        "marks": {"coins": "3:8"},
        "orders": {"C1-7": Order("C1-7", (LINE,), ((550, 100),), "2025-06-15")},
        "receivables": {"F1-1": Receivable("F1-1", "C7", Money(5), "2025-06-15", "2025-07-15")},
        "suspicions": (BasketNote(Refusal.USED, "CAISSE-2", 5),),
        "vouchers": {"G1": Voucher(TenderKind.GIFT_CARD, Money(50), "2026-11-22")},
        "redeemed": {"coupon:1": "2026-11-22"},
        "not_taken": (f.CodeNotTaken(NotTaken.USED, "1", "coupon"),),
        "asides": (Aside(Sale(1, (LINE,)), 5),),
        "handovers": (Handover(Sale(1), "00ff", 9, 5, "A1"),), "vault": VAULT,
        "ungiven": ("1.2",), "returned": {1: Returned({2: 1}, {"1.1": 100}, Money(20))},
    }  # fmt: skip
    if name in filled:
        return filled[name]
    if is_dataclass(value) and not isinstance(value, type):
        first = fields(value)[0].name
        return replace(value, **{first: _other(getattr(value, first), first)})
    if isinstance(value, Mapping):
        raise AssertionError(f"say what may be in {name}")
    return (
        next(each for each in type(value) if each is not value)
        if hasattr(type(value), "__members__")
        else (f"{value}x" if isinstance(value, str) else value + 7)
    )


def test_a_kiosk_with_somebody_at_it_is_not_kept(path: Path) -> None:
    """Every state there is: only the quiet ones are kept."""
    journal = sealed_journal(path)
    checkpoint = Checkpoint(path.parent, "1")
    for name, story in STORIES.items():
        kiosk = story().kiosk
        assert checkpoint.keep(kiosk, journal) == isinstance(kiosk.state, Attract | Closed), name
    journal.close()


def test_a_closed_kiosk_comes_back_closed(path: Path) -> None:
    journal = sealed_journal(path)
    kiosk = STORIES["Closed"]().kiosk
    assert Checkpoint(path.parent, "1").keep(kiosk, journal)
    again, _ = Checkpoint(path.parent, "1").load(journal, kiosk.shop)
    assert (again.state, again.till) == (kiosk.state, kiosk.till)
    journal.close()


def test_a_journal_without_a_key_has_no_checkpoint(path: Path) -> None:
    from tests.evidence.sealed import ring_in

    journal = Journal(path, ring_in(path.parent), "1", durable=False)
    assert not Checkpoint(path.parent, "1").keep(Kiosk(SHOP), journal)
    journal.close()
