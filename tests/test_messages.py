"""Messages: whatever stands in a cell or a header, no message holds more than 80 characters of it, or hides any."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import read, schema
from azisrael_data.models import TABLES, table
from azisrael_data.problems import MAX_SHOWN, Problem
from azisrael_data.records import join

# Cells whose like has no end -> the run of signs of which a message may hold 80 at most.
ENDLESS = {
    "a word": ("x" * 300, "x+"),
    "capitals": ("A" * 300, "A+"),
    "digits": ("1" * 300, "1+"),
    "a number": ("1," * 150, "[1,]+"),
    "a formula": ("=" + "x" * 300, "x+"),
    "markup": ("<" + "b" * 300 + ">", "b+"),
    "a marker": ("?" * 300, r"\?+"),
    "an error value": ("#" * 300, "#+"),
    "spaces": ("a " * 150, "(?:a )+"),
    "an edge": (" " + "a" * 300, "a+"),
    "a date": ("2012-02-30" + "0" * 300, "0+"),
    "a set of dates": ("[2012," + "2013," * 60 + "]", "(?:2013,)+"),
    "an address": ("http://" + "a" * 300 + "@b", "a+"),
    "JSON": ('{"' + "c" * 300 + '":  1}', "c+"),
    "quotes": ('"' * 300, '"+'),
    "capitals of an id": ("ABC-" + "0" * 300, "0+"),
    "mojibake": ("\u00c3\u00a9" * 150, "(?:\u00c3\u00a9|\u00e9)+"),
    "loose accents": ("e\u0301" * 150, "(?:e\\\\u0301|\u00e9)+"),
    "mixed scripts": ("\u0430" + "b" * 300, "b+"),
    "a lost letter": ("y?" * 150 + "y", r"(?:y\?)+"),
    "ligatures": ("\ufb01" * 300, "(?:\ufb01|fi)+"),
    "a heap of accents": ("q" + "\u0301" * 300, "\u0301+"),
    "a list of formulas": ("a;=" + "z" * 300, "z+"),
    "a list of quotes": ('w";' * 100, '(?:w";)+'),
}


def told(tmp_path, name, lines, end="\n"):
    """Return the problems of a table whose file has these lines, the last of them with this end."""
    path = tmp_path / "table.csv"
    path.write_text("".join(map(join, lines)).removesuffix("\n") + end, encoding="utf-8", newline="")
    return [item for item in read.rows(path, table(name), "table.csv") if isinstance(item, Problem)]


def longest(pattern, problems):
    """Return the longest run of a pattern in what the problems say."""
    texts = (text for each in problems for text in (each.column, each.message, each.hint))
    return max((len(run) for text in texts for run in re.findall(pattern, text)), default=0)


@pytest.mark.parametrize("each", ENDLESS)
def test_no_message_holds_a_long_cell(tmp_path, each):
    """A cell of any length in any column of any table is cut in what is said of it."""
    cell, pattern = ENDLESS[each]
    for target in TABLES:
        header = list(schema.header(target))
        rows = [[cell if n == at else "" for n in range(len(header))] for at in range(len(header))]

        found = told(tmp_path, target.name, [header, *rows])

        assert found
        assert longest(pattern, found) <= MAX_SHOWN


@pytest.mark.parametrize("place", ["first", "last", "twice", "short row", "capitals", "below", "cut off"])
def test_no_message_holds_a_long_column_name(tmp_path, place):
    """A column name of any length is cut in what is said of it and of its cells."""
    header = list(schema.header(table("withdrawn")))
    word = "x" * 300
    lines = {
        "first": [[word, *header[1:]], ["=a"] * len(header)],
        "last": [[*header, word], ["=a"] * (len(header) + 1)],
        "twice": [[*header, word, word]],
        "short row": [[*header, word], header],
        "capitals": [[name.upper() for name in [*header, word]]],
        "below": [[word], header],
        "cut off": [header, [word]],
    }

    found = told(tmp_path, "withdrawn", lines[place], "" if place == "cut off" else "\n")

    assert found
    assert longest("[xX]+", found) <= MAX_SHOWN


@settings(deadline=None, max_examples=50)
@given(st.sampled_from([each.name for each in TABLES]), st.lists(strategies.ANY_TEXT, min_size=1, max_size=4))
def test_messages_are_printable(tmp_path_factory, name, texts):
    """Whatever cells and headers hold, every part of every problem is printable text on one line."""
    header = list(schema.header(table(name)))
    wide = (texts * len(header))[: len(header)]
    place = tmp_path_factory.mktemp("messages")

    for lines in ([header, wide, texts], [[*header[1:], texts[0]], wide], [wide, header]):
        for problem in told(place, name, lines):
            assert str(problem).isprintable()
            assert problem.column.isprintable()
