"""New rows from a document: texts to typed rows in a draft, words to evidence, and every fault with its place.

A document holds `facts`, each with its columns and its `evidence`, and rows of the reference tables under their names
(`actors`, `weapon_systems`, `places`, `works`); `aliases` adds names to rows that are there. `azisrael new` asks its
way to such a document, or reads one; both end here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from azisrael_data import attest, keying, schema
from azisrael_data.cells import Pattern
from azisrael_data.codelists import FACT_TABLES
from azisrael_data.draft import Draft
from azisrael_data.keying import NAMED, Misfit, Unfit
from azisrael_data.models import Table, table
from azisrael_data.package import Package
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.write import csv_line

REFERENCES = ("actors", "weapon_systems", "places", "works")  # in the order in which their rows refer to each other
ENTERED = (*FACT_TABLES, *REFERENCES)
PARTS = ("facts", *REFERENCES, "aliases")
SPAN_DIGITS = 5
_FIELD = re.compile(r"'([a-z_]+)'")
_WORDS = {"line": "words", "start": "words", "end": "words", "source_id": "source"}


class Entry:
    """Rows on their way into a package: `draft` holds what would be written, `misfits` what is wrong so far.

    `ids` are the new rows as (table, id). `package` is the package as read, with the new rows known to it.
    """

    def __init__(self, root: Path, texts: Path | None = None) -> None:
        self.draft = Draft(root)
        self.package = Package(root)
        self.texts = attest.Texts(self.package, texts)
        self.misfits: list[Misfit] = []
        self.ids: list[tuple[str, str]] = []
        self.lost: set[str] = set()  # ids that a document means, of rows that did not fit
        self._places: dict[tuple[str, tuple[Any, ...]], str] = {}

    def take(self, document: Any, home: str) -> None:
        """Add all rows of a document. `home` is the table of facts that do not name theirs."""
        if not isinstance(document, dict):
            message = "the document is not a mapping"
            self.misfits.append(Misfit("document", "bad-type", message, f"write {', '.join(PARTS)} at its top"))
            return
        for name in document:
            if name not in PARTS:
                message = f"no part {shown(name)}, known: {', '.join(PARTS)}"
                self.misfits.append(Misfit(str(name), "unknown-column", message, nearest(str(name), PARTS)))
        for name in REFERENCES:
            for place, given in self._items(document, name):
                self.reference(name, given, place)
        self._aliases(document.get("aliases"))
        for place, given in self._items(document, "facts"):
            self.fact(given, home, place)
        self.draft.settle_ledger()

    def _items(self, given: Mapping[str, Any], name: str, above: str = "") -> list[tuple[str, dict[str, Any]]]:
        """Return the rows of a part of a document with their places."""
        part, name = given.get(name), f"{above}{name}"
        if part is None:
            return []
        if not isinstance(part, list):
            self.misfits.append(Misfit(name, "bad-type", "not a list", "begin every row with '- '"))
            return []
        found = []
        for number, each in enumerate(part):
            if isinstance(each, dict):
                found.append((f"{name}[{number}]", each))
            else:
                self.misfits.append(Misfit(f"{name}[{number}]", "bad-type", "not a mapping", "write column: value"))
        return found

    def reference(self, name: str, given: Mapping[str, Any], place: str) -> str | None:
        """Add a row of a reference table and return its id, None if it does not fit."""
        given = {column: typed for column, typed in given.items() if typed not in (None, "", [])}
        key = given.get("id") or proposed_id(name, given)
        if name == "works" and given.get("root_id") in (None, key):
            given["root_id"] = key
            keying.admit(self.package, "works", {"id": key})  # a work may be its own root
        values, misfits = keying.row(self.package, table(name), {"id": key, **given}, place)
        return self._added(name, values, misfits, place, key)

    def _added(self, name: str, values: dict[str, Any], misfits: list[Misfit], place: str, key: str) -> str | None:
        if any(row["id"] == key for row in self.draft.rows[name]):
            hint = f"the next free one is {self.next_id(name)}" if table(name).is_fact else "take another"
            misfits = [*misfits, Misfit(f"{place}.id", "duplicate-id", f"{key} is already in {name}", hint)]
        self.misfits += misfits
        if misfits:
            self.lost.add(key)
            return None
        keying.admit(self.package, name, self.draft.add(name, values))
        self.ids.append((name, key))
        self._places[name, (key,)] = place
        return key

    def _aliases(self, part: Any) -> None:
        if part is None:
            return
        for name, rows in part.items() if isinstance(part, dict) else [("", None)]:
            if name not in NAMED or not isinstance(rows, dict):
                hint = "write table, id and a list of names"
                self.misfits.append(Misfit(f"aliases.{name}", "bad-type", "not names of rows", hint))
                continue
            for key, names in rows.items():
                self.alias(name, key, names, f"aliases.{name}.{key}")

    def alias(self, name: str, key: str, names: Any, place: str) -> None:
        """Add names to a row of a reference table."""
        row = next((row for row in self.draft.rows[name] if row["id"] == key), None)
        texts = [names] if isinstance(names, str) else names
        if row is None or not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            fault = f"{shown(key)} is not in {name}" if row is None else f"{shown(names)} is not a list of names"
            self.misfits.append(Misfit(place, "dangling-key" if row is None else "bad-list", fault))
            return
        known = row["aliases"] or ()
        row["aliases"] = (*known, *(text for text in dict.fromkeys(texts) if text not in known))
        self._places.setdefault((name, (key,)), place)
        self.package.keys[name][key].values["aliases"] = row["aliases"]
        vars(self.package).pop("names", None)

    def fact(self, given: Mapping[str, Any], home: str, place: str) -> str | None:
        """Add a fact with its evidence and return its id, None if one of them does not fit."""
        name = given.get("table", home)
        if name not in FACT_TABLES:
            message = f"{shown(name)} is not a table of facts"
            self.misfits.append(Misfit(f"{place}.table", "unknown-code", message, nearest(str(name), FACT_TABLES)))
            return None
        target = table(name)
        key = given.get("id") or self.next_id(name)
        own = {column: typed for column, typed in given.items() if column not in ("table", "evidence")}
        values, misfits = keying.row(self.package, target, {**own, "id": key}, place)
        passages = self._items(given, "evidence", f"{place}.")
        spans = [(at, *attest.span(self.texts, target, each, at)) for at, each in passages]
        for at, span, exceptions, faults in spans:
            misfits += faults or self._wording(at, values, span, exceptions)
        if not spans:
            misfits.append(
                Misfit(f"{place}.evidence", "no-evidence", "no passage is given", "give source, words, fields")
            )
        if self._added(name, values, misfits, place, key) is None:
            return None
        for at, span, exceptions, _ in spans:
            self._span(name, key, span, exceptions, at)
        return key

    def _wording(
        self, place: str, fact: Mapping[str, Any], span: Mapping[str, Any], exceptions: Mapping[str, str]
    ) -> list[Misfit]:
        hint = "correct it, or give the reason under exceptions"
        found = attest.clashes(self.texts, fact, span)
        wrong = [
            Misfit(place, "wording", f"{rule}: {told}", hint) for rule, told in found.items() if rule not in exceptions
        ]
        return wrong + [
            Misfit(f"{place}.exceptions.{rule}", "wording", "nothing in the passage needs it", "leave it out")
            for rule in exceptions
            if rule not in found
        ]

    def _span(self, name: str, key: str, span: Mapping[str, Any], exceptions: Mapping[str, str], place: str) -> None:
        number = self.draft.next_id("evidence", "EV", SPAN_DIGITS)
        self.draft.add("evidence", {**span, "id": number, "table": name, "row_id": key})
        self.ids.append(("evidence", number))
        self._places["evidence", (number,)] = place
        for rule, reason in exceptions.items():
            self.draft.add("exceptions", {"evidence_id": number, "rule": rule, "reason": reason})
            self._places["exceptions", (number, rule)] = f"{place}.exceptions.{rule}"

    def next_id(self, name: str) -> str:
        """Return the next free id of a table of facts."""
        return self.draft.next_id(name, prefix(table(name)), 4)

    def problems(self) -> list[Misfit | Problem]:
        """Return everything that is wrong: of the document first, then of the package as it would be.

        A problem of a row that is new has its place in the document; one that only follows from a row that did not
        fit is left out.
        """
        found: list[Misfit | Problem] = list(dict.fromkeys(self.misfits))
        rows = self._rows_by_line()
        for problem in self.draft.problems():
            follows = problem.code == "dangling-key" and any(shown(key) in problem.message for key in self.lost)
            if not follows:
                found.append(self._placed(problem, rows))
        return found

    def _rows_by_line(self) -> dict[tuple[str, int], str]:
        """Return the places of the new rows by path and physical line of the CSV that would be written."""
        found = {}
        for name in sorted({name for name, _ in self._places}):
            target, line = table(name), 2
            ordered = sorted(self.draft.rows[name], key=lambda row: tuple(row[column] for column in target.key))
            for row in ordered:
                place = self._places.get((name, tuple(row[column] for column in target.key)))
                if place is not None:
                    found[target.path, line] = place
                line += csv_line(target, row).count("\n")
        return found

    def _placed(self, problem: Problem, rows: Mapping[tuple[str, int], str]) -> Misfit | Problem:
        place = rows.get((problem.path, problem.line))
        if place is None:
            return problem
        column = problem.column
        if problem.path == table("evidence").path:
            field = _FIELD.search(problem.message) if column == "fields" else None
            column = f"fields.{field[1]}" if field else _WORDS.get(column, column)
        if problem.code == "no-evidence":
            column = "evidence"
        return Misfit(f"{place}.{column}" if column else place, problem.code, problem.message, problem.hint)


def prefix(target: Table) -> str:
    """Return what the ids of a table of facts begin with."""
    column = schema.column(target, "id")
    assert column
    assert isinstance(column.cell, Pattern)
    return column.cell.pattern.partition("-")[0]


def proposed_id(name: str, given: Mapping[str, Any]) -> str:
    """Return the id of a reference row that its other columns suggest; empty if they do not."""
    words = [given.get("source_id"), given.get("label")] if name == "works" else [given.get("name")]
    return "-".join(keying.slug(word) for word in words if isinstance(word, str))


def resolved(package: Package, home: str, text: str) -> str | None:
    """Return the id that a text names in a table, None if it names none or several."""
    try:
        return keying.resolve(package, home, text)
    except Unfit:
        return None
