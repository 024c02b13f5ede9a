"""Verification against texts: the invented ones changed in known ways, the real ones in every rendition."""

from __future__ import annotations

import json
import random
import re
import textwrap
from collections.abc import Iterator

import pytest

from azisrael_data import schema, verify
from azisrael_data.models import table
from azisrael_data.package import Package
from conftest import ALPHA, REPOSITORY


@pytest.fixture
def report(package_root):
    """Verify the invented package against its texts after a change of the first one (None: it is taken away)."""

    def make(change=lambda text: text, **changes):
        root = package_root(**changes)
        path = root / "seeds" / "texts" / "alpha.txt"
        text = change(path.read_text())
        path.unlink() if text is None else path.write_text(text, newline="")
        return verify.verify(Package(root), root / "seeds" / "texts")

    return make


def states(report, source="alpha2020"):
    (found,) = (each for each in report.sources if each.source_id == source)
    return {state: count for state, count in found.states.items() if count}


def set_fields(number, **fields):
    """Return a change of the fields of an evidence row."""
    return lambda rows: rows[number - 1]["fields"].update(fields)


def test_reference_texts_are_exact(report):
    """Held against the reference texts every line, span and literal is where it should be."""
    found = report()

    assert [states(found), states(found, "beta2021")] == [{"exact": 9}, {"exact": 5}]
    assert [(s.identical, s.lines, s.lines_found, s.literals, s.absent) for s in found.sources] == [
        (True, 12, 12, 35, 0),
        (True, 8, 8, 11, 0),
    ]
    assert (found.findings, found.missing, found.failed) == ([], [], False)


def test_missing_text_is_no_failure(report):
    """A source without a copy is named; nothing is said of its spans, and it does not fail."""
    found = report(lambda _: None)

    assert (found.missing, found.failed, found.findings) == (["alpha2020"], False, [])
    assert (states(found), found.sources[0].spans, found.sources[0].lines_found) == ({}, 0, 0)


def test_rewrapped_text_is_relocated(report):
    """In another rendition spans are relocated, and verification does not fail."""
    found = report(lambda text: textwrap.fill(text.replace("Heron", "He\u00adron"), 40))

    # The span that is too short for a fingerprint and quotes nothing is left to a person.
    assert states(found) == {"relocated": 8, "drifted": 1}
    assert not found.failed
    assert [str(finding) for finding in found.findings] == [
        "alpha2020:6: drifted: EV-00014 of IN-0002: only something similar stands there; look at it"
    ]


def test_lost_span_fails(report):
    """A deleted passage is lost, is told, and fails."""
    found = report(lambda text: re.sub("According to the Lake.*2019", "Nothing was counted", text))

    assert states(found) == {"relocated": 7, "drifted": 1, "lost": 1}
    assert found.sources[0].lines_found == 11
    assert str(found.findings[0]) == "alpha2020:5: lost: EV-00008 of TF-0001: not found"
    assert found.failed


def test_absent_literal_fails(report):
    """A literal that is not in its span is told and fails, though the span is exact."""
    found = report(evidence=set_fields(8, value="60 per cent"))

    assert states(found) == {"exact": 9}
    assert found.sources[0].absent == 1
    assert [str(finding) for finding in found.findings] == [
        "alpha2020:5: absent: EV-00008 of TF-0001: the literal '60 per cent' is not in the passage"
    ]
    assert found.failed


def test_number_inside_a_longer_one_is_absent(report):
    """The end of a number is not that number."""
    found = report(evidence=set_fields(1, value="6 billion"))

    assert (
        str(found.findings[0])
        == "alpha2020:3: absent: EV-00001 of AG-0001: the literal '6 billion' is not in the passage"
    )


def test_drift_does_not_fail(report):
    """Something similar is shown for review; it fails nothing while its literals stand there."""
    found = report(lambda text: text.replace("signed the Lake Accord", "both signed the Lake Accord"))

    assert states(found)["drifted"] == 2
    assert (
        str(found.findings[0])
        == "alpha2020:3: drifted: EV-00001 of AG-0001: only something similar stands there; look at it"
    )
    assert not found.failed


def test_bare_note_numbers(report):
    """Note numbers that lost their markup hide neither spans nor the literals that they are glued to."""
    found = report(
        lambda text: re.sub(r"<sup>(\d)</sup>", r"\1", text.replace("minister Mira Lund", "minister Mira Lund4"))
    )

    assert (states(found)["relocated"], found.sources[0].absent) == (8, 0)
    assert found.sources[0].lines_found == 12
    assert not found.failed


def test_json_shape(report):
    """The report as JSON: every source, every column of every table, every finding."""
    found = json.loads(json.dumps(report(evidence=set_fields(8, value="60 per cent")).as_json()))

    assert list(found) == ["texts", "sources", "columns", "findings"]
    assert {
        "source_id": "alpha2020",
        "found": True,
        "identical": True,
        "lines": 12,
        "lines_found": 12,
        "exact": 9,
        "relocated": 0,
        "drifted": 0,
        "lost": 0,
        "literals": 35,
        "absent_literals": 1,
        "wording_clashes": 0,
        "code_points": len(ALPHA),
        "quoted_code_points": found["sources"][0]["quoted_code_points"],
        "wording_code_points": found["sources"][0]["wording_code_points"],
        "quoted_share": round(found["sources"][0]["quoted_code_points"] / len(ALPHA), 4),
        "wording_share": round(found["sources"][0]["wording_code_points"] / len(ALPHA), 4),
    } == found["sources"][0]
    assert found["columns"]["trade_figures"]["bound"] == {"literal": 1, "judged": 1}
    assert found["findings"] == [
        {
            "evidence_id": "EV-00008",
            "row_id": "TF-0001",
            "source_id": "alpha2020",
            "line": 5,
            "state": "absent",
            "what": "the literal '60 per cent' is not in the passage",
        }
    ]


# Wording in the invented package: what stands in text columns, and no reference table names it.
ALPHA_LITERALS = {
    "February 2012", "Lake Accord", "Arcadia", "Norland", "$1.6 billion", "$", "approximately", "2014", "Heron drones",
    "12", "3 May 2015", "Mira Lund", "Arcadian minister", "Arcadian", "Otto Vane", "Port Alder", "2015–2019",
    "Arcadia's", "60 percent", "percent", "Arcadia's arms imports", "the Lake Institute", "2016", "June 2016",
    "the Arcadian navy",
}  # fmt: skip
ALPHA_WORDING = {"Lake Accord", "Arcadian minister", "Arcadia's arms imports"}


def test_shares_need_no_texts(package_root, tmp_path):
    """What the distinct literals take of a source is counted by its row in `sources`, without any text."""
    root = package_root(texts=False)
    found = verify.verify(Package(root), tmp_path / "nowhere").sources[0]
    quoted, wording = sum(map(len, ALPHA_LITERALS)), sum(map(len, ALPHA_WORDING))

    assert (len(ALPHA), quoted, wording) == (found.code_points, found.quoted, found.wording)
    assert (quoted / len(ALPHA), wording / len(ALPHA)) == (found.quoted_share, found.wording_share)


# (table, column, literal, whether it is wording)
WORDING = [
    ("agreements", "parties", "Arcadia", False),
    ("agreements", "parties", "the Arcadians", True),
    ("agreements", "title", "Lake Accord", True),
    ("agreements", "title", "the Lake Institute", False),
    ("agreements", "title", "accord of 2012", True),
    ("agreements", "title", "some of the first accords", True),
    ("agreements", "date", "February 2012", False),
    ("agreements", "date", "in May", False),
    ("agreements", "date", "a month later", True),
    ("agreements", "value", "$1.6 billion", False),
    ("agreements", "value", "a fortune", True),
    ("agreements", "currency", "$", False),
    ("agreements", "currency", "good money", True),
    ("agreements", "value_bound", "approximately", False),
    ("agreements", "value_bound", "quite exactly", True),
    ("trade_figures", "value", "second largest", False),
    ("trade_figures", "unit", "percent", False),
    ("trade_figures", "unit", "top", False),
    ("trade_figures", "unit", "kettles", True),
    ("trade_figures", "bound", "more than", False),
    ("trade_figures", "of", "arms imports", True),
    ("arms_transfers", "quantity", "12", False),
    ("visits", "place", "Port Alder", False),
    ("visits", "visitor_role", "Arcadian minister", True),
]


@pytest.mark.parametrize(("home", "name", "literal", "wording"), WORDING)
def test_wording(invented_package, home, name, literal, wording):
    """A literal is wording unless it is a name, or its column reads it as a number, unit, hedge or date."""
    column = schema.column(table(home), name)

    assert wording == verify.is_wording(invented_package, column, literal)


@pytest.fixture
def invented_package(package_root):
    return Package(package_root(texts=False))


@pytest.mark.parametrize(("count", "failed"), [(30, False), (31, True)])
def test_too_much_wording_fails(package_root, tmp_path, count, failed):
    """Wording of more than 3 % of a source fails, with or without its text; names beside it do not count."""

    def one_title(rows):
        for row in rows:
            row["fields"] = dict.fromkeys(row["fields"])
        rows[0]["fields"] = {"title": "x" * count, "parties": ["Arcadia", "Norland"]}

    def thousand(rows):
        rows[0]["code_points"] = 1000

    root = package_root(texts=False, evidence=one_title, sources=thousand)
    found = verify.verify(Package(root), tmp_path / "nowhere")
    told = [
        (
            "alpha2020:0: wordy: wording takes 3.10% of the source, at most 3% wanted; "
            "quote names, numbers and dates, or write null"
        )
    ]

    assert failed == found.failed
    assert (told if failed else []) == [str(finding) for finding in found.findings]
    assert [count + len("ArcadiaNorland"), 0] == [source.quoted for source in found.sources]


def test_a_literal_is_wording_if_one_column_takes_it_so(package_root, tmp_path):
    """A literal is counted once; it is wording if any column does not read it, whichever comes first."""

    def twice(rows):
        for row in rows:
            row["fields"] = dict.fromkeys(row["fields"])
        rows[0]["fields"] = {"title": "2012", "date": "2012"}
        rows[1]["fields"] = {"date": "2012", "title": "2012"}

    root = package_root(texts=False, evidence=twice)
    found = verify.verify(Package(root), tmp_path)

    assert [(source.quoted, source.wording) for source in found.sources] == [(4, 4), (4, 4)]


def test_a_source_without_code_points_has_no_share(package_root, tmp_path):
    """A source of no length divides nothing by zero."""

    def empty(rows):
        rows[1]["code_points"] = 0

    def untold(rows):
        del rows[:]

    root = package_root(texts=False, evidence=untold, sources=empty)

    assert [source.quoted_share for source in verify.verify(Package(root), tmp_path).sources] == [0, 0]


# ---- the real texts ----


def wrapped(text: str, width: int, *, hyphenate: bool = False) -> str:
    """Set every line anew at a width; words that do not fit may be hyphenated at the line's end."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not hyphenate:
            lines.extend(textwrap.wrap(line, width, break_long_words=False) or [""])
            continue
        lines.append("")
        for word in line.split(" "):
            room = width - len(lines[-1]) - 2
            if len(word) <= room + 1:
                lines[-1] = f"{lines[-1]} {word}".strip()
            elif room >= 2 and len(word) >= room + 2 and word[:room].isalpha() and word[room:].isalpha():
                lines[-1] = f"{lines[-1]} {word[:room]}-".strip()
                lines.append(word[room:])
            else:
                lines.append(word)
    return "\n".join(lines)


def plain(text: str) -> str:
    """Strip Markdown emphasis, headings, escapes and superscript note numbers."""
    text = re.sub(r"<sup>\s*\d+\s*</sup>", "", text)
    text = re.sub(r"^#+ +", "", text, flags=re.MULTILINE)
    return re.sub(r"\*+|\\(?=\W)", "", text)


RENDITIONS = {
    "width 20": lambda text: wrapped(text, 20),
    "width 60": lambda text: wrapped(text, 60),
    "width 100": lambda text: wrapped(text, 100),
    "hyphenated": lambda text: wrapped(text, 44, hyphenate=True),
    "no Markdown": plain,
    "no Markdown, hyphenated": lambda text: wrapped(plain(text), 61, hyphenate=True),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "one line": lambda text: " ".join(text.split()),
    "straight quotes": lambda text: text.translate(str.maketrans("“”‘’–", "\"\"''-")),
    "curly quotes": lambda text: text.replace("'", "’").replace("\u00a0", " "),
    "superscript digits": lambda text: re.sub(
        r"<sup>\s*(\d+)\s*</sup>", lambda m: m[1].translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")), text
    ),
}


@pytest.fixture(scope="module")
def real() -> Package:
    return Package(REPOSITORY)


def real_copies(real, texts_dir) -> Iterator[str]:
    """Yield the texts of the sources in hand, a fixed shuffle away from the order of their names."""
    names = {source.values["file"] for source in real["sources"].rows}
    copies = [path.read_bytes().decode() for path in sorted(texts_dir.iterdir()) if path.name in names]
    random.Random(7).shuffle(copies)
    yield from copies


def test_real_texts_are_exact(real, texts_dir):
    """Every line, span and literal of the dataset stands in the reference texts."""
    found = verify.verify(real, texts_dir)

    assert found.missing == []
    assert [str(finding) for finding in found.findings] == []
    assert all(source.identical and source.lines == source.lines_found for source in found.sources)
    assert all({"exact"} == {state for state, n in source.states.items() if n} for source in found.sources)
    assert not found.failed


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_real_texts_in_every_rendition(real, texts_dir, tmp_path, rendition):
    """Re-formatted and renamed copies are recognised; every span is found by its letters, with every literal."""
    for number, text in enumerate(real_copies(real, texts_dir)):
        (tmp_path / f"copy{number}.md").write_bytes(RENDITIONS[rendition](text).encode())
    found = verify.verify(real, tmp_path)

    assert found.missing == []
    assert [str(finding) for finding in found.findings] == []
    for source in found.sources:  # a text that has none of what the rendition changes stays the reference text
        assert source.spans == source.states["exact" if source.identical else "relocated"]
    assert not all(source.identical for source in found.sources)


def test_real_wording_is_within_its_limit(real, tmp_path):
    """The wording quoted from every source is within the limit, seen without the texts."""
    found = verify.verify(real, tmp_path)

    assert {s.source_id: s.wording_share for s in found.sources if s.wordy} == {}
    assert all(0 < s.wording <= s.quoted < s.code_points for s in found.sources)
