"""intake: a text becomes fingerprints and a ledger of unread lines, and how far it is read can be told."""

from __future__ import annotations

import pytest

from azisrael_data import build, checks, copies, intake
from azisrael_data.draft import Draft
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, Refused, UnknownName
from azisrael_data.verify import verify
from conftest import FILES, SOURCE_TEXTS

TEXT = "# A letter from the lake\n\nIn May 2020 the ferry ran aground, and everybody walked home.\n\nIt rained.\n"
TOLD = {"title": "A letter from the lake", "published": "2020-05", "language": "en"}
# Bytes that can be no reference text, and what is said.
REFUSED = [
    (b"\xef\xbb\xbfx\n", "it starts with a byte-order mark; save it as UTF-8 without one"),
    (b"a\ncaf\xe9\n", "byte 0xe9 on line 2 is not UTF-8; save it as UTF-8 (iconv -t UTF-8)"),
    (b"a\r\nb\r\n", "its lines end in CR or CRLF; save it with LF (Unix) line ends (dos2unix)"),
    ("cafe\u0301\n".encode(), "it is not in Unicode NFC; normalise it (uconv -x any-nfc) before it is fingerprinted"),
    (b"a\n\x1b[31m\n", "it holds U+001B unnamed on line 2; delete it"),
    (b"\n--\n", "it holds no letter; name the text of a document"),
    (b"", "it holds no letter; name the text of a document"),
    (b"a\n\n\n", "it ends with blank lines; keep one newline at its end"),
    (b"a\n" * 500_001, "1000002 bytes, at most 1000000 wanted; add it in parts, a source for each"),
]


@pytest.fixture
def root(package_root):
    return package_root()


@pytest.fixture
def letter(tmp_path):
    place = tmp_path / "letter.txt"
    place.write_text(TEXT, encoding="utf-8", newline="")
    return place


def added(root, letter):
    draft = Draft(root)
    intake.add(draft, letter, "ferry2020", TOLD)
    draft.commit()
    return Package(root)


def test_a_new_source(root, letter):
    """A source is added with its fingerprints and every line unread; the package is valid, built and recognises it."""
    package = added(root, letter)

    source = package.keys["sources"]["ferry2020"].values
    lines = [row.values for row in package["lines"].rows if row.values["source_id"] == "ferry2020"]
    found = copies.find(letter, [source], lines)
    assert (source["file"], source["title"], source["code_points"]) == ("letter.txt", TOLD["title"], len(TEXT))
    assert [(row["line"], row["disposition"]) for row in lines] == [(1, "unread"), (2, "unread"), (3, "unread")]
    assert [TEXT[row["start"] : row["end"]] for row in lines] == [line for line in TEXT.split("\n") if line]
    assert found["ferry2020"].identical
    assert checks.validate(package) == []
    assert build.stale(root, build.product(package)) == []


def test_a_new_source_is_verified(root, letter):
    """The ledger of a new source holds against its text."""
    package = added(root, letter)
    intake.put_copy(root, letter)

    report = verify(package, root / "seeds" / "texts")

    assert not report.failed
    assert {each.source_id: each.lines_found for each in report.sources}["ferry2020"] == 3


@pytest.mark.parametrize("key", SOURCE_TEXTS)
def test_the_fingerprints_are_those_of_the_sources(root, key):
    """What is computed of a text is what the package holds of it."""
    place = root / "seeds" / "texts" / FILES[key]
    row = Package(root).keys["sources"][key].values

    made = intake.source_row(key, FILES[key], intake.text_of(place), {})

    assert {name: row[name] for name in made} == made


@pytest.mark.parametrize(("data", "wanted"), REFUSED)
def test_refused(tmp_path, data, wanted):
    """A text that is no plain text in one form is refused with what to do."""
    place = tmp_path / "letter.txt"
    place.write_bytes(data)

    with pytest.raises(Refused) as raised:
        intake.text_of(place)

    assert str(raised.value) == f"letter.txt: {wanted}"


def test_no_file(tmp_path):
    """A folder and a file that is not there are told as such."""
    for place, wanted in ((tmp_path, "a folder"), (tmp_path / "none.txt", "missing")):
        with pytest.raises(CannotRun) as raised:
            intake.text_of(place)
        assert str(raised.value) == f"{place} is {wanted}; name a text file"


def test_not_twice(root, letter):
    """An id that is taken and a text that is there already are refused."""
    added(root, letter)
    letter.with_name("other.txt").write_text(TEXT.replace("aground,", "aground -"), encoding="utf-8")

    with pytest.raises(Refused) as by_id:
        intake.add(Draft(root), letter, "ferry2020", TOLD)
    with pytest.raises(Refused) as by_text:
        intake.add(Draft(root), letter.with_name("other.txt"), "raft2020", TOLD)

    assert str(by_id.value) == "ferry2020 is the id of a source already (A letter from the lake); choose another"
    assert str(by_text.value) == "other.txt is the text of ferry2020, which is a source already"


def test_a_copy(root, letter):
    """The text is copied to where texts are looked for, once, and never over another one."""
    first, again = intake.put_copy(root, letter), intake.put_copy(root, letter)

    assert first == again == root / "seeds" / "texts" / "letter.txt"
    assert first.read_bytes() == letter.read_bytes()
    letter.write_text("Other words.\n", encoding="utf-8")
    with pytest.raises(Refused) as raised:
        intake.put_copy(root, letter)
    assert str(raised.value) == f"{first} holds another text; rename one of them"
    assert [path.name for path in first.parent.iterdir() if path.name.endswith(".part")] == []


def test_marking_lines(root, letter):
    """Lines without evidence get the disposition that a reader gives them."""
    added(root, letter)
    draft = Draft(root)

    assert intake.mark(draft, "ferry2020", [1, 3], "context", "Weather.") == 2
    assert intake.mark(draft, "ferry2020", [1], "context", "Weather.") == 0
    draft.commit()

    (found,) = intake.progress(Package(root), "ferry2020")
    assert (found.dispositions, found.unread, found.next) == ({"context": 2, "unread": 1}, 1, 2)


@pytest.mark.parametrize(
    ("key", "line", "code", "wanted"),
    [
        ("alpha2020", 4, "context", "line 4 of alpha2020 holds evidence, so it is 'coded'"),
        ("alpha2020", 99, "context", "alpha2020 has no line 99; its lines are numbered 1 to 12"),
        ("alpha2020", 1, "coded", "'coded' cannot be given to a line; evidence makes a line 'coded'"),
        ("alpha2020", 1, "contxt", "'contxt' cannot be given to a line; did you mean 'context'?"),
        (
            "alpha202",
            1,
            "context",
            "no row of sources 'alpha202'; did you mean 'alpha2020'? known: alpha2020, beta2021",
        ),
    ],
)
def test_marking_is_refused(root, key, line, code, wanted):
    """A line that holds evidence, or is not there, is not marked."""
    with pytest.raises((Refused, UnknownName)) as raised:
        intake.mark(Draft(root), key, [line], code)

    assert str(raised.value) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("3", [3]), ("3,5-8", [3, 5, 6, 7, 8]), (" 2 , 1-2", [1, 2]), ("4-4", [4])]
)
def test_numbers(text, wanted):
    """Lines are named one by one and from one to another."""
    assert intake.numbers(text) == wanted


@pytest.mark.parametrize("text", ["", "x", "3-", "-3", "5-3", "1,,2", "\u0663", "1-2-3", "9999999"])
def test_no_numbers(text):
    """What names no lines is refused."""
    with pytest.raises(Refused, match="names no lines; write them as 3,5-8"):
        intake.numbers(text)


def test_progress(root, letter):
    """Per source: lines, those unread, spans, facts and the next line to read."""
    package = added(root, letter)

    alpha, _, ferry = intake.progress(package)

    assert (ferry.source, ferry.lines, ferry.unread, ferry.next, ferry.spans, ferry.facts) == (
        "ferry2020",
        3,
        3,
        1,
        0,
        0,
    )
    assert (alpha.unread, alpha.next, alpha.spans, alpha.facts) == (0, None, 9, 7)
    assert intake.unread(package) == {"ferry2020": 3}
    with pytest.raises(UnknownName):
        intake.progress(package, "gamma")
