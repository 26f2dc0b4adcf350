"""Every state meets every kind of event: nothing raises, everything folds, and money is never ignored."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args
from zlib import crc32

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.activities import wanted
from kiosk.domain.basket import PriceReason, Refusal
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Fact, Grade, Reason
from kiosk.domain.history import replay
from kiosk.domain.language import Language
from kiosk.domain.money import Money, total
from kiosk.domain.presenting import present
from kiosk.domain.roll import Person
from kiosk.domain.senses import notice
from kiosk.domain.states import (
    Attended,
    Filling,
    GivingChange,
    Kiosk,
    NeedsAttendant,
    Own,
    Parking,
    RefundingCard,
    TakingCard,
    own,
    payout,
    sale_of,
)
from tests.domain.kiosks import BAG, BAGS_FOUND, CODE, SELLS_BAGS, STORIES, TEAM
from tests.flows.customer import APPLES, BEER, BREAD, CHEESE, NOTES, PHONE, RECALLED, SHOP, START, WINE
from tests.flows.vouchers import coupon, credit_note, empties, gift_card, meal

KIOSKS: dict[str, Kiosk] = {name: story().kiosk for name, story in STORIES.items()}
LATER = START + 10_000


def some_of_each(kiosk: Kiosk) -> list[e.Event]:
    """Every kind of event; where a value matters, one that fits this kiosk and one that does not."""
    attempts = ["none", *kiosk.till.uncharged[-1:], *kiosk.till.ungiven[-1:]]
    amounts = [Money(0), Money(1), Money(10**6)]
    if isinstance(kiosk.own, TakingCard | RefundingCard):
        attempts.append(kiosk.own.attempt)
        amounts.append(kiosk.own.amount)
    payouts = ["P99", *(running.id for running in payout(kiosk.state))]
    parked = [kiosk.own.basket] if isinstance(kiosk.own, Parking) else []
    jobs = ["none", kiosk.sees.desk.job, kiosk.sees.parked.job, *([kiosk.own.job] if hasattr(kiosk.own, "job") else [])]
    machines = ("notes", "coins", "never seen")
    people = ("P99", *(each.id for each in kiosk.sees.people), *(call.person for call in kiosk.sees.desk.roll))
    levels = {value: n for (name, value), n in kiosk.till.held.items() if name == "notes"}
    return [
        e.StartPressed(),
        *(e.LanguagePressed(language) for language in Language),
        e.ItemScanned(BREAD, BREAD.code),
        e.ItemScanned(BEER, BEER.code, count=99),
        e.ItemScanned(WINE, WINE.code),
        e.ItemScanned(APPLES, APPLES.code),
        e.ItemScanned(APPLES, APPLES.code, grams=482),
        e.ItemScanned(APPLES, APPLES.code, price=Money(399)),
        e.ItemScanned(RECALLED, RECALLED.code),
        e.ItemScanned(BREAD, BREAD.code, batch="L1", expires="2020-01-01"),
        e.ItemScanned(CHEESE, CHEESE.code),
        *(e.ItemScanned(CHEESE, CHEESE.code, batch=batch) for batch in ("L24", "L25")),
        e.ItemScanned(PHONE, PHONE.code),
        e.ItemScanned(PHONE, PHONE.code, serial="S1"),
        *(e.NumberEntered(exception, number) for exception in (0, 1, 3, 99) for number in ("", "S1", "x" * 41)),
        e.UnknownScanned("4006381333931"),
        e.UnknownScanned("490154203237518"),
        *(each for number in (1, 2) for each in (meal(number, 120), empties(number, 500), gift_card(number))),
        *(coupon("77", 50, count) for count in (0, 1)),
        *(credit_note(reference) for reference in ("N1-1-ABCDEF", gift_card(1).reference)),
        *(e.GiftCardPressed(gift_card(1).reference, Money(cents)) for cents in (-1, 0, 1000, 10**9)),
        *(e.OtherRemovePressed(place) for place in (-1, 0, 99)),
        e.PayMealPressed(),
        e.VoucherTakenPressed(),
        e.VoucherRefusedPressed(),
        e.BasketShown("new", (e.ItemScanned(BREAD, BREAD.code, 99), e.ItemScanned(RECALLED, RECALLED.code)), ("1",)),
        *(e.BasketShown(spent, (e.ItemScanned(WINE, WINE.code),)) for spent in kiosk.till.spent),
        e.FindPressed(),
        e.PriceCheckPressed(),
        *(e.AddPressed(e.ItemScanned(each, each.code)) for each in (BREAD, APPLES, RECALLED)),
        *(e.CapturePressed(exception) for exception in (0, 1, 99)),
        e.LockPressed(),
        *(e.HandoverPressed(basket) for basket in ("none", *(each.basket for each in kiosk.till.handovers))),
        *(e.FindTyped(text) for text in ("", "pom", "4006381333932", "x" * 99)),
        *(e.DepartmentPressed(department) for department in ("", "Boulangerie")),
        e.ArticlesFound(kiosk.sees.finder.text, kiosk.sees.finder.department, (APPLES, BREAD), (("Rayon", "apple"),)),
        e.ArticlesFound("never asked", "", (BREAD,)),
        BAGS_FOUND,
        e.ArticlesFound("", "", (), codes=SELLS_BAGS.bags),
        e.ItemScanned(BAG, BAG.code),
        *(e.WeightChanged("scale", state, grams) for state in e.WeightState for grams in (0, 3, 482, 99_999)),
        *(e.WeighedPressed(grams) for grams in (-1, 0, 482, kiosk.sees.scale.grams)),
        e.OwnContainerPressed(),
        *(e.ContainerWeighedPressed(grams) for grams in (-1, 0, 212, 99_999)),
        e.OwnBagPressed(),
        e.TooLargePressed(),
        *(e.WeightChanged("bag", state, grams) for state in e.WeightState for grams in (0, 250, 1500)),
        *(e.DeviceChanged("bag", e.Role.BAGGING, each, "link_lost") for each in e.Condition),
        *(e.DeviceChanged("scale", e.Role.SCALE, each, "link_lost") for each in e.Condition),
        *(e.BasketRefused(refusal, device) for refusal in Refusal for device in ("", "CAISSE-2")),
        e.BasketShown("old", (e.ItemScanned(APPLES, APPLES.code),), device="CAISSE-2", expires=LATER, restricted=True),
        *(e.BasketPartShown(basket, frozenset({1}), 2) for basket in ("new", *kiosk.till.spent)),
        e.CodesShown((e.ItemScanned(BREAD, BREAD.code, 2), e.ItemScanned(APPLES, APPLES.code)), ("4006381333931",)),
        e.ParkPressed(),
        e.PrintCodesPressed(),
        *(e.BasketCodesMade(basket, ("BORNE2:",), (CODE,)) for basket in ("none", *parked)),
        *(e.BasketCodesNotMade(basket, "no key") for basket in ("none", *parked)),
        e.HandheldsArrived(()),
        e.HandheldsArrived(("CAISSE-2:01020304",)),
        *(e.RemovePressed(number) for number in (0, 1, 2, 99)),
        *(e.QuantityPressed(number, count) for number in (1, 99) for count in (-1, 0, 1, 3, 99, 100)),
        *(e.DropPressed(number) for number in (0, 1, 99)),
        e.PayPressed(),
        e.BackPressed(),
        *(e.ReferenceShown(reference) for reference in ("C1-99", "F1-99")),
        *(e.OtherRemovePressed(place) for place in (0, 1)),
        *(e.OrderPressed(Money(cents)) for cents in (0, 100, 10**9)),
        e.AccountPressed("C7"),
        e.PayCashPressed(),
        e.PayCardPressed(),
        e.CardCancelPressed(),
        e.CancelPressed(),
        e.ReceiptPressed(),
        e.ReceiptCodePressed(),
        *(e.ReceiptCodeMade(receipt, CODE) for receipt in (1, 99)),
        *(e.ReceiptCodeNotMade(receipt) for receipt in (1, 99)),
        e.EmailPressed(),
        e.EmailEntered("marie@example.fr"),
        *(e.EmailQueued(receipt) for receipt in (1, 2, 99)),
        *(e.EmailRefused(fault) for fault in e.EmailFault),
        e.NoReceiptPressed(),
        e.DonePressed(),
        e.HelpPressed(),
        e.HelpDismissed(),
        e.StillHerePressed(),
        e.StaffPressed(),
        e.StaffLeft(),
        e.PinEntered("1234"),
        *(e.AttendantIdentified("A2", grade) for grade in Grade),
        e.PinWrong(),
        e.BadgeShown(()),
        *(e.BadgeShown(((each.id, each.entry),)) for each in kiosk.sees.people),
        *(e.KeysShuffled(keys) for keys in ("", "3850917264")),
        *(e.RollPressed(step, id_) for step in e.RollStep for id_ in ("", *people)),
        e.RollLeft(),
        *(e.PersonNamed(name, grade) for name in ("", "zoé" * 30) for grade in Grade),
        e.PinChosen("7294"),
        *(e.EntryWritten(step, id_, grade, "f00d") for step in e.RollStep for id_ in people for grade in Grade),
        *(e.EntryRefused(fault) for fault in e.EntryFault),
        *(e.DismissPressed(id_) for id_ in people),
        e.RecoverySeenPressed(),
        e.RollArrived((), "it is not JSON"),
        e.RollArrived((*TEAM, Person("P4", "Fatou", badge=True, entry="beef"))),
        e.AgeApprovePressed(),
        e.AgeRefusePressed(),
        *(e.ReleasePressed(n, d, Money(c)) for n in (1, 99) for d in ("Divers", "?") for c in (-1, 250, 10**9)),
        *(e.RefusePressed(number) for number in (1, 99)),
        e.OwedSettledPressed(),
        *(e.CardSettledPressed(amount) for amount in (Money(-1), *amounts)),
        e.CardRefundedPressed(),
        e.CardGiveBackPressed(),
        *(e.CreditNotePressed(secret) for secret in ("", "7KQ2MX")),
        e.CallSeenPressed(Reason.GIVEN_LATE),
        e.PriceDisputedPressed(),
        e.ApprovePressed(1),
        e.RescanPressed(),
        e.CheckSeenPressed(),
        e.LinePressed(1),
        e.LinePressed(0),
        e.DiscountPressed(0, 10),
        e.DiscountPressed(1, 50),
        e.PricePressed(1, Money(100), PriceReason.SHELF),
        e.PricePressed(1, Money(999), PriceReason.CHANGED),
        e.CallSeenPressed(Reason.BOXED),
        e.CallSeenPressed(Reason.OWED),
        *(e.TicketNumberEntered(number) for number in ("", "1", "99", "x")),
        *(e.ReturnCountPressed(line, count) for line, count in ((1, 1), (1, 99), (99, 1))),
        *(e.ReturnReasonPressed(reason) for reason in ("?", *SHOP.returns.reasons[:1])),
        e.ReturnPressed(),
        e.AttendantDonePressed(),
        e.ClosePressed(),
        e.OpenPressed(),
        e.ShelfClearedPressed(),
        *(press(sale) for press in (e.TakeUpPressed, e.AsideClearedPressed) for sale in (1, 2, 99)),
        *(e.TryAgainPressed(device) for device in ("notes", "card", "printer", "never seen")),
        e.TestPrintPressed(),
        e.LampTestPressed(),
        e.BrightnessPressed(60),
        e.VolumePressed(25),
        e.VolumePressed(101),
        e.RestartPressed(),
        e.ClockConfirmedPressed(),
        e.RollbackAcceptedPressed(),
        e.CloseDayPressed(),
        e.TrainingPressed(),
        *(e.PagePressed(page) for page in e.Page),
        *(e.ReportPressed(report) for report in e.Report),
        e.PrintReportPressed(),
        *(e.DuplicatePressed(receipt) for receipt in (0, 1, 99)),
        *(e.TicketFound(f.SaleCompleted(n, START, 0, Money(0), (), Money(0), Money(0)), 2) for n in (1, 2, 99)),
        *(e.TicketMissing(receipt) for receipt in (1, 2, 99)),
        *(e.MachinePressed(machine) for machine in machines),
        *(e.RecountPressed(machine) for machine in machines),
        *(e.FillPressed(machine) for machine in machines),
        e.FillDonePressed(),
        *(e.CollectPressed(machine) for machine in machines),
        e.CollectStopPressed(),
        *(e.CountPressed(of, machine) for of in e.CountOf for machine in machines),
        *(e.CountRowPressed(value) for value in (500, 7)),
        *(e.CountTyped(digit) for digit in ("7", "", "x")),
        *(
            e.CountConfirmed(of, machine, counts)
            for of in e.CountOf
            for machine in machines
            for counts in ((), ((500, 2),), ((20, 2), (50, 0)), ((20, 1), (20, 1)), ((20, -1),), ((500, 10**9),))
        ),
        e.CountLeft(),
        e.RoundUpPressed(),
        e.RoundUpUndone(),
        e.ArchivePressed("2025-12", "2025-12", "month"),
        e.ArchiveMoved(50),
        e.ArchiveWritten("M1", "month", "2025-12", "2025-12", 1, 30, "0" * 64, "USB"),
        e.ArchiveNotWritten("M1", "no stick"),
        e.KeyMade("ab" * 32, "PEM"),
        e.KeyMade(kiosk.till.key, "PEM"),
        e.WitnessMissing("no file"),
        e.RollbackSeen(99, 9, (f.Head("ticket", 8, "s" * 86),)),
        e.Sealed("ticket", 1, "s" * 86),
        *(
            e.DeviceChanged(name, role, condition, fault)
            for name, role in (("notes", e.Role.CASH), ("card", e.Role.CARD), ("new", e.Role.CAMERA))
            for condition, fault in (
                (e.Condition.READY, ""),
                (e.Condition.DEGRADED, "jam"),
                (e.Condition.LOST, "starting"),
                (e.Condition.LOST, "no_answer"),
            )
        ),
        *(
            e.CashStacked(machine, Money(v), n, r)
            for machine in machines
            for v, n, r in ((500, 1, True), (20, 3, False))
        ),
        e.CashCounted("notes", tuple(levels.items()), 0),
        e.CashCounted("notes", tuple((value, n + 1) for value, n in levels.items()), 2, ((500, 1), (1000, 5))),
        e.CashCounted("coins", ((10, 0), (20, 20)), -1),
        e.CashCounted("notes", (), -1),
        e.CashCounted("never seen", tuple(NOTES.items()), 5),
        *(e.PayoutMoved(machine, Money(20)) for machine in machines),
        *(
            e.PayoutEnded(machine, each, fault)
            for machine in machines
            for each in payouts
            for fault in ("", "jam", "no_answer", "not_enough_cash")
        ),
        e.CashStacked("coins", Money(20), 1, True, "3:8"),
        e.CashCounted("coins", ((10, 0), (20, 20)), -1, mark="4:8"),
        *(
            e.CollectEnded(machine, each, fault)
            for machine in machines
            for each in ("C1", "C9")
            for fault in ("", "jam")
        ),
        *(e.CardApproved(attempt, amount, meal=True) for attempt in attempts for amount in amounts),
        *(e.CardApproved(attempt, amount, "**** 1234") for attempt in attempts for amount in amounts),
        *(e.CardDeclined(attempt, "refused") for attempt in attempts),
        *(e.CardUnknown(attempt, "no answer") for attempt in attempts),
        *(e.PrintFinished(job) for job in jobs),
        *(e.PrintFailed(job, "out_of_paper") for job in jobs),
        e.PricesArrived("2", 900),
        e.RecallsArrived("ab12", 3),
        e.RecallsArrived(kiosk.till.recalls, 3),
        *(e.ClockTicked(now, 3600) for now in (-1, 0, START, LATER, 2 * 10**9, 10**12)),
        *(e.ClockTicked(kiosk.sees.now + step, -3600) for step in (1, 90_000)),
        e.Booted("test", LATER, START),
        e.Booted("test", 0, START),
        e.JournalBroke("disk full", Money(500)),
        e.JournalMended(),
    ]


def after(kiosk: Kiosk, event: e.Event) -> tuple[tuple[Fact, ...], Kiosk]:
    seen = notice(kiosk, event)
    facts = decide(seen, event)
    return facts, replay(facts, seen)


def test_every_state_and_every_layer_over_it_is_reached() -> None:
    states = [kiosk.state for kiosk in KIOSKS.values()]
    below = [state.under if isinstance(state, NeedsAttendant | Attended) else state for state in states]
    assert {type(own(state)) for state in states} == set(get_args(Own))
    assert {call.reason for kiosk in KIOSKS.values() for call in kiosk.calls} == set(Reason)
    assert any(isinstance(state, Attended) for state in states)
    assert {running.purpose for state in below for running in payout(state)} == {"change", "refund", "stray"}
    assert len({type(own(state)) for state in below if isinstance(state, GivingChange)}) == 12


def test_every_kind_of_event_is_tried() -> None:
    tried = {type(event) for kiosk in KIOSKS.values() for event in some_of_each(kiosk)}
    assert tried == set(get_args(e.Event))


@pytest.mark.parametrize("name", KIOSKS)
def test_nothing_that_happens_raises_and_everything_decided_folds(name: str) -> None:
    kiosk = KIOSKS[name]
    for event in some_of_each(kiosk):
        _, then = after(kiosk, event)
        wanted(then)
        present(then)


@pytest.mark.parametrize("name", KIOSKS)
def test_two_events_after_each_other_fold_as_well(name: str) -> None:
    kiosk, begin = KIOSKS[name], crc32(name.encode())
    for event in some_of_each(kiosk)[begin % 13 :: 13]:
        _, then = after(kiosk, event)
        for second in some_of_each(then)[begin % 17 :: 17]:
            after(then, second)


@pytest.mark.parametrize("name", KIOSKS)
@pytest.mark.parametrize("recycled", [True, False])
def test_money_is_never_ignored(name: str, recycled: bool) -> None:
    kiosk = KIOSKS[name]
    facts, then = after(kiosk, e.CashStacked("notes", Money(500), 2, recycled))
    if isinstance(kiosk.own, Filling) and kiosk.own.machine == "notes":
        assert facts[0] == f.CashFilled("notes", Money(500), 2, recycled, by=kiosk.own.by)
        return
    assert facts[0] == f.CashInserted("notes", Money(500), 2, recycled)
    before = replay(facts[:1], kiosk)
    if sale_of(kiosk.own):
        assert sale_of(before.own)[0].cash_in - sale_of(kiosk.own)[0].cash_in == Money(1000)
        assert before.till.stray == kiosk.till.stray
    else:
        assert before.till.stray - kiosk.till.stray == Money(1000)
    # Whatever follows by itself only plans payouts: no money leaves the books without a machine or staff.
    assert not [fact for fact in facts if isinstance(fact, f.CashDispensed | f.OwedSettled)]
    assert custody(then) + completed(facts) == custody(kiosk) + Money(1000)


def custody(kiosk: Kiosk) -> Money:
    return total(sale.cash_kept for sale in sale_of(kiosk.own)) + kiosk.till.stray


def completed(facts: tuple[Fact, ...]) -> Money:
    return total(fact.cash for fact in facts if isinstance(fact, f.SaleCompleted))


@pytest.mark.parametrize("name", [name for name, kiosk in KIOSKS.items() if isinstance(kiosk.own, TakingCard)])
def test_an_approval_of_the_attempt_under_way_is_always_a_charge(name: str) -> None:
    kiosk = KIOSKS[name]
    assert isinstance(kiosk.own, TakingCard)
    for amount in (kiosk.own.amount, Money(1)):
        facts, then = after(kiosk, e.CardApproved(kiosk.own.attempt, amount))
        charged = [fact for fact in facts if isinstance(fact, f.CardCharged)]
        assert [(fact.attempt, fact.amount, fact.late) for fact in charged] == [(kiosk.own.attempt, amount, False)]
        assert not then.called(Reason.CARD_UNKNOWN)


@pytest.mark.parametrize("name", [name for name, kiosk in KIOSKS.items() if isinstance(kiosk.own, RefundingCard)])
def test_an_approval_of_the_refund_under_way_is_always_money_given_back(name: str) -> None:
    kiosk = KIOSKS[name]
    assert isinstance(kiosk.own, RefundingCard)
    facts, then = after(kiosk, e.CardApproved(kiosk.own.attempt, kiosk.own.amount))
    given = [fact for fact in facts if isinstance(fact, f.CardGivenBack)]
    assert [(fact.attempt, fact.amount, fact.late) for fact in given] == [(kiosk.own.attempt, kiosk.own.amount, False)]
    assert not then.called(Reason.CARD_UNKNOWN)


@pytest.mark.parametrize("name", [name for name, kiosk in KIOSKS.items() if kiosk.till.uncharged])
def test_an_approval_of_an_attempt_known_as_uncharged_is_always_a_charge_to_refund(name: str) -> None:
    kiosk = KIOSKS[name]
    attempt = kiosk.till.uncharged[-1]
    facts, then = after(kiosk, e.CardApproved(attempt, Money(240)))
    assert f.CardCharged(attempt, Money(240), late=True) in facts
    assert then.called(Reason.CARD_REFUND)


@pytest.mark.parametrize("name", KIOSKS)
def test_while_the_journal_is_broken_no_slot_is_open_and_nobody_can_press_anything(name: str) -> None:
    kiosk = notice(KIOSKS[name], e.JournalBroke("disk full"))
    assert {type(activity).__name__ for activity in wanted(kiosk)} <= {"PayOut", "Charge", "Refund", "PrintReceipt"}
    for event in some_of_each(kiosk):
        if isinstance(event, e.CustomerEvent | e.AttendantEvent):
            assert not decide(notice(kiosk, event), event)


@pytest.mark.parametrize("name", KIOSKS)
def test_after_a_power_cut_nobody_is_logged_on_and_the_kiosk_goes_on(name: str) -> None:
    kiosk = KIOSKS[name]
    woken = replace(Kiosk(SHOP), state=kiosk.state, till=kiosk.till)
    facts, then = after(woken, e.Booted("test", LATER))
    assert isinstance(facts[0], f.KioskStarted)
    assert not isinstance(then.state, Attended)
    assert {running.id for running in payout(kiosk.state)} <= {running.id for running in payout(then.state)}
    present(then)
