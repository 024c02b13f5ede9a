"""Dates that may be vague: the grammar of an EDTF cell and the one rule for its bounds.

The grammar is a part of ISO 8601-2 (EDTF levels 0 and 1, and the two sets of level 2):

    cell     = date | interval | set
    date     = ( decade | year | year "-" month | year "-" month "-" day ) [ mark ]
    decade   = 3 digits "X"              the ten years from that number times ten
    mark     = "?" doubtful | "~" about | "%" both
    interval = date "/" date | date "/.." | "../" date
    set      = "[" date ("," date)+ "]"  one of them | "{" date ("," date)+ "}"  all of them

Refused though EDTF has them: season codes (write an interval of three months, both marked `~`), empty interval
ends, `X` in place of a month, a day or two digits of a year, years outside 0001-9999, exponents, marks inside a date.
An interval must not run backwards; the members of a set are distinct and in order.

Bounds: the first and the last day that the text allows. A decade, year or month stands for all its days; an open end
has no bound; a set spans from its first to its last day; a mark changes no bound, because how far "about" reaches is
not in the source. Precision is that of the text: `day`, `month`, `season`, `year`, `decade`, `interval`, `open`.

    2012        2012-01-01  2012-12-31  year        2012-02~     2012-02-01  2012-02-29  month
    201X        2010-01-01  2019-12-31  decade      2012/2013    2012-01-01  2013-12-31  interval
    1999/..     1999-01-01  -           open        [2012,2014]  2012-01-01  2014-12-31  interval
    2020-09~/2020-11~  2020-09-01  2020-11-30  season
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

PRECISIONS = ("day", "month", "season", "year", "decade", "interval", "open")
WANTED = "an EDTF date such as 2012, 2012-02, 2012-02-26, 2012~, 201X, 2010/2012 or 1999/.."

_DATE = re.compile(r"(\d{3}X|\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)", re.ASCII)
_DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


class Bounds(NamedTuple):
    """First and last day that a date can mean (None: open), and the precision of its text."""

    start: date | None
    end: date | None
    precision: str


class BadEdtf(ValueError):
    """The text is not in the grammar above; the message says what is wrong with it."""


@lru_cache(maxsize=4096)
def bounds(text: str) -> Bounds:
    """Return the bounds of an EDTF cell.

    >>> bounds("2012-02")
    Bounds(start=datetime.date(2012, 2, 1), end=datetime.date(2012, 2, 29), precision='month')

    Raises BadEdtf if the text is not in the grammar or names a day that does not exist.
    """
    if text[:1] in ("[", "{"):
        return _set(text)
    if "/" in text and not _DAY_OR_MONTH_FIRST.fullmatch(text):
        return _interval(text)
    return _date(text)


def _date(text: str) -> Bounds:
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadEdtf(f"{_why(text)}; wanted {WANTED}")
    year, month, day, _ = match.groups()
    if year.endswith("X"):
        if month:
            raise BadEdtf("a decade has no month")
        first = int(year[:3]) * 10
        if first == 0:
            raise BadEdtf("year 0000 does not exist")
        return Bounds(date(first, 1, 1), date(first + 9, 12, 31), "decade")
    number = int(year)
    if number == 0:
        raise BadEdtf("year 0000 does not exist")
    if month is None:
        return Bounds(date(number, 1, 1), date(number, 12, 31), "year")
    if not 1 <= int(month) <= 12:
        raise BadEdtf(_why_no_month(month))
    last = monthrange(number, int(month))[1]
    if day is None:
        return Bounds(date(number, int(month), 1), date(number, int(month), last), "month")
    if not 1 <= int(day) <= last:
        raise BadEdtf(f"{year}-{month} has no day {day}")
    exact = date(number, int(month), int(day))
    return Bounds(exact, exact, "day")


def _interval(text: str) -> Bounds:
    left, _, right = text.partition("/")
    if not left or not right:
        raise BadEdtf("an interval end is empty; write '..' for an open end")
    if left == right:
        raise BadEdtf("an interval from a date to itself says nothing more; write the date, or leave the cell empty")
    if left == "..":
        return Bounds(None, _date(right).end, "open")
    if right == "..":
        return Bounds(_date(left).start, None, "open")
    first, second = _date(left), _date(right)
    assert first.start
    assert first.end
    assert second.start
    assert second.end
    if first.start > second.end:
        raise BadEdtf("the interval runs backwards")
    return Bounds(first.start, second.end, "season" if _is_season(left, right, first, second) else "interval")


def _is_season(left: str, right: str, first: Bounds, second: Bounds) -> bool:
    """Tell whether an interval is three whole months, both marked `~`: how this dataset writes a season."""
    if not (first.precision == second.precision == "month" and left.endswith("~") and right.endswith("~")):
        return False
    assert first.start
    assert second.start
    return (second.start.year - first.start.year) * 12 + second.start.month - first.start.month == 2


def _set(text: str) -> Bounds:
    closing = {"[": "]", "{": "}"}[text[0]]
    if not text.endswith(closing) or text.count(",") < 1:
        raise BadEdtf(f"a set is two or more dates between '{text[0]}' and '{closing}'")
    members = [_date(member) for member in text[1:-1].split(",")]
    starts = [member.start for member in members]
    if starts != sorted(set(starts)):  # type: ignore[type-var]
        raise BadEdtf("the dates of a set must be distinct and in order")
    return Bounds(members[0].start, max(m.end for m in members if m.end), "interval")


def _why_no_month(month: str) -> str:
    if 21 <= int(month) <= 41:
        return f"{month} in place of a month is a season code; write an interval of three months, both marked '~'"
    return f"month {month} does not exist"


def _why(text: str) -> str:
    """Say what a refused text looks like, for the commonest slips."""
    if _DAY_OR_MONTH_FIRST.fullmatch(text):
        return f"{text!r} is ambiguous between day and month"
    if re.fullmatch(r"[A-Za-z]{3}-\d{2}|\d{1,2}-[A-Za-z]{3}|\d{5}", text):
        return f"{text!r} looks like a date that a spreadsheet rewrote; restore it from the source"
    if re.fullmatch(r"\d{4}-\d{1,2}(-\d{1,2})?", text):
        return f"{text!r} lacks a leading zero"
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
        return f"{text!r} has a time of day"
    return f"{text!r} is not in the grammar"
