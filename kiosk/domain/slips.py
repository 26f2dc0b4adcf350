"""The slip of a card payment that failed or was cancelled: printed unasked, as the law wants it to remain possible.

Receipts are printed on request only, but not these (Code de l'environnement, art. L541-15-10 and D541-371: tickets of
card operations that were cancelled or did not come to an end).
"""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.books import moment
from kiosk.domain.language import Language
from kiosk.domain.phrases import fault, money
from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.domain.states import Kiosk, TakingCard

NO_OPERATION = frozenset({"unreachable", "busy"})
"""After these no card was asked for: there is nothing to tell on paper."""


def due(kiosk: Kiosk, taking: TakingCard, reason: str, printer: bool) -> tuple[f.SlipDue, ...]:
    """The slip of this attempt, when there is something to tell and something to print it with."""
    if reason in NO_OPERATION or not printer:
        return ()
    return (f.SlipDue(taking.attempt, taking.amount, reason, kiosk.sees.now, kiosk.sees.utc_offset),)


def job(slip: f.SlipDue) -> str:
    """The printer's name for it."""
    return f"{slip.attempt}.slip"


def printed(kiosk: Kiosk, job_: str, trouble: str = "") -> tuple[f.SlipPrinted | f.SlipFailed, ...]:
    """The printer has told of a job: of the slip, or of something else."""
    for slip in kiosk.till.slip:
        if job(slip) == job_:
            return (f.SlipFailed(slip.attempt, trouble) if trouble else f.SlipPrinted(slip.attempt),)
    return ()


def parts(kiosk: Kiosk, slip: f.SlipDue) -> tuple[ReceiptPart, ...]:
    """The slip, top to bottom, in the shop's language."""
    shop, when = kiosk.shop, moment(slip.at, slip.utc_offset)
    return (
        Text(shop.name, bold=True, large=True, centred=True),
        *(Text(line, centred=True) for line in shop.address),
        *(Text(f"SIRET {shop.siret}", centred=True) for _ in shop.siret[:1]),
        Text(),
        Text("PAIEMENT CARTE NON ABOUTI", bold=True, centred=True),
        Text(f"{when:%d/%m/%Y %H:%M:%S}", f"Caisse {shop.till}"),
        Separator(),
        Text("Montant demandé", money(Language.FR, slip.amount)),
        Text("Motif", fault(Language.FR, slip.reason)),
        Text("Débité", money(Language.FR, slip.amount - slip.amount), bold=True),
        Text("Référence", slip.attempt),
        Separator(),
        Text("Votre carte n’a pas été débitée.", centred=True),
    )
