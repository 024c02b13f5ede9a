"""What stands at a path, found without following or opening it; and one file written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

FILE, FOLDER, MISSING = "a plain file", "a folder", "missing"
UNFINISHED = "datasets/UNFINISHED"  # the notice that a build leaves until all is in its place
_KINDS = (
    (stat.S_ISREG, FILE),
    (stat.S_ISDIR, FOLDER),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


def kind(path: Path) -> str:
    """Return what stands at a path, in words: `FILE`, `FOLDER`, `MISSING`, or a thing that is never opened.

    The last component is not followed if it is a link; those before it are.
    """
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except OSError as error:
        return f"out of reach ({error.strerror})"
    if stat.S_ISLNK(mode):
        return f"a symbolic link to {printable(str(path.readlink()))}"
    return next((words for holds, words in _KINDS if holds(mode)), "a special file")


def put(place: Path, data: bytes) -> None:
    """Write a file, or leave what stands there as it was. Raises OSError where the system refuses."""
    part = place.with_name(f".{place.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)


def printable(name: str) -> str:
    """Return a name as it may stand in a message: unprintable characters escaped, at most 80 characters of it."""
    text = name if name.isprintable() else repr(name)[1:-1]
    return text if len(text) <= 80 else f"{text[:77]}..."
