"""duplicates: rows that look like one fact are told unless a waiver says why they are two."""

from __future__ import annotations

import pytest

from azisrael_data import checks, duplicates, schema
from azisrael_data.models import FACTS, table
from azisrael_data.package import Package
from edits import adds, copies, sets, spoil

ALIKE = "incidents"
MESSAGE = (
    "datasets/incidents.csv:4:id: likely-duplicate: IN-0003 looks like IN-0002 on line 3: "
    "same 'kind', 'actors', 'targets', 'place' at the same time; "
    "merge them, or say in seeds/waivers.csv why they are two"
)
WAIVER = {"rule": "likely-duplicate", "row_id": "IN-0002", "other_id": "IN-0003", "reason": "Two exercises."}
STALE = "seeds/waivers.csv:2:row_id: stale-waiver: IN-0002 and IN-0003 do not look alike; delete the row"
# What the copy of an incident of June 2016 says instead -> whether it still looks like the same.
COPIES = [
    ({}, True),
    ({"summary": "Ships shot at targets."}, True),
    ({"date": "2016"}, True),
    ({"date": "2016-06-30"}, True),
    ({"date": "2015/2016-06"}, True),
    ({"date": "../2016-06"}, True),
    ({"date": "2016-07"}, False),
    ({"date": "../2016-05"}, False),
    ({"date": ""}, False),
    ({"kind": "war"}, False),
    ({"actors": "arcadian-navy;NOR"}, False),
    ({"targets": "NOR"}, False),
    ({"place": ""}, False),
    ({"systems": ""}, True),
]
# Two dates -> whether they can mean the same day; the other way round too.
DATES = [
    ("2016-06", "2016-06", True),
    ("2016-06-01", "2016-05", False),
    ("2016-05/2016-06-01", "2016-06-01/2016-07", True),
    ("2016-05/2016-05-31", "2016-06-01/2016-07", False),
    ("../2016-05", "2016-06", False),
    ("../2016-05", "2016-05-31", True),
    ("../2016-05", "2016", True),
    ("2016-07/..", "2016-06", False),
    ("2016-07/..", "2016-07-01", True),
    ("2016-07/..", "2016", True),
    ("../2016-05", "2016-06/..", False),
    ("../2016-06", "2016-06/..", True),
    ("../2016", "../2015", True),
    ("2016/..", "2015/..", True),
    (None, None, True),
    (None, "2016", False),
]


def of_duplicates(root):
    return [str(p) for p in checks.validate(Package(root), stale=False) if p.code in (duplicates.RULE, "stale-waiver")]


def test_columns_exist():
    """The columns by which rows are alike are coded columns of every table of facts."""
    assert set(duplicates.SAME) == {each.name for each in FACTS}
    for name, columns in duplicates.SAME.items():
        assert set(columns) <= {column.name for column in schema.columns(table(name))}


@pytest.mark.parametrize(("cells", "alike"), COPIES)
def test_alike(package_root, cells, alike):
    """Rows are alike if parties and kind agree and the dates can mean the same day."""
    root = spoil(package_root(), copies("incidents", "IN-0002", id="IN-0003", **cells))

    assert of_duplicates(root) == ([MESSAGE] if alike else [])


@pytest.mark.parametrize(("first", "second", "same"), DATES)
def test_dates_that_meet(first, second, same):
    """Two dates meet if some day is within both; an open end is never too far."""
    assert (same, same) == (duplicates._meet(first, second), duplicates._meet(second, first))


def test_every_pair_of_many(package_root):
    """Of three rows alike every pair is told, in the order of their ids whatever that of the file."""
    root = spoil(
        package_root(),
        copies("incidents", "IN-0002", id="IN-0012"),
        copies("incidents", "IN-0002", id="IN-0011"),
    )

    assert [line.partition(" on ")[0] for line in of_duplicates(root)] == [
        "datasets/incidents.csv:4:id: likely-duplicate: IN-0012 looks like IN-0002",
        "datasets/incidents.csv:4:id: likely-duplicate: IN-0012 looks like IN-0011",
        "datasets/incidents.csv:5:id: likely-duplicate: IN-0011 looks like IN-0002",
    ]


def test_parties_in_another_order(package_root):
    """The order of parties makes no other fact."""
    root = spoil(package_root(), copies("agreements", "AG-0001", id="AG-0002", parties="NOR;ARC"))

    assert [line.split(": ")[1] for line in of_duplicates(root)] == ["likely-duplicate"]


def test_undated_rows_are_alike(package_root):
    """Two rows without a date are alike, for nothing tells them apart."""
    undated = sets("incidents", "IN-0002", date="", date_basis="")
    root = spoil(package_root(), undated, copies("incidents", "IN-0002", id="IN-0003"))

    assert of_duplicates(root) == [MESSAGE]


def test_a_waiver_settles_it(package_root):
    """With a waiver the pair is in order."""
    root = spoil(package_root(), copies("incidents", "IN-0002", id="IN-0003"), adds("waivers", **WAIVER))

    assert of_duplicates(root) == []


def test_a_waiver_that_nobody_needs(package_root):
    """A waiver for a pair that does not look alike is stale."""
    root = spoil(package_root(), adds("waivers", **WAIVER))

    assert of_duplicates(root) == [STALE]


def test_a_waiver_in_the_wrong_order_is_stale(package_root):
    """A waiver names the lower id first."""
    turned = {**WAIVER, "row_id": "IN-0003", "other_id": "IN-0002"}
    root = spoil(package_root(), copies("incidents", "IN-0002", id="IN-0003"), adds("waivers", **turned))

    assert of_duplicates(root) == [MESSAGE, STALE.replace("IN-0002 and IN-0003", "IN-0003 and IN-0002")]


def test_nothing_is_said_of_rows_that_cannot_be_read(package_root):
    """While a row of the table is broken, no waiver is called stale."""
    root = spoil(package_root(), adds("waivers", **WAIVER), sets("incidents", "IN-0002", kind="drill"))

    assert of_duplicates(root) == []


def test_no_waiver_is_stale_for_a_lost_row(package_root):
    """While a published row is gone, no waiver is called stale."""
    root = spoil(package_root(), adds("waivers", **WAIVER), lambda tables: tables["incidents"].pop())

    assert of_duplicates(root) == []


@pytest.mark.parametrize("cell", ["rule", "row_id", "other_id"])
def test_a_waiver_that_cannot_be_read(package_root, cell):
    """While a waiver cannot be read, it may be the one that a pair needs, and is not stale."""
    root = spoil(package_root(), copies("incidents", "IN-0002", id="IN-0003"), adds("waivers", **{**WAIVER, cell: "x"}))

    assert of_duplicates(root) == []


def test_a_row_that_cannot_be_read_has_no_double(package_root):
    """A row with a cell that cannot be read looks like no other."""
    root = spoil(package_root(), copies("incidents", "IN-0002", id="IN-0003", outcome="x"))

    assert of_duplicates(root) == []
