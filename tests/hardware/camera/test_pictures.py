"""Picture files nobody should trust."""

import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera import pictures
from hardware.camera.pictures import Unreadable


def test_a_picture_comes_in_gray(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "red.png"), np.full((20, 30, 3), (0, 0, 255), np.uint8))
    picture = pictures.load(tmp_path / "red.png")
    assert not isinstance(picture, Unreadable)
    assert picture.shape == (20, 30)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x00" * 4096, "not a picture: UnidentifiedImageError"),
        (b"no picture at all", "not a picture: UnidentifiedImageError"),
    ],
)
def test_what_is_no_picture_is_told_as_such(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "file.png").write_bytes(content)
    assert pictures.load(tmp_path / "file.png") == Unreadable(reason)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert pictures.load(tmp_path / "gone.png") == Unreadable("No such file or directory")
    assert pictures.load(tmp_path) == Unreadable("not a file")


def test_a_name_that_cannot_exist_is_told() -> None:
    assert pictures.load("x" * 5000) == Unreadable("File name too long")


@pytest.mark.parametrize("side", [6_500, 12_000, 60_000])
def test_a_header_that_promises_too_many_pixels_is_refused_before_decoding(tmp_path: Path, side: int) -> None:
    (tmp_path / "bomb.png").write_bytes(_png_header(side, side))
    refused = pictures.load(tmp_path / "bomb.png")
    assert isinstance(refused, Unreadable)
    assert f"at most {pictures.PIXELS_MAX}" in refused.reason


def test_a_giant_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "giant.png").open("wb") as giant:
        giant.write(_png_header(10, 10))
        giant.truncate(pictures.BYTES_MAX + 1)
    assert pictures.load(tmp_path / "giant.png") == Unreadable("50000001 bytes; at most 50000000 are read")


def test_a_picture_without_its_pixels_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(_png_header(100, 100))
    assert pictures.load(tmp_path / "cut.png") == Unreadable("damaged, or of a kind OpenCV cannot decode")


@settings(max_examples=150)
@given(
    start=st.sampled_from(
        [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF89a", b"RIFF\x20\0\0\0WEBPVP8 ", b"P5 "]
    ),
    rest=st.binary(max_size=300),
)
def test_no_bytes_whatever_make_it_raise(start: bytes, rest: bytes) -> None:
    with TemporaryDirectory() as folder:
        (path := Path(folder) / "any").write_bytes(start + rest)
        assert isinstance(pictures.load(path), Unreadable | np.ndarray)


def _png_header(width: int, height: int) -> bytes:
    """A PNG that ends where its pixels would begin: gray, 8 bits (PNG specification, 11.2.2)."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">II", zlib.crc32(chunk), 9) + b"IDAT"
