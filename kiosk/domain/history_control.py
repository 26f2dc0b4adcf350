"""What facts make of the checks of a basket."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain.basket import Check, Sale
from kiosk.domain.states import ImpossibleHistory


def checked(sale: Sale, fact: f.CheckBegun | f.RescanBegun | f.CheckScanned | f.CheckEnded) -> Sale:
    """The sale with what became of its check. ImpossibleHistory when there is none."""
    match fact:
        case f.CheckBegun(reasons, score):
            return replace(sale, checks=(*sale.checks, Check(reasons, score)))
        case _ if not sale.checks or sale.checks[-1].is_over:
            raise ImpossibleHistory(f"{type(fact).__name__} without a check that goes on")
        case f.RescanBegun(by):
            check = replace(sale.checks[-1], by=by)
        case f.CheckScanned(found):
            check = replace(sale.checks[-1], found=(*sale.checks[-1].found, found))
        case f.CheckEnded(outcome, _, total):
            check = replace(sale.checks[-1], outcome=outcome, total=total)
    return replace(sale, checks=(*sale.checks[:-1], check))
