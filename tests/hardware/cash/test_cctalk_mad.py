"""A bus on which every device answers well-framed nonsense: the till goes on asking, and never breaks."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.cctalk_words import BUFFERED, EURO_COINS, EURO_NOTES
from hardware.simulated.cctalk import CcTalkEmulator
from hardware.simulated.cctalk_devices import Device
from hardware.simulated.cctalk_slave import Answer
from hardware.words import MARK_SIZE_MAX, BeginDeposit, CashCounts, Dispense, PaidOut, ReadCashCounts, Stacked
from tests.hardware.cash.bus import ALL, a_wire
from tests.hardware.conversation import Conversation

SANE = {245, 242, 184, 156, 157}
"""What a device needs to know of itself to be taken for one at all."""
SIZES = (0, 1, 2, 3, 4, 6, 7, 11)


class MadBus(CcTalkEmulator):
    """Answers with the right number of bytes, mostly, and repeats itself, mostly, so that it is believed."""

    def __init__(self, seed: int) -> None:
        super().__init__(Random(seed))
        self._mad = Random(seed)
        self._last: dict[tuple[int, int], Answer] = {}
        for device in self._devices.values():
            device.answer = self._answering(device, device.answer)  # type: ignore[method-assign]

    def _answering(self, device: Device, sane: object):  # type: ignore[no-untyped-def]
        def answer(header: int, data: bytes) -> Answer:
            told = sane(header, data)  # type: ignore[operator]
            if header in SANE:
                return told  # type: ignore[no-any-return]
            if (device.address, header) in self._last and self._mad.random() < 0.7:
                return self._last[device.address, header]
            size = len(told.data) if self._mad.random() < 0.8 else self._mad.choice(SIZES)
            said = Answer(self._mad.choice((0, 0, 0, 0, 0, 0, 5, 6, 9)), self._mad.randbytes(size))
            self._last[device.address, header] = said
            return said

        return answer


@pytest.mark.parametrize("seed", range(6))
def test_nonsense_of_devices_breaks_nothing(seed: int) -> None:
    conversation = Conversation(a_wire(), MadBus(seed))
    for at in range(12):
        conversation.wire.ask(BeginDeposit(ALL))
        conversation.wire.ask(Dispense(((10, 3), (100, 1)), f"P{at}"))
        conversation.wire.ask(ReadCashCounts())
        conversation.run(40)
    ends = [word.reference for word in conversation.words if isinstance(word, PaidOut)]
    assert len(ends) == len(set(ends))
    polls = 12 * 40 / 0.2
    taken = [word for word in conversation.words if isinstance(word, Stacked)]
    assert all(word.value in EURO_COINS | EURO_NOTES and word.count == 1 for word in taken)
    assert len(taken) < polls * BUFFERED
    marks = [word.mark for word in conversation.words if isinstance(word, Stacked | CashCounts)]
    assert all(mark.isascii() and mark.isprintable() and len(mark) <= MARK_SIZE_MAX for mark in marks)
