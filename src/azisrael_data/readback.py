"""Every format of a release read back to texts, and held against the CSV, cell for cell.

The readers are not the writers turned around: CSV is read with the standard library, the workbook as the XML that it
is, the database with SQL. What they give is the same kind of thing for every format: per table rows of cell texts.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import zip_longest
from xml.etree import ElementTree as ET

from azisrael_data import database, schema, twins
from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.models import TABLES, Table, table
from azisrael_data.problems import shown

Grid = list[list[str]]  # rows of cell texts, the header first

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def disagreements(csvs: Mapping[str, bytes], parquets: Mapping[str, bytes], xlsx: bytes, sqlite: bytes) -> list[str]:
    """Return where a format does not say what the CSV of a table says: the first cell of each table and format.

    `csvs` and `parquets` are the files by name of their table; every table that has a CSV is looked for in all formats.
    """
    wanted = {name: from_csv(data) for name, data in csvs.items()}
    sheets, base = from_xlsx(xlsx), from_sqlite(sqlite, wanted)
    found = []
    for name, grid in wanted.items():
        others = {
            "Parquet": from_parquet(parquets[name], table(name)) if name in parquets else None,
            "the workbook": sheets.get(name),
            "the database": base.get(name),
        }
        found += [f"{name} in {form}: {_differs(grid, other)}" for form, other in others.items() if other != grid]
    return found + [f"{name} in the database: {what}" for name, what in _links(sqlite, wanted)]


def from_csv(data: bytes) -> Grid:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def from_parquet(data: bytes, home: Table) -> Grid:
    """Return the cells of a table's Parquet file, as CSV would write them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.py_buffer(data)) as file:
        rows = [row for batch in twins.texts(file, home) for row in batch]
        return [list(file.schema_arrow.names), *rows]


def from_xlsx(data: bytes) -> dict[str, Grid]:
    """Return the cells of every sheet of a workbook, by name of the sheet. A cell that is no text is shown as such."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:

        def part(name: str | None) -> ET.Element:
            return ET.fromstring(book.read(f"xl/{name}"))  # noqa: S314 - written by this very process

        links = {each.get("Id"): each.get("Target") for each in part("_rels/workbook.xml.rels")}
        strings = [_plain(each) for each in part("sharedStrings.xml")]
        sheets = part("workbook.xml").iter(f"{_MAIN}sheet")
        return {each.get("name", ""): _sheet(part(links[each.get(_REL)]), strings) for each in sheets}


def from_sqlite(data: bytes, wanted: Mapping[str, object]) -> dict[str, Grid]:
    """Return the cells of some tables of a database, as CSV would write them, in the order in which they were put."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        present = {name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        return {name: _table(base, table(name)) for name in wanted if name in present}


def _table(base: sqlite3.Connection, home: Table) -> Grid:
    found = base.execute(f'SELECT * FROM "{home.name}" ORDER BY rowid')  # noqa: S608
    names = [each[0] for each in found.description]
    columns = [schema.column(home, name) for name in names]
    return [
        names,
        *(
            [database.as_text(c, cell) if c else "" for c, cell in zip(columns, row, strict=True)]
            for row in found.fetchall()
        ),
    ]


def _links(data: bytes, wanted: Mapping[str, Grid]) -> Iterator[tuple[str, str]]:
    """Yield where the table of a list column does not hold the members of the lists."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        for home in TABLES:
            for at, column in enumerate(schema.columns(home)):
                if home.name in wanted and column.is_list:
                    name, member = database.link_table(home, column)
                    key = database.key_at(home)
                    lists = {row[key]: row[at] for row in wanted[home.name][1:] if row[at]}
                    query = f'SELECT row_id, "{member}" FROM "{name}" ORDER BY row_id, position'  # noqa: S608
                    found: dict[str, str] = {}
                    for row_id, value in base.execute(query):
                        found[row_id] = f"{found[row_id]}{LIST_SEPARATOR}{value}" if row_id in found else value
                    if found != lists:
                        odd = min(k for k in {*found, *lists} if found.get(k) != lists.get(k))
                        yield name, f"{odd} has {shown(found.get(odd, ''))}, wanted {shown(lists.get(odd, ''))}"


def _sheet(sheet: ET.Element, strings: list[str]) -> Grid:
    rows: Grid = []
    for row in sheet.iter(f"{_MAIN}row"):
        rows += [[] for _ in range(int(row.get("r", 0)) - 1 - len(rows))]
        cells = {_column(cell.get("r", "")): _cell(cell, strings) for cell in row.iter(f"{_MAIN}c")}
        rows.append([cells.get(at, "") for at in range(max(cells, default=-1) + 1)])
    width = len(rows[0]) if rows else 0
    return [row + [""] * (width - len(row)) for row in rows]


def _cell(cell: ET.Element, strings: list[str]) -> str:
    value = cell.findtext(f"{_MAIN}v")
    if cell.get("t") == "s" and value is not None and cell.find(f"{_MAIN}f") is None:
        return strings[int(value)]
    return "" if value is None else f"(no text: {value})"


def _column(reference: str) -> int:
    """Return the place of a cell in its row, from 0: that of `AA7` is 26."""
    at = 0
    for letter in reference.rstrip("0123456789"):
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _plain(string: ET.Element) -> str:
    """Return a shared string: `_x000A_` stands for a character that XML cannot hold, `_x005F_` for `_` before such."""
    text = "".join(each.text or "" for each in string.iter(f"{_MAIN}t"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _differs(wanted: Grid, found: Grid | None) -> str:
    """Say where a format differs from the CSV first."""
    if found is None:
        return "is missing"
    for number, (own, other) in enumerate(zip_longest(wanted, found)):
        if own is None or other is None:
            return f"{len(found) - 1} rows, wanted {len(wanted) - 1}"
        for at, (cell, its) in enumerate(zip_longest(own, other)):
            if cell != its:
                name = wanted[0][at] if at < len(wanted[0]) else ""
                return f"row {number}, column {name!r} is {shown(its)}, wanted {shown(cell)}"
    return "differs"
