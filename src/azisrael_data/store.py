"""The package's built tables on disk: their names, their files, and their content as Arrow."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from azisrael_data import paths
from azisrael_data.problems import CannotRun, UnknownName

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("csv", "parquet")


@lru_cache(maxsize=1)
def root() -> Path:
    """Return the package's folder, looked for once."""
    return paths.root()


@lru_cache(maxsize=8)
def _files(place: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted((place / "datasets").glob("*.parquet"))}


def tables() -> list[str]:
    """Return the names of all tables, in alphabetical order."""
    return list(_files(root()))


def path(table: str | None = None, format: str = "parquet") -> Path:
    """Return the package's folder, or the file of one table as `parquet` or `csv`.

    Raises UnknownName for a table or a format that does not exist.
    """
    place = root()
    if table is None:
        return place
    files = _files(place)
    if table not in files:
        raise UnknownName("table", table, files)
    if format == "parquet":
        return files[table]
    if format == "csv":
        seed = place / "seeds" / f"{table}.csv"
        return seed if seed.is_file() else place / "datasets" / f"{table}.csv"
    raise UnknownName("format", format, FORMATS)


def read(table: str) -> pa.Table:
    """Return the content of a table, read afresh.

    Raises UnknownName for a table that does not exist, CannotRun if its Parquet file is missing or damaged.
    """
    return _read(path(table))


class State(NamedTuple):
    """What tells one content of a table from another: its file, when that was changed, and its size in bytes."""

    file: Path
    changed: int
    size: int


def state(table: str) -> State:
    """Return the state of a table's file, as a key for what was worked out from it. Raises as `read`."""
    file = path(table)
    try:
        found = file.stat()
    except OSError as error:
        raise _unreadable(file, error) from error
    return State(file, found.st_mtime_ns, found.st_size)


def kept(table: str) -> pa.Table:
    """Return the content of a table for look-ups, read again only if its file has changed. Raises as `read`."""
    return _kept(state(table))


@lru_cache(maxsize=64)
def _kept(state: State) -> pa.Table:
    return _read(state.file)


def _read(file: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file, pre_buffer=False) as open_file:
            return open_file.read(use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> CannotRun:
    return CannotRun(f"{file} cannot be read ({error}); run `azisrael build`")
