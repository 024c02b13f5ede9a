"""The documentation site: what pages show is what comes out, it builds without a warning, and it asks for nothing."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import azisrael_data as az
from azisrael_data import cli, plot
from azisrael_data.catalogue import CODES
from azisrael_data.models import FACTS
from conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
NEEDED = ("sphinx", "myst_parser", "pydata_sphinx_theme", "sphinx_click", "sphinx_copybutton", "altair", "vl_convert")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
# Pages whose code is run, with the extras that it needs.
DIALOGUES = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if "\n```pycon\n" in path.read_text(encoding="utf-8") and path.parent.name != "recipes"
)
# Where a browser loads something by itself: an element, and the attribute that names what it loads.
LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
NOT_LOADED = {"canonical", "license", "prev", "next", "index", "search", "author"}
OUTSIDE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
WORDS_TO_FIND = ("evidence", "krippendorff", "timeline", "corroboration", "unlicensed")


@pytest.fixture
def extension(monkeypatch):
    """Return a module of the site's own extension by name."""
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    return importlib.import_module


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The built site, or a skip where what builds it is not installed."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}; run `pip install 'azisrael-data[docs]'`")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "--keep-going", "-b", "html", "-d", out / "trees"]
    built = subprocess.run([*command, DOCS, out / "html"], cwd=out, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return out / "html"


class Page(HTMLParser):
    """What a page loads, where it links to, and which places in it can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.loads, self.links, self.places = [], [], set()
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag != "link" or not set((given.get("rel") or "").split()) & NOT_LOADED:
            self.loads += [given[name] for name in LOADING.get(tag, ()) if given.get(name)]


@pytest.fixture(scope="session")
def pages(site):
    """Every built page, parsed, by path. The explorer, whose addresses its script reads, has tests of its own."""
    apart = {"_static", "explorer"}
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if apart.isdisjoint(path.relative_to(site).parts)}


@pytest.mark.slow
@pytest.mark.parametrize("name", DIALOGUES)
def test_pages_show_what_comes_out(extension, name, tmp_path):
    """Every statement that a page shows runs and gives what stands below it: run `python docs/_ext/shown.py` if not."""
    text = (DOCS / name).read_text(encoding="utf-8")
    missing = [module for module in ("altair", "vl_convert") if module in MISSING]
    if "az.plot" in text and missing:
        pytest.skip(f"not installed: {', '.join(missing)}; run `pip install 'azisrael-data[plot]'`")

    lines = extension("shown").run(text, tmp_path)

    assert lines
    assert [(line.number, line.code, line.got) for line in lines if not line.holds] == []


def test_output_is_put_into_a_page_afresh(extension):
    """Old output is replaced, missing output added, needless output dropped, and what `...` stands for is kept."""
    page = (
        "a\n```pycon\n>>> x = 1\n2\n>>> x + 1\n3\n>>> print('one\\ntwo')\n```\nb\n```pycon\n>>> [x, 5]\n[1, ...]\n```\n"
    )
    fresh = page.replace("x = 1\n2\n", "x = 1\n").replace("3\n", "2\n").replace("two')\n", "two')\none\ntwo\n")

    assert extension("shown").rewritten(page) == fresh


def test_failing_code_is_shown_as_a_traceback(extension, tmp_path):
    """A statement that raises shows its last line, and the page goes on behind it."""
    (failed, after) = extension("shown").run("```pycon\n>>> 1 / 0\n>>> 2\n2\n```\n", tmp_path)

    assert failed.got == "Traceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"
    assert (failed.holds, after.holds) == (False, True)


def test_tutorial_goes_from_load_to_cited_chart():
    """The tutorial uses every step that it promises: load, evidence, dispute, chart, citation."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")

    for step in ("load", "evidence", "explain", "contested", "resolve", "plot.timeline", "plot.save", "cite"):
        assert f"az.{step}(" in text


def test_figures_are_those_of_the_files(extension):
    """The figures of the start page are what a plain count of the CSV files gives."""
    rows = [row for table in FACTS for row in _csv(table.path)]
    spans = _csv("datasets/evidence.csv")
    voiced = [span for span in spans if span["voice"]]

    found = extension("figures").figures(REPOSITORY)

    assert found["facts"] == f"{len(rows):,}"
    assert found["spans"] == f"{len(spans):,}"
    assert found["contested"] == str(sum(row["evidence_status"] == "contested" for row in rows))
    assert found["single"] == str(sum(row["source_count"] == "1" for row in rows))
    assert found["voiced"] == str(len(voiced))
    assert found["undated"] == str(sum(not row["date"] for row in rows))
    assert int(found["cells_given"].replace(",", "")) + int(found["cells_judged"].replace(",", "")) == int(
        found["cells"].replace(",", "")
    )


def test_pages_name_every_figure_and_no_other(extension):
    """Every figure that is counted stands on a page, and every one that a page names is counted."""
    texts = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))

    assert set(re.findall(r"\{\{ (\w+) \}\}", texts)) == set(extension("figures").figures(REPOSITORY))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 9, "0 %"), (1, 400, "under 1 %"), (1, 3, "33 %"), (399, 400, "over 99 %"), (9, 9, "100 %")],
)
def test_shares_are_never_rounded_to_none_or_all(extension, part, whole, words):
    """A share of something is not 0 %, one of less than all is not 100 %."""
    assert extension("counted").share(part, whole) == words


def asked_of_a_page(page):
    """Return what a browser would load for a page, or for a style in it, from elsewhere."""
    return [each for each in [*page.loads, *named_in_styles(page.text)] if OUTSIDE.match(each)]


def named_in_styles(text):
    """Return the addresses that style rules name."""
    return [each.strip("'\"") for each in re.findall(r"(?:\burl\(|@import\s+(?!url))([^)\s;]+)", text)]


def asked_by_a_script(text):
    """Return calls of a script that would load a fixed address from elsewhere."""
    return re.findall(r"(?:fetch|import|importScripts|open|Worker|sendBeacon)\([^()]{0,9}[\"'`](?:https?:)?//", text)


@pytest.mark.slow
def test_site_asks_for_nothing(site, pages):
    """No page, style sheet or script loads anything from elsewhere: what a browser fetches lies beside the pages."""
    styles = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.css")}
    scripts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.js")}

    assert {path: found for path, page in pages.items() if (found := asked_of_a_page(page))} == {}
    assert {path: found for path, text in scripts.items() if (found := asked_by_a_script(text))} == {}
    for path, text in styles.items():
        named = named_in_styles(text)
        assert [each for each in named if OUTSIDE.match(each)] == []
        files = [each.partition("?")[0].partition("#")[0] for each in named if not each.startswith(("data:", "#"))]
        assert [each for each in files if not (path.parent / each).is_file()] == []
    assert any("woff2" in name for text in styles.values() for name in named_in_styles(text))


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.org/a.js"></script>',
        '<img src="//example.org/a.png" alt="">',
        '<link rel="stylesheet" href="HTTP://example.org/a.css">',
        "<p style=\"background: url('https://example.org/a.png')\">a</p>",
        '<style>@import "https://example.org/a.css";</style>',
    ],
)
def test_a_request_would_be_found(html, tmp_path):
    """The search above finds what a browser loads, in whatever way a page asks for it; a link asks for nothing."""
    page = tmp_path / "page.html"
    page.write_text(f'<a href="https://example.org">a</a><link rel="canonical" href="https://example.org">{html}')

    assert len(asked_of_a_page(Page(page))) == 1


def test_a_script_that_asks_would_be_found():
    """The search above finds a script that fetches a fixed address, and passes one that fetches its own files."""
    assert asked_by_a_script('fetch("https://example.org/versions.json")')
    assert not asked_by_a_script('fetch(root + "objects.inv"); a.href = "https://example.org"')


@pytest.mark.slow
def test_links_within_the_site_lead_somewhere(pages):
    """Every link to a page, a place in a page or a file of the site has it."""
    lost = []
    for path, page in pages.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            found = target.is_file() and (not place or target not in pages or place in pages[target].places)
            lost += [] if found else [(path.name, link)]

    assert lost == []


@pytest.mark.slow
def test_every_public_name_has_an_entry(pages, site):
    """The reference describes every public name of the package and of its charts, and says something of each."""
    page = pages[site / "api.html"]
    wanted = {f"azisrael_data.{name}" for name in az.__all__} | {f"azisrael_data.plot.{n}" for n in plot.__all__}

    assert wanted - {"azisrael_data.plot"} <= page.places
    assert "module-azisrael_data.plot" in page.places
    for name in wanted - {"azisrael_data.plot", "azisrael_data.__version__"}:
        entry = page.text.split(f'id="{name}"')[1].split('<dt class="sig sig-object')[0]
        assert re.search(r"</dt>\s*<dd><p>(?:<[^>]+>)*\w", entry), name


@pytest.mark.slow
def test_every_command_is_on_its_page(pages, site):
    """The page on the command line has every command with every option."""
    page = pages[site / "cli.html"]

    for name, command in cli.commands().items():
        assert f"azisrael-{name}" in page.places
        for option in (option for each in command.params for option in each.opts if option.startswith("--")):
            assert f"cmdoption-azisrael-{name}{option.removeprefix('-')}" in page.places, (name, option)


@pytest.mark.slow
def test_every_problem_code_has_its_page(site):
    """Every problem code has a page of the site."""
    assert [code for code in CODES if not (site / "problems" / f"{code}.html").is_file()] == []


@pytest.mark.slow
def test_search_finds_words(site):
    """The search index, which pages read without a network, holds words of the pages."""
    index = (site / "searchindex.js").read_text(encoding="utf-8")

    for word in WORDS_TO_FIND:
        assert word[:8] in index, word
    assert "fetch" not in _between((site / "search.html").read_text(encoding="utf-8"), "<head>", "</head>")


@pytest.mark.slow
def test_charts_say_what_they_show(pages):
    """Every chart on a page has a description in words."""
    charts = [
        each for page in pages.values() for each in re.findall(r'<div class="chart".*?</div>', page.text, re.DOTALL)
    ]

    assert len(charts) >= 4
    assert all(re.search(r'alt="[^"]{40,}"', chart) for chart in charts)


def test_site_is_not_part_of_the_wheel():
    """Neither pages nor their configuration are named among what the wheel holds."""
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    wheel = _between(project, "[tool.hatch.build.targets.wheel]", "[tool.hatch.build.targets.sdist]")

    assert '"docs' not in wheel
    assert 'packages = ["src/azisrael_data"]' in wheel


def test_build_output_is_ignored():
    """Git does not see what a build of the site writes."""
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        pytest.skip("no git repository here")
    command = ["git", "-c", f"safe.directory={REPOSITORY}", "check-ignore", "-q", "build/docs/index.html"]
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 0


def _csv(name):
    with Path(REPOSITORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _between(text, start, end):
    return text[text.index(start) : text.index(end)]
