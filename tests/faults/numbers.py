"""Faults of numbers: separators, units, words, signs, limits."""

from __future__ import annotations

from azisrael_data import cells
from faults.kit import fault, is_integer, is_number, named, variants


def is_decimal(column) -> bool:
    """Tell whether a column takes numbers with a point."""
    return type(column.cell) is cells.Number


@variants(
    "C03",
    "cell",
    {
        "": ("space inside a number", "1 200", ""),
        "b": ("NBSP inside a number", "1\u00a0200", "bad-character"),
        "c": ("underscore inside a number", "1_200", ""),
        "d": ("space after a number", "12 ", ""),
        "e": ("space before a number", " 12", ""),
        "f": ("narrow NBSP inside a number", "1\u202f200", "bad-character"),
        "g": ("apostrophe inside a number (Swiss)", "1'200", ""),
    },
    whole=True,
)
def space_in_number(rng, view, text, code):
    spot = view.spot(rng, is_number)
    return spot.put(text, code or spot.own)


@variants(
    "C12",
    "cell",
    {
        "": ("thousands separator in a number", "1,200"),
        "b": ("thousands separators, two", "1,200,000"),
        "c": ("points as thousands separators", "1.200.000"),
    },
    whole=True,
)
def thousands(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own)


@variants(
    "C13",
    "cell",
    {
        "": ("decimal comma", "12,5"),
        "b": ("decimal point in the middle of the line", "12·5"),
        "c": ("Arabic decimal separator", "12٫5"),
    },
    whole=True,
)
def decimal_comma(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own)


@variants(
    "C14",
    "cell",
    {
        "": ("currency sign in a number", "$500"),
        "b": ("percent sign in a number", "60%"),
        "c": ("unit in a number", "12 km"),
        "d": ("degree sign in a number", "40°"),
        "e": ("currency code in a number", "500 USD"),
        "f": ("multiplier in a number", "5m"),
        "g": ("manat sign in a number", "500₼"),
    },
    whole=True,
)
def unit_in_number(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own)


@variants(
    "C15",
    "cell",
    {
        "": ("words or hedges in a number", "about 50"),
        "b": ("number in words", "twelve"),
        "c": ("range in a number", "10-12"),
        "d": ("tilde before a number", "~50"),
        "e": ("comparison before a number", ">50"),
        "f": ("plus after a number", "50+"),
        "g": ("question mark after a number", "50?"),
        "h": ("footnote sign after a number", "50*"),
        "i": ("ordinal", "3rd"),
        "j": ("alternatives", "10/12"),
    },
    whole=True,
)
def words_in_number(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own, *(("markup",) if text == "<50" else ()))


@variants(
    "C16",
    "cell",
    {
        "": ("float where an integer is due", "12.0"),
        "b": ("fraction where an integer is due", "12.5"),
        "c": ("point at the end of an integer", "12."),
    },
    whole=True,
)
def float_for_integer(rng, view, text):
    spot = view.spot(rng, is_integer)
    return spot.put(text, spot.own)


@variants(
    "C16",
    "cell",
    {
        "d": ("zeros at the end of a decimal number", "12.50"),
        "e": ("decimal number without a leading zero", ".5"),
        "f": ("point at the end of a decimal number", "12."),
        "g": ("more digits after the point than are kept", "0.1234567891"),
    },
    whole=True,
)
def odd_decimal(rng, view, text):
    spot = view.spot(rng, is_decimal)
    return spot.put(text, spot.own)


@variants(
    "C17",
    "cell",
    {
        "": ("scientific notation (Excel)", "1E+05"),
        "b": ("scientific notation, small letter", "1.2e3"),
        "c": ("a number of four hundred digits", "9" * 400),
        "d": ("exponent beyond all bounds", "1e999999999"),
        "e": ("hexadecimal number", "0x1F"),
        "f": ("vulgar fraction", "½"),
        "g": ("superscript digit", "12²"),
        "h": ("Roman numeral", "Ⅻ"),
        "i": ("Arabic digits", "١٢"),
        "j": ("full-width digits", "１２"),
    },
    whole=True,
)
def odd_number(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own)


@fault("C18", "cell", whole=True)
def negative(rng, view):
    """Number below its minimum (negative)."""
    spot = view.spot(rng, is_number)
    low = spot.column.cell.low
    return spot.put(str(int(low) - rng.choice((1, 5, 40))), "out-of-range")


@fault("C18b", "cell", whole=True)
def too_great(rng, view):
    """Number above its maximum."""
    spot = view.spot(rng, lambda c: is_number(c) and c.cell.high < 10**15)
    return spot.put(str(int(spot.column.cell.high) + rng.choice((1, 7, 100))), "out-of-range")


@fault("C18c", "cell", whole=True)
def zero(rng, view):
    """Zero where a number from 1 is due."""
    spot = view.spot(rng, lambda c: is_number(c) and c.cell.low >= 1)
    return spot.put("0", "out-of-range")


@fault("C18d", "cell", whole=True)
def minus_zero(rng, view):
    """Minus zero."""
    spot = view.spot(rng, is_number)
    return spot.put("-0", spot.own)


@variants(
    "C19",
    "cell",
    {
        "": ("NaN in a number", "NaN", "missing-marker"),
        "b": ("Infinity in a number", "Infinity", ""),
        "c": ("inf in a number", "inf", ""),
        "d": ("infinity sign in a number", "∞", ""),
    },
    whole=True,
)
def not_a_number(rng, view, text, code):
    spot = view.spot(rng, is_number)
    return spot.put(text, code or spot.own)


@variants(
    "C41",
    "cell",
    {
        "": ("leading zeros in an integer", "0012"),
        "b": ("apostrophe before a number (spreadsheet text)", "'12"),
        "c": ("minus after a number", "12-"),
        "d": ("negative number in brackets (bookkeeping)", "(12)"),
        "e": ("mathematical minus sign", "−12"),
        "f": ("two points", "12..5"),
    },
    whole=True,
)
def odd_sign(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own)


@variants(
    "C41",
    "cell",
    {"g": ("plus sign before a number", "+12"), "h": ("two minus signs", "--12")},
    whole=True,
)
def plus_sign(rng, view, text):
    spot = view.spot(rng, is_number)
    return spot.put(text, spot.own, "formula")


@variants(
    "C49",
    "cell",
    {
        "": ("degrees, minutes and seconds", "40°22′39″"),
        "b": ("compass letter after a degree", "40.4N"),
        "c": ("both coordinates in one cell", "40.4, 49.9"),
    },
    whole=True,
)
def bad_coordinate(rng, view, text):
    return view.spot(rng, named("latitude", "longitude")).put(text, "bad-number")


@fault("C49d", "cell", whole=True)
def coordinate_beyond(rng, view):
    """Latitude beyond the pole."""
    return view.spot(rng, named("latitude")).put("-90.5", "out-of-range")
