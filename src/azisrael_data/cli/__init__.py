"""The command `azisrael`: prints, sets the exit code, nothing else. Imports arrive inside the commands."""

from __future__ import annotations

import io
import sys

import click

from azisrael_data import __version__
from azisrael_data.cli.anchor import anchor
from azisrael_data.cli.build import build
from azisrael_data.cli.check import check
from azisrael_data.cli.completion import completion
from azisrael_data.cli.diff import diff
from azisrael_data.cli.explore import explore
from azisrael_data.cli.fmt import fmt
from azisrael_data.cli.metadata import metadata
from azisrael_data.cli.new import new
from azisrael_data.cli.release import release
from azisrael_data.cli.reliability import reliability
from azisrael_data.cli.show import show
from azisrael_data.cli.source import source
from azisrael_data.cli.validate import validate
from azisrael_data.cli.verify import verify
from azisrael_data.cli.withdraw import withdraw

# What each command is for, in the words of the list that `azisrael --help` prints.
SECTIONS: dict[str, dict[click.Command, str]] = {
    "Look and check": {
        show: "A row as a person reads it, with the words behind each cell.",
        validate: "Every rule that needs no texts.",
        verify: "Every span and literal against your copies of the sources.",
        check: "Whether a release is as it was published.",
        diff: "What sets two versions of the data apart, cell by cell.",
    },
    "Contribute": {
        anchor: "Find a passage, and get its evidence row.",
        new: "Enter a row with its evidence.",
        fmt: "Put CSV files into their one form.",
        withdraw: "Take a row back, leaving a tombstone.",
        source: "Add a source document; say how far its reading is.",
    },
    "Publish": {
        build: "Fill generated columns, write Parquet, schemas, descriptor.",
        release: "Everything that people take away, as a folder and a zip.",
        metadata: "What other systems read: Croissant, DataCite and others.",
        explore: "The explorer, one page that works without a network.",
        reliability: "How far the two readings of the sources agree.",
    },
    "Shell": {completion: "What a shell needs to complete commands and ids."},
}


class Sections(click.Group):
    """A group whose help lists its commands by what they are for."""

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section of the help for each of `SECTIONS`."""
        width = max(map(len, self.commands))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{each.name:{width}}", told) for each, told in commands.items()])


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="azisrael")
def main() -> None:
    """Azerbaijan-Israel relations as data, with the evidence behind every cell."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the letter shows its code


for _commands in SECTIONS.values():
    for _command, _told in _commands.items():
        _command.short_help = _told
        main.add_command(_command)
