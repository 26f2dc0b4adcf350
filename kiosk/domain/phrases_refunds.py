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
    "card_back_hint": (
        "Présentez la carte qui a payé\u00a0: elle est remboursée.",
        "Show the card that paid: it gets its money back.",
    ),
    "refunding_title": ("Remboursement", "Refund"),
    "refunding_hint": ("Un instant, il va suivre.", "One moment, it will follow."),
    "refunded_receipt_title": ("C’est remboursé", "Refunded"),
    "refunded": ("Fait à la main", "Done by hand"),
    "give_back_card": ("Sur le terminal", "On the terminal"),
    "give_note": ("Donner un avoir", "Credit note"),
    "task_refund_ways": (
        "La borne le demande au terminal, ou vous le faites à la main et confirmez, ou vous donnez un avoir.",
        "The kiosk asks the terminal, or you do it by hand and confirm, or you give a credit note.",
    ),
    "task_refund_again": (
        "Le terminal n’a rien rendu\u00a0: {reason}. Essayez encore, faites-le à la main, ou donnez un avoir.",
        "The terminal gave nothing back: {reason}. Try again, do it by hand, or give a credit note.",
    ),
    "task_card_back": ("Carte\u00a0: {amount} à rendre", "Card: {amount} to give back"),
    "task_card_back_detail": (
        "Le client présente au terminal la carte qui a payé. Touche rouge pour arrêter.",
        "The customer shows the terminal the card that paid. Its red key stops it.",
    ),
    "task_card_back_unknown": ("Carte\u00a0: {amount} rendus ou non\u00a0?", "Card: was {amount} given back?"),
    "card_back_yes": ("Rendu", "Given back"),
    "card_back_no": ("Non rendu", "Not given back"),
    "task_note": ("Avoir de {amount} à donner", "Credit note of {amount} to give"),
    "task_note_detail": (
        "Cette part n’a été payée ni par carte ni en espèces. L’avoir est imprimé sur le ticket.",
        "This part was paid neither by card nor in cash. The credit note is printed on the receipt.",
    ),
    "task_given_late": ("Carte\u00a0: {amount} rendus finalement", "Card: {amount} given back after all"),
    "task_given_late_detail": (
        "Le terminal l’annonce après coup. Le client a peut-être été remboursé deux fois. {evidence}",
        "The terminal says so afterwards. The customer may have been refunded twice. {evidence}",
    ),
    "called_card_back_unknown": (
        "Nous ne savons pas si votre carte a reçu {amount}.",
        "We do not know whether your card received {amount}.",
    ),
    "called_return": (
        "{amount} doivent retourner sur votre carte.",
        "{amount} must go back to your card.",
    ),
    "called_credit_note": ("Un avoir de {amount} vous est dû.", "A credit note of {amount} is due to you."),
    "called_given_late": ("Le personnel doit voir un remboursement.", "Staff must look at a refund."),
    "money_card_back_unknown": (
        "Rien n’est perdu\u00a0: le terminal en garde la trace.",
        "Nothing is lost: the terminal keeps a record.",
    ),
    "note_number": ("Notez votre avoir\u00a0: {notes}", "Write down your credit note: {notes}"),
    "page_return": ("Retour d’articles", "Return of articles"),
    "return_hint": ("Numéro du ticket, caisse {till}", "Number of the receipt, till {till}"),
    "return_looking": ("Recherche du ticket", "Looking for the receipt"),
    "return_find": ("Chercher", "Find"),
    "return_title": ("Retour du ticket {receipt}", "Return of receipt {receipt}"),
    "return_of": ("Vendu le {when}", "Sold on {when}"),
    "return_other": ("Autre ticket", "Another receipt"),
    "return_begin": ("Rembourser", "Refund"),
    "return_stop": ("Abandonner le retour", "Stop the return"),
    "return_reason": ("Motif du retour", "Reason of the return"),
    "return_choose": ("Choisissez les articles", "Choose the articles"),
    "return_choose_reason": ("Choisissez le motif", "Choose the reason"),
    "return_means": ("Comment c’est rendu", "How it goes back"),
    "return_card": ("Carte {card}", "Card {card}"),
    "return_cash": ("Espèces", "Cash"),
    "return_note": ("Avoir", "Credit note"),
    "return_line": ("{what} · repris {picked} sur {left}", "{what} · {picked} of {left} taken back"),
    "return_line_gone": ("{what} · déjà repris", "{what} · taken back before"),
    "told_return_of_return": (
        "Ce ticket est déjà un retour\u00a0: rien n’y peut être repris.",
        "This receipt is a return itself: nothing of it can come back.",
    ),
    "told_return_too_old": (
        "Ce ticket est trop ancien pour un retour à la borne.",
        "This receipt is too old for a return at the kiosk.",
    ),
    "told_return_deposit": (
        "La commande a été retirée\u00a0: son acompte est déduit sur le ticket du retrait.",
        "The order was collected: its deposit is taken off on the receipt of the collection.",
    ),
    "told_return_unpaid": (
        "Ce ticket est en compte et pas encore payé\u00a0: rien n’est à rendre. Réglez-le d’abord.",
        "This receipt is on account and not paid yet: nothing is to give back. Settle it first.",
    ),
    "told_return_all": ("Tout ce ticket a déjà été repris.", "All of this receipt came back already."),
}
