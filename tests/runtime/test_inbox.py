"""Letters from many threads, handled one after the other in the kernel's own."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from queue import Queue

import pytest

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk
from kiosk.domain.views import AttendantView, View
from kiosk.runtime.attendants import Attendant, Attendants, pin_hash
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Devices
from kiosk.runtime.inbox import UNGUESSABLE, Inbox
from kiosk.runtime.kernel import Kernel
from tests.flows.customer import BREAD, SHOP, START, Till
from tests.runtime.bench import Bench, Clerk, Disk

PATIENCE_SECONDS = 30
STAFF = Attendants([Attendant("A1", pin_hash("7294"))])


def meaningless(seen: w.CodeSeen) -> tuple[e.Event, ...]:
    return ()


@dataclass
class Office:
    """An inbox with a real kernel and conductor behind it, on a clock that a test winds."""

    disk: Disk = field(default_factory=Disk)
    bench: Bench = field(default_factory=Bench)
    screens: Queue[View] = field(default_factory=Queue)
    crashes: Queue[BaseException] = field(default_factory=Queue)
    now: int = START

    def __post_init__(self) -> None:
        self.inbox = Inbox(STAFF, lambda: e.ClockTicked(self.now))
        self.coins = self.bench.device("coins", e.Role.CASH)
        self.conductor = Conductor(Devices([self.coins]), self.inbox.post, Clerk())
        self.kernel = Kernel(Kiosk(SHOP), self.disk, self.conductor, self.screens.put)

    def run(self, *letters: Callable[[], None]) -> None:
        """Starts, puts these in from here, and stops when all is handled."""
        self.inbox.start(self.kernel, self.conductor, self.crashes.put)
        for put in letters:
            put()
        self.inbox.stop()


def test_what_was_posted_before_the_stop_is_handled() -> None:
    office = Office()
    posts = [lambda: office.inbox.post(e.CashStacked("coins", Money(10)))] * 200
    office.run(*posts)
    assert len([fact for fact in office.disk.kept if isinstance(fact, f.CashInserted)]) == 200


def test_a_restart_that_staff_want_is_told_once_to_whoever_can_stop_the_program() -> None:
    office = Office()
    ends: list[str] = []
    kernel, inbox = office.kernel, office.inbox
    inbox.start(kernel, office.conductor, office.crashes.put, lambda: ends.append("restart"))
    for event in (e.RestartPressed(), e.AttendantIdentified("A1", f.Grade.ATTENDANT), *[e.RestartPressed()] * 2):
        inbox.post(event)
    inbox.stop()
    assert ends == ["restart"]
    assert f.RestartAsked("A1") in office.disk.kept


def test_letters_of_many_threads_are_all_handled_in_one() -> None:
    office = Office()
    handlers: set[str] = set()
    office.kernel = Kernel(
        Kiosk(SHOP), office.disk, office.conductor, lambda view: handlers.add(threading.current_thread().name)
    )
    office.inbox.start(office.kernel, office.conductor, office.crashes.put)
    tell = office.inbox.teller(office.coins, meaningless)
    threads = [threading.Thread(target=lambda: [tell(w.Stacked(10)) for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    office.inbox.stop()
    assert len([fact for fact in office.disk.kept if isinstance(fact, f.CashInserted)]) == 200
    assert handlers == {"kernel"}


def test_a_machine_may_forget_only_what_is_on_disk() -> None:
    office = Office()
    tell = office.inbox.teller(office.coins, meaningless)
    office.disk.full = True
    office.run(lambda: tell(w.Stacked(200)))
    assert ("coins", w.Acknowledge()) not in office.bench.asked

    office = Office()
    tell = office.inbox.teller(office.coins, meaningless)
    office.run(lambda: tell(w.Stacked(200)), lambda: tell(w.Ready()))
    assert office.bench.asked.count(("coins", w.Acknowledge())) == 1


def test_the_clock_is_told_when_its_second_changes() -> None:
    office = Office()
    office.run(lambda: office.inbox.post(e.StartPressed()))
    assert office.kernel.kiosk.sees.now == START


def test_a_right_pin_opens_the_attendant_s_page_and_its_digits_go_no_further() -> None:
    office = Office()
    office.run(lambda: office.inbox.post(e.StaffPressed()), lambda: office.inbox.post(e.PinEntered("7294")))
    screens = list(office.screens.queue)
    assert isinstance(screens[-1], AttendantView)
    assert "7294" not in repr(office.disk.kept)
    assert "7294" not in repr(screens)


def test_the_secret_of_a_credit_note_is_drawn_here_and_nobody_outside_chooses_it() -> None:
    told: list[str] = []
    for _ in range(20):
        office = Office()
        office.kernel = Kernel(refunding(), office.disk, office.conductor, office.screens.put)
        office.run(partial(office.inbox.post, e.CreditNotePressed("AAAAAA")))
        told += [fact.reference for fact in office.disk.kept if isinstance(fact, f.VoucherIssued)]
    assert len(set(told)) == 20
    assert all(re.fullmatch(f"N1-1-[{UNGUESSABLE}]{{6}}", reference) for reference in told)


def refunding() -> Kiosk:
    """Staff are here, and a sale is cancelled that a card paid a part of."""
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap(cents=100)
    till.tell(e.CancelPressed())
    till.attendant()
    return till.kiosk


def test_a_locked_keypad_does_not_even_look_at_the_pin() -> None:
    office = Office()
    wrong = [lambda: office.inbox.post(e.PinEntered("0000"))] * 3
    office.run(*wrong, lambda: office.inbox.post(e.PinEntered("7294")))
    assert len([fact for fact in office.disk.kept if isinstance(fact, f.PinRefused)]) == 3
    assert not [fact for fact in office.disk.kept if isinstance(fact, f.AttendantArrived)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_broken_program_is_told_once_and_handles_nothing_more() -> None:
    office = Office()

    def broken(view: View) -> None:
        raise RuntimeError("a mistake in the program")

    office.kernel = Kernel(Kiosk(SHOP), office.disk, office.conductor, broken)
    office.inbox.start(office.kernel, office.conductor, office.crashes.put)
    office.inbox.post(e.StartPressed())
    error = office.crashes.get(timeout=PATIENCE_SECONDS)
    assert "mistake" in str(error)
    office.inbox.post(e.CashStacked("coins", Money(10)))
    office.inbox.stop()
    assert office.crashes.empty()
    assert not [fact for fact in office.disk.kept if isinstance(fact, f.CashInserted)]
