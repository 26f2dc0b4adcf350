"""Makes signed baskets at the command line: the key on disk, the articles as typed, the QR code as a picture."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.baskets.signed_basket import ID_SIZE, Basket, BasketLine
from kiosk.domain.barcode import is_gtin

MODULE_PIXELS = 8
QUIET_MODULES = 2
"""Around the two that OpenCV draws: a QR code asks for four (ISO/IEC 18004)."""
WHITE = 255

KEY_SIZE_MAX = 10_000


class KeyRefused(Exception):  # noqa: N818 - it says what happened to the key
    """A key cannot be written or read; the message says why."""


class BasketNotMade(Exception):  # noqa: N818 - it says what happened to the basket
    """This cannot be a basket, or not be drawn; the message says why."""


def make_key(path: Path) -> str:
    """Writes a new private key (PEM, for its owner's eyes only) and returns its public half in hexadecimal digits."""
    key = Ed25519PrivateKey.generate()
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    except FileExistsError as error:
        raise KeyRefused(f"{path} exists and is left as it is: choose another name.") from error
    except OSError as error:
        raise KeyRefused(f"{path} cannot be written: {error.strerror}.") from error
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def load_key(path: Path) -> Ed25519PrivateKey:
    """The private key that `make_key` wrote."""
    try:
        with path.open("rb") as stream:
            key = load_pem_private_key(stream.read(KEY_SIZE_MAX), password=None)
    except OSError as error:
        raise KeyRefused(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} holds no key that `kiosk basket new-key` made.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds a key of another kind: make one with `kiosk basket new-key`.")
    return key


def filled(codes: Iterable[str], shop: str, minutes: int) -> Basket:
    """A basket with these articles, each `CODE` or `CODE:COUNT`, that can be taken for so many minutes from now."""
    expires = int(time.time()) + 60 * minutes
    try:
        return Basket(shop, secrets.token_bytes(ID_SIZE), expires, tuple(map(_line, codes)))
    except ValueError as error:
        raise BasketNotMade(f"{error}.") from error


def draw(text: str, path: Path) -> None:
    """A QR code with correction M and its quiet zone, as a picture."""
    wanted = cv2.QRCodeEncoder.Params()
    wanted.mode = cv2.QRCodeEncoder_MODE_ALPHANUMERIC
    wanted.correction_level = cv2.QRCodeEncoder_CORRECT_LEVEL_M
    code = cv2.QRCodeEncoder.create(wanted).encode(text)
    quiet = np.pad(code, QUIET_MODULES, constant_values=WHITE)
    large = cv2.resize(quiet, None, fx=MODULE_PIXELS, fy=MODULE_PIXELS, interpolation=cv2.INTER_NEAREST)
    try:
        if cv2.imwrite(str(path), large):
            return
    except cv2.error as error:
        raise BasketNotMade(f"{path} is no name of a picture: try one that ends in .png.") from error
    raise BasketNotMade(f"{path} cannot be written.")


def _line(typed: str) -> BasketLine:
    code, _, count = typed.partition(":")
    if not is_gtin(code) or (count and not (count.isascii() and count.isdigit())):
        raise ValueError(f"{typed!r} is not CODE or CODE:COUNT with a GTIN of 8, 12, 13 or 14 digits")
    return BasketLine(code.zfill(13) if len(code) < 14 else code.removeprefix("0"), int(count[:4] or 1))
