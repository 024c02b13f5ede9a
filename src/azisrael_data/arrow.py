"""Rows to Arrow and Parquet, typed, with the column descriptions as field metadata. pyarrow arrives on first use."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azisrael_data import schema
from azisrael_data.models import Table
from azisrael_data.schema import Column

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_type(name: str) -> pa.DataType:
    """Return the Arrow type that a cell type names."""
    import pyarrow as pa

    decimal = re.fullmatch(r"decimal128\((\d+),(\d+)\)", name)
    if decimal:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    if name == "list<string>":
        return pa.list_(pa.field("element", pa.string()))  # the name that Parquet prescribes and gives back
    return {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_(), "date32": pa.date32()}[name]


def arrow_field(column: Column) -> pa.Field:
    """Return the Arrow field of a column; metadata: description, and codes as a JSON list where it has a code list."""
    import pyarrow as pa

    metadata = {"description": column.description}
    if column.codes:
        metadata["codes"] = json.dumps(list(column.codes))
    return pa.field(column.name, arrow_type(column.cell.arrow_type), nullable=not column.required, metadata=metadata)


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table; its metadata hold the table's name, title and description."""
    import pyarrow as pa

    metadata = {"name": table.name, "title": table.title, "description": schema.description(table)}
    return pa.schema([arrow_field(column) for column in schema.columns(table)], metadata=metadata)


def _plain(column: Column, value: Any) -> Any:
    """Return a value as Arrow takes it: lists as lists, JSON as its text."""
    if isinstance(value, tuple):
        return list(value)
    return column.cell.format(value) if isinstance(value, dict) else value


def arrow_table(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return the rows of a table as one Arrow table."""
    import pyarrow as pa

    rows = list(rows)
    types = arrow_schema(table)
    return pa.Table.from_arrays(
        [
            pa.array([_plain(column, row.get(column.name)) for row in rows], type=types.field(column.name).type)
            for column in schema.columns(table)
        ],
        schema=types,
    )


def parquet_bytes(data: pa.Table) -> bytes:
    """Return an Arrow table as a Parquet file: one row group, no clock in it."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(data.combine_chunks(), buffer, compression="zstd", row_group_size=max(1, data.num_rows))
    return buffer.getvalue()


def read_parquet(path: Path) -> pa.Table:
    """Return a Parquet file as an Arrow table, without the detour over datasets that imports pandas."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read()


def differs(path: Path, wanted: pa.Table) -> str | None:
    """Say how a Parquet file differs from a table in content, types or descriptions; None if it does not."""
    import pyarrow as pa

    try:
        found = read_parquet(path)
    except FileNotFoundError:
        return "missing"
    except (OSError, pa.ArrowException) as error:
        return f"damaged: {str(error).splitlines()[0]}"
    if not found.schema.equals(wanted.schema, check_metadata=True):
        return "another schema"
    if found.num_rows != wanted.num_rows:
        return f"{found.num_rows} rows, wanted {wanted.num_rows}"
    for name in wanted.column_names:
        if not found[name].equals(wanted[name]):
            pairs = zip(found[name].to_pylist(), wanted[name].to_pylist(), strict=True)
            row = next(n for n, (a, b) in enumerate(pairs, 1) if a != b)
            return f"row {row}, column {name!r}"
    return None
