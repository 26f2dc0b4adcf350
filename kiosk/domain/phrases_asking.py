"""The sentences about what customers may ask and are asked before they pay: a price, a bag."""

from __future__ import annotations

ASKING_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    "price_check": ("Voir un prix", "See a price"),
    "price_check_title": ("Combien ça coûte\u00a0?", "How much is it?"),
    "price_check_hint": (
        "Scannez un article\u00a0: vous verrez son prix, sans rien acheter.",
        "Scan an item: you will see its price and buy nothing.",
    ),
    "price_check_done": ("Son prix", "Its price"),
    "price_check_next": ("Rien n’est acheté. Scannez-en un autre.", "Nothing was bought. Scan another one."),
    "price_check_kilogram": ("le kg", "per kg"),
    "price_check_add": ("Ajouter au panier", "Add to my items"),
    "price_check_unknown": ("Nous ne trouvons pas son prix", "We cannot find its price"),
    "price_check_ask": (
        "Ce code n’est pas celui d’un de nos articles. Demandez au personnel.",
        "This code is not that of one of our items. Please ask staff.",
    ),
    "price_check_expired": (
        "Cet article n’est pas à vendre. Donnez-le au personnel, s’il vous plaît.",
        "This item is not for sale. Please give it to staff.",
    ),
    "price_check_recalled": (
        "{reason}. Il n’est pas à vendre\u00a0: donnez-le au personnel, s’il vous plaît.",
        "{reason}. It is not for sale: please give it to staff.",
    ),
    "price_check_unsure": (
        "Une partie est rappelée. Montrez l’article au personnel, s’il vous plaît.",
        "Some of it is recalled. Please show the item to staff.",
    ),
    "price_check_blocked": (
        "{reason}. Il n’est pas à vendre\u00a0: adressez-vous au personnel.",
        "{reason}. It is not for sale: please ask staff.",
    ),
    "price_check_hours": (
        "La vente est interdite à cette heure ({reason}). Adressez-vous au personnel.",
        "Selling it is forbidden at this hour ({reason}). Please ask staff.",
    ),
    "bags_title": ("Il vous faut un sac\u00a0?", "Do you need a bag?"),
    "bags_hint": ("Touchez celui que vous prenez.", "Touch the one you take."),
    "bags_none": ("Non merci", "No, thank you"),
    "bags_go_on": ("Continuer", "Continue"),
    "meal_tag": ("titres-restaurant", "meal vouchers"),
}
