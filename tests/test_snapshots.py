"""snapshots: the same tables come out of a revision, a folder, a wheel and a release, and nothing is taken on trust."""

from __future__ import annotations

import io
import zipfile

import pytest

from azisrael_data import snapshots
from azisrael_data.models import TABLES
from azisrael_data.problems import CannotRun
from azisrael_data.snapshots import parsed, snapshot
from edits import sets, spoil, tables_of
from snapping import commit

VISITS = b"id,summary\nVI-0001,A\n"


@pytest.fixture
def root(package_root):
    return package_root(texts=False)


def files_of(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.csv"))}


def zipped(place, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(place, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return place


# Where a package may be -> how it gets there from a folder.
PLACES = {
    "a folder": lambda root, _: str(root),
    "a link to a folder": lambda root, tmp: (tmp / "link").symlink_to(root) or str(tmp / "link"),
    "a path told as such": lambda root, _: f"path:{root}",
    "a revision": lambda root, _: commit(root, tag="v1") and "v1",
    "a revision told as such": lambda root, _: commit(root, tag="v1") and "git:v1",
    "a wheel": lambda root, tmp: str(
        zipped(tmp / "x-1-py3-none-any.whl", {f"azisrael_data/package/{k}": v for k, v in files_of(root).items()})
    ),
    "a release": lambda root, tmp: str(zipped(tmp / "x.zip", {f"x-1/{k}": v for k, v in files_of(root).items()})),
    "a release without a folder": lambda root, tmp: str(zipped(tmp / "x.zip", files_of(root), zipfile.ZIP_STORED)),
}


@pytest.mark.parametrize("place", PLACES)
def test_places(root, tmp_path, place):
    """Wherever a package lies, its tables are those of its CSV files."""
    found = snapshot(PLACES[place](root, tmp_path), root)

    assert {name: list(sheet.rows.values()) for name, sheet in found.sheets.items()} == tables_of(root)
    assert {name: sheet.key for name, sheet in found.sheets.items()} == {each.name: each.key for each in TABLES}
    assert found.count == sum(map(len, tables_of(root).values()))


def test_a_revision_is_what_was_committed(root):
    """What was changed since in the folder is not in the revision, and the label says which commit it is."""
    first = commit(root, tag="v1")
    spoil(root, sets("visits", "VI-0001", level="expert"))

    old, new = snapshot("v1", root), snapshot(str(root), root)

    assert old.sheets["visits"].rows["VI-0001",]["level"] == "minister"
    assert new.sheets["visits"].rows["VI-0001",]["level"] == "expert"
    assert old.label == f"v1 ({first[:12]})"
    assert snapshot(first[:9], root).label == first[:12]


def test_version():
    """The version is what the descriptor says; where it says nothing that can be read, there is none."""
    tables = {"datasets/visits.csv": b"id\n"}

    assert parsed("x", tables).version == ""
    assert parsed("x", tables | {"datapackage.json": b'{"version": "1.2.3"}'}).version == "1.2.3"
    for broken in (b"", b"[]", b"{", b'{"version": 3}', b'{"version": "1", "version": "2"}'):
        assert parsed("x", tables | {"datapackage.json": broken}).version == ""


def test_version_of_every_place(root, tmp_path):
    """A revision, a folder and an archive have the version that their descriptor says."""
    (root / "datapackage.json").write_text('{"version": "7.8.9"}', encoding="utf-8")
    commit(root)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in ("datasets/visits.csv", "datapackage.json"):
            archive.write(root / path, f"x/{path}")

    for place in ("HEAD", str(root), str(tmp_path / "x.zip")):
        assert snapshot(place, root).version == "7.8.9"


def test_schemas(root):
    """Schemas are read beside the tables, wherever a side has them."""
    (root / "schemas").mkdir()
    (root / "schemas" / "visits.json").write_text('{"name": "visits"}', encoding="utf-8")

    assert snapshot(str(root), root).schemas == {"visits": {"name": "visits"}}


def test_a_name_that_is_two_things(root, monkeypatch):
    """A name that is a path and a revision is refused, with how to say which."""
    commit(root, tag="visits")
    (root / "visits").mkdir()
    monkeypatch.chdir(root)

    with pytest.raises(CannotRun) as raised:
        snapshot("visits", root)

    assert str(raised.value) == "visits is a path and a git revision; write path:visits or git:visits"
    assert snapshot("git:visits", root).count == snapshot("path:.", root).count


def test_nothing_there(root):
    """A name that is neither path nor revision is told as both."""
    commit(root)
    with pytest.raises(CannotRun) as raised:
        snapshot("nonsense", root)

    assert str(raised.value) == "there is no folder or file 'nonsense', and 'nonsense' is no git revision"


def test_links_are_not_followed(root, tmp_path):
    """A table that is a link is not a table."""
    (root / "datasets" / "visits.csv").rename(tmp_path / "visits.csv")
    (root / "datasets" / "visits.csv").symlink_to(tmp_path / "visits.csv")

    assert "visits" not in snapshot(str(root), root).sheets


# Bytes of datasets/visits.csv -> what is said of them.
FAULTS = {
    "empty": (b"", "the file is empty"),
    "no key": (b"name\nx\n", "no column id by which its rows are known"),
    "twin columns": (b"id,id\nx,y\n", "two columns have one name"),
    "ragged": (VISITS + b"VI-0002\n", ":3: 1 cells, the header has 2"),
    "twin rows": (VISITS + b"VI-0001,B\n", ":3: 'VI-0001' stands there twice; `azisrael validate` tells more"),
    "no id": (VISITS + b",B\n", ":3: no id; `azisrael validate` tells more"),
    "open quote": (VISITS + b'VI-0002,"B\n', ":3: unexpected end of data"),
    "not UTF-8": (b"id\n\xff\n", "not UTF-8 at byte 4"),
    "long cell": (VISITS + b"VI-0002," + b"x" * 120_000 + b"\n", ":3: a cell has more than 100000 characters"),
    "huge cell": (VISITS + b"VI-0002," + b"x" * 200_000 + b"\n", ":3: a cell has more than 100000 characters"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults(case):
    """A file that is no table cannot be compared, and it is told where and why."""
    data, told = FAULTS[case]

    with pytest.raises(CannotRun) as raised:
        parsed("x", {"datasets/visits.csv": data})

    assert str(raised.value) in (f"x: datasets/visits.csv{told}", f"x: datasets/visits.csv: {told}")


def test_lenient_where_nothing_is_lost():
    """Other line ends, needless quotes, a byte-order mark and blank lines do not change a cell."""
    spelt = b'\xef\xbb\xbfid,summary\r\n"VI-0001",A\r\n\r\n'

    assert parsed("x", {"datasets/visits.csv": spelt}).sheets == parsed("x", {"datasets/visits.csv": VISITS}).sheets


def test_other_columns():
    """A table of another version keeps its columns, and one that is not known is known by its schema, or its `id`."""
    found = parsed(
        "x",
        {
            "datasets/visits.csv": b"id,colour\nVI-0001,red\n",
            "datasets/treaties.csv": b"number,id\n1,a\n",
            "datasets/ports.csv": b"number,id\n1,a\n",
            "schemas/ports.json": b'{"primaryKey": ["number"]}',
        },
    )

    assert found.sheets["visits"].rows == {("VI-0001",): {"id": "VI-0001", "colour": "red"}}
    assert found.sheets["treaties"].key == ("id",)
    assert found.sheets["ports"].key == ("number",)


def test_a_schema_does_not_choose_the_key_of_a_known_table():
    """What a contribution says of a table that the models know is not obeyed."""
    found = parsed("x", {"datasets/visits.csv": VISITS, "schemas/visits.json": b'{"primaryKey": "summary"}'})

    assert found.sheets["visits"].key == ("id",)


def test_broken_schema():
    """A schema that is no JSON is told with its line."""
    with pytest.raises(CannotRun, match=r"x: schemas/visits\.json:2: "):
        parsed("x", {"datasets/visits.csv": VISITS, "schemas/visits.json": b'{\n"a": }'})


def test_one_table_in_two_places():
    """A table that stands in both folders is refused."""
    with pytest.raises(CannotRun) as raised:
        parsed("x", {"datasets/visits.csv": VISITS, "seeds/visits.csv": VISITS})

    assert str(raised.value) == "x: seeds/visits.csv: a table of this name is in datasets/seeds twice"


def test_sizes(root, monkeypatch):
    """What is larger than any package is not read, one file or all together."""
    monkeypatch.setattr(snapshots, "MOST_FILE", 10)
    with pytest.raises(CannotRun, match=r"has \d+ bytes; at most \d+ are compared"):
        snapshot(str(root), root)
    monkeypatch.undo()
    monkeypatch.setattr(snapshots, "MOST_BYTES", 100)
    with pytest.raises(CannotRun, match=r"has \d+ bytes of tables; at most 100 are compared"):
        snapshot(str(root), root)


def bomb():
    """Return an archive whose member says that it is smaller than what its data would give."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datasets/visits.csv", VISITS + b"x" * 10_000)
    raw = bytearray(data.getvalue())
    at = raw.rindex(b"PK\x01\x02") + 24
    raw[at : at + 4] = (30).to_bytes(4, "little")
    return bytes(raw)


# Archives that cannot be compared -> what is said of them.
ARCHIVES = {
    "no archive": (b"id\n", "cannot be read as a zip archive: File is not a zip file"),
    "cut off": (lambda: zip_bytes({"datasets/visits.csv": VISITS})[:-30], "cannot be read as a zip archive: "),
    "no tables": (lambda: zip_bytes({"a.txt": b""}), "holds no tables; name a revision, folder, wheel or release"),
    "two packages": (
        lambda: zip_bytes({"a/datasets/visits.csv": VISITS, "b/datasets/visits.csv": VISITS}),
        "holds several packages: a/, b/",
    ),
    "two members of one name": (
        lambda: zip_bytes([("datasets/visits.csv", VISITS), ("datasets/visits.csv", VISITS)]),
        "datasets/visits.csv stands twice in the archive",
    ),
    "an odd compressor": (
        lambda: zip_bytes({"datasets/visits.csv": VISITS}, zipfile.ZIP_LZMA),
        "datasets/visits.csv is compressed in a way that is not read; wanted deflate",
    ),
    "a size that lies": (bomb, "cannot be read as a zip archive: Bad CRC-32 for file 'datasets/visits.csv'"),
}


def zip_bytes(members, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", ARCHIVES)
def test_archives(tmp_path, case):
    """An archive that is damaged, or means several things, is refused in a line; nothing is unpacked to disk."""
    data, told = ARCHIVES[case]
    place = tmp_path / "x.zip"
    place.write_bytes(data if isinstance(data, bytes) else data())

    with pytest.raises(CannotRun) as raised:
        snapshot(str(place), tmp_path)

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == [place]


def test_too_many_members(tmp_path, monkeypatch):
    """An archive with more members than any release has is not looked at."""
    monkeypatch.setattr(snapshots, "MOST_MEMBERS", 1)
    place = zipped(tmp_path / "x.zip", {"a": b"", "b": b""})

    with pytest.raises(CannotRun, match="has 2 members; at most 1 are looked at"):
        snapshot(str(place), tmp_path)
