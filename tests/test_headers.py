"""Headers: what is wrong with the first line of a table is told, and how the rows below it are to be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import headers, schema
from azisrael_data.models import TABLES, table
from azisrael_data.records import Record

HEADER = "id,table,date,reason,replaced_by"
NAMES = HEADER.split(",")
_ADD = "add it to the header and to every row"
_NOT = "is not a column of withdrawn"
_LOWER = "write the names in lower case"
_USED = "delete the empty columns (a spreadsheet's used range)"
_FIRST = "make the header the first line"
_WANTED = f"wanted '{HEADER}'"
_OTHER = f"faults in the names of the columns, {_WANTED}; restore the header from another copy"
_EXPORT = "export with ',' between cells"


def _unknown(name, hint, before=""):
    return f":: unknown-column: {name!r}{before} {_NOT}; {hint}"


# A header, its problems, the names by which its rows are read (None: by none).
MATCHED = {
    "right": (HEADER, [], HEADER),
    "one missing": (
        "id,table,date,reason",
        [f":replaced_by: missing-column: the column 'replaced_by' is missing; {_ADD}"],
        "id,table,date,reason",
    ),
    "one too many": (f"{HEADER},weather", [_unknown("weather", "delete the column")], f"{HEADER},weather"),
    "one twice": (
        f"{HEADER},date",
        [":date: duplicate-column: 'date' stands twice (columns 3 and 6); delete one of them"],
        f"{HEADER},date",
    ),
    "an unknown one twice": (
        f"{HEADER},x,x",
        [
            _unknown("x", "delete the column"),
            ":: duplicate-column: 'x' stands twice (columns 6 and 7); delete one of them",
        ],
        f"{HEADER},x,x",
    ),
    "empty ones": (f"{HEADER},,", [f":: unknown-column: 2 empty column name(s); {_USED}"], f"{HEADER},,"),
    "an empty one in front": (f",{HEADER}", [f":: unknown-column: 1 empty column name(s); {_USED}"], f",{HEADER}"),
    "misspelt": ("id,tabel,date,reason,replaced_by", [_unknown("tabel", "did you mean 'table'?")], "as it is"),
    "another case": ("id,table,Date,reason,replaced_by", [_unknown("Date", "did you mean 'date'?")], "as it is"),
    "a hyphen": (
        "id,table,date,reason,replaced-by",
        [_unknown("replaced-by", "did you mean 'replaced_by'?")],
        "as it is",
    ),
    "a space in front": (
        "id,table, date,reason,replaced_by",
        [_unknown(" date", "did you mean 'date'?", " (a space at its edge)")],
        "as it is",
    ),
    "a Cyrillic letter": (
        "id,table,date,r\u0435ason,replaced_by",
        [_unknown("r\u0435ason", "it has U+0435 CYRILLIC SMALL LETTER IE; did you mean 'reason'?")],
        "as it is",
    ),
    "three in capitals": (
        "ID,TABLE,DATE,reason,replaced_by",
        [
            _unknown("ID", "did you mean 'id'?"),
            _unknown("TABLE", "did you mean 'table'?"),
            _unknown("DATE", "did you mean 'date'?"),
        ],
        "as it is",
    ),
    "all in capitals": (
        HEADER.upper(),
        [f":: unknown-column: 5 column names are in other letters, such as 'ID' for 'id'; {_LOWER}"],
        HEADER,
    ),
    "four with capitals and spaces": (
        "Id, Table ,Date,Reason,replaced_by",
        [f":: unknown-column: 4 column names are in other letters, such as 'Id' for 'id'; {_LOWER}"],
        HEADER,
    ),
    "capitals and other faults": (
        "ID,TABLE,DATE,REASON,WEATHER",
        [
            f":: unknown-column: 4 column names are in other letters, such as 'ID' for 'id'; {_LOWER}",
            _unknown("weather", "delete the column"),
            f":replaced_by: missing-column: the column 'replaced_by' is missing; {_ADD}",
        ],
        "id,table,date,reason,weather",
    ),
    "capitals in another order": (
        "TABLE,ID,DATE,REASON,REPLACED_BY",
        [
            f":: unknown-column: 5 column names are in other letters, such as 'TABLE' for 'table'; {_LOWER}",
            f":table: column-order: 'table' stands where 'id' is wanted; order the columns as {HEADER}",
        ],
        "table,id,date,reason,replaced_by",
    ),
    "capitals and the same in lower case": ("ID,id,TABLE,DATE,REASON", [f":: no-header: 5 {_OTHER}"], None),
    "another order": (
        "id,date,table,reason,replaced_by",
        [f":date: column-order: 'date' stands where 'table' is wanted; order the columns as {HEADER}"],
        "as it is",
    ),
    "two of two in capitals": (
        "REASON,REPLACED_BY",
        [
            f":: unknown-column: 2 column names are in other letters, such as 'REASON' for 'reason'; {_LOWER}",
            f":id: missing-column: the column 'id' is missing; {_ADD}",
            f":table: missing-column: the column 'table' is missing; {_ADD}",
            f":date: missing-column: the column 'date' is missing; {_ADD}",
        ],
        "reason,replaced_by",
    ),
    "one of one in capitals": ("ID", [f":: no-header: 5 {_OTHER}"], None),
    "most missing": ("id", [f":: no-header: 4 {_OTHER}"], None),
    "most unknown": ("id,a,b,c", [f":: no-header: 7 {_OTHER}"], None),
    "of another table": (
        "evidence_id,rule,reason",
        [
            (
                ":: no-header: this is the header of exceptions, wanted that of withdrawn; "
                "put the rows into seeds/exceptions.csv"
            )
        ],
        None,
    ),
    "words": ("some words", [f":: no-header: 'some words' is not the header, {_WANTED}; {_FIRST}"], None),
    "as wide as a row": (
        "a,b,c,d,e",
        [f":: no-header: 'a,b,c,d,e' is not the header, {_WANTED}; is it a row?; {_FIRST}"],
        None,
    ),
    "semicolons": (
        HEADER.replace(",", ";"),
        [f":: delimiter: cells are separated by ';' (a spreadsheet's list separator), wanted ','; {_EXPORT}"],
        None,
    ),
    "tabs": (
        HEADER.replace(",", "\t"),
        [f":: delimiter: cells are separated by TAB, wanted ','; {_EXPORT}"],
        None,
    ),
    "pipes": (
        HEADER.replace(",", "|"),
        [f":: delimiter: cells are separated by '|', wanted ','; {_EXPORT}"],
        None,
    ),
}
# Name of a header above, widths of the rows, cells at fault by the header and by the table's order -> whose order.
SETTLED = [
    ("another order", [5, 5], (0, 2), "header"),
    ("another order", [5, 5], (1, 1), "header"),
    ("another order", [5, 5], (2, 1), "table"),
    ("another order", [], (0, 0), "header"),
    ("another order", [4, 4, 5], (2, 0), "header"),
    ("misspelt", [5], (0, 0), "header"),
    ("one twice", [6, 6, 5], (0, 0), "header"),
    ("one twice", [5, 5, 6], (0, 0), "table"),
    ("one missing", [5], (0, 0), "table"),
    ("one missing", [4], (0, 0), "header"),
    ("empty ones", [5], (0, 0), "table"),
    ("empty ones", [], (0, 0), "header"),
]


def matched(text, name="withdrawn"):
    """Return what is made of a header line."""
    return headers.match(Record(1, text.split(","), text), table(name), "p")


@pytest.mark.parametrize("name", MATCHED)
def test_match(name):
    """A header's faults are told whole, few of them one by one, many as one; rows are read by its names if they can."""
    text, problems, names = MATCHED[name]
    found = matched(text)

    assert [f"p:1{each}" for each in problems] == [str(each) for each in found.problems]
    assert (text if names == "as it is" else names) == (None if found.names is None else ",".join(found.names))


@pytest.mark.parametrize(("name", "widths", "faults", "order"), SETTLED)
def test_settle(name, widths, faults, order):
    """The rows decide whether their cells stand as the header says or as the table wants them."""
    header = matched(MATCHED[name][0])
    rows = [Record(n, ["a"] * width, "a") for n, width in enumerate(widths, 2)]
    found = headers.settle(header, table("withdrawn"), rows, iter(faults))

    assert found.names == (header.names if order == "header" else NAMES)
    assert [(p.line, p.column, p.code, p.message) for p in header.problems] == [
        (p.line, p.column, p.code, p.message) for p in found.problems
    ]


def test_settled_hint():
    """Where the cells were never moved, moving them is not what the message asks for."""
    header = matched(MATCHED["another order"][0])
    found = headers.settle(header, table("withdrawn"), [Record(2, ["a"] * 5, "a")], iter((1, 0)))

    assert [each.hint for each in found.problems] == ["the cells stand in the table's order: correct the header only"]


@pytest.mark.parametrize(
    ("text", "hint"), [("A title", "delete the lines above line 4"), ("a,b,c,d,e", "make line 4 the first line")]
)
def test_below(text, hint):
    """Lines above the header are to go, unless they may be rows."""
    found = headers.below(Record(1, text.split(","), text), 4, table("withdrawn"), "p")

    assert str(found) == f"p:1:: no-header: '{text}' is not the header, which stands on line 4; {hint}"


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_right_header(name):
    """The header that a table is written with has no fault, nor has it in any other table's place."""
    target = table(name)
    names = list(schema.header(target))

    assert headers.match(Record(1, names, ""), target, "p") == headers.Header([], names)
    assert all(matched(",".join(names), each.name).problems for each in TABLES if each != target)


_TARGETS = st.sampled_from(TABLES)


@st.composite
def _near_headers(draw):
    """A table with a header that is nearly its own: names left out, added, doubled, moved or spelt otherwise."""
    target = draw(_TARGETS)
    names = list(schema.header(target))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(names) - 1)) if names else 0
        word = draw(strategies.ANY_TEXT | st.sampled_from(["", *schema.header(target)]))
        change = draw(st.sampled_from(["drop", "add", "put", "swap", "capitals", "edge"]))
        if change == "add" or not names:
            names.insert(at, word)
        elif change == "drop":
            del names[at]
        elif change == "swap":
            names[at], names[-1] = names[-1], names[at]
        else:
            names[at] = {"put": word, "capitals": names[at].upper(), "edge": f" {names[at]}"}[change]
    return target, names or ["x"]


@settings(deadline=None, max_examples=300, derandomize=True)
@given(_near_headers())
def test_any_header(near):
    """Few messages for any header, none for the right one only; each on its line and in no unknown column."""
    target, names = near
    expected = schema.header(target)
    found = headers.match(Record(1, names, ",".join(names)), target, "p")

    assert (not found.problems) == (tuple(names) == expected)
    assert len(found.problems) <= 2 + headers.MOST_NAMES
    assert len({str(each) for each in found.problems}) == len(found.problems)
    assert all(each.line == 1 and each.column in ("", *expected) for each in found.problems)
    if found.names is None:
        assert [each.code for each in found.problems] in (["no-header"], ["delimiter"])
    else:
        assert len(found.names) == len(names)
        assert "no-header" not in {each.code for each in found.problems}
