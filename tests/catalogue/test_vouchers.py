"""Voucher templates: what they read, and which cannot be told apart from articles, labels or each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.vouchers import VoucherRead, VoucherRefused, Vouchers, VoucherTemplate
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import TenderKind
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.voucher import CouponTerms

MEAL = VoucherTemplate("NNNNNNNNNNNVVVVVNNNNNNNN", TenderKind.MEAL_VOUCHER)
GIFT = VoucherTemplate("9900NNNNNNNNC", TenderKind.GIFT_CARD)
EMPTIES = VoucherTemplate("980NNNNVVVVVC", TenderKind.EMPTIES)
TWICE = VoucherTemplate("770001", TenderKind.COUPON, Money(50), CouponTerms("Boulangerie", (), 2))


def checked(digits: str) -> str:
    return f"{digits}{check_digit(digits)}"


def test_a_meal_voucher_says_its_number_and_its_value() -> None:
    read = Vouchers([MEAL]).read("052566641320080017000000")  # the example of OCA's pos_meal_voucher: 8,00 EUR
    assert read == VoucherRead(TenderKind.MEAL_VOUCHER, "0525666413217000000", Money(800))


def test_what_a_gift_card_or_credit_note_is_worth_only_the_ledger_knows() -> None:
    assert Vouchers([GIFT]).read(checked("990012345678")) == VoucherRead(TenderKind.GIFT_CARD, "990012345678", NOTHING)
    note = "N1-27-K3M9QX"
    assert Vouchers().read(note) == VoucherRead(TenderKind.CREDIT_NOTE, note, NOTHING)


def test_a_coupon_has_a_value_of_its_own_and_asks_for_articles() -> None:
    assert Vouchers([TWICE]).read("770001") == VoucherRead(TenderKind.COUPON, "770001", Money(50), TWICE.terms)


@pytest.mark.parametrize("code", ["", "N1-27-K3M9Q", "N1-27-k3m9qx", "٠١٢٣٤٥", "7700011", "980123400000", "99001234"])
def test_other_codes_are_no_vouchers(code: str) -> None:
    assert Vouchers([MEAL, GIFT, EMPTIES, TWICE]).read(code) is None


def test_a_wrong_check_digit_or_no_value_is_no_voucher() -> None:
    right = checked("980123400150")
    assert Vouchers([EMPTIES]).read(right) == VoucherRead(TenderKind.EMPTIES, "9801234", Money(150))
    assert Vouchers([EMPTIES]).read(right[:-1] + str((int(right[-1]) + 1) % 10)) is None
    assert Vouchers([EMPTIES]).read(checked("980123400000")) is None


def test_the_template_with_more_fixed_digits_reads_the_code() -> None:
    all_others = VoucherTemplate("99NNNNNNNNNNC", TenderKind.GIFT_CARD)
    own = VoucherTemplate("9955NNNVVVVVC", TenderKind.COUPON)
    read = Vouchers([all_others, own]).read(checked("995512300200"))
    assert read == VoucherRead(TenderKind.COUPON, "9955123", Money(200))


@pytest.mark.parametrize(
    ("pattern", "kind", "value", "terms", "said"),
    [
        ("NNN", "meal_voucher", 0, CouponTerms(), "is no template"),
        ("99NNVVNNVV", "meal_voucher", 0, CouponTerms(), "is no template"),
        ("99CNNVVV", "meal_voucher", 0, CouponTerms(), "is no template"),
        ("9" * 41, "meal_voucher", 0, CouponTerms(), "is no template"),
        ("99NNVVVVVVVV", "meal_voucher", 0, CouponTerms(), "value of 8 digits"),
        ("99NNNNNNNNNN99NN", "meal_voucher", 0, CouponTerms(), "either V places or fixed_value"),
        ("99NNNNNVVVVV99NN", "meal_voucher", 100, CouponTerms(), "either V places or fixed_value"),
        ("9900000VVVVV99", "empties", 0, CouponTerms(), "again and again"),
        ("9900VVVVVNNNNC", "gift_card", 0, CouponTerms(), "leave V out"),
        ("9900NNNNNNNNC", "credit_note", 500, CouponTerms(), "leave V out"),
        ("770001", "coupon", 50, CouponTerms(), "max_count must say"),
        ("77NNNN", "coupon", 50, CouponTerms(count_max=2), "is taken once"),
        ("99NNNNNVVVVV99NN", "meal_voucher", 0, CouponTerms("Boulangerie"), "only a coupon"),
        ("37NNNNNVVVVVC", "coupon", 0, CouponTerms(), "codes of articles"),
        ("NNNNNNNVVVVVC", "coupon", 0, CouponTerms(), "codes of articles"),
        ("99NNVVVC", "coupon", 0, CouponTerms(), "codes of articles"),
        ("99NNNNNVVVVV99", "coupon", 0, CouponTerms(), "codes of articles"),
    ],
)
def test_a_template_that_cannot_work_is_refused(
    pattern: str, kind: str, value: int, terms: CouponTerms, said: str
) -> None:
    with pytest.raises(VoucherRefused, match=said):
        VoucherTemplate(pattern, TenderKind(kind), Money(value), terms)


def test_two_templates_for_the_same_codes_are_refused() -> None:
    with pytest.raises(VoucherRefused, match="would both read the same"):
        Vouchers([GIFT, VoucherTemplate("99NN00NNNNNNC", TenderKind.GIFT_CARD)])


def test_a_template_that_reads_the_shop_s_labels_is_refused() -> None:
    own = VoucherTemplate("21NNNNNVVVVVC", TenderKind.COUPON)
    with pytest.raises(VoucherRefused, match="labels of the template '21IIIIIWWWWWC'"):
        Vouchers([own], ["21IIIIIWWWWWC"])
    assert Vouchers([own], ["22IIIIIWWWWWC"]).read(checked("211234500200"))


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{4,30}", fullmatch=True))
def test_whatever_is_read_a_voucher_is_worth_something_or_known_to_the_ledger(code: str) -> None:
    read = Vouchers([MEAL, GIFT, EMPTIES, TWICE]).read(code)
    if read is not None:
        assert read.reference
        assert (read.amount > NOTHING) is (read.kind not in (TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE))


@given(st.text("0123456789VNCX", max_size=45), st.sampled_from(TenderKind), st.integers(0, 100))
def test_any_pattern_is_a_template_or_refused_with_a_sentence(pattern: str, kind: TenderKind, cents: int) -> None:
    try:
        template = VoucherTemplate(pattern, kind, Money(cents))
    except VoucherRefused:
        return
    assert template.meets(template.pattern)
    assert template.fixed < len(pattern) or cents
