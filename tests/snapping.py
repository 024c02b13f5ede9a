"""Snapshots of a few cells, and a git repository to take snapshots from."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from azisrael_data.models import table
from azisrael_data.problems import UnknownName
from azisrael_data.snapshots import Sheet, Snapshot

ENVIRON = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


def snap(label="one", schemas=None, **sheets):
    """Return a snapshot of tables given as lists of rows, each a dictionary of texts with the same columns."""
    return Snapshot(label, {name: _sheet(name, rows) for name, rows in sheets.items()}, schemas or {})


def _sheet(name, rows):
    try:
        key = table(name).key
    except UnknownName:
        key = ("id",)
    columns = tuple(rows[0]) if rows else key
    return Sheet(name, key, columns, {tuple(row[column] for column in key): row for row in rows})


def git(root, *arguments):
    """Run git in a folder, untouched by who runs the tests, and return what it prints."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    command = ["git", "-C", root, "-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false", *arguments]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRON
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environ)
    return done.stdout.strip()


def commit(root, *, tag=None):
    """Commit everything below a folder, make it a repository first if it is none, and return the id."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    if tag:
        git(root, "tag", tag)
    return git(root, "rev-parse", "HEAD")
