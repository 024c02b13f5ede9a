"""Entries of a bibliography and the four styles in which they are written: BibTeX, CSL-JSON, APA and Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from azisrael_data import edtf

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PARTICLES = ("al", "bin", "da", "de", "den", "der", "di", "el", "ibn", "la", "van", "von")
# Kind of entry -> type in BibTeX, its field for the container, type in CSL.
_KINDS = {
    "dataset": ("dataset", "publisher", "dataset"),
    "document": ("misc", "howpublished", "document"),
    "article": ("article", "journal", "article-journal"),
    "book": ("book", "publisher", "book"),
    "chapter": ("incollection", "booktitle", "chapter"),
    "news": ("article", "journal", "article-newspaper"),
    "report": ("techreport", "institution", "report"),
    "video": ("misc", "howpublished", "broadcast"),
    "interview": ("misc", "howpublished", "interview"),
    "social": ("misc", "howpublished", "post"),
    "name_only": ("misc", "howpublished", "document"),
}
_PUBLISHED = ("book", "dataset", "report")  # what has a publisher in CSL, not a container
_LATEX = {
    "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}", **{each: f"\\{each}" for each in "&%$#_"},
}  # fmt: skip


class Name(NamedTuple):
    """A name; without `given` the name of an organisation, or all that is printed of a person's."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    `kind` is a kind of work, `document` or `dataset`; `date` EDTF text; `note` is printed with the entry in every
    style; `role`, which says why the entry is in the list, is printed in APA and Markdown and an annotation elsewhere.
    """

    key: str
    kind: str
    title: str
    authors: tuple[Name, ...] = ()
    edited: bool = False
    container: str | None = None
    date: str | None = None
    url: str | None = None
    doi: str | None = None
    language: str | None = None
    version: str | None = None
    note: str | None = None
    role: str | None = None


def names(printed: str | None) -> tuple[tuple[Name, ...], bool]:
    """Return the names in a text as printed (`Ada Writer, Bo Editor and C. Third`), and whether they are editors'.

    >>> names("Ada van Writer & Bo Editor, eds.")
    ((Name(family='van Writer', given='Ada'), Name(family='Editor', given='Bo')), True)
    """
    if not printed:
        return (), False
    bare = re.sub(r",? \(?eds?\.\)?$", "", printed)
    parts = [part.strip() for part in re.split(r",? and |,? & |[,;] ", bare)]
    return tuple(_name(part) for part in parts if part), bare != printed


def _name(printed: str) -> Name:
    """Return one name. Of four words or more it is taken for an organisation's, unless initials or particles tell."""
    words = printed.split()
    at = next((place for place, word in enumerate(words) if 0 < place < len(words) - 1 and word in _PARTICLES), -1)
    if len(words) == 1 or (len(words) > 3 and at < 0 and not any(word.endswith(".") for word in words)):
        return Name(printed)
    return Name(" ".join(words[at:]), " ".join(words[:at]))


def bibtex(entries: Iterable[Entry]) -> str:
    """Return entries as BibTeX in UTF-8, for biblatex with biber or a BibTeX that reads UTF-8."""
    return "% UTF-8: for biblatex with biber, or bibtex8\n\n" + "\n".join(map(_bibtex, entries))


def _bibtex(entry: Entry) -> str:
    start = _bounds(entry).start
    kind, container, _ = _KINDS[entry.kind]
    if entry.kind != "dataset" and not (entry.authors and entry.container and start):
        kind, container, _ = _KINDS["document"]  # an article, a book or a report without these makes BibTeX complain
    rough = _rough(entry)
    role = "; ".join(each for each in (entry.role, f"dated {entry.date}" if rough else None) if each)
    fields = {
        "editor" if entry.edited else "author": " and ".join(map(_bibtex_name, entry.authors)),
        "title": f"{{{_escaped(entry.title)}}}",  # twice in braces: styles leave its capitals alone
        container: _escaped(entry.container or ""),
        "year": str(start.year) if start else "",
        "version": _escaped(entry.version or ""),
        "doi": _verbatim(entry.doi or ""),
        "url": _verbatim(entry.url or ""),
        "note": _escaped(entry.note or ""),
        "annote": _escaped(role),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    if start and _bounds(entry).precision in ("day", "month"):
        lines.append(f"  month = {_MONTHS[start.month - 1][:3].lower()},\n")  # no text, but a name that styles know
    return f"@{kind}{{{entry.key},\n{''.join(lines)}}}\n"


def _bibtex_name(name: Name) -> str:
    return f"{_escaped(name.family)}, {_escaped(name.given)}" if name.given else f"{{{_escaped(name.family)}}}"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(each, each) for each in text)


def _verbatim(text: str) -> str:
    """Return an address as the field `url` takes it: as it is, but for what would end or escape the field."""
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def csl_json(entries: Iterable[Entry]) -> str:
    """Return entries as CSL-JSON, for Zotero, Pandoc and citeproc."""
    return json.dumps([_csl(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def _csl(entry: Entry) -> dict[str, Any]:
    kind = _KINDS[entry.kind][2]
    found = {
        "id": entry.key,
        "type": kind,
        "title": entry.title,
        "editor" if entry.edited else "author": [
            {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
            for name in entry.authors
        ],
        "publisher" if entry.kind in _PUBLISHED else "container-title": entry.container,
        "issued": _csl_date(entry),
        "version": entry.version,
        "DOI": entry.doi,
        "URL": entry.url,
        "language": entry.language,
        "note": entry.note,
        "annote": entry.role,
    }
    return {name: value for name, value in found.items() if value}


def _csl_date(entry: Entry) -> dict[str, Any]:
    start, end, precision = _bounds(entry)
    if start is None or end is None:
        return {}
    first, last = _parts(entry)
    both = [first] if first == last else [first, last]
    if precision == "day":
        both = [[start.year, start.month, start.day]]
    return {"date-parts": both} | ({"circa": True} if _marked(entry) else {})


def apa(entries: Sequence[Entry]) -> str:
    """Return entries as references in the manner of APA, one a paragraph, in plain text."""
    return "\n\n".join(_told(entry, "") for entry in entries) + "\n"


def markdown(entries: Sequence[Entry]) -> str:
    """Return entries as a list in Markdown, titles in italics, each with its key."""
    return "".join(f"- `{entry.key}` {_told(entry, '*')}\n" for entry in entries)


def _told(entry: Entry, mark: str) -> str:
    plain = (lambda text: re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)) if mark else str
    people = plain(_apa_names(entry))
    title = f"{mark}{plain(entry.title)}{mark}"
    if entry.version:
        title += f" (Version {entry.version})"
    if entry.kind == "dataset":
        title += " [Data set]"
    date = f"({_apa_date(entry)})"
    parts = [people, date, title] if people else [title, date]
    parts += [plain(text) for text in (entry.container, entry.note) if text]
    link = f"https://doi.org/{entry.doi}" if entry.doi else entry.url
    told = " ".join(part if part.rstrip(mark)[-1:] in (".", "?", "!") else f"{part}." for part in parts)
    return " ".join(each for each in (told, link and f"<{link}>" if mark else link, _bracketed(entry, plain)) if each)


def _bracketed(entry: Entry, plain: Any) -> str:
    return f"[{plain(entry.role)}]" if entry.role else ""


def _apa_names(entry: Entry) -> str:
    found = [_apa_name(name) for name in entry.authors]
    listed = found[0] if len(found) == 1 else ", ".join(found[:-1]) + f", & {found[-1]}" if found else ""
    mark = " (Eds.)" if len(found) > 1 else " (Ed.)"
    return listed + (mark if found and entry.edited else "")


def _apa_name(name: Name) -> str:
    initials = ["-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.given.split()]
    return ", ".join([name.family, " ".join(initials)]) if initials else name.family


def _apa_date(entry: Entry) -> str:
    start, end, precision = _bounds(entry)
    if start is None or end is None:
        return "n.d."
    circa = "ca. " if _marked(entry) else ""
    if precision == "decade":
        return f"{circa}{start.year}s"
    if precision == "day":
        return f"{circa}{start.year}, {_MONTHS[start.month - 1]} {start.day}"
    first, last = _parts(entry)
    if len(first) == 1 or first[0] != last[0]:
        return circa + (str(first[0]) if first[0] == last[0] else f"{first[0]}–{last[0]}")
    told = [_MONTHS[part[1] - 1] for part in (first, last)]
    return f"{circa}{first[0]}, {'–'.join(dict.fromkeys(told))}"


def _parts(entry: Entry) -> tuple[list[int], list[int]]:
    """Return the first and last year, with the months if the date names any."""
    start, end, _ = _bounds(entry)
    assert start
    assert end
    with_months = "-" in (entry.date or "")
    return tuple([day.year, day.month] if with_months else [day.year] for day in (start, end))  # type: ignore[return-value]


def _bounds(entry: Entry) -> edtf.Bounds:
    return edtf.bounds(entry.date) if entry.date else edtf.Bounds(None, None, "open")


def _marked(entry: Entry) -> bool:
    return any(mark in (entry.date or "") for mark in "?~%") or _bounds(entry).precision == "decade"


def _rough(entry: Entry) -> bool:
    """Tell whether a date says more than a year and a month can."""
    return bool(entry.date) and not re.fullmatch(r"\d{4}(-\d{2}){0,2}", entry.date or "")
