"""Changes to a package before they are made: staged aside, validated whole, published at once or not at all.

A draft holds the rows of every table in memory. What it would change is computed by the very build that would publish
it, in a folder aside; the package itself is touched once, by `publish`, when everything about the new one is proved.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Any

from azisrael_data import build, checks, container, identity, publish, schema
from azisrael_data.models import TABLES, Table, table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData, Problem, UnknownName
from azisrael_data.write import csv_text

Values = dict[str, Any]


class Draft:
    """The rows of a package as somebody wants them. `rows` maps a table to its rows, each a mapping of typed values.

    Raises InvalidData if a table cannot be read: rows that are not understood would be lost.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before = {each.path: _bytes(root / each.path) for each in TABLES}
        package = Package(root)
        broken = list(package.problems())
        if broken:
            raise InvalidData(checks.in_order(broken))
        self.rows: dict[str, list[Values]] = {
            name: [dict(row.values) for row in found.rows] for name, found in package.reads.items()
        }

    def add(self, name: str, values: Mapping[str, Any]) -> Values:
        """Add a row to a table and return it; a column that is not given is empty."""
        target = table(name)
        known = schema.header(target)
        for column in values:
            if column not in known:
                raise UnknownName(f"column of {name}", column, known)
        row = dict.fromkeys(known) | dict(values)
        self.rows[name].append(row)
        return row

    def find(self, name: str, key: str) -> Values:
        """Return the row of a table with an id. Raises UnknownName."""
        for row in self.rows[name]:
            if row.get("id") == key:
                return row
        raise UnknownName(f"row of {name}", key, sorted(str(row["id"]) for row in self.rows[name]))

    def remove(self, name: str, fits: Callable[[Values], bool]) -> list[Values]:
        """Take away the rows of a table that fit, and return them."""
        gone = [row for row in self.rows[name] if fits(row)]
        self.rows[name] = [row for row in self.rows[name] if not fits(row)]
        return gone

    def next_id(self, name: str, prefix: str, digits: int) -> str:
        """Return the lowest id of a table above every one that is or ever was in use."""
        ever = (self.rows["withdrawn"], self.rows["published"])
        used = [row.get("id") for row in self.rows[name]]
        used += [row["id"] for rows in ever for row in rows if row.get("table") == name]
        return f"{prefix}-{max(identity.counted(used, prefix), default=0) + 1:0{digits}d}"

    def settle_ledger(self) -> list[tuple[str, int]]:
        """Mark the lines that now hold evidence as coded, and return those that are called so and hold none."""
        told = {(span["source_id"], span["line"]) for span in self.rows["evidence"]}
        bare = []
        for line in self.rows["lines"]:
            key = line["source_id"], line["line"]
            if key in told and line["disposition"] != "coded":
                line.update(disposition="coded", note=None)
            elif key not in told and line["disposition"] == "coded":
                bare.append(key)
        return bare

    @contextmanager
    def staged(self) -> Iterator[Package]:
        """Give the package as the draft wants it, written aside; it is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="azisrael-") as folder:
            for each in TABLES:
                path = Path(folder) / each.path
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(self._text(each).encode())
            yield Package(Path(folder))

    def problems(self) -> list[Problem]:
        """Return every problem that the package would have; what the build fills in counts as filled."""
        with self.staged() as package:
            return checks.validate(package, stale=False)

    def diff(self) -> str:
        """Return what the draft changes in the CSV files, as a unified diff; generated columns as they are now."""
        found = []
        for each in TABLES:
            old, new = self.before[each.path].decode(), self._text(each)
            if old != new:
                lines = unified_diff(old.splitlines(), new.splitlines(), each.path, each.path, n=0, lineterm="")
                found += [f"{line}\n" for line in lines]
        return "".join(found)

    def commit(self) -> list[build.Stale]:
        """Build the package with the changes and put it in place, and return the files that changed.

        Raises InvalidData with every problem (nothing is written then), CannotRun if another build is under way or if
        a file has changed since the draft began.
        """
        with publish.lock(self.root):
            publish.clear(self.root)
            misplaced = list(container.folders(self.root))
            if misplaced:
                raise InvalidData(misplaced)
            moved = [path for path, data in self.before.items() if _bytes(self.root / path) != data]
            if moved:
                raise CannotRun(f"{', '.join(moved)} changed in the meantime; nothing was written, begin again")
            with self.staged() as package:
                made = build.product(package)
            return build.put(self.root, made)

    def _text(self, target: Table) -> str:
        return csv_text(target, self.rows[target.name])


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
