"""Putting files in place so that no half-published package passes as whole, whenever the build dies.

Files are staged in a hidden folder beside their place, flushed and proved. Then `datasets` is exchanged with its staged
twin in one system call (`renameat2` with RENAME_EXCHANGE on Linux), and what stands outside of it is exchanged file by
file. Where that takes more than one step, the folder brings a notice with it that goes after the last one: a package
with the notice is unfinished, `azisrael validate` says so and `azisrael build` finishes it. A step that fails takes
back those before it. Where the system cannot exchange, every file is a step, and the notice is the first.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from azisrael_data.files import UNFINISHED
from azisrael_data.problems import CannotRun

STAGE = ".azisrael-build"
SWAPPED = "datasets"
NOTICE = b"""\
A build was interrupted, or is under way: the files in datasets/, schemas/, seeds/ and datapackage.json
may not belong together. Run `azisrael build`: it finishes the work and takes this file away.
"""
_EXCHANGE = 2
_AT_FDCWD = -100
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}


@contextlib.contextmanager
def lock(*folders: Path) -> Iterator[None]:
    """Hold folders for one writer; one folder may be named twice. Leaves no file behind.

    Raises CannotRun if another build holds one of them.
    """
    with contextlib.ExitStack() as held:
        for folder in {folder.resolve(): folder for folder in folders}.values():
            _hold(held, folder, folder)
        yield


def clear(root: Path) -> None:
    """Remove what a killed build left behind."""
    if (root / STAGE).exists():
        shutil.rmtree(root / STAGE)


def in_place(
    root: Path, changed: Mapping[str, bytes], everything: Mapping[str, bytes], prove: Callable[[Path], None]
) -> None:
    """Publish changed files below a root, and declare the package finished.

    `everything` is the whole package, staged so that `prove` can read it back.
    """
    if not changed:
        (root / UNFINISHED).unlink(missing_ok=True)
        return
    with _staging(root / STAGE, root) as new:
        _write(new, {**everything, **changed})
        prove(new)
        exchanges = _exchanges(new.parent)
        units = _units(changed, exchanges=exchanges)
        if len(units) > 1:
            _write(new, {UNFINISHED: NOTICE})
        if SWAPPED in units:
            _keep_others(root / SWAPPED, new / SWAPPED)
        _put(new, root, units, root / UNFINISHED, exchanges=exchanges)


def whole(out: Path, files: Mapping[str, bytes], prove: Callable[[Path], None]) -> None:
    """Publish a whole package as a folder, in the place of an older one.

    Raises CannotRun if the folder holds anything but the files of a package, which would be lost, or if another
    build into it is under way.
    """
    out = out.resolve()
    if out.exists() and not out.is_dir():
        raise CannotRun(f"{out} is not a folder; choose an empty one")
    known = _with_parents([*files, UNFINISHED])
    inside = (path.relative_to(out).as_posix() for path in sorted(out.rglob("*")))
    foreign = next((path for path in inside if path not in known and path.split("/")[0] != STAGE), None)
    if foreign:
        raise CannotRun(f"{out} holds {foreign}, which no build writes; choose an empty folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _staging(out.parent / f"{STAGE}-{out.name}", out) as new:
        _write(new / out.name, files)
        prove(new / out.name)
        exchanges = _exchanges(new.parent)
        if exchanges or not out.exists():
            _put(new, out.parent, [out.name], out / UNFINISHED, exchanges=exchanges)
        else:
            _write(new / out.name, {UNFINISHED: NOTICE})
            _put(new / out.name, out, _units(files, exchanges=False), out / UNFINISHED, exchanges=False)


def _hold(held: contextlib.ExitStack, folder: Path, target: Path) -> None:
    """Lock a folder on the way to a target until the stack is closed."""
    try:
        import fcntl
    except ImportError:  # no advisory locks on this system
        return
    with _named(folder):
        handle = os.open(folder, os.O_RDONLY)
        held.callback(_close, handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its holder may have exchanged or removed the folder before it let go.
            free = os.path.samestat(os.fstat(handle), folder.stat())
        except (BlockingIOError, FileNotFoundError):
            free = False
    if not free:
        raise CannotRun(f"another build of {target} is under way; run this one again when it is done")


@contextlib.contextmanager
def _staging(stage: Path, target: Path) -> Iterator[Path]:
    """Give an empty folder in which one build stages its files; nothing is left of it afterwards."""
    with _named(stage), contextlib.ExitStack() as held:
        stage.mkdir(exist_ok=True)
        _hold(held, stage, target)
        try:
            for left in stage.iterdir():
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
            (stage / "new").mkdir()
            yield stage / "new"
        finally:
            # What cannot be removed now is removed by the next build.
            with contextlib.suppress(OSError):
                shutil.rmtree(stage)


def _with_parents(files: Iterable[str]) -> set[str]:
    """Return the paths of files and of the folders that they stand in."""
    return {path for file in files for path in (file, *(parent.as_posix() for parent in PurePosixPath(file).parents))}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that are not there yet, and flush them. Their modes are those of any new file: umask decides."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with _named(target), target.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for parent in sorted({(folder / path).parent for path in files}):
        _sync(parent)


def _keep_others(old: Path, new: Path) -> None:
    """Carry over what stands in a folder beside the files of the build."""
    for path in sorted(old.iterdir()):
        if not (new / path.name).exists() and path.name != PurePosixPath(UNFINISHED).name:
            _carry(path, new / path.name)
    _sync(new)


def _carry(old: Path, new: Path) -> None:
    """Copy a file, a link or a folder, and flush it."""
    with _named(new):
        if old.is_dir() and not old.is_symlink():
            new.mkdir()
            for path in sorted(old.iterdir()):
                _carry(path, new / path.name)
            shutil.copystat(old, new)
        else:
            shutil.copy2(old, new, follow_symlinks=False)
    if not new.is_symlink():
        _sync(new)


def _units(changed: Iterable[str], *, exchanges: bool) -> list[str]:
    """Return what is put in place one by one: with the first of several comes the notice, in `datasets` or alone."""
    outside = [path for path in sorted(changed) if not path.startswith(f"{SWAPPED}/")]
    inside = sorted(set(changed) - set(outside))
    if exchanges and inside:
        return [SWAPPED, *outside]
    return [UNFINISHED, *inside, *outside] if len(inside) + len(outside) > 1 else inside + outside


def _put(new: Path, root: Path, units: Iterable[str], notice: Path, *, exchanges: bool) -> None:
    """Put staged files and folders in their places below a root, all or none, then take the notice away."""
    back: list[Callable[[], None]] = []
    try:
        for unit in units:
            (root / unit).parent.mkdir(parents=True, exist_ok=True)
            with _named(root / unit):
                back.append(_swap(new / unit, root / unit, exchanges=exchanges))
        for folder in sorted({(root / unit).parent for unit in units}):
            _sync(folder)
        notice.unlink(missing_ok=True)
    except OSError as error:
        try:
            for take_back in reversed(back):
                take_back()
        except OSError:
            told = f"{error.filename}: {error.strerror}, and the old package could not be put back"
            raise CannotRun(f"{told}; run `azisrael build` when the disk is well") from error
        raise


def _swap(new: Path, old: Path, *, exchanges: bool) -> Callable[[], None]:
    """Put a staged file or folder in its place and return what takes it back."""
    if not os.path.lexists(old):
        os.rename(new, old)
        return partial(os.rename, old, new)
    if exchanges:
        _exchange(new, old)
        return partial(_exchange, new, old)
    kept = new.with_name(f"{new.name}.old")
    _carry(old, kept)
    os.replace(new, old)
    return partial(os.replace, kept, old)


def _exchanges(folder: Path) -> bool:
    """Tell whether system and disk can exchange two folders in one step, by doing it."""
    pair = folder / "one", folder / "other"
    for each in pair:
        each.mkdir()
    try:
        _exchange(*pair)
    except OSError as error:
        if error.errno in _CANNOT_EXCHANGE:
            return False
        raise
    return True


def _exchange(one: Path, other: Path) -> None:
    """Exchange two files or folders in one step. Raises OSError, of `_CANNOT_EXCHANGE` where that cannot be done."""
    number = errno.ENOSYS
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
                return
            number = ctypes.get_errno()
    raise OSError(number, os.strerror(number), str(other))


def _sync(path: Path) -> None:
    with _named(path):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            _close(handle)


def _close(handle: int) -> None:
    """Close what was read only: nothing can be lost by it."""
    with contextlib.suppress(OSError):
        os.close(handle)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Give a fault its path and its words: what fails on an open file, or in `shutil`, may lack them."""
    try:
        yield
    except OSError as error:
        error.strerror = error.strerror or str(error)
        error.filename = error.filename or str(path)
        raise
