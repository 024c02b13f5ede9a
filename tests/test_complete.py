"""cli.complete and cli.completion: what a shell is offered, quickly, and in silence when anything fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from azisrael_data import cli, schema
from azisrael_data.cli import complete
from azisrael_data.cli.completion import SHELLS
from azisrael_data.codelists import STANCE
from azisrael_data.models import FACTS, TABLES, table


@pytest.fixture
def inside(package_root, monkeypatch):
    """Stand inside the invented package."""
    root = package_root(texts=False)
    (root / "datapackage.json").touch()
    monkeypatch.chdir(root)
    return root


def offered(*words, function=None):
    """Return what is offered for the last of the words of a command line, or by one function for a beginning."""
    if function is not None:
        return [item.value for item in function(cli.main.make_context("x", ["validate"]), None, *words)]
    found = ShellComplete(cli.main, {}, "azisrael", "_X").get_completions(list(words[:-1]), words[-1])
    return [item.value for item in found]


# words so far -> what is offered for the last of them.
OFFERED = [
    (["anchor", "al"], ["alpha2020"]),
    (["anchor", ""], ["alpha2020", "beta2021"]),
    (["anchor", "alpha2020", "words", "--row", "IN"], ["IN-0001", "IN-0002"]),
    (["anchor", "alpha2020", "words", "--row", "EV"], []),
    (["anchor", "alpha2020", "words", "--stance", ""], list(STANCE)),
    (["anchor", "alpha2020", "words", "--voice", "o"], ["otto-vane"]),
    (["new", "v"], ["visits"]),
    (["new", "visits", "--zone", "t"], ["title"]),
    (["validate", "--table", "w"], ["waivers", "weapon_systems", "withdrawn", "works"]),
    (["completion", ""], list(SHELLS)),
    (["comp"], ["completion"]),
]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(("words", "values"), OFFERED)
def test_offered(words, values):
    """Commands, tables, ids of the package at hand and codes are offered where they are wanted."""
    assert values == offered(*words)


@pytest.mark.usefixtures("inside")
def test_lists():
    """The lists of tables are those of the registry, and the functions offer every one."""
    assert sorted(each.name for each in TABLES) == offered("", function=complete.tables)
    assert {each.name for each in FACTS} == set(offered("", function=complete.fact_tables))
    assert list(complete.ENTERED) == offered("", function=complete.entered_tables)
    assert {"AG-0001", "EV-00001", "ARC", "alpha2020", "alpha2020-1"} <= set(offered("", function=complete.any_ids))
    assert all(table(name).path == f"datasets/{name}.csv" for name in (*complete.ENTERED, "evidence"))
    assert all(schema.header(table(name))[0] == "id" for name in (*complete.ENTERED, "evidence", "sources"))


@pytest.mark.usefixtures("inside")
def test_help_beside_the_ids():
    """Beside an id stand a few words of its row, as shells that can do so show them."""
    (item,) = complete.row_ids(cli.main.make_context("x", ["validate"]), None, "AG")

    assert (item.value, item.help) == ("AG-0001", "Two states concluded an accord about a lake.")


@pytest.mark.parametrize(
    "spoil", [lambda f: f.write_bytes(b"\xff\xfe"), lambda f: f.write_bytes(b""), lambda f: f.unlink()]
)
def test_nothing_fails(inside, spoil, capfd):
    """A file that cannot be read offers nothing, and nothing is printed into the line that is typed."""
    spoil(inside / "seeds" / "sources.csv")

    assert offered("anchor", "") == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("inside")
def test_completion_is_light():
    """What runs at every press of a key loads neither pandas nor pydantic."""
    code = (
        "import sys\nfrom azisrael_data.cli import main\n"
        "try:\n    main(prog_name='azisrael')\nexcept SystemExit:\n    pass\n"
        "print('loaded:', *(m for m in ('pandas', 'pyarrow', 'numpy', 'pydantic') if m in sys.modules))"
    )
    asked = {"COMP_WORDS": "azisrael anchor al", "COMP_CWORD": "2", "_AZISRAEL_COMPLETE": "bash_complete"}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | asked
    )

    assert done.stdout.splitlines() == ["plain,alpha2020", "loaded:"]


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts(shell):
    """The script of every shell names the command and the variable through which it asks, and is printed alone."""
    done = CliRunner().invoke(cli.main, ["completion", shell])

    assert (done.exit_code, done.stderr) == (0, "")
    assert f"_AZISRAEL_COMPLETE={shell}_complete" in done.stdout
    assert "azisrael" in done.stdout.splitlines()[0]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_takes_the_script():
    """Bash evaluates the script and knows the command's completion afterwards."""
    script = CliRunner().invoke(cli.main, ["completion", "bash"]).stdout

    done = subprocess.run(
        ["bash", "-c", f"{script}\ncomplete -p azisrael"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout.split()[-1], done.stderr) == ("azisrael", "")


def test_unknown_shell():
    """Another shell is refused with the known ones."""
    done = CliRunner().invoke(cli.main, ["completion", "tcsh"])

    assert done.exit_code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr
