"""Sentences about spot checks, limits and what staff must agree to."""

CONTROL_PHRASES = {
    "called_check": ("Nous regardons votre panier avant le paiement.", "We look at your basket before you pay."),
    "task_check": ("Panier à contrôler", "Basket to check"),
    "task_check_detail": ("Pourquoi\u00a0: {why}.", "Why: {why}."),
    "check_amount": ("montant élevé", "large amount"),
    "check_lines": ("beaucoup d’articles", "many items"),
    "check_drawn": ("tiré au sort", "drawn by lot"),
    "check_removals": ("{count} retirés", "{count} taken out"),
    "check_removed_dear": ("articles chers retirés", "dear items taken out"),
    "check_rescan": ("Scanner le sac", "Scan the bag"),
    "check_seen": ("Tout est bon", "All is well"),
    "task_rescan": ("Scannez ce qui est dans le sac", "Scan what is in the bag"),
    "check_so_far": ("{seen} sur {pieces} retrouvés", "{seen} of {pieces} found"),
    "check_beyond": ("{told}, {count} en plus\u00a0: ils seront ajoutés", "{told}, {count} more: they will be added"),
    "check_end": ("Terminer le contrôle", "End the check"),
    "check_line": ("panier {paid}, sac {found}", "basket {paid}, bag {found}"),
    "removal_title": ("Retirer\u00a0: {name}", "Take out: {name}"),
    "removal_text": (
        "Le personnel doit l’accepter. Vous pouvez continuer à scanner.",
        "Staff must agree. You can go on scanning.",
    ),
    "removal_detail": ("Le client n’en veut plus.", "The customer does not want it any more."),
    "too_many_title": ("Grande quantité\u00a0: {name}", "Many of them: {name}"),
    "too_many_text": (
        "Le personnel doit l’accepter. Vous pouvez continuer à scanner.",
        "Staff must agree. You can go on scanning.",
    ),
    "too_many_detail": ("Le client en veut {count}.", "The customer wants {count}."),
    "hours_title": ("Pas à cette heure\u00a0: {name}", "Not at this hour: {name}"),
    "hours_text": (
        "La vente est interdite ({reason}). L’article n’est pas ajouté, vous ne payez rien.",
        "Selling it is forbidden ({reason}). The item was not added, you pay nothing for it.",
    ),
    "keep": ("Laisser", "Leave it"),
    "approve": ("Accepter", "Agree"),
    "refuse_wish": ("Refuser", "Refuse"),
}
