"""`SHA256SUMS`: the fingerprint of every file of a release, as `sha256sum -c` of the GNU coreutils reads it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def written(files: Mapping[str, bytes]) -> bytes:
    """Return the list of files by path, one a line, in the order of their paths."""
    return "".join(f"{sha256(files[path])}  {path}\n" for path in sorted(files)).encode()


def parsed(data: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the SHA-256 by path that a list states, and what is wrong with the list, line by line in words."""
    found: dict[str, str] = {}
    faults = []
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return {}, ["is not ASCII text"]
    if text and not text.endswith("\n"):
        faults.append("has no line feed at its end: cut off?")
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(f"line {number} is no SHA-256, two spaces and a path")
        elif match[2] in found:
            faults.append(f"line {number} names {match[2]} again")
        else:
            found[match[2]] = match[1]
    if list(found) != sorted(found):
        faults.append("its lines are not in the order of the paths")
    return found, faults
