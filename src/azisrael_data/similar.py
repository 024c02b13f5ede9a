"""The passages of a text that are nearest to given words, and where the two differ.

Nearness is the edit distance between letter streams: letters wrong, missing or too many. The whole stream is searched
with the bit-parallel algorithm of Myers (1999), so that no near passage is missed and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from azisrael_data import letters
from azisrael_data.letters import Letters

FEWEST = 8  # letters; with fewer, something near stands everywhere
TOLERANCE = 0.3  # slips per letter; unrelated English prose differs in more than half
MOST = 5  # passages returned
_WORD = re.compile(r"[^\W_]*")
_LAST_WORD = re.compile(r"[^\W_]+$")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage like the words: first and last + 1 code point, on whole words, and how many letters differ."""

    start: int
    end: int
    slips: int


def similar(text: str, stream: Letters, words: str) -> list[Similar]:
    """Return the passages of a text that are nearest to the words, the nearest first; none if none is near.

    `stream` is the letter stream of the text. Two passages never overlap.
    """
    wanted = letters.letters(words).stream
    if len(wanted) < FEWEST:
        return []
    most = int(len(wanted) * TOLERANCE)
    ends = [(slips, end) for end, slips in enumerate(_slips(wanted, stream.stream), 1) if slips <= most]
    found: list[Similar] = []
    taken: list[tuple[int, int]] = []
    for slips, end in sorted(ends):
        if len(found) == MOST:
            break
        if any(a < end < b + len(wanted) // 2 for a, b in taken):
            continue  # the same passage with another end
        first = end - _reach(wanted, stream.stream[max(0, end - len(wanted) - slips) : end], slips)
        if first < end and not any(first < b and a < end for a, b in taken):
            taken.append((first, end))
            place = _whole_words(text, stream.positions[first], stream.positions[end - 1] + 1)
            found.append(Similar(*place, slips))
    return found


def _slips(pattern: str, text: str, *, anchored: bool = False) -> Iterator[int]:
    """Yield, for every end in a text, the least edit distance of a pattern to what ends there.

    `anchored`: what ends there starts with the text; otherwise anywhere.
    """
    masks: dict[str, int] = {}
    for place, letter in enumerate(pattern):
        masks[letter] = masks.get(letter, 0) | 1 << place
    whole, top = (1 << len(pattern)) - 1, 1 << len(pattern) - 1
    up, down, slips = whole, 0, len(pattern)
    for letter in text:
        equal = masks.get(letter, 0)
        vertical = equal | down
        horizontal = (((equal & up) + up) ^ up) | equal
        more, less = down | (~(horizontal | up) & whole), up & horizontal
        slips += bool(more & top) - bool(less & top)
        more = (more << 1 | anchored) & whole
        less = less << 1 & whole
        up, down = less | (~(vertical | more) & whole), more & vertical
        yield slips


def _reach(wanted: str, before: str, slips: int) -> int:
    """Return how many letters back from its end the match begins; of several as many as the words have."""
    reaches = [
        reach for reach, found in enumerate(_slips(wanted[::-1], before[::-1], anchored=True), 1) if found == slips
    ]
    return min(reaches, key=lambda reach: (abs(reach - len(wanted)), reach), default=0)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the nearest edges of words: a word is taken in if half of its letters or more are."""
    first, last = start, end
    while first and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum() and text[last - 1].isalnum():
        last += 1
    lead, trail = _WORD.match(text, start), _LAST_WORD.search(text, first, end)
    inside = lead.end() - start if lead else 0
    if inside < start - first and (following := _LETTER.search(text, start + inside, end)):
        first = following.start()
    inside = len(trail[0]) if trail else 0
    if inside < last - end and end - inside > first:
        last = end - inside
        while not text[last - 1].isalnum():
            last -= 1
    return first, last


def differences(words: str, passage: str) -> list[tuple[str, str]]:
    """Return the runs of words in which two texts differ: (as given, as it stands), either may be empty.

    Note markers, spaces, quotes, case and hyphens make no difference.
    """
    given, stands = _words(words), _words(passage)
    matcher = SequenceMatcher(None, [key for key, _ in given], [key for key, _ in stands], autojunk=False)
    found = []
    for kind, a, b, c, d in matcher.get_opcodes():
        one, other = given[a:b], stands[c:d]
        if kind != "equal" and "".join(key for key, _ in one) != "".join(key for key, _ in other):
            found.append((" ".join(word for _, word in one), " ".join(word for _, word in other)))
    return found


def _words(text: str) -> list[tuple[str, str]]:
    bare = re.sub(r"[*_\\]", "", letters.MARKER.sub(" ", text))
    found = ((letters.letters(word).stream, word.strip(".,;:()\"'\u201c\u201d\u2018\u2019")) for word in bare.split())
    return [(key, word) for key, word in found if key]
