"""withdrawal: an id stays as a tombstone, and nothing is left that hangs in the air."""

from __future__ import annotations

import pytest

from azisrael_data import withdrawal
from azisrael_data.draft import Draft
from azisrael_data.models import table
from azisrael_data.problems import CannotRun, InvalidData, Refused, UnknownName
from edits import tables_of

WHY = ("Told twice.", "2026-11")
# A row that others refer to, and what is said.
REFERRED = [
    ("AG-0001", "AT-0001 (arms_transfers.agreement), TF-0002 (trade_figures.agreement) refer to AG-0001"),
    ("IN-0001", "IN-0002 (incidents.part_of) refers to IN-0001"),
    ("mira-lund", "VI-0001 (visits.visitors) refers to mira-lund"),
    ("heron", "AT-0001 (arms_transfers.system), IN-0002 (incidents.systems) refer to heron"),
]


@pytest.fixture
def root(package_root):
    return package_root(texts=False)


def withdrawn(root):
    return {row["id"]: row for row in tables_of(root)["withdrawn"] if row["id"] != "VI-0009"}  # withdrawn before


def test_a_fact_goes_with_its_spans(root):
    """A fact and its spans leave tombstones with date and reason; the package is valid and built."""
    draft = Draft(root)

    found = withdrawal.withdraw(draft, "VI-0001", *WHY)
    withdrawal.settle(draft, found.bare, "context", "A visit that was read into it.")
    draft.commit()

    after = tables_of(root)
    assert (found.table, found.gone, found.bare) == ("visits", ["EV-00007"], [("alpha2020", 4)])
    assert after["visits"] == []
    assert withdrawn(root) == {
        key: {"id": key, "table": home, "date": "2026-11", "reason": "Told twice.", "replaced_by": ""}
        for key, home in (("EV-00007", "evidence"), ("VI-0001", "visits"))
    }
    (line,) = (row for row in after["lines"] if (row["source_id"], row["line"]) == ("alpha2020", "4"))
    assert (line["disposition"], line["note"]) == ("context", "A visit that was read into it.")
    assert draft.next_id("visits", "VI", 4) == "VI-0010"  # VI-0009 was withdrawn before


def test_exceptions_and_waivers_go_too(root):
    """What is written about a row and its spans elsewhere in the package goes with them."""
    draft = Draft(root)
    draft.add("waivers", {"rule": "likely-duplicate", "row_id": "IN-0001", "other_id": "IN-0002", "reason": "Two."})
    excepted = {row["evidence_id"] for row in draft.rows["exceptions"]}
    spans = {row["id"] for row in draft.rows["evidence"] if row["row_id"] == "IN-0002"}
    draft.add("exceptions", {"evidence_id": min(spans), "rule": "hedge", "reason": "A word."})

    withdrawal.withdraw(draft, "IN-0002", *WHY)

    assert draft.rows["waivers"] == []
    assert {row["evidence_id"] for row in draft.rows["exceptions"]} == excepted - spans


@pytest.mark.parametrize(("key", "wanted"), REFERRED)
def test_nothing_is_left_dangling(root, key, wanted):
    """A row that others refer to is not taken away: they are named."""
    with pytest.raises(Refused) as raised:
        withdrawal.withdraw(Draft(root), key, *WHY)

    assert str(raised.value) == f"{wanted}; change that, or name what takes its place with --replaced-by"


def test_a_replacement(root):
    """References are pointed to the row that takes the place, which also bears the names from then on."""
    other = {"id": "mira-lund-2", "name": "M. Lund", "kind": "person", "country": "ARC"}
    draft = Draft(root)
    draft.add("actors", {**other, "aliases": ("the minister",)})

    found = withdrawal.withdraw(draft, "mira-lund", *WHY, replaced_by="mira-lund-2")
    draft.commit()

    after = tables_of(root)
    assert after["visits"][0]["visitors"] == "mira-lund-2"
    assert [str(each) for each in found.pointed] == ["VI-0001 (visits.visitors)"]
    (actor,) = (row for row in after["actors"] if row["id"] == "mira-lund-2")
    assert actor["aliases"].split(";")[:2] == ["the minister", "Mira Lund"]
    assert withdrawn(root)["mira-lund"]["replaced_by"] == "mira-lund-2"


def test_a_member_of_a_list_is_replaced_in_its_place(root):
    """In a list the replacement stands where the old one stood, once."""
    draft = Draft(root)
    draft.find("visits", "VI-0001")["hosts"] = ("otto-vane", "mira-lund", "NOR")

    withdrawal.withdraw(draft, "otto-vane", *WHY, replaced_by="NOR")

    assert draft.find("visits", "VI-0001")["hosts"] == ("NOR", "mira-lund")


def test_a_span(root):
    """A span goes by itself; if a cell is then without evidence, nothing is written."""
    draft = Draft(root)
    (against,) = (row["id"] for row in draft.rows["evidence"] if row["fields"] == {"value": "45 percent"})
    found = withdrawal.withdraw(draft, against, *WHY)
    withdrawal.settle(draft, found.bare, "opinion")
    draft.commit()

    assert list(withdrawn(root)) == [against]
    assert tables_of(root)["trade_figures"][0]["evidence_status"] == "single"

    draft = Draft(root)
    withdrawal.settle(draft, withdrawal.withdraw(draft, "EV-00007", *WHY).bare, "context")
    with pytest.raises(InvalidData, match="no-evidence"):
        draft.commit()
    assert list(withdrawn(root)) == [against]


def test_a_work(root):
    """A work that nothing cites goes; one that is the root of another is refused."""
    draft = Draft(root)

    with pytest.raises(Refused, match=r"\(evidence.works\)"):
        withdrawal.withdraw(draft, "alpha2020-2", *WHY)


def test_what_was_never_published_leaves_no_tombstone(root):
    """An id that no build has written is simply gone."""
    draft = Draft(root)
    draft.add("places", {"id": "mud-flat", "name": "Mud Flat", "kind": "site"})

    found = withdrawal.withdraw(draft, "mud-flat", *WHY)

    assert found.unpublished == ["mud-flat"]
    assert draft.diff() == ""


def test_a_state_by_its_code(root):
    """The code of a state in a country column counts as a reference to an actor that is no state of ISO 3166."""
    draft = Draft(root)
    draft.rows["visits"].clear()

    with pytest.raises(Refused) as raised:
        withdrawal.withdraw(draft, "ARC", *WHY)

    assert "(actors.country)" in str(raised.value)


def test_lines_that_were_bare_before_stay(root):
    """Only lines that lost their evidence are asked about: those that others hold stay coded."""
    assert withdrawal.withdraw(Draft(root), "IN-0002", *WHY).bare == [("alpha2020", 6)]
    assert withdrawal.withdraw(Draft(root), "TF-0002", *WHY).bare == []


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("coded", "'coded' is no disposition of a line without evidence; context, opinion, reference"),
        ("contxt", "'contxt' is no disposition of a line without evidence; did you mean 'context'?"),
    ],
)  # fmt: skip
def test_dispositions(root, given, wanted):
    """A line without evidence is not called coded."""
    with pytest.raises(Refused) as raised:
        withdrawal.settle(Draft(root), [("alpha2020", 4)], given)

    assert str(raised.value).startswith(wanted)


@pytest.mark.parametrize(
    ("key", "more", "wanted"),
    [
        ("VI-0002", {}, "no row has the id 'VI-0002'; did you mean 'VI-0001'?"),
        ("alpha2020", {}, "alpha2020 is a source; withdraw its rows first, a source itself is taken out by hand"),
        ("VI-0001", {"home": "lines"}, "rows of lines are not withdrawn; those of "),
        ("VI-0001", {"replaced_by": "VI-0001"}, "VI-0001 cannot take its own place"),
        (
            "IN-0001",
            {"replaced_by": "IN-0003"},
            "'IN-0003' is not in incidents, so it cannot take the place of IN-",
        ),
        ("VI-0001", {"home": "visit"}, "no table 'visit'; did you mean 'visits'?"),
    ],
)
def test_refused(root, key, more, wanted):
    """What cannot be withdrawn is told in a line."""
    with pytest.raises((CannotRun, Refused, UnknownName)) as raised:
        withdrawal.withdraw(Draft(root), key, *WHY, **more)

    assert str(raised.value).startswith(wanted)


def test_not_twice(root):
    """A withdrawn id is not withdrawn again; the tombstone is named."""
    draft = Draft(root)
    withdrawal.withdraw(draft, "VI-0001", *WHY)

    with pytest.raises(CannotRun) as raised:
        withdrawal.withdraw(draft, "VI-0001", *WHY)

    assert str(raised.value) == "VI-0001 was withdrawn from visits already (2026-11: Told twice.)"


def test_an_id_of_two_tables(root):
    """Where two tables share an id, one is named."""
    draft = Draft(root)
    draft.add("places", {"id": "heron", "name": "Heron Rock", "kind": "site"})

    with pytest.raises(CannotRun) as raised:
        withdrawal.withdraw(draft, "heron", *WHY)

    assert str(raised.value) == "heron is a row of weapon_systems and of places; name one with --table"
    assert withdrawal.withdraw(draft, "heron", *WHY, home="places").table == "places"


def test_every_table_that_remembers_ids():
    """Rows of every table that has tombstones can be withdrawn."""
    assert {each.name for each in withdrawal.HOMES} == {
        "agreements", "arms_transfers", "visits", "trade_figures", "incidents", "evidence", "works", "actors",
        "weapon_systems", "places",
    }  # fmt: skip
    assert all(table(each.name).key == ("id",) for each in withdrawal.HOMES)


def test_a_bad_date_is_told(root):
    """A date that is no EDTF is told where it would stand, and nothing is written."""
    draft = Draft(root)
    withdrawal.settle(draft, withdrawal.withdraw(draft, "VI-0001", "Why.", "yesterday").bare, "context")

    assert {(problem.path, problem.code) for problem in draft.problems()} == {("datasets/withdrawn.csv", "bad-edtf")}
