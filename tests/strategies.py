"""Hypothesis strategies derived from the row models: every cell type gives the values that it can hold."""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from azisrael_data import cells, edtf, hygiene, schema

# Hand-picked: letters of several scripts, and every sign that CSV, JSON, HTML or a spreadsheet treats in its own way.
# (`st.text()` alone takes seconds to learn Unicode.)
LETTERS = "aekzAEKZ019 äßéłŞəЖдשלمنΩ字한₼€’“…,\"';:.&#<>/\\()[]{}=+-@*_%$|?!"
HARMFUL = "\n\r\t\0\x1b\x7f\u00a0\u00ad\u200b\u202e\u2028\ufeff\ufffd\ue000\uff1dÃ©Ð€е\u0301"
ASCII = "".join(map(chr, range(33, 127)))
ANY_TEXT = st.text(LETTERS + HARMFUL)
TIMES = st.integers(1, 40)


@st.composite
def _dates(draw):
    year = draw(st.integers(1, 9999))
    month = draw(st.none() | st.integers(1, 12))
    day = None if month is None else draw(st.none() | st.integers(1, monthrange(year, month)[1]))
    text = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    if month is None and year >= 10 and draw(st.booleans()):
        text = f"{text[:3]}X"
    return text + draw(st.sampled_from(["", "?", "~", "%"]))


@st.composite
def _intervals(draw):
    if draw(st.booleans()):
        return draw(st.sampled_from(["{}/..", "../{}"])).format(draw(DATES))
    first, second = sorted(draw(st.lists(DATES, min_size=2, max_size=2, unique=True)), key=edtf.bounds)
    return f"{first}/{second}"


@st.composite
def _sets(draw):
    members = draw(st.lists(DATES, min_size=2, max_size=5, unique_by=lambda text: edtf.bounds(text).start))
    return draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(sorted(members, key=edtf.bounds)))


DATES = _dates()
EDTF = DATES | _intervals() | _sets()


def _clean(text):
    return text.strip(" ") == text and not any(hygiene.faults(text))


def _texts(limit, without=""):
    letters = [letter for letter in LETTERS if letter not in without]
    return st.text(letters, min_size=1, max_size=min(limit, 30)).filter(_clean)


_LITERALS = _texts(30) | st.none()


def _lists(cell):
    members = _texts(30, cells.LIST_SEPARATOR) if type(cell.member) is cells.Cell else values(cell.member)
    return st.lists(members, min_size=1, max_size=5, unique=True).map(tuple)


def _patterns(cell):
    short = cell.pattern.replace("]+", "]{1,8}").replace("]*", "]{0,8}").replace(")*", "){0,2}")
    return st.from_regex(short, fullmatch=True, alphabet=st.sampled_from(LETTERS + ASCII)).filter(cell._regex.fullmatch)


def _decimals(cell):
    return st.decimals(cell.low, cell.high, places=8).map(lambda value: value or abs(value))  # zero has no sign


_FIELDS = st.dictionaries(_texts(20), _LITERALS | st.lists(_LITERALS, min_size=1, max_size=3), min_size=1, max_size=4)
_STRATEGIES = {
    cells.Cell: lambda cell: _texts(cell.limit),
    cells.Pattern: _patterns,
    cells.Code: lambda cell: st.sampled_from(list(cell.codes)),
    cells.Integer: lambda cell: st.integers(cell.low, cell.high),
    cells.Number: _decimals,
    cells.Boolean: lambda _: st.booleans(),
    cells.Day: lambda _: st.dates(),
    cells.Edtf: lambda cell: EDTF.filter(lambda text: len(text) <= cell.limit),
    cells.ListOf: _lists,
    cells.FieldsCell: lambda _: _FIELDS,
}


@cache
def values(cell):
    """Return a strategy for the values that a cell of this type can hold and a clean CSV file can show."""
    return _STRATEGIES[type(cell)](cell).filter(lambda value: _clean(cell.format(value)))


@cache
def rows(table):
    """Return a strategy for whole rows of a table; a cell that may be empty sometimes is None."""
    return st.fixed_dictionaries(
        {
            column.name: values(column.cell) if column.required else st.none() | values(column.cell)
            for column in schema.columns(table)
        }
    )


CELL_TYPES = {
    "text": cells.NAME,
    "actor": cells.ACTOR,
    "slug": cells.SLUG,
    "id": cells.Id("AT"),
    "fact": cells.FACT_ID,
    "sha": cells.SHA256,
    "url": cells.URL,
    "language": cells.LANGUAGE,
    "code": cells.Code(codes={"signed": "1", "in_force": "2"}),
    "integer": cells.Integer(low=-(10**15)),
    "number": cells.Number(low=Decimal(-(10**18))),
    "coordinate": cells.COORDINATE,
    "boolean": cells.BOOLEAN,
    "day": cells.DAY,
    "edtf": cells.EDTF,
    "texts": cells.ListOf(),
    "codes": cells.ListOf(member=cells.Code(codes={"signed": "1", "in_force": "2"})),
    "dates": cells.ListOf(member=cells.EDTF),
    "fields": cells.FieldsCell(),
}

# Texts on the edge of the cell types: numbers, dates, ids and lists as people and spreadsheets write them, and noise.
NEAR_MISSES = (
    st.text("0123456789+-.,eE_ %", min_size=1, max_size=12)
    | st.text("0123456789-/~?X.,[]{}", min_size=1, max_size=12)
    | st.text("abAT01-;: /'\"{}[]", min_size=1, max_size=12)
    | st.text(LETTERS + HARMFUL, min_size=1, max_size=300)
    | EDTF
    | st.builds("{}{}".format, st.sampled_from(["AT-", "https://", "true", "AZE"]), st.text("a0-/:@", max_size=5))
)
