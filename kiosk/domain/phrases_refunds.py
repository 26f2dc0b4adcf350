"""Every sentence about taking money back: a card payment nobody wants any more, what returns to a card, returns."""

from __future__ import annotations

REFUND_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    "card_stop": ("Ne pas payer par carte", "Do not pay by card"),
    "card_stopping_title": ("Annulation demandée", "Cancelling"),
    "card_stopping_hint": (
        "Retirez la carte. Le terminal répond dans un instant.",
        "Take the card away. The terminal answers in a moment.",
    ),
    "card_stopping": (
        "S’il attend toujours, appuyez sur sa touche rouge. S’il a déjà débité, le paiement compte.",
        "If it still waits, press its red key. If it has charged already, the payment counts.",
    ),
}
