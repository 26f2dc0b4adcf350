"""The works of an all-in-one recycler keep their money."""

from __future__ import annotations

from random import Random

from hardware.simulated.all_in_one import PIECE_SECONDS, Works


def test_a_piece_falls_into_the_recycler_and_into_the_cashbox_when_it_is_full() -> None:
    works = Works(Random(1), {500: 1}, capacity=2)
    assert not works.insert(500)
    works.open()
    assert works.insert(500)
    assert works.insert(500)
    assert (works.levels[500], works.cashbox[500], works.taken[500]) == (2, 1, 2)
    works.accepted = frozenset({100})
    assert not works.insert(500)


def test_pieces_come_out_one_after_the_other_and_a_cut_of_power_stops_them() -> None:
    works = Works(Random(1), {200: 3})
    works.pay([200, 200, 200], 0.0)
    works.advance(PIECE_SECONDS * 2)
    works.power_down()
    works.advance(100.0)
    assert works.paid_out == {200: 2}
    assert works.levels[200] == 1
    assert works.dispensed == 400


def test_a_jam_stops_everything_until_it_is_cleared() -> None:
    works = Works(Random(1), {200: 3})
    works.jam_chance = 1.0
    works.collect([200], 0.0)
    works.advance(1.0)
    works.open()
    assert works.is_jammed
    assert not works.insert(200)
    works.clear_jam()
    assert works.insert(200)
    assert not works.cashbox


def test_an_amount_is_made_of_what_there_is() -> None:
    works = Works(Random(1), {200: 1, 50: 3})
    assert works.pieces_for(270) == [200, 50]
    assert works.pieces_for(500) == [200, 50, 50, 50]
