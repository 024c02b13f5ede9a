"""Kill builds of this package with -9 and look at what is left: `python kill_build.py [KILLS] [SEED] [PART ...]`.

Every build has something of each kind to renew: a CSV, a Parquet file, all schemas, the descriptor. What is left is
held against the package before and after, file by file; then it is built again. Four parts:

- random: KILLS builds (1,000) in a process that has everything loaded, at moments drawn evenly from a build's time
- steps: one build for every call on disk from the first exchange of folders on
- command: a twentieth as many runs of the command `azisrael build`, drawn from its whole time
- faults: every call on disk of a publication fails once, and from there on, with each of five errors; nothing is killed
"""

from __future__ import annotations

import errno
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import azisrael_data as az
from azisrael_data import build, publish
from azisrael_data.problems import CannotRun

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import disk
from edits import sets, spoil, tables_of
from killing import Killer, files, left, litter

COMMAND = str(Path(sys.executable).with_name("azisrael"))
ERRORS = (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EROFS, errno.EACCES)
PARTS = ("datasets", "schemas", "seeds", "datapackage.json")
STEPS = 1000  # more than any build has
AGED: dict[str, bytes] = {}  # what `age` writes

Kill = Callable[[Path, float], int]  # builds a package, given what a build takes; returns the signal


def copied(place: Path) -> Path:
    """Copy the package, without texts, and build it."""
    for name in PARTS:
        source = az.path() / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("texts", "corpora"))
        else:
            shutil.copy2(source, place / name)
    build.build(place)
    return place


def age(root: Path) -> dict[str, bytes]:
    """Make something of each kind stale and return the package as it is then."""
    if not AGED:
        spoil(root, sets("visits", tables_of(root)["visits"][0]["id"], source_count="99"))
        AGED["datasets/visits.csv"] = (root / "datasets/visits.csv").read_bytes()
        AGED["datasets/visits.parquet"] = b"of another time"
        for path in ("datapackage.json", *(f"schemas/{each.name}" for each in (root / "schemas").iterdir())):
            AGED[path] = (root / path).read_bytes() + b"\n"
    for path, data in AGED.items():
        (root / path).write_bytes(data)
    return files(root)


def tried(root: Path, new: dict[str, bytes], server: Killer, seconds: float, kills: Iterable[Kill]) -> Counter:
    """Age, kill, judge, build again, as often as there are kills. `seconds` is what a build takes at first."""
    found: Counter = Counter()
    for kill in kills:
        old = age(root)
        ended = kill(root, seconds)
        state = left(root, old, new) if ended else "done"
        found["kills"] += ended != 0
        found[state] += 1
        found["stages left"] += bool(litter(root)) and ended != 0
        try:
            again = server.measured(root)
            seconds = again if state == "old" else seconds  # a whole build, as loaded as the machine is now
        except RuntimeError:
            found["next build failed"] += 1
        found["another package after it"] += files(root) != new
        found["litter after it"] += bool(litter(root)) or (root / publish.UNFINISHED).exists()
    return found


def at_random(server: Killer, count: int, dice: random.Random) -> Iterator[Kill]:
    """Yield kills at moments drawn evenly from the time of the last whole build, until so many met a build alive."""
    met = [0]

    def kill(root: Path, seconds: float) -> int:
        ended = server(root, "after", dice.uniform(0, seconds))[0]
        met[0] += ended != 0
        return ended

    while met[0] < count:
        yield kill


def at_steps(server: Killer) -> Iterator[Kill]:
    """Yield kills ahead of every step, until a build has no such step."""
    ended = [9]
    for step in range(1, STEPS):
        if not ended[0]:
            return

        def kill(root: Path, _seconds: float, step: int = step) -> int:
            ended[0] = server(root, "step", step)[0]
            return ended[0]

        yield kill


def of_command(longer: float, count: int, dice: random.Random) -> Iterator[Kill]:
    """Yield kills of the command; `longer` says how many times as long it takes as a build."""

    def kill(root: Path, seconds: float) -> int:
        process = command(root)
        try:
            return -process.wait(dice.uniform(0, longer * seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            return -process.wait()

    for _ in range(count):
        yield kill


def command(root: Path) -> subprocess.Popen:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([COMMAND, "build", str(root)], stdout=quiet, stderr=quiet)


def timed(root: Path, run: Callable[[Path], object]) -> float:
    """Return the median time of five builds of an aged package."""
    times = []
    for _ in range(5):
        age(root)
        start = time.perf_counter()
        run(root)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def faults(root: Path, new: dict[str, bytes], number: int, *, on: bool) -> Counter:
    """Fail every call of a publication in turn; all but the publication itself is left out to save time."""
    found: Counter = Counter()
    for nth in range(1, 1 << 20):
        old = age(root)
        watcher = disk.failing(number, nth, on=on)
        changed = {name: data for name, data in new.items() if old[name] != data}
        told = ""
        with disk.watched(watcher, flush=False):
            try:
                publish.in_place(root, changed, new, lambda _: None)
            except (CannotRun, OSError) as error:
                told = str(error)
        state = left(root, old, new)
        found["calls failed"] += watcher.failed is not None
        found[f"{'told' if told else 'not told'}, {state}"] += watcher.failed is not None
        publish.clear(root)
        publish.in_place(root, changed, new, lambda _: None)
        found["not whole after the next publication"] += files(root) != new or bool(litter(root))
        if watcher.failed is None:
            return found
    raise AssertionError


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main(kills: str = "1000", seed: str = "1", *parts: str) -> None:
    """Run all parts or those that are named, and print their tables."""
    count, dice = int(kills), random.Random(int(seed))
    with tempfile.TemporaryDirectory() as place:
        for name in ("warm", "root"):
            (Path(place) / name).mkdir()
        root, server = copied(Path(place) / "root"), Killer(copied(Path(place) / "warm"))
        new = files(root)
        build_time = timed(root, server.measured)
        command_time = timed(root, lambda each: command(each).wait())
        print(f"a build takes {build_time:.2f} s, the command {command_time:.2f} s (medians of 5)\n")
        names = ("kills", "old", "unfinished", "new", "done", "mixed", "broken", "stages left", "next build failed",
                 "another package after it", "litter after it")  # fmt: skip
        row("part", *names)
        row(*["---"] * (len(names) + 1))
        for part, deaths in (
            ("random", at_random(server, count, dice)),
            ("steps", at_steps(server)),
            ("command", of_command(command_time / build_time, count // 20, dice)),
        ):
            if parts and part not in parts:
                continue
            found = tried(root, new, server, build_time, deaths)  # `done`: the build was over before the kill
            row(part, *(found[name] for name in names))
        server.close()
        if parts and "faults" not in parts:
            return
        print()
        for on in (False, True):
            for number in ERRORS:
                print(
                    errno.errorcode[number], "from then on:" if on else "once:", dict(faults(root, new, number, on=on))
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
