"""objects: rows as pydantic objects, validated."""

from __future__ import annotations

import shutil

import pydantic
import pytest

import azisrael_data as az
from azisrael_data import schema, store
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from conftest import REPOSITORY


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Let the package's files lie in a copy that a test may spoil."""
    shutil.copytree(REPOSITORY / "datasets", tmp_path / "datasets")
    shutil.copytree(REPOSITORY / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("texts"))
    monkeypatch.setattr(store, "root", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_records_are_the_rows_of_the_csv(each):
    """Records are validated row models, equal to what the package's own reader reads."""
    wanted = [row.values for row in Package(REPOSITORY)[each.name].rows]

    found = az.load(each.name, "records")

    assert all(type(row) is each.model for row in found)
    assert wanted == [{name: getattr(row, name) for name in schema.header(each)} for row in found]


def test_records_are_immutable():
    """A record cannot be changed."""
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        az.visits("records")[0].summary = "changed"


def test_records_are_not_taken_on_trust(elsewhere):
    """A CSV that was edited into a fault gives no records; the fault is told as validation tells it."""
    path = elsewhere / "datasets" / "visits.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",minister,", ",ministre,", 1), encoding="utf-8")

    with pytest.raises(az.InvalidData) as raised:
        az.load("visits", "records")

    assert [(problem.path, problem.column, problem.code) for problem in raised.value.problems] == [
        ("datasets/visits.csv", "level", "unknown-code")
    ]


def test_records_out_of_step(elsewhere):
    """Where the CSV lacks a row of the Parquet file, filtered records say that the package is to be built."""
    path = elsewhere / "datasets" / "visits.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")

    with pytest.raises(az.CannotRun, match=r" hold other rows; run `azisrael build`$"):
        az.load("visits", "records", id="VI-0001")


@pytest.mark.parametrize("text", ["", "id,summary\n", "\ufeffx"])
def test_no_table(elsewhere, text):
    """A CSV that is no such table gives no records, but what is wrong with it."""
    (elsewhere / "datasets" / "visits.csv").write_text(text, encoding="utf-8")

    with pytest.raises(az.InvalidData):
        az.visits("records")


def test_missing_file(elsewhere):
    """A CSV that is gone is told as a problem of the file."""
    (elsewhere / "datasets" / "visits.csv").unlink()

    with pytest.raises(az.InvalidData) as raised:
        az.visits("records")

    assert [problem.code for problem in raised.value.problems] == ["file-missing"]


def test_keys_of_several_columns():
    """Rows of a table without ids are chosen by all columns of its key."""
    wanted = [row for row in az.load("lines", "records") if row.disposition == "coded"]

    assert wanted
    assert wanted == az.load("lines", "records", disposition="coded")
