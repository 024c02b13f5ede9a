"""Cells that hold several values: lists of members, and the JSON object of the evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from azisrael_data import hygiene
from azisrael_data.cells.base import LIST_SEPARATOR, BadCell, Cell
from azisrael_data.problems import shown

_ANY_TEXT = Cell()


@dataclass(frozen=True)
class ListOf(Cell):
    """Distinct members joined by `;`. In Parquet a real list."""

    member: Cell = _ANY_TEXT

    arrow_type = "list<string>"

    def parse(self, text: str) -> tuple[Any, ...]:
        self._within_limit(text)
        return self._distinct(tuple(map(self._member, text.split(LIST_SEPARATOR))))

    def _member(self, text: str) -> Any:
        if not text:
            raise BadCell("bad-list", "an empty member", f"write the members as a{LIST_SEPARATOR}b with no gap")
        if type(self.member) is Cell and hygiene.runs(text):  # where ';' parts cells it would be one
            raise BadCell("formula", f"{shown(text)} would run as a formula in a spreadsheet", "reword the member")
        return self.member.parse(text)

    def accept(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise BadCell("bad-type", f"{shown(value)} is not a list")
        members = tuple(map(self.member.validate, value))
        holder = next((m for m in members if LIST_SEPARATOR in self.member.format(m)), None)
        if holder is not None:
            raise BadCell("bad-list", f"{shown(holder)} holds a '{LIST_SEPARATOR}'", "name each member by itself")
        return self._distinct(members)

    def _distinct(self, members: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(set(members)) < len(members):
            twice = next(m for m in members if members.count(m) > 1)
            raise BadCell("bad-list", f"{shown(twice)} stands twice", "name each member once")
        return members

    def format(self, value: tuple[Any, ...]) -> str:
        return LIST_SEPARATOR.join(map(self.member.format, value))

    def constraints(self) -> dict[str, Any]:
        return {}


Fields = dict[str, "str | list[str | None] | None"]


@dataclass(frozen=True)
class FieldsCell(Cell):
    """The JSON object of `evidence.fields`: column name -> literal, list of literals, or null (judged)."""

    limit: int = 4000

    table_type = "object"

    def parse(self, text: str) -> Fields:
        self._within_limit(text)
        try:
            value = _READER.decode(text)
        except RecursionError:
            raise BadCell("bad-json", "the JSON is nested too deeply") from None
        except ValueError as error:
            raise BadCell("bad-json", f"not JSON: {error}", 'write {"column": "literal"}') from None
        value = self.accept(value)
        if self.format(value) != text:
            raise BadCell("bad-json", "the JSON is not in its one spelling", f"write {shown(self.format(value))}")
        return value

    def accept(self, value: Any) -> Fields:
        if not isinstance(value, dict) or not value:
            raise BadCell("bad-json", f"{shown(value)} is not an object with at least one column")
        for name, literal in value.items():
            members = literal if isinstance(literal, list) else [literal]
            good = all(m is None or (isinstance(m, str) and m.strip() == m and m) for m in members)
            if not isinstance(name, str) or not members or not good:
                raise BadCell(
                    "bad-json", f"{shown(name)}: {shown(literal)} is not a literal, a list of literals or null"
                )
        return value

    def format(self, value: Fields) -> str:
        return _WRITER.encode(value)

    def constraints(self) -> dict[str, Any]:
        return {}


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_READER = json.JSONDecoder(object_pairs_hook=_no_twins, parse_constant=_no_constant)
_WRITER = json.JSONEncoder(ensure_ascii=False)
