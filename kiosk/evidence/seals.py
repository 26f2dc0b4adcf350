"""Which facts are sealed, in which chain, and what exactly is signed. FORMAT.md says the same in prose.

A seal signs one line of text: the fields of its chain in the order of FIELDS, then the journal entry it was made from
and that entry's digest, then whether it is the first of its chain, then the signature before it. As each digest is
chained over all entries before it, every seal vouches for the whole journal up to its entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.domain import facts as f
from kiosk.domain.books import RateTotals, moment, worth
from kiosk.domain.facts import Fact

TICKET, GRAND_TICKET, DUPLICATE, TRAINING = "ticket", "grand_ticket", "duplicate", "training"
DAY, MONTH, YEAR = "day", "month", "year"
EVENT, ARCHIVE = "event", "archive"

_SALE = ("rates", "total", "at", "till", "number", "type", "day")
_PERIOD = (
    "rates", "total", "perpetual_absolute", "perpetual", "absolute_rates", "perpetual_rates", "at", "till", "period",
    "number",
)  # fmt: skip

FIELDS: dict[str, tuple[str, ...]] = {
    TICKET: _SALE,
    TRAINING: _SALE,
    GRAND_TICKET: ("rates", "total", "perpetual_absolute", "perpetual", "at", "till", "ticket", "number"),
    DUPLICATE: ("till", "number", "type", "copy", "operator", "at", "original_till", "original_number"),
    DAY: _PERIOD,
    MONTH: _PERIOD,
    YEAR: _PERIOD,
    EVENT: ("number", "code", "text", "at", "operator", "till"),
    ARCHIVE: (
        "number", "kind", "first_day", "last_day", "first_entry", "last_entry", "manifest", "at", "operator", "till",
    ),
}  # fmt: skip
"""The fields of each chain, in the order in which they are signed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and on which till an entry is written: UTC seconds, seconds the shop's time is ahead, the till's name."""

    at: int
    utc_offset: int
    till: str

    @property
    def text(self) -> str:
        """The shop's own time, YYYYMMDDHHMMSS."""
        return f"{moment(self.at, self.utc_offset):%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sealed: the values of FIELDS[chain], without `number`, which the chain itself gives."""

    chain: str
    values: dict[str, str]


def escaped(value: str) -> str:
    """A value as it stands in a signed line: backslash, comma and line feed are written as two characters."""
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")


def fields_text(chain: str, values: dict[str, str]) -> str:
    """The first part of the signed line."""
    return ",".join(escaped(values[name]) for name in FIELDS[chain])


def fields_of(chain: str, fields: str) -> dict[str, str]:
    """The values that `fields_text` wrote. ValueError when it did not write this."""
    written = [""]
    for piece in _PIECES.split(fields):
        if piece == ",":
            written.append("")
        else:
            written[-1] += _WRITTEN.get(piece, piece)
    values = dict(zip(FIELDS.get(chain, ()), written, strict=True))
    if fields_text(chain, values) != fields:
        raise ValueError(f"{fields[:40]!r} are not the fields of a seal")
    return values


_PIECES = re.compile(r"(\\\\|\\,|\\n|,)")
_WRITTEN = {"\\\\": "\\", "\\,": ",", "\\n": "\n"}


def signed_text(fields: str, entry: int, digest: str, first: bool, previous: str) -> str:
    """The whole signed line. `digest`: 64 hexadecimal digits; `previous`: the signature before, "" for the first."""
    return f"{fields},{entry},{digest},{'Y' if first else 'N'},{previous}"


def rates_text(rates: RateTotals) -> str:
    """Gross cents by rate in basis points, highest rate first: 2000:1250|550:320."""
    return "|".join(f"{rate}:{cents}" for rate, cents in rates)


# From facts to drafts


def drafts(fact: Fact, when: Moment) -> Iterator[Draft]:
    """Everything that is sealed because of this fact."""
    match fact:
        case f.SaleCompleted(training=True):
            yield Draft(TRAINING, _sale(fact, when))
        case f.SaleCompleted():
            yield Draft(TICKET, _sale(fact, when))
            yield Draft(GRAND_TICKET, _grand_ticket(fact, when))
        case f.DuplicateIssued(receipt, copy, form, by):
            yield Draft(
                DUPLICATE,
                {
                    "till": when.till, "type": form.upper(), "copy": str(copy), "operator": by, "at": when.text,
                    "original_till": when.till, "original_number": str(receipt),
                },
            )  # fmt: skip
        case f.PeriodClosed():
            yield Draft(fact.kind.value, _period(fact, when))
        case f.ArchiveMade():
            yield Draft(ARCHIVE, _archive(fact, when))
    for code, text, by in _events(fact):
        yield Draft(EVENT, {"code": str(code), "text": text, "at": when.text, "operator": by, "till": when.till})


def _sale(fact: f.SaleCompleted, when: Moment) -> dict[str, str]:
    return {
        "rates": rates_text(_rates(fact)), "total": str(fact.total.cents), "at": when.text, "till": when.till,
        "type": "TRAINING" if fact.training else "RETURN" if fact.refund_of else "SALE", "day": fact.day,
    }  # fmt: skip


def _grand_ticket(fact: f.SaleCompleted, when: Moment) -> dict[str, str]:
    return {
        "rates": rates_text(_rates(fact)), "total": str(fact.total.cents), "ticket": str(fact.receipt),
        "perpetual_absolute": str(fact.absolute.cents), "perpetual": str(fact.perpetual.cents),
        "at": when.text, "till": when.till,
    }  # fmt: skip


def _rates(fact: f.SaleCompleted) -> RateTotals:
    return tuple((tax.rate.basis_points, tax.gross.cents) for tax in fact.taxes)


def _period(fact: f.PeriodClosed, when: Moment) -> dict[str, str]:
    return {
        "rates": rates_text(fact.takings.rates), "total": str(fact.takings.total.cents),
        "perpetual_absolute": str(worth(fact.absolute).cents), "perpetual": str(worth(fact.perpetual).cents),
        "absolute_rates": rates_text(fact.absolute), "perpetual_rates": rates_text(fact.perpetual),
        "at": when.text, "till": when.till, "period": fact.period,
    }  # fmt: skip


def _archive(fact: f.ArchiveMade, when: Moment) -> dict[str, str]:
    return {
        "kind": fact.kind, "first_day": fact.first_day, "last_day": fact.last_day, "manifest": fact.digest,
        "first_entry": str(fact.first_entry), "last_entry": str(fact.last_entry), "at": when.text,
        "operator": fact.by, "till": when.till,
    }  # fmt: skip


# The technical events (JET): codes seen in public below 1000, Borne's own from 1000 on

Told = tuple[int, str, str]
"""Code, text, operator."""


def _events(fact: Fact) -> Iterator[Told]:
    tell = EVENTS.get(type(fact).__name__)
    if tell is not None:
        yield from tell(fact)


def _closing(fact: f.PeriodClosed) -> Iterator[Told]:
    yield (60 if fact.kind.value == YEAR else 50), f"{fact.kind.value} {fact.period}", fact.by


def _condition(fact: f.DeviceConditionChanged) -> Iterator[Told]:
    codes = {"lost": 1010, "degraded": 1011, "ready": 1012}
    yield codes.get(fact.condition, 1011), f"{fact.device} {fact.condition} {fact.fault}".strip(), ""


def _removed(fact: f.LineRemoved) -> Iterator[Told]:
    if fact.by:
        yield 1050, f"line {fact.line} {fact.reason} {fact.amount.cents}", fact.by


def _settled(fact: f.DoubtSettled) -> Iterator[Told]:
    if fact.by:
        yield 1051, f"article {fact.outcome}", fact.by


def _differed(fact: f.CashDiffered) -> Iterator[Told]:
    yield 170, f"{fact.machine} {fact.value.cents} x {fact.count}", ""


def _adjusted(fact: f.CashAdjusted) -> Iterator[Told]:
    pieces = " ".join(f"{value} x {count}" for value, count in fact.pieces)
    yield 170, f"{fact.machine} by hand {pieces}", fact.by


EVENTS: dict[str, Callable[..., Iterator[Told]]] = {
    "ArchiveMade": lambda fact: iter(
        [(20 if fact.kind == "free" else 30, f"{fact.kind} {fact.first_day} {fact.last_day}", fact.by)]
    ),
    "AttendantLeft": lambda fact: iter([(40, "log-off", fact.by)]),
    "PeriodClosed": _closing,
    "AttendantArrived": lambda fact: iter([(80, f"log-on {fact.grade}", fact.by)]),
    "RollbackFound": lambda fact: iter([(90, f"older journal: {fact.here} of {fact.entry}", "")]),
    "WitnessLost": lambda fact: iter([(90, f"witness lost: {fact.detail}", "")]),
    "CashDiffered": _differed,
    "CashCountTaken": lambda fact: iter([(170, f"{fact.machine} counted", "")]),
    "CashboxEmptied": lambda fact: iter([(170, f"{fact.machine} cashbox {fact.difference.cents}", fact.by)]),
    "CashAdjusted": _adjusted,
    "CashBalanced": lambda fact: iter(
        [(170, f"{fact.machine} {fact.expected.cents} counted {fact.counted.cents}", fact.by)]
    ),
    "RollbackAccepted": lambda fact: iter([(240, "older journal accepted", fact.by)]),
    "KeyAdopted": lambda fact: iter([(240, f"key {fact.key}", fact.by)]),
    "Purged": lambda fact: iter([(240, f"purged to {fact.last_entry}, archive {fact.archive}", fact.by)]),
    "KioskStarted": lambda fact: iter([(260, f"start {fact.version}", "")]),
    "RefundBegun": lambda fact: iter(
        [(190, f"return of ticket {fact.receipt}: {sum(line.amount.cents for line in fact.lines)}", fact.by)]
    ),
    "SaleAbandoned": lambda fact: iter([(320, f"abandoned {fact.total.cents}", "")]),
    "SaleSetAside": lambda fact: iter([(320, f"set aside {fact.total.cents}", "")]),
    "SaleTakenUp": lambda fact: iter([(1087, f"basket of sale {fact.sale} taken up", fact.by)]),
    "AsideCleared": lambda fact: iter([(1088, f"basket of sale {fact.sale} cleared", fact.by)]),
    "SaleCancelled": lambda fact: iter([(320, f"cancelled {fact.total.cents}", "")]),
    "NonItemAdded": lambda fact: iter([(910, f"{fact.kind} {fact.reference} {fact.amount.cents}", "")]),
    "NonItemRemoved": lambda fact: iter([(910, f"{fact.kind} {fact.reference} {-fact.amount.cents}", "")]),
    "DeviceConditionChanged": _condition,
    "JournalResumed": lambda fact: iter([(1020, f"journal resumed: {fact.reason}", "")]),
    "PricesApplied": lambda fact: iter([(1030, f"prices {fact.version}", "")]),
    "RecallsApplied": lambda fact: iter([(1031, f"recalls {fact.version}: {fact.entries}", "")]),
    "KioskClosed": lambda fact: iter([(1040, "kiosk closed", fact.by)]),
    "KioskOpened": lambda fact: iter([(1041, "kiosk opened", fact.by)]),
    "HandheldTaken": lambda fact: iter([(80, "log-on handheld", fact.by)]),
    "HandheldLocked": lambda fact: iter([(40, "log-off handheld", fact.by)]),
    "SaleParked": lambda fact: iter([(320, f"parked {fact.basket} {fact.total.cents}", fact.by)]),
    "LineRemoved": _removed,
    "CheckBegun": lambda fact: iter(
        [(1058, f"check {' '.join(fact.reasons)} score {fact.score} chance {fact.chance} drawn {fact.drawn}", "")]
    ),
    "CheckEnded": lambda fact: iter([(1059, f"check {fact.outcome} {len(fact.differ)} differ", fact.by)]),
    "LinePriced": lambda fact: iter(
        [(1054, f"line {fact.line} {fact.reason} {fact.before.cents} {fact.after.cents}", fact.by)]
    ),
    "DoubtSettled": _settled,
    "AgeChecked": lambda fact: iter([(1052, f"age {fact.age} {'ok' if fact.approved else 'refused'}", fact.by)]),
    "ShelfCleared": lambda fact: iter([(1053, "shelf cleared", fact.by)]),
    "DeviceRetried": lambda fact: iter([(1150, f"{fact.device} tried again", fact.by)]),
    "BrightnessChosen": lambda fact: iter([(1151, f"brightness {fact.percent}", fact.by)]),
    "VolumeChosen": lambda fact: iter([(1152, f"volume {fact.percent}", fact.by)]),
    "RestartAsked": lambda fact: iter([(1153, "restart", fact.by)]),
    "BasketTurnedAway": lambda fact: iter([(1055, f"basket {fact.reason} {fact.device}".strip(), "")]),
    "CodeNotTaken": lambda fact: iter([(1056, f"not taken {fact.why} {fact.kind} {fact.code}", "")]),
    "VoucherIssued": lambda fact: iter([(1057, f"{fact.kind} {fact.reference} {fact.amount.cents}", fact.by)]),
    "MealExceeded": lambda fact: iter([(1073, f"{fact.attempt} meal voucher card {fact.amount.cents} too much", "")]),
    "PayoutFellShort": lambda fact: iter([(1060, f"{fact.payout} owes {fact.missing.cents}", "")]),
    "OwedSettled": lambda fact: iter([(1061, f"given by hand {fact.amount.cents}", fact.by)]),
    "FillBegun": lambda fact: iter([(1062, f"{fact.machine} fill begun", fact.by)]),
    "FillEnded": lambda fact: iter([(1063, f"{fact.machine} filled {fact.amount.cents}", fact.by)]),
    "CollectionStarted": lambda fact: iter([(1064, f"{fact.collection} {fact.machine}", fact.by)]),
    "CollectionEnded": lambda fact: iter(
        [(1065, f"{fact.collection} {fact.amount.cents} {fact.fault}".strip(), fact.by)]
    ),
    "FloatSet": lambda fact: iter([(1066, f"{fact.machine} float", fact.by)]),
    "CardOutcomeUnknown": lambda fact: iter([(1070, f"{fact.attempt} outcome unknown", "")]),
    "CardOutcomeSettled": lambda fact: iter([(1071, f"{fact.attempt} charged {fact.charged.cents}", fact.by)]),
    "CardRefunded": lambda fact: iter([(1072, f"refunded {fact.amount.cents}", fact.by)]),
    "CardRefundStarted": lambda fact: iter([(1073, f"{fact.attempt} to give back {fact.amount.cents}", fact.by)]),
    "CardGivenBack": lambda fact: iter([(1074, f"{fact.attempt} gave back {fact.amount.cents}", "")]),
    "PinRefused": lambda fact: iter([(1080, "PIN refused", "")]),
    "AttendantEnrolled": lambda fact: iter([(1081, f"{fact.attendant} enrolled {fact.grade}", fact.by)]),
    "PinChanged": lambda fact: iter([(1082, f"{fact.attendant} PIN changed", fact.by)]),
    "BadgeGiven": lambda fact: iter([(1083, f"{fact.attendant} badge given", fact.by)]),
    "AttendantDismissed": lambda fact: iter([(1084, f"{fact.attendant} dismissed", fact.by)]),
    "StaffRecovered": lambda fact: iter([(1085, f"{fact.attendant} made manager without a PIN", fact.by)]),
    "RecoverySeen": lambda fact: iter([(1086, "recovery seen", fact.by)]),
    "ClockDoubted": lambda fact: iter([(1100, f"clock {fact.known} to {fact.now}", "")]),
    "ClockConfirmed": lambda fact: iter([(1101, f"clock confirmed {fact.now}", fact.by)]),
    "TrainingBegun": lambda fact: iter([(1120, "training begun", fact.by)]),
    "TrainingEnded": lambda fact: iter([(1121, "training ended", fact.by)]),
    "HandheldsTrusted": lambda fact: iter([(1090, " ".join(("handhelds", *fact.keys)), "")]),
    "ArchiveFailed": lambda fact: iter([(1130, f"no archive: {fact.reason}", fact.by)]),
}
