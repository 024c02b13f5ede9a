"""What the words of a passage give for a cell, told to the person who quotes them; and which words to quote.

The rules are those of `proof`: a literal that is proposed here is one that `validate` takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azisrael_data import cells, codelists, letters, literals, proof
from azisrael_data.package import Package
from azisrael_data.problems import nearest, shown
from azisrael_data.schema import Column

_EDGES = " \t\n.,;:!?()[]{}\"'\u201c\u201d\u2018\u2019*_"
_SIGNS = "$€₼₪%"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a literal gives for a column: the value as it would stand in the cell (None: no rule reads it).

    `relation` is how that stands to the cell of the row: `is`, `agrees`, `differs`, or empty if there is no cell or no
    value; `why` tells why no rule reads it.
    """

    column: str
    literal: str
    gives: str | None
    relation: str
    cell: str | None
    why: str = ""

    def fits(self, stance: str) -> bool:
        """Tell whether a span of this stance may quote the literal."""
        if self.cell is None or stance == "mentions":
            return True
        return self.relation == "differs" if stance == "contradicts" else self.relation in ("is", "agrees")

    def __str__(self) -> str:
        if self.gives is None and self.relation != "agrees":
            return f"{self.column}: no rule reads {shown(self.literal)}: {self.why}"
        told = f"{self.column}: {shown(self.literal)}" + (f" gives {self.gives}" if self.gives else "")
        tail = {
            "is": ", which is the cell",
            "agrees": f"{',' if self.gives else ''} which agrees with the cell {self.cell}",
            "differs": f", but the cell is {self.cell}",
            "": "",
        }
        return told + tail[self.relation]


def quotation(package: Package, column: Column, fact: Mapping[str, Any], words: str) -> Quotation:
    """Return what a literal gives for a column, and how it relates to the cell of a fact (typed values)."""
    cell = fact.get(column.name)
    given = gives(package, column, fact, words)
    relation = ""
    if cell is not None:
        reading = proof.read(package, column, fact, cell, words)
        if reading is not None:
            relation = "is" if reading.exact else "agrees" if reading.fits else "differs"
    written = None if cell is None else column.cell.format(cell)
    return Quotation(column.name, words, given, relation, written, "" if given else _why(column))


def gives(package: Package, column: Column, fact: Mapping[str, Any], words: str) -> str | None:
    """Return the value that a literal gives for a column, as it would stand in the cell, or None."""
    if column.references:
        names = package.names.get(column.references[0])
        return " or ".join(sorted(names.find(words))) or None if names else None
    if isinstance(column.member, cells.Edtf):
        return _date(words)
    if isinstance(column.cell, (cells.Number, cells.Integer)):
        return _number(column, fact, words)
    if column.name in _RULES:
        return _RULES[column.name](words)
    return None if column.codes else words


_RULES: dict[str, Callable[[str], str | None]] = {
    "bound": literals.bound,
    "value_bound": literals.bound,
    "currency": literals.currency,
    "unit": literals.unit,
}


def _date(words: str) -> str | None:
    found = literals.date(words)
    if found is None:
        return None
    if found.text is not None:
        return found.text
    return f"month {found.month}" + (f", day {found.day}" if found.day else "") + ", no year"


def _number(column: Column, fact: Mapping[str, Any], words: str) -> str | None:
    if fact.get("unit") == "rank":
        place = literals.rank(words)
        return None if place is None else str(place)
    found = literals.quantity(words)
    if found is None:
        return None
    written = cells.AMOUNT.format
    if found.high is None:
        return written(found.value)
    if column.name.endswith("_high"):
        return written(found.high)
    return f"{written(found.value)} (to {written(found.high)})"


def _why(column: Column) -> str:
    if column.codes and column.name not in _RULES:
        return "codes are judged, quote nothing"
    if column.references and column.references[0] in codelists.FACT_TABLES:
        return "links are judged, quote nothing"
    if column.references:
        return f"it is no name or alias in {column.references[0]}"
    return "quote the words that give the value, or nothing"


def proposals(package: Package, column: Column, fact: Mapping[str, Any], passage: str) -> list[str | None]:
    """Return words of a passage that give the cell of a fact: one for each member of a list, else one.

    None stands where no words give it: the cell, or the member, is judged.
    """
    cell = fact.get(column.name)
    members = cell if column.is_list else (cell,)
    bare = re.sub(r"[*_\\]", "", letters.MARKER.sub("", passage))
    return [_proposal(package, column, fact, member, bare) for member in members or ()]


def _proposal(package: Package, column: Column, fact: Mapping[str, Any], member: Any, passage: str) -> str | None:
    if member is None or member == "eq":  # no hedge: there are no words for it
        return None
    if column.references:
        return _name(package, column.references[0], member, passage)
    cell = (member,) if column.is_list else member
    if isinstance(column.member, cells.Edtf) or isinstance(column.cell, (cells.Number, cells.Integer)):
        found = [words for words in _stretches(passage) if _exact(package, column, fact, cell, words)]
        return min(found, key=lambda words: (not literals.unit(words), len(words.split())), default=None)
    if column.name in _RULES:
        signs = [sign for sign in _SIGNS if sign in passage]
        return next((w for w in (*signs, *_stretches(passage)) if _exact(package, column, fact, cell, w)), None)
    if column.codes:
        return None
    return _as_printed(member, passage)


def _exact(package: Package, column: Column, fact: Mapping[str, Any], cell: Any, words: str) -> bool:
    reading = proof.read(package, column, fact, cell, words)
    return bool(reading and reading.exact)


def _stretches(passage: str) -> Iterator[str]:
    """Yield the runs of words of a passage that may be quoted, the short ones first."""
    words = list(re.finditer(r"\S+", passage))
    for length in range(1, proof.MOST_WORDS + 1):
        for first in range(len(words) - length + 1):
            found = passage[words[first].start() : words[first + length - 1].end()].strip(_EDGES)
            if found and literals.stands_in(found, passage):
                yield found


def _name(package: Package, home: str, key: str, passage: str) -> str | None:
    """Return the longest name of a row that stands in a passage, as it is printed there."""
    if home not in package.names or key not in package.keys[home]:
        return None
    row = package.keys[home][key].values
    known = sorted({row["name"], *(row["aliases"] or ())}, key=lambda name: (-len(name), name))
    return next((found for name in known if (found := _as_printed(name, passage))), None)


def _as_printed(words: str, passage: str) -> str | None:
    if len(words.split()) > proof.MOST_WORDS or not literals.stands_in(words, passage):
        return None
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = rf"(?<!\w){pattern}(?!\w)"
    found = re.search(whole, passage) or re.search(whole, passage, re.IGNORECASE)
    return re.sub(r"\s+", " ", found[0]) if found else words


def near_names(package: Package, home: str, words: str) -> str:
    """Return `did you mean 'x'?` for a word that is neither an id nor a name of a reference table."""
    rows = [row.values for row in package.keys.get(home, {}).values()]
    names = {name for row in rows for name in (row["name"], *(row["aliases"] or ()))}
    return nearest(words, names) or nearest(words, package.keys.get(home, {}))
