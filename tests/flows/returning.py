"""An attendant who takes articles back, step by step."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.money import Money
from tests.flows.customer import Till

REASON = "Défectueux"
SECRET = "7KQ2MX"


def opened(till: Till, receipt: int, grade: Grade = Grade.ATTENDANT) -> v.View:
    """The page of returns with this ticket, if there is one."""
    till.attendant(grade)
    till.tell(e.PagePressed(e.Page.RETURN), e.TicketNumberEntered(str(receipt)))
    for find in till.wanted("FindTicket"):
        tickets = [fact for fact in till.told(f.SaleCompleted) if fact.receipt == find.receipt and not fact.training]
        till.tell(*(e.TicketFound(ticket, 0) for ticket in tickets) if tickets else (e.TicketMissing(find.receipt),))
    return till.view


def takes_back(till: Till, receipt: int, pieces: dict[int, int], reason: str = REASON) -> v.View:
    """These pieces of this ticket; what follows is for the terminal, the machines and staff."""
    opened(till, receipt)
    counts = (e.ReturnCountPressed(line, count) for line, count in pieces.items())
    return till.tell(*counts, e.ReturnReasonPressed(reason), e.ReturnPressed())


def gives_back_by_card(till: Till) -> v.View:
    """The terminal does what it is asked for."""
    till.tell(e.CardGiveBackPressed())
    (refund,) = till.wanted("Refund")
    return till.tell(e.CardApproved(refund.attempt, refund.amount, "**** 1234", "A2", transaction="T2"))


def leaves(till: Till) -> None:
    """The paper comes out, staff and customer go."""
    for printing in till.wanted("PrintReceipt"):
        till.tell(e.PrintFinished(printing.job))
    till.tell(e.AttendantDonePressed(), e.NoReceiptPressed(), e.DonePressed())


def last_ticket(till: Till) -> f.SaleCompleted:
    ticket: f.SaleCompleted = till.told(f.SaleCompleted)[-1]
    return ticket


def paid(till: Till, cash: int, *values: int) -> v.View:
    """The basket is paid: `cash` cents in coins, in these pieces, the rest by card."""
    till.tell(e.PayPressed())
    if cash:
        till.tell(e.PayCashPressed())
        till.insert(*values)
    if till.wanted("PayOut"):
        till.pay_out()
    if not isinstance(till.view, v.ReceiptView):
        till.tell(e.PayCardPressed())
        (charge,) = till.wanted("Charge")
        till.tell(e.CardApproved(charge.attempt, charge.amount, "**** 1234", "A1", transaction="T1"))
    assert last_ticket(till).cash == Money(cash)
    return till.tell(e.NoReceiptPressed(), e.DonePressed())
