"""A sale in the making: its lines, what staff must still look at, and the customer's money in our custody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.bag import EMPTY_BAG, Bag
from kiosk.domain.check import Check as Check
from kiosk.domain.check import Found as Found
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.product import Grams, Product, price_of_weight
from kiosk.domain.tax import Rate, TaxTotal, by_rate
from kiosk.domain.tender import CardPayment as CardPayment
from kiosk.domain.tender import NonItem as NonItem
from kiosk.domain.tender import NonItemKind as NonItemKind
from kiosk.domain.tender import Return as Return
from kiosk.domain.tender import Tender as Tender
from kiosk.domain.tender import TenderKind as TenderKind

COUNT_MAX = 99
LINES_MAX = 200

NO_TAX = Rate(0)
"""Deposits on returnable packaging bear no VAT while the packaging can come back (BOI-TVA-BASE-10-20-40-20)."""


class PriceReason(StrEnum):
    """Why a line costs what it costs."""

    CATALOGUE = ""
    SHELF = "shelf"  # the shelf said less, and the lowest price counts
    CHANGED = "changed"  # staff know better
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `count` pieces, or one weighed portion of `grams` (0: not weighed). Prices are gross.

    `price` is per piece or per kilogram; `gross` is the line without deposit; `deposit` is per piece. `batch` and
    `serial` are what the pack says or staff wrote down; `label` is the shop's own label that gave its weight, price or
    count; `tare` the grams of the container that are not in `grams`; `order` the order that the line belongs to: its
    goods, or its deposit; `meal`: meal vouchers may pay its `gross`; `was`: what the catalogue asked in the place of
    `price`, when staff changed it, and `why`.
    """

    number: int
    code: str
    name: str
    department: str
    count: int
    grams: int
    price: Money
    gross: Money
    rate: Rate
    deposit: Money = NOTHING
    minimum_age: int = 0
    picture: str = ""
    batch: str = ""
    serial: str = ""
    label: str = ""
    tare: int = 0
    order: str = ""
    meal: bool = False
    was: Money = NOTHING
    why: PriceReason = PriceReason.CATALOGUE

    def __post_init__(self) -> None:
        if not 1 <= self.count <= COUNT_MAX:
            raise ValueError(f"a line holds 1 to {COUNT_MAX} pieces, not {self.count}")

    @property
    def deposits(self) -> Money:
        return self.deposit * self.count

    @property
    def amount(self) -> Money:
        """What the customer pays for this line, deposit included."""
        return self.gross + self.deposits

    def with_count(self, count: int) -> Line:
        """The same article, another number of pieces."""
        return replace(self, count=count, gross=self.price * count)

    def priced(self, price: Money, why: PriceReason) -> Line:
        """The same at another price; at that of the catalogue it is as if nothing had been."""
        was = self.was or self.price
        changed = replace(self, price=price, gross=gross_of(price, self.count, self.grams))
        back = price == was
        return replace(changed, was=NOTHING if back else was, why=PriceReason.CATALOGUE if back else why)


def taxes_of(lines: Iterable[Line]) -> tuple[TaxTotal, ...]:
    """VAT by rate of these lines, deposits at rate zero."""
    sold = tuple(lines)
    amounts = [(line.rate, line.gross) for line in sold]
    return by_rate(amounts + [(NO_TAX, line.deposits) for line in sold if line.deposits])


def gross_of(price: Money, count: int, grams: int) -> Money:
    """What a line costs without deposit: pieces times price, or weight times price per kilogram."""
    return price_of_weight(price, Grams(grams)) if grams else price * count


@dataclass(frozen=True, slots=True)
class Order:
    """Goods that are put by. `paid`: the deposit by VAT rate, ((basis points, cents), ...). `day`: when it was paid."""

    reference: str
    lines: tuple[Line, ...]
    paid: tuple[tuple[int, int], ...] = ()
    day: str = ""

    @property
    def total(self) -> Money:
        return total(line.amount for line in self.lines)

    @property
    def balance(self) -> Money:
        """What is still to pay."""
        return self.total - Money(sum(cents for _, cents in self.paid))


class Doubt(StrEnum):
    """Why an article needs staff."""

    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    UNWEIGHED = "unweighed"  # sold by weight, and the code says no weight
    EXPIRED = "expired"  # its use-by date is over; `reason` is that day
    RECALLED = "recalled"  # this batch must not be sold; `reason` says why
    UNSURE = "unsure"  # some batches are recalled, and its code does not say its own; `reason` names them
    UNTRACED = "untraced"  # its serial or batch number must be written down; `reason` says which (Product.capture)
    HOURS = "hours"  # not sold at this time of the day; `reason` says from when until when
    NOT_OPEN = "not_open"  # no article: an order or account was named of which nothing is to pay here (any more)
    REMOVAL = "removal"  # dear goods are to go; `reason`: the line's number, and how many pieces stay
    TOO_MANY = "too_many"  # many pieces; `reason`: the number of their line, 0 for a new one, and how many
    WEIGHT = "weight"  # no article: the bag weighs otherwise; `reason`: bagging.Fit, grams expected, grams shown
    TURNED_AWAY = "turned_away"  # no article: a signed basket that was not taken, `reason` is its Refusal


TELLING = frozenset({Doubt.EXPIRED, Doubt.RECALLED, Doubt.HOURS, Doubt.NOT_OPEN, Doubt.TURNED_AWAY})
"""Nobody can release these: they tell why something is not sold, and go away with a touch."""


WISHES = frozenset({Doubt.REMOVAL, Doubt.TOO_MANY})
"""What the customer may have when staff agree."""


class Refusal(StrEnum):
    """Why a signed basket is not taken."""

    FORGED = "forged"  # signed with no key that was ever enrolled
    ALTERED = "altered"  # names a key of this shop, which did not sign it
    REVOKED = "revoked"  # signed with a key that counts no more
    FUTURE = "future"  # made after now: a clock is wrong
    TRUNCATED = "truncated"  # characters are missing, too many or of another alphabet
    ABSURD = "absurd"  # signed, and still nonsense
    NEWER = "newer"  # of a version that this kiosk does not know
    EXPIRED = "expired"
    OTHER_SHOP = "other_shop"
    KEYLESS = "keyless"  # the kiosk's own list of handhelds is damaged: nobody's baskets are taken
    USED = "used"
    FULL = "full"  # its lines would be too many for this sale


TOLD_TO_STAFF = frozenset({Refusal.FORGED, Refusal.ALTERED, Refusal.REVOKED, Refusal.USED})
"""Somebody may be trying something."""


@dataclass(frozen=True, slots=True)
class BasketNote:
    """Somebody showed a basket that staff should know of. `device`: whose it said it was. `at`: UTC seconds."""

    reason: Refusal
    device: str
    at: int


@dataclass(frozen=True, slots=True)
class OpenException:
    """A scanned article that staff must release or refuse, or a message that anybody may dismiss (see TELLING).

    `reason`: the sale stop of a blocked article, or what Doubt says; of a basket its Refusal, and `name` whose it was.
    `pack`: what a TOO_MANY one is about, where it would be a line of its own.
    """

    number: int
    doubt: Doubt
    code: str
    name: str = ""
    reason: str = ""
    product: tuple[Product, ...] = ()  # of an UNTRACED one: what is sold once the number is known
    pack: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """One customer's sale. Money given back and money owed are part of it, so that nothing can be forgotten."""

    number: int
    lines: tuple[Line, ...] = ()
    exceptions: tuple[OpenException, ...] = ()
    last_line: int = 0
    last_exception: int = 0
    attempts: int = 0
    age_approved: int = 0
    cash_in: Money = NOTHING
    cash_out: Money = NOTHING  # by a machine
    by_hand: Money = NOTHING  # by staff, for what a machine could not pay
    cards: tuple[CardPayment, ...] = ()
    cards_refunded: Money = NOTHING
    training: bool = False
    baskets: tuple[str, ...] = ()  # the signed baskets that came into it
    age_floor: int = 0  # the age that a signed basket asks to be checked
    tenders: tuple[Tender, ...] = ()  # vouchers taken, amounts put on account
    others: tuple[NonItem, ...] = ()  # what is paid here besides the lines
    coins_in: int = 0  # how many coins were put in
    orders: tuple[Order, ...] = ()  # whose deposit is paid here
    collects: tuple[str, ...] = ()  # the orders whose goods are collected and whose balance is paid here
    returns: tuple[Return, ...] = ()  # empty, or one: then everything here is below zero
    checks: tuple[Check, ...] = ()  # the last one may still be going on
    removals: int = 0  # lines that the customer took out
    removed: Money = NOTHING  # what they were worth
    bag: Bag = EMPTY_BAG
    limits: tuple[tuple[str, int], ...] = ()  # by code, the most pieces of an article that are sold unasked
    bags_offered: bool = False

    @property
    def total(self) -> Money:
        """What is sold: the revenue."""
        return total(line.amount for line in self.lines)

    @property
    def to_pay(self) -> Money:
        """What is sold and what is paid besides."""
        return self.total + total(other.amount for other in self.others)

    @property
    def tendered(self) -> Money:
        """By vouchers and on account."""
        return total(tender.amount for tender in self.tenders)

    @property
    def cash_kept(self) -> Money:
        return self.cash_in - self.cash_out - self.by_hand

    @property
    def cards_kept(self) -> Money:
        return total(card.amount for card in self.cards) - self.cards_refunded

    @property
    def balance(self) -> Money:
        """What is still to pay; below zero: what is to give back."""
        return self.to_pay - self.cash_kept - self.cards_kept - self.tendered

    @property
    def goods_due(self) -> Money:
        """What vouchers may still pay: goods alone, so that no voucher becomes money on a gift card or a donation."""
        by_meal_card = total(card.amount for card in self.cards if card.meal)
        return max(NOTHING, min(self.balance, self.total - self.tendered - by_meal_card))

    @property
    def paid_anything(self) -> bool:
        return bool(self.cash_kept or self.cards_kept or self.tenders)

    @property
    def needs_paper(self) -> bool:
        """Its receipt is printed unasked: money went back, or whoever keeps it gets goods for it, or pays by it.

        Code de l'environnement, art. D541-371: card operations that are a credit (2°), receipts of automatic machines
        that must be kept and shown for a product (3°). A credit note, an order and an account are their number.
        """
        on_account = any(tender.kind is TenderKind.ACCOUNT for tender in self.tenders)
        went_back = any(card.of for card in self.cards) or any(tender.amount < NOTHING for tender in self.tenders)
        return went_back or on_account or bool(self.orders)

    @property
    def age_needed(self) -> int:
        """The age staff must still check; 0 when none."""
        needed = max((line.minimum_age for line in self.lines), default=0)
        needed = max(needed, self.age_floor if self.lines else 0)
        return needed if needed > self.age_approved else 0

    @property
    def pieces(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def taxes(self) -> tuple[TaxTotal, ...]:
        """VAT by rate, deposits at rate zero."""
        for back in self.returns:
            return back.taxes
        return taxes_of(self.lines)

    @property
    def questions(self) -> tuple[OpenException, ...]:
        """The exceptions that must be settled before anything is paid."""
        return tuple(each for each in self.exceptions if each.doubt not in TELLING)

    @property
    def turned_away(self) -> tuple[OpenException, ...]:
        """The exceptions that only tell why something was not taken."""
        return tuple(each for each in self.exceptions if each.doubt in TELLING)

    def line(self, number: int) -> Line:
        """KeyError when there is no such line (any more)."""
        for line in self.lines:
            if line.number == number:
                return line
        raise KeyError(number)

    def has_line(self, number: int) -> bool:
        return any(line.number == number for line in self.lines)

    def exception(self, number: int) -> OpenException:
        """KeyError when there is no such exception (any more)."""
        for exception in self.exceptions:
            if exception.number == number:
                return exception
        raise KeyError(number)

    def has_exception(self, number: int) -> bool:
        return any(exception.number == number for exception in self.exceptions)

    def without_lines(self, numbers: frozenset[int]) -> Sale:
        return replace(self, lines=tuple(line for line in self.lines if line.number not in numbers))


@dataclass(frozen=True, slots=True)
class ShelfNote:
    """An expired or recalled article that a customer found: staff take it off the shelf. `at`: UTC seconds."""

    doubt: Doubt
    code: str
    name: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Handover:
    """A basket that staff made on this handheld. Whether it was paid the handheld cannot know. UTC seconds."""

    sale: Sale
    basket: str
    expires: int
    at: int
    by: str
