import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card.nexo_blob import NONCE_SIZE, NexoKey, SealBroken
from hardware.card.nexo_message import opened
from hardware.card.nexo_verdict import Asked, judge
from hardware.words import Authorized
from tests.hardware.card.nexo_vectors import GENUINE, KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE

KEY = NexoKey.of(KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE)
OTHER = NexoKey.of(KEY_IDENTIFIER, KEY_VERSION, "another")
NONCE = bytes(range(NONCE_SIZE))
TOLD = {
    "nexo_adyen_payment-local-success.json": Authorized(
        "999", 100, "**** 0010", "123456", "mc", True, transaction="4r7i001557325515012.8815573255107661 "
        "2019-05-08T14:25:15.000Z",
    ),
    "nexo_adyen_payment-sync-encrypted-success.json": Authorized(
        "22485", 1099, "**** 3511", "", "mc", False, transaction="oLkO001532420683001.8815324206896964 "
        "2018-07-24T08:24:43.000Z",
    ),
}  # fmt: skip


@pytest.mark.skipif(not GENUINE, reason="needs ../shared")
@pytest.mark.parametrize("path", GENUINE, ids=lambda path: path.stem)
def test_a_genuine_reply_opens_and_says_what_was_charged(path: Path) -> None:
    message = opened("Response", path.read_bytes(), KEY)
    expected = TOLD[path.name]
    verdict = judge(message.body, message.header.category, Asked(expected.reference, expected.amount))
    assert isinstance(verdict, Authorized)
    assert "MERCHANT COPY" not in verdict.receipt
    assert "CARDHOLDER COPY" in verdict.receipt
    assert f"TOTAL  € {expected.amount / 100:.2f}" in verdict.receipt
    assert Authorized(
        verdict.reference,
        verdict.amount,
        verdict.card,
        verdict.authorization,
        verdict.application,
        verdict.contactless,
        transaction=verdict.transaction,
    ) == expected  # fmt: skip


@pytest.mark.skipif(not GENUINE, reason="needs ../shared")
@pytest.mark.parametrize("path", GENUINE, ids=lambda path: path.stem)
def test_a_genuine_reply_whose_header_was_changed_is_not_believed(path: Path) -> None:
    reply = json.loads(path.read_bytes())
    reply["SaleToPOIResponse"]["MessageHeader"]["ServiceID"] = "OURS"
    with pytest.raises(ValueError, match="changed on the way"):
        opened("Response", json.dumps(reply).encode(), KEY)


@given(st.binary(max_size=200))
def test_what_is_sealed_opens(message: bytes) -> None:
    sealed = KEY.seal(message, NONCE)
    assert KEY.open(sealed) == message


def test_the_same_message_looks_different_every_time() -> None:
    assert KEY.seal(b"message", NONCE)["NexoBlob"] != KEY.seal(b"message", bytes(NONCE_SIZE))["NexoBlob"]


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(SealBroken, match="another key"):
        OTHER.open(KEY.seal(b"message" * 10, NONCE))


@given(at=st.integers(0, 63), to=st.integers(0, 255))
def test_any_byte_changed_is_seen(at: int, to: int) -> None:
    sealed = KEY.seal(b"x" * 60, NONCE)
    blob = bytearray(base64.b64decode(str(sealed["NexoBlob"])))
    if blob[at] == to:
        return
    blob[at] = to
    with pytest.raises(SealBroken):
        KEY.open(sealed | {"NexoBlob": base64.b64encode(blob).decode()})


@pytest.mark.parametrize(
    "changes",
    [
        {"SecurityTrailer": None},
        {"SecurityTrailer": {}},
        {"SecurityTrailer": {"Nonce": "AAAA", "Hmac": ""}},
        {"NexoBlob": "no base64!"},
        {"NexoBlob": 7},
        {"NexoBlob": ""},
    ],
)
def test_what_is_not_sealed_is_not_opened(changes: dict[str, object]) -> None:
    with pytest.raises(SealBroken):
        KEY.open(KEY.seal(b"message", NONCE) | changes)


def test_no_key_shows_itself() -> None:
    assert PASSPHRASE not in repr(KEY)
    assert "733636" not in repr(KEY)
    assert repr(KEY) == f"NexoKey(identifier={KEY_IDENTIFIER!r}, version={KEY_VERSION})"
