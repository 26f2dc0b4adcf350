"""The signing key: made once, kept to itself, changed without a gap, and refused when it is not what it must be."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from kiosk.evidence.keys import (
    CERTIFICATE,
    CREDENTIAL,
    FORMER_CERTIFICATE,
    KEY,
    NEXT_CREDENTIAL,
    NEXT_KEY,
    KeyRing,
    KeyUnusable,
    Signer,
    certificate,
)
from tests.evidence.sealed import AT, IDENTITY, ring_in, sealed_journal

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def pem_of(key: Private, password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def issued(key: Private) -> str:
    """A certificate from somebody else's authority."""
    authority = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(authority, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()


def private_in(folder: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key((folder / "keys" / KEY).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def signer_of(ring: KeyRing) -> Signer:
    (made,) = ring.unadopted("", AT)
    return ring.signer(made.certificate)


# The first start


def test_the_first_start_makes_a_key_that_only_the_kiosk_can_read(tmp_path: Path) -> None:
    ring_in(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / KEY).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [KEY]


def test_the_certificate_says_whose_key_it_is(tmp_path: Path) -> None:
    (made,) = ring_in(tmp_path).unadopted("", AT)
    read = x509.load_pem_x509_certificate(made.certificate.encode())
    told = {attribute.oid: attribute.value for attribute in read.subject}
    assert told[NameOID.ORGANIZATION_NAME] == IDENTITY.name
    assert told[NameOID.SERIAL_NUMBER] == IDENTITY.siret
    assert told[NameOID.COMMON_NAME] == "till 1"
    assert read.not_valid_before_utc == datetime.fromtimestamp(AT, UTC)
    assert read.not_valid_after_utc.year >= 2054
    assert made.key == sha256(read.public_bytes(serialization.Encoding.DER)).hexdigest()


def test_the_next_start_finds_the_same_key_and_has_nothing_to_adopt(tmp_path: Path) -> None:
    (made,) = ring_in(tmp_path).unadopted("", AT)
    again = ring_in(tmp_path)
    assert again.unadopted(made.certificate, AT + 1) == ()
    assert again.signer(made.certificate).certificate.fingerprint == made.key


def test_a_signature_is_86_characters_and_only_for_its_text(tmp_path: Path) -> None:
    signer = signer_of(ring_in(tmp_path))
    known = signer.certificate
    signature = signer.sign("2000:1250,1250")
    assert len(signature) == 86
    assert known.holds("2000:1250,1250", signature)
    assert not known.holds("2000:1250,1251", signature)
    assert not known.holds("2000:1250,1250", signature + "=")
    assert not signer_of(ring_in(tmp_path / "another")).certificate.holds("2000:1250,1250", signature)


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    signer = signer_of(ring_in(tmp_path))
    assert "rivate" not in repr(signer)


@given(st.text(max_size=100))
def test_no_text_is_taken_for_a_signature(text: str) -> None:
    known = certificate(issued(ec.generate_private_key(ec.SECP256R1())))
    assert not known.holds("anything", text)


@given(st.text(max_size=300))
def test_no_text_is_taken_for_a_certificate(text: str) -> None:
    with pytest.raises(KeyUnusable):
        certificate(text)


# What is refused


@pytest.mark.parametrize(("what", "mode"), [(KEY, 0o640), (KEY, 0o604), (".", 0o750), (".", 0o701)])
def test_a_key_that_others_can_reach_is_refused_and_the_remedy_told(tmp_path: Path, what: str, mode: int) -> None:
    ring_in(tmp_path)
    (tmp_path / "keys" / what).chmod(mode)
    with pytest.raises(KeyUnusable, match="chmod"):
        ring_in(tmp_path)


WRONG_KEYS: dict[str, Callable[[], bytes]] = {
    "another curve": lambda: pem_of(ec.generate_private_key(ec.SECP384R1())),
    "another algorithm": lambda: pem_of(ed25519.Ed25519PrivateKey.generate()),
    "a password": lambda: pem_of(ec.generate_private_key(ec.SECP256R1()), b"secret"),
    "nothing": lambda: b"",
    "half a key": lambda: pem_of(ec.generate_private_key(ec.SECP256R1()))[:100],
    "a film": lambda: bytes(1_000_000),
}


@pytest.mark.parametrize("wrong", WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_a_file_that_is_no_such_key_is_refused(tmp_path: Path, wrong: Callable[[], bytes]) -> None:
    ring_in(tmp_path)
    (tmp_path / "keys" / KEY).write_bytes(wrong())
    with pytest.raises(KeyUnusable, match=KEY):
        ring_in(tmp_path)


def test_a_certificate_whose_key_is_not_here_cannot_sign(tmp_path: Path) -> None:
    (elsewhere,) = ring_in(tmp_path / "another").unadopted("", AT)
    with pytest.raises(KeyUnusable, match=r"not on this machine.*Put this machine's own journal"):
        ring_in(tmp_path).signer(elsewhere.certificate)


# The owner's own certificate


def test_the_owners_certificate_is_adopted_in_place_of_our_own(tmp_path: Path) -> None:
    (ours,) = ring_in(tmp_path).unadopted("", AT)
    owners = issued(private_in(tmp_path))
    (tmp_path / "keys" / CERTIFICATE).write_text(owners)
    ring = ring_in(tmp_path)
    (made,) = ring.unadopted(ours.certificate, AT)
    assert made.certificate == owners
    assert ring.unadopted(owners, AT) == ()
    assert ring.signer(owners).certificate.fingerprint == made.key


def test_a_certificate_for_another_key_is_refused(tmp_path: Path) -> None:
    ring_in(tmp_path)
    (tmp_path / "keys" / CERTIFICATE).write_text(issued(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(KeyUnusable, match="take it away, or have it issued for it"):
        ring_in(tmp_path)


def test_after_a_new_key_the_owners_old_certificate_is_laid_aside(tmp_path: Path) -> None:
    ring_in(tmp_path)
    (tmp_path / "keys" / CERTIFICATE).write_text(issued(private_in(tmp_path)))
    journal = sealed_journal(tmp_path / "journal.db")
    journal.close()
    ring_in(tmp_path).rotate()
    journal = sealed_journal(tmp_path / "journal.db")
    journal.close()
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {KEY, FORMER_CERTIFICATE}
    sealed_journal(tmp_path / "journal.db").close()


# A key that the system hands over


def handed(tmp_path: Path, **keys: ec.EllipticCurvePrivateKey) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir(exist_ok=True)
    for name, key in keys.items():
        path = folder / {"key": CREDENTIAL, "following": NEXT_CREDENTIAL}[name]
        path.write_bytes(pem_of(key))
        path.chmod(0o440)
    return folder


def test_a_key_that_the_system_hands_over_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    ring = KeyRing(tmp_path / "keys", IDENTITY, handed(tmp_path, key=key))
    assert signer_of(ring).certificate.public == key.public_key()
    assert not (tmp_path / "keys").exists()
    with pytest.raises(KeyUnusable, match=NEXT_CREDENTIAL):
        ring.rotate()


def test_a_next_key_that_the_system_hands_over_is_adopted(tmp_path: Path) -> None:
    key, following = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ring = KeyRing(tmp_path / "keys", IDENTITY, handed(tmp_path, key=key))
    (made,) = ring.unadopted("", AT)
    ring = KeyRing(tmp_path / "keys", IDENTITY, handed(tmp_path, key=key, following=following))
    (then,) = ring.unadopted(made.certificate, AT)
    ring.settle(then.certificate)
    assert ring.signer(then.certificate).certificate.public == following.public_key()


def test_credentials_without_our_key_leave_us_our_own(tmp_path: Path) -> None:
    KeyRing(tmp_path / "keys", IDENTITY, handed(tmp_path))
    assert (tmp_path / "keys" / KEY).exists()


# A new key


def test_the_old_key_stays_until_the_journal_has_adopted_the_new_one_and_is_then_destroyed(tmp_path: Path) -> None:
    journal = sealed_journal(tmp_path / "journal.db")
    before = journal.key
    journal.close()
    old = (tmp_path / "keys" / KEY).read_bytes()
    ring = ring_in(tmp_path)
    ring.rotate()
    ring.rotate()
    following = (tmp_path / "keys" / NEXT_KEY).read_bytes()
    assert (tmp_path / "keys" / KEY).read_bytes() == old
    journal = sealed_journal(tmp_path / "journal.db")
    assert journal.key != before
    assert (tmp_path / "keys" / KEY).read_bytes() == following
    assert not (tmp_path / "keys" / NEXT_KEY).exists()
    with pytest.raises(KeyUnusable):
        ring_in(tmp_path).signer(journal.certificates()[0])
    assert journal.verify().intact
    journal.close()


class PowerCut(BaseException):
    """Nothing more is done."""


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Cuts the power before the n-th call that changes a file."""
    left = [10**9]

    def counting(name: str) -> None:
        real = getattr(os, name)

        def call(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise PowerCut
            return real(*args, **options)

        monkeypatch.setattr(os, name, call)

    for name in ("open", "replace", "fsync", "mkdir"):
        counting(name)

    def cut(calls: int) -> None:
        left[0] = calls

    return cut


def test_no_power_cut_while_the_key_changes_leaves_a_till_without_its_key(
    tmp_path: Path, cut_after: Callable[[int], None]
) -> None:
    """Cut before each step of first start, rotation and adoption; the next start goes on, and seals verify."""
    for calls in range(60):
        folder = tmp_path / str(calls)
        folder.mkdir()
        try:
            cut_after(calls)
            live(folder)
        except PowerCut:
            finished = False
        else:
            finished = True
        cut_after(10**9)
        live(folder)
        journal = sealed_journal(folder / "journal.db")
        assert journal.verify().intact
        assert 2 <= len(journal.certificates()) <= 3
        journal.close()
        assert [path.name for path in (folder / "keys").iterdir()] == [KEY]
        if finished:
            return
    raise AssertionError("the life of a key has more steps than were cut")


def live(folder: Path) -> None:
    """First start, and once more with a new key."""
    sealed_journal(folder / "journal.db").close()
    ring_in(folder).rotate()
    sealed_journal(folder / "journal.db").close()
