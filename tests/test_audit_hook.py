"""What the commands touch: nothing outside the package, the texts and Python's own files, and never the network.

An audit hook in the child, and in every Python process that it starts, writes down what is opened; `inotify` watches
the files outside from here, also against libraries that open files without telling Python.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import site
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from azisrael_data import build
from conftest import FILES, REPOSITORY, SOURCE_TEXTS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")

AUDITED = REPOSITORY / "tests" / "audited.py"
PATIENCE = 120  # seconds after which a child hangs
# Places of Python and of the libraries, and what the system shows of itself.
OWN = tuple(
    Path(place).resolve()
    for place in {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *site.getsitepackages()}
)
SYSTEM = ("/proc/", "/sys/", "/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo/", "/usr/lib/",
          "/lib/", "/etc/ld.so.cache", "/etc/mime.types")  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.mkfifo", "os.mknod", "os.remove", "os.rename",
    "os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime",
}  # fmt: skip
NEVER = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "pty.", "os.exec", "os.system", "os.symlink", "os.fork",
         "os.startfile", "os.kill")  # fmt: skip
# The one process that a command starts: Parquet is read apart, where damage to it takes nothing else down.
PARQUET = "from azisrael_data import parquet; parquet.main()"


class Run:
    """A command run under audit: its exit code, output, and what it touched."""

    def __init__(self, tree, log, command, *args, texts=None, cwd=None):
        modules = log.parent / "modules"
        modules.mkdir(exist_ok=True)
        shutil.copy(AUDITED, modules / "sitecustomize.py")
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
        own = {"PYTHONPATH": os.pathsep.join([str(modules), str(tree / "src")]), "AUDITED_LOG": str(log)}
        given = {"AZISRAEL_TEXTS": str(texts)} if texts else {}
        done = subprocess.run(
            [sys.executable, "-B", str(AUDITED), command, *args],
            cwd=cwd or tree, env={**keep, **own, **given, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        self.cwd = Path(cwd or tree)
        self.allowed = (tree, modules, AUDITED, *([Path(texts)] if texts else []))

    def opened(self):
        """Yield (path as given, path with links followed, whether it is opened for writing) of every file opened."""
        for event, args in self.events:
            if event == "open" and isinstance(args[0], str):
                mode, flags = args[1] or "", args[2] or 0
                path = self.cwd / args[0]
                yield path, path.resolve(), bool(set(mode) & set("wax+")) or bool(flags & WRITING)

    def outside(self):
        """Return what was opened that is neither the package's, nor a text, nor Python's own."""
        return sorted(
            {
                str(real)
                for _, real, _ in self.opened()
                if not any(real.is_relative_to(place) for place in (*self.allowed, *OWN))
                and not str(real).startswith(SYSTEM)
            }
        )

    def written(self):
        """Return what was opened for writing."""
        return sorted({str(path) for path, _, writes in self.opened() if writes and str(path) != os.devnull})

    def changed(self):
        """Return the events that change the file system, with what they change."""
        return [
            (event, [arg for arg in args if isinstance(arg, str)]) for event, args in self.events if event in CHANGES
        ]

    def forbidden(self):
        """Return connections, and processes other than the one that reads Parquet."""
        return [
            (event, args)
            for event, args in self.events
            if event.startswith(NEVER) or (event == "subprocess.Popen" and not _reads_parquet(args))
        ]


def _reads_parquet(args):
    return isinstance(args[1], list) and args[1][:3] == [sys.executable, "-P", "-c"] and args[1][3].endswith(PARQUET)


class Watch:
    """Hears, through inotify, whether anything below a folder is opened."""

    OPEN, ACCESS = 0x20, 0x1

    def __init__(self, place):
        libc = ctypes.CDLL(None, use_errno=True)
        self.handle = libc.inotify_init1(os.O_NONBLOCK)
        for path in (place, *(path for path in place.rglob("*") if path.is_dir())):
            assert libc.inotify_add_watch(self.handle, os.fsencode(path), self.OPEN | self.ACCESS) >= 0

    def heard(self):
        """Return the names of the files that were opened."""
        try:
            data = os.read(self.handle, 1 << 16)
        except BlockingIOError:
            return []
        finally:
            os.close(self.handle)
        found, at = [], 0
        while at < len(data):
            _, mask, _, length = struct.unpack_from("iIII", data, at)
            name = data[at + 16 : at + 16 + length].rstrip(b"\0").decode()
            found += [name] if name and not mask & 0x40000000 else []  # folders are only listed
            at += 16 + length
        return sorted(set(found))


@pytest.fixture(scope="session")
def _tree(tmp_path_factory):
    return tmp_path_factory.mktemp("tree") / "package"


@pytest.fixture
def tree(tmp_path, package_root, _tree):
    """A package of its own with the source tree beside its data, built."""
    if not _tree.exists():
        root = package_root("built", texts=False)
        build.build(root)
        shutil.copytree(REPOSITORY / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        root.rename(_tree)
    return Path(shutil.copytree(_tree, tmp_path / "package"))


@pytest.fixture
def texts(tmp_path):
    """A folder with the invented texts."""
    place = tmp_path / "texts"
    place.mkdir()
    for key, text in SOURCE_TEXTS.items():
        (place / FILES[key]).write_text(text, encoding="utf-8", newline="")
    return place


@pytest.fixture
def outside(tmp_path):
    """A folder beside the package that holds what nobody may open."""
    place = tmp_path / "outside"
    place.mkdir()
    (place / "secret.csv").write_text("id\nsecret\n", encoding="utf-8")
    return place


COMMANDS = {
    "validate": ("validate", "."),
    "verify": ("verify", "."),
    "build --check": ("build", "--check", "."),
    "load": ("load",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_touch_only_what_is_theirs(tmp_path, tree, texts, name):
    """A clean run opens the package, the texts and Python's files; it writes nothing and connects to nothing."""
    watch = Watch(tree / "datasets")
    run = Run(tree, tmp_path / "log", *COMMANDS[name], texts=texts)

    assert run.code == 0, run.err
    assert run.outside() == []
    assert run.written() == []
    assert run.changed() == []
    assert run.forbidden() == []
    assert ("visits.parquet" if name == "load" else "visits.csv") in watch.heard()
    assert (texts / "alpha.txt" in {real for _, real, _ in run.opened()}) == (name == "verify")


def test_build_writes_into_the_package_only(tmp_path, tree, texts):
    """A build that has something to write opens nothing for writing outside the package, and changes nothing there."""
    (tree / "datapackage.json").unlink()
    run = Run(tree, tmp_path / "log", "build", ".", texts=texts)

    assert run.code == 0, run.err
    assert run.outside() == []
    assert run.written() != []
    touched = {*run.written(), *(path for _, told in run.changed() for path in told)}
    assert [path for path in touched if not (run.cwd / path).resolve().is_relative_to(tree)] == []
    assert run.forbidden() == []


def linked(target):
    """Return a change that puts a link in the place of a file or folder."""

    def change(tree, outside):
        path = tree / target
        to = outside / path.name
        if path.exists():
            shutil.move(path, to)
        else:
            shutil.copy(outside / "secret.csv", to)
        path.symlink_to(to)

    return change


def piped(target):
    """Return a change that puts a pipe in the place of a file, on which a reader would wait for ever."""

    def change(tree, _outside):
        (tree / target).unlink()
        os.mkfifo(tree / target)

    return change


def described(words):
    """Return a change of the descriptor's first resource; `OUTSIDE` stands for the folder outside."""

    def change(tree, outside):
        path = tree / "datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        package["resources"][0].update(json.loads(json.dumps(words).replace("OUTSIDE", outside.as_posix())))
        path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    return change


def text_linked(_tree, outside):
    """Put a link to a file outside among the texts."""
    (outside.parent / "texts" / "gamma.txt").symlink_to(outside / "secret.csv")


URL = "http://127.0.0.1:9/data.csv"
HOSTILE = {
    "a table is a link": linked("datasets/visits.csv"),
    "a seed is a link": linked("seeds/sources.csv"),
    "a Parquet file is a link": linked("datasets/visits.parquet"),
    "a schema is a link": linked("schemas/visits.json"),
    "the descriptor is a link": linked("datapackage.json"),
    "the tables' folder is a link": linked("datasets"),
    "the seeds' folder is a link": linked("seeds"),
    "the schemas' folder is a link": linked("schemas"),
    "a stray is a link": linked("datasets/stray.csv"),
    "a text is a link": text_linked,
    "a table is a pipe": piped("datasets/visits.csv"),
    "a seed is a pipe": piped("seeds/lines.csv"),
    "a Parquet file is a pipe": piped("datasets/visits.parquet"),
    "the descriptor is a pipe": piped("datapackage.json"),
    "a path goes up": described({"path": "../outside/secret.csv"}),
    "a path is absolute": described({"path": "OUTSIDE/secret.csv"}),
    "a path is a URL": described({"path": URL}),
    "a path is a file URL": described({"path": "file://OUTSIDE/secret.csv"}),
    "a schema is a URL": described({"schema": URL}),
    "a schema is a path": described({"schema": "../outside/secret.csv"}),
    "a dialect is a URL": described({"dialect": URL}),
    "a profile is a URL": described({"$schema": URL, "profile": URL}),
}
ALL = ("validate", "verify", "build --check", "build")


def contents(place):
    """Return what lies below a folder: bytes and time of change of every file."""
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_packages_open_nothing_outside(tmp_path, tree, texts, outside, name):
    """Links, pipes, paths and addresses lead nowhere: nothing outside is opened or changed, no command hangs."""
    HOSTILE[name](tree, outside)
    wrong, before = [], contents(outside)
    for command in ALL:
        watch = Watch(outside)
        run = Run(tree, tmp_path / f"log {command}", *COMMANDS.get(command, (command, ".")), texts=texts)
        leaks = {*watch.heard(), *run.outside()}
        if contents(outside) != before:
            wrong.append((command, run.code, "changed what is outside"))
        if leaks or run.forbidden() or run.code not in (0, 1, 2) or "Traceback" in run.err:
            wrong.append((command, run.code, sorted(leaks), run.forbidden(), run.err[-300:]))
        if command == "validate" and run.code != (0 if name == "a text is a link" else 1):
            wrong.append((command, run.code, run.out, run.err))

    assert wrong == []
