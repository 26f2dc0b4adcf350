"""wanted: what the hardware should be doing right now. Nobody starts or stops anything; the conductor makes it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from kiosk.domain import care, carrier_bags, enrolling, finding, parking, receipt, reports, slips
from kiosk.domain.basket import Line, Sale
from kiosk.domain.cash import Pieces, Slot
from kiosk.domain.events import Role
from kiosk.domain.means import cash_offer
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.receipt import ReceiptPart
from kiosk.domain.signalling import EVERY_LAMP, Signal, signal
from kiosk.domain.states import (
    Attended,
    Attract,
    Cancelling,
    ChoosingPayment,
    ChoosingReceipt,
    Closed,
    Collecting,
    Completed,
    Filling,
    GivingChange,
    Kiosk,
    NeedsAttendant,
    OfferingBags,
    Own,
    Parking,
    Payout,
    Printing,
    Refunding,
    RefundingCard,
    Shopping,
    ShowingReceipt,
    TakingCard,
    TakingCash,
    Thanks,
    TypingEmail,
    Weighing,
    WeighingContainer,
)
from kiosk.domain.stock import Levels


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """Camera and scanner look for codes."""


@dataclass(frozen=True, slots=True)
class Weigh:
    """The scale tells what is on it. `unit_price`: for scales that weigh only with a price, else passed over."""

    unit_price: Money = NOTHING


@dataclass(frozen=True, slots=True)
class WatchBag:
    """The scale under the customer's bag tells what is on it."""


@dataclass(frozen=True, slots=True)
class FindArticles:
    """The catalogue is to be searched, or asked for these codes: see events.ArticlesFound."""

    text: str
    department: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeBasketCodes:
    """These lines are to become the QR codes of a signed basket."""

    basket: str
    expires: int
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]
    restricted: bool


@dataclass(frozen=True, slots=True)
class AcceptCash:
    """This machine's slot is open for these denominations (cents). `due`: what is still to pay; staff fill: NOTHING."""

    machine: str
    values: frozenset[int]
    due: Money = NOTHING


@dataclass(frozen=True, slots=True)
class PayOut:
    """This machine is to pay these pieces, ((value_cents, count), ...), of this payout: asked first, told the rest."""

    machine: str
    payout: str
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """The terminal is to charge this attempt, at most once for ever.

    `meal`: to a meal voucher card. `cancelled`: it may stop waiting for a card.
    """

    attempt: str
    amount: Money
    meal: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Refund:
    """The terminal is to give this back to a card, at most once for ever. `original`: its own name of the charge."""

    attempt: str
    amount: Money
    original: str


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """This receipt is to be on paper."""

    job: str
    parts: tuple[ReceiptPart, ...]


@dataclass(frozen=True, slots=True)
class MakeReceiptCode:
    """The text of this receipt's QR code is to be signed."""

    done: Completed


@dataclass(frozen=True, slots=True)
class FindTicket:
    """Staff want a copy of this receipt: it is to be looked up in the journal."""

    receipt: int


@dataclass(frozen=True, slots=True)
class WriteArchive:
    """This archive is to be on its medium. `by`: who asked for it."""

    by: str
    kind: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class ApplyPrices:
    """No customer is here: a new price file may come into force."""


@dataclass(frozen=True, slots=True)
class Collect:
    """This machine is to move these pieces to its cashbox, for this collection: asked first, told the rest."""

    machine: str
    collection: str
    pieces: Levels


@dataclass(frozen=True, slots=True)
class AdjustCash:
    """This machine is to know what staff put in or took out by hand: told once for ever."""

    machine: str
    adjustment: str
    pieces: Levels


@dataclass(frozen=True, slots=True)
class KeepStock:
    """This machine is to keep pieces of these values (cents) for payouts; the others go to its cashbox."""

    machine: str
    recycled: frozenset[int]


@dataclass(frozen=True, slots=True)
class CountCash:
    """This machine is to tell what it holds: staff have asked."""

    machine: str


@dataclass(frozen=True, slots=True)
class ShuffleKeys:
    """The keypad has opened: its digits are to change places."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """This device is to be looked for and asked at once: staff have looked after it, so many times."""

    device: str
    times: int


@dataclass(frozen=True, slots=True)
class ShowSignal:
    """Light towers show this."""

    signal: Signal


Activity = (
    ReadCodes
    | Weigh
    | WatchBag
    | FindArticles
    | MakeBasketCodes
    | AcceptCash
    | PayOut
    | Charge
    | Refund
    | PrintReceipt
    | MakeReceiptCode
    | FindTicket
    | WriteArchive
    | ApplyPrices
    | Collect
    | AdjustCash
    | KeepStock
    | CountCash
    | ShuffleKeys
    | ShowSignal
    | TryAgain
)


def wanted(kiosk: Kiosk) -> frozenset[Activity]:
    """Everything that should be going on. While the journal is broken nothing begins and every slot is closed."""
    if kiosk.sees.journal_broken:
        going_on = (each for each in _all(kiosk) if isinstance(each, PayOut | Charge | Refund | PrintReceipt))
        return frozenset(going_on) | _lights(kiosk)
    everything = _all(kiosk) | _archive(kiosk) | _vault(kiosk) | _lights(kiosk) | _retries(kiosk) | _staff(kiosk)
    everything |= _bag(kiosk)
    printing = any(isinstance(each, PrintReceipt) for each in everything)
    return everything if printing else everything | _slip(kiosk)


def _all(kiosk: Kiosk) -> frozenset[Activity]:
    match kiosk.state:
        case NeedsAttendant(under=under):
            return _kept(kiosk, under)
        case Attended(under=under):
            kept = _kept(kiosk, under)
            busy = any(isinstance(each, PrintReceipt) for each in kept)
            return kept if busy else kept | _desk(kiosk)
        case GivingChange() as giving:
            return _giving(kiosk, giving)
        case state:
            return _own(kiosk, state)


def _kept(kiosk: Kiosk, under: GivingChange | Own) -> frozenset[Activity]:
    """What goes on while staff are wanted or here: all but the open slot, and no scan where nothing may be sold."""
    going_on = _giving(kiosk, under) if isinstance(under, GivingChange) else _own(kiosk, under)
    stopped = AcceptCash | ReadCodes | Weigh if kiosk.blocked else AcceptCash
    return frozenset(activity for activity in going_on if not isinstance(activity, stopped))


def _desk(kiosk: Kiosk) -> frozenset[Activity]:
    """What the attendant has asked for. A customer's receipt that is coming out goes first."""
    desk = kiosk.sees.desk
    found: frozenset[Activity] = frozenset(FindTicket(receipt) for receipt in desk.finding)
    if isinstance(kiosk.own, Filling):
        machine = kiosk.own.machine
        found |= {AcceptCash(machine, frozenset(value for name, value in kiosk.till.held if name == machine))}
    if desk.recounting:
        found |= {CountCash(desk.recounting)}
    if not desk.job:
        return found
    for copy in desk.duplicate:
        return found | {PrintReceipt(desk.job, receipt.duplicate(kiosk, copy))}
    if desk.testing:
        return found | {PrintReceipt(desk.job, care.test_page(kiosk))}
    return found | {PrintReceipt(desk.job, reports.parts(kiosk, desk.report))}


def _vault(kiosk: Kiosk) -> frozenset[Activity]:
    """What the cash machines must know whatever goes on: which pieces to keep, what was changed by hand."""
    vault = kiosk.till.vault
    kept = (KeepStock(machine, frozenset(values)) for machine, values in vault.routes.items())
    return frozenset((*kept, *(AdjustCash(machine, *adjusted) for machine, adjusted in vault.adjusted.items())))


def _lights(kiosk: Kiosk) -> frozenset[Activity]:
    """A tower is told whatever goes on, where there is one."""
    towers = any(device.role is Role.LIGHTS for device in kiosk.sees.devices.values())
    return frozenset({ShowSignal(_shown(kiosk))} if towers else ())


def _shown(kiosk: Kiosk) -> Signal:
    return EVERY_LAMP if kiosk.sees.elapsed < kiosk.sees.desk.lamps_until else signal(kiosk)


def _bag(kiosk: Kiosk) -> frozenset[Activity]:
    """The bag is weighed whatever goes on: a scale that is asked anew may not tell what has not moved."""
    return frozenset({WatchBag()} if kiosk.shop.bagging.scale else ())


def _retries(kiosk: Kiosk) -> frozenset[Activity]:
    return frozenset(TryAgain(name, times) for name, times in kiosk.sees.retries.items())


def _slip(kiosk: Kiosk) -> frozenset[Activity]:
    return frozenset(PrintReceipt(slips.job(slip), slips.parts(kiosk, slip)) for slip in kiosk.till.slip)


def _staff(kiosk: Kiosk) -> frozenset[Activity]:
    """A badge can be shown wherever a PIN can be typed, and where somebody gets one."""
    opened = enrolling.keypad_open(kiosk)
    reads = enrolling.learning(kiosk) or (opened and enrolling.badges(kiosk))
    shuffles = opened and kiosk.shop.shuffled_keypad and not kiosk.sees.keys
    return frozenset((*((ReadCodes(),) if reads else ()), *((ShuffleKeys(),) if shuffles else ())))


def _archive(kiosk: Kiosk) -> frozenset[Activity]:
    """An archive goes on when the attendant has left."""
    desk = kiosk.sees.desk
    return frozenset(WriteArchive(desk.by, each.kind, each.first_day, each.last_day) for each in desk.archive)


def _giving(kiosk: Kiosk, giving: GivingChange) -> frozenset[Activity]:
    """Money goes out. A receipt that is coming out goes on: begun again, it would be printed twice."""
    printing = (each for each in _own(kiosk, giving.under) if isinstance(each, PrintReceipt))
    return _pay_out(giving.payout) | frozenset(printing)


def _pay_out(payout: Payout) -> frozenset[Activity]:
    machines = {machine for machine, _, _ in payout.plan}
    return frozenset(PayOut(machine, payout.id, _of(payout.plan, machine)) for machine in machines)


def _of(plan: Pieces, machine: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((value, count) for name, value, count in plan if name == machine))


def _own(kiosk: Kiosk, state: Own) -> frozenset[Activity]:  # noqa: C901 - one case a state
    if kiosk.shop.handheld and not kiosk.till.holder:
        return frozenset({ApplyPrices()} if isinstance(state, Attract) else ())
    match state:
        case Attract() if not kiosk.sees.price_check.open:
            return frozenset({ReadCodes(), ApplyPrices(), Weigh()})
        case Attract() | Shopping():
            return frozenset({ReadCodes(), Weigh(), *(FindArticles(*each) for each in finding.asked(kiosk))})
        case Weighing(_, product) | WeighingContainer(Weighing(_, product)):
            return frozenset({ReadCodes(), Weigh(product.price)})
        case Parking(sale, basket, expires):
            return _parking(kiosk, sale, basket, expires)
        case ChoosingReceipt() | Thanks():
            return frozenset({ReadCodes()})
        case TakingCash(sale):
            offer = cash_offer(kiosk, sale)
            machines = {machine for machine, _ in offer}
            return frozenset(AcceptCash(m, _of_machine(offer, m), sale.balance) for m in machines)
        case TakingCard(_, attempt, amount, _, meal, cancelled):
            return frozenset({Charge(attempt, amount, meal, cancelled)})
        case RefundingCard(_, attempt, amount, _, original):
            return frozenset({Refund(attempt, amount, original)})
        case Printing(done, job, tries):
            return frozenset({PrintReceipt(job, receipt.parts(kiosk, done, tries))})
        case ShowingReceipt(done):
            making = () if kiosk.sees.code else (MakeReceiptCode(done),)
            return frozenset({ReadCodes(), *making})
        case OfferingBags() if codes := carrier_bags.wanted(kiosk):
            return frozenset({ReadCodes(), FindArticles("", "", codes)})
        case OfferingBags() | ChoosingPayment():
            return frozenset({ReadCodes()})
        case Collecting(id_, machine, _, pieces):
            return frozenset({Collect(machine, id_, pieces)})
        case Cancelling() | Refunding() | TypingEmail() | Closed() | Filling():
            return frozenset()
        case _:
            assert_never(state)


def _of_machine(offer: frozenset[Slot], machine: str) -> frozenset[int]:
    return frozenset(value for name, value in offer if name == machine)


def _parking(kiosk: Kiosk, sale: Sale, basket: str, expires: int) -> frozenset[Activity]:
    """The basket's codes are made, and printed when the customer asks for it."""
    parked = kiosk.sees.parked
    if not parked.codes:
        unknown = tuple(each.code for each in parking.unsold(sale))
        restricted = bool(sale.age_floor or any(line.minimum_age for line in sale.lines))
        return frozenset({MakeBasketCodes(basket, expires, sale.lines, unknown, restricted)})
    return frozenset({PrintReceipt(parked.job, parking.parts(kiosk))} if parked.job else ())
