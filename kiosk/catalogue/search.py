"""Articles found by what people type: any words of a name, begun or whole, in any order, with their mistakes.

An index beside the articles, made when they are published: each word of each name as people type it (no accents, no
capitals), and every such word once, forwards and backwards, so that a mistyped one is found by the half that is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from threading import Lock
from typing import Any
from unicodedata import combining, normalize

from kiosk.catalogue.database import key_of, reader

FOUND_MAX = 24
"""Articles in one answer: more than a screen shows without scrolling far."""

TEXT_LENGTH_MAX, WORDS_MAX = 60, 8
"""What is typed beyond this is passed over."""

ONE_MISTAKE, TWO_MISTAKES = 4, 8
"""From so many letters on, a word may be mistyped once or twice: a letter left out, put in, replaced, two swapped."""

RANKED_MAX = 300
"""Articles that are looked at more closely to find the best; what matches more often is looked at in file order."""

LIKE_MAX = 16
"""Words that one mistyped word may have meant."""

BEGUN_MAX = 32
"""So many words that begin alike are asked for one by one: that need not bring all their articles together first."""

PREFIX_MAX = 3
"""Beginnings up to so many letters have an index of their own."""

GTIN_DIGITS, GTIN_DIGITS_TYPED = 13, 6
"""A number under bars is found before it is typed to its end."""

INDEX_TABLES = (
    # prefix: up to PREFIX_MAX
    "CREATE VIRTUAL TABLE spelling USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3',"
    " tokenize='ascii')",
    "CREATE TABLE word (word TEXT PRIMARY KEY, backwards TEXT NOT NULL, single TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX word_backwards ON word (backwards)",
    "CREATE INDEX word_single ON word (single)",
)

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"})
"""Said or left out as one pleases: they decide nothing beside other words."""

_APART = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
"""Letters that no rule of Unicode takes apart."""

_END = "\U0010ffff"
"""After every word that begins with what stands before it."""

_SPELT = "SELECT rowid FROM spelling WHERE spelling MATCH ? LIMIT ?"
_NAMES = "SELECT number, name FROM article WHERE number IN (SELECT value FROM json_each(?))"
_BEGUN = "SELECT word FROM word WHERE word >= ? AND word < ? LIMIT ?"
_BEGINNING = "SELECT word FROM json_each(?) CROSS JOIN word ON word >= value AND word < value || ?"
_SINGLE = "SELECT word FROM word WHERE single >= ? AND single < ? LIMIT 5000"
_ENDING = "SELECT word FROM word WHERE backwards >= ? AND backwards < ? LIMIT 5000"
_OWN_CODES = "SELECT article FROM own_code WHERE own_code >= ? AND own_code < ? ORDER BY own_code LIMIT ?"
_GTINS = "SELECT article FROM gtin WHERE gtin >= ? AND gtin < ? ORDER BY gtin LIMIT ?"


def words(text: str) -> tuple[str, ...]:
    """The words of a name as people type them: small letters without accents, ligatures taken apart."""
    return tuple(text.translate(_SPELLINGS).split())


class _Spellings(dict[int, str]):
    """How each character is typed; worked out when it is first met, since a price file has few."""

    def __missing__(self, character: int) -> str:
        plain = chr(character).casefold()
        apart = normalize("NFKD", _APART.get(plain, plain)).casefold()
        typed = "".join(letter if letter.isalnum() else " " for letter in apart if not combining(letter))
        return self.setdefault(character, typed)


_SPELLINGS = _Spellings()


class Indexer:
    """Collects words while articles are written, then writes those."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._words: set[str] = set()

    def add(self, names: Iterable[tuple[int, str]]) -> None:
        """Article numbers in rising order, and their names."""
        rows = [(number, words(name)) for number, name in names]
        for _, spoken in rows:
            self._words.update(spoken)
        self._cursor.executemany(
            "INSERT INTO spelling (rowid, words) VALUES (?, ?)", [(number, " ".join(spoken)) for number, spoken in rows]
        )

    def finish(self) -> None:
        """All names were added."""
        rows = [(word, word[::-1], _single(word)) for word in sorted(self._words) if not word.isdigit()]
        self._cursor.executemany("INSERT INTO word VALUES (?, ?, ?)", rows)


class Search:
    """Looks into one edition through a connection of its own: a scan never waits for what somebody types."""

    def __init__(self, path: Path) -> None:
        self._engine = reader(path)
        connection = self._engine.raw_connection().driver_connection
        assert connection is not None
        self._connection: Any = connection
        self._lock = Lock()
        tables = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master")}
        self._indexed = {"spelling", "word"} <= tables  # an edition of an older program has none

    def close(self) -> None:
        """Nothing is found any more."""
        with self._lock:
            self._indexed = False
            self._engine.dispose()

    def find(self, text: str, favourites: Iterable[tuple[int, str]] = ()) -> tuple[int, ...]:
        """The numbers of at most FOUND_MAX articles, the best first: by code, then by name.

        `favourites`: numbers and names of articles that come before their equals.
        """
        text = text[:TEXT_LENGTH_MAX].strip()
        typed = _asked(text)
        with self._lock:
            if not self._indexed or not typed:
                return ()
            found = dict.fromkeys(self._by_code(text))
            found |= dict.fromkeys(self._by_name(typed, dict(favourites)))
        return tuple(found)[:FOUND_MAX]

    def _by_code(self, text: str) -> Iterator[int]:
        """Numbers under bars and own codes: the whole one first, then those that begin so."""
        if not any(letter.isdigit() for letter in text) or " " in text:
            return
        if isinstance(key := key_of(text), int):
            yield from self._numbers(_GTINS, key, key + 1, 1)
        yield from self._numbers(_OWN_CODES, text.upper(), text.upper() + _END, FOUND_MAX)
        if text.isascii() and text.isdigit() and GTIN_DIGITS_TYPED <= len(text) <= GTIN_DIGITS:
            places = 10 ** (GTIN_DIGITS - len(text))
            yield from self._numbers(_GTINS, int(text) * places, (int(text) + 1) * places, FOUND_MAX)

    def _by_name(self, typed: tuple[str, ...], favourites: dict[int, str]) -> Iterator[int]:
        """As typed; then, as long as there is room, what may have been meant."""
        liked = [number for number, name in favourites.items() if _fit(typed, words(name)) is not None]
        spelt = [*liked, *self._spelt([[f'"{word}"'] for word in typed])]
        begun = [self._begun(word) for word in typed]
        spelt += self._spelt(begun)
        exact = self._ranked(spelt, typed, favourites)
        yield from exact
        if len(exact) >= FOUND_MAX:
            return
        meant = [self._like(word, whole=bool(exact)) for word in typed]
        if any(len(each) > 1 for each in meant):
            among = [[*word, *(f'"{each}"' for each in like)] for word, like in zip(begun, meant, strict=True)]
            others = [number for number in self._spelt(among) if number not in set(exact)]
            yield from self._ranked(others, typed, favourites, mistyped=True)

    def _begun(self, word: str) -> list[str]:
        """How to ask for the words that begin so."""
        if len(word) > PREFIX_MAX:
            rows = self._connection.execute(_BEGUN, (word, word + _END, BEGUN_MAX + 1)).fetchall()
            if 0 < len(rows) <= BEGUN_MAX:
                return [f'"{begun}"' for (begun,) in rows]
        return [f'"{word}"*']

    def _spelt(self, among: list[list[str]]) -> list[int]:
        """Articles with one of each of these."""
        asked = " AND ".join(f"({' OR '.join(each)})" for each in among)
        return [number for (number,) in self._connection.execute(_SPELT, (asked, RANKED_MAX))]

    def _numbers(self, statement: str, first: object, end: object, limit: int) -> list[int]:
        return [number for (number,) in self._connection.execute(statement, (first, end, limit))]

    def _ranked(
        self, numbers: list[int], typed: tuple[str, ...], favourites: dict[int, str], mistyped: bool = False
    ) -> list[int]:
        """Favourites first, then the closest."""
        rows = self._connection.execute(_NAMES, (json.dumps(numbers),))
        scored = []
        for number, name in rows:
            there = words(name)
            fit = _closeness(typed, there) if mistyped else _fit(typed, there)
            if fit is not None:
                scored.append((number not in favourites, fit, len(there), number))
        return [number for *_, number in sorted(scored)]

    def _like(self, word: str, whole: bool) -> list[str]:
        """The word and what it may have been meant to be. `whole`: not the beginnings of longer words."""
        mistakes = _mistakes(word)
        if not mistakes:
            return [word]
        half = len(word) // 2
        begun = _variants(word) if mistakes == 1 else _variants(word[:half])
        rows = {each for (each,) in self._connection.execute(_BEGINNING, (json.dumps(begun), _END))}
        single = _single(word)
        rows |= {each for (each,) in self._connection.execute(_SINGLE, (single, single + _END))}
        if mistakes > 1:
            ending = word[half:][::-1]
            rows |= {each for (each,) in self._connection.execute(_ENDING, (ending, ending + _END))}
        letters = frozenset(word)  # each that is missing is a mistake: most words need no closer look
        likely = (each for each in rows if len(letters.difference(each)) <= mistakes)
        far = {each: _mistaken(word, each, mistakes, whole) for each in likely}
        near = sorted((distance, len(each), each) for each, distance in far.items() if distance <= mistakes)
        return [word, *(each for _, _, each in near[:LIKE_MAX] if each != word)]


def _asked(text: str) -> tuple[str, ...]:
    typed = words(text)[:WORDS_MAX]
    return tuple(word for word in typed if word not in _SMALL_WORDS) or typed


def _fit(typed: tuple[str, ...], there: tuple[str, ...]) -> tuple[int, int] | None:
    """How many typed words are only begun, and how far back the first is found; None when one is missing."""
    begun, place = 0, len(there)
    for word in typed:
        if word in there:
            place = min(place, there.index(word))
            continue
        begins = next((at for at, each in enumerate(there) if each.startswith(word)), None)
        if begins is None:
            return None
        begun, place = begun + 1, min(place, begins)
    return begun, place


def _closeness(typed: tuple[str, ...], there: tuple[str, ...]) -> tuple[int, int]:
    """How many mistakes the typed words have if this name was meant, and how far back the first is found."""
    wrong, place = 0, len(there)
    for word in typed:
        mistakes = _mistakes(word)
        far, at = min(
            ((_mistaken(word, each, mistakes, whole=False), at) for at, each in enumerate(there)), default=(0, 0)
        )
        wrong, place = wrong + far, min(place, at)
    return wrong, place


def _mistakes(word: str) -> int:
    """How many are forgiven. A number is right or another number."""
    if not word.isalpha():
        return 0
    return 2 if len(word) >= TWO_MISTAKES else 1 if len(word) >= ONE_MISTAKE else 0


def _variants(word: str) -> list[str]:
    """The word, and everything that becomes it by one mistake."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = [before + after[1:] for before, after in cuts if after]
    swapped = [before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1]
    other = [before + letter + after[1:] for before, after in cuts if after for letter in ascii_lowercase]
    more = [before + letter + after for before, after in cuts for letter in ascii_lowercase]
    return sorted({word, *fewer, *swapped, *other, *more} - {""})


def _single(word: str) -> str:
    """The word without its doubled letters: what people mistake most."""
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)


@lru_cache(maxsize=10_000)
def _mistaken(word: str, other: str, most: int, whole: bool) -> int:
    """Mistakes between a typed word and another, where all about doubled letters together are one."""
    typed, there = _single(word), _single(other)
    doubled = bool(most) and (there == typed if whole else there.startswith(typed))
    distance = _distance(word, other, most, whole)
    return min(distance, 1) if doubled else distance


def _distance(word: str, other: str, most: int, whole: bool) -> int:
    """The same without that rule; `whole`: not to the beginning of a longer one; over `most` when too many.

    Optimal string alignment: a letter left out, put in or replaced, or two beside each other swapped.
    """
    too_many = most + 1
    if len(word) - len(other) > most or (whole and len(other) - len(word) > most):
        return too_many
    other = other[: len(word) + most]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        last, before, row = before, row, [at]
        for place, there in enumerate(other, 1):
            best = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != there))
            if at > 1 and place > 1 and letter == other[place - 2] and word[at - 2] == there:
                best = min(best, last[place - 2] + 1)
            row.append(best)
        if min(row) > most:
            return too_many
    return row[-1] if whole else min(row)
