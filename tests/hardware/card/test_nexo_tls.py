"""The driver as kiosk.toml makes it, the real pump, TLS over loopback, and a served terminal."""

import threading
from datetime import timedelta
from pathlib import Path
from queue import Queue

import pytest

from hardware.card.nexo_blob import NexoKey
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.nexo import NexoEmulator, Plan
from hardware.simulated.serve import serve
from hardware.words import (
    AskOutcome,
    Authorize,
    Authorized,
    CancelAuthorize,
    CardRefusal,
    Fault,
    Lost,
    NotAuthorized,
    OutcomeUnknown,
    Ready,
    Word,
)
from tests.hardware.card.desk import VERDICTS
from tests.hardware.certificates import YEAR, Authority

PATIENCE_SECONDS = 30.0
POI = "V400m-123456789"
DAY = timedelta(days=1)


class Counter:
    """A terminal, a till, and what the till was told."""

    def __init__(self, folder: Path, begins: timedelta = -YEAR, ends: timedelta = YEAR) -> None:
        maker = Authority.at(folder / "root.pem")
        context, _ = maker.issue(folder / "terminal.pem", f"{POI}.live.terminal.example", begins, ends)
        (folder / "passphrase").write_text("secret\n")
        self.terminal = NexoEmulator(key=NexoKey.of("key", 1, "secret"))
        self.words, self._crashes = Queue[Word](), Queue[Exception]()
        self._stopped, addresses = threading.Event(), Queue[str]()
        where = (self.terminal, "127.0.0.1:0", self._stopped, addresses.put, context)
        self._device = threading.Thread(target=serve, args=where)
        self._device.start()
        link = f"{addresses.get(timeout=PATIENCE_SECONDS)}?ca={maker.path}&name={POI}.live.terminal.example"
        driver = DRIVERS["nexo"]
        self.options: dict[str, str | int] = {
            "terminal": POI,
            "passphrase_file": str(folder / "passphrase"),
            "key_identifier": "key",
            "key_version": 1,
        }
        self.pump = Pump(
            driver.build(self.options), driver.opener(link, self.options), self.words.put, self._crashes.put
        )
        self.pump.start()

    def hear(self) -> Word:
        return self.words.get(timeout=PATIENCE_SECONDS)

    def verdict(self) -> Word:
        while not isinstance(word := self.hear(), VERDICTS):
            pass
        return word

    def close(self) -> None:
        self.pump.stop()
        self._stopped.set()
        self._device.join()
        assert self._crashes.empty()


def shown(counter: Counter, amount: int | None) -> None:
    """Waits until the terminal shows it."""
    patience = threading.Event()
    while counter.terminal.amount_shown != amount:
        patience.wait(0.01)


def test_over_tls_a_sale_is_paid_another_withdrawn_and_a_lost_answer_found(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    try:
        assert counter.hear() == Ready()
        counter.pump.ask(Authorize("sale-1", 1590))
        shown(counter, 1590)
        counter.terminal.tap()
        paid = counter.verdict()
        assert isinstance(paid, Authorized)
        assert paid.amount == 1590
        counter.pump.ask(Authorize("sale-2", 200))
        shown(counter, 200)
        counter.pump.ask(CancelAuthorize("sale-2"))
        withdrawn = counter.verdict()
        assert isinstance(withdrawn, NotAuthorized)
        assert withdrawn.reason is CardRefusal.ABANDONED
        counter.terminal.plans.append(Plan.CUT_CHARGED)
        counter.pump.ask(Authorize("sale-3", 300))
        shown(counter, 300)
        counter.terminal.tap()
        found = counter.verdict()
        assert isinstance(found, Authorized)
        assert found.amount == 300
        assert counter.terminal.charges == [("sale-1", 1590), ("sale-3", 300)]
    finally:
        counter.close()


@pytest.mark.parametrize(
    ("begins", "ends", "words"), [(-YEAR, -DAY, "has expired"), (DAY, YEAR, "not valid yet: a clock is wrong")]
)
def test_a_certificate_of_another_time_is_told_and_nothing_is_charged(
    tmp_path: Path, begins: timedelta, ends: timedelta, words: str
) -> None:
    counter = Counter(tmp_path, begins, ends)
    try:
        lost = counter.hear()
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.CERTIFICATE_EXPIRED
        assert words in lost.detail
        counter.pump.ask(Authorize("sale-1", 100))
        answer = counter.verdict()
        assert isinstance(answer, NotAuthorized)
        assert words in answer.detail
        assert not counter.terminal.questions
    finally:
        counter.close()


def test_a_passphrase_that_cannot_be_read_hurts_this_terminal_alone() -> None:
    options = {"terminal": POI, "passphrase_file": "/nowhere/at/all", "key_identifier": "key", "key_version": 1}
    wire = DRIVERS["nexo"].build(options)
    wire.ask(Authorize("sale-1", 100))
    wire.ask(AskOutcome("sale-0", 100))
    told: list[Word] = []
    for _ in range(5):
        assert wire.tick(0.0) == b""
        told += wire.receive(b"")
    assert not wire.wants_link
    lost, refused, unknown = told
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.KEY_REFUSED
    assert "/nowhere/at/all cannot be read" in lost.detail
    assert isinstance(refused, NotAuthorized)
    assert isinstance(unknown, OutcomeUnknown)
    assert "/nowhere/at/all" in unknown.evidence
