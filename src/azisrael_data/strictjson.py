"""JSON read strictly, with the place of every value. A fault is a value; nothing is repaired.

The standard library judges the syntax; what it lets pass (twins of a key, NaN, numbers without end, lone surrogates,
any depth) is refused here, before or after it. RFC 8259 in UTF-8 without BOM.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from azisrael_data.problems import shown

MAX_BYTES = 1 << 19
MAX_DEPTH = 32
MAX_DIGITS = 100

_STRING = r'"(?:[^"\\]|\\.)*+"'
_NESTING = re.compile(rf"{_STRING}?|[\[\]{{}}]", re.DOTALL)  # an unclosed string runs to the end, once
_TOKEN = re.compile(
    rf"[ \t\n\r]*+(?:(?P<string>{_STRING})|(?P<number>-?(?:[0-9][0-9.eE+-]*+|Infinity|NaN))"
    r"|true|false|null|[\[\]{},:])",
    re.DOTALL,
)
_MARKS = (
    (b"\xef\xbb\xbf", "the file starts with a byte-order mark, wanted none", "save as UTF-8 without BOM"),
    (b"\xff\xfe\0\0", "this is UTF-32 text, wanted UTF-8", "save as UTF-8"),
    (b"\0\0\xfe\xff", "this is UTF-32 text, wanted UTF-8", "save as UTF-8"),
    (b"\xff\xfe", "this is UTF-16 text, wanted UTF-8", "save as UTF-8"),
    (b"\xfe\xff", "this is UTF-16 text, wanted UTF-8", "save as UTF-8"),
    (b"\x1f\x8b", "this is gzip data, wanted JSON", "unpack it"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is refused: physical line and column (both from 1; 0: the file as a whole), message and hint.

    `pointer` is the JSON pointer of the value at fault, where there is one.
    """

    line: int
    column: int
    message: str
    hint: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON value, and the place in the text of every value in it."""

    value: Any
    offsets: dict[str, int]
    line_starts: list[int]

    def place(self, pointer: str) -> tuple[int, int]:
        """Return physical line and column, both from 1, of a JSON pointer; of the value around it if it is absent."""
        while pointer not in self.offsets:
            pointer = pointer.rpartition("/")[0]
        return _place(self.line_starts, self.offsets[pointer])


class _Refused(Exception):
    """Ends the reading at an offset. Never leaves this module."""

    def __init__(self, offset: int, message: str, hint: str, pointer: str = "") -> None:
        super().__init__(message)
        self.told = (offset, message, hint, pointer)


def read(data: bytes) -> Document | Fault:
    """Return the document that the bytes hold, or the first fault of them."""
    fault = _not_text(data)
    if fault:
        return fault
    text = data.decode()
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    try:
        _check_depth(text)
        value = json.loads(text, parse_int=_integer, parse_constant=_constant)
        return Document(value, _Walk(text).offsets, starts)
    except json.JSONDecodeError as error:
        return Fault(error.lineno, error.colno, _lowered(error.msg), "correct the JSON")
    except _Refused as refused:
        offset, message, hint, pointer = refused.told
        return Fault(*_place(starts, offset), message, hint, pointer)


def step(pointer: str, name: str | int) -> str:
    """Return the JSON pointer of a member or item below a pointer."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _not_text(data: bytes) -> Fault | None:
    """Return the fault of bytes that are no UTF-8 text of a fair size."""
    if len(data) > MAX_BYTES:
        return Fault(0, 0, f"the file has {len(data)} bytes, at most {MAX_BYTES} wanted", "restore the file")
    if not data.strip(b" \t\r\n"):
        return Fault(0, 0, "the file is empty, wanted JSON", "restore the file")
    for mark, message, hint in _MARKS:
        if data.startswith(mark):
            return Fault(1 if mark == _MARKS[0][0] else 0, 0, message, hint)
    if 0 in data[:4]:
        width = 32 if data[:4].count(0) == 3 else 16
        return Fault(0, 0, f"this is UTF-{width} text or binary data, wanted UTF-8", "save as UTF-8")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Fault(before.count(b"\n") + 1, column, message, "save as UTF-8")
    return None


def _check_depth(text: str) -> None:
    """Refuse deep nesting before any parser sees it."""
    depth = 0
    for found in _NESTING.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused(found.start(), f"nesting deeper than {MAX_DEPTH}", "make it flat")
        elif found[0] in "]}":
            depth -= 1


def _integer(text: str) -> int:
    """Return a whole number; too long a one is left to the walk, which knows its place."""
    return int(text) if len(text) <= MAX_DIGITS else 0


def _constant(_text: str) -> None:
    """Leave NaN and Infinity to the walk, which knows their place."""


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _place(line_starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(line_starts, offset)
    return line, offset - line_starts[line - 1] + 1


class _Walk:
    """Walks valid JSON token by token: notes where every value stands, refuses what the standard library lets pass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.offsets: dict[str, int] = {}
        self.value("", self.token())

    def token(self) -> re.Match[str]:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise _Refused(self.at, "not JSON", "correct the JSON")
        self.at = found.end()
        return found

    def value(self, pointer: str, token: re.Match[str]) -> None:
        text = token[0].lstrip()
        self.offsets[pointer] = token.end() - len(text)
        if text == "{":
            self.members(pointer)
        elif text == "[":
            self.items(pointer)
        elif token["string"]:
            self.string(token, pointer)
        elif token["number"]:
            self.number(text, pointer)

    def members(self, pointer: str) -> None:
        seen: dict[str, int] = {}
        token = self.token()
        while not token[0].endswith("}"):
            if token[0].endswith(","):
                token = self.token()
            name = self.string(token, pointer)
            below, offset = step(pointer, name), token.start("string")
            if name in seen:
                first = self.text.count("\n", 0, seen[name]) + 1
                message = f"the key {shown(name)} stands twice in one object (first on line {first})"
                raise _Refused(offset, message, "delete one of them", below)
            seen[name] = offset
            self.token()  # the colon
            self.value(below, self.token())
            token = self.token()

    def items(self, pointer: str) -> None:
        token, number = self.token(), 0
        while not token[0].endswith("]"):
            if token[0].endswith(","):
                token = self.token()
            self.value(step(pointer, number), token)
            token, number = self.token(), number + 1

    def string(self, token: re.Match[str], pointer: str) -> str:
        raw = token["string"]
        if "\\" not in raw:
            return raw[1:-1]
        text: str = json.loads(raw)
        lone = re.search("[\ud800-\udfff]", text)
        if lone:
            message = f"half of a surrogate pair, U+{ord(lone[0]):04X}"
            raise _Refused(token.start("string"), message, "write the character itself", pointer)
        return text

    def number(self, text: str, pointer: str) -> None:
        at = self.offsets[pointer]
        if text.lstrip("-") in ("NaN", "Infinity"):
            raise _Refused(at, f"{text} is not a JSON number", "write a number", pointer)
        if len(text) > MAX_DIGITS:
            message = f"a number of {len(text)} characters, at most {MAX_DIGITS} wanted"
            raise _Refused(at, message, "write fewer digits", pointer)
        if math.isinf(float(text)):
            raise _Refused(at, f"{shown(text)} is too large for a number", "write a smaller number", pointer)
