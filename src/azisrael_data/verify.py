"""Verification against the texts: is every span in the source, and every literal in its span?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azisrael_data import letters, literals, proof, texts
from azisrael_data.package import Package


@dataclass(frozen=True, slots=True)
class Finding:
    """A span or literal that a person should look at."""

    evidence_id: str
    row_id: str
    source_id: str
    line: int
    state: str
    what: str

    def __str__(self) -> str:
        return f"{self.source_id}:{self.line}: {self.state}: {self.evidence_id} of {self.row_id}: {self.what}"


@dataclass(slots=True)
class SourceReport:
    """What verification came to for one source."""

    source_id: str
    path: str | None
    identical: bool = False
    lines: int = 0
    lines_found: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(texts.STATES, 0))
    literals: int = 0
    absent: int = 0

    @property
    def spans(self) -> int:
        """Number of spans of the source."""
        return sum(self.states.values())


@dataclass(slots=True)
class Report:
    """What verification came to: per source, per column, and what to look at."""

    place: Path
    sources: list[SourceReport]
    columns: dict[str, dict[str, tuple[int, int]]]
    findings: list[Finding]

    @property
    def failed(self) -> bool:
        """Tell whether a span is lost or a literal absent."""
        return any(source.states["lost"] or source.absent for source in self.sources)

    @property
    def missing(self) -> list[str]:
        """Ids of the sources of which no copy was found."""
        return [source.source_id for source in self.sources if source.path is None]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "texts": str(self.place),
            "sources": [
                {
                    "source_id": s.source_id,
                    "found": s.path is not None,
                    "identical": s.identical,
                    "lines": s.lines,
                    "lines_found": s.lines_found,
                    **s.states,
                    "literals": s.literals,
                    "absent_literals": s.absent,
                }
                for s in self.sources
            ],
            "columns": {
                table: {name: {"literal": a, "judged": b} for name, (a, b) in columns.items()}
                for table, columns in self.columns.items()
            },
            "findings": [
                {
                    "evidence_id": f.evidence_id,
                    "row_id": f.row_id,
                    "source_id": f.source_id,
                    "line": f.line,
                    "state": f.state,
                    "what": f.what,
                }
                for f in self.findings
            ],
        }


def verify(package: Package, place: Path) -> Report:
    """Hold the evidence of a valid package against the texts in a folder."""
    sources = [row.values for row in package["sources"].rows]
    lines = [row.values for row in package["lines"].rows]
    copies = texts.find(place, sources, lines)
    reports: list[SourceReport] = []
    findings: list[Finding] = []
    for source in sources:
        copy = copies.get(source["id"])
        spans = [r.values for r in package["evidence"].rows if r.values["source_id"] == source["id"]]
        own = [line for line in lines if line["source_id"] == source["id"]]
        report = SourceReport(source["id"], str(copy.path) if copy else None, lines=len(own))
        reports.append(report)
        if copy is None:
            continue
        report.identical = copy.identical
        report.lines_found = sum(_line_found(copy, line) for line in own)
        findings.extend(_spans(report, texts.Resolver(copy, source["code_points"]), spans))
    return Report(place, reports, proof.shares(package), findings)


def _line_found(copy: texts.Text, line: Mapping[str, Any]) -> bool:
    """Tell whether a line of the ledger stands in the copy. A line too short for a fingerprint counts as found."""
    if line["sha256"] is None:
        return True
    if copy.identical:
        own = letters.sha256(copy.letters.between(line["start"], line["end"]))
        return bool(own == line["sha256"])
    return texts.stands_in(copy.letters, line) or texts.stands_in(copy.bare, line)


def _spans(report: SourceReport, resolver: texts.Resolver, spans: list[Any]) -> Iterator[Finding]:
    for span in spans:
        found = resolver.resolve(span)
        report.states[found.state] += 1

        def finding(state: str, what: str, span: Any = span) -> Finding:
            return Finding(span["id"], span["row_id"], span["source_id"], span["line"], state, what)

        if found.state in ("lost", "drifted"):
            yield finding(found.state, texts.STATES[found.state])
        passage = resolver.passage(found)
        for words in texts.quoted(span["fields"]):
            report.literals += 1
            if found.start is not None and not literals.stands_in(words, passage):
                report.absent += 1
                yield finding("absent", f"the literal {words!r} is not in the passage")
