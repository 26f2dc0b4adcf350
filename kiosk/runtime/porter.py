"""The porter: says who came, and puts people on the roll. Hashing takes its time, so it has a thread of its own.

One thing after the other: what waits is looked at when the one before is handled, with the keypad as it is then. The
digits and the codes of badges go no further than this.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from hardware.words import CodeSeen
from kiosk.domain import events as e
from kiosk.domain.attending import locked_seconds
from kiosk.domain.permitting import permitted
from kiosk.domain.roll import Person
from kiosk.domain.states import Attended, Kiosk
from kiosk.runtime.attendants import Attendants, Named
from kiosk.runtime.reading import CODE_LENGTH_MAX

Came = tuple[e.Event, ...]

WAITING_MAX = 8
"""Tries of somebody who types faster than PINs can be looked at; more are dropped."""


class Porter:
    """Called in the kernel's thread. `tell` hears what came of it, in a thread of its own; then `done` is called."""

    def __init__(self, attendants: Attendants, tell: Callable[[Came], None]) -> None:
        self._attendants = attendants
        self._tell = tell
        self._waiting: deque[e.PinEntered | e.PinChosen] = deque(maxlen=WAITING_MAX)
        self._busy = False

    @property
    def busy(self) -> bool:
        """Something is looked at."""
        return self._busy

    def typed(self, kiosk: Kiosk, event: e.PinEntered | e.PinChosen) -> None:
        """Somebody wants to come, or a manager gives somebody a PIN."""
        if self._busy:
            self._waiting.append(event)
        elif isinstance(event, e.PinEntered):
            self._entered(kiosk, event.pin)
        else:
            self._chosen(kiosk, event)

    def seen(self, kiosk: Kiosk, seen: CodeSeen, means: Came) -> None:
        """A code, while the next one is to be a badge. `means`: what it is in this shop."""
        code = seen.text.strip()
        if self._busy or not code or len(code) > CODE_LENGTH_MAX:
            return
        article = not all(isinstance(each, e.UnknownScanned | e.BadgeShown) for each in means)
        for call in kiosk.sees.desk.roll:
            self._apart(partial(self._badge, "" if article else code, call.person, kiosk.till.roll))

    def done(self, kiosk: Kiosk) -> None:
        """What came of the last is handled: the next, if any."""
        self._busy = False
        while self._waiting and not self._busy:
            self.typed(kiosk, self._waiting.popleft())

    def _entered(self, kiosk: Kiosk, pin: str) -> None:
        """While the keypad is locked nobody even looks."""
        if not locked_seconds(kiosk):
            named, whose, required = kiosk.till.roll, kiosk.sees.pin_of, kiosk.shop.badge_required
            self._apart(lambda: (self._attendants.identify(pin, named, whose, required),))

    def _chosen(self, kiosk: Kiosk, event: e.PinChosen) -> None:
        visit = kiosk.state
        if not (isinstance(visit, Attended) and permitted(kiosk, visit, event)):
            return
        for call in kiosk.sees.desk.roll:
            if call.step is e.RollStep.PIN:
                person = Person(call.person, call.name, call.grade)
                self._apart(partial(self._pin, event.pin, person, kiosk.till.roll))

    def _pin(self, pin: str, person: Person, named: Named) -> Came:
        came = self._attendants.give_pin(pin, person, named)
        return (self._attendants.arrived(), came)  # the roll as it is now, before the journal names what is new in it

    def _badge(self, code: str, id_: str, named: Named) -> Came:
        if not code:
            return (e.EntryRefused(e.EntryFault.ARTICLE),)
        came = self._attendants.give_badge(code, id_, named)
        return (self._attendants.arrived(), came)

    def _apart(self, work: Callable[[], Came]) -> None:
        self._busy = True
        threading.Thread(target=self._work, args=(work,), name="porter", daemon=True).start()

    def _work(self, work: Callable[[], Came]) -> None:
        came: Came = ()
        try:
            came = work()
        finally:
            self._tell(came)
