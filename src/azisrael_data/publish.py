"""Putting files in place so that a kill at any moment leaves the old package or the new one, never a mixture.

Files are staged in a hidden folder beside their place, flushed, proved, and then the folder is exchanged in one
system call (`renameat2` with RENAME_EXCHANGE on Linux). Where the system has no such call, files are renamed one by
one, which is atomic per file only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from azisrael_data.problems import CannotRun

STAGE = ".azisrael-build"
SWAPPED = "datasets"
_EXCHANGE = 2
_AT_FDCWD = -100


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """Hold the package for one writer. Raises CannotRun if another build holds it. Leaves no file behind."""
    try:
        import fcntl
    except ImportError:  # no advisory locks on this system
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun(f"another build of {root} is under way; run this one again when it is done") from None
        yield
    finally:
        os.close(handle)


def clear(root: Path) -> None:
    """Remove what a killed build left behind."""
    if (root / STAGE).exists():
        shutil.rmtree(root / STAGE)


def in_place(
    root: Path, changed: Mapping[str, bytes], everything: Mapping[str, bytes], prove: Callable[[Path], None]
) -> None:
    """Publish changed files below a root.

    `everything` is the whole package, staged so that `prove` can read it back.
    """
    stage = root / STAGE
    try:
        _write(stage, {**everything, **changed})
        prove(stage)
        if any(path.startswith(f"{SWAPPED}/") for path in changed):
            _keep_others(root / SWAPPED, stage / SWAPPED)
            _swap(stage / SWAPPED, root / SWAPPED)
        for path in sorted(changed):
            if not path.startswith(f"{SWAPPED}/"):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(stage / path, root / path)
                _sync(root / path)
        _sync(root)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def whole(out: Path, files: Mapping[str, bytes], prove: Callable[[Path], None]) -> None:
    """Publish a whole package as a folder, in the place of an older one.

    Raises CannotRun if the folder holds anything but the files of a package: they would be lost.
    """
    out = out.resolve()
    if out.exists() and not out.is_dir():
        raise CannotRun(f"{out} is not a folder; choose an empty one")
    known = _with_parents(files)
    inside = (path.relative_to(out).as_posix() for path in sorted(out.rglob("*")))
    foreign = next((path for path in inside if path not in known), None)
    if foreign:
        raise CannotRun(f"{out} holds {foreign}, which no build writes; choose an empty folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = out.parent / f"{STAGE}-{out.name}"
    if stage.exists():
        shutil.rmtree(stage)
    try:
        _write(stage, files)
        prove(stage)
        if out.exists():
            _swap(stage, out)
        else:
            os.rename(stage, out)
        _sync(out.parent)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _with_parents(files: Iterable[str]) -> set[str]:
    """Return the paths of files and of the folders that they stand in."""
    return {path for file in files for path in (file, *(parent.as_posix() for parent in PurePosixPath(file).parents))}


def _write(stage: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        target = stage / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for folder in sorted({(stage / path).parent for path in files}):
        _sync(folder)


def _keep_others(old: Path, new: Path) -> None:
    """Carry over what stands in a folder beside the files of the build."""
    for path in old.iterdir():
        if not (new / path.name).exists():
            if path.is_dir() and not path.is_symlink():
                shutil.copytree(path, new / path.name, symlinks=True)
            else:
                shutil.copy2(path, new / path.name, follow_symlinks=False)


def _swap(new: Path, old: Path) -> None:
    """Exchange two folders in one step where the system can."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            done = libc.renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _EXCHANGE)
            if done == 0:
                _sync(old.parent)
                return
    for path in sorted(new.rglob("*")):
        if path.is_file():
            target = old / path.relative_to(new)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
