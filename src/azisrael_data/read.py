"""Records to rows: the header is matched with the row model, every cell is judged, nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from azisrael_data import headers, hygiene, schema
from azisrael_data import screen as screens
from azisrael_data.cells import MAX_CELL, PASSED, BadCell
from azisrael_data.files import FOLDER, MISSING, kind
from azisrael_data.models import Table
from azisrael_data.problems import Problem, shown
from azisrael_data.records import Lines, Record, Tally, records

_PROBED = 20  # rows looked at before a faulty header is believed
SMALL = 4_000  # bytes for each column, below which it takes longer to make a screen than to read the careful way


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
    path = root / table.path
    what = kind(path.parent)
    if what not in (FOLDER, MISSING):
        hint = "put the folder itself here; nothing outside the package is read"
        problem = Problem(table.path, 0, "", "file-unreadable", f"its folder is {what}", hint)
        return Read(table, table.path, problems=[problem])
    return read_file(path, table, table.path)


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
    tally = Tally()
    reading = _Reading(table, shown_path, tally)
    small = SMALL * len(reading.expected)
    screen = screens.screen(table, only) if source or _size(path) > small else None
    header, values = (screen.header, screen.values) if screen else ("", None)
    for item in records(path, shown_path, header, values, source, tally):
        if isinstance(item, tuple):
            yield Numbered(item[0], item[1], True)  # keywords take time
        elif isinstance(item, Record):
            yield from reading.record(item)
        elif isinstance(item, Problem):
            yield from reading.problem(item)
        else:
            yield item
        if reading.over:
            return
    yield from reading.end()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0  # told by `records`


class _Reading:
    """A file while it is read: what its header says, and what is held back until more of it is seen."""

    def __init__(self, table: Table, path: str, tally: Tally) -> None:
        self.table, self.path, self.tally = table, path, tally
        self.expected = schema.header(table)
        self.header: headers.Header | None = None
        self.reader: _RowReader | None = None
        self.told: set[str] = set()
        self.over = False
        self.cut: Problem | None = None  # the last line has no end: told with what became of its record
        self.held: list[Record | Problem] = []  # what stands below a faulty header
        self.above: list[Record] = []  # the first lines, none of them a header, which may still come

    def problem(self, problem: Problem) -> Iterator[Numbered | Problem]:
        """Take a problem of the bytes or the quoting; one in a cell is given the name of its column."""
        self.told.add(problem.code)
        if problem.code == "no-final-newline":
            self.cut = problem
        elif self.cut is not None and problem.line == self.cut.line and problem.column:
            return  # part of what was cut off
        elif self.header is None:
            yield from self._without_header(problem)
        elif self.reader is None:
            yield from self._hold(problem)
        else:
            yield self._placed(problem)

    def _without_header(self, problem: Problem) -> Iterator[Problem]:
        if problem.line and (self.above or problem.code == "blank-line"):
            return  # the missing header is told
        if problem.column and problem.code != "not-utf8":
            message = f"the first line cannot be read: {problem.message}"
            problem = replace(problem, code="no-header", message=message)
        self.over = bool(problem.column) or problem.code == "merge-conflict"
        yield replace(problem, column="")

    def _placed(self, problem: Problem) -> Problem:
        assert self.reader is not None
        number = int(problem.column or 0)
        names = ["", *self.reader.names]
        return replace(problem, column=names[number] if number < len(names) else "")

    def record(self, record: Record) -> Iterator[Numbered | Problem]:
        """Take a record: the header, a row, or one that is held back."""
        if self.above:
            yield from self._looked_for(record)
        elif self.header is None:
            yield from self._first(record)
        elif self.reader is None:
            yield from self._hold(record)
        else:
            yield from self._row(record)

    def _first(self, record: Record) -> Iterator[Problem]:
        found = headers.match(record, self.table, self.path)
        if self.cut is not None and found.problems and ",".join(self.expected).startswith(record.text):
            yield from self._cut(f"{len(record.cells)} of {len(self.expected)} column names")
            self.over = True
        elif found.problems and found.problems[0].code == "no-header":
            self.above = [record]
        elif found.names is None:
            yield from found.problems
            self.over = True
        else:
            self.header = found
            if not found.problems:
                self.reader = _RowReader(self.table, found.names, self.path)

    def _looked_for(self, record: Record) -> Iterator[Problem]:
        """Take a line below a first one that is no header: it may be the header."""
        if tuple(record.cells) == self.expected:
            yield headers.below(self.above[0], record.line, self.table, self.path)
            self.header = headers.Header([], list(self.expected))
            self.reader = _RowReader(self.table, self.expected, self.path)
            self.tally.forget("blank-line", range(record.line))
            self.above = []
            return
        self.above.append(record)
        if len(self.above) >= _PROBED:
            yield from self._no_header()

    def _no_header(self) -> Iterator[Problem]:
        yield from headers.match(self.above[0], self.table, self.path).problems
        self.over = True

    def _hold(self, item: Record | Problem) -> Iterator[Numbered | Problem]:
        self.held.append(item)
        if len(self.held) >= _PROBED:
            yield from self._settle()

    def _settle(self) -> Iterator[Numbered | Problem]:
        """Decide in which order rows below a faulty header stand, and read those that were held back."""
        assert self.header is not None
        assert self.header.names is not None
        held, self.held = self.held, []
        probed = [item for item in held if isinstance(item, Record)]
        faults = (self._faults(names, probed) for names in (self.header.names, self.expected))
        self.header = headers.settle(self.header, self.table, probed, faults)
        yield from self.header.problems
        self.reader = _RowReader(self.table, self.header.names or (), self.path)
        for item in held:
            if isinstance(item, Record):
                yield from self._row(item)
            else:
                yield self._placed(item)

    def _faults(self, names: Sequence[str], held: Sequence[Record]) -> int:
        reader = _RowReader(self.table, names, self.path)
        fitting = [record for record in held if len(record.cells) == len(names)]
        return sum(isinstance(item, Problem) for record in fitting for item in reader.row(record))

    def _row(self, record: Record) -> Iterator[Numbered | Problem]:
        assert self.reader is not None
        assert self.header is not None
        names, cells = self.reader.names, record.cells
        if self.cut is not None and record.line == self.cut.line:
            yield from self._cut(f"{len(cells)} of {len(names)} cells" if len(cells) != len(names) else "")
        elif tuple(cells) == self.expected or cells == self.header.names:
            yield Problem(self.path, record.line, "", "repeated-header", "the header stands again", "delete the line")
        elif len(cells) == len(names):
            yield from self.reader.row(record)
        else:
            yield _ragged(record, names, self.path)

    def _cut(self, holds: str = "") -> Iterator[Problem]:
        """Tell of a last line without its end, once."""
        assert self.cut is not None
        if self.cut.message:
            message = f"{self.cut.message}; it holds {holds}" if holds else self.cut.message
            yield replace(self.cut, message=message)
            self.cut = replace(self.cut, message="")

    def end(self) -> Iterator[Numbered | Problem]:
        """Give what is still held back at the end of the file."""
        if self.above:
            yield from self._no_header()
            return
        if self.header is not None and self.reader is None:
            yield from self._settle()
        if self.header is None and self.told <= {"bom", "blank-line", "no-final-newline"}:
            hint = f"write {','.join(self.expected)}"
            yield Problem(self.path, 1, "", "no-header", "no line holds a cell", hint)
        elif self.cut is not None:
            yield from self._cut()


def _ragged(record: Record, names: Sequence[str], path: str) -> Problem:
    found, wanted = len(record.cells), len(names)
    message = f"{found} cells, {wanted} wanted"
    if found < wanted:
        return Problem(
            path, record.line, names[found], "ragged-row", f"{message}: {shown(names[found])} is missing", "add it"
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
        self.table = table
        self.path = path
        self.names = ["" if names.count(name) > 1 else name for name in names]  # of two none is known to be right
        self.columns = {column.name: column for column in schema.columns(table)}
        self.absent = set(self.columns) - set(self.names)
        self.required = {column.name for column in self.columns.values() if column.required}
        self.present = [name for name in self.columns if name not in self.absent]
        self.parse = {name: column.cell.parse for name, column in self.columns.items()}

    @cached_property
    def errors(self) -> Callable[[dict[str, Any]], list[Any]]:
        """Return what gives pydantic's errors of a row. Its model is loaded and built when the first row needs it."""
        from pydantic import ValidationError

        model = self.table.model
        model.model_rebuild()
        validate = model.__pydantic_validator__.validate_python

        def errors(cells: dict[str, Any]) -> list[Any]:
            try:
                validate(cells)
            except ValidationError as error:
                return error.errors(include_url=False, include_input=False)
            return []

        return errors

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
        values, passed = self._parsed(texts)
        if passed and not refused and not self.absent:
            yield Numbered(record.line, values, clean=True)
        else:
            yield from self._judged(record.line, texts, values, refused)

    def _parsed(self, texts: dict[str, str]) -> tuple[dict[str, Any], bool]:
        """Return what the type of each cell makes of its text, and whether the row model would take the row.

        The row model calls the same types; loading it takes longer than reading most files.
        """
        values: dict[str, Any] = dict.fromkeys(self.present)
        passed = self.required <= texts.keys()
        for name, text in texts.items():
            try:
                values[name] = self.parse[name](text)
            except BadCell:
                del values[name]
                passed = False
        return values, passed

    def _judged(
        self, line: int, texts: dict[str, str], values: dict[str, Any], refused: set[str]
    ) -> Iterator[Numbered | Problem]:
        """Let the row model judge a row, and yield its problems, then the row with what could be read."""
        bad = set(refused)
        for error in self.errors({name: PASSED if name in values else text for name, text in texts.items()}):
            name = str(error["loc"][0])
            if name not in refused and name not in self.absent:
                bad.add(name)
                yield self._problem(line, name, error)
        values = {name: value for name, value in values.items() if name not in bad}
        yield Numbered(line, values, clean=not bad and not self.absent)

    def _problem(self, line: int, name: str, error: Any) -> Problem:
        if error["type"] == "missing":
            description = self.columns[name].description.split(".")[0]
            return Problem(self.path, line, name, "required", f"{name!r} is empty", f"fill it: {description}")
        context = error["ctx"]
        return Problem(self.path, line, name, error["type"], context["message"], context["hint"])


def _cell_faults(text: str) -> Iterator[hygiene.Fault]:
    if len(text) > MAX_CELL:
        yield "too-long", f"the cell has {len(text)} characters, at most {MAX_CELL} wanted", "is a quote unclosed?"
        return
    yield from hygiene.faults(text)
