"""The agreement of the two readings is recomputed from the raw codings, and the docs hold the figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azisrael_data import reliability
from azisrael_data.models import FACTS
from azisrael_data.problems import CannotRun
from azisrael_data.reliability import Fact

REPOSITORY = Path(__file__).resolve().parents[1]


def fact(coder, start, end, home="visits", source="alpha2020", certainty="certain", **cells):
    return Fact(source, coder, home, cells, [(start, end, "supports", certainty)])


# spans of the first and the second reading, as (start, end, place), and the pairs that are matched
MATCHES = [
    ([(0, 10, "a")], [(0, 10, "a")], [(0, 0)]),
    ([(0, 10, "a")], [(5, 15, "a")], [(0, 0)]),
    ([(0, 10, "a")], [(6, 16, "a")], []),
    ([(0, 10, "a")], [(0, 30, "a")], []),
    ([(0, 10, "a"), (0, 10, "b")], [(0, 10, "b"), (0, 10, "a")], [(0, 1), (1, 0)]),
    ([(0, 10, "a")], [(0, 10, "a"), (0, 10, "a")], [(0, 0)]),
    ([], [(0, 10, "a")], []),
]


@pytest.mark.parametrize(("first", "second", "expected"), MATCHES)
def test_match(first, second, expected):
    """Facts are matched one to one by half an overlap of the longer span, then by the cells that literals prove."""
    ours = [fact("one", start, end, place=place) for start, end, place in first]
    theirs = [fact("two", start, end, place=place) for start, end, place in second]
    found = [
        (ours.index(a), next(n for n, t in enumerate(theirs) if t is b)) for a, b in reliability.match(ours, theirs)
    ]

    assert expected == sorted(found)


def test_other_table_or_source_is_no_match():
    """Facts of another table or source are never matched."""
    ours = [fact("one", 0, 10)]

    assert reliability.match(ours, [fact("two", 0, 10, home="incidents")]) == []
    assert reliability.match(ours, [fact("two", 0, 10, source="beta2021")]) == []


# values of the two readings, and alpha worked out by hand (Krippendorff 2019, chapter 12)
ALPHAS = [
    ([("a", "a"), ("b", "b")], 1.0),
    ([("a", "b"), ("b", "a")], 1 - 1 / (2 * 2 * 2 / (4 * 3))),
    ([("a", "a"), ("a", "a"), ("a", "b"), ("b", "b")], 1 - 0.25 / (2 * 5 * 3 / (8 * 7))),
    ([("a", "a"), ("a", None)], 1 - 0.5 / (2 * 3 * 1 / (4 * 3))),
    ([(["a", "b"], ["a"]), (["a"], ["a"])], 1 - 0.25 / (2 * 0.5 * 3 * 1 / (4 * 3))),
]


@pytest.mark.parametrize(("values", "expected"), ALPHAS)
def test_alpha(values, expected):
    """Alpha is one minus observed over expected disagreement; an empty cell is a code, lists differ by Jaccard."""
    found = reliability._alpha("visits", "level", values)

    assert expected == pytest.approx(found.alpha)


def test_one_code_has_no_alpha():
    """Where both readings used one code only, alpha is undefined."""
    found = reliability._alpha("visits", "level", [("a", "a"), ("a", "a")])

    assert (found.agreement, found.alpha, found.low, found.high) == (1.0, None, None, None)


def test_two_readings_are_wanted():
    """One reading, or three, cannot be compared."""
    with pytest.raises(CannotRun, match=r"^two readings are wanted, found one$"):
        reliability.agreement([fact("one", 0, 10)])


def test_readings_are_in_the_repository_only(tmp_path):
    """A package without the raw codings says where they are."""
    with pytest.raises(
        CannotRun, match=r"^no reliability/readings.csv in .*; the raw readings are in the repository only$"
    ):
        reliability.readings(tmp_path)


@pytest.fixture(scope="module")
def real():
    return reliability.agreement(reliability.readings(REPOSITORY))


def test_page_holds_the_figures(real):
    """docs/reliability.md holds exactly what the raw codings give."""
    page = (REPOSITORY / "docs" / "reliability.md").read_text(encoding="utf-8")
    figures = page.partition("<!-- figures -->\n")[2].partition("<!-- /figures -->")[0]

    assert reliability.markdown(real) == figures


def test_figures_are_the_same_twice(real):
    """The bootstrap is seeded: the same figures come out again."""
    again = reliability.agreement(reliability.readings(REPOSITORY))

    assert real == again


def test_every_fact_table_is_measured(real):
    """Every data table has its unitising figures, and every source."""
    assert [each.name for each in real.tables] == [table.name for table in FACTS]
    assert len(real.sources) == 5


def test_raw_codings_lie_within_the_sources():
    """Every span of a raw coding starts before it ends, and within its source."""
    import csv

    with (REPOSITORY / "seeds" / "sources.csv").open(encoding="utf-8", newline="") as file:
        lengths = {row["id"]: int(row["code_points"]) for row in csv.DictReader(file)}
    facts = reliability.readings(REPOSITORY)

    assert all(0 <= s < e <= lengths[f.source_id] for f in facts for s, e, *_ in f.spans)
    assert all(json.dumps(f.cells) for f in facts)
