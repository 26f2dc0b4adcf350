"""The handhelds of one kiosk, on disk: the list of their keys, and the key with which the kiosk signs what it parks."""

from __future__ import annotations

import logging
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.baskets.keys import (
    LIST_SIZE_MAX,
    Handheld,
    Handhelds,
    KeyRefused,
    ListDamaged,
    in_force,
    list_of,
    list_text,
    load_key,
    make_key,
    public_half,
)
from kiosk.baskets.seal import Trusted
from kiosk.config import Config
from kiosk.evidence.files import replaced
from kiosk.runtime.baskets import Baskets

LIST = "handhelds.json"
KEY = "keys/basket.pem"

log = logging.getLogger(__name__)


def kept(folder: Path) -> Handhelds:
    """The list in the kiosk's folder: empty before the first is enrolled. ListDamaged; OSError."""
    try:
        with (folder / LIST).open("rb") as stream:
            data = stream.read(LIST_SIZE_MAX + 1)
    except FileNotFoundError:
        return ()
    try:
        return list_of(data.decode("ascii"))
    except UnicodeDecodeError as error:
        raise ListDamaged(f"byte {error.start} is no ASCII") from error


def keep(folder: Path, handhelds: Handhelds) -> None:
    """Writes the list, whole or not at all. OSError. Nothing in it is secret, and the kiosk may be another user."""
    folder.mkdir(parents=True, exist_ok=True)
    replaced(folder / LIST, list_text(handhelds).encode("ascii"))
    (folder / LIST).chmod(0o644)


def device_of(config: Config) -> str:
    """What a kiosk, or a staff handheld, calls itself in the baskets that it makes."""
    return config.handheld.name if config.handheld else f"KIOSK-{config.shop.till}"


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The key of the baskets that this kiosk parks: made when it is first asked for. KeyRefused; OSError."""
    path = folder / KEY
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return load_key(path) if path.exists() else make_key(path)


class Enrolment:
    """Whose baskets a running kiosk takes: read at its start, and again between customers."""

    def __init__(self, config: Config, baskets: Baskets) -> None:
        self._folder, self._device = config.kiosk.folder, device_of(config)
        self._section = config.baskets
        self._baskets = baskets
        self._fails: dict[str, str] = {}

    def refresh(self) -> tuple[str, ...]:
        """The list as it is now comes into force; names and key ids of those in it. A damaged one is told once."""
        if self._section is None:
            return ()
        try:
            handhelds = kept(self._folder)
        except (ListDamaged, OSError) as error:
            self._tell(LIST, f"no basket is taken, sales go on: {error}. Remove it and enrol the handhelds again")
            self._baskets.trust_nobody()
            return ()
        self._fails.pop(LIST, None)
        own = self._own()
        others = tuple(each for each in handhelds if each.key not in {kiosk.key for kiosk in own})
        self._baskets.trust(Trusted(self._section.shop, (*own, *others), self._section.max_hours * 60))
        return in_force(handhelds)

    def customer_left(self) -> None:
        """Parts of a basket that were left over are not the next customer's."""
        self._baskets.customer_left()

    def _own(self) -> Handhelds:
        """The kiosk itself, whose baskets it takes always: empty when its key cannot be used."""
        try:
            own = (Handheld(self._device, public_half(own_key(self._folder))),)
        except (KeyRefused, OSError) as error:
            self._tell(KEY, f"no basket can be parked: {error}. Remove it: another is made, to be enrolled elsewhere")
            return ()
        self._fails.pop(KEY, None)
        return own

    def _tell(self, file: str, what: str) -> None:
        """Once, until it is well."""
        if self._fails.get(file) != what:
            log.error("%s cannot be used: %s", self._folder / file, what)
        self._fails[file] = what
