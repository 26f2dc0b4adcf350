"""The paperwork of one kiosk: its journal, keys, witness, checkpoint and prices, as the office uses them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kiosk.basket_codes import rows
from kiosk.baskets.keys import KeyRefused
from kiosk.baskets.seal import sealed_basket
from kiosk.catalogue.catalogue import Catalogue
from kiosk.config import Config
from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.product import Pack
from kiosk.domain.receipt import TICKET, TRAINING, excerpt
from kiosk.domain.states import Completed, Kiosk, Shop
from kiosk.evidence.archive import ArchiveNotMade, write_archive
from kiosk.evidence.archive import Identity as Archivist
from kiosk.evidence.checkpoint import Checkpoint
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import Identity, KeyRing
from kiosk.evidence.periods import NoSuchPeriod, span_of
from kiosk.evidence.record import Record
from kiosk.evidence.witness import Witness
from kiosk.handhelds import Enrolment, own_key
from kiosk.parked import parked_basket
from kiosk.receipts.qr import modules, receipt_text
from kiosk.runtime.clock import wall_clock

CHECKPOINT_ENTRIES = 2_000
"""How many entries a start folds at the most, as long as the kiosk is at rest once in a while."""

NEVER_TOLD = "?"
"""No version of a list of recalls: even that there is none is told once after a start."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a till proves itself with. One process may have it at a time."""

    journal: Journal
    ring: KeyRing
    witness: Witness
    checkpoint: Checkpoint

    def unadopted(self, at: int) -> tuple[e.KeyMade, ...]:
        """A key that the journal is to adopt before anything else. `at`: UTC seconds."""
        adopted = self.journal.certificates()[-1:]
        return self.ring.unadopted(adopted[0] if adopted else "", at)

    def testify(self) -> None:
        """The witness is told where the journal stands. OSError or JournalBroken when it cannot be kept."""
        if self.witness.waits(self.journal):
            return
        entry, digest = self.journal.head
        self.witness.keep(entry, digest, self.journal.heads().values(), self.journal.key)


def open_evidence(config: Config, version: str) -> Evidence:
    """Opens or begins a till's evidence. JournalBroken when it cannot be used: then nothing may be sold."""
    folder, shop = config.kiosk.folder, config.shop
    folder.mkdir(parents=True, exist_ok=True)
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    ring = KeyRing(folder / "keys", Identity(shop.name, shop.siret, shop.till), Path(handed) if handed else None)
    try:
        config.witness.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JournalBroken(f"the witness cannot be kept at {config.witness}: {error.strerror}") from error
    return Evidence(
        Journal(folder / "journal.db", ring, shop.till),
        ring,
        Witness(config.witness),
        Checkpoint(folder, version),
    )


def archivist(shop: Shop) -> Archivist:
    """Who an archive is of."""
    return Archivist(shop.name, shop.siret, shop.vat_number, shop.address, shop.till, shop.software, shop.version)


class ShopPaperwork:
    """Everything but `receipt_code`, `basket_codes`, `find_articles` and `archive` belongs to the kernel's thread.

    `kiosk`: what the kernel has made of the journal.
    """

    def __init__(
        self,
        config: Config,
        shop: Shop,
        evidence: Evidence,
        catalogue: Catalogue,
        post: Callable[[e.Event], None],
        kiosk: Callable[[], Kiosk],
        enrolment: Enrolment,
    ) -> None:
        self._config, self._shop, self._evidence, self._catalogue = config, shop, evidence, catalogue
        self._post, self._kiosk, self._enrolment = post, kiosk, enrolment
        self._kept_at = 0
        self._witness_fails = ""
        self._recalls_told, self._recalls_damaged = NEVER_TOLD, ""

    def receipt_code(self, done: Completed) -> e.CodeRows:
        """The receipt as a QR code."""
        return modules(self.receipt_text(done)).rows

    def receipt_text(self, done: Completed) -> str:
        """What the QR code says, signed with the key that seals now; what it needs of the journal is in memory."""
        journal = self._evidence.journal
        (signer,) = journal.signer
        head = journal.heads().get(TRAINING if done.sale.training else TICKET)
        seal = excerpt(head.signature if head and head.number == done.receipt else "")
        page = self._config.receipts.link or ""
        return receipt_text(done, self._shop, seal, signer.certificate.point, signer.sign_bytes, page)

    def ticket(self, receipt: int) -> e.TicketFound | e.TicketMissing:
        """A ticket of the journal; one that left for an archive is not here any more."""
        found = self._evidence.journal.ticket(receipt)
        return e.TicketFound(*found) if found else e.TicketMissing(receipt)

    def archive(self, wanted: a.WriteArchive, moved: Callable[[int], None]) -> e.ArchiveWritten | e.ArchiveNotWritten:
        """Onto the medium, through a connection of its own."""
        percents = Percents(moved)
        try:
            record = Record(self._config.kiosk.folder / "journal.db")
            try:
                span = span_of(record, wanted.kind, wanted.first_day, wanted.last_day)
                (signer,) = self._evidence.journal.signer
                made = write_archive(
                    record,
                    signer,
                    archivist(self._shop),
                    span,
                    self._config.archives.folder,
                    wall_clock().now,
                    percents,
                )
            finally:
                record.close()
        except (ArchiveNotMade, NoSuchPeriod, JournalBroken) as error:
            return e.ArchiveNotWritten(wanted.by, str(error))
        return e.ArchiveWritten(
            wanted.by,
            made.kind,
            made.first_day,
            made.last_day,
            made.first_entry,
            made.last_entry,
            made.digest,
            made.place.name,
        )

    def find_articles(self, wanted: a.FindArticles) -> e.ArticlesFound:
        """Through a connection of its own: scans do not wait for it."""
        return articles_found(self._catalogue, wanted)

    def basket_codes(self, wanted: a.MakeBasketCodes) -> e.BasketCodesMade | e.BasketCodesNotMade:
        """Signed with the kiosk's own key. Wanted again after a power cut, they are the same."""
        try:
            basket = parked_basket(wanted, self._config)
            texts = sealed_basket(basket, own_key(self._config.kiosk.folder))
        except (ValueError, KeyRefused, OSError) as error:
            log.error("a basket was not parked, it goes on here: %s", error)
            return e.BasketCodesNotMade(wanted.basket, str(error))
        return e.BasketCodesMade(wanted.basket, texts, tuple(map(rows, texts)))

    def keep_witness(self) -> None:
        """A witness that cannot be kept does not stop the sale; it is told once, and again when it is well."""
        try:
            self._evidence.testify()
        except (OSError, JournalBroken) as error:
            if not self._witness_fails:
                log.error(
                    "the witness cannot be kept, sales go on and no money is affected: %s. Look at its disk", error
                )
            self._witness_fails = str(error)
        else:
            if self._witness_fails:
                log.warning("the witness is kept again")
            self._witness_fails = ""

    def heed_recalls(self) -> None:
        """A damaged list is told once; the one before it stays in force, or none after a start."""
        recalls, damaged = self._catalogue.recalls, self._catalogue.recalls_damaged
        if damaged and damaged != self._recalls_damaged:
            log.error("the list of recalls cannot be read, recalled articles may be sold: %s. Import it again", damaged)
        self._recalls_damaged = damaged
        if recalls.version != self._recalls_told:
            self._recalls_told = recalls.version
            self._post(e.RecallsArrived(recalls.version, len(recalls.entries)))

    def tell_of_bags(self) -> None:
        """At the start, and when prices have changed: a bag of kiosk.toml that nobody is offered."""
        for missing in bags_missing(self._catalogue, self._config.shop.bags):
            log.error("a carrier bag is not offered, everything else is sold: %s. See shop.bags in kiosk.toml", missing)

    def between_customers(self) -> None:
        """Prices and handhelds that came meanwhile, and a checkpoint when it is time."""
        if self._catalogue.refresh():
            self.tell_of_bags()
        self._post(e.PricesArrived(str(self._catalogue.version), self._catalogue.articles))
        self._post(e.HandheldsArrived(self._enrolment.refresh()))
        self._enrolment.customer_left()
        entry, _ = self._evidence.journal.head
        if entry - self._kept_at < CHECKPOINT_ENTRIES:
            return
        try:
            if self._evidence.checkpoint.keep(self._kiosk(), self._evidence.journal):
                self._kept_at = entry
        except OSError as error:
            log.error("no checkpoint could be kept, the next start takes longer: %s", error)
            self._kept_at = entry


def articles_found(catalogue: Catalogue, wanted: a.FindArticles) -> e.ArticlesFound:
    """What a text may mean, a whole department, or the favourites; or the articles of some codes, in their order."""
    if wanted.codes:
        packs = tuple(pack for code in wanted.codes if (pack := catalogue.find(code)))
        return e.ArticlesFound("", "", tuple(dict.fromkeys(pack.product for pack in packs)), codes=wanted.codes)
    if wanted.text:
        articles = catalogue.search(wanted.text)
    elif wanted.department:
        articles = catalogue.of_department(wanted.department)
    else:
        articles = catalogue.favourites()
    return e.ArticlesFound(wanted.text, wanted.department, articles, catalogue.department_pictures())


def bags_missing(catalogue: Catalogue, codes: Iterable[str]) -> tuple[str, ...]:
    """Why each carrier bag that cannot be offered cannot be, in words."""
    return tuple(f"{code} {why}" for code in codes if (why := _not_offered(catalogue.find(code))))


def _not_offered(pack: Pack | None) -> str:
    if pack is None:
        return "is not in the price file"
    if pack.product.sale_stop or pack.product.recalls:
        return f"is stopped ({pack.product.sale_stop or 'recalled'})"
    return "is weighed or has a number of its own" if pack.product.weighed or pack.product.capture else ""


class Percents:
    """Passes each percent on once."""

    def __init__(self, moved: Callable[[int], None]) -> None:
        self._moved, self._last = moved, -1

    def __call__(self, percent: int) -> None:
        if percent != self._last:
            self._last = percent
            self._moved(percent)


def booted(evidence: Evidence, version: str, now: int) -> Iterable[e.Event]:
    """What the kernel hears first: the key, what the witness has to say, and that the program has started."""
    findings = evidence.witness.compare(evidence.journal)
    if not findings and not evidence.journal.head[0]:
        evidence.testify()  # else a power cut now would look like a witness that was taken away
    yield from evidence.unadopted(now)
    yield from findings
    last = evidence.journal.last()[0]
    entry = evidence.journal.entry(last) if last else None
    yield e.Booted(version, now, entry.at if entry else 0)
