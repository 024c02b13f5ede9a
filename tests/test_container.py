"""container: what stands in a package's folders is known or named, and everything is told once."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from azisrael_data import build, checks, container, parquet
from azisrael_data.files import UNFINISHED
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from conftest import REPOSITORY
from edits import drops, sets, spoil

_PLAIN = "put a plain file here"
_RUN = "run `azisrael build`"


@pytest.fixture(scope="module")
def _built():
    return {}


@pytest.fixture
def built(package_root, _built):
    """Return the root of an invented package that is built; the build itself runs once."""
    root = package_root()
    if not _built:
        build.build(root)
        paths = [path for path in root.rglob("*") if path.is_file() and path.parent.name != "texts"]
        _built.update({path.relative_to(root): path.read_bytes() for path in paths})
    for path, data in _built.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    return root


def told(root, **options):
    return list(map(str, container.validate(root, **options)))


def _writes(path, data=b"x\n"):
    """Return an edit that writes a file."""

    def edit(root):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)

    return edit


def _moves(path, target):
    return lambda root: (root / path).rename(root / target)


def _replaces(path, make):
    """Return an edit that puts something else in the place of a file."""

    def edit(root):
        (root / path).unlink()
        make(root / path)

    return edit


def _links(path, target):
    return _replaces(path, lambda place: place.symlink_to(target))


def _fifo(path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no such files")
    os.mkfifo(path)


# What happens in the folders -> everything that is told.
ENTRIES = {
    "nothing": (lambda root: root, []),
    "things that are nobody's business": (
        lambda root: [_writes(path)(root) for path in ("notes.txt", "seeds/README.md", "docs/page.md", "seeds/.keep")],
        [],
    ),
    "a text": (_writes("datasets/notes.txt"), ["datasets/notes.txt:0:: stray-file: belongs to no table; delete it"]),
    "a misspelt table": (
        _writes("datasets/visit.csv"),
        ["datasets/visit.csv:0:: stray-file: belongs to no table; did you mean 'datasets/visits.csv'?"],
    ),
    "a table in another folder": (
        _writes("seeds/visits.csv"),
        ["seeds/visits.csv:0:: stray-file: belongs to no table; delete it"],
    ),
    "a hidden file": (
        _writes("datasets/.DS_Store"),
        ["datasets/.DS_Store:0:: stray-file: a hidden file belongs to no package; delete it"],
    ),
    "a packed table beside the table": (
        _writes("datasets/visits.csv.gz"),
        [
            (
                "datasets/visits.csv.gz:0:: stray-file: a compressed file: no compressed input is read; "
                "unpack it, or delete it"
            )
        ],
    ),
    "a name that paints": (
        _writes("schemas/a\x1b[1m\n.json"),
        [r"schemas/a\x1b[1m\n.json:0:: stray-file: belongs to no table; delete it"],
    ),
    "a backup in seeds": (
        _writes("seeds/lines.csv~"),
        ["seeds/lines.csv~:0:: stray-file: belongs to no table; did you mean 'seeds/lines.csv'?"],
    ),
    "a folder": (
        lambda root: (root / "schemas" / "old").mkdir(),
        ["schemas/old:0:: stray-file: belongs to no table, and is a folder; delete it"],
    ),
    "a link": (
        lambda root: (root / "datasets" / "x").symlink_to("/etc/passwd"),
        ["datasets/x:0:: stray-file: belongs to no table, and is a symbolic link to /etc/passwd; delete it"],
    ),
    "many": (
        lambda root: [_writes(f"schemas/{n:02d}.txt")(root) for n in range(25)],
        [
            "schemas:0:: stray-file: 5 more strays; delete them",
            *(f"schemas/{n:02d}.txt:0:: stray-file: belongs to no table; delete it" for n in range(20)),
        ],
    ),
    # in the place of a file
    "table a FIFO": (
        _replaces("datasets/visits.csv", _fifo),
        [f"datasets/visits.csv:0:: special-file: this is a FIFO, wanted a plain file; {_PLAIN}"],
    ),
    "table a folder": (
        _replaces("datasets/visits.csv", lambda path: path.mkdir()),
        [f"datasets/visits.csv:0:: special-file: this is a folder, wanted a plain file; {_PLAIN}"],
    ),
    "table a link to itself": (
        _links("datasets/visits.csv", "visits.csv"),
        [f"datasets/visits.csv:0:: special-file: this is a symbolic link to visits.csv, wanted a plain file; {_PLAIN}"],
    ),
    "Parquet a link": (
        _links("datasets/visits.parquet", "works.parquet"),
        [
            (
                "datasets/visits.parquet:0:: special-file: this is a symbolic link to works.parquet, "
                f"wanted a plain file; {_PLAIN}"
            )
        ],
    ),
    "schema a FIFO": (
        _replaces("schemas/visits.json", _fifo),
        [f"schemas/visits.json:0:: special-file: this is a FIFO, wanted a plain file; {_PLAIN}"],
    ),
    "descriptor a FIFO": (
        _replaces("datapackage.json", _fifo),
        [f"datapackage.json:0:: special-file: this is a FIFO, wanted a plain file; {_PLAIN}"],
    ),
    "folder a link": (
        lambda root: (_moves("datasets", "tables")(root), (root / "datasets").symlink_to("tables")),
        [
            (
                "datasets:0:: special-file: this is a symbolic link to tables, wanted a folder; "
                "put the folder itself here; nothing outside the package is read"
            )
        ],
    ),
    "folder a file": (
        lambda root: (shutil.rmtree(root / "schemas"), _writes("schemas")(root)),
        [
            (
                "schemas:0:: special-file: this is a plain file, wanted a folder; "
                "put the folder itself here; nothing outside the package is read"
            )
        ],
    ),
    # missing
    "table missing": (
        lambda root: (root / "seeds" / "waivers.csv").unlink(),
        ["seeds/waivers.csv:0:: file-missing: no such file; restore the file; every table has one"],
    ),
    "table packed": (
        _moves("seeds/waivers.csv", "seeds/waivers.csv.gz"),
        [
            (
                "seeds/waivers.csv:0:: file-missing: no such file; seeds/waivers.csv.gz lies here: "
                "a compressed file: no compressed input is read; unpack it, or delete it"
            )
        ],
    ),
    "schema in capitals": (
        _moves("schemas/visits.json", "schemas/VISITS.json"),
        [
            (
                "schemas/visits.json:0:: descriptor-missing: no such file; schemas/VISITS.json lies here: differs from "
                "schemas/visits.json by upper and lower case only; rename it to schemas/visits.json, or delete it"
            )
        ],
    ),
    "Parquet missing": (
        lambda root: (root / "datasets" / "visits.parquet").unlink(),
        [f"datasets/visits.parquet:0:: parquet-missing: no such file; {_RUN}"],
    ),
    "descriptor missing": (
        lambda root: (root / "datapackage.json").unlink(),
        [f"datapackage.json:0:: descriptor-missing: no such file; {_RUN}"],
    ),
    "nothing built": (
        lambda root: [path.unlink() for path in root.rglob("*") if path.suffix in (".json", ".parquet")],
        [
            f"datapackage.json:0:: descriptor-missing: no such file; {_RUN}",
            f"datasets:0:: parquet-missing: none of the {len(TABLES)} Parquet files is there; {_RUN}",
            f"schemas:0:: descriptor-missing: none of the {len(TABLES)} schemas is there; {_RUN}",
        ],
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_entries(built, name):
    """What stands in the folders is told once, by path and kind, and nothing odd is opened."""
    edit, expected = ENTRIES[name]
    edit(built)

    assert expected == told(built)


def test_case_alone(built):
    """Where a system tells upper from lower case, a name that differs by it alone is told."""
    _writes("datasets/VISITS.csv")(built)
    if not (built / "datasets" / "visits.csv").read_bytes().startswith(b"id,"):
        pytest.skip("this system does not tell upper from lower case")

    message = "differs from datasets/visits.csv by upper and lower case only"
    hint = "rename it to datasets/visits.csv, or delete it"
    assert told(built) == [f"datasets/VISITS.csv:0:: stray-file: {message}; {hint}"]


# What happens to a built package -> the codes that are told, with path and column.
ONCE = {
    "a cell that may be so": (
        sets("withdrawn", "VI-0009", reason="Told three times."),
        [("datasets/withdrawn.parquet", "reason", "parquet-differs")],
    ),
    "a cell that is wrong": (
        sets("visits", "VI-0001", level="picnic"), [("datasets/visits.csv", "level", "unknown-code")],
    ),
    "a generated cell": (
        sets("visits", "VI-0001", source_count="9"), [("datasets/visits.csv", "source_count", "stale")],
    ),
    "a source that is told in the descriptor": (
        sets("sources", "alpha2020", published="2021-05"),
        [("datapackage.json", "/sources/0/title", "descriptor-differs"),
         ("datapackage.json", "/sources/0/version", "descriptor-differs"),
         ("datasets/sources.parquet", "published", "parquet-differs")],
    ),
    "a source that is wrong": (
        sets("sources", "alpha2020", published="March 2020"), [("seeds/sources.csv", "published", "bad-edtf")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
def test_one_fault_one_message(built, name):
    """A CSV that has problems of its own is not told again by its Parquet file, nor by the descriptor."""
    edit, expected = ONCE[name]

    found = container.validate(spoil(built, edit))

    assert expected == [(each.path, each.column, each.code) for each in found if each.code != "after-publication"]


def test_parquet_that_is_older(built):
    """A Parquet file that is older than its CSV is one message, with the count and what to do."""
    (path,) = (each.path for each in TABLES if each.name == "withdrawn")
    text = (built / path).read_text(encoding="utf-8")
    (built / path).write_text(text + "VI-0010,visits,2021,Never was.,\n", encoding="utf-8", newline="")

    message = f"the file lacks VI-0010, line 3 of {path} (1 missing row)"
    assert told(built) == [f"datasets/withdrawn.parquet:0:: parquet-differs: {message}; {_RUN}"]


def test_damage_is_told_whatever_the_table(built):
    """A damaged Parquet file is told even where its CSV has problems."""
    spoil(built, sets("visits", "VI-0001", level="picnic"))
    (built / "datasets" / "visits.parquet").write_bytes(b"")

    assert [(each.path, each.code) for each in container.validate(built)] == [
        ("datasets/visits.parquet", "parquet-damaged"),
        ("datasets/visits.csv", "unknown-code"),
    ]


def test_unfinished_build_is_one_message(built):
    """After an interrupted build nothing belongs together: that alone is told."""
    _writes(UNFINISHED)(built)
    _writes("datasets/visits.parquet", b"")(built)
    _writes("datapackage.json", b"{}")(built)

    assert [(each.path, each.code) for each in container.validate(built)] == [(UNFINISHED, "unfinished-build")]


def test_checksums_are_those_of_the_files(built):
    """A size in the descriptor is held against the file of the table, not against that which the descriptor names."""
    text = (built / "datapackage.json").read_text(encoding="utf-8")
    old = '"path": "datasets/visits.csv",'
    size = (built / "datasets" / "visits.csv").stat().st_size
    (built / "datapackage.json").write_text(text.replace(old, f'{old}\n      "bytes": 7,'), encoding="utf-8")

    (found,) = container.validate(built)

    assert (found.code, found.message) == ("checksum", f"datasets/visits.csv has {size} bytes, the descriptor says 7")


def test_rows_alone(built, monkeypatch):
    """Without what a build writes, the rows are judged and nothing else is looked at."""
    monkeypatch.setattr(parquet, "Comparison", None)
    for path in ("datapackage.json", "datasets/visits.parquet", "datasets/notes.txt"):
        _writes(path)(built)
    spoil(built, drops("places", "port-alder"))

    assert container.validate(built, built=False) == checks.validate(Package(built))
    assert container.validate(built, built=False)


def test_order(built):
    """All problems stand in one order, each once."""
    for path in ("datapackage.json", "datasets/visits.parquet", "datasets/notes.txt", "schemas/visits.json"):
        _writes(path)(built)
    spoil(built, drops("places", "port-alder"))

    found = container.validate(built)

    assert len({each.path for each in found}) > 4
    assert found == checks.in_order(found)


def test_validated_gives_the_package(built):
    """The package comes with the problems, unless one of its folders is not a folder."""
    package, found = container.validated(built)
    assert ([len(package["visits"].rows), package.root, found]) == [1, built, []]

    (built / "seeds").rename(built / "other")
    (built / "seeds").symlink_to("other")
    assert container.validated(built)[0] is None


def test_nothing_else_is_opened(built):
    """Validation opens files of the package and of the program, and makes no connection."""
    for path in ("datasets/x.csv", "seeds/x.csv"):
        (built / path).symlink_to("/etc/passwd")
    (built / "schemas" / "visits.json").unlink()
    (built / "schemas" / "visits.json").symlink_to("/etc/hostname")
    opened = []
    watching = True

    def hook(event, arguments):
        if watching and (event == "open" or event.startswith("socket")):
            opened.append(str(arguments[0]))

    sys.addaudithook(hook)
    container.validate(built)
    watching = False

    places = (str(built), str(REPOSITORY), sys.prefix, sys.base_prefix, "/dev/null")
    assert [path for path in opened if not path.isdigit() and not path.startswith(places)] == []
    assert any(path.startswith(str(built)) for path in opened)


def test_repository_is_clean():
    """The package of this repository has no problem."""
    assert told(REPOSITORY) == []
