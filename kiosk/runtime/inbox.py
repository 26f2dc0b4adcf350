"""The kernel's thread and the box it empties: the whole bridge between the threads of devices, screen and kernel."""

from __future__ import annotations

import contextlib
import logging
import queue
import secrets
import threading
from collections.abc import Callable, Iterable

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.enrolling import learning
from kiosk.domain.refunding import SECRET_LENGTH
from kiosk.domain.states import Kiosk
from kiosk.runtime import translate
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Device
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.porter import Porter

TICK_SECONDS = 1.0

UNGUESSABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What the secret of a credit note is made of: no 0 and O, no 1 and I, for somebody may have to type it."""

log = logging.getLogger(__name__)

Letter = Callable[[], None]

Mail = Callable[[Kiosk, str], Iterable[e.Event]]
"""Takes the address that a customer typed, and answers. It goes no further: no fact, log or screen ever holds it."""


def no_mail(_kiosk: Kiosk, _address: str) -> Iterable[e.Event]:
    """A kiosk without a mail server, which perhaps had one when the customer began to type."""
    return (e.EmailRefused(e.EmailFault.OUTBOX),)


class Inbox:
    """`post` and `tell` may be called from any thread and never block; everything is handled in the kernel's thread."""

    def __init__(self, attendants: Attendants, clock: Callable[[], e.ClockTicked], mail: Mail = no_mail) -> None:
        self._porter = Porter(attendants, lambda came: self._letters.put(lambda: self._came(came)))
        self._mail = mail
        self._clock = clock
        self._letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._ending = False
        self._kernel: Kernel | None = None
        self._conductor: Conductor | None = None
        self._on_crash: Callable[[BaseException], None] = lambda error: None
        self._on_end: Letter = lambda: None
        self._thread = threading.Thread(target=self._run, name="kernel", daemon=True)

    def start(
        self,
        kernel: Kernel,
        conductor: Conductor,
        on_crash: Callable[[BaseException], None],
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin to handle what is in the box. `on_crash` hears of a broken program, once; then nothing is handled.

        `on_end` hears that staff want the program to end; whoever stops it is not this thread.
        """
        self._kernel, self._conductor, self._on_crash, self._on_end = kernel, conductor, on_crash, on_end
        self._thread.start()

    def stop(self) -> None:
        """Handle what is in the box, then no more."""
        self._letters.put(self._end)
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def post(self, event: e.Event) -> None:
        """Something happened."""
        self._letters.put(lambda: self._handle(event))

    def teller(self, device: Device, reading: translate.Reading) -> Callable[[w.Word], None]:
        """Where this device says its words. What a code means is looked up on the device's own thread."""

        def tell(word: w.Word) -> None:
            events = translate.event(device.name, device.role, word, reading)
            self._letters.put(lambda: self._hear(device, word, events))

        return tell

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._next()
        except BaseException as error:
            log.critical("the kernel has crashed", exc_info=True)
            self._on_crash(error)
            raise

    def _end(self) -> None:
        """What the porter has begun is handled as well; he asks for the end when nothing waits any more."""
        self._ending = True
        if not self._porter.busy:
            self._stopped.set()

    def _came(self, came: tuple[e.Event, ...]) -> None:
        """The porter has looked."""
        assert self._kernel
        for event in came:
            self._kernel.handle(event)
        self._porter.done(self._kernel.kiosk)
        if self._ending:
            self._end()

    def _next(self) -> None:
        with contextlib.suppress(queue.Empty):
            self._letters.get(timeout=TICK_SECONDS)()
        self._tick()

    def _tick(self) -> None:
        assert self._kernel
        assert self._conductor
        tick = self._clock()
        if tick.now != self._kernel.kiosk.sees.now:
            self._kernel.handle(tick)
            self._conductor.tick()

    def _handle(self, event: e.Event) -> None:
        assert self._kernel
        if isinstance(event, e.PinEntered | e.PinChosen):
            self._porter.typed(self._kernel.kiosk, event)
            return
        if isinstance(event, e.EmailEntered):
            for answer in self._mail(self._kernel.kiosk, event.address):
                self._kernel.handle(answer)
            return
        if isinstance(event, e.CreditNotePressed):
            event = e.CreditNotePressed("".join(secrets.choice(UNGUESSABLE) for _ in range(SECRET_LENGTH)))
        was_ending = self._kernel.kiosk.sees.ending
        self._kernel.handle(event)
        if self._kernel.kiosk.sees.ending and not was_ending:
            self._on_end()

    def _hear(self, device: Device, word: w.Word, events: tuple[e.Event, ...]) -> None:
        assert self._kernel
        if isinstance(word, w.CodeSeen) and learning(self._kernel.kiosk):
            self._porter.seen(self._kernel.kiosk, word, events)
            events = ()
        self._kernel.heard(device.name, word, events, lambda: acknowledge(device, word))


def acknowledge(device: Device, word: w.Word) -> None:
    """What a cash machine said about money is on disk: it may forget it."""
    if isinstance(word, w.Stacked | w.CashCounts | w.PaidOut):
        device.ask(w.Acknowledge())
