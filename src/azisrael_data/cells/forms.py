"""Cells of a fixed form: ids, keys, fingerprints, codes of a list, truth values."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from azisrael_data.cells.base import BadCell, Cell
from azisrael_data.codelists import CodeList
from azisrael_data.problems import nearest, shown, unmasked


@dataclass(frozen=True)
class Pattern(Cell):
    """Text of a fixed form. `code` and `wanted` speak for the form in messages."""

    pattern: str = ""
    code: str = "bad-id"
    wanted: str = ""

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    def parse(self, text: str) -> str:
        if self._regex.fullmatch(text) is None:
            raise BadCell(self.code, f"{shown(text)} is not {self.wanted}", _why_not(text, self._regex))
        return text

    def constraints(self) -> dict[str, Any]:
        return {"pattern": f"^(?:{self.pattern})$"}


def _why_not(text: str, regex: re.Pattern[str]) -> str:
    """Name the slip behind a text that misses its form, where one is plain."""
    odd = next((c for c in text if not c.isascii()), None)
    if odd is not None:
        meant = unmasked(text)
        hint = f"; did you mean {shown(meant)}?" if regex.fullmatch(meant) else ""
        return f"replace U+{ord(odd):04X} {unicodedata.name(odd, 'unnamed')}{hint}"
    if regex.fullmatch(text.replace("_", "-")):
        return f"did you mean {shown(text.replace('_', '-'))}?"
    for name, other in (("upper case", text.upper()), ("lower case", text.lower()), ("no spaces", text.strip())):
        if regex.fullmatch(other):
            return f"write {shown(other)} ({name})"
    return ""


def Id(prefix: str, digits: int = 4) -> Pattern:
    """Return the cell type of a table's identifiers, such as `AT-0001`."""
    return Pattern(
        pattern=rf"{prefix}-[0-9]{{{digits}}}", code="bad-id", wanted=f"an id such as {prefix}-{1:0{digits}d}"
    )


SLUG = Pattern(pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*", code="bad-id", wanted="lower-case words joined by '-'")
ACTOR = Pattern(
    pattern=r"[A-Z]{3}|[a-z0-9]+(?:-[a-z0-9]+)*",
    code="bad-key",
    wanted="an actor id: ISO 3166 alpha-3 for a state, else lower-case words joined by '-'",
)
FACT_ID = Pattern(pattern="(?:AT|AG|VI|TF|IN)-[0-9]{4}", code="bad-key", wanted="the id of a fact such as AG-0001")
ANY_ID = Pattern(pattern="[A-Za-z0-9-]+", wanted="an id")
VERSION = Pattern(pattern=r"[0-9]+\.[0-9]+\.[0-9]+", wanted="a version such as 1.2.3")
SHA256 = Pattern(pattern="[0-9a-f]{64}", code="bad-hash", wanted="64 lower-case hexadecimal digits")
HEAD = Pattern(pattern="[0-9a-f]{16}", code="bad-hash", wanted="16 lower-case hexadecimal digits")
URL = Pattern(
    pattern=r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?(?:[/?#][^\s\"<>\\]*)?",
    code="bad-url",
    wanted="an http or https address",
)
LANGUAGE = Pattern(pattern="[a-z]{2,3}", code="bad-language", wanted="a language tag such as en")
ISO3 = Pattern(pattern="[A-Z]{3}", code="bad-key", wanted="an ISO 3166 alpha-3 code such as AZE")


@dataclass(frozen=True)
class Code(Cell):
    """One code of a list."""

    codes: CodeList = None  # type: ignore[assignment]
    code: str = "unknown-code"

    def __hash__(self) -> int:
        return hash(tuple(self.codes))

    def parse(self, text: str) -> str:
        if text not in self.codes:
            near = nearest(text, self.codes)
            known = ", ".join(self.codes) if len(self.codes) <= 12 else f"one of the {len(self.codes)} codes"
            raise BadCell(self.code, f"{shown(text)} is not a code, wanted {known}", near or _why_not(text, _ANY))
        return text

    def constraints(self) -> dict[str, Any]:
        return {"enum": list(self.codes)}


_ANY = re.compile(r"(?!)")


@dataclass(frozen=True)
class Boolean(Cell):
    """`true` or `false`."""

    table_type = "boolean"
    arrow_type = "bool"

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise BadCell(
                "bad-boolean", f"{shown(text)} is neither 'true' nor 'false'", nearest(text, ("true", "false"))
            )
        return text == "true"

    def accept(self, value: Any) -> bool:
        if type(value) is not bool:
            raise BadCell("bad-type", f"{shown(value)} is not a truth value")
        return value

    def format(self, value: bool) -> str:
        return "true" if value else "false"

    def constraints(self) -> dict[str, Any]:
        return {}
