"""similar: the nearest passages of a text, by edit distance between letter streams, none missed and none guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import letters, similar

TEXT = 'The "grey heron" came to the mill<sup>4</sup> in 2012. It left at once.\nNobody at the ferry saw it leave.\n'
STREAM = letters.letters(TEXT)
WORDS = st.text("abc", min_size=1, max_size=10)


def distances(pattern, text, *, anchored):
    """Return what the bit-parallel search must give, by the plain table of edit distances."""
    column = list(range(len(pattern) + 1))
    found = []
    for number, letter in enumerate(text, 1):
        following = [number if anchored else 0]
        for at, own in enumerate(pattern, 1):
            following.append(min(column[at - 1] + (own != letter), column[at] + 1, following[at - 1] + 1))
        column = following
        found.append(column[-1])
    return found


@settings(deadline=None, max_examples=150)
@given(WORDS, st.text("abc", max_size=30), st.booleans())
def test_the_search_counts_slips(pattern, text, anchored):
    """The distance at every end of a text is the one of the plain table, from anywhere or from its start."""
    assert distances(pattern, text, anchored=anchored) == list(similar._slips(pattern, text, anchored=anchored))


# words -> (passage, letters that differ) of what is near, the nearest first.
NEAR = [
    ("came to the mill in 2012", [("came to the mill<sup>4</sup> in 2012", 0)]),
    ("came to the mill in 2021", [("came to the mill<sup>4</sup> in 2012", 1)]),
    ("he grey heron came", [('The "grey heron" came', 0)]),
    ("xNobody at the ferry", [("Nobody at the ferry", 1)]),
    ("obody at the ferry", [("Nobody at the ferry", 0)]),
    ("Nobody at the ferr", [("Nobody at the ferry", 0)]),
    ("Nobody at the ferryx", [("Nobody at the ferry", 1)]),
    ("It left at once. Nobody at the fery saw", [("It left at once.\nNobody at the ferry saw", 1)]),
    ("the mill", []),  # too few letters to mean something
    ("an altogether other sentence", []),
]


@pytest.mark.parametrize(("words", "places"), NEAR)
def test_similar(words, places):
    """What is near is returned on whole words, with the number of letters that differ."""
    found = [(TEXT[each.start : each.end], each.slips) for each in similar.similar(TEXT, STREAM, words)]

    assert places == found


def test_no_two_overlap():
    """Several near passages are several: none is told twice with another end."""
    text = "A boat with nets lay here. A boat with pets lay there. A boat with vets lay nowhere."
    found = similar.similar(text, letters.letters(text), "a boat with jets lay")

    assert [each.slips for each in found] == [1, 1, 1]
    places = sorted((each.start, each.end) for each in found)
    assert all(a[1] <= b[0] for a, b in pairwise(places))


# (as given, as it stands) -> the runs of words that differ.
DIFFERENCES = [
    ("the same words", "The “same” words.<sup>3</sup>", []),
    ("co-operation here", "Cooperation here", []),
    ("co operation here", "cooperation here", []),
    ("a green boat", "a red boat", [("green", "red")]),
    ("a boat", "a green old boat", [("", "green old")]),
    ("a green old boat", "a boat", [("green old", "")]),
    ("one two three", "won two tree", [("one", "won"), ("three", "tree")]),
    ("it cost \\$5", "it cost **$6**", [("$5", "$6")]),
]


@pytest.mark.parametrize(("words", "passage", "runs"), DIFFERENCES)
def test_differences(words, passage, runs):
    """The difference is told in runs of words; markup, quotes, case and hyphens make none."""
    assert runs == similar.differences(words, passage)
