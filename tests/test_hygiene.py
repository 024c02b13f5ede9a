"""Characters and texts that do not belong in a cell, and the quick filter in front of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import azisrael_data
import strategies
from azisrael_data import codelists, hygiene
from azisrael_data.catalogue import CODES
from azisrael_data.models import table
from azisrael_data.read import read
from azisrael_data.records import join

_DELETE = "delete the character"
_SPACE = "write an ordinary space"
_VALUE = "restore the value"
_EMPTY = "leave the cell empty"
_LETTER = "reword so that it starts with a letter"
_PLAIN = "write plain text"
_RUNS = "would run as a formula in a spreadsheet"
_ERROR = "is a spreadsheet's error value"
_NONE = "stands for no value"
_DECODED = "is wrongly decoded text"
_LOST = "has a question mark in a word, where a letter was lost"
FAULTS = [
    ("a\nb", "line-break", "line break at character 2 of a one-line cell", "write it on one line"),
    ("a\tb", "bad-character", "U+0009 unnamed at character 2", _DELETE),
    ("a\rb", "bad-character", "U+000D unnamed at character 2", _DELETE),
    ("a\0", "bad-character", "U+0000 unnamed at character 2", _DELETE),
    ("\x1b[31m", "bad-character", "U+001B unnamed at character 1", _DELETE),
    ("a\x7f", "bad-character", "U+007F unnamed at character 2", _DELETE),
    ("a\x85b", "bad-character", "U+0085 unnamed at character 2", _DELETE),
    ("a\u00a0b", "bad-character", "U+00A0 NO-BREAK SPACE at character 2", _SPACE),
    ("a\u2009b", "bad-character", "U+2009 THIN SPACE at character 2", _SPACE),
    ("a\u3000b", "bad-character", "U+3000 IDEOGRAPHIC SPACE at character 2", _SPACE),
    ("a\u00adb", "bad-character", "U+00AD SOFT HYPHEN at character 2", _DELETE),
    ("a\u200bb", "bad-character", "U+200B ZERO WIDTH SPACE at character 2", _DELETE),
    ("a\u200eb", "bad-character", "U+200E LEFT-TO-RIGHT MARK at character 2", _DELETE),
    ("a\u202eb", "bad-character", "U+202E RIGHT-TO-LEFT OVERRIDE at character 2", _DELETE),
    ("\ufeffa", "bad-character", "U+FEFF ZERO WIDTH NO-BREAK SPACE at character 1", _DELETE),
    ("a\u2028b", "bad-character", "U+2028 LINE SEPARATOR at character 2", _DELETE),
    ("a\ue000", "bad-character", "U+E000 unnamed at character 2", _DELETE),
    ("a\U000e0041", "bad-character", "U+E0041 TAG LATIN CAPITAL LETTER A at character 2", _DELETE),
    ("a\uffff", "bad-character", "U+FFFF unnamed at character 2", _DELETE),
    ("a\u034fb", "bad-character", "U+034F COMBINING GRAPHEME JOINER at character 2", _DELETE),
    ("\u115fa", "bad-character", "U+115F HANGUL CHOSEONG FILLER at character 1", _DELETE),
    ("a\u17b4", "bad-character", "U+17B4 KHMER VOWEL INHERENT AQ at character 2", _DELETE),
    ("a\u180b", "bad-character", "U+180B MONGOLIAN FREE VARIATION SELECTOR ONE at character 2", _DELETE),
    ("a\u2800b", "bad-character", "U+2800 BRAILLE PATTERN BLANK at character 2", _DELETE),
    ("a\u3164b", "bad-character", "U+3164 HANGUL FILLER at character 2", _DELETE),
    ("a\ufe0f", "bad-character", "U+FE0F VARIATION SELECTOR-16 at character 2", _DELETE),
    ("a\uffa0", "bad-character", "U+FFA0 HALFWIDTH HANGUL FILLER at character 2", _DELETE),
    ("a\ufffc", "bad-character", "U+FFFC OBJECT REPLACEMENT CHARACTER at character 2", _DELETE),
    ("a\U000e0101", "bad-character", "U+E0101 VARIATION SELECTOR-18 at character 2", _DELETE),
    ("\ufb01ne", "bad-character", "U+FB01 LATIN SMALL LIGATURE FI at character 1", "write 'fi'"),
    ("of\ufb03ce", "bad-character", "U+FB03 LATIN SMALL LIGATURE FFI at character 3", "write 'ffi'"),
    ("\uff21BC", "bad-character", "U+FF21 FULLWIDTH LATIN CAPITAL LETTER A at character 1", "write 'A'"),
    ("\U0001d400b", "bad-character", "U+1D400 MATHEMATICAL BOLD CAPITAL A at character 1", "write 'A'"),
    ("\u24b6", "bad-character", "U+24B6 CIRCLED LATIN CAPITAL LETTER A at character 1", "write 'A'"),
    (
        "q\u0301\u0301\u0301\u0301", "bad-character",
        "4 accents on one letter, the last U+0301 COMBINING ACUTE ACCENT", "delete the accents",
    ),
    ("Ã©tude", "mojibake", f"'Ã©tude' {_DECODED}", "write 'étude'"),
    ("lakeâ€™s", "mojibake", f"'lakeâ€™s' {_DECODED}", "write 'lake’s'"),
    ("Å\u0178eki", "mojibake", f"'Å\u0178eki' {_DECODED}", "write 'şeki'"),
    ("HÉ™ydÉ™r", "mojibake", f"'HÉ™ydÉ™r' {_DECODED}", "write 'Həydər'"),
    ("HЙ™ydЙ™r", "mojibake", f"'HЙ™ydЙ™r' {_DECODED}", "write 'Həydər'"),
    ("H…ôyd…ôr", "mojibake", f"'H…ôyd…ôr' {_DECODED}", "write 'Həydər'"),
    ("H╔Öyd╔Ör", "mojibake", f"'H╔Öyd╔Ör' {_DECODED}", "write 'Həydər'"),
    ("BakÄ±", "mojibake", f"'BakÄ±' {_DECODED}", "write 'Bakı'"),
    ("Р‘Р°РєСѓ", "mojibake", f"'Р‘Р°РєСѓ' {_DECODED}", "write 'Баку'"),
    ("╨æ╨░╨║╤â", "mojibake", f"'╨æ╨░╨║╤â' {_DECODED}", "write 'Баку'"),
    ("in Áàêó", "mojibake", f"'Áàêó' {_DECODED}", "write 'Баку', or whatever the source has"),
    ("É™ and Ж", "mojibake", f"'É™ and Ж' {_DECODED}", "restore the word from the source"),
    ("Heyd?r ?liyev", "mojibake", f"'Heyd?r ?liyev' {_LOST}", "restore the word from the source"),
    (
        "H?yd in https://a.example/b", "mojibake", f"'H?yd in https://a.example/b' {_LOST}",
        "restore the word from the source",
    ),
    ("lake\ufffds", "mojibake", f"'lake\ufffds' {_DECODED}", "restore the word from the source"),
    ('DDE ("cmd")', "formula", f"'DDE (\"cmd\")' {_RUNS}", _LETTER),
    ("=1+1", "formula", f"'=1+1' {_RUNS}", _LETTER),
    ("+1", "formula", f"'+1' {_RUNS}", _LETTER),
    ("-x", "formula", f"'-x' {_RUNS}", _LETTER),
    ("- five", "formula", f"'- five' {_RUNS}", _LETTER),
    ("@name", "formula", f"'@name' {_RUNS}", _LETTER),
    ("  =A1", "formula", f"'  =A1' {_RUNS}", _LETTER),
    ("\uff1dA1", "formula", f"'\uff1dA1' {_RUNS}", _LETTER),
    ("-5-6", "formula", f"'-5-6' {_RUNS}", _LETTER),
    ("#REF!", "spreadsheet-error", f"'#REF!' {_ERROR}", _VALUE),
    ("#N/A", "spreadsheet-error", f"'#N/A' {_ERROR}", _VALUE),
    ("#NAME?", "spreadsheet-error", f"'#NAME?' {_ERROR}", _VALUE),
    ("#DIV/0!", "spreadsheet-error", f"'#DIV/0!' {_ERROR}", _VALUE),
    ("#####", "spreadsheet-error", f"'#####' {_ERROR}", _VALUE),
    ("#ERROR!", "spreadsheet-error", f"'#ERROR!' {_ERROR}", _VALUE),
    ("#ССЫЛКА!", "spreadsheet-error", f"'#ССЫЛКА!' {_ERROR}", _VALUE),
    ("#BAŞV!", "spreadsheet-error", f"'#BAŞV!' {_ERROR}", _VALUE),
    ("Err:502", "spreadsheet-error", f"'Err:502' {_ERROR}", _VALUE),
    *((word, "missing-marker", f"{word!r} {_NONE}", _EMPTY) for word in hygiene.MARKERS if word != "n/a"),
    ("n/a", "missing-marker", f"'n/a' {_NONE}", _EMPTY),
    ("NA", "missing-marker", f"'NA' {_NONE}", _EMPTY),
    ("NaN", "missing-marker", f"'NaN' {_NONE}", _EMPTY),
    ("NULL", "missing-marker", f"'NULL' {_NONE}", _EMPTY),
    ("None", "missing-marker", f"'None' {_NONE}", _EMPTY),
    ("Missing", "missing-marker", f"'Missing' {_NONE}", _EMPTY),
    ("TBD", "missing-marker", f"'TBD' {_NONE}", _EMPTY),
    ("-", "missing-marker", f"'-' {_NONE}", _EMPTY),
    ("--", "missing-marker", f"'--' {_NONE}", _EMPTY),
    ("?", "missing-marker", f"'?' {_NONE}", _EMPTY),
    ("<b>bold</b>", "markup", "'<b>' is markup", _PLAIN),
    ("a </ i>", "markup", "'</ i>' is markup", _PLAIN),
    ("a <script", "markup", "'<script' is markup", _PLAIN),
    ("<!-- x -->", "markup", "'<!-- x -->' is markup", _PLAIN),
    ("a &amp; b", "markup", "'&amp;' is markup", _PLAIN),
    ("it&#39;s", "markup", "'&#39;' is markup", _PLAIN),
    ("it&#x27;s", "markup", "'&#x27;' is markup", _PLAIN),
    ("see VBScript:x", "markup", "'VBScript:' is markup", _PLAIN),
    ("data:text/html;base64,x", "markup", "'data:text/' is markup", _PLAIN),
    ("JavaScript:alert(1)", "markup", "'JavaScript:' is markup", _PLAIN),
    (
        "B\u0430ku", "mixed-script", "the word 'B\\u0430ku' mixes CYRILLIC and LATIN",
        "replace U+0430 CYRILLIC SMALL LETTER A; did you mean 'Baku'?",
    ),
    (
        "\u039fslo is far", "mixed-script", "the word '\\u039fslo' mixes GREEK and LATIN",
        "replace U+039F GREEK CAPITAL LETTER OMICRON; did you mean 'Oslo'?",
    ),
    (
        "\u5b57a\u0430", "mixed-script", "the word '\\u5b57a\\u0430' mixes CYRILLIC and LATIN",
        "replace U+0430 CYRILLIC SMALL LETTER A",
    ),
    ("cafe\u0301", "not-nfc", "'cafe\\u0301' is not in Unicode NFC", "write 'café'"),
    ("\u212b", "not-nfc", "'\\u212b' is not in Unicode NFC", "write 'Å'"),
]  # fmt: skip
CLEAN = [
    "plain text", "-5", "-5.25", "12", "Şəki, Lənkəran", "Баку", "תל אביב", "大阪", "Ω and Ж in two words", "naïve",
    "5 < 6 and 7 > 2", "R&D", "Q&A; more", "a - b", "a=b", "a@b.example", "No. #4", "1st", "–5", "’tis", "(maybe)",
    "none of them", "na-na", "Unknown Soldier", "é", "100 %", "km²", '"quoted"', "a, b", "a;b", "'=1",
    "https://a.example/b?c=1", "see https://a.example/b?c=1 and more", "Why? Because", "Who?", "(a?)", "#1 of 2",
    "#ab c", "data: a/b", "Ʃ…", "Ä", "√2", "ƒ", "q\u0301\u0301\u0301", "Äß", "№ 5", "½", "…so", "Err: 5", "xxxx",
    "to do", "a_b",
]  # fmt: skip


@pytest.mark.parametrize(("cell", "code", "message", "hint"), FAULTS)
def test_fault(cell, code, message, hint):
    """A cell that holds what does not belong there is refused with the place and the way out."""
    assert [(code, message, hint)] == list(hygiene.faults(cell))
    assert code in CODES


@pytest.mark.parametrize("cell", CLEAN)
def test_clean(cell):
    """Text of any language, ordinary signs and negative numbers are welcome."""
    assert not list(hygiene.faults(cell))


def test_every_code_is_shown():
    """The examples hold every code that the module can give."""
    text = Path(hygiene.__file__).read_text(encoding="utf-8")

    assert {code for code in CODES if f'"{code}"' in text} == {code for _, code, *_ in FAULTS}


@pytest.mark.parametrize("name", [name for name in vars(codelists) if name.isupper() and name[0] != "_"])
def test_codes_are_clean(name):
    """No code of a code list is a text that a cell may not hold."""
    assert not [fault for code in getattr(codelists, name) for fault in hygiene.faults(code)]


@pytest.mark.parametrize("cell", [cell for cell, *_ in FAULTS])
def test_suspects_what_is_at_fault(cell):
    """A record with a bad cell is suspect, wherever in it the cell stands, quoted or not."""
    for cells in ([cell, "b, c", "d"], ["a", cell, "d"], ["a", "b, c", cell]):
        assert hygiene.suspects(",".join(cells))
        assert hygiene.suspects(join(cells)[:-1])
        assert hygiene.suspects(",".join(f'"{each}"' for each in cells))


# Pieces out of which bad cells are made, so that they come often.
_PIECES = [
    "=", "+", "-", "@", "#", "#REF!", "n/a", "NA", ".", "?", "<", "</", "&", "&amp;", "&#", ";", "javascript:", "!",
    "a", "B", "1", "é", "Ж", "Ã", "©", "É™", "data:", "x/",
    "vbscript:", "Err:", "…", "_", "todo", "(none)", "unknown", "nil",
    " ", "\t", "\n", "\r", "\0", "e\u0301", "\u00a0", '"', ",",
]  # fmt: skip
_CELLS = st.lists(st.sampled_from(_PIECES), max_size=4).map("".join) | strategies.ANY_TEXT


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(_CELLS, min_size=1, max_size=4), st.booleans())
@example(["x", "-"], False)
@example(['"', "=x"], True)
def test_suspects_never_misses(cells, everywhere):
    """A record that is not suspect holds no cell with a fault, whether its cells are quoted or not."""
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    record = quoted if everywhere else join(cells)[:-1]

    assert hygiene.suspects(record) or not any(list(hygiene.faults(cell)) for cell in cells)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(_CELLS)
def test_one_fault_a_cell(cell):
    """A cell gives at most one fault, in a code of the catalogue."""
    found = list(hygiene.faults(cell))

    assert len(found) <= 1
    assert {code for code, *_ in found} <= set(CODES)


def _decoded(word, encoding):
    """Return a word as its UTF-8 looks in another encoding; nothing if it has no look there."""
    try:
        return word.encode().decode(encoding)
    except UnicodeDecodeError:
        return None


NAMES = [
    name
    for each in ("actors", "places", "weapon_systems")
    for row in read(azisrael_data.path(), table(each)).rows
    for name in (row.values["name"], *(row.values["aliases"] or ()))
]


def test_names_are_clean():
    """No name or alias of the dataset is taken for wrongly decoded text, or for anything else."""
    assert len(NAMES) > 100
    assert not [name for name in NAMES if list(hygiene.faults(name))]


@pytest.mark.parametrize("encoding", hygiene._ENCODINGS)
def test_names_wrongly_decoded(encoding):
    """The words of Azerbaijani, wrongly decoded, are refused in every encoding of which they are legible."""
    words = ["Həydər", "Şəki", "Bakı", "İlham", "Göygöl", "Əliyev", "Üzeyir", "Çıraq", "Ağdam"]
    seen = {word: text for word in words if (text := _decoded(word, encoding))}

    assert seen
    for text in seen.values():
        assert [code for code, *_ in hygiene.faults(text)] in (["mojibake"], ["bad-character"])


def test_letters_without_a_name():
    """A word with a letter that Python has no name for is judged like any other."""
    assert list(hygiene.faults("\U00017000\U00017001")) == []
    assert [code for code, *_ in hygiene.faults("\U00017000aж")] == ["mixed-script"]
