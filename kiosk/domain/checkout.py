"""decide: what to write down about an event. The only place, with its neighbours paying and attending, that has rules.

`decide` ignores what does not apply (late, early, repeated). Money is never ignored: whatever the state, a coin, a
charge or a payout becomes a fact. What follows by itself from the facts (paid in full, change owed, nothing left to
refund) is worked out in `paying.consequence`, after every event, until nothing follows any more.
"""

from __future__ import annotations

from kiosk.domain import (
    attending,
    bagging,
    carrier_bags,
    cashier,
    charging,
    clock,
    closing,
    control,
    handheld,
    machine,
    mailing,
    means,
    overseeing,
    parking,
    paying,
    price_check,
    pricing,
    putting_by,
    slips,
    taking,
    tendering,
    weighing,
    wishing,
)
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import COUNT_MAX, Doubt, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import replay
from kiosk.domain.scanning import numbered, scanned
from kiosk.domain.states import (
    NO_CODE,
    Attended,
    Attract,
    ChoosingPayment,
    ChoosingReceipt,
    Closed,
    Collecting,
    GivingChange,
    Kiosk,
    NeedsAttendant,
    OfferingBags,
    Own,
    Parking,
    Printing,
    Shopping,
    ShowingReceipt,
    TakingCard,
    TakingCash,
    Thanks,
    TypingEmail,
    Weighing,
    WeighingContainer,
    sale_of,
)
from kiosk.domain.voucher import NotTaken

Facts = tuple[Fact, ...]


def decide(kiosk: Kiosk, event: e.Event) -> Facts:
    """The facts that this event makes, in order, with everything that follows from them."""
    facts = _first(kiosk, event)
    after = replay(facts, kiosk)
    while more := paying.consequence(after):
        facts += more
        after = replay(more, after)
    return facts


def _first(kiosk: Kiosk, event: e.Event) -> Facts:  # noqa: C901 - one case a kind of event
    match event:
        case e.KeyMade(key, certificate, by):
            return (f.KeyAdopted(key, certificate, by),) if key != kiosk.till.key else ()
        case e.Booted(version, now):
            started = (f.KioskStarted(version, now), *machine.after_power_cut(kiosk), *clock.checked(kiosk))
            return (*started, *closing.due(replay(started, kiosk)))
        case e.WitnessMissing() | e.RollbackSeen() | e.ArchiveWritten() | e.ArchiveNotWritten():
            return overseeing.told(kiosk, event)
        case e.ClockTicked():
            return clock.checked(kiosk) or closing.due(kiosk) or _bag(kiosk) or _time(kiosk)
        case e.WeightChanged():
            return _bag(kiosk) if kiosk.sees.bag.pays else ()
        case e.DeviceChanged():
            return machine.changed(kiosk, event)
        case e.PricesArrived(version, articles):
            return (f.PricesApplied(version, articles),) if version != kiosk.till.prices else ()
        case e.RecallsArrived(version, entries):
            return (f.RecallsApplied(version, entries),) if version != kiosk.till.recalls else ()
        case e.HandheldsArrived(keys):
            return (f.HandheldsTrusted(keys),) if keys != kiosk.till.handhelds else ()
        case e.BasketCodesNotMade():
            return parking.failed(kiosk, event)
        case (
            e.CashStacked()
            | e.CashCounted()
            | e.PayoutEnded()
            | e.CollectEnded()
            | e.CardApproved()
            | e.CardDeclined()
            | e.CardUnknown()
        ):
            return paying.told(kiosk, event)
        case e.PrintFinished() | e.PrintFailed() | e.ReceiptCodeNotMade():
            return _receipt_told(kiosk, event)
        case e.EmailQueued():
            return mailing.queued(kiosk, event)
        case _:
            return _touched(kiosk, event)


def _touched(kiosk: Kiosk, event: e.Event) -> Facts:
    if kiosk.sees.journal_broken:
        return ()
    if handheld.rules_apply(kiosk):
        return handheld.decided(kiosk, event, otherwise=_own)
    return _person(kiosk, event)


def _person(kiosk: Kiosk, event: e.Event) -> Facts:
    match kiosk.state, event:
        case _, (e.AttendantIdentified() | e.PinWrong()):
            return attending.at_the_keypad(kiosk, event)
        case (
            (NeedsAttendant(under=Shopping() as under) | Attended(under=Shopping() as under)),
            (
                e.ItemScanned()
                | e.UnknownScanned()
                | e.BasketShown()
                | e.BasketPartShown()
                | e.BasketRefused()
                | e.CodesShown()
                | e.ReferenceShown()
            ),
        ) if not kiosk.blocked:
            if isinstance(kiosk.state, Attended) and control.is_rescan(under.sale):
                return control.rescanned(event)
            return _own(kiosk, under, event)  # a code shown while a message is open is not lost
        case Attended() as visit, _:
            return attending.attended(kiosk, visit, event)
        case _, e.LanguagePressed(language):
            return (f.LanguageChosen(language),) if language is not kiosk.till.language else ()
        case NeedsAttendant(), e.HelpDismissed():
            theirs = (reason for reason in (Reason.HELP, Reason.PRICE) if kiosk.called(reason))
            return tuple(f.CallResolved(reason) for reason in theirs)
        case NeedsAttendant(under=Shopping(sale)), e.PriceDisputedPressed() if kiosk.called(Reason.HELP):
            return pricing.disputed(kiosk, sale)
        case ((NeedsAttendant() | GivingChange()), e.HelpPressed()):
            return attending.help_wanted(kiosk)
        case ((NeedsAttendant() | GivingChange()), _):
            return ()
        case under, _:
            return _own(kiosk, under, event)


def _own(kiosk: Kiosk, state: Own, event: e.Event) -> Facts:  # noqa: C901 - one case a state
    match state, event:
        case _, e.HelpPressed():
            return attending.help_wanted(kiosk)
        case Closed(), _:
            return ()
        case ((Attract() | Shopping()), e.AddPressed(scan)):
            return _own(kiosk, state, scan)
        case ((Attract() | Shopping()), _) if kiosk.sees.price_check.open and isinstance(event, price_check.Code):
            return ()
        case Attract(), e.StartPressed():
            return (_sale_started(kiosk),)
        case Attract(), (e.ItemScanned() | e.UnknownScanned()):
            return (_sale_started(kiosk), *_shown(kiosk, Sale(kiosk.till.sales + 1), event))
        case Attract(), e.ReferenceShown():
            begun = _sale_started(kiosk)
            return (begun, *putting_by.shown(kiosk, Sale(begun.sale, training=begun.training), event))
        case Attract(), e.VoucherShown():
            begun = _sale_started(kiosk)
            sale = Sale(begun.sale, training=begun.training)
            return (begun, *tendering.shopping(replay((begun,), kiosk), sale, event))
        case Attract(), (e.BasketShown() | e.BasketPartShown() | e.BasketRefused() | e.CodesShown()):
            started = (_sale_started(kiosk),)
            return (*started, *taking.shown(replay(started, kiosk), event))
        case Shopping(sale), _:
            return _shopping(kiosk, sale, event)
        case Weighing() | WeighingContainer(), _:
            return _weighing(kiosk, state, event)
        case OfferingBags(sale), _:
            return carrier_bags.decided(kiosk, sale, event, otherwise=_shopping)
        case ChoosingPayment(sale), (e.ItemScanned() | e.UnknownScanned()):
            return _shown_late(kiosk, sale, event)
        case ChoosingPayment(sale), _:
            return paying.choosing(kiosk, sale, event)
        case TakingCash(sale), _:
            return paying.taking_cash(kiosk, sale, event)
        case TakingCard(), _:
            return charging.waiting(state, event)
        case ChoosingReceipt() as choosing, _:
            return _receipt(kiosk, choosing, event)
        case TypingEmail(), e.BackPressed():
            return (f.EmailLeft(),)
        case Parking(), e.DonePressed() if kiosk.sees.parked.codes:
            return (f.SessionEnded(),)
        case ((Thanks() | ShowingReceipt()), _):
            return _goodbye(kiosk, event)
        case _:
            return ()


def _shopping(kiosk: Kiosk, sale: Sale, event: e.Event) -> Facts:
    match event:
        case e.ItemScanned() | e.UnknownScanned():
            return _shown(kiosk, sale, event)
        case e.VoucherShown() | e.GiftCardPressed() | e.OtherRemovePressed():
            return tendering.shopping(kiosk, sale, event)
        case e.NumberEntered():
            return numbered(kiosk, sale, event)
        case e.BasketShown() | e.BasketPartShown() | e.BasketRefused() | e.CodesShown():
            return taking.shown(kiosk, event)
        case e.ParkPressed():
            return parking.parked(kiosk, sale)
        case e.ReferenceShown():
            return putting_by.shown(kiosk, sale, event)
        case e.RemovePressed() | e.QuantityPressed():
            return _changed(kiosk, sale, event)
        case e.DropPressed(number) if sale.has_exception(number) and sale.exception(number) not in bagging.asked(sale):
            return (f.DoubtSettled(number, "dropped"),)
        case e.OwnBagPressed() | e.TooLargePressed():
            return bagging.pressed(kiosk, sale, event)
        case e.PayPressed():
            return _paid(kiosk, sale)
        case e.CancelPressed():
            return (f.CancelBegun(),)
        case _:
            return ()


def _paid(kiosk: Kiosk, sale: Sale) -> Facts:
    """Finished scanning. What is amiss with the bag the customer reads first; staff come when it is left so."""
    if bagging.is_moving(kiosk, sale):
        return ()  # it is paid when it stands still: see bagging.seen
    if noted := bagging.before_paying(kiosk, sale):
        after = replay(noted, kiosk)
        asked = isinstance(noted[-1], f.ArticleDoubted)
        return noted if asked else (*noted, *(fact for now in sale_of(after.own) for fact in _paid(after, now)))
    if bags := carrier_bags.due(kiosk, sale):
        return bags
    if sale.questions or sale.age_needed:
        check = control.due(kiosk, sale) if sale.lines else ()  # one visit for everything
        return (f.AttendantCalled(Reason.ARTICLES), *check)
    if not (sale.lines or sale.others):
        return ()
    told = tuple(f.DoubtSettled(each.number, "dropped") for each in sale.turned_away)
    return (*told, *(control.due(kiosk, sale) or (f.PaymentBegun(),)))


def _changed(kiosk: Kiosk, sale: Sale, event: e.RemovePressed | e.QuantityPressed) -> Facts:
    match event:
        case e.RemovePressed(number) if sale.has_line(number):
            line = sale.line(number)
            if not line.order and wishing.is_dear(kiosk, line):
                return wishing.asked(kiosk, sale, Doubt.REMOVAL, line)
            gone = putting_by.removed(line) or (f.LineRemoved(number, line.amount),)
            return (*wishing.dropped(sale, line), *gone)
        case e.QuantityPressed(number, count) if sale.has_line(number) and 1 <= count <= COUNT_MAX:
            line = sale.line(number)
            if line.grams or line.serial or line.order or count == line.count or (line.was and count > line.count):
                return ()
            if wishing.is_many(kiosk, sale, line, count):
                return wishing.asked(kiosk, sale, Doubt.TOO_MANY, line, count)
            if count < line.count and wishing.is_dear(kiosk, line, count):
                return wishing.asked(kiosk, sale, Doubt.REMOVAL, line, count)
            return (*wishing.dropped(sale, line), f.QuantityChanged(number, line.count, count))
        case _:
            return ()


def _weighing(kiosk: Kiosk, state: Weighing | WeighingContainer, event: e.Event) -> Facts:
    """Before the scale. Another article, or a basket, is taken as while shopping; the same label again is nothing."""
    match state, event:
        case (
            (Weighing(product=product) | WeighingContainer(Weighing(product=product))),
            e.ItemScanned(same, grams=0),
        ) if same.code == product.code and not event.price:
            return ()
        case _, (
            e.ItemScanned()
            | e.UnknownScanned()
            | e.BasketShown()
            | e.BasketPartShown()
            | e.BasketRefused()
            | e.CodesShown()
        ):
            left = weighing.left(state)
            return (*left, *_shopping(replay(left, kiosk), state.sale, event))
        case Weighing(), _:
            return weighing.weighing(kiosk, state, event)
        case WeighingContainer(), _:
            return weighing.weighing_container(kiosk, state, event)


def _shown(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned) -> Facts:
    """An article before the camera or among the pictures: on the scale, or into the basket."""
    return weighing.begun(kiosk, sale, event) or scanned(kiosk, sale, event)


def _shown_late(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned) -> Facts:
    """One more article, while choosing how to pay: back to scanning, unless paying has begun."""
    match event:
        case e.UnknownScanned(code):
            return (f.CodeNotTaken(NotTaken.CODE, code),)
        case e.ItemScanned(_, code) if sale.paid_anything:
            return (f.CodeNotTaken(NotTaken.PAYING, code),)
        case e.ItemScanned():
            resumed = (f.ShoppingResumed(),)
            return (*resumed, *_shown(replay(resumed, kiosk), sale, event))


def _sale_started(kiosk: Kiosk) -> f.SaleStarted:
    return f.SaleStarted(kiosk.till.sales + 1, kiosk.sees.now, training=bool(kiosk.till.training.by))


def _receipt(kiosk: Kiosk, choosing: ChoosingReceipt, event: e.Event) -> Facts:
    match event:
        case e.ReceiptPressed() if means.usable(kiosk, e.Role.PRINTER):
            return (f.ReceiptRequested(paying.receipt_job(kiosk, choosing.done, choosing.tries + 1)),)
        case e.ReceiptCodePressed() if choosing.failed != NO_CODE:
            return (f.ReceiptShown(),)
        case e.EmailPressed() if kiosk.shop.email:
            return (f.EmailBegun(),)
        case e.NoReceiptPressed():
            return (f.ReceiptDeclined(),)
        case e.ItemScanned() | e.UnknownScanned():
            return (f.ReceiptDeclined(), *_goodbye(kiosk, event))
        case _:
            return ()


def _goodbye(kiosk: Kiosk, event: e.Event) -> Facts:
    match event:
        case e.DonePressed():
            return (f.SessionEnded(),)
        case e.StartPressed():
            return (f.SessionEnded(), _sale_started(kiosk))
        case e.ItemScanned() | e.UnknownScanned():
            return (f.SessionEnded(), _sale_started(kiosk), *_shown(kiosk, Sale(kiosk.till.sales + 1), event))
        case _:
            return ()


def _receipt_told(kiosk: Kiosk, event: e.PrintFinished | e.PrintFailed | e.ReceiptCodeNotMade) -> Facts:
    match kiosk.own, event:
        case Printing(job=job), e.PrintFinished(finished) if job == finished:
            return (f.ReceiptPrinted(job),)
        case Printing(job=job), e.PrintFailed(failed, fault) if job == failed:
            return (f.ReceiptFailed(job, fault),)
        case ShowingReceipt(done), e.ReceiptCodeNotMade(receipt) if done.receipt == receipt:
            return (f.ReceiptFailed("", NO_CODE),)
        case _, e.PrintFinished(job):
            return slips.printed(kiosk, job)
        case _, e.PrintFailed(job, fault):
            return slips.printed(kiosk, job, fault)
        case _:
            return ()


def _bag(kiosk: Kiosk) -> Facts:
    """The bag was looked at; who touched Pay while it moved, pays."""
    if kiosk.sees.journal_broken or kiosk.blocked:
        return ()
    if kiosk.sees.bag.pays and isinstance(kiosk.state, Shopping):
        return _paid(kiosk, kiosk.state.sale)
    return bagging.looked(kiosk)


def _time(kiosk: Kiosk) -> Facts:
    shop, quiet = kiosk.shop, kiosk.sees.elapsed - kiosk.sees.active_at
    if shop.handheld:
        return handheld.locked_by_time(kiosk)
    match kiosk.state:
        case Attended(by=by) if quiet >= attending.AUTO_LOCK_SECONDS:
            return (*cashier.left_alone(kiosk), f.AttendantLeft(by))
        case Attended() | NeedsAttendant() | GivingChange() | Collecting():
            return paying.stuck(kiosk) or cashier.silent(kiosk)
        case (
            Shopping() | Weighing() | WeighingContainer() | OfferingBags() | ChoosingPayment() | TakingCash()
        ) as state if quiet >= _patience(kiosk):
            return parking.walked_away(kiosk, sale_of(state)[0])
        case ChoosingReceipt() if quiet >= shop.receipt_seconds:
            return (f.ReceiptDeclined(),)
        case Parking() if quiet >= parking.PATIENCE_SECONDS and kiosk.sees.parked.codes:
            return (f.SessionEnded(),)
        case ShowingReceipt() | TypingEmail() if quiet >= shop.idle_warning_seconds:
            return (f.SessionEnded(),)
        case Thanks() if quiet >= shop.thanks_seconds:
            return (f.SessionEnded(),)
        case _:
            return ()


def _patience(kiosk: Kiosk) -> int:
    return kiosk.shop.idle_warning_seconds + kiosk.shop.idle_grace_seconds
