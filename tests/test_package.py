"""package: every table of a folder in memory, and look-ups across them that tell unknown from missing."""

from __future__ import annotations

import pytest

from azisrael_data.models import FACTS, TABLES, table
from azisrael_data.package import Package
from edits import sets, spoil, tables_of

# What is done to a table -> whether all its rows are still known.
COMPLETE = [
    ("visits", sets("visits", "VI-0001", place="Port Alder"), True),
    ("visits", sets("visits", "VI-0001", date="May"), True),
    ("visits", sets("visits", "VI-0001", id="VI-1"), False),
    ("visits", sets("visits", "VI-0001", id=""), False),
    ("visits", sets("visits", "VI-0001", id=" VI-0001"), False),
    ("actors", sets("actors", "ARC", aliases=";"), True),
    ("lines", sets("lines", ("alpha2020", "3"), head="x"), True),
    ("lines", sets("lines", ("alpha2020", "3"), line="x"), False),
    ("lines", sets("lines", ("alpha2020", "3"), source_id="X"), False),
    ("lines", sets("lines", ("alpha2020", "3"), start="x"), False),
    ("evidence", sets("evidence", "EV-00001", works="X"), True),
    ("evidence", sets("evidence", "EV-00001", certainty="sure"), True),
    ("evidence", sets("evidence", "EV-00001", row_id="X"), False),
    ("evidence", sets("evidence", "EV-00001", table="X"), False),
    ("evidence", sets("evidence", "EV-00001", fields="X"), False),
    ("evidence", sets("evidence", "EV-00001", stance="X"), False),
    ("evidence", sets("evidence", "EV-00001", source_id="X"), False),
    ("evidence", sets("evidence", "EV-00001", line="X"), False),
]


def test_every_table_is_read(package_root):
    """A package holds every table of the registry, in its order, with every row of the file."""
    root = package_root()
    rows = tables_of(root)

    package = Package(root)

    assert [(each.name, len(rows[each.name])) for each in TABLES] == [
        (name, len(found.rows)) for name, found in package.reads.items()
    ]
    assert list(package.problems()) == []


def test_keys_are_rows_by_id(package_root):
    """Rows are found by id in every table whose key is its id."""
    package = Package(package_root())

    assert {each.name for each in TABLES if each.key == ("id",)} == set(package.keys)
    for name, keys in package.keys.items():
        assert {row.values["id"]: row for row in package[name].rows} == keys


def test_spans_stand_by_row_in_the_order_of_their_ids(package_root):
    """The spans of a row stand in the order of their ids, also where the file has another."""
    root = package_root()
    wanted = {}
    for row in tables_of(root)["evidence"]:
        wanted.setdefault(row["row_id"], []).append(row["id"])
    spoil(root, lambda tables: tables["evidence"].reverse())

    package = Package(root)

    assert wanted == {key: [span.values["id"] for span in spans] for key, spans in package.spans.items()}


def test_facts_are_the_rows_of_the_five_tables(package_root):
    """Every row of the data tables is a fact, and no other row is."""
    root = package_root()
    rows = tables_of(root)

    found = [(target.name, row.values["id"]) for target, _, row in Package(root).facts()]

    assert [(each.name, row["id"]) for each in FACTS for row in rows[each.name]] == found


def test_names_and_aliases_are_found(package_root):
    """A name and its aliases find their row in the table that they belong to, and nothing elsewhere."""
    names = Package(package_root()).names

    assert ({"otto-vane"}, {"otto-vane"}, {"ARC"}) == tuple(
        names["actors"].find(word) for word in ("Otto Vane", "Vane", "Arcadian")
    )
    assert (set(), {"port-alder"}) == (names["actors"].find("Port Alder"), names["places"].find("Port Alder"))


@pytest.mark.parametrize(("name", "edit", "expected"), COMPLETE)
def test_complete(package_root, name, edit, expected):
    """A table is complete if every cell was read by which its rows are known to others; no other table suffers."""
    package = Package(spoil(package_root(), edit))

    assert expected == package.complete(name)
    assert [each.name for each in TABLES if each.name != name] == [
        each.name for each in TABLES if each.name != name and package.complete(each.name)
    ]


@pytest.mark.parametrize(
    "spoiler",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PAR1"),
        lambda path: path.write_bytes(path.read_bytes().replace(b",", b";")),
        lambda path: path.write_bytes(path.read_bytes().replace(b"id,", b"Id,", 1)),
        lambda path: path.write_bytes(path.read_bytes() + b"x\n"),
        lambda path: path.write_bytes(path.read_bytes() + b'"x\n'),
        lambda path: path.write_bytes(path.read_bytes() + b"\xff\n"),
    ],
    ids=["missing", "empty", "Parquet", "semicolons", "header", "ragged", "quote", "bytes"],
)
def test_broken_file_is_not_complete(package_root, spoiler):
    """A file of which a row may be lost is not complete, whatever the reason; its good rows are still there."""
    root = package_root()
    spoiler(root / table("actors").path)

    package = Package(root)

    assert not package.complete("actors")
    assert package.complete("visits")


def test_missing_folder_is_a_problem_of_every_table(tmp_path):
    """A folder without any table is as many problems, not an exception."""
    problems = list(Package(tmp_path / "nowhere").problems())

    assert [(each.path, "file-missing") for each in TABLES] == [(problem.path, problem.code) for problem in problems]
