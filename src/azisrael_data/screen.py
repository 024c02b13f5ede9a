"""A quick way past good rows: one regular expression per table, over a record as it stands in the file.

The screen only ever accepts. What it takes is free of every fault that `hygiene`, the cell types and the CSV rules
know, and its values are those that the careful way gives; all else goes the careful way, which alone judges and tells.
It refuses much that is good (scripts other than Latin, `<`, a negative number): that costs nothing but time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from azisrael_data import hygiene, schema
from azisrael_data.cells import (
    LIST_SEPARATOR,
    MAX_CELL,
    SLUG,
    Cell,
    Code,
    Day,
    Edtf,
    FieldsCell,
    Integer,
    ListOf,
    Pattern,
)
from azisrael_data.models import Table
from azisrael_data.records import join

# Latin letters and typographic signs none of which is mojibake, half of it, or changed by Unicode NFC beside another.
_PLAIN = re.compile(
    "[ -~\u00c0-\u00c2\u00c4-\u00f3\u00f5-\u0177\u0179-\u017d\u018f\u0259\u2013\u2014\u2018\u2019\u201c\u201d\u2026]*+"
)
_BEYOND = re.compile("[\u00c0-\u00ff]{4}")  # it may be Cyrillic, wrongly decoded
_END = r"(?=,|\Z)"
_ODD = r"<&:?\x00-\x1f\x7f"  # a question mark may stand for a letter that was lost
_COLON = "(?<![PpTt][TtAa]):"  # but not in `javascript:` or `data:`
_FREE = f'[^",{_ODD}]'
_IN_QUOTES = f'[^"{_ODD}]'
_LETTER = f'[^", {LIST_SEPARATOR}{_ODD}]'
_WORD = f"(?:{_LETTER}++|{_COLON})++"
_WORDS = f"{_WORD}(?: ++{_WORD})*+"
# At the start of a cell: no formula; no question marks and nothing else. Other missing markers are looked for in the
# record as a whole: in every column their alternatives would take more time to compile than a small table to read.
_NO_FORMULA = r"(?![ =+\-@#]|[Dd][Dd][Ee] ?\(|Err:[0-9])"
_NO_FAULT = rf"{_NO_FORMULA}(?!\?++{_END})"
_MARKERS = frozenset(hygiene.MARKERS)
_DOTS = {ord("\u0130"): "i", ord("\u0131"): "i"}  # as an expression that ignores case takes them
_ANY = rf"{_NO_FAULT}(?:{_FREE}++|{_COLON}|\?)++"  # for types none of which takes a letter, `?` and a letter
# With a comma or a doubled quote in it, else it would not be quoted; so it is no missing marker either.
_QUOTED = rf'"{_NO_FORMULA}(?=[^",]*+(?:,|""))'
_DAY = (
    r"(?!0000)[0-9]{4}-(?>(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_SURE_DATE = r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?+)?+[?~%]?+(?:/\.\.)?+|[12][0-9]{2}X"
_CLOSED = re.compile(r"[A-Za-z0-9\[\](){}?|+*-]*")  # patterns that match letters, digits and hyphens only
_SLUG, _QUICK_SLUG = SLUG.pattern, "[a-z0-9]++(?:-[a-z0-9]++)*+"
_CODE = re.compile(r"[A-Za-z0-9_-]+")


class _Way(NamedTuple):
    """How one type of cell is taken: its expression in the file, without groups, and what makes its value.

    `judges`: making the value may refuse, by ValueError, what the expression lets through; it need not be asked where
    the text matches `sure`.
    """

    source: str
    value: Callable[[str], Any] | None = None
    judges: bool = False
    sure: str = ""

    def group(self, *, wanted: bool, required: bool) -> str:
        """Return the expression of the column, with a group around what is wanted or still to be judged."""
        kept = wanted or self.judges
        sure = f"(?>{self.sure}){_END}|" if self.sure and not wanted else ""
        return f"(?:{sure}({'' if kept else '?:'}{self.source})){'' if required else '?+'}"


class Screen:
    """The quick way past the good rows of one table, for files with exactly its header.

    `only` names the columns whose values are wanted, None wants all. Every cell is held to its rules, wanted or not.
    """

    def __init__(self, table: Table, only: Collection[str] | None = None) -> None:
        self.header = join(list(schema.header(table)))[:-1]
        sources, self.names, self.values_of = [], [], []
        self.quotable, self.unwanted = [], []
        for column in schema.columns(table):
            way, wanted = _way(column.cell), only is None or column.name in only
            sources.append(way.group(wanted=wanted, required=column.required))
            if wanted or way.judges:
                self.names.append(column.name)
                if way.value:
                    self.values_of.append((column.name, way.value))
            if way.judges and not wanted:
                self.unwanted.append(column.name)
            if wanted and type(column.cell) is Cell:
                self.quotable.append(column.name)
        self.name, self.pattern = table.name, ",".join(sources)

    @cached_property
    def match(self) -> Callable[[str], re.Match[str] | None]:
        """What matches a record; made when the first is met, since a file may be taken in larger pieces.

        Raises ValueError if the header could be a row.
        """
        match = re.compile(self.pattern).fullmatch
        if match(self.header):
            raise ValueError(f"{self.name}: its header could be a row")
        return match

    def values(self, text: str) -> dict[str, Any] | None:
        """Return the values of a record that is surely good, else None."""
        match = self.match(text)
        if match is None or len(text) > MAX_CELL or _is_odd(text):
            return None
        values: dict[str, Any] = dict(zip(self.names, match.groups(), strict=True))
        if '"' in text:
            for name in self.quotable:
                cell = values[name]
                if cell is not None and cell[0] == '"':
                    values[name] = _unquoted(cell)
        try:
            for name, value in self.values_of:
                cell = values[name]
                if cell is not None:
                    values[name] = value(cell)
        except ValueError:
            return None
        for name in self.unwanted:
            del values[name]
        return values


def _is_odd(text: str) -> bool:
    """Tell whether a record has letters that are not surely good, or a cell that may be a missing marker."""
    if not text.isascii():
        if _PLAIN.fullmatch(text) is None or _BEYOND.search(text):
            return True
        text = text.translate(_DOTS)
    return not _MARKERS.isdisjoint(text.lower().split(","))


@lru_cache(maxsize=64)
def screen(table: Table, only: tuple[str, ...] | None = None) -> Screen:
    """Return the screen of a table, made once."""
    return Screen(table, only)


def _way(cell: Cell) -> _Way:
    """Return how a type of cell is taken; one that is not known here is judged by its own `parse`."""
    if (shape := _shape(cell)) is not None:
        return _Way(_faultless(cell, shape))
    known = _WAYS.get(type(cell))
    way = known(cell) if known else None
    return way or _Way(_ANY, lru_cache(maxsize=1 << 14)(cell.parse), judges=True)


def _shape(cell: Cell) -> str | None:
    """Return the expression of a code, an id or a key, after which nothing is left to judge; else None."""
    if type(cell) is Code:
        good = sorted(filter(_CODE.fullmatch, cell.codes), key=len, reverse=True)  # `war` would hide `war_end`
        return f"(?>{'|'.join(good)})" if good else None
    if type(cell) is Pattern and _CLOSED.fullmatch(cell.pattern.replace("(?:", "(")):
        return f"(?>{cell.pattern.replace(_SLUG, _QUICK_SLUG)})"
    return None


def _faultless(cell: Cell, shape: str) -> str:
    """Return the expression of a shape that takes no missing marker."""
    return (_NO_FAULT if _may_be_marker(cell) else _NO_FORMULA) + shape


@lru_cache(maxsize=64)
def _may_be_marker(cell: Cell) -> bool:
    if isinstance(cell, Code):
        return not _MARKERS.isdisjoint(code.lower() for code in cell.codes)
    assert isinstance(cell, Pattern)
    return any(re.fullmatch(cell.pattern, word, re.IGNORECASE) for word in hygiene.MARKERS)


def _text(cell: Cell) -> _Way:
    """Take a text, in quotes or not; what has no colon and no quotes goes the quickest way."""
    most = f"{{1,{cell.limit}}}+"
    plain = rf"{_FREE}{most}{_END}|(?:{_FREE}|{_COLON}){most}"
    quoted = f'{_IN_QUOTES}{most}(?="(?!"))|(?:{_IN_QUOTES}|""|{_COLON}){most}'
    return _Way(rf'(?:{_NO_FAULT}(?>{plain})(?<! )|{_QUOTED}(?>{quoted})(?<! )")')


def _day(_: Cell) -> _Way:
    return _Way(_DAY, date.fromisoformat)


def _dates(cell: Cell) -> _Way:
    return _Way(_ANY, lru_cache(maxsize=1 << 14)(cell.parse), judges=True, sure=_SURE_DATE)


def _integer(cell: Cell) -> _Way | None:
    """Take a number of so few digits that it is low enough."""
    assert isinstance(cell, Integer)
    digits = len(str(cell.high + 1)) - 1
    if cell.low > 1 or digits < 1:
        return None
    zero = "0|" if cell.low <= 0 else ""
    return _Way(f"(?>{zero}[1-9][0-9]{{0,{digits - 1}}}+)", int)


def _fields(cell: Cell) -> _Way:
    # not cached, because its values can be changed
    source = f'{_QUOTED}(?:{_IN_QUOTES}++|""|{_COLON})++"'
    return _Way(source, lambda text: cell.parse(_unquoted(text)), judges=True)


def _list(cell: Cell) -> _Way | None:
    """Take a list whose members are good one by one: they must be distinct, and short enough."""
    assert isinstance(cell, ListOf)
    shape = _shape(cell.member)
    if shape is None and type(cell.member) is not Cell:
        return None
    whole, part = cell.limit, cell.member.limit
    most = min(whole, part)

    def members(text: str) -> tuple[str, ...]:
        if LIST_SEPARATOR not in text and len(text) <= most:
            return (text,)
        found = tuple(text.split(LIST_SEPARATOR))
        if len(set(found)) < len(found) or (len(text) > most and (len(text) > whole or max(map(len, found)) > part)):
            raise ValueError(text)
        return found

    member = shape or _NO_FORMULA + _WORDS
    sure = _faultless(cell.member, shape) if shape else f"{_NO_FAULT}{_LETTER}{{1,40}}+(?:{_COLON}{_LETTER}{{1,40}}+)?+"
    several = f"{_NO_FAULT}{member}(?:{LIST_SEPARATOR}{member})*+"
    return _Way(several, members, judges=True, sure=sure if most > 80 else "")


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')


_WAYS: dict[type[Cell], Callable[[Cell], _Way | None]] = {
    Cell: _text,
    Day: _day,
    Edtf: _dates,
    FieldsCell: _fields,
    Integer: _integer,
    ListOf: _list,
}
