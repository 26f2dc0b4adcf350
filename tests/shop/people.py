"""The customers of the simulated shop. They see only the screen and the devices, and do what people do."""

from __future__ import annotations

from typing import assert_never

from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.barcode import check_digit
from kiosk.domain.language import Language
from kiosk.domain.states import Parking, sale_of
from tests.shop.staff import Attendant
from tests.shop.weighing import Weigher
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
        self._weigher = Weigher(world)
        self._papers = world.wallets.brought()
        self._by_meal_card = False
        self._reference = world.wallets.reference() if self._dice.random() < 0.3 else ""

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
                if self._to_scan and dice.random() < 0.03:
                    world.post(e.PriceCheckPressed())
                elif self._to_scan and dice.random() < 0.5:
                    world.post(view.start.event)
                elif self._to_scan:
                    self._scan()
                else:
                    self._gone = True
            case v.BasketView():
                self._shop(view)
            case v.FinderView():
                self._find(view)
            case v.PriceCheckView():
                self._look_at_prices(view)
            case v.BagsView():
                self._take_bags(view)
            case v.WeighView():
                self._scan() if self._to_scan and dice.random() < 0.03 else self._weigher.act(view)
            case v.CodesView():
                self._keep_codes(view)
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
            case v.HandoversView():
                raise AssertionError("this is no handheld")
            case _:
                assert_never(view)

    def _scan(self) -> None:
        world, dice = self._world, self._dice
        self._to_scan -= 1
        match dice.random():
            case chance if chance < 0.03:
                world.scanner.scan("4006381333931", Symbology.EAN13)
            case chance if chance > 0.92:
                self._show_basket()
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

    def _show_paper(self) -> None:
        """One of those in the pocket; some are shown again, or left on the counter for the next customer."""
        world, dice = self._world, self._dice
        paper = dice.choice(self._papers)
        if dice.random() < 0.7:
            self._papers.remove(paper)
        for _ in range(dice.choice((1, 1, 1, 2))):
            world.scanner.scan(paper.text, paper.symbology)
            world.run(dice.choice((0.1, 1.0)))

    def _show_reference(self) -> None:
        """What is on an earlier receipt is to be paid now: perhaps by somebody who has paid it already."""
        world, dice = self._world, self._dice
        for _ in range(dice.choice((1, 1, 2))):
            world.scanner.scan(f"BORNE:{self._reference}", Symbology.QR)
            world.run(dice.choice((0.1, 1.0)))
        if dice.random() < 0.8:
            self._reference = ""

    def _show_basket(self) -> None:
        """Each of its codes, perhaps all of them once more."""
        world, dice = self._world, self._dice
        for text in world.slips.brought(world.true_now) * dice.choice((1, 1, 2)):
            world.scanner.scan(text, Symbology.QR)
            world.run(dice.choice((0.1, 1.0)))

    def _find(self, view: v.FinderView) -> None:
        """Loose goods have no barcode; now and then they are on the scale before their picture is found."""
        world, dice = self._world, self._dice
        if not view.tiles or dice.random() < 0.05:
            world.post(view.back.event)
            return
        if dice.random() < 0.1:
            self._weigher.lay_early()
        self._to_scan = max(0, self._to_scan - 1)
        world.post(dice.choice(view.tiles).press.event)

    def _look_at_prices(self, view: v.PriceCheckView) -> None:
        """Curious people look at more than one; some of them buy."""
        world, dice = self._world, self._dice
        match dice.random():
            case chance if chance < 0.3:
                world.scanner.scan(dice.choice((*world.shelf.products, "4006381333931")), Symbology.EAN13)
                world.run(0.1)
            case chance if chance < 0.4:
                world.post(dice.choice(view.other).event)
            case chance if chance < 0.7 and view.take:
                world.post(view.take[0].event)
            case _:
                world.post(view.back.event)

    def _take_bags(self, view: v.BagsView) -> None:
        world, dice = self._world, self._dice
        fewer = [button for bag in view.bags for button in bag.fewer]
        presses = [bag.press for bag in view.bags if bag.press.enabled]
        if presses and dice.random() < 0.3:
            world.post(dice.choice(presses + fewer).event)
        elif dice.random() < 0.1:
            world.post(view.back.event)
        else:
            world.post(view.go_on.event)

    def _keep_codes(self, view: v.CodesView) -> None:
        """A telephone takes a picture of the codes; some want them on paper as well."""
        world, dice = self._world, self._dice
        buttons = [button for button in view.buttons if button.enabled]
        if isinstance(parking := world.kiosk.own, Parking) and view.codes:
            world.slips.kept(parking.basket, parking.expires, world.kiosk.sees.parked.texts)
        if buttons:
            world.post(dice.choice(buttons).event)

    def _shop(self, view: v.BasketView) -> None:
        world, dice = self._world, self._dice
        if self._papers and dice.random() < 0.06:
            self._show_paper()
        elif self._reference and dice.random() < 0.4:
            self._show_reference()
        elif self._to_scan:
            world.post(e.FindPressed()) if dice.random() < 0.2 else self._scan()
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
        elif dice.random() < 0.04:
            world.post(e.ParkPressed())
        elif dice.random() < 0.05:
            world.post(dice.choice((e.PriceCheckPressed(), e.HelpPressed())))
        elif dice.random() < 0.05:
            world.post(e.LanguagePressed(Language.EN))
        else:
            world.post(view.pay.event)

    def _choose(self, view: v.ChoiceView) -> None:
        world, dice = self._world, self._dice
        means = [button for button in view.means if button.enabled]
        more = [button for button in view.more if button.enabled]
        if self._papers and dice.random() < 0.5:
            self._show_paper()
        elif more and dice.random() < (0.25 if means else 0.8):
            event = dice.choice(more).event
            self._by_meal_card = isinstance(event, e.PayMealPressed)
            world.post(event)
        elif means and dice.random() < 0.95:
            self._by_meal_card = False
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
        if not world.insert(value) and dice.random() < 0.3:
            self._purse = dice.choice(("exact", "notes", "coins"))

    def _card(self) -> None:
        world, dice = self._world, self._dice
        if world.terminal.amount_shown is not None:
            world.card.hold_meal_card(self._by_meal_card is not (dice.random() < 0.1))
            world.terminal.press_red() if dice.random() < 0.08 else world.terminal.tap()
        else:
            world.run(2)
