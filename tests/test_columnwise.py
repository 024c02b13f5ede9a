"""How Polars judges a column at once: distinct members, known keys, and what it asks of the careful way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import cells, rules
from azisrael_data.models import TABLES, table
from azisrael_data.plan import Column
from azisrael_data.schema import column
from azisrael_data.vector import prefix

pl = pytest.importorskip("polars", reason="polars is not installed")

from azisrael_data import columnwise  # noqa: E402 - it imports polars

LONG = "abcdefghijkl"


def series(texts):
    return pl.Series(texts, dtype=pl.String)


# Lists in a row -> which of them have distinct members, and distinct ones that are all known.
LISTS = [
    (["a"], [True], [True]),
    (["a;b", "b;a", "a"], [True, True, True], [True, True, True]),
    (["a;a", "b"], [False, True], [False, True]),
    (["a;a;a", "b;b", "x;y", "x", "a"], [False, False, True, True, True], [False, False, False, False, True]),
    (["a;b;a", "a"], [False, True], [False, True]),
    (["b", "a;b;c;a"], [True, False], [True, False]),
    (["a;x", "x"], [True, True], [False, False]),
    (["a;", ";a", ";", ""], [True, True, False, True], [False, False, False, False]),
    ([";".join(LONG), "a;a", ";".join(LONG) + ";a"], [True, False, False], [True, False, False]),
]


@pytest.mark.parametrize(("lists", "distinct", "known"), LISTS)
def test_lists(lists, distinct, known):
    """A member that stands twice or is not known spoils its own list and no other, however many members there are."""
    keys = series(list(LONG)).implode()

    assert columnwise._distinct(series(lists)).to_list() == distinct
    assert columnwise._distinct(series(lists), keys).to_list() == known


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.sampled_from("abcx"), min_size=1, max_size=12), min_size=1, max_size=8))
def test_lists_as_python_does(lists):
    """Whatever the lists, they are judged as sets of Python judge them."""
    found = columnwise._distinct(series([";".join(members) for members in lists]), series(["a", "b", "c"]).implode())

    assert found.to_list() == [len({*members}) == len(members) and {*members} <= {*"abc"} for members in lists]


def test_the_careful_way_is_asked_once_for_a_text(monkeypatch):
    """Each text of a column is judged once, also where it comes again later."""
    asked, judge = [], columnwise.is_good
    monkeypatch.setattr(columnwise, "is_good", lambda *given: asked.append(given[1]) or judge(*given))
    ask = columnwise.Asked(column(table("incidents"), "date"), None)

    assert ask(series(["2012", "x", "2012", "2013"])).to_list() == [True, False, True, True]
    assert ask(series(["x", "2012", "2014"])).to_list() == [False, True, True]
    assert sorted(asked) == ["2012", "2013", "2014", "x"]


def test_keys_among_free_texts_are_looked_up():
    """A list of free texts that are keys is asked for text by text: no form says whether a key is known."""
    listed = Column("works", cells.ListOf(), False, False, "Works.", ("works",))
    way = columnwise.way(listed, table("incidents"), {"works": ["a1:1"]})

    assert way.look(series(["a1:1", "a2:1", "a1:1;a2:1"])).to_list() == [True, False, False]


@pytest.mark.parametrize("name", [each.name for each in TABLES if prefix(each)])
def test_limits_are_numbers(name):
    """Where one cell may not be above another, both are read as numbers: texts would be compared letter by letter."""
    limits = {cell for pair in rules.NOT_ABOVE.get(name, ()) for cell in pair}

    assert all(columnwise.is_number(column(table(name), cell).cell) for cell in limits)


@pytest.mark.parametrize("text", ["05", "+5", "-0", " 5", "5 ", "5.0", "1e5", "9E9", "0x5", "1_0", "\uff15", "5,", ""])
def test_polars_reads_no_number_from_less_than_its_canonical_spelling(text):
    """What Polars takes for a number is at least as long as the number: the length of a line tells the rest."""
    cell = f'"{text}"' if "," in text else text
    for schema in ({"a": pl.Int64, "b": pl.String}, {"a": pl.String, "b": pl.String}):
        try:
            read = pl.read_csv(f"{cell},x\n".encode(), has_header=False, schema=schema)
        except pl.exceptions.PolarsError:
            continue
        number = read["a"].cast(pl.Int64, strict=False)[0]
        assert number is None or len(str(number)) < len(text.encode())
