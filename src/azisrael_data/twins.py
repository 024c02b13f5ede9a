"""One Parquet file against its CSV: whether it is whole, has the schema of its table, and says the same in every cell.

The cells are compared as CSV text: what a typed value must be written as is what stands in the CSV.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azisrael_data import arrow, schema
from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.files import FILE, FOLDER, kind
from azisrael_data.models import Table
from azisrael_data.problems import shown
from azisrael_data.records import Record, join, records

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Finding = tuple[str, str, str]  # code, column, message

_MARK = b"PAR1"
_BATCH = 5000
_MORE = 1000  # rows beyond the tenfold of the CSV's that are looked at
_HEADROOM = 1 << 30


def limit_memory(size: int) -> None:
    """Let this process take at most 1 GiB and a hundredfold of `size` bytes, where the system can hold it to that."""
    try:
        import resource
    except ImportError:
        return
    wanted = _HEADROOM + 100 * size
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def finding(root: Path, table: Table) -> Finding | None:
    """Return code, column and message of what is wrong with the Parquet file of a table, or None."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = (root / table.parquet).read_bytes()
    fault = _no_parquet(data)
    if fault:
        return "parquet-damaged", "", fault
    try:
        with pq.ParquetFile(pa.py_buffer(data)) as file:
            faults = _schema_faults(file.schema_arrow, arrow.arrow_schema(table))
            column, message = next(faults, None) or _differs(file, root, table)
    # hostile bytes end in many ways; what ends the process instead is told by who started it
    except (OSError, ValueError, OverflowError, MemoryError, pa.ArrowException) as error:
        return "parquet-damaged", "", f"the file cannot be read: {_first_line(error)}"
    return ("parquet-differs", column, message) if message else None


def _first_line(error: BaseException) -> str:
    return shown((str(error).splitlines() or [type(error).__name__])[0])


def _no_parquet(data: bytes) -> str:
    if not data:
        return "the file is empty, wanted Parquet"
    if not data.startswith(_MARK):
        return f"the file starts with {shown(data[:4])}, wanted {shown(_MARK)}: another kind of file"
    if not data.endswith(_MARK):
        return f"the file ends with {shown(data[-4:])}, wanted {shown(_MARK)}: cut off?"
    return ""


def _schema_faults(found: pa.Schema, wanted: pa.Schema) -> Iterator[tuple[str, str]]:
    """Yield column and message of what sets a schema apart from the wanted one, the gravest first."""
    if found.equals(wanted, check_metadata=True):
        return
    for name in wanted.names:
        if name not in found.names:
            yield name, f"the file has no column {name!r}"
    for name in found.names:
        if name not in wanted.names:
            yield "", f"the file has a column {shown(name)} that the table does not have"
    if found.names != wanted.names:
        yield "", "the columns stand in another order or stand twice"
        return
    for name in wanted.names:
        a, b = found.field(name), wanted.field(name)
        if a.type != b.type:
            yield name, f"the column {name!r} is {a.type}, wanted {b.type}"
        elif not a.equals(b, check_metadata=True):
            yield name, f"the column {name!r} is described otherwise than in the models"
    yield "", "the table is described otherwise than in the models"


def _differs(file: pq.ParquetFile, root: Path, table: Table) -> tuple[str, str]:
    """Return the first column and the message of how the cells differ from those of the CSV; twice '' if they agree."""
    path = root / table.path
    if kind(path.parent) != FOLDER or kind(path) != FILE or _same(file, path, table):
        return "", ""
    read: Iterator[object] = records(path, table.path)
    rows = [item for item in read if isinstance(item, Record)]
    header = list(schema.header(table))
    if not rows or rows[0].cells != header:
        return "", ""
    return _Tally(table, [row for row in rows[1:] if len(row.cells) == len(header)]).against(file)


def _same(file: pq.ParquetFile, path: Path, table: Table) -> bool:
    """Tell whether the file, written as CSV, is the CSV byte for byte, as it is after a build."""
    with path.open("rb") as csv:
        for lines in chain([[join(list(schema.header(table)))]], _lines(file, table)):
            data = "".join(lines).encode()
            if csv.read(len(data)) != data:
                return False
        return not csv.read(1)


def _lines(file: pq.ParquetFile, table: Table) -> Iterator[list[str]]:
    """Yield batches of rows as lines of CSV."""
    for batch in texts(file, table):
        yield [join(row) for row in batch]


def texts(file: pq.ParquetFile, table: Table) -> Iterator[list[list[str]]]:
    """Yield batches of rows as the cell texts that the CSV has for them."""
    columns = schema.columns(table)
    for batch in file.iter_batches(_BATCH, use_threads=False):
        cells = [_column(column, values.to_pylist()) for column, values in zip(columns, batch.columns, strict=True)]
        yield [list(row) for row in zip(*cells, strict=True)]


def _column(column: schema.Column, values: list[Any]) -> list[str]:
    if column.is_list:
        return ["" if value is None else _list(value) for value in values]
    if column.cell.arrow_type == "string":
        return ["" if value is None else value or "(a text without letters)" for value in values]
    return ["" if value is None else column.cell.format(value) for value in values]


def _list(members: list[Any]) -> str:
    """Return a list as CSV writes it, or in a spelling that no CSV has where CSV could not hold it."""
    if not members or any(not member or LIST_SEPARATOR in member for member in members):
        return repr(members)
    return LIST_SEPARATOR.join(members)


class _Tally:
    """Counts how the rows of a Parquet file differ from those of the CSV, matched by primary key."""

    def __init__(self, table: Table, rows: list[Record]) -> None:
        self.table = table
        self.names = schema.header(table)
        self.at = [self.names.index(name) for name in table.key]
        self.rows = {self._key(row.cells): row for row in rows}
        self.order = list(self.rows)
        self.cells = self.extra = 0
        self.misplaced = False
        self.first: tuple[str, str] | None = None

    def _key(self, cells: list[str]) -> tuple[str, ...]:
        return tuple(cells[at] for at in self.at)

    def against(self, file: pq.ParquetFile) -> tuple[str, str]:
        """Return the first column and the message of the differences; twice '' if there is none."""
        total = file.metadata.num_rows
        if total > 10 * len(self.rows) + _MORE:
            return "", f"the file has {total} rows, {self.table.path} has {len(self.rows)}"
        missing, number = dict(self.rows), 0
        for batch in texts(file, self.table):
            for cells in batch:
                self._row(number, cells, missing.pop(self._key(cells), None))
                number += 1
        return self._told(list(missing.values()))

    def _row(self, number: int, found: list[str], wanted: Record | None) -> None:
        if wanted is None:
            self.extra += 1
            if self.first is None:
                self.first = "", f"row {number + 1} ({self._name(found)}) is not in {self.table.path}"
            return
        if number >= len(self.order) or self.order[number] != self._key(found):
            self.misplaced = True
        for name, a, b in zip(self.names, found, wanted.cells, strict=True):
            if a != b:
                self.cells += 1
                if self.first is None:
                    where = f"row {number + 1} ({self._name(found)})"
                    self.first = name, f"{name!r} in {where} is {shown(a)}, {shown(b)} in {self.table.path}"

    def _name(self, cells: list[str]) -> str:
        return shown(" ".join(self._key(cells)))[1:-1]

    def _told(self, missing: list[Record]) -> tuple[str, str]:
        if self.first is None and missing:
            self.first = (
                "",
                f"the file lacks {self._name(missing[0].cells)}, line {missing[0].line} of {self.table.path}",
            )
        if self.first is None and self.misplaced:
            return "", f"the rows stand in another order than in {self.table.path}"
        if self.first is None:
            return "", ""
        counts = ((self.cells, "differing cell"), (len(missing), "missing row"), (self.extra, "extra row"))
        told = [f"{count} {noun}{'s' if count > 1 else ''}" for count, noun in counts if count]
        column, message = self.first
        return column, f"{message} ({', '.join(told)})"
