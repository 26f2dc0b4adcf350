"""Articles come back to the simulated shop: mostly of the last ticket, some twice, some not after all."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.states import Refunding, RefundingCard
from tests.shop.staff import Attendant, mischief
from tests.shop.world import World

STEPS = 30
SECONDS = 0.3


def bring_back(world: World) -> None:
    """Staff find the ticket, choose articles and a reason, and give the money back as the ticket was paid."""
    dice, receipts = world.random, world.kiosk.till.receipts
    if not receipts:
        return
    if world.troubled and dice.random() < 0.5:
        mischief(world)
    world.post(e.StaffPressed())
    world.post(e.AttendantIdentified("M1", Grade.MANAGER))
    world.post(e.PagePressed(e.Page.RETURN))
    world.post(e.TicketNumberEntered(str(receipts if dice.random() < 0.7 else dice.randint(1, receipts))))
    world.run(SECONDS)
    _choose(world)
    for _ in range(STEPS):
        if not isinstance(world.kiosk.own, Refunding | RefundingCard):
            break
        if dice.random() < 0.03:
            world.post(e.CancelPressed())
        Attendant(world).come()
        Attendant(world).show_the_card()
        world.run(2)
    world.post(e.AttendantDonePressed())
    world.run(SECONDS)


def _choose(world: World) -> None:
    """What stands on the page, button by button."""
    dice = world.random
    for _ in range(dice.randint(1, 4)):
        if isinstance(page := world.view, v.AttendantView) and page.lines:
            buttons = [button for line in page.lines for button in line.buttons if button.enabled]
            if buttons:
                world.post(dice.choice(buttons).event)
    if isinstance(page := world.view, v.AttendantView):
        reasons = [
            each.event for task in page.tasks for each in task.buttons if isinstance(each.event, e.ReturnReasonPressed)
        ]
        if reasons:
            world.post(dice.choice(reasons))
            world.run(SECONDS)
    if isinstance(page := world.view, v.AttendantView):
        for button in page.buttons:
            if isinstance(button.event, e.ReturnPressed) and button.enabled:
                world.post(button.event)
                world.run(SECONDS)
