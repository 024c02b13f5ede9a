"""Semantic versioning for data: what a change of the schemas means for who reads the data, and which weighs most.

major   what was there can no longer be found or read as before
minor   there is more, or less of it with a tombstone
patch   the same rows say something else, or are described otherwise

`docs/versioning.md` has the rules in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAJOR, MINOR, PATCH = "major", "minor", "patch"
LEVELS = (PATCH, MINOR, MAJOR)  # in order of weight
_CODES = re.compile(r" Codes: ([^.]*)\.$")  # where the schema of a list column names them
_VERSION = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")
# A part of a schema -> level if it is added, if it is taken away, if it is another.
_PARTS = {
    "type": (MAJOR, MAJOR, MAJOR),
    "format": (MAJOR, MAJOR, MAJOR),
    "primaryKey": (MAJOR, MAJOR, MAJOR),
    "missingValues": (MAJOR, MAJOR, MAJOR),
    "foreignKeys": (MINOR, MAJOR, MAJOR),
    "references": (MINOR, MAJOR, MAJOR),
    "required": (MINOR, MAJOR, MAJOR),
    "unique": (MINOR, MAJOR, MAJOR),
    "generated": (MINOR, MINOR, MINOR),
}
_PROSE = ("title", "description", "example", "$schema", "name")
_OTHER = (MINOR, MINOR, MINOR)  # bounds, patterns, lengths: other values are allowed than before


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One part of a table's schema that is not the same: its column (empty: the table's own), and what it was and is.

    `old` and `new` are JSON, None where the part is not there; for codes they are those taken away and those added.
    """

    table: str
    column: str
    part: str
    old: str | None
    new: str | None
    level: str


def heaviest(levels: Iterable[str]) -> str | None:
    """Return the level that weighs most, or None if there is none."""
    return max(levels, key=LEVELS.index, default=None)


def exceeds(level: str | None, most: str) -> bool:
    """Tell whether a level weighs more than another."""
    return level is not None and LEVELS.index(level) > LEVELS.index(most)


def raised(old: str, new: str) -> str | None:
    """Return the level of change for which a version is raised far enough over another, None if it is for none.

    Before 1.0.0 the second number stands for the first, and the third for the second and third.

    >>> raised("1.2.0", "1.3.0"), raised("0.1.0", "0.1.1"), raised("0.1.0", "0.1.0")
    ('minor', 'minor', None)
    """
    before, after = _numbers(old), _numbers(new)
    if not before or not after or after <= before:
        return None
    if after[0] > before[0] or (after[0] == 0 and after[1] > before[1]):
        return MAJOR
    return MINOR if after[0] == 0 or after[1] > before[1] else PATCH


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if _VERSION.fullmatch(version) else ()


def schema_changes(table: str, old: Any, new: Any) -> list[SchemaChange]:
    """Return how two Table Schemas differ. Columns that only one has are left to who compares the columns."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return []
    before, after = _fields(old), _fields(new)
    found = list(_parts(table, "", _without(old, "fields"), _without(new, "fields")))
    for name in (name for name in before if name in after):
        found += _field(table, name, before[name], after[name])
    return found


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    fields = schema.get("fields")
    listed = fields if isinstance(fields, list) else []
    return {str(each.get("name")): each for each in listed if isinstance(each, dict)}


def _without(part: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in names}


def _field(table: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    yield from _codes(table, name, codes(old), codes(new))
    yield from _parts(table, name, _without(old, "constraints", "name"), _without(new, "constraints", "name"))
    yield from _parts(table, name, _constraints(old), _constraints(new))


def _constraints(field: Mapping[str, Any]) -> dict[str, Any]:
    found = field.get("constraints")
    return _without(found, "enum") if isinstance(found, dict) else {}


def codes(field: Mapping[str, Any]) -> list[str] | None:
    """Return the code list that the schema of a column has: as a constraint, or of a list column in its description."""
    constraints = field.get("constraints")
    listed = constraints.get("enum") if isinstance(constraints, dict) else None
    if isinstance(listed, list):
        return [each if isinstance(each, str) else _told(each) for each in listed]
    match = _CODES.search(str(field.get("description", "")))
    return match[1].split(", ") if match else None


def _codes(table: str, column: str, old: list[str] | None, new: list[str] | None) -> Iterator[SchemaChange]:
    if old is None or new is None:
        if old != new:
            level = MINOR if new is None else MAJOR  # a closed list where any text was allowed
            yield SchemaChange(table, column, "codes", _list(old), _list(new), level)
        return
    gone, more = [each for each in old if each not in new], [each for each in new if each not in old]
    if gone:
        yield SchemaChange(table, column, "codes", _list(gone), None, MAJOR)
    if more:
        yield SchemaChange(table, column, "codes", None, _list(more), MINOR)


def _list(codes: list[str] | None) -> str | None:
    return None if codes is None else ", ".join(codes)


def _parts(table: str, column: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for name in sorted(old.keys() | new.keys()):
        was, now = (_told(side[name]) if name in side else None for side in (old, new))
        if was != now:
            yield SchemaChange(table, column, name, was, now, _level(name, was, now))


def _level(name: str, was: str | None, now: str | None) -> str:
    if name in _PROSE:
        return PATCH
    added, removed, other = _PARTS.get(name, _OTHER)
    return added if was is None else removed if now is None else other


def _told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
