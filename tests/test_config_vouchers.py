"""[[vouchers]], [meal_vouchers] and [gift_cards] of kiosk.toml: what is taken, and each mistake with its key."""

from __future__ import annotations

import re

import pytest

from hardware.words import CodeSeen, Symbology
from kiosk.catalogue.labels import Labels
from kiosk.config import ConfigRefused, parse
from kiosk.domain import events as e
from kiosk.domain.basket import TenderKind
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Pack
from kiosk.domain.voucher import CouponTerms
from kiosk.runtime.reading import ShopReading
from tests.flows.customer import BREAD

SHOP = '[shop]\nname = "Épicerie"\nlabels = ["21IIIIIWWWWWC"]\n'
MEAL = '[[vouchers]]\nkind = "meal_voucher"\npattern = "NNNNNNNNNNNVVVVVNNNNNNNN"\n'
COUPON = '[[vouchers]]\nkind = "coupon"\npattern = "770001"\nfixed_value = 50\nmax_count = 2\narticles = ["1"]\n'


class OneArticle:
    """A shop that sells one thing, under a code that looks like a coupon's."""

    def find(self, code: str) -> Pack | None:
        return Pack(BREAD) if code == "770002" else None


def reading(text: str) -> ShopReading:
    config = parse(SHOP + text)
    return ShopReading(OneArticle(), Labels(config.shop.labels), vouchers=config.voucher_codes())


def test_the_rules_of_the_file_are_those_of_the_shop() -> None:
    shop = parse(
        f'{SHOP}{MEAL}[meal_vouchers]\npaper = true\ndaily_cap = 1900\nholidays = ["christmas", "12-20"]\n'
        'departments = ["Boulangerie"]\n[gift_cards]\nmonths = 24\n'
    ).domain_shop("1")
    assert (shop.meal.paper, shop.meal.card, shop.meal.cap) == (True, False, Money(1900))
    assert (shop.meal.holidays, shop.meal.departments) == (("christmas", "12-20"), ("Boulangerie",))
    assert (shop.gift_cards.months, shop.gift_cards.amounts, shop.vouchers) == (24, (), True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[vouchers]]\nkind = "cheque"\npattern = "99NN"\n', "vouchers.0.kind: found 'cheque', allowed"),
        ('[[vouchers]]\nkind = "coupon"\npattern = "37NNNNNVVVVVC"\n', "codes of articles"),
        ('[[vouchers]]\nkind = "coupon"\npattern = "21NNNNNVVVVVC"\n', "labels of the template"),
        (MEAL + MEAL, "would both read the same"),
        ("[meal_vouchers]\npaper = true\n", "meal_vouchers.paper needs"),
        ("[gift_cards]\namounts = [1000]\n", "gift_cards.amounts needs"),
        ("[gift_cards]\namounts = [2000, 1000]\n", "grow"),
        ("[gift_cards]\namounts = [30000]\n", "more than balance_max"),
        ('[meal_vouchers]\nholidays = ["13-01"]\n', "meal_vouchers.holidays.0"),
        ("[meal_vouchers]\ndaily_cap = 0\n", "meal_vouchers.daily_cap"),
    ],
)
def test_a_mistake_is_told_at_the_start(text: str, said: str) -> None:
    with pytest.raises(ConfigRefused, match=re.escape(said)):
        parse(SHOP + text)


def test_a_code_is_an_article_before_it_is_a_voucher() -> None:
    read = reading('[[vouchers]]\nkind = "coupon"\npattern = "77NNNN"\nfixed_value = 50\n')
    assert read(CodeSeen("770002", Symbology.CODE128)) == (e.ItemScanned(BREAD, "770002"),)
    shown = e.VoucherShown(TenderKind.COUPON, "770003", Money(50), "770003")
    assert read(CodeSeen("770003", Symbology.CODE128)) == (shown,)


def test_the_codes_of_vouchers_are_read_with_what_they_ask_for() -> None:
    read = reading(MEAL + COUPON)
    number, note = "052566641320080017000000", "N1-7-K3M9QX"
    assert read(CodeSeen(number, Symbology.ITF)) == (
        e.VoucherShown(TenderKind.MEAL_VOUCHER, "0525666413217000000", Money(800), number),
    )
    assert read(CodeSeen("770001", Symbology.CODE128)) == (
        e.VoucherShown(TenderKind.COUPON, "770001", Money(50), "770001", CouponTerms("", ("1",), 2)),
    )
    assert read(CodeSeen(note, Symbology.QR)) == (e.VoucherShown(TenderKind.CREDIT_NOTE, note, NOTHING, note),)
