"""Copies of the sources: which files they are found in, and where a span stands in each rendition."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from azisrael_data import copies, letters

WORDS = [
    "Copper kettles were carried over the pass before the snow came down",
    "In February 2012 the upper village sold 40 kettles to the lower one",
    "Nobody had counted the goats on the meadow since the old mill closed",
    "The miller Jon Reed opened a second mill near Wet Hollow in May 2014",
    "Clay pots stayed dry in the long shed behind the yellow school house",
    "Rain fell on the tin roof and the evening passed without any quarrel",
    "A ferry of 12 seats crossed the narrow water twice on every Saturday",
    "Some said the bridge would never stand, others had already crossed it",
]
REFERENCE = "\n\n".join(f"{words}." for words in WORDS) + "\n"
OTHER = "\n\n".join(f"{words[::-1]}." for words in WORDS) + "\n"


def source(key="mill", text=REFERENCE):
    return {"id": key, "file_sha256": hashlib.sha256(text.encode()).hexdigest()}


def lines(key="mill", text=REFERENCE):
    return [{"source_id": key, **fingerprint(text, *bounds)} for bounds in letters.numbered_lines(text)]


def fingerprint(text, start, end):
    stream = letters.letters(text).between(start, end)
    line = copies.line_of(letters.numbered_lines(text), start)
    if len(stream) < letters.SHORTEST:
        return {"line": line, "start": start, "end": end, "letters": None, "head": None, "sha256": None}
    return {
        "line": line,
        "start": start,
        "end": end,
        "letters": len(stream),
        "head": letters.head(stream),
        "sha256": letters.sha256(stream),
    }


def span(words, fields=None, text=REFERENCE, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return {**fingerprint(text, start, start + len(words)), "fields": fields or {"kind": None}}


def find(place, *keys):
    known = {"mill": REFERENCE, "other": OTHER}
    wanted = keys or tuple(known)
    return copies.find(
        place, [source(k, known[k]) for k in wanted], [line for k in wanted for line in lines(k, known[k])]
    )


def resolved(copy, wanted, *, identical=False):
    text = copies.Text("mill", Path("mill.txt"), copy, identical)
    resolver = copies.Resolver(text, len(REFERENCE))
    found = resolver.resolve(wanted)
    return found.state, resolver.passage(found)


def test_files_are_found_by_fingerprint(tmp_path):
    """A copy is known by its content, whatever its name and folder."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "x.bin").write_text(REFERENCE)
    (tmp_path / "mill.txt").write_text(OTHER)
    found = find(tmp_path)

    assert {
        "mill": copies.Text("mill", tmp_path / "deep" / "er" / "x.bin", REFERENCE, identical=True),
        "other": copies.Text("other", tmp_path / "mill.txt", OTHER, identical=True),
    } == found


def test_a_single_file_may_be_named(tmp_path):
    """The place may be one file instead of a folder; a place that is not there holds nothing."""
    (tmp_path / "copy").write_text(REFERENCE)

    assert list(find(tmp_path / "copy")) == ["mill"]
    assert find(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_identical_copy_is_preferred(tmp_path, first, second):
    """Of two copies the identical one is taken, whichever comes first."""
    (tmp_path / first).write_text(REFERENCE)
    (tmp_path / second).write_text(REFERENCE.replace(" ", "\n"))

    assert (tmp_path / first, True) == (find(tmp_path)["mill"].path, find(tmp_path)["mill"].identical)


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_the_fuller_copy_is_preferred(tmp_path, first, second):
    """Of two renditions the one with more of the source is taken, whichever comes first."""
    (tmp_path / first).write_text(REFERENCE.replace(" ", "\n"))
    (tmp_path / second).write_text("\n".join(WORDS[:4]))

    assert tmp_path / first == find(tmp_path)["mill"].path


def test_of_equal_copies_the_first_by_name_is_taken(tmp_path):
    """Of two renditions that hold as much, the first in the order of names is taken."""
    for name in ("b", "a", "c"):
        (tmp_path / name).write_text(REFERENCE.replace(" ", "\n"))
    found = find(tmp_path)

    assert tmp_path / "a" == found["mill"].path


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace(" ", "\n"), id="re-wrapped"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda text: "\ufeff" + text, id="byte-order mark"),
        pytest.param(lambda text: text.upper(), id="upper case"),
        pytest.param(lambda text: "Page 1 of 2\n\n" + text + "\nAll rights kept.", id="furniture"),
        pytest.param(lambda text: "\n".join(text.split("\n")[:4]), id="two lines of eight"),
    ],
)
def test_renditions_are_recognised(tmp_path, change):
    """A copy in another form is known by its lines, and is not called identical."""
    (tmp_path / "copy.md").write_bytes(change(REFERENCE).encode())
    found = find(tmp_path)

    assert list(found) == ["mill"]
    assert not found["mill"].identical


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"A shopping list: flour, salt, lamp oil.", id="unrelated"),
        pytest.param(WORDS[0].encode(), id="one line of eight"),
        pytest.param(REFERENCE.encode("utf-16"), id="utf-16"),
        pytest.param(b"\x00\xff" + REFERENCE.encode(), id="undecodable"),
        pytest.param(REFERENCE.encode() + b" " * 1_000_000, id="too large"),
    ],
)
def test_other_files_are_ignored(tmp_path, data):
    """Files that are no copy, cannot be decoded or are far too large are passed over."""
    (tmp_path / "file").write_bytes(data)

    assert find(tmp_path) == {}


def test_links_are_not_followed(tmp_path):
    """A link to a copy is not a copy."""
    (tmp_path / "out").write_text(REFERENCE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")

    assert find(tmp_path / "in") == {}


def test_one_file_may_hold_two_sources(tmp_path):
    """Two sources pasted into one file are both found in it."""
    (tmp_path / "both").write_text(OTHER + REFERENCE)

    assert {"mill", "other"} == set(find(tmp_path))


def test_folder_is_as_given_then_as_named_then_the_package_s(tmp_path, monkeypatch):
    """The texts are looked for where an argument says, else the variable, else in seeds/texts."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)
    assert tmp_path / "seeds" / "texts" == copies.folder(tmp_path)

    monkeypatch.setenv(copies.VARIABLE, "/elsewhere")
    assert Path("/elsewhere") == copies.folder(tmp_path)
    assert tmp_path / "given" == copies.folder(tmp_path, tmp_path / "given")


SPAN = WORDS[3]
NUMBERS = {"date": "May 2014", "place": "Wet Hollow", "kind": None}


def test_exact():
    """In the reference text a span stands where it should."""
    assert resolved(REFERENCE, span(SPAN), identical=True) == ("exact", SPAN)
    assert resolved(REFERENCE, span("Jon Reed"), identical=True) == ("exact", "Jon Reed")


def test_wrong_code_points_are_not_exact():
    """A span whose code points miss its words is found by fingerprint, also in the reference text."""
    wanted = {**span(SPAN), "start": 3, "end": 40}

    assert resolved(REFERENCE, wanted, identical=True) == ("relocated", SPAN)


@pytest.mark.parametrize(
    ("copy", "passage"),
    [
        pytest.param("Page header\n" + REFERENCE, SPAN, id="moved"),
        pytest.param(REFERENCE.replace(" ", "\n"), SPAN.replace(" ", "\n"), id="re-wrapped"),
        pytest.param(REFERENCE.replace("second", "sec-\nond"), SPAN.replace("second", "sec-\nond"), id="hyphenated"),
        pytest.param(REFERENCE.replace("Jon", "**Jon**"), SPAN.replace("Jon", "**Jon**"), id="markdown"),
        pytest.param(
            REFERENCE.replace("mill near", "mill[4] near"), SPAN.replace("mill near", "mill[4] near"), id="[4]"
        ),
    ],
)
def test_relocated(copy, passage):
    """In another rendition a span is found by its letters."""
    assert ("relocated", passage) == resolved(copy, span(SPAN))


@pytest.mark.parametrize("mark", ["{}12 ", "{}1, ", "{}.7 ", "{}\u201d3 "])
def test_note_numbers_without_markup(mark):
    """A note number that lost its superscript, glued to a word, does not hide the span."""
    word = "mill"
    copy = REFERENCE.replace(f"{word} near", f"{mark.format(word)}near")

    assert ("relocated", SPAN.replace("mill near", f"{mark.format(word)}near")) == resolved(copy, span(SPAN))


def test_decimals_are_no_note_numbers():
    """Decimals stay when bare note numbers are dropped from the same passage, also at a sentence's end."""
    reference = REFERENCE.replace("Wet Hollow in May 2014", "a well of 1.5 fathoms since 2014. It runs")
    wanted = span(
        "The miller Jon Reed opened a second mill near a well of 1.5 fathoms since 2014. It runs", text=reference
    )
    copy = reference.replace("fathoms since 2014.", "fathoms4 since 2014.5")

    assert (resolved(copy, wanted)) == (
        "relocated",
        "The miller Jon Reed opened a second mill near a well of 1.5 fathoms4 since 2014.5 It runs",
    )


@pytest.mark.parametrize("number", ["1.5", "12.5", "120.5", "1,50"])
def test_decimals_survive_beside_a_bare_note_number(number):
    """A number with decimals is kept, however many digits it has, where a bare note number stands in the passage."""
    wanted_words = f"a second mill of {number} fathoms near Wet Hollow"
    reference = REFERENCE.replace("a second mill near Wet Hollow", wanted_words)
    copy = reference.replace("fathoms near", "fathoms4 near")

    assert ("relocated", wanted_words.replace("fathoms", "fathoms4")) == (
        resolved(copy, span(wanted_words, text=reference))
    )


def test_the_near_one_of_two_is_picked():
    """A span that stands twice is the one nearer to its place in the reference text."""
    reference = f"{SPAN}.\n\n{REFERENCE}\n\n{SPAN}!\n"
    copy = f"{SPAN};\n{REFERENCE}\n{SPAN}?\n".replace(" ", "\n")
    text = copies.Text("mill", Path("copy"), copy, identical=False)
    resolver = copies.Resolver(text, len(reference))
    found = [resolver.resolve(span(SPAN, text=reference, nth=n)) for n in range(3)]

    assert [copy[place.end] for place in found] == [";", ".", "?"]


def test_page_header_inside_a_passage_is_drift():
    """A page header in the middle of a passage leaves its beginning: drifted, with its literals in reach."""
    header = "\n\nTHE KETTLE REVIEW, VOLUME TWO, NUMBER SIX                 page 148\n\n"
    copy = REFERENCE.replace("second mill", f"second{header}mill")
    state, passage = resolved(copy, span(SPAN, NUMBERS))

    assert state == "drifted"
    assert passage.startswith(f"The miller Jon Reed opened a second{header}mill near Wet Hollow in May 2014.")


def test_changed_word_is_drift():
    """A word changed behind the beginning leaves something similar."""
    state, passage = resolved(REFERENCE.replace("second mill", "third mill"), span(SPAN, NUMBERS))

    assert state == "drifted"
    assert passage.startswith("The miller Jon Reed opened a third mill near Wet Hollow in May 2014.")


def test_changed_beginning_is_drift_if_the_literals_stand_there():
    """A word changed at the beginning leaves the literals: drifted if there are several, else lost."""
    copy = REFERENCE.replace("The miller", "A miller")

    assert resolved(copy, span(SPAN, NUMBERS))[0] == "drifted"
    assert resolved(copy, span(SPAN, {"date": "May 2014"}))[0] == "lost"
    assert resolved(copy, span(SPAN, {**NUMBERS, "visitors": ["Ann Reed"]}))[0] == "lost"


def test_deleted_passage_is_lost():
    """A passage that is gone is lost, and has no words."""
    assert resolved(REFERENCE.replace(SPAN, ""), span(SPAN, NUMBERS)) == ("lost", "")


def test_short_spans():
    """A span too short for a fingerprint is found by its literals; one that quotes none is left to a person."""
    copy = REFERENCE.replace(" ", "\n")

    assert resolved(copy, span("Jon Reed", {"visitors": ["Jon Reed"]}))[0] == "relocated"
    assert resolved(copy.replace("Jon", "Jan"), span("Jon Reed", {"visitors": ["Jon Reed"]}))[0] == "lost"
    assert resolved(copy, span("Jon Reed", {"visitors": None}))[0] == "drifted"


def test_short_span_behind_the_end_is_not_exact():
    """A short span that lies behind the end of the reference text is not where it should be."""
    wanted = {**span("Jon Reed", {"place": "Nowhere"}), "start": len(REFERENCE), "end": len(REFERENCE) + 8}
    state, _ = resolved(REFERENCE, wanted, identical=True)

    assert state == "lost"


def test_the_reference_text_is_taken_by_the_letter():
    """In the reference text digits at the end of a word are no lost note number."""
    reference = REFERENCE.replace("second mill", "second mill5")
    wanted = span(SPAN.replace("second mill", "second mill5"), text=reference)
    resolver = copies.Resolver(copies.Text("mill", Path("mill.txt"), reference, identical=True), len(reference))

    assert not resolver.holds(resolver.resolve(wanted), "second mill")


@pytest.mark.parametrize(
    ("copy", "words", "holds"),
    [
        (REFERENCE, "May 2014", True),
        (REFERENCE, "May 2015", False),
        (REFERENCE.replace("mill near", "mill5 near"), "second mill", True),
        (REFERENCE.replace("mill near", "mills near"), "second mill", False),
    ],
)
def test_holds(copy, words, holds):
    """A literal stands in a resolved span also where a bare note number is glued to it."""
    resolver = copies.Resolver(copies.Text("mill", Path("copy"), copy, identical=False), len(REFERENCE))

    assert holds == resolver.holds(resolver.resolve(span(SPAN)), words)


def test_quoted_lists_all_literals():
    """The literals of a span are those of single and of list columns, without what is judged."""
    assert copies.quoted({"x": "a", "y": None, "z": ["b", None, "c"]}) == ["a", "b", "c"]


def test_line_of():
    """A code point lies on the non-empty line that holds it."""
    text = "one\n\ntwo\nthree"
    bounds = letters.numbered_lines(text)

    assert [copies.line_of(bounds, text.index(word)) for word in ("one", "ne", "two", "three")] == [1, 1, 2, 3]
