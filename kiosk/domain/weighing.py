"""Rules of weighing: what is on the scale becomes a line only when it is sure whose weight it is."""

from __future__ import annotations

from enum import StrEnum

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import meals
from kiosk.domain.basket import LINES_MAX, Doubt, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import usable
from kiosk.domain.product import GRAMS_MAX, TARE_MAX, Grams, price_of_weight
from kiosk.domain.scanning import weighable
from kiosk.domain.sight import Scale
from kiosk.domain.states import Kiosk, Weighing, WeighingContainer

Facts = tuple[Fact, ...]

GRAMS_MIN = 5
"""Less than this is a draught or a leaf. What a scale may weigh at the least, its maker and its verifier say."""

LIVELY_GRAMS = 20
"""A weight that changes by so much says that somebody is there; by less it may be a draught."""


class Standing(StrEnum):
    """What stands between what is on the scale and selling it; its name is that of the sentence that says so."""

    LOST = "lost"  # the scale does not answer
    WAIT = "wait"  # it has not told anything yet
    CLEAR = "clear"  # the goods weighed before are still on it
    PUT = "put"  # it is empty
    MOVING = "moving"
    HEAVY = "heavy"  # for the scale, or for one line
    UNDER = "under"  # it shows less than nothing
    LIGHT = "light"  # hardly more than the container
    READY = "ready"


def begun(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned) -> Facts:
    """An article that is sold by weight was shown, and no weight with it: it goes on the scale, if there is one."""
    match event:
        case e.ItemScanned(product, code) if usable(kiosk, e.Role.SCALE) and weighable(kiosk, event):
            if len(sale.lines) >= LINES_MAX:
                return (f.AttendantCalled(Reason.HELP),)
            return (f.WeighingBegun(product, code, event.batch),)
        case _:
            return ()


def weighing(kiosk: Kiosk, state: Weighing, event: e.Event) -> Facts:
    """The customer before the scale."""
    match event:
        case e.WeighedPressed(grams) if standing(kiosk, state) is Standing.READY and grams == kiosk.sees.scale.grams:
            return _weighed(kiosk, state, net(kiosk, state))
        case e.OwnContainerPressed():
            return (f.ContainerBegun(),)
        case e.BackPressed():
            return (f.WeighingStopped(),)
        case _:
            return ()


def weighing_container(kiosk: Kiosk, state: WeighingContainer, event: e.Event) -> Facts:
    """The customer before the scale, with an empty container."""
    match event:
        case e.ContainerWeighedPressed(grams) if (
            standing(kiosk, state) is Standing.READY and grams == kiosk.sees.scale.grams
        ):
            return (f.TareTaken(grams),)
        case e.BackPressed():
            return (f.WeighingStopped(),)
        case _:
            return ()


def left(state: Weighing | WeighingContainer) -> Facts:
    """The customer turns to something else; the goods on the scale are nobody's."""
    stopped = (f.WeighingStopped(),)
    return stopped * 2 if isinstance(state, WeighingContainer) else stopped


def net(kiosk: Kiosk, state: Weighing) -> int:
    """What the goods weigh, in grams; nothing where the scale shows no more than the container."""
    return max(0, kiosk.sees.scale.grams - state.tare)


def standing(kiosk: Kiosk, state: Weighing | WeighingContainer) -> Standing:
    """What the scale says, for these goods or this container."""
    scale = kiosk.sees.scale
    if not usable(kiosk, e.Role.SCALE):
        return Standing.LOST
    match scale.state:
        case e.WeightState.NOT_READY:
            return Standing.WAIT
        case e.WeightState.UNDER_ZERO:
            return Standing.UNDER
        case _ if scale.emptied <= kiosk.till.weighed:
            return Standing.CLEAR
        case e.WeightState.ZERO:
            return Standing.PUT
        case e.WeightState.OVERWEIGHT:
            return Standing.HEAVY
        case e.WeightState.UNSTABLE:
            return Standing.MOVING
        case e.WeightState.STABLE:
            return _enough(kiosk, state)


def _enough(kiosk: Kiosk, state: Weighing | WeighingContainer) -> Standing:
    match state:
        case Weighing():
            grams, most = net(kiosk, state), GRAMS_MAX
        case WeighingContainer():
            grams, most = kiosk.sees.scale.grams, TARE_MAX
    if grams > most:
        return Standing.HEAVY
    return Standing.READY if grams >= GRAMS_MIN else Standing.LIGHT


def _weighed(kiosk: Kiosk, state: Weighing, grams: int) -> Facts:
    """The line, and the question to staff about the same article that is no question any more."""
    sale, product = state.sale, state.product
    line = f.ItemAdded(
        sale.last_line + 1, product.code, product.name, product.department, 1, grams, product.price,
        price_of_weight(product.price, Grams(grams)), product.rate, product.deposit, product.minimum_age,
        product.picture, state.batch, tare=state.tare, meal=meals.payable(kiosk.shop, product),
    )  # fmt: skip
    asked = (each for each in sale.exceptions if (each.doubt, each.code) == (Doubt.UNWEIGHED, state.code))
    return (line, *(f.DoubtSettled(each.number, "dropped") for each in asked))


def told(kiosk: Kiosk, event: e.WeightChanged) -> Scale:
    """The scale as this event shows it."""
    emptied = kiosk.till.weighed + 1 if event.state is e.WeightState.ZERO else kiosk.sees.scale.emptied
    return Scale(event.scale, event.state, event.grams, emptied)


def lively(kiosk: Kiosk, event: e.WeightChanged) -> bool:
    """Somebody puts goods on the scale: nobody is sent away meanwhile."""
    return differs(kiosk.sees.scale.grams, event) and isinstance(kiosk.own, Weighing | WeighingContainer)


def differs(grams: int, event: e.WeightChanged) -> bool:
    """Does this weight say that somebody is there?"""
    return abs(event.grams - grams) >= LIVELY_GRAMS
