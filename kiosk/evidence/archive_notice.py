"""LISEZ-MOI.txt: what an inspector reads first in an archive, with nobody there to ask."""

from __future__ import annotations

from typing import Protocol

from kiosk.domain.books import moment


class _Shop(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def siret(self) -> str: ...
    @property
    def till(self) -> str: ...
    @property
    def software(self) -> str: ...
    @property
    def version(self) -> str: ...


class _Span(Protocol):
    @property
    def first_day(self) -> str: ...
    @property
    def last_day(self) -> str: ...
    @property
    def first_entry(self) -> int: ...
    @property
    def last_entry(self) -> int: ...


def notice(shop: _Shop, span: _Span, at: int) -> str:
    """The text, with Windows line ends. `at`: UTC seconds, when the archive was made."""
    text = _TEXT.format(shop=shop, span=span, made=f"{moment(at, 0):%d/%m/%Y %H:%M}")
    return text.replace("\n", "\r\n")


_TEXT = """\
ARCHIVE DE CAISSE
=================

Commerce : {shop.name}   SIRET : {shop.siret}
Caisse   : {shop.till}
Logiciel : {shop.software} {shop.version}
Période  : journées du {span.first_day} au {span.last_day} (écritures {span.first_entry} à {span.last_entry})
Faite le : {made} (temps universel)

Cette archive contient toutes les données de la caisse pour la période : chaque écriture dans l'ordre, chaque ticket
avec ses lignes, les clôtures, les événements techniques, et les signatures qui prouvent que rien n'a été changé ni
retiré (CGI art. 286, I-3° bis ; BOI-TVA-DECLA-30-10-30).


LIRE
----

Les quatre tableaux s'ouvrent avec n'importe quel tableur (UTF-8, points-virgules, virgules décimales) :

  tickets.csv      un ticket par ligne, ou une ligne par taux de TVA quand il en a plusieurs
  lignes.csv       les lignes des tickets : article, nombre ou poids, prix, taux
  clotures.csv     les clôtures de journées, de mois et d'exercices, avec les grands totaux perpétuels
  evenements.csv   le journal des événements techniques (JET) ; FORMAT.md donne le sens des codes

Les montants sont en euros. « École » marque les ventes de formation, qui ne comptent dans aucun total.
La preuve est le fichier journal.jsonl ; les tableaux en sont tirés pour la lecture et sont signés avec lui.


VÉRIFIER
--------

1. Il faut Python 3.9 ou plus récent (python.org) et le paquet « cryptography » :

       python3 -m pip install cryptography

2. Sortez verify_archive.py de l'archive, ou mieux : prenez-le à la source du logiciel, qui est libre. Puis :

       python3 verify_archive.py CETTE_ARCHIVE.zip

   Le programme n'écrit rien et n'a besoin d'aucun réseau. Il répond INTACTE, ALTÉRÉE (avec le premier endroit),
   ILLISIBLE, ou AUTHENTIQUE MAIS INCOMPLÈTE quand la caisse a elle-même déclaré une perte (disque ancien remis).
   Codes de retour : 0, 1, 2, 3.

3. Comparez la clé affichée avec « Empreinte de la clé » sur un ticket Z imprimé pendant la période, ou donnez-la :

       python3 verify_archive.py CETTE_ARCHIVE.zip --key EMPREINTE

   Sans cette comparaison, une archive entièrement refaite avec une autre clé ne se distinguerait pas.

4. Si vous avez l'archive de la période précédente, vérifiez qu'elles se suivent sans trou :

       python3 verify_archive.py CETTE_ARCHIVE.zip --previous ARCHIVE_PRECEDENTE.zip

Chaque ticket imprimé porte quatre caractères de sa signature (les 3e, 7e, 13e et 19e) : on les retrouve dans
journal.jsonl, au sceau de la chaîne « ticket » qui a le numéro du ticket.


LES FICHIERS
------------

  LISEZ-MOI.txt        ce texte
  journal.jsonl        toutes les écritures, chacune suivie de ses sceaux (signatures), un objet JSON par ligne
  certificats.pem      les certificats des clés qui ont signé
  manifest.json        période, totaux d'ouverture et de clôture, taille et empreinte SHA-256 de chaque fichier
  manifest.sig         la signature de manifest.json
  verify_archive.py    le vérificateur, en un seul fichier que l'on peut lire
  FORMAT.md            le format exact (en anglais), assez pour écrire un autre vérificateur
  *.csv                les tableaux ci-dessus
"""
