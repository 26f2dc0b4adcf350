"""Serves a few pages to telephones on the shop's network: GET only, nothing else, and they ask nothing.

A receipt itself never comes here: it stands after the # of the link, which browsers keep to themselves. Plain http is
what a shop's network allows (nobody certifies private addresses); from Chrome 154 on it is opened without a warning at
private addresses (192.168.…, 10.…) only, so the pages belong on one of those.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import socket
import socketserver
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REQUEST_SIZE_MAX = 8 * 1024
REQUEST_SECONDS = 5.0
RESPONSE_SECONDS = 15.0
VISITORS_MAX = 16
"""At once. One more is turned away: the pages are a courtesy, the sale is not to suffer from them."""

_REQUEST = re.compile(rb"([A-Z]{1,10}) (/[^ ?\r\n]*)(\?[^ \r\n]*)? HTTP/1\.[01]")
_END = b"\r\n\r\n"
_DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Page:
    """HTML with one script and one style. Telephones keep it for so many `days` and open it without a network."""

    html: bytes
    days: int = 1


Pages = Mapping[str, Page]
"""By their path, as `/`."""

RECEIPT_PAGE = Page(Path(__file__).with_name("page.html").read_bytes())


class PagesNotServed(Exception):  # noqa: N818 - it says what happened
    """Telephones cannot reach the pages."""

    def __init__(self, host: str, port: int, reason: OSError) -> None:
        super().__init__(
            f"pages cannot be served at {host} port {port}: {reason.strerror or reason}. Sales go on, no "
            "money is concerned. Give the kiosk's own address and a free port in kiosk.toml"
        )


class PageServer:
    """A thread that serves the pages, from `start` to `stop`."""

    def __init__(self, host: str, port: int, pages: Pages) -> None:
        """`host`: this kiosk's own numeric address on the shop's network; port 0 takes any free one.

        ValueError for a name, and for an address that means every network at once (0.0.0.0).
        """
        if ipaddress.ip_address(host).is_unspecified:
            raise ValueError(f"{host} is every address at once: give the one on the shop's network")
        self._host, self._port, self._pages = host, port, pages
        self._server: _Server | None = None
        self._thread = threading.Thread(target=self._serve, name="pages", daemon=True)

    def start(self) -> None:
        """PagesNotServed when the address is not ours or taken."""
        try:
            self._server = _Server(self._host, self._port, self._pages)
        except OSError as error:
            raise PagesNotServed(self._host, self._port, error) from error
        self._thread.start()

    def stop(self) -> None:
        """Nobody is served any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    @property
    def address(self) -> str:
        """The page at `/`: what stands before the # of a receipt's link."""
        assert self._server is not None, "not started"
        host, port = self._server.server_address[:2]
        return f"http://[{host!s}]:{port}/" if ":" in str(host) else f"http://{host!s}:{port}/"

    def _serve(self) -> None:
        assert self._server is not None
        self._server.serve_forever()


def response(request: bytes, pages: Pages) -> bytes:
    """The whole answer to a request. Anything may come."""
    found = _REQUEST.fullmatch(request.split(b"\r\n", 1)[0])
    match found.group(1, 2) if found else None:
        case (b"GET", path):
            page = pages.get(path.decode("latin-1"))
            if page is None:
                return _headed("404 Not Found", "text/plain", b"")
            return _headed("200 OK", "text/html; charset=utf-8", page.html, _page_headers(page))
        case (_, _):
            return _headed("405 Method Not Allowed", "text/plain", b"", ("Allow: GET",))
        case _:
            return _headed("400 Bad Request", "text/plain", b"")


def _page_headers(page: Page) -> tuple[str, ...]:
    script, style = (_digest(page.html, tag) for tag in (b"script", b"style"))
    policy = (
        f"default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    return (f"Content-Security-Policy: {policy}", f"Cache-Control: private, max-age={page.days * _DAY_SECONDS}")


def _digest(html: bytes, tag: bytes) -> str:
    """What names the one script or style that may run, in a Content-Security-Policy."""
    text = html.split(b"<%b>" % tag, 1)[1].split(b"</%b>" % tag, 1)[0]
    return f"sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}"


def _headed(status: str, kind: str, body: bytes, more: tuple[str, ...] = ()) -> bytes:
    headers = (
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY",
        "Referrer-Policy: no-referrer",
        *more,
    )
    return "\r\n".join(headers).encode() + _END + body


class _Visit(socketserver.BaseRequestHandler):
    """One request, one answer, good-bye."""

    request: socket.socket
    server: _Server

    def handle(self) -> None:
        try:
            request = self._received()
            self.request.settimeout(RESPONSE_SECONDS)  # for all of it: sendall counts the whole
            self.request.sendall(response(request, self.server.pages))
        except OSError:  # gone, or too slow: a visitor's affair
            return

    def _received(self) -> bytes:
        """The request up to its empty line, or as much as we care to read. TimeoutError when it takes too long."""
        received, until = b"", time.monotonic() + REQUEST_SECONDS
        while _END not in received and len(received) < REQUEST_SIZE_MAX:
            self.request.settimeout(max(0.01, until - time.monotonic()))
            piece = self.request.recv(REQUEST_SIZE_MAX)
            if not piece or time.monotonic() > until:
                raise TimeoutError
            received += piece
        return received if _END in received else b""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = VISITORS_MAX

    def __init__(self, host: str, port: int, pages: Pages) -> None:
        self.pages = pages
        self._places = threading.BoundedSemaphore(VISITORS_MAX)
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Visit)

    def verify_request(self, request: object, client_address: object) -> bool:
        return self._places.acquire(blocking=False)

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()
