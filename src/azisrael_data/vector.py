"""The screen for large files: Polars expressions, one per column, that accept rows which are surely good.

It reads a file in pieces of whole lines and says of every line whether it holds a record that is canonical and free of
every fault the careful way knows; keys to other tables and the rules between cells of a row are part of it. It only
accepts: a line that it does not take is read the careful way, which alone judges and tells. What is not a plain line
(no UTF-8, quotes that stay open, cells too few) is never taken, so that records and lines agree by construction.

That a line is canonical is proved by its length. Its last cell is not empty, so the record has at least as many cells
as the table; a cell with a comma in it must have been quoted, and Polars reads no number from fewer letters than its
canonical spelling has. Then the line is at least as long as the canonical spelling of the cells, and of that very
length only if nothing was quoted needlessly, no number is spelt otherwise and no cell is left over. Where all lines of
a piece are good but for this, their sum says the same without finding the lines. None of this holds for a line with a
quote in a cell, which may have stood there without its own quotes: such a line is compared letter by letter.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, NamedTuple

from azisrael_data import rules, schema
from azisrael_data.cells import Cell, Pattern
from azisrael_data.models import Table
from azisrael_data.records import join

if TYPE_CHECKING:
    import polars as pl

_NUMBERED = re.compile(r"([A-Z]{2})-\[0-9\]\{(\d)\}")
_NUMBER_AT = 3  # where the number of such an id begins


class Found(NamedTuple):
    """What the screen says of a piece of a file.

    `left` are the lines that are not taken, counted from 0; `lengths` the bytes of all lines without their ends, None
    where every line is taken; `ids` the numbers in their ids, as a range where they rise one by one; `above`, of each
    column that names a row of the same table, the lines where it is filled and the numbers there.
    """

    left: list[int]
    lengths: pl.Series | None
    ids: Sequence[int]
    above: dict[str, tuple[array[int], array[int]]]


class Prefix(NamedTuple):
    """How the ids of a table are made: letters, a hyphen, and so many digits."""

    letters: str
    digits: int

    def id(self, number: int) -> str:
        """Return the id of a number."""
        return f"{self.letters}-{number:0{self.digits}d}"

    def number(self, key: str) -> int:
        """Return the number of an id."""
        return int(key[_NUMBER_AT:])


def prefix(table: Table) -> Prefix | None:
    """Return how the ids of a table are made, None if it has no such screen.

    Its ids must be a prefix and a number, and its rules between cells must all be told as data.
    """
    if table.key != ("id",) or table.name in rules.OWN:
        return None
    cell = next(column.cell for column in schema.columns(table) if column.name == "id")
    found = _NUMBERED.fullmatch(cell.pattern) if isinstance(cell, Pattern) else None
    return Prefix(found[1], int(found[2])) if found else None


class Screen:
    """The screen of one table; `keys` are the known ids of the tables that it refers to (None: keys are not judged)."""

    def __init__(self, table: Table, keys: Mapping[str, Collection[str]] | None) -> None:
        import polars as pl

        from azisrael_data import columnwise

        columns = schema.columns(table)
        self.names = [column.name for column in columns]
        self.texts = [column.name for column in columns if type(column.cell) is Cell]
        self.numbers = [column.name for column in columns if columnwise.is_number(column.cell)]
        self.types = {name: pl.Int64 if name in self.numbers else pl.String for name in self.names}
        self.required = sorted({self.names[-1], *(column.name for column in columns if column.required)})
        self.above = [column.name for column in columns if column.references == (table.name,)]
        ways = {column.name: columnwise.way(column, table, keys) for column in columns}
        tests = [*columnwise.between(table.name, self.names), *(test for way in ways.values() for test in way.tests)]
        self.tests = [test.alias(str(number)) for number, test in enumerate(tests)]
        self.sure = {name: way.sure.alias(name) for name, way in ways.items() if way.sure is not None}
        self.looks = {name: way.look for name, way in ways.items() if way.look}

    def taken(self, data: bytes) -> Found | None:
        """Tell of a piece, which ends with a line, what is taken; None if nothing is."""
        cells = self._cells(data)
        if cells is None or cells.is_empty():
            return None
        told = cells.select(*self.tests, *self.sure.values()).get_columns()
        tests, sure = told[: len(self.tests)], dict(zip(self.sure, told[len(self.tests) :], strict=True))
        refused = [(~test).arg_true() for test in tests if not test.all()]
        refused += [cells[name].is_null().arg_true() for name in self.required if cells[name].null_count()]
        for name, look in self.looks.items():
            doubted = ~sure[name] if name in sure else cells[name].is_not_null()
            if doubted.any():
                good = look(cells[name].filter(doubted))
                if not good.all():
                    refused.append(doubted.arg_true().filter(~good))
        no_quotes = all(sure[name].all() for name in self.texts)
        if no_quotes and not refused and self._length(cells) == len(data):
            return Found([], None, *self._ids(cells))
        return self._one_by_one(data, cells, refused)

    def _one_by_one(self, data: bytes, cells: pl.DataFrame, refused: list[pl.Series]) -> Found | None:
        """Tell of each line of a piece whether it is taken, given those that are not."""
        import polars as pl

        lengths = _lengths(data)
        if cells.height != len(lengths):
            return None
        quotes, commas = self._holding('"', cells), self._holding(",", cells)
        sizes = cells.select(pl.sum_horizontal(pl.all().cast(pl.String).str.len_bytes())).to_series()
        sizes = reduce(add, (2 * column.cast(pl.UInt32) for column in commas), sizes + len(self.names) - 1)
        quoting = reduce(or_, quotes, pl.repeat(False, cells.height, eager=True))
        good = quoting | (sizes == lengths)
        for places in refused:
            good.scatter(places, False)
        left = (~good).arg_true().to_list()
        odd = self._misspelt(data, lengths, cells, (good & quoting).arg_true().to_list())
        return Found(sorted(left + odd) if odd else left, lengths, *self._ids(cells))

    def _holding(self, sign: str, cells: pl.DataFrame) -> list[pl.Series]:
        """Return for each column of texts whether a cell holds a sign."""
        return [cells[name].str.contains(sign, literal=True).fill_null(value=False) for name in self.texts]

    def _length(self, cells: pl.DataFrame) -> int:
        """Return the bytes of rows in their canonical spelling, if no cell has a quote in it."""
        import polars as pl

        sizes = pl.exclude(self.numbers).str.len_bytes().sum()
        quoted = pl.col(self.texts).str.contains(",", literal=True).sum() * 2
        letters = sum(cells.select(sizes, quoted.name.suffix(",")).row(0))
        digits = sum(map(_digits, cells.select(self.numbers)))
        return int(letters) + digits + cells.height * len(self.names)

    def _cells(self, data: bytes) -> pl.DataFrame | None:
        """Return the cells of a piece, None if its lines are no records; a number that Polars cannot read is empty."""
        import polars as pl

        for types in (self.types, dict.fromkeys(self.names, pl.String)):
            with suppress(pl.exceptions.PolarsError):
                cells = pl.read_csv(data, has_header=False, schema=types, truncate_ragged_lines=True)
                return cells.with_columns(pl.col(self.numbers).cast(pl.Int64, strict=False))
        return None

    def _misspelt(self, data: bytes, lengths: pl.Series, cells: pl.DataFrame, lines: list[int]) -> list[int]:
        """Return those of some lines that are not the canonical spelling of their cells."""
        import polars as pl

        sizes = lengths.cast(pl.Int64) + 1
        ends = sizes.cum_sum().gather(lines).to_list()
        starts = (sizes.cum_sum() - sizes).gather(lines).to_list()
        rows = cells[lines].cast(pl.String).rows()
        spelt = (join(["" if cell is None else cell for cell in row]).encode() for row in rows)
        found = zip(lines, starts, ends, spelt, strict=True)
        return [line for line, start, end, text in found if data[start:end] != text]

    def _ids(self, cells: pl.DataFrame) -> tuple[Sequence[int], dict[str, tuple[array[int], array[int]]]]:
        """Return the numbers of the ids, and where and with which numbers other columns name a row of this table."""
        import polars as pl

        number = pl.all().str.slice(_NUMBER_AT).cast(pl.Int64, strict=False).fill_null(0)
        above = {}
        for name in self.above:
            lines = cells[name].is_not_null().arg_true()
            numbers = cells[name].gather(lines).to_frame().select(number).to_series()
            above[name] = array("q", lines.to_list()), array("q", numbers.to_list())
        ids = cells.select("id").select(number).to_series()
        if (ids.diff() == 1).all():
            return range(ids[0], ids[0] + len(ids)), above
        return array("q", ids.to_list()), above


def _digits(numbers: pl.Series) -> int:
    """Return how many digits numbers have together; null has none."""
    most = str(numbers.max() or 0)
    return numbers.count() + sum(int((numbers >= 10**power).sum()) for power in range(1, len(most)))


def _lengths(data: bytes) -> pl.Series:
    """Return the bytes of each line without its end."""
    import polars as pl

    one = {"": pl.String}
    with suppress(pl.exceptions.PolarsError):
        lines = pl.read_csv(
            data, has_header=False, schema=one, separator="\0", quote_char=None, truncate_ragged_lines=True
        )
        lengths = lines[""].str.len_bytes().fill_null(0)
        if lengths.sum() + len(lengths) == len(data):
            return lengths
    # a separator or a carriage return is in some line
    return pl.Series([len(line) for line in data.split(b"\n")[:-1]], dtype=pl.UInt32)
