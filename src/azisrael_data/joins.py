"""Joins made easy: the columns of a referenced table beside a key, evaluated on Arrow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from azisrael_data import schema, store
from azisrael_data.models import Table
from azisrael_data.problems import UnknownName

if TYPE_CHECKING:
    import pyarrow as pa


def key_columns(table: Table) -> dict[str, str]:
    """Return the columns of a table that can be expanded, each with the table whose keys it holds."""
    return {c.name: c.references[0] for c in schema.columns(table) if len(c.references) == 1}


def origin(table: Table, name: str) -> tuple[str, str] | None:
    """Return the key column and the column beyond it that an expanded column's name stands for, or None."""
    for key, home in key_columns(table).items():
        rest = name.removeprefix(f"{key}_")
        if rest not in (name, "id") and rest in store.kept(home).column_names:
            return key, rest
    return None


def expand(data: pa.Table, table: Table, wanted: str | Iterable[str]) -> pa.Table:
    """Return the table with the columns of the tables that its keys point to, named `key_column`, at the end.

    `wanted` names key columns, or is `*` for all. Where a cell is a list of keys, the added cells are lists in
    step with it. An empty key gives empty cells. A name that the table has already
    (`maker_country` of weapon systems) stays the table's own.

    Raises UnknownName for a column that holds no keys of one table.
    """
    known = key_columns(table)
    names = list(known) if wanted == "*" else [wanted] if isinstance(wanted, str) else list(wanted)
    for name in names:
        if name not in known:
            raise UnknownName(f"column of {table.name} to expand", str(name), known)
    for name in dict.fromkeys(names):
        home = store.kept(known[name])
        for field, column in _beside(data[name], home):
            added = f"{name}_{field.name}"
            if added not in data.column_names:
                data = data.append_column(field.with_name(added), column)
    return data


def _beside(keys: pa.ChunkedArray, home: pa.Table) -> Iterable[tuple[pa.Field, pa.Array]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = pa.types.is_list(keys.type)
    places = pc.index_in(pc.list_flatten(keys) if lists else keys, value_set=home["id"].combine_chunks())
    for field in home.schema:
        if field.name == "id":
            continue
        taken = _whole(home[field.name].take(places))
        if lists:
            taken = _in_step(keys, taken)
        yield pa.field(field.name, taken.type, metadata=field.metadata), taken


def _in_step(keys: pa.ChunkedArray, members: pa.Array) -> pa.Array:
    """Return members as lists as long as those of the keys."""
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = _whole(pc.is_null(keys))
    lengths = pc.fill_null(_whole(pc.list_value_length(keys)), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    kind = pa.list_(pa.field("element", members.type))
    return pa.ListArray.from_arrays(offsets, members, type=kind, mask=empty)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
