"""Literals as numbers with what stands beside them: number words, multipliers, currencies, units, ranks, hedges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from azisrael_data.literals.words import plain

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
    if word not in text or not word[-1].isalpha():
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
