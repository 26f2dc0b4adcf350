"""The signing key: made on this machine at the first start and never shown to anybody. ECDSA over P-256.

The journal says which certificate is in force (facts.KeyAdopted); this only holds the private keys to it. So no power
cut can leave the two disagreeing: a next key lies beside the old one until the journal has adopted it.
"""

from __future__ import annotations

import logging
import os
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

from kiosk.domain.events import KeyMade
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.files import replaced, synced

log = logging.getLogger(__name__)

KEY, NEXT_KEY = "key.pem", "next-key.pem"
CERTIFICATE, FORMER_CERTIFICATE = "certificate.pem", "former-certificate.pem"
CREDENTIAL, NEXT_CREDENTIAL = "borne-key", "borne-next-key"
"""Names of systemd credentials that stand for KEY and NEXT_KEY."""

PEM_SIZE_MAX = 16 * 1024
VALID_DAYS = 30 * 365
NAME_LENGTH_MAX = 64
"""Of a common or organisation name (RFC 5280, ub-common-name)."""

SIGNATURE_LENGTH = 86
_HALF = 32
_ALGORITHM = ec.ECDSA(hashes.SHA256())


class KeyUnusable(JournalBroken):
    """There is no key to seal with: nothing may be sold until a technician has done what the message says."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose key it is: the shop's name, its SIRET (may be empty) and the till."""

    name: str
    siret: str = ""
    till: str = "1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose key is of the right kind. `pem` as text; `fingerprint` is SHA-256 of the DER, hexadecimal."""

    pem: str
    fingerprint: str
    public: ec.EllipticCurvePublicKey = field(repr=False)

    @property
    def point(self) -> bytes:
        """The public key itself: a compressed point, 33 bytes."""
        return self.public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)

    def holds(self, text: str, signature: str) -> bool:
        """Was this text signed with this certificate's key?"""
        try:
            raw = urlsafe_b64decode(signature + "==")
            if len(signature) != SIGNATURE_LENGTH or len(raw) != 2 * _HALF:
                return False
            r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
            self.public.verify(encode_dss_signature(r, s), text.encode(), _ALGORITHM)
        except (InvalidSignature, ValueError):
            return False
        return True


@lru_cache(maxsize=64)
def certificate(pem: str) -> Certificate:
    """Reads one. KeyUnusable when it is none of ours: not PEM, another kind of key."""
    try:
        if len(pem) > PEM_SIZE_MAX:
            raise ValueError("it is too long")
        read = x509.load_pem_x509_certificate(pem.encode())
        public = read.public_key()
    except (ValueError, TypeError) as error:
        raise KeyUnusable(f"a certificate cannot be read: {error}") from error
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise KeyUnusable("a certificate is not for a P-256 key: ask its issuer for one that is")
    return Certificate(pem, read.fingerprint(hashes.SHA256()).hex(), public)


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key together with the certificate under which its signatures are known."""

    certificate: Certificate
    _private: ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """r and s, 32 bytes each, in base64url without padding."""
        return urlsafe_b64encode(self.sign_bytes(text.encode())).rstrip(b"=").decode()

    def sign_bytes(self, data: bytes) -> bytes:
        """r and s, 32 bytes each. Nothing that can be signed elsewhere may begin like the line of a seal."""
        r, s = decode_dss_signature(self._private.sign(data, _ALGORITHM))
        return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


class KeyRing:
    """The private keys of one till: the one in force, and the next one while it waits to be adopted."""

    def __init__(self, folder: Path, identity: Identity, credentials: Path | None = None) -> None:
        """Opens, and makes the key at the first start. KeyUnusable says what to do.

        `credentials`: systemd's $CREDENTIALS_DIRECTORY, where there is one. A key in it is only ever read.
        """
        self._folder, self._identity = folder, identity
        self._handed = credentials is not None and (credentials / CREDENTIAL).exists()
        try:
            if credentials is not None and self._handed:
                self._keys = _keys(credentials / CREDENTIAL, credentials / NEXT_CREDENTIAL, strict=False)
            else:
                _make_folder(folder)
                if not (folder / KEY).exists():
                    _make_key(folder / KEY)
                self._keys = _keys(folder / KEY, folder / NEXT_KEY, strict=True)
            self._owners = self._own_certificate()
        except OSError as error:
            raise KeyUnusable(f"the signing key cannot be used: {error}. Check the folder {folder}") from error

    def unadopted(self, adopted: str, at: int, by: str = "") -> tuple[KeyMade, ...]:
        """What the journal is to adopt: nothing, or a key or certificate it does not know yet.

        `adopted`: the PEM of the certificate in force, "" when the journal has none yet. `at`: UTC seconds, from when
        a certificate that is made here is valid.
        """
        newest = self._keys[-1]
        if self._owners and _matches(self._owners[0], newest):
            wanted = self._owners[0]
        elif adopted and _matches(certificate(adopted), newest):
            return ()
        else:
            wanted = certificate(_self_signed(newest, self._identity, at))
        if adopted and certificate(adopted).fingerprint == wanted.fingerprint:
            return ()
        return (KeyMade(wanted.fingerprint, wanted.pem, by),)

    def rotate(self) -> None:
        """Makes the next key. The old one stays in force until the journal has adopted the new one."""
        if self._handed:
            raise KeyUnusable(
                f"the signing key is handed over by the system: hand the next one over as {NEXT_CREDENTIAL!r}, "
                f"start the kiosk once, then hand it over as {CREDENTIAL!r}"
            )
        if len(self._keys) > 1:
            return
        try:
            _make_key(self._folder / NEXT_KEY)
            self._keys = _keys(self._folder / KEY, self._folder / NEXT_KEY, strict=True)
        except OSError as error:
            raise KeyUnusable(f"no next key was made: {error}. The old one stays in force") from error

    def signer(self, adopted: str) -> Signer:
        """Signs under this certificate (PEM). KeyUnusable when its key is not here."""
        known = certificate(adopted)
        for key in self._keys:
            if _matches(known, key):
                return Signer(known, key)
        raise KeyUnusable(
            f"the journal is sealed with the key {known.fingerprint[:16]}…, which is not on this machine: it is the "
            "journal of another machine, or a copy from before the key was changed. Nothing is sold. Put this "
            "machine's own journal or its own key back"
        )

    def settle(self, adopted: str) -> None:
        """The journal has adopted this certificate: when it is the next key's, the old key is destroyed.

        A power cut before the last step leaves both keys; the next start comes here again.
        """
        if self._handed or len(self._keys) < 2 or not _matches(certificate(adopted), self._keys[-1]):
            return
        try:
            if self._owners and not _matches(self._owners[0], self._keys[-1]):
                os.replace(self._folder / CERTIFICATE, self._folder / FORMER_CERTIFICATE)
                self._owners = ()
            # Overwriting the old key first would help nothing on flash, and a cut in between would leave no key.
            os.replace(self._folder / NEXT_KEY, self._folder / KEY)
            synced(self._folder)
        except OSError as error:
            log.error("the old signing key could not be destroyed, the next start tries again: %s", error)
        else:
            self._keys = self._keys[-1:]

    def _own_certificate(self) -> tuple[Certificate, ...]:
        path = self._folder / CERTIFICATE
        if not path.exists():
            return ()
        owners = certificate(_read(path).decode(errors="replace"))
        if not any(_matches(owners, key) for key in self._keys):
            raise KeyUnusable(f"{path} is not for the key on this machine: take it away, or have it issued for it")
        return (owners,)


def _matches(known: Certificate, key: ec.EllipticCurvePrivateKey) -> bool:
    return known.public == key.public_key()


def _keys(current: Path, following: Path, strict: bool) -> tuple[ec.EllipticCurvePrivateKey, ...]:
    paths = (current, following) if following.exists() else (current,)
    return tuple(_private(path, strict) for path in paths)


def _private(path: Path, strict: bool) -> ec.EllipticCurvePrivateKey:
    """`strict`: the file is ours, and nobody else may read it."""
    if strict and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnusable(f"others may read {path}: chmod 600 {path}, and change the key if somebody has")
    try:
        key = serialization.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(f"{path} holds no private key in PKCS8 PEM without a password. Put it back") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnusable(f"{path} is no P-256 key: put the right one there")
    return key


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(PEM_SIZE_MAX + 1)
    if len(data) > PEM_SIZE_MAX:
        raise KeyUnusable(f"{path} is too long for a key or a certificate")
    return data


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        synced(folder.parent)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        raise KeyUnusable(f"others may enter the folder of the signing key: chmod 700 {folder}")


def _make_key(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    replaced(path, pem)


def _self_signed(key: ec.EllipticCurvePrivateKey, identity: Identity, at: int) -> str:
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, identity.name[:NAME_LENGTH_MAX] or "-"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"till {identity.till}"[:NAME_LENGTH_MAX]),
    ]
    if identity.siret:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, identity.siret[:NAME_LENGTH_MAX]))
    name, begins = x509.Name(attributes), datetime.fromtimestamp(at, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SEALS_ONLY, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


_SEALS_ONLY = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
