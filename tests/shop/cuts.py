"""Every power cut of one sale, for each cash machine and each card terminal, through the whole kiosk.

python -m tests.shop.cuts [--machines NAME] [--terminal NAME] [--every N] [--one-way]
python -m tests.shop.cuts --machines NAME --seed N --only PLACE --mode MODE

A sale with change is cut at every byte of the cash machines' lines, a sale by card at every byte of the terminal's, and
both before and after every write of the journal: the till's program dies, everything loses its power, or the machine
alone does. Then all is on again, the customer and the staff go on with what is on the screen, and the money is audited.
All machines and terminals when none is named: the whole of it is some 100,000 cuts, about six hours of one core, and a
third of that with `--one-way`.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.states import sale_of
from tests.shop.day import audit
from tests.shop.forks import Forks, Knife, first_place
from tests.shop.machines import MACHINES, TERMINALS, Kit
from tests.shop.staff import Attendant

STEPS_MAX = 2000
PIECE, PRICE = 500, 230
"""What the customer pays with, and the price of the article, in cents: three coins of change, of the usual hoppers."""

REST_SECONDS = 20.0
"""Every machine has started by then."""

MODES = ("till", "all", "machine")


class Buyer:
    """A customer of one article, who pays what the screen asks for until the goods are theirs."""

    def __init__(self, world: Forks, by_card: bool) -> None:
        self._world = world
        self._press = e.PayCardPressed() if by_card else e.PayCashPressed()
        self._waits_until = 0.0
        self.is_done = False

    def buy(self) -> None:
        """From the article to the receipt."""
        world = self._world
        article = next(each for each in world.shelf.products.values() if each.price.cents == PRICE)
        world.scanner.scan(article.code, Symbology.EAN13)
        world.run(0.5)
        world.is_sharp = not world.is_child
        for _ in range(STEPS_MAX):
            if isinstance(world.view, v.AttractView) and not sale_of(world.kiosk.own):
                self.is_done = True
                return
            self._act()
            world.run(0.25)

    def _act(self) -> None:
        world = self._world
        match world.view:
            case v.BasketView():
                world.post(e.PayPressed())
            case v.ChoiceView(means=means):
                events = [button.event for button in means if button.enabled]
                if events:
                    world.post(self._press if self._press in events else events[0])
            case v.CashView() if world.now >= self._waits_until and world.insert(PIECE):
                self._waits_until = world.now + 8
            case v.CardView():
                world.terminal.tap()
            case v.ReceiptView(choices=choices):
                world.post(choices[-1].event)
            case v.ThanksView() | v.ReceiptCodeView():
                world.run(1)
            case v.CalledView() | v.PinView() | v.AttendantView() | v.ClosedView():
                Attendant(world).come()
            case _:
                pass


def cut(kit: Kit, by_card: bool, knife: Knife, seed: int) -> Forks:
    """One sale, and every cut of it."""
    with tempfile.TemporaryDirectory(prefix="cuts-") as folder, contextlib.chdir(folder):
        world = Forks(seed, Path("till"), kit, knife)
        world.run(12)
        buyer = Buyer(world, by_card)
        try:
            buyer.buy()
        finally:
            if world.is_child:  # it must not leave this place: the folder is the parent's
                world.tell(lambda: _outcome(world, buyer))
        world.is_sharp = False
        assert buyer.is_done, "the sale does not end"
        audit(world)
        assert by_card or world.cash_in() - world.cash_out() == PRICE, "it was not sold for cash"
        world.journal.close()
        return world


def _outcome(world: Forks, buyer: Buyer) -> str:
    """How the money came out; AssertionError when it did not."""
    assert buyer.is_done, f"the sale does not end: {type(world.view).__name__}"
    audit(world, REST_SECONDS)
    told = {type(entry.fact()) for entry in world.journal.entries(0)}
    owed = [name for fact, name in _OWED.items() if fact in told]
    return ", ".join(owed) or "exact"


_OWED: dict[type, str] = {
    f.PayoutFellShort: "owed by staff",
    f.CardOutcomeUnknown: "unknown until staff read the terminal",
    f.SaleCancelled: "cancelled",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shop.cuts", description=__doc__.splitlines()[0])
    parser.add_argument("--machines", choices=MACHINES, action="append")
    parser.add_argument("--terminal", choices=TERMINALS, action="append")
    parser.add_argument("--every", type=int, default=1, help="cut at every so many bytes, from a random one on")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--one-way", action="store_true", help="cut each place in one way, not in all three")
    parser.add_argument("--only", type=int, default=-1, help="cut at this place alone")
    parser.add_argument("--mode", choices=MODES, action="append", help="cut in this way alone")
    asked = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # else sets have another order in each process
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONHASHSEED": "0"})
    logging.disable(logging.CRITICAL)
    seed = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    named = asked.machines or asked.terminal
    kits = [(Kit(machines=each), False) for each in asked.machines or ([] if named else MACHINES)]
    kits += [(Kit(terminal=each), True) for each in asked.terminal or ([] if named else TERMINALS)]
    return sum(_cut_and_told(kit, by_card, seed, asked) for kit, by_card in kits) and 1


def _cut_and_told(kit: Kit, by_card: bool, seed: int, asked: argparse.Namespace) -> int:
    """How many cuts went wrong."""
    what = f"--terminal {kit.terminal}" if by_card else f"--machines {kit.machines}"
    watched = frozenset({"card"} if by_card else {"cash", "bus", "notes", "coins"})
    first, started = first_place(seed, asked.every), time.monotonic()
    knife = Knife(watched, asked.every, first, tuple(asked.mode or MODES), asked.only, seed if asked.one_way else -1)
    world = cut(kit, by_card, knife, seed)
    told = ", ".join(f"{count} {name}" for name, count in sorted(world.outcomes.items()))
    which = f"every {asked.every}th from the {first}th" if asked.every > 1 else "each"
    print(
        f"{what}: {world.bytes} bytes ({which}) and {world.writes // 2} writes; cuts: {told}; seed {seed},"
        f" {time.monotonic() - started:.0f} seconds",
        flush=True,
    )
    for place, mode in world.failed:
        print(f"Repeat it with: python -m tests.shop.cuts {what} --seed {seed} --only {place} --mode {mode}")
    return len(world.failed)


if __name__ == "__main__":
    sys.exit(main())
