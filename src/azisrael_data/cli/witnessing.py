"""The evidence of a row asked for: the passage looked up and shown, the words for each cell proposed and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from textwrap import wrap
from typing import Any

import click

from azisrael_data import anchor, attest, copies, keying, quoting, schema
from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.cli.anchor import marks
from azisrael_data.cli.asking import candidates, explain
from azisrael_data.cli.prompting import BACK, HELP, JUDGED, SKIP, WIDTH, Back, ask, choose, confirm, say
from azisrael_data.entry import Entry
from azisrael_data.keying import NAMED, Unfit
from azisrael_data.models import Table, table
from azisrael_data.problems import CannotRun, UnknownName
from azisrael_data.schema import Column

Span = dict[str, Any]
_FIRST, _LAST = "\ue000", "\ue001"  # stand for the marks while lines are wrapped


class Witness:
    """Asks for one passage of one fact. `span` is what a document holds of it; `aliases` are names that it brought."""

    def __init__(self, entry: Entry, target: Table, fact: Mapping[str, Any], shown: set[str], before: Span) -> None:
        self.entry, self.target, self.fact, self.licensed = entry, target, fact, shown
        self.span: Span = {name: before[name] for name in ("source", "coder") if name in before}
        self.aliases: list[tuple[str, str, str]] = []
        self.place: anchor.Anchor | None = None

    @property
    def passage(self) -> str:
        """The words of the passage as they stand in the source."""
        assert self.place is not None
        return self.entry.texts[self.place.source_id].text[self.place.start : self.place.end]

    def ask(self) -> Span:
        """Ask for everything and return the span. Raises Back before the first question, click.Abort."""
        steps: tuple[Callable[[], None], ...] = (
            self._source, self._words,
            lambda: self._code("stance"), lambda: self._code("certainty"), lambda: self._code("zone"),
            lambda: self._keys("voice"), lambda: self._keys("works"), self._fields, self._wording,
        )  # fmt: skip
        at = 0
        while at < len(steps):
            try:
                steps[at]()
            except Back:
                if at == 0:
                    raise
                at -= 1
            else:
                at += 1
        return self.span

    def _source(self) -> None:
        known = sorted(self.entry.package.keys["sources"])
        say()
        say(f"The source document: {', '.join(known)}.", indent="  ")
        while True:
            source = ask("source", default=self.span.get("source", ""), known=known)
            if not source:
                continue
            try:
                self.span["source"] = self.entry.texts[source].source_id
            except UnknownName as error:
                say(str(error), indent="  ")
            else:
                return

    def _words(self) -> None:
        say()
        say("Words of the passage: the sentence, or the part of it that a reader needs.", indent="  ")
        text = self.entry.texts[self.span["source"]]
        while True:
            words = ask("words")
            if not words:
                continue
            try:
                hits = anchor.anchors(text, words)
            except CannotRun as error:
                say(str(error), indent="  ")
                continue
            like = [] if hits else anchor.near(text, words)
            place = self._chosen(hits or [each.anchor for each in like], like)
            if place is not None and confirm("  This passage?"):
                self.place = place
                stands = text.text[place.start : place.end]
                again = anchor.anchors(text, stands, place.line)
                self.span |= {"words": stands, "line": str(place.line)}
                if len(again) > 1:
                    self.span["nth"] = str([each.start for each in again].index(place.start) + 1)
                return

    def _chosen(self, places: list[anchor.Anchor], like: list[anchor.Near]) -> anchor.Anchor | None:
        """Show the places and return the one that is meant, None if it is none of them."""
        text = self.entry.texts[self.span["source"]]
        if not places:
            say("not found; try fewer words, or another part of the sentence", indent="  ")
        for number, place in enumerate(places, 1):
            mark = f"{number}. " if len(places) > 1 else ""
            _show(f"{mark}line {place.line}: ", text, place)
            for given, stands in next((each.differences for each in like if each.anchor == place), ()):
                say(f"you gave {given!r}, there stands {stands!r}", indent="      ")
        if len(places) < 2:
            return places[0] if places else None
        chosen = choose("  which one (nothing: none)", len(places))
        return places[chosen - 1] if chosen else None

    def _code(self, name: str) -> None:
        column = _column(name)
        codes = column.codes or {}
        say()
        say(f"{column.description} {', '.join(codes)}; {HELP} explains.", indent="  ")
        default = self.span.get(name) or attest.JUDGED[name]
        help_text = partial(explain, self.entry, column, wanted=True, default=default)
        while True:
            typed = ask(name, default=default, known=codes, explain=help_text)
            if self._kept(column, typed):
                return

    def _keys(self, name: str) -> None:
        column = _column(name)
        known = candidates(self.entry, column)
        if name == "works":
            own = self.entry.package.keys["works"]
            known = [key for key in known if own[key].values.get("source_id") == self.span["source"]]
            if not known:
                return
        say()
        say(f"{column.description} May be left out.", indent="  ")
        while True:
            typed = ask(name, default=self.span.get(name, ""), known=known, explain=lambda: explain(self.entry, column))
            if typed in ("", JUDGED):
                self.span.pop(name, None)
                return
            if self._kept(column, typed):
                return

    def _kept(self, column: Column, typed: str) -> bool:
        """Keep a value of the span if it fits, else say why not."""
        try:
            value = keying.value(self.entry.package, column, typed)
        except Unfit as fault:
            say(fault.message + (f"; {fault.hint}" if fault.hint else ""), indent="  ")
            return False
        self.span[column.name] = column.cell.format(value)
        return True

    def _fields(self) -> None:
        filled = [c for c in schema.columns(self.target) if schema.is_coded(self.target, c)]
        filled = [column for column in filled if self.fact.get(column.name) is not None]
        say()
        say(
            f"For each cell the words that give it, at most 8. {JUDGED}: judged from the passage as a whole; "
            f"{SKIP}: the passage does not show it.",
            indent="  ",
        )
        fields: dict[str, Any]
        while True:
            fields = self.span["fields"] = {}
            at = 0
            while at < len(filled):
                try:
                    told = self._literal(filled[at])
                except Back:
                    if at == 0:
                        raise
                    at -= 1
                    fields.pop(filled[at].name, None)
                    continue
                if told != SKIP:
                    fields[filled[at].name] = told
                at += 1
            if fields:
                return
            say("the passage shows no cell yet; name at least one", indent="  ")

    def _literal(self, column: Column) -> Any:
        """Return the literals of a column: text, list, None (judged), or `.` (not shown)."""
        cell = column.cell.format(self.fact[column.name])
        default = self._proposed(column)
        while True:
            typed = ask(f"{column.name} = {cell}", default=default, explain=lambda: self._explain(column))
            if typed == SKIP:
                return SKIP
            told = [part.strip() for part in typed.split(LIST_SEPARATOR)] if column.is_list else [typed]
            words = [None if part == JUDGED else part for part in told if part]
            if words and all(self._fits(column, each) for each in words) and self._whole(column, words):
                return None if words == [None] else words if column.is_list else words[0]

    def _explain(self, column: Column) -> None:
        """Say what is wanted for a cell, with the passage in sight."""
        assert self.place is not None
        say(column.description, indent="  ")
        _show("the passage: ", self.entry.texts[self.place.source_id], self.place)
        say(f"words of it that give the cell; {JUDGED}: judged from it; {SKIP}: not shown by it", indent="  ")

    def _proposed(self, column: Column) -> str:
        stance = self.span["stance"]
        found = quoting.proposals(self.entry.package, column, self.fact, self.passage) if stance == "supports" else []
        if any(found):
            return f"{LIST_SEPARATOR} ".join(each or JUDGED for each in found)
        if column.name == "date" and self.fact.get("date_basis") == "stated":
            return SKIP  # stated by words, and these are not here
        judged = stance == "supports" and column.name not in self.licensed and (column.codes or not _nameable(column))
        return JUDGED if judged else SKIP

    def _fits(self, column: Column, words: str | None) -> bool:
        """Tell, also in words, whether a literal may stand for a column."""
        if words is None:
            return True
        fault = anchor.unquotable(words, self.passage)
        if fault:
            say(
                f"{fault}; {BACK} goes back as far as the words of the passage, {SKIP} leaves it to another",
                indent="  ",
            )
            return False
        read = quoting.quotation(self.entry.package, column, self.fact, words)
        say(str(read), indent="  ")
        if read.gives is None and read.relation != "agrees" and column.references:
            return self._named(column, words)
        if not read.fits(self.span["stance"]):
            say(f"quote other words, or {JUDGED} or {SKIP}", indent="  ")
        return read.fits(self.span["stance"]) and (read.gives is not None or read.relation == "agrees")

    def _named(self, column: Column, words: str) -> bool:
        """Offer to let a literal be a name of the row that is meant."""
        home = column.references[0]
        members = self.fact[column.name] if column.is_list else (self.fact[column.name],)
        if home not in NAMED or not confirm(f"  Add {words!r} to the aliases in {home}?", default=False):
            return False
        key = members[0] if len(members) == 1 else ask("  of which", known=members)
        if key not in members:
            return False
        self.entry.alias(home, key, [words], "aliases")
        self.aliases.append((home, key, words))
        return True

    def _whole(self, column: Column, words: list[str | None]) -> bool:
        """Tell, also in words, whether every member of a list is named or judged."""
        if not column.is_list or None in words or not column.references or self.span["stance"] != "supports":
            return True
        names = self.entry.package.names.get(column.references[0])
        given = set().union(*(names.find(word or "") for word in words)) if names else set()
        left = [member for member in self.fact[column.name] if member not in given]
        if left:
            say(f"no words give {', '.join(left)}; add {JUDGED} for what is only implied", indent="  ")
        return not left

    def _wording(self) -> None:
        """Ask for the reason where the wording does not seem to fit the certainty."""
        assert self.place is not None
        values = {
            "source_id": self.place.source_id, "start": self.place.start, "end": self.place.end,
            "stance": self.span["stance"], "certainty": self.span["certainty"], "voice": self.span.get("voice"),
        }  # fmt: skip
        self.span.pop("exceptions", None)
        for rule, told in attest.clashes(self.entry.texts, self.fact, values).items():
            say()
            say(
                f"{rule}: {told}. Go back ({'<'}) and correct the certainty, or give a reason why it fits.", indent="  "
            )
            reason = ""
            while not reason:
                reason = ask("reason")
            self.span.setdefault("exceptions", {})[rule] = reason


def _show(lead: str, text: copies.Text, place: anchor.Anchor) -> None:
    """Print a passage within its line, wrapped between words."""
    first, last = marks()
    again, ended = ("", "") if (first, last) == anchor.BRACKETS else (first, last)
    told = anchor.shown_in_context(text, place, (_FIRST, _LAST))
    inside = False
    for line in wrap(lead + told, WIDTH, break_long_words=False, break_on_hyphens=False):
        begun, inside = inside, (inside or _FIRST in line) and _LAST not in line
        shown = (again if begun else "") + line.replace(_FIRST, first).replace(_LAST, last)
        click.echo("  " + shown + (ended if inside else ""), err=True)


def _nameable(column: Column) -> bool:
    return bool(column.references) and column.references[0] in NAMED


def _column(name: str) -> Column:
    column = schema.column(table("evidence"), name)
    assert column is not None
    return column
