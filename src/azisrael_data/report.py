"""Problems told: as text, as JSON, as GitHub's annotations and job summary. Pure functions over one `Capped`.

What a contributor wrote reaches a terminal, a log that a runner obeys, and a page that a browser shows. `Problem` has
escaped what cannot be seen; here goes what these three would act on. `docs/validation.md` describes the forms.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TextIO

from azisrael_data.problems import Problem

KEPT = 20  # of one code in one column of a file: what a terminal shows at once
FIRST = 5  # told where there are more: enough to see what they have in common
NAMED = 3  # lines named of the rest
MOST_GROUPS = 1000  # kept apart by column; a header may name any number of columns
ANNOTATIONS = 10  # GitHub shows no more of one kind per step
SUMMARY_BYTES = 1 << 20  # GitHub takes no longer summary of a step
PAGES = "docs/problems"

Group = tuple[str, str, str]
_DIM, _RED, _END = "\x1b[2m", "\x1b[1;31m", "\x1b[0m"
_BAR = r"\|"  # within a table, in a code span too
_HEAD = "| line | column | code | found and wanted | what to do |\n|---:|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class More:
    """Problems of one code in one column of a file that are counted and not told: their first lines, and the last."""

    path: str
    column: str
    code: str
    count: int
    lines: tuple[int, ...]
    last: int

    def __str__(self) -> str:
        where = f"in column {self.column} of {self.path}" if self.column else f"in {self.path}"
        return f"... and {self.count} more `{self.code}` {where}{self.named}"

    @property
    def named(self) -> str:
        """Their lines in brackets, or nothing where the file as a whole is meant."""
        if not any(self.lines):
            return ""
        many = len(self.lines) > 1 or self.last > self.lines[-1]
        rest = f" ... {self.last}" if self.last > self.lines[-1] else ""
        return f" (line{'s' if many else ''} {', '.join(map(str, self.lines))}{rest})"


@dataclass(frozen=True, slots=True)
class Capped:
    """Problems in file order, and the count of those of their kind that are not among them."""

    problems: tuple[Problem, ...]
    more: tuple[More, ...] = ()

    @property
    def total(self) -> int:
        """How many problems there are, told or only counted."""
        return len(self.problems) + sum(each.count for each in self.more)

    @property
    def entries(self) -> list[Problem | More]:
        """The problems, then the counts of those that are not among them."""
        return [*self.problems, *self.more]

    def counts(self) -> Counter[Group]:
        """Return how many problems there are per path, code and column."""
        found: Counter[Group] = Counter((each.path, each.code, each.column) for each in self.problems)
        for each in self.more:
            found[each.path, each.code, each.column] += each.count
        return found


@dataclass(slots=True)
class _Rest:
    """What is remembered of problems that are not kept."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    last: int = 0

    def add(self, line: int, count: int = 1) -> None:
        self.count += count
        self.last = max(self.last, line)
        if len(self.lines) < NAMED and line not in self.lines:
            self.lines.append(line)

    def more(self, group: Group) -> More:
        path, code, column = group
        return More(path, column, code, self.count, tuple(sorted(self.lines)), self.last)


class Tally:
    """Takes problems one by one, keeps the first of each code in each column of a file, and counts the rest.

    Its memory does not grow with the number of problems, so that a check of any length can feed it.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self._problems: list[Problem] = []
        self._counts: Counter[Group] = Counter()
        self._rest: dict[Group, _Rest] = {}

    def add(self, problem: Problem) -> None:
        """Keep or count one problem."""
        group = (problem.path, problem.code, problem.column)
        if group not in self._counts and len(self._counts) >= MOST_GROUPS:
            group = (problem.path, problem.code, "")
        self._counts[group] += 1
        if self._counts[group] <= self.kept:
            self._problems.append(problem)
        else:
            self._rest.setdefault(group, _Rest()).add(problem.line)

    def capped(self) -> Capped:
        """Return what was kept, in the order in which it came, and the counts of the rest."""
        return Capped(tuple(self._problems), tuple(rest.more(group) for group, rest in self._rest.items()))


def whole(problems: Iterable[Problem]) -> Capped:
    """Return problems none of which is left out."""
    return Capped(tuple(problems))


def text(report: Capped, *, colour: bool = False) -> str:
    """Return a line per problem; of more than 20 of one code in one column of a file the first five and a count."""
    return "".join(f"{_line(each, colour=colour)}\n" for each in _shortened(report))


def _line(each: Problem | More, *, colour: bool) -> str:
    if isinstance(each, More) or not colour:
        return inert(str(each))
    place, told = f"{each.path}:{each.line}:{each.column}:", str(each)
    rest = told[len(place) + len(each.code) + 1 :]
    return inert(f"{_DIM}{place}{_END} {_RED}{each.code}{_END}{rest}")


def _shortened(report: Capped) -> Iterator[Problem | More]:
    """Yield what is told of a report, file by file: problems, then the counts of those that are not told."""
    counts = report.counts()
    files: dict[str, list[Problem]] = {each.path: [] for each in report.entries}
    for problem in report.problems:
        files[problem.path].append(problem)
    for path, problems in files.items():
        told: Counter[Group] = Counter()
        left: dict[Group, _Rest] = {}
        for problem in problems:
            group = (path, problem.code, problem.column)
            told[group] += 1
            if told[group] <= FIRST or counts[group] <= KEPT:
                yield problem
            else:
                left.setdefault(group, _Rest()).add(problem.line)
        for more in report.more:
            if more.path == path:
                rest = left.setdefault((path, more.code, more.column), _Rest())
                rest.count += more.count - len(more.lines)
                for line in more.lines:
                    rest.add(line)
                rest.last = max(rest.last, more.last)
        yield from (rest.more(group) for group, rest in left.items())


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether a stream is a terminal whose user has not refused colour (NO_COLOR, TERM=dumb)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def inert(line: str) -> str:
    """Return a line of output that GitHub's runner does not take for a command.

    It obeys lines that start with `::` after blanks, and `##[` anywhere in a line.
    """
    line = line.replace("##[", r"#\x23[")
    return f"./{line}" if line.lstrip().startswith("::") else line


def as_json(report: Capped) -> str:
    """Return one JSON object: total, problems, counts of those left out, and counts per code and per file."""
    codes = Counter(dict.fromkeys(sorted({each.code for each in report.entries}), 0))
    files = Counter(dict.fromkeys((each.path for each in report.entries), 0))
    for (path, code, _), count in report.counts().items():
        codes[code] += count
        files[path] += count
    told = {
        "total": report.total,
        "problems": [asdict(each) for each in report.problems],
        "more": [asdict(each) for each in report.more],
        "codes": {code: {"count": count, "help": f"{PAGES}/{code}.md"} for code, count in codes.items()},
        "files": dict(files),
    }
    return json.dumps(told, ensure_ascii=False, indent=2).replace("##[", r"\u0023#[") + "\n"


def commands(report: Capped, place: str = "the job summary") -> str:
    """Return GitHub's workflow commands: at most ten errors, of each kind of fault one first, and a notice of the rest.

    `place` is where the others are told.
    """
    first: dict[Group, int] = {}
    for number, each in enumerate(report.problems):
        first.setdefault((each.path, each.code, each.column), number)
    numbers = dict.fromkeys([*first.values(), *range(len(report.problems))])
    chosen = sorted(list(numbers)[:ANNOTATIONS])
    lines = [_annotation(report.problems[number]) for number in chosen]
    if report.total > len(chosen):
        lines.append(f"::notice::{report.total - len(chosen)} more problem(s): see {_data(place)}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(each: Problem) -> str:
    where = f"file={_property(each.path)},line={max(each.line, 1)},title={_property(each.code)}"
    told = f"{each.column}: {each.message}" if each.column else each.message
    return f"::error {where}::{_data(f'{told}; {each.hint}' if each.hint else told)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace("##[", r"#\x23[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(report: Capped, room: int = SUMMARY_BYTES) -> str:
    """Return GitHub's job summary: a Markdown table per file, in at most `room` bytes of UTF-8.

    What does not fit is counted in the last line. A clean report has no summary.
    """
    if not report.total:
        return ""
    told, used, left = [], 0, report.total
    last = f"\n{left} problem(s) more than fit in here.\n"  # no later one is longer
    for piece, count in _tables(report):
        size = len(piece.encode())
        if used + size + len(last) > room:
            break
        told.append(piece)
        used, left = used + size, left - count
    if left:
        told.append(f"\n{left} problem(s) more than fit in here.\n")
    return "".join(told) if used + len(last) * bool(left) <= room else ""


def _tables(report: Capped) -> Iterator[tuple[str, int]]:
    """Yield pieces of the summary, each with the number of problems that it tells."""
    files: dict[str, list[Problem | More]] = {each.path: [] for each in report.entries}
    for each in report.entries:
        files[each.path].append(each)
    yield f"\n## {report.total} problem(s) in {len(files)} file(s)\n", 0
    for path, problems in files.items():
        head = f"\n### {code_span(path)}\n\n{_HEAD}"
        for each in problems:
            yield head + _row(each), each.count if isinstance(each, More) else 1
            head = ""


def _row(each: Problem | More) -> str:
    if isinstance(each, More):
        cells = ["...", code_span(each.column), code_span(each.code), f"and {each.count} more{each.named}", ""]
    else:
        cells = [str(each.line), *map(code_span, (each.column, each.code, each.message, each.hint))]
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n"


def code_span(text: str) -> str:
    """Return a text on one line as a Markdown code span that holds just that text; empty if it is empty."""
    if not text:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if len(fence) > 1 or (text[0] == text[-1] == " " and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"
