"""What can be wrong: a `Problem` is a value; an exception is raised once, at the edge.

AzisraelDataError
|-- InvalidData      the contributor's fault: carries every problem found
|-- InvalidModel     our fault: a row model that cannot be described
|-- UnknownName      the user asked for a table or source that does not exist
`-- CannotRun        the place, a file or an extra that the work needs is not there
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from azisrael_data.catalogue import CODES

MAX_SHOWN = 80


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault in one place.

    `line` is the physical line, counted from 1, on which the row starts (0: the file as a whole); `column` is a
    column name or empty; `message` says what was found and what is wanted, `hint` what to do.
    """

    path: str
    line: int
    column: str
    code: str
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise InvalidModel(f"problem code {self.code!r} is not in the catalogue")

    def __str__(self) -> str:
        tail = f"; {self.hint}" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code}: {self.message}{tail}"


def shown(value: object) -> str:
    """Return the value as it may stand in a message: escaped and in quotes, at most 80 characters of it."""
    if isinstance(value, str) and len(value) > MAX_SHOWN:
        return f"{shown(value[: MAX_SHOWN - 3]).removesuffix('...')}..."
    text = repr(value)
    return text if len(text) <= MAX_SHOWN + 2 else f"{text[:MAX_SHOWN]}..."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the nearest candidate, else an empty string."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    if word.casefold() in folded:
        return f"did you mean {folded[word.casefold()]!r}?"
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)
    return f"did you mean {folded[close[0]]!r}?" if close else ""


class AzisraelDataError(Exception):
    """Anything this package raises on purpose."""


class InvalidData(AzisraelDataError):
    """A user passed data with problems to a function that needs clean data."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = "\n".join(map(str, self.problems[:10]))
        more = f"\n... and {len(self.problems) - 10} more" if len(self.problems) > 10 else ""
        super().__init__(f"{len(self.problems)} problem(s)\n{first}{more}")


class InvalidModel(AzisraelDataError):
    """A row model of this package is declared in a way that it cannot be described."""


class UnknownName(AzisraelDataError, KeyError):
    """A user asked for a table, source or column that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        hint = nearest(str(name), self.known)
        self.text = f"no {kind} {name!r}; {hint + ' ' if hint else ''}known: {', '.join(self.known)}"
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text


class CannotRun(AzisraelDataError):
    """A user asked for work whose place, file or optional library is not there."""
