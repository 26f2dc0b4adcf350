"""The works of a simulated recycler: what moves, how long it takes, and where every piece really is."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

NEVER = float("inf")
READ_SECONDS = 0.3
ESCROW_SECONDS = 0.2
STACK_SECONDS = 0.5
COIN_SECONDS = 0.25
PAY_SECONDS = 0.3
BOX_SECONDS = 0.1
START_SECONDS = 2.0
COINS_IN_FLIGHT_MAX = 8

# Event codes, from ITL's list as documented by kybarg/ssp
RESET, READ, CREDIT, REJECTED, STACKED, STORED, COIN = 0xF1, 0xEF, 0xEE, 0xEC, 0xEB, 0xDB, 0xDF
DISPENSED, JAMMED, HALTED, INCOMPLETE, PAYOUT_ERROR, FRAUD = 0xD2, 0xD5, 0xD6, 0xDC, 0xB1, 0xE6
FLOATED, INCOMPLETE_FLOAT, SMART_EMPTIED, BOX_PAID, PAYOUT_FAILED = 0xD8, 0xDD, 0xB4, 0xDE, 0xC6
TO_STACKER_AT_START, TO_STORE_AT_START, FRONT_AT_START = 0xCA, 0xCB, 0xE1
TO_CASHBOX_AT_START, EMPTIED, BOX_REPLACED = 0xE2, 0xC3, 0xE4


class Stage(Enum):
    """Where a piece on its way in is."""

    READING = auto()
    ESCROW = auto()
    STACKING = auto()
    REJECTING = auto()


@dataclass(slots=True)
class Transit:
    """A piece on its way in."""

    value: int
    stage: Stage
    due: float
    credit_told: bool = False


@dataclass(slots=True)
class Leaving:
    """Pieces on their way out of the recycler; known through a power cut.

    `code` is the event at the end: DISPENSED to the customer; FLOATED, EMPTIED or SMART_EMPTIED to the cashbox.
    """

    pieces: deque[int]
    requested: int
    due: float
    code: int = DISPENSED
    gone: int = 0


class Machine:
    """Levels, routes, cashbox and counters survive a power cut; so does a piece on its way and a payout begun.

    `notify(code, value, requested)` is called with each event; a cut of power forgets what was not fetched.
    """

    def __init__(
        self,
        denominations: tuple[int, ...],
        is_coins: bool,
        capacity: int,
        cashbox_capacity: int,
        random: Random,
        notify: Callable[[int, int, int], None],
    ) -> None:
        self.denominations = denominations
        self.is_coins = is_coins
        self._capacity = capacity
        self._cashbox_capacity = cashbox_capacity
        self._random = random
        self._notify = notify
        self.levels = Counter(dict.fromkeys(denominations, 0))
        self.routes = dict.fromkeys(denominations, True)
        self.cashbox: Counter[int] = Counter()
        self.taken: Counter[int] = Counter()
        self.returned: Counter[int] = Counter()
        self.paid_out: Counter[int] = Counter()
        self.stacked = self.stored = self.dispensed = self.transferred = self.rejected = 0
        self.in_transit: deque[Transit] = deque()
        self.leaving: Leaving | None = None
        self.ready_at = 0.0
        self.has_cashbox = True
        self.jam_chance = 0.0
        self.reject_chance = 0.0
        self._jam_is_set = False
        self.is_jammed = False
        self._loses_a_note = False
        self._stalls = False
        self._holds_a_note = False
        self.held = 0
        """The value of the note that waits in the bezel."""
        self.stall_chance = 0.0
        self.boxed: Counter[int] = Counter()
        """What the last float or smart empty moved; a cut of power forgets it."""
        self.strangers = 0
        """Objects in the recycler that are no money."""
        self.boxed_strangers = 0
        self._is_stamped = True

    # The customer's and the staff's hands

    def insert(self, value: int) -> bool:
        """A piece is pushed in; False: the machine is busy with another. It moves from the next `advance` on."""
        if len(self.in_transit) >= (COINS_IN_FLIGHT_MAX if self.is_coins else 1):
            return False
        stage = Stage.STACKING if self.is_coins else Stage.READING
        self.in_transit.append(Transit(value, stage, NEVER))
        self._is_stamped = False
        return True

    def jam(self) -> None:
        """The next piece to be paid or stacked gets stuck."""
        self._jam_is_set = True

    def clear_jam(self) -> None:
        """Staff frees the works; what was stuck moves on, and what was not found is."""
        self._jam_is_set = self.is_jammed = self._stalls = False
        self._is_stamped = False

    def lose_a_note(self) -> None:
        """The next piece to be paid falls into the cashbox instead."""
        self._loses_a_note = True

    def stall(self) -> None:
        """The next piece on its way out is searched for and never found."""
        self._stalls = True

    def hold_a_note(self) -> None:
        """The customer does not take the next note that is paid, which is as good as his."""
        self._holds_a_note = True

    def take_held_note(self) -> None:
        """The customer takes it after all."""
        self.held = 0
        self._is_stamped = False

    def is_full(self, value: int) -> bool:
        """Has a piece of this value nowhere to go? A note can always fall back on the cashbox, a coin cannot."""
        if self.is_coins and self.routes[value]:
            return not self.can_store(value)
        return not self.can_store(value) and not self.can_box()

    @property
    def is_store_full(self) -> bool:
        """Does the recycler hold all it can?"""
        return self.levels.total() >= self._capacity

    def can_store(self, value: int) -> bool:
        """Does a piece of this value stay in the recycler?"""
        return self.routes[value] and not self.is_store_full

    def can_box(self) -> bool:
        """Is there room in the cashbox?"""
        return self.has_cashbox and self.cashbox.total() < self._cashbox_capacity

    # Time

    @property
    def due(self) -> float:
        """When something moves next."""
        if not self._is_stamped:
            return 0.0
        due = self.leaving.due if self.leaving else NEVER
        return min(due, self.in_transit[0].due) if self.in_transit else due

    def advance(self, now: float) -> None:
        """All that has moved until now, in order."""
        if not self._is_stamped:
            self._stamp(now)
        while (due := self.due) <= now:
            if self.leaving and self.leaving.due == due:
                self._let_go(self.leaving)
            else:
                self._move(self.in_transit[0])

    def _stamp(self, now: float) -> None:
        self._is_stamped = True
        if self.leaving and not self.held:
            self.leaving.due = now if self.leaving.due == NEVER else self.leaving.due
        start = now
        for piece in self.in_transit:
            if piece.due == NEVER:
                start += COIN_SECONDS if self.is_coins else READ_SECONDS
                piece.due = start
            start = max(start, piece.due)

    # In

    def _move(self, piece: Transit) -> None:
        match piece.stage:
            case Stage.READING:
                self._recognise(piece)
            case Stage.ESCROW:
                piece.stage, piece.due = Stage.STACKING, piece.due + STACK_SECONDS
                self._notify(CREDIT, piece.value, 0)
            case Stage.STACKING:
                if self._sticks():
                    piece.due = NEVER
                else:
                    self.in_transit.popleft()
                    self._keep(piece)
            case Stage.REJECTING:
                self.in_transit.popleft()
                self._return(piece)
                self._notify(REJECTED, 0, 0)

    def _recognise(self, piece: Transit) -> None:
        if self._random.random() < self.reject_chance or self.is_full(piece.value):
            piece.stage, piece.due = Stage.REJECTING, piece.due + STACK_SECONDS
        else:
            piece.stage, piece.due = Stage.ESCROW, piece.due + ESCROW_SECONDS
            self._notify(READ, piece.value, 0)

    def _keep(self, piece: Transit) -> bool:
        self.taken[piece.value] += 1
        is_stored = self.can_store(piece.value)
        if is_stored:
            self.levels[piece.value] += 1
            self.stored += 1
        else:
            self.cashbox[piece.value] += 1
            self.stacked += 1
        self._notify(COIN if self.is_coins else STORED if is_stored else STACKED, piece.value, 0)
        return is_stored

    def _return(self, piece: Transit) -> None:
        self.returned[piece.value] += 1
        self.rejected += 1

    def _sticks(self) -> bool:
        if self._jam_is_set or (self.jam_chance and self._random.random() < self.jam_chance):
            self._jam_is_set = False
            self.is_jammed = True
        return self.is_jammed

    # Out

    def begin_payout(self, pieces: list[int], now: float) -> None:
        """Pay these pieces, one after the other."""
        self.leaving = Leaving(deque(sorted(pieces, reverse=True)), sum(pieces), now + PAY_SECONDS)
        self.boxed, self.boxed_strangers = Counter(), 0

    def begin_collection(self, pieces: list[int], code: int, now: float) -> None:
        """Move these pieces to the cashbox, one after the other."""
        self.leaving = Leaving(deque(sorted(pieces, reverse=True)), sum(pieces), now + BOX_SECONDS, code)
        self.boxed, self.boxed_strangers = Counter(), 0
        if not pieces:
            self._finish(self.leaving)

    def halt(self) -> bool:
        """Stop where it is; False: nothing was on its way out."""
        if self.leaving:
            self._end(self.leaving, HALTED)
            return True
        return False

    def _let_go(self, leaving: Leaving) -> None:
        if not leaving.pieces:  # the last one was held for a while
            self._end(leaving, leaving.code)
        elif self._stalls or (self.stall_chance and self._random.random() < self.stall_chance):
            self._stalls = False
            leaving.due = NEVER
        elif self._sticks():
            self._end(leaving, JAMMED)
        elif leaving.code == DISPENSED:
            self._pay(leaving)
        else:
            self._box(leaving)

    def _pay(self, leaving: Leaving) -> None:
        value = leaving.pieces.popleft()
        self.levels[value] -= 1
        if self._loses_a_note:
            self._loses_a_note = False
            self.cashbox[value] += 1
            self.transferred += 1
            self._end(leaving, PAYOUT_ERROR)
            return
        self.dispensed += 1
        self.paid_out[value] += 1
        leaving.gone += value
        if self._holds_a_note:
            self._holds_a_note, self.held, leaving.due = False, value, NEVER
            return
        leaving.due += PAY_SECONDS
        if not leaving.pieces:
            if self.is_coins:  # seen from a SMART Hopper: what fell into the cashbox meanwhile, mostly nothing
                self._notify(BOX_PAID, 0, 0)
            self._end(leaving, DISPENSED)

    def _box(self, leaving: Leaving) -> None:
        value = leaving.pieces.popleft()
        self.levels[value] -= 1
        self.transferred += 1
        self.cashbox[value] += 1
        self.boxed[value] += 1
        leaving.gone += value
        leaving.due += BOX_SECONDS
        if not leaving.pieces:
            self._finish(leaving)

    def _finish(self, leaving: Leaving) -> None:
        if leaving.code != FLOATED:
            self.boxed_strangers, self.strangers = self.strangers, 0
        self._end(leaving, leaving.code)

    def _end(self, leaving: Leaving, code: int) -> None:
        self.leaving = None
        self._notify(code, leaving.gone, leaving.requested)

    # Power

    def power_up(self, now: float) -> None:
        """Start, and finish what was on its way when the power went; events tell it unless a credit was given."""
        self.ready_at = now + START_SECONDS
        self._notify(RESET, 0, 0)
        self.is_jammed = False
        self.held = 0
        for piece in self.in_transit:
            self._finish_at_start(piece)
        self.in_transit.clear()
        self._is_stamped = True
        self.boxed, self.boxed_strangers = Counter(), 0
        if leaving := self.leaving:
            self.leaving = None
            if code := {DISPENSED: INCOMPLETE, FLOATED: INCOMPLETE_FLOAT}.get(leaving.code):
                self._notify(code, leaving.gone, leaving.requested)

    def _finish_at_start(self, piece: Transit) -> None:
        is_early = piece.stage in (Stage.READING, Stage.REJECTING) or self.is_coins
        if is_early or (piece.stage is Stage.ESCROW and self._random.random() < 0.5):
            self._return(piece)
            if not self.is_coins:
                self._notify(FRONT_AT_START, piece.value, 0)
            return
        is_silent = piece.credit_told
        notify, self._notify = self._notify, _tell_nobody
        is_stored = self._keep(piece)
        self._notify = notify
        if not is_silent:
            self._notify(TO_STORE_AT_START if is_stored else TO_STACKER_AT_START, piece.value, 0)


def _tell_nobody(_code: int, _value: int, _requested: int) -> None:
    pass
