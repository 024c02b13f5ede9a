"""files: what stands at a path is told without following or opening it; a file is written whole or not at all."""

from __future__ import annotations

import os
import socket

import pytest

from azisrael_data.files import kind, printable, put


def _fifo(path):
    os.mkfifo(path)


def _socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


# Name of a thing -> how to make it, and what it is called.
THINGS = {
    "file": (lambda path: path.write_bytes(b""), "a plain file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "nothing": (lambda path: path, "missing"),
    "below a file": (lambda path: path.parent.rmdir() or path.parent.write_bytes(b""), "missing"),
    "link": (lambda path: path.symlink_to("elsewhere"), "a symbolic link to elsewhere"),
    "link to itself": (lambda path: path.symlink_to(path.name), "a symbolic link to thing"),
    "link with an escape": (lambda path: path.symlink_to("a\x1bb"), r"a symbolic link to a\x1bb"),
    "FIFO": (_fifo, "a FIFO"),
    "socket": (_socket, "a socket"),
}
# Name -> as it may stand in a message.
NAMES = {
    "visits.csv": "visits.csv",
    "Ülkü \u0259.csv": "Ülkü \u0259.csv",
    "a\nb": r"a\nb",
    "\u202egpj.csv": r"\u202egpj.csv",
    "\udcff": r"\udcff",
    "x" * 81: "x" * 77 + "...",
}


@pytest.mark.parametrize("name", THINGS)
def test_kind(tmp_path, name):
    """Each kind of thing is called by its name; a link is not followed, a pipe not waited for."""
    make, expected = THINGS[name]
    if name in ("FIFO", "socket") and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no such files")
    (tmp_path / "below").mkdir()
    make(tmp_path / "below" / "thing")

    assert expected == kind(tmp_path / "below" / "thing")


def test_kind_out_of_reach(tmp_path):
    """A path that the system cannot look at is told with the system's words."""
    assert kind(tmp_path / ("x" * 5000)) == "out of reach (File name too long)"


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_printable(name):
    """What a terminal should not see is escaped, and a long name is cut."""
    assert NAMES[name] == printable(name)


def test_put_is_whole_or_nothing(tmp_path, monkeypatch):
    """A file is written as given; if that fails at its last step, what stood there stands, and nothing besides."""
    place = tmp_path / "page.html"
    put(place, b"one")
    put(place, b"two")

    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        put(place, b"three")

    assert place.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [place]
