"""The reading ledger: every line of every source once, in order, in agreement with the evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from azisrael_data.package import Package
from azisrael_data.problems import Problem, shown
from azisrael_data.read import Numbered

_MOST_BLANK = 2  # code points after the last line


def check(package: Package) -> Iterator[Problem]:
    """The ledger covers lines 1..n of every source in order, holds every span, and agrees with the evidence."""
    found = package["lines"]
    if not package.complete("lines"):
        return  # a line that could not be read is no gap
    last: dict[str, tuple[int, int]] = {}
    lines: dict[tuple[str, int], Numbered] = {}
    whole = {key for key, source in package.keys["sources"].items() if source.values.get("code_points") is not None}
    for row in sorted(found.rows, key=lambda row: (row.values["source_id"], row.values["line"])):
        source, line, start, end = (row.values[name] for name in ("source_id", "line", "start", "end"))
        if (source, line) in lines:
            continue  # a duplicate row, told as such
        lines[source, line] = row
        before, reach = last.get(source, (0, 0))
        if line != before + 1:
            message = f"line {line} of {source} follows line {before}"
            yield Problem(found.path, row.line, "line", "ledger-gap", message, "every non-empty line has one row")
            whole.discard(source)
        elif start >= end or start < reach:
            message = f"line {line} of {source} runs from {start} to {end}, after {reach}"
            yield Problem(found.path, row.line, "start", "ledger-gap", message, "restore the row")
        last[source] = (line, end)
    for key, source in package.keys["sources"].items():
        line, reach = last.get(key, (0, 0))
        length = source.values.get("code_points")
        if length is not None and not length - _MOST_BLANK <= reach <= length:
            whole.discard(key)
            message = f"no line of {key} is in {found.path}"
            if line:
                message = f"{found.path} ends with line {line} of {key}, at code point {reach} of {length}"
            yield Problem(package["sources"].path, source.line, "id", "ledger-gap", message, "restore its lines")
    yield from _spans_in_lines(package, lines, whole)


def _spans_in_lines(
    package: Package, lines: dict[tuple[str, int], Numbered], whole: Collection[str]
) -> Iterator[Problem]:
    found = package["evidence"]
    coded = set()
    for row in found.rows:
        key = (row.values.get("source_id"), row.values.get("line"))
        start, end = row.values.get("start"), row.values.get("end")
        coded.add(key)
        if None in key or start is None or end is None:
            continue
        line = lines.get(key)  # type: ignore[arg-type]
        if line is None:
            if key[0] in whole:
                message = f"{key[0]} has no line {key[1]}"
                yield Problem(found.path, row.line, "line", "span-order", message, "run `azisrael anchor` again")
        elif not line.values["start"] <= start < end <= line.values["end"] and start < end:
            reach = f"{line.values['start']} to {line.values['end']}"
            message = f"the span {start} to {end} is not within line {key[1]} ({reach})"
            yield Problem(found.path, row.line, "start", "span-order", message, "run `azisrael anchor` again")
        elif (start, end) == (line.values["start"], line.values["end"]):
            yield from _whole_line(found.path, row, line)
    if not package.complete("evidence"):
        return
    for key, row in lines.items():
        disposition = row.values.get("disposition")
        if disposition is not None and (disposition == "coded") != (key in coded):
            message = f"line {key[1]} of {key[0]} is {disposition!r} but {'has' if key in coded else 'has no'} evidence"
            hint = "write 'coded'" if key in coded else "say what reading it came to"
            yield Problem(package["lines"].path, row.line, "disposition", "ledger-mismatch", message, hint)


def _whole_line(path: str, row: Numbered, line: Numbered) -> Iterator[Problem]:
    """A span that is a whole line has the fingerprints of the line."""
    if any((each.values.get("letters") or 0) > each.values["end"] - each.values["start"] for each in (row, line)):
        return  # more letters than code points: told by the rules of a row
    for name, code in (("letters", "out-of-range"), ("head", "bad-hash"), ("sha256", "bad-hash")):
        own, wanted = row.values.get(name), line.values.get(name)
        if own is not None and wanted is not None and own != wanted:
            message = f"the span is all of line {line.values['line']}, which has {shown(wanted)} in the ledger"
            yield Problem(path, row.line, name, code, message, "run `azisrael anchor` again")
            return
