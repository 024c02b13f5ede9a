"""What the command prints of a verification and of a build, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from azisrael_data import copies
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.verify import MOST_WORDING, Report, verify

_COLUMNS_A_LINE = 6


def verified(report: Report) -> Iterator[str]:
    """Yield the lines of a verification: sources, how much is quoted, how cells follow, findings, what is missing."""
    yield "Proved without the texts: keys, codes, licences of cells, literals against cells, the ledger."
    yield ""
    yield _states("source", "lines", "spans", "exact", "relocated", "drifted", "lost", "literals", "absent")
    for s in report.sources:
        if s.path is None:
            yield f"{s.source_id:<18}  no copy found"
        else:
            states = [s.states[name] for name in ("exact", "relocated", "drifted", "lost")]
            yield _states(s.source_id, f"{s.lines_found}/{s.lines}", s.spans, *states, s.literals, s.absent)
    yield ""
    yield f"Share of each source that distinct literals take: all, and wording alone (at most {MOST_WORDING:.0%})."
    yield ", ".join(f"{s.source_id} {s.quoted_share:.1%} {s.wording_share:.1%}" for s in report.sources)
    yield ""
    yield "Cells by how they follow from their spans: a literal gives them by rule, or a person judged them."
    yield from _shares(report)
    yield from map(str, report.findings)
    if report.missing:
        yield ""
        yield f"Not verified, no copy found: {', '.join(report.missing)}."
        yield f"Put your copies, under any names, into {report.place} or name a folder with --texts."


def _states(*cells: object) -> str:
    widths = (9, 7, 7, 11, 9, 6, 10, 8)
    return f"{cells[0]:<18}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], widths, strict=True))


def _shares(report: Report) -> Iterator[str]:
    for table, columns in report.columns.items():
        given, judged = (sum(pair[i] for pair in columns.values()) for i in (0, 1))
        yield f"{table:<16}{given + judged:>6} cells, {given} by literal, {judged} judged"
        shares = [f"{name} {a}/{a + b}" for name, (a, b) in columns.items()]
        for at in range(0, len(shares), _COLUMNS_A_LINE):
            yield f"{'':<16}  {', '.join(shares[at : at + _COLUMNS_A_LINE])}"


def built(package: Package, changed: int, place: Path, root: Path) -> Iterator[str]:
    """Yield the lines of a build: rows, cells, spans found in the texts at hand, and what changed."""
    from azisrael_data import build

    for table in TABLES:
        yield f"{table.name:<16}{len(package[table.name].rows):>6} rows"
    cells, facts = build.cells(package)
    yield ""
    yield f"{facts} facts with {cells} coded cells, every cell named by a supporting span of its source."
    report = verify(package, copies.folder(root))
    spans = sum(source.spans for source in report.sources)
    if len(report.missing) == len(report.sources):
        yield "Spans not held against the texts: no copy of a source is at hand (see `azisrael verify`)."
    else:
        found = sum(s.states["exact"] + s.states["relocated"] for s in report.sources)
        missing = f"; no copy of {', '.join(report.missing)}" if report.missing else ""
        yield f"{found} of {spans} spans found again in the texts at hand{missing}."
    yield f"{f'{changed} file(s)' if changed else 'Nothing'} changed. The package lies in {place.absolute()}"
