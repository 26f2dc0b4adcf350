"""The signature on what leaves the kiosk: ECDSA over P-256 with SHA-256, r and s of 32 bytes each, as in FORMAT.md."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

KEY_SIZE = 33
"""A point in compressed form (SEC 1, section 2.3.3)."""

SIGNATURE_SIZE = 64

Sign = Callable[[bytes], bytes]
"""Signs a message with the kiosk's sealing key and gives r and s, 64 bytes."""


def signed_by(key: bytes, signature: bytes, message: bytes) -> bool:
    """Did the owner of this compressed public key sign this message?"""
    if len(key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key)
        point.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
