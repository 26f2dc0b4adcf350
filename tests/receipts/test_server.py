"""The kiosk serves its few pages to telephones, and nothing else to anybody."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assemble import PAGES
from kiosk.receipts.server import REQUEST_SIZE_MAX, VISITORS_MAX, PageServer, PagesNotServed, response

GOOD = b"GET / HTTP/1.1\r\nHost: kiosk\r\n\r\n"


@pytest.fixture
def server() -> Iterator[PageServer]:
    served = PageServer("127.0.0.1", 0, PAGES)
    served.start()
    yield served
    served.stop()


def visited(server: PageServer) -> tuple[str, int]:
    parts = urlsplit(server.address)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def answer(server: PageServer, request: bytes) -> bytes:
    with socket.create_connection(visited(server), 10) as line:
        line.sendall(request)
        got = b""
        while piece := line.recv(65536):
            got += piece
        return got


@pytest.mark.parametrize("path", PAGES)
def test_a_page_comes_whole_and_may_run_only_its_own_script(path: str, server: PageServer) -> None:
    visit = http.client.HTTPConnection(*visited(server), timeout=10)
    visit.request("GET", path)
    got = visit.getresponse()
    assert (got.status, got.read()) == (200, PAGES[path].html)
    policy = got.getheader("Content-Security-Policy", "")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert got.getheader("Referrer-Policy") == "no-referrer"
    assert got.getheader("Server") is None


def test_the_page_of_baskets_is_kept_by_a_telephone_that_leaves_the_network_for_days() -> None:
    kept = re.search(rb"max-age=([0-9]+)", response(b"GET /panier HTTP/1.1\r\n\r\n", PAGES))
    assert kept
    assert int(kept[1]) == 30 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /?utm=1 HTTP/1.1\r\n\r\n", b"200"),
        (b"GET /panier HTTP/1.1\r\n\r\n", b"200"),
        (b"GET /panier/ HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /PANIER HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /\xe9 HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /../../etc/passwd HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /kiosk.toml HTTP/1.1\r\n\r\n", b"404"),
        (b"GET //evil/ HTTP/1.1\r\n\r\n", b"404"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n", b"405"),
        (b"HEAD / HTTP/1.1\r\n\r\n", b"405"),
        (b"GET http://evil/ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\r\n\r\n", b"400"),
        (b"\r\n\r\n", b"400"),
    ],
)
def test_everything_else_is_refused(request_: bytes, status: bytes) -> None:
    assert response(request_, PAGES).split(b" ", 2)[1] == status


@given(st.binary(max_size=300))
def test_any_request_gets_an_answer(request_: bytes) -> None:
    assert response(request_, PAGES).startswith(b"HTTP/1.1 ")


def test_a_request_without_end_is_cut_off(server: PageServer) -> None:
    assert answer(server, b"GET /".ljust(REQUEST_SIZE_MAX, b"a")).startswith(b"HTTP/1.1 400")


def test_a_visitor_who_says_nothing_is_let_go(server: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.receipts.server.REQUEST_SECONDS", 0.05)
    assert answer(server, b"GET / HT") == b""


def test_one_visitor_too_many_is_turned_away_and_the_page_is_there_again(server: PageServer) -> None:
    waiting = [socket.create_connection(visited(server), 10) for _ in range(VISITORS_MAX)]
    with socket.create_connection(visited(server), 10) as late:
        assert late.recv(1) == b""
    for line in waiting:
        line.sendall(GOOD)
        while line.recv(65536):
            pass
        line.close()
    assert answer(server, GOOD).endswith(PAGES["/"].html)


def test_after_the_end_nobody_is_served() -> None:
    served = PageServer("127.0.0.1", 0, PAGES)
    served.start()
    host, port = visited(served)
    served.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, port), 10)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "kiosk.local"])
def test_the_page_is_served_at_one_address_only(host: str) -> None:
    with pytest.raises(ValueError, match="address"):
        PageServer(host, 0, PAGES)


def test_an_address_that_is_taken_or_not_ours_is_told(server: PageServer) -> None:
    for host, port in (visited(server), ("192.0.2.1", 8080)):
        with pytest.raises(PagesNotServed, match="Sales go on"):
            PageServer(host, port, PAGES).start()
