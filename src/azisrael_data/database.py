"""One SQLite file of all tables: keys, indexes, and every list also as a table of its own.

| column holds | type in SQLite |
|---|---|
| text, codes, keys, days, JSON, lists as in the CSV | TEXT |
| whole numbers | INTEGER |
| true, false | INTEGER, 1 or 0 |
| decimal numbers | NUMERIC: an INTEGER, or a REAL that gives back its digits; else a BLOB of its text |
| nothing | NULL |

A list column has a table `<table>_<column>` (row_id, position, and the member under the name of what it is a key of, or
`value`). `codebook` says what tables, columns and codes mean. Foreign keys are declared and hold; SQLite enforces them
for whoever says `PRAGMA foreign_keys = ON`. What cannot be one: a key that points to one of several tables.

The file is made in memory, and its bytes follow from the rows: the field that names the library's version is set to
a constant, and unused room within pages, where the library leaves what comes, to zero.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal

from azisrael_data import schema, workbook
from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.models import TABLES, Table
from azisrael_data.problems import CannotRun
from azisrael_data.schema import Column

APPLICATION = int.from_bytes(b"AzIs")  # how `file` and others may know it
_PAGE = 4096
_WRITER = slice(96, 100)  # SQLITE_VERSION_NUMBER of the library that wrote the file: a remark, nothing reads it
_NAMELESS = (3_000_000).to_bytes(4)
_BRANCHES, _LEAVES = {2, 5}, {10, 13}  # types of pages that hold cells; others are the tails of long cells
_TYPES = {"int64": "INTEGER", "bool": "INTEGER"}
_MOST_INTEGER = 1 << 63
# What a library may have been compiled to do otherwise.
_SETTINGS = (
    "PRAGMA foreign_keys = OFF",  # a row may come before the one that it points to; checked when all are there
    "PRAGMA encoding = 'UTF-8'",
    f"PRAGMA page_size = {_PAGE}",
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA secure_delete = ON",
    "PRAGMA legacy_file_format = OFF",
    f"PRAGMA application_id = {APPLICATION}",
)
Stored = str | int | float | bytes | None
Rows = Sequence[Sequence[str]]


def sqlite(tables: Mapping[str, Rows], version: str) -> bytes:
    """Return the database of tables, given as rows of cell texts without headers, in the order of `TABLES`' columns.

    Raises CannotRun if a foreign key points nowhere.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        for setting in (*_SETTINGS, f"PRAGMA user_version = {version_number(version)}", "BEGIN"):
            base.execute(setting)
        present = [table for table in TABLES if table.name in tables]
        for table in present:
            _fill(base, table, tables[table.name])
        base.execute(_create("codebook", [f"{_name(name)} TEXT" for name in workbook.CODEBOOK_HEADER]))
        _insert(base, "codebook", workbook.codebook_rows())
        base.execute("COMMIT")
        if len(present) == len(TABLES):
            for table, row, target, _ in base.execute("PRAGMA foreign_key_check"):
                raise CannotRun(f"row {row} of {table} in the database points to no row of {target}")
        base.execute("VACUUM")
        data = bytearray(base.serialize())
    data[_WRITER] = _NAMELESS
    _blank(data)
    return bytes(data)


def _blank(data: bytearray) -> None:
    """Set the room between the cell pointers of a page and its cells to zero, as the file format describes them."""
    for page in range(0, len(data), _PAGE):
        head = page + (100 if page == 0 else 0)
        if data[head] in _BRANCHES | _LEAVES:
            count, start = (int.from_bytes(data[head + at : head + at + 2]) for at in (3, 5))
            used = head + (12 if data[head] in _BRANCHES else 8) + 2 * count
            data[used : page + start] = bytes(page + start - used)


def version_number(version: str) -> int:
    """Return a version as one number, as `PRAGMA user_version` gives it: 1.2.3 is 1002003."""
    major, minor, patch = map(int, version.split("."))
    return (major * 1000 + minor) * 1000 + patch


def stored(column: Column, text: str) -> Stored:
    """Return the value that stands for a cell's text."""
    kind = column.cell.arrow_type
    if not text:
        return None
    if kind == "bool":
        return int(text == "true")
    if kind == "int64":
        return int(text)
    if not kind.startswith("decimal"):
        return text
    if "." not in text:
        return int(text) if abs(int(text)) < _MOST_INTEGER else text.encode()
    return float(text) if as_text(column, float(text)) == text else text.encode()


def as_text(column: Column, value: Stored) -> str:
    """Return the cell's text for which a value stands."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode()
    if column.cell.arrow_type == "bool":
        return "true" if value else "false"
    return column.cell.format(Decimal(repr(value))) if isinstance(value, float) else str(value)


def link_table(table: Table, column: Column) -> tuple[str, str]:
    """Return the name of a list column's own table, and of the column in it that holds a member."""
    target = column.references[0].removesuffix("s") if len(column.references) == 1 else "value"
    return f"{table.name}_{column.name}", target


def _fill(base: sqlite3.Connection, table: Table, rows: Rows) -> None:
    """Create a table with its keys and indexes and the tables of its lists, and fill them."""
    columns = schema.columns(table)
    parts = [f"{_name(c.name)} {_type(c)}{' NOT NULL' if c.required else ''}" for c in columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_name, table.key))})")
    parts += [_foreign(c) for c in columns if _is_key(c) and not c.is_list]
    base.execute(_create(table.name, parts))
    _insert(base, table.name, ([stored(c, text) for c, text in zip(columns, row, strict=True)] for row in rows))
    for at, column in enumerate(columns):
        if column.is_list:
            _link(base, table, column, ((row[key_at(table)], row[at]) for row in rows))
        elif column.references and (column.name,) != table.key:
            base.execute(_index(table.name, column.name))


def key_at(table: Table) -> int:
    """Return the place of the one column that is the key of a table with lists."""
    (key,) = table.key
    return schema.header(table).index(key)


def _link(base: sqlite3.Connection, table: Table, column: Column, cells: Iterable[tuple[str, str]]) -> None:
    name, member = link_table(table, column)
    parts = [f"row_id TEXT NOT NULL REFERENCES {_name(table.name)}", "position INTEGER NOT NULL"]
    parts += [f"{_name(member)} TEXT NOT NULL", "PRIMARY KEY (row_id, position)"]
    parts += [_foreign(column, member)] if _is_key(column) else []
    base.execute(_create(name, parts))
    _insert(base, name, _members(cells))
    base.execute(_index(name, member))


def _members(cells: Iterable[tuple[str, str]]) -> Iterator[tuple[Stored, ...]]:
    for key, text in cells:
        for position, member in enumerate(text.split(LIST_SEPARATOR) if text else (), 1):
            yield key, position, member


def _is_key(column: Column) -> bool:
    return len(column.references) == 1


def _type(column: Column) -> str:
    kind = column.cell.arrow_type
    return "NUMERIC" if kind.startswith("decimal") else _TYPES.get(kind, "TEXT")


def _foreign(column: Column, name: str | None = None) -> str:
    return f"FOREIGN KEY ({_name(name or column.name)}) REFERENCES {_name(column.references[0])} (id)"


def _create(name: str, parts: Iterable[str]) -> str:
    return f"CREATE TABLE {_name(name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _index(table: str, column: str) -> str:
    return f"CREATE INDEX {_name(f'{table}_by_{column}')} ON {_name(table)} ({_name(column)})"


def _insert(base: sqlite3.Connection, table: str, rows: Iterable[Sequence[Stored]]) -> None:
    rows = list(rows)
    if rows:
        base.executemany(f"INSERT INTO {_name(table)} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608


def _name(name: str) -> str:
    """Return a name as SQL takes it, whatever words it keeps for itself."""
    return '"' + name.replace('"', '""') + '"'
