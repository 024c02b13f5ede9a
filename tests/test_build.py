"""build: the same rows give the same package, all of it or nothing, and --check tells what is stale."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from azisrael_data import arrow, build, publish, schema
from azisrael_data.catalogue import CODES
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData
from edits import drops, sets, spoil, tables_of

GENERATED = [column.name for column in schema.columns(FACTS[0]) if column.generated]
PRODUCTS = [
    "datapackage.json",
    *(path for each in TABLES for path in (each.path, each.parquet, f"schemas/{each.name}.json")),
]
VISITS = "datasets/visits.parquet"


def snapshot(root):
    """Return every file below a folder with its bytes and the moment of its last change, and every folder."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
        for path in sorted(root.rglob("*"))
    }


def contents(root):
    """Return every file below a folder with its bytes."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def stale(root):
    return [str(each) for each in build.stale(root, build.product(Package(root)))]


@pytest.fixture(scope="module")
def _built():
    return {}


@pytest.fixture
def built(package_root, _built):
    """Return the root of an invented package that is built; the build itself runs once."""
    root = package_root(texts=False)
    if not _built:
        build.build(root)
        _built.update(contents(root))
    for path, data in _built.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_build_writes_the_whole_package(package_root):
    """A build leaves a CSV, a Parquet file and a schema per table, the descriptor, and nothing else."""
    root = package_root(texts=False)

    _, changed = build.build(root)

    assert sorted(PRODUCTS) == sorted(contents(root))
    assert sorted(set(PRODUCTS) - {each.path for each in TABLES}) == sorted(each.path for each in changed)


def test_build_fills_generated_columns(package_root):
    """Generated columns that a contributor left empty or wrong hold their values after a build."""
    root = package_root(texts=False)
    wanted = tables_of(root)
    for each in FACTS:
        for row in wanted[each.name]:
            spoil(root, sets(each.name, row["id"], **dict.fromkeys(GENERATED, "")))
    spoil(root, sets("visits", "VI-0001", certainty="possible", source_count="7"))

    build.build(root)

    assert wanted == tables_of(root)


def test_second_build_changes_nothing(built):
    """A build of a fresh package touches no file, not even its time."""
    before = snapshot(built)

    _, changed = build.build(built)

    assert changed == []
    assert before == snapshot(built)


def test_generated_docs_are_written_where_docs_are(built):
    """The reference pages are kept up where there is a docs folder, and only there."""
    (built / "docs").mkdir()

    _, changed = build.build(built)

    assert [str(each) for each in changed] == ["docs/columns.md: missing", "docs/problems.md: missing"]
    assert stale(built) == []


def test_pages_of_codes(built):
    """Where the cases of the codes are, a page per code is kept up, and one of a code that is gone is named."""
    (built / "docs").mkdir()
    (built / "tests" / "cases").mkdir(parents=True)
    pages = [f"docs/problems/{code}.md" for code in CODES]

    _, changed = build.build(built)
    (built / "docs" / "problems" / "no-such-code.md").touch()

    assert [f"{path}: missing" for path in pages] == [str(each) for each in changed][-len(pages) :]
    assert stale(built) == ["docs/problems/no-such-code.md: belongs to no code; delete it"]
    with pytest.raises(CannotRun, match=r"^docs/problems/no-such-code\.md: belongs to no code; delete it$"):
        build.build(built)


def test_pages_of_codes_without_cases(built):
    """Where the cases are not, pages that lie there are left alone."""
    (built / "docs" / "problems").mkdir(parents=True)
    (built / "docs" / "problems" / "no-such-code.md").touch()
    build.build(built)

    assert stale(built) == []


# Settings of a machine that must leave no trace: environment, umask, working directory, and whether it may not write
# to the folder that it builds from.
MACHINES = [
    ({"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, 0o022, ".", False),
    ({"PYTHONHASHSEED": "4242", "TZ": "America/Caracas", "LC_ALL": "tr_TR.UTF-8"}, 0o077, "/", True),
    ({"ARROW_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}, 0o002, "..", False),
    ({"ARROW_NUM_THREADS": "16", "OMP_NUM_THREADS": "16", "PYTHONUTF8": "0", "PYTHONOPTIMIZE": "1"}, 0o022, "..", True),
]
# Takes from root the right to write where the modes forbid it, then builds.
ELSEWHERE = """
import ctypes, os, pathlib, sys

DROP, OVERRIDE = 24, 1
if os.geteuid() == 0 and sys.platform == "linux":
    if ctypes.CDLL(None).prctl(DROP, OVERRIDE, 0, 0, 0):
        sys.exit("no right can be taken away here")
    os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
exec(sys.argv[1])
"""
BUILD = """
import pathlib, sys

root, out = map(pathlib.Path, sys.argv[-2:])
try:
    (root / "probe").touch()
except OSError:
    print("read-only")
from azisrael_data.build import build

build(root, out)
"""


def test_same_bytes_on_any_machine(package_root, tmp_path):
    """Hash seed, time zone, locale, umask, threads, folders and a read-only source leave no trace in any file."""
    runs = []
    for number, (settings, mask, folder, closed) in enumerate(MACHINES):
        root = package_root(f"root-{number}", texts=False)
        for path in [root, *root.rglob("*")] if closed else []:
            path.chmod(path.stat().st_mode & ~0o222)
        command = [sys.executable, "-c", ELSEWHERE, BUILD, root, tmp_path / f"out-{number}"]
        runs.append(
            subprocess.Popen(
                command, env=os.environ | settings, umask=mask, cwd=tmp_path / folder, stdout=subprocess.PIPE, text=True
            )
        )

    told = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0] * len(runs)
    if sys.platform == "linux":
        assert ["read-only\n" if closed else "" for *_, closed in MACHINES] == told
    assert sorted(PRODUCTS) == sorted(contents(tmp_path / "out-0"))
    for number in range(1, len(MACHINES)):
        assert contents(tmp_path / "out-0") == contents(tmp_path / f"out-{number}")


def _rewrite(change):
    """Return a spoiler that rewrites the Parquet twin of `visits`."""

    def spoiler(root):
        pq.write_table(change(arrow.read_parquet(root / VISITS)), root / VISITS)

    return spoiler


def _without_row(data):
    return data.slice(1)


def _other_word(data):
    at = data.column_names.index("visitor_role")
    return data.set_column(at, data.schema.field(at), [["captain"] * data.num_rows])


def _write(path, change):
    return lambda root: (root / path).write_bytes(change((root / path).read_bytes()))


# What somebody did to a built package -> what --check says.
STALE = {
    "a schema is gone": (lambda root: (root / "schemas/visits.json").unlink(), ["schemas/visits.json: missing"]),
    "a Parquet file is gone": (lambda root: (root / VISITS).unlink(), [f"{VISITS}: missing"]),
    "a generated cell was changed": (
        lambda root: spoil(root, sets("incidents", "IN-0002", root_count="5")),
        ["datasets/incidents.csv: differs from line 3 on"],
    ),
    "a coded cell was changed": (
        lambda root: spoil(root, sets("visits", "VI-0001", level="military")),
        [f"{VISITS}: row 1, column 'level'"],
    ),
    "a row went": (
        lambda root: spoil(root, drops("withdrawn", "VI-0009")),
        ["datasets/withdrawn.parquet: 1 rows, wanted 0"],
    ),
    "a source got a container": (
        lambda root: spoil(root, sets("sources", "beta2021", container="Another site")),
        ["datasets/sources.parquet: row 2, column 'container'", "datapackage.json: differs from line {title} on"],
    ),
    "Parquet lost a row": (_rewrite(_without_row), [f"{VISITS}: 0 rows, wanted 1"]),
    "Parquet holds another word": (_rewrite(_other_word), [f"{VISITS}: row 1, column 'visitor_role'"]),
    "Parquet lost a column": (_rewrite(lambda data: data.drop_columns(["note"])), [f"{VISITS}: another schema"]),
    "Parquet lost its descriptions": (
        _rewrite(lambda data: data.replace_schema_metadata(None)),
        [f"{VISITS}: another schema"],
    ),
    "Parquet was cut off": (
        _write(VISITS, lambda data: data[:-20]),
        [f"{VISITS}: damaged"],
    ),
    "Parquet was emptied": (
        _write(VISITS, lambda _: b""),
        [f"{VISITS}: damaged"],
    ),
    "the descriptor lost its last line": (
        _write("datapackage.json", lambda data: data[:-2]),
        ["datapackage.json: differs from line {last} on"],
    ),
    "the descriptor has CRLF": (
        _write("datapackage.json", lambda data: data.replace(b"\n", b"\r\n")),
        ["datapackage.json: differs from line 1 on"],
    ),
    "files of no table": (
        lambda root: [(root / name).touch() for name in ("datasets/a.csv", "datasets/b.parquet", "schemas/c.json")],
        [
            "datasets/b.parquet: belongs to no table; delete it",
            "datasets/a.csv: belongs to no table; delete it",
            "schemas/c.json: belongs to no table; delete it",
        ],
    ),
    "files beside the tables": (
        lambda root: [(root / name).touch() for name in ("datasets/README.md", "schemas/README.md", "x.csv")],
        [],
    ),
}


@pytest.mark.parametrize("case", STALE)
def test_stale_files_are_named(built, case):
    """Each stale file is named with what differs; looking writes nothing."""
    spoiler, expected = STALE[case]
    lines = (built / "datapackage.json").read_text(encoding="utf-8").splitlines()
    title = next(number for number, line in enumerate(lines, 1) if "beta2021 (2021)" in line)
    spoiler(built)
    before = snapshot(built)

    found = stale(built)

    found = [re.sub("(?<=damaged): .+", "", each) for each in found]  # how pyarrow words the damage is its own affair
    assert [each.format(last=len(lines), title=title) for each in expected] == found
    assert before == snapshot(built)


def test_build_renews_what_is_stale(built):
    """After a build nothing is stale, whatever was done to the package, and it says what it changed."""
    cases = ["a schema is gone", "a generated cell was changed", "Parquet was cut off", "the descriptor has CRLF"]
    for case in cases:
        STALE[case][0](built)
    before = stale(built)

    _, changed = build.build(built)

    assert len(cases) == len(before)
    assert before == [str(each) for each in changed]
    assert stale(built) == []


def test_files_of_no_table_stop_a_build(built):
    """A build deletes nothing that it did not write: it says so and leaves everything as it was."""
    (built / "datasets" / "extra.csv").write_text("id\n", encoding="utf-8")
    spoil(built, sets("visits", "VI-0001", level="military"))
    before = snapshot(built)

    with pytest.raises(CannotRun) as raised:
        build.build(built)

    assert "datasets/extra.csv: belongs to no table; delete it" == str(raised.value)  # noqa: SIM300
    assert before == snapshot(built)


def test_problems_leave_everything_untouched(built):
    """Data with problems are refused with all of them, and no file changes."""
    spoil(built, sets("visits", "VI-0001", level="captain"), sets("incidents", "IN-0001", outcome="who knows"))
    before = snapshot(built)

    with pytest.raises(InvalidData) as raised:
        build.build(built)

    assert [problem.column for problem in raised.value.problems] == ["level", "outcome"]
    assert before == snapshot(built)


def test_a_fault_of_the_disk_leaves_the_old_package(built, monkeypatch):
    """A build that fails while it stages its files leaves the old package and no litter."""
    spoil(built, sets("visits", "VI-0001", level="military"))
    before = snapshot(built)
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 20:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        build.build(built)

    assert before == snapshot(built)


def test_out_writes_a_whole_package(package_root, tmp_path):
    """`out` gets a package with the hand-kept files that travel with it; the package built from stays as it was."""
    root = package_root()
    (root / "LICENSE-DATA").write_text("do as you like\n", encoding="utf-8")
    (root / "docs").mkdir()
    before = snapshot(root)
    out = tmp_path / "a" / "b"

    build.build(root, out)

    assert sorted([*PRODUCTS, "LICENSE-DATA"]) == sorted(contents(out))
    assert stale(out) == []
    assert before == snapshot(root)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_out_replaces_an_older_package(package_root, tmp_path):
    """A package that lies in `out` is replaced, and what is stale in it goes."""
    root = package_root(texts=False)
    build.build(root, tmp_path / "out")
    spoil(tmp_path / "out", sets("visits", "VI-0001", level="military"))

    build.build(root, tmp_path / "out")

    assert tables_of(root) == tables_of(tmp_path / "out")
    assert stale(tmp_path / "out") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package"]


def test_csv_and_parquet_agree_cell_for_cell(built):
    """Every cell of a CSV stands in its Parquet twin with the type of its column."""
    for each in TABLES:
        twin = pq.ParquetFile(built / each.parquet).read().to_pylist()
        with (built / each.path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))

        assert rows == [{name: _text(value) for name, value in row.items()} for row in twin]


def _text(value):
    """Return a Parquet value as the CSV writes it; written apart from the package's own code."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".")
    return str(value)


def test_prove_finds_twins_that_disagree(built):
    """Staged files are read back: a Parquet file that differs from its CSV stops the build."""
    _rewrite(_other_word)(built)

    with pytest.raises(CannotRun) as raised:
        build.prove(built)

    expected = "datasets/visits.parquet does not agree with datasets/visits.csv: row 1, column 'visitor_role'"
    assert expected == str(raised.value)


def test_prove_finds_stale_columns(built):
    """Staged files are validated once more, generated columns included."""
    spoil(built, sets("visits", "VI-0001", certainty="possible"))

    with pytest.raises(InvalidData) as raised:
        build.prove(built)

    assert [problem.code for problem in raised.value.problems] == ["stale"]


def test_second_build_at_the_same_time_is_refused(built):
    """While one build holds a package, another one says so and touches nothing."""
    spoil(built, sets("visits", "VI-0001", level="military"))
    before = snapshot(built)

    with publish.lock(built), pytest.raises(CannotRun) as raised:
        build.build(built)

    assert f"another build of {built} is under way; run this one again when it is done" == str(raised.value)
    assert before == snapshot(built)

    build.build(built)

    assert stale(built) == []


def test_litter_of_a_killed_build_is_cleared(built):
    """What a killed build left behind is gone after the next one, and none of it is taken for data."""
    (built / publish.STAGE / "datasets").mkdir(parents=True)
    (built / publish.STAGE / "datasets" / "visits.csv").write_text("rubbish\n", encoding="utf-8")
    clean = {name: data for name, data in contents(built).items() if not name.startswith(publish.STAGE)}

    build.build(built)

    assert clean == contents(built)


def test_cells_are_counted(built):
    """The count of coded cells is that of the filled columns that evidence must license."""
    tables = tables_of(built)
    coded = sum(
        bool(row[column.name])
        for each in FACTS
        for row in tables[each.name]
        for column in schema.columns(each)
        if schema.is_coded(each, column)
    )

    assert (coded, sum(len(tables[each.name]) for each in FACTS)) == build.cells(Package(built))


def test_schemas_are_those_of_the_descriptor(built):
    """The schema files and the descriptor's CSV resources say the same."""
    descriptor = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    inline = {each["name"]: each["schema"] for each in descriptor["resources"] if each["format"] == "csv"}

    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (built / "schemas").iterdir()}

    assert inline == files
