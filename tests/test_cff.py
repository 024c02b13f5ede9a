"""cff: what CITATION.cff says comes out as it stands there, and what it does not say is not made up."""

from __future__ import annotations

import pytest

from azisrael_data import __version__, cff
from azisrael_data.bibliography import Entry, Name
from azisrael_data.problems import CannotRun
from conftest import REPOSITORY

FULL = """\
cff-version: 1.2.0
message: Please cite it.
title: "Lake data: a title"
authors:
  - name: 'The lake people'
  - name: Others
version: 1.2.3
date-released: 2026-03-04
doi: 10.1234/lake
url: "https://example.org/lake"
repository-code: https://example.org/code
"""


def test_full_file():
    """Title, authors, version, date, DOI and address are read, without their quotes."""
    assert cff.entry(FULL) == Entry(
        key="azisrael-data-1.2.3",
        kind="dataset",
        title="Lake data: a title",
        authors=(Name("The lake people"), Name("Others")),
        version="1.2.3",
        date="2026-03-04",
        doi="10.1234/lake",
        url="https://example.org/lake",
    )


def test_repository_stands_in_for_the_address():
    """Without an address of its own the dataset is cited with that of its repository."""
    assert cff.entry(FULL.replace("\nurl:", "\nother:")).url == "https://example.org/code"


def test_nothing_is_made_up():
    """What the file does not state is empty."""
    found = cff.entry("title: Lake\nversion: 0.0.1\n")

    assert (found.authors, found.date, found.doi, found.url) == ((), None, None, None)


@pytest.mark.parametrize("name", ["title", "version"])
def test_what_must_be_there(name):
    """A file without title or version is refused, with the line that it lacks."""
    with pytest.raises(CannotRun) as raised:
        cff.entry(FULL.replace(f"\n{name}:", "\nx:"))

    assert str(raised.value) == f"CITATION.cff states no {name}; add the line `{name}: ...`"


def test_own_file():
    """The repository's own file is of this version."""
    assert cff.entry((REPOSITORY / cff.NAME).read_text(encoding="utf-8")).version == __version__
