"""Every class of faults is found, in its file, line and column, under its code, once, and fast.

One test per class. A class has one or more variants (C09: seventeen invisible characters), over which its seeds are
spread; `benchmarks/faults.py` runs every variant with as many seeds as wanted and prints a table.
"""

from __future__ import annotations

import pytest

from azisrael_data import checks, container, read
from faults import bases, runner

SEEDS = {"generated": 25, "real": 5}
FAMILIES = runner.families()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An empty folder below which spoilt files are put."""
    return tmp_path_factory.mktemp("spoilt")


def complaints_of(variants, place, way):
    """Yield what is wrong with the outcomes of some variants, over which the seeds of each package are spread."""
    for base in (bases.generated(), bases.real()):
        able = [fault for fault in variants if runner.applies(fault, base)]
        count = max(SEEDS[base.name], len(able) if base.name == "generated" else 0)
        for seed in range(count if able else 0):
            # another stride on the real package, whose few seeds would reach the first variants only
            way(seed)
            fault = able[(seed if base.name == "generated" else 7 * seed) % len(able)]
            yield from runner.run(fault, base, seed, place).complaints()


@pytest.mark.parametrize("base", [bases.generated, bases.real], ids=["generated", "real"])
def test_bases_are_valid(base):
    """What is spoilt has no problem before, neither in its rows nor as a built package."""
    assert list(map(str, checks.validate(base().package))) == []
    assert list(map(str, container.validate(base().built))) == []


def test_generated_package_is_full():
    """The generated package has rows in every table, and no column that is empty in all of them."""
    empty = [
        f"{name}.{column}"
        for name, sheet in bases.generated().view.sheets.items()
        for column in sheet.header
        if not any(sheet.column(column))
    ]

    assert empty == []


def test_enough_classes():
    """There are at least 160 classes."""
    assert len(FAMILIES) >= 160


@pytest.fixture
def both_ways(monkeypatch):
    """Return a function that has small files read through the screen, or the careful way, as a seed says."""
    return lambda seed: monkeypatch.setattr(read, "SMALL", 4_000 * (seed % 2))


@pytest.mark.parametrize("family", FAMILIES)
def test_class(family, place, both_ways):
    """Every injection of a class is detected, placed and told once, through the screen and without."""
    complaints = list(complaints_of(FAMILIES[family], place, both_ways))

    assert not complaints, f"{len(complaints)} complaint(s)\n" + "\n".join(complaints[:5])
