"""What every column of every table is: derived from the row models, and remembered so that these need not be loaded.

Only `declared` knows pydantic. `plan.json` holds what it gives for all tables, with a checksum of that and of the code
that it was derived from: where either has changed since, nothing remembered is used. `azisrael build` writes it anew.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from azisrael_data import cells, codelists
from azisrael_data.cells import Cell, Code, ListOf
from azisrael_data.codelists import CodeList
from azisrael_data.models import TABLES, Table
from azisrael_data.problems import InvalidModel

HERE = Path(__file__).resolve().parent
NAME = "plan.json"
SOURCES = ("models/*.py", "cells/*.py", "codelists.py", "plan.py")  # all that a plan follows from
# What reading a file raises that is damaged, or in an archive.
_UNREADABLE = (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError)


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


class Plan(NamedTuple):
    """What a row model says: about its table, and its columns in file order."""

    description: str
    columns: tuple[Column, ...]


def plan(table: Table) -> Plan:
    """Return the plan of a table. Raises InvalidModel if its model has none, see `declared`."""
    known = remembered().get(table.row) if isinstance(table.row, str) else None
    return known or declared(table.model)


@cache
def declared(model: Any) -> Plan:
    """Return the plan of a row model: coded columns first, `note` last of them, then the generated ones.

    Raises InvalidModel if a field has no cell type or no description.
    """
    from azisrael_data.models.base import GENERATED, References

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
    columns = sorted(found, key=lambda column: (column.generated, column.name == "note"))
    return Plan((model.__doc__ or "").strip(), tuple(columns))


def text() -> str:
    """Return what `plan.json` must hold: the plans of all tables as the row models declare them now."""
    plans = {table.row: declared(table.model) for table in TABLES}
    rows = {
        row: {"description": each.description, "columns": [_told(column) for column in each.columns]}
        for row, each in plans.items()
    }
    told = json.dumps(rows, ensure_ascii=False, indent=1)
    return f'{{"checksum": {_checksum(told.encode())}, "rows":\n{told}\n}}\n'


@cache
def remembered() -> dict[str, Plan]:
    """Return the plans that were written down by row model, none if they are of other code than this or unreadable."""
    try:
        data = (HERE / NAME).read_bytes()
        found = json.loads(data)
        told = data[data.index(b"\n") + 1 : data.rindex(b"\n}")]
        if found["checksum"] != _checksum(told):
            return {}
        return {
            row: Plan(each["description"], tuple(map(_column, each["columns"]))) for row, each in found["rows"].items()
        }
    except _UNREADABLE:
        return {}


def _checksum(told: bytes) -> int:
    """Return the checksum of what is told and of the code it follows from: a guard against oversight, not malice."""
    found = zlib.crc32(told)
    for path in sorted(path for pattern in SOURCES for path in HERE.glob(pattern)):
        found = zlib.crc32(path.read_bytes(), zlib.crc32(path.name.encode(), found))
    return found


def _told(column: Column) -> dict[str, Any]:
    found = {each.name: getattr(column, each.name) for each in fields(column)}
    return found | {"cell": _told_cell(column.cell)}


def _told_cell(cell: Cell) -> dict[str, Any]:
    """Return a type of cell by name, with its parameters that are not the usual ones."""
    kind = type(cell)
    if getattr(cells, kind.__name__, None) is not kind:
        raise InvalidModel(f"{kind.__name__} is no type of azisrael_data.cells")
    return {"type": kind.__name__} | {
        each.name: _told_value(value) for each in fields(cell) if (value := getattr(cell, each.name)) != each.default
    }


def _told_value(value: Any) -> Any:
    if isinstance(value, Cell):
        return _told_cell(value)
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dict):
        names = (name for name, other in vars(codelists).items() if other is value)
        return {"codes": next(names, None) or value}
    return value


def _column(told: dict[str, Any]) -> Column:
    return Column(**told | {"cell": _cell(json.dumps(told["cell"])), "references": tuple(told["references"])})


@cache
def _cell(told: str) -> Cell:
    """Return a type of cell; what is told in the same words is the same object, which keeps its caches."""
    parameters = json.loads(told)
    kind: type[Cell] = getattr(cells, parameters.pop("type"))
    return kind(**{name: _value(value) for name, value in parameters.items()})


def _value(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    if "type" in told:
        return _cell(json.dumps(told))
    if "decimal" in told:
        return Decimal(told["decimal"])
    codes = told["codes"]
    return getattr(codelists, codes) if isinstance(codes, str) else codes
