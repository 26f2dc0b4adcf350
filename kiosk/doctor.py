"""The doctor: opens each configured device by itself, looks whether the team can come, and gives advice."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardware import words as w
from hardware.camera.sources import Device, SourceLost, open_source
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from kiosk.catalogue.catalogue import Catalogue
from kiosk.config import Config
from kiosk.config_devices import ROLES, CameraSection
from kiosk.domain.events import Role
from kiosk.domain.history import replay
from kiosk.domain.roll import lost
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.record import Record
from kiosk.evidence.standing import begun
from kiosk.paperwork import bags_missing
from kiosk.team import TRY_MILLISECONDS, attendants_of, try_milliseconds
from kiosk.version import version

PATIENCE_SECONDS = 20.0
"""How long a device may take until it says something final: a note recycler starts for some ten seconds."""

ADVICE = {
    w.Fault.LINK_LOST: "Check its cable and power, and the link in kiosk.toml. Is the kiosk still running?",
    w.Fault.NO_ANSWER: "Check its power, its address and the speed of the line in kiosk.toml.",
    w.Fault.WRONG_DEVICE: "Another device answers there: check which cable goes where.",
    w.Fault.KEY_REFUSED: "Its encryption key is not the one in kiosk.toml: set the key, or reset it on the device.",
    w.Fault.STARTING: "Wait a minute and try again.",
    w.Fault.JAM: "Open it and take out what is stuck.",
    w.Fault.FRAUD: "Look at its slot: somebody may have tried to pull money out.",
    w.Fault.CASHBOX_FULL: "Empty the cashbox.",
    w.Fault.CASHBOX_REMOVED: "Put the cashbox back.",
    w.Fault.DEVICE_FULL: "Take money out of the recycler.",
    w.Fault.NOTE_IN_BEZEL: "Take the note out of the slot.",
    w.Fault.PAYOUT_OUT_OF_SERVICE: "Switch it off and on; if it comes back, call its service.",
    w.Fault.NOT_ENOUGH_CASH: "Fill it.",
    w.Fault.OUT_OF_PAPER: "Put in a new roll.",
    w.Fault.PAPER_NEAR_END: "Have a new roll ready.",
    w.Fault.COVER_OPEN: "Close its cover.",
    w.Fault.CUTTER_JAM: "Free the cutter, then switch it off and on.",
    w.Fault.PRINTER_ERROR: "Switch it off and on; if it comes back, call its service.",
    w.Fault.NO_PICTURE: "Check the camera's cable; try another socket.",
}

SCALE_ADVICE = {
    w.Fault.NO_ANSWER: "Check its power and its cable (crossed or straight), then its menu: protocol, speed, parity.",
    w.Fault.WRONG_DEVICE: "Set the scale up in its own menu, or call its service: some settings are sealed.",
}
"""What is different with scales: the protocol is chosen in their menu, and parts of it are under a legal seal."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one device is."""

    device: str
    driver: str
    link: str
    state: str
    advice: str
    healthy: bool


def examine(config: Config) -> Iterator[Finding]:
    """Each device in turn; a device that says nothing for PATIENCE_SECONDS is called lost."""
    for name, section in config.devices.items():
        if isinstance(section, CameraSection):
            health, report = _look(section)
            yield _finding(name, section.driver, section.source, health, report)
        else:
            options = section.model_dump(exclude={"driver", "link"}, exclude_none=True)
            driver = DRIVERS[section.driver]
            pump_words: queue.SimpleQueue[w.Word] = queue.SimpleQueue()
            pump = Pump(
                driver.build(options),
                driver.opener(section.link, options),
                pump_words.put,
                lambda error, words=pump_words: words.put(  # type: ignore[misc]
                    w.Lost(w.Fault.NO_ANSWER, f"its driver has crashed: {error!r}")
                ),
                name,
            )
            pump.start()
            health = _listen(pump_words)
            pump.stop()
            yield _finding(name, section.driver, section.link, health)


def examine_team(config: Config) -> Finding:
    """Can those come who may, and does a try at the keypad take neither too short nor too long?"""
    took, least, most = try_milliseconds(), TRY_MILLISECONDS[0], TRY_MILLISECONDS[-1]
    arrived = attendants_of(config).arrived()
    found, advice = [f"{len(arrived.people)} known", f"a PIN takes {took} ms ({least} to {most})"], ""
    if arrived.damaged:
        found.append(f"staff.json: {arrived.damaged}")
        advice = "Only kiosk.toml's people come: remove staff.json, then `kiosk attendants enrol` the others."
    elif missing := lost(arrived.people, _named(config)):
        found.append(f"PIN lost: {', '.join(missing)}")
        advice = "The journal knows them, staff.json does not: `kiosk attendants enrol NAME --id ID`."
    elif took > most:
        advice = "Staff wait at the keypad: has this machine something else to do?"
    return Finding("staff", "keypad", "staff.json", "; ".join(found), advice, not advice)


def examine_bags(config: Config) -> tuple[Finding, ...]:
    """Can the bags of kiosk.toml be offered? Empty where it names none."""
    if not config.shop.bags:
        return ()
    catalogue = Catalogue.open(config.kiosk.folder / "catalogue")
    try:
        missing = bags_missing(catalogue, config.shop.bags)
    finally:
        catalogue.close()
    offered = f"{len(config.shop.bags) - len(missing)} of {len(config.shop.bags)} are offered"
    advice = (
        "Customers are not asked about these: correct shop.bags in kiosk.toml, or the price file." if missing else ""
    )
    return (Finding("bags", "price file", "shop.bags", "; ".join((offered, *missing)), advice, not missing),)


def _named(config: Config) -> Mapping[str, str]:
    """What the journal says of the roll; nothing before the first start. A broken one has its own command."""
    try:
        record = Record(config.kiosk.folder / "journal.db")
    except JournalBroken:
        return {}
    try:
        kiosk, since = begun(record, config.domain_shop(version()))
        return replay((entry.fact() for entry in record.entries(since)), kiosk).till.roll
    finally:
        record.close()


def _listen(words: queue.SimpleQueue[w.Word]) -> w.Health:
    """The first final word about health; a start-up under way is waited for."""
    last: w.Health = w.Lost(w.Fault.NO_ANSWER, f"nothing was heard for {PATIENCE_SECONDS:.0f} s")
    while True:
        try:
            word = words.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            return last
        match word:
            case w.Degraded(w.Fault.STARTING):
                last = word
            case w.Ready() | w.Degraded() | w.Lost():
                return word


def _look(section: CameraSection) -> tuple[w.Health, tuple[str, ...]]:
    try:
        camera = open_source(section.source, section.settings())
    except SourceLost as lost:
        return w.Lost(w.Fault.LINK_LOST, str(lost)), ()
    try:
        health = w.Ready() if camera.read() is not None else w.Lost(w.Fault.NO_PICTURE)
        return health, camera.report if isinstance(camera, Device) else ()
    finally:
        camera.close()


def _finding(name: str, driver: str, link: str, health: w.Health, report: tuple[str, ...] = ()) -> Finding:
    match health:
        case w.Ready():
            return Finding(name, driver, link, "; ".join(("Ready", *report)), "", True)
        case w.Degraded(fault, detail):
            return Finding(name, driver, link, f"Degraded: {_why(fault, detail)}", _advice(driver, fault), False)
        case w.Lost(fault, detail):
            return Finding(name, driver, link, f"Lost: {_why(fault, detail)}", _advice(driver, fault), False)


def _advice(driver: str, fault: w.Fault) -> str:
    special = SCALE_ADVICE if ROLES[driver] is Role.SCALE else {}
    return special.get(fault, ADVICE[fault])


def _why(fault: w.Fault, detail: str) -> str:
    return fault.value.replace("_", " ") + (f" ({detail})" if detail else "")
