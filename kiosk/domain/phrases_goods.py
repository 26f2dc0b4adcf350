"""The sentences about goods without a barcode: looking for them, and weighing them."""

from __future__ import annotations

GOODS_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    "find": ("Sans code-barres", "No barcode"),
    "find_title": ("Que cherchez-vous\u00a0?", "What are you looking for?"),
    "find_hint": (
        "Touchez une image, ou tapez le nom ou le numéro.",
        "Touch a picture, or type the name or the number.",
    ),
    "find_department": ("Touchez votre article.", "Touch your item."),
    "find_one": ("C’est cet article\u00a0? Touchez-le.", "Is it this item? Touch it."),
    "find_some": ("Touchez votre article, ou continuez à taper.", "Touch your item, or keep typing."),
    "find_wait": ("Un instant…", "One moment…"),
    "find_nothing": (
        "Rien trouvé. Essayez un autre mot, ou demandez de l’aide.",
        "Nothing found. Try another word, or ask for help.",
    ),
    "find_no_number": (
        "Aucun article n’a ce numéro. Demandez de l’aide.",
        "No item has this number. Please ask for help.",
    ),
    "find_mistyped": (
        "Ce numéro n’est pas juste\u00a0: comparez-le avec celui de l’article.",
        "This number is not right: compare it with the one on the item.",
    ),
    "find_all": ("Tous les rayons", "All departments"),
    "find_back": ("Retour au panier", "Back to your items"),
    "message": ("{name}\u00a0: {message}", "{name}: {message}"),
    "per_kilogram": ("{price} le kg", "{price} per kg"),
    "capture_serial_title": ("Numéro de série", "Serial number"),
    "capture_batch_title": ("Numéro de lot", "Batch number"),
    "capture_hint": (
        "Il est sur l’article ou son emballage. Vous pouvez aussi le scanner.",
        "It is on the item or its box. You can scan it, too.",
    ),
    "capture_send": ("Valider", "Confirm"),
    "weigh_put": ("Posez sur la balance", "Put it on the scale"),
    "weigh_moving": ("Ne touchez plus à la balance", "Please do not touch the scale"),
    "weigh_ready": ("C’est pesé\u00a0: ajoutez l’article", "It is weighed: add the item"),
    "weigh_clear": (
        "Retirez d’abord ce qui est sur la balance",
        "First take everything off the scale",
    ),
    "weigh_light": ("Trop léger\u00a0: ajoutez-en", "Too light: add some more"),
    "weigh_light_tare": ("Remplissez votre récipient", "Fill your container"),
    "weigh_heavy": ("Trop lourd\u00a0: retirez-en", "Too heavy: take some off"),
    "weigh_under": ("Retirez tout de la balance", "Take everything off the scale"),
    "weigh_wait": (
        "Un instant. S’il est déjà sur la balance, soulevez-le puis reposez-le",
        "One moment. If it is on the scale already, lift it and put it back",
    ),
    "weigh_lost": (
        "La balance ne répond plus\u00a0: touchez Aide",
        "The scale does not answer: touch Help",
    ),
    "steady": ("Poids stable", "Steady"),
    "moving": ("La balance bouge", "Moving"),
    "no_weight": ("Pas de poids", "No weight"),
    "weight": ("Poids net", "Net weight"),
    "weight_all": ("Poids", "Weight"),
    "kilograms": ("{weight}\u00a0kg", "{weight}\u00a0kg"),
    "wrapping": ("Emballage déduit", "Wrapping taken off"),
    "container": ("Récipient déduit", "Container taken off"),
    "add_weighed": ("Ajouter {weight}\u00a0kg", "Add {weight}\u00a0kg"),
    "add": ("Ajouter", "Add"),
    "own_container": ("J’ai mon récipient", "I have my own container"),
    "container_title": ("Votre récipient vide", "Your empty container"),
    "container_put": ("Posez-le vide sur la balance", "Put it on the scale, empty"),
    "container_ready": ("Il est pesé\u00a0: touchez le bouton", "It is weighed: touch the button"),
    "container_heavy": ("Ce récipient est trop lourd", "This container is too heavy"),
    "container_light": ("Posez-le vide sur la balance", "Put it on the scale, empty"),
    "container_take": ("Récipient vide\u00a0: {weight}\u00a0kg", "Empty container: {weight}\u00a0kg"),
    "container_name": ("Récipient vide", "Empty container"),
    "not_weighed": ("Ne pas peser", "Do not weigh"),
    "notice_scale": ("Balance indisponible\u00a0: le personnel pèse", "No scale: staff weigh for you"),
    "unweighed_lost": (
        "Il se vend au poids et la balance ne répond pas. Le personnel va vous aider.",
        "It is sold by weight and the scale does not answer. Staff will help you.",
    ),
    "unweighed_again": (
        "Il se vend au poids\u00a0: scannez-le encore, ou cherchez-le, pour le peser.",
        "It is sold by weight: scan it again, or look for it, to weigh it.",
    ),
}
