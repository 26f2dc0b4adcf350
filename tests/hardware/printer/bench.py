"""A driver and a simulated printer joined in memory, on a virtual clock that skips to the next thing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.printer.escpos import EscposPrinter
from hardware.printer.paper import encode
from hardware.simulated.printer import PrinterEmulator
from hardware.words import Document, Health, Line, NotPrinted, Print, Printed, QrCode, Ready, Rule, Word

STEPS_MAX = 200_000


@dataclass
class Bench:
    emulator: PrinterEmulator = field(default_factory=PrinterEmulator)
    driver: EscposPrinter = field(default_factory=lambda: EscposPrinter(encode))
    now: float = 0.0
    open: bool = False
    words: list[Word] = field(default_factory=list)
    sent: bytearray = field(default_factory=bytearray)
    step_max: float = float("inf")

    def run(self, until: Callable[[], bool], seconds: float = 300.0) -> bool:
        """True when `until` came true; False when the seconds passed first."""
        end = self.now + seconds
        for _ in range(STEPS_MAX):
            self._step()
            if until():
                return True
            due = min(self.driver.next_tick, self.emulator.next_tick)
            if due > end:
                self.now = end
                self._step()
                return until()
            self.now = max(self.now, due)
        raise AssertionError("the virtual clock does not advance")

    def run_for(self, seconds: float) -> None:
        self.run(lambda: False, seconds)

    def run_until_answered(self, *jobs: str) -> None:
        assert self.run(lambda: {word.job for word in self.words if isinstance(word, Printed | NotPrinted)} >= {*jobs})

    def is_ready(self) -> bool:
        return bool(self.health) and self.health[-1] == Ready()

    @property
    def health(self) -> list[Health]:
        return [word for word in self.words if not isinstance(word, Printed | NotPrinted)]  # type: ignore[misc]

    @property
    def fates(self) -> list[Printed | NotPrinted]:
        return [word for word in self.words if isinstance(word, Printed | NotPrinted)]

    def _step(self) -> None:
        if self.emulator.hangs_up or (self.open and not self.emulator.listening):
            self.open = False
            self.emulator.disconnected()
            self.driver.closed("unplugged")
        if not self.open and self.emulator.listening:
            self.open = True
            self.driver.opened()
            self.emulator.connected()
        out = self.driver.tick(self.now)
        self.sent += out
        if self.open:
            self.emulator.receive(out)
        back = self.emulator.tick(self.now)
        self.words += self.driver.receive(back)


def receipt(lines: int = 12) -> Document:
    body = tuple(Line(f"Article n° {i} à l'unité", f"{i},50 €") for i in range(1, lines - 4))
    head = (Line("ÉPICERIE DU PARC", bold=True, large=True, centred=True), Rule())
    return Document((*head, *body, Rule(), Line("TOTAL", "12,50 €", bold=True), QrCode("https://e.fr/t/1")))


def print_job(job: str = "t1", document: Document | None = None) -> Print:
    return Print(job, document or receipt())
