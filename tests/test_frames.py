"""frames: typed tables of five kinds."""

# ruff: noqa: PD011 -- `values` are the cells of a row of this package, not of a pandas object

from __future__ import annotations

import datetime as dt
import inspect
import json
import shutil
import sys
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import azisrael_data as az
from azisrael_data import cells, filters, frames, schema, store
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from conftest import REPOSITORY

NAMES = [each.name for each in TABLES]
# Cell type -> whether a pandas column is of the kind that goes with it.
KINDS = {
    cells.Code: lambda column: isinstance(column.dtype, pd.CategoricalDtype),
    cells.Integer: lambda column: column.dtype == pd.Int64Dtype(),
    cells.Number: lambda column: all(isinstance(value, Decimal) for value in column.dropna()),
    cells.Boolean: lambda column: column.dtype == bool,
    cells.Day: lambda column: pd.api.types.is_datetime64_dtype(column.dtype),
}


def is_text(column):
    return all(isinstance(value, str) for value in column.dropna())


@pytest.fixture(scope="module", params=TABLES, ids=lambda each: each.name)
def loaded(request):
    return request.param, az.load(request.param.name)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Let the package's files lie in a copy that a test may spoil."""
    shutil.copytree(REPOSITORY / "datasets", tmp_path / "datasets")
    shutil.copytree(REPOSITORY / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("texts"))
    monkeypatch.setattr(store, "root", lambda: tmp_path)
    return tmp_path


def test_columns_have_the_type_of_their_cells(loaded):
    """Codes are categories, days datetimes, counts nullable integers, amounts decimals, lists arrays, the rest text."""
    each, frame = loaded
    columns = schema.columns(each)

    assert [column.name for column in columns] == list(frame.columns)
    for column in columns:
        if column.is_list:
            assert all(len(value) for value in frame[column.name].dropna()), column.name
        else:
            assert KINDS.get(type(column.cell), is_text)(frame[column.name]), column.name


def test_categories_are_the_whole_code_list(loaded):
    """A category column knows every code, used or not, in the order of the code list."""
    each, frame = loaded

    for column in schema.columns(each):
        if column.codes and not column.is_list:
            assert list(column.codes) == list(frame[column.name].cat.categories)


def test_descriptions_are_on_board(loaded):
    """A frame names its table and says what each column means."""
    each, frame = loaded

    assert {
        "table": each.name,
        "descriptions": {column.name: column.description for column in schema.columns(each)},
    } == frame.attrs


def test_frame_holds_the_cells_of_the_csv(loaded):
    """Row for row and cell for cell a frame holds what the CSV holds; empty cells are missing."""
    each, frame = loaded
    rows = [row.values for row in Package(REPOSITORY)[each.name].rows]

    assert len(rows) == len(frame)
    for column in schema.columns(each):
        assert [row[column.name] for row in rows] == [_value(column, value) for value in frame[column.name]]


def _value(column, value):
    if column.is_list:
        return None if value is None else tuple(value)
    if pd.isna(value):
        return None
    if isinstance(column.cell, cells.FieldsCell):
        return json.loads(value)
    return value.date() if isinstance(value, dt.datetime) else value


def test_a_frame_of_its_own():
    """Each load gives a fresh frame: what one analyst changes, another does not see."""
    first = az.load("visits")
    first.loc[0, "summary"] = "changed"
    first.attrs["descriptions"]["id"] = "changed"

    second = az.load("visits")

    assert "changed" not in {second.loc[0, "summary"], second.attrs["descriptions"]["id"]}


@pytest.mark.parametrize("spoiler", [lambda path: path.write_bytes(b"PAR1"), lambda path: path.write_bytes(b"")])
def test_damaged_file(elsewhere, spoiler):
    """A Parquet file that cannot be read is told with its place and what to do."""
    path = elsewhere / "datasets" / "visits.parquet"
    spoiler(path)

    with pytest.raises(az.CannotRun, match=r"; run `azisrael build`$") as raised:
        az.load("visits")

    assert str(raised.value).startswith(f"{path} cannot be read (")


def test_file_that_went(elsewhere):
    """A Parquet file that is gone is told with its place and what to do."""
    az.tables()
    path = elsewhere / "datasets" / "visits.parquet"
    path.unlink()

    with pytest.raises(az.CannotRun, match=r"; run `azisrael build`$") as raised:
        az.load("visits")

    assert str(raised.value).startswith(f"{path} cannot be read (")


# Kind -> what a loaded table is.
TYPES = {
    "pandas": pd.DataFrame,
    "arrow": pa.Table,
    "polars": pl.DataFrame,
    "duckdb": duckdb.DuckDBPyRelation,
    "records": list,
}


def ids(frame):
    """Return the ids of a frame of any kind."""
    if isinstance(frame, list):
        return [row.id for row in frame]
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return [row[0] for row in frame.project("id").fetchall()]
    return list(frame["id"].to_pylist() if isinstance(frame, pa.Table) else frame["id"])


def test_kinds():
    """Every kind is there, with the same rows in the same order."""
    assert set(frames.KINDS) == set(TYPES)
    for kind, wanted in TYPES.items():
        assert isinstance(az.load("visits", kind), wanted)
        assert ids(az.load("visits", kind)) == list(az.load("visits")["id"])


@pytest.mark.parametrize("kind", TYPES)
def test_filters_are_the_same_for_every_kind(kind):
    """Filters choose the same rows whatever the kind of frame."""
    keywords = {"actor": "Israel", "between": ("2012", "2016"), "status": ("made", "announced")}

    wanted = ids(az.load("visits", **keywords))

    assert wanted
    assert wanted == ids(az.load("visits", kind, **keywords)) == ids(az.visits(kind, **keywords))


@pytest.mark.parametrize("keywords", [{"expand": "*"}, {"resolve": "low"}])
def test_records_are_not_widened(keywords):
    """What adds columns does not go with records, and says so."""
    with pytest.raises(az.Refused) as raised:
        az.load("visits", "records", **keywords)

    assert (
        str(raised.value)
        == "records hold the columns of their table as they are; `expand` and `resolve` go with other kinds"
    )


def test_polars_and_duckdb_keep_types():
    """Polars gets codes as Enum and lists as lists; DuckDB gets lists as lists and days as days."""
    frame = az.load("agreements", "polars")
    known = schema.column(next(each for each in TABLES if each.name == "agreements"), "kind").codes
    relation = az.load("agreements", "duckdb")
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))

    assert (frame.schema["kind"], frame.schema["parties"]) == (pl.Enum(list(known)), pl.List(pl.String))
    assert (types["parties"], types["date_start"]) == ("VARCHAR[]", "DATE")


def test_duckdb_relations_meet():
    """Relations of several loads can be joined by SQL on DuckDB's default connection."""
    transfers, systems = az.arms_transfers("duckdb"), az.weapon_systems("duckdb")

    found = duckdb.sql("SELECT count(*) FROM transfers JOIN systems ON transfers.system = systems.id").fetchall()

    assert found == [(len(az.arms_transfers()),)]
    assert transfers is not systems


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_missing_extra(monkeypatch, name):
    """Without its library a kind of frame is refused with the command that installs it."""
    monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(az.CannotRun) as raised:
        az.load("visits", name)

    assert str(raised.value) == f"{name} is not installed; run `pip install 'azisrael-data[{name}]'`"


def test_unknown_kind():
    """A kind of frame that does not exist is refused with the nearest and with all."""
    with pytest.raises(az.UnknownName) as raised:
        az.load("visits", "panda")

    assert (
        str(raised.value)
        == "no kind of frame 'panda'; did you mean 'pandas'? known: pandas, arrow, polars, duckdb, records"
    )


@pytest.mark.parametrize(
    "name",
    [
        "agreements",
        "arms_transfers",
        "visits",
        "trade_figures",
        "incidents",
        "actors",
        "weapon_systems",
        "places",
        "works",
        "sources",
    ],
)
def test_friends(name):
    """A table's own function gives the table, says so, and is named after it."""
    friend = getattr(az, name)

    assert friend().equals(az.load(name))
    assert name == friend.__name__
    assert friend.__doc__ == f"Return what `load({name!r}, as_, ...)` returns, with the same keywords and errors."


def test_no_column_is_hidden_by_a_keyword():
    """No table has a column of the name of a keyword of `load`, but for `status`, which filters that column."""
    keywords = {name for name, each in inspect.signature(az.load).parameters.items() if each.kind == each.KEYWORD_ONLY}

    assert {"status"} == keywords & {name for each in TABLES for name in schema.header(each)}


def test_docstring_names_the_actor_columns():
    """The docstring of `load` names every column that `actor` looks at, table by table."""
    text = " ".join(az.load.__doc__.split())
    listed = text[text.index("Looked at are") : text.index("not `reporter`")]

    for each in TABLES:
        for name in filters.actor_columns(each):
            assert f"`{name}`" in listed, (each.name, name)
