"""renumbering: a row is known again under another id, and an id that was given to something else is noticed."""

from __future__ import annotations

import pytest

from azisrael_data.renumbering import Side, is_another, pairs
from snapping import snap

VISIT = {"id": "VI-0001", "summary": "A stay.", "level": "minister", "certainty": "certain"}
OTHER = {"id": "VI-0002", "summary": "A talk.", "level": "expert", "certainty": "possible"}
SPAN = {"id": "EV-00001", "table": "visits", "row_id": "VI-0001", "source_id": "alpha2020", "line": "3", "start": "5",
        "end": "60", "fields": "{}"}  # fmt: skip
ACTOR = {"id": "otto-vane", "name": "Otto Vane", "kind": "person", "aliases": "Vane;President Vane"}
WORK = {"id": "alpha2020-1", "source_id": "alpha2020", "label": "1", "title": "Accord signed"}
SOURCE = {"id": "alpha2020", "file": "alpha.txt", "letters_sha256": "0f"}


def moved(old, new, name, withdrawn=(), apart=("certainty",)):
    found = pairs(Side(snap(**old)), Side(snap(**new)), name, withdrawn, apart)
    return {was[0]: now[0] for now, was in found.items()}


# What is the same in a row with another id -> old table, new table, name.
KNOWN = {
    "all coded cells": (
        {"visits": [VISIT]}, {"visits": [{**VISIT, "id": "VI-0009", "certainty": "possible"}]}, "visits"),
    "its spans": (
        {"visits": [VISIT], "evidence": [SPAN]},
        {"visits": [{**OTHER, "id": "VI-0009"}], "evidence": [{**SPAN, "row_id": "VI-0009"}]}, "visits"),
    "its spans, of which one was moved": (
        {"visits": [VISIT], "evidence": [SPAN]},
        {"visits": [{**OTHER, "id": "VI-0009"}], "evidence": [{**SPAN, "row_id": "VI-0009", "start": "7"}]},
        "visits",
    ),
    "several aliases": (
        {"actors": [ACTOR]},
        {"actors": [{**ACTOR, "id": "vane", "name": "O. Vane"}]},
        "actors",
    ),
    "where its spans are": (
        {"visits": [VISIT], "evidence": [SPAN]},
        {"visits": [{**OTHER, "id": "VI-0009"}], "evidence": [{**SPAN, "row_id": "VI-0009", "id": "EV-00077"}]},
        "visits"),
    "its row and place": ({"evidence": [SPAN]}, {"evidence": [{**SPAN, "id": "EV-00009", "coder": "x"}]}, "evidence"),
    "its name": ({"actors": [ACTOR]}, {"actors": [{**ACTOR, "id": "vane-otto", "aliases": "", "kind": "x"}]}, "actors"),
    "an alias": ({"actors": [ACTOR]}, {"actors": [{**ACTOR, "id": "vane", "name": "Vane", "aliases": ""}]}, "actors"),
    "its label": ({"works": [WORK]}, {"works": [{**WORK, "id": "alpha2020-one", "title": "x"}]}, "works"),
    "its letters": ({"sources": [SOURCE]}, {"sources": [{**SOURCE, "id": "ada2020", "file": "x"}]}, "sources"),
    "all cells of a table that is not known": (
        {"ports": [{"id": "1", "x": "a"}]}, {"ports": [{"id": "2", "x": "a"}]}, "ports"),
}  # fmt: skip


@pytest.mark.parametrize("case", KNOWN)
def test_known_again(case):
    """A row under another id is known by any of its marks."""
    old, new, name = KNOWN[case]

    assert moved(old, new, name) == {old[name][0]["id"]: new[name][0]["id"]}
    assert moved(old, old, name) == {}


def test_another_row():
    """A row that shares nothing with one that is gone is new."""
    assert moved({"visits": [VISIT]}, {"visits": [OTHER]}, "visits") == {}


def test_empty_marks_say_nothing():
    """Two rows that have no name are not one."""
    bare = {"id": "a", "name": "", "kind": "", "aliases": ""}

    assert moved({"actors": [bare]}, {"actors": [{**bare, "id": "b"}]}, "actors") == {}


def test_withdrawn_with_a_successor():
    """A row that has a tombstone was not renumbered, whatever stands under another id."""
    old, new = {"visits": [VISIT]}, {"visits": [{**VISIT, "id": "VI-0009"}]}

    assert moved(old, new, "visits", withdrawn={("VI-0001",)}) == {}


def test_twins_are_paired_in_order():
    """Of several rows that are alike, as many were renumbered as there are new ones."""
    old = {"visits": [VISIT, {**VISIT, "id": "VI-0002"}]}
    new = {"visits": [{**VISIT, "id": f"VI-000{number}"} for number in (7, 8, 9)]}

    assert moved(old, new, "visits") == {"VI-0001": "VI-0007", "VI-0002": "VI-0008"}
    assert moved(new, old, "visits") == {"VI-0007": "VI-0001", "VI-0008": "VI-0002"}


def test_a_span_of_a_renumbered_row():
    """A span is known by its row, also if that was renumbered with it."""
    new = {"evidence": [{**SPAN, "id": "EV-00009", "row_id": "VI-0009"}]}
    renamed = {("visits", "VI-0001"): "VI-0009"}

    found = pairs(Side(snap(evidence=[SPAN]), renamed), Side(snap(**new)), "evidence", (), ())

    assert found == {("EV-00009",): ("EV-00001",)}
    assert moved({"evidence": [SPAN]}, new, "evidence", apart=()) == {}


# Rows of one id, before and after -> whether they are two things.
ANOTHER = {
    "a span on another line": ("evidence", SPAN, {**SPAN, "line": "4"}, False),
    "a span of another row": ("evidence", SPAN, {**SPAN, "row_id": "VI-0002"}, False),
    "another span": ("evidence", SPAN, {**SPAN, "row_id": "VI-0002", "line": "4"}, True),
    "a renamed actor that keeps its name": ("actors", ACTOR, {**ACTOR, "name": "V.", "aliases": "Otto Vane"}, False),
    "another actor": ("actors", ACTOR, {**ACTOR, "name": "Rupert Blake", "aliases": "Blake"}, True),
    "a work told otherwise": ("works", WORK, {**WORK, "title": "Accord"}, False),
    "another work": ("works", WORK, {**WORK, "label": "2"}, True),
    "a source in another file": ("sources", SOURCE, {**SOURCE, "file": "x"}, False),
    "another source": ("sources", SOURCE, {**SOURCE, "letters_sha256": "1f"}, True),
}


@pytest.mark.parametrize("case", ANOTHER)
def test_is_another(case):
    """An id stands for something else if nothing is left by which its row was known."""
    name, was, now, expected = ANOTHER[case]

    assert expected is is_another(Side(snap(**{name: [was]})), Side(snap(**{name: [now]})), name, was, now, {})


# Evidence before and after of a visit whose cells are all others now, and spans that were renumbered -> another one?
FACTS = {
    "its span is left": ([SPAN], [SPAN, {**SPAN, "id": "EV-00002"}], {}, False),
    "its span was renumbered": ([SPAN], [{**SPAN, "id": "EV-00002"}], {"EV-00001": "EV-00002"}, False),
    "another span": ([SPAN], [{**SPAN, "id": "EV-00002"}], {}, True),
    "no span before": ([], [SPAN], {}, False),
    "no span after": ([SPAN], [], {}, False),
}


@pytest.mark.parametrize("case", FACTS)
def test_is_another_fact(case):
    """A fact of which no span is left is another; without spans on a side nobody can tell."""
    before, after, spans, expected = FACTS[case]
    now = {**OTHER, "id": "VI-0001"}
    sides = Side(snap(visits=[VISIT], evidence=before)), Side(snap(visits=[now], evidence=after))

    assert expected is is_another(*sides, "visits", VISIT, now, spans)
