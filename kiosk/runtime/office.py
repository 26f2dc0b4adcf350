"""The office: what is wanted and needs no device. Receipts are signed, tickets found, archives written, books kept.

What takes longer than a customer's touch may wait is done in a thread of its own: a receipt's QR code (a fifth of a
second when it is long) and an archive, which reads through a connection of its own. The rest is done at once, in the
kernel's thread.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.states import Completed

DIGITS = "1234567890"

log = logging.getLogger(__name__)


class Paperwork(Protocol):
    """What the office works with; the assembler hands it in."""

    def receipt_code(self, done: Completed) -> e.CodeRows:
        """A receipt's QR code, signed. ValueError when it holds too much. Called in a thread of its own."""

    def ticket(self, receipt: int) -> e.TicketFound | e.TicketMissing:
        """A ticket of the journal."""

    def archive(self, wanted: a.WriteArchive, moved: Callable[[int], None]) -> e.ArchiveWritten | e.ArchiveNotWritten:
        """Writes and reads back; `moved` hears percents. Called in a thread of its own."""

    def find_articles(self, wanted: a.FindArticles) -> e.ArticlesFound:
        """What the catalogue has for this. Called in a thread of its own."""

    def basket_codes(self, wanted: a.MakeBasketCodes) -> e.BasketCodesMade | e.BasketCodesNotMade:
        """A basket that is parked, signed. Called in a thread of its own."""

    def keep_witness(self) -> None:
        """The heads of all chains, outside the journal, when they have changed."""

    def heed_recalls(self) -> None:
        """A list of recalls that came meanwhile is in force already; it is written down."""

    def between_customers(self) -> None:
        """Prices that came meanwhile, and a checkpoint when it is time."""


class Office:
    """Does the paperwork and posts what came of it."""

    def __init__(self, paperwork: Paperwork, post: Callable[[e.Event], None]) -> None:
        self._paperwork = paperwork
        self._post = post

    def make_receipt_code(self, wanted: a.MakeReceiptCode) -> None:
        threading.Thread(target=self._receipt_code, args=(wanted.done,), name="receipt code", daemon=True).start()

    def find_ticket(self, wanted: a.FindTicket) -> None:
        self._post(self._paperwork.ticket(wanted.receipt))

    def write_archive(self, wanted: a.WriteArchive) -> None:
        threading.Thread(target=self._archive, args=(wanted,), name="archive", daemon=True).start()

    def find_articles(self, wanted: a.FindArticles) -> None:
        """An answer that comes after the customer has typed on is told, and passed over."""
        threading.Thread(target=self._found, args=(wanted,), name="search", daemon=True).start()

    def make_basket_codes(self, wanted: a.MakeBasketCodes) -> None:
        threading.Thread(target=self._basket_codes, args=(wanted,), name="basket codes", daemon=True).start()

    def shuffle_keys(self) -> None:
        """Each order of the ten digits is as likely as any other."""
        self._post(e.KeysShuffled("".join(secrets.SystemRandom().sample(DIGITS, len(DIGITS)))))

    def tick(self, between_customers: bool) -> None:
        """Once a second."""
        self._paperwork.keep_witness()
        self._paperwork.heed_recalls()
        if between_customers:
            self._paperwork.between_customers()

    def _receipt_code(self, done: Completed) -> None:
        try:
            self._post(e.ReceiptCodeMade(done.receipt, self._paperwork.receipt_code(done)))
        except ValueError as error:
            log.error("receipt %d gets no QR code, the sale stands: %s", done.receipt, error)
            self._post(e.ReceiptCodeNotMade(done.receipt))
        except BaseException:
            log.critical("the QR code of receipt %d was not made", done.receipt, exc_info=True)
            self._post(e.ReceiptCodeNotMade(done.receipt))
            raise

    def _found(self, wanted: a.FindArticles) -> None:
        try:
            self._post(self._paperwork.find_articles(wanted))
        except BaseException:
            log.critical("the catalogue could not be searched", exc_info=True)
            self._post(e.ArticlesFound(wanted.text, wanted.department, (), codes=wanted.codes))
            raise

    def _basket_codes(self, wanted: a.MakeBasketCodes) -> None:
        try:
            self._post(self._paperwork.basket_codes(wanted))
        except BaseException as error:
            log.critical("the basket was not parked", exc_info=True)
            self._post(e.BasketCodesNotMade(wanted.basket, f"{type(error).__name__}: {error}"))
            raise

    def _archive(self, wanted: a.WriteArchive) -> None:
        try:
            self._post(self._paperwork.archive(wanted, self._moved))
        except BaseException as error:
            log.critical("the archive was not written", exc_info=True)
            self._post(e.ArchiveNotWritten(wanted.by, f"{type(error).__name__}: {error}"))
            raise

    def _moved(self, percent: int) -> None:
        self._post(e.ArchiveMoved(percent))
