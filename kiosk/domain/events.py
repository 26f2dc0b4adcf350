"""What can happen to a kiosk: touches, codes, coins, answers, the clock. Events are news, not yet history."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.basket import PriceReason, Refusal, TenderKind
from kiosk.domain.facts import Grade, Head, Reason, SaleCompleted
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product
from kiosk.domain.roll import Person
from kiosk.domain.voucher import NO_TERMS, CouponTerms

CodeRows = tuple[tuple[bool, ...], ...]
"""A QR code row by row, without the white around it: True is dark."""


class Role(StrEnum):
    """What a device is for."""

    CASH = "cash"
    CARD = "card"
    PRINTER = "printer"
    SCANNER = "scanner"
    CAMERA = "camera"
    SCALE = "scale"
    BAGGING = "bagging"  # the scale under the customer's bag
    LIGHTS = "lights"


class Condition(StrEnum):
    """How a device is."""

    READY = "ready"
    DEGRADED = "degraded"
    LOST = "lost"


class EmailFault(StrEnum):
    """Why a receipt does not leave by e-mail."""

    NO_AT = "no_at"  # not exactly one @
    NAME = "name"  # what stands before the @
    DOMAIN = "domain"  # what stands after it
    LENGTH = "length"
    OUTBOX = "outbox"  # the kiosk cannot keep the message


# The customer


@dataclass(frozen=True, slots=True)
class StartPressed:
    """Somebody touched the attract screen."""


@dataclass(frozen=True, slots=True)
class LanguagePressed:
    """A language was chosen."""

    language: Language


@dataclass(frozen=True, slots=True)
class ItemScanned:
    """A code was read and the catalogue knows it, or its picture was touched. `grams` 0: not weighed.

    `price`: what an in-store label asks. `label`: the shop's own label, if it was one. `batch`, `serial`, `expires`
    (the last day on which it may be used, as 2026-11-22, or its last minute, as 2026-11-22 14:30, in the shop's own
    time) are what the code says of this pack.
    """

    product: Product
    code: str
    count: int = 1
    grams: int = 0
    price: Money = NOTHING
    batch: str = ""
    serial: str = ""
    expires: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class UnknownScanned:
    """A code was read that the catalogue does not know."""

    code: str


@dataclass(frozen=True, slots=True)
class VoucherShown:
    """A voucher's code was read. `reference`: its own number; `amount`: what it says it is worth.

    `amount` is NOTHING where the ledger knows. `code`: all that was read.
    """

    kind: TenderKind
    reference: str
    amount: Money
    code: str
    terms: CouponTerms = NO_TERMS


@dataclass(frozen=True, slots=True)
class GiftCardPressed:
    """So much is to be put on the gift card of this number."""

    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OtherRemovePressed:
    """What is paid besides the lines, at this place of Sale.others, is not wanted after all."""

    place: int


@dataclass(frozen=True, slots=True)
class BasketShown:
    """A genuine signed basket was read whole. `basket` is its id; `unknown` are the codes the catalogue does not know.

    `device` made it, until `expires` (UTC seconds) it could be taken; `restricted`: a person must check an age.
    """

    basket: str
    items: tuple[ItemScanned, ...]
    unknown: tuple[str, ...] = ()
    device: str = ""
    expires: int = 0
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class BasketPartShown:
    """A genuine part of a signed basket was read, and others are missing. `read`: the numbers read so far, from 1."""

    basket: str
    read: frozenset[int]
    parts: int


@dataclass(frozen=True, slots=True)
class CodesShown:
    """A QR code listed many articles, unsigned: the same as scanning each."""

    items: tuple[ItemScanned, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasketRefused:
    """A signed basket was read that may not be taken. `device`: whose it says it is, where that can be known."""

    reason: Refusal
    device: str = ""


@dataclass(frozen=True, slots=True)
class FindPressed:
    """The customer looks for an article without a code: by name, by its number, or among the pictures."""


@dataclass(frozen=True, slots=True)
class PriceCheckPressed:
    """The customer wants to know what an article costs: the next codes are looked at and not sold."""


@dataclass(frozen=True, slots=True)
class AddPressed:
    """The customer wants the article whose price was looked at, as its code said."""

    scan: ItemScanned


@dataclass(frozen=True, slots=True)
class FindTyped:
    """All that is typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class DepartmentPressed:
    """Show the articles of this department. Empty: the departments again."""

    department: str


@dataclass(frozen=True, slots=True)
class CapturePressed:
    """The serial or batch number of this open exception is typed instead of scanned."""

    exception: int


@dataclass(frozen=True, slots=True)
class NumberEntered:
    """The serial or batch number of this open exception."""

    exception: int
    number: str


@dataclass(frozen=True, slots=True)
class WeighedPressed:
    """The customer takes this weight, in grams as the scale shows them: goods and container."""

    grams: int


@dataclass(frozen=True, slots=True)
class OwnContainerPressed:
    """The customer has a container of their own, and weighs it empty first."""


@dataclass(frozen=True, slots=True)
class ContainerWeighedPressed:
    """The empty container weighs this much, in grams as the scale shows them."""

    grams: int


@dataclass(frozen=True, slots=True)
class OwnBagPressed:
    """What is on the bagging scale is the customer's own bag."""


@dataclass(frozen=True, slots=True)
class TooLargePressed:
    """The article scanned last is too large for the bag."""


@dataclass(frozen=True, slots=True)
class ReferenceShown:
    """The QR code of an order, or of what is on account, was read, or its reference was typed."""

    reference: str


@dataclass(frozen=True, slots=True)
class ParkPressed:
    """The basket is to wait: it becomes a QR code that any kiosk of the shop takes."""


@dataclass(frozen=True, slots=True)
class PrintCodesPressed:
    """The QR codes of the parked basket on paper, please."""


@dataclass(frozen=True, slots=True)
class RemovePressed:
    """A line is to go."""

    line: int


@dataclass(frozen=True, slots=True)
class QuantityPressed:
    """A line is to hold this many pieces."""

    line: int
    count: int


@dataclass(frozen=True, slots=True)
class DropPressed:
    """The customer does not want the article of this open exception after all."""

    exception: int


@dataclass(frozen=True, slots=True)
class PayPressed:
    """Finished scanning."""


@dataclass(frozen=True, slots=True)
class BackPressed:
    """Back to scanning, to the choice of payment, or to the choice of receipt."""


@dataclass(frozen=True, slots=True)
class PayCashPressed:
    """Pay with coins and notes."""


@dataclass(frozen=True, slots=True)
class PayCardPressed:
    """Pay by card."""


@dataclass(frozen=True, slots=True)
class PayMealPressed:
    """Pay with a meal voucher card."""


@dataclass(frozen=True, slots=True)
class CardCancelPressed:
    """Stop waiting for a card. The terminal's own answer still says what became of it."""


@dataclass(frozen=True, slots=True)
class RoundUpPressed:
    """The customer pays up to the next euro; the difference is for the charity."""


@dataclass(frozen=True, slots=True)
class RoundUpUndone:
    """The customer does not, after all."""


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """Cancel the whole sale and give back what was taken."""


@dataclass(frozen=True, slots=True)
class ReceiptPressed:
    """A receipt on paper, please."""


@dataclass(frozen=True, slots=True)
class ReceiptCodePressed:
    """A receipt as a QR code, please."""


@dataclass(frozen=True, slots=True)
class EmailPressed:
    """A receipt by e-mail, please."""


@dataclass(frozen=True, slots=True)
class EmailEntered:
    """An address was typed. Never journaled or logged: the runtime turns it into EmailQueued or EmailRefused."""

    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoReceiptPressed:
    """No receipt."""


@dataclass(frozen=True, slots=True)
class DonePressed:
    """The customer has read the thanks."""


@dataclass(frozen=True, slots=True)
class HelpPressed:
    """Staff are wanted."""


@dataclass(frozen=True, slots=True)
class PriceDisputedPressed:
    """The customer saw another price on the shelf."""


@dataclass(frozen=True, slots=True)
class HelpDismissed:
    """No help needed any more."""


@dataclass(frozen=True, slots=True)
class StillHerePressed:
    """The customer answers the idle warning."""


CustomerEvent = (
    StartPressed
    | LanguagePressed
    | ItemScanned
    | UnknownScanned
    | VoucherShown
    | GiftCardPressed
    | OtherRemovePressed
    | BasketShown
    | BasketPartShown
    | CodesShown
    | BasketRefused
    | FindPressed
    | PriceCheckPressed
    | AddPressed
    | FindTyped
    | DepartmentPressed
    | CapturePressed
    | NumberEntered
    | WeighedPressed
    | OwnContainerPressed
    | ContainerWeighedPressed
    | OwnBagPressed
    | TooLargePressed
    | ReferenceShown
    | ParkPressed
    | PrintCodesPressed
    | RemovePressed
    | QuantityPressed
    | DropPressed
    | PayPressed
    | BackPressed
    | PayCashPressed
    | PayCardPressed
    | PayMealPressed
    | RoundUpPressed
    | RoundUpUndone
    | CardCancelPressed
    | CancelPressed
    | ReceiptPressed
    | ReceiptCodePressed
    | EmailPressed
    | EmailEntered
    | NoReceiptPressed
    | DonePressed
    | HelpPressed
    | PriceDisputedPressed
    | HelpDismissed
    | StillHerePressed
)

# The attendant


@dataclass(frozen=True, slots=True)
class StaffPressed:
    """Somebody wants the PIN screen."""


@dataclass(frozen=True, slots=True)
class StaffLeft:
    """Somebody left the PIN screen."""


@dataclass(frozen=True, slots=True)
class PinEntered:
    """Digits were typed. Never journaled, logged or shown: the runtime turns it into one of the next two."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AttendantIdentified:
    """A PIN was right."""

    attendant: str
    grade: Grade = Grade.ATTENDANT


@dataclass(frozen=True, slots=True)
class PinWrong:
    """A PIN was wrong."""


@dataclass(frozen=True, slots=True)
class BadgeShown:
    """A badge was read. `owners`: id and entry of each in the roll that holds it; at most one of them is in force.

    The keypad then asks for that one's PIN. The code of a badge is nothing else in this shop, whoever had it.
    """

    owners: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeysShuffled:
    """The order of the digits on the keypad that has just opened: each digit once."""

    keys: str


class RollStep(StrEnum):
    """What the manager sees of the roll."""

    PERSON = "person"  # one of them, and what can be done
    NAME = "name"  # somebody new: name and grade
    PIN = "pin"  # a PIN is chosen, twice the same
    BADGE = "badge"  # the next code that is read becomes the badge
    DISMISS = "dismiss"  # what it means, before it is done


class EntryFault(StrEnum):
    """Why somebody's PIN or badge was not taken."""

    SHORT = "short"  # not 4 to 12 digits
    EASY = "easy"  # one that everybody tries first
    TAKEN = "taken"  # somebody has this PIN; whose it is nobody is told
    BADGE_TAKEN = "badge_taken"
    ARTICLE = "article"  # the code means something else in this shop
    DISK = "disk"  # the roll could not be written


@dataclass(frozen=True, slots=True)
class RollPressed:
    """The manager turns to this step, about this person; somebody new has no id yet."""

    step: RollStep
    person: str = ""


@dataclass(frozen=True, slots=True)
class RollLeft:
    """Back: from what is done to the person, from the person to all."""


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Somebody new: what they are called, and what they may do."""

    name: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class PinChosen:
    """A PIN for whom the manager looks at, typed twice. Never journaled, logged or shown: the runtime turns it into one
    of the next two."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EntryWritten:
    """An entry lies in the roll, with a new PIN or badge. It is in force when the journal names it."""

    step: RollStep
    person: str
    grade: Grade
    entry: str


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """It was not taken; the manager is told why and tries again."""

    reason: EntryFault


@dataclass(frozen=True, slots=True)
class DismissPressed:
    """This person may not come any more."""

    person: str


@dataclass(frozen=True, slots=True)
class RecoverySeenPressed:
    """The manager has read that a technician let somebody in without any manager's PIN."""


@dataclass(frozen=True, slots=True)
class AgeApprovePressed:
    """The attendant saw that the customer is old enough."""


@dataclass(frozen=True, slots=True)
class AgeRefusePressed:
    """Too young: the articles go."""


@dataclass(frozen=True, slots=True)
class ReleasePressed:
    """The attendant sells the article of this exception, in this department at this price."""

    exception: int
    department: str
    price: Money


@dataclass(frozen=True, slots=True)
class ApprovePressed:
    """The attendant lets the customer have what this exception is about."""

    exception: int


@dataclass(frozen=True, slots=True)
class CheckSeenPressed:
    """The attendant has looked at the basket, or has scanned enough of it."""


@dataclass(frozen=True, slots=True)
class RescanPressed:
    """The attendant scans what is in the bag."""


@dataclass(frozen=True, slots=True)
class LinePressed:
    """The attendant opens a line, to change what it costs. 0: all lines."""

    line: int


@dataclass(frozen=True, slots=True)
class DiscountPressed:
    """The attendant takes so many percent off a line. 0: off all lines."""

    line: int
    percent: int


@dataclass(frozen=True, slots=True)
class PricePressed:
    """The attendant gives a line another price, per piece or kilogram."""

    line: int
    price: Money
    reason: PriceReason


@dataclass(frozen=True, slots=True)
class RefusePressed:
    """The attendant takes the article of this exception away."""

    exception: int


@dataclass(frozen=True, slots=True)
class VoucherTakenPressed:
    """The attendant has the meal voucher of paper in hand."""


@dataclass(frozen=True, slots=True)
class VoucherRefusedPressed:
    """The attendant does not take the meal voucher of paper."""


@dataclass(frozen=True, slots=True)
class OwedSettledPressed:
    """The attendant gave the owed money by hand."""


@dataclass(frozen=True, slots=True)
class CardSettledPressed:
    """The attendant read the terminal's journal: this much was charged (NOTHING: nothing was)."""

    charged: Money


@dataclass(frozen=True, slots=True)
class CardRefundedPressed:
    """The attendant refunded the card payments on the terminal."""


@dataclass(frozen=True, slots=True)
class OrderPressed:
    """The attendant puts the goods in the basket by, against this deposit."""

    deposit: Money


@dataclass(frozen=True, slots=True)
class AccountPressed:
    """The attendant lets this customer pay what remains later."""

    account: str


@dataclass(frozen=True, slots=True)
class CardGiveBackPressed:
    """The terminal is to give back what is kept of a card."""


@dataclass(frozen=True, slots=True)
class CreditNotePressed:
    """A credit note for what cannot go back in another way. `secret`: drawn by the runtime, six letters and digits."""

    secret: str = ""


@dataclass(frozen=True, slots=True)
class CallSeenPressed:
    """The attendant has dealt with a call that the kiosk can do nothing more about (kiosk.domain.attending.SEEN)."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class TicketNumberEntered:
    """Articles of the ticket with this number come back: the digits as they were typed."""

    number: str


@dataclass(frozen=True, slots=True)
class ReturnCountPressed:
    """So many pieces of this line come back."""

    line: int
    count: int


@dataclass(frozen=True, slots=True)
class ReturnReasonPressed:
    """Why they come back: one of the shop's reasons."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReturnPressed:
    """The attendant takes back what was chosen."""


@dataclass(frozen=True, slots=True)
class AttendantDonePressed:
    """The attendant leaves."""


@dataclass(frozen=True, slots=True)
class ClosePressed:
    """The attendant closes the kiosk to customers."""


@dataclass(frozen=True, slots=True)
class OpenPressed:
    """The attendant opens the kiosk again."""


@dataclass(frozen=True, slots=True)
class LockPressed:
    """Whoever holds the staff handheld puts it away."""


@dataclass(frozen=True, slots=True)
class HandoverPressed:
    """A basket that was handed over is to be shown once more."""

    basket: str


@dataclass(frozen=True, slots=True)
class TakeUpPressed:
    """The basket of that sale, which was set aside, is to go on."""

    sale: int


@dataclass(frozen=True, slots=True)
class AsideClearedPressed:
    """The goods of that sale's basket are back on the shelf."""

    sale: int


@dataclass(frozen=True, slots=True)
class ShelfClearedPressed:
    """The attendant has taken the expired and recalled articles off the shelf."""


@dataclass(frozen=True, slots=True)
class ClockConfirmedPressed:
    """The attendant says that the clock is right."""


@dataclass(frozen=True, slots=True)
class RollbackAcceptedPressed:
    """The technician has seen that an older journal was put back."""


@dataclass(frozen=True, slots=True)
class CloseDayPressed:
    """The manager closes the business day now."""


@dataclass(frozen=True, slots=True)
class TryAgainPressed:
    """The attendant has looked after a device: it is to be looked for, and asked, at once."""

    device: str


@dataclass(frozen=True, slots=True)
class TestPrintPressed:
    """The attendant wants to see that the printer prints."""


@dataclass(frozen=True, slots=True)
class LampTestPressed:
    """The attendant wants to see every lamp of the light tower."""


@dataclass(frozen=True, slots=True)
class BrightnessPressed:
    """So much of the screen's light, in percent."""

    percent: int


@dataclass(frozen=True, slots=True)
class VolumePressed:
    """So loud, in percent."""

    percent: int


@dataclass(frozen=True, slots=True)
class RestartPressed:
    """The program is to end and be started again."""


@dataclass(frozen=True, slots=True)
class TrainingPressed:
    """The manager begins or ends training."""


class Page(StrEnum):
    """The pages of the attendant's screen."""

    TASKS = "tasks"
    REPORTS = "reports"  # the day so far (X), the last closings (Z), to look at and to print
    ARCHIVE = "archive"  # archives for the inspector
    RETURN = "return"  # articles of an earlier ticket come back
    CLOSING = "closing"  # closing the day by hand: what it means, before it is done
    CASH = "cash"  # what the cash machines hold: look, count, fill, collect, empty
    STAFF = "staff"  # who may come
    DEVICES = "devices"  # every device, how it is, what to do; light, sound, restart


class Report(StrEnum):
    """What can be looked at and printed."""

    X = "x"  # the open day so far
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    CASH = "cash"  # what the machines hold, and which coins to bring
    MORNING = "morning"  # what the owner should know of the day before, and bring today


class CountOf(StrEnum):
    """What staff count by hand and type."""

    ADDED = "added"  # pieces that they put into the recycler
    TAKEN = "taken"  # pieces that they took out of it
    CASHBOX = "cashbox"  # what they took out of the cashbox
    FLOAT = "float"  # what is to stay when the machine is collected from


@dataclass(frozen=True, slots=True)
class PagePressed:
    """The attendant turns to another page."""

    page: Page


@dataclass(frozen=True, slots=True)
class ReportPressed:
    """The attendant wants to see a report."""

    report: Report


@dataclass(frozen=True, slots=True)
class PrintReportPressed:
    """The attendant wants the report that is on the screen on paper."""


@dataclass(frozen=True, slots=True)
class DuplicatePressed:
    """The attendant wants another copy of a receipt. 0: the last one."""

    receipt: int = 0


@dataclass(frozen=True, slots=True)
class ArchivePressed:
    """The manager wants an archive of this period: a day, month or year by its name, or free from day to day."""

    first_day: str
    last_day: str
    kind: str = "free"


@dataclass(frozen=True, slots=True)
class MachinePressed:
    """The attendant looks at this cash machine."""

    machine: str


@dataclass(frozen=True, slots=True)
class RecountPressed:
    """The attendant wants this machine to count, beside the journal."""

    machine: str


@dataclass(frozen=True, slots=True)
class FillPressed:
    """The manager fills this machine through its slot."""

    machine: str


@dataclass(frozen=True, slots=True)
class FillDonePressed:
    """That is all."""


@dataclass(frozen=True, slots=True)
class CollectPressed:
    """The manager wants what is above the float in the cashbox."""

    machine: str


@dataclass(frozen=True, slots=True)
class CollectStopPressed:
    """The collection is given up: the machine does not answer."""


@dataclass(frozen=True, slots=True)
class CountPressed:
    """The manager counts by hand, and is going to type it."""

    of: CountOf
    machine: str


@dataclass(frozen=True, slots=True)
class CountRowPressed:
    """The next digits are this denomination's (cents)."""

    value: int


@dataclass(frozen=True, slots=True)
class CountTyped:
    """A digit, or nothing: the last one goes."""

    digit: str


@dataclass(frozen=True, slots=True)
class CountConfirmed:
    """So many pieces of each value (cents), zero where there are none."""

    of: CountOf
    machine: str
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CountLeft:
    """Nothing was counted after all."""


AttendantEvent = (
    StaffPressed
    | StaffLeft
    | PinEntered
    | AttendantIdentified
    | PinWrong
    | BadgeShown
    | KeysShuffled
    | RollPressed
    | RollLeft
    | PersonNamed
    | PinChosen
    | EntryWritten
    | EntryRefused
    | DismissPressed
    | RecoverySeenPressed
    | AgeApprovePressed
    | AgeRefusePressed
    | ReleasePressed
    | ApprovePressed
    | CheckSeenPressed
    | RescanPressed
    | LinePressed
    | DiscountPressed
    | PricePressed
    | RefusePressed
    | VoucherTakenPressed
    | VoucherRefusedPressed
    | OwedSettledPressed
    | CardSettledPressed
    | CardRefundedPressed
    | OrderPressed
    | AccountPressed
    | CardGiveBackPressed
    | CreditNotePressed
    | CallSeenPressed
    | TicketNumberEntered
    | ReturnCountPressed
    | ReturnReasonPressed
    | ReturnPressed
    | AttendantDonePressed
    | ClosePressed
    | OpenPressed
    | LockPressed
    | HandoverPressed
    | TakeUpPressed
    | AsideClearedPressed
    | ShelfClearedPressed
    | ClockConfirmedPressed
    | RollbackAcceptedPressed
    | CloseDayPressed
    | TrainingPressed
    | TryAgainPressed
    | TestPrintPressed
    | LampTestPressed
    | BrightnessPressed
    | VolumePressed
    | RestartPressed
    | PagePressed
    | ReportPressed
    | PrintReportPressed
    | DuplicatePressed
    | ArchivePressed
    | MachinePressed
    | RecountPressed
    | FillPressed
    | FillDonePressed
    | CollectPressed
    | CollectStopPressed
    | CountPressed
    | CountRowPressed
    | CountTyped
    | CountConfirmed
    | CountLeft
)

# Devices and the machine itself


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device is well, poorly or gone. `fault` is the hardware's name for it."""

    device: str
    role: Role
    condition: Condition
    fault: str = ""
    detail: str = ""


class WeightState(StrEnum):
    """What is on the scale."""

    ZERO = "zero"  # nothing
    STABLE = "stable"
    UNSTABLE = "unstable"
    OVERWEIGHT = "overweight"
    UNDER_ZERO = "under_zero"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True)
class WeightChanged:
    """The scale shows this. `grams`: gross; 0 unless stable or unstable."""

    scale: str
    state: WeightState
    grams: int = 0


@dataclass(frozen=True, slots=True)
class CashStacked:
    """A machine took coins or notes for good. `mark`: see hardware.words.RestoreCashCounts."""

    machine: str
    value: Money
    count: int = 1
    recycled: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CashCounted:
    """A machine told what it holds: ((value_cents, count), ...). See hardware.words.CashCounts."""

    machine: str
    levels: tuple[tuple[int, int], ...]
    cashbox_pieces: int = -1  # -1: it cannot tell
    unreported: tuple[tuple[int, int], ...] = ()
    mark: str = ""
    boxed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PayoutMoved:
    """A machine has paid this much so far."""

    machine: str
    paid: Money


@dataclass(frozen=True, slots=True)
class PayoutEnded:
    """A machine has finished what it was told to pay, wholly or not; its counts were told before."""

    machine: str
    payout: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CollectEnded:
    """A machine has finished moving pieces to its cashbox, wholly or not; its counts were told before."""

    machine: str
    collection: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CardApproved:
    """The terminal charged (or refunded) this much for this attempt.

    `transaction`: the terminal's own name of it. `meal`: it was a meal voucher card.
    """

    attempt: str
    amount: Money
    card: str = ""
    authorization: str = ""
    application: str = ""
    receipt: str = ""
    transaction: str = ""
    meal: bool = False


@dataclass(frozen=True, slots=True)
class CardDeclined:
    """Certainly nothing was charged for this attempt."""

    attempt: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CardUnknown:
    """Nobody can say whether this attempt was charged."""

    attempt: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PrintFinished:
    """The receipt is on paper."""

    job: str


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """The receipt is not on paper."""

    job: str
    fault: str


@dataclass(frozen=True, slots=True)
class PricesArrived:
    """Another version of the catalogue was opened between customers."""

    version: str
    articles: int


@dataclass(frozen=True, slots=True)
class RecallsArrived:
    """Another list of recalled articles is in force. It holds this many entries."""

    version: str
    entries: int


@dataclass(frozen=True, slots=True)
class HandheldsArrived:
    """Whose signed baskets are taken now: the names of the keys that are enrolled and not revoked."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollArrived:
    """Everybody in the roll and in kiosk.toml, also who is not in force. `damaged`: why the roll cannot be read."""

    people: tuple[Person, ...]
    damaged: str = ""


@dataclass(frozen=True, slots=True)
class ArticlesFound:
    """What there is for this text in this department, best first; with neither, the shop's favourites.

    `departments`: all there are, each with a picture's name. `codes`: what was asked for instead, if anything.
    """

    text: str
    department: str
    articles: tuple[Product, ...]
    departments: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasketCodesMade:
    """The QR codes of the parked basket: their texts, and the same as rows."""

    basket: str
    texts: tuple[str, ...]
    codes: tuple[CodeRows, ...]


@dataclass(frozen=True, slots=True)
class BasketCodesNotMade:
    """The basket cannot be parked: it goes on here."""

    basket: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """The time is now (whole seconds since 1970, UTC); the shop's own time is `utc_offset` seconds ahead."""

    now: int
    utc_offset: int = 0


@dataclass(frozen=True, slots=True)
class Booted:
    """The kiosk's program has started. `written`: when the journal's last entry was written, 0 when there is none."""

    version: str
    now: int
    written: int = 0


@dataclass(frozen=True, slots=True)
class WitnessMissing:
    """There is no usable witness beside a journal that has entries."""

    detail: str


@dataclass(frozen=True, slots=True)
class RollbackSeen:
    """The witness outside the journal knows more than the journal. See facts.RollbackFound."""

    entry: int
    here: int
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A new signing key is there, made at the first start or by a technician. See facts.KeyAdopted."""

    key: str
    certificate: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry was sealed: the head of its chain now. Receipts print characters of it."""

    chain: str
    number: int
    signature: str


@dataclass(frozen=True, slots=True)
class ReceiptCodeMade:
    """The QR code of a receipt, signed."""

    receipt: int
    code: CodeRows


@dataclass(frozen=True, slots=True)
class ReceiptCodeNotMade:
    """There is no QR code of this receipt, and there will be none."""

    receipt: int


@dataclass(frozen=True, slots=True)
class EmailQueued:
    """This receipt lies in the outbox, for the address that was typed."""

    receipt: int


@dataclass(frozen=True, slots=True)
class EmailRefused:
    """The receipt does not leave by e-mail; the customer is told why and may type again."""

    reason: EmailFault


@dataclass(frozen=True, slots=True)
class TicketFound:
    """A ticket that staff want a duplicate of, and how many there were before."""

    ticket: SaleCompleted
    copies: int


@dataclass(frozen=True, slots=True)
class TicketMissing:
    """There is no such ticket in the journal."""

    receipt: int


@dataclass(frozen=True, slots=True)
class ArchiveMoved:
    """The archive that is being written is this far."""

    percent: int


@dataclass(frozen=True, slots=True)
class ArchiveWritten:
    """An archive is on its medium and was read back. See facts.ArchiveMade. `by`: who asked for it."""

    by: str
    kind: str
    first_day: str
    last_day: str
    first_entry: int
    last_entry: int
    digest: str
    place: str


@dataclass(frozen=True, slots=True)
class ArchiveNotWritten:
    """No archive was made."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class JournalBroke:
    """Nothing can be written: the kiosk must not sell. `waiting`: cash that was taken but is not on disk yet."""

    reason: str
    waiting: Money = NOTHING


@dataclass(frozen=True, slots=True)
class JournalMended:
    """The journal writes again."""


DeviceEvent = (
    DeviceChanged
    | WeightChanged
    | CashStacked
    | CashCounted
    | PayoutMoved
    | PayoutEnded
    | CollectEnded
    | CardApproved
    | CardDeclined
    | CardUnknown
    | PrintFinished
    | PrintFailed
    | PricesArrived
    | RecallsArrived
    | HandheldsArrived
    | RollArrived
    | ArticlesFound
    | BasketCodesMade
    | BasketCodesNotMade
    | ClockTicked
    | Booted
    | WitnessMissing
    | RollbackSeen
    | KeyMade
    | Sealed
    | ReceiptCodeMade
    | ReceiptCodeNotMade
    | EmailQueued
    | EmailRefused
    | TicketFound
    | TicketMissing
    | ArchiveMoved
    | ArchiveWritten
    | ArchiveNotWritten
    | JournalBroke
    | JournalMended
)

Event = CustomerEvent | AttendantEvent | DeviceEvent
