"""Whose baskets are taken: the keys of the shop's handhelds, each enrolled by name and revoked when it is lost."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.baskets.basket import DEVICE_PATTERN, KEY_ID_SIZE

HANDHELDS_MAX = 100
LIST_SIZE_MAX = 64 * 1024
PEM_SIZE_MAX = 10_000
ENROLMENT = re.compile(r"([A-Za-z0-9-]{1,16}):([0-9a-fA-F]{64})")
"""NAME:HEX, the public half of a key as people carry it from the handheld to the kiosk."""


class KeyRefused(Exception):  # noqa: N818 - it says what happened to the key
    """A key cannot be written, read, enrolled or revoked; the message says why."""


class ListDamaged(ValueError):  # noqa: N818 - it says what is wrong
    """The list of handhelds is not what was written; the message says where."""


@dataclass(frozen=True, slots=True)
class Handheld:
    """A device that may sign baskets: its name, its public key (32 bytes), and since when, or until when (UTC seconds).

    `revoked` 0: its baskets are taken.
    """

    name: str
    key: bytes
    enrolled: int = 0
    revoked: int = 0

    @property
    def id(self) -> bytes:
        return key_id(self.key)

    def signed(self, data: bytes, signature: bytes) -> bool:
        """Is this its signature?"""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, data)
        except InvalidSignature:
            return False
        return True


Handhelds = tuple[Handheld, ...]


def key_id(key: bytes) -> bytes:
    """How a part names the key it was signed with: the first bytes of SHA-256 of the public key."""
    return hashlib.sha256(key).digest()[:KEY_ID_SIZE]


def in_force(handhelds: Handhelds) -> tuple[str, ...]:
    """Names and key ids of those whose baskets are taken, as NAME:ID, sorted."""
    return tuple(sorted(f"{each.name}:{each.id.hex()}" for each in handhelds if not each.revoked))


def enrolled(handhelds: Handhelds, enrolment: str, now: int) -> Handhelds:
    """The list with the key of NAME:HEX. KeyRefused when it cannot be in it: a revoked key never comes back."""
    match = ENROLMENT.fullmatch(enrolment.strip())
    if match is None:
        raise KeyRefused(f"{enrolment[:90]!r} is not NAME:HEX, as `kiosk baskets keygen` prints it.")
    name, key = match[1], bytes.fromhex(match[2])
    for each in handhelds:
        if each.key == key:
            state = "was revoked: make a new one" if each.revoked else "is enrolled already"
            raise KeyRefused(f"this key of {each.name} {state}.")
        if each.name == name and not each.revoked:
            raise KeyRefused(f"{name} has another key: revoke it first, or choose another name.")
    if len(handhelds) >= HANDHELDS_MAX:
        raise KeyRefused(f"{HANDHELDS_MAX} keys are the most.")
    return (*handhelds, Handheld(name, key, now))


def revoked(handhelds: Handhelds, name: str, now: int) -> Handhelds:
    """The list in which this handheld's baskets are taken no more. KeyRefused when there is none of this name."""
    if not any(each.name == name and not each.revoked for each in handhelds):
        raise KeyRefused(f"no handheld in force is called {name!r}.")
    return tuple(
        replace(each, revoked=max(1, now)) if each.name == name and not each.revoked else each for each in handhelds
    )


def list_text(handhelds: Handhelds) -> str:
    """The list as JSON."""
    told = [
        {"name": each.name, "key": each.key.hex(), "enrolled": each.enrolled, "revoked": each.revoked}
        for each in handhelds
    ]
    return json.dumps({"handhelds": told}, indent=1) + "\n"


def list_of(text: str) -> Handhelds:
    """The list that `list_text` wrote. ListDamaged for everything else: no half of a list is trusted."""
    if len(text) > LIST_SIZE_MAX:
        raise ListDamaged(f"it is longer than {LIST_SIZE_MAX} characters")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers and brackets without end
        raise ListDamaged(f"it is not JSON: {error}") from error
    match found:
        case {"handhelds": [*entries], **rest} if not rest and len(entries) <= HANDHELDS_MAX:
            handhelds = tuple(map(_handheld, entries))
        case _:
            raise ListDamaged("it is no list of handhelds")
    names = [each.name for each in handhelds if not each.revoked]
    if len(set(names)) < len(names) or len({each.key for each in handhelds}) < len(handhelds):
        raise ListDamaged("a name or a key stands there twice")
    return handhelds


def make_key(path: Path) -> Ed25519PrivateKey:
    """A new private key in a new file (PEM, for its owner's eyes only). KeyRefused when it cannot be written."""
    key = Ed25519PrivateKey.generate()
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError as error:
        raise KeyRefused(f"{path} exists and is left as it is: choose another name.") from error
    except OSError as error:
        raise KeyRefused(f"{path} cannot be written: {error.strerror}.") from error
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """The private key that `make_key` wrote. KeyRefused when it is not there or is none."""
    try:
        with path.open("rb") as stream:
            key = load_pem_private_key(stream.read(PEM_SIZE_MAX), password=None)
    except OSError as error:
        raise KeyRefused(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} holds no key that `kiosk baskets keygen` made.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds a key of another kind: make one with `kiosk baskets keygen`.")
    return key


def public_half(key: Ed25519PrivateKey) -> bytes:
    """32 bytes."""
    return key.public_key().public_bytes_raw()


def enrolment_of(name: str, key: Ed25519PrivateKey) -> str:
    """NAME:HEX. KeyRefused for a name that no device can have."""
    return f"{key_name(name)}:{public_half(key).hex()}"


def key_name(name: str) -> str:
    """The same name. KeyRefused when no device can have it."""
    if not re.fullmatch(DEVICE_PATTERN, name):
        raise KeyRefused(f"a name has 1 to 16 letters, digits or hyphens, not {name!r}.")
    return name


def _handheld(entry: object) -> Handheld:
    match entry:
        case {"name": str(name), "key": str(key), "enrolled": int(since), "revoked": int(until), **rest} if not rest:
            if ENROLMENT.fullmatch(f"{name}:{key}") and since >= 0 and until >= 0:
                return Handheld(name, bytes.fromhex(key), since, until)
    raise ListDamaged(f"{str(entry)[:90]} is no handheld")
