"""Generated columns: what follows from a date and from the evidence."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from azisrael_data import derive

ROOTS = {"a-1": "a-1", "a-2": "a-2", "b-1": "a-1", "b-2": "b-2", "c-1": "b-2", "d-1": "d-1"}


def span(source="a", line=1, stance="supports", certainty="certain", works=None, voice=None, fields=("kind",)):
    judged = dict.fromkeys(fields)
    where = {"source_id": source, "line": line, "voice": voice, "works": works}
    return {**where, "stance": stance, "certainty": certainty, "fields": judged}


# (stances with their documents, status)
STATUSES = [
    ([("supports", "a")], "single"),
    ([("supports", "a"), ("supports", "a")], "single"),
    ([("supports", "a"), ("supports", "b")], "agreed"),
    ([("supports", "a"), ("mentions", "b")], "single"),
    ([("supports", "a"), ("contradicts", "b")], "contested"),
    ([("supports", "a"), ("contradicts", "a")], "contested"),
    ([("supports", "a"), ("supports", "b"), ("contradicts", "c")], "contested"),
]
# (works per document, independent witnesses)
WITNESSES = [
    ([("a", None)], 1),
    ([("a", None), ("b", None)], 2),
    ([("a", ("a-1",)), ("b", ("b-1",))], 1),
    ([("a", ("a-1",)), ("b", None)], 2),
    ([("a", ("a-1",)), ("b", ("b-2",))], 2),
    ([("a", ("a-1",)), ("b", ("b-1", "b-2")), ("c", ("c-1",))], 1),
    ([("a", ("a-1",)), ("c", ("c-1",)), ("b", ("b-1", "b-2"))], 1),
    ([("a", ("a-1",)), ("c", ("c-1",)), ("d", ("d-1",))], 3),
    ([("a", ("a-2",)), ("a", ("a-1",)), ("b", ("b-1",)), ("d", ("d-1",))], 2),
    ([("a", ("not-listed",)), ("b", ("not-listed",))], 1),
]


@pytest.mark.parametrize(("told", "status"), STATUSES)
def test_evidence_status(told, status):
    """Contested if any span contradicts, agreed if two documents support, else single."""
    spans = [span(source, stance=stance) for stance, source in told]

    assert status == derive.generated({"date": None}, spans, ROOTS)["evidence_status"]


@pytest.mark.parametrize(("cited", "count"), WITNESSES)
def test_witnesses(cited, count):
    """Documents that share a root work are one witness, through others too, in whatever order they come."""
    counts = {derive.witnesses([span(s, works=w) for s, w in order], ROOTS) for order in itertools.permutations(cited)}

    assert {count} == counts


def test_certainty_is_the_strongest_supporting_one():
    """The strongest supporting span gives the certainty; what contradicts or mentions has no say."""
    spans = [
        span(certainty="uncommitted"),
        span(certainty="probable"),
        span(certainty="certain", stance="contradicts"),
        span(certainty="certain", stance="mentions"),
    ]

    assert derive.generated({}, spans, ROOTS)["certainty"] == "probable"


def test_probable_is_stronger_than_possible():
    """Certainty is ordered by strength, not by name."""
    spans = [span(certainty="possible"), span(certainty="probable"), span(certainty="possible")]
    found = derive.generated({}, spans, ROOTS)

    assert found["certainty"] == "probable"


def test_sources_stand_in_the_order_of_the_evidence():
    """Places are named once each, in the order of the spans, only those that support."""
    spans = [span("b", 7), span("a", 2), span("b", 7), span("c", 1, stance="contradicts"), span("b", 3)]
    found = derive.generated({}, spans, ROOTS)

    assert found["sources"] == ("b:7", "a:2", "b:3")
    assert found["source_count"] == 2


def test_without_support_there_is_nothing():
    """A row that nothing supports has no status, count or certainty, only the bounds of its date."""
    found = derive.generated({"date": "2012-02"}, [span(stance="mentions")], ROOTS)

    assert {
        "date_start": dt.date(2012, 2, 1),
        "date_end": dt.date(2012, 2, 29),
        "date_precision": "month",
        "sources": None,
        "source_count": None,
        "root_count": None,
        "evidence_status": None,
        "certainty": None,
    } == found


def test_without_date_there_are_no_bounds():
    """A row without a date has no bounds and no precision."""
    found = derive.generated({"date": None}, [span()], ROOTS)

    assert (found["date_start"], found["date_end"], found["date_precision"]) == (None, None, None)


def test_open_date_has_no_end():
    """An open interval has a first day, no last one, and the precision `open`."""
    found = derive.generated({"date": "2015/.."}, [span()], ROOTS)

    assert (dt.date(2015, 1, 1), None, "open") == (found["date_start"], found["date_end"], found["date_precision"])


# spans, number of witnesses
ORIGINS = [
    ([span("a", voice="sipri"), span("b", voice="sipri")], 1),
    ([span("a", voice="sipri"), span("b", voice="arcadia")], 2),
    ([span("a", voice="sipri"), span("b")], 2),
    ([span("later"), span("b", works=("chapter",))], 1),
    ([span("later"), span("b", works=("other",))], 2),
    ([span("later"), span("b", works=("chapter",), voice="sipri"), span("c", voice="sipri")], 1),
]


@pytest.mark.parametrize(("spans", "expected"), ORIGINS)
def test_common_voice_and_version_are_one_witness(spans, expected):
    """Documents that quote one voice, or of which one is a version of a work that the other cites, count once."""
    assert expected == derive.witnesses(spans, {"later": "chapter", "chapter": "chapter", "other": "other"})


@pytest.mark.parametrize("name", ["kind", "indicator", "status"])
def test_certainty_is_that_of_the_kind_of_fact(name):
    """A sure span that only names a party does not make a fact sure whose kind is only alleged."""
    spans = [span(certainty="certain", fields=("actors",)), span(certainty="uncommitted", fields=(name, "actors"))]

    assert derive.generated({}, spans, {})["certainty"] == "uncommitted"


def test_certainty_without_a_defining_span_is_the_strongest():
    """Where no span names what kind of fact it is, the strongest supporting span counts."""
    spans = [span(certainty="possible", fields=("actors",)), span(certainty="probable", fields=("date",))]

    assert derive.generated({}, spans, {})["certainty"] == "probable"
