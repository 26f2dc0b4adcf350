"""Cashlogy: Azkoyen's recyclers of coins and notes (POS1500, POS1500X, POS2023) behind a CashlogyConnector, over TCP.

Only commands without the machine's own screens are used: `B` opens the slot, `Q` tells what it took, `J` shuts it, `U`
pays by denomination, `Y` tells what is where. `Y` is the truth: `Q` and `J` tell amounts, and which pieces came in is
seen by comparing. Where the machine does not answer `Y` while its slot is open, the slot is shut for a moment to count.
The slot takes every coin and note: the Connector cannot choose.

After a cut of power the machine still knows what it holds. A payout that is under way is seen as `ER:BUSY`: we wait
for its end, read `Y` until it stands still, and tell the counts; the kiosk orders what is missing. A slot left open by
a till that died is shut first (`J`). `#!#` is sent only to a machine that stays busy; `#Z#` never, for it ends what it
cannot tell about. After any refusal the counts are read before anything else is said of money.

`U` to the stacker moves notes only (coins would fall into the customer's tray), so coins are never collected.

Assumed, for no public source says it: `ER:BUSY` to `#I#` while a payout or an admission is under way, `ER:BAD_DATA` to
a command the Connector does not know, and the level codes of OPOS (11, 12, 21, 22) in `#GC#`.
"""

from __future__ import annotations

from hardware.cash import cashlogy_message as m
from hardware.cash.cashlogy_session import Session
from hardware.cash.teller import START_SECONDS, Script, Teller
from hardware.wire import NEVER
from hardware.words import Command, Word

AT_ONCE = -NEVER
SHORT_SECONDS = 0.5
"""A reply with fewer fields than its command's is whole when nothing more came for this time."""


class Cashlogy:
    """One machine. Replies have no numbers: when one stays away or makes no sense, we hang up and start anew."""

    def __init__(self, start_seconds: float = START_SECONDS) -> None:
        self._now = 0.0
        self._teller = Teller(Session(lambda: self._now), lambda: self._now, start_seconds)
        self._script: Script[m.Question, m.Reply, None] | None = None
        self._wake_at = NEVER
        self._question: m.Question | None = None
        self._until = NEVER  # for its reply
        self._short_at = NEVER
        self._arrived = b""
        self._is_fresh = False  # did something arrive since the last tick?
        self._reply: m.Reply | None = None
        self._trouble = ""
        self._away_until: float | None = None

    @property
    def wants_link(self) -> bool:
        """Always, but for a pause after trouble."""
        return self._away_until is None

    @property
    def next_tick(self) -> float:
        """When a question, a look, or the end of patience is due."""
        if self._away_until is not None:
            return self._away_until
        if self._script is None:
            return NEVER
        if self._reply or self._trouble or self._is_fresh:
            return AT_ONCE
        return min(self._until, self._short_at) if self._question else self._wake_at

    def opened(self) -> None:
        """Start up."""
        self._forget()
        self._script = self._teller.live()
        self._wake_at = AT_ONCE

    def closed(self, reason: str) -> None:
        """What was asked stays without an answer."""
        self._forget()
        self._teller.link_lost(reason)

    def ask(self, command: Command) -> None:
        """Queue a command."""
        self._teller.ask(command)
        if self._teller.is_resting and self._question is None:
            self._wake_at = AT_ONCE

    def receive(self, data: bytes) -> list[Word]:
        """The words that are ready."""
        if data and self._script:
            self._take(data)
        words, self._teller.words = self._teller.words, []
        return words

    def tick(self, now: float) -> bytes:
        """The next question, if one is due."""
        self._now = now
        if self._away_until is not None:
            if now >= self._away_until:
                self._away_until = None
            return b""
        self._mind_the_reply(now)
        data = b""
        if self._script and not self._trouble:
            try:
                data = self._turn(self._script)
            except m.Damaged as damaged:
                self._trouble = f"its answer makes no sense: {damaged}"
        if self._trouble:
            self._hang_up(self._trouble)
        return data

    def _take(self, data: bytes) -> None:
        if self._question is None or self._reply:
            self._trouble = "it sent what was not asked for"
            return
        self._arrived += data
        self._is_fresh = True
        self._read(is_over=False)

    def _read(self, is_over: bool) -> None:
        assert self._question
        try:
            self._reply = m.parse(self._arrived, self._question.fields, is_over)
        except m.Damaged as damaged:
            self._trouble = f"its answer makes no sense: {damaged}"

    def _mind_the_reply(self, now: float) -> None:
        if self._question is None or self._reply or self._trouble:
            return
        if self._is_fresh:
            self._is_fresh, self._short_at = False, now + SHORT_SECONDS
        elif now >= self._short_at and self._arrived.endswith(b"#") and self._arrived.count(b"#") > 1:
            self._read(is_over=True)
        elif now >= self._short_at:
            self._short_at = NEVER
        if now >= self._until:
            self._trouble = "no answer in time"

    def _turn(self, script: Script[m.Question, m.Reply, None]) -> bytes:
        if self._reply:
            reply, self._reply, self._question, self._is_fresh = self._reply, None, None, False
            step = script.send(reply)
        elif self._question is None and self._now >= self._wake_at:
            step = next(script)
        else:
            return b""
        if isinstance(step, m.Question):
            self._question, self._until = step, self._now + step.seconds
            self._arrived, self._is_fresh, self._short_at = b"", False, NEVER
            return step.data
        self._wake_at = step
        return b""

    def _hang_up(self, why: str) -> None:
        self._forget()
        self._away_until = self._now + self._teller.silent(why)

    def _forget(self) -> None:
        self._script = self._question = self._reply = None
        self._arrived, self._trouble, self._is_fresh = b"", "", False
        self._wake_at = self._until = self._short_at = NEVER
