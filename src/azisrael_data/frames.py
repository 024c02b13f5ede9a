"""Tables for analysts: typed pandas frames from the package's Parquet files, and the evidence behind a row."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azisrael_data.paths import root
from azisrael_data.problems import CannotRun, UnknownName

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (root() / "datasets").glob("*.parquet")))


def tables() -> list[str]:
    """Return the names of all tables, in alphabetical order."""
    return list(_names())


def path(table: str | None = None, format: str = "parquet") -> Path:
    """Return the package's folder, or the file of one table as `parquet` or `csv`.

    Raises UnknownName for a table that does not exist.
    """
    if table is None:
        return root()
    if table not in _names():
        raise UnknownName("table", table, _names())
    if format == "parquet":
        return root() / "datasets" / f"{table}.parquet"
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

    data = _with_codes(_read(table))
    import pyarrow as pa

    frame: pd.DataFrame = data.to_pandas(date_as_object=False, types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    frame.attrs = {
        "table": table,
        "descriptions": {f.name: (f.metadata or {}).get(b"description", b"").decode() for f in data.schema},
    }
    return frame


def _read(table: str) -> pa.Table:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path(table)) as file:
            return file.read()
    except OSError as error:
        raise CannotRun(f"{path(table)} cannot be read ({error}); run `azisrael build`") from error


def _with_codes(data: pa.Table) -> pa.Table:
    """Return the table with code columns as dictionaries over their whole code list."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for at, field in enumerate(data.schema):
        codes = (field.metadata or {}).get(b"codes")
        if codes is None or not pa.types.is_string(field.type):
            continue
        known = pa.array(json.loads(codes), pa.string())
        places = pc.index_in(data.column(at).combine_chunks(), known)
        coded = pa.DictionaryArray.from_arrays(places, known)
        data = data.set_column(at, pa.field(field.name, coded.type, metadata=field.metadata), coded)
    return data


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
