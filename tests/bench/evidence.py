"""The archive: how fast it is written and verified, how large it is, and that memory does not grow with it.

Beside the seals stands the bare signature, checked by `cryptography` with nothing around it: the floor.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.evidence import verify_archive as v
from kiosk.evidence.archive import Archived
from tests.bench.figures import Figure, Row, seconds
from tests.evidence.tills import Till

LINES = 7
TICKETS_A_DAY = 300


def bench_evidence(quick: bool, folder: Path) -> Iterator[Row]:
    """A period, and one of ten times as many tickets."""
    tickets = TICKETS_A_DAY // (10 if quick else 1)
    till = Till(folder / "till", "2026-01-01")
    for _ in range(11):
        till.day(tickets, LINES)
    made: list[Archived] = []
    took = seconds(lambda: made.append(till.archive("free", "2026-01-02", "2026-01-11")))
    small, large = till.archive("day", "2026-01-01").place, made[0].place
    told = 10 * tickets
    till.close()
    yield Figure("archive, written and read back", 1000 * took / told, "ms", "", "a ticket")
    yield Figure("archive, size", large.stat().st_size / told, "bytes", "", "a ticket")
    checked: list[v.Verifier] = []
    took = seconds(lambda: checked.append(v.check_archive(str(large))[1]))
    count = sum(checked[0].sealed.values())
    yield Figure("verifier, entries a second", checked[0].entries / took, "1/s")
    floor = count / seconds(lambda: signatures(count))
    yield Figure("verifier, seals a second", count / took, "1/s", "", "bare signatures a second", floor)
    peaks = [peak(path) for path in (large, small)]
    yield Figure("verifier, memory", peaks[0], "MB", "", "an archive of a tenth", peaks[1])


def signatures(count: int) -> None:
    """Checks one signature this many times."""
    private, algorithm = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256())
    public, signature = private.public_key(), private.sign(b"line", algorithm)
    for _ in range(count):
        public.verify(signature, b"line", algorithm)


PROGRAM = """
import runpy, sys
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
except SystemExit as ended:
    assert ended.code == 0
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(peak.split()[1])
"""


def peak(archive: Path) -> float:
    """The most memory that the verifier takes as a program of its own, in MB."""
    arguments = [sys.executable, "-I", "-c", PROGRAM.replace("sys.argv[1]", repr(v.__file__)), str(archive)]
    done = subprocess.run(arguments, capture_output=True, check=True)
    return int(done.stderr) / 1024
