"""The command lines that pages show, run one after another, so that what they show as output is what comes out.

In a page's `console` blocks lines that start with `$ ` are typed, with what follows a backslash at the end of a line;
the lines below are what the command prints, on either stream. All run in one folder, which is a package:
`python docs/_ext/typed.py docs/how-to/new-source.md FOLDER` puts what came out into the page.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from azisrael_data.cli import main as azisrael

BLOCK = re.compile(r"^```console\n(?P<typed>.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (?P<line>(?:[^\n]*\\\n)*[^\n]*)\n(?P<output>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
_SETTINGS = {"COLUMNS": "80", "AZISRAEL_TEXTS": "", "NO_COLOR": "1"}


@dataclass(frozen=True, slots=True)
class Typed:
    """One command of a page, the output that the page shows, the one that came, and the exit code."""

    line: str
    wanted: str
    got: str
    code: int
    start: int
    end: int


def run(text: str, folder: Path) -> list[Typed]:
    """Run the commands of a page in a folder and return them in order; `start` and `end` are those of the output."""
    found = []
    with contextlib.chdir(folder):
        for block in BLOCK.finditer(text):
            for match in _COMMAND.finditer(block["typed"]):
                name, *arguments = shlex.split(match["line"].replace("\\\n", " "))
                if name != "azisrael":
                    raise ValueError(f"{name}: only `azisrael` is typed on a page")
                result = CliRunner().invoke(azisrael, arguments, env=_SETTINGS)
                at = block.start("typed")
                start, end = at + match.start("output"), at + match.end("output")
                found.append(Typed(match["line"], match["output"], result.output, result.exit_code, start, end))
    return found


def rewritten(text: str, folder: Path) -> str:
    """Return a page with the output of its commands put in afresh."""
    for each in reversed(run(text, folder)):
        text = text[: each.start] + each.got + text[each.end :]
    return text


def main(page: str, folder: str) -> None:
    """Rewrite a page."""
    path = Path(page)
    path.write_text(rewritten(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
