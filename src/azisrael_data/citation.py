"""Cite exactly what was used: the dataset with a fingerprint of the rows and columns, and the sources behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any, Literal, NamedTuple

from azisrael_data import bibliography, cff, fingerprints, store
from azisrael_data.bibliography import Entry
from azisrael_data.fingerprints import Part
from azisrael_data.models import table
from azisrael_data.problems import CannotRun, Refused, UnknownName
from azisrael_data.tracing import evidence

Style = Literal["bibtex", "apa", "csl-json", "markdown"]
_STYLES = {
    "bibtex": bibliography.bibtex,
    "apa": bibliography.apa,
    "csl-json": bibliography.csl_json,
    "markdown": bibliography.markdown,
}
_PROSE = ("apa", "markdown")
_MOST_NAMED = 5  # cells that a message names
_SHOWN = 16  # hex digits of a fingerprint where people read


class Citation(str):
    """A citation as text, which notebooks show legibly.

    `style`; `fingerprint`, of the dataset's cells; `sources` and `works`, the ids of those listed; `parts`, what is
    cited table by table: `part.selection` has ids, columns, and cells `edited` or `resolved`.
    """

    __slots__ = ("fingerprint", "parts", "sources", "style", "works")

    style: str
    fingerprint: str
    sources: tuple[str, ...]
    works: tuple[str, ...]
    parts: tuple[Part, ...]

    def _repr_markdown_(self) -> str:
        return str(self) if self.style in _PROSE else f"```{self.style.replace('csl-', '')}\n{self}```\n"

    def _repr_html_(self) -> str | None:
        """Return the text as it is; None where Markdown shows better."""
        if self.style in _PROSE:
            return None
        return f'<pre style="white-space:pre-wrap">{escape(self)}</pre>'


def cite(of: Any, style: Style = "bibtex", *, works: bool = False, strict: bool = False) -> Citation:
    """Return a citation of exactly what was used: the dataset, then the sources behind these rows and columns.

    `of`: a frame of any kind that `load` gave or a part of it, ids of facts, or a list of frames. `style`: `bibtex`,
    `apa`, `csl-json` or `markdown`. The dataset is cited with its version, the date of that version, and the
    `fingerprint` of the rows and columns. A source is listed if one of its spans supports or contradicts a cell in use,
    and it is said how many do; reference tables rest on no spans. With `works` the works that are cited at these
    spans are listed too, one entry for each independent work.

    Cells that were edited, or settled by `resolve`, are counted in the citation, with the fingerprint of the cells as
    used; so are columns of the user's own. With `strict` a frame with such cells is refused.

    Raises UnknownName for an unknown style or id, Refused for what is not of this dataset, or, with `strict`, does not
    hold what the dataset holds.
    """
    if style not in _STYLES:
        raise UnknownName("style of citation", str(style), _STYLES)
    found = fingerprints.parts(of)
    if strict:
        _refuse_changes(found)
    spans = [span for part in found for span in _spans(part)]
    sources = _sources(found, spans)
    cited = _works(spans) if works else []
    whole = fingerprints.whole(found)
    data = _dataset(found, whole, _SHOWN if style in _PROSE else len(whole))
    text = _markdown(data, sources, cited) if style == "markdown" else _STYLES[style]([data, *sources, *cited])
    citation = Citation(text)
    citation.style, citation.fingerprint, citation.parts = style, whole, tuple(found)
    citation.sources, citation.works = tuple(each.key for each in sources), tuple(each.key for each in cited)
    return citation


def _refuse_changes(found: Iterable[Part]) -> None:
    changed = [
        f"{cell.row_id}.{cell.column}" for part in found for cell in (*part.selection.edited, *part.selection.resolved)
    ]
    if changed:
        raise Refused(
            f"{_count(len(changed), 'cell')} of the frame {'does' if len(changed) == 1 else 'do'} not hold what the "
            f"dataset holds{_named_cells(changed)}; load them anew, or cite without `strict`"
        )


class _Span(NamedTuple):
    """A span that speaks for or against cells in use, and the columns of those."""

    told: dict[str, Any]
    columns: tuple[str, ...]


def _spans(part: Part) -> list[_Span]:
    ids, home = part.selection.ids, table(part.selection.table)
    if not ids or not (home.is_fact or home.name == "evidence"):
        return []
    wanted = part.selection.bearing if home.is_fact else None
    found = []
    for span in evidence(ids if home.is_fact else [{"id": key} for key in ids]):
        columns = tuple(name for name in span["fields"] if wanted is None or name in wanted)
        if columns and span["stance"] in ("supports", "contradicts"):
            found.append(_Span(span, columns))
    return found


def _dataset(found: Sequence[Part], whole: str, digits: int) -> Entry:
    """Return the entry of the dataset, from its CITATION.cff. Raises CannotRun if that is missing."""
    file = store.path() / cff.NAME
    try:
        told = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"{file} cannot be read ({error}); install the package anew") from error
    own = cff.entry(told)
    return replace(
        own,
        key=f"{own.key}-{whole[:8]}",
        note="Rows and columns used: "
        + "; ".join(
            [_used(part, digits) for part in found] + ([f"together SHA-256 {whole[:digits]}"] if len(found) > 1 else [])
        ),
    )


def _used(part: Part, digits: int) -> str:
    """Say what was used of a table, and what in it is not the dataset's."""
    held = part.selection
    rows, columns = len(held.ids), len(held.columns) + len(held.expanded)
    told = f"{held.table}, {_count(rows, 'row')}, {_count(columns, 'column')}, SHA-256 {part.fingerprint[:digits]}"
    changes = [
        f"{_count(len(cells), 'cell')} {how}"
        for cells, how in ((held.edited, "edited"), (held.resolved, "settled by resolve"))
        if cells
    ]
    if changes:
        told += f", of which {' and '.join(changes)}: as used SHA-256 {part.used[:digits]}"
    return told + (f", beside {_count(len(held.added), 'column')} of the user's own" if held.added else "")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _sources(found: Iterable[Part], spans: Iterable[_Span]) -> list[Entry]:
    by_source: dict[str, list[_Span]] = {}
    for span in spans:
        by_source.setdefault(span.told["source_id"], []).append(span)
    named = {key for part in found for key in _named(part)}
    return [
        replace(document(row), role=_role(by_source.get(row["id"], [])))
        for row in store.kept("sources").to_pylist()
        if row["id"] in by_source or row["id"] in named
    ]


def document(source: Mapping[str, Any]) -> Entry:
    """Return the entry of a source document, given as its row."""
    return Entry(
        key=source["id"],
        kind="document",
        title=source["title"],
        authors=bibliography.names(source["authors"])[0],
        container=source["container"],
        date=source["published"],
        url=source["url"],
        language=source["language"],
    )


def _named(part: Part) -> Iterable[str]:
    """Return the sources that the rows of a table without evidence name."""
    if part.selection.table == "sources":
        return part.selection.ids
    if part.selection.table != "works":
        return ()
    works, ids = store.kept("works"), set(part.selection.ids)
    pairs = zip(works["id"].to_pylist(), works["source_id"].to_pylist(), strict=True)
    return [source for key, source in pairs if key in ids]


def _role(spans: Sequence[_Span]) -> str | None:
    """Say how many spans support and contradict the cells in use, and which cells are contradicted."""
    stances = Counter(span.told["stance"] for span in spans)
    told = [
        f"{_count(stances[stance], 'span')} {verb}{'s' if stances[stance] == 1 else ''}"
        for stance, verb in (("supports", "support"), ("contradicts", "contradict"))
        if stances[stance]
    ]
    against = [
        f"{span.told['row_id']}.{column}"
        for span in spans
        if span.told["stance"] == "contradicts"
        for column in span.columns
    ]
    return f"{', '.join(told)} the cells used{_named_cells(against)}" if told else None


def _named_cells(cells: Sequence[str]) -> str:
    known = list(dict.fromkeys(cells))
    more = ", ..." if len(known) > _MOST_NAMED else ""
    return f" ({', '.join(known[:_MOST_NAMED])}{more})" if known else ""


def _works(spans: Iterable[_Span]) -> list[Entry]:
    """Return the works cited at spans, one for each independent work, in the order of their ids."""
    at: dict[str, Counter[str]] = {}
    for span in spans:
        for root in dict.fromkeys(span.told["roots"] or ()):
            at.setdefault(root, Counter())[span.told["source_id"]] += 1
    return [_work(row, at[row["id"]]) for row in store.kept("works").to_pylist() if row["id"] in at]


def _work(row: Mapping[str, Any], citing: Mapping[str, int]) -> Entry:
    people, edited = bibliography.names(row["author"])
    return Entry(
        key=row["id"],
        kind=row["kind"],
        title=row["title"] or f"[No title: cited as {row['label']}]",
        authors=people,
        edited=edited,
        container=row["publisher"],
        date=row["date"],
        url=row["url"],
        language=row["language"],
        role="cited at "
        + ", ".join(f"{_count(number, 'span')} of {source}" for source, number in sorted(citing.items())),
    )


def _markdown(data: Entry, sources: list[Entry], cited: list[Entry]) -> str:
    groups = (("Data", [data]), ("Sources behind these rows and columns", sources), ("Works cited there", cited))
    return "\n".join(f"**{title}**\n\n{bibliography.markdown(entries)}" for title, entries in groups if entries)
