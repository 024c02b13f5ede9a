"""The Python that pages show, run line by line, so that what they show as output is what comes out.

A page's `pycon` blocks are one dialogue: names live from block to block, and files are written into a folder of their
own. `python docs/_ext/shown.py docs/tutorial.md` puts what came out into the page.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```pycon\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a page with the output that the page shows, the one that came, and the files it wrote."""

    block: int
    number: int
    code: str
    wanted: str
    got: str
    files: tuple[Path, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the page shows what came; `...` on a page stands for anything."""
        return doctest.OutputChecker().check_output(self.wanted or "", self.got, doctest.ELLIPSIS)


def run(text: str, folder: Path) -> list[Line]:
    """Run the dialogue of a page in a folder and return its statements in order; `number` is the line of the page."""
    names: dict[str, Any] = {"__name__": "__main__"}
    found: list[Line] = []
    with contextlib.chdir(folder):
        for block, match in enumerate(BLOCK.finditer(text)):
            first = text.count("\n", 0, match.start("code")) + 1
            for example in doctest.DocTestParser().get_examples(match["code"]):
                runner = _Runner(checker=_Anything(), optionflags=doctest.REPORT_NDIFF, verbose=False)
                before = set(folder.iterdir())
                # Every statement is a test of its own: doctest would clear the names after a whole one.
                one = doctest.Example(example.source, example.want or "\n", example.exc_msg)
                runner.run(doctest.DocTest([one], names, "page", None, 0, None), out=lambda _: None, clear_globs=False)
                names.update(runner.names)
                files = tuple(sorted(set(folder.iterdir()) - before))
                found.append(Line(block, first + example.lineno, example.source, example.want, runner.got, files))
    return found


class _Anything(doctest.OutputChecker):
    """Takes every output and remembers it."""

    got = ""

    def check_output(self, _want: str, got: str, _optionflags: int) -> bool:
        self.got = got
        return True


class _Runner(doctest.DocTestRunner):
    """Keeps what a statement printed, or the traceback as a page shows it."""

    got = ""
    names: dict[str, Any]

    def report_success(self, _out: Any, test: doctest.DocTest, _example: doctest.Example, got: str) -> None:
        self.got, self.names = got, test.globs

    def report_unexpected_exception(self, _out: Any, test: doctest.DocTest, _example: Any, exc_info: Any) -> None:
        last = "".join(traceback.format_exception_only(*exc_info[:2]))
        self.got = f"Traceback (most recent call last):\n  ...\n{last}"
        self.names = test.globs


def rewritten(text: str) -> str:
    """Return a page with the output of its dialogue put in afresh."""
    with tempfile.TemporaryDirectory() as folder:
        lines = run(text, Path(folder).resolve())
    page = text.split("\n")
    for line in reversed([each for each in lines if not each.holds]):
        start = line.number - 1 + line.code.count("\n")
        page[start : start + line.wanted.count("\n")] = line.got.removesuffix("\n").split("\n") if line.got else []
    return "\n".join(page)


def main(paths: Iterable[str]) -> None:
    """Rewrite the pages named."""
    for path in map(Path, paths):
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
