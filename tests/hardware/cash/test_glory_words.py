"""The XML and the socket of a Glory: what others wrote down, and whatever else may arrive."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.glory import payment_sequence
from hardware.cash.glory_socket import MESSAGE_SIZE_MAX, Attached, Broken, Connected, Heard, Said, SocketIo
from hardware.cash.glory_words import (
    SEQUENCE_SIZE,
    XML_SIZE_MAX,
    WrongCurrency,
    cash,
    option,
    parse,
    parse_amount,
    parse_deposit,
    parse_inventory,
    parse_status,
    request,
    result_of,
)
from hardware.cash.vault import Holding
from hardware.simulated.glory_socket import SocketIoServer

INVENTORY = (
    b'<BbxEventRequest><InventoryResponse result="0"><Cash type="4"><Denomination fv="10"><Piece>5</Piece>'
    b"<Status>1</Status></Denomination></Cash></InventoryResponse></BbxEventRequest>"
)


def inventory(*cashes: str) -> bytes:
    return f'<InventoryResponse result="0">{"".join(cashes)}</InventoryResponse>'.encode()


def test_a_request_has_the_form_that_others_send() -> None:
    """Odoo's tests of pos_glory_cash, with our name for theirs."""
    expected = (
        '<StatusRequest><Id>borne</Id><SeqNo>00000000000</SeqNo><RequireVerification type="1"/></StatusRequest>\0'
    )
    assert request("StatusRequest", "0" * 11, "", option("RequireVerification", 1)) == expected
    assert "<SessionID>a&amp;b</SessionID>" in request("StatusRequest", "1", "a&b")


def test_denominations_are_written_as_in_the_specification() -> None:
    line = '<Denomination cc="EUR" fv="100" devid="2"><Piece>1</Piece><Status>0</Status></Denomination>'
    assert cash(5, ((100, 1),), {100: "2"}) == f'<Cash type="5">{line}</Cash>'


def test_the_published_inventory_is_read() -> None:
    (root,) = parse(INVENTORY)
    read = parse_inventory(root)
    assert read
    assert read.holdings == Holding({10: 5})
    assert result_of(root) == 0


def test_what_cannot_be_paid_out_lies_in_the_cashbox() -> None:
    inside, payable = cash(3, ((500, 3), (100, 7)), {500: "1"}), cash(4, ((500, 2), (100, 7)), {500: "1", 100: "2"})
    (root,) = parse(inventory(inside, payable))
    read = parse_inventory(root)
    assert read
    assert read.holdings == Holding({100: 7, 500: 2}, {500: 1})
    assert read.devices == {500: "1", 100: "2"} or read.devices[500] == "1"


@pytest.mark.parametrize(
    "data",
    [b"\x04%s\0", b"\0%s", b"%s\0\0", b'<?xml version="1.0"?>\n%s', b"%s%s", b"<StatusChangeEvent/>%s"],
)
def test_control_characters_declarations_and_several_roots_are_read(data: bytes) -> None:
    roots = parse(data.replace(b"%s", INVENTORY))
    assert roots[-1].tag == "InventoryResponse"
    assert len(roots) == data.count(b"%s") + data.count(b"StatusChange")


def test_a_namespace_is_no_hindrance() -> None:
    (root,) = parse(
        b'<n:StatusResponse n:result="11" xmlns:n="http://www.glory.co.jp/bruebox.xsd"><n:Code>3</n:Code></n:StatusResponse>'
    )
    assert (root.tag, result_of(root), parse_status(root)) == ("StatusResponse", 11, 3)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        b"<x>&a;</x>",
        b"<x><y></x>",
        b"<x/></wrapper><x/>",
        b"<x>" + b"a" * XML_SIZE_MAX + b"</x>",
        b"<x/>" * 6000,
        b"\xff\xfe",
        b"",
    ],
)
def test_what_is_no_plain_xml_is_nothing(data: bytes) -> None:
    assert parse(data) == ()


@pytest.mark.parametrize("line", ['fv="30"', 'fv="-10"', 'fv="1e3"', 'fv=""', "", 'fv="99999999999999"'])
def test_absurd_values_are_not_believed(line: str) -> None:
    (root,) = parse(inventory(f'<Cash type="4"><Denomination {line}><Piece>1</Piece></Denomination></Cash>'))
    assert parse_inventory(root) is None


@pytest.mark.parametrize("count", ["-1", "", "1.5", "x", "999999999", "٣"])
def test_absurd_counts_are_not_believed(count: str) -> None:
    lines = f'<Denomination fv="50000"><Piece>{count}</Piece></Denomination>'
    (root,) = parse(inventory(f'<Cash type="4">{lines}</Cash>'))
    assert parse_inventory(root) is None


def test_other_money_is_told() -> None:
    (root,) = parse(inventory('<Cash type="4"><Denomination cc="CHF" fv="100"><Piece>1</Piece></Denomination></Cash>'))
    with pytest.raises(WrongCurrency):
        parse_inventory(root)


def test_a_deposit_is_all_that_one_device_took() -> None:
    lines = '<Denomination cc="EUR" fv="500" devid="1"><Piece>2</Piece></Denomination>'
    event = f'<GlyCashierEvent devid="1"><eventDepositCountChange>{lines}</eventDepositCountChange></GlyCashierEvent>'
    (root,) = parse(event.encode())
    assert parse_deposit(root) == ("1", {500: 2})
    (other,) = parse(b'<GlyCashierEvent devid="1"><eventEmpty/></GlyCashierEvent>')
    assert parse_deposit(other) is None


def test_a_status_and_its_amount_are_read_from_an_event() -> None:
    (root,) = parse(b"<StatusChangeEvent><Status>4</Status><Amount>700</Amount></StatusChangeEvent>")
    assert (parse_status(root), parse_amount(root)) == (4, 700)


def test_the_number_of_a_payout_is_the_same_only_for_the_same_order_in_the_same_state() -> None:
    held = Holding({100: 5, 500: 2})
    numbers = {
        payment_sequence("P1", ((100, 2),), held),
        payment_sequence("P1", ((100, 2),), Holding({500: 2, 100: 5})),
        payment_sequence("P2", ((100, 2),), held),
        payment_sequence("P1", ((100, 1),), held),
        payment_sequence("P1", ((100, 2),), Holding({100: 4, 500: 2})),
    }
    assert len(numbers) == 4
    assert all(len(number) == SEQUENCE_SIZE and number.isalnum() for number in numbers)


@given(
    st.binary(max_size=400) | st.text("<>/ab=\"'& \0\x04[]!?:xCashDenomination0123456789", max_size=300).map(str.encode)
)
def test_any_message_is_survived(data: bytes) -> None:
    for root in (*parse(data), *parse(inventory(data.decode("latin-1")))):
        result_of(root)
        parse_status(root)
        parse_amount(root)
        parse_deposit(root)
        try:
            parse_inventory(root)
        except WrongCurrency:
            continue


# The socket


def joined() -> tuple[SocketIo, SocketIoServer, list[Heard]]:
    client, server = SocketIo("glory"), SocketIoServer()
    out, _ = server.receive(client.tick(0))
    return client, server, client.receive(out)


def test_a_connection_opens_as_engine_io_3() -> None:
    request_bytes = SocketIo("glory").tick(0)
    assert request_bytes.startswith(b"GET /socket.io/?transport=websocket&EIO=3 HTTP/1.1\r\n")
    client, _, heard = joined()
    assert heard == [Connected()]
    assert client.tick(0) == b""
    assert client.next_tick == 5.0


def test_events_travel_in_both_directions_byte_by_byte() -> None:
    client, server, _ = joined()
    client.send("check credential", None)
    assert server.receive(client.tick(0))[1] == [["check credential", None]]
    heard: list[Heard] = []
    for byte in server.event("credential ok") + server.binary("event", b"<x/>\0"):
        heard += client.receive(bytes((byte,)))
    assert heard == [Said("credential ok"), Attached(b"<x/>\0")]


def test_a_ping_is_sent_in_time_and_a_missing_pong_ends_it() -> None:
    client, server, _ = joined()
    client.tick(0)
    assert client.receive(server.receive(client.tick(5))[0]) == []
    assert client.tick(10)
    assert client.next_tick == 15
    client.tick(15)
    with pytest.raises(Broken, match="no longer answers"):
        client.tick(20)


@pytest.mark.parametrize("text", ["42[]", '42"text"', "42{", "42[5]", "41", "1", "42" + "[" * 50_000])
def test_what_is_no_event_ends_the_connection(text: str) -> None:
    client, server, _ = joined()
    with pytest.raises(Broken):
        client.receive(server._say(text))


@pytest.mark.parametrize("text", ["", "6", "451-[", "9", "43[]"])
def test_packets_that_are_not_for_us_are_passed_over(text: str) -> None:
    client, server, _ = joined()
    assert client.receive(server._say(text)) == []


@pytest.mark.parametrize("interval", [None, "x", -5, 0, 10**12, True, [], 1.5])
def test_an_absurd_ping_interval_is_not_believed(interval: object) -> None:
    client, server, _ = joined()
    client.receive(server._say("0" + json.dumps({"pingInterval": interval})))
    client.tick(0)
    assert 1 <= client.next_tick <= 300


def test_a_message_without_end_is_cut_off() -> None:
    client, server, _ = joined()
    with pytest.raises(Broken, match="without end"):
        client.receive(server._say("x" * (MESSAGE_SIZE_MAX + 1)))


def test_a_refusal_is_told() -> None:
    client = SocketIo("glory")
    client.tick(0)
    with pytest.raises(Broken, match="404"):
        client.receive(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


@given(st.binary(min_size=1, max_size=300), st.booleans())
def test_any_bytes_end_in_words_or_in_a_break(data: bytes, is_joined: bool) -> None:
    client = joined()[0] if is_joined else SocketIo("glory")
    client.tick(0)
    with suppress(Broken):
        for heard in client.receive(data):
            assert isinstance(heard, Connected | Said | Attached)
