"""The explorer in a real browser: what a reader can do with it by pointer, keyboard and address, what it never does.

Wherever the page works something out, the package says what should come out: rows by `az.load`, citations by `az.cite`,
fingerprints by `az.fingerprint`, passages by the code points of the evidence.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import sys
import unicodedata
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

import azisrael_data as az
from azisrael_data import explorer, letters, schema
from azisrael_data.explorer import given as given_module
from azisrael_data.explorer.assembly import assembled
from azisrael_data.models import FACTS, table
from azisrael_data.read import Numbered
from conftest import FILES, REPOSITORY, SOURCE_TEXTS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VIEWS = (
    "",
    "facts",
    "visits",
    "timeline",
    "matrix",
    "figures",
    "map",
    "actors",
    "works",
    "copies",
    "trade_figures/TF-0001",
)
NARROW = ("", "visits?level=minister", "map", "copies", "trade_figures/TF-0001")
SAVED = (*(each.name for each in FACTS), "actors", "works", "sources")
# Table, filters as an address has them, filters as az.load has them.
FILTERED = [
    ("visits", {"level": "minister"}, {"level": "minister"}),
    ("visits", {"actor": "ISR", "from": "2020", "to": "2022"}, {"actor": "ISR", "between": ("2020", "2022")}),
    ("incidents", {"source": "koc2023", "certainty": "certain"}, {"source": "koc2023", "certainty": "certain"}),
    ("incidents", {"kind": "strike", "from": "2020"}, {"kind": "strike", "between": ("2020", None)}),
    ("arms_transfers", {"evidence_status": "contested"}, {"evidence_status": "contested"}),
    ("agreements", {"domains": "military"}, {"domains": "military"}),
    ("arms_transfers", {"supplier": "ISR", "from": "2010"}, {"supplier": "ISR", "between": ("2010", None)}),
    ("trade_figures", {"unit": "percent", "to": "2012"}, {"unit": "percent", "between": (None, "2012")}),
]
MARKS = {
    "timeline": "svg.years a[href^='#/visits/VI-']",
    "matrix": "svg.pairs a[href*='actor=AZE&actor=ISR']",
    "figures": "svg.ranges a[href='#/trade_figures/TF-0001']",
    "map": "svg.places a[href='#/facts?place=baku']",
}
HOSTILE = '</script><img src=x onerror="window.owned=1"><b>bold</b>&amp; \u202egnp.exe =HYPERLINK("http://x") {{7*7}}'
VECTORS = ("", "abc", "a" * 55, "a" * 56, "a" * 64, "Đặt 漢字 🄰 ß", "x" * 1000)
SPELLINGS = (
    "Straße ΣΊΣΥΦΟΣ İstanbul ıI ǰ ŉ",
    "ﬁne ﬂow ½ ² H₂O", "Co-\noperation<sup>9</sup> [12] “in 2012”", "e\u0301tat e\u0301",
    "Əliyev Ⱥ Ⅻ ① 漢字 कि 🄰𝔄", "A\u0345 ᾳ \u1fb3", "Ꭰ ꭰ ᏸ",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests of this module."""
    playwright = pytest.importorskip("playwright.sync_api", reason="not installed: playwright")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install the package chromium")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM)
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of the real dataset, as a file."""
    return explorer.write(tmp_path_factory.mktemp("explorer"), explorer.page(REPOSITORY)).as_uri()


@contextmanager
def opened(browser, address, view="", **options):
    """Open a page of its own; afterwards hold it against what no page may ever do."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(8000)
    asked, told = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{address}#/{view}")
    try:
        yield page
        own = address.partition("#")[0]
        assert [url for url in asked if url.partition("#")[0] != own and not url.startswith(("data:", "blob:"))] == []
        assert told == []
    finally:
        context.close()


@pytest.fixture(scope="module")
def _shared(browser, address):
    with opened(browser, address) as page:
        yield page


@pytest.fixture
def page(_shared):
    """A page that tests which leave nothing behind share, at its start."""
    go(_shared, "")
    return _shared


def go(page, view):
    """Go to a view of an open page."""
    page.evaluate("to => { location.hash = to; }", f"#/{view}")
    page.wait_for_function("to => location.hash === to && ARRIVED === to && GRID.settled()", arg=f"#/{view}")


def saved(page):
    """Press the button that saves, and return the file's name and content."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def rows_of(name):
    with (REPOSITORY / table(name).path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans_of(row_id):
    return [{**span, "fields": json.loads(span["fields"])} for span in rows_of("evidence") if span["row_id"] == row_id]


@pytest.mark.parametrize("name", SAVED)
def test_whole_table_is_saved_as_it_is(page, name):
    """Without a filter the CSV is the dataset's file, byte for byte."""
    go(page, name)

    file, content = saved(page)

    assert (file, content) == (f"{name}.csv", (REPOSITORY / table(name).path).read_bytes())


@pytest.mark.parametrize(("name", "asked", "wanted"), FILTERED)
def test_filters_give_the_rows_of_load(page, name, asked, wanted):
    """A filter passes the rows that az.load gives, the count says how many, and they are saved as lines of the file."""
    ids = list(az.load(name, "arrow", **wanted)["id"].to_pylist())
    whole = (REPOSITORY / table(name).path).read_text(encoding="utf-8").splitlines(keepends=True)

    go(page, f"{name}?{urlencode(asked)}")
    file, content = saved(page)

    assert 0 < len(ids) < len(whole) - 1
    assert page.locator("#count").inner_text() == f"{len(ids)} of {len(whole) - 1} rows"
    assert file == f"{name}-{len(ids)}-rows.csv"
    assert content.decode() == "".join([whole[0], *(line for line in whole[1:] if line.partition(",")[0] in ids)])


def test_form_filters_and_says_so(page):
    """Choices of the form filter, the address keeps them, a live region tells the count, and a chip takes one back."""
    go(page, "visits")
    page.get_by_role("searchbox").press_sequentially("Baku")
    page.locator("select[name=level]").select_option("minister")
    page.locator("input[name=from]").fill("2021")
    page.locator("input[name=from]").press("Tab")

    page.wait_for_function(
        "() => ['q=Baku', 'level=minister', 'from=2021'].every((each) => location.hash.includes(each))"
    )
    told = page.locator("#count").inner_text()
    page.wait_for_function("told => document.getElementById('said').textContent === `Visits: ${told}`", arg=told)
    shown = page.locator("#grid .tabulator-row").count()
    assert told.startswith(f"{shown} of ")

    page.get_by_role("link", name="Remove filter level: minister").click()
    page.wait_for_function("() => !location.hash.includes('level')")
    assert page.locator("select[name=level]").input_value() == ""


def test_search_finds_words_of_literals(page):
    """The search looks into cells, names of actors and the literal words of the evidence."""
    span = next(span for span in rows_of("evidence") if span["row_id"] == "VI-0001" and "Cohen" in span["fields"])

    go(page, f"visits?{urlencode({'q': 'eli cohen'})}")

    assert page.locator(f"#grid [data-row={span['row_id']}]").count() == 1


def test_sorting(page):
    """A click on a column's head sorts by it, a second one turns the order; dates go by the days that they mean."""
    go(page, "visits")
    head = page.get_by_role("button", name="date", exact=True)
    started = {row["id"]: row["date_start"] or row["date_end"] or "9" for row in rows_of("visits")}

    head.click()
    up = page.evaluate("GRID.visibleRows().map((row) => row.id)")
    head.press("Enter")
    down = page.evaluate("GRID.visibleRows().map((row) => row.id)")

    assert [started[key] for key in up] == sorted(started.values())
    assert [started[key] for key in down] == sorted(started.values(), reverse=True)
    assert page.locator("#grid .tabulator-col[tabulator-field=date]").get_attribute("aria-sort") == "descending"


def test_order_is_kept_in_the_address(browser, address):
    """The address keeps the order of a table, also by a column that is not shown at first; a third click ends it."""
    with opened(browser, address, "visits?level=minister&sort=-date") as page:
        page.wait_for_function("() => GRID.settled() && GRID.visibleRows()[1].id !== 'VI-0002'")
        down = page.evaluate("GRID.visibleRows().map((row) => row.id)")
        page.get_by_role("button", name="date", exact=True).click()
        page.wait_for_function("() => location.hash === '#/visits?level=minister'")
        page.wait_for_function("() => GRID.visibleRows()[1].id === 'VI-0002'")
        page.get_by_role("button", name="date", exact=True).click()
        page.wait_for_function("() => location.hash === '#/visits?level=minister&sort=date'")
        page.reload()
        page.wait_for_function(
            "ids => GRID.settled() && GRID.visibleRows().every((row) => ids.includes(row.id))", arg=down
        )
        assert page.locator("#grid .tabulator-col[tabulator-field=date]").get_attribute("aria-sort") == "ascending"
        go(page, "visits?sort=protocol")
        page.wait_for_selector("#grid .tabulator-col[tabulator-field=protocol][aria-sort=ascending]")


@pytest.mark.parametrize("earlier", ["timeline", "facts", "visits?level=minister"])
def test_search_that_is_left_does_not_come_back(browser, address, earlier):
    """A search that was typed and left by the browser's back button changes neither view nor address afterwards."""
    with opened(browser, address, earlier) as page:
        go(page, "visits")
        page.get_by_role("searchbox").press_sequentially("baku")
        page.wait_for_function("() => location.hash === '#/visits?q=baku'")

        page.go_back()
        page.wait_for_timeout(400)

        assert page.evaluate("[location.hash, ARRIVED]") == [f"#/{earlier}"] * 2


def test_attributed_rows_name_the_voice(page):
    """A row that is told only as the words of somebody says whose they are; others say nothing of the kind."""
    told = {}
    for row_id in ("AT-0013", "AT-0012"):
        go(page, f"arms_transfers/{row_id}")
        told[row_id] = "told only in the voice of Nikol Pashinyan" in page.locator("#row .badges").inner_text()

    assert told == {"AT-0013": True, "AT-0012": False}


def test_rows_without_a_date_are_told(page):
    """Years leave out rows without a date; how many is told, with a link to them."""
    go(page, "arms_transfers?supplier=ISR&from=2010")
    undated = [row["id"] for row in rows_of("arms_transfers") if row["supplier"] == "ISR" and not row["date"]]

    assert page.locator("#left").inner_text() == f"{len(undated)} rows without a date left out"
    page.locator("#left a").click()
    page.wait_for_function("() => ARRIVED === '#/arms_transfers?supplier=ISR&began=none'")

    assert page.evaluate("GRID.rows().map((row) => row.id)") == undated


@pytest.mark.parametrize(("typed", "same"), [("Koç", "koc"), ("Əliyev", "ALIYEV")])
def test_search_without_marks(page, typed, same):
    """A search finds letters with and without their marks."""
    found = [page.evaluate("q => FILTERS.rows(FILTERS.tableOf('facts'), [['q', q]]).length", q) for q in (typed, same)]

    assert found[0] == found[1] > 0


@pytest.mark.parametrize(("view", "svg"), [("timeline", "years"), ("matrix", "pairs")])
def test_names_of_lines_stay_in_view(browser, address, view, svg):
    """On a phone the names of a chart's lines stay where they are when it is scrolled sideways."""
    with opened(browser, address, view, viewport={"width": 390, "height": 844}) as page:
        heads = page.locator(f"svg.{svg}.heads")
        page.evaluate("svg => document.querySelector(`svg.${svg}`).parentElement.scrollLeft = 300", svg)

        assert heads.bounding_box()["x"] == 16


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_columns_are_described(page, how):
    """A column's description stands below its head under the pointer and at the keyboard, and is there for readers."""
    go(page, "visits")
    wanted = schema.column(table("visits"), "summary").description

    head = page.locator("#grid .tabulator-col[tabulator-field=summary] button")
    getattr(head, how)()

    assert page.locator("#tip").inner_text() == wanted
    assert page.locator(f"#{head.get_attribute('aria-describedby')}").text_content().startswith(wanted)
    page.keyboard.press("Escape")
    assert page.locator("#tip").count() == 0


def test_columns_can_be_added(page):
    """A column that is not shown at first is added and taken away by its box."""
    go(page, "visits")
    page.get_by_text("Columns (", exact=False).click()

    page.get_by_label("protocol", exact=True).last.check()
    page.wait_for_selector("#grid .tabulator-col[tabulator-field=protocol]")
    page.get_by_label("protocol", exact=True).last.uncheck()

    page.wait_for_selector("#grid .tabulator-col[tabulator-field=protocol]", state="detached")


@pytest.mark.parametrize("style", ["apa", "bibtex"])
@pytest.mark.parametrize(
    "view", ["visits", "visits?level=minister", "facts?actor=AZE&actor=ISR", "trade_figures?unit=percent"]
)
def test_citation_is_that_of_cite(page, view, style):
    """The citation of what is filtered is word for word that of az.cite, fingerprint included."""
    go(page, view)
    ids = page.evaluate("GRID.rows().map((row) => row.id)")

    page.locator("#cite summary").click()
    page.get_by_label("Style of citation").select_option(style)

    assert page.get_by_label("Citation", exact=True).input_value() == str(az.cite(ids, style))
    assert page.locator("#cite code").inner_text() == az.fingerprint(ids)


@pytest.mark.parametrize("name", SAVED)
def test_fingerprint_is_that_of_the_package(page, name):
    """The fingerprint of a whole table, worked out in the browser, is az.fingerprint of it."""
    frame = az.load(name, "arrow")

    assert page.evaluate("n => fingerprintOf(TABLES.get(n), TABLES.get(n).objects)", name) == az.fingerprint(frame)


def test_row_shows_what_licenses_each_cell(page):
    """A cell of a row has its value and, for each span, literal, source, line, voice, certainty, stance and works."""
    names = {row["id"]: row["name"] for row in rows_of("actors")}
    works = {row["id"]: row["title"] or row["label"] for row in rows_of("works")}
    for row_id in ("VI-0001", "TF-0001", "TF-0014", "AT-0003"):
        go(page, f"{given_home(row_id)}/{row_id}")
        lines = {line.locator("th").inner_text(): line for line in page.locator("table.cells tbody tr").all()}
        spans = spans_of(row_id)
        for name in {name for span in spans for name in span["fields"]}:
            found = [each.inner_text() for each in lines[name.replace("_", " ")].locator(".spans > li").all()]
            own = [span for span in spans if name in span["fields"]]
            assert len(found) == len(own)
            for span, text in zip(own, found, strict=True):
                literal = span["fields"][name]
                words = [each for each in (literal if isinstance(literal, list) else [literal]) if each]
                wanted = [*(words or ["judged from the passage"]), span["source_id"], f"line {span['line']}",
                          span["certainty"], span["stance"], span["id"]]  # fmt: skip
                wanted += [f"voice {names[span['voice']]}"] if span["voice"] else []
                wanted += [works[work] for work in span["works"].split(";") if work]
                assert [each for each in wanted if each not in text.replace("\n", " ")] == []


def given_home(row_id):
    return next(each.name for each in FACTS if any(row["id"] == row_id for row in rows_of(each.name)))


def test_disputes_stand_side_by_side(page):
    """What a source tells against a cell stands beside what the dataset holds, with both literals."""
    go(page, "trade_figures/TF-0001")

    ours, theirs = page.locator(".dispute .side").all()

    assert ours.locator(".figure").inner_text().strip() == "60 percent"
    assert theirs.locator(".figure").inner_text().strip() == "69 percent"
    assert "contradicts" in theirs.inner_text()
    assert ours.bounding_box()["y"] == theirs.bounding_box()["y"]


def test_every_contested_row_shows_its_dispute(page):
    """Every contested row of the dataset has a side for each cell that a span contradicts."""
    told = az.contested()
    against = told[told["stance"] == "contradicts"]
    for row_id, group in against.groupby("row_id"):
        go(page, f"{group['table'].iloc[0]}/{row_id}")
        heads = {each.inner_text() for each in page.locator(".dispute h4").all()}
        assert heads == {name.replace("_", " ") for name in group["column"]}


def test_addresses_land_where_they_say(browser, address):
    """A link from elsewhere lands on the row, the span or the filtered table, and the title says so."""
    with opened(browser, address, "evidence/EV-00253") as page:
        page.wait_for_function("() => document.activeElement.id === 'at-EV-00253'")
        assert page.title().startswith("TF-0001")
        go(page, "visits/VI-0001")
        assert page.locator("#row h2").inner_text().startswith("VI-0001")
        assert page.evaluate("document.activeElement.tagName") == "H2"
        go(page, "visits/VI-9999")
        assert page.locator("#nothing-words").inner_text() == "visits has no row VI-9999."
        go(page, "no-such-view/%E0%A4%A")
        assert page.locator("#nothing").is_visible()


def test_marks_lead_to_what_they_count(page):
    """Every mark of every chart leads to a row that exists, or to as many rows as its label says."""
    wrong = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart a')].map((link) => {
          const [path, query] = link.getAttribute('href').slice(2).split('?');
          const [view, key] = path.split('/');
          const table = FILTERS.tableOf(view);
          const label = link.getAttribute('aria-label');
          if (key) return table.byId.has(decodeURIComponent(key)) ? null : [label, 'no row'];
          const found = FILTERS.rows(table, [...new URLSearchParams(query ?? '')]).length;
          const told = label.match(/([0-9,]+) (row|fact|figure)s?\\b/);
          return !found || (told && Number(told[1].replaceAll(',', '')) !== found) ? [label, found] : null;
        }).filter(Boolean)"""
    )

    assert page.locator("svg.chart a").count() > 500
    assert wrong == []


@pytest.mark.parametrize("view", MARKS)
def test_click_on_a_mark(page, view):
    """A click on a mark of a chart opens its row or filters the table."""
    go(page, view)
    mark = page.locator(MARKS[view]).first
    target = mark.get_attribute("href")

    mark.locator("rect, circle").last.click()

    page.wait_for_function("to => location.hash === to", arg=target)
    assert page.locator("#row h2:visible, #chips li:visible").count() >= 1


def test_keyboard_goes_from_table_to_row_and_back(page):
    """Arrow keys walk the rows, Enter opens one, and the way back lands on the row that was left."""
    go(page, "visits")
    page.locator("#grid [data-row=VI-0001]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.activeElement.dataset.row === 'VI-0003'")

    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.tagName === 'H2'")
    page.locator("#row .back").press("Enter")

    page.wait_for_function("() => document.activeElement.dataset.row === 'VI-0003'")


def test_rows_open_under_the_pointer(page):
    """A click anywhere on a row opens it; neighbours in the same order are one step away."""
    go(page, "visits?level=minister")
    page.locator("#grid .tabulator-row").nth(1).locator("[tabulator-field=summary]").click()
    page.wait_for_selector("#row h2:visible")
    first, second = page.evaluate("GRID.visibleRows().slice(0, 2).map((row) => row.id)")

    assert second in page.locator("#row h2").inner_text()
    page.get_by_role("link", name="previous row").click()
    page.wait_for_function("id => location.hash.endsWith(id)", arg=first)


def test_skip_link(page):
    """The first stop of the keyboard skips the navigation."""
    page.evaluate("document.activeElement.blur()")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_tables_beside_the_facts(page):
    """An actor, a work and a place have rows with the facts that name them."""
    row = next(row for row in rows_of("visits") if row["id"] == "VI-0001")
    for view in ("actors/eli-cohen", f"places/{row['place']}", "sources/cutler2023", "actors/ISR"):
        go(page, view)
        assert page.locator("#row .list a", has_text="VI-0001").count() == 1
    work = next(span for span in rows_of("evidence") if span["works"])
    go(page, f"works/{work['works'].split(';')[0]}")
    assert page.locator("#row .list a", has_text=work["row_id"]).count() == 1


def test_print_has_every_row(page):
    """On paper the table has all rows that pass, not those that happen to be drawn."""
    go(page, "incidents")
    total = len(rows_of("incidents"))

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator("#printed tbody tr").count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert (printed, page.locator("#printed tr").count()) == (total, 0)
    assert page.locator("#grid .tabulator-row").count() < total


@pytest.mark.parametrize("text", VECTORS)
def test_sha256(page, text):
    """The page's own SHA-256 is SHA-256."""
    assert page.evaluate("t => sha256(t)", text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("text", SPELLINGS)
def test_letter_stream(page, text):
    """The letters of a text are those of the package, each with the place that it comes from."""
    found = page.evaluate("t => LETTERS.of(t)", text)
    wanted = letters.letters(text)
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in wanted.positions]
    at = [place for place, letter in zip(units, wanted.stream, strict=True) for _ in range(1 + (letter > "\uffff"))]

    assert found["stream"] == wanted.stream
    if all(character <= "\uffff" for character in text):
        assert found["at"] == at


def test_letters_of_every_character(page):
    """Every character that this Python knows gives the letters in the browser that it gives in the package."""
    characters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co", "Mn") and not 0x4E00 <= code <= 0xD7A3
        and not 0x17000 <= code <= 0x18CFF and code < 0x20000
    ]  # fmt: skip
    found = page.evaluate("all => all.map((c) => LETTERS.of(c).stream)", characters)

    assert [(c, got) for c, got in zip(characters, found, strict=True) if got != letters.letters(c).stream] == []


@pytest.fixture
def invented_page(browser, package_root, tmp_path):
    """The explorer of the invented package, whose texts are at hand."""
    root = package_root()
    shutil.copy(REPOSITORY / "CITATION.cff", root)
    with opened(browser, explorer.write(tmp_path / "page", explorer.page(root)).as_uri(), "copies") as page:
        yield page


def upload(page, name, text):
    page.set_input_files("#files", {"name": name, "mimeType": "text/plain", "buffer": text.encode()})
    page.wait_for_function("name => document.getElementById('took').textContent.startsWith(name)", arg=name)


def test_own_copy_lights_up(invented_page):
    """In the reference text every passage is marked where the evidence says, and opens in its row."""
    page = invented_page
    upload(page, "any name.txt", SOURCE_TEXTS["alpha2020"])
    found = page.evaluate("COPIES.has('alpha2020')")
    go(page, "copies/alpha2020")

    for span in page.evaluate("TABLES.get('evidence').objects.filter((s) => s.source_id === 'alpha2020')"):
        marked = "".join(each.inner_text() for each in page.locator(f"mark[data-spans~='{span['id']}']").all())
        assert marked == SOURCE_TEXTS["alpha2020"][int(span["start"]) : int(span["end"])].replace("\n", "")

    go(page, "visits/VI-0001")
    passage = page.locator("#row blockquote mark").inner_text()
    assert found
    assert "Otto Vane of Norland" in passage
    assert "praised the clear water" in page.locator("#row blockquote").inner_text()


def test_other_renditions_are_found(invented_page):
    """A copy with other line breaks, hyphens and bare note numbers is known by its letters, dropped on any view."""
    page = invented_page
    text = SOURCE_TEXTS["alpha2020"].replace("<sup>1</sup>", "1").replace("\\$", "$").replace(" ", "\r\n")
    go(page, "visits/VI-0001")

    data = page.evaluate_handle(
        """text => { const data = new DataTransfer();
             data.items.add(new File([text], 'rewrapped.md', {type: 'text/markdown'})); return data; }""",
        text.replace("minister", "mini-\r\nster"),
    )
    page.dispatch_event("body", "drop", {"dataTransfer": data})

    page.wait_for_selector("#row blockquote mark")
    words = "".join(page.locator("#row blockquote mark").all_inner_texts())
    assert (
        letters.letters(words).stream
        == letters.letters(
            "The Arcadian minister Mira Lund visited Port Alder on 3 May 2015 and met President Otto Vane of Norland."
        ).stream
    )


def test_what_is_no_source(invented_page):
    """A file that is no text, is too large or holds no source is refused in words."""
    page = invented_page
    page.set_input_files("#files", [
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"\xff\xfe%PDF"},
        {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 1_000_001},
        {"name": "other.txt", "mimeType": "text/plain", "buffer": b"Nothing of the kind. " * 20},
    ])  # fmt: skip
    page.wait_for_selector("#took .line")

    assert page.locator("#took .line").all_inner_texts() == [
        "a.pdf is no plain text in UTF-8; save it as plain text first.",
        "big.txt is too large: a text of a source has less than 1 MB.",
        "other.txt holds none of the sources.",
    ]


def test_texts_are_not_kept(invented_page):
    """Nothing of a text outlives the page: no storage holds anything, and a new load knows no copy."""
    page = invented_page
    upload(page, FILES["beta2021"], SOURCE_TEXTS["beta2021"])

    kept = page.evaluate(
        "async () => [localStorage, sessionStorage, await indexedDB.databases(), document.cookie]"
        ".map((each) => each.length)"
    )
    page.reload()

    assert kept == [0, 0, 0, 0]
    assert page.evaluate("COPIES.has('beta2021')") is False


def test_real_texts(page, texts_dir):
    """In the reader's own copies of the sources every passage is found at its code points."""
    files = sorted(texts_dir.glob("*.txt"))
    texts = {hashlib.sha256(file.read_bytes()).hexdigest(): file.read_text(encoding="utf-8") for file in files}
    go(page, "copies")
    page.set_input_files("#files", files)
    page.wait_for_function("n => document.querySelectorAll('#took .line').length === n", arg=len(files))
    passages = page.evaluate(
        "() => Object.fromEntries(TABLES.get('evidence').objects.map((s) => [s.id, "
        "[...(COPIES.passage(s)?.querySelectorAll('mark') ?? [])].map((m) => m.textContent).join('\\n')]))"
    )
    for source in rows_of("sources"):
        if source["file_sha256"] not in texts:
            continue
        text = texts[source["file_sha256"]]
        assert page.evaluate("t => sha256(LETTERS.of(t).stream)", text) == source["letters_sha256"]
        for span in rows_of("evidence"):
            if span["source_id"] == source["id"]:
                wanted = text[int(span["start"]) : int(span["end"])]
                assert re.sub(r"\s*\n\s*", "\n", passages[span["id"]]) == re.sub(r"\s*\n\s*", "\n", visible(wanted))


def visible(text):
    from azisrael_data.explorer import words

    return "\n".join(words.visible(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("scheme", "width", "views", "rules"),
    [
        ("light", 1280, VIEWS, None),
        ("dark", 1280, NARROW, ["color-contrast"]),
        ("light", 390, NARROW, None),
    ],
)
def test_no_barrier(browser, address, scheme, width, views, rules):
    """Axe finds nothing serious in any view, in light and dark, wide and narrow; nothing is wider than a phone."""
    library = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="not installed: axe-playwright-python"
    )
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = []
    with opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 844}) as page:
        for view in views:
            go(page, view)
            results = library.Axe().run(page, options=options).response["violations"]
            found += [
                (view, each["id"], node["html"][:160], node["failureSummary"][:160])
                for each in results
                if each["impact"] in ("serious", "critical")
                for node in each["nodes"][:3]
            ]
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, view

    assert found == []


def test_reads_without_scripts(browser, address):
    """Without JavaScript the tables stand on the page, and a mark of a chart leads to its row in them."""
    with opened(browser, address, java_script_enabled=False) as page:
        for home in FACTS:
            place = page.locator(f"[id='/{home.name}'] ~ .scrolls").first
            assert place.locator("tbody tr").count() == len(rows_of(home.name))
        page.locator("svg.years a[href='#/visits/VI-0001']").first.click(force=True)
        assert page.locator("[id='/visits/VI-0001']").is_visible()
        assert page.locator("[id='/visits/VI-0001']").bounding_box()["y"] < 900
        assert not page.locator("#views").is_visible()


def written(folder, package):
    """Write the page of a package in memory, whatever its cells hold, and return its address."""
    return explorer.write(folder, assembled(package, given_module.given(package))).as_uri()


def test_ten_thousand_rows(browser, tmp_path):
    """With 10,000 rows, made up, few are drawn at a time; search, sorting and the way to the last row work."""
    package = given_module.read(REPOSITORY)
    rows = package["incidents"].rows
    for number in range(len(rows), 10_000):
        values = {**rows[number % 250].values, "id": f"IN-{number + 1:05d}", "summary": f"Invented row {number + 1}."}
        rows.append(Numbered(0, values, clean=True))

    with opened(browser, written(tmp_path, package), "incidents") as page:
        page.wait_for_selector("#grid .tabulator-row")
        assert page.locator("#count").inner_text() == "10,000 rows"
        assert page.locator("#grid .tabulator-row").count() < 100

        page.get_by_role("searchbox").press_sequentially("invented row 9999")
        page.wait_for_function("() => document.getElementById('count').textContent === '1 of 10,000 rows'")
        page.get_by_role("searchbox").fill("")
        page.wait_for_function("() => document.getElementById('count').textContent === '10,000 rows'")
        page.locator("#grid [data-row=IN-0001]").focus()
        page.keyboard.press("End")
        page.wait_for_function("() => document.activeElement.dataset.row === 'IN-10000'")


def test_hostile_row_is_shown_as_text(browser, tmp_path):
    """Markup, script, signs that turn the direction, and formulas are shown as they are written everywhere."""
    seen = HOSTILE.replace("\u202e", "⟨U+202E⟩")
    package = given_module.read(REPOSITORY)
    package["incidents"].rows[1].values.update(summary=HOSTILE, note=HOSTILE, kind='x" onclick="alert(1)')
    package["places"].rows[0].values["name"] = package["actors"].rows[0].values["name"] = HOSTILE
    address = written(tmp_path, package)

    with opened(browser, address, "incidents") as page:
        page.wait_for_selector("#grid .tabulator-row")
        assert page.locator("#grid .tabulator-row").nth(1).locator("[tabulator-field=summary]").inner_text() == seen
        go(page, "incidents/IN-0002")
        assert page.locator("#row h2").inner_text().endswith(seen)
        assert seen in page.locator("#row .note").inner_text()
        assert page.locator("#row img, #row b, #grid img").count() == 0
        assert page.evaluate("window.owned") is None
        assert page.evaluate("csv(['id', 'summary'], [TABLES.get('incidents').byId.get('IN-0002')])") == (
            'id,summary\nIN-0002,"' + HOSTILE.replace('"', '""') + '"\n'
        )
    with opened(browser, address, java_script_enabled=False) as page:
        row = page.locator("tr", has=page.locator("[id='/incidents/IN-0002']"))
        assert row.inner_text().count(seen) == 2
        assert page.locator(".plain img, .plain b").count() == 0
