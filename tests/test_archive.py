"""archive: the same files give the same bytes, which any unzip reads, and no byte can be changed unseen."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import archive
from azisrael_data.problems import CannotRun

FILES = {"lake-1/a.csv": b"id,name\n1,x\n", "lake-1/sub/b.bin": bytes(range(40)), "lake-1/empty": b""}
PLAIN = archive.packed(FILES)
DIRECTORY = PLAIN.index(b"PK\x01\x02")


def zipped(*members, comment=b""):
    """Return an archive as the standard library writes it, of pairs of what names a member and its bytes."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as made:
        warnings.simplefilter("ignore")  # of a name that stands twice
        for name, data in members:
            made.writestr(name, data)
        made.comment = comment
    return buffer.getvalue()


def member(name, *, mode=stat.S_IFREG | 0o644, compressed=False):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    return info


def local_flag(data, flag):
    """Return an archive of one member with a flag set in both of its headers."""
    at = data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[6] |= flag
    changed[at + 8] |= flag
    return bytes(changed)


# What was done to an archive -> its bytes, what is told of it.
CHANGED = {
    "prefix": (b"#!/bin/sh\n" + PLAIN, [("", "something stands before the archive: it starts with '#!/b'")]),
    "trailing": (PLAIN + b"more", [("", "bytes stand after its end")]),
    "comment": (zipped((member("a"), b"1"), comment=b"hello"), [("", "has a comment of 5 bytes")]),
    "twice": (zipped((member("a"), b"1"), (member("a"), b"2")), [("a", "stands twice in the archive")]),
    "link": (
        zipped((member("a", mode=stat.S_IFLNK | 0o777), b"/etc/passwd")),
        [("a", "is a link or another special file, wanted a plain file")],
    ),
    "compressed": (
        zipped((member("a", compressed=True), b"1" * 90)),
        [("a", "is compressed, the release stores its files")],
    ),
    "encrypted": (
        local_flag(zipped((member("a"), b"1")), 1),
        [("a", "is encrypted")],
    ),
    "damaged": (
        PLAIN.replace(b"1,x", b"1,y"),
        [("lake-1/a.csv", "cannot be read: Bad CRC-32 for file 'lake-1/a.csv'")],
    ),
    "letters": (zipped((member("ä"), b"1")), [("", "has a name with other letters than ASCII")]),
    "cut": (PLAIN[:-30], [("", "cannot be read as a zip archive: File is not a zip file")]),
    "text": (b"no archive at all", [("", "cannot be read as a zip archive: File is not a zip file")]),
    "modes": (
        PLAIN.replace(struct.pack("<H", stat.S_IFREG | 0o644), struct.pack("<H", stat.S_IFREG | 0o755), 1),
        [("", f"was packed anew or changed in a header: differs from byte {DIRECTORY + 40} on, its files are whole")],
    ),
    "other tool": (
        zipped((member("a"), b"1")),
        [("", "was packed anew or changed in a header: differs from byte 4 on, its files are whole")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_changed_archives(name):
    """Whatever was done to an archive is told in one line."""
    data, told = CHANGED[name]

    assert told == list(archive.contents(data).faults)


def test_other_tools_read_it():
    """The standard library finds the files in their order, stored, with one moment and one mode."""
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as found:
        assert found.testzip() is None
        assert {each: found.read(each) for each in found.namelist()} == FILES
        assert list(FILES) == found.namelist()
        told = {(each.date_time, each.external_attr >> 16, each.compress_type) for each in found.infolist()}
    assert {((1980, 1, 1, 0, 0, 0), stat.S_IFREG | 0o644, zipfile.ZIP_STORED)} == told


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text("abc/._-XY0", min_size=1, max_size=8), st.binary(max_size=50), max_size=5))
def test_round_trip(files):
    """What is packed comes out again, with nothing wrong."""
    assert archive.Contents(files, ()) == archive.contents(archive.packed(files))


@pytest.mark.parametrize("flip", [1, 0x80, 0xFF])
def test_every_byte_counts(flip):
    """No byte of an archive can be changed without a fault being told."""
    unseen = []
    for at in range(len(PLAIN)):
        changed = bytearray(PLAIN)
        changed[at] ^= flip
        if not archive.contents(bytes(changed)).faults:
            unseen.append(at)

    assert unseen == []


def test_no_bomb_goes_off(monkeypatch):
    """A member that would unpack to more than is looked at is told and not read."""
    data = zipped((member("a", compressed=True), b"0" * 100_000), (member("b"), b"1"))
    monkeypatch.setattr(archive, "MOST_BYTES", 5_000)

    found = archive.contents(data)

    assert found.files == {"b": b"1"}
    assert found.faults[-1] == ("a", "would unpack to 100000 bytes, more than is looked at")


def test_a_bomb_that_lies(monkeypatch):
    """A member that says it is small is not unpacked beyond what it says."""
    data = bytearray(zipped((member("a", compressed=True), b"0" * 100_000)))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<L", 10)
    monkeypatch.setattr(archive, "MOST_BYTES", 5_000)

    found = archive.contents(bytes(data))

    assert sum(map(len, found.files.values())) <= 10
    assert found.faults[-1][0] == "a"


def test_too_much_for_one_archive(monkeypatch):
    """What does not fit into the format is refused before anything is written."""
    monkeypatch.setattr(archive, "MOST_BYTES", 10)

    with pytest.raises(CannotRun) as raised:
        archive.packed(FILES)

    assert str(raised.value) == "3 files are too much for one archive; at most 10 bytes go into it"
