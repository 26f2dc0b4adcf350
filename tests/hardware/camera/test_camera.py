"""Bars before a camera that runs on its own thread: read, told, lost, found again."""

import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from hardware.camera.camera import Camera, Doze, Picture
from hardware.camera.candidates import Candidate
from hardware.camera.sources import Film, Folder, Frame, Frames, Source, SourceLost
from hardware.words import CodeSeen, Fault, Health, Lost, Ready, Symbology
from tests.hardware.camera.barcodes import scene, written

MILK, BREAD = "3456700083749", "4006381333931"
TABLE = np.full((480, 640), 120, np.uint8)
PATIENCE_SECONDS = 30

Heard = queue.Queue[CodeSeen | Health]


def seen(text: str) -> CodeSeen:
    return CodeSeen(text, Symbology.EAN13)


def next_words(heard: Heard, count: int) -> list[CodeSeen | Health]:
    return [heard.get(timeout=PATIENCE_SECONDS) for _ in range(count)]


class OnDemand:
    """A source whose frames the test hands in, one by one."""

    def __init__(self) -> None:
        self._frames: queue.Queue[Frame | None] = queue.Queue()
        self._taken = threading.Semaphore(0)

    def show(self, frame: Frame | None, times: int = 1) -> None:
        """Returns when the camera asks for the last of them: it is done with those before."""
        for _ in range(times):
            self._frames.put(frame)
        for _ in range(times):
            assert self._taken.acquire(timeout=PATIENCE_SECONDS)

    def read(self) -> Frame | None:
        self._taken.release()
        return self._frames.get(timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        self._frames.put(None)


def looking(source: Source, heard: Heard) -> Camera:
    return Camera(lambda: source, heard.put, frame_seconds=0)


def test_a_folder_of_pictures_becomes_codes(tmp_path: Path) -> None:
    for name, text in (("1.png", MILK), ("3.png", BREAD)):
        cv2.imwrite(str(tmp_path / name), scene(text))
    (tmp_path / "2.txt").write_text("not a picture")
    heard: Heard = queue.Queue()
    camera = looking(Folder(tmp_path, frames_each=12), heard)
    camera.start()
    assert next_words(heard, 3) == [Ready(), seen(MILK), seen(BREAD)]
    camera.stop()


def test_a_film_becomes_codes(tmp_path: Path) -> None:
    film = cv2.VideoWriter(str(tmp_path / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 480))
    for frame in [TABLE] * 3 + [scene(MILK)] * 6 + [TABLE] * 12 + [scene(MILK)] * 6:
        film.write(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
    film.release()
    heard: Heard = queue.Queue()
    camera = looking(Film(tmp_path / "film.avi"), heard)
    camera.start()
    assert next_words(heard, 3) == [Ready(), seen(MILK), seen(MILK)]
    camera.stop()


def test_a_camera_is_lost_and_found_while_it_runs() -> None:
    lives: Iterator[Source | SourceLost] = iter(
        [Frames([TABLE]), SourceLost("unplugged"), SourceLost("unplugged"), Frames([scene(MILK)] * 5)]
    )
    heard: Heard = queue.Queue()

    def opened() -> Source:
        match next(lives, SourceLost("unplugged")):
            case SourceLost() as lost:
                raise lost
            case source:
                return source

    camera = Camera(opened, heard.put, frame_seconds=0, reopen_seconds=0)
    camera.start()
    ready, silent, lost, ready_again, milk = next_words(heard, 5)
    assert (ready, ready_again, milk) == (Ready(), Ready(), seen(MILK))
    assert isinstance(silent, Lost)
    assert silent.fault is Fault.NO_PICTURE
    assert lost == Lost(Fault.LINK_LOST, "unplugged")
    camera.stop()


def test_an_add_on_is_told_with_its_code() -> None:
    heard: Heard = queue.Queue()
    camera = looking(Frames([written("9771234567003 12", zxingcpp.BarcodeFormat.EAN13)] * 3), heard)
    camera.start()
    assert next_words(heard, 2) == [Ready(), CodeSeen("9771234567003", Symbology.EAN13, "12")]
    camera.stop()


def test_a_moment_without_a_picture_is_not_a_lost_camera() -> None:
    heard: Heard = queue.Queue()
    milk = scene(MILK)
    camera = looking(Frames([TABLE, None, None, milk, None, milk]), heard)
    camera.start()
    assert next_words(heard, 2) == [Ready(), seen(MILK)]
    camera.stop()


def test_nothing_is_read_while_paused_and_the_picture_goes_on() -> None:
    heard, source = Heard(), OnDemand()
    camera = looking(source, heard)
    camera.pause()
    camera.start()
    source.show(scene(MILK), times=6)
    assert next_words(heard, 1) == [Ready()]
    paused = camera.latest()
    assert isinstance(paused, Picture)
    assert paused.marks == ()
    camera.resume()
    source.show(scene(MILK), times=4)
    assert next_words(heard, 1) == [seen(MILK)]
    camera.stop(wait_seconds=0)
    source.close()


def test_the_live_picture_shows_where_a_code_is_and_that_it_was_told() -> None:
    heard, source = Heard(), OnDemand()
    camera = looking(source, heard)
    assert camera.latest() is None
    camera.start()
    source.show(scene(MILK), times=2)
    first = camera.latest()
    source.show(scene(MILK), times=4)
    later = camera.latest()
    assert isinstance(first, Picture)
    assert isinstance(later, Picture)
    assert later.number > first.number
    assert later.size == (640, 480)
    assert later.is_gray
    assert not later.pixels.flags.writeable
    assert later.marks
    assert all(mark.accepted for mark in later.marks)
    assert all(0 <= x <= 640 and 0 <= y <= 480 for mark in later.marks for x, y in mark.outline)
    camera.stop(wait_seconds=0)
    source.close()


def test_a_colour_frame_is_shown_in_colour() -> None:
    heard, source = Heard(), OnDemand()
    camera = looking(source, heard)
    camera.start()
    source.show(cv2.cvtColor(scene(MILK), cv2.COLOR_GRAY2BGR).astype(np.uint8), times=2)
    picture = camera.latest()
    assert isinstance(picture, Picture)
    assert not picture.is_gray
    camera.stop(wait_seconds=0)
    source.close()


def test_a_camera_can_be_stopped_while_it_waits_for_its_device() -> None:
    def absent() -> Source:
        raise SourceLost("no camera")

    heard: Heard = queue.Queue()
    camera = Camera(absent, heard.put)
    camera.start()
    assert next_words(heard, 1) == [Lost(Fault.LINK_LOST, "no camera")]
    camera.stop(wait_seconds=PATIENCE_SECONDS)
    assert heard.empty()


def test_a_camera_that_staff_have_looked_after_is_opened_at_once() -> None:
    lives: Iterator[Source | SourceLost] = iter([SourceLost("unplugged"), Frames([scene(MILK)] * 5)])

    def opened() -> Source:
        match next(lives, SourceLost("unplugged")):
            case SourceLost() as lost:
                raise lost
            case source:
                return source

    heard: Heard = queue.Queue()
    camera = Camera(opened, heard.put, frame_seconds=0, reopen_seconds=3600)
    camera.start()
    assert next_words(heard, 1) == [Lost(Fault.LINK_LOST, "unplugged")]
    words: list[object] = []
    while not words:  # pressed before it waits, a touch does nothing: the camera is being looked for
        camera.try_again()
        with contextlib.suppress(queue.Empty):
            words.append(heard.get(timeout=0.05))
    assert words == [Ready()]
    camera.stop()


@pytest.fixture
def asleep() -> Doze:
    doze = Doze()
    for _ in range(30):
        doze.sleeps_through(TABLE)
    return doze


def looks(doze: Doze, frames: list[Frame]) -> Iterator[bool]:
    return (not doze.sleeps_through(frame) for frame in frames)


def test_a_still_empty_scene_is_looked_at_every_third_frame(asleep: Doze) -> None:
    assert sum(looks(asleep, [TABLE] * 30)) == 10


def test_a_pack_put_down_is_looked_at_in_its_first_frame(asleep: Doze) -> None:
    assert all(looks(asleep, [scene(MILK)] * 10))


def test_grain_is_not_a_movement(asleep: Doze) -> None:
    grain = np.random.default_rng(1)
    noisy = [np.clip(TABLE + grain.normal(0, 6, TABLE.shape), 0, 255).astype(np.uint8) for _ in range(30)]
    assert sum(looks(asleep, noisy)) == 10


def test_a_scene_in_which_something_was_read_is_looked_at_in_every_frame(asleep: Doze) -> None:
    corner = (0.0, 0.0)
    asleep.woken_by([Candidate(MILK, Symbology.EAN13, "zbar", 20, (corner, corner, corner, corner))])
    assert all(looks(asleep, [TABLE] * 10))
