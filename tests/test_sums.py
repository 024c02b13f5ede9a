"""sums: the list of fingerprints is what coreutils reads, and a damaged list is told line by line."""

from __future__ import annotations

import hashlib
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import sums

A, B = (hashlib.sha256(text).hexdigest() for text in (b"a", b"b"))
# A list -> what it states, what is wrong with it.
LISTS = {
    "whole": (f"{A}  a.csv\n{B}  d/b.csv\n", {"a.csv": A, "d/b.csv": B}, []),
    "cut": (f"{A}  a.csv", {"a.csv": A}, ["has no line feed at its end: cut off?"]),
    "one space": (f"{A} a.csv\n", {}, ["line 1 is no SHA-256, two spaces and a path"]),
    "binary mark": (f"{A} *a.csv\n", {}, ["line 1 is no SHA-256, two spaces and a path"]),
    "upper case": (f"{A.upper()}  a.csv\n", {}, ["line 1 is no SHA-256, two spaces and a path"]),
    "blank": (f"{A}  a.csv\n\n{B}  b.csv\n", {"a.csv": A, "b.csv": B}, ["line 2 is no SHA-256, two spaces and a path"]),
    "twice": (f"{A}  a.csv\n{B}  a.csv\n", {"a.csv": A}, ["line 2 names a.csv again"]),
    "order": (f"{B}  b.csv\n{A}  a.csv\n", {"a.csv": A, "b.csv": B}, ["its lines are not in the order of the paths"]),
    "empty": ("", {}, ["line 1 is no SHA-256, two spaces and a path"]),
    "letters": ("ä\n", {}, ["is not ASCII text"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists(name):
    """A list states what its good lines say, and every other line is told."""
    text, stated, wrong = LISTS[name]

    assert (stated, wrong) == sums.parsed(text.encode())


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text("ab/._-Z9", min_size=1), st.binary(max_size=20), min_size=1, max_size=5))
def test_round_trip(files):
    """What is written is read as the fingerprints of the files, with nothing wrong."""
    assert ({path: sums.sha256(data) for path, data in files.items()}, []) == sums.parsed(sums.written(files))


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the coreutils are not at hand")
def test_coreutils_read_it(tmp_path):
    """`sha256sum -c` takes the list, and names the file that was changed."""
    files = {"a.csv": b"one\n", "d/b.csv": b"two\n"}
    (tmp_path / "d").mkdir()
    for path, data in {**files, sums.NAME: sums.written(files)}.items():
        (tmp_path / path).write_bytes(data)
    command = ["sha256sum", "-c", sums.NAME]

    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout == b"a.csv: OK\nd/b.csv: OK\n"
    (tmp_path / "a.csv").write_bytes(b"0ne\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env={"LC_ALL": "C"})
    assert (done.returncode, done.stdout) == (1, b"a.csv: FAILED\nd/b.csv: OK\n")
