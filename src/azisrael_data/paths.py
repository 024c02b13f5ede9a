"""Where the package's files are: inside an installed wheel, or the repository of an editable install."""

from __future__ import annotations

from pathlib import Path

from azisrael_data.problems import CannotRun

DESCRIPTOR = "datapackage.json"


def root() -> Path:
    """Return the folder that holds `datapackage.json` and `datasets/`.

    An installed wheel carries them beside this module. An editable install has none there, so that the
    repository's own files are read and never a stale copy. Raises CannotRun if there is neither.
    """
    here = Path(__file__).resolve().parent
    for place in (here / "package", here.parents[1]):
        if (place / "datasets").is_dir():
            return place
    raise CannotRun(f"no datasets folder beside {here} nor in {here.parents[1]}")


def find_root(given: Path | None) -> Path:
    """Return the package root to work on: as given, else the current folder or one above it, else the installed one."""
    if given is not None:
        return given
    for place in (Path.cwd(), *Path.cwd().parents):
        if (place / DESCRIPTOR).is_file() and (place / "datasets").is_dir():
            return place
    return root()
