"""What devices say and what they are told: one small vocabulary for every maker.

UnifiedPOS names where the standard has one. Money is whole cents (int), never a float. Nothing here knows of shops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Pieces = tuple[tuple[int, int], ...]
"""Coins and notes as ((value_cents, count), ...), ascending by value, counts above zero unless a level is told."""


MARK_SIZE_MAX = 200
"""Characters of a mark: see RestoreCashCounts."""


class Fault(StrEnum):
    """Why a device works less than fully; named by what a person must look at."""

    LINK_LOST = "link_lost"  # cable, power or port
    NO_ANSWER = "no_answer"  # the link is there, the device is silent
    WRONG_DEVICE = "wrong_device"  # something answers, but not what was configured
    KEY_REFUSED = "key_refused"  # the encryption key (or password, or certificate) of the device is another one
    CERTIFICATE_EXPIRED = "certificate_expired"  # of the device, or a clock is wrong
    WRONG_CURRENCY = "wrong_currency"
    COUNTS_IN_DOUBT = "counts_in_doubt"  # the machine lost track of what it took or paid: staff must count
    STARTING = "starting"
    JAM = "jam"
    FRAUD = "fraud"
    CASHBOX_FULL = "cashbox_full"
    CASHBOX_REMOVED = "cashbox_removed"
    DEVICE_FULL = "device_full"
    NOTE_IN_BEZEL = "note_in_bezel"  # the customer must take the note
    PAYOUT_OUT_OF_SERVICE = "payout_out_of_service"
    NOT_ENOUGH_CASH = "not_enough_cash"  # the machine cannot pay what was asked
    OUT_OF_PAPER = "out_of_paper"
    PAPER_NEAR_END = "paper_near_end"
    COVER_OPEN = "cover_open"
    CUTTER_JAM = "cutter_jam"
    PRINTER_ERROR = "printer_error"
    NO_PICTURE = "no_picture"  # the camera is there but gives no frames


# Health: every device says one of these when it changes, never twice the same in a row.


@dataclass(frozen=True, slots=True)
class Ready:
    """The device answers and can do all it was bought for."""


@dataclass(frozen=True, slots=True)
class Degraded:
    """The device answers but cannot do everything now."""

    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """The device cannot be used."""

    fault: Fault
    detail: str = ""


Health = Ready | Degraded | Lost


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Somebody has looked after the device: make its link anew and ask it at once. For the pump; no wire hears it."""


# Codes


class Symbology(StrEnum):
    """Which kind of code was read; decides how its text is understood."""

    EAN13 = "EAN13"
    EAN8 = "EAN8"
    UPCA = "UPCA"
    UPCE = "UPCE"
    CODE128 = "Code128"
    GS1_128 = "GS1-128"
    ITF = "ITF"
    DATABAR = "DataBar"
    DATABAR_EXPANDED = "DataBarExp"
    QR = "QRCode"
    GS1_QR = "GS1QRCode"
    DATAMATRIX = "DataMatrix"
    GS1_DATAMATRIX = "GS1DataMatrix"
    OTHER = "Other"


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A scanner or camera read one code (UnifiedPOS: Scanner DataEvent). `text` without symbology identifier.

    `add_on`: the 2 or 5 digits beside an EAN or UPC (magazines, books), where the reader saw them.
    """

    text: str
    symbology: Symbology
    add_on: str = ""


@dataclass(frozen=True, slots=True)
class EnableReading:
    """Look for codes (UnifiedPOS: DataEventEnabled)."""


@dataclass(frozen=True, slots=True)
class DisableReading:
    """No code is wanted now; a device that costs something while looking may rest."""


# Scale (UnifiedPOS: Scale, StatusNotify)


class WeightState(StrEnum):
    """What is on the platter."""

    ZERO = "zero"  # nothing, and it stands still
    STABLE = "stable"
    UNSTABLE = "unstable"  # still moving
    OVERWEIGHT = "overweight"
    UNDER_ZERO = "under_zero"  # something was taken off that was there when the scale was set to zero
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True)
class Weight:
    """The scale shows this now; told when it changes. `grams`: gross, whole, 0 unless STABLE or UNSTABLE.

    A scale that cannot tell a moving weight says UNSTABLE with 0 grams.
    """

    state: WeightState
    grams: int = 0


@dataclass(frozen=True, slots=True)
class BeginWeighing:
    """Tell each Weight from now on. `unit_price`: cents for a kilogram, for scales that weigh only with a price."""

    unit_price: int = 0


@dataclass(frozen=True, slots=True)
class EndWeighing:
    """No weight is wanted now."""


@dataclass(frozen=True, slots=True)
class ZeroScale:
    """Set the empty platter to zero, where the scale can be told to."""


# Cash: a machine counts what it holds; its counts are the truth about money after any failure.


@dataclass(frozen=True, slots=True)
class Stacked:
    """`count` pieces of `value` cents were taken for good. `recycled`: they can be paid out again, else the cashbox.

    The device may repeat it until it is told `Acknowledge` (the fact is on disk). `mark`: see RestoreCashCounts.
    """

    value: int
    count: int = 1
    recycled: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CashCounts:
    """What the machine holds now, told after every start, after every lost link, after a payout, and on request.

    `recycler`: level per denomination, zero levels included. `cashbox_pieces`: lifetime number of pieces that went
    to the cashbox, None when the machine cannot tell. `unreported`: pieces which the machine says it took to the
    cashbox while nobody listened; those in the recycler are seen from the levels alone. The newest first: of what a
    machine repeats after a till has died, the last ones are those that the till may not have kept.
    `mark`: see RestoreCashCounts. `boxed`: values of `recycler` that go to the cashbox as they come in, whatever routes
    are set: nothing of the kind can be handed back.
    """

    recycler: Pieces
    cashbox_pieces: int | None = None
    unreported: Pieces = ()
    mark: str = ""
    boxed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Dispensing:
    """A payout moves: `paid` cents so far in this payout."""

    paid: int


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A payout ended, a CashCounts precedes it: `paid` cents left the machine; `fault` says why less than asked."""

    paid: int
    fault: Fault | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """A CollectCash ended, a CashCounts precedes it; `fault` says why less was moved than asked."""

    fault: Fault | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BeginDeposit:
    """Open the slot for these denominations (cents). Told again when they change.

    `due`: what is still to pay, in cents, when the slot opens; 0: no limit. For machines that close by themselves when
    they have enough, and then give their change unasked: what they gave is in the counts that follow, and a
    ReadCashCounts is answered only when they have finished.
    """

    values: frozenset[int]
    due: int = 0


@dataclass(frozen=True, slots=True)
class EndDeposit:
    """Close the slot."""


@dataclass(frozen=True, slots=True)
class Dispense:
    """Pay out exactly these pieces. The machine is asked first (test mode) whether it can.

    Answered by one PaidOut with the same `reference`, whatever happens; one without was ordered by somebody else.
    """

    pieces: Pieces
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReadCashCounts:
    """Tell `CashCounts` (or `PaidOut` when a payout turns out to be running or interrupted)."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """All that was told so far is on disk: the device may forget it."""


@dataclass(frozen=True, slots=True)
class RestoreCashCounts:
    """What the journal knows of this machine, told once before anything else, after every start of the program.

    A machine that counts what it holds passes it over: its own counts are the truth. One that cannot (a hopper knows
    how many coins it ever paid, not how many it holds) goes on from here: `recycler` are the levels by the journal,
    `mark` is what the driver said last with Stacked or CashCounts: where the machine's own numbering (event counters,
    lifetime counts) stood when those levels were true. Opaque to everybody but the driver, printable ASCII, at most
    MARK_SIZE_MAX characters. Empty: the journal does not know this machine yet.
    """

    recycler: Pieces
    mark: str = ""


@dataclass(frozen=True, slots=True)
class AdjustCashCounts:
    """Staff put pieces in or took some out by hand: so many more (fewer, below zero) of each value the recycler holds.

    Passed over by machines that see every piece (UnifiedPOS: CashChanger adjustCashCounts). Answered by CashCounts.
    """

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class CollectCash:
    """Move these pieces from the recycler to the cashbox. Answered by one Collected with the same `reference`."""

    pieces: Pieces
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SetRoutes:
    """Keep pieces of these values (cents) for payouts; the others go to the cashbox as they come in."""

    recycled: frozenset[int]


# Card (UnifiedPOS CAT: the sequence number is our reference)


@dataclass(frozen=True, slots=True)
class Authorize:
    """Charge `amount` cents; `reference` is ours, unique, and echoed by terminals that can.

    `meal`: with a meal voucher card, where the terminal can be told so (UnifiedPOS CAT: AuthorizeSales).
    """

    reference: str
    amount: int
    meal: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizeRefund:
    """Give back `amount` cents to a card (UnifiedPOS CAT: AuthorizeRefund). Answered as Authorize is.

    `original`: what Authorized.transaction said of the charge, "" when not known.
    """

    reference: str
    amount: int
    original: str = ""


@dataclass(frozen=True, slots=True)
class CancelAuthorize:
    """Nobody wants this charge any more: stop waiting for a card, where the terminal can be told.

    It may be too late: the answer to the Authorize says what became of it, as ever.
    """

    reference: str


@dataclass(frozen=True, slots=True)
class Authorized:
    """The terminal charged (or refunded) `amount` cents, which may be less than asked.

    `receipt`: the terminal's own text, if any. `transaction`: the terminal's own name of it, for a refund. `meal`: it
    was a meal voucher card.
    """

    reference: str
    amount: int
    card: str = ""  # masked, never a full card number
    authorization: str = ""
    application: str = ""
    contactless: bool = False
    receipt: str = ""
    transaction: str = ""
    meal: bool = False


@dataclass(frozen=True, slots=True)
class NotAuthorized:
    """Certainly nothing was charged (or refunded)."""

    reference: str
    reason: CardRefusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The request left us and no trustworthy answer came. Never charge again by itself; `evidence` is for staff."""

    reference: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """What became of `reference` (for `amount` cents)? Answered by Authorized, NotAuthorized or OutcomeUnknown."""

    reference: str
    amount: int
    refund: bool = False


class CardRefusal(StrEnum):
    """Why nothing was charged."""

    REFUSED = "refused"
    ABANDONED = "abandoned"  # red key, by customer or staff
    TIMED_OUT = "timed_out"  # no card was shown
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NOT_SUPPORTED = "not_supported"
    FORMAT = "format"


# Printer


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document. `right` is flush right on the same line."""

    text: str = ""
    right: str = ""
    bold: bool = False
    large: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across the paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of this text, centred."""

    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What to put on paper, top to bottom; the driver cuts at the end."""

    parts: tuple[Line | Rule | QrCode, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Print:
    """Print a document; answered by Printed or NotPrinted with the same job."""

    job: str
    document: Document


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer confirmed the last line of this job."""

    job: str


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """The job did not come out whole; the sale stands."""

    job: str
    fault: Fault


# Lights (UnifiedPOS: Lights, switchOn and switchOff)


class Lamp(StrEnum):
    """A colour of a signal tower."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class SwitchLights:
    """These lamps are on from now on, the others off. `blinking`: which of those that are on go on and off."""

    lit: frozenset[Lamp] = frozenset()
    blinking: frozenset[Lamp] = frozenset()


Word = (
    Ready
    | Degraded
    | Lost
    | CodeSeen
    | Weight
    | Stacked
    | CashCounts
    | Dispensing
    | PaidOut
    | Collected
    | Authorized
    | NotAuthorized
    | OutcomeUnknown
    | Printed
    | NotPrinted
)
Command = (
    EnableReading
    | DisableReading
    | BeginWeighing
    | EndWeighing
    | ZeroScale
    | BeginDeposit
    | EndDeposit
    | Dispense
    | ReadCashCounts
    | Acknowledge
    | RestoreCashCounts
    | AdjustCashCounts
    | CollectCash
    | SetRoutes
    | Authorize
    | AuthorizeRefund
    | CancelAuthorize
    | AskOutcome
    | Print
    | SwitchLights
    | TryAgain
)
