"""Baskets before the reader: whose are taken now, and the parts of those that are not read whole yet.

Codes come from the threads of several devices, and whose baskets are taken changes between customers: one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.baskets.basket import Basket, Part, Refused
from kiosk.baskets.parts import Gathering, Pile, join
from kiosk.baskets.plain import Entry, Listed, listed
from kiosk.baskets.seal import Genuine, Trusted, unseal
from kiosk.domain import events as e
from kiosk.domain.basket import Refusal

REPEAT_SECONDS = 10
"""A list of codes has no number: seen again so soon, it is still the same one before the camera."""

LATE_SECONDS = 10
"""A part that was read longer ago than this is not the next customer's."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A signed basket of which all parts were read. `device` made it, this kiosk takes it until `expires`."""

    basket: Basket
    device: str
    expires: int


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes of which all parts were read."""

    entries: tuple[Entry, ...]


class Baskets:
    """What this kiosk makes of texts that are baskets. `clock` tells the time in UTC seconds."""

    def __init__(self, clock: Callable[[], int] = lambda: 0) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._trusted: tuple[Trusted, ...] = ()
        self._keyless = False
        self._signed: Gathering[Part] = Gathering()
        self._listed: Gathering[Listed] = Gathering()
        self._last: tuple[str, int] = ("", 0)

    def trust(self, trusted: Trusted) -> None:
        """From now on these baskets are taken. Before the first time signed baskets mean nothing here."""
        with self._lock:
            self._trusted, self._keyless = (trusted,), False

    def trust_nobody(self) -> None:
        """It cannot be known whose baskets to take: every one is refused."""
        with self._lock:
            self._keyless = True

    def customer_left(self) -> None:
        """Parts that were left over are not the next customer's."""
        with self._lock:
            now = self._clock()
            self._signed = self._signed.seen_within(LATE_SECONDS, now)
            self._listed = self._listed.seen_within(LATE_SECONDS, now)

    def signed(self, text: str) -> tuple[Whole | e.BasketPartShown | e.BasketRefused, ...]:
        """What a text that says it is a signed basket is worth: nothing where none are taken."""
        with self._lock:
            if self._keyless:
                return (e.BasketRefused(Refusal.KEYLESS),)
            return tuple(self._unsealed(text, trusted) for trusted in self._trusted)

    def listed(self, text: str) -> tuple[Codes | e.BasketPartShown, ...]:
        """What an unsigned list of codes holds: nothing when it is no list, or still the one before."""
        found = listed(text)
        if found is None:
            return ()
        with self._lock:
            return self._gathered(text, found)

    def _unsealed(self, text: str, trusted: Trusted) -> Whole | e.BasketPartShown | e.BasketRefused:
        now = self._clock()
        match unseal(text, trusted, now):
            case Refused(reason, device):
                return e.BasketRefused(reason, device)
            case Genuine(part, device, expires):
                head = part.head
                self._signed, pile = self._signed.with_part(head, part.number, head.parts, part, now)
                if not pile.whole:
                    return _missing(head.id.hex(), pile)
                try:
                    return Whole(join(pile.read), device, expires)
                except ValueError:  # each part is signed, and still they are no basket: a maker with a mistake
                    return e.BasketRefused(Refusal.ABSURD, device)

    def _gathered(self, text: str, found: Listed) -> tuple[Codes | e.BasketPartShown, ...]:
        now, (last, at) = self._clock(), self._last
        if text == last and 0 <= now - at <= REPEAT_SECONDS:
            self._last = (text, now)
            return ()
        self._listed, pile = self._listed.with_part(found.parts, found.number, found.parts, found, now)
        if not pile.whole:
            return (_missing("", pile),)
        self._last = (text, now)
        return (Codes(tuple(entry for _, part in sorted(pile.read.items()) for entry in part.entries)),)


def _missing(basket: str, pile: Pile[Part] | Pile[Listed]) -> e.BasketPartShown:
    return e.BasketPartShown(basket, frozenset(pile.read), pile.parts)
