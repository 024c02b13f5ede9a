"""examples: what a case spoils is shown as it stands in the file, cut and escaped, beside what is told of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import strategies
from azisrael_data.examples import MAX_LINE, Example, Shown, escaped, example

PATH = "datasets/works.csv"
HEADER = b"id,label\n"
TOLD = f"{PATH}:2:label: bad-edtf: '05/06' is ambiguous\n"
# Bytes of the second line -> how the page shows it.
LINES = [
    (b"1,05/06", "1,05/06"),
    (b"1,05/06 ", "1,05/06 "),
    (b"1,05/06\r", r"1,05/06\r"),
    (b"1,\x92s", r"1,\x92s"),
    (b"1,\xc9\x99\x92", r"1,\xc9\x99\x92"),
    ("1,ə 大".encode(), "1,ə 大"),
    ("1,e\u0301".encode(), r"1,e\u0301"),
    ("1,\u202ea\\b".encode(), r"1,\u202ea\\b"),
    (b"1,a\\b", "1,a\\b"),
    (b"", ""),
]
ESCAPED = [("plain", "plain"), ("\udc92", r"\x92"), ("\0\\", r"\x00\\"), ("\u2800", r"\u2800"), ("a\nb", r"a\nb")]


@pytest.fixture
def cases(tmp_path):
    """Return a function that writes a case over a valid file and returns the example of it."""

    def make(told=TOLD, valid=HEADER + b"1,2012\n", **files):
        for folder, held in (("_package", {PATH: valid}), ("bad-edtf", {"expected.txt": told.encode(), **files})):
            for name, data in held.items():
                (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / folder / name).write_bytes(data)
        return example(tmp_path, "bad-edtf")

    return make


@pytest.mark.parametrize(("line", "text"), LINES)
def test_reported_line(cases, line, text):
    """The line that a message names is shown as it stands, with what cannot be seen escaped."""
    assert Example((Shown(f"`{PATH}`, line 2", text),), TOLD) == cases(**{PATH: HEADER + line + b"\n"})


def test_end_of_file(cases):
    """A last line without a newline says so."""
    (shown,) = cases(**{PATH: HEADER + b"1,2012"}).shown

    assert shown == Shown(f"`{PATH}`, line 2, which ends without a newline", "1,2012")


@pytest.mark.parametrize(("before", "after"), [(0, 300), (300, 300), (300, 0), (90, 90), (100, 101)])
def test_long_line(cases, before, after):
    """Of a long line 200 characters are shown, with what is spoilt among them."""
    valid, spoilt = (b"a" * before + word + b"b" * after for word in (b"good", b"evil"))
    (shown,) = cases(valid=HEADER + valid + b"\n", **{PATH: HEADER + spoilt + b"\n"}).shown

    assert "evil" in shown.text
    assert len(shown.text.removeprefix("...").removesuffix("...")) == min(MAX_LINE, len(spoilt))
    assert (before > MAX_LINE // 2) == shown.text.startswith("...")


def test_line_of_the_valid_package(cases):
    """A message about a file that the case leaves alone shows its line, around the words that it quotes."""
    valid = HEADER + b"1," + b"x" * 300 + b"05/06\n"
    shown = cases(valid=valid, **{"datasets/visits.csv": b"id\nVI-0001\n"}).shown

    assert shown[0].text == "..." + "x" * 195 + "05/06"
    assert shown[1:] == (
        Shown("`datasets/visits.csv`, line 1", "id"),
        Shown("`datasets/visits.csv`, line 2", "VI-0001"),
    )


def test_whole_file(cases):
    """A message about a file as a whole shows the lines that are new in it, three at most."""
    told = f"{PATH}:0:: bad-edtf: all of it\n"
    lines = b"".join(b"%d\n" % number for number in range(9))

    assert [each.text for each in cases(told, **{PATH: HEADER + lines}).shown] == ["0", "1", "2"]


def test_lost_line(cases):
    """Where nothing is new, the lines that are gone are shown."""
    told = f"{PATH}:0:: bad-edtf: lost\n"

    assert (Shown(f"`{PATH}`, where this line is gone", "1,2012"),) == cases(told, **{PATH: HEADER}).shown


def test_no_lines(cases):
    """A file that is empty or not there is said to be so."""
    told = f"{PATH}:0:: bad-edtf: gone\n"

    assert (Shown(f"`{PATH}` holds nothing"),) == cases(told, **{PATH: b""}).shown
    assert Shown(f"`{PATH}` is not there") == cases(told, **{"removed.txt": PATH.encode()}).shown[0]


def test_no_text(cases):
    """Of a file that is not text the first bytes are shown."""
    told = f"{PATH}:0:: bad-edtf: no text\n"
    (shown,) = cases(told, **{PATH: b"\x1f\x8b\0\n\xc9\x99" * 20}).shown

    assert shown == Shown(f"`{PATH}`, its first bytes", (r"\x1f\x8b\x00\n\xc9\x99" * 7)[: -len(r"\xc9\x99")])


def test_folder(cases):
    """A folder in the place of a file is said to be one."""
    told = f"{PATH}:0:: bad-edtf: no file\n"

    assert (Shown(f"`{PATH}` is a folder"),) == cases(told, **{f"{PATH}/keep.txt": b"x"}).shown


def test_no_case(tmp_path):
    """A code without a case has no example."""
    assert example(tmp_path, "bad-type") is None


@pytest.mark.parametrize(("text", "shown"), ESCAPED)
def test_escaped(text, shown):
    """What a page would not show is escaped, and then a backslash is doubled."""
    assert shown == escaped(text)


@settings(deadline=None, max_examples=100)
@given(strategies.ANY_TEXT)
def test_escaped_can_be_read_back(text):
    """The escaped line is printable and stands for one text only."""
    told = escaped(text)

    assert told.isprintable()
    assert text == (told if told == text else told.encode("ascii", "backslashreplace").decode("unicode_escape"))
