"""The command lines that pages show: they run, and print what the pages say. Example: adding a source."""

from __future__ import annotations

import importlib
import re
import shutil

import pytest

from azisrael_data import build, checks
from azisrael_data.package import Package
from conftest import REPOSITORY
from edits import tables_of

HOW_TO = REPOSITORY / "docs" / "how-to"
PAGE = HOW_TO / "new-source.md"
EXAMPLE = HOW_TO / "new-source"
# Ids that the page shows are those of the whole package; here they are those of the invented one.
IDS = {"IN-0258": "IN-0003"}


@pytest.fixture
def typed(monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "docs" / "_ext"))
    return importlib.import_module("typed")


def shape(output):
    """Return an output without what depends on how many rows a package has: digits, and the blanks that align them."""
    return re.sub(r" +", " ", re.sub(r"[0-9]+", "0", output))


@pytest.fixture
def root(package_root):
    root = package_root()
    build.build(root)
    for path in EXAMPLE.iterdir():
        shutil.copy(path, root)
    return root


def test_the_example_of_a_new_source(typed, root):
    """Every command of the page does what the page says, and the package with the new source is valid and built."""
    text = PAGE.read_text(encoding="utf-8")
    for shown, own in IDS.items():
        text = text.replace(shown, own)

    found = typed.run(text, root)

    assert [(each.line, each.code) for each in found if each.code and "status" not in each.line] == []
    for each in found:
        assert shape(each.got) == shape(each.wanted), each.line
    package = Package(root)
    assert checks.validate(package) == []
    assert build.stale(root, build.product(package)) == []
    lines = [row["disposition"] for row in tables_of(root)["lines"] if row["source_id"] == "lighthouse2019"]
    assert lines == ["furniture", "furniture", "coded", "context", "reference"]


def test_the_page_shows_the_example():
    """The document that the page shows is the one that it uses, and the text says that it is made up."""
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert shown == (EXAMPLE / "facts.yaml").read_text(encoding="utf-8")
    assert "Nothing in it happened" in (EXAMPLE / "letter.txt").read_text(encoding="utf-8")


def test_output_is_put_in_afresh(typed, root):
    """A page gets the output that its commands have now; what is not output stays."""
    text = (
        "Before.\n\n```console\n$ azisrael show \\\n    nobody\nwhatever\nit was\n$ azisrael --version\n```\n\nAfter.\n"
    )

    again = typed.rewritten(text, root)

    assert again == (
        "Before.\n\n```console\n$ azisrael show \\\n    nobody\nazisrael: no row has the id 'nobody'\n"
        f"$ azisrael --version\nazisrael, version {version()}\n```\n\nAfter.\n"
    )
    assert [each.code for each in typed.run(again, root)] == [2, 0]
    assert all(each.got == each.wanted for each in typed.run(again, root))


def version():
    from azisrael_data import __version__

    return __version__


def test_only_the_command_is_typed(typed, tmp_path):
    """A page that types anything else is refused: nothing but `azisrael` is run."""
    with pytest.raises(ValueError, match="rm: only `azisrael` is typed on a page"):
        typed.run("```console\n$ rm -rf x\n```\n", tmp_path)
