"""The real data: valid, freshly built, and true to the world's own lists."""

from __future__ import annotations

import iso3166
import pytest

from azisrael_data import build, checks, edtf
from azisrael_data.codelists import FACT_TABLES
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.schema import columns
from conftest import REPOSITORY

# Codes that ISO 3166 leaves to its users, and that statistics offices use.
USER_ASSIGNED = {"XKX"}


@pytest.fixture(scope="module")
def package():
    return Package(REPOSITORY)


def cells(package, name, column):
    return {row.values[column] for row in package[name].rows if row.values[column] is not None}


def test_data_are_valid(package):
    """The data as published have no problem, generated columns included."""
    assert [str(problem) for problem in checks.validate(package)] == []


def test_package_is_freshly_built(package):
    """Every published file holds what a build would write from the data: run `azisrael build` if not."""
    assert [str(each) for each in build.stale(REPOSITORY, build.product(package))] == []


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_no_data_table_is_empty(package, each):
    """Each of the five data tables holds facts, each with evidence."""
    ids = [row.values["id"] for row in package[each.name].rows]

    assert ids
    assert set(ids) <= set(package.spans)


def test_every_source_is_read_and_coded(package):
    """Every source has a ledger and spans; every coded line names its span's source."""
    sources = cells(package, "sources", "id")

    assert sources == cells(package, "lines", "source_id")
    assert sources == cells(package, "evidence", "source_id")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (each.name, column.name)
        for each in TABLES
        for column in columns(each)
        if column.name in ("country", "maker_country")
    ],
)
def test_countries_are_in_iso_3166(package, name, column):
    """Every country code is an alpha-3 code of ISO 3166."""
    assert cells(package, name, column) - USER_ASSIGNED <= set(iso3166.countries_by_alpha3)


def test_states_have_their_iso_code(package):
    """An actor's id is an ISO 3166 alpha-3 code exactly if it is a state that has one; then it is its own country."""
    for row in package["actors"].rows:
        own = row.values["id"]
        if own.isupper():
            assert own in set(iso3166.countries_by_alpha3) | USER_ASSIGNED, own
            assert (own, "state") == (row.values["country"], row.values["kind"])


def test_names_of_states_are_those_of_iso(package):
    """The name of a state shares its first word with that of ISO 3166, so that no code is a neighbour's."""
    told_otherwise = {"TUR": "Türkiye", "VNM": "Viet Nam", "XKX": ""}
    for row in package["actors"].rows:
        own, name = row.values["id"], row.values["name"]
        if own.isupper() and own not in told_otherwise:
            official = iso3166.countries_by_alpha3[own]
            assert name.removeprefix("the ").split()[0] in f"{official.name} {official.apolitical_name}", (own, name)


def test_evidence_tables_are_the_data_tables():
    """Evidence can bear on each of the five data tables and on no other."""
    assert {each.name for each in FACTS} == set(FACT_TABLES)


def test_dates_lie_in_the_range_of_the_manual(package):
    """No fact is dated before 1900, nor after the last source was published, plans apart."""
    last = max(edtf.bounds(row.values["published"]).end for row in package["sources"].rows)
    plans = {"planned", "considered", "expected", "announced", "offered", "drafted", "pledged", "reported", "ordered"}
    for each, _, row in package.facts():
        if row.values["date"] is None:
            continue
        found = edtf.bounds(row.values["date"])
        state = row.values.get("status") or row.values.get("outcome")
        if each.name != "trade_figures" and found.start:
            assert found.start.year >= 1900, row.values["id"]
        assert found.start is None or found.start <= last or state in plans, row.values["id"]
