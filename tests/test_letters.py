"""Letter streams: what they keep, what they drop, and that a re-formatted text has the same one."""

from __future__ import annotations

import doctest
import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import letters

# (text, stream)
STREAMS = [
    ("", ""),
    ("The Lake, 2012.", "thelake2012"),
    ("Lake<sup>9</sup> view", "lakeview"),
    ("Lake<sup> 12 </sup>view", "lakeview"),
    ("Lake[9] view [123]", "lakeview"),
    ("Lake [1234]", "lake1234"),
    ("Lake² view¹⁰", "lakeview"),
    ("Lake<sup>a</sup>", "lakesupasup"),
    ("co-\noperation", "cooperation"),
    ("co\u00adoperation", "cooperation"),
    ("**Lake** _view_ # one", "lakeviewone"),
    ("“Lake’s” 'view'", "lakesview"),
    ("a\u00a0b\u202fc\td", "abcd"),
    ("STRASSE Straße", "strassestrasse"),
    ("ﬁve ﬂags", "fiveflags"),
    ("Ⅻ ½ ５", "xii125"),
    ("İlham Ərdoğan", "ilhamərdoğan"),
    ("Ωmega άλφα", "ωmegaάλφα"),
    ("Koc\u0327 e\u0301te\u0301", "koçété"),
    ("\ue000\u200b", ""),
]


@pytest.mark.parametrize(("text", "stream"), STREAMS)
def test_stream(text, stream):
    """Note markers go, NFKC and case folding apply, and only letters and digits stay."""
    assert stream == letters.letters(text).stream


def test_positions_map_back():
    """Every letter knows the code point that it came from, also where one sign gives several letters."""
    text = "A<sup>1</sup> ﬁn-\nß"
    found = letters.letters(text)

    assert found.stream == "afinss"
    assert [text[at] for at in found.positions] == ["A", "ﬁ", "ﬁ", "n", "ß", "ß"]


def test_between_takes_the_letters_of_a_span():
    """The stream of a span is what lies between its code points, the end not included."""
    found = letters.letters("The old lake, the new lake")

    assert found.between(4, 12) == "oldlake"
    assert found.between(3, 4) == ""


def test_fingerprints():
    """A fingerprint is SHA-256 of the stream in UTF-8, a head 16 digits of that of the first 16 letters."""
    stream = "ərdoğanvisitedthelake"

    assert hashlib.sha256(stream.encode()).hexdigest() == letters.sha256(stream)
    assert hashlib.sha256(stream[:16].encode()).hexdigest()[:16] == letters.head(stream)


def test_find_yields_every_place():
    """A passage is found by length, head and fingerprint, wherever it stands; one that begins alike is not."""
    text = "The grey heron sleeps. The grey heron sleeping. THE GREY\nHERON SLEEPS!"
    wanted = letters.letters("The grey heron sleeps").stream
    places = list(letters.letters(text).find(len(wanted), letters.head(wanted), letters.sha256(wanted)))

    assert [text[a:b] for a, b in places] == ["The grey heron sleeps", "THE GREY\nHERON SLEEPS"]


def test_find_stops_at_the_end():
    """A passage that is cut off at the end of the text is not found."""
    wanted = letters.letters("the grey heron sleeps by the lake").stream
    stream = letters.letters("The grey heron sleeps by the")

    assert list(stream.find(len(wanted), letters.head(wanted), letters.sha256(wanted))) == []


def test_numbered_lines():
    """Lines are counted without the empty ones; a line of spaces is one."""
    text = "one\n\n\ntwo three\n \n"

    assert [text[a:b] for a, b in letters.numbered_lines(text)] == ["one", "two three", " "]
    assert letters.numbered_lines("\n\n") == []


WORD = st.text("abcdefghijklmnopqrstuvwxyzÄÖßéğıİçə0123456789", min_size=1, max_size=14)
WORDS = st.lists(WORD, min_size=1, max_size=60)
PROPERTY = settings(max_examples=150, deadline=None, derandomize=True)


def wrapped(words: list[str], width: int) -> str:
    """Set words in lines of a width; a word that does not fit is hyphenated at the line's end."""
    lines, line = [], ""
    for word in words:
        room = width - len(line) - 1
        if len(word) <= room:
            line = f"{line} {word}".strip()
        elif room > 3 and len(word) > 3:
            lines.append(f"{line} {word[: room - 1]}-")
            line = word[room - 1 :]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


@PROPERTY
@given(WORDS, st.integers(5, 90))
def test_wrapping_leaves_the_stream(words, width):
    """Re-wrapping at any width, with words hyphenated at line ends, leaves the stream equal."""
    assert letters.letters(" ".join(words)).stream == letters.letters(wrapped(words, width)).stream


@PROPERTY
@given(WORDS, st.data())
def test_markup_and_quotes_leave_the_stream(words, data):
    """Quotes, Markdown and note markers around words leave the stream equal."""
    dress = st.sampled_from(
        ["{}", "**{}**", "*{}*", "“{}”", "'{}'", "«{}»", "\n\n# {}", "{}<sup>7</sup>", "{} [12]", "{}²"]
    )
    dressed = [data.draw(dress).format(word) for word in words]

    assert letters.letters(" ".join(words)).stream == letters.letters(" ".join(dressed)).stream


@PROPERTY
@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Z"]), max_size=80))
def test_positions_rise(text):
    """There is one position per letter, within the text and never falling."""
    found = letters.letters(text)

    assert len(found.stream) == len(found.positions)
    assert sorted(found.positions) == found.positions
    assert all(0 <= at < len(text) for at in found.positions)


@PROPERTY
@given(WORDS)
def test_decomposed_text_has_the_same_stream(words):
    """A copy with its accents set apart (NFD) has the stream of the composed text."""
    text = " ".join(words)

    assert letters.letters(text).stream == letters.letters(unicodedata.normalize("NFD", text)).stream


def test_examples_in_docstrings():
    """The examples in the docstrings are true."""
    failed, tried = doctest.testmod(letters)

    assert tried > 0
    assert failed == 0
