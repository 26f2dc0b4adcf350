"""What the screens say of baskets that come and go as QR codes: parts that are missing, codes of a parked basket."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import parking
from kiosk.domain import views as v
from kiosk.domain.aside import Aside
from kiosk.domain.basket import Sale
from kiosk.domain.books import moment
from kiosk.domain.means import usable
from kiosk.domain.phrases import money, say
from kiosk.domain.states import Kiosk
from kiosk.domain.views import Button, Tone

NAMES_SHOWN_MAX = 4


def told(kiosk: Kiosk) -> str:
    """Over the basket: what a code in parts still lacks, or that parking failed; empty for neither."""
    for part in kiosk.sees.part:
        missing = ", ".join(str(number) for number in range(1, part.parts + 1) if number not in part.read)
        return _say(kiosk, "parts_missing", read=len(part.read), parts=part.parts, missing=missing)
    return _say(kiosk, kiosk.sees.parked.told) if kiosk.sees.parked.told else ""


def for_staff(kiosk: Kiosk, reason: str, device: str) -> str:
    """Why a basket was turned away and what to do. A device that is not known is a question mark."""
    return _say(kiosk, f"basket_{reason}_staff", device=device or "?")


def suspicions(kiosk: Kiosk) -> tuple[v.TaskView, ...]:
    """What staff should know of since they were last here; it goes when they leave."""
    return tuple(
        v.TaskView(
            _say(kiosk, "task_basket", title=_say(kiosk, f"basket_{note.reason}_title"), time=_time(kiosk, note.at)),
            for_staff(kiosk, note.reason, note.device),
            (),
        )
        for note in kiosk.till.suspicions
    )


def waiting(kiosk: Kiosk) -> tuple[v.TaskView, ...]:
    """The baskets that customers left, the newest first: each goes on, or its goods go back."""
    return tuple(_waiting(kiosk, each) for each in reversed(kiosk.till.asides)) if parking.may_go_on(kiosk) else ()


def _waiting(kiosk: Kiosk, left: Aside) -> v.TaskView:
    number, names = left.sale.number, [line.name for line in left.sale.lines]
    more = [_say(kiosk, "aside_more", count=len(names) - NAMES_SHOWN_MAX)] * (len(names) > NAMES_SHOWN_MAX)
    amount = money(kiosk.till.language, left.sale.total)
    return v.TaskView(
        _say(kiosk, "task_aside", time=_time(kiosk, left.at), amount=amount),
        ", ".join(names[:NAMES_SHOWN_MAX] + more),
        (
            Button(_say(kiosk, "aside_take_up"), e.TakeUpPressed(number), Tone.SECONDARY),
            Button(_say(kiosk, "aside_clear"), e.AsideClearedPressed(number), Tone.SECONDARY),
        ),
    )


def park(kiosk: Kiosk, sale: Sale, tone: Tone = Tone.QUIET) -> tuple[Button, ...]:
    """The button that parks the basket, where it can be."""
    button = Button(_say(kiosk, "park"), e.ParkPressed(), tone, "code")
    return (button,) if parking.can_park(kiosk, sale) else ()


def codes(kiosk: Kiosk, frame: v.Frame) -> v.CodesView:
    """The parked basket's codes."""
    parked = kiosk.sees.parked
    several = len(parked.codes) > 1
    hint = "parking_hint_codes" if several else "parking_hint"
    return v.CodesView(
        frame=frame,
        title=_say(kiosk, "parking_title"),
        hint=f"{_say(kiosk, hint)} {parking.until(kiosk)}" if parked.codes else _say(kiosk, "parking_wait"),
        codes=parked.codes,
        told=_say(kiosk, "parking_printing" if parked.job else parked.told or "parking_unpaid"),
        buttons=_buttons(kiosk),
    )


def _buttons(kiosk: Kiosk) -> tuple[Button, ...]:
    """None until the codes are there: the basket would be lost."""
    parked = kiosk.sees.parked
    if not parked.codes:
        return ()
    ready = usable(kiosk, e.Role.PRINTER)
    hint = "" if ready else _say(kiosk, "parking_no_printer")
    return (
        Button(_say(kiosk, "parking_done"), e.DonePressed(), Tone.PRIMARY),
        Button(
            _say(kiosk, "parking_print"),
            e.PrintCodesPressed(),
            Tone.SECONDARY,
            "receipt",
            hint,
            ready and not parked.job,
        ),
    )


def _time(kiosk: Kiosk, at: int) -> str:
    return f"{moment(at, kiosk.sees.utc_offset):%H:%M}"


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
