"""A package in memory: every table as read, and look-ups across them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from azisrael_data.literals import Names
from azisrael_data.models import FACTS, TABLES, Table
from azisrael_data.problems import Problem
from azisrael_data.read import Numbered, Read, read

# Problems after which the rows of a file are not all known, so that other tables cannot be held against it.
_LOSING = {
    "file-missing", "file-unreadable", "file-empty", "not-csv", "not-utf8", "delimiter", "no-header", "open-quote",
    "stray-quote", "ragged-row", "merge-conflict", "no-final-newline", "missing-column",
    "unknown-column", "duplicate-column",
}  # fmt: skip
# Columns besides the key without which a row says nothing about other rows.
_LINKING = {
    "evidence": {"table", "row_id", "source_id", "line", "fields", "stance"},
    "lines": {"start", "end"},
    "works": {"root_id"},
    "sources": {"version_of"},
    "withdrawn": {"table"},
}


class Package:
    """All tables of a package as read from CSV. Holds whatever could be read, and the problems of reading."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reads: dict[str, Read] = {table.name: read(root, table) for table in TABLES}
        self._lost: dict[str, list[str]] = {}
        self._known: dict[str, bool] = {}

    def __getitem__(self, name: str) -> Read:
        return self.reads[name]

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of reading, table by table."""
        for found in self.reads.values():
            yield from found.problems

    def known(self, name: str) -> bool:
        """Tell whether every row of a table's file could be read far enough to know what it is."""
        if name not in self._known:
            found = self.reads[name]
            linking = {*found.table.key, *_LINKING.get(name, ())}
            self._known[name] = not any(p.code in _LOSING or p.column in linking for p in found.problems)
        return self._known[name]

    def complete(self, name: str) -> bool:
        """Tell whether all rows of a table are known, so that what is not among them is missing."""
        return self.known(name) and not self.lost(name)

    def lost(self, name: str) -> list[str]:
        """Return the published ids of a table that are neither in it nor withdrawn, in order."""
        if name not in self._lost:
            gone = self.remembered.get(name, {}).keys() - self.keys.get(name, {}).keys()
            excused = {key for key, row in self.keys["withdrawn"].items() if row.values.get("table") == name}
            self._lost[name] = sorted(gone - excused) if self.known("withdrawn") else []
        return self._lost[name]

    @cached_property
    def remembered(self) -> dict[str, dict[str, str]]:
        """Per table the ids that were ever published, with their marks."""
        found: dict[str, dict[str, str]] = {}
        for row in self.reads["published"].rows:
            if row.clean:
                found.setdefault(row.values["table"], {})[row.values["id"]] = row.values["mark"]
        return found

    @cached_property
    def keys(self) -> dict[str, dict[Any, Numbered]]:
        """Rows by id, per table that has ids."""
        return {
            name: {row.values["id"]: row for row in found.rows if row.values.get("id") is not None}
            for name, found in self.reads.items()
            if found.table.key == ("id",)
        }

    @cached_property
    def names(self) -> dict[str, Names]:
        """Names and aliases of the reference tables."""
        return {
            name: Names(row.values for row in self.reads[name].rows if {"id", "name", "aliases"} <= row.values.keys())
            for name in ("actors", "weapon_systems", "places")
        }

    @cached_property
    def spans(self) -> dict[str, list[Numbered]]:
        """Evidence rows by the row that they bear on, in the order of their ids, whatever that of the file."""
        found: dict[str, list[Numbered]] = {}
        for row in sorted(self.reads["evidence"].rows, key=lambda row: row.values.get("id") or ""):
            if row.values.get("row_id"):
                found.setdefault(row.values["row_id"], []).append(row)
        return found

    @cached_property
    def roots(self) -> dict[str, str]:
        """The root work of every work, and of every source that is another version of a work."""
        found = {key: row.values.get("root_id") or key for key, row in self.keys["works"].items()}
        versions = {key: row.values.get("version_of") for key, row in self.keys["sources"].items()}
        return found | {key: found.get(work, work) for key, work in versions.items() if work}

    def facts(self) -> Iterator[tuple[Table, Read, Numbered]]:
        """Yield every row of the five data tables."""
        for table in FACTS:
            for row in self.reads[table.name].rows:
                yield table, self.reads[table.name], row
