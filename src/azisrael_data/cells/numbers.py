"""Cells that hold a number in its one canonical spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from azisrael_data.cells.base import BadCell, Cell
from azisrael_data.problems import shown


@dataclass(frozen=True)
class Integer(Cell):
    """A whole number in canonical decimal digits."""

    low: int = 0
    high: int = 10**15

    table_type = "integer"
    arrow_type = "int64"

    def parse(self, text: str) -> int:
        if _INTEGER.fullmatch(text) is None:
            raise BadCell("bad-integer", f"{shown(text)} is not a whole number", _number_hint(text, _INTEGER))
        return self._in_range(int(text))

    def accept(self, value: Any) -> int:
        if type(value) is not int:
            raise BadCell("bad-type", f"{shown(value)} is not a whole number")
        return self._in_range(value)

    def _in_range(self, value: int) -> int:
        if not self.low <= value <= self.high:
            raise BadCell("out-of-range", f"{value} is not between {self.low} and {self.high}")
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
            raise BadCell("bad-number", f"{shown(text)} is not a canonical number", _number_hint(text, _NUMBER))
        return self._in_range(Decimal(text))

    def accept(self, value: Any) -> Decimal:
        if type(value) is int:
            value = Decimal(value)
        if type(value) is not Decimal or not value.is_finite():
            raise BadCell("bad-type", f"{shown(value)} is not a decimal number")
        self._in_range(value)
        if _NUMBER.fullmatch(self.format(value)) is None:
            raise BadCell("bad-number", f"{value} has more than 8 digits after the point", "round it")
        return value

    def _in_range(self, value: Decimal) -> Decimal:
        if not self.low <= value <= self.high:
            raise BadCell("out-of-range", f"{value} is not between {self.low} and {self.high}")
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
    plain = Number().format(number)
    if wanted.fullmatch(plain) is None:
        return "round it" if wanted is _NUMBER else "write a whole number"
    return f"{'decimal point, not comma: ' if comma else ''}write {plain}"
