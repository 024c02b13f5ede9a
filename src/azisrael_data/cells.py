"""The grammar of one cell: what text a column takes, what value it stands for, how it is written.

A cell type parses text and formats values; `format(parse(text)) == text` for every text it takes, so a value has
exactly one spelling and nothing is repaired in passing. An empty cell is absent and never reaches a cell type.
Each type also knows its Table Schema type and its Arrow type by name; the exporters read these.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from azisrael_data import edtf
from azisrael_data.codelists import CodeList
from azisrael_data.problems import nearest, shown

LIST_SEPARATOR = ";"
MAX_CELL = 20_000  # no cell of the dataset comes near it; a longer one is a swallowed file


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a cell type raises; `read` turns it into a Problem."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


@dataclass(frozen=True)
class Cell:
    """A one-line text of at most `limit` characters; base of all cell types."""

    limit: int = 1000

    table_type = "string"
    arrow_type = "string"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.format)
        )

    def validate(self, value: Any) -> Any:
        """Take text from a CSV cell, or a value that is already typed."""
        if value == "":
            raise fault("required", "the text is empty", "leave it out")
        return self.parse(value) if isinstance(value, str) else self.accept(value)

    def parse(self, text: str) -> Any:
        """Return the value of a non-empty cell text, or raise the fault."""
        self._within_limit(text)
        if text[0] == " " or text[-1] == " ":
            raise fault("edge-space", f"space at the edge of {shown(text)}", "delete the space")
        return text

    def _within_limit(self, text: str) -> None:
        if len(text) > self.limit:
            raise fault("too-long", f"{len(text)} characters, at most {self.limit} wanted", "shorten the text")

    def accept(self, value: Any) -> Any:
        """Return a value that came typed (not from CSV), or raise the fault."""
        raise fault("bad-type", f"{shown(value)} is not text")

    def format(self, value: Any) -> str:
        """Return the one spelling of a value."""
        return str(value)

    def constraints(self) -> dict[str, Any]:
        """Return the Table Schema constraints of the column."""
        return {"maxLength": self.limit}


Text = Cell


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
            raise fault(self.code, f"{shown(text)} is not {self.wanted}", _why_not(text, self._regex))
        return text

    def constraints(self) -> dict[str, Any]:
        return {"pattern": f"^(?:{self.pattern})$"}


def _why_not(text: str, regex: re.Pattern[str]) -> str:
    """Name the slip behind a text that misses its form, where one is plain."""
    odd = next((c for c in text if not c.isascii()), None)
    if odd is not None:
        return f"replace U+{ord(odd):04X} {unicodedata.name(odd, 'unnamed')}"
    for name, other in (("upper case", text.upper()), ("lower case", text.lower()), ("no spaces", text.strip())):
        if regex.fullmatch(other):
            return f"write {other!r} ({name})"
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
URL = Pattern(pattern=r"https?://[^\s/@\"<>\\]+(?:/[^\s\"<>\\]*)?", code="bad-url", wanted="an http or https address")
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
            raise fault(self.code, f"{shown(text)} is not a code, wanted {known}", near or _why_not(text, _ANY))
        return text

    def constraints(self) -> dict[str, Any]:
        return {"enum": list(self.codes)}


_ANY = re.compile(r"(?!)")


@dataclass(frozen=True)
class Integer(Cell):
    """A whole number in canonical decimal digits."""

    low: int = 0
    high: int = 10**15

    table_type = "integer"
    arrow_type = "int64"

    def parse(self, text: str) -> int:
        if _INTEGER.fullmatch(text) is None:
            raise fault("bad-integer", f"{shown(text)} is not a whole number", _number_hint(text, _INTEGER))
        return self._in_range(int(text))

    def accept(self, value: Any) -> int:
        if type(value) is not int:
            raise fault("bad-type", f"{shown(value)} is not a whole number")
        return self._in_range(value)

    def _in_range(self, value: int) -> int:
        if not self.low <= value <= self.high:
            raise fault("out-of-range", f"{value} is not between {self.low} and {self.high}")
        return value

    def constraints(self) -> dict[str, Any]:
        return {"minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number(Cell):
    """A decimal number without exponent, sign `+`, separators or trailing zeros after the point."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10**18)

    table_type = "number"
    arrow_type = "decimal128(28,8)"

    def parse(self, text: str) -> Decimal:
        if _NUMBER.fullmatch(text) is None:
            raise fault("bad-number", f"{shown(text)} is not a canonical number", _number_hint(text, _NUMBER))
        return self._in_range(Decimal(text))

    def accept(self, value: Any) -> Decimal:
        if type(value) is int:
            value = Decimal(value)
        if type(value) is not Decimal or not value.is_finite():
            raise fault("bad-type", f"{shown(value)} is not a decimal number")
        self._in_range(value)
        if _NUMBER.fullmatch(self.format(value)) is None:
            raise fault("bad-number", f"{value} has more than 8 digits after the point", "round it")
        return value

    def _in_range(self, value: Decimal) -> Decimal:
        if not self.low <= value <= self.high:
            raise fault("out-of-range", f"{value} is not between {self.low} and {self.high}")
        return value

    def format(self, value: Decimal) -> str:
        text = format(value or abs(value), "f")  # zero has no sign
        return text.rstrip("0").rstrip(".") if "." in text else text

    def constraints(self) -> dict[str, Any]:
        return {"minimum": _plain(self.low), "maximum": _plain(self.high)}


_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"(?!-0\Z)-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{0,7}[1-9])?")


def _plain(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _number_hint(text: str, wanted: re.Pattern[str]) -> str:
    """Say how to write what looks like a number in another spelling, if it has one that is wanted."""
    bare = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"[\s_ ]", "", bare).removeprefix("+")
    comma = re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", bare)
    bare = bare.replace(",", "." if comma else "")
    if re.search(r"[$€£₼₪%]|[A-Za-z]{2,}", bare):
        return "write the bare number; unit, currency and hedge have columns of their own"
    try:
        number = Decimal(bare)
    except ArithmeticError:
        return "write digits only"
    if abs(number.adjusted()) > 18:  # far from any number of the dataset; written out it may not fit into memory
        return "correct the number"
    plain = AMOUNT.format(number)
    if wanted.fullmatch(plain) is None:
        return "round it" if wanted is _NUMBER else "write a whole number"
    return f"{'decimal point, not comma: ' if comma else ''}write {plain}"


@dataclass(frozen=True)
class Boolean(Cell):
    """`true` or `false`."""

    table_type = "boolean"
    arrow_type = "bool"

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise fault("bad-boolean", f"{shown(text)} is neither 'true' nor 'false'", nearest(text, ("true", "false")))
        return text == "true"

    def accept(self, value: Any) -> bool:
        if type(value) is not bool:
            raise fault("bad-type", f"{shown(value)} is not a truth value")
        return value

    def format(self, value: bool) -> str:
        return "true" if value else "false"

    def constraints(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Day(Cell):
    """One exact day, `YYYY-MM-DD`."""

    table_type = "date"
    arrow_type = "date32"

    def parse(self, text: str) -> date:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
            raise fault("bad-date", f"{shown(text)} is not a day", "write YYYY-MM-DD")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise fault("bad-date", f"{shown(text)} does not exist", "write an existing day as YYYY-MM-DD") from None

    def accept(self, value: Any) -> date:
        if type(value) is not date:
            raise fault("bad-type", f"{shown(value)} is not a date")
        return value

    def format(self, value: date) -> str:
        return value.isoformat()

    def constraints(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Edtf(Cell):
    """A date that may be vague; the value is its text, `edtf.bounds` gives the days."""

    limit: int = 80

    def parse(self, text: str) -> str:
        self._within_limit(text)
        try:
            edtf.bounds(text)
        except edtf.BadEdtf as error:
            raise fault("bad-edtf", str(error)) from None
        return text


@dataclass(frozen=True)
class ListOf(Cell):
    """Distinct members joined by `;`. In Parquet a real list."""

    member: Cell = Cell()

    arrow_type = "list<string>"

    def parse(self, text: str) -> tuple[Any, ...]:
        self._within_limit(text)
        return self._distinct(tuple(map(self._member, text.split(LIST_SEPARATOR))))

    def _member(self, text: str) -> Any:
        if not text:
            raise fault("bad-list", "an empty member", f"write the members as a{LIST_SEPARATOR}b with no gap")
        return self.member.parse(text)

    def accept(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise fault("bad-type", f"{shown(value)} is not a list")
        members = tuple(map(self.member.validate, value))
        holder = next((m for m in members if LIST_SEPARATOR in self.member.format(m)), None)
        if holder is not None:
            raise fault("bad-list", f"{shown(holder)} holds a '{LIST_SEPARATOR}'", "name each member by itself")
        return self._distinct(members)

    def _distinct(self, members: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(set(members)) < len(members):
            twice = next(m for m in members if members.count(m) > 1)
            raise fault("bad-list", f"{shown(twice)} stands twice", "name each member once")
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
            value = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
        except RecursionError:
            raise fault("bad-json", "the JSON is nested too deeply") from None
        except ValueError as error:
            raise fault("bad-json", f"not JSON: {error}", 'write {"column": "literal"}') from None
        value = self.accept(value)
        if self.format(value) != text:
            raise fault("bad-json", "the JSON is not in its one spelling", f"write {shown(self.format(value))}")
        return value

    def accept(self, value: Any) -> Fields:
        if not isinstance(value, dict) or not value:
            raise fault("bad-json", f"{shown(value)} is not an object with at least one column")
        for name, literal in value.items():
            members = literal if isinstance(literal, list) else [literal]
            good = all(m is None or (isinstance(m, str) and m.strip() == m and m) for m in members)
            if not isinstance(name, str) or not members or not good:
                raise fault("bad-json", f"{shown(name)}: {shown(literal)} is not a literal, a list of literals or null")
        return value

    def format(self, value: Fields) -> str:
        return json.dumps(value, ensure_ascii=False)

    def constraints(self) -> dict[str, Any]:
        return {}


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


NAME = Text(limit=120)
SUMMARY = Text(limit=240)
NOTE = Text(limit=600)
TITLE = Text(limit=400)
COORDINATE = Number(low=Decimal(-180), high=Decimal(180))
EDTF = Edtf()
DAY = Day()
COUNT = Integer(low=0)
QUANTITY = Integer(low=1)
AMOUNT = Number()
BOOLEAN = Boolean()
