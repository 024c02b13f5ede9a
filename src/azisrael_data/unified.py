"""Two states of a file as a unified diff that a terminal shows truly: line ends, marks and blanks that differ are seen.

A line is shown with everything escaped that cannot be seen, so that a changed line end or byte-order mark is legible.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from azisrael_data.problems import plain
from azisrael_data.report import inert

_HEAD, _MINUS, _PLUS, _PLACE, _END = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"
_COLOURS = {"---": _HEAD, "+++": _HEAD, "@@ ": _PLACE}
_NO_NEWLINE = "\\ No newline at end of file"


def diff(path: str, old: bytes, new: bytes) -> str:
    r"""Return what differs between two states of a file, line by line; empty if nothing does.

    Bytes that are not UTF-8 are shown as `\xff`.

    >>> print(diff("a.csv", b"x\r\n", b"x\n"), end="")
    --- a.csv
    +++ a.csv
    @@ -1 +1 @@
    -x\r
    +x
    """
    if old == new:
        return ""
    return "".join(f"{line}\n" for line in _lines(path, old, new))


def _lines(path: str, old: bytes, new: bytes) -> Iterator[str]:
    pair = unified_diff(_split(old), _split(new), path, path, n=0, lineterm="")
    for line in pair:
        yield plain(line.removesuffix("\n"))
        if not line.endswith("\n") and line.startswith(("-", "+")) and not line.startswith(("---", "+++")):
            yield _NO_NEWLINE


def _split(data: bytes) -> list[str]:
    """Return the lines of a file, with their line feeds."""
    lines = data.decode("utf-8", "backslashreplace").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def coloured(text: str, *, colour: bool) -> str:
    """Return a diff as it is printed: coloured if wanted, and with no line that GitHub's runner takes for a command."""
    return "".join(f"{_coloured(inert(line), colour=colour)}\n" for line in text.splitlines())


def _coloured(line: str, *, colour: bool) -> str:
    start = _COLOURS.get(line[:3]) or {"-": _MINUS, "+": _PLUS}.get(line[:1])
    return f"{start}{line}{_END}" if colour and start else line
