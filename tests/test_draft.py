"""draft: changes are held in memory, looked at whole, and published at once or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azisrael_data import build, publish
from azisrael_data.draft import Draft
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData, UnknownName
from edits import sets, spoil, tables_of

VISIT = {
    "id": "VI-0002", "summary": "Another stay of the minister.", "visitors": ("mira-lund",),
    "visitor_role": "minister", "origin": "ARC", "destination": "NOR", "level": "minister", "form": "visit",
    "status": "made",
}  # fmt: skip


@pytest.fixture
def root(package_root):
    root = package_root(texts=False)
    build.build(root)
    return root


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_draft_that_changes_nothing(root):
    """A draft of a clean package has no problem, no difference, and its commit touches no file."""
    before = contents(root)
    draft = Draft(root)

    assert (draft.problems(), draft.diff(), draft.commit()) == ([], "", [])
    assert contents(root) == before


def test_commit_builds(root):
    """What a draft changes is validated, built and published: CSV and Parquet, and nothing else."""
    draft = Draft(root)
    draft.find("visits", "VI-0001")["note"] = "A word of the coder."

    changed = draft.commit()

    assert [each.path for each in changed] == ["datasets/visits.csv", "datasets/visits.parquet"]
    assert tables_of(root)["visits"][0]["note"] == "A word of the coder."
    assert build.stale(root, build.product(Package(root))) == []


def test_a_draft_touches_nothing_before_its_commit(root):
    """Looking at the problems and the difference of a draft leaves the package as it is."""
    before = contents(root)
    draft = Draft(root)
    draft.add("visits", VISIT)

    assert draft.problems()
    assert draft.diff()
    assert contents(root) == before


def test_commit_refuses_problems(root):
    """A draft with problems is not written, and the exception names every one of them."""
    before = contents(root)
    draft = Draft(root)
    draft.add("visits", VISIT)

    with pytest.raises(InvalidData) as raised:
        draft.commit()

    assert raised.value.problems == tuple(draft.problems())
    assert [(p.path, p.line, p.column, p.code) for p in raised.value.problems] == [
        ("datasets/visits.csv", 3, "id", "no-evidence")
    ]
    assert contents(root) == before


def test_commit_refuses_what_changed_meanwhile(root):
    """A file that somebody else changed since the draft began is not overwritten."""
    draft = Draft(root)
    draft.find("visits", "VI-0001")["note"] = "A word of the coder."
    spoil(root, sets("places", "port-alder", where_precision="2"))
    before = contents(root)

    with pytest.raises(CannotRun, match=r"^datasets/places\.csv changed in the meantime; nothing was written"):
        draft.commit()

    assert contents(root) == before


def test_commit_waits_for_no_build(root):
    """While a build holds the package, the commit says so."""
    draft = Draft(root)

    with publish.lock(root), pytest.raises(CannotRun, match="another build"):
        draft.commit()


def test_a_package_that_cannot_be_read(root):
    """A draft does not begin on a file that it does not understand: its rows would be lost."""
    spoil(root, sets("visits", "VI-0001", level="ministr"))

    with pytest.raises(InvalidData) as raised:
        Draft(root)

    assert [(p.path, p.column, p.code) for p in raised.value.problems] == [
        ("datasets/visits.csv", "level", "unknown-code")
    ]


def test_diff_names_file_and_line(root):
    """The difference is a unified diff of the CSV files, without the rows around."""
    draft = Draft(root)
    draft.find("places", "port-alder")["latitude"] = Decimal("61.5")

    assert draft.diff() == (
        "--- datasets/places.csv\n+++ datasets/places.csv\n@@ -2 +2 @@\n"
        "-port-alder,Port Alder,city,NOR,,,,,,\n+port-alder,Port Alder,city,NOR,61.5,,,,,\n"
    )


def test_rows_stand_in_order(root):
    """A row that is added stands in its place by key, whatever was there before."""
    draft = Draft(root)
    draft.add("places", {"id": "aft-harbour", "name": "Aft Harbour", "kind": "city"})

    draft.commit()

    assert [row["id"] for row in tables_of(root)["places"]] == ["aft-harbour", "port-alder"]


@pytest.mark.parametrize(
    ("name", "prefix", "digits", "wanted"),
    [
        ("visits", "VI", 4, "VI-0010"),  # VI-0009 has a tombstone
        ("agreements", "AG", 4, "AG-0002"),
        ("evidence", "EV", 5, "EV-00015"),
        ("places", "PL", 3, "PL-001"),
    ],
)
def test_next_id(root, name, prefix, digits, wanted):
    """The next free id lies above every one that is or ever was in use."""
    assert wanted == Draft(root).next_id(name, prefix, digits)


def test_next_id_counts_what_was_added(root):
    """Two rows added one after the other get two ids."""
    draft = Draft(root)
    draft.add("visits", VISIT | {"id": draft.next_id("visits", "VI", 4)})

    assert draft.next_id("visits", "VI", 4) == "VI-0011"


def test_unknown_names(root):
    """A table, column or row that is not there is named, with what is near."""
    draft = Draft(root)

    with pytest.raises(UnknownName, match="no table 'visit'; did you mean 'visits'"):
        draft.add("visit", {})
    with pytest.raises(UnknownName, match="no column of visits 'levl'; did you mean 'level'"):
        draft.add("visits", {"levl": "minister"})
    with pytest.raises(UnknownName, match="no row of visits 'VI-0003'; did you mean 'VI-0001'"):
        draft.find("visits", "VI-0003")


def test_remove(root):
    """Rows that fit are taken away and given back; the others stay."""
    draft = Draft(root)

    gone = draft.remove("evidence", lambda row: row["row_id"] == "VI-0001")

    assert {row["row_id"] for row in gone} == {"VI-0001"}
    assert "VI-0001" not in {row["row_id"] for row in draft.rows["evidence"]}
    assert len(draft.rows["evidence"]) + len(gone) == len(tables_of(root)["evidence"])


def test_the_ledger_follows_the_evidence(root):
    """A line that gets evidence becomes coded; one that lost all of it is named, since only a reader can say why."""
    draft = Draft(root)
    span = draft.remove("evidence", lambda row: row["row_id"] == "VI-0001")[0]
    line = next(row for row in draft.rows["lines"] if row["disposition"] == "context")
    draft.add("evidence", span | {"source_id": line["source_id"], "line": line["line"]})

    assert draft.settle_ledger() == [(span["source_id"], span["line"])]
    assert (line["disposition"], line["note"]) == ("coded", None)


def test_every_table_is_held(root):
    """A draft holds the rows of every table of the registry, as they are read."""
    draft = Draft(root)
    package = Package(root)

    assert {each.name: [row.values for row in package[each.name].rows] for each in TABLES} == draft.rows
