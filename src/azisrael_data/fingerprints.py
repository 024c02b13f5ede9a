"""Which cells a user has: the rows and columns of a frame as one canonical text, and its SHA-256.

The text of one table, in UTF-8, every line ended by a line feed, cells parted by tabs:

    line 1    the table's name
    line 2    `id`, then the names of the other columns in alphabetical order
    the rest  one line per row, in the order of its code points, each row once; cells as in the table's CSV, an empty
              cell as nothing

Taken are the columns of the table and those that `expand` added (a cell as in the CSV of the table that the key points
to; beyond a list of keys the JSON array of those); not the user's own columns, nor `resolved`. A cell that holds
something else than the dataset is written as its CSV would write it. The version of the dataset is not in the text: two
versions give one fingerprint if these cells are the same in both.

The fingerprint of several frames is the SHA-256 of their fingerprints, sorted, each ended by a line feed.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from azisrael_data import joins, schema, store
from azisrael_data.models import Table, table
from azisrael_data.problems import CannotRun, Refused, UnknownName, shown
from azisrael_data.provenance import CellId, Selection, grid, identify, plain, written
from azisrael_data.tracing import home_of

SHORTEST = 16  # hex digits of a fingerprint that still tell one selection from another

_Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows and columns of one table.

    `fingerprint` is that of the dataset's cells, `used` that of the cells as the frame holds them: the same if it is
    intact.
    """

    selection: Selection
    fingerprint: str
    used: str


def fingerprint(of: Any) -> str:
    """Return the SHA-256, as 64 hex digits, of what a frame holds of the dataset: its rows, columns and cells.

    `of`: a frame of any kind that `load` gave or a part of it, ids of facts (with all columns of their tables), or a
    list of frames. The order of rows and columns, the library and its types make no difference; a cell edited does.
    What the text is of which this is the SHA-256 is written in the module `azisrael_data.fingerprints`.

    Raises Refused for what is not of this dataset, UnknownName for an id that does not exist.
    """
    return _of(part.used for part in parts(of))


def has_fingerprint(of: Any, wanted: str) -> bool:
    """Tell whether a frame, ids or a list of frames still have a fingerprint, in whole or its first 16 digits or more.

    Raises Refused if `wanted` is no fingerprint, and as `fingerprint` does.
    """
    digits = wanted.strip().removeprefix("sha256:").casefold()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", digits):
        raise Refused(f"{shown(wanted)} is no fingerprint; pass 64 hex digits, or at least the first {SHORTEST}")
    return fingerprint(of).startswith(digits)


def parts(of: Any) -> list[Part]:
    """Return what a frame, ids or a list of frames hold, table by table. Raises Refused and UnknownName."""
    if isinstance(of, str):
        return _by_ids([of])
    if _is_frame(of):
        return [_part(of)]
    given = list(of) if isinstance(of, Iterable) else [of]
    if given and all(isinstance(each, str) for each in given):
        return _by_ids(given)
    if not given or any(isinstance(each, Mapping) or hasattr(type(each), "model_fields") for each in given):
        return [_part(given)]
    return [part for each in given for part in (parts(each) if isinstance(each, Iterable) else [_part(each)])]


def whole(found: Iterable[Part]) -> str:
    """Return the fingerprint of the dataset's cells behind several parts."""
    return _of(part.fingerprint for part in found)


def _of(fingerprints: Iterable[str]) -> str:
    found = sorted(fingerprints)
    return found[0] if len(found) == 1 else _sha256("".join(f"{each}\n" for each in found))


def _is_frame(of: Any) -> bool:
    """Tell whether something is a frame or a row of one, and no list of frames nor of ids."""
    if hasattr(of, "collect_schema") or hasattr(of, "columns") or hasattr(of, "column_names"):
        return True  # in this order: a lazy frame of Polars warns when it is asked for its columns
    return isinstance(of, Mapping) or hasattr(type(of), "model_fields") or (hasattr(of, "index") and "id" in _index(of))


def _index(of: Any) -> Any:
    return () if callable(of.index) else of.index  # a list has a method of this name


def _by_ids(ids: Iterable[str]) -> list[Part]:
    by_table: dict[str, dict[str, None]] = {}
    for key in ids:
        by_table.setdefault(home_of(key).name, {})[key] = None
    found = []
    for name, keys in by_table.items():
        home = table(name)
        texts = _read(home)
        for key in keys:
            if key not in texts:
                raise UnknownName(f"row of {name}", key, texts)
        selection = Selection(name, tuple(keys), schema.header(home))
        columns = _names(selection)
        digest = _digest(name, columns, ([texts[key][column] for column in columns] for key in keys))
        found.append(Part(selection, digest, digest))
    return found


def _part(frame: Any) -> Part:
    selection = identify(frame)
    home = table(selection.table)
    cells = _Cells(home, _names(selection))
    ours = _digest(home.name, cells.names, map(cells.of, selection.ids))
    if selection.intact:
        return Part(selection, ours, ours)
    return Part(selection, ours, _digest(home.name, cells.names, _edited(frame, selection, cells)))


def _names(selection: Selection) -> list[str]:
    return ["id", *sorted({*selection.columns, *selection.expanded} - {"id"})]


class _Cells:
    """The texts of some columns of a table, expanded ones among them, row by row."""

    def __init__(self, home: Table, names: list[str]) -> None:
        self.home, self.names = home, names
        self._own = _read(home)
        keys = joins.key_columns(home)
        own = schema.header(home)
        self._beyond = {name: joins.origin(home, name) for name in names if name not in own}
        self._homes = {each[0]: _read(table(keys[each[0]])) for each in self._beyond.values() if each}

    def of(self, row_id: str) -> list[str]:
        """Return the texts of a row."""
        if row_id not in self._own:
            file = store.path(self.home.name, "csv")
            raise CannotRun(f"{file} and {store.path(self.home.name)} hold other rows; run `azisrael build`")
        row = self._own[row_id]
        return [row[name] if name in row else self._other(row, name) for name in self.names]

    def _other(self, row: Mapping[str, str], name: str) -> str:
        origin = self._beyond[name]
        assert origin
        key, beyond = origin
        column = schema.column(self.home, key)
        if not row[key]:
            return ""
        if column and column.is_list:
            return _array(self._homes[key][member][beyond] for member in row[key].split(";"))
        return self._homes[key][row[key]][beyond]


def _edited(frame: Any, selection: Selection, cells: _Cells) -> Iterator[list[str]]:
    """Yield the texts of the rows as the frame holds them."""
    changed = {*selection.edited, *selection.resolved}
    _, take = grid(frame)
    ids = [plain(value) for value in take("id")]
    theirs = {name: take(name) for name in {cell.column for cell in changed}}
    for place, row_id in enumerate(ids):
        yield [
            _written(cells.home, name, theirs[name][place]) if CellId(row_id, name) in changed else text
            for name, text in zip(cells.names, cells.of(row_id), strict=True)
        ]


def _written(home: Table, name: str, cell: Any) -> str:
    """Return a cell that is not the dataset's as its CSV would write it, whatever a library made of its type."""
    value = plain(cell)
    if isinstance(value, (float, Decimal)) and math.isfinite(value) and value % 1 == 0:
        value = int(value)
    if schema.column(home, name) is None:  # expanded
        value = _array("" if each is None else str(each) for each in value) if isinstance(value, tuple) else value
        text = "" if value is None else str(value)
    else:
        text = value if isinstance(value, str) else written(home, name, value)
    return text.replace("\t", "\\t").replace("\n", "\\n")  # a text of the dataset has neither


def _array(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)


def _digest(name: str, columns: list[str], rows: Iterable[list[str]]) -> str:
    lines = sorted({"\t".join(cells) for cells in rows})
    return _sha256("".join(f"{line}\n" for line in (name, "\t".join(columns), *lines)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(home: Table) -> _Texts:
    """Return the texts of a table's CSV by id and column. Raises CannotRun if it cannot be read."""
    file = store.path(home.name, "csv")
    try:
        with file.open(encoding="utf-8", newline="") as text:
            return {row["id"]: row for row in csv.DictReader(text)}
    except (OSError, ValueError, csv.Error) as error:
        raise CannotRun(f"{file} cannot be read ({error}); run `azisrael build`") from error
