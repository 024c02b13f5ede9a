"""`CITATION.cff`, as far as this package writes one: its facts and its authors, as an entry of a bibliography."""

from __future__ import annotations

import re

from azisrael_data.bibliography import Entry, Name
from azisrael_data.problems import CannotRun

NAME = "CITATION.cff"
_FACT = re.compile(r"^([a-z-]+): *(.+?) *$", re.MULTILINE)
_AUTHOR = re.compile(r"^ +- name: *(.+?) *$", re.MULTILINE)


def entry(text: str) -> Entry:
    """Return the entry of the dataset that the file describes. Raises CannotRun without a title or a version."""
    facts = {name: value.strip("\"'") for name, value in _FACT.findall(text)}
    missing = next((name for name in ("title", "version") if name not in facts), None)
    if missing:
        raise CannotRun(f"{NAME} states no {missing}; add the line `{missing}: ...`")
    return Entry(
        key=f"azisrael-data-{facts['version']}",
        kind="dataset",
        title=facts["title"],
        authors=tuple(Name(each.strip("\"'")) for each in _AUTHOR.findall(text)),
        date=facts.get("date-released"),
        url=facts.get("url") or facts.get("repository-code"),
        doi=facts.get("doi"),
        version=facts["version"],
    )
