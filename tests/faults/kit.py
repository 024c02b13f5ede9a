"""What an injector is: a view of a package's files goes in, the files to write and the messages that are due come out.

An injector is registered under the id of its class (`fault-classes.md` where the list has it). It draws table, column
and row from a seeded generator, so that many seeds reach many columns.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from azisrael_data import cells, schema
from azisrael_data.models import TABLES, Table
from azisrael_data.records import join
from azisrael_data.schema import Column

LEVELS = ("file", "header", "shape", "cell", "row", "relation", "evidence", "identity", "lines", "package")
ANYWHERE = "*"  # a column that the fault itself leaves open
Content = bytes | None | Callable[[Path], None]  # bytes, a file taken away, or the making of something special
Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is due: file, physical line, column (`ANYWHERE`: left open), and the codes that are right."""

    path: str
    line: int
    column: str
    codes: Codes

    def is_met_by(self, problem: object) -> bool:
        """Tell whether a problem is the message."""
        return (
            (problem.path, problem.line) == (self.path, self.line)
            and self.column in (ANYWHERE, problem.column)
            and problem.code in self.codes
        )


@dataclass(frozen=True, slots=True)
class Injection:
    """What an injector did: files to write, messages due, and what follows besides.

    `also` tells of a further problem whether it is a consequence of the fault that may be told as well.
    """

    files: dict[str, Content]
    due: tuple[Due, ...]
    also: Callable[[object], bool] = field(default=lambda _: False)


@dataclass(frozen=True, slots=True)
class Fault:
    """One class of faults.

    `whole`: exactly one message; `only`: the one base (`generated`, `real`) to which it can be done; `texts`: only the
    texts show it, so that `verify` is asked, not `validate`.
    """

    id: str
    level: str
    title: str
    inject: Callable[[random.Random, View], Injection]
    whole: bool
    only: str
    texts: bool

    @property
    def family(self) -> str:
        """Return the class of which this is a variant: its id without the letters after the number."""
        return re.match("[A-Z][0-9]+", self.id)[0]


FAULTS: dict[str, Fault] = {}


def fault(
    id: str, level: str, *, whole: bool = False, only: str = "", texts: bool = False
) -> Callable[..., Callable[..., Injection]]:
    """Register an injector; see `Fault`."""
    assert level in LEVELS

    def register(inject: Callable[[random.Random, View], Injection]) -> Callable[[random.Random, View], Injection]:
        assert id not in FAULTS, id
        title = (inject.__doc__ or "").strip().rstrip(".")
        assert title, id
        FAULTS[id] = Fault(id, level, title, inject, whole, only, texts)
        return inject

    return register


def variants(
    id: str, level: str, choices: dict[str, tuple], *, whole: bool = False, only: str = "", texts: bool = False
):
    """Register one injector several times: `choices` maps a tail of the id to (title, further arguments)."""

    def register(inject):
        for tail, (title, *rest) in choices.items():

            def one(rng, view, rest=rest):
                return inject(rng, view, *rest)

            one.__doc__ = title
            fault(f"{id}{tail}", level, whole=whole, only=only, texts=texts)(one)
        return inject

    return register


@dataclass(slots=True)
class Sheet:
    """One table as cell texts; row `n` stands on physical line `n + 2` of its file."""

    table: Table
    header: list[str]
    rows: list[list[str]]

    @property
    def path(self) -> str:
        """Path of the file in the package."""
        return self.table.path

    def at(self, row: int, column: str) -> str:
        """Return a cell."""
        return self.rows[row][self.header.index(column)]

    def column(self, name: str) -> list[str]:
        """Return all cells of a column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def find(self, key: str, column: str = "id") -> int:
        """Return the row that has a value in a column."""
        return self.column(column).index(key)

    def copy(self) -> Sheet:
        """Return a copy that can be changed."""
        return Sheet(self.table, list(self.header), [list(row) for row in self.rows])

    def put(self, row: int, column: str, text: str) -> Sheet:
        """Return a copy with another text in one cell."""
        new = Sheet(self.table, self.header, list(self.rows))
        new.rows[row] = list(new.rows[row])
        new.rows[row][self.header.index(column)] = text
        return new

    def lines(self) -> list[str]:
        """Return the lines of the canonical file, each with its LF."""
        return [join(self.header), *map(join, self.rows)]

    def data(self) -> bytes:
        """Return the canonical file."""
        return "".join(self.lines()).encode()

    def files(self) -> dict[str, Content]:
        """Return what to write so that the package holds this table."""
        return {self.path: self.data()}

    def due(self, row: int, column: str, *codes: str) -> Due:
        """Return the message due at a cell."""
        return Due(self.path, row + 2, column, frozenset(codes))

    def due_line(self, line: int, *codes: str, column: str = "") -> Due:
        """Return the message due at a physical line (0: the file)."""
        return Due(self.path, line, column, frozenset(codes))


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell that an injector has drawn."""

    sheet: Sheet
    row: int
    column: Column
    text: str

    def put(self, text: str, *codes: str, also: Iterable[str] = ()) -> Injection:
        """Return the injection that writes another text here; a message with one of the codes is due here."""
        assert text != self.text
        due = self.sheet.due(self.row, self.column.name, *codes)
        return Injection(self.sheet.put(self.row, self.column.name, text).files(), (due,), follows(also))

    @property
    def own(self) -> str:
        """Return the code that the column's type has for a text that it does not take."""
        return own_code(self.column)


def follows(codes: Iterable[str]) -> Callable[[object], bool]:
    """Return the test of a consequence: any problem of these codes."""
    wanted = frozenset(codes)
    return lambda problem: problem.code in wanted


def own_code(column: Column) -> str:
    """Return the code for a text that a column's type does not take."""
    member = column.member
    if isinstance(member, (cells.Pattern, cells.Code)):
        return member.code
    return {
        cells.Integer: "bad-integer",
        cells.Number: "bad-number",
        cells.Boolean: "bad-boolean",
        cells.Day: "bad-date",
        cells.Edtf: "bad-edtf",
        cells.FieldsCell: "bad-json",
    }[type(member)]


class NothingToSpoil(Exception):
    """The package has no cell or row of the kind that an injector wants: a fault of the base, never passed over."""


class View:
    """A valid package on disk as injectors see it: the bytes of each file and its cells."""

    def __init__(self, name: str, sheets: dict[str, Sheet], read: Callable[[str], bytes]) -> None:
        self.name = name
        self.sheets = sheets
        self.read = read  # any file of the built package, by its path

    def __getitem__(self, name: str) -> Sheet:
        return self.sheets[name]

    def sheet(self, rng: random.Random, least: int = 1, names: Collection[str] = ()) -> Sheet:
        """Draw a table with at least so many rows."""
        found = [s for n, s in self.sheets.items() if len(s.rows) >= least and (not names or n in names)]
        return rng.choice(_some(found))

    def spot(
        self,
        rng: random.Random,
        column: Callable[[Column], bool] = lambda _: True,
        text: Callable[[str], bool] = bool,
        tables: Collection[str] = (),
    ) -> Spot:
        """Draw a cell: first among the columns that fit, so that rare ones are reached, then among their rows."""
        found = []
        for name, sheet in self.sheets.items():
            if tables and name not in tables:
                continue
            for each in schema.columns(sheet.table):
                if column(each):
                    rows = [n for n, cell in enumerate(sheet.column(each.name)) if text(cell)]
                    if rows:
                        found.append((sheet, each, rows))
        sheet, each, rows = rng.choice(_some(found))
        row = rng.choice(rows)
        return Spot(sheet, row, each, sheet.at(row, each.name))


def _some(found: list) -> list:
    if not found:
        raise NothingToSpoil
    return found


def is_text(column: Column) -> bool:
    """Tell whether a column takes free text."""
    return type(column.cell) is cells.Cell


def is_code(column: Column) -> bool:
    """Tell whether a column takes codes, one or a list."""
    return isinstance(column.member, cells.Code)


def is_id(column: Column) -> bool:
    """Tell whether a column takes ids or keys, one or a list."""
    return isinstance(column.member, cells.Pattern) and column.member.code in ("bad-id", "bad-key")


def is_integer(column: Column) -> bool:
    """Tell whether a column takes whole numbers."""
    return isinstance(column.cell, cells.Integer)


def is_number(column: Column) -> bool:
    """Tell whether a column takes numbers, whole or not."""
    return isinstance(column.cell, (cells.Integer, cells.Number))


def is_edtf(column: Column) -> bool:
    """Tell whether a column takes vague dates."""
    return isinstance(column.cell, cells.Edtf)


def is_day(column: Column) -> bool:
    """Tell whether a column takes exact days."""
    return isinstance(column.cell, cells.Day)


def is_hash(column: Column) -> bool:
    """Tell whether a column takes fingerprints."""
    return own_or_none(column) == "bad-hash"


def own_or_none(column: Column) -> str | None:
    """Return the code of a pattern column, else None."""
    return column.member.code if isinstance(column.member, cells.Pattern) else None


def named(*names: str) -> Callable[[Column], bool]:
    """Return the test for columns of these names."""
    return lambda column: column.name in names


NAMES = [table.name for table in TABLES]
