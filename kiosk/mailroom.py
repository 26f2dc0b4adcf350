"""The mailroom: from an address that was typed to a message in the outbox. The address goes no further than that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from kiosk.domain import events as e
from kiosk.domain.mailing import faults_of
from kiosk.domain.states import Completed, Kiosk, TypingEmail
from kiosk.receipts.mail import slip_of, written
from kiosk.runtime.outbox import OutboxFull
from kiosk.runtime.postman import Postman

log = logging.getLogger(__name__)


class Mailroom:
    """Called in the kernel's thread. `code`: the signed text of a receipt's QR code."""

    def __init__(self, postman: Postman, code: Callable[[Completed], str]) -> None:
        self._postman, self._code = postman, code

    def __call__(self, kiosk: Kiosk, address: str) -> Iterable[e.Event]:
        """What the kernel is told. Nothing for a touch that came too late, or while nothing can be written."""
        match kiosk.state:
            case TypingEmail(choosing) if not kiosk.sees.journal_broken:
                faults = faults_of(address) or self._send(kiosk, choosing.done, address)
                return (*map(e.EmailRefused, faults),) or (e.EmailQueued(choosing.done.receipt),)
            case _:
                return ()

    def _send(self, kiosk: Kiosk, done: Completed, address: str) -> tuple[e.EmailFault, ...]:
        slip = slip_of(address, self._postman.sender, kiosk, done, self._code(done))
        try:
            self._postman.post(written(slip))
        except (OSError, OutboxFull) as error:
            log.error("a receipt cannot be kept for sending: %s. Free space on the disk", type(error).__name__)
            return (e.EmailFault.OUTBOX,)
        return ()
