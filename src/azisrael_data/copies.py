"""The reader's own copies of the sources: found by fingerprint whatever their names, searched by letter stream.

Only reading: no text is ever written anywhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from azisrael_data import letters as letter_streams
from azisrael_data import literals

VARIABLE = "AZISRAEL_TEXTS"
_LARGEST = 1_000_000  # bytes; the longest source has 50,000, and looking through a file takes time
_ENOUGH = 0.2  # share of a source's fingerprinted lines by which a copy of it is recognised
_FURNITURE = 200  # code points of a page header or a note that may stand inside a drifted passage
# A note number that lost its markup: digits glued to the end of a word or sentence ("region.12 The"), but not the
# decimals of a number ("1.6 billion").
_BARE_MARKER = re.compile(
    r"(?<=[a-z.,;:!?\"'\u201d\u2019)])(?<!\b\d[.,])(?<!\b\d{2}[.,])(?<!\b\d{3}[.,])\d{1,2}(?=\s|$|[.,;])"
)
_LETTER = re.compile(r"[^\W_]")

STATES: dict[str, str] = {
    "exact": "the file is the reference text and the span is where it should be",
    "relocated": "found by its fingerprint in another rendition of the text",
    "drifted": "only something similar stands there; look at it",
    "lost": "not found",
}


@dataclass(frozen=True)
class Text:
    """A copy of one source. `identical`: byte for byte the reference text, so that code points hold."""

    source_id: str
    path: Path
    text: str
    identical: bool

    @cached_property
    def letters(self) -> letter_streams.Letters:
        """The letter stream of the copy."""
        return letter_streams.letters(self.text)

    @cached_property
    def bare(self) -> letter_streams.Letters:
        """The letter stream without note numbers that lost their markup, positions as in the copy."""
        return letter_streams.letters(_BARE_MARKER.sub(lambda match: "\u00b2" * len(match[0]), self.text))

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """First and last + 1 code point of every non-empty line."""
        return letter_streams.numbered_lines(self.text)

    def bears(self, row: Mapping[str, Any]) -> bool:
        """Tell whether the code points of a span or line have its line number and all its fingerprints."""
        start, end = row["start"], row["end"]
        if not start < end <= len(self.text) or line_of(self.bounds, start) != row["line"]:
            return False
        return letter_streams.prints(self.letters.between(start, end)) == {
            name: row[name] for name in ("letters", "head", "sha256")
        }

    def cuts(self, start: int, end: int) -> bool:
        """Tell whether a span begins or ends inside a word, with a blank, or with a sign that stands apart."""
        span = self.text[start:end]
        if span != span.strip() or not all(map(_LETTER.search, (span.split()[0], span.split()[-1]))):
            return True
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        marked = letter_streams.MARKER.match(self.text, end)
        return (before.isalnum() and self.text[start].isalnum()) or (
            after.isalnum() and self.text[end - 1].isalnum() and not marked
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a span was found: its state, and first and last + 1 code points in the copy (None if lost)."""

    state: str
    start: int | None = None
    end: int | None = None


def folder(root: Path, given: Path | None = None) -> Path:
    """Return where the texts are looked for: as given, else `AZISRAEL_TEXTS`, else `seeds/texts` of the package."""
    if given is not None:
        return given
    named = os.environ.get(VARIABLE)
    return Path(named) if named else root / "seeds" / "texts"


def find(place: Path, sources: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> dict[str, Text]:
    """Return the copies of sources that a folder holds, by source id, the identical ones preferred."""
    wanted = {source["file_sha256"]: source["id"] for source in sources}
    prints: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        if line["sha256"]:
            prints.setdefault(line["source_id"], []).append(line)
    found: dict[str, tuple[float, Text]] = {}
    for path in _files(place):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        source = wanted.get(hashlib.sha256(data).hexdigest())
        if source:
            found[source] = (2.0, Text(source, path, text, identical=True))
            continue
        text = text.replace("\r\n", "\n")
        stream = letter_streams.letters(text)
        for source, share in _recognise(stream, prints):
            if share > found.get(source, (0.0, None))[0]:
                copy = Text(source, path, text, identical=False)
                vars(copy)["letters"] = stream  # with its index of heads, which took time to make
                found[source] = (share, copy)
    return {source: text for source, (_, text) in sorted(found.items())}


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
                yield path


def _recognise(
    stream: letter_streams.Letters, prints: Mapping[str, list[Mapping[str, Any]]]
) -> Iterator[tuple[str, float]]:
    """Yield the sources of which enough lines stand in a letter stream, with their share."""
    for source, lines in prints.items():
        share = sum(stands_in(stream, line) for line in lines) / len(lines)
        if share >= _ENOUGH:
            yield source, share


def stands_in(stream: letter_streams.Letters, line: Mapping[str, Any]) -> bool:
    """Tell whether a line of the ledger stands in a letter stream, by its fingerprints."""
    return next(stream.find(line["letters"], line["head"], line["sha256"]), None) is not None


class Resolver:
    """Finds the spans of one source in one copy."""

    def __init__(self, text: Text, code_points: int) -> None:
        self.text, self.code_points = text, code_points

    def resolve(self, span: Mapping[str, Any]) -> Resolved:
        """Return where an evidence row's span stands in the copy."""
        start, end = span["start"], span["end"]
        if self.text.identical and self.text.bears(span) and not self.text.cuts(start, end):
            return Resolved("exact", start, end)
        if span["sha256"] is not None:
            for stream in (self.text.letters, self.text.bare):
                places = list(stream.find(span["letters"], span["head"], span["sha256"]))
                if places:
                    return Resolved("relocated", *min(places, key=self._distance(start)))
        return self._similar(span)

    def _distance(self, start: int) -> Any:
        expected = start / max(1, self.code_points) * len(self.text.text)
        return lambda place: abs(place[0] - expected)

    def _similar(self, span: Mapping[str, Any]) -> Resolved:
        """Return the likeliest place of a span whose fingerprint is nowhere: its head stands there, or its literals."""
        reach = span["end"] - span["start"]
        if span["head"] is not None:
            for stream in (self.text.letters, self.text.bare):
                heads = [(stream.positions[at], 0) for at in stream.heads.get(span["head"], ())]
                if heads:
                    first = min(heads, key=self._distance(span["start"]))[0]
                    last = first + reach * 5 // 4 + _FURNITURE
                    return Resolved("drifted", first, min(len(self.text.text), last))
        words = quoted(span["fields"])
        short = span["sha256"] is None
        expected = int(span["start"] / max(1, self.code_points) * len(self.text.text))
        slack = len(self.text.text) // 20 + 200
        first, last = max(0, expected - slack), min(len(self.text.text), expected + reach + slack)
        around = Resolved("relocated" if short and words else "drifted", first, last)
        if short or len(words) > 1:  # a short span that quotes nothing cannot be told from others: for a person
            return around if all(self.holds(around, w) for w in words) else LOST
        return LOST

    def passage(self, found: Resolved) -> str:
        """Return the words of a resolved span."""
        return "" if found.start is None else self.text.text[found.start : found.end]

    def holds(self, found: Resolved, words: str) -> bool:
        """Tell whether a literal stands in a resolved span, note numbers that lost their markup aside."""
        passage = self.passage(found)
        if literals.stands_in(words, passage):
            return True
        return found.state != "exact" and literals.stands_in(words, _BARE_MARKER.sub("", passage))


LOST = Resolved("lost")


def quoted(fields: Mapping[str, Any]) -> list[str]:
    """Return all literals of an evidence row's fields."""
    return [
        words
        for literal in fields.values()
        for words in (literal if isinstance(literal, list) else [literal])
        if words is not None
    ]


def line_of(bounds: Sequence[tuple[int, int]], at: int) -> int:
    """Return the number of the non-empty line that holds a code point, counted from 1."""
    return bisect_left(bounds, (at + 1, 0))
