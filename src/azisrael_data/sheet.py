"""A row as a person reads it: everything that a package holds about one id, gathered from the CSV files of a folder.

Only gathering: `sheetprint` prints. A package with problems will do, so long as the row itself can be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azisrael_data import copies, excerpts, schema, tellings
from azisrael_data.models import TABLES, Table, table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, nearest, shown
from azisrael_data.read import Numbered
from azisrael_data.schema import Column
from azisrael_data.views import CellView, Named, Reference, Sheet, SpanView, Telling

KEYED = tuple(each for each in TABLES if each.key == ("id",) and each.name != "withdrawn")
_LINE = re.compile(r"(?P<source>.+):(?P<line>[0-9]+)")
_NUMBERED = re.compile(r"(?P<prefix>[A-Za-z]{2})-?[0-9]+")
_TITLES = ("summary", "name", "title", "label")  # columns by which a row is called, the best first
_SPELT = {
    "cow": "COW", "id": "ID", "plover": "PLOVER", "sha256": "SHA-256", "sipri": "SIPRI", "unroca": "UNROCA",
    "url": "URL",
}  # fmt: skip

Copies = Mapping[str, copies.Text]


def sheets(package: Package, key: str, found: Copies | None = None, name: str | None = None) -> list[Sheet]:
    """Return what is shown of an id: of a row, of a line of the ledger (`source:line`), or of a withdrawn row.

    Two tables may share an id, unless one is named. `found` holds the copies of the sources at hand.

    Raises CannotRun, with the nearest id, if there is none.
    """
    made = _Maker(package, found or {})
    homes = (table(name),) if name else KEYED
    told = [made.row(each, package.keys[each.name][key]) for each in homes if key in package.keys.get(each.name, ())]
    match = _LINE.fullmatch(key)
    if match and not told:
        told = [made.line(row) for row in _ledger(package, match["source"], int(match["line"]))]
    tombstone = package.keys["withdrawn"].get(key)
    if tombstone is not None and (not told or tombstone.values.get("table") not in {each.table for each in told}):
        told.append(made.row(table("withdrawn"), tombstone))
    if not told:
        raise CannotRun(_unknown(package, key, match["source"] if match else None))
    return told


def label(column: str) -> str:
    """Return the name of a column as a person reads it.

    >>> label("from_actor")
    'From actor'
    """
    first, *rest = (_SPELT.get(word, word) for word in column.split("_"))
    return " ".join([first[:1].upper() + first[1:], *rest])


def name_of(package: Package, home: str, key: str) -> str:
    """Return what a row is called: its summary, name or title; its id if it has none."""
    row = package.keys.get(home, {}).get(key)
    values = row.values if row else {}
    return str(next((values[each] for each in _TITLES if values.get(each)), key))


def _ledger(package: Package, source: str, line: int) -> list[Numbered]:
    rows = package["lines"].rows
    return [row for row in rows if (row.values.get("source_id"), row.values.get("line")) == (source, line)]


def _unknown(package: Package, key: str, source: str | None) -> str:
    """Say that there is no such id, and which one may be meant."""
    if source in package.keys["sources"]:
        last = sum(row.values.get("source_id") == source for row in package["lines"].rows)
        return f"{source} has no line {shown(key.rpartition(':')[2])}; its lines are numbered 1 to {last}"
    numbered = _NUMBERED.fullmatch(key)
    ids = [each for home in KEYED for each in package.keys[home.name]]
    if numbered:
        ids = [each for each in ids if each.startswith(f"{numbered['prefix'].upper()}-")]
    else:
        ids = [each for each in ids if _NUMBERED.fullmatch(each) is None]
    named = [each for names in package.names.values() for each in names.find(key)]
    hint = nearest(key, ids, named)
    if not hint and numbered and ids:
        hint = f"known are {min(ids)} to {max(ids)}"
    return f"no row has the id {shown(key)}" + (f"; {hint}" if hint else "")


class _Maker:
    """Makes the sheets of one package."""

    def __init__(self, package: Package, found: Copies) -> None:
        self.package, self.found = package, found

    def row(self, home: Table, row: Numbered) -> Sheet:
        """Return the sheet of a row of a table that has ids."""
        key = row.values["id"]
        read = self.package[home.name]
        sheet = Sheet(key, home.name, f"{read.path}:{row.line}", self._title(home, row))
        sheet.problems = [each for each in read.problems if each.line == row.line]
        spans = self._behind(home, row)
        sheet.spans = list(self._spans(spans))
        for column in schema.columns(home):
            value = row.values.get(column.name)
            if column.name in ("id", "summary") or (column.name in _TITLES and value == sheet.title):
                continue
            if value is None:
                sheet.empty += [] if column.generated else [column.name]
            elif column.name == "fields":
                sheet.cells += _fields(value)
            else:
                sheet.cells.append(self._cell(column, row, value, spans if home.is_fact else []))
        sheet.references = list(self._references(home.name, key))
        if home.name == "sources":
            lines = [each.values for each in self.package["lines"].rows if each.values.get("source_id") == key]
            sheet.counts = dict(Counter(str(each.get("disposition")) for each in lines).most_common())
        return sheet

    def line(self, row: Numbered) -> Sheet:
        """Return the sheet of a line of the ledger."""
        values = row.values
        key = f"{values['source_id']}:{values['line']}"
        read = self.package["lines"]
        title = f"Line {values['line']} of {name_of(self.package, 'sources', values['source_id'])}"
        sheet = Sheet(key, "lines", f"{read.path}:{row.line}", title)
        sheet.problems = [each for each in read.problems if each.line == row.line]
        columns = {each.name: each for each in schema.columns(read.table)}
        told = ("disposition", "note")
        sheet.cells = [self._cell(columns[name], row, values[name], []) for name in told if values.get(name)]
        spans = [each for each in self.package["evidence"].rows if _stands_on(each, values)]
        spans.sort(key=lambda each: each.values.get("start") or 0)
        sheet.spans = list(self._spans(spans, passages=False))
        text = self.found.get(values["source_id"])
        if text is not None:
            sheet.text = excerpts.line(
                text, self._length(values["source_id"]), values, [s.values for s in spans if s.clean]
            )
        return sheet

    def _title(self, home: Table, row: Numbered) -> str:
        if home.name == "evidence":
            return f"Evidence for {row.values.get('row_id')}: " + name_of(
                self.package, str(row.values.get("table")), str(row.values.get("row_id"))
            )
        if home.name == "withdrawn":
            return f"Withdrawn from {row.values.get('table')}"
        return name_of(self.package, home.name, row.values["id"])

    def _behind(self, home: Table, row: Numbered) -> list[Numbered]:
        """Return the spans that a sheet shows: those of a fact, a span itself, those that cite a work."""
        key = row.values["id"]
        if home.is_fact:
            return self.package.spans.get(key, [])
        if home.name == "works":
            return [each for each in self.package["evidence"].rows if key in (each.values.get("works") or ())]
        return [row] if home.name == "evidence" else []

    def _spans(self, rows: Iterable[Numbered], *, passages: bool = True) -> Iterator[SpanView]:
        for number, row in enumerate(rows, 1):
            values = row.values
            source = str(values.get("source_id"))
            text = self.found.get(source) if passages and row.clean else None
            yield SpanView(
                number=number,
                id=str(values.get("id")),
                row_id=str(values.get("row_id")),
                source=source,
                line=values.get("line") or 0,
                stance=str(values.get("stance")),
                certainty=str(values.get("certainty")),
                title=name_of(self.package, str(values.get("table")), str(values.get("row_id"))),
                voice=Named(values["voice"], name_of(self.package, "actors", values["voice"]))
                if values.get("voice")
                else None,
                zone=str(values.get("zone")),
                works=tuple(Named(each, self._work(each)) for each in values.get("works") or ()),
                passage=excerpts.span(text, self._length(source), values) if text else None,
            )

    def _cell(self, column: Column, row: Numbered, value: Any, spans: list[Numbered]) -> CellView:
        told = []
        for number, span in enumerate(spans, 1):
            fields = span.values.get("fields") or {}
            if column.name in fields:
                words = fields[column.name]
                quoted = tuple(each for each in (words if isinstance(words, list) else [words]) if each)
                stance = str(span.values.get("stance"))
                told.append(Telling(number, stance, quoted, _told(column, row.values, words)))
        members = value if isinstance(value, tuple) else (value,)
        codes = column.codes or {}
        return CellView(
            column=column.name,
            label=label(column.name),
            value=column.cell.format(value),
            meaning="; ".join(codes[each] for each in members if each in codes),
            names=tuple(self._reference(column, each) for each in members if column.references),
            is_list=column.is_list,
            generated=column.generated,
            tellings=tuple(told),
        )

    def _reference(self, column: Column, key: str) -> Named:
        homes = [home for home in column.references if key in self.package.keys[home]]
        missing = f"not in {' or '.join(column.references)}"
        return Named(key, name_of(self.package, homes[0], key) if homes else missing)

    def _work(self, key: str) -> str:
        row = self.package.keys["works"].get(key)
        values = row.values if row else {}
        return ", ".join(str(values[each]) for each in ("author", "title", "publisher", "date") if values.get(each))

    def _length(self, source: str) -> int:
        row = self.package.keys["sources"].get(source)
        return (row.values.get("code_points") if row else None) or 1

    def _references(self, name: str, key: str) -> Iterator[Reference]:
        """Yield the rows that refer to a row, through any column of any table; spans of a fact are shown as such."""
        for read in self.package.reads.values():
            if read.table.name in ("lines", "published"):
                continue
            for column in schema.columns(read.table):
                if name not in column.references or column.name == "row_id":
                    continue
                for row in read.rows:
                    value = row.values.get(column.name)
                    if value == key or (isinstance(value, tuple) and key in value):
                        own = str(row.values.get("id") or row.values.get(read.table.key[0]))
                        if own != key:
                            yield Reference(
                                read.table.name, own, column.name, name_of(self.package, read.table.name, own)
                            )


def _fields(fields: Mapping[str, Any]) -> Iterator[CellView]:
    """Yield the columns that a span bears on, each with its words."""
    for name, words in fields.items():
        quoted = [each for each in (words if isinstance(words, list) else [words]) if each]
        text = " ".join(f'"{each}"' for each in quoted) or "judged from the passage"
        yield CellView(name, f"tells {label(name).lower()}", text, "", (), is_list=False, generated=False)


def _stands_on(span: Numbered, line: Mapping[str, Any]) -> bool:
    return all(span.values.get(name) == line[name] for name in ("source_id", "line"))


def _told(column: Column, fact: Mapping[str, Any], words: Any) -> str | None:
    """Return what the words give by rule, as the CSV would write it. Names are left to the reader."""
    if column.references or column.is_list:
        return None
    given = tellings.read(column, fact, words)
    if given is None or given.value == words:
        return None
    high = f" to {column.cell.format(given.high)}" if given.high is not None else ""
    return column.cell.format(given.value) + high
