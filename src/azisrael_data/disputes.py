"""Disputes: what sources tell against each other, side by side, and ways to settle it that the user chooses.

Nothing is settled silently: the dataset holds the adjudicated value, and a frame in which cells were changed says so in
its column `resolved`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azisrael_data import cells, edtf, schema, settled, store, tellings
from azisrael_data.models import FACTS, Table, table
from azisrael_data.problems import Refused, UnknownName, shown
from azisrael_data.provenance import CellId, identify, written
from azisrael_data.schema import Column
from azisrael_data.spans import Spans, literal
from azisrael_data.tracing import evidence

if TYPE_CHECKING:
    import pandas as pd

RESOLVERS = ("preferred", "low", "high", "exclude_contested")
_COLUMNS = (
    "table", "row_id", "column", "value", "told", "literal", "stance", "source_id", "line", "voice", "certainty",
    "works", "roots", "evidence_id",
)  # fmt: skip


def contested(table: str | None = None) -> pd.DataFrame:
    """Return every contested cell with what is told for and against it, one row for each span that speaks of the cell.

    Columns: `table`, `row_id`, `column`; `value`, the adjudicated cell; `told`, what the span's literal gives by rule
    (missing if it is judged from the passage as a whole, or no rule reads it); `literal`, the words; `stance`,
    `source_id`, `line`, `voice`, `certainty`, `works`, `roots` and `evidence_id`. Values are text as in the CSV.

    Raises UnknownName for a table that is no data table.
    """
    import pandas as pd

    rows = [list(row.values()) for home in _homes(table) for row in _tellings(home)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _homes(name: str | None) -> tuple[Table, ...]:
    known = {each.name: each for each in FACTS}
    if name is not None and name not in known:
        raise UnknownName("data table", name, known)
    return FACTS if name is None else (known[name],)


def _tellings(home: Table) -> Iterator[dict[str, Any]]:
    for cell in _cells(home, None):
        for span in cell.spans:
            told = tellings.read(cell.column, cell.fact, span["fields"][cell.column.name])
            values = {
                "table": home.name,
                "column": cell.column.name,
                "value": written(home, cell.column.name, cell.fact[cell.column.name]),
                "told": told and _text(home, cell.column, told),
                "literal": literal(span["fields"][cell.column.name]),
                "evidence_id": span["id"],
            }
            yield {name: values[name] if name in values else span[name] for name in _COLUMNS}


def _text(home: Table, column: Column, told: tellings.Told) -> str:
    low = written(home, column.name, told.value)
    return low if told.high is None else f"{low}-{written(home, column.name, told.high)}"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A contested cell: its row, its column, and all spans that speak of it."""

    fact: Mapping[str, Any]
    column: Column
    spans: Spans

    @property
    def id(self) -> CellId:
        return CellId(self.fact["id"], self.column.name)


def _cells(home: Table, ids: tuple[str, ...] | None) -> Iterator[_Cell]:
    """Yield the contested cells of a table, in the order of the table, those of some rows if ids are given."""
    for fact in store.kept(home.name).to_pylist():
        if fact["evidence_status"] != "contested" or (ids is not None and fact["id"] not in ids):
            continue
        against = {name for s in evidence(fact["id"]) if s["stance"] == "contradicts" for name in s["fields"]}
        for column in schema.columns(home):
            if column.name in against:
                yield _Cell(fact, column, evidence(fact["id"], column.name))


def settle(home: Table, ids: tuple[str, ...], how: Any) -> settled.Resolution:
    """Return what a resolver makes of the contested cells of some rows. Raises UnknownName for an unknown resolver."""
    source = _source(how)
    if how == "preferred":
        return settled.Resolution()
    disputed = list(_cells(home, ids))
    if how == "exclude_contested":
        return settled.Resolution(dropped=frozenset(cell.fact["id"] for cell in disputed))
    changed: dict[CellId, tuple[Any, str]] = {}
    left = []
    for cell in disputed:
        given = _of_source(cell, source) if source else _extreme(cell, how)
        if given is None:
            left.append(cell.id)
            continue
        value, span = given
        if span is not None:
            changed |= _with_companions(home, cell, value, span)
    return settled.Resolution(changed, tuple(each for each in left if each not in changed))


def _source(how: Any) -> str | None:
    """Return the source that a resolver names, if it is of that kind; the others must be known by name."""
    if isinstance(how, (tuple, list)) and len(how) == 2 and how[0] == "source":
        ids = store.kept("sources")["id"].to_pylist()
        if how[1] not in ids:
            raise UnknownName("source", str(how[1]), ids)
        return str(how[1])
    if how not in RESOLVERS:
        raise UnknownName("resolver", how if isinstance(how, str) else shown(how), (*RESOLVERS, "('source', ID)"))
    return None


def _extreme(cell: _Cell, how: str) -> tuple[Any, Mapping[str, Any] | None] | None:
    """Return the least or greatest number told for a cell and the span that tells it (None: the cell itself).

    None if the cell is no number or a span against it tells none.
    """
    if not tellings.is_number(cell.column):
        return None
    found: list[tuple[Any, Mapping[str, Any] | None]] = [(cell.fact[cell.column.name], None)]
    for span in cell.spans:
        told = tellings.read(cell.column, cell.fact, span["fields"][cell.column.name])
        if told is None and span["stance"] == "contradicts":
            return None
        if told is not None and span["stance"] != "mentions":
            found += [(value, span) for value in (told.value, told.high) if value is not None]
    return (min if how == "low" else max)(found, key=lambda each: each[0])


def _of_source(cell: _Cell, source: str) -> tuple[Any, Mapping[str, Any] | None] | None:
    """Return what a source tells against a cell and the span; the cell itself if it tells nothing against it."""
    own = [span for span in cell.spans if span["source_id"] == source and span["stance"] == "contradicts"]
    if not own:
        return cell.fact[cell.column.name], None
    for span in () if cell.column.is_list else own:
        told = tellings.read(cell.column, cell.fact, span["fields"][cell.column.name])
        if told is not None and not _only_an_end(cell, told.value):
            return told.value, span
    return None


def _only_an_end(cell: _Cell, told: Any) -> bool:
    """Tell whether a cell is a period and what is told is none, so that it may be meant for the first or last day."""
    if not isinstance(cell.column.cell, cells.Edtf):
        return False
    periods = ("interval", "season", "open")
    return edtf.bounds(cell.fact[cell.column.name]).precision in periods and edtf.bounds(told).precision not in periods


def _with_companions(home: Table, cell: _Cell, value: Any, span: Mapping[str, Any]) -> dict[CellId, tuple[Any, str]]:
    """Return the cell changed, and with it what follows: how the number is hedged, the days that the date can mean."""
    place = f"{span['source_id']}:{span['line']}"
    found = {cell.id: (value, place)}
    row_id = cell.fact["id"]
    for name in (f"{cell.column.name}_low", f"{cell.column.name}_high"):
        if cell.fact.get(name) is not None:
            found[CellId(row_id, name)] = (None, place)  # the ends of another's range
    for name in tellings.COMPANIONS.get(cell.column.name, ()):
        column = schema.column(home, name)
        told = tellings.read(column, cell.fact, span["fields"].get(name)) if column else None
        if told is not None and told.value != cell.fact[name]:
            found[CellId(row_id, name)] = (told.value, place)
    if cell.column.name == "date":
        days = zip(("date_start", "date_end", "date_precision"), edtf.bounds(value), strict=True)
        found |= {CellId(row_id, name): (day, place) for name, day in days}
    return found


def resolve(frame: Any, how: Any) -> Any:
    """Return a frame of a data table with its contested cells settled, and a column `resolved` that says which.

    `frame`: a pandas frame, an Arrow table or a Polars frame that `load` gave; it stays as it is. `how`:

    - `preferred`: the adjudicated values, as the dataset holds them; nothing changes;
    - `low`, `high`: in number columns the least or greatest number told by any span for or against the cell, both ends
      of a told range among them; cells of other types are left;
    - `("source", "koc2023")`: what that source tells against a cell; left are lists and periods, of which a span may
      tell only a member or an end, and what is told without words that a rule reads;
    - `exclude_contested`: without the contested rows.

    A new number brings the hedge, unit and currency that its span tells and empties the ends of another's range; a new
    date brings its first and last day and precision. Only columns of the frame change. `resolved` lists what was
    changed in a row as `column=value (source:line)`, and what is contested and left as `column left`; it is missing in
    a row where neither is so.

    Raises UnknownName for a resolver or source that does not exist, Refused for a frame that is not of a data table.
    """
    chosen = identify(frame)
    home = table(chosen.table)
    if not home.is_fact:
        raise Refused(f"{home.name} holds no facts that sources could dispute; {', '.join(t.name for t in FACTS)} do")
    if chosen.expanded:
        raise Refused("columns from other tables would no longer fit; use `load` with both `resolve` and `expand`")
    if chosen.edited:
        cell = chosen.edited[0]
        raise Refused(f"{len(chosen.edited)} cell(s) were edited, first {cell.row_id}.{cell.column}; load them afresh")
    return settled.apply(frame, home, set(chosen.columns), settle(home, chosen.ids, how))
