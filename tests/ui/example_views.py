"""Views as a shop would see them, in both languages: every screen, with its hard cases."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.views import (
    Amount,
    AttendantView,
    AttractView,
    BasketView,
    Button,
    CalledView,
    CardView,
    CashView,
    ChangeView,
    ChoiceView,
    ClosedView,
    ExceptionView,
    Frame,
    Idle,
    LineView,
    PinView,
    ReceiptView,
    Release,
    TaskView,
    ThanksView,
    Tone,
    View,
    WaitView,
)


def examples(language: Language) -> dict[str, View]:
    """Every example by its name, in this language."""
    speak = _French() if language is Language.FR else _English()
    return {**_selling(speak), **_paying(speak), **_ending(speak), **_staff(speak)}


class _French:
    """The words of a French page."""

    language = Language.FR

    def __call__(self, french: str, _english: str) -> str:
        return french

    def money(self, cents: int) -> str:
        return f"{cents // 100},{cents % 100:02d}\u202f€"


class _English(_French):
    """The words of an English page."""

    language = Language.EN

    def __call__(self, _french: str, english: str) -> str:
        return english

    def money(self, cents: int) -> str:
        return f"€{cents // 100}.{cents % 100:02d}"


def _frame(t: _French, *notices: str, staff: bool = True) -> Frame:
    return Frame(
        shop="Épicerie du Canal",
        language=t.language,
        languages=tuple(Button(choice.endonym, events.LanguagePressed(choice), Tone.QUIET) for choice in Language),
        help=(Button(t("Aide", "Help"), events.HelpPressed(), Tone.QUIET, icon="help"),),
        staff=(Button(t("Personnel", "Staff"), events.StaffPressed(), Tone.QUIET, icon="staff"),) if staff else (),
        notices=notices,
    )


def _selling(t: _French) -> dict[str, View]:
    frame = _frame(t)
    no_printer = t(
        "L’imprimante est en panne\u00a0: pas de ticket papier pour le moment.",
        "The printer is out of order: no paper receipt for now.",
    )
    no_cash = t("Espèces indisponibles\u00a0: carte uniquement.", "No cash for now: card only.")
    attract = AttractView(
        frame,
        t("Bonjour\u00a0!", "Welcome!"),
        t("Touchez l’écran ou scannez votre premier article.", "Touch the screen or scan your first item."),
        Button(t("Commencer", "Start"), events.StartPressed(), Tone.PRIMARY),
        t("Carte, sans contact, pièces et billets", "Card, contactless, coins and notes"),
    )
    three = _basket(t, frame, _lines(t)[:3])
    idle = Idle(
        t("Êtes-vous toujours là\u00a0?", "Are you still there?"),
        t(
            "Sans réponse, votre panier sera mis de côté dans 20 secondes.",
            "Without an answer, your basket will be put aside in 20 seconds.",
        ),
        Button(t("Je suis là", "I’m still here"), events.StillHerePressed(), Tone.PRIMARY),
    )
    missing = ExceptionView(
        t("Article inconnu", "Unknown item"),
        t(
            "Code 3760123456789. Un vendeur va venir vous aider\u00a0; vous pouvez continuer.",
            "Code 3760123456789. A member of staff will help; you can go on scanning.",
        ),
        (Button(t("Retirer", "Remove"), events.DropPressed(1), Tone.SECONDARY),),
    )
    return {
        "attract": attract,
        "attract_notices": replace(attract, frame=_frame(t, no_printer, no_cash)),
        "basket_empty": _basket(t, frame, ()),
        "basket_1": _basket(t, frame, _lines(t)[:1]),
        "basket_3": three,
        "basket_30": _basket(t, frame, _lines(t)[:3] * 10),
        "basket_long_names": _basket(t, frame, _lines(t)[3:]),
        "basket_exceptions": replace(
            _basket(t, frame, _lines(t)[:3]),
            exceptions=(missing, replace(missing, title=t("Vente arrêtée", "Not for sale"))),
            pay=Button(
                t("Payer", "Pay"),
                events.PayPressed(),
                Tone.PRIMARY,
                hint=t("Un vendeur doit d’abord venir.", "Staff must come first."),
                enabled=False,
            ),
        ),
        "basket_idle": replace(three, frame=replace(frame, idle=(idle,))),
    }


def _lines(t: _French) -> tuple[LineView, ...]:
    each = t("pièce", "each")
    return (
        _line(t, 1, "Baguette tradition", f"2 × {t.money(120)}", 240, "pain_patisserie", 2),
        _line(t, 2, "Pommes Gala", t("0,842 kg × 2,90\u202f€/kg", "0.842 kg × €2.90/kg"), 244, "fruits_legumes", 0),
        _line(t, 3, "Crémant de Loire brut", f"1 × {t.money(890)}", 890, "boissons", 1, "18+"),
        _line(t, 4, "Beurre doux de baratte aux cristaux de sel de Guérande 250 g", each, 379, "cremerie", 1),
        _line(
            t,
            5,
            "Assortiment de biscuits apéritif fromage, olives noires et herbes de Provence, lot de 12",
            f"12 × {t.money(1249)}",
            14988,
            "",
            12,
            t("Consigne 0,20\u202f€", "Deposit €0.20"),
            t("Promotion", "Offer"),
        ),
    )


def _line(
    t: _French, number: int, name: str, detail: str, cents: int, picture: str, count: int, *tags: str
) -> LineView:
    quiet = Tone.QUIET
    return LineView(
        number,
        name,
        detail,
        t.money(cents),
        picture,
        tags,
        fewer=(Button(t("Moins", "Fewer"), events.QuantityPressed(number, count - 1), quiet),) if count > 1 else (),
        more=(Button(t("Plus", "More"), events.QuantityPressed(number, count + 1), quiet),) if count else (),
        remove=(Button(t("Retirer", "Remove"), events.RemovePressed(number), quiet),),
    )


def _basket(t: _French, frame: Frame, lines: tuple[LineView, ...]) -> BasketView:
    many = len(lines)
    return BasketView(
        frame,
        t("Vos articles", "Your items"),
        t("Présentez le code-barres devant la caméra.", "Hold the barcode in front of the camera."),
        lines,
        (),
        t(f"{many} articles", f"{many} items") if many else "",
        t("Total", "Total"),
        t.money(1374 * max(1, many // 3) if many else 0),
        Button(t("Payer", "Pay"), events.PayPressed(), Tone.PRIMARY, enabled=bool(many)),
        Button(t("Tout annuler", "Cancel everything"), events.CancelPressed(), Tone.QUIET),
    )


def _paying(t: _French) -> dict[str, View]:
    frame = _frame(t)
    cancel = Button(t("Annuler l’achat", "Cancel the purchase"), events.CancelPressed(), Tone.QUIET)
    back = Button(t("Ajouter des articles", "Add more items"), events.BackPressed(), Tone.QUIET)
    other = Button(t("Payer autrement", "Pay another way"), events.BackPressed(), Tone.QUIET)
    card = Button(
        t("Carte", "Card"), events.PayCardPressed(), icon="card", hint=t("Avec ou sans contact", "Contactless too")
    )
    cash = Button(
        t("Espèces", "Cash"), events.PayCashPressed(), icon="cash", hint=t("Pièces et billets", "Coins and notes")
    )
    due = Amount(t("Reste à payer", "Still to pay"), t.money(1374))
    choice = ChoiceView(
        frame,
        t("Comment souhaitez-vous payer\u00a0?", "How would you like to pay?"),
        Amount(t("Total", "Total"), t.money(1374)),
        (),
        due,
        (card, cash),
        (back,),
        cancel,
    )
    no_change = t("La machine ne peut pas rendre sur 13,74\u202f€.", "The machine cannot give change for €13.74.")
    taking = CashView(
        frame,
        t("Insérez vos pièces et billets", "Insert your coins and notes"),
        t("L’ordre n’a pas d’importance\u00a0; la monnaie est rendue.", "In any order; change is given."),
        due,
        Amount(t("Inséré", "Inserted"), t.money(0)),
        t("Acceptés maintenant", "Accepted now"),
        ("1 c", "2 c", "5 c", "10 c", "20 c", "50 c", "1 €", "2 €", "5 €", "10 €", "20 €", "50 €"),
        "",
        (other, cancel),
    )
    return {
        "choice": choice,
        "choice_part_paid": replace(
            choice,
            paid=(
                Amount(t("Espèces", "Cash"), t.money(500)),
                Amount(t("Carte **** 4242", "Card **** 4242"), t.money(300)),
            ),
            due=Amount(t("Reste à payer", "Still to pay"), t.money(574)),
            back=(),
        ),
        "choice_no_cash": replace(
            choice,
            frame=_frame(t, t("Espèces indisponibles pour le moment.", "No cash for now.")),
            means=(card, replace(cash, enabled=False, hint=no_change)),
        ),
        "cash": taking,
        "cash_part": replace(
            taking, due=replace(due, amount=t.money(374)), inserted=Amount(t("Inséré", "Inserted"), t.money(1000))
        ),
        "cash_exact_only": replace(
            taking,
            warning=t(
                "Plus de monnaie\u00a0: insérez la somme exacte ou payez par carte.",
                "No change left: insert the exact amount or pay by card.",
            ),
            accepted=("10 c", "20 c", "50 c", "1 €", "2 €", "10 €"),
        ),
        "card": CardView(
            frame,
            t("Suivez le terminal", "Follow the terminal"),
            t("Présentez, insérez ou approchez votre carte.", "Tap, insert or swipe your card."),
            Amount(t("À payer par carte", "To pay by card"), t.money(1374)),
            t(
                "Pour renoncer, appuyez sur la touche rouge du terminal.",
                "To stop, press the red key on the terminal.",
            ),
        ),
        "change_40": ChangeView(
            frame,
            t("Voici votre monnaie", "Here is your change"),
            t("Prenez les pièces et les billets.", "Please take your coins and notes."),
            Amount(t("Monnaie à rendre", "Change"), t.money(626)),
            Amount(t("Déjà rendu", "Given so far"), t.money(250)),
            40,
        ),
    }


def _ending(t: _French) -> dict[str, View]:
    frame = _frame(t)
    paper = Button(t("Imprimer", "Print"), events.ReceiptPressed(), icon="receipt")
    none = Button(t("Sans ticket", "No receipt"), events.NoReceiptPressed(), icon="no_receipt")
    receipt = ReceiptView(
        frame,
        t("Merci, c’est payé", "Thank you, all paid"),
        Amount(t("Payé", "Paid"), t.money(1374)),
        t("Souhaitez-vous un ticket\u00a0?", "Would you like a receipt?"),
        t(
            "Depuis le 1er août 2023, le ticket n’est imprimé que sur demande.",
            "By French law, receipts are printed only on request.",
        ),
        (paper, none),
    )
    return {
        "receipt": receipt,
        "receipt_no_paper": replace(
            receipt, choices=(replace(paper, enabled=False, hint=t("Plus de papier", "Out of paper")), none)
        ),
        "wait": WaitView(frame, t("Un instant", "One moment"), t("Votre ticket s’imprime.", "Printing your receipt.")),
        "thanks": ThanksView(
            frame,
            t("Au revoir et à bientôt\u00a0!", "Goodbye, see you soon!"),
            t("N’oubliez ni vos articles ni votre monnaie.", "Remember your items and your change."),
            Button(t("Terminé", "Done"), events.DonePressed(), Tone.PRIMARY),
        ),
        **_called(t, frame),
        "closed_journal": ClosedView(
            frame,
            t("Caisse fermée", "This checkout is closed"),
            t("La caisse ne peut plus enregistrer de vente.", "The checkout cannot record sales."),
            t("Rien ne vous a été débité.", "You have not been charged."),
            t("Merci d’aller à la caisse principale.", "Please go to the main till."),
        ),
    }


def _called(t: _French, frame: Frame) -> dict[str, View]:
    dismissed = Button(
        t("Je n’ai plus besoin d’aide", "I don’t need help any more"), events.HelpDismissed(), Tone.QUIET
    )
    coming = t("Un vendeur arrive", "Staff are on their way")
    stay = t("Restez près de la caisse.", "Please stay at the checkout.")
    return {
        "called_help": CalledView(
            frame,
            coming,
            t("Vous avez demandé de l’aide.", "You asked for help."),
            t("Votre panier est conservé.", "Your basket is kept."),
            stay,
            (dismissed,),
        ),
        "called_age": CalledView(
            frame,
            coming,
            t("Un article demande la preuve que vous avez 18 ans.", "One item needs proof that you are 18."),
            t("Rien n’est encore payé.", "Nothing has been paid yet."),
            t("Préparez une pièce d’identité.", "Have your ID ready."),
            (Button(t("Retour aux articles", "Back to the items"), events.BackPressed(), Tone.QUIET),),
        ),
        "called_owed": CalledView(
            frame,
            coming,
            t("La machine n’a pas pu rendre toute la monnaie.", "The machine could not give all your change."),
            t(
                "Nous vous devons 3,76\u202f€. C’est enregistré et imprimé.",
                "We owe you €3.76. It is recorded and printed.",
            ),
            t("Attendez le vendeur\u00a0: il vous remettra la somme.", "Please wait: staff will hand it to you."),
            (),
        ),
        "called_card": CalledView(
            frame,
            coming,
            t(
                "Le terminal n’a pas répondu\u00a0: nous ne savons pas si votre carte a été débitée.",
                "The terminal did not answer: we do not know whether your card was charged.",
            ),
            t(
                "Ne payez pas une deuxième fois\u00a0: rien ne sera débité deux fois.",
                "Do not pay again: nothing will be charged twice.",
            ),
            stay,
            (),
        ),
    }


def _staff(t: _French) -> dict[str, View]:
    frame = _frame(t, staff=False)
    pin = PinView(
        frame,
        t("Code du personnel", "Staff code"),
        t("Composez votre code.", "Type your code."),
        "",
        "",
        t("Valider", "Confirm"),
        Button(t("Retour", "Back"), events.StaffLeft(), Tone.QUIET),
    )
    return {
        "pin": pin,
        "pin_wrong": replace(pin, wrong=t("Code incorrect", "Wrong code")),
        "pin_locked": replace(pin, locked=t("Bloqué pendant 30 secondes", "Locked for 30 seconds")),
        "attendant": _attendant(t, frame),
        "attendant_quiet": replace(_attendant(t, frame), tasks=(), lines=()),
    }


def release(t: _French) -> Release:
    """The price pad of the unknown article."""
    return Release(
        1,
        t("Rayon de l’article", "Department"),
        t("Prix TTC", "Price with VAT"),
        (
            t("Alimentation", "Food"),
            t("Fruits et légumes", "Fruit and vegetables"),
            t("Boissons", "Drinks"),
            t("Hygiène et entretien", "Hygiene and cleaning"),
            t("Presse", "Newspapers"),
        ),
        t("Vendre", "Sell"),
        t("Retour", "Back"),
    )


def _attendant(t: _French, frame: Frame) -> AttendantView:
    quiet, danger = Tone.QUIET, Tone.DANGER
    void = t("Supprimer", "Void")
    lines = tuple(
        TaskView(
            line.name, f"{line.detail}   {line.amount}", (Button(void, events.RemovePressed(line.number), danger),)
        )
        for line in _lines(t)[:4]
    )
    return AttendantView(
        frame,
        t("Espace personnel", "Staff page"),
        "Camille",
        (
            TaskView(
                t("Vérifier l’âge\u00a0: 18 ans", "Check the age: 18"),
                "Crémant de Loire brut",
                (
                    Button(t("Majeur", "Old enough"), events.AgeApprovePressed(), Tone.PRIMARY),
                    Button(t("Trop jeune", "Too young"), events.AgeRefusePressed(), danger),
                ),
            ),
            TaskView(
                t("Article inconnu", "Unknown item"),
                "3760123456789",
                (Button(t("Refuser", "Refuse"), events.RefusePressed(1), danger),),
                (release(t),),
                t("Saisir un prix", "Enter a price"),
            ),
            TaskView(
                t("Paiement par carte incertain", "Card outcome unknown"),
                t(
                    "13,74\u202f€ à 14:32. Lisez le journal du terminal.",
                    "€13.74 at 14:32. Read the terminal’s journal.",
                ),
                (
                    Button(t("Débité", "Charged"), events.CardSettledPressed(Money(1374)), Tone.SECONDARY),
                    Button(t("Non débité", "Not charged"), events.CardSettledPressed(Money(0)), Tone.SECONDARY),
                ),
            ),
        ),
        lines,
        Amount(t("Total", "Total"), t.money(1374)),
        (
            Button(t("Terminer", "Leave"), events.AttendantDonePressed(), Tone.PRIMARY),
            Button(t("Annuler la vente", "Cancel the sale"), events.CancelPressed(), danger),
            Button(t("Fermer la caisse", "Close the checkout"), events.ClosePressed(), quiet),
        ),
        (
            Amount(t("Monnayeur", "Coins"), "OK"),
            Amount(t("Billets", "Notes"), t("presque plein", "nearly full")),
            Amount(t("Terminal", "Terminal"), "OK"),
            Amount(t("Imprimante", "Printer"), t("sans papier", "no paper")),
            Amount("Scanner", "OK"),
            Amount(t("Caméra", "Camera"), "OK"),
        ),
    )
