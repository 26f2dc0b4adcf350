"""The journal in the hands of a command, while the kiosk is stopped: what all commands share that write into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kiosk.command_line import refused
from kiosk.config import Config
from kiosk.domain.facts import Fact, Head
from kiosk.domain.history import replay
from kiosk.domain.sight import Sees
from kiosk.domain.states import Kiosk
from kiosk.evidence.checkpoint import fold
from kiosk.evidence.entries import JournalBroken
from kiosk.paperwork import Evidence, open_evidence
from kiosk.runtime.clock import wall_clock
from kiosk.version import version

BY = "console"
"""Who did it, for the journal: somebody with the machine's own command line."""


@dataclass
class Desk:
    """A till's evidence in one hand, while its kiosk is stopped."""

    evidence: Evidence
    kiosk: Kiosk

    def write(self, *facts: Fact) -> dict[str, Head]:
        """Takes these facts down; the heads of the chains afterwards."""
        now = wall_clock()
        heads = self.evidence.journal.append(facts, now.now, now.utc_offset)
        self.kiosk = replay(facts, self.kiosk)
        seen = {**self.kiosk.sees.heads, **{head.chain: head for head in heads}}
        self.kiosk = replace(self.kiosk, sees=replace(self.kiosk.sees, heads=seen))
        return seen


@contextmanager
def opened_desk(config: Config, undone: str) -> Iterator[Desk]:
    """The journal for this command alone. When it cannot be had, `undone` and why are told, and the command ends."""
    try:
        evidence = open_evidence(config, version())
    except JournalBroken as broken:
        refused(undone, broken)
    try:
        now = wall_clock().now
        if evidence.unadopted(now) or evidence.witness.compare(evidence.journal):
            refused(undone, "The journal must be looked at first: start the kiosk, it says what is wrong.")
        shop = config.domain_shop(version())
        kiosk = fold(evidence.journal, evidence.checkpoint, shop)
        yield Desk(evidence, replace(kiosk, sees=Sees(heads=evidence.journal.heads())))
        evidence.testify()
    except (JournalBroken, OSError) as broken:
        refused(undone, broken)
    finally:
        evidence.journal.close()
