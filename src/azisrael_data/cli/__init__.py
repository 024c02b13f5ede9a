"""The command `azisrael`: prints, sets the exit code, nothing else. Imports arrive inside the commands."""

from __future__ import annotations

import io
import sys

import click

from azisrael_data import __version__
from azisrael_data.cli.anchor import anchor
from azisrael_data.cli.build import build
from azisrael_data.cli.reliability import reliability
from azisrael_data.cli.validate import validate
from azisrael_data.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="azisrael")
def main() -> None:
    """Azerbaijan-Israel relations as data, with the evidence behind every cell."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the letter shows its code


for _command in (validate, verify, anchor, build, reliability):
    main.add_command(_command)
