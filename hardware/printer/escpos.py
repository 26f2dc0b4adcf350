"""ESC/POS receipt printers: ask how it is, send a job in pieces, call it printed when the printer says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal
from zlib import crc32

from hardware.printer.answers import Answer, Answers, Processed, Queued, Status, process_id
from hardware.wire import NEVER
from hardware.words import Command, Degraded, Document, Fault, Health, Lost, NotPrinted, Print, Printed, Ready, Word

Confirm = Literal["process-id", "status"]

ASK_STATUS = b"\x10\x04"  # DLE EOT n, n = 1 printer, 2 off-line cause, 3 error, 4 paper
STATUS_KINDS = (1, 2, 3, 4)
RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: leave an error (cutter), forget what was not printed
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget what was not printed, off-line too
RESET = b"\x1b@"
NO_PUSHED_STATUS = b"\x1da\x00"
FORGET = RECOVER + CLEAR + RESET + NO_PUSHED_STATUS
CUT_OFF_SCRAP = RESET + b"\x1bd\x06\x1dV\x00"  # half a receipt must not hang on to the next one
ASK_PROCESS_ID = b"\x1d(H\x06\x0000"  # GS ( H, function 48: answered when all before it is printed
ASK_QUEUED_STATUS = b"\x1dr\x01"  # GS r 1: answered when all before it is processed, not while off-line


@dataclass(frozen=True, slots=True)
class Cause:
    """A bit of a status byte, and what it means. `stops`: nothing more is printed until somebody helps."""

    kind: int
    mask: int
    fault: Fault
    detail: str
    stops: bool = True


# Most telling first: the first that applies is told.
CAUSES = (
    Cause(2, 0x04, Fault.COVER_OPEN, ""),
    Cause(4, 0x60, Fault.OUT_OF_PAPER, ""),
    Cause(2, 0x20, Fault.OUT_OF_PAPER, "stopped at the paper end"),
    Cause(3, 0x08, Fault.CUTTER_JAM, ""),
    Cause(3, 0x20, Fault.PRINTER_ERROR, "needs repair"),
    Cause(3, 0x40, Fault.PRINTER_ERROR, "pauses, goes on by itself", stops=False),  # the print head is too hot
    Cause(2, 0x40, Fault.PRINTER_ERROR, "error"),
    Cause(2, 0x08, Fault.PRINTER_ERROR, "feed button held", stops=False),
    Cause(1, 0x08, Fault.PRINTER_ERROR, "off-line"),
    Cause(4, 0x0C, Fault.PAPER_NEAR_END, "", stops=False),
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    poll: float = 2.0  # between looks at an idle printer
    busy_poll: float = 0.25  # between looks at a printer that prints
    answer: float = 1.0  # for an answer of an idle printer
    stall: float = 5.0  # for an answer of a printer that prints; less than it takes one to start after a power cut
    process_id: float = 20.0  # before we doubt that the printer knows process ids
    cut: float = 1.5  # after the last byte was processed, for a jam of the cutter to show
    job: float = 120.0  # for a whole receipt
    settle: float = 0.25  # for late answers to run out, after silence
    recover: float = 10.0  # between attempts to free a jammed cutter


MISSES_MAX = 3  # answers an idle printer may owe before it is lost
CHUNK_SIZE = 256  # about six lines: little is under way when something happens


@dataclass(slots=True)
class _Job:
    """The receipt which is being printed."""

    name: str
    number: int  # the process id
    deadline: float
    chunks: Iterator[bytes]
    sent: bool = False  # every chunk, and the request to confirm
    sent_at: float = NEVER
    asked_queued: bool = False
    processed_at: float = NEVER  # the weaker confirmation came


@dataclass(slots=True)
class EscposPrinter:
    """A receipt printer on any link. A `Wire`; takes `Print` and tells `Printed` or `NotPrinted` once for each job.

    `Printed` rests on the printer's answer to a process id which follows the last cut. A printer that knows no process
    ids is asked for its queued status instead and must then stay healthy through the cut; `confirm="status"` says so
    beforehand. Any fault, silence or broken link in the middle is `NotPrinted`: what remained is cleared from the
    printer, and what came out is cut off before the next receipt. A printer that answers neither cannot be used.
    """

    encode: Callable[[Document], bytes]
    confirm: Confirm = "process-id"
    patience: Patience = field(default_factory=Patience)
    chunk_size: int = CHUNK_SIZE

    _now: float = field(default=0.0, init=False)
    _open: bool | None = field(default=None, init=False)  # None: nobody has tried yet
    _answers: Answers = field(default_factory=Answers, init=False)
    _status: dict[int, int] = field(default_factory=dict, init=False)  # kind -> byte, of the round under way
    _asked: int = field(default=0, init=False)  # the kind an answer is owed for, 0: none
    _asked_at: float = field(default=0.0, init=False)
    _ask_at: float = field(default=0.0, init=False)  # when the next question is due
    _misses: int = field(default=0, init=False)
    _suspected: Cause | None = field(default=None, init=False)
    _recover_at: float = field(default=0.0, init=False)
    _waiting: list[Print] = field(default_factory=list, init=False)
    _job: _Job | None = field(default=None, init=False)
    _jobs_begun: int = field(default=0, init=False)
    _scrap: bool = field(default=False, init=False)  # half a receipt may hang out of the printer
    _health: Health | None = field(default=None, init=False)
    _out: bytearray = field(default_factory=bytearray, init=False)
    _words: list[Word] = field(default_factory=list, init=False)

    # Wire

    @property
    def wants_link(self) -> bool:
        """Always."""
        return True

    @property
    def next_tick(self) -> float:
        """When the next question, time-out or piece of a job is due."""
        if self._words or self._out:
            return self._now
        if not self._open:
            return NEVER
        due = self._asked_at + self._answer_seconds if self._asked else self._ask_at
        return min(due, self._job.deadline, self._id_doubted_at) if self._job else due

    def opened(self) -> None:
        """Clear what an earlier life of the link or of this program may have left in the printer."""
        self._open = True
        self._answers.forget()
        self._misses = 0
        self._suspected = None
        self._out = bytearray(FORGET)
        self._begin_round(self._now)

    def closed(self, reason: str) -> None:
        """Whatever was to be printed is not."""
        self._open = False
        self._out.clear()
        self._fail_all(Fault.LINK_LOST)
        self._tell_health(Lost(Fault.LINK_LOST, reason))

    def ask(self, command: Command) -> None:
        """Queue a `Print`; one whose job is already queued or under way is the same job."""
        if not isinstance(command, Print):
            raise TypeError(f"a printer cannot {type(command).__name__}")
        pending = {waiting.job for waiting in self._waiting} | ({self._job.name} if self._job else set())
        if command.job in pending:
            return
        if self._open is False:
            self._words.append(NotPrinted(command.job, Fault.LINK_LOST))
            return
        self._waiting.append(command)
        if not self._job and not self._asked:
            self._begin_round(self._now)

    def receive(self, data: bytes) -> list[Word]:
        """Whatever arrived; health when it changed, and the fate of jobs."""
        for answer in self._answers.feed(data) if self._open else ():
            self._take(answer)
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        """What to send now: pieces of the job, then a question."""
        self._now = now
        if not self._open:
            return b""
        if self._asked and now >= self._asked_at + self._answer_seconds:
            self._miss()
        if self._job:
            self._watch(self._job)
        if not self._asked and now >= self._ask_at:
            self._asked, self._asked_at = len(self._status) + 1, now
            self._out += ASK_STATUS + bytes([self._asked])
        out = bytes(self._out)
        self._out.clear()
        return out

    # Answers

    def _take(self, answer: Answer) -> None:
        match answer:
            case Status(byte) if self._asked:
                self._take_status(byte)
            case Processed(number) if self._job and self._job.sent and number == self._job.number:
                self._printed(self._job)
            case Queued() if self._job and self._job.asked_queued and self._job.processed_at == NEVER:
                self._job.processed_at = self._now
            case _:
                pass  # late, early, or noise

    def _take_status(self, byte: int) -> None:
        kind, self._asked = self._asked, 0
        if self._misses:  # later answers to repeated questions may follow: let them pass, then start afresh
            self._misses = 0
            self._begin_round(self._now + self.patience.settle)
            return
        self._status[kind] = byte
        self._ask_at = self._now
        if kind == STATUS_KINDS[-1]:
            self._weigh_round()

    def _weigh_round(self) -> None:
        """A fault is believed when two rounds in a row show it: one flipped bit must not spoil a receipt."""
        cause = next((cause for cause in CAUSES if self._status[cause.kind] & cause.mask), None)
        doubtful = cause is not None and cause is not self._suspected
        self._suspected = cause
        self._begin_round(self._now)
        if not doubtful:
            self._believe(cause)

    def _believe(self, cause: Cause | None) -> None:
        self._tell_health(Degraded(cause.fault, cause.detail) if cause else Ready())
        if cause and cause.stops:
            self._fail_all(cause.fault)
            self._recover(cause)
        elif self._job:
            self._go_on(self._job)
        elif self._waiting:
            self._start(self._waiting.pop(0))
        self._ask_at = self._now + self._pause_seconds

    def _recover(self, cause: Cause) -> None:
        """A cutter which somebody freed works again only when it is told to."""
        if cause.fault is Fault.CUTTER_JAM and self._now >= self._recover_at:
            self._recover_at = self._now + self.patience.recover
            self._out += RECOVER

    # Jobs

    def _start(self, command: Print) -> None:
        self._jobs_begun += 1
        data = NO_PUSHED_STATUS + self.encode(command.document)
        # The printer must have finished forgetting before new data comes: a piece of its own.
        first = [FORGET, CUT_OFF_SCRAP] if self._scrap else []
        self._scrap = False
        # An answer to an older receipt, of this run or the last, must not confirm this one.
        number = (crc32(command.job.encode()) + self._jobs_begun) & 0xFFFF
        pieces = chain(first, chunks(data, self.chunk_size))
        self._job = _Job(command.job, number, self._now + self.patience.job, pieces)
        self._go_on(self._job)

    def _go_on(self, job: _Job) -> None:
        """A round was healthy: send the next piece, or wait for the confirmation."""
        if chunk := next(job.chunks, b""):
            self._out += chunk
        elif not job.sent:
            job.sent, job.sent_at = True, self._now
            self._ask_confirmation(job)
        elif self._now >= job.processed_at + self.patience.cut:
            self._printed(job)

    def _ask_confirmation(self, job: _Job) -> None:
        if self.confirm == "process-id":
            self._out += ASK_PROCESS_ID + process_id(job.number)
        else:
            job.asked_queued = True
            self._out += ASK_QUEUED_STATUS

    def _watch(self, job: _Job) -> None:
        if self._now >= job.deadline:
            self._fail_all(Fault.NO_ANSWER)
        elif self._now >= self._id_doubted_at:
            job.asked_queued = True
            self._out += ASK_QUEUED_STATUS

    @property
    def _id_doubted_at(self) -> float:
        return NEVER if not self._job or self._job.asked_queued else self._job.sent_at + self.patience.process_id

    def _printed(self, job: _Job) -> None:
        self._job = None
        self._words.append(Printed(job.name))

    def _fail_all(self, fault: Fault) -> None:
        """What is under way and what waits will not be printed, now or later."""
        if self._job:
            self._scrap = True
            if self._open:
                self._out += FORGET
        jobs = ([self._job.name] if self._job else []) + [waiting.job for waiting in self._waiting]
        self._job = None
        self._waiting.clear()
        self._words += [NotPrinted(job, fault) for job in jobs]

    # Questions

    def _begin_round(self, at: float) -> None:
        self._status.clear()
        self._asked = 0
        self._ask_at = at

    @property
    def _answer_seconds(self) -> float:
        return self.patience.stall if self._job else self.patience.answer

    @property
    def _pause_seconds(self) -> float:
        if self._job:
            return self.patience.busy_poll if self._job.sent else 0.0
        return 0.0 if self._waiting else self.patience.poll

    def _miss(self) -> None:
        """No answer. In the middle of a job that may have been a power cut, after which the job's head is forgotten."""
        self._misses += 1
        lost = self._job is not None or self._misses >= MISSES_MAX
        self._begin_round(self._now if not lost else self._now + self.patience.poll)
        if lost:
            self._suspected = None
            self._fail_all(Fault.NO_ANSWER)
            self._tell_health(Lost(Fault.NO_ANSWER))

    def _tell_health(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._words.append(health)


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    """The job in pieces of about `size` bytes that end between two commands.

    A status question in the middle of a command would be read as part of that command.
    """
    start = end = 0
    while end < len(data):
        end += _command_size(data, end)
        if end - start >= size:
            yield data[start:end]
            start = end
    if start < len(data):
        yield data[start:]


def _command_size(data: bytes, at: int) -> int:
    """Bytes of the command that begins at `at`; knows the forms `hardware.printer.paper` and this module write."""
    if data[at] not in b"\x10\x1b\x1d":
        return 1
    head = data[at : at + 5]
    if head.startswith(b"\x10\x14"):
        return len(CLEAR)
    if head.startswith(RESET):
        return len(RESET)
    if head.startswith(b"\x1d("):
        return 5 + int.from_bytes(head[3:5], "little")
    return 3
