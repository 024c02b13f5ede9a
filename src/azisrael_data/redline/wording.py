"""Which words of a text went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

MOST = 2000  # characters of both texts together: matching takes the square of their words
SAME, GONE, NEW = "same", "gone", "new"
ALIKE = 0.6  # of 1; below it the marks of what went and came would hide both texts
_WORDS = re.compile(r"(?:\w+|[^\w\s]|\s)\s*")


def words(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of both texts with what became of them: `SAME`, `GONE` or `NEW`. All but `GONE` are the new text.

    Texts that are too long, have little in common, or differ in blanks only, are one piece each.

    >>> list(words("a red boat", "a green boat"))
    [('same', 'a '), ('gone', 'red '), ('new', 'green '), ('same', 'boat')]
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(old) + len(new) <= MOST:
        bare = [word.strip() for word in before], [word.strip() for word in after]
        matcher = SequenceMatcher(None, *bare, autojunk=False)
        if bare[0] != bare[1] and matcher.ratio() > ALIKE:
            for tag, a, b, c, d in matcher.get_opcodes():
                yield from _pieces(tag, "".join(before[a:b]), "".join(after[c:d]))
            return
    yield from _pieces("replace", old, new)


def _pieces(tag: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    if tag == "equal":
        yield SAME, new
        return
    if old:
        yield GONE, old
    if new:
        yield NEW, new
