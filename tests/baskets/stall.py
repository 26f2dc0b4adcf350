"""A stall where baskets are signed: keys that never change, baskets to show, and a camera that looks at their codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import cv2
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hardware.camera.reader import Reader
from hardware.camera.snapshots import hand_held
from hardware.camera.sources import Frame
from hardware.camera.votes import Votes
from kiosk.basket_codes import QUIET_MODULES, rows
from kiosk.baskets.basket import Basket, BasketLine
from kiosk.baskets.keys import Handheld, public_half
from kiosk.baskets.seal import Trusted, sealed_basket
from kiosk.domain.barcode import check_digit

NOW = 1_750_000_040
MADE = NOW - 60 - NOW % 60
SHOP = "quimper-1"
DEVICE = "CAISSE-2"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))

HANDHELDS = (
    Handheld("CAISSE-9", public_half(OTHER_KEY)),
    Handheld(DEVICE, public_half(KEY)),
    Handheld("PERDUE", public_half(LOST_KEY), revoked=NOW - 1000),
)
TRUSTED = Trusted(SHOP, HANDHELDS, 12 * 60)

LINES = (
    BasketLine("3000000000014", 2),
    BasketLine("0000096385074", 99),
    BasketLine("2112345004822"),
    BasketLine("2112345", grams=482),
    BasketLine("3790000001080", grams=30_000),
    BasketLine("MAISON/7", 3),
)
"""One of each kind: an article, a short GTIN, a label, weighed ones with the shop's own code and with a GTIN, own."""


def basket(*lines: BasketLine, id_: bytes = b"basket 1", issued: int = MADE, minutes: int = 60) -> Basket:
    """A line of each kind, unless others are given."""
    return Basket(SHOP, DEVICE, id_, issued, minutes, lines or LINES)


def usual_lines(count: int, seed: int = 1) -> tuple[BasketLine, ...]:
    """What is in a trolley: articles with a GTIN, one to three pieces each."""
    random = Random(seed)
    numbers = (f"{random.randrange(300, 379)}{random.randrange(10**9):09}" for _ in range(count))
    return tuple(BasketLine(digits + str(check_digit(digits)), random.randint(1, 3)) for digits in numbers)


def sealed(made: Basket, key: Ed25519PrivateKey = KEY) -> tuple[str, ...]:
    return sealed_basket(made, key)


def one_text(made: Basket | None = None, key: Ed25519PrivateKey = KEY) -> str:
    """The text of a basket that fits into one code."""
    (text,) = sealed(made or basket(), key)
    return text


def many(lines: int = 100, **changes: object) -> Basket:
    """A basket that needs several codes."""
    return replace(basket(*usual_lines(lines)), **changes)  # type: ignore[arg-type]


def picture(text: str, share: float = 0.6, blur: float = 1.0, tilt: float = 0.05, seed: int = 1) -> Frame:
    """The text's code before a camera of 1280 x 720: `share` of its height, seen from aside, turned, blurred, noisy."""
    random = np.random.default_rng(seed)
    code = np.where(np.array(rows(text)), 30, 225).astype(np.uint8)
    code = np.pad(code, QUIET_MODULES, constant_values=225)
    side = int(720 * share)
    top, left = (720 - side) // 2, (1280 - side) // 2
    frame = np.full((720, 1280), 120, np.uint8)
    large = cv2.resize(code, (2 * side, 2 * side), interpolation=cv2.INTER_NEAREST)
    frame[top : top + side, left : left + side] = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    before = np.array([[left, top], [left + side, top], [left + side, top + side], [left, top + side]], np.float32)
    away = tilt * side * np.array([[1, 0.3], [-0.2, 0], [0, -1], [0, 0]], np.float32)
    seen = cv2.getPerspectiveTransform(before, (before + away).astype(np.float32))
    frame = cv2.warpPerspective(frame, seen, (1280, 720), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)
    turned = cv2.getRotationMatrix2D((640, 360), random.uniform(-15, 15), 1)
    frame = cv2.warpAffine(frame, turned, (1280, 720), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)
    frame = cv2.GaussianBlur(frame, (0, 0), blur).astype(np.uint8)
    return np.clip(frame + random.normal(0, 6, frame.shape), 0, 255).astype(np.uint8)


def seen_by_camera(pictures: Iterable[Frame], frames: int = 5) -> list[str]:
    """What the camera path believes to read in each picture, held before it as a hand does."""
    reader, found = Reader(), []
    for number, each in enumerate(pictures):
        votes = Votes()
        reader.restart()
        for frame in hand_held(each, number, frames):
            found += [accepted.text for accepted in votes.see(reader.read(frame))]
    return found
