"""One CSV file of any size, checked by itself: every rule of file, cell and row, its ids, and its keys.

Memory is flat but for three numbers for each gap between ids, two for every key to another row, and the texts that were
judged by themselves. Where Polars is at hand and the file is large, its screen takes the good rows and only the others
go row by row; the answer is the same. What needs the whole package (evidence, the reading ledger, published ids, likely
duplicates) is `checks.validate`'s.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from operator import lt
from pathlib import Path
from typing import Any

from azisrael_data import rules, schema
from azisrael_data.models import Table
from azisrael_data.models import table as table_of
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.read import Numbered, read, rows
from azisrael_data.vector import prefix

LARGE = 4 << 20  # bytes, from which the screen is worth its start
POLARS = (1, 28)  # the oldest that the screen works with, as in the extra `polars`


class Ids:
    """The ids of a file in the order in which they came: whether they rise, stand twice, or are there at all.

    What follows one another on lines that follow one another is held as a span of three numbers; a dictionary is made
    only once an id is out of order.
    """

    def __init__(self) -> None:
        self.starts, self.ends, self.lines = array("q"), array("q"), array("q")  # first and last number, first line
        self.first: dict[int, int] | None = None

    def add(self, number: int, line: int) -> int | None:
        """Take an id; return the line on which it stood already, if it did."""
        if self.first is None:
            if not self.ends or number > self.ends[-1]:
                self._append(number, number, line)
                return None
            spans = zip(self.starts, self.ends, self.lines, strict=True)
            self.first = {number: line + number - low for low, high, line in spans for number in range(low, high + 1)}
        earlier = self.first.setdefault(number, line)
        return None if earlier == line else earlier

    def extend(self, run: Any) -> bool:
        """Take a run of rising ids in one go; return False, and take nothing, if they do not rise."""
        ids = run.ids
        if self.first is not None or (self.ends and ids[0] <= self.ends[-1]):
            return False
        if isinstance(ids, range):
            self._append(ids[0], ids[-1], run.line)
        elif all(map(lt, ids, islice(ids, 1, None))):
            for line, number in enumerate(ids, run.line):
                self._append(number, number, line)
        else:
            return False
        return True

    def holds(self, number: int) -> bool:
        """Tell whether an id came."""
        return number in self.first if self.first is not None else self.spans(number, number)

    def spans(self, low: int, high: int) -> bool:
        """Tell whether all ids from one number to another came one after the other."""
        at = bisect_right(self.starts, low) - 1
        return self.first is None and at >= 0 and high <= self.ends[at]

    def _append(self, low: int, high: int, line: int) -> None:
        """Take numbers from one to another that stand on lines from one on."""
        if self.ends and (low, line) == (self.ends[-1] + 1, self.lines[-1] + low - self.starts[-1]):
            self.ends[-1] = high
        else:
            self.starts.append(low)
            self.ends.append(high)
            self.lines.append(line)


class Checked:
    """The check of one file: iterate over it for its problems; `rows` then counts the rows."""

    def __init__(
        self,
        path: Path,
        table: Table,
        shown_path: str,
        keys: Mapping[str, Collection[str]] | None = None,
        *,
        quick: bool | None = None,
        tell: Callable[[int], Any] = lambda _: None,
    ) -> None:
        """`keys` are the known ids of the tables referred to (None: not judged).

        `quick` wants the screen (None: where it pays); `tell` is called with the bytes of each piece read.
        """
        self.path, self.table, self.shown, self.tell = path, table, shown_path, tell
        self.keys = None if keys is None else {name: frozenset(known) for name, known in keys.items()}
        self.rows = 0
        self.ids = Ids()
        self.texts: dict[Any, int] = {}  # keys that are no prefix and number
        self.last: Any = None
        self.disorder = False
        self.upward: dict[str, list[tuple[int, str]]] = {}  # keys to rows of this table, by column, with their lines
        self.upward_of_runs: dict[str, tuple[array[int], array[int]]] = {}
        self.prefix = prefix(table)
        self.quick = quickly(path, table) if quick is None else quick
        referring = [c for c in schema.columns(table) if len(c.references) == 1]
        self.own = [c.name for c in referring if c.references == (table.name,)]
        self.referring = [] if self.keys is None else [c for c in referring if c.references[0] in self.keys]

    def __iter__(self) -> Iterator[Problem]:
        for item in rows(self.path, self.table, self.shown, self._wanted(), self._source()):
            if isinstance(item, Problem):
                yield item
            elif isinstance(item, Numbered):
                self.rows += 1
                yield from self._row(item)
            else:
                self.rows += item.count
                yield from self._run(item)
        yield from self._dangling()

    def _wanted(self) -> tuple[str, ...] | None:
        """Return the columns whose values are looked at here; all of them where a rule asks for more."""
        name = self.table.name
        if name in rules.OWN:
            return None
        pairs = (*rules.PAIRS.get(name, ()), *rules.DIFFER.get(name, ()), *rules.NOT_ABOVE.get(name, ()))
        named = {*self.table.key, *self.own, *(c.name for c in self.referring), *(c for pair in pairs for c in pair)}
        return tuple(c for c in schema.header(self.table) if c in named)

    def _source(self) -> Callable[..., Any] | None:
        if not self.quick:
            return None
        from azisrael_data.pieces import Pieces
        from azisrael_data.vector import Screen

        screen = Screen(self.table, self.keys)
        return lambda file, path, tally: Pieces(file, path, tally, screen, self.tell)

    def _row(self, row: Numbered) -> Iterator[Problem]:
        for problem in rules.faults(self.table.name, row.values):
            yield Problem(self.shown, row.line, *problem)
        yield from self._key(row)
        for column in self.referring:
            cell = row.values.get(column.name)
            target = column.references[0]
            if cell is None or target == self.table.name:
                continue
            known = self.keys[target]  # type: ignore[index]
            for key in cell if column.is_list else (cell,):
                if key not in known:
                    hint = nearest(key, known) or f"add it to {target}"
                    message = f"{shown(key)} is not in {target}"
                    yield Problem(self.shown, row.line, column.name, "dangling-key", message, hint)
        for name in self.own:
            if row.values.get(name) is not None:
                self.upward.setdefault(name, []).append((row.line, row.values[name]))

    def _key(self, row: Numbered) -> Iterator[Problem]:
        key = tuple(row.values.get(name) for name in self.table.key)
        if None in key:
            return
        text, line, name = " ".join(map(str, key)), row.line, self.table.key[-1]
        if self.prefix:
            earlier = self.ids.add(self.prefix.number(text), line)
        else:
            earlier = None if (first := self.texts.setdefault(key, line)) == line else first
        if earlier is not None:
            hint = "delete the row, or give it the next free id"
            yield Problem(self.shown, line, name, "duplicate-id", f"{text} is already on line {earlier}", hint)
            return
        if self.last is not None and key < self.last and not self.disorder:
            self.disorder = True
            before = " ".join(map(str, self.last))
            yield Problem(self.shown, line, name, "row-order", f"{text} after {before}", rules.SORT)
        self.last = key

    def _run(self, run: Any) -> Iterator[Problem]:
        if self.ids.extend(run):
            self.last = (self._named(run.ids[-1]),)
        else:
            for line, number in enumerate(run.ids, run.line):
                yield from self._key(Numbered(line, {"id": self._named(number)}, clean=True))
        for name, (lines, numbers) in run.above.items():
            known = self.upward_of_runs.setdefault(name, (array("q"), array("q")))
            known[0].extend(lines)
            known[1].extend(numbers)

    def _dangling(self) -> Iterator[Problem]:
        """Yield keys to rows of this table that never came."""
        found = [(line, name, key) for name, told in self.upward.items() for line, key in told if not self._came(key)]
        for name, (lines, numbers) in self.upward_of_runs.items():
            if not numbers or self.ids.spans(min(numbers), max(numbers)):
                continue
            gone = ((line, number) for line, number in zip(lines, numbers, strict=True) if not self.ids.holds(number))
            found += [(line, name, self._named(number)) for line, number in gone]
        for line, name, key in sorted(found):
            message = f"{shown(key)} is not in {self.table.name}"
            yield Problem(self.shown, line, name, "dangling-key", message, f"add it to {self.table.path}")

    def _came(self, key: str) -> bool:
        if self.prefix:
            return self.ids.holds(self.prefix.number(key))
        return (key,) in self.texts

    def _named(self, number: int) -> str:
        assert self.prefix
        return self.prefix.id(number)


def quickly(path: Path, table: Table) -> bool:
    """Tell whether the screen for large files is at hand and worth its start."""
    large = path.is_file() and path.stat().st_size >= LARGE
    return large and would_be_quick(table) and has_polars()


def has_polars() -> bool:
    """Tell whether Polars is at hand, and no older than the extra wants."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = tuple(map(int, version("polars").split(".")[:2]))
    except (PackageNotFoundError, ValueError):
        return False
    return found >= POLARS


def would_be_quick(table: Table) -> bool:
    """Tell whether a table has the screen for large files."""
    return prefix(table) is not None


def keys(root: Path, table: Table) -> dict[str, list[str]]:
    """Return the ids of the tables below a package root that a table refers to, itself apart."""
    named = {c.references[0] for c in schema.columns(table) if len(c.references) == 1} - {table.name}
    found = {}
    for name in sorted(named):
        rows_of = read(root, table_of(name)).rows
        found[name] = [row.values["id"] for row in rows_of if row.values.get("id")]
    return found
