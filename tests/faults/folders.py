"""Faults of what lies in the package's folders: special files, strays, Parquet files."""

from __future__ import annotations

import os

from faults.descriptor import DESCRIPTOR, written
from faults.kit import ANYWHERE, Due, Injection, fault, variants


@fault("P11", "package", whole=True)
def table_missing(rng, view):
    """Listed file missing."""
    path = view.sheet(rng, 0).path
    return Injection({path: None}, (Due(path, 0, "", frozenset({"file-missing"})),))


SPECIAL = {
    "P17": ("a FIFO", os.mkfifo),
    "P17b": ("a directory", lambda place: place.mkdir()),
    "P22": ("a symbolic link loop", lambda place: place.symlink_to(place.name)),
    "P22b": ("a symbolic link out of the package", lambda place: place.symlink_to("/etc/passwd")),
    "P22c": ("a symbolic link to nowhere", lambda place: place.symlink_to("gone")),
}


for _id, (_title, _make) in SPECIAL.items():

    @variants(_id, "package", {"": (f"{_title} in the place of a file of the package", _make)}, whole=True)
    def special_file(rng, view, make):
        table = view.sheet(rng, 0).table
        path = rng.choice((table.path, table.parquet, f"schemas/{table.name}.json", DESCRIPTOR))
        return Injection({path: make}, (Due(path, 0, "", frozenset({"special-file"})),))


STRAYS = {
    "P40": ("conflict copy", "datasets/visits (1).csv"),
    "P40b": ("backup of an editor", "datasets/visits.csv~"),
    "P40c": ("rest of a merge", "datasets/visits.csv.orig"),
    "P40d": ("lock file of a spreadsheet", "datasets/~$visits.xlsx"),
    "P40e": ("folder settings", "datasets/.DS_Store"),
    "P40f": ("compressed twin", "datasets/visits.csv.gz"),
    "P40g": ("hidden file", "datasets/.visits.csv.swp"),
    "P40h": ("file of another kind", "datasets/notes.txt"),
    "P40i": ("spreadsheet beside the table", "datasets/visits.xlsx"),
    "P40j": ("table that no model knows", "datasets/loans.csv"),
    "P40k": ("stray schema", "schemas/loans.json"),
    "P40l": ("stray CSV file among the seeds", "seeds/sources (copy).csv"),
    "P40m": ("name with a line break", "datasets/a\nb.csv"),
    "P40n": ("name with a terminal sequence", "datasets/a\x1b[31m.csv"),
    "P40o": ("name in capitals beside the table", "datasets/VISITS.CSV"),
    "P40p": ("stray Parquet file", "datasets/loans.parquet"),
    "P40q": ("program beside the tables", "datasets/setup.py"),
}


for _id, (_title, _path) in STRAYS.items():

    @variants(_id, "package", {"": (f"stray file: {_title}", _path)}, whole=True)
    def stray(_rng, _view, path):
        folder, name = path.split("/")
        shown = name if name.isprintable() else repr(name)[1:-1]
        return Injection({path: b"x\n"}, (Due(f"{folder}/{shown}", 0, "", frozenset({"stray-file"})),))


@fault("P10", "package", whole=True)
def parquet_cell(rng, view):
    """Parquet disagrees with CSV in one cell."""
    import pyarrow as pa

    sheet, frame = parquet_of(rng, view)
    names = frame.schema.names
    at = rng.choice(
        [
            n
            for n, field in enumerate(frame.schema)
            if field.type == pa.string() and frame.column(n).null_count < len(frame) and names[n] not in sheet.table.key
        ]
    )
    name = frame.schema.field(at).name
    values = frame.column(at).to_pylist()
    row = rng.choice([n for n, value in enumerate(values) if value])
    values[row] = f"{values[row]}x"
    changed = frame.set_column(at, frame.schema.field(at), pa.array(values, pa.string()))
    return parquet_written(sheet, changed, "parquet-differs", column=name)


@fault("P10b", "package", whole=True)
def parquet_row_lost(rng, view):
    """Parquet lacks a row."""
    sheet, frame = parquet_of(rng, view, 3)
    return parquet_written(sheet, frame.slice(0, len(frame) - 1), "parquet-differs", column=ANYWHERE)


@fault("P10c", "package", whole=True)
def parquet_rows_swapped(rng, view):
    """Parquet has its rows in another order."""
    sheet, frame = parquet_of(rng, view, 3)
    return parquet_written(sheet, frame.take(list(range(len(frame)))[::-1]), "parquet-differs", column=ANYWHERE)


@fault("P10d", "package", whole=True)
def parquet_column_lost(rng, view):
    """Parquet lacks a column."""
    sheet, frame = parquet_of(rng, view)
    name = rng.choice(frame.schema.names)
    return parquet_written(sheet, frame.drop_columns([name]), "parquet-differs", column=name)


@fault("P10e", "package", whole=True)
def parquet_column_type(rng, view):
    """Parquet has a column of another type."""
    import pyarrow as pa

    sheet, frame = parquet_of(rng, view)
    while pa.int64() not in frame.schema.types:
        sheet, frame = parquet_of(rng, view)
    at = rng.choice([n for n, f in enumerate(frame.schema) if f.type == pa.int64()])
    field = frame.schema.field(at)
    changed = frame.set_column(at, field.with_type(pa.float64()), frame.column(at).cast(pa.float64()))
    return parquet_written(sheet, changed, "parquet-differs", column=field.name)


@fault("P10f", "package", whole=True)
def parquet_of_another_table(rng, view):
    """Parquet of another table under this name."""
    sheet, other = rng.sample([view[name] for name in sorted(view.sheets)], 2)
    data = view.read(other.table.parquet)
    return written(sheet.table.parquet, data, 0, "parquet-differs", column=ANYWHERE)


@fault("P11b", "package", whole=True)
def parquet_missing(rng, view):
    """A Parquet file missing."""
    path = view.sheet(rng, 0).table.parquet
    return Injection({path: None}, (Due(path, 0, "", frozenset({"parquet-missing"})),))


@variants(
    "P34",
    "package",
    {
        "": ("parquet truncated", lambda rng, data: data[: rng.randrange(4, len(data) - 1)]),
        "c": ("parquet without its end", lambda _rng, data: data[:-4]),
        "d": ("CSV under a .parquet name", lambda _rng, _data: b"id,name\nx,y\n"),
        "e": ("parquet empty", lambda _rng, _data: b""),
        "f": ("parquet with a lying length", lambda _rng, data: data[:-8] + b"\xff\xff\xff\x7f" + data[-4:]),
    },
    whole=True,
)
def parquet_damaged(rng, view, change):
    table = view.sheet(rng).table
    data = change(rng, view.read(table.parquet))
    return written(table.parquet, data, 0, "parquet-damaged")


@fault("P34b", "package", whole=True)
def parquet_fuzzed(rng, view):
    """Parquet with random bytes in the place of its metadata."""
    table = view.sheet(rng).table
    data = bytearray(view.read(table.parquet))
    length = int.from_bytes(data[-8:-4], "little")
    start = len(data) - 8 - length
    data[start : start + min(length, 64)] = rng.randbytes(min(length, 64))
    return written(table.parquet, bytes(data), 0, "parquet-damaged")


def parquet_of(rng, view, least: int = 1):
    """Draw a table and return it with what its Parquet file holds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sheet = view.sheet(rng, least)
    with pq.ParquetFile(pa.py_buffer(view.read(sheet.table.parquet))) as file:
        return sheet, file.read()


def parquet_written(sheet, frame, code: str, column: str) -> Injection:
    """Return the injection that writes a table as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(frame, sink)
    return written(sheet.table.parquet, sink.getvalue().to_pybytes(), 0, code, column=column)
