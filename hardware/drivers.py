"""Every driver by its name in kiosk.toml, imported only when used: a missing library hurts its own device alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import Literal

from hardware.link import ByteSize, Link, Parity, StopBits, open_link
from hardware.wire import Wire
from hardware.words import Lamp

PASSWORD_SIZE_MAX = 1000

Options = Mapping[str, str | int]
"""What kiosk.toml says of a device beyond its driver and link, already validated."""


@dataclass(frozen=True, slots=True)
class Driver:
    """How a wire is made, and the serial line it expects."""

    build: Callable[[Options], Wire]
    baudrate: int = 9600
    bytesize: ByteSize = 8
    parity: Parity = "N"
    stopbits: StopBits = 1

    def opener(self, link: str, options: Options) -> Callable[[], Link]:
        """Opens the link as this device needs it; `baudrate` in the options overrules."""
        baudrate = int(options.get("baudrate", self.baudrate))
        return lambda: open_link(
            link, baudrate=baudrate, bytesize=self.bytesize, parity=self.parity, stopbits=self.stopbits
        )


def _essp(options: Options) -> Wire:
    from hardware.cash.essp import Essp
    from hardware.cash.ssp import FIXED_KEY_FACTORY

    key = int(str(options.get("key", f"{FIXED_KEY_FACTORY:016x}")), 16)
    return Essp(SystemRandom(), address=int(options.get("address", 0)), fixed_key=key)


def _cctalk(options: Options) -> Wire:
    from hardware.cash.cctalk import BusSettings, CcTalk
    from hardware.cash.cctalk_exchange import Echo
    from hardware.cash.cctalk_frame import Checksum

    pairs = (each.split("=") for each in str(options.get("hoppers", "")).split())
    settings = BusSettings(
        acceptor=int(options.get("acceptor", 2)),
        validator=int(options.get("validator", 0)),
        hoppers={int(value): int(address) for value, address in pairs},
        checksum=Checksum(str(options.get("checksum", "8bit"))),
        echo=Echo(str(options.get("echo", "detect"))),
    )
    return CcTalk(settings)


def _cashlogy(options: Options) -> Wire:
    from hardware.cash.cashlogy import Cashlogy

    return Cashlogy()


def _cashdro(options: Options) -> Wire:
    from hardware.cash.cashdro import CashDro

    file = Path(str(options["password_file"]))
    page = str(options.get("page", "index3.php"))
    return CashDro(str(options["user"]), lambda: file.read_text(encoding="utf-8", errors="replace").strip(), page)


def _concert(options: Options) -> Wire:
    from hardware.card.concert import ConcertSettings, ConcertV3

    line_end = b"\r\n" if options.get("line_end") == "crlf" else b""
    software, till = str(options["software"]), str(options.get("till", "01"))
    return ConcertV3(ConcertSettings(software, till, line_end))


def _concert_e(options: Options) -> Wire:
    from hardware.card.concert_e import ConcertE, ConcertESettings

    delay: Literal["A010", "A011"] = "A011" if options.get("delay") == "A011" else "A010"
    return ConcertE(ConcertESettings(str(options.get("till", "01")), delay))


def _nexo(options: Options) -> Wire:
    from hardware.card.nexo import Nexo, NexoSettings
    from hardware.card.nexo_blob import NexoKey

    key, flaw = None, ""
    if (passphrase := options.get("passphrase_file")) is not None:
        try:
            secret = Path(str(passphrase)).read_text(encoding="utf-8").strip()
            key = NexoKey.of(str(options["key_identifier"]), int(options["key_version"]), secret)
        except (OSError, UnicodeDecodeError):
            flaw = f"the passphrase in {passphrase} cannot be read: no card is taken; put it right and start again"
    settings = NexoSettings(
        poi=str(options["terminal"]),
        sale=str(options.get("sale", "borne")),
        environment=str(options.get("environment", "")),
        meal_brands=tuple(str(options.get("meal_brands", "")).split()),
        login=bool(options.get("login", False)),
        flaw=flaw,
    )
    return Nexo(settings, key, SystemRandom(), lambda: datetime.now(UTC))


def _escpos(options: Options) -> Wire:
    from hardware.printer import paper
    from hardware.printer.escpos import EscposPrinter

    columns = int(options.get("columns", 42))
    code_page = {"cp858": paper.CP858, "wpc1252": paper.WPC1252}[str(options.get("code_page", "cp858"))]
    confirm: Literal["process-id", "status"] = "status" if options.get("confirm") == "status" else "process-id"
    return EscposPrinter(lambda document: paper.encode(document, columns, code_page), confirm)


def _aim(options: Options) -> Wire:
    from hardware.scanner.aim import AimScanner, AimSettings

    suffix = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "none": b""}[str(options.get("suffix", "cr"))]
    return AimScanner(AimSettings(suffix=suffix))


def _toledo_8217(options: Options) -> Wire:
    from hardware.scale.polled import PolledScale
    from hardware.scale.toledo8217 import Toledo8217

    return PolledScale(Toledo8217())


def _cas(options: Options) -> Wire:
    from hardware.scale.cas import Cas
    from hardware.scale.polled import PolledScale

    return PolledScale(Cas())


def _dialog(options: Options) -> Wire:
    from hardware.scale.dialog import Dialog
    from hardware.scale.polled import PolledScale

    return PolledScale(Dialog(int(options.get("price_digits", 6))))


def _ssi(options: Options) -> Wire:
    from hardware.scanner.ssi import Ssi

    return Ssi()


def _wedge(options: Options) -> Wire:
    from hardware.scanner.wedge import Wedge, WedgeSettings

    suffix: Literal["enter", "tab", "none"] = "enter"
    layout: Literal["auto", "us", "fr"] = "auto"
    match options.get("suffix"):
        case "tab" | "none" as set_up:
            suffix = set_up
    match options.get("layout"):
        case "us" | "fr" as fixed:
            layout = fixed
    return Wedge(WedgeSettings(suffix, layout))


def _hid_pos(options: Options) -> Wire:
    from hardware.scanner.hid_pos import HidPos

    return HidPos()


def _cashmatic(options: Options) -> Wire:
    from hardware.cash.cashmatic import Cashmatic
    from hardware.cash.cashmatic_session import CashmaticSettings

    return Cashmatic(CashmaticSettings(str(options["user"]), _password(options)))


def _glory(options: Options) -> Wire:
    from hardware.cash.glory import Glory
    from hardware.cash.glory_session import GlorySettings

    if "user" not in options:
        return Glory()
    return Glory(GlorySettings(str(options["user"]), _password(options)))


def _password(options: Options) -> Callable[[], str]:
    """Reads the file at every sign-on, and keeps nothing. OSError: it cannot be read."""

    def read() -> str:
        with Path(str(options["password_file"])).open(encoding="utf-8", errors="replace") as opened:
            return opened.read(PASSWORD_SIZE_MAX).strip()

    return read


def _lcus(options: Options) -> Wire:
    from hardware.lights.relays import Lcus
    from hardware.lights.tower import Tower

    return Tower(Lcus(_channels(options)))


def _numato(options: Options) -> Wire:
    from hardware.lights.relays import Numato
    from hardware.lights.tower import Tower

    return Tower(Numato(_channels(options)))


def _channels(options: Options) -> dict[Lamp, int]:
    return {lamp: int(options[lamp.value]) for lamp in Lamp if lamp.value in options}


def _adafruit(options: Options) -> Wire:
    from hardware.lights.stack_lights import Adafruit
    from hardware.lights.tower import Tower

    return Tower(Adafruit())


def _patlite(options: Options) -> Wire:
    from hardware.lights.stack_lights import Patlite
    from hardware.lights.tower import Tower

    return Tower(Patlite())


def _leds(options: Options) -> Wire:
    from hardware.lights.leds import Leds
    from hardware.lights.tower import Tower

    return Tower(Leds({lamp: str(options[lamp.value]) for lamp in Lamp if lamp.value in options}))


DRIVERS: dict[str, Driver] = {
    "essp": Driver(_essp, stopbits=2),
    "cctalk": Driver(_cctalk),
    "cashlogy": Driver(_cashlogy),
    "cashdro": Driver(_cashdro),
    "concert-v3": Driver(_concert),
    "concert-e": Driver(_concert_e),
    "nexo": Driver(_nexo),
    "escpos": Driver(_escpos, baudrate=115_200),
    "aim": Driver(_aim),
    "toledo-8217": Driver(_toledo_8217, bytesize=7, parity="E"),
    "cas": Driver(_cas),
    "dialog-02": Driver(_dialog, baudrate=2400, bytesize=7, parity="O"),
    "dialog-04": Driver(_dialog, baudrate=4800, bytesize=7, parity="O"),
    "ssi": Driver(_ssi),
    "wedge": Driver(_wedge),
    "hid-pos": Driver(_hid_pos),
    "cashmatic": Driver(_cashmatic),
    "glory": Driver(_glory),
    "lcus": Driver(_lcus),
    "numato": Driver(_numato),
    "adafruit": Driver(_adafruit),
    "patlite": Driver(_patlite),
    "leds": Driver(_leds),
}
