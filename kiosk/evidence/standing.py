"""What the journal has made of the kiosk up to some entry, as bytes: for checkpoints, and for what a purge carries on.

Only a kiosk at rest is kept: nobody there, nothing on top. Fields that a later version adds get their defaults.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from kiosk.domain.states import Attract, Closed, Kiosk, Till


@dataclass(frozen=True, slots=True)
class Standing:
    """A kiosk at rest. `closed_by` is empty when it is open."""

    till: Till
    closed_by: str = ""

    def kiosk(self, kiosk: Kiosk) -> Kiosk:
        """This kiosk, standing so."""
        state = Closed(self.closed_by) if self.closed_by else Attract()
        return Kiosk(kiosk.shop, state, self.till, kiosk.sees)


def at_rest(kiosk: Kiosk) -> bool:
    """May this be kept? A closed kiosk names who closed it."""
    return isinstance(kiosk.state, Attract) or (isinstance(kiosk.state, Closed) and bool(kiosk.state.by))


def standing(kiosk: Kiosk) -> Standing:
    """How this kiosk stands. It must be at rest."""
    assert at_rest(kiosk)
    return Standing(kiosk.till, kiosk.state.by if isinstance(kiosk.state, Closed) else "")


def packed(value: Standing) -> bytes:
    return _ENCODER.encode(value)


def unpacked(data: bytes) -> Standing:
    """ValueError when it is none."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, TypeError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Standing)
