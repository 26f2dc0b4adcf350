"""A till of others: the maker's own host library in C, packed with eSSP6 1.0.8. It may crash: run it as a process.

Arguments: the serial port, and "notes" or "coins". It takes one piece, pays 5 EUR in notes or 50 cents in coins, and
has the recycler emptied. Exit code 0: all of that was heard of.
"""

from __future__ import annotations

import ctypes
import sys
import time
from importlib import import_module

import eSSP  # type: ignore[import-not-found]

OK, OPTION_DO_IT, SMART_PAYOUT = 0xF0, 0x58, 0x06
FIXED_KEY = 0x0123456701234567
CREDITS = {"notes": 0xDB, "coins": 0xDF}  # note stored, coin credit
PAYOUT_ENDS = {"notes": 0xD2, "coins": 0xDE}
"""Dispensed; a hopper says cashbox paid before, and this library swallows the byte that follows an amount."""
SMART_EMPTIED = 0xB4
AMOUNTS = {"notes": 500, "coins": 50}
WAIT_SECONDS = 30.0

face = import_module("eSSP.eSSP")
library = eSSP.eSSP.essp


class Handle(ctypes.c_void_p):
    """The library's face would cut the pointer to 32 bits."""


class Till:
    def __init__(self, port: str) -> None:
        library.ssp_init.restype = Handle
        self.handle = library.ssp_init(port.encode(), b"0", 0)

    def ask(self, name: str, *arguments: object) -> None:
        answer = getattr(library, name)(self.handle, *arguments)
        assert answer == OK, f"{name} was answered 0x{answer:02X}"

    def start(self, kind: str) -> None:
        self.ask("ssp6_sync")
        self.ask("ssp6_setup_encryption", ctypes.c_ulonglong(FIXED_KEY))
        self.ask("ssp6_host_protocol", 6)
        self.ask("ssp6_setup_request", ctypes.byref(face.Ssp6SetupRequestData()))
        self.ask("ssp6_enable")
        if kind == "notes":
            self.ask("ssp6_enable_payout", SMART_PAYOUT)
            self.ask("ssp6_set_inhibits", 0xFF, 0xFF)
        self.ask("ssp6_set_route", AMOUNTS[kind], b"EUR", 0)

    def wait_for(self, wanted: int) -> None:
        until = time.monotonic() + WAIT_SECONDS
        heard = face.SspPollData6()
        while time.monotonic() < until:
            self.ask("ssp6_poll", ctypes.byref(heard))
            if wanted in [event.event for event in heard.events[: heard.event_count]]:
                return
        raise AssertionError(f"event 0x{wanted:02X} did not come")


def main(port: str, kind: str) -> None:
    till = Till(port)
    till.start(kind)
    till.wait_for(CREDITS[kind])
    till.ask("ssp6_payout", AMOUNTS[kind], b"EUR", OPTION_DO_IT)
    till.wait_for(PAYOUT_ENDS[kind])
    till.ask("ssp6_empty", 0)
    till.wait_for(SMART_EMPTIED)


if __name__ == "__main__":
    main(*sys.argv[1:])
