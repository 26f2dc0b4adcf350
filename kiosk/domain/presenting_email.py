"""The receipt by e-mail on the screen: the choice, and the keyboard."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.language import Language
from kiosk.domain.phrases import say
from kiosk.domain.states import Kiosk
from kiosk.domain.views import Button, EmailView, Frame, Tone

SYMBOLS = "._-+"
ROWS = {
    Language.FR: ("1234567890", "azertyuiop", "qsdfghjklm", f"wxcvbn{SYMBOLS}"),
    Language.EN: ("1234567890", "qwertyuiop", f"asdfghjkl{SYMBOLS[0]}", f"zxcvbnm{SYMBOLS[1:]}"),
}
"""Ten keys a row: each as wide as a finger, also on a screen that stands upright."""

ENDINGS = ("@", "@gmail.com", "@orange.fr", "@yahoo.fr", "@free.fr", "@sfr.fr", ".fr", ".com")


def offered(kiosk: Kiosk) -> tuple[Button, ...]:
    """The choice, where the shop has a mail server."""
    button = Button(_say(kiosk, "receipt_email"), e.EmailPressed(), Tone.SECONDARY, "email")
    return (button,) if kiosk.shop.email else ()


def email(kiosk: Kiosk, frame: Frame) -> EmailView:
    """The keyboard."""
    return EmailView(
        frame=frame,
        title=_say(kiosk, "email_title"),
        hint=_say(kiosk, "email_hint"),
        wrong="".join(_say(kiosk, f"email_{fault}") for fault in kiosk.sees.email_refused),
        rows=ROWS[kiosk.till.language],
        endings=ENDINGS,
        send_label=_say(kiosk, "email_send"),
        back=Button(_say(kiosk, "back"), e.BackPressed(), Tone.SECONDARY, "back"),
    )


def _say(kiosk: Kiosk, key: str) -> str:
    return say(kiosk.till.language, key)
