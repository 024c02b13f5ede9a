"""quoting: what the words of a passage give for a cell, and which words to quote for it."""

from __future__ import annotations

import pytest

from azisrael_data import proof, quoting, schema
from azisrael_data.models import FACTS, table
from azisrael_data.package import Package
from edits import sets, spoil


@pytest.fixture
def package(package_root):
    return Package(package_root())


def told(package, key, name, words):
    """Return what is told of words for a cell of a row."""
    home = next(each for each in FACTS if key in package.keys[each.name])
    return quoting.quotation(package, schema.column(home, name), package.keys[home.name][key].values, words)


# (row, column, words) -> what is told.
TOLD = [
    ("AG-0001", "value", "$1.6 billion", "value: '$1.6 billion' gives 1600000000, which is the cell"),
    ("AG-0001", "value", "5-7", "value: '5-7' gives 5 (to 7), but the cell is 1600000000"),
    ("AG-0001", "currency", "€5", "currency: '€5' gives EUR, but the cell is USD"),
    ("AG-0001", "value_bound", "approximately", "value_bound: 'approximately' gives approx, which is the cell"),
    ("AG-0001", "date", "2012", "date: '2012' gives 2012, which agrees with the cell 2012-02"),
    ("AG-0001", "date", "in March", "date: 'in March' gives month 3, no year, but the cell is 2012-02"),
    ("AG-0001", "date", "the lake", "date: no rule reads 'the lake': quote the words that give the value, or nothing"),
    ("AG-0001", "parties", "Norland", "parties: 'Norland' gives NOR, which is the cell"),
    ("AG-0001", "parties", "Vane", "parties: 'Vane' gives otto-vane, but the cell is ARC;NOR"),
    ("AG-0001", "title", "the Lake Accord", "title: 'the Lake Accord' gives the Lake Accord, which is the cell"),
    ("AG-0001", "kind", "treaty", "kind: no rule reads 'treaty': codes are judged, quote nothing"),
    ("AG-0001", "place", "Port Alder", "place: 'Port Alder' gives port-alder"),
    ("AG-0001", "place", "Starboard", "place: no rule reads 'Starboard': it is no name or alias in places"),
    ("TF-0001", "unit", "60 percent", "unit: '60 percent' gives percent, which is the cell"),
    ("IN-0002", "part_of", "the Watch", "part_of: no rule reads 'the Watch': links are judged, quote nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "name", "words", "line"), TOLD)
def test_quotation(package, key, name, words, line):
    """A literal is told with the value that it gives, and how that stands to the cell."""
    assert line == str(told(package, key, name, words))


def test_ranks(package_root):
    """For a rank the place is given, not the number; for an upper end the upper number."""
    root = spoil(package_root(), sets("trade_figures", "TF-0001", unit="rank", value="2"))
    package = Package(root)

    assert told(package, "TF-0001", "value", "the second largest").gives == "2"
    assert told(package, "TF-0002", "value_high", "15-20 million").gives == "20000000"


# stance -> which relations a span of it may quote.
STANCES = {"supports": {"is", "agrees"}, "contradicts": {"differs"}, "mentions": {"is", "agrees", "differs"}}


@pytest.mark.parametrize("stance", STANCES)
def test_fits(package, stance):
    """A supporting span quotes what agrees, a contradicting one what differs, a mentioning one anything."""
    found = {
        read.relation: read.fits(stance)
        for words in ("February 2012", "2012", "2013")
        for read in [told(package, "AG-0001", "date", words)]
    }

    assert {relation for relation, fits in found.items() if fits} == STANCES[stance]
    assert told(package, "AG-0001", "place", "Port Alder").fits(stance)


PASSAGE = (
    "In February 2012 the **Arcadian** navy and Norland<sup>3</sup> signed, worth approximately $1.6 billion, and "
    "12 Heron drones of Vane's, 60 percent of them (so they say) near PORT ALDER."
)
# (table, cells) -> literals proposed for the first of them.
PROPOSED = [
    ("agreements", {"date": "2012-02", "date_basis": "stated"}, ["February 2012"]),
    ("agreements", {"date": "2013", "date_basis": "stated"}, [None]),
    ("agreements", {"value": 1600000000}, ["$1.6 billion"]),
    ("agreements", {"currency": "USD"}, ["$"]),
    ("agreements", {"value_bound": "approx"}, ["approximately"]),
    ("agreements", {"value_bound": "eq"}, [None]),
    ("agreements", {"parties": ("ARC", "NOR", "lake-institute")}, ["Arcadian", "Norland", None]),
    ("agreements", {"parties": ("arcadian-navy", "otto-vane")}, ["Arcadian navy", "Vane"]),
    ("agreements", {"place": "port-alder"}, ["PORT ALDER"]),
    ("agreements", {"title": "so they say"}, ["so they say"]),
    ("agreements", {"title": "the Great Accord"}, [None]),
    ("agreements", {"kind": "treaty"}, [None]),
    ("agreements", {"amends": "AG-0001"}, [None]),
    ("agreements", {"domains": ("military", "energy")}, [None, None]),
    ("arms_transfers", {"quantity": 12}, ["12"]),
    ("arms_transfers", {"system": "heron"}, ["Heron drones"]),
    ("arms_transfers", {"agreement": None}, [None]),
    ("trade_figures", {"value": 60, "unit": "percent"}, ["60 percent"]),
]


@pytest.mark.parametrize(("name", "cells", "wanted"), PROPOSED)
def test_proposals(package, name, cells, wanted):
    """The words of a passage that give a cell are proposed as they are printed, or nothing if none do."""
    column = schema.column(table(name), next(iter(cells)))

    assert wanted == quoting.proposals(package, column, cells, PASSAGE)


def test_what_is_proposed_is_proved(package):
    """Whatever is proposed for the cells of the package from its own passages, the proof takes it."""
    counted = 0
    for home, _, row in package.facts():
        for column in schema.columns(home):
            if schema.is_coded(home, column) and row.values[column.name] is not None:
                for words in quoting.proposals(package, column, row.values, PASSAGE):
                    counted += words is not None
                    assert words is None or proof.read(package, column, row.values, row.values[column.name], words).fits

    assert counted


def test_near_names(package):
    """A word that is no id and no name is near to one of either, or to none."""
    assert quoting.near_names(package, "actors", "Mira Lnd") == "did you mean 'Mira Lund'?"
    assert quoting.near_names(package, "actors", "lake-institut") == "did you mean 'Lake Institute'?"
    assert quoting.near_names(package, "actors", "nobody of that name") == ""
