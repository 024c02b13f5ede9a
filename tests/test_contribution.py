"""What the action and the workflow for contributions do: their steps, as they stand, over an invented package."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

import pytest

from azisrael_data import build
from conftest import REPOSITORY
from edits import fields, sets, spoil

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install 'azisrael-data[test]'")

pytestmark = [
    pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here: the scripts cannot be run"),
    pytest.mark.skipif(shutil.which("git") is None, reason="no git here: the trees cannot be laid out"),
]

WORKFLOW = REPOSITORY / ".github" / "workflows" / "contribution.yml"
SCRIPT = REPOSITORY / ".github" / "scripts" / "validate.sh"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")  # as GitHub's runner calls it
# What an installed command looks like: its own folder is on Python's path, the folder that one is in is not.
COMMAND = f"#!{sys.executable}\nimport sys\nfrom azisrael_data.cli import main\nsys.exit(main(prog_name='azisrael'))\n"
FAULTS = (
    sets("visits", "VI-0001", level="ministr"),
    sets("actors", "ARC", parent="arcadian-nav"),
    sets("trade_figures", "TF-0001", value="about 60"),
)
ANNOTATIONS = """\
::error file={0}datasets/actors.csv,line=2,title=dangling-key::parent: 'arcadian-nav' is not in actors; did you mean \
'arcadian-navy'?
::error file={0}datasets/visits.csv,line=2,title=unknown-code::level: 'ministr' is not a code, wanted head_of_state, \
head_of_government, minister, deputy_minister, parliamentary, military, senior_official, delegation, expert; did you \
mean 'minister'?
::error file={0}datasets/trade_figures.csv,line=2,title=bad-number::value: 'about 60' is not a canonical number; write \
the bare number; unit, currency and hedge have columns of their own
"""
# Files of a contribution that Python, pip or pytest would run if they stood in their way.
TRAPS = ("azisrael_data/__init__.py", "click.py", "csv.py", "pyarrow.py", "sitecustomize.py", "usercustomize.py",
         "conftest.py", "setup.py", "hatch_build.py", ".github/scripts/validate.sh")  # fmt: skip


@pytest.fixture
def bin_dir(tmp_path):
    """A folder with the command as it is installed."""
    place = tmp_path / "base-environment" / "bin"
    place.mkdir(parents=True)
    (place / "azisrael").write_text(COMMAND, encoding="utf-8")
    (place / "azisrael").chmod(stat.S_IRWXU)
    return place


@pytest.fixture(scope="session")
def _built(tmp_path_factory):
    return tmp_path_factory.mktemp("built") / "package"


@pytest.fixture
def built(tmp_path, package_root, _built):
    """The invented package, built, without texts, with a second name for its harbour."""
    if not _built.exists():
        root = package_root("first", texts=False, places=lambda rows: rows[0].update(aliases=("Alder",)))
        build.build(root)
        root.rename(_built)
    return shutil.copytree(_built, tmp_path / "package")


def shell(command, cwd, bin_dir, **variables):
    """Run a command with little in its environment; return (exit code, standard output, standard error)."""
    keep = {name: os.environ[name] for name in ("HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    path = os.pathsep.join([str(bin_dir), os.environ["PATH"]])
    environment = {**keep, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def act(tmp_path, bin_dir):
    """Return a function that runs the action's script as a workflow of another repository would."""

    def run(**inputs):
        given = {f"INPUT_{name.upper()}": str(value) for name, value in inputs.items()}
        return shell(["bash", str(SCRIPT)], tmp_path, bin_dir, GITHUB_WORKSPACE=str(tmp_path), **given)

    return run


@pytest.mark.parametrize("path", ["./package/", "{tmp_path}/package"])
def test_action_annotates_a_package(act, built, tmp_path, path):
    """Every fault of a package is an annotation at its file, counted from the root of the repository."""
    spoil(built, *FAULTS)
    code, out, err = act(path=path.format(tmp_path=tmp_path))

    assert (1, sorted(ANNOTATIONS.format("package/").splitlines())) == (code, annotations(out))
    assert err.endswith("problem(s)\n")


def annotations(out):
    """Return the errors among the lines of a log that are about cells, in alphabetical order."""
    return sorted(line for line in out.splitlines() if line.startswith("::error ") and ".csv," in line)


def test_action_reads_loose_files(act, built, tmp_path):
    """A folder of CSV files is read file by file, and one bad file makes the whole bad."""
    loose = tmp_path / "rows"
    loose.mkdir()
    shutil.copy(built / "datasets" / "places.csv", loose)
    text = (built / "datasets" / "visits.csv").read_text(encoding="utf-8").replace(",minister,", ",ministr,")
    (loose / "visits.csv").write_text(text, encoding="utf-8")
    code, out, err = act(path="rows")

    assert code == 1
    assert "::error file=rows/visits.csv,line=2,title=unknown-code::level: 'ministr' is not a code" in out
    assert err.splitlines()[0] == "1 rows of places: no problem(s)"


def test_action_takes_a_table(act, built, tmp_path):
    """A file of any name is read as rows of the table that is named, and the format is the caller's."""
    shutil.copy(built / "datasets" / "places.csv", tmp_path / "mine.csv")

    assert act(path="mine.csv", table="places", format="text") == (0, "", "1 rows of places: no problem(s)\n")


def test_action_with_nothing_to_read(act, tmp_path):
    """A folder without CSV files is a failure, never a silent success."""
    (tmp_path / "empty").mkdir()

    told = "::error title=nothing to read::no CSV file and no folder datasets in the folder of the input 'path'\n"
    assert act(path="empty") == (2, told, "")


def test_action_takes_no_orders(act, tmp_path):
    """What an input holds is a path, not a command and not an option."""
    for path in ("$(touch owned)", "x; touch owned", "--help"):
        assert act(path=path)[0] == 2

    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []


class Request:
    """A pull request, laid out as the runner lays it out, and the steps of the workflow to run over it."""

    def __init__(self, root, place, bin_dir):
        self.root, self.place, self.bin_dir = root, place, bin_dir
        self.steps = {step["name"]: step for step in yaml.safe_load(WORKFLOW.read_text())["jobs"]["read"]["steps"]}
        place.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("The state from which the request was made")

    def git(self, *arguments):
        """Run git in the repository."""
        own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *own, *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self, message):
        """Commit everything."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", message)

    def contribute(self, change):
        """Commit a change of the files on a branch of its own, and come back to main."""
        self.git("switch", "--quiet", "--create", "request")
        change(self.root)
        self.commit("The request")
        self.git("switch", "--quiet", "main")

    def check_out(self):
        """Merge as GitHub does, and check the merge out with the two commits that it joins."""
        self.git("switch", "--quiet", "--detach")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "request")
        where = self.steps["Check out the merge result and the two commits that it joins"]["with"]
        source = ["--depth", str(where["fetch-depth"]), self.root.as_uri(), where["path"]]
        subprocess.run(["git", "clone", "--quiet", *source], cwd=self.place, check=True, capture_output=True)
        assert self.step("Lay the base and the contribution beside it")[0] == 0

    def step(self, name, **variables):
        """Run a step as it stands; return (exit code, log, job summary)."""
        summary, output = self.place.parent / "summary", self.place.parent / "output"
        summary.write_bytes(b"")
        own = {key: value for key, value in self.steps[name].get("env", {}).items() if "${{" not in value}
        files = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)}
        runner = {**own, **files, "RUNNER_TEMP": str(self.bin_dir.parents[1] / "temp"), **variables}
        base = self.bin_dir.parents[1] / "temp" / "base"
        base.parent.mkdir(exist_ok=True)
        if not base.is_symlink():
            base.symlink_to(self.bin_dir.parent)
        code, out, err = shell([*BASH, "-c", self.steps[name]["run"]], self.place, self.bin_dir, **runner)
        return code, out + err, summary.read_text(encoding="utf-8")


@pytest.fixture
def request_of(built, tmp_path, bin_dir):
    """Return a function that makes a pull request of a change, to a main that has changed since."""

    def make(change, since=None):
        made = Request(built, tmp_path / "workspace", bin_dir)
        made.contribute(change)
        if since:
            since(built)
            made.commit("What main has got since")
        made.check_out()
        return made

    return make


def trap(root, owned):
    """Lay files that Python, pip and pytest run when they meet them; what is run leaves a mark."""
    for name in TRAPS:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(owned)!r}, 'a').write({name!r})\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n'
        "[tool.hatch.build.hooks.custom]\n[tool.pytest.ini_options]\naddopts = '-p conftest'\n",
        encoding="utf-8",
    )
    (root / ".gitattributes").write_text("*.csv filter=lfs diff=lfs merge=lfs -text\n", encoding="utf-8")


def test_broken_and_hostile_contribution(request_of, tmp_path, bin_dir):
    """Its faults are annotated once, in the request's own files, and nothing that it brings is run."""
    owned = tmp_path / "owned"

    def change(root):
        spoil(root, *FAULTS)
        trap(root, owned)

    made = request_of(change)
    code, log, summary = made.step("Read the contribution")
    assert (1, sorted(ANNOTATIONS.format("").splitlines())) == (code, annotations(log))
    assert "### `datasets/trade_figures.csv`" in summary

    code, log, summary = made.step("Tell in the summary what merging would change")
    assert (code, log) == (0, "")
    assert "| `level` | `minister` | `ministr` |" in summary

    inside = made.place / "contribution"
    assert shell(["azisrael", "validate"], inside, bin_dir)[0] == 1  # also where a person stands in it
    assert not owned.exists()
    subprocess.run([sys.executable, "-c", "import azisrael_data"], cwd=inside, check=True)
    assert owned.read_text(encoding="utf-8") == "azisrael_data/__init__.py"  # the traps do spring


def test_clean_contribution_that_cannot_be_merged(request_of):
    """What each side has for itself may not go together: then the merge result is annotated."""
    made = request_of(
        lambda root: build.build(spoil(root, fields("EV-00007", place="Alder"))),  # uses the second name
        since=lambda root: build.build(spoil(root, sets("places", "port-alder", aliases=""))),  # which main drops
    )

    assert made.step("Read the contribution") == (0, "94 rows in 16 tables: no problem(s)\n", "")
    code, log, _ = made.step("Read the merge result", STYLE="github")
    assert (code, len(annotations(log))) == (1, 1)


def test_change_of_the_code_is_told(request_of):
    """Of a request that changes the code the base's rules are no judge: it is said, and the outcome is no failure."""

    def change(root):
        (root / "src").mkdir()
        (root / "src" / "rules.py").write_text("RULES = ()\n", encoding="utf-8")

    made = request_of(change)
    code, log, _ = made.step("Tell whether the request changes the code")

    assert (code, log.startswith("::notice title=code::This request changes the code.")) == (0, True)
    assert (made.place.parent / "output").read_text(encoding="utf-8") == "same=false\n"
    bound = [step for step in made.steps.values() if "azisrael" in step.get("run", "")]
    wanted = "${{ steps.code.outputs.same == 'false' }}"
    assert [step["continue-on-error"] for step in bound] == [wanted] * 3
