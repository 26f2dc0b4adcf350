"""The sentences of the staff handheld, in each language."""

HANDHELD_PHRASES: dict[str, tuple[str, str]] = {
    "handheld_locked": ("Terminal {name}", "Handheld {name}"),
    "handheld_basket_waits": (
        "Le panier commencé vous attend. Tapez votre code.",
        "The basket is waiting. Type your PIN.",
    ),
    "handheld_title": ("Prêt pour le client suivant", "Ready for the next customer"),
    "handheld_none_given": (
        "Scannez les articles d’un client qui attend, puis montrez-lui le code à présenter à la borne.",
        "Scan the items of a customer who waits, then give them the code for the kiosk.",
    ),
    "handheld_given": (
        "Remis à des clients. Ce terminal ne sait pas s’ils ont payé.",
        "Handed over. This handheld cannot know whether they were paid.",
    ),
    "handheld_start": ("Nouveau panier", "New basket"),
    "handheld_hint": ("Tout est scanné\u00a0? Montrez le code au client.", "All scanned? Show the customer the code."),
    "handheld_show": ("Montrer le code", "Show the code"),
    "handheld_codes": ("À présenter à la borne", "Show this to the kiosk"),
    "handheld_codes_hint": (
        "Le client photographie ce code, puis le montre à une borne.",
        "The customer takes a photograph of this code and shows it to a kiosk.",
    ),
    "handheld_next": ("Client suivant", "Next customer"),
    "handheld_again": ("Revoir", "Show again"),
    "handheld_until": ("Valable jusqu’à {time}", "Valid until {time}"),
    "handheld_over": ("Trop ancien pour la borne", "Too old for the kiosk"),
    "handheld_lock": ("Verrouiller", "Lock"),
}
