"""Every sentence about baskets that come and go as QR codes, in each language."""

from __future__ import annotations

BASKET_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    # A basket that is not taken: to the customer
    "basket_forged_title": ("Panier non reconnu", "Basket not recognised"),
    "basket_forged_text": (
        "Il n’a pas été fait ici. Rien n’est ajouté ni facturé. Scannez vos articles.",
        "It was not made here. Nothing was added or charged. Please scan your items.",
    ),
    "basket_altered_title": ("Panier modifié", "Basket was changed"),
    "basket_altered_text": (
        "Il n’est plus tel que le personnel l’a fait. Rien n’est ajouté ni facturé. Faites-le refaire.",
        "It is not as staff made it. Nothing was added or charged. Ask staff for a new one.",
    ),
    "basket_revoked_title": ("Appareil retiré du service", "Device no longer in use"),
    "basket_revoked_text": (
        "Ce panier vient d’un appareil retiré. Rien n’est ajouté ni facturé. Faites-en refaire un.",
        "This basket is from a withdrawn device. Nothing was added or charged. Ask staff for a new one.",
    ),
    "basket_future_title": ("Panier daté du futur", "Basket from the future"),
    "basket_future_text": (
        "L’heure de l’appareil est fausse. Rien n’est ajouté ni facturé. Montrez-le au personnel.",
        "The device’s clock is wrong. Nothing was added or charged. Please show it to staff.",
    ),
    "basket_expired_title": ("Panier trop ancien", "Basket too old"),
    "basket_expired_text": (
        "Son délai est passé. Rien n’est ajouté ni facturé. Faites-en refaire un, ou scannez vos articles.",
        "Its time is over. Nothing was added or charged. Ask staff for a new one, or scan your items.",
    ),
    "basket_other_shop_title": ("Panier d’un autre magasin", "Basket from another shop"),
    "basket_other_shop_text": (
        "Il ne vaut pas ici. Rien n’est ajouté ni facturé. Scannez vos articles.",
        "It is not valid here. Nothing was added or charged. Please scan your items.",
    ),
    "basket_truncated_title": ("Code incomplet", "Code is incomplete"),
    "basket_truncated_text": (
        "Le code du panier est abîmé. Rien n’est ajouté ni facturé. Montrez-le en entier, ou scannez.",
        "The basket’s code is damaged. Nothing was added or charged. Show all of it, or scan your items.",
    ),
    "basket_absurd_title": ("Panier incompréhensible", "Basket makes no sense"),
    "basket_absurd_text": (
        "Son contenu est impossible. Rien n’est ajouté ni facturé. Scannez vos articles.",
        "What it says cannot be. Nothing was added or charged. Please scan your items.",
    ),
    "basket_newer_title": ("Panier trop récent", "Basket of another version"),
    "basket_newer_text": (
        "Cette caisse ne sait pas le lire. Rien n’est ajouté ni facturé. Scannez vos articles.",
        "This kiosk cannot read it. Nothing was added or charged. Please scan your items.",
    ),
    "basket_keyless_title": ("Paniers indisponibles", "Baskets are not available"),
    "basket_keyless_text": (
        "Cette caisse ne peut pas les vérifier. Rien n’est ajouté ni facturé. Scannez vos articles.",
        "This kiosk cannot check them. Nothing was added or charged. Please scan your items.",
    ),
    "basket_used_title": ("Panier déjà utilisé", "Basket already used"),
    "basket_used_text": (
        "Il ne sert qu’une fois. Rien de plus n’est ajouté ni facturé. Faites-en refaire un si besoin.",
        "It works only once. Nothing more was added or charged. Ask staff for a new one if needed.",
    ),
    "basket_full_title": ("Trop d’articles à la fois", "Too many items at once"),
    "basket_full_text": (
        "Ce panier ne tient plus. Rien n’est ajouté ni facturé. Payez d’abord, puis montrez-le encore.",
        "This basket does not fit. Nothing was added or charged. Pay first, then show it again.",
    ),
    # The same when staff are told at once: to the customer
    "called_basket_forged": (
        "Le panier présenté n’a pas été fait ici. Rien n’est ajouté à vos articles.",
        "The basket you showed was not made here. Nothing was added to your items.",
    ),
    "called_basket_altered": (
        "Le panier présenté a été modifié. Rien n’est ajouté à vos articles.",
        "The basket you showed was changed. Nothing was added to your items.",
    ),
    "called_basket_revoked": (
        "Le panier présenté vient d’un appareil retiré du service. Rien n’est ajouté à vos articles.",
        "The basket you showed is from a withdrawn device. Nothing was added to your items.",
    ),
    "called_basket_used": (
        "Le panier présenté a déjà servi. Rien de plus n’est ajouté à vos articles.",
        "The basket you showed was used before. Nothing more was added to your items.",
    ),
    "todo_go_on": (
        "Le personnel est prévenu. Vous pouvez continuer sans ce panier.",
        "Staff have been told. You may go on without this basket.",
    ),
    "go_on": ("Continuer", "Go on"),
    # To staff
    "task_aside": ("Panier laissé à {time}, {amount}", "Basket left at {time}, {amount}"),
    "aside_more": ("et {count} autres", "and {count} more"),
    "aside_take_up": ("Reprendre", "Go on with it"),
    "aside_clear": ("Articles rangés", "Goods put back"),
    "task_basket": ("{time}\u00a0: {title}", "{time}: {title}"),
    "basket_forged_staff": (
        "Signé par un appareil jamais enregistré. Parlez au client, gardez le code.",
        "Signed by a device that was never enrolled. Talk to the customer, keep the code.",
    ),
    "basket_altered_staff": (
        "Porte le nom de {device}, qui ne l’a pas signé. Parlez au client, gardez le code.",
        "Bears the name of {device}, which did not sign it. Talk to the customer, keep the code.",
    ),
    "basket_revoked_staff": (
        "Signé par {device}, retiré du service\u00a0: volé ou perdu\u00a0? Parlez au client.",
        "Signed by {device}, which was revoked: stolen or lost? Talk to the customer.",
    ),
    "basket_used_staff": (
        "Déjà pris sur cette caisse ({device}). Deuxième passage ou copie\u00a0: comptez les articles.",
        "Taken at this kiosk before ({device}). Shown again or copied: count the items.",
    ),
    "basket_future_staff": (
        "Réglez l’heure de l’appareil {device}, ou celle de cette caisse.",
        "Set the clock of the device {device}, or that of this kiosk.",
    ),
    "basket_expired_staff": (
        "Son délai est passé ({device}). Refaites-le.",
        "Its time is over ({device}). Make it anew.",
    ),
    "basket_other_shop_staff": (
        "{device} l’a signé pour un autre magasin. Vérifiez son réglage.",
        "{device} signed it for another shop. Check its setting.",
    ),
    "basket_truncated_staff": (
        "Des caractères manquent ou sont de trop ({device}). Refaites le code.",
        "Characters are missing or too many ({device}). Make the code anew.",
    ),
    "basket_absurd_staff": (
        "{device} l’a bien signé, mais il ne veut rien dire. Mettez-le à jour.",
        "{device} did sign it, but it makes no sense. Update its software.",
    ),
    "basket_newer_staff": (
        "Fait par un appareil plus récent ({device}). Mettez cette caisse à jour.",
        "Made by a newer device ({device}). Update this kiosk.",
    ),
    "basket_keyless_staff": (
        "La liste des appareils est abîmée ({device}). Voyez le journal technique, enregistrez-les à nouveau.",
        "The list of devices is damaged ({device}). See the log and enrol them again.",
    ),
    "basket_full_staff": ("Il ne tient pas dans cette vente ({device}).", "It does not fit into this sale ({device})."),
    "task_age_basket": (
        "Né le {date} ou avant. Le panier annonce un article réservé\u00a0: retirez-le si besoin.",
        "Born on {date} or before. The basket says it holds a restricted item: take it out if needed.",
    ),
    # Parts
    "parts_missing": (
        "Panier en {parts} codes\u00a0: {read} lus. Montrez encore le code {missing}.",
        "Basket in {parts} codes: {read} read. Please show code {missing} as well.",
    ),
    # Parking
    "park": ("Mettre en attente", "Finish elsewhere"),
    "parking_title": ("Votre panier est en attente", "Your basket is waiting"),
    "parking_wait": ("Un instant, le code se prépare.", "One moment, the code is being made."),
    "parking_hint": (
        "Photographiez ce code ou imprimez-le, puis montrez-le à une autre caisse.",
        "Photograph this code or print it, then show it at another kiosk.",
    ),
    "parking_hint_codes": (
        "Photographiez tous ces codes ou imprimez-les, puis montrez-les à une autre caisse.",
        "Photograph all these codes or print them, then show them at another kiosk.",
    ),
    "parking_until": ("Valable une fois, jusqu’à {time}.", "Valid once, until {time}."),
    "parking_unpaid": ("Rien n’est payé.", "Nothing is paid."),
    "parking_paper": ("Panier en attente", "Basket on hold"),
    "parking_printing": ("Impression en cours.", "Printing."),
    "parking_printed": ("C’est imprimé.", "It is printed."),
    "parking_not_printed": (
        "L’impression a échoué. Photographiez l’écran, ou réessayez.",
        "Printing failed. Photograph the screen, or try again.",
    ),
    "parking_no_printer": ("L’imprimante ne marche pas", "The printer does not work"),
    "parking_failed": (
        "Le panier n’a pas pu être mis en attente. Il est toujours là, rien n’est perdu.",
        "The basket could not be parked. It is still here, nothing is lost.",
    ),
    "parking_print": ("Imprimer", "Print"),
    "parking_done": ("J’ai le code", "I have the code"),
}
