"""[devices] of kiosk.toml: a section for each kind of device, and what each is for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from hardware.camera.controls import Settings
from kiosk.domain.events import Role

Link = Annotated[str, Field(min_length=1, max_length=200)]


class Section(BaseModel):
    """A part of the file in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class EsspSection(Section):
    """A note or coin recycler."""

    driver: Literal["essp"]
    link: Link
    address: Annotated[int, Field(ge=0, le=125)] = 0
    key: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{16}$")] | None = None


class CcTalkSection(Section):
    """Coin acceptor, bill validator and hoppers on one ccTalk bus. `hoppers`: value in cents -> address.

    An address of 0: there is none. Without encryption.
    """

    driver: Literal["cctalk"]
    link: Link
    acceptor: Annotated[int, Field(ge=0, le=255)] = 2
    validator: Annotated[int, Field(ge=0, le=255)] = 0
    hoppers: Mapping[Literal["1", "2", "5", "10", "20", "50", "100", "200"], Annotated[int, Field(ge=2, le=255)]] = (
        Field(default_factory=dict)
    )
    checksum: Literal["8bit", "crc16"] = "8bit"
    echo: Literal["on", "off", "detect"] = "detect"

    @model_validator(mode="after")
    def _addresses_differ(self) -> CcTalkSection:
        addresses = [each for each in (self.acceptor, self.validator, *self.hoppers.values()) if each]
        if not addresses or 1 in addresses or len(set(addresses)) < len(addresses):
            raise ValueError(f"found the addresses {addresses}, allowed: one or more, all different, from 2 on")
        return self

    @field_serializer("hoppers")
    def _as_one_option(self, hoppers: Mapping[str, int]) -> str:
        return " ".join(f"{value}={address}" for value, address in hoppers.items())


class CashlogySection(Section):
    """A recycler of coins and notes behind a CashlogyConnector."""

    driver: Literal["cashlogy"]
    link: Link


class CashDroSection(Section):
    """A recycler of coins and notes that is asked over HTTP. `password_file`: its password, in a file of its own."""

    driver: Literal["cashdro"]
    link: Link
    user: Annotated[str, Field(min_length=1, max_length=64)]
    password_file: Path
    page: Literal["index3.php", "index.php"] = "index3.php"


class ConcertSection(Section):
    """A French card terminal."""

    driver: Literal["concert-v3"]
    link: Link
    software: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    till: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = "01"
    line_end: Literal["none", "crlf"] = "none"


class ConcertESection(Section):
    """An older French card terminal, on a serial line. `delay`: what its manual gives for an answer at the end."""

    driver: Literal["concert-e"]
    link: Link
    till: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = "01"
    delay: Literal["A010", "A011"] = "A010"
    baudrate: Literal[1200, 2400, 4800, 9600, 19200] | None = None


class NexoSection(Section):
    """A card terminal that speaks nexo (Adyen). `terminal`: its model and serial number; `sale`: this till's name.

    `link` is tls://address:8443 with the maker's root (hardware/tls.py). The passphrase stands alone in its file.
    """

    driver: Literal["nexo"]
    link: Link
    terminal: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,20}-[0-9A-Za-z]{1,20}$")]
    sale: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,20}$")] = "borne"
    passphrase_file: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    key_identifier: Annotated[str, Field(pattern=r"^[!-~]{1,80}$")] | None = None
    key_version: Annotated[int, Field(ge=0, le=9999)] | None = None
    environment: Literal["Attended", "SemiAttended", "Unattended"] | None = None
    meal_brands: Annotated[str, Field(pattern=r"^[0-9A-Za-z_ ]{1,200}$")] | None = None
    login: bool = False

    @model_validator(mode="after")
    def _spoken_to_in_secret(self) -> NexoSection:
        given = [self.passphrase_file is None, self.key_identifier is None, self.key_version is None]
        if len(set(given)) > 1:
            raise ValueError("passphrase_file, key_identifier and key_version are given together or not at all")
        if not self.link.startswith(("tls://", "tcp://127.0.0.1:")):
            raise ValueError("found a link without TLS, allowed on this machine only: use tls://")
        return self


class EscposSection(Section):
    """A receipt printer."""

    driver: Literal["escpos"]
    link: Link
    columns: Annotated[int, Field(ge=24, le=64)] = 42
    code_page: Literal["cp858", "wpc1252"] = "cp858"
    confirm: Literal["process-id", "status"] = "process-id"
    baudrate: Literal[9600, 19200, 38400, 57600, 115200] | None = None


class AimSection(Section):
    """A handheld scanner on a serial line."""

    driver: Literal["aim"]
    link: Link
    suffix: Literal["cr", "lf", "crlf", "tab", "none"] = "cr"
    baudrate: Literal[9600, 19200, 38400, 57600, 115200] | None = None


class ScaleSection(Section):
    """A scale for loose goods."""

    driver: Literal["dialog-02", "dialog-04", "toledo-8217", "cas"]
    link: Link
    baudrate: Literal[1200, 2400, 4800, 9600, 19200] | None = None
    price_digits: Literal[5, 6] | None = None

    @model_validator(mode="after")
    def _price_only_where_one_is_sent(self) -> ScaleSection:
        if self.price_digits is not None and not self.driver.startswith("dialog"):
            raise ValueError(f"found price_digits, but {self.driver} is sent no price: take it out")
        return self


class SsiSection(Section):
    """A Zebra scanner in SSI packets."""

    driver: Literal["ssi"]
    link: Link
    baudrate: Literal[9600, 19200, 38400, 57600, 115200] | None = None


class WedgeSection(Section):
    """A scanner that plays a keyboard."""

    driver: Literal["wedge"]
    link: Link
    suffix: Literal["enter", "tab", "none"] = "enter"
    layout: Literal["auto", "us", "fr"] = "auto"


class HidPosSection(Section):
    """A scanner in USB HID-POS mode."""

    driver: Literal["hid-pos"]
    link: Link


class CashmaticSection(Section):
    """An all-in-one recycler of coins and notes; its user may refill, withdraw and empty."""

    driver: Literal["cashmatic"]
    link: Link
    user: Annotated[str, Field(min_length=1, max_length=100)]
    password_file: Path


class GlorySection(Section):
    """An all-in-one recycler of coins and notes (CI-5, CI-10, CashInfinity)."""

    driver: Literal["glory"]
    link: Link
    user: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    password_file: Path | None = None

    @model_validator(mode="after")
    def _user_with_password(self) -> GlorySection:
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file are given together or not at all")
        return self


class RelaysSection(Section):
    """A signal tower on a relay board: `red`, `amber`, `green` are the relays, as the board numbers them."""

    driver: Literal["lcus", "numato"]
    link: Link
    red: Annotated[int, Field(ge=0, le=31)] | None = None
    amber: Annotated[int, Field(ge=0, le=31)] | None = None
    green: Annotated[int, Field(ge=0, le=31)] | None = None

    @model_validator(mode="after")
    def _relays_differ(self) -> RelaysSection:
        relays = [each for each in (self.red, self.amber, self.green) if each is not None]
        least, most = (1, 8) if self.driver == "lcus" else (0, 31)
        if not relays or len(set(relays)) < len(relays) or not all(least <= each <= most for each in relays):
            raise ValueError(f"found the relays {relays}, allowed: one or more, all different, {least} to {most}")
        return self


class TowerSection(Section):
    """A signal tower with a plug of its own."""

    driver: Literal["patlite", "adafruit"]
    link: Link


LedName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_:.-]{0,62}$")]


class LedsSection(Section):
    """A signal tower on pins of the machine: `red`, `amber`, `green` are the names of the kernel's LEDs."""

    driver: Literal["leds"]
    link: Annotated[str, Field(pattern=r"^leds:/", max_length=400)] = "leds:/sys/class/leds"
    red: LedName | None = None
    amber: LedName | None = None
    green: LedName | None = None

    @model_validator(mode="after")
    def _leds_differ(self) -> LedsSection:
        names = [each for each in (self.red, self.amber, self.green) if each is not None]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"found the LEDs {names}, allowed: one or more, all different")
        return self


class CameraSection(Section):
    """The camera: a device such as /dev/video0, a video file, or a folder of pictures.

    `exposure_us`, `focus` (in the camera's own unit) and `torch` are set where the camera has them. `upce`: read UPC-E.
    """

    driver: Literal["camera"]
    source: Annotated[str, Field(min_length=1, max_length=400)]
    exposure_us: Annotated[int, Field(ge=100, le=100_000)] | None = None
    focus: Annotated[int, Field(ge=0, le=100_000)] | None = None
    torch: bool = False
    upce: bool = False

    def settings(self) -> Settings:
        """What is to be set on the camera."""
        return Settings(self.exposure_us, self.focus, self.torch)


DeviceSection = Annotated[
    EsspSection
    | CashlogySection
    | CashDroSection
    | ConcertSection
    | CcTalkSection
    | ConcertESection
    | NexoSection
    | EscposSection
    | AimSection
    | SsiSection
    | WedgeSection
    | HidPosSection
    | ScaleSection
    | CameraSection
    | CashmaticSection
    | GlorySection
    | RelaysSection
    | TowerSection
    | LedsSection,
    Field(discriminator="driver"),
]

ROLES: dict[str, Role] = {
    "essp": Role.CASH,
    "cashlogy": Role.CASH,
    "cashdro": Role.CASH,
    "concert-v3": Role.CARD,
    "cctalk": Role.CASH,
    "concert-e": Role.CARD,
    "nexo": Role.CARD,
    "escpos": Role.PRINTER,
    "aim": Role.SCANNER,
    "ssi": Role.SCANNER,
    "wedge": Role.SCANNER,
    "hid-pos": Role.SCANNER,
    "toledo-8217": Role.SCALE,
    "cas": Role.SCALE,
    "dialog-02": Role.SCALE,
    "dialog-04": Role.SCALE,
    "camera": Role.CAMERA,
    "cashmatic": Role.CASH,
    "glory": Role.CASH,
    "lcus": Role.LIGHTS,
    "numato": Role.LIGHTS,
    "adafruit": Role.LIGHTS,
    "patlite": Role.LIGHTS,
    "leds": Role.LIGHTS,
}
