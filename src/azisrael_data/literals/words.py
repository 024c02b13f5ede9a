"""Literals as words: evened out for reading, and looked up in a passage."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from azisrael_data import letters


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a literal with its spaces, quotes and dashes evened out, case kept."""
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u2018", "'").replace("\\$", "$")
    text = re.sub(r"[\u201c\u201d]", '"', text)
    return re.sub(r"\s+", " ", text).strip()


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
