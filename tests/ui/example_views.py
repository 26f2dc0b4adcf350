"""Every screen a shop can meet, as `present` makes it of real kiosks that were driven there by real events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from kiosk.basket_codes import rows
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.bag import WEIGHTS_NEEDED
from kiosk.domain.basket import Doubt, PriceReason, Refusal, TenderKind
from kiosk.domain.books import PeriodKind
from kiosk.domain.history import replay
from kiosk.domain.language import Language
from kiosk.domain.limits import Limits
from kiosk.domain.money import Money
from kiosk.domain.orders import Customer
from kiosk.domain.presenting import present
from kiosk.domain.product import CAPTURE_SERIAL, Product
from kiosk.domain.roll import Person
from kiosk.domain.shop import Bagging
from kiosk.domain.states import Kiosk
from kiosk.domain.tax import Rate, TaxTotal
from kiosk.domain.views import AttendantView, View
from kiosk.receipts.compact import CODE_LENGTH_MAX
from kiosk.receipts.qr import link, modules
from tests.baskets.stall import many, sealed
from tests.domain import kiosks
from tests.flows.customer import COINS, NOTES, SHOP, Till
from tests.flows.vouchers import TAKES_VOUCHERS, coupon, credit_note, empties, filled, gift_card, meal
from tests.once import made_once

Story = Callable[[], Till]

PRICES = Path(__file__).parents[2] / "assets" / "demo" / "prices.csv"
DEPARTMENTS = ("Divers", "Épicerie", "Fruits & légumes", "Boulangerie", "Crèmerie", "Boissons")

LONGEST = Product(
    "3790000009994",
    "Assortiment de biscuits apéritif aux olives noires de Provence",
    "Épicerie salée",
    Money(1249),
    Rate(550),
)
"""As long as a name may be, without a picture."""

CUSTOMER = {
    "basket_empty": lambda: _shop(),
    "basket_1": lambda: _basket("Baguette de tradition", "Baguette de tradition"),
    "basket_3": lambda: _basket("Baguette de tradition", "Comté 12 mois 200 g", "Pomme golden"),
    "basket_market": lambda: _market(),
    "basket_30": lambda: _basket(*[product.name for product in _articles().values() if not product.sale_stop][:30]),
    "basket_long_names": lambda: _long_names(),
    "basket_exceptions": lambda: _doubts(),
    "basket_long_shop": lambda: _basket(
        "Pomme golden", till=_shop(name="Au Panier de Marie-Antoinette, épicerie fine et primeurs")
    ),
    "finder": lambda: _looking(),
    "finder_typed": lambda: _looking("pomme"),
    "finder_wrong": lambda: _looking("3274080005004"),
    "finder_number": lambda: _capturing(),
    "price_check": lambda: _asking(),
    "price_check_done": lambda: _asking("Comté 12 mois 200 g"),
    "price_check_deposit": lambda: _asking("Bière ambrée 75 cl, bouteille consignée"),
    "price_check_weighed": lambda: _asking("Pomme golden", till=_market()),
    "price_check_long": lambda: _asked(LONGEST),
    "price_check_blocked": lambda: _asked(kiosks.RECALLED),
    "price_check_unknown": lambda: _told(_asking(), e.UnknownScanned("4006381333931")),
    "basket_messages": lambda: _with_messages(),
    "bags": lambda: _offered_bags(2, 0),
    "bags_taken": lambda: _offered_bags(2, 2),
    "bags_four": lambda: _offered_bags(4, 1),
    "bags_one": lambda: _offered_bags(1, 0),
    "weigh_put": lambda: _weighing("Pomme de terre four et purée"),
    "weigh_ready": lambda: _weighing("Pomme golden", 482),
    "weigh_moving": lambda: _weighing("Poire conférence", 1337, e.WeightState.UNSTABLE, container=212),
    "weigh_lost": lambda: _without(_weighing("Pomme golden", 482), "scale"),
    "weigh_container": lambda: _told(_weighing("Pomme golden"), e.OwnContainerPressed(), _weight(212)),
    "called_basket": lambda: _told(_market(), e.BasketRefused(Refusal.ALTERED, "CAISSE-2")),
    "basket_part": lambda: _told(_market(_parks()), e.BasketPartShown("00", frozenset({1, 3}), 4)),
    "parking_wait": lambda: _told(_market(_parks()), e.ParkPressed()),
    "parked": lambda: _parked(12),
    "parked_two": lambda: _parked(90),
    "parked_printed": lambda: _parked_on_paper(),
    "handheld_locked": lambda: _queuebuster(),
    "handheld": lambda: _handed_over(),
    "handheld_codes": lambda: _shown_on_a_handheld(),
    "handheld_basket": lambda: _market(_told(_queuebuster(), e.AttendantIdentified("A1"))),
    "bag_own": lambda: _waited(_rests(_bagging(), 180), 10),
    "bag_full": lambda: _waited(_rests(_bagging(), 2600), 10),
    "bag_put": lambda: _basket("Comté 12 mois 200 g", till=_bagged()),
    "bag_more": lambda: _waited(_rests(_bagged(), 2800), 10),
    "bag_less": lambda: _waited(_rests(_bagged(), 1340), 10),
    "bag_more_or_own": lambda: _waited(_rests(_bagged(), 2000), 10),
    "bag_removed": lambda: _waited(_waited(_told(_bagged(), e.RemovePressed(2)), 1), 5),
    "bag_waiting": lambda: _told(_basket("Comté 12 mois 200 g", till=_bagged()), e.PayPressed()),
    "bag_moving": lambda: _told(_bagged(), e.WeightChanged("bag", e.WeightState.UNSTABLE, 2700), e.PayPressed()),
    "bag_called": lambda: _told(_bag_amiss(), e.PayPressed()),
    "basket_idle": lambda: _waited(_market(), 75),
    "choice": lambda: _choosing(),
    "choice_part_paid": lambda: _part_paid(),
    "choice_vouchers": lambda: _choosing(_voucher_shop()),
    "choice_vouchers_paid": lambda: _paid_by_vouchers(),
    "choice_told": lambda: _told(_choosing(_voucher_shop()), meal(1, 1900)),
    "gift_card": lambda: _told(_voucher_shop(), gift_card(1)),
    "gift_card_known": lambda: _told(_gift_sold(), gift_card(1)),
    "basket_gift_card": lambda: _told(
        _market(_voucher_shop()), gift_card(1), e.GiftCardPressed(gift_card(1).reference, Money(2000))
    ),
    "receipt_gift_card": lambda: _told(_choosing(_gift_sold()), gift_card(1)),
    "choice_declined": lambda: _declined(),
    "choice_no_card": lambda: _without(_choosing(), "card"),
    "choice_no_cash": lambda: _without(_choosing(), "notes", "coins"),
    "choice_short": lambda: _choosing(_short()),
    "choice_charity": lambda: _choosing(_charitable()),
    "choice_given": lambda: _told(_choosing(_charitable()), e.RoundUpPressed()),
    "choice_card_minimum": lambda: _choosing(_limited(card_min=Money(2000))),
    "cash_coins": lambda: _cash(*[10] * 50),
    "basket_short": lambda: _market(_short()),
    "choice_idle_money": lambda: _waited(_part_paid(), 61),
    "cash": lambda: _cash(),
    "cash_part": lambda: _cash(1000, 50),
    "cash_part_no_card": lambda: _without(_cash(1000, 50), "card"),
    "cash_exact_only": lambda: _poor(),
    "cash_stopped": lambda: _without(_cash(1000), "notes", "coins"),
    "card": lambda: _told(_choosing(), e.PayCardPressed()),
    "card_stopping": lambda: _told(_choosing(), e.PayCardPressed(), e.CardCancelPressed()),
    "change": lambda: _change(1000),
    "change_begun": lambda: _cash(2000),
    "change_return": lambda: _all_comes_back(),
    "basket_collected": lambda: _told(_ordered(), e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1")),
    "basket_settling": lambda: _told(_on_account(), e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("F1-1")),
    "receipt_deposit": lambda: _ordered(),
    "refund": lambda: _told(_cash(1000), e.CancelPressed()),
    "counting": lambda: _counting(),
    "receipt": lambda: _paid(),
    "receipt_no_printer": lambda: _without(_paid(), "printer"),
    "receipt_email": lambda: _with_email(_paid()),
    "email": lambda: _told(_with_email(_paid()), e.EmailPressed()),
    "email_refused": lambda: _told(_with_email(_paid()), e.EmailPressed(), e.EmailRefused(e.EmailFault.LENGTH)),
    "receipt_code_wait": lambda: _told(_paid(), e.ReceiptCodePressed()),
    "receipt_code": lambda: _code(_paid(_linked()), CODES["receipt_code"]),
    "receipt_code_long": lambda: _code(_paid(_linked()), CODES["receipt_code_long"]),
    "receipt_code_text": lambda: _code(_paid(), CODES["receipt_code_text"]),
    "receipt_no_code": lambda: _told(_paid(), e.ReceiptCodePressed(), e.ReceiptCodeNotMade(1)),
    "receipt_no_code_no_printer": lambda: _told(
        _without(_paid(), "printer"), e.ReceiptCodePressed(), e.ReceiptCodeNotMade(1)
    ),
    "thanks_receipt": lambda: _printed(),
}
"""A customer in the shop of the demonstration."""

STAFF = {
    "attendant": lambda: _much_to_settle(),
    "attendant_unknown": lambda: _told(_shop(), e.UnknownScanned("4006381333931"), *STAFF_COMES),
    "attendant_order": lambda: _told(_trusting(), *STAFF_COMES),
    "attendant_account": lambda: _told(_trusting(), e.PayPressed(), *STAFF_COMES),
    "attendant_quiet": lambda: _told(_shop(), e.CancelPressed(), *STAFF_COMES),
    "attendant_30": lambda: _told(CUSTOMER["basket_30"](), *STAFF_COMES),
    "attendant_devices": lambda: _told(_without(_market(), "notes", "coins", "card", "printer"), *STAFF_COMES),
    "attendant_aside": lambda: _left_baskets(),
    "attendant_closed": lambda: _told(_told(_shop(), e.CancelPressed(), *STAFF_COMES), e.ClosePressed()),
    "attendant_manager": lambda: _manager(_much_to_settle(())),
    "attendant_return": lambda: _returning(),
    "attendant_return_number": lambda: _told(_sold(), *STAFF_COMES, e.PagePressed(e.Page.RETURN)),
    "attendant_return_missing": lambda: _told(
        _sold(), *STAFF_COMES, e.PagePressed(e.Page.RETURN), e.TicketNumberEntered("9"), e.TicketMissing(9)
    ),
    "attendant_return_unpaid": lambda: _unpaid(),
    "attendant_card_refund": lambda: _told(_returning(), e.ReturnPressed()),
    "attendant_card_back": lambda: _told(_returning(), e.ReturnPressed(), e.CardGiveBackPressed()),
    "card_back": lambda: _told(_returning(), e.ReturnPressed(), e.CardGiveBackPressed(), e.AttendantDonePressed()),
    "called_return": lambda: _told(_returning(), e.ReturnPressed(), e.AttendantDonePressed()),
    "attendant_card_back_unknown": lambda: kiosks.STORIES["Attended, NeedsAttendant card_unknown, return"](),
    "attendant_credit_note": lambda: kiosks.STORIES["Attended, NeedsAttendant credit_note"](),
    "called_price": lambda: kiosks.STORIES["NeedsAttendant price"](),
    "attendant_price": lambda: kiosks.STORIES["Attended, NeedsAttendant price"](),
    "called_check": lambda: kiosks.STORIES["NeedsAttendant check"](),
    "attendant_check": lambda: kiosks.STORIES["Attended, NeedsAttendant check"](),
    "attendant_rescan": lambda: kiosks.STORIES["Desk, scanning the bag"](),
    "basket_wishes": lambda: kiosks.STORIES["Shopping with wishes"](),
    "attendant_wishes": lambda: _told(kiosks.STORIES["Shopping with wishes"](), *STAFF_COMES),
    "attendant_weight": lambda: _told(_bag_amiss(), *STAFF_COMES),
    "devices_bag": lambda: _told(_without(_bagged(), "bag"), *STAFF_COMES, e.PagePressed(e.Page.DEVICES)),
    "attendant_line": lambda: _told(_market(), *STAFF_COMES, e.LinePressed(1)),
    "attendant_line_manager": lambda: _told(_manager(_market()), e.LinePressed(1)),
    "attendant_discount": lambda: _told(_manager(_market()), e.LinePressed(0)),
    "basket_discount": lambda: _told(
        _market(),
        *STAFF_COMES,
        e.DiscountPressed(1, 10),
        e.PricePressed(2, Money(100), PriceReason.SHELF),
        e.AttendantDonePressed(),
    ),
    "called_boxed": lambda: kiosks.STORIES["NeedsAttendant boxed"](),
    "attendant_boxed": lambda: kiosks.STORIES["Attended, NeedsAttendant boxed"](),
    "attendant_given_late": lambda: kiosks.STORIES["Attended, NeedsAttendant given_late"](),
    "receipt_return": lambda: _credit_note_on_the_screen(),
    "attendant_clock": lambda: _manager(_clock_doubted()),
    "attendant_rollback": lambda: _manager(_rolled_back()),
    "attendant_rollback_technician": lambda: _manager(_rolled_back(), f.Grade.TECHNICIAN),
    "closed_clock": lambda: _clock_doubted(),
    "closed_rollback": lambda: _rolled_back(),
    "reports_morning": lambda: _page(e.Page.REPORTS, _troubled_day(), e.ReportPressed(e.Report.MORNING)),
    "reports_x": lambda: _page(e.Page.REPORTS, _sold()),
    "reports_x_shopping": lambda: _page(e.Page.REPORTS, _basket("Pomme golden", till=_sold())),
    "reports_empty": lambda: _page(e.Page.REPORTS, _quiet(), e.ReportPressed(e.Report.DAY)),
    "reports_month": lambda: _page(e.Page.REPORTS, _years(), e.ReportPressed(e.Report.MONTH)),
    "reports_year_large": lambda: _page(e.Page.REPORTS, _years(), e.ReportPressed(e.Report.YEAR)),
    "reports_printing": lambda: _page(e.Page.REPORTS, _years(), e.PrintReportPressed()),
    "reports_not_printed": lambda: _not_printed(),
    "reports_closing": lambda: _page(e.Page.CLOSING, _sold()),
    "reports_no_printer": lambda: _page(e.Page.REPORTS, _without(_sold(), "printer")),
    "cash_page": lambda: _page(e.Page.CASH, _balanced()),
    "cash_page_notes": lambda: _page(e.Page.CASH, _quiet(), e.MachinePressed("notes")),
    "cash_page_low": lambda: _page(e.Page.CASH, _poor_kiosk()),
    "cash_page_attendant": lambda: _told(_quiet(), *STAFF_COMES, e.PagePressed(e.Page.CASH)),
    "cash_page_filling": lambda: _filling(),
    "cash_page_collecting": lambda: _told(_rich_manager(), e.CollectPressed("coins")),
    "cash_page_emptied": lambda: _told(
        _manager(_quiet()),
        e.PagePressed(e.Page.CASH),
        e.CountConfirmed(e.CountOf.CASHBOX, "notes", ((5000, 2),)),
        e.MachinePressed("notes"),
    ),
    "cash_page_away": lambda: _page(e.Page.CASH, _without(_quiet(), "coins")),
    "count_cashbox": lambda: _typing(e.CountOf.CASHBOX, "notes", "12"),
    "count_float": lambda: _typing(e.CountOf.FLOAT, "coins", ""),
    "closed_filling": lambda: _left_collecting(),
    "reports_cash": lambda: _page(e.Page.REPORTS, _poor_kiosk(), e.ReportPressed(e.Report.CASH)),
    "devices": lambda: _told(_equipped(), *STAFF_COMES, e.PagePressed(e.Page.DEVICES)),
    "devices_trouble": lambda: _devices_in_trouble(),
    "devices_shopping": lambda: _told(_market(_equipped()), *STAFF_COMES, e.PagePressed(e.Page.DEVICES)),
    "restarting": lambda: _told(_equipped(), *STAFF_COMES, e.RestartPressed()),
    "archive_empty": lambda: _page(e.Page.ARCHIVE, _quiet()),
    "archive": lambda: _page(e.Page.ARCHIVE, _years()),
    "archive_42": lambda: _archiving(e.ArchiveMoved(42)),
    "archive_written": lambda: _archiving(e.ArchiveWritten("A1", "year", "", "", 1, 9, "", ARCHIVE)),
    "archive_failed": lambda: _archiving(e.ArchiveNotWritten("A1", "plus de place sur la clé USB")),
    "training_attract": lambda: _learning(),
    "training_basket": lambda: _market(_learning()),
    "training_idle": lambda: _waited(_market(_learning()), 75),
    "training_receipt": lambda: _told(_choosing(_learning()), e.PayCardPressed()),
    "training_reports": lambda: _page(e.Page.REPORTS, _learning()),
    "pin": lambda: _told(_market(), e.StaffPressed()),
    "pin_wrong": lambda: _told(_market(), e.StaffPressed(), e.PinWrong()),
    "pin_locked": lambda: _told(_market(), e.StaffPressed(), *[e.PinWrong()] * 5),
    "pin_badge": lambda: _told(_with_badge(_market()), BADGE),
    "pin_shuffled": lambda: _told(_shuffling(), TEAM, e.StaffPressed(), e.KeysShuffled("3850917264")),
    "team": lambda: _team(),
    "team_of_fifty": lambda: _team(people=tuple(Person(f"N{n}", f"Personne Numéro {n}") for n in range(50))),
    "team_busy": lambda: _page(e.Page.STAFF, _told(_market(), TEAM)),
    "team_damaged": lambda: _team(e.RollArrived(TEAM.people[:2], "it is not JSON")),
    "team_name": lambda: _team(e.RollPressed(e.RollStep.NAME)),
    "team_new_pin": lambda: _team(e.RollPressed(e.RollStep.NAME), NEW),
    "team_pin_refused": lambda: _team(e.RollPressed(e.RollStep.NAME), NEW, e.EntryRefused(e.EntryFault.TAKEN)),
    "team_new_badge": lambda: _team(e.RollPressed(e.RollStep.NAME), NEW, _entered("P6", NEW.grade)),
    "team_badge_refused": lambda: _team(
        e.RollPressed(e.RollStep.PERSON, "P5"),
        e.RollPressed(e.RollStep.BADGE, "P5"),
        e.EntryRefused(e.EntryFault.ARTICLE),
    ),
    "team_person": lambda: _team(e.RollPressed(e.RollStep.PERSON, "P5")),
    "team_dismiss": lambda: _team(e.RollPressed(e.RollStep.PERSON, "P5"), e.RollPressed(e.RollStep.DISMISS, "P5")),
    "attendant_recovered": lambda: _recovered(),
    "closed_journal": lambda: _told(_market(), e.JournalBroke("database or disk is full")),
    "closed_journal_money": lambda: _told(_cash(1000), e.JournalBroke("database or disk is full", Money(500))),
}
"""Staff in the same shop."""

BY_STATE = {
    "attract": "Attract",
    "attract_nothing_works": "Attract, all devices lost",
    "basket_turned_away": "Shopping, baskets",
    "attendant_turned_away": "Attended, Shopping, baskets",
    "wait": "Printing",
    "receipt_failed": "ChoosingReceipt, failed",
    "thanks": "Thanks",
    "thanks_email": "Thanks, by e-mail",
    "called_help": "NeedsAttendant help over Shopping",
    "called_articles": "NeedsAttendant articles",
    "called_owed": "NeedsAttendant owed",
    "called_card_unknown": "NeedsAttendant card_unknown",
    "called_card_refund": "NeedsAttendant card_refund",
    "called_payout_stuck": "NeedsAttendant payout_stuck",
    "called_left_behind": "NeedsAttendant left_behind",
    "called_voucher": "NeedsAttendant voucher",
    "called_nothing_works": "NeedsAttendant payout_stuck, all devices lost",
    "attendant_owed": "Attended, NeedsAttendant owed",
    "attendant_card_unknown": "Attended, NeedsAttendant card_unknown",
    "attendant_card_refund": "Attended, NeedsAttendant card_refund",
    "attendant_payout_stuck": "Attended, NeedsAttendant payout_stuck",
    "attendant_left_behind": "Attended, NeedsAttendant left_behind",
    "attendant_voucher": "Attended, NeedsAttendant voucher",
    "attendant_meal_card": "Attended, ChoosingReceipt, meal card unasked",
    "closed": "Closed",
    "called_clock": "NeedsAttendant clock over TakingCash",
    "called_clock_change": "NeedsAttendant clock over GivingChange over TakingCash",
    "called_rollback": "NeedsAttendant rollback over Printing",
    "called_rollback_card": "NeedsAttendant rollback over TakingCard",
    "training_code": "ShowingReceipt, training",
    "attendant_first_day": "Desk, first day",
    "attendant_copy_failed": "Desk, copy not printed",
    "attendant_clock_cash": "Desk, manager and clock",
    "reports_close_not_now": "Desk, closing not now",
}
"""Screens on which the articles do not matter, by the names of tests/domain/kiosks.py."""

NOTICES = {
    "notice_card": ("card",),
    "notice_cash": ("notes", "coins"),
    "notice_printer": ("printer",),
    "notice_camera": ("camera",),
    "notice_scanner": ("scanner",),
}
"""What does not work, told over the basket."""

TEAM = e.RollArrived(
    (
        Person("A1", "Nadia", f.Grade.MANAGER),
        Person("T1", "Société Dépannage-Caisses de l’Ouest", f.Grade.TECHNICIAN),
        Person("P3", "Zoé"),
        Person("P4", "Jean-Baptiste"),
        Person("P5", "Fatou", badge=True, entry="f00d"),
    )
)
BADGE = e.BadgeShown((("P5", "f00d"),))
NEW = e.PersonNamed("camille", f.Grade.ATTENDANT)

STAFF_COMES = (e.StaffPressed(), e.AttendantIdentified("A1", f.Grade.ATTENDANT))

PAGE = "http://192.168.1.20:8080/"
CODES = {
    "receipt_code": link(PAGE, ("6BF5O$ZJKPC3CD/3E0ETLBXDEI3DG2EJPCP5D*R6" * 50)[:560]),
    "receipt_code_long": link(PAGE, ("6BF5O$ZJKPC3CD/3E0ETLBXDEI3DG2EJPCP5D*R6" * 50)[:CODE_LENGTH_MAX]),
    "receipt_code_text": ("Ticket 1 Caisse 1\n15/06/2025 17:06:40\nÉpicerie du Port\n" * 40)[:1100],
}
"""What a usual receipt's code says, the longest, and one without a page: only the kiosk's keys can sign a real one."""

ARCHIVE = "/media/CLE-USB/borne-1-annee-2024.zip"
DAY_SECONDS = 24 * 3600


def examples(language: Language) -> dict[str, View]:
    """Every example by its name, in this language."""
    return {
        name: present(replace(kiosk, till=replace(kiosk.till, language=language))) for name, kiosk in _kiosks().items()
    }


@cache
def _kiosks() -> dict[str, Kiosk]:
    return made_once("kiosks", _driven)


def _driven() -> dict[str, Kiosk]:
    told = {name: story().kiosk for name, story in {**CUSTOMER, **STAFF}.items()}
    known = {name: kiosks.STORIES[state]().kiosk for name, state in BY_STATE.items()}
    degraded = {name: _without(_market(), *devices).kiosk for name, devices in NOTICES.items()}
    return {**told, **known, **degraded}


@cache
def _articles() -> dict[str, Product]:
    """The demonstration's articles by name."""
    return {line.product.name: line.product for line in read(PRICES) if isinstance(line, PricedLine)}


# What happens


def _troubled_day() -> Till:
    till = _market()
    till.tell(e.RemovePressed(2), e.UnknownScanned("4006381333931"), *STAFF_COMES)
    till.tell(e.ReleasePressed(1, "Divers", Money(250)), e.PricePressed(1, Money(100), PriceReason.SHELF))
    till.tell(e.DiscountPressed(3, 10), e.CancelPressed(), e.AttendantDonePressed(), e.PinWrong(), e.PinWrong())
    _manager(till)
    return _told(till, e.PagePressed(e.Page.CLOSING), e.CloseDayPressed(), e.AttendantDonePressed())


def _looking(text: str = "") -> Till:
    """Somebody looks for an article; what the catalogue would answer. Nothing typed: favourites and departments."""
    articles = _articles().values()
    found = tuple(each for each in articles if (text in each.name.lower() if text else each.weighed))[:24]
    departments = dict.fromkeys(each.department for each in articles)
    pictures = tuple((name, next(each.picture for each in articles if each.department == name)) for name in departments)
    answer = e.ArticlesFound(text, "", found, pictures)
    return _told(_shop(), e.FindPressed(), e.FindTyped(text), answer)


def _equipped() -> Till:
    """A kiosk with every kind of device, and a screen whose light can be set."""
    till = _quiet()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, dims=True))
    more = (("scanner", e.Role.SCANNER), ("camera", e.Role.CAMERA), ("scale", e.Role.SCALE), ("tower", e.Role.LIGHTS))
    return _told(till, *(e.DeviceChanged(*each, e.Condition.READY) for each in more))


def _devices_in_trouble() -> Till:
    lost, degraded = e.Condition.LOST, e.Condition.DEGRADED
    return _told(
        _equipped(),
        e.DeviceChanged("printer", e.Role.PRINTER, lost, "out_of_paper"),
        e.DeviceChanged("notes", e.Role.CASH, degraded, "jam"),
        e.DeviceChanged("scale", e.Role.SCALE, lost, "link_lost", "/dev/ttyUSB3: device gone"),
        e.DeviceChanged("tower", e.Role.LIGHTS, lost, "no_answer"),
        *STAFF_COMES,
        e.PagePressed(e.Page.DEVICES),
        e.BrightnessPressed(80),
        e.VolumePressed(50),
        e.TryAgainPressed("scale"),
    )


def _capturing() -> Till:
    """The serial number of a pack is typed."""
    till = _shop()
    torch = replace(LONGEST, name="Lampe", capture=CAPTURE_SERIAL)
    doubted = f.ArticleDoubted(1, Doubt.UNTRACED, torch.code, torch.name, CAPTURE_SERIAL, (torch,))
    till.kiosk = replay((doubted,), till.kiosk)
    return _told(till, e.CapturePressed(1))


def _weighing(name: str, grams: int = 0, state: e.WeightState = e.WeightState.STABLE, container: int = 0) -> Till:
    """Somebody weighs; nothing is on the scale yet, or so much."""
    till = _told(_shop(), e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY), _weight(0))
    till.scan(_articles()[name])
    if container:
        till.tell(e.OwnContainerPressed(), _weight(container), e.ContainerWeighedPressed(container))
    return _told(till, _weight(grams, state))


def _weight(grams: int, state: e.WeightState = e.WeightState.STABLE) -> e.WeightChanged:
    return e.WeightChanged("scale", state if grams else e.WeightState.ZERO, grams)


def _shop(name: str = SHOP.name, **held: dict[int, int]) -> Till:
    """Somebody has begun, and everything works. `held`: coins and notes."""
    rates = dict(SHOP.departments)
    shop = replace(
        SHOP,
        name=name,
        departments=tuple((name, rates.get(name, 550)) for name in DEPARTMENTS),
        siret="123 456 789 00012",
        staff=(("A1", "Nadia"),),
    )
    till = Till(shop=shop, **(held or {"coins": dict.fromkeys(COINS, 20)}))
    till.tell(e.DeviceChanged("scanner", e.Role.SCANNER, e.Condition.READY))
    till.tell(e.DeviceChanged("camera", e.Role.CAMERA, e.Condition.READY))
    return _told(till, e.StartPressed())


def _told(till: Till, *events: e.Event) -> Till:
    till.tell(*events)
    return till


def _with_email(till: Till) -> Till:
    """The shop has a mail server."""
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, email=True))
    return till


def _waited(till: Till, seconds: int) -> Till:
    till.wait(seconds)
    return till


def _without(till: Till, *devices: str) -> Till:
    for name in devices:
        role = till.kiosk.sees.devices[name].role
        till.tell(e.DeviceChanged(name, role, e.Condition.LOST, "no_answer", "cable?"))
    return till


def _quiet() -> Till:
    """Everything works, nobody is there, and the day is open."""
    till = _shop()
    return _told(till, e.ClockTicked(till.kiosk.sees.now, 7200), e.CancelPressed())


def _returning() -> Till:
    """Articles of the last ticket are about to come back."""
    till = _told(_paid(), e.NoReceiptPressed(), e.DonePressed())
    ticket = till.told(f.SaleCompleted)[-1]
    first, second = ticket.lines[0].number, ticket.lines[-1].number
    return _told(
        till, *STAFF_COMES, e.PagePressed(e.Page.RETURN), e.TicketNumberEntered(str(ticket.receipt)),
        e.TicketFound(ticket, 0), e.ReturnCountPressed(first, 1), e.ReturnCountPressed(second, 1),
        e.ReturnReasonPressed(SHOP.returns.reasons[0]),
    )  # fmt: skip


def _unpaid() -> Till:
    """What is on account is brought back before it was paid."""
    till = _told(_on_account(), e.NoReceiptPressed(), e.DonePressed())
    ticket = till.told(f.SaleCompleted)[-1]
    asked = e.PagePressed(e.Page.RETURN), e.TicketNumberEntered(str(ticket.receipt))
    return _told(till, *STAFF_COMES, *asked, e.TicketFound(ticket, 0))


def _credit_note_on_the_screen() -> Till:
    till = _without(_told(_returning(), e.ReturnPressed()), "printer")
    return _told(till, e.CreditNotePressed("7KQ2MX"), e.AttendantDonePressed())


def _manager(till: Till, grade: f.Grade = f.Grade.MANAGER) -> Till:
    return _told(till, e.StaffPressed(), e.AttendantIdentified("A1", grade))


def _page(page: e.Page, till: Till, *events: e.Event) -> Till:
    return _told(_manager(till), e.PagePressed(page), *events)


def _team(*events: e.Event, people: tuple[Person, ...] = ()) -> Till:
    """The manager looks at the team."""
    till = _with_badge(_quiet())
    arrived = replace(TEAM, people=(*TEAM.people, *people))
    return _page(e.Page.STAFF, _told(till, arrived), *events)


def _with_badge(till: Till) -> Till:
    """One of the team has a badge."""
    till.kiosk = replay((f.BadgeGiven("P5", "A1", "f00d"),), till.kiosk)
    return _told(till, TEAM)


def _entered(id_: str, grade: f.Grade) -> e.EntryWritten:
    return e.EntryWritten(e.RollStep.PIN, id_, grade, "beef")


def _shuffling() -> Till:
    till = _market()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, shuffled_keypad=True))
    return till


def _recovered() -> Till:
    till = _told(_quiet(), TEAM)
    till.kiosk = replay((f.StaffRecovered("A1", "console"),), till.kiosk)
    return _manager(till)


def _poor_kiosk() -> Till:
    """Coins run out, and nobody is there."""
    till = _quiet()
    low = {1: 0, 2: 3, 5: 4, 10: 0, 20: 7, 50: 2, 100: 16, 200: 0}
    till.tell(e.CashCounted("coins", tuple(low.items())))
    return till


def _short() -> Till:
    """The kiosk has hardly any coins left; somebody begins."""
    till = _shop()
    return _told(till, e.CashCounted("coins", tuple(dict.fromkeys(COINS, 0).items())))


def _charitable() -> Till:
    till = _shop()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, charity="Les Restos du Cœur"))
    return till


def _limited(**limits: Money) -> Till:
    till = _shop()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, limits=Limits(**limits)))
    return till


def _balanced() -> Till:
    """The machines were counted this morning, and agree with the journal."""
    till = _quiet()
    till.tell(*STAFF_COMES, e.RecountPressed("coins"))
    till.count()
    return _told(till, e.AttendantDonePressed())


def _filling() -> Till:
    till = _told(_manager(_quiet()), e.PagePressed(e.Page.CASH), e.FillPressed("coins"))
    till.insert(*[20] * 12, 100, 100)
    return till


def _rich_manager() -> Till:
    """More coins than the float asks for."""
    till = _quiet()
    till.tell(e.CashCounted("coins", tuple(dict.fromkeys(COINS, 190).items())))
    return _page(e.Page.CASH, till)


def _left_collecting() -> Till:
    """The manager has gone while the machine is still at work."""
    return _told(_rich_manager(), e.CollectPressed("coins"), e.AttendantDonePressed())


def _typing(of: e.CountOf, machine: str, digits: str) -> Till:
    till = _told(_manager(_quiet()), e.PagePressed(e.Page.CASH), e.CountPressed(of, machine))
    return _told(till, *map(e.CountTyped, digits))


def _left_baskets() -> Till:
    """Two customers walked away."""
    till = _quiet()
    for goods in (("Baguette de tradition", "Comté 12 mois 200 g"), ("Tomate grappe",)):
        _basket(*goods, till=till)
        _waited(till, 100)
    return _told(till, *STAFF_COMES)


def _sold() -> Till:
    """A morning's sales."""
    till = _quiet()
    for _ in range(3):
        _told(till, e.StartPressed())
        _told(_paid(till), e.NoReceiptPressed(), e.DonePressed())
    return till


def _years() -> Till:
    """A large shop that closed a day, a month and a year, and whose grand totals are long."""
    till = _sold()
    books = till.kiosk.till.books
    takings = replace(
        books.of_day,
        tickets=48_211,
        first=10_007,
        last=58_217,
        taxes=tuple(
            TaxTotal(rate, Money(net), Money(vat), Money(net + vat))
            for rate, net, vat in (
                (Rate(2000), 98_765_432, 19_753_086),
                (Rate(1000), 4_321_000, 432_100),
                (Rate(550), 245_678_901, 13_512_340),
                (Rate(210), 100_000, 2_100),
                (Rate(0), 987_650, 0),
            )
        ),
        cash=Money(123_456_789),
        card=Money(258_000_000),
        cancelled=1_204,
        removed=10_422,
        overrides=389,
    )
    rates = takings.rates
    closings = tuple(
        f.PeriodClosed(kind, period, till.kiosk.sees.now - 9 * 3600, 7200, takings, rates, rates)
        for kind, period in zip(PeriodKind, ("2025-06-14", "2025-05", "2024"), strict=True)
    )
    books = replace(books, closings=closings)
    till.kiosk = replace(till.kiosk, till=replace(till.kiosk.till, books=books, key="4f1c09ab77de20913c5a"))
    return _told(till, e.Sealed("month", 12, "MEUCIQDx8mPq0zLwRk2vNf"), e.Sealed("year", 1, "MEUCIQDx8mPq0zLwRk2vNf"))


def _not_printed() -> Till:
    till = _page(e.Page.REPORTS, _sold(), e.PrintReportPressed())
    return _told(till, e.PrintFailed(till.kiosk.sees.desk.job, "out_of_paper"))


def _archiving(event: e.Event) -> Till:
    return _page(e.Page.ARCHIVE, _years(), e.ArchivePressed("2024", "2024", "year"), event)


def _learning() -> Till:
    return _told(_manager(_quiet()), e.TrainingPressed(), e.AttendantDonePressed(), e.StartPressed(), e.CancelPressed())


def _clock_doubted() -> Till:
    till = _quiet()
    return _told(till, e.ClockTicked(till.kiosk.sees.now - 400 * DAY_SECONDS, 7200))


def _rolled_back() -> Till:
    return _told(_quiet(), e.RollbackSeen(1_048_211, 1_031_877, ()))


def _parks() -> Till:
    return Till(shop=replace(SHOP, parks=True))


def _parked(lines: int) -> Till:
    till = _told(_market(_parks()), e.ParkPressed())
    (wanted,) = till.wanted("MakeBasketCodes")
    texts = sealed(many(lines))
    return _told(till, e.BasketCodesMade(wanted.basket, texts, tuple(map(rows, texts))))


def _parked_on_paper() -> Till:
    till = _told(_parked(12), e.PrintCodesPressed())
    (printing,) = till.wanted("PrintReceipt")
    return _told(till, e.PrintFinished(printing.job))


def _queuebuster() -> Till:
    """A staff handheld that nobody holds."""
    till = Till(shop=replace(SHOP, handheld="DOUCHETTE-1", parks=True, staff=(("A1", "Nadia"),)))
    for role in (e.Role.CASH, e.Role.CARD, e.Role.PRINTER):
        gone = [name for name, device in till.kiosk.sees.devices.items() if device.role is role]
        devices = {name: device for name, device in till.kiosk.sees.devices.items() if name not in gone}
        till.kiosk = replace(till.kiosk, sees=replace(till.kiosk.sees, devices=devices))
    return till


def _shown_on_a_handheld() -> Till:
    till = _told(_market(_told(_queuebuster(), e.AttendantIdentified("A1"))), e.PayPressed())
    (wanted,) = till.wanted("MakeBasketCodes")
    texts = sealed(many(12))
    return _told(till, e.BasketCodesMade(wanted.basket, texts, tuple(map(rows, texts))))


def _handed_over() -> Till:
    """Three baskets, the first of them long ago."""
    till = _told(_queuebuster(), e.AttendantIdentified("A1"))
    for names in (("Baguette de tradition",), ("Comté 12 mois 200 g", "Pomme golden"), ("Baguette de tradition",) * 3):
        _told(_basket(*names, till=till), e.PayPressed(), e.DonePressed())
        till.wait(100 * 60 if len(names) == 1 else 600)
        till.tell(e.AttendantIdentified("A1"))
    return till


def _basket(*names: str, till: Till | None = None) -> Till:
    till = till or _shop()
    for name in names:
        product = _articles()[name]
        till.scan(product, grams=842 if product.weighed else 0)
    return till


def _asking(name: str = "", till: Till | None = None) -> Till:
    """Somebody wants to know what something costs, and nobody shops unless there is a till."""
    till = till or _told(_shop(), e.CancelPressed())
    till.tell(e.PriceCheckPressed())
    return _asked(_articles()[name], till) if name else till


def _asked(product: Product, till: Till | None = None) -> Till:
    return _told(till or _asking(), e.ItemScanned(product, product.code))


def _offered_bags(kinds: int, taken: int) -> Till:
    names = ("Sac de caisse réutilisable", "Sac cabas", "Sac isotherme pour les surgelés et les glaces")
    bags = tuple(
        replace(kiosks.BAG, code=str(place), name=names[place % 3], price=Money(15 + 135 * place))
        for place in range(kinds)
    )
    till = _market()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, bags=("0",)))
    till.tell(e.PayPressed(), e.ArticlesFound("", "", bags, codes=("0",)))
    return _told(till, *[e.ItemScanned(bags[0], "0")] * taken)


def _with_messages() -> Till:
    cheese, chocolate = (_articles()[name] for name in ("Comté 12 mois 200 g", "Œuf en chocolat surprise"))
    cheese = replace(cheese, message="à consommer dans les 3 jours après ouverture")
    chocolate = replace(chocolate, message="ne convient pas aux enfants de moins de 3 ans, petites pièces")
    scans = tuple(e.ItemScanned(each, each.code) for each in (cheese, chocolate))
    return _told(_basket("Pomme golden"), e.BasketShown("b1", scans))


def _market(till: Till | None = None) -> Till:
    """A basket that needs nobody: 13,81 €."""
    return _basket(
        "Baguette de tradition",
        "Baguette de tradition",
        "Tomate grappe",
        "Comté 12 mois 200 g",
        "Jus de pomme 1 L, bouteille consignée",
        "Œuf en chocolat surprise",
        till=till,
    )


def _long_names() -> Till:
    till = _basket("Comté 12 mois 200 g", "Bière blonde 33 cl, bouteille consignée")
    till.scan(LONGEST)
    return _told(till, *(e.QuantityPressed(number, 99) for number in (2, 3)))


def _bagging() -> Till:
    """A shop in which the bag is weighed, and every article weighs 500 g."""
    till = _shop()
    weights = {product.code: (500,) * WEIGHTS_NEEDED for product in _articles().values()}
    shop = replace(till.kiosk.shop, bagging=Bagging("bag"))
    till.kiosk = replace(till.kiosk, shop=shop, till=replace(till.kiosk.till, weights=weights))
    return _rests(_told(till, e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.READY)), 0)


def _rests(till: Till, grams: int) -> Till:
    """The bag weighs so much, and lies still for a moment."""
    till.tell(e.WeightChanged("bag", e.WeightState.STABLE if grams else e.WeightState.ZERO, grams))
    return _waited(till, 1)


def _bagged() -> Till:
    """Three articles and the tomatoes are in the bag."""
    names = ("Baguette de tradition", "Lait demi-écrémé 1 L", "Tomate grappe")
    return _rests(_basket(*names, till=_bagging()), 500 + 500 + 842)


def _bag_amiss() -> Till:
    return _waited(_rests(_bagged(), 2600), 30)


def _doubts() -> Till:
    """All three doubts at once."""
    till = _basket("Baguette de tradition", "Comté 12 mois 200 g")
    till.tell(e.UnknownScanned("4006381333931"))
    till.scan(_articles()["Camembert au lait cru 250 g"])
    till.scan(_articles()["Pomme golden"])
    return till


def _choosing(till: Till | None = None) -> Till:
    return _told(_market(till), e.PayPressed())


def _part_paid() -> Till:
    """A meal voucher card paid 3 € of it, a note 5 €."""
    till = _told(_choosing(), e.PayCardPressed())
    till.tap(cents=300)
    till.insert(500)
    return till


def _voucher_shop() -> Till:
    till = _shop()
    shop = replace(TAKES_VOUCHERS, departments=till.kiosk.shop.departments, staff=till.kiosk.shop.staff)
    shop = replace(shop, meal=replace(shop.meal, sundays_and_holidays=True, departments=("Boulangerie", "Crèmerie")))
    till.kiosk = replace(till.kiosk, shop=shop)
    return till


def _trusting() -> Till:
    """Goods that could be put by, or sold on account."""
    till = _shop()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "paper_out"))
    customers = (Customer("MAIRIE", "Mairie de Concarneau", Money(30_000), 30),)
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, deposit_percent=30, customers=customers))
    return _basket("Baguette de tradition", "Comté 12 mois 200 g", "Tomate grappe", till=till)


def _ordered() -> Till:
    """A third of it is paid, the goods are put by."""
    till = _told(_trusting(), *STAFF_COMES)
    deposit = next(event for event in _offered(till) if isinstance(event, e.OrderPressed))
    till.tell(deposit, e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    return till


def _on_account() -> Till:
    """The town hall pays later."""
    till = _told(_trusting(), e.PayPressed(), *STAFF_COMES)
    (account,) = [event for event in _offered(till) if isinstance(event, e.AccountPressed)]
    return _told(till, account, e.AttendantDonePressed())


def _offered(till: Till) -> list[e.Event]:
    """What the attendant could press."""
    view = till.view
    return [each.event for task in view.tasks for each in task.buttons] if isinstance(view, AttendantView) else []


def _gift_sold() -> Till:
    """A gift card of 20 € that was sold before."""
    return _told(filled(1, 2000, _voucher_shop()), e.StartPressed())


def _paid_by_vouchers() -> Till:
    """A voucher of each kind has paid a part."""
    till = _choosing(_voucher_shop())
    issued = f.VoucherIssued(TenderKind.CREDIT_NOTE, "N1-7-K3M9QX", Money(250), "2026-06-16")
    till.kiosk = replay((issued,), till.kiosk)
    return _told(till, meal(1, 350), credit_note("N1-7-K3M9QX"), empties(1, 120), coupon("77", 50), meal(2, 150))


def _declined() -> Till:
    till = _told(_choosing(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    return _told(till, e.CardDeclined(charge.attempt, "timed_out"))


def _cash(*values: int, till: Till | None = None) -> Till:
    till = _told(_choosing(till), e.PayCashPressed())
    till.insert(*values)
    return till


def _poor() -> Till:
    """Nothing to give change with."""
    return _cash(till=_shop(coins=dict.fromkeys(COINS, 0), notes=dict.fromkeys(NOTES, 0)))


def _change(moved: int) -> Till:
    """Two 10 € notes were put in; some of the change is out."""
    till = _cash(1000, 1000)
    machine = till.wanted("PayOut")[0].machine
    return _told(till, e.PayoutMoved(machine, Money(moved // 4)))


def _all_comes_back() -> Till:
    """A note whose change is not there: not every machine can refuse one."""
    return _told(_poor(), e.CashCounted("notes", ((2000, 1),), 0), e.CashStacked("notes", Money(2000)))


def _counting() -> Till:
    """Paid, and a machine that must pay change is not back yet."""
    till = _told(_cash(), e.DeviceChanged("coins", e.Role.CASH, e.Condition.LOST, "starting"))
    till.insert(2000)
    return till


def _paid(till: Till | None = None) -> Till:
    till = _told(_choosing(till), e.PayCardPressed())
    till.tap()
    return till


def _linked() -> Till:
    """A shop whose receipts lead to a page on its own network."""
    till = _shop()
    till.kiosk = replace(till.kiosk, shop=replace(till.kiosk.shop, receipt_link=True))
    return till


def _code(till: Till, text: str) -> Till:
    return _told(till, e.ReceiptCodePressed(), e.ReceiptCodeMade(1, modules(text).rows))


def _printed() -> Till:
    till = _told(_paid(), e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    return _told(till, e.PrintFinished(printing.job))


def _much_to_settle(comes: tuple[e.Event, ...] = STAFF_COMES) -> Till:
    """Wine, three doubts, a long basket."""
    till = _doubts()
    _basket("Vin rouge de pays 75 cl", "Tomate grappe", "Œuf en chocolat surprise", till=till)
    return _told(till, e.PayPressed(), *comes)
