"""One question on a terminal: its line, completion of its answer, help. All talk goes to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from textwrap import wrap

import click

from azisrael_data.cells import LIST_SEPARATOR

WIDTH = 100
BACK, HELP, JUDGED, SKIP = "<", "?", "-", "."


class Back(Exception):
    """The person wants the question before this one."""


def say(text: str = "", *, indent: str = "", strong: bool = False) -> None:
    """Print a text, wrapped, escaped where it would act on a terminal; `strong` stands out there."""
    from azisrael_data.problems import plain

    if not text:
        click.echo(err=True)
    for line in wrap(plain(text), WIDTH - len(indent), break_long_words=False, break_on_hyphens=False):
        click.echo(indent + style(line, bold=strong), err=True)


def style(text: str, *, bold: bool = False, dim: bool = False) -> str:
    """Return a text in bold or dim where standard error is a terminal that wants it."""
    from azisrael_data.report import wants_colour

    return click.style(text, bold=bold, dim=dim) if (bold or dim) and wants_colour(sys.stderr, os.environ) else text


def ask(
    question: str,
    *,
    default: str = "",
    known: Iterable[str] = (),
    explain: Callable[[], None] | None = None,
    back: bool = True,
) -> str:
    """Return what is answered, the default if nothing is. `known` answers are completed with the tabulator key.

    Raises Back on `<`, click.Abort if input ends or is broken off.
    """
    shown = f" [{default}]" if default else ""
    with _completing(list(known)):
        while True:
            typed = _line(f"{question}{shown}").strip()
            if typed == BACK and back:
                raise Back
            if typed == HELP and explain is not None:
                explain()
                continue
            return typed or default


def _line(question: str) -> str:
    """Return a line of input. On a terminal readline gets the whole prompt, or it could not draw it again."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return str(click.prompt(question, default="", show_default=False, err=True))
    try:
        return input(f"{question}: ")
    except (KeyboardInterrupt, EOFError):
        raise click.Abort from None


def confirm(question: str, *, default: bool = True) -> bool:
    """Return a yes or no. Raises click.Abort."""
    while True:
        typed = ask(f"{question} [{'Y/n' if default else 'y/N'}]", back=False).lower()
        if typed in ("", "y", "yes", "n", "no"):
            return default if not typed else typed.startswith("y")
        say("answer y or n", indent="  ")


def choose(question: str, most: int) -> int | None:
    """Return a number from 1 to `most`, or None if nothing is answered. Raises Back, click.Abort."""
    while True:
        typed = ask(question)
        if not typed:
            return None
        if typed.isdecimal() and 0 < int(typed) <= most:
            return int(typed)
        say(f"a number from 1 to {most}, or nothing", indent="  ")


@contextmanager
def _completing(known: list[str]) -> Iterator[None]:
    """Let the tabulator key complete the known answers, where there is a readline and a terminal."""
    try:
        import readline
    except ImportError:  # as on Windows
        yield
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield
        return
    old, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(completer(known))
    readline.set_completer_delims(LIST_SEPARATOR)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(old)
        readline.set_completer_delims(delimiters)


def completer(known: Iterable[str]) -> Callable[[str, int], str | None]:
    """Return what readline calls: the nth of the known answers that begin as the text does, whatever their case."""
    answers = sorted(set(known))

    def complete(text: str, nth: int) -> str | None:
        lead, begun = text[: len(text) - len(text.lstrip())], text.lstrip().casefold()
        fit = [answer for answer in answers if answer.casefold().startswith(begun)]
        return lead + fit[nth] if nth < len(fit) else None

    return complete
