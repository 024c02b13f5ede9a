"""parquet: the comparison runs in a process of its own, and whatever that comes to is told."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from azisrael_data import build, parquet
from azisrael_data.models import TABLES
from azisrael_data.parquet import Comparison
from azisrael_data.problems import CannotRun

NAMES = [table.name for table in TABLES]


@pytest.fixture
def built(package_root):
    """Return the root of an invented package that is built."""
    root = package_root(texts=False)
    build.build(root)
    return root


def findings(root):
    with Comparison(root) as comparison:
        return comparison.findings()


def test_fresh_package(built):
    """Files that agree are not told."""
    assert findings(built) == {}


def test_findings(built):
    """Every table with something wrong is told, whatever is wrong with those before it."""
    (built / "datasets" / "works.parquet").write_bytes(b"")
    (built / "datasets" / "visits.parquet").write_bytes((built / "datasets" / "places.parquet").read_bytes())
    (built / "datasets" / "incidents.parquet").unlink()

    assert findings(built) == {
        "works": ("parquet-damaged", "", "the file is empty, wanted Parquet"),
        "visits": ("parquet-differs", "summary", "the file has no column 'summary'"),
    }


def test_no_process_without_files(package_root, monkeypatch):
    """Where there is no Parquet file nothing is started."""
    monkeypatch.setattr(subprocess, "Popen", None)

    assert findings(package_root()) == {}


@pytest.mark.parametrize("what", ["folder", "file"])
def test_links_are_not_followed(built, what):
    """A link in the place of a Parquet file, or of the folder, is not opened."""
    path = built / "datasets" if what == "folder" else built / "datasets" / "visits.parquet"
    if what == "file":
        (built / "datasets" / "works.parquet").write_bytes(b"")
        (built / "datasets" / "works.parquet").rename(built / "elsewhere")
    else:
        path.rename(built / "elsewhere")
    path.unlink(missing_ok=True)
    path.symlink_to(built / "elsewhere")

    assert findings(built) == {}


# What the process does from its second table on -> how that is told.
FATES = {
    "os.kill(os.getpid(), signal.SIGSEGV)": "reading it ends the process that reads it",
    "os._exit(3)": "reading it ends the process that reads it",
    "raise RuntimeError('odd')": "reading it ends the process that reads it",
    "time.sleep(60)": "reading it takes more than 2 seconds",
}


@pytest.mark.parametrize("fate", FATES)
def test_a_file_that_ends_the_process(built, monkeypatch, fate):
    """A file that takes the process down, or keeps it, is damaged; the files after it are compared all the same."""
    (built / "datasets" / "visits.parquet").write_bytes(b"")
    (built / "sitecustomize.py").write_text(
        "import os, signal, time\nfrom azisrael_data import twins\nplain = twins.finding\n"
        f"def odd(root, table):\n    if table.name == 'lines':\n        {fate}\n    return plain(root, table)\n"
        "twins.finding = odd\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(built), *sys.path]))
    monkeypatch.setattr(parquet, "PATIENCE", 2)

    assert findings(built) == {
        "lines": ("parquet-damaged", "", FATES[fate]),
        "visits": ("parquet-damaged", "", "the file is empty, wanted Parquet"),
    }


def test_a_library_that_is_not_there(built, monkeypatch):
    """Where Parquet cannot be read at all, no file is blamed for it."""
    (built / "sitecustomize.py").write_text("import sys\nsys.modules['pyarrow.parquet'] = None\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(built), *sys.path]))

    with pytest.raises(CannotRun) as raised:
        findings(built)

    why = "ModuleNotFoundError: import of pyarrow.parquet halted; None in sys.modules"
    assert str(raised.value) == f"Parquet files cannot be read here: {why}"


def test_nothing_of_the_current_folder_is_imported(built, monkeypatch):
    """A module that lies in the current folder, under the name of one that is needed, is not run."""
    for name in ("json.py", "pyarrow.py", "azisrael_data.py"):
        (built / name).write_text("raise SystemExit('hijacked')\n", encoding="utf-8")
    monkeypatch.chdir(built)

    assert findings(built) == {}


def test_process_ends_with_the_context(built):
    """Whoever leaves early leaves no process behind."""
    with Comparison(built) as comparison:
        process = comparison.process

    assert process.poll() is not None
