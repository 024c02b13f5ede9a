"""sheet: what is gathered of one id, of any table, also while other rows have problems."""

from __future__ import annotations

import pytest

from azisrael_data import copies, sheet, views
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun
from edits import adds, drops, sets, spoil
from sheets import shown

# An id that is not there, and what is said of it.
UNKNOWN = [
    ("VI-9999", "no row has the id 'VI-9999'; known are VI-0001 to VI-0001"),
    ("TF-0009", "no row has the id 'TF-0009'; known are TF-0001 to TF-0002"),
    ("vi-0001", "no row has the id 'vi-0001'; did you mean 'VI-0001'?"),
    ("mira-lunt", "no row has the id 'mira-lunt'; did you mean 'mira-lund'?"),
    ("Port Alder", "no row has the id 'Port Alder'; did you mean 'port-alder'?"),
    ("Norland", "no row has the id 'Norland'; did you mean 'NOR'?"),
    ("alpha2020:99", "alpha2020 has no line '99'; its lines are numbered 1 to 12"),
    ("zeta:1", "no row has the id 'zeta:1'"),
    ("", "no row has the id ''"),
    ("\x1b[31m", "no row has the id '\\x1b[31m'"),
]


def test_a_fact(package_root):
    """A fact has its summary as title; its cells hold value, names, meanings and what is told for each."""
    (found,) = shown(package_root(), "VI-0001")

    cells = {cell.column: cell for cell in found.cells}
    assert (found.id, found.table, found.place) == ("VI-0001", "visits", "datasets/visits.csv:2")
    assert found.title == "A minister of Arcadia was received by the president of Norland."
    assert cells["date"].tellings == (views.Telling(1, "supports", ("3 May 2015",), "2015-05-03"),)
    assert cells["visitors"].names == (views.Named("mira-lund", "Mira Lund"),)
    assert cells["status"].meaning == "took place"
    assert cells["level"].tellings == (views.Telling(1, "supports", ()),)
    assert cells["visitor_role"].tellings[0].told is None
    assert next(cell.column for cell in found.cells if cell.generated) == "date_start"
    assert found.empty == ["protocol", "agreements", "note"]
    assert found.problems == []


def test_both_sides_of_a_dispute(package_root):
    """A contested cell has what is told for it and against it, each with the number of its span."""
    (found,) = shown(package_root(), "TF-0001")

    (value,) = (cell for cell in found.cells if cell.column == "value")
    assert value.tellings == (
        views.Telling(1, "supports", ("60 percent",), "60"),
        views.Telling(2, "contradicts", ("45 percent",), "45"),
    )
    assert [(span.source, span.line, span.stance) for span in found.spans] == [
        ("alpha2020", 5, "supports"),
        ("beta2021", 4, "contradicts"),
    ]
    assert found.spans[0].voice == views.Named("lake-institute", "Lake Institute")
    assert [work.id for work in found.spans[0].works] == ["alpha2020-2"]


def test_passages(package_root):
    """With the texts at hand every span has its passage; without them it has none."""
    root = package_root()

    (with_texts,), (without,) = shown(root, "VI-0001", texts=True), shown(root, "VI-0001")

    assert with_texts.spans[0].passage.state == "exact"
    assert without.spans[0].passage is None


def test_what_refers_to_a_row(package_root):
    """Every row that names an id in any column is listed, facts with their summaries."""
    root = package_root()

    assert [(each.table, each.id, each.column) for each in shown(root, "AG-0001")[0].references] == [
        ("arms_transfers", "AT-0001", "agreement"),
        ("trade_figures", "TF-0002", "agreement"),
    ]
    assert [(each.id, each.column) for each in shown(root, "IN-0001")[0].references] == [("IN-0002", "part_of")]
    assert ("visits", "VI-0001", "place") in [
        (each.table, each.id, each.column) for each in shown(root, "port-alder")[0].references
    ]


def test_a_span(package_root):
    """A span is shown by itself, with the columns that it tells."""
    (found,) = shown(package_root(), "EV-00003", texts=True)

    cells = {cell.label: cell.value for cell in found.cells}
    assert found.title.startswith("Evidence for AT-0001: ")
    assert cells["tells quantity"] == '"12"'
    assert cells["tells status"] == "judged from the passage"
    assert [span.id for span in found.spans] == ["EV-00003"]


def test_a_work(package_root):
    """A work is shown with the spans that cite it."""
    (found,) = shown(package_root(), "alpha2020-2")

    assert [span.row_id for span in found.spans] == ["TF-0001", "IN-0001"]
    assert found.spans[0].title == "Norland's part in what Arcadia bought."


def test_a_source(package_root):
    """A source is shown with the lines of its ledger, counted by what reading them came to."""
    (found,) = shown(package_root(), "alpha2020")

    assert found.title == "The Lake Accord and its Years"
    assert found.counts == {"context": 5, "coded": 5, "furniture": 2}
    assert {each.table for each in found.references} == {"works", "evidence"}


def test_a_line(package_root):
    """A line of a source is shown with its disposition, its spans in the order of the text, and its words."""
    (found,) = shown(package_root(), "alpha2020:6", texts=True)

    assert (found.id, found.table, found.place) == ("alpha2020:6", "lines", "seeds/lines.csv:7")
    assert [(cell.column, cell.value) for cell in found.cells] == [("disposition", "coded")]
    assert [span.row_id for span in found.spans] == ["IN-0002", "IN-0002"]
    assert "".join(run.text for run in found.text.runs).startswith("In June 2016")


def test_a_withdrawn_row(package_root):
    """Of a withdrawn id the tombstone is shown."""
    tomb = {"id": "VI-0009", "table": "visits", "date": "2026", "reason": "Told twice.", "replaced_by": "VI-0001"}
    root = spoil(package_root(), adds("withdrawn", **tomb))

    (found,) = shown(root, "VI-0009")

    assert found.title == "Withdrawn from visits"
    assert {cell.column: cell.value for cell in found.cells}["reason"] == "Told twice."


def test_two_tables_with_one_id(package_root):
    """Rows of two tables that share an id are both shown, or the one whose table is named."""
    root = spoil(package_root(), adds("places", id="mira-lund", name="Mira Lund Street", kind="other"))

    assert [each.table for each in shown(root, "mira-lund")] == ["actors", "places"]
    assert [each.table for each in shown(root, "mira-lund", name="places")] == ["places"]


def test_problems_elsewhere_do_not_matter(package_root):
    """A row is shown while other rows and files are broken, with its own problems named."""
    root = spoil(package_root(), sets("visits", "VI-0001", level="king", place="atlantis"))
    (root / "datasets" / "incidents.csv").write_text("spoilt", encoding="utf-8")
    (root / "datasets" / "works.csv").unlink()

    (found,) = shown(root, "VI-0001")

    cells = {cell.column: cell for cell in found.cells}
    assert "level" not in cells
    assert cells["place"].names == (views.Named("atlantis", "not in places"),)
    assert [problem.code for problem in found.problems] == ["unknown-code"]


def test_evidence_that_cannot_be_read(package_root):
    """A span whose cells cannot all be read is shown without its passage."""
    root = spoil(package_root(), sets("evidence", "EV-00007", fields="no json", start="x"))

    (found,) = shown(root, "VI-0001", texts=True)

    assert [(span.id, span.passage) for span in found.spans] == [("EV-00007", None)]


def test_a_row_whose_spans_are_gone(package_root):
    """A fact without evidence is shown all the same."""
    (found,) = shown(spoil(package_root(), drops("evidence", "EV-00007")), "VI-0001")

    assert found.spans == []
    assert all(cell.tellings == () for cell in found.cells)


@pytest.mark.parametrize(("key", "wanted"), UNKNOWN)
def test_unknown(package_root, key, wanted):
    """An id that is not there is told with the one that is meant, where that is plain."""
    with pytest.raises(CannotRun) as raised:
        shown(package_root(), key)

    assert str(raised.value) == wanted


def test_every_id_has_a_sheet(package_root):
    """Whatever stands in an id column of the package can be shown."""
    root = package_root()
    package = Package(root)
    sources, lines = ([row.values for row in package[name].rows] for name in ("sources", "lines"))
    found = copies.find(root / "seeds" / "texts", sources, lines)

    for name, keys in package.keys.items():
        for key in keys:
            assert name in [each.table for each in sheet.sheets(package, key, found)]


@pytest.mark.parametrize(
    ("column", "wanted"),
    [("from_actor", "From actor"), ("file_sha256", "File SHA-256"), ("url", "URL"), ("plover_type", "PLOVER type")],
)
def test_label(column, wanted):
    """A column is named in words, abbreviations as they are written."""
    assert sheet.label(column) == wanted
