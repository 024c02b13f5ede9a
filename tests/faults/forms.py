"""Faults of cells with a form of their own: addresses, fingerprints, truth values, lists, JSON."""

from __future__ import annotations

import json

from azisrael_data import cells
from faults.kit import Spot, fault, is_hash, is_text, named, own_or_none, variants


@variants(
    "C37",
    "cell",
    {
        "": ("javascript: URL", "javascript:alert(1)", "markup"),
        "b": ("file: URL", "file:///etc/passwd", ""),
        "c": ("data: URL", "data:text/plain,x", "markup"),
        "d": ("URL with user info", "https://user:secret@example.org/", ""),
        "e": ("URL without a scheme", "www.example.org/a", ""),
        "f": ("URL with blanks", "https://example.org/a b", ""),
        "g": ("two URLs", "https://example.org https://example.com", ""),
        "h": ("ftp: URL", "ftp://example.org/a", ""),
        "i": ("URL with a backslash", "https://example.org\\a", ""),
        "j": ("URL without a host", "https:///a", ""),
        "k": ("URL in angle brackets", "<https://example.org/a>", "markup"),
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


@fault("C48h", "cell", whole=True)
def json_null(rng, view):
    """JSON null in the place of the object: a missing token like any other."""
    return view.spot(rng, named("fields")).put("null", "missing-marker")


HASH_FORMS = {
    "": ("hash in capitals", lambda text: text.upper() if text.upper() != text else "A" * len(text)),
    "b": ("hash one digit short", lambda text: text[:-1]),
    "c": ("hash in exponent form (Excel)", lambda _text: "1.23E+19"),
    "d": ("hash one digit too long", lambda text: text + "0"),
    "e": ("hash with its algorithm before it", lambda text: f"sha256:{text}"),
    "f": ("hash with 0x before it", lambda text: f"0x{text[2:]}"),
    "g": ("hash with a letter that is no digit", lambda text: f"g{text[1:]}"),
    "h": ("MD5 for SHA-256", lambda _text: "d41d8cd98f00b204e9800998ecf8427e"),
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
    "g": ("empty JSON object", lambda _text: "{}"),
    "i": ("NaN in JSON", lambda text: f'{text[:-1]}, "zz": NaN}}'),
    "j": ("number for a literal", lambda text: f'{text[:-1]}, "zz": 12}}'),
    "k": ("object for a literal", lambda text: f'{text[:-1]}, "zz": {{"a": null}}}}'),
    "l": ("empty literal", lambda text: f'{text[:-1]}, "zz": ""}}'),
    "m": ("blank at the edge of a literal", lambda text: f'{text[:-1]}, "zz": "a "}}'),
    "n": ("empty list of literals", lambda text: f'{text[:-1]}, "zz": []}}'),
    "o": ("True for a literal", lambda text: f'{text[:-1]}, "zz": true}}'),
    "p": ("JSON nested a thousandfold", lambda _text: "[" * 1000 + "]" * 1000),
    "q": ("two JSON objects", lambda text: text + text),
    "r": ("comment in JSON", lambda text: f"{text[:-1]} /* so */}}"),
    "s": ("Python dictionary for JSON", lambda text: repr(json.loads(text)) + " "),
    "t": ("curly quotes in JSON", lambda text: text.replace('"', "”")),
    "u": ("escaped letters in JSON", lambda text: f'{{"\\u0064ate": null, {text[1:]}'),
    "v": ("JSON as a quoted string", json.dumps),
    "w": ("infinite number in JSON", lambda text: f'{text[:-1]}, "zz": 1e999}}'),
    "x": ("lone surrogate in JSON", lambda text: f'{text[:-1]}, "zz": "\\ud800"}}'),
}


@variants("C48", "cell", JSON_FORMS, whole=True)
def bad_json(rng, view, change):
    spot = view.spot(rng, named("fields"), lambda text: change(text) != text)
    return spot.put(change(spot.text), "bad-json")
