"""documents: YAML and JSON read as texts, lists and mappings; what is ambiguous is refused with its place."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import documents
from azisrael_data.problems import CannotRun
from azisrael_data.strictjson import Fault

# (text, what it holds)
READ = [
    ("a: 2012-02\nb: no\nc: 1.60\nd: 007\n", {"a": "2012-02", "b": "no", "c": "1.60", "d": "007"}),
    ("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n", {"a": None, "b": None, "c": None, "d": "null", "e": ""}),
    ("- [x, ~]\n- {k: v}\n", [["x", None], {"k": "v"}]),
    ("a: >\n  folded\n  text\n", {"a": "folded text\n"}),
    ("\ufeffa: b\n", {"a": "b"}),
    ("<<: {a: b}\n", {"<<": {"a": "b"}}),
    ('{"a": 1, "b": 1.5, "c": true, "d": null}', {"a": "1", "b": "1.5", "c": "true", "d": None}),
    ('[2e9, "x"]', ["2000000000", "x"]),
    ("", None),
    ("# only a comment\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text, value):
    """Every scalar is the text that was typed, or nothing; JSON's numbers are written out."""
    assert value == documents.read(text.encode())


# (text, line, column, message)
REFUSED = [
    ("a: 1\na: 2\n", 2, 1, "the key 'a' stands twice"),
    ('{"a": 1,\n "a": 2}', 2, 2, "the key 'a' stands twice in one object (first on line 1)"),
    ("a: &x 1\nb: *x\n", 2, 4, "not YAML as wanted here: an alias"),
    ("a: !!int 3\n", 1, 4, "the tag 'tag:yaml.org,2002:int' is not wanted"),
    ("- !!python/object:os.system []\n", 1, 3, "the tag 'tag:yaml.org,2002:python/object:os.system' is not wanted"),
    ("a: 1\n---\nb: 2\n", 2, 1, "not YAML as wanted here: but found another document"),
    ("a: [\n", 2, 1, "not YAML as wanted here: expected the node content, but found '<stream end>'"),
    ("? [a]\n: b\n", 1, 3, "a key is not text"),
    ("a:\n  - [x, {y: 1, y: 2}]\n", 2, 16, "the key 'y' stands twice"),
    ("- " * 3000 + "a", 0, 0, "the document is nested too deeply"),
    ("x" * (1 << 20), 0, 0, "the file has 1048576 bytes, at most 524288 wanted"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), REFUSED)
def test_refused(text, line, column, message):
    """The first fault is told with its line and column."""
    found = documents.read(text.encode())

    assert isinstance(found, Fault)
    assert (line, column, message) == (found.line, found.column, found.message)


def test_bytes_that_are_no_text():
    """Bytes that are not UTF-8, and signs that no document has, are refused."""
    assert documents.read(b"a: \xff").message == "the file is not UTF-8"
    assert documents.read(b"a: \x01").message.startswith("not YAML: unacceptable character #x0001")


def test_the_name_tells_the_syntax():
    """What ends in .json is JSON and nothing else; without a name the first sign tells."""
    assert documents.read(b"a: b", "x.json").message == "expecting value"
    assert documents.read(b"{a: b}", "x.yaml") == {"a": "b"}
    assert documents.read(b"{a: b}").message.startswith("expecting property name")


VALUES = st.recursive(
    st.none() | st.text("abc01 :#-'\"{}[]\n\u0259", max_size=8),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text("abc01", min_size=1, max_size=4), below, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from("abcd"), VALUES, min_size=1))
def test_json_is_yaml(value):
    """A document of texts that is written as JSON is read the same as JSON and as YAML."""
    text = json.dumps(value).encode()

    assert documents.read(text) == documents.read(text, "x.yaml") == value


def test_without_pyyaml(monkeypatch):
    """Without PyYAML JSON is still read, and YAML says what to install."""
    monkeypatch.setitem(sys.modules, "yaml", None)

    assert documents.read(b'{"a": "b"}') == {"a": "b"}
    with pytest.raises(
        CannotRun, match=r"^YAML needs PyYAML: pip install 'azisrael-data\[workbench\]', or write JSON$"
    ):
        documents.read(b"a: b")
