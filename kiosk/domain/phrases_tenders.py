"""What vouchers, accounts and amounts that are no sale are called, on screens and on receipts."""

from __future__ import annotations

TENDER_PHRASES: dict[str, tuple[str, str]] = {
    "tender_meal_voucher": ("Titre-restaurant", "Meal voucher"),
    "tender_gift_card": ("Carte cadeau", "Gift card"),
    "tender_credit_note": ("Avoir", "Credit note"),
    "tender_empties": ("Bon de consigne", "Empties voucher"),
    "tender_coupon": ("Bon de réduction", "Coupon"),
    "tender_account": ("En compte, à payer", "On account, to be paid"),
    "other_gift_card": ("Carte cadeau chargée", "Put on a gift card"),
    "other_settlement": ("Règlement d’un compte", "Account settled"),
    "other_donation": ("Don", "Donation"),
}
