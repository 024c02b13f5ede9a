"""Verification against the texts: is every span in the source, and every literal in its span?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azisrael_data import cells, copies, hedges, letters, literals, proof, schema
from azisrael_data.codelists import WORDING_RULE
from azisrael_data.models import table
from azisrael_data.package import Package
from azisrael_data.schema import Column

# Share of a source's code points that the wording among its literals may take: more would be quoting, not coding.
# Names, numbers and dates do not count (docs/decisions/0001).
MOST_WORDING = 0.03


@dataclass(frozen=True, slots=True)
class Finding:
    """A span or literal that a person should look at; about a source as a whole, ids are empty and the line is 0."""

    evidence_id: str
    row_id: str
    source_id: str
    line: int
    state: str
    what: str

    def __str__(self) -> str:
        whose = f"{self.evidence_id} of {self.row_id}: " if self.evidence_id else ""
        return f"{self.source_id}:{self.line}: {self.state}: {whose}{self.what}"


@dataclass(slots=True)
class SourceReport:
    """What verification came to for one source.

    `quoted` and `wording` are code points of the distinct literals: of all, and of those that are no name, number or
    date. They need no copy of the source.
    """

    source_id: str
    path: str | None
    code_points: int = 0
    quoted: int = 0
    wording: int = 0
    identical: bool = False
    lines: int = 0
    lines_found: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(copies.STATES, 0))
    literals: int = 0
    absent: int = 0
    clashes: int = 0
    misplaced: int = 0

    @property
    def spans(self) -> int:
        """Number of spans of the source."""
        return sum(self.states.values())

    @property
    def quoted_share(self) -> float:
        """Share of the source's code points that all its distinct literals take."""
        return self.quoted / max(1, self.code_points)

    @property
    def wording_share(self) -> float:
        """Share of the source's code points that the wording among its distinct literals takes."""
        return self.wording / max(1, self.code_points)

    @property
    def wordy(self) -> bool:
        """Tell whether the literals quote more of the source's wording than they may."""
        return self.wording_share > MOST_WORDING


@dataclass(slots=True)
class Report:
    """What verification came to: per source, per column, and what to look at."""

    place: Path
    sources: list[SourceReport]
    columns: dict[str, dict[str, tuple[int, int]]]
    findings: list[Finding]

    @property
    def failed(self) -> bool:
        """Tell whether a span is lost, a literal absent, its wording does not fit, or too much wording is quoted."""
        return any(s.states["lost"] or s.absent or s.clashes or s.wordy or s.misplaced for s in self.sources)

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
                    "wording_clashes": s.clashes,
                    "code_points": s.code_points,
                    "quoted_code_points": s.quoted,
                    "wording_code_points": s.wording,
                    "quoted_share": round(s.quoted_share, 4),
                    "wording_share": round(s.wording_share, 4),
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
    held = copies.find(place, sources, lines)
    reports: list[SourceReport] = []
    findings: list[Finding] = []
    for source in sources:
        copy = held.get(source["id"])
        spans = [r.values for r in package["evidence"].rows if r.values["source_id"] == source["id"]]
        own = [line for line in lines if line["source_id"] == source["id"]]
        report = SourceReport(source["id"], str(copy.path) if copy else None, source["code_points"], lines=len(own))
        report.quoted, report.wording = _quoted(package, spans)
        reports.append(report)
        if report.wordy:
            findings.append(_too_much(report))
        if copy is None:
            continue
        report.identical = copy.identical
        report.lines_found = sum(_line_found(copy, line) for line in own)
        if copy.identical:
            findings.extend(_whole(report, copy, source, own))
        findings.extend(_spans(report, copies.Resolver(copy, source["code_points"]), spans))
        if copy.identical:
            findings.extend(_wording(report, package, copy, spans))
    return Report(place, reports, proof.shares(package), findings)


def _quoted(package: Package, spans: list[Any]) -> tuple[int, int]:
    """Return the code points of the distinct literals of spans, and of the wording among them."""
    seen: dict[str, bool] = {}
    for span in spans:
        home = table(span["table"])
        for name, told in span["fields"].items():
            column = schema.column(home, name)
            for words in copies.quoted({name: told}):
                seen[words] = seen.get(words, False) or column is None or is_wording(package, column, words)
    return sum(map(len, seen)), sum(len(words) for words, wording in seen.items() if wording)


def is_wording(package: Package, column: Column, words: str) -> bool:
    """Tell whether a literal is no name of a reference table, and no number, unit, hedge or date in its column.

    The column matters: "the first war" is an order in a rank, but only words in a title.
    """
    if any(names.find(words) for names in package.names.values()):
        return False
    if isinstance(column.member, cells.Edtf):
        return literals.date(words) is None
    if isinstance(column.cell, (cells.Number, cells.Integer)):
        return literals.quantity(words) is None and literals.rank(words) is None
    if column.name in ("bound", "value_bound"):
        return literals.bound(words) == "eq"
    return column.name not in ("currency", "unit") or literals.unit(words) is None


def _too_much(report: SourceReport) -> Finding:
    what = (
        f"wording takes {report.wording_share:.2%} of the source, at most {MOST_WORDING:.0%} wanted; "
        "quote names, numbers and dates, or write null"
    )
    return Finding("", "", report.source_id, 0, "wordy", what)


def _whole(report: SourceReport, copy: copies.Text, source: Mapping[str, Any], own: list[Any]) -> Iterator[Finding]:
    """Yield what the reference text shows to be wrong in its own description and ledger."""
    stream = copy.letters.stream
    wanted = {"code_points": len(copy.text), "letters": len(stream), "letters_sha256": letters.sha256(stream)}
    for name, value in wanted.items():
        if source[name] != value:
            report.misplaced += 1
            yield Finding(
                "", "", report.source_id, 0, "ledger", f"{name} is {source[name]}, the reference text has {value}"
            )
    if len(own) != len(copy.bounds):
        report.misplaced += 1
        what = f"the ledger has {len(own)} lines, the reference text {len(copy.bounds)}"
        yield Finding("", "", report.source_id, 0, "ledger", what)
    for line in own:
        if not _line_found(copy, line):
            report.misplaced += 1
            what = "code points or fingerprints do not fit the reference text; restore the row"
            yield Finding("", "", report.source_id, line["line"], "ledger", what)


def _line_found(copy: copies.Text, line: Mapping[str, Any]) -> bool:
    """Tell whether a line of the ledger stands in the copy. A line too short for a fingerprint counts as found."""
    if copy.identical:
        return copy.bears(line) and (line["start"], line["end"]) == copy.bounds[line["line"] - 1]
    if line["sha256"] is None:
        return True
    return copies.stands_in(copy.letters, line) or copies.stands_in(copy.bare, line)


def _spans(report: SourceReport, resolver: copies.Resolver, spans: list[Any]) -> Iterator[Finding]:
    for span in spans:
        found = resolver.resolve(span)
        report.states[found.state] += 1

        def finding(state: str, what: str, span: Any = span) -> Finding:
            return Finding(span["id"], span["row_id"], span["source_id"], span["line"], state, what)

        if report.identical and found.state != "exact":
            report.misplaced += 1
            yield finding(
                found.state, "line, code points or fingerprints do not fit the reference text; anchor it again"
            )
        elif found.state in ("lost", "drifted"):
            yield finding(found.state, copies.STATES[found.state])
        for words in copies.quoted(span["fields"]):
            report.literals += 1
            if found.start is not None and not resolver.holds(found, words):
                report.absent += 1
                yield finding("absent", f"the literal {words!r} is not in the passage")


def _wording(report: SourceReport, package: Package, copy: copies.Text, spans: list[Any]) -> Iterator[Finding]:
    """Yield spans whose words do not fit their certainty or stance, and exceptions that no span needs any more.

    Judged on the reference text only: another rendition may cut a word in two.
    """
    excepted = {(row.values["evidence_id"], row.values["rule"]) for row in package["exceptions"].rows}
    for span in spans:
        fact = package.keys[span["table"]][span["row_id"]].values
        found = dict(hedges.clashes(span, fact, copy.text[span["start"] : span["end"]]))
        for rule in WORDING_RULE:
            has = (span["id"], rule) in excepted
            if (rule in found) == has:
                continue
            report.clashes += 1
            if has:
                what = f"the exception {rule!r} is stale; delete its row in {package['exceptions'].path}"
            else:
                word = f" ({found[rule]!r})" if found[rule] else ""
                hint = f"correct the certainty or give a reason in {package['exceptions'].path}"
                what = f"{rule}: {WORDING_RULE[rule]}{word}; {hint}"
            yield Finding(span["id"], span["row_id"], span["source_id"], span["line"], "wording", what)
