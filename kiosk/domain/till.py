"""What each fact changes in the till: its counters, the cash in its machines, money in custody without a sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from kiosk.domain import facts as f
from kiosk.domain import history_vault, ledger
from kiosk.domain.basket import TOLD_TO_STAFF, BasketNote, Doubt, Handover, Refusal, ShelfNote, TenderKind
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.orders import Receivable, after
from kiosk.domain.refund import RefundingCard, Returned
from kiosk.domain.roll import GONE
from kiosk.domain.states import Kiosk, Parking, Shopping, State, Till, Weighing, payout, sale_of
from kiosk.domain.vault import Errand

UNCHARGED_KEPT = 50
"""How many card attempts known as not charged are remembered, to recognise a late approval."""

SPENT_SECONDS = 86_400
"""How long after its expiry a taken basket is still remembered: the clocks of two kiosks may disagree."""

SHELF_KEPT = SUSPICIONS_KEPT = HANDOVERS_KEPT = 20

RETURNED_KEPT = 20_000
"""Of how many tickets it is known what came back."""

Key = TypeVar("Key")


def counted(kiosk: Kiosk, fact: Fact) -> Till:  # noqa: C901 - one case a fact
    """The till after this fact."""
    till = ledger.told(kiosk.till, fact)
    match fact:
        case f.TenderTaken() | f.TenderReturned() | f.VoucherIssued():
            return ledger.counted(till, fact)
        case f.CodeNotTaken():
            return replace(till, not_taken=(fact,), sounds=till.sounds + 1, sound="not_found")
        case f.MealExceeded(_, amount):
            return replace(till, meal_excess=till.meal_excess + amount)
        case f.ItemAdded() if isinstance(kiosk.own, Weighing):
            return replace(till, sounds=till.sounds + 1, sound="found", weighed=till.weighed + 1)
        case f.ItemAdded() | f.QuantityChanged():
            return replace(till, sounds=till.sounds + 1, sound="found")
        case f.BasketTaken(basket, expires=expires) if not any(sale.training for sale in sale_of(kiosk.own)):
            return replace(till, spent=_remembered(till) | {basket: expires})
        case f.HandheldsTrusted(keys):
            return replace(till, handhelds=keys)
        case f.ArticleDoubted(doubt=(Doubt.EXPIRED | Doubt.RECALLED) as doubt):
            note = ShelfNote(Doubt(doubt), fact.code, fact.name, fact.reason, fact.at)
            shelf = (*(each for each in till.shelf if each.code != fact.code), note)[-SHELF_KEPT:]
            return replace(till, shelf=shelf, sounds=till.sounds + 1, sound="not_found")
        case f.HandheldTaken(by):
            return replace(till, holder=by, wrong_pins=0)
        case f.HandheldLocked():
            return replace(till, holder="")
        case f.SaleParked(basket, expires, at=at, by=by) if by:
            handed = tuple(Handover(sale, basket, expires, at, by) for sale in sale_of(kiosk.own))
            return replace(till, handovers=(*till.handovers, *handed)[-HANDOVERS_KEPT:])
        case f.ParkingFailed(basket) if isinstance(kiosk.own, Parking) and isinstance(kiosk.own.back, Shopping):
            return replace(till, handovers=tuple(each for each in till.handovers if each.basket != basket))
        case f.BrightnessChosen(percent):
            return replace(till, brightness=percent)
        case f.VolumeChosen(percent):
            return replace(till, volume=percent, sounds=till.sounds + 1, sound="found")  # heard at once
        case f.ShelfCleared():
            return replace(till, shelf=())
        case f.BasketTurnedAway(_, refusal, device, at) if refusal in TOLD_TO_STAFF:
            noted = (*till.suspicions, BasketNote(Refusal(refusal), device, at))[-SUSPICIONS_KEPT:]
            return replace(till, suspicions=noted, sounds=till.sounds + 1, sound="not_found")
        case f.AttendantLeft():
            return replace(till, suspicions=(), meal_excess=NOTHING)
        case f.ArticleDoubted() | f.BasketTurnedAway():
            return replace(till, sounds=till.sounds + 1, sound="not_found")
        case f.AttendantEnrolled(id_, entry=entry) | f.PinChanged(id_, entry=entry) | f.BadgeGiven(id_, entry=entry):
            return replace(till, roll={**till.roll, id_: entry})
        case f.AttendantDismissed(id_):
            return replace(till, roll={**till.roll, id_: GONE})
        case f.StaffRecovered(id_):
            return replace(till, recovered=id_, wrong_pins=0)
        case f.RecoverySeen():
            return replace(till, recovered="")
        case f.SaleStarted(at=at):
            return replace(till, sales=till.sales + 1, declined="", clock=at)
        case f.VoucherIssued(TenderKind.CREDIT_NOTE):
            return replace(till, credit_notes=till.credit_notes + 1)
        case f.RefundBegun(at=at):
            return replace(till, sales=till.sales + 1, declined="", clock=at)
        case f.SaleCompleted(receipt, at):
            till = replace(till, sounds=till.sounds + 1, sound="done", clock=at, returned=_returned(till, fact))
            if fact.training:
                return replace(till, training=replace(till.training, receipts=receipt))
            for sale in sale_of(kiosk.own):
                placed, owed = after(till.orders, till.receivables, sale, fact.day)
                till = replace(till, orders=placed, receivables=owed)
            return replace(till, receipts=receipt)
        case f.BoughtOnAccount(reference, account, amount, day, due):
            owed = {**till.receivables, reference: Receivable(reference, account, amount, day, due)}
            return replace(till, receivables=owed)
        case f.PeriodClosed(at=at) | f.ClockConfirmed(at) | f.ClockDoubted(at):
            return replace(till, clock=at)
        case f.TrainingBegun(by):
            return replace(till, training=replace(till.training, by=by))
        case f.TrainingEnded():
            return replace(till, training=replace(till.training, by=""))
        case f.KeyAdopted(key):
            return replace(till, key=key)
        case f.RollbackFound():
            return _rolled_back(till, fact)
        case f.DuplicateIssued(receipt, copy):
            return replace(till, last_copy=(receipt, copy))
        case f.ArchiveMade():
            return replace(till, archives=till.archives + 1)
        case f.CardAttemptStarted() | f.CashPaymentStarted() | f.CardRefundStarted():
            return replace(till, declined="")
        case f.LanguageChosen(language):
            return replace(till, language=language)
        case f.SessionEnded() | f.SaleCancelled() | f.SaleAbandoned() | f.SaleSetAside():
            return replace(till, language=kiosk.shop.language)
        case f.CashInserted():
            return _marked(_cash_inserted(kiosk, fact), fact.machine, fact.mark)
        case f.CashMarked(machine, mark):
            return _marked(till, machine, mark)
        case f.CashCountTaken(machine, levels, cashbox_pieces):
            others = {slot: count for slot, count in till.held.items() if slot[0] != machine}
            held = others | {(machine, value): count for value, count in levels}
            return replace(till, held=held, cashbox_pieces={**till.cashbox_pieces, machine: cashbox_pieces})
        case f.CashDiffered(machine, value, count, recycled=True):
            return replace(till, held=_plus(till.held, (machine, value.cents), count))
        case f.CashDiffered(machine, value, count):
            return _boxed(till, machine, value, count)
        case f.CashFilled(machine, value, count, recycled, mark=mark):
            return _marked(_taken(till, machine, value, count, recycled), machine, mark)
        case f.CashCollected(_, machine, value, count):
            till = replace(till, held=_plus(till.held, (machine, value.cents), -count))
            return _boxed(till, machine, value, count)
        case (
            f.RoutesChosen()
            | f.FillEnded()
            | f.CollectionStarted()
            | f.CollectionEnded()
            | f.CashboxEmptied()
            | f.CashAdjusted()
            | f.CashBalanced()
            | f.FloatSet()
        ):
            return _at_the_machines(till, fact)
        case f.PayoutStarted():
            return replace(till, payouts=till.payouts + 1)
        case f.CashDispensed(id_, machine, value, count):
            stray = value * count if purpose_of(kiosk.state, id_) == "stray" else NOTHING
            return replace(till, held=_plus(till.held, (machine, value.cents), -count), stray=till.stray - stray)
        case f.OwedSettled(amount) if not sale_of(kiosk.own):
            return replace(till, stray=till.stray - amount)
        case f.SlipDue():
            return replace(till, slip=(fact,))
        case f.SlipPrinted() | f.SlipFailed():
            return replace(till, slip=())
        case f.CardNotGivenBack(attempt, reason):
            return replace(till, declined=reason, ungiven=(*till.ungiven, attempt)[-UNCHARGED_KEPT:])
        case f.CardOutcomeSettled(attempt, charged=Money(0)) if isinstance(kiosk.own, RefundingCard):
            return replace(till, ungiven=(*till.ungiven, attempt)[-UNCHARGED_KEPT:])
        case f.CardGivenBack(attempt, late=True):
            return replace(till, ungiven=tuple(other for other in till.ungiven if other != attempt))
        case f.CardNotCharged(attempt) | f.CardOutcomeSettled(attempt, charged=Money(0)):
            reason = fact.reason if isinstance(fact, f.CardNotCharged) else ""
            return replace(till, declined=reason, uncharged=(*till.uncharged, attempt)[-UNCHARGED_KEPT:])
        case f.CardCharged(attempt, late=True):
            return replace(till, uncharged=tuple(other for other in till.uncharged if other != attempt))
        case f.KioskStarted(at=at):
            clock = till.clock if kiosk.called(Reason.CLOCK) else at
            return replace(till, born=till.born or at, clock=clock)
        case f.DeviceConditionChanged(device, _, condition, fault):
            return replace(till, devices={**till.devices, device: (condition, fault)})
        case f.PricesApplied(version):
            return replace(till, prices=version)
        case f.RecallsApplied(version):
            return replace(till, recalls=version)
        case f.PinRefused():
            return replace(till, wrong_pins=till.wrong_pins + 1)
        case f.AttendantArrived():
            return replace(till, wrong_pins=0, vault=replace(till.vault, last=Errand()))
        case _:
            return till


def _returned(till: Till, ticket: f.SaleCompleted) -> Mapping[int, Returned]:
    """What came back of each ticket, with this one. Of the oldest tickets it is forgotten, and they are too old then.

    See returning.oldest.
    """
    if not ticket.refund_of:
        return till.returned
    before = till.returned.get(ticket.refund_of, Returned())
    pieces, cards = before.pieces, before.cards
    for line in ticket.lines:
        pieces = _plus(pieces, line.number, line.count)
    for card in ticket.cards:
        cards = _plus(cards, card.of, -card.amount.cents)
    now = Returned(pieces, cards, before.cash - ticket.cash)
    return dict(sorted({**till.returned, ticket.refund_of: now}.items())[-RETURNED_KEPT:])


def _remembered(till: Till) -> dict[str, int]:
    """The taken baskets that somebody could still show. 0: taken before baskets said when they expire."""
    return {basket: at for basket, at in till.spent.items() if not at or at + SPENT_SECONDS > till.clock}


def _rolled_back(till: Till, found: f.RollbackFound) -> Till:
    """No number of a lost entry is given again: to a receipt, a card attempt (by its sale) or a payout."""
    numbers = {head.chain: head.number for head in found.heads}
    lost = max(0, found.entry - found.here)
    learning = replace(till.training, receipts=max(till.training.receipts, numbers.get("training", 0)))
    return replace(
        till,
        receipts=max(till.receipts, numbers.get("ticket", 0)),
        training=learning,
        sales=till.sales + lost,
        payouts=till.payouts + lost,
        vault=replace(till.vault, moves=till.vault.moves + lost),
    )


def _cash_inserted(kiosk: Kiosk, fact: f.CashInserted) -> Till:
    till = kiosk.till
    if not sale_of(kiosk.own):
        till = replace(till, stray=till.stray + fact.value * fact.count)
    return _taken(till, fact.machine, fact.value, fact.count, fact.recycled)


def _taken(till: Till, machine: str, value: Money, count: int, recycled: bool) -> Till:
    if recycled:
        return replace(till, held=_plus(till.held, (machine, value.cents), count))
    return _boxed(till, machine, value, count)


def _at_the_machines(till: Till, fact: history_vault.Kept) -> Till:
    till = replace(till, vault=history_vault.kept(till.vault, fact))
    match fact:
        case f.CashboxEmptied(machine):
            return replace(till, cashbox={slot: count for slot, count in till.cashbox.items() if slot[0] != machine})
        case f.CashAdjusted(_, machine, pieces):
            held = till.held
            for value, count in pieces:
                held = _plus(held, (machine, value), count)
            return replace(till, held=held)
        case _:
            return till


def _marked(till: Till, machine: str, mark: str) -> Till:
    return replace(till, marks={**till.marks, machine: mark}) if mark else till


def _boxed(till: Till, machine: str, value: Money, count: int) -> Till:
    pieces = till.cashbox_pieces.get(machine, -1)
    if pieces >= 0:
        till = replace(till, cashbox_pieces={**till.cashbox_pieces, machine: pieces + count})
    return replace(till, cashbox=_plus(till.cashbox, (machine, value.cents), count))


def purpose_of(state: State, id_: str) -> str:
    """What the running payout of this id is for; empty when there is none."""
    return next((running.purpose for running in payout(state) if running.id == id_), "")


def _plus(counts: Mapping[Key, int], key: Key, more: int) -> dict[Key, int]:
    return {**counts, key: counts.get(key, 0) + more}
