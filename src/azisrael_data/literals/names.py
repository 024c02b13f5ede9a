"""Literals as names of actors, systems and places, by the alias columns of the reference tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from azisrael_data.literals.words import plain


class Names:
    """The names under which sources speak of the rows of a reference table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.ids: dict[str, set[str]] = {}
        for row in rows:
            for name in (row["name"], *(row["aliases"] or ())):
                self.ids.setdefault(self.key(name), set()).add(row["id"])

    @staticmethod
    @lru_cache(maxsize=1 << 14)
    def key(name: str) -> str:
        """Return the form in which names are compared: spaces, quotes and a final possessive evened out."""
        text = plain(name).casefold()
        text = re.sub(r"(?:'s|(?<=s)')$", "", text)
        return re.sub(r"^the ", "", text)

    def find(self, literal: str) -> set[str]:
        """Return the ids that a literal names; more than one if the name is ambiguous."""
        return self.ids.get(self.key(literal), set())
