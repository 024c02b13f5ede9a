"""Rules across cells, rows and tables that need no texts. Each check is a function from a package to its problems."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date as day
from typing import Any

from azisrael_data import derive, duplicates, edtf, identity, ledger, proof, rules, schema
from azisrael_data.codelists import COUNTRIES
from azisrael_data.files import UNFINISHED
from azisrael_data.literals import Names
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import Problem, nearest, shown

Check = Callable[[Package], Iterator[Problem]]

# The package has no clock: nothing in it was published or withdrawn after this day. Raised with each release.
CODED_UNTIL = day(2027, 12, 31)
_NOT_YET = {"planned", "considered", "expected", "announced", "offered", "drafted", "pledged", "reported", "ordered"}


def keys(package: Package) -> Iterator[Problem]:
    """Every key resolves to a row of the table that its column names."""
    for found in package.reads.values():
        referring = [column for column in schema.columns(found.table) if column.references]
        for row in found.rows:
            for column in referring:
                cell = row.values.get(column.name)
                # evidence.row_id may name a row of several tables: the column `table` says of which
                target = column.references[0] if len(column.references) == 1 else row.values.get("table")
                if cell is None or target is None or not package.known(target):
                    continue
                for key in cell if column.is_list else (cell,):
                    if key not in package.keys[target] and key not in package.lost(target):
                        named = package.names[target].find(key) if target in package.names else ()
                        hint = nearest(key, package.keys[target], named) or f"add it to {package[target].path}"
                        message = f"{shown(key)} is not in {target}"
                        yield Problem(found.path, row.line, column.name, "dangling-key", message, hint)


def countries(package: Package) -> Iterator[Problem]:
    """The code of a state is that of an actor, or one of ISO 3166."""
    if not package.known("actors"):
        return
    known = {*package.keys["actors"], *COUNTRIES, *package.lost("actors")}
    for name, column in (("actors", "country"), ("weapon_systems", "maker_country"), ("places", "country")):
        found = package[name]
        for row in found.rows:
            code = row.values.get(column)
            if code is not None and code not in known:
                message, hint = f"{shown(code)} is no state", "write its ISO 3166 alpha-3 code"
                yield Problem(found.path, row.line, column, "dangling-key", message, hint)


def replacements(package: Package) -> Iterator[Problem]:
    """What took the place of a withdrawn id is a row of its table, or was withdrawn itself."""
    found = package["withdrawn"]
    for row in found.rows:
        name, other = row.values.get("table"), row.values.get("replaced_by")
        if other is None or name is None or not package.known(name):
            continue
        known = {*package.keys[name], *package.keys["withdrawn"], *package.lost(name)}
        if other == row.values.get("id") or other not in known:
            message = f"{shown(other)} is not in {name}"
            yield Problem(
                found.path, row.line, "replaced_by", "dangling-key", message, "name the row that took its place"
            )


def publications(package: Package) -> Iterator[Problem]:
    """No cited work is younger than the source that cites it, and nothing was published or withdrawn in the future."""
    ends = {
        key: edtf.bounds(row.values["published"]).end
        for key, row in package.keys["sources"].items()
        if row.values.get("published")
    }
    for name, column in (("works", "date"), ("sources", "published"), ("withdrawn", "date")):
        found = package[name]
        for row in found.rows:
            date = row.values.get(column)
            latest = ends.get(row.values.get("source_id")) if name == "works" else CODED_UNTIL
            start = edtf.bounds(date).start if date else None
            if start and latest and start > latest:
                told = f"its source was published ({latest})" if name == "works" else f"{latest}"
                message = f"{date} lies after {told}"
                yield Problem(found.path, row.line, column, "after-publication", message, "correct the date")


def dates(package: Package) -> Iterator[Problem]:
    """No fact that has happened starts after the last source that supports it was published."""
    published = {
        key: edtf.bounds(row.values["published"]).end
        for key, row in package.keys["sources"].items()
        if row.values.get("published")
    }
    for _target, found, row in package.facts():
        date = row.values.get("date")
        told = [
            published.get(span.values.get("source_id"))
            for span in package.spans.get(row.values.get("id") or "", ())
            if span.values.get("stance") == "supports"
        ]
        state = row.values.get("status") or row.values.get("outcome")
        if not date or not told or None in told or state in _NOT_YET:
            continue
        start = edtf.bounds(date).start
        latest = max(day for day in told if day)
        if start and start > latest:
            message = f"{date} lies after its sources were published ({latest})"
            yield Problem(found.path, row.line, "date", "after-publication", message, "correct the date or the status")


def aliases(package: Package) -> Iterator[Problem]:
    """A name or alias names one row of its table."""
    for name in ("actors", "weapon_systems", "places"):
        seen: dict[str, str] = {}
        for row in package[name].rows:
            own = row.values.get("id")
            for alias in (row.values.get("name"), *(row.values.get("aliases") or ())):
                if alias is None or own is None:
                    continue
                first = seen.setdefault(Names.key(alias), own)
                if first != own:
                    column = "name" if alias == row.values.get("name") else "aliases"
                    message = f"{shown(alias)} also names {first}"
                    hint = "keep the alias on one row"
                    yield Problem(package[name].path, row.line, column, "ambiguous-alias", message, hint)


def cycles(package: Package) -> Iterator[Problem]:
    """Parents, wholes and amended agreements form no circle; a root work is its own root."""
    for name, column in (
        ("incidents", "part_of"),
        ("agreements", "amends"),
        ("actors", "parent"),
        ("weapon_systems", "parent"),
    ):
        up = {key: row.values.get(column) for key, row in package.keys[name].items()}
        for key, row in package.keys[name].items():
            seen, at = {key}, up[key]
            while at is not None and at not in seen:
                seen.add(at)
                at = up.get(at)
            if at == key and up[key] != key:
                message = f"{key} is above itself through {up[key]}"
                yield Problem(package[name].path, row.line, column, "cycle", message, "break the circle")
    roots = {key: row.values.get("root_id") for key, row in package.keys["works"].items()}
    for key, row in package.keys["works"].items():
        root = roots[key]
        if root in roots and roots[root] not in (root, None):
            message = f"the root {root} has another root, {roots[root]}"
            yield Problem(package["works"].path, row.line, "root_id", "cycle", message, f"write {roots[root]!r}")


def generated(package: Package) -> Iterator[Problem]:
    """Generated columns hold what the build would write."""
    whole = all(package.complete(name) for name in ("evidence", "works", "sources"))
    for target, found, row in package.facts():
        if not row.clean or not whole:
            continue
        spans = package.spans.get(row.values["id"], ())
        if not all(span.clean for span in spans):
            continue
        wanted = derive.generated(row.values, [span.values for span in spans], package.roots)
        stale = [name for name, value in wanted.items() if row.values[name] != value]
        if stale:
            cells = {c.name: c.cell for c in schema.columns(target)}

            def text(value: Any, name: str = stale[0], cells: Any = cells) -> str:
                return shown("" if value is None else cells[name].format(value))

            message = f"{text(row.values[stale[0]])} is stale, wanted {text(wanted[stale[0]])}"
            if len(stale) > 1:
                message += f" (also {', '.join(stale[1:])})"
            yield Problem(found.path, row.line, stale[0], "stale", message, proof.RUN_BUILD)


def unfinished(package: Package) -> Iterator[Problem]:
    """No build was interrupted while it put its files in place; the next one finishes what it began."""
    if os.path.lexists(package.root / UNFINISHED):
        message = "a build was interrupted or is under way: data, schemas and descriptor may not belong together"
        yield Problem(UNFINISHED, 0, "", "unfinished-build", message, proof.RUN_BUILD)


CHECKS: tuple[Check, ...] = (
    identity.ids, identity.published, keys, countries, replacements, rules.rows, dates, publications, aliases,
    ledger.check, cycles, duplicates.check, proof.check,
)  # fmt: skip


def validate(package: Package, *, stale: bool = True) -> list[Problem]:
    """Return every problem of a package that can be found without the texts, in file order."""
    found = list(package.problems())
    for check in CHECKS:
        found.extend(check(package))
    if stale:
        found.extend(generated(package))
        found.extend(unfinished(package))
    return in_order(found)


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return problems in the order of tables, lines and columns, each once."""
    place = {table.path: n for n, table in enumerate(TABLES)}
    column = {(t.path, name): n for t in TABLES for n, name in enumerate(schema.header(t))}
    return sorted(
        set(problems),
        key=lambda p: (place.get(p.path, -1), p.path, p.line, column.get((p.path, p.column), -1), p.code, p.message),
    )
