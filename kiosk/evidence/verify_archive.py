#!/usr/bin/env python3
"""Vérifie une archive de caisse Borne, sans aucun autre programme de Borne :

    python3 verify_archive.py ARCHIVE.zip [--key EMPREINTE]... [--previous ARCHIVE_PRECEDENTE.zip]

Il faut Python 3.9 ou plus récent et le paquet « cryptography ». Codes de retour : 0 intacte, 1 altérée, 2 illisible,
3 authentique, mais qui déclare elle-même une perte. Le format vérifié est décrit dans FORMAT.md.

This one file travels inside every archive and must run alone on an inspector's machine: the standard library and
`cryptography` only, nothing newer than Python 3.9. The kiosk verifies its own journal with the same class Verifier.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from time import strptime
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate
except ImportError:
    if __name__ == "__main__":
        sys.stderr.write("Il manque le paquet « cryptography » : python3 -m pip install cryptography\n")
        raise SystemExit(2) from None
    raise

FORMAT = 1
"""The version of the format that this file verifies."""

SALE = ("rates", "total", "at", "till", "number", "type", "day")
PERIOD = (
    "rates", "total", "perpetual_absolute", "perpetual", "absolute_rates", "perpetual_rates", "at", "till", "period",
    "number",
)  # fmt: skip
FIELDS = {
    "ticket": SALE,
    "training": SALE,
    "grand_ticket": ("rates", "total", "perpetual_absolute", "perpetual", "at", "till", "ticket", "number"),
    "duplicate": ("till", "number", "type", "copy", "operator", "at", "original_till", "original_number"),
    "day": PERIOD,
    "month": PERIOD,
    "year": PERIOD,
    "event": ("number", "code", "text", "at", "operator", "till"),
    "archive": (
        "number", "kind", "first_day", "last_day", "first_entry", "last_entry", "manifest", "at", "operator", "till",
    ),
}  # fmt: skip
"""The fields of each chain, in the order in which they are signed."""

EVENT_CODES = {
    "ArchiveMade": {20, 30},
    "AttendantLeft": {40},
    "HandheldLocked": {40},
    "HandheldTaken": {80},
    "PeriodClosed": {50, 60},
    "AttendantArrived": {80},
    "RollbackFound": {90},
    "WitnessLost": {90},
    "CashDiffered": {170},
    "CashCountTaken": {170},
    "CashboxEmptied": {170},
    "CashAdjusted": {170},
    "CashBalanced": {170},
    "RollbackAccepted": {240},
    "KeyAdopted": {240},
    "Purged": {240},
    "KioskStarted": {260},
    "NonItemAdded": {910},
    "NonItemRemoved": {910},
    "RefundBegun": {190},
    "SaleAbandoned": {320},
    "SaleCancelled": {320},
    "SaleParked": {320},
    "SaleSetAside": {320},
    "SaleTakenUp": {1087},
    "AsideCleared": {1088},
    "DeviceConditionChanged": {1010, 1011, 1012},
    "JournalResumed": {1020},
    "PricesApplied": {1030},
    "RecallsApplied": {1031},
    "KioskClosed": {1040},
    "KioskOpened": {1041},
    "LineRemoved": {1050},
    "CheckBegun": {1058},
    "CheckEnded": {1059},
    "LinePriced": {1054},
    "DoubtSettled": {1051},
    "AgeChecked": {1052},
    "ShelfCleared": {1053},
    "BasketTurnedAway": {1055},
    "CodeNotTaken": {1056},
    "VoucherIssued": {1057},
    "PayoutFellShort": {1060},
    "OwedSettled": {1061},
    "FillBegun": {1062},
    "FillEnded": {1063},
    "CollectionStarted": {1064},
    "CollectionEnded": {1065},
    "FloatSet": {1066},
    "CardOutcomeUnknown": {1070},
    "CardOutcomeSettled": {1071},
    "CardRefunded": {1072},
    "MealExceeded": {1073},
    "CardRefundStarted": {1073},
    "CardGivenBack": {1074},
    "PinRefused": {1080},
    "AttendantEnrolled": {1081},
    "PinChanged": {1082},
    "BadgeGiven": {1083},
    "AttendantDismissed": {1084},
    "StaffRecovered": {1085},
    "RecoverySeen": {1086},
    "ClockDoubted": {1100},
    "ClockConfirmed": {1101},
    "TrainingBegun": {1120},
    "TrainingEnded": {1121},
    "HandheldsTrusted": {1090},
    "ArchiveFailed": {1130},
    "DeviceRetried": {1150},
    "BrightnessChosen": {1151},
    "VolumeChosen": {1152},
    "RestartAsked": {1153},
}
"""The facts that are sealed as events, and with which codes. Facts that are not named here are no events."""

INTEGRITY = "90"
"""The code of events with which the till itself says that something is wrong with its journal."""

ONLY_BY_STAFF = {"LineRemoved", "DoubtSettled"}
"""Events only when staff did it; customers do it all day."""

BESIDES = ("tenders", "others")
"""Payments that are neither cash nor card, and what was paid without being sold."""

Values = dict[str, Any]
"""An object of JSON."""

Tax = tuple[int, int, int, int]
"""Rate in basis points, then net, VAT and gross in cents."""

Due = list[tuple[str, dict[str, str]]]
"""The seals that must follow an entry, in order: their chain, and what their fields must say."""

NO_DIGEST = "0" * 64
FACT_MAX = 1_000_000
FIELD_MAX = 20_000
AMOUNT_MAX = 10**15
LINES_MAX = 1_000
COPIES_MAX = 50_000
"""Of how many receipts the number of copies is remembered, so that memory does not grow with the archive."""

AHEAD_MAX, QUARTER = 15 * 3600, 900
"""The shop's own time differs from UTC by whole quarters of an hour, and by less than this."""


class Fault(Exception):  # noqa: N818 - it is a finding, not a mistake of this program
    """The first thing that does not hold, in French, with the place where it was found."""

    def __init__(self, sentence: str, entry: int = 0, chain: str = "", number: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.entry, self.chain, self.number = sentence, entry, chain, number

    def __str__(self) -> str:
        if self.chain:
            return f"sceau {self.chain} n° {self.number} (écriture {self.entry}) : {self.sentence}"
        return f"écriture {self.entry} : {self.sentence}" if self.entry else self.sentence


class Takings:
    """What a period has brought: `rates` is [net, VAT, gross] by rate, `kinds` cents by kind of tenders and others."""

    COUNTS = ("tickets", "first", "last", "cash", "card", "cancelled", "removed", "overrides")

    def __init__(self) -> None:
        self.rates: dict[int, list[int]] = {}
        self.counts: dict[str, int] = dict.fromkeys(self.COUNTS, 0)
        self.kinds: dict[str, dict[str, int]] = {name: {} for name in BESIDES}

    def ticket(self, receipt: int, taxes: list[Tax], cash: int, card: int, kinds: dict[str, dict[str, int]]) -> None:
        """One more ticket; `taxes` is [(rate, net, vat, gross), ...]."""
        counts = self.counts
        counts["tickets"] += 1
        counts["first"] = counts["first"] or receipt
        counts["last"] = receipt
        counts["cash"] += cash
        counts["card"] += card
        for rate, *amounts in taxes:
            self._add(rate, amounts)
        self._besides(kinds)

    def add(self, other: Takings) -> None:
        """A whole period within this one."""
        first = self.counts["first"] or other.counts["first"]
        last = other.counts["last"] or self.counts["last"]
        for name, value in other.counts.items():
            self.counts[name] += value
        self.counts["first"], self.counts["last"] = first, last
        for rate, amounts in other.rates.items():
            self._add(rate, amounts)
        self._besides(other.kinds)

    def _besides(self, kinds: dict[str, dict[str, int]]) -> None:
        for name, sums in kinds.items():
            for kind, amount in sums.items():
                self.kinds[name][kind] = self.kinds[name].get(kind, 0) + amount

    def _add(self, rate: int, amounts: list[int]) -> None:
        sums = self.rates.setdefault(rate, [0, 0, 0])
        for place, cents in enumerate(amounts):
            sums[place] += cents

    def state(self) -> Values:
        taxes = [[rate, *self.rates[rate]] for rate in sorted(self.rates, reverse=True)]
        kinds = {
            name: sorted([kind, amount] for kind, amount in sums.items()) for name, sums in self.kinds.items() if sums
        }
        return {**self.counts, "taxes": taxes, **kinds}

    @classmethod
    def of_state(cls, state: Values) -> Takings:
        takings = cls()
        takings.counts = {name: whole(state, name) for name in cls.COUNTS}
        for row in rows(state, "taxes", 4):
            takings.rates[row[0]] = row[1:]
        takings.kinds = {name: kind_totals(state, name) for name in BESIDES}
        return takings

    @classmethod
    def of_fact(cls, values: Values) -> Takings:
        """The takings as a closing names them."""
        takings = cls()
        takings.counts = {
            name: cents(values, name) if name in ("cash", "card") else whole(values, name) for name in cls.COUNTS
        }
        takings.rates = {rate: list(amounts) for rate, *amounts in tax_totals(values)}
        takings.kinds = {name: kind_totals(values, name) for name in BESIDES}
        return takings


class Verifier:
    """Reads entries and seals in order, each entry followed by its seals, and raises Fault at the first that is wrong.

    Everything is reckoned again from the lines of the tickets. What it must remember does not grow with the journal.
    """

    def __init__(
        self, opening: Values | None = None, certificates: dict[str, str] | None = None, signatures: bool = True
    ) -> None:
        """`opening`: the state() before the first entry to come; without it, the first one is entry 1.

        `certificates`: PEM by fingerprint, needed for the key that is in force in `opening`. `signatures`: False only
        to find a state() quickly in a journal that is verified anyway.
        """
        self.signatures = signatures
        self.entries = self.tickets = self.trainings = self.total = 0
        self.sealed = dict.fromkeys(FIELDS, 0)
        self.sealed_by: dict[str, int] = {}
        self.losses: list[str] = []
        self.warnings = 0  # events of code 90: the till itself doubted its journal
        self.days: list[str] = []  # the first and the last that was opened
        self._at = 0
        self._due: Due = []
        self._copies: dict[int, int] = {}
        self._adopted: tuple[str, ec.EllipticCurvePublicKey | None] | None = None
        self._set(opening or START, certificates or {})

    def _set(self, opening: Values, certificates: dict[str, str]) -> None:
        self.number, self.digest = whole(opening, "entry"), text(opening, "digest")
        self.began = whole(opening, "receipts")
        self.key = text(opening, "key")
        self._public = public_key(certificates.get(self.key, ""), self.key) if self.key and self.signatures else None
        self.heads: dict[str, tuple[int, str]] = {}
        heads, takings, closed = (mapping(opening, name) for name in ("heads", "takings", "closed"))
        for chain in heads:
            if chain not in FIELDS:
                raise Fault(f"l'état d'ouverture nomme une chaîne inconnue : {chain[:40]}")
            self.heads[chain] = (whole(mapping(heads, chain), "number"), text(mapping(heads, chain), "signature"))
        self.day, self.day_open = text(opening, "day"), flag(opening, "day_open")
        self.receipts, self.training_receipts = self.began, whole(opening, "training_receipts")
        self.training = flag(opening, "training")
        self.takings = {kind: Takings.of_state(mapping(takings, kind)) for kind in PERIODS}
        self.closed = {kind: text(closed, kind) for kind in PERIODS}
        self.perpetual = rate_totals(opening, "perpetual")
        self.absolute = rate_totals(opening, "absolute")

    def state(self) -> Values:
        """Everything that the next entry depends on, as values of JSON."""
        heads = {chain: {"number": number, "signature": signature} for chain, (number, signature) in self.heads.items()}
        return {
            "entry": self.number, "digest": self.digest, "key": self._adopted[0] if self._adopted else self.key,
            "heads": heads, "day": self.day, "day_open": self.day_open, "receipts": self.receipts,
            "training_receipts": self.training_receipts, "training": self.training,
            "takings": {kind: takings.state() for kind, takings in self.takings.items()}, "closed": dict(self.closed),
            "perpetual": totals(self.perpetual), "absolute": totals(self.absolute),
        }  # fmt: skip

    # What is read

    def entry(self, number: int, at: int, kind: str, fact: str, digest: str) -> None:
        """The next entry of the journal; `fact` is its JSON text, `digest` 64 hexadecimal digits."""
        self._settled()
        if number != self.number + 1:
            raise Fault(f"l'écriture {self.number + 1} manque (la suivante est {number})", self.number + 1)
        try:
            if len(fact) > FACT_MAX:
                raise Fault("ce fait est trop long")
            line = f"{number}\n{at}\n{kind}\n{fact}".encode()
            if hashlib.sha256(bytes.fromhex(self.digest) + line).hexdigest() != digest:
                raise Fault(f"l'empreinte ne correspond pas : cette écriture ({kind[:40]}) a été changée")
            self.number, self.digest, self._at = number, digest, at
            self.entries += 1
            if self._adopted:
                self.key, self._public = self._adopted
                self._adopted = None
            self._read(kind, fact)
        except Fault as fault:
            raise Fault(fault.sentence, number) from None
        except UnicodeError:
            raise Fault("le texte n'est pas de l'UTF-8", number) from None

    def seal(
        self, chain: str, number: int, entry: int, fields: dict[str, str], previous: str, key: str, signature: str
    ) -> None:
        """A seal of the entry before; `fields` are its values by name."""
        try:
            if chain not in FIELDS:
                raise Fault("cette chaîne n'existe pas")
            if entry != self.number:
                raise Fault(f"ce sceau devrait suivre son écriture, et non l'écriture {self.number}")
            if not self._due or self._due[0][0] != chain:
                asked = f"un sceau {self._due[0][0]} est attendu" if self._due else "aucun sceau n'est attendu ici"
                raise Fault(asked)
            self._chained(chain, number, previous)
            self._agrees(chain, number, fields, self._due.pop(0)[1])
            if key != self.key:
                raise Fault("il n'est pas fait avec la clé en vigueur")
            if self._public is not None:
                line = signed_line(chain, fields, entry, self.digest, previous)
                if not signature_holds(self._public, line.encode(), signature):
                    raise Fault("la signature est fausse")
        except Fault as fault:
            raise Fault(fault.sentence, entry, str(chain)[:40], number) from None
        self.heads[chain] = (number, signature)
        self.sealed[chain] += 1
        self.warnings += chain == "event" and fields["code"] == INTEGRITY
        self.sealed_by[key] = self.sealed_by.get(key, 0) + 1

    def finish(self) -> None:
        """There is no more: nothing may be due."""
        self._settled()

    def _settled(self) -> None:
        if self._due:
            chain = self._due[0][0]
            raise Fault(f"le sceau de la chaîne {chain} manque", self.number)

    def _chained(self, chain: str, number: int, previous: str) -> None:
        last, signature = self.heads.get(chain, (0, ""))
        if number != last + 1:
            raise Fault(f"le sceau n° {last + 1} de cette chaîne manque")
        if previous != signature:
            raise Fault(f"il ne suit pas le sceau n° {last} de sa chaîne (signature précédente différente)")

    def _agrees(self, chain: str, number: int, fields: dict[str, str], wanted: dict[str, str]) -> None:
        if set(fields) != set(FIELDS[chain]):
            raise Fault("ses champs ne sont pas ceux de sa chaîne")
        for name, value in fields.items():
            if type(value) is not str or len(value) > FIELD_MAX:
                raise Fault(f"le champ « {name} » n'est pas un texte acceptable")
        for name, value in (*wanted.items(), ("number", str(number))):
            if fields[name] != value:
                raise Fault(f"le champ « {name} » dit {fields[name][:80]!r}, l'écriture dit {value[:80]!r}")
        ahead = local_seconds(fields["at"]) - self._at
        if abs(ahead) > AHEAD_MAX or ahead % QUARTER:
            raise Fault(f"l'heure {fields['at']} n'est pas celle de l'écriture")

    # What the facts mean

    def _read(self, kind: str, fact: str) -> None:
        handler = HANDLERS.get(kind)
        if handler is None and kind not in EVENT_CODES:
            return
        values = parsed(fact)
        due: Due = handler(self, values) if handler else []
        if self.key:
            self._due = due + self._events(kind, values)
        elif due:
            raise Fault("rien ne peut être scellé : aucune clé n'a encore été adoptée")

    def _events(self, kind: str, values: Values) -> Due:
        by = values.get("by", "")
        if kind not in EVENT_CODES or (kind in ONLY_BY_STAFF and not by):
            return []
        return [("event", {"code": str(event_code(kind, values)), "operator": str(by), **event_text(kind, values)})]

    def _key_adopted(self, values: Values) -> Due:
        key = text(values, "key")
        public = public_key(text(values, "certificate"), key)
        self._adopted = (key, public if self.signatures else None)
        return []

    def _day_opened(self, values: Values) -> Due:
        day = a_day(text(values, "day"))
        if self.day_open:
            raise Fault(f"la journée {day} s'ouvre sans que la journée {self.day} soit close")
        if day <= self.day:
            raise Fault(f"la journée {day} s'ouvre après la journée {self.day}")
        if self.day and day[:7] != self.day[:7] and self.closed["month"] != self.day[:7]:
            raise Fault(f"la journée {day} s'ouvre sans que le mois {self.day[:7]} soit clos")
        self.day, self.day_open = day, True
        self.days = [*self.days[:1], day]
        return []

    def _sale_started(self, values: Values) -> Due:
        self.training = flag(values, "training")
        return []

    def _sale_ended(self, values: Values) -> Due:
        self._count("cancelled")
        self.training = False
        return []

    def _line_removed(self, values: Values) -> Due:
        self._count("overrides" if text(values, "by") else "removed")
        return []

    def _quantity_changed(self, values: Values) -> Due:
        if text(values, "by"):
            self._count("overrides")
        elif whole(values, "after") < whole(values, "before"):
            self._count("removed")
        return []

    def _line_priced(self, values: Values) -> Due:
        self._count("overrides")
        return []

    def _doubt_settled(self, values: Values) -> Due:
        if text(values, "outcome") == "released":
            self._count("overrides")
        return []

    def _count(self, name: str) -> None:
        if not self.training:
            self.takings["day"].counts[name] += 1

    def _sale_completed(self, values: Values) -> Due:
        receipt, total, training = whole(values, "receipt"), cents(values, "total"), flag(values, "training")
        taxes, cash, card = tax_totals(values), cents(values, "cash"), cents(values, "card")
        day = text(values, "day")
        if not self.day_open or day != self.day:
            opened = f"la journée ouverte est {self.day}" if self.day_open else f"la journée {self.day} est close"
            raise Fault(f"le ticket {receipt} est daté du {day[:20]}, mais {opened}")
        kinds = {name: amounts_by_kind(values, name) for name in BESIDES}
        returned = refund_of(values, receipt)
        check_receipt(values, taxes, total, cash + card, kinds, training)
        before, after = sum(self.perpetual.values()), sum(self.absolute.values())
        if not training:
            before, after = before + total, after + sum(abs(gross) for _, _, _, gross in taxes)
        said(values, "perpetual", before, "le grand total perpétuel")
        said(values, "absolute", after, "le grand total perpétuel absolu")
        self.training = False
        sale: dict[str, str] = {
            "rates": rates_text((rate, gross) for rate, _, _, gross in taxes), "total": str(total),
            "type": "TRAINING" if training else "RETURN" if returned else "SALE", "day": day,
        }  # fmt: skip
        if training:
            self.training_receipts = following(receipt, self.training_receipts)
            self.trainings += 1
            return [("training", {**sale, "number": str(receipt)})]
        self.receipts = following(receipt, self.receipts)
        self.takings["day"].ticket(receipt, taxes, cash, card, kinds)
        self._book(taxes, total)
        grand = {"rates": sale["rates"], "total": sale["total"], "ticket": str(receipt)}
        grand.update(perpetual=str(before), perpetual_absolute=str(after))
        return [("ticket", {**sale, "number": str(receipt)}), ("grand_ticket", grand)]

    def _book(self, taxes: list[Tax], total: int) -> None:
        for rate, _, _, gross in taxes:
            self.perpetual[rate] = self.perpetual.get(rate, 0) + gross
            self.absolute[rate] = self.absolute.get(rate, 0) + abs(gross)
        self.tickets += 1
        self.total += total

    def _period_closed(self, values: Values) -> Due:
        kind, period = text(values, "kind"), text(values, "period")
        if kind not in PERIODS:
            raise Fault("cette clôture n'est ni d'un jour, ni d'un mois, ni d'un an")
        self._may_close(kind, period)
        told, known = Takings.of_fact(mapping(values, "takings")), self.takings[kind]
        for name, value in known.counts.items():
            if told.counts[name] != value:
                raise Fault(f"la clôture {period} dit {name} = {told.counts[name]}, les tickets disent {value}")
        if told.rates != known.rates:
            raise Fault(f"les totaux par taux de la clôture {period} ne sont pas la somme des tickets")
        if told.kinds != known.kinds:
            raise Fault(f"les bons ou les encaissements hors vente de la clôture {period} ne sont pas ceux des tickets")
        perpetual, absolute = rate_totals(values, "perpetual"), rate_totals(values, "absolute")
        if perpetual != self.perpetual or absolute != self.absolute:
            raise Fault(f"les grands totaux perpétuels de la clôture {period} ne sont pas la somme de tous les tickets")
        self._close(kind, period)
        rates = [(rate, amounts[2]) for rate, amounts in known.rates.items()]
        period_fields = {
            "rates": rates_text(rates), "total": str(sum(gross for _, gross in rates)), "period": period,
            "perpetual": str(sum(perpetual.values())), "perpetual_rates": rates_text(perpetual.items()),
            "perpetual_absolute": str(sum(absolute.values())), "absolute_rates": rates_text(absolute.items()),
        }  # fmt: skip
        return [(kind, period_fields)]

    def _may_close(self, kind: str, period: str) -> None:
        if kind == "day":
            if not self.day_open or period != self.day:
                raise Fault(f"la journée {period[:20]} est close, mais elle n'est pas la journée ouverte")
            return
        if self.day_open or not self.day:
            raise Fault(f"la période {period[:20]} est close pendant une journée ouverte")
        if period <= self.closed[kind]:
            raise Fault(f"la période {period[:20]} est close après la période {self.closed[kind]}")
        if kind == "month" and period != self.day[:7]:
            raise Fault(f"le mois {period[:20]} est clos, mais la dernière journée est {self.day}")
        if kind == "year" and (not in_year(self.day, period) or self.closed["month"] != self.day[:7]):
            raise Fault(f"l'exercice {period[:20]} est clos, mais le dernier mois clos est {self.closed['month']}")

    def _close(self, kind: str, period: str) -> None:
        """A month is the sum of its days, a year the sum of its months."""
        self.closed[kind] = period
        above = {"day": "month", "month": "year"}.get(kind)
        if above:
            self.takings[above].add(self.takings[kind])
        if kind == "day":
            self.day_open = False
        self.takings = {**self.takings, kind: Takings()}

    def _duplicate_issued(self, values: Values) -> Due:
        receipt, copy = whole(values, "receipt"), whole(values, "copy")
        if not 1 <= receipt <= self.receipts or copy < 1:
            raise Fault(f"duplicata n° {copy} du ticket {receipt}, qui n'existe pas")
        before = self._copies.pop(receipt, 0 if receipt > self.began else None)
        if before is not None and copy != before + 1:
            raise Fault(f"duplicata n° {copy} du ticket {receipt}, mais le précédent est le n° {before}")
        self._copies[receipt] = copy
        if len(self._copies) > COPIES_MAX:
            forgotten = next(iter(self._copies))
            del self._copies[forgotten]
            self.began = max(self.began, forgotten)
        named = {"copy": str(copy), "type": text(values, "form").upper(), "operator": text(values, "by")}
        return [("duplicate", {**named, "original_number": str(receipt)})]

    def _archive_made(self, values: Values) -> Due:
        first, last = whole(values, "first_entry"), whole(values, "last_entry")
        if not 1 <= first <= last < self.number:
            raise Fault(f"une archive des écritures {first} à {last} n'a pas pu être faite ici")
        fields = {name: text(values, name) for name in ("kind", "first_day", "last_day")}
        fields.update(operator=text(values, "by"), manifest=text(values, "digest"))
        return [("archive", {**fields, "first_entry": str(first), "last_entry": str(last)})]

    def _rollback_found(self, values: Values) -> Due:
        """Numbering goes on after the seals that the witness knew: what lies between is lost, and said to be."""
        known, here = whole(values, "entry"), whole(values, "here")
        if here >= self.number:
            raise Fault(f"un retour en arrière à l'écriture {here} n'a pas pu être constaté ici")
        if known > here:
            self.losses.append(f"les écritures {here + 1} à {known} d'avant le retour en arrière")
        for chain, (number, signature) in heads_of(values).items():
            last, ours = self.heads.get(chain, (0, ""))
            if number < last or (number == last and signature == ours):
                continue
            span = f"n° {last + 1} à {number}" if number > last else f"n° {number}"
            self.losses.append(f"les sceaux {chain} {span}")
            self.heads[chain] = (number, signature)
            if chain == "ticket":
                self.receipts = max(self.receipts, number)
            if chain == "training":
                self.training_receipts = max(self.training_receipts, number)
        self._copies.clear()
        self.began = self.receipts
        return []

    def _purged(self, values: Values) -> Due:
        last = whole(values, "last_entry")
        if not 1 <= last < self.number:
            raise Fault(f"les écritures jusqu'à {last} n'ont pas pu être retirées ici")
        heads_of(values)
        return []


HANDLERS: dict[str, Callable[[Verifier, Values], Due]] = {
    "KeyAdopted": Verifier._key_adopted,
    "DayOpened": Verifier._day_opened,
    "SaleStarted": Verifier._sale_started,
    "SaleCancelled": Verifier._sale_ended,
    "SaleAbandoned": Verifier._sale_ended,
    "SaleParked": Verifier._sale_ended,
    "SaleSetAside": Verifier._sale_ended,
    "LineRemoved": Verifier._line_removed,
    "QuantityChanged": Verifier._quantity_changed,
    "LinePriced": Verifier._line_priced,
    "DoubtSettled": Verifier._doubt_settled,
    "SaleCompleted": Verifier._sale_completed,
    "PeriodClosed": Verifier._period_closed,
    "DuplicateIssued": Verifier._duplicate_issued,
    "ArchiveMade": Verifier._archive_made,
    "RollbackFound": Verifier._rollback_found,
    "Purged": Verifier._purged,
}
"""The facts that change what must be true of the entries after them."""

PERIODS = ("day", "month", "year")

START: Values = {
    "entry": 0, "digest": NO_DIGEST, "key": "", "heads": {}, "day": "", "day_open": False, "receipts": 0,
    "training_receipts": 0, "training": False, "takings": {kind: Takings().state() for kind in PERIODS},
    "closed": dict.fromkeys(PERIODS, ""), "perpetual": [], "absolute": [],
}  # fmt: skip
"""The state before the first entry."""


# Receipts: everything reckoned again from the lines


def check_receipt(
    values: Values, taxes: list[Tax], total: int, paid: int, kinds: dict[str, dict[str, int]], training: bool
) -> None:
    """Fault unless the lines make the totals by rate, these the total, and the payments what was to be paid."""
    if gross_of_lines(values) != {rate: gross for rate, _, _, gross in taxes}:
        raise Fault("les totaux par taux ne sont pas la somme des lignes du ticket")
    if sum(gross for _, _, _, gross in taxes) != total:
        raise Fault("le total du ticket n'est pas la somme de ses taux")
    for rate, net, vat, gross in taxes:
        away = abs(net - half_up(gross * 10_000, 10_000 + rate))
        if net + vat != gross or away > (1 if values.get("refund_of") else 0):
            raise Fault(f"hors taxe {net} et TVA {vat} ne font pas {gross} centimes au taux {rate}")
    paid, to_pay = paid + sum(kinds["tenders"].values()), total + sum(kinds["others"].values())
    if paid != to_pay:
        raise Fault(f"{paid} centimes payés pour un ticket de {to_pay} centimes")
    if training:
        return
    if cents(values, "cash_in") - cents(values, "cash_out") - cents(values, "by_hand") != cents(values, "cash"):
        raise Fault("les espèces gardées ne sont pas celles reçues moins celles rendues")
    if cents(values, "card") > sum(cents(card, "amount") for card in listed(values, "cards")):
        raise Fault("la carte est comptée pour plus que ce que le terminal a encaissé")


def refund_of(values: Values, receipt: int) -> int:
    """The ticket whose articles came back, 0 for a sale. Fault when a return takes money in, or names no such ticket.

    Its VAT is rounded with that ticket's, so it may lie a cent beside what would be rounded by itself.
    """
    if not values.get("refund_of"):
        return 0
    origin = whole(values, "refund_of")
    if not 0 < origin < receipt or flag(values, "training"):
        raise Fault(f"le ticket {receipt} dit être le retour du ticket {origin}")
    told = [cents(values, name) for name in ("total", "cash", "card")]
    told += [cents(line, name) for line in listed(values, "lines") for name in ("price", "gross", "deposit")]
    told += [cents(tax, name) for tax in listed(values, "taxes") for name in ("net", "vat", "gross")]
    if max(told) > 0 or not listed(values, "lines"):
        raise Fault(f"le retour {receipt} encaisse au lieu de rendre")
    if cents(values, "card") != sum(cents(card, "amount") for card in listed(values, "cards")):
        raise Fault("la carte n'est pas comptée pour ce que le terminal a rendu")
    return origin


def gross_of_lines(values: Values) -> dict[int, int]:
    """Gross cents by rate: pieces times price, or weight times price per kilogram; deposits bear no VAT."""
    sums: dict[int, int] = {}
    for line in listed(values, "lines"):
        count, grams, price = whole(line, "count"), whole(line, "grams"), cents(line, "price")
        rate, gross = whole(mapping(line, "rate"), "basis_points"), cents(line, "gross")
        if count < 1 or grams < 0 or not 0 <= rate <= 10_000:
            raise Fault("une ligne du ticket a un nombre, un poids ou un taux impossible")
        if gross != (half_up(price * grams, 1000) if grams else price * count):
            raise Fault(f"la ligne {whole(line, 'number')} du ticket n'est pas son prix fois sa quantité")
        sums[rate] = sums.get(rate, 0) + gross
        deposits = cents(line, "deposit") * count
        if deposits:
            sums[0] = sums.get(0, 0) + deposits
    return sums


def tax_totals(values: Values) -> list[Tax]:
    """[(rate, net, vat, gross), ...] of a fact, highest rate first."""
    taxes = [
        (whole(mapping(tax, "rate"), "basis_points"), cents(tax, "net"), cents(tax, "vat"), cents(tax, "gross"))
        for tax in listed(values, "taxes")
    ]
    rates = [tax[0] for tax in taxes]
    if rates != sorted(set(rates), reverse=True) or any(not 0 <= rate <= 10_000 for rate in rates):
        raise Fault("les taux de TVA ne sont pas dans l'ordre")
    return taxes


def amounts_by_kind(values: Values, name: str) -> dict[str, int]:
    """Cents by kind of a ticket's `tenders` or `others`; tickets of before have neither."""
    sums: dict[str, int] = {}
    for each in listed(values, name) if name in values else []:
        kind = text(each, "kind")
        sums[kind] = sums.get(kind, 0) + cents(each, "amount")
    return sums


def kind_totals(values: Values, name: str) -> dict[str, int]:
    """[[kind, cents], ...] of takings, each kind once, in order; takings of before have none."""
    pairs = values.get(name, [])
    sums: dict[str, int] = {}
    for pair in pairs if isinstance(pairs, list) else [None]:
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and type(pair[1]) is int):
            raise Fault(f"{name} n'est pas une liste de genres et de centimes")
        if abs(pair[1]) > AMOUNT_MAX or pair[0] in sums or any(pair[0] < kind for kind in sums):
            raise Fault(f"{name} a un genre deux fois, hors de l'ordre, ou un montant impossible")
        sums[pair[0]] = pair[1]
    return sums


def half_up(numerator: int, denominator: int) -> int:
    """To the nearest whole number, halves away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def following(number: int, last: int) -> int:
    if number != last + 1:
        raise Fault(f"le ticket {number} suit le ticket {last}")
    return number


def said(values: Values, name: str, expected: int, label: str) -> None:
    if cents(values, name) != expected:
        raise Fault(f"{label} dit {cents(values, name)} centimes, la somme des tickets est {expected}")


def in_year(day: str, period: str) -> bool:
    """Does this day lie in the fiscal year of this name, 2026 or 2026-2027?"""
    years = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", period)
    if not years or (years[2] and int(years[2]) != int(years[1]) + 1):
        return False
    return day[:4] in (years[1], years[2])


def rate_totals(values: Values, name: str) -> dict[int, int]:
    return {rate: gross for rate, gross in rows(values, name, 2)}  # noqa: C416 - lists are no pairs


def totals(sums: dict[int, int]) -> list[list[int]]:
    return [[rate, sums[rate]] for rate in sorted(sums, reverse=True)]


def rates_text(pairs: Iterable[tuple[int, int]]) -> str:
    return "|".join(f"{rate}:{gross}" for rate, gross in sorted(pairs, reverse=True))


# Seals


def event_code(kind: str, values: Values) -> int:
    """The code with which this fact is sealed as an event."""
    codes = EVENT_CODES[kind]
    if kind == "ArchiveMade":
        return 20 if values.get("kind") == "free" else 30
    if kind == "PeriodClosed":
        return 60 if values.get("kind") == "year" else 50
    if kind == "DeviceConditionChanged":
        return {"lost": 1010, "ready": 1012}.get(str(values.get("condition")), 1011)
    return min(codes)


def event_text(kind: str, values: Values) -> dict[str, str]:
    """What an event must say, where its text is a promise to later verifications."""
    if kind == "KeyAdopted":
        return {"text": f"key {values['key']}"}
    if kind == "PeriodClosed":
        return {"text": f"{values['kind']} {values['period']}"}
    return {}


def signed_line(chain: str, fields: dict[str, str], entry: int, digest: str, previous: str) -> str:
    """The line of text that a seal signs."""
    values = ",".join(escaped(fields[name]) for name in FIELDS[chain])
    return f"{values},{entry},{digest},{'N' if previous else 'Y'},{previous}"


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")


def signature_holds(public: ec.EllipticCurvePublicKey, signed: bytes, signature: str) -> bool:
    """`signature`: r and s of 32 bytes each, in base64url without padding."""
    try:
        raw = base64.urlsafe_b64decode(signature + "==")
        if len(raw) != 64 or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != signature:
            return False
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        public.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def public_key(pem: str, fingerprint: str) -> ec.EllipticCurvePublicKey:
    """The key of a certificate; Fault unless it is the one with this fingerprint, on P-256."""
    try:
        certificate = load_pem_x509_certificate(pem.encode())
        der, public = certificate.public_bytes(Encoding.DER), certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Fault(f"le certificat de la clé {fingerprint[:16]} manque ou ne se lit pas") from error
    if hashlib.sha256(der).hexdigest() != fingerprint:
        raise Fault(f"le certificat n'est pas celui de la clé {fingerprint[:16]}")
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise Fault(f"la clé {fingerprint[:16]} n'est pas sur la courbe P-256")
    return public


# Values of JSON, with limits


def parsed(told: str | bytes) -> Values:
    """The values of an object. Fault when it is no JSON object, names anything twice or holds absurd numbers."""
    try:
        values = DECODER.decode(told.decode() if isinstance(told, bytes) else told)
    except (ValueError, RecursionError):
        raise Fault("le texte n'est pas du JSON acceptable") from None
    if type(values) is not dict:
        raise Fault("le texte n'est pas un objet JSON")
    return values


def once(pairs: list[tuple[str, Any]]) -> Values:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name is given twice")
    return values


def small_number(digits: str) -> int:
    if len(digits) > 16:
        raise ValueError("too large a number")
    return int(digits)


def refused(digits: str) -> int:
    raise ValueError("not a whole number")


DECODER = json.JSONDecoder(object_pairs_hook=once, parse_int=small_number, parse_float=refused, parse_constant=refused)


def whole(values: Values, name: str) -> int:
    value = values.get(name)
    if type(value) is not int or abs(value) > AMOUNT_MAX:
        raise Fault(f"« {name} » n'est pas un nombre entier acceptable")
    return value


def cents(values: Values, name: str) -> int:
    return whole(mapping(values, name), "cents")


def text(values: Values, name: str) -> str:
    value = values.get(name)
    if type(value) is not str or len(value) > FIELD_MAX:
        raise Fault(f"« {name} » n'est pas un texte acceptable")
    return value


def flag(values: Values, name: str) -> bool:
    value = values.get(name)
    if type(value) is not bool:
        raise Fault(f"« {name} » n'est ni vrai ni faux")
    return value


def mapping(values: Values, name: str) -> Values:
    value = values.get(name)
    if type(value) is not dict:
        raise Fault(f"« {name} » n'est pas un objet JSON")
    return value


def listed(values: Values, name: str) -> list[Values]:
    """A list of objects."""
    value = values.get(name)
    if type(value) is not list or len(value) > LINES_MAX or any(type(each) is not dict for each in value):
        raise Fault(f"« {name} » n'est pas une liste acceptable")
    return value


def rows(values: Values, name: str, width: int) -> list[list[int]]:
    """A list of rows of whole numbers."""
    value = values.get(name)
    if type(value) is not list or len(value) > LINES_MAX:
        raise Fault(f"« {name} » n'est pas une liste acceptable")
    for row in value:
        if type(row) is not list or len(row) != width or any(type(each) is not int for each in row):
            raise Fault(f"« {name} » ne contient pas des suites de {width} nombres entiers")
    return value


def heads_of(values: Values) -> dict[str, tuple[int, str]]:
    """(number, signature) by chain."""
    heads = {text(head, "chain"): (whole(head, "number"), text(head, "signature")) for head in listed(values, "heads")}
    if not set(heads) <= set(FIELDS):
        raise Fault("une chaîne inconnue est nommée")
    return heads


def a_day(day: str) -> str:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return day
    except ValueError:
        pass
    raise Fault(f"{day[:20]!r} n'est pas une date")


def local_seconds(moment: str) -> int:
    """YYYYMMDDHHMMSS as seconds since 1970, as if it were UTC."""
    try:
        if len(moment) == 14 and moment.isdigit() and moment.isascii():
            return timegm(strptime(moment, "%Y%m%d%H%M%S"))
    except ValueError:
        pass
    raise Fault(f"{moment[:20]!r} n'est pas une heure")


# The archive: a zip of files that a signed manifest names


MANIFEST, SIGNATURE, JOURNAL, CERTIFICATES = "manifest.json", "manifest.sig", "journal.jsonl", "certificats.pem"
KINDS = ("day", "month", "year", "free")
LINE_MAX = 4 * FACT_MAX
SMALL_MAX = 1 << 20
"""The most bytes that the manifest, its signature or the certificates may have."""

RATIO_MAX = 100
"""How many times the size of the archive its files may have: more is a bomb."""

CHUNK = 1 << 20
ENTRY_LINE = {"entry", "at", "kind", "fact", "digest"}
SEAL_LINE = {"seal", "number", "entry", "fields", "previous", "key", "signature"}
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What the standard library says of a zip that was altered or broken off."""

Progress = Callable[[int, int], None]
"""How many bytes of the journal are read, of how many."""


class Unreadable(Exception):  # noqa: N818 - it is a finding, too
    """This is no archive that this program could judge."""


class Archive:
    """An open archive whose manifest is signed, and made of exactly the files that it names. Fault when it is not."""

    def __init__(self, path: str) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            size = self._zip.start_dir  # where the directory begins: all files lie before it
        except OSError:
            raise  # it is not there, or its medium fails: that is no finding about the archive
        except DAMAGED as error:
            raise Unreadable(f"{path} ne se lit pas comme une archive zip ({error})") from None
        self._journal_digest = ""
        try:
            self._files = self._members(path, size)
            self.certificates = self._certificates()
            self.manifest = self._signed_manifest()
            self._complete()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._zip.close()

    def _members(self, path: str, size: int) -> dict[str, zipfile.ZipInfo]:
        members = self._zip.infolist()
        files = {member.filename: member for member in members}
        if JOURNAL not in files and MANIFEST not in files:
            raise Unreadable(f"{path} est un zip, mais pas une archive de caisse")
        for name in (MANIFEST, SIGNATURE, CERTIFICATES, JOURNAL):
            if name not in files:
                raise Fault(f"le fichier {name} manque")
        if len(files) != len(members):
            raise Fault("un nom de fichier figure deux fois dans l'archive")
        if self._zip.comment:
            raise Fault("l'archive porte un commentaire qui n'est pas signé")
        for name, member in files.items():
            if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Fault(f"le fichier {name[:80]!r} est chiffré ou comprimé d'une façon interdite")
        if sum(member.file_size for member in members) > RATIO_MAX * size + SMALL_MAX:
            raise Fault("les fichiers annoncent une taille absurde (bombe de décompression) ; rien n'a été extrait")
        return files

    def _small(self, name: str) -> bytes:
        return b"".join(self.chunks(name, SMALL_MAX))

    def _certificates(self) -> dict[str, str]:
        """PEM by fingerprint."""
        pem = self._small(CERTIFICATES).decode("ascii", "replace")
        found = {}
        for each in re.findall(r"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n?", pem)[:LINES_MAX]:
            found[fingerprint_of(each)] = each
        return found

    def _signed_manifest(self) -> Values:
        signed, signature = self._small(MANIFEST), self._small(SIGNATURE).decode("ascii", "replace").strip()
        try:
            manifest = parsed(signed)
            form = manifest.get("format")
            key = text(manifest, "key")
        except Fault as fault:
            raise Fault(f"{MANIFEST} : {fault.sentence}") from None
        if form != FORMAT:
            raise Unreadable(
                f"cette archive est au format {str(form)[:20]} : utilisez le verify_archive.py qu'elle contient"
            )
        if not signature_holds(public_key(self.certificates.get(key, ""), key), signed, signature):
            raise Fault(f"la signature de {MANIFEST} est fausse")
        return manifest

    def _complete(self) -> None:
        told = mapping(self.manifest, "files")
        missing = sorted(set(told) - set(self._files))
        extra = sorted(set(self._files) - set(told) - {MANIFEST, SIGNATURE})
        if missing:
            raise Fault(f"le fichier {missing[0][:80]!r} manque")
        if extra:
            raise Fault(f"le fichier {extra[0][:80]!r} est en trop")
        for name in (JOURNAL, CERTIFICATES):
            if name not in told:
                raise Fault(f"{MANIFEST} ne nomme pas {name}")
        for name in told:
            size = whole(mapping(told, name), "size")
            text(mapping(told, name), "sha256")
            if name != JOURNAL and self._files[name].file_size != size:  # the journal's own faults say more
                raise Fault(f"le fichier {name} a {self._files[name].file_size} octets au lieu de {size}")

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The bytes of a file. Fault when it is damaged or longer than `limit`."""
        read = 0
        try:
            with self._zip.open(self._files[name]) as file:
                while chunk := file.read(CHUNK):
                    read += len(chunk)
                    if read > limit:
                        raise Fault(f"le fichier {name} est trop long")
                    yield chunk
        except DAMAGED as error:
            raise Fault(f"le fichier {name} est endommagé ({error})") from None

    def check(self, name: str) -> None:
        """Fault unless the file is the one that the manifest names."""
        told = mapping(mapping(self.manifest, "files"), name)
        found = hashlib.sha256()
        for chunk in self.chunks(name, whole(told, "size")):
            found.update(chunk)
        if found.hexdigest() != told["sha256"]:
            raise Fault(f"le fichier {name} a été changé (son empreinte n'est pas celle de {MANIFEST})")

    def others(self) -> list[str]:
        """The files beside the journal."""
        return [name for name in mapping(self.manifest, "files") if name != JOURNAL]

    def lines(self, progress: Progress | None) -> Iterator[bytes]:
        """The lines of the journal. Its own faults say more than its digest does: that is for check_journal, then."""
        size, found, rest, read = self._files[JOURNAL].file_size, hashlib.sha256(), b"", 0
        for chunk in self.chunks(JOURNAL, size):
            found.update(chunk)
            read += len(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
            if len(rest) > LINE_MAX:
                raise Fault(f"une ligne de {JOURNAL} est trop longue")
            if progress:
                progress(read, size)
        if rest:
            raise Fault(f"la dernière ligne de {JOURNAL} n'est pas finie")
        self._journal_digest = found.hexdigest()

    def check_journal(self) -> None:
        """Fault unless the lines that were read were exactly the file that the manifest names."""
        if self._journal_digest != mapping(mapping(self.manifest, "files"), JOURNAL)["sha256"]:
            raise Fault(f"le fichier {JOURNAL} a été changé (son empreinte n'est pas celle de {MANIFEST})")


def check_archive(
    path: str, keys: Iterable[str] = (), previous: str = "", progress: Progress | None = None
) -> tuple[Values, Verifier]:
    """The archive's manifest and what was verified. Fault or Unreadable when it does not hold.

    `keys`: fingerprints that stand on a Z, or their first 16 digits or more. `previous`: the archive before this one.
    """
    archive = Archive(path)
    try:
        manifest = archive.manifest
        verifier = opened(manifest, archive.certificates)
        for place, line in enumerate(archive.lines(progress), 1):
            read_line(verifier, line, place)
        verifier.finish()
        check_closing(manifest, verifier)
        archive.check_journal()
        check_succession(manifest, verifier.state()["key"], archive.certificates)
        for name in archive.others():
            archive.check(name)
        for key in keys:
            check_pinned(key, {*verifier.sealed_by, manifest["key"]})
        if previous:
            check_previous(previous, manifest)
        return manifest, verifier
    finally:
        archive.close()


def opened(manifest: Values, certificates: dict[str, str]) -> Verifier:
    """A verifier in the state that the manifest says was before the first entry."""
    opening, first = mapping(manifest, "opening"), whole(manifest, "first_entry")
    if whole(opening, "entry") != first - 1:
        raise Fault(f"l'état d'ouverture n'est pas celui d'avant l'écriture {first}")
    if first == 1 and opening != START:
        raise Fault("l'état d'ouverture n'est pas celui d'une caisse neuve")
    return Verifier(opening, certificates)


def read_line(verifier: Verifier, line: bytes, place: int) -> None:
    """One line of the journal."""
    try:
        values = parsed(line)
        if set(values) == ENTRY_LINE:
            number, at = whole(values, "entry"), whole(values, "at")
            fact = values["fact"]
            if type(fact) is not str:
                raise Fault("« fact » n'est pas un texte")
            verifier.entry(number, at, text(values, "kind"), fact, text(values, "digest"))
        elif set(values) == SEAL_LINE:
            verifier.seal(
                text(values, "seal"), whole(values, "number"), whole(values, "entry"), mapping(values, "fields"),
                text(values, "previous"), text(values, "key"), text(values, "signature"),
            )  # fmt: skip
        else:
            raise Fault("ce n'est ni une écriture ni un sceau")
    except Fault as fault:
        if fault.entry:
            raise
        raise Fault(f"{JOURNAL}, ligne {place} (après l'écriture {verifier.number}) : {fault.sentence}") from None


def check_closing(manifest: Values, verifier: Verifier) -> None:
    """The journal must end where the manifest says, with the same heads and totals, and hold the period it says."""
    if verifier.number != whole(manifest, "last_entry"):
        raise Fault(f"le journal finit à l'écriture {verifier.number} au lieu de {manifest['last_entry']}")
    if verifier.state() != mapping(manifest, "closing"):
        raise Fault("les têtes de chaînes ou les totaux de clôture ne sont pas ceux du manifeste")
    if counts_of(verifier) != mapping(manifest, "counts"):
        raise Fault("les nombres d'écritures, de tickets ou de sceaux ne sont pas ceux du manifeste")
    kind, period = text(manifest, "kind"), text(manifest, "period")
    if kind not in KINDS:
        raise Fault("cette archive n'est ni d'un jour, ni d'un mois, ni d'un an, ni libre")
    if kind != "free" and (verifier.closed[kind] != period or verifier.day_open):
        raise Fault(f"l'archive ne finit pas par la clôture de la période {period[:20]}")
    days = [text(manifest, "first_day"), text(manifest, "last_day")]
    if verifier.days and [verifier.days[0], verifier.days[-1]] != days:
        raise Fault(f"l'archive va du {verifier.days[0]} au {verifier.days[-1]}, et non du {days[0]} au {days[1]}")


def counts_of(verifier: Verifier) -> Values:
    """What an archive holds, in numbers."""
    return {
        "entries": verifier.entries, "tickets": verifier.tickets, "trainings": verifier.trainings,
        "total": verifier.total, "seals": dict(verifier.sealed),
    }  # fmt: skip


def check_succession(manifest: Values, key: str, certificates: dict[str, str]) -> None:
    """When the key was changed after the period, seals of the changes lead from its last key to the manifest's."""
    for seal in listed(manifest, "succession"):
        fields, entry, previous = mapping(seal, "fields"), whole(seal, "entry"), text(seal, "previous")
        following = text(fields, "text")[len("key ") :]
        if set(fields) != set(FIELDS["event"]) or fields["code"] != "240" or fields["text"] != f"key {following}":
            raise Fault("un changement de clé dans le manifeste n'en est pas un")
        line = signed_line(
            "event", {name: text(fields, name) for name in fields}, entry, text(seal, "digest"), previous
        )
        if not signature_holds(public_key(certificates.get(key, ""), key), line.encode(), text(seal, "signature")):
            raise Fault("un changement de clé dans le manifeste a une fausse signature")
        key = following
    if key != manifest["key"]:
        raise Fault("le manifeste n'est pas signé par la clé du journal ni par une clé qui lui a succédé")


def check_pinned(key: str, known: set[str]) -> None:
    """A key that the inspector read on a Z must have sealed in this archive."""
    wanted = re.sub(r"[\s:.-]", "", key).lower()
    if not re.fullmatch(r"[0-9a-f]{16,64}", wanted):
        raise Unreadable(f"l'empreinte {key[:80]!r} n'a pas au moins 16 chiffres hexadécimaux")
    if not any(each.startswith(wanted) for each in known):
        raise Fault(f"la clé {wanted} n'a rien scellé dans cette archive : elle a été refaite avec une autre clé")


def check_previous(path: str, manifest: Values) -> None:
    """The archive before must end in the state in which this one begins. It is not verified itself."""
    before = Archive(path)
    try:
        if mapping(before.manifest, "closing") != manifest["opening"]:
            last, first = before.manifest.get("last_entry"), manifest["first_entry"]
            raise Fault(
                f"les archives ne se suivent pas : l'autre finit à l'écriture {last}, celle-ci commence à {first}"
            )
    finally:
        before.close()


def fingerprint_of(pem: str) -> str:
    """SHA-256 of the certificate; empty when it is none."""
    try:
        return hashlib.sha256(load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)).hexdigest()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ""


# What the inspector reads


INTACT, ALTERED, UNREADABLE, LOSSY = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """The verdict on the standard output, and its code."""
    parser = argparse.ArgumentParser(description="Vérifie une archive de caisse Borne.")
    parser.add_argument("archive", help="le fichier zip")
    parser.add_argument("--key", action="append", default=[], metavar="EMPREINTE", help="empreinte lue sur un Z")
    parser.add_argument("--previous", default="", metavar="ZIP", help="l'archive de la période précédente")
    asked = parser.parse_args(arguments)
    say, show = sys.stdout.write, progress_bar() if sys.stderr.isatty() else None
    try:
        manifest, verifier = check_archive(asked.archive, asked.key, asked.previous, show)
    except (Unreadable, OSError) as unreadable:
        say(f"ILLISIBLE : {unreadable}.\n")
        return UNREADABLE
    except Fault as fault:
        say(f"ALTÉRÉE : {fault}.\nRien de ce qui suit cet endroit ne peut être tenu pour vrai.\n")
        return ALTERED
    say("".join(f"{line}\n" for line in verdict(manifest, verifier, asked.key, asked.previous)))
    return LOSSY if verifier.losses else INTACT


def verdict(manifest: Values, verifier: Verifier, keys: list[str], previous: str) -> Iterator[str]:
    """The lines that say that an archive holds, and what it holds."""
    if verifier.losses:
        yield "AUTHENTIQUE, MAIS INCOMPLÈTE : rien n'a été altéré, et l'archive déclare elle-même des pertes :"
        yield from (f"  - {loss}" for loss in verifier.losses)
    else:
        yield "INTACTE : toutes les signatures sont valables, rien ne manque, tous les totaux recalculés sont justes."
    shop = manifest.get("shop")
    if type(shop) is dict:
        yield f"Commerce : {str(shop.get('name', ''))[:80]}, SIRET {str(shop.get('siret', ''))[:20]}"
    yield f"Caisse : {str(manifest.get('till', ''))[:40]}"
    open_day = ", journée en cours non close (archive intermédiaire)" if verifier.day_open else ""
    yield f"Période : du {manifest['first_day']} au {manifest['last_day']}{open_day}"
    yield f"Écritures : {manifest['first_entry']} à {manifest['last_entry']} ({verifier.entries})"
    yield f"Tickets : {verifier.tickets}, total TTC {euros(verifier.total)} ; école : {verifier.trainings}"
    yield f"Grand total perpétuel : {euros(sum(verifier.perpetual.values()))}"
    yield "Sceaux : " + ", ".join(f"{chain} {count}" for chain, count in verifier.sealed.items() if count)
    if verifier.warnings:
        yield f"Signalements d'intégrité faits par la caisse (code 90) : {verifier.warnings}, voir evenements.csv"
    for key in [*verifier.sealed_by, *({manifest["key"]} - set(verifier.sealed_by))]:
        yield f"Clé : {key}"
    if keys:
        yield "La clé demandée (--key) a bien scellé cette archive."
    else:
        yield "À FAIRE : comparez les premiers chiffres de cette clé avec « Empreinte de la clé » sur un Z (clôture)"
        yield "imprimé à l'époque, ou relancez avec --key. Sans cela, une archive refaite avec une autre clé passerait."
    if manifest["first_entry"] > 1 and not previous:
        yield "Cette archive continue une autre : --previous vérifie qu'elles se suivent sans trou."
    if previous:
        yield "L'archive précédente finit exactement où celle-ci commence (vérifiez-la aussi pour elle-même)."


def euros(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100},{abs(amount) % 100:02d} EUR"


def progress_bar() -> Progress:
    def show(done: int, whole_size: int) -> None:
        sys.stderr.write(f"\r{100 * done // max(1, whole_size)} %" + ("\r" if done >= whole_size else ""))

    return show


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(main())
