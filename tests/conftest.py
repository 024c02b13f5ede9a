"""An invented package that is valid, with the invented texts behind it, and the way to the real texts.

`package_root()` writes the package; a keyword with a table's name takes a function that changes its rows first:

    root = package_root(visits=lambda rows: rows[0].update(place="no-such-place"))

Evidence is anchored by the code itself in the texts below; spans, ledger and generated columns follow from them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from azisrael_data import anchor, copies, derive, hedges, identity, letters
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.write import csv_text

REPOSITORY = Path(__file__).resolve().parents[1]

ALPHA = """# The Lake Accord and its Years

*Ada Writer, March 2020*

In February 2012 Arcadia and Norland signed the Lake Accord, worth approximately \\$1.6 billion.<sup>1</sup> Under it \
Norland's yards delivered 12 Heron drones to Arcadia in 2014.

The Arcadian minister Mira Lund visited **Port Alder** on 3 May 2015 and met President Otto Vane of Norland. She \
praised the clear water of the lake and the quiet of the long evenings.

According to the Lake Institute, Norland supplied 60 percent of Arcadia's arms imports in 2015–2019.<sup>2</sup> \
The whole harbour was calm in 2014.

In June 2016 the Arcadian navy held an exercise near Port Alder with Heron drones.<sup>2</sup> It was a part of the
Summer Watch of 2016.<sup>2</sup>

The lake itself is long and narrow. Its water comes down from two glaciers, and in a dry summer the wooden jetties \
stand high above the mud. Fishing boats go out before sunrise and come home when the mist has lifted; their crews mend \
nets in the afternoon and talk about the price of salt.

Old maps show a causeway between both shores. Nobody has found its stones, though divers looked for them, and the \
schoolchildren of the upper villages still draw it into their copybooks. A ferry does the work of the causeway now. It \
is painted green, carries bicycles free of charge, and waits for latecomers if its captain is in a good mood.

Winters are quiet. The reeds freeze, the ferry is hauled ashore, and letters take the long road around the northern \
end. People who like company move into the valley; people who do not keep bees, and wait for the thaw.

<sup>1</sup> Northern Courier, "Accord signed", 12 February 2012.

<sup>2</sup> Lake Institute, Yearbook 2020.
"""
BETA = """Two Shores of One Lake

When the Lake Accord between Arcadia and Norland was signed in February 2012, the shores had traded for “a long time”.

By 2014 Norland had delivered Heron drones to Arcadia; an early\u00a0report counts 15 of them.

Norland's share of Arcadia's arms imports stood at 45 percent, a yearbook of the Lake Institute says [1].

The Summer Watch of 2016 began when the ice was gone [1].

On both shores the same songs are sung, to different words. One of them tells of a miller who wanted to sell the moon \
to a traveller, and had to give the money back when the night was cloudy. Another has forty verses about a goat.

Visitors are advised to bring warm clothes, to leave the birds alone, and to try the smoked fish at the old landing, \
where an old couple keeps an inn with four rooms and a stove in every one of them.

[1] Lake Institute, Yearbook 2020.
"""
SOURCE_TEXTS = {"alpha2020": ALPHA, "beta2021": BETA}
FILES = {"alpha2020": "alpha.txt", "beta2021": "beta.txt"}

_REFERENCE: dict[str, list[dict[str, Any]]] = {
    "works": [
        {"id": "alpha2020-1", "source_id": "alpha2020", "label": "1", "kind": "news", "title": "Accord signed"},
        {"id": "alpha2020-2", "source_id": "alpha2020", "label": "2", "kind": "report", "title": "Yearbook 2020"},
        {
            "id": "beta2021-1", "source_id": "beta2021", "label": "1", "kind": "report", "title": "Yearbook 2020",
            "root_id": "alpha2020-2",
        },
    ],
    "actors": [
        {"id": "ARC", "name": "Arcadia", "kind": "state", "country": "ARC", "aliases": ("Arcadian",)},
        {"id": "NOR", "name": "Norland", "kind": "state", "country": "NOR"},
        {"id": "arcadian-navy", "name": "Arcadian navy", "kind": "armed_force", "country": "ARC", "parent": "ARC"},
        {"id": "lake-institute", "name": "Lake Institute", "kind": "ngo"},
        {"id": "mira-lund", "name": "Mira Lund", "kind": "person", "country": "ARC", "parent": "ARC"},
        {"id": "otto-vane", "name": "Otto Vane", "kind": "person", "country": "NOR", "aliases": ("Vane",)},
    ],
    "weapon_systems": [
        {"id": "drone", "name": "drone", "is_class": True, "aliases": ("drones",)},
        {"id": "heron", "name": "Heron", "is_class": False, "parent": "drone", "aliases": ("Heron drones",)},
    ],
    "places": [{"id": "port-alder", "name": "Port Alder", "kind": "city", "country": "NOR"}],
    "withdrawn": [{"id": "VI-0009", "table": "visits", "date": "2021", "reason": "Told twice."}],
}  # fmt: skip
_FACTS: dict[str, list[dict[str, Any]]] = {
    "agreements": [
        {
            "id": "AG-0001", "summary": "Two states concluded an accord about a lake.",
            "date": "2012-02", "date_basis": "stated", "title": "Lake Accord", "parties": ("ARC", "NOR"),
            "kind": "treaty", "status": "signed", "domains": ("military", "economic"),
            "value": Decimal(1600000000), "currency": "USD", "value_bound": "approx",
        },
    ],
    "arms_transfers": [
        {
            "id": "AT-0001", "summary": "Twelve drones came to Arcadia under the accord.",
            "date": "2014", "date_basis": "stated", "supplier": "NOR", "recipient": "ARC", "system": "heron",
            "status": "delivered", "mode": "sale", "quantity": 12, "agreement": "AG-0001",
        },
    ],
    "visits": [
        {
            "id": "VI-0001", "summary": "A minister of Arcadia was received by the president of Norland.",
            "date": "2015-05-03", "date_basis": "stated", "visitors": ("mira-lund",),
            "visitor_role": "Arcadian minister", "origin": "ARC", "hosts": ("otto-vane",), "destination": "NOR",
            "place": "port-alder", "level": "minister", "form": "visit", "status": "made",
        },
    ],
    "trade_figures": [
        {
            "id": "TF-0001", "summary": "Norland's part in what Arcadia bought.",
            "date": "2015/2019", "date_basis": "stated", "indicator": "share", "product": "arms",
            "from_actor": "NOR", "to_actor": ("ARC",), "value": Decimal(60), "bound": "eq", "unit": "percent",
            "of": "Arcadia's arms imports", "reporter": "lake-institute",
        },
        {
            "id": "TF-0002", "summary": "What the accord came to in money.",
            "indicator": "arms_value", "product": "arms", "value": Decimal(1600000000), "bound": "approx",
            "unit": "USD", "agreement": "AG-0001",
        },
    ],
    "incidents": [
        {
            "id": "IN-0001", "summary": "A season of watching over the lake.",
            "date": "2016", "date_basis": "stated", "kind": "other", "actors": ("arcadian-navy",),
            "outcome": "occurred", "note": "Whose watch it was follows from the sentence before.",
        },
        {
            "id": "IN-0002", "summary": "The navy of Arcadia exercised with drones.",
            "date": "2016-06", "date_basis": "stated", "kind": "exercise", "plover_type": "MOBILIZE",
            "actors": ("arcadian-navy",), "place": "port-alder", "systems": ("heron",), "outcome": "occurred",
            "part_of": "IN-0001",
        },
    ],
}  # fmt: skip
# Row, source, line, words of the passage, fields; then what differs from a certain, supporting span of the body.
_SPANS: list[tuple[str, str, int, str, dict[str, Any], dict[str, Any]]] = [
    (
        "AG-0001", "alpha2020", 3,
        "In February 2012 Arcadia and Norland signed the Lake Accord, worth approximately $1.6 billion.",
        {
            "date": "February 2012", "title": "Lake Accord", "parties": ["Arcadia", "Norland"], "kind": None,
            "status": None, "domains": None, "value": "$1.6 billion", "currency": "$", "value_bound": "approximately",
        },
        {"works": ("alpha2020-1",)},
    ),
    (
        "AG-0001", "beta2021", 2,
        "When the Lake Accord between Arcadia and Norland was signed in February 2012",
        {"date": "February 2012", "title": "the Lake Accord", "parties": ["Arcadia", "Norland"], "status": None},
        {"certainty": "probable"},
    ),
    (
        "AT-0001", "alpha2020", 3, "Under it Norland's yards delivered 12 Heron drones to Arcadia in 2014.",
        {
            "date": "2014", "supplier": "Norland", "recipient": "Arcadia", "system": "Heron drones", "status": None,
            "mode": None, "quantity": "12", "agreement": None,
        },
        {},
    ),
    (
        "AT-0001", "beta2021", 3, "By 2014 Norland had delivered Heron drones to Arcadia",
        {"date": "2014", "supplier": "Norland", "recipient": "Arcadia", "system": "Heron", "status": None}, {},
    ),
    (
        "AT-0001", "beta2021", 3, "an early report counts 15 of them", {"quantity": "15"},
        {"stance": "contradicts", "certainty": "uncommitted"},
    ),
    ("AT-0001", "alpha2020", 5, "calm in 2014", {"date": "2014"}, {"stance": "mentions"}),
    (
        "VI-0001", "alpha2020", 4,
        "The Arcadian minister Mira Lund visited Port Alder on 3 May 2015 and met President Otto Vane of Norland.",
        {
            "date": "3 May 2015", "visitors": ["Mira Lund"], "visitor_role": "Arcadian minister", "origin": "Arcadian",
            "hosts": ["Otto Vane"], "destination": "Norland", "place": "Port Alder", "level": None, "form": None,
            "status": None,
        },
        {},
    ),
    (
        "TF-0001", "alpha2020", 5,
        "According to the Lake Institute, Norland supplied 60 percent of Arcadia's arms imports in 2015–2019.",
        {
            "date": "2015–2019", "indicator": None, "product": None, "from_actor": "Norland", "to_actor": ["Arcadia's"],
            "value": "60 percent", "bound": None, "unit": "percent", "of": "Arcadia's arms imports",
            "reporter": "the Lake Institute",
        },
        {"voice": "lake-institute", "works": ("alpha2020-2",)},
    ),
    (
        "TF-0001", "beta2021", 4, "arms imports stood at 45 percent", {"value": "45 percent"},
        {"stance": "contradicts", "voice": "lake-institute", "works": ("beta2021-1",)},
    ),
    (
        "TF-0002", "alpha2020", 3, "signed the Lake Accord, worth approximately $1.6 billion",
        {
            "indicator": None, "product": None, "value": "$1.6 billion", "bound": "approximately",
            "unit": "$1.6 billion", "agreement": None,
        },
        {"works": ("alpha2020-1",)},
    ),
    (
        "IN-0001", "alpha2020", 7, "Summer Watch of 2016.",
        {"date": "2016", "kind": None, "actors": None, "outcome": None}, {"works": ("alpha2020-2",)},
    ),
    (
        "IN-0001", "beta2021", 5, "The Summer Watch of 2016 began when the ice was gone",
        {"date": "2016", "kind": None, "outcome": None}, {"certainty": "possible", "works": ("beta2021-1",)},
    ),
    (
        "IN-0002", "alpha2020", 6, "In June 2016 the Arcadian navy held an exercise near Port Alder with Heron drones.",
        {
            "date": "June 2016", "kind": None, "plover_type": None, "actors": ["the Arcadian navy"],
            "place": "Port Alder", "systems": ["Heron drones"], "outcome": None,
        },
        {},
    ),
    ("IN-0002", "alpha2020", 6, "It was a part of the", {"part_of": None}, {"certainty": "probable"}),
]  # fmt: skip


def invented_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the typed rows of every table of the invented package, computed as a coder's tools would."""
    rows = deepcopy(_REFERENCE | _FACTS)
    for work in rows["works"]:
        work.setdefault("root_id", work["id"])
    rows["sources"] = [_source(key, text) for key, text in SOURCE_TEXTS.items()]
    rows["evidence"] = [_span(number, *span) for number, span in enumerate(_SPANS, 1)]
    facts = {row["id"]: row for table in FACTS for row in rows[table.name]}
    rows["exceptions"] = [
        {"evidence_id": span["id"], "rule": rule, "reason": "An invented reason."}
        for span in rows["evidence"]
        for rule, _ in hedges.clashes(
            span,
            facts[span["row_id"]],
            SOURCE_TEXTS[span["source_id"]][span["start"] : span["end"]],
        )
    ]
    coded = {(span["source_id"], span["line"]) for span in rows["evidence"]}
    rows["lines"] = [line for key, text in SOURCE_TEXTS.items() for line in _lines(key, text, coded)]
    roots = {work["id"]: work["root_id"] for work in rows["works"]}
    roots |= {source["id"]: roots[source["version_of"]] for source in rows["sources"] if source.get("version_of")}
    for table in FACTS:
        for row in rows[table.name]:
            spans = [span for span in rows["evidence"] if span["row_id"] == row["id"]]
            row.update(derive.generated(row, spans, roots))
    rows["waivers"] = []
    rows["published"] = []
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), rows)
        rows["published"] = sorted(identity.remember(Package(Path(folder))), key=lambda row: (row["table"], row["id"]))
    return rows


def _write(root: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    for table in TABLES:
        path = root / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(csv_text(table, rows[table.name]), encoding="utf-8", newline="")


def _source(key: str, text: str) -> dict[str, Any]:
    stream = letters.letters(text).stream
    return {
        "id": key,
        "file": FILES[key],
        "title": text.splitlines()[0].lstrip("# "),
        "published": key[-4:],
        "language": "en",
        "file_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "code_points": len(text),
        "letters": len(stream),
        "letters_sha256": letters.sha256(stream),
    }


def _span(
    number: int, row: str, source: str, line: int, words: str, fields: dict[str, Any], rest: dict[str, Any]
) -> dict[str, Any]:
    text = copies.Text(source, Path(FILES[source]), SOURCE_TEXTS[source], identical=True)
    (place,) = anchor.anchors(text, words, line)
    home = next(name for name, facts in _FACTS.items() if any(fact["id"] == row for fact in facts))
    judged = {
        "stance": "supports",
        "certainty": "certain",
        "zone": "body",
        "coder": "test",
        "voice": None,
        "works": None,
        **rest,
    }
    computed = {
        name: getattr(place, name) for name in ("source_id", "line", "start", "end", "letters", "head", "sha256")
    }
    return {"id": f"EV-{number:05d}", "table": home, "row_id": row, **computed, "fields": fields, **judged}


def _lines(key: str, text: str, coded: set[tuple[str, int]]) -> list[dict[str, Any]]:
    found = []
    for number, (start, end) in enumerate(letters.numbered_lines(text), 1):
        stream = letters.letters(text).between(start, end)
        prints = {"letters": len(stream), "head": letters.head(stream), "sha256": letters.sha256(stream)}
        found.append(
            {
                "source_id": key,
                "line": number,
                "start": start,
                "end": end,
                **(prints if len(stream) >= letters.SHORTEST else {}),
                "disposition": "coded" if (key, number) in coded else "furniture" if number < 3 else "context",
            }
        )
    return found


@pytest.fixture(scope="session")
def _invented() -> dict[str, list[dict[str, Any]]]:
    return invented_rows()


@pytest.fixture
def package_root(
    tmp_path: Path, _invented: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Write the invented package below tmp_path and return its root. Its texts are its own, not those of the real one.

    `folder` names it; `texts=False` leaves `seeds/texts` away; every other keyword is a table's name and a function
    that changes the list of its rows in place. Generated columns are fresh for the rows as they are above.
    """
    monkeypatch.delenv(copies.VARIABLE, raising=False)

    def make(folder: str = "package", *, texts: bool = True, **changes: Callable[[list[dict[str, Any]]], Any]) -> Path:
        root = tmp_path / folder
        rows = deepcopy(_invented)
        for name, change in changes.items():
            change(rows[name])
        _write(root, rows)
        if texts:
            (root / "seeds" / "texts").mkdir()
            for key, text in SOURCE_TEXTS.items():
                (root / "seeds" / "texts" / FILES[key]).write_text(text, encoding="utf-8", newline="")
        return root

    return make


@pytest.fixture(scope="session")
def texts_dir() -> Path:
    """The folder with the real texts; a test that needs it is skipped where there is none."""
    place = Path(os.environ.get(copies.VARIABLE) or REPOSITORY / "seeds" / "texts")
    if not any(place.glob("*.txt")):
        pytest.skip(
            f"the source texts are not at hand: put them into seeds/texts or name their folder in {copies.VARIABLE}"
        )
    return place
