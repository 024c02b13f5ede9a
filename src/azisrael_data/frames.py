"""Tables for analysts: typed pandas frames from the package's Parquet files, and the evidence behind a row."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azisrael_data.paths import root
from azisrael_data.problems import CannotRun, UnknownName

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted((root() / "datasets").glob("*.parquet"))}


def tables() -> list[str]:
    """Return the names of all tables, in alphabetical order."""
    return list(_files())


def path(table: str | None = None, format: str = "parquet") -> Path:
    """Return the package's folder, or the file of one table as `parquet` or `csv`.

    Raises UnknownName for a table that does not exist.
    """
    if table is None:
        return root()
    if table not in _files():
        raise UnknownName("table", table, _files())
    if format == "parquet":
        return _files()[table]
    if format == "csv":
        seed = root() / "seeds" / f"{table}.csv"
        return seed if seed.is_file() else root() / "datasets" / f"{table}.csv"
    raise UnknownName("format", format, ("csv", "parquet"))


def load(table: str) -> pd.DataFrame:
    """Return a table as a pandas frame, one row per row of the table, in id order.

    Codes are categories with the whole code list, days `datetime64`, whole numbers nullable `Int64`, decimals
    `decimal.Decimal`, lists arrays; an empty cell is missing. `frame.attrs["table"]` names the table and
    `frame.attrs["descriptions"]` describes each column.

    Raises UnknownName for a table that does not exist, CannotRun if its Parquet file is not built.
    """
    import pandas as pd

    data = _read(table)
    import pyarrow as pa

    whole = pd.Int64Dtype()
    frame: pd.DataFrame = _with_codes(data).to_pandas(
        date_as_object=False,
        types_mapper=lambda kind: whole if pa.types.is_int64(kind) else None,
        use_threads=False,  # tables are small: threads cost more than they save
    )
    frame.attrs = {
        "table": table,
        "descriptions": {f.name: (f.metadata or {}).get(b"description", b"").decode() for f in data.schema},
    }
    return frame


def _read(table: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path(table), pre_buffer=False) as file:
            return file.read(use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise CannotRun(f"{path(table)} cannot be read ({error}); run `azisrael build`") from error


def _with_codes(data: pa.Table) -> pa.Table:
    """Return the table with code columns marked, so that pandas gets them as categories over their whole code list."""
    import pyarrow as pa

    columns = []
    for field, column in zip(data.schema, data.columns, strict=True):
        codes = (field.metadata or {}).get(b"codes")
        coded = codes is not None and pa.types.is_string(field.type)
        columns.append(_code_type(codes).wrap_array(column) if coded else column)
    return pa.Table.from_arrays(columns, names=data.column_names)


@cache
def _code_type(codes: bytes) -> pa.ExtensionType:
    """Return the Arrow type of a column over a code list (JSON): its categories are made once, not per column."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(json.loads(codes), pa.string())
    dtype = pd.CategoricalDtype(known.to_pylist())

    class CodeType(pa.ExtensionType):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(pa.string(), "azisrael.code")

        def __arrow_ext_serialize__(self) -> bytes:
            return codes

        def to_pandas_dtype(self) -> CodeType:
            return self

        def __from_arrow__(self, column: pa.ChunkedArray) -> pd.Categorical:
            places = pc.index_in(column.combine_chunks().storage, known).fill_null(-1)
            return pd.Categorical.from_codes(places.to_numpy(), dtype=dtype, validate=False)

    return CodeType()


def evidence(row_id: str) -> list[dict[str, Any]]:
    """Return the spans behind a row, as dictionaries with the columns of the evidence table; `fields` is parsed.

    Raises UnknownName if no span bears on such a row.
    """
    import pyarrow.compute as pc

    data = _read("evidence")
    found: list[dict[str, Any]] = data.filter(pc.equal(data["row_id"], row_id)).to_pylist()
    if not found:
        raise UnknownName("row with evidence", row_id, ("ids such as AG-0001",))
    for span in found:
        span["fields"] = json.loads(span["fields"])
    return found
