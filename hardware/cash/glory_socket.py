"""The socket of a Glory CI: socket.io 2 over engine.io 3 over a websocket, without I/O (wsproto).

engine.io: text packets begin with a digit (0 open, 1 close, 2 ping, 3 pong, 4 message), binary ones with the byte 4;
the client pings every `pingInterval` milliseconds. socket.io: message 0 is connected, 2 an event as a JSON array, 5
the announcement of an event with binary parts, which then come in packets of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import wsproto
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import ProtocolError

from hardware.wire import NEVER

TARGET = "/socket.io/?transport=websocket&EIO=3"
MESSAGE_SIZE_MAX = 256 * 1024
PONG_SECONDS = 10.0
PING_SECONDS = 25.0
PING_SECONDS_MIN, PING_SECONDS_MAX = 1.0, 300.0


@dataclass(frozen=True, slots=True)
class Connected:
    """Events may be sent now."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event: its name and what it carries."""

    name: str
    data: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """The binary part of an event."""

    data: bytes


Heard = Connected | Said | Attached


class Broken(Exception):  # noqa: N818 - it says what happened to the connection
    """What arrives is no conversation of this kind, or it is over."""


class SocketIo:
    """Our end of one connection, from its opening on."""

    def __init__(self, host: str) -> None:
        """`host`: what the Host header says."""
        self._websocket = wsproto.WSConnection(wsproto.ConnectionType.CLIENT)
        self._out = self._websocket.send(Request(host=host, target=TARGET))
        self._text = ""
        self._bytes = b""
        self._ping_seconds = PING_SECONDS
        self._is_open = False
        self._ping_at = self._pong_by = NEVER

    @property
    def next_tick(self) -> float:
        """When something is to be sent, or a pong is overdue."""
        return -NEVER if self._out or self._is_new else min(self._ping_at, self._pong_by)

    @property
    def _is_new(self) -> bool:
        return self._is_open and self._ping_at == NEVER

    def send(self, *event: object) -> None:
        """An event: its name, then what it carries."""
        self._say("42" + json.dumps(event))

    def tick(self, now: float) -> bytes:
        """What to send. Broken: the machine no longer answers."""
        if now >= self._pong_by:
            raise Broken("the machine no longer answers")
        if self._is_new:
            self._ping_at = now + self._ping_seconds
        elif now >= self._ping_at:
            self._say("2")
            self._ping_at = now + self._ping_seconds
            self._pong_by = min(self._pong_by, now + PONG_SECONDS)
        out, self._out = self._out, b""
        return out

    def receive(self, data: bytes) -> list[Heard]:
        """What these bytes complete. Broken: no conversation of this kind, or it is over."""
        heard: list[Heard] = []
        try:
            self._websocket.receive_data(data)
            for event in self._websocket.events():
                match event:
                    case TextMessage() | BytesMessage():
                        heard += self._part(event)
                    case Ping():
                        self._out += self._websocket.send(event.response())
                    case AcceptConnection():
                        continue
                    case RejectConnection(status_code=status):
                        raise Broken(f"it refuses a websocket: HTTP {status}")
                    case CloseConnection():
                        raise Broken("the machine closed the connection")
        except ProtocolError as error:
            raise Broken(f"no websocket: {error}") from error
        return heard

    def _part(self, message: TextMessage | BytesMessage) -> list[Heard]:
        if isinstance(message, TextMessage):
            self._text += message.data
        else:
            self._bytes += message.data
        if len(self._text) + len(self._bytes) > MESSAGE_SIZE_MAX:
            raise Broken("a message without end")
        if not message.message_finished:
            return []
        text, self._text = self._text, ""
        data, self._bytes = self._bytes, b""
        if isinstance(message, BytesMessage):
            return [Attached(data[1:])] if data[:1] == b"\x04" else [Attached(data)]
        return self._packet(text)

    def _packet(self, text: str) -> list[Heard]:
        match text[:1], text[1:2]:
            case "0", _:
                self._ping_seconds = _ping_seconds(text[1:])
                self._is_open = True
            case "1", _:
                raise Broken("the machine ends the connection")
            case "2", _:
                self._say("3" + text[1:])
            case "3", _:
                self._pong_by = NEVER
            case "4", "0":
                return [Connected()]
            case "4", "1":
                raise Broken("the machine ends the connection")
            case "4", "2":
                return [_event(text[2:])]
        return []

    def _say(self, text: str) -> None:
        self._out += self._websocket.send(TextMessage(data=text))


def _ping_seconds(handshake: str) -> float:
    try:
        interval = json.loads(handshake)["pingInterval"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return PING_SECONDS
    if not isinstance(interval, int):
        return PING_SECONDS
    return min(max(interval / 1000, PING_SECONDS_MIN), PING_SECONDS_MAX)


def _event(text: str) -> Said:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken("an event that cannot be read") from error
    if not isinstance(event, list) or not event or not isinstance(event[0], str):
        raise Broken("an event that cannot be read")
    return Said(event[0], tuple(event[1:]))
