"""The figures that the site states of the dataset, counted when it is built.

Every entry of `figures()` is a piece of Markdown that a page names as `{{ name }}`: a number, or a whole table. Nothing
is typed in by hand, so nothing can go stale; a figure that a page names and that is not here fails the build.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import leanings
from counted import Data, grid, share

from azisrael_data import reliability
from azisrael_data.codelists import CERTAINTY
from azisrael_data.models import FACTS, TABLES

ALPHA_WANTED = 0.8  # Krippendorff's customary line for sound conclusions
_SAMPLE = re.compile(r"^\| (\d+)[^|]*\| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)
_STATUS = ("single", "agreed", "contested")


def figures(root: Path) -> dict[str, str]:
    """Return every figure by name, as Markdown, of the repository at `root`.

    Raises CannotRun where the raw codings are missing, ValueError where docs/reliability.md lists no samples.
    """
    data = Data(root)
    found: dict[str, str] = {}
    for part in (_extent, _proof, _support, _agreement, _samples, *leanings.PARTS):
        found |= part(data)
    return found


def _extent(data: Data) -> dict[str, str]:
    """Count rows and spans, and table by table."""
    per_table = Counter(span.table for span in data.spans)
    rows = [(f"[{t.name}](columns.md#{t.name})", len(data.of(t.name)), per_table[t.name]) for t in FACTS]
    years = [int(year) for source in data.sources for year in re.findall(r"\d{4}", source.published)]
    return {
        "facts": f"{len(data.facts):,}",
        "spans": f"{len(data.spans):,}",
        "tables": str(len(TABLES)),
        "fact_tables": str(len(FACTS)),
        "sources": str(len(data.sources)),
        "lines": f"{len(data.lines):,}",
        "lines_coded": f"{sum(line.disposition == 'coded' for line in data.lines):,}",
        "first_published": str(min(years)),
        "last_published": str(max(years)),
        "by_table": grid(("table", "rows", "spans"), [*rows, ("all", len(data.facts), len(data.spans))]),
    }


def _proof(data: Data) -> dict[str, str]:
    """Count how cells follow from their spans."""
    given, judged = map(sum, zip(*data.proved.values(), strict=True))
    rows = [(name, a + b, a, b) for name, (a, b) in data.proved.items()]
    return {
        "cells": f"{given + judged:,}",
        "cells_given": f"{given:,}",
        "cells_given_share": share(given, given + judged),
        "cells_judged": f"{judged:,}",
        "cells_judged_share": share(judged, given + judged),
        "by_proof": grid(
            ("table", "coded cells", "given by a literal", "judged"), [*rows, ("all", given + judged, given, judged)]
        ),
    }


def _support(data: Data) -> dict[str, str]:
    """Count how many sources and witnesses rows have, what is contested, how sure the tellers are."""
    rows = [row for _, row in data.facts]
    single = sum(row.source_count == 1 for row in rows)
    alone = sum(row.root_count == 1 for row in rows)
    contested = [row for row in rows if row.evidence_status == "contested"]
    sure = Counter(row.certainty for row in rows)
    standing = [
        (t.name, len(own), *(sum(row.evidence_status == status for row in own) for status in _STATUS))
        for t in FACTS
        for own in [data.of(t.name)]
    ]
    totals = [sum(line[number] for line in standing) for number in range(1, 5)]
    against = [span for span in data.spans if span.stance == "contradicts"]
    return {
        "single": str(single),
        "single_share": share(single, len(rows)),
        "one_witness": str(alone),
        "one_witness_share": share(alone, len(rows)),
        "contested": str(len(contested)),
        "contradicting": str(len(against)),
        "unsure": str(len(rows) - sure["certain"]),
        "by_status": grid(("table", "rows", "one source", "sources agree", "contested"), [*standing, ("all", *totals)]),
        "by_certainty": grid(("certainty", "rows"), [(f"`{code}`", sure[code]) for code in CERTAINTY]),
    }


def _agreement(data: Data) -> dict[str, str]:
    """Sum up how far the two readings agree; the whole is on the page on reliability."""
    found = data.agreement
    whole = reliability.Units(
        "all", *(sum(getattr(u, n) for u in found.tables) for n in ("first", "second", "matched"))
    )
    measured = [each for each in found.columns if each.alpha is not None]
    under = [each for each in measured if each.alpha is not None and each.alpha < ALPHA_WANTED]
    rows = []
    for units in found.tables:
        alphas = [each.alpha for each in measured if each.table == units.name and each.alpha is not None]
        rows.append((units.name, f"{units.f1:.2f}", f"{min(alphas):.2f}", f"{max(alphas):.2f}"))
    lowest = min(measured, key=lambda each: each.alpha or 0)
    low, high = (pick(unit.f1 for unit in found.sources) for pick in (min, max))
    return {
        "f1": f"{whole.f1:.2f}",
        "f1_low_source": f"{low:.2f}",
        "f1_high_source": f"{high:.2f}",
        "alphas": str(len(measured)),
        "alphas_reached": str(len(measured) - len(under)),
        "alpha_wanted": str(ALPHA_WANTED),
        "alpha_lowest": f"{lowest.alpha:.2f}",
        "alpha_lowest_of": f"`{lowest.table}.{lowest.column}`",
        "by_agreement": grid(("table", "facts found by both (F1)", "lowest alpha", "highest alpha"), rows),
    }


def _samples(data: Data) -> dict[str, str]:
    """Take the checks of random samples from the table on the page on reliability, which records them."""
    text = (data.root / "docs" / "reliability.md").read_text(encoding="utf-8")
    found = [tuple(map(int, each.groups())) for each in _SAMPLE.finditer(text)]
    if not found:
        raise ValueError("docs/reliability.md has no table of samples: number, rows, cells read, cells wrong")
    _, _, cells, wrong = found[-1]
    first = found[0]
    return {
        "samples": str(len(found)),
        "sample_first": f"{first[3]} of {first[2]:,}",
        "sample_last": f"{wrong or 'none'} of {cells:,}",
    }
