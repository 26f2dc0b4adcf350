"""Archives that somebody altered without the key: each is told, with the place."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.evidence import verify_archive as v
from tests.evidence.archives import Files, files_of, inspected, judged, packed, with_lines
from tests.evidence.tills import Till

Lines = list[bytes]


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """An archive of a day, from a till that changed its key in the middle of it."""
    till = Till(tmp_path_factory.mktemp("till"))
    till.day(2)
    till.sell()
    till.rotate_key()
    till.sell()
    till.close_day()
    files = files_of(till.archive("day", "2026-11-30").place)
    till.close()
    return files


def place_of(lines: Lines, beginning: str) -> int:
    """The first line that begins so."""
    return next(place for place, line in enumerate(lines) if line.startswith(beginning.encode()))


def without_a_ticket(lines: Lines) -> Lines:
    place = next(place for place, line in enumerate(lines) if b'"SaleCompleted"' in line)
    return lines[:place] + lines[place + 3 :]


def without_a_seal(lines: Lines) -> Lines:
    place = place_of(lines, '{"seal":"grand_ticket"')
    return lines[:place] + lines[place + 1 :]


def with_a_cheaper_line(lines: Lines) -> Lines:
    place = next(place for place, line in enumerate(lines) if b'"SaleCompleted"' in line)
    fact = json.loads(json.loads(lines[place])["fact"])
    fact["lines"][0]["gross"]["cents"] -= 1
    values = {**json.loads(lines[place]), "fact": json.dumps(fact, separators=(",", ":"))}
    return [*lines[:place], json.dumps(values).encode() + b"\n", *lines[place + 1 :]]


def with_another_seal_field(lines: Lines) -> Lines:
    place = place_of(lines, '{"seal":"day"')
    values = json.loads(lines[place])
    values["fields"]["till"] = "2"
    return [*lines[:place], json.dumps(values).encode() + b"\n", *lines[place + 1 :]]


def with_two_lines_swapped(lines: Lines) -> Lines:
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


def with_a_line_twice(lines: Lines) -> Lines:
    return [*lines[:4], lines[3], *lines[4:]]


def cut_off(lines: Lines) -> Lines:
    return lines[:-4]


def with_a_line_of_rubbish(lines: Lines) -> Lines:
    return [*lines[:9], b"rubbish\n", *lines[9:]]


def with_something_behind(lines: Lines) -> Lines:
    return [*lines, b"{}\n"]


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (without_a_ticket, r"l'écriture \d+ manque"),
        (without_a_seal, r"le sceau de la chaîne grand_ticket manque"),
        (with_a_cheaper_line, r"écriture \d+ : l'empreinte ne correspond pas"),
        (with_another_seal_field, r"sceau day n° 2 \(écriture \d+\) : la signature est fausse"),
        (with_two_lines_swapped, r"écriture \d+ manque|aucun sceau n'est attendu"),
        (with_a_line_twice, r"écriture \d+ manque|aucun sceau n'est attendu"),
        (cut_off, r"finit à l'écriture|manque"),
        (with_a_line_of_rubbish, r"ligne 10 "),
        (with_something_behind, r"ni une écriture ni un sceau"),
    ],
)
def test_an_altered_journal_is_told_with_its_place(
    genuine: Files, tmp_path: Path, alter: Callable[[Lines], Lines], told: str
) -> None:
    code, words = inspected(packed(with_lines(genuine, alter), tmp_path / "altered.zip"))
    assert code == 1
    assert words.startswith("ALTÉRÉE")
    assert re.search(told, words), words


def read(files: Files) -> None:
    """The journal of these files through the verifier, as if the manifest had not been looked at."""
    manifest = json.loads(files[v.MANIFEST])
    certificates = {v.fingerprint_of(pem): pem for pem in pems(files)}
    verifier = v.opened(manifest, certificates)
    for place, line in enumerate(files[v.JOURNAL].splitlines(), 1):
        v.read_line(verifier, line, place)
    verifier.finish()
    v.check_closing(manifest, verifier)
    v.check_succession(manifest, verifier.state()["key"], certificates)
    assert list(v.verdict(manifest, verifier, [], ""))


def pems(files: Files) -> list[str]:
    text, end = files[v.CERTIFICATES].decode(), "-----END CERTIFICATE-----\n"
    return [part + end for part in text.split(end) if part.strip()]


def with_a_space(lines: Lines) -> Lines:
    return [lines[0].replace(b":", b": ", 1), *lines[1:]]


def test_even_a_space_is_told(genuine: Files, tmp_path: Path) -> None:
    assert "journal.jsonl a été changé" in judged(packed(with_lines(genuine, with_a_space), tmp_path / "altered.zip"))


def test_what_was_not_altered_is_intact(genuine: Files, tmp_path: Path) -> None:
    assert inspected(packed(genuine, tmp_path / "genuine.zip"))[0] == 0
    read(genuine)


@pytest.mark.parametrize("name", ["tickets.csv", "lignes.csv", "LISEZ-MOI.txt", "verify_archive.py", "certificats.pem"])
def test_a_file_that_was_changed_is_named(genuine: Files, tmp_path: Path, name: str) -> None:
    data = genuine[name]
    changed = {**genuine, name: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]}
    code, words = inspected(packed(changed, tmp_path / "altered.zip"))
    assert code == 1
    assert name in words or "certificat" in words


def test_every_file_is_missed(genuine: Files, tmp_path: Path) -> None:
    for name in genuine:
        rest = {other: data for other, data in genuine.items() if other != name}
        assert name in judged(packed(rest, tmp_path / "altered.zip"))


def test_a_file_too_many_is_named(genuine: Files, tmp_path: Path) -> None:
    code, words = inspected(packed({**genuine, "../more.txt": b"x"}, tmp_path / "altered.zip"))
    assert code == 1
    assert "../more.txt" in words


def test_a_name_that_stands_twice_is_told(genuine: Files, tmp_path: Path) -> None:
    path = packed(genuine, tmp_path / "altered.zip")
    with zipfile.ZipFile(path, "a") as target, pytest.warns(UserWarning, match="Duplicate name"):
        target.writestr(v.JOURNAL, b"")
    assert "deux fois" in judged(path)


def test_a_comment_nobody_signed_is_told(genuine: Files, tmp_path: Path) -> None:
    path = packed(genuine, tmp_path / "altered.zip")
    with zipfile.ZipFile(path, "a") as target:
        target.comment = b"the inspector has seen it"
    assert "commentaire" in judged(path)


def test_a_manifest_that_was_changed_is_told(genuine: Files, tmp_path: Path) -> None:
    changed = {**genuine, v.MANIFEST: genuine[v.MANIFEST].replace(b"La Halle", b"La Balle")}
    assert judged(packed(changed, tmp_path / "altered.zip")) == "la signature de manifest.json est fausse"


def test_another_shops_certificates_are_told(genuine: Files, tmp_path: Path) -> None:
    other = Till(tmp_path / "other")
    other.day(1)
    files = files_of(other.archive("day", "2026-11-29").place)
    other.close()
    changed = {**genuine, v.CERTIFICATES: files[v.CERTIFICATES]}
    assert "certificat" in judged(packed(changed, tmp_path / "altered.zip"))


def test_an_archive_made_again_with_another_key_is_caught_by_the_key_of_a_z(genuine: Files, tmp_path: Path) -> None:
    printed = json.loads(genuine[v.MANIFEST])["key"]
    forged = Till(tmp_path / "forged")
    forged.day(1)
    path = forged.archive("day", "2026-11-29").place
    forged.close()
    assert inspected(path)[0] == 0  # in itself it is sound: that is why the key must be compared
    code, words = inspected(path, "--key", printed[:16])
    assert code == 1
    assert "refaite avec une autre clé" in words


def test_a_bomb_is_refused_before_it_is_unpacked(genuine: Files, tmp_path: Path) -> None:
    path = packed({**genuine, "tickets.csv": b"0" * 300_000_000}, tmp_path / "bomb.zip")
    code, words = inspected(path)
    assert code == 1
    assert "bombe" in words


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + b"\0" * 18, bytes(Random(1).randbytes(5000))]
)
def test_what_is_no_archive_is_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "what.zip"
    path.write_bytes(data)
    code, words = inspected(path)
    assert code == 2
    assert words.startswith("ILLISIBLE")


def test_a_missing_file_and_a_foolish_key_are_unreadable(genuine: Files, tmp_path: Path) -> None:
    assert inspected(tmp_path / "nothing.zip")[0] == 2
    code, words = inspected(packed(genuine, tmp_path / "genuine.zip"), "--key", "abc")
    assert code == 2
    assert "16 chiffres" in words


def test_a_later_format_is_sent_to_its_own_verifier(genuine: Files, tmp_path: Path) -> None:
    later = {**json.loads(genuine[v.MANIFEST]), "format": 2}
    path = packed({**genuine, v.MANIFEST: json.dumps(later).encode()}, tmp_path / "later.zip")
    code, words = inspected(path)
    assert code == 2
    assert "verify_archive.py" in words


QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(data=st.data())
def test_no_byte_of_any_file_can_change(genuine: Files, tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(genuine)))
    place = data.draw(st.integers(0, len(genuine[name]) - 1))
    flipped = bytearray(genuine[name])
    flipped[place] ^= data.draw(st.integers(1, 255))
    if name == v.SIGNATURE and bytes(flipped).strip() == genuine[name].strip():
        return  # another line end
    assert judged(packed({**genuine, name: bytes(flipped)}, tmp_path / "altered.zip"))


@QUICK
@given(data=st.data())
def test_a_changed_byte_of_the_zip_itself_changes_nothing_or_is_told(
    genuine: Files, tmp_path: Path, data: st.DataObject
) -> None:
    path = packed(genuine, tmp_path / "altered.zip")
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    if not judged(path):
        assert files_of(path) == genuine


@QUICK
@given(data=st.data())
def test_a_zip_that_breaks_off_is_told(genuine: Files, tmp_path: Path, data: st.DataObject) -> None:
    path = packed(genuine, tmp_path / "altered.zip")
    raw = path.read_bytes()
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    assert judged(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@QUICK
@given(data=st.data())
def test_any_value_of_json_in_place_of_another_is_a_fault_and_nothing_else(genuine: Files, data: st.DataObject) -> None:
    """Also in the manifest and in facts, where only a forger with a key of his own comes."""
    name = data.draw(st.sampled_from([v.MANIFEST, v.JOURNAL]))
    lines = genuine[v.JOURNAL].splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    values = json.loads(genuine[v.MANIFEST] if name == v.MANIFEST else lines[place])
    if "fact" in values and data.draw(st.booleans()):
        values["fact"] = json.dumps(replaced(json.loads(str(values["fact"])), data))
    else:
        key = data.draw(st.sampled_from(sorted(values)))
        values = {**values, key: replaced(values[key], data)}
    line = json.dumps(values).encode()
    rest = b"".join([*lines[:place], line + b"\n", *lines[place + 1 :]])
    with suppress(v.Fault):  # anything else goes through; a replaced value may be one that nobody needs
        read(Files({**genuine, name: line if name == v.MANIFEST else rest}))


def replaced(values: object, data: st.DataObject) -> object:
    """The same with one value, somewhere within, replaced."""
    if isinstance(values, dict) and values and data.draw(st.integers(0, 5)):
        key = data.draw(st.sampled_from(sorted(values)))
        return {**values, key: replaced(values[key], data)}
    if isinstance(values, list) and values and data.draw(st.integers(0, 5)):
        place = data.draw(st.integers(0, len(values) - 1))
        return [*values[:place], replaced(values[place], data), *values[place + 1 :]]
    return data.draw(JSON)


@QUICK
@given(line=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_line_is_read_or_a_fault(line: bytes) -> None:
    with pytest.raises(v.Fault):
        v.read_line(v.Verifier(), line, 1)


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"entry":' + b"9" * 1_000_000 + b"}",
        b'{"entry":1e999}',
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b"\xff",
    ],
)
def test_lines_that_would_break_a_careless_reader_are_faults(line: bytes) -> None:
    with pytest.raises(v.Fault):
        v.read_line(v.Verifier(), line, 1)


@QUICK
@given(data=st.binary(max_size=400))
def test_any_bytes_are_judged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.zip"
    path.write_bytes(data)
    assert judged(path)


def test_any_files_in_a_zip_are_judged(tmp_path: Path) -> None:
    names = [v.MANIFEST, v.SIGNATURE, v.CERTIFICATES, v.JOURNAL]
    for data in (b"", b"{}", b'{"format":1}', b'{"format":1,"key":"","files":{}}', io.BytesIO(b"\xff" * 9).getvalue()):
        assert judged(packed(dict.fromkeys(names, data), tmp_path / "any.zip"))
