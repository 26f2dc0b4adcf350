"""The office: what is wanted and needs no device. Receipts are signed, tickets found, archives written, books kept.

Everything but an archive is done at once, in the kernel's thread; an archive takes its time in a thread of its own and
reads through a connection of its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.states import Completed

log = logging.getLogger(__name__)


class Paperwork(Protocol):
    """What the office works with; the assembler hands it in."""

    def receipt_code(self, done: Completed) -> str:
        """The signed text of a receipt's QR code."""

    def ticket(self, receipt: int) -> e.TicketFound | e.TicketMissing:
        """A ticket of the journal."""

    def archive(self, wanted: a.WriteArchive, moved: Callable[[int], None]) -> e.ArchiveWritten | e.ArchiveNotWritten:
        """Writes and reads back; `moved` hears percents. Called in a thread of its own."""

    def keep_witness(self) -> None:
        """The heads of all chains, outside the journal, when they have changed."""

    def between_customers(self) -> None:
        """Prices that came meanwhile, and a checkpoint when it is time."""


class Office:
    """Does the paperwork and posts what came of it."""

    def __init__(self, paperwork: Paperwork, post: Callable[[e.Event], None]) -> None:
        self._paperwork = paperwork
        self._post = post

    def make_receipt_code(self, wanted: a.MakeReceiptCode) -> None:
        self._post(e.ReceiptCodeMade(wanted.done.receipt, self._paperwork.receipt_code(wanted.done)))

    def find_ticket(self, wanted: a.FindTicket) -> None:
        self._post(self._paperwork.ticket(wanted.receipt))

    def write_archive(self, wanted: a.WriteArchive) -> None:
        threading.Thread(target=self._archive, args=(wanted,), name="archive", daemon=True).start()

    def tick(self, between_customers: bool) -> None:
        """Once a second."""
        self._paperwork.keep_witness()
        if between_customers:
            self._paperwork.between_customers()

    def _archive(self, wanted: a.WriteArchive) -> None:
        try:
            self._post(self._paperwork.archive(wanted, self._moved))
        except BaseException as error:
            log.critical("the archive was not written", exc_info=True)
            self._post(e.ArchiveNotWritten(wanted.by, f"{type(error).__name__}: {error}"))
            raise

    def _moved(self, percent: int) -> None:
        self._post(e.ArchiveMoved(percent))
