"""The grammar of one cell: what each type takes, what it refuses in which words, and one spelling per value."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given, settings
from pydantic import BaseModel, TypeAdapter, ValidationError

import strategies
from azisrael_data import cells
from azisrael_data.catalogue import CODES

WHOLE = cells.Integer(low=-5, high=10**15)
NUMBER = cells.Number(low=Decimal(-90), high=Decimal(10**18))
CODE = cells.Code(codes={"signed": "1", "in_force": "2"})
CURRENCY = cells.Code(codes={"USD": "1", "EUR": "2"}, code="bad-currency")
TWELVE = cells.Code(codes={str(n): "" for n in range(1, 13)})
MANY = cells.Code(codes={f"code_{n}": "" for n in range(13)})
WORDS = cells.ListOf(member=cells.SLUG)
NAMES = cells.ListOf(limit=60)
FIELDS = cells.FieldsCell(limit=60)
TYPES = {
    "text": cells.NAME, "actor": cells.ACTOR, "slug": cells.SLUG, "id": cells.Id("AT"), "fact": cells.FACT_ID,
    "sha": cells.SHA256, "head": cells.HEAD, "url": cells.URL, "language": cells.LANGUAGE, "iso3": cells.ISO3,
    "code": CODE, "currency": CURRENCY, "twelve": TWELVE, "many": MANY, "count": cells.COUNT, "whole": WHOLE,
    "quantity": cells.QUANTITY, "amount": cells.AMOUNT, "number": NUMBER, "coordinate": cells.COORDINATE,
    "boolean": cells.BOOLEAN, "day": cells.DAY, "edtf": cells.EDTF, "words": WORDS, "names": NAMES, "fields": FIELDS,
}  # fmt: skip
TAKEN = [
    ("text", "a plain, short text", "a plain, short text"),
    ("text", "a" * 120, "a" * 120),
    ("text", "Şəki — 100 km; 'quoted'", "Şəki — 100 km; 'quoted'"),
    ("actor", "AZE", "AZE"),
    ("actor", "lake-institute-2", "lake-institute-2"),
    ("slug", "heron-450", "heron-450"),
    ("id", "AT-0001", "AT-0001"),
    ("fact", "VI-0999", "VI-0999"),
    ("sha", "0123456789abcdef" * 4, "0123456789abcdef" * 4),
    ("head", "0123456789abcdef", "0123456789abcdef"),
    ("url", "https://example.org", "https://example.org"),
    ("url", "http://example.org:8080/a/ü?b=c#d", "http://example.org:8080/a/ü?b=c#d"),
    ("url", "https://example.org/@name", "https://example.org/@name"),
    ("language", "aze", "aze"),
    ("iso3", "AZE", "AZE"),
    ("code", "in_force", "in_force"),
    ("count", "0", 0),
    ("whole", "-5", -5),
    ("count", "1000000000000000", 10**15),
    ("number", "0", Decimal(0)),
    ("number", "-90", Decimal(-90)),
    ("number", "-12.5", Decimal("-12.5")),
    ("number", "0.00000001", Decimal("0.00000001")),
    ("number", "1000000000000000000", Decimal(10**18)),
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("day", "2012-02-29", dt.date(2012, 2, 29)),
    ("edtf", "2010/2012~", "2010/2012~"),
    ("words", "a", ("a",)),
    ("words", "b;a;c-1", ("b", "a", "c-1")),
    ("names", "New Port;Port, Old", ("New Port", "Port, Old")),
    ("fields", '{"date": "May 2012", "kind": null}', {"date": "May 2012", "kind": None}),
    ("fields", '{"actors": ["Ədil", null]}', {"actors": ["Ədil", None]}),
]  # fmt: skip

GENERAL_HINTS = {
    "write a whole number",
    "write digits only",
    "write YYYY-MM-DD",
    "write an existing day as YYYY-MM-DD",
    "write the members as a;b with no gap",
    "write the bare number; unit, currency and hedge have columns of their own",
    'write {"column": "literal"}',
}
_BARE = "write the bare number; unit, currency and hedge have columns of their own"
_ID = "is not an id such as AT-0001"
_ACTOR = "is not an actor id: ISO 3166 alpha-3 for a state, else lower-case words joined by '-'"
_URL = "is not an http or https address"
_JSON = 'write {"column": "literal"}'
_EMPTY = "is not an object with at least one column"
_LITERAL = "is not a literal, a list of literals or null"
REFUSED = [
    # type, text, code, message, hint
    ("text", "a" * 121, "too-long", "121 characters, at most 120 wanted", "shorten the text"),
    ("text", " a", "edge-space", "space at the edge of ' a'", "delete the space"),
    ("text", "a ", "edge-space", "space at the edge of 'a '", "delete the space"),
    ("text", " ", "edge-space", "space at the edge of ' '", "delete the space"),
    ("id", "AT-1", "bad-id", f"'AT-1' {_ID}", ""),
    ("id", "AT-00011", "bad-id", f"'AT-00011' {_ID}", ""),
    ("id", "AG-0001", "bad-id", f"'AG-0001' {_ID}", ""),
    ("id", "at-0001", "bad-id", f"'at-0001' {_ID}", "write 'AT-0001' (upper case)"),
    ("id", "AT-0001 ", "bad-id", f"'AT-0001 ' {_ID}", "write 'AT-0001' (no spaces)"),
    ("id", "AT-0001\n", "bad-id", f"'AT-0001\\n' {_ID}", "write 'AT-0001' (no spaces)"),
    ("id", "AT–0001", "bad-id", f"'AT–0001' {_ID}", "replace U+2013 EN DASH; did you mean 'AT-0001'?"),
    ("id", "АT-0001", "bad-id", f"'АT-0001' {_ID}",
     "replace U+0410 CYRILLIC CAPITAL LETTER A; did you mean 'AT-0001'?"),
    ("id", "AT-００01", "bad-id", f"'AT-００01' {_ID}", "replace U+FF10 FULLWIDTH DIGIT ZERO; did you mean 'AT-0001'?"),
    ("id", "AT_0001", "bad-id", f"'AT_0001' {_ID}", "did you mean 'AT-0001'?"),
    ("id", "\ue000", "bad-id", f"'\\ue000' {_ID}", "replace U+E000 unnamed"),
    ("fact", "EV-00001", "bad-key", "'EV-00001' is not the id of a fact such as AG-0001", ""),
    ("slug", "Heron", "bad-id", "'Heron' is not lower-case words joined by '-'", "write 'heron' (lower case)"),
    ("slug", "heron 450", "bad-id", "'heron 450' is not lower-case words joined by '-'", ""),
    ("slug", "heron--450", "bad-id", "'heron--450' is not lower-case words joined by '-'", ""),
    ("actor", "Aze", "bad-key", f"'Aze' {_ACTOR}", "write 'AZE' (upper case)"),
    ("actor", "AZ", "bad-key", f"'AZ' {_ACTOR}", "write 'az' (lower case)"),
    ("sha", "AB" * 32, "bad-hash", f"'{'AB' * 32}' is not 64 lower-case hexadecimal digits",
     f"write '{'ab' * 32}' (lower case)"),
    ("sha", "ab" * 31, "bad-hash", f"'{'ab' * 31}' is not 64 lower-case hexadecimal digits", ""),
    ("head", "ABCDEF0123456789", "bad-hash", "'ABCDEF0123456789' is not 16 lower-case hexadecimal digits",
     "write 'abcdef0123456789' (lower case)"),
    ("head", "g" * 16, "bad-hash", f"'{'g' * 16}' is not 16 lower-case hexadecimal digits", ""),
    ("url", "javascript:alert(1)", "bad-url", f"'javascript:alert(1)' {_URL}", ""),
    ("url", "example.org", "bad-url", f"'example.org' {_URL}", ""),
    ("url", "ftp://example.org", "bad-url", f"'ftp://example.org' {_URL}", ""),
    ("url", "file:///etc/passwd", "bad-url", f"'file:///etc/passwd' {_URL}", ""),
    ("url", "https://user:word@example.org", "bad-url", f"'https://user:word@example.org' {_URL}", ""),
    ("url", "https://bank.example@evil.example/", "bad-url", f"'https://bank.example@evil.example/' {_URL}", ""),
    ("url", "https://example.org/a b", "bad-url", f"'https://example.org/a b' {_URL}", ""),
    ("url", 'https://example.org/"><b>', "bad-url", f"'https://example.org/\"><b>' {_URL}", ""),
    ("url", "https://", "bad-url", f"'https://' {_URL}", ""),
    ("url", "HTTPS://example.org", "bad-url", f"'HTTPS://example.org' {_URL}",
     "write 'https://example.org' (lower case)"),
    ("language", "EN", "bad-language", "'EN' is not a language tag such as en", "write 'en' (lower case)"),
    ("language", "english", "bad-language", "'english' is not a language tag such as en", ""),
    ("iso3", "AZ", "bad-key", "'AZ' is not an ISO 3166 alpha-3 code such as AZE", ""),
    ("code", "Signed", "unknown-code", "'Signed' is not a code, wanted signed, in_force", "did you mean 'signed'?"),
    ("code", "sigend", "unknown-code", "'sigend' is not a code, wanted signed, in_force", "did you mean 'signed'?"),
    ("code", "in force", "unknown-code", "'in force' is not a code, wanted signed, in_force",
     "did you mean 'in_force'?"),
    ("code", "zzz", "unknown-code", "'zzz' is not a code, wanted signed, in_force", ""),
    ("code", "zz\u00e9", "unknown-code", "'zz\u00e9' is not a code, wanted signed, in_force",
     "replace U+00E9 LATIN SMALL LETTER E WITH ACUTE"),
    ("twelve", "zzz", "unknown-code", f"'zzz' is not a code, wanted {', '.join(map(str, range(1, 13)))}", ""),
    ("many", "zzz", "unknown-code", "'zzz' is not a code, wanted one of the 13 codes", ""),
    ("currency", "US$", "bad-currency", "'US$' is not a code, wanted USD, EUR", "did you mean 'USD'?"),
    ("count", "007", "bad-integer", "'007' is not a whole number", "write 7"),
    ("count", " 7 ", "bad-integer", "' 7 ' is not a whole number", "write 7"),
    ("count", "1_000", "bad-integer", "'1_000' is not a whole number", "write 1000"),
    ("count", "1 000", "bad-integer", "'1 000' is not a whole number", "write 1000"),
    ("count", "7.0", "bad-integer", "'7.0' is not a whole number", "write 7"),
    ("count", "7.5", "bad-integer", "'7.5' is not a whole number", "write a whole number"),
    ("count", "1e3", "bad-integer", "'1e3' is not a whole number", "write 1000"),
    ("count", "1e400", "bad-integer", "'1e400' is not a whole number", "correct the number"),
    ("count", "1e99999999999", "bad-integer", "'1e99999999999' is not a whole number", "correct the number"),
    ("count", "1e-99999999999", "bad-integer", "'1e-99999999999' is not a whole number", "correct the number"),
    ("count", "9" * 200, "bad-integer", f"'{'9' * 77}'... is not a whole number", "correct the number"),
    ("count", "+12", "bad-integer", "'+12' is not a whole number", "write 12"),
    ("count", "-0", "bad-integer", "'-0' is not a whole number", "write 0"),
    ("count", "1,200", "bad-integer", "'1,200' is not a whole number", "write 1200"),
    ("count", "12,5", "bad-integer", "'12,5' is not a whole number", "write a whole number"),
    ("count", "$500", "bad-integer", "'$500' is not a whole number", _BARE),
    ("count", "500%", "bad-integer", "'500%' is not a whole number", _BARE),
    ("count", "about 50", "bad-integer", "'about 50' is not a whole number", _BARE),
    ("count", "NaN", "bad-integer", "'NaN' is not a whole number", _BARE),
    ("count", "0x10", "bad-integer", "'0x10' is not a whole number", "write digits only"),
    ("count", "--5", "bad-integer", "'--5' is not a whole number", "write digits only"),
    ("count", "５０", "bad-integer", "'５０' is not a whole number", "write 50"),
    ("count", "٥", "bad-integer", "'٥' is not a whole number", "write 5"),
    ("count", "-1", "out-of-range", "-1 is not between 0 and 1000000000000000", ""),
    ("quantity", "0", "out-of-range", "0 is not between 1 and 1000000000000000", ""),
    ("number", "007", "bad-number", "'007' is not a canonical number", "write 7"),
    ("number", " 7 ", "bad-number", "' 7 ' is not a canonical number", "write 7"),
    ("number", "1_000", "bad-number", "'1_000' is not a canonical number", "write 1000"),
    ("number", "7.0", "bad-number", "'7.0' is not a canonical number", "write 7"),
    ("number", "7.50", "bad-number", "'7.50' is not a canonical number", "write 7.5"),
    ("number", "7.", "bad-number", "'7.' is not a canonical number", "write 7"),
    ("number", ".5", "bad-number", "'.5' is not a canonical number", "write 0.5"),
    ("number", "1e3", "bad-number", "'1e3' is not a canonical number", "write 1000"),
    ("number", "1e-3", "bad-number", "'1e-3' is not a canonical number", "write 0.001"),
    ("number", "1e99999999999", "bad-number", "'1e99999999999' is not a canonical number", "correct the number"),
    ("number", "+12", "bad-number", "'+12' is not a canonical number", "write 12"),
    ("number", "-0", "bad-number", "'-0' is not a canonical number", "write 0"),
    ("number", "-0.0", "bad-number", "'-0.0' is not a canonical number", "write 0"),
    ("number", "1,200", "bad-number", "'1,200' is not a canonical number", "write 1200"),
    ("number", "1,200,000.5", "bad-number", "'1,200,000.5' is not a canonical number", "write 1200000.5"),
    ("number", "12,5", "bad-number", "'12,5' is not a canonical number", "decimal point, not comma: write 12.5"),
    ("number", "+12,5", "bad-number", "'+12,5' is not a canonical number", "decimal point, not comma: write 12.5"),
    ("number", " 1" + "0" * 18, "bad-number", f"' 1{'0' * 18}' is not a canonical number", f"write 1{'0' * 18}"),
    ("number", "1" + "0" * 19, "bad-number", f"'1{'0' * 19}' is not a canonical number", "correct the number"),
    ("number", "$500", "bad-number", "'$500' is not a canonical number", _BARE),
    ("number", "5 million", "bad-number", "'5 million' is not a canonical number", _BARE),
    ("number", "about 50", "bad-number", "'about 50' is not a canonical number", _BARE),
    ("number", "NaN", "bad-number", "'NaN' is not a canonical number", _BARE),
    ("number", "Infinity", "bad-number", "'Infinity' is not a canonical number", _BARE),
    ("number", "５.5", "bad-number", "'５.5' is not a canonical number", "write 5.5"),
    ("number", "0.000000001", "bad-number", "'0.000000001' is not a canonical number", "round it"),
    ("number", "-90.5", "out-of-range", "-90.5 is not between -90 and 1000000000000000000", ""),
    ("coordinate", "180.00000001", "out-of-range", "180.00000001 is not between -180 and 180", ""),
    ("boolean", "True", "bad-boolean", "'True' is neither 'true' nor 'false'", "did you mean 'true'?"),
    ("boolean", "fasle", "bad-boolean", "'fasle' is neither 'true' nor 'false'", "did you mean 'false'?"),
    ("boolean", "yes", "bad-boolean", "'yes' is neither 'true' nor 'false'", ""),
    ("boolean", "1", "bad-boolean", "'1' is neither 'true' nor 'false'", ""),
    ("day", "2012-02-30", "bad-date", "'2012-02-30' does not exist", "write an existing day as YYYY-MM-DD"),
    ("day", "0000-01-01", "bad-date", "'0000-01-01' does not exist", "write an existing day as YYYY-MM-DD"),
    ("day", "2012-2-3", "bad-date", "'2012-2-3' is not a day", "write YYYY-MM-DD"),
    ("day", "02/03/2012", "bad-date", "'02/03/2012' is not a day", "write YYYY-MM-DD"),
    ("day", "2012-02", "bad-date", "'2012-02' is not a day", "write YYYY-MM-DD"),
    ("day", "20120226", "bad-date", "'20120226' is not a day", "write YYYY-MM-DD"),
    ("day", "2012-02-26T00:00:00", "bad-date", "'2012-02-26T00:00:00' is not a day", "write YYYY-MM-DD"),
    ("day", "２０１２-02-26", "bad-date", "'２０１２-02-26' is not a day", "write YYYY-MM-DD"),
    ("edtf", "2012-02-30", "bad-edtf", "2012-02 has no day 30", ""),
    ("edtf", f"[{','.join(str(year) for year in range(2001, 2019))}]", "too-long",
     "91 characters, at most 80 wanted", "shorten the text"),
    ("words", "a;", "bad-list", "an empty member", "write the members as a;b with no gap"),
    ("words", ";a", "bad-list", "an empty member", "write the members as a;b with no gap"),
    ("words", "a;;b", "bad-list", "an empty member", "write the members as a;b with no gap"),
    ("words", "a; b", "bad-id", "' b' is not lower-case words joined by '-'", "write 'b' (no spaces)"),
    ("words", "a,b", "bad-id", "'a,b' is not lower-case words joined by '-'", ""),
    ("words", "a;b;a", "bad-list", "'a' stands twice", "name each member once"),
    ("words", "a;b;c;b", "bad-list", "'b' stands twice", "name each member once"),
    ("names", "a;=1", "formula", "'=1' would run as a formula in a spreadsheet", "reword the member"),
    ("names", "@a", "formula", "'@a' would run as a formula in a spreadsheet", "reword the member"),
    ("names", "a;b ", "edge-space", "space at the edge of 'b '", "delete the space"),
    ("names", "ab;" * 20 + "c", "too-long", "61 characters, at most 60 wanted", "shorten the text"),
    ("fields", "date", "bad-json", "not JSON: Expecting value: line 1 column 1 (char 0)", _JSON),
    ("fields", '{"date": }', "bad-json", "not JSON: Expecting value: line 1 column 10 (char 9)", _JSON),
    ("fields", '{"a": "b", "a": "c"}', "bad-json", "not JSON: a name stands twice", _JSON),
    ("fields", '{"a": NaN}', "bad-json", "not JSON: NaN is not JSON", _JSON),
    ("fields", "{}", "bad-json", f"{{}} {_EMPTY}", ""),
    ("fields", "null", "bad-json", f"None {_EMPTY}", ""),
    ("fields", '["a"]', "bad-json", f"['a'] {_EMPTY}", ""),
    ("fields", '{"a": 1}', "bad-json", f"'a': 1 {_LITERAL}", ""),
    ("fields", '{"a": []}', "bad-json", f"'a': [] {_LITERAL}", ""),
    ("fields", '{"a": ""}', "bad-json", f"'a': '' {_LITERAL}", ""),
    ("fields", '{"a": " b"}', "bad-json", f"'a': ' b' {_LITERAL}", ""),
    ("fields", '{"a": {"b": "c"}}', "bad-json", f"'a': {{'b': 'c'}} {_LITERAL}", ""),
    ("fields", '{"a":"b"}', "bad-json", "the JSON is not in its one spelling", "write '{\"a\": \"b\"}'"),
    ("fields", '{"a": "\\u00e9"}', "bad-json", "the JSON is not in its one spelling", "write '{\"a\": \"é\"}'"),
    ("fields", "x" * 61, "too-long", "61 characters, at most 60 wanted", "shorten the text"),
]  # fmt: skip
NOT_TAKEN = [
    # type, typed value, code, message, hint
    ("text", "", "required", "the text is empty", "leave it out"),
    ("text", 7, "bad-type", "7 is not text", ""),
    ("text", None, "bad-type", "None is not text", ""),
    ("count", 7.0, "bad-type", "7.0 is not a whole number", ""),
    ("count", True, "bad-type", "True is not a whole number", ""),
    ("count", -1, "out-of-range", "-1 is not between 0 and 1000000000000000", ""),
    ("number", 7.5, "bad-type", "7.5 is not a decimal number", ""),
    ("number", Decimal("NaN"), "bad-type", "Decimal('NaN') is not a decimal number", ""),
    ("number", Decimal("1e-9"), "bad-number", "1E-9 has more than 8 digits after the point", "round it"),
    ("number", Decimal(-91), "out-of-range", "-91 is not between -90 and 1000000000000000000", ""),
    ("fields", "[]", "bad-json", f"[] {_EMPTY}", ""),
    ("fields", {"a": ("b",)}, "bad-json", f"'a': ('b',) {_LITERAL}", ""),
    ("boolean", 1, "bad-type", "1 is not a truth value", ""),
    ("day", dt.datetime(2012, 2, 26), "bad-type", "datetime.datetime(2012, 2, 26, 0, 0) is not a date", ""),  # noqa: DTZ001
    ("edtf", dt.date(2012, 2, 26), "bad-type", "datetime.date(2012, 2, 26) is not text", ""),
    ("words", {"a"}, "bad-type", "{'a'} is not a list", ""),
    ("words", ["a", 1], "bad-type", "1 is not text", ""),
    ("words", ["a", "a"], "bad-list", "'a' stands twice", "name each member once"),
    ("names", ["a;b"], "bad-list", "'a;b' holds a ';'", "name each member by itself"),
    ("names", ["a", ""], "required", "the text is empty", "leave it out"),
]  # fmt: skip


def test_whole_number_for_a_decimal():
    """A number takes a whole one, which it makes a decimal."""
    assert repr(NUMBER.accept(7)) == "Decimal('7')"


class Both(BaseModel):
    """A model with a list of dates."""

    days: Annotated[tuple[str, ...], cells.ListOf(member=cells.EDTF)]


def _fault(call, value):
    with pytest.raises(cells.BadCell) as refused:
        call(value)
    return refused.value.code, refused.value.message, refused.value.hint


@pytest.mark.parametrize(("name", "text", "value"), TAKEN)
def test_taken(name, text, value):
    """A text of the type gives its value, and the value gives the text back."""
    cell = TYPES[name]
    assert value == cell.parse(text)
    assert type(value) is type(cell.parse(text))
    assert text == cell.format(value)


@pytest.mark.parametrize(("name", "text", "code", "message", "hint"), REFUSED)
def test_refused(name, text, code, message, hint):
    """A text outside the type is refused with its code, what is wrong, and what to write."""
    assert (code, message, hint) == _fault(TYPES[name].parse, text)


@pytest.mark.parametrize(("name", "value", "code", "message", "hint"), NOT_TAKEN)
def test_not_taken(name, value, code, message, hint):
    """A typed value outside the type is refused and never bent into it."""
    assert (code, message, hint) == _fault(TYPES[name].validate, value)


def test_deep_json():
    """JSON that nests deeper than Python can follow is refused like any other."""
    refusal = ("bad-json", "the JSON is nested too deeply", "")

    assert refusal == _fault(cells.FieldsCell(limit=10**6).parse, '{"a":' + "[" * 200_000)


def test_every_type_is_shown():
    """The tables above show every type of the module taking a text, refusing a text and refusing a typed value."""
    types = {kind for kind in vars(cells).values() if isinstance(kind, type) and issubclass(kind, cells.Cell)}

    assert types == {type(TYPES[name]) for name, *_ in TAKEN}
    assert types == {type(TYPES[name]) for name, *_ in REFUSED}
    assert types - {cells.Pattern, cells.Code} == {type(TYPES[name]) for name, *_ in NOT_TAKEN}
    assert types == set(map(type, strategies.CELL_TYPES.values()))


@pytest.mark.parametrize(("name", "hint"), sorted({(each[0], each[4]) for each in REFUSED if "write " in each[4]}))
def test_hints_hold(name, hint):
    """A spelling that a refusal recommends is itself taken."""
    spelling = re.search(r"write ('.*'|-?[0-9.]+)(?: \(.*\))?$", hint)
    if spelling:
        cell = cells.SLUG if name == "words" else TYPES[name]
        text = spelling[1][1:-1] if spelling[1].startswith("'") else spelling[1]

        assert text == cell.format(cell.parse(text))
    else:
        assert hint in GENERAL_HINTS


@pytest.mark.parametrize("name", strategies.CELL_TYPES)
def test_one_spelling(name):
    """A value formatted and parsed is the same value, and its text formatted again is the same text."""
    cell = strategies.CELL_TYPES[name]

    @settings(deadline=None, max_examples=40, derandomize=True)
    @given(strategies.values(cell))
    def holds(value):
        text = cell.format(value)
        assert value == cell.parse(text)
        assert text == cell.format(cell.parse(text))
        assert value == cell.validate(value)

    holds()


@settings(deadline=None, max_examples=120, derandomize=True)
@given(strategies.NEAR_MISSES)
def test_any_text(text):
    """Every type refuses any text with a code of the catalogue in a short message, or gives it back unchanged."""
    for cell in strategies.CELL_TYPES.values():
        code, answer = _answer(cell, text)

        assert code in CODES or (code, answer) == ("", text)
        assert len(answer) <= 400


def _answer(cell, text):
    try:
        return "", cell.format(cell.parse(text))
    except cells.BadCell as refused:
        return refused.code, refused.message + refused.hint


def test_ids():
    """An id has its prefix and four digits, or as many as are asked for."""
    four, five = cells.Id("AT"), cells.Id("EV", 5)

    assert [four.parse("AT-0001"), five.parse("EV-00001")] == ["AT-0001", "EV-00001"]
    assert _fault(four.parse, "EV-00001") == ("bad-id", "'EV-00001' is not an id such as AT-0001", "")
    assert _fault(five.parse, "AT-0001") == ("bad-id", "'AT-0001' is not an id such as EV-00001", "")


def test_fault_as_text():
    """A fault reads as its message, also where pydantic shows it, which has its code, message and hint besides."""
    assert str(cells.BadCell("bad-id", "no id", "write one")) == "no id"
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Annotated[str, cells.SLUG]).validate_python("Baku")
    (error,) = refused.value.errors(include_url=False)

    assert error["type"] == "bad-id"
    assert error["msg"] == "'Baku' is not lower-case words joined by '-'"
    assert error["ctx"] == {"message": error["msg"], "hint": "write 'baku' (lower case)"}


def test_codes_are_told_apart():
    """Cell types of different codes have different hashes, so that each keeps its own cache."""
    assert hash(CODE) == hash(cells.Code(codes={"signed": "another meaning", "in_force": "2"}))
    assert hash(CODE) != hash(CURRENCY)


def test_as_an_annotation():
    """A cell type that annotates a type validates and writes by itself."""
    days = TypeAdapter(Annotated[tuple[str, ...], cells.ListOf(member=cells.EDTF)])

    assert days.validate_python("2012;2013") == ("2012", "2013")
    assert days.dump_python(("2012", "2013")) == "2012;2013"
    with pytest.raises(ValidationError, match="2012-02 has no day 30"):
        days.validate_python("2012-02-30")


def test_in_a_model():
    """A cell type reads and writes the field of a model that it annotates."""
    both = Both(days="2012;2013")

    assert both == Both(days=("2012", "2013"))
    assert both.model_dump_json() == '{"days":"2012;2013"}'


def test_limits_of_a_number():
    """Limits that are whole stand as whole numbers, others with their decimals."""
    constraints = cells.Number(low=Decimal("-0.5"), high=Decimal(180)).constraints()

    assert repr(constraints) == "{'minimum': -0.5, 'maximum': 180}"


@pytest.mark.parametrize("name", strategies.CELL_TYPES)
def test_constraints(name):
    """The Table Schema constraints of a type are among those that the standard knows."""
    constraints = strategies.CELL_TYPES[name].constraints()

    assert set(constraints) <= {"maxLength", "pattern", "enum", "minimum", "maximum"}
