"""A ccTalk bus and its wire, started, with what tests look at: a journal that remembers what the words said."""

from __future__ import annotations

from collections import Counter
from random import Random

from hardware.cash.cctalk import BusSettings, CcTalk
from hardware.cash.cctalk_exchange import Echo
from hardware.cash.cctalk_frame import Checksum
from hardware.simulated.cctalk import FIRST_HOPPER, LEVELS, CcTalkEmulator
from hardware.words import CashCounts, Degraded, Lost, PaidOut, Pieces, Ready, RestoreCashCounts, Stacked, Word
from tests.hardware.conversation import Conversation

HOPPERS = {value: FIRST_HOPPER + at for at, value in enumerate(LEVELS)}
ALL = frozenset({1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000})


class Journal:
    """What the till would have on disk: the levels and the mark after the last word, and what was explained by it."""

    def __init__(self, levels: dict[int, int] | None = None) -> None:
        self.levels: Counter[int] = Counter(LEVELS if levels is None else levels)
        self.mark = ""
        self.cashbox = 0
        self.in_cashbox: Counter[int] = Counter()
        self.inserted: Counter[int] = Counter()
        self.left: Counter[int] = Counter()

    def write(self, words: list[Word]) -> None:
        for word in words:
            match word:
                case Stacked(value, count, recycled, mark):
                    self.inserted[value] += count
                    self.mark = mark
                    if recycled:
                        self.levels[value] += count
                    else:
                        self.cashbox += count
                        self.in_cashbox[value] += count
                case CashCounts(recycler, cashbox, unreported, mark):
                    self._count(dict(recycler), cashbox, dict(unreported))
                    self.mark = mark

    def restored(self) -> RestoreCashCounts:
        return RestoreCashCounts(tuple(sorted(self.levels.items())), self.mark)

    def _count(self, levels: dict[int, int], cashbox: int | None, unreported: dict[int, int]) -> None:
        for value, level in levels.items():
            differs = level - self.levels[value]
            (self.inserted if differs > 0 else self.left)[value] += abs(differs)
            self.levels[value] = level
        assert cashbox is not None
        assert cashbox == self.cashbox + sum(unreported.values())
        self.cashbox = cashbox
        self.in_cashbox.update(unreported)
        self.inserted.update(unreported)


def a_wire(journal: Journal | None = None, **options: object) -> CcTalk:
    options.setdefault("validator", 40)
    options.setdefault("hoppers", HOPPERS)
    wire = CcTalk(BusSettings(**options))  # type: ignore[arg-type]
    wire.ask((journal or Journal()).restored())
    return wire


def started(with_crc: bool = False, **options: object) -> tuple[Conversation, CcTalkEmulator]:
    emulator = CcTalkEmulator(Random(1), with_crc=with_crc, **options)  # type: ignore[arg-type]
    checksum = Checksum.CRC if with_crc else Checksum.SIMPLE
    conversation = Conversation(a_wire(checksum=checksum, echo=Echo.DETECT), emulator)
    assert conversation.run(10)[-1] == Ready(), conversation.words
    return conversation, emulator


def counts(conversation: Conversation) -> CashCounts:
    return [word for word in conversation.words if isinstance(word, CashCounts)][-1]


def held(levels: dict[int, int]) -> dict[int, int]:
    """The levels that counts tell: zero for what is only taken."""
    return dict.fromkeys(ALL, 0) | dict(levels)


def money(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Stacked | CashCounts | PaidOut)]


def stacked(words: list[Word]) -> list[tuple[int, bool]]:
    return [(word.value, word.recycled) for word in words if isinstance(word, Stacked)]


def health(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Ready | Degraded | Lost)]


def worth(pieces: Counter[int] | Pieces) -> int:
    return sum(value * count for value, count in dict(pieces).items())
