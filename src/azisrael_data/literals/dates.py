"""Literals as dates: month names, decades, spans of years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from azisrael_data import edtf
from azisrael_data.literals.words import plain

_MONTHS = {
    name.casefold(): number
    for number, names in enumerate(
        (
            "January Jan",
            "February Feb",
            "March Mar",
            "April Apr",
            "May",
            "June Jun",
            "July Jul",
            "August Aug",
            "September Sept Sep",
            "October Oct",
            "November Nov",
            "December Dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b"
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\.?,?(?: (?P<y>\d{{4}}))?", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"(?P<m>{_MONTH})\.?(?: (?P<d>\d{{1,2}})(?:st|nd|rd|th)?)?(?:,? (?P<y>\d{{4}}))?(?!\d)", re.IGNORECASE
)
_YEAR_MONTH = re.compile(rf"(?P<y>\d{{4}}) (?P<m>{_MONTH})", re.IGNORECASE)
_DECADE = re.compile(r"(?:\b(?P<part>early|mid|late)[- ])?\b(?P<y>\d{3})0'?s\b", re.IGNORECASE)
_SHORT_DECADE = re.compile(r"(?:\b(?P<part>early|mid|late)[- ])?'?\b(?P<y>[1-9])0'?s\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d$])(?<!\d[,.])(?P<y>(?:1[5-9]|20)\d{2})(?!\d|[,.]\d|%)")
_YEARS = re.compile(
    r"(?<!\d)(?P<a>(?:1[5-9]|20)\d{2}) ?(?:[-–—/]|to|and|until|through) ?(?P<b>(?:1[5-9]|20)?\d{2})(?!\d|-\d)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:early|mid|late|around|about|circa)\b|\bmid-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What a date literal states: a full EDTF text, or only a month and day where the year stands elsewhere."""

    text: str | None
    month: int | None = None
    day: int | None = None


@lru_cache(maxsize=4096)
def date(literal: str) -> PartialDate | None:
    """Return the date that a literal states, or None if it states none, several, or one that does not exist.

    >>> date("February 2012").text, date("December 13, 2016").text, date("mid-1990s").text, date("2012-13").text
    ('2012-02', '2016-12-13', '1995~', '2012/2013')
    """
    found = _date(plain(literal))
    if found is None:
        return None
    try:
        # 2000 is a leap year: it has every day that a month can have
        edtf.bounds(found.text or f"2000-{found.month:02d}" + (f"-{found.day:02d}" if found.day is not None else ""))
    except edtf.BadEdtf:
        return None
    return found


def _date(text: str) -> PartialDate | None:
    if re.fullmatch(r"[\d~?%X/.\[\]{},-]+", text) and not re.fullmatch(r"\d{4}-\d{2}", text):
        try:
            edtf.bounds(text)
        except edtf.BadEdtf:
            pass
        else:
            return PartialDate(text)
    span = _span(text)
    if span:
        return span
    mark = "~" if _ABOUT.search(text) else ""
    decade = _DECADE.search(text)
    short = None if decade else _SHORT_DECADE.search(text)
    if decade or short:
        stem = decade["y"] if decade else f"19{short['y']}"  # type: ignore[index]
        part = (decade or short)["part"]  # type: ignore[index]
        if part is None:
            return PartialDate(f"{stem}X")
        return PartialDate(f"{stem}{ {'early': 2, 'mid': 5, 'late': 8}[part.casefold()] }~")
    for pattern in (_DAY_FIRST, _YEAR_MONTH, _MONTH_FIRST):
        for match in pattern.finditer(text):
            if match.start() and text[match.start() - 1].isalnum():
                continue
            groups = match.groupdict()
            month = _MONTHS[groups["m"].casefold()]
            day = int(groups["d"]) if groups.get("d") else None
            if groups.get("y"):
                if any(year != groups["y"] for year in _YEAR.findall(text)):
                    return None
                tail = "" if day is None else f"-{day:02d}"
                return PartialDate(f"{groups['y']}-{month:02d}{tail}{mark}")
            if day is not None or groups["m"][0].isupper():  # "may" and "march" are words too
                return PartialDate(None, month, day)
    years = set(_YEAR.findall(text))
    return PartialDate(f"{years.pop()}{mark}") if len(years) == 1 else None


def _span(text: str) -> PartialDate | None:
    years = _YEARS.search(text)
    if years:
        first, second = years["a"], years["b"]
        if _YEAR.search(f"{text[: years.start()]} {text[years.end() :]}"):
            return None
        second = second if len(second) == 4 else first[:2] + second
        return PartialDate(f"{first}/{second}") if second > first else None
    since = re.fullmatch(r"(?:since|from)(?: (?:the )?)?(.+?)(?: onwards?)?", text, re.IGNORECASE)
    if since and re.match(r"since\b|.*\bonwards?$", text, re.IGNORECASE):
        start = _date(since[1])
        return PartialDate(f"{start.text}/..") if start and start.text and "/" not in start.text else None
    return None
