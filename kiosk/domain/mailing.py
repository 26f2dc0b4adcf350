"""The receipt by e-mail: which addresses are taken, and what is written down. No fact ever holds an address."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.events import EmailFault
from kiosk.domain.facts import Fact
from kiosk.domain.states import Kiosk, TypingEmail

ADDRESS_MAX = 254
"""RFC 5321, 4.5.3.1.3: a path has 256 characters, two of them brackets."""

NAME_MAX = 64

LABEL_MAX = 63

DIGITS = frozenset("0123456789")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
NAME_SIGNS = LETTERS | DIGITS | frozenset("_+'&/=-")
"""Narrower than RFC 5321: no quotes, no comments, nothing outside ASCII; what an address at a till really has."""

DOMAIN_SIGNS = LETTERS | DIGITS | frozenset("-")


def faults_of(address: str) -> tuple[EmailFault, ...]:
    """What is wrong with this address: empty or one. Nothing that could begin a header line of its own is taken."""
    name, at, domain = address.partition("@")
    if not at or "@" in domain:
        return (EmailFault.NO_AT,)
    if len(address) > ADDRESS_MAX or len(name) > NAME_MAX:
        return (EmailFault.LENGTH,)
    if not all(part and NAME_SIGNS.issuperset(part) for part in name.split(".")):
        return (EmailFault.NAME,)
    return () if _is_domain(domain) else (EmailFault.DOMAIN,)


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    top = labels[-1]
    return len(labels) > 1 and len(top) > 1 and top[0] in LETTERS and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    hyphen_outside = label.startswith("-") or label.endswith("-")
    return 1 <= len(label) <= LABEL_MAX and not hyphen_outside and DOMAIN_SIGNS.issuperset(label)


def queued(kiosk: Kiosk, event: e.EmailQueued) -> tuple[Fact, ...]:
    """The message is in the outbox: the customer has a receipt, wherever staff or a payout stand meanwhile."""
    typing_ = kiosk.own
    mailed = isinstance(typing_, TypingEmail) and typing_.choosing.done.receipt == event.receipt
    return (f.ReceiptMailed(),) if mailed else ()
