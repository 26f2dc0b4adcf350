"""What customers of the simulated shop carry besides money: vouchers of paper, gift cards, credit notes, receipts.

Papers are shown twice, by the next customer once more, or when they were used long ago. What a tender pays is compared
with the paper that it says it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hardware.words import Symbology
from kiosk.catalogue.vouchers import Vouchers, VoucherTemplate
from kiosk.domain import facts as f
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import NonItemKind, TenderKind
from kiosk.domain.facts import Fact
from kiosk.domain.money import Money
from kiosk.domain.voucher import CouponTerms

COUPON_WITHOUT_NUMBER = "05077"
RULES = Vouchers(
    [
        VoucherTemplate("NNNNNNNNNNNVVVVVNNNNNNNN", TenderKind.MEAL_VOUCHER),
        VoucherTemplate("98NNNNNNVVVVC", TenderKind.EMPTIES),
        VoucherTemplate("99NNNNNNNNNNC", TenderKind.GIFT_CARD),
        VoucherTemplate("051NNNNNNVVVC", TenderKind.COUPON),
        VoucherTemplate("052NNNNNNVVVC", TenderKind.COUPON, terms=CouponTerms("Fruits")),
        VoucherTemplate(f"{COUPON_WITHOUT_NUMBER}VVVC", TenderKind.COUPON, terms=CouponTerms(count_max=2)),
    ]
)
"""How the codes of this shop's vouchers look."""

GIFT_CARDS = 5
KEPT = 8
"""How many of the last papers may turn up once more."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Something with a code. `cents`: what it says it is worth, 0 where only the kiosk knows."""

    kind: TenderKind
    reference: str
    cents: int
    text: str
    symbology: Symbology = Symbology.CODE128


class Wallets:
    """All papers that go round. AssertionError when one pays what is not printed on it, or nobody has it."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._papers: dict[tuple[TenderKind, str], Paper] = {}
        self._shown: list[Paper] = []
        self._notes: list[Paper] = []
        self._codes: list[str] = []
        self.cards = tuple(self.knows(_gift_card(number)) for number in range(GIFT_CARDS))

    # people

    def brought(self) -> list[Paper]:
        """What one customer has in the pocket: mostly nothing, a card, or a few papers."""
        dice = self._dice
        return [self._paper() for _ in range(dice.choice((0, 0, 1, 1, 2, 3)))]

    def reference(self) -> str:
        """The code on some receipt, of an order or of what is on account; empty when there was none yet."""
        return self._dice.choice(self._codes[-KEPT:]) if self._codes else ""

    def _paper(self) -> Paper:
        dice = self._dice
        match dice.random():
            case chance if chance < 0.15 and self._shown:
                return dice.choice(self._shown[-KEPT:])
            case chance if chance < 0.3 and self._notes:
                return dice.choice(self._notes[-KEPT:])
            case chance if chance < 0.6:
                return dice.choice(self.cards)
            case _:
                paper = self.knows(self._new())
                self._shown.append(paper)
                return paper

    def knows(self, paper: Paper) -> Paper:
        """There is such a paper in this shop."""
        return self._papers.setdefault((paper.kind, paper.reference), paper)

    def _new(self) -> Paper:
        dice, number = self._dice, f"{self._dice.randrange(10**6):06}"
        match dice.choice(("meal", "meal", "meal", "empties", "coupon", "fruits", "no number")):
            case "meal":
                cents, rest = dice.choice((100, 350, 700, 900)), f"{dice.randrange(10**8):08}"
                reference = f"{number.zfill(11)}{rest}"
                text = f"{number.zfill(11)}{cents:05}{rest}"
                return Paper(TenderKind.MEAL_VOUCHER, reference, cents, text, Symbology.ITF)
            case "empties":
                cents = dice.choice((15, 75, 240, 1500))
                return _ean(TenderKind.EMPTIES, f"98{number}", f"98{number}{cents:04}", cents)
            case "coupon":
                cents = dice.choice((50, 100, 250))
                return _ean(TenderKind.COUPON, f"051{number}", f"051{number}{cents:03}", cents)
            case "fruits":
                return _ean(TenderKind.COUPON, f"052{number}", f"052{number}080", 80)
            case _:
                text = f"{COUPON_WITHOUT_NUMBER}060"
                return Paper(TenderKind.COUPON, COUPON_WITHOUT_NUMBER, 60, text + str(check_digit(text)))

    # truth

    def written(self, facts: tuple[Fact, ...]) -> None:
        """These facts are on disk."""
        for fact in facts:
            match fact:
                case f.TenderTaken(kind, reference, amount) if kind is not TenderKind.ACCOUNT:
                    self._fits(kind, reference, amount)
                case f.SaleCompleted(training=False):
                    self._printed(fact)
                case f.VoucherIssued(TenderKind.GIFT_CARD, reference):
                    assert (TenderKind.GIFT_CARD, reference) in self._papers, f"nobody has the card of {fact}"
                case _:
                    pass

    def _fits(self, kind: TenderKind, reference: str, amount: Money) -> None:
        paper = self._papers.get((kind, reference))
        assert paper, f"nobody in this shop has the {kind} {reference}"
        whole = kind in (TenderKind.MEAL_VOUCHER, TenderKind.EMPTIES)
        fits = amount.cents == paper.cents if whole else 0 < amount.cents <= (paper.cents or amount.cents)
        assert fits, f"{amount.cents} cents were taken for {paper}"

    def _printed(self, ticket: f.SaleCompleted) -> None:
        """What the customer takes along on the receipt."""
        for tender in ticket.tenders:
            if tender.amount.cents < 0:
                note = Paper(TenderKind.CREDIT_NOTE, tender.reference, 0, tender.reference)
                self._notes.append(self.knows(note))
            if tender.kind is TenderKind.ACCOUNT:
                self._codes.append(f"F1-{ticket.receipt}")
        orders = (line.order for line in ticket.lines if line.order)
        self._codes += [order for order in dict.fromkeys(orders) if order not in self._codes]


def _gift_card(number: int) -> Paper:
    text = f"99{number:010}"
    return _ean(TenderKind.GIFT_CARD, text, text, 0)


def _ean(kind: TenderKind, reference: str, digits: str, cents: int) -> Paper:
    return Paper(kind, reference, cents, digits + str(check_digit(digits)), Symbology.EAN13)


def bought(ticket: f.SaleCompleted) -> dict[str, int]:
    """The cents that this ticket puts on gift cards, by their numbers."""
    amounts: dict[str, int] = {}
    for other in ticket.others:
        if other.kind is NonItemKind.GIFT_CARD:
            amounts[other.reference] = amounts.get(other.reference, 0) + other.amount.cents
    return amounts
