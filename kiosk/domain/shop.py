"""The shop as kiosk.toml describes it: who sells, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.language import Language
from kiosk.domain.limits import LAWFUL, Limits
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.orders import Customer
from kiosk.domain.refund import USUAL_RETURNS, ReturnRules
from kiosk.domain.rights import USUAL_RIGHTS, Rights
from kiosk.domain.stock import STOCK, Stock
from kiosk.domain.voucher import NO_GIFT_CARDS, NO_MEALS, GiftCardRules, MealRules


@dataclass(frozen=True, slots=True)
class Curfew:
    """Articles of these departments are not sold from `begins` until `ends`, as HH:MM, over midnight perhaps."""

    departments: tuple[str, ...]
    begins: str
    ends: str

    def covers(self, department: str, time: str) -> bool:
        """Is an article of this department not sold at this time, HH:MM?"""
        begun, going_on = time >= self.begins, time < self.ends
        over_midnight = self.begins >= self.ends
        return department in self.departments and (begun or going_on if over_midnight else begun and going_on)


@dataclass(frozen=True, slots=True)
class Control:
    """What staff must look at, and how often. 0 or NOTHING: not at all."""

    removal_max: Money = NOTHING  # the dearest line that a customer takes out alone
    count_max: int = 0  # the most pieces of an article that are sold unasked
    basket_max: Money = NOTHING  # baskets above this are looked at before they are paid
    lines_max: int = 0  # and those with more lines
    check_percent: int = 0  # how many of the others are
    curfews: tuple[Curfew, ...] = ()  # what the commune forbids at some hours: alcohol, as a rule


NO_CONTROL = Control()


@dataclass(frozen=True, slots=True)
class Bagging:
    """How the bag is weighed. `scale`: the device under it; empty: there is none."""

    scale: str = ""
    own_bag_grams: int = 400  # the heaviest bags that customers put down themselves, together
    tolerance_grams: int = 20  # no less is a difference, whatever an article's pieces weigh
    patience_seconds: int = 10  # how long a difference may last before it is for staff
    large_max: int = 2  # pieces that customers may say are too large for the bag


NO_BAGGING = Bagging()


@dataclass(frozen=True, slots=True)
class Shop:
    """Who sells: the receipt's mentions and the kiosk's rules, from kiosk.toml. Cents and seconds."""

    name: str
    address: tuple[str, ...] = ()
    siret: str = ""
    naf: str = ""
    vat_number: str = ""
    till: str = "1"
    departments: tuple[tuple[str, int], ...] = (("Divers", 2000),)  # name, VAT in basis points: for unknown articles
    notes_accepted: tuple[int, ...] = (500, 1000, 2000, 5000)
    language: Language = Language.FR
    staff: tuple[tuple[str, str], ...] = ()  # id and name of everybody with a PIN
    closing_hour: int = 3  # 0 to 12: when the business day before ends
    year_begins: int = 1  # the month with which the fiscal year begins
    email: bool = False  # receipts may leave by e-mail
    parks: bool = False  # baskets may leave as QR codes, for another kiosk
    parked_minutes: int = 120  # how long such a basket can be taken
    handheld: str = ""  # its name, when this is a staff handheld that makes baskets and sells nothing
    deposit_percent: int = 0  # the least deposit on an order; 0: no orders
    customers: tuple[Customer, ...] = ()  # who may pay later
    software: str = "Borne"
    version: str = ""
    idle_warning_seconds: int = 60
    idle_grace_seconds: int = 30
    receipt_seconds: int = 20
    receipt_link: bool = False  # QR codes of receipts lead to a page on the shop's network
    thanks_seconds: int = 6
    vouchers: bool = False  # some voucher's code can be read here
    meal: MealRules = NO_MEALS
    gift_cards: GiftCardRules = NO_GIFT_CARDS
    limits: Limits = LAWFUL  # of what may be paid by card and in cash
    stock: Stock = STOCK  # how many coins and notes there should be
    bags: tuple[str, ...] = ()  # the codes of the carrier bags that are offered before paying
    charity: str = ""  # for whom customers may round up; empty: nobody
    returns: ReturnRules = USUAL_RETURNS
    dims: bool = False  # the screen's light can be set
    control: Control = NO_CONTROL  # what staff must look at
    bagging: Bagging = NO_BAGGING  # whether the bag is weighed
    rights: Rights = USUAL_RIGHTS  # who of the staff may do what
    badge_required: bool = False  # who has a badge shows it before the PIN
    shuffled_keypad: bool = False  # the digits of the keypad change places each time it opens
