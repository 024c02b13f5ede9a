"""The passages behind spans, from the reader's own copies of the sources. Only reading: no text is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from azisrael_data import copies, store
from azisrael_data.problems import CannotRun


class Passage(NamedTuple):
    """The words of a span in a copy, and how sure the place is: a state of `copies.STATES`, or `no copy`."""

    state: str
    words: str | None


class Texts:
    """The reader's copies of the sources, found by fingerprint. Shown without their words."""

    def __init__(self, copies_by_source: Mapping[str, copies.Text], lengths: Mapping[str, int]) -> None:
        self._resolvers = {key: copies.Resolver(text, lengths[key]) for key, text in copies_by_source.items()}

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources of which there is a copy."""
        return tuple(self._resolvers)

    def passage(self, span: Mapping[str, Any]) -> Passage:
        """Return the passage of an evidence row whose `fields` are parsed."""
        resolver = self._resolvers.get(span["source_id"])
        if resolver is None:
            return Passage("no copy", None)
        found = resolver.resolve(span)
        return Passage(found.state, resolver.passage(found) or None)

    def __repr__(self) -> str:
        return f"Texts({', '.join(self.sources)})"


def texts(folder: str | Path | None = None) -> Texts:
    """Return the copies of the sources below a folder, whatever their names and line breaks.

    Without a folder they are looked for where `AZISRAEL_TEXTS` says, else in `seeds/texts` of the package.

    Raises CannotRun if no copy of any source is there.
    """
    place = copies.folder(store.path(), None if folder is None else Path(folder))
    sources = store.kept("sources").to_pylist()
    found = copies.find(place, sources, store.kept("lines").to_pylist())
    if not found:
        raise CannotRun(f"no copy of a source in {place}; wanted: {', '.join(source['title'] for source in sources)}")
    return Texts(found, {source["id"]: source["code_points"] for source in sources})
