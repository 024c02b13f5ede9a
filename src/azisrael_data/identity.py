"""Identity over time: an id stands once, names the same thing for ever, and does not vanish without a tombstone.

`seeds/published.csv` remembers every id that a build has ever written, with a mark by which its row is known again:
for a fact the spans that bear on it, for a span its row and line, for a reference its name. The build appends to it;
nothing is taken away. A row that is gone was lost, cut off, renumbered or withdrawn: only the last is in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azisrael_data import __version__, letters, rules, schema
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import Problem, shown
from azisrael_data.read import Numbered, Read

REMEMBERED = tuple(table for table in TABLES if table.key == ("id",) and table.name != "withdrawn")
_NAMED = 5  # ids named of a table that lost many


def ids(package: Package) -> Iterator[Problem]:
    """Primary keys stand once and in order; a row does not stand twice; a withdrawn id is not used."""
    for found in package.reads.values():
        yield from _keys(package, found)


def _keys(package: Package, found: Read) -> Iterator[Problem]:
    withdrawn = package.keys["withdrawn"]
    seen: dict[Any, Numbered] = {}
    last: Any = None
    disorder = False
    name = found.table.key[-1]
    for row in found.rows:
        key = tuple(row.values.get(column) for column in found.table.key)
        if None in key:
            continue
        text = " ".join(map(str, key))
        if key in seen:
            if seen[key].values == row.values:
                code, hint = "duplicate-row", "delete the row"
            elif len(key) > 1:
                code, hint = "duplicate-id", "delete one of them"
            else:
                code, hint = "duplicate-id", f"give it the next free id{_next_free(package, found, text)}"
            yield Problem(found.path, row.line, name, code, f"{text} is already on line {seen[key].line}", hint)
            continue
        seen[key] = row
        if last is not None and key < last and not disorder:
            disorder = True
            before = " ".join(map(str, last))
            yield Problem(found.path, row.line, name, "row-order", f"{text} after {before}", rules.SORT)
        last = key
        if _is_withdrawn(withdrawn.get(key[0]), found.table.name):
            hint = f"take the next free id{_next_free(package, found, text)}"
            yield Problem(found.path, row.line, name, "withdrawn-id", f"{text} was withdrawn", hint)


def _is_withdrawn(tombstone: Numbered | None, name: str) -> bool:
    """Tell whether a tombstone stands for a row of this table: an actor and a place may share an id."""
    return tombstone is not None and tombstone.values.get("table") == name


def _next_free(package: Package, found: Read, text: str) -> str:
    prefix, _, digits = text.rpartition("-")
    if not prefix or not digits.isdigit():
        return ""
    number = max(numbers(package, found.table.name, prefix)) + 1
    return f", {prefix}-{number:0{len(digits)}d}"


def numbers(package: Package, name: str, prefix: str) -> Iterator[int]:
    """Yield the numbers of a table's ids with a prefix that are or ever were in use."""
    gone = (row.values for each in ("withdrawn", "published") for row in package[each].rows)
    used = [row.values.get("id") for row in package[name].rows]
    return counted((*used, *(row.get("id") for row in gone if row.get("table") == name)), prefix)


def counted(ids: Iterable[str | None], prefix: str) -> Iterator[int]:
    """Yield the numbers of the ids that have a prefix."""
    for key in ids:
        head, _, digits = (key or "").rpartition("-")
        if head == prefix and digits.isdigit():
            yield int(digits)


def published(package: Package) -> Iterator[Problem]:
    """Every id that was ever published is still there or withdrawn, and names what it named."""
    for table in REMEMBERED:
        if package.known(table.name):
            yield from _held(package, package[table.name])


def _held(package: Package, found: Read) -> Iterator[Problem]:
    name = found.table.name
    remembered = package.remembered.get(name, {})
    gone = {key: remembered[key] for key in package.lost(name)}
    moved = _moved(package, found, gone, remembered)
    for key, row in moved.items():
        message = f"{row.values['id']} is what was published as {key}, which is gone"
        yield Problem(found.path, row.line, "id", "renumbered-id", message, f"give it its id {key} back")
    lost = [key for key in gone if key not in moved]
    if lost:
        yield _lost(found, lost)
    times = Counter(row.values.get("id") for row in found.rows)
    for key, row in package.keys[name].items():
        if key in remembered and times[key] == 1 and not _known_again(package, name, row, remembered[key]):
            message = f"{key} was published for something else ({shown(remembered[key])})"
            hint = f"take the next free id{_next_free(package, found, key)}, and withdraw {key} if it is gone"
            yield Problem(found.path, row.line, "id", "reused-id", message, hint)


def _lost(found: Read, lost: list[str]) -> Problem:
    named = ", ".join(lost[:_NAMED]) + (f" ... {lost[-1]}" if len(lost) > _NAMED else "")
    count = f"{len(lost)} published ids are gone" if len(lost) > 1 else "a published id is gone"
    hint = "restore what was cut off or deleted, or withdraw it in datasets/withdrawn.csv with a reason"
    return Problem(found.path, 0, "id", "lost-id", f"{count}: {named}", hint)


def _moved(
    package: Package, found: Read, gone: Mapping[str, str], remembered: Mapping[str, str]
) -> dict[str, Numbered]:
    """Return the rows with new ids that bear the whole mark of an id that is gone."""
    if not gone:
        return {}
    name = found.table.name
    new = {mark(package, name, row.values): row for key, row in package.keys[name].items() if key not in remembered}
    return {key: new[old] for key, old in gone.items() if old in new}


def _known_again(package: Package, name: str, row: Numbered, remembered: str) -> bool:
    """Tell whether a row is still what its id was published for, so far as that can be told."""
    now = mark(package, name, row.values)
    if now == remembered or not now or not row.clean:
        return True
    if name == "evidence":  # a span may move to another row, or to another line, not both
        return any(a == b for a, b in zip(now.split(" "), remembered.split(" "), strict=False))
    if package[name].table.is_fact:
        return not package.complete("evidence") or bool(set(now.split(" ")) & set(remembered.split(" ")))
    return remembered in (row.values.get("aliases") or ())


def mark(package: Package, name: str, values: Mapping[str, Any]) -> str:
    """Return that by which a row is known again: empty if it cannot be told."""
    if name == "evidence":
        return f"{values.get('row_id')} {values.get('source_id')}:{values.get('line')}"
    if name == "works":
        return f"{values.get('source_id')} {letters.sha256(str(values.get('label')))[:16]}"
    if name == "sources":
        return str(values.get("letters_sha256") or "")
    if package.reads[name].table.is_fact:
        return " ".join(str(span.values.get("id")) for span in package.spans.get(values.get("id") or "", ()))
    named = next(c.name for c in schema.columns(package.reads[name].table) if c.required and c.name != "id")
    return str(values.get(named) or "")


def remember(package: Package) -> list[dict[str, Any]]:
    """Return the rows of `published` as the build writes them: what is there, and every id that is new."""
    rows = [dict(row.values) for row in package["published"].rows]
    known = {(row["table"], row["id"]) for row in rows}
    rows.extend(_new(package, known))
    return rows


def _new(package: Package, known: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for table in REMEMBERED:
        for key, row in package.keys[table.name].items():
            if (table.name, key) not in known:
                yield {
                    "table": table.name,
                    "id": key,
                    "since": __version__,
                    "mark": mark(package, table.name, row.values),
                }
