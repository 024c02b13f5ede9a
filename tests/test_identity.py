"""identity: ids over time: what was published is there, is withdrawn, or is told as lost, renumbered or re-used."""

from __future__ import annotations

import pytest

from azisrael_data import __version__, build, checks, identity, letters
from azisrael_data.package import Package
from conftest import SOURCE_TEXTS
from edits import adds, copies, drops, fields, sets, spoil, tables_of

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


# What is done to the invented package -> the rows that are not what their ids were published for.
_SOMETHING_ELSE = "was published for something else"
REUSED = {
    "a span on another row": ([sets("evidence", "EV-00014", row_id="IN-0001")], []),
    "a span on another line": ([sets("evidence", "EV-00014", line="7")], []),
    "a span on another row and line": (
        [sets("evidence", "EV-00014", row_id="IN-0001", line="7")],
        [
            (
                f"datasets/evidence.csv:15:id: reused-id: EV-00014 {_SOMETHING_ELSE} ('IN-0002 alpha2020:6'); "
                "take the next free id, EV-00015, and withdraw EV-00014 if it is gone"
            )
        ],
    ),
    "a work with another label": (
        [sets("works", "alpha2020-1", label="9")],
        [
            (
                f"datasets/works.csv:2:id: reused-id: alpha2020-1 {_SOMETHING_ELSE} ('alpha2020 6b86b273ff34fce1'); "
                "take the next free id, alpha2020-3, and withdraw alpha2020-1 if it is gone"
            )
        ],
    ),
    "a work with another title": ([sets("works", "alpha2020-1", title="Accord broken")], []),
    "a place with another name": (
        [sets("places", "port-alder", name="Port Beech")],
        [
            (
                f"datasets/places.csv:2:id: reused-id: port-alder {_SOMETHING_ELSE} ('Port Alder'); "
                "take the next free id, and withdraw port-alder if it is gone"
            )
        ],
    ),
    "a place with another name beside the old one": (
        [sets("places", "port-alder", name="Port Beech", aliases="Alder;Port Alder")],
        [],
    ),
    "a row that cannot be read": ([sets("places", "port-alder", name="Port Beech", kind="x")], []),
    "a name that cannot be read": ([sets("places", "port-alder", name="")], []),
    "an id that stands twice": ([copies("places", "port-alder", name="Port Beech")], []),
    "a fact with other spans while spans are gone": (
        [drops("evidence", "EV-00013"), drops("evidence", "EV-00014"), sets("evidence", "EV-00012", row_id="IN-0002")],
        ["datasets/evidence.csv:0:id: lost-id: 2 published ids are gone: EV-00013, EV-00014; " + RESTORE],
    ),
    "a fact with one of its spans": ([sets("evidence", "EV-00013", row_id="IN-0001")], []),
    "five spans are gone": (
        [lambda tables: tables["evidence"].__delitem__(slice(9, None))],
        [
            (
                "datasets/evidence.csv:0:id: lost-id: 5 published ids are gone: "
                f"EV-00010, EV-00011, EV-00012, EV-00013, EV-00014; {RESTORE}"
            )
        ],
    ),
    "six spans are gone": (
        [lambda tables: tables["evidence"].__delitem__(slice(8, None))],
        [
            (
                "datasets/evidence.csv:0:id: lost-id: 6 published ids are gone: "
                f"EV-00009, EV-00010, EV-00011, EV-00012, EV-00013 ... EV-00014; {RESTORE}"
            )
        ],
    ),
    "one span is gone and another renumbered": (
        [drops("evidence", "EV-00012"), sets("evidence", "EV-00014", id="EV-00020")],
        [
            (
                "datasets/evidence.csv:14:id: renumbered-id: EV-00020 is what was published as EV-00014, "
                "which is gone; give it its id EV-00014 back"
            ),
            f"datasets/evidence.csv:0:id: lost-id: a published id is gone: EV-00012; {RESTORE}",
        ],
    ),
}


@pytest.mark.parametrize("case", REUSED)
def test_known_again(package_root, case):
    """A published row is known again by its mark, or part of it; only what is surely another is told."""
    edits, expected = REUSED[case]

    assert expected == list(map(str, identity.published(Package(spoil(package_root(), *edits)))))


def test_source_with_other_letters(package_root):
    """A source whose letters are others is another source."""
    root = package_root()
    old = tables_of(root)["sources"][1]["letters_sha256"]
    found = identity.published(Package(spoil(root, sets("sources", "beta2021", letters_sha256=64 * "f"))))

    assert [problem.message for problem in found] == [f"beta2021 {_SOMETHING_ELSE} ('{old}')"]


def test_rows_around_one_without_an_id(package_root):
    """A row whose id cannot be read, or stands twice, keeps no row below it from being judged."""
    root = spoil(
        package_root(),
        sets("actors", "ARC", id="x y"),
        copies("actors", "NOR"),
        copies("actors", "otto-vane", name="V"),
    )

    assert [f"{problem.line} {problem.code}" for problem in identity.ids(Package(root))] == [
        "8 duplicate-row",
        "9 duplicate-id",
    ]


WAIVER = {"rule": "likely-duplicate", "row_id": "AG-0001", "other_id": "AG-0002"}


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (
            [copies("lines", ("alpha2020", "2"), note="Another.")],
            "seeds/lines.csv:22:line: duplicate-id: alpha2020 2 is already on line 3",
        ),
        (
            [copies("published", ("visits", "VI-0001"), mark="EV-00001")],
            "seeds/published.csv:37:id: duplicate-id: visits VI-0001 is already on line 31",
        ),
        (
            [adds("waivers", **WAIVER, reason="Two."), adds("waivers", **WAIVER, reason="Three.")],
            "seeds/waivers.csv:3:other_id: duplicate-id: likely-duplicate AG-0001 AG-0002 is already on line 2",
        ),
    ],
)
def test_keys_of_several_columns(package_root, edits, message):
    """Where a row has no id of its own there is no free one to give: one of two is to go."""
    found = list(map(str, identity.ids(Package(spoil(package_root(), *edits)))))

    assert found == [f"{message}; delete one of them"]


@pytest.mark.parametrize(("prefix", "numbers"), [("AT", [1, 12]), ("a-b", [2]), ("a", []), ("", [7]), ("AG", [3])])
def test_counted(prefix, numbers):
    """The number of an id is what stands after its last hyphen, if that is a number."""
    keys = ["AT-0001", "AT-", "AT-x", None, "AG-0003", "a-b-2", "AT-0012", "7"]

    assert numbers == list(identity.counted(keys, prefix))


def test_next_free_number_of_a_work(package_root):
    """The next free id of a work has the prefix of its source and the number after the highest."""
    root = spoil(
        package_root(),
        copies("works", "alpha2020-2", label="2a"),
        adds("withdrawn", id="alpha2020-7", table="works", **TOMBSTONE),
        adds("withdrawn", id="alpha2020-8", table="actors", **TOMBSTONE),
        adds("published", table="works", id="alpha2020-3", since="0.1.0", mark="alpha2020 x"),
        adds("published", table="actors", id="alpha2020-9", since="0.1.0", mark="alpha2020 x"),
    )
    found = [problem.hint for problem in identity.ids(Package(root)) if problem.code == "duplicate-id"]

    assert found == ["give it the next free id, alpha2020-8"]


def test_the_build_remembers_new_ids(package_root):
    """A build adds the ids that are new, with the version and a mark, and takes none away."""
    root = package_root(published=lambda rows: [rows.remove(row) for row in rows[:] if row["id"] in ("ARC", "VI-0001")])
    before = tables_of(root)["published"]

    build.build(root)

    after = tables_of(root)["published"]
    new = [row for row in after if row not in before]
    assert [(row["table"], row["id"], row["since"], row["mark"]) for row in new] == [
        ("actors", "ARC", __version__, "Arcadia"),
        ("visits", "VI-0001", __version__, "EV-00007"),
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
        ("sources", "beta2021", letters.sha256(letters.letters(SOURCE_TEXTS["beta2021"]).stream)),
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
