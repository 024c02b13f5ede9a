"""intact: any changed byte, and any file that is missing, strange or in the way, is found in a folder and in a zip."""

from __future__ import annotations

import json
import os
import random

import pytest
from click.testing import CliRunner

from azisrael_data import archive, cli, intact, sums
from azisrael_data.intact import Fault
from azisrael_data.problems import CannotRun

TABLE = b"id,name\n1,x\n"
MANIFEST = {"resources": [{"path": "datasets/a.csv", "bytes": len(TABLE), "hash": f"sha256:{sums.sha256(TABLE)}"}]}
DATA = {"datasets/a.csv": TABLE, "datapackage.json": json.dumps(MANIFEST).encode(), "README.md": b"# Lake\n"}
FILES = {**DATA, sums.NAME: sums.written(DATA)}
STRAY = "does not belong to the release: SHA256SUMS does not name it"


def relisted(**changed):
    """Return the files with some changed and the list written anew, as somebody would who hides a change."""
    files = {**DATA, **{path.replace("__", "/").replace("_DOT_", "."): data for path, data in changed.items()}}
    return {**files, sums.NAME: sums.written(files)}


def changed(path, data):
    was, now = sums.sha256(DATA[path])[:16], sums.sha256(data)[:16]
    return Fault(path, f"was changed: its SHA-256 is {now}..., wanted {was}...")


def without(*paths):
    return {path: data for path, data in FILES.items() if path not in paths}


# What became of a release -> its files, what is told of it.
RELEASES = {
    "whole": (FILES, []),
    "changed": (FILES | {"README.md": b"# Leke\n"}, [changed("README.md", b"# Leke\n")]),
    "cut": (FILES | {"datasets/a.csv": b""}, [changed("datasets/a.csv", b"")]),
    "missing": (without("README.md"), [Fault("README.md", "is missing")]),
    "missing table": (without("datasets/a.csv"), [Fault("datasets/a.csv", "is missing")]),
    "stray": (FILES | {"datasets/b.csv": b""}, [Fault("datasets/b.csv", STRAY)]),
    "hidden": (FILES | {".DS_Store": b""}, [Fault(".DS_Store", STRAY)]),
    "case": (
        FILES | {"datasets/A.csv": b""},
        [
            Fault("datasets/A.csv", STRAY),
            Fault("datasets/a.csv", "differs from datasets/A.csv in case or spelling only: some disks keep one"),
        ],
    ),
    "list": (
        FILES | {sums.NAME: FILES[sums.NAME].replace(b"  README", b" README")},
        [Fault("README.md", STRAY), Fault(sums.NAME, "line 1 is no SHA-256, two spaces and a path")],
    ),
    "relisted": (
        relisted(datasets__a_DOT_csv=b"id,name\n1,y\n"),
        [Fault("datapackage.json", "states another size or SHA-256 of datasets/a.csv")],
    ),
    "no manifest": (
        relisted(datapackage_DOT_json=b"[]"),
        [Fault("datapackage.json", "does not state path and hash of every resource")],
    ),
    "other path": (
        relisted(datapackage_DOT_json=json.dumps(MANIFEST).replace("datasets", "seeds").encode()),
        [Fault("datapackage.json", "names seeds/a.csv, which is not in the release")],
    ),
}  # fmt: skip


def folder(place, files):
    for path, data in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place


def zipped(place, files, top="lake-1"):
    place.write_bytes(archive.packed({f"{top}/{path}" if top else path: data for path, data in files.items()}))
    return place


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("name", RELEASES)
def test_releases(tmp_path, name, form):
    """A folder and an archive of the same files are told of in the same words."""
    files, told = RELEASES[name]
    place = folder(tmp_path / "lake-1", files) if form == "folder" else zipped(tmp_path / "lake-1.zip", files)
    if form == "folder" and len(list(place.rglob("*.csv"))) != sum(path.endswith(".csv") for path in files):
        pytest.skip("this disk keeps no two names apart that differ in case only")

    assert told == list(intact.look(place).faults)


ODD = "has '.', '..' or nothing between its slashes: it may lead out of the folder into which it is unpacked"
# Name of a member beside those of the release -> what is told of it.
NAMES = {
    "/etc/lake": "has an absolute path",
    "lake-1/../../evil": ODD,
    "lake-1//evil": ODD,
    "./evil": ODD,
    "lake-1\\evil": "has a backslash or a colon in its name, which some systems take for a folder or a drive",
    "C:evil": "has a backslash or a colon in its name, which some systems take for a folder or a drive",
    "lake-1/a\x1b[2Jb": "has letters in its name that cannot be seen",
    "lake-2/a": "lies outside of the release's folder lake-1",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere(tmp_path, name):
    """A member of an archive that would be put where it does not belong is told; nothing is unpacked."""
    files = {f"lake-1/{path}": data for path, data in FILES.items()} | {name: b"x"}
    place = tmp_path / "lake.zip"
    place.write_bytes(archive.packed(files))

    assert [Fault(name.removeprefix("lake-1/"), NAMES[name])] == list(intact.look(place).faults)
    assert [place] == list(tmp_path.rglob("*"))


def test_archive_without_list(tmp_path):
    """An archive that is no release is told as one that lacks its list."""
    place = zipped(tmp_path / "x.zip", {"a.txt": b"1"}, top="x")

    told = [str(each) for each in intact.look(place).faults]

    assert told == [f"{sums.NAME}: is missing: nothing says what belongs to the release"]


def test_entry_for_a_folder(tmp_path):
    """An entry that would make an empty folder is told."""
    place = zipped(tmp_path / "x.zip", {**FILES, "more/": b""})

    told = [str(each) for each in intact.look(place).faults]

    assert told == ["more/: is an entry for a folder, of which a release has none"]


def test_links_and_folders(tmp_path):
    """Links are told and not followed, an empty folder is told."""
    place = folder(tmp_path / "lake-1", without("README.md"))
    (tmp_path / "elsewhere.md").write_bytes(FILES["README.md"])
    (place / "README.md").symlink_to(tmp_path / "elsewhere.md")
    (place / "more").mkdir()

    told = [str(each) for each in intact.look(place).faults]

    assert told == [
        f"README.md: is a symbolic link to {tmp_path / 'elsewhere.md'}, wanted a plain file",
        "more/: is an empty folder, or too deep, and does not belong to the release",
    ]


def test_deep_folders(tmp_path):
    """A stray tree of any depth is told in one line."""
    place = folder(tmp_path / "lake-1", FILES)
    (place / "/".join("d" * 60)).mkdir(parents=True)

    (told,) = intact.look(place).faults

    assert told.what == "is an empty folder, or too deep, and does not belong to the release"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_file_out_of_reach(tmp_path):
    """A file that cannot be read is told as such, once."""
    place = folder(tmp_path / "lake-1", FILES)
    (place / "README.md").chmod(0)

    assert [Fault("README.md", "cannot be read: Permission denied")] == list(intact.look(place).faults)


def test_any_byte(tmp_path):
    """One flipped bit in any file of a folder is found, and named by its file."""
    place, draw = folder(tmp_path / "lake-1", FILES), random.Random(7)
    for path, data in FILES.items():
        for at in draw.sample(range(len(data)), 5):
            spoilt = bytearray(data)
            spoilt[at] ^= 1 << draw.randrange(8)
            (place / path).write_bytes(bytes(spoilt))
            assert path in {each.path for each in intact.look(place).faults} or path == sums.NAME
            assert intact.look(place).faults
        (place / path).write_bytes(data)
    assert not intact.look(place).faults


# What is named -> what is said, below a folder of the test.
NOWHERE = {
    "none": "{}/none is missing; name the folder or the zip archive of a release",
    ".": "{} holds no SHA256SUMS; did you mean {}/lake-1?",
    "lake-1/datasets": "{}/lake-1/datasets holds no SHA256SUMS; name the folder or the zip archive of a release",
}


@pytest.mark.parametrize("name", NOWHERE)
def test_no_release(tmp_path, name):
    """What is no release is refused, and the release that lies near is named."""
    folder(tmp_path / "lake-1", FILES)

    with pytest.raises(CannotRun) as raised:
        intact.look(tmp_path / name)

    assert NOWHERE[name].replace("{}", str(tmp_path)) == str(raised.value)


def test_too_large(tmp_path, monkeypatch):
    """A file that is larger than any release is not read."""
    place = folder(tmp_path / "lake-1", FILES)
    monkeypatch.setattr(archive, "MOST_BYTES", 30)

    told = {each.path: each.what for each in intact.look(place).faults}
    with pytest.raises(CannotRun, match=r" bytes, more than any release; is it the right file\?$"):
        intact.look(zipped_beside(tmp_path))

    assert told["datapackage.json"] == f"has {len(FILES['datapackage.json'])} bytes, more than any release"


def zipped_beside(place):
    (place / "large.zip").write_bytes(b"PK" * 50)
    return place / "large.zip"


def check(*arguments):
    done = CliRunner().invoke(cli.main, ["check", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_command(tmp_path):
    """One line per fault on standard output, a count on standard error; exit codes 0, 1 and 2."""
    place = folder(tmp_path / "lake-1", FILES)
    size = sum(map(len, FILES.values()))
    assert check(place) == (0, "", f"4 files, {size} bytes: no fault(s)\n")

    (place / "::error::x").write_bytes(b"")
    assert check(place) == (1, f"./::error::x: {STRAY}\n", f"5 files, {size} bytes: 1 fault(s)\n")

    told = json.loads(check(place, "--json")[1])
    assert told == {"files": 5, "bytes": size, "faults": [{"path": "::error::x", "what": STRAY}]}

    assert check(tmp_path / "none")[:2] == (2, "")
