"""Dates that may be vague: what the grammar takes, what it means, and in which words the rest is refused."""

from __future__ import annotations

import warnings
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import edtf
from azisrael_data.codelists import DATE_PRECISION

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its grammar stumbles over the newest pyparsing
    from edtf import parse_edtf

# https://www.loc.gov/standards/datetime/ and the narrowing in the docstring of the module
EXAMPLES = [
    # text, first day, last day, precision
    ("2012", "2012-01-01", "2012-12-31", "year"),
    ("0001", "0001-01-01", "0001-12-31", "year"),
    ("9999", "9999-01-01", "9999-12-31", "year"),
    ("2012?", "2012-01-01", "2012-12-31", "year"),
    ("2012~", "2012-01-01", "2012-12-31", "year"),
    ("2012%", "2012-01-01", "2012-12-31", "year"),
    ("2012-02", "2012-02-01", "2012-02-29", "month"),
    ("2013-02", "2013-02-01", "2013-02-28", "month"),
    ("1900-02", "1900-02-01", "1900-02-28", "month"),
    ("2000-02", "2000-02-01", "2000-02-29", "month"),
    ("2012-12~", "2012-12-01", "2012-12-31", "month"),
    ("2012-02-26", "2012-02-26", "2012-02-26", "day"),
    ("2012-02-29?", "2012-02-29", "2012-02-29", "day"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ("201X", "2010-01-01", "2019-12-31", "decade"),
    ("199X~", "1990-01-01", "1999-12-31", "decade"),
    ("001X", "0010-01-01", "0019-12-31", "decade"),
    ("2010/2012", "2010-01-01", "2012-12-31", "interval"),
    ("2012/2012-06", "2012-01-01", "2012-06-30", "interval"),
    ("2012-05/2012-06-03", "2012-05-01", "2012-06-03", "interval"),
    ("2012-05-03~/2012-05-03", "2012-05-03", "2012-05-03", "interval"),
    ("199X/2004", "1990-01-01", "2004-12-31", "interval"),
    ("2012~/2013?", "2012-01-01", "2013-12-31", "interval"),
    ("2020-09~/2020-11~", "2020-09-01", "2020-11-30", "season"),
    ("2020-12~/2021-02~", "2020-12-01", "2021-02-28", "season"),
    ("2020-09/2020-11", "2020-09-01", "2020-11-30", "interval"),
    ("2020-09~/2020-11", "2020-09-01", "2020-11-30", "interval"),
    ("2020-09~/2020-12~", "2020-09-01", "2020-12-31", "interval"),
    ("2018~/2020~", "2018-01-01", "2020-12-31", "interval"),
    ("1999/..", "1999-01-01", None, "open"),
    ("1999-05~/..", "1999-05-01", None, "open"),
    ("../1999-02", None, "1999-02-28", "open"),
    ("[2012,2014]", "2012-01-01", "2014-12-31", "interval"),
    ("{2012-01,2012-03}", "2012-01-01", "2012-03-31", "interval"),
    ("[199X,1995-05]", "1990-01-01", "1999-12-31", "interval"),
]
_WANTED = "; wanted an EDTF date such as 2012, 2012-02, 2012-02-26, 2012~, 201X, 2010/2012 or 1999/.."
_NOT = " is not in the grammar" + _WANTED
_SPREADSHEET = " looks like a date that a spreadsheet rewrote; restore it from the source" + _WANTED
_AMBIGUOUS = " is ambiguous between day and month" + _WANTED
_SEASON = " in place of a month is a season code; write an interval of three months, both marked '~'"
_SAME = "an interval from a date to itself says nothing more; write the date, or leave the cell empty"
_END = "an interval end is empty; write '..' for an open end"
_ORDER = "the dates of a set must be distinct and in order"
REFUSED = [
    ("", "''" + _NOT),
    ("soon", "'soon'" + _NOT),
    ("12", "'12'" + _NOT),
    (" 2012", "' 2012'" + _NOT),
    ("2012\n", "'2012\\n'" + _NOT),
    ("２０１２", "'２０１２'" + _NOT),
    ("٢٠١٢", "'٢٠١٢'" + _NOT),
    ("-0044", "'-0044'" + _NOT),
    ("Y12012", "'Y12012'" + _NOT),
    ("20XX", "'20XX'" + _NOT),
    ("2012-XX", "'2012-XX'" + _NOT),
    ("201x", "'201x'" + _NOT),
    ("?2012", "'?2012'" + _NOT),
    ("2012?-05", "'2012?-05'" + _NOT),
    ("2012~?", "'2012~?'" + _NOT),
    ("201X-05", "a decade has no month"),
    ("0000", "year 0000 does not exist"),
    ("000X", "year 0000 does not exist"),
    ("2012-00", "month 00 does not exist"),
    ("2012-13", "month 13 does not exist"),
    ("2012-42", "month 42 does not exist"),
    ("2012-21", "21" + _SEASON),
    ("2012-41~", "41" + _SEASON),
    ("2012-02-30", "2012-02 has no day 30"),
    ("2013-02-29", "2013-02 has no day 29"),
    ("2012-04-00", "2012-04 has no day 00"),
    ("2012-2", "'2012-2' lacks a leading zero" + _WANTED),
    ("2012-2-3", "'2012-2-3' lacks a leading zero" + _WANTED),
    ("02/03/2012", "'02/03/2012'" + _AMBIGUOUS),
    ("2.3.12", "'2.3.12'" + _AMBIGUOUS),
    ("02-03-2012", "'02-03-2012'" + _AMBIGUOUS),
    ("Feb-12", "'Feb-12'" + _SPREADSHEET),
    ("12-Feb", "'12-Feb'" + _SPREADSHEET),
    ("40965", "'40965'" + _SPREADSHEET),
    ("2012-02-26T10:00", "'2012-02-26T10:00' has a time of day" + _WANTED),
    ("2012-02-26 10:00", "'2012-02-26 10:00' has a time of day" + _WANTED),
    ("2012/", _END),
    ("/2012", _END),
    ("/", _END),
    ("2012/2012", _SAME),
    ("../..", _SAME),
    ("2013/2012", "the interval runs backwards"),
    ("2012-03/2012-02", "the interval runs backwards"),
    ("2012/2013/2014", "'2013/2014'" + _NOT),
    ("2012/soon", "'soon'" + _NOT),
    ("2012-02/2012-02-31", "2012-02 has no day 31"),
    ("[2012]", "a set is two or more dates between '[' and ']'"),
    ("[2012,2014}", "a set is two or more dates between '[' and ']'"),
    ("{2012", "a set is two or more dates between '{' and '}'"),
    ("[2012, 2014]", "' 2014'" + _NOT),
    ("[2012,]", "''" + _NOT),
    ("[2014,2012]", _ORDER),
    ("[2012,2012]", _ORDER),
    ("{2012,2012-01}", _ORDER),
    ("[2010/2011,2012]", "'2010/2011'" + _NOT),
]

# The library takes about 10 ms a date, knows no bound of an open end, takes year 0000 and reversed intervals.
AGREED = [text for text, first, last, _ in EXAMPLES if first and last]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(("text", "first", "last", "precision"), EXAMPLES)
def test_bounds(text, first, last, precision):
    """A text of the grammar stands for the days from its first to its last."""
    assert edtf.Bounds(_day(first), _day(last), precision) == edtf.bounds(text)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text, message):
    """A text outside the grammar is refused in words that name the slip."""
    with pytest.raises(edtf.BadEdtf) as refused:
        edtf.bounds(text)

    assert message == str(refused.value)


def test_refused_again():
    """A text is refused each time it is met: the memory for bounds holds no refusal."""
    for _ in range(2):
        with pytest.raises(edtf.BadEdtf):
            edtf.bounds("2012-13")


def test_precisions():
    """Every precision has an example, and the code list of the column names the same ones in the same order."""
    assert list(edtf.PRECISIONS) == list(DATE_PRECISION)
    assert set(edtf.PRECISIONS) == {precision for *_, precision in EXAMPLES}


def test_wanted():
    """Every form that the refusal recommends is taken."""
    forms = edtf.WANTED.removeprefix("an EDTF date such as ").replace(" or ", ", ").split(", ")

    assert len([edtf.bounds(form) for form in forms]) == 7


@pytest.mark.parametrize("text", AGREED)
def test_oracle(text):
    """The edtf library reads the same first and last day out of every closed date."""
    read = parse_edtf(text)
    own = edtf.bounds(text)

    assert (read.lower_strict()[:3], read.upper_strict()[:3]) == (
        own.start.timetuple()[:3],
        own.end.timetuple()[:3],
    )


@settings(deadline=None, max_examples=25, derandomize=True)
@given(strategies.DATES)
def test_oracle_on_any_date(text):
    """The edtf library agrees on any decade, year, month or day, marked or not."""
    read = parse_edtf(text)
    own = edtf.bounds(text)

    assert (read.lower_strict()[:3], read.upper_strict()[:3]) == (
        own.start.timetuple()[:3],
        own.end.timetuple()[:3],
    )


@settings(deadline=None, max_examples=100, derandomize=True)
@given(strategies.EDTF)
def test_first_before_last(text):
    """Every text of the grammar is taken, and does not end before it starts."""
    start, end, precision = edtf.bounds(text)

    assert precision in edtf.PRECISIONS
    assert (start is None or end is None) == (precision == "open")
    assert start is None or end is None or start <= end


@settings(deadline=None, max_examples=100, derandomize=True)
@given(strategies.DATES, st.sampled_from("?~%"))
def test_mark_moves_no_bound(text, mark):
    """A mark changes neither bound nor precision."""
    assert edtf.bounds(text.rstrip("?~%")) == edtf.bounds(text.rstrip("?~%") + mark)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(strategies.ANY_TEXT | st.text("0123456789X-/.,[]{}?~%T "))
def test_any_text(text):
    """Any text either has bounds or is refused, and never fails in another way."""
    try:
        start, end, _ = edtf.bounds(text)
    except edtf.BadEdtf:
        return

    assert start is None or end is None or start <= end
