"""HTTP for devices whose maker chose it, without I/O: one question at a time, bytes in, an answer out (h11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import h11

from hardware.wire import NEVER

AT_ONCE = -NEVER
BODY_SIZE_MAX = 256 * 1024
HEAD_SIZE_MAX = 16 * 1024
LINGER_SECONDS = 20.0
"""How long an idle connection is kept for the next question."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question. `target` is path and query; `fresh`: on a new connection, so that NotSent is certain.

    Ask for what moves money with `fresh`: an old connection may be dead without anybody knowing.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The device's answer, whole."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class NotSent:
    """No byte of the question left us."""

    why: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The question left us, and nothing whole came back: nobody knows what the device did."""

    why: str


Ending = Answered | NotSent | NoAnswer


class HttpClient:
    """Keeps the connection while questions follow each other, and hangs up LINGER_SECONDS after the last one.

    A driver passes on `wants_link`, `opened`, `closed`, `receive` and `tick`, asks with `ask`, and looks at
    `take_ending` after each of them. Errors are endings, never exceptions.
    """

    def __init__(self, host: str, dial_seconds: float = 5.0) -> None:
        """`host`: what the Host header says."""
        self._host = host
        self._dial_seconds = dial_seconds
        self._http: h11.Connection | None = None  # of the open link
        self._request: Request | None = None
        self._answer_seconds = 0.0
        self._is_sent = False
        self._hangs_up = False
        self._until = NEVER  # when the question, or the patience with an idle link, is over
        self._dials = False
        self._status = 0
        self._body = b""
        self._ending: Ending | None = None

    @property
    def wants_link(self) -> bool:
        """Is there something to ask, or an open link that may serve the next question? False for a tick to hang up."""
        return not self._hangs_up and (self._request is not None or self._http is not None)

    @property
    def is_busy(self) -> bool:
        """Is a question open?"""
        return self._request is not None

    @property
    def next_tick(self) -> float:
        """When something is due."""
        waits_to_leave = self._request is not None and not self._is_sent
        if self._hangs_up or (waits_to_leave and (self._http is not None or not self._dials)):
            return AT_ONCE
        return self._until

    def ask(self, request: Request, answer_seconds: float) -> None:
        """Put a question. Its answer must come within `answer_seconds` of the moment it leaves. One at a time."""
        if self._request is not None:
            raise ValueError("one question at a time")
        self._request, self._answer_seconds = request, answer_seconds
        self._is_sent = self._dials = False
        self._ending = None
        if request.fresh and self._http is not None:
            self._hang_up()

    def take_ending(self) -> Ending | None:
        """How the question ended, once."""
        ending, self._ending = self._ending, None
        return ending

    def give_up(self, why: str) -> None:
        """Hang up. An open question ends as if the link had broken: NotSent, NoAnswer, or an answer just come."""
        self.closed(why)
        self._hang_up()

    def opened(self) -> None:
        """The link is open."""
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_SIZE_MAX)

    def closed(self, reason: str) -> None:
        """The link broke, or could not be opened."""
        if self._http is not None and self._is_sent and self._status:
            self._read(self._http, b"")  # an answer may end with the connection
        self._http = None
        if self._request is not None:
            why = f"the connection broke before the answer was whole ({reason})"
            self._end(NoAnswer(why) if self._is_sent else NotSent(reason))
        self._until = NEVER

    def receive(self, data: bytes) -> None:
        """What arrived."""
        if data and self._http is not None and self._is_sent:
            self._read(self._http, data)

    def tick(self, now: float) -> bytes:
        """What to send."""
        self._hangs_up = False
        if self._request is None:
            self._linger(now)
        elif self._http is not None and not self._is_sent:
            self._is_sent, self._until = True, now + self._answer_seconds
            return self._bytes_of(self._http, self._request)
        elif not self._dials:
            self._dials, self._until = True, now + self._dial_seconds
        elif now >= self._until:
            why = f"no answer within {self._answer_seconds:.0f} seconds"
            self._end(NoAnswer(why) if self._is_sent else NotSent("no connection in time"))
            self._hang_up()
        return b""

    def _linger(self, now: float) -> None:
        if self._http is None:
            self._until = NEVER
        elif self._until == AT_ONCE:
            self._until = now + LINGER_SECONDS
        elif now >= self._until:
            self._hang_up()

    def _hang_up(self) -> None:
        self._hangs_up = True
        self._http = None
        self._until = NEVER

    def _bytes_of(self, http: h11.Connection, request: Request) -> bytes:
        self._status, self._body = 0, b""
        headers = {"Host": self._host, "Content-Length": str(len(request.body)), **request.headers}
        head = h11.Request(method=request.method, target=request.target, headers=list(headers.items()))
        data = (http.send(head), http.send(h11.Data(data=request.body)), http.send(h11.EndOfMessage()))
        return b"".join(part or b"" for part in data)

    def _read(self, http: h11.Connection, data: bytes) -> None:
        try:
            http.receive_data(data)
            while True:
                match http.next_event():
                    case h11.Response(status_code=status):
                        self._status = status
                    case h11.Data(data=part):
                        self._body += part
                        if len(self._body) > BODY_SIZE_MAX:
                            raise h11.RemoteProtocolError("an answer without end")
                    case h11.EndOfMessage():
                        self._whole(http)
                        return
                    case h11.InformationalResponse():
                        continue
                    case _:
                        return
        except h11.RemoteProtocolError as error:
            self._end(NoAnswer(f"the answer is not HTTP: {error}"))
            self._hang_up()

    def _whole(self, http: h11.Connection) -> None:
        self._end(Answered(self._status, self._body))
        if http.our_state is h11.DONE and http.their_state is h11.DONE:
            http.start_next_cycle()
        else:
            self._hang_up()

    def _end(self, ending: Ending) -> None:
        self._ending = ending
        self._request = None
        self._is_sent = self._dials = False
        self._until = AT_ONCE
