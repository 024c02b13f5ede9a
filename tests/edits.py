"""Ways to spoil a package on disk, cell by cell. Rows are dictionaries of cell texts, so that anything goes in."""

from __future__ import annotations

import csv
import json

from azisrael_data import schema
from azisrael_data.models import TABLES, table


def tables_of(root):
    """Return the tables below a root as cell texts."""
    found = {}
    for each in TABLES:
        with (root / each.path).open(encoding="utf-8", newline="") as file:
            found[each.name] = list(csv.DictReader(file))
    return found


def spoil(root, *edits):
    """Apply edits to the package below a root and return the root. Only the tables that they change are written."""
    before, after = tables_of(root), tables_of(root)
    for edit in edits:
        edit(after)
    for each in TABLES:
        if after[each.name] != before[each.name]:
            with (root / each.path).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, schema.header(each), lineterminator="\n")
                writer.writeheader()
                writer.writerows(after[each.name])
    return root


def _at(tables, name, key):
    wanted = key if isinstance(key, tuple) else (key,)
    return next(row for row in tables[name] if tuple(row[k] for k in table(name).key) == wanted)


def sets(name, key, /, **cells):
    """Return an edit that writes cells of one row."""
    return lambda tables: _at(tables, name, key).update(cells)


def copies(name, key, /, **cells):
    """Return an edit that puts a copy of a row, with some cells changed, at the end of its table."""
    return lambda tables: tables[name].append({**_at(tables, name, key), **cells})


def drops(name, key):
    """Return an edit that deletes a row."""
    return lambda tables: tables[name].remove(_at(tables, name, key))


def adds(name, /, **cells):
    """Return an edit that puts a row at the end of a table; what is not given is empty."""
    empty = dict.fromkeys(schema.header(table(name)), "")
    return lambda tables: tables[name].append({**empty, **cells})


def swaps(name, first, second):
    """Return an edit that exchanges the places of two rows, counted from 0."""

    def edit(tables):
        rows = tables[name]
        rows[first], rows[second] = rows[second], rows[first]

    return edit


def fields(evidence_id, /, **literals):
    """Return an edit that changes the literals of a span; `...` takes a field away."""

    def edit(tables):
        row = _at(tables, "evidence", evidence_id)
        told = {**json.loads(row["fields"]), **literals}
        row["fields"] = json.dumps(
            {name: words for name, words in told.items() if words is not ...}, ensure_ascii=False
        )

    return edit
