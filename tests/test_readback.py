"""readback: the formats of a release agree cell for cell, and one cell that does not is found and named."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import arrow, database, readback, workbook
from azisrael_data.models import TABLES
from azisrael_data.write import csv_text
from built import invented_root  # noqa: F401
from strategies import rows


@pytest.fixture(scope="module")
def formats(invented_root):  # noqa: F811
    """Return the invented package in all formats, as `disagreements` takes them."""
    csvs = {each.name: (invented_root / each.path).read_bytes() for each in TABLES}
    tables = {name: readback.from_csv(data)[1:] for name, data in csvs.items()}
    return {
        "csvs": csvs,
        "parquets": {each.name: (invented_root / each.parquet).read_bytes() for each in TABLES},
        "xlsx": xlsx(tables, "1.2.3"),
        "sqlite": database.sqlite(tables, "1.2.3"),
    }


def xlsx(tables, version):
    """Return the workbook of some tables, with an empty codebook."""
    with mock.patch.object(workbook, "codebook_rows", list):
        return workbook.xlsx(tables, version)


def told(formats, **changed):
    return readback.disagreements(**{**formats, **changed})


def reworded(formats, **cells):
    """Return the tables' rows with the cells of the first visit changed."""
    tables = {name: readback.from_csv(data) for name, data in formats["csvs"].items()}
    for name, cell in cells.items():
        tables["visits"][1][tables["visits"][0].index(name)] = cell
    return {name: grid[1:] for name, grid in tables.items()}


def edited(data, *statements):
    """Return a database after some statements."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.deserialize(data)
        for statement in statements:
            base.execute(statement)
        return base.serialize()


def test_formats_agree(formats):
    """What the release writes is the same in every format."""
    assert told(formats) == []


# Cell of the first visit, what it becomes in one format -> what is told.
CELLS = [
    ("level", "expert", "row 1, column 'level' is 'expert', wanted 'minister'"),
    ("place", "", "row 1, column 'place' is '', wanted 'port-alder'"),
    ("note", "more", "row 1, column 'note' is 'more', wanted ''"),
]


@pytest.mark.parametrize(("name", "cell", "words"), CELLS)
def test_one_cell(formats, name, cell, words):
    """One cell that differs in one format is named with table, row, column and both texts."""
    tables = reworded(formats, **{name: cell})

    assert told(formats, xlsx=xlsx(tables, "1.2.3")) == [f"visits in the workbook: {words}"]
    assert told(formats, sqlite=database.sqlite(tables, "1.2.3")) == [f"visits in the database: {words}"]


def test_parquet(formats):
    """A Parquet file with another cell is named."""
    table = pq.read_table(pa.py_buffer(formats["parquets"]["visits"]))
    at = table.column_names.index("level")
    other = table.set_column(at, table.schema.field(at), pa.array(["expert"]))
    buffer = io.BytesIO()
    pq.write_table(other, buffer)

    found = told(formats, parquets={**formats["parquets"], "visits": buffer.getvalue()})

    assert found == ["visits in Parquet: row 1, column 'level' is 'expert', wanted 'minister'"]


def test_rows_and_tables(formats):
    """A table that is missing, a row too many or too few, and another order of rows are told."""
    tables = reworded(formats)
    fewer = {**tables, "incidents": tables["incidents"][:1]}
    turned = {**tables, "actors": tables["actors"][::-1]}
    parquets = {name: data for name, data in formats["parquets"].items() if name != "visits"}

    assert told(formats, xlsx=xlsx(fewer, "1.2.3")) == ["incidents in the workbook: 1 rows, wanted 2"]
    assert told(formats, parquets=parquets) == ["visits in Parquet: is missing"]
    assert told(formats, xlsx=xlsx(turned, "1.2.3")) == [
        "actors in the workbook: row 1, column 'id' is 'otto-vane', wanted 'ARC'"
    ]


def test_links(formats):
    """A list whose own table lacks a member, has another order or one too many is told."""
    sqlite = formats["sqlite"]
    gone = edited(sqlite, "DELETE FROM visits_hosts")
    swapped = edited(sqlite, "UPDATE agreements_domains SET position = 5 - position")
    more = edited(sqlite, "INSERT INTO visits_hosts VALUES ('VI-0001', 2, 'ARC')")

    assert told(formats, sqlite=gone) == ["visits_hosts in the database: VI-0001 has '', wanted 'otto-vane'"]
    assert told(formats, sqlite=swapped) == [
        "agreements_domains in the database: AG-0001 has 'economic;military', wanted 'military;economic'"
    ]
    assert told(formats, sqlite=more) == [
        "visits_hosts in the database: VI-0001 has 'otto-vane;ARC', wanted 'otto-vane'"
    ]


def test_a_number_is_no_text():
    """A cell of the workbook that is a number is told, even if it looks the same."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("visits")
        sheet.write_string(0, 0, "id")
        sheet.write_number(1, 0, 7)
        sheet.write_formula(2, 0, "=1+1", None, "2")

    assert readback.from_xlsx(buffer.getvalue()) == {"visits": [["id"], ["(no text: 7)"], ["(no text: 2)"]]}


@settings(deadline=None, max_examples=6)
@given(st.data())
def test_any_rows_agree(data):
    """Whatever rows the models accept, all formats say the same of them."""
    home = data.draw(st.sampled_from([each for each in TABLES if each.key == ("id",)]))
    drawn = data.draw(st.lists(rows(home), max_size=4, unique_by=lambda row: row["id"]).map(
        lambda found: sorted(found, key=lambda row: row["id"])))  # fmt: skip
    text = csv_text(home, drawn).encode()
    tables = {home.name: readback.from_csv(text)[1:]}
    parquet = arrow.parquet_bytes(arrow.arrow_table(home, drawn))

    found = readback.disagreements(
        {home.name: text}, {home.name: parquet}, xlsx(tables, "1.2.3"), database.sqlite(tables, "1.2.3")
    )

    assert found == []
