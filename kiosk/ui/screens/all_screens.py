"""Which screen draws which view."""

from __future__ import annotations

from typing import Any

from kiosk.domain import views
from kiosk.ui.screens.archive import ArchiveScreen
from kiosk.ui.screens.attendant import AttendantScreen
from kiosk.ui.screens.attract import AttractScreen
from kiosk.ui.screens.bags import BagsScreen
from kiosk.ui.screens.basket import BasketScreen
from kiosk.ui.screens.called import CalledScreen
from kiosk.ui.screens.card import CardScreen
from kiosk.ui.screens.cash import CashScreen
from kiosk.ui.screens.change import ChangeScreen
from kiosk.ui.screens.choice import ChoiceScreen
from kiosk.ui.screens.closed import ClosedScreen
from kiosk.ui.screens.codes import CodesScreen
from kiosk.ui.screens.count import CountScreen
from kiosk.ui.screens.devices import DevicesScreen
from kiosk.ui.screens.email import EmailScreen
from kiosk.ui.screens.finder import FinderScreen
from kiosk.ui.screens.handovers import HandoversScreen
from kiosk.ui.screens.name import NameScreen
from kiosk.ui.screens.pin import PinScreen
from kiosk.ui.screens.price_check import PriceCheckScreen
from kiosk.ui.screens.receipt import ReceiptScreen
from kiosk.ui.screens.receipt_code import ReceiptCodeScreen
from kiosk.ui.screens.reports import ReportsScreen
from kiosk.ui.screens.team import TeamScreen
from kiosk.ui.screens.thanks import ThanksScreen
from kiosk.ui.screens.vault import VaultScreen
from kiosk.ui.screens.wait import WaitScreen
from kiosk.ui.screens.weigh import WeighScreen

SCREENS: dict[type[views.View], type[Any]] = {
    views.AttractView: AttractScreen,
    views.BasketView: BasketScreen,
    views.FinderView: FinderScreen,
    views.PriceCheckView: PriceCheckScreen,
    views.WeighView: WeighScreen,
    views.BagsView: BagsScreen,
    views.ChoiceView: ChoiceScreen,
    views.CashView: CashScreen,
    views.CardView: CardScreen,
    views.ChangeView: ChangeScreen,
    views.ReceiptView: ReceiptScreen,
    views.ReceiptCodeView: ReceiptCodeScreen,
    views.CodesView: CodesScreen,
    views.EmailView: EmailScreen,
    views.WaitView: WaitScreen,
    views.ThanksView: ThanksScreen,
    views.CalledView: CalledScreen,
    views.PinView: PinScreen,
    views.HandoversView: HandoversScreen,
    views.AttendantView: AttendantScreen,
    views.VaultView: VaultScreen,
    views.CountView: CountScreen,
    views.ReportsView: ReportsScreen,
    views.ArchiveView: ArchiveScreen,
    views.TeamView: TeamScreen,
    views.NameView: NameScreen,
    views.DevicesView: DevicesScreen,
    views.ClosedView: ClosedScreen,
}
