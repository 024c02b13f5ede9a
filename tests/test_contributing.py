"""CONTRIBUTING.md: a newcomer types what it says and gets what it shows; what it names is there."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess

import pytest

from azisrael_data import build, checks
from azisrael_data.package import Package
from conftest import REPOSITORY

PAGE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
LETTER = "docs/how-to/new-source/letter.txt"
REFUSED = ("anchor", "kind=exercize", "diff")  # commands of the page that find something and say so by their exit code


@pytest.fixture
def clone(package_root):
    """A built package under git, with the letter of the page; the invented package stands for the repository's."""
    root = package_root(texts=False)
    build.build(root)
    (root / LETTER).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / LETTER, root / LETTER)
    (root / ".gitignore").write_text("seeds/texts/\n", encoding="utf-8")
    name = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*name, "commit", "-qm", "the package before")):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def shape(output):
    """Return an output without what depends on the package and its history: numbers, revisions, what aligns them."""
    return re.sub(r" +", " ", re.sub(r"\([0-9a-f]{12}\)|[0-9]+", "0", output))


def test_the_first_row(monkeypatch, clone):
    """Every command of the page prints what the page shows, and leaves a package that is valid and built."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "docs" / "_ext"))
    typed = importlib.import_module("typed")

    found = typed.run(PAGE.replace("IN-0258", "IN-0003"), clone)

    assert len(found) > 8
    for each in found:
        assert shape(each.got) == shape(each.wanted), each.line
        assert (each.code != 0) == any(word in each.line for word in REFUSED), each.line
    package = Package(clone)
    assert checks.validate(package) == []
    assert build.stale(clone, build.product(package)) == []


def test_the_words_of_install():
    """The command that installs is that of the README's tests, up to where it runs them."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"<!-- test-command -->\n```sh\n(.*?) && \.venv/bin/python -m pytest", readme)

    assert f"\n{wanted} && . .venv/bin/activate\n" in PAGE


@pytest.mark.parametrize("path", sorted({*re.findall(r"`((?:src|tests|docs|datasets|\.ci)/[\w./-]+)`", PAGE)}))
def test_named_paths(path):
    """Every file or folder that the page names in the repository is there."""
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize("link", sorted({*re.findall(r"\]\(([^)#:]+)\)", PAGE)}))
def test_links(link):
    """Every link of the page leads to a file or a folder."""
    assert (REPOSITORY / link).exists()
