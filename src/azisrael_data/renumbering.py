"""Rows known again under another id, and ids under which another row stands now.

A fact is known by the spans that bear on it, a span by its row and place, a work by its label, a source by its letters,
what has a name by its name or an alias, and any of them by all its coded cells: the marks of `identity`, held between
two snapshots and so without the ledger of published ids, which either of them may lack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from azisrael_data.models import FACTS
from azisrael_data.snapshots import Cells, Key, Sheet, Snapshot

EVIDENCE = "evidence"
_FACTS = {table.name for table in FACTS}
_PLACE = ("source_id", "start", "end", "fields")

Mark = tuple[object, ...]
Marker = Callable[["Side", str, Cells], list[Mark]]  # a row is known by any of its marks


class Side:
    """One snapshot and its spans by row; `renamed` maps ids of facts to those that the other side has for them."""

    def __init__(self, snapshot: Snapshot, renamed: Mapping[tuple[str, str], str] | None = None) -> None:
        self.snapshot = snapshot
        self.renamed = renamed or {}
        self.spans: dict[tuple[str, str], list[Cells]] = defaultdict(list)
        evidence = snapshot.sheets.get(EVIDENCE)
        for cells in evidence.rows.values() if evidence else ():
            self.spans[cells.get("table", ""), cells.get("row_id", "")].append(cells)


def pairs(old: Side, new: Side, name: str, withdrawn: Collection[Key], apart: Collection[str]) -> dict[Key, Key]:
    """Return which new rows of a table are rows that are gone: new key -> old key.

    `withdrawn` are keys with a tombstone, whose rows may stand under another id. `apart` are columns that say nothing
    of what a row is: generated ones, and those that one side does not have.
    """
    before, after = old.snapshot.sheets[name], new.snapshot.sheets[name]
    gone = {key: before.rows[key] for key in before.rows if key not in after.rows and key not in withdrawn}
    more = {key: after.rows[key] for key in after.rows if key not in before.rows}
    found: dict[Key, Key] = {}
    for marker in (*_MARKERS.get(name, _FACT if name in _FACTS else _NAMED), _whole(before, apart)):
        was, now = _by_mark(old, name, gone, marker), _by_mark(new, name, more, marker)
        for mark in sorted(was.keys() & now.keys(), key=repr):
            for key, other in zip(was[mark], now[mark], strict=False):
                if key in gone and other in more:
                    found[other] = key
                    del gone[key], more[other]
    return found


def is_another(old: Side, new: Side, name: str, was: Cells, now: Cells, spans: Mapping[str, str]) -> bool:
    """Tell whether one id stands for two things: nothing by which the old row was known is left in the new one.

    `spans` are the ids of spans that were renumbered: old id -> new id.
    """
    if name == EVIDENCE:  # a span may move to another row, or to another line, not both
        return _differ(was, now, "row_id") and (_differ(was, now, "source_id") or _differ(was, now, "line"))
    if name == "works":
        return _differ(was, now, "source_id") or _differ(was, now, "label")
    if name == "sources":
        return _differ(was, now, "letters_sha256")
    if name in _FACTS:
        before, after = (
            {span.get("id", "") for span in side.spans[name, cells.get("id", "")]}
            for side, cells in ((old, was), (new, now))
        )
        return bool(before and after) and not {spans.get(each, each) for each in before} & after
    known = {now.get("name", ""), *now.get("aliases", "").split(";")}
    return bool(was.get("name")) and bool(now.get("name")) and was["name"] not in known


def _differ(was: Cells, now: Cells, column: str) -> bool:
    return was.get(column, "") != now.get(column, "")


def _by_mark(side: Side, name: str, rows: Mapping[Key, Cells], marker: Marker) -> dict[Mark, list[Key]]:
    found: dict[Mark, list[Key]] = defaultdict(list)
    for key in sorted(rows):
        for mark in marker(side, name, rows[key]):
            if any(mark):
                found[mark].append(key)
    return found


def _spans(side: Side, name: str, cells: Cells) -> list[Mark]:
    return [tuple(sorted(span.get("id", "") for span in side.spans[name, cells["id"]]))]


def _places(side: Side, name: str, cells: Cells) -> list[Mark]:
    return [tuple(sorted(_place(span) for span in side.spans[name, cells["id"]]))]


def _place(span: Cells) -> tuple[str, ...]:
    return tuple(span.get(column, "") for column in _PLACE)


def _span(side: Side, _: str, cells: Cells) -> list[Mark]:
    home, row = cells.get("table", ""), cells.get("row_id", "")
    return [(home, side.renamed.get((home, row), row), *_place(cells))]


def _names(_: Side, __: str, cells: Cells) -> list[Mark]:
    return [(each,) for each in dict.fromkeys([cells.get("name", ""), *cells.get("aliases", "").split(";")])]


def _by(*columns: str) -> Marker:
    return lambda _side, _name, cells: [tuple(cells.get(column, "") for column in columns)]


def _whole(sheet: Sheet, apart: Iterable[str]) -> Marker:
    return _by(*(column for column in sheet.columns if column not in {*sheet.key, *apart}))


_FACT = (_spans, _places)
_NAMED = (_by("name"), _names)
_MARKERS: Mapping[str, tuple[Marker, ...]] = {
    EVIDENCE: (_span,),
    "works": (_by("source_id", "label"),),
    "sources": (_by("letters_sha256"),),
}
