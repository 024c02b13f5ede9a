"""The files for GitHub and pre-commit: valid, with the least rights, and what they call is what this package has."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from azisrael_data import cli
from azisrael_data.codelists import CERTAINTY
from azisrael_data.models import FACTS, TABLES
from conftest import REPOSITORY
from edits import tables_of

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install 'azisrael-data[test]'")

GITHUB = REPOSITORY / ".github"
WORKFLOWS = {path.stem: path for path in sorted((GITHUB / "workflows").iterdir())}
FORMS = ("correction", "new-fact")
ACTION = REPOSITORY / "action.yml"
HOOKS, OWN_HOOKS = REPOSITORY / ".pre-commit-hooks.yaml", REPOSITORY / ".pre-commit-config.yaml"
SCRIPT = GITHUB / "scripts" / "validate.sh"
# Schema that check-jsonschema brings -> files.
SCHEMAS = {
    "vendor.github-workflows": list(WORKFLOWS.values()),
    "vendor.github-actions": [ACTION],
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
    "vendor.github-issue-forms": [GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml" for name in FORMS],
    "vendor.github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
}
AUDITED = [*WORKFLOWS.values(), ACTION, GITHUB / "dependabot.yml", HOOKS, OWN_HOOKS]
READS = {"contents": "read"}
# Workflow -> job -> its rights. The token of a workflow that is not named in a job has none.
RIGHTS = {
    "contribution": {"read": READS},
    "main": {"check": READS},
    "release": {
        "build": READS,
        "attest": {"id-token": "write", "attestations": "write"},
        "pypi": {"id-token": "write"},
        "github": {"contents": "write"},
        "pages": {"pages": "write", "id-token": "write"},
    },
}
EVENTS = {
    "contribution": {"pull_request": {"branches": ["main"]}},
    "main": {"push": {"branches": ["main"]}, "pull_request": {"branches": ["main"]}},
    "release": {
        "push": {"tags": ["v*"]},
        "workflow_dispatch": {
            "inputs": {
                "dry-run": {
                    "description": "Build and check everything, and give nothing out",
                    "type": "boolean",
                    "default": True,
                }
            }
        },
    },
}
PIN = re.compile(r"uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)")
# What the steps and scripts put in the place of their variables.
GIVEN = {"$STYLE": ["github"], "${options[@]}": ["--format", "github"]}


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs():
    """Yield (workflow, job, what the job says) of every job."""
    for name, path in WORKFLOWS.items():
        for job, told in load(path)["jobs"].items():
            yield name, job, told


def steps():
    """Return every step of the workflows and of the action."""
    return [*(step for *_, told in jobs() for step in told["steps"]), *load(ACTION)["runs"]["steps"]]


def calls(text):
    """Return every call of `azisrael` in a script, as words, with what stands for variables put in."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        if "azisrael " in line.replace('"', "") and not line.lstrip().startswith("#"):
            split = shlex.shlex(line, posix=True, punctuation_chars=True)
            split.whitespace_split = True
            words = list(split)
            at = next((number for number, word in enumerate(words) if Path(word).name == "azisrael"), None)
            if at is None:
                continue  # it is spoken of
            end = next((n for n, word in enumerate(words) if n > at and set(word) <= set("();<>|&")), len(words))
            found.append([each for word in words[at + 1 : end] for each in GIVEN.get(word, [word])])
    return found


def scripts():
    """Return what is run, by where it stands: steps of workflows and action, their scripts, hooks, CI."""
    found = {f"{name}/{job}": told["steps"] for name, job, told in jobs()} | {"action": load(ACTION)["runs"]["steps"]}
    runs = {place: "\n".join(step.get("run", "") for step in each) for place, each in found.items()}
    hooks = [*load(HOOKS), *load(OWN_HOOKS)["repos"][0]["hooks"]]
    entries = "\n".join(shlex.join([*shlex.split(hook["entry"]), *hook.get("args", [])]) for hook in hooks)
    ci = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    own = {each.name: each.read_text(encoding="utf-8") for each in sorted(SCRIPT.parent.iterdir())}
    return runs | own | {"hooks": entries, ".ci/run": ci}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_fit_their_schemas(schema):
    """Workflows, action, issue forms and Dependabot's file fit the schemas that check-jsonschema brings."""
    tool = pytest.importorskip("check_jsonschema.cli", reason="check-jsonschema is not installed")

    done = CliRunner().invoke(tool.main, ["--builtin-schema", schema, *map(str, SCHEMAS[schema])])

    assert (done.exit_code, done.output) == (0, "ok -- validation done\n")


def test_hooks_are_hooks():
    """Pre-commit itself takes the hooks for others and the configuration of this project."""
    tool = pytest.importorskip("pre_commit.clientlib", reason="pre-commit is not installed")

    assert [hook["id"] for hook in tool.load_manifest(HOOKS)] == ["azisrael-validate", "azisrael-fmt"]
    assert [each["repo"] for each in tool.load_config(OWN_HOOKS)["repos"]] == ["local"]


def zizmor(*paths):
    """Run zizmor offline as an auditor and return the names of its findings, or skip where it is not installed."""
    command = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")
    if command is None:
        pytest.skip("zizmor is not installed")
    options = ["--offline", "--persona=auditor", "--strict-collection", "--collect=all", "--format=json", "--quiet"]
    done = subprocess.run(
        [command, *options, "--no-exit-codes", *paths], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    return [finding["ident"] for finding in json.loads(done.stdout)]


def test_zizmor_finds_nothing():
    """The auditor's persona has nothing to say about any of the files."""
    assert zizmor(*AUDITED) == []


def test_zizmor_would_find_something(tmp_path):
    """It does look: what the workflow for contributions leaves out on purpose would be found."""
    text = WORKFLOWS["contribution"].read_text(encoding="utf-8")
    spoilt = text.replace("  pull_request:\n", "  pull_request_target:\n").replace("persist-credentials: false", "")
    path = tmp_path / "contribution.yml"
    path.write_text(spoilt, encoding="utf-8")

    assert {"artipacked", "dangerous-triggers"} <= set(zizmor(path))


def test_actions_are_pinned():
    """Every action is named by a full commit with its version behind it, the same one wherever it is used."""
    named = [
        line.strip().removeprefix("- ")
        for path in (*WORKFLOWS.values(), ACTION)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(- )?uses:", line)
    ]
    pins = [PIN.fullmatch(line) for line in named]

    assert len(named) > len(WORKFLOWS)
    assert [line for line, pin in zip(named, pins, strict=True) if pin is None] == []
    assert len({pin[1] for pin in pins}) == len({pin.groups() for pin in pins})


def test_rights():
    """No workflow has rights as a whole; each job has those in the table above and no other."""
    told = {name: {} for name in WORKFLOWS}
    for name, job, each in jobs():
        told[name][job] = each["permissions"]

    assert [name for name, path in WORKFLOWS.items() if load(path)["permissions"] != {}] == []
    assert told == RIGHTS


def test_jobs_with_rights_run_no_code_of_ours():
    """A job that may write checks nothing out and runs nothing but the command that makes the release."""
    for _, job, told in jobs():
        if "write" in told["permissions"].values():
            runs = [step["run"].split()[:3] for step in told["steps"] if "run" in step]
            assert runs == ([["gh", "release", "create"]] if job == "github" else []), job
            assert not [step for step in told["steps"] if step.get("uses", "").startswith("actions/checkout@")], job
            assert told["if"] == "${{ needs.build.outputs.publish == 'true' }}"


def test_events():
    """What starts a workflow is in the table above: pull requests only with the rights of a stranger."""
    assert {name: load(path)[True] for name, path in WORKFLOWS.items()} == EVENTS  # YAML takes `on` for true


def test_no_secrets():
    """No file names a secret; the token that GitHub makes for a job is named once, to make a release."""
    files = (*GITHUB.rglob("*.yml"), ACTION, *GITHUB.rglob("*.sh"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)

    assert re.findall(r"secrets *[.\[] *[\w'\"]", text) == []
    assert re.findall(r".*github\.token.*", text) == ["          GH_TOKEN: ${{ github.token }}"]


def test_jobs_end():
    """Every job has a limit of time, every workflow a group in which it runs once, and every script runs in bash."""
    assert [(name, job) for name, job, told in jobs() if not 0 < told["timeout-minutes"] <= 60] == []
    for path in WORKFLOWS.values():
        assert load(path)["concurrency"]["group"]
        assert load(path)["defaults"] == {"run": {"shell": "bash"}}  # with it the failure of a pipe's first part is one


def test_checkouts_keep_no_token():
    """No checkout leaves its token behind for what runs after it."""
    found = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]

    assert len(found) == len(WORKFLOWS)
    assert all(step["with"]["persist-credentials"] is False for step in found)


def test_scripts_take_values_through_the_environment():
    """No script has an expression in it: a value that a stranger chose could be code there."""
    runs = [step["run"] for step in steps() if "run" in step]

    assert runs
    assert [run for run in runs if "${{" in run] == []


@pytest.mark.parametrize("place", scripts())
def test_commands_exist(place):
    """Every call of `azisrael` has a command, arguments and options that there are."""
    for name, *arguments in calls(scripts()[place]):
        command = cli.commands()[name]
        with click.Context(command, **cli.main.context_settings) as context:
            command.parse_args(context, arguments)


def test_calls_are_found():
    """The search above finds the calls: in every place that needs one there is one."""
    found = {place: [call[0] for call in calls(text)] for place, text in scripts().items()}

    assert found == {
        "contribution/read": ["validate", "validate", "diff"],
        "main/check": [],
        "release/build": [],
        "release/attest": [],
        "release/pypi": [],
        "release/github": [],
        "release/pages": [],
        "action": [],
        "hooks": ["validate", "fmt", "fmt", "validate", "build"],
        "validate.sh": ["validate", "validate"],
        "release.sh": ["release", "release", "check", "explore"],
        ".ci/run": ["build", "verify"],
    }


@pytest.mark.parametrize("name", ["main", "release"])
def test_checks_are_those_of_a_clone(name):
    """Main and releases run the one script that runs the README's test command."""
    (job,) = (told for workflow, job, told in jobs() if workflow == name and job in {"check", "build"})
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")

    assert [step["run"] for step in job["steps"] if step["name"] == "Run every check"] == [".ci/run\n"]
    assert "<!-- test-command -->/,/```$/p' README.md" in script
    assert 'bash -euo pipefail -c "$test_command"' in script


def test_matrix_is_what_the_package_promises():
    """The tests run on every Python that the classifiers name."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = [each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r":: 3\.\d+$", each)]

    assert load(WORKFLOWS["main"])["jobs"]["check"]["strategy"]["matrix"]["python"] == versions


def dropdowns(form):
    """Return the lists of a form by the id of their question."""
    body = load(GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml")["body"]
    return {each["id"]: each["attributes"]["options"] for each in body if each["type"] == "dropdown"}


def test_lists_of_the_forms():
    """The forms offer the tables, sources and codes that there are, in their order."""
    sources = [*(row["id"] for row in tables_of(REPOSITORY)["sources"]), "another document"]
    coded = [each.name for each in TABLES if each.path.startswith("datasets/")]

    assert dropdowns("correction") == {"table": coded, "source": sources}
    assert dropdowns("new-fact") == {
        "table": [each.name for each in FACTS], "source": sources, "certainty": list(CERTAINTY),
    }  # fmt: skip


def test_inputs_of_the_action():
    """The action's inputs reach its script as variables of the same names, and the script knows no others."""
    action = load(ACTION)
    (step,) = (each for each in action["runs"]["steps"] if each["name"] == "Validate")
    passed = {f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}

    assert step["env"] == passed
    assert set(re.findall(r"INPUT_[A-Z]+", SCRIPT.read_text(encoding="utf-8"))) == set(passed)


def test_page_tells_what_is_so():
    """The page on GitHub names every workflow, job that may write, input and hook, and the pins that are in use."""
    page = (REPOSITORY / "docs" / "github.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*) \|$", page, re.MULTILINE))
    writing = {job for _, job, told in jobs() if "write" in told["permissions"].values()}
    action = load(ACTION)
    workflows = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.values())

    assert set(rows) == {*WORKFLOWS, *writing, *action["inputs"]}
    for name, each in action["inputs"].items():
        assert rows[name].endswith(f"`{each['default']}`" if each["default"] else " |"), name
    for job in writing:
        assert re.findall(r"`([\w-]+)`", rows[job].rpartition("|")[2]) == list(RIGHTS["release"][job])
    assert re.findall(r"- id: (.*)", page) == [hook["id"] for hook in load(HOOKS)]
    assert set(PIN.findall(page)) <= set(PIN.findall(workflows))


def test_own_hooks_fetch_nothing():
    """The hooks of this project use what the README's test command installed."""
    hooks = load(OWN_HOOKS)["repos"][0]["hooks"]

    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"] for hook in hooks if not hook["entry"].startswith(".venv/bin/")] == []


def test_tools_are_installed_with_the_tests():
    """What these tests would skip without is in the extra that the README's test command installs."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = {re.split(r"[<>=\[]", each)[0] for name in ("test", "dev") for each in extras[name]}

    assert {"check-jsonschema", "pre-commit", "pyyaml", "zizmor"} <= named
