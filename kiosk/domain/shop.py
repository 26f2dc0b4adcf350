"""The shop: its mentions on receipts, and the rules that kiosk.toml sets for its kiosk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.language import Language
from kiosk.domain.refund import USUAL_RETURNS, ReturnRules


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
    software: str = "Borne"
    version: str = ""
    idle_warning_seconds: int = 60
    idle_grace_seconds: int = 30
    receipt_seconds: int = 20
    receipt_link: bool = False  # QR codes of receipts lead to a page on the shop's network
    thanks_seconds: int = 6
    returns: ReturnRules = USUAL_RETURNS
