"""Signed baskets that go round the simulated shop on paper: made by its handheld, parked, shown twice, old, forged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.baskets.basket import ID_SIZE, MINUTE, Basket, BasketLine
from kiosk.baskets.keys import Handheld, key_id, public_half
from kiosk.baskets.parts import split
from kiosk.baskets.seal import SIZE_MAX, SKEW_SECONDS, seal
from kiosk.domain import facts as f
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import Doubt, Line, Sale, gross_of
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.states import Kiosk, sale_of
from tests.shop.shelf import APPLES, Shelf

SHOP = "simulee-1"
DEVICE = "CAISSE-2"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
HANDHELDS = (
    Handheld(DEVICE, public_half(KEY)),
    Handheld("PERDUE", public_half(LOST_KEY), revoked=1),
)
SMALL = 110
"""Bytes of a part when a basket comes as several small codes."""

Texts = tuple[str, ...]
Content = Counter[tuple[str, str]]
"""Pieces (or grams) and cents by article code."""


class Slips:
    """Baskets on paper. AssertionError when one is taken that must not be, or another content than it has."""

    def __init__(self, dice: Random, shelf: Shelf) -> None:
        self._dice = dice
        self._shelf = shelf
        self._shown: list[Texts] = []
        self._waiting: list[Texts] = []  # parked, and not brought back yet
        self._contents: dict[str, list[Content]] = {}  # of those that may be taken, by id
        self._parked: dict[tuple[str, int], Texts] = {}
        self.taken = self.parked = 0

    # people

    def brought(self, now: int) -> Texts:
        """The codes of some basket in some order. `now`: UTC seconds."""
        dice, chance = self._dice, self._dice.random()
        if self._waiting and chance < 0.6:
            texts = self._waiting.pop()
        elif self._shown and 0.6 < chance < 0.8:
            texts = dice.choice(self._shown)
        else:
            texts = self.made(dice.choice(KINDS), now)
        self._shown.append(texts)
        shown = max(1, len(texts) - (dice.random() < 0.1))  # a code may be forgotten
        return tuple(dice.sample(texts, shown))

    def kept(self, basket: str, expires: int, texts: Texts) -> None:
        """A customer takes a parked basket's codes along; the same ones, however often they are made."""
        known = self._parked.setdefault((basket, expires), texts)
        assert known == texts, f"the parked basket {basket} has other codes after a while"
        if texts not in self._waiting:
            self._waiting.append(texts)

    def made(self, kind: str, now: int) -> Texts:
        """The codes of a new basket of one of KINDS."""
        basket = self._basket(now, kind)
        key = {"forged": STRANGER, "revoked": LOST_KEY}.get(kind, KEY)
        parts = split(basket, key_id(public_half(key)), SMALL if kind == "parts" else SIZE_MAX)
        texts = tuple(seal(part, key) for part in parts)
        if kind in GOOD:
            self._contents[basket.id.hex()] = [_total(map(self._sold, basket.lines))]
        match kind:
            case "altered":
                at = self._dice.randrange(20, len(texts[0]))
                other = "A" if texts[0][at] != "A" else "B"
                return (texts[0][:at] + other + texts[0][at + 1 :],)
            case "truncated":
                return (texts[0][: self._dice.randrange(7, len(texts[0]))],)
            case _:
                return texts

    def _basket(self, now: int, kind: str) -> Basket:
        dice = self._dice
        age = {"expired": 90, "future": -60}.get(kind, 1) * MINUTE
        lines = tuple(self._line() for _ in range(dice.randint(12, 25) if kind == "parts" else dice.randint(1, 5)))
        made = max(0, now - now % MINUTE - age)
        shop = "ailleurs" if kind == "elsewhere" else SHOP
        return Basket(shop, DEVICE, dice.randbytes(ID_SIZE), made, 60, lines, dice.random() < 0.1)

    def _line(self) -> BasketLine:
        dice = self._dice
        match dice.random():
            case chance if chance < 0.1:
                return BasketLine(APPLES, grams=dice.randint(5, 2000))
            case chance if chance < 0.2:
                digits = f"{APPLES}{dice.randint(50, 2500):05}"
                return BasketLine(digits + str(check_digit(digits)), dice.randint(1, 2))
            case _:
                return BasketLine(dice.choice([code for code in self._shelf.products if len(code) == 13]))

    def _sold(self, line: BasketLine) -> Content:
        weighs = line.grams or (int(line.code[7:12]) if line.code.startswith(APPLES) else 0)
        product = self._shelf.products[APPLES if weighs else line.code]
        cents = (gross_of(product.price, 1, weighs) + product.deposit).cents * line.count
        return Counter({(product.code, "pieces"): (weighs or 1) * line.count, (product.code, "cents"): cents})

    # truth

    def written(self, facts: tuple[Fact, ...], kiosk: Kiosk) -> None:
        """These facts are on disk; `kiosk` is what was before them."""
        for fact in facts:
            match fact:
                case f.BasketTaken():
                    self._taken(fact, facts, kiosk)
                case f.BasketTurnedAway():
                    added = [each for each in facts if isinstance(each, ADDING)]
                    assert not added, f"{fact} was turned away and yet {added}"
                case f.SaleParked(basket):
                    self.parked += 1
                    self._contents.setdefault(basket, []).append(_left(sale_of(kiosk.own)[0]))
                case _:
                    pass

    def _taken(self, taken: f.BasketTaken, facts: tuple[Fact, ...], kiosk: Kiosk) -> None:
        """What staff must look at is not in the sale yet; everything else is, at the same price, and nothing more."""
        self.taken += 1
        assert taken.basket in self._contents, f"nobody in this shop has made {taken}"
        assert kiosk.sees.now < taken.expires + SKEW_SECONDS + 2, f"{taken} had expired at {kiosk.sees.now}"
        before = _lines(line for sale in sale_of(kiosk.own) for line in sale.lines)
        (sale,) = sale_of(replay(facts, kiosk).own)
        came = _lines(sale.lines)
        came.subtract(before)
        doubted = {each.code for each in sale.exceptions} | {p.code for each in sale.exceptions for p in each.product}
        held = self._contents[taken.basket]
        assert any(_same(came, content, doubted) for content in held), f"{came} came of {held}, doubted: {doubted}"


GOOD = ("plain", "parts")
KINDS = (*GOOD * 4, "forged", "revoked", "altered", "truncated", "expired", "future", "elsewhere")
ADDING = (f.BasketTaken, f.ItemAdded, f.QuantityChanged, f.ArticleDoubted)


def _same(came: Content, content: Content, doubted: set[str]) -> bool:
    sure = {key: count for key, count in content.items() if key[0] not in doubted and count}
    surely_came = {key: count for key, count in came.items() if key[0] not in doubted and count}
    return surely_came == sure and not came - content


STAYING = (Doubt.REMOVAL, Doubt.TOO_MANY)
"""What staff are asked about a line is not taken along."""


def _left(sale: Sale) -> Content:
    """What leaves the kiosk with a parked basket."""
    return _lines(sale.lines) + Counter((each.code, "pieces") for each in sale.questions if each.doubt not in STAYING)


def _lines(lines: Iterable[Line]) -> Content:
    return _total(
        Counter({(line.code, "pieces"): line.grams or line.count, (line.code, "cents"): line.amount.cents})
        for line in lines
    )


def _total(contents: Iterable[Content]) -> Content:
    everything: Content = Counter()
    for content in contents:
        everything.update(content)
    return everything
