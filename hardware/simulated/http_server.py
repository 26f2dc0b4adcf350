"""The far end of HTTP for simulated devices, without I/O: bytes in, questions out; answers in, bytes out (h11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import h11

BODY_SIZE_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """What a host asks. `headers` by lower-case name."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the device answers."""

    status: int
    body: bytes
    content_type: str = "application/json"


class HttpServer:
    """One connection at a time, as small devices have it. `answer` is called for every whole question."""

    def __init__(self, answer: Callable[[Question], Reply | None]) -> None:
        """`answer` returns None for no answer at all: the device swallowed the question."""
        self._answer = answer
        self._http = h11.Connection(h11.SERVER)
        self._question: h11.Request | None = None
        self._body = b""
        self.hangs_up = False
        """Is the connection over? Read by the emulator, which sets it back."""

    def connected(self) -> None:
        """A host opened the link."""
        self._http = h11.Connection(h11.SERVER)
        self.hangs_up = False

    def receive(self, data: bytes) -> bytes:
        """Bytes from the host; the bytes of the answers they bring about."""
        out = b""
        if not data:
            return out  # to h11 it would mean that the host is gone
        try:
            self._http.receive_data(data)
            while (event := self._http.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                out += self._event(event)
        except h11.RemoteProtocolError:
            self.hangs_up = True
        return out

    def reply(self, reply: Reply) -> bytes:
        """The bytes of a late answer, to the last question of this connection, which was left without one."""
        return self._bytes_of(reply) if self._http.our_state is h11.SEND_RESPONSE else b""

    def _event(self, event: object) -> bytes:
        match event:
            case h11.Request():
                self._question, self._body = event, b""
            case h11.Data(data=part):
                self._body += part
                if len(self._body) > BODY_SIZE_MAX:
                    raise h11.RemoteProtocolError("a question without end")
            case h11.EndOfMessage() if self._question is not None:
                headers = {name.decode(): value.decode("latin-1") for name, value in self._question.headers}
                method, target = self._question.method.decode(), self._question.target.decode()
                reply = self._answer(Question(method, target, headers, self._body))
                return b"" if reply is None else self._bytes_of(reply)
            case h11.ConnectionClosed():
                self.hangs_up = True
        return b""

    def _bytes_of(self, reply: Reply) -> bytes:
        headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body)))]
        head = h11.Response(status_code=reply.status, headers=headers)
        parts = (self._http.send(head), self._http.send(h11.Data(data=reply.body)), self._http.send(h11.EndOfMessage()))
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        else:
            self.hangs_up = True
        return b"".join(part or b"" for part in parts)
