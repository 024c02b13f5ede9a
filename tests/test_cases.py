"""Every problem code has a package that shows it, and the whole output on that package is known.

A case is a folder `cases/<code>` with the files that are laid over the valid package in `cases/_package`; see
`cases/README.md`. Codes of the level `package` are shown on a copy of it that is built.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from azisrael_data import build, checks, container, schema
from azisrael_data.catalogue import CODES
from azisrael_data.files import UNFINISHED
from azisrael_data.models import TABLES
from azisrael_data.package import Package

CASES = Path(__file__).parent / "cases"
VALID = CASES / "_package"
FOLDERS = [path.name for path in sorted(CASES.iterdir()) if path.is_dir() and path != VALID]
NOT_SHOWN = {"bad-type"}  # a CSV file holds text only; test_cells.py shows it


BESIDE = {"expected.txt", "removed.txt", "edits.jsonl", "special.txt"}
ON_BUILT = {code for code, entry in CODES.items() if entry.level == "package"}
SPECIAL = {"link": lambda path, target: path.symlink_to(target)}


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The valid package as a build leaves it."""
    root = shutil.copytree(VALID, tmp_path_factory.mktemp("built") / "package")
    build.build(root)
    return root


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, none if it is not there."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _lay_over(case: Path, root: Path, valid: Path = VALID) -> Path:
    """Write the valid package with the files of a case in the place of its own."""
    shutil.copytree(valid, root)
    for path in _lines(case / "removed.txt"):
        (root / path).unlink()
    for table in TABLES:
        if (case / table.path).exists():
            (root / table.path).unlink()
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=lambda *_: BESIDE)
    for line in _lines(case / "edits.jsonl"):
        each = json.loads(line)
        text = (root / each["file"]).read_text(encoding="utf-8")
        assert text.count(each["old"]) == 1
        (root / each["file"]).write_text(text.replace(each["old"], each["new"]), encoding="utf-8", newline="")
    for path, kind, target in map(str.split, _lines(case / "special.txt")):
        (root / path).unlink()
        SPECIAL[kind](root / path, target)
    return root


def _told(code: str, root: Path, built: Path) -> list[str]:
    """Return the whole output on the case of a code, laid out at a root."""
    if code in ON_BUILT:
        return list(map(str, container.validate(_lay_over(CASES / code, root, built))))
    return list(map(str, checks.validate(Package(_lay_over(CASES / code, root)))))


def test_valid_package():
    """The package under all cases has no problem."""
    assert list(map(str, checks.validate(Package(VALID)))) == []


def test_valid_package_can_be_built(built):
    """Built, the package under all cases has no problem either."""
    assert list(map(str, container.validate(built))) == []


def test_valid_package_is_small_and_whole():
    """The package under all cases has a row in every table, and no more than ten."""
    rows = {name: len(found.rows) for name, found in Package(VALID).reads.items()}

    assert set(rows) == {table.name for table in TABLES}
    assert all(0 < count <= 10 for name, count in rows.items() if name != "waivers")  # nothing there to waive


@pytest.mark.parametrize("code", sorted(set(CODES) - NOT_SHOWN))
def test_case(code, tmp_path, built):
    """The case of a code gives exactly the expected lines, and the code is among them."""
    found = _told(code, tmp_path / "package", built)
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
    places = {*known, UNFINISHED, *(container.known() if code in ON_BUILT else ())}
    brought = {path.relative_to(CASES / code).as_posix() for path in (CASES / code).rglob("*") if path.is_file()}
    files = brought - BESIDE

    if code != "stray-file":
        assert all(any(path == name or path.startswith(f"{name}/") for name in places) for path in files)
    assert not [path for path in files & known if (VALID / path).read_bytes() == (CASES / code / path).read_bytes()]
    assert "expected.txt" in brought
    assert files or brought & (BESIDE - {"expected.txt"})


def test_headers():
    """The package under all cases has the columns of today; after a new column, add it there and in the cases."""
    for table in TABLES:
        first = (VALID / table.path).read_text(encoding="utf-8").partition("\n")[0]

        assert ",".join(schema.header(table)) == first
