"""From the words of a passage to its evidence row: line, code points and fingerprints, computed.

Words are compared by letters, so that quotes, dashes, spaces and case make no difference. Words with slips in them are
looked for too (`near`), and are never taken for the passage unless somebody says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from azisrael_data import copies, identity, letters, literals, schema, similar
from azisrael_data.models import table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, UnknownName, shown
from azisrael_data.proof import MOST_WORDS

_OPENING = "([{\"'\u201c\u2018$€£\\"
_CLOSING = ")]}\"'\u201d\u2019.,;:!?%"
CONTEXT = 60  # code points shown on either side of a passage
BRACKETS, HIGHLIGHT = ("[", "]"), ("\x1b[1;7m", "\x1b[0m")


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


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that is like the words: its place, how many letters differ, and where, as (given, standing there)."""

    anchor: Anchor
    slips: int
    differences: tuple[tuple[str, str], ...]


def source_text(package: Package, source: str, texts: Path | None) -> copies.Text:
    """Return the copy of a source that a folder of texts holds (None: where texts are looked for).

    Raises UnknownName if the package has no such source, CannotRun if there is no copy.
    """
    sources = package.keys["sources"]
    if source not in sources:
        raise UnknownName("source", source, sorted(sources))
    place = copies.folder(package.root, texts)
    found = copies.find(place, [sources[source].values], (row.values for row in package["lines"].rows))
    if source not in found:
        raise CannotRun(f"no copy of {source} in {place}; put one there or name a folder with --texts")
    return found[source]


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
    bounds = text.bounds
    at = stream.find(wanted)
    while at >= 0:
        start, end = positions[at], positions[at + len(wanted) - 1] + 1
        line = copies.line_of(bounds, start)
        if not _inside_word(text.text, start, end) and line == copies.line_of(bounds, end - 1):
            yield _anchor(text, line, *_with_punctuation(text.text, words, start, end, bounds[line - 1]))
        at = stream.find(wanted, at + 1)


def _anchor(text: copies.Text, line: int, start: int, end: int) -> Anchor:
    prints = letters.prints(text.letters.between(start, end))
    return Anchor(text.source_id, line, start, end, prints["letters"], prints["head"], prints["sha256"])  # type: ignore[arg-type]


def near(text: copies.Text, words: str, line: int | None = None) -> list[Near]:
    """Return the passages that are most like the words, the nearest first, each on one line.

    Of a passage that runs over several lines the part on its longest one is returned.
    """
    found = []
    for each in similar.similar(text.text, text.letters, words):
        number, start, end = _on_one_line(text, each.start, each.end)
        place = _anchor(text, number, *_with_punctuation(text.text, words, start, end, text.bounds[number - 1]))
        if line in (None, number):
            passage = text.text[place.start : place.end]
            found.append(Near(place, each.slips, tuple(similar.differences(words, passage))))
    return found


def _on_one_line(text: copies.Text, start: int, end: int) -> tuple[int, int, int]:
    """Return (line, start, end) of the longest part of a stretch that lies on one line."""
    first, last = copies.line_of(text.bounds, start), copies.line_of(text.bounds, end - 1)
    parts = [
        (number, max(start, text.bounds[number - 1][0]), min(end, text.bounds[number - 1][1]))
        for number in range(first, last + 1)
    ]
    return max(parts, key=lambda part: (part[2] - part[1], -part[0]))


def lines_of(text: copies.Text, words: str) -> tuple[int, int] | None:
    """Return the first and the last line that the words run over, if they stand somewhere, but not on one line."""
    wanted = letters.letters(words).stream
    at = text.letters.stream.find(wanted)
    if not wanted or at < 0:
        return None
    positions = text.letters.positions
    first, last = (copies.line_of(text.bounds, positions[place]) for place in (at, at + len(wanted) - 1))
    return (first, last) if first < last else None


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


def shown_in_context(text: copies.Text, anchor: Anchor, marks: tuple[str, str] = BRACKETS) -> str:
    """Return the passage between marks, with a little of its line around it, cut between words."""
    first, last = text.bounds[anchor.line - 1]
    left, right = max(first, anchor.start - CONTEXT), min(last, anchor.end + CONTEXT)
    while first < left < anchor.start and not text.text[left - 1].isspace():
        left += 1
    while anchor.end < right < last and not text.text[right].isspace():
        right -= 1
    lead, trail = "... " if left > first else "", " ..." if right < last else ""
    before, passage, after = (
        text.text[left : anchor.start],
        text.text[anchor.start : anchor.end],
        text.text[anchor.end : right],
    )
    return f"{lead}{before}{marks[0]}{passage}{marks[1]}{after.rstrip()}{trail}"


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
    stance, certainty, voice, works, zone and coder. Raises CannotRun if a literal is not in the passage or too long,
    or no table has the row, UnknownName if the row has no such coded column.
    """
    fields = list(fields)
    home = home_of(package, row_id) if row_id else None
    if home is not None:
        known = [column.name for column in schema.columns(table(home)) if schema.is_coded(table(home), column)]
        for name in (each.partition("=")[0] for each in fields):
            if name not in known:
                raise UnknownName(f"coded column of {home}", name, known)
    told = quoted(fields, text.text[anchor.start : anchor.end])
    last = max(identity.numbers(package, "evidence", "EV"), default=0)
    return {
        "id": f"EV-{last + 1:05d}",
        "table": home,
        "row_id": row_id,
        **asdict(anchor),
        "fields": told or None,
        **judged,
    }


def home_of(package: Package, row_id: str) -> str:
    """Return the data table that has a row. Raises CannotRun if none has."""
    for name, keys in package.keys.items():
        if row_id in keys and package[name].table.is_fact:
            return name
    raise CannotRun(f"no table has a row {row_id}")


def quoted(fields: Iterable[str], passage: str) -> dict[str, Any]:
    """Return the `fields` of an evidence row from `column=literal` or `column` alone where it is judged.

    Raises CannotRun if a literal is not in the passage, or longer than may be quoted.
    """
    named: dict[str, list[str | None]] = {}
    for each in fields:
        name, equals, literal = each.partition("=")
        fault = unquotable(literal, passage) if equals else None
        if fault:
            raise CannotRun(fault)
        named.setdefault(name, []).append(literal if equals else None)
    return {name: words[0] if len(words) == 1 else words for name, words in named.items()}


def unquotable(literal: str, passage: str) -> str | None:
    """Say why words cannot be a literal of a passage, or return None."""
    if len(literal.split()) > MOST_WORDS:
        return f"{shown(literal)} has {len(literal.split())} words; quote at most {MOST_WORDS}"
    return None if literals.stands_in(literal, passage) else f"{shown(literal)} is not in the passage"
