"""Value-added tax: prices are gross; net and VAT exist only on totals per rate (BOI-TVA-DECLA-30-10-30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.money import Money, rounded_half_up, total

FRENCH_RATES = (2000, 1000, 550, 210, 0)
"""Rates in basis points: CGI art. 278, 278 bis-septies, 278-0 bis, 281 quater-octies."""


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A VAT rate in basis points: 550 is 5.5 %."""

    basis_points: int

    def __post_init__(self) -> None:
        if not 0 <= self.basis_points <= 10_000:
            raise ValueError(f"a VAT rate lies between 0 and 100 %, not {self.basis_points} basis points")


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One rate's share of a sale. Cannot exist unless net + vat == gross."""

    rate: Rate
    net: Money
    vat: Money
    gross: Money

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross:
            raise ValueError(f"net {self.net} and VAT {self.vat} do not make gross {self.gross}")


def split(gross: Money, rate: Rate) -> TaxTotal:
    """Net and VAT inside a gross total: net is rounded once, VAT is what remains."""
    net = Money(rounded_half_up(gross.cents * 10_000, 10_000 + rate.basis_points))
    return TaxTotal(rate, net, gross - net, gross)


def by_rate(amounts: Iterable[tuple[Rate, Money]]) -> tuple[TaxTotal, ...]:
    """Gross amounts gathered per rate, highest rate first; rates whose total is zero included if they had a line."""
    gathered: dict[Rate, list[Money]] = {}
    for rate, gross in amounts:
        gathered.setdefault(rate, []).append(gross)
    return tuple(split(total(gathered[rate]), rate) for rate in sorted(gathered, reverse=True))
