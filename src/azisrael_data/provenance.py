"""Whose frame is this: which rows and columns of which table it holds, and whether its cells are still the dataset's.

Attributes of a frame get lost when frames are merged, grouped or written to files, so none is asked: rows are known by
their ids, columns by their names, and every cell is held against the dataset.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from azisrael_data import joins, schema, store
from azisrael_data.models import TABLES, Table, table
from azisrael_data.problems import Refused, shown

RESOLVED = "resolved"
# Generated columns and the coded column that they are worked out from; the others rest on all evidence of a row.
_FROM_DATE = ("date_basis", "date_start", "date_end", "date_precision")


class CellId(NamedTuple):
    """One cell of a table."""

    row_id: str
    column: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What a frame holds of one table.

    `ids`: its rows, each once, in the order of the frame. `columns`: its columns that are the table's, in the order of
    the table; `expanded`: those that `expand` added; `added`: those that are the user's own. `edited`: cells that hold
    something else than the dataset; `resolved`: those that `resolve` settled and that still hold what it put there.
    """

    table: str
    ids: tuple[str, ...]
    columns: tuple[str, ...]
    expanded: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    edited: tuple[CellId, ...] = ()
    resolved: tuple[CellId, ...] = ()

    @property
    def intact(self) -> bool:
        """Tell whether every cell under a column of the dataset holds what the dataset holds."""
        return not self.edited and not self.resolved

    @property
    def bearing(self) -> frozenset[str] | None:
        """Return the coded columns on which what the frame holds rests; None if it rests on whole rows."""
        home = table(self.table)
        keys = (joins.origin(home, name) for name in self.expanded)
        found = [bearing(home, name) for name in (*self.columns, *(key[0] for key in keys if key)) if name != "id"]
        if not found or None in found:
            return None
        return frozenset().union(*(each for each in found if each is not None))


def bearing(home: Table, name: str) -> frozenset[str] | None:
    """Return the coded columns on which a column of a data table rests; None if on all of them."""
    column = schema.column(home, name)
    if column is not None and schema.is_coded(home, column):
        return frozenset({name})
    return frozenset({"date"}) if name in _FROM_DATE else None


def identify(frame: Any) -> Selection:
    """Return what a frame holds of the dataset.

    `frame`: a pandas frame (also with `id` as its index, or one row of it), an Arrow table, a Polars frame, a DuckDB
    relation, or a list of records or dictionaries.

    Raises Refused, with the reason, for what is no frame, has no `id`, holds rows that are not the dataset's or rows of
    several tables.
    """
    names, take = grid(frame)
    if "id" not in names:
        raise Refused("the frame has no column 'id', by which its rows are known; keep that column")
    ids = [plain(value) for value in take("id")]
    home = _home(ids, names)
    return _held_against(home, ids, names, take)


def grid(frame: Any) -> tuple[list[str], Callable[[str], list[Any]]]:
    """Return the column names of a frame of any kind, and what gives the cells of a column. Raises Refused."""
    if hasattr(frame, "to_arrow_table"):  # DuckDB
        frame = frame.to_arrow_table()
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):  # Polars, eager or lazy
        frame = frame.lazy().collect()
    if hasattr(frame, "to_frame") and hasattr(frame, "index") and "id" in frame.index:  # a row of a pandas frame
        frame = [frame.to_dict()]
    if hasattr(frame, "to_pylist") and hasattr(frame, "column_names"):  # Arrow
        return frame.column_names, lambda name: frame[name].to_pylist()
    if hasattr(frame, "to_dicts"):
        return frame.columns, lambda name: frame[name].to_list()
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):  # pandas
        if "id" in frame.index.names:
            frame = frame.drop(columns="id", errors="ignore").reset_index()
        twice = next(iter(frame.columns[frame.columns.duplicated()]), None)
        if twice is not None:
            raise Refused(f"the frame has two columns {shown(twice)}; rename one")
        return list(map(str, frame.columns)), lambda name: frame[name].tolist()
    return _listed(frame)


def _listed(frame: Any) -> tuple[list[str], Callable[[str], list[Any]]]:
    several = isinstance(frame, Iterable) and not isinstance(frame, (str, bytes, Mapping))
    given = list(frame) if several else [frame]
    rows = [dict(row) if isinstance(row, Mapping) or hasattr(type(row), "model_fields") else None for row in given]
    if not rows or None in rows:
        what = "an empty list" if not given else type(given[rows.index(None)]).__name__
        raise Refused(f"{what} is no table; pass what `load` gave")
    known = [row for row in rows if row is not None]
    return list(dict.fromkeys(name for row in known for name in row)), lambda name: [row.get(name) for row in known]


def _home(ids: list[Any], names: list[str]) -> Table:
    """Return the table of which rows have such ids; where several have, the one with most of the columns."""
    wanted = set(ids)
    if not wanted:
        return _by_columns([each for each in TABLES if each.key == ("id",)], names)
    known = {each.name: set(store.kept(each.name)["id"].to_pylist()) for each in TABLES if each.key == ("id",)}
    homes = [table(name) for name, keys in known.items() if wanted <= keys]
    if homes:
        return _by_columns(homes, names)
    strange = next((key for key in ids if not any(key in keys for keys in known.values())), None)
    if strange is not None or None in wanted:
        raise Refused(f"{shown(strange)} is not the id of a row of this dataset; pass what `load` gave")
    parts = [name for name, keys in known.items() if wanted & keys and table(name).is_fact]
    raise Refused(f"the frame holds rows of several tables ({', '.join(parts) or 'reference tables'}); pass one by one")


def _by_columns(homes: list[Table], names: list[str]) -> Table:
    return max(homes, key=lambda each: len(set(schema.header(each)) & set(names)))


def _held_against(home: Table, ids: list[str], names: list[str], take: Callable[[str], list[Any]]) -> Selection:
    columns = tuple(name for name in schema.header(home) if name in names)
    origins = {name: joins.origin(home, name) for name in names if name not in columns}
    expanded = tuple(name for name, origin in origins.items() if origin)
    data = store.kept(home.name)
    if expanded:
        data = joins.expand(data, home, [origin[0] for origin in origins.values() if origin])
    places = {key: place for place, key in enumerate(data["id"].to_pylist())}
    at = [places[key] for key in ids]
    settled = _settled(home, ids, take(RESOLVED)) if RESOLVED in names else {}
    edited: dict[CellId, None] = {}
    resolved: dict[CellId, None] = {}
    for name in (*columns, *expanded):
        ours = data[name].to_pylist()
        for key, place, cell in zip(ids, at, take(name), strict=True):
            wanted = ours[place]
            if wanted is not cell and not (type(cell) is str and wanted == cell) and not _same(wanted, cell):
                told = settled.get(CellId(key, name))
                held = resolved if told is not None and told == written(home, name, cell) else edited
                held[CellId(key, name)] = None
    return Selection(
        table=home.name,
        ids=tuple(dict.fromkeys(ids)),
        columns=columns,
        expanded=expanded,
        added=tuple(name for name, origin in origins.items() if not origin and name != RESOLVED),
        edited=tuple(edited),
        resolved=tuple(resolved),
    )


def _settled(home: Table, ids: list[str], cells: list[Any]) -> dict[CellId, str]:
    """Return the cells that the column `resolved` says were settled, with the text that was put there."""
    found = {}
    for key, cell in zip(ids, map(plain, cells), strict=True):
        for entry in cell or ():
            name, _, rest = str(entry).partition("=")
            if schema.column(home, name):
                found[CellId(key, name)] = rest.rpartition(" (")[0]
    return found


def written(home: Table, name: str, cell: Any) -> str:
    """Return the one spelling of a cell of a table, as in its CSV; of an empty one the empty text."""
    value, column = plain(cell), schema.column(home, name)
    if value is None or column is None:
        return ""
    try:
        return column.cell.format(Decimal(str(value)) if isinstance(value, float) else value)
    except (TypeError, ValueError, AttributeError):
        return str(value)


def plain(value: Any) -> Any:
    """Return a cell of a frame as plain Python: None for every way to say missing, lists as tuples, days as dates."""
    kind = type(value)
    if value is None or kind in (str, int, bool, Decimal, dt.date):
        return value
    if hasattr(value, "tolist") and not isinstance(value, dt.date):  # NumPy, pandas, Polars
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return tuple(map(plain, value))
    if isinstance(value, (str, Mapping)):
        return value
    if kind.__name__ in ("NAType", "NaTType") or value != value:  # noqa: PLR0124 -- pandas, and not a number
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _same(ours: Any, theirs: Any) -> bool:
    """Tell whether a cell holds what the dataset holds, whatever a library made of its type."""
    theirs = plain(theirs)
    if isinstance(ours, list) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(theirs, Mapping) and isinstance(ours, str):
        ours = json.loads(ours)
    elif isinstance(theirs, float) and isinstance(ours, (int, Decimal)):
        ours = float(ours)
    elif isinstance(theirs, str) and isinstance(ours, dt.date):
        ours = ours.isoformat()
    return bool(ours == theirs)
