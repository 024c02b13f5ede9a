"""A difference as JSON, for scripts."""

from __future__ import annotations

import json
from typing import Any

from azisrael_data.difference import KINDS, REFUSED, Difference, Row, TableDifference
from azisrael_data.redline.view import summary


def as_json(given: Difference) -> str:
    """Return a difference as one JSON object in ASCII, with every cell as it stands in the CSV.

    Keys: `old` and `new` (where the sides come from), `same`, `level` (null if the same), `refused`, `summary`,
    `counts` (rows of all tables by what became of them), `tables`: for each that differs its `columns_added`,
    `columns_removed`, `reordered`, `schema`, and a list of rows for each kind. A row has `id`, `was` (the old id of
    a renumbered one, else null), `tombstone` (or null) and `cells`.
    """
    counts = {kind: sum(row.kind == kind for table in given.tables for row in table.rows) for kind in KINDS}
    told = {
        "old": given.old.label,
        "new": given.new.label,
        "same": not given,
        "level": given.level,
        "refused": sum(counts[kind] for kind in REFUSED),
        "summary": summary(given),
        "counts": counts,
        "tables": {table.name: _table(table) for table in given.tables},
    }
    return json.dumps(told, indent=2).replace("##[", r"\u0023#[") + "\n"


def _table(table: TableDifference) -> dict[str, Any]:
    return {
        "columns_added": table.columns_added,
        "columns_removed": table.columns_removed,
        "reordered": table.reordered,
        "schema": [
            {"column": each.column, "part": each.part, "old": each.old, "new": each.new, "level": each.level}
            for each in table.schema
        ],
        **{kind: [_row(row) for row in table.rows if row.kind == kind] for kind in KINDS},
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": " ".join(row.key),
        "was": " ".join(row.was) if row.was else None,
        "tombstone": dict(row.tombstone) if row.tombstone else None,
        "cells": [
            {
                "column": cell.column,
                "old": cell.old,
                "new": cell.new,
                "generated": cell.generated,
                "removed": cell.removed,
                "added": cell.added,
            }
            for cell in row.cells
        ],
    }
