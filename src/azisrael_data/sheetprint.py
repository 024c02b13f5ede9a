"""A sheet as lines for a terminal or a pipe: wrapped at a width, in colour or with the passage in brackets.

What a file or a text holds is escaped before it is printed; styles are told by words and brackets where there is no
colour.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from azisrael_data.excerpts import Excerpt
from azisrael_data.problems import plain
from azisrael_data.report import inert
from azisrael_data.views import CellView, Reference, Sheet, SpanView, Telling

NARROWEST, WIDEST = 40, 120  # columns; longer lines of prose are hard to read
_STYLES = {"bold": "1", "dim": "2", "passage": "33", "literal": "1;33", "red": "31", "head": "1;36", "": ""}
_MOST_NAMED = 12  # referring rows told with their summaries
_STATES = {
    "relocated": "your copy is another rendition of the text",
    "drifted": "only something similar stands there; look at it",
    "lost": "the passage is not in your copy",
}

Piece = tuple[str, str]  # text and style


def width() -> int:
    """Return the width of the terminal; where there is none that of `COLUMNS`, or 80."""
    return shutil.get_terminal_size((80, 24)).columns


class Printer:
    """Prints sheets at a width, in colour or not."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.width, self.colour = min(max(width, NARROWEST), WIDEST), colour

    def lines(self, sheet: Sheet) -> Iterator[str]:
        """Yield the lines of a sheet."""
        yield from map(inert, self._sheet(sheet))

    def excerpt(self, excerpt: Excerpt) -> Iterator[str]:
        """Yield the lines of an excerpt by itself."""
        yield from map(inert, self._excerpt(excerpt, 0))

    def _sheet(self, sheet: Sheet) -> Iterator[str]:
        yield from self._head(sheet)
        yield from self._cells(sheet)
        yield from self._disputes(sheet)
        if sheet.text is not None:
            yield from self._section("The line in your copy")
            yield from self._excerpt(sheet.text, 0)
        if sheet.spans:
            yield from self._section("Spans on the line" if sheet.table == "lines" else "Evidence")
            seen: dict[str, int] = {}
            for span in sheet.spans:
                yield from self._span(span, sheet, seen)
        yield from self._references(sheet.references)

    def _cells(self, sheet: Sheet) -> Iterator[str]:
        column = max((len(each.label) for each in sheet.cells), default=0) + 2
        for cell in sheet.cells:
            if not cell.generated:
                yield from self._cell(cell, column)
        if sheet.empty:
            names = ", ".join(each.replace("_", " ") for each in sheet.empty)
            yield from self._wrapped([("Empty", "dim")], [(names, "dim")], column)
        generated = [each for each in sheet.cells if each.generated]
        if generated:
            yield from self._section("Worked out by the build")
            for cell in generated:
                yield from self._cell(cell, column)
        if sheet.counts:
            yield from self._section("Lines by what reading them came to")
            for code, count in sheet.counts.items():
                yield from self._wrapped([(code, "")], [(str(count), "")], column)

    def _head(self, sheet: Sheet) -> Iterator[str]:
        name = f"{sheet.id}  {sheet.table}"
        gap = self.width - len(name) - len(sheet.place)
        place = f"{' ' * gap}{sheet.place}" if gap >= 2 else f"\n{sheet.place}"
        yield from (self._styled([(name, "head"), (place, "dim")])).split("\n")
        yield from self._wrapped([], [(sheet.title, "bold")], 0)
        for problem in sheet.problems:
            yield from self._wrapped([], [(str(problem), "red")], 0)
        yield ""

    def _section(self, title: str) -> Iterator[str]:
        yield ""
        yield self._styled([(title, "head")])

    def _cell(self, cell: CellView, column: int) -> Iterator[str]:
        yield from self._wrapped([(cell.label, "")], list(_value(cell)), column)
        for stance, style in (("supports", "dim"), ("mentions", "dim"), ("contradicts", "red")):
            told = _told(each for each in cell.tellings if each.stance == stance)
            if told:
                lead = "" if stance == "supports" else f"{'against' if stance == 'contradicts' else stance}: "
                yield from self._wrapped([], [(f"{lead}{told}", style)], column)

    def _disputes(self, sheet: Sheet) -> Iterator[str]:
        """Set what is told for a disputed cell beside what is told against it."""
        disputed = [each for each in sheet.cells if any(told.stance == "contradicts" for told in each.tellings)]
        if not disputed:
            return
        half = (self.width - 3) // 2
        yield from self._section("Disputed")
        for cell in disputed:
            sides = []
            for stance in ("supports", "contradicts"):
                head = f"{cell.label}: {cell.value}" if stance == "supports" else "against it"
                told = [self._side(each, sheet) for each in cell.tellings if each.stance == stance]
                sides.append([line for text in (head, *told) for line in _fold(text, half)])
            for left, right in zip_longest(*sides, fillvalue=""):
                yield f"{left:<{half}} \u2502 {right}".rstrip()

    @staticmethod
    def _side(told: Telling, sheet: Sheet) -> str:
        span = sheet.spans[told.span - 1]
        voice = f", {span.voice.id}" if span.voice else ""
        return f"{_quoted(told)} {span.source}:{span.line}{voice} [{told.span}]"

    def _span(self, span: SpanView, sheet: Sheet, seen: dict[str, int]) -> Iterator[str]:
        mark = f"[{span.number}] "
        stance = (span.stance, "red" if span.stance == "contradicts" else "")
        voice = f", quoting {span.voice.name}" if span.voice else ""
        about = "" if sheet.id in (span.row_id, span.id) else f" for {span.row_id}"
        yield from self._wrapped(
            [(mark, "dim")],
            [(f"{span.id}{about} ", ""), (f"{span.source}:{span.line} ", "bold"), stance,
             (f", {span.certainty}{voice}, {span.zone}", "")],
            len(mark),
        )  # fmt: skip
        if about:
            yield from self._wrapped([], [(span.title, "dim")], len(mark))
        if span.passage is not None:
            first = seen.setdefault(f"{span.source} {_marked(span.passage)}", span.number)
            if first == span.number:
                yield from self._excerpt(span.passage, len(mark))
            else:
                yield from self._wrapped([], [(f"the passage of [{first}]", "dim")], len(mark))
        for work in span.works:
            yield from self._wrapped([], [(f"cites {work.name or work.id} ({work.id})", "dim")], len(mark))

    def _excerpt(self, excerpt: Excerpt, indent: int) -> Iterator[str]:
        if excerpt.state != "exact":
            yield from self._wrapped([], [(_STATES.get(excerpt.state, excerpt.state), "red")], indent)
        pieces: list[Piece] = []
        for inside, runs in groupby(excerpt.runs, key=lambda run: run.kind != "context"):
            found: list[Piece] = [(run.text, "dim" if run.kind == "context" else run.kind) for run in runs]
            if inside and not self.colour:
                found = [("[", ""), *found, ("]", "")]
            pieces += found
        if pieces:
            yield from self._wrapped([], pieces, indent)

    def _references(self, references: Sequence[Reference]) -> Iterator[str]:
        if not references:
            return
        yield from self._section("Referred to by")
        if len(references) <= _MOST_NAMED:
            width = max(len(each.id) for each in references) + 2
            for each in references:
                told = f"{each.title} " if each.title != each.id else ""
                rest: list[Piece] = [(told, ""), (f"({each.table}.{each.column})", "dim")]
                yield from self._wrapped([(each.id, "")], rest, width)
            return
        for (home, column), found in groupby(references, key=lambda each: (each.table, each.column)):
            ids = list(dict.fromkeys(each.id for each in found))
            yield from self._wrapped([], [(f"{home}.{column} ({len(ids)}): ", "dim"), (", ".join(ids), "")], 2)

    def _wrapped(self, lead: Sequence[Piece], pieces: Sequence[Piece], indent: int) -> Iterator[str]:
        """Yield pieces of text wrapped at the width, below a lead in the first line, the others indented."""
        at = sum(len(text) for text, _ in lead)
        line: list[Piece] = [*lead, (" " * max(0, indent - at), "")]
        used = max(at, indent)
        empty = True
        for word in _fitting(_words(pieces), self.width - indent):
            size = sum(len(text) for text, _ in word)
            if not empty and used + 1 + size > self.width:
                yield self._styled(line).rstrip()
                line, used, empty = [(" " * indent, "")], indent, True
            if not empty:
                line.append((" ", word[0][1] if line[-1][1] == word[0][1] else ""))
                used += 1
            line += word
            used, empty = used + size, False
        yield self._styled(line).rstrip()

    def _styled(self, pieces: Iterable[Piece]) -> str:
        joined = [("".join(text for text, _ in run), style) for style, run in groupby(pieces, key=lambda p: p[1])]
        if not self.colour:
            return "".join(text for text, _ in joined)
        return "".join(f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if _STYLES[style] else text for text, style in joined)


def _marked(excerpt: Excerpt) -> str:
    """Return an excerpt as text with its passage in brackets, so that two of one place are known."""
    found = groupby(excerpt.runs, key=lambda run: run.kind != "context")
    return "".join(f"[{''.join(run.text for run in runs)}]" if inside else next(runs).text for inside, runs in found)


def _words(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the words of pieces, each with the styles of its parts; what cannot be seen is escaped."""
    word: list[Piece] = []
    for text, style in pieces:
        for part, letters in groupby(text, key=str.isspace):
            if part:
                if word:
                    yield word
                word = []
            else:
                word.append((plain("".join(letters)), style))
    if word:
        yield word


def _fitting(words: Iterable[list[Piece]], room: int) -> Iterator[list[Piece]]:
    """Yield words, those that are longer than a line cut into pieces."""
    for word in words:
        if sum(len(text) for text, _ in word) <= room:
            yield word
            continue
        letters = [(letter, style) for text, style in word for letter in text]
        for at in range(0, len(letters), room):
            yield letters[at : at + room]


def _fold(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(plain(text), width, subsequent_indent="  ", break_on_hyphens=False) or [""]


def _value(cell: CellView) -> Iterator[Piece]:
    """Yield the value of a cell, names before their ids, and the meaning of a code where it says more."""
    for number, each in enumerate(cell.names):
        yield ("; " if number else "") + each.name, "bold"
        if each.id != each.name:
            yield f" ({each.id})", "dim"
    if not cell.names:
        yield cell.value.replace(";", "; ") if cell.is_list else cell.value, "bold"
        if cell.meaning and cell.meaning != cell.value:
            yield f" ({cell.meaning})", "dim"


def _told(tellings: Iterable[Telling]) -> str:
    """Return the words of some spans, those that say the same together, with the numbers of the spans."""
    numbers: dict[str, list[int]] = {}
    for each in tellings:
        numbers.setdefault(_quoted(each), []).append(each.span)
    return " \u00b7 ".join(f"{text} [{', '.join(map(str, found))}]" for text, found in numbers.items())


def _quoted(told: Telling) -> str:
    if not told.words:
        return "judged from the passage"
    given = f" = {told.told}" if told.told is not None else ""
    return " ".join(f'"{each}"' for each in told.words) + given
