"""Passages in their context, from the reader's own copies: which stretch is context, which the span, which a literal.

Only reading: what is returned is for the reader's screen and is written nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from azisrael_data import copies

Kind = Literal["context", "passage", "literal"]
REACH = 160  # code points of context on either side: about two lines of a terminal


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage and how sure its place is (a state of `copies.STATES`); no runs if it was not found."""

    state: str
    runs: tuple[Run, ...] = ()


def span(text: copies.Text, code_points: int, row: Mapping[str, Any], reach: int = REACH) -> Excerpt:
    """Return the passage of an evidence row with what stands around it on its line, at most `reach` on each side.

    `code_points` is the length of the reference text.
    """
    found = copies.Resolver(text, code_points).resolve(row)
    if found.start is None or found.end is None:
        return Excerpt(found.state)
    first, last = _line(text, found.start, found.end)
    start, end = max(first, found.start - reach), min(last, found.end + reach)
    start = _word(text.text, start, found.start) if start > first else start
    end = _word_before(text.text, end, found.end) if end < last else end
    runs = list(_runs(text.text, start, end, [(found.start, found.end)], copies.quoted(row["fields"])))
    cut = [Run("context", "\u2026 ")] if start > first else []
    rest = [Run("context", " \u2026")] if end < last else []
    return Excerpt(found.state, (*cut, *runs, *rest))


def line(text: copies.Text, code_points: int, row: Mapping[str, Any], spans: Iterable[Mapping[str, Any]]) -> Excerpt:
    """Return a whole line of the ledger with its spans marked."""
    resolver = copies.Resolver(text, code_points)
    whole = text.identical and text.bears(row)
    own = copies.Resolved("exact", row["start"], row["end"])
    found = own if whole else resolver.resolve({**row, "fields": {}})
    if found.start is None or found.end is None:
        return Excerpt(found.state)
    marked, words = [], []
    for each in spans:
        place = resolver.resolve(each)
        if place.start is not None and place.end is not None:
            marked.append((place.start, place.end))
            words += copies.quoted(each["fields"])
    return Excerpt(found.state, tuple(_runs(text.text, found.start, found.end, marked, words)))


def _line(text: copies.Text, start: int, end: int) -> tuple[int, int]:
    """Return where the lines begin and end that hold a passage."""
    first = text.text.rfind("\n", 0, start) + 1
    last = text.text.find("\n", end)
    return first, len(text.text) if last < 0 else last


def _word(text: str, at: int, most: int) -> int:
    """Return the start of the next word, at most `most`."""
    space = re.compile(r"\s").search(text, at, most)
    return space.end() if space else most


def _word_before(text: str, at: int, least: int) -> int:
    """Return the end of the word before a place, at least `least`."""
    return max(least, least + len(text[least:at].rpartition(" ")[0]))


def _runs(text: str, start: int, end: int, marked: Iterable[tuple[int, int]], words: Iterable[str]) -> Iterator[Run]:
    """Yield the stretches from start to end: what is within a marked stretch is a passage, the words in it literals."""
    kinds: list[Kind] = ["context"] * (end - start)
    quoted = sorted(set(words))
    for first, last in ((max(first, start), min(last, end)) for first, last in marked):
        for at in range(first - start, last - start):
            if kinds[at] == "context":
                kinds[at] = "passage"
        for each in quoted:
            for match in re.finditer(rf"(?<!\w){re.escape(each)}(?!\w)", text[first:last]):
                kinds[first - start + match.start() : first - start + match.end()] = ["literal"] * len(each)
    at = 0
    while at < len(kinds):
        upto = next((n for n in range(at, len(kinds)) if kinds[n] != kinds[at]), len(kinds))
        yield Run(kinds[at], text[start + at : start + upto])
        at = upto
