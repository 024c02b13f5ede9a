"""Faults of typed cells: codes, ids, numbers, dates, lists, JSON, addresses and fingerprints."""

from __future__ import annotations

import json
import re

from azisrael_data import cells
from faults.kit import (
    Injection,
    Spot,
    fault,
    is_code,
    is_day,
    is_edtf,
    is_hash,
    is_id,
    is_integer,
    is_number,
    is_text,
    named,
    own_or_none,
    variants,
)
from faults.texts import LOOKS_LIKE


def is_actor_key(column) -> bool:
    """Tell whether a column takes ids of actors, for which a lower-case word is well formed."""
    return column.member == cells.ACTOR


def keyed(column) -> bool:
    """Tell whether a column takes codes, ids or keys, one or a list."""
    return is_code(column) or is_id(column)


def is_decimal(column) -> bool:
    """Tell whether a column takes numbers with a point."""
    return type(column.cell) is cells.Number


@variants(
    "C01",
    "cell",
    {
        "": ("trailing space in a code, id or key", "{} "),
        "b": ("leading space in a code, id or key", " {}"),
    },
    whole=True,
)
def space_at_key(rng, view, form):
    spot = view.spot(rng, keyed)
    return spot.put(form.format(spot.text), spot.own)


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


@fault("C04", "cell", whole=True)
def homoglyph_in_code(rng, view):
    """Homoglyph in an enum cell (Cyrillic)."""
    return like(rng, view, is_code, "cyrillic")


@fault("C04b", "cell", whole=True)
def greek_in_code(rng, view):
    """Homoglyph in an enum cell (Greek)."""
    return like(rng, view, is_code, "greek")


@fault("C05", "cell", whole=True)
def homoglyph_in_key(rng, view):
    """Homoglyph in an id or key cell (Cyrillic)."""
    return like(rng, view, is_id, "cyrillic")


def like(rng, view, where, script) -> Injection:
    """Return the injection that replaces one letter of a longer word by another that looks like it."""
    table = LOOKS_LIKE[script]

    def places(text: str) -> list[int]:
        return [
            m.start() + n for m in re.finditer("[A-Za-z]{2,}", text) for n, c in enumerate(m[0]) if c.translate(table) != c
        ]  # fmt: skip

    spot = view.spot(rng, where, places)
    at = rng.choice(places(spot.text))
    return spot.put(spot.text[:at] + spot.text[at].translate(table) + spot.text[at + 1 :], "mixed-script")


@variants(
    "C05",
    "cell",
    {
        "b": ("Arabic digit in an id or key", "\u0663"),
        "c": ("full-width digit in an id or key", "\uff13"),
        "d": ("letter O for zero in an id or key", "O"),
    },
    whole=True,
)
def digit_in_key(rng, view, digit):
    spot = view.spot(rng, lambda c: is_id(c) and "[0-9]{" in c.member.pattern, lambda text: "0" in text)
    at = rng.choice([n for n, c in enumerate(spot.text) if c == "0"])
    return spot.put(spot.text[:at] + digit + spot.text[at + 1 :], spot.own)


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


DATES = {
    "C21": {
        "": ("locale date", "02/03/2012"),
        "b": ("locale date with points", "3.2.2012"),
        "c": ("month in words", "3 May 2015"),
        "d": ("American month first", "May 3, 2015"),
        "e": ("year of two digits", "12-02-03"),
        "f": ("slashes, year first", "2012/02/03"),
        "g": ("no leading zeros", "2012-2-3"),
        "h": ("no hyphens", "20120203"),
        "i": ("en dashes for hyphens", "2012–02–03"),
        "j": ("points, year first", "2012.02.03"),
        "k": ("week date", "2012-W05-3"),
        "l": ("day of the year", "2012-034"),
        "m": ("Persian year", "1391-11-15x"),
    },
    "C22": {
        "": ("impossible day", "2012-02-30"),
        "b": ("no leap year", "2015-02-29"),
        "c": ("impossible month", "2012-13-01"),
        "d": ("day zero", "2012-02-00"),
        "e": ("month zero", "2012-00-10"),
        "f": ("year zero", "0000-02-03"),
        "g": ("thirty-first of April", "2012-04-31"),
    },
    "C24": {
        "": ("Excel-mangled month and year", "Feb-12"),
        "b": ("Excel-mangled day and month", "12-Feb"),
        "c": ("Excel's number of a day", "40941"),
        "d": ("Excel's date with the name of the month", "03-Feb-2012"),
        "e": ("Unix time", "1328227200"),
    },
    "C25": {
        "": ("date with a time", "2012-02-03T00:00:00"),
        "b": ("date with a time after a blank", "2012-02-03 00:00:00"),
        "c": ("date with a zone", "2012-02-03Z"),
        "d": ("date with an offset", "2012-02-03+04:00"),
    },
}
for _id, _choices in DATES.items():

    @variants(_id, "cell", _choices, whole=True)
    def odd_date(rng, view, text):
        spot = view.spot(rng, lambda column: is_edtf(column) or is_day(column))
        return spot.put(text, spot.own)


@variants(
    "C26",
    "cell",
    {
        "": ("interval that runs backwards", "2014/2012"),
        "b": ("interval with an empty end", "2012/"),
        "c": ("interval with a hyphen", "2012-2014"),
        "d": ("season code", "2012-21"),
        "e": ("century with two X", "20XX"),
        "f": ("day unknown by X", "2012-02-XX"),
        "g": ("marks before the date", "~2012"),
        "h": ("set of one", "[2012]"),
        "i": ("set out of order", "[2014,2012]"),
        "j": ("set not closed", "[2012,2014"),
        "k": ("three dots for an open end", "2012/..."),
        "l": ("interval to itself", "2012/2012"),
        "m": ("two marks", "2012?~"),
        "n": ("en dash between years", "2012–2014"),
        "o": ("year of five digits", "02012"),
        "p": ("words", "early 2012"),
        "q": ("before", "<2012"),
        "r": ("circa", "c. 2012"),
        "s": ("small x for a digit", "201x"),
        "t": ("set with blanks", "[2012, 2014]"),
    },
    whole=True,
)
def odd_edtf(rng, view, text):
    spot = view.spot(rng, is_edtf)
    return spot.put(text, "bad-edtf")


@variants(
    "C27",
    "cell",
    {
        "": ("enum case variant: capitals", lambda text: text.upper()),
        "b": ("enum case variant: first letter", lambda text: text.capitalize()),
        "c": ("enum case variant: small letters", lambda text: text.lower()),
    },
    whole=True,
)
def code_case(rng, view, change):
    spot = view.spot(rng, is_code, lambda text: change(text) != text)
    return spot.put(change(spot.text), spot.own)


@variants(
    "C28",
    "cell",
    {
        "": ("enum value unknown", "wombat"),
        "b": ("enum value in words", "some kind of thing"),
        "c": ("two enum values in one cell", None),
        "d": ("enum value misspelt", "slip"),
        "e": ("enum value with blanks or hyphens for '_'", "form"),
        "f": ("boolean for a code", "true"),
        "g": ("number for a code", "0"),
    },
    whole=True,
)
def unknown_code(rng, view, text):
    one = {"slip": lambda t: len(t) > 4, "form": lambda t: "_" in t}.get(text, bool)
    spot = view.spot(rng, lambda c: is_code(c) and not (text is None and c.is_list), one)
    if text is None:
        codes = list(spot.column.member.codes)
        return spot.put(f"{spot.text};{rng.choice(codes)}", spot.own)
    if text == "slip":
        at = rng.randrange(1, len(spot.text) - 1)
        return spot.put(spot.text[:at] + "q" + spot.text[at + 1 :], spot.own)
    return spot.put(spot.text.replace("_", "-") if text == "form" else text, spot.own)


@variants(
    "C33",
    "cell",
    {
        "": ("underscore for the hyphen of an id", lambda text: text.replace("-", "_")),
        "b": ("no hyphen in an id", lambda text: text.replace("-", "")),
        "c": ("one digit too few in an id", lambda text: text[:-1]),
        "d": ("one digit too many in an id", lambda text: text + "0"),
        "e": ("small letters in an id", lambda text: text.lower()),
        "f": ("en dash in an id", lambda text: text.replace("-", "–")),
        "g": ("blank for the hyphen of an id", lambda text: text.replace("-", " ")),
        "h": ("number sign before an id", lambda text: f"#{text}"),
        "i": ("number alone in the place of an id", lambda text: text[3:]),
        "j": ("full stop after an id", lambda text: f"{text}."),
        "k": ("non-breaking hyphen in an id", lambda text: text.replace("-", "\u2011")),
        "l": ("id without its leading zeros", lambda text: re.sub("-0+", "-", text)),
        "m": ("two ids in one cell", lambda text: f"{text} {text[:-1]}9"),
    },
    whole=True,
)
def bad_id(rng, view, change):
    spot = view.spot(rng, lambda c: is_id(c) and "[0-9]{" in c.member.pattern and not c.is_list)
    return spot.put(change(spot.text), spot.own)


@fault("C33n", "cell", whole=True)
def id_of_another_table(rng, view):
    """Id with the prefix of another table."""
    spot = view.spot(rng, lambda c: is_id(c) and c.name == "id" and "-[0-9]" in c.member.pattern)
    prefix = rng.choice([p for p in ("AT", "AG", "VI", "TF", "IN", "EV") if not spot.text.startswith(p)])
    return spot.put(prefix + spot.text[2:], spot.own)


@variants(
    "C33",
    "cell",
    {
        "o": ("capitals in a slug", lambda text: text.capitalize()),
        "p": ("blank for a hyphen in a slug", lambda text: text.replace("-", " ") + " x" * ("-" not in text)),
        "q": ("underscore in a slug", lambda text: f"{text}_x"),
        "r": ("accent in a slug", lambda text: f"{text}-é"),
        "s": ("hyphen at the end of a slug", lambda text: f"{text}-"),
        "t": ("two hyphens in a slug", lambda text: f"{text}--x"),
        "u": ("path in a slug", lambda text: f"../{text}"),
    },
    whole=True,
)
def bad_slug(rng, view, change):
    spot = view.spot(rng, lambda c: c.member == cells.SLUG)
    return spot.put(change(spot.text), spot.own)


def in_country(view, rng) -> Spot:
    """Draw a cell that takes the code of a state."""
    return view.spot(rng, lambda c: c.member == cells.ISO3)


@variants(
    "C28",
    "cell",
    {
        "h": ("country code of two letters", "AZ"),
        "i": ("country by name", "Azerbaijan"),
        "j": ("country code in small letters", "aze"),
        "k": ("number of a country", "031"),
    },
    whole=True,
)
def bad_country(rng, view, text):
    spot = in_country(view, rng)
    return spot.put(text, spot.own)


@variants(
    "C37",
    "cell",
    {
        "": ("javascript: URL", "javascript:alert(1)", "markup"),
        "b": ("file: URL", "file:///etc/passwd", ""),
        "c": ("data: URL", "data:text/plain,x", ""),
        "d": ("URL with user info", "https://user:secret@example.org/", ""),
        "e": ("URL without a scheme", "www.example.org/a", ""),
        "f": ("URL with blanks", "https://example.org/a b", ""),
        "g": ("two URLs", "https://example.org https://example.com", ""),
        "h": ("ftp: URL", "ftp://example.org/a", ""),
        "i": ("URL with a backslash", "https://example.org\\a", ""),
        "j": ("URL without a host", "https:///a", ""),
        "k": ("URL in angle brackets", "<https://example.org/a>", "bad-url"),
        "l": ("URL in quotes", '"https://example.org/a"', ""),
        "m": ("protocol-relative URL", "//example.org/a", ""),
        "n": ("an identifier without its address", "doi:10.1000/182", ""),
        "o": ("words for a URL", "see the web site", ""),
        "p": ("homoglyph in a host", "https://ex\u0430mple.org/a", "mixed-script"),
        "q": ("right-to-left override in a URL", "https://example.org/\u202egpj", "bad-character"),
        "r": ("user info by a homoglyph of @", "https://example.com\uff20evil.example/", ""),
        "s": ("URL in capitals", "HTTPS://example.org/a", ""),
        "t": ("host without a dot", "https://localhost/a", ""),
        "u": ("address by numbers", "http://127.0.0.1/a", ""),
    },
    whole=True,
)
def bad_url(rng, view, text, code):
    spot = view.spot(rng, lambda c: own_or_none(c) == "bad-url")
    return spot.put(text, code or "bad-url")


HASH_FORMS = {
    "": ("hash in capitals", lambda text: text.upper() if text.upper() != text else "A" * len(text)),
    "b": ("hash one digit short", lambda text: text[:-1]),
    "c": ("hash in exponent form (Excel)", lambda text: "1.23E+19"),
    "d": ("hash one digit too long", lambda text: text + "0"),
    "e": ("hash with its algorithm before it", lambda text: f"sha256:{text}"),
    "f": ("hash with 0x before it", lambda text: f"0x{text[2:]}"),
    "g": ("hash with a letter that is no digit", lambda text: f"g{text[1:]}"),
    "h": ("MD5 for SHA-256", lambda text: "d41d8cd98f00b204e9800998ecf8427e"),
    "i": ("letter O for zero in a hash", lambda text: f"O{text[1:]}"),
}


@variants("C40", "cell", HASH_FORMS, whole=True)
def bad_hash(rng, view, change):
    spot = view.spot(rng, is_hash)
    return spot.put(change(spot.text), "bad-hash")


@variants(
    "C42",
    "cell",
    {
        "": ("TRUE (Excel)", "TRUE"),
        "b": ("yes", "yes"),
        "c": ("1", "1"),
        "d": ("True (Python)", "True"),
        "e": ("WAHR (German Excel)", "WAHR"),
        "f": ("check mark", "✓"),
        "g": ("x", "x"),
    },
    whole=True,
)
def bad_boolean(rng, view, text):
    return view.spot(rng, lambda c: isinstance(c.cell, cells.Boolean)).put(text, "bad-boolean")


@variants(
    "C45",
    "cell",
    {
        "": ("currency in small letters", "usd"),
        "b": ("currency sign", "$"),
        "c": ("currency sign with country", "US$"),
        "d": ("currency in words", "dollars"),
        "e": ("currency that the dataset does not use", "XXQ"),
    },
    whole=True,
)
def bad_currency(rng, view, text):
    return view.spot(rng, named("currency")).put(text, "bad-currency")


@variants(
    "C46",
    "cell",
    {
        "": ("language by name", "English"),
        "b": ("language in capitals", "EN"),
        "c": ("language with a region", "en-US"),
        "d": ("two languages", "en;az"),
    },
    whole=True,
)
def bad_language(rng, view, text):
    return view.spot(rng, named("language")).put(text, "bad-language")


def in_list(rng, view) -> Spot:
    """Draw a cell that holds a list."""
    return view.spot(rng, lambda c: c.is_list)


@variants(
    "C47",
    "cell",
    {
        "": ("separator at the end of a list", lambda text: f"{text};"),
        "b": ("separator before a list", lambda text: f";{text}"),
        "c": ("member of a list twice", lambda text: f"{text};{text.split(';')[0]}"),
        "d": ("empty member in a list", lambda text: f"{text};;{text}"),
    },
    whole=True,
)
def bad_list(rng, view, change):
    spot = in_list(rng, view)
    return spot.put(change(spot.text), "bad-list")


@variants(
    "C47",
    "cell",
    {
        "e": ("blank after the separator of a list", "{}; {}"),
        "f": ("comma between members of a list", "{}, {}"),
        "g": ("bar between members of a list", "{}|{}"),
        "h": ("'and' between members of a list", "{} and {}"),
        "i": ("list in brackets", "[{};{}]"),
        "j": ("list as a Python tuple", "('{}', '{}')"),
        "k": ("slash between members of a list", "{}/{}"),
    },
    whole=True,
)
def bad_separator(rng, view, form):
    spot = view.spot(rng, lambda c: c.is_list and not is_text(c) and type(c.member) is not cells.Cell)
    first, *rest = spot.text.split(";")
    return spot.put(form.format(first, (rest or [first])[0]), spot.own)


@variants(
    "C47",
    "cell",
    {
        "l": ("blank after the separator of a list of names", "{}; more"),
        "m": ("blank before the separator of a list of names", "{} ;more"),
    },
    whole=True,
)
def blank_in_names(rng, view, form):
    spot = view.spot(rng, lambda c: c.is_list and type(c.member) is cells.Cell)
    return spot.put(form.format(spot.text), "edge-space")


def _rewritten(change):
    return lambda text: change(json.loads(text))


JSON_FORMS = {
    "": ("JSON cut off", lambda text: text[:-1]),
    "b": ("JSON with single quotes", lambda text: text.replace('"', "'")),
    "c": ("JSON with a comma at the end", lambda text: text[:-1] + ",}"),
    "d": ("JSON with a name twice", lambda text: f'{{"zz": null, "zz": null, {text[1:]}'),
    "e": ("JSON without blanks", _rewritten(lambda v: json.dumps(v, ensure_ascii=False, separators=(",", ":")) + "")),
    "f": ("a JSON list", lambda text: f"[{text}]"),
    "g": ("empty JSON object", lambda text: "{}"),
    "h": ("JSON null", lambda text: "null"),
    "i": ("NaN in JSON", lambda text: f'{text[:-1]}, "zz": NaN}}'),
    "j": ("number for a literal", lambda text: f'{text[:-1]}, "zz": 12}}'),
    "k": ("object for a literal", lambda text: f'{text[:-1]}, "zz": {{"a": null}}}}'),
    "l": ("empty literal", lambda text: f'{text[:-1]}, "zz": ""}}'),
    "m": ("blank at the edge of a literal", lambda text: f'{text[:-1]}, "zz": "a "}}'),
    "n": ("empty list of literals", lambda text: f'{text[:-1]}, "zz": []}}'),
    "o": ("True for a literal", lambda text: f'{text[:-1]}, "zz": true}}'),
    "p": ("JSON nested a thousandfold", lambda text: "[" * 1000 + "]" * 1000),
    "q": ("two JSON objects", lambda text: text + text),
    "r": ("comment in JSON", lambda text: f"{text[:-1]} /* so */}}"),
    "s": ("Python dictionary for JSON", lambda text: repr(json.loads(text)) + " "),
    "t": ("curly quotes in JSON", lambda text: text.replace('"', "”")),
    "u": ("escaped letters in JSON", lambda text: f'{{"\\u0064ate": null, {text[1:]}'),
    "v": ("JSON as a quoted string", lambda text: json.dumps(text)),
    "w": ("infinite number in JSON", lambda text: f'{text[:-1]}, "zz": 1e999}}'),
    "x": ("lone surrogate in JSON", lambda text: f'{text[:-1]}, "zz": "\\ud800"}}'),
}


@variants("C48", "cell", JSON_FORMS, whole=True)
def bad_json(rng, view, change):
    spot = view.spot(rng, named("fields"), lambda text: change(text) != text)
    return spot.put(change(spot.text), "bad-json")


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


@fault("C32b", "cell", whole=True)
def key_cleared(rng, view):
    """The id or another part of the primary key empty."""
    sheet = view.sheet(rng)
    name = rng.choice(sheet.table.key)
    row = rng.randrange(len(sheet.rows))
    return Injection(sheet.put(row, name, "").files(), (sheet.due(row, name, "required"),))


