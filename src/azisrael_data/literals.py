"""Literals to values: the rules by which a machine works out a cell from the words in a span.

Every rule is closed: a literal that no rule reads gives no value, and the caller says so. Rules know English number
words, multipliers, currency signs and month names; names of actors, systems and places come from the alias columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Any

from azisrael_data import edtf, letters

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    **{f"{word}th": number for number, word in enumerate(_UNITS[13:], 13)},
    **{f"{word[:-1]}ieth": number for word, number in _TENS.items()},
}
_RANK = re.compile(
    rf"\b(?:(?:(?P<tens>{'|'.join(_TENS)})[- ])?(?P<ordinal>{'|'.join(_ORDINALS)})|"
    r"largest|top|main|biggest|greatest|leading)\b"
)
_MULTIPLIERS = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9}
_FRACTIONS = {
    "half": "50",
    "third": "33.33",
    "fourth": "25",
    "quarter": "25",
    "fifth": "20",
    "sixth": "16.67",
    "tenth": "10",
    "thirds": "33.33",
    "fourths": "25",
    "quarters": "25",
    "fifths": "20",
    "tenths": "10",
}
_DIGITS = r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# Longer words first, or "six" would be read in "sixteen".
_WORD = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_TEN = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS[1:10])})\b"
_NUMBER = re.compile(
    rf"(?:(?P<digits>{_DIGITS})|(?P<words>{_TEN}|{_WORD})|"
    rf"(?P<one>a|an)(?= (?:{'|'.join(_MULTIPLIERS)})))"
    rf"(?:(?P<multi>(?:[- ]?(?:{'|'.join(_MULTIPLIERS)})s?\b)+)|[- ]?(?P<short>{'|'.join(_SHORT)})\b)?"
    r"(?:st|nd|rd|th)?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?P<count>a|an|{_WORD})[- ](?P<part>{'|'.join(_FRACTIONS)})\b|\b(?P<half>half)\b", re.IGNORECASE
)
_CURRENCIES = {
    "us$": "USD",
    "$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "₼": "AZN",
    "azn": "AZN",
    "manat": "AZN",
    "₪": "ILS",
    "nis": "ILS",
    "ils": "ILS",
    "shekel": "ILS",
}
_UNIT_WORDS = {
    "percent": "percent",
    "per cent": "percent",
    "%": "percent",
    "barrel": "bbl",
    "bbl": "bbl",
    "cubic metre": "m3",
    "cubic meter": "m3",
    "bcm": "m3",
    "tonne": "tonnes",
    "square kilometre": "km2",
    "square kilometer": "km2",
    "sq km": "km2",
    "people": "persons",
    "individual": "persons",
    "person": "persons",
    "jew": "persons",
    "refugee": "persons",
    "peacekeeper": "persons",
    "azerbaijani": "persons",
    "armenian": "persons",
    "civilian": "persons",
}
# Read first, because they hold a hedge of the other kind.
_TURNED = {
    "min": ("no less than", "not less than", "no fewer than", "not fewer than"),
    "max": ("no more than", "not more than"),
}
_HEDGES = {
    "approx": (
        "approximately",
        "about",
        "around",
        "some",
        "roughly",
        "nearly",
        "almost",
        "close to",
        "estimated",
        "circa",
        "an estimated",
        "or so",
        "worth approximately",
    ),
    "min": ("over", "more than", "at least", "above", "in excess of", "upwards of", "surpasses"),
    "max": ("at most", "up to", "under", "less than", "fewer than", "below", "among", "top"),
}
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


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a literal with its spaces, quotes and dashes evened out, case kept."""
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u2018", "'").replace("\\$", "$")
    text = re.sub(r"[\u201c\u201d]", '"', text)
    return re.sub(r"\s+", " ", text).strip()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands beside it: the upper end of a range, unit, currency, hedge."""

    value: Decimal
    high: Decimal | None = None
    unit: str | None = None


def quantity(literal: str) -> Quantity | None:
    """Return the number that a literal states, or None.

    >>> quantity("$1.6 billion").value, quantity("60 percent").unit, quantity("15-20 million").high
    (Decimal('1600000000'), 'percent', Decimal('20000000'))
    """
    text = plain(literal).casefold()
    fraction = _FRACTION.search(text)
    if fraction:
        if _numbers(f"{text[: fraction.start()]} {text[fraction.end() :]}"):
            return None  # half of what, or half a billion
        count = 1 if fraction["half"] or fraction["count"] in ("a", "an") else _word_value(fraction["count"])
        part = Decimal(_FRACTIONS[fraction["half"] or fraction["part"]])
        value = Decimal(count) * part
        if fraction["part"] in ("third", "thirds") and count == 2:
            value = Decimal("66.67")
        return Quantity(value.normalize() if value != value.to_integral() else Decimal(int(value)), unit="percent")
    found = _numbers(text)
    if not found:
        return None
    values = [_number(match) for match in found]
    if len(values) == 2 and _is_range(text, *found):
        low, high = values
        multiplier = _multiplier(found[1])
        if _multiplier(found[0]) == 1 and multiplier > 1 and low * multiplier <= high:
            low *= multiplier
        return Quantity(low, high, _unit(text)) if low <= high else None
    if len(values) != 1:
        return None
    return Quantity(values[0], unit=_unit(text))


def _numbers(text: str) -> list[re.Match[str]]:
    return [match for match in _NUMBER.finditer(text) if _bounded(text, match)]


def _is_range(text: str, low: re.Match[str], high: re.Match[str]) -> bool:
    """Tell whether two numbers are the ends of one range: `5-7`, `5 to 7`, `between 5 and 7`, not `5 and 7`."""
    gap = text[low.end() : high.start()]
    if re.fullmatch(r" ?(?:[-–—]|to|or) ?[$€]?", gap):
        return True
    return re.fullmatch(r" and [$€]?", gap) is not None and re.search(r"\bbetween\b", text[: low.start()]) is not None


def _bounded(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number stands on token boundaries: `500000` is not in `5000000`, `5` not in `OPV-5`."""
    before, after = text[: match.start()], text[match.end() :]
    return not re.search(r"[\w.]$|\d,$|[a-z]-$", before) and not re.match(r"[^\W_]|[.,]\d", after)


def _number(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        base = Decimal(re.sub(r"[,\u00a0 ]", "", match["digits"]))
    else:
        base = Decimal(1 if match["one"] else _word_value(match["words"]))
    value = base * _multiplier(match)
    return Decimal(int(value)) if value == value.to_integral() else value


def _multiplier(match: re.Match[str]) -> int:
    if match["multi"]:
        return prod(_MULTIPLIERS[word] for word in re.findall("|".join(_MULTIPLIERS), match["multi"]))
    return _SHORT[match["short"]] if match["short"] else 1


def _word_value(words: str) -> int:
    parts = re.split("[- ]", words)
    return sum(_TENS[word] if word in _TENS else _UNITS.index(word) for word in parts)


def _unit(text: str) -> str | None:
    money = currency(text)
    if money:
        return money
    return next((unit for word, unit in _UNIT_WORDS.items() if _has_word(text, word)), None)


def _has_word(text: str, word: str) -> bool:
    """Tell whether a word, or its plural, stands in a text; a sign such as `$` may touch what is beside it."""
    if not word[-1].isalpha():
        return word in text
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?:s|es)?\b", text) is not None


def currency(literal: str) -> str | None:
    """Return the ISO 4217 code of the currency that a literal names, or None."""
    text = plain(literal).casefold()
    return next((code for word, code in _CURRENCIES.items() if _has_word(text, word)), None)


def unit(literal: str) -> str | None:
    """Return the unit that a literal names, or None."""
    found = _unit(plain(literal).casefold())
    if found:
        return found
    number = quantity(literal)
    if number and number.unit:
        return number.unit
    return None if rank(literal) is None else "rank"


def rank(literal: str) -> int | None:
    """Return the place that a literal names (`top` is 1, `second largest` 2, `13th` 13, `top five` 5), or None."""
    text = plain(literal).casefold()
    top = re.search(rf"\btop (\d+|{_WORD})\b", text)
    if top:
        return int(top[1]) if top[1].isdigit() else _word_value(top[1])
    number = re.search(r"\b(\d+)(?:st|nd|rd|th)\b", text)
    if number:
        return int(number[1])
    word = _RANK.search(text)
    if word is None:
        return None
    return _TENS.get(word["tens"], 0) + _ORDINALS[word["ordinal"]] if word["ordinal"] else 1


def bound(literal: str) -> str | None:
    """Return the code of the hedge that a literal holds, `eq` if it holds none."""
    text = f" {plain(literal).casefold()} "
    for code, words in (*_TURNED.items(), *_HEDGES.items()):
        if any(f" {word} " in text for word in words):
            return code
    return "eq"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What a date literal states: a full EDTF text, or only a month and day where the year stands elsewhere."""

    text: str | None
    month: int | None = None
    day: int | None = None


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
                return PartialDate(f"{groups['y']}-{month:02d}{tail}{mark}", month, day)
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


class Names:
    """The names under which sources speak of the rows of a reference table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.ids: dict[str, set[str]] = {}
        for row in rows:
            for name in (row["name"], *(row["aliases"] or ())):
                self.ids.setdefault(self.key(name), set()).add(row["id"])

    @staticmethod
    @lru_cache(maxsize=1 << 14)
    def key(name: str) -> str:
        """Return the form in which names are compared: spaces, quotes and a final possessive evened out."""
        text = plain(name).casefold()
        text = re.sub(r"(?:'s|(?<=s)')$", "", text)
        return re.sub(r"^the ", "", text)

    def find(self, literal: str) -> set[str]:
        """Return the ids that a literal names; more than one if the name is ambiguous."""
        return self.ids.get(self.key(literal), set())


def stands_in(literal: str, passage: str) -> bool:
    """Tell whether a literal stands in a passage on token boundaries, spaces, quotes, markup and hyphenation aside."""
    wanted = _spaced(literal)
    if not wanted:
        return False
    # A hyphen at the end of a line may have been put there by the wrapping or may belong to the word.
    return any(_at_boundaries(wanted, _spaced(re.sub(_LINE_HYPHEN, keep, passage))) for keep in ("", "-"))


_LINE_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010-\u2015]\s*\n\s*")


def _at_boundaries(wanted: str, text: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        before, after = text[at - 1 : at], text[end : end + 1]
        inside_word = (wanted[0].isalnum() and before.isalnum()) or (wanted[-1].isalnum() and after.isalnum())
        # "6 billion" is not in "1.6 billion", nor "60" in "60,000"
        inside_number = (wanted[0].isdigit() and _INTO_NUMBER.search(text[max(0, at - 2) : at])) or (
            wanted[-1].isdigit() and _OUT_OF_NUMBER.match(text, end)
        )
        if not inside_word and not inside_number:
            return True
        at = text.find(wanted, at + 1)
    return False


_INTO_NUMBER = re.compile(r"\d[.,]$")
_OUT_OF_NUMBER = re.compile(r"[.,]\d")


def _spaced(text: str) -> str:
    text = unicodedata.normalize("NFKC", letters.MARKER.sub("", text)).casefold()
    text = re.sub("[*_\\\\\u00ad\u200b\u2060\ufeff]", "", text)
    text = re.sub("[\u2018\u2019`\u00b4]", "'", text)
    text = re.sub("[\u201c\u201d]|''", '"', text)
    text = re.sub("[\u2010-\u2015]", "-", text)
    return re.sub(r"\s+", " ", text).strip()
