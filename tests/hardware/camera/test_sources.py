"""Where frames come from, and what is said when they do not."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.sources import Device, Film, Folder, Frames, SourceLost, gray, within


def test_a_camera_that_is_not_plugged_in_is_told_with_its_name() -> None:
    with pytest.raises(SourceLost, match=r"no-such-camera does not exist: is the camera plugged in\?"):
        Device("/dev/v4l/by-id/no-such-camera")
    with pytest.raises(SourceLost, match="/dev/video987 does not exist"):
        Device(987)


def test_a_file_that_is_no_camera_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "video0").write_text("no camera")
    with pytest.raises(SourceLost, match="is another program using it"):
        Device(str(tmp_path / "video0"))


def test_a_missing_film_and_a_broken_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceLost, match="there is no such file"):
        Film(tmp_path / "gone.avi")
    (tmp_path / "broken.avi").write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(SourceLost, match="not a film"):
        Film(tmp_path / "broken.avi")


def test_a_missing_folder_and_an_empty_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceLost, match="there is no such folder"):
        Folder(tmp_path / "gone")
    with pytest.raises(SourceLost, match="is empty"):
        Folder(tmp_path)


def test_each_picture_of_a_folder_is_held_and_then_there_are_no_more(tmp_path: Path) -> None:
    for level in (10, 20):
        cv2.imwrite(str(tmp_path / f"{level}.png"), np.full((8, 8), level, np.uint8))
    folder = Folder(tmp_path, frames_each=3)
    frames = [folder.read() for _ in range(7)]
    assert [None if frame is None else int(frame[0, 0]) for frame in frames] == [10, 10, 10, 20, 20, 20, None]


def test_no_frame_is_longer_than_1280_pixels() -> None:
    read = Frames([np.zeros((1080, 1920, 3), np.uint8)]).read()
    assert read is not None
    assert read.shape == (720, 1280, 3)
    assert within(np.zeros((5000, 2), np.uint8)).shape == (1280, 1)


def test_a_small_frame_is_not_touched() -> None:
    frame = np.zeros((480, 640), np.uint8)
    assert within(frame) is frame


def test_gray_weighs_all_colours_and_is_contiguous() -> None:
    red = np.zeros((4, 6, 3), np.uint8)
    red[:, :, 2] = 255
    assert gray(red).tolist() == [[76] * 6] * 4
    assert gray(red[::2, ::2]).flags.c_contiguous
