"""From the words of a passage to its evidence row: line, code points and fingerprints, computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from azisrael_data import copies, identity, letters, literals
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun

_OPENING = "([{\"'\u201c\u2018$€£\\"
_CLOSING = ")]}\"'\u201d\u2019.,;:!?%"
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Anchor:
    """One place of a passage: everything about a span that a machine can compute."""

    source_id: str
    line: int
    start: int
    end: int
    letters: int | None
    head: str | None
    sha256: str | None


def anchors(text: copies.Text, words: str, line: int | None = None) -> list[Anchor]:
    """Return every place of the words in a source, compared by letters, on one line if it is given.

    Raises CannotRun if the copy is not the reference text (its code points would be wrong), or if the words have
    no letters.
    """
    if not text.identical:
        raise CannotRun(f"{text.path} is another rendition of {text.source_id}; code points need the reference text")
    wanted = letters.letters(words).stream
    if not wanted:
        raise CannotRun("the words hold no letter or digit")
    return [a for a in _anchors(text, words, wanted) if line is None or a.line == line]


def _anchors(text: copies.Text, words: str, wanted: str) -> Iterator[Anchor]:
    stream, positions = text.letters.stream, text.letters.positions
    bounds = letters.numbered_lines(text.text)
    at = stream.find(wanted)
    while at >= 0:
        start, end = positions[at], positions[at + len(wanted) - 1] + 1
        whole = not _inside_word(text.text, start, end)
        line = copies.line_of(bounds, start)
        if whole and line == copies.line_of(bounds, end - 1):
            start, end = _with_punctuation(text.text, words, start, end, bounds[line - 1])
            long = len(wanted) >= letters.SHORTEST
            yield Anchor(
                text.source_id, line, start, end,
                len(wanted) if long else None,
                letters.head(wanted) if long else None,
                letters.sha256(wanted) if long else None,
            )  # fmt: skip
        at = stream.find(wanted, at + 1)


def _inside_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], "" if letters.MARKER.match(text, end) else text[end : end + 1]
    return (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())


def _with_punctuation(text: str, words: str, start: int, end: int, line: tuple[int, int]) -> tuple[int, int]:
    """Take in the signs around the first and last letter that the words have there too ("$1.6", "2012.")."""
    lead = len(words.lstrip()) - len(words.lstrip().lstrip(_OPENING + "*_“"))
    trail = len(words.rstrip()) - len(words.rstrip().rstrip(_CLOSING + "*_"))
    while lead and start > line[0] and text[start - 1] in _OPENING:
        start, lead = start - 1, lead - 1
    while trail and end < line[1] and text[end] in _CLOSING:
        end, trail = end + 1, trail - 1
    return start, end


def longest_start(text: copies.Text, words: str) -> tuple[int, int] | None:
    """Return (letters matched, line) of the place where most of the words' beginning stands, or None."""
    wanted = letters.letters(words).stream
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[:middle] in text.letters.stream:
            low = middle
        else:
            high = middle - 1
    if low < min(letters.SHORTEST, len(wanted)):
        return None
    at = text.letters.stream.find(wanted[:low])
    return low, copies.line_of(letters.numbered_lines(text.text), text.letters.positions[at])


def shown_in_context(text: copies.Text, anchor: Anchor) -> str:
    """Return the passage with a little of its line around it, the passage in brackets."""
    left = text.text[max(0, anchor.start - CONTEXT) : anchor.start].rpartition("\n")[2]
    right = text.text[anchor.end : anchor.end + CONTEXT].partition("\n")[0]
    return f"...{left}[{text.text[anchor.start : anchor.end]}]{right}..."


def evidence_row(
    package: Package,
    anchor: Anchor,
    text: copies.Text,
    row_id: str | None,
    fields: Iterable[str],
    judged: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the evidence row of an anchored passage with the next free id.

    `fields` are `column=literal` (repeated for a list column) or `column` alone where it is judged; `judged` holds
    stance, certainty, voice, zone and coder. Raises CannotRun if a literal is not in the passage or no table has
    the row.
    """
    passage = text.text[anchor.start : anchor.end]
    named: dict[str, list[str | None]] = {}
    for each in fields:
        name, equals, literal = each.partition("=")
        if equals and not literals.stands_in(literal, passage):
            raise CannotRun(f"{literal!r} is not in the passage")
        named.setdefault(name, []).append(literal if equals else None)
    home = next((name for name, keys in package.keys.items() if row_id in keys and package[name].table.is_fact), None)
    if row_id and home is None:
        raise CannotRun(f"no table has a row {row_id}")
    last = max(identity.numbers(package, "evidence", "EV"), default=0)
    told = {name: words[0] if len(words) == 1 else words for name, words in named.items()}
    return {
        "id": f"EV-{last + 1:05d}",
        "table": home,
        "row_id": row_id,
        **asdict(anchor),
        "fields": told or None,
        **judged,
    }
