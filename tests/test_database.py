"""database: typed columns that give back the very text, keys that hold, lists that can be joined, the same bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import database, readback, schema, workbook
from azisrael_data.models import TABLES, table
from azisrael_data.problems import CannotRun
from azisrael_data.write import csv_text
from built import invented_root  # noqa: F401
from strategies import rows, values

PLACES = table("places")
LATITUDE = schema.column(PLACES, "latitude")
VALUE = schema.column(table("trade_figures"), "value")
IS_CLASS = schema.column(table("weapon_systems"), "is_class")
COUNT = schema.column(table("visits"), "source_count")
# Column, cell, what is stored.
STORED = [
    (VALUE, "", None),
    (VALUE, "1600000000", 1600000000),
    (VALUE, "0.18", 0.18),
    (VALUE, "0.00000001", 1e-08),
    (VALUE, "33.33", 33.33),
    (VALUE, "1000000000000000000", 10**18),
    (VALUE, "123456789012345678.12345678", b"123456789012345678.12345678"),
    (LATITUDE, "-40.5", -40.5),
    (LATITUDE, "0", 0),
    (IS_CLASS, "true", 1),
    (IS_CLASS, "false", 0),
    (COUNT, "3", 3),
    (schema.column(PLACES, "id"), "007", "007"),
]


def grids(root):
    """Return the rows of cell texts of every table below a root."""
    return {each.name: readback.from_csv((root / each.path).read_bytes())[1:] for each in TABLES}


@pytest.fixture(scope="module")
def tables(invented_root):  # noqa: F811
    return grids(invented_root)


@pytest.fixture(scope="module")
def data(tables):
    return database.sqlite(tables, "1.2.3")


@pytest.fixture
def base(data):
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(data)
        yield opened


@pytest.mark.parametrize(("column", "text", "value"), STORED)
def test_stored(column, text, value):
    """A cell is stored in its own type and gives back the very text."""
    found = database.stored(column, text)

    assert (value, type(value)) == (found, type(found))
    assert text == database.as_text(column, found)


@settings(deadline=None, max_examples=200)
@given(values(VALUE.cell) | values(LATITUDE.cell))
def test_every_number_comes_back(number):
    """A number of any size and any digits gives back its text."""
    text = VALUE.cell.format(number)

    assert text == database.as_text(VALUE, database.stored(VALUE, text))


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_round_trip(data):
    """Rows that the models accept come back from a database as the texts of their CSV, in their order."""
    home = data.draw(st.sampled_from(TABLES))
    drawn = data.draw(st.lists(rows(home), max_size=3, unique_by=lambda row: tuple(row[name] for name in home.key)))
    grid = readback.from_csv(csv_text(home, drawn).encode())

    found = readback.from_sqlite(database.sqlite({home.name: grid[1:]}, "1.2.3"), {home.name: None})

    assert {home.name: grid} == found


def test_numbers_are_numbers(base):
    """Sums and comparisons work on amounts and counts, which text would break in silence."""
    assert base.execute("SELECT sum(value), max(value) FROM trade_figures").fetchone() == (1600000060, 1600000000)
    assert base.execute("SELECT id FROM trade_figures WHERE value > 100").fetchall() == [("TF-0002",)]


def test_empty_is_null(base):
    """An empty cell is NULL, never an empty text."""
    assert base.execute("SELECT count(*) FROM visits WHERE protocol IS NULL AND note IS NULL").fetchone() == (1,)


def test_keys_hold(base):
    """Keys are unique, foreign keys are declared, enforced for who wants that, and point somewhere."""
    base.execute("PRAGMA foreign_keys = ON")

    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE constraint failed: places\.id"):
        base.execute("INSERT INTO places SELECT * FROM places")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint failed"):
        base.execute("UPDATE visits SET place = 'nowhere'")
    with pytest.raises(sqlite3.IntegrityError, match=r"NOT NULL constraint failed: visits\.level"):
        base.execute("UPDATE visits SET level = NULL")


def test_declared_foreign_keys(base):
    """The database declares every foreign key that the Table Schemas declare."""
    for each in TABLES:
        declared = {(row[3], row[2], row[4]) for row in base.execute(f'PRAGMA foreign_key_list("{each.name}")')}
        wanted = {
            (key["fields"][0], key["reference"]["resource"] or each.name, "id") for key in schema.foreign_keys(each)
        }
        assert wanted == declared, each.name


def test_lists_can_be_joined(base):
    """A list column is a table of its own too, its members in order and as keys."""
    query = "SELECT v.row_id, v.position, a.name FROM visits_visitors v JOIN actors a ON a.id = v.actor"
    assert base.execute(query).fetchall() == [("VI-0001", 1, "Mira Lund")]

    domains = base.execute("SELECT position, value FROM agreements_domains ORDER BY position").fetchall()
    assert domains == [(1, "military"), (2, "economic")]
    linked = {row[2] for row in base.execute("PRAGMA foreign_key_list(visits_visitors)")}
    assert linked == {"visits", "actors"}


def test_look_ups_use_an_index(base):
    """Whoever looks for the rows of an actor or the evidence of a row does not walk a table."""
    for query in ("SELECT * FROM evidence WHERE row_id = 'VI-0001'", "SELECT * FROM visits_hosts WHERE actor = 'x'"):
        plan = " ".join(row[3] for row in base.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert "USING INDEX" in plan, query


def test_codebook(base):
    """What tables, columns and codes mean is in the file."""
    assert base.execute("SELECT * FROM codebook").fetchall() == list(workbook.codebook_rows())


def test_dangling_key(tables):
    """A key that points nowhere is told, not written."""
    header = schema.header(table("visits"))
    broken = [
        ["nowhere" if name == "place" else cell for name, cell in zip(header, row, strict=True)]
        for row in tables["visits"]
    ]

    with pytest.raises(CannotRun) as raised:
        database.sqlite({**tables, "visits": broken}, "1.2.3")

    assert str(raised.value) == "row 1 of visits in the database points to no row of places"


def test_same_rows_same_bytes(tables, data):
    """The bytes follow from the rows: neither library nor clock nor what the library leaves in its pages gets in."""
    assert data == database.sqlite(tables, "1.2.3")
    assert data != database.sqlite(tables, "1.2.4")
    assert data[96:100] == (3_000_000).to_bytes(4)
    assert data[:16] == b"SQLite format 3\0"


def test_unused_room_is_blank(data):
    """Between the cell pointers of a page and its cells there is nothing, so no older content either."""
    assert len(data) % 4096 == 0
    for page in range(0, len(data), 4096):
        head = page + (100 if page == 0 else 0)
        if data[head] in (2, 5, 10, 13):
            count, start = (int.from_bytes(data[head + at : head + at + 2]) for at in (3, 5))
            room = data[head + (12 if data[head] in (2, 5) else 8) + 2 * count : page + start]
            assert not any(room)


def test_version(base):
    """The version of the data is in the header."""
    assert base.execute("PRAGMA user_version").fetchone() == (1002003,)
    assert [database.version_number(each) for each in ("0.0.1", "0.1.0", "12.34.56")] == [1, 1000, 12034056]


def test_facts_have_their_types(base):
    """Columns are declared in the type of their cells."""
    types = {row[1]: row[2] for row in base.execute("PRAGMA table_info(trade_figures)")}

    assert {name: types[name] for name in ("id", "value", "source_count", "to_actor", "date_start")} == {
        "id": "TEXT",
        "value": "NUMERIC",
        "source_count": "INTEGER",
        "to_actor": "TEXT",
        "date_start": "TEXT",
    }
    assert isinstance(base.execute("SELECT value FROM trade_figures").fetchone()[0], int)
    assert Decimal(60) == base.execute("SELECT value FROM trade_figures WHERE id = 'TF-0001'").fetchone()[0]
