"""The recipes: the code of every page runs in another folder, and prints what the page says that it prints."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import azisrael_data as az
from conftest import REPOSITORY

PAGES = sorted((REPOSITORY / "docs" / "recipes").glob("*.md"))
FENCE = re.compile(r"^```([a-z]+) ?(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What a page needs beside the package; without it the page is not run.
NEEDED = {"duckdb.md": "duckdb", "polars.md": "polars", "dask.md": "dask.dataframe", "spark.md": "pyspark"}
PROSE = {"README.md", "excel-julia.md"}  # pages that print nothing


def blocks(page):
    """Return the fenced blocks of a page: language, file name, text."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def python(code, folder):
    file = folder / "recipe.py"
    file.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, file], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr or "import pyspark" in code  # it warns of every pandas that it is not used to
    return done.stdout


def sql(query, folder):
    """Return what a query gives, as CSV with a header; paths are those below the folder."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET file_search_path = ?", [str(folder)])
        found = connection.sql(query)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([found.columns, *found.fetchall()])
    return text.getvalue()


def r(code, folder):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not installed here")
    if subprocess.run([program, "-e", "library(readr)"], capture_output=True, check=False).returncode:
        pytest.skip("R is here, but not its package readr")
    done = subprocess.run([program, "-e", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


RUN = {"python": python, "sql": sql, "r": r}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_recipe(page, tmp_path):
    """The samples of a page are written, its blocks run in their order, and each prints the text below it."""
    pytest.importorskip(NEEDED.get(page.name, "pandas"))
    (tmp_path / "azisrael-data").symlink_to(az.path(), target_is_directory=True)
    found = blocks(page)
    for language, name, text in found:
        if language == "csv":
            assert Path(name).name == name
            (tmp_path / name).write_text(text, encoding="utf-8")

    printed = []
    for (language, _, code), (after, _, wanted) in pairwise([*found, ("", "", "")]):
        if language in RUN:
            assert after == "text", f"a block of {page.name} says nothing of what it prints"
            printed.append((bare(RUN[language](code, tmp_path)), bare(wanted)))

    assert [got for got, _ in printed] == [wanted for _, wanted in printed]
    assert bool(printed) == (page.name not in PROSE)


def bare(text):
    """Return a text without spaces at the ends of its lines, which pages do not keep."""
    return [line.rstrip() for line in text.rstrip().splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_are_said_to_be_made_up(page):
    """A page says in bold that a sample is made up exactly if it has one."""
    text = page.read_text(encoding="utf-8")
    samples = [rows for language, _, rows in blocks(page) if language == "csv"]

    assert bool(samples) == bool(re.search(r"\*\*made\s+up\*\*", text))


def test_every_recipe_is_listed():
    """The first page links every other."""
    linked = re.findall(r"\]\(([a-z-]+\.md)\)", (REPOSITORY / "docs" / "recipes" / "README.md").read_text("utf-8"))

    assert sorted(linked) == [page.name for page in PAGES if page.name != "README.md"]


def test_a_wrong_text_would_be_found(tmp_path):
    """The runners above give what is printed, not what was hoped for."""
    assert python("print(1)", tmp_path) == "1\n"
    with pytest.raises(AssertionError):
        python("import nothing_of_this_name", tmp_path)
