"""The far end of a Glory's socket: engine.io 3 and socket.io 2 over a websocket, bytes in, events out (wsproto)."""

from __future__ import annotations

import json

import wsproto
from wsproto.events import AcceptConnection, CloseConnection, Ping, RejectConnection, Request, TextMessage
from wsproto.events import BytesMessage as Binary
from wsproto.utilities import ProtocolError

PING_MILLISECONDS = 5000


class SocketIoServer:
    """One connection."""

    def __init__(self) -> None:
        self._websocket = wsproto.WSConnection(wsproto.ConnectionType.SERVER)
        self._text = ""
        self.hangs_up = False
        self.is_open = False
        self.answers_pings = True

    def receive(self, data: bytes) -> tuple[bytes, list[list[object]]]:
        """What is answered at once, and the events the host sent."""
        out, events = b"", list[list[object]]()
        try:
            self._websocket.receive_data(data)
            for event in self._websocket.events():
                match event:
                    case Request(target=target) if target.startswith("/socket.io/") and "EIO=3" in target:
                        out += self._websocket.send(AcceptConnection())
                        intervals = {"pingInterval": PING_MILLISECONDS, "pingTimeout": PING_MILLISECONDS}
                        handshake = {"sid": "simulated", "upgrades": [], **intervals}
                        out += self._say("0" + json.dumps(handshake)) + self._say("40")
                        self.is_open = True
                    case Request():
                        out += self._websocket.send(RejectConnection(status_code=404))
                        self.hangs_up = True
                    case TextMessage(data=text, message_finished=finished):
                        self._text += text
                        if finished:
                            text, self._text = self._text, ""
                            out += self._packet(text, events)
                    case Ping():
                        out += self._websocket.send(event.response())
                    case CloseConnection():
                        self.hangs_up = True
        except ProtocolError:
            self.hangs_up = True
        return out, events

    def _packet(self, text: str, events: list[list[object]]) -> bytes:
        if text[:1] == "2" and self.answers_pings:
            return self._say("3" + text[1:])
        if text[:2] == "42":
            event = json.loads(text[2:])
            if isinstance(event, list):
                events.append(event)
        return b""

    def event(self, name: str, *data: object) -> bytes:
        """An event to the host."""
        return self._say("42" + json.dumps([name, *data]))

    def binary(self, name: str, data: bytes) -> bytes:
        """An event with one binary part to the host."""
        header = json.dumps([name, {"_placeholder": True, "num": 0}])
        return self._say("451-" + header) + self._websocket.send(Binary(data=b"\x04" + data))

    def _say(self, text: str) -> bytes:
        return self._websocket.send(TextMessage(data=text))
