"""Our framing against somebody else's: python-socketio 4 speaks the same socket.io 2 and engine.io 3.

To run it: a virtual environment of its own with "python-socketio<5", "python-engineio<4", aiohttp and websocket-client,
and its site-packages at the end of PYTHONPATH.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from random import Random
from typing import Any

import pytest

from hardware.cash.glory import Glory
from hardware.cash.glory_session import Tempo
from hardware.simulated.glory import GloryEmulator
from hardware.simulated.serve import serve
from tests.hardware.cash.one_sale import STOCK
from tests.hardware.cash.sold_over_a_socket import sell_at

REASON = "python-socketio 4 with aiohttp and websocket-client is not installed here"
socketio = pytest.importorskip("socketio", reason=REASON)
web = pytest.importorskip("aiohttp.web", reason=REASON)
pytest.importorskip("websocket", reason=REASON)

SECONDS = 30.0


class ForeignSocket:
    """What the simulated machine says goes out through somebody else's server."""

    is_open = answers_pings = True
    hangs_up = False

    def __init__(self) -> None:
        self.said: list[tuple[Any, ...]] = []

    def event(self, name: str, *data: object) -> bytes:
        self.said.append((name, *data))
        return b""

    def binary(self, name: str, data: bytes) -> bytes:
        self.said.append((name, data))
        return b""


@contextmanager
def foreign_server(emulator: GloryEmulator) -> Iterator[str]:
    address: Queue[str] = Queue()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        mouth = ForeignSocket()
        emulator._socket = mouth  # type: ignore[assignment]

        async def speak() -> None:
            while not over.is_set():
                emulator.tick(time.monotonic())
                while mouth.said:
                    name, *data = mouth.said.pop(0)
                    for sid in hosts:  # what `emit` does for each; its own loop over them is for Python before 3.11
                        await server._emit_internal(sid, name, data[0] if data else None)
                await asyncio.wait({asyncio.create_task(over.wait())}, timeout=0.02)

        hosts: list[str] = []
        server.on("connect", lambda sid, _environ: hosts.append(sid))
        server.on("disconnect", hosts.remove)
        for name in ("check credential", "getFunctionSetting", "openSession", "xml send"):
            server.on(name, lambda _sid, *data, name=name: emulator._heard(name, *data))
        application = web.Application()
        server.attach(application)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        address.put(f"tcp://127.0.0.1:{port}")
        await speak()
        await runner.cleanup()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        yield address.get(timeout=SECONDS)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def test_our_driver_sells_with_somebody_elses_server_between_it_and_the_machine() -> None:
    emulator = GloryEmulator(Random(1), levels=STOCK, has_sessions=True, occupies=True)
    tempo = Tempo(poll=0.02, settle=0.05, start_settle=0.1)
    with foreign_server(emulator) as address:
        sell_at(address, Glory(tempo=tempo), emulator, Queue())


def test_somebody_elses_client_understands_our_emulator() -> None:
    emulator = GloryEmulator(Random(1), levels=STOCK)
    stopped, addresses, heard = threading.Event(), Queue[str](), Queue[tuple[str, object]]()
    thread = threading.Thread(target=serve, args=(emulator, "127.0.0.1:0", stopped, addresses.put))
    thread.start()
    client = socketio.Client(reconnection=False)
    client.on("credential ok", lambda *data: heard.put(("credential ok", data)))
    client.on("event", lambda data: heard.put(("event", data)))
    try:
        client.connect(addresses.get(timeout=SECONDS).replace("tcp://", "http://"), transports=["websocket"])
        client.emit("check credential", None)
        assert heard.get(timeout=SECONDS)[0] == "credential ok"
        client.emit("xml send", "<StatusRequest><Id>other</Id><SeqNo>7</SeqNo></StatusRequest>\0")
        name, data = heard.get(timeout=SECONDS)
        assert name == "event"
        assert isinstance(data, bytes)
        assert b"<SeqNo>7</SeqNo><Status><Code>1</Code></Status>" in data
    finally:
        client.disconnect()
        stopped.set()
        thread.join()
