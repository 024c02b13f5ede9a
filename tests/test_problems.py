"""Problems as values, the words in which they are told, and the exceptions that carry them."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

import azisrael_data
import strategies
from azisrael_data import problems
from azisrael_data.catalogue import CODES
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
    (list(range(50)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 2..."),
]
NEAREST = [
    ("visit", ["visits", "works"], "did you mean 'visits'?"),
    ("VISITS", ["visits", "works"], "did you mean 'visits'?"),
    ("aze", ["ARM", "AZE"], "did you mean 'AZE'?"),
    ("vsits", ["visits", "works"], "did you mean 'visits'?"),
    ("weather", ["visits", "works"], ""),
    ("", ["visits"], ""),
    ("visits", [], ""),
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
    """A code is lower-case words, and what it means is one sentence."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert re.fullmatch(r"[A-Z][^.]*\.", CODES[code].meaning)


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


def test_one_root():
    """Whatever the package raises on purpose has one root, and the public ones are reachable from the package."""
    raised = [kind for kind in vars(problems).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert {"AzisraelDataError", "InvalidData", "InvalidModel", "UnknownName", "CannotRun"} == {
        kind.__name__ for kind in raised
    }
    assert all(issubclass(kind, problems.AzisraelDataError) for kind in raised)
    assert all(kind.__name__ in problems.__doc__ for kind in raised)
    public = {name for name in azisrael_data.__all__ if hasattr(problems, name)}
    assert {"AzisraelDataError", "CannotRun", "InvalidData", "Problem", "UnknownName"} == public
    assert all(getattr(azisrael_data, name) is getattr(problems, name) for name in public)
