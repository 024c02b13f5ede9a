"""Files of a git revision, read from the object store alone: nothing is checked out, and nothing that it says is run.

Only `rev-parse`, `ls-tree` and `cat-file --batch` are called. They know neither hooks nor filters nor external diffs;
what is missing from a partial clone is not fetched; a name is never taken for an option.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from azisrael_data.problems import CannotRun, plain, shown

MOST_LISTED = 10_000  # files below the folders of tables and schemas
_PLAIN = ("100644", "100755")  # modes of files; a link or another repository is never followed
_ENTRY = re.compile(rb"(\d{6}) blob ([0-9a-f]{40,64}) +(\d+)\t(.*)", re.DOTALL)
# What a hook, which runs inside git, hands down, and what would let git ask for or fetch something.
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
_SET = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class File(NamedTuple):
    """A file of a revision: its path below the folder asked, its object and its size in bytes."""

    path: str
    object: str
    size: int


def commit(root: Path, revision: str) -> str:
    """Return the full id of the commit that a revision of the repository around a folder means.

    Raises CannotRun, which says why, if it means none, or if there is no repository or no git.
    """
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise CannotRun(f"{shown(revision)} cannot be a git revision")
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = done.stdout.decode("ascii", "replace").strip()
    if done.returncode or not re.fullmatch("[0-9a-f]{40,64}", found):
        raise CannotRun(f"{shown(revision)} is no git revision{_said(done.stderr)}")
    return found


def listed(root: Path, commit_id: str, folders: Iterable[str]) -> list[File]:
    """Return the plain files of a commit below folders of `root`, links and submodules left out.

    Raises CannotRun if git cannot list them, or if they are more than `MOST_LISTED`.
    """
    done = _git(root, "--literal-pathspecs", "ls-tree", "-r", "-l", "-z", commit_id, "--", *folders)
    if done.returncode:
        raise CannotRun(f"git cannot list the files of {commit_id[:12]}{_said(done.stderr)}")
    entries = done.stdout.split(b"\0")[:-1]
    if len(entries) > MOST_LISTED:
        raise CannotRun(f"{commit_id[:12]} has {len(entries)} files in {', '.join(folders)}; too many for a package")
    matches = (_ENTRY.fullmatch(entry) for entry in entries)
    return [
        File(os.fsdecode(match[4]), match[2].decode(), int(match[3]))
        for match in matches
        if match and match[1].decode() in _PLAIN
    ]


def contents(root: Path, files: Iterable[File]) -> dict[str, bytes]:
    """Return the bytes of files by path. Raises CannotRun if the object store does not have one of them."""
    files = list(files)
    done = _git(root, "cat-file", "--batch", given="".join(f"{file.object}\n" for file in files).encode())
    found, at = {}, 0
    for file in files:
        head = f"{file.object} blob {file.size}\n".encode()
        start = at + len(head)
        if done.stdout[at:start] != head:
            raise CannotRun(f"git does not have {file.path} of this revision at hand{_said(done.stderr)}")
        found[file.path] = done.stdout[start : start + file.size]
        at = start + file.size + 1
    return found


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environ = {name: value for name, value in os.environ.items() if name not in _DROPPED} | _SET
    program = shutil.which("git")
    if program is None:
        raise CannotRun("git is not installed, and so there are no revisions")
    try:
        return subprocess.run(  # noqa: S603 -- no shell, and no name is taken for an option
            [program, "-C", os.fspath(root), *arguments], input=given, capture_output=True, check=False, env=environ
        )
    except OSError as error:
        raise CannotRun(f"git cannot be run: {error.strerror}") from error


def _said(stderr: bytes) -> str:
    """Return the first line of what git complained of, in brackets, as it may stand at the end of a message."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return f" (git: {plain(lines[0])[:200]})" if lines else ""
