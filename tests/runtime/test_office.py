"""The office: what takes long happens beside the kernel, and what fails is told instead of waited for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Queue

import pytest

from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import Sale
from kiosk.domain.money import Money
from kiosk.domain.states import Completed, Kiosk, Shop, ShowingReceipt
from kiosk.domain.views import ReceiptCodeView, ReceiptView, View
from kiosk.receipts.qr import modules, receipt_text
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Devices
from kiosk.runtime.inbox import Inbox
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.office import Office
from tests.flows.customer import SHOP, START
from tests.receipts.shop import SEAL, done, public, signer
from tests.runtime.bench import Disk

PATIENCE_SECONDS = 30
RECEIPT = done(3)
MONTH = a.WriteArchive("M1", "month", "2026-10", "2026-10")


@dataclass
class Desk:
    """Paperwork without a journal. `may_go_on` holds the codes back; `broken` is what happens to them and archives."""

    shop: Shop = SHOP
    broken: tuple[BaseException, ...] = ()
    may_go_on: threading.Event = field(default_factory=threading.Event)
    done_by: Queue[str] = field(default_factory=Queue)
    made: Queue[e.CodeRows] = field(default_factory=Queue)

    def receipt_code(self, done: Completed) -> e.CodeRows:
        self._work()
        code = modules(receipt_text(done, self.shop, SEAL, public(), signer())).rows
        self.made.put(code)
        return code

    def ticket(self, receipt: int) -> e.TicketFound | e.TicketMissing:
        self.done_by.put(threading.current_thread().name)
        return e.TicketMissing(receipt)

    def archive(self, wanted: a.WriteArchive, moved: Callable[[int], None]) -> e.ArchiveWritten | e.ArchiveNotWritten:
        self._work()
        moved(50)
        return e.ArchiveNotWritten(wanted.by, "no stick")

    def keep_witness(self) -> None:
        self.done_by.put("witness")

    def heed_recalls(self) -> None:
        self.done_by.put("recalls")

    def between_customers(self) -> None:
        self.done_by.put("prices")

    def _work(self) -> None:
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        self.done_by.put(threading.current_thread().name)
        for error in self.broken:
            raise error


def working(**how: BaseException) -> tuple[Desk, Office, Queue[e.Event]]:
    posted: Queue[e.Event] = Queue()
    desk = Desk(broken=tuple(how.values()))
    return desk, Office(desk, posted.put), posted


def test_a_receipt_s_code_is_made_beside_the_kernel() -> None:
    desk, office, posted = working()
    office.make_receipt_code(a.MakeReceiptCode(RECEIPT))
    assert posted.empty(), "the kernel goes on while the code is made"
    desk.may_go_on.set()
    told = posted.get(timeout=PATIENCE_SECONDS)
    assert told == e.ReceiptCodeMade(RECEIPT.receipt, desk.made.get())
    assert desk.done_by.get() != threading.current_thread().name


def test_a_receipt_that_no_code_holds_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    desk, office, posted = working(error=ValueError("the address of this shop is too long"))
    desk.may_go_on.set()
    with caplog.at_level(logging.ERROR):
        office.make_receipt_code(a.MakeReceiptCode(RECEIPT))
        assert posted.get(timeout=PATIENCE_SECONDS) == e.ReceiptCodeNotMade(RECEIPT.receipt)
    assert "the sale stands" in caplog.text
    assert "the address of this shop is too long" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda office: office.make_receipt_code(a.MakeReceiptCode(RECEIPT)), e.ReceiptCodeNotMade(RECEIPT.receipt)),
        (lambda office: office.write_archive(MONTH), e.ArchiveNotWritten("M1", "RuntimeError: a mistake")),
    ],
)
def test_a_mistake_of_ours_is_told_too_and_nobody_waits_for_ever(ask: Callable[[Office], None], told: e.Event) -> None:
    desk, office, posted = working(error=RuntimeError("a mistake"))
    desk.may_go_on.set()
    ask(office)
    assert posted.get(timeout=PATIENCE_SECONDS) == told
    for thread in threading.enumerate():
        if thread.name in ("receipt code", "archive"):
            thread.join(PATIENCE_SECONDS)


def test_an_archive_is_written_beside_the_kernel_and_says_how_far_it_is() -> None:
    desk, office, posted = working()
    office.write_archive(MONTH)
    assert posted.empty()
    desk.may_go_on.set()
    assert [posted.get(timeout=PATIENCE_SECONDS) for _ in range(2)] == [
        e.ArchiveMoved(50),
        e.ArchiveNotWritten("M1", "no stick"),
    ]


def test_a_ticket_is_looked_for_at_once_where_the_journal_belongs() -> None:
    desk, office, posted = working()
    office.find_ticket(a.FindTicket(7))
    assert posted.get_nowait() == e.TicketMissing(7)
    assert desk.done_by.get_nowait() == threading.current_thread().name


def test_the_witness_and_recalls_are_heeded_every_second_and_prices_are_looked_for_between_customers() -> None:
    desk, office, _ = working()
    office.tick(between_customers=False)
    office.tick(between_customers=True)
    assert list(desk.done_by.queue) == ["witness", "recalls", "witness", "recalls", "prices"]


@dataclass
class Till:
    """A whole kernel with this paperwork, whose customer has just paid and asked for a code."""

    desk: Desk
    screens: Queue[View] = field(default_factory=Queue)
    crashes: Queue[BaseException] = field(default_factory=Queue)
    disk: Disk = field(default_factory=Disk)

    def __post_init__(self) -> None:
        self.inbox = Inbox(Attendants(()), lambda: e.ClockTicked(START))
        conductor = Conductor(Devices(()), self.inbox.post, Office(self.desk, self.inbox.post))
        sale = Sale(1, RECEIPT.sale.lines, cash_in=RECEIPT.sale.total)
        kiosk = Kiosk(self.desk.shop, ShowingReceipt(Completed(sale, RECEIPT.receipt, START)))
        self.kernel = Kernel(kiosk, self.disk, conductor, self.screens.put)
        self.conductor = conductor

    def until(self, kind: type[View], reached: Callable[[View], bool] = lambda view: True) -> View:
        while True:
            assert self.crashes.empty()
            view = self.screens.get(timeout=PATIENCE_SECONDS)
            if isinstance(view, kind) and reached(view):
                return view

    def start(self) -> None:
        self.inbox.start(self.kernel, self.conductor, self.crashes.put)
        self.inbox.post(e.StillHerePressed())


def test_coins_are_counted_while_a_long_code_is_being_made() -> None:
    till = Till(Desk())
    till.start()
    till.until(ReceiptCodeView)
    till.inbox.post(e.CashStacked("coins", Money(10)))
    till.inbox.stop()
    assert till.desk.made.empty(), "the code is not made yet"
    assert [fact for fact in till.disk.kept if isinstance(fact, f.CashInserted)]
    till.desk.may_go_on.set()


def test_the_code_comes_to_the_screen_when_it_is_made() -> None:
    till = Till(Desk())
    till.start()
    waiting = till.until(ReceiptCodeView)
    assert isinstance(waiting, ReceiptCodeView)
    assert waiting.code == ()
    till.desk.may_go_on.set()
    shown = till.until(ReceiptCodeView, lambda view: view != waiting)
    till.inbox.stop()
    assert isinstance(shown, ReceiptCodeView)
    assert shown.code == till.desk.made.get()


def test_a_shop_whose_address_fills_the_code_sells_on_and_prints() -> None:
    till = Till(Desk(Shop("Test", tuple(f"{number} avenue de la République " * 20 for number in range(4)))))
    till.desk.may_go_on.set()
    till.start()
    view = till.until(ReceiptView)
    till.inbox.stop()
    assert isinstance(view, ReceiptView)
    assert "QR code" in view.notice
    assert f.ReceiptFailed("", "no_code") in till.disk.kept
    assert till.crashes.empty()
