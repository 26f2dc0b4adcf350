import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from queue import Queue

import pytest

from hardware.card.concert import ConcertSettings, ConcertV3
from hardware.link import LinkLost, open_link
from hardware.pump import Pump
from hardware.simulated.concert import ConcertEmulator
from hardware.simulated.serve import serve
from hardware.wire import NEVER, Emulator
from hardware.words import Authorize, CardRefusal, Fault, Lost, NotAuthorized, Word
from tests.hardware.certificates import YEAR, Authority

PATIENCE_SECONDS = 30.0
DAY = timedelta(days=1)


class Doubling:
    """Says everything twice; `flood` bytes when it hears "more"."""

    def __init__(self, flood: int = 0) -> None:
        self.listening, self.hangs_up, self.next_tick = True, False, NEVER
        self._flood = bytes(flood)
        self._heard = b""

    def connected(self) -> None:
        self._heard = b""

    def disconnected(self) -> None:
        self._heard = b""

    def receive(self, data: bytes) -> None:
        self._heard += self._flood if data == b"more" else 2 * data

    def tick(self, now: float) -> bytes:
        out, self._heard = self._heard, b""
        return out


class Street:
    """Devices behind TLS, served for the length of a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.maker = Authority.at(folder / "root.pem")
        self._stop: list[Callable[[], None]] = []

    def device(
        self,
        emulator: Emulator | None = None,
        name: str = "127.0.0.1",
        begins: timedelta = -YEAR,
        ends: timedelta = YEAR,
    ) -> tuple[str, str]:
        """Its address and the SHA-256 of its certificate."""
        context, fingerprint = self.maker.issue(self.folder / "device.pem", name, begins, ends)
        stopped, addresses = threading.Event(), Queue[str]()
        run = partial(serve, emulator or Doubling(), "127.0.0.1:0", stopped, addresses.put, context)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self._stop += [stopped.set, partial(thread.join, PATIENCE_SECONDS)]
        return addresses.get(timeout=PATIENCE_SECONDS), fingerprint

    def close(self) -> None:
        for stop in self._stop:
            stop()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    street = Street(tmp_path)
    yield street
    street.close()


def converse(url: str, said: bytes, size: int) -> bytes:
    link, heard = open_link(url), b""
    link.write(said)
    while len(heard) < size:
        heard += link.read(PATIENCE_SECONDS)
    link.close()
    return heard


def test_a_device_whose_maker_is_known_is_spoken_to(street: Street) -> None:
    url, _ = street.device()
    assert converse(f"{url}?ca={street.maker.path}", b"ab", 4) == b"abab"


def test_a_device_may_have_a_name_that_no_network_knows(street: Street) -> None:
    url, _ = street.device(name="V400m-123456789.live.terminal.example")
    assert converse(f"{url}?ca={street.maker.path}&name=V400m-123456789.live.terminal.example", b"ab", 4) == b"abab"


def test_a_device_whose_certificate_is_known_is_spoken_to_however_old_it_is(street: Street) -> None:
    url, fingerprint = street.device(name="nobody", begins=-2 * YEAR, ends=-YEAR)
    assert converse(f"{url}?fingerprint={fingerprint}", b"ab", 4) == b"abab"
    spelt = ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
    assert converse(f"{url}?fingerprint={spelt}", b"ab", 4) == b"abab"


def test_more_than_one_record_comes_through_whole(street: Street) -> None:
    url, _ = street.device(Doubling(flood=100_000))
    assert converse(f"{url}?ca={street.maker.path}", b"more", 100_000) == bytes(100_000)


@pytest.mark.parametrize(
    ("begins", "ends", "words"), [(-YEAR, -DAY, "has expired"), (DAY, YEAR, "not valid yet: a clock is wrong")]
)
def test_a_certificate_of_another_time_is_refused(
    street: Street, begins: timedelta, ends: timedelta, words: str
) -> None:
    url, _ = street.device(begins=begins, ends=ends)
    with pytest.raises(LinkLost, match=words) as refused:
        open_link(f"{url}?ca={street.maker.path}")
    assert refused.value.fault is Fault.CERTIFICATE_EXPIRED


def test_a_certificate_made_out_to_another_name_is_refused(street: Street) -> None:
    url, _ = street.device(name="127.0.0.2")
    with pytest.raises(LinkLost, match=r"another name than 127\.0\.0\.1") as refused:
        open_link(f"{url}?ca={street.maker.path}")
    assert refused.value.fault is Fault.KEY_REFUSED


def test_a_certificate_of_another_maker_is_refused(street: Street) -> None:
    url, _ = street.device()
    other = Authority.at(street.folder / "other.pem")
    with pytest.raises(LinkLost, match="certificate is another one"):
        open_link(f"{url}?ca={other.path}")


def test_another_certificate_is_refused_and_told(street: Street) -> None:
    url, fingerprint = street.device()
    with pytest.raises(LinkLost, match=f"another one .fingerprint {fingerprint}") as refused:
        open_link(f"{url}?fingerprint={'0' * 64}")
    assert refused.value.fault is Fault.KEY_REFUSED
    with pytest.raises(LinkLost, match="another one"):
        open_link(f"{url}?ca={street.maker.path}&fingerprint={'0' * 64}")


def test_a_device_without_tls_is_not_spoken_to() -> None:
    stopped, addresses = threading.Event(), Queue[str]()
    thread = threading.Thread(target=serve, args=(Doubling(), "127.0.0.1:0", stopped, addresses.put))
    thread.start()
    try:
        url = addresses.get(timeout=PATIENCE_SECONDS).replace("tcp:", "tls:")
        with pytest.raises(LinkLost, match="no TLS could be agreed on"):
            open_link(f"{url}?fingerprint={'0' * 64}")
    finally:
        stopped.set()
        thread.join()


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_root_that_cannot_be_read_is_named(street: Street, content: bytes | None) -> None:
    url, _ = street.device()
    path = street.folder / "mislaid.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LinkLost, match=r"the file .*mislaid\.pem (cannot be read|holds no certificate)"):
        open_link(f"{url}?ca={path}")


@pytest.mark.parametrize(
    "query", ["", "?name=x", "?fingerprint=12", "?ca=/x&cipher=none", "?ca", f"?fingerprint={'g' * 64}"]
)
def test_an_address_that_pins_nothing_is_a_mistake(query: str) -> None:
    with pytest.raises(ValueError, match=r"expected|bad query"):
        open_link(f"tls://127.0.0.1:1{query}")


def test_the_pump_says_that_it_is_the_certificate(street: Street) -> None:
    url, _ = street.device(ConcertEmulator(), ends=-DAY)
    words, crashes = Queue[Word](), Queue[Exception]()
    wire = ConcertV3(ConcertSettings(software="012345678901"))
    pump = Pump(wire, partial(open_link, f"{url}?ca={street.maker.path}"), words.put, crashes.put)
    pump.start()
    try:
        lost = words.get(timeout=PATIENCE_SECONDS)
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.CERTIFICATE_EXPIRED
        pump.ask(Authorize("sale-1/1", 100))
        answer = words.get(timeout=PATIENCE_SECONDS)
        assert isinstance(answer, NotAuthorized)
        assert answer.reason is CardRefusal.UNREACHABLE
        assert "has expired" in answer.detail
    finally:
        pump.stop()
    assert crashes.empty()
