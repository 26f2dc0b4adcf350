"""Sees to it that the health of a device is told when it changes and only then."""

from __future__ import annotations

from hardware.words import Degraded, Fault, Health, Lost, Ready, Word


class Herald:
    """Stands between a wire and whoever listens; whoever drives the wire adds what only it knows, a broken link."""

    def __init__(self) -> None:
        self._told: Health | None = None

    def news(self, words: list[Word]) -> list[Word]:
        """The words without health that was told last already."""
        fresh: list[Word] = []
        for word in words:
            if isinstance(word, Ready | Degraded | Lost):
                if word == self._told:
                    continue
                self._told = word
            fresh.append(word)
        return fresh

    def link_lost(self, reason: str, fault: Fault = Fault.LINK_LOST) -> list[Word]:
        """Lost(fault), once for however many attempts, with the first reason."""
        if isinstance(self._told, Lost) and self._told.fault is fault:
            return []
        return self.news([Lost(fault, reason)])
