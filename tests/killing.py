"""Builds that are killed with -9, and what they leave held against the old package and the new one.

Run as a script this is the server behind `Killer`: it forks a process that has everything loaded, lets the child build,
and kills it: `after` so many seconds, or ahead of its n-th `step` on disk, counted from the first exchange of folders,
or of its n-th step where the system cannot exchange (`rename`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from azisrael_data import checks, publish
from azisrael_data.build import build
from azisrael_data.package import Package


class Killer:
    """A process that builds packages and is told when to die. `root` is any package, built once to load everything."""

    def __init__(self, root):
        command = [sys.executable, __file__, str(root)]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, root, how, number, out=""):
        """Build a package, into another folder if one is given; return the signal that ended it or 0, and the seconds.

        Raises RuntimeError if the build failed by itself.
        """
        self.server.stdin.write(f"{root}\t{how}\t{number}\t{out}\n")
        self.server.stdin.flush()
        ended, seconds = self.server.stdout.readline().split()
        if int(ended) not in {0, signal.SIGKILL}:
            raise RuntimeError(f"a build of {root} failed")
        return int(ended), float(seconds)

    def measured(self, root, out=""):
        """Build a package undisturbed and return the seconds that it took."""
        return self(root, "never", 0, out)[1]

    def close(self):
        """End the server."""
        self.server.stdin.close()
        self.server.stdout.close()
        assert self.server.wait() == 0


def files(folder):
    """Return every file below a folder with its bytes, but what a build has staged."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith(publish.STAGE)}


def left(root, old, new):
    """Tell what a package is: old, new, unfinished with whole tables or mixed ones (`validate` says so), or broken."""
    found = files(root)
    told = found.pop(publish.UNFINISHED, None)
    if told is None:
        return "old" if found == old else "new" if found == new else "broken"
    if "unfinished-build" not in [problem.code for problem in checks.validate(Package(root))]:
        return "broken"
    return "unfinished" if _data(found) in (_data(old), _data(new)) else "mixed"


def _data(package):
    return {name: data for name, data in package.items() if name.startswith(f"{publish.SWAPPED}/")}


def litter(folder):
    """Return what a build has left of its own below a folder and beside it."""
    return sorted(path.name for place in (folder, folder.parent) for path in place.glob(f"{publish.STAGE}*"))


def _child(root, how, number, out):
    import disk

    steps = 0

    def before(name, _path):
        nonlocal steps
        if steps or name == "exchange":
            steps += name not in disk.HANDLES
        if steps == number:
            os.kill(os.getpid(), signal.SIGKILL)

    if how in {"step", "rename"}:
        if how == "rename":
            sys.platform = "elsewhere"
        with disk.watched(before):
            build(root, out)
    else:
        build(root, out)


def _serve(warm):
    build(Path(warm))
    for line in sys.stdin:
        root, how, number, out = line.rstrip("\n").split("\t")
        start = time.perf_counter()
        child = os.fork()
        if child == 0:
            _child(Path(root), how, float(number), Path(out) if out else None)
            os._exit(0)
        if how == "after":
            time.sleep(float(number))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{-os.waitstatus_to_exitcode(status)} {time.perf_counter() - start}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
