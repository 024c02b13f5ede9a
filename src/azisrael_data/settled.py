"""Putting settled cells into a copy of a frame, with a column that says which they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from azisrael_data.models import Table
from azisrael_data.problems import Refused
from azisrael_data.provenance import RESOLVED, CellId, grid, written

DESCRIPTION = "What `resolve` made of contested cells: `column=value (source:line)`, or `column left`."


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a resolver comes to: the cells to change, with the new value and who tells it; those left; rows dropped."""

    cells: dict[CellId, tuple[Any, str]] = field(default_factory=dict)
    left: tuple[CellId, ...] = ()
    dropped: frozenset[str] = frozenset()


def apply(frame: Any, home: Table, columns: Collection[str], resolution: Resolution) -> Any:
    """Return a copy of a frame with the cells of its columns settled, without dropped rows, and with `resolved`.

    Raises Refused for a kind of frame other than pandas, Arrow and Polars.
    """
    put, drop = _hands(frame)
    _, take = grid(frame)
    ids = take("id")
    cells = {cell: told for cell, told in resolution.cells.items() if cell.column in columns}
    left = [cell for cell in resolution.left if cell.column in columns]
    for name in dict.fromkeys(cell.column for cell in cells):
        new = [cells.get(CellId(key, name)) for key in ids]
        frame = put(frame, name, [old if told is None else told[0] for old, told in zip(take(name), new, strict=True)])
    notes: dict[str, list[str]] = {}
    for cell, (value, place) in cells.items():
        notes.setdefault(cell.row_id, []).append(f"{cell.column}={written(home, cell.column, value)} ({place})")
    for cell in left:
        notes.setdefault(cell.row_id, []).append(f"{cell.column} left")
    frame = put(frame, RESOLVED, [notes.get(key) for key in ids])
    return drop(frame, [key not in resolution.dropped for key in ids]) if resolution.dropped else frame


Put = Callable[[Any, str, list[Any]], Any]
Drop = Callable[[Any, list[bool]], Any]


def _hands(frame: Any) -> tuple[Put, Drop]:
    """Return how a column is put into a frame and how rows are dropped from it, both giving another frame."""
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        return _put_pandas, lambda frame, keep: frame[keep]
    if hasattr(frame, "to_pylist") and hasattr(frame, "set_column"):
        return _put_arrow, _drop_arrow
    if hasattr(frame, "with_columns") and hasattr(frame, "to_dicts"):
        return _put_polars, lambda frame, keep: frame.filter(keep)
    raise Refused(
        f"cells of a {type(frame).__name__} are not settled; pass a pandas frame, Arrow table or Polars frame"
    )


def _put_pandas(frame: Any, name: str, cells: list[Any]) -> Any:
    import pandas as pd

    kind = frame[name].dtype if name in frame.columns else object
    days = pd.api.types.is_datetime64_dtype(kind)
    made = [pd.Timestamp(cell) if days and type(cell) is dt.date else cell for cell in cells]
    frame = frame.copy()
    frame[name] = pd.Series(made, index=frame.index, dtype=kind)
    if name == RESOLVED and "descriptions" in frame.attrs:
        frame.attrs["descriptions"] = {**frame.attrs["descriptions"], RESOLVED: DESCRIPTION}
    return frame


def _put_arrow(frame: Any, name: str, cells: list[Any]) -> Any:
    import pyarrow as pa

    if name not in frame.column_names:
        kind = pa.list_(pa.field("element", pa.string()))
        return frame.append_column(pa.field(name, kind, metadata={"description": DESCRIPTION}), pa.array(cells, kind))
    place = frame.column_names.index(name)
    old = frame.schema.field(place)
    return frame.set_column(place, old.with_nullable(True), pa.array(cells, old.type))


def _drop_arrow(frame: Any, keep: list[bool]) -> Any:
    return frame.filter(keep) if any(keep) else frame.schema.empty_table()


def _put_polars(frame: Any, name: str, cells: list[Any]) -> Any:
    import polars as pl

    kind = frame.schema.get(name, pl.List(pl.String))
    return frame.with_columns(pl.Series(name, cells, dtype=kind))
