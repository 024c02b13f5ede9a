"""citation: the dataset as it was used, the sources behind just these cells, and edits told apart."""

from __future__ import annotations

import json
import pickle
import shutil

import pandas as pd
import pytest

import azisrael_data as az
from azisrael_data import bibliography, citation, frames, schema
from azisrael_data.citation import Citation
from azisrael_data.models import FACTS, TABLES
from built import install, invented_root  # noqa: F401 -- a fixture
from conftest import REPOSITORY

CFF = """cff-version: 1.2.0
message: If you use this dataset, cite it.
type: dataset
title: "lake-data: two shores of a lake"
authors:
  - name: Lake "Data" Writers
  - name: 'A second'
version: 1.2.0
date-released: 2021-05-03
url: https://example.org/lake
license: CC-BY-4.0
"""
# ruff: noqa: E501, ISC004 -- citations are shown as they are, long texts in tables
WIDTH = {each.name: len(schema.header(each)) for each in TABLES}
# What is cited -> the whole citation in APA; `#` stands for the first 16 digits of the fingerprint.
DATA = 'Lake "Data" Writers, & A second. (2021, May 3). lake-data: two shores of a lake (Version 1.2.0) [Data set]. Rows and columns used: '
URL = " https://example.org/lake"
ALPHA = "The Lake Accord and its Years. (2020)."
BETA = "Two Shores of One Lake. (2021)."
CITED = {
    "a table": (
        az.agreements,
        f"{DATA}agreements, 1 row, {WIDTH['agreements']} columns, SHA-256 #.{URL}\n\n"
        f"{ALPHA} [1 span supports the cells used]\n\n{BETA} [1 span supports the cells used]\n",
    ),
    "a column of one source": (
        lambda: az.agreements()[["id", "value"]],
        f"{DATA}agreements, 1 row, 2 columns, SHA-256 #.{URL}\n\n{ALPHA} [1 span supports the cells used]\n",
    ),
    "a contradicted column": (
        lambda: az.arms_transfers()[["id", "quantity"]],
        f"{DATA}arms_transfers, 1 row, 2 columns, SHA-256 #.{URL}\n\n"
        f"{ALPHA} [1 span supports the cells used]\n\n"
        f"{BETA} [1 span contradicts the cells used (AT-0001.quantity)]\n",
    ),
    "a column of one's own": (
        lambda: az.visits()[["id", "date"]].assign(mine=1, yours=2),
        f"{DATA}visits, 1 row, 2 columns, SHA-256 #, beside 2 columns of the user's own.{URL}\n\n"
        f"{ALPHA} [1 span supports the cells used]\n",
    ),
    "a column beyond a key": (
        lambda: az.agreements(expand="parties")[["id", "parties_name"]],
        f"{DATA}agreements, 1 row, 2 columns, SHA-256 #.{URL}\n\n"
        f"{ALPHA} [1 span supports the cells used]\n\n{BETA} [1 span supports the cells used]\n",
    ),
    "no row": (
        lambda: az.visits().head(0)[["id", "level"]],
        f"{DATA}visits, 0 rows, 2 columns, SHA-256 #.{URL}\n",
    ),
    "a reference table": (az.places, f"{DATA}places, 1 row, {WIDTH['places']} columns, SHA-256 #.{URL}\n"),
    "works": (
        lambda: az.works()[["id", "title"]].iloc[2:],
        f"{DATA}works, 1 row, 2 columns, SHA-256 #.{URL}\n\n{BETA}\n",
    ),
    "sources": (
        lambda: az.sources()[["id", "title"]].iloc[:1],
        f"{DATA}sources, 1 row, 2 columns, SHA-256 #.{URL}\n\n{ALPHA}\n",
    ),
    "evidence": (
        lambda: az.load("evidence")[["id", "line"]].iloc[[4, 5]],
        f"{DATA}evidence, 2 rows, 2 columns, SHA-256 #.{URL}\n\n"
        f"{BETA} [1 span contradicts the cells used (AT-0001.quantity)]\n",
    ),
    "an id": (
        lambda: "VI-0001",
        f"{DATA}visits, 1 row, {WIDTH['visits']} columns, SHA-256 #.{URL}\n\n{ALPHA} [1 span supports the cells used]\n",
    ),
}


@pytest.fixture
def lake(monkeypatch, invented_root, tmp_path):  # noqa: F811
    """Let the package be the invented one, as an installed package is: with its CITATION.cff."""
    root = tmp_path / "package"
    shutil.copytree(invented_root, root)
    (root / "CITATION.cff").write_text(CFF, encoding="utf-8")
    install(monkeypatch, root)
    return root


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize(("of", "wanted"), CITED.values(), ids=CITED)
def test_cited(of, wanted):
    """The citation names what was used of the dataset, and of the sources just those behind it, with their stance."""
    found = az.cite(of(), "apa")

    assert str(found).replace(az.fingerprint(of())[:16], "#") == wanted
    assert found.fingerprint == az.fingerprint(of())


@pytest.mark.usefixtures("lake")
def test_bibtex():
    """The default is BibTeX: the dataset's entry has the whole fingerprint, and a key that it gives."""
    frame = az.trade_figures()[["id", "value"]].head(1)
    whole = az.fingerprint(frame)

    assert str(az.cite(frame, works=True)) == (
        "% UTF-8: for biblatex with biber, or bibtex8\n"
        "\n"
        f"@dataset{{azisrael-data-1.2.0-{whole[:8]},\n"
        '  author = {{Lake "Data" Writers} and {A second}},\n'
        "  title = {{lake-data: two shores of a lake}},\n"
        "  year = {2021},\n"
        "  version = {1.2.0},\n"
        "  url = {https://example.org/lake},\n"
        f"  note = {{Rows and columns used: trade\\_figures, 1 row, 2 columns, SHA-256 {whole}}},\n"
        "  month = may,\n"
        "}\n"
        "\n"
        "@misc{alpha2020,\n"
        "  title = {{The Lake Accord and its Years}},\n"
        "  year = {2020},\n"
        "  annote = {1 span supports the cells used},\n"
        "}\n"
        "\n"
        "@misc{beta2021,\n"
        "  title = {{Two Shores of One Lake}},\n"
        "  year = {2021},\n"
        "  annote = {1 span contradicts the cells used (TF-0001.value)},\n"
        "}\n"
        "\n"
        "@misc{alpha2020-2,\n"
        "  title = {{Yearbook 2020}},\n"
        "  annote = {cited at 1 span of alpha2020, 1 span of beta2021},\n"
        "}\n"
    )


@pytest.mark.usefixtures("lake")
def test_works():
    """Works are those cited at the spans in use, one entry for each independent work, and only if asked for."""
    frame = az.load("incidents")

    assert az.cite(frame).works == ()
    assert az.cite(frame, works=True).works == ("alpha2020-2",)
    assert az.cite(az.visits(), works=True).works == ()


@pytest.mark.usefixtures("lake")
def test_markdown():
    """Markdown groups the entries."""
    frame = az.trade_figures()[["id", "value"]].head(1)
    whole = az.fingerprint(frame)

    assert str(az.cite(frame, "markdown", works=True)) == (
        "**Data**\n\n"
        f'- `azisrael-data-1.2.0-{whole[:8]}` Lake "Data" Writers, & A second. (2021, May 3). *lake-data: two shores of '
        f"a lake* (Version 1.2.0) [Data set]. Rows and columns used: trade\\_figures, 1 row, 2 columns, SHA-256 {whole[:16]}. "
        "<https://example.org/lake>\n\n"
        "**Sources behind these rows and columns**\n\n"
        "- `alpha2020` *The Lake Accord and its Years*. (2020). [1 span supports the cells used]\n"
        "- `beta2021` *Two Shores of One Lake*. (2021). [1 span contradicts the cells used (TF-0001.value)]\n\n"
        "**Works cited there**\n\n"
        "- `alpha2020-2` *Yearbook 2020*. (n.d.). [cited at 1 span of alpha2020, 1 span of beta2021]\n"
    )


@pytest.mark.usefixtures("lake")
def test_csl_json():
    """CSL-JSON holds the same entries."""
    found = json.loads(az.cite(az.visits(), "csl-json"))

    assert [(item["type"], item.get("issued")) for item in found] == [
        ("dataset", {"date-parts": [[2021, 5, 3]]}),
        ("document", {"date-parts": [[2020]]}),
    ]


def edited():
    """Return a frame with one cell edited, one settled, and a column of the user's own."""
    frame = az.trade_figures(resolve="low")
    frame.loc[1, "unit"] = None
    return frame.assign(mine=1)


@pytest.mark.usefixtures("lake")
def test_edited_frames_are_told_apart():
    """Cells edited and settled are counted, with the fingerprint of the cells as used beside that of the dataset's."""
    found = az.cite(edited(), "apa")
    (part,) = found.parts

    assert found.splitlines()[0] == (
        f"{DATA}trade_figures, 2 rows, {WIDTH['trade_figures']} columns, SHA-256 {az.fingerprint(az.trade_figures())[:16]}, of which 1 cell "
        f"edited and 1 cell settled by resolve: as used SHA-256 {az.fingerprint(edited())[:16]}, beside 1 column of the "
        f"user's own.{URL}"
    )
    assert (part.selection.edited, part.selection.added) == ((("TF-0002", "unit"),), ("mine",))


@pytest.mark.usefixtures("lake")
def test_strict():
    """With `strict` a frame that does not hold what the dataset holds is refused, and an intact one is not."""
    with pytest.raises(az.Refused) as raised:
        az.cite(edited(), strict=True)
    one = az.visits().assign(status="planned")
    with pytest.raises(az.Refused) as second:
        az.cite([az.agreements(), one], strict=True)

    assert str(raised.value) == (
        "2 cells of the frame do not hold what the dataset holds (TF-0002.unit, TF-0001.value); load them anew, or cite "
        "without `strict`"
    )
    assert str(second.value).startswith("1 cell of the frame does not hold what the dataset holds (VI-0001.status);")
    assert az.cite(az.visits().assign(mine=1), strict=True)


@pytest.mark.usefixtures("lake")
def test_many_cells_are_not_all_named():
    """A message names five cells and says that there are more."""
    frame = az.trade_figures().astype(object)
    frame.loc[:, ["value", "unit", "bound"]] = "odd"

    with pytest.raises(az.Refused, match=r"^6 cells .* \((TF-000[12]\.\w+, ){5}\.\.\.\);"):
        az.cite(frame, strict=True)


@pytest.mark.usefixtures("lake")
def test_several_frames():
    """Several frames give one entry of the dataset, and every source once."""
    frames_, ids = [az.visits(), az.agreements()], ["VI-0001", "AG-0001"]
    found = az.cite(frames_, "apa")
    prints = [az.fingerprint(each)[:16] for each in frames_]

    assert found.splitlines()[0] == (
        f"{DATA}visits, 1 row, {WIDTH['visits']} columns, SHA-256 {prints[0]}; agreements, 1 row, {WIDTH['agreements']} columns, SHA-256 {prints[1]}; "
        f"together SHA-256 {az.fingerprint(frames_)[:16]}.{URL}"
    )
    assert found.sources == ("alpha2020", "beta2021")
    assert az.cite(ids, "apa") == found


@pytest.mark.parametrize("style", citation._STYLES)
@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_every_table_and_kind(each, style):
    """A table is cited alike whatever the kind of frame, with just the sources that speak for or against its rows."""
    told = az.evidence(az.load(each.name))
    found = {str(az.cite(az.load(each.name, kind), style, works=True)) for kind in frames.KINDS}

    assert len(found) == 1
    assert az.cite(az.load(each.name), style).sources == tuple(
        sorted({span["source_id"] for span in told if span["stance"] != "mentions"})
    )


def test_keys_are_unique_and_stable():
    """Keys are the ids, and that of the dataset changes with what is cited."""
    keys = [item["id"] for item in json.loads(az.cite(az.incidents(), "csl-json", works=True))]
    other = json.loads(az.cite(az.incidents().head(1), "csl-json"))[0]["id"]

    assert len(keys) == len(set(keys))
    assert keys[0].startswith(f"azisrael-data-{az.__version__}-")
    assert keys[0] != other
    assert set(keys[1:]) <= {*az.sources()["id"], *az.works()["id"]}


def test_own_citation_file():
    """The dataset's entry is what CITATION.cff says."""
    entry = citation._dataset([], "0" * 64, 64)
    told = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")

    assert f'title: "{entry.title}"' in told
    assert [name.family for name in entry.authors] == ["azisrael-data contributors"]
    assert entry.version == az.__version__
    assert "date-released" in told or entry.date is None


def test_no_citation_file(lake):
    """Where the file is missing, the reason is told."""
    (lake / "CITATION.cff").unlink()

    with pytest.raises(az.CannotRun, match=r"CITATION\.cff cannot be read .*; install the package anew\Z"):
        az.cite("VI-0001")


def test_unknown_style():
    """An unknown style names the nearest one."""
    with pytest.raises(az.UnknownName) as raised:
        az.cite("VI-0001", "bibtx")

    known = "bibtex, apa, csl-json, markdown"
    assert str(raised.value) == f"no style of citation 'bibtx'; did you mean 'bibtex'? known: {known}"


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize(
    ("style", "html", "head"),
    [
        ("bibtex", True, "```bibtex\n%"),
        ("csl-json", True, "```json\n["),
        ("apa", False, "Lake"),
        ("markdown", False, "**Data"),
    ],
)
def test_notebooks(style, html, head):
    """A notebook shows files as they are and prose as prose."""
    found = az.cite(az.visits(), style)

    assert found._repr_markdown_().startswith(head)
    assert (found._repr_html_() is not None) == html
    assert '"Lake' not in (found._repr_html_() or "")


@pytest.mark.usefixtures("lake")
def test_citations_are_texts():
    """A citation is a text, and stays what it is when it is pickled."""
    found = az.cite(az.visits(), "apa")
    again = pickle.loads(pickle.dumps(found))

    assert isinstance(found, str)
    assert (again, type(again), again.sources, again.style) == (found, Citation, ("alpha2020",), "apa")


def test_one_row():
    """A row of a pandas frame is cited as a frame of one row, whatever its cells."""
    row = az.visits()[["id", "status"]].iloc[1]

    assert isinstance(row, pd.Series)
    assert az.cite(row) == az.cite(az.visits()[["id", "status"]].iloc[[1]])


def test_names_of_sources_are_read():
    """Every source that names authors has them as persons in its entry."""
    for row in az.sources("records"):
        people, edited = bibliography.names(row.authors)
        assert all(name.given for name in people)
        assert not edited
