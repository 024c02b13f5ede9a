"""What a user gives to a chart: frames of any library, made rows of plain Python values, or refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from azisrael_data import frames
from azisrael_data.plot import look
from azisrael_data.plot.look import TABLES
from azisrael_data.problems import Refused, shown

Rows = list[dict[str, Any]]
# The column that says what kind of fact a row is.
KIND = {
    "arms_transfers": "status",
    "agreements": "kind",
    "visits": "level",
    "trade_figures": "indicator",
    "incidents": "kind",
}
OURS = "pass frames that az.load gave"
COMMON = ("id", "date_start", "date_end", "evidence_status", "certainty")


def rows_of(
    given: Iterable[Any], needs: Sequence[str] = COMMON, also: Mapping[str, Sequence[str]] | None = None
) -> Rows:
    """Return the rows of frames as dictionaries, each with its `table`, one per id, in the order given.

    A frame is a pandas or Polars frame, an Arrow table, a DuckDB relation or a list of dictionaries or row objects.
    `needs` are columns that every row must have, `also` those that rows of a table must have besides.
    Raises Refused if a column is missing or an id is not one of the five data tables.
    """
    found: dict[str, dict[str, Any]] = {}
    for frame in given:
        names, rows = _read(frame)
        _refuse([name for name in needs if names is not None and name not in names])
        for number, row in enumerate(rows, 1):
            _refuse([name for name in needs if name not in row])
            table = TABLES.get(str(row["id"])[:2]) if str(row["id"])[2:3] == "-" else None
            if table is None:
                raise Refused(f"row {number} has the id {shown(row['id'])}, which is of no data table; {OURS}")
            wanted = (KIND[table], *(also or {}).get(table, ()))
            _refuse([name for name in wanted if name not in row])
            found.setdefault(row["id"], {**row, "table": table})
    return list(found.values())


def _refuse(columns: Sequence[str]) -> None:
    if columns:
        raise Refused(f"the frame has no column {look.listed(columns)}; charts need whole rows as az.load gives them")


def _read(frame: Any) -> tuple[list[str] | None, Rows]:
    """Return the column names, if a frame has such, and the rows of a frame."""
    if hasattr(frame, "to_arrow_table"):  # DuckDB
        frame = frame.to_arrow_table()
    if hasattr(frame, "to_pylist"):  # Arrow
        return list(frame.column_names), [_row(row) for row in frame.to_pylist()]
    if hasattr(frame, "to_dicts"):  # Polars
        return list(frame.columns), [_row(row) for row in frame.to_dicts()]
    if hasattr(frame, "to_dict") and hasattr(frame, "columns"):  # pandas
        return list(frame.columns), [_row(row) for row in frame.to_dict("records")]
    if isinstance(frame, Iterable) and not isinstance(frame, (str, bytes, dict)):
        rows = [dict(row) if hasattr(row, "model_dump") else row for row in frame]
        if all(isinstance(row, dict) for row in rows):
            return None, [_row(row) for row in rows]
    raise Refused(f"a {type(frame).__name__} is no table; {OURS}")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """Return a cell as plain Python: None for every library's way to say missing, lists as lists, days as dates."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, (list, tuple)):
        return list(value)
    if getattr(value, "ndim", 0):
        return value.tolist()
    if isinstance(value, dt.datetime):
        return value.date()
    return None if value != value else value  # noqa: PLR0124 -- the one test for NaN that every number type passes


def reference(table: str) -> Rows:
    """Return the rows of a table of the package."""
    return _read(frames.load(table, as_="arrow"))[1]


def tables_in(rows: Rows) -> list[str]:
    """Return the tables that rows are of, in the order of the registry."""
    return [name for name in TABLES.values() if any(row["table"] == name for row in rows)]


def kind_of(row: dict[str, Any]) -> str:
    """Return the code that says what kind of fact a row is."""
    return str(row[KIND[row["table"]]])


def is_contested(row: dict[str, Any]) -> bool:
    """Tell whether a source contradicts a cell of the row."""
    return bool(row["evidence_status"] == "contested")


def is_unsure(row: dict[str, Any]) -> bool:
    """Tell whether the row is told as less than certain."""
    return bool(row["certainty"] != "certain")


def told(row: dict[str, Any]) -> dict[str, str]:
    """Return what a tooltip says of a row: id, summary, date, sources, standing of the evidence, certainty."""
    return {
        "id": row["id"],
        "summary": row.get("summary") or "",
        "date": row.get("date") or "no date",
        "kind": kind_of(row),
        "sources": ", ".join(row.get("sources") or ()),
        "evidence": row["evidence_status"] or "",
        "certainty": row["certainty"] or "",
    }


TOLD = ("id", "summary", "date", "kind", "sources", "evidence", "certainty")
