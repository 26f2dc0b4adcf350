"""The self-test of handheld scanners: the codes of the sheet, and what a reading of them shows must be set."""

from __future__ import annotations

import queue
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, cast

from hardware import words as w
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.scanner import keyboard
from hardware.scanner.keyboard import Layout
from hardware.scanner.message import SYMBOLOGIES, Codes, Manner
from hardware.wire import Wire
from hardware.words import Symbology
from kiosk.config import Config
from kiosk.config_devices import ROLES, CameraSection
from kiosk.domain.events import Role

GS = keyboard.GS


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One code of the sheet. `text` as a scanner with AIM identifiers sends it; its articles belong to nobody."""

    name: str
    text: str
    symbology: Symbology


SHEET = (
    SheetCode("EAN-13", "9501101530003", Symbology.EAN13),  # GS1 prefix 950: demonstrations
    SheetCode("EAN-8", "95010007", Symbology.EAN8),
    SheetCode("UPC-A", "0012345678905", Symbology.EAN13),
    SheetCode("Code 128", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", Symbology.CODE128),
    SheetCode("GS1-128", f"010950110153000310LOT7{GS}17271231", Symbology.GS1_128),
    SheetCode("QR", "BORNE-Essai-0123456789:/?=", Symbology.QR),
)


class Finding(StrEnum):
    """What a code of the sheet shows about the scanner."""

    RIGHT = "right"
    FRENCH = "French keyboard, put right"
    OTHER_KEYBOARD = "keyboard of another country"
    NO_IDENTIFIER = "AIM identifiers off"
    WRONG_KIND = "another kind of code"
    GS_LOST = "GS lost"
    NO_SUFFIX = "suffix missing"
    UNKNOWN = "no code of the sheet"


WHAT_TO_SET = {
    Finding.RIGHT: "",
    Finding.FRENCH: "Nothing must be done. Better: keyboard country 'USA' (North American).",
    Finding.OTHER_KEYBOARD: "Set the keyboard country to 'USA' (North American), and layout in kiosk.toml to 'auto'.",
    Finding.NO_IDENTIFIER: "Switch on 'AIM code ID' (transmit code ID: AIM). Without it kinds of codes are guessed.",
    Finding.WRONG_KIND: "Switch off what changes codes on the way (UPC-A to EAN-13, Code 128 emulation).",
    Finding.GS_LOST: "Switch on control characters (GS, FNC1), or use HID-POS, SSI or serial instead of a keyboard.",
    Finding.NO_SUFFIX: "Set the suffix to CR (Enter), or suffix in kiosk.toml to what the scanner sends.",
    Finding.UNKNOWN: "Read a code of the sheet. If it was one: a keyboard of another country, or edited data.",
}
HARMLESS = frozenset({Finding.RIGHT, Finding.FRENCH})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one reading shows; `code` is its name on the sheet, empty when it is none of them."""

    code: str
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """The kiosk understands it as it is."""
        return set(self.findings) <= HARMLESS


_IDENTIFIER = re.compile(r"\]([A-Za-z][0-9A-Za-z])")


def judge(manner: Manner, driver: str, has_suffix: bool) -> Judgement:
    """What this reading says about a scanner of this driver, which was set up to send a suffix or none."""
    for layout_is_right, text in _readings(manner.text):
        aim = _IDENTIFIER.match(text)
        said = text[aim.end() :] if aim else text
        for code in SHEET:
            if _alike(said) == _alike(code.text):
                findings = [
                    (Finding.OTHER_KEYBOARD, not layout_is_right),
                    (Finding.FRENCH, manner.french and layout_is_right),
                    # A packet of SSI names the kind of code by itself.
                    (Finding.NO_IDENTIFIER, aim is None and driver != "ssi"),
                    (Finding.WRONG_KIND, aim is not None and SYMBOLOGIES.get(aim[1]) is not code.symbology),
                    (Finding.GS_LOST, GS in code.text and GS not in text),
                    (Finding.NO_SUFFIX, has_suffix and not manner.ended),
                ]
                return Judgement(code.name, tuple(f for f, is_so in findings if is_so) or (Finding.RIGHT,))
    return Judgement("", (Finding.UNKNOWN,))


def _alike(text: str) -> str:
    """Codes that differ only in a lost GS, or in UPC-A with or without its leading 0, are the same code."""
    text = text.replace(GS, "")
    return text.zfill(13) if len(text) == 12 and text.isdigit() else text


def _readings(text: str) -> Iterator[tuple[bool, str]]:
    """The text as it came, and as the same keys would have said it on keyboards of other countries."""
    yield True, text
    for layout, other in ((Layout.US, Layout.FRENCH), (Layout.FRENCH, Layout.US)):
        try:
            strokes = [keyboard.stroke_for(sign, layout) for sign in text]
        except KeyError:
            continue
        yield False, keyboard.text_of(strokes, other)
    yield False, text.translate(str.maketrans("yzYZ", "zyZY"))  # German


class _ScannerWire(Wire, Protocol):
    """What every wire of a scanner also has."""

    codes: Codes


@dataclass
class _Scanner:
    """One configured scanner under test."""

    driver: str
    has_suffix: bool
    good: set[str] = field(default_factory=set)


class NoScanner(Exception):  # noqa: N818 - it says what is missing
    """kiosk.toml names no handheld scanner."""


def listen(config: Config, say: Callable[[str], None], seconds: float) -> bool:
    """Listen to every configured scanner until each has read the whole sheet well (True), or time is up.

    Stop the kiosk first: a port has one user. NoScanner: there is none to listen to.
    """
    heard: queue.SimpleQueue[tuple[str, Manner | w.Word]] = queue.SimpleQueue()
    scanners, pumps = {}, []
    for name, section in config.devices.items():
        if isinstance(section, CameraSection) or ROLES[section.driver] is not Role.SCANNER:
            continue
        options = section.model_dump(exclude={"driver", "link"}, exclude_none=True)
        driver = DRIVERS[section.driver]
        tell = _tally(name, heard)
        wire = cast(_ScannerWire, driver.build(options))
        wire.codes.overhear = tell
        scanners[name] = _Scanner(section.driver, options.get("suffix") not in (None, "none"))
        pumps.append(Pump(wire, driver.opener(section.link, options), tell, _crashed(tell), name))
    if not scanners:
        raise NoScanner
    for pump in pumps:
        pump.start()
    try:
        return _hear(heard, scanners, say, time.monotonic() + seconds)
    finally:
        for pump in pumps:
            pump.stop()


def _hear(
    heard: queue.SimpleQueue[tuple[str, Manner | w.Word]],
    scanners: dict[str, _Scanner],
    say: Callable[[str], None],
    until: float,
) -> bool:
    while any(len(scanner.good) < len(SHEET) for scanner in scanners.values()):
        try:
            name, what = heard.get(timeout=max(until - time.monotonic(), 0.0))
        except queue.Empty:
            break
        match what:
            case Manner():
                say(f"{name}: {_judged(scanners[name], what)}")
            case w.Ready():
                say(f"{name}: ready, read the codes of the sheet")
            case w.Degraded(fault, detail) | w.Lost(fault, detail):
                say(f"{name}: {fault.value.replace('_', ' ')}. {detail}")
    missing = {name: [c.name for c in SHEET if c.name not in each.good] for name, each in scanners.items()}
    for name, codes in missing.items():
        say(f"{name}: {'not yet right: ' + ', '.join(codes) if codes else 'all codes of the sheet are right'}")
    return not any(missing.values())


def _judged(scanner: _Scanner, manner: Manner) -> str:
    judgement = judge(manner, scanner.driver, scanner.has_suffix)
    if judgement.is_good:
        scanner.good.add(judgement.code)
    findings = ", ".join(judgement.findings)
    advice = " ".join(WHAT_TO_SET[finding] for finding in judgement.findings)
    shown = judgement.code or ascii(manner.text[:60])
    return f"{shown}: {findings}. {advice}".rstrip(" .") + "."


def _tally(name: str, heard: queue.SimpleQueue[tuple[str, Manner | w.Word]]) -> Callable[[Manner | w.Word], None]:
    return lambda what: heard.put((name, what))


def _crashed(tell: Callable[[w.Word], None]) -> Callable[[Exception], None]:
    return lambda error: tell(w.Lost(w.Fault.NO_ANSWER, f"its driver has crashed: {error!r}"))
