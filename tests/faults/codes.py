"""Faults of codes, ids and keys as texts: spaces, letters that look alike, case, form."""

from __future__ import annotations

import re

from azisrael_data import cells
from faults.kit import Injection, Spot, fault, is_code, is_id, named, variants
from faults.texts import LOOKS_LIKE


def keyed(column) -> bool:
    """Tell whether a column takes codes, ids or keys, one or a list."""
    return is_code(column) or is_id(column)


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
        words = re.finditer("[A-Za-z]{2,}", text)
        return [word.start() + n for word in words for n, c in enumerate(word[0]) if c.translate(table) != c]

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


@fault("C32b", "cell", whole=True)
def key_cleared(rng, view):
    """The id or another part of the primary key empty."""
    sheet = view.sheet(rng)
    name = rng.choice(sheet.table.key)
    row = rng.randrange(len(sheet.rows))
    return Injection(sheet.put(row, name, "").files(), (sheet.due(row, name, "required"),))


@fault("C28l", "cell", whole=True, only="real")
def unknown_unit_of_rank(rng, view):
    """Unit unknown of a figure whose literal is a rank (invented figures have none): the literal is not at fault."""
    return view.spot(rng, named("unit"), lambda text: text == "rank").put("wombat", "unknown-code")
