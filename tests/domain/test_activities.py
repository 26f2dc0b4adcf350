"""What the hardware should be doing in each state."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain.activities import (
    AcceptCash,
    Activity,
    ApplyPrices,
    Charge,
    FindTicket,
    MakeReceiptCode,
    PayOut,
    PrintReceipt,
    ReadCodes,
    Weigh,
    WriteArchive,
    wanted,
)
from kiosk.domain.money import Money
from tests.domain.kiosks import STORIES
from tests.flows.customer import Till

KINDS: dict[str, set[type[Activity]]] = {
    "Attract": {ReadCodes, Weigh, ApplyPrices},
    "Closed": set(),
    "Shopping": {ReadCodes, Weigh},
    "Weighing, steady": {ReadCodes, Weigh},
    "Handheld, locked": {ApplyPrices},
    "Handheld, put away": set(),
    "ChoosingPayment": {ReadCodes},
    "TakingCash": {AcceptCash},
    "TakingCard": {Charge},
    "ChoosingReceipt": {ReadCodes},
    "Printing": {PrintReceipt},
    "Thanks": {ReadCodes},
    "GivingChange over TakingCash": {PayOut},
    "GivingChange over Cancelling": {PayOut},
    "GivingChange over Attract": {PayOut},
    "GivingChange over Printing": {PayOut, PrintReceipt},
    "NeedsAttendant help over Shopping": {ReadCodes, Weigh},
    "NeedsAttendant help over TakingCash": set(),
    "NeedsAttendant help over TakingCard": {Charge},
    "NeedsAttendant help over GivingChange": {PayOut},
    "NeedsAttendant help over Printing": {PrintReceipt},
    "NeedsAttendant card_unknown": {Charge},
    "TypingEmail": set(),
    "ShowingReceipt": {ReadCodes, MakeReceiptCode},
    "ShowingReceipt, signed": {ReadCodes},
    "ChoosingReceipt, no code": {ReadCodes},
    "Shopping, training": {ReadCodes, Weigh},
    "Printing, training": {PrintReceipt},
    "NeedsAttendant clock over Attract": {ApplyPrices},
    "NeedsAttendant clock over Shopping": set(),
    "NeedsAttendant clock over TakingCash": set(),
    "NeedsAttendant clock over TakingCard": {Charge},
    "NeedsAttendant clock over GivingChange over TakingCash": {PayOut},
    "NeedsAttendant rollback over Attract": {ApplyPrices},
    "NeedsAttendant rollback over GivingChange over Attract": {ApplyPrices},
    "Desk, looking for a ticket": {ReadCodes, Weigh, ApplyPrices, FindTicket},
    "Desk, printing a copy": {ReadCodes, Weigh, ApplyPrices, PrintReceipt},
    "Desk, archive being written": {ReadCodes, Weigh, ApplyPrices, WriteArchive},
    "Attended, TakingCash": set(),
    "Attended, TakingCard": {Charge},
    "Attended, GivingChange over TakingCash": {PayOut},
    "Attended, Printing": {PrintReceipt},
}


def kinds(till: Till) -> set[type[Activity]]:
    return {type(activity) for activity in wanted(till.kiosk)}


@pytest.mark.parametrize("name", KINDS)
def test_what_goes_on_in_a_state(name: str) -> None:
    assert kinds(STORIES[name]()) == KINDS[name]


def test_a_coin_that_falls_in_while_a_receipt_comes_out_does_not_print_it_twice() -> None:
    till = STORIES["Printing"]()
    before = till.wanted("PrintReceipt")
    till.insert(200)
    assert till.wanted("PrintReceipt") == before
    till.pay_out()
    assert till.wanted("PrintReceipt") == before


def test_each_machine_pays_its_own_pieces_and_together_they_make_the_amount() -> None:
    till = STORIES["ChoosingPayment"]()
    till.tell(e.PayCashPressed())
    till.insert(1000)
    payouts = till.wanted("PayOut")
    assert {each.machine for each in payouts} == {"notes", "coins"}
    assert sum(value * count for each in payouts for value, count in each.pieces) == 760


def test_the_slot_narrows_as_less_is_due() -> None:
    till = STORIES["ChoosingPayment"]()
    till.tell(e.PayCashPressed())
    wide = {value for slot in till.wanted("AcceptCash") for value in slot.values}
    till.tell(
        e.CashCounted("coins", tuple(dict.fromkeys(till.coins, 0).items())), e.CashCounted("notes", ((500, 0),), 0)
    )
    narrow = {value for slot in till.wanted("AcceptCash") for value in slot.values}
    assert 500 in wide
    assert narrow == {value for value in till.coins if Money(value) <= Money(240)}
