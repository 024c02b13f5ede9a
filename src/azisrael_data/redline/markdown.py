"""A difference as GitHub's Markdown, for a pull request or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azisrael_data.difference import Cell, Difference
from azisrael_data.problems import plain
from azisrael_data.redline.fitting import Part, Piece, fitted
from azisrael_data.redline.view import HEADINGS, Entry, Section, sections, summary
from azisrael_data.report import code_span, inert

FOLDED = 10  # entries from which a section is folded, unless it is about losses
_BAR = r"\|"  # within a table, in a code span too
_HEAD = "| column | was | is |\n|---|---|---|\n"


def markdown(given: Difference, limit: int | None = None) -> str:
    """Return a difference as Markdown, losses first; in at most `limit` bytes, where one is given.

    Whatever the data holds stands in code spans: no name notifies anyone, no markup is obeyed, no row leaves its table.
    """
    found = sections(given)
    sides = f"{_code(given.old.label)} → {_code(given.new.label)}"
    top = f"## Differences in the data\n\n{sides}\n\n**{summary(given)}**\n"
    if given.refused:
        top += "\n> [!CAUTION]\n> An id was renumbered or given to something else. This is refused: ids are kept.\n"
    text = fitted(top, [_part(section) for section in found], limit)
    return "".join(f"{inert(line)}\n" for line in text.split("\n")[:-1])


def _part(section: Section) -> Part:
    head, foot = f"\n### {section.heading}\n", ""
    if len(section.entries) > FOLDED and not section.is_serious:
        head, foot = f"{head}\n<details><summary>all {len(section.entries)}</summary>\n", "\n</details>\n"
    pieces = [Piece(_entry(each), f"\n- {_name(each)}\n") for each in section.entries]
    return Part(HEADINGS[section.kind], head, foot, pieces, section.is_serious)


def _name(entry: Entry) -> str:
    return " ".join(f"{_code(each)}" for each in (entry.table, entry.id) if each)


def _entry(entry: Entry) -> str:
    title = f" {_code(entry.title)}" if entry.title else ""
    remark = f"  \n{_code(entry.remark)}" if entry.remark else ""
    rows = "".join(_rows(entry))
    return f"\n**{_name(entry)}**{title}{remark}\n" + (f"\n{_HEAD}{rows}" if rows else "")


def _rows(entry: Entry) -> Iterator[str]:
    yield from _cells(entry.cells, "")
    for span in entry.spans:
        told = " ".join(_code(each) for each in (span.title, span.remark) if each)
        yield _row(f"evidence {_code(span.id)} {span.kind}", *(("", told) if span.is_there else (told, "")))
        yield from _cells(span.cells, f"{_code(span.id)} ")
    yield from _cells(entry.built, "*build:* ")


def _cells(cells: Sequence[Cell], prefix: str) -> Iterator[str]:
    for cell in cells:
        name = f"{prefix}{_code(cell.column)}"
        if cell.removed or cell.added:
            yield _row(name, _members("−", cell.removed), _members("+", cell.added))
        else:
            yield _row(name, _code(cell.old or ""), _code(cell.new or ""))


def _members(sign: str, members: Sequence[str]) -> str:
    return "<br>".join(f"{sign} {_code(each)}" for each in members)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n"


def _code(text: str) -> str:
    return code_span(plain(text))
