"""What the sources lean towards: rows, voices, years and parties, counted from the rows and their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from counted import Data, grid, listed, share

import azisrael_data as az
from azisrael_data import schema
from azisrael_data.models import FACTS

MOST_LISTED = 12  # longer lists are cut and say so
OLDEST = 1990  # earlier years are counted together


def _documents(row: Any) -> set[str]:
    return {place.partition(":")[0] for place in row.sources or ()}


def _by_source(data: Data) -> dict[str, str]:
    total = len(data.facts)
    rows, alone = Counter(), Counter()
    for _, row in data.facts:
        rows.update(_documents(row))
        alone.update(_documents(row) if row.source_count == 1 else ())
    voiced = Counter(span.source_id for span in data.spans if span.voice)
    spans = Counter(span.source_id for span in data.spans)
    works = Counter(work.source_id for work in az.load("works", as_="records"))
    bare = Counter(w.source_id for w in az.load("works", as_="records") if w.kind == "name_only")
    known = {source.id: source for source in data.sources}
    versions = [source for source in data.sources if source.version_of]
    two = [key for key, _ in rows.most_common(2)]
    within = sum(bool(_documents(row) & set(two)) for _, row in data.facts)
    return {
        "by_source": grid(
            ("source", "author ", "published ", "rows", "of all rows", "told here only"),
            [
                (f"`{s.id}`", s.authors or "not named", s.published, rows[s.id], share(rows[s.id], total), alone[s.id])
                for s in sorted(known.values(), key=lambda source: -rows[source.id])
            ],
        ),
        "by_support": grid(
            ("source", "spans", "quote another voice", "works cited", "of these by name only"),
            [
                (f"`{s.id}`", spans[s.id], share(voiced[s.id], spans[s.id]), works[s.id], bare[s.id])
                for s in sorted(known.values(), key=lambda source: -rows[source.id])
            ],
        ),
        "two_largest": listed([f"`{key}`" for key in two]),
        "two_largest_share": share(within, total),
        "languages": listed(sorted({f"`{source.language}`" for source in data.sources})),
        "versions": " ".join(
            f"`{s.id}` is another version of a work that `{_citer(s)}` cites: where it is cited, they are one witness."
            for s in versions
        ),
    }


def _citer(source: Any) -> str:
    (found,) = {work.source_id for work in az.load("works", as_="records") if work.id == source.version_of}
    return str(found)


def _by_voice(data: Data) -> dict[str, str]:
    voices = Counter(span.voice for span in data.spans if span.voice)
    kinds = Counter(data.actors[key].kind for key in voices.elements())
    lands = Counter(data.actors[key].country or "" for key in voices.elements())
    total = voices.total()
    return {
        "voiced": str(total),
        "voiced_share": share(total, len(data.spans)),
        "voices": str(len(voices)),
        "by_voice": _cut(voices, ("voice", "spans"), lambda key: data.actors[key].name),
        "by_voice_country": _cut(lands, ("country of the voice", "spans"), lambda key: _land(data, key)),
        "by_voice_kind": _cut(kinds, ("kind of voice", "spans"), lambda key: f"`{key}`"),
    }


def _land(data: Data, key: str) -> str:
    return data.actors[key].name if key in data.actors else f"`{key}`" if key else "none, or not known"


def _cut(counts: Mapping[str, int], head: Sequence[str], name: Callable[[str], str]) -> str:
    """Return a table of counts, the greatest first; what does not fit is summed up in a last line."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rest = ranked[MOST_LISTED:]
    rows = [(name(key), number) for key, number in ranked[:MOST_LISTED]]
    return grid(head, [*rows, *([(f"{len(rest)} others", sum(n for _, n in rest))] if rest else [])])


def _by_year(data: Data) -> dict[str, str]:
    rows = [row for _, row in data.facts]
    dated = [row for row in rows if row.date_start or row.date_end]
    starts = [(row.date_start or row.date_end).year for row in dated]
    bins = Counter(max(year - year % 5, OLDEST - 5) for year in starts)  # five years each, all older ones together
    sharp = Counter(row.date_precision for row in dated)
    parts = [f"{sharp[code]} by `{code}`" for code in sorted(sharp, key=lambda code: -sharp[code])]
    top, number = max(Counter(starts).items(), key=lambda item: item[1])
    last = max(starts)
    return {
        "undated": str(len(rows) - len(dated)),
        "undated_share": share(len(rows) - len(dated), len(rows)),
        "by_precision": listed(parts),
        "by_period": grid(("first day in", "rows"), [(_period(start), bins[start]) for start in sorted(bins)]),
        "year_most": str(top),
        "year_most_rows": str(number),
        "year_last": str(last),
    }


def _period(start: int) -> str:
    return f"{start} to {start + 4}" if start >= OLDEST else f"before {OLDEST}"


def _by_party(data: Data) -> dict[str, str]:
    """Count in how many rows each state is named, itself or through what belongs to it."""
    named: Counter[str] = Counter()
    for table in FACTS:
        columns = [c for c in schema.columns(table) if c.references == ("actors",) and c.name != "reporter"]
        for row in data.of(table.name):
            cells = [getattr(row, column.name) for column in columns]
            keys = {key for cell in cells if cell for key in ((cell,) if isinstance(cell, str) else cell)}
            named.update({state for key in keys if (state := _state(data, key))})
    return {"by_party": _cut(named, ("state", "rows that name it, its bodies or people"), lambda key: _land(data, key))}


def _state(data: Data, key: str) -> str | None:
    actor = data.actors[key]
    return key if actor.kind == "state" else actor.country


PARTS = (_by_source, _by_voice, _by_year, _by_party)
