"""Rules across cells, rows and tables that need no texts. Each check is a function from a package to its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from azisrael_data import derive, edtf, proof, schema
from azisrael_data.literals import Names
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.read import Numbered

Check = Callable[[Package], Iterator[Problem]]

_PAIRS = {
    "arms_transfers": [("date", "date_basis"), ("quantity_low", "quantity_high")],
    "agreements": [("date", "date_basis"), ("value", "currency"), ("value", "value_bound")],
    "visits": [("date", "date_basis")],
    "trade_figures": [("date", "date_basis"), ("value_low", "value_high")],
    "incidents": [("date", "date_basis")],
    "evidence": [("letters", "sha256"), ("letters", "head")],
    "lines": [("letters", "sha256"), ("letters", "head")],
    "places": [("latitude", "longitude"), ("latitude", "coordinate_origin"), ("latitude", "where_precision")],
}
_DIFFER = {
    "arms_transfers": [("supplier", "recipient")],
    "visits": [("origin", "destination")],
}
_NOT_ABOVE = {
    "arms_transfers": [("quantity_low", "quantity"), ("quantity", "quantity_high"), ("quantity_low", "quantity_high")],
    "trade_figures": [("value_low", "value"), ("value", "value_high"), ("value_low", "value_high")],
    "incidents": [("deaths_low", "deaths_high")],
}
_NOT_YET = {"planned", "considered", "expected", "announced", "offered", "drafted", "pledged", "reported", "ordered"}


def ids(package: Package) -> Iterator[Problem]:
    """Primary keys stand once and in order; a row does not stand twice; a withdrawn id is not used."""
    withdrawn = package.keys["withdrawn"]
    for found in package.reads.values():
        seen: dict[Any, int] = {}
        last: Any = None
        disorder = False
        for row in found.rows:
            key = tuple(row.values.get(name) for name in found.table.key)
            if None in key:
                continue
            text = " ".join(map(str, key))
            name = found.table.key[-1]
            if key in seen:
                same = next(r for r in found.rows if r.line == seen[key]).values == row.values
                code = "duplicate-row" if same else "duplicate-id"
                hint = "delete the row" if same else f"give it the next free id{_next_free(found, text)}"
                yield Problem(found.path, row.line, name, code, f"{text} is already on line {seen[key]}", hint)
                continue
            seen[key] = row.line
            if last is not None and key < last and not disorder:
                disorder = True
                before = " ".join(map(str, last))
                yield Problem(found.path, row.line, name, "row-order", f"{text} after {before}", "sort the rows by id")
            last = key
            if _is_withdrawn(withdrawn.get(key[0]), found.table.name):
                message = f"{text} was withdrawn"
                yield Problem(found.path, row.line, name, "withdrawn-id", message, "take the next free id")


def _is_withdrawn(tombstone: Numbered | None, name: str) -> bool:
    """Tell whether a tombstone stands for a row of this table: an actor and a place may share an id."""
    return tombstone is not None and tombstone.values.get("table") == name


def _next_free(found: Any, text: str) -> str:
    prefix, _, digits = text.rpartition("-")
    if not digits.isdigit():
        return ""
    used = [str(row.values.get("id", "")) for row in found.rows]
    most = max(int(i.rpartition("-")[2]) for i in used if i.startswith(prefix + "-") and i[len(prefix) + 1 :].isdigit())
    return f", {prefix}-{most + 1:0{len(digits)}d}"


def keys(package: Package) -> Iterator[Problem]:
    """Every key resolves to a row of the table that its column names."""
    for found in package.reads.values():
        referring = [column for column in schema.columns(found.table.model) if column.references]
        for row in found.rows:
            for column in referring:
                cell = row.values.get(column.name)
                # evidence.row_id may name a row of several tables: the column `table` says of which
                target = column.references[0] if len(column.references) == 1 else row.values.get("table")
                if cell is None or target is None or not package.complete(target):
                    continue
                for key in cell if column.is_list else (cell,):
                    if key not in package.keys[target]:
                        hint = nearest(key, package.keys[target]) or f"add it to {package[target].path}"
                        message = f"{shown(key)} is not in {target}"
                        yield Problem(found.path, row.line, column.name, "dangling-key", message, hint)


def rows(package: Package) -> Iterator[Problem]:
    """Cells of one row fit each other."""
    for found in package.reads.values():
        name = found.table.name
        for row in found.rows:
            for problem in _row(name, row):
                yield Problem(found.path, row.line, *problem)


def _row(name: str, row: Numbered) -> Iterator[tuple[str, str, str, str]]:
    values = row.values
    for a, b in _PAIRS.get(name, ()):
        if a in values and b in values and (values[a] is None) != (values[b] is None):
            empty, full = (a, b) if values[a] is None else (b, a)
            message = f"{empty!r} is empty though {full!r} is {shown(str(values[full]))}"
            yield empty, "incomplete-pair", message, f"fill {empty!r} or empty {full!r}"
    for a, b in _DIFFER.get(name, ()):
        if values.get(a) is not None and values.get(a) == values.get(b):
            yield b, "same-party", f"{b!r} equals {a!r} ({shown(values[a])})", "name two different parties"
    yield from _limits(name, values)
    if name in _OWN:
        yield from _OWN[name](values)
    for column in ("part_of", "amends", "parent"):
        if values.get("id") is not None and values.get(column) == values["id"]:
            yield column, "cycle", f"{shown(values['id'])} names itself", "name another row or leave it empty"


def _limits(name: str, values: Any) -> Iterator[tuple[str, str, str, str]]:
    for a, b in _NOT_ABOVE.get(name, ()):
        low, high = values.get(a), values.get(b)
        if low is not None and high is not None and low > high:
            yield a, "low-high", f"{a!r} {low} is above {b!r} {high}", "swap or correct them"


def _figure(values: Any) -> Iterator[tuple[str, str, str, str]]:
    indicator, unit = values.get("indicator"), values.get("unit")
    if indicator in ("share", "rank", "count") and "of" in values and values["of"] is None:
        yield "of", "incomplete-pair", f"'of' is empty though 'indicator' is {indicator!r}", "say of what"
    if indicator in ("share", "rank") and unit and unit != {"share": "percent", "rank": "rank"}[indicator]:
        wanted = {"share": "percent", "rank": "rank"}[indicator]
        yield "unit", "incomplete-pair", f"unit {unit!r} does not fit indicator {indicator!r}", f"write {wanted!r}"
    value = values.get("value")
    if unit == "rank" and value is not None and (value != int(value) or value < 1):
        yield "value", "out-of-range", f"{value} is no rank", "ranks are 1, 2, 3, ..."
    if indicator == "share" and value is not None and value > 100:
        yield "value", "out-of-range", f"a share of {value} percent", "shares are at most 100"


def _transfer(values: Any) -> Iterator[tuple[str, str, str, str]]:
    a, b = "order_date", "delivery_date"
    if values.get(a) and values.get(b):
        first, second = edtf.bounds(values[a]), edtf.bounds(values[b])
        if first.start and second.end and first.start > second.end:
            yield a, "date-order", f"{a!r} {values[a]} is later than {b!r} {values[b]}", "swap or correct them"


def _evidence(values: Any) -> Iterator[tuple[str, str, str, str]]:
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and start >= end:
        yield "end", "span-order", f"the span ends at {end}, starts at {start}", "run `azisrael anchor` again"


_OWN = {"trade_figures": _figure, "arms_transfers": _transfer, "evidence": _evidence}


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


def ledger(package: Package) -> Iterator[Problem]:
    """The ledger covers lines 1..n of every source in order, holds every span, and agrees with the evidence."""
    found = package["lines"]
    if not package.complete("lines"):
        return  # a line that could not be read is no gap
    last: dict[str, tuple[int, int]] = {}
    lines: dict[tuple[str, int], Numbered] = {}
    for row in found.rows:
        source, line, start, end = (row.values[name] for name in ("source_id", "line", "start", "end"))
        lines[source, line] = row
        before, reach = last.get(source, (0, 0))
        if line != before + 1:
            message = f"line {line} of {source} follows line {before}"
            yield Problem(found.path, row.line, "line", "ledger-gap", message, "every non-empty line has one row")
        elif start >= end or start < reach:
            message = f"line {line} of {source} runs from {start} to {end}, after {reach}"
            yield Problem(found.path, row.line, "start", "ledger-gap", message, "restore the row")
        last[source] = (line, end)
    for key, source in package.keys["sources"].items():
        if key not in last:
            message = f"no line of {key} is in {found.path}"
            yield Problem(package["sources"].path, source.line, "id", "ledger-gap", message, "add its lines")
    yield from _spans_in_lines(package, lines)


def _spans_in_lines(package: Package, lines: dict[tuple[str, int], Numbered]) -> Iterator[Problem]:
    found = package["evidence"]
    coded = set()
    for row in found.rows:
        key = (row.values.get("source_id"), row.values.get("line"))
        start, end = row.values.get("start"), row.values.get("end")
        coded.add(key)
        if None in key or start is None or end is None:
            continue
        line = lines.get(key)  # type: ignore[arg-type]
        if line is None:
            if key[0] in package.keys["sources"]:
                message = f"{key[0]} has no line {key[1]}"
                yield Problem(found.path, row.line, "line", "span-order", message, "run `azisrael anchor` again")
        elif not line.values["start"] <= start < end <= line.values["end"] and start < end:
            reach = f"{line.values['start']} to {line.values['end']}"
            message = f"the span {start} to {end} is not within line {key[1]} ({reach})"
            yield Problem(found.path, row.line, "start", "span-order", message, "run `azisrael anchor` again")
    if not package.complete("evidence"):
        return
    for key, row in lines.items():
        disposition = row.values.get("disposition")
        if disposition is not None and (disposition == "coded") != (key in coded):
            message = f"line {key[1]} of {key[0]} is {disposition!r} but {'has' if key in coded else 'has no'} evidence"
            hint = "write 'coded'" if key in coded else "say what reading it came to"
            yield Problem(package["lines"].path, row.line, "disposition", "ledger-mismatch", message, hint)


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
            cells = {c.name: c.cell for c in schema.columns(target.model)}

            def text(value: Any, name: str = stale[0], cells: Any = cells) -> str:
                return shown("" if value is None else cells[name].format(value))

            message = f"{text(row.values[stale[0]])} is stale, wanted {text(wanted[stale[0]])}"
            if len(stale) > 1:
                message += f" (also {', '.join(stale[1:])})"
            yield Problem(found.path, row.line, stale[0], "stale", message, proof.RUN_BUILD)


CHECKS: tuple[Check, ...] = (
    ids, keys, rows, dates, aliases, ledger, cycles, proof.check,
)  # fmt: skip


def validate(package: Package, *, stale: bool = True) -> list[Problem]:
    """Return every problem of a package that can be found without the texts, in file order."""
    found = list(package.problems())
    for check in CHECKS:
        found.extend(check(package))
    if stale:
        found.extend(generated(package))
    return in_order(found)


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return problems in the order of tables, lines and columns, each once."""
    place = {table.path: n for n, table in enumerate(TABLES)}
    column = {(t.path, name): n for t in TABLES for n, name in enumerate(schema.header(t.model))}
    return sorted(
        set(problems),
        key=lambda p: (place.get(p.path, -1), p.path, p.line, column.get((p.path, p.column), -1), p.code, p.message),
    )
