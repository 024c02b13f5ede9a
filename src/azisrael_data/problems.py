"""What can be wrong: a `Problem` is a value; an exception is raised once, at the edge.

AzisraelDataError
|-- InvalidData      the contributor's fault: carries every problem found
|-- InvalidModel     our fault: a row model that cannot be described
|-- UnknownName      the user asked for a table or source that does not exist
|-- Refused          the user passed what the function cannot work on
`-- CannotRun        the place, a file or an extra that the work needs is not there
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from azisrael_data.catalogue import CODES

MAX_SHOWN = 80
MAX_KNOWN = 40  # names that a message lists: more than the longest code list, fewer than all actors
MOST_KNOWN = 1000  # of more candidates only those are looked at that differ in case or look-alikes
_MOST = {"path": 400, "column": MAX_SHOWN, "message": 1000, "hint": 1000}
_NEAR = 0.75  # of 1; one slip in four letters
# Printable for Python, and yet nothing is seen: fillers, joiners, variation selectors, the blank of Braille.
HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Letters and dashes that look like those of ASCII, from the keyboards and texts that this dataset meets.
_LIKES = {
    "A": "\u0410\u0391", "B": "\u0412\u0392", "C": "\u0421", "E": "\u0415\u0395", "H": "\u041d\u0397",
    "I": "\u0406\u0399\u0130", "J": "\u0408", "K": "\u041a\u039a", "M": "\u041c\u039c", "N": "\u039d",
    "O": "\u041e\u039f\u0555", "P": "\u0420\u03a1", "S": "\u0405\u054f", "T": "\u0422\u03a4", "U": "\u054d",
    "X": "\u0425\u03a7", "Y": "\u0423\u04ae\u03a5", "Z": "\u0396", "a": "\u0430\u03b1", "c": "\u0441\u03f2",
    "d": "\u0501", "e": "\u0435\u04bd", "h": "\u04bb\u0570", "i": "\u0456\u03b9\u0131", "j": "\u0458",
    "k": "\u043a\u03ba", "l": "\u04cf", "m": "\u043c", "n": "\u0578", "o": "\u043e\u03bf\u0585", "p": "\u0440\u03c1",
    "q": "\u051b", "r": "\u0433", "s": "\u0455", "t": "\u0442\u03c4", "u": "\u03c5\u057d", "v": "\u03bd\u0475",
    "w": "\u051d", "x": "\u0445\u03c7", "y": "\u0443\u04af\u03b3", "-": "\u2010\u2012\u2013\u2014\u2015\u2212",
}  # fmt: skip
_LOOK_ALIKES = {ord(other): own for own, others in _LIKES.items() for other in others}


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault in one place.

    `line` is the physical line, counted from 1, on which the row starts (0: the file as a whole); `column` is a
    column name or empty; `message` says what was found and what is wanted, `hint` what to do. All are printable text
    on one line and of bounded length, whatever a file holds: what is not is escaped as by repr, and cut.
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
        for name, most in _MOST.items():
            text = getattr(self, name)
            if len(text) > most or not (text.isascii() and text.isprintable()):
                text = plain(text)
                object.__setattr__(self, name, text if len(text) <= most else f"{text[: most - 3]}...")

    def __str__(self) -> str:
        tail = f"; {self.hint}" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code}: {self.message}{tail}"


def plain(text: str) -> str:
    r"""Return a text with everything escaped that cannot be seen or that breaks a line.

    >>> print(plain("a\n\u202eb"))
    a\n\u202eb
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return HIDDEN.sub(lambda match: ascii(match[0])[1:-1], text)


def shown(value: object) -> str:
    """Return the value as it may stand in a message: escaped and in quotes, at most 80 characters of it."""
    if isinstance(value, str) and len(value) > MAX_SHOWN:
        return f"{shown(value[: MAX_SHOWN - 3]).removesuffix('...')}..."
    text = plain(repr(value))
    return text if len(text) <= MAX_SHOWN + 2 else f"{text[:MAX_SHOWN]}..."


def nearest(word: str, known: Collection[str], named: Iterable[str] = ()) -> str:
    """Return `did you mean 'x'?` where exactly one candidate is near, else an empty string.

    `named` holds the candidates of which the word is a name ('Israel' for ISR). A word that differs in case, spaces,
    hyphens or look-alike letters only is near before any other; a foreign letter in it is named.
    """
    names = set(named)
    if len(names) == 1:
        return f"did you mean {shown(names.pop())}?"
    if len(known) > MOST_KNOWN:
        bare = unmasked(word.strip())
        known = sorted({spelt for spelt in (bare, bare.lower(), bare.upper()) if spelt in known})
    return _nearest(word, tuple(known))


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    folded: dict[str, set[str]] = {}
    for name in known:
        folded.setdefault(_fold(name), set()).add(name)
    own = _fold(word)
    near = folded.get(own) or folded.get(_closest(own, folded), set()) if own else set()
    if len(near) != 1:
        return ""
    (name,) = near
    odd = next((c for c in word if not c.isascii() and c not in name and unmasked(c).isascii()), None)
    foreign = f"it has {named_character(odd)}; " if odd else ""
    return f"{foreign}did you mean {shown(name)}?"


def _closest(word: str, candidates: Iterable[str]) -> str:
    """Return the candidate that is nearer than any other, or an empty string."""
    from difflib import SequenceMatcher, get_close_matches

    close = get_close_matches(word[:MAX_SHOWN], candidates, n=2, cutoff=_NEAR)
    scores = [SequenceMatcher(None, each, word[:MAX_SHOWN]).ratio() for each in close]
    return "" if not close or len(set(scores)) < len(scores) else close[0]


def unmasked(text: str) -> str:
    """Return the text with look-alikes of ASCII letters and dashes replaced by what they look like.

    >>> unmasked("\u0410ZE")
    'AZE'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)


@lru_cache(maxsize=1 << 14)
def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unmasked(text).casefold())


def named_character(character: str) -> str:
    """Return a character as its code point and name, such as `U+0410 CYRILLIC CAPITAL LETTER A`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"


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
        more = f" and {len(self.known) - MAX_KNOWN} more" if len(self.known) > MAX_KNOWN else ""
        known = ", ".join(self.known[:MAX_KNOWN]) + more
        self.text = f"no {kind} {name!r}; {hint + ' ' if hint else ''}known: {known}"
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text


class Refused(AzisraelDataError, ValueError):
    """A user passed what a function cannot work on, such as a frame that is not of this dataset; the text says why."""


class CannotRun(AzisraelDataError):
    """A user asked for work whose place, file or optional library is not there."""
