"""Where a barcode scanner in USB HID-POS mode puts what into its reports, read from its report descriptor.

Sources: Device Class Definition for HID 1.11, section 6.2.2 (items); HID Usage Tables 1.5, section 25 (page 0x8C).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

FIELDS_MAX = 1024
STACK_MAX = 16
USAGES_MAX = 256
REPORT_BITS_MAX = 4096 * 8

SCANNER_PAGE, BYTE_COUNT = 0x8C, 0x01003B
DECODED_DATA, CONTINUED = 0x8C00FE, 0x8C00FF
IDENTIFIERS = (0x8C00FB, 0x8C00FC, 0x8C00FD)

_LONG_ITEM, _INPUT = 0xFE, 8
_USAGE_PAGE, _REPORT_SIZE, _REPORT_ID, _REPORT_COUNT = 0, 7, 8, 9


class NotUnderstood(Exception):  # noqa: N818 - it says what happened
    """This descriptor describes no barcode scanner, or nothing at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """So many bits from the beginning of a report, the report's number not counted."""

    bit: int
    bits: int

    def of(self, report: bytes) -> int:
        """The number that stands there; 0 beyond the end."""
        whole = int.from_bytes(report, "little")
        return whole >> self.bit & ((1 << self.bits) - 1)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The report that carries codes. `number` 0: reports have no number in front."""

    number: int
    identifiers: tuple[Place, ...]
    length: tuple[Place, ...]  # how many bytes of the data count; none: up to the zeros at its end
    data_at: int  # in bytes
    data_size: int
    continued: tuple[Place, ...]


@dataclass(slots=True)
class _Reading:
    """What has been said so far."""

    values: dict[int, int] = field(default_factory=dict)  # global items by their tag
    stack: list[dict[int, int]] = field(default_factory=list)
    usages: list[int] = field(default_factory=list)
    first: int = 0
    bits: dict[int, int] = field(default_factory=dict)  # how far each report has come, by its number
    fields: list[tuple[int, int, Place]] = field(default_factory=list)  # report, usage, where


def read_descriptor(descriptor: bytes) -> ScanReport:
    """The report that carries codes. NotUnderstood: there is none, or the descriptor is broken or absurd."""
    reading = _Reading()
    for kind, tag, value, size in _items(descriptor):
        match kind:
            case 0:
                _main(reading, tag)
            case 1:
                _global(reading, tag, value)
            case 2:
                _local(reading, tag, value, size)
    return _scan_report(reading)


def _items(descriptor: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Type, tag, value and size of each short item; long items are passed over."""
    at = 0
    while at < len(descriptor):
        prefix = descriptor[at]
        if prefix == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[prefix & 3]
        if at + 1 + size > len(descriptor):
            raise NotUnderstood("it ends in the middle of an item")
        yield prefix >> 2 & 3, prefix >> 4, int.from_bytes(descriptor[at + 1 : at + 1 + size], "little"), size
        at += 1 + size


def _global(reading: _Reading, tag: int, value: int) -> None:
    match tag:
        case 10:  # push
            if len(reading.stack) >= STACK_MAX:
                raise NotUnderstood("it piles up too much")
            reading.stack.append(dict(reading.values))
        case 11:  # pop
            if not reading.stack:
                raise NotUnderstood("it takes from an empty pile")
            reading.values = reading.stack.pop()
        case 8 if not 0 < value < 256:
            raise NotUnderstood("a report has an impossible number")
        case _:
            reading.values[tag] = value


def _local(reading: _Reading, tag: int, value: int, size: int) -> None:
    usage = value if size == 4 else reading.values.get(_USAGE_PAGE, 0) << 16 | value
    match tag:
        case 0:  # usage
            reading.usages.append(usage)
        case 1:  # usage minimum
            reading.first = usage
        case 2:  # usage maximum
            reading.usages.extend(range(reading.first, min(usage + 1, reading.first + USAGES_MAX + 1)))
    if len(reading.usages) > USAGES_MAX:
        raise NotUnderstood("one field has too many meanings")


def _main(reading: _Reading, tag: int) -> None:
    if tag == _INPUT:
        size, count = reading.values.get(_REPORT_SIZE, 0), reading.values.get(_REPORT_COUNT, 0)
        number = reading.values.get(_REPORT_ID, 0)
        begin = reading.bits.get(number, 0)
        if size * count > REPORT_BITS_MAX - begin or len(reading.fields) > FIELDS_MAX:
            raise NotUnderstood("its reports are too long")
        reading.bits[number] = begin + size * count
        for place, usage in enumerate(reading.usages[:count]):
            # The last meaning holds for all that is left: usually one usage for all the bytes of the data.
            bits = size * (count - place) if place == len(reading.usages) - 1 else size
            reading.fields.append((number, usage, Place(begin + size * place, bits)))
    reading.usages.clear()
    reading.first = 0


def _scan_report(reading: _Reading) -> ScanReport:
    for number, usage, place in reading.fields:
        if usage == DECODED_DATA and place.bits >= 8 and not place.bit % 8:
            mine = {use: where for report, use, where in reading.fields if report == number}
            one_byte = {use: replace(where, bits=min(where.bits, 16)) for use, where in mine.items()}
            return ScanReport(
                number,
                tuple(one_byte[use] for use in IDENTIFIERS if use in one_byte),
                tuple(one_byte[use] for use in (BYTE_COUNT,) if use in one_byte),
                place.bit // 8,
                place.bits // 8,
                tuple(one_byte[use] for use in (CONTINUED,) if use in one_byte),
            )
    raise NotUnderstood("no report of it carries decoded barcode data")
