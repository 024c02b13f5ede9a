"""tellings: what literals tell for cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azisrael_data import proof, schema
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.tellings import Told, read, rule
from built import invented, invented_root  # noqa: F401 -- fixtures
from conftest import REPOSITORY

# Table, column, what else the fact holds, literal, what it tells.
EXAMPLES = [
    ("trade_figures", "value", {"unit": "percent"}, "45 percent", Told(Decimal(45))),
    ("trade_figures", "value", {"unit": "percent"}, "one-fourth", Told(Decimal(25))),
    ("trade_figures", "value", {"unit": "USD"}, "$5-7 million", Told(Decimal(5000000), Decimal(7000000))),
    ("trade_figures", "value", {"unit": "USD"}, "5 million euros", None),
    ("trade_figures", "value", {"unit": "persons"}, "30,000", Told(Decimal(30000))),
    ("trade_figures", "value", {"unit": "rank"}, "second largest", Told(Decimal(2))),
    ("trade_figures", "value", {"unit": "rank"}, "a large share", None),
    ("agreements", "value", {"currency": "USD"}, "$1.6 billion", Told(Decimal(1600000000))),
    ("arms_transfers", "quantity", {}, "15", Told(15)),
    ("arms_transfers", "quantity", {}, "many", None),
    ("agreements", "value_bound", {}, "approximately", Told("approx")),
    ("agreements", "currency", {}, "euros", Told("EUR")),
    ("agreements", "currency", {}, "money", None),
    ("visits", "date", {"date": "2015-05-03"}, "4 May 2015", Told("2015-05-04")),
    ("visits", "date", {"date": "2015-05-03"}, "May 4", Told("2015-05-04")),
    ("visits", "date", {"date": "2015-05-03"}, "February 29", None),
    ("visits", "date", {"date": "2015/2016"}, "May 4", None),
    ("visits", "date", {"date": None}, "May 4", None),
    ("visits", "date", {"date": "2015-05-03"}, "last week", None),
    ("visits", "origin", {}, "Arcadian", Told("ARC")),
    ("visits", "origin", {}, "Elsewhere", None),
    ("visits", "hosts", {}, ["Otto Vane", "Mira Lund's"], Told(("otto-vane", "mira-lund"))),
    ("visits", "hosts", {}, ["Otto Vane", None], Told(("otto-vane",))),
    ("visits", "hosts", {}, ["Otto Vane", "someone"], None),
    ("visits", "hosts", {}, [None], None),
    ("visits", "agreements", {}, ["the accord"], None),
    ("visits", "visitor_role", {}, "the minister", Told("the minister")),
    ("visits", "level", {}, "minister", None),
    ("visits", "level", {}, None, None),
    ("agreements", "domains", {}, ["military"], None),
]


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(("name", "column", "fact", "told", "wanted"), EXAMPLES)
def test_examples(name, column, fact, told, wanted):
    """A literal tells what the rule of its column reads in it, or nothing."""
    assert read(schema.column(table(name), column), fact, told) == wanted


def test_agrees_with_the_proof():
    """On the repository's own evidence a literal that gives its cell exactly by proof tells that cell's value."""
    whole = Package(REPOSITORY)
    compared = 0
    for home, _, row in whole.facts():
        for span in whole.spans[row.values["id"]]:
            for name, told in span.values["fields"].items():
                column, cell = schema.column(home, name), row.values[name]
                if not isinstance(told, str) or column.is_list or column.codes:
                    continue
                reading = proof.read(whole, column, row.values, cell, told)
                given = read(column, row.values, told)
                if reading and reading.exact and given is not None and rule(column) != "wording":
                    assert cell in (given.value, given.high), (span.values["id"], name)
                    compared += 1

    assert compared > 100


def test_every_column_has_a_rule():
    """Every column names the rule for its literals."""
    rules = {rule(column) for each in TABLES if each.is_fact for column in schema.columns(each)}

    assert rules == {
        "names of actors", "names of weapon_systems", "names of places", "names of agreements", "names of incidents",
        "dates", "units", "currencies", "hedges", "numbers", "wording",
    }  # fmt: skip
