"""Filters in analysts' words, evaluated on Arrow, so that every kind of frame gets the same rows.

Which columns hold actors follows from the row models: every column whose values are keys of `actors`, but for those
that name who tells a fact and not who takes part in it (`TELLERS`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import TYPE_CHECKING, Any

from azisrael_data import cells, edtf, schema, store
from azisrael_data.models import Table
from azisrael_data.problems import Refused, UnknownName, shown
from azisrael_data.schema import Column

if TYPE_CHECKING:
    import pyarrow as pa

TELLERS = ("reporter", "voice")
WITHIN = ("possibly", "certainly")


def actor_columns(table: Table) -> list[str]:
    """Return the columns of a table that name who takes part: those that `actor=` looks at."""
    return [c.name for c in schema.columns(table) if c.references == ("actors",) and c.name not in TELLERS]


def select(
    data: pa.Table,
    table: Table,
    *,
    actor: Any = None,
    between: Any = None,
    within: str = "possibly",
    undated: bool = False,
    source: Any = None,
    min_roots: int | None = None,
    columns: dict[str, Any],
) -> pa.Table:
    """Return the rows of a table that pass every filter given; `load` describes them.

    Raises UnknownName for a column, code or id that does not exist, Refused where a filter means nothing in the table.
    """
    import pyarrow.compute as pc

    if within not in WITHIN:
        raise UnknownName("way to be within", within, WITHIN)
    masks = [_equal(data, table, name, wanted) for name, wanted in columns.items()]
    if actor is not None:
        masks.append(_acting(data, table, actor))
    if between is not None:
        masks.append(_dated(data, table, between, within, undated=undated))
    if source is not None:
        masks.append(_told_by(data, table, source))
    if min_roots is not None:
        _has(table, "root_count", "min_roots")
        masks.append(pc.greater_equal(data["root_count"], min_roots))
    chosen = data.filter(reduce(pc.and_, masks)) if masks else data
    return chosen if len(chosen) else data.schema.empty_table()  # without a chunk Arrow's extension types abort


def members(wanted: Any) -> list[Any]:
    """Return what a filter takes as a list: one value, or several of which any will do."""
    several = isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes))
    return list(wanted) if several else [wanted]


def keys(home: str, wanted: Any) -> list[str]:
    """Return the ids that one or several ids, names or aliases of a reference table stand for.

    An id counts before a name, a name before an alias; case and a final possessive do not matter in names.

    Raises UnknownName for what is none of these, Refused for an alias of several rows.
    """
    from azisrael_data.literals import Names

    rows = store.kept(home)
    ids = rows["id"].to_pylist()
    known = set(ids)
    if not {"name", "aliases"} <= set(rows.column_names):
        return [_known(f"id of {home}", key, known, ids) for key in members(wanted)]
    names = rows["name"].to_pylist()
    by_name = Names({"id": key, "name": name, "aliases": None} for key, name in zip(ids, names, strict=True))
    by_alias = Names(rows.select(["id", "name", "aliases"]).to_pylist())
    found: list[str] = []
    for given in members(wanted):
        text = str(given)
        hits = {text} & known or by_name.find(text) or by_alias.find(text)
        if not hits:
            # ids in words are as their names: both would be equally near
            raise UnknownName(f"id, name or alias in {home}", text, [*names, *filter(str.isupper, ids)])
        if len(hits) > 1:
            raise Refused(f"{shown(text)} names several rows of {home}: {', '.join(sorted(hits))}; give one of these")
        found.extend(hits)
    return found


def _known(kind: str, name: Any, among: Iterable[str], listed: Iterable[str]) -> str:
    if name not in among:
        raise UnknownName(kind, str(name), listed)
    return str(name)


def _has(table: Table, name: str, keyword: str) -> None:
    if schema.column(table, name) is None:
        homes = [each.name for each in _all() if schema.column(each, name)]
        raise Refused(
            f"{table.name} has no column {name!r}, so `{keyword}` means nothing there; {_some(homes)} have it"
        )


def _all() -> Sequence[Table]:
    from azisrael_data.models import TABLES

    return TABLES


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


def _any_of(column: pa.ChunkedArray, wanted: pa.Array) -> pa.Array:
    """Return which cells are one of some values, or, where cells are lists, hold one of them; an empty cell is not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_list(column.type):
        return pc.is_in(column, value_set=wanted, skip_nulls=True)
    rows = pc.list_parent_indices(column)
    hits = pc.unique(pc.filter(rows, pc.is_in(pc.list_flatten(column), value_set=wanted)))
    return pc.is_in(pa.array(range(len(column)), hits.type), value_set=hits)


def _acting(data: pa.Table, table: Table, actor: Any) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    names = actor_columns(table)
    if not names:
        homes = [each.name for each in _all() if actor_columns(each)]
        raise Refused(f"{table.name} names nobody who takes part; {_some(homes)} do")
    wanted = pa.array(keys("actors", actor), pa.string())
    return reduce(pc.or_, (_any_of(data[name], wanted) for name in names))


def _told_by(data: pa.Table, table: Table, source: Any) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(keys("sources", source), pa.string())
    if schema.column(table, "source_id"):
        return _any_of(data["source_id"], wanted)
    _has(table, "sources", "source")
    places = data["sources"]
    documents = pc.list_element(pc.split_pattern(pc.list_flatten(places), ":", max_splits=1), 0)
    hits = pc.unique(pc.filter(pc.list_parent_indices(places), pc.is_in(documents, value_set=wanted)))
    return pc.is_in(pa.array(range(len(places)), hits.type), value_set=hits)


def period(between: Any) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a period: of one EDTF text, or from the first of two to the second.

    A bound is an EDTF text, a year, a day, or None or `..` for an open end. Raises Refused for anything else.
    """
    ends = [between, between] if isinstance(between, (str, int, dt.date)) else list(between)
    if len(ends) != 2:
        raise Refused(f"`between` takes one EDTF date or two, found {shown(between)}")
    first, last = _day(ends[0]), _day(ends[1], last=True)
    if first and last and first > last:
        raise Refused(f"`between` runs backwards: {first} is after {last}")
    return first, last


def _day(bound: Any, *, last: bool = False) -> dt.date | None:
    if bound is None or bound == "..":
        return None
    if isinstance(bound, dt.datetime):
        return bound.date()
    if isinstance(bound, dt.date):
        return bound
    try:
        days = edtf.bounds(f"{bound:04d}" if isinstance(bound, int) else str(bound))
    except edtf.BadEdtf as error:
        raise Refused(f"not a date: {error}") from None
    return days.end if last else days.start


def _dated(data: pa.Table, table: Table, between: Any, within: str, *, undated: bool) -> pa.Array:
    """Return which rows lie in a period, by the days that their dates can mean; an open end reaches to any day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    _has(table, "date_start", "between")
    low, high = (None if day is None else pa.scalar(day, pa.date32()) for day in period(between))
    start, end, mask = data["date_start"], data["date_end"], pc.is_valid(data["date"])
    sides = ((low, start, end, pc.greater_equal), (high, end, start, pc.less_equal))
    for bound, near, far, holds in sides:
        if bound is not None:
            told = holds(near if within == "certainly" else far, bound)
            mask = pc.and_(mask, pc.fill_null(told, within == "possibly"))  # null: an open end
    return pc.or_(mask, pc.is_null(data["date"])) if undated else mask


def _equal(data: pa.Table, table: Table, name: str, wanted: Any) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = schema.column(table, name)
    if column is None:
        raise UnknownName(f"column of {table.name}", name, schema.header(table))
    several = members(wanted)
    told = [value for value in several if value is not None]
    kind = data.schema.field(name).type
    kind = kind.value_type if pa.types.is_list(kind) else kind
    mask = _any_of(data[name], pa.array([_value(table, column, value) for value in told], kind))
    return mask if len(told) == len(several) else pc.or_(mask, pc.is_null(data[name]))


def _value(table: Table, column: Column, given: Any) -> Any:
    """Return what a cell of the column would hold, or raise what is wrong with it."""
    member = column.member
    if column.codes:
        return _known(f"code of {table.name}.{column.name}", given, column.codes, column.codes)
    if len(column.references) == 1:
        return keys(column.references[0], given)[0]
    try:
        if isinstance(member, cells.Number) and not isinstance(given, bool):
            return Decimal(str(given))
        if isinstance(member, cells.Day):
            return _day(given)
    except InvalidOperation:
        raise Refused(f"{table.name}.{column.name} holds numbers, found {shown(given)}") from None
    wanted: dict[type, tuple[type, str]] = {
        cells.Integer: (int, "whole numbers"),
        cells.Boolean: (bool, "truth values"),
    }
    python, plural = wanted.get(type(member), (str, "numbers" if isinstance(member, cells.Number) else "text"))
    if type(given) is not python:
        raise Refused(f"{table.name}.{column.name} holds {plural}, found {shown(given)}")
    return given
