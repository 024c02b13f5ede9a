"""From a row, a cell or a frame to the spans behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from azisrael_data import cells, schema, store
from azisrael_data.models import FACTS, Table, table
from azisrael_data.problems import Refused, UnknownName
from azisrael_data.provenance import Selection, bearing, identify
from azisrael_data.spans import Spans

if TYPE_CHECKING:
    from azisrael_data.passages import Texts

_Spans = list[dict[str, Any]]


def evidence(of: Any, column: str | None = None, *, texts: Texts | None = None) -> Spans:
    """Return the spans behind a row, a cell or a frame, in id order.

    `of` is a row id, an iterable of them, or a frame of any kind that `load` gave, or a part of it: then only the spans
    that bear on its columns are returned. `column` asks for the spans of that column alone; a generated column rests on
    the column that it is worked out from, or on the whole row. Given `texts`, every span also gets its `passage` and
    the `state` in which it was found.

    `Spans` is a list of dictionaries; `to_pandas()` gives a frame with one row per span and column.

    Raises UnknownName for a row without evidence or a column that its table does not have, Refused for a frame that is
    not of this dataset's data tables.
    """
    whole, by_row = _index(store.state("evidence"), store.state("works"))
    chosen = Selection("", _ids(of), ()) if _are_ids(of) else identify(of)
    if chosen.table == "evidence":
        kept = set(chosen.ids)
        return _with_passages(Spans([_copy(span) for span in whole if span["id"] in kept], edited=chosen.edited), texts)
    if chosen.table and not table(chosen.table).is_fact:
        facts = ", ".join(each.name for each in FACTS)
        raise Refused(f"rows of {chosen.table} are no facts and have no evidence of their own; those of {facts} have")
    for key in chosen.ids:
        if key not in by_row:
            raise UnknownName("row with evidence", key, by_row)
    wanted = chosen.bearing if chosen.table else None
    if column is not None:
        wanted = _resting(chosen.ids, column)
    found = [
        _copy(span)
        for key in chosen.ids
        for span in by_row[key]
        if wanted is None or not wanted.isdisjoint(span["fields"])
    ]
    found.sort(key=lambda span: str(span["id"]))
    asked = column if wanted is not None and column in wanted else None
    return _with_passages(Spans(found, column=asked, edited=chosen.edited), texts)


def _ids(of: Any) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(dict.fromkeys(of))


def _are_ids(of: Any) -> bool:
    """Tell whether something is an id or holds ids, and is no frame: an index, a column, a list or a set of texts."""
    if isinstance(of, str):
        return True
    if hasattr(of, "columns") or hasattr(of, "column_names") or not hasattr(of, "__len__"):
        return False
    return isinstance(of, Iterable) and all(isinstance(each, str) for each in of)


def _resting(ids: Iterable[str], name: str) -> frozenset[str] | None:
    """Return the coded columns on which a column of some rows rests; None if on whole rows."""
    homes = {home_of(key).name: home_of(key) for key in ids}
    for home in homes.values():
        if schema.column(home, name) is None:
            raise UnknownName(f"column of {home.name}", name, schema.header(home))
    found = [bearing(home, name) for home in homes.values()]
    return None if None in found else frozenset().union(*(each for each in found if each is not None))


def home_of(row_id: str) -> Table:
    """Return the data table of a row, by its id. Raises UnknownName for an id of another form."""
    for each in FACTS:
        column = schema.column(each, "id")
        if column and isinstance(column.cell, cells.Pattern) and re.fullmatch(column.cell.pattern, row_id):
            return each
    raise UnknownName("data table with the row", row_id, (each.name for each in FACTS))


@lru_cache(maxsize=2)
def _index(_evidence: store.State, _works: store.State) -> tuple[_Spans, dict[str, _Spans]]:
    """Return all spans, and those of each row, both in id order. They are shared: give out copies."""
    works = store.kept("works")
    roots = dict(zip(works["id"].to_pylist(), works["root_id"].to_pylist(), strict=True))
    whole = store.kept("evidence").to_pylist()
    by_row: dict[str, _Spans] = {}
    for span in whole:
        span["fields"] = json.loads(span["fields"])
        span["roots"] = None if span["works"] is None else [roots[work] for work in span["works"]]
        by_row.setdefault(span["row_id"], []).append(span)
    return whole, by_row


def _copy(span: dict[str, Any]) -> dict[str, Any]:
    fields = {name: list(told) if isinstance(told, list) else told for name, told in span["fields"].items()}
    lists = {name: None if span[name] is None else list(span[name]) for name in ("works", "roots")}
    return {**span, "fields": fields, **lists}


def _with_passages(spans: Spans, texts: Texts | None) -> Spans:
    for span in spans if texts else ():
        assert texts
        span["state"], span["passage"] = texts.passage(span)
    return spans
