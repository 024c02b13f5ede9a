"""A difference in the order in which a person reads it: losses first, spans with their rows, the build's work last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from azisrael_data.difference import (
    ADDED,
    CHANGED,
    DROPPED,
    KINDS,
    LEDGER,
    LOSSES,
    LOST,
    REFUSED,
    RENUMBERED,
    REUSED,
    WITHDRAWN,
    Cell,
    Difference,
    Row,
    TableDifference,
)
from azisrael_data.models import TABLES
from azisrael_data.renumbering import EVIDENCE
from azisrael_data.snapshots import Cells, Key, Snapshot
from azisrael_data.versioning import LEVELS, MAJOR, MINOR, PATCH, SchemaChange

REFUSALS, REBUILT, SHAPE = "refused", "rebuilt", "shape"
HEADINGS = {
    LOST: "Lost",
    REFUSALS: "Refused: ids that changed hands",
    WITHDRAWN: "Withdrawn",
    CHANGED: "Changed",
    DROPPED: "Notes taken away",
    ADDED: "Added",
    SHAPE: "Columns, codes and schemas",
    REBUILT: "Changed by the build alone",
}
SERIOUS = (LOST, REFUSALS)
_TITLES = ("summary", "name", "title", "reason", "file")
# Of a span that came or went: computed from source and passage, or told in its title.
_UNTOLD = ("table", "row_id", "start", "end", "letters", "head", "sha256", "source_id", "line", "stance", "certainty")
_PLACES = {table.name: place for place, table in enumerate(sorted(TABLES, key=lambda table: not table.is_fact))}

Owner = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one row, or of a table as a whole (then `id` is empty).

    `kind`: what became of it. `title`: what the row says of itself; `remark`: what is to be said about it. `cells` are
    what people write, `built` what the build does. `spans` are the entries of the evidence that changed with the row.
    """

    kind: str
    table: str
    id: str
    title: str = ""
    remark: str = ""
    cells: tuple[Cell, ...] = ()
    built: tuple[Cell, ...] = ()
    spans: tuple[Entry, ...] = field(default=())

    @property
    def is_row(self) -> bool:
        """Tell whether the row itself differs, and not only its evidence or its table."""
        return self.kind in KINDS

    @property
    def is_there(self) -> bool:
        """Tell whether the row is there on the new side."""
        return self.kind not in (LOST, WITHDRAWN, DROPPED)


@dataclass(frozen=True, slots=True)
class Section:
    """Entries that belong under one heading."""

    kind: str
    entries: tuple[Entry, ...]

    @property
    def heading(self) -> str:
        """The heading with the number of its entries."""
        return f"{HEADINGS[self.kind]} ({len(self.entries)})"

    @property
    def is_serious(self) -> bool:
        """Tell whether the section is about losses."""
        return self.kind in SERIOUS


def summary(given: Difference) -> str:
    """Return what differs in one line, the gravest first: `major: 1 row lost; patch: 2 rows changed`."""
    counts = Counter(ground for table in given.tables for ground in table.grounds())
    parts = []
    for level in reversed(LEVELS):
        found = sorted((ground.became, ground.noun, count) for ground, count in counts.items() if ground.level == level)
        told = (f"{count} {_plural(noun) if count > 1 else noun} {became}" for became, noun, count in found)
        parts += [f"{level}: {', '.join(told)}"] if found else []
    return "; ".join(parts) or "no difference"


def _plural(noun: str) -> str:
    first, _, rest = noun.partition(" of ")
    return f"{first}s of {rest}" if rest else f"{noun}s"


def sections(given: Difference) -> list[Section]:
    """Return all that differs, under the headings that have something to tell."""
    found: dict[str, list[Entry]] = {kind: [] for kind in HEADINGS}
    for table in given.tables:
        for each in _shape(table):
            found[LOST if each.kind == MAJOR else SHAPE].append(each)
    for each in _with_spans(given):
        found[_section(each)].append(each)
    return [Section(kind, tuple(sorted(found[kind], key=_order))) for kind in found if found[kind]]


def _order(entry: Entry) -> tuple[bool, int, str, list[tuple[str, int]], str]:
    """Sort tables as a whole first, facts before what they refer to, and numbers in ids as numbers."""
    pairs = re.findall(r"([^0-9]*)([0-9]{0,18})", entry.id)
    numbered = [(words, int(digits or 0)) for words, digits in pairs]
    return bool(entry.id), _PLACES.get(entry.table, len(_PLACES)), entry.table, numbered, entry.id


def _section(entry: Entry) -> str:
    kind = entry.kind if entry.is_row else entry.spans[0].kind
    if kind in REFUSED:
        return REFUSALS
    if kind == CHANGED and not entry.cells and not entry.spans:
        return REBUILT
    return kind


def _with_spans(given: Difference) -> Iterator[Entry]:
    """Yield entries of rows with those of their spans; a span that fared worse than its row stands for itself."""
    rows: dict[Owner, Entry] = {}
    names: dict[Owner, Owner] = {}  # of rows that have another id now
    for table in given.tables:
        if table.name == EVIDENCE:
            continue
        yield from _ledger(table)
        for row in (row for row in table.rows if not _is_filed(table, row)):
            owner = table.name, " ".join(row.key)
            rows[owner] = _entry(table, row)
            if row.was:
                names[table.name, " ".join(row.was)] = owner
    alone: dict[tuple[str, Owner], list[Entry]] = {}
    for owner, span in _spans(given):
        own = rows.get(names.get(owner, owner))
        if own and _gravity(own.kind) <= _gravity(span.kind):
            rows[names.get(owner, owner)] = replace(own, spans=(*own.spans, span))
        else:
            alone.setdefault((span.kind, owner), []).append(span)
    yield from (entry for entry in rows.values() if _has_something(entry))
    for (kind, (name, key)), spans in alone.items():
        title = _title_of(given, name, key)
        yield Entry(f"evidence {kind}", name, key, title, spans=tuple(spans))


def _has_something(entry: Entry) -> bool:
    """Tell whether there is anything to tell: not if a row differs only in columns that came or went as a whole."""
    return entry.kind != CHANGED or bool(entry.cells or entry.built or entry.spans)


def _gravity(kind: str) -> int:
    return KINDS.index(LOST) if kind in LOSSES else KINDS.index(kind)


def _ledger(table: TableDifference) -> Iterator[Entry]:
    """Tell in one entry what the build added to the ledger."""
    count = sum(_is_filed(table, row) for row in table.rows)
    if count:
        yield Entry(ADDED, table.name, "", remark=f"{count} id(s) new in the ledger of published ids")


def _is_filed(table: TableDifference, row: Row) -> bool:
    """Tell whether a row is what the build added to the ledger, which nobody reads row by row."""
    return table.name == LEDGER and row.kind == ADDED


def _spans(given: Difference) -> Iterator[tuple[Owner, Entry]]:
    for table in given.tables:
        if table.name == EVIDENCE:
            for row in table.rows:
                cells = _values(table, row)
                yield (cells.get("table", ""), cells.get("row_id", "")), _entry(table, row)


def _values(table: TableDifference, row: Row) -> Cells:
    sheet = table.old if row.gone else table.new
    return sheet.rows[row.key] if sheet else {}


def _entry(table: TableDifference, row: Row) -> Entry:
    values = _values(table, row)
    told = [cell for cell in row.cells if _is_told(table, row, cell)]
    return Entry(
        row.kind,
        table.name,
        " ".join(row.key),
        _title(table.name, values),
        _remark(row),
        tuple(cell for cell in told if not cell.generated),
        tuple(cell for cell in told if cell.generated and row.kind in (CHANGED, RENUMBERED, REUSED)),
    )


def _is_told(table: TableDifference, row: Row, cell: Cell) -> bool:
    """Tell whether a cell is shown by itself: not those of the key or of a column that came or went.

    Of a row that came or went neither what is empty nor what its title says.
    """
    sheet = table.old if row.gone else table.new
    if (sheet and cell.column in sheet.key) or cell.column in (*table.columns_added, *table.columns_removed):
        return False
    if row.kind in (CHANGED, RENUMBERED, REUSED):
        return True
    if table.name == EVIDENCE and cell.column in _UNTOLD:
        return False
    text = cell.old or cell.new
    return bool(text) and not (cell.column in _TITLES and text == _title(table.name, _values(table, row)))


def _title_of(given: Difference, name: str, key: str) -> str:
    for side in (given.new, given.old):
        values = _found(side, name, (key,))
        if values:
            return _title(name, values)
    return ""


def _found(side: Snapshot, name: str, key: Key) -> Cells:
    sheet = side.sheets.get(name)
    return sheet.rows.get(key, {}) if sheet else {}


def _title(name: str, values: Cells) -> str:
    if name == EVIDENCE:
        place = f"{values.get('source_id', '')}:{values.get('line', '')}"
        return ", ".join(each for each in (place, values.get("stance"), values.get("certainty")) if each)
    return next((values[column] for column in _TITLES if values.get(column)), "")


def _remark(row: Row) -> str:
    key, was = " ".join(row.key), " ".join(row.was or ())
    if row.kind == RENUMBERED:
        return f"{key} is what was {was}, which is gone: give it its id {was} back"
    if row.kind == REUSED:
        return f"{key} was something else: take the next free id, and withdraw {key} if it is gone"
    if row.tombstone:
        after = row.tombstone.get("replaced_by")
        replaced = f"; {after} took its place" if after else ""
        return f"{row.tombstone.get('date', '')}: {row.tombstone.get('reason', '')}{replaced}"
    return ""


def _shape(table: TableDifference) -> Iterator[Entry]:
    """Yield what is to be told of a table as a whole, as entries whose kind is the level of it."""
    if table.old is None or table.new is None:
        sheet, became, level = (table.new, "new", MINOR) if table.old is None else (table.old, "gone", MAJOR)
        yield Entry(level, table.name, "", remark=f"the table is {became}: {len(sheet.rows) if sheet else 0} rows")
    for columns, became, level in ((table.columns_removed, "gone", MAJOR), (table.columns_added, "new", MINOR)):
        for column in columns:
            filled = _filled(table.rows, column)
            yield Entry(level, table.name, "", column, f"the column is {became}, with {filled} filled cell(s)")
    if table.reordered:
        yield Entry(PATCH, table.name, "", remark="the columns stand in another order")
    yield from map(_change, table.schema)


def _filled(rows: Iterable[Row], column: str) -> int:
    return sum(bool(cell.old or cell.new) for row in rows for cell in row.cells if cell.column == column)


def _change(change: SchemaChange) -> Entry:
    if change.part == "codes" and (change.old is None or change.new is None):
        remark = "codes taken away" if change.new is None else "codes added"
    else:
        remark = "of its schema"
    cells = (Cell(change.part, change.old, change.new),)
    return Entry(change.level, change.table, "", change.column, remark, cells)
