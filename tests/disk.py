"""The file-system calls of the writing path, one by one: whoever watches can fail one of them, or kill the process."""

from __future__ import annotations

import builtins
import contextlib
import os
from pathlib import Path

from azisrael_data import publish

CALLS = ("mkdir", "rename", "replace", "unlink", "rmdir", "fsync", "sendfile", "utime", "chmod")
HANDLES = ("open", "close")  # of folders and of what is read: a kill beside them is a kill beside the calls above


class _File:
    """A file opened for writing whose calls are told."""

    def __init__(self, file, path, before):
        self._file, self._path, self._before = file, path, before
        self.fileno, self.name = file.fileno, file.name

    def write(self, data):
        self._before("write", self._path)
        return self._file.write(data)

    def flush(self):
        self._before("flush", self._path)
        self._file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()  # a file is closed even if closing it fails
        self._before("close", self._path)


@contextlib.contextmanager
def watched(before, *, flush=True):
    """Tell `before(name, path)` of every call ahead of it; what it raises is the outcome of the call.

    `flush=False` leaves flushing to the disk away, which takes most of the time.
    """
    places = [(os, name) for name in (*CALLS, *HANDLES) if hasattr(os, name)] + [(publish, "_exchange")]
    known = [(module, name, getattr(module, name)) for module, name in places]
    openers = Path.open, builtins.open

    def call(name, function):
        def told(*args, **kwargs):
            if name == "close":
                function(*args)
            path = args[0] if isinstance(args[0], (str, os.PathLike)) else None
            before(name.strip("_"), path)
            if name != "close" and (flush or name != "fsync"):
                return function(*args, **kwargs)
            return None

        return told

    def opening(function):
        def told(path, mode="r", *args, **kwargs):
            if not set(mode) & set("wxa"):
                return function(path, mode, *args, **kwargs)
            before("open", path)
            return _File(function(path, mode, *args, **kwargs), path, before)

        return told

    for module, name, function in known:
        setattr(module, name, call(name, function))
    Path.open, builtins.open = map(opening, openers)
    try:
        yield
    finally:
        Path.open, builtins.open = openers
        for module, name, function in known:
            setattr(module, name, function)


def fault(number, path):
    """Return the exception of a failed call; what fails on an open file names no path, as in the real world."""
    return OSError(number, os.strerror(number), *([os.fspath(path)] if path is not None else []))


def failing(number, nth, *, on=False):
    """Return a watcher that fails the nth call, and with `on` every later one; `.count` tells how many there were."""

    def before(name, path):
        before.count += 1
        if before.count == nth or (on and before.count > nth):
            before.failed = before.failed or name
            raise fault(number, None if name in {"write", "flush", "fsync", "close"} else path)

    before.count, before.failed = 0, None
    return before
