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


def tried(root: Path, new: dict[str, bytes], build_again: Callable[[Path], float], kills: Iterable[Kill]) -> Counter:
    """Age, kill, judge, build again, as often as there are kills."""
    found: Counter = Counter()
    seconds = timed(root, build_again)
    for kill in kills:
        old = age(root)
        ended = kill(root, seconds)
        state = left(root, old, new) if ended else "done"
        found["kills"] += ended != 0
        found[state] += 1
        found["stages left"] += bool(litter(root)) and ended != 0
        try:
            again = build_again(root)
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


def of_command(count: int, dice: random.Random) -> Iterator[Kill]:
    """Yield kills of the command, as `at_random`."""

    def kill(root: Path, seconds: float) -> int:
        process = started(root)
        try:
            process.wait(dice.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            process.kill()
        return -process.wait()

    for _ in range(count):
        yield kill


def started(root: Path) -> subprocess.Popen:
    return subprocess.Popen([COMMAND, "build", str(root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def commanded(root: Path) -> float:
    """Build by the command and return the seconds that it took; raises RuntimeError if it failed."""
    start = time.perf_counter()
    if started(root).wait():
        raise RuntimeError(f"a build of {root} failed")
    return time.perf_counter() - start


def timed(root: Path, run: Callable[[Path], float]) -> float:
    """Return the median time of five builds of an aged package."""
    return statistics.median([run(root) for _ in range(5) if age(root)])


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
        print(f"a build takes {timed(root, server.measured):.2f} s, the command {timed(root, commanded):.2f} s\n")
        names = ("kills", "old", "unfinished", "new", "done", "mixed", "broken", "stages left", "next build failed",
                 "another package after it", "litter after it")  # fmt: skip
        row("part", *names)
        row(*["---"] * (len(names) + 1))
        for part, build_again, deaths in (
            ("random", server.measured, at_random(server, count, dice)),
            ("steps", server.measured, at_steps(server)),
            ("command", commanded, of_command(count // 20, dice)),
        ):
            if parts and part not in parts:
                continue
            found = tried(root, new, build_again, deaths)  # `done`: the build was over before the kill
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
