"""The words of a span fit its certainty and its stance, or an exception says why they seem not to."""

from __future__ import annotations

import pytest

from azisrael_data import hedges, verify
from azisrael_data.codelists import WORDING_RULE
from azisrael_data.package import Package

EVENT = {"kind": "clash", "outcome": "occurred"}
SPEECH = {"kind": "accusation", "outcome": "occurred"}

# passage, certainty, voice, fact, clashes
EXAMPLES = [
    ("The ferry sank in 2012.", "certain", None, EVENT, {}),
    ("The ferry likely sank in 2012.", "certain", None, EVENT, {"hedge": "likely"}),
    ("The ferry likely sank in 2012.", "probable", None, EVENT, {}),
    ("The ferry may have sunk.", "certain", None, EVENT, {"hedge": "may"}),
    ("May 2012 saw the ferry sink.", "certain", None, EVENT, {}),
    ("In May the ferry sank.", "certain", None, EVENT, {}),
    ("There are indications that it sank.", "probable", None, EVENT, {}),
    ("Allegedly it sank.", "certain", None, EVENT, {"hedge": "allegedly"}),
    ("The ferry sank in 2012.", "probable", None, EVENT, {"no-hedge": ""}),
    ("The ferry sank in 2012.", "probable", "arcadia", EVENT, {}),
    ("According to Arcadia it sank.", "certain", None, EVENT, {"hedge": "according to"}),
    ("According to Arcadia it sank.", "certain", "arcadia", EVENT, {}),
    ("Arcadia accused Norland of sinking it.", "certain", None, EVENT, {"hedge": "accused"}),
    ("Arcadia accused Norland of sinking it.", "certain", None, SPEECH, {}),
    ("The ferry did not sink.", "certain", None, EVENT, {"negation": "not"}),
    ("The ferry didn't sink.", "certain", None, EVENT, {"negation": "n't"}),
    ("The ferry not only sank but burned.", "certain", None, EVENT, {}),
    ("The ferry did not sink.", "certain", None, EVENT | {"outcome": "denied"}, {}),
    ("Arcadia rejected the petition.", "certain", None, {"kind": "legal_action", "outcome": "occurred"}, {}),
    ("According to Arcadia it sank.", "probable", None, EVENT, {}),
    ("Arcadia accused Norland of sinking it.", "uncommitted", None, SPEECH, {}),
    ("Arcadia claimed that Norland sank it.", "certain", "arcadia", EVENT, {}),
    ("Arcadia accused Norland of sinking it.", "certain", "arcadia", EVENT, {"hedge": "accused"}),
    ("Not a ferry sank.", "certain", None, EVENT, {"negation": "not"}),
    ("NO ferry sank.", "certain", None, EVENT, {}),
    ("The ferry did not sail.", "certain", None, {"status": "cancelled"}, {}),
    ("The ferry did not sail.", "certain", None, {"status": "made"}, {"negation": "not"}),
    ("The ferry may not have sunk.", "certain", None, EVENT, {"hedge": "may", "negation": "not"}),
    ("The notable ferry sank.", "certain", None, EVENT, {}),
]


@pytest.mark.parametrize(("passage", "certainty", "voice", "fact", "expected"), EXAMPLES)
def test_clashes(passage, certainty, voice, fact, expected):
    """A hedge in a certain span, none in an uncertain one, a negation in a positive row: each is told with its word."""
    span = {"stance": "supports", "certainty": certainty, "voice": voice}

    assert expected == dict(hedges.clashes(span, fact, passage))


def test_words_stand_by_themselves():
    """A word of the lists is found between spaces and signs, not in a longer word, a compound or in capitals."""
    pattern = hedges._pattern(("may", "claims?"))

    assert [bool(pattern.search(text)) for text in ("it may, or", "may", "a claim.", "claims")] == [True] * 4
    assert [bool(pattern.search(text)) for text in ("dismay", "mayor", "may-fly", "May", "reclaim", "cl")] == [
        False
    ] * 6


@pytest.mark.parametrize("stance", ["contradicts", "mentions"])
def test_only_support_is_judged(stance):
    """A span that does not support may hedge and deny as it likes."""
    span = {"stance": stance, "certainty": "certain", "voice": None}

    assert list(hedges.clashes(span, EVENT, "It may not have sunk.")) == []


def test_every_rule_is_in_the_code_list():
    """The rules that the examples break are those of the code list."""
    broken = {rule for *_, expected in EXAMPLES for rule in expected}

    assert set(WORDING_RULE) == broken


def _findings(root):
    return [str(f) for f in verify.verify(Package(root), root / "seeds" / "texts").findings if f.state == "wording"]


def test_exception_is_needed(package_root):
    """Without its exception a clash is told, and the report fails."""
    root = package_root(exceptions=lambda rows: rows.clear())
    report = verify.verify(Package(root), root / "seeds" / "texts")

    assert report.failed
    assert all("give a reason in seeds/exceptions.csv" in line for line in _findings(root))
    assert len(_findings(root)) > 0


def test_stale_exception_is_told(package_root):
    """An exception that no span needs is told, and the report fails."""
    stale = {"evidence_id": "EV-00001", "rule": "no-hedge", "reason": "None."}
    root = package_root(exceptions=lambda rows: rows.insert(0, stale))

    expected = (
        "alpha2020:3: wording: EV-00001 of AG-0001: the exception 'no-hedge' is stale; "
        "delete its row in seeds/exceptions.csv"
    )

    assert [expected] == _findings(root)
