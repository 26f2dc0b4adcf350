"""Customers of a simulated shop that weighs the bag: they put down what they scan, and now and then something more."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.domain.shop import Bagging
from kiosk.domain.states import sale_of
from tests.shop.world import SHOP, World

BAGGING = replace(SHOP, bagging=Bagging("bag"))
STEPS_MAX = 40


class Bagger:
    """Somebody whose articles weigh what their kind weighs, or a little more or less."""

    def __init__(self, world: World, dice: Random) -> None:
        self._world = world
        self._dice = dice

    def piece(self, code: str) -> int:
        """What one piece of it weighs, in grams: a spread of one in a hundred."""
        usual = Random(code).randint(200, 1300)
        return round(self._dice.gauss(usual, usual / 100))

    def buys(self, *codes: str, beside: tuple[int, ...] = ()) -> bool:
        """Scans and bags each, lays what is `beside` (grams) into the bag unscanned, and pays by card.

        True: the kiosk asked about the weight, and was content when what was not scanned had been taken out again.
        """
        world, platter = self._world, self._world.bag.platter
        platter.clear()
        world.run(2)
        for code in codes:
            world.scanner.scan(code, Symbology.EAN13)
            world.run(self._dice.uniform(0.3, 2))
            platter.put(self.piece(code))
            world.run(self._dice.uniform(1, 4))
        for grams in beside:
            platter.put(grams)
        world.run(self._dice.choice((0.2, 3)))
        world.post(e.PayPressed())
        world.run(2)
        was_asked = self._is_asked()
        if was_asked:
            for _ in beside or (0,):
                platter.take_off()
            if not beside:  # nothing was wrong: it is put back, and staff come
                platter.put(self.piece(codes[-1]))
            world.run(4)
            world.post(e.PayPressed())
        assert not self._is_asked(), "what was put right is asked for still"
        self._pays()
        return was_asked

    def _is_asked(self) -> bool:
        return any(each.doubt is Doubt.WEIGHT for sale in sale_of(self._world.kiosk.own) for each in sale.exceptions)

    def _pays(self) -> None:
        world = self._world
        for _ in range(STEPS_MAX):
            match world.view:
                case v.AttractView():
                    return
                case v.ChoiceView():
                    world.post(e.PayCardPressed())
                case v.CardView() if world.terminal.amount_shown is not None:
                    world.terminal.tap()
                case v.ReceiptView():
                    world.post(e.NoReceiptPressed())
                case v.ThanksView(done=done):
                    world.post(done.event)
                case _:
                    pass
            world.run(1)
        raise AssertionError(f"the customer cannot pay: {world.view}")
