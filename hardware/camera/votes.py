"""When is a code believed? Decoders vote, frame by frame: a wrong article is worse than none.

Every wrong number met in real photographs had a valid check digit, so only agreement helps: of different decoders,
over different frames, and a clear lead over any other number.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, zip_longest
from typing import NamedTuple

from hardware.camera.candidates import (
    GUARDED,
    MATRIX,
    RETAIL,
    Candidate,
    Outline,
    gtin,
    has_issue_number,
    identity,
    in_store,
)
from hardware.words import Symbology


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that is believed; `gtin` (14 digits) when it carries one. `outline` as in the frame that decided.

    `add_on`: the 2 or 5 digits beside it, where they were seen.
    """

    text: str
    symbology: Symbology
    gtin: str | None
    outline: Outline
    add_on: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked of a code. One vote is one decoder in one frame; votes older than `window` frames are
    forgotten, those for a rival that was never believed only after `doubt` frames.

    A code needs votes in `frames` frames: `votes` of them when two decoders agree or when it is a 2D code (they correct
    their own errors), else `votes_alone`, or `votes_guarded` where only one decoder is asked and the code has more than
    a check digit; `votes_in_store` for a number that shops print themselves, `votes_upce` for a UPC-E (its check digit
    is part of its pattern, and many a blur looks like one); an article of the catalogue needs one vote. A code must
    lead the votes of all its rivals together by `lead`, or by `lead_contested` when there are any: a picture that reads
    as three different numbers is not to be trusted with a fourth.

    An add-on counts when it was read in `frames` frames more than any other. While one is to be expected, its
    code waits for it, `add_on_frames` at most.

    Told once, a code is held until it was out of view for `held` frames. An article that was told is not told again
    by another kind of code (linear, then 2D) until it was out of view for `same_pack` frames.
    """

    votes: int = 2
    votes_alone: int = 4
    votes_guarded: int = 3
    votes_in_store: int = 4
    votes_upce: int = 6
    add_on_frames: int = 4
    frames: int = 2
    lead: int = 2
    lead_contested: int = 3
    window: int = 8
    doubt: int = 30
    held: int = 10
    same_pack: int = 20


class Vote(NamedTuple):
    """One decoder's word for one code in one frame."""

    code: str
    decoder: str
    matrix: bool


class Votes:
    """The ballot of one camera: what was read in each of the last frames, and what was told and is still in view."""

    def __init__(self, rules: Rules | None = None, known: Callable[[str], bool] | None = None) -> None:
        """`known`: is this retail number, as read (8, 12 or 13 digits), an article of the catalogue?"""
        self._rules = rules or Rules()
        self._known = known or _nothing_is_known
        self._ballots: deque[frozenset[Vote]] = deque(maxlen=self._rules.window)
        self._doubts: deque[frozenset[Vote]] = deque(maxlen=self._rules.doubt)  # votes for what was never believed
        self._apart: deque[frozenset[frozenset[str]]] = deque(maxlen=self._rules.doubt)  # pairs that are two codes
        self._add_ons: deque[Mapping[str, str]] = deque(maxlen=self._rules.window)  # code -> what was read beside it
        self._waiting: dict[str, int] = {}  # code -> frames it may still wait for its add-on
        self._held: dict[str, int] = {}  # code -> frames until it may be told again
        self._packs: dict[str, tuple[str, int]] = {}  # GTIN -> (told by, frames left)

    def see(self, candidates: Iterable[Candidate]) -> list[Accepted]:
        """Count one frame (an empty one too: it is time passing) and tell what is newly believed."""
        read = [(identity(candidate.text, candidate.symbology), candidate) for candidate in candidates]
        ballot = frozenset(Vote(code, seen.engine, seen.symbology in MATRIX) for code, seen in read)
        self._ballots.append(ballot)
        self._doubts.append(frozenset(vote for vote in ballot if vote.code not in self._held))
        by_code = dict(read)
        self._add_ons.append({code: seen.add_on for code, seen in read if seen.add_on})
        self._apart.append(frozenset(_apart(by_code)))
        self._age(by_code)
        return [told for code, candidate in by_code.items() if (told := self._judged(code, candidate))]

    def holds(self, candidate: Candidate) -> bool:
        """Was this code told, and is it still in view?"""
        return identity(candidate.text, candidate.symbology) in self._held

    def interrupt(self) -> None:
        """Nobody looked for a while: half-counted votes are void; what was told stays told while it is in view."""
        self._ballots.clear()
        self._doubts.clear()
        self._apart.clear()
        self._add_ons.clear()
        self._waiting.clear()

    def _age(self, in_view: Mapping[str, Candidate]) -> None:
        """What is in view is held anew; the rest is a frame nearer to being forgotten."""
        numbers = {gtin(candidate.text, candidate.symbology) for candidate in in_view.values()}
        still = {code: left - 1 for code, left in self._held.items() if left > 1}
        self._held = still | {code: self._rules.held for code in in_view if code in self._held}
        self._packs = {
            number: (kind, self._rules.same_pack if number in numbers else left - 1)
            for number, (kind, left) in self._packs.items()
            if left > 1 or number in numbers
        }
        self._waiting = {code: left - 1 for code, left in self._waiting.items() if left > -self._rules.window}

    def _judged(self, code: str, candidate: Candidate) -> Accepted | None:
        if code in self._held or not self._believed(code, candidate) or self._awaits_add_on(code, candidate):
            return None
        self._held[code] = self._rules.held
        without = [frozenset(vote for vote in ballot if vote.code != code) for ballot in self._doubts]
        self._doubts = deque(without, self._rules.doubt)
        number = gtin(candidate.text, candidate.symbology)
        if number is not None and self._same_pack(number, candidate.symbology):
            return None
        return Accepted(candidate.text, candidate.symbology, number, candidate.outline, self._add_on(code))

    def _awaits_add_on(self, code: str, candidate: Candidate) -> bool:
        """Is something yet to be read beside it? The press carries an issue number, anything else seldom."""
        seen = any(code in beside for beside in self._add_ons)
        if self._add_on(code) or not (seen or has_issue_number(candidate.text, candidate.symbology)):
            return False
        return self._waiting.setdefault(code, self._rules.add_on_frames) > 0

    def _add_on(self, code: str) -> str:
        """What was read beside it often enough."""
        read = Counter(beside[code] for beside in self._add_ons if code in beside).most_common(2)
        (add_on, count), (_, rival) = [*read, ("", 0), ("", 0)][:2]
        return add_on if count - rival >= self._rules.frames else ""

    def _same_pack(self, number: str, symbology: Symbology) -> bool:
        """Has another kind of code just told this article? If not, this one now has."""
        kind = "retail" if symbology in RETAIL else str(symbology)
        told_by, _ = self._packs.setdefault(number, (kind, self._rules.same_pack))
        return told_by != kind

    def _believed(self, code: str, candidate: Candidate) -> bool:
        rules = self._rules
        votes = [[vote for vote in ballot if vote.code == code] for ballot in self._ballots]
        count = sum(map(len, votes))
        if self._is_known(candidate):
            return count > self._rivals_of(code, but=self._gone())
        rivals = 0 if candidate.symbology in MATRIX else self._rivals_of(code)
        if sum(map(bool, votes)) < rules.frames or count < self._needed(code, candidate):
            return False
        return count - rivals >= (rules.lead_contested if rivals else rules.lead)

    def _gone(self) -> set[str]:
        """What was told and is not in this frame: the pack before, which the customer has put down."""
        return self._held.keys() - {vote.code for vote in self._ballots[-1]}

    def _rivals_of(self, code: str, but: Collection[str] = ()) -> int:
        """Votes for any other linear code that may be a reading of the same bars, except those of `but`.

        What was never believed is remembered longest: in a long look at a blur each wrong number has its lucky moment.
        """
        beside = {other for pairs in self._apart for pair in pairs if code in pair for other in pair}
        return sum(
            not vote.matrix and vote.code != code and vote.code not in beside and vote.code not in but
            for ballot in (*self._doubts, *self._of_told())
            for vote in ballot
        )

    def _of_told(self) -> Iterator[frozenset[Vote]]:
        return (frozenset(vote for vote in ballot if vote.code in self._held) for ballot in self._ballots)

    def _needed(self, code: str, candidate: Candidate) -> int:
        rules = self._rules
        if in_store(candidate.text, candidate.symbology):
            return rules.votes_in_store
        if candidate.symbology is Symbology.UPCE:
            return rules.votes_upce
        decoders = {vote.decoder for ballot in self._ballots for vote in ballot if vote.code == code}
        if len(decoders) > 1 or candidate.symbology in MATRIX:
            return rules.votes
        return rules.votes_guarded if candidate.symbology in GUARDED else rules.votes_alone

    def _is_known(self, candidate: Candidate) -> bool:
        """In-store numbers are never vouched for: the catalogue knows their prefix, not the price behind it."""
        if candidate.symbology not in RETAIL or in_store(candidate.text, candidate.symbology):
            return False
        return self._known(candidate.text)


def _nothing_is_known(text: str) -> bool:
    return False


_DIFFERENT_DIGITS = 7  # of 14; misreadings that differed from the truth in six were met


def _apart(read: dict[str, Candidate]) -> Iterator[frozenset[str]]:
    """The pairs of codes in one frame that cannot be two readings of the same bars.

    Apart in place alone is not enough: a bent code may be read rightly in its upper half and wrongly in its lower one.
    """
    for (one, first), (other, second) in combinations(read.items(), 2):
        unlike = sum(a != b for a, b in zip_longest(reversed(one), reversed(other)))
        if unlike >= _DIFFERENT_DIGITS and not _overlap(first.outline, second.outline):
            yield frozenset((one, other))


def _overlap(one: Outline, other: Outline) -> bool:
    """Do the upright boxes around two outlines meet?"""
    return all(
        min(p[axis] for p in one) <= max(p[axis] for p in other)
        and min(p[axis] for p in other) <= max(p[axis] for p in one)
        for axis in (0, 1)
    )
