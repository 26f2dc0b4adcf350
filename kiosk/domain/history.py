"""evolve: what each fact makes of the kiosk. No rules here; it refuses only history that cannot have happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from kiosk.domain import (
    aside,
    bookkeeping,
    history_bagging,
    history_control,
    history_refunds,
    history_tenders,
    history_vault,
    morning,
)
from kiosk.domain import facts as f
from kiosk.domain.bag import UNWATCHED_BAG
from kiosk.domain.basket import CardPayment, Sale
from kiosk.domain.cash import less
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history_basket import changed
from kiosk.domain.money import Money
from kiosk.domain.states import (
    Attended,
    Attract,
    Call,
    Cancelling,
    ChoosingPayment,
    ChoosingReceipt,
    Closed,
    Completed,
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
    State,
    TakingCard,
    TakingCash,
    Thanks,
    TypingEmail,
    Weighing,
    WeighingContainer,
    change_own,
    change_payout,
    sale_of,
)
from kiosk.domain.states import ImpossibleHistory as ImpossibleHistory
from kiosk.domain.stock import is_coin
from kiosk.domain.till import counted, purpose_of


def replay(facts: Iterable[Fact], kiosk: Kiosk) -> Kiosk:
    """The kiosk after all these facts."""
    return reduce(evolve, facts, kiosk)


def evolve(kiosk: Kiosk, fact: Fact) -> Kiosk:
    """The kiosk after this fact. ImpossibleHistory when it cannot have happened now."""
    till = counted(kiosk, fact)
    books = bookkeeping.kept(kiosk, fact)
    if books is not till.books:
        till = replace(till, books=books)
    sale = next(iter(sale_of(kiosk.own)), None)
    diary, asides = morning.kept(kiosk, fact, sale), aside.kept(till.asides, fact, sale)
    if diary is not till.diary or asides is not till.asides:
        till = replace(till, diary=diary, asides=asides)
    state = _state(kiosk.state, fact)
    return Kiosk(kiosk.shop, state, till, kiosk.sees)


def _state(state: State, fact: Fact) -> State:  # noqa: C901 - one case a fact
    match fact:
        case f.AttendantCalled() | f.CallResolved() | f.AttendantArrived() | f.AttendantLeft():
            return _visit(state, fact)
        case f.PayoutStarted() | f.PayoutReplanned() | f.PayoutFinished() | f.PayoutFellShort():
            return _payout(state, fact)
        case f.CashDispensed():
            return _dispensed(state, fact)
        case f.CashInserted(value=value, count=count):
            return _with_sale(state, lambda sale: _put_in(sale, value, count), needed=False)
        case f.TenderTaken() | f.TenderReturned() | f.NonItemAdded() | f.NonItemRemoved():
            return _with_sale(state, lambda sale: history_tenders.tendered(sale, fact))
        case f.OwedSettled(amount):
            return _with_sale(state, lambda sale: replace(sale, by_hand=sale.by_hand + amount), needed=False)
        case f.RollbackFound(entry, here):
            return _with_sale(state, lambda sale: _renumbered(sale, max(0, entry - here)), needed=False)
        case f.KioskStarted() | f.DeviceConditionChanged(role="bagging", condition="lost"):
            return _with_sale(state, history_bagging.unwatched, needed=False)
        case f.ItemsBagged() | f.BagPlaced() | f.ItemTooLarge() | f.WeightAccepted():
            return _with_sale(state, lambda sale: history_bagging.bagged(sale, fact))
        case f.CardRefunded(late=True):
            return state
        case _ if isinstance(fact, f.AboutStaff):
            return state
        case f.CardRefunded():
            return _with_sale(state, lambda sale: history_refunds.by_hand(sale, fact), needed=False)
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
                going_on = running.without(machine) if machine else running
                return replace(layer, payout=replace(going_on, plan=pieces, tries=running.tries + 1))
            case GivingChange(running, under), (f.PayoutFinished(id_) | f.PayoutFellShort(id_)) if running.id == id_:
                return under
            case _:
                raise _impossible(state, fact)

    return change_payout(state, change)


def _dispensed(state: State, fact: f.CashDispensed) -> State:
    def change(layer: GivingChange | Own) -> GivingChange | Own:
        match layer:
            case GivingChange(running) if running.id == fact.payout:
                plan = less(running.plan, fact.machine, fact.value.cents, fact.count)
                paid = running.paid + fact.value * fact.count
                return replace(layer, payout=replace(running, plan=plan, paid=paid))
            case _:
                raise _impossible(state, fact)

    state = change_payout(state, change)
    if purpose_of(state, fact.payout) == "stray":
        return state
    return _with_sale(state, lambda sale: replace(sale, cash_out=sale.cash_out + fact.value * fact.count))


def _with_sale(state: State, change: Callable[[Sale], Sale], needed: bool = True) -> State:
    def within(here: Own) -> Own:
        match here:
            case (
                Shopping(sale)
                | Weighing(sale)
                | OfferingBags(sale)
                | ChoosingPayment(sale)
                | TakingCash(sale)
                | TakingCard(sale)
                | Cancelling(sale)
                | Refunding(sale)
                | RefundingCard(sale)
            ) as open_:
                return replace(open_, sale=change(sale))
            case WeighingContainer(then):
                return WeighingContainer(replace(then, sale=change(then.sale)))
            case _ if needed:
                raise ImpossibleHistory(f"no sale is open in {type(here).__name__}")
            case _:
                return here

    return change_own(state, within)


def _put_in(sale: Sale, value: Money, count: int) -> Sale:
    coins = count if is_coin(value.cents) else 0
    return replace(sale, cash_in=sale.cash_in + value * count, coins_in=sale.coins_in + coins)


def _own(state: Own, fact: Fact) -> Own:  # noqa: C901 - one case a fact
    match state, fact:
        case Attract(), f.SaleStarted(number, training=training):
            return Shopping(Sale(number, training=training))
        case (
            (Shopping(sale) | OfferingBags(sale) | ChoosingPayment(sale) | TakingCash(sale) | Cancelling(sale)),
            (f.QuantityChanged() | f.LinePriced() | f.LineRemoved() | f.OrderLeft() | f.AgeChecked()),
        ):
            return replace(state, sale=changed(sale, fact))
        case Weighing(sale), (
            f.QuantityChanged() | f.LineRemoved() | f.OrderLeft() | f.AgeChecked() | f.DoubtSettled()
        ):
            return replace(state, sale=changed(sale, fact))
        case WeighingContainer(then), (
            f.QuantityChanged() | f.LineRemoved() | f.OrderLeft() | f.AgeChecked() | f.DoubtSettled()
        ):
            return WeighingContainer(replace(then, sale=changed(then.sale, fact)))
        case Shopping(sale), (
            f.ItemAdded()
            | f.ArticleDoubted()
            | f.DoubtSettled()
            | f.BasketTurnedAway()
            | f.OrderBegun()
            | f.OrderTaken()
        ):
            return Shopping(changed(sale, fact))
        case Shopping(sale), (f.CheckBegun() | f.RescanBegun() | f.CheckScanned() | f.CheckEnded()):
            return Shopping(history_control.checked(sale, fact))
        case Shopping(sale), f.BasketTaken(basket, age=age):
            return Shopping(replace(sale, baskets=(*sale.baskets, basket), age_floor=max(sale.age_floor, age)))
        case Shopping(sale), f.BagsOffered():
            return OfferingBags(replace(sale, bags_offered=True))
        case OfferingBags(sale), f.ItemAdded():
            return OfferingBags(changed(sale, fact))
        case Shopping(sale), f.WeighingBegun(product, code, batch):
            return Weighing(sale, product, code, batch, product.tare)
        case Weighing(sale), f.ItemAdded():
            return Shopping(changed(sale, fact))
        case Weighing(sale), f.WeighingStopped():
            return Shopping(sale)
        case Weighing(), f.ContainerBegun():
            return WeighingContainer(state)
        case WeighingContainer(then), f.TareTaken(grams):
            return replace(then, tare=grams)
        case WeighingContainer(then), f.WeighingStopped():
            return then
        case Shopping(sale), f.SaleParked(basket, expires):
            return Parking(sale, basket, expires, state)
        case Attract(), f.HandoverShown(sale, basket, expires):
            return Parking(sale, basket, expires)
        case Parking(back=back), f.ParkingFailed():
            return back
        case Shopping(sale), f.PaymentBegun():
            return ChoosingPayment(sale)
        case ((OfferingBags(sale) | ChoosingPayment(sale)), f.ShoppingResumed()):
            return Shopping(sale)
        case ChoosingPayment(sale), f.CashPaymentStarted():
            return TakingCash(sale)
        case TakingCash(sale), f.CashPaymentStopped():
            return ChoosingPayment(sale)
        case (
            (Shopping() | Weighing() | WeighingContainer() | OfferingBags() | ChoosingPayment() | TakingCash()),
            (f.CancelBegun() | f.SaleAbandoned() | f.SaleSetAside()),
        ):
            return Cancelling(state.sale) if isinstance(fact, f.CancelBegun) else Attract()
        case Shopping(sale), f.SaleTakenUp(_, _, age, baskets, limits, bags):
            known = replace(sale, age_floor=age, baskets=baskets, limits=limits, bags_offered=bags)
            return Shopping(replace(known, bag=UNWATCHED_BAG))
        case ((Cancelling() | Refunding()), f.SaleCancelled()):
            return Attract()
        case (
            (ChoosingPayment(sale) | TakingCash(sale) | Cancelling(sale) | Refunding(sale)),
            f.SaleCompleted(receipt, at, utc_offset),
        ):
            if fact.training is not sale.training:
                raise _impossible(state, fact)
            if fact.training:  # it says how it would have been paid
                sale = replace(sale, cash_in=fact.cash_in, cards=fact.cards)
            return ChoosingReceipt(Completed(sale, receipt, at, utc_offset))
        case ChoosingPayment(sale), f.CardAttemptStarted(attempt, amount, meal):
            return TakingCard(replace(sale, attempts=sale.attempts + 1), attempt, amount, meal=meal)
        case ChoosingReceipt(done, tries), f.ReceiptRequested(job):
            return Printing(done, job, tries + 1)
        case ChoosingReceipt(done), f.ReceiptDeclined():
            return Thanks(done)
        case ChoosingReceipt(done, tries), f.ReceiptShown():
            return ShowingReceipt(done, tries)
        case ShowingReceipt(done, tries), f.ReceiptFailed("", fault):
            return ChoosingReceipt(done, tries, fault)
        case ChoosingReceipt() as choosing, f.EmailBegun():
            return TypingEmail(choosing)
        case TypingEmail(choosing), f.EmailLeft():
            return choosing
        case TypingEmail(ChoosingReceipt(done)), f.ReceiptMailed():
            return Thanks(done, "email")
        case Printing(done, job), f.ReceiptPrinted(printed) if job == printed:
            return Thanks(done, "paper")
        case Printing(done, job, tries), f.ReceiptFailed(failed, fault) if job == failed:
            return ChoosingReceipt(done, tries, fault)
        case ((Thanks() | ShowingReceipt() | TypingEmail() | Parking()), f.SessionEnded()):
            return Attract()
        case Attract(), f.KioskClosed(by):
            return Closed(by)
        case Closed(), f.KioskOpened():
            return Attract()
        case _, (
            f.RefundBegun() | f.CardRefundStarted() | f.CardGivenBack() | f.CardNotGivenBack() | f.VoucherIssued()
        ):
            return history_refunds.evolved(state, fact)
        case RefundingCard(), (f.CardOutcomeUnknown() | f.CardOutcomeSettled()):
            return history_refunds.evolved(state, fact)
        case _:
            return _card(state, fact)


def _card(state: Own, fact: Fact) -> Own:
    match state, fact:
        case TakingCard(sale, attempt), f.CardCharged(same, amount, card, auth, app, receipt) if same == attempt:
            name, meal = fact.transaction, fact.meal
            return _charged(sale, CardPayment(attempt, amount, card, auth, app, receipt, name, meal))
        case _, f.CardCharged(late=True):
            return state
        case TakingCard(attempt=attempt, cancelled=False), f.CardCancelAsked(same) if same == attempt:
            return replace(state, cancelled=True)
        case TakingCard(sale, attempt), f.CardNotCharged(same) if same == attempt:
            return ChoosingPayment(sale)
        case TakingCard(attempt=attempt), f.CardOutcomeUnknown(same) if same == attempt:
            return replace(state, unknown=True)
        case TakingCard(sale, attempt, unknown=True), f.CardOutcomeSettled(same, charged) if same == attempt:
            paid = CardPayment(attempt, charged, meal=state.meal)
            return _charged(sale, paid) if charged else ChoosingPayment(sale)
        case _, (
            f.DeviceConditionChanged()
            | f.JournalResumed()
            | f.PricesApplied()
            | f.RecallsApplied()
            | f.LanguageChosen()
            | f.CashCountTaken()
            | f.CashDiffered()
            | f.CashMarked()
            | f.BoughtOnAccount()
            | f.SlipDue()
            | f.SlipPrinted()
            | f.SlipFailed()
            | f.KeyAdopted()
            | f.DayOpened()
            | f.PeriodClosed()
            | f.ClockDoubted()
            | f.ClockConfirmed()
            | f.RollbackAccepted()
            | f.WitnessLost()
            | f.TrainingBegun()
            | f.TrainingEnded()
            | f.DuplicateIssued()
            | f.ArchiveMade()
            | f.ArchiveFailed()
            | f.Purged()
            | f.CodeNotTaken()
            | f.MealExceeded()
        ):
            return state
        case _ if isinstance(fact, f.OfTheMachine):
            return state
        case _:
            return history_vault.evolved(state, fact)


def _renumbered(sale: Sale, lost: int) -> Sale:
    """A sale that was open in the older journal may have gone on in the lost one: no card attempt is named twice."""
    return replace(sale, attempts=sale.attempts + lost)


def _charged(sale: Sale, payment: CardPayment) -> ChoosingPayment:
    return ChoosingPayment(replace(sale, cards=(*sale.cards, payment)))


def _impossible(state: State, fact: Fact) -> ImpossibleHistory:
    return ImpossibleHistory(f"{type(fact).__name__} cannot follow in {type(state).__name__}")
