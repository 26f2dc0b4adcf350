"""Signal towers with a plug of their own: the USB tower that Adafruit and many others sell, and Patlite's on a network.

Sources: Adafruit product 5125, "Tri-Color USB Controlled Tower Light with Buzzer" (one byte a command, 9600 8N1, no
answer); Patlite NHL and LA6-POE manuals, "PHN command" (W and one byte of bits, answered by ACK or NAK, over TCP to the
port set on its own page, from 10000 on).
"""

from __future__ import annotations

from hardware.words import Lamp

USB_COLOURS = {Lamp.RED: 0x01, Lamp.AMBER: 0x02, Lamp.GREEN: 0x04}
USB_ON, USB_OFF = 0x10, 0x20

TIERS = {Lamp.RED: 0x01, Lamp.AMBER: 0x02, Lamp.GREEN: 0x04}  # from the top; tiers flash in the upper three bits
WRITE, ACK, NAK = b"W", b"ACK", b"NAK"


class Adafruit:
    """The dialect of the USB tower."""

    line = "the USB tower at 9600 baud"
    pace_seconds = 0.02
    blinks_max = 0

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        return tuple(bytes(((USB_ON if lamp in lit else USB_OFF) | bit,)) for lamp, bit in USB_COLOURS.items())

    def understood(self, message: bytes, arrived: bytes) -> bool:
        return True


class Patlite:
    """The dialect of towers on the network."""

    line = "a Patlite tower with PHN commands over TCP allowed on its own page"
    pace_seconds = 0.0
    blinks_max = 0

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        return (WRITE + bytes((sum(TIERS[lamp] for lamp in lit),)),)

    def understood(self, message: bytes, arrived: bytes) -> bool | None:
        if len(arrived) < len(ACK) and (ACK.startswith(arrived) or NAK.startswith(arrived)):
            return None
        return arrived == ACK
