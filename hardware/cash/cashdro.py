"""CashDro (Dro Systems): recyclers of coins and notes that are asked over HTTP or HTTPS, on port 80 or 443.

Every operation has two phases, startOperation and acknowledgeOperationId: what is not acknowledged never begins, so a
start whose answer was lost is made again, and an acknowledgement whose answer was lost is looked up by number.

Money is taken by operation 16 ("ingresar" in a public back office: takes what comes until it is ended) and paid by
operation 3, never by a sale (4). A sale gives its change itself and, ended early, gives everything back, while the
kiosk keeps what was put in when the customer goes on with a card, and pays change by its own plan. Operation 17 ends by
itself at an amount. An end of kind 1 keeps the money, 2 gives it back. Assumed, and told by the counts if it is wrong:
kind 1 of a deposit keeps it. The user must have the right to deposit. The slot takes every coin and note that the
machine is set up for, and the machine chooses the pieces of a payout: the counts tell which they were.

After a cut of power the machine still knows its levels and its operations. Ours is looked up by its number; a driver
that lost it asks askOperationExecuting, ends a deposit, waits for a payout, and then tells the counts
(getPiecesCurrency, `LevelRecycler` and `LevelCasete`). Assumed: a queued operation is under way within QUEUE_SECONDS.
Pieces are told as they come from askOperation's `devices`; where it has none, the slot is shut for a moment to count.

Nothing is collected: the machine empties its recycler only at its own screen. User and password stand in the address,
as the maker has it: an address is never said, logged or kept.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.cash import cashdro_message as m
from hardware.cash.cashdro_session import Session
from hardware.cash.teller import START_SECONDS, Script, Teller
from hardware.http_client import AT_ONCE, Answered, Ending, HttpClient, NotSent, Request
from hardware.words import Command, Fault, Word

ANSWER_SECONDS = 10.0
REDIAL_SECONDS = 2.0


class CashDro:
    """One machine. `password` is called for every question, so that it is kept nowhere; OSError: it cannot be had."""

    def __init__(
        self,
        user: str,
        password: Callable[[], str],
        page: str = "index3.php",
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._user = user
        self._password = password
        self._page = page
        self._now = 0.0
        self._http = HttpClient("cashdro")
        self._teller = Teller(Session(lambda: self._now), lambda: self._now, start_seconds)
        self._script: Script[m.Question, m.Answer, None] | None = None
        self._wake_at = AT_ONCE
        self._is_asked = False
        self._ending: Ending | None = None

    @property
    def wants_link(self) -> bool:
        """While something is asked, and shortly after."""
        return self._http.wants_link

    @property
    def next_tick(self) -> float:
        """When something is to be asked or read."""
        if self._ending:
            return AT_ONCE
        return self._http.next_tick if self._is_asked else min(self._http.next_tick, self._wake_at)

    def opened(self) -> None:
        """The link is open."""
        self._http.opened()

    def closed(self, reason: str) -> None:
        """The link broke, or could not be opened."""
        self._http.closed(reason)
        match self._http.take_ending():
            case NotSent() as ending:
                self._is_asked = False
                self._take(ending)  # at once: whoever drives us knows more of why, and adds it
            case ending:
                self._ending = self._ending or ending

    def ask(self, command: Command) -> None:
        """Queue a command."""
        self._teller.ask(command)
        if self._teller.is_resting and not self._is_asked:
            self._wake_at = AT_ONCE

    def receive(self, data: bytes) -> list[Word]:
        """The words that are ready."""
        self._http.receive(data)
        self._ending = self._ending or self._http.take_ending()
        words, self._teller.words = self._teller.words, []
        return words

    def tick(self, now: float) -> bytes:
        """What to send."""
        self._now = now
        is_kept = self._http.wants_link
        self._turn()
        if is_kept and not self._http.wants_link:
            return b""  # whoever drives us must see that the old connection is to be hung up first
        data = self._http.tick(now)
        self._ending = self._ending or self._http.take_ending()
        return data

    def _turn(self) -> None:
        """Hand over an answer, or go on after a pause."""
        try:
            if self._ending:
                ending, self._ending, self._is_asked = self._ending, None, False
                self._take(ending)
            elif not self._is_asked and self._now >= self._wake_at:
                self._script = self._script or self._teller.live()
                self._step(next(self._script))
        except m.Damaged as damaged:
            self._fail(f"its answer makes no sense: {damaged}")
        except OSError:
            self._rest(self._teller.unusable(Fault.KEY_REFUSED, "the file with its password cannot be read"))

    def _take(self, ending: Ending) -> None:
        # Nothing of NoAnswer.why is said: it may quote what was sent, and that holds the password.
        match ending:
            case Answered(200, body) if self._script:
                self._step(self._script.send(m.parse(body)))
            case Answered(401 | 403):
                self._rest(self._teller.unusable(Fault.KEY_REFUSED, "it refuses the user or the password"))
            case Answered(status):
                self._fail(f"it answers with HTTP status {status}")
            case NotSent(why):
                self._teller.link_lost(why)
                self._rest(REDIAL_SECONDS)
            case _:
                self._fail("no whole answer in time")

    def _step(self, step: m.Question | float) -> None:
        if isinstance(step, m.Question):
            target = step.target(self._page, self._user, self._password())
            self._http.ask(Request("GET", target, fresh=step.fresh), ANSWER_SECONDS)
            self._is_asked = True
        else:
            self._wake_at = step

    def _fail(self, why: str) -> None:
        self._rest(self._teller.silent(why))

    def _rest(self, seconds: float) -> None:
        """The script is over; another begins after the pause."""
        self._script = None
        self._wake_at = self._now + seconds
