"""Glory CI-5, CI-10 and their kin (CashInfinity): XML over the socket.io websocket of the machine, port 3000 or 3001.

Money comes in by StartCashinRequest and EndCashinRequest, a pure deposit, and goes out by CashoutRequest, by
denomination: the machine's own sale (ChangeRequest) is not used, nor CashinCancelRequest, which gives back what the
kiosk holds for paid. `due` means nothing to it. Denominations are allowed and forbidden (EnableDenom, DisableDenom)
when the slot opens; a machine that refuses this takes all. A piece is told when it shows among those that can be paid
out; otherwise the slot is closed, and what the machine then holds tells which pieces they were, and where they lie.

After a power cut of the till the machine goes on by itself. It keeps no history to ask, but its status tells what runs
and its inventory what it holds: a new driver closes a slot, waits for the end of a payout, and tells the counts. The
SeqNo of a payout is made of its reference, its pieces, and what was held before: the same order given again has the
same number, and the machine answers 96 (duplicate) instead of paying twice.

Seen in Odoo's pos_glory_cash and in programs written from Glory's WSDL and specification: framing, sign-on, names,
numbers of status and result. Assumed: that a reply repeats the SeqNo (where it does not, it is taken by its name);
that its inventory may be asked for in an open slot (where it then shows nothing new, the slot is closed to count). The
machine's clock is not set from here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from hardware.cash.glory_session import Ask, GlorySettings, Reply, Script, Session, Tempo, Turn
from hardware.cash.glory_socket import Attached, Broken, Connected, Heard, Said, SocketIo
from hardware.cash.glory_words import (
    AT_REST,
    BUSY,
    FAULTS,
    SEQUENCE_SIZE,
    TAKING,
    Inventory,
    Result,
    Status,
    cash,
    option,
    parse,
    parse_amount,
    parse_deposit,
    parse_status,
    result_of,
    text_of,
)
from hardware.cash.tally import Tally
from hardware.cash.vault import Holding, worth
from hardware.wire import NEVER
from hardware.words import (
    CollectCash,
    Command,
    Degraded,
    Dispense,
    Fault,
    Health,
    Lost,
    Pieces,
    ReadCashCounts,
    Ready,
    Word,
)

AT_ONCE = -NEVER
BUSY_TRIES = 5
DETAIL_SIZE_MAX = 120


@dataclass(slots=True)
class _Running:
    """An order that moves money, and what was held before."""

    order: Dispense | CollectCash
    before: Holding
    fault: Fault | None = Fault.LINK_LOST  # until the machine says otherwise


class Glory:
    """One machine. Its link is a tcp:// or tls:// address."""

    def __init__(self, settings: GlorySettings | None = None, tempo: Tempo | None = None) -> None:
        self._settings = settings or GlorySettings()
        self._tempo = tempo or Tempo()
        self._session = Session(self._settings, self._tempo, lambda: self._now)
        self._tally = Tally("a Glory")
        self._socket: SocketIo | None = None
        self._script: Script[None] | None = None
        self._asked: Ask | None = None
        self._wake_at = NEVER
        self._away_until = AT_ONCE  # hung up, to begin anew
        self._now = 0.0
        self._is_resting = False
        self._running: _Running | None = None
        self._trouble = ""  # what the machine said of its last error
        self._is_disturbed = False  # something moved that we did not order
        self._accepted: frozenset[int] | None = None
        self._forget_slot()

    def _forget_slot(self) -> None:
        self._slot_is_open = False
        self._status: int | None = None
        self._amount = 0  # cents put in, as the machine says
        self._credited = 0  # of them, as what it holds shows
        self._moved_at = NEVER  # the amount, last
        self._deposits: dict[str, int] = {}  # cents, by the machine's device

    @property
    def wants_link(self) -> bool:
        """Always, but for a pause after it was hung up."""
        return self._away_until == AT_ONCE

    @property
    def next_tick(self) -> float:
        """When something is due; at once when words wait to be told."""
        if self._tally.words:
            return AT_ONCE
        due = min(self._wake_at, NEVER if self.wants_link else self._away_until)
        return min(due, self._socket.next_tick) if self._socket else due

    def opened(self) -> None:
        """Sign on."""
        self._socket = SocketIo(self._settings.host)
        self._script = self._live()
        self._asked = None
        self._wake_at = AT_ONCE

    def closed(self, reason: str) -> None:
        """The connection is over."""
        if self._socket:
            self._over(Turn(Fault.LINK_LOST, reason))
            self._away_until = AT_ONCE  # it is gone already
        else:
            self._tally.say(Lost(Fault.LINK_LOST, reason))

    def ask(self, command: Command) -> None:
        """Queue a command."""
        self._tally.ask(command)
        self._wake()

    def receive(self, data: bytes) -> list[Word]:
        """The words these bytes complete, and those that time brought."""
        if data and self._socket:
            try:
                for heard in self._socket.receive(data):
                    self._hear(heard)
            except Broken as why:
                self._over(Turn(Fault.WRONG_DEVICE if self._tally.is_new else Fault.NO_ANSWER, str(why)))
        words, self._tally.words = self._tally.words, []
        return words

    def tick(self, now: float) -> bytes:
        """What is due: a question, a ping."""
        self._now = now
        if now >= self._away_until:
            self._away_until = AT_ONCE
        if self._script and now >= self._wake_at:
            if self._asked:
                self._throw(Turn(Fault.NO_ANSWER, f"no {self._asked.reply} within {self._asked.seconds:.0f} seconds"))
            else:
                self._step(None)
        try:
            return self._socket.tick(now) if self._socket else b""
        except Broken as why:
            self._over(Turn(Fault.NO_ANSWER, str(why)))
            return b""

    def _wake(self) -> None:
        if self._is_resting:
            self._wake_at = AT_ONCE

    # The script and its questions

    def _step(self, reply: Reply | None) -> None:
        assert self._script
        self._asked, self._wake_at = None, NEVER
        try:
            self._take(self._script.send(reply))
        except Turn as why:
            self._over(why)

    def _throw(self, turn: Turn) -> None:
        assert self._script
        self._asked, self._wake_at = None, NEVER
        try:
            self._take(self._script.throw(turn))
        except Turn as why:
            self._over(why)

    def _take(self, step: Ask | float) -> None:
        if isinstance(step, Ask):
            self._asked, self._wake_at = step, self._now + step.seconds
            if step.event and self._socket:
                self._socket.send(*step.event)
        else:
            self._wake_at = step

    def _over(self, why: Turn) -> None:
        """Hang up, and begin anew after a while."""
        self._socket = self._script = self._asked = None
        self._wake_at, self._is_resting = NEVER, False
        self._forget_slot()
        is_refused = why.fault is Fault.KEY_REFUSED
        self._away_until = self._now + (self._tempo.retry_login if is_refused else self._tempo.retry)
        self._tally.say(Lost(why.fault, why.detail))

    def _hear(self, heard: Heard) -> None:
        match heard:
            case Connected():
                self._answer("connected", ())
            case Said("credential ng"):
                self._over(Turn(Fault.KEY_REFUSED, "it asks for a user and password: nothing is taken"))
            case Said(name, data):
                self._answer(name, data)
            case Attached(data):
                for root in parse(data):
                    self._told(root)

    def _answer(self, name: str, reply: Reply) -> None:
        if self._script and self._asked and self._asked.reply == name:
            self._step(reply)

    def _told(self, root: Element) -> None:
        sequence = text_of(root, "SeqNo")
        if self._asked and root.tag == self._asked.reply and sequence in ("", self._asked.sequence):
            self._answer(root.tag, root)
            return
        match root.tag:
            case "StatusChangeEvent":
                self._status_changed(parse_status(root), parse_amount(root))
            case "GlyCashierEvent" if (deposit := parse_deposit(root)) and self._slot_is_open:
                self._deposits[deposit[0]] = worth(deposit[1])
                self._grown(sum(self._deposits.values()))
            case "SpecialDeviceError":
                self._trouble = text_of(root, "ErrorMessage")[:DETAIL_SIZE_MAX]
            case _:
                return
        self._wake()

    def _status_changed(self, status: int | None, amount: int | None) -> None:
        self._status = status
        if status == Status.CASH_OUT_TO_REMOVE or status == Status.CASH_IN_TO_REMOVE:
            self._tally.say(Degraded(Fault.NOTE_IN_BEZEL))
        if self._asked and status in AT_REST:  # what takes long is over: its answer comes now or never
            self._wake_at = min(self._wake_at, self._now + self._tempo.answer)
        if self._slot_is_open and status == Status.COUNTING:
            self._grown(amount or 0)
        elif not self._slot_is_open and not self._running and status not in AT_REST:
            self._is_disturbed = True

    def _grown(self, amount: int) -> None:
        if amount > self._amount:
            self._amount, self._moved_at = amount, self._now

    # A life: start, and serve until the connection is over

    def _live(self) -> Script[None]:
        yield from self._session.sign_on()
        self._tally.say(Degraded(Fault.STARTING))
        running = self._running
        inventory = yield from self._session.at_rest(self._tempo.start_settle, may_be_stuck=running is not None)
        self._end(inventory)
        self._tally.end_refused(inventory.holdings)
        self._accepted, self._is_disturbed = None, False
        yield from self._check()
        yield from self._serve()

    def _end(self, inventory: Inventory) -> None:
        """The counts; behind them the end of what ran."""
        running, self._running = self._running, None
        if running:
            self._tally.end(running.order, running.before, inventory.holdings, running.fault)
        else:
            self._tally.counts(inventory.holdings)

    def _check(self) -> Script[None]:
        self._status = yield from self._session.status()
        if self._status in AT_REST:
            self._tally.say(self._health())

    def _health(self) -> Health:
        if self._status == Status.IDLE:
            return Ready()
        return Degraded(Fault.JAM, self._trouble or "see the machine's own screen")

    def _serve(self) -> Script[None]:
        checked_at = self._now
        while True:
            if self._tally.has_orders:
                yield from self._close_slot()
                yield from self._obey()
                continue
            if self._slot_is_open and not self._tally.wanted:
                yield from self._close_slot()
            elif self._slot_is_open:
                yield from self._watch_slot()
            elif self._tally.wanted:
                yield from self._open_slot()
            elif self._is_disturbed:
                self._is_disturbed = False
                self._tally.counts((yield from self._session.at_rest(self._tempo.settle)).holdings)
                yield from self._check()
            elif self._now - checked_at >= (self._tempo.idle_poll if self._status in AT_REST else self._tempo.retry):
                checked_at = self._now
                yield from self._check()
            if self._tally.has_orders:
                continue
            is_quiet = not (self._tally.wanted or self._slot_is_open or self._is_disturbed) and self._status in AT_REST
            self._is_resting = True
            yield self._now + (self._tempo.idle_poll if is_quiet else self._tempo.poll)
            self._is_resting = False

    # The slot

    def _open_slot(self) -> Script[None]:
        result = yield from self._session.occupy()
        if result == Result.SUCCESS:
            yield from self._accept(self._tally.wanted)
            result = result_of((yield from self._session.call("StartCashin")))
        if result == Result.SUCCESS:
            self._forget_slot()
            self._slot_is_open = True
            self._tally.say(Ready())
        else:
            yield from self._session.release()
            if result not in BUSY:
                self._tally.say(Degraded(FAULTS.get(result, Fault.PAYOUT_OUT_OF_SERVICE), f"no deposit: {result}"))

    def _accept(self, wanted: frozenset[int]) -> Script[None]:
        """Allow these denominations and forbid the others, as far as the machine can."""
        if wanted == self._accepted:
            return
        self._accepted = wanted
        inventory = yield from self._session.inventory()
        for name, values in (("EnableDenom", wanted), ("DisableDenom", frozenset(inventory.devices) - wanted)):
            if known := sorted(values & frozenset(inventory.devices)):
                pieces = tuple((value, 0) for value in known)
                yield from self._session.call(name, cash(5, pieces, inventory.devices))

    def _watch_slot(self) -> Script[None]:
        """What was put in: the amount shows it first, what the machine can pay out then says which pieces.

        What fell into the cashbox is told only when the slot is closed and nothing moves any more.
        """
        if self._credited < self._amount:
            now = (yield from self._session.inventory()).holdings
            self._credited += self._tally.found_in_recycler(now)
        is_short = self._credited < self._amount and self._now - self._moved_at >= self._tempo.lag
        if is_short or (self._status is not None and self._status not in TAKING):
            yield from self._close_slot()

    def _close_slot(self) -> Script[None]:
        """What fell in until the end is told."""
        if not self._slot_is_open:
            return
        if self._status is None or self._status in TAKING:  # not while a piece is in trouble: it may never answer
            yield from self._session.call("EndCashin", seconds=self._tempo.move)
        inventory = yield from self._session.at_rest(self._tempo.settle)
        self._tally.found(inventory.holdings)
        self._forget_slot()
        yield from self._session.release()
        yield from self._check()

    # Orders

    def _obey(self) -> Script[None]:
        inventory = yield from self._session.at_rest(0.0)
        match self._tally.take_order():
            case (Dispense() | CollectCash()) as order:
                running = self._running = _Running(order, inventory.holdings)
                running.fault = yield from self._begin(order, inventory)
                self._end((yield from self._session.at_rest(self._tempo.settle, may_be_stuck=True)))
                yield from self._session.release()
                self._is_disturbed = False
                yield from self._check()
            case ReadCashCounts() | None:
                self._tally.counts(inventory.holdings)

    def _begin(self, order: Dispense | CollectCash, inventory: Inventory) -> Script[Fault | None]:
        """Have it done. None: the machine says it was."""
        held = inventory.holdings.recycler
        if any(held.get(value, 0) < count for value, count in order.pieces):
            return Fault.NOT_ENOUGH_CASH
        for _ in range(BUSY_TRIES):
            result = yield from self._session.occupy()
            if result == Result.SUCCESS:
                result = yield from self._order(order, inventory)
            if result not in BUSY:
                return None if result == Result.SUCCESS else FAULTS.get(result, Fault.PAYOUT_OUT_OF_SERVICE)
            yield self._now + self._tempo.settle
        return Fault.PAYOUT_OUT_OF_SERVICE

    def _order(self, order: Dispense | CollectCash, inventory: Inventory) -> Script[int]:
        held, devices, seconds = inventory.holdings, inventory.devices, self._tempo.move
        if isinstance(order, Dispense):
            sequence = payment_sequence(order.reference, order.pieces, held)
            pieces = cash(2, order.pieces, devices)
            reply = yield from self._session.call("Cashout", pieces, seconds=seconds, sequence=sequence)
        else:
            pieces = cash(5, order.pieces, devices)
            reply = yield from self._session.call("Collect", option("Option", 0), pieces, seconds=seconds)
        return result_of(reply)


def payment_sequence(reference: str, pieces: Pieces, held: Holding) -> str:
    """The SeqNo of a payout: the same for the same order given again while nothing has moved."""
    text = f"{reference} {sorted(pieces)} {sorted(held.recycler.items())}"
    return hashlib.sha256(text.encode()).hexdigest()[:SEQUENCE_SIZE]
