"""Sentences about vouchers: gift cards, credit notes, meal vouchers, empties and coupons."""

from __future__ import annotations

VOUCHER_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    "by_meal_card": ("Carte titre-restaurant", "Meal voucher card"),
    "meal_card_amount": ("{amount} au plus", "Up to {amount}"),
    "meal_card_none": ("Aucun article concerné", "No item it can pay for"),
    "meal_card_cap": ("Plafond de {amount} atteint", "Limit of {amount} reached"),
    "meal_card_day": ("Pas le dimanche ni les jours fériés", "Not on Sundays and public holidays"),
    "meal_eligible": ("Payable en titres-restaurant", "Payable with meal vouchers"),
    "paid_meal_card": ("Payé par carte titre-restaurant", "Paid by meal voucher card"),
    "paid_several": ("{voucher} × {count}", "{voucher} × {count}"),
    "vouchers_hint": (
        "Bon, avoir, carte cadeau\u00a0? Montrez le code.",
        "A voucher or a gift card? Show its code.",
    ),
    "left_on_card": ("Il reste {amount} sur votre {voucher}.", "There is {amount} left on your {voucher}."),
    "left_gift_card": ("carte cadeau", "gift card"),
    "left_credit_note": ("avoir", "credit note"),
    # a gift card, while shopping
    "gift_title": ("Carte cadeau {number}", "Gift card {number}"),
    "gift_balance": ("Sur la carte", "On the card"),
    "gift_until": ("Valable jusqu’au", "Good until"),
    "gift_how": ("Combien y mettre\u00a0?", "How much would you like to put on it?"),
    "gift_how_more": (
        "Combien y ajouter\u00a0? Pour payer avec, montrez-la au moment de payer.",
        "How much would you like to add? To pay with it, show it when you pay.",
    ),
    "gift_spend": (
        "Pour payer avec, montrez-la au moment de payer.",
        "To pay with it, show it when you pay.",
    ),
    "gift_expired": ("Cette carte n’est plus valable.", "This card has expired."),
    "gift_unknown": ("Cette carte n’est pas connue de cette borne.", "This kiosk does not know this card."),
    "gift_full": ("Cette carte est pleine.", "This card is full."),
    "gift_line": ("Carte cadeau {number}", "Gift card {number}"),
    "gift_detail": ("Valable dès que c’est payé", "Good as soon as it is paid"),
    # why a code was not taken
    "not_taken_later": (
        "Touchez Payer, puis montrez-le de nouveau.",
        "Touch Pay, then show it again.",
    ),
    "not_taken_paying": (
        "Le paiement a commencé\u00a0: cet article n’est pas ajouté. Payez-le ensuite, à part.",
        "Payment has begun: this item was not added. Please pay for it afterwards.",
    ),
    "not_taken_code": (
        "Code inconnu. Rien n’a changé. Un article\u00a0? Touchez «\u00a0Ajouter un article\u00a0».",
        "Unknown code. Nothing has changed. An item? Touch “Add an item”.",
    ),
    "not_taken_training": (
        "En formation, aucun bon n’est pris.",
        "No voucher is taken in training.",
    ),
    "not_taken_used": (
        "{voucher} déjà utilisé. Rien n’a changé.",
        "{voucher} already used. Nothing has changed.",
    ),
    "not_taken_unknown": (
        "Cette borne ne connaît pas cette carte. Voyez avec la caisse qui l’a vendue.",
        "This kiosk does not know this card. Please see the till that sold it.",
    ),
    "not_taken_other_till": (
        "Cette borne n’a pas donné cet avoir. Voyez la caisse qui l’a donné, ou le personnel.",
        "This kiosk did not give this credit note. Please see the till that gave it, or staff.",
    ),
    "not_taken_expired": (
        "{voucher}\u00a0: la date est dépassée. Rien n’a changé.",
        "{voucher}: it has expired. Nothing has changed.",
    ),
    "not_taken_empty": (
        "Il ne reste rien sur cette carte cadeau.",
        "There is nothing left on this gift card.",
    ),
    "not_taken_goods": (
        "Ce qui reste à payer n’est pas un achat\u00a0: un bon ne peut pas le payer.",
        "What is left to pay is not goods: a voucher cannot pay it.",
    ),
    "not_taken_condition": (
        "L’article de ce bon n’est pas dans vos achats. Gardez le bon.",
        "The item of this coupon is not in your basket. Keep the coupon.",
    ),
    "not_taken_count": (
        "Pas plus de bons comme celui-ci pour un achat. Gardez-le.",
        "No more coupons like this one in one purchase. Keep it.",
    ),
    "not_taken_change": (
        "Ce bon vaut plus que le reste, et la machine ne peut pas rendre\u00a0: allez à la caisse.",
        "This voucher is worth more than what is left, and no change can be paid: please see the till.",
    ),
    "not_taken_full": (
        "Cette borne ne peut plus noter de bons. Gardez le vôtre, ou allez à la caisse.",
        "This kiosk can note no more vouchers. Keep yours, or see the till.",
    ),
    "not_taken_meal_off": (
        "Les titres-restaurant en papier sont pris à la caisse.",
        "Paper meal vouchers are taken at the staffed till.",
    ),
    "not_taken_meal_day": (
        "Pas de titres-restaurant le dimanche ni les jours fériés. Gardez le vôtre.",
        "No meal vouchers on Sundays and public holidays. Keep yours.",
    ),
    "not_taken_meal_none": (
        "Aucun article à payer en titres-restaurant. Gardez le vôtre.",
        "Nothing left that meal vouchers can pay. Keep yours.",
    ),
    "not_taken_meal_more": (
        "Ce titre vaut plus que les {amount} qu’il peut payer, et la monnaie n’est pas rendue. Gardez-le.",
        "This voucher is worth more than the {amount} it can pay, and no change is given. Keep it.",
    ),
    "not_taken_meal_cap": (
        "Avec ce titre, {amount} en titres-restaurant seraient dépassés\u00a0: c’est le maximum. Gardez-le.",
        "With this voucher, meal vouchers would exceed {amount}, the most allowed. Keep it.",
    ),
    "not_taken_staff": (
        "Le personnel n’a pas pris ce titre-restaurant.",
        "Staff did not take this meal voucher.",
    ),
    # staff
    "called_voucher": (
        "Remettez votre titre-restaurant de {amount} au personnel.",
        "Please hand your {amount} meal voucher to staff.",
    ),
    "money_voucher": (
        "Il compte dès que le personnel l’a pris.",
        "It counts as soon as staff have taken it.",
    ),
    "task_voucher": ("Titre-restaurant de {amount}", "Meal voucher of {amount}"),
    "task_voucher_detail": (
        "N° {evidence}. Vérifiez l’année et le montant, prenez-le et tamponnez-le.",
        "No. {evidence}. Check its year and value, take it and stamp it.",
    ),
    "voucher_take": ("Pris", "Taken"),
    "voucher_refuse": ("Ne pas prendre", "Do not take"),
    "task_meal": (
        "Carte titre-restaurant\u00a0: {amount} de trop",
        "Meal voucher card: {amount} too much",
    ),
    "task_meal_detail": (
        "Elle a payé plus que les articles concernés. La vente est payée, l’émetteur peut en discuter.",
        "It paid more than the items it may pay. The sale is paid; the issuer may dispute it.",
    ),
}
