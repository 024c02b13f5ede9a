"""Problems as values, the words in which they are told, and the exceptions that carry them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings

import azisrael_data
import strategies
from azisrael_data import problems
from azisrael_data.catalogue import CODES, LEVELS
from azisrael_data.problems import InvalidData, InvalidModel, Problem, UnknownName, nearest, shown

PROBLEM = Problem("datasets/visits.csv", 7, "date", "bad-edtf", "month 13 does not exist", "correct it")
SHOWN = [
    ("plain", "'plain'"),
    ("it's", '"it\'s"'),
    ("Şəki 大", "'Şəki 大'"),
    ("a\nb\t\0\u202e\u00a0", r"'a\nb\t\x00\u202e\xa0'"),
    ("", "''"),
    ("a" * 80, f"'{'a' * 80}'"),
    ("a" * 81, f"'{'a' * 77}'..."),
    ("\0" * 80, "'" + r"\x00" * 19 + r"\x0" + "..."),
    ("\0" * 90, "'" + r"\x00" * 19 + r"\x0" + "..."),
    (None, "None"),
    (7, "7"),
    (["a"], "['a']"),
    ("a\u2800\u3164\ufe0f", r"'a\u2800\u3164\ufe0f'"),
    (list(range(50)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 2..."),
]
NEAREST = [
    ("visit", ["visits", "works"], "did you mean 'visits'?"),
    ("VISITS", ["visits", "works"], "did you mean 'visits'?"),
    ("aze", ["ARM", "AZE"], "did you mean 'AZE'?"),
    ("vsits", ["visits", "works"], "did you mean 'visits'?"),
    ("weather", ["visits", "works"], ""),
    ("", ["visits"], ""),
    ("-", ["visits"], ""),
    ("visits", [], ""),
    ("Head of State", ["head_of_state", "head_of_government"], "did you mean 'head_of_state'?"),
    ("vist", ["visit", "visits"], "did you mean 'visit'?"),
    # two are equally near, in slips or in case
    ("AG-0099", ["AG-0009", "AG-0019"], ""),
    ("HERON", ["heron", "Heron"], ""),
    # foreign letters
    ("\u0410ZE", ["ARM", "AZE"], "it has U+0410 CYRILLIC CAPITAL LETTER A; did you mean 'AZE'?"),
    ("\u0410\u0420\u0421", ["ARC", "APC"], "it has U+0410 CYRILLIC CAPITAL LETTER A; did you mean 'APC'?"),
    ("\u0399SR", ["ISR"], "it has U+0399 GREEK CAPITAL LETTER IOTA; did you mean 'ISR'?"),
    ("\u0130SR", ["ISR"], "it has U+0130 LATIN CAPITAL LETTER I WITH DOT ABOVE; did you mean 'ISR'?"),
    ("\uff29SR", ["ISR"], "it has U+FF29 FULLWIDTH LATIN CAPITAL LETTER I; did you mean 'ISR'?"),
    ("AG\u20130001", ["AG-0001", "AG-0002"], "it has U+2013 EN DASH; did you mean 'AG-0001'?"),
    ("\u015eu\u015fa", ["susa"], ""),
    # among very many only case and look-alikes count
    ("Row-7", [f"row-{number}" for number in range(2000)], "did you mean 'row-7'?"),
    ("row-77777", [f"row-{number}" for number in range(2000)], ""),
]


def test_text():
    """A problem reads as path, line, column, code, what was found, and what to do."""
    assert str(PROBLEM) == "datasets/visits.csv:7:date: bad-edtf: month 13 does not exist; correct it"


def test_text_without_hint():
    """Without a hint the text ends after what was found."""
    plain = dataclasses.replace(PROBLEM, hint="", column="")

    assert str(plain) == "datasets/visits.csv:7:: bad-edtf: month 13 does not exist"


def test_order():
    """Problems sort by place, and lines sort as numbers."""
    later = dataclasses.replace(PROBLEM, line=10)

    assert sorted([later, PROBLEM]) == [PROBLEM, later]


def test_value():
    """A problem does not change, and two equal ones are one."""
    assert len({PROBLEM, dataclasses.replace(PROBLEM)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        PROBLEM.line = 8


def test_unknown_code():
    """A code that is not in the catalogue is our fault, and is told as such."""
    with pytest.raises(InvalidModel) as refused:
        Problem("p", 1, "", "no-such-code", "m")

    assert str(refused.value) == "problem code 'no-such-code' is not in the catalogue"


@pytest.mark.parametrize("code", CODES)
def test_code(code):
    """A code is lower-case words of a known level; what it means, wants and advises is one sentence each."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert CODES[code].level in LEVELS
    for sentence in CODES[code][1:]:
        assert re.fullmatch(r"[A-Z](?:[^.|\n]|\.(?=\w))*\.", sentence)


def test_codes_are_used():
    """No code of the catalogue is left over: some module gives each."""
    home = Path(problems.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in home.rglob("*.py") if path.name != "catalogue.py")

    assert [code for code in CODES if f'"{code}"' not in source] == []


@pytest.mark.parametrize(("value", "text"), SHOWN)
def test_shown(value, text):
    """A value in a message is in quotes, escaped and cut."""
    assert text == shown(value)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(strategies.ANY_TEXT.flatmap(lambda text: strategies.TIMES.map(lambda times: text * times)))
def test_shown_is_safe(text):
    """Whatever a cell holds, its text in a message is printable, on one line, and short."""
    told = shown(text)

    assert told.isprintable()
    assert len(told) <= problems.MAX_SHOWN + len("''...")


@pytest.mark.parametrize(("word", "known", "hint"), NEAREST)
def test_nearest(word, known, hint):
    """A near name is offered, by case first; a far one is not."""
    assert hint == nearest(word, known)


def test_nearest_by_name():
    """A word that names one candidate means that one; a name of two means none of them."""
    assert nearest("Israel", ["ISR", "AZE"], {"ISR"}) == "did you mean 'ISR'?"
    assert nearest("Lund", ["mira-lund", "ola-lund"], ["mira-lund", "ola-lund"]) == ""


@settings(deadline=None, max_examples=100)
@given(strategies.ANY_TEXT)
def test_problem_is_printable(text):
    """Whatever its parts hold, a problem is printable text on one line, and printable parts stay as they are."""
    problem = Problem(text, 1, text, "stale", text, text)

    assert str(problem).isprintable()
    assert problem == Problem(problem.path, 1, problem.column, "stale", problem.message, problem.hint)
    assert (problem.path == text) == (problems.plain(text) == text)


@settings(deadline=None, max_examples=100)
@given(strategies.ANY_TEXT)
def test_unmasked(text):
    """No look-alike is left in a text, and ASCII stays as it is."""
    told = problems.unmasked(text)

    assert not {ord(character) for character in told} & problems._LOOK_ALIKES.keys()
    assert told == text or not text.isascii()


def test_problem_is_short():
    """However long the name of a column or the text of a message is, a problem is told in bounds."""
    problem = Problem("p" * 5000, 1, "c" * 5000, "stale", "m" * 5000, "\0" * 5000)

    lengths = [len(getattr(problem, name)) for name in ("path", "column", "message", "hint")]
    assert lengths == [400, 80, 1000, 1000]
    assert str(problem).count("...") == 4


def test_look_alikes():
    """Every look-alike stands for one sign of ASCII, and is told by its name."""
    assert all(len(own) == 1 and own.isascii() for own in problems._LIKES)
    assert all(unicodedata.name(other) for others in problems._LIKES.values() for other in others)
    assert len(problems._LOOK_ALIKES) == sum(map(len, problems._LIKES.values()))


def test_invalid_data():
    """The exception carries every problem and tells the first ten."""
    found = [dataclasses.replace(PROBLEM, line=line) for line in range(1, 13)]
    error = InvalidData(found)

    assert error.problems == tuple(found)
    assert str(error) == "\n".join(["12 problem(s)", *map(str, found[:10]), "... and 2 more"])
    assert str(InvalidData(found[:1])) == f"1 problem(s)\n{found[0]}"


def test_unknown_name():
    """An unknown name is told with the nearest and with all known ones; it is a KeyError too."""
    error = UnknownName("table", "visit", ["visits", "works"])

    assert str(error) == "no table 'visit'; did you mean 'visits'? known: visits, works"
    assert str(UnknownName("table", "x", ["visits"])) == "no table 'x'; known: visits"
    assert (error.kind, error.name, error.known) == ("table", "visit", ("visits", "works"))
    assert isinstance(error, KeyError)


def test_many_known_names():
    """Of very many known names a message lists the first ones and the number of the rest."""
    known = [f"row {number}" for number in range(43)]

    assert str(UnknownName("row", "x", known)) == f"no row 'x'; known: {', '.join(known[:40])} and 3 more"


def test_one_root():
    """Whatever the package raises on purpose has one root, and the public ones are reachable from the package."""
    raised = [kind for kind in vars(problems).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert {"AzisraelDataError", "InvalidData", "InvalidModel", "UnknownName", "Refused", "CannotRun"} == {
        kind.__name__ for kind in raised
    }
    assert all(issubclass(kind, problems.AzisraelDataError) for kind in raised)
    assert all(kind.__name__ in problems.__doc__ for kind in raised)
    public = {name for name in azisrael_data.__all__ if hasattr(problems, name)}
    assert {"AzisraelDataError", "CannotRun", "InvalidData", "Problem", "Refused", "UnknownName"} == public
    assert all(getattr(azisrael_data, name) is getattr(problems, name) for name in public)
