"""store: the names, files and content of the package's built tables."""

from __future__ import annotations

import os

import pytest

import azisrael_data as az
from azisrael_data import store
from azisrael_data.models import TABLES
from built import install
from conftest import REPOSITORY

NAMES = [each.name for each in TABLES]


def test_tables_are_listed():
    """Every table of the registry can be loaded, and nothing else."""
    assert sorted(NAMES) == az.tables()


@pytest.mark.parametrize("call", [az.load, az.path, store.read, store.kept])
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


def test_kept_until_the_file_changes(package_root, monkeypatch):
    """A table for look-ups is read once, and again when its file is another."""
    root = install(monkeypatch, package_root(texts=False))
    first = store.kept("visits")
    assert first is store.kept("visits")

    path = root / "datasets" / "visits.parquet"
    path.write_bytes((root / "datasets" / "places.parquet").read_bytes())
    os.utime(path, ns=(1, 1))

    assert store.kept("visits").equals(store.read("places"))


@pytest.mark.parametrize("call", [store.read, store.kept])
def test_file_that_went(package_root, monkeypatch, call):
    """A Parquet file that is gone is told with its place and what to do."""
    path = install(monkeypatch, package_root(texts=False)) / "datasets" / "visits.parquet"
    store.tables()
    path.unlink()

    with pytest.raises(az.CannotRun, match=r"; run `azisrael build`$") as raised:
        call("visits")

    assert str(raised.value).startswith(f"{path} cannot be read (")
