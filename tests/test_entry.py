"""entry, attest, keying, templates: a document becomes rows with evidence, or every fault is told with its place."""

# ruff: noqa: E501 - a message stands whole beside what it is told of

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azisrael_data import documents, keying, schema, templates
from azisrael_data.copies import VARIABLE
from azisrael_data.entry import ENTERED, REFERENCES, Entry, proposed_id
from azisrael_data.models import table
from azisrael_data.package import Package
from conftest import invented_rows

WORDS = "Fishing boats go out before sunrise and come home when the mist has lifted"
DOCUMENT = {
    "actors": [{"name": "Fisher Guild", "kind": "group", "aliases": ["their crews"]}],
    "facts": [
        {
            "summary": "Boats put to sea.",
            "kind": "other",
            "actors": ["Fisher Guild"],
            "targets": ["Norland", "Vane"],
            "outcome": "ongoing",
            "evidence": [
                {"source": "alpha2020", "words": WORDS, "fields": {"kind": None, "outcome": None, "targets": None}},
                {
                    "source": "alpha2020",
                    "words": "their crews mend nets in the afternoon",
                    "certainty": "probable",
                    "voice": "Lake Institute",
                    "works": "alpha2020-2",
                    "fields": {"actors": ["their crews"]},
                },
            ],
        }
    ],
}


@pytest.fixture
def root(package_root):
    return package_root()


def entered(root, document, home="incidents"):
    entry = Entry(root)
    entry.take(document, home)
    return entry


def changed(**changes):
    """Return the document with the fact, or with `at` one of its spans, changed; `...` takes a key away."""
    document = deepcopy(DOCUMENT)
    at = changes.pop("at", None)
    target = document["facts"][0] if at is None else document["facts"][0]["evidence"][at]
    for name, value in changes.items():
        if value is ...:
            del target[name]
        else:
            target[name] = value
    return document


def told(root, document, home="incidents"):
    return [str(each) for each in entered(root, document, home).problems()]


def test_a_document_becomes_rows(root):
    """Names become ids, words become spans, ids are the next free ones, and the ledger follows; the whole is valid."""
    entry = entered(root, DOCUMENT)

    assert entry.problems() == []
    ids = [("actors", "fisher-guild"), ("incidents", "IN-0003"), ("evidence", "EV-00015"), ("evidence", "EV-00016")]
    assert ids == entry.ids
    fact = entry.draft.find("incidents", "IN-0003")
    assert (fact["actors"], fact["targets"]) == (("fisher-guild",), ("NOR", "otto-vane"))
    span = entry.draft.find("evidence", "EV-00016")
    assert (span["line"], span["row_id"], span["voice"], span["works"], span["coder"]) == (
        8, "IN-0003", "lake-institute", ("alpha2020-2",), "hand",
    )  # fmt: skip
    assert entry.texts["alpha2020"].text[span["start"] : span["end"]] == "their crews mend nets in the afternoon"
    assert ("alpha2020", 8, "coded") in {
        (row["source_id"], row["line"], row["disposition"]) for row in entry.draft.rows["lines"]
    }


def test_a_document_is_written(root):
    """What a document brings is in the package after the commit, and a second one gets the ids after it."""
    entered(root, DOCUMENT).draft.commit()

    assert "IN-0003" in Package(root).keys["incidents"]
    again = entered(root, {"facts": DOCUMENT["facts"]})
    assert again.ids[0] == ("incidents", "IN-0004")
    assert [each.code for each in again.problems()] == ["likely-duplicate"]


# What is changed in the document -> the problems told.
FACTS = [
    ({"summary": ...}, ["facts[0].summary: required: 'summary' is empty; fill it: The fact in the coder's own words, one sentence"]),
    ({"outcome": "ongoin"}, ["facts[0].outcome: unknown-code: 'ongoin' is not a code, wanted occurred, attempted, foiled, planned, ongoing, denied; did you mean 'ongoing'?"]),
    ({"actors": ["Fisher Gild"]}, ["facts[0].actors: dangling-key: 'Fisher Gild' is not in actors; did you mean 'Fisher Guild'?"]),
    ({"place": "Port Alder"}, ["facts[0].place: unlicensed-cell: no supporting span of IN-0003 names 'place'; add it to the fields of the span that shows it"]),
    ({"place": ["Port Alder"]}, ["facts[0].place: bad-type: ['Port Alder'] is not one value; write one text"]),
    ({"date": "2016-13", "date_basis": "stated"}, ["facts[0].date: bad-edtf: month 13 does not exist"]),
    ({"date_basis": "stated"}, ["facts[0].date: incomplete-pair: 'date' is empty though 'date_basis' is 'stated'; fill 'date' or empty 'date_basis'"]),
    ({"summary": "=SUM(1)"}, ["facts[0].summary: formula: '=SUM(1)' would run as a formula in a spreadsheet; reword so that it starts with a letter"]),
    ({"id": "IN-0001"}, ["facts[0].id: duplicate-id: IN-0001 is already in incidents; the next free one is IN-0003"]),
    ({"id": "IN-3"}, ["facts[0].id: bad-id: 'IN-3' is not an id such as IN-0001"]),
    ({"sources": "x"}, ["facts[0].sources: unknown-column: 'sources' is generated; leave it out; the build fills it"]),
    ({"knd": "x"}, ["facts[0].knd: unknown-column: incidents has no column 'knd'; did you mean 'kind'?"]),
    ({"table": "incident"}, ["facts[0].table: unknown-code: 'incident' is not a table of facts; did you mean 'incidents'?"]),
    ({"evidence": ...}, ["facts[0].evidence: no-evidence: no passage is given; give source, words, fields"]),
    ({"evidence": ["x"]}, ["facts[0].evidence[0]: bad-type: not a mapping; write column: value", "facts[0].evidence: no-evidence: no passage is given; give source, words, fields"]),
    ({"outcome": "x", "kind": ...}, ["facts[0].outcome: unknown-code: 'x' is not a code, wanted occurred, attempted, foiled, planned, ongoing, denied", "facts[0].kind: required: 'kind' is empty; fill it: Kind of event"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "problems"), FACTS)
def test_faults_of_a_fact(root, changes, problems):
    """Every fault of a fact is told with its place in the document, its code and what to do, and nothing is added."""
    assert problems == told(root, changed(**changes))


# What is changed in the second span -> the problems told, below facts[0].evidence[1].
SPANS = [
    ({"words": "their crews mend nets"}, []),
    ({"words": "their crews mend pets in the afternoon"}, ["words: passage: the words are not on one line of alpha2020; near them on line 8: 'pets' for 'nets'"]),
    ({"words": "their crews mend pets in the afternoon", "near": "true"}, []),
    ({"words": "nothing like it stands there"}, ["words: passage: the words are not on one line of alpha2020; look for other words"]),
    ({"words": ...}, ["words: required: 'words' is empty; name the source and give the words of the passage"]),
    ({"source": "alpha"}, ["source: dangling-key: no source 'alpha'; known: alpha2020, beta2021"]),
    ({"words": "the lake", "fields": {"actors": None}}, ["words: passage: the words stand in 5 places, on lines 1, 3, 4, 5, 8; give line, nth or more words"]),
    ({"line": "x"}, ["words: bad-integer: 'line' is 'x'; write a number from 1 on"]),
    ({"fields": {"actors": ["nets", None]}}, ["fields.actors: literal-unread: 'actors': no rule reads 'nets'; add it to the aliases in datasets/actors.csv, or write null"]),
    ({"fields": {"actors": "boats"}}, ["fields.actors: passage: 'boats' is not in the passage; quote words that stand in it, or null"]),
    ({"fields": {"actors": "a b c d e f g h i"}}, ["fields.actors: literal-long: 'a b c d e f g h i' has 9 words; quote at most 8; quote words that stand in it, or null"]),
    ({"fields": {"actors": [1]}}, ["fields.actors: bad-json: 1 is not a literal; write words or null"]),
    ({"fields": {"actor": None}}, ["fields.actor: idle-field: incidents has no coded column 'actor'; did you mean 'actors'?"]),
    ({"fields": {}}, ["fields: required: no column is named; name the columns that the span shows, with their words"]),
    ({"fields": {"actors": None, "place": None}}, ["fields.place: idle-field: 'place' is empty in IN-0003; fill the cell or drop the field"]),
    ({"certainty": "sure"}, ["certainty: unknown-code: 'sure' is not a code, wanted certain, probable, possible, uncommitted"]),
    ({"voice": "Nobody"}, ["voice: dangling-key: 'Nobody' is not in actors; add it to actors"]),
    ({"colour": "red"}, ["colour: unknown-column: evidence has no 'colour'"]),
    ({"voice": ...}, [": wording: no-hedge: an uncertain span holds no hedging word and names no voice; correct it, or give the reason under exceptions"]),
    ({"voice": ..., "exceptions": {"no-hedge": "The sentence before hedges."}}, []),
    ({"exceptions": {"negation": "No such word."}}, ["exceptions.negation: wording: nothing in the passage needs it; leave it out"]),
    ({"exceptions": ["x"]}, ["exceptions: bad-type: not a mapping of rules to reasons; write rule: reason"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "problems"), SPANS)
def test_faults_of_a_span(root, changes, problems):
    """Every fault of a span is told with its place in the document, down to the column of a literal."""
    found = told(root, changed(at=1, **changes))

    lead = "facts[0].evidence[1]"
    assert [f"{lead}.{each}" if not each.startswith(":") else lead + each for each in problems] == found


# (document, problems)
PARTS = [
    ([], ["document: bad-type: the document is not a mapping; write facts, actors, weapon_systems, places, works, aliases at its top"]),
    ({"fact": []}, ["fact: unknown-column: no part 'fact', known: facts, actors, weapon_systems, places, works, aliases; did you mean 'facts'?"]),
    ({"facts": {}}, ["facts: bad-type: not a list; begin every row with '- '"]),
    ({"actors": [{"name": "Norland", "kind": "state"}]}, ["datasets/actors.csv:5:name: ambiguous-alias: "]),
    ({"actors": [{"id": "ARC", "name": "Other", "kind": "state"}]}, ["actors[0].id: duplicate-id: ARC is already in actors; take another"]),
    ({"aliases": {"actors": {"XXX": ["x"]}}}, ["aliases.actors.XXX: dangling-key: 'XXX' is not in actors"]),
    ({"aliases": {"actors": {"NOR": {}}}}, ["aliases.actors.NOR: bad-list: {} is not a list of names"]),
    ({"aliases": {"visits": {}}}, ["aliases.visits: bad-type: not names of rows; write table, id and a list of names"]),
    ({"aliases": {"actors": {"NOR": ["the Norlanders"]}}}, []),
    ({"works": [{"source_id": "alpha2020", "label": "17", "kind": "news"}]}, []),
    ({"works": [{"source_id": "alpha2020", "label": "17", "kind": "news", "root_id": "alpha2020-9"}]}, ["works[0].root_id: dangling-key: 'alpha2020-9' is not in works; did you mean "]),
]  # fmt: skip


@pytest.mark.parametrize(("document", "problems"), PARTS)
def test_parts(root, document, problems):
    """Rows of reference tables and names of rows that are there are taken, and judged, like facts."""
    found = told(root, document)

    assert len(problems) == len(found)
    assert all(a == b or (a.endswith(" ") and a.split(": ")[1] in b) for a, b in zip(problems, found, strict=True))


def test_all_faults_at_once(root):
    """The faults of all rows are told together, and what only follows from a row that did not fit is not."""
    document = deepcopy(DOCUMENT)
    document["actors"][0]["kind"] = "guild"
    document["facts"].append({"table": "visits", "evidence": []})

    places = [each.partition(": ")[0] for each in told(root, document)]

    assert places[:2] == ["actors[0].kind", "facts[0].actors"]
    assert {place.partition(".")[0] for place in places[2:]} == {"facts[1]"}
    assert len(places) > 8


def test_slug():
    """An id is proposed from a name, for a work from its source and label."""
    assert keying.slug("Ministry of Défense (Arcadia)") == "ministry-of-defense-arcadia"
    assert proposed_id("works", {"source_id": "beta2021", "label": "Note 7"}) == "beta2021-note-7"
    assert proposed_id("places", {}) == ""


def test_an_ambiguous_name(package_root):
    """A name of two rows is told with both ids, instead of taking one."""

    def share(rows):
        next(row for row in rows if row["id"] == "otto-vane")["aliases"] = ("the minister",)
        next(row for row in rows if row["id"] == "mira-lund")["aliases"] = ("the minister",)

    package = Package(package_root(actors=share))

    with pytest.raises(keying.Unfit) as caught:
        keying.resolve(package, "actors", "the minister")
    assert caught.value.message == "'the minister' names 2 rows of actors: mira-lund, otto-vane"


@pytest.mark.parametrize("name", ENTERED)
def test_templates_name_every_column(name):
    """A template holds every column that a person fills, with its description and codes, and is a document."""
    text = templates.template(name)
    flat = " ".join(line.strip().lstrip("# ") for line in text.splitlines())

    assert max(map(len, text.splitlines())) <= 120
    for column in schema.columns(table(name)):
        if not column.generated:
            assert f"{column.name}:" in text
            assert column.description in flat
            assert all(code in flat for code in column.codes or ())
    part = documents.read(text.encode())["facts" if table(name).is_fact else name]
    assert len(part) == 1


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """The invented package without its facts: texts and reference rows."""
    from conftest import FILES, SOURCE_TEXTS, _write

    root = tmp_path_factory.mktemp("held")
    rows = invented_rows()
    facts = {name: rows[name] for name in ENTERED if name not in REFERENCES}
    spans = rows["evidence"]
    for name in (*facts, "evidence", "exceptions", "published"):
        rows[name] = []
    for line in rows["lines"]:
        line["disposition"] = "context" if line["disposition"] == "coded" else line["disposition"]
    _write(root, rows)
    (root / "seeds" / "texts").mkdir()
    for key, text in SOURCE_TEXTS.items():
        (root / "seeds" / "texts" / FILES[key]).write_text(text, encoding="utf-8", newline="")
    return root, facts, spans


def filled(name, row, spans):
    """Fill the template of a table with a row of the invented package and its spans, as a person would."""
    document = documents.read(templates.template(name).encode())
    fact = document["facts"][0]
    for column in schema.columns(table(name)):
        if not column.generated and row.get(column.name) is not None:
            text = column.cell.format(row[column.name])
            fact[column.name] = text.split(";") if column.is_list else text
    blank = fact.pop("evidence")[0]
    fact["evidence"] = [blank | span for span in spans]
    return document


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_filled_template_is_accepted(held, monkeypatch, data):
    """Whatever row of the invented package a template is filled with, it is accepted, and the row comes out."""
    monkeypatch.delenv(VARIABLE, raising=False)
    root, facts, evidence = held
    name = data.draw(st.sampled_from(["agreements", "visits", "trade_figures", "incidents"]))
    row = data.draw(st.sampled_from([row for row in facts[name] if not (row.get("part_of") or row.get("agreement"))]))
    texts = Entry(root).texts
    spans = [
        {
            "source": span["source_id"],
            "words": texts[span["source_id"]].text[span["start"] : span["end"]],
            "line": str(span["line"]),
            "fields": span["fields"],
            **{key: span[key] for key in ("stance", "certainty", "zone", "coder", "voice")},
            "works": list(span["works"] or ()),
            "exceptions": {},
        }
        for span in evidence
        if span["row_id"] == row["id"]
    ]
    document = filled(name, row, spans)

    entry = Entry(root)
    entry.take(document, name)
    for misfit in [each for each in entry.misfits if each.code == "wording"]:
        number = int(misfit.place.partition("evidence[")[2].partition("]")[0])
        spans[number]["exceptions"][misfit.message.partition(":")[0]] = "An invented reason."
    entry = Entry(root)
    entry.take(filled(name, row, spans), name)

    assert entry.problems() == []
    made = entry.draft.find(name, row["id"])
    coded = [column.name for column in schema.columns(table(name)) if not column.generated]
    assert {column: row.get(column) for column in coded} == {column: made[column] for column in coded}
    computed = ("source_id", "line", "start", "end", "letters", "head", "sha256", "fields", "works", "voice")
    wanted = [[span[column] for column in computed] for span in evidence if span["row_id"] == row["id"]]
    assert wanted == [[span[column] for column in computed] for span in entry.draft.rows["evidence"]]
