"""redline: every form tells the same difference, losses first, and nothing that the data holds is obeyed by anyone."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marko.ext.gfm import gfm

from azisrael_data import redline
from azisrael_data.difference import difference
from azisrael_data.problems import plain
from azisrael_data.redline import fitting, view
from azisrael_data.redline.fitting import Part, Piece, fitted
from azisrael_data.redline.wording import ALIKE, GONE, MOST, NEW, SAME, words
from snapping import snap

VISIT = {"id": "VI-0001", "summary": "A stay.", "hosts": "otto-vane", "level": "minister", "certainty": "certain"}
TALK = {"id": "VI-0002", "summary": "A talk.", "hosts": "", "level": "expert", "certainty": "possible"}
SPAN = {"id": "EV-00001", "table": "visits", "row_id": "VI-0001", "source_id": "alpha2020", "line": "3", "start": "5",
        "fields": '{"hosts": "Vane"}', "stance": "supports", "certainty": "certain"}  # fmt: skip
STONE = {"id": "VI-0009", "table": "visits", "date": "2021", "reason": "Never was.", "replaced_by": ""}
OLD = snap(
    "v1",
    {"visits": {"title": "Visits"}},
    visits=[
        VISIT,
        {**TALK, "id": "VI-0002"},
        {**TALK, "id": "VI-0003", "summary": "A call."},
        {**TALK, "id": "VI-0004", "summary": "A walk."},
        {**TALK, "id": "VI-0005", "summary": "A ride."},
        {**TALK, "id": "VI-0006", "summary": "A rest."},
    ],
    evidence=[SPAN, {**SPAN, "id": "EV-00002", "row_id": "VI-0006", "line": "9"}],
    exceptions=[{"evidence_id": "EV-00001", "rule": rule, "reason": "x"} for rule in ("hedge", "negation")],
    withdrawn=[STONE],
)
NEW_SIDE = snap(
    "here",
    {"visits": {"title": "Stays"}},
    visits=[
        {**VISIT, "hosts": "mira-lund;otto-vane", "summary": "A long stay.", "certainty": "possible"},
        {**TALK, "id": "VI-0004", "summary": "A walk.", "certainty": "certain"},
        {**TALK, "id": "VI-0006", "summary": "A rest."},
        {**TALK, "id": "VI-0007", "summary": "A ride."},
        {**TALK, "id": "VI-0008", "summary": "A swim."},
    ],
    evidence=[SPAN, {**SPAN, "id": "EV-00003", "line": "4", "fields": '{"hosts": "Lund"}'}],
    exceptions=[{"evidence_id": "EV-00001", "rule": "negation", "reason": "x"}],
    withdrawn=[STONE, {**STONE, "id": "VI-0003", "reason": "Told twice.", "replaced_by": "VI-0001"}],
    published=[{"table": "visits", "id": "VI-0007", "since": "1", "mark": "x"}],
)
FOUND = difference(OLD, NEW_SIDE)
NOTHING = difference(OLD, OLD)
TEXT = """\
v1 -> here
major: 1 row lost, 1 span lost, 1 id renumbered; minor: 1 ledger row added, 2 rows added, 1 span added, 1 table \
added, 1 row withdrawn; patch: 1 part of a schema changed, 2 rows changed, 1 note dropped

Lost (2)
- visits VI-0002: A talk.
    level: expert
~ visits VI-0006: A rest.
    - evidence EV-00002 lost: alpha2020:9, supports, certain
        fields: - hosts: "Vane"

Refused: ids that changed hands (1)
! visits VI-0007: A ride.
    VI-0007 is what was VI-0005, which is gone: give it its id VI-0005 back

Withdrawn (1)
- visits VI-0003: A call.
    2021: Told twice.; VI-0001 took its place
    level: expert

Changed (1)
~ visits VI-0001: A long stay.
    summary: A stay. -> A long stay.
    hosts: + mira-lund
    + evidence EV-00003 added: alpha2020:4, supports, certain
        fields: + hosts: "Lund"
    by the build: certainty: certain -> possible

Notes taken away (1)
- exceptions EV-00001 hedge: x

Added (3)
+ published
    1 id(s) new in the ledger of published ids
+ visits VI-0008: A swim.
    level: expert
+ withdrawn VI-0003: Told twice.
    table: visits
    date: 2021
    replaced_by: VI-0001

Columns, codes and schemas (2)
* visits
    of its schema
    title: "Visits" -> "Stays"
* published
    the table is new: 1 rows

Changed by the build alone (1)
~ visits VI-0004: A walk.
    by the build: certainty: possible -> certain
"""


def test_text():
    """Text has losses and refusals first, evidence with its row, and what the build did at the end."""
    assert redline.text(FOUND) == TEXT
    assert redline.text(NOTHING) == ""


def test_colour():
    """With colour the escapes are all that is added."""
    told = redline.text(FOUND, colour=True)

    assert "\x1b[32m+ visits VI-0008\x1b[0m" in told
    assert "\x1b[31m! visits VI-0007\x1b[0m" in told
    assert re.sub("\x1b\\[[0-9;]*m", "", told) == TEXT


def test_long_cells():
    """Both sides of a long cell stand on lines of their own, whole."""
    sides = [snap(ports=[{"id": "1", "x": f"{word} " * 40 + "end"}]) for word in ("red", "green")]

    assert redline.text(difference(*sides)).splitlines()[5:] == [
        "    x:", f"      - {'red ' * 40}end", f"      + {'green ' * 40}end",
    ]  # fmt: skip


def test_columns():
    """A column that came or went is told once with the count of its cells, a removed one as a loss."""
    old, new = snap(ports=[{"id": "1", "a": "x"}, {"id": "2", "a": ""}]), snap(ports=[{"id": "1"}, {"id": "2"}])

    lost, added = redline.text(difference(old, new)), redline.text(difference(new, old))

    assert lost.splitlines()[3:] == ["Lost (1)", "- ports: a", "    the column is gone, with 1 filled cell(s)"]
    heading = "Columns, codes and schemas (1)"
    assert added.splitlines()[3:] == [heading, "* ports: a", "    the column is new, with 1 filled cell(s)"]


def test_a_span_that_fares_worse_than_its_row():
    """A lost span of a row that is only changed is told among the losses, under the id of its row."""
    old = snap(visits=[VISIT], evidence=[SPAN, {**SPAN, "id": "EV-00002", "line": "9"}])
    new = snap(visits=[{**VISIT, "level": "expert"}], evidence=[SPAN])

    lost, changed = view.sections(difference(old, new))

    assert [(entry.id, [span.id for span in entry.spans]) for entry in lost.entries] == [("VI-0001", ["EV-00002"])]
    assert [(entry.id, entry.spans) for entry in changed.entries] == [("VI-0001", ())]


def test_numbers_in_ids():
    """Rows stand in the order of the numbers in their ids."""
    new = snap(ports=[{"id": key} for key in ("p10", "p9", "p9b", "p", "²")])

    (section,) = view.sections(difference(snap(ports=[{"id": "x"}]), snap(ports=[{"id": "x"}, *_rows(new)])))

    assert [entry.id for entry in section.entries] == ["p", "p9", "p9b", "p10", "²"]


def _rows(side):
    return side.sheets["ports"].rows.values()


def test_markdown():
    """Markdown has a heading per kind, a caution where ids are refused, and a table per row with old and new cells."""
    told = redline.markdown(FOUND)

    assert told.startswith("## Differences in the data\n\n`v1` → `here`\n\n**major: 1 row lost, ")
    assert "\n> [!CAUTION]\n> An id was renumbered or given to something else. This is refused: ids are kept.\n" in told
    assert (
        "\n**`visits` `VI-0001`** `A long stay.`\n\n| column | was | is |\n|---|---|---|\n"
        "| `summary` | `A stay.` | `A long stay.` |\n"
        "| `hosts` |  | + `mira-lund` |\n"
        "| evidence `EV-00003` added |  | `alpha2020:4, supports, certain` |\n"
        '| `EV-00003` `fields` |  | + `hosts: "Lund"` |\n'
        "| *build:* `certainty` | `certain` | `possible` |\n"
    ) in told
    assert re.findall("^### (.*) \\(", told, re.MULTILINE) == re.findall("^([A-Z].*) \\(", TEXT, re.MULTILINE)


def test_markdown_of_nothing():
    """Where nothing differs, Markdown says so."""
    assert redline.markdown(NOTHING) == "## Differences in the data\n\n`v1` → `v1`\n\n**no difference**\n"


def test_markdown_folds_long_lists():
    """A long list is folded and whole; a list of losses is never folded."""
    many = snap(ports=[{"id": str(number), "x": "a"} for number in range(30)])

    added, lost = (redline.markdown(difference(*pair)) for pair in ((snap(ports=[]), many), (many, snap(ports=[]))))

    assert added.count("<details>") == added.count("</details>") == 1
    assert "<details>" not in lost
    for told in (added, lost):
        assert re.findall(r"\*\*`ports` `(\d+)`\*\*", told) == [str(number) for number in range(30)]


def test_json():
    """JSON has every row with every cell as it stands in the CSV, and the counts of rows by kind."""
    told = json.loads(redline.as_json(FOUND))

    assert {name: told[name] for name in ("old", "new", "same", "level", "refused")} == {
        "old": "v1", "new": "here", "same": False, "level": "major", "refused": 1,
    }  # fmt: skip
    assert told["counts"] == {
        "lost": 2, "renumbered": 1, "reused": 0, "withdrawn": 1, "changed": 2, "dropped": 1, "added": 4,
    }  # fmt: skip
    assert told["tables"]["visits"]["renumbered"] == [
        {"id": "VI-0007", "was": "VI-0005", "tombstone": None, "cells": [
            {"column": "id", "old": "VI-0005", "new": "VI-0007", "generated": False, "removed": [], "added": []},
        ]},
    ]  # fmt: skip
    assert told["tables"]["visits"]["withdrawn"][0]["tombstone"]["replaced_by"] == "VI-0001"
    assert told["tables"]["visits"]["schema"] == [
        {"column": "", "part": "title", "old": '"Visits"', "new": '"Stays"', "level": "patch"},
    ]
    nothing = json.loads(redline.as_json(NOTHING))
    assert (nothing["same"], nothing["level"], nothing["tables"]) == (True, None, {})


class Reader(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_page():
    """The page has the sections in the order of the text, each reached by a link, and tells what is refused."""
    found = Reader(redline.page(FOUND))

    headings = re.findall(r"<h2 [^>]*>(.*?)</h2>", redline.page(FOUND))
    assert headings == re.findall("^([A-Z].* \\(\\d+\\))$", TEXT, re.MULTILINE)
    links = [values["href"] for tag, values in found.elements if tag == "a"]
    ids = [values["id"] for tag, values in found.elements if tag == "section"]
    assert links == [f"#{each}" for each in ids]
    assert "An id was renumbered or given to something else. This is refused: ids are kept." in found.texts
    assert "<td>A <ins>long </ins>stay.</td>" in redline.page(FOUND)
    assert "no difference" in Reader(redline.page(NOTHING)).texts


def test_page_asks_for_nothing():
    """The page has no script and loads nothing; its policy allows nothing but its own style, by its hash."""
    found = Reader(redline.page(FOUND))

    tags = {tag for tag, _ in found.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    (policy,) = (values["content"] for tag, values in found.elements if "http-equiv" in values and tag == "meta")
    style = re.search("<style>(.*?)</style>", redline.page(FOUND), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search("url|@import", style)


# What a runner, a Markdown page, a browser or a terminal would act on.
HOSTILE = [
    "::error::owned", "\n::set-env name=a::b", "##[error]x", "| a | b |", "`", "``` x", r"\`", "|`|", r"\|", "<b>x</b>",
    "<script>alert(1)</script>", "</style>", "<!--", "]]>", "&lt;", "[a](https://x.y)", "![a](https://x.y)",
    "https://x.y", "@all", "#1", "$`a`$", "</details>", "\x1b[31m", "\r", "\u202e", "\u2028", "=1+1", "'\" onload=x",
    "javascript:x", "-> ", " ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("".join)


def spoilt(text):
    """Return a difference in which a text stands wherever a contributor may write one."""
    old = snap("a", {"visits": {text: 1}}, visits=[VISIT, {**TALK, "id": "x"}], ports=[{"id": "1", "gone": "x"}])
    new = snap(
        text or "b",
        {"visits": {text: 2, "title": text}},
        visits=[{**VISIT, "hosts": f"{text};a", "summary": text, "certainty": text}, {**TALK, "id": f"x{text}"}],
        ports=[{"id": "1", f"c{text}": text}],
        evidence=[{**SPAN, "id": f"e{text}", "fields": json.dumps({text: text}), "stance": text, "works": text}],
        withdrawn=[{"id": "x", "table": "visits", "date": text, "reason": text, "replaced_by": text}],
    )
    return difference(old, new)


def obeyed(line):
    """Tell whether GitHub's runner would take a line of output for a command."""
    return (line.lstrip().startswith("::") and "::" in line.lstrip()[2:]) or "##[" in line


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_nothing_is_obeyed(text):
    """Whatever the data holds, no form has a command for the runner, a control character, or a hidden one."""
    given = spoilt(text)

    forms = (redline.text(given), redline.markdown(given), redline.as_json(given), redline.page(given))
    for form in forms:
        lines = form.split("\n")
        assert [line for line in lines if obeyed(line)] == []
        assert [line for line in lines if plain(line) != line] == []


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_markdown_shows_texts_as_they_are(text):
    """In Markdown every text is a code span: no markup of its own, three cells in every row of a table."""
    given = spoilt(text)

    page = gfm(redline.markdown(given))

    tags = set(re.findall(r"<(/?[a-z0-9!]+)", page))
    ours = {"h2", "h3", "p", "strong", "em", "code", "table", "thead", "tbody", "tr", "th", "td", "br", "details",
            "summary", "blockquote"}  # fmt: skip
    assert tags <= ours | {f"/{each}" for each in ours}
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    assert {len(row) for row in rows if row} == {3}
    cells = [[html.unescape(re.sub("</?(?:code|em)>", "", cell)) for cell in row] for row in rows if row]
    assert ["build: certainty", "certain", plain(text).replace("##[", r"#\x23[")] in cells
    shown = {html.unescape(each) for each in re.findall("<code>(.*?)</code>", page, re.DOTALL)}
    wanted = plain(text).replace("##[", r"#\x23[")
    assert wanted in shown
    assert f"c{wanted}" in shown


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_page_shows_texts_as_they_are(text):
    """In HTML every text is text: the elements are those of a harmless page, and none has an attribute of its own."""
    ordinary, found = Reader(redline.page(spoilt("word"))), Reader(redline.page(spoilt(text)))

    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in ordinary.elements} | {"span"}
    assert {name for _, values in found.elements for name in values} <= {"class", "id", "href", "lang", "charset",
        "http-equiv", "content", "name", "aria-label", "aria-labelledby", "scope", "role"}  # fmt: skip
    assert plain(text) in "".join(found.texts)


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_json_holds_texts_as_they_are(text):
    """JSON gives every text back."""
    told = json.loads(redline.as_json(spoilt(text)))

    (row,) = told["tables"]["visits"]["changed"]
    assert text in [cell["new"] for cell in row["cells"]]
    assert redline.as_json(spoilt(text)).isascii()


def big(changed, lost):
    """Return a difference with many rows changed and lost."""
    rows = [{"id": f"p{number}", "x": f"{number} " * 20} for number in range(changed + lost)]
    return difference(snap(ports=rows), snap(ports=[{**row, "x": "other"} for row in rows[:changed]]))


@pytest.mark.parametrize("form", [redline.text, redline.markdown])
def test_limit(form):
    """What does not fit is counted under its heading; every loss is told, and in full where that fits."""
    given = big(changed=200, lost=5)
    whole, told = form(given), form(given, limit=6000)

    assert len(told.encode()) <= 6000 < len(whole.encode())
    assert [f"p{number}" in told for number in range(200, 205)] == [True] * 5
    assert told.count("204 204 ") == whole.count("204 204 ") > 0
    left = re.search(r"not told here: (\d+) of 200 under 'Changed'\.\n$", told)
    assert len(set(re.findall(r"\bp(\d+)\b", told))) == 205 - int(left[1])
    assert told.count("<details>") == told.count("</details>")
    assert form(given, limit=len(whole.encode())) == whole


@pytest.mark.parametrize("form", [redline.text, redline.markdown])
def test_limit_shortens_losses_first(form):
    """Where the losses do not fit in full, all are named, the first in full, and nothing else is told."""
    given = big(changed=20, lost=40)

    told = form(given, limit=3000)

    assert len(told.encode()) <= 3000
    assert set(re.findall(r"\bp(\d+)\b", told)) == {str(number) for number in range(20, 60)}
    assert told.endswith("not told here: cells of what was lost; 20 of 20 under 'Changed'.\n")


PARTS = st.lists(
    st.builds(
        Part,
        name=st.sampled_from(["Lost", "Added"]),
        head=st.just("\nhead\n"),
        foot=st.sampled_from(["", "\nfoot\n"]),
        pieces=st.lists(st.integers(1, 900).map(lambda size: Piece("ə" * size + "\n", "x\n")), max_size=20),
        serious=st.just(False),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=60)
@given(PARTS, PARTS, st.integers(fitting.LEAST, 9000))
def test_fitted_keeps_to_its_room(serious, others, most):
    """Whatever there is to tell, it takes no more bytes than there are, and what is left out is counted."""
    parts = [*(Part(p.name, p.head, p.foot, p.pieces, serious=True) for p in serious), *others]

    told = fitted("top\n", parts, most)

    assert len(told.encode()) <= most
    left = sum(int(count) for count in re.findall(r"(\d+) of \d+ under", told))
    assert len(re.findall("^(?:ə+|x)$", told, re.MULTILINE)) + left == sum(len(part.pieces) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b", "a b", [(GONE, "a b"), (NEW, "a b")]),
        ("one two three", "one three", [(SAME, "one "), (GONE, "two "), (SAME, "three")]),
        ("in Baku.", "in Baku, again.", [(SAME, "in Baku"), (NEW, ", again"), (SAME, ".")]),
        ("of Armenia", "of", [(SAME, "of"), (GONE, "Armenia")]),
        ("one thing", "quite another", [(GONE, "one thing"), (NEW, "quite another")]),
        ("a  b", "a b", [(GONE, "a  b"), (NEW, "a b")]),
        ("", "a", [(NEW, "a")]),
    ],
)
def test_words(old, new, expected):
    """Words that went and came are told apart from those that stayed, unless little or nothing but blanks differs."""
    assert list(words(old, new)) == expected


def test_words_of_long_texts():
    """Texts that would take long to match are told whole."""
    old, new = "a " * MOST, "a " * (MOST - 1)

    assert list(words(old, new)) == [(GONE, old), (NEW, new)]
    assert 0 < ALIKE < 1


@settings(deadline=None, max_examples=60)
@given(st.text("ab ,"), st.text("ab ,"))
def test_words_make_up_the_texts(old, new):
    """All but what went is the new text; all but what came has the letters of the old one."""
    pieces = list(words(old, new))

    assert "".join(text for became, text in pieces if became != GONE) == new
    before = "".join(text for became, text in pieces if became != NEW)
    assert before.replace(" ", "") == old.replace(" ", "")
