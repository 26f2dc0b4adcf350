"""What happened, for ever: the only history. Past tense, plain values, everything that was decided is in the fact.

A fact is never changed or removed from this file's vocabulary once a release wrote it: old journals must still fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from kiosk.domain.basket import Refusal
from kiosk.domain.cash import Pieces
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.tax import Rate, TaxTotal

# The machine


@dataclass(frozen=True, slots=True)
class KioskStarted:
    """The program started (JET)."""

    version: str
    at: int


@dataclass(frozen=True, slots=True)
class DeviceConditionChanged:
    """A device broke or healed (JET)."""

    device: str
    role: str
    condition: str
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class JournalResumed:
    """The journal could not be written for a while; the first entry after it."""

    reason: str


@dataclass(frozen=True, slots=True)
class PricesApplied:
    """Another version of the price file is in force."""

    version: str
    articles: int


@dataclass(frozen=True, slots=True)
class KioskClosed:
    """Staff closed the kiosk to customers."""

    by: str


@dataclass(frozen=True, slots=True)
class KioskOpened:
    """Staff opened it again."""

    by: str


# The sale


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The customer's language until the end of the session."""

    language: Language


@dataclass(frozen=True, slots=True)
class SaleStarted:
    """A customer has begun."""

    sale: int
    at: int


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """A new line, with the price and rate that were in force."""

    line: int
    code: str
    name: str
    department: str
    count: int
    grams: int
    price: Money
    gross: Money
    rate: Rate
    deposit: Money = NOTHING
    minimum_age: int = 0
    picture: str = ""


@dataclass(frozen=True, slots=True)
class QuantityChanged:
    """A line holds more or fewer pieces."""

    line: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """A line went. `by` is empty when the customer removed it; `reason` is ours: removed, void, too_young."""

    line: int
    amount: Money
    by: str = ""
    reason: str = "removed"


@dataclass(frozen=True, slots=True)
class ArticleDoubted:
    """An article was scanned that staff must look at: unknown, or blocked by a sale stop."""

    exception: int
    doubt: str
    code: str
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DoubtSettled:
    """An exception is closed: released (an ItemAdded comes with it), refused, or dropped by the customer."""

    exception: int
    outcome: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class BasketTaken:
    """A signed basket came into this sale and is spent; its articles follow as facts of their own."""

    basket: str


@dataclass(frozen=True, slots=True)
class BasketTurnedAway:
    """A signed basket was shown and not taken; the customer is told why, as the exception of this number."""

    exception: int
    reason: Refusal


@dataclass(frozen=True, slots=True)
class AgeChecked:
    """Staff looked at the customer's age. Nothing about the person is kept."""

    age: int
    approved: bool
    by: str


@dataclass(frozen=True, slots=True)
class PaymentBegun:
    """The customer has finished scanning."""


@dataclass(frozen=True, slots=True)
class ShoppingResumed:
    """The customer went back to scanning."""


@dataclass(frozen=True, slots=True)
class CancelBegun:
    """The sale is to be cancelled; what was taken goes back first."""

    by: str = ""


@dataclass(frozen=True, slots=True)
class SaleCancelled:
    """The sale is gone and nothing of the customer's is kept."""

    total: Money


@dataclass(frozen=True, slots=True)
class SaleAbandoned:
    """The customer walked away before paying anything; the lines are in the journal (event 320)."""

    total: Money


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    """Paid in full. `receipt` numbers completed sales without gaps; `utc_offset` (seconds) is that of the shop."""

    receipt: int
    at: int
    utc_offset: int
    total: Money
    taxes: tuple[TaxTotal, ...]
    cash: Money
    card: Money


# Cash


@dataclass(frozen=True, slots=True)
class CashPaymentStarted:
    """The slot opens."""

    due: Money


@dataclass(frozen=True, slots=True)
class CashPaymentStopped:
    """The customer chose something else."""


@dataclass(frozen=True, slots=True)
class CashInserted:
    """Coins or notes are in the machine. `found`: seen from the machine's counts after nobody had listened."""

    machine: str
    value: Money
    count: int
    recycled: bool
    found: bool = False


@dataclass(frozen=True, slots=True)
class CashCountTaken:
    """What a machine holds, the first time it is asked: ((value_cents, count), ...)."""

    machine: str
    levels: tuple[tuple[int, int], ...]
    cashbox_pieces: int


@dataclass(frozen=True, slots=True)
class CashDiffered:
    """A machine holds more or less of a denomination than this journal knows (staff filled or emptied it, or worse).

    `value` NOTHING: pieces in the cashbox of unknown denomination.
    """

    machine: str
    value: Money
    count: int
    recycled: bool = True


@dataclass(frozen=True, slots=True)
class PayoutStarted:
    """Money is to go out: `amount` for the customer, `pieces` the plan. Purposes: change, refund, stray."""

    payout: str
    purpose: str
    amount: Money
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class CashDispensed:
    """Pieces left the machine for this payout."""

    payout: str
    machine: str
    value: Money
    count: int


@dataclass(frozen=True, slots=True)
class PayoutReplanned:
    """The rest of a payout is tried again: with other pieces when `machine` could not, the same when it is empty."""

    payout: str
    machine: str
    fault: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class PayoutFinished:
    """The customer has all of it."""

    payout: str
    paid: Money


@dataclass(frozen=True, slots=True)
class PayoutFellShort:
    """The machine cannot pay the rest: it is owed, and staff give it by hand."""

    payout: str
    paid: Money
    missing: Money


@dataclass(frozen=True, slots=True)
class OwedSettled:
    """Staff gave the owed money by hand."""

    amount: Money
    by: str


# Card


@dataclass(frozen=True, slots=True)
class CardAttemptStarted:
    """The intention, on disk before the terminal hears of it."""

    attempt: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CardCharged:
    """The terminal charged this much. `late`: after the attempt had been settled otherwise."""

    attempt: str
    amount: Money
    card: str = ""
    authorization: str = ""
    application: str = ""
    receipt: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class CardNotCharged:
    """Certainly nothing was charged."""

    attempt: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CardOutcomeUnknown:
    """Nobody can say; staff must read the terminal's journal. Never charged again by itself."""

    attempt: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CardOutcomeSettled:
    """Staff read the terminal's journal (NOTHING: it charged nothing)."""

    attempt: str
    charged: Money
    by: str


@dataclass(frozen=True, slots=True)
class CardRefunded:
    """Staff refunded card payments on the terminal. `late`: a charge that belongs to no sale."""

    amount: Money
    by: str
    late: bool = False


# Receipt and goodbye


@dataclass(frozen=True, slots=True)
class ReceiptRequested:
    """The customer wants paper."""

    job: str


@dataclass(frozen=True, slots=True)
class ReceiptPrinted:
    """The printer confirmed its last line."""

    job: str


@dataclass(frozen=True, slots=True)
class ReceiptFailed:
    """It did not come out whole; the sale stands."""

    job: str
    fault: str


@dataclass(frozen=True, slots=True)
class ReceiptDeclined:
    """No paper (the default: Code de l'environnement, art. L541-15-10)."""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The kiosk waits for the next customer."""


# Staff


class Reason(StrEnum):
    """Why staff are called. The order is the order on the attendant's page."""

    HELP = "help"
    ARTICLES = "articles"  # open exceptions or an age check
    OWED = "owed"
    CARD_UNKNOWN = "card_unknown"
    CARD_REFUND = "card_refund"
    PAYOUT_STUCK = "payout_stuck"
    LEFT_BEHIND = "left_behind"  # the customer went away with money in the machine


@dataclass(frozen=True, slots=True)
class AttendantCalled:
    """Staff are wanted. `amount` and `evidence` belong to reasons about money."""

    reason: Reason
    amount: Money = NOTHING
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CallResolved:
    """That reason is gone."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class AttendantArrived:
    """Log-on (event 80)."""

    by: str
    name: str


@dataclass(frozen=True, slots=True)
class AttendantLeft:
    """Log-off (event 40)."""

    by: str


@dataclass(frozen=True, slots=True)
class PinRefused:
    """A wrong PIN; the delay until the next try grows."""

    at: int


Fact = (
    KioskStarted
    | DeviceConditionChanged
    | JournalResumed
    | PricesApplied
    | KioskClosed
    | KioskOpened
    | LanguageChosen
    | SaleStarted
    | ItemAdded
    | QuantityChanged
    | LineRemoved
    | ArticleDoubted
    | DoubtSettled
    | BasketTaken
    | BasketTurnedAway
    | AgeChecked
    | PaymentBegun
    | ShoppingResumed
    | CancelBegun
    | SaleCancelled
    | SaleAbandoned
    | SaleCompleted
    | CashPaymentStarted
    | CashPaymentStopped
    | CashInserted
    | CashCountTaken
    | CashDiffered
    | PayoutStarted
    | CashDispensed
    | PayoutReplanned
    | PayoutFinished
    | PayoutFellShort
    | OwedSettled
    | CardAttemptStarted
    | CardCharged
    | CardNotCharged
    | CardOutcomeUnknown
    | CardOutcomeSettled
    | CardRefunded
    | ReceiptRequested
    | ReceiptPrinted
    | ReceiptFailed
    | ReceiptDeclined
    | SessionEnded
    | AttendantCalled
    | CallResolved
    | AttendantArrived
    | AttendantLeft
    | PinRefused
)

FACTS: dict[str, type[Fact]] = {kind.__name__: kind for kind in get_args(Fact)}
"""Every kind of fact by its name in the journal."""
