"""Why a price file, or one line of it, is refused: what was found and what is allowed, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_SHOWN_MAX = 80
"""Characters of a refused line that are kept to show it again."""


class Reason(StrEnum):
    """Each has one sentence per language in SENTENCES."""

    # One line
    LINE_TOO_LONG = "line_too_long"
    NOT_TEXT = "not_text"
    CONTROL_CHARACTER = "control_character"
    QUOTES = "quotes"
    COLUMN_COUNT = "column_count"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    CODE_FORM = "code_form"
    CODE_ROUNDED = "code_rounded"
    CHECK_DIGIT = "check_digit"
    CODE_TWICE = "code_twice"
    NO_PRICE = "no_price"
    TWO_PRICES = "two_prices"
    AMOUNT_FORM = "amount_form"
    NEGATIVE = "negative"
    DECIMALS = "decimals"
    TOO_HIGH = "too_high"
    VAT = "vat"
    AGE = "age"
    PICTURE = "picture"
    PACK = "pack"
    TARE = "tare"
    CAPTURE = "capture"
    FAVOURITE = "favourite"
    MEAL = "meal"
    LIMIT = "limit"
    WEIGHED = "weighed"
    NOT_WEIGHED = "not_weighed"
    BATCH = "batch"
    RECALL_TWICE = "recall_twice"
    TOO_MANY = "too_many"
    # The whole file
    NO_FILE = "no_file"
    NOT_CSV = "not_csv"
    EMPTY_FILE = "empty_file"
    HEADER = "header"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    MISSING_COLUMN = "missing_column"
    NO_ARTICLES = "no_articles"


SENTENCES: dict[str, dict[Reason, str]] = {
    "en": {
        Reason.LINE_TOO_LONG: "The line is longer than {expected} bytes.",
        Reason.NOT_TEXT: "The line holds bytes that are no {expected} text.",
        Reason.CONTROL_CHARACTER: "The line holds the invisible character {found}; only visible ones are allowed.",
        Reason.QUOTES: "The quotation marks of the line do not match; a field that opens one closes it on its line.",
        Reason.COLUMN_COUNT: "The line has {found} columns; the header has {expected}.",
        Reason.EMPTY: "The column {column} is empty; every article needs one.",
        Reason.TOO_LONG: "The column {column} holds {found} characters; at most {expected} are allowed.",
        Reason.FORMULA: "The column {column} begins with {found}, as a spreadsheet formula does; "
        "a text begins with a letter or digit.",
        Reason.CODE_FORM: "{found} is no code; a code is 1 to {expected} letters, digits, dots, slashes or hyphens.",
        Reason.CODE_ROUNDED: "A spreadsheet rounded the code to {found}; give that column the format Text, save again.",
        Reason.CHECK_DIGIT: "The code {found} ends in a wrong check digit; {expected} was expected.",
        Reason.CODE_TWICE: "The code {found} already stands on line {expected}; a code belongs to one article.",
        Reason.NO_PRICE: "The line has no price; fill either price or price_per_kg.",
        Reason.TWO_PRICES: "The line has both price and price_per_kg; fill only one.",
        Reason.AMOUNT_FORM: "{column} is {found}; an amount is digits with at most two decimals, such as 2.50 or 2,50.",
        Reason.NEGATIVE: "{column} is {found}; an amount is never negative.",
        Reason.DECIMALS: "{column} is {found}; at most two decimals are allowed.",
        Reason.TOO_HIGH: "{column} is {found}; at most {expected} EUR is allowed.",
        Reason.VAT: "The VAT rate is {found}; allowed are {expected} (percent).",
        Reason.AGE: "minimum_age is {found}; allowed are whole years from 0 to 99, or nothing.",
        Reason.PICTURE: "The picture is {found}; a picture is named with small letters, digits and hyphens, "
        "without folder or ending.",
        Reason.PACK: "The column {column} holds {found}; a code that stands for several pieces ends in a star and a "
        "number from 2 to {expected}, such as 3274080005010*6.",
        Reason.TARE: "The tare is {found}; allowed are whole grams from 0 to {expected}, or nothing.",
        Reason.CAPTURE: "capture is {found}; allowed are {expected}, or nothing.",
        Reason.FAVOURITE: "favourite is {found}; allowed are 1, 0, or nothing.",
        Reason.MEAL: "meal is {found}; allowed are 1, 0, or nothing.",
        Reason.LIMIT: "limit is {found}; allowed are whole pieces from 0 to {expected}, or nothing.",
        Reason.WEIGHED: "The column {column} holds {found}, but the article is sold by weight; leave it empty.",
        Reason.NOT_WEIGHED: "The column {column} holds {found}, but the article is not sold by weight; leave it empty.",
        Reason.BATCH: "The batch is {found}; a batch number is at most {expected} visible characters, with at least "
        "one letter or digit. Leave it empty to recall every batch.",
        Reason.RECALL_TWICE: "The same recall already stands on line {expected}.",
        Reason.TOO_MANY: "The file holds more than {expected} recalls.",
        Reason.NO_FILE: "The file cannot be opened: {found}.",
        Reason.NOT_CSV: "The file is {found}; save it as CSV (UTF-8).",
        Reason.EMPTY_FILE: "The file is empty; it needs a header line and at least one article.",
        Reason.HEADER: "The first line cannot be read as a header ({found}); it names columns such as {expected}.",
        Reason.UNKNOWN_COLUMN: "The header names the column {found}; allowed are {expected}.",
        Reason.COLUMN_TWICE: "The header names the column {found} twice.",
        Reason.MISSING_COLUMN: "The header lacks the column {expected}; found were {found}.",
        Reason.NO_ARTICLES: "The file has a header but no article; at least one line must follow it.",
    },
    "fr": {
        Reason.LINE_TOO_LONG: "La ligne dépasse {expected} octets.",
        Reason.NOT_TEXT: "La ligne contient des octets qui ne sont pas du texte {expected}.",
        Reason.CONTROL_CHARACTER: "La ligne contient le caractère invisible {found} ; seuls les caractères imprimables "
        "sont admis.",
        Reason.QUOTES: "Les guillemets de la ligne ne vont pas par paires ; un champ qui en ouvre un le ferme sur sa "
        "ligne.",
        Reason.COLUMN_COUNT: "La ligne a {found} colonnes ; l’en-tête en a {expected}.",
        Reason.EMPTY: "La colonne {column} est vide ; chaque article en a besoin.",
        Reason.TOO_LONG: "La colonne {column} contient {found} caractères ; {expected} au plus sont admis.",
        Reason.FORMULA: "La colonne {column} commence par {found}, comme une formule de tableur ; un texte commence "
        "par une lettre ou un chiffre.",
        Reason.CODE_FORM: "{found} n’est pas un code ; un code a de 1 à {expected} lettres, chiffres, points, barres "
        "ou traits d’union.",
        Reason.CODE_ROUNDED: "Un tableur a arrondi le code en {found} ; mettez cette colonne au format Texte et "
        "enregistrez de nouveau.",
        Reason.CHECK_DIGIT: "Le code {found} finit par un mauvais chiffre de contrôle ; {expected} était attendu.",
        Reason.CODE_TWICE: "Le code {found} est déjà à la ligne {expected} ; un code appartient à un seul article.",
        Reason.NO_PRICE: "La ligne n’a pas de prix ; remplissez price ou price_per_kg.",
        Reason.TWO_PRICES: "La ligne a price et price_per_kg ; n’en remplissez qu’un.",
        Reason.AMOUNT_FORM: "{column} vaut {found} ; un montant s’écrit en chiffres avec deux décimales au plus, comme "
        "2,50.",
        Reason.NEGATIVE: "{column} vaut {found} ; un montant n’est jamais négatif.",
        Reason.DECIMALS: "{column} vaut {found} ; deux décimales au plus sont admises.",
        Reason.TOO_HIGH: "{column} vaut {found} ; {expected} EUR au plus sont admis.",
        Reason.VAT: "Le taux de TVA est {found} ; sont admis {expected} (pour cent).",
        Reason.AGE: "minimum_age vaut {found} ; sont admis les âges entiers de 0 à 99, ou rien.",
        Reason.PICTURE: "L’image est {found} ; une image se nomme en minuscules, chiffres et traits d’union, sans "
        "dossier ni extension.",
        Reason.PACK: "La colonne {column} contient {found} ; un code qui vaut plusieurs pièces finit par une étoile et "
        "un nombre de 2 à {expected}, comme 3274080005010*6.",
        Reason.TARE: "La tare est {found} ; sont admis les grammes entiers de 0 à {expected}, ou rien.",
        Reason.CAPTURE: "capture vaut {found} ; sont admis {expected}, ou rien.",
        Reason.FAVOURITE: "favourite vaut {found} ; sont admis 1, 0, ou rien.",
        Reason.MEAL: "meal vaut {found} ; sont admis 1, 0, ou rien.",
        Reason.LIMIT: "limit vaut {found} ; sont admises les pièces entières de 0 à {expected}, ou rien.",
        Reason.WEIGHED: "La colonne {column} contient {found}, mais l’article se vend au poids ; laissez-la vide.",
        Reason.NOT_WEIGHED: "La colonne {column} contient {found}, mais l’article ne se vend pas au poids ; "
        "laissez-la vide.",
        Reason.BATCH: "Le lot est {found} ; un numéro de lot a au plus {expected} caractères imprimables, dont une "
        "lettre ou un chiffre. Laissez-le vide pour rappeler tous les lots.",
        Reason.RECALL_TWICE: "Le même rappel est déjà à la ligne {expected}.",
        Reason.TOO_MANY: "Le fichier contient plus de {expected} rappels.",
        Reason.NO_FILE: "Le fichier ne s’ouvre pas : {found}.",
        Reason.NOT_CSV: "Le fichier est {found} ; enregistrez-le en CSV (UTF-8).",
        Reason.EMPTY_FILE: "Le fichier est vide ; il lui faut un en-tête et au moins un article.",
        Reason.HEADER: "La première ligne n’est pas un en-tête ({found}) ; elle nomme des colonnes comme {expected}.",
        Reason.UNKNOWN_COLUMN: "L’en-tête nomme la colonne {found} ; sont admises {expected}.",
        Reason.COLUMN_TWICE: "L’en-tête nomme deux fois la colonne {found}.",
        Reason.MISSING_COLUMN: "Il manque à l’en-tête la colonne {expected} ; il contient {found}.",
        Reason.NO_ARTICLES: "Le fichier a un en-tête mais aucun article ; il lui faut au moins une ligne de plus.",
    },
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason with what fills its sentence. Texts from outside are clipped to TEXT_SHOWN_MAX."""

    reason: Reason
    column: str = ""
    found: str = ""
    expected: str = ""

    def sentence(self, language: str = "en") -> str:
        """What was found and what is allowed, in English or French ("fr")."""
        template = SENTENCES.get(language, SENTENCES["en"])[self.reason]
        return template.format(column=self.column, found=clipped(self.found), expected=self.expected)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line of a price file that was not taken; the header is line 1."""

    line_number: int
    refusal: Refusal
    text: str

    @property
    def reason(self) -> Reason:
        """Why, as a key."""
        return self.refusal.reason

    def sentence(self, language: str = "en") -> str:
        """Why, as a sentence."""
        return self.refusal.sentence(language)


class PriceFileUnreadable(Exception):  # noqa: N818  named by what it means
    """The whole file is refused: nothing of it may be used."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence())
        self.refusal = refusal


def clipped(text: str) -> str:
    """At most TEXT_SHOWN_MAX characters that are safe to print; an ellipsis says that more followed."""
    shown = text if len(text) <= TEXT_SHOWN_MAX else text[: TEXT_SHOWN_MAX - 1] + "…"
    return "".join(character if character.isprintable() else "�" for character in shown)
