"""Whether a release, as a folder or as a zip archive, is what was published: every byte, every name, nothing besides.

`SHA256SUMS` in the release says what belongs to it. Nothing is extracted, and no link is followed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from azisrael_data import archive, sums
from azisrael_data.files import FILE, FOLDER, MISSING, kind, printable
from azisrael_data.problems import CannotRun

DESCRIPTOR = "datapackage.json"
_DEEPEST = 20  # folders within folders that are looked into


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is not as it was published: the path in the release, and what is wrong there in words."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{printable(self.path)}: {self.what}"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at, how many files and bytes that is, and what is wrong, in the order of the paths."""

    files: int
    bytes: int
    faults: tuple[Fault, ...]


def look(place: Path) -> Looked:
    """Return what a release's folder or zip archive holds, and all that is wrong with it.

    Raises CannotRun if there is neither, or if it is no release at all: a folder without `SHA256SUMS`.
    """
    what = kind(place)
    if what == FOLDER:
        return _folder(place)
    if what == FILE:
        return _zip(place)
    raise CannotRun(f"{place} is {what}; name the folder or the zip archive of a release")


def _folder(place: Path) -> Looked:
    if kind(place / sums.NAME) == MISSING:
        inside = sorted(each.parent for each in place.glob(f"*/{sums.NAME}"))
        hint = f"did you mean {inside[0]}?" if inside else "name the folder or the zip archive of a release"
        raise CannotRun(f"{place} holds no {sums.NAME}; {hint}")
    faults: list[Fault] = []
    files: dict[str, bytes] = {}
    listed = {sums.NAME, *_names(place / sums.NAME)}
    for path, at in _walk(place, faults):
        if path not in listed:
            files[path] = b""  # told as a stray, whatever is in it
            continue
        try:
            size = at.stat().st_size
            if size > archive.MOST_BYTES:
                faults.append(Fault(path, f"has {size} bytes, more than any release"))
            else:
                files[path] = at.read_bytes()
        except OSError as error:
            faults.append(Fault(path, f"cannot be read: {error.strerror}"))
    return _looked(files, faults)


def _names(place: Path) -> Iterable[str]:
    """Return the paths that a list of fingerprints names; none if it is no plain file."""
    return sums.parsed(place.read_bytes())[0] if kind(place) == FILE else ()


def _walk(place: Path, faults: list[Fault], above: str = "") -> Iterator[tuple[str, Path]]:
    """Yield the plain files below a folder with their paths in it; what else lies there is added to the faults."""
    inside = sorted(place.iterdir()) if above.count("/") <= _DEEPEST else []
    if not inside:
        faults.append(Fault(above or ".", "is an empty folder, or too deep, and does not belong to the release"))
    for each in inside:
        path, what = f"{above}{each.name}", kind(each)
        if what == FILE:
            yield path, each
        elif what == FOLDER:
            yield from _walk(each, faults, f"{path}/")
        else:
            faults.append(Fault(path, f"is {what}, wanted a plain file"))


def _zip(place: Path) -> Looked:
    size = place.stat().st_size
    if size > archive.MOST_BYTES:
        raise CannotRun(f"{place} has {size} bytes, more than any release; is it the right file?")
    found = archive.contents(place.read_bytes())
    if not found.files:
        what = dict(found.faults).get("", "holds no file")
        return Looked(0, 0, (Fault(place.name, what),))
    top = _top(found.files)
    faults = [Fault(_below(name, top) if name else place.name, what) for name, what in found.faults]
    faults += [Fault(_below(name, top), what) for name in found.files if (what := _name_fault(name, top))]
    return _looked({_below(name, top): data for name, data in found.files.items()}, faults)


def _top(names: Iterable[str]) -> str:
    """Return the folder in which `SHA256SUMS` lies, or that of the first file."""
    names = list(names)
    listed = next((name for name in names if re.fullmatch(rf"[^/\\]+/{sums.NAME}", name)), names[0])
    return listed.split("/", maxsplit=1)[0]


def _below(name: str, top: str) -> str:
    return name.removeprefix(f"{top}/")


def _name_fault(name: str, top: str) -> str:
    """Say why a name in an archive is none of a release's, or could lead out of its folder; empty if neither."""
    if "\\" in name or ":" in name:
        return "has a backslash or a colon in its name, which some systems take for a folder or a drive"
    if name.startswith("/"):
        return "has an absolute path"
    if {"", ".", ".."} & set(name.removesuffix("/").split("/")):
        return "has '.', '..' or nothing between its slashes: it may lead out of the folder into which it is unpacked"
    if not name.isprintable():
        return "has letters in its name that cannot be seen"
    if not name.startswith(f"{top}/"):
        return f"lies outside of the release's folder {printable(top)}"
    return "is an entry for a folder, of which a release has none" if name.endswith("/") else ""


def _looked(files: Mapping[str, bytes], faults: list[Fault]) -> Looked:
    """Hold the files of a release against its own lists."""
    listed, wrong = sums.parsed(files.get(sums.NAME, b""))
    if sums.NAME not in files:
        faults.append(Fault(sums.NAME, "is missing: nothing says what belongs to the release"))
    else:
        faults += [Fault(sums.NAME, what) for what in wrong]
        faults += _listed(files, listed, {fault.path for fault in faults})
    faults += _collisions({*files, *listed})
    faults += _described(files, {fault.path for fault in faults})
    return Looked(len(files), sum(map(len, files.values())), tuple(sorted(set(faults))))


def _listed(files: Mapping[str, bytes], listed: Mapping[str, str], told: set[str]) -> Iterator[Fault]:
    for path, wanted in listed.items():
        if path not in files:
            if path not in told:
                yield Fault(path, "is missing")
        elif sums.sha256(files[path]) != wanted:
            yield Fault(
                path, f"was changed: its SHA-256 is {sums.sha256(files[path])[:16]}..., wanted {wanted[:16]}..."
            )
    for path in files:
        if path not in {*listed, *told, sums.NAME}:
            yield Fault(path, f"does not belong to the release: {sums.NAME} does not name it")


def _collisions(paths: Iterable[str]) -> Iterator[Fault]:
    """Tell paths that are one file where a disk keeps no case, or no two spellings of a letter, apart."""
    known: dict[str, str] = {}
    for path in sorted(paths):
        first = known.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            yield Fault(path, f"differs from {printable(first)} in case or spelling only: some disks keep one")


def _described(files: Mapping[str, bytes], told: set[str]) -> Iterator[Fault]:
    """Hold the sizes and fingerprints in `datapackage.json` against the files; of what is told already nothing more."""
    if DESCRIPTOR not in files or DESCRIPTOR in told:
        return
    try:
        resources = json.loads(files[DESCRIPTOR])["resources"]
        stated = [(each["path"], each.get("bytes"), each["hash"]) for each in resources]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield Fault(DESCRIPTOR, "does not state path and hash of every resource")
        return
    for path, size, fingerprint in stated:
        data = files.get(path) if isinstance(path, str) else None
        if data is None:
            if path not in told:
                yield Fault(DESCRIPTOR, f"names {printable(str(path))}, which is not in the release")
        elif path not in told and (size not in (None, len(data)) or fingerprint != f"sha256:{sums.sha256(data)}"):
            yield Fault(DESCRIPTOR, f"states another size or SHA-256 of {printable(path)}")
