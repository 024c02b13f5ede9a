"""cli: the commands on rows and files: fmt, show, withdraw and source, as they are typed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from azisrael_data import build, cli, intake, paths, publish
from azisrael_data.draft import Draft
from azisrael_data.package import Package
from edits import sets, spoil, tables_of

VISITS = "datasets/visits.csv"
WHY = ("--reason", "Told twice.", "--date", "2026-11")
LETTER = "# A letter from the lake\n\nIn May 2020 the ferry ran aground, and everybody walked home.\n"


@pytest.fixture
def run(monkeypatch):
    """Return a function that runs the command and gives (exit code, standard output, standard error)."""
    monkeypatch.delenv("AZISRAEL_TEXTS", raising=False)

    def invoke(*arguments, typed=None):
        result = CliRunner().invoke(cli.main, [str(each) for each in arguments], input=typed, env={"COLUMNS": "80"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.fixture
def root(package_root):
    return package_root()


@pytest.fixture
def letter(tmp_path):
    place = tmp_path / "letter.txt"
    place.write_text(LETTER, encoding="utf-8", newline="")
    return place


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def spoilt(root):
    place = root / VISITS
    place.write_text(place.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8", newline="")
    return root


def test_fmt_of_a_canonical_package(run, root):
    """Nothing to change is exit code 0, with and without --check, and no output."""
    before = contents(root)

    assert run("fmt", root) == (0, "", "nothing to change\n")
    assert run("fmt", "--check", root) == (0, "", "nothing to change\n")
    assert contents(root) == before


def test_fmt_check_writes_nothing(run, root):
    """With --check what would change is shown as a diff, nothing is written, and the exit code is 1."""
    before = contents(spoilt(root))

    code, out, err = run("fmt", "--check", root)

    assert (code, err) == (1, "1 of 16 file(s) would change\n")
    assert out.splitlines()[:2] == ["--- datasets/visits.csv", "+++ datasets/visits.csv"]
    assert contents(root) == before
    assert run("fmt", "--check", "--quiet", root)[:2] == (1, "datasets/visits.csv\n")


def test_fmt_writes(run, root):
    """Without --check the file is written, and the exit code is 0."""
    before = contents(root)

    code, _, err = run("fmt", spoilt(root))

    assert code == 0
    assert err == "1 of 16 file(s) changed\n`azisrael build` renews the Parquet files, if values changed\n"
    assert contents(root) == before


def test_fmt_leaves_what_it_does_not_understand(run, root):
    """A file with a problem is told with the validator's line and left as it is: exit code 1."""
    spoilt(spoil(root, sets("visits", "VI-0001", level="king")))
    before = contents(root)

    code, out, err = run("fmt", root)

    assert code == 1
    assert out.startswith("datasets/visits.csv:2:level: unknown-code: 'king' is not a code")
    assert err == "nothing to change; 1 left as it is, with the problems told\n"
    assert contents(root) == before


def test_fmt_of_files(run, root, monkeypatch):
    """Several files may be named, as pre-commit does; each is called as it was named."""
    monkeypatch.chdir(spoilt(root))

    code, out, _ = run("fmt", "--check", "-q", VISITS, "datasets/places.csv")
    assert (code, out) == (1, "datasets/visits.csv\n")
    assert run("fmt", "-q", VISITS, "datasets/places.csv")[0] == 0
    assert run("fmt", "--check", VISITS)[0] == 0


def test_fmt_of_a_file_by_itself(run, root, tmp_path):
    """A file outside of a package is formatted as the table that is named."""
    place = tmp_path / "mine.csv"
    place.write_bytes((spoilt(root) / VISITS).read_bytes())

    assert run("fmt", place)[0] == 2
    assert run("fmt", "-q", "--table", "visits", place)[0] == 0
    assert b"\r" not in place.read_bytes()
    assert run("fmt", tmp_path / "none.csv") == (2, "", f"azisrael: {tmp_path / 'none.csv'} does not exist\n")


def test_fmt_json(run, root):
    """As JSON: the files that would change, with their diffs, and those that are left, with their problems."""
    code, out, err = run("fmt", "--check", "--json", spoil(spoilt(root), sets("places", "port-alder", kind="port")))

    told = json.loads(out)
    assert (code, err) == (1, "")
    assert [(each["path"], each["changes"], len(each["problems"])) for each in told] == [
        ("datasets/places.csv", False, 1),
        ("datasets/visits.csv", True, 0),
    ]


def test_show(run, root):
    """A row is shown in words; without the texts a remark says how to get the passages."""
    code, out, err = run("show", "VI-0001", "--path", root)

    assert (code, err) == (0, "")
    assert out.splitlines()[1] == "A minister of Arcadia was received by the president of Norland."
    assert "[The Arcadian minister" in out
    code, out, err = run("show", "VI-0001", "--path", root, "--texts", root / "datasets")
    assert code == 0
    assert err == "no copy of alpha2020 at hand: name your folder with --texts to read passages\n"


def test_show_json(run, root):
    """As JSON: everything that is shown."""
    code, out, _ = run("show", "TF-0001", "--json", "--path", root)

    (told,) = json.loads(out)
    assert code == 0
    assert (told["id"], told["table"], told["place"]) == ("TF-0001", "trade_figures", "datasets/trade_figures.csv:2")
    assert [span["stance"] for span in told["spans"]] == ["supports", "contradicts"]
    (value,) = (cell for cell in told["cells"] if cell["column"] == "value")
    assert [each["told"] for each in value["tellings"]] == ["60", "45"]


def test_show_of_two_rows(run, root):
    """Rows of two tables that share an id are shown one below the other."""
    place = root / "datasets" / "places.csv"
    place.write_text(f"heron,Heron Rock,site,,,,,,,\n{place.read_text(encoding='utf-8')}", encoding="utf-8")
    rows = place.read_text(encoding="utf-8").splitlines(keepends=True)
    place.write_text("".join([rows[1], rows[0], *rows[2:]]), encoding="utf-8")

    code, out, _ = run("show", "heron", "--path", root)

    assert code == 0
    assert [line.split()[:2] for line in out.splitlines() if line.startswith("heron  ")] == [
        ["heron", "weapon_systems"],
        ["heron", "places"],
    ]


def test_show_nothing(run, root):
    """An id that is not there, and a folder of texts that is not there, are exit code 2."""
    assert run("show", "VI-0009x", "--path", root)[0] == 2
    code, out, err = run("show", "VI-0001", "--path", root, "--texts", root / "none")
    assert (code, out, err) == (2, "", f"azisrael: {root / 'none'} does not exist\n")


def test_withdraw(run, root):
    """A row is withdrawn after a question; the diff is shown before, and a note says what goes with it."""
    code, out, err = run("withdraw", "VI-0001", *WHY, "--path", root, "--disposition", "context", typed="y\n")

    assert code == 0
    assert "+VI-0001,visits,2026-11,Told twice.,\n" in out
    assert err.startswith("1 span(s) go with it\nWithdraw VI-0001? [y/N]: ")
    assert "VI-0001 is withdrawn; " in err
    assert tables_of(root)["visits"] == []
    assert build.stale(root, build.product(Package(root))) == []


@pytest.mark.parametrize(("more", "typed", "wanted"), [(["--dry-run"], "", 0), ([], "n\n", 1), ([], "", 130)])
def test_withdraw_writes_nothing_before_the_answer(run, root, more, typed, wanted):
    """With --dry-run, without a yes, or broken off at the question, nothing is written."""
    before = contents(root)

    code, out, err = run("withdraw", "TF-0002", *WHY, "--path", root, *more, typed=typed)

    assert (code, err.splitlines()[-1]) == (wanted, "nothing was written")
    assert "-TF-0002," in out
    assert contents(root) == before


def test_withdraw_asks_for_the_disposition(run, root):
    """Lines that hold no evidence any more are named, and what reading came to is asked, or told by an option."""
    before = contents(root)

    code, _, err = run("withdraw", "VI-0001", *WHY, "--path", root, typed="opinion\nn\n")
    assert code == 1
    assert err.startswith("alpha2020:4: no evidence is left there. What did reading come to?\n  context    ")
    code, out, err = run("withdraw", "VI-0001", *WHY, "--path", root, "--yes")
    assert (code, out) == (2, "")
    assert err == "azisrael: alpha2020:4 would hold no evidence any more; say with --disposition what reading came to\n"
    assert contents(root) == before


def test_withdraw_wants_a_date(run, root):
    """There is no clock: without a date it is not run, and a date that is none is a problem."""
    assert run("withdraw", "VI-0001", "--reason", "Why.", "--path", root)[0] == 2
    code, out, err = run("withdraw", "TF-0002", "--reason", "Why.", "--date", "now", "--path", root, "--yes")
    assert code == 1
    assert "bad-edtf" in out
    assert err.endswith("problem(s); nothing was written\n")


def test_source(run, root, letter, monkeypatch):
    """A source is added, its lines are marked, and its status is told until every line is read."""
    build.build(root)
    monkeypatch.chdir(root)
    given = ("--id", "ferry2020", "--title", "A letter", "--published", "2020-05")

    assert run("source", "add", letter, *given, "--dry-run") == (
        0, "ferry2020 would be added: 2 lines, all unread; nothing was written\n", "",
    )  # fmt: skip
    code, out, _ = run("source", "add", letter, *given, "--copy")
    assert (code, out) == (0, "ferry2020 is a source now: 2 lines, all unread\n")
    code, out, _ = run("source", "status", "ferry2020")
    assert code == 1
    assert out.splitlines()[-2:] == ["next: line 1", "# A letter from the lake"]
    assert "2 line(s) of sources are not read yet" in run("validate", "--rows")[2]
    assert run("source", "mark", "ferry2020", "1-2", "context")[:2] == (0, "2 line(s) of ferry2020 marked as context\n")
    code, out, _ = run("source", "status", "ferry2020")
    assert (code, out.splitlines()[-1]) == (0, "every line is read")
    assert run("source", "status", "--json")[0] == 0


def test_a_source_that_is_not_read_is_not_complete(run, root, letter):
    """Unread lines make `verify --complete` fail, and nothing else."""
    draft = Draft(root)
    intake.add(draft, letter, "ferry2020", {"title": "A letter", "published": "2020", "language": "en"})
    draft.commit()
    intake.put_copy(root, letter)

    assert run("verify", root)[0] == 0
    code, _, err = run("verify", root, "--complete")
    assert code == 1
    assert err == "2 line(s) of sources are not read yet: see `azisrael source status`\n"


def test_a_source_that_cannot_be_added(run, root, letter):
    """A bad id is a problem and writes nothing; a text in another encoding is told in a line."""
    before = contents(root)

    code, out, _ = run("source", "add", letter, "--id", "Ferry", "--title", "x", "--published", "2020", "--path", root)
    assert code == 1
    assert "bad-id" in out
    letter.write_bytes(b"caf\xe9\n")
    code, _, err = run("source", "add", letter, "--id", "ferry", "--title", "x", "--published", "2020", "--path", root)
    assert (code, err) == (
        2,
        "azisrael: letter.txt: byte 0xe9 on line 1 is not UTF-8; save it as UTF-8 (iconv -t UTF-8)\n",
    )
    assert contents(root) == before


def test_status_without_a_copy(run, root, letter):
    """Without a copy at hand the next line is named, not shown."""
    draft = Draft(root)
    intake.add(draft, letter, "ferry2020", {"title": "A letter", "published": "2020", "language": "en"})
    draft.commit()

    code, out, err = run("source", "status", "ferry2020", "--path", root)

    assert (code, out.splitlines()[-1]) == (1, "next: line 1")
    assert err == "no copy of ferry2020 at hand: name your folder with --texts to read it here\n"


@pytest.mark.parametrize("command", ["add", "mark", "status"])
def test_help_of_the_subcommands(run, command):
    """Every subcommand has a help page with an example and the meaning of its exit codes."""
    code, out, _ = run("source", command, "-h")

    assert code == 0
    assert f"Example: azisrael source {command}" in out
    assert "Exit code" in out


def test_not_while_a_build_is_under_way(run, root):
    """While a build holds the package nothing is written, and the command says so."""
    before = contents(spoilt(root))

    with publish.lock(root):
        code, _, err = run("fmt", root)

    assert (code, err) == (2, f"azisrael: another build of {root} is under way; run this one again when it is done\n")
    assert contents(root) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("fmt",),
        ("withdraw", "VI-0001", *WHY, "--yes"),
        ("source", "add", "letter.txt", "--id", "ferry2020", "--title", "x", "--published", "2020"),
        ("source", "mark", "alpha2020", "1", "context"),
    ],
)
def test_the_installed_package_is_not_changed_from_elsewhere(run, root, letter, monkeypatch, arguments):
    """What writes wants to be in the package, or told which: the installed one is not what anybody means."""
    monkeypatch.chdir(letter.parent)
    monkeypatch.setattr(paths, "root", lambda: root)
    before = contents(root)

    code, out, err = run(*arguments)

    wanted = f"azisrael: {letter.parent} is not in a package; go into the package's folder, or name it\n"
    assert (code, out, err) == (2, "", wanted)
    assert contents(root) == before
