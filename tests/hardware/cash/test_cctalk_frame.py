from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.cctalk_frame import DATA_SIZE_MAX, HOST, Checksum, Frame, checksum8, crc16, first_frame
from hardware.simulated import cctalk_slave as slave
from tests.hardware.cash.cctalk_vectors import CRCS, FRAMES, shared

ANY = st.builds(
    Frame,
    destination=st.integers(2, 255),
    header=st.integers(0, 255),
    data=st.binary(max_size=40),
)
REPLIES = st.tuples(st.integers(2, 255), st.sampled_from([0, 5, 6]), st.binary(max_size=40))


@pytest.mark.parametrize(("data", "crc"), CRCS)
def test_the_crc_is_the_specifications(data: str, crc: int) -> None:
    assert crc16(bytes.fromhex(data)) == crc == slave.crc(bytes.fromhex(data))


@pytest.mark.parametrize("frame", FRAMES)
def test_the_sum_of_a_frame_is_nothing(frame: str) -> None:
    raw = bytes.fromhex(frame)
    assert checksum8(raw[:-1]) == raw[-1]
    assert Frame(raw[0], raw[3], raw[4:-1], raw[2]).encode(Checksum.SIMPLE) == raw


@pytest.mark.parametrize("vector", shared("cctalk_crc16_table"), ids=lambda each: each["data"])
def test_shared_crcs(vector: dict[str, Any]) -> None:
    assert f"{crc16(bytes.fromhex(vector['data'])):04X}" == vector["crc"]


@pytest.mark.parametrize("vector", shared("cctalk"), ids=lambda each: each["name"])
def test_shared_frames(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["hex"])
    if vector["check"] == "cctalkcrc":
        assert Frame(raw[0], raw[3], raw[4:-1]).encode(Checksum.CRC) == raw
    else:
        assert Frame(raw[0], raw[3], raw[4:-1], raw[2]).encode(Checksum.SIMPLE) == raw


@given(ANY, st.booleans())
def test_the_other_end_understands_every_frame(frame: Frame, with_crc: bool) -> None:
    raw = frame.encode(Checksum.CRC if with_crc else Checksum.SIMPLE)
    assert slave.Line(with_crc).receive(raw, 0) == [(frame.destination, frame.header, frame.data)]


@given(REPLIES, st.booleans(), st.binary(max_size=8))
def test_a_reply_is_found_behind_the_echo_and_before_anything_else(
    reply: tuple[int, int, bytes], with_crc: bool, tail: bytes
) -> None:
    address, header, data = reply
    checksum = Checksum.CRC if with_crc else Checksum.SIMPLE
    echo = Frame(address, 254).encode(checksum)
    raw = slave.Line(with_crc).answer(address, slave.Answer(header, data))
    found = first_frame(echo + raw + tail, checksum, address)
    assert found == Frame(HOST, header, data, 0 if with_crc else address)
    for size in range(len(raw)):
        assert first_frame(raw[:size], checksum, address) is None


@given(REPLIES, st.booleans(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_byte_that_changed_makes_it_no_reply(
    reply: tuple[int, int, bytes], with_crc: bool, place: int, change: int
) -> None:
    address, header, data = reply
    raw = bytearray(slave.Line(with_crc).answer(address, slave.Answer(header, data)))
    raw[place % len(raw)] ^= change
    found = first_frame(bytes(raw), Checksum.CRC if with_crc else Checksum.SIMPLE, address)
    assert found is None or found.data != data or found.header != header or len(data) != len(found.data)


@given(st.binary(max_size=300), st.integers(2, 255), st.sampled_from(Checksum))
def test_nothing_that_arrives_does_harm(data: bytes, address: int, checksum: Checksum) -> None:
    frame = first_frame(data, checksum, address)
    assert frame is None or len(frame.data) <= DATA_SIZE_MAX


def test_a_reply_of_another_device_is_not_ours() -> None:
    raw = slave.Line(with_crc=False).answer(4, slave.Answer(0, b"abc"))
    assert first_frame(raw, Checksum.SIMPLE, 3) is None


@pytest.mark.parametrize("wrong", [(256, 0, b""), (-1, 0, b""), (2, 256, b""), (2, 0, bytes(253))])
def test_a_frame_that_cannot_be_is_refused(wrong: tuple[int, int, bytes]) -> None:
    with pytest.raises(ValueError, match="ccTalk"):
        Frame(*wrong)
