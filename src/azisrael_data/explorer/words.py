"""Words for people: signs that cannot be seen made visible, codes without underscores, counts, large numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# Signs without a shape of their own, and those that turn the direction of what follows. Joiners, which some scripts
# need, are left alone. The page's script has the same rule.
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_BOUNDS = {"approx": "about ", "min": "at least ", "max": "at most "}


def visible(text: str) -> str:
    r"""Return a text with every hidden sign written as its number.

    >>> visible("a\u202eb")
    'a⟨U+202E⟩b'
    """
    return HIDDEN.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", text)


def spoken(code: str) -> str:
    """Return a code or column name as words."""
    return code.replace("_", " ")


def bare(description: str) -> str:
    """Return a description without the marks around code."""
    return description.replace("`", "")


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `1,200 rows`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def amount(number: Decimal | int, unit: str | None = None) -> str:
    """Return a number in words that are short: `1.6 billion USD`, `37 %`, `30,000 persons`.

    >>> amount(Decimal(1600000000), "USD")
    '1.6 billion USD'
    """
    for size, name in _SCALES:
        if number >= size:
            return _with_unit(f"{_plain(Decimal(number) / size)} {name}", unit)
    return _with_unit(_plain(Decimal(number)), unit)


def figure(row: Mapping[str, Any]) -> str:
    """Return the value of a row of `trade_figures` as words: hedged as the row says, with its unit."""
    return _BOUNDS.get(row["bound"], "") + amount(row["value"], row["unit"])


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _with_unit(number: str, unit: str | None) -> str:
    if unit == "rank":
        return f"rank {number}"
    return f"{number} %" if unit == "percent" else " ".join(part for part in (number, unit and spoken(unit)) if part)
