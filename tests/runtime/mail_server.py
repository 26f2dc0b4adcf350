"""A mail server on this machine: real sockets, a few SMTP commands, and whatever mood a test gives it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from queue import Queue

LINE_MAX = 4096


class MailHost:
    """Listens from `start` to `stop`, again and again on the same port. `mails`: (recipient, message) as taken.

    `offers`: what EHLO tells; `recipient`, `data`: the answers to RCPT and to the message; `mute`: it says nothing.
    """

    def __init__(self, offers: tuple[str, ...] = ()) -> None:
        self.offers = offers
        self.recipient = "250 ok"
        self.data = "250 taken"
        self.farewell = "221 bye"
        self.mute = False
        self.mails: Queue[tuple[str, bytes]] = Queue()
        self.commands: list[str] = []
        self.visited = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port: int = found.getsockname()[1]
        self._listener: socket.socket | None = None
        self._guests: list[socket.socket] = []

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        for open_ in (self._listener, *self._guests):
            if open_ is not None:
                with suppress(OSError):
                    open_.shutdown(socket.SHUT_RDWR)
                open_.close()
        self._listener, self._guests = None, []

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                guest, _ = listener.accept()
                self._guests.append(guest)
                threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        self.visited.set()
        if self.mute:
            return
        with suppress(OSError, ConnectionError), guest, guest.makefile("rwb") as wire:

            def say(*lines: str) -> None:
                wire.write("".join(f"{line}\r\n" for line in lines).encode())
                wire.flush()

            say("220 test")
            to = ""
            while line := wire.readline(LINE_MAX).decode():
                self.commands.append(line.strip())
                match line.split()[0].upper():
                    case "EHLO":
                        say("250-test", *(f"250-{each}" for each in self.offers), "250 SIZE 1000000")
                    case "RCPT":
                        to = line[line.index("<") + 1 : line.index(">")]
                        say(self.recipient.format(to=to))
                    case "DATA":
                        say("354 go on")
                        message = b""
                        while (part := wire.readline(LINE_MAX)) not in (b".\r\n", b""):
                            message += part.removeprefix(b".") if part.startswith(b"..") else part
                        if self.data.startswith("250"):
                            self.mails.put((to, message))
                        say(self.data.format(to=to))
                    case "AUTH":
                        say("235 welcome")
                    case "QUIT":
                        say(self.farewell)
                        return
                    case _:
                        say("250 ok")
