"""frames: typed pandas tables, and the evidence behind a row."""

# ruff: noqa: PD011 -- `values` are the cells of a row of this package, not of a pandas object

from __future__ import annotations

import datetime as dt
import json
import shutil
from decimal import Decimal

import pandas as pd
import pytest

import azisrael_data as az
from azisrael_data import cells, frames, schema
from azisrael_data.models import FACTS, TABLES
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
    monkeypatch.setattr(frames, "root", lambda: tmp_path)
    forget()
    yield tmp_path
    forget()


def forget():
    """Clear what the module remembers of the package's folder."""
    for each in vars(frames).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()


def test_tables_are_listed():
    """Every table of the registry can be loaded, and nothing else."""
    assert sorted(NAMES) == az.tables()


def test_columns_have_the_type_of_their_cells(loaded):
    """Codes are categories, days datetimes, counts nullable integers, amounts decimals, lists arrays, the rest text."""
    each, frame = loaded
    columns = schema.columns(each.model)

    assert [column.name for column in columns] == list(frame.columns)
    for column in columns:
        if column.is_list:
            assert all(len(value) for value in frame[column.name].dropna()), column.name
        else:
            assert KINDS.get(type(column.cell), is_text)(frame[column.name]), column.name


def test_categories_are_the_whole_code_list(loaded):
    """A category column knows every code, used or not, in the order of the code list."""
    each, frame = loaded

    for column in schema.columns(each.model):
        if column.codes and not column.is_list:
            assert list(column.codes) == list(frame[column.name].cat.categories)


def test_descriptions_are_on_board(loaded):
    """A frame names its table and says what each column means."""
    each, frame = loaded

    assert {
        "table": each.name,
        "descriptions": {column.name: column.description for column in schema.columns(each.model)},
    } == frame.attrs


def test_frame_holds_the_cells_of_the_csv(loaded):
    """Row for row and cell for cell a frame holds what the CSV holds; empty cells are missing."""
    each, frame = loaded
    rows = [row.values for row in Package(REPOSITORY)[each.name].rows]

    assert len(rows) == len(frame)
    for column in schema.columns(each.model):
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


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_evidence_of_a_fact(each):
    """The first and the last row of each data table have evidence: their spans, with fields parsed."""
    whole = Package(REPOSITORY)

    for fact in (whole[each.name].rows[0], whole[each.name].rows[-1]):
        spans = az.evidence(fact.values["id"])
        wanted = [span.values for span in whole.spans[fact.values["id"]]]
        assert [span | {"works": list(span["works"]) if span["works"] else None} for span in wanted] == spans


@pytest.mark.parametrize("call", [az.load, az.path])
def test_unknown_table(call):
    """A table that does not exist is refused with the nearest name and all names."""
    with pytest.raises(az.UnknownName) as raised:
        call("visit")

    assert f"no table 'visit'; did you mean 'visits'? known: {', '.join(sorted(NAMES))}" == str(raised.value)


def test_nothing_near():
    """Where no name is near, the known ones are listed all the same."""
    with pytest.raises(az.UnknownName) as raised:
        az.load("../../etc/passwd")

    assert f"no table '../../etc/passwd'; known: {', '.join(sorted(NAMES))}" == str(raised.value)


def test_unknown_row():
    """A row without evidence is refused with what an id looks like."""
    with pytest.raises(az.UnknownName) as raised:
        az.evidence("AG-9999")

    assert str(raised.value).startswith("no row with evidence 'AG-9999'; ")


def test_unknown_format():
    """A format that is not published is refused with those that are."""
    with pytest.raises(az.UnknownName) as raised:
        az.path("visits", "xlsx")

    assert str(raised.value) == "no format 'xlsx'; known: csv, parquet"


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_paths(each):
    """A table's files are where the descriptor says, also those of the seeds."""
    assert (REPOSITORY / each.parquet, REPOSITORY / each.path) == (az.path(each.name), az.path(each.name, "csv"))


def test_path_of_the_package():
    """Without a table the package's folder is given."""
    assert az.path() == REPOSITORY


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
