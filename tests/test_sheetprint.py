"""sheetprint: a sheet fits its width, says the same with and without colour, and is safe to print."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from azisrael_data.sheetprint import Printer
from conftest import FILES, SOURCE_TEXTS
from edits import sets, spoil
from sheets import shown

VISIT = """\
VI-0001  visits                                            datasets/visits.csv:2
A minister of Arcadia was received by the president of Norland.

Date             2015-05-03
                 "3 May 2015" = 2015-05-03 [1]
Date basis       stated (the words are in a span and give the date by rule)
Visitors         Mira Lund (mira-lund)
                 "Mira Lund" [1]
Visitor role     Arcadian minister
                 "Arcadian minister" [1]
Origin           Arcadia (ARC)
                 "Arcadian" [1]
Hosts            Otto Vane (otto-vane)
                 "Otto Vane" [1]
Destination      Norland (NOR)
                 "Norland" [1]
Place            Port Alder (port-alder)
                 "Port Alder" [1]
Level            minister
                 judged from the passage [1]
Form             visit (a stay in the other country)
                 judged from the passage [1]
Status           made (took place)
                 judged from the passage [1]
Empty            protocol, agreements, note

Worked out by the build
Date start       2015-05-03
Date end         2015-05-03
Date precision   day (one day)
Sources          alpha2020:4
Source count     1
Root count       1
Evidence status  single (one document supports the row and none contradicts it)
Certainty        certain (asserted plainly)

Evidence
[1] EV-00007 alpha2020:4 supports, certain, body
    [The Arcadian minister Mira Lund visited **Port Alder** on 3 May 2015 and
    met President Otto Vane of Norland.] She praised the clear water of the lake
    and the quiet of the long evenings.
"""
DISPUTE = """\
Disputed
Value: 60                                  \u2502 against it
"60 percent" = 60 alpha2020:5,             \u2502 "45 percent" = 45 beta2021:4,
  lake-institute [1]                       \u2502   lake-institute [2]
"""
STYLE = re.compile(r"\x1b\[[0-9;]*m")
IDS = ("VI-0001", "TF-0001", "AG-0001", "EV-00003", "alpha2020:6", "alpha2020", "NOR", "alpha2020-2", "heron")


def text(found, width=80, *, colour=False):
    return "".join(f"{line}\n" for each in found for line in Printer(width, colour=colour).lines(each))


def test_a_fact(package_root):
    """A fact is told cell by cell with the words behind each, then its passages with the span in brackets."""
    assert text(shown(package_root(), "VI-0001", texts=True)) == VISIT


def test_a_dispute(package_root):
    """What is told for a cell and against it stands side by side."""
    assert DISPUTE in text(shown(package_root(), "TF-0001"), 88)


def test_a_line(package_root):
    """A line is shown whole, every span in brackets, with the rows that they bear on."""
    lines = text(shown(package_root(), "alpha2020:6", texts=True), 100).splitlines()

    assert lines[5:] == [
        "The line in your copy",
        "[In June 2016 the Arcadian navy held an exercise near Port Alder with Heron drones.]<sup>2</sup> [It",
        "was a part of the]",
        "",
        "Spans on the line",
        "[1] EV-00013 for IN-0002 alpha2020:6 supports, certain, body",
        "    The navy of Arcadia exercised with drones.",
        "[2] EV-00014 for IN-0002 alpha2020:6 supports, probable, body",
        "    The navy of Arcadia exercised with drones.",
    ]


@pytest.mark.parametrize("key", IDS)
def test_width(package_root, key):
    """No line is wider than the terminal (at least 40 columns, at most 120), styles not counted."""
    found = shown(package_root(), key, texts=True)

    for width in (1, 40, 79, 120, 500):
        for colour in (False, True):
            lines = STYLE.sub("", text(found, width, colour=colour)).splitlines()
            assert max(map(len, lines)) <= min(max(width, 40), 120)
            assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("key", IDS)
def test_colour_adds_no_words(package_root, key):
    """In colour the same is said, brackets around passages aside."""
    found = shown(package_root(), key, texts=True)

    plain, styled = text(found, 120), STYLE.sub("", text(found, 120, colour=True))

    assert re.sub(r"[\[\]\s]", "", plain) == re.sub(r"[\[\]\s]", "", styled)
    assert "\x1b[" in text(found, 120, colour=True)
    assert "\x1b" not in plain


def test_what_a_file_holds_does_not_act(package_root):
    """Signs that steer a terminal or a log are shown, not sent."""
    edits = sets("visits", "VI-0001", summary="::error::owned"), sets("actors", "NOR", name="Nor\x1b[31mland")
    root = spoil(package_root(), *edits)

    out = text(shown(root, "VI-0001", texts=True))

    assert "\x1b" not in out
    assert "./::error::owned" in out


def test_the_same_passage_is_shown_once(package_root):
    """Where two spans are one passage, it is shown with the first and named with the second."""
    root = package_root()
    found = shown(root, "AT-0001", texts=True)
    found[0].spans.append(replace(found[0].spans[0], number=len(found[0].spans) + 1))

    assert text(found).splitlines()[-1] == "    the passage of [1]"


def test_other_renditions_are_named(package_root):
    """A passage found in another rendition says so; one that is lost has no words."""
    root = package_root()
    place = root / "seeds" / "texts" / FILES["alpha2020"]
    changed = SOURCE_TEXTS["alpha2020"].replace("12 Heron drones", "a dozen of them") + "\nMore.\n"
    place.write_text(changed, encoding="utf-8")

    out = text(shown(root, "VI-0001", texts=True) + shown(root, "AT-0001", texts=True))

    assert "your copy is another rendition of the text" in out
    assert "only something similar stands there; look at it" in out
