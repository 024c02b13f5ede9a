"""A difference as text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azisrael_data.difference import ADDED, CHANGED, DROPPED, LOST, WITHDRAWN, Cell, Difference
from azisrael_data.problems import plain
from azisrael_data.redline.fitting import Part, Piece, fitted
from azisrael_data.redline.view import HEADINGS, REBUILT, REFUSALS, SHAPE, Entry, Section, sections, summary
from azisrael_data.report import inert

SHORT = 60  # characters of both sides of a cell that stand on one line
_BOLD, _DIM, _RED, _GREEN, _END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[0m"
_SIGNS = {LOST: "-", REFUSALS: "!", WITHDRAWN: "-", CHANGED: "~", DROPPED: "-", ADDED: "+", REBUILT: "~", SHAPE: "*"}
_COLOURS = {"-": _RED, "!": _RED, "+": _GREEN}
_SPAN_SIGNS = {ADDED: "+", CHANGED: "~"}


def text(given: Difference, *, colour: bool = False, limit: int | None = None) -> str:
    """Return a difference as lines of text, losses first; in at most `limit` bytes, where one is given.

    Nothing, where there is no difference.
    """
    if not given:
        return ""
    pen = _Pen(colour)
    top = f"{pen.bold(f'{plain(given.old.label)} -> {plain(given.new.label)}')}\n{summary(given)}\n"
    parts = [_part(section, pen) for section in sections(given)]
    return "".join(f"{inert(line)}\n" for line in fitted(top, parts, limit).split("\n")[:-1])


class _Pen:
    """Writes in colour, or does not."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def _in(self, code: str, told: str) -> str:
        return f"{code}{told}{_END}" if self.colour else told

    def bold(self, told: str) -> str:
        return self._in(_BOLD, told)

    def dim(self, told: str) -> str:
        return self._in(_DIM, told)

    def old(self, told: str) -> str:
        return self._in(_RED, told)

    def new(self, told: str) -> str:
        return self._in(_GREEN, told)

    def signed(self, sign: str, told: str) -> str:
        code = _COLOURS.get(sign)
        return self._in(code, f"{sign} {told}") if code else f"{sign} {told}"


def _part(section: Section, pen: _Pen) -> Part:
    sign = _SIGNS[section.kind]
    pieces = [Piece("".join(f"{line}\n" for line in _entry(each, sign, pen)), f"{_name(each, sign, pen)}\n")
              for each in section.entries]  # fmt: skip
    return Part(HEADINGS[section.kind], f"\n{pen.bold(section.heading)}\n", "", pieces, section.is_serious)


def _name(entry: Entry, sign: str, pen: _Pen) -> str:
    name = " ".join(each for each in (plain(entry.table), plain(entry.id)) if each)
    return pen.signed(sign if entry.is_row or not entry.id else "~", name)


def _entry(entry: Entry, sign: str, pen: _Pen) -> Iterator[str]:
    told = f": {plain(entry.title)}" if entry.title else ""
    yield f"{_name(entry, sign, pen)}{told}"
    if entry.remark:
        yield f"    {plain(entry.remark)}"
    yield from _cells(entry.cells, pen, "    ")
    for span in entry.spans:
        name = pen.signed(_SPAN_SIGNS.get(span.kind, "-"), f"evidence {plain(span.id)} {span.kind}")
        yield f"    {name}: {plain(span.remark or span.title)}"
        yield from _cells(span.cells, pen, "        ")
    if entry.built:
        yield pen.dim(f"    by the build: {'; '.join(_line(cell, _Pen(colour=False)) for cell in entry.built)}")


def _cells(cells: Sequence[Cell], pen: _Pen, margin: str) -> Iterator[str]:
    for cell in cells:
        if len(cell.old or "") + len(cell.new or "") <= SHORT or cell.removed or cell.added:
            yield f"{margin}{_line(cell, pen)}"
            continue
        yield f"{margin}{plain(cell.column)}:"
        if cell.old:
            yield f"{margin}  {pen.old(f'- {_told(cell.old)}')}"
        if cell.new:
            yield f"{margin}  {pen.new(f'+ {_told(cell.new)}')}"


def _line(cell: Cell, pen: _Pen) -> str:
    """Return a cell on one line: members that came and went, or what it was and what it is."""
    name = plain(cell.column)
    if cell.removed or cell.added:
        gone = [pen.old(f"- {_told(each)}") for each in cell.removed]
        return f"{name}: {'  '.join([*gone, *(pen.new(f'+ {_told(each)}') for each in cell.added)])}"
    if cell.old is None or cell.new is None:
        return f"{name}: {_told(cell.old or cell.new or '')}"
    return f"{name}: {pen.old(_told(cell.old))} -> {pen.new(_told(cell.new))}"


def _told(text: str) -> str:
    """Return a text of the data as it may stand in a line."""
    if not text:
        return "(empty)"
    return repr(plain(text)) if text != text.strip() else plain(text)
