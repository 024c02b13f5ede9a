"""cli: what the command prints and how it exits; whatever it is given, it never ends in a traceback."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from azisrael_data import __version__, build, cli, publish, report
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from conftest import FILES, REPOSITORY
from edits import sets, spoil, tables_of

COMMANDS = (
    "validate",
    "verify",
    "anchor",
    "new",
    "completion",
    "build",
    "release",
    "check",
    "metadata",
    "fmt",
    "diff",
    "show",
    "withdraw",
    "source",
    "explore",
    "reliability",
)
VISITS = "datasets/visits.csv"
INJECTION = "x\n::error::owned%0A"


@pytest.fixture(autouse=True)
def _collector():
    """Switch on again what a short-lived command switches off."""
    yield
    gc.enable()


@pytest.fixture
def run(monkeypatch):
    """Return a function that runs the command and gives (exit code, standard output, standard error)."""
    for name in ("AZISRAEL_TEXTS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments, **environment):
        result = CliRunner().invoke(cli.main, [str(each) for each in arguments], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.fixture
def root(package_root):
    return package_root()


@pytest.fixture
def built(root):
    build.build(root)
    return root


def everything(root):
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
        for path in root.rglob("*")
    }


def rows(root):
    return sum(len(found.rows) for found in Package(root).reads.values())


def test_validate_clean(run, root):
    """A clean package prints nothing but a line of numbers, on standard error, and exits with 0."""
    assert (0, "", f"{rows(root)} rows in {len(TABLES)} tables: no problem(s)\n") == run("validate", "--rows", root)


def test_validate_a_release(run, built):
    """What the descriptor of a release names besides is no problem; all else is held."""
    (built / "SHA256SUMS").touch()
    descriptor = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["created"] = "2026-01-01T00:00:00Z"
    (built / "datapackage.json").write_text(json.dumps(descriptor, indent=2), encoding="utf-8")
    told = f"{rows(built)} rows in {len(TABLES)} tables: no problem(s)"
    more = "a release: `azisrael check` holds its other files"

    assert run("validate", built) == (0, "", f"{told}\n{more}\n")

    shutil.copy(built / "datasets" / "actors.parquet", built / "datasets" / "visits.parquet")
    code, out, _ = run("validate", built)
    assert (code, out.startswith("datasets/visits.parquet:0:")) == (1, True)


def test_validate_looks_at_what_is_built(run, built):
    """Without --rows the Parquet files, the schemas, the descriptor and strays are held too."""
    assert run("validate", built)[0] == 0
    (built / "datasets" / "visits.csv.gz").write_bytes(b"")
    (built / "datapackage.json").unlink()

    code, out, _ = run("validate", built)

    assert code == 1
    assert [line.split(": ")[:2] for line in out.splitlines()] == [
        ["datapackage.json:0:", "descriptor-missing"],
        ["datasets/visits.csv.gz:0:", "stray-file"],
    ]
    assert run("validate", "--rows", built)[0] == 0


def test_validate_one_file(run, root, tmp_path):
    """A single file is checked by itself, against the keys of the package that it lies in or that is installed."""
    place = root / VISITS
    assert run("validate", place) == (0, "", "1 rows of visits: no problem(s)\n")

    copy = tmp_path / "mine.csv"
    copy.write_text(place.read_text(encoding="utf-8").replace("minister,visit", "ministr,visit"), encoding="utf-8")
    code, out, err = run("validate", copy, "--table", "visits")
    assert (code, err) == (1, f"1 rows of visits: {len(out.splitlines())} problem(s)\n")
    assert "mine.csv:2:level: unknown-code: 'ministr' is not a code" in out

    code, out, err = run("validate", copy)
    assert (code, out) == (2, "")
    assert err.startswith("azisrael: no table 'mine'")


def test_validate_nowhere(run, tmp_path):
    """A path that does not exist, or a folder that is no package, is told in one line."""
    assert run("validate", tmp_path / "none") == (2, "", f"azisrael: {tmp_path / 'none'} is not a folder\n")
    code, _, err = run("validate", tmp_path)
    assert (code, err) == (2, f"azisrael: {tmp_path} holds no datasets folder; name the package's folder\n")


def test_validate_problems(run, root):
    """Problems are printed one a line, in file order, and the exit code is 1."""
    spoil(root, sets("visits", "VI-0001", level="ministr"), sets("actors", "ARC", parent="arcadian-nav"))
    expected = (
        "datasets/actors.csv:2:parent: dangling-key: 'arcadian-nav' is not in actors; did you mean 'arcadian-navy'?\n"
        f"{VISITS}:2:level: unknown-code: 'ministr' is not a code, wanted head_of_state, head_of_government, minister, "
        "deputy_minister, parliamentary, military, senior_official, delegation, expert; did you mean 'minister'?\n"
    )

    assert (1, expected, f"{rows(root)} rows in {len(TABLES)} tables: 2 problem(s)\n") == run(
        "validate", "--rows", root
    )


def test_validate_json(run, root):
    """JSON output is one object whose problems have the same six keys, always, with counts per code and file."""
    spoil(root, sets("actors", "ARC", parent="arcadian-nav"))
    (root / "datasets" / "withdrawn.csv").unlink()

    code, out, err = run("validate", "--rows", root, "--format", "json")

    expected = {
        "total": 2,
        "problems": [
            {
                "path": "datasets/actors.csv",
                "line": 2,
                "column": "parent",
                "code": "dangling-key",
                "message": "'arcadian-nav' is not in actors",
                "hint": "did you mean 'arcadian-navy'?",
            },
            {
                "path": "datasets/withdrawn.csv",
                "line": 0,
                "column": "",
                "code": "file-missing",
                "message": "no such file",
                "hint": "restore the file; every table has one",
            },
        ],
        "more": [],
        "codes": {
            "dangling-key": {"count": 1, "help": "docs/problems/dangling-key.md"},
            "file-missing": {"count": 1, "help": "docs/problems/file-missing.md"},
        },
        "files": {"datasets/actors.csv": 1, "datasets/withdrawn.csv": 1},
    }
    assert (code, err) == (1, "")
    assert json.dumps(expected, indent=2) + "\n" == out


def test_validate_json_clean(run, root):
    """A clean package is an empty list of problems in JSON, and nothing in GitHub's form."""
    clean = '{\n  "total": 0,\n  "problems": [],\n  "more": [],\n  "codes": {},\n  "files": {}\n}\n'

    assert run("validate", "--rows", root, "--format", "json") == (0, clean, "")
    assert run("validate", "--rows", root, "--format", "github")[:2] == (0, "")


def test_validate_github(run, root):
    """GitHub's form is an annotation per problem, a whole file's on line 1; without a summary all are logged."""
    spoil(root, sets("actors", "ARC", parent="arcadian-nav"))
    (root / "datasets" / "withdrawn.csv").unlink()
    expected = (
        "::error file=datasets/actors.csv,line=2,title=dangling-key::parent: 'arcadian-nav' is not in actors; "
        "did you mean 'arcadian-navy'?\n"
        "::error file=datasets/withdrawn.csv,line=1,title=file-missing::no such file; "
        "restore the file; every table has one\n"
    )

    logged = run("validate", "--rows", root)[1]

    assert (1, expected + logged) == run("validate", "--rows", root, "--format", "github")[:2]


# Where a contributor may write anything -> edit of the visits file.
PLACES = {
    "a cell": lambda text: text.replace("Arcadian minister", f'"{INJECTION}"'),
    "a key": lambda text: text.replace("port-alder", f'"{INJECTION}"'),
    "a code": lambda text: text.replace(",minister,", f',"{INJECTION}",'),
    "a column name": lambda text: text.replace("visitor_role", f'"{INJECTION}"', 1),
    "a cell too many": lambda text: text[:-1] + f',"{INJECTION}"\n',
    "a last line": lambda text: text + "::error::owned",
    "a header": lambda text: "::error::owned\n" + text,
}


@pytest.mark.parametrize("style", ["github", "text", "json"])
@pytest.mark.parametrize("place", PLACES)
def test_no_cell_can_inject_a_command(run, root, tmp_path, place, style):
    """Whatever is in a file, no line of the output starts with a workflow command that it made up."""
    text = (root / VISITS).read_text(encoding="utf-8")
    (root / VISITS).write_text(PLACES[place](text), encoding="utf-8")
    summary = tmp_path / "summary.md"

    code, out, _ = run("validate", "--rows", root, "--format", style, GITHUB_STEP_SUMMARY=str(summary))

    assert code == 1
    lines = out.splitlines() + (summary.read_text(encoding="utf-8").splitlines() if style == "github" else [])
    assert [line for line in lines if line.startswith("::") and not line.startswith("::error file=datasets/")] == []


@pytest.fixture
def spoilt(root):
    """Spoil nine rows each of two tables."""
    spoil(root, *(sets("lines", ("alpha2020", str(n)), disposition="done") for n in range(1, 10)))
    return spoil(root, *(sets("evidence", f"EV-{n:05d}", certainty="`sure`") for n in range(1, 10)))


def test_github_shows_ten_and_the_summary_all(run, spoilt, tmp_path):
    """Beyond ten annotations a notice counts the rest, and the job summary, which is appended to, holds them all."""
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    problems = json.loads(run("validate", "--rows", spoilt, "--format", "json")[1])["problems"]

    code, out, err = run("validate", "--rows", spoilt, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))

    assert (1, len(problems)) == (code, 18)
    assert out.count("::error file=") == 10
    assert out.splitlines()[10:] == ["::notice::8 more problem(s): see the job summary"]
    assert f"{rows(spoilt)} rows in {len(TABLES)} tables: 18 problem(s)\n" == err
    told = summary.read_text(encoding="utf-8")
    assert report.summary(report.whole(Problem(**each) for each in problems)) == told.removeprefix("# Before\n")


def test_github_without_a_summary(run, spoilt, tmp_path):
    """Where no job summary can be written, which is told, the log holds every problem."""
    for place, complaint in (("", ""), (str(tmp_path), "azisrael: no job summary: Is a directory\n")):
        _, out, err = run("validate", "--rows", spoilt, "--format", "github", GITHUB_STEP_SUMMARY=place)

        assert out.splitlines()[10] == "::notice::8 more problem(s): see the log"
        assert run("validate", "--rows", spoilt)[1].splitlines() == out.splitlines()[11:]
        assert err.startswith(complaint)


def test_long_lists_are_cut_with_a_count(run, root):
    """Of more than twenty problems of one kind the first five are printed, and how many more there are and where."""
    with (root / "datasets" / "withdrawn.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"VI-{number},vists,2021,Told twice.,\n" for number in range(1000, 1030))

    code, out, err = run("validate", "--rows", root)

    assert (code, len(out.splitlines())) == (1, 6)
    last = "... and 25 more `unknown-code` in column table of datasets/withdrawn.csv (lines 8, 9, 10 ... 32)"
    assert last == out.splitlines()[-1]
    assert err.endswith(": 30 problem(s)\n")
    assert 30 == len(json.loads(run("validate", "--rows", root, "--format", "json")[1])["problems"])  # noqa: SIM300


def test_text_says_where_codes_are_explained(run, root):
    """Where the package has the pages of the codes, text ends with their place; a clean one does not."""
    (root / "docs").mkdir()
    (root / "docs" / "problems.md").touch()
    assert run("validate", "--rows", root)[2].count("\n") == 1

    (root / "datasets" / "withdrawn.csv").unlink()

    assert run("validate", "--rows", root)[2].splitlines()[1:] == ["what a code means: docs/problems.md"]
    assert run("validate", "--rows", root, "--format", "github")[2].count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of its own on this system")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(root, environment, coloured):
    """On a terminal the code stands out, unless its user has refused colour."""
    (root / "datasets" / "withdrawn.csv").unlink()
    near, far = os.openpty()
    command = [sys.executable, "-c", "from azisrael_data.cli import main; main()", "validate", "--rows", str(root)]
    known = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}

    subprocess.run(
        command, stdout=far, stderr=subprocess.DEVNULL, check=False, env=known | {"TERM": "xterm"} | environment
    )
    os.close(far)
    told = os.read(near, 1000).decode()
    os.close(near)

    plain = "datasets/withdrawn.csv:0:: file-missing: no such file; restore the file; every table has one\r\n"
    assert plain == re.sub("\x1b\\[[0-9;]*m", "", told)
    assert coloured == ("\x1b[1;31mfile-missing\x1b[0m" in told)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_terminal_without_the_letters(root, encoding):
    """A letter that the terminal does not have is shown by its code, and nothing fails."""
    spoil(root, sets("visits", "VI-0001", level="n\u0259zir"))
    command = [sys.executable, "-c", "from azisrael_data.cli import main; main()", "validate", "--rows", str(root)]

    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding})

    assert (done.returncode, done.stdout.count(b"\n")) == (1, 1)
    assert b"unknown-code: 'n\\u0259zir' is not a code" in done.stdout


@pytest.mark.parametrize("command", ["verify", "build"])
def test_wrong_paths(run, tmp_path, command):
    """A path that is not a package's folder is told in one line, and the exit code is 2."""
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()

    for name, message in (
        ("nowhere", "{} is not a folder"),
        ("file", "{} is not a folder"),
        ("empty", "{} holds no datasets folder; name the package's folder"),
        ("file/below", "{} is not a folder"),
    ):
        assert (2, "", f"azisrael: {message.format(tmp_path / name)}\n") == run(command, tmp_path / name)


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["validate", "--format", "xml"], ["anchor", "one"]])
def test_wrong_usage(run, arguments):
    """What the command does not understand ends with its usage and exit code 2."""
    code, out, err = run(*arguments)

    assert code == 2
    assert (out + err).startswith("Usage: main ")


def test_version(run):
    """The version is that of the package."""
    assert (0, f"azisrael, version {__version__}\n", "") == run("--version")


@pytest.mark.parametrize("command", COMMANDS)
def test_help(run, command):
    """Every command has a help page with an example and the meaning of its exit codes."""
    code, out, _ = run(command, "-h")

    assert code == 0
    assert f"Example: azisrael {command}" in out
    assert "Exit code" in out


def test_no_other_command():
    """The commands are those that the tests here walk."""
    assert set(COMMANDS) == set(cli.commands())


def test_verify(run, root):
    """Texts at hand are held against every span; nothing lost is exit code 0."""
    code, out, err = run("verify", root)

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Proved without the texts: keys, codes, licences of cells, literals against cells, the ledger."
    assert lines[2].split() == [
        "source",
        "lines",
        "spans",
        "exact",
        "relocated",
        "drifted",
        "lost",
        "literals",
        "absent",
    ]
    evidence = tables_of(root)["evidence"]
    for line, source in zip(lines[3:5], FILES, strict=True):
        spans = str(sum(row["source_id"] == source for row in evidence))
        cells = line.split()
        assert [source, spans, spans, "0", "0", "0", "0"] == [cells[0], *cells[2:7], cells[8]]


def test_verify_tells_how_much_is_quoted(run, root):
    """The report gives for every source the share that its literals take, all of them and wording alone."""
    lines = run("verify", root)[1].splitlines()
    head = "Share of each source that distinct literals take: all, and wording alone (at most 3%)."
    told = lines[lines.index(head) + 1].split(", ")

    shares = [re.fullmatch(r"(\w+) ([0-9.]+)% ([0-9.]+)%", each).groups() for each in told]

    assert [source for source, _, _ in shares] == list(FILES)
    assert all(100 > float(quoted) >= float(wording) >= 0 for _, quoted, wording in shares)


def test_verify_json(run, root):
    """The report as JSON has the same keys for every source, found or not."""
    (root / "seeds" / "texts" / "beta.txt").unlink()

    code, out, _ = run("verify", root, "--json")

    report = json.loads(out)
    assert (code, ["texts", "sources", "columns", "findings"]) == (0, list(report))
    keys = ["source_id", "found", "identical", "lines", "lines_found", "exact", "relocated", "drifted", "lost",
            "literals", "absent_literals"]  # fmt: skip
    assert [(keys, True), (keys, False)] == [(list(each)[:11], each["found"]) for each in report["sources"]]
    assert len({tuple(each) for each in report["sources"]}) == 1


def test_verify_without_texts(run, root, tmp_path):
    """Without texts the report says so and what to do; only --complete makes that a failure."""
    shutil.rmtree(root / "seeds" / "texts")
    (tmp_path / "none").mkdir()

    for place, arguments in (
        (root / "seeds" / "texts", []),
        (tmp_path / "none", ["--texts", tmp_path / "none"]),
    ):
        code, out, _ = run("verify", root, *arguments)
        told = (
            "\nNot verified, no copy found: alpha2020, beta2021.\n"
            f"Put your copies, under any names, into {place} or name a folder with --texts.\n"
        )
        assert (code, out.endswith(told)) == (0, True)
        assert run("verify", root, "--complete", *arguments)[0] == 1


def test_verify_with_texts_that_lie(run, root):
    """A span that is lost is told with source, line and row, and the exit code is 1."""
    copy = root / "seeds" / "texts" / "alpha.txt"
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("3 May 2015 and met President", "some day and met nobody"), encoding="utf-8")

    code, out, _ = run("verify", root)

    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("alpha2020:")]


def test_verify_refuses(run, root, tmp_path):
    """Texts that are not there are exit code 2; a package with problems is told before any text is opened."""
    assert (2, "", f"azisrael: {tmp_path / 'x'} does not exist\n") == run("verify", root, "--texts", tmp_path / "x")

    spoil(root, sets("actors", "ARC", parent="arcadian-nav"))
    expected = (
        "datasets/actors.csv:2:parent: dangling-key: 'arcadian-nav' is not in actors; did you mean 'arcadian-navy'?\n"
    )
    assert (1, expected, "1 problem(s); nothing was written\n") == run("verify", root)


@pytest.fixture
def inside(built, monkeypatch):
    """Stand inside the invented package."""
    monkeypatch.chdir(built / "datasets")
    return built


def test_anchor(run, inside):
    """The words of a passage give its evidence row, everything computed, and its surroundings on standard error."""
    words = "Under it Norland's yards delivered 12 Heron drones"
    span = next(row for row in tables_of(inside)["evidence"] if row["id"] == "EV-00003")

    code, out, err = run(
        "anchor", "alpha2020", words, "--row", "AT-0001", "--field", "quantity=12", "--field", "status"
    )

    cells = out.rstrip("\n").split(",")
    assert (0, ["EV-00015", "arms_transfers", "AT-0001", "alpha2020", "3", span["start"]]) == (code, cells[:6])
    assert out[out.index('"{') :] == '"{""quantity"": ""12"", ""status"": null}",supports,certain,,,body,hand\n'
    assert err.endswith(f" [{words}] to Arcadia in 2014.\n")


@pytest.mark.usefixtures("inside")
def test_anchor_finds_nothing(run):
    """Words that are not there are told as such, exit code 1."""
    code, out, err = run("anchor", "alpha2020", "Nobody ever wrote this sentence")

    expected = "azisrael: not found in alpha2020\nlook for fewer words, or for those of one sentence\n"
    assert (1, "", expected) == (code, out, err)


@pytest.mark.usefixtures("inside")
def test_anchor_finds_what_is_near(run):
    """A passage with slips in it is shown with the difference, and taken if the nearest is wanted."""
    words = "Norland's yards deliverd twelve Heron drones to Arcadia"

    code, out, err = run("anchor", "alpha2020", words)

    told = err.splitlines()
    assert (code, out) == (1, "")
    assert told[0] == "azisrael: not found in alpha2020"
    assert told[1].startswith("near, 6 letter(s) differ, line 3: ")
    assert told[2:] == [
        "    you gave 'deliverd twelve', there stands 'delivered 12'",
        "take the nearest with --near, or correct the words",
    ]
    code, out, _ = run("anchor", "alpha2020", words, "--near", "--row", "AT-0001", "--field", "status")
    assert (code, out.split(",")[:5]) == (0, ["EV-00015", "arms_transfers", "AT-0001", "alpha2020", "3"])


@pytest.mark.usefixtures("inside")
def test_anchor_over_two_lines(run):
    """A passage over two lines is told as such: a span lies on one."""
    code, _, err = run("anchor", "alpha2020", "It was a part of the Summer Watch of 2016")

    told = err.splitlines()
    assert (code, told[0]) == (1, "azisrael: the passage runs over lines 6 to 7; a span lies on one line")
    assert "It was a part of the" in told[1]


@pytest.mark.usefixtures("inside")
def test_anchor_finds_too_much(run):
    """Words that stand in several places are shown in each, numbered, with how to choose."""
    code, out, err = run("anchor", "alpha2020", "in 2014")

    assert (code, out) == (1, "")
    assert [line[:10] for line in err.splitlines()[:2]] == ["1. line 3:", "2. line 5:"]
    assert err.splitlines()[2] == "2 places; choose one with --line or --nth, or give more words"
    second = run("anchor", "alpha2020", "in 2014", "--nth", "2")
    assert (0, second[1]) == run("anchor", "alpha2020", "in 2014", "--line", "5")[:2]
    assert run("anchor", "alpha2020", "in 2014", "--nth", "3")[2].splitlines()[2] == "there is no place 3"


@pytest.mark.usefixtures("inside")
def test_anchor_json(run):
    """JSON has the places found, those near, what the literals give, and the row, always."""
    told = json.loads(run("anchor", "alpha2020", "in 2014", "--json")[1])
    assert list(told) == ["found", "near", "literals", "row"]
    assert (len(told["found"]), told["near"], told["literals"], told["row"]) == (2, [], [], None)

    words = "Under it Norland's yards delivered 12 Heron drones to Arcadia in 2014"
    code, out, err = run("anchor", "alpha2020", words, "--row", "AT-0001", "--literal", "quantity=12", "--json")
    told = json.loads(out)
    assert (code, err, told["row"]["fields"]) == (0, "", {"quantity": "12"})
    assert told["literals"] == [
        {"column": "quantity", "literal": "12", "gives": "12", "relation": "is", "cell": "12", "why": ""}
    ]

    near = json.loads(run("anchor", "alpha2020", "the whole harbor was calm", "--json")[1])["near"]
    assert [(each["line"], each["slips"], each["differences"]) for each in near[:1]] == [
        (5, 1, [{"given": "harbor", "stands": "harbour"}])
    ]


# --literal -> (exit code, what is told of it).
LITERALS = {
    "quantity=12": (0, "quantity: '12' gives 12, which is the cell"),
    "date=2014": (0, "date: '2014' gives 2014, which is the cell"),
    "quantity=2014": (1, "quantity: '2014' gives 2014, but the cell is 12"),
    "recipient=Norland": (1, "recipient: 'Norland' gives NOR, but the cell is ARC"),
    "system=yards": (1, "system: no rule reads 'yards': it is no name or alias in weapon_systems"),
    "status=delivered": (1, "status: no rule reads 'delivered': codes are judged, quote nothing"),
    "agreement=Under it": (1, "agreement: no rule reads 'Under it': links are judged, quote nothing"),
    "quantity=yards": (1, "quantity: no rule reads 'yards': quote the words that give the value, or nothing"),
}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("literal", LITERALS)
def test_anchor_shows_what_a_literal_gives(run, literal):
    """A literal is read by the rules of the proof, and held against the cell of the row."""
    words = "Under it Norland's yards delivered 12 Heron drones to Arcadia in 2014"

    code, _, err = run("anchor", "alpha2020", words, "--row", "AT-0001", "--literal", literal)

    assert LITERALS[literal] == (code, err.splitlines()[-1])


def test_anchor_appends(run, inside):
    """--append writes the row, and the ledger calls its line coded; the package is valid and built."""
    words = "Fishing boats go out before sunrise"
    arguments = ["alpha2020", words, "--row", "IN-0001", "--field", "kind", "--append"]

    code, out, err = run("anchor", *arguments)

    assert (code, out.split(",")[0]) == (0, "EV-00015")
    assert "changed: datasets/evidence.csv" in err.splitlines()
    line = next(row for row in tables_of(inside)["lines"] if (row["source_id"], row["line"]) == ("alpha2020", "8"))
    assert line["disposition"] == "coded"
    assert run("validate", inside)[0] == 0


def test_anchor_appends_nothing_wrong(run, inside):
    """A row that would make the package invalid is not written; its problems are told."""
    before = everything(inside)

    arguments = ["in 2014", "--line", "3", "--row", "AT-0001", "--literal", "quantity=2014", "--append"]
    code, out, _ = run("anchor", "alpha2020", *arguments)

    assert (code, out.count("literal-mismatch")) == (1, 1)
    assert before == everything(inside)
    assert run("anchor", "alpha2020", "in 2014", "--append")[0] == 2


# Arguments of `anchor` that cannot be served -> the one line that says why.
REFUSED = {
    "an unknown source": (
        ["alpha202", "in 2014"],
        "no source 'alpha202'; did you mean 'alpha2020'? known: alpha2020, beta2021",
    ),
    "words without letters": (["alpha2020", " - "], "the words hold no letter or digit"),
    "a row of no table": (["beta2021", "By 2014", "--row", "AT-0099"], "no table has a row AT-0099"),
    "a literal from elsewhere": (
        ["beta2021", "By 2014", "--row", "AT-0001", "--field", "quantity=12"],
        "'12' is not in the passage",
    ),
}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("case", REFUSED)
def test_anchor_refuses(run, case):
    """What cannot be anchored is told in a line after the places found, no row is printed, exit code 2."""
    arguments, message = REFUSED[case]

    code, out, err = run("anchor", *arguments)

    assert (2, "", f"azisrael: {message}") == (code, out, err.splitlines()[-1])
    assert all(line.startswith("line ") for line in err.splitlines()[:-1])


@pytest.mark.usefixtures("inside")
def test_anchor_without_text(run, tmp_path):
    """Without a copy of the source it is told where one was looked for."""
    place = tmp_path / "none"
    message = f"azisrael: no copy of alpha2020 in {place}; put one there or name a folder with --texts\n"

    assert (2, "", message) == run("anchor", "alpha2020", "in 2014", "--texts", place)


@pytest.mark.parametrize(
    "edit", [sets("sources", "alpha2020", file_sha256="x"), sets("lines", ("beta2021", "1"), head="x")]
)
def test_anchor_with_broken_seeds(run, inside, edit):
    """Seeds that cannot be read are told as problems."""
    spoil(inside, edit)

    code, out, err = run("anchor", "alpha2020", "in 2014")

    assert (code, err) == (1, "1 problem(s); nothing was written\n")
    assert "bad-hash: 'x' is not " in out


def test_build(run, root):
    """A build tells rows, cells, spans found, and what changed; a second one that nothing did."""
    code, out, err = run("build", root)
    again = run("build", root)

    cells, facts = build.cells(Package(root))
    spans = len(tables_of(root)["evidence"])
    counts = [f"{each.name:<16}{len(Package(root)[each.name].rows):>6} rows" for each in TABLES]
    told = [
        *counts,
        "",
        f"{facts} facts with {cells} coded cells, every cell named by a supporting span of its source.",
        f"{spans} of {spans} spans found again in the texts at hand.",
    ]
    assert (code, err) == (0, "")
    written = 2 * len(TABLES) + 1
    assert [*told, f"{written} file(s) changed. The package lies in {root}"] == out.splitlines()
    assert [*told, f"Nothing changed. The package lies in {root}"] == again[1].splitlines()


def test_build_without_texts(run, package_root):
    """Without the texts a build says that spans were not held against them."""
    lines = run("build", package_root(texts=False))[1].splitlines()

    assert lines[-2] == "Spans not held against the texts: no copy of a source is at hand (see `azisrael verify`)."


def test_build_with_problems(run, root):
    """Problems are printed as `validate` prints them, nothing is written, and the exit code is 1."""
    spoil(root, sets("actors", "ARC", parent="arcadian-nav"))
    before = everything(root)
    expected = (
        "datasets/actors.csv:2:parent: dangling-key: 'arcadian-nav' is not in actors; did you mean 'arcadian-navy'?\n"
    )

    assert (1, expected, "1 problem(s); nothing was written\n") == run("build", root)
    assert (1, expected, "1 problem(s); nothing was written\n") == run("build", root, "--check")
    assert before == everything(root)


def test_build_check(run, built):
    """--check says that all is fresh, or names what is stale and how to renew it; it writes nothing."""
    assert run("build", built, "--check") == (0, "all files are fresh\n", "")

    (built / "schemas" / "visits.json").unlink()
    spoil(built, sets("visits", "VI-0001", certainty="possible"))
    before = everything(built)
    expected = (
        f"{VISITS}: differs from line 2 on\nschemas/visits.json: missing\n2 stale file(s); run `azisrael build`\n"
    )

    assert (1, expected, "") == run("build", built, "--check")
    assert before == everything(built)


def test_build_out(run, root, tmp_path):
    """--out writes the package elsewhere and says where; a folder that is not a package is refused."""
    code, out, _ = run("build", root, "--out", tmp_path / "out")

    assert (0, f"The package lies in {tmp_path / 'out'}") == (code, out.splitlines()[-1].partition("changed. ")[2])
    assert run("build", tmp_path / "out", "--check")[:2] == (0, "all files are fresh\n")

    (tmp_path / "out" / "thesis.txt").touch()
    message = f"azisrael: {tmp_path / 'out'} holds thesis.txt, which no build writes; choose an empty folder\n"
    assert (2, "", message) == run("build", root, "--out", tmp_path / "out")


def test_build_check_out(run, root, tmp_path):
    """--check and --out together are refused, because one writes nothing and the other writes."""
    code, _, err = run("build", root, "--check", "--out", tmp_path / "out")

    assert (code, err.splitlines()[-1]) == (2, "Error: --check writes nothing; leave --out away")
    assert not (tmp_path / "out").exists()


def test_build_while_another_runs(run, root):
    """A second build of a package is refused in one line."""
    with publish.lock(root):
        expected = f"azisrael: another build of {root} is under way; run this one again when it is done\n"
        assert (2, "", expected) == run("build", root)


def test_faults_of_the_disk_are_told(run, root, tmp_path):
    """What the system refuses is told in one line with the place, exit code 2."""
    (tmp_path / "file").touch()

    found = run("build", root, "--out", tmp_path / "file" / "out")

    assert (2, "", f"azisrael: {tmp_path / 'file'}: File exists\n") == found


def test_reader_that_goes_away(root):
    """When the reader of a long output leaves (`| head -1`), the command ends quietly."""
    with (root / "seeds" / "lines.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"x{number},1,0,1,,,,what,\n" for number in range(3000))
    command = [sys.executable, "-c", "from azisrael_data.cli import main; main()", "validate", "--rows", str(root)]
    command += ["--format", "json"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()

    assert first == "{\n"
    assert (process.returncode, told) == (1, "")


def test_package_without_files(run, root):
    """A package whose tables are gone is a problem a table, told like any other."""
    shutil.rmtree(root / "datasets")
    (root / "datasets").mkdir()
    gone = [each.path for each in TABLES if each.path.startswith("datasets/")]
    expected = [f"{path}:0:: file-missing: no such file; restore the file; every table has one" for path in gone]

    code, out, _ = run("validate", "--rows", root)

    assert (1, expected) == (code, out.splitlines())


def test_reliability(run):
    """The agreement of the two readings is printed as Markdown tables, or as JSON."""
    code, out, err = run("reliability", REPOSITORY)

    assert (code, err) == (0, "")
    assert {line[0] for line in out.splitlines() if line} >= {"|"}
    assert all(each.name in out for each in FACTS)
    assert isinstance(json.loads(run("reliability", REPOSITORY, "--json")[1]), dict)


def test_reliability_without_readings(run, root):
    """A package without the raw readings, as a wheel is, says where they are."""
    message = f"azisrael: no reliability/readings.csv in {root}; the raw readings are in the repository only\n"

    assert (2, "", message) == run("reliability", root)
