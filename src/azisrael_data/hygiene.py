"""Characters that do not belong in a cell, and texts that a spreadsheet or a browser would act on.

`suspects` is a quick filter over a whole record; `faults` then judges each cell. Refused with the fix named,
never repaired. Letters of any script are welcome; only a word that mixes scripts is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from azisrael_data.problems import HIDDEN, shown, unmasked


def _as(letter: str, encoding: str) -> str:
    """Return what a letter's UTF-8 looks like in another encoding, if it has a look there."""
    try:
        return letter.encode().decode(encoding)
    except UnicodeDecodeError:
        return ""


_FORMULA = re.compile(r"[ \t]*(?:[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|DDE ?\()", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ERROR = re.compile(r"#(?:DIV/0!|N/A|#+|[^\W\d_][^\s,;]*[!?])|Err:[0-9]")
MARKERS = (
    "n/a", "na", "null", "none", "nan", "nat", "nil", "tbd", "todo", "n.a.", "unknown", "undefined", "missing",
    "not available", "(none)", "xxx", ".", "..", "...", "_", "\u2026", "\u2013", "\u2014", "#n/a",
)  # fmt: skip
_MARKER = re.compile(rf"{'|'.join(map(re.escape, MARKERS))}|-+|\?+", re.IGNORECASE)
_MARKUP = re.compile(
    r"<\s*/?\s*[A-Za-z!][^>]*>?|&(?:[a-z]{2,8}|#\d+|#x[0-9a-f]+);|(?:java|vb)script:|data:\w+/", re.IGNORECASE
)
_ASCII_MARKERS = "|".join(re.escape(word) for word in MARKERS if word.isascii())
_STARTS = re.escape("".join(sorted({word[0] for word in MARKERS if word.isascii()})))
_SUSPECT = re.compile(  # of lower-case text after a comma; the look-ahead is for speed
    rf"[,\"](?=[ =+\-@?de{_STARTS}])(?: *(?:[=+\-@]|dde ?\()|#|err:[0-9]|(?:{_ASCII_MARKERS}|\?+)(?=[,\"]|\Z))"
)
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")  # a letter that an encoding did not have
_ADDRESS = re.compile(r"https?://\S+")
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|[\u00d0\u00d1][\u0080-\u00bf]|\u00c5[\u0178\u00b8]|\ufffd"
)
# The letters of Azerbaijani, Turkish and French as other encodings show their UTF-8, where nobody writes such a pair.
_ENCODINGS = ("cp1252", "latin-1", "cp1254", "cp1251", "mac-roman", "cp437")
_BEYOND = "\u0259\u018f\u0131\u0130\u015f\u015e\u011f\u011e\u00f6\u00d6\u00fc\u00dc\u00e7\u00c7\u00e9\u00e2"
_AS_OTHERS = re.compile(
    "|".join(
        [
            *sorted(
                {re.escape(_seen) for letter in _BEYOND for encoding in _ENCODINGS if (_seen := _as(letter, encoding))}
            ),
            "(?:[\u0420\u0421][\u0402\u0403\u0409-\u040f\u0452\u0453\u0459-\u045f\u00a0-\u00bf\u2018-\u203a\u0451\u0454-\u0458\u0404-\u0408\u0490\u0491]){2}",
            "[\u2500-\u257f]",
        ]
    )
)
# A word of nothing but letters beyond ASCII: Cyrillic of one byte a letter, shown as Latin.
_CYRILLIC_AS_LATIN = re.compile(r"(?<![^\W_])[\u00a8\u00b8\u00c0-\u00ff]{4,}(?![^\W_])")
# Ligatures, presentation forms, full-width and mathematical letters, letters in circles; more than three accents.
_STAND_INS = re.compile(
    "[\ufb00-\ufb4f\uff21-\uff3a\uff41-\uff5a\u2460-\u24ff\U0001d400-\U0001d7ff]|[\u0300-\u036f\u0483-\u0487\u0591-\u05c7]{4,}"
)
_INVISIBLE = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "CHEROKEE", "COPTIC")
_WORD = re.compile(r"[^\W\d_]+")

Fault = tuple[str, str, str]


def suspects(record: str) -> bool:
    """Tell whether a record's text needs a closer look. Never misses what `faults` would find in one of its cells."""
    if not (record.isascii() and record.isprintable()) or "<" in record or "&" in record:
        return True
    if "?" in record and _LOST.search(record):
        return True
    lower = record.lower()
    return "script:" in lower or "data:" in lower or _SUSPECT.search(f",{lower}") is not None


def faults(cell: str) -> Iterator[Fault]:
    """Yield (code, message, hint) for the first thing that does not belong in a cell's text."""
    for finder in (_odd_character, _mojibake, _lost, _formula, _marker, _markup, _mixed, _normal, _compatible):
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
        hidden = HIDDEN.match(character) or character == "\ufffc" or category in _INVISIBLE
        if hidden or (category == "Zs" and character != " "):
            name = unicodedata.name(character, "unnamed")
            hint = "write an ordinary space" if category == "Zs" else "delete the character"
            return "bad-character", f"U+{ord(character):04X} {name} at character {position}", hint
    return None


def _mojibake(cell: str) -> Fault | None:
    if cell.isascii():
        return None
    if _MOJIBAKE.search(cell) is None and _AS_OTHERS.search(cell) is None:
        return _cyrillic(cell)
    for encoding in _ENCODINGS:
        try:
            right = cell.encode(encoding).decode()
        except UnicodeError:
            continue
        return "mojibake", f"{shown(cell)} is wrongly decoded text", f"write {shown(right)}"
    return "mojibake", f"{shown(cell)} is wrongly decoded text", "restore the word from the source"


def _cyrillic(cell: str) -> Fault | None:
    match = _CYRILLIC_AS_LATIN.search(cell)
    if match is None:
        return None
    right = match[0].encode("cp1252").decode("cp1251")
    return "mojibake", f"{shown(match[0])} is wrongly decoded text", f"write {shown(right)}, or whatever the source has"


def _lost(cell: str) -> Fault | None:
    if "?" not in cell or _LOST.search(_ADDRESS.sub("", cell)) is None:
        return None
    found = f"{shown(cell)} has a question mark in a word, where a letter was lost"
    return "mojibake", found, "restore the word from the source"


def runs(text: str) -> bool:
    """Tell whether a spreadsheet would run a text as a formula."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def _formula(cell: str) -> Fault | None:
    if _ERROR.match(cell):
        return "spreadsheet-error", f"{shown(cell)} is a spreadsheet's error value", "restore the value"
    if _MARKER.fullmatch(cell) or not runs(cell):
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
            found = f"the word '{ascii(word)[1:-1][:80]}' mixes {' and '.join(sorted(scripts))}"
            meant = unmasked(word)
            hint = f"; did you mean {shown(meant)}?" if meant.isascii() else ""
            return "mixed-script", found, f"replace U+{ord(odd):04X} {unicodedata.name(odd)}{hint}"
    return None


def _normal(cell: str) -> Fault | None:
    if unicodedata.is_normalized("NFC", cell):
        return None
    normal = unicodedata.normalize("NFC", cell)
    return "not-nfc", f"'{ascii(cell)[1:-1][:80]}' is not in Unicode NFC", f"write {shown(normal)}"


def _compatible(cell: str) -> Fault | None:
    """Find letters that a PDF or a font put in the place of others, and heaps of accents."""
    match = None if cell.isascii() else _STAND_INS.search(cell)
    if match is None:
        return None
    odd = match[0][-1]
    name = f"U+{ord(odd):04X} {unicodedata.name(odd, 'unnamed')}"
    if unicodedata.combining(odd):
        return "bad-character", f"{len(match[0])} accents on one letter, the last {name}", "delete the accents"
    hint = f"write {shown(unicodedata.normalize('NFKC', odd))}"
    return "bad-character", f"{name} at character {match.start() + 1}", hint
