"""Row models in, descriptors out: the one walk over pydantic, and the Table Schemas derived from it.

Only `columns` knows pydantic. Everything else (CSV headers, Table Schemas, Arrow schemas, the column reference) is a
pure function of the `Column` values that it yields.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

from azisrael_data.cells import LIST_SEPARATOR, Cell, Code, ListOf
from azisrael_data.codelists import CodeList
from azisrael_data.models import TABLES, Table
from azisrael_data.models.base import GENERATED, References, Row
from azisrael_data.problems import InvalidModel


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as every exporter needs it."""

    name: str
    cell: Cell
    required: bool
    generated: bool
    description: str
    references: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Tell whether a cell holds several members."""
        return isinstance(self.cell, ListOf)

    @property
    def member(self) -> Cell:
        """Return the type of one value: of a list's members, else of the cell."""
        return self.cell.member if isinstance(self.cell, ListOf) else self.cell

    @property
    def codes(self) -> CodeList | None:
        """Return the code list of the column, if it has one."""
        return self.member.codes if isinstance(self.member, Code) else None


@cache
def columns(model: type[Row]) -> tuple[Column, ...]:
    """Return the columns of a row model in file order: coded first, `note` last of them, then the generated ones.

    Raises InvalidModel if a field has no cell type or no description.
    """
    found = []
    for name, field in model.model_fields.items():
        cell = next((m for m in field.metadata if isinstance(m, Cell)), None)
        if cell is None:
            raise InvalidModel(f"{model.__name__}.{name} has no cell type")
        if not field.description:
            raise InvalidModel(f"{model.__name__}.{name} has no description")
        extra = field.json_schema_extra
        found.append(
            Column(
                name=name,
                cell=cell,
                required=field.is_required(),
                generated=isinstance(extra, dict) and bool(extra.get(GENERATED)),
                description=field.description,
                references=next((m.tables for m in field.metadata if isinstance(m, References)), ()),
            )
        )
    return tuple(sorted(found, key=lambda column: (column.generated, column.name == "note")))


@cache
def header(model: type[Row]) -> tuple[str, ...]:
    """Return the column names in file order."""
    return tuple(column.name for column in columns(model))


def column(table: Table, name: str) -> Column | None:
    """Return a column of a table by name, or None."""
    return _by_name(table.model).get(name)


@cache
def _by_name(model: type[Row]) -> dict[str, Column]:
    return {column.name: column for column in columns(model)}


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
        "description": (table.model.__doc__ or "").strip(),
        "fields": [field(c, typed=typed, key=(c.name,) == table.key) for c in columns(table.model)],
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
        for c in columns(table.model)
        if len(c.references) == 1 and not c.is_list
    ]


def check_models() -> None:
    """Raise InvalidModel where the registry contradicts itself: unknown references, one name with two types."""
    names = {table.name for table in TABLES}
    first: dict[str, tuple[str, Column]] = {}
    for table in TABLES:
        for c in columns(table.model):
            home, known = first.setdefault(c.name, (table.name, c))
            if (type(c.cell), type(c.member)) != (type(known.cell), type(known.member)):
                raise InvalidModel(f"{table.name}.{c.name} has another type of cell than {home}.{c.name}")
            unknown = set(c.references) - names
            if unknown:
                raise InvalidModel(f"{table.name}.{c.name} refers to unknown tables {sorted(unknown)}")
            if len(c.references) > 1 and "table" not in header(table.model):
                raise InvalidModel(f"{table.name}.{c.name} refers to several tables, and no column 'table' says which")
            annotation = table.model.model_fields[c.name].annotation
            optional = typing.get_origin(annotation) in (typing.Union, types.UnionType)
            if optional == c.required:
                raise InvalidModel(f"{table.name}.{c.name}: required and its annotation disagree")
