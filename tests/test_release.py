"""release: one folder and one archive that agree in every format, the same bytes wherever made, or nothing at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from azisrael_data import __version__, build, cli, intact, metadata, readback, release, sums, workbook
from azisrael_data.models import TABLES
from azisrael_data.problems import CannotRun, InvalidData
from built import invented_root  # noqa: F401
from conftest import REPOSITORY
from edits import sets, spoil
from test_ecosystem import PROFILE

NAME = f"azisrael-data-{__version__}"
CITATION = f"""\
cff-version: 1.2.0
title: Lake data
authors:
  - name: The lake people
version: {__version__}
date-released: 2026-03-04
"""
KEPT = {
    "CITATION.cff": CITATION,
    "CHANGELOG.md": "# Changelog\nThe newest first.\n\n## Unreleased\n\n- The lake.\n",
    "LICENSE": "MIT\n",
    "LICENSE-DATA": "CC BY 4.0\n",
}
WRITTEN = (
    "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA", "README.md", "SHA256SUMS", "azisrael-data.sqlite",
    "azisrael-data.xlsx", "citation.bib", "citation.json", "codebook.html", "codebook.md", "datapackage.json",
    "explorer.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def package(invented_root, tmp_path_factory):  # noqa: F811
    """Return an invented package that is built, with the files that a release wants of the repository."""
    root = tmp_path_factory.mktemp("release") / "package"
    shutil.copytree(invented_root, root)
    build.build(root)
    for name, text in KEPT.items():
        (root / name).write_text(text, encoding="utf-8", newline="")
    return root


@pytest.fixture(scope="module")
def out(package):
    """Return the folder into which that package was released."""
    release.release(package, package.parent / "out")
    return package.parent / "out"


@pytest.fixture
def root(package, tmp_path):
    """Return a copy of the package, which a test may change."""
    return shutil.copytree(package, tmp_path / "package")


def contents(place):
    return {each.relative_to(place).as_posix(): each.read_bytes() for each in place.rglob("*") if each.is_file()}


def refused(*arguments):
    """Return why a release is refused; nothing of it is left then."""
    with pytest.raises(CannotRun) as raised:
        release.release(*arguments)
    assert [each.name for each in arguments[1].parent.iterdir() if "azisrael-build" in each.name] == []
    return str(raised.value)


def test_files(out):
    """The release has these files and no others, in the folder and in the archive."""
    tables = {path for each in TABLES for path in (each.path, each.parquet, f"schemas/{each.name}.json")}
    wanted = {*WRITTEN, *tables, *(each.path for each in metadata.FORMATS.values())}

    found = contents(out / NAME)

    assert wanted == set(found)
    assert {NAME, f"{NAME}.zip"} == {each.name for each in out.iterdir()}
    with zipfile.ZipFile(out / f"{NAME}.zip") as packed:
        assert {f"{NAME}/{path}": data for path, data in found.items()} == {
            name: packed.read(name) for name in packed.namelist()
        }


def test_it_is_whole(out):
    """`azisrael check` finds nothing wrong with either, and the formats agree."""
    assert () == intact.look(out / NAME).faults == intact.look(out / f"{NAME}.zip").faults
    release.prove(out)


def test_tables_are_those_of_the_package(out, package):
    """CSV, Parquet and schemas are the package's own files, byte for byte."""
    for each in TABLES:
        for path in (each.path, each.parquet, f"schemas/{each.name}.json"):
            assert (out / NAME / path).read_bytes() == (package / path).read_bytes()


def test_descriptor(out):
    """The descriptor is a valid one, and paths, sizes and fingerprints in it are true."""
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads((out / NAME / "datapackage.json").read_bytes())

    profile = json.loads(PROFILE.read_bytes())
    jsonschema.validators.validator_for(profile)(profile).validate(found)
    assert found["created"] == "2026-03-04T00:00:00Z"
    assert [each["path"] for each in found["resources"][-2:]] == ["azisrael-data.xlsx", "azisrael-data.sqlite"]
    for each in found["resources"]:
        data = (out / NAME / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{sums.sha256(data)}"
        assert each.get("bytes", len(data)) == len(data)
        assert ("bytes" in each) == (each["format"] != "parquet")


def test_frictionless_reads_it(out, tmp_path):
    """Frictionless finds a table, its Parquet twin, the workbook and the database as they are described."""
    frictionless = pytest.importorskip("frictionless")
    whole = json.loads((out / NAME / "datapackage.json").read_bytes())
    whole["resources"] = [
        each for each in whole["resources"] if each["name"] in ("places", "places-parquet", "workbook", "database")
    ]
    for each in whole["resources"]:
        shutil.copy(out / NAME / each["path"], tmp_path)
        each["path"] = each["path"].rpartition("/")[2]
    (tmp_path / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")

    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()

    assert (report.valid, len(report.tasks)) == (True, 4), report.to_summary()


def test_citation(out):
    """The dataset comes first, then its source documents, in both styles."""
    listed = json.loads((out / NAME / "citation.json").read_bytes())

    assert [(each["id"], each["type"]) for each in listed] == [
        (NAME, "dataset"), ("alpha2020", "document"), ("beta2021", "document"),
    ]  # fmt: skip
    assert "@dataset{" + NAME in (out / NAME / "citation.bib").read_text(encoding="utf-8")


def test_changelog_of_the_first_release(out):
    """Without an earlier release the changelog counts the rows, above what is kept by hand."""
    found = (out / NAME / "CHANGELOG.md").read_text(encoding="utf-8")

    assert found.startswith(
        f"# Changelog\nThe newest first.\n\n## Rows of {__version__}\n\nFirst release:\n\n- sources: 2 rows\n"
    )
    assert "- visits: 1 row\n- trade_figures: 2 rows\n" in found
    assert found.endswith(" rows\n\n## Unreleased\n\n- The lake.\n")


def test_changelog_since(root, out, tmp_path):
    """The rows that changed are in the changelog, whatever form the last release has, and no path of this machine."""
    spoil(root, sets("visits", "VI-0001", note="An invented remark."))
    build.build(root)
    archive = shutil.copy(out / f"{NAME}.zip", tmp_path)

    told = [release.gather(root, str(last)).changes for last in (archive, out / NAME)]

    assert told[0] == told[1]
    assert told[0].startswith(f"## Differences in the data\n\n`{NAME}` → `{__version__}`\n\n**patch: 1 row changed**\n")
    assert "| `note` |  | `An invented remark.` |" in told[0]
    assert str(tmp_path) not in told[0]


def test_readme_names_every_file(out):
    """The page that a stranger reads first says what every file is."""
    text = (out / NAME / "README.md").read_text(encoding="utf-8")
    for path in contents(out / NAME):
        folder, _, name = path.rpartition("/")
        shown = (path, f"{folder}/", f"{folder}/*.{name.rpartition('.')[2]}")
        assert any(f"`{each}`" in text for each in shown) or path == "README.md", path


def test_any_bit(out, tmp_path):
    """One flipped bit anywhere in the archive or in a file of the folder is found."""
    draw = random.Random(7)
    data = (out / f"{NAME}.zip").read_bytes()
    for at in [*draw.sample(range(len(data)), 8), len(data) - 40]:
        spoilt = bytearray(data)
        spoilt[at] ^= 1 << draw.randrange(8)
        (tmp_path / "x.zip").write_bytes(spoilt)
        assert intact.look(tmp_path / "x.zip").faults, at
    place = shutil.copytree(out / NAME, tmp_path / NAME)
    for path in draw.sample(sorted(contents(place)), 8):
        whole = (place / path).read_bytes()
        spoilt = bytearray(whole)
        spoilt[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        (place / path).write_bytes(spoilt)
        assert intact.look(place).faults, path
        (place / path).write_bytes(whole)
    assert not intact.look(place).faults


def test_same_bytes_elsewhere(root, out, tmp_path):
    """Another folder, umask, time zone, locale, clock, hash seed and number of threads make no difference."""
    code = (
        "import os, sys; os.umask(0o077); os.chdir('/')\n"
        "from azisrael_data.cli import main\n"
        f"main(['release', {str(root)!r}, '--out', {str(tmp_path / 'elsewhere')!r}])"
    )
    odd = {
        "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "C", "PYTHONHASHSEED": "77", "SOURCE_DATE_EPOCH": "1",
        "OMP_NUM_THREADS": "1", "PYTHONUTF8": "0", "COLUMNS": "40", "NO_COLOR": "1",
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **odd}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert contents(out) == contents(tmp_path / "elsewhere")


def test_again(root, out, tmp_path):
    """A release in the place of an older one, whole or damaged, replaces it."""
    place = shutil.copytree(out, tmp_path / "out")
    (place / NAME / "README.md").write_bytes(b"")
    (place / f"{NAME}.zip").unlink()

    done = release.release(root, place)

    assert contents(out) == contents(place)
    assert (done.folder, done.archive) == (place / NAME, place / f"{NAME}.zip")
    assert (done.bytes, done.sha256) == (done.archive.stat().st_size, sums.sha256(done.archive.read_bytes()))
    assert done.files == len(contents(done.folder))


def test_nothing_of_others_is_lost(root, tmp_path):
    """A folder that holds anything else is left as it is."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_bytes(b"kept")

    assert (
        refused(root, tmp_path / "out")
        == f"{tmp_path / 'out'} holds mine.txt, which no build writes; choose an empty folder"
    )
    assert contents(tmp_path / "out") == {"mine.txt": b"kept"}


# A file that is not as it should be -> what is said.
UNFIT = {
    "datapackage.json": "datapackage.json: differs from line 1 on; run `azisrael build` first",
    "schemas/visits.json": "schemas/visits.json: differs from line 1 on; run `azisrael build` first",
    "CITATION.cff": f"CITATION.cff is of version 9.9.9, this is {__version__}; let them be the same",
}


@pytest.mark.parametrize("path", UNFIT)
def test_unfit_package(root, tmp_path, path):
    """What is stale, or of another version, is not released."""
    (root / path).write_text("title: Lake\nversion: 9.9.9\n", encoding="utf-8")

    assert UNFIT[path] == refused(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", release.KEPT)
def test_files_of_the_repository(root, tmp_path, name):
    """A file that is kept by hand and missing is named."""
    (root / name).unlink()

    assert refused(root, tmp_path / "out") == f"{root} has no file {name}; a release is made from the repository"


def test_problems_in_the_rows(root, tmp_path):
    """Rows with problems are not released."""
    spoil(root, sets("visits", "VI-0001", level="ministr"))

    with pytest.raises(InvalidData):
        release.release(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_lines_that_nobody_has_read(root, tmp_path):
    """A source of which lines are unread may lie in the package, but is not released."""
    build.build(spoil(root, sets("lines", ("alpha2020", "8"), disposition="unread")))

    assert refused(root, tmp_path / "out") == (
        "lines of sources are not read yet (1 of alpha2020): see `azisrael source status`"
    )


def test_version_is_not_raised_far_enough(root, out, tmp_path, monkeypatch):
    """What changed since the last release decides how far the version must be raised."""
    spoil(root, sets("visits", "VI-0001", note="An invented remark."))
    build.build(root)

    assert refused(root, tmp_path / "out", str(out / NAME)) == (
        f"the changes since {__version__} are patch; version {__version__} is not raised so far"
    )

    raised = ".".join([*__version__.split(".")[:2], "99"])
    monkeypatch.setattr(release, "__version__", raised)
    (root / "CITATION.cff").write_text(CITATION.replace(__version__, raised), encoding="utf-8")
    assert release.release(root, tmp_path / "out", str(out / NAME)).folder.name == f"azisrael-data-{raised}"


def test_no_last_release(root, tmp_path):
    """A last release that is not there is told before any work is done."""
    told = refused(root, tmp_path / "out", "none.zip")

    assert told.startswith("there is no folder or file 'none.zip', and ")


def test_what_does_not_agree_is_not_published(root, tmp_path, monkeypatch):
    """If a format came out with another cell, the release is refused with that cell and nothing is published."""
    made = workbook.xlsx

    def forgetful(tables, *rest):
        return made({**tables, "incidents": tables["incidents"][:1], "visits": []}, *rest)

    monkeypatch.setattr(workbook, "xlsx", forgetful)

    assert refused(root, tmp_path / "out") == (
        "nothing was published, the release does not hold together: "
        "visits in the workbook: 0 rows, wanted 1 (and 1 more)"
    )
    assert not (tmp_path / "out").exists()


def test_command(root, tmp_path, monkeypatch):
    """The command says where the release lies, and its fingerprint; as JSON too."""
    done = release.Released(tmp_path / "lake", tmp_path / "lake.zip", 900, "ab" * 32, 66, 40)
    asked = []
    monkeypatch.setattr(release, "release", lambda *given: asked.append(given) or done)

    def run(*arguments):
        found = CliRunner().invoke(cli.main, ["release", str(root), "--out", str(tmp_path / "out"), *arguments])
        return found.exit_code, found.stdout, found.stderr

    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{tmp_path}/lake: 66 files, 40 rows, the same in CSV, Parquet, workbook and database",
        f"{tmp_path}/lake.zip: 900 bytes, SHA-256 {'ab' * 32}",
    ]
    assert json.loads(run("--since", "v1", "--json")[1]) == {
        "folder": f"{tmp_path}/lake", "archive": f"{tmp_path}/lake.zip", "bytes": 900, "sha256": "ab" * 32, "files": 66,
        "rows": 40,
    }  # fmt: skip
    assert asked == [(root, tmp_path / "out", None), (root, tmp_path / "out", "v1")]


def test_command_refuses(root, tmp_path):
    """What hinders a release is told in one line, with exit code 2; problems in the rows with exit code 1."""
    command = ["release", str(root), "--out", str(tmp_path / "out")]
    (root / "LICENSE").unlink()
    done = CliRunner().invoke(cli.main, command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"azisrael: {root} has no file LICENSE; a release is made from the repository\n"

    (root / "LICENSE").write_text("MIT\n", encoding="utf-8")
    spoil(root, sets("visits", "VI-0001", level="ministr"))
    assert CliRunner().invoke(cli.main, command).exit_code == 1


@pytest.mark.slow
def test_repository():
    """The repository's own package, as it stands, comes to formats that agree."""
    found = release.files(release.gather(REPOSITORY))
    csvs = {each.name: found[each.path] for each in TABLES}
    parquets = {each.name: found[each.parquet] for each in TABLES}

    assert readback.disagreements(csvs, parquets, found[release.XLSX], found[release.SQLITE]) == []
