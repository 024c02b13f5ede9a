"""Row models in, descriptors out: CSV headers and Table Schemas.

They are pure functions of a table's plan, as are Arrow schemas and the column reference.
"""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any

from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.models import TABLES, Table
from azisrael_data.plan import Column, plan
from azisrael_data.problems import InvalidModel

__all__ = ["Column", "check_models", "column", "columns", "description", "field", "foreign_keys", "header", "is_coded"]


def columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in file order: coded first, `note` last of them, then the generated ones.

    Raises InvalidModel if its row model has a column without type or description.
    """
    return plan(table).columns


def description(table: Table) -> str:
    """Return what a table is, in the words of its row model."""
    return plan(table).description


@cache
def header(table: Table) -> tuple[str, ...]:
    """Return the column names in file order."""
    return tuple(column.name for column in columns(table))


def column(table: Table, name: str) -> Column | None:
    """Return a column of a table by name, or None."""
    return _by_name(table).get(name)


@cache
def _by_name(table: Table) -> dict[str, Column]:
    return {column.name: column for column in columns(table)}


def is_coded(table: Table, column: Column) -> bool:
    """Tell whether a column of a data table needs evidence: all but identity, prose and generated ones."""
    return table.is_fact and not column.generated and column.name not in ("id", "summary", "note", "date_basis")


def field(column: Column, *, typed: bool, key: bool) -> dict[str, Any]:
    """Return the Table Schema field of a column.

    `typed`: for the Parquet twin, where lists are lists and JSON is text; otherwise for CSV, where lists are text.
    `key`: the column is part of the primary key.
    """
    kind, constraints = column.cell.table_type, dict(column.cell.constraints())
    description = column.description
    if column.is_list:
        # frictionless reads Parquet through pandas and refuses its own arrays as `array`, its own NaN as `integer`
        kind = "any" if typed else "string"
        description += " A list." if typed else f" Several are joined by '{LIST_SEPARATOR}'."
        if column.codes:
            description += f" Codes: {', '.join(column.codes)}."
    if typed and kind == "object":
        kind = "string"
    if typed and kind == "integer" and not column.required:
        kind, constraints = "any", {}
    if column.required:
        constraints["required"] = True
    if key:
        constraints["unique"] = True
    found: dict[str, Any] = {"name": column.name, "type": kind, "description": description}
    if constraints:
        found["constraints"] = constraints
    if column.references:
        found["references"] = list(column.references)
    if column.generated:
        found["generated"] = True
    return found


def table_schema(table: Table, *, typed: bool = False) -> dict[str, Any]:
    """Return the Table Schema (Data Package v2) of a table's CSV, or of its Parquet twin if `typed`."""
    found: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": table.name,
        "title": table.title,
        "description": description(table),
        "fields": [field(c, typed=typed, key=(c.name,) == table.key) for c in columns(table)],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    keys = foreign_keys(table)
    if keys and not typed:
        found["foreignKeys"] = keys
    return found


def foreign_keys(table: Table) -> list[dict[str, Any]]:
    """Return the foreign keys that Table Schema can express: scalar columns with one target table."""
    return [
        {
            "fields": [c.name],
            "reference": {"resource": "" if c.references[0] == table.name else c.references[0], "fields": ["id"]},
        }
        for c in columns(table)
        if len(c.references) == 1 and not c.is_list
    ]


def check_models() -> None:
    """Raise InvalidModel where the registry contradicts itself: unknown references, one name with two types."""
    from azisrael_data.models.base import Fact

    names = {table.name for table in TABLES}
    first: dict[str, tuple[str, Column]] = {}
    for table in TABLES:
        if table.is_fact != issubclass(table.model, Fact):
            raise InvalidModel(f"{table.name}: is_fact and its row model disagree")
        for c in columns(table):
            home, known = first.setdefault(c.name, (table.name, c))
            if (type(c.cell), type(c.member)) != (type(known.cell), type(known.member)):
                raise InvalidModel(f"{table.name}.{c.name} has another type of cell than {home}.{c.name}")
            unknown = set(c.references) - names
            if unknown:
                raise InvalidModel(f"{table.name}.{c.name} refers to unknown tables {sorted(unknown)}")
            if len(c.references) > 1 and "table" not in header(table):
                raise InvalidModel(f"{table.name}.{c.name} refers to several tables, and no column 'table' says which")
            annotation = table.model.model_fields[c.name].annotation
            optional = typing.get_origin(annotation) in (typing.Union, types.UnionType)
            if optional == c.required:
                raise InvalidModel(f"{table.name}.{c.name}: required and its annotation disagree")
