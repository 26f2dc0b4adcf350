"""One player per activity: it asks its device first, then tells it. A player knows commands, never rules."""

from __future__ import annotations

from typing import Protocol

from hardware import words as w
from kiosk.domain import activities as a
from kiosk.runtime.devices import Device
from kiosk.runtime.translate import document, lights


class Player(Protocol):
    """Plays one activity on one device, from `begin` to `end`; `change` when only its values changed."""

    def begin(self, resumed: bool) -> None:
        """`resumed`: the activity was already going on before the power went."""

    def change(self, activity: a.Activity) -> None:
        """The same activity with other values."""

    def heard(self, word: w.Word) -> None:
        """A word of this player's device; its event has been handled already."""

    def end(self) -> None:
        """The activity is not wanted any more."""


class ReadCodes:
    """A camera or scanner looks for codes."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.EnableReading())

    def change(self, activity: a.Activity) -> None:
        pass

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        self._device.ask(w.DisableReading())


class Weigh:
    """The scale tells what is on it. One that comes back from a failure is told again."""

    def __init__(self, device: Device, activity: a.Weigh) -> None:
        self._device = device
        self._unit_price = activity.unit_price

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.BeginWeighing(self._unit_price.cents))

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.Weigh)
        self._unit_price = activity.unit_price
        self.begin(resumed=False)

    def heard(self, word: w.Word) -> None:
        if isinstance(word, w.Ready):
            self.begin(resumed=True)

    def end(self) -> None:
        self._device.ask(w.EndWeighing())


class ShowSignal:
    """A light tower shows how the kiosk is; its driver tells it again when it comes back."""

    def __init__(self, device: Device, activity: a.ShowSignal) -> None:
        self._device = device
        self._signal = activity.signal

    def begin(self, resumed: bool) -> None:
        self._device.ask(lights(self._signal))

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.ShowSignal)
        self._signal = activity.signal
        self.begin(resumed=False)

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        self._device.ask(w.SwitchLights())


class TryAgain:
    """Staff have looked after a device."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.TryAgain())

    def change(self, activity: a.Activity) -> None:
        self._device.ask(w.TryAgain())

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass


class AcceptCash:
    """A slot is open. A machine that comes back from a failure is told again."""

    def __init__(self, device: Device, activity: a.AcceptCash) -> None:
        self._device = device
        self._activity = activity

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.BeginDeposit(self._activity.values, self._activity.due.cents))

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.AcceptCash)
        self._activity = activity
        self.begin(resumed=False)

    def heard(self, word: w.Word) -> None:
        if isinstance(word, w.Ready):
            self.begin(resumed=True)

    def end(self) -> None:
        self._device.ask(w.EndDeposit())


class PayOut:
    """Money goes out. The machine counts first; what it has paid the facts then know, and only the rest is told.

    `_pieces` is always what the facts say is still to pay. Every Dispense is answered by PaidOut, whatever happens to
    it (cable, power, reset), with the machine's count before; if the activity is still wanted then, it starts over.
    """

    def __init__(self, device: Device, activity: a.PayOut) -> None:
        self._device = device
        self._payout = activity.payout
        self._pieces = activity.pieces
        self._asked = False

    def begin(self, resumed: bool) -> None:
        self._asked = True
        self._device.ask(w.ReadCashCounts())

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.PayOut)
        self._pieces = activity.pieces

    def heard(self, word: w.Word) -> None:
        match word:
            case w.CashCounts() if self._asked:
                self._asked = False
                self._device.ask(w.Dispense(self._pieces, self._payout))
            case w.PaidOut(reference=reference) if reference == self._payout:
                self.begin(resumed=True)

    def end(self) -> None:
        pass


class Collect:
    """Pieces go to the cashbox. As with a payout the machine counts first, and only what is left is told."""

    def __init__(self, device: Device, activity: a.Collect) -> None:
        self._device = device
        self._collection = activity.collection
        self._pieces = activity.pieces
        self._asked = False

    def begin(self, resumed: bool) -> None:
        self._asked = True
        self._device.ask(w.ReadCashCounts())

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.Collect)
        self._pieces = activity.pieces

    def heard(self, word: w.Word) -> None:
        if isinstance(word, w.CashCounts) and self._asked:
            self._asked = False
            self._device.ask(w.CollectCash(self._pieces, self._collection))

    def end(self) -> None:
        pass


class AdjustCash:
    """Staff changed what is in a machine by hand. Told once: what a restarted program restores is the sum already."""

    def __init__(self, device: Device, activity: a.AdjustCash) -> None:
        self._device = device
        self._pieces = activity.pieces

    def begin(self, resumed: bool) -> None:
        if not resumed:
            self._device.ask(w.AdjustCashCounts(self._pieces))

    def change(self, activity: a.Activity) -> None:
        raise TypeError("an adjustment never changes: another one has another id")

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass


class KeepStock:
    """Which pieces a machine keeps. One that comes back from a failure may have forgotten it."""

    def __init__(self, device: Device, activity: a.KeepStock) -> None:
        self._device = device
        self._recycled = activity.recycled

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.SetRoutes(self._recycled))

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.KeepStock)
        self._recycled = activity.recycled
        self.begin(resumed=False)

    def heard(self, word: w.Word) -> None:
        if isinstance(word, w.Ready):
            self.begin(resumed=True)

    def end(self) -> None:
        pass


class CountCash:
    """A machine counts because staff have asked."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def begin(self, resumed: bool) -> None:
        self._device.ask(w.ReadCashCounts())

    def change(self, activity: a.Activity) -> None:
        pass

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass


class Charge:
    """The terminal charges an attempt; after a power cut it is asked what became of it instead."""

    def __init__(self, device: Device, activity: a.Charge) -> None:
        self._device = device
        self._activity = activity

    def begin(self, resumed: bool) -> None:
        wanted = self._activity
        attempt, cents = wanted.attempt, wanted.amount.cents
        self._device.ask(w.AskOutcome(attempt, cents) if resumed else w.Authorize(attempt, cents, wanted.meal))

    def change(self, activity: a.Activity) -> None:
        assert isinstance(activity, a.Charge)
        if activity.amount != self._activity.amount:
            raise TypeError("a charge never changes: another amount is another attempt")
        if activity.cancelled and not self._activity.cancelled:
            self._device.ask(w.CancelAuthorize(activity.attempt))
        self._activity = activity

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass


class Refund:
    """The terminal gives back to a card; after a power cut it is asked what became of it instead."""

    def __init__(self, device: Device, activity: a.Refund) -> None:
        self._device = device
        self._activity = activity

    def begin(self, resumed: bool) -> None:
        attempt, cents = self._activity.attempt, self._activity.amount.cents
        again = w.AskOutcome(attempt, cents, refund=True)
        self._device.ask(again if resumed else w.AuthorizeRefund(attempt, cents, self._activity.original))

    def change(self, activity: a.Activity) -> None:
        raise TypeError("a refund never changes: another amount is another attempt")

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass


class PrintReceipt:
    """A receipt comes out. After a power cut it may be torn: the customer is asked again, and that is another job."""

    def __init__(self, device: Device, activity: a.PrintReceipt) -> None:
        self._device = device
        self._activity = activity

    def begin(self, resumed: bool) -> None:
        if not resumed:
            self._device.ask(w.Print(self._activity.job, document(self._activity.parts)))

    def change(self, activity: a.Activity) -> None:
        """The paper says what was asked for: a report whose day goes on is not printed again."""

    def heard(self, word: w.Word) -> None:
        pass

    def end(self) -> None:
        pass
