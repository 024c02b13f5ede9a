"""No false alarm: whole packages that follow every rule have no problem, whatever their cells hold.

`AZISRAEL_EXAMPLES` sets how many are generated.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

import packages
from azisrael_data import cells, checks, proof, schema
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package

EXAMPLES = int(os.environ.get("AZISRAEL_EXAMPLES") or 2000)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The problems of the generated packages, by seed, and how often what they are meant to hold occurred."""
    place, alarms, seen = tmp_path_factory.mktemp("packages"), {}, Counter()
    for seed in range(EXAMPLES):
        packages.finish(place, packages.package(seed), remembered=seed % 2 == 0)
        package = Package(place)
        problems = checks.validate(package)
        if problems:
            alarms[seed] = [str(problem) for problem in problems]
        count(seen, package)
    return alarms, seen


def test_a_valid_package_has_no_problem(found):
    """A package that follows every rule is valid."""
    alarms, _ = found

    assert alarms == {}


def count(seen, package):
    """Count what occurs in a package."""
    for each in TABLES:
        rows = package[each.name].rows
        seen[each.name] += len(rows)
        for column in schema.columns(each):
            filled = [row.values[column.name] for row in rows if row.values[column.name] is not None]
            seen[f"{each.name}.{column.name}"] += len(filled)
            seen[type(column.cell)] += len(filled)
            seen["lists of several"] += sum(isinstance(value, tuple) and len(value) > 1 for value in filled)
    for _, _, row in package.facts():
        seen[row.values["evidence_status"]] += 1
        seen["several sources"] += row.values["source_count"] > 1
    for span in package["evidence"].rows:
        seen["literals"] += sum(words is not None for words in span.values["fields"].values())
    seen["judged"] += sum(judged for table in proof.shares(package).values() for _, judged in table.values())


def test_everything_occurred(found):
    """The packages held every table, column and type of cell, lists, rows of several sources and disputed rows."""
    _, seen = found
    columns = [f"{each.name}.{column.name}" for each in TABLES for column in schema.columns(each)]

    assert [name for name in (*columns, *(each.name for each in TABLES)) if not seen[name]] == []
    types = {type(column.cell) for each in TABLES for column in schema.columns(each)}
    assert {kind for kind in types if not seen[kind]} == set()
    assert cells.ListOf in types
    told = ("lists of several", "several sources", "contested", "agreed", "single", "literals", "judged")
    assert min(seen[what] for what in told) > EXAMPLES // 20
    assert min(seen[each.name] for each in FACTS) > EXAMPLES // 4
