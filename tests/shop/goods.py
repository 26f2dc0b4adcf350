"""What truly lies on the scale of the simulated shop. Every weighed line that reaches the disk is compared with it."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.simulated.counter_scale import CounterScale
from hardware.words import WeightState
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.states import Kiosk, Weighing
from tests.shop.shelf import Shelf


@dataclass(eq=False, slots=True)
class Lot:
    """Something that was laid on the scale. `billed`: it is in a line; `zeroed`: the scale calls it nothing."""

    grams: int
    billed: bool = False
    zeroed: bool = False


class Goods:
    """Hands lay goods on the scale and take them away. AssertionError for a line that they do not bear out."""

    def __init__(self, scale: CounterScale, shelf: Shelf) -> None:
        self._scale = scale
        self._shelf = shelf
        self._lots: list[Lot] = []
        self._zero = 0  # grams that lay there when the scale was set to zero
        self._tares = {0}  # of wrappings, and of containers that were weighed
        self._is_on = True
        self.lines = 0

    # hands

    @property
    def lie(self) -> bool:
        """Is anything on the scale?"""
        return bool(self._lots)

    def put(self, grams: int) -> None:
        """Beside what lies there."""
        self._lots.append(Lot(grams))
        self._scale.platter.put(grams)

    def clear(self) -> None:
        """All of it is taken away."""
        if self._lots:
            self._lots.clear()
            self._scale.platter.clear()

    def power_off(self) -> None:
        self._scale.power_off()
        self._is_on = False

    def power_on(self) -> None:
        """What lies there may be zero from now on."""
        if not self._is_on:
            self._is_on = True
            self._scale.power_on()
            self._note_zero()

    def set_right(self) -> None:
        """Plugged in, switched on, and an empty scale set to zero."""
        self._scale.plug_in()
        self.power_on()
        if not self.lie:
            self._scale.platter.set_zero()
            self._note_zero()

    # truth

    def written(self, facts: tuple[Fact, ...], kiosk: Kiosk) -> None:
        """These facts are on disk; `kiosk` is what was before them."""
        match kiosk.own, facts:
            case Weighing(product=product), (f.ItemAdded(code=code) as line, *_) if code == product.code:
                self._weighed(line)
        released = any(_is_release(fact) for fact in facts)
        for fact in facts:
            match fact:
                case f.ItemAdded(code=code, grams=grams, order="") if not released and code in self._shelf.products:
                    product = self._shelf.products[code]
                    assert not product.sale_stop, f"what must not be sold was: {fact}"
                    assert grams or not product.weighed, f"sold by weight without a weight: {fact}"
                case f.WeighingBegun(product):
                    self._tares.add(product.tare)
                case f.TareTaken(grams):
                    self._fits(grams)
                    self._tares.add(grams)
                case _:
                    pass

    def _weighed(self, line: f.ItemAdded) -> None:
        self.lines += 1
        assert line.tare in self._tares, f"nothing on this scale weighed {line.tare} g: {line}"
        self._fits(line.grams + line.tare)
        lots = [lot for lot in self._lots if not lot.zeroed]
        assert not any(lot.billed for lot in lots), f"goods that never left the scale are billed twice: {line}"
        for lot in lots:
            lot.billed = True

    def _fits(self, grams: int) -> None:
        lies = sum(lot.grams for lot in self._lots) - self._zero
        division = self._scale.platter.division_grams
        assert 2 * abs(grams - lies) <= division, f"{grams} g were written down, {lies} g lie on the scale"

    def _note_zero(self) -> None:
        platter = self._scale.platter
        if platter.is_still and platter.reading.state is WeightState.ZERO:
            self._zero = sum(lot.grams for lot in self._lots)
            for lot in self._lots:
                lot.zeroed = True


def _is_release(fact: Fact) -> bool:
    """Staff sell what nobody may, or go on with a basket in which they did."""
    return isinstance(fact, f.SaleTakenUp) or (isinstance(fact, f.DoubtSettled) and fact.outcome == "released")
