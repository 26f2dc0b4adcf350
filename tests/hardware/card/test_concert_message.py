import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card.concert_message import (
    MESSAGE_SIZE_MAX,
    REFUSALS,
    DamagedMessage,
    Doubt,
    IncompleteMessage,
    amount_in,
    check_asked,
    describe,
    duplicate,
    encode,
    identification,
    judge,
    masked_card,
    order,
    parse,
    receipt_in,
    without_card_numbers,
)
from hardware.words import Authorize, Authorized, CardRefusal, NotAuthorized

CANARY = "4970101234567890"
ASKED = Authorize("sale-7/1", 1590)

PUBLIC = [  # frames of public integrations: HiPay for Nepting, a script against a real terminal, an open simulator
    b"CZ0040300CJ012247300123456CA00201CB00512345CD0010CE003978",
    b"CZ0040300CJ012247300123456CA00201CB0042500CD0010CE003978",
    b"CZ0040300CJ012012345678901CA00201CB0041590CD0010CE003978BA0010",
    b"CZ0040320CJ012012345678901CA00201CB0041590CD0010CE003978CF019order-123-payment-1",
    b"CZ0040300AE00201AF00204",
    b"CZ0040300CJ012012345678901CA00201CE003978CD0010CB0041590AE00201AF00204",
    b"CZ0040320CJ012999999999999AE00201AF00209CA00201CB00512345CD0010CE003978",
    b"CZ0040310CJ012247300123456CA00201CB0040300CD0011CE003978BH01118295910399BI020your.email@gmail.comCK003120",
    b"CZ0040300CJ012012345678901CA00201CE003978CD0010CB0041590AE00210CC00300BCI0012AC006200340AA016273990######1184"
    b"AI021A00000000748651175142AB0042701CF0101010000000CG006424242",
]


def done(**changes: str) -> dict[str, str]:
    return {"CZ": "0300", "CB": "1590", "CD": "0", "CE": "978", "AE": "10", "CF": "sale-7/1"} | changes


@pytest.mark.parametrize("message", PUBLIC)
def test_a_public_message_parses_and_encodes_to_itself(message: bytes) -> None:
    assert encode(parse(message).items()) == message


def test_the_public_answer_means_what_the_terminal_did() -> None:
    answer = judge(parse(PUBLIC[-1]), Authorize("1010000000", 1590))
    assert answer == Authorized("1010000000", 1590, "**** 1184", "200340", "00B", contactless=True)


@pytest.mark.parametrize(
    "message",
    [
        b"CZ0040300AE00X10",  # a public test's malformed frame
        b"CZ004030",
        b"CF026order-123-payment-1 of 25AE00210",  # a published frame that lost one character: the rest shifts
        b"AE00210AE00201",
        b"AE000",
        b"ae00210",
        b"1Z0040300",
        b"A",
        b"\x02CZ0040300",
        b"CZ004030\xff0CZ",
    ],
)
def test_a_damaged_message_is_refused(message: bytes) -> None:
    with pytest.raises(DamagedMessage):
        parse(message)


@pytest.mark.parametrize("message", PUBLIC)
def test_every_beginning_is_whole_or_incomplete_and_never_damaged(message: bytes) -> None:
    for end in range(len(message)):
        try:
            assert encode(parse(message[:end]).items()) == message[:end]
        except IncompleteMessage:
            assert end > 0


def test_a_message_beyond_the_limit_is_refused_and_not_read() -> None:
    with pytest.raises(DamagedMessage, match="longer"):
        parse(b"AA999" + b"x" * MESSAGE_SIZE_MAX)


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: PUBLIC[3] + tail))
def test_any_bytes_are_fields_or_a_damaged_message(data: bytes) -> None:
    try:
        fields = parse(data)
    except DamagedMessage:
        return
    assert encode(fields.items()) == data


@given(
    st.dictionaries(
        st.sampled_from(["CZ", "AE", "AF", "CB", "CF", "CD", "CE", "AA", "AK", "ZT", "CC", "CI", "AC"]),
        st.text(st.characters(max_codepoint=255), max_size=40),
    )
)
def test_any_fields_can_be_judged(fields: dict[str, str]) -> None:
    verdict = judge(fields, ASKED)
    if isinstance(verdict, Authorized):
        assert fields["CF"] == ASKED.reference
        assert 0 < verdict.amount <= ASKED.amount
    describe(fields)


@pytest.mark.parametrize("fields", [[("A", "1")], [("ab", "1")], [("AA", "")], [("AA", "x" * 1000)], [("AA", "1")] * 2])
def test_what_cannot_be_said_is_not_encoded(fields: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"tag|holds"):
        encode(fields)


@pytest.mark.parametrize(("amount", "text"), [(1, "01"), (99, "99"), (100, "100"), (159000, "159000")])
def test_an_amount_has_two_digits_or_more(amount: int, text: str) -> None:
    assert parse(order(Authorize("r", amount), "01", "012345678901"))["CB"] == text


def test_the_requests_are_these() -> None:
    assert order(ASKED, "02", "247300123456") == (
        b"CZ0040300CJ012247300123456CA00202CE003978BA0010CD0010CF008sale-7/1CB0041590"
    )
    assert identification("02", "247300123456") == b"CZ0040300CJ012247300123456CA00202CD001I"
    assert b"CF" not in duplicate("02", "247300123456")
    assert b"CD0013CK003100" in duplicate("02", "247300123456")


@pytest.mark.parametrize("asked", [Authorize("r", 0), Authorize("r", -1), Authorize("", 1), Authorize("é", 1)])
def test_a_charge_that_cannot_be_asked_is_a_mistake(asked: Authorize) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        check_asked(asked)


@pytest.mark.parametrize("reason", sorted(REFUSALS))
def test_a_refusal_names_its_reason_with_or_without_the_amount(reason: str) -> None:
    verdict = judge({"AE": "01", "AF": reason + "CB0041590"}, ASKED)
    assert verdict == NotAuthorized(ASKED.reference, *REFUSALS[reason])


def test_a_refusal_without_a_reason_is_a_refusal() -> None:
    verdict = judge({"AE": "01"}, ASKED)
    assert isinstance(verdict, NotAuthorized)
    assert verdict.reason is CardRefusal.REFUSED


def test_less_than_asked_is_a_part_approval() -> None:
    verdict = judge(done(CB="500"), ASKED)
    assert isinstance(verdict, Authorized)
    assert verdict.amount == 500


@pytest.mark.parametrize(
    "answer",
    [
        done(CB="1591"),
        done(CB="00"),
        done(CB=""),
        done(CB="15,9"),
        done(CB="-5"),
        done(CF="sale-6/1"),
        done(CF=""),
        done(CD="1"),
        done(CD="2"),
        done(CE="840"),
        done(AF="04"),
        done(AE="11"),
        done(AE="99"),
        {"CZ": "0300", "AE": "10", "CB": "1590"},
        {"AE": "01", "AF": "01"},
        {"AE": "01", "AF": "04", "CF": "sale-6/1"},
        {},
    ],
)
def test_an_answer_that_proves_nothing_is_doubted(answer: dict[str, str]) -> None:
    assert isinstance(judge(answer, ASKED), Doubt)


def test_an_amount_of_one_digit_is_understood() -> None:
    assert amount_in({"CB": "1"}) == 1


def ticket_of(text: str) -> str:
    return base64.b64encode(text.encode("cp1252")).decode()


def test_the_ticket_is_read_from_within_its_envelope() -> None:
    inner = encode([("CK", "100"), ("AK", ticket_of("CARTE BANCAIRE\r\n\x1bMONTANT 15,90 €  \r\n"))])
    assert receipt_in({"ZT": inner.decode()}) == "CARTE BANCAIRE\nMONTANT 15,90 €"


@pytest.mark.parametrize("answer", [{}, {"ZT": "garbage"}, {"AK": "***"}, {"AK": "é"}, {"AK": "abc"}])
def test_a_ticket_that_cannot_be_read_is_no_ticket(answer: dict[str, str]) -> None:
    assert receipt_in(answer) == ""


@pytest.mark.parametrize("number", [CANARY, "4970 1012 3456 7890", "4970-1012-3456-7890", "x4970101234567890y"])
def test_a_card_number_never_comes_through(number: str) -> None:
    answer = done(AA=number, AC=number, CC=number, AK=ticket_of(f"CB\n{number}\n15,90"))
    texts = [repr(judge(answer, ASKED)), describe(done(CF=number, AE=number, AF=number)), without_card_numbers(number)]
    for text in texts:
        digits = "".join(letter for letter in text if letter.isdigit())
        assert CANARY[:6] not in digits
        assert CANARY[6:12] not in digits


@pytest.mark.parametrize(
    ("number", "shown"), [("273990######1184", "**** 1184"), ("#########12", "**** 12"), ("#", ""), ("", "")]
)
def test_a_masked_card_keeps_four_digits_at_most(number: str, shown: str) -> None:
    assert masked_card(number) == shown
