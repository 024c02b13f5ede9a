"""Texts that people type to the typed cells of a row: names become ids, faults are told with their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azisrael_data import hygiene, quoting, schema
from azisrael_data.cells import LIST_SEPARATOR, BadCell
from azisrael_data.models import Table
from azisrael_data.package import Package
from azisrael_data.problems import nearest, plain, shown
from azisrael_data.read import Numbered
from azisrael_data.schema import Column

NAMED = ("actors", "weapon_systems", "places")  # tables whose rows have names and aliases


@dataclass(frozen=True, slots=True, order=True)
class Misfit:
    """A fault of a document: where in it, the code of the problem, what was found and wanted, what to do."""

    place: str
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return plain(f"{self.place}: {self.code}: {self.message}" + (f"; {self.hint}" if self.hint else ""))


class Unfit(Exception):
    """What was typed is no value of the column. `key` is the word that names no row, where that is the fault."""

    def __init__(self, code: str, message: str, hint: str = "", key: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.key = code, message, hint, key

    def at(self, place: str) -> Misfit:
        """Return the fault with its place."""
        return Misfit(place, self.code, self.message, self.hint)


def admit(package: Package, name: str, values: Mapping[str, Any]) -> None:
    """Let a package in memory know a row more. Nothing is written."""
    package.reads[name].rows.append(Numbered(0, dict(values), clean=True))
    for cached in ("keys", "names"):
        vars(package).pop(cached, None)


def value(package: Package, column: Column, given: Any) -> Any:
    """Return the typed value of what was typed for a column: a text, or a list of texts; None if it is empty.

    Raises Unfit.
    """
    if given is None or given in ("", []):
        return None
    if isinstance(given, Mapping) or (isinstance(given, list) and not column.is_list):
        raise Unfit("bad-type", f"{shown(given)} is not one value", "write one text")
    members = given if isinstance(given, list) else given.split(LIST_SEPARATOR) if column.is_list else [given]
    if not all(isinstance(member, str) for member in members):
        raise Unfit("bad-list", f"{shown(given)} is not a list of texts", "write texts")
    for text in members:
        for code, message, hint in hygiene.faults(text):
            raise Unfit(code, message, hint)
    found = [_keyed(package, column, text) for text in members]
    try:
        return column.cell.validate(tuple(found)) if column.is_list else column.cell.validate(found[0])
    except BadCell as bad:
        raise Unfit(bad.code, bad.message, bad.hint) from None


def _keyed(package: Package, column: Column, text: str) -> str:
    text = text.strip() if column.is_list else text
    return resolve(package, column.references[0], text) if len(column.references) == 1 else text


def resolve(package: Package, home: str, text: str) -> str:
    """Return the id of the row of a table that a text is the id, the name or an alias of. Raises Unfit."""
    keys = package.keys[home]
    if text in keys:
        return text
    ids = package.names[home].find(text) if home in package.names else set()
    if len(ids) == 1:
        return next(iter(ids))
    if ids:
        message = f"{shown(text)} names {len(ids)} rows of {home}: {', '.join(sorted(ids))}"
        raise Unfit("ambiguous-alias", message, "write the id")
    near = quoting.near_names(package, home, text) if home in NAMED else nearest(text, keys)
    raise Unfit("dangling-key", f"{shown(text)} is not in {home}", near or f"add it to {home}", key=text)


def row(package: Package, target: Table, given: Mapping[str, Any], place: str) -> tuple[dict[str, Any], list[Misfit]]:
    """Return the typed values of a row, and the faults of its cells.

    Columns that are not given, or not readable, are left out; what is required and absent is a fault, but for the id.
    """
    found: dict[str, Any] = {}
    misfits = []
    for name, typed in given.items():
        column = schema.column(target, name)
        try:
            if column is None:
                known = [each.name for each in schema.columns(target) if not each.generated]
                raise Unfit("unknown-column", f"{target.name} has no column {shown(name)}", nearest(name, known))  # noqa: TRY301
            if column.generated:
                raise Unfit("unknown-column", f"{name!r} is generated", "leave it out; the build fills it")  # noqa: TRY301
            found[name] = value(package, column, typed)
        except Unfit as fault:
            misfits.append(fault.at(f"{place}.{name}"))
    for column in schema.columns(target):
        empty = column.name not in found or found[column.name] is None
        if column.required and column.name != "id" and empty and not _told(misfits, f"{place}.{column.name}"):
            hint = f"fill it: {column.description.split('.')[0]}"
            misfits.append(Misfit(f"{place}.{column.name}", "required", f"{column.name!r} is empty", hint))
    return found, misfits


def _told(misfits: list[Misfit], place: str) -> bool:
    return any(each.place == place for each in misfits)


def slug(words: str) -> str:
    """Return words as an id.

    >>> slug("Ministry of Défense (Arcadia)")
    'ministry-of-defense-arcadia'
    """
    bare = unicodedata.normalize("NFKD", words.replace("\u0259", "a").replace("\u0131", "i"))
    plain_letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain_letters.lower()).strip("-")
