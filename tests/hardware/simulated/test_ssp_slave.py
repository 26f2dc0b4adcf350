from __future__ import annotations

from random import Random

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulated.ssp_slave import RAW_SIZE_MAX, SspSlave, checksum, frame
from tests.hardware.cash.ssp_vectors import CRCS, FRAMES, SEALED_FRAME

POLL_0, POLL_1, SYNC = bytes.fromhex("7F0001071188"), bytes.fromhex("7F8001071202"), frame(0x80, b"\x11")


def a_slave(executed: list[bytes] | None = None) -> SspSlave:
    def execute(data: bytes) -> bytes:
        if executed is not None:
            executed.append(data)
        return b"\xf0"

    return SspSlave(0, 0x0123456701234567, Random(1), execute, frozenset({0x33}))


@pytest.mark.parametrize(("text", "crc"), CRCS)
def test_the_checksum_is_that_of_others(text: str, crc: str) -> None:
    assert checksum(text.encode()).hex().upper() == crc


@pytest.mark.parametrize(("_name", "hexed"), FRAMES)
def test_a_frame_has_the_bytes_of_others(_name: str, hexed: str) -> None:
    published = bytes.fromhex(hexed)
    assert frame(published[1], published[3:-2]) == published


def test_a_poll_is_answered_on_the_same_flag() -> None:
    slave = a_slave()
    assert slave.receive(SYNC) == [frame(0x80, b"\xf0")]
    assert slave.receive(POLL_0) == [bytes.fromhex("7F0001F0200A")]


def test_a_repeated_command_is_answered_again_but_executed_once() -> None:
    executed: list[bytes] = []
    slave = a_slave(executed)
    slave.receive(SYNC)
    assert slave.receive(POLL_0) == slave.receive(POLL_0)
    assert executed == [b"\x07"]
    slave.receive(POLL_1)
    assert executed == [b"\x07", b"\x07"]


def test_a_wrong_checksum_and_another_address_are_met_with_silence() -> None:
    slave = a_slave()
    assert slave.receive(bytes.fromhex("7F0001071189")) == []
    assert slave.receive(frame(0x10, b"\x07")) == []


def test_a_payout_needs_a_key() -> None:
    assert a_slave().receive(frame(0, b"\x33" + bytes(8))) == [frame(0, b"\xfa")]
    assert a_slave().receive(frame(0, b"\x7e" + bytes(16))) == [frame(0, b"\xfa")]


def _exchanged(slave: SspSlave) -> Cipher[modes.ECB]:
    generator, modulus, secret = 982451653, 1287821, 77
    slave.receive(SYNC)
    assert slave.receive(frame(0x00, b"\x4a" + generator.to_bytes(8, "little"))) == [frame(0x00, b"\xf0")]
    assert slave.receive(frame(0x80, b"\x4b" + modulus.to_bytes(8, "little"))) == [frame(0x80, b"\xf0")]
    public = pow(generator, secret, modulus)
    (reply,) = slave.receive(frame(0x00, b"\x4c" + public.to_bytes(8, "little")))
    answer = int.from_bytes(reply[4:12], "little")
    key = bytes.fromhex("6745230167452301") + pow(answer, secret, modulus).to_bytes(8, "little")
    return Cipher(algorithms.AES(key), modes.ECB())


def test_sealed_commands_are_counted_and_answered_with_the_next_count() -> None:
    slave = a_slave()
    cipher = _exchanged(slave)
    for count, flag in ((0, 0x80), (1, 0x00), (2, 0x80)):
        plain = b"\x01" + count.to_bytes(4, "little") + b"\x07" + bytes(8)
        sealed = cipher.encryptor().update(plain + checksum(plain))
        (reply,) = slave.receive(frame(flag, b"\x7e" + sealed))
        body = reply[1:].replace(b"\x7f\x7f", b"\x7f")
        opened = cipher.decryptor().update(body[3:19])
        assert opened[:6] == b"\x01" + (count + 1).to_bytes(4, "little") + b"\xf0"
        assert checksum(opened[:-2]) == opened[-2:]


def test_a_wrong_count_is_met_with_silence() -> None:
    slave = a_slave()
    cipher = _exchanged(slave)
    plain = b"\x01\x05\x00\x00\x00\x07" + bytes(8)
    assert slave.receive(frame(0x80, b"\x7e" + cipher.encryptor().update(plain + checksum(plain)))) == []


def test_a_modulus_above_the_generator_is_taken() -> None:
    """ITL's own host library (eSSP6 on PyPI) means to swap the two, but never does."""
    slave = a_slave()
    slave.receive(SYNC)
    slave.receive(frame(0x00, b"\x4a" + (1287821).to_bytes(8, "little")))
    assert slave.receive(frame(0x80, b"\x4b" + (982451653).to_bytes(8, "little"))) == [frame(0x80, b"\xf0")]


@pytest.mark.parametrize("flag", [0x00, 0x80])
def test_after_sync_comes_flag_0_whatever_flag_sync_had(flag: int) -> None:
    """The Node host encrypted-smiley-secure-protocol sends its first SYNC, and what follows it, with flag 0."""
    executed: list[bytes] = []
    slave = a_slave(executed)
    assert slave.receive(frame(flag, b"\x11")) == [frame(flag, b"\xf0")]
    slave.receive(POLL_0)
    slave.receive(POLL_0)
    assert executed == [b"\x07"]


def _sealed(cipher: Cipher[modes.ECB], count: int, command: int) -> bytes:
    plain = b"\x01" + count.to_bytes(4, "little") + bytes((command,)) + bytes(8)
    return b"\x7e" + cipher.encryptor().update(plain + checksum(plain))


@pytest.mark.parametrize("count", [0, 1])
def test_a_sealed_sync_is_answered_sealed_and_once(count: int) -> None:
    """Hosts that seal whatever they send once they have a key (ITL's library, the Node hosts) seal SYNC, too."""
    executed: list[bytes] = []
    slave = a_slave(executed)
    cipher = _exchanged(slave)
    for earlier in range(count):
        slave.receive(frame(0x80, _sealed(cipher, earlier, 0x07)))
    sync = frame(0x80, _sealed(cipher, count, 0x11))
    (reply,) = slave.receive(sync)
    body = reply[1:].replace(b"\x7f\x7f", b"\x7f")
    assert cipher.decryptor().update(body[3:19])[:6] == b"\x01" + (count + 1).to_bytes(4, "little") + b"\xf0"
    assert slave.receive(sync) == [reply]
    slave.receive(frame(0x00, _sealed(cipher, count + 1, 0x07)))
    assert executed == [b"\x07"] * (count + 1)


def test_a_generator_that_is_not_prime_is_refused() -> None:
    assert a_slave().receive(frame(0x00, b"\x4a" + (10**15).to_bytes(8, "little"))) == [frame(0x00, b"\xf4")]


@given(st.data())
def test_commands_arrive_whatever_the_pieces(data: st.DataObject) -> None:
    executed: list[bytes] = []
    slave = a_slave(executed)
    commands = data.draw(st.lists(st.binary(max_size=40).map(lambda rest: b"\x7f" + rest), max_size=4))
    wire = SYNC + b"".join(frame(0x80 * (i % 2), command) for i, command in enumerate(commands))
    while wire:
        size = data.draw(st.integers(1, len(wire)))
        slave.receive(wire[:size])
        wire = wire[size:]
    assert executed == commands


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_any_bytes_are_survived_without_growing(pieces: list[bytes]) -> None:
    slave = a_slave()
    for piece in pieces:
        slave.receive(piece + bytes.fromhex(SEALED_FRAME))
        assert len(slave._raw) <= RAW_SIZE_MAX
