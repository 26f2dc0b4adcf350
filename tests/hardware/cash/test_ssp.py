from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.ssp import (
    PLAIN_SIZE_MAX,
    Deframer,
    Envelope,
    KeyExchange,
    Packet,
    crc16,
    is_prime,
    new_key_exchange,
)
from tests.hardware.cash.ssp_vectors import CRCS, FRAMES, SEALED_FIXED_KEY, SEALED_FRAME, SEALED_NEGOTIATED_KEY

PACKETS = st.builds(Packet, st.integers(0, 0x7D), st.booleans(), st.binary(min_size=1, max_size=255))
STX_HEAVY = st.builds(Packet, st.just(0), st.booleans(), st.lists(st.sampled_from(b"\x7f\x00"), min_size=1).map(bytes))


@pytest.mark.parametrize(("text", "crc"), CRCS)
def test_the_checksum_is_that_of_others(text: str, crc: str) -> None:
    assert crc16(text.encode()).to_bytes(2, "little").hex().upper() == crc


@pytest.mark.parametrize(("text", "crc"), [(b"", 0xFFFF), (b"A", 0xFC84), (b"ABC", 0x069B), (b"ABCD", 0x9A8C)])
def test_the_checksum_has_its_published_check_values(text: bytes, crc: int) -> None:
    assert crc16(text) == crc


@pytest.mark.parametrize(("_name", "frame"), FRAMES)
def test_a_frame_is_read_and_written_alike(_name: str, frame: str) -> None:
    (packet,) = Deframer().receive(bytes.fromhex(frame))
    assert packet.encode() == bytes.fromhex(frame)


def test_a_poll_is_framed_with_its_sequence_flag() -> None:
    assert Packet(0, True, b"\x07").encode() == bytes.fromhex("7F8001071202")
    assert Packet(0, False, b"\x07").encode() == bytes.fromhex("7F0001071188")


@given(st.lists(PACKETS | STX_HEAVY, max_size=5), st.data())
def test_packets_arrive_whatever_the_pieces(packets: list[Packet], data: st.DataObject) -> None:
    wire = b"".join(packet.encode() for packet in packets)
    deframer = Deframer()
    seen: list[Packet] = []
    while wire:
        size = data.draw(st.integers(1, len(wire)))
        seen += deframer.receive(wire[:size])
        wire = wire[size:]
    assert seen == packets


@given(PACKETS | STX_HEAVY)
def test_packets_arrive_byte_by_byte(packet: Packet) -> None:
    deframer = Deframer()
    seen = [packet for byte in packet.encode() for packet in deframer.receive(bytes((byte,)))]
    assert seen == [packet]


@given(st.binary(max_size=600), PACKETS)
def test_noise_costs_at_most_the_packet_it_ran_into(noise: bytes, packet: Packet) -> None:
    deframer = Deframer()
    deframer.receive(noise)
    wire = packet.encode()
    assert packet in deframer.receive(wire + wire)


@given(PACKETS, st.integers(0, 300))
def test_half_a_packet_does_not_spoil_the_next(packet: Packet, size: int) -> None:
    wire = packet.encode()
    cut = wire[: min(size, len(wire) - 1)]
    deframer = Deframer()
    deframer.receive(cut)
    if not cut.endswith(b"\x7f") or len(cut) == 1:
        assert deframer.receive(wire) == [packet]


@given(PACKETS, st.data())
def test_a_changed_byte_never_gives_another_packet(packet: Packet, data: st.DataObject) -> None:
    wire = bytearray(packet.encode())
    at = data.draw(st.integers(1, len(wire) - 1))
    wire[at] ^= data.draw(st.integers(1, 255))
    assert all(seen == packet for seen in Deframer().receive(bytes(wire)))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_any_bytes_are_survived_without_growing(pieces: list[bytes]) -> None:
    deframer = Deframer()
    for piece in pieces:
        deframer.receive(piece)
        assert len(deframer._body or b"") <= 260


@pytest.mark.parametrize("wrong", [(-1, b"a"), (0x7E, b"a"), (0, b""), (0, bytes(256))])
def test_a_packet_out_of_range_is_refused(wrong: tuple[int, bytes]) -> None:
    with pytest.raises(ValueError, match="SSP"):
        Packet(wrong[0], False, wrong[1])


def test_the_published_sealed_frame_opens() -> None:
    (packet,) = Deframer().receive(bytes.fromhex(SEALED_FRAME))
    envelope = Envelope(SEALED_FIXED_KEY, SEALED_NEGOTIATED_KEY)
    assert envelope.open(packet.data) == (1, bytes.fromhex("F0004A78B4"))


def test_the_published_plain_text_seals_to_the_published_frame() -> None:
    class Packing(Random):
        def getrandbits(self, k: int, /) -> int:
            return int.from_bytes(bytes.fromhex("A16C6CD3"), "little")

    envelope = Envelope(SEALED_FIXED_KEY, SEALED_NEGOTIATED_KEY)
    sealed = envelope.seal(bytes.fromhex("F0004A78B4"), 1, Packing())
    assert Packet(0, False, sealed).encode() == bytes.fromhex(SEALED_FRAME)


@given(st.binary(min_size=1, max_size=PLAIN_SIZE_MAX), st.integers(0, 0xFFFFFFFF), st.integers(0, 2**64 - 1))
def test_what_is_sealed_opens_with_the_same_key_only(data: bytes, count: int, key: int) -> None:
    sealed = Envelope(1, key).seal(data, count, Random(0))
    assert len(sealed) <= 255
    assert Envelope(1, key).open(sealed) == (count, data)
    assert Envelope(2, key).open(sealed) != (count, data)


@given(st.binary(max_size=255))
def test_an_envelope_survives_any_bytes(data: bytes) -> None:
    opened = Envelope(1, 2).open(b"\x7e" + data)
    assert opened is None or len(opened[1]) <= len(data)


def test_too_much_data_for_an_envelope_is_refused() -> None:
    with pytest.raises(ValueError, match="envelope"):
        Envelope(1, 2).seal(bytes(PLAIN_SIZE_MAX + 1), 0, Random(0))


@pytest.mark.parametrize("seed", range(5))
def test_both_sides_of_a_key_exchange_find_the_same_key(seed: int) -> None:
    random = Random(seed)
    host = new_key_exchange(random)
    assert host.generator > host.modulus > 1 << 30
    assert host.generator * host.modulus < 1 << 63  # no product overflows in ITL's own calculation (eSSP6 on PyPI)
    assert is_prime(host.generator)
    assert is_prime(host.modulus)
    secret = random.getrandbits(63)
    slave_public = pow(host.generator, secret, host.modulus)
    assert host.key(slave_public) == pow(host.public, secret, host.modulus)


def test_the_generator_is_the_larger_prime() -> None:
    with pytest.raises(ValueError, match="generator"):
        KeyExchange(generator=1287821, modulus=982451653, secret=7)
    assert KeyExchange(generator=982451653, modulus=1287821, secret=7).public == pow(982451653, 7, 1287821)


def test_small_primes_are_told_from_composites() -> None:
    sieve = [n for n in range(2000) if n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))]
    assert [n for n in range(2000) if is_prime(n)] == sieve
    assert not is_prime(3825123056546413051)  # a strong pseudoprime to the first nine primes
    assert is_prime(2**61 - 1)
