"""explorer: the page is given what the tables hold, lets nothing in or out, and depends on the data alone."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import stat
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import cli, explorer, schema, store
from azisrael_data.explorer import assembly, chart, draw, pairs, ranges, words, years
from azisrael_data.explorer import given as given_module
from azisrael_data.explorer.assets import FOLDER
from azisrael_data.models import FACTS, table
from azisrael_data.problems import CannotRun, InvalidData
from conftest import REPOSITORY
from edits import sets, spoil

VENDOR = FOLDER / "vendor"
HIDDEN = [
    ("a\u202eb", "a⟨U+202E⟩b"),
    ("\x00", "⟨U+0000⟩"),
    ("\u200d", "\u200d"),
    ("tab\t", "tab⟨U+0009⟩"),
    ("plain ß", "plain ß"),
]
AMOUNTS = [
    ("1600000000", "USD", "1.6 billion USD"), ("2550000000000", "m3", "2.55 trillion m3"), ("37", "percent", "37 %"),
    ("2.50", "percent", "2.5 %"), ("30000", "persons", "30,000 persons"), ("1000000", None, "1 million"),
    ("13", "rank", "rank 13"), ("0", "items", "0 items"),
]  # fmt: skip
ROUTES = [
    (("visits",), {}, "#/visits"),
    (("visits", "VI-0001"), {}, "#/visits/VI-0001"),
    (("actors", "a/b?c"), {}, "#/actors/a%2Fb%3Fc"),
    (("facts",), {"actor": ["AZE", "ISR"], "began": "..1988"}, "#/facts?actor=AZE&actor=ISR&began=..1988"),
]


@pytest.fixture(scope="module")
def page():
    return explorer.page(REPOSITORY)


@pytest.fixture(scope="module")
def package():
    return given_module.read(REPOSITORY)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.found, self.inside, self.texts = [], None, {"script": [], "style": []}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag if tag in self.texts and "type" not in dict(attrs) else None
        if self.inside:
            self.texts[tag].append("")

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside][-1] += data

    def handle_endtag(self, _):
        self.inside = None


@pytest.fixture(scope="module")
def elements(page):
    return Elements(page)


def told(page):
    return json.loads(re.search(r'<script type="application/json" id="given">(.*?)</script>', page, re.DOTALL)[1])


def test_page_is_given_what_the_tables_hold(page):
    """Every table on the page has the header and the cells of its CSV file, in the same order."""
    for each in told(page)["tables"]:
        with (REPOSITORY / table(each["name"]).path).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert [column["name"] for column in each["columns"]] == header
        assert each["rows"] == rows


def test_columns_and_codes_come_from_the_models(page):
    """Descriptions, codes and references of every column are those of the row models."""
    for each in told(page)["tables"]:
        for column in each["columns"]:
            model = schema.column(table(each["name"]), column["name"])
            assert column["description"] == model.description
            assert column.get("codes") == model.codes
            assert tuple(column.get("references", ())) == model.references


def test_what_is_told_against_a_cell(page):
    """A span against a cell comes with the value that its literal gives by rule."""
    assert told(page)["told"]["EV-00808"] == {"value": "69"}


def test_policy_allows_this_page_and_nothing_else(elements):
    """The policy names the hash of every script and style of the page, of no other, and no address."""
    policy = next(
        each["content"] for tag, each in elements.found if each.get("http-equiv") == "Content-Security-Policy"
    )
    allowed = {name: set(values) for name, *values in (part.split() for part in policy.split("; "))}

    def hashed(texts):
        return {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts}

    assert allowed == {
        "default-src": {"'none'"},
        "script-src": hashed(elements.texts["script"]),
        "style-src": hashed(elements.texts["style"]),
        "img-src": {"data:"},
        "connect-src": {"'none'"},
        "form-action": {"'none'"},
        "base-uri": {"'none'"},
    }


def test_page_is_one_file(elements):
    """Nothing on the page is loaded, and no element carries a style or a handler of its own."""
    loading = [
        (tag, name, value)
        for tag, given in elements.found
        for name, value in given.items()
        if (
            name in ("src", "srcset", "data", "action", "poster")
            or (name == "href" and tag in ("link", "use", "image"))
        )
        and not (value or "").startswith(("data:", "#"))
    ]
    own = [(tag, name) for tag, given in elements.found for name in given if name == "style" or name.startswith("on")]

    assert loading == []
    assert own == []


def test_links_lead_outside_only_by_sources():
    """No script or style of ours names an address outside the page."""
    for path in [FOLDER / "explorer.css", FOLDER / "page.html", *sorted((FOLDER / "js").glob("*.js"))]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://[\w.]|//[\w-]+\.[a-z]{2,}/", text) == [], path.name


def test_same_data_same_bytes(page, package_root, monkeypatch):
    """Two calls give the same page, whatever package is the installed one."""
    monkeypatch.setattr(store, "root", package_root)

    assert explorer.page(REPOSITORY) == page


def test_package_without_citation(package_root):
    """A package that nobody can cite is refused."""
    with pytest.raises(CannotRun) as raised:
        explorer.page(package_root())

    assert "CITATION.cff cannot be read" in str(raised.value)


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(st.text(max_size=12) | st.sampled_from(["</script>", "<!--", "]]>", "\u2028"]), st.lists, max_leaves=6)
)
def test_data_cannot_end_its_element(value):
    """Whatever a cell holds, the data stays within its element and reads back the same."""
    text = assembly.inert(value)

    assert "<" not in text
    assert json.loads(text) == value


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_hidden_signs_are_shown(text, shown):
    """Signs that cannot be seen, or that turn the direction of a text, are shown by their number."""
    assert words.visible(text) == shown


def test_page_and_package_hide_the_same_signs():
    """The rule for hidden signs is written twice, in Python and in the page's script, and is one."""
    script = (FOLDER / "js" / "5-dom.js").read_text(encoding="utf-8")

    assert f"HIDDEN = /{words.HIDDEN.pattern}/g" in script


@pytest.mark.parametrize(("number", "unit", "wanted"), AMOUNTS)
def test_amounts_in_words(number, unit, wanted):
    """Large numbers are told in words, exactly as long as they need."""
    from decimal import Decimal

    assert words.amount(Decimal(number), unit) == wanted


@pytest.mark.parametrize(("arguments", "filters", "wanted"), ROUTES)
def test_addresses_within_the_page(arguments, filters, wanted):
    """An address names a view, a row, or rows by filters, each part escaped."""
    assert draw.route(*arguments, **filters) == wanted


def test_timeline_has_every_fact(package):
    """Every fact is one square that leads to it, hollow if it is contested."""
    svg = years.timeline(package)
    facts = {fact.values["id"]: fact.values for _, _, fact in package.facts()}
    squares = re.findall(r'href="#/\w+/([A-Z]{2}-\d+)"[^>]*><rect[^>]*class="of-\w+ (open|full)"', svg)

    assert dict(squares) == {
        key: "open" if row["evidence_status"] == "contested" else "full" for key, row in facts.items()
    }
    assert len(squares) == len(facts)


def test_high_stacks_are_bars(package_root):
    """A year with more rows than squares can show is a bar with its number."""
    found = given_module.read(
        package_root(incidents=lambda rows: rows.extend({**rows[0], "id": f"IN-{n:04d}"} for n in range(3, 203)))
    )

    svg = years.timeline(found)

    assert svg.count('href="#/incidents/') == 0
    assert 'aria-label="Incidents 2016: 202 rows"' in svg


def test_matrix_counts_pairs(package):
    """A cell tells in how many facts two actors take part, the diagonal those of one."""
    parts = list(pairs.taking_part(package))
    both = sum({"AZE", "ISR"} <= set(actors) for actors in parts)
    svg = pairs.matrix(package)

    assert f'aria-label="Azerbaijan and Israel: {both} facts"' in svg
    assert f'aria-label="Israel: {sum("ISR" in actors for actors in parts)} facts"' in svg


def test_figures_show_what_is_told_against_them(package):
    """Every figure is a line; a value told against it is named and marked."""
    svg = ranges.figures(package)
    rows = [row.values["id"] for row in package["trade_figures"].rows]

    assert re.findall(r'href="#/trade_figures/(TF-\d+)"', svg) != []
    assert sorted(re.findall(r'href="#/trade_figures/(TF-\d+)"', svg)) == sorted(rows)
    assert "TF-0001: share: Azerbaijan's arms imports, 2015/2019: 60 %; against it 69" in svg.replace("&#x27;", "'")


def test_map_has_every_named_place(package):
    """A place that facts name is on the map, or in the list beside it."""
    named = {fact.values["place"] for _, _, fact in package.facts() if fact.values.get("place")}
    svg = chart.chart(package)

    drawn = set(re.findall(r'href="#/facts\?place=([\w-]+)"', svg))

    assert drawn | {key for key, _, _ in chart.beyond(package)} == named
    assert "washington" not in drawn


def test_plain_tables_have_every_row(page):
    """Without JavaScript every row of every fact table and every span stands in a plain table."""
    plain = page[page.index("<noscript>") : page.index("</noscript>")]
    for each in told(page)["tables"]:
        if each["name"] != "evidence":
            ids = [row[0] for row in each["rows"]]
            assert re.findall(rf'id="/{each["name"]}/([^"]+)"', plain) == ids
    assert plain.count("<tr>") > sum(len(each["rows"]) for each in told(page)["tables"])
    assert all(f'id="/{home.name}"' in plain for home in FACTS)


def test_vendored_files_are_those_named():
    """Every file from elsewhere is named with version, licence and hash, and has that hash."""
    lines = (VENDOR / "README.md").read_text(encoding="utf-8").splitlines()
    named = {
        match[1]: match[2] for line in lines if (match := re.match(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", line))
    }
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}

    assert files.pop("README.md")
    assert named == files


def test_tables_with_problems_are_refused(package_root):
    """Tables that cannot be read are told as problems; no page is made of them."""
    root = spoil(package_root(), sets("visits", "VI-0001", level="kaiser"))

    with pytest.raises(InvalidData) as raised:
        explorer.page(root)

    assert [each.code for each in raised.value.problems] == ["unknown-code"]


def test_write_is_whole(tmp_path):
    """The page is put in place whole, readable by all, over an older one, and leaves nothing beside it."""
    explorer.write(tmp_path / "new" / "site", "old")
    file = explorer.write(tmp_path / "new" / "site", "new ß")

    assert file.read_text(encoding="utf-8") == "new ß"
    assert [path.name for path in file.parent.iterdir()] == ["index.html"]
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o644


def test_write_that_fails_leaves_the_old_page(tmp_path, monkeypatch):
    """If the last step fails, the older page is as it was and nothing lies beside it."""
    file = explorer.write(tmp_path, "old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))

    with pytest.raises(OSError, match="full"):
        explorer.write(tmp_path, "new")

    assert (file.read_text(encoding="utf-8"), len(list(tmp_path.iterdir()))) == ("old", 1)


def run(*arguments):
    result = CliRunner().invoke(cli.main, ["explore", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_command(page, tmp_path, monkeypatch):
    """The command writes the page and says where; --check tells a missing, a fresh and a stale one apart."""
    monkeypatch.setattr(explorer, "page", lambda _: page)
    file = tmp_path / "index.html"

    assert run("--out", tmp_path, "--check") == (1, f"{file}: missing; run `azisrael explore`\n", "")
    assert run("--out", tmp_path) == (0, f"{file}: {len(page.encode()):,} bytes; open it in a browser\n", "")
    assert run("--out", tmp_path, "--check") == (0, "the page is fresh\n", "")
    file.write_text("stale")
    assert run("--out", tmp_path, "--check") == (1, f"{file}: differs; run `azisrael explore`\n", "")
    assert run("--out", file) == (2, "", f"azisrael: {file} is not a folder; choose another one\n")
