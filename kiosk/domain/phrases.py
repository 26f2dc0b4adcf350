"""Every sentence the kiosk shows, in each language. One word for one thing; plain, short, and it says what to do."""

from __future__ import annotations

from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.phrases_asking import ASKING_PHRASES
from kiosk.domain.phrases_bagging import BAGGING_PHRASES
from kiosk.domain.phrases_baskets import BASKET_PHRASES
from kiosk.domain.phrases_care import CARE_PHRASES
from kiosk.domain.phrases_cashier import CASHIER_PHRASES
from kiosk.domain.phrases_control import CONTROL_PHRASES
from kiosk.domain.phrases_goods import GOODS_PHRASES
from kiosk.domain.phrases_handheld import HANDHELD_PHRASES
from kiosk.domain.phrases_orders import ORDER_PHRASES
from kiosk.domain.phrases_refunds import REFUND_PHRASES
from kiosk.domain.phrases_staff import STAFF_PHRASES
from kiosk.domain.phrases_team import TEAM_PHRASES
from kiosk.domain.phrases_tenders import TENDER_PHRASES
from kiosk.domain.phrases_vouchers import VOUCHER_PHRASES

PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    **STAFF_PHRASES,
    **TEAM_PHRASES,
    **HANDHELD_PHRASES,
    **GOODS_PHRASES,
    **BAGGING_PHRASES,
    **BASKET_PHRASES,
    **ASKING_PHRASES,
    **CASHIER_PHRASES,
    **CARE_PHRASES,
    **TENDER_PHRASES,
    **ORDER_PHRASES,
    **CONTROL_PHRASES,
    **VOUCHER_PHRASES,
    **REFUND_PHRASES,
    "welcome": ("Bonjour", "Welcome"),
    "attract_hint": ("Scannez un article ou touchez l’écran", "Scan an item or touch the screen"),
    "start": ("Commencer", "Start"),
    "means_all": ("Carte, pièces et billets", "Card, coins and notes"),
    "means_card": (
        "Carte uniquement. Espèces\u00a0: adressez-vous à la caisse",
        "Card only. Cash: please see the till",
    ),
    "means_cash": ("Pièces et billets uniquement", "Coins and notes only"),
    "means_none": ("Paiement à la caisse uniquement", "Please pay at the staffed till"),
    "help": ("Aide", "Help"),
    "staff": ("Personnel", "Staff"),
    "basket_title": ("Vos articles", "Your items"),
    "basket_empty": ("Présentez le code-barres devant la caméra", "Show the barcode to the camera"),
    "basket_hint": ("Continuez à scanner, puis payez", "Keep scanning, then pay"),
    "basket_hint_exceptions": (
        "Un article doit être vu par le personnel",
        "An item must be checked by staff",
    ),
    "no_items": ("Aucun article", "No items"),
    "one_item": ("1 article", "1 item"),
    "items": ("{count} articles", "{count} items"),
    "total": ("Total", "Total"),
    "pay": ("Payer", "Pay"),
    "pay_empty": ("Scannez d’abord un article", "Scan an item first"),
    "cancel": ("Tout annuler", "Cancel all"),
    "remove": ("Retirer", "Remove"),
    "deposit_tag": ("consigne {amount}", "deposit {amount}"),
    "age_tag": ("{age} ans et plus", "{age} and over"),
    "pieces_detail": ("{count} × {price}", "{count} × {price}"),
    "weight_detail": ("{weight} kg × {price} le kg", "{weight} kg × {price} per kg"),
    "serial_detail": ("{detail} · n° de série {number}", "{detail} · serial {number}"),
    "batch_detail": ("{detail} · lot {number}", "{detail} · batch {number}"),
    "issue_detail": ("{detail} · numéro {number}", "{detail} · issue {number}"),
    "unknown_title": ("Article inconnu", "Unknown item"),
    "unknown_text": (
        "Code {code}. Mettez-le de côté\u00a0: le personnel s’en occupe.",
        "Code {code}. Put it aside: staff will help.",
    ),
    "blocked_title": ("Article bloqué\u00a0: {name}", "Blocked item: {name}"),
    "blocked_text": ("{reason}. Le personnel va vous aider.", "{reason}. Staff will help you."),
    "unweighed_title": ("À peser\u00a0: {name}", "To be weighed: {name}"),
    "unweighed_text": (
        "Cet article se vend au poids. Le personnel va vous aider.",
        "This item is sold by weight. Staff will help you.",
    ),
    "expired_title": ("Date dépassée\u00a0: {name}", "Past its date: {name}"),
    "expired_text": (
        "À consommer jusqu’au {reason}. Il n’est pas ajouté, vous ne payez rien. Donnez-le au personnel.",
        "It was to be used by {reason}. It was not added, you pay nothing for it. Please give it to staff.",
    ),
    "recalled_title": ("Article rappelé\u00a0: {name}", "Recalled item: {name}"),
    "recalled_text": (
        "{reason}. Il n’est pas ajouté, vous ne payez rien. Donnez-le au personnel.",
        "{reason}. It was not added, you pay nothing for it. Please give it to staff.",
    ),
    "unsure_title": ("Lot à vérifier\u00a0: {name}", "Batch to be checked: {name}"),
    "unsure_text": (
        "Certains lots sont rappelés. Le personnel vérifie le vôtre.",
        "Some batches are recalled. Staff will check yours.",
    ),
    "untraced_serial_title": ("Numéro de série\u00a0: {name}", "Serial number: {name}"),
    "untraced_serial_text": (
        "Scannez aussi le numéro de série, sur l’emballage. Il sera sur votre ticket.",
        "Please scan the serial number on the box, too. It will be on your receipt.",
    ),
    "untraced_batch_title": ("Numéro de lot\u00a0: {name}", "Batch number: {name}"),
    "untraced_batch_text": (
        "Scannez aussi le numéro de lot, sur l’emballage. Il sera sur votre ticket.",
        "Please scan the batch number on the pack, too. It will be on your receipt.",
    ),
    "type_number": ("Saisir le numéro", "Type the number"),
    "understood": ("Compris", "Understood"),
    "drop": ("Je n’en veux pas", "I don’t want it"),
    "choice_title": ("Comment payez-vous\u00a0?", "How would you like to pay?"),
    "due": ("Reste à payer", "Still to pay"),
    "paid_cash": ("Payé en espèces", "Paid in cash"),
    "paid_card": ("Payé par carte", "Paid by card"),
    "by_card": ("Carte", "Card"),
    "by_cash": ("Espèces", "Cash"),
    "by_cash_exact": ("Espèces, somme exacte", "Cash, exact amount"),
    "card_off": ("Indisponible pour l’instant", "Not available for now"),
    "cash_off": ("Indisponible ici\u00a0: espèces à la caisse", "Not available here: pay cash at the till"),
    "back": ("Retour", "Back"),
    "back_to_scan": ("Ajouter un article", "Add an item"),
    "cash_title": ("Insérez pièces et billets", "Insert coins and notes"),
    "cash_stop_title": ("Plus d’espèces pour l’instant", "No more cash for now"),
    "cash_hint": ("La monnaie vous est rendue.", "You will get your change."),
    "cash_exact": (
        "La machine ne peut pas rendre la monnaie\u00a0: insérez la somme exacte.",
        "No change can be given: please insert the exact amount.",
    ),
    "cash_stop": (
        "La machine ne peut plus prendre de pièces ni de billets. Payez autrement.",
        "The machine cannot take coins or notes now. Please pay another way.",
    ),
    "accepted": ("Acceptés maintenant", "Accepted now"),
    "inserted": ("Inséré", "Inserted"),
    "rest_by_card": ("Payer le reste par carte", "Pay the rest by card"),
    "other_way": ("Payer autrement", "Pay another way"),
    "give_back": ("Annuler et reprendre l’argent", "Cancel and take my money back"),
    "card_title": ("Suivez le terminal de paiement", "Follow the card terminal"),
    "card_hint": ("Approchez ou insérez votre carte.", "Tap or insert your card."),
    "card_cancel": (
        "Pour arrêter, appuyez sur la touche rouge du terminal.",
        "To stop, press the red key of the terminal.",
    ),
    "card_declined": ("La carte n’a pas été débitée\u00a0: {reason}.", "The card was not charged: {reason}."),
    "to_pay": ("À payer", "To pay"),
    "change_title": ("Prenez votre monnaie", "Take your change"),
    "refund_title": ("Reprenez votre argent", "Take your money back"),
    "change_hint": ("Vérifiez le bac avant de partir.", "Check the tray before you leave."),
    "return_hint": (
        "Pas assez de monnaie ici. Reprenez tout, puis payez par carte ou la somme exacte.",
        "Not enough change here. Take it all, then pay by card or the exact sum.",
    ),
    "to_give": ("À rendre", "To give back"),
    "given": ("Rendu", "Given"),
    "receipt_title": ("C’est payé, merci\u00a0!", "Paid, thank you!"),
    "paid": ("Payé", "Paid"),
    "receipt_question": ("Voulez-vous un ticket\u00a0?", "Would you like a receipt?"),
    "receipt_notice": (
        "Le ticket n’est imprimé que sur demande.",
        "Receipts are printed on request only.",
    ),
    "receipt_yes": ("Ticket", "Receipt"),
    "receipt_no": ("Sans ticket", "No receipt"),
    "receipt_off": ("L’imprimante ne marche pas. Votre achat est payé.", "The printer is out. Your purchase is paid."),
    "receipt_failed": (
        "Le ticket n’est pas sorti ({reason}). Votre achat est payé.",
        "The receipt did not come out ({reason}). Your purchase is paid.",
    ),
    "receipt_again": ("Réessayer", "Try again"),
    "printing_title": ("Votre ticket arrive", "Your receipt is coming"),
    "printing_hint": ("Un instant.", "One moment."),
    "counting_title": ("La machine compte", "The machine is counting"),
    "counting_hint": ("Un instant. Votre argent est enregistré.", "One moment. Your money is on record."),
    "cancelling_title": ("Annulation", "Cancelling"),
    "cancelling_hint": ("Rien n’est gardé.", "Nothing is kept."),
    "receipt_code": ("QR code", "QR code"),
    "code_title": ("Votre ticket en QR code", "Your receipt as a QR code"),
    "code_wait": ("Un instant, le ticket est signé.", "One moment, the receipt is being signed."),
    "code_hint_link": (
        "Connectez votre téléphone au Wi-Fi du magasin, puis photographiez le code\u00a0: votre ticket s’ouvre.",
        "Connect your phone to the shop’s Wi-Fi, then point its camera at the code: your receipt opens.",
    ),
    "code_hint_text": (
        "Photographiez le code\u00a0: votre téléphone affiche le texte du ticket. Gardez-le ou copiez-le.",
        "Point your phone’s camera at the code: it shows the receipt as text. Keep it or copy it.",
    ),
    "code_failed": (
        "Le QR code n’a pas pu être fait. Votre achat est payé.",
        "The QR code could not be made. Your purchase is paid.",
    ),
    "code_failed_off": (
        "Ni QR code ni imprimante. Votre achat est payé.",
        "No QR code and no printer. Your purchase is paid.",
    ),
    "training": ("ÉCOLE · rien n’est vendu ni encaissé", "TRAINING · nothing is sold or charged"),
    "called_clock": (
        "L’heure de la borne doit être vérifiée\u00a0: elle ne vend plus pour l’instant.",
        "The kiosk’s time must be checked: it has stopped selling for now.",
    ),
    "called_rollback": (
        "La borne a perdu des écritures\u00a0: elle ne vend plus.",
        "The kiosk has lost records: it has stopped selling.",
    ),
    "thanks_title": ("Merci et à bientôt", "Thank you, see you soon"),
    "thanks_hint": ("N’oubliez pas vos articles.", "Don’t forget your items."),
    "receipt_email": ("E-mail", "E-mail"),
    "email_title": ("Votre ticket par e-mail", "Your receipt by e-mail"),
    "email_hint": (
        "L’adresse ne sert qu’à cet envoi, puis elle est effacée.",
        "The address serves for this message only, then it is erased.",
    ),
    "email_send": ("Envoyer", "Send"),
    "email_no_at": ("Une adresse a un seul @ : corrigez-la.", "An address has exactly one @: please correct it."),
    "email_name": (
        "Vérifiez ce qui est écrit avant le @.",
        "Please check what stands before the @.",
    ),
    "email_domain": (
        "Vérifiez la fin de l’adresse, par exemple @orange.fr.",
        "Please check the end of the address, such as @gmail.com.",
    ),
    "email_length": (
        "Cette adresse est trop longue : vérifiez-la ou choisissez un autre ticket.",
        "This address is too long: please check it or choose another receipt.",
    ),
    "email_outbox": (
        "L’e-mail ne peut pas partir : choisissez un autre ticket.",
        "The e-mail cannot leave: please choose another receipt.",
    ),
    "thanks_email": (
        "N’oubliez pas vos articles. Votre ticket part par e-mail.",
        "Don’t forget your items. Your receipt leaves by e-mail.",
    ),
    "thanks_paper": ("N’oubliez pas vos articles ni votre ticket.", "Don’t forget your items and your receipt."),
    "done": ("Terminé", "Done"),
    "idle_title": ("Toujours là\u00a0?", "Still there?"),
    "idle_text": (
        "Sans réponse, votre panier sera mis de côté dans {seconds}\u00a0s.",
        "Without an answer, your basket will be put aside in {seconds}\u00a0s.",
    ),
    "idle_money": (
        "Sans réponse, le personnel sera appelé dans {seconds}\u00a0s.",
        "Without an answer, staff will be called in {seconds}\u00a0s.",
    ),
    "stay": ("Je suis là", "I’m still here"),
    "called_title": ("Le personnel arrive", "Staff are on their way"),
    "called_help": ("Vous avez demandé de l’aide.", "You asked for help."),
    "called_articles_age": (
        "Un article est interdit aux moins de {age} ans\u00a0: votre âge doit être vérifié.",
        "An item is not sold under {age}: your age must be checked.",
    ),
    "called_articles": ("Un article doit être vu par le personnel.", "An item must be checked by staff."),
    "called_owed": (
        "La machine n’a pas pu rendre {amount}.",
        "The machine could not give back {amount}.",
    ),
    "called_card_unknown": (
        "Nous ne savons pas si votre carte a été débitée de {amount}.",
        "We do not know whether your card was charged {amount}.",
    ),
    "called_card_refund": (
        "{amount} payés par carte doivent vous être remboursés.",
        "{amount} paid by card must be refunded to you.",
    ),
    "called_payout_stuck": (
        "La machine ne répond plus. Il reste {amount} à rendre.",
        "The machine does not answer. {amount} is still to be given back.",
    ),
    "called_boxed": (
        "Une pièce ou un billet est entré, et la machine ne sait pas dire lequel.",
        "A coin or note went in, and the machine cannot tell which.",
    ),
    "money_boxed": ("Le personnel ouvre la machine avec vous.", "Staff will open the machine with you."),
    "called_left_behind": (
        "{amount} ont été payés, puis plus rien.",
        "{amount} was paid, then nothing more.",
    ),
    "money_nothing": ("Rien n’a été payé pour l’instant.", "Nothing has been paid so far."),
    "money_safe": ("Votre paiement est enregistré.", "Your payment is on record."),
    "money_owed": ("Cette somme vous est due. Elle est enregistrée.", "This sum is owed to you. It is on record."),
    "money_card_unknown": (
        "Vous ne serez pas débité deux fois.",
        "You will not be charged twice.",
    ),
    "money_coming": (
        "{amount} continuent de sortir de la machine\u00a0: prenez-les.",
        "{amount} is still coming out of the machine: please take it.",
    ),
    "todo_paid": (
        "Vous pouvez partir. Pour un ticket, attendez ici.",
        "You may leave. For a receipt, please wait here.",
    ),
    "todo_wait": ("Restez ici, quelqu’un vient.", "Please wait here, somebody is coming."),
    "no_help_needed": ("Finalement, ça va", "I’m fine after all"),
    "pin_title": ("Accès du personnel", "Staff access"),
    "pin_hint": ("Entrez votre code", "Enter your PIN"),
    "pin_wrong": ("Code refusé", "PIN refused"),
    "pin_locked": ("Réessayez dans {seconds}\u00a0s", "Try again in {seconds}\u00a0s"),
    "confirm": ("Valider", "Confirm"),
    "closed_title": ("Borne fermée", "Kiosk closed"),
    "closed_by_staff": ("Elle ne vend pas pour l’instant.", "It is not selling for now."),
    "closed_todo": ("Adressez-vous à la caisse.", "Please go to the staffed till."),
    "closed_clock": (
        "L’heure de la borne doit être vérifiée\u00a0: elle ne vend pas pour l’instant.",
        "The kiosk’s time must be checked: it is not selling for now.",
    ),
    "closed_rollback": (
        "La borne attend un technicien\u00a0: elle ne vend pas.",
        "The kiosk waits for a technician: it is not selling.",
    ),
    "closed_journal": (
        "La borne ne peut plus enregistrer\u00a0: elle ne vend plus.",
        "The kiosk cannot keep records: it has stopped selling.",
    ),
    "closed_money": ("{amount} insérés\u00a0: appelez le personnel.", "{amount} inserted: please call staff."),
    "closed_no_money": ("Aucun argent n’est en attente.", "No money is waiting."),
    "closed_journal_todo": (
        "Personnel\u00a0: libérez de la place sur le disque, puis attendez. {reason}",
        "Staff: free space on the disk, then wait. {reason}",
    ),
    "notice_card": ("Carte indisponible", "No card payment"),
    "notice_cash": ("Espèces indisponibles ici, acceptées à la caisse", "No cash here, accepted at the till"),
    "notice_printer": ("Pas de ticket imprimé", "No printed receipt"),
    "notice_camera": ("Caméra indisponible\u00a0: utilisez le lecteur", "No camera: use the scanner"),
    "notice_scanner": ("Lecteur indisponible\u00a0: utilisez la caméra", "No scanner: use the camera"),
    "ready": ("Prêt", "Ready"),
    "degraded": ("À surveiller", "Needs attention"),
    "lost": ("Hors service", "Out of service"),
}

FAULTS: dict[str, tuple[str, str]] = {
    "link_lost": ("câble ou alimentation", "cable or power"),
    "no_answer": ("ne répond pas", "does not answer"),
    "wrong_device": ("mauvais appareil", "wrong device"),
    "key_refused": ("clé ou mot de passe refusé", "key or password refused"),
    "certificate_expired": ("certificat périmé, ou horloge fausse", "certificate expired, or clock wrong"),
    "wrong_currency": ("autre monnaie que l’euro", "another currency than euros"),
    "counts_in_doubt": ("comptes incertains, à compter", "counts in doubt: count it"),
    "starting": ("démarre", "starting"),
    "jam": ("bourrage", "jam"),
    "fraud": ("tentative de fraude", "fraud attempt"),
    "cashbox_full": ("caisse pleine", "cashbox full"),
    "cashbox_removed": ("caisse retirée", "cashbox removed"),
    "device_full": ("machine pleine", "machine full"),
    "note_in_bezel": ("billet à reprendre", "note to be taken"),
    "payout_out_of_service": ("rendu hors service", "payout out of service"),
    "not_enough_cash": ("pas assez de monnaie", "not enough cash"),
    "out_of_paper": ("plus de papier", "out of paper"),
    "paper_near_end": ("bientôt plus de papier", "paper nearly out"),
    "cover_open": ("capot ouvert", "cover open"),
    "cutter_jam": ("coupe-papier bloqué", "cutter jammed"),
    "printer_error": ("panne d’imprimante", "printer error"),
    "no_picture": ("pas d’image", "no picture"),
    "power_cut": ("coupure de courant", "power cut"),
    "not_all": ("la machine s’est arrêtée avant", "the machine stopped before"),
    "stopped": ("abandonné", "given up"),
    "rollback": ("ancien journal", "older journal"),
    # why a card was not charged
    "refused": ("carte refusée", "card refused"),
    "abandoned": ("paiement abandonné", "payment abandoned"),
    "timed_out": ("pas de carte présentée", "no card shown"),
    "busy": ("terminal occupé", "terminal busy"),
    "unreachable": ("terminal injoignable", "terminal unreachable"),
    "not_supported": ("opération non prévue", "not supported"),
    "format": ("demande refusée par le terminal", "refused by the terminal"),
}


def say(language: Language, key: str, **values: object) -> str:
    """The sentence `key` in this language, with its values filled in. KeyError for a sentence nobody wrote."""
    return PHRASES[key][_place(language)].format(**values)


def fault(language: Language, name: str) -> str:
    """A fault's or refusal's name in words; an unknown one is shown as it is rather than hidden."""
    words = FAULTS.get(name)
    return words[_place(language)] if words else name.replace("_", " ")


def money(language: Language, amount: Money) -> str:
    """An amount as people write it: 1 234,50 € or €1,234.50."""
    sign = "-" if amount.cents < 0 else ""
    euros, cents = divmod(abs(amount.cents), 100)
    if language is Language.EN:
        return f"{sign}€{euros:,}.{cents:02}"
    return f"{sign}{euros:,}".replace(",", "\u202f") + f",{cents:02}\u00a0€"


def short_money(language: Language, amount: Money) -> str:
    """Whole euros without their cents, as in a sentence: 1 000 € or €1,000; others as `money`."""
    if amount.cents % 100:
        return money(language, amount)
    whole = f"{amount.cents // 100:,}"
    return f"€{whole}" if language is Language.EN else whole.replace(",", "\u202f") + "\u00a0€"


def piece(language: Language, value_cents: int) -> str:
    """A coin or note as people call it: 10 €, 50 c."""
    if value_cents < 100:
        return f"{value_cents} c"
    return f"€{value_cents // 100}" if language is Language.EN else f"{value_cents // 100} €"


def kilograms(language: Language, grams: int) -> str:
    """A weight in kilograms with three decimals: 0,482 or 0.482."""
    point = "." if language is Language.EN else ","
    return f"{grams // 1000}{point}{grams % 1000:03}"


def percent(language: Language, basis_points: int) -> str:
    """A VAT rate: 5,5 % or 5.5%."""
    whole, rest = divmod(basis_points, 100)
    digits = f"{whole}" if not rest else f"{whole}.{rest:02}".rstrip("0")
    return f"{digits}%" if language is Language.EN else digits.replace(".", ",") + " %"


def _place(language: Language) -> int:
    return 1 if language is Language.EN else 0
