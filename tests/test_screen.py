"""The quick way past good rows: it takes what the careful way takes, with the same values, or leaves it."""

from __future__ import annotations

import re
import time
import unicodedata
from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data
import strategies
from azisrael_data import cells, hygiene, records, schema
from azisrael_data import screen as screens
from azisrael_data.models import TABLES, Table, table
from azisrael_data.models.base import Row, optional, required
from azisrael_data.read import Numbered, _RowReader
from azisrael_data.screen import Screen, screen
from azisrael_data.write import csv_line

NAMES = [each.name for each in TABLES]


class Every(Row):
    """A row with a column of every type of cell."""

    id: Annotated[str, cells.Id("AA")] = required("Identifier.")
    name: Annotated[str | None, cells.Text(limit=12)] = optional("Text.")
    slug: Annotated[str | None, cells.SLUG] = optional("Slug.")
    state: Annotated[str | None, cells.ISO3] = optional("State.")
    url: Annotated[str | None, cells.URL] = optional("Address.")
    code: Annotated[str | None, cells.Code(codes={"war": "1", "war_end": "2", "a,b": "3", "n/a": "4"})] = optional(
        "Code."
    )
    few: Annotated[int | None, cells.Integer(high=99)] = optional("At most 99.")
    some: Annotated[int | None, cells.Integer(low=2, high=990)] = optional("From 2 to 990.")
    amount: Annotated[Decimal | None, cells.Number(low=Decimal(-5), high=Decimal(5))] = optional("Number.")
    sure: Annotated[bool | None, cells.BOOLEAN] = optional("Truth value.")
    day: Annotated[object, cells.DAY] = optional("Day.")
    date: Annotated[str | None, cells.EDTF] = optional("Date.")
    words: Annotated[tuple[str, ...] | None, cells.ListOf(limit=20, member=cells.Text(limit=8))] = optional("Words.")
    slugs: Annotated[tuple[str, ...] | None, cells.ListOf(limit=20, member=cells.SLUG)] = optional("Slugs.")
    dates: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.EDTF)] = optional("Dates.")
    fields: Annotated[dict[str, object] | None, cells.FieldsCell()] = optional("Fields.")


EVERY = Table("every", Every, "every.csv", ("id",), "Every type of cell")
# By column: what is taken, and what is left to the careful way, be it good or not.
TAKEN = {
    "name": ["a", "a, b", 'say "a"', '"a" b', "a: b", "a,b: c", "12 letters.", "123456789012", "1, 345678901",
             "Şəki’s…", "none of it", "nation", "x-", "a=b", "a#", '""', '",'],
    "slug": ["a", "a-b", "none-such", "2"],
    "state": ["AZE"],
    "url": ["https://a.example/b?c=1", "http://a.example:80/"],
    "code": ["war", "war_end"],
    "few": ["0", "1", "99"],
    "some": ["2", "990"],
    "amount": ["5", "0.5"],
    "sure": ["true", "false"],
    "day": ["2024-02-28", "2023-12-31", "0001-01-01"],
    "date": ["2024", "2024-02-29", "201X", "2012~", "2012/2014", "1999/..", "2020-09~/2020-11~"],
    "words": ["a", "a;b", "a b;c: d", "12345678;123"],
    "slugs": ["a", "a;b-c"],
    "dates": ["2012", "2012;2013"],
    "fields": ['{"a": "b"}', '{"a": ["b, c", null]}'],
}  # fmt: skip
LEFT = {
    "name": ["dde (x)", "Err:5", "a?b", "data:a/", "ﬁ", "a\u3164", "…", "—", "_", "todo", "xxx", "(None)",
             " a", "a ", "a, ", "a,b ", " a,b", "=a", "+a", "-a", "@a", "=a,b", "#REF!", "#a", "none", "None", "NA",
             "n.a.", "N/A", "nıl", "mİssing", "?", "??", ".", "-", "--", "unknown", "TBD", "<b>", "a < b", "&amp;",
             "a,<b>", "a\tb", "a\x7f", "a\nb", "a\rb", "a\u00a0b", "a\u200bb", "e\u0301", "Ã©", "â€™", "Баку",
             "1234567890123", "1,34567890123", 'a"34567890123', "JAVAscript:", "script:,", "\ufeffa", "\uff1da",
             "\ud55c", "vbscr\u0131pt:", "VBSCR\u0130PT:"],
    "slug": ["A", "a-", "-a", "a--b", "none", "nil", "na", "unknown", "a b", "a,b", 'a"b', "a_b", "ə"],
    "state": ["NAN", "NIL", "TBD", "aze", "AZ", "AZEE", "AZE "],
    "url": ["a.example", "https://", "https://a b", "https://a/<b>", "https://a/,b"],
    "code": ["wa", "war_", "War", "war ", "a,b", "n/a", "peace"],
    "few": ["00", "01", "100", "-1", "+1", "1.0", "1e1", " 1", "\uff11", "1_0"],
    "some": ["1", "0", "991", "-2"],
    "amount": ["6", "-6", "-1", "1.0", "1,0", "0x1", "nan"],
    "sure": ["True", "yes", "1"],
    "day": ["2023-02-29", "2024-02-30", "2023-04-31", "0000-01-01", "2023-1-1", "20230101", "2023-W01-1", "2023-13-01"],
    "date": ["2023-02-29", "2012/2012", "2014/2012", "2012-13", "0000", "000X", "2012-2", "2012-21", "../..", "2012 "],
    "words": ["a;a", "a;", ";a", "a;;b", "a; b", "a ;b", "=a;b", "123456789", "a;123456789", "1234567;1234567;1234",
              "none", "a,b", "pt:;b", "a;1234567;12345678901"],
    "slugs": ["a;a", "a;", ";", "a;B", "none", "a, b", "123456789;1234567890123"],
    "dates": ["2012;2012", "2012;x"],
    "fields": ["{}", '{"a": 1}', '{"a":"b"}', '{"a": "b", "a": "c"}', "null", "[]", '{"a": " b"}', '{"a": "<b>"}'],
}  # fmt: skip


def careful(target, line):
    """Return what the careful way makes of a line of one record: its cells judged one by one, then the row model."""
    texts = line.removesuffix("\n")
    split = records._split(texts)
    if split[1:] != (None, False, False) or not texts:
        return None
    names = schema.header(target)
    if len(split[0]) != len(names) or any(fault for cell in split[0] for fault in _faults(cell)):
        return None
    found = list(_RowReader(target, names, "p").row(records.Record(2, split[0], texts)))
    return found[0].values if len(found) == 1 and isinstance(found[0], Numbered) and found[0].clean else None


def _faults(cell):
    return [*hygiene.faults(cell), *(["too long"] if len(cell) > cells.MAX_CELL else [])]


def line_with(name, cell):
    """Return a record of `every` that holds one cell besides the id."""
    return records.join(["AA-0001" if each == "id" else cell if each == name else "" for each in Every.model_fields])[
        :-1
    ]


@pytest.mark.parametrize(("name", "cell"), [(name, cell) for name, found in TAKEN.items() for cell in found])
def test_taken(name, cell):
    """Plain cells of every type are taken, with the values of the careful way."""
    found = screen(EVERY).values(line_with(name, cell))

    assert found is not None
    assert found == careful(EVERY, line_with(name, cell))


@pytest.mark.parametrize(("name", "cell"), [(name, cell) for name, found in LEFT.items() for cell in found])
def test_left(name, cell):
    """What has a fault, or might have one, is left to the careful way, whatever columns are wanted."""
    for only in (None, (), (name,)):
        assert Screen(EVERY, only).values(line_with(name, cell)) is None


@pytest.mark.parametrize(
    "text",
    ["", "AA-0001", ",".join(Every.model_fields), line_with("name", "a") + ",", line_with("name", "a") + "\n",
     line_with("name", "a")[7:], line_with("name", '"a"')[:-1], line_with("name", "x").replace("x", '"x"'),
     line_with("name", "x").replace("x", '"x,y'), line_with("name", "x").replace("x", '"x,y"z'),
     line_with("name", "x").replace("x", '"x","y"'), line_with("name", "x").replace("x", 'x"y'),
     line_with("name", "x").replace("x", '""'), line_with("name", "x").replace("x", '"""'),
     line_with("slug", "a" * 20_001)],
)  # fmt: skip
def test_left_records(text):
    """Records that are ragged, quoted otherwise than needed, endless, or the header are left."""
    assert screen(EVERY).values(text) is None


def test_only_wanted():
    """Where few columns are wanted, the others are judged and left out."""
    wanted = {"id": "AA-0001", "words": ("a", "b")}

    assert wanted == screen(EVERY, ("id", "words")).values(line_with("words", "a;b"))
    assert screen(EVERY, ("id",)).values(line_with("words", "a;b")) == {"id": "AA-0001"}
    assert screen(EVERY, ("id",)).values(line_with("date", "2012/2014")) == {"id": "AA-0001"}


def test_plain_letters():
    """No two letters that the screens pass unseen are at fault beside each other, in whatever order."""
    pytest.importorskip("polars", reason="polars is not installed")
    from azisrael_data import columnwise

    letters = [chr(code) for code in range(0x20, 0x3000) if screens._PLAIN.fullmatch(chr(code))]
    pairs = " ".join(a + b for a in letters for b in letters if not (a + b).isascii())

    assert len(letters) > 250
    assert [letter for letter in letters if letter not in "<&"] == [
        letter for letter in map(chr, range(0x20, 0x3000)) if not re.search(columnwise._ODD, letter)
    ]
    for pattern in (hygiene._AS_OTHERS, hygiene._MOJIBAKE, hygiene._STAND_INS, hygiene.HIDDEN):
        assert not pattern.search(pairs)
    assert hygiene._odd_character(pairs) is None
    assert unicodedata.is_normalized("NFC", pairs)
    assert all(len(part) == 2 for part in _alternatives() if not part.startswith(("(?:", "[")))


def _alternatives():
    """Return the alternatives of `_AS_OTHERS`, unescaped: pairs of letters, and classes of others."""
    return [part.replace("\\", "") for part in hygiene._AS_OTHERS.pattern.split("|")]


def test_header_that_could_be_a_row():
    """A table whose header could be a row of it has no screen."""

    class Loose(Row):
        """Any words."""

        word: Annotated[str, cells.NAME] = required("A word.")

    with pytest.raises(ValueError, match="loose: its header could be a row"):
        Screen(Table("loose", Loose, "loose.csv", ("word",), "Loose")).values("words")


def test_objects_are_apart():
    """Two rows with the same object do not share it."""
    line = line_with("fields", '{"a": "b"}')
    first, second = screen(EVERY).values(line), screen(EVERY).values(line)

    assert first["fields"] is not second["fields"]


@pytest.mark.parametrize("name", NAMES)
def test_never_differs(name):
    """What is taken, the careful way takes too, and gives the same values: good rows, spoilt rows, and noise."""
    target = table(name)
    names = schema.header(target)
    good = strategies.rows(target).map(lambda row: csv_line(target, row)[:-1])
    cell = strategies.NEAR_MISSES | st.sampled_from(NASTY)
    spoilt = st.builds(_swapped, good, st.integers(0, len(names)), cell)
    torn = st.builds(
        _torn, good, st.integers(0, 300), st.sampled_from(['"', ",", ";", '""', " ", ":", "\n", "t:", "=", ""])
    )

    @settings(deadline=None, max_examples=60, derandomize=True)
    @given(good | spoilt | torn | st.lists(cell, min_size=len(names), max_size=len(names)).map(_line), st.booleans())
    def holds(line, whole):
        found = screen(target, None if whole else names[:1]).values(line)
        if found is not None:
            wanted = careful(target, line)
            assert wanted is not None
            assert found == wanted if whole else found[names[0]] == wanted[names[0]]

    holds()


NASTY = [
    "none", "NaN", "N/A", "n.a.", "nıl", "-", "?", ".", "=1", "#REF!", "javascript:a", "<b>", "&lt;", " a", "a ", '"',
    "'", "2024-02-30", "2023-02-29", "0000", "9999999999999999", "00", "-0", "a;a", "a;", "AZE;AZE", "\u0130", "\u017f",
    "\r",
]  # fmt: skip


def _line(found):
    return records.join(found)[:-1]


def _swapped(line, place, cell):
    found = records._split(line)[0]
    found[place % len(found)] = cell
    return _line(found)


def _torn(line, place, text):
    at = place % (len(line) + 1)
    return line[:at] + text + line[at + 1 :]


@pytest.mark.parametrize("each", TABLES, ids=NAMES)
def test_is_of_use(each):
    """At least nine of ten rows of the package go the quick way; of a handful, all but one."""
    lines = (azisrael_data.path() / each.path).read_text(encoding="utf-8").splitlines()[1:]
    left = sum(screen(each).values(line) is None for line in lines)

    assert left <= max(1, len(lines) // 10)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("piece", ["a", "a-", "a;", "a ", "a:", '""', '","', "1", "2012/", "{", ";"])
def test_never_slow(name, piece):
    """No record takes long, however it is built: the expression does not go back into a cell."""
    start = time.process_time()
    for before in ("", '"', "AA-0001,", "a," * 20):
        screen(table(name)).values(before + piece * (cells.MAX_CELL // len(piece) - 60) + "\x00")

    assert time.process_time() - start < 0.5
