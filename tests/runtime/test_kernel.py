"""The kernel writes first, waits when it cannot, and goes on in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.activities import AcceptCash
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.states import Attract, Kiosk, TakingCash, Thanks, sale_of
from kiosk.domain.views import View
from kiosk.runtime.kernel import Kernel
from tests.domain.kiosks import STORIES
from tests.flows.customer import SHOP, START
from tests.runtime.bench import Baton, Disk


@dataclass
class Station:
    """A kernel in one of the known states, with its disk, its baton and its screen."""

    kiosk: Kiosk
    disk: Disk = field(default_factory=Disk)
    baton: Baton = field(default_factory=Baton)
    screens: list[View] = field(default_factory=list)
    kernel: Kernel = field(init=False)

    def __post_init__(self) -> None:
        self.kernel = Kernel(self.kiosk, self.disk, self.baton, self.screens.append)

    def tick(self, seconds: int = 1) -> None:
        self.kernel.handle(e.ClockTicked(self.kernel.kiosk.sees.now + seconds))


def station(name: str = "TakingCash") -> Station:
    return Station(STORIES[name]().kiosk)


def stacked(value: int = 10) -> e.CashStacked:
    return e.CashStacked("coins", Money(value))


def test_an_event_is_written_conducted_and_drawn() -> None:
    here = Station(Kiosk(SHOP))
    here.kernel.handle(e.StartPressed())
    assert [type(fact) for fact in here.disk.kept] == [f.SaleStarted]
    assert isinstance(here.screens[-1], v.BasketView)
    assert here.baton.wanted


def test_written_is_called_only_after_the_facts_are_on_disk() -> None:
    here = station()
    seen: list[int] = []
    here.kernel.handle(stacked(), lambda: seen.append(len(here.disk.kept)))
    assert seen == [1]


def test_the_heads_of_new_seals_are_known_at_once() -> None:
    here = station()
    here.kernel.handle(stacked())
    assert here.kernel.kiosk.sees.heads == {"ticket": f.Head("ticket", 1, "signature")}


def test_an_event_that_makes_no_fact_is_done_at_once() -> None:
    here = station()
    done: list[str] = []
    here.kernel.handle(e.PayoutMoved("coins", Money(0)), lambda: done.append("written"))
    assert done == ["written"]
    assert not here.disk.kept


def test_while_nothing_can_be_written_the_slot_is_closed_and_the_screen_says_what_is_inside() -> None:
    here = station()
    here.kernel.handle(e.StillHerePressed())
    assert any(isinstance(activity, AcceptCash) for activity in here.baton.wanted)
    here.disk.full = True
    done: list[str] = []
    here.kernel.handle(stacked(20), lambda: done.append("written"))
    assert not here.baton.wanted
    assert not done
    screen = here.screens[-1]
    assert isinstance(screen, v.ClosedView)
    assert "0,70" in screen.money  # 50 c on disk and 20 c waiting


def test_what_waits_is_written_in_order_once_there_is_room_and_staff_can_read_why() -> None:
    here = station()
    here.disk.full = True
    done: list[int] = []
    for number, value in enumerate((20, 50, 10)):
        here.kernel.handle(stacked(value), lambda number=number: done.append(number))  # type: ignore[misc]
        here.tick()
    assert not here.disk.kept
    assert not done
    here.disk.full = False
    here.tick()
    assert isinstance(here.disk.kept[0], f.JournalResumed)
    assert "full" in here.disk.kept[0].reason
    assert [fact.value.cents for fact in here.disk.kept if isinstance(fact, f.CashInserted)] == [20, 50, 10]
    assert done == [0, 1, 2]
    assert not here.kernel.kiosk.sees.journal_broken
    assert sale_of(here.kernel.kiosk.own)[0].cash_in == Money(130)
    assert isinstance(here.screens[-1], v.CashView)


def test_what_was_written_folds_to_the_present_after_the_disk_was_full() -> None:
    here = station()
    here.disk.full = True
    here.kernel.handle(stacked(200))
    here.disk.full = False
    here.tick()
    again = replay(here.disk.kept, here.kiosk)
    assert (again.state, again.till) == (here.kernel.kiosk.state, here.kernel.kiosk.till)


def test_touches_are_lost_while_nothing_can_be_written() -> None:
    here = station()
    here.disk.full = True
    here.kernel.handle(e.CancelPressed())
    assert isinstance(here.screens[-1], v.ClosedView)
    here.disk.full = False
    here.tick()
    assert isinstance(here.kernel.kiosk.state, TakingCash)
    assert [type(fact) for fact in here.disk.kept] == [f.JournalResumed]


def test_time_goes_on_while_nothing_can_be_written_and_nothing_of_it_is_kept() -> None:
    """A night with a full disk: thousands of ticks that would each end the session."""
    here = station("Thanks")
    here.disk.full = True
    for _ in range(1000):
        here.tick()
    assert isinstance(here.kernel.kiosk.state, Thanks)
    assert here.kernel.kiosk.sees.now == START + 1000
    here.disk.full = False
    here.tick()
    here.tick()
    assert isinstance(here.kernel.kiosk.state, Attract)
    assert [type(fact) for fact in here.disk.kept] == [f.JournalResumed, f.SessionEnded]
    assert here.kernel.kiosk.sees.now == START + 1002


def test_players_hear_a_word_after_it_is_on_disk() -> None:
    here = station("GivingChange over TakingCash")
    word = w.PaidOut(0, w.Fault.LINK_LOST, "P1")
    here.disk.full = True
    here.kernel.heard("coins", word, (e.PayoutEnded("coins", "P1", "link_lost"),))
    here.kernel.heard("coins", w.Ready(), (e.DeviceChanged("coins", e.Role.CASH, e.Condition.READY),))
    assert not here.baton.words
    here.disk.full = False
    here.tick()
    assert here.baton.words == [("coins", word), ("coins", w.Ready())]


def test_a_word_that_means_nothing_to_the_shop_still_reaches_the_players() -> None:
    here = station()
    here.kernel.heard("scanner", w.CodeSeen("x", w.Symbology.QR), ())
    assert here.baton.words == [("scanner", w.CodeSeen("x", w.Symbology.QR))]


def test_a_clock_that_jumped_while_nothing_could_be_written_is_still_doubted() -> None:
    here = station("Attract")
    here.disk.full = True
    here.tick(10 * 24 * 3600)
    here.tick()
    assert not here.disk.kept
    here.disk.full = False
    here.tick()
    here.tick()
    assert [fact for fact in here.disk.kept if isinstance(fact, f.ClockDoubted)]
    assert not [fact for fact in here.disk.kept if isinstance(fact, f.PeriodClosed)]
