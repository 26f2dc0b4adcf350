import base64
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.card import nexo_message as says
from hardware.card.evidence import Doubt
from hardware.card.nexo_blob import NexoKey
from hardware.card.nexo_message import DamagedAnswer, Header, KeyRefused, Sale
from hardware.card.nexo_verdict import REFUSALS, Asked, Status, judge, judge_status, receipt_in
from hardware.words import Authorized, CardRefusal, NotAuthorized

CANARY = "4970101234567890"
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ASKED = Asked("till.1f.7.1", 1234)
CHARGE = Header("Payment", "PABC", "borne", "V400m-123456789")
KEY = NexoKey.of("key", 1, "secret")


def done(**changes: object) -> dict[str, object]:
    """A PaymentResponse of our charge; `Currency`, `AuthorizedAmount`, `Result`... changed."""
    of = {"Result": "Success", "AuthorizedAmount": Decimal("12.34"), "Currency": "EUR", "reference": ASKED.reference}
    of |= changes
    result = {"AmountsResp": {name: of[name] for name in ("AuthorizedAmount", "Currency")}}
    if "PaymentType" in of:
        result["PaymentType"] = of["PaymentType"]  # type: ignore[assignment]
    return {
        "PaymentResponse": {
            "Response": {"Result": of["Result"]},
            "SaleData": {"SaleTransactionID": {"TransactionID": of["reference"]}},
            "PaymentResult": result,
        }
    }


def failed(condition: str, more: str = "") -> dict[str, object]:
    response = {"Result": "Failure", "ErrorCondition": condition, "AdditionalResponse": more}
    return {"PaymentResponse": {"Response": response}}


def test_a_payment_is_asked_for_like_this() -> None:
    body = says.payment(Sale("ref-1", WHEN), 1230)
    message = says.envelope("Request", CHARGE, body, None, b"")
    assert b'"RequestedAmount":12.30' in message
    assert json.loads(message) == {
        "SaleToPOIRequest": {
            "MessageHeader": {
                "ProtocolVersion": "3.0",
                "MessageClass": "Service",
                "MessageCategory": "Payment",
                "MessageType": "Request",
                "ServiceID": "PABC",
                "SaleID": "borne",
                "POIID": "V400m-123456789",
            },
            "PaymentRequest": {
                "SaleData": {
                    "SaleTransactionID": {"TransactionID": "ref-1", "TimeStamp": "2026-01-02T03:04:05.000+00:00"}
                },
                "PaymentTransaction": {"AmountsReq": {"Currency": "EUR", "RequestedAmount": 12.3}},
            },
        }
    }


def test_a_meal_may_be_paid_in_part_and_with_such_cards_only() -> None:
    body = says.payment(Sale("r", WHEN, "Unattended", True, ("mealVoucher_FR_edenred",)), 100)
    request = body["PaymentRequest"]
    assert says.at(request, "SaleData", "SaleToAcquirerData") == "tenderOption=AllowPartialAuthorisation"
    assert says.at(request, "SaleData", "SaleTerminalData", "TerminalEnvironment") == "Unattended"
    brands = says.at(request, "PaymentTransaction", "TransactionConditions", "AllowedPaymentBrand")
    assert brands == ["mealVoucher_FR_edenred"]


def test_a_reversal_names_the_payment_as_the_terminal_did() -> None:
    request = says.reversal(Sale("r", WHEN), 250, "oLkO001.98", "2017-07-03T07:45:44.000Z")["ReversalRequest"]
    identity = says.at(request, "OriginalPOITransaction", "POITransactionID")
    assert identity == {"TransactionID": "oLkO001.98", "TimeStamp": "2017-07-03T07:45:44.000Z"}
    assert '"ReversedAmount":2.50' in says.encode(request)


@given(st.integers(1, says.AMOUNT_CENTS_MAX))
def test_every_amount_comes_back_exact(cents: int) -> None:
    text = says.encode({"a": says.decimal_of(cents)})
    assert says.cents_at(says.decode(text.encode()), "a") == cents


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "1.001",
        "1e9",
        "1000000",
        "1e-9",
        '"1.00"',
        "true",
        "null",
        "[1]",
        "NaN",
        "Infinity",
        "1e999999999",
        "0.1e-99999999999",
        "0e99999",
    ],
)
def test_an_amount_that_is_none_is_not_believed(text: str) -> None:
    try:
        value = says.decode(f'{{"a":{text}}}'.encode())
    except DamagedAnswer:
        return
    assert says.cents_at(value, "a") is None


@pytest.mark.parametrize(("text", "cents"), [("1", 100), ("10.9", 1090), ("10.990", 1099), ("1.0e1", 1000), ("0", 0)])
def test_an_amount_may_be_written_in_several_ways(text: str, cents: int) -> None:
    assert says.cents_at(says.decode(f'{{"a":{text}}}'.encode()), "a") == cents


def test_the_service_of_a_reference_never_changes() -> None:
    assert says.service_of("till.1f.7.1") == says.service_of("till.1f.7.1") == "PYX4MNT474"
    services = {says.service_of(f"till.1f.{sale}.{attempt}") for sale in range(5000) for attempt in range(4)}
    assert len(services) == 20_000
    assert all(len(service) == says.SERVICE_ID_SIZE and service.isalnum() for service in services)


@given(st.integers(0, 2**64))
def test_a_query_never_has_the_service_of_a_charge(number: int) -> None:
    assert says.service_of_query(number)[0] == "Q" != says.service_of("r")[0]


@pytest.mark.parametrize(("reference", "amount"), [("r", 0), ("r", -1), ("", 1), ("é", 1), ("a b", 1), ("r", 10**8)])
def test_a_charge_that_cannot_be_asked_is_a_mistake(reference: str, amount: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        says.check_asked(reference, amount)


def test_a_sealed_message_is_opened_only_with_its_key_and_under_its_header() -> None:
    message = says.envelope("Response", CHARGE, done(), KEY, bytes(16))
    assert says.opened("Response", message, KEY).header == CHARGE
    assert b"12.34" not in message
    with pytest.raises(KeyRefused):
        says.opened("Response", message, NexoKey.of("key", 1, "other"))
    with pytest.raises(KeyRefused):
        says.opened("Response", says.envelope("Response", CHARGE, done(), None, b""), KEY)
    with pytest.raises(DamagedAnswer, match="changed on the way"):
        says.opened("Response", message.replace(b"PABC", b"PABD"), KEY)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"ok",
        b"[]",
        b"{}",
        b'{"SaleToPOIResponse":[]}',
        b'{"SaleToPOIResponse":{"MessageHeader":{}}}',
        b"[" * 99999,
    ],
)
def test_what_is_no_answer_is_said_to_be_none(message: bytes) -> None:
    with pytest.raises(DamagedAnswer):
        says.opened("Response", message, None)


def test_a_yes_is_believed_when_it_is_about_our_charge() -> None:
    assert judge(done(), "Payment", ASKED) == Authorized(ASKED.reference, 1234)
    partial = judge(done(Result="Partial", AuthorizedAmount=Decimal(5)), "Payment", ASKED)
    assert partial == Authorized(ASKED.reference, 500)


@pytest.mark.parametrize(
    "changes",
    [
        {"Currency": "USD"},
        {"Currency": 978},
        {"AuthorizedAmount": Decimal("12.35")},
        {"AuthorizedAmount": Decimal("0")},
        {"AuthorizedAmount": Decimal("-12.34")},
        {"AuthorizedAmount": Decimal("1.234")},
        {"AuthorizedAmount": "12.34"},
        {"AuthorizedAmount": None},
        {"reference": "till.1f.7.2"},
        {"reference": None},
        {"PaymentType": "Refund"},
        {"Result": "Perhaps"},
        {"Result": None},
    ],
)
def test_a_yes_that_proves_nothing_is_doubted(changes: dict[str, object]) -> None:
    assert isinstance(judge(done(**changes), "Payment", ASKED), Doubt)


@pytest.mark.parametrize("condition", sorted(REFUSALS))
def test_a_refusal_has_its_reason(condition: str) -> None:
    verdict = judge(failed(condition, "message=Said%20so"), "Payment", ASKED)
    assert verdict == NotAuthorized(ASKED.reference, REFUSALS[condition], "Said so")


def test_a_customer_who_did_not_come_is_a_time_out() -> None:
    verdict = judge(failed("Cancel", "message=126%20Shopper%20did%20not%20present%20card"), "Payment", ASKED)
    assert isinstance(verdict, NotAuthorized)
    assert verdict.reason is CardRefusal.TIMED_OUT


@pytest.mark.parametrize("condition", ["UnreachableHost", "NotAllowed", "InProgress", "MessageFormat", "", "New"])
def test_a_failure_that_may_be_of_the_line_or_of_a_repetition_is_doubted(condition: str) -> None:
    assert isinstance(judge(failed(condition), "Payment", ASKED), Doubt)


@pytest.mark.parametrize(
    ("more", "detail"),
    [
        ("message=CANCELLED&store=x", "CANCELLED"),
        ("refusalReason=214%20Declined", "214 Declined"),
        (base64.b64encode(b'{"additionalData":{"refusalReason":"210 Too little"}}').decode(), "210 Too little"),
        (base64.b64encode(b'{"message":"CANCELLED"}').decode(), "CANCELLED"),
        ("Transaction not found", "Transaction not found"),
        ("tid=1&mid=2", "Refusal"),
        ("", "Refusal"),
    ],
)  # fmt: skip
def test_why_is_read_from_every_form(more: str, detail: str) -> None:
    verdict = judge(failed("Refusal", more), "Payment", ASKED)
    assert isinstance(verdict, NotAuthorized)
    assert verdict.detail == detail


def status(result: str, condition: str = "", repeated: object = None, service: str = "PABC") -> dict[str, object]:
    answer: dict[str, object] = {"Response": {"Result": result, "ErrorCondition": condition}}
    if repeated is not None:
        header = Header("Payment", service, "borne", "V400m-123456789").as_json("Response")
        answer["RepeatedMessageResponse"] = {"MessageHeader": header, "RepeatedResponseMessageBody": repeated}
    return {"TransactionStatusResponse": answer}


def test_a_status_tells_the_answer_again_or_how_far_it_is() -> None:
    assert judge_status(status("Success", "", done()), CHARGE, ASKED) == Authorized(ASKED.reference, 1234)
    assert judge_status(status("Failure", "InProgress"), CHARGE, ASKED) is Status.IN_PROGRESS
    assert judge_status(status("Failure", "NotFound"), CHARGE, ASKED) is Status.NOT_FOUND
    for body in (
        status("Success", "", done(), service="PABD"),
        status("Success", "", done(reference="another")),
        status("Success"),
        status("Failure", "Busy"),
        status(""),
        {},
    ):
        assert isinstance(judge_status(body, CHARGE, ASKED), Doubt)


@pytest.mark.parametrize("condition", ["UnreachableHost", "Refusal", "NotAllowed"])
def test_a_failure_the_terminal_has_kept_is_its_last_word(condition: str) -> None:
    verdict = judge_status(status("Success", "", failed(condition)), CHARGE, ASKED)
    assert isinstance(verdict, NotAuthorized)


def test_a_status_of_another_payment_is_not_ours() -> None:
    body = status("Failure", "NotFound")
    body["TransactionStatusResponse"]["MessageReference"] = {"ServiceID": "PABD"}  # type: ignore[index]
    assert isinstance(judge_status(body, CHARGE, ASKED), Doubt)


def receipt(*texts: str, copy: str = "CustomerReceipt") -> dict[str, object]:
    lines = [{"Text": text} for text in texts]
    return {"DocumentQualifier": copy, "OutputContent": {"OutputText": lines}}


def test_the_customers_copy_is_read_line_by_line() -> None:
    texts = (
        "key=header",
        "name=Date&value=29%2f04%2f19&key=txdate",
        "name=TOTAL&value=%e2%82%ac%c2%a01.00",
        "Merci%21",
    )
    answer = {"PaymentReceipt": [receipt("name=OTHER", copy="CashierReceipt"), receipt(*texts)]}
    assert receipt_in(answer) == "Date  29/04/19\nTOTAL  € 1.00\nMerci!"
    assert receipt_in({"PaymentReceipt": [receipt("name=OTHER", copy="CashierReceipt")]}) == "OTHER"


def test_a_card_number_never_comes_through() -> None:
    body = done()
    body["PaymentResponse"] |= {  # type: ignore[operator]
        "PaymentReceipt": [receipt(f"name=Carte&value={CANARY}", CANARY)],
        "POIData": {"POITransactionID": {"TransactionID": "t", "TimeStamp": "w"}},
    }
    body["PaymentResponse"]["PaymentResult"] |= {  # type: ignore[index]
        "PaymentInstrumentData": {"CardData": {"MaskedPan": CANARY, "PaymentBrand": CANARY}},
        "PaymentAcquirerData": {"ApprovalCode": CANARY},
    }
    shown = repr(judge(body, "Payment", ASKED)) + repr(judge(failed("Refusal", f"message={CANARY}"), "Payment", ASKED))
    assert "7890" in shown
    assert CANARY[:12] not in shown


NAMES = [
    "Response",
    "Result",
    "PaymentResult",
    "AmountsResp",
    "AuthorizedAmount",
    "Currency",
    "SaleData",
    "SaleTransactionID",
    "POIData",
    "TransactionID",
    "PaymentReceipt",
    "OutputContent",
    "OutputText",
    "Text",
    "ErrorCondition",
    "AdditionalResponse",
    "MessageHeader",
    "RepeatedMessageResponse",
]
ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=60)
@given(ANYTHING)
def test_any_answer_can_be_judged_and_is_never_money(answer: object) -> None:
    for verdict in (
        judge({"PaymentResponse": answer}, "Payment", ASKED),
        judge({"ReversalResponse": answer}, "Payment", ASKED),
        judge_status({"TransactionStatusResponse": answer}, CHARGE, ASKED),
    ):
        assert not isinstance(verdict, Authorized)
    judge({"ReversalResponse": answer}, "Reversal", ASKED)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_answer(data: bytes) -> None:
    for key in (None, KEY):
        with pytest.raises(DamagedAnswer):
            says.opened("Response", data, key)
