"""Every sentence about the team itself, in each language: who may come, PINs, badges."""

from __future__ import annotations

TEAM_PHRASES: dict[str, tuple[str, str]] = {
    # key: (French, English)
    "page_staff": ("Équipe", "Team"),
    "grade_attendant": ("Caisse", "Attendant"),
    "grade_manager": ("Gérance", "Manager"),
    "grade_technician": ("Technique", "Technician"),
    "team_hint": ("Touchez un nom pour changer son code.", "Touch a name to change the PIN."),
    "team_busy": (
        "Un client est là\u00a0: l’équipe se change entre deux clients.",
        "A customer is here: the team is changed between customers.",
    ),
    "team_full": (
        "L’équipe est complète. Touchez un nom pour changer son code.",
        "The team is complete. Touch a name to change the PIN.",
    ),
    "team_damaged": (
        "Liste illisible\u00a0: seuls les premiers codes marchent. Appelez le technicien.",
        "The list cannot be read: only the first PINs work. Call the technician.",
    ),
    "team_lost": (
        "Code perdu\u00a0: {ids}. Ajoutez ces personnes de nouveau.",
        "PIN lost: {ids}. Add these people again.",
    ),
    "team_add": ("Ajouter", "Add"),
    "team_has_pin": ("{grade}, code seul", "{grade}, PIN alone"),
    "team_has_badge": ("{grade}, badge et code", "{grade}, badge and PIN"),
    "team_pin": ("Nouveau code", "New PIN"),
    "team_badge": ("Donner un badge", "Give a badge"),
    "team_badge_other": ("Autre badge", "Another badge"),
    "team_dismiss": ("Renvoyer", "Dismiss"),
    "team_dismiss_title": ("Renvoyer {name}\u00a0?", "Dismiss {name}?"),
    "team_dismiss_hint": (
        "Son code et son badge n’ouvriront plus rien.",
        "Their PIN and badge will open nothing any more.",
    ),
    "team_name_title": ("Qui arrive\u00a0?", "Who is new?"),
    "team_name_hint": ("Tapez le nom, puis touchez le rôle.", "Type the name, then touch the role."),
    "team_pin_title": ("Code de {name}", "PIN of {name}"),
    "team_pin_hint": ("Choisissez 4 à 12 chiffres", "Choose 4 to 12 digits"),
    "team_pin_again": ("Encore une fois", "Once more"),
    "team_pin_differs": ("Les deux codes diffèrent", "The two PINs differ"),
    "team_badge_title": ("Badge de {name}", "Badge of {name}"),
    "team_badge_hint": ("Scannez le badge maintenant.", "Scan the badge now."),
    "team_badge_none": ("Sans badge", "Without a badge"),
    "entry_short": ("Un code a 4 à 12 chiffres", "A PIN has 4 to 12 digits"),
    "entry_easy": ("Trop facile\u00a0: choisissez un autre code", "Too easy: choose another PIN"),
    "entry_taken": ("Choisissez un autre code", "Choose another PIN"),
    "entry_badge_taken": ("Ce badge est déjà donné", "This badge is given already"),
    "entry_article": ("Ce code est celui d’autre chose", "This code belongs to something else"),
    "entry_disk": (
        "Rien n’est changé\u00a0: le disque refuse. Appelez le technicien",
        "Nothing has changed: the disk refuses. Call the technician",
    ),
    "told_enrolled": ("Le code marche dès maintenant.", "The PIN works from now on."),
    "told_pin_given": ("Le nouveau code marche dès maintenant.", "The new PIN works from now on."),
    "told_badge_given": ("Le badge marche dès maintenant.", "The badge works from now on."),
    "told_dismissed": ("C’est fait.", "Done."),
    "task_recovered": ("Accès rétabli par le technicien\u00a0: {name}", "Access restored by the technician: {name}"),
    "task_recovered_detail": (
        "{name} est à la gérance sans qu’aucun gérant n’ait tapé son code. Était-ce voulu\u00a0?",
        "{name} is a manager, and no manager typed a PIN for it. Was it meant?",
    ),
    "pin_title_of": ("Code de {name}", "PIN of {name}"),
    "pin_hint_badge": ("Scannez votre badge ou entrez votre code", "Scan your badge or enter your PIN"),
    "pin_hint_badge_first": (
        "Scannez votre badge, puis entrez votre code",
        "Scan your badge, then enter your PIN",
    ),
}
