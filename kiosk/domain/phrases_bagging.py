"""Sentences about the scale under the customer's bag."""

BAGGING_PHRASES = {
    "bag_put": ("Posez dans le sac\u00a0: {name}", "Put into the bag: {name}"),
    "bag_steady": ("Un instant\u00a0: la balance du sac se stabilise", "One moment: the bag’s scale comes to rest"),
    "bag_first_title": ("C’est votre sac\u00a0?", "Is it your bag?"),
    "bag_first_text": (
        "Si oui, touchez le bouton. Sinon, retirez ce qui est posé.",
        "If so, touch the button. If not, take away what lies there.",
    ),
    "bag_full_title": ("Quelque chose est posé à la place du sac", "Something lies where your bag goes"),
    "bag_full_text": ("Retirez-le, puis scannez vos articles.", "Take it away, then scan your items."),
    "bag_more_title": ("Article non scanné dans le sac", "An item in the bag was not scanned"),
    "bag_more_text": ("Scannez-le, ou retirez-le du sac.", "Scan it, or take it out of the bag."),
    "bag_own_title": ("Article non scanné, ou votre sac ?", "An item not scanned, or your bag?"),
    "bag_own_text": ("Un article : scannez-le, ou retirez-le.", "An item: scan it, or take it out."),
    "bag_removed_title": ("Article retiré, encore dans le sac", "An item taken off the list is still in the bag"),
    "bag_removed_text": ("Sortez-le du sac.", "Take it out of the bag."),
    "bag_less_title": ("Il manque un article dans le sac", "An item is missing from the bag"),
    "bag_less_text": (
        "Remettez-le dans le sac, ou touchez sa corbeille dans la liste.",
        "Put it back into the bag, or touch its bin in the list.",
    ),
    "bag_waiting_title": ("Pas encore dans le sac\u00a0: {name}", "Not in the bag yet: {name}"),
    "bag_waiting_text": ("Posez-le dans le sac, puis payez.", "Put it into the bag, then pay."),
    "weight_title": ("Poids du sac à vérifier", "The bag’s weight is to be checked"),
    "weight_text": ("Le personnel regarde votre sac.", "Staff look into your bag."),
    "own_bag": ("C’est mon sac", "It is my bag"),
    "too_large": ("Trop grand pour le sac", "Too large for the bag"),
    "todo_weight": (
        "Réglez-le vous-même, ou attendez\u00a0: quelqu’un vient.",
        "Put it right yourself, or wait: somebody is coming.",
    ),
    "task_bag_heavy": ("Sac trop lourd : {differ} g", "Bag too heavy: {differ} g"),
    "task_bag_light": ("Sac trop léger : {differ} g", "Bag too light: {differ} g"),
    "task_bag_detail": (
        "Attendu {expected} g, pesé {grams} g. {name}",
        "Expected {expected} g, weighed {grams} g. {name}",
    ),
    "weight_fine": ("C’est bon", "It is fine"),
    "check_weight": ("poids du sac", "weight of the bag"),
    "bagging_device": ("Balance du sac", "Scale of the bag"),
    "meaning_bagging": (
        "Le sac n’est plus pesé. La vente continue sans ce contrôle.",
        "The bag is not weighed. Selling goes on without this check.",
    ),
}
