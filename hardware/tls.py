"""TLS to one known device: its certificate is pinned, and a refusal is said in words a technician can act on."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, parse_qsl

from hardware.words import Fault

FINGERPRINT_SIZE = 64  # hexadecimal digits of a SHA-256

EXPIRED, NOT_YET_VALID, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64  # OpenSSL: X509_V_ERR_...


class CertificateRefused(Exception):  # noqa: N818 - it says what happened
    """The device answered, and is not to be trusted; the message says why, `fault` says what to look at."""

    def __init__(self, reason: str, fault: Fault = Fault.KEY_REFUSED) -> None:
        super().__init__(reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Pin:
    """What a device must show. `ca`: a file (PEM) of the only certificates that may have signed it, or it itself.

    `fingerprint`: the SHA-256 of its certificate; that one is then trusted whatever its dates and names are, unless
    `ca` is given too. `name`: what its certificate must be made out to.
    """

    name: str
    ca: str = ""
    fingerprint: str = ""

    @classmethod
    def of(cls, url: SplitResult) -> Self:
        """From `?ca=FILE&name=HOST` or `?fingerprint=HEX`; the name is the host's if not given. ValueError: neither."""
        asked = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)) if url.query else {}
        name, ca = asked.pop("name", "") or url.hostname or "", asked.pop("ca", "")
        fingerprint = asked.pop("fingerprint", "").replace(":", "").lower()
        if asked or not (ca or fingerprint):
            raise ValueError(f"expected ?ca=FILE, ?fingerprint=SHA256 or both after tls://host:port, got {url.query!r}")
        if fingerprint and not re.fullmatch(rf"[0-9a-f]{{{FINGERPRINT_SIZE}}}", fingerprint):
            raise ValueError(f"expected {FINGERPRINT_SIZE} hexadecimal digits of a SHA-256, got {fingerprint!r}")
        return cls(name, ca, fingerprint)

    def secure(self, connection: socket.socket) -> ssl.SSLSocket:
        """The same connection, encrypted. CertificateRefused, or OSError when it breaks meanwhile."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca:
            self._load(context)
        else:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            secured = context.wrap_socket(connection, server_hostname=self.name)
        except ssl.SSLCertVerificationError as error:
            raise self._refused(error) from error
        except ssl.SSLError as error:
            raise CertificateRefused(f"no TLS could be agreed on (is this the right port?): {error.reason}") from error
        self._compare(secured)
        return secured

    def _load(self, context: ssl.SSLContext) -> None:
        try:
            context.load_verify_locations(cafile=self.ca)
        except OSError as error:  # ssl.SSLError is one
            wrong = "holds no certificate" if isinstance(error, ssl.SSLError) else "cannot be read"
            raise CertificateRefused(f"the file {self.ca} {wrong}: without it the device is not trusted") from error

    def _refused(self, error: ssl.SSLCertVerificationError) -> CertificateRefused:
        match error.verify_code:
            case code if code == EXPIRED:
                why = "its certificate has expired: renew it, or set this computer's clock if that is ahead"
                return CertificateRefused(why, Fault.CERTIFICATE_EXPIRED)
            case code if code == NOT_YET_VALID:
                why = "its certificate is not valid yet: a clock is wrong, most likely this computer's"
                return CertificateRefused(why, Fault.CERTIFICATE_EXPIRED)
            case code if code in (OTHER_NAME, OTHER_ADDRESS):
                return CertificateRefused(f"its certificate is made out to another name than {self.name}")
        return CertificateRefused(f"its certificate is another one, not of {self.ca} ({error.verify_message})")

    def _compare(self, secured: ssl.SSLSocket) -> None:
        shown = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
        if self.fingerprint and shown != self.fingerprint:
            secured.close()
            raise CertificateRefused(f"its certificate is another one (fingerprint {shown})")
