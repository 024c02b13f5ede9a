"""unified: a diff shows what differs, also where it cannot be seen, and nothing in it acts on a terminal or a log."""

from __future__ import annotations

import pytest

from azisrael_data import unified

# Two states of a file, and the lines of their diff below its two heads.
PAIRS = [
    (b"a\n", b"a\n", []),
    (b"a\nb\n", b"a\nc\n", ["@@ -2 +2 @@", "-b", "+c"]),
    (b"a\r\n", b"a\n", ["@@ -1 +1 @@", "-a\\r", "+a"]),
    (b"\xef\xbb\xbfa\n", b"a\n", ["@@ -1 +1 @@", "-\\ufeffa", "+a"]),
    (b"a", b"a\n", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
    (b"a\n\n", b"a\n", ["@@ -2 +1,0 @@", "-"]),
    (b"\xff\n", b"a\n", ["@@ -1 +1 @@", "-\\xff", "+a"]),
    (b"\x1b[31m\n", b"a\n", ["@@ -1 +1 @@", "-\\x1b[31m", "+a"]),
    (b"", b"a\n", ["@@ -0,0 +1 @@", "+a"]),
    (b"-- x\n", b"", ["@@ -1 +0,0 @@", "--- x"]),
]


@pytest.mark.parametrize(("old", "new", "wanted"), PAIRS)
def test_diff(old, new, wanted):
    """A diff names the file and shows what differs; of the same bytes it is empty."""
    heads = ["--- a.csv", "+++ a.csv"] if wanted else []

    assert unified.diff("a.csv", old, new).splitlines() == heads + wanted


def test_colour():
    """Lines that go are red, lines that come green; without colour a diff is as it was."""
    text = unified.diff("a.csv", b"x\n", b"y\n")

    assert unified.coloured(text, colour=False) == text
    assert unified.coloured(text, colour=True).splitlines() == [
        "\x1b[1m--- a.csv\x1b[0m",
        "\x1b[1m+++ a.csv\x1b[0m",
        "\x1b[36m@@ -1 +1 @@\x1b[0m",
        "\x1b[31m-x\x1b[0m",
        "\x1b[32m+y\x1b[0m",
    ]


def test_a_log_is_not_told_what_to_do():
    """What GitHub's runner would obey is not printed as it stands."""
    text = unified.diff("a.csv", b"##[error]x\n", b"y\n")

    assert "##[" not in unified.coloured(text, colour=False)
