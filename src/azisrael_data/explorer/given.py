"""What the page is given: tables, columns, codes and citations as one JSON object.

Cells are the texts of the CSV files, so that what a reader saves is byte for byte what the dataset holds. Everything
else follows from the row models: no table, column or code is named here but for those that say what the page is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from azisrael_data import __version__, bibliography, cff, letters, schema, tellings
from azisrael_data.bibliography import Entry
from azisrael_data.citation import document
from azisrael_data.filters import actor_columns
from azisrael_data.models import FACTS, Table, table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData
from azisrael_data.schema import Column

BESIDE = ("actors", "works", "places", "weapon_systems", "sources", "evidence")  # with a view or a use of their own
LINES = ("source_id", "line", "letters", "head", "sha256")  # what a copy of a source is recognised by
NOTE, KEY, ROLE = "\x01note\x02", "\x01key\x02", "\x01role\x02"  # places in a citation that the page fills

Given = dict[str, Any]


def read(root: Path) -> Package:
    """Return the package below a root. Raises InvalidData with all problems of reading if there is one."""
    package = Package(root)
    problems = list(package.problems())
    if problems:
        raise InvalidData(problems)
    return package


def given(package: Package) -> Given:
    """Return all that the page works with, ready for JSON.

    Keys: `version`; `tables`, in the order of the registry, facts first; `told`, what spans that contradict a cell tell
    for it; `citation`, texts with places to fill; `lines`, the fingerprints of the sources' lines; `folds`, letters
    that a browser would fold otherwise. Raises CannotRun where the dataset cannot be cited.
    """
    homes = [*FACTS, *(table(name) for name in BESIDE)]
    return {
        "version": __version__,
        "tables": [_table(package, home) for home in homes],
        "told": _told(package),
        "citation": _citation(package),
        "lines": [
            [row.values[name] for name in LINES] for row in package["lines"].rows if row.values["sha256"] is not None
        ],
        "folds": folds(),
        "shortest": letters.SHORTEST,
    }


def _table(package: Package, home: Table) -> Given:
    columns = schema.columns(home)
    return {
        "name": home.name,
        "title": home.title,
        "description": schema.description(home),
        "file": Path(home.path).name,
        "fact": home.is_fact,
        "actors": actor_columns(home) if home.is_fact else [],
        "columns": [_column(home, column) for column in columns],
        "rows": texts(package, home),
    }


def texts(package: Package, home: Table) -> list[list[str]]:
    """Return the rows of a table, in the order of the file, each cell as its CSV writes it."""
    columns = schema.columns(home)
    return [
        ["" if row.values[c.name] is None else c.cell.format(row.values[c.name]) for c in columns]
        for row in package[home.name].rows
    ]


def _column(home: Table, column: Column) -> Given:
    found: Given = {"name": column.name, "description": column.description}
    if column.codes:
        found["codes"] = column.codes
    if column.references:
        found["references"] = column.references
    flags = {
        "list": column.is_list,
        "number": tellings.is_number(column),
        "required": column.required,
        "generated": column.generated,
        "coded": schema.is_coded(home, column),
    }
    return found | {name: True for name, holds in flags.items() if holds}


def _told(package: Package) -> dict[str, dict[str, str]]:
    """Return by span and column what spans against a cell tell for it, where a rule reads it."""
    found: dict[str, dict[str, str]] = {}
    for home, _, fact in package.facts():
        for span in package.spans.get(fact.values["id"], ()):
            if span.values["stance"] != "contradicts":
                continue
            for name, words in span.values["fields"].items():
                column = schema.column(home, name)
                told = column and _read(package, column, fact.values, words)
                if told:
                    found.setdefault(span.values["id"], {})[name] = told
    return found


def _read(package: Package, column: Column, fact: Mapping[str, Any], words: Any) -> str | None:
    if column.references:
        return _named(package, column, words)
    told = tellings.read(column, fact, words)
    if told is None:
        return None
    ends = [told.value] if told.high is None else [told.value, told.high]
    return "–".join(column.cell.format(end) for end in ends)


def _named(package: Package, column: Column, words: Any) -> str | None:
    """Return the ids that literal words name, where each names one row of the table that the column points to."""
    home = package.names.get(column.references[0])
    told = [each for each in (words if isinstance(words, list) else [words]) if each is not None]
    hits = [home.find(each) for each in told] if home else []
    if not hits or any(len(each) != 1 for each in hits):
        return None
    ids = tuple(dict.fromkeys(key for each in hits for key in each))
    return ";".join(ids) if column.is_list or len(ids) == 1 else None


def _citation(package: Package) -> dict[str, Any]:
    """Return the citation of the dataset and of each source, by style, with places for what depends on the rows."""
    file = package.root / cff.NAME
    try:
        own = cff.entry(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(f"{file} cannot be read ({error}); install the package anew") from error
    data = replace(own, key=f"{own.key}-{KEY}", note=f"Rows and columns used: {NOTE}")
    entries = {row.values["id"]: replace(document(row.values), role=ROLE) for row in package["sources"].rows}
    return {
        name: {"data": write(data), "sources": {key: write(entry) for key, entry in entries.items()}}
        for name, write in (("apa", _apa), ("bibtex", _bibtex))
    }


def _apa(entry: Entry) -> str:
    return bibliography.apa([entry]).removesuffix("\n")


def _bibtex(entry: Entry) -> str:
    return "@" + bibliography.bibtex([entry]).partition("@")[2].removesuffix("\n")


def folds() -> dict[str, str]:
    """Return the characters whose folded case is not their lower case; a browser has lower case only.

    >>> folds()["ß"]
    'ss'
    """
    characters = (chr(code) for code in range(0x80, 0x20000) if not 0xD800 <= code <= 0xDFFF)  # none stands above
    return {each: each.casefold() for each in characters if each.casefold() != each.lower()}
