"""Letter streams: what stays of a text when it is re-wrapped, re-hyphenated or stripped of its markup.

The letter stream of a text is what is left after note markers are dropped, NFKC and case folding are applied and
everything but letters and digits is removed. It has no word boundaries, so line ends, hyphens, quotes and Markdown
leave no trace in it. A fingerprint is SHA-256 over the stream, so that a passage can be found again in anybody's copy
without the passage itself being published.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

SHORTEST = 16  # letters; a shorter stream is too common to be found again
MARKER = re.compile(r"<sup>\s*\d+\s*</sup>|\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
# What a text is made of: note markers, runs of plain letters, and any other sign with the accents that stand apart
# from it in a decomposed copy. The rest leaves no letters.
_PIECE = re.compile(
    rf"(?:{MARKER.pattern})|(?P<plain>[A-Za-z0-9]+(?![\u0300-\u036f]))"
    r"|(?P<other>[A-Za-z0-9][\u0300-\u036f]+|[^\x00-\x7f][\u0300-\u036f]*)"
)


@dataclass(frozen=True)
class Letters:
    """The letter stream of a text, with the code point behind each letter."""

    stream: str
    positions: list[int] = field(repr=False)

    @cached_property
    def heads(self) -> dict[str, list[int]]:
        """Every place of the stream by the fingerprint of the 16 letters that start there."""
        found: dict[str, list[int]] = {}
        stream, digest = self.stream, hashlib.sha256
        for at in range(len(stream) - SHORTEST + 1):  # `head` in line: it is most of the work of looking through a file
            found.setdefault(digest(stream[at : at + SHORTEST].encode()).hexdigest()[:16], []).append(at)
        return found

    def between(self, start: int, end: int) -> str:
        """Return the stream of the code points from start to end."""
        from bisect import bisect_left

        return self.stream[bisect_left(self.positions, start) : bisect_left(self.positions, end)]

    def find(self, length: int, head_hash: str, sha: str) -> Iterator[tuple[int, int]]:
        """Yield (first, last + 1) code points of every place whose stream has this length and these fingerprints."""
        for at in self.heads.get(head_hash, ()):
            if sha256(self.stream[at : at + length]) == sha:
                yield self.positions[at], self.positions[at + length - 1] + 1


def letters(text: str) -> Letters:
    r"""Return the letter stream of a text.

    >>> letters("Co-\noperation<sup>9</sup> “in 2012”").stream
    'cooperationin2012'
    """
    stream: list[str] = []
    positions: list[int] = []
    for piece in _PIECE.finditer(text):
        at, end = piece.span()
        if piece["plain"]:
            stream.append(piece["plain"].lower())
            positions.extend(range(at, end))
        elif piece["other"]:
            found = _fold(piece["other"])
            stream.append(found)
            positions.extend([at] * len(found))
    return Letters("".join(stream), positions)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return the letters and digits that a character, with its accents, stands for."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(c for c in folded if c.isalnum())


def sha256(stream: str) -> str:
    """Return the fingerprint of a letter stream."""
    return hashlib.sha256(stream.encode()).hexdigest()


def head(stream: str) -> str:
    """Return the fingerprint of the first 16 letters of a stream."""
    return sha256(stream[:SHORTEST])[:16]


def prints(stream: str) -> dict[str, int | str | None]:
    """Return `letters`, `head` and `sha256` of a letter stream, None where it is too short to be found again."""
    if len(stream) < SHORTEST:
        return {"letters": None, "head": None, "sha256": None}
    return {"letters": len(stream), "head": head(stream), "sha256": sha256(stream)}


def numbered_lines(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every non-empty line of a reference text; line n is item n - 1."""
    found = []
    start = 0
    for line in text.split("\n"):
        if line:
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found
