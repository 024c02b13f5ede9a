"""Records to rows: the header is matched with the row model, every cell is judged, nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from azisrael_data import hygiene, schema
from azisrael_data import screen as screens
from azisrael_data.cells import MAX_CELL
from azisrael_data.models import Table
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.records import Lines, Record, records

_UNREAD = {"not-utf8", "open-quote", "stray-quote"}
_DELIMITERS = {";": "';' (a spreadsheet's list separator)", "\t": "TAB", "|": "'|'"}


@dataclass(slots=True)  # not frozen, which would make it three times slower
class Numbered:
    """A row with the physical line on which it starts.

    `values` holds the cells that could be read; `clean` is True if that is all of them.
    """

    line: int
    values: dict[str, Any]
    clean: bool


@dataclass(slots=True)
class Read:
    """A whole table as read: its rows and the problems of its file."""

    table: Table
    path: str
    rows: list[Numbered] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(root: Path, table: Table) -> Read:
    """Read the CSV of a table below a package root."""
    return read_file(root / table.path, table, table.path)


def read_file(path: Path, table: Table, shown_path: str) -> Read:
    """Read one CSV file as the given table."""
    found = Read(table, shown_path)
    for item in rows(path, table, shown_path):
        if isinstance(item, Problem):
            found.problems.append(item)
        else:
            found.rows.append(item)
    return found


def rows(
    path: Path,
    table: Table,
    shown_path: str,
    only: tuple[str, ...] | None = None,
    source: Callable[..., Lines] | None = None,
) -> Iterator[Any]:
    """Yield the rows of a CSV file one by one, and every problem of file, header, shape and cell.

    `only` names the columns whose values are wanted; others may then be left out, which saves time. All cells are
    judged all the same. What a `source` of lines takes as a whole is yielded as it is.
    """
    names: Sequence[str] | None = None
    told: set[str] = set()
    screen = screens.screen(table, only)
    for item in records(path, shown_path, screen.header, screen.values, source):
        if isinstance(item, tuple):
            yield Numbered(item[0], item[1], True)  # keywords take time
            continue
        if not isinstance(item, Record):
            told.add(getattr(item, "code", ""))
            yield item
            continue
        if names is None:
            if told & _UNREAD:
                return  # the header may be what could not be read
            problems, names = _header(item, table, shown_path)
            yield from problems
            if names is None:
                return
            reader = _RowReader(table, names, shown_path)
            head = item.cells
        elif len(item.cells) == len(names) and item.cells != head:
            yield from reader.row(item)
        elif item.cells == head:
            yield Problem(shown_path, item.line, "", "repeated-header", "the header stands again", "delete the line")
        else:
            yield _ragged(item, names, shown_path)
    if names is None and told <= {"bom", "blank-line"}:
        yield Problem(
            shown_path, 1, "", "no-header", "no line holds a cell", f"write {','.join(schema.header(table.model))}"
        )


def _header(record: Record, table: Table, path: str) -> tuple[list[Problem], list[str] | None]:
    """Match a header with the columns of the table: its problems, and the names to read by (None: cannot go on)."""
    expected, cells = schema.header(table.model), record.cells
    if tuple(cells) == expected and record.line == 1:
        return [], cells

    def problem(column: str, code: str, message: str, hint: str) -> Problem:
        return Problem(path, record.line, column, code, message, hint)

    if not {cell.strip().casefold() for cell in cells} & set(expected):
        return [problem("", *_no_header(record, expected))], None
    found = [problem(*each) for each in _names(cells, expected, table.name)]
    if not found and tuple(cells) != expected:
        first, wanted = next((a, b) for a, b in zip(cells, expected, strict=True) if a != b)
        message = f"{first!r} stands where {wanted!r} is wanted"
        found.append(problem(first, "column-order", message, f"order the columns as {','.join(expected)}"))
    if not found:
        message = f"line 1 is not the header, it is on line {record.line}"
        found.append(problem("", "no-header", message, "delete what stands above it"))
    return found, list(cells)


def _names(cells: list[str], expected: Sequence[str], table: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (column, code, message, hint) for names that stand twice, are unknown, or are missing."""
    missing = [name for name in expected if name not in cells]
    guessed: set[str] = set()
    for position, cell in enumerate(cells, 1):
        first = cells.index(cell) + 1
        if first < position:
            if cell:
                where = f"columns {first} and {position}"
                yield (
                    cell if cell in expected else "",
                    "duplicate-column",
                    f"{cell!r} stands twice ({where})",
                    "delete one of them",
                )
        elif not cell:
            yield "", "unknown-column", f"{cells.count('')} empty column name(s)", "delete the empty columns"
        elif cell not in expected:
            hint = nearest(cell.strip(), missing)
            guessed.update(name for name in missing if repr(name) in hint)
            yield "", "unknown-column", f"{shown(cell)} is not a column of {table}", hint or "delete the column"
    for name in missing:
        if name not in guessed:
            yield name, "missing-column", f"the column {name!r} is missing", "add it to the header and to every row"


def _no_header(record: Record, expected: Sequence[str]) -> tuple[str, str, str]:
    for delimiter, name in _DELIMITERS.items():
        if set(record.text.split(delimiter)) & set(expected):
            return "delimiter", f"cells are separated by {name}, wanted ','", "export with ',' between cells"
    message = f"{shown(record.text)} is not the header, wanted {shown(','.join(expected))}"
    return "no-header", message, "make the header the first line"


def _ragged(record: Record, names: Sequence[str], path: str) -> Problem:
    found, wanted = len(record.cells), len(names)
    message = f"{found} cells, {wanted} wanted"
    if found < wanted:
        return Problem(
            path, record.line, names[found], "ragged-row", f"{message}: {names[found]!r} is missing", "add it"
        )
    spaced = next((n for n, cell in enumerate(record.cells) if n and cell.startswith(" ")), None)
    if spaced is not None and spaced <= wanted:
        column = names[spaced - 1]
        return Problem(path, record.line, column, "ragged-row", f"{message}: an unquoted comma?", "quote the cell")
    extra = shown(record.cells[wanted])
    return Problem(path, record.line, "", "ragged-row", f"{message}: {extra} at the end", "quote a comma or delete it")


class _RowReader:
    """Reads the records of one table under one header."""

    def __init__(self, table: Table, names: Sequence[str], path: str) -> None:
        self.model = table.model
        self.path = path
        self.names = [name if names.index(name) == n else "" for n, name in enumerate(names)]
        self.columns = {column.name: column for column in schema.columns(table.model)}
        self.absent = set(self.columns) - set(names)

    @cached_property
    def validate(self) -> Callable[[dict[str, str]], Any]:
        """Return the validator of the row model, which is built when the first row needs it."""
        self.model.model_rebuild()
        return self.model.__pydantic_validator__.validate_python

    def row(self, record: Record) -> Iterator[Numbered | Problem]:
        """Yield the problems of a record's cells, then the row with what could be read."""
        texts = {name: cell for name, cell in zip(self.names, record.cells, strict=True) if cell}
        refused = set()
        if hygiene.suspects(record.text) or len(record.text) > MAX_CELL:
            for name, text in texts.items():
                for code, message, hint in _cell_faults(text):
                    refused.add(name)
                    yield Problem(self.path, record.line, name, code, message, hint)
        texts = {name: text for name, text in texts.items() if name in self.columns and name not in refused}
        try:
            row = self.validate(texts)
        except ValidationError as error:
            bad = set(refused)
            for each in error.errors(include_url=False, include_input=False):
                name = str(each["loc"][0])
                if name not in refused and name not in self.absent:
                    bad.add(name)
                    yield self._problem(record.line, name, each)
            yield Numbered(record.line, self._readable(texts, bad), clean=False)
        else:
            unread = refused | self.absent
            values = row.__dict__
            if unread:
                values = {name: value for name, value in values.items() if name not in unread}
            yield Numbered(record.line, values, clean=not unread)

    def _problem(self, line: int, name: str, error: Any) -> Problem:
        if error["type"] == "missing":
            description = self.columns[name].description.split(".")[0]
            return Problem(self.path, line, name, "required", f"{name!r} is empty", f"fill it: {description}")
        context = error["ctx"]
        return Problem(self.path, line, name, error["type"], context["message"], context["hint"])

    def _readable(self, texts: dict[str, str], bad: set[str]) -> dict[str, Any]:
        """Return the values of the cells that are good by themselves, the empty ones as None."""
        found: dict[str, Any] = {name: None for name in self.columns if name not in bad and name not in self.absent}
        for name, text in texts.items():
            if name not in bad:
                found[name] = self.columns[name].cell.parse(text)
        return found


def _cell_faults(text: str) -> Iterator[hygiene.Fault]:
    if len(text) > MAX_CELL:
        yield "too-long", f"the cell has {len(text)} characters, at most {MAX_CELL} wanted", "is a quote unclosed?"
        return
    yield from hygiene.faults(text)
