"""Where commands that write may write: in the package one is in, or in the one that is named, and in no other."""

from __future__ import annotations

from pathlib import Path

from azisrael_data.cli.base import root_of


def own_root(path: Path | None) -> Path:
    """Return the folder of the package to change: as named, else the current folder or one above it.

    Unlike for reading, the installed package does not do: nobody means to change it from somewhere else.

    Raises CannotRun if there is none.
    """
    from azisrael_data.paths import find_root
    from azisrael_data.problems import CannotRun

    root = root_of(path)
    here = Path.cwd().resolve()
    if path is None and find_root(None).resolve() not in (here, *here.parents):
        raise CannotRun(f"{here} is not in a package; go into the package's folder, or name it")
    return root
