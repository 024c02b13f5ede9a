"""From words to evidence rows: places, code points, fingerprints and ids are computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import conftest
from azisrael_data import anchor, copies, letters
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, UnknownName

REFERENCE = """# The Kettle Year

The **grey heron** came to the mill in 2012.<sup>4</sup> It left (so they say) for \\$5, "at once".

The grey heron came back in 2013; the herons
of the upper pond stayed.
"""
TEXT = copies.Text("mill", Path("mill.txt"), REFERENCE, identical=True)


def passages(words, line=None, text=TEXT):
    return [(a.line, text.text[a.start : a.end]) for a in anchor.anchors(text, words, line)]


# (words, places as (line, passage))
PLACES = [
    ("came back in 2013", [(3, "came back in 2013")]),
    ("CAME  back\nin 2013", [(3, "came back in 2013")]),
    ("The grey heron came", [(2, "The **grey heron** came"), (3, "The grey heron came")]),
    ("came to the mill in 2012. It left", [(2, "came to the mill in 2012.<sup>4</sup> It left")]),
    ("in 2012.", [(2, "in 2012.")]),
    ("in 2012", [(2, "in 2012")]),
    ("(so they say)", [(2, "(so they say)")]),
    ("so they say", [(2, "so they say")]),
    ("$5,", [(2, "$5,")]),
    ("\\$5", [(2, "\\$5")]),
    ("“at once”.", [(2, '"at once".')]),
    ("in 2013!", [(3, "in 2013;")]),
    ("(in 2013", [(3, "in 2013")]),
    ("heron", [(2, "heron"), (3, "heron")]),
    ("erons", []),
    ("the herons of the upper pond", []),
    ("of the upper pond stayed.", [(4, "of the upper pond stayed.")]),
    ("came to the mill in 2014", []),
]


@pytest.mark.parametrize(("words", "places"), PLACES)
def test_anchors(words, places):
    """Words are found by letters, on whole words of one line, with the punctuation that they have too."""
    assert places == passages(words)


def test_a_line_chooses():
    """Of several places the ones on the given line are returned."""
    assert passages("The grey heron came", line=3) == [(3, "The grey heron came")]
    assert passages("The grey heron came", line=1) == []


def test_everything_is_computed():
    """An anchor holds line, code points and the fingerprint of the letters."""
    (found,) = anchor.anchors(TEXT, "of the upper pond stayed")
    start = REFERENCE.index("of the upper")
    stream = "oftheupperpondstayed"

    expected = anchor.Anchor("mill", 4, start, start + 24, len(stream), letters.head(stream), letters.sha256(stream))
    assert expected == found


@pytest.mark.parametrize(("words", "long"), [("upper pond stayed", False), ("the upper pond stayed", True)])
def test_short_spans_have_no_fingerprint(words, long):
    """Fewer than 16 letters have no fingerprint: they are too common to be found again."""
    (found,) = anchor.anchors(TEXT, words)

    assert (len(letters.letters(words).stream) >= letters.SHORTEST) == long
    assert [long] * 3 == [each is not None for each in (found.letters, found.head, found.sha256)]


def test_superscript_after_the_words():
    """A note number in superscript digits is no part of the word before it."""
    text = copies.Text("mill", Path("mill.txt"), "The old mill² stood.", identical=True)

    assert passages("The old mill", text=text) == [(1, "The old mill")]


def test_another_rendition_is_refused():
    """Code points are only computed in the reference text."""
    copy = copies.Text("mill", Path("copy.txt"), REFERENCE, identical=False)
    with pytest.raises(CannotRun) as caught:
        anchor.anchors(copy, "grey heron")

    assert str(caught.value) == "copy.txt is another rendition of mill; code points need the reference text"


@pytest.mark.parametrize("words", ["", " ", "...", "<sup>4</sup>"])
def test_words_without_letters_are_refused(words):
    """There is nothing to find without a letter or digit."""
    with pytest.raises(CannotRun) as caught:
        anchor.anchors(TEXT, words)

    assert str(caught.value) == "the words hold no letter or digit"


# Words with slips in them -> (line, passage, differences) of what is near them, the nearest first.
NEAR = [
    (
        "The grey heron came to the mil in 2012.",
        [(2, "The **grey heron** came to the mill in 2012.", [("mil", "mill")])],
    ),
    ("of the upper pont stayed", [(4, "of the upper pond stayed", [("pont", "pond")])]),
    ("heron came to mill in 2012", [(2, "heron** came to the mill in 2012", [("", "the")])]),
    ("came to the old mill in 2012", [(2, "came to the mill in 2012", [("old", "")])]),
    ("The grey heron camed back", [(3, "The grey heron came back", [("camed", "came")])]),
    ("a sentence of some other book", []),
    ("millx", []),
]


@pytest.mark.parametrize(("words", "places"), NEAR)
def test_near(words, places):
    """Passages that differ by a few letters or words are found, on whole words, with the difference word by word."""
    found = anchor.near(TEXT, words)
    told = [(n.anchor.line, TEXT.text[n.anchor.start : n.anchor.end], list(n.differences)) for n in found]

    assert places == told[: len(places) or None]


def test_near_is_an_anchor():
    """A near passage has everything that the passage itself has."""
    (wanted,) = anchor.anchors(TEXT, "of the upper pond stayed")

    assert anchor.near(TEXT, "of the upperpond stays")[0].anchor == wanted
    assert anchor.near(TEXT, "of the upperpond stays", line=2) == []


def test_near_stays_on_one_line():
    """Of a passage over two lines the longer part is near, and where it runs is told."""
    words = "the herons of the upper pond stayed"
    (found,) = anchor.near(TEXT, words)[:1]

    assert (found.anchor.line, TEXT.text[found.anchor.start : found.anchor.end]) == (4, "of the upper pond stayed")
    assert found.differences == (("the herons", ""),)
    assert anchor.lines_of(TEXT, words) == (3, 4)
    assert anchor.lines_of(TEXT, "the upper pond") is None
    assert anchor.lines_of(TEXT, "no such words") is None


LONG = copies.Text("alpha2020", Path("alpha.txt"), conftest.ALPHA, identical=True)
SENTENCES = [
    "Fishing boats go out before sunrise and come home when the mist has lifted",
    "The Arcadian minister Mira Lund visited Port Alder on 3 May 2015",
    "worth approximately $1.6 billion. Under it Norland's yards delivered 12 Heron drones",
]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(SENTENCES), st.data())
def test_a_slip_of_one_letter_is_found(words, data):
    """One letter wrong, missing or too many anywhere in a passage of forty letters or more is still found."""
    places = [n for n, letter in enumerate(words) if letter.isalnum()]
    at = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from("abxz09"))
    slipped = data.draw(
        st.sampled_from(
            [words[:at] + wrong + words[at + 1 :], words[:at] + words[at + 1 :], words[:at] + wrong + words[at:]]
        )
    )
    (wanted,) = anchor.anchors(LONG, words)
    exact = anchor.anchors(LONG, slipped)

    found = exact[0] if exact else anchor.near(LONG, slipped)[0].anchor

    assert found.line == wanted.line
    assert abs(found.start - wanted.start) <= 2
    assert abs(found.end - wanted.end) <= 2
    assert exact or anchor.near(LONG, slipped)[0].slips <= 1


# (words, their line as shown)
SHOWN = [
    ("came back in 2013;", "The grey heron [came back in 2013;] the herons"),
    ("The grey heron came back", "[The grey heron came back] in 2013; the herons"),
    ("of the upper pond stayed.", "[of the upper pond stayed.]"),
]


@pytest.mark.parametrize(("words", "shown"), SHOWN)
def test_shown_in_context(words, shown):
    """A passage is shown between marks with a little of its own line around it."""
    (found,) = anchor.anchors(TEXT, words, line=None if words != "The grey heron came back" else 3)

    assert shown == anchor.shown_in_context(TEXT, found)
    assert anchor.shown_in_context(TEXT, found, ("<", ">")) == shown.replace("[", "<").replace("]", ">")


def test_long_context_is_cut_between_words():
    """Of a long line about sixty code points stand on either side, cut between words."""
    (found,) = anchor.anchors(LONG, "when the mist has lifted")

    assert anchor.shown_in_context(LONG, found) == (
        "... the mud. Fishing boats go out before sunrise and come home [when the mist has lifted]; their crews mend "
        "nets in the afternoon and talk about the ..."
    )


JUDGED = {"stance": "supports", "certainty": "certain", "voice": None, "zone": "body", "coder": "hand"}


@pytest.fixture
def row(package_root):
    """Return the evidence row of words in the first invented source, for a row and fields."""

    def make(words, row_id, fields, **changes):
        root = package_root(**changes)
        package = Package(root)
        sources = [source.values for source in package["sources"].rows]
        text = copies.find(root / "seeds" / "texts", sources, [line.values for line in package["lines"].rows])[
            "alpha2020"
        ]
        (found,) = anchor.anchors(text, words)
        return anchor.evidence_row(package, found, text, row_id, fields, JUDGED), found

    return make


def test_evidence_row(row):
    """The row gets the next free id, its table, the computed span, and one literal or list per column."""
    words = "The Arcadian minister Mira Lund visited Port Alder on 3 May 2015"
    fields = ["place=Port Alder", "visitors=Mira Lund", "visitors", "status"]
    found, place = row(words, "VI-0001", fields)

    assert {
        "id": "EV-00015",
        "table": "visits",
        "row_id": "VI-0001",
        "source_id": "alpha2020",
        "line": 4,
        "start": place.start,
        "end": place.end,
        "letters": place.letters,
        "head": place.head,
        "sha256": place.sha256,
        "fields": {"place": "Port Alder", "visitors": ["Mira Lund", None], "status": None},
        **JUDGED,
    } == found


def test_withdrawn_ids_are_not_given_again(row):
    """The next free id lies behind those that were withdrawn."""

    def withdraw(rows):
        rows.insert(0, {"id": "EV-00041", "table": "evidence", "date": "2021", "reason": "Told twice."})

    assert row("praised the clear water", None, [], withdrawn=withdraw)[0]["id"] == "EV-00042"


def test_first_evidence(row):
    """The first row of an empty table is number one."""
    found, _ = row("praised the clear water", None, [], evidence=list.clear, published=list.clear)

    assert (found["id"], found["table"], found["row_id"], found["fields"]) == ("EV-00001", None, None, None)


def test_a_literal_must_stand_in_the_passage(row):
    """A literal that is not among the words is refused."""
    with pytest.raises(CannotRun) as caught:
        row("visited Port Alder on 3 May 2015", "VI-0001", ["visitors=Mira Lund"])

    assert str(caught.value) == "'Mira Lund' is not in the passage"


@pytest.mark.parametrize("key", ["VI-0099", "EV-00001"])
def test_a_row_must_exist(row, key):
    """A span bears on a row that some table has; evidence is none of them."""
    with pytest.raises(CannotRun) as caught:
        row("visited Port Alder on 3 May 2015", key, ["place=Port Alder"])

    assert f"no table has a row {key}" == str(caught.value)


def test_a_literal_must_be_short(row):
    """A literal of more than eight words is refused, however many places it stands in."""
    words = "The Arcadian minister Mira Lund visited Port Alder on 3 May 2015"
    with pytest.raises(CannotRun) as caught:
        row(words, "VI-0001", [f"visitor_role={words}"])

    assert str(caught.value) == f"{words!r} has 12 words; quote at most 8"


def test_a_column_must_be_coded(row):
    """A column that the row's table does not code is named, with the one that is near."""
    with pytest.raises(UnknownName) as caught:
        row("visited Port Alder on 3 May 2015", "VI-0001", ["plase=Port Alder"])

    assert str(caught.value).startswith("no coded column of visits 'plase'; did you mean 'place'? known: date, ")


def test_source_text(package_root, monkeypatch):
    """The copy of a source is found by what is in it; without one, or without such a source, that is told."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)
    root = package_root()
    package = Package(root)

    assert anchor.source_text(package, "alpha2020", None).identical
    with pytest.raises(UnknownName, match="no source 'alpha'"):
        anchor.source_text(package, "alpha", None)
    with pytest.raises(CannotRun, match=r"^no copy of beta2021 in .*; put one there or name a folder with --texts$"):
        anchor.source_text(package, "beta2021", root / "datasets")
