"""What facts make of the customer's bag."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain.bag import EMPTY_BAG, Bag, Piece
from kiosk.domain.basket import Line, Sale

AboutTheBag = f.ItemsBagged | f.BagPlaced | f.ItemTooLarge | f.WeightAccepted


def to_bag(sale: Sale) -> tuple[Piece, ...]:
    """What is in the basket and not in the bag yet; with a count below zero, what is there and should not be."""
    differ = {piece.line: replace(piece, count=-piece.count) for piece in sale.bag.pieces}
    for piece in map(_piece, sale.lines):
        inside = differ.get(piece.line, replace(piece, count=0))
        differ[piece.line] = replace(piece, count=inside.count + max(0, piece.count - sale.bag.large.count(piece.line)))
    return tuple(piece for piece in differ.values() if piece.count)


def bagged(sale: Sale, fact: AboutTheBag) -> Sale:
    """The sale with what became of its bag."""
    bag = sale.bag
    match fact:
        case f.BagPlaced(grams):
            return replace(sale, bag=replace(bag, grams=bag.grams + grams, own=bag.own + grams))
        case f.ItemTooLarge(line):
            return replace(sale, bag=replace(bag, large=(*bag.large, line)))
        case f.ItemsBagged(grams, pieces):
            singles = bag.singles + _single(sale, pieces, grams)
            return replace(sale, bag=_with(sale, pieces, grams=bag.grams + grams, singles=singles))
        case f.WeightAccepted(grams):
            pieces = tuple((piece.line, piece.count) for piece in to_bag(sale))
            singles = bag.singles + _single(sale, pieces, grams)
            return replace(sale, bag=_with(sale, pieces, grams=bag.grams + grams, singles=singles))


def unwatched(sale: Sale) -> Sale:
    """The scale was away while something lay there: perhaps it began at another zero."""
    return sale if sale.bag == EMPTY_BAG else replace(sale, bag=replace(sale.bag, unwatched=True))


def _piece(line: Line) -> Piece:
    """A label's piece of cheese has a price and no weight: the next one weighs otherwise."""
    grams = line.grams + line.tare if line.grams else 0
    return Piece(line.number, "" if grams or line.label else line.code, line.count, grams)


def _single(sale: Sale, pieces: tuple[tuple[int, int], ...], grams: int) -> tuple[tuple[str, int], ...]:
    """What one piece of an article weighs, when it was put down alone."""
    alone = (piece for piece in to_bag(sale) if ((piece.line, 1),) == pieces)
    return tuple((piece.code, grams) for piece in alone if piece.code and grams > 0)


def _with(sale: Sale, pieces: tuple[tuple[int, int], ...], **changed: object) -> Bag:
    """The bag with these pieces in it, or out of it again."""
    known = {piece.line: piece for piece in (*map(_piece, sale.lines), *sale.bag.pieces)}
    inside = {piece.line: piece for piece in sale.bag.pieces}
    for line, count in pieces:
        before = inside.get(line, replace(known[line], count=0))
        inside[line] = replace(before, count=before.count + count)
    return replace(sale.bag, pieces=tuple(each for each in inside.values() if each.count), **changed)  # type: ignore[arg-type]
