"""Every problem code has a package that shows it, and the whole output on that package is known.

A case is a folder `cases/<code>` with the files that are laid over the valid package in `cases/_package`; see
`cases/README.md`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from azisrael_data import checks, schema
from azisrael_data.catalogue import CODES
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.publish import UNFINISHED

CASES = Path(__file__).parent / "cases"
VALID = CASES / "_package"
FOLDERS = [path.name for path in sorted(CASES.iterdir()) if path.is_dir() and path != VALID]
NOT_SHOWN = {"bad-type"}  # a CSV file holds text only; test_cells.py shows it


def _lay_over(case: Path, root: Path) -> Path:
    """Write the valid package with the files of a case in the place of its own."""
    shutil.copytree(VALID, root)
    removed = case / "removed.txt"
    gone = removed.read_text(encoding="utf-8").splitlines() if removed.exists() else []
    for table in TABLES:
        if table.path in gone or (case / table.path).exists():
            (root / table.path).unlink()
    return shutil.copytree(case, root, dirs_exist_ok=True)


def test_valid_package():
    """The package under all cases has no problem."""
    assert list(map(str, checks.validate(Package(VALID)))) == []


def test_valid_package_is_small_and_whole():
    """The package under all cases has a row in every table, and no more than ten."""
    rows = {name: len(found.rows) for name, found in Package(VALID).reads.items()}

    assert set(rows) == {table.name for table in TABLES}
    assert all(0 < count <= 10 for name, count in rows.items() if name != "waivers")  # nothing there to waive


@pytest.mark.parametrize("code", sorted(set(CODES) - NOT_SHOWN))
def test_case(code, tmp_path):
    """The case of a code gives exactly the expected lines, and the code is among them."""
    found = [str(problem) for problem in checks.validate(Package(_lay_over(CASES / code, tmp_path / "package")))]
    expected = (CASES / code / "expected.txt").read_text(encoding="utf-8").splitlines()

    assert expected == found
    assert any(f": {code}: " in line for line in found)


def test_no_other_folder():
    """Every folder of cases is that of a code in the catalogue."""
    assert sorted(set(CODES) - NOT_SHOWN) == FOLDERS


@pytest.mark.parametrize("code", FOLDERS)
def test_nothing_idle(code):
    """A case brings only files that the valid package has, and changes every one that it brings."""
    known = {table.path for table in TABLES}
    brought = {path.relative_to(CASES / code).as_posix() for path in (CASES / code).rglob("*") if path.is_file()}
    files = brought - {"expected.txt", "removed.txt"}

    assert all(any(path == name or path.startswith(f"{name}/") for name in (*known, UNFINISHED)) for path in files)
    assert not [path for path in files & known if (VALID / path).read_bytes() == (CASES / code / path).read_bytes()]
    assert "expected.txt" in brought
    assert files or "removed.txt" in brought


def test_headers():
    """The package under all cases has the columns of today; after a new column, add it there and in the cases."""
    for table in TABLES:
        first = (VALID / table.path).read_text(encoding="utf-8").partition("\n")[0]

        assert ",".join(schema.header(table.model)) == first
