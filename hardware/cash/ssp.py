"""Innovative Technology SSP packets and the eSSP envelope and key exchange: pure, without I/O or time.

Sources: ITL SSP/eSSP protocol as implemented by kybarg/ssp (MIT) and ITL's own host library (eSSP6 on PyPI).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

STX = 0x7F
STEX = 0x7E
ADDRESS_MAX = 0x7D
DATA_SIZE_MAX = 255
FIXED_KEY_FACTORY = 0x0123456701234567
KEY_BITS = 64
PRIME_BITS = 31
"""Of the primes we choose. ITL's own host library keeps to 31 bits: its 64-bit products overflow with larger ones, and
a device which calculates in the same way would find another key than ours."""

_SEQUENCE_FLAG = 0x80
_BLOCK = 16
_ENVELOPE_OVERHEAD = 7  # eLEN, eCOUNT (4), inner CRC (2)
PLAIN_SIZE_MAX = DATA_SIZE_MAX // _BLOCK * _BLOCK - _ENVELOPE_OVERHEAD
COUNT_MAX = 0xFFFFFFFF

# Enough for Miller-Rabin to be exact below 2**64 (Sorenson and Webster, 2015).
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def _crc_of_byte(byte: int) -> int:
    crc = byte << 8
    for _ in range(8):
        crc = (crc << 1) ^ 0x8005 if crc & 0x8000 else crc << 1
    return crc & 0xFFFF


_CRC_TABLE = tuple(_crc_of_byte(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """CRC-16, polynomial 0x8005, initial 0xFFFF, not reflected; sent low byte first."""
    crc = 0xFFFF
    table = _CRC_TABLE
    for byte in data:
        crc = (crc << 8 & 0xFF00) ^ table[crc >> 8 ^ byte]
    return crc


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet, unstuffed: `address` 0 to 0x7D, `sequence` the flag of bit 7, `data` 1 to 255 bytes."""

    address: int
    sequence: bool
    data: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.address <= ADDRESS_MAX:
            raise ValueError(f"SSP address {self.address} is not 0 to {ADDRESS_MAX}")
        if not 1 <= len(self.data) <= DATA_SIZE_MAX:
            raise ValueError(f"SSP data of {len(self.data)} bytes is not 1 to {DATA_SIZE_MAX}")

    def encode(self) -> bytes:
        """The packet as it goes on the wire: every 0x7F after the first byte is doubled."""
        head = self.address | _SEQUENCE_FLAG if self.sequence else self.address
        body = bytes((head, len(self.data))) + self.data
        body += crc16(body).to_bytes(2, "little")
        return b"\x7f" + body.replace(b"\x7f", b"\x7f\x7f")


class Deframer:
    """Bytes in, packets out. Noise and packets with a wrong CRC are dropped; a single 0x7F always starts afresh."""

    def __init__(self) -> None:
        self._body: bytearray | None = None  # None: waiting for STX
        self._after_stx = False

    def receive(self, data: bytes) -> list[Packet]:
        """The packets which these bytes complete; holds back at most one packet."""
        if self._body is None and len(data) > 5 and len(data) == data[2] + 5 and data.rfind(STX) == 0:
            self._after_stx = False
            packet = _checked(data[1:])  # one whole packet without stuffing: what a quiet line mostly brings
            return [packet] if packet else []
        packets: list[Packet] = []
        for byte in data:
            if byte == STX:
                if not self._after_stx:
                    self._after_stx = True
                    continue
                if not self._body:  # no address is 0x7F: still waiting for the first byte
                    continue
                self._after_stx = False
            elif self._after_stx:
                self._after_stx = False
                self._body = bytearray()
            body = self._body
            if body is None:
                continue
            body.append(byte)
            if len(body) > 4 and len(body) == body[1] + 4:
                self._body = None
                if packet := _checked(bytes(body)):
                    packets.append(packet)
            elif len(body) == 2 and byte == 0:
                self._body = None
        return packets


def _checked(body: bytes) -> Packet | None:
    if crc16(body[:-2]) != body[-2] | body[-1] << 8 or body[0] & 0x7F > ADDRESS_MAX:
        return None
    return Packet(body[0] & 0x7F, body[0] >= _SEQUENCE_FLAG, body[2:-2])


class Envelope:
    """The eSSP envelope: AES-128 in ECB mode around length, packet count, data, random packing and a CRC.

    ECB is what the device speaks; the count inside keeps equal data from giving equal blocks.
    """

    def __init__(self, fixed_key: int, negotiated_key: int) -> None:
        key = fixed_key.to_bytes(8, "little") + negotiated_key.to_bytes(8, "little")
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - fixed by the maker
        self._encrypt = cipher.encryptor()  # ECB carries nothing over: one context serves every packet
        self._decrypt = cipher.decryptor()

    def seal(self, data: bytes, count: int, random: Random) -> bytes:
        """The packet data for `data` (at most PLAIN_SIZE_MAX bytes) under `count`."""
        if len(data) > PLAIN_SIZE_MAX:
            raise ValueError(f"{len(data)} bytes do not fit an eSSP envelope")
        packing_size = -(len(data) + _ENVELOPE_OVERHEAD) % _BLOCK
        packing = random.getrandbits(8 * packing_size).to_bytes(packing_size, "little") if packing_size else b""
        plain = bytes((len(data),)) + count.to_bytes(4, "little") + data + packing
        return b"\x7e" + self._encrypt.update(plain + crc16(plain).to_bytes(2, "little"))

    def open(self, data: bytes) -> tuple[int, bytes] | None:
        """The count and the plain data, or None when it was not sealed with this key."""
        if len(data) < 1 + _BLOCK or data[0] != STEX or len(data) % _BLOCK != 1:
            return None
        plain = self._decrypt.update(data[1:])
        size = plain[0]
        if crc16(plain[:-2]) != plain[-2] | plain[-1] << 8 or not 0 < size <= len(plain) - _ENVELOPE_OVERHEAD:
            return None
        return int.from_bytes(plain[1:5], "little"), plain[5 : 5 + size]


@dataclass(frozen=True, slots=True)
class KeyExchange:
    """The host's half of a Diffie-Hellman exchange; the device wants the generator above the modulus."""

    generator: int
    modulus: int
    secret: int

    def __post_init__(self) -> None:
        if not 2 < self.modulus < self.generator < 1 << KEY_BITS:
            raise ValueError("an eSSP generator must be above the modulus, both of 64 bits at most")

    @property
    def public(self) -> int:
        """What the device is sent (host intermediate key)."""
        return pow(self.generator, self.secret, self.modulus)

    def key(self, slave_public: int) -> int:
        """The negotiated key from what the device answered (slave intermediate key)."""
        return pow(slave_public, self.secret, self.modulus)


def new_key_exchange(random: Random) -> KeyExchange:
    """Two different primes of PRIME_BITS and a secret, from `random` (a SystemRandom, except in a simulation)."""
    first = _new_prime(random)
    while (second := _new_prime(random)) == first:
        continue
    modulus = min(first, second)
    return KeyExchange(max(first, second), modulus, random.randrange(2, modulus - 1))


def is_prime(number: int) -> bool:
    """Exact for numbers below 2**64."""
    if number < 2:
        return False
    for prime in _WITNESSES:
        if number % prime == 0:
            return number == prime
    odd = number - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    return all(_witnessed_prime(number, witness, odd, twos) for witness in _WITNESSES)


def _witnessed_prime(number: int, witness: int, odd: int, twos: int) -> bool:
    power = pow(witness, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def _new_prime(random: Random) -> int:
    while True:
        candidate = random.getrandbits(PRIME_BITS) | 1 << PRIME_BITS - 1 | 1
        if is_prime(candidate):
            return candidate
