"""Cashmatic (SelfPay): an all-in-one recycler of coins and notes with a REST service, HTTP port 80 or HTTPS 50301.

Money comes in by StartRefill and StopRefill, a pure deposit, and goes out by StartWithdrawal. StartPayment, the
machine's own sale, is not used, for three reasons. Cancelled, it gives back what the kiosk holds for paid (the
customer who pays the rest by card would have paid too little). It gives change unasked, which a till that dies in
between cannot tell from a refund. And it needs the amount before the first coin. The price: the machine's own report
lists refills and withdrawals, and its user must be allowed both. It takes all denominations, and pays an amount in
pieces of its own choice. `due` and SetRoutes mean nothing to it; CollectCash knows only all coins, all notes, or all.

After a power cut of the till the machine goes on by itself, and tells what runs (ActiveTransaction) and what ran last,
with our reference (LastTransaction): a new driver stops a refill, waits for the end of a payout, and tells what the
machine then holds (AllLevels). A withdrawal is never ordered twice: when its answer is lost, its reference decides.

Seen in the code of others who run real machines: the paths, the envelope, `notDispensed`, `end`, error codes 4, 7, 13
and 18, tokens that expire. Assumed: that levels may follow an inserted piece only when the refill ends (then it is
ended and begun again, so that the customer sees the credit); that `id` differs from transaction to transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.cash.cashmatic_session import (
    UNKNOWN_PATH,
    CashmaticSettings,
    Refused,
    Script,
    Session,
    Tempo,
    Turn,
)
from hardware.cash.cashmatic_words import parse_trouble
from hardware.cash.tally import Tally
from hardware.cash.vault import Holding, worth
from hardware.http_client import Ending, HttpClient, Request
from hardware.wire import NEVER
from hardware.words import (
    CollectCash,
    Command,
    Degraded,
    Dispense,
    Fault,
    Health,
    Lost,
    ReadCashCounts,
    Ready,
    Word,
)

AT_ONCE = -NEVER
NOTES_FROM = 500
OTHER_OPERATION, FUND_LOW = 4, 18
BUSY_TRIES = 5
REFERENCE_SIZE_MAX = 40


@dataclass(slots=True)
class _Running:
    """An order that moves money: a payout or a collection; what was held, and the last transaction, before it."""

    order: Dispense | CollectCash
    before: Holding
    last: str
    reference: str
    fault: Fault | None = None  # it certainly does not run, or ended badly
    looked_for: bool = False


class Cashmatic:
    """One machine. Its link is a tcp:// or tls:// address."""

    def __init__(self, settings: CashmaticSettings, tempo: Tempo | None = None) -> None:
        self._tempo = tempo or Tempo()
        self._http = HttpClient(settings.host)
        self._session = Session(settings, self._tempo, lambda: self._now)
        self._tally = Tally("a Cashmatic")
        self._running: _Running | None = None
        self._slot_is_open = False
        self._slot_was_seen = False  # by us, in what the machine does
        self._took_at = 0.0  # something, or was opened
        self._inserted = 0  # cents since it was opened
        self._credited = 0  # of them, shown by the levels
        self._last_id: str | None = None  # of the transaction before this quiet; None: ours, not asked for
        self._doubt = ""
        self._now = 0.0
        self._wake_at = AT_ONCE
        self._is_resting = False
        self._script = self._live()

    @property
    def wants_link(self) -> bool:
        """While something is asked, and a while after."""
        return self._http.wants_link

    @property
    def next_tick(self) -> float:
        """When a question, an answer's time-out or the next look is due; at once when words wait to be told."""
        return AT_ONCE if self._tally.words else min(self._http.next_tick, self._wake_at)

    def opened(self) -> None:
        """The link is open: the question leaves."""
        self._http.opened()

    def closed(self, reason: str) -> None:
        """The link broke, or could not be opened."""
        self._http.closed(reason)
        self._hear()

    def ask(self, command: Command) -> None:
        """Queue a command."""
        self._tally.ask(command)
        if self._is_resting:
            self._wake_at = AT_ONCE

    def receive(self, data: bytes) -> list[Word]:
        """The words these bytes complete, and those that time brought."""
        self._http.receive(data)
        self._hear()
        words, self._tally.words = self._tally.words, []
        return words

    def tick(self, now: float) -> bytes:
        """The question that is due."""
        self._now = now
        out = self._http.tick(now)  # first: a question that wants a new connection leaves only after a hang-up
        self._hear()
        if now >= self._wake_at:
            self._step(None)
        return out

    def _hear(self) -> None:
        if (ending := self._http.take_ending()) is not None:
            self._step(ending)

    def _step(self, ending: Ending | None) -> None:
        step = self._script.send(ending)
        if isinstance(step, Request):
            self._wake_at = NEVER
            self._http.ask(step, self._tempo.answer)
        else:
            self._wake_at = step

    # The script of a life: start, serve, and start again whatever happens

    def _live(self) -> Script[None]:
        while True:
            try:
                yield from self._start_up()
                yield from self._serve()
            except Turn as why:
                if self._running and not self._running.looked_for and why.is_certain:
                    self._running.fault = why.fault
                self._slot_is_open = False
                self._tally.say(Lost(why.fault, why.detail))
                is_refused = why.fault is Fault.KEY_REFUSED
                yield self._now + (self._tempo.retry_login if is_refused else self._tempo.retry)
            except Refused as why:
                fault = Fault.WRONG_DEVICE if why.code in UNKNOWN_PATH else Fault.PAYOUT_OUT_OF_SERVICE
                self._slot_is_open = False
                self._tally.say(Lost(fault, f"it does not tell what it holds: {why.message}"))
                yield self._now + self._tempo.retry

    def _start_up(self) -> Script[None]:
        yield from self._session.login()
        self._tally.say(Degraded(Fault.STARTING))
        if self._running:
            holdings = yield from self._finished(self._running)
        else:
            holdings = yield from self._session.at_rest(self._tempo.start_settle)
        self._end(holdings)
        self._tally.end_refused(holdings)
        self._tally.say((yield from self._health()))

    def _end(self, now: Holding) -> None:
        """The counts; behind them the end of what ran."""
        running, self._running = self._running, None
        self._last_id = None
        if running:
            self._tally.end(running.order, running.before, now, running.fault)
        else:
            self._tally.counts(now)

    def _serve(self) -> Script[None]:
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
            else:
                yield from self._watch()
            if self._tally.has_orders:
                continue
            is_busy = self._tally.wanted or self._slot_is_open
            self._is_resting = True
            yield self._now + (self._tempo.poll if is_busy else self._tempo.idle_poll)
            self._is_resting = False

    def _watch(self) -> Script[None]:
        """Nothing is wanted: is it well, and did somebody begin something at its own screen?"""
        self._tally.say((yield from self._health()))
        active, last = (yield from self._session.active()), (yield from self._session.last())
        if not active.is_idle or self._last_id not in (None, last.id):
            self._tally.counts((yield from self._session.at_rest(self._tempo.settle)))
            last = yield from self._session.last()
        self._last_id = last.id

    def _health(self) -> Script[Health]:
        code, message = yield from self._trouble()
        match code:
            case 0:
                return Degraded(Fault.COUNTS_IN_DOUBT, self._doubt) if self._doubt else Ready()
            case _ if code == FUND_LOW:
                return Degraded(Fault.NOT_ENOUGH_CASH, message)
            case _:
                return Degraded(Fault.PAYOUT_OUT_OF_SERVICE, message or f"error {code}")

    def _trouble(self) -> Script[tuple[int, str]]:
        try:
            return parse_trouble((yield from self._session.read("device/GetDeviceInfo")))
        except Refused as why:  # an older version does not know this question
            return (0, "") if why.code in UNKNOWN_PATH else (why.code, why.message)

    # The slot

    def _open_slot(self) -> Script[None]:
        try:
            asked = {"reason": "borne", "reference": "borne"}
            yield from self._session.call("transaction/StartRefill", asked, moves=True)
        except Refused as why:
            if why.code != OTHER_OPERATION:
                self._tally.say(Degraded(Fault.PAYOUT_OUT_OF_SERVICE, f"no money can be put in: {why.message}"))
            return
        self._slot_is_open, self._slot_was_seen, self._took_at = True, False, self._now
        self._inserted = self._credited = 0
        self._tally.say((yield from self._health()))

    def _watch_slot(self) -> Script[None]:
        """What was put in; the amount shows it first, the levels say which pieces."""
        active = yield from self._session.active()
        if active.is_idle:
            if self._slot_was_seen or self._now - self._took_at >= self._tempo.begin:  # it closed by itself
                yield from self._close_slot()
            return
        self._slot_was_seen = True
        if active.inserted > self._inserted:
            if self._credited >= self._inserted:  # the customer waits since then, whatever else falls in
                self._took_at = self._now
            self._inserted = active.inserted
        if self._credited < self._inserted:
            self._credited += self._tally.found((yield from self._session.levels()))
            if self._credited < self._inserted and self._now - self._took_at >= self._tempo.lag:
                yield from self._close_slot()

    def _close_slot(self) -> Script[None]:
        """What fell in until the end is told."""
        if not self._slot_is_open:
            return
        yield from self._session.close("StopRefill")
        settle = self._tempo.settle if self._slot_was_seen else self._tempo.start_settle
        self._credited += self._tally.found((yield from self._session.at_rest(settle)))
        self._slot_is_open, self._last_id = False, None
        if self._credited < self._inserted:
            self._doubt = f"it took {self._inserted} cents and shows {self._credited} of them: staff must count"
            self._tally.say(Degraded(Fault.COUNTS_IN_DOUBT, self._doubt))

    # Orders

    def _obey(self) -> Script[None]:
        before = yield from self._session.at_rest(0.0)
        last = yield from self._session.last()
        match self._tally.take_order():
            case (Dispense() | CollectCash()) as order:
                reference = f"{order.reference}.{last.id}"[:REFERENCE_SIZE_MAX]
                running = self._running = _Running(order, before, last.id, reference)
                running.fault = yield from self._begin(running)
                self._end((yield from self._finished(running)))
            case ReadCashCounts() | None:
                self._tally.counts(before)

    def _begin(self, running: _Running) -> Script[Fault | None]:
        """Order it. None: it runs."""
        asked: dict[str, object] = {"reason": "borne", "reference": running.reference}
        match running.order:
            case Dispense(pieces):
                path: str | None = "StartWithdrawal"
                asked["amount"] = worth(pieces)
            case CollectCash(pieces):
                path = _emptying(dict(pieces), running.before)
        for _ in range(BUSY_TRIES if path else 0):
            try:
                yield from self._session.call(f"transaction/{path}", asked, moves=True)
            except Refused as why:
                if why.code != OTHER_OPERATION:
                    return Fault.NOT_ENOUGH_CASH if why.code == FUND_LOW else Fault.PAYOUT_OUT_OF_SERVICE
                yield self._now + self._tempo.settle
            else:
                return None
        return Fault.PAYOUT_OUT_OF_SERVICE

    def _finished(self, running: _Running) -> Script[Holding]:
        """What the machine holds when the order is over, or was certainly never begun."""
        running.looked_for = True
        dispensed, moved_at = 0, self._now
        while not running.fault:
            active = yield from self._session.active()
            if not active.is_idle:
                if active.dispensed != dispensed:
                    dispensed, moved_at = active.dispensed, self._now
                    if isinstance(running.order, Dispense):
                        self._tally.dispensing(min(dispensed, worth(running.order.pieces)))
                elif self._now - moved_at >= self._tempo.stuck:
                    running.fault = Fault.PAYOUT_OUT_OF_SERVICE
            else:
                last = yield from self._session.last()
                if last.reference == running.reference or (not last.reference and last.id != running.last):
                    if last.end not in ("", "normal"):  # stopped: by a jam, or by a cut of power and it is well again
                        running.fault = Fault.JAM if (yield from self._trouble())[0] else Fault.LINK_LOST
                    break
                if self._now - moved_at >= self._tempo.begin:
                    running.fault = Fault.LINK_LOST  # it never arrived: it may be ordered again
            yield self._now + self._tempo.poll
        return (yield from self._session.at_rest(self._tempo.settle, may_be_stuck=True))


def _emptying(pieces: dict[int, int], held: Holding) -> str | None:
    """The operation that moves exactly these pieces to the cashbox; None when there is none."""
    coins = {value: count for value, count in held.recycler.items() if count and value < NOTES_FROM}
    notes = {value: count for value, count in held.recycler.items() if count and value >= NOTES_FROM}
    asked = {value: count for value, count in pieces.items() if count}
    if not asked:
        return None
    ways = {"StartEmptyCoins": coins, "StartEmptyNotes": notes, "StartEmptyAll": coins | notes}
    return next((way for way, moved in ways.items() if moved == asked), None)
