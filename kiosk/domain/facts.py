"""What happened, for ever: the only history. Past tense, plain values, everything that was decided is in the fact.

A fact is never changed or removed from this file's vocabulary once a release wrote it: old journals must still fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from kiosk.domain.basket import (
    CardPayment,
    Found,
    Line,
    NonItem,
    NonItemKind,
    PriceReason,
    Refusal,
    Sale,
    Tender,
    TenderKind,
)
from kiosk.domain.books import PeriodKind, RateTotals, Takings
from kiosk.domain.cash import Pieces
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product
from kiosk.domain.stock import Levels
from kiosk.domain.tax import Rate, TaxTotal
from kiosk.domain.voucher import NotTaken

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
class RecallsApplied:
    """Another list of recalled articles is in force (JET). It holds this many entries."""

    version: str
    entries: int


@dataclass(frozen=True, slots=True)
class HandheldsTrusted:
    """Whose signed baskets are taken from now on: the names of the keys (JET)."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandheldTaken:
    """Somebody of the staff works with this handheld now (JET)."""

    by: str


@dataclass(frozen=True, slots=True)
class HandheldLocked:
    """The handheld was put away, or lay untouched (JET)."""

    by: str


@dataclass(frozen=True, slots=True)
class HandoverShown:
    """A basket that was handed over is on the screen once more."""

    sale: Sale
    basket: str
    expires: int
    by: str


@dataclass(frozen=True, slots=True)
class ShelfCleared:
    """Staff have taken the expired and recalled articles off the shelf."""

    by: str


@dataclass(frozen=True, slots=True)
class DeviceRetried:
    """Staff have looked after a device and let the kiosk try it again at once (JET)."""

    device: str
    by: str


@dataclass(frozen=True, slots=True)
class BrightnessChosen:
    """Staff set the screen's light, in percent (JET)."""

    percent: int
    by: str


@dataclass(frozen=True, slots=True)
class VolumeChosen:
    """Staff set how loud the kiosk is, in percent (JET)."""

    percent: int
    by: str


@dataclass(frozen=True, slots=True)
class RestartAsked:
    """Staff let the program end, to be started again (JET)."""

    by: str


@dataclass(frozen=True, slots=True)
class KioskClosed:
    """Staff closed the kiosk to customers."""

    by: str


@dataclass(frozen=True, slots=True)
class KioskOpened:
    """Staff opened it again."""

    by: str


# Evidence: the books, the clock, the keys, what an inspector gets


@dataclass(frozen=True, slots=True)
class KeyAdopted:
    """From the next entry on, seals are made with this key. This entry itself is sealed with the key before, if any.

    `key` is the SHA-256 fingerprint of the certificate (64 hexadecimal digits); `certificate` is PEM.
    """

    key: str
    certificate: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class DayOpened:
    """A business day has begun, as 2026-11-22. Every sale that completes from now on belongs to it."""

    day: str


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    """A day, month or year is closed for ever (Z). `by` is empty when it closed itself.

    `perpetual` and `absolute` are the grand totals by VAT rate since the kiosk's first sale: the sum of all amounts,
    and the sum of their absolute values. They are never reset.
    """

    kind: PeriodKind
    period: str
    at: int
    utc_offset: int
    takings: Takings
    perpetual: RateTotals
    absolute: RateTotals
    by: str = ""


@dataclass(frozen=True, slots=True)
class ClockDoubted:
    """The clock was set back, or jumped wildly forward. Nothing is sold until it is confirmed. UTC seconds.

    `known` is what time it should be.
    """

    known: int
    now: int


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    """The clock is believed again: staff say that it is right, or it came back by itself (`by` is empty)."""

    now: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a chain."""

    chain: str
    number: int
    signature: str


@dataclass(frozen=True, slots=True)
class RollbackFound:
    """An older journal was put back: the witness outside it knows entries that are not here.

    `entry` is the last entry the witness knows, `here` the last one that was found. `heads` are the seals the witness
    knows: numbering goes on after them, so that no number is given twice and the hole stays visible.
    """

    entry: int
    here: int
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class RollbackAccepted:
    """A technician has seen it and lets the kiosk sell again."""

    by: str


@dataclass(frozen=True, slots=True)
class WitnessLost:
    """There was no usable witness beside a journal that has entries. A new one was begun."""

    detail: str


@dataclass(frozen=True, slots=True)
class TrainingBegun:
    """From now on sales are for training: their own chain, outside all totals, and no money moves."""

    by: str


@dataclass(frozen=True, slots=True)
class TrainingEnded:
    """Sales count again."""

    by: str


@dataclass(frozen=True, slots=True)
class DuplicateIssued:
    """A later print or file of a receipt: the `copy`-th one. Forms: paper, pdf."""

    receipt: int
    copy: int
    form: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveMade:
    """An archive was written and read back. `kind`: day, month, year, or free (event 20 instead of 30).

    It holds the entries `first_entry` to `last_entry`; `digest` is the SHA-256 of its manifest (64 hexadecimal digits).
    """

    kind: str
    first_day: str
    last_day: str
    first_entry: int
    last_entry: int
    digest: str
    by: str


@dataclass(frozen=True, slots=True)
class ArchiveFailed:
    """No archive was made; nothing changed."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Purged:
    """Entries up to `last_entry` left this journal for the archive whose manifest has this digest.

    `entry_digest` is the chain's digest at `last_entry`; `heads` the last seals up to there. Closed periods stay, with
    their seals. `carried` is the SHA-256 of what the entries that left had made of the kiosk, which stays beside them.
    """

    last_entry: int
    entry_digest: str
    heads: tuple[Head, ...]
    archive: str
    by: str
    carried: str = ""


# The sale


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The customer's language until the end of the session."""

    language: Language


@dataclass(frozen=True, slots=True)
class SaleStarted:
    """A customer has begun. `training`: nothing of it counts, and no money moves."""

    sale: int
    at: int
    training: bool = False


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
    batch: str = ""
    serial: str = ""
    label: str = ""
    tare: int = 0
    order: str = ""
    meal: bool = False
    was: Money = NOTHING
    why: PriceReason = PriceReason.CATALOGUE
    limit: int = 0  # the most pieces of the article that are sold unasked; 0: any number


@dataclass(frozen=True, slots=True)
class BagsOffered:
    """The customer is asked whether a bag is wanted. What is added is an ItemAdded, and ShoppingResumed ends it."""


@dataclass(frozen=True, slots=True)
class WeighingBegun:
    """The customer weighs this article, which is sold by weight. `batch`: what its code said."""

    product: Product
    code: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class ContainerBegun:
    """The customer weighs an empty container first."""


@dataclass(frozen=True, slots=True)
class TareTaken:
    """The container weighs this much, in grams."""

    grams: int


@dataclass(frozen=True, slots=True)
class WeighingStopped:
    """Nothing was weighed after all."""


@dataclass(frozen=True, slots=True)
class QuantityChanged:
    """A line holds more or fewer pieces. `by`: who of the staff agreed; empty: the customer alone."""

    line: int
    before: int
    after: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class LinePriced:
    """Staff changed what a line costs, per piece or kilogram. `percent`: of a discount, on the catalogue's price."""

    line: int
    before: Money
    after: Money
    reason: PriceReason
    by: str
    percent: int = 0


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """A line went. `by` is empty when the customer removed it; `reason` is ours: removed, void, too_young."""

    line: int
    amount: Money
    by: str = ""
    reason: str = "removed"


@dataclass(frozen=True, slots=True)
class ArticleDoubted:
    """An article was scanned that is not simply sold. See basket.Doubt and basket.OpenException."""

    exception: int
    doubt: str
    code: str
    name: str = ""
    reason: str = ""
    product: tuple[Product, ...] = ()
    at: int = 0
    pack: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtSettled:
    """An exception is closed: released, captured (with an ItemAdded), approved, refused, or dropped by the customer."""

    exception: int
    outcome: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class BagPlaced:
    """The customer says that what is on the bagging scale is a bag, of so many grams."""

    grams: int


@dataclass(frozen=True, slots=True)
class ItemsBagged:
    """So many grams came on the bagging scale (or left it): these pieces, ((line, count), ...), as was expected.

    What one piece weighs that was put down alone is learned when the sale is paid.
    """

    grams: int
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ItemTooLarge:
    """The customer says that a piece of this line is too large for the bag."""

    line: int


@dataclass(frozen=True, slots=True)
class WeightAccepted:
    """Staff looked into the bag, which weighs so many grams more than when it was right, where `expected` were."""

    grams: int
    expected: int
    by: str


@dataclass(frozen=True, slots=True)
class CheckBegun:
    """Staff are to look at this basket, which is over a limit, or drawn.

    `chance` and `drawn`: per mille, see kiosk.domain.control.
    """

    reasons: tuple[str, ...]
    score: int = 0
    chance: int = 0
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class RescanBegun:
    """Staff scan what is in the bag."""

    by: str


@dataclass(frozen=True, slots=True)
class CheckScanned:
    """Something from the bag."""

    found: Found


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """Staff have looked: `outcome` is seen, same, partly (not all was scanned) or differs.

    `total`: of the basket then; `differ`: ((name, pieces found beyond the basket), ...), which are added after this.
    """

    outcome: str
    by: str
    total: Money
    differ: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BasketTaken:
    """A signed basket came into this sale and is spent; its articles follow as facts of their own.

    `device` made it; until `expires` (UTC seconds) it must be remembered; `age`: what a person must check, or 0.
    """

    basket: str
    device: str = ""
    expires: int = 0
    age: int = 0


@dataclass(frozen=True, slots=True)
class BasketTurnedAway:
    """A signed basket was shown and not taken; the customer is told why, as the exception of this number."""

    exception: int
    reason: Refusal
    device: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class SaleParked:
    """The basket left this kiosk as a QR code, to be taken once until `expires` (UTC seconds). Nothing was paid.

    `by`: who holds the staff handheld on which it was made; empty on a kiosk.
    """

    basket: str
    expires: int
    total: Money
    at: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class ParkingFailed:
    """No QR code could be made: the basket is still here."""

    basket: str
    reason: str


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
class SaleSetAside:
    """The customer walked away before paying anything: the basket waits here for staff, till the day is closed.

    Event 320. `at`: UTC seconds.
    """

    total: Money
    at: int


@dataclass(frozen=True, slots=True)
class SaleTakenUp:
    """The basket of that sale is this sale's; its lines and questions follow. `age`: what is to be checked, 0: nothing.

    `baskets`: the signed ones that are in it. `limits`: by code, the most pieces of its articles.
    """

    sale: int
    by: str
    age: int = 0
    baskets: tuple[str, ...] = ()
    limits: tuple[tuple[str, int], ...] = ()
    bags_offered: bool = False


@dataclass(frozen=True, slots=True)
class AsideCleared:
    """Staff put the goods of that sale's basket back on the shelf."""

    sale: int
    by: str


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    """Paid in full: the whole ticket. `utc_offset` (seconds) is that of the shop, `day` the business day it belongs to.

    `receipt` numbers completed sales without gaps (sales for training have numbers of their own). `cash` and `card` are
    what the shop keeps; `cash_in`, `cash_out` and `by_hand` how the cash came to it. `perpetual` and `absolute` are the
    grand totals with this ticket. `tenders` paid, too, and `others` were paid besides the lines: so
    cash + card + tenders = total + others. `refund_of`: the ticket whose articles came back, 0 for a sale; then all
    amounts are below zero.
    """

    receipt: int
    at: int
    utc_offset: int
    total: Money
    taxes: tuple[TaxTotal, ...]
    cash: Money
    card: Money
    day: str = ""
    lines: tuple[Line, ...] = ()
    cash_in: Money = NOTHING
    cash_out: Money = NOTHING
    by_hand: Money = NOTHING
    cards: tuple[CardPayment, ...] = ()
    perpetual: Money = NOTHING
    absolute: Money = NOTHING
    training: bool = False
    tenders: tuple[Tender, ...] = ()
    others: tuple[NonItem, ...] = ()
    refund_of: int = 0
    reason: str = ""
    by: str = ""


# Articles that come back


@dataclass(frozen=True, slots=True)
class RefundBegun:
    """Staff take articles of an earlier ticket back (event 190). It is a sale of its own: nothing of that one changes.

    `lines` have the numbers and counts of that ticket's lines, and prices below zero. See basket.Return.
    """

    sale: int
    at: int
    receipt: int
    lines: tuple[Line, ...]
    taxes: tuple[TaxTotal, ...]
    cash: Money
    cards: tuple[CardPayment, ...]
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class CardRefundStarted:
    """The intention to give back to a card, on disk before the terminal hears of it. See refund.RefundingCard."""

    attempt: str
    amount: Money
    charge: str
    original: str
    by: str


@dataclass(frozen=True, slots=True)
class CardGivenBack:
    """The terminal gave this much back to the card. `late`: after the attempt had been settled otherwise."""

    attempt: str
    amount: Money
    card: str = ""
    authorization: str = ""
    application: str = ""
    receipt: str = ""
    transaction: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class CardNotGivenBack:
    """Certainly nothing was given back."""

    attempt: str
    reason: str
    detail: str = ""


# Vouchers, accounts, and what is paid without being sold


@dataclass(frozen=True, slots=True)
class TenderTaken:
    """A voucher pays so much of this sale and is spent by so much, or so much is put on account. See basket.Tender.

    `once`: its number is never taken again.
    """

    kind: TenderKind
    reference: str
    amount: Money
    by: str = ""
    left: Money = NOTHING
    once: bool = False


@dataclass(frozen=True, slots=True)
class TenderReturned:
    """The sale is cancelled: the voucher is worth so much again, or so much less is on account."""

    kind: TenderKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class VoucherIssued:
    """A gift card or credit note is worth so much more, until the end of the day `expires` ("": for ever)."""

    kind: TenderKind
    reference: str
    amount: Money
    expires: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CodeNotTaken:
    """A code was shown and nothing came of it; the customer is told why. `kind`: of a voucher, "" for another code.

    `code`: the voucher's number, or what was read. `amount`: what matters to the reason, such as what may be paid.
    """

    why: NotTaken
    code: str
    kind: str = ""
    amount: Money = NOTHING


@dataclass(frozen=True, slots=True)
class MealExceeded:
    """A meal voucher card was charged so much more than it may pay of this sale; staff are told."""

    attempt: str
    amount: Money


@dataclass(frozen=True, slots=True)
class NonItemAdded:
    """Something to pay that is not sold (event 910). See basket.NonItem."""

    kind: NonItemKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class NonItemRemoved:
    """Not that, after all."""

    kind: NonItemKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OrderBegun:
    """These goods are put by as an order: they leave the basket, and the lines of its deposit follow."""

    order: str
    lines: tuple[Line, ...]
    by: str


@dataclass(frozen=True, slots=True)
class OrderTaken:
    """The goods of this order are to be collected: its lines, and its deposit with a minus, follow."""

    order: str


@dataclass(frozen=True, slots=True)
class OrderLeft:
    """Not this order, after all: what it brought into the basket is gone, and goods that were put by are back."""

    order: str


@dataclass(frozen=True, slots=True)
class BoughtOnAccount:
    """So much of the ticket before is to be paid by this account until the day `due`, under this reference."""

    reference: str
    account: str
    amount: Money
    day: str
    due: str


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
    """Coins or notes are in the machine. `found`: seen from the machine's counts after nobody had listened.

    `mark`: where the machine's own numbering then stood (hardware.words.RestoreCashCounts); it goes back to it alone.
    """

    machine: str
    value: Money
    count: int
    recycled: bool
    found: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CashMarked:
    """Where a machine's own numbering stands, when what it holds is what this journal says."""

    machine: str
    mark: str


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
class RoutesChosen:
    """A machine keeps pieces of these values (cents) for payouts from now on; the others go to its cashbox."""

    machine: str
    recycled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FillBegun:
    """Staff fill a machine through its slot: what goes in now is the shop's own."""

    machine: str
    by: str


@dataclass(frozen=True, slots=True)
class CashFilled:
    """Staff put these pieces in. `found`, `mark`: as of CashInserted."""

    machine: str
    value: Money
    count: int
    recycled: bool = True
    found: bool = False
    by: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FillEnded:
    """So much was filled in. `by`: who ended it; empty when it ended itself, after a power cut or a long silence."""

    machine: str
    amount: Money
    by: str = ""


@dataclass(frozen=True, slots=True)
class CollectionStarted:
    """These pieces are to go from the recycler to the cashbox: what is above the float."""

    collection: str
    machine: str
    pieces: Levels
    by: str


@dataclass(frozen=True, slots=True)
class CashCollected:
    """Pieces went from the recycler to the cashbox for this collection."""

    collection: str
    machine: str
    value: Money
    count: int


@dataclass(frozen=True, slots=True)
class CollectionEnded:
    """So much was moved. `fault`: why it is less than planned, empty when it is not; `by`: who stopped it."""

    collection: str
    machine: str
    amount: Money
    fault: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CashboxEmptied:
    """Staff took out what was in the cashbox, and counted it (event 170).

    `expected` is what this journal knows to be in it (pieces of value 0: of an unknown denomination); `difference` is
    what was counted less what was expected.
    """

    machine: str
    by: str
    expected: Levels
    counted: Levels
    difference: Money


@dataclass(frozen=True, slots=True)
class CashAdjusted:
    """Staff put pieces into the recycler by hand, or took some out (counts below zero) (event 170)."""

    adjustment: str
    machine: str
    pieces: Levels
    by: str


@dataclass(frozen=True, slots=True)
class CashBalanced:
    """Staff had a machine count: what this journal expected, and what is there (event 170). UTC seconds."""

    machine: str
    expected: Money
    counted: Money
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class FloatSet:
    """What stays in a machine when it is collected from."""

    machine: str
    levels: Levels
    by: str


@dataclass(frozen=True, slots=True)
class PayoutStarted:
    """Money is to go out: `amount` for the customer, `pieces` the plan.

    Purposes: change, refund (of a sale that ends), stray (money of no sale), return (all coins and notes of a sale that
    goes on: their change cannot be given).
    """

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
    """The intention, on disk before the terminal hears of it. `meal`: a meal voucher card is asked for."""

    attempt: str
    amount: Money
    meal: bool = False


@dataclass(frozen=True, slots=True)
class CardCancelAsked:
    """Nobody wants this attempt any more: the terminal is told, where it can be. Its answer is awaited as before."""

    attempt: str


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
    transaction: str = ""
    meal: bool = False


@dataclass(frozen=True, slots=True)
class CardNotCharged:
    """Certainly nothing was charged."""

    attempt: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SlipDue:
    """The slip of a card payment that failed or was cancelled comes out unasked."""

    attempt: str
    amount: Money
    reason: str
    at: int
    utc_offset: int


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """That slip is on paper."""

    attempt: str


@dataclass(frozen=True, slots=True)
class SlipFailed:
    """That slip did not come out; the card was not charged all the same."""

    attempt: str
    fault: str


@dataclass(frozen=True, slots=True)
class CardOutcomeUnknown:
    """Nobody can say; staff must read the terminal's journal. Never charged, or given back, again by itself."""

    attempt: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CardOutcomeSettled:
    """Staff read the terminal's journal: so much was charged, or given back (NOTHING: nothing was)."""

    attempt: str
    charged: Money
    by: str


@dataclass(frozen=True, slots=True)
class CardRefunded:
    """Staff refunded card payments by hand, on the terminal. `late`: a charge that belongs to no sale.

    `charge`: the attempt that had charged it, "" for all of the sale.
    """

    amount: Money
    by: str
    late: bool = False
    charge: str = ""


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
    """It did not come out whole; the sale stands. `job`: empty when it was to be a QR code."""

    job: str
    fault: str


@dataclass(frozen=True, slots=True)
class ReceiptDeclined:
    """No paper (the default: Code de l'environnement, art. L541-15-10)."""


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """The customer takes the receipt as a QR code."""


@dataclass(frozen=True, slots=True)
class EmailBegun:
    """The customer wants the receipt by e-mail and types an address, which no fact ever holds."""


@dataclass(frozen=True, slots=True)
class EmailLeft:
    """Not by e-mail after all: back to the choice."""


@dataclass(frozen=True, slots=True)
class ReceiptMailed:
    """The receipt lies in the outbox; the mail server will have it when it can be reached."""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The kiosk waits for the next customer."""


# Staff


class Grade(StrEnum):
    """What somebody with a PIN may do."""

    ATTENDANT = "attendant"
    MANAGER = "manager"
    TECHNICIAN = "technician"


class Reason(StrEnum):
    """Why staff are called. The order is the order on the attendant's page."""

    HELP = "help"
    PRICE = "price"  # the customer saw another price on the shelf
    ARTICLES = "articles"  # open exceptions or an age check
    OWED = "owed"
    CHECK = "check"  # the basket must be looked at before it is paid
    CARD_UNKNOWN = "card_unknown"
    CARD_REFUND = "card_refund"
    PAYOUT_STUCK = "payout_stuck"
    VOUCHER = "voucher"  # a meal voucher of paper is to be taken by staff
    CREDIT_NOTE = "credit_note"  # what can go back in no other way
    GIVEN_LATE = "given_late"  # a card got its money back after all, when it had been settled otherwise
    BOXED = "boxed"  # a cashbox took a piece of money, and nobody can tell of which value
    LEFT_BEHIND = "left_behind"  # the customer went away with money in the machine
    CLOCK = "clock"  # the clock cannot be believed: nothing is sold until staff confirm it
    ROLLBACK = "rollback"  # an older journal was put back: only a technician may go on


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
    """Log-on (event 80). The name is not kept: an id is enough, and kiosk.toml knows whose it is."""

    by: str
    grade: Grade = Grade.ATTENDANT


@dataclass(frozen=True, slots=True)
class AttendantLeft:
    """Log-off (event 40)."""

    by: str


@dataclass(frozen=True, slots=True)
class PinRefused:
    """A wrong PIN; the delay until the next try grows."""

    at: int


@dataclass(frozen=True, slots=True)
class AttendantEnrolled:
    """Somebody may come from now on (JET). `entry`: the fingerprint of their entry in the roll, which has the name.

    So are PinChanged and BadgeGiven; neither PIN nor badge, nor a hash of one alone, is ever in a fact.
    """

    attendant: str
    grade: Grade
    by: str
    entry: str


@dataclass(frozen=True, slots=True)
class PinChanged:
    """Somebody has another PIN (JET)."""

    attendant: str
    by: str
    entry: str


@dataclass(frozen=True, slots=True)
class BadgeGiven:
    """Somebody has a badge, or another one (JET)."""

    attendant: str
    by: str
    entry: str


@dataclass(frozen=True, slots=True)
class AttendantDismissed:
    """Somebody may not come any more (JET)."""

    attendant: str
    by: str


@dataclass(frozen=True, slots=True)
class StaffRecovered:
    """At the machine's own command line somebody was made manager, because no manager's PIN was known (JET)."""

    attendant: str
    by: str


@dataclass(frozen=True, slots=True)
class RecoverySeen:
    """A manager has read it (JET)."""

    by: str


AboutStaff = (
    PinRefused | AttendantEnrolled | PinChanged | BadgeGiven | AttendantDismissed | StaffRecovered | RecoverySeen
)
"""Who may come: customers notice nothing of it."""


Fact = (
    KioskStarted
    | DeviceConditionChanged
    | JournalResumed
    | PricesApplied
    | RecallsApplied
    | KioskClosed
    | KioskOpened
    | HandheldsTrusted
    | ShelfCleared
    | DeviceRetried
    | BrightnessChosen
    | VolumeChosen
    | RestartAsked
    | HandheldTaken
    | HandheldLocked
    | HandoverShown
    | KeyAdopted
    | DayOpened
    | PeriodClosed
    | ClockDoubted
    | ClockConfirmed
    | RollbackFound
    | RollbackAccepted
    | WitnessLost
    | TrainingBegun
    | TrainingEnded
    | DuplicateIssued
    | ArchiveMade
    | ArchiveFailed
    | Purged
    | LanguageChosen
    | SaleStarted
    | ItemAdded
    | BagsOffered
    | WeighingBegun
    | ContainerBegun
    | TareTaken
    | WeighingStopped
    | QuantityChanged
    | LinePriced
    | LineRemoved
    | ArticleDoubted
    | DoubtSettled
    | BagPlaced
    | ItemsBagged
    | ItemTooLarge
    | WeightAccepted
    | CheckBegun
    | RescanBegun
    | CheckScanned
    | CheckEnded
    | BasketTaken
    | BasketTurnedAway
    | SaleParked
    | ParkingFailed
    | AgeChecked
    | PaymentBegun
    | ShoppingResumed
    | CancelBegun
    | SaleCancelled
    | SaleAbandoned
    | SaleSetAside
    | SaleTakenUp
    | AsideCleared
    | SaleCompleted
    | RefundBegun
    | CardRefundStarted
    | CardGivenBack
    | CardNotGivenBack
    | TenderTaken
    | TenderReturned
    | VoucherIssued
    | CodeNotTaken
    | MealExceeded
    | NonItemAdded
    | NonItemRemoved
    | OrderBegun
    | OrderTaken
    | OrderLeft
    | BoughtOnAccount
    | CashPaymentStarted
    | CashPaymentStopped
    | CashInserted
    | CashMarked
    | CashCountTaken
    | CashDiffered
    | RoutesChosen
    | FillBegun
    | CashFilled
    | FillEnded
    | CollectionStarted
    | CashCollected
    | CollectionEnded
    | CashboxEmptied
    | CashAdjusted
    | CashBalanced
    | FloatSet
    | PayoutStarted
    | CashDispensed
    | PayoutReplanned
    | PayoutFinished
    | PayoutFellShort
    | OwedSettled
    | CardAttemptStarted
    | CardCancelAsked
    | CardCharged
    | CardNotCharged
    | SlipDue
    | SlipPrinted
    | SlipFailed
    | CardOutcomeUnknown
    | CardOutcomeSettled
    | CardRefunded
    | ReceiptRequested
    | ReceiptPrinted
    | ReceiptFailed
    | ReceiptDeclined
    | ReceiptShown
    | EmailBegun
    | EmailLeft
    | ReceiptMailed
    | SessionEnded
    | AttendantCalled
    | CallResolved
    | AttendantArrived
    | AttendantLeft
    | PinRefused
    | AttendantEnrolled
    | PinChanged
    | BadgeGiven
    | AttendantDismissed
    | StaffRecovered
    | RecoverySeen
)

OfTheMachine = (
    HandheldsTrusted
    | ShelfCleared
    | AsideCleared
    | DeviceRetried
    | BrightnessChosen
    | VolumeChosen
    | RestartAsked
    | HandheldTaken
    | HandheldLocked
)
"""What never changes where the customer is."""

FACTS: dict[str, type[Fact]] = {kind.__name__: kind for kind in get_args(Fact)}
"""Every kind of fact by its name in the journal."""
