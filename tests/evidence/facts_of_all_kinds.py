"""One example of every kind of fact, with nothing left at its default."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.basket import Refusal
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.tax import Rate, split

ODD = 'Œuf « frais » \u202f"\\\n\t\x00€ 🥐'
"""A text that a careless writer of JSON or SQL would spoil."""

EXAMPLES: tuple[Fact, ...] = (
    f.KioskStarted("1.0", 1_750_000_000),
    f.DeviceConditionChanged("notes", "cash", "lost", "jam", ODD),
    f.JournalResumed("disk full"),
    f.PricesApplied("12", 900),
    f.KioskClosed("A1"),
    f.KioskOpened("A1"),
    f.LanguageChosen(Language.EN),
    f.SaleStarted(1, 1_750_000_000),
    f.ItemAdded(1, "3000000000014", ODD, "Épicerie", 2, 0, Money(120), Money(240), Rate(550), Money(20), 18, "bread"),
    f.QuantityChanged(1, 2, 3),
    f.LineRemoved(1, Money(240), "A1", "void"),
    f.ArticleDoubted(1, "unknown", ODD, "name", "reason"),
    f.DoubtSettled(1, "released", "A1"),
    f.BasketTaken("00112233aabbccdd"),
    f.BasketTurnedAway(1, Refusal.OTHER_SHOP),
    f.AgeChecked(18, True, "A1"),
    f.PaymentBegun(),
    f.ShoppingResumed(),
    f.CancelBegun("A1"),
    f.SaleCancelled(Money(240)),
    f.SaleAbandoned(Money(240)),
    f.SaleCompleted(1, 1_750_000_000, 7200, Money(240), (split(Money(240), Rate(550)),), Money(140), Money(100)),
    f.CashPaymentStarted(Money(240)),
    f.CashPaymentStopped(),
    f.CashInserted("notes", Money(500), 2, False, True),
    f.CashCountTaken("notes", ((500, 5), (1000, 0)), -1),
    f.CashDiffered("notes", Money(500), -2, False),
    f.PayoutStarted("P1", "change", Money(260), (("coins", 200, 1), ("coins", 20, 3))),
    f.CashDispensed("P1", "coins", Money(200), 1),
    f.PayoutReplanned("P1", "coins", "jam", ()),
    f.PayoutFinished("P1", Money(260)),
    f.PayoutFellShort("P1", Money(200), Money(60)),
    f.OwedSettled(Money(60), "A1"),
    f.CardAttemptStarted("1.1", Money(240)),
    f.CardCharged("1.1", Money(240), "**** 1234", "A00001", "CB", ODD, True),
    f.CardNotCharged("1.1", "refused", ODD),
    f.CardOutcomeUnknown("1.1", ODD),
    f.CardOutcomeSettled("1.1", Money(240), "A1"),
    f.CardRefunded(Money(240), "A1", True),
    f.ReceiptRequested("1.R1.1"),
    f.ReceiptPrinted("1.R1.1"),
    f.ReceiptFailed("1.R1.1", "out_of_paper"),
    f.ReceiptDeclined(),
    f.SessionEnded(),
    f.AttendantCalled(Reason.OWED, Money(60), "evidence"),
    f.CallResolved(Reason.OWED),
    f.AttendantArrived("A1", "Nadia"),
    f.AttendantLeft("A1"),
    f.PinRefused(1_750_000_000),
)
