"""Rows as immutable pydantic objects, from the CSV: that is what people edit, so nothing in it is taken on trust."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from azisrael_data import schema, store
from azisrael_data.models import Row, Table
from azisrael_data.models import table as table_of
from azisrael_data.problems import CannotRun, InvalidData
from azisrael_data.read import read_file

if TYPE_CHECKING:
    import pyarrow as pa


def rows(name: str, chosen: pa.Table | None = None) -> list[Row]:
    """Return rows of a table from its CSV, validated; only those with the keys of the chosen ones, if given.

    Raises InvalidData, which tells as `validate` does what breaks a rule; CannotRun if the CSV cannot be read or lacks
    a chosen row.
    """
    file = store.path(name, "csv")
    table = table_of(name)
    wanted = None if chosen is None else _keys(table, chosen)
    validate = table.model.model_validate
    try:
        with file.open(encoding="utf-8", newline="") as text:
            lines = csv.reader(text)
            names = _header(table, next(lines))
            places = [names.index(key) for key in table.key]
            found = [
                validate({name: cell for name, cell in zip(names, cells, strict=True) if cell})
                for cells in lines
                if wanted is None or tuple(cells[place] for place in places) in wanted
            ]
    except (OSError, ValueError, IndexError, StopIteration, csv.Error) as error:
        raise _fault(table, error) from error
    if wanted is not None and len(found) != len(wanted):
        raise CannotRun(f"{file} and {store.path(name)} hold other rows; run `azisrael build`")
    return found


def _header(table: Table, cells: list[str]) -> list[str]:
    if tuple(cells) != schema.header(table):
        raise ValueError("another header")
    return cells


def _keys(table: Table, data: pa.Table) -> set[tuple[str, ...]]:
    return set(zip(*([str(cell) for cell in data[key].to_pylist()] for key in table.key), strict=True))


def _fault(table: Table, error: Exception) -> Exception:
    file = store.path(table.name, "csv")
    problems = read_file(file, table, table.path).problems
    return InvalidData(problems) if problems else CannotRun(f"{file} cannot be read ({error}); run `azisrael build`")
