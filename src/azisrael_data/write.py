"""Rows to canonical CSV: the inverse of `read`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from azisrael_data import schema
from azisrael_data.models import Table
from azisrael_data.records import join


def csv_line(table: Table, values: Mapping[str, Any]) -> str:
    """Return one row as a line of canonical CSV."""
    return join(["" if values.get(c.name) is None else c.cell.format(values[c.name]) for c in schema.columns(table)])


def csv_text(table: Table, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a whole table as canonical CSV, rows sorted by primary key.

    Rows are sorted here because the order of rows carries no meaning; nothing else is changed.
    """
    ordered = sorted(rows, key=lambda values: tuple(values[name] for name in table.key))
    return join(list(schema.header(table))) + "".join(csv_line(table, values) for values in ordered)
