"""The sealed form of nexo messages as Adyen's terminals have it: AES-256-CBC and HMAC-SHA256 from one passphrase.

Evidence: Adyen's public Terminal API documentation, and two genuine sealed replies with their passphrase (mocks of its
Java library), which open with this. Only the body is sealed: the header travels outside too, unprotected.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

VERSION = 1
SALT, ROUNDS = b"AdyenNexoV1Salt", 4000
HMAC_SIZE, CIPHER_SIZE, NONCE_SIZE = 32, 32, 16
BLOCK_BITS = 128


class SealBroken(ValueError):  # noqa: N818 - the thing itself
    """Not sealed with this key, or not whole."""


@dataclass(frozen=True, slots=True)
class NexoKey:
    """What terminal and till share; `identifier` and `version` tell the terminal which of its passphrases it is."""

    identifier: str
    version: int
    _hmac: bytes = field(repr=False)
    _cipher: bytes = field(repr=False)
    _iv: bytes = field(repr=False)

    @classmethod
    def of(cls, identifier: str, version: int, passphrase: str) -> Self:
        """Takes some milliseconds, by design."""
        size = HMAC_SIZE + CIPHER_SIZE + NONCE_SIZE
        keys = PBKDF2HMAC(hashes.SHA1(), size, SALT, ROUNDS).derive(passphrase.encode())  # noqa: S303 - Adyen's choice
        return cls(
            identifier,
            version,
            keys[:HMAC_SIZE],
            keys[HMAC_SIZE : HMAC_SIZE + CIPHER_SIZE],
            keys[HMAC_SIZE + CIPHER_SIZE :],
        )

    def seal(self, message: bytes, nonce: bytes) -> dict[str, object]:
        """NexoBlob and SecurityTrailer. `nonce`: 16 bytes which nobody can foretell."""
        padder, encryptor = padding.PKCS7(BLOCK_BITS).padder(), self._aes(nonce).encryptor()
        sealed = encryptor.update(padder.update(message) + padder.finalize()) + encryptor.finalize()
        return {
            "NexoBlob": base64.b64encode(sealed).decode(),
            "SecurityTrailer": {
                "AdyenCryptoVersion": VERSION,
                "KeyIdentifier": self.identifier,
                "KeyVersion": self.version,
                "Nonce": base64.b64encode(nonce).decode(),
                "Hmac": base64.b64encode(self._signed(message).finalize()).decode(),
            },
        }

    def open(self, sealed: Mapping[str, object]) -> bytes:
        """The message. SealBroken for anything that was not sealed with this very key."""
        trailer = sealed.get("SecurityTrailer")
        if not isinstance(trailer, dict):
            raise SealBroken("it is not sealed")
        nonce, blob = _bytes_in(trailer, "Nonce"), _bytes_in(sealed, "NexoBlob")
        if len(nonce) != NONCE_SIZE:
            raise SealBroken(f"a nonce of {len(nonce)} bytes")
        decryptor, unpadder = self._aes(nonce).decryptor(), padding.PKCS7(BLOCK_BITS).unpadder()
        try:
            padded = decryptor.update(blob) + decryptor.finalize()
            message = unpadder.update(padded) + unpadder.finalize()
        except ValueError as error:
            raise SealBroken("it was sealed with another key, or damaged") from error
        try:
            self._signed(message).verify(_bytes_in(trailer, "Hmac"))  # in constant time
        except InvalidSignature as error:
            raise SealBroken("it was sealed with another key, or damaged") from error
        return message

    def _aes(self, nonce: bytes) -> Cipher[modes.CBC]:
        iv = bytes(mine ^ theirs for mine, theirs in zip(self._iv, nonce, strict=True))
        return Cipher(algorithms.AES(self._cipher), modes.CBC(iv))

    def _signed(self, message: bytes) -> hmac.HMAC:
        signature = hmac.HMAC(self._hmac, hashes.SHA256())
        signature.update(message)
        return signature


def _bytes_in(holder: Mapping[str, object], name: str) -> bytes:
    text = holder.get(name)
    try:
        return base64.b64decode(text if isinstance(text, str) else "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBroken(f"{name} is no base64") from error
