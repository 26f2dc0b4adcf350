import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import Queue

import pytest

from hardware.link import Link, LinkLost, open_link
from hardware.pump import Pump
from hardware.simulated.serve import serve
from hardware.wire import NEVER
from hardware.words import AskOutcome, CodeSeen, Command, Fault, Lost, Ready, Symbology, TryAgain, Word

PATIENCE_SECONDS = 20.0


class Parrot:
    """A wire: hears lines, sends what it is asked, counts its ticks."""

    def __init__(self, next_tick: float = NEVER, wants_link: bool = True) -> None:
        self.next_tick = next_tick
        self.wants_link = wants_link
        self.ticks = 0
        self._out = b""
        self._buffer = b""
        self._words: list[Word] = []

    def opened(self) -> None:
        self._words.append(Ready())

    def closed(self, reason: str) -> None:
        self._buffer = b""
        if not reason:
            raise ValueError("a break without a reason")

    def ask(self, command: Command) -> None:
        if not isinstance(command, AskOutcome):
            raise TypeError(command)
        self.wants_link = True
        self._out += command.reference.encode() + b"\n"
        self.next_tick = 0.0

    def receive(self, data: bytes) -> list[Word]:
        self._buffer += data
        *lines, self._buffer = self._buffer.split(b"\n")
        words, self._words = self._words, []
        return words + [CodeSeen(line.decode(), Symbology.OTHER) for line in lines]

    def tick(self, now: float) -> bytes:
        self.ticks += 1
        out, self._out = self._out, b""
        self.next_tick = NEVER
        return out


class Echo:
    """An emulator: sends back what it hears; hangs up, silently, when it hears "bye"."""

    def __init__(self) -> None:
        self.listening = True
        self.next_tick = NEVER
        self.seen: Queue[str] = Queue()
        self._heard = b""
        self._hang_up = False

    @property
    def hangs_up(self) -> bool:
        wish, self._hang_up = self._hang_up, False
        return wish

    def connected(self) -> None:
        self.seen.put("connected")

    def disconnected(self) -> None:
        self.seen.put("disconnected")

    def receive(self, data: bytes) -> None:
        self._hang_up = b"bye" in data
        self._heard += b"" if self._hang_up else data

    def tick(self, now: float) -> bytes:
        out, self._heard = self._heard, b""
        return out


class Stage:
    """One pump and one served emulator, and what was heard from them."""

    def __init__(self) -> None:
        self.words: Queue[Word] = Queue()
        self.crashes: Queue[Exception] = Queue()
        self._stop: list[Callable[[], None]] = []

    def pump(self, wire: Parrot, opener: Callable[[], Link]) -> Pump:
        pump = Pump(wire, opener, self.words.put, self.crashes.put)
        pump.start()
        self._stop.insert(0, pump.stop)
        return pump

    def serve(self, emulator: Echo, where: str) -> str:
        stopped = threading.Event()
        addresses: Queue[str] = Queue()
        thread = threading.Thread(target=serve, args=(emulator, where, stopped, addresses.put), daemon=True)
        thread.start()
        self._stop += [stopped.set, partial(thread.join, PATIENCE_SECONDS)]
        return addresses.get(timeout=PATIENCE_SECONDS)

    def hear(self) -> Word:
        return self.words.get(timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        for stop in self._stop:
            stop()


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()
    assert stage.crashes.empty()


def say(text: str) -> AskOutcome:
    return AskOutcome(text, 1)


def heard(text: str) -> CodeSeen:
    return CodeSeen(text, Symbology.OTHER)


def places(tmp_path: Path) -> list[str]:
    return ["127.0.0.1:0", str(tmp_path / "port")]


@pytest.mark.parametrize("place", [0, 1], ids=["tcp", "serial"])
def test_a_command_travels_to_the_device_and_its_answer_back(stage: Stage, tmp_path: Path, place: int) -> None:
    emulator = Echo()
    url = stage.serve(emulator, places(tmp_path)[place])
    pump = stage.pump(Parrot(), partial(open_link, url))
    assert stage.hear() == Ready()
    for text in ("one", "two", "three"):
        pump.ask(say(text))
        assert stage.hear() == heard(text)
    assert emulator.seen.get(timeout=PATIENCE_SECONDS) == "connected"


@pytest.mark.parametrize("place", [0, 1], ids=["tcp", "serial"])
def test_a_broken_link_is_told_once_and_healed_by_itself(stage: Stage, tmp_path: Path, place: int) -> None:
    emulator = Echo()
    url = stage.serve(emulator, places(tmp_path)[place])
    pump = stage.pump(Parrot(), partial(open_link, url))
    assert stage.hear() == Ready()
    assert emulator.seen.get(timeout=PATIENCE_SECONDS) == "connected"
    emulator.listening = False
    lost = stage.hear()
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.LINK_LOST
    assert lost.detail
    assert emulator.seen.get(timeout=PATIENCE_SECONDS) == "disconnected"
    emulator.listening = True
    assert stage.hear() == Ready()
    pump.ask(say("again"))
    assert stage.hear() == heard("again")


@pytest.mark.parametrize("place", [0, 1], ids=["tcp", "serial"])
def test_a_device_that_hangs_up_can_be_reached_again(stage: Stage, tmp_path: Path, place: int) -> None:
    url = stage.serve(Echo(), places(tmp_path)[place])
    pump = stage.pump(Parrot(), partial(open_link, url))
    assert stage.hear() == Ready()
    pump.ask(say("bye"))
    assert isinstance(stage.hear(), Lost)
    assert stage.hear() == Ready()


def test_a_device_missing_from_the_start_is_lost_once_however_often_it_is_tried(stage: Stage) -> None:
    tries: Queue[int] = Queue()

    def opener() -> Link:
        tries.put(1)
        raise LinkLost(f"missing, try {tries.qsize()}")

    stage.pump(Parrot(), opener)
    assert stage.hear() == Lost(Fault.LINK_LOST, "missing, try 1")
    for _ in range(3):
        tries.get(timeout=PATIENCE_SECONDS)
    assert stage.words.empty()


def test_staff_who_put_the_cable_back_need_not_wait(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.pump.REOPEN_SECONDS_MIN", 3600.0)
    links: Iterator[Callable[[], Link]] = iter([_missing, partial(open_link, "loop://")])
    pump = stage.pump(Parrot(), lambda: next(links)())
    assert stage.hear() == Lost(Fault.LINK_LOST, "no cable")
    pump.ask(TryAgain())
    assert stage.hear() == Ready()


def test_a_device_that_is_tried_again_is_asked_over_a_new_link_and_nobody_is_alarmed(stage: Stage) -> None:
    emulator = Echo()
    pump = stage.pump(Parrot(), partial(open_link, stage.serve(emulator, "127.0.0.1:0")))
    assert stage.hear() == Ready()
    pump.ask(TryAgain())
    assert [emulator.seen.get(timeout=PATIENCE_SECONDS) for _ in range(3)] == ["connected", "disconnected", "connected"]
    pump.ask(say("again"))
    assert stage.hear() == heard("again")


def _missing() -> Link:
    raise LinkLost("no cable")


def test_a_link_that_cannot_be_selected_on_still_carries_commands(stage: Stage) -> None:
    pump = stage.pump(Parrot(), partial(open_link, "loop://"))
    assert stage.hear() == Ready()
    pump.ask(say("hello"))
    assert stage.hear() == heard("hello")


def test_a_wire_that_dials_per_sale_opens_only_when_asked_and_closes_after(stage: Stage) -> None:
    emulator = Echo()
    url = stage.serve(emulator, "127.0.0.1:0")
    wire = Parrot(wants_link=False)
    pump = stage.pump(wire, partial(open_link, url))
    pump.ask(say("one"))
    assert stage.hear() == Ready()
    assert stage.hear() == heard("one")
    assert emulator.seen.get(timeout=PATIENCE_SECONDS) == "connected"
    wire.wants_link = False
    emulator.seen.put("asked to close")
    pump._wake()
    assert [emulator.seen.get(timeout=PATIENCE_SECONDS) for _ in range(2)] == ["asked to close", "disconnected"]
    assert stage.words.empty()


def test_a_wire_that_raises_is_a_crash_and_ends_the_pump() -> None:
    crashes: Queue[Exception] = Queue()
    words: Queue[Word] = Queue()
    pump = Pump(Parrot(), partial(open_link, "loop://"), words.put, crashes.put)
    pump.start()
    pump.ask("not a command")  # type: ignore[arg-type]
    assert isinstance(crashes.get(timeout=PATIENCE_SECONDS), TypeError)
    pump.stop()
    assert not pump._thread.is_alive()
    pump.ask(say("after the end"))


def test_an_idle_pump_does_nothing(stage: Stage) -> None:
    """Turns are counted, not timed: opening and three commands cost a handful of ticks, waiting costs none."""
    wire = Parrot()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pump = stage.pump(wire, partial(open_link, f"tcp://127.0.0.1:{listener.getsockname()[1]}"))
        assert stage.hear() == Ready()
        host, _ = listener.accept()
        with host:
            for text in ("one", "two", "three"):
                pump.ask(say(text))
                assert host.recv(100) == text.encode() + b"\n"
            host.sendall(b"x\n")
            assert stage.hear() == heard("x")
            assert wire.ticks < 15
