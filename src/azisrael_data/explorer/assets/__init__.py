"""The files that the page is made of, and how to read one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def asset(name: str) -> str:
    """Return the text of a file of this folder, read once."""
    return (FOLDER / name).read_text(encoding="utf-8")
