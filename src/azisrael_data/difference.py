"""What sets two snapshots apart, row by row and cell by cell. Pure functions over texts.

A row that is gone is withdrawn if the new side has its tombstone, else it is lost, renumbered if it stands there under
another id, or dropped if its table holds notes that come and go. A row that is there on both sides may be changed, or
its id may have been given to something else. The order of rows is not compared.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from azisrael_data import renumbering, schema, versioning
from azisrael_data.cells import FieldsCell
from azisrael_data.models import TABLES
from azisrael_data.renumbering import EVIDENCE, Side
from azisrael_data.snapshots import Cells, Key, Sheet, Snapshot
from azisrael_data.versioning import MAJOR, MINOR, PATCH, SchemaChange

LOST, RENUMBERED, REUSED = "lost", "renumbered", "reused"
WITHDRAWN, CHANGED, DROPPED, ADDED = "withdrawn", "changed", "dropped", "added"
KINDS = (LOST, RENUMBERED, REUSED, WITHDRAWN, CHANGED, DROPPED, ADDED)
LOSSES = (LOST, RENUMBERED, REUSED)
REFUSED = (RENUMBERED, REUSED)
LEDGER = "published"  # to which the build adds every new id
NOTES = ("exceptions", "waivers")  # what checks are told to let pass; their rows have no tombstones
_LEVELS = dict.fromkeys(LOSSES, MAJOR) | {WITHDRAWN: MINOR, CHANGED: PATCH, DROPPED: MINOR, ADDED: MINOR}
_NOUNS = {EVIDENCE: "span", LEDGER: "ledger row"} | dict.fromkeys(NOTES, "note")
_KNOWN = {table.name: table for table in TABLES}
_NONE = Sheet("", (), (), {})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not the same; None where that side has no such row or column.

    `removed` and `added` are its members that went and came, where it is a list or a JSON object (`date: "2012"`).
    """

    column: str
    old: str | None
    new: str | None
    generated: bool = False
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not the same: what became of it, its key, its cells that differ (all, of one that came or went).

    `was` is the old key of a renumbered row, `tombstone` the row of `withdrawn` for one that was withdrawn.
    """

    kind: str
    key: Key
    cells: tuple[Cell, ...]
    was: Key | None = None
    tombstone: Cells | None = None

    @property
    def gone(self) -> bool:
        """Tell whether the row is there on the old side only."""
        return self.kind in (LOST, WITHDRAWN, DROPPED)


class Ground(NamedTuple):
    """One thing that differs: the level that it asks for, and what became of what (`row`, `lost`)."""

    level: str
    noun: str
    became: str


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table differs: its columns, its schema, its rows in the order of their keys."""

    name: str
    old: Sheet | None
    new: Sheet | None
    rows: tuple[Row, ...]
    schema: tuple[SchemaChange, ...] = ()

    @property
    def columns_added(self) -> tuple[str, ...]:
        """Columns that only the new side has; none of a table that is new or gone."""
        return _only(self.new, self.old)

    @property
    def columns_removed(self) -> tuple[str, ...]:
        """Columns that only the old side has; none of a table that is new or gone."""
        return _only(self.old, self.new)

    @property
    def reordered(self) -> bool:
        """Tell whether the columns that both sides have stand in another order."""
        if not self.old or not self.new:
            return False
        before, after = self.old.columns, self.new.columns
        return [each for each in before if each in after] != [each for each in after if each in before]

    def __bool__(self) -> bool:
        alike = self.old and self.new and self.old.columns == self.new.columns
        return not alike or bool(self.rows or self.schema)

    def grounds(self) -> Iterator[Ground]:
        """Yield why the table differs, once for each thing that does."""
        if self.old is None or self.new is None:
            yield Ground(MINOR, "table", ADDED) if self.old is None else Ground(MAJOR, "table", "removed")
        yield from (Ground(MAJOR, "column", "removed") for _ in self.columns_removed)
        yield from (Ground(MINOR, "column", ADDED) for _ in self.columns_added)
        if self.reordered:
            yield Ground(PATCH, "order of columns", CHANGED)
        for change in self.schema:
            noun = "code list" if change.part == "codes" else "type" if change.part == "type" else "part of a schema"
            yield Ground(change.level, noun, CHANGED)
        for row in self.rows:
            noun = "id" if row.kind in REFUSED else _NOUNS.get(self.name, "row")
            yield Ground(PATCH if self.name in NOTES else _LEVELS[row.kind], noun, row.kind)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that sets a new snapshot apart from an old one: only tables that differ are listed, by name."""

    old: Snapshot
    new: Snapshot
    tables: tuple[TableDifference, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.tables)

    @property
    def level(self) -> str | None:
        """The level of semantic versioning that the difference asks for; None if there is none."""
        return versioning.heaviest(ground.level for table in self.tables for ground in table.grounds())

    @property
    def refused(self) -> list[tuple[TableDifference, Row]]:
        """Rows whose id is another than before, or was given to something else: in order at no level."""
        return [(table, row) for table in self.tables for row in table.rows if row.kind in REFUSED]


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Return all that sets `new` apart from `old`."""
    names = _ordered(old.sheets.keys() | new.sheets.keys())
    renumbered = _renumbered(old, new, [name for name in names if name in old.sheets and name in new.sheets])
    found = (_table(name, old, new, renumbered) for name in names)
    return Difference(old, new, tuple(each for each in found if each))


def narrowed(given: Difference, tables: Collection[str] = (), *, generated: bool = True) -> Difference:
    """Return a difference for some tables only, with the spans of their rows, or without generated columns."""
    found = []
    for each in given.tables:
        kept = each
        if tables and each.name not in tables:
            rows = (row for row in each.rows if each.name == EVIDENCE and _homes(each, row) & set(tables))
            kept = replace(each, rows=tuple(rows), schema=())
            if not kept.rows:
                continue
        found.append(kept if generated else replace(kept, rows=tuple(_coded(kept))))
    return replace(given, tables=tuple(each for each in found if each))


def _homes(evidence: TableDifference, row: Row) -> set[str]:
    """Return the tables of the rows that a span bears on, on either side."""
    sides = ((evidence.old, row.was or row.key), (evidence.new, row.key))
    return {sheet.rows[key].get("table", "") for sheet, key in sides if sheet and key in sheet.rows}


def _coded(table: TableDifference) -> Iterator[Row]:
    """Yield the rows of a table that differ in more than what the build writes, without what it writes in them."""
    for row in table.rows:
        cells = tuple(cell for cell in row.cells if not cell.generated)
        if table.name == LEDGER and row.kind == ADDED:
            continue
        if cells or row.kind != CHANGED:
            yield replace(row, cells=cells)


def _ordered(names: Collection[str]) -> list[str]:
    """Return names in the order of the models; facts come before the spans that bear on them, others last."""
    places = {name: place for place, name in enumerate(_KNOWN)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def _only(one: Sheet | None, other: Sheet | None) -> tuple[str, ...]:
    return tuple(each for each in one.columns if each not in other.columns) if one and other else ()


@dataclass(frozen=True, slots=True)
class _Ids:
    """What `renumbering` found: new keys by table with their old ones, and ids that stand for something else."""

    moved: Mapping[str, Mapping[Key, Key]]
    reused: Mapping[str, Collection[Key]]


def _renumbered(old: Snapshot, new: Snapshot, names: list[str]) -> _Ids:
    has_ids = [name for name in names if old.sheets[name].key == new.sheets[name].key == ("id",)]
    has_ids = [name for name in has_ids if name != "withdrawn"]
    before, after = Side(old), Side(new)
    moved: dict[str, Mapping[Key, Key]] = {}
    for name in has_ids:
        if name == EVIDENCE:
            before.renamed = {(home, was[0]): now[0] for home, each in moved.items() for now, was in each.items()}
        apart = _apart(old.sheets[name], new.sheets[name])
        moved[name] = renumbering.pairs(before, after, name, _tombstones(name, new), apart)
    spans = {was[0]: now[0] for now, was in moved.get(EVIDENCE, {}).items()}
    reused = {
        name: {
            key
            for key, was in old.sheets[name].rows.items()
            if (now := new.sheets[name].rows.get(key)) and renumbering.is_another(before, after, name, was, now, spans)
        }
        for name in has_ids
    }
    return _Ids(moved, reused)


def _apart(old: Sheet, new: Sheet) -> set[str]:
    return {*_generated(old.name), *(set(old.columns) ^ set(new.columns))}


def _table(name: str, old: Snapshot, new: Snapshot, ids: _Ids) -> TableDifference:
    before, after = old.sheets.get(name), new.sheets.get(name)
    changes = versioning.schema_changes(name, old.schemas.get(name), new.schemas.get(name))
    rows = sorted(_rows(name, before or _NONE, after or _NONE, _tombstones(name, new), ids), key=lambda row: row.key)
    return TableDifference(name, before, after, tuple(rows), tuple(changes))


def _tombstones(name: str, new: Snapshot) -> dict[Key, Cells]:
    sheet = new.sheets.get("withdrawn", _NONE)
    return {(cells.get("id", ""),): cells for cells in sheet.rows.values() if cells.get("table") == name}


def _rows(name: str, old: Sheet, new: Sheet, tombstones: Mapping[Key, Cells], ids: _Ids) -> Iterator[Row]:
    moved, reused = ids.moved.get(name, {}), ids.reused.get(name, ())
    froms = set(moved.values())
    for key, was in old.rows.items():
        now = new.rows.get(key)
        if now is not None:
            cells = _cells(name, was, now)
            if cells:
                yield Row(REUSED if key in reused else CHANGED, key, cells)
        elif key in tombstones:
            yield Row(WITHDRAWN, key, _cells(name, was, {}), tombstone=tombstones[key])
        elif key not in froms:
            yield Row(DROPPED if name in NOTES else LOST, key, _cells(name, was, {}))
    for key, now in new.rows.items():
        if key in moved:
            yield Row(RENUMBERED, key, _cells(name, old.rows[moved[key]], now), was=moved[key])
        elif key not in old.rows:
            yield Row(ADDED, key, _cells(name, {}, now))


def _cells(name: str, old: Cells, new: Cells) -> tuple[Cell, ...]:
    """Return the cells that differ, in the order of the columns; a column or row that is not there gives None."""
    generated = _generated(name)
    found = []
    for column in dict.fromkeys([*old, *new]):
        was, now = old.get(column), new.get(column)
        if was != now:
            before, after = _members(name, column, was), _members(name, column, now)
            gone = tuple(each for each in before if each not in after)
            more = tuple(each for each in after if each not in before)
            found.append(Cell(column, was, now, column in generated, gone, more))
    return tuple(found)


def _members(name: str, column: str, text: str | None) -> list[str]:
    known = schema.column(_KNOWN[name], column) if name in _KNOWN else None
    if not text or known is None:
        return []
    if known.is_list:
        return text.split(";")
    if isinstance(known.cell, FieldsCell):
        told = _object(text)
        return [f"{each}: {json.dumps(words, ensure_ascii=False)}" for each, words in told.items()]
    return []


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _generated(name: str) -> set[str]:
    """Return the columns that the build fills: as the models say, never as the data says of itself."""
    return {each.name for each in schema.columns(_KNOWN[name]) if each.generated} if name in _KNOWN else set()
