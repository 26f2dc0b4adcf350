"""Where the customer is. Each state holds exactly what can be true in it; nothing on top replaces what is under.

From the top: a visit of staff (NeedsAttendant or Attended), a payout (GivingChange), and the customer's own state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kiosk.domain.aside import Aside
from kiosk.domain.bags import OfferingBags as OfferingBags
from kiosk.domain.basket import BasketNote, Handover, Order, Sale, ShelfNote
from kiosk.domain.cash import Pieces, Slot
from kiosk.domain.facts import CodeNotTaken, Grade, Reason, SlipDue
from kiosk.domain.filling import Collecting as Collecting
from kiosk.domain.filling import Filling as Filling
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.morning import NO_DIARY, Diary
from kiosk.domain.open_books import NO_BOOKS, NO_TRAINING
from kiosk.domain.open_books import Books as Books
from kiosk.domain.open_books import Training as Training
from kiosk.domain.orders import Receivable
from kiosk.domain.product import Product
from kiosk.domain.refund import Refunding as Refunding
from kiosk.domain.refund import RefundingCard as RefundingCard
from kiosk.domain.refund import Returned
from kiosk.domain.rights import Right
from kiosk.domain.shop import Shop as Shop
from kiosk.domain.sight import NOTHING_SEEN, Sees
from kiosk.domain.vault import NEW_VAULT, Vault
from kiosk.domain.voucher import Voucher


class ImpossibleHistory(Exception):  # noqa: N818 - it names what was found, not what went wrong in the program
    """A fact that cannot follow: the journal was altered, or a program wrote nonsense. Selling must not go on."""


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is there."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Staff closed the kiosk."""

    by: str


@dataclass(frozen=True, slots=True)
class Shopping:
    """Scanning."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class Weighing:
    """The customer weighs an article. `tare`: grams of the shop's bag or the customer's container, not sold."""

    sale: Sale
    product: Product
    code: str
    batch: str = ""
    tare: int = 0


@dataclass(frozen=True, slots=True)
class WeighingContainer:
    """The customer weighs an empty container, for `then`."""

    then: Weighing

    @property
    def sale(self) -> Sale:
        return self.then.sale


@dataclass(frozen=True, slots=True)
class Parking:
    """The basket has left as a QR code, which is on the screen until the customer has it. Taken until `expires`.

    `back`: what it is again when no code can be made. One that was shown before goes on nowhere.
    """

    sale: Sale
    basket: str
    expires: int
    back: Shopping | Attract = Attract()


@dataclass(frozen=True, slots=True)
class ChoosingPayment:
    """How to pay (the rest)?"""

    sale: Sale


@dataclass(frozen=True, slots=True)
class TakingCash:
    """The slot is open."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class TakingCard:
    """The terminal is charging this attempt. `unknown`: it could not be said whether it did.

    `cancelled`: nobody wants it any more. Only the terminal's answer ends it: a card that was faster has paid.
    """

    sale: Sale
    attempt: str
    amount: Money
    unknown: bool = False
    meal: bool = False  # a meal voucher card was asked for
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What was taken goes back, then the sale is gone."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class Completed:
    """A sale that is paid, as its receipt will say."""

    sale: Sale
    receipt: int
    at: int
    utc_offset: int = 0


NO_CODE = "no_code"
"""Why there is no receipt: its QR code could not be made."""


@dataclass(frozen=True, slots=True)
class ChoosingReceipt:
    """Paid. Paper? `failed` says why the last try brought nothing: the printer's fault, or NO_CODE; empty at first."""

    done: Completed
    tries: int = 0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """The receipt is coming out."""

    done: Completed
    job: str
    tries: int


@dataclass(frozen=True, slots=True)
class ShowingReceipt:
    """The receipt is on the screen as a QR code."""

    done: Completed
    tries: int = 0


@dataclass(frozen=True, slots=True)
class TypingEmail:
    """The customer types an address, which is known to the screen alone. `choosing`: what Back leads to."""

    choosing: ChoosingReceipt


@dataclass(frozen=True, slots=True)
class Thanks:
    """Goodbye. `taken`: how the customer took the receipt, "paper" or "email"; empty: not at all."""

    done: Completed
    taken: str = ""


Own = (
    Attract
    | Closed
    | Shopping
    | Weighing
    | WeighingContainer
    | Parking
    | OfferingBags
    | ChoosingPayment
    | TakingCash
    | TakingCard
    | Cancelling
    | Refunding
    | RefundingCard
    | ChoosingReceipt
    | Printing
    | ShowingReceipt
    | TypingEmail
    | Thanks
    | Filling
    | Collecting
)
"""The customer's own states."""


@dataclass(frozen=True, slots=True)
class Payout:
    """Money on its way out. `plan` is what machines are still to pay. `failed`: what a machine could not pay once (one
    of several hoppers, perhaps); `tired`: machines that could not pay twice, and are asked no more."""

    id: str
    purpose: str
    amount: Money
    plan: Pieces
    paid: Money = NOTHING
    failed: frozenset[Slot] = frozenset()
    tired: frozenset[str] = frozenset()
    tries: int = 0

    @property
    def missing(self) -> Money:
        return self.amount - self.paid

    def without(self, machine: str) -> Payout:
        """After this machine could not pay all of its part."""
        unpaid = {(name, value) for name, value, _ in self.plan if name == machine}
        failed_before = any(name == machine for name, _ in self.failed)
        if failed_before or not unpaid:
            return replace(self, tired=self.tired | {machine})
        return replace(self, failed=self.failed | unpaid)


@dataclass(frozen=True, slots=True)
class GivingChange:
    """Coins and notes are coming out."""

    payout: Payout
    under: Own


@dataclass(frozen=True, slots=True)
class Call:
    """Why staff are wanted."""

    reason: Reason
    amount: Money = NOTHING
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class NeedsAttendant:
    """Staff are called, and nobody has come yet."""

    calls: tuple[Call, ...]
    under: GivingChange | Own


@dataclass(frozen=True, slots=True)
class Attended:
    """Staff are here. `calls` are what they still have to settle."""

    by: str
    grade: Grade
    calls: tuple[Call, ...]
    under: GivingChange | Own


State = Own | GivingChange | NeedsAttendant | Attended


@dataclass(frozen=True, slots=True)
class Till:
    """What the journal knows beyond the customer's state: counters, cash held, money without a sale."""

    sales: int = 0
    receipts: int = 0
    payouts: int = 0
    prices: str = ""
    recalls: str = ""  # the list of recalled articles in force
    language: Language = Language.FR
    held: Mapping[Slot, int] = field(default_factory=dict)  # recycler levels by the journal
    cashbox: Mapping[Slot, int] = field(default_factory=dict)  # what went to cashboxes since this journal began
    cashbox_pieces: Mapping[str, int] = field(default_factory=dict)  # lifetime pieces by machine; -1: it cannot tell
    marks: Mapping[str, str] = field(default_factory=dict)  # where the numbering of a machine that cannot count stands
    stray: Money = NOTHING  # the customer's money in our custody outside any sale
    sounds: int = 0
    sound: str = ""
    wrong_pins: int = 0
    born: int = 0  # when this journal began: makes references to terminals unique
    devices: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # condition and fault, as journaled
    slip: tuple[SlipDue, ...] = ()  # of a failed card payment, on its way to paper: empty or one
    declined: str = ""  # why the last card attempt of this sale was not charged, or nothing given back
    uncharged: tuple[str, ...] = ()  # the last card attempts known as not charged
    ungiven: tuple[str, ...] = ()  # the last card refunds known as not given
    credit_notes: int = 0
    returned: Mapping[int, Returned] = field(default_factory=dict)  # what came back, by receipt
    spent: Mapping[str, int] = field(default_factory=dict)  # signed baskets that were taken, and when each expires
    handhelds: tuple[str, ...] = ()  # whose signed baskets are taken
    suspicions: tuple[BasketNote, ...] = ()  # baskets turned away since staff were last here
    weights: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # what articles weigh: kiosk.domain.bag
    weighed: int = 0  # how often goods were weighed: between two the scale must be empty
    shelf: tuple[ShelfNote, ...] = ()  # expired and recalled articles that customers found
    holder: str = ""  # who works with this staff handheld; empty: locked, or a kiosk
    handovers: tuple[Handover, ...] = ()  # the last baskets made on this handheld
    orders: Mapping[str, Order] = field(default_factory=dict)  # with a deposit, not collected yet
    receivables: Mapping[str, Receivable] = field(default_factory=dict)  # bought on account, not paid yet
    books: Books = NO_BOOKS
    training: Training = NO_TRAINING
    clock: int = 0  # the last time that was believed, as facts tell of it, UTC seconds
    key: str = ""  # the fingerprint of the key that seals now
    archives: int = 0
    last_copy: tuple[int, int] = (0, 0)  # receipt and copy number of the last duplicate
    vouchers: Mapping[str, Voucher] = field(default_factory=dict)  # gift cards and credit notes: kiosk.domain.ledger
    redeemed: Mapping[str, str] = field(default_factory=dict)  # vouchers taken once, and the business day of it
    not_taken: tuple[CodeNotTaken, ...] = ()  # what the customer is told of the last code: empty or one
    meal_excess: Money = NOTHING  # charged to meal voucher cards beyond what they may pay, since staff were last here
    asides: tuple[Aside, ...] = ()  # baskets that customers left, for staff
    diary: Diary = NO_DIARY  # what the owner should know next morning
    brightness: int = 0  # percent of the screen's light; 0: as the machine was set up
    volume: int = 100  # percent
    vault: Vault = NEW_VAULT  # what was decided about the cash in the machines
    roll: Mapping[str, str] = field(default_factory=dict)  # the entry in force of everybody ever enrolled here
    recovered: str = ""  # whom a technician made manager, until a manager has read it


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Everything decide, wanted and present look at."""

    shop: Shop
    state: State = Attract()
    till: Till = Till()
    sees: Sees = NOTHING_SEEN

    @property
    def own(self) -> Own:
        """The customer's own state, under whatever lies on top."""
        return own(self.state)

    @property
    def calls(self) -> tuple[Call, ...]:
        match self.state:
            case NeedsAttendant(calls) | Attended(calls=calls):
                return calls
            case _:
                return ()

    def called(self, reason: Reason) -> bool:
        return any(call.reason is reason for call in self.calls)

    @property
    def blocked(self) -> bool:
        """The clock or the journal is in doubt: nothing is sold until the right person has looked at it."""
        return self.called(Reason.CLOCK) or self.called(Reason.ROLLBACK)


def may(kiosk: Kiosk, visit: Attended, right: Right) -> bool:
    """May the visitor do this?"""
    return kiosk.shop.rights.has(visit.grade, right)


def own(state: State) -> Own:
    """The customer's own state, under whatever lies on top."""
    while isinstance(state, NeedsAttendant | Attended | GivingChange):
        state = state.under
    return state


def payout(state: State) -> tuple[Payout, ...]:
    """The payout that is running: empty or one."""
    match state:
        case NeedsAttendant(under=under) | Attended(under=under):
            return payout(under)
        case GivingChange(running):
            return (running,)
        case _:
            return ()


def sale_of(state: Own) -> tuple[Sale, ...]:
    """The sale that is still open: empty or one."""
    match state:
        case Shopping(sale) | ChoosingPayment(sale) | TakingCash(sale) | TakingCard(sale) | Cancelling(sale):
            return (sale,)
        case Weighing(sale) | WeighingContainer(Weighing(sale)) | OfferingBags(sale):
            return (sale,)
        case Refunding(sale) | RefundingCard(sale):
            return (sale,)
        case _:
            return ()


def change_own(state: State, change: Callable[[Own], Own]) -> State:
    """The same state with the customer's own state changed."""
    match state:
        case NeedsAttendant(under=GivingChange() as giving) | Attended(under=GivingChange() as giving):
            return replace(state, under=replace(giving, under=change(giving.under)))
        case NeedsAttendant(under=under) | Attended(under=under):
            assert not isinstance(under, GivingChange)
            return replace(state, under=change(under))
        case GivingChange(under=under):
            return replace(state, under=change(under))
        case _:
            return change(state)


def change_payout(state: State, change: Callable[[GivingChange | Own], GivingChange | Own]) -> State:
    """The same state with the layer below staff changed: a payout begins, moves or ends."""
    match state:
        case NeedsAttendant(under=under) | Attended(under=under):
            return replace(state, under=change(under))
        case _:
            return change(state)
