"""tracing: the spans behind rows, cells and frames."""

from __future__ import annotations

import pytest

import azisrael_data as az
from azisrael_data import copies, frames
from azisrael_data.models import FACTS
from azisrael_data.package import Package
from azisrael_data.tracing import home_of
from built import invented, invented_root  # noqa: F401 -- fixtures
from conftest import REPOSITORY


def as_read(span, roots):
    """Return a span as the package's reader reads it, in the form that `evidence` gives."""
    works = list(span["works"]) if span["works"] else None
    return span | {"works": works, "roots": works and [roots[work] for work in works]}


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_every_row(each):
    """Every row of a data table has its spans, in order, with fields parsed and root works."""
    whole = Package(REPOSITORY)

    for fact in whole[each.name].rows:
        wanted = [as_read(span.values, whole.roots) for span in whole.spans[fact.values["id"]]]
        assert az.evidence(fact.values["id"]) == wanted


@pytest.mark.parametrize("kind", frames.KINDS)
def test_frames_of_all_kinds(kind):
    """A frame of any kind has the spans of its rows."""
    wanted = az.evidence(list(az.visits()["id"]))

    assert wanted
    assert az.evidence(az.visits(kind)) == wanted


def test_whole_dataset():
    """The data tables together have every span, each once."""
    found = [span["id"] for each in FACTS for span in az.evidence(az.load(each.name))]

    assert sorted(found) == list(az.load("evidence")["id"])


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("quantity", ["EV-00003", "EV-00005"]),
        ("date", ["EV-00003", "EV-00004", "EV-00006"]),
        ("date_start", ["EV-00003", "EV-00004", "EV-00006"]),
        ("manufacturer", []),
        ("certainty", ["EV-00003", "EV-00004", "EV-00005", "EV-00006"]),
        (None, ["EV-00003", "EV-00004", "EV-00005", "EV-00006"]),
    ],
)
def test_cells(column, wanted):
    """A cell has the spans that bear on its column; a generated one those of what it is worked out from."""
    assert [span["id"] for span in az.evidence("AT-0001", column)] == wanted


@pytest.mark.usefixtures("invented")
def test_part_of_a_frame():
    """Columns and rows that are not in the frame bring no spans."""
    frame = az.arms_transfers()[["id", "quantity"]]

    assert [span["id"] for span in az.evidence(frame)] == ["EV-00003", "EV-00005"]
    assert [span["id"] for span in az.evidence(frame, column="mode")] == ["EV-00003"]


@pytest.mark.usefixtures("invented")
def test_spans_of_their_own():
    """What one user changes in a span another does not see."""
    first = az.evidence("AG-0001")
    first[0]["fields"]["title"] = first[0]["works"][0] = first[0]["fields"]["parties"][0] = "changed"

    assert "changed" not in repr(list(az.evidence("AG-0001")))


@pytest.mark.usefixtures("invented")
def test_edited_cells():
    """A cell that was edited is named: no span speaks for it."""
    frame = az.visits()
    frame.loc[0, "visitor_role"] = "someone"

    assert az.evidence(frame).edited == (("VI-0001", "visitor_role"),)


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("ids", [["TF-0001", "TF-0002"], ("TF-0002", "TF-0001", "TF-0001"), {"TF-0001", "TF-0002"}])
def test_ids(ids):
    """Ids in any collection give their spans in id order, each once."""
    assert [span["id"] for span in az.evidence(ids)] == ["EV-00008", "EV-00009", "EV-00010"]


@pytest.mark.usefixtures("invented")
def test_columns_of_ids():
    """The id column of a frame is a collection of ids."""
    assert az.evidence(az.trade_figures()["id"]) == az.evidence(az.trade_figures())


@pytest.mark.usefixtures("invented")
def test_frame_of_spans():
    """A frame of the evidence table has its own spans."""
    frame = az.load("evidence")

    assert [span["id"] for span in az.evidence(frame.head(2))] == ["EV-00001", "EV-00002"]


@pytest.mark.usefixtures("invented")
def test_passages(monkeypatch):
    """Given the texts, each span has its words and how they were found."""
    monkeypatch.delenv(copies.VARIABLE, raising=False)
    (span, *_) = az.evidence("AT-0001", "quantity", texts=az.texts())

    assert (span["state"], span["passage"]) == (
        "exact",
        "Under it Norland's yards delivered 12 Heron drones to Arcadia in 2014.",
    )


@pytest.mark.parametrize(
    ("of", "column", "error", "message"),
    [
        ("AG-9999", None, az.UnknownName, "no row with evidence 'AG-9999'; "),
        (["AG-0001", "ISR"], None, az.UnknownName, "no row with evidence 'ISR'; known: "),
        ("AG-0001", "valu", az.UnknownName, "no column of agreements 'valu'; did you mean 'value'? known: id, "),
        (
            az.actors,
            None,
            az.Refused,
            (
                "rows of actors are no facts and have no evidence of their own; those of agreements, arms_transfers, "
                "visits, trade_figures, incidents have"
            ),
        ),
        (lambda: 7, None, az.Refused, "int is no table; pass what `load` gave"),
    ],
)
def test_refused(of, column, error, message):
    """What has no evidence is refused with the reason, or with what is near."""
    with pytest.raises(error) as raised:
        az.evidence(of() if callable(of) else of, column)

    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("nothing", [[], (), set()])
def test_nothing(nothing):
    """Nothing has no spans."""
    assert az.evidence(nothing) == []


def test_home_of():
    """An id tells its table; one of another form is refused."""
    assert [home_of(f"{prefix}-0001").name for prefix in ("AG", "AT", "VI", "TF", "IN")] == [t.name for t in FACTS]
    with pytest.raises(az.UnknownName, match=r"^no data table with the row 'EV-00001'; known: agreements, "):
        home_of("EV-00001")
