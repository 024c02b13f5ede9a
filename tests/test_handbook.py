"""handbook: tables, columns and codes described in the words of the schemas."""

from __future__ import annotations

import html.parser

import pytest

import azisrael_data as az
from azisrael_data import handbook, reference, schema
from azisrael_data.models import TABLES

COLUMNS = [(each, column) for each in TABLES for column in schema.columns(each)]
NAMES = [f"{each.name}.{column.name}" for each, column in COLUMNS]


@pytest.mark.parametrize(("each", "column"), COLUMNS, ids=NAMES)
def test_every_column(each, column):
    """A column is described by its type, its description and its codes, as in the column reference."""
    first, *rest = az.describe(f"{each.name}.{column.name}").splitlines()

    assert first.startswith(f"{each.name}.{column.name}: ")
    assert first.endswith(f". {column.description}")
    assert ("required" in first.removesuffix(column.description)) == column.required
    assert rest == [f"  {code}: {meaning}" for code, meaning in (column.codes or {}).items()]


def test_examples():
    """Types and marks are told in words."""
    assert (
        az.describe("trade_figures.value")
        == "trade_figures.value: number, required. The number in full units, no multiplier; a range's lower end."
    )
    assert az.describe("visits.place") == "visits.place: key: places. Where in the destination."
    assert (
        az.describe("visits.date_end")
        == "visits.date_end: date, filled by the build. Last day that `date` can mean; empty if open."
    )


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_every_table(each):
    """A table is described by its first sentence and its columns."""
    names = ", ".join(schema.header(each))

    assert az.describe(each.name) == f"{each.name}: {each.model.__doc__} Columns: {names}."


def test_codes():
    """Codes come with their meanings, in the order of the list, as a dictionary of one's own."""
    first = az.codes("visits.status")
    first.clear()

    assert list(az.codes("visits.status")) == ["made", "announced", "offered", "cancelled", "refused"]
    assert list(az.codes("agreements.value_bound")) == ["eq", "approx", "min", "max"]
    assert list(az.codes("agreements.domains"))[:2] == ["military", "intelligence"]


@pytest.mark.parametrize(
    ("call", "name", "message"),
    [
        (az.describe, "visit.level", "no table 'visit'; did you mean 'visits'? known: "),
        (az.describe, "visits.levels", "no column of visits 'levels'; did you mean 'level'? known: id, "),
        (az.codebook, "visit", "no table 'visit'; did you mean 'visits'? known: "),
        (az.codes, "bound", "no column 'bound'; known: trade_figures.bound"),
        (
            az.codes,
            "places.name",
            "no codes of 'places.name'; known: places.kind, places.where_precision",
        ),
    ],
)
def test_unknown(call, name, message):
    """What does not exist is refused with the nearest, or with those that do."""
    with pytest.raises(az.UnknownName) as raised:
        call(name)

    assert str(raised.value).startswith(message)


def test_codebook_is_the_column_reference():
    """The codebook is the generated page of the docs; that of one table is its section."""
    assert az.codebook() == reference.columns_page()
    assert "".join(az.codebook(each.name) for each in TABLES) in az.codebook()
    assert az.codebook("visits").startswith("## visits\n")


class Tags(html.parser.HTMLParser):
    """Checks that tags are closed in order, and keeps the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.seen = [], [], set()

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 -- the base class passes it
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_html():
    """As HTML the codebook has every description and meaning, well formed, and no Markdown is left."""
    page = az.codebook()
    tags = Tags()
    tags.feed(page.to_html())
    text = "".join(tags.text)

    assert tags.open == []
    assert {"h1", "h2", "h3", "p", "table", "th", "td", "code"} <= tags.seen
    assert "|" not in text
    assert "`" not in text
    for _, column in COLUMNS:
        assert column.description.replace("`", "") in text
        assert all(meaning in text for meaning in (column.codes or {}).values())
    assert (page._repr_markdown_(), page._repr_html_()) == (str(page), page.to_html())
    assert isinstance(page, handbook.Page)
