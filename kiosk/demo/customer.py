"""The scripted customer: buys, pays in cash through a power cut, then by card, and leaves pictures of every screen."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hardware.simulated.paper_picture import save_png
from kiosk.baskets.keys import enrolled
from kiosk.demo.drawer import PICTURES, some_codes
from kiosk.demo.handheld import codes_in_the_queue, hand_over
from kiosk.demo.onlooker import Onlooker, Stuck, out
from kiosk.demo.station import PIN, Demo, demo_folder
from kiosk.domain import phrases
from kiosk.domain import views as v
from kiosk.domain.basket import PriceReason
from kiosk.domain.events import FindTyped, LinePressed, Page, PagePressed, PinEntered, PricePressed
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.states import sale_of
from kiosk.evidence.record import Record
from kiosk.handhelds import keep, kept

PHOTOGRAPHS_TRIED = 12
UNKNOWN = "4006381333931"


def play(output: Path, photographs: Path | None, size: tuple[int, int]) -> int:
    """The exit code: 0 when everything went as it should and the journal verifies."""
    folder = output / f"{datetime.now():%Y-%m-%d-%H%M%S}"
    folder.mkdir(parents=True)
    with demo_folder() as private:
        visit = Visit(folder, private, size)
        try:
            visit.start()
            visit.buy_with_cash(photographs)
            visit.buy_with_card()
            visit.weigh_and_look()
            visit.bring_a_basket()
            visit.close_the_books()
            visit.close_the_kiosk()
        except Stuck as stuck:
            out.print(f"[bold]The customer got stuck:[/] {stuck}")
            return 1
        finally:
            visit.stop()
        verdict = visit.keep_papers()
    out.print(f"Pictures, receipts and the journal ({verdict}) are in {folder.resolve()}")
    return 0


def first_frame(size: tuple[int, int], quiet_seconds: float = 5.0) -> int:
    """Prints when the first screen was drawn, and how many frames are drawn while nothing moves, as JSON."""
    with demo_folder() as folder:
        visit = Visit(folder / "out", folder, size)
        visit.start()
        visit.see(v.AttractView)
        ready = time.clock_gettime(time.CLOCK_BOOTTIME)
        visit.rest(3.0)
        drawn = visit.rest(quiet_seconds)
        memory = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
        visit.stop()
    print(json.dumps({"ready_at_boottime": ready, "frames_while_quiet": drawn, "memory": memory.split()[1]}))  # noqa: T201
    return 0


class Visit(Onlooker):
    """Everything a customer does and sees. Screens are real pixels without a screen."""

    def __init__(self, folder: Path, private: Path, size: tuple[int, int]) -> None:
        self._folder = folder
        self._private = private
        self.demo = Demo(private, size, lambda view: self.draw(view))
        super().__init__(folder, size, private / "kivy", self.demo.post)
        self.demo.app = self.app

    def start(self) -> None:
        self.demo.start()
        # The attract screen says what can be paid with once every device has started.
        everything = phrases.say(Language.FR, "means_all")
        self.until(lambda view: isinstance(view, v.AttractView) and view.means == everything, "a kiosk ready to sell")

    def stop(self) -> None:
        self.demo.stop()

    # The story

    def buy_with_cash(self, photographs: Path | None) -> None:
        """Camera, scanner, a weighed article, wine and its age check, a note, change through a power cut, a receipt."""
        codes = some_codes()
        self.shoot("attract")
        self.press(self.see(v.AttractView).start)
        self.see(v.BasketView)
        self.shoot("empty-basket")
        self._show(lambda: self.demo.hardware.show_code(codes[0][1]))
        self.shoot("camera")
        if photographs is not None:
            self._show_photographs(photographs)
        for _, code in codes[1:]:
            self._show(lambda code=code: self.demo.hardware.scan_code(code))  # type: ignore[misc]
        self._show(lambda: self.demo.hardware.scan_code(UNKNOWN))
        basket = self.see(v.BasketView)
        self.shoot("basket")
        for exception in basket.exceptions[1:]:
            self.press(exception.drop[0])
        self._pay()
        self.see(v.CalledView)
        self.shoot("staff-called")
        self._staff_settle(shelf_price=True)
        self._pay()
        choice = self.see(v.ChoiceView)
        self.shoot("choice")
        self.press(choice.means[1])
        self.see(v.CashView)
        self.shoot("cash")
        self._pay_with_notes()
        self.see(v.ChangeView)
        self.shoot("change")
        self.demo.cut_power()
        self.until(lambda view: isinstance(view, v.ReceiptView) and view.choices[1].enabled, "a printer that is back")
        receipt = self.see(v.ReceiptView)
        self.shoot("receipt-after-a-power-cut")
        self.press(receipt.choices[1])
        self.see(v.WaitView)
        self.shoot("printing")
        thanks = self.see(v.ThanksView)
        self.shoot("thanks")
        self.press(thanks.done)

    def buy_with_card(self) -> None:
        """A second customer, in English, pays by card."""
        attract = self.see(v.AttractView)
        self.press(next(button for button in attract.frame.languages if button.enabled))
        self.until(lambda view: view.frame.language == "en", "English")
        self.shoot("attract-english")
        self._show(lambda: self.demo.hardware.scan_code(some_codes()[1][1]))
        self._pay()
        self.until(lambda view: isinstance(view, v.ChoiceView) and view.means[0].enabled, "the terminal is back")
        self.press(self.see(v.ChoiceView).means[0])
        self.see(v.CardView)
        self.shoot("card")
        self.until_true(lambda: self.demo.hardware.terminal.amount_shown is not None, "an amount on the terminal")
        self.demo.hardware.terminal.tap()
        receipt = self.see(v.ReceiptView)
        self.shoot("receipt")
        self.press(receipt.choices[2])
        self.until(lambda view: isinstance(view, v.ReceiptCodeView) and bool(view.code), "the receipt as a QR code")
        self.shoot("receipt-code")
        self.press(self.see(v.ReceiptCodeView).done)
        self.see(v.AttractView)

    def weigh_and_look(self) -> None:
        """A third one has no barcode: looks for apples, weighs them, and parks the basket for another kiosk."""
        hardware = self.demo.hardware
        self.press(self.see(v.AttractView).start)
        self.press(self.see(v.BasketView).other[0])
        self.until(lambda view: isinstance(view, v.FinderView) and bool(view.tiles), "the pictures")
        self.shoot("pictures")
        self.demo.post(FindTyped("pome gol"))
        self.until(lambda view: isinstance(view, v.FinderView) and len(view.tiles) == 1, "the apples")
        self.shoot("found")
        self.press(self.see(v.FinderView).tiles[0].press)
        self.see(v.WeighView)
        hardware.weigh(482)
        self.until(lambda view: isinstance(view, v.WeighView) and view.take.enabled, "a weight that stands still")
        self.shoot("weighed")
        self.press(self.see(v.WeighView).take)
        hardware.scale.platter.clear()
        self.press(self.see(v.BasketView).other[1])
        self.until(lambda view: isinstance(view, v.CodesView) and bool(view.codes), "the parked basket's code")
        self.shoot("parked")
        self.press(self.see(v.CodesView).buttons[0])
        self.see(v.AttractView)

    def bring_a_basket(self) -> None:
        """A fourth one comes from the queue, where staff have scanned forty articles and shown a code."""
        codes = codes_in_the_queue()
        given = hand_over(codes, self._private / "handheld", self._folder / "handheld")
        now = int(time.time())
        keep(self._private, enrolled(kept(self._private), given.enrolment, now))
        self.until_true(lambda: bool(self.demo.station.kernel.kiosk.till.handhelds), "the handheld's key in force")
        for picture in given.pictures:
            self.demo.hardware.show_file(picture)
        whole = len(codes)
        self.until(lambda view: isinstance(view, v.BasketView) and len(view.lines) == whole, "forty articles")
        self.shoot("basket-from-the-queue")
        self._pay()
        self.see(v.CalledView)
        self._staff_settle()  # a bottle for adults, and so much that the bag is looked at
        self._pay()
        self.press(self.see(v.ChoiceView).means[0])
        self.until_true(lambda: self.demo.hardware.terminal.amount_shown is not None, "an amount on the terminal")
        self.demo.hardware.terminal.tap()
        self.press(self.see(v.ReceiptView).choices[1])
        self.press(self.see(v.ThanksView).done)
        self.see(v.AttractView)

    def close_the_books(self) -> None:
        """The manager looks at the money and the day so far, closes it, and writes an archive of it."""
        self._staff_come()
        self.press(self.see(v.AttendantView).pages[1])
        self.see(v.VaultView)
        self.shoot("money")
        self.press(self.see(v.VaultView).pages[2])
        page = self.see(v.ReportsView)
        self.shoot("x")
        self.press(page.buttons[2])
        self.until(lambda view: isinstance(view, v.ReportsView) and view.buttons != page.buttons, "closing by hand")
        self.shoot("closing")
        self.press(self.see(v.ReportsView).buttons[1])
        self.until(lambda view: isinstance(view, v.ReportsView) and bool(view.reports), "the day closed")
        self.press(self.see(v.ReportsView).reports[1])
        self.until(lambda view: isinstance(view, v.ReportsView) and not view.reports[1].enabled, "the closing")
        self.shoot("z")
        self.press(self.see(v.ReportsView).pages[3])
        self.press(self.see(v.ArchiveView).choices[0])
        self.until(
            lambda view: (
                isinstance(view, v.ArchiveView) and "100" not in view.told and view.percent < 0 and bool(view.told)
            ),
            "the archive read back",
        )
        self.shoot("archive")
        self.press(self.see(v.ArchiveView).buttons[0])
        self.see(v.AttractView)

    def close_the_kiosk(self) -> None:
        """In the evening."""
        self._staff_come()
        page = self.see(v.AttendantView)
        self.press(page.buttons[1])
        self.until(lambda view: isinstance(view, v.AttendantView) and view.buttons[1:] != page.buttons[1:], "closed")
        self.press(self.see(v.AttendantView).buttons[0])
        self.see(v.ClosedView)
        self.shoot("closed")

    def keep_papers(self) -> str:
        """Receipts as pictures and text, and the journal, verified and as JSON lines; what the verification said."""
        for number, receipt in enumerate(self.demo.hardware.printer.receipts, 1):
            save_png(receipt, self._folder / f"receipt-{number}.png")
            (self._folder / f"receipt-{number}.txt").write_text("\n".join(receipt.lines) + "\n", encoding="utf-8")
        record = Record(self._private / "journal.db")
        lines = [
            json.dumps({"number": e.number, "at": e.at, "kind": e.kind, "fact": json.loads(e.payload)})
            for e in record.entries()
        ]
        (self._folder / "journal.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        verdict = record.verify()
        record.close()
        shutil.copy(self._private / "journal.db", self._folder / "journal.db")
        for archive in self.demo.stick.iterdir():
            shutil.copy(archive, self._folder)
        return f"{verdict.entries} entries, {'intact' if verdict.intact else verdict.fault}"

    # What people do

    def _pay(self) -> None:
        """Nobody wants a bag."""
        self.press(self.see(v.BasketView).pay)
        self.until(lambda view: not isinstance(view, v.BasketView), "what comes after shopping")
        if isinstance(self.view, v.BagsView):
            self.until(lambda view: isinstance(view, v.BagsView) and bool(view.bags), "the bags")
            self.shoot("bags")
            self.press(self.see(v.BagsView).go_on)

    def _staff_come(self) -> None:
        view = self.view
        button = view.buttons[-1] if isinstance(view, v.CalledView) else view.frame.staff[0]
        self.press(button)
        self.see(v.PinView)
        self.shoot("pin")
        self.demo.post(PinEntered(PIN))

    def _staff_settle(self, shelf_price: bool = False) -> None:
        self._staff_come()
        page = self.see(v.AttendantView)
        self.shoot("attendant")
        if shelf_price:
            page = self._price_corrected(page)
        while page.tasks:
            before = page
            self.press(page.tasks[0].buttons[0])
            self.until(lambda view, before=before: view != before, "the task settled")  # type: ignore[misc]
            page = self.see(v.AttendantView)
        self.press(page.buttons[0])

    def _price_corrected(self, page: v.AttendantView) -> v.AttendantView:
        """The shelf said ten cents less of the first article."""
        (sale,) = sale_of(self.demo.station.kernel.kiosk.own)
        line = sale.lines[0]
        self.demo.post(LinePressed(line.number))
        self.until(lambda view: view != page, "the prices of the article")
        self.shoot("price")
        self.demo.post(PricePressed(line.number, line.price - Money(10), PriceReason.SHELF))
        self.demo.post(PagePressed(Page.TASKS))
        self.until(lambda view: isinstance(view, v.AttendantView) and view.total != page.total, "the lower price")
        return self.see(v.AttendantView)

    def _pay_with_notes(self) -> None:
        hardware = self.demo.hardware
        while isinstance(self.view, v.CashView):
            before = self.view
            hardware.insert(2000 if "20 €" in before.accepted else 500)
            self.until(lambda view, before=before: view != before, "the note taken")  # type: ignore[misc]

    def _show_photographs(self, photographs: Path) -> None:
        """Real photographs go the way of a live camera; one that is not read in time is put aside."""
        files = sorted(file for file in photographs.rglob("*") if file.suffix.lower() in PICTURES)
        for file in files[:PHOTOGRAPHS_TRIED]:
            before = self.view
            self.demo.hardware.show_file(file)
            self.watch(2.5, lambda view, before=before: view != before)  # type: ignore[misc]
        self.shoot("photographs")

    def _show(self, action: Callable[[], None]) -> None:
        """Do something and wait until the basket shows it."""
        before = self.view
        action()
        self.until(lambda view: view != before and isinstance(view, v.BasketView), "the article in the basket")
