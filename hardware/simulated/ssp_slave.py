"""The far end of an SSP line: framing, sequence flag and eSSP encryption of a simulated device.

Written apart from hardware.cash on purpose, so that a mistake in one is seen by the other.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

RAW_SIZE_MAX = 1024
REPLY_SIZE_MAX = 232  # what fits an encrypted packet
_OK, _OUT_OF_RANGE, _FAIL, _NO_KEY = b"\xf0", b"\xf4", b"\xf8", b"\xfa"
_STEX, _SYNC, _GENERATOR, _MODULUS, _EXCHANGE = 0x7E, 0x11, 0x4A, 0x4B, 0x4C


def _table() -> list[int]:
    table = [0]
    for power in range(8):  # linear: the table of a sum is the sum of the tables
        step = 0x8005 if power == 0 else table[1 << power - 1]
        if power:
            step = (step << 1 ^ (0x8005 if step & 0x8000 else 0)) & 0xFFFF
        table += [entry ^ step for entry in table]
    return table


_TABLE = _table()


def checksum(data: bytes) -> bytes:
    """The two CRC bytes as they follow `data` on the wire."""
    high = low = 0xFF
    for byte in data:
        entry = _TABLE[high ^ byte]
        high, low = low ^ entry >> 8, entry & 0xFF
    return bytes((low, high))


def frame(head: int, data: bytes) -> bytes:
    """A packet on the wire; `head` is the sequence flag and the address."""
    body = bytes((head, len(data))) + data
    return b"\x7f" + (body + checksum(body)).replace(b"\x7f", b"\x7f\x7f")


class SspSlave:
    """Answers one address. `execute` gives the reply data to plain command data; it is called once per command."""

    def __init__(
        self,
        address: int,
        fixed_key: int,
        random: Random,
        execute: Callable[[bytes], bytes],
        needs_key: frozenset[int] = frozenset(),
    ) -> None:
        self._address = address
        self._fixed_key = fixed_key.to_bytes(8, "little")
        self._random = random
        self._execute = execute
        self._needs_key = needs_key
        self._raw = bytearray()
        self.power_up()

    def power_up(self) -> None:
        """Forget what does not survive a power cut: keys, sequence, half a packet."""
        self._raw.clear()
        self._last_flag: int | None = None
        self._last_reply = b""
        self._generator = self._modulus = 0
        self._cipher: Cipher[modes.ECB] | None = None
        self.count = 0

    def forget_half_packet(self) -> None:
        """The line was opened anew."""
        self._raw.clear()

    def receive(self, data: bytes) -> list[bytes]:
        """The replies, as on the wire, to the packets these bytes complete."""
        self._raw += data
        replies = []
        while (packet := self._next_packet()) is not None:
            if packet[0] & 0x7F == self._address and len(packet) > 4 and checksum(packet[:-2]) == packet[-2:]:
                replies += self._answer(packet[0], packet[2:-2])
        del self._raw[:-RAW_SIZE_MAX]
        return replies

    def _next_packet(self) -> bytes | None:
        raw = self._raw
        while (start := raw.find(0x7F)) >= 0:
            del raw[:start]
            body = bytearray()
            at = 1
            while at < len(raw):
                if raw[at] == 0x7F:
                    if at + 1 == len(raw):
                        return None
                    if raw[at + 1] != 0x7F or not body:
                        break  # a packet starts inside a packet
                    at += 1
                body.append(raw[at])
                at += 1
                if len(body) > 3 and len(body) == body[1] + 4:
                    del raw[:at]
                    return bytes(body)
            else:
                return None
            del raw[:at]
        raw.clear()
        return None

    def _answer(self, head: int, data: bytes) -> list[bytes]:
        is_sealed = data[0] == _STEX
        command = self._opened(data[1:]) if is_sealed else data
        is_sync = command is not None and command[0] == _SYNC
        if head & 0x80 == self._last_flag and not is_sync:
            return [self._last_reply]
        reply = self._answer_sealed(command) if is_sealed else self._answer_plain(data)
        if reply is None:
            return []
        self._last_flag = 0x80 if is_sync else head & 0x80  # after SYNC comes 0, whatever flag SYNC itself had
        self._last_reply = frame(head, reply)
        return [self._last_reply]

    def _answer_plain(self, command: bytes) -> bytes:
        if command[0] == _SYNC:
            return _OK
        if command[0] in self._needs_key:
            return _NO_KEY
        return self._exchange_keys(command) or self._execute(command)

    def _exchange_keys(self, data: bytes) -> bytes | None:
        if data[0] not in (_GENERATOR, _MODULUS, _EXCHANGE) or len(data) != 9:
            return None
        number = int.from_bytes(data[1:], "little")
        if data[0] == _EXCHANGE:
            return self._negotiate(number)
        if any(pow(base, number, number) != base % number for base in (2, 3, 5, 7) if number > 1) or number < 2:
            return _OUT_OF_RANGE
        if data[0] == _GENERATOR:
            self._generator = number
        else:  # in any order of size: the maker's own host sends the generator below the modulus as often as above
            self._modulus = number
        return _OK

    def _negotiate(self, host: int) -> bytes:
        if not self._generator or not self._modulus:
            return _FAIL
        secret = self._random.randrange(2, self._modulus - 1) if self._modulus > 4 else 2
        key = pow(host, secret, self._modulus)
        self._cipher = Cipher(algorithms.AES(self._fixed_key + key.to_bytes(8, "little")), modes.ECB())  # noqa: S305
        self._encryptor, self._decryptor = self._cipher.encryptor(), self._cipher.decryptor()
        self.count = 0
        return _OK + pow(self._generator, secret, self._modulus).to_bytes(8, "little")

    def _opened(self, sealed: bytes) -> bytes | None:
        """The command; None when it was not sealed with our key and count, as a repeated packet never is."""
        if self._cipher is None or not sealed or len(sealed) % 16:
            return None
        plain = self._decryptor.update(sealed)
        if checksum(plain[:-2]) != plain[-2:] or int.from_bytes(plain[1:5], "little") != self.count:
            return None
        return plain[5 : 5 + plain[0]] if 0 < plain[0] <= len(plain) - 7 else None

    def _answer_sealed(self, command: bytes | None) -> bytes | None:
        """None: the packet is ignored, as by a real device, when it could not be opened."""
        if self._cipher is None:
            return _NO_KEY
        if command is None:
            return None
        self.count += 1
        reply = _OK if command[0] == _SYNC else self._execute(command)
        inner = bytes((len(reply),)) + self.count.to_bytes(4, "little") + reply
        inner += self._random.getrandbits(128).to_bytes(16, "little")[: -(len(inner) + 2) % 16]
        return b"\x7e" + self._encryptor.update(inner + checksum(inner))
