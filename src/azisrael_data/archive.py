"""A zip archive whose bytes follow from its files alone, and what is wrong with one.

Members are stored, not compressed: what a compressor makes of the same bytes differs from one build of zlib to the
next. They stand in the order given, with one moment and one mode for all. So there is exactly one archive of given
files, and one that is not it, byte for byte, has been changed.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azisrael_data.files import printable
from azisrael_data.problems import CannotRun

MOST_BYTES = 1 << 30  # of an archive, and of all that is in it: a release is a few megabytes
_DAY = 1 << 5 | 1  # 1 January 1980, where the clock of the format starts; midnight is 0
_MODE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3 << 8  # the modes are those of Unix
_ENCRYPTED = 1
_NEEDED = 10  # version 1.0 of the format: stored files
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds: the bytes of its files by name, those that could be read, and what is wrong with it.

    `faults` are pairs of a name, empty for the archive as a whole, and what is wrong there in words.
    """

    files: dict[str, bytes]
    faults: tuple[tuple[str, str], ...]


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of files by name, in the order given. Raises CannotRun if they are too much for one."""
    if sum(map(len, files.values())) > MOST_BYTES or len(files) >= 0xFFFF:
        raise CannotRun(f"{len(files)} files are too much for one archive; at most {MOST_BYTES} bytes go into it")
    parts, index, at = [], [], 0
    for name, data in files.items():
        told = name.encode("ascii")
        shared = (_NEEDED, 0, 0, 0, _DAY, zlib.crc32(data), len(data), len(data), len(told), 0)
        parts += [_LOCAL.pack(b"PK\x03\x04", *shared), told, data]
        index += [_CENTRAL.pack(b"PK\x01\x02", _UNIX | _NEEDED, *shared, 0, 0, 0, _MODE, at), told]
        at += _LOCAL.size + len(told) + len(data)
    directory = b"".join(index)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), at, 0)
    return b"".join([*parts, directory, end])


def contents(data: bytes) -> Contents:
    """Return what an archive holds, and everything that sets it apart from the one that `packed` makes of it.

    Nothing is extracted to disk. Names are told as they stand; whether they may stand there is for the caller to say.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            faults = [*_around(data, archive), *_of_members(archive)]
            files, unreadable = _read(archive)
    # a damaged archive ends in many ways
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        return Contents({}, (("", f"cannot be read as a zip archive: {printable(str(error))}"),))
    faults += unreadable
    if not faults:
        faults = list(_unlike(data, files))
    return Contents(files, tuple(faults))


def _around(data: bytes, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Tell what stands before, after and beside the members."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield "", f"something stands before the archive: it starts with {printable(repr(data[:4])[1:])}"
    if archive.comment:
        yield "", f"has a comment of {len(archive.comment)} bytes"
    elif data[-_END.size :][:4] != b"PK\x05\x06":
        yield "", "bytes stand after its end"


def _of_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for member in archive.infolist():
        mode = member.external_attr >> 16
        if member.filename in seen:
            yield member.filename, "stands twice in the archive"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            yield member.filename, "is a link or another special file, wanted a plain file"
        if member.flag_bits & _ENCRYPTED:
            yield member.filename, "is encrypted"
        if member.compress_type != zipfile.ZIP_STORED:
            yield member.filename, "is compressed, the release stores its files"
        seen.add(member.filename)


def _read(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """Return the files that can be read, the first of each name, and what hinders the others."""
    files: dict[str, bytes] = {}
    faults = []
    left = MOST_BYTES
    for member in archive.infolist():
        if member.filename in files or member.flag_bits & _ENCRYPTED:
            continue
        if member.file_size > left:
            faults.append((member.filename, f"would unpack to {member.file_size} bytes, more than is looked at"))
            continue
        try:
            files[member.filename] = archive.read(member)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
            faults.append((member.filename, f"cannot be read: {printable(str(error) or type(error).__name__)}"))
            continue
        left -= len(files[member.filename])
    return files, faults


def _unlike(data: bytes, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Tell whether an archive of these files has other bytes: another order, time, mode or header."""
    try:
        wanted = packed(files)
    except UnicodeEncodeError:
        yield "", "has a name with other letters than ASCII"
        return
    if data != wanted:
        pairs = enumerate(zip(data, wanted, strict=False))
        at = next((place for place, (found, own) in pairs if found != own), min(len(data), len(wanted)))
        yield "", f"was packed anew or changed in a header: differs from byte {at} on, its files are whole"
