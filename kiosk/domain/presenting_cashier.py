"""The page of the cash machines: what they hold and should hold, what staff do to them, counts that are typed."""

from __future__ import annotations

from kiosk.domain import cashier, presenting_books, stock
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.books import moment
from kiosk.domain.enrolling import name_of
from kiosk.domain.means import machines_ready, offerable
from kiosk.domain.money import Money
from kiosk.domain.permitting import offered
from kiosk.domain.phrases import fault, money, piece, say
from kiosk.domain.sight import Count
from kiosk.domain.states import Attended, Collecting, Filling, Kiosk
from kiosk.domain.stock import Bring, Mark, is_coin
from kiosk.domain.views import Amount, Button, LevelView, TaskView, Tone


def page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.View:
    """One machine and what can be done to it, or what is being counted by hand."""
    for count in kiosk.sees.desk.count:
        return _count(kiosk, count, frame)
    names = cashier.machines(kiosk)
    shown = _shown(kiosk, names)
    return v.VaultView(
        frame=frame,
        title=_say(kiosk, "page_cash"),
        name=name_of(kiosk, visit.by),
        pages=presenting_books.pages(kiosk, visit),
        hint=_hint(kiosk),
        machines=tuple(_machine(kiosk, name, shown) for name in names) if len(names) > 1 else (),
        levels=tuple(_level(kiosk, value, n) for value, n in cashier.levels_of(kiosk, shown)),
        amounts=_amounts(kiosk, shown) if shown else (),
        balance=_balance(kiosk, shown) if shown else "",
        tasks=(*_going_on(kiosk), *to_bring(kiosk)),
        told=_told(kiosk),
        buttons=offered(kiosk, visit, _buttons(kiosk, visit, shown)),
    )


def to_bring(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """What runs low, and how many of each to bring; nothing when nothing does."""
    bring = stock.to_bring(kiosk.shop.stock, kiosk.till.held)
    detail = " · ".join(_bring(kiosk, each) for each in bring)
    return (TaskView(_say(kiosk, "task_bring"), detail, ()),) if bring else ()


def _bring(kiosk: Kiosk, bring: Bring) -> str:
    name = piece(kiosk.till.language, bring.value)
    return _say(
        kiosk, "bring_rolls" if bring.rolls else "bring_pieces", piece=name, count=bring.pieces, rolls=bring.rolls
    )


def _shown(kiosk: Kiosk, names: tuple[str, ...]) -> str:
    match kiosk.own:
        case Filling(machine) | Collecting(_, machine):
            return machine
        case _:
            chosen = kiosk.sees.desk.machine
            return chosen if chosen in names else names[0] if names else ""


def _hint(kiosk: Kiosk) -> str:
    if not kiosk.till.held:
        return _say(kiosk, "vault_none")
    return _say(kiosk, "vault_share", percent=stock.share(kiosk.shop.stock, offerable(kiosk)))


def _machine(kiosk: Kiosk, name: str, shown: str) -> Button:
    return Button(_title(kiosk, name), e.MachinePressed(name), Tone.SECONDARY, enabled=name != shown)


def _title(kiosk: Kiosk, name: str) -> str:
    coins = all(is_coin(value) for value, _ in cashier.levels_of(kiosk, name))
    return _say(kiosk, "vault_coins" if coins else "vault_notes", name=name)


def _level(kiosk: Kiosk, value: int, count: int) -> LevelView:
    target = kiosk.shop.stock.of(value)
    mark = stock.mark(target, count)
    return LevelView(
        label=piece(kiosk.till.language, value),
        count=str(count),
        mark=mark.value,
        word=_say(kiosk, f"level_{mark}"),
        percent=0 if mark is Mark.BOXED else max(0, min(100, count * 100 // target.high)),
    )


def _amounts(kiosk: Kiosk, machine: str) -> tuple[Amount, ...]:
    box = cashier.cashbox_of(kiosk, machine)
    pieces = sum(count for _, count in box)
    label = _say(kiosk, "vault_box", count=pieces) if pieces else _say(kiosk, "vault_box_empty")
    held = stock.worth_of(cashier.levels_of(kiosk, machine))
    return (
        Amount(_say(kiosk, "vault_held"), _money(kiosk, held)),
        Amount(label, _money(kiosk, stock.worth_of(box))),
    )


def _balance(kiosk: Kiosk, machine: str) -> str:
    if kiosk.sees.desk.recounting == machine:
        return _say(kiosk, "counting_now")
    if machine not in machines_ready(kiosk):
        return _say(kiosk, "vault_away")
    known = kiosk.till.vault.balances.get(machine)
    if known is None:
        return _say(kiosk, "vault_never")
    differs = known.counted - known.expected
    return _say(
        kiosk,
        "vault_differs" if differs else "vault_agrees",
        when=f"{moment(known.at, kiosk.sees.utc_offset):%d/%m %H:%M}",
        name=name_of(kiosk, known.by),
        amount=_money(kiosk, differs),
    )


def _going_on(kiosk: Kiosk) -> tuple[TaskView, ...]:
    match kiosk.own:
        case Filling(_, _, amount):
            done = Button(_say(kiosk, "fill_done"), e.FillDonePressed(), Tone.PRIMARY)
            title = _say(kiosk, "task_filling", amount=_money(kiosk, amount))
            return (TaskView(title, _say(kiosk, "task_filling_detail"), (done,)),)
        case Collecting(_, machine, collected=amount):
            stop = Button(_say(kiosk, "collect_stop"), e.CollectStopPressed(), Tone.QUIET)
            title = _say(kiosk, "task_collecting", amount=_money(kiosk, amount))
            buttons = (stop,) if cashier.is_away(kiosk, machine) else ()
            return (TaskView(title, _say(kiosk, "task_collecting_detail"), buttons),)
        case _:
            return ()


def _told(kiosk: Kiosk) -> str:
    last = kiosk.till.vault.last
    if not last.done or isinstance(kiosk.own, Filling | Collecting):
        return presenting_books.told(kiosk)
    reason = fault(kiosk.till.language, last.fault)
    return _say(kiosk, f"vault_{last.done}", amount=_money(kiosk, last.amount), reason=reason)


def _buttons(kiosk: Kiosk, visit: Attended, machine: str) -> tuple[Button, ...]:
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY)
    if not machine or isinstance(kiosk.own, Filling | Collecting):
        return (leave,)
    ready = machine in machines_ready(kiosk)
    recount = Button(_say(kiosk, "recount"), e.RecountPressed(machine), Tone.SECONDARY, enabled=ready)
    free = ready and cashier.is_free(kiosk, visit)
    above = stock.surplus(cashier.levels_of(kiosk, machine), cashier.float_of(kiosk, machine))
    counts = (e.CountOf.CASHBOX, e.CountOf.FLOAT, e.CountOf.ADDED, e.CountOf.TAKEN)
    return (
        leave,
        recount,
        Button(_say(kiosk, "fill"), e.FillPressed(machine), Tone.SECONDARY, enabled=free),
        Button(_say(kiosk, "collect"), e.CollectPressed(machine), Tone.SECONDARY, enabled=free and bool(above)),
        *(Button(_say(kiosk, f"count_{of}"), e.CountPressed(of, machine), Tone.SECONDARY) for of in counts),
    )


def _count(kiosk: Kiosk, count: Count, frame: v.Frame) -> v.CountView:
    """What is typed. What the journal expects is not shown: whoever counts should count."""
    confirm = e.CountConfirmed(count.of, count.machine, count.counts)
    return v.CountView(
        frame=frame,
        title=_say(kiosk, f"count_{count.of}"),
        hint=_say(kiosk, f"hint_{count.of}"),
        rows=tuple(
            v.CountRow(
                Button(piece(kiosk.till.language, value), e.CountRowPressed(value), Tone.SECONDARY),
                str(n),
                value == count.chosen,
            )
            for value, n in count.counts
        ),
        total=Amount(_say(kiosk, "count_total"), _money(kiosk, stock.worth_of(count.counts))),
        confirm=Button(_say(kiosk, "count_confirm"), confirm, Tone.PRIMARY),
        back=Button(_say(kiosk, "back"), e.CountLeft(), Tone.SECONDARY, "back"),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
