"""The people of the simulated shop. They see only the screen and the devices, and do what people do."""

from __future__ import annotations

from typing import assert_never

from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.barcode import check_digit
from kiosk.domain.facts import Reason
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING
from kiosk.domain.states import TakingCard
from tests.shop.world import World

PATIENCE_STEPS = 200
COINS = (10, 20, 50, 100, 200)
NOTES = (500, 1000, 2000, 5000)


class Customer:
    """One visit to the kiosk. `gives_up` makes a customer who at some point simply walks away."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._dice = world.random
        self._to_scan = self._dice.randint(1, 6)
        self._steps = 0
        self._leaves_at = self._dice.randint(2, 15) if self._dice.random() < 0.08 else PATIENCE_STEPS
        self._gone = False
        self._purse = self._dice.choice(("exact", "notes", "coins"))

    def visit(self) -> None:
        """From the first glance to the attract screen."""
        world = self._world
        for self._steps in range(PATIENCE_STEPS * 5):
            world.run(self._dice.choice((0.2, 0.5, 1.0, 3.0)))
            view = world.view
            assert view is not None
            if isinstance(view, v.AttractView) and ((self._steps > 2 and not self._to_scan) or self._gone):
                return
            if self._steps >= self._leaves_at:
                self._gone = True
            if isinstance(view, v.CalledView | v.PinView | v.AttendantView | v.ClosedView):
                Attendant(world).come()
            elif not self._gone:
                self._act(view)
            else:
                world.run(20)
        raise AssertionError(f"the customer cannot finish: {type(world.view).__name__}")

    def _act(self, view: v.View) -> None:
        world, dice = self._world, self._dice
        match view:
            case v.AttractView():
                if self._to_scan and dice.random() < 0.5:
                    world.post(view.start.event)
                elif self._to_scan:
                    self._scan()
                else:
                    self._gone = True
            case v.BasketView():
                self._shop(view)
            case v.ChoiceView():
                self._choose(view)
            case v.CashView():
                self._insert(view)
            case v.CardView():
                self._card()
            case v.ReceiptView():
                world.post(dice.choice(view.choices).event)
            case v.ThanksView():
                self._gone = True
            case v.ChangeView() | v.WaitView():
                world.run(2)
            case v.CalledView() | v.PinView() | v.AttendantView() | v.ClosedView():
                pass
            case _:
                assert_never(view)

    def _scan(self) -> None:
        world, dice = self._world, self._dice
        self._to_scan -= 1
        match dice.random():
            case chance if chance < 0.03:
                world.scanner.scan("4006381333931", Symbology.EAN13)
            case chance if chance < 0.15:
                digits = f"2112345{dice.randint(50, 2500):05}"
                world.scanner.scan(digits + str(check_digit(digits)), Symbology.EAN13)
            case _:
                code = dice.choice([code for code in world.shelf.products if len(code) == 13])
                world.scanner.scan(code, Symbology.EAN13)
        world.run(0.1)

    def _shop(self, view: v.BasketView) -> None:
        world, dice = self._world, self._dice
        if self._to_scan:
            self._scan()
        elif view.exceptions and dice.random() < 0.5:
            world.post(view.exceptions[0].drop[0].event)
        elif not view.pay.enabled:
            self._to_scan = 1
        elif dice.random() < 0.1 and view.lines:
            line = dice.choice(view.lines)
            world.post(dice.choice(line.remove + line.more + line.fewer).event)
        elif dice.random() < 0.02:
            world.post(view.cancel.event)
        elif dice.random() < 0.03:
            world.post(e.HelpPressed())
        elif dice.random() < 0.05:
            world.post(e.LanguagePressed(Language.EN))
        else:
            world.post(view.pay.event)

    def _choose(self, view: v.ChoiceView) -> None:
        world, dice = self._world, self._dice
        means = [button for button in view.means if button.enabled]
        if means and dice.random() < 0.95:
            world.post(dice.choice(means).event)
        elif dice.random() < 0.5 and view.back:
            world.post(view.back[0].event)
        elif dice.random() < 0.3 or not means:
            world.post(view.cancel.event)

    def _insert(self, view: v.CashView) -> None:
        world, dice = self._world, self._dice
        if dice.random() < 0.04 and view.buttons:
            world.post(dice.choice(view.buttons).event)
            return
        match self._purse:
            case "exact":
                due = max((sale.balance.cents for sale in self._sale()), default=0)
                fitting = [value for value in COINS + NOTES if value <= due] or [dice.choice(COINS)]
                value = max(fitting)
            case "notes":
                value = dice.choice(NOTES)
            case _:
                value = dice.choice(COINS)
        machine = world.notes if value >= 500 else world.coins
        if not machine.insert(value) and dice.random() < 0.3:
            self._purse = dice.choice(("exact", "notes", "coins"))
        if dice.random() < 0.15:
            world.post(view.buttons[-1].event)

    def _sale(self) -> tuple[object, ...]:
        from kiosk.domain.states import sale_of

        return sale_of(self._world.kiosk.own)

    def _card(self) -> None:
        world, dice = self._world, self._dice
        if world.terminal.amount_shown is not None:
            world.terminal.press_red() if dice.random() < 0.08 else world.terminal.tap()
        else:
            world.run(2)


class Attendant:
    """Comes when called: mends the devices first, then types the PIN and settles what is on the page."""

    def __init__(self, world: World) -> None:
        self._world = world

    def come(self) -> None:
        world = self._world
        mend(world)
        world.run(45)
        if not isinstance(world.view, v.CalledView | v.PinView | v.AttendantView):
            return
        world.post(e.StaffPressed())
        world.post(e.AttendantIdentified("A1", "Nadia"))
        for _ in range(30):
            if not isinstance(world.view, v.AttendantView):
                return
            self._settle(world.view)
            world.run(1)
        world.post(e.AttendantDonePressed())

    def _settle(self, page: v.AttendantView) -> None:
        world, dice = self._world, self._world.random
        for call in world.kiosk.calls:
            if call.reason is Reason.OWED:
                if world.kiosk.called(Reason.OWED):
                    world.post(e.OwedSettledPressed())
                    world.by_hand += call.amount.cents
                return
            if call.reason is Reason.CARD_UNKNOWN:
                self._read_the_terminal()
                return
            if call.reason is Reason.CARD_REFUND:
                world.post(e.CardRefundedPressed())
                world.refunded += call.amount.cents
                return
            if call.reason is Reason.LEFT_BEHIND:
                world.post(e.CancelPressed())
                world.post(e.AttendantDonePressed())
                return
        for task in page.tasks:
            for release in task.release:
                if dice.random() < 0.5:
                    world.post(e.ReleasePressed(release.exception, "Divers", NOTHING.__class__(250)))
                    return
            if task.buttons:
                world.post(dice.choice(task.buttons).event)
                return
        world.post(e.AttendantDonePressed())

    def _read_the_terminal(self) -> None:
        """The terminal's own journal says what it charged for this reference."""
        own = self._world.kiosk.own
        if isinstance(own, TakingCard):
            charged = sum(amount for reference, amount in self._world.terminal.charges if reference == own.attempt)
            self._world.post(e.CardSettledPressed(NOTHING.__class__(charged)))


def mend(world: World) -> None:
    """What a technician does with both hands."""
    for machine in (world.notes, world.coins):
        machine.plug()
        machine.restore_power()
        machine.clear_jam()
        machine.replace_cashbox()
    world.full = False
    world.terminal.restore_power()
    world.terminal.busy = False
    world.printer.refill()
    world.printer.close_cover()
    world.printer.free_cutter()
    world.printer.plug()
    world.printer.restore_power()


def mischief(world: World) -> None:
    """Something breaks, or the power is about to fail."""
    dice = world.random
    match dice.randint(0, 30):
        case 0:
            dice.choice((world.notes, world.coins)).unplug()
        case 1:
            dice.choice((world.notes, world.coins)).jam()
        case 2:
            dice.choice((world.notes, world.coins)).cut_power()
        case 3:
            world.printer.paper_ends_after(dice.randint(0, 30))
        case 4:
            world.printer.open_cover()
        case 5:
            world.terminal.busy = True
        case 6 | 7 | 8:
            world.cut_power_at_write(dice.randint(0, 12))
        case 9 | 10 | 11:
            world.cut_power_at_byte(dice.randint(0, 6000))
        case 12:
            world.full = True
        case 13:
            dice.choice((world.notes, world.coins)).skip_count()
        case 14:
            dice.choice((world.notes, world.coins)).reset()
        case 15 | 16:
            mend(world)
