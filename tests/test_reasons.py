"""reasons: why a cell holds what it holds, in words."""

from __future__ import annotations

import pytest

import azisrael_data as az
from azisrael_data import schema
from azisrael_data.models import FACTS
from built import install, invented, invented_root  # noqa: F401 -- fixtures

CELLS = {
    ("AT-0001", "quantity"): (
        'AT-0001.quantity is 12: alpha2020, line 3, says "12" (certain), 12 by the rule for numbers. Against it '
        'beta2021, line 3, says "15" (uncommitted), 15 by the rule for numbers.'
    ),
    ("TF-0001", "value"): (
        'TF-0001.value is 60: alpha2020, line 5, says "60 percent" (certain; quoting Lake Institute; citing '
        'alpha2020-2), 60 by the rule for numbers. Against it beta2021, line 4, says "45 percent" (certain; '
        "quoting Lake Institute; citing beta2021-1), 45 by the rule for numbers."
    ),
    ("AG-0001", "kind"): (
        "AG-0001.kind is treaty (binding text between states, accession to an organisation): alpha2020, line 3, "
        "shows it, judged from the passage as a whole (certain; citing alpha2020-1)."
    ),
    ("AG-0001", "parties"): (
        'AG-0001.parties is ARC, NOR: alpha2020, line 3, says "Arcadia" and "Norland" (certain; citing alpha2020-1), '
        'ARC;NOR by the rule for names of actors; beta2021, line 2, says "Arcadia" and "Norland" (probable), ARC;NOR '
        "by the rule for names of actors."
    ),
    ("VI-0001", "date"): (
        "VI-0001.date is 2015-05-03 (the words are in a span and give the date by rule): alpha2020, line 4, says "
        '"3 May 2015" (certain), 2015-05-03 by the rule for dates.'
    ),
    ("VI-0001", "date_basis"): "VI-0001.date_basis is stated (the words are in a span and give the date by rule).",
    ("VI-0001", "date_end"): (
        "VI-0001.date_end is 2015-05-03, worked out by the build from `date` (2015-05-03). Last day that `date` can "
        "mean; empty if open."
    ),
    ("VI-0001", "source_count"): (
        "VI-0001.source_count is 1, worked out by the build from the evidence of the row. Number of documents that "
        "support the row."
    ),
    ("VI-0001", "protocol"): "VI-0001.protocol is empty: the sources do not say.",
    ("VI-0001", "summary"): "VI-0001.summary is in the words of the coder.",
    ("VI-0001", "id"): "VI-0001.id is the name of the row.",
}  # fmt: skip


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(("row_id", "column"), CELLS)
def test_cells(row_id, column):
    """A cell is explained by its spans, by the rule that reads them, or by what it was worked out from."""
    assert az.explain(row_id, column) == CELLS[row_id, column]


def test_ruling(package_root, monkeypatch):
    """Where something is told against a cell, the coder's ruling stands at the end."""
    install(
        monkeypatch, package_root(texts=False, arms_transfers=lambda rows: rows[0].update(note="The later is vague."))
    )

    assert az.explain("AT-0001", "quantity").endswith(" The coder notes: The later is vague.")
    assert "The coder notes" not in az.explain("AT-0001", "system")


@pytest.mark.usefixtures("invented")
def test_row():
    """A row is explained cell by cell, the empty ones in one sentence at the end."""
    paragraphs = az.explain("VI-0001").split("\n\n")

    assert paragraphs[0] == "VI-0001 in visits: A minister of Arcadia was received by the president of Norland."
    assert az.explain("VI-0001", "place") in paragraphs
    assert paragraphs[-1] == "Empty, because the sources do not say: protocol, agreements, note."


def test_every_cell():
    """Every cell of the repository's data tables can be explained, and every coded one by a span that supports it."""
    for each in FACTS:
        for fact in az.load(each.name, "records")[::7]:
            for column in schema.columns(each):
                told = az.explain(fact.id, column.name)
                assert told.startswith(f"{fact.id}.{column.name} is ")
                if schema.is_coded(each, column) and getattr(fact, column.name) is not None:
                    assert ", line " in told.partition(" Against it")[0]


def test_unknown():
    """A row or a column that does not exist is refused with the nearest."""
    with pytest.raises(az.UnknownName, match=r"^no row of visits 'VI-9999'; "):
        az.explain("VI-9999")
    with pytest.raises(az.UnknownName, match=r"^no column of visits 'levels'; did you mean 'level'\? known: id, "):
        az.explain("VI-0001", "levels")
    with pytest.raises(az.UnknownName, match=r"^no data table with the row 'ISR'; "):
        az.explain("ISR")
