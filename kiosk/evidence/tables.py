"""The tables of a journal, and the statements that write and read them."""

from __future__ import annotations

MILESTONES = ("KeyAdopted", "RollbackFound", "ArchiveMade", "Purged")
"""Rare facts that must be found without reading the journal."""

KEPT = ("KeyAdopted", "RollbackFound", "PeriodClosed")
"""Facts that stay when the entries around them leave for the archive: keys, holes in chains and grand totals."""

_A_MILESTONE = f"kind IN ({', '.join(map(repr, MILESTONES))})"
"""A query must say this literally: SQLite uses a partial index only where it can see that it applies."""

_APPEND_ONLY = ("journal", "seal", "kept", "carried")

TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table}_is_never_{done} BEFORE {deed} ON {table}"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for table in _APPEND_ONLY
    for deed, done in (("UPDATE", "updated"), ("DELETE", "deleted"))
)

UNGUARDED = tuple(f"DROP TRIGGER {table}_is_never_deleted" for table in _APPEND_ONLY)
"""Only inside the one transaction of a purge."""

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS journal ("
    " number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, fact TEXT NOT NULL, digest BLOB NOT NULL"
    ") STRICT",
    "CREATE TABLE IF NOT EXISTS seal ("
    " id INTEGER PRIMARY KEY, chain TEXT NOT NULL, number INTEGER NOT NULL, entry INTEGER NOT NULL,"
    " fields TEXT NOT NULL, previous TEXT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL,"
    " UNIQUE (chain, number)"
    ") STRICT",
    # What a purge leaves behind: entries with the digest before them, and what the purged ones had made of the kiosk.
    "CREATE TABLE IF NOT EXISTS kept ("
    " number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, fact TEXT NOT NULL, digest BLOB NOT NULL,"
    " previous BLOB NOT NULL"
    ") STRICT",
    "CREATE TABLE IF NOT EXISTS carried (entry INTEGER PRIMARY KEY, standing BLOB NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS seal_by_entry ON seal (entry)",
    f"CREATE INDEX IF NOT EXISTS journal_milestones ON journal (kind, number) WHERE {_A_MILESTONE}",
    *TRIGGERS,
)

INSERT = "INSERT INTO journal (number, at, kind, fact, digest) VALUES (?, ?, ?, ?, ?)"
INSERT_SEAL = "INSERT INTO seal (chain, number, entry, fields, previous, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?)"

# Texts are read as bytes: a damaged one that is no UTF-8 any more must still be read, to be named.

_ENTRY = "number, at, CAST(kind AS BLOB), CAST(fact AS BLOB), digest"
SEAL_COLUMNS = ("chain", "number", "entry", "fields", "previous", "key", "signature")
_SEAL = ", ".join(f"CAST(seal.{name} AS BLOB)" for name in SEAL_COLUMNS)

SELECT = f"SELECT {_ENTRY} FROM journal WHERE number > ? ORDER BY number"  # noqa: S608
SELECT_ENTRY = f"SELECT {_ENTRY} FROM journal WHERE number = ?"  # noqa: S608
SELECT_LINES = (
    "SELECT journal.number, at, CAST(kind AS BLOB), CAST(fact AS BLOB), digest, seal.id, "  # noqa: S608
    f"{_SEAL} FROM journal LEFT JOIN seal ON seal.entry = journal.number"
    " WHERE journal.number > ? AND journal.number <= ? ORDER BY journal.number, seal.id"
)
SELECT_SEALS = f"SELECT {_SEAL} FROM seal WHERE entry > ? ORDER BY entry, id"  # noqa: S608
SELECT_CHAIN = f"SELECT {_SEAL} FROM seal WHERE chain = ? AND number > ? ORDER BY number"  # noqa: S608
SELECT_LAST_SEALS = f"SELECT {_SEAL} FROM seal WHERE chain = ? AND entry <= ? ORDER BY number DESC LIMIT ?"  # noqa: S608
SELECT_SEAL = f"SELECT {_SEAL} FROM seal WHERE chain = ? AND number = ?"  # noqa: S608
SELECT_STRAY_SEALS = (
    f"SELECT {_SEAL} FROM seal WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.number = seal.entry)"  # noqa: S608
    " AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.number = seal.entry) ORDER BY id LIMIT 1"
)
SELECT_MILESTONES = f"SELECT {_ENTRY} FROM journal WHERE {_A_MILESTONE} AND kind = ? ORDER BY number"  # noqa: S608
SELECT_KEPT = f"SELECT {_ENTRY}, previous FROM kept ORDER BY number"  # noqa: S608
SELECT_KEPT_KIND = f"SELECT {_ENTRY} FROM kept WHERE kind = ? ORDER BY number"  # noqa: S608
SELECT_KEPT_DIGEST = "SELECT digest FROM kept WHERE number = ?"
COUNT_COPIES = "SELECT COUNT(*) FROM seal WHERE chain = 'duplicate' AND entry > ? AND fields LIKE ?"

PURGE = (
    "INSERT INTO kept SELECT number, at, kind, fact, digest,"  # noqa: S608
    " COALESCE((SELECT digest FROM journal AS before WHERE before.number = journal.number - 1), :start)"
    f" FROM journal WHERE number <= :last AND kind IN ({', '.join(map(repr, KEPT))})",
    "DELETE FROM seal WHERE entry <= :last AND chain NOT IN ('day', 'month', 'year')"
    " AND entry NOT IN (SELECT number FROM kept WHERE kind = 'KeyAdopted')",
    "DELETE FROM journal WHERE number <= :last",
    "DELETE FROM carried",
    "INSERT INTO carried VALUES (:last, :standing)",
)
