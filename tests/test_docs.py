"""The documents: what they tell about commands, columns and codes is so, and no sentence of a source is in them."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib

import click
import pytest

from azisrael_data import __version__, cli, descriptor, reference, schema
from azisrael_data.catalogue import CODES
from azisrael_data.copies import VARIABLE, quoted
from azisrael_data.models import FACTS, TABLES
from azisrael_data.proof import MOST_WORDS
from conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
CITATION = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
WORDS_IN_A_ROW = 8
# They quote: titles and authors of the works that the sources cite, and of the sources themselves.
QUOTING = {"datasets/works.csv", "seeds/sources.csv"}


def blocks(text, language):
    """Return the code blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(text):
    """Return every call of `azisrael` in the shell blocks and in the code words of a page, as words."""
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    found = re.findall(r"(?:^|[/ &])azisrael ([a-z][^>|&\n]*)", "\n".join(lines), re.MULTILINE)
    return [shlex.split(each, comments=True) for each in found]


PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
DOCS = {path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}


def tracked():
    """Return the files that git tracks, or skip where there is no repository."""
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        pytest.skip("no git repository here: which files are published is not known")
    command = ["git", "-c", f"safe.directory={REPOSITORY}", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (REPOSITORY / name).is_file()]


def test_every_command_is_in_the_readme():
    """The README's table of commands names every command and no other."""
    assert sorted(cli.commands()) == sorted(re.findall(r"^\| `azisrael ([a-z]+)", README, re.MULTILINE))


@pytest.mark.parametrize("page", [page for page, text in DOCS.items() if commands(text)])
def test_commands_of_the_docs_can_be_parsed(page):
    """Every command line that a page shows has arguments and options that the command takes."""
    for name, *arguments in commands(DOCS[page]):
        command = cli.commands()[name]
        with click.Context(command, **cli.main.context_settings) as context:
            command.parse_args(context, list(arguments))


def test_options_of_the_readme_exist():
    """Every option that the README's table of commands names belongs to that command."""
    rows = [line for line in README.splitlines() if line.startswith("| `azisrael ")]

    for row in rows:
        command = cli.commands()[re.match(r"\| `azisrael ([a-z]+)", row)[1]]
        options = {option for each in command.params for option in each.opts}
        assert set(re.findall(r"--[a-z]+", row)) <= options


def test_python_of_the_readme_runs():
    """The README's Python block runs as it stands."""
    (block,) = blocks(README, "python")

    names = {}
    exec(compile(ast.parse(block), "README.md", "exec"), names)

    assert names["visits"].attrs["table"] == "visits"


def test_columns_in_the_readme_exist():
    """The columns that the README's R block reads are those of the tables."""
    (block,) = blocks(README, "r")
    visits = {column.name: column for column in schema.columns(next(t for t in FACTS if t.name == "visits"))}

    typed = dict(re.findall(r"(\w+) = col_(date|integer)\(\)", block))
    wanted = {"date": "date", "integer": "integer"}
    assert typed == {name: wanted[c.cell.table_type] for name, c in visits.items() if c.cell.table_type in wanted}
    assert set(re.findall(r"visits\$(\w+)", block)) <= set(visits)


@pytest.mark.parametrize(("name", "page"), [("columns", reference.columns_page), ("problems", reference.problems_page)])
def test_generated_pages_are_fresh(name, page):
    """The generated pages hold what the build would write: run `azisrael build` if not."""
    assert page() == (REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_manual_names_every_coded_column(each):
    """Every data table has a page in the coding manual that names each column that a coder fills."""
    page = (REPOSITORY / "docs" / "coding" / f"{each.name}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", page))

    assert [c.name for c in schema.columns(each) if schema.is_coded(each, c) and c.name not in named] == []


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_manual_names_no_column_that_is_gone(each):
    """The left column of a manual page's table names columns of that data table only."""
    page = (REPOSITORY / "docs" / "coding" / f"{each.name}.md").read_text(encoding="utf-8")
    left = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]

    assert {name for cell in left for name in re.findall(r"`(\w+)`", cell)} <= set(schema.header(each))


def test_links_of_the_pages_lead_somewhere():
    """Every relative link of every Markdown page leads to a file or folder of the repository."""
    for page in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            assert target.startswith(("https://", "http://")) or (page.parent / target).exists(), (page.name, target)


def test_every_problem_code_can_be_given():
    """The catalogue lists no code that nothing in the package ever gives."""
    source = REPOSITORY / "src" / "azisrael_data"
    given = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py") if path.name != "catalogue.py")

    assert [code for code in CODES if f'"{code}"' not in given] == []


def test_version_stands_in_one_place():
    """Changelog and citation name the version that the package has."""
    cited = re.search(r"^version: \"?([0-9.]+)\"?$", CITATION, re.MULTILINE)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["dynamic"] == ["version"]
    assert cited[1] == __version__
    assert descriptor.descriptor([])["version"] == __version__


def test_the_changelog_has_the_version():
    """The newest entry of the changelog is of what is not released yet, or of the version and day that are cited."""
    newest = re.search(r"^## (.*)$", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    released = re.search(r"^date-released: (.*)$", CITATION, re.MULTILINE)[1]

    assert newest in ("Unreleased", f"{__version__} ({released})")


def words(text):
    return [word.casefold() for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)]


def runs(text):
    """Return every run of words of a text that is long enough to be a sentence."""
    found = words(text)
    return {tuple(found[at : at + WORDS_IN_A_ROW]) for at in range(len(found) - WORDS_IN_A_ROW + 1)}


def passages(name, text):
    """Yield what a file says, piece by piece. A cell that is no longer than a literal may be is a literal."""
    if name == "datapackage.json":
        yield json.dumps({key: value for key, value in json.loads(text).items() if key != "sources"})
    elif name.endswith(".csv"):
        cells = (cell for row in csv.reader(text.splitlines()) for cell in row)
        yield from (each for cell in cells for each in literals(cell) if len(words(each)) > MOST_WORDS)
    else:
        yield text


def literals(cell):
    """Return the literals of a `fields` cell, and any other cell as a whole."""
    try:
        fields = json.loads(cell)
    except ValueError:
        return [cell]
    return [str(each) for each in quoted(fields)] if isinstance(fields, dict) else [cell]


def test_no_sentence_of_a_source_is_published(texts_dir):
    """No published text file repeats eight words of a source in a row, bibliography and literals apart."""
    sources = set()
    for path in sorted(texts_dir.glob("*.txt")):
        sources |= runs(path.read_text(encoding="utf-8"))
    assert sources

    repeated = []
    for name in tracked():
        data = (REPOSITORY / name).read_bytes()
        if name not in QUOTING and b"\0" not in data:
            found = (runs(text) & sources for text in passages(name, data.decode("utf-8", "replace")))
            repeated += [(name, " ".join(run)) for each in found for run in sorted(each)]

    assert repeated == []


@pytest.mark.parametrize("name", ["README.md", "datasets/visits.csv", "datasets/evidence.csv", "datapackage.json"])
def test_a_sentence_would_be_found(texts_dir, name):
    """The search above finds a sentence of a source in any kind of file, however it is wrapped and capitalised."""
    text = max((path.read_text(encoding="utf-8") for path in sorted(texts_dir.glob("*.txt"))), key=len)
    copied = " ".join(words(text)[1000:1012]).upper()
    wrapped = {
        "README.md": f"Read on:\n> {copied.replace(' ', chr(10))}\n",
        "datasets/visits.csv": f'VI-0001,"{copied}",\n',
        "datasets/evidence.csv": f'EV-00001,"{{""place"": [null, ""{copied}""]}}",\n',
        "datapackage.json": json.dumps({"sources": [], "description": copied}),
    }

    assert any(runs(each) & runs(text) for each in passages(name, wrapped[name]))


def test_texts_are_not_tracked():
    """No source text, and nothing else below `seeds/texts` but its page, is published."""
    assert [name for name in tracked() if name.startswith("seeds/texts/")] == ["seeds/texts/README.md"]


def test_registry_and_files_agree():
    """Every table has its CSV, Parquet file and schema in the repository."""
    for each in TABLES:
        for path in (each.path, each.parquet, f"schemas/{each.name}.json"):
            assert (REPOSITORY / path).is_file(), path


def test_environment_variable_is_documented():
    """The variable that names the texts' folder is told in the README."""
    assert f"`{VARIABLE}`" in README
    assert os.sep not in VARIABLE
