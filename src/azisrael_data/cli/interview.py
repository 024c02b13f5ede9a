"""`azisrael new` as a conversation: the row, its evidence, a look at the whole, and only then the writing."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from azisrael_data import keying, schema
from azisrael_data.cli.asking import Answers, add_reference, ask_row, begun
from azisrael_data.cli.base import BROKEN_OFF
from azisrael_data.cli.new import tell
from azisrael_data.cli.prompting import Back, ask, confirm, say
from azisrael_data.cli.witnessing import Witness
from azisrael_data.entry import Entry
from azisrael_data.models import Table, table

Document = dict[str, Any]
_UNREAD = ("id", "start", "end", "letters", "head", "sha256", "table", "row_id")  # said already, or for machines


def interview(root: Path, name: str, texts: Path | None, save: Path | None) -> int:
    """Ask for a row and its evidence, and write it. Returns the exit code; breaking off gives back what was entered."""
    talk = Interview(root, name, texts)
    try:
        return talk.run()
    except (click.Abort, KeyboardInterrupt, EOFError):
        with _undisturbed():
            click.echo(err=True)
            talk.keep(save)
        return BROKEN_OFF


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C cut off what is given back."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Interview:
    """One conversation. What was entered so far is a document, such as `azisrael new --from` reads."""

    def __init__(self, root: Path, name: str, texts: Path | None) -> None:
        self.root, self.texts, self.target = root, texts, table(name)
        self.entry = Entry(root, texts)
        self.answers: Answers = {}
        self.spans: list[dict[str, Any]] = []
        self.beside: Document = {}
        self.witness: Witness | None = None

    def document(self) -> Document:
        """Return what was entered so far."""
        given = _filled(self.answers)
        beside = {
            name: list(map(_filled, part)) if isinstance(part, list) else part
            for name, part in self.beside.items()
            if part
        }
        if not self.target.is_fact:
            return {**beside, self.target.name: [*beside.get(self.target.name, []), given]}
        begun = [self.witness.span] if self.witness is not None and "words" in self.witness.span else []
        return {**beside, "facts": [{"table": self.target.name, **given, "evidence": [*self.spans, *begun]}]}

    def keep(self, save: Path | None) -> None:
        """Give back what was entered so far: in a file, else on standard error."""
        if not self.answers and not self.beside:
            click.echo("nothing was written", err=True)
            return
        told = json.dumps(self.document(), ensure_ascii=False, indent=2) + "\n"
        if save is not None:
            save.write_text(told, encoding="utf-8")
            click.echo(f"nothing was written; what you entered is in {save}", err=True)
        else:
            click.echo("nothing was written; what you entered:", err=True)
            click.echo(told, nl=False, err=True)
        shown = save or "FILE"
        click.echo(f"complete it and run: azisrael new {self.target.name} --from {shown}", err=True)

    def run(self) -> int:
        """Hold the conversation and return the exit code. Raises click.Abort if it is broken off."""
        say(f"A new row of {self.target.name}: {schema.description(self.target)}", strong=True)
        say("? explains, nothing leaves out, < goes back, Tab completes. Nothing is written before the end.")
        if self.target.is_fact:
            say(f"It becomes {self.entry.next_id(self.target.name)}.")
        self._row()
        if self.target.is_fact:
            self._evidence()
        while True:
            entry = Entry(self.root, self.texts)
            entry.take(self.document(), self.target.name)
            problems = [str(each) for each in entry.problems()]
            self._show(entry, problems)
            if not problems and confirm("Write it?"):
                tell(entry, [], [each.path for each in entry.draft.commit()])
                return 0
            self._correct()

    def _row(self) -> None:
        while True:
            try:
                ask_row(self.entry, self.target, self.answers, self._add)
            except Back:
                say("this is the first column; Ctrl-C breaks off", indent="  ")
            else:
                return

    def _add(self, home: str, word: str) -> str | None:
        return add_reference(self.entry, home, begun(home, word), self.beside)

    def _evidence(self) -> None:
        """Ask for passages until every coded cell stands in one."""
        say()
        say("The evidence: passages that show the row", strong=True)
        while True:
            left = self._unlicensed()
            if self.spans:
                say()
                say(f"not shown yet: {', '.join(left)}" if left else "every cell is shown", strong=True)
                if not confirm("Another passage?", default=bool(left)):
                    return
            witness = self.witness = Witness(
                self.entry, self.target, self._values(), self._licensed(), self.spans[-1] if self.spans else {}
            )
            try:
                span = witness.ask()
            except Back:
                if not self.spans and confirm("Back to the columns?"):
                    self._row()
            else:
                self.spans.append(span)
            self.witness = None
            for home, key, words in witness.aliases:
                self.beside.setdefault("aliases", {}).setdefault(home, {}).setdefault(key, []).append(words)

    def _values(self) -> dict[str, Any]:
        """Return the typed values of the row, its id among them."""
        values = {
            column.name: keying.value(self.entry.package, column, self.answers.get(column.name))
            for column in schema.columns(self.target)
            if not column.generated
        }
        return values | {"id": self.entry.next_id(self.target.name)}

    def _licensed(self) -> set[str]:
        return {name for span in self.spans if span["stance"] == "supports" for name in span["fields"]}

    def _unlicensed(self) -> list[str]:
        coded = [c.name for c in schema.columns(self.target) if schema.is_coded(self.target, c)]
        shown = self._licensed()
        return [name for name in coded if self.answers.get(name) and name not in shown]

    def _show(self, entry: Entry, problems: list[str]) -> None:
        """Print the rows as they would be, and what the whole package says of them."""
        say()
        say("The whole", strong=True)
        for name, key in entry.ids:
            say(f"{name} {key}", indent="  ", strong=True)
            _cells(table(name), entry.draft.find(name, key))
        for problem in problems:
            say(problem, indent="  ")
        say(f"{len(problems)} problem(s)" if problems else "the whole package is valid with it", strong=True)

    def _correct(self) -> None:
        """Ask what to do about it: columns again, evidence again, or break off. Raises click.Abort."""
        facts = ", e: the evidence again, a: another passage" if self.target.is_fact else ""
        while True:
            typed = ask(f"c: the columns again{facts}, q: break off", back=False)
            if typed == "q":
                raise click.Abort
            if typed == "c":
                self._row()
                return
            if typed in ("e", "a") and facts:
                self.spans = [] if typed == "e" else self.spans
                self._evidence()
                return


def _filled(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: typed for name, typed in answers.items() if typed}


def _cells(target: Table, row: dict[str, Any]) -> None:
    """Print the cells of a row that are filled, but for positions and fingerprints."""
    for column in schema.columns(target):
        value = row[column.name]
        if value is not None and not column.generated and column.name not in _UNREAD:
            say(f"{column.name}: {column.cell.format(value)}", indent="    ")
