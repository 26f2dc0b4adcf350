"""The people of the simulated shop. They see only the screen and the devices, and do what people do."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from hardware.simulated.essp import EsspEmulator
from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.barcode import check_digit
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.states import TakingCard, sale_of
from tests.shop.world import World

PATIENCE_STEPS = 200
COINS = (1, 2, 5, 10, 20, 50, 100, 200)
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

    def _act(self, view: v.View) -> None:  # noqa: C901 - one case a screen
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
            case v.ReceiptCodeView():
                world.post(view.done.event)
                self._gone = True
            case v.EmailView():
                world.post(view.back.event)
            case v.ThanksView():
                self._gone = True
            case v.ChangeView() | v.WaitView():
                world.run(2)
            case v.CalledView() | v.PinView() | v.AttendantView() | v.ReportsView() | v.ArchiveView() | v.ClosedView():
                pass
            case _:
                assert_never(view)

    def _scan(self) -> None:
        world, dice = self._world, self._dice
        self._to_scan -= 1
        match dice.random():
            case chance if chance < 0.03:
                world.scanner.scan("4006381333931", Symbology.EAN13)
            case chance if chance < 0.06:
                # A pack with a message of its own: past its date, good for years, or one that says neither.
                article = dice.choice([code for code in world.shelf.products if len(code) == 13])
                ends = dice.choice(("17200131", "17490131", ""))
                message = f"01{article.zfill(14)}{ends}10L{dice.randint(1, 3)}\x1d21{dice.randint(1, 99)}"
                world.scanner.scan(message, dice.choice((Symbology.GS1_128, Symbology.GS1_DATAMATRIX)))
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
        elif any(each.capture for each in view.exceptions) and dice.random() < 0.7:
            world.scanner.scan(f"SN-{dice.randint(1, 10**9)}", Symbology.CODE128)
            world.run(0.1)
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
        if dice.random() < 0.03 and view.buttons:
            world.post(dice.choice(view.buttons).event)
            return
        match self._purse:
            case "exact":
                due = max((sale.balance.cents for sale in sale_of(world.kiosk.own)), default=0)
                fitting = [value for value in COINS + NOTES if value <= due] or [dice.choice(COINS)]
                value = max(fitting)
            case "notes":
                value = dice.choice(NOTES)
            case _:
                value = dice.choice(COINS)
        machine = world.notes if value >= 500 else world.coins
        if not machine.insert(value) and dice.random() < 0.3:
            self._purse = dice.choice(("exact", "notes", "coins"))

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
        if not isinstance(world.view, v.CalledView | v.PinView | v.AttendantView | v.ClosedView):
            return
        world.post(e.StaffPressed())
        grade = Grade.TECHNICIAN if world.kiosk.called(Reason.ROLLBACK) else Grade.ATTENDANT
        world.post(e.AttendantIdentified("T1" if grade is Grade.TECHNICIAN else "A1", grade))
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
                # Asked again after a power cut, an attendant does not give the money a second time.
                world.by_hand += call.amount.cents * self._press_for(e.OwedSettledPressed(), f.OwedSettled)
                return
            if call.reason is Reason.CARD_UNKNOWN:
                self._read_the_terminal()
                return
            if call.reason is Reason.CARD_REFUND:
                world.refunded += call.amount.cents * self._press_for(e.CardRefundedPressed(), f.CardRefunded)
                return
            if call.reason is Reason.CLOCK:
                self._look_at_the_clock()
                return
            if call.reason is Reason.ROLLBACK:
                world.post(e.RollbackAcceptedPressed())
                return
            if call.reason is Reason.LEFT_BEHIND:
                world.post(e.CancelPressed())
                world.post(e.AttendantDonePressed())
                return
        for task in page.tasks:
            for release in task.release:
                if dice.random() < 0.5:
                    world.post(e.ReleasePressed(release.exception, "Divers", Money(250)))
                    return
            if task.buttons:
                world.post(dice.choice(task.buttons).event)
                return
        world.post(e.AttendantDonePressed())

    def _look_at_the_clock(self) -> None:
        """Nobody confirms a clock that is wrong: it is set right first."""
        if self._world.clock_error:
            self._world.turn_clock(0)
            self._world.run(2)
        else:
            self._world.post(e.ClockConfirmedPressed())

    def _press_for(self, event: e.Event, recorded: type[f.Fact]) -> int:
        """Press; how often that is on record now: once, or not at all when the power failed before."""
        number, _ = self._world.journal.head
        self._world.post(event)
        return sum(isinstance(fact.fact(), recorded) for fact in self._world.journal.entries(number))

    def _read_the_terminal(self) -> None:
        """The terminal's own journal says what it charged for this reference."""
        own = self._world.kiosk.own
        if isinstance(own, TakingCard):
            charged = sum(amount for reference, amount in self._world.terminal.charges if reference == own.attempt)
            self._world.post(e.CardSettledPressed(Money(charged)))


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


Mischief = Callable[[World], None]

MISCHIEF: tuple[tuple[int, Mischief], ...] = (
    (14, lambda world: None),
    (2, mend),
    (1, lambda world: _a_machine(world).unplug()),
    (1, lambda world: _a_machine(world).jam()),
    (1, lambda world: _a_machine(world).cut_power()),
    (1, lambda world: _a_machine(world).skip_count()),
    (1, lambda world: _a_machine(world).reset()),
    (1, lambda world: world.printer.paper_ends_after(world.random.randint(0, 30))),
    (1, lambda world: world.printer.open_cover()),
    (1, lambda world: setattr(world.terminal, "busy", True)),
    (1, lambda world: setattr(world, "full", True)),
    (3, lambda world: world.cut_power_at_write(world.random.randint(0, 12))),
    (3, lambda world: world.cut_power_at_byte(world.random.randint(0, 6000))),
)
"""What may break before a customer comes, and how often."""


def mischief(world: World) -> None:
    """Something breaks, or the power is about to fail."""
    weights = [weight for weight, _ in MISCHIEF]
    world.random.choices([happens for _, happens in MISCHIEF], weights)[0](world)


def _a_machine(world: World) -> EsspEmulator:
    return world.random.choice((world.notes, world.coins))
