"""strictjson: JSON is taken or refused as a whole, and the place of everything in it is known."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import strictjson
from azisrael_data.strictjson import MAX_BYTES, MAX_DEPTH, Document, Fault, read, step

_CORRECT = "correct the JSON"
_UTF8 = "save as UTF-8"
# Bytes -> the fault of them: line, column, message, hint, pointer.
FAULTS = {
    b"": (0, 0, "the file is empty, wanted JSON", "restore the file", ""),
    b" \r\n": (0, 0, "the file is empty, wanted JSON", "restore the file", ""),
    b"\xef\xbb\xbf{}": (
        1, 0, "the file starts with a byte-order mark, wanted none", "save as UTF-8 without BOM", "",
    ),
    "{}".encode("utf-16"): (0, 0, "this is UTF-16 text, wanted UTF-8", _UTF8, ""),
    b"\xfe\xff\0{\0}": (0, 0, "this is UTF-16 text, wanted UTF-8", _UTF8, ""),
    "{}".encode("utf-32"): (0, 0, "this is UTF-32 text, wanted UTF-8", _UTF8, ""),
    "{}".encode("utf-32-be"): (0, 0, "this is UTF-32 text or binary data, wanted UTF-8", _UTF8, ""),
    "{}".encode("utf-16-le"): (0, 0, "this is UTF-16 text or binary data, wanted UTF-8", _UTF8, ""),
    b"\x1f\x8b\x08": (0, 0, "this is gzip data, wanted JSON", "unpack it", ""),
    '{"a":\n "\u00e9'.encode() + b'\xe9"}': (2, 4, "byte 0xe9 is not UTF-8", _UTF8, ""),
    b'{"a" 1}': (1, 6, "expecting ':' delimiter", _CORRECT, ""),
    b'{"a": 1\n "b": 2}': (2, 2, "expecting ',' delimiter", _CORRECT, ""),
    b"[1] 2": (1, 5, "extra data", _CORRECT, ""),
    b'["a': (1, 2, "unterminated string starting at", _CORRECT, ""),
    b'["a\nb"]': (1, 4, "invalid control character at", _CORRECT, ""),
    b"[\n'a']": (2, 1, "expecting value", _CORRECT, ""),
    b"[01]": (1, 3, "expecting ',' delimiter", _CORRECT, ""),
    "[\u0663]".encode(): (1, 2, "expecting value", _CORRECT, ""),
    b'{"a": 1,\n "b": {}, "a": 2}': (
        2, 11, "the key 'a' stands twice in one object (first on line 1)", "delete one of them", "/a",
    ),
    b'[{"x": {"a": 1, "\\u0061": 2}}]': (
        1, 17, "the key 'a' stands twice in one object (first on line 1)", "delete one of them", "/0/x/a",
    ),
    b"[1,\n NaN]": (2, 2, "NaN is not a JSON number", "write a number", "/1"),
    b"[-Infinity]": (1, 2, "-Infinity is not a JSON number", "write a number", "/0"),
    b'{"a": 1e999}': (1, 7, "'1e999' is too large for a number", "write a smaller number", "/a"),
    b"[" + b"1" * 101 + b"]": (
        1, 2, "a number of 101 characters, at most 100 wanted", "write fewer digits", "/0",
    ),
    b"[" + b"1" * 5000 + b"]": (
        1, 2, "a number of 5000 characters, at most 100 wanted", "write fewer digits", "/0",
    ),
    b'["\\ud800"]': (1, 2, "half of a surrogate pair, U+D800", "write the character itself", "/0"),
    b'{"\\udc00": 1}': (1, 2, "half of a surrogate pair, U+DC00", "write the character itself", ""),
    b"[" * 100_000: (1, MAX_DEPTH + 1, "nesting deeper than 32", "make it flat", ""),
    b'{"a":' * 100_000: (1, 5 * MAX_DEPTH + 1, "nesting deeper than 32", "make it flat", ""),
    b'"' + b'\\"' * 200_000: (1, 1, "unterminated string starting at", _CORRECT, ""),
    b" " * (MAX_BYTES + 1): (
        0, 0, f"the file has {MAX_BYTES + 1} bytes, at most {MAX_BYTES} wanted", "restore the file", "",
    ),
}  # fmt: skip
# Text -> what it holds.
TAKEN = {
    "null": None,
    " [ ] ": [],
    "{ }\n": {},
    '{"a": [1, {"b": -0.5e-3}], "c": true}': {"a": [1, {"b": -0.0005}], "c": True},
    '["\\ud83d\\ude00", "\\u0000", "]{"]': ["\U0001f600", "\0", "]{"],
    "[" * MAX_DEPTH + "]" * MAX_DEPTH: json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH),
}
TEXT = """{
  "a": 1,
  "list": [
    {"b": "\u00e9", "c": [true]}
  ], "e/f~g": null
}
"""
# Pointer -> line and column; of what is absent, those of what is around it.
PLACES = {
    "": (1, 1),
    "/a": (2, 8),
    "/list": (3, 11),
    "/list/0": (4, 5),
    "/list/0/b": (4, 11),
    "/list/0/c/0": (4, 22),
    "/e~1f~0g": (5, 15),
    "/list/0/d": (4, 5),
    "/list/7/d": (3, 11),
    "/x/y": (1, 1),
}


@pytest.mark.parametrize("data", FAULTS, ids=lambda data: ascii(data[:20]))
def test_faults(data):
    """What is not strict JSON is refused with its place, and neither recursion nor time runs away."""
    assert Fault(*FAULTS[data]) == read(data)


@pytest.mark.parametrize("text", TAKEN, ids=lambda text: ascii(text[:40]))
def test_taken(text):
    """What is strict JSON is taken as it is."""
    assert TAKEN[text] == read(text.encode()).value


@pytest.mark.parametrize("pointer", PLACES)
def test_places(pointer):
    """Every value has its physical line and column in code points."""
    assert PLACES[pointer] == read(TEXT.encode()).place(pointer)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def pointers(value, at=""):
    """Yield every pointer into a value, with what stands there."""
    yield at, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from pointers(item, step(at, name))


@settings(deadline=None, max_examples=100)
@given(value=VALUES, indent=st.sampled_from([None, 0, 2]), ascii_only=st.booleans())
def test_round_trip(value, indent, ascii_only):
    """Any JSON value comes back as it went in, and each value in it starts where its place says."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    found = read(text.encode())

    assert value == found.value
    lines = text.split("\n")
    for pointer, inner in pointers(value):
        line, column = found.place(pointer)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder(strict=True).raw_decode(rest)[0] == inner


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=40) | st.text('[]{}:,"\\ua0-1.eE \n', max_size=30).map(str.encode))
def test_any_bytes(data):
    """Any bytes at all give a document or a fault; what is taken is what the standard library reads."""
    found = read(data)

    if isinstance(found, Document):
        assert json.loads(data) == found.value
    else:
        assert found.message
        assert found.hint


def test_walk_judges_alone(monkeypatch):
    """Digits that are no JSON, should a standard library let them pass, are refused all the same."""
    monkeypatch.setattr(strictjson.json, "loads", lambda *_, **__: 3)

    assert Fault(1, 1, "not JSON", _CORRECT) == read("\u0663".encode())
