"""The staff of the simulated shop: they mend what broke and settle what is open. And what breaks."""

from __future__ import annotations

from collections.abc import Callable

from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import Money
from kiosk.domain.refunding import SECRET_LENGTH
from kiosk.domain.states import Call, RefundingCard, TakingCard, sale_of
from tests.shop.world import World

OFFERS = (e.OrderPressed, e.AccountPressed)


class Attendant:
    """Comes when called: mends the devices first, then types the PIN and settles what is on the page."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._offers = False  # an order, or to pay later

    def come(self) -> None:
        world = self._world
        mend(world)
        world.run(45)
        if not isinstance(world.view, v.CalledView | v.PinView | v.AttendantView | v.ClosedView):
            return
        world.post(e.StaffPressed())
        grade = Grade.TECHNICIAN if world.kiosk.called(Reason.ROLLBACK) else Grade.ATTENDANT
        world.post(e.AttendantIdentified("T1" if grade is Grade.TECHNICIAN else "A1", grade))
        self._offers = world.random.random() < 0.2
        for _ in range(30):
            if not isinstance(world.view, v.AttendantView):
                return
            self._settle(world.view)
            world.run(1)
        world.post(e.AttendantDonePressed())

    def _settle(self, page: v.AttendantView) -> None:
        for call in self._world.kiosk.calls:
            if self._answers(call):
                return
        if page.lines and self._world.random.random() < 0.08:
            buttons = [button for line in page.lines for button in line.buttons if button.enabled]
            if buttons:
                self._world.post(self._world.random.choice(buttons).event)
                return
        for task in page.tasks:
            if self._does(task):
                return
        self._world.post(e.AttendantDonePressed())

    def _answers(self, call: Call) -> bool:
        """False: it is answered by what stands on the page."""
        world = self._world
        match call.reason:
            case Reason.OWED:
                # Asked again after a power cut, an attendant does not give the money a second time.
                world.by_hand += call.amount.cents * self._press_for(e.OwedSettledPressed(), f.OwedSettled)
            case Reason.CARD_UNKNOWN:
                self._read_the_terminal()
            case Reason.CARD_REFUND:
                self._refund_card(call)
            case Reason.CREDIT_NOTE:
                self._give_credit_note()
            case Reason.CLOCK:
                self._look_at_the_clock()
            case Reason.ROLLBACK:
                world.post(e.RollbackAcceptedPressed())
            case Reason.LEFT_BEHIND:
                world.post(e.CancelPressed())
                world.post(e.AttendantDonePressed())
            case _:
                return False
        return True

    def _does(self, task: v.TaskView) -> bool:
        world, dice = self._world, self._world.random
        for release in task.release:
            if release.line:
                price = Money(dice.randrange(1, 1500))
                world.post(e.PricePressed(release.line, price, release.reason))
                world.post(e.PagePressed(e.Page.TASKS))
                return True
            if dice.random() < 0.5:
                world.post(e.ReleasePressed(release.exception, "Divers", Money(250)))
                return True
        if buttons := [button for button in task.buttons if self._offers or not isinstance(button.event, OFFERS)]:
            event = dice.choice(buttons).event
            self._offers = self._offers and not isinstance(event, OFFERS)
            world.post(event)
            if isinstance(event, e.RescanPressed):
                self._scan_the_bag()
            return True
        return False

    def _scan_the_bag(self) -> None:
        """Some of what is in the basket, and now and then something else."""
        world, dice = self._world, self._world.random
        codes = [line.code for sale in sale_of(world.kiosk.own) for line in sale.lines]
        for _ in range(dice.randrange(4)):
            code = dice.choice(codes) if codes and dice.random() < 0.8 else dice.choice([*world.shelf.products])
            world.scanner.scan(code, Symbology.EAN13)
            world.run(0.5)

    def _refund_card(self, call: Call) -> None:
        """By hand, by the terminal, or as a credit note; a charge that belongs to no sale by hand alone."""
        world = self._world
        chance = 0.0 if call.evidence else world.random.random()
        if chance < 0.4:
            world.refunded += call.amount.cents * self._press_for(e.CardRefundedPressed(), f.CardRefunded)
        elif chance < 0.6:
            self._give_credit_note()
        else:
            world.post(e.CardGiveBackPressed())
            self.show_the_card()

    def show_the_card(self) -> None:
        """The customer's card gets its money back before the terminal, as often as it asks for it."""
        world = self._world
        for _ in range(20):
            if not isinstance(world.kiosk.own, RefundingCard) or world.kiosk.own.unknown:
                return
            if world.terminal.amount_shown is not None:
                world.terminal.press_red() if world.random.random() < 0.1 else world.terminal.tap()
            world.run(2)

    def _give_credit_note(self) -> None:
        secret = "".join(self._world.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=SECRET_LENGTH))
        self._world.post(e.CreditNotePressed(secret))

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
        if isinstance(own, TakingCard | RefundingCard):
            self._world.post(e.CardSettledPressed(Money(self._world.card.moved(own.attempt))))


def mend(world: World) -> None:
    """What a technician does with both hands."""
    for machine in world.cash.values():
        machine.mend()
    world.full = False
    world.goods.set_right()
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
    (5, lambda world: world.random.choice([upset for each in world.cash.values() for upset in each.upsets])()),
    (1, lambda world: world.printer.paper_ends_after(world.random.randint(0, 30))),
    (1, lambda world: world.printer.open_cover()),
    (1, lambda world: world.scale.unplug()),
    (1, lambda world: world.goods.power_off()),
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
