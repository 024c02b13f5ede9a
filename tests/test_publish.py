"""publish: a kill at any moment leaves the old datasets or the new ones, and nothing that is not ours is touched."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

import disk
from azisrael_data import build, checks, cli, publish
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun
from azisrael_data.write import csv_text
from conftest import invented_rows
from edits import sets, spoil, tables_of
from killing import Killer, files, left, litter


@pytest.fixture(scope="module")
def kill(tmp_path_factory):
    """Return a function that builds a package in another process and kills it on the way."""
    server = Killer(write_invented(tmp_path_factory.mktemp("warm")))
    yield server
    server.close()


def write_invented(root):
    """Write the invented package of conftest.py outside a test."""
    rows = invented_rows()
    for each in TABLES:
        (root / each.path).parent.mkdir(exist_ok=True)
        (root / each.path).write_text(csv_text(each, rows[each.name]), encoding="utf-8")
    return root


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


def aged(root, level):
    """Change rows of a built package and make descriptor and schemas those of older code: a build renews every kind."""
    spoil(root, sets("visits", "VI-0001", level=level), sets("sources", "beta2021", container=level))
    for path in (root / "datapackage.json", *(root / "schemas").iterdir()):
        path.write_bytes(path.read_bytes() + f"{level}\n".encode())


@pytest.fixture(scope="module")
def _made():
    return {}


@pytest.fixture
def survives(built, kill, _made):
    """Return a function that kills a build of an aged package and judges what is left; the next build finishes it."""

    def run(how, number, level):
        aged(built, level)
        old = files(built)
        if level not in _made:  # the same rows give the same files
            _made[level] = build.product(Package(built)).files
        new = {name: _made[level].get(name, data) for name, data in old.items()}
        ended, _ = kill(built, how, number)
        found = left(built, old, new)
        build.build(built)
        assert new == files(built)
        assert litter(built) == []
        return found if ended else "done"

    return run


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_at_random_moments(built, kill, survives):
    """Fifty builds killed at random moments leave the old package, the new one or one that says it is unfinished."""
    aged(built, LEVELS[2])
    seconds = kill.measured(built)
    moments = random.Random(20201110)

    found = [survives("after", moments.uniform(0, seconds), LEVELS[number % 3]) for number in range(50)]

    assert set(found) <= {"old", "unfinished", "new", "done"}
    assert "old" in found


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_at_steps_on_disk(survives):
    """Killed ahead of ever later steps a build leaves the old package, then one that says so, then the new one."""
    order = ["old", "unfinished", "new", "done"]

    found = [survives("step", 1 + 6 * number, LEVELS[number % 3]) for number in range(25)]

    assert sorted(found, key=order.index) == found
    assert set(found) == set(order)


@pytest.mark.slow
def test_kill_where_nothing_is_exchanged(survives):
    """Where folders cannot be exchanged, a build that is killed between two renames still leaves the notice."""
    steps = [*range(1, 61, 10), *range(61, 800, 120)]

    found = [survives("rename", step, LEVELS[number % 3]) for number, step in enumerate(steps)]

    assert set(found) == {"old", "mixed", "unfinished", "new", "done"}


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_of_a_single_exchange(built, kill):
    """Where the tables alone are stale a build is one exchange: a kill leaves the old package or the new one."""
    found = []
    for number in range(12):
        spoil(built, sets("visits", "VI-0001", level=LEVELS[number % 3]))
        old = files(built)
        new = old | build.product(Package(built)).files
        new = {name: data for name, data in new.items() if name in old}
        kill(built, "step", 1 + 3 * number)
        found.append(left(built, old, new))
        build.build(built)

    assert set(found) == {"old", "new"}


@pytest.mark.slow
@ONLY_WITH_EXCHANGE
def test_kill_of_a_build_into_another_folder(built, kill, tmp_path):
    """Another folder is exchanged as a whole: a build into it that is killed leaves its old package or the new one."""
    out, found = tmp_path / "out", []
    (built / "datasets" / "README.md").unlink()
    build.build(built, out)
    for number in range(12):
        old = files(out)
        spoil(built, sets("visits", "VI-0001", level=LEVELS[number % 3]))
        new = {name: data for name, data in build.product(Package(built)).files.items() if name in old}
        ended, _ = kill(built, "step", 1 + 6 * number, out)
        found.append(left(out, old, new) if ended else "done")
        build.build(built, out)
        assert (files(out), litter(out)) == (new, [])

    assert set(found) == {"old", "new", "done"}


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


@pytest.mark.parametrize("then", ["exchanged", "removed"])
def test_lock_of_a_folder_that_was_let_go_late(tmp_path, monkeypatch, then):
    """A folder that its holder exchanged or removed before it let go is not held by the one that waited."""
    fcntl = pytest.importorskip("fcntl")
    folder = tmp_path / "folder"
    folder.mkdir()

    def late(_handle, _how):
        folder.rename(tmp_path / "older")
        if then == "exchanged":
            folder.mkdir()

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(CannotRun, match=r"^another build of .*folder is under way; "), publish.lock(folder):
        pytest.fail("the lock was given")


def test_fault_of_a_lock_is_told(tmp_path, monkeypatch):
    """A disk without locks is not taken for another build."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(_handle, _how):
        raise disk.fault(errno.ENOLCK, None)

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match="No locks available") as raised, publish.lock(tmp_path):
        pytest.fail("the lock was given")

    assert raised.value.filename == str(tmp_path)


# What is published -> the files before, the files that change, and whether it goes into another folder.
OLD = {"datasets/a.csv": b"old", "datasets/README.md": b"kept", "datasets/notes/one.txt": b"kept", "root.json": b"old"}
NEW = {"datasets/a.csv": b"new", "datasets/b.csv": b"new", "root.json": b"new", "schemas/a.json": b"new"}
PUBLICATIONS = {
    "tables and more": (OLD, NEW, False),
    "tables alone": (OLD, {"datasets/a.csv": b"new"}, False),
    "a file beside the tables": (OLD, {"root.json": b"new"}, False),
    "files beside the tables": (OLD, {"root.json": b"new", "schemas/a.json": b"new"}, False),
    "another folder, new": ({}, NEW, True),
    "another folder, older": (dict.fromkeys(NEW, b"old"), NEW, True),
}
AGAIN = "run `azisrael build` when the disk is well"
FAULTS = (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EROFS, errno.EACCES)


def publication(folder, case):
    """Lay out a package; return its root, what publishes the new one, and the new one."""
    before, new, elsewhere = PUBLICATIONS[case]
    root = folder / "root"
    for name, data in before.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    def run():
        if elsewhere:
            publish.whole(root, new, prove_nothing)
        else:
            publish.clear(root)
            publish.in_place(root, new, new, prove_nothing)

    return root, run, before | new


@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "renames"])
@pytest.mark.parametrize("on", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("case", PUBLICATIONS)
def test_every_call_fails(tmp_path, monkeypatch, case, on, exchange):
    """Whichever call fails, the fault is told with its path, and the old package is there to the byte.

    A fault that stays, so that the steps cannot be taken back, leaves the old package, the new one or one with the
    notice. A fault that is not told leaves the new one. The next build succeeds, with no litter.
    """
    if not exchange:
        monkeypatch.setattr(sys, "platform", "elsewhere")
    seen = set()
    for shift in range(len(FAULTS) if exchange and not on and case == "tables and more" else 1):
        for nth in range(1, 1000):
            number = FAULTS[(nth + shift) % len(FAULTS)]
            root, run, new = publication(tmp_path / f"{shift}-{nth}", case)
            old = files(root)
            watcher = disk.failing(number, nth, on=on)
            told = None
            with disk.watched(watcher, flush=False):
                try:
                    run()
                except (OSError, CannotRun) as error:
                    told = error
            found = files(root)
            if watcher.failed is None:
                assert (told, found) == (None, new)
                break
            seen.add((watcher.failed, state(found, old, new)))
            assert told is None or told_with_path(told, number, tmp_path)
            if told is None:
                assert found == new
            elif not on:
                assert found == old
            else:
                assert found in (old, new) or publish.UNFINISHED in found
            with disk.watched(lambda *_: None, flush=False):
                run()
            assert (files(root), litter(root)) == (new, [])

    assert {name for name, _ in seen} >= {"mkdir", "open", "write", "flush", "fsync", "close", "exchange", "rmdir"}


def state(found, old, new):
    """Name what is there."""
    return "old" if found == old else "new" if found == new else "neither"


def told_with_path(error, number, folder):
    """Tell whether a fault names a path below a folder and what happened."""
    if isinstance(error, CannotRun):
        path, _, rest = str(error).partition(": ")
        wanted = f"{os.strerror(number)}, and the old package could not be put back; {AGAIN}"
        return path.startswith(str(folder)) and rest == wanted
    return str(error.filename).startswith(str(folder)) and error.strerror == os.strerror(number)


@pytest.mark.slow
def test_command_tells_a_fault_in_one_line(built):
    """Whichever call of `azisrael build` fails: one line on stderr, exit code 2, the old package to the byte."""
    spoil(built, sets("visits", "VI-0001", level="military"))
    old, count = files(built), disk.failing(0, 0)
    shutil.copytree(built, built.with_name("other"))
    with disk.watched(count, flush=False):
        build.build(built.with_name("other"))
    for number, nth in enumerate(sorted(random.Random(28).sample(range(1, count.count), 20))):
        fault = FAULTS[number % len(FAULTS)]
        watcher = disk.failing(fault, nth)
        with disk.watched(watcher, flush=False):
            done = CliRunner().invoke(cli.main, ["build", str(built)])

        if done.exit_code == 0:  # the fault met the tidying up, after all was done
            assert watcher.failed in {"open", "close", "unlink", "rmdir"}
            assert publish.UNFINISHED not in files(built)
            break
        assert (done.exit_code, done.stdout) == (2, "")
        assert re.fullmatch(rf"azisrael: {re.escape(str(built))}[^:\n]*: {os.strerror(fault)}\n", done.stderr)
        assert files(built) == old
    build.build(built)
    assert (build.stale(built, build.product(Package(built))), litter(built)) == ([], [])


def test_disk_that_is_full(package_root, tmp_path):
    """On a disk without room for the staged files a build says so and leaves the old package; with room it succeeds."""
    place = tmp_path / "small"
    place.mkdir()
    if shutil.which("mount") is None or os.geteuid():
        pytest.skip("only root can mount a small disk")
    root = package_root(texts=False)
    build.build(root)
    size = sum(8192 + len(data) for data in files(root).values())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        root = shutil.copytree(root, place / "root")
        spoil(root, sets("visits", "VI-0001", level="military"))
        old = files(root)

        done = CliRunner().invoke(cli.main, ["build", str(root)])

        assert (done.exit_code, done.stdout) == (2, "")
        assert re.fullmatch(rf"azisrael: {re.escape(str(root))}/\S+: No space left on device\n", done.stderr)
        assert (files(root), litter(root)) == (old, [])
        subprocess.run(["mount", "-o", f"remount,size={8 * size}", place], check=True)
        build.build(root)
        assert build.stale(root, build.product(Package(root))) == []
    finally:
        subprocess.run(["umount", place], check=True)


# A build that waits when it has staged its files, until a line comes in.
WAITING = """
import sys
from pathlib import Path

from azisrael_data import build

prove = build.prove


def wait(stage):
    print("staged", flush=True)
    sys.stdin.readline()
    prove(stage)


build.prove = wait
build.build(*map(Path, sys.argv[1:]))
"""

# Where a second build goes while a first one is on its way -> the arguments of both, and which folder both want.
TWICE = {
    "one package": (["one"], ["one"], "one"),
    "one package, and another folder from it": (["one"], ["one", "--out", "new"], "one"),
    "a new folder from two packages": (["one", "new"], ["other", "--out", "new"], "new"),
    "an older folder from two packages": (["one", "older"], ["other", "--out", "older"], "older"),
    "an older folder, and the same in place": (["one", "older"], ["older"], "older"),
}


@pytest.mark.parametrize("case", TWICE)
def test_two_builds_at_once(package_root, tmp_path, case):
    """Of two builds into one place the first one wins, and the second says so and writes nothing."""
    first, second, wanted = TWICE[case]
    spoil(package_root("one", texts=False), sets("visits", "VI-0001", level="military"))
    build.build(package_root("other", texts=False), tmp_path / "older")

    def paths(words):
        return [word if word.startswith("-") else str(tmp_path / word) for word in words]

    command = [sys.executable, "-c", WAITING, *paths(first)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as winner:
        assert winner.stdout.readline() == "staged\n"
        before = files(tmp_path)

        done = CliRunner().invoke(cli.main, ["build", *paths(second)])

        under_way = f"another build of {tmp_path / wanted} is under way; run this one again when it is done"
        assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"azisrael: {under_way}\n")
        assert files(tmp_path) == before
        winner.communicate("go\n")
    assert winner.returncode == 0
    place = tmp_path / first[-1]
    assert tables_of(place)["visits"][0]["level"] == "military"
    assert build.stale(place, build.product(Package(place))) == []
    assert litter(place) == []


@pytest.mark.slow
def test_validate_while_builds_go_on(built, kill):
    """What `validate` finds while a build goes on is true of the package before it, or that a build is under way."""
    for _ in range(5):
        aged(built, "military")
        spoil(built, sets("visits", "VI-0001", source_count="99"), sets("incidents", "IN-0001", source_count="99"))
        true = {*checks.validate(Package(built))}
        builder = threading.Thread(target=kill.measured, args=(built,))
        builder.start()
        seen = set()
        while builder.is_alive():
            seen.update(checks.validate(Package(built)))
        builder.join()

        assert {problem for problem in seen - true if problem.code != "unfinished-build"} == set()
        assert checks.validate(Package(built)) == []


def test_notice_goes_with_the_next_build(built):
    """A notice that a killed build could not take away is stale, and is all that the next build changes."""
    fresh = files(built)
    (built / publish.UNFINISHED).write_bytes(publish.NOTICE)
    found = build.stale(built, build.product(Package(built)))

    _, changed = build.build(built)

    assert [str(each) for each in found] == ["datasets/UNFINISHED: left by an interrupted build"]
    assert found == changed
    assert fresh == files(built)


def test_out_takes_a_folder_that_a_killed_build_left(package_root, tmp_path):
    """The notice and the stage of a killed build are ours: a folder that holds them is still replaced."""
    root, out = package_root(texts=False), tmp_path / "out"
    build.build(root, out)
    whole = files(out)
    (out / publish.UNFINISHED).write_bytes(publish.NOTICE)
    (out / publish.STAGE).mkdir()
    (out / publish.STAGE / "rubbish").touch()

    build.build(root, out)

    assert files(out) == whole
    assert litter(out) == []


@pytest.mark.parametrize(("mask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["in place", "elsewhere"])
def test_modes_are_those_of_new_files(tmp_path, mask, file, folder, elsewhere):
    """Files and folders of a build have the modes that umask gives, whatever the older ones had."""
    root, run, _ = publication(tmp_path, "another folder, older" if elsewhere else "tables and more")
    (root / "root.json").chmod(0o666)
    mask = os.umask(mask)
    try:
        run()
    finally:
        os.umask(mask)

    written = [root / name for name in NEW]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {file}
    assert stat.S_IMODE((root / "datasets").stat().st_mode) == folder
    if not elsewhere:
        assert stat.S_IMODE((root / "datasets" / "README.md").stat().st_mode) == 0o644


def test_what_cannot_be_carried_over_is_told(tmp_path):
    """A pipe beside the tables stops a build with the words of the fault and the path."""
    root, run, _ = publication(tmp_path, "tables alone")
    pipe = root / "datasets" / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(OSError, match=re.escape(f"`{pipe}` is a named pipe")) as raised:
        run()

    assert raised.value.filename == str(root / publish.STAGE / "new" / "datasets" / "pipe")
    assert files(root) == OLD
    assert litter(root) == []


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP])
def test_disk_that_cannot_exchange(tmp_path, monkeypatch, number):
    """A system or disk that knows no exchange gets renames."""
    root, run, new = publication(tmp_path, "tables and more")

    def refuse(_one, other):
        raise disk.fault(number, other)

    monkeypatch.setattr(publish, "_exchange", refuse)
    run()

    assert (files(root), litter(root)) == (new, [])
