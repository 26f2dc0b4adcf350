"""Vouchers and cards in the simulated shop, and proof that a kiosk which cheats with them is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.words import Symbology
from kiosk.domain import bookkeeping, ledger
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import TenderKind
from kiosk.domain.money import Money
from kiosk.domain.states import Books, Till
from tests.shop.day import audit, tidy
from tests.shop.wallets import Paper
from tests.shop.world import World, opened

SEED = 5
MEAL = Paper(TenderKind.MEAL_VOUCHER, "0000000000112345678", 100, "000000000010010012345678", Symbology.ITF)
ARTICLE = 6


def visit(world: World, *presses: e.Event, papers: tuple[Paper, ...] = ()) -> None:
    """One article, these touches, then these papers; the rest by card."""
    article = list(world.shelf.products.values())[ARTICLE]
    world.scanner.scan(article.code, Symbology.EAN13)
    world.run(1)
    for press in (*presses, e.PayPressed()):
        world.post(press)
        world.run(1)
    for paper in papers:
        world.scanner.scan(paper.text, paper.symbology)
        world.run(1)
    world.post(e.PayCardPressed())
    for _ in range(8):
        if world.terminal.amount_shown is not None:
            world.terminal.tap()
        world.run(1)
    for press in (e.NoReceiptPressed(), e.DonePressed()):
        world.post(press)
        world.run(1)
    tidy(world)


def a_paper_twice() -> World:
    """By two customers."""
    with opened(SEED, troubled=False) as world:
        world.run(10)
        world.wallets.knows(MEAL)
        for _ in range(2):
            visit(world, papers=(MEAL,))
        audit(world)
        return world


def a_card_is_filled_and_spent() -> World:
    """By two customers, the second of whom rounds up."""
    with opened(SEED, troubled=False) as world:
        world.run(10)
        card = world.wallets.cards[0]
        visit(world, e.GiftCardPressed(card.reference, Money(500)))
        visit(world, papers=(card,))
        audit(world)
        return world


def test_a_paper_pays_once() -> None:
    used = a_paper_twice().reckoning.tenders.used
    assert used["meal_voucher_tenders"] == 1


def test_a_card_is_worth_what_was_put_on_it_less_what_it_paid() -> None:
    world = a_card_is_filled_and_spent()
    assert world.kiosk.till.vouchers[world.wallets.cards[0].reference].balance == Money(500 - 267)


# Kiosks that cheat


def test_a_kiosk_that_takes_a_paper_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "redeemed", lambda till, kind, reference: False)
    with pytest.raises(AssertionError, match=r"takes meal_voucher:\d+ again"):
        a_paper_twice()


def test_a_kiosk_that_forgets_what_a_card_has_paid_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_moves(till: Till, reference: str, amount: Money) -> Till:
        return till

    monkeypatch.setattr(ledger, "_moved", nothing_moves)
    with pytest.raises(AssertionError, match="the ledger says"):
        a_card_is_filled_and_spent()


def test_a_kiosk_that_keeps_vouchers_out_of_its_books_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = bookkeeping._sold

    def without(books: Books, ticket: f.SaleCompleted) -> Books:
        return honest(books, replace(ticket, tenders=()))

    monkeypatch.setattr(bookkeeping, "_sold", without)
    with pytest.raises(AssertionError, match="so far, says"):
        a_paper_twice()
