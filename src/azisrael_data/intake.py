"""A new source: its fingerprints, its row, and a ledger of its lines that nobody has read yet.

What is computed here is all that the package holds of a text. Lines start as `unread`; reading one turns it into
`coded`, by evidence, or into what reading it came to.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azisrael_data import codelists, letters
from azisrael_data.draft import Draft
from azisrael_data.files import FILE, kind, put
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, Refused, UnknownName, named_character, nearest, plain, shown

UNREAD = "unread"
TEXTS = "seeds/texts"
_LARGEST = 1_000_000  # bytes, as in `copies`: a larger file is not looked through for a source
_ALLOWED = "\n\t"

Values = dict[str, Any]


@dataclass(slots=True)
class Progress:
    """How far a source is read: lines by disposition, spans, facts that they support, and the next unread line."""

    source: str
    title: str
    lines: int
    dispositions: dict[str, int] = field(default_factory=dict)
    spans: int = 0
    facts: int = 0
    next: int | None = None

    @property
    def unread(self) -> int:
        """The number of lines that nobody has read."""
        return self.dispositions.get(UNREAD, 0)


def text_of(place: Path) -> str:
    """Return the text of a file that can be the reference text of a source.

    Raises CannotRun if it cannot be read, Refused with what to do if it is not plain text in UTF-8, Unicode NFC, with
    LF line ends, one newline at its end and nothing in it that cannot be seen.
    """
    if kind(place) != FILE:
        raise CannotRun(f"{place} is {kind(place)}; name a text file")
    data = place.read_bytes()
    fault = next(_faults(data), None)
    if fault:
        raise Refused(f"{place.name}: {fault}")
    return data.decode()


def _faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with the bytes of a text, and what to do."""
    if len(data) > _LARGEST:
        yield f"{len(data)} bytes, at most {_LARGEST} wanted; add it in parts, a source for each"
    if data.startswith(b"\xef\xbb\xbf"):
        yield "it starts with a byte-order mark; save it as UTF-8 without one"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield f"byte 0x{data[error.start]:02x} on line {line} is not UTF-8; save it as UTF-8 (iconv -t UTF-8)"
        return
    if "\r" in text:
        yield "its lines end in CR or CRLF; save it with LF (Unix) line ends (dos2unix)"
    if not unicodedata.is_normalized("NFC", text):
        yield "it is not in Unicode NFC; normalise it (uconv -x any-nfc) before it is fingerprinted"
    odd = next((c for c in text if c not in _ALLOWED and unicodedata.category(c) in ("Cc", "Cs", "Cn")), None)
    if odd is not None:
        yield f"it holds {named_character(odd)} on line {text.count(chr(10), 0, text.index(odd)) + 1}; delete it"
    if not letters.letters(text).stream:
        yield "it holds no letter; name the text of a document"
    if text.endswith("\n\n"):
        yield "it ends with blank lines; keep one newline at its end"


def source_row(key: str, file: str, text: str, told: Mapping[str, Any]) -> Values:
    """Return the row of a source: what is told of it, and the fingerprints of its text."""
    stream = letters.letters(text).stream
    return {
        "id": key,
        "file": file,
        **told,
        "file_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "code_points": len(text),
        "letters": len(stream),
        "letters_sha256": letters.sha256(stream),
    }


def ledger(key: str, text: str) -> list[Values]:
    """Return the rows of the ledger for every non-empty line of a text, all unread."""
    whole = letters.letters(text)
    return [
        {"source_id": key, "line": number, "start": start, "end": end, **letters.prints(whole.between(start, end)),
         "disposition": UNREAD}
        for number, (start, end) in enumerate(letters.numbered_lines(text), 1)
    ]  # fmt: skip


def add(draft: Draft, place: Path, key: str, told: Mapping[str, Any]) -> int:
    """Add the text of a file as a source to a draft and return the number of its lines.

    `told` are the columns that a person knows: title, published and the like. Raises Refused if the text is there
    already or the id is taken, and as `text_of` does.
    """
    text = text_of(place)
    row = source_row(key, place.name, text, told)
    for other in draft.rows["sources"]:
        if other["id"] == key:
            raise Refused(f"{key} is the id of a source already ({other['title']}); choose another")
        if other["letters_sha256"] == row["letters_sha256"]:
            raise Refused(f"{place.name} is the text of {other['id']}, which is a source already")
    draft.add("sources", row)
    lines = ledger(key, text)
    for line in lines:
        draft.add("lines", line)
    return len(lines)


def put_copy(root: Path, place: Path) -> Path:
    """Copy a text to where copies of the sources are looked for, and return where it is; it is never published.

    Raises Refused if another text is there under that name.
    """
    target = root / TEXTS / place.name
    data = place.read_bytes()
    if target.exists():
        if target.read_bytes() != data:
            raise Refused(f"{target} holds another text; rename one of them")
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    put(target, data)
    return target


def mark(draft: Draft, key: str, numbers: Iterable[int], disposition: str, note: str | None = None) -> int:
    """Say in a draft what reading some lines of a source came to, and return how many of them changed.

    Raises UnknownName for a source that is not there, Refused for a line that is not there or holds evidence, and for
    a disposition that a person does not give.
    """
    known = [code for code in codelists.DISPOSITION if code != "coded"]
    if disposition not in known:
        why = "evidence makes a line 'coded'" if disposition == "coded" else nearest(disposition, known)
        raise Refused(f"{shown(disposition)} cannot be given to a line; {why or ', '.join(known)}")
    draft.find("sources", key)
    rows = {row["line"]: row for row in draft.rows["lines"] if row["source_id"] == key}
    wanted = {"disposition": disposition, "note": note}
    changed = 0
    for number in numbers:
        if number not in rows:
            raise Refused(f"{key} has no line {number}; its lines are numbered 1 to {max(rows, default=0)}")
        if rows[number]["disposition"] == "coded":
            raise Refused(f"line {number} of {key} holds evidence, so it is 'coded'")
        changed += any(rows[number][name] != value for name, value in wanted.items())
        rows[number].update(wanted)
    return changed


def numbers(text: str) -> list[int]:
    """Return the numbers that a list such as `3,5-8` names, in order. Raises Refused if it is none.

    >>> numbers("3,5-7")
    [3, 5, 6, 7]
    """
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() and len(end) < 7 for end in ends) or int(ends[0]) > int(ends[1]):
            raise Refused(f"{shown(text)} names no lines; write them as 3,5-8")
        found.update(range(int(ends[0]), int(ends[1]) + 1))
    return sorted(found)


def progress(package: Package, key: str | None = None) -> list[Progress]:
    """Return how far the sources are read, or one of them. Raises UnknownName for one that is not there."""
    sources = package.keys["sources"]
    if key is not None and key not in sources:
        raise UnknownName("source", key, sorted(sources))
    return [_progress(package, each) for each in sources if key in (None, each)]


def _progress(package: Package, key: str) -> Progress:
    lines = [row.values for row in package["lines"].rows if row.values.get("source_id") == key]
    spans = [row.values for row in package["evidence"].rows if row.values.get("source_id") == key]
    unread = [row["line"] for row in lines if row.get("disposition") == UNREAD and row.get("line")]
    return Progress(
        source=key,
        title=plain(str(package.keys["sources"][key].values.get("title") or "")),
        lines=len(lines),
        dispositions=dict(sorted(Counter(str(row.get("disposition")) for row in lines).items())),
        spans=len(spans),
        facts=len({row.get("row_id") for row in spans if row.get("stance") == "supports"}),
        next=min(unread, default=None),
    )


def unread(package: Package) -> dict[str, int]:
    """Return how many lines of each source nobody has read, of those that have such lines."""
    found = Counter(
        str(row.values.get("source_id")) for row in package["lines"].rows if row.values.get("disposition") == UNREAD
    )
    return dict(sorted(found.items()))
