"""bibliography: names and dates as people write them, and files that reference managers take."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import bibliography, codelists, edtf
from azisrael_data.bibliography import Entry, Name
from strategies import ANY_TEXT, EDTF

# As printed -> the names, and whether they are editors'.
NAMES = [
    (None, ([], False)),
    ("Ada Writer", (["Writer, Ada"], False)),
    ("Writer", (["Writer"], False)),
    ("Ada B. Writer and Bo Editor", (["Writer, Ada B.", "Editor, Bo"], False)),
    ("Ada Writer, Bo Editor & C. Third", (["Writer, Ada", "Editor, Bo", "Third, C."], False)),
    ("Writer, Editor, and Third", (["Writer", "Editor", "Third"], False)),
    ("Ada van der Writer; Bo al Editor", (["van der Writer, Ada", "al Editor, Bo"], False)),
    ("Ada Writer, ed.", (["Writer, Ada"], True)),
    ("Ada Writer and Bo Editor (eds.)", (["Writer, Ada", "Editor, Bo"], True)),
    ("The Great Lake Institute", (["The Great Lake Institute"], False)),
    ("Ferdinand", (["Ferdinand"], False)),
]
# EDTF -> in APA, in CSL-JSON.
DATES = [
    (None, "n.d.", None),
    ("2012", "2012", {"date-parts": [[2012]]}),
    ("2012-05", "2012, May", {"date-parts": [[2012, 5]]}),
    ("2012-05-03", "2012, May 3", {"date-parts": [[2012, 5, 3]]}),
    ("2012~", "ca. 2012", {"date-parts": [[2012]], "circa": True}),
    ("201X", "ca. 2010s", {"date-parts": [[2010], [2019]], "circa": True}),
    ("2012/2014", "2012–2014", {"date-parts": [[2012], [2014]]}),
    ("2012-11~/2012-12~", "ca. 2012, November–December", {"date-parts": [[2012, 11], [2012, 12]], "circa": True}),
    ("2012-11/2013-02", "2012–2013", {"date-parts": [[2012, 11], [2013, 2]]}),
    ("2012/..", "n.d.", None),
    ("[2012,2014]", "2012–2014", {"date-parts": [[2012], [2014]]}),
]
TYPES = {  # of CSL 1.0.2, those in use here
    "article-journal", "article-newspaper", "book", "broadcast", "chapter", "dataset", "document", "interview", "post",
    "report",
}  # fmt: skip
VARIABLES = {
    "id": str, "type": str, "title": str, "author": list, "editor": list, "publisher": str, "container-title": str,
    "issued": dict, "version": str, "DOI": str, "URL": str, "language": str, "note": str, "annote": str,
}  # fmt: skip
ENTRY = Entry(
    "alpha2020", "article", "The Lake: A Tale", (Name("Writer", "Ada Beth"), Name("Lake Institute")),
    container="Shore & Sea", date="2020-03", url="https://example.org/a_b?c=1%20",
    role="1 span supports the cells used",
)  # fmt: skip
LATEX = {f"\\{each}": each for each in "&%$#_"} | {
    "\\textbackslash{}": "\\", "\\textbraceleft{}": "{", "\\textbraceright{}": "}", "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
}  # fmt: skip
ONE_LINE = ANY_TEXT.map(lambda text: " ".join(text.split())).filter(bool)
ENTRIES = st.builds(
    Entry,
    key=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
    kind=st.sampled_from(sorted(bibliography._KINDS)),
    title=ONE_LINE,
    authors=st.lists(st.builds(Name, ONE_LINE, ONE_LINE | st.just(""))).map(tuple),
    edited=st.booleans(),
    container=st.none() | ONE_LINE,
    date=st.none() | EDTF,
    url=st.none() | ONE_LINE,
    role=st.none() | ONE_LINE,
)


def balanced(text, at):
    """Return what stands between the brace at a place of a text and the one that closes it, as BibTeX counts them."""
    depth = 0
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[at + 1 : place]
    raise AssertionError(text[at:])


def fields(text):
    """Return the fields of the first BibTeX entry of a text, as BibTeX reads them."""
    body = balanced(text, text.index("{"))
    found, at = {}, 0
    while match := re.compile(r"\n  (\w+) = ").search(body, at):
        if body[match.end()] == "{":
            found[match[1]] = balanced(body, match.end())
            at = match.end() + len(found[match[1]]) + 2
        else:
            found[match[1]], at = body[match.end() : body.index(",", match.end())], match.end()
    return found


def unescaped(text):
    """Return what LaTeX prints for a text."""
    return re.sub("|".join(map(re.escape, LATEX)), lambda match: LATEX[match[0]], text)


@pytest.mark.parametrize(("printed", "wanted"), NAMES)
def test_names(printed, wanted):
    """Names are parted and turned round; one word, or four of no person's look, stay as they are."""
    found, edited = bibliography.names(printed)

    assert ([", ".join(filter(None, name)) for name in found], edited) == wanted


@pytest.mark.parametrize(("text", "apa", "csl"), DATES)
def test_dates(text, apa, csl):
    """Every form of date has one in APA and one in CSL-JSON, vague ones among them."""
    entry = Entry("a", "document", "A title", date=text)
    (found,) = json.loads(bibliography.csl_json([entry]))

    assert bibliography.apa([entry]) == f"A title. ({apa}).\n"
    assert found.get("issued") == csl


def test_bibtex():
    """An entry of BibTeX, whole: capitals kept, signs of LaTeX escaped, the address as it is, the month a name."""
    assert bibliography.bibtex([ENTRY]) == (
        "% UTF-8: for biblatex with biber, or bibtex8\n"
        "\n"
        "@article{alpha2020,\n"
        "  author = {Writer, Ada Beth and {Lake Institute}},\n"
        "  title = {{The Lake: A Tale}},\n"
        "  journal = {Shore \\& Sea},\n"
        "  year = {2020},\n"
        "  url = {https://example.org/a_b?c=1%20},\n"
        "  annote = {1 span supports the cells used},\n"
        "  month = mar,\n"
        "}\n"
    )


def test_rough_dates_in_bibtex():
    """What a year and a month cannot say of a date is said beside them."""
    found = fields(bibliography.bibtex([Entry("a", "document", "A title", date="2020-11~/2020-12~")]))

    assert (found["year"], unescaped(found["annote"]), "month" in found) == ("2020", "dated 2020-11~/2020-12~", False)


@pytest.mark.parametrize("lack", [{"authors": ()}, {"container": None}, {"date": None}, {"date": "../2012"}])
def test_entries_that_bibtex_would_miss_something_in(lack):
    """What lacks a field that BibTeX wants of an article is no article for it."""
    assert "\n@misc{alpha2020,\n" in bibliography.bibtex([replace(ENTRY, **lack)])


def test_apa():
    """A reference in APA, whole, and with editors and a title that asks."""
    asking = Entry("b", "book", "Whose lake?", (Name("Editor", "Bo-Li"), Name("Third", "C.")), edited=True, date="2012")

    assert bibliography.apa([ENTRY, asking]) == (
        "Writer, A. B., & Lake Institute. (2020, March). The Lake: A Tale. Shore & Sea. https://example.org/a_b?c=1%20"
        " [1 span supports the cells used]\n"
        "\n"
        "Editor, B.-L., & Third, C. (Eds.). (2012). Whose lake?\n"
    )


def test_markdown():
    """A list in Markdown, whole: signs of Markdown in a text are shown, not obeyed."""
    entry = Entry("a-1", "news", "A *star* and [more]", container="Shore_Sea", doi="10.1/x")

    assert bibliography.markdown([entry]) == (
        "- `a-1` *A \\*star\\* and \\[more\\]*. (n.d.). Shore\\_Sea. <https://doi.org/10.1/x>\n"
    )


def test_every_kind_of_work_has_a_type():
    """Every kind of work of the code list can be written."""
    assert set(codelists.WORK_KIND) <= set(bibliography._KINDS)


@given(ENTRIES)
@settings(deadline=None, max_examples=150)
def test_bibtex_reads_back(entry):
    """Whatever a text holds, BibTeX finds the entry's end, and LaTeX prints the text."""
    text = bibliography.bibtex([entry])
    found = fields(text)

    assert text.rstrip().endswith(",\n}")
    assert balanced(text, text.index("{")).startswith(f"{entry.key},\n")
    assert unescaped(found["title"][1:-1]) == entry.title
    held = found.get(bibliography._KINDS[entry.kind][1]) or found.get("howpublished", "")
    assert unescaped(held) == (entry.container or "")
    assert re.fullmatch(r"(?:[^&%$#_~^\\]|\\[&%$#_]|\\text[a-z]+\{\})*", found["title"])
    assert found.get("url", "").count("{") == found.get("url", "").count("}") == 0


@given(st.lists(ENTRIES, max_size=3))
@settings(deadline=None, max_examples=100)
def test_csl_json_is_valid(entries):
    """What CSL-JSON's schema asks for holds: known types and variables, names, dates of one or two parts."""
    found = json.loads(bibliography.csl_json(entries))

    assert [item["id"] for item in found] == [entry.key for entry in entries]
    for item in found:
        assert item["type"] in TYPES
        assert all(isinstance(value, VARIABLES[name]) for name, value in item.items())
        for name in item.get("author", []) + item.get("editor", []):
            assert set(name) in ({"literal"}, {"family", "given"})
        if "issued" in item:
            parts = item["issued"]["date-parts"]
            assert 1 <= len(parts) <= 2
            assert all(1 <= len(part) <= 3 and all(type(each) is int for each in part) for part in parts)


@given(EDTF)
@settings(deadline=None, max_examples=150)
def test_no_date_is_made_up(text):
    """APA names no year that the date does not begin or end with."""
    entry = Entry("a", "document", "Title", date=text)
    start, end, _ = edtf.bounds(text)
    years = {int(each) for each in re.findall(r"\b\d{1,4}(?=s?\b)", bibliography.apa([entry]).partition("(")[2])}

    ends = {day.year for day in (start, end) if day} | {day.day for day in (start, end) if day}
    assert years <= ends
