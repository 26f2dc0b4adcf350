"""A customer of the simulated shop before the scale: lays goods on, waits, touches; forgets, and meets bad luck."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import events as e
from kiosk.domain import views as v
from tests.shop.world import World

HAND_SECONDS = 1.0
"""From the goods to the screen."""

WAITS_MAX = 4
"""Looks at a scale that does not come to rest, before the goods are lifted."""

TRIES_MAX = 3


class Weigher:
    """Sees the screen and the scale, and has two hands."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moved_at = world.now
        self._waits = self._tries = 0
        self._jar = 0  # what the own container weighs, once it was weighed

    def act(self, view: v.WeighView) -> None:
        """One movement, or a moment of patience."""
        world, dice = self._world, self._world.random
        if world.troubled and dice.random() < 0.03:
            dice.choice(TROUBLE)(world)
        elif view.take.event == e.HelpPressed():
            world.post(dice.choice((view.take, view.back)).event)
        elif world.now - self._moved_at < HAND_SECONDS:
            return
        elif view.take.enabled:
            self._touch(view)
        elif self._waits >= WAITS_MAX:
            self._begin_again(view)
        elif world.goods.lie:
            self._waits += 1
        elif view.other and not self._jar and dice.random() < 0.2:
            world.post(view.other[0].event)
        else:
            self._lay(dice.randint(40, 600) if _asks_for_container(view) else self._jar + dice.randint(5, 3000))

    def lay_early(self) -> None:
        """Before the article was chosen."""
        self._lay(self._world.random.randint(5, 3000))

    def _touch(self, view: v.WeighView) -> None:
        world, dice = self._world, self._world.random
        match dice.random():
            case chance if chance < 0.04:
                world.scale.platter.nudge()
                self._moved_at = world.now
            case chance if chance < 0.10:
                self._lay(dice.randint(5, 500))
            case chance if chance < 0.14:
                world.post(view.back.event)
            case _:
                container = view.take.event.grams if isinstance(view.take.event, e.ContainerWeighedPressed) else 0
                world.post(view.take.event)
                self._done(container)

    def _done(self, container: int) -> None:
        """A container is filled where it stands, or lifted first; goods are sometimes forgotten."""
        world, dice = self._world, self._world.random
        self._waits = self._tries = 0
        if container and dice.random() < 0.5:
            self._lay(dice.randint(20, 2000))
            self._jar = container
        elif container or dice.random() < 0.75:
            world.goods.clear()
            self._moved_at = world.now
            self._jar = container

    def _begin_again(self, view: v.WeighView) -> None:
        world = self._world
        self._waits = 0
        self._tries += 1
        self._moved_at = world.now
        if self._tries > 2 * TRIES_MAX:
            world.post(view.back.event)
        elif self._tries == TRIES_MAX:
            world.post(e.HelpPressed())
        else:
            world.goods.clear()

    def _lay(self, grams: int) -> None:
        self._world.goods.put(grams)
        self._moved_at = self._world.now


def _asks_for_container(view: v.WeighView) -> bool:
    return view.picture == "jar"


TROUBLE: tuple[Callable[[World], None], ...] = (
    lambda world: world.scale.unplug(),
    lambda world: world.goods.power_off(),
    lambda world: world.loops["scale"].break_link("the cable is loose"),
    lambda world: world.cut_power_at_byte(world.random.randint(0, 60)),
    lambda world: world.cut_power_at_write(world.random.randint(0, 2)),
)
"""What happens in the middle of a weighing."""
