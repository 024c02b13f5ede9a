"""The invented package with its Parquet files, in the place of the installed one.

`invented` (with `invented_root`) is for tests that only read; `install` takes a package that a test changed first.
"""

from __future__ import annotations

import pytest

from azisrael_data import arrow, store
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.write import csv_text
from conftest import FILES, SOURCE_TEXTS, invented_rows


def write_parquet(root):
    """Write the Parquet twin of every table below a root, as the CSV says."""
    whole = Package(root)
    for each in TABLES:
        path = root / each.parquet
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(arrow.parquet_bytes(arrow.arrow_table(each, (row.values for row in whole[each.name].rows))))
    return root


def install(monkeypatch, root):
    """Let the package's files be those below a root."""
    monkeypatch.setattr(store, "root", lambda: root)
    return write_parquet(root)


@pytest.fixture(scope="session")
def invented_root(tmp_path_factory):
    """The invented package, written once, with the texts."""
    root = tmp_path_factory.mktemp("invented")
    rows = invented_rows()
    (root / "datasets").mkdir()
    (root / "seeds" / "texts").mkdir(parents=True)
    for each in TABLES:
        (root / each.path).write_text(csv_text(each, rows[each.name]), encoding="utf-8", newline="")
    for key, text in SOURCE_TEXTS.items():
        (root / "seeds" / "texts" / FILES[key]).write_text(text, encoding="utf-8", newline="")
    return write_parquet(root)


@pytest.fixture
def invented(monkeypatch, invented_root):
    """Let the package's files be those of the invented package."""
    monkeypatch.setattr(store, "root", lambda: invented_root)
    return invented_root
