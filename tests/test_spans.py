"""spans: lists of spans that can be read, shown and made frames of."""

from __future__ import annotations

from azisrael_data.provenance import CellId
from azisrael_data.spans import Spans, literal

SPAN = {
    "id": "EV-00001", "table": "visits", "row_id": "VI-0001", "source_id": "alpha2020", "line": 4,
    "fields": {"visitors": ["A <b>", "B"], "level": None}, "stance": "supports", "certainty": "certain", "voice": None,
    "works": ["w1", "w2"], "roots": ["w1", "w1"],
}  # fmt: skip


def test_a_list():
    """Spans are a list of dictionaries, equal to a plain one."""
    assert Spans([SPAN]) == [SPAN]


def test_literal():
    """Words are joined, judged members left out; nothing quoted is None."""
    assert [literal(told) for told in ("a", ["a", None, "b"], None, [None])] == ["a", "a | b", None, None]


def test_frame():
    """The frame has a row for each span and column that it bears on."""
    frame = Spans([SPAN]).to_pandas()

    assert list(frame["column"]) == ["visitors", "level"]
    assert list(frame["literal"].astype(object).where(frame["literal"].notna(), None)) == ["A <b> | B", None]
    assert frame.loc[0, ["evidence_id", "works", "roots"]].to_list() == ["EV-00001", ["w1", "w2"], ["w1", "w1"]]
    assert "passage" not in frame.columns


def test_frame_of_one_column():
    """Where one column was asked for, the frame holds that alone."""
    assert list(Spans([SPAN], column="level").to_pandas()["column"]) == ["level"]


def test_frame_of_none():
    """Without spans the frame has its columns and no rows."""
    frame = Spans().to_pandas()

    assert (len(frame), list(frame.columns[:3])) == (0, ["row_id", "column", "literal"])


def test_text():
    """The text form has a line for each cell and says how many cells were edited."""
    assert repr(Spans([SPAN], edited=[CellId("VI-0001", "place")])) == (
        "1 span; 1 edited cell(s) have none\n"
        'VI-0001.visitors: supports, alpha2020:4, certain, "A <b> | B"\n'
        "VI-0001.level: supports, alpha2020:4, certain, judged"
    )
    assert repr(Spans()) == "0 spans"


def test_long_text():
    """A long list is cut with the number of what is left out."""
    assert repr(Spans([SPAN] * 40)).splitlines()[-1] == "... and 20 more"


def test_html():
    """The HTML form is that of notebooks: a table with a caption; words are escaped; a passage is shown."""
    plain = Spans([SPAN])._repr_html_()
    with_words = Spans([{**SPAN, "passage": "x & y", "state": "exact"}])._repr_html_()

    assert ">1 span behind VI-0001</caption>" in plain
    assert "<q>A &lt;b&gt;</q>" in plain
    assert "level" in plain
    assert "x &amp; y" in with_words
    assert "level" not in Spans([SPAN], column="visitors")._repr_html_()
    assert ">1 span; 1 edited cell(s) have none</caption>" in Spans([SPAN], edited=[CellId("VI-1", "x")])._repr_html_()
