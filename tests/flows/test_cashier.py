"""Staff and the shop's own cash: look, count, fill, collect, empty; at any power cut every piece is on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.activities import AdjustCash, KeepStock
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Attended, Attract, Closed, Collecting, Filling
from kiosk.domain.stock import Stock, Target
from tests.domain.kiosks import A_DAY
from tests.flows.customer import BREAD, SHOP, START, Till


def manager(till: Till | None = None, grade: Grade = Grade.MANAGER) -> Till:
    till = till or Till()
    till.attendant(grade)
    till.tell(e.PagePressed(e.Page.CASH))
    return till


def rich() -> Till:
    return manager(Till(notes={500: 29, 1000: 5, 2000: 12}))


def page(till: Till) -> v.VaultView:
    view = till.view
    assert isinstance(view, v.VaultView)
    return view


def pressed(till: Till) -> dict[str, v.Button]:
    return {button.label: button for button in page(till).buttons}


def held(till: Till, machine: str) -> dict[int, int]:
    return {value: count for (name, value), count in till.kiosk.till.held.items() if name == machine and count}


def real(till: Till) -> dict[int, int]:
    return {value: count for value, count in {**till.coins, **till.notes}.items() if count}


# Who may


def test_an_attendant_looks_and_has_it_counted_and_may_do_no_more() -> None:
    till = manager(grade=Grade.ATTENDANT)
    assert [button.label for button in page(till).pages] == ["À faire", "Monnaie", "Matériel"]
    assert list(pressed(till)) == ["Rendre la borne", "Compter"]
    before = len(till.facts)
    till.tell(e.FillPressed("coins"), e.CollectPressed("coins"), e.CountPressed(e.CountOf.FLOAT, "coins"))
    till.tell(e.CountConfirmed(e.CountOf.CASHBOX, "notes", ((500, 1),)))
    assert (len(till.facts), till.kiosk.own) == (before, Attract())


def test_nothing_is_filled_beside_a_sale() -> None:
    till = Till()
    till.scan(BREAD)
    manager(till)
    till.tell(e.FillPressed("coins"), e.CollectPressed("notes"))
    assert not till.told(f.FillBegun)
    assert not till.told(f.CollectionStarted)
    assert not pressed(till)["Remplir"].enabled


# Filling


def test_what_staff_put_in_is_the_shop_s_and_nobody_is_paid_back() -> None:
    till = manager()
    till.tell(e.MachinePressed("coins"), e.FillPressed("coins"))
    (slot,) = till.wanted("AcceptCash")
    assert (slot.machine, slot.due) == ("coins", NOTHING)
    till.insert(20, 20, 50)
    assert "0,90" in page(till).tasks[0].title
    till.tell(e.FillDonePressed())
    assert till.told(f.FillEnded) == [f.FillEnded("coins", Money(90), "M1")]
    assert [fact.by for fact in till.told(f.CashFilled)] == ["M1"] * 3
    assert "0,90" in page(till).told
    assert till.kiosk.till.stray == NOTHING
    assert not till.wanted("AcceptCash")
    assert isinstance(till.kiosk.own, Attract)


def test_a_closed_kiosk_is_closed_again_after_filling() -> None:
    till = manager()
    till.tell(e.ClosePressed(), e.FillPressed("coins"), e.FillDonePressed())
    assert till.kiosk.own == Closed("M1")


@pytest.mark.parametrize("leaves", ["button", "time"])
def test_whoever_goes_ends_the_filling(leaves: str) -> None:
    till = manager()
    till.tell(e.FillPressed("coins"))
    till.insert(50)
    till.tell(e.AttendantDonePressed()) if leaves == "button" else till.wait(200)
    (ended,) = till.told(f.FillEnded)
    assert ended.amount == Money(50)
    assert till.kiosk.state == Attract()


def test_a_coin_of_which_nobody_heard_before_the_power_cut_belongs_to_the_filling() -> None:
    till = manager()
    till.tell(e.FillPressed("coins"))
    till.insert(20)
    till.coins[50] += 1  # the power fails before the machine can say so
    till.off(60)
    assert [(fact.value, fact.found) for fact in till.told(f.CashFilled)] == [(Money(20), False), (Money(50), True)]
    assert till.told(f.FillEnded) == [f.FillEnded("coins", Money(70))]
    assert till.kiosk.state == Attract()
    assert held(till, "coins") | held(till, "notes") == real(till)


def test_a_coin_in_another_machine_than_the_filled_one_is_given_back() -> None:
    till = manager()
    till.tell(e.FillPressed("notes"))
    till.insert(200)
    assert till.wanted("PayOut")


# Collecting


def test_what_is_above_the_float_goes_to_the_cashbox() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"))
    (activity,) = till.wanted("Collect")
    assert activity.pieces == ((500, 11), (2000, 3))
    till.collect()
    assert till.told(f.CollectionEnded) == [f.CollectionEnded("C1", "notes", Money(11500))]
    assert held(till, "notes") == {500: 18, 1000: 5, 2000: 9}
    assert till.kiosk.till.cashbox == {("notes", 500): 11, ("notes", 2000): 3}
    assert not till.told(f.CashDiffered)
    assert till.kiosk.own == Attract()


def test_a_jam_leaves_the_rest_where_it_is_and_staff_read_why() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"))
    till.collect(share=2, fault="jam")
    assert till.told(f.CollectionEnded) == [f.CollectionEnded("C1", "notes", Money(5000), "jam")]
    assert "bourrage" in page(till).told
    assert held(till, "notes") == {500: 27, 1000: 5, 2000: 10}
    till.tell(e.CollectPressed("notes"))
    till.collect()
    assert held(till, "notes") == {500: 18, 1000: 5, 2000: 9}


@pytest.mark.parametrize("moved", range(4))
def test_a_collection_goes_on_after_a_power_cut_and_no_note_is_moved_twice(moved: int) -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"))
    till.notes[500] -= moved
    till.boxed["notes"] += moved
    till.off(60)
    assert isinstance(till.kiosk.state, Collecting)
    (activity,) = till.wanted("Collect")
    assert dict(activity.pieces)[500] == 11 - moved
    till.collect()
    assert till.told(f.CollectionEnded) == [f.CollectionEnded("C1", "notes", Money(11500))]
    assert till.kiosk.state == Attract()
    assert not till.told(f.CashDiffered)


def test_a_machine_that_never_answers_keeps_the_kiosk_from_selling_for_a_minute_only() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"), e.AttendantDonePressed())
    till.tell(e.DeviceChanged("notes", e.Role.CASH, e.Condition.LOST, "no_answer"))
    till.wait(50)
    assert isinstance(till.kiosk.state, Collecting)
    till.wait(20)
    assert till.kiosk.state == Attract()
    assert till.told(f.CollectionEnded)[0].fault == "no_answer"


def test_staff_can_give_a_collection_up_when_the_machine_is_gone_and_only_then() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"), e.CollectStopPressed())
    assert not till.told(f.CollectionEnded)
    till.tell(e.DeviceChanged("notes", e.Role.CASH, e.Condition.LOST, "no_answer"), e.CollectStopPressed())
    assert till.told(f.CollectionEnded) == [f.CollectionEnded("C1", "notes", NOTHING, "stopped", "M1")]


def test_more_missing_than_was_asked_for_is_a_difference() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"))
    till.notes[1000] -= 1
    till.collect()
    assert till.told(f.CashDiffered) == [f.CashDiffered("notes", Money(1000), -1)]


# Counting by hand


def typed(till: Till, of: e.CountOf, machine: str, **counts: str) -> Any:
    till.tell(e.CountPressed(of, machine))
    for value, digits in counts.items():
        till.tell(e.CountRowPressed(int(value.removeprefix("v"))), *map(e.CountTyped, digits))
    view = till.view
    assert isinstance(view, v.CountView)
    till.tell(view.confirm.event)
    return view


def test_an_emptied_cashbox_is_counted_blind_and_the_difference_is_on_record() -> None:
    till = manager()
    till.tell(e.FillPressed("notes"), e.CashStacked("notes", Money(5000), 2, recycled=False), e.FillDonePressed())
    view = typed(till, e.CountOf.CASHBOX, "notes", v5000="1", v500="3")
    assert "65,00" in view.total.amount
    (emptied,) = till.told(f.CashboxEmptied)
    assert (emptied.by, emptied.expected, emptied.counted) == ("M1", ((5000, 2),), ((500, 3), (5000, 1)))
    assert emptied.difference == Money(-3500)
    assert not till.kiosk.till.cashbox
    assert "-35,00" in page(till).told


def test_pieces_added_and_taken_by_hand_are_told_to_the_machine_once() -> None:
    till = manager()
    typed(till, e.CountOf.ADDED, "coins", v20="40")
    assert till.told(f.CashAdjusted) == [f.CashAdjusted("A1", "coins", ((20, 40),), "M1")]
    assert AdjustCash("coins", "A1", ((20, 40),)) in till.activities
    assert held(till, "coins")[20] == 60
    till.coins[20] = 60
    till.count()
    typed(till, e.CountOf.TAKEN, "coins", v20="15", v50="2")
    assert AdjustCash("coins", "A2", ((20, -15), (50, -2))) in till.activities
    till.coins |= {20: 45, 50: 18}
    till.count()
    assert not till.told(f.CashDiffered)


def test_more_than_there_is_cannot_be_taken_out() -> None:
    till = manager()
    typed(till, e.CountOf.TAKEN, "coins", v20="21")
    assert not till.told(f.CashAdjusted)


def test_the_float_is_what_stays() -> None:
    till = manager()
    typed(till, e.CountOf.FLOAT, "coins", v10="", v50="")
    till.tell(e.CountConfirmed(e.CountOf.FLOAT, "coins", ((10, 5), (20, 0), (50, 20), (100, 20), (200, 10))))
    till.tell(e.CollectPressed("coins"))
    assert till.wanted("Collect")[0].pieces == ((10, 15), (20, 20))


def test_absurd_counts_stop_at_what_a_machine_can_hold() -> None:
    till = manager()
    till.tell(e.CountPressed(e.CountOf.ADDED, "coins"), *[e.CountTyped("9")] * 12, e.CountTyped("x"), e.CountTyped(""))
    (count,) = till.kiosk.sees.desk.count
    assert max(n for _, n in count.counts) == 99


# The shift's balance


def test_a_count_at_the_change_of_shift_is_on_record_whether_it_differs_or_not() -> None:
    till = manager(grade=Grade.ATTENDANT)
    till.tell(e.RecountPressed("coins"))
    assert [activity.machine for activity in till.wanted("CountCash")] == ["coins"]
    till.count()
    assert not till.wanted("CountCash")
    till.coins[20] -= 1
    till.tell(e.RecountPressed("coins"))
    till.count()
    till.count()
    same, less = till.told(f.CashBalanced)
    assert (same.expected, same.counted) == (Money(5600), Money(5600))
    assert (less.expected, less.counted, less.by) == (Money(5600), Money(5580), "A1")
    assert till.told(f.CashDiffered) == [f.CashDiffered("coins", Money(20), -1)]
    assert "-0,20" in page(till).told


def test_nobody_is_named_for_a_count_that_nobody_asked_for() -> None:
    till = manager()
    till.count()
    assert not till.told(f.CashBalanced)


# Working stock


def test_a_full_denomination_goes_to_the_cashbox_from_the_next_customer_on() -> None:
    till = Till(shop=replace(SHOP, stock=Stock((Target(20, 5, 22), *SHOP.stock.targets), 10)))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(20, 20, 20)
    assert not till.told(f.RoutesChosen)
    till.insert(20, 20, 20)
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    (routes,) = till.told(f.RoutesChosen)
    assert (routes.machine, 20 in routes.recycled, 50 in routes.recycled) == ("coins", False, True)
    assert KeepStock("coins", frozenset(routes.recycled)) in till.activities
    till.off(A_DAY // 24)
    assert KeepStock("coins", frozenset(routes.recycled)) in till.activities


def test_what_to_bring_is_told_to_staff_between_customers_and_on_paper() -> None:
    till = Till(coins={10: 2, 20: 50, 50: 20, 100: 20, 200: 20})
    till.attendant()
    view = till.view
    assert isinstance(view, v.AttendantView)
    assert [task.detail for task in view.tasks] == ["10 c\u00a0: 80 (2 roul.)"]
    till.tell(e.AttendantDonePressed())
    manager(till)
    till.tell(e.PagePressed(e.Page.REPORTS), e.ReportPressed(e.Report.CASH), e.PrintReportPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert any("80 (2 rouleaux)" in getattr(part, "right", "") for part in printing.parts)


def test_an_older_journal_ends_a_collection_before_it_could_be_done_twice() -> None:
    till = rich()
    till.tell(e.CollectPressed("notes"), e.RollbackSeen(90, len(till.facts), ()))
    assert till.told(f.CollectionEnded)[0].fault == "rollback"
    assert not till.wanted("Collect")


def test_filling_and_visits_are_apart_from_each_other() -> None:
    till = manager()
    till.tell(e.FillPressed("coins"), e.PagePressed(e.Page.TASKS))
    assert isinstance(till.kiosk.state, Attended)
    assert isinstance(till.kiosk.own, Filling)
    assert till.kiosk.sees.now >= START


def test_money_that_went_in_unseen_while_the_power_was_off_is_looked_for_by_staff() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.boxed["notes"] += 1  # the box counted it, and its value was told to nobody
    till.off(60)
    assert till.told(f.CashDiffered) == [f.CashDiffered("notes", NOTHING, 1, recycled=False)]
    assert till.kiosk.called(Reason.BOXED)
    till.attendant()
    (task,) = (task for task in till.view.tasks if "notes (1)" in task.detail)
    (seen,) = task.buttons
    till.tell(seen.event, e.AttendantDonePressed())
    assert not till.kiosk.called(Reason.BOXED)
    till.insert(100, 20)
    assert till.told(f.SaleCompleted)


def test_of_what_a_machine_repeats_the_newest_is_what_the_till_had_not_kept() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.boxed["notes"] += 1
    told = e.CashCounted("notes", tuple(till.notes.items()), 1, ((2000, 1), (500, 1)))
    till.kiosk = till.refolded()
    till.tell(told)
    assert till.told(f.CashInserted) == [f.CashInserted("notes", Money(2000), 1, recycled=False, found=True)]
    assert not till.kiosk.called(Reason.BOXED)


def test_what_staff_put_in_unseen_is_theirs() -> None:
    till = Till()
    till.attendant(Grade.MANAGER)
    till.tell(e.FillPressed("notes"))
    till.boxed["notes"] += 1
    till.count()
    assert not till.kiosk.called(Reason.BOXED)
