"""tell: the lines that the command prints of a verification and of a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from azisrael_data import build, copies, tell
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.verify import Finding, Report, SourceReport

STATES = {"exact": 3, "relocated": 2, "drifted": 1, "lost": 0}
FOUND = SourceReport("alpha2020", "a.txt", 1000, 40, 10, True, 7, 6, STATES, 9, 1)
COLUMNS = {"visits": {f"column_{n}": (n, 1) for n in range(7)}}
REPORT = Report(Path("texts"), [FOUND, SourceReport("beta2021", None)], COLUMNS, [
    Finding("EV-00001", "VI-0001", "alpha2020", 4, "drifted", "words differ"),
])  # fmt: skip


@pytest.fixture(autouse=True)
def _own_texts(monkeypatch):
    """Hold the invented package against its own texts."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)


def test_verified():
    """A verification is told by source, by what is quoted, by column, by finding; then what is missing."""
    assert [line.rstrip() for line in tell.verified(REPORT)] == [
        "Proved without the texts: keys, codes, licences of cells, literals against cells, the ledger.",
        "",
        "source                lines  spans  exact  relocated  drifted  lost  literals  absent",
        "alpha2020               6/7      6      3          2        1     0         9       1",
        "beta2021            no copy found",
        "",
        "Share of each source that distinct literals take: all, and wording alone (at most 3%).",
        "alpha2020 4.0% 1.0%, beta2021 0.0% 0.0%",
        "",
        "Cells by how they follow from their spans: a literal gives them by rule, or a person judged them.",
        "visits              28 cells, 21 by literal, 7 judged",
        "                  column_0 0/1, column_1 1/2, column_2 2/3, column_3 3/4, column_4 4/5, column_5 5/6",
        "                  column_6 6/7",
        "alpha2020:4: drifted: EV-00001 of VI-0001: words differ",
        "",
        "Not verified, no copy found: beta2021.",
        "Put your copies, under any names, into texts or name a folder with --texts.",
    ]


def test_built(package_root):
    """A build is told by table, by cell, by span found in the texts at hand, and by what changed and where."""
    root = package_root()
    package = Package(root)
    lines = list(tell.built(package, 3, root, root))
    cells, facts = build.cells(package)
    spans = len(package["evidence"].rows)

    assert [f"{table.name:<16}{len(package[table.name].rows):>6} rows" for table in TABLES] == lines[: len(TABLES)]
    assert lines[len(TABLES) :] == [
        "",
        f"{facts} facts with {cells} coded cells, every cell named by a supporting span of its source.",
        f"{spans} of {spans} spans found again in the texts at hand.",
        f"3 file(s) changed. The package lies in {root}",
    ]


def test_built_with_fewer_texts(package_root):
    """A text that is not at hand is named; without any, spans were not held against the texts."""
    root = package_root()
    (root / "seeds" / "texts" / "beta.txt").unlink()

    assert list(tell.built(Package(root), 0, root, root))[-2].endswith(" texts at hand; no copy of beta2021.")

    (root / "seeds" / "texts" / "alpha.txt").unlink()

    assert list(tell.built(Package(root), 0, root, root))[-2:] == [
        "Spans not held against the texts: no copy of a source is at hand (see `azisrael verify`).",
        f"Nothing changed. The package lies in {root}",
    ]
