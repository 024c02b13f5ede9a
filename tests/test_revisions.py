"""revisions: files of a commit are read from the object store, and nothing that a repository says is run."""

from __future__ import annotations

import os
import shutil

import pytest

from azisrael_data import revisions
from azisrael_data.problems import CannotRun
from snapping import commit, git


@pytest.fixture
def root(tmp_path):
    """A repository with two commits, the first tagged `old`."""
    place = tmp_path / "repository"
    (place / "datasets").mkdir(parents=True)
    (place / "datasets" / "a.csv").write_bytes(b"id\nold\n")
    (place / "other.txt").write_bytes(b"x")
    commit(place, tag="old")
    (place / "datasets" / "a.csv").write_bytes(b"id\nnew\r\n")
    commit(place)
    return place


def read(root, revision, *folders):
    found = revisions.commit(root, revision)
    return revisions.contents(root, revisions.listed(root, found, folders or ["datasets"]))


def test_files_of_a_revision(root):
    """Each revision has its own bytes, as they were committed, of the folders asked only."""
    assert read(root, "old") == {"datasets/a.csv": b"id\nold\n"}
    assert read(root, "HEAD") == {"datasets/a.csv": b"id\nnew\r\n"}
    assert read(root, "main", "seeds") == {}


def test_names_of_a_revision(root):
    """A tag, a branch, an abbreviated id and a step back mean their commits."""
    old, new = git(root, "rev-parse", "old"), git(root, "rev-parse", "HEAD")

    assert [revisions.commit(root, name) for name in ("old", "HEAD~1", old[:8], old)] == [old] * 4
    assert [revisions.commit(root, name) for name in ("main", "HEAD", "@")] == [new] * 3


# What is no revision -> what is said of it.
REFUSED = {
    "nonsense": "'nonsense' is no git revision",
    "": "'' cannot be a git revision",
    "--output=x": "'--output=x' cannot be a git revision",
    "-h": "'-h' cannot be a git revision",
    "HEAD\n": "'HEAD\\n' cannot be a git revision",
    "HEAD:datasets": "'HEAD:datasets' is no git revision",
    "old..main": "'old..main' is no git revision",
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_revision(root, name):
    """What means no commit is refused in a line; nothing is taken for an option."""
    with pytest.raises(CannotRun) as raised:
        revisions.commit(root, name)

    assert REFUSED[name] == str(raised.value)


def test_no_repository(tmp_path):
    """Where there is no repository, git's own words say so."""
    with pytest.raises(CannotRun, match=r"'HEAD' is no git revision \(git: fatal: not a git repository"):
        revisions.commit(tmp_path, "HEAD")


def test_no_git(root, monkeypatch):
    """Where git is not installed, that is told."""
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(CannotRun, match="git is not installed"):
        revisions.commit(root, "HEAD")


def test_below_a_folder(root):
    """A package in a folder of the repository has paths from that folder on."""
    (root / "part" / "datasets").mkdir(parents=True)
    (root / "part" / "datasets" / "b.csv").write_bytes(b"id\n")
    commit(root)

    assert read(root / "part", "HEAD") == {"datasets/b.csv": b"id\n"}


def test_links_are_not_followed(root):
    """A link in a revision is not a file."""
    (root / "datasets" / "link.csv").symlink_to("a.csv")
    commit(root)

    assert list(read(root, "HEAD")) == ["datasets/a.csv"]


def test_nothing_is_run(root, tmp_path):
    """No filter, text conversion or hook of the repository runs, and nothing is written into it."""
    mark = tmp_path / "ran"
    script = f"sh -c 'touch {mark}; cat'"
    (root / ".gitattributes").write_text("*.csv filter=x diff=x text eol=crlf\n", encoding="utf-8")
    commit(root)
    for name in ("filter.x.smudge", "filter.x.clean", "filter.x.process", "diff.x.textconv", "core.fsmonitor",
                 "core.pager", "core.sshCommand"):  # fmt: skip
        git(root, "config", name, script)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n", encoding="utf-8")
        hook.chmod(0o755)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}

    assert read(root, "old") == {"datasets/a.csv": b"id\nold\n"}

    assert not mark.exists()
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob("*")}


def test_environment_of_a_hook(root, tmp_path, monkeypatch):
    """What git hands down to a hook does not lead to another repository."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, os.fspath(tmp_path / "elsewhere"))

    assert read(root, "old") == {"datasets/a.csv": b"id\nold\n"}


def test_an_object_that_is_not_at_hand(root):
    """What the object store lacks is told by its path; nothing is fetched."""
    found = revisions.listed(root, revisions.commit(root, "old"), ["datasets"])
    place = root / ".git" / "objects" / found[0].object[:2] / found[0].object[2:]
    place.unlink()

    with pytest.raises(CannotRun, match=r"git does not have datasets/a\.csv of this revision at hand"):
        revisions.contents(root, found)


def test_too_many_files(root, monkeypatch):
    """A revision with more files than any package has is not read."""
    monkeypatch.setattr(revisions, "MOST_LISTED", 0)

    with pytest.raises(CannotRun, match=r"has 1 files in datasets; too many for a package"):
        revisions.listed(root, revisions.commit(root, "old"), ["datasets"])
