"""Tables for analysts: typed frames of five kinds from the package's built files, filtered in analysts' words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast, overload

from azisrael_data import store
from azisrael_data.problems import CannotRun, Refused, UnknownName

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from azisrael_data.models import Row
    from azisrael_data.models.agreements import Agreement
    from azisrael_data.models.arms_transfers import ArmsTransfer
    from azisrael_data.models.incidents import Incident
    from azisrael_data.models.reference import ActorRow, Place, WeaponSystem, Work
    from azisrael_data.models.seeds import Source
    from azisrael_data.models.trade_figures import TradeFigure
    from azisrael_data.models.visits import Visit

KINDS = ("pandas", "arrow", "polars", "duckdb", "records")
Within = Literal["possibly", "certainly"]
Bound = str | int | dt.date | None
Resolver = Literal["preferred", "low", "high", "exclude_contested"] | tuple[Literal["source"], str]

R = TypeVar("R", bound="Row")
P = ParamSpec("P")


class Load(Protocol[P]):
    """How type checkers and editors see `load`: the kind of frame follows from `as_`."""

    # fmt: off
    @overload
    def __call__(self, table: str, /, as_: Literal["pandas"] = ..., *a: P.args, **k: P.kwargs) -> pd.DataFrame: ...
    @overload
    def __call__(self, table: str, /, as_: Literal["arrow"], *a: P.args, **k: P.kwargs) -> pa.Table: ...
    @overload
    def __call__(self, table: str, /, as_: Literal["polars"], *a: P.args, **k: P.kwargs) -> pl.DataFrame: ...
    @overload
    def __call__(
        self, table: str, /, as_: Literal["duckdb"], *a: P.args, **k: P.kwargs
    ) -> duckdb.DuckDBPyRelation: ...
    @overload
    def __call__(self, table: str, /, as_: Literal["records"], *a: P.args, **k: P.kwargs) -> list[Row]: ...
    # fmt: on


class Friend(Protocol[P, R]):
    """How type checkers and editors see `visits` and its like: `load` of one table."""

    # fmt: off
    @overload
    def __call__(self, as_: Literal["pandas"] = ..., *a: P.args, **k: P.kwargs) -> pd.DataFrame: ...
    @overload
    def __call__(self, as_: Literal["arrow"], *a: P.args, **k: P.kwargs) -> pa.Table: ...
    @overload
    def __call__(self, as_: Literal["polars"], *a: P.args, **k: P.kwargs) -> pl.DataFrame: ...
    @overload
    def __call__(self, as_: Literal["duckdb"], *a: P.args, **k: P.kwargs) -> duckdb.DuckDBPyRelation: ...
    @overload
    def __call__(self, as_: Literal["records"], *a: P.args, **k: P.kwargs) -> list[R]: ...
    # fmt: on


def _seen(function: Callable[Concatenate[str, str, P], Any]) -> Load[P]:
    """Let type checkers see a function as `Load` with its own keywords; at run time it stays as it is."""
    return cast("Load[P]", function)


@_seen  # type: ignore[arg-type]  # `as_` may be named too, which Concatenate cannot say
def load(
    table: str,
    /,
    as_: str = "pandas",
    *,
    expand: str | Iterable[str] = (),
    actor: str | Iterable[str] | None = None,
    between: Bound | tuple[Bound, Bound] = None,
    within: Within = "possibly",
    undated: bool = False,
    source: str | Iterable[str] | None = None,
    status: str | Iterable[str] | None = None,
    min_roots: int | None = None,
    resolve: Resolver | None = None,
    **columns: Any,
) -> Any:
    """Return a table, or the rows of it that pass all filters given, in id order.

    `as_` says as what:

    - `pandas`: codes are categories with the whole code list, days `datetime64`, whole numbers nullable `Int64`,
      decimals `decimal.Decimal`, lists arrays; `frame.attrs["table"]` names the table and
      `frame.attrs["descriptions"]` describes each column;
    - `arrow`: a `pyarrow.Table`, descriptions and code lists in the metadata of its fields;
    - `polars`: a frame with codes as `Enum`, lists as lists (`pip install 'azisrael-data[polars]'`);
    - `duckdb`: a relation on DuckDB's default connection, so that it can be joined with others and stand in
      `duckdb.sql("FROM frame")`; lists are lists (`pip install 'azisrael-data[duckdb]'`);
    - `records`: a list of immutable pydantic rows, read from the CSV and validated.

    An empty cell is missing. The five data tables hold each date three times: `date` is EDTF text, `date_start` and
    `date_end` are the first and last day that it can mean (missing: open), `date_precision` says how sharp it is.

    Filters; each takes one value or several of which any will do:

    - `actor`: takes part in the row, by id, name or alias. Looked at are `supplier`, `recipient`, `intermediaries` and
      `manufacturer` of arms transfers, `parties` of agreements, `visitors`, `origin`, `hosts` and `destination` of
      visits, `from_actor` and `to_actor` of trade figures, `actors` and `targets` of incidents, `parent` of actors,
      `maker` of weapon systems; not `reporter` and `voice`, who only tell. An army is not its state: name both;
    - `between`: a period, as one EDTF date or a pair of them (None: open), of which the row's dates are `possibly`
      (they overlap) or `certainly` (wholly) `within`; rows without a date pass only if `undated`;
    - `source`: supported by the source; `min_roots`: by at least so many independent witnesses;
    - `status`, and every other column by its name: equal to the value (a key: by id, name or alias), or, where a
      cell is a list, holding it; None means an empty cell, but for `status`.

    `resolve` settles contested cells as `azisrael_data.resolve` does, after the filters. `expand` names key columns, or
    is `*` for all: the columns of the table that they point to are added as `system_name`, `supplier_kind` and so on; a
    list of keys gives lists in step with it.

    Raises UnknownName for a table, column, code or id that does not exist, Refused where a filter means nothing in the
    table, CannotRun if its Parquet file is not built or an extra is missing, InvalidData if records break a rule.
    """
    if as_ not in KINDS:
        raise UnknownName("kind of frame", as_, KINDS)
    if as_ == "records" and (resolve is not None or expand):
        raise Refused("records hold the columns of their table as they are; `expand` and `resolve` go with other kinds")
    given: dict[str, Any] = {"actor": actor, "between": between, "source": source, "min_roots": min_roots}
    columns |= {} if status is None else {"status": status}
    filtered = bool(columns) or any(value is not None for value in given.values()) or within != "possibly"
    if as_ == "records" and not filtered:
        return _records(table, None)
    data = store.read(table)
    if filtered:
        from azisrael_data import filters, models

        data = filters.select(data, models.table(table), **given, within=within, undated=undated, columns=columns)
    if resolve is not None:
        from azisrael_data import disputes

        data = disputes.resolve(data, resolve)
    if expand:
        from azisrael_data import joins, models

        data = joins.expand(data, models.table(table), expand)
    return _records(table, data) if as_ == "records" else _MAKERS[as_](table, data)


def _friend(
    load: Load[P],
    table: str,
    row: Callable[[], type[R]],  # noqa: ARG001 -- never called: row models load pydantic
) -> Friend[P, R]:
    """Return `load` of one table."""

    def friend(as_: str = "pandas", **keywords: Any) -> Any:
        return cast("Any", load)(table, as_, **keywords)

    friend.__name__ = friend.__qualname__ = table
    friend.__doc__ = f"Return what `load({table!r}, as_, ...)` returns, with the same keywords and errors."
    return cast("Friend[P, R]", friend)


agreements = _friend(load, "agreements", lambda: Agreement)
arms_transfers = _friend(load, "arms_transfers", lambda: ArmsTransfer)
visits = _friend(load, "visits", lambda: Visit)
trade_figures = _friend(load, "trade_figures", lambda: TradeFigure)
incidents = _friend(load, "incidents", lambda: Incident)
actors = _friend(load, "actors", lambda: ActorRow)
weapon_systems = _friend(load, "weapon_systems", lambda: WeaponSystem)
places = _friend(load, "places", lambda: Place)
works = _friend(load, "works", lambda: Work)
sources = _friend(load, "sources", lambda: Source)


def _records(table: str, chosen: pa.Table | None) -> list[Row]:
    from azisrael_data import objects

    return objects.rows(table, chosen)


def _pandas(table: str, data: pa.Table) -> pd.DataFrame:
    import pandas as pd
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


def _polars(_table: str, data: pa.Table) -> pl.DataFrame:
    polars = extra("polars")
    frame: pl.DataFrame = polars.from_arrow(data)
    return frame.with_columns(polars.col(name).cast(polars.Enum(codes)) for name, codes in _coded(data))


def _duckdb(_table: str, data: pa.Table) -> duckdb.DuckDBPyRelation:
    return cast("duckdb.DuckDBPyRelation", extra("duckdb").from_arrow(data))


_MAKERS: dict[str, Callable[[str, pa.Table], Any]] = {
    "pandas": _pandas,
    "arrow": lambda _, data: data,
    "polars": _polars,
    "duckdb": _duckdb,
}


def extra(name: str) -> Any:
    """Return an optional library of the same name as its extra. Raises CannotRun if it is not installed."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise CannotRun(f"{name} is not installed; run `pip install 'azisrael-data[{name}]'`") from error


def _coded(data: pa.Table) -> Iterable[tuple[str, list[str]]]:
    """Yield the columns whose cells are one code, each with its whole code list."""
    import pyarrow as pa

    for field in data.schema:
        codes = (field.metadata or {}).get(b"codes")
        if codes is not None and pa.types.is_string(field.type):
            yield field.name, json.loads(codes)


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
