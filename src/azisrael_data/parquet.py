"""Every Parquet file held against its CSV, cell for cell, in a process of its own.

The process of its own does two things: damaged Parquet that takes a library down takes down no validation, and the
heavy import runs beside the reading of rows. It prints one JSON line per table: `[name, code, column, message]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Self

from azisrael_data.files import FILE, FOLDER, kind
from azisrael_data.problems import CannotRun

Finding = tuple[str, str, str]  # code, column, message

PATIENCE = 20  # seconds that the process may take once it is waited for, and one more per million bytes of tables
FREE_OF_NUMPY = 18  # the version from which on pyarrow can do without numpy
_READY = "ready"
_PARENT = Path(__file__).resolve().parents[1]


class Comparison:
    """The comparison of a package's Parquet files while it runs. Leaving the context ends it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        folder = self.root / "datasets"
        if kind(folder) == FOLDER and any(folder.glob("*.parquet")):
            self._start([])
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()

    def findings(self) -> dict[str, Finding]:
        """Wait for the end and return what was found, by table; a table whose files agree is left out.

        A file that ends the process, or on which it works too long, is a finding; the others are taken up again.
        Raises CannotRun if the process cannot work at all.
        """
        from azisrael_data.models import TABLES

        found: dict[str, Finding] = {}
        names = [table.name for table in TABLES]
        while self.process:
            told, fate = self._finish()
            for name, *finding in told:
                names.remove(name)
                if finding[0]:
                    found[name] = (finding[0], finding[1], finding[2])
            self.process = None
            if names:
                found[names.pop(0)] = ("parquet-damaged", "", f"reading it {fate}")
            if names:
                self._start(names)
        return found

    def _start(self, names: list[str]) -> None:
        # `-P`, and our own place last: nothing that lies in the current folder is ever imported
        code = f"import sys; sys.path.append({str(_PARENT)!r}); from azisrael_data import parquet; parquet.main()"
        command = [sys.executable, "-P", "-c", code, str(self.root), *names]
        self.process = subprocess.Popen(  # noqa: S603  our own code; the root and the names are words, not code
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )

    def _finish(self) -> tuple[list[list[str]], str]:
        """Return the lines that the process printed, and how it ended."""
        process = self.process
        assert process is not None
        fate = ""
        try:
            out, err = process.communicate(timeout=PATIENCE + _size(self.root) / 1e6)
        except subprocess.TimeoutExpired as late:
            process.kill()
            out, err = process.communicate()
            fate = f"takes more than {late.timeout:.0f} seconds"
        lines = out.splitlines()
        if _READY not in lines[:1]:
            raise CannotRun(f"Parquet files cannot be read here: {(err.strip().splitlines() or [fate])[-1]}")
        whole = [line for line in lines[1:] if line.endswith("]")]
        return [json.loads(line) for line in whole], fate or "ends the process that reads it"


def _size(root: Path) -> int:
    return sum(path.lstat().st_size for path in (root / "datasets").iterdir())


def main() -> None:
    """Compare the tables that are named on the command line, or all of them, below the root that is named first."""
    import gc
    from importlib.metadata import version

    gc.disable()  # a short run that keeps nothing
    if int(version("pyarrow").partition(".")[0]) >= FREE_OF_NUMPY:
        sys.modules["numpy"] = None  # type: ignore[assignment]  # not needed here, and half of pyarrow's import time
    import pyarrow.parquet  # noqa: F401  now, so that no file is blamed if it cannot be

    from azisrael_data import twins
    from azisrael_data.models import TABLES

    root, names = Path(sys.argv[1]), sys.argv[2:]
    twins.limit_memory(_size(root))
    _say(_READY)
    for table in TABLES:
        if not names or table.name in names:
            finding = twins.finding(root, table) if kind(root / table.parquet) == FILE else None
            _say(json.dumps([table.name, *(finding or ("", "", ""))]))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()  # what comes next may end the process
