"""evolve: what each fact makes of the kiosk. No rules here; it refuses only history that cannot have happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import TypeVar

from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Doubt, Line, OpenException, Sale
from kiosk.domain.books import PeriodKind, Takings, plus
from kiosk.domain.cash import Pieces
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import (
    Attended,
    Attract,
    Books,
    Call,
    Cancelling,
    ChoosingPayment,
    ChoosingReceipt,
    Closed,
    Completed,
    GivingChange,
    Kiosk,
    NeedsAttendant,
    Own,
    Payout,
    Printing,
    Shopping,
    ShowingReceipt,
    State,
    TakingCard,
    TakingCash,
    Thanks,
    Till,
    change_own,
    change_payout,
    payout,
    sale_of,
)

UNCHARGED_KEPT = 50
"""How many card attempts known as not charged are remembered, to recognise a late approval."""

SPENT_KEPT = 1_000
"""How many taken baskets are remembered; an older one has long expired."""

Key = TypeVar("Key")


class ImpossibleHistory(Exception):  # noqa: N818 - it names what was found, not what went wrong in the program
    """A fact that cannot follow: the journal was altered, or a program wrote nonsense. Selling must not go on."""


def replay(facts: Iterable[Fact], kiosk: Kiosk) -> Kiosk:
    """The kiosk after all these facts."""
    return reduce(evolve, facts, kiosk)


def evolve(kiosk: Kiosk, fact: Fact) -> Kiosk:
    """The kiosk after this fact. ImpossibleHistory when it cannot have happened now."""
    till = _till(kiosk, fact)
    books = _booked_in(kiosk, fact)
    if books is not till.books:
        till = replace(till, books=books)
    state = _state(kiosk.state, fact)
    return Kiosk(kiosk.shop, state, till, kiosk.sees)


def _booked_in(kiosk: Kiosk, fact: Fact) -> Books:
    """What happens to a training sale does not count."""
    if any(sale.training for sale in sale_of(kiosk.own)) and not isinstance(fact, f.DayOpened | f.PeriodClosed):
        return kiosk.till.books
    return booked(kiosk.till.books, fact)


def booked(books: Books, fact: Fact) -> Books:
    """The books after this fact."""
    match fact:
        case f.DayOpened(day):
            if day <= books.day:
                raise ImpossibleHistory(f"the day {day} cannot be opened after {books.day}")
            return replace(books, day=day)
        case f.PeriodClosed(kind):
            closings = (*(closing for closing in books.closings if closing.kind is not kind), fact)
            return replace(_reset(books, kind), closings=closings)
        case f.SaleCompleted(receipt, taxes=taxes, cash=cash, card=card):
            if fact.day != books.day:
                raise ImpossibleHistory(f"receipt {receipt} belongs to {fact.day}, but {books.day} is open")
            rates = tuple((tax.rate.basis_points, tax.gross.cents) for tax in taxes)
            books = _each(books, lambda takings: takings.with_ticket(receipt, taxes, cash, card))
            absolute = plus(books.absolute, ((rate, abs(cents)) for rate, cents in rates))
            return replace(books, perpetual=plus(books.perpetual, rates), absolute=absolute)
        case f.SaleCancelled() | f.SaleAbandoned():
            return _each(books, lambda takings: replace(takings, cancelled=takings.cancelled + 1))
        case f.LineRemoved(by=""):
            return _each(books, lambda takings: replace(takings, removed=takings.removed + 1))
        case f.LineRemoved() | f.DoubtSettled(outcome="released"):
            return _each(books, lambda takings: replace(takings, overrides=takings.overrides + 1))
        case _:
            return books


def _each(books: Books, change: Callable[[Takings], Takings]) -> Books:
    return replace(books, of_day=change(books.of_day), of_month=change(books.of_month), of_year=change(books.of_year))


def _reset(books: Books, kind: PeriodKind) -> Books:
    match kind:
        case PeriodKind.DAY:
            return replace(books, of_day=Takings())
        case PeriodKind.MONTH:
            return replace(books, of_month=Takings())
        case PeriodKind.YEAR:
            return replace(books, of_year=Takings())


def _till(kiosk: Kiosk, fact: Fact) -> Till:  # noqa: C901 - one case a fact
    till = kiosk.till
    match fact:
        case f.ItemAdded() | f.QuantityChanged():
            return replace(till, sounds=till.sounds + 1, sound="found")
        case f.BasketTaken(basket):
            return replace(till, spent=(*till.spent, basket)[-SPENT_KEPT:])
        case f.ArticleDoubted() | f.BasketTurnedAway():
            return replace(till, sounds=till.sounds + 1, sound="not_found")
        case f.SaleStarted(at=at):
            return replace(till, sales=till.sales + 1, declined="", clock=at)
        case f.SaleCompleted(receipt, at):
            till = replace(till, sounds=till.sounds + 1, sound="done", clock=at)
            if fact.training:
                return replace(till, training=replace(till.training, receipts=receipt))
            return replace(till, receipts=receipt)
        case f.PeriodClosed(at=at) | f.ClockConfirmed(at):
            return replace(till, clock=at)
        case f.TrainingBegun(by):
            return replace(till, training=replace(till.training, by=by))
        case f.TrainingEnded():
            return replace(till, training=replace(till.training, by=""))
        case f.KeyAdopted(key):
            return replace(till, key=key)
        case f.RollbackFound(heads=heads):
            receipts = max((head.number for head in heads if head.chain == "ticket"), default=0)
            training = max((head.number for head in heads if head.chain == "training"), default=0)
            learning = replace(till.training, receipts=max(till.training.receipts, training))
            return replace(till, receipts=max(till.receipts, receipts), training=learning)
        case f.ArchiveMade():
            return replace(till, archives=till.archives + 1)
        case f.CardAttemptStarted() | f.CashPaymentStarted():
            return replace(till, declined="")
        case f.LanguageChosen(language):
            return replace(till, language=language)
        case f.SessionEnded() | f.SaleCancelled() | f.SaleAbandoned():
            return replace(till, language=kiosk.shop.language)
        case f.CashInserted():
            return _cash_inserted(kiosk, fact)
        case f.CashCountTaken(machine, levels, cashbox_pieces):
            others = {slot: count for slot, count in till.held.items() if slot[0] != machine}
            held = others | {(machine, value): count for value, count in levels}
            return replace(till, held=held, cashbox_pieces={**till.cashbox_pieces, machine: cashbox_pieces})
        case f.CashDiffered(machine, value, count, recycled=True):
            return replace(till, held=_plus(till.held, (machine, value.cents), count))
        case f.CashDiffered(machine, value, count):
            return _boxed(till, machine, value, count)
        case f.PayoutStarted():
            return replace(till, payouts=till.payouts + 1)
        case f.CashDispensed(id_, machine, value, count):
            stray = value * count if _purpose(kiosk.state, id_) == "stray" else NOTHING
            return replace(till, held=_plus(till.held, (machine, value.cents), -count), stray=till.stray - stray)
        case f.OwedSettled(amount) if not sale_of(kiosk.own):
            return replace(till, stray=till.stray - amount)
        case f.CardNotCharged(attempt) | f.CardOutcomeSettled(attempt, charged=Money(0)):
            reason = fact.reason if isinstance(fact, f.CardNotCharged) else ""
            return replace(till, declined=reason, uncharged=(*till.uncharged, attempt)[-UNCHARGED_KEPT:])
        case f.CardCharged(attempt, late=True):
            return replace(till, uncharged=tuple(other for other in till.uncharged if other != attempt))
        case f.KioskStarted(at=at):
            return replace(till, born=till.born or at, clock=at)
        case f.DeviceConditionChanged(device, _, condition, fault):
            return replace(till, devices={**till.devices, device: (condition, fault)})
        case f.PricesApplied(version):
            return replace(till, prices=version)
        case f.PinRefused(at):
            return replace(till, wrong_pins=till.wrong_pins + 1, wrong_pin_at=at)
        case f.AttendantArrived():
            return replace(till, wrong_pins=0)
        case _:
            return till


def _cash_inserted(kiosk: Kiosk, fact: f.CashInserted) -> Till:
    till = kiosk.till
    if not sale_of(kiosk.own):
        till = replace(till, stray=till.stray + fact.value * fact.count)
    if fact.recycled:
        return replace(till, held=_plus(till.held, (fact.machine, fact.value.cents), fact.count))
    return _boxed(till, fact.machine, fact.value, fact.count)


def _boxed(till: Till, machine: str, value: Money, count: int) -> Till:
    pieces = till.cashbox_pieces.get(machine, -1)
    if pieces >= 0:
        till = replace(till, cashbox_pieces={**till.cashbox_pieces, machine: pieces + count})
    return replace(till, cashbox=_plus(till.cashbox, (machine, value.cents), count))


def _state(state: State, fact: Fact) -> State:
    match fact:
        case f.AttendantCalled() | f.CallResolved() | f.AttendantArrived() | f.AttendantLeft():
            return _visit(state, fact)
        case f.PayoutStarted() | f.PayoutReplanned() | f.PayoutFinished() | f.PayoutFellShort():
            return _payout(state, fact)
        case f.CashDispensed():
            return _dispensed(state, fact)
        case f.CashInserted(value=value, count=count):
            return _with_sale(state, lambda sale: replace(sale, cash_in=sale.cash_in + value * count), needed=False)
        case f.OwedSettled(amount):
            return _with_sale(state, lambda sale: replace(sale, by_hand=sale.by_hand + amount), needed=False)
        case f.CardRefunded(late=True):
            return state
        case f.CardRefunded(amount):
            return _with_sale(
                state, lambda sale: replace(sale, cards_refunded=sale.cards_refunded + amount), needed=False
            )
        case _:
            return change_own(state, lambda own_state: _own(own_state, fact))


def _visit(state: State, fact: f.AttendantCalled | f.CallResolved | f.AttendantArrived | f.AttendantLeft) -> State:
    match state, fact:
        case ((NeedsAttendant(calls) | Attended(calls=calls)), f.AttendantCalled(reason, amount, evidence)):
            others = tuple(call for call in calls if call.reason is not reason)
            return replace(state, calls=(*others, Call(reason, amount, evidence)))
        case _, f.AttendantCalled(reason, amount, evidence):
            assert not isinstance(state, NeedsAttendant | Attended)
            return NeedsAttendant((Call(reason, amount, evidence),), state)
        case ((NeedsAttendant(calls) | Attended(calls=calls)), f.CallResolved(reason)):
            left = tuple(call for call in calls if call.reason is not reason)
            if isinstance(state, NeedsAttendant) and not left:
                return state.under
            return replace(state, calls=left)
        case NeedsAttendant(calls, under), f.AttendantArrived(by, grade):
            return Attended(by, grade, tuple(call for call in calls if call.reason is not Reason.HELP), under)
        case (GivingChange() | Attended()) as here, f.AttendantArrived(by, grade):
            if isinstance(here, Attended):
                raise _impossible(state, fact)
            return Attended(by, grade, (), here)
        case Attended(calls=calls, under=under), f.AttendantLeft():
            return NeedsAttendant(calls, under) if calls else under
        case _, f.AttendantArrived(by, grade):
            assert not isinstance(state, NeedsAttendant | Attended)
            return Attended(by, grade, (), state)
        case _:
            raise _impossible(state, fact)


def _payout(state: State, fact: f.PayoutStarted | f.PayoutReplanned | f.PayoutFinished | f.PayoutFellShort) -> State:
    def change(layer: GivingChange | Own) -> GivingChange | Own:
        match layer, fact:
            case GivingChange(), f.PayoutStarted():
                raise _impossible(state, fact)
            case _, f.PayoutStarted(id_, purpose, amount, pieces):
                assert not isinstance(layer, GivingChange)
                return GivingChange(Payout(id_, purpose, amount, pieces), layer)
            case GivingChange(running), f.PayoutReplanned(id_, machine, _, pieces) if running.id == id_:
                tired = running.tired | {machine} if machine else running.tired
                return replace(layer, payout=replace(running, plan=pieces, tired=tired, tries=running.tries + 1))
            case GivingChange(running, under), (f.PayoutFinished(id_) | f.PayoutFellShort(id_)) if running.id == id_:
                return under
            case _:
                raise _impossible(state, fact)

    return change_payout(state, change)


def _dispensed(state: State, fact: f.CashDispensed) -> State:
    def change(layer: GivingChange | Own) -> GivingChange | Own:
        match layer:
            case GivingChange(running) if running.id == fact.payout:
                plan = _less(running.plan, fact.machine, fact.value.cents, fact.count)
                paid = running.paid + fact.value * fact.count
                return replace(layer, payout=replace(running, plan=plan, paid=paid))
            case _:
                raise _impossible(state, fact)

    state = change_payout(state, change)
    if _purpose(state, fact.payout) == "stray":
        return state
    return _with_sale(state, lambda sale: replace(sale, cash_out=sale.cash_out + fact.value * fact.count))


def _with_sale(state: State, change: Callable[[Sale], Sale], needed: bool = True) -> State:
    def within(here: Own) -> Own:
        match here:
            case (
                Shopping(sale) | ChoosingPayment(sale) | TakingCash(sale) | TakingCard(sale) | Cancelling(sale)
            ) as open_:
                return replace(open_, sale=change(sale))
            case _ if needed:
                raise ImpossibleHistory(f"no sale is open in {type(here).__name__}")
            case _:
                return here

    return change_own(state, within)


def _own(state: Own, fact: Fact) -> Own:  # noqa: C901 - one case a fact
    match state, fact:
        case Attract(), f.SaleStarted(number, training=training):
            return Shopping(Sale(number, training=training))
        case (
            (Shopping(sale) | ChoosingPayment(sale) | TakingCash(sale) | Cancelling(sale)),
            (f.QuantityChanged() | f.LineRemoved() | f.AgeChecked()),
        ):
            return replace(state, sale=_basket(sale, fact))
        case Shopping(sale), (f.ItemAdded() | f.ArticleDoubted() | f.DoubtSettled() | f.BasketTurnedAway()):
            return Shopping(_basket(sale, fact))
        case Shopping(), f.BasketTaken():
            return state
        case Shopping(sale), f.PaymentBegun():
            return ChoosingPayment(sale)
        case ChoosingPayment(sale), f.ShoppingResumed():
            return Shopping(sale)
        case ChoosingPayment(sale), f.CashPaymentStarted():
            return TakingCash(sale)
        case TakingCash(sale), f.CashPaymentStopped():
            return ChoosingPayment(sale)
        case ((Shopping(sale) | ChoosingPayment(sale) | TakingCash(sale)), f.CancelBegun()):
            return Cancelling(sale)
        case ((Shopping() | ChoosingPayment() | TakingCash()), f.SaleAbandoned()):
            return Attract()
        case Cancelling(), f.SaleCancelled():
            return Attract()
        case ((ChoosingPayment(sale) | TakingCash(sale)), f.SaleCompleted(receipt, at, utc_offset)):
            return ChoosingReceipt(Completed(sale, receipt, at, utc_offset))
        case ChoosingPayment(sale), f.CardAttemptStarted(attempt, amount):
            return TakingCard(replace(sale, attempts=sale.attempts + 1), attempt, amount)
        case ChoosingReceipt(done, tries), f.ReceiptRequested(job):
            return Printing(done, job, tries + 1)
        case ChoosingReceipt(done), f.ReceiptDeclined():
            return Thanks(done, printed=False)
        case ChoosingReceipt(done), f.ReceiptShown():
            return ShowingReceipt(done)
        case ShowingReceipt(), f.SessionEnded():
            return Attract()
        case Printing(done, job), f.ReceiptPrinted(printed) if job == printed:
            return Thanks(done, printed=True)
        case Printing(done, job, tries), f.ReceiptFailed(failed, fault) if job == failed:
            return ChoosingReceipt(done, tries, fault)
        case Thanks(), f.SessionEnded():
            return Attract()
        case Attract(), f.KioskClosed(by):
            return Closed(by)
        case Closed(), f.KioskOpened():
            return Attract()
        case _:
            return _card(state, fact)


def _card(state: Own, fact: Fact) -> Own:
    match state, fact:
        case TakingCard(sale, attempt), f.CardCharged(same, amount, card, auth, app, receipt) if same == attempt:
            return _charged(sale, CardPayment(attempt, amount, card, auth, app, receipt))
        case _, f.CardCharged(late=True):
            return state
        case TakingCard(sale, attempt), f.CardNotCharged(same) if same == attempt:
            return ChoosingPayment(sale)
        case TakingCard(attempt=attempt), f.CardOutcomeUnknown(same) if same == attempt:
            return replace(state, unknown=True)
        case TakingCard(sale, attempt, unknown=True), f.CardOutcomeSettled(same, charged) if same == attempt:
            return _charged(sale, CardPayment(attempt, charged)) if charged else ChoosingPayment(sale)
        case _, (
            f.KioskStarted()
            | f.DeviceConditionChanged()
            | f.JournalResumed()
            | f.PricesApplied()
            | f.LanguageChosen()
            | f.CashCountTaken()
            | f.CashDiffered()
            | f.PinRefused()
            | f.KeyAdopted()
            | f.DayOpened()
            | f.PeriodClosed()
            | f.ClockDoubted()
            | f.ClockConfirmed()
            | f.RollbackFound()
            | f.RollbackAccepted()
            | f.WitnessLost()
            | f.TrainingBegun()
            | f.TrainingEnded()
            | f.DuplicateIssued()
            | f.ArchiveMade()
            | f.ArchiveFailed()
            | f.Purged()
        ):
            return state
        case _:
            raise _impossible(state, fact)


def _charged(sale: Sale, payment: CardPayment) -> ChoosingPayment:
    return ChoosingPayment(replace(sale, cards=(*sale.cards, payment)))


def _basket(sale: Sale, fact: Fact) -> Sale:
    match fact:
        case f.ItemAdded():
            line = Line(
                fact.line, fact.code, fact.name, fact.department, fact.count, fact.grams, fact.price, fact.gross,
                fact.rate, fact.deposit, fact.minimum_age, fact.picture,
            )  # fmt: skip
            return replace(sale, lines=(*sale.lines, line), last_line=fact.line)
        case f.QuantityChanged(number, _, after):
            changed = tuple(line.with_count(after) if line.number == number else line for line in sale.lines)
            return replace(sale, lines=changed)
        case f.LineRemoved(number):
            return sale.without_lines(frozenset({number}))
        case f.ArticleDoubted(number, doubt, code, name, reason):
            doubted = OpenException(number, Doubt(doubt), code, name, reason)
            return replace(sale, exceptions=(*sale.exceptions, doubted), last_exception=number)
        case f.BasketTurnedAway(number, reason):
            told = OpenException(number, Doubt.TURNED_AWAY, "", "", reason)
            return replace(sale, exceptions=(*sale.exceptions, told), last_exception=number)
        case f.DoubtSettled(number):
            return replace(sale, exceptions=tuple(each for each in sale.exceptions if each.number != number))
        case f.AgeChecked(age, True):
            return replace(sale, age_approved=max(age, sale.age_approved))
        case _:
            return sale


def _purpose(state: State, id_: str) -> str:
    return next((running.purpose for running in payout(state) if running.id == id_), "")


def _plus(counts: Mapping[Key, int], key: Key, more: int) -> dict[Key, int]:
    return {**counts, key: counts.get(key, 0) + more}


def _less(plan: Pieces, machine: str, value: int, count: int) -> Pieces:
    rest = ((m, v, n - count if (m, v) == (machine, value) else n) for m, v, n in plan)
    return tuple(piece for piece in rest if piece[2] > 0)


def _impossible(state: State, fact: Fact) -> ImpossibleHistory:
    return ImpossibleHistory(f"{type(fact).__name__} cannot follow in {type(state).__name__}")
