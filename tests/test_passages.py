"""passages: the words behind spans, from the reader's own copies."""

from __future__ import annotations

import pytest

import azisrael_data as az
from azisrael_data import copies
from built import install
from conftest import FILES, SOURCE_TEXTS


@pytest.fixture
def texts_of(package_root, monkeypatch, tmp_path):
    """Install the invented package without texts; return what finds copies in a folder with the files given."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)
    install(monkeypatch, package_root(texts=False))

    def find(**files):
        folder = tmp_path / "mine"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return az.texts(folder)

    return find


def test_exact(texts_of):
    """In the reference text every span is where it should be; a source without a copy is said to have none."""
    found = texts_of(anything=SOURCE_TEXTS["alpha2020"])
    states = {span["source_id"]: found.passage(span) for span in az.evidence("TF-0001")}

    assert (found.sources, repr(found)) == (("alpha2020",), "Texts(alpha2020)")
    assert states["alpha2020"].state == "exact"
    assert states["alpha2020"].words.startswith("According to the Lake Institute, Norland supplied 60 percent")
    assert states["beta2021"] == ("no copy", None)


def test_relocated(texts_of):
    """In another rendition the words are found by their letters."""
    found = texts_of(wrapped=SOURCE_TEXTS["alpha2020"].replace(" Norland supplied", "\n   Norland supplied"))
    (span,) = az.evidence("TF-0001", "reporter")

    assert found.passage(span).state == "relocated"
    assert " ".join(found.passage(span).words.split()).startswith("According to the Lake Institute, Norland supplied")


def test_lost(texts_of):
    """A passage that a copy does not have is lost, and has no words."""
    found = texts_of(cut=SOURCE_TEXTS["alpha2020"].replace("exercise", "feast").replace("In June 2016", "Once"))
    spans = az.evidence("IN-0002", "plover_type")

    assert [found.passage(span) for span in spans] == [("lost", None)]


def test_no_copy(texts_of):
    """Where there is no copy at all the sources that are wanted are named."""
    with pytest.raises(az.CannotRun) as raised:
        texts_of(other="nothing")

    assert str(raised.value).endswith("wanted: The Lake Accord and its Years, Two Shores of One Lake")


def test_default_folder(package_root, monkeypatch):
    """Without a folder the package's own is searched, or the one that the environment names."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)
    root = install(monkeypatch, package_root())
    assert az.texts().sources == tuple(FILES)

    (root / "seeds" / "texts" / FILES["beta2021"]).unlink()
    assert az.texts().sources == ("alpha2020",)
