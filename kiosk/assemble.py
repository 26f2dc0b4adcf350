"""Builds a kiosk from its configuration. It imports everything and nobody imports it but the commands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from hardware import words as w
from hardware.camera.camera import Camera
from hardware.camera.reader import Wanted
from hardware.camera.sources import Source, gray, open_source
from hardware.drivers import DRIVERS
from hardware.link import Link
from hardware.pump import Pump
from hardware.wire import Wire
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.config import Config
from kiosk.config_devices import CameraSection
from kiosk.domain import events as e
from kiosk.domain.sight import Sees
from kiosk.domain.views import View
from kiosk.evidence.checkpoint import fold
from kiosk.evidence.entries import JournalBroken
from kiosk.handhelds import Enrolment
from kiosk.mailroom import Mailroom
from kiosk.paperwork import Evidence, ShopPaperwork, booted, open_evidence
from kiosk.receipts.mail import receipt_mail
from kiosk.receipts.server import RECEIPT_PAGE, Page, PageServer, PagesNotServed
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.baskets import Baskets
from kiosk.runtime.clock import wall_clock
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Device, Devices
from kiosk.runtime.inbox import Inbox
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.office import Office
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.postman import MailServer, Postman
from kiosk.runtime.reading import ShopReading
from kiosk.runtime.translate import restored
from kiosk.team import attendants_of
from kiosk.ui.backlight import can_be_set
from kiosk.version import version

PAGES = {
    "/": RECEIPT_PAGE,
    "/panier": Page(Path(__file__).with_name("baskets").joinpath("page.html").read_bytes(), days=30),
}
"""What telephones open on the shop's network: the page of receipts for customers, the one of baskets for staff."""

log = logging.getLogger(__name__)


@dataclass
class Station:
    """One kiosk, put together and not yet started. `camera` holds one or none."""

    inbox: Inbox
    kernel: Kernel
    conductor: Conductor
    evidence: Evidence
    catalogue: Catalogue
    enrolment: Enrolment
    attendants: Attendants
    devices: Devices
    pumps: dict[str, Pump] = field(default_factory=dict)
    camera: tuple[Camera, ...] = ()
    pages: tuple[PageServer, ...] = ()
    postman: tuple[Postman, ...] = ()

    def start(self, on_crash: Callable[[BaseException], None], on_end: Callable[[], None] = lambda: None) -> None:
        """Boot: the state is what the journal folded to; then every device is opened.

        `on_end`: staff want the program to end and be started again. Called from the kernel's thread.
        """
        now = wall_clock()
        first = tuple(booted(self.evidence, version(), now.now))  # reads the journal, which is the kernel's from now on
        self.inbox.start(self.kernel, self.conductor, on_crash, on_end)
        self.inbox.post(now)
        for device in self.devices:
            self.inbox.post(e.DeviceChanged(device.name, device.role, e.Condition.LOST, "starting"))
        for event in first:
            self.inbox.post(event)
        self.inbox.post(e.HandheldsArrived(self.enrolment.refresh()))
        self.inbox.post(self._roll())
        for damage in self.catalogue.damaged:
            log.error("price file edition %s cannot be used: %s", damage.version, damage.found)
        for pump in self.pumps.values():
            pump.start()
        for camera in self.camera:
            camera.start()
        for pages in self.pages:
            _serve(pages)
        for postman in self.postman:
            postman.start()

    def _roll(self) -> e.RollArrived:
        arrived = self.attendants.arrived()
        if arrived.damaged:
            log.error(
                "the staff's file cannot be used, only kiosk.toml's people come and no money is affected: %s. "
                "Remove it and enrol the others again: kiosk attendants",
                arrived.damaged,
            )
        return arrived

    def stop(self) -> None:
        """Stop every thread, then let go of the files."""
        for postman in self.postman:
            postman.stop()
        for pages in self.pages:
            pages.stop()
        for camera in self.camera:
            camera.stop()
        for pump in self.pumps.values():
            pump.stop()
        self.inbox.stop()
        with suppress(OSError, JournalBroken):  # the journal itself is whole; both only make the next start better
            self.evidence.testify()
            self.evidence.checkpoint.keep(self.kernel.kiosk, self.evidence.journal)
        self.evidence.journal.close()
        self.catalogue.close()


def assemble(
    config: Config,
    draw: Callable[[View], None],
    sources: Mapping[str, Callable[[], Source]] | None = None,
) -> Station:
    """Everything but the window. JournalBroken when the journal cannot be used: then nothing may be sold.

    `sources` overrules where a camera of this name gets its pictures (the demonstration).
    """
    shop = replace(config.domain_shop(version()), dims=can_be_set())
    evidence = open_evidence(config, version())
    catalogue = Catalogue.open(config.kiosk.folder / "catalogue")
    baskets = Baskets(lambda: wall_clock().now)
    enrolment = Enrolment(config, baskets)
    attendants = attendants_of(config)
    reading = ShopReading(
        catalogue, Labels(config.shop.labels), baskets, config.voucher_codes(), attendants.badge_shown
    )
    postmen = _postman(config)
    inbox = Inbox(
        attendants, wall_clock, *(Mailroom(postman, lambda done: paperwork.receipt_text(done)) for postman in postmen)
    )
    pumps, cameras, devices = _devices(config, inbox, reading, catalogue, dict(sources or {}))
    paperwork = ShopPaperwork(config, shop, evidence, catalogue, inbox.post, lambda: kernel.kiosk, enrolment)
    paperwork.tell_of_bags()
    conductor = Conductor(devices, inbox.post, Office(paperwork, inbox.post))
    kiosk = replace(fold(evidence.journal, evidence.checkpoint, shop), sees=Sees(heads=evidence.journal.heads()))
    for machine in devices.of(e.Role.CASH):
        machine.ask(restored(kiosk.till, machine.name))
    kernel = Kernel(kiosk, evidence.journal, conductor, _when_changed(draw))
    return Station(
        inbox, kernel, conductor, evidence, catalogue, enrolment, attendants, devices, pumps, cameras, _pages(config),
        postmen,
    )  # fmt: skip


def _pages(config: Config) -> tuple[PageServer, ...]:
    """The pages for telephones, where the shop's network is on."""
    if config.receipts.serve is None:
        return ()
    host, _, port = config.receipts.serve.rpartition(":")
    return (PageServer(host, int(port), PAGES),)


def _postman(config: Config) -> tuple[Postman, ...]:
    """Who takes receipts to the shop's mail server, where it has one."""
    section = config.email
    if section is None:
        return ()
    server = MailServer(
        section.host, section.port, section.security, section.sender, section.user, section.password_file
    )
    return (Postman(Outbox(config.kiosk.folder / "outbox"), server, receipt_mail),)


def _serve(pages: PageServer) -> None:
    try:
        pages.start()
    except PagesNotServed as error:
        log.error("%s", error)


def _devices(
    config: Config,
    inbox: Inbox,
    reading: ShopReading,
    catalogue: Catalogue,
    sources: Mapping[str, Callable[[], Source]],
) -> tuple[dict[str, Pump], tuple[Camera, ...], Devices]:
    pumps: dict[str, Pump] = {}
    cameras: tuple[Camera, ...] = ()
    devices: list[Device] = []
    for name, section in config.devices.items():
        role = config.role_of(name)
        if isinstance(section, CameraSection):
            opener = sources.get(name) or partial(open_source, section.source, section.settings())
            camera, device = _camera(name, opener, section, inbox, reading, catalogue)
            cameras = (camera,)
        else:
            options = section.model_dump(exclude={"driver", "link"}, exclude_none=True)
            driver = DRIVERS[section.driver]
            pump, device = _pump(
                name, role, driver.build(options), driver.opener(section.link, options), inbox, reading
            )
            pumps[name] = pump
        devices.append(device)
    return pumps, cameras, Devices(devices)


def _pump(
    name: str, role: e.Role, wire: Wire, opener: Callable[[], Link], inbox: Inbox, reading: ShopReading
) -> tuple[Pump, Device]:
    def ask(command: w.Command) -> None:
        pump.ask(command)

    device = Device(name, role, ask)
    tell = inbox.teller(device, reading)

    def crashed(error: Exception) -> None:
        log.critical("the driver of %s has crashed", name, exc_info=error)
        tell(w.Lost(w.Fault.NO_ANSWER, f"its driver has crashed: {error!r}"))

    pump = Pump(wire, opener, tell, crashed, name)
    return pump, device


def _camera(
    name: str,
    opener: Callable[[], Source],
    section: CameraSection,
    inbox: Inbox,
    reading: ShopReading,
    catalogue: Catalogue,
) -> tuple[Camera, Device]:
    def ask(command: w.Command) -> None:
        match command:
            case w.EnableReading():
                camera.resume()
            case w.TryAgain():
                camera.try_again()
            case _:
                camera.pause()

    device = Device(name, e.Role.CAMERA, ask)
    tell, known = inbox.teller(device, reading), lambda code: catalogue.find(code) is not None
    camera = Camera(opener, tell, known, wanted=Wanted(upce=section.upce))
    return camera, device


def _when_changed(draw: Callable[[View], None]) -> Callable[[View], None]:
    """Draws only what differs from what is on the screen."""
    shown: list[View] = []

    def draw_if_new(view: View) -> None:
        if shown != [view]:
            shown[:] = [view]
            draw(view)

    return draw_if_new


@dataclass(frozen=True, slots=True)
class LivePicture:
    """A camera picture as the screen wants it: one gray plane and outlines in pixels."""

    number: int
    width: int
    height: int
    gray: bytes
    outlines: tuple[tuple[tuple[float, float], ...], ...]
    accepted: bool


class LivePictures:
    """The camera's last picture for the screen; turned into bytes once per new picture."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._last: tuple[LivePicture, ...] = ()

    def latest(self) -> LivePicture | None:
        """None before the first picture and while the camera is away."""
        picture = self._camera.latest()
        if picture is None:
            return None
        for last in self._last:
            if last.number == picture.number:
                return last
        width, height = picture.size
        live = LivePicture(
            picture.number,
            width,
            height,
            gray(picture.pixels).tobytes(),
            tuple(tuple((float(x), float(y)) for x, y in mark.outline) for mark in picture.marks),
            any(mark.accepted for mark in picture.marks),
        )
        self._last = (live,)
        return live
