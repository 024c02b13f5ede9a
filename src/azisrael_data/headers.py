"""The header of a CSV file against the columns of its table: what is wrong with it, and how the rows are to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from azisrael_data import schema
from azisrael_data.models import TABLES, Table
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.records import Record

MOST_NAMES = 3  # wrong names told one by one; with more it is another header
_DELIMITERS = {";": "';' (a spreadsheet's list separator)", "\t": "TAB", "|": "'|'"}


class Header(NamedTuple):
    """What a header line says: its problems, and the column names in its order (None: rows cannot be read by it)."""

    problems: list[Problem]
    names: list[str] | None


def match(record: Record, table: Table, path: str) -> Header:
    """Match a header line with the columns of the table."""
    expected, cells = schema.header(table), record.cells
    if tuple(cells) == expected:
        return Header([], cells)

    def problem(column: str, code: str, message: str, hint: str) -> Problem:
        return Problem(path, record.line, column, code, message, hint)

    folded = [cell.strip().casefold() for cell in cells]
    if not set(folded) & set(expected):
        return Header([problem("", *absent(record, expected))], None)
    found = []
    wrong = [(cell, name) for cell, name in zip(cells, folded, strict=True) if cell != name and name in expected]
    if (len(wrong) > MOST_NAMES or len(wrong) == len(cells) > 1) and len(set(folded)) == len(folded):
        cell, name = wrong[0]
        message = f"{len(wrong)} column names are in other letters, such as {shown(cell)} for {name!r}"
        found.append(problem("", "unknown-column", message, "write the names in lower case"))
        cells = folded
    named = [problem(*each) for each in _names(cells, expected, table.name)]
    if named and (len(named) > MOST_NAMES or any(tuple(cells) == schema.header(each) for each in TABLES)):
        return Header([problem("", "no-header", *_another(cells, table, len(named)))], None)
    found += named
    if not named and tuple(cells) != expected:
        first, wanted = next((a, b) for a, b in zip(cells, expected, strict=True) if a != b)
        message = f"{first!r} stands where {wanted!r} is wanted"
        found.append(problem(first, "column-order", message, f"order the columns as {','.join(expected)}"))
    return Header(found, list(cells))


def settle(header: Header, table: Table, rows: Sequence[Record], faults: Iterable[int]) -> Header:
    """Decide by the first rows whether their cells stand in the order of a faulty header or in the table's own.

    `faults` are the numbers of faulty cells when read by the header and by the table's order.
    """
    assert header.names is not None
    expected = list(schema.header(table))
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0] if rows else len(header.names)
    by_header, by_table = faults
    if width != len(expected) or (width == len(header.names) and by_header <= by_table):
        return header
    hint = "the cells stand in the table's order: correct the header only"
    problems = [replace(each, hint=hint) if each.code == "column-order" else each for each in header.problems]
    return Header(problems, expected)


def absent(record: Record, expected: Sequence[str]) -> tuple[str, str, str]:
    """Return (code, message, hint) for a first line that holds no name of a column."""
    for delimiter, name in _DELIMITERS.items():
        if set(record.text.split(delimiter)) & set(expected):
            return "delimiter", f"cells are separated by {name}, wanted ','", "export with ',' between cells"
    message = f"{shown(record.text)} is not the header, wanted {shown(','.join(expected))}"
    if len(record.cells) == len(expected):
        message += "; is it a row?"
    return "no-header", message, "make the header the first line"


def below(first: Record, line: int, table: Table, path: str) -> Problem:
    """Return the problem of a header that does not stand on the first line, where rows may stand."""
    message = f"{shown(first.text)} is not the header, which stands on line {line}"
    is_row = len(first.cells) == len(schema.header(table))
    hint = f"make line {line} the first line" if is_row else f"delete the lines above line {line}"
    return Problem(path, first.line, "", "no-header", message, hint)


def _another(cells: Sequence[str], table: Table, wrong: int) -> tuple[str, str]:
    """Return (message, hint) for a header most of which is not the table's."""
    own = set(schema.header(table))
    other = max(TABLES, key=lambda each: len(set(cells) & set(schema.header(each))))
    if other.name != table.name and len(set(cells) & set(schema.header(other))) > len(set(cells) & own):
        return f"this is the header of {other.name}, wanted that of {table.name}", f"put the rows into {other.path}"
    message = f"{wrong} faults in the names of the columns, wanted {shown(','.join(schema.header(table)))}"
    return message, "restore the header from another copy"


def _names(cells: list[str], expected: Sequence[str], table: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (column, code, message, hint) for names that stand twice, are unknown, or are missing."""
    missing = [name for name in expected if name not in cells]
    guessed: set[str] = set()
    for position, cell in enumerate(cells, 1):
        first = cells.index(cell) + 1
        if first < position:
            if cell:
                where = f"columns {first} and {position}"
                column = cell if cell in expected else ""
                yield column, "duplicate-column", f"{shown(cell)} stands twice ({where})", "delete one of them"
        elif not cell:
            message = f"{cells.count('')} empty column name(s)"
            yield "", "unknown-column", message, "delete the empty columns (a spreadsheet's used range)"
        elif cell not in expected:
            hint = nearest(cell.strip(), missing)
            guessed.update(name for name in missing if repr(name) in hint)
            edge = " (a space at its edge)" if cell != cell.strip() else ""
            message = f"{shown(cell)}{edge} is not a column of {table}"
            yield "", "unknown-column", message, hint or "delete the column"
    for name in missing:
        if name not in guessed:
            yield name, "missing-column", f"the column {name!r} is missing", "add it to the header and to every row"
