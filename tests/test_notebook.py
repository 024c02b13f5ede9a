"""notebook: rows and spans as HTML tables that are well-formed, escaped, and leave colours to the page."""

from __future__ import annotations

import datetime as dt
import math
from html import escape
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data as az
from azisrael_data import schema
from azisrael_data.models import table
from azisrael_data.notebook import row_html, spans_html
from strategies import ANY_TEXT

SPAN = {
    "id": "EV-00001", "row_id": "AG-0001", "source_id": "alpha2020", "line": 3, "stance": "supports",
    "certainty": "certain", "voice": None,
    "fields": {"date": "February 2012", "parties": ["Arcadia", None], "kind": None},
}  # fmt: skip
EMPTY = [None, pd.NA, pd.NaT, math.nan, "", [], ()]
# Cell -> the text shown.
CELLS = [
    (3, "3"),
    (True, "True"),
    ("<b>", "<b>"),
    (("AZE", "ISR"), "AZE; ISR"),
    ([1, 2], "1; 2"),
    ({"date": "2012"}, "date: 2012"),
    (dt.date(2012, 2, 1), "2012-02-01"),
    (pd.Timestamp(2012, 2, 1), "2012-02-01"),
]
# What XML cannot hold, HTML shows as it likes.
TEXTS = ANY_TEXT.map(lambda text: "".join(letter for letter in text if letter >= " " and letter not in "\x7f\ufeff"))


def cells(html):
    """Return the texts of the cells of the body, line by line."""
    return [["".join(cell.itertext()) for cell in line] for line in ET.fromstring(html).iterfind("tbody/tr")]


@pytest.mark.parametrize(("value", "shown"), CELLS)
def test_cells(value, shown):
    """A cell shows its value as a person writes it."""
    assert cells(row_html({"x": value})) == [["x", shown]]


@pytest.mark.parametrize("value", EMPTY)
def test_empty_cells(value):
    """Empty cells are left out, however a library says empty."""
    assert cells(row_html({"id": "AG-0001", "note": value})) == [["id", "AG-0001"]]


def test_row():
    """A row is told by id and summary; columns can be chosen and described, and each line has its header cell."""
    html = row_html(
        {"id": "AG-0001", "summary": "An accord.", "kind": "treaty"}, ("kind", "nothing"), {"kind": 'A "code".'}
    )
    table = ET.fromstring(html)

    assert table.find("caption").text == "AG-0001: An accord."
    assert [(head.text, head.get("scope"), head.get("title")) for head in table.iter("th")] == [
        ("kind", "row", 'A "code".')
    ]


def test_spans():
    """A span shows where it stands, how it bears on the row, and the literal of each column."""
    html = spans_html([SPAN, {**SPAN, "id": "EV-00002", "stance": "contradicts", "voice": "ARC", "passage": "a < b"}])
    table = ET.fromstring(html)

    assert table.find("caption").text == "2 spans behind AG-0001"
    assert [head.text for head in table.iterfind("thead/tr/th")] == [
        "id", "source", "stance", "certainty", "voice", "bears on",
    ]  # fmt: skip
    assert cells(html) == [
        ["EV-00001", "alpha2020:3", "supports", "certain", "", "date February 2012; parties Arcadia; kind"],
        ["EV-00002", "alpha2020:3", "contradicts", "certain", "ARC", "date February 2012; parties Arcadia; kinda < b"],
    ]


def test_no_spans():
    """No span gives a table that says so."""
    assert ET.fromstring(spans_html([])).find("caption").text == "0 spans"


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(TEXTS.filter(bool), TEXTS, max_size=4), TEXTS)
def test_everything_is_escaped(values, caption):
    """Whatever the cells hold, the table is well-formed, holds no other element, and shows the text itself."""
    table = ET.fromstring(row_html(values, caption=caption))

    assert {element.tag for element in table.iter()} <= {"table", "caption", "tbody", "tr", "th", "td"}
    assert cells(row_html(values)) == [[name, text] for name, text in values.items() if text]


@pytest.mark.parametrize("html", [row_html({"id": "AG-0001"}), spans_html([SPAN])])
def test_light_and_dark(html):
    """No colour but a half-clear grey is set, so that a page's own colours stay; there is no script and no address."""
    assert "color" not in html.replace("rgba(128,128,128,0.4)", "")
    assert "<script" not in html
    assert "http" not in html


def test_row_objects_show_themselves():
    """A row object is shown as a table: what was coded, then what was generated, each column told under the pointer."""
    (row,) = az.visits("records", id="VI-0001")
    html = row._repr_html_()
    shown = [name for name, _ in cells(html)]
    generated = ["date_start", "date_end", "date_precision", "sources", "source_count", "root_count"]

    assert html.count("<caption") == html.count(f">VI-0001: {escape(row.summary)}</caption>") == 1
    assert shown[:3] == ["id", "summary", "date"]
    assert shown[-8:-2] == generated
    assert {*shown} <= {*schema.header(table("visits"))}
    assert html.count(' title="') == len(shown)
