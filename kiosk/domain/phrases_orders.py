"""Orders with a deposit, and what is bought on account."""

from __future__ import annotations

ORDER_PHRASES: dict[str, tuple[str, str]] = {
    "order_tag": ("commande {order}", "order {order}"),
    "not_open_title": ("Rien à payer sous ce numéro", "Nothing to pay under this number"),
    "not_open_text": (
        "{code} n’est pas ouvert sur cette caisse, ou est déjà payé. Le personnel peut vérifier.",
        "{code} is not open on this kiosk, or is paid already. Staff can check.",
    ),
    "task_order": ("Mettre de côté contre un acompte", "Put by against a deposit"),
    "task_order_detail": (
        "Le client paie l’acompte maintenant et le solde au retrait, avec le QR code de son ticket.",
        "The customer pays the deposit now and the balance on collection, with the QR code of the receipt.",
    ),
    "order_deposit": ("Acompte {amount}", "Deposit {amount}"),
    "order_all": ("Tout payer\u00a0: {amount}", "Pay all: {amount}"),
    "task_account": ("Mettre {amount} en compte", "Put {amount} on account"),
    "task_account_detail": (
        "Le reste est payé plus tard\u00a0: jusqu’à quand, le ticket le dit.",
        "The rest is paid later: the receipt says until when.",
    ),
    "keep_number": ("Gardez ce numéro\u00a0: {number}", "Keep this number: {number}"),
    "order_tile": ("Commande {order}, solde", "Order {order}, balance"),
    "account_tile": ("À régler, {reference}", "To settle, {reference}"),
    "account_button": ("{name}, {days} jours", "{name}, {days} days"),
}
