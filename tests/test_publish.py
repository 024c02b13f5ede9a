"""publish: a kill at any moment leaves the old datasets or the new ones, and nothing that is not ours is touched."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys

import pytest

from azisrael_data import build, publish
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun
from azisrael_data.write import csv_text
from conftest import invented_rows
from edits import sets, spoil

# Builds in a forked child of a process that has everything loaded, and kills the child: after a time, or at its n-th
# step on disk. Told on stdin: root, "after" seconds | "step" number. Answers with the signal, 0 if the child got done.
SERVER = """
import os, shutil, signal, sys, time
from pathlib import Path

import pyarrow.parquet

from azisrael_data import publish
from azisrael_data.build import build


def die_at(wanted):
    steps = 0

    def counted(function):
        def step(*args, **kwargs):
            nonlocal steps
            steps += 1
            if steps == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return step

    for module, name in ((os, "fsync"), (os, "replace"), (shutil, "rmtree"), (publish, "_swap"), (publish, "_write")):
        setattr(module, name, counted(getattr(module, name)))


build(Path(sys.argv[1]))
for line in sys.stdin:
    root, how, number = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        if how == "step":
            die_at(int(number))
        build(Path(root))
        os._exit(0)
    if how == "after":
        time.sleep(float(number))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)
"""


@pytest.fixture(scope="module")
def kill(tmp_path_factory):
    """Return a function that builds a package in another process and kills it on the way."""
    warm = write_invented(tmp_path_factory.mktemp("warm"))
    command = [sys.executable, "-c", SERVER, str(warm)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(root, how, number):
        server.stdin.write(f"{root}\t{how}\t{number}\n")
        server.stdin.flush()
        return int(server.stdout.readline())

    yield run
    server.stdin.close()
    server.stdout.close()
    assert server.wait() == 0


def write_invented(root):
    """Write the invented package of conftest.py outside a test."""
    rows = invented_rows()
    for each in TABLES:
        (root / each.path).parent.mkdir(exist_ok=True)
        (root / each.path).write_text(csv_text(each, rows[each.name]), encoding="utf-8")
    return root


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def survives(root, kill, how, number, level):
    """Change two rows, kill a build of them, and hold what is left against the old and the new; return the signal."""
    old = files(spoil(root, sets("visits", "VI-0001", level=level), sets("sources", "beta2021", container=level)))
    new = build.product(Package(root)).files
    wanted = {name: new.get(name, data) for name, data in old.items()}

    signal = kill(root, how, number)

    left = files(root / "datasets")
    versions = [
        {name.removeprefix("datasets/"): data for name, data in each.items() if name.startswith("datasets/")}
        for each in (old, wanted)
    ]
    assert left in versions
    build.build(root)
    assert wanted == files(root)
    return signal


@pytest.fixture
def built(package_root):
    root = package_root(texts=False)
    build.build(root)
    (root / "datasets" / "README.md").write_text("a page beside the tables\n", encoding="utf-8")
    (root / "datasets" / "notes").mkdir()
    (root / "datasets" / "notes" / "one.txt").write_text("kept\n", encoding="utf-8")
    return root


ONLY_WITH_EXCHANGE = pytest.mark.skipif(sys.platform != "linux", reason="folders can be exchanged on Linux only")
LEVELS = ("military", "expert", "minister")


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_at_random_moments(built, kill):
    """Fifteen builds killed at random moments leave old or new datasets; the next build succeeds, with no litter."""
    moments = random.Random(20201110)
    signals = [
        survives(built, kill, "after", round(moments.uniform(0, 0.2), 4), LEVELS[number % 3]) for number in range(15)
    ]

    assert 9 in signals


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_at_steps_on_disk(built, kill):
    """A build killed just before a write, a rename, the exchange of folders or the tidying up leaves old or new."""
    # Stage all files, flush them and their four folders, exchange the datasets, rename the descriptor, tidy up.
    # With a rename per file there would be more steps.
    staged = sum(not path.startswith("docs/") for path in build.product(Package(built)).files)
    exchange = 1 + staged + 4 + 1
    steps = {1: 9, 30: 9, **dict.fromkeys(range(exchange, exchange + 6), 9), exchange + 14: 0, exchange + 18: 0}

    signals = {step: survives(built, kill, "step", step, LEVELS[step % 3]) for step in steps}

    assert steps == signals


def test_kill_of_a_build_elsewhere(package_root, tmp_path):
    """A build into another folder that dies leaves that folder whole, and the next one clears the litter."""
    root, out = package_root(texts=False), tmp_path / "out"
    build.build(root, out)
    before = files(out)
    shutil.copytree(out, tmp_path / f"{publish.STAGE}-out")

    build.build(root, out)

    assert before == files(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package"]


def prove_nothing(_stage):
    """Stand in for the proof of staged files."""


FOREIGN = {
    "a file beside a package": ("thesis.docx", "thesis.docx"),
    "a repository": (".git/config", ".git"),
    "another data package": ("data/rows.csv", "data"),
    "a table of ours that is not in the build": ("datasets/more.csv", "datasets/more.csv"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_out_refuses_a_foreign_folder(package_root, tmp_path, case):
    """A folder that holds anything a build does not write is never replaced, descriptor or not."""
    name, shown = FOREIGN[case]
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("precious\n", encoding="utf-8")
    (out / "datapackage.json").write_text("{}\n", encoding="utf-8")
    before = files(tmp_path)
    root = package_root(texts=False)

    with pytest.raises(CannotRun) as raised:
        build.build(root, out)

    assert f"{out} holds {shown}, which no build writes; choose an empty folder" == str(raised.value)
    assert before == {name: data for name, data in files(tmp_path).items() if not name.startswith("package/")}


def test_out_refuses_the_repository_that_it_builds_from(package_root):
    """`--out .` in a repository does not replace the repository by its package."""
    root = package_root()
    before = files(root)

    with pytest.raises(CannotRun) as raised:
        build.build(root, root)

    assert f"{root} holds seeds/texts, which no build writes; choose an empty folder" == str(raised.value)
    assert before == files(root)


def test_out_refuses_a_file(package_root, tmp_path):
    """A file in the place of the folder is left alone."""
    (tmp_path / "out").write_text("precious\n", encoding="utf-8")
    root = package_root(texts=False)

    with pytest.raises(CannotRun) as raised:
        build.build(root, tmp_path / "out")

    assert f"{tmp_path / 'out'} is not a folder; choose an empty one" == str(raised.value)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "precious\n"


def test_out_takes_an_empty_folder(tmp_path):
    """An empty folder is filled."""
    (tmp_path / "out").mkdir()

    publish.whole(tmp_path / "out", {"a/b.txt": b"1"}, prove_nothing)

    assert files(tmp_path) == {"out/a/b.txt": b"1"}


def test_out_through_a_link(tmp_path):
    """A link to a folder stays a link; what it points to is filled."""
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")

    publish.whole(tmp_path / "out", {"b.txt": b"1"}, prove_nothing)

    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "b.txt").read_bytes() == b"1"


@pytest.mark.parametrize("target", ["in place", "elsewhere"])
def test_a_failed_proof_publishes_nothing(tmp_path, target):
    """If the staged files do not prove, none is published and the stage is gone."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "a.csv").write_bytes(b"old")
    seen = []

    def prove(stage):
        seen.append(files(stage))
        raise CannotRun("they disagree")

    new = {"datasets/a.csv": b"new"}
    with pytest.raises(CannotRun, match=r"^they disagree$"):
        publish.in_place(tmp_path, new, new, prove) if target == "in place" else publish.whole(
            tmp_path / "out", new, prove
        )

    assert [new] == seen
    assert files(tmp_path) == {"datasets/a.csv": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["datasets"]


def test_folder_keeps_what_the_build_did_not_write(tmp_path):
    """Files, folders and links beside the tables are still there after the exchange; a changed file is replaced."""
    folder = tmp_path / "datasets"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "one.txt").write_bytes(b"kept")
    (folder / "link").symlink_to("notes/one.txt")
    (folder / "a.csv").write_bytes(b"old")
    (tmp_path / "root.json").write_bytes(b"old")
    new = {"datasets/a.csv": b"new", "root.json": b"new", "schemas/a.json": b"new"}

    publish.in_place(tmp_path, new, new, prove_nothing)

    assert (folder / "link").is_symlink()
    assert files(tmp_path) == {
        "datasets/a.csv": b"new",
        "datasets/link": b"kept",
        "datasets/notes/one.txt": b"kept",
        "root.json": b"new",
        "schemas/a.json": b"new",
    }


def test_without_an_exchange_files_are_renamed(tmp_path, monkeypatch):
    """Where the system cannot exchange folders, every file still gets its new content."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "a.csv").write_bytes(b"old")
    (tmp_path / "datasets" / "README.md").write_bytes(b"kept")
    new = {"datasets/a.csv": b"new", "datasets/b.csv": b"new"}
    monkeypatch.setattr(sys, "platform", "elsewhere")

    publish.in_place(tmp_path, new, new, prove_nothing)

    assert new | {"datasets/README.md": b"kept"} == files(tmp_path)


def test_lock_is_free_again(tmp_path):
    """A lock is held once, is free when its holder is done or fails, and leaves no file."""
    for _ in range(2):
        with pytest.raises(CannotRun), publish.lock(tmp_path), publish.lock(tmp_path):
            pass

    assert list(tmp_path.iterdir()) == []
