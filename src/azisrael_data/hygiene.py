"""Characters that do not belong in a cell, and texts that a spreadsheet or a browser would act on.

`suspects` is a quick filter over a whole record; `faults` then judges each cell. Refused with the fix named,
never repaired. Letters of any script are welcome; only a word that mixes scripts is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from azisrael_data.problems import shown

_FORMULA = re.compile(r"[ \t]*(?:[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|DDE ?\()", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ERROR = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|N/A|SPILL!|CALC!|#+)")
MARKERS = ("n/a", "na", "null", "none", "nan", "nil", "tbd", "n.a.", "unknown", "missing", ".", "#n/a")
_MARKER = re.compile(rf"{'|'.join(map(re.escape, MARKERS))}|-+|\?+", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z!][^>]*>?|&(?:[a-z]{2,8}|#\d+|#x[0-9a-f]+);|javascript:", re.IGNORECASE)
_SUSPECT = re.compile(  # of lower-case text after a comma; the look-ahead is for speed
    r"[,\"](?=[ =+\-@#?.dntum])(?: *(?:[=+\-@]|dde ?\()|#|(?:n/?a|null|none|nan|nil|tbd|n\.a\.|\?+|unknown|missing|\.)(?=[,\"]|\Z))"
)
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|[\u00d0\u00d1][\u0080-\u00bf]|\u00c5[\u0178\u00b8]|\ufffd"
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "CHEROKEE", "COPTIC")
_WORD = re.compile(r"[^\W\d_]+")

Fault = tuple[str, str, str]


def suspects(record: str) -> bool:
    """Tell whether a record's text needs a closer look. Never misses what `faults` would find in one of its cells."""
    if not (record.isascii() and record.isprintable()) or "<" in record or "&" in record:
        return True
    lower = record.lower()
    return "javascript:" in lower or _SUSPECT.search(f",{lower}") is not None


def faults(cell: str) -> Iterator[Fault]:
    """Yield (code, message, hint) for the first thing that does not belong in a cell's text."""
    for finder in (_odd_character, _mojibake, _formula, _marker, _markup, _mixed, _normal):
        found = finder(cell)
        if found:
            yield found
            return


def _odd_character(cell: str) -> Fault | None:
    if cell.isascii() and cell.isprintable():
        return None
    for position, character in enumerate(cell, 1):
        if character == "\n":
            return "line-break", f"line break at character {position} of a one-line cell", "write it on one line"
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp") or (category == "Zs" and character != " "):
            name = unicodedata.name(character, "unnamed")
            hint = "write an ordinary space" if category == "Zs" else "delete the character"
            return "bad-character", f"U+{ord(character):04X} {name} at character {position}", hint
    return None


def _mojibake(cell: str) -> Fault | None:
    match = _MOJIBAKE.search(cell)
    if match is None:
        return None
    for encoding in ("cp1252", "latin-1"):
        try:
            return "mojibake", f"{shown(cell)} is wrongly decoded text", f"write {cell.encode(encoding).decode()!r}"
        except UnicodeError:
            continue
    return "mojibake", f"{shown(cell)} is wrongly decoded text", "restore the word from the source"


def _formula(cell: str) -> Fault | None:
    if _ERROR.match(cell):
        return "spreadsheet-error", f"{shown(cell)} is a spreadsheet's error value", "restore the value"
    if _MARKER.fullmatch(cell) or not _FORMULA.match(cell) or _NUMBER.fullmatch(cell):
        return None
    return "formula", f"{shown(cell)} would run as a formula in a spreadsheet", "reword so that it starts with a letter"


def _marker(cell: str) -> Fault | None:
    if _MARKER.fullmatch(cell) is None:
        return None
    return "missing-marker", f"{shown(cell)} stands for no value", "leave the cell empty"


def _markup(cell: str) -> Fault | None:
    match = _MARKUP.search(cell)
    if match is None:
        return None
    return "markup", f"{shown(match[0])} is markup", "write plain text"


def _mixed(cell: str) -> Fault | None:
    if cell.isascii():
        return None
    for word in _WORD.findall(cell):
        if word.isascii():
            continue
        scripts = {s for c in word for s in _SCRIPTS if unicodedata.name(c, "").startswith(s)}
        if len(scripts) > 1:
            odd = next(c for c in word if unicodedata.name(c, "").startswith(tuple(scripts - {"LATIN"})))
            found = f"the word {word!a} mixes {' and '.join(sorted(scripts))}"
            return "mixed-script", found, f"replace U+{ord(odd):04X} {unicodedata.name(odd)}"
    return None


def _normal(cell: str) -> Fault | None:
    if unicodedata.is_normalized("NFC", cell):
        return None
    return "not-nfc", f"{ascii(cell)[:80]} is not in Unicode NFC", f"write {unicodedata.normalize('NFC', cell)!r}"
