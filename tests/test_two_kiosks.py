"""A basket goes from one kiosk to another without any network: two journals, two keys, codes on glass and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.sources import Frame
from hardware.printer.escpos import EscposPrinter
from hardware.printer.paper import encode
from hardware.simulated.loop import Loop
from hardware.simulated.paper_picture import render
from hardware.simulated.printer import PrinterEmulator
from hardware.words import CodeSeen, Print, Printed, Symbology
from kiosk.baskets.keys import enrolled, enrolment_of, revoked
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.config import Config
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Refusal
from kiosk.domain.product import Pack
from kiosk.domain.states import Kiosk
from kiosk.evidence.journal import Journal
from kiosk.handhelds import Enrolment, device_of, keep, kept, own_key
from kiosk.paperwork import Evidence, ShopPaperwork, open_evidence
from kiosk.runtime.baskets import Baskets
from kiosk.runtime.reading import ShopReading
from kiosk.runtime.translate import document
from tests.baskets.stall import picture, seen_by_camera
from tests.evidence.kept_till import KeptTill
from tests.evidence.sealed import adopt
from tests.flows.customer import APPLES, BREAD, SHOP, WINE

SHELF = {each.code: each for each in (BREAD, APPLES, WINE)}
LABEL = "2112345004822"
PARKS = replace(SHOP, parks=True)
UNKNOWN = "4006381333931"


class Shelf:
    """What every kiosk of the shop sells."""

    def find(self, code: str) -> Pack | None:
        return Pack(SHELF[code]) if code in SHELF else None


@dataclass
class Station:
    """A kiosk with a journal, a key and a camera of its own."""

    config: Config
    evidence: Evidence
    till: KeptTill
    enrolment: Enrolment
    reading: ShopReading
    paperwork: ShopPaperwork

    @property
    def line(self) -> str:
        """With which other kiosks enrol it."""
        return enrolment_of(device_of(self.config), own_key(self.config.kiosk.folder))

    def enrols(self, other: Station) -> None:
        folder = self.config.kiosk.folder
        keep(folder, enrolled(kept(folder), other.line, 1))
        self.till.tell(e.HandheldsArrived(self.enrolment.refresh()))

    def reads(self, *texts: str) -> v.View:
        for text in texts:
            self.till.tell(*self.reading(CodeSeen(text, Symbology.QR)))
        return self.till.view

    def parks(self) -> tuple[str, ...]:
        """The texts of the codes on the screen."""
        self.till.tell(e.ParkPressed())
        (wanted,) = self.till.wanted("MakeBasketCodes")
        made = self.paperwork.basket_codes(wanted)
        assert isinstance(made, e.BasketCodesMade)
        self.till.tell(made)
        return made.texts

    @property
    def lines(self) -> list[tuple[str, int, int, int]]:
        return [(line.name, line.count, line.grams, line.gross.cents) for line in self.till.kiosk.own.sale.lines]  # type: ignore[union-attr]


def station(folder: Path, name: str) -> Station:
    config = Config.model_validate(
        {
            "shop": {"name": SHOP.name, "till": name, "labels": ["21IIIIIWWWWWC"]},
            "kiosk": {"folder": str(folder / name), "witness": str(folder / f"witness-{name}")},
            "baskets": {"shop": "quimper-1"},
        }
    )
    evidence = open_evidence(config, "1")
    adopt(evidence.journal, evidence.ring)
    till = KeptTill(shop=replace(PARKS, till=name), journal=evidence.journal)
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.READY))
    baskets = Baskets(lambda: till.kiosk.sees.now)
    enrolment = Enrolment(config, baskets)
    enrolment.refresh()
    reading = ShopReading(Shelf(), Labels(config.shop.labels), baskets)
    catalogue = Catalogue.open(folder / name / "catalogue")
    paperwork = ShopPaperwork(
        config, till.shop, evidence, catalogue, lambda event: None, lambda: Kiosk(SHOP), enrolment
    )
    return Station(config, evidence, till, enrolment, reading, paperwork)


@pytest.fixture
def stations(tmp_path: Path) -> Iterator[list[Station]]:
    made = [station(tmp_path, name) for name in "123"]
    for each in made[1:]:
        each.enrols(made[0])
    yield made
    for each in made:
        each.evidence.journal.close()


def shopped(at: Station) -> list[tuple[str, int, int, int]]:
    for _ in range(2):
        at.till.scan(BREAD)
    at.reads(LABEL)
    at.till.scan(APPLES, grams=1250)
    return at.lines


def test_a_basket_goes_on_at_the_next_kiosk_from_a_photograph_of_the_screen(stations: list[Station]) -> None:
    first, second, _ = stations
    before = shopped(first)
    first.till.tell(e.UnknownScanned(UNKNOWN))
    texts = first.parks()
    read = seen_by_camera(picture(text) for text in texts)
    view = second.reads(*read)
    assert isinstance(view, v.BasketView)
    assert second.lines == before
    assert [each.title for each in view.exceptions] == ["Article inconnu"]
    (taken,) = second.till.told(f.BasketTaken)
    assert taken.device == "KIOSK-1"
    assert not taken.age


def test_it_is_taken_once_also_after_a_restart_and_not_after_its_end(stations: list[Station]) -> None:
    first, second, third = stations
    shopped(first)
    texts = first.parks()
    second.reads(*texts)
    second.till.tell(e.CancelPressed())
    second.reads(*texts)
    assert second.till.told(f.BasketTurnedAway)[-1].reason is Refusal.USED
    second.till.tell(e.HelpDismissed(), e.CancelPressed())
    second.evidence.journal.close()
    ring = second.evidence.ring
    second.till = KeptTill(shop=second.till.shop, journal=Journal(second.evidence.journal.path, ring, "2"))
    second.reads(*texts)
    assert second.till.told(f.BasketTurnedAway)[-1].reason is Refusal.USED
    second.till.journal.close()
    third.till.wait(7200 + 300)
    third.reads(*texts)
    assert third.till.told(f.BasketTurnedAway)[-1].reason is Refusal.EXPIRED
    assert not third.till.told(f.BasketTaken)


def test_a_third_kiosk_without_a_network_takes_it_as_well_and_both_journals_say_so(stations: list[Station]) -> None:
    """What offline means: see FORMAT.md. The expiry ends it, and afterwards the ids tell."""
    first, second, third = stations
    shopped(first)
    texts = first.parks()
    second.reads(*texts)
    third.reads(*texts)
    ids = [each.till.told(f.BasketTaken)[0].basket for each in (second, third)]
    assert ids == [first.till.told(f.SaleParked)[0].basket] * 2


def test_a_kiosk_takes_what_it_parked_itself_and_nothing_of_one_it_does_not_know(stations: list[Station]) -> None:
    first, second, _ = stations
    before = shopped(first)
    texts = first.parks()
    first.till.tell(e.DonePressed())
    first.reads(*texts)
    assert first.lines == before
    shopped(second)
    first.till.tell(e.CancelPressed())
    first.reads(*second.parks())
    assert first.till.told(f.BasketTurnedAway)[-1].reason is Refusal.FORGED


def test_a_revoked_kiosk_s_baskets_are_refused_from_the_next_customer_on(stations: list[Station]) -> None:
    first, second, _ = stations
    shopped(first)
    texts = first.parks()
    folder = second.config.kiosk.folder
    keep(folder, revoked(kept(folder), "KIOSK-1", 1))
    second.till.tell(e.HandheldsArrived(second.enrolment.refresh()))
    second.reads(*texts)
    assert second.till.told(f.BasketTurnedAway)[-1].reason is Refusal.REVOKED
    assert second.till.told(f.HandheldsTrusted)[-1].keys == ()
    events = [seal for seal in second.evidence.journal.seals() if "handhelds" in seal.fields]
    assert len(events) == 2


def test_a_damaged_list_of_handhelds_stops_baskets_and_nothing_else(
    stations: list[Station], caplog: pytest.LogCaptureFixture
) -> None:
    first, second, _ = stations
    shopped(first)
    (second.config.kiosk.folder / "handhelds.json").write_bytes(b'{"handhelds": [\xff')
    for _ in range(2):
        assert second.enrolment.refresh() == ()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "no basket is taken, sales go on" in caplog.text
    second.reads(*first.parks())
    assert second.till.told(f.BasketTurnedAway)[-1].reason is Refusal.KEYLESS
    second.till.scan(BREAD)
    assert second.lines == [("Baguette", 1, 0, 120)]


def test_a_kiosk_whose_own_key_is_damaged_takes_others_and_parks_nothing(stations: list[Station]) -> None:
    first, second, _ = stations
    (second.config.kiosk.folder / "keys" / "basket.pem").write_text("no key")
    assert second.enrolment.refresh()
    shopped(first)
    second.reads(*first.parks())
    assert len(second.till.told(f.BasketTaken)) == 1
    second.till.tell(e.ParkPressed())
    (wanted,) = second.till.wanted("MakeBasketCodes")
    view = second.till.tell(second.paperwork.basket_codes(wanted))
    assert isinstance(view, v.BasketView)
    assert view.lines
    assert view.told


def test_a_long_basket_leaves_on_paper_and_is_read_off_it(stations: list[Station]) -> None:
    first, second, _ = stations
    for number in range(60):
        article = replace(BREAD, code=f"MAISON-{number:03}", name=f"Article {number}")
        SHELF[article.code] = article
        first.till.scan(article)
    before = first.lines
    assert len(first.parks()) == 3
    first.till.tell(e.PrintCodesPressed())
    (printing,) = first.till.wanted("PrintReceipt")
    printer = PrinterEmulator()
    loop, now = Loop(EscposPrinter(encode), printer), 0.0
    loop.run(now)
    loop.wire.ask(Print(printing.job, document(printing.parts)))
    while not any(isinstance(word, Printed) for word in loop.run(now)):
        now += 0.1
        assert now < 60
    (receipt,) = printer.receipts
    paper = np.asarray(render(receipt).convert("L"))
    second.reads(*seen_by_camera(held(paper), frames=3))
    assert second.lines == before


def held(paper: Frame) -> Iterator[Frame]:
    """The paper drawn past the camera, from its top to its end, one printed dot a pixel and a little soft."""
    for top in range(0, paper.shape[0], 300):
        view = paper[top : top + 720]
        frame = np.full((720, paper.shape[1]), 200, np.uint8)
        frame[: view.shape[0]] = view
        yield cv2.GaussianBlur(frame, (0, 0), 0.8).astype(np.uint8)
