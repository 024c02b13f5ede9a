"""cli.new with prompting, asking, witnessing and interview: rows entered by hand, and nothing half-written."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import signal
import sys
import time

import pytest
from click.testing import CliRunner

from azisrael_data import build, cli
from azisrael_data.cli import prompting
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from edits import tables_of

WORDS = "Fishing boats go out before sunrise"
# What a person answers to `azisrael new incidents`: columns, then a passage.
ROW = ["Boats put to sea.", "", "other", "", "", "Norland", "Vane", "Port Alder", "", "ongoing", "", "", "", ""]
PASSAGE = ["alpha2020", WORDS, "y", "", "", "", "", ""]
FIELDS = ["-", "-", "-", "-", "-"]
DOCUMENT = {
    "facts": [
        {
            "summary": "Boats put to sea.", "kind": "other", "actors": "Norland", "outcome": "ongoing",
            "evidence": [
                {"source": "alpha2020", "words": WORDS, "fields": {"kind": None, "actors": None, "outcome": None}}
            ],
        }
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The invented package, built once."""
    from conftest import FILES, SOURCE_TEXTS, _write, invented_rows

    root = tmp_path_factory.mktemp("made") / "package"
    _write(root, invented_rows())
    (root / "seeds" / "texts").mkdir()
    for key, text in SOURCE_TEXTS.items():
        (root / "seeds" / "texts" / FILES[key]).write_text(text, encoding="utf-8", newline="")
    build.build(root)
    return root


@pytest.fixture
def root(made, tmp_path, monkeypatch):
    """Stand inside a copy of it."""
    monkeypatch.delenv("AZISRAEL_TEXTS", raising=False)
    shutil.copytree(made, tmp_path / "package")
    monkeypatch.chdir(tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture
def run(root):
    """Return a function that runs `azisrael new` with answers and gives (exit code, output, errors)."""
    before = contents(root)

    def invoke(*arguments, answers=(), untouched=True):
        given = "".join(f"{answer}\n" for answer in answers)
        done = CliRunner().invoke(cli.main, ["new", *map(str, arguments)], input=given)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert not untouched or before == contents(root)
        return done.exit_code, done.stdout, done.stderr

    return invoke


def contents(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def entered(root):
    return {row["id"]: row for row in tables_of(root)["incidents"]}["IN-0003"]


def test_a_row_is_asked_for(run, root):
    """Every column is asked for, then the passage; what is confirmed is written, valid and built."""
    code, out, err = run("incidents", answers=[*ROW, *PASSAGE, *FIELDS, "", "y"], untouched=False)

    assert (code, out) == (0, "incidents IN-0003\nevidence EV-00015\n")
    assert "It becomes IN-0003." in err
    assert "  = NOR\n" in err
    assert f"[{WORDS}] and come home when the mist" in " ".join(err.split())
    assert "the whole package is valid with it" in err
    row = entered(root)
    assert (row["actors"], row["targets"], row["place"], row["outcome"]) == (
        "NOR",
        "otto-vane",
        "port-alder",
        "ongoing",
    )
    span = tables_of(root)["evidence"][-1]
    assert json.loads(span["fields"]) == dict.fromkeys(["kind", "actors", "targets", "place", "outcome"])
    assert build.stale(root, build.product(Package(root))) == []


def test_literals_are_proposed(run):
    """For each cell the words of the passage that give it are proposed, and taken with an empty answer."""
    row = ["An exercise.", "2016-06", "", "exercise", "", "", "Arcadian navy", "", "Port Alder", "Heron", "occurred"]
    row += [""] * 4
    passage = ["alpha2020", "In June 2016 the Arcadian navy held an exercise near Port Alder with Heron drones", "y"]

    code, out, err = run("incidents", answers=[*row, *passage, *[""] * 12, "y"], untouched=False)

    # the fixture has the same exercise as IN-0002: the whole is not valid with a second one
    assert "date = 2016-06 [June 2016]: " in err
    assert "actors = arcadian-navy [Arcadian navy]: " in err
    assert "place = port-alder [Port Alder]: " in err
    assert "systems = heron [Heron drones]: " in err
    assert "kind = exercise [-]: " in err
    assert "likely-duplicate: IN-0003 looks like IN-0002" in " ".join(err.split())
    assert (code, out) == (130, "")


# answers to the first columns of an incident -> what is told in between.
HELD = [
    (["<"], "this is the first column; Ctrl-C breaks off"),
    ([""], "wanted: The fact in the coder's own words, one sentence; ? explains, < goes back"),
    (["?"], "text of at most 240 characters"),
    (["x", "?"], "2012, 2012-02, 2012-02-26, 201X, 2012~ (about)"),
    (["x", "2012-13"], "month 13 does not exist"),
    (["x", "2012", "<", "2013"], "date [2012]:"),
    (["x", "", "?"], "protest"),
    (["x", "", "protst"], "did you mean 'protest'?"),
    (["x", "", "other", "", "", "Norlnd", "n"], "'Norlnd' is not in actors; did you mean 'Norland'?"),
    (["x", "", "other", "", "", "?"], "arcadian-navy"),
    (["x", "", "other", "", "", "Norland; Norland"], "'NOR' stands twice"),
    (["x", "", "other", "", "", "Norland", "Norland ; ARC"], "= NOR;ARC"),
    (
        ["x", "", "other", "", "", "Norland", "", "", "", "occurred", "5", "3"],
        "'deaths_low' 5 is above 'deaths_high' 3",
    ),
    (["x", "", "other", "", "", "Norland", "", "", "", "occurred", "many"], "'many' is not a whole number"),
    (["x", "", "other", "", "", "Norland", "", "", "", "occurred", "", "", "?"], "IN-0001 A season of watching"),
]


@pytest.mark.parametrize(("answers", "line"), HELD)
def test_what_is_told_while_asking(run, answers, line):
    """A wrong answer is told with what is near and asked for again; ? explains; < goes back."""
    code, _, err = run("incidents", answers=answers)

    assert code == 130
    assert line in " ".join(err.split())


def test_a_new_actor_on_the_way(run, root):
    """A key that is not there is added right there, with an id made from its name, and written with the row."""
    row = [*ROW[:5], "Fisher Guild", "y", "", "", "group", "", "", "", "boats", "", *ROW[6:]]

    code, out, err = run("incidents", answers=[*row, *PASSAGE, "-", "boats", "-", "-", "-", "", "y"], untouched=False)

    assert (code, out.splitlines()[0]) == (0, "actors fisher-guild")
    assert "id [fisher-guild]: " in err
    assert "back to the row, with fisher-guild" in err
    assert "actors: 'boats' gives fisher-guild, which is the cell" in err
    assert entered(root)["actors"] == "fisher-guild"


def test_an_alias_on_the_way(run, root):
    """Words that name nobody yet are offered as a name of the row that is meant."""
    fields = ["-", "Fishing boats", "y", "-", "-", "-"]

    code, _, err = run("incidents", answers=[*ROW, *PASSAGE, *fields, "", "y"], untouched=False)

    assert code == 0
    assert "no rule reads 'Fishing boats': it is no name or alias in actors" in err
    assert next(row for row in tables_of(root)["actors"] if row["id"] == "NOR")["aliases"] == "Fishing boats"


def test_the_evidence_is_checked(run):
    """Words that stand nowhere, in several places, or do not give the cell are told and asked for again."""
    answers = [
        *ROW, "alpha", "alpha2020", "- -", "nothing of the kind", "in 2014", "", "Fishing boats go out before sunrize",
        "n", WORDS, "y", "suports", "", "certain", "", "", "", "other", "sunrise",
        "a b c d e f g h i", "-", "-", ".", "-", "-",
    ]  # fmt: skip

    code, _, err = run("incidents", answers=answers)

    told = " ".join(err.split())
    for line in (
        "no source 'alpha'",
        "the words hold no letter or digit",
        "not found; try fewer words",
        "2. line 5: ",
        "you gave 'sunrize', there stands 'sunrise'",
        "'suports' is not a code",
        "'other' is not in the passage",
        "kind: no rule reads 'sunrise': codes are judged, quote nothing",
        "'a b c d e f g h i' has 9 words; quote at most 8",
        "not shown yet: targets",
        "Another passage? [Y/n]",
    ):
        assert line in told, line
    assert code == 130


def test_wording_is_asked_about(run, root):
    """Where the certainty does not fit the wording a reason is asked for, and written as an exception."""
    passage = [*PASSAGE[:4], "possible", *PASSAGE[5:]]

    code, _, err = run(
        "incidents", answers=[*ROW, *passage, *FIELDS, "The line before hedges.", "", "y"], untouched=False
    )

    assert "no-hedge: an uncertain span holds no hedging word and names no voice" in " ".join(err.split())
    assert code == 0
    assert ("EV-00015", "no-hedge", "The line before hedges.") in {
        (row["evidence_id"], row["rule"], row["reason"]) for row in tables_of(root)["exceptions"]
    }


def test_a_reference_row_is_asked_for(run, root):
    """A row of a reference table is asked for without evidence."""
    answers = ["Far Landing", "", "city", *[""] * 7, "y"]

    code, out, _ = run("places", answers=answers, untouched=False)

    assert (code, out) == (0, "places far-landing\n")
    assert tables_of(root)["places"][0]["name"] == "Far Landing"


@pytest.mark.parametrize("number", range(0, 29, 2))
def test_breaking_off_loses_nothing(run, tmp_path, number):
    """Wherever input ends, nothing is written, exit code 130, and what was entered is given back as a document."""
    answers = [*ROW, *PASSAGE, *FIELDS, ""][:number]
    save = tmp_path / "kept.json"

    code, out, err = run("incidents", "--save", save, answers=answers)

    assert (code, out) == (130, "")
    if number:
        kept = json.loads(save.read_text())["facts"][0]
        assert kept["summary"] == "Boats put to sea."
        assert err.splitlines()[-1] == f"complete it and run: azisrael new incidents --from {save}"
        if number > len(ROW) + 2:
            assert kept["evidence"][0]["words"] == WORDS
    else:
        assert err.splitlines()[-1] == "nothing was written"
    if number == 28:
        assert run("incidents", "--from", save, untouched=False)[:2] == (0, "incidents IN-0003\nevidence EV-00015\n")


def test_what_is_kept_is_printed(run):
    """Without --save what was entered is printed on standard error, ready for --from."""
    _, out, err = run("incidents", answers=ROW[:3])

    assert out == ""
    kept = err[err.index("{\n") : err.rindex("}") + 1]
    assert json.loads(kept) == {
        "facts": [{"table": "incidents", "summary": "Boats put to sea.", "kind": "other", "evidence": []}]
    }


@pytest.mark.parametrize("suffix", ["json", "yaml", "-"])
def test_from_a_document(root, tmp_path, suffix):
    """A document in JSON or YAML, or on standard input, is written, and its ids are printed."""
    text = json.dumps(DOCUMENT)
    place = tmp_path / f"facts.{suffix}"
    place.write_text(text, encoding="utf-8")

    done = CliRunner().invoke(
        cli.main, ["new", "incidents", "--from", "-" if suffix == "-" else str(place)], input=text
    )

    assert (done.exit_code, done.stdout) == (0, "incidents IN-0003\nevidence EV-00015\n")
    assert "changed: datasets/incidents.csv\n" in done.stderr
    assert entered(root)["actors"] == "NOR"


def test_problems_of_a_document(run, tmp_path):
    """Every problem is a line with file and place in the document; nothing is written; JSON holds the same."""
    document = json.loads(json.dumps(DOCUMENT))
    document["facts"][0] |= {"kind": "othr", "colour": "red"}
    place = tmp_path / "facts.json"
    place.write_text(json.dumps(document), encoding="utf-8")

    code, out, err = run("incidents", "--from", place)

    assert (code, err) == (1, "2 problem(s); nothing was written\n")
    assert out.splitlines() == [
        f"{place}:facts[0].kind: unknown-code: 'othr' is not a code, wanted one of the 32 codes; did you mean 'other'?",
        f"{place}:facts[0].colour: unknown-column: incidents has no column 'colour'",
    ]
    code, told, _ = run("incidents", "--from", place, "--json")
    found = json.loads(told)
    assert (code, found["ids"], found["written"]) == (1, [], [])
    assert [each["text"] for each in found["problems"]] == out.splitlines()
    assert found["problems"][1]["place"] == "facts[0].colour"


def test_a_document_that_cannot_be_read(run, tmp_path):
    """A fault of the syntax is told with line and column, exit code 2."""
    place = tmp_path / "facts.yaml"
    place.write_text("facts:\n- kind: other\n  kind: war\n", encoding="utf-8")
    message = f"azisrael: {place}:3:3: the key 'kind' stands twice; delete one of them\n"

    assert (2, "", message) == run("incidents", "--from", place)
    assert run("incidents", "--from", tmp_path / "none.yaml")[0] == 2


FLAGS = [
    "--set", "summary=Boats put to sea.", "--set", "kind=other", "--set", "actors=Norland", "--set", "outcome=ongoing",
    "--evidence", f"alpha2020: {WORDS}", "--field", "kind", "--field", "actors", "--field", "outcome",
]  # fmt: skip


def test_from_flags(run, root):
    """Flags describe one row with its passages; --dry-run shows the difference and writes nothing."""
    code, out, err = run("incidents", *FLAGS, "--dry-run")
    assert (code, err) == (0, "could be written: incidents IN-0003, evidence EV-00015; nothing was\n")
    assert "+IN-0003,Boats put to sea.,,,other,,,NOR,,,,ongoing" in out

    code, out, _ = run("incidents", *FLAGS, "--json", untouched=False)
    told = json.loads(out)
    ids = [{"table": "incidents", "id": "IN-0003"}, {"table": "evidence", "id": "EV-00015"}]
    assert (code, told["ids"], told["problems"]) == (0, ids, [])
    assert "datasets/incidents.csv" in told["written"]
    assert entered(root)["summary"] == "Boats put to sea."


def test_flags_of_several_passages(run):
    """A field belongs to the first passage, or to the one whose number it has; repeated it becomes a list."""
    more = ["--evidence", "alpha2020: their crews mend nets", "--field", "2:actors", "--set", "targets=Vane;ARC"]
    more += ["--field", "1:targets", "--field", "targets"]

    code, out, _ = run("incidents", *FLAGS, *more, "--dry-run")

    assert code == 0
    assert '{""actors"": null}' in out
    assert '""targets"": [null, null]' in out


# arguments -> the end of the message of wrong usage.
USAGE = [
    (["--json"], "--set or --from is wanted; without them every column is asked for"),
    (["--set", "kind"], "--set 'kind': COLUMN=VALUE is wanted"),
    (["--set", "kind=a", "--set", "kind=b"], "--set 'kind=b': set twice"),
    (["--set", "kind=a", "--evidence", "words"], "--evidence 'words': 'SOURCE: WORDS' is wanted"),
    (["--set", "kind=a", "--field", "kind"], "--field 'kind': there is no passage 1; give it with --evidence"),
    (["--set", "kind=a", "--from", "x"], "leave --set, --evidence and --field out"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE)
def test_wrong_usage(run, arguments, message):
    """Flags that do not go together are refused, exit code 2."""
    code, out, err = run("incidents", *arguments)

    assert (code, out) == (2, "")
    assert err.rstrip().endswith(message)


def test_reference_rows_have_no_evidence(run):
    """A reference row given with evidence is refused, one without is taken."""
    assert run("actors", "--set", "name=Salt Guild", "--evidence", "a: b")[0] == 2
    assert run("actors", "--set", "name=Salt Guild", "--set", "kind=group", "--dry-run")[0] == 0


def test_an_empty_document(run, tmp_path):
    """A document without rows is refused instead of passing as entered."""
    (tmp_path / "x.json").write_text("{}")

    assert run("incidents", "--from", tmp_path / "x.json")[0] == 2


def test_template(run):
    """--template prints a document and needs no package."""
    code, out, err = run("visits", "--template")

    assert (code, err) == (0, "")
    assert out.startswith("# One new row of visits.")


def test_completer():
    """The tabulator key completes what begins so, whatever its case, also after a list's separator and blank."""
    complete = prompting.completer(["Norland", "NOR", "Arcadia"])

    assert [complete("nor", 0), complete("nor", 1), complete("nor", 2)] == ["NOR", "Norland", None]
    assert complete(" arc", 0) == " Arcadia"


def test_questions(capsys, monkeypatch):
    """A yes or no and a choice are asked for until they are answered; nothing means the default or none."""
    answers = iter(["maybe", "n", "", "7", "2", ""])
    monkeypatch.setattr(prompting, "_line", lambda _question: next(answers))

    assert (prompting.confirm("Well?"), prompting.confirm("Well?")) == (False, True)
    assert (prompting.choose("Which", 3), prompting.choose("Which", 3)) == (2, None)
    assert capsys.readouterr().err == "  answer y or n\n  a number from 1 to 3, or nothing\n"


def test_codes_that_documents_share():
    """Codes of faults that only documents have are not those of the catalogue, which are of packages."""
    for code in ("passage", "wording"):
        with pytest.raises(Exception, match="is not in the catalogue"):
            Problem("x", 1, "", code, "")


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *arguments):
        import pty

        self.pid, self.file = pty.fork()
        if not self.pid:
            code = "from azisrael_data.cli import main; main()"
            os.execve(sys.executable, [sys.executable, "-c", code, *arguments], os.environ | {"TERM": "xterm"})
        self.seen = ""

    def until(self, words):
        """Read until some words are shown; fails if they do not come."""
        end = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self.file], [], [], 1)[0]:
                with contextlib.suppress(OSError):
                    self.seen += os.read(self.file, 4096).decode(errors="replace")
        self.seen = self.seen.partition(words)[2]

    def type(self, text):
        os.write(self.file, text.encode())

    def interrupt(self, send):
        """Interrupt, again if nothing comes of it, and return what is shown until the end, and the exit code.

        A signal that comes just before the system call that waits for a key is seen after the next key only.
        """
        send()
        end, silent = time.monotonic() + 60, 0
        while True:
            assert time.monotonic() < end, self.seen
            if not select.select([self.file], [], [], 1)[0]:
                silent += 1
                if silent % 3 == 0 and "nothing was written" not in self.seen:
                    send()
                continue
            try:
                data = os.read(self.file, 4096)
            except OSError:  # as Linux tells the end of a terminal
                break
            if not data:
                break
            self.seen += data.decode(errors="replace")
        os.close(self.file)
        return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", self.seen), os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of its own on this system")
def test_on_a_terminal(root):
    """On a terminal the tabulator key completes a code, and Ctrl-C gives back what was entered, exit code 130."""
    before = contents(root)
    terminal = Terminal("new", "incidents")
    terminal.until("summary: ")
    terminal.type("Boats put to sea.\n")
    terminal.until("date: ")
    terminal.type("\n")
    terminal.until("kind: ")
    terminal.type("espio\t\n")
    terminal.until("plover_type: ")
    terminal.type("half an ans")
    terminal.until("ans")

    told, code = terminal.interrupt(lambda: terminal.type("\x03"))

    assert code == 130
    assert '"kind": "espionage"' in told
    assert "nothing was written; what you entered:" in told
    assert "Traceback" not in told
    assert before == contents(root)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of its own on this system")
@pytest.mark.usefixtures("root")
def test_a_signal_between_questions():
    """An interrupt that comes while nothing is asked ends the same way."""
    terminal = Terminal("new", "places")
    terminal.until("name: ")

    told, code = terminal.interrupt(lambda: os.kill(terminal.pid, signal.SIGINT))

    assert (code, told.split()[-3:]) == (130, ["nothing", "was", "written"])
    assert "Traceback" not in told
