"""notice: what the kiosk sees now, folded from events. Not history: it is asked again at every start."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import (
    bagging,
    care,
    carrier_bags,
    clock,
    enrolling,
    finding,
    messages,
    parking,
    price_check,
    signalling,
    taking,
    tendering,
    weighing,
)
from kiosk.domain import events as e
from kiosk.domain.basket import TenderKind
from kiosk.domain.desk import at_the_desk
from kiosk.domain.facts import Head
from kiosk.domain.money import NOTHING
from kiosk.domain.permitting import permitted
from kiosk.domain.sight import Desk, Device, Sees
from kiosk.domain.states import Attended, Attract, Kiosk, Shopping, ShowingReceipt, own, payout


def notice(kiosk: Kiosk, event: e.Event) -> Kiosk:
    """The kiosk with what this event shows; an event that shows nothing returns it unchanged."""
    seen = _seen(kiosk, event)
    part, parked, gift_card = taking.part_of(kiosk, event), parking.parked_now(kiosk, event), _gift_card(kiosk, event)
    bag = bagging.seen(kiosk, event)
    if (part, parked, gift_card, bag) != (seen.part, seen.parked, seen.gift_card, seen.bag):
        seen = replace(seen, part=part, parked=parked, gift_card=gift_card, bag=bag)
    said, check, bags = (
        messages.told(kiosk, event),
        price_check.asked(kiosk, seen, event),
        carrier_bags.told(kiosk, event),
    )
    if (said, check, bags) != (seen.messages, seen.price_check, seen.bags):
        seen = replace(seen, messages=said, price_check=check, bags=bags)
    return kiosk if seen is kiosk.sees else replace(kiosk, sees=seen)


def _seen(kiosk: Kiosk, event: e.Event) -> Sees:  # noqa: C901 - one case an event
    sees = kiosk.sees
    match event:
        case e.ClockTicked():
            return signalling.watched(kiosk, enrolling.forgotten(clock.ticked(kiosk, event)))
        case e.Booted():
            return clock.started(kiosk, event)
        case e.ClockConfirmedPressed() if isinstance(kiosk.state, Attended):
            return clock.confirmed(_alive(sees))
        case e.DeviceChanged():
            return _device(sees, event)
        case e.CashCounted(machine, boxed=boxed):
            known = {**sees.boxed, machine: boxed}
            counted, desk = sees.counted | {machine}, at_the_desk(kiosk, event)
            return replace(sees, counted=counted, boxed=known, moved=NOTHING, desk=desk)
        case e.PayoutMoved(_, paid):
            return replace(sees, moved=paid if payout(kiosk.state) else NOTHING, active_at=sees.elapsed)
        case e.StaffPressed():
            return replace(sees, pin_open=True, pin_wrong=False, pin_of="", keys="", active_at=sees.elapsed)
        case e.BadgeShown() | e.KeysShuffled() | e.RollArrived():
            return enrolling.at_the_keypad(kiosk, event)
        case e.AttendantIdentified():
            went_on = sees.desk
            desk = Desk(jobs=went_on.jobs, archive=went_on.archive, by=went_on.by, archiving=went_on.archiving)
            return replace(enrolling.closed(sees), active_at=sees.elapsed, desk=desk)
        case e.StaffLeft():
            return replace(enrolling.closed(sees), active_at=sees.elapsed)
        case e.PinWrong():
            return replace(sees, pin_wrong=True, pin_wrong_at=sees.elapsed, active_at=sees.elapsed)
        case e.JournalBroke(reason, waiting):
            return replace(sees, journal_broken=reason, waiting=waiting)
        case e.JournalMended():
            return replace(sees, journal_broken="", waiting=NOTHING)
        case (
            e.PricesArrived()
            | e.RecallsArrived()
            | e.HandheldsArrived()
            | e.KeyMade()
            | e.WitnessMissing()
            | e.RollbackSeen()
        ):
            return sees
        case e.Sealed(chain, number, signature):
            return replace(sees, heads={**sees.heads, chain: Head(chain, number, signature)})
        case e.ReceiptCodeMade(receipt, code):
            shown = isinstance(here := own(kiosk.state), ShowingReceipt) and here.done.receipt == receipt
            return replace(sees, code=code) if shown else sees
        case e.EmailRefused(reason):
            return replace(sees, email_refused=(reason,), active_at=sees.elapsed)
        case e.EmailPressed():
            return replace(sees, email_refused=(), active_at=sees.elapsed)
        case e.ReceiptCodePressed():
            return replace(sees, code=(), active_at=sees.elapsed)
        case e.WeightChanged(scale) if scale == kiosk.shop.bagging.scale:
            bagging_now = isinstance(kiosk.own, Shopping) and weighing.differs(sees.bag.grams, event)
            return _alive(sees) if bagging_now else sees
        case e.WeightChanged():
            active = sees.elapsed if weighing.lively(kiosk, event) else sees.active_at
            return replace(sees, scale=weighing.told(kiosk, event), active_at=active)
        case e.ArticlesFound():
            return finding.seen(kiosk, event)
        case e.TryAgainPressed() | e.RestartPressed() if _is_theirs(kiosk, event):
            return replace(care.seen(kiosk, event), desk=at_the_desk(kiosk, event), active_at=sees.elapsed)
        case _ if (desk := at_the_desk(kiosk, event)) is not sees.desk:
            return replace(sees, desk=desk, active_at=sees.elapsed)
        case _:
            return finding.seen(kiosk, event)


def _gift_card(kiosk: Kiosk, event: e.Event) -> tuple[e.VoucherShown, ...]:
    """The gift card whose balance the customer looks at, until she does something else."""
    match event:
        case e.VoucherShown(TenderKind.GIFT_CARD):
            here = isinstance(kiosk.state, Attract | Shopping) and tendering.sells_cards(kiosk)
            return (event,) if here else ()
        case e.LanguagePressed() | e.StillHerePressed() | e.PinEntered() | e.StaffPressed() | e.StaffLeft():
            return kiosk.sees.gift_card
        case _ if isinstance(event, e.CustomerEvent):
            return ()
        case _:
            return kiosk.sees.gift_card if isinstance(kiosk.own, Shopping) else ()


def _is_theirs(kiosk: Kiosk, event: e.Event) -> bool:
    return isinstance(kiosk.state, Attended) and permitted(kiosk, kiosk.state, event)


def _alive(sees: Sees) -> Sees:
    return replace(sees, active_at=sees.elapsed)


def _device(sees: Sees, event: e.DeviceChanged) -> Sees:
    before = sees.devices.get(event.device)
    same = before is not None and (before.condition, before.fault) == (event.condition, event.fault)
    since = before.since if same and before is not None else sees.elapsed
    device = Device(event.role, event.condition, event.fault, event.detail, since)
    silent = event.condition is e.Condition.LOST or event.fault == "starting"
    counted = sees.counted - {event.device} if silent else sees.counted
    scale = sees.scale
    if event.role is e.Role.SCALE and silent:
        scale = replace(scale, state=e.WeightState.NOT_READY, grams=0)  # what it showed may not be there any more
    retries = sees.retries
    if event.condition is e.Condition.READY and event.device in retries:
        retries = {name: tries for name, tries in retries.items() if name != event.device}
    known = {**sees.devices, event.device: device}
    return replace(sees, devices=known, counted=counted, scale=scale, retries=retries)
