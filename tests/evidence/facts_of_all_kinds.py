"""One example of every kind of fact, with nothing left at its default."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.basket import (
    CardPayment,
    Doubt,
    Line,
    NonItem,
    NonItemKind,
    OpenException,
    Refusal,
    Sale,
    Tender,
    TenderKind,
)
from kiosk.domain.books import PeriodKind, Takings
from kiosk.domain.facts import Fact, Grade, Head, Reason
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_BATCH, Product, Recall
from kiosk.domain.tax import Rate, split

ODD = 'Œuf « frais » \u202f"\\\n\t\x00€ 🥐'
"""A text that a careless writer of JSON or SQL would spoil."""

_TAKINGS = Takings(
    1, 1, 1, (split(Money(240), Rate(550)),), Money(140), Money(100), 2, 3, 4, (("gift_card", 50),), (("donation", 50),)
)

_PRODUCT = Product(
    "3000000000014", ODD, "Épicerie", Money(120), Rate(550), True, Money(20), 18, "stop", "bread", 5, CAPTURE_BATCH,
    (Recall("L24", ODD),),
)  # fmt: skip

LINE = Line(
    1, "3000000000014", ODD, "Épicerie", 2, 0, Money(120), Money(240), Rate(550), Money(20), 18, "bread", "L24", "S1",
    "2112345004822", 5, "C1-7",
)  # fmt: skip

_SALE = Sale(
    7, (LINE,), (OpenException(1, Doubt.UNTRACED, ODD, "name", "batch", (_PRODUCT,)),), 1, 1, baskets=("00ff",),
    age_floor=18,
)  # fmt: skip

EXAMPLES: tuple[Fact, ...] = (
    f.KioskStarted("1.0", 1_750_000_000),
    f.DeviceConditionChanged("notes", "cash", "lost", "jam", ODD),
    f.JournalResumed("disk full"),
    f.PricesApplied("12", 900),
    f.RecallsApplied("0123456789ab", 3),
    f.KioskClosed("A1"),
    f.KioskOpened("A1"),
    f.HandheldsTrusted(("CAISSE-2:01020304", "KIOSK-2:aabbccdd")),
    f.ShelfCleared("A1"),
    f.HandheldTaken("A1"),
    f.HandheldLocked("A1"),
    f.HandoverShown(_SALE, "00112233aabbccdd", 1_750_007_200, "A1"),
    f.KeyAdopted("0123456789abcdef" * 4, "-----BEGIN CERTIFICATE-----\n", "T1"),
    f.DayOpened("2025-06-15"),
    f.PeriodClosed(PeriodKind.DAY, "2025-06-15", 1_750_000_000, 7200, _TAKINGS, ((550, 240),), ((550, 240),), "M1"),
    f.ClockDoubted(1_750_000_000, 1_700_000_000),
    f.ClockConfirmed(1_750_000_000, "M1"),
    f.RollbackFound(120, 100, (Head("duplicate", 3, "A" * 86),)),
    f.RollbackAccepted("T1"),
    f.WitnessLost(ODD),
    f.TrainingBegun("M1"),
    f.TrainingEnded("M1"),
    f.DuplicateIssued(1, 1, "pdf", "A1"),
    f.ArchiveMade("month", "2025-06-01", "2025-06-30", 1, 9, "ab" * 32, "M1"),
    f.ArchiveFailed(ODD, "M1"),
    f.Purged(9, "cd" * 32, (Head("ticket", 1, "B" * 86),), "ab" * 32, "T1", "ef" * 32),
    f.LanguageChosen(Language.EN),
    f.SaleStarted(1, 1_750_000_000, True),
    f.ItemAdded(
        1,
        "3000000000014",
        ODD,
        "Épicerie",
        2,
        0,
        Money(120),
        Money(240),
        Rate(550),
        Money(20),
        18,
        "bread",
        "L24",
        "S1",
        "2112345004822",
        5,
    ),
    f.WeighingBegun(_PRODUCT, "3000000000014", "L25"),
    f.ContainerBegun(),
    f.TareTaken(212),
    f.WeighingStopped(),
    f.QuantityChanged(1, 2, 3),
    f.LineRemoved(1, Money(240), "A1", "void"),
    f.ArticleDoubted(1, "unknown", ODD, "name", "reason", (_PRODUCT,), 1_750_000_000),
    f.DoubtSettled(1, "released", "A1"),
    f.BasketTaken("00112233aabbccdd", "CAISSE-2", 1_750_003_600, 18),
    f.BasketTurnedAway(1, Refusal.FORGED, "CAISSE-2", 1_750_000_000),
    f.SaleParked("00112233aabbccdd", 1_750_007_200, Money(1250), 1_750_000_000, "A1"),
    f.ParkingFailed("00112233aabbccdd", "no key"),
    f.AgeChecked(18, True, "A1"),
    f.PaymentBegun(),
    f.ShoppingResumed(),
    f.CancelBegun("A1"),
    f.SaleCancelled(Money(240)),
    f.SaleAbandoned(Money(240)),
    f.SaleCompleted(
        1,
        1_750_000_000,
        7200,
        Money(240),
        (split(Money(240), Rate(550)),),
        Money(140),
        Money(100),
        "2025-06-15",
        (LINE,),
        Money(200),
        Money(50),
        Money(10),
        (CardPayment("1.1", Money(100), "**** 1234", "A00001", "CB", ODD, "7F01", True),),
        Money(240),
        Money(240),
        True,
        (Tender(TenderKind.GIFT_CARD, "G1", Money(50), "A1"),),
        (NonItem(NonItemKind.DONATION, ODD, Money(50)),),
    ),
    f.TenderTaken(TenderKind.MEAL_VOUCHER, "0012", Money(800), "A1"),
    f.TenderReturned(TenderKind.MEAL_VOUCHER, "0012", Money(800)),
    f.NonItemAdded(NonItemKind.GIFT_CARD, "G1", Money(2000)),
    f.NonItemRemoved(NonItemKind.GIFT_CARD, "G1", Money(2000)),
    f.OrderBegun("C1-7", (LINE,), "A1"),
    f.OrderTaken("C1-7"),
    f.OrderLeft("C1-7"),
    f.BoughtOnAccount("F1-1", "C7", Money(240), "2025-06-15", "2025-07-15"),
    f.CashPaymentStarted(Money(240)),
    f.CashPaymentStopped(),
    f.CashInserted("notes", Money(500), 2, False, True, "7:0"),
    f.CashMarked("coins", "7:1"),
    f.CashCountTaken("notes", ((500, 5), (1000, 0)), -1),
    f.CashDiffered("notes", Money(500), -2, False),
    f.PayoutStarted("P1", "change", Money(260), (("coins", 200, 1), ("coins", 20, 3))),
    f.CashDispensed("P1", "coins", Money(200), 1),
    f.PayoutReplanned("P1", "coins", "jam", ()),
    f.PayoutFinished("P1", Money(260)),
    f.PayoutFellShort("P1", Money(200), Money(60)),
    f.OwedSettled(Money(60), "A1"),
    f.CardAttemptStarted("1.1", Money(240)),
    f.CardCharged("1.1", Money(240), "**** 1234", "A00001", "CB", ODD, True, "7F01", True),
    f.CardNotCharged("1.1", "refused", ODD),
    f.SlipDue("1.1", Money(240), "refused", 1_750_000_000, 7200),
    f.SlipPrinted("1.1"),
    f.SlipFailed("1.1", "out_of_paper"),
    f.CardOutcomeUnknown("1.1", ODD),
    f.CardOutcomeSettled("1.1", Money(240), "A1"),
    f.CardRefunded(Money(240), "A1", True),
    f.ReceiptRequested("1.R1.1"),
    f.ReceiptPrinted("1.R1.1"),
    f.ReceiptFailed("1.R1.1", "out_of_paper"),
    f.ReceiptDeclined(),
    f.ReceiptShown(),
    f.EmailBegun(),
    f.EmailLeft(),
    f.ReceiptMailed(),
    f.SessionEnded(),
    f.AttendantCalled(Reason.OWED, Money(60), "evidence"),
    f.CallResolved(Reason.OWED),
    f.AttendantArrived("A1", Grade.MANAGER),
    f.AttendantLeft("A1"),
    f.PinRefused(1_750_000_000),
)

WRITABLE = tuple(fact for fact in EXAMPLES if not isinstance(fact, f.KeyAdopted | f.Purged))
"""Those that a new journal takes: no key but its own, and no purge that was none."""

REPEATABLE = tuple(fact for fact in WRITABLE if not isinstance(fact, f.SaleCompleted))
"""Those that it takes again and again."""
