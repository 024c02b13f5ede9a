"""excerpts: a passage in its line, cut at words, with its literals marked, in any rendition of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from azisrael_data import copies, excerpts
from conftest import FILES, SOURCE_TEXTS, invented_rows

ROWS = invented_rows()
SPANS = {row["id"]: row for row in ROWS["evidence"]}
LINES = {(row["source_id"], row["line"]): row for row in ROWS["lines"]}


def copy(text=None, source="alpha2020"):
    own = SOURCE_TEXTS[source]
    return copies.Text(source, Path(FILES[source]), text or own, identical=text is None)


def marked(excerpt):
    """Return an excerpt as text: passages in brackets, literals in braces."""
    frames = {"context": "{}", "passage": "[{}]", "literal": "<{}>"}
    return "".join(frames[run.kind].format(run.text) for run in excerpt.runs)


def span(words):
    return next(row for row in ROWS["evidence"] if words in str(row["fields"]) and row["source_id"] == "alpha2020")


def test_a_passage_in_its_line():
    """The span is the passage, its literals are marked, and what stands before and after it is context."""
    found = excerpts.span(copy(), 1, span("'quantity': '12'"))

    assert found.state == "exact"
    assert marked(found) == (
        "In February 2012 Arcadia and Norland signed the Lake Accord, worth approximately \\$1.6 billion.<sup>1</sup> "
        "[Under it ]<Norland>['s yards delivered ]<12>[ ]<Heron drones>[ to ]<Arcadia>[ in ]<2014>[.]"
    )


def test_context_is_cut_at_words():
    """Context reaches no further than asked for, and ends with a whole word and a sign that there is more."""
    found = excerpts.span(copy(), 1, span("'quantity': '12'"), reach=30)

    assert marked(found).startswith("\u2026 \\$1.6 billion.<sup>1</sup> [Under it ]")


def test_context_on_both_sides():
    """Of a passage in the middle of a line both sides are shown."""
    row = next(row for row in ROWS["evidence"] if row["row_id"] == "TF-0002")

    found = excerpts.span(copy(), 1, row, reach=12)

    assert marked(found) == ("\u2026 Norland [signed the Lake Accord, worth ]<approximately>[ \\]<$1.6 billion> \u2026")


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace(" ", "\n", 3), lambda text: "x " + text])
def test_another_rendition(change):
    """In another rendition the passage is found again, and the state says so."""
    text = change(SOURCE_TEXTS["alpha2020"])

    found = excerpts.span(copy(text), len(text), span("'quantity': '12'"))

    assert found.state == "relocated"
    assert "under it" in marked(found).lower()


def test_a_passage_that_is_gone():
    """A passage that is not in the copy has no runs, and its state is lost."""
    assert excerpts.span(copy("Nothing of it."), 10, span("'quantity': '12'")) == excerpts.Excerpt("lost")


def test_a_whole_line():
    """A line is shown whole, with every span on it marked; a heading with its signs is no other rendition."""
    on_line = [row for row in ROWS["evidence"] if (row["source_id"], row["line"]) == ("alpha2020", 6)]

    found = excerpts.line(copy(), 1, LINES["alpha2020", 6], on_line)
    heading = excerpts.line(copy(), 1, LINES["alpha2020", 1], [])

    assert (found.state, heading.state) == ("exact", "exact")
    assert marked(found) == (
        "[In ]<June 2016>[ ]<the Arcadian navy>[ held an exercise near ]<Port Alder>[ with ]<Heron drones>[.]"
        "<sup>2</sup> [It was a part of the]"
    )
    assert marked(heading) == "# The Lake Accord and its Years"


def test_a_line_that_is_gone():
    """A line that is not in the copy is lost."""
    assert excerpts.line(copy("Nothing of it."), 10, LINES["alpha2020", 3], []).state == "lost"


@pytest.mark.parametrize("key", SPANS)
def test_every_span_keeps_its_words(key):
    """Whatever is marked, the runs of an excerpt are the text as it stands, and the span is what is no context."""
    row = SPANS[key]
    text = SOURCE_TEXTS[row["source_id"]]

    found = excerpts.span(copy(source=row["source_id"]), 1, row, reach=50)

    assert "".join(run.text for run in found.runs if run.kind != "context") == text[row["start"] : row["end"]]
    assert "".join(run.text for run in found.runs).strip("\u2026 ") in text
