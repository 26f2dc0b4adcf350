"""Vouchers, accounts, orders, donations and returns once more, from the tickets alone: what the till must say of them.

After an older journal was put back it says what the tickets that are left say: of what was lost nobody knows, neither
this reckoning nor the kiosk.
"""

from __future__ import annotations

from collections import Counter

from kiosk.domain import facts as f
from kiosk.domain.basket import NonItemKind, TenderKind
from kiosk.domain.states import Till
from tests.shop.wallets import COUPON_WITHOUT_NUMBER, bought

ONCE = frozenset({TenderKind.MEAL_VOUCHER, TenderKind.EMPTIES, TenderKind.COUPON})
LEDGERED = frozenset({TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE})


class Tenders:
    """Adds up tickets. AssertionError when they cannot follow each other, or the till says something else."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()  # how often each kind of payment was on a ticket
        self._worth: Counter[str] = Counter()  # cents on gift cards and credit notes
        self._gone: set[str] = set()  # papers that are never taken again
        self._orders: dict[str, Counter[int]] = {}  # open ones: deposit by rate
        self._owed: dict[str, tuple[str, int]] = {}  # on account: whose, cents
        self._tickets: dict[int, Ticket] = {}

    def sold(self, ticket: f.SaleCompleted) -> None:
        """One more ticket that counts."""
        number = ticket.receipt
        tendered = sum(each.amount.cents for each in ticket.tenders)
        besides = sum(each.amount.cents for each in ticket.others)
        paid = ticket.cash.cents + ticket.card.cents + tendered
        assert paid == ticket.total.cents + besides, f"receipt {number}: {paid} cents paid, {ticket}"
        charged = sum(card.amount.cents for card in ticket.cards)
        assert ticket.refund_of == 0 or not ticket.others, f"receipt {number} gives back and sells"
        assert charged >= ticket.card.cents, f"receipt {number}: {charged} cents on cards, {ticket.card} kept"
        for reference, cents in bought(ticket).items():
            self._worth[reference] += cents
        self._paid_with(ticket)
        self._paid_besides(ticket)
        if ticket.refund_of:
            self._came_back(ticket)
        else:
            self._ordered(ticket)
            self._tickets[number] = Ticket(ticket)

    def _paid_with(self, ticket: f.SaleCompleted) -> None:
        for tender in ticket.tenders:
            kind, reference, cents = tender.kind, tender.reference, tender.amount.cents
            self.used["credit_notes_given" if cents < 0 else f"{kind}_tenders"] += 1
            key = f"{kind}:{reference}"
            if kind in LEDGERED:
                self._worth[reference] -= cents
                assert self._worth[reference] >= 0, f"receipt {ticket.receipt} spends what was never on {reference}"
                if cents < 0:
                    assert kind is TenderKind.CREDIT_NOTE, f"{tender} was given"
                    assert self._worth[reference] == -cents, f"the credit note {reference} was given twice"
            elif kind is TenderKind.ACCOUNT:
                self._owed[f"F1-{ticket.receipt}"] = (reference, cents)
            elif reference != COUPON_WITHOUT_NUMBER:
                assert kind in ONCE, f"nobody knows what {tender} is"
                assert key not in self._gone, f"receipt {ticket.receipt} takes {key} again"
                self._gone.add(key)
            assert cents > 0 or ticket.refund_of or kind is TenderKind.CREDIT_NOTE, f"{tender} pays nothing"

    def _paid_besides(self, ticket: f.SaleCompleted) -> None:
        for other in ticket.others:
            self.used["gift_cards_filled" if other.kind is NonItemKind.GIFT_CARD else f"{other.kind}s"] += 1
            match other.kind:
                case NonItemKind.SETTLEMENT:
                    _, cents = self._owed.pop(other.reference, ("", 0))
                    assert cents == other.amount.cents, f"receipt {ticket.receipt} settles {other}, open was {cents}"
                case NonItemKind.DONATION:
                    assert 0 < other.amount.cents < 100, f"receipt {ticket.receipt} rounds up by {other}"
                case NonItemKind.GIFT_CARD:
                    assert other.amount.cents > 0, f"receipt {ticket.receipt}: {other}"

    def _ordered(self, ticket: f.SaleCompleted) -> None:
        """A deposit opens an order; its goods, less that very deposit, close it."""
        for order in dict.fromkeys(line.order for line in ticket.lines if line.order):
            deposit: Counter[int] = Counter()
            goods = False
            for line in ticket.lines:
                if line.order == order and line.code == order:
                    deposit[line.rate.basis_points] += line.gross.cents
                goods = goods or (line.order == order and line.code != order)
            if goods:
                self.used["orders_collected"] += 1
                paid = self._orders.pop(order, Counter())
                assert paid, f"receipt {ticket.receipt} collects {order}, which is not open"
                assert all(deposit[rate] == -cents for rate, cents in paid.items()), f"{order}: {deposit} of {paid}"
            else:
                self.used["orders_placed"] += 1
                assert order not in self._orders, f"the order {order} was placed twice"
                assert deposit.total() > 0, f"the order {order} has no deposit"
                self._orders[order] = deposit

    def _came_back(self, back: f.SaleCompleted) -> None:
        self.used["returns"] += 1
        ticket = self._tickets.get(back.refund_of)
        assert ticket, f"receipt {back.receipt} takes back of {back.refund_of}, which is no sale"
        ticket.came_back(back)
        for order in {line.order for line in back.lines if line.order and line.code == line.order}:
            paid = self._orders.pop(order, Counter())
            given = sum(line.gross.cents for line in back.lines if line.order == order)
            assert given == -paid.total(), f"receipt {back.receipt} gives back {given} for {order}, {paid} were paid"

    def compare(self, till: Till) -> None:
        """Between two sales: the till says the same."""
        said = {reference: voucher.balance.cents for reference, voucher in till.vouchers.items()}
        mine = {reference: self._worth[reference] for reference in {*self._worth, *said}}
        assert said == mine, f"the ledger says {said}, the tickets {mine}"
        assert set(till.redeemed) == self._gone, f"used, by tickets or till alone: {set(till.redeemed) ^ self._gone}"
        orders = {name: Counter(dict(order.paid)) for name, order in till.orders.items()}
        assert orders == self._orders, f"open orders are {orders}, by the tickets {self._orders}"
        owed = {name: (each.account, each.amount.cents) for name, each in till.receivables.items()}
        assert owed == self._owed, f"on account are {owed}, by the tickets {self._owed}"


class Ticket:
    """What can still come back of a ticket: pieces and cents by line, cents by charge, cash."""

    def __init__(self, ticket: f.SaleCompleted) -> None:
        self._lines = {line.number: line for line in ticket.lines}
        self._pieces = {line.number: line.count for line in ticket.lines}
        self._cards: Counter[str] = Counter()
        for card in ticket.cards:
            self._cards[card.of or card.attempt] += card.amount.cents
        self._cash = ticket.cash.cents

    def came_back(self, back: f.SaleCompleted) -> None:
        """AssertionError when it was more than was sold, paid or charged."""
        for line in back.lines:
            sold = self._lines[line.number]
            self._pieces[line.number] -= line.count
            assert self._pieces[line.number] >= 0, f"{line} came back too often"
            share = sold.amount.cents * line.count / sold.count
            assert line.amount.cents == -share, f"{line} came back for another price than {sold}"
        for card in back.cards:
            self._cards[card.of] += card.amount.cents
            assert self._cards[card.of] >= 0, f"{card} gives back more than was charged"
        self._cash += back.cash.cents
        assert self._cash >= 0 or back.cash.cents == 0, f"receipt {back.receipt} gives back more cash than was paid"
        assert back.total.cents < 0, f"receipt {back.receipt} takes money for what came back"
