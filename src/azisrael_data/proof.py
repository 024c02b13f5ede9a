"""What a machine proves about evidence without the texts: every cell is licensed, every literal gives its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from azisrael_data import cells, codelists, edtf, literals, schema
from azisrael_data.models import Table, table
from azisrael_data.package import Package
from azisrael_data.problems import Problem, nearest, shown
from azisrael_data.schema import Column

MOST_WORDS = 8
RUN_BUILD = "run `azisrael build`"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a literal gives for a column: the values it fits, or None if no rule reads it.

    `exact` tells whether it gives the value itself, not only one that agrees with it (a year for a day).
    """

    fits: bool
    exact: bool


def check(package: Package) -> Iterator[Problem]:
    """Yield every problem of evidence that needs no text."""
    found = package["evidence"]
    licensed: dict[str, dict[str, list[tuple[int, Any]]]] = {}
    for span in found.rows:
        row_id, name = span.values.get("row_id"), span.values.get("table")
        fields, stance = span.values.get("fields"), span.values.get("stance")
        if not (row_id and name and fields and stance):
            continue
        target = package.keys[name].get(row_id)
        if target is None:
            continue  # a dangling key has its own message
        for message in _span(package, table(name), target.values, fields, stance):
            yield Problem(found.path, span.line, "fields", *message)
        if stance == "supports":
            for column, literal in fields.items():
                licensed.setdefault(row_id, {}).setdefault(column, []).append((span.line, literal))
    if package.complete("evidence"):
        yield from _cells(package, licensed)


def _span(
    package: Package, target: Table, fact: Mapping[str, Any], fields: Mapping[str, Any], stance: str
) -> Iterator[tuple[str, str, str]]:
    """Yield (code, message, hint) for what one span says about one row."""
    for name, literal in fields.items():
        column = schema.column(target, name)
        if column is None or not schema.is_coded(target, column):
            known = [c.name for c in schema.columns(target) if schema.is_coded(target, c)]
            yield "idle-field", f"{target.name} has no coded column {shown(name)}", nearest(name, known)
            continue
        if name not in fact:
            continue  # the cell could not be read; it has its own message
        cell = fact[name]
        if cell is None:
            if stance == "supports":
                yield "idle-field", f"{name!r} is empty in {fact.get('id')}", "fill the cell or drop the field"
            continue
        if isinstance(literal, list) and not column.is_list:
            yield "literal-unread", f"{name!r} takes one literal, found a list", "write one literal or null"
            continue
        for words in literal if isinstance(literal, list) else [literal]:
            if words is not None:
                yield from _literal(package, column, fact, cell, words, stance)


def _literal(
    package: Package, column: Column, fact: Mapping[str, Any], cell: Any, words: str, stance: str
) -> Iterator[tuple[str, str, str]]:
    if len(words.split()) > MOST_WORDS:
        yield "literal-long", f"{shown(words)} has {len(words.split())} words", f"quote at most {MOST_WORDS}"
    if not _readable(package, column, fact, cell):
        return
    reading = read(package, column, fact, cell, words)
    if reading is None:
        if column.codes:
            hint = "codes are judged: write null"
        elif column.references and column.references[0] in codelists.FACT_TABLES:
            hint = "links are judged: write null"
        elif column.references:
            hint = f"add it to the aliases in {table(column.references[0]).path}, or write null"
        else:
            hint = "quote the words that give the value, or write null"
        yield "literal-unread", f"{column.name!r}: no rule reads {shown(words)}", hint
    elif stance == "supports" and not reading.fits:
        message = f"{column.name!r}: {shown(words)} does not give {shown(column.cell.format(cell))}"
        yield "literal-mismatch", message, "correct the cell or the literal, or set stance to contradicts"
    elif stance == "contradicts" and reading.fits:
        message = f"{column.name!r}: {shown(words)} gives {shown(column.cell.format(cell))} itself"
        yield "literal-mismatch", message, "set stance to supports, or quote what contradicts"


def _readable(package: Package, column: Column, fact: Mapping[str, Any], cell: Any) -> bool:
    """Tell whether all is known that a column's literals are held against; if not, no literal is at fault."""
    if column.name == "date" and "date_basis" not in fact:
        return False
    if column.name in _MEASURED and "indicator" in fact and fact.get("unit") is None:
        return False  # whether it is a number or a place in a ranking
    if not column.references or column.references[0] not in package.names:
        return True
    home = column.references[0]
    if any(key not in package.keys[home] for key in (cell if column.is_list else (cell,))):
        return False  # a dangling key has its own message
    return package.complete(home) and not any(p.column in ("name", "aliases", "parent") for p in package[home].problems)


def read(package: Package, column: Column, fact: Mapping[str, Any], cell: Any, words: str) -> Reading | None:
    """Return how a literal relates to the cell of a fact, or None if no rule reads it."""
    if column.references:
        return _named(package, column, cell, words)
    if isinstance(column.member, cells.Edtf):
        return _dated(column, fact, cell, words)
    if isinstance(column.cell, (cells.Number, cells.Integer)):
        return _counted(column, fact, cell, words)
    if column.name in _RULES:
        return _same(_RULES[column.name](words), cell)
    return None if column.codes else _worded(words, cell)


_MEASURED = ("value", "value_low", "value_high")
_RULES = {
    "bound": literals.bound,
    "value_bound": literals.bound,
    "currency": literals.currency,
    "unit": literals.unit,
}


def _worded(words: str, cell: str) -> Reading:
    """Words give a text cell if they are the same, and agree with it if one holds the other."""
    key = literals.Names.key
    same = key(words) == key(cell)
    return Reading(same or literals.stands_in(words, cell) or literals.stands_in(cell, words), same)


def _same(value: Any, cell: Any) -> Reading | None:
    return None if value is None else Reading(value == cell, value == cell)


def _named(package: Package, column: Column, cell: Any, words: str) -> Reading | None:
    """A name gives its own row; the name of a row above or below it (a state for its army) only agrees."""
    home = column.references[0]
    names = package.names.get(home)
    ids = names.find(words) if names else set()
    if not ids:
        return None
    wanted = set(cell if column.is_list else (cell,))
    if ids & wanted:
        return Reading(fits=True, exact=True)
    related = any(_above(package, home, a) & {b} or _above(package, home, b) & {a} for a in ids for b in wanted)
    return Reading(fits=related, exact=False)


def _above(package: Package, home: str, key: str) -> set[str]:
    """Return the rows that a row of a reference table belongs to."""
    found: set[str] = set()
    rows = package.keys[home]
    while key in rows and (up := rows[key].values.get("parent")) and up not in found:
        found.add(up)
        key = up
    return found


def _counted(column: Column, fact: Mapping[str, Any], cell: Any, words: str) -> Reading | None:
    if fact.get("unit") == "rank":
        place = literals.rank(words)
        return _same(None if place is None else Decimal(place), Decimal(cell))
    number = literals.quantity(words)
    if number is None:
        return None
    value = number.high if column.name.endswith("_high") and number.high is not None else number.value
    return _same(value, Decimal(cell))


def _dated(column: Column, fact: Mapping[str, Any], cell: str, words: str) -> Reading | None:
    found = literals.date(words)
    loose = column.name == "date" and fact.get("date_basis") in ("relative", "context")
    if found is None:
        return Reading(True, False) if loose else None  # words that date it ("a month later"), not a date
    own = edtf.bounds(cell)
    if found.text is not None:
        if found.text == cell:
            return Reading(True, True)
        told = edtf.bounds(found.text)
        return Reading(_overlap(told, own) if loose else _holds(told, own), False)
    if not loose:
        return Reading(False, False)
    return Reading(_has(own, found.month, found.day), False)


def _overlap(a: edtf.Bounds, b: edtf.Bounds) -> bool:
    return not (a.end and b.start and a.end < b.start) and not (b.end and a.start and b.end < a.start)


def _holds(outer: edtf.Bounds, inner: edtf.Bounds) -> bool:
    """Tell whether a coarser date holds a finer one."""
    left = outer.start is None or (inner.start is not None and outer.start <= inner.start)
    return left and (outer.end is None or (inner.end is not None and inner.end <= outer.end))


def _has(own: edtf.Bounds, month: int | None, day: int | None) -> bool:
    """Tell whether a month (and day) without a year occurs between the bounds of a cell."""
    if own.start is None or own.end is None or month is None:
        return True
    for year in range(own.start.year, min(own.end.year, own.start.year + 100) + 1):
        try:
            told = edtf.bounds(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""))
        except edtf.BadEdtf:
            continue
        if _overlap(told, own):
            return True
    return False


def _cells(package: Package, licensed: Mapping[str, Mapping[str, list[tuple[int, Any]]]]) -> Iterator[Problem]:
    """Yield the cells that no supporting span names, and those whose literals do not add up to them."""
    for target, found, row in package.facts():
        row_id = row.values.get("id")
        if row_id is None:
            continue
        spans = licensed.get(row_id)
        if spans is None:
            hint = f'add one: azisrael anchor SOURCE "words of the passage" --row {row_id}'
            yield Problem(found.path, row.line, "id", "no-evidence", f"{row_id} has no supporting span", hint)
            continue
        for column in schema.columns(target):
            cell = row.values.get(column.name)
            if cell is None or not schema.is_coded(target, column):
                continue
            if column.name not in spans:
                message = f"no supporting span of {row_id} names {column.name!r}"
                hint = "add it to the fields of the span that shows it"
                yield Problem(found.path, row.line, column.name, "unlicensed-cell", message, hint)
                continue
            yield from _adds_up(package, found.path, row, column, cell, [words for _, words in spans[column.name]])


def _adds_up(package: Package, path: str, row: Any, column: Column, cell: Any, told: list[Any]) -> Iterator[Problem]:
    """Yield the problem of a cell that its literals, all taken together, do not give."""
    if any(words is None or (isinstance(words, list) and None in words) for words in told):
        if column.name == "date" and row.values.get("date_basis") == "stated" and not any(told):
            message = f"'date_basis' is 'stated', but no literal gives {shown(column.cell.format(cell))}"
            hint = "quote the words that give it, or correct 'date_basis'"
            yield Problem(path, row.line, column.name, "unquoted-date", message, hint)
        return
    if not _readable(package, column, row.values, cell):
        return
    words = [w for each in told for w in (each if isinstance(each, list) else [each])]
    hint = "quote the words that name it, or add null to the list if it is only implied"
    if column.is_list:
        names = package.names.get(column.references[0]) if column.references else None
        given = set().union(*(names.find(w) for w in words)) if names else set(cell)
        left = [member for member in cell if member not in given]
        if left:
            yield Problem(path, row.line, column.name, "literal-mismatch", f"no literal gives {shown(left[0])}", hint)
        return
    if column.name == "date" and row.values.get("date_basis") != "stated":
        return
    readings = [read(package, column, row.values, cell, w) for w in words]
    if all(r and r.fits for r in readings) and not any(r and r.exact for r in readings):
        message = f"the literals agree with {shown(column.cell.format(cell))} but none gives it"
        yield Problem(path, row.line, column.name, "literal-mismatch", message, "quote the words that give it, or null")


def shares(package: Package) -> dict[str, dict[str, tuple[int, int]]]:
    """Return, per data table and coded column, how many cells a literal gives and how many are judged as a whole."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for target, _, row in package.facts():
        spans = [
            s.values for s in package.spans.get(row.values.get("id") or "", ()) if s.values.get("stance") == "supports"
        ]
        for column in schema.columns(target):
            cell = row.values.get(column.name)
            if cell is None or not schema.is_coded(target, column):
                continue
            literal = any(_gives(package, column, row.values, cell, span["fields"].get(column.name)) for span in spans)
            given, judged = found.setdefault(target.name, {}).get(column.name, (0, 0))
            found[target.name][column.name] = (given + literal, judged + (not literal))
    return found


def _gives(package: Package, column: Column, fact: Mapping[str, Any], cell: Any, words: Any) -> bool:
    if words is None:
        return False
    if isinstance(words, list):
        return None not in words
    reading = read(package, column, fact, cell, words)
    return bool(reading and reading.fits)
