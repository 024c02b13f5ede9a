"""Files in their canonical form: what may be spelt in several ways is spelt in the one way that the validator takes.

Form only: order of rows and columns, quotes, line ends, blank lines, a number or truth value in another spelling, and
the columns that the build fills. A file that holds anything else that the validator objects to while it reads is left
byte for byte as it is: what its cells mean would be a guess.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from azisrael_data import cells, container, derive, hygiene, publish, schema, unified
from azisrael_data.files import FILE, UNFINISHED, kind
from azisrael_data.models import FACTS, TABLES, Table
from azisrael_data.problems import CannotRun, InvalidData, Problem
from azisrael_data.read import Read, read_file
from azisrael_data.records import Record, join, records
from azisrael_data.schema import Column
from azisrael_data.write import csv_text

# What is wrong with the form of a file, whatever its cells say.
_FORM = {"bom", "crlf", "needless-quote", "blank-line", "no-final-newline"}
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]+)?")

Values = dict[str, Any]


@dataclass(slots=True)
class Tidied:
    """A file as it is and as it would be. `path` is what it is called; `problems` say why it is left as it is."""

    path: str
    place: Path
    table: Table
    before: bytes = b""
    after: bytes = b""
    problems: list[Problem] = field(default_factory=list)
    rows: list[Values] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Tell whether the file is not in its canonical form, which is known."""
        return self.before != self.after

    def diff(self) -> str:
        """Return what would change, as a unified diff."""
        return unified.diff(self.path, self.before, self.after)


def tidy(place: Path, table: Table, path: str) -> Tidied:
    """Return one CSV file in its canonical form, generated columns as they are; `path` is what it is called."""
    found = Tidied(path, place, table)
    if kind(place) == FILE:
        found.before = found.after = place.read_bytes()
    text = _spelt(place, table, path) if _is_text(found.before) else None
    again = None if text is None else _read_again(text, table, path)
    if again is None or again.problems:
        found.problems = _objections(place, table, path)
        return found
    found.rows = [row.values for row in again.rows]
    found.after = csv_text(table, found.rows).encode()
    return found


def package(root: Path, names: Iterable[str] = ()) -> list[Tidied]:
    """Return the files of a package in their canonical form, generated columns filled; only those of some tables.

    Generated columns are left as they are where the tables that they are worked out from have problems.
    """
    wanted = set(names) or {each.name for each in TABLES}
    needed = wanted | ({"evidence", "works", "sources"} if any(each.name in wanted for each in FACTS) else set())
    found = {each.name: tidy(root / each.path, each, each.path) for each in TABLES if each.name in needed}
    if all(not found[name].problems for name in ("evidence", "works", "sources") if name in found):
        for each in FACTS:
            if each.name in wanted and not found[each.name].problems:
                _fill(found[each.name], found)
    return [each for name, each in found.items() if name in wanted]


def write(root: Path | None, found: Iterable[Tidied]) -> list[Tidied]:
    """Put what changes in its place, each file whole or not at all, and return it. `root`: of the package, if any.

    Raises CannotRun if a build is under way or was interrupted, or if a file changed in the meantime.
    """
    changed = [each for each in found if each.changes]
    if not changed:
        return []
    if root is None:
        for each in changed:
            _put(each.place.parent, {each.place.name: each})
        return changed
    with publish.lock(root):
        if (root / UNFINISHED).exists():
            raise CannotRun(f"a build of {root} was interrupted; run `azisrael build` first")
        publish.clear(root)
        misplaced = list(container.folders(root))
        if misplaced:
            raise InvalidData(misplaced)
        _put(root, {each.table.path: each for each in changed})
    return changed


def _put(folder: Path, files: Mapping[str, Tidied]) -> None:
    moved = [each.path for each in files.values() if each.place.read_bytes() != each.before]
    if moved:
        raise CannotRun(f"{', '.join(moved)} changed in the meantime; nothing was written, begin again")

    def prove(staged: Path) -> None:
        """Read what is staged: it holds the rows that were understood."""
        for path, each in files.items():
            again = read_file(staged / path, each.table, each.path)
            if again.problems or len(again.rows) != len(each.rows):
                raise CannotRun(f"{each.path} cannot be written: it would not hold what it holds")

    publish.in_place(folder, {path: each.after for path, each in files.items()}, {}, prove)


def _fill(facts: Tidied, found: Mapping[str, Tidied]) -> None:
    """Fill the generated columns of a data table, as the build does."""
    spans: dict[str, list[Values]] = {}
    for span in sorted(found["evidence"].rows, key=lambda row: row["id"]):
        spans.setdefault(span["row_id"], []).append(span)
    roots = {row["id"]: row["root_id"] for row in found["works"].rows}
    versions = {row["id"]: row["version_of"] for row in found["sources"].rows}
    roots |= {key: roots.get(work, work) for key, work in versions.items() if work}
    for row in facts.rows:
        row.update(derive.generated(row, spans.get(row["id"], ()), roots))
    facts.after = csv_text(facts.table, facts.rows).encode()


def _objections(place: Path, table: Table, path: str) -> list[Problem]:
    """Return what the validator says of a file that is left as it is, without what is a matter of form."""
    told = read_file(place, table, path).problems
    return [each for each in told if each.code not in _FORM] or told


def _is_text(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 to the last, with none of those that a broken disk or an old program leaves."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not {0, 0x1A} & set(data)


def _spelt(place: Path, table: Table, path: str) -> str | None:
    """Return a file with every cell that has another spelling in its canonical one; None if its form is not clear."""
    found: list[Record] = []
    read: Iterator[Record | Problem] = records(place, path)  # type: ignore[assignment]
    for item in read:
        if isinstance(item, Record):
            found.append(item)
        elif item.code not in _FORM:
            return None
    expected = schema.header(table)
    names = found[0].cells if found else []
    if sorted(names) != sorted(expected) or any(len(row.cells) != len(names) for row in found):
        return None
    at = [names.index(name) for name in expected]
    spellings = [_spelling(column) for column in schema.columns(table)]
    lines = [join(list(expected))]
    for row in found[1:]:
        told = (row.cells[place] for place in at)
        lines.append(join([spell(cell) for spell, cell in zip(spellings, told, strict=True)]))
    return "".join(lines)


def _read_again(text: str, table: Table, path: str) -> Read:
    """Read a text as if it were the file of a table."""
    with tempfile.TemporaryDirectory(prefix="azisrael-") as folder:
        place = Path(folder) / f"{table.name}.csv"
        place.write_bytes(text.encode())
        return read_file(place, table, path)


def _spelling(column: Column) -> Callable[[str], str]:
    """Return what gives the cells of a column in their canonical spelling, if they stand for a value in another."""
    cell = column.cell
    if isinstance(cell, (cells.Number, cells.Integer)):
        return _number
    if isinstance(cell, cells.Boolean):
        return lambda text: text.lower() if text.lower() in ("true", "false") else text
    return _json if isinstance(cell, cells.FieldsCell) else _normal


def _number(text: str) -> str:
    """Return a plain decimal number without what adds nothing to it. Signs, separators and exponents are a guess."""
    return cells.AMOUNT.format(Decimal(text)) if _DECIMAL.fullmatch(text) else text


def _json(text: str) -> str:
    """Return JSON in its one spelling, if it is an object without twins."""
    text = _normal(text)

    def pairs(found: Sequence[tuple[str, Any]]) -> Values:
        if len({name for name, _ in found}) < len(found):
            raise ValueError
        return dict(found)

    try:
        value = json.loads(text, object_pairs_hook=pairs)
        return cells.FieldsCell().format(value) if isinstance(value, dict) else text
    except (ValueError, RecursionError):
        return text


def _normal(text: str) -> str:
    """Return a text in Unicode NFC, if that is all that is wrong with its letters."""
    if text.isascii() or next((code for code, *_ in hygiene.faults(text)), "") != "not-nfc":
        return text
    return unicodedata.normalize("NFC", text)


def called(found: Tidied, path: str) -> Tidied:
    """Return what was found of a file under another name."""
    problems = [replace(each, path=path) for each in found.problems]
    return replace(found, path=path, problems=problems)


def home(place: Path) -> tuple[Path, Table] | None:
    """Return the package in which a file is the CSV of a table, and the table; None if it is a file by itself."""
    resolved = place.resolve()
    for root in resolved.parents:
        for each in TABLES:
            if root / each.path == resolved and (root / "datasets").is_dir():
                return root, each
    return None
