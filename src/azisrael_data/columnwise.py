"""Columns of a table in, ways out in which Polars tells of many cells at once which are surely good.

An expression says nothing (null) of an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeGuard

import polars as pl

from azisrael_data import hygiene, rules
from azisrael_data.cells import LIST_SEPARATOR, MAX_CELL, BadCell, Cell, Code, Day, Edtf, Integer, ListOf, Pattern
from azisrael_data.models import Table
from azisrael_data.schema import Column

# Letters as in `screen`: Latin and typographic signs none of which is mojibake or changed by NFC beside another.
_ODD = (
    "[^ -%'-;=-~\u00c0-\u00c2\u00c4-\u00f3\u00f5-\u0177\u0179-\u017d\u018f\u0259"
    "\u2013\u2014\u2018\u2019\u201c\u201d\u2026]"
)
_I = "[i\u0130\u0131]"  # when case is ignored Python reads these as one letter, Polars does not
_MARKERS = "|".join(map(re.escape, hygiene.MARKERS)).replace("i", _I)
_STARTS = rf"^(?:[ =+\-@#]|(?i:dde ?\()|Err:[0-9]|(?i:{_MARKERS}|-+|\?+)$)"
_DAY = (
    r"^[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))$"
    r"|^(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)-02-29$"
)
_SURE_DATE = r"^(?:[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?)?[?~%]?(?:/\.\.)?|[12][0-9]{2}X)$"
# All that a free text may not hold or begin or end with, in one pass over it.
_FAULTY = rf"{_ODD}|[\u00c0-\u00ff]{{4}}|{_STARTS}| $|(?i:scr{_I}pt:|data:)|\p{{L}}\?\p{{L}}"
_SIMPLE = re.compile(r"[A-Za-z0-9\[\](){}?|+*:-]*")  # patterns that mean the same to Polars and match no odd sign
_LINE = "[A-Za-z][A-Za-z0-9-]*[0-9]:[0-9]+"  # a member of a list of texts that is surely good: the line of a source
_FEW = 8  # members of a list, up to which each is compared with those before it

Keys = Mapping[str, Collection[str]] | None  # the known ids of tables
Look = Callable[[pl.Series], pl.Series]  # cells that are not empty in, for each of them whether it is good


class Way(NamedTuple):
    """How the cells of a column are judged.

    `tests` are true of every cell that may be taken. Cells of which `sure` is false are looked at a second time; all
    are, where there is no such test.
    """

    tests: Sequence[pl.Expr]
    sure: pl.Expr | None = None
    look: Look | None = None


class Asked:
    """The careful way, asked for every text of a column once. Threads may share it: what is known only grows."""

    def __init__(self, column: Column, keys: Keys) -> None:
        self.column, self.keys = column, keys
        self.good: set[str] = set()
        self.bad: set[str] = set()

    def __call__(self, texts: pl.Series) -> pl.Series:
        """Tell of each of some cells whether it is good."""
        found = set(texts.unique().to_list())
        for text in found - self.good - self.bad:
            (self.good if is_good(self.column, text, self.keys) else self.bad).add(text)
        return ~texts.is_in(list(found & self.bad))


def is_number(cell: Cell) -> TypeGuard[Integer]:
    """Tell whether cells are read as numbers."""
    return type(cell) is Integer and cell.low >= 0


def is_good(column: Column, text: str, keys: Keys) -> bool:
    """Tell whether the careful way finds nothing in a cell that needs no quotes."""
    if not text or len(text) > MAX_CELL or "\n" in text or '"' in text or "," in text or any(hygiene.faults(text)):
        return False
    try:
        value = column.cell.parse(text)
    except BadCell:
        return False
    if keys is None or not column.references or column.references[0] not in keys:
        return True
    known = keys[column.references[0]]
    return all(member in known for member in (value if column.is_list else (value,)))


def way(column: Column, table: Table, keys: Keys) -> Way:
    """Return how the cells of a column of a table are judged; `keys` are the known ids of others (None: not judged)."""
    kind, cell = column.cell, pl.col(column.name)
    ask, known = Asked(column, keys), _known(column, table, keys)
    found = None
    if type(kind) is Cell:
        # a quote is looked at again, so that no cell has one where all are sure
        sure = (cell.str.len_bytes() <= kind.limit) & ~cell.str.contains(f'"|{_FAULTY}')
        found = Way([], sure, partial(_free, limit=kind.limit))
    elif is_number(kind):
        found = Way([cell.is_between(kind.low, kind.high)])
    elif type(kind) is Day:
        found = Way([cell.str.contains(_DAY)])
    elif type(kind) is Edtf:
        found = Way([], cell.str.contains(_SURE_DATE), ask)
    elif type(kind) is Code:
        found = Way([cell.is_in(_series(tuple(kind.codes)))])
    elif type(kind) is Pattern and known is not None:
        found = Way([cell.is_in(_series(tuple(known)))])
    elif type(kind) is Pattern and _SIMPLE.fullmatch(kind.pattern):
        found = Way(_shaped(cell, kind.pattern))
    elif type(kind) is ListOf:
        found = _list(column, kind, known, ask)
    return found or Way([], None, ask)


def between(name: str, names: Collection[str]) -> list[pl.Expr]:
    """Return the rules between the cells of a row of the named table that are told as data; all limits are numbers."""
    found = [pl.col(a).is_null() == pl.col(b).is_null() for a, b in rules.PAIRS.get(name, ())]
    found += [pl.col(a) != pl.col(b) for a, b in rules.DIFFER.get(name, ())]
    found += [pl.col(a) <= pl.col(b) for a, b in rules.NOT_ABOVE.get(name, ())]
    found += [pl.col(c) != pl.col("id") for c in rules.UPWARD if c in names]
    return found


def _known(column: Column, table: Table, keys: Keys) -> Collection[str] | None:
    """Return the keys that a column may hold, None where that is not judged here."""
    if keys is None or len(column.references) != 1 or column.references[0] == table.name:
        return None
    found = keys.get(column.references[0])
    return None if found is None else [key for key in found if is_good(column, key, None)]


@lru_cache(maxsize=256)
def _series(values: tuple[str, ...]) -> pl.Series:
    """Return those of some codes or keys that a cell may hold."""
    return pl.Series([value for value in values if not any(hygiene.faults(value))], dtype=pl.String).implode()


def _free(texts: pl.Series, limit: int) -> pl.Series:
    """Tell which free texts are good."""
    return (texts.str.len_chars() <= limit) & ~texts.str.contains(_FAULTY)


def _shaped(cell: pl.Expr, pattern: str, member: str = "") -> list[pl.Expr]:
    """Test that a cell has a form and is no missing marker; `member` is the form of a list's members."""
    found = [cell.str.contains(f"^(?:{pattern})$")]
    if any(sign in pattern for sign in "*+,"):  # without these no match is long
        found.append(cell.str.len_bytes() <= MAX_CELL)
    if any(re.fullmatch(member or pattern, word, re.IGNORECASE) for word in hygiene.MARKERS):
        found.append(~cell.str.contains(_STARTS))
    return found


def _list(column: Column, kind: ListOf, known: Collection[str] | None, ask: Look) -> Way | None:
    """Return how lists are judged, None if no expression tells anything of them."""
    cell, member = pl.col(column.name), kind.member
    limit = min(kind.limit, member.limit)
    size = cell.str.len_bytes() <= limit
    if type(member) is Cell and not column.references:
        return Way([], size & cell.str.contains(f"^{_LINE}$"), partial(_lines, limit=limit, ask=ask))
    if known is None and type(member) is Code:
        known = tuple(member.codes)
    if known is not None and type(member) in (Code, Pattern):
        return Way([size], None, partial(_distinct, known=_series(tuple(known))))
    if type(member) is Pattern and _SIMPLE.fullmatch(member.pattern):
        shaped = _shaped(cell, f"(?:{member.pattern})(?:{LIST_SEPARATOR}(?:{member.pattern}))*", member.pattern)
        return Way([size, *shaped], None, _distinct)
    return None


def _lines(lists: pl.Series, limit: int, ask: Look) -> pl.Series:
    """Tell which lists are lines of sources, or other texts that are good."""
    good = (
        (lists.str.len_bytes() <= limit)
        & lists.str.contains(f"^{_LINE}(?:{LIST_SEPARATOR}{_LINE})*$")
        & _distinct(lists)
    )
    others = (~good).arg_true()
    return good.scatter(others, ask(lists.gather(others))) if len(others) else good


def _distinct(lists: pl.Series, known: pl.Series | None = None) -> pl.Series:
    """Tell which lists have no member twice, and none that is not among `known` (None: any may be)."""
    split = lists.str.split(LIST_SEPARATOR)
    counts = split.list.len()
    ends = counts.cum_sum()
    most: Any = counts.max()
    few = most <= _FEW
    good = pl.repeat(True, len(lists), eager=True) if few else split.list.n_unique() == counts
    members = split.explode()
    later = pl.repeat(True, len(members), eager=True).scatter(ends - counts, False)
    member, near = pl.col("member"), pl.col("later")  # of two so near each other, whether they are of one list
    bad = [] if known is None else [~member.is_in(known)]
    for by in range(1, most if few else 1):
        bad.append((member == member.shift(by)) & near)
        near &= pl.col("later").shift(by)
    told = pl.DataFrame([members.alias("member"), later.alias("later")])
    for found in told.select(test.alias(str(number)) for number, test in enumerate(bad)):
        if found.any():
            # an index that comes twice would hide others from Polars before 1.40
            good.scatter(ends.search_sorted(found.arg_true(), side="right").unique(), False)
    return good
