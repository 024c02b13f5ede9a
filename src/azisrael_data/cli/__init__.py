"""The command `azisrael`: prints, sets the exit code, nothing else. Imports arrive inside the commands."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import click

from azisrael_data import __version__

# What each command is for, in the words of the list that `azisrael --help` prints. Each is in a module of its name.
SECTIONS = {
    "Look and check": {
        "show": "A row as a person reads it, with the words behind each cell.",
        "validate": "Every rule that needs no texts.",
        "verify": "Every span and literal against your copies of the sources.",
        "check": "Whether a release is as it was published.",
        "diff": "What sets two versions of the data apart, cell by cell.",
    },
    "Contribute": {
        "anchor": "Find a passage, and get its evidence row.",
        "new": "Enter a row with its evidence.",
        "fmt": "Put CSV files into their one form.",
        "withdraw": "Take a row back, leaving a tombstone.",
        "source": "Add a source document; say how far its reading is.",
    },
    "Publish": {
        "build": "Fill generated columns, write Parquet, schemas, descriptor.",
        "release": "Everything that people take away, as a folder and a zip.",
        "metadata": "What other systems read: Croissant, DataCite and others.",
        "explore": "The explorer, one page that works without a network.",
        "reliability": "How far the two readings of the sources agree.",
    },
    "Shell": {"completion": "What a shell needs to complete commands and ids."},
}


class Sections(click.Group):
    """A group whose help lists its commands by what they are for, and which loads a command when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [name for commands in SECTIONS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        told = next((commands[cmd_name] for commands in SECTIONS.values() if cmd_name in commands), None)
        if told is None:
            return None
        found: click.Command = getattr(import_module(f"azisrael_data.cli.{cmd_name}"), cmd_name)
        found.short_help = told
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section of the help for each of `SECTIONS`."""
        width = max(map(len, self.list_commands(ctx)))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:{width}}", told) for name, told in commands.items()])


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="azisrael")
def main() -> None:
    """Azerbaijan-Israel relations as data, with the evidence behind every cell."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is wanted, and looking for them takes time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the letter shows its code


def commands() -> dict[str, click.Command]:
    """Return all commands by name, loaded."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}
