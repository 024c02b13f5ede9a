"""identity: ids over time: what was published is there, is withdrawn, or is told as lost, renumbered or re-used."""

from __future__ import annotations

import pytest

from azisrael_data import build, checks, identity
from azisrael_data.package import Package
from edits import adds, drops, fields, sets, spoil, tables_of

RESTORE = "restore what was cut off or deleted, or withdraw it in datasets/withdrawn.csv with a reason"
TOMBSTONE = {"date": "2021", "reason": "Told twice."}


def retell(tables, old, new):
    """Write a new fact id wherever the old one stands, but in the ledger of ids."""
    for name, rows in tables.items():
        for row in rows:
            if name != "published":
                row.update({column: new if cell == old else cell for column, cell in row.items()})


# What is done to the invented package, all of whose ids are published -> every problem that follows.
CHANGES = {
    "nothing": ([], []),
    "a fact is gone with its evidence": (
        [drops("incidents", "IN-0002"), drops("evidence", "EV-00013"), drops("evidence", "EV-00014")],
        [
            f"datasets/incidents.csv:0:id: lost-id: a published id is gone: IN-0002; {RESTORE}",
            f"datasets/evidence.csv:0:id: lost-id: 2 published ids are gone: EV-00013, EV-00014; {RESTORE}",
        ],
    ),
    "a fact is gone": (
        [drops("incidents", "IN-0002")],
        [f"datasets/incidents.csv:0:id: lost-id: a published id is gone: IN-0002; {RESTORE}"],
    ),
    "a table is cut off": (
        [lambda tables: tables["evidence"].__delitem__(slice(4, None))],
        [
            (
                "datasets/evidence.csv:0:id: lost-id: 10 published ids are gone: "
                f"EV-00005, EV-00006, EV-00007, EV-00008, EV-00009 ... EV-00014; {RESTORE}"
            ),
        ],
    ),
    "an actor is gone": (
        [drops("actors", "otto-vane")],
        [f"datasets/actors.csv:0:id: lost-id: a published id is gone: otto-vane; {RESTORE}"],
    ),
    "a fact is withdrawn with its evidence": (
        [
            drops("incidents", "IN-0002"),
            drops("evidence", "EV-00013"),
            drops("evidence", "EV-00014"),
            sets("lines", ("alpha2020", "6"), disposition="context"),
            lambda tables: tables["exceptions"].__delitem__(-1),
            adds("withdrawn", id="IN-0002", table="incidents", **TOMBSTONE),
            adds("withdrawn", id="EV-00013", table="evidence", **TOMBSTONE),
            adds("withdrawn", id="EV-00014", table="evidence", **TOMBSTONE),
            lambda tables: tables["withdrawn"].sort(key=lambda row: row["id"]),
        ],
        [],
    ),
    "a fact is renumbered": (
        [lambda tables: retell(tables, "VI-0001", "VI-0002")],
        [
            (
                "datasets/visits.csv:2:id: renumbered-id: VI-0002 is what was published as VI-0001, which is gone; "
                "give it its id VI-0001 back"
            ),
        ],
    ),
    "a span is renumbered": (
        [sets("evidence", "EV-00014", id="EV-00020")],
        [
            (
                "datasets/evidence.csv:15:id: renumbered-id: EV-00020 is what was published as EV-00014, which is "
                "gone; give it its id EV-00014 back"
            ),
        ],
    ),
    "an actor is renamed": (
        [sets("actors", "otto-vane", name="Otto van der Vane", aliases="Otto Vane;Vane")],
        [],
    ),
    "an actor becomes another": (
        [
            sets("actors", "otto-vane", name="Rupert Blake", aliases="Blake"),
            fields("EV-00007", hosts=None),
        ],
        [
            (
                "datasets/actors.csv:7:id: reused-id: otto-vane was published for something else ('Otto Vane'); "
                "take the next free id, and withdraw otto-vane if it is gone"
            ),
        ],
    ),
    "a fact becomes another": (
        [
            lambda tables: [
                row.update(id=f"EV-0002{n}")
                for n, row in enumerate(row for row in tables["evidence"] if row["row_id"] == "TF-0002")
            ],
            lambda tables: tables["evidence"].sort(key=lambda row: row["id"]),
            adds("withdrawn", id="EV-00010", table="evidence", **TOMBSTONE),
            lambda tables: tables["withdrawn"].sort(key=lambda row: row["id"]),
        ],
        [
            (
                "datasets/trade_figures.csv:3:id: reused-id: TF-0002 was published for something else ('EV-00010'); "
                "take the next free id, TF-0003, and withdraw TF-0002 if it is gone"
            ),
        ],
    ),
    "a new row needs no ledger yet": ([drops("published", ("visits", "VI-0001"))], []),
}


@pytest.mark.parametrize("case", CHANGES)
def test_changes(package_root, case):
    """A change to a published row gives exactly the problems that it means, and no cascade."""
    edits, expected = CHANGES[case]

    found = checks.validate(Package(spoil(package_root(), *edits)), stale=False)

    assert list(map(str, found)) == expected


def test_the_build_remembers_new_ids(package_root):
    """A build adds the ids that are new, with the version and a mark, and takes none away."""
    root = package_root(published=lambda rows: [rows.remove(row) for row in rows[:] if row["id"] in ("ARC", "VI-0001")])
    before = tables_of(root)["published"]

    build.build(root)

    after = tables_of(root)["published"]
    new = [row for row in after if row not in before]
    assert [(row["table"], row["id"], row["mark"]) for row in new] == [
        ("actors", "ARC", "Arcadia"),
        ("visits", "VI-0001", "EV-00007"),
    ]
    assert [row for row in before if row not in after] == []


def test_every_id_of_the_invented_package_is_remembered(package_root):
    """Every table with ids is remembered, the tombstones themselves apart."""
    package = Package(package_root())

    assert {(row.values["table"], row.values["id"]) for row in package["published"].rows} == {
        (table.name, key) for table in identity.REMEMBERED for key in package.keys[table.name]
    }


@pytest.mark.parametrize(
    ("name", "key", "mark"),
    [
        ("agreements", "AG-0001", "EV-00001 EV-00002"),
        ("evidence", "EV-00003", "AT-0001 alpha2020:3"),
        ("actors", "NOR", "Norland"),
        ("places", "port-alder", "Port Alder"),
        ("works", "alpha2020-1", "alpha2020 6b86b273ff34fce1"),
    ],
)
def test_mark(package_root, name, key, mark):
    """A row is known again by what bears on it, where it stands, or its name."""
    package = Package(package_root())

    assert identity.mark(package, name, package.keys[name][key].values) == mark


def test_next_number_counts_withdrawn_and_lost_ids(package_root):
    """A number that was ever given is not given again."""
    root = spoil(package_root(), drops("incidents", "IN-0002"))
    package = Package(root)

    assert sorted(identity.numbers(package, "incidents", "IN")) == [1, 1, 2]
    assert sorted(identity.numbers(package, "visits", "VI")) == [1, 1, 9]
