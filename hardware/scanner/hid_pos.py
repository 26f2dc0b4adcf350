"""A scanner in USB HID-POS mode: reports with the AIM identifier beside the data, no keyboard, nothing to misread.

Bytes in are frames (hardware/scanner/hid_frames.py): the report descriptor, which says where everything stands, then
one report each. Data that is longer than a report comes in several, all but the last marked as continued.
"""

from __future__ import annotations

from hardware.scanner.alarm import Alarm
from hardware.scanner.hid_descriptor import NotUnderstood, ScanReport, read_descriptor
from hardware.scanner.hid_frames import DESCRIPTOR, Frame, NotFramed, split_frames
from hardware.scanner.message import MESSAGE_SIZE_MAX, Codes, Manner, decoded, read_message
from hardware.words import Command, DisableReading, EnableReading, Fault, Lost, Ready, Word

STALE_SECONDS = 1.0
"""The next report of a long code that did not come by then never will."""


class HidPos:
    """Hears codes, whether they are wanted or not. `dropped` counts what arrived and was no code."""

    wants_link = True

    def __init__(self) -> None:
        self.codes = Codes()
        self._stale = Alarm()
        self._bytes = b""
        self._layout: tuple[ScanReport, ...] = ()  # none until the descriptor is here
        self._identifier = b""
        self._parts = b""
        self._is_spoiled = False

    @property
    def dropped(self) -> int:
        return self.codes.dropped

    @property
    def next_tick(self) -> float:
        return min(self._stale.due, self.codes.next_tick)

    def opened(self) -> None:
        """Ready is told when the descriptor has been understood."""
        self._forget()
        self._bytes, self._layout = b"", ()

    def closed(self, reason: str) -> None:
        self.opened()

    def ask(self, command: Command) -> None:
        if not isinstance(command, EnableReading | DisableReading):  # it always reads
            raise TypeError(f"a scanner cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        try:
            frames, self._bytes = split_frames(self._bytes + data)
        except NotFramed:
            self._bytes, self._layout = b"", ()
            self._refuse("its link must be hidraw:/dev/…")
            frames = []
        for frame in frames:
            self._take(frame)
        return self.codes.told()

    def tick(self, now: float) -> bytes:
        self.codes.tick(now)
        if self._stale.rings(now):
            self.codes.take(None)
            self._forget()
        return b""

    def _take(self, frame: Frame) -> None:
        if frame.kind == DESCRIPTOR:
            self._forget()
            try:
                self._layout = (read_descriptor(frame.data),)
            except NotUnderstood as error:
                self._layout = ()
                self._refuse(f"{error}. Scan 'USB HID POS' in the scanner's manual")
            else:
                self.codes.say(Ready())
            return
        for layout in self._layout:
            self._report(layout, frame.data)

    def _refuse(self, why: str) -> None:
        self.codes.say(Lost(Fault.WRONG_DEVICE, f"this is no scanner in HID-POS mode: {why}"))

    def _report(self, layout: ScanReport, report: bytes) -> None:
        if layout.number:
            if report[:1] != bytes((layout.number,)):
                return  # of the same device, and about something else
            report = report[1:]
        room = report[layout.data_at : layout.data_at + layout.data_size]
        sizes = [place.of(report) for place in layout.length]
        identifier = bytes(place.of(report) & 0xFF for place in layout.identifiers)
        data = room[: sizes[0]] if sizes else room.rstrip(b"\0")
        if not self._parts:
            self._identifier = identifier
        is_another = identifier[:1] == b"]" and identifier != self._identifier  # some leave it out of later reports
        if is_another or (sizes and sizes[0] > len(room)):
            self._is_spoiled = True
        self._parts += data
        if len(self._parts) > MESSAGE_SIZE_MAX:
            self._is_spoiled, self._parts = True, self._parts[:1]
        if any(place.of(report) & 1 for place in layout.continued):
            self._stale.set(STALE_SECONDS)
        else:
            self._end()

    def _end(self) -> None:
        """An identifier is one only with its "]"; without, the data itself may begin with one."""
        identifier = self._identifier if self._identifier[:1] == b"]" else b""
        message, spoiled = identifier + self._parts, self._is_spoiled
        self._forget()
        if spoiled or message:
            text = decoded(message).rstrip("\r\n")
            self.codes.came(Manner(text))
            self.codes.take(None if spoiled else read_message(text))

    def _forget(self) -> None:
        self._parts, self._identifier, self._is_spoiled = b"", b"", False
        self._stale.stop()
