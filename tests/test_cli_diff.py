"""cli.diff: what `azisrael diff` prints, where it writes, and how it exits."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from azisrael_data import cli, redline, versioning
from azisrael_data.cli.diff import LEAST, LEVELS
from azisrael_data.difference import difference
from azisrael_data.redline import fitting
from azisrael_data.snapshots import folder, snapshot
from edits import adds, drops, sets, spoil
from snapping import commit

CELL = sets("visits", "VI-0001", level="expert")
BUILT = sets("visits", "VI-0001", certainty="possible")


@pytest.fixture
def run():
    """Return a function that runs the command and gives (exit code, standard output, standard error)."""

    def invoke(*arguments):
        result = CliRunner().invoke(cli.main, ["diff", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.fixture
def root(package_root, monkeypatch):
    """Stand in the invented package, whose one commit is tagged `v1`."""
    place = package_root(texts=False)
    (place / "datapackage.json").write_text("{}", encoding="utf-8")
    commit(place, tag="v1")
    monkeypatch.chdir(place)
    return place


def test_same(run, root):
    """Nothing is printed where nothing differs but a remark on standard error; the exit code is 0."""
    rows = folder(root, "x").count

    assert (0, "", f"the same: {rows} rows in 16 tables\n") == run("v1")


def test_different(run, root):
    """What differs is printed, without colour where it is no terminal, and the exit code is 1."""
    spoil(root, CELL)

    code, out, err = run("v1")

    assert (code, err) == (1, "")
    assert out.splitlines()[0].endswith(") -> the working folder")
    assert out.splitlines()[1:] == [
        "patch: 1 row changed",
        "",
        "Changed (1)",
        "~ visits VI-0001: A minister of Arcadia was received by the president of Norland.",
        "    level: minister -> expert",
    ]


def test_two_sides(run, root, package_root):
    """Any two sides can be named; the first is the old one."""
    other = spoil(package_root("other", texts=False), CELL)

    code, out, _ = run(other, "v1")

    assert code == 1
    assert out.splitlines()[-1] == "    level: expert -> minister"
    assert run(root, "v1")[0] == 0


@pytest.mark.parametrize("style", ["text", "markdown", "json", "html"])
def test_formats(run, root, tmp_path, style):
    """Each format is that of `redline`, on standard output or in a file; nothing but the file is left behind."""
    spoil(root, CELL)
    out = tmp_path / "out"
    forms = {"text": redline.text, "markdown": redline.markdown, "json": redline.as_json, "html": redline.page}

    printed = run("path:.", "v1", "--format", style)
    written = run("path:.", "v1", "--format", style, "--out", out)

    assert printed[0] == written[0] == 1
    assert written[1:] == ("", "")
    assert printed[1] == out.read_text(encoding="utf-8")
    assert sorted(tmp_path.iterdir()) == sorted([out, root])
    given = difference(snapshot("path:.", root), snapshot("v1", root))
    assert forms[style](given) == printed[1]


@pytest.mark.usefixtures("root")
def test_out_that_cannot_be_written(run, tmp_path):
    """A folder that is not there, and a place that is no file, are told; what stands there is not replaced."""
    assert run("v1", ".", "--out", tmp_path / "none" / "x")[::2] == (
        2, f"azisrael: {tmp_path / 'none' / '.x.part'}: No such file or directory\n",
    )  # fmt: skip
    pipe = tmp_path / "pipe"  # not a device of the system: a test that fails must not replace one
    os.mkfifo(pipe)
    code, _, err = run("v1", "path:.", "--out", pipe)
    assert (code, err) == (2, f"azisrael: {pipe} is a FIFO; name a file\n")


def test_interrupted_while_writing(run, root, tmp_path, monkeypatch):
    """Who interrupts the command finds the file as it was and nothing besides."""
    out = tmp_path / "out"
    out.write_text("before", encoding="utf-8")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)

    assert run("v1", "path:.", "--out", out) == (130, "", "azisrael: broken off\n")
    assert out.read_text(encoding="utf-8") == "before"
    assert sorted(tmp_path.iterdir()) == sorted([out, root])


def test_refused(run, root):
    """A renumbered id is told as refused, not as a row that went and one that came; no level lets it pass."""
    spoil(root, sets("actors", "otto-vane", id="vane"), sets("visits", "VI-0001", hosts="vane"))

    code, out, err = run("v1")

    assert (code, err) == (1, "refused: 1 id(s) were renumbered or given to something else\n")
    assert "    vane is what was otto-vane, which is gone: give it its id otto-vane back\n" in out
    assert run("v1", "--at-most", "major")[0] == 1


# Edits -> the level printed, and the exit codes of --at-most patch, minor and major.
AT_MOST = {
    "nothing": ([], "none", [0, 0, 0]),
    "a cell": ([CELL], "patch", [0, 0, 0]),
    "a new row": ([adds("actors", id="x", name="X")], "minor", [1, 0, 0]),
    "a lost row": ([drops("incidents", "IN-0002")], "major", [1, 1, 0]),
}


@pytest.mark.parametrize("case", AT_MOST)
def test_levels(run, root, case):
    """--level prints the level alone; --at-most exits with 1 above a level only."""
    edits, level, codes = AT_MOST[case]
    spoil(root, *edits)

    assert run("v1", "--level") == (int(level != "none"), f"{level}\n", "")
    assert [run("v1", "--level", "--at-most", most)[0] for most in LEVELS] == codes


def test_tables(run, root):
    """--table shows some tables with their evidence, says what it leaves aside, and knows the names of the tables."""
    spoil(root, CELL, sets("evidence", "EV-00007", coder="x"), sets("actors", "ARC", cow_code="9"))
    aside = "with what --table or --no-generated leaves aside: patch: 2 rows changed, 1 span changed\n"

    code, out, err = run("v1", "--table", "visits")

    assert (code, err) == (1, aside)
    assert [line for line in out.splitlines() if "actors" in line] == []
    assert "evidence EV-00007 changed" in out
    code, out, err = run("v1", "--table", "works")
    assert (code, out, err.splitlines()[-1]) == (0, "", aside.strip())
    code, out, err = run("v1", "--table", "visit")
    assert (code, out) == (2, "")
    assert err.startswith("azisrael: no table 'visit'; did you mean 'visits'? known: actors, agreements, ")


def test_generated(run, root):
    """--no-generated leaves out what the build writes, and says so."""
    spoil(root, BUILT)

    code, out, err = run("v1", "--no-generated")

    assert (code, out) == (0, "")
    assert err.splitlines()[1:] == ["with what --table or --no-generated leaves aside: patch: 1 row changed"]
    assert run("v1")[0] == 1


def test_limit(run, root):
    """--limit cuts text and Markdown with a count, and is refused for forms that are whole or nothing."""
    spoil(root, *(sets("lines", ("alpha2020", str(n)), note=f"A note {n}. " * 30) for n in range(1, 8)))

    for style in ("text", "markdown"):
        out = run("v1", "--format", style, "--limit", LEAST)[1]
        assert len(out.encode()) <= LEAST
        assert "under 'Changed'." in out.splitlines()[-1]
    for style in ("json", "html"):
        code, out, err = run("v1", "--format", style, "--limit", LEAST)
        assert (code, out) == (2, "")
        assert err.splitlines()[-1] == (
            "Error: --limit goes with text and markdown; JSON and HTML are whole or nothing"
        )


# Arguments that cannot be compared -> the line that says why.
REFUSED = {
    "nothing there": (["v2"], "there is no folder or file 'v2', and 'v2' is no git revision"),
    "an option": (["git:--help"], "'--help' cannot be a git revision"),
    "no package": (
        ["datasets"], "datasets holds no tables; name a revision, folder, wheel or release with a datasets folder"),
    "no archive": (["datapackage.json"], "datapackage.json cannot be read as a zip archive: File is not a zip file"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.usefixtures("root")
def test_cannot_be_compared(run, case):
    """What cannot be compared is told in a line, exit code 2."""
    arguments, message = REFUSED[case]

    assert run(*arguments) == (2, "", f"azisrael: {message}\n")


def test_broken_table(run, root):
    """A table that cannot be read is told by its place, exit code 2."""
    with (root / "datasets" / "visits.csv").open("a", encoding="utf-8") as file:
        file.write("VI-0002\n")

    code, out, err = run("v1")

    assert (code, out) == (2, "")
    assert err == "azisrael: the working folder: datasets/visits.csv:3: 1 cells, the header has 24\n"


@pytest.mark.usefixtures("root")
def test_json_of_the_same(run):
    """JSON is an object also where nothing differs."""
    code, out, _ = run("v1", "--format", "json")

    assert (code, json.loads(out)["same"]) == (0, True)


def test_light_words_agree():
    """The words that the command's help repeats, so as to stay light, are those of the modules."""
    assert LEVELS == versioning.LEVELS
    assert LEAST == fitting.LEAST
