"""Rows to canonical CSV, and back to the same rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import schema
from azisrael_data.models import TABLES, table
from azisrael_data.read import read_file
from azisrael_data.write import csv_line, csv_text

PLACE = {
    "id": "lake-view",
    "name": 'Lake "View"',
    "kind": "site",
    "latitude": Decimal("-0.50"),
    "longitude": Decimal("1E+2"),
    "aliases": ("View, the", "Lake"),
}


def test_line():
    """A row becomes one line: lists joined, numbers in their one spelling, quotes only where they must be."""
    line = csv_line(table("places"), PLACE)

    assert line == 'lake-view,"Lake ""View""",site,,-0.5,100,,,,"View, the;Lake"\n'


def test_types():
    """Truth values, JSON and whole numbers have one spelling too."""
    assert csv_line(table("weapon_systems"), {"id": "a", "name": "b", "is_class": False}) == "a,b,false,,,,,,\n"
    written = csv_line(table("evidence"), {"line": 7, "fields": {"date": "May", "kind": None}})
    assert written == ',,,,7,,,,,,"{""date"": ""May"", ""kind"": null}",,,,,,\n'


def test_text():
    """A table is its header and its rows in the order of the key, whatever order they come in."""
    rows = [{"id": "b", "name": "2", "kind": "site"}, {"id": "a", "name": "1", "kind": "site"}]

    assert csv_text(table("places"), rows) == (
        "id,name,kind,country,latitude,longitude,where_precision,coordinate_origin,status_note,aliases\n"
        "a,1,site,,,,,,,\nb,2,site,,,,,,,\n"
    )
    assert [row["id"] for row in rows] == ["b", "a"]


def test_order_of_a_key_of_two():
    """A ledger is ordered by source, then by line as a number."""
    rows = [{"source_id": source, "line": line} for source, line in (("b", 1), ("a", 10), ("a", 9))]
    lines = csv_text(table("lines"), rows).splitlines()[1:]

    assert [line[:4] for line in lines] == ["a,9,", "a,10", "b,1,"]


def test_empty_table():
    """A table without rows is its header alone."""
    assert csv_text(table("withdrawn"), []) == "id,table,date,reason,replaced_by\n"


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_round_trip(name, tmp_path_factory):
    """Any rows that the model can hold are written and read back the same, without a problem, on their lines."""
    target = table(name)
    keys = strategies.rows(target).map(lambda row: {n: row[n] for n in schema.header(target)})

    @settings(deadline=None, max_examples=6, derandomize=True)
    @given(st.lists(keys, max_size=3, unique_by=lambda row: tuple(row[name] for name in target.key)))
    def holds(rows):
        path = tmp_path_factory.getbasetemp() / "round.csv"
        text = csv_text(target, rows)
        path.write_text(text, encoding="utf-8", newline="")
        found = read_file(path, target, "p")

        ordered = sorted(rows, key=lambda row: tuple(row[name] for name in target.key))
        assert list(map(str, found.problems)) == []
        assert ordered == [row.values for row in found.rows]
        assert list(range(2, len(rows) + 2)) == [row.line for row in found.rows]
        assert all(row.clean for row in found.rows)
        assert text == csv_text(target, [row.values for row in found.rows])

    holds()
