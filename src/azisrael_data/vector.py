"""The screen for large files: Polars expressions, one per column, that accept rows which are surely good.

It reads a file in pieces of whole lines and says of every line whether it holds a record that is canonical and free of
every fault the careful way knows; keys to other tables and the rules between cells of a row are part of it. It only
accepts: a line that it does not take is read the careful way, which alone judges and tells. What is not a plain line
(no UTF-8, quotes that stay open, cells too few) is never taken, so that records and lines agree by construction.

That a line is canonical is proved by its length. Its last cell is not empty, so the record has at least as many cells
as the table; a cell with a comma in it must have been quoted. Then the line is at least as long as the canonical
spelling of the cells, and of that very length only if nothing was quoted needlessly and no cell is left over. Where all
lines of a piece are good but for this, their sum says the same without finding the lines. None of this holds for a line
with a quote in a cell, which may have stood there without its own quotes: such a line is compared letter by letter.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from azisrael_data import hygiene, rules, schema
from azisrael_data.cells import LIST_SEPARATOR, MAX_CELL, BadCell, Cell, Code, Day, Edtf, Integer, ListOf, Pattern
from azisrael_data.models import Table
from azisrael_data.records import join

if TYPE_CHECKING:
    import polars as pl

# Letters as in `screen`: Latin and typographic signs none of which is mojibake or changed by NFC beside another.
_ODD = (
    "[^ -%'-;=-~\u00c0-\u00c2\u00c4-\u00f3\u00f5-\u0177\u0179-\u017d\u018f\u0259"
    "\u2013\u2014\u2018\u2019\u201c\u201d\u2026]"
)
# Python reads dotless and dotted i as i when case is ignored, Polars does not.
_MARKERS = "|".join(map(re.escape, hygiene.MARKERS)).replace("i", "[i\u0130\u0131]")
_STARTS = rf"^(?:[ =+\-@#]|(?i:dde ?\()|Err:[0-9]|(?i:{_MARKERS}|-+|\?+)$)"
_DAY = (
    r"^[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))$"
    r"|^(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)-02-29$"
)
_SURE_DATE = r"^(?:[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?)?[?~%]?(?:/\.\.)?|[12][0-9]{2}X)$"
# All that a free text may not hold or begin or end with, in one pass over it.
_FAULTY = rf"{_ODD}|[\u00c0-\u00ff]{{4}}|{_STARTS}| $|(?i:script:|data:)|\p{{L}}\?\p{{L}}"
_SIMPLE = re.compile(r"[A-Za-z0-9\[\](){}?|+*:-]*")  # patterns that mean the same to Polars and match no odd sign
_LINE = "[A-Za-z][A-Za-z0-9-]*[0-9]:[0-9]+"  # a member of a list of texts that is surely good: the line of a source
_NUMBERED = re.compile(r"([A-Z]{2})-\[0-9\]\{(\d)\}")


class Found(NamedTuple):
    """What the screen says of a piece of a file.

    `left` are the lines that are not taken, counted from 0; `lengths` the bytes of all lines without their ends, None
    where every line is taken; `ids` the numbers in their ids; `above`, of each column that names a row of the same
    table, the lines where it is filled and the numbers there.
    """

    left: list[int]
    lengths: pl.Series | None
    ids: array[int]
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
        return int(key[len(self.letters) + 1 :])


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

        self.columns = schema.columns(table)
        self.names = [column.name for column in self.columns]
        self.schema = dict.fromkeys(self.names, pl.String)
        self.table, self.keys = table, keys
        self.known = {column.name: self._known(column) for column in self.columns}
        self.good: dict[str, set[str]] = {}
        self.refused: dict[str, set[str]] = {}
        self.texts = [c.name for c in self.columns if type(c.cell) is Cell]
        self.above = [c.name for c in self.columns if c.references == (table.name,)]
        self.rules = _between(table.name, self.names)

    def taken(self, data: bytes) -> Found | None:
        """Tell of a piece, which ends with a line, what is taken; None if nothing is."""
        import polars as pl

        try:
            cells = pl.read_csv(data, has_header=False, schema=self.schema, truncate_ragged_lines=True)
        except pl.exceptions.PolarsError:
            return None
        cells = cells.with_columns(self._splits(cells))
        tests = [*self._tests(cells), *self.rules, pl.col(self.names[-1]).is_not_null()]
        good = cells.select(pl.all_horizontal(tests).fill_null(value=False)).to_series()
        quoting = cells.select(pl.any_horizontal(self._holds('"')).fill_null(value=False)).to_series()
        sizes = cells.select(self._size()).to_series()
        if good.all() and not quoting.any() and sizes.sum() + cells.height == len(data):
            return Found([], None, *self._numbers(cells))
        lengths = _lengths(data)
        if cells.height != len(lengths):
            return None
        good &= quoting | (sizes == lengths)
        left = (~good).arg_true().to_list()
        odd = self._misspelt(data, lengths, cells, (good & quoting).arg_true().to_list())
        return Found(sorted(left + odd) if odd else left, lengths, *self._numbers(cells))

    def _holds(self, sign: str) -> list[Any]:
        """Return for each column of texts whether a cell holds a sign."""
        import polars as pl

        return [pl.col(name).str.contains(sign, literal=True) for name in self.texts]

    def _misspelt(self, data: bytes, lengths: pl.Series, cells: pl.DataFrame, lines: list[int]) -> list[int]:
        """Return those of some lines that are not the canonical spelling of their cells."""
        import polars as pl

        sizes = lengths.cast(pl.Int64) + 1
        ends = sizes.cum_sum().gather(lines).to_list()
        starts = (sizes.cum_sum() - sizes).gather(lines).to_list()
        rows = cells[lines].select(self.names).rows()
        spelt = (join(["" if cell is None else cell for cell in row]).encode() for row in rows)
        found = zip(lines, starts, ends, spelt, strict=True)
        return [line for line, start, end, text in found if data[start:end] != text]

    def _splits(self, cells: pl.DataFrame) -> list[Any]:
        """Return the lists of a table as such; those of texts are given only where one has several members."""
        import polars as pl

        names = [
            column.name
            for column in self.columns
            if column.is_list
            and (type(column.member) is not Cell or cells[column.name].str.contains(LIST_SEPARATOR, literal=True).any())
        ]
        return [pl.col(name).str.split(LIST_SEPARATOR).alias(name + LIST_SEPARATOR) for name in names]

    def _size(self) -> Any:
        """Return the bytes of a line in its canonical spelling, without its end, if no cell has a quote in it."""
        import polars as pl

        sizes = [pl.col(name).str.len_bytes().fill_null(0) for name in self.names]
        commas = [2 * holds.fill_null(value=False).cast(pl.UInt32) for holds in self._holds(",")]
        return pl.sum_horizontal(*sizes, *commas) + len(self.names) - 1

    def _tests(self, cells: pl.DataFrame) -> list[Any]:
        import polars as pl

        tests = []
        for column in self.columns:
            cell = pl.col(column.name)
            test = self._test(column, cell, cells)
            tests.append(test if column.required else cell.is_null() | test)
            if column.required:
                tests.append(cell.is_not_null())
        return tests

    def _test(  # noqa: PLR0911 - one type of cell after another
        self, column: schema.Column, cell: Any, cells: pl.DataFrame
    ) -> Any:
        kind = column.cell
        if type(kind) is Cell:
            return _text(kind, cell)
        known = self.known[column.name]
        if type(kind) is ListOf and type(kind.member) in (Pattern, Code):
            test = _members(column.name, kind, known, split=True)
            if test is not None:
                return test
        elif known is not None and type(kind) is Pattern:
            return cell.is_in(known)
        elif type(kind) is Code:
            return cell.is_in(_series(tuple(kind.codes)))
        elif type(kind) is Pattern and _SIMPLE.fullmatch(kind.pattern):
            return _shaped(cell, kind.pattern)
        elif type(kind) is Day:
            return cell.str.contains(_DAY)
        elif type(kind) is Integer and kind.low <= 1:
            digits = len(str(kind.high + 1)) - 1
            zero = "0|" if kind.low <= 0 else ""
            return cell.str.contains(f"^(?:{zero}[1-9][0-9]{{0,{digits - 1}}})$")
        return self._judged(column, cell, cells)

    def _known(self, column: schema.Column) -> Any:
        """Return the keys that a column may hold, None where that is not to be judged here."""
        if self.keys is None or len(column.references) != 1 or column.references[0] == self.table.name:
            return None
        keys = self.keys.get(column.references[0])
        return None if keys is None else _series(tuple(key for key in keys if _is_good(column, key, None)))

    def _judged(self, column: schema.Column, cell: Any, cells: pl.DataFrame) -> Any:
        """Test a column whose type is not known here: the careful way judges every text once."""
        import polars as pl

        name, sure = column.name, None
        if type(column.cell) is Edtf:
            sure = cell.str.contains(_SURE_DATE)
        elif type(column.cell) is ListOf and type(column.cell.member) is Cell and not column.references:
            split = name + LIST_SEPARATOR in cells.columns
            sure = _members(name, column.cell, None, split=split)
        told = cells.get_column(name)
        surely = None if sure is None else cells.select(sure.fill_null(value=False)).to_series()
        unsure = told if surely is None else told.filter(~surely)
        good = self.good.setdefault(name, set())
        refused = self.refused.setdefault(name, set())
        for text in set(unsure.drop_nulls().unique().to_list()) - refused - good:
            (good if _is_good(column, text, self.keys) else refused).add(text)
        here = cell.is_in(pl.Series(name, list(good), pl.String).implode())
        return here if surely is None else pl.lit(surely) | here

    def _numbers(self, cells: pl.DataFrame) -> tuple[array[int], dict[str, tuple[array[int], array[int]]]]:
        """Return the numbers of the ids, and where and with which numbers other columns name a row of this table."""
        import polars as pl

        names = ["id", *self.above]
        found = cells.select(pl.col(names).str.slice(3).cast(pl.Int64, strict=False).fill_null(0))
        above = {}
        for name in self.above:
            filled = cells[name].is_not_null().arg_true()
            above[name] = array("q", filled.to_list()), array("q", found[name].gather(filled).to_list())
        return array("q", found["id"].to_list()), above


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


def _is_good(column: schema.Column, text: str, keys: Mapping[str, Collection[str]] | None) -> bool:
    if not text or len(text) > MAX_CELL or "\n" in text or '"' in text or "," in text or any(hygiene.faults(text)):
        return False
    try:
        value = column.cell.parse(text)
    except BadCell:
        return False
    if keys is None or not column.references or column.references[0] not in keys:
        return True
    known = keys[column.references[0]]
    return all(member in known for member in (value if column.is_list else (value,)))


@lru_cache(maxsize=256)
def _series(values: tuple[str, ...]) -> Any:
    """Return those of some codes or keys that a cell may hold."""
    import polars as pl

    return pl.Series([value for value in values if not any(hygiene.faults(value))], dtype=pl.String).implode()


def _shaped(cell: Any, pattern: str, member: str = "") -> Any:
    """Test that a cell has a form and is no missing marker; `member` is the form of a list's members."""
    test = cell.str.contains(f"^(?:{pattern})$") & (cell.str.len_bytes() <= MAX_CELL)
    may_be = any(re.fullmatch(member or pattern, word, re.IGNORECASE) for word in hygiene.MARKERS)
    return test & ~cell.str.contains(_STARTS) if may_be else test


def _text(kind: Cell, cell: Any) -> Any:
    return (cell.str.len_chars() <= kind.limit) & ~cell.str.contains(_FAULTY)


def _members(name: str, kind: ListOf, known: Any, *, split: bool) -> Any:
    """Test a list of distinct members, all of them known or of the right form; None if that cannot be told.

    `split`: the members are at hand; otherwise no list of the column has more than one.
    """
    import polars as pl

    if known is None and isinstance(kind.member, Code):
        known = _series(tuple(kind.member.codes))
    pattern = kind.member.pattern if isinstance(kind.member, Pattern) else _LINE
    if known is None and not _SIMPLE.fullmatch(pattern):
        return None
    cell, members = pl.col(name), pl.col(name + LIST_SEPARATOR)
    tests = [cell.str.len_bytes() <= min(kind.limit, kind.member.limit)]
    if split:
        tests.append(members.list.n_unique() == members.list.len())
    if known is not None:
        tests.append(members.list.eval(pl.element().is_in(known)).list.all())
    else:
        tests.append(_shaped(cell, f"(?:{pattern})(?:{LIST_SEPARATOR}(?:{pattern}))*", pattern))
    return pl.all_horizontal(tests)


def _between(name: str, names: Collection[str]) -> list[Any]:
    """Return tests of the rules between the cells of a row that are told as data."""
    import polars as pl

    tests = [pl.col(a).is_null() == pl.col(b).is_null() for a, b in rules.PAIRS.get(name, ())]
    tests += [(pl.col(a) != pl.col(b)).fill_null(value=True) for a, b in rules.DIFFER.get(name, ())]
    for a, b in rules.NOT_ABOVE.get(name, ()):
        low, high = (pl.col(c).cast(pl.Int64, strict=False) for c in (a, b))  # all are counts
        tests.append(pl.col(a).is_null() | pl.col(b).is_null() | (low <= high).fill_null(value=False))
    tests += [(pl.col(c) != pl.col("id")).fill_null(value=True) for c in rules.UPWARD if c in names]
    return tests
